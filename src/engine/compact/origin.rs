//! Which rows of a certificate the rows of a master speak for (`models/README.md`, "The certificate").

use super::rows::{Builder, Limit};
use crate::certificate::Of;

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

/// A column that is an amount of a certificate: the amount is `before` more than the column, or where it is mirrored
/// `before` more than the column with its sign turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    pub column: u32,
    pub clause: u32,
    pub of: Of,
    pub before: i64,
    pub mirrored: bool,
}

/// Filled for a master only.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    pub rows: Vec<Origin>,
    pub sure: Vec<Sure>,
    pub amounts: Vec<Amount>,
}

/// Points that keep a closed column out of every cheapest line.
pub const CLOSING: i64 = 1_000_000;

impl Builder {
    /// Notes which rows of the certificate the row that is added next stands for; `shared`: its factors were divided.
    pub fn note(&mut self, rows: &[(u32, i64)], shared: i64) {
        if self.summed {
            let (row, clause) = (self.program.rows.len() as u32, self.clause);
            let over = if self.helped { shared } else { 1 };
            let origin = |(number, times): &(u32, i64)| Origin { row, clause, number: *number, times: *times, over };
            self.program.origins.rows.extend(rows.iter().map(origin));
        }
    }

    /// The same for a limit without a row.
    pub fn sure(&mut self, limit: &Limit, points: i64) {
        let sure = |(number, times): &(u32, i64)| Sure { clause: self.clause, number: *number, points: points * times };
        self.program.origins.sure.extend(limit.rows.iter().map(sure));
    }

    /// Notes which amount of the certificate a column is.
    pub fn note_amount(&mut self, column: u32, of: Of, before: i64, mirrored: bool) {
        if self.summed {
            self.program.origins.amounts.push(Amount { column, clause: self.clause, of, before, mirrored });
        }
    }

    /// Notes that a column is what the limit of the certificate's row is exceeded by, from `before` on; only where it
    /// stands for one row alone.
    pub fn note_slack(&mut self, column: u32, rows: &[(u32, i64)], before: i64) {
        if let [(row, 1)] = rows {
            self.note_amount(column, Of::Row(*row), before, false);
        }
    }
}
