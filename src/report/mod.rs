//! Reports: verdict and roster as text, CSV, JSON, XLSX and one self-contained HTML page.
//!
//! Nothing here reads a file. Personal data (sex, predicate, score, discipline, consent) is never printed; an absence
//! appears only under the name that the planner gave its kind.

pub mod codes;
pub mod cover;
pub mod csv;
pub mod html;
pub mod measures;
pub mod result;
pub mod seating;
pub mod text;
pub mod understood;
pub mod words;
pub mod write;

use std::time::Duration;

use crate::engine::Outcome;
use crate::facts::{DayIx, Facts, PersonIx};
use crate::input::lang::Lang;
use crate::roster::Roster;
use crate::rules::Entry;
use crate::verify::Verdict;

pub use measures::{Measures, measures};
pub use seating::SeatId;
pub use write::write_all;

/// Everything that a report tells.
#[derive(Debug)]
pub struct Report<'a> {
    pub facts: &'a Facts,
    pub entries: &'a [Entry],
    /// The roster and its verdict; `None` where there is no roster.
    pub found: Option<Found<'a>>,
    pub run: Run<'a>,
}

/// A roster with all that is counted from it.
#[derive(Debug)]
pub struct Found<'a> {
    pub roster: &'a Roster,
    pub verdict: &'a Verdict,
    pub measures: Measures,
    /// Seat of each cell, `seats[person * days + day]`; `None`: takes no seat, or none was left.
    pub seats: Vec<Option<SeatId>>,
}

/// How the roster came about.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    /// `None`: the roster was read, not solved.
    pub outcome: Option<&'a Outcome>,
    pub wall: Duration,
    pub seed: u32,
    /// SHA-256 of the canonical scenario, in hex.
    pub scenario_hash: String,
}

impl<'a> Found<'a> {
    pub fn new(facts: &Facts, entries: &[Entry], roster: &'a Roster, verdict: &'a Verdict) -> Found<'a> {
        let measures = measures(facts, entries, roster, verdict);
        Found { roster, verdict, measures, seats: seating::seats(facts, roster) }
    }

    /// Where a person sits on a day.
    pub fn seat(&self, person: PersonIx, day: DayIx) -> Option<&SeatId> {
        self.seats[person as usize * self.roster.days() + usize::from(day)].as_ref()
    }
}

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    #[error("roster.csv: {0}")]
    Csv(#[from] ::csv::Error),
    #[error("report.html: {0}")]
    Html(#[from] askama::Error),
}

/// All files of a report: `roster.csv` if there is a roster, `result.json`, `report.html`.
pub fn files(report: &Report, lang: Lang) -> Result<Vec<File>, Failed> {
    let mut files = Vec::new();
    let mut add = |name: &str, bytes| files.push(File { name: name.into(), bytes });
    if let Some(found) = &report.found {
        add("roster.csv", csv::write(report.facts, found, lang)?);
    }
    add("result.json", result::write(report));
    Ok(files)
}

#[cfg(test)]
#[cfg(test)]
pub mod testing;
