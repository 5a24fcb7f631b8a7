//! `stability`: published cells stay as they are. Unit of breach: one changed cell; with `max_changes` or
//! `max_changes_each`, one changed cell beyond that number, over everybody or for one person.
//!
//! A rule has one force, so the usual pair is two rules: `frozen_days: 7` as a must for the notice window, counted from
//! the period's first day, and `after: 7` at a cost for the rest. A cell may change freely on a day of the person's
//! absence, and when what was published is no longer possible (a new holiday, a skill that lapsed): nobody chose that.
//!
//! Sources (`domain.md` §6): 7 to 14 days' notice before a change; minimal-change repair.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{Bounds, all_but, bans, cells, duty, limits, said, sentence};
use super::{Breach, Described, Given, Group, Number, Rule};
use crate::facts::{DayIx, DutyIx, DutySet, Facts, PersonIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Force, Shape, Sum};
use crate::roster::Roster;

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Stability {
    /// Only the first so many days of the period.
    frozen_days: Option<At<u16>>,
    /// Only the days after the first so many.
    after: Option<At<u16>>,
    /// Changed cells that are let off over everybody together.
    max_changes: Option<At<i64>>,
    /// Changed cells that are let off for each person.
    max_changes_each: Option<At<Number>>,
}

impl Stability {
    /// Published cells of a person that the rule speaks of.
    fn published<'a>(&'a self, given: &'a Given, person: PersonIx) -> impl Iterator<Item = (DayIx, DutyIx)> + 'a {
        let until = self.frozen_days.as_ref().map_or(DayIx::MAX, |days| days.value);
        let from = self.after.as_ref().map_or(0, |days| days.value);
        let days = given.scope().filter(move |day| (from..until).contains(day));
        days.filter_map(move |day| Some((day, given.facts.published(person, day)?)))
    }

    fn counts(&self) -> bool {
        self.max_changes.is_some() || self.max_changes_each.is_some()
    }
}

/// Whether the person can still hold what was published.
fn can_stay(facts: &Facts, person: PersonIx, day: DayIx, duty: DutyIx) -> bool {
    facts.person(person).absence(day).is_none() && facts.open(person, day, duty)
}

/// For each duty of the catalogue, all the others.
fn others(facts: &Facts) -> Vec<DutySet> {
    (0..facts.duties.len() as DutyIx).map(|duty| all_but(facts, duty)).collect()
}

impl Described for Stability {
    const NAME: &'static str = "stability";
    const GROUP: Group = Group::OverTime;
    const EXAMPLES: &'static [&'static str] = &[
        "stability: {frozen_days: 1, must: true}",
        "stability: {after: 1, prefer: 5}",
        "stability: {max_changes: 1, prefer: [1, 3, 9]}",
        "stability: {max_changes_each: 0, max_changes: 2, frozen_days: 3, prefer: [4, 6]}",
    ];

    fn about() -> Text {
        Text::new(
            "Jadwal yang sudah terbit tetap; satu unit = satu sel yang berubah (di atas jumlah yang dibolehkan).",
            "Published cells stay as they are; one unit = one changed cell (beyond the number that is let off).",
        )
    }
}

