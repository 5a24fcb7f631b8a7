//! Reports: verdict and roster as text, CSV, JSON, XLSX and one self-contained HTML page.
//!
//! Nothing here reads a file. Personal data (sex, predicate, score, discipline, consent) is never printed; an absence
//! appears only under the name that the planner gave its kind.

pub mod answer;
pub mod codes;
pub mod compare;
pub mod conflict;
pub mod cover;
pub mod csv;
pub mod html;
pub mod measures;
pub mod refusal;
pub mod result;
pub mod robust;
pub mod seating;
pub mod sheet;
pub mod study;
pub mod text;
pub mod understood;
pub mod why;
pub mod words;
pub mod write;
pub mod xlsx;

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
    #[error("roster.xlsx: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    #[error("report.html: {0}")]
    Html(#[from] askama::Error),
}

/// All files of a report: `roster.csv` and `roster.xlsx` if there is a roster, `result.json`, `report.html`.
pub fn files(report: &Report, lang: Lang) -> Result<Vec<File>, Failed> {
    let mut files = Vec::new();
    let mut add = |name: &str, bytes| files.push(File { name: name.into(), bytes });
    if let Some(found) = &report.found {
        add("roster.csv", csv::write(report.facts, found, lang)?);
        add("roster.xlsx", xlsx::write(report, found, lang)?);
    }
    add("result.json", result::write(report));
    add("report.html", html::write(report, lang)?);
    Ok(files)
}

#[cfg(test)]
#[cfg(test)]
pub mod testing;

#[cfg(test)]
mod tests {
    use super::testing::{found, report};
    use super::*;
    use crate::input::fault::Faults;
    use crate::rules::testing::world;
    use crate::scenario::read_roster;

    const DRAWN: &str = "ana OHN-\n bob BoDh";

    /// What `read_roster` makes of one of the files of the drawn roster; faults in English.
    fn read_back(facts: &Facts, drawn: &str, name: &str, edit: impl Fn(Vec<u8>) -> Vec<u8>) -> Result<Roster, String> {
        let report = report(facts, &[], Some(found(facts, drawn)), None);
        let mut files = files(&report, Lang::Id).expect("files");
        files.retain(|file| file.name == name);
        files[0].bytes = edit(std::mem::take(&mut files[0].bytes));
        let dir = tempfile::tempdir().expect("a folder");
        write_all(dir.path(), &files).expect("written");
        let mut faults = Faults::default();
        let roster = read_roster(&dir.path().join(name), facts, &mut faults);
        roster.ok_or_else(|| faults.list.iter().map(|fault| format!("{} {}\n", fault.code, fault.what.en)).collect())
    }

    #[test]
    fn a_report_with_a_roster_is_four_files_and_without_one_two() {
        let facts = world();
        let names = |found| {
            let files = files(&report(&facts, &[], found, None), Lang::Id).expect("files");
            files.into_iter().map(|file| file.name).collect::<Vec<_>>()
        };
        assert_eq!(names(Some(found(&facts, DRAWN))), ["roster.csv", "roster.xlsx", "result.json", "report.html"]);
        assert_eq!(names(None), ["result.json", "report.html"]);
    }

    #[test]
    fn a_roster_reads_back_from_csv_and_from_the_workbook_as_it_was() {
        let mut facts = world();
        facts.people[0].id = "=ana".into();
        let drawn = "=ana OHN-\n bob BoDh";
        for name in ["roster.csv", "roster.xlsx"] {
            assert_eq!(
                read_back(&facts, drawn, name, |bytes| bytes),
                Ok(found(&facts, drawn).roster.clone()),
                "{name}"
            );
        }
    }

    #[test]
    fn a_planner_may_turn_rows_drop_columns_and_write_in_capitals() {
        let facts = world();
        let edit = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let cut = |row: &str| row.split(',').take(5).collect::<Vec<_>>().join(" ;");
            let mut rows: Vec<String> = text.lines().skip(1).map(|row| cut(row).to_uppercase()).collect();
            rows.reverse();
            format!("Person;Date;Shift;Place;Desk\r\n{}", rows.join("\r\n")).into_bytes()
        };
        assert_eq!(read_back(&facts, DRAWN, "roster.csv", edit), Ok(found(&facts, DRAWN).roster.clone()));
    }

    #[test]
    fn slips_in_an_edited_roster_are_all_told() {
        let facts = world();
        let edit = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let text = text.replace("ana,2020-01-11,pagi", "anna,2020-01-11,pagi");
            let text = text.replace("bob,2020-01-11,sore", "bob,2020-01-11,soree");
            let text = text.replace("bob,2020-01-12,pagi", "bob,2020-02-12,pagi");
            let text = text.replace("ana,2020-01-10,pagi,office", "ana,2020-01-10,malam,home");
            format!("{text}ana,2020-01-12,,,,,,,,\n").into_bytes()
        };
        let told = read_back(&facts, DRAWN, "roster.csv", edit).expect_err("faults");
        insta::assert_snapshot!(told, @r#"
        E305 there is no duty `malam home`
        E301 there is no person `anna`
        E301 there is no shift `soree`
        E402 the date 2020-02-12 is outside the period
        E401 `ana` on 2020-01-12 is written twice
        "#);
    }

    #[test]
    fn a_roster_that_lacks_rows_says_which() {
        let edit = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("UTF-8");
            text.lines()
                .filter(|row| !row.contains("bob"))
                .map(|row| format!("{row}\n"))
                .collect::<String>()
                .into_bytes()
        };
        let told = read_back(&world(), DRAWN, "roster.csv", edit);
        assert_eq!(told, Err("E414 4 cells of the roster are missing\n".into()));
    }
}
