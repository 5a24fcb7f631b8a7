//! `team_rooms`: how many rooms a team is spread over. Unit of breach: one room too many that the team uses on a day.
//!
//! The room is that of the seat, where seats have names, or the one of the person's unit; whoever sits in a hall is in no
//! room. With `max: 0` and a price every room that the team uses on a day costs, so that it sits together where that is
//! not dearer.
//!
//! Source: at most two zones for a team on a day, and a price for each, in the hybrid-seats benchmark (ASOCIO student
//! challenge 2025); teams come in to meet (`domain.md` 6.5).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::units::{self, Members};
use super::values::too_large;
use super::words::sentence;
use super::{Breach, Described, Given, Group, MOST, Rule};
use crate::facts::{DayIx, SiteIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Cell, Force, Shape};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamRooms {
    /// Units, each a team; without `units` and `level`: every lowest unit that has people.
    #[serde(default)]
    units: Vec<At<String>>,
    /// All units at this depth of the tree: 0 = ministry, 1 = deputy, 2 = directorate, …
    #[serde(default)]
    level: Option<At<u16>>,
    /// Most rooms that a team uses on a day.
    max: At<u32>,
}

/// A site and one of its rooms.
type Room = (SiteIx, usize);

impl TeamRooms {
    fn teams(&self, given: &Given) -> Vec<Members> {
        units::members(given, &self.units, self.level.as_ref())
    }

    /// The cells of a team on a day, room by room.
    fn rooms(given: &Given, team: &Members, day: DayIx) -> BTreeMap<Room, Vec<Cell>> {
        let facts = given.facts;
        let mut rooms: BTreeMap<Room, Vec<Cell>> = BTreeMap::new();
        for &person in &team.people {
            for duty in facts.menu(person, day) {
                if let Some(room) = facts.seat_room(person, duty) {
                    rooms.entry(room).or_default().push(Cell { person, day, duty });
                }
            }
        }
        rooms
    }
}

impl Described for TeamRooms {
    const NAME: &'static str = "team_rooms";
    const GROUP: Group = Group::Together;
    const EXAMPLES: &'static [&'static str] = &[
        "team_rooms: {max: 1, must: true}",
        "team_rooms: {level: 1, max: 0, prefer: 5}",
        "team_rooms: {units: [tim-1], max: 0, when: {weekdays: fri}, prefer: [1, 3]}",
    ];

    fn about() -> Text {
        Text::new(
            "Banyaknya ruang yang dipakai satu tim sehari; satu unit pelanggaran = satu ruang terlalu banyak.",
            "How many rooms a team uses on a day; one unit = one room too many.",
        )
    }
}

impl Rule for TeamRooms {
    fn says(&self, given: &Given) -> Text {
        let (whole, max) = (units::words(&self.units, self.level.as_ref()), self.max.value);
        if max == 0 && matches!(given.force, Force::Prefer(_)) {
            return sentence(
                format!("{} sesedikit mungkin ruang dipakai sehari", whole.id),
                format!("{} as few rooms as possible are used on a day", whole.en),
            );
        }
        let rooms = if max == 1 { "room" } else { "rooms" };
        sentence(
            format!("{} paling banyak {max} ruang dipakai sehari", whole.id),
            format!("{} at most {max} {rooms} a day", whole.en),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        units::faults(given, &self.units, self.level.as_ref(), faults);
        if i64::from(self.max.value) > MOST {
            too_large(i64::from(self.max.value), self.max.spot, faults);
        }
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let max = i64::from(self.max.value);
        let mut clauses = Vec::new();
        for team in self.teams(given) {
            for day in given.scope() {
                let groups: Vec<Vec<Cell>> = TeamRooms::rooms(given, &team, day).into_values().collect();
                if groups.len() as i64 > max {
                    clauses.push((given.force.clone(), Shape::Groups { groups, max }));
                }
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let (facts, max) = (given.facts, i64::from(self.max.value));
        let mut breaches = Vec::new();
        for team in self.teams(given) {
            for day in given.scope() {
                let room = |person: &u32| facts.seat_room(*person, roster.duty(*person, day));
                let mut used: Vec<Room> = team.people.iter().filter_map(room).collect();
                used.sort_unstable();
                used.dedup();
                let count = used.len() as i64;
                if count <= max {
                    continue;
                }
                let name = |(site, room): &Room| facts.sites[usize::from(*site)].rooms[*room].name.as_str();
                let names = used.iter().map(name).collect::<Vec<_>>().join(", ");
                let (unit, date) = (&facts.units.get(team.unit).name, facts.calendar.day(day).date);
                let rooms = if count == 1 { "room" } else { "rooms" };
                let text = Text::new(
                    format!("{unit}, {date}: {count} ruang ({names}), diminta paling banyak {max}"),
                    format!("{unit}, {date}: {count} {rooms} ({names}), at most {max} asked"),
                );
                breaches.push(given.breach(count - max, text).on(day).within(team.unit));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{agree_in, faults_of, judge, judge_in, rule, seated_world, world};

    #[test]
    fn a_team_in_two_rooms_is_one_too_many() {
        let one = "team_rooms: {max: 1, must: true}";
        assert_eq!(judge_in(seated_world(), one, "ana 1--2\n bob 3--2"), "");
        let said = judge_in(seated_world(), one, "ana 1--H\n bob 2--2");
        assert_eq!(said, "tim-1, 2020-01-10: 2 rooms (Ruang, Lain), at most 1 asked\n");
    }

    #[test]
    fn every_room_has_its_price_and_seats_without_names_are_in_the_room_of_the_unit() {
        let each = "team_rooms: {max: 0, prefer: 5}";
        let said = judge_in(seated_world(), each, "ana 1--H\n bob 2---");
        assert_eq!(said, "2 x tim-1, 2020-01-10: 2 rooms (Ruang, Lain), at most 0 asked\n");
        assert_eq!(judge(each, "ana O---\n bob o--H"), "tim-1, 2020-01-10: 1 room (Ruang), at most 0 asked\n");
    }

    #[test]
    fn lowering_and_judgement_agree_where_seats_have_names() {
        for yaml in ["team_rooms: {max: 1, must: true}", "team_rooms: {max: 0, prefer: [1, 4]}"] {
            let (broken, kept) = agree_in(&seated_world(), yaml);
            assert!(broken > 0 && kept > 0, "{yaml}");
        }
    }

    #[test]
    fn unknown_units_and_numbers_beyond_sense_are_faults() {
        assert_eq!(faults_of("team_rooms: {units: [tim-9], max: 1, must: true}"), "E301 there is no unit `tim-9`\n");
        assert_eq!(faults_of("team_rooms: {max: 4000000000, must: true}"), "E202 4000000000 is too large\n");
    }

    #[test]
    fn it_says_what_it_asks() {
        let said = rule("team_rooms: {level: 2, max: 2, must: true}").says(&world());
        assert_eq!(said.en, "In every unit of level 2 at most 2 rooms a day.");
        let said = rule("team_rooms: {max: 0, prefer: 5}").says(&world());
        assert_eq!(said.id, "Di setiap unit terbawah sesedikit mungkin ruang dipakai sehari.");
    }
}
