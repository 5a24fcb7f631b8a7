//! The text form of the shift-scheduling instances of Curtois and Qu, read line by line with faults at their places.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;

/// One line of a section, cut at its commas.
struct Row<'a> {
    cells: Vec<(&'a str, Spot)>,
    /// Just behind it.
    end: Spot,
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

/// Sections that an instance cannot do without.
const NEEDED: [&str; 4] = ["HORIZON", "SHIFTS", "STAFF", "COVER"];
/// Sections that may be absent.
const OTHERS: [&str; 3] = ["DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS"];
/// Days of the longest horizon: a scenario has up to a year and a day.
const LONGEST: u32 = 366;
/// Highest weight of a request, which is that of a wish.
const MOST_WEIGHT: i64 = 10_000;

/// Lines by section, without comments and empty lines.
fn sections<'a>(file: u32, text: &'a str, faults: &mut Faults) -> BTreeMap<&'a str, Vec<Row<'a>>> {
    let mut sections: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    let mut now = None;
    for (at, whole) in text.lines().enumerate() {
        let line = whole.split('#').next().unwrap_or_default().trim_end();
        if line.trim().is_empty() {
            continue;
        }
        let row = row(line, Spot { file, line: at as u32 + 1, column: 1, width: 1 });
        let spot = row.cells[0].1;
        if let Some(section) = line.trim().strip_prefix("SECTION_") {
            if !NEEDED.contains(&section) && !OTHERS.contains(&section) {
                let (id, en) = (format!("`{section}` bukan bagian"), format!("there is no section `{section}`"));
                bad(spot, &id, &en, faults);
            }
            sections.entry(section).or_default();
            now = Some(section);
            continue;
        }
        match now.and_then(|section| sections.get_mut(section)) {
            Some(rows) => rows.push(row),
            None => {
                bad(spot, "baris ini di luar `SECTION_…`", "this line is outside any `SECTION_…`", faults);
                return sections;
            }
        }
    }
    for wanted in NEEDED {
        if !sections.contains_key(wanted) {
            let spot = Spot::whole(file);
            bad(spot, &format!("`SECTION_{wanted}` tidak ada"), &format!("there is no `SECTION_{wanted}`"), faults);
        }
    }
    sections
}

/// A line cut at its commas; `start` is its first character.
fn row(line: &str, start: Spot) -> Row<'_> {
    let mut column = start.column;
    let mut cells = Vec::new();
    for cell in line.split(',') {
        let before = (cell.chars().count() - cell.trim_start().chars().count()) as u32;
        let width = cell.trim().chars().count() as u32;
        cells.push((cell.trim(), Spot { column: column + before, width: width.max(1), ..start }));
        column += cell.chars().count() as u32 + 1;
    }
    Row { cells, end: Spot { column: column - 1, ..start } }
}

/// A line that is not what these files hold (`E240`).
fn bad(spot: Spot, id: &str, en: &str, faults: &mut Faults) {
    faults.error("E240", spot, Text::new(id, en)).remedy(Text::new(
        "apakah ini berkas InstanceN.txt dari Curtois dan Qu?",
        "is this an InstanceN.txt of Curtois and Qu?",
    ));
}

/// The same thing a second time (`E401`).
fn twice(spot: Spot, name: &str, faults: &mut Faults) {
    let what = Text::new(format!("`{name}` ditulis dua kali"), format!("`{name}` is written twice"));
    faults.error("E401", spot, what);
}

impl<'a> Row<'a> {
    fn spot(&self, at: usize) -> Spot {
        self.cells.get(at).map_or(self.end, |(_, spot)| *spot)
    }

