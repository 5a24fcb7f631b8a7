//! `not_alone`: nobody sits in a room without another of their team. Unit of breach: one person on a day in a room where
//! no other member of the team sits in a shift that overlaps theirs.
//!
//! The room is that of the seat, where seats have names, or the one of the person's unit. Teams of one person are left
//! out. Shifts are compared inside a day: who worked through the night before is no company in the morning.
//!
//! Source: the hybrid-seats benchmark (ASOCIO student challenge 2025): no member of a team is isolated in a zone.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::units::{self, Members};
use super::words::{said, sentence};
use super::{Breach, Described, Given, Group, Rule};
use crate::facts::{DayIx, DutyIx, PersonIx, ShiftIx, SiteIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Cell, Force, Shape, Sum};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotAlone {
    /// Units, each a team; without `units` and `level`: every lowest unit that has people.
    #[serde(default)]
    units: Vec<At<String>>,
    /// All units at this depth of the tree: 0 = ministry, 1 = deputy, 2 = directorate, …
    #[serde(default)]
    level: Option<At<u16>>,
}

/// A site and one of its rooms.
type Room = (SiteIx, usize);

impl NotAlone {
    fn teams(&self, given: &Given) -> Vec<Members> {
        let all = units::members(given, &self.units, self.level.as_ref()).into_iter();
        all.filter(|team| team.people.len() > 1).collect()
    }
}

/// The room and the shift of a duty; `None` where it is done in no room.
fn seat(given: &Given, person: PersonIx, duty: DutyIx) -> Option<(Room, ShiftIx)> {
    given.facts.seat_room(person, duty).zip(given.facts.duty(duty).shift)
}

/// Whether duties in these shifts are done at the same time at some moment of a day.
fn meet(given: &Given, day: DayIx, one: DutyIx, two: DutyIx) -> bool {
    let hours = given.facts.hours(one, day).zip(given.facts.hours(two, day));
    hours.is_some_and(|(one, two)| one.start_min < two.end_min && two.start_min < one.end_min)
}

impl Described for NotAlone {
    const NAME: &'static str = "not_alone";
    const GROUP: Group = Group::Together;
    const EXAMPLES: &'static [&'static str] =
        &["not_alone: {must: true}", "not_alone: {level: 1, when: {weekdays: fri}, prefer: [2, 5]}"];

    fn about() -> Text {
        Text::new(
            "Tidak seorang pun duduk di suatu ruang tanpa rekan setimnya; satu unit = satu orang sendirian sehari.",
            "Nobody sits in a room without another of their team; one unit = one person alone on a day.",
        )
    }
}

