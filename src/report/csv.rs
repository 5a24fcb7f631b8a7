//! `roster.csv`: one row for each person and day, for machines and for planners who edit it and read it back.

use chrono::{NaiveDate, TimeDelta};

use super::Found;
use crate::facts::{DayIx, FREE, Facts, PersonIx};
use crate::input::lang::Lang;

/// The columns, part of the contract with the outside.
pub const HEADER: [&str; 10] = ["person", "date", "shift", "place", "desk", "seat", "unit", "start", "end", "reason"];

/// All rows, people in the scenario's order, each day by day.
pub fn rows<'a>(facts: &'a Facts, found: &'a Found, lang: Lang) -> impl Iterator<Item = [String; 10]> + 'a {
    facts.everybody().flat_map(move |person| facts.days().map(move |day| row(facts, found, person, day, lang)))
}

/// The whole file.
pub fn write(facts: &Facts, found: &Found, lang: Lang) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEADER)?;
    for row in rows(facts, found, lang) {
        file.write_record(row.iter().map(|cell| guarded(cell).into_owned()))?;
    }
    file.into_inner().map_err(|failed| failed.into_error().into())
}

fn row(facts: &Facts, found: &Found, person: PersonIx, day: DayIx, lang: Lang) -> [String; 10] {
    let (who, date) = (facts.person(person), facts.calendar.day(day).date);
    let held = found.roster.duty(person, day);
    let duty = facts.duty(held);
    let hours = facts.hours(held, day);
    let name = |id: Option<&String>| id.cloned().unwrap_or_default();
    [
        who.id.clone(),
        date.to_string(),
        name(duty.shift.map(|shift| &facts.shifts[usize::from(shift)].id)),
        name(duty.place.map(|place| &facts.places[usize::from(place)].id)),
        name(duty.desk.map(|desk| &facts.desks[usize::from(desk)].id)),
        found.seat(person, day).map_or(String::new(), |seat| seat.to_string()),
        facts.units.get(who.unit).id.clone(),
        hours.map(|hours| moment(date, hours.start_min)).unwrap_or_default(),
        hours.map(|hours| moment(date, hours.end_min)).unwrap_or_default(),
        if held == FREE { why_free(facts, person, day, lang) } else { String::new() },
    ]
}

/// Local date and time so many minutes after midnight of a date: a night ends on the next day.
fn moment(date: NaiveDate, minutes: i32) -> String {
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    let moment = midnight.checked_add_signed(TimeDelta::minutes(i64::from(minutes))).unwrap_or(midnight);
    moment.format("%Y-%m-%dT%H:%M").to_string()
}

/// Why a day is free: holiday, weekend, the planner's own neutral word for the absence, or simply free.
pub fn why_free(facts: &Facts, person: PersonIx, day: DayIx, lang: Lang) -> String {
    let the = facts.calendar.day(day);
    let kind = facts.person(person).absence(day).map(|one| &facts.absence_kinds[usize::from(one.kind)].name);
    match (&the.holiday, kind) {
        (Some(holiday), _) => holiday.clone(),
        (None, _) if the.weekend() && !the.working => pick(lang, "akhir pekan", "weekend"),
        (None, Some(kind)) => kind.get(lang).to_string(),
        (None, None) => pick(lang, "libur", "free"),
    }
}

fn pick(lang: Lang, id: &str, en: &str) -> String {
    super::words::Words(lang).say(id, en).to_string()
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe in front.
pub fn guarded(cell: &str) -> std::borrow::Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}").into() } else { cell.into() }
}

/// Rows of any table, the first with the names of the columns.
pub fn table(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // A negative number is no formula.
        let plain = |cell: &String| if cell.parse::<i64>().is_ok() { cell.clone() } else { guarded(cell).into_owned() };
        file.write_record(row.iter().map(plain))?;
    }
    file.into_inner().map_err(|failed| failed.into_error().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::found;
    use crate::rules::testing::world;

    #[test]
    fn a_roster_is_one_row_a_person_and_day() {
        let mut facts = world();
        facts.calendar.days[2].holiday = Some("Hari Kecil".into());
        let found = found(&facts, "ana OHN-\n bob B--o");
        let text = String::from_utf8(write(&facts, &found, Lang::Id).expect("rows")).expect("UTF-8");
        insta::assert_snapshot!(text, @r#"
        person,date,shift,place,desk,seat,unit,start,end,reason
        ana,2020-01-10,pagi,office,,ruang-01,tim-1,2020-01-10T06:00,2020-01-10T14:00,
        ana,2020-01-11,pagi,home,,,tim-1,2020-01-11T06:00,2020-01-11T14:00,
        ana,2020-01-12,malam,office,loket,,tim-1,2020-01-12T22:00,2020-01-13T06:00,
        ana,2020-01-13,,,,,tim-1,,,cuti tahunan
        bob,2020-01-10,pagi,bali,,,tim-1,2020-01-10T06:00,2020-01-10T14:00,
        bob,2020-01-11,,,,,tim-1,,,akhir pekan
        bob,2020-01-12,,,,,tim-1,,,Hari Kecil
        bob,2020-01-13,sore,office,,ruang-01,tim-1,2020-01-13T14:00,2020-01-13T22:00,
        "#);
    }

    #[test]
    fn a_cell_that_looks_like_a_formula_is_guarded() {
        let mut facts = world();
        facts.people[0].id = "=1+1".into();
        facts.units.0[2].id = "@tim".into();
        let found = found(&facts, "bob O---");
        let text = String::from_utf8(write(&facts, &found, Lang::En).expect("rows")).expect("UTF-8");
        assert!(text.lines().nth(1).is_some_and(|row| row.starts_with("'=1+1,2020-01-10,,,,,'@tim,,,free")), "{text}");
        assert_eq!(guarded("-"), "'-");
        assert_eq!(guarded("a=1"), "a=1");
    }
}