    fn text(&self, at: usize, faults: &mut Faults) -> &'a str {
        match self.cells.get(at) {
            Some((cell, _)) if !cell.is_empty() => cell,
            _ => {
                let column = at + 1;
                let (id, en) = (format!("kolom {column} kosong"), format!("column {column} is empty"));
                bad(self.spot(at), &id, &en, faults);
                ""
            }
        }
    }

    fn number(&self, at: usize, faults: &mut Faults) -> i64 {
        match self.text(at, faults) {
            "" => 0,
            text => whole(text, self.spot(at), faults),
        }
    }

    fn day(&self, at: usize, days: u32, faults: &mut Faults) -> u32 {
        let day = self.number(at, faults);
        if day >= i64::from(days) {
            let (id, en) = (format!("hari {day} di luar periode"), format!("day {day} is outside the horizon"));
            bad(self.spot(at), &id, &en, faults);
        }
        day as u32
    }

    /// A name that must be among the known ones.
    fn name(&self, at: usize, known: &HashSet<&str>, faults: &mut Faults) -> &'a str {
        let name = self.text(at, faults);
        if !name.is_empty() && !known.contains(name) {
            bad(self.spot(at), &format!("`{name}` tidak ada"), &format!("there is no `{name}`"), faults);
        }
        name
    }

    /// Cells beyond those that the section has.
    fn ends(&self, count: usize, faults: &mut Faults) {
        if let Some((cell, spot)) = self.cells.iter().skip(count).find(|(cell, _)| !cell.is_empty()) {
            let (id, en) = (format!("`{cell}` berlebih"), format!("`{cell}` is one column too many"));
            bad(*spot, &id, &en, faults);
        }
    }
}

fn whole(text: &str, spot: Spot, faults: &mut Faults) -> i64 {
    match text.trim().parse::<i64>() {
        // Far above any number of these files, far below any overflow.
        Ok(number) if (0..=1_000_000).contains(&number) => number,
        _ => {
            let (id, en) = (format!("`{text}` bukan bilangan"), format!("`{text}` is not a whole number"));
            bad(spot, &id, &en, faults);
            0
        }
    }
}

/// Reads an instance; it is whole only if `faults` has nothing new.
pub fn read<'a>(file: u32, text: &'a str, faults: &mut Faults) -> Instance<'a> {
    let sections = sections(file, text, faults);
    let rows = |name: &str| sections.get(name).map(Vec::as_slice).unwrap_or_default();
    let days = if sections.contains_key("HORIZON") { horizon(file, rows("HORIZON"), faults) } else { LONGEST };
    let mut instance = Instance { days, ..Instance::default() };
    shifts(rows("SHIFTS"), &mut instance, faults);
    let shifts: HashSet<&str> = instance.shifts.iter().map(|shift| shift.id).collect();
    let mut people: HashMap<&str, usize> = HashMap::new();
    for row in rows("STAFF") {
        staff(row, &shifts, &mut instance, faults);
        let id = row.cells[0].0;
        if people.insert(id, instance.people.len() - 1).is_some() {
            twice(row.spot(0), id, faults);
        }
    }
    if sections.contains_key("STAFF") && people.is_empty() {
        bad(Spot::whole(file), "tidak ada pegawai", "there is nobody in `SECTION_STAFF`", faults);
    }
    let ids: HashSet<&str> = people.keys().copied().collect();
    for row in rows("DAYS_OFF") {
        let id = row.name(0, &ids, faults);
        let cells = 1..row.cells.len();
        let off = cells.filter(|at| !row.cells[*at].0.is_empty());
        let off: Vec<u32> = off.map(|at| row.day(at, days, faults)).collect();
        if let Some(person) = people.get(id) {
            instance.people[*person].off.extend(off);
        }
    }
    for person in &mut instance.people {
        person.off.sort_unstable();
        person.off.dedup();
    }
    for (section, on) in [("SHIFT_ON_REQUESTS", true), ("SHIFT_OFF_REQUESTS", false)] {
        for row in rows(section) {
            let (person, day) = (row.name(0, &ids, faults), row.day(1, days, faults));
            let (shift, weight) = (row.name(2, &shifts, faults), row.number(3, faults));
            row.ends(4, faults);
            if weight > MOST_WEIGHT {
                let (id, en) =
                    (format!("bobot paling banyak {MOST_WEIGHT}"), format!("a weight is at most {MOST_WEIGHT}"));
                bad(row.spot(3), &id, &en, faults);
            }
            if weight > 0 {
                instance.requests.push(Request { person, day, shift, weight, on });
            }
        }
    }
    let mut seen = HashSet::new();
    for row in rows("COVER") {
        let (day, shift) = (row.day(0, days, faults), row.name(1, &shifts, faults));
        if !seen.insert((day, shift)) {
            twice(row.spot(0), &format!("{day},{shift}"), faults);
        }
        let (need, under, over) = (row.number(2, faults), row.number(3, faults), row.number(4, faults));
        row.ends(5, faults);
        instance.demands.push(Demand { day, shift, need, under, over });
    }
    instance
}