impl Rule for NotAlone {
    fn says(&self, _given: &Given) -> Text {
        let whole = units::words(&self.units, self.level.as_ref());
        sentence(
            format!("{} tidak seorang pun duduk di suatu ruang tanpa rekannya", whole.id),
            format!("{} nobody sits in a room without a colleague", whole.en),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        units::faults(given, &self.units, self.level.as_ref(), faults);
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let facts = given.facts;
        let mut clauses = Vec::new();
        for team in self.teams(given) {
            for day in given.scope() {
                let mut rooms: BTreeMap<Room, Vec<(Cell, ShiftIx)>> = BTreeMap::new();
                for &person in &team.people {
                    for duty in facts.menu(person, day) {
                        if let Some((room, shift)) = seat(given, person, duty) {
                            rooms.entry(room).or_default().push((Cell { person, day, duty }, shift));
                        }
                    }
                }
                for cells in rooms.values() {
                    // Each person in each shift: their own cells, less those of all who are there at the same time.
                    let mut own: BTreeMap<(PersonIx, ShiftIx), Vec<(Cell, i64)>> = BTreeMap::new();
                    for (cell, shift) in cells {
                        own.entry((cell.person, *shift)).or_default().push((*cell, -1));
                    }
                    for ((person, _), mut sum) in own {
                        let duty = sum[0].0.duty;
                        let others = cells.iter().map(|(cell, _)| *cell);
                        let there = others.filter(|one| one.person != person && meet(given, day, duty, one.duty));
                        sum.extend(there.map(|cell| (cell, 1)));
                        sum.sort_unstable();
                        let sum = Sum { cells: sum, constant: 0 };
                        clauses.push((given.force.clone(), Shape::Count { sum, min: Some(0), max: None, per: 1 }));
                    }
                }
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let mut breaches = Vec::new();
        for team in self.teams(given) {
            for day in given.scope() {
                let held = |person: PersonIx| roster.duty(person, day);
                for &person in &team.people {
                    let Some((room, _)) = seat(given, person, held(person)) else { continue };
                    let company = team.people.iter().any(|other| {
                        let there = seat(given, *other, held(*other)).is_some_and(|(where_, _)| where_ == room);
                        *other != person && there && meet(given, day, held(person), held(*other))
                    });
                    if company {
                        continue;
                    }
                    let name = &facts.sites[usize::from(room.0)].rooms[room.1].name;
                    let unit = &facts.units.get(team.unit).name;
                    let id = format!("sendirian di ruang {name}, tanpa rekan dari {unit}");
                    let text = said(facts, person, &[day], id, format!("alone in room {name}, with nobody of {unit}"));
                    breaches.push(given.breach(1, text).of(person).on(day).within(team.unit));
                }
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{agree_in, faults_of, judge, judge_in, rule, seated_world, world};

    const MUST: &str = "not_alone: {must: true}";

    #[test]
    fn company_is_in_the_same_room_at_the_same_time() {
        assert_eq!(judge(MUST, "ana O--H\n bob O--H"), "");
        assert_eq!(
            judge(MUST, "ana O---\n bob o---"),
            "ana, 2020-01-10: alone in room Ruang, with nobody of tim-1\n\
             bob, 2020-01-10: alone in room Ruang, with nobody of tim-1\n"
        );
        let mut facts = world();
        facts.shifts[1].hours.start_min = 13 * 60;
        assert_eq!(judge_in(facts, MUST, "ana O---\n bob o---"), "");
    }

    #[test]
    fn colleagues_in_another_room_are_no_company() {
        assert_eq!(judge_in(seated_world(), MUST, "ana 2---\n bob 2---"), "");
        assert_eq!(
            judge_in(seated_world(), MUST, "ana 1---\n bob 2--H"),
            "ana, 2020-01-10: alone in room Ruang, with nobody of tim-1\n\
             bob, 2020-01-10: alone in room Lain, with nobody of tim-1\n"
        );
    }

    #[test]
    fn a_team_of_one_is_left_out_and_so_is_a_hall() {
        assert_eq!(judge("not_alone: {who: {people: [ana]}, must: true}", "ana O---"), "");
        let mut facts = world();
        facts.sites[0].rooms.clear();
        assert_eq!(judge_in(facts, MUST, "ana O---"), "");
    }

    #[test]
    fn lowering_and_judgement_agree_with_named_seats_and_with_shifts_that_overlap() {
        let mut overlapping = seated_world();
        overlapping.shifts[1].hours.start_min = 13 * 60;
        for facts in [seated_world(), overlapping] {
            let (broken, kept) = agree_in(&facts, "not_alone: {prefer: [1, 3]}");
            assert!(broken > 0 && kept > 0);
        }
    }

    #[test]
    fn an_unknown_unit_is_a_fault() {
        assert_eq!(faults_of("not_alone: {units: [tim-9], must: true}"), "E301 there is no unit `tim-9`\n");
    }

    #[test]
    fn it_says_whom_it_means() {
        let said = rule("not_alone: {level: 2, must: true}").says(&world());
        assert_eq!(said.en, "In every unit of level 2 nobody sits in a room without a colleague.");
        assert_eq!(said.id, "Di setiap unit tingkat 2 tidak seorang pun duduk di suatu ruang tanpa rekannya.");
    }
}
