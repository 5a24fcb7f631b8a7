//! `hours`: net minutes of work in a window. Unit of breach: one started block of `grain_min` minutes missing or too
//! many.
//!
//! The word `contract` asks for the contract's minutes of a working day (those of Ramadan in Ramadan) times the working
//! days of the window that are in scope, so that it follows short weeks, empty weeks and weeks cut by the period's
//! ends; a plain number does not. A working day of absence counts the contract's minutes of that day, and a duty held on
//! it adds nothing; `leave_counts: false` leaves that to absences that are work (travel, training), and leave is made
//! up for. An absence on a day off counts nothing. Days before the period are not counted.
//!
//! Sources (`domain.md` §2.1): Perpres 21/2023, 37.5 hours a week without breaks, 32.5 in Ramadan; a public holiday
//! lowering the week by its day is practice, not text.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::{I64Deserializer, MapAccessDeserializer};
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::words::{Bounds, blocks, cells, crossed, hours, limits, nothing_asked, said, sentence};
use super::{Breach, Described, Given, Group, Number, Rule, Window};
use crate::facts::{DayIx, DutyIx, Facts, PersonIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::{At, invalid};
use crate::problem::{Force, Shape, Sum};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The window: `day`, `week`, `month`, `period` or `{rolling: days}`.
    per: Window,
    /// Fewest minutes.
    #[serde(default)]
    min: Option<At<Amount>>,
    /// Most minutes.
    #[serde(default)]
    max: Option<At<Amount>>,
    /// Minutes of one unit of breach.
    #[serde(default = "one")]
    grain_min: At<i64>,
    /// Minutes by which either side may be missed without a breach.
    #[serde(default)]
    slack_min: At<i64>,
    /// A working day of leave counts as worked.
    #[serde(default = "yes")]
    leave_counts: bool,
}

fn one() -> At<i64> {
    At::from(1)
}

fn yes() -> bool {
    true
}

/// `contract`: what the window's working days stand for; or minutes, fixed or of the contract: `{contract: name}`.
#[derive(Debug, Clone)]
enum Amount {
    WorkingDays,
    Minutes(Number),
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Amount;
            fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
                out.write_str("contract, minutes, or {contract: name}")
            }
            fn visit_str<E: Error>(self, word: &str) -> Result<Amount, E> {
                if word == "contract" {
                    return Ok(Amount::WorkingDays);
                }
                Err(E::custom(invalid(
                    Text::new(format!("`{word}` bukan lama kerja"), format!("`{word}` is not an amount of work")),
                    Text::new(
                        "tulis `contract`, jumlah menit, atau `{contract: nama}`",
                        "write `contract`, minutes, or `{contract: name}`",
                    ),
                )))
            }
            fn visit_i64<E: Error>(self, minutes: i64) -> Result<Amount, E> {
                Number::deserialize(I64Deserializer::new(minutes)).map(Amount::Minutes)
            }
            fn visit_u64<E: Error>(self, minutes: u64) -> Result<Amount, E> {
                self.visit_i64(i64::try_from(minutes).unwrap_or(i64::MAX))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Amount, A::Error> {
                Number::deserialize(MapAccessDeserializer::new(map)).map(Amount::Minutes)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let number = generator.subschema_for::<Number>();
        json_schema!({"oneOf": [{"const": "contract"}, number]})
    }
}

impl Amount {
    fn of(&self, given: &Given, person: PersonIx, window: &[DayIx]) -> Option<i64> {
        let facts = given.facts;
        match self {
            Amount::Minutes(number) => number.of(given, person),
            Amount::WorkingDays => {
                let days = window.iter().filter(|day| facts.calendar.day(**day).working);
                Some(days.map(|day| facts.day_min(person, *day)).sum())
            }
        }
    }

    fn words(&self) -> Text {
        match self {
            Amount::WorkingDays => {
                Text::new("jam kontrak hari-hari kerjanya", "the contract's hours of its working days")
            }
            Amount::Minutes(Number::Fixed(minutes)) => hours(*minutes),
            Amount::Minutes(number) => {
                let words = number.words();
                Text::new(format!("{} (menit)", words.id), format!("{} (minutes)", words.en))
            }
        }
    }
}

