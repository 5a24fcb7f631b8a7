//! Instances of the ASOCIO student challenge 2025 (office days and seats of a university office) as scenarios whose cost
//! is what the plan falls short of all preferred days.
//!
//! Their desks are seats with names here, their zones rooms, their groups units, and a day without a desk is a day at
//! home: everybody works on every day, so that the group's day is one on which nobody is at home. They count 100 for
//! each preferred day at the office; here each one missed costs 100. The first day is Monday 2024-01-01.

mod read;

use std::fmt::Write;

use super::{Made, date, quoted};
use crate::input::fault::Faults;
use read::{Instance, read};

/// What a preferred day at the office is worth, and what any other day there, a room that a group uses on a day, and a
/// day short of [`FEWEST_DAYS`] cost.
const PREFERRED: i64 = 100;
const OTHER: i64 = 10;
const ROOM: i64 = 5;
const SHORT: i64 = 100;
/// Days at the office of each person.
const FEWEST_DAYS: i64 = 2;
const MOST_DAYS: i64 = 3;
/// Rooms of a group on a day.
const MOST_ROOMS: i64 = 2;

/// The scenario of a file; `name` is its title.
pub fn asocio(file: u32, name: &str, faults: &mut Faults) -> Option<Made> {
    let instance = read(file, faults)?;
    Some(Made { scenario: scenario(&instance, name), history: None })
}

fn list(names: impl Iterator<Item = impl AsRef<str>>) -> String {
    names.map(|name| quoted(name.as_ref())).collect::<Vec<_>>().join(", ")
}

fn scenario(instance: &Instance, name: &str) -> String {
    let mut out = String::new();
    let most: i64 = instance.people.iter().map(|person| person.days.len() as i64).sum::<i64>() * PREFERRED;
    line!(
        out,
        "# Made from an instance of the ASOCIO challenge 2025. The value of a plan there is {most} less its cost"
    );
    line!(out, "# here: all preferred days at {PREFERRED} each, less what is missed.");
    line!(out, "scenario: {}", quoted(name));
    line!(out, "period: {{from: {}, days: {}}}", date(0), instance.days);
    line!(out, "calendar: {{holidays: none, workdays: mon-sun}}");
    line!(out, "shifts:\n  hari: {{name: {{id: sehari, en: day}}, hours: \"08:00-16:00\"}}");
    line!(out, "sites:\n  kantor:\n    rooms:");
    for (room, seats) in &instance.rooms {
        line!(out, "      {}: {{units: [], seats: [{}]}}", quoted(room), list(seats.iter()));
    }
    line!(out, "units:");
    for group in &instance.groups {
        line!(out, "  - {{id: {}, site: kantor}}", quoted(group));
    }
    line!(out, "people:");
    for person in &instance.people {
        let (id, unit) = (quoted(&person.id), quoted(&instance.groups[person.group]));
        line!(out, "  - {{id: {id}, unit: {unit}, seats: [{}]}}", list(person.seats.iter()));
    }
    line!(out, "wishes:");
    for person in &instance.people {
        let id = quoted(&person.id);
        for day in 0..instance.days {
            let what = if person.days.contains(&day) {
                format!("weight: {}", PREFERRED / OTHER)
            } else {
                "avoid: true".to_string()
            };
            line!(out, "  - {{person: {id}, date: {}, place: office, {what}}}", date(day));
        }
    }
    rules(&mut out);
    out
}

fn rules(out: &mut String) {
    let office = "duties: {places: [office]}, per: period";
    line!(out, "rules:");
    line!(out, "  - shift_count: {{id: home-or-office, duties: {{free: true}}, per: day, max: 0, must: true}}");
    line!(out, "  - shift_count: {{id: most-days, {office}, max: {MOST_DAYS}, must: true}}");
    line!(out, "  - shift_count: {{id: fewest-days, {office}, min: {FEWEST_DAYS}, prefer: {SHORT}}}");
    line!(out, "  - wishes: {{prefer: {OTHER}}}");
    line!(out, "  - own_seat: {{per: period, must: true}}");
    line!(out, "  - seats: {{must: true}}");
    line!(out, "  - anchor_day: {{per: period, must: true}}");
    line!(out, "  - team_rooms: {{id: most-rooms, max: {MOST_ROOMS}, must: true}}");
    line!(out, "  - team_rooms: {{id: few-rooms, max: 0, prefer: {ROOM}}}");
    line!(out, "  - not_alone: {{must: true}}");
}

#[cfg(test)]
mod tests;
