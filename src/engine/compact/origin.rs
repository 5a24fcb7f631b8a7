//! Which rows of a certificate the rows of a master speak for (`models/README.md`, "The certificate").

/// A row of the program and a row of the certificate: the latter's multiplier is `times` / `over` of the former's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub row: u32,
    pub clause: u32,
    pub number: u32,
    pub times: i64,
    pub over: i64,
}

/// A row of the certificate for which the program has costs of columns, a constant or closed columns instead of a row:
/// its multiplier is known beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sure {
    pub clause: u32,
    pub number: u32,
    pub points: i64,
}

/// Filled for a master only.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    pub rows: Vec<Origin>,
    pub sure: Vec<Sure>,
}

/// Points that keep a closed column out of every cheapest line.
pub const CLOSING: i64 = 1_000_000;