impl Hours {
    /// What is asked of a person in a window, slack included.
    fn bounds(&self, given: &Given, person: PersonIx, window: &[DayIx]) -> Bounds {
        let of = |amount: &Option<At<Amount>>| amount.as_ref().and_then(|one| one.value.of(given, person, window));
        let slack = self.slack_min.value;
        Bounds { min: of(&self.min).map(|min| min - slack), max: of(&self.max).map(|max| max + slack) }
    }

    /// Minutes that a day of absence counts; `None`: it counts what is worked on it.
    fn credit(&self, given: &Given, person: PersonIx, day: DayIx) -> Option<i64> {
        let facts = given.facts;
        let absence = facts.person(person).absence(day)?;
        let counts = self.leave_counts || facts.absence_kinds[usize::from(absence.kind)].works;
        (counts && facts.calendar.day(day).working).then(|| facts.day_min(person, day))
    }
}

/// Net minutes of each duty on each day: `net_min[day][duty]`.
fn net_min(facts: &Facts) -> Vec<Vec<i64>> {
    let duties = || 0..facts.duties.len() as DutyIx;
    facts.days().map(|day| duties().map(|duty| facts.net_min(duty, day)).collect()).collect()
}

impl Described for Hours {
    const NAME: &'static str = "hours";
    const GROUP: Group = Group::OwnWork;
    const EXAMPLES: &'static [&'static str] = &[
        "hours: {per: week, min: contract, max: contract, slack_min: 450, must: true}",
        "hours: {per: week, min: contract, grain_min: 450, leave_counts: false, prefer: [1, 3, 9]}",
        "hours: {per: {rolling: 2}, max: 450, grain_min: 60, when: {from: 2020-01-11}, prefer: [1, 1, 2]}",
        "hours: {per: period, min: {contract: max_run}, max: 1200, grain_min: 30, prefer: 1}",
    ];

    fn about() -> Text {
        Text::new(
            "Menit kerja bersih seminggu atau seperiode; satu unit = satu blok `grain_min` menit yang kurang atau lebih.",
            "Net minutes of work a week or period; one unit = one block of `grain_min` minutes missing or too many.",
        )
    }
}

