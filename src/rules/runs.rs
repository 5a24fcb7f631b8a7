//! `runs`: longest and shortest stretch of days in a row with some kind of duty: work, nights, home days, free days.
//! Unit of breach: one day too many or missing; all of a person's stretches make one breach, so that rising costs rise
//! with the sum.
//!
//! A stretch under way before the period counts with the days that are known of it; days that were too many before the
//! period are not counted again. Where all known days belong to the stretch and are fewer than `min`, its length is not
//! known, and it is never too short; the same holds for a stretch that reaches the period's last day, which may go on.
//! `when` cuts the period: each stretch of days in scope is judged by itself, and nothing is known of the days around it.
//!
//! Sources (`domain.md` §2.5, §6): few early starts in a row, regular free days; the shift-scheduling benchmarks.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{Bounds, crossed, limits, nothing_asked, said, sentence};
use super::{Breach, Described, Given, Group, Number, Rule};
use crate::facts::select::Duties;
use crate::facts::{DayIx, DutySet, PersonIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Force, Shape};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Runs {
    /// Duties that make a stretch; all work if absent, free days with `{free: true}`.
    #[serde(default)]
    duties: Duties,
    /// Fewest days in a row.
    #[serde(default)]
    min: Option<At<Number>>,
    /// Most days in a row.
    #[serde(default)]
    max: Option<At<Number>>,
}

/// What is asked of one person's stretches between two days.
#[derive(Debug, Clone, Copy)]
struct Part {
    from: DayIx,
    to: DayIx,
    /// 0 or 1: not asked.
    min: u16,
    max: Option<u16>,
    /// Days of the stretch under way before `from`; `None`: not known.
    carried: Option<u16>,
}

/// A stretch inside a part that is too long or too short.
struct Stretch {
    days: Vec<DayIx>,
    /// With the days before the period.
    length: i64,
    units: i64,
}

impl Runs {
    fn parts(&self, given: &Given, blocks: &[(DayIx, DayIx)], set: &DutySet, person: PersonIx) -> Vec<Part> {
        let of = |number: &Option<At<Number>>| {
            let number = number.as_ref().and_then(|one| one.value.of(given, person));
            number.map(|number| number.clamp(0, i64::from(u16::MAX)) as u16)
        };
        let (min, max) = (of(&self.min).unwrap_or(0), of(&self.max));
        let known = given.facts.person(person).history.len();
        let mut parts = Vec::new();
        for &(from, to) in blocks {
            let carried = if from == 0 { given.facts.carried(person, set) } else { None };
            let whole = carried.is_some_and(|days| usize::from(days) == known && days < min);
            match (whole, max) {
                (true, Some(_)) => {
                    parts.push(Part { from, to, min: 0, max, carried });
                    parts.push(Part { from, to, min, max: None, carried: None });
                }
                (true, None) => parts.push(Part { from, to, min, max, carried: None }),
                (false, _) => parts.push(Part { from, to, min, max, carried }),
            }
        }
        parts.retain(|part| part.min > 1 || part.max.is_some());
        parts
    }

    fn what(&self, given: &Given) -> Text {
        match self.duties.free {
            true => Text::new("libur", "free"),
            false => {
                let what = self.duties.words(given.facts);
                Text::new(what.id, format!("of {}", what.en))
            }
        }
    }
}

/// First and last day of each stretch of days in scope.
fn blocks(given: &Given) -> Vec<(DayIx, DayIx)> {
    let days: Vec<DayIx> = given.scope().collect();
    days.chunk_by(|one, two| one + 1 == *two).map(|block| (block[0], block[block.len() - 1])).collect()
}

impl Part {
    /// The stretches that are too long or too short, judged on a line.
    fn broken(&self, holds: impl Fn(DayIx) -> bool) -> Vec<Stretch> {
        let min = i64::from(self.min);
        let mut broken = Vec::new();
        let mut open: Vec<DayIx> = Vec::new();
        let mut before = i64::from(self.carried.unwrap_or(0));
        let mut start_known = self.carried.is_some();
        // One day more than there is: the last stretch may go on.
        for day in self.from..=self.to + 1 {
            let ends = day > self.to;
            if !ends && holds(day) {
                open.push(day);
                continue;
            }
            let length = before + open.len() as i64;
            let too_long = self.max.map_or(0, |max| (length - i64::from(max)).clamp(0, open.len() as i64));
            let short = if length > 0 && start_known && !ends { (min - length).max(0) } else { 0 };
            if too_long + short > 0 {
                let days = if open.is_empty() { vec![day] } else { std::mem::take(&mut open) };
                broken.push(Stretch { days, length, units: too_long + short });
            }
            open.clear();
            before = 0;
            start_known = true;
        }
        broken
    }
}

impl Described for Runs {
    const NAME: &'static str = "runs";
    const GROUP: Group = Group::OwnWork;
    const EXAMPLES: &'static [&'static str] = &[
        "runs: {max: {contract: max_run}, must: true}",
        "runs: {duties: {free: true}, min: 2, prefer: [1, 3, 9]}",
        "runs: {duties: {shifts: [sore, malam]}, min: 2, max: 2, prefer: 2}",
        "runs: {min: 3, max: 3, prefer: [1, 4]}",
        "runs: {min: 2, max: 2, when: {not: [{weekdays: sun}]}, prefer: 1}",
    ];

    fn about() -> Text {
        Text::new(
            "Deret hari kerja, malam, rumah atau libur yang terlalu panjang atau terlalu pendek; satu unit = satu hari.",
            "Stretches of work, nights, home days or free days that are too long or too short; one unit = one day.",
        )
    }
}

