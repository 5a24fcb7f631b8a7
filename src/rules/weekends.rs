//! `weekends`: most weekends with work in the period, and weekends that are worked whole or not at all. Unit of breach:
//! one weekend too many, or one weekend split.
//!
//! A weekend is worked if its Saturday or its Sunday is, night shifts belonging to the day on which they begin. A weekend
//! of which only one day is in scope (at the period's ends) counts as that day, and is never split.
//!
//! Sources (`domain.md` §6): regular free weekends; the shift-scheduling benchmarks.

use chrono::{Datelike, Weekday};
use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{cells, limits, nothing_asked, said, sentence};
use super::{Breach, Described, Given, Group, Number, Rule};
use crate::facts::{DayIx, DutySet, FREE};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Force, Shape};
use crate::roster::Roster;

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Weekends {
    /// Most weekends with work over the period.
    max: Option<At<Number>>,
    /// Saturday and Sunday are both worked or both free.
    complete: bool,
}

/// The days of each weekend that are in scope: one or two.
fn weekends(given: &Given) -> Vec<Vec<DayIx>> {
    let days = &given.facts.calendar;
    let scope: Vec<DayIx> = given.scope().filter(|day| days.day(*day).weekend()).collect();
    let week = |day: DayIx| days.day(day).date.iso_week();
    scope.chunk_by(|one, two| week(*one) == week(*two)).map(<[DayIx]>::to_vec).collect()
}

impl Described for Weekends {
    const NAME: &'static str = "weekends";
    const GROUP: Group = Group::OwnWork;
    const EXAMPLES: &'static [&'static str] = &[
        "weekends: {max: 0, must: true}",
        "weekends: {complete: true, prefer: 10}",
        "weekends: {max: 0, complete: true, who: {people: [ana]}, prefer: [2, 5]}",
    ];

    fn about() -> Text {
        Text::new(
            "Akhir pekan yang dikerjakan, dan yang dikerjakan utuh atau tidak sama sekali; satu unit = satu akhir pekan.",
            "Weekends worked, and weekends worked whole or not at all; one unit = one weekend.",
        )
    }
}

