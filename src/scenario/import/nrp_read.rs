//! The text form of the shift-scheduling instances of Curtois and Qu, read line by line with faults at their places.

use std::collections::BTreeMap;

use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;

/// One line of a section, cut at its commas.
struct Row<'a> {
    cells: Vec<&'a str>,
    spot: Spot,
}

pub struct Shift<'a> {
    pub id: &'a str,
    pub minutes: i64,
    /// Shifts that must not be worked on the next day.
    pub never_before: Vec<&'a str>,
}

/// Limits that people share: a contract.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct Terms<'a> {
    /// Most days of each shift type; 0: not qualified.
    pub shifts: BTreeMap<&'a str, i64>,
    /// In the order of [`NUMBERS`].
    pub numbers: Vec<i64>,
}

/// Names of [`Terms::numbers`] as limits of a contract, in the order of the file's columns.
pub const NUMBERS: [&str; 6] =
    ["most_minutes", "fewest_minutes", "longest_run", "shortest_run", "shortest_rest", "weekends"];

pub struct Person<'a> {
    pub id: &'a str,
    /// Position in [`Instance::terms`].
    pub contract: usize,
    pub off: Vec<u32>,
}

pub struct Request<'a> {
    pub person: &'a str,
    pub day: u32,
    pub shift: &'a str,
    pub weight: i64,
    pub on: bool,
}

pub struct Demand<'a> {
    pub day: u32,
    pub shift: &'a str,
    pub need: i64,
    /// Cost of one person too few, and too many.
    pub under: i64,
    pub over: i64,
}

#[derive(Default)]
pub struct Instance<'a> {
    pub days: u32,
    pub shifts: Vec<Shift<'a>>,
    pub terms: Vec<Terms<'a>>,
    pub people: Vec<Person<'a>>,
    pub requests: Vec<Request<'a>>,
    pub demands: Vec<Demand<'a>>,
}

/// Lines by section, without comments and empty lines.
fn sections<'a>(file: u32, text: &'a str, faults: &mut Faults) -> BTreeMap<&'a str, Vec<Row<'a>>> {
    let mut sections: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    let mut now = None;
    for (at, line) in text.lines().enumerate() {
        let (line, width) = (line.trim(), line.trim_end().chars().count() as u32);
        let spot = Spot { file, line: at as u32 + 1, column: 1, width };
        match line.strip_prefix("SECTION_") {
            _ if line.is_empty() || line.starts_with('#') => {}
            Some(section) => {
                sections.entry(section).or_default();
                now = Some(section);
            }
            None => match now.and_then(|section| sections.get_mut(section)) {
                Some(rows) => rows.push(Row { cells: line.split(',').map(str::trim).collect(), spot }),
                None => {
                    bad(spot, "baris ini di luar `SECTION_…`", "this line is outside any `SECTION_…`", faults);
                    return sections;
                }
            },
        }
    }
    for wanted in ["HORIZON", "SHIFTS", "STAFF", "COVER"] {
        if !sections.contains_key(wanted) {
            let spot = Spot::whole(file);
            bad(spot, &format!("`SECTION_{wanted}` tidak ada"), &format!("there is no `SECTION_{wanted}`"), faults);
        }
    }
    sections
}

/// A line that is not what these files hold (`E240`).
fn bad(spot: Spot, id: &str, en: &str, faults: &mut Faults) {
    faults.error("E240", spot, Text::new(id, en)).remedy(Text::new(
        "apakah ini berkas InstanceN.txt dari Curtois dan Qu?",
        "is this an InstanceN.txt of Curtois and Qu?",
    ));
}

impl<'a> Row<'a> {
    fn text(&self, at: usize, faults: &mut Faults) -> &'a str {
        match self.cells.get(at) {
            Some(cell) if !cell.is_empty() => cell,
            _ => {
                let column = at + 1;
                let (id, en) = (format!("kolom {column} kosong"), format!("column {column} is empty"));
                bad(self.spot, &id, &en, faults);
                ""
            }
        }
    }

    fn number(&self, at: usize, faults: &mut Faults) -> i64 {
        match self.text(at, faults) {
            "" => 0,
            text => self.whole(text, faults),
        }
    }

    fn whole(&self, text: &str, faults: &mut Faults) -> i64 {
        match text.trim().parse::<i64>() {
            // Far above any number of these files, far below any overflow.
            Ok(number) if (0..=1_000_000).contains(&number) => number,
            _ => {
                let (id, en) = (format!("`{text}` bukan bilangan"), format!("`{text}` is not a whole number"));
                bad(self.spot, &id, &en, faults);
                0
            }
        }
    }

    fn day(&self, at: usize, days: u32, faults: &mut Faults) -> u32 {
        let day = self.number(at, faults);
        if day >= i64::from(days) {
            let (id, en) = (format!("hari {day} di luar periode"), format!("day {day} is outside the horizon"));
            bad(self.spot, &id, &en, faults);
        }
        day as u32
    }

    /// A name that must be among the known ones.
    fn name(&self, at: usize, known: &[&str], faults: &mut Faults) -> &'a str {
        let name = self.text(at, faults);
        if !name.is_empty() && !known.contains(&name) {
            bad(self.spot, &format!("`{name}` tidak ada"), &format!("there is no `{name}`"), faults);
        }
        name
    }
}

