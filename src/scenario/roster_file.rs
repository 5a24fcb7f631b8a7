//! Rosters out of files in the form of roster.csv, as CSV or XLSX, also after a planner has edited them.

use std::collections::HashMap;
use std::path::Path;

use crate::facts::select::{outside, unknown};
use crate::facts::{Duty, DutyIx, FREE, Facts, PersonIx};
use crate::input::fault::{Faults, Spot};
use crate::input::file::{decode, read_bytes};
use crate::input::lang::Text;
use crate::input::node::Node;
use crate::input::table::{Table, csv, xlsx};
use crate::input::typed::{At, read};
use crate::input::values::Date;
use crate::roster::Roster;

/// Columns that make a cell of a roster; others are not read.
const COLUMNS: &[&str] = &["person", "date", "shift", "place", "desk"];

/// One row: who, when, what.
struct Row {
    person: PersonIx,
    date: At<Date>,
    duty: DutyIx,
    spot: Spot,
}

/// Reads a CSV file, or the first of the named sheets of an XLSX file (else its first sheet).
pub fn read_table(path: &Path, sheets: &[&str], faults: &mut Faults) -> Option<Table> {
    let (file, bytes) = read_bytes(path, faults)?;
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    if extension.is_none_or(|extension| extension != "xlsx") {
        let file = decode(file, bytes, faults)?;
        let text = faults.sources[file as usize].text.clone();
        return csv(file, &text, faults);
    }
    for sheet in sheets {
        let mut quiet = faults.clone();
        if let Some(table) = xlsx(file, &bytes, Some(sheet), &mut quiet) {
            return Some(table);
        }
    }
    xlsx(file, &bytes, None, faults)
}

/// Reads a whole roster: every person on every day of the period, each once.
pub fn read_roster(path: &Path, facts: &Facts, faults: &mut Faults) -> Option<Roster> {
    let before = faults.list.len();
    let table = read_table(path, &["Data"], faults)?;
    let rows = rows(&table, facts, faults)?;
    let mut seen: Vec<Option<(DutyIx, Spot)>> = vec![None; facts.people.len() * facts.calendar.days.len()];
    for row in rows {
        let Some(day) = facts.calendar.find(row.date.value.0) else {
            outside(row.date.value.0, row.date.spot, facts, faults);
            continue;
        };
        let cell = &mut seen[row.person as usize * facts.calendar.days.len() + usize::from(day)];
        match cell {
            Some((_, first)) => {
                let (who, first) = (&facts.person(row.person).id, faults.place(*first));
                let what = Text::new(
                    format!("`{who}` pada {} ditulis dua kali", row.date.value.0),
                    format!("`{who}` on {} is written twice", row.date.value.0),
                );
                let cause = Text::new(format!("pertama kali di {first}"), format!("the first is at {first}"));
                faults.error("E401", row.spot, what).cause(cause);
            }
            None => *cell = Some((row.duty, row.spot)),
        }
    }
    // A row with a fault would be missed as well, and that is no news.
    if faults.list.len() == before {
        missing(&seen, facts, table.spot, faults);
    }
    if faults.list.len() > before && faults.has_errors() {
        return None;
    }
    let plan = seen.into_iter().map(|cell| cell.map_or(FREE, |(duty, _)| duty)).collect();
    Some(Roster::from_plan(facts.calendar.days.len(), plan))
}

/// Says which cells a whole roster lacks (`E414`).
fn missing(seen: &[Option<(DutyIx, Spot)>], facts: &Facts, spot: Spot, faults: &mut Faults) {
    let days = facts.calendar.days.len();
    let lacking: Vec<usize> = (0..seen.len()).filter(|at| seen[*at].is_none()).collect();
    if lacking.is_empty() {
        return;
    }
    let name = |at: &usize| format!("{} {}", facts.people[at / days].id, facts.calendar.days[at % days].date);
    let some: Vec<String> = lacking.iter().take(5).map(name).collect();
    let more = if lacking.len() > 5 { ", …" } else { "" };
    let what = Text::new(
        format!("{} sel jadwal tidak ada", lacking.len()),
        format!("{} cells of the roster are missing", lacking.len()),
    );
    let list = format!("{}{more}", some.join(", "));
    faults.error("E414", spot, what).cause(Text::same(list)).remedy(Text::new(
        "setiap pegawai memerlukan satu baris untuk setiap hari; `shift` kosong berarti libur",
        "every person needs a row for every day; an empty `shift` is a free day",
    ));
}

/// Reads the roster already published: any part of the period; dates outside it do not count.
pub fn read_published(path: &Path, facts: &Facts, faults: &mut Faults) -> Vec<Option<DutyIx>> {
    let days = facts.calendar.days.len();
    let mut published = vec![None; facts.people.len() * days];
    let Some(table) = read_table(path, &["Data"], faults) else { return Vec::new() };
    for row in rows(&table, facts, faults).unwrap_or_default() {
        if let Some(day) = facts.calendar.find(row.date.value.0) {
            published[row.person as usize * days + usize::from(day)] = Some(row.duty);
        }
    }
    published
}