/// Days of the horizon: whole weeks, since day 0 is a Monday and weekends are counted. Where that cannot be read, more
/// than any day of the file, so that it is the only fault.
fn horizon(file: u32, rows: &[Row], faults: &mut Faults) -> u32 {
    let Some(row) = rows.first() else {
        bad(Spot::whole(file), "panjang periode tidak ditulis", "the length of the horizon is missing", faults);
        return LONGEST;
    };
    let days = row.number(0, faults) as u32;
    if (7..=LONGEST).contains(&days) && days.is_multiple_of(7) {
        return days;
    }
    let (id, en) = ("periode 7 sampai 364 hari, minggu penuh", "the horizon has 7 to 364 days in whole weeks");
    bad(row.spot(0), id, en, faults);
    LONGEST
}

fn shifts<'a>(rows: &[Row<'a>], instance: &mut Instance<'a>, faults: &mut Faults) {
    let known: HashSet<&str> = rows.iter().map(|row| row.cells[0].0).collect();
    for row in rows {
        let (id, minutes) = (row.text(0, faults), row.number(1, faults));
        if !(1..=1440).contains(&minutes) {
            bad(row.spot(1), "sif 1 sampai 1440 menit", "a shift has 1 to 1440 minutes", faults);
        }
        if instance.shifts.iter().any(|shift| shift.id == id) {
            twice(row.spot(0), id, faults);
        }
        let list = row.cells.get(2).map_or("", |(list, _)| list);
        let never_before: Vec<&str> = list.split('|').map(str::trim).filter(|id| !id.is_empty()).collect();
        for name in never_before.iter().filter(|name| !known.contains(*name)) {
            bad(row.spot(2), &format!("sif `{name}` tidak ada"), &format!("there is no shift `{name}`"), faults);
        }
        row.ends(3, faults);
        instance.shifts.push(Shift { id, minutes, never_before });
    }
}

fn staff<'a>(row: &Row<'a>, shifts: &HashSet<&str>, instance: &mut Instance<'a>, faults: &mut Faults) {
    let mut terms = Terms { shifts: BTreeMap::new(), numbers: Vec::new() };
    let list = row.spot(1);
    for part in row.text(1, faults).split('|').filter(|part| !part.trim().is_empty()) {
        let (shift, most) = part.split_once('=').unwrap_or((part, ""));
        let (shift, most) = (shift.trim(), whole(most, list, faults));
        if !shifts.contains(shift) {
            bad(list, &format!("sif `{shift}` tidak ada"), &format!("there is no shift `{shift}`"), faults);
        }
        if terms.shifts.insert(shift, most).is_some() {
            twice(list, shift, faults);
        }
    }
    terms.numbers = (2..2 + NUMBERS.len()).map(|at| row.number(at, faults)).collect();
    row.ends(2 + NUMBERS.len(), faults);
    if terms.numbers[0] < terms.numbers[1] {
        let (id, en) = ("menit terbanyak di bawah yang tersedikit", "the most minutes are below the fewest");
        bad(row.spot(2), id, en, faults);
    }
    let known = instance.terms.iter().position(|one| *one == terms);
    let contract = known.unwrap_or_else(|| {
        instance.terms.push(terms);
        instance.terms.len() - 1
    });
    instance.people.push(Person { id: row.text(0, faults), contract, off: Vec::new() });
}