/// Reads an instance; it is whole only if `faults` has nothing new.
pub fn read<'a>(file: u32, text: &'a str, faults: &mut Faults) -> Instance<'a> {
    let sections = sections(file, text, faults);
    let rows = |name: &str| sections.get(name).map(Vec::as_slice).unwrap_or_default();
    let mut instance = Instance::default();
    if let Some(row) = rows("HORIZON").first() {
        instance.days = row.number(0, faults) as u32;
        if !(1..=366).contains(&instance.days) {
            bad(row.spot, "periode 1 sampai 366 hari", "the horizon has 1 to 366 days", faults);
        }
    }
    for row in rows("SHIFTS") {
        let (id, minutes) = (row.text(0, faults), row.number(1, faults));
        if !(1..=1440).contains(&minutes) {
            bad(row.spot, "sif 1 sampai 1440 menit", "a shift has 1 to 1440 minutes", faults);
        }
        let list = row.cells.get(2).copied().unwrap_or_default();
        let never_before = list.split('|').map(str::trim).filter(|id| !id.is_empty()).collect();
        instance.shifts.push(Shift { id, minutes, never_before });
    }
    let shifts: Vec<&str> = instance.shifts.iter().map(|shift| shift.id).collect();
    for row in rows("STAFF") {
        staff(row, &shifts, &mut instance, faults);
    }
    let people: Vec<&str> = instance.people.iter().map(|person| person.id).collect();
    let days = instance.days;
    for row in rows("DAYS_OFF") {
        let id = row.name(0, &people, faults);
        let cells = 1..row.cells.len();
        let off: Vec<u32> = cells.filter(|at| !row.cells[*at].is_empty()).map(|at| row.day(at, days, faults)).collect();
        if let Some(person) = instance.people.iter_mut().find(|person| person.id == id) {
            person.off.extend(off);
        }
    }
    for (section, on) in [("SHIFT_ON_REQUESTS", true), ("SHIFT_OFF_REQUESTS", false)] {
        for row in rows(section) {
            let (person, day) = (row.name(0, &people, faults), row.day(1, days, faults));
            let (shift, weight) = (row.name(2, &shifts, faults), row.number(3, faults));
            if weight > 0 {
                instance.requests.push(Request { person, day, shift, weight, on });
            }
        }
    }
    for row in rows("COVER") {
        instance.demands.push(Demand {
            day: row.day(0, days, faults),
            shift: row.name(1, &shifts, faults),
            need: row.number(2, faults),
            under: row.number(3, faults),
            over: row.number(4, faults),
        });
    }
    instance
}

fn staff<'a>(row: &Row<'a>, shifts: &[&str], instance: &mut Instance<'a>, faults: &mut Faults) {
    let mut terms = Terms { shifts: BTreeMap::new(), numbers: Vec::new() };
    for part in row.text(1, faults).split('|') {
        let (shift, most) = part.split_once('=').unwrap_or((part, ""));
        let (shift, most) = (shift.trim(), row.whole(most, faults));
        if !shifts.contains(&shift) {
            bad(row.spot, &format!("sif `{shift}` tidak ada"), &format!("there is no shift `{shift}`"), faults);
        }
        terms.shifts.insert(shift, most);
    }
    terms.numbers = (2..2 + NUMBERS.len()).map(|at| row.number(at, faults)).collect();
    let known = instance.terms.iter().position(|one| *one == terms);
    let contract = known.unwrap_or_else(|| {
        instance.terms.push(terms);
        instance.terms.len() - 1
    });
    instance.people.push(Person { id: row.text(0, faults), contract, off: Vec::new() });
}