/// Reads the days before the period into the people's histories: as far back as everybody's rows reach without a gap.
pub fn read_history(path: &Path, facts: &mut Facts, faults: &mut Faults) {
    let Some(first) = facts.calendar.days.first().map(|day| day.date) else { return };
    let Some(table) = read_table(path, &["Data"], faults) else { return };
    let mut before: Vec<Vec<Option<DutyIx>>> = vec![Vec::new(); facts.people.len()];
    for row in rows(&table, facts, faults).unwrap_or_default() {
        let back = (first - row.date.value.0).num_days();
        if !(1..=366).contains(&back) {
            continue;
        }
        let line = &mut before[row.person as usize];
        let at = back as usize - 1;
        if line.len() <= at {
            line.resize(at + 1, None);
        }
        line[at] = Some(row.duty);
    }
    for (person, line) in facts.people.iter_mut().zip(before) {
        person.history = line.into_iter().map_while(|duty| duty).collect();
        person.history.reverse();
    }
}

/// The rows of a table as cells; faults for every name that does not exist.
fn rows(table: &Table, facts: &Facts, faults: &mut Faults) -> Option<Vec<Row>> {
    let column = |name: &str| table.header.iter().position(|cell| cell.value.trim().eq_ignore_ascii_case(name));
    let mut at = [0; COLUMNS.len()];
    for (slot, name) in at.iter_mut().zip(COLUMNS) {
        let Some(found) = column(name) else {
            let what = Text::new(format!("kolom `{name}` tidak ada"), format!("there is no column `{name}`"));
            faults.error("E415", table.spot, what).remedy(Text::new(
                format!("kolom jadwal: {}", COLUMNS.join(", ")),
                format!("a roster has the columns {}", COLUMNS.join(", ")),
            ));
            return None;
        };
        *slot = found;
    }
    // The id as it is written counts before one that differs in capitals.
    let mut people: HashMap<String, PersonIx> =
        facts.everybody().map(|person| (facts.person(person).id.to_lowercase(), person)).collect();
    people.extend(facts.everybody().map(|person| (facts.person(person).id.clone(), person)));
    let mut rows = Vec::new();
    for row in &table.rows {
        if row.cells.iter().all(|cell| cell.value.trim().is_empty()) {
            continue;
        }
        let [who, date, shift, place, desk] = at.map(|column| tidy(&row.cells[column]));
        let person = people.get(&who.value).or_else(|| people.get(&who.value.to_lowercase())).copied();
        if person.is_none() {
            let all = facts.people.iter().map(|one| one.id.as_str());
            unknown(&who.value, who.spot, "pegawai", "person", all, faults);
        }
        let date: Option<Date> = read(&Node::scalar(date.value.as_str(), false, date.spot), faults);
        let duty = duty(&shift, &place, &desk, facts, faults);
        if let (Some(person), Some(date), Some(duty)) = (person, date, duty) {
            let date = At::new(date, row.cells[at[1]].spot);
            rows.push(Row { person, date, duty, spot: row.spot });
        }
    }
    Some(rows)
}

/// A cell without spaces around it and without the apostrophe that guards against formulas.
fn tidy(cell: &At<String>) -> At<String> {
    let text = cell.value.trim();
    At::new(text.strip_prefix('\'').unwrap_or(text).to_string(), cell.spot)
}

/// The duty of a row; free when the shift is empty.
fn duty(
    shift: &At<String>,
    place: &At<String>,
    desk: &At<String>,
    facts: &Facts,
    faults: &mut Faults,
) -> Option<DutyIx> {
    if shift.value.is_empty() {
        return Some(FREE);
    }
    let find = |name: &At<String>, kind: (&str, &str), all: &[String], faults: &mut Faults| {
        // As with people: the id as it is written counts before one that differs in capitals.
        let exact = all.iter().position(|one| *one == name.value);
        let found = exact.or_else(|| all.iter().position(|one| one.eq_ignore_ascii_case(&name.value)));
        if found.is_none() {
            unknown(&name.value, name.spot, kind.0, kind.1, all.iter().map(String::as_str), faults);
        }
        found.map(|at| at as u16)
    };
    let shifts: Vec<String> = facts.shifts.iter().map(|one| one.id.clone()).collect();
    let places: Vec<String> = facts.places.iter().map(|one| one.id.clone()).collect();
    let desks: Vec<String> = facts.desks.iter().map(|one| one.id.clone()).collect();
    let held_shift = find(shift, ("sif", "shift"), &shifts, faults)?;
    let held_desk = if desk.value.is_empty() { None } else { Some(find(desk, ("loket", "desk"), &desks, faults)?) };
    let held_place = match (place.value.is_empty(), held_desk) {
        (false, _) => find(place, ("tempat", "place"), &places, faults)?,
        (true, Some(desk)) => facts.desks[usize::from(desk)].place,
        (true, None) => {
            faults.error("E104", shift.spot, Text::new("sif tanpa tempat", "a shift without a place"));
            return None;
        }
    };
    let wanted = Duty { shift: Some(held_shift), place: Some(held_place), desk: held_desk };
    let found = facts.duties.iter().position(|duty| *duty == wanted);
    if found.is_none() {
        let at = if desk.value.is_empty() { String::new() } else { format!(" {}", desk.value) };
        let what = Text::new(
            format!("tidak ada penugasan `{} {}{at}`", shift.value, places[usize::from(held_place)]),
            format!("there is no duty `{} {}{at}`", shift.value, places[usize::from(held_place)]),
        );
        faults.error("E305", shift.spot, what).cause(Text::new(
            "sif itu tidak dikerjakan di tempat atau loket itu",
            "that shift is not worked at that place or desk",
        ));
    }
    found.map(|at| at as DutyIx)
}
