//! `steady_shift`: one kind of shift in a window (a week of mornings, a week of evenings), and forward rotation. Unit of
//! breach: one kind of shift beyond the first in a window; one step back from a day to the next.
//!
//! Without `classes` every shift is a kind of its own; with them, the shifts of one list are one kind, and shifts in no
//! list do not matter. A window at the period's start does not know the days before the period. `forward` forbids that
//! a shift begins earlier than that of the day before (known days before the period included); a free day in between
//! allows any step, so that the round can begin anew. Hours are those outside Ramadan: a calendar does not turn an
//! evening into a step back.
//!
//! Source (`domain.md` §6): forward rotation, choice between fixed and rotating shifts, no quick returns.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{cells, nothing_asked, said, sentence};
use super::{Breach, Described, Given, Group, Rule, Window};
use crate::facts::select::known;
use crate::facts::{DayIx, DutyIx, DutySet, Facts, ShiftIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Cell, Force, Shape};
use crate::roster::Roster;

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SteadyShift {
    /// The window of one kind of shift, such as `week`; not asked if absent.
    per: Option<Window>,
    /// Shifts that are of one kind, list by list; every shift is a kind of its own if absent.
    classes: Vec<Vec<At<String>>>,
    /// From one day to the next no shift begins earlier.
    forward: bool,
}

impl SteadyShift {
    /// The kinds of shift: their words and their duties.
    fn kinds(&self, facts: &Facts) -> Vec<(Text, DutySet)> {
        let kind = |shifts: Vec<ShiftIx>| {
            let names = |lang: fn(&Text) -> &str| {
                let names: Vec<&str> =
                    shifts.iter().map(|shift| lang(&facts.shifts[usize::from(*shift)].name)).collect();
                names.join("/")
            };
            let words = Text::new(names(|text| &text.id), names(|text| &text.en));
            (words, facts.duty_set(|duty| duty.shift.is_some_and(|shift| shifts.contains(&shift))))
        };
        let all = 0..facts.shifts.len() as ShiftIx;
        if self.classes.is_empty() {
            return all.map(|shift| kind(vec![shift])).collect();
        }
        let named = |class: &Vec<At<String>>| {
            let among = |shift: &ShiftIx| class.iter().any(|name| name.value == facts.shifts[usize::from(*shift)].id);
            all.clone().filter(among).collect()
        };
        self.classes.iter().map(|class| kind(named(class))).collect()
    }
}

/// Usual start of a duty, in minutes; `None` when free.
fn start(facts: &Facts, duty: DutyIx) -> Option<i32> {
    Some(facts.shifts[usize::from(facts.duty(duty).shift?)].hours.start_min)
}

/// Pairs of duty sets that together hold every step back exactly once.
fn steps_back(facts: &Facts) -> Vec<(DutySet, DutySet)> {
    let duties = || 0..facts.duties.len() as DutyIx;
    let mut starts: Vec<i32> = duties().filter_map(|duty| start(facts, duty)).collect();
    starts.sort_unstable();
    starts.dedup();
    let at = |from: i32| DutySet::new(duties().filter(|duty| start(facts, *duty) == Some(from)));
    let before = |from: i32| DutySet::new(duties().filter(|duty| start(facts, *duty).is_some_and(|one| one < from)));
    starts.iter().skip(1).map(|from| (at(*from), before(*from))).collect()
}

impl Described for SteadyShift {
    const NAME: &'static str = "steady_shift";
    const GROUP: Group = Group::OwnWork;
    const EXAMPLES: &'static [&'static str] = &[
        "steady_shift: {per: week, must: true}",
        "steady_shift: {per: period, prefer: [2, 7]}",
        "steady_shift: {per: {rolling: 2}, classes: [[pagi], [sore, malam]], prefer: 3}",
        "steady_shift: {forward: true, must: true}",
        "steady_shift: {per: week, classes: [[pagi], [sore]], forward: true, prefer: 2}",
    ];

    fn about() -> Text {
        Text::new(
            "Satu jenis sif seminggu dan rotasi maju; satu unit = satu jenis sif tambahan, atau satu langkah mundur.",
            "One kind of shift a week and forward rotation; one unit = one further kind of shift, or one step back.",
        )
    }
}