impl Rule for Runs {
    fn says(&self, given: &Given) -> Text {
        let words = |number: &Option<At<Number>>| number.as_ref().map(|one| one.value.words());
        let (limits, what) = (limits(words(&self.min), words(&self.max)), self.what(given));
        sentence(
            format!("{} hari {} berturut-turut", limits.id, what.id),
            format!("{} days {} in a row", limits.en, what.en),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        self.duties.faults(given.facts, faults);
        if self.min.is_none() && self.max.is_none() {
            nothing_asked(given, "sebut `min` atau `max`", "name `min` or `max`", faults);
        }
        for number in self.min.iter().chain(&self.max) {
            number.value.faults(given, 1, number.spot, faults);
        }
        let fixed = |number: &Option<At<Number>>| number.as_ref().and_then(|one| one.value.fixed());
        crossed(given, Bounds { min: fixed(&self.min), max: fixed(&self.max) }, faults);
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let set = self.duties.set(given.facts);
        let blocks = blocks(given);
        let mut clauses = Vec::new();
        for &person in &given.people {
            clauses.extend(self.parts(given, &blocks, &set, person).into_iter().map(|part| {
                let Part { from, to, min, max, carried } = part;
                (given.force.clone(), Shape::Run { person, from, to, set: set.clone(), min, max, carried })
            }));
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let set = self.duties.set(facts);
        let blocks = blocks(given);
        let what = self.what(given);
        let mut breaches = Vec::new();
        for &person in &given.people {
            for part in self.parts(given, &blocks, &set, person) {
                let broken = part.broken(|day| set.contains(roster.duty(person, day)));
                let Some(first) = broken.first().map(|stretch| stretch.days[0]) else { continue };
                let mut told = (Vec::new(), Vec::new());
                for stretch in &broken {
                    let number = |number: u16| Some(Text::same(number.to_string()));
                    let asked = match part.max {
                        Some(max) if stretch.length > i64::from(max) => limits(None, number(max)),
                        Some(_) | None => limits(number(part.min), None),
                    };
                    let (length, days) = (stretch.length, if stretch.length == 1 { "day" } else { "days" });
                    let until = super::words::span(facts, &stretch.days);
                    told.0
                        .push(format!("{length} hari {} berturut-turut ({}), diminta {}", what.id, until.id, asked.id));
                    told.1.push(format!("{length} {days} {} in a row ({}), {} asked", what.en, until.en, asked.en));
                }
                let days: Vec<DayIx> = vec![part.from, part.to];
                let text = said(facts, person, &days, told.0.join("; "), told.1.join("; "));
                let units = broken.iter().map(|stretch| stretch.units).sum();
                breaches.push(given.breach(units, text).of(person).on(first));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{faults_of, judge, judge_in, world};

    #[test]
    fn days_known_before_the_period_count_into_a_stretch() {
        // Ana worked on Wednesday and Thursday, Bob on Thursday only.
        let yaml = "runs: {max: 2, must: true}";
        assert_eq!(judge(yaml, "ana -D-- \n bob O--O"), "");
        let said = judge(yaml, "ana OD-- \n bob OD--");
        assert_eq!(
            said,
            "2 x ana, 2020-01-10 to 2020-01-13: 4 days of work in a row (2020-01-10 to 2020-01-11), at most 2 asked\n\
             bob, 2020-01-10 to 2020-01-13: 3 days of work in a row (2020-01-10 to 2020-01-11), at most 2 asked\n"
        );
    }

    #[test]
    fn days_too_many_before_the_period_are_not_counted_again() {
        let said = judge("runs: {max: 1, must: true}", "ana O--- \n bob ----");
        assert!(said.starts_with("ana, 2020-01-10 to 2020-01-13: 3 days of work in a row (2020-01-10)"), "{said}");
        assert_eq!(judge("runs: {max: 1, must: true}", "ana ---- \n bob ----"), "");
    }

    #[test]
    fn a_stretch_is_too_short_unless_it_may_go_on_or_its_start_is_unknown() {
        // Bob's Thursday ends a stretch of one; Ana's known days are all work, so hers may be long enough.
        let yaml = "runs: {min: 3, must: true}";
        let said = judge(yaml, "ana ---O \n bob ----");
        assert_eq!(said, "2 x bob, 2020-01-10 to 2020-01-13: 1 day of work in a row (2020-01-10), at least 3 asked\n");
        let mut facts = world();
        facts.people[1].history.clear();
        assert_eq!(judge_in(facts, yaml, "ana ---- \n bob O---"), "");
    }

    #[test]
    fn stretches_of_one_person_are_one_breach() {
        let said = judge("runs: {duties: {places: [home]}, min: 2, must: true}", "bob H-H-");
        assert_eq!(
            said,
            "2 x bob, 2020-01-10 to 2020-01-13: 1 day of work at home in a row (2020-01-10), at least 2 asked; \
             1 day of work at home in a row (2020-01-12), at least 2 asked\n"
        );
    }

    #[test]
    fn nothing_is_known_around_days_out_of_scope() {
        let yaml = "runs: {max: 1, must: true, when: {weekdays: sat-sun}}";
        assert_eq!(judge(yaml, "ana OD-O"), "");
        let said = judge(yaml, "ana -DN-");
        assert!(said.starts_with("ana, 2020-01-11 to 2020-01-12: 2 days of work in a row"), "{said}");
    }

    #[test]
    fn an_empty_rule_and_crossed_numbers_are_faults() {
        assert_eq!(faults_of("runs: {must: true}"), "E240 this rule asks for nothing\n");
        assert_eq!(faults_of("runs: {min: 3, max: 2, must: true}"), "E241 min 3 is above max 2\n");
        assert!(faults_of("runs: {max: 0, must: true}").contains("it must be at least 1"));
    }
}
