//! `rest`: enough hours between two shifts. Unit of breach: one pair of successive shifts that is too close.
//!
//! Source of the usual numbers: `domain.md` has no Indonesian daily rest; 22.00 to 06.00 is only eight hours.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Breach, Described, Given, Group, Rule};
use crate::facts::{DAY_MIN, DayIx, DutyIx, DutySet, Facts};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Cell, Force, Shape};
use crate::roster::Roster;

/// Most hours of rest that may be asked for: a week.
const LONGEST: u32 = 168;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rest {
    /// Fewest hours between the end of one shift and the start of the next day's.
    #[serde(default)]
    hours: u32,
    /// Shifts that must not follow each other, whatever the hours.
    #[serde(default)]
    never: Vec<Succession>,
}

/// `{after: sore, not: [pagi]}`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Succession {
    after: At<String>,
    not: Vec<At<String>>,
}

impl Rest {
    /// Whether `then`, held on the day after `first`, starts too early.
    fn too_close(&self, facts: &Facts, first_day: DayIx, first: DutyIx, then_day: DayIx, then: DutyIx) -> bool {
        let (Some(one), Some(two)) = (facts.hours(first, first_day), facts.hours(then, then_day)) else { return false };
        let gap_min = two.start_min + DAY_MIN - one.end_min;
        let id = |duty: DutyIx| facts.duty(duty).shift.map(|shift| facts.shifts[usize::from(shift)].id.as_str());
        let forbidden = |pair: &Succession| {
            id(first) == Some(&pair.after.value) && pair.not.iter().any(|not| id(then) == Some(&not.value))
        };
        gap_min < self.hours as i32 * 60 || self.never.iter().any(forbidden)
    }

    /// For each distinct set of early duties, the late duties that they may not follow: `(late, early)` pairs that
    /// together hold every forbidden pair of this day and the next exactly once.
    fn pairs(&self, facts: &Facts, day: DayIx) -> Vec<(DutySet, DutySet)> {
        let all = || 0..facts.duties.len() as DutyIx;
        let mut pairs: Vec<(Vec<DutyIx>, DutySet)> = Vec::new();
        for first in all() {
            let then = DutySet::new(all().filter(|then| self.too_close(facts, day, first, day + 1, *then)));
            if then.is_empty() {
                continue;
            }
            match pairs.iter_mut().find(|(_, known)| *known == then) {
                Some((firsts, _)) => firsts.push(first),
                None => pairs.push((vec![first], then)),
            }
        }
        pairs.into_iter().map(|(firsts, then)| (DutySet::new(firsts), then)).collect()
    }
}

impl Described for Rest {
    const NAME: &'static str = "rest";
    const GROUP: Group = Group::OwnWork;
    const EXAMPLES: &'static [&'static str] = &[
        "rest: {hours: 11, must: true}",
        "rest: {never: [{after: sore, not: [pagi]}], prefer: 5, when: {weekdays: fri-sun}}",
    ];

    fn about() -> Text {
        Text::new(
            "Jarak istirahat antara dua sif; satu unit = satu pasang sif yang terlalu dekat.",
            "Rest between two shifts; one unit = one pair of shifts that is too close.",
        )
    }
}

impl Rule for Rest {
    fn says(&self, _given: &Given) -> Text {
        let mut id = Vec::new();
        let mut en = Vec::new();
        if self.hours > 0 {
            id.push(format!("Antara dua sif ada istirahat sedikitnya {} jam", self.hours));
            en.push(format!("Between two shifts there are at least {} hours of rest", self.hours));
        }
        for pair in &self.never {
            let not: Vec<&str> = pair.not.iter().map(|not| not.value.as_str()).collect();
            id.push(format!("sesudah sif {} tidak ada sif {} esoknya", pair.after.value, not.join("/")));
            en.push(format!("after shift {} no shift {} the next day", pair.after.value, not.join("/")));
        }
        Text::new(id.join("; ") + ".", en.join("; ") + ".")
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        if self.hours == 0 && self.never.is_empty() {
            super::words::nothing_asked(given, "sebut `hours` atau `never`", "name `hours` or `never`", faults);
        }
        if self.hours > LONGEST {
            let what = Text::new(
                format!("{} jam istirahat; paling banyak {LONGEST}", self.hours),
                format!("{} hours of rest; at most {LONGEST}", self.hours),
            );
            faults.error("E202", given.spot, what);
        }
        let shifts = || given.facts.shifts.iter().map(|shift| shift.id.as_str());
        for pair in &self.never {
            crate::facts::select::known(std::slice::from_ref(&pair.after), "sif", "shift", shifts, faults);
            crate::facts::select::known(&pair.not, "sif", "shift", shifts, faults);
        }
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let mut clauses = Vec::new();
        for day in given.scope() {
            if day == 0 {
                for &person in &given.people {
                    let Some(before) = given.facts.before(person, 1) else { continue };
                    for duty in given.facts.menu(person, 0) {
                        if self.too_close(given.facts, 0, before, 0, duty) {
                            clauses.push((given.force.clone(), Shape::Ban(Cell { person, day: 0, duty })));
                        }
                    }
                }
                continue;
            }
            for (first, then) in self.pairs(given.facts, day - 1) {
                clauses.extend(given.people.iter().map(|&person| {
                    let shape = Shape::Clash { person, day: day - 1, first: first.clone(), then: then.clone() };
                    (given.force.clone(), shape)
                }));
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let mut breaches = Vec::new();
        for day in given.scope() {
            for &person in &given.people {
                let before = if day == 0 { facts.before(person, 1) } else { Some(roster.duty(person, day - 1)) };
                let (Some(first), then) = (before, roster.duty(person, day)) else { continue };
                if !self.too_close(facts, day.saturating_sub(1), first, day, then) {
                    continue;
                }
                let (Some(one), Some(two)) = (facts.hours(first, day.saturating_sub(1)), facts.hours(then, day)) else {
                    continue;
                };
                let gap_min = two.start_min + DAY_MIN - one.end_min;
                let (who, date) = (&facts.person(person).id, facts.calendar.day(day).date);
                let text = Text::new(
                    format!("{who}, {date}: hanya {} jam istirahat sebelum sif itu", gap_min / 60),
                    format!("{who}, {date}: only {} hours of rest before that shift", gap_min / 60),
                );
                breaches.push(given.breach(1, text).of(person).on(day));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::judge;

    #[test]
    fn an_evening_before_a_morning_leaves_eight_hours() {
        let said = judge("rest: {hours: 11, must: true}", "ana o--- \n bob --D-");
        assert_eq!(said, "");
        let said = judge("rest: {hours: 11, must: true}", "ana ---o \n bob --dD");
        assert_eq!(said, "bob, 2020-01-13: only 8 hours of rest before that shift\n");
    }

    #[test]
    fn the_day_before_the_period_counts() {
        let said = judge("rest: {hours: 11, must: true}", "ana O--- \n bob O---");
        assert_eq!(said, "bob, 2020-01-10: only 8 hours of rest before that shift\n");
    }
}
