//! `shift_count`: number of days with some kind of duty in a window. Unit of breach: one day too few or too many.
//! Days before the period are not counted. A lowest number is not lowered for leave: give the people on leave a rule of
//! their own.
//!
//! Sources: limits a shift type in the shift-scheduling benchmarks; at most so many early starts or nights
//! (`domain.md` §2.5).

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{Bounds, cells, crossed, limits, nothing_asked, said, sentence};
use super::{Breach, Described, Given, Group, Number, Rule, Window};
use crate::facts::PersonIx;
use crate::facts::select::Duties;
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Force, Shape, Sum};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftCount {
    /// Duties that count; all work if absent.
    #[serde(default)]
    duties: Duties,
    /// The window: `day`, `week`, `month`, `period` or `{rolling: days}`.
    per: Window,
    #[serde(default)]
    min: Option<At<Number>>,
    #[serde(default)]
    max: Option<At<Number>>,
}

impl ShiftCount {
    fn bounds(&self, given: &Given, person: PersonIx) -> Bounds {
        let of = |number: &Option<At<Number>>| number.as_ref().and_then(|one| one.value.of(given, person));
        Bounds { min: of(&self.min), max: of(&self.max) }
    }
}

impl Described for ShiftCount {
    const NAME: &'static str = "shift_count";
    const GROUP: Group = Group::OwnWork;
    const EXAMPLES: &'static [&'static str] = &[
        "shift_count: {duties: {shifts: [sore]}, per: period, max: 1, must: true}",
        "shift_count: {per: period, min: 3, max: 3, prefer: [1, 4, 9]}",
        "shift_count: {duties: {free: true}, per: week, max: {contract: max_run}, prefer: 2}",
        "shift_count: {duties: {night: true}, per: {rolling: 2}, max: 0, when: {working: false}, prefer: [3, 5]}",
    ];

    fn about() -> Text {
        Text::new(
            "Banyaknya hari dengan jenis penugasan tertentu; satu unit = satu hari yang kurang atau lebih.",
            "Number of days with some kind of duty; one unit = one day too few or too many.",
        )
    }
}

impl Rule for ShiftCount {
    fn says(&self, given: &Given) -> Text {
        let words = |number: &Option<At<Number>>| number.as_ref().map(|one| one.value.words());
        let limits = limits(words(&self.min), words(&self.max));
        let (what, per) = (self.duties.words(given.facts), self.per.words());
        sentence(
            format!("{} hari {} {}", limits.id, what.id, per.id),
            match self.duties.free {
                true => format!("{} free days {}", limits.en, per.en),
                false => format!("{} days of {} {}", limits.en, what.en, per.en),
            },
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        self.duties.faults(given.facts, faults);
        if self.min.is_none() && self.max.is_none() {
            nothing_asked(given, "sebut `min` atau `max`", "name `min` or `max`", faults);
        }
        for number in self.min.iter().chain(&self.max) {
            number.value.faults(given, 0, number.spot, faults);
        }
        let fixed = |number: &Option<At<Number>>| number.as_ref().and_then(|one| one.value.fixed());
        crossed(given, Bounds { min: fixed(&self.min), max: fixed(&self.max) }, faults);
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let (set, menus) = (self.duties.set(given.facts), given.facts.menus());
        let windows = given.windows(self.per.0);
        let mut clauses = Vec::new();
        for &person in &given.people {
            let bounds = self.bounds(given, person);
            for window in &windows {
                let counted = window.iter().flat_map(|day| cells(&menus, person, *day, &set));
                let sum = Sum { cells: counted.map(|cell| (cell, 1)).collect(), constant: 0 };
                clauses.extend(bounds.clause(sum, 1).map(|shape| (given.force.clone(), shape)));
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let set = self.duties.set(facts);
        let windows = given.windows(self.per.0);
        let what = self.duties.words(facts);
        let mut breaches = Vec::new();
        for &person in &given.people {
            let bounds = self.bounds(given, person);
            for window in &windows {
                let days = window.iter().filter(|day| set.contains(roster.duty(person, **day))).count() as i64;
                let (missing, surplus) = bounds.off(days);
                if missing + surplus == 0 {
                    continue;
                }
                let asked = bounds.asked(days, |number| Text::same(number.to_string()));
                let counted = if days == 1 { "day" } else { "days" };
                let counted = match self.duties.free {
                    true => format!("{days} free {counted}"),
                    false => format!("{days} {counted} of {}", what.en),
                };
                let (id, en) = (format!("{days} hari {}, {}", what.id, asked.id), format!("{counted}, {}", asked.en));
                let text = said(facts, person, window, id, en);
                breaches.push(given.breach(missing + surplus, text).of(person).on(window[0]));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{faults_of, judge};

    #[test]
    fn two_evenings_where_one_is_the_most() {
        let yaml = "shift_count: {duties: {shifts: [sore]}, per: period, max: 1, must: true}";
        assert_eq!(judge(yaml, "ana oD-- \n bob O--o"), "");
        let said = judge(yaml, "ana od-- \n bob h--o");
        assert_eq!(
            said,
            "ana, 2020-01-10 to 2020-01-13: 2 days of shift evening, at most 1 asked\n\
             bob, 2020-01-10 to 2020-01-13: 2 days of shift evening, at most 1 asked\n"
        );
    }

    #[test]
    fn free_days_can_be_asked_for_and_missing_ones_add_up() {
        let said = judge("shift_count: {duties: {free: true}, per: week, min: 2, must: true}", "ana ODN- \n bob O---");
        assert_eq!(
            said,
            "2 x ana, 2020-01-10 to 2020-01-12: 0 free days, at least 2 asked\n\
             ana, 2020-01-13: 1 free day, at least 2 asked\n\
             bob, 2020-01-13: 1 free day, at least 2 asked\n"
        );
    }

    #[test]
    fn the_number_may_come_from_the_contract() {
        let said = judge("shift_count: {per: period, max: {contract: max_run}, must: true}", "ana ODN- \n bob Od--");
        assert_eq!(said, "ana, 2020-01-10 to 2020-01-13: 3 days of work, at most 2 asked\n");
    }

    #[test]
    fn an_empty_rule_and_an_unknown_desk_are_faults() {
        let said = faults_of("shift_count: {duties: {desks: [lokett]}, per: week, must: true}");
        assert_eq!(said, "E301 there is no desk `lokett`\nE240 this rule asks for nothing\n");
    }
}