impl Rule for Stability {
    fn says(&self, _given: &Given) -> Text {
        let days = |text: &Option<At<u16>>| text.as_ref().map(|days| days.value);
        let (mut id, mut en) = match (days(&self.frozen_days), days(&self.after)) {
            (Some(until), Some(from)) => {
                (format!(" pada hari ke-{} sampai ke-{until}", from + 1), format!(" on days {} to {until}", from + 1))
            }
            (Some(until), None) => (format!(" pada {until} hari pertama"), format!(" on the first {until} days")),
            (None, Some(from)) => (format!(" sesudah {from} hari pertama"), format!(" after the first {from} days")),
            (None, None) => (String::new(), String::new()),
        };
        if let Some(max) = &self.max_changes {
            let words = limits(None, Some(Text::same(max.value.to_string())));
            id = format!("{id}, {} sel berubah seluruhnya", words.id);
            en = format!("{en}, {} cells change in all", words.en);
        }
        if let Some(max) = &self.max_changes_each {
            let words = limits(None, Some(max.value.words()));
            id = format!("{id}, {} sel berubah tiap orang", words.id);
            en = format!("{en}, {} cells change for each person", words.en);
        }
        sentence(format!("jadwal yang sudah terbit tetap{id}"), format!("published duties stay as they are{en}"))
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        if let (Some(until), Some(from)) = (&self.frozen_days, &self.after)
            && until.value <= from.value
        {
            let what = Text::new("tidak ada hari yang tersisa", "no day is left");
            faults.error("E241", given.spot, what).remedy(Text::new(
                "`after` harus lebih kecil daripada `frozen_days`",
                "`after` must be smaller than `frozen_days`",
            ));
        }
        if let Some(max) = &self.max_changes {
            Number::Fixed(max.value).faults(given, 0, max.spot, faults);
        }
        if let Some(max) = &self.max_changes_each {
            max.value.faults(given, 0, max.spot, faults);
        }
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let facts = given.facts;
        let (others, menus) = (others(facts), facts.menus());
        let mut clauses = Vec::new();
        let mut all = Sum { cells: Vec::new(), constant: 0 };
        for &person in &given.people {
            let kept = self.published(given, person).filter(|(day, duty)| can_stay(facts, person, *day, *duty));
            if !self.counts() {
                for (day, duty) in kept {
                    clauses.extend(bans(given.force, &menus, person, day, &others[usize::from(duty)]));
                }
                continue;
            }
            let changed = kept.flat_map(|(day, duty)| cells(&menus, person, day, &others[usize::from(duty)]));
            let own = Sum { cells: changed.map(|cell| (cell, 1)).collect(), constant: 0 };
            if self.max_changes.is_some() {
                all.cells.extend(own.cells.iter().copied());
            }
            let max = self.max_changes_each.as_ref().and_then(|max| max.value.of(given, person));
            clauses.extend(Bounds { min: None, max }.clause(own, 1).map(|shape| (given.force.clone(), shape)));
        }
        let max = self.max_changes.as_ref().map(|max| max.value);
        clauses.extend(Bounds { min: None, max }.clause(all, 1).map(|shape| (given.force.clone(), shape)));
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let mut breaches = Vec::new();
        let mut all = 0;
        for &person in &given.people {
            let published = self.published(given, person);
            let changed: Vec<(DayIx, DutyIx)> = published
                .filter(|(day, duty)| roster.duty(person, *day) != *duty && can_stay(facts, person, *day, *duty))
                .collect();
            all += changed.len() as i64;
            if !self.counts() {
                for &(day, was) in &changed {
                    let (was, now) = (duty(facts, was), duty(facts, roster.duty(person, day)));
                    let text = said(
                        facts,
                        person,
                        &[day],
                        format!("terbit sebagai {}, kini {}", was.id, now.id),
                        format!("published as {}, now {}", was.en, now.en),
                    );
                    breaches.push(given.breach(1, text).of(person).on(day));
                }
                continue;
            }
            let Some(max) = self.max_changes_each.as_ref().and_then(|max| max.value.of(given, person)) else {
                continue;
            };
            let count = changed.len() as i64;
            if count > max {
                let days: Vec<DayIx> = changed.iter().map(|(day, _)| *day).collect();
                let text = said(
                    facts,
                    person,
                    &days,
                    format!("{count} sel terbit berubah, diminta paling banyak {max}"),
                    format!("{count} published cells changed, at most {max} asked"),
                );
                breaches.push(given.breach(count - max, text).of(person).on(days[0]));
            }
        }
        if let Some(max) = self.max_changes.as_ref().map(|max| max.value)
            && all > max
        {
            let text = Text::new(
                format!("{all} sel terbit berubah seluruhnya, diminta paling banyak {max}"),
                format!("{all} published cells changed in all, at most {max} asked"),
            );
            breaches.push(given.breach(all - max, text));
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::Absence;
    use crate::rules::testing::{faults_of, judge, judge_in, world};

    /// What is published: Ana `OD`, then nothing; Bob `H`, nothing, nothing, `O`.
    const KEPT: &str = "ana OD-- \n bob H--O";

    #[test]
    fn a_published_cell_inside_the_notice_window_stays() {
        assert_eq!(judge("stability: {must: true}", KEPT), "");
        let said = judge("stability: {frozen_days: 1, must: true}", "ana O--- \n bob o---");
        assert_eq!(said, "bob, 2020-01-10: published as shift morning at home, now shift evening at office\n");
        let said = judge("stability: {after: 1, must: true}", "ana oD-- \n bob o--H");
        assert_eq!(said, "bob, 2020-01-13: published as shift morning at office, now shift morning at home\n");
    }

    #[test]
    fn a_day_of_absence_and_a_cell_that_can_no_longer_be_may_change() {
        let mut facts = world();
        facts.people[1].absences.push(Absence { days: 0..=0, kind: 0, spot: Default::default() });
        facts.calendar.days[3].working = false;
        assert_eq!(judge_in(facts, "stability: {must: true}", "ana OD-- \n bob ----"), "");
    }

    #[test]
    fn a_budget_of_changes_for_all_and_for_each() {
        let yaml = "stability: {max_changes: 2, max_changes_each: 1, must: true}";
        assert_eq!(judge(yaml, "ana O--- \n bob h--O"), "");
        let said = judge(yaml, "ana O--- \n bob h--h");
        assert_eq!(
            said,
            "bob, 2020-01-10 to 2020-01-13: 2 published cells changed, at most 1 asked\n\
             3 published cells changed in all, at most 2 asked\n"
        );
    }

    #[test]
    fn a_window_without_days_is_a_fault() {
        assert_eq!(faults_of("stability: {frozen_days: 3, after: 3, must: true}"), "E241 no day is left\n");
    }
}