impl Rule for Weekends {
    fn says(&self, _given: &Given) -> Text {
        let mut said = (Vec::new(), Vec::new());
        if let Some(max) = &self.max {
            let limits = limits(None, Some(max.value.words()));
            said.0.push(format!("{} akhir pekan dikerjakan selama periode", limits.id));
            said.1.push(format!("{} weekends are worked over the period", limits.en));
        }
        if self.complete {
            said.0.push("Sabtu dan Minggu dikerjakan keduanya atau tidak sama sekali".into());
            said.1.push("Saturday and Sunday are both worked or both free".into());
        }
        sentence(said.0.join("; "), said.1.join("; "))
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        if self.max.is_none() && !self.complete {
            nothing_asked(given, "sebut `max` atau `complete: true`", "name `max` or `complete: true`", faults);
        }
        if let Some(max) = &self.max {
            max.value.faults(given, 0, max.spot, faults);
        }
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let facts = given.facts;
        let weekends = weekends(given);
        let (work, free, menus) = (facts.work(), DutySet::new([FREE]), facts.menus());
        let mut clauses = Vec::new();
        for &person in &given.people {
            if let Some(max) = self.max.as_ref().and_then(|max| max.value.of(given, person)) {
                let group =
                    |days: &Vec<DayIx>| days.iter().flat_map(|day| cells(&menus, person, *day, &work)).collect();
                let groups: Vec<Vec<_>> =
                    weekends.iter().map(group).filter(|group: &Vec<_>| !group.is_empty()).collect();
                if groups.len() as i64 > max {
                    clauses.push((given.force.clone(), Shape::Groups { groups, max }));
                }
            }
            for days in weekends.iter().filter(|days| self.complete && days.len() == 2) {
                for (first, then) in [(&work, &free), (&free, &work)] {
                    let shape = Shape::Clash { person, day: days[0], first: first.clone(), then: then.clone() };
                    clauses.push((given.force.clone(), shape));
                }
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let weekends = weekends(given);
        let mut breaches = Vec::new();
        for &person in &given.people {
            let works = |day: &DayIx| facts.duty(roster.duty(person, *day)).shift.is_some();
            let worked: Vec<&Vec<DayIx>> = weekends.iter().filter(|days| days.iter().any(works)).collect();
            let max = self.max.as_ref().and_then(|max| max.value.of(given, person)).unwrap_or(i64::MAX);
            let count = worked.len() as i64;
            if count > max {
                let last: Vec<DayIx> = worked.iter().skip(max.max(0) as usize).map(|days| days[0]).collect();
                let scope: Vec<DayIx> = given.scope().collect();
                let asked = limits(None, Some(Text::same(max.to_string())));
                let noun = if count == 1 { "weekend" } else { "weekends" };
                let text = said(
                    facts,
                    person,
                    &scope,
                    format!("{count} akhir pekan dikerjakan, diminta {}", asked.id),
                    format!("{count} {noun} worked, {} asked", asked.en),
                );
                breaches.push(given.breach(count - max, text).of(person).on(last[0]));
            }
            for days in worked.iter().filter(|days| self.complete && days.len() == 2 && !days.iter().all(works)) {
                let sunday = facts.calendar.day(days[1]).weekday() == Weekday::Sun && works(&days[1]);
                let (id, en) = if sunday { ("Minggu", "Sunday") } else { ("Sabtu", "Saturday") };
                let text = said(
                    facts,
                    person,
                    days,
                    format!("hanya {id} dari akhir pekan itu dikerjakan"),
                    format!("only the {en} of that weekend is worked"),
                );
                breaches.push(given.breach(1, text).of(person).on(days[0]));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use crate::facts::Day;
    use crate::rules::testing::{faults_of, judge, judge_in, world};

    #[test]
    fn a_weekend_counts_once_however_many_of_its_days_are_worked() {
        let yaml = "weekends: {max: 0, must: true}";
        assert_eq!(judge(yaml, "ana O--- \n bob O--O"), "");
        let said = judge(yaml, "ana -DN- \n bob -d--");
        assert_eq!(
            said,
            "ana, 2020-01-10 to 2020-01-13: 1 weekend worked, at most 0 asked\n\
             bob, 2020-01-10 to 2020-01-13: 1 weekend worked, at most 0 asked\n"
        );
    }

    #[test]
    fn half_a_weekend_is_split() {
        let yaml = "weekends: {complete: true, must: true}";
        assert_eq!(judge(yaml, "ana -DN- \n bob ----"), "");
        let said = judge(yaml, "ana --N- \n bob -D--");
        assert_eq!(
            said,
            "ana, 2020-01-11 to 2020-01-12: only the Sunday of that weekend is worked\n\
             bob, 2020-01-11 to 2020-01-12: only the Saturday of that weekend is worked\n"
        );
    }

    #[test]
    fn a_weekend_cut_by_the_scope_or_the_period_is_never_split() {
        assert_eq!(judge("weekends: {complete: true, must: true, when: {weekdays: sat}}", "ana -D-- \n bob -D--"), "");
        // Two Sundays: of the 5th the period has only the Sunday, of the 12th both days.
        let mut facts = world();
        let date = NaiveDate::from_ymd_opt(2020, 1, 12).expect("a date");
        facts.calendar.days =
            (0..4).map(|at| Day { date: date + chrono::Days::new(at * 2), ..facts.calendar.days[0].clone() }).collect();
        assert_eq!(judge_in(facts.clone(), "weekends: {complete: true, must: true}", "ana OOOO"), "");
        let said = judge_in(facts, "weekends: {max: 1, must: true}", "ana O--O");
        assert_eq!(said, "ana, 2020-01-12 to 2020-01-18: 2 weekends worked, at most 1 asked\n");
    }

    #[test]
    fn a_rule_that_asks_for_nothing_is_a_fault() {
        assert_eq!(faults_of("weekends: {must: true}"), "E240 this rule asks for nothing\n");
    }
}
