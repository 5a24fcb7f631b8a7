//! The heat map: people by days, one SVG for each directorate, one path for each colour.

use std::collections::BTreeMap;
use std::fmt::Write;

use askama::Template;

use super::super::codes::{Codes, Look, look, shade};
use super::super::{Found, measures};
use super::{DayHead, Words};
use crate::facts::{DayIx, DutyIx, DutySet, FREE, Facts, PersonIx, UnitIx};

/// Size of a cell and of the head, in pixels.
const CELL_WIDTH: usize = 17;
const CELL_HEIGHT: usize = 16;
/// Width of a letter of a name, in pixels.
const LETTER: usize = 7;
/// People up to whom the page also holds the heat map as a table.
const MOST_TABLE: usize = 60;
/// Longest name that is shown whole.
const NAME_MAX: usize = 24;

#[derive(Template)]
#[template(path = "heat.html")]
pub struct Heat {
    w: Words,
    pub name: String,
    pub note: String,
    desc: String,
    days: Vec<DayHead>,
    left: usize,
    width: usize,
    height: usize,
    rows: Vec<Row>,
    /// Class and path of each colour, in cells.
    paths: Vec<(String, String)>,
    grid: String,
    /// Name and codes of everybody, for those who cannot see the picture; empty in a large ministry.
    table: Vec<(String, Vec<String>)>,
}

struct Row {
    name: String,
    /// The full id, for the hover text.
    id: String,
    letters: String,
    /// One sign for each duty, explained by the legend's list.
    signs: String,
}

/// A colour or sign and its meaning.
pub struct LegendItem {
    pub class: String,
    pub sign: char,
    pub letter: char,
    pub name: String,
}

/// The pictures of a deputy's people: one for each directorate.
pub fn heats(facts: &Facts, found: &Found, codes: &Codes, people: &[PersonIx], words: Words) -> Vec<Heat> {
    let mut groups: BTreeMap<UnitIx, Vec<PersonIx>> = BTreeMap::new();
    for person in people {
        groups.entry(facts.units.at_depth(facts.person(*person).unit, 2)).or_default().push(*person);
    }
    // Days of all directorates stand below each other.
    let left = people.iter().map(|person| name(&facts.person(*person).id).chars().count()).max().unwrap_or(0);
    let left = left * LETTER + 10;
    groups.iter().map(|(unit, people)| heat(facts, found, codes, *unit, people, left, words)).collect()
}

fn heat(
    facts: &Facts,
    found: &Found,
    codes: &Codes,
    unit: UnitIx,
    people: &[PersonIx],
    left: usize,
    words: Words,
) -> Heat {
    let share = measures::share(facts, found.roster, people);
    let (count, home) = (words.people(people.len() as i64), words.tenths(share.home_tenths));
    let unit_name = facts.units.get(unit).name.clone();
    let rows: Vec<Row> = people.iter().map(|person| row(facts, found, codes, *person)).collect();
    let columns = facts.calendar.days.len();
    Heat {
        w: words,
        desc: words
            .say(
                "Satu baris per pegawai, satu kolom per hari; isi lengkap ada di roster.xlsx.",
                "A row for each person, a column for each day; roster.xlsx holds it as a table.",
            )
            .to_string(),
        note: format!("{count} · WFH {home}"),
        name: unit_name,
        days: super::days(facts, words),
        left,
        width: left + columns * CELL_WIDTH + 1,
        height: 32 + rows.len() * CELL_HEIGHT + 1,
        paths: paths(facts, found, people),
        grid: grid(columns, rows.len()),
        table: if facts.people.len() <= MOST_TABLE { table(facts, found, codes, people, words) } else { Vec::new() },
        rows,
    }
}

fn row(facts: &Facts, found: &Found, codes: &Codes, person: PersonIx) -> Row {
    let id = facts.person(person).id.clone();
    let name = name(&id);
    let cells = || facts.days().map(|day| (day, found.roster.duty(person, day)));
    let letter = |(day, duty): (DayIx, DutyIx)| match duty {
        FREE if is_absent(facts, person, day) => 'x',
        FREE => '\u{a0}',
        duty => codes.letter(facts, duty),
    };
    let signs = |(day, duty): (DayIx, DutyIx)| match duty {
        FREE if is_absent(facts, person, day) => sign(facts.duties.len()),
        duty => sign(usize::from(duty)),
    };
    Row { name, letters: cells().map(letter).collect(), signs: cells().map(signs).collect(), id }
}

fn table(facts: &Facts, found: &Found, codes: &Codes, people: &[PersonIx], words: Words) -> Vec<(String, Vec<String>)> {
    let cell = |person: PersonIx, day: DayIx| match found.roster.duty(person, day) {
        FREE if is_absent(facts, person, day) => "x".to_string(),
        duty => codes.cell(facts, duty, words.0),
    };
    let row = |person: &PersonIx| {
        let cells = facts.days().map(|day| cell(*person, day)).collect();
        (facts.person(*person).id.clone(), cells)
    };
    people.iter().map(row).collect()
}

