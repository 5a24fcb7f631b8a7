//! Why a certificate is refused: a code, and a sentence in both languages.
//!
//! Codes: E501 not a certificate · E502 another format · E503 another scenario · E504 another size · E505 scale out of
//! range · E506 order of rows · E507 no such clause or row · E508 negative multiplier · E509 clause priced and left out ·
//! E510 tree that is none · E511 numbers too large · E512 person's problem too large · E513 claim not proved.

use crate::input::lang::Text;
use crate::problem::{DayIx, PersonIx};

/// Why a certificate proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Not JSON, or not of the shape of a certificate.
    Unreadable {
        line: u32,
        column: u32,
        what: String,
    },
    /// A format that this program does not know.
    Format(u32),
    /// Made for a scenario with another hash.
    Scenario {
        made_for: String,
        given: String,
    },
    /// Sizes in the head that are not the problem's.
    Size {
        what: &'static str,
        claimed: usize,
        given: usize,
    },
    /// The scale is not in 1 … 2^32.
    Scale(i64),
    /// Rows or left-out clauses that do not rise, so that one may be counted twice.
    Order {
        leaf: u32,
        clause: u32,
        row: Option<u32>,
    },
    NoClause {
        leaf: u32,
        clause: u32,
    },
    NoRow {
        leaf: u32,
        clause: u32,
        row: u32,
        rows: usize,
    },
    Negative {
        leaf: u32,
        clause: u32,
        row: u32,
        multiplier: i64,
    },
    /// Priced and left out at once.
    Twice {
        leaf: u32,
        clause: u32,
    },
    /// A node that is missing, stands before its parent or belongs to no or to several splits.
    Tree {
        node: u32,
    },
    /// A split of a person or day that the problem does not have.
    Split {
        node: u32,
        person: PersonIx,
        day: DayIx,
    },
    /// A split by an amount that no row or helper of such a clause has.
    Amount {
        node: u32,
        clause: u32,
    },
    /// Sums that leave the range of exact arithmetic.
    TooLarge,
    /// A person's own clauses have more states than are followed.
    TooManyStates {
        leaf: u32,
        person: PersonIx,
        states: usize,
    },
    /// The multipliers are sound, but prove less than is claimed.
    NotProved {
        claimed: i64,
        proved: i64,
    },
}

impl Refusal {
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Unreadable { .. } => "E501",
            Refusal::Format(_) => "E502",
            Refusal::Scenario { .. } => "E503",
            Refusal::Size { .. } => "E504",
            Refusal::Scale(_) => "E505",
            Refusal::Order { .. } => "E506",
            Refusal::NoClause { .. } | Refusal::NoRow { .. } => "E507",
            Refusal::Negative { .. } => "E508",
            Refusal::Twice { .. } => "E509",
            Refusal::Tree { .. } | Refusal::Split { .. } | Refusal::Amount { .. } => "E510",
            Refusal::TooLarge => "E511",
            Refusal::TooManyStates { .. } => "E512",
            Refusal::NotProved { .. } => "E513",
        }
    }

    /// Whether the file is sound and only its claim is not: then the certificate, not the input, has failed.
    pub fn is_of_claim(&self) -> bool {
        matches!(self, Refusal::NotProved { .. } | Refusal::TooManyStates { .. })
    }

    /// What is wrong, in one sentence.
    pub fn text(&self) -> Text {
        let both = |id: String, en: String| Text::new(id, en);
        match self {
            Refusal::Unreadable { what, .. } => {
                both(format!("berkas ini bukan sertifikat: {what}"), format!("this file is no certificate: {what}"))
            }
            Refusal::Format(found) => both(
                format!("format sertifikat {found} tidak dikenal"),
                format!("certificate format {found} is unknown"),
            ),
            Refusal::Scenario { made_for, given } => both(
                format!("sertifikat dibuat untuk skenario {made_for}, bukan {given}"),
                format!("the certificate was made for scenario {made_for}, not {given}"),
            ),
            Refusal::Size { what, claimed, given } => both(
                format!("sertifikat menyebut {claimed} ({what}), skenario punya {given}"),
                format!("the certificate says {claimed} ({what}), the scenario has {given}"),
            ),
            Refusal::Scale(scale) => both(
                format!("skala {scale} tidak di antara 1 dan 2^32"),
                format!("scale {scale} is not from 1 to 2^32"),
            ),
            Refusal::Order { leaf, clause, row } => {
                let row = row.map_or(String::new(), |row| format!("/{row}"));
                both(
                    format!("simpul {leaf}: {clause}{row} berulang atau tidak menurut urutan"),
                    format!("node {leaf}: {clause}{row} is repeated or out of order"),
                )
            }
            Refusal::NoClause { leaf, clause } => both(
                format!("simpul {leaf}: tidak ada klausa {clause}"),
                format!("node {leaf}: there is no clause {clause}"),
            ),
            Refusal::NoRow { leaf, clause, row, rows } => both(
                format!("simpul {leaf}: klausa {clause} punya {rows} baris, tidak ada baris {row}"),
                format!("node {leaf}: clause {clause} has {rows} rows, there is no row {row}"),
            ),
            Refusal::Negative { leaf, clause, row, multiplier } => both(
                format!("simpul {leaf}: pengali {multiplier} pada {clause}/{row} negatif"),
                format!("node {leaf}: multiplier {multiplier} of {clause}/{row} is negative"),
            ),
            Refusal::Twice { leaf, clause } => both(
                format!("simpul {leaf}: klausa {clause} dihargai sekaligus ditinggalkan"),
                format!("node {leaf}: clause {clause} is both priced and left out"),
            ),
            Refusal::Tree { node } => both(
                format!("pohon bukti rusak pada simpul {node}"),
                format!("the tree of the proof is broken at node {node}"),
            ),
            Refusal::Split { node, person, day } => both(
                format!("simpul {node}: tidak ada pegawai {person} atau hari {day}"),
                format!("node {node}: there is no person {person} or day {day}"),
            ),
            Refusal::Amount { node, clause } => both(
                format!("simpul {node}: klausa {clause} tidak punya besaran itu"),
                format!("node {node}: clause {clause} has no such amount"),
            ),
            Refusal::TooLarge => both(
                "angka di dalam sertifikat terlalu besar untuk dihitung tepat".into(),
                "numbers in the certificate are too large to be added up exactly".into(),
            ),
            Refusal::TooManyStates { leaf, person, states } => both(
                format!("simpul {leaf}: aturan pegawai {person} sendiri punya lebih dari {states} keadaan"),
                format!("node {leaf}: the own rules of person {person} have more than {states} states"),
            ),
            Refusal::NotProved { claimed, proved } => both(
                format!("sertifikat menyatakan batas {claimed}, tetapi hanya membuktikan {proved}"),
                format!("the certificate claims the bound {claimed}, but proves only {proved}"),
            ),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(out, "{}: {}", self.code(), self.text().en)
    }
}

impl std::error::Error for Refusal {}