impl Rule for Hours {
    fn says(&self, _given: &Given) -> Text {
        let words = |amount: &Option<At<Amount>>| amount.as_ref().map(|one| one.value.words());
        let (limits, per) = (limits(words(&self.min), words(&self.max)), self.per.words());
        let slack = match self.slack_min.value {
            0 => Text::same(""),
            slack => Text::new(
                format!(", selisih {} dibiarkan", hours(slack).id),
                format!(", give or take {}", hours(slack).en),
            ),
        };
        sentence(
            format!("{} kerja bersih {}{}", limits.id, per.id, slack.id),
            format!("{} of net work {}{}", limits.en, per.en, slack.en),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        if self.min.is_none() && self.max.is_none() {
            nothing_asked(given, "sebut `min` atau `max`", "name `min` or `max`", faults);
        }
        for amount in self.min.iter().chain(&self.max) {
            if let Amount::Minutes(number) = &amount.value {
                number.faults(given, 0, amount.spot, faults);
            }
        }
        Number::Fixed(self.grain_min.value).faults(given, 1, self.grain_min.spot, faults);
        Number::Fixed(self.slack_min.value).faults(given, 0, self.slack_min.spot, faults);
        let fixed = |amount: &Option<At<Amount>>| match amount.as_ref().map(|one| &one.value) {
            Some(Amount::Minutes(Number::Fixed(minutes))) => Some(*minutes),
            Some(Amount::Minutes(Number::Contract(_)) | Amount::WorkingDays) | None => None,
        };
        crossed(given, Bounds { min: fixed(&self.min), max: fixed(&self.max) }, faults);
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let facts = given.facts;
        let (work, menus, net_min) = (facts.work(), facts.menus(), net_min(facts));
        let windows = given.windows(self.per.0);
        let mut clauses = Vec::new();
        for &person in &given.people {
            for window in &windows {
                let mut sum = Sum { cells: Vec::new(), constant: 0 };
                for &day in window {
                    match self.credit(given, person, day) {
                        Some(minutes) => sum.constant += minutes,
                        None => sum.cells.extend(
                            cells(&menus, person, day, &work)
                                .map(|cell| (cell, net_min[usize::from(day)][usize::from(cell.duty)])),
                        ),
                    }
                }
                let shape = self.bounds(given, person, window).clause(sum, self.grain_min.value.max(1));
                clauses.extend(shape.map(|shape| (given.force.clone(), shape)));
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let windows = given.windows(self.per.0);
        let (grain, net_min) = (self.grain_min.value.max(1), net_min(facts));
        let mut breaches = Vec::new();
        for &person in &given.people {
            let worked: Vec<i64> = facts
                .days()
                .map(|day| {
                    let held = || net_min[usize::from(day)][usize::from(roster.duty(person, day))];
                    self.credit(given, person, day).unwrap_or_else(held)
                })
                .collect();
            for window in &windows {
                let minutes: i64 = window.iter().map(|day| worked[usize::from(*day)]).sum();
                let bounds = self.bounds(given, person, window);
                let (missing, surplus) = bounds.off(minutes);
                let units = blocks(missing, grain) + blocks(surplus, grain);
                if units == 0 {
                    continue;
                }
                let (had, asked) = (hours(minutes), bounds.asked(minutes, hours));
                let text = said(
                    facts,
                    person,
                    window,
                    format!("{} kerja bersih, {}", had.id, asked.id),
                    format!("{} of net work, {}", had.en, asked.en),
                );
                breaches.push(given.breach(units, text).of(person).on(window[0]));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{faults_of, judge, judge_in, world};

    #[test]
    fn the_target_follows_short_weeks_and_leave_counts() {
        // Friday is a week's only working day, Monday another's; Ana is on leave on Monday.
        assert_eq!(judge("hours: {per: week, min: contract, must: true}", "ana O--- \n bob O--O"), "");
        let said = judge("hours: {per: week, min: contract, grain_min: 60, must: true}", "ana ---- \n bob O---");
        assert_eq!(
            said,
            "8 x ana, 2020-01-10 to 2020-01-12: 0 h of net work, at least 7 h 30 min asked\n\
             8 x bob, 2020-01-13: 0 h of net work, at least 7 h 30 min asked\n"
        );
    }

    #[test]
    fn leave_that_does_not_count_is_made_up_for() {
        let yaml = "hours: {per: period, min: contract, grain_min: 450, leave_counts: false, must: true}";
        assert_eq!(judge(yaml, "ana OD-- \n bob O--O"), "");
        let said = judge(yaml, "ana O--- \n bob O--O");
        assert_eq!(said, "ana, 2020-01-10 to 2020-01-13: 7 h 30 min of net work, at least 15 h asked\n");
        let mut facts = world();
        facts.absence_kinds[0].works = true;
        assert_eq!(judge_in(facts, yaml, "ana O--- \n bob O--O"), "");
    }

    #[test]
    fn ramadan_lowers_the_target_with_the_shifts() {
        let mut facts = world();
        for day in &mut facts.calendar.days {
            day.ramadan = true;
        }
        let said = judge_in(facts.clone(), "hours: {per: week, max: contract, must: true}", "ana O--- \n bob ----");
        assert_eq!(said, "60 x ana, 2020-01-10 to 2020-01-12: 7 h 30 min of net work, at most 6 h 30 min asked\n");
        let fasting = crate::facts::Hours { start_min: 360, end_min: 780, break_min: 30 };
        facts.shifts[0].ramadan = Some(fasting);
        let both = "hours: {per: week, min: contract, max: contract, must: true}";
        assert_eq!(judge_in(facts, both, "ana O--- \n bob H--H"), "");
    }

    #[test]
    fn every_two_days_in_a_row_are_a_window() {
        let yaml = "hours: {per: {rolling: 2}, max: 600, slack_min: 60, grain_min: 120, must: true}";
        let said = judge(yaml, "ana OD--");
        assert_eq!(said, "2 x ana, 2020-01-10 to 2020-01-11: 15 h of net work, at most 11 h asked\n");
    }

    #[test]
    fn an_empty_rule_crossed_numbers_and_an_unknown_limit_are_faults() {
        assert_eq!(faults_of("hours: {per: week, must: true}"), "E240 this rule asks for nothing\n");
        assert_eq!(faults_of("hours: {per: week, min: 9, max: 8, must: true}"), "E241 min 9 is above max 8\n");
        let said = faults_of("hours: {per: week, min: {contract: weekly}, must: true}");
        assert_eq!(said, "E301 there is no contract limit `weekly`\n");
    }
}