/// An id, cut where it is too long.
fn name(id: &str) -> String {
    let cut: String = id.chars().take(NAME_MAX).collect();
    if cut.len() < id.len() { format!("{cut}…") } else { cut }
}

/// Absent on a day that would be worked otherwise.
fn is_absent(facts: &Facts, person: PersonIx, day: DayIx) -> bool {
    facts.calendar.day(day).working && facts.person(person).absence(day).is_some()
}

/// A letter that stands for a duty in attributes: none that HTML would have to escape.
fn sign(at: usize) -> char {
    const PLAIN: &str = "!#$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";
    PLAIN.chars().nth(at).or_else(|| char::from_u32(0x4e00 + at as u32)).unwrap_or('?')
}

/// Class of a duty's colour.
fn class(facts: &Facts, duty: DutyIx) -> Option<String> {
    let letter = match look(facts, duty)? {
        Look::Office => 'o',
        Look::Home => 'h',
        Look::Away => 'a',
        Look::Desk => 'd',
    };
    Some(format!("{letter}{}", shade(facts, duty)))
}

/// One path for each colour, runs of equal days in one stroke; shaded columns first, so that duties lie over them.
fn paths(facts: &Facts, found: &Found, people: &[PersonIx]) -> Vec<(String, String)> {
    let mut columns: BTreeMap<String, String> = BTreeMap::new();
    for (day, the) in facts.calendar.days.iter().enumerate() {
        let class = super::day_class(the);
        if !class.is_empty() {
            let _ = write!(columns.entry(class.into()).or_default(), "M{day} 0h1v{}h-1z", people.len());
        }
    }
    let mut cells: BTreeMap<String, String> = BTreeMap::new();
    for (at, person) in people.iter().enumerate() {
        let class_on = |day: DayIx| match found.roster.duty(*person, day) {
            FREE => is_absent(facts, *person, day).then(|| "x".to_string()),
            duty => class(facts, duty),
        };
        let mut start = 0;
        let mut held = None;
        for day in 0..=facts.calendar.len() {
            let now = if day < facts.calendar.len() { class_on(day) } else { None };
            if now != held {
                if let Some(class) = held {
                    let length = day - start;
                    let _ = write!(cells.entry(class).or_default(), "M{start} {at}h{length}v1h-{length}z");
                }
                (start, held) = (day, now);
            }
        }
    }
    columns.into_iter().chain(cells).collect()
}

fn grid(columns: usize, rows: usize) -> String {
    let mut path = String::new();
    for column in 0..=columns {
        let _ = write!(path, "M{column} 0v{rows}");
    }
    for row in 0..=rows {
        let _ = write!(path, "M0 {row}h{columns}");
    }
    path
}

/// Every duty of the catalogue and the absence: the hover text is read from them. One duty of each colour is shown, with
/// the desk left out.
pub fn legend(facts: &Facts, found: &Found, words: Words) -> Vec<LegendItem> {
    let codes = Codes::new(facts);
    let used = DutySet::new(found.roster.plan().iter().copied());
    let (mut items, mut shown) = (Vec::new(), Vec::new());
    for (at, duty) in facts.duties.iter().enumerate() {
        let ix = at as DutyIx;
        let Some(shift) = duty.shift.map(|shift| &facts.shifts[usize::from(shift)]) else {
            items.push(LegendItem {
                class: String::new(),
                sign: sign(at),
                letter: ' ',
                name: words.say("libur", "free").into(),
            });
            continue;
        };
        let hours = format!("{}–{}", words.clock(shift.hours.start_min), words.clock(shift.hours.end_min));
        let place = duty.place.map_or("", |place| facts.places[usize::from(place)].name.get(words.0));
        let desk = duty.desk.map(|desk| facts.desks[usize::from(desk)].name.get(words.0));
        let seat = duty.seat.map_or(String::new(), |seat| format!(", {}", facts.seats[usize::from(seat)].id));
        let name = format!("{} {hours}, {}{seat}", shift.name.get(words.0), desk.unwrap_or(place));
        let class = class(facts, ix).unwrap_or_default();
        let letter = codes.letter(facts, ix);
        let key = format!("{class}{letter}");
        if used.contains(ix) && !shown.contains(&key) {
            let place = if desk.is_some() { words.say("loket", "desk") } else { place };
            let name = format!("{} {hours}, {place}", shift.name.get(words.0));
            items.push(LegendItem { class: class.clone(), sign: ' ', letter, name });
            shown.push(key);
        }
        items.push(LegendItem { class: String::new(), sign: sign(at), letter, name });
    }
    let absent = words.say("berhalangan", "absent").to_string();
    items.push(LegendItem { class: "x".into(), sign: sign(facts.duties.len()), letter: 'x', name: absent });
    items
}
