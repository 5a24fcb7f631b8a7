//! Faults: what is wrong in the input, where, why and what to do about it. All of them are collected, none is thrown.

use super::lang::{Lang, Text};

/// A place in one of the files that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Spot {
    /// Position in [`Faults::sources`].
    pub file: u32,
    /// From 1; 0 means the file as a whole.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Characters to underline, at least 1.
    pub width: u32,
}

/// A file that was read: name as the user gave it, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: String,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    /// Does not stop the work, but is probably not meant.
    Warning,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub severity: Severity,
    /// `E1xx` form of a file, `E2xx` a value, `E3xx` a name that does not exist, `E4xx` parts that contradict each other.
    pub code: &'static str,
    pub spot: Spot,
    /// What is wrong, in one line.
    pub what: Text,
    /// Why it is wrong, if `what` does not say it.
    pub cause: Option<Text>,
    /// What to do.
    pub remedy: Option<Text>,
}

/// All files read and all faults found in them so far.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    pub sources: Vec<Source>,
    pub list: Vec<Fault>,
}
