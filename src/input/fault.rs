//! Faults: what is wrong in the input, where, why and what to do about it. All of them are collected, none is thrown.
//!
//! Codes: E101 file cannot be read · E102 not YAML · E103 unknown field · E104 missing field · E105 duplicate key ·
//! E106 anchor, alias or merge key · E107 too deep or too large · E108 empty, or several documents · E109 key or tag of
//! an unusable kind · E110 table that is no table · E199 more faults than are listed · E201 wrong kind of value ·
//! E202 number out of range · E203 unknown word · E204 value that its type refuses.

use std::collections::{BTreeSet, HashMap, HashSet};

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

impl Spot {
    /// The file as a whole.
    pub fn whole(file: u32) -> Spot {
        Spot { file, line: 0, column: 0, width: 0 }
    }
}

/// A file that was read: name as the user gave it, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: String,
    /// Empty for a file that could not be read and for a workbook.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

impl Fault {
    pub fn cause(&mut self, cause: Text) -> &mut Fault {
        self.cause = Some(cause);
        self
    }

    pub fn remedy(&mut self, remedy: Text) -> &mut Fault {
        self.remedy = Some(remedy);
        self
    }
}

/// Faults of one severity that are listed for one file; a closing line says that there are more.
pub const MOST_PER_FILE: usize = 200;

/// All files read and all faults found in them so far.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    pub sources: Vec<Source>,
    /// In the order of finding, without repetition; see [`Faults::sorted`].
    pub list: Vec<Fault>,
    seen: HashSet<(Severity, &'static str, Spot, Text)>,
    count: HashMap<(u32, Severity), usize>,
    /// Files that broke off at a syntax error: the names they were to define are unknown.
    broken: BTreeSet<u32>,
    /// The model could not be read: rules that it would have brought are unknown.
    pub lacks_model: bool,
    /// File of the model, which may speak of posts, levels, skills and tags that nobody in this scenario has.
    pub model: Option<u32>,
    /// Kinds of names ("shift") whose list could not be read as a whole: that such a name is unknown is no news.
    pub absent: BTreeSet<&'static str>,
    /// Sections with errors of their own: what does not fit because of them is no news.
    pub spoiled: BTreeSet<String>,
    /// Names inside entries that were dropped because of their own faults.
    lost: HashSet<String>,
    /// Takes faults that are not listed.
    bin: Option<Fault>,
}

impl Faults {
    /// Records a file and gives its number.
    pub fn source(&mut self, name: impl Into<String>, text: impl Into<String>) -> u32 {
        self.sources.push(Source { name: name.into(), text: text.into() });
        (self.sources.len() - 1) as u32
    }

    /// Records an error; go on with `.cause(..)` and `.remedy(..)`.
    ///
    /// Not listed are repetitions (same place, code and words), what goes beyond [`MOST_PER_FILE`] and, once a file has
    /// broken off at a syntax error, missing names and contradictions (E3xx, E4xx): they may follow from the lost rest.
    pub fn error(&mut self, code: &'static str, spot: Spot, what: Text) -> &mut Fault {
        self.add(Severity::Error, code, spot, what)
    }

    /// Records a warning: the work goes on, but it is probably not meant.
    pub fn warning(&mut self, code: &'static str, spot: Spot, what: Text) -> &mut Fault {
        self.add(Severity::Warning, code, spot, what)
    }

    fn add(&mut self, severity: Severity, code: &'static str, spot: Spot, what: Text) -> &mut Fault {
        let fault = Fault { severity, code, spot, what, cause: None, remedy: None };
        let follows = !self.broken.is_empty() && (code.starts_with("E3") || code.starts_with("E4"));
        let count = self.count.get(&(spot.file, severity)).copied().unwrap_or(0);
        let known = self.seen.contains(&(severity, code, spot, fault.what.clone()));
        if follows || known || count > MOST_PER_FILE {
            return self.bin.insert(fault);
        }
        self.count.insert((spot.file, severity), count + 1);
        if count == MOST_PER_FILE {
            self.list.push(Fault {
                code: "E199",
                spot: Spot::whole(spot.file),
                what: Text::new("…dan masih ada lagi di berkas ini", "…and there are more in this file"),
                cause: None,
                remedy: Some(Text::new(
                    format!("hanya {MOST_PER_FILE} yang pertama ditampilkan; perbaiki dahulu, lalu periksa lagi"),
                    format!("only the first {MOST_PER_FILE} are listed; mend them and check again"),
                )),
                ..fault.clone()
            });
            return self.bin.insert(fault);
        }
        self.seen.insert((severity, code, spot, fault.what.clone()));
        self.list.push(fault);
        self.list.last_mut().expect("pushed just now")
    }