impl Rule for SteadyShift {
    fn says(&self, given: &Given) -> Text {
        let mut said = (Vec::new(), Vec::new());
        if let Some(per) = self.per {
            let kinds = self.kinds(given.facts);
            let list =
                |lang: fn(&Text) -> &str| kinds.iter().map(|(words, _)| lang(words)).collect::<Vec<_>>().join(", ");
            said.0.push(format!("satu jenis sif {} ({})", per.words().id, list(|text| &text.id)));
            said.1.push(format!("one kind of shift {} ({})", per.words().en, list(|text| &text.en)));
        }
        if self.forward {
            said.0.push("dari hari ke hari sif tidak maju lebih awal".into());
            said.1.push("from one day to the next no shift begins earlier".into());
        }
        sentence(said.0.join("; "), said.1.join("; "))
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        if self.per.is_none() && !self.forward {
            nothing_asked(
                given,
                "sebut `per: week` atau `forward: true`",
                "name `per: week` or `forward: true`",
                faults,
            );
        }
        let shifts = || given.facts.shifts.iter().map(|shift| shift.id.as_str());
        for (at, class) in self.classes.iter().enumerate() {
            known(class, "sif", "shift", shifts, faults);
            for name in class.iter().filter(|name| self.classes[..at].iter().flatten().any(|one| one == *name)) {
                let what = Text::new(
                    format!("sif `{}` ada dalam dua jenis", name.value),
                    format!("shift `{}` is of two kinds", name.value),
                );
                faults.error("E244", name.spot, what);
            }
        }
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let facts = given.facts;
        let kinds: Vec<DutySet> = self.kinds(facts).into_iter().map(|(_, set)| set).collect();
        let windows = self.per.map_or(Vec::new(), |per| given.windows(per.0));
        let back = if self.forward { steps_back(facts) } else { Vec::new() };
        let menus = facts.menus();
        let mut clauses = Vec::new();
        for &person in &given.people {
            for window in windows.iter().filter(|window| window.len() > 1) {
                let open = |kind: &DutySet, day: &DayIx| cells(&menus, person, *day, kind).next().is_some();
                let meets = |kind: &&DutySet| window.iter().any(|day| open(kind, day));
                let classes: Vec<DutySet> = kinds.iter().filter(meets).cloned().collect();
                if classes.len() > 1 {
                    clauses.push((given.force.clone(), Shape::Same { person, days: window.clone(), classes }));
                }
            }
            for day in given.scope().filter(|_| self.forward) {
                if day > 0 {
                    clauses.extend(back.iter().map(|(first, then)| {
                        let shape = Shape::Clash { person, day: day - 1, first: first.clone(), then: then.clone() };
                        (given.force.clone(), shape)
                    }));
                    continue;
                }
                let Some(before) = facts.before(person, 1).and_then(|duty| start(facts, duty)) else { continue };
                let early = facts.menu(person, 0).filter(|duty| start(facts, *duty).is_some_and(|one| one < before));
                let ban = |duty| (given.force.clone(), Shape::Ban(Cell { person, day: 0, duty }));
                clauses.extend(early.map(ban));
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let kinds = self.kinds(facts);
        let windows = self.per.map_or(Vec::new(), |per| given.windows(per.0));
        let starts: Vec<Option<i32>> = (0..facts.duties.len() as DutyIx).map(|duty| start(facts, duty)).collect();
        let start = |duty: DutyIx| starts[usize::from(duty)];
        let mut breaches = Vec::new();
        for &person in &given.people {
            for window in &windows {
                let held = |set: &DutySet| window.iter().any(|day| set.contains(roster.duty(person, *day)));
                let used: Vec<&Text> = kinds.iter().filter(|(_, set)| held(set)).map(|(words, _)| words).collect();
                if used.len() < 2 {
                    continue;
                }
                let list = |lang: fn(&Text) -> &str| used.iter().map(|text| lang(text)).collect::<Vec<_>>().join(", ");
                let text = said(
                    facts,
                    person,
                    window,
                    format!("{} jenis sif ({}), diminta satu", used.len(), list(|text| &text.id)),
                    format!("{} kinds of shift ({}), one asked", used.len(), list(|text| &text.en)),
                );
                breaches.push(given.breach(used.len() as i64 - 1, text).of(person).on(window[0]));
            }
            for day in given.scope().filter(|_| self.forward) {
                let before = if day == 0 { facts.before(person, 1) } else { Some(roster.duty(person, day - 1)) };
                let (Some(before), now) = (before, roster.duty(person, day)) else { continue };
                let (Some(one), Some(two)) = (start(before), start(now)) else { continue };
                if two >= one {
                    continue;
                }
                let shift = |duty| super::words::shift(facts, facts.duty(duty));
                let text = said(
                    facts,
                    person,
                    &[day],
                    format!("sif {} sesudah sif {} sehari sebelumnya", shift(now).id, shift(before).id),
                    format!("shift {} after shift {} the day before", shift(now).en, shift(before).en),
                );
                breaches.push(given.breach(1, text).of(person).on(day));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{faults_of, judge, judge_in, world};

    #[test]
    fn a_week_holds_one_kind_of_shift() {
        let yaml = "steady_shift: {per: week, must: true}";
        // Friday to Sunday are one week, Monday is the next.
        assert_eq!(judge(yaml, "ana HD-- \n bob HD-o"), "");
        let said = judge(yaml, "ana OdN- \n bob oD--");
        assert_eq!(
            said,
            "2 x ana, 2020-01-10 to 2020-01-12: 3 kinds of shift (morning, evening, night), one asked\n\
             bob, 2020-01-10 to 2020-01-12: 2 kinds of shift (morning, evening), one asked\n"
        );
    }

    #[test]
    fn shifts_of_one_class_are_one_kind_and_shifts_in_none_do_not_matter() {
        let yaml = "steady_shift: {per: week, classes: [[pagi], [sore, malam]], must: true}";
        assert_eq!(judge(yaml, "ana odN-"), "");
        assert!(judge(yaml, "ana OdN-").contains("2 kinds of shift (morning, evening/night)"));
        assert_eq!(judge("steady_shift: {per: week, classes: [[pagi], [sore]], must: true}", "ana ODN-"), "");
    }

    #[test]
    fn no_shift_begins_earlier_than_the_day_before() {
        let yaml = "steady_shift: {forward: true, must: true}";
        // A free day allows any step; Bob had the evening on Thursday.
        assert_eq!(judge(yaml, "ana OdN- \n bob o--O"), "");
        let said = judge(yaml, "ana -dDO \n bob O---");
        assert_eq!(
            said,
            "ana, 2020-01-12: shift morning after shift evening the day before\n\
             bob, 2020-01-10: shift morning after shift evening the day before\n"
        );
    }

    #[test]
    fn the_first_day_of_ramadan_is_no_step_back() {
        let mut facts = world();
        facts.calendar.days[1].ramadan = true;
        facts.shifts[1].ramadan = Some(crate::facts::Hours { start_min: 780, end_min: 1200, break_min: 30 });
        assert_eq!(judge_in(facts, "steady_shift: {forward: true, must: true}", "ana od--"), "");
    }

    #[test]
    fn an_empty_rule_and_a_shift_of_two_kinds_are_faults() {
        assert_eq!(faults_of("steady_shift: {must: true}"), "E240 this rule asks for nothing\n");
        let said = faults_of("steady_shift: {per: week, classes: [[pagi], [pagi, subuh]], must: true}");
        assert_eq!(said, "E301 there is no shift `subuh`\nE244 shift `pagi` is of two kinds\n");
    }
}
