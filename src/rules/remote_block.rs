//! `remote_block`: months of work from elsewhere. Inside a person's block every duty is held at the block's place (or
//! the day is free); outside a block nobody works elsewhere. Unit of breach: one duty at the wrong place or, where
//! `shifts` names the shifts that are kept elsewhere, in another shift.
//!
//! Source: the pilot's "work vacation", three months each in Raja Ampat, Bali and Tana Toraja (`domain.md` §1, S3);
//! two hours of time difference make the evening shift end at midnight there, hence `shifts`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{said, sentence};
use super::{Breach, Described, Given, Group, Rule};
use crate::facts::select::known;
use crate::facts::{DayIx, Duty, Facts, PersonIx, PlaceKind};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Cell, Force, Shape};
use crate::roster::Roster;

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RemoteBlock {
    /// The only shifts worked inside a block; any if absent.
    shifts: Vec<At<String>>,
}

/// What is wrong with a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// Not at the block's place.
    Here,
    /// Elsewhere, but not inside a block there.
    There,
    /// In a shift that is not kept there.
    Shift,
}

impl RemoteBlock {
    fn wrong(&self, facts: &Facts, person: PersonIx, day: DayIx, duty: &Duty) -> Option<Wrong> {
        let (shift, place) = (duty.shift?, duty.place?);
        let mut blocks = facts.person(person).blocks.iter().filter(|block| block.days.contains(&day)).peekable();
        if blocks.peek().is_none() {
            let away = facts.places[usize::from(place)].kind == PlaceKind::Away;
            return away.then_some(Wrong::There);
        }
        if blocks.all(|block| block.place != place) {
            return Some(Wrong::Here);
        }
        let kept = || self.shifts.iter().any(|name| name.value == facts.shifts[usize::from(shift)].id);
        (!self.shifts.is_empty() && !kept()).then_some(Wrong::Shift)
    }
}

impl Described for RemoteBlock {
    const NAME: &'static str = "remote_block";
    const GROUP: Group = Group::WhoMay;
    const EXAMPLES: &'static [&'static str] = &[
        "remote_block: {must: true}",
        "remote_block: {shifts: [sore], prefer: [5, 10]}",
        "remote_block: {shifts: [pagi], when: {working: true}, must: true}",
    ];

    fn about() -> Text {
        Text::new(
            "Blok kerja jarak jauh: di dalamnya orang bekerja di tempat blok itu, di luarnya tidak; satu unit = satu \
             penugasan di tempat atau sif yang salah.",
            "Remote blocks: inside one people work at its place, outside none they do not; one unit = one duty at the \
             wrong place or in the wrong shift.",
        )
    }
}

impl Rule for RemoteBlock {
    fn says(&self, _given: &Given) -> Text {
        let shifts: Vec<&str> = self.shifts.iter().map(|shift| shift.value.as_str()).collect();
        let (id, en) = match shifts.is_empty() {
            true => (String::new(), String::new()),
            false => {
                (format!(", dan hanya sif {}", shifts.join("/")), format!(", and only in shift {}", shifts.join("/")))
            }
        };
        sentence(
            format!("selama blok jarak jauh orang bekerja di tempat blok itu{id}; di luar blok tidak di tempat lain"),
            format!("inside a remote block people work at its place{en}; outside a block nobody works elsewhere"),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        known(&self.shifts, "sif", "shift", || given.facts.shifts.iter().map(|one| one.id.as_str()), faults);
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let facts = given.facts;
        let (away, menus) = (facts.at(PlaceKind::Away), facts.menus());
        let mut clauses = Vec::new();
        for &person in &given.people {
            let who = facts.person(person);
            if who.blocks.is_empty() && !who.duties.iter().any(|duty| away.contains(*duty)) {
                continue;
            }
            for day in given.scope() {
                let wrong = menus.of(person, day);
                let wrong = wrong.filter(|duty| self.wrong(facts, person, day, facts.duty(*duty)).is_some());
                clauses.extend(wrong.map(|duty| (given.force.clone(), Shape::Ban(Cell { person, day, duty }))));
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let mut breaches = Vec::new();
        for &person in &given.people {
            for day in given.scope() {
                let duty = facts.duty(roster.duty(person, day));
                let Some(wrong) = self.wrong(facts, person, day, duty) else { continue };
                let name = |place: Option<u16>| {
                    place.map_or(Text::same(""), |place| facts.places[usize::from(place)].name.clone())
                };
                let (held, shift) = (name(duty.place), super::words::shift(facts, duty));
                let block = facts.person(person).blocks.iter().find(|block| block.days.contains(&day));
                let there = name(block.map(|block| block.place));
                let (id, en) = match wrong {
                    Wrong::Here => (
                        format!("bekerja di {}, padahal sedang blok jarak jauh di {}", held.id, there.id),
                        format!("works at {} during a remote block at {}", held.en, there.en),
                    ),
                    Wrong::There => (
                        format!("bekerja di {} di luar blok jarak jauh", held.id),
                        format!("works at {} outside a remote block", held.en),
                    ),
                    Wrong::Shift => (
                        format!("bekerja pada sif {}, yang tidak berlaku selama blok jarak jauh", shift.id),
                        format!("works shift {}, which is not kept during a remote block", shift.en),
                    ),
                };
                breaches.push(given.breach(1, said(facts, person, &[day], id, en)).of(person).on(day));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{faults_of, judge, judge_in, world};

    #[test]
    fn inside_a_block_work_is_at_its_place_or_the_day_is_free() {
        assert_eq!(judge("remote_block: {must: true}", "bob O--B"), "");
        assert_eq!(judge("remote_block: {must: true}", "bob O---"), "");
        let said = judge("remote_block: {must: true}", "bob OD-H");
        assert_eq!(
            said,
            "bob, 2020-01-11: works at office during a remote block at bali\n\
             bob, 2020-01-13: works at home during a remote block at bali\n"
        );
    }

    #[test]
    fn outside_a_block_nobody_works_elsewhere() {
        let said = judge("remote_block: {must: true}", "bob B--B");
        assert_eq!(said, "bob, 2020-01-10: works at bali outside a remote block\n");
        let mut facts = world();
        facts.people[1].blocks[0].days = 0..=3;
        assert_eq!(judge_in(facts, "remote_block: {must: true}", "bob B--B"), "");
    }

    #[test]
    fn only_the_named_shifts_are_kept_elsewhere() {
        let said = judge("remote_block: {shifts: [sore], must: true}", "bob O--B");
        assert_eq!(said, "bob, 2020-01-13: works shift morning, which is not kept during a remote block\n");
        assert_eq!(faults_of("remote_block: {shifts: [siang], must: true}"), "E301 there is no shift `siang`\n");
    }
}