    /// Whether further errors of this file would not be listed.
    pub fn full(&self, file: u32) -> bool {
        self.count.get(&(file, Severity::Error)).is_some_and(|count| *count > MOST_PER_FILE)
    }

    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|fault| fault.severity == Severity::Error)
    }

    /// Marks a file as read only in part: what it lacks is no fault of its own.
    pub fn break_off(&mut self, file: u32) {
        self.broken.insert(file);
    }

    /// Whether the file was read only in part.
    pub fn is_broken(&self, file: u32) -> bool {
        self.broken.contains(&file)
    }

    /// Notes a name that stood in a dropped entry.
    pub fn lose(&mut self, name: &str) {
        self.lost.insert(name.to_string());
    }

    /// Whether this name stood in an entry that was dropped for its own faults: that it is unknown is then no news.
    pub fn was_lost(&self, name: &str) -> bool {
        self.lost.contains(name)
    }

    /// Whether one of these sections has errors of its own.
    pub fn is_spoiled(&self, sections: &[&str]) -> bool {
        sections.iter().any(|section| self.spoiled.contains(*section))
    }

    /// The faults by file, line and column.
    pub fn sorted(&self) -> Vec<&Fault> {
        let mut list: Vec<&Fault> = self.list.iter().collect();
        list.sort_by_key(|f| (f.spot.file, f.code == "E199", f.spot.line, f.spot.column, f.severity, f.code));
        list
    }

    /// `name:line:column`, `name` alone for a file as a whole.
    pub fn place(&self, spot: Spot) -> String {
        let name = self.sources.get(spot.file as usize).map_or("?", |source| source.name.as_str());
        if spot.line == 0 { name.to_string() } else { format!("{name}:{}:{}", spot.line, spot.column) }
    }

    /// All faults as a terminal shows them, and a line that counts them. Empty without faults.
    pub fn render(&self, lang: Lang, color: bool) -> String {
        super::render::render(self, lang, color)
    }

    /// All faults as a JSON list.
    pub fn to_json(&self, lang: Lang) -> serde_json::Value {
        super::render::to_json(self, lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32) -> Spot {
        Spot { file: 0, line, column: 1, width: 1 }
    }

    #[test]
    fn faults_come_sorted_and_once() {
        let mut faults = Faults::default();
        faults.source("a.yaml", "");
        faults.error("E201", at(7), Text::same("later"));
        faults.error("E201", at(2), Text::same("sooner")).remedy(Text::same("so"));
        faults.error("E201", at(7), Text::same("later"));
        let lines: Vec<u32> = faults.sorted().iter().map(|f| f.spot.line).collect();
        assert_eq!(lines, [2, 7]);
    }

    #[test]
    fn a_flood_of_faults_is_cut_and_says_so() {
        let mut faults = Faults::default();
        faults.source("a.yaml", "");
        for line in 1..5000 {
            faults.error("E201", at(line), Text::same("x"));
        }
        assert_eq!(faults.list.len(), MOST_PER_FILE + 1);
        assert!(faults.full(0));
        assert_eq!(faults.sorted().last().unwrap().code, "E199");
    }

    #[test]
    fn a_warning_is_no_error() {
        let mut faults = Faults::default();
        faults.warning("E401", at(1), Text::same("x"));
        assert!(!faults.has_errors());
    }

    #[test]
    fn after_a_file_broke_off_missing_names_are_not_held_against_it() {
        let mut faults = Faults::default();
        faults.break_off(0);
        faults.error("E301", at(1), Text::same("unknown person"));
        assert!(faults.list.is_empty());
    }
}
