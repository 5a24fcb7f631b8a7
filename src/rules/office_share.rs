//! `office_share`: how many of a unit's people who work are at the office. Unit of breach: one person to move, each
//! unit, day (or shift) and side of the band by itself.
//!
//! A share of few people is rounded to whole people, for `min` down and for `max` up: of 5 people, half is 2 to 3.
//! Everybody in scope who works counts: desks are office work, people on a remote block count as not at the office.
//! Take people out with `who` (those with desk contracts, say). Spec's `of:` is left out: only those who work count.
//!
//! Sources: the pilot's "half work from home, half in the office" [S4]; shares by level in SE 25/2021, SE 05/2022, at
//! most 50 % home in SE 1/2024 (`domain.md` 2.3).

use schemars::JsonSchema;
use serde::Deserialize;

use super::clock::shift_on;
use super::units::{self, Members};
use super::words::{Bounds, crossed, nothing_asked};
use super::{Band, Breach, Described, Given, Group, Rule, Share};
use crate::facts::{DayIx, DutyIx, Facts, PlaceKind};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Cell, Force, Shape, Sum};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficeShare {
    /// Units of which each keeps the share; without `units` and `level`: every lowest unit that has people.
    #[serde(default)]
    units: Vec<At<String>>,
    /// All units at this depth of the tree: 0 = ministry, 1 = deputy, 2 = directorate, …
    #[serde(default)]
    level: Option<At<u16>>,
    /// At least this share of those who work is at the office, in per cent.
    #[serde(default)]
    min: Option<At<Share>>,
    /// At most this share of those who work is at the office, in per cent.
    #[serde(default)]
    max: Option<At<Share>>,
    /// Whether the share holds over the whole day or in each shift.
    #[serde(default)]
    per: Slot,
}

/// What the share is taken over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Slot {
    #[default]
    Day,
    Shift,
}

/// How a duty counts: in which slot of its day, and whether at the office. `None`: not work.
type Counts = Vec<Option<(usize, bool)>>;

impl OfficeShare {
    fn counts(&self, facts: &Facts) -> Counts {
        let count = |duty: DutyIx| {
            let shift = usize::from(facts.duty(duty).shift?);
            let slot = if self.per == Slot::Shift { shift } else { 0 };
            Some((slot, facts.place_kind(duty) == Some(PlaceKind::Office)))
        };
        (0..facts.duties.len() as DutyIx).map(count).collect()
    }

    fn slots(&self, facts: &Facts) -> usize {
        if self.per == Slot::Shift { facts.shifts.len() } else { 1 }
    }

    /// The rows of one unit on one day, one a slot and side.
    fn rows(&self, given: &Given, counts: &Counts, members: &Members, day: DayIx) -> Vec<(Force, Shape)> {
        let mut cells: Vec<Vec<(Cell, bool)>> = vec![Vec::new(); self.slots(given.facts)];
        for &person in &members.people {
            for duty in given.facts.menu(person, day) {
                if let Some((slot, office)) = counts[usize::from(duty)] {
                    cells[slot].push((Cell { person, day, duty }, office));
                }
            }
        }
        let mut rows = Vec::new();
        for cells in &cells {
            // 100 x (people at the office) - share x (people at work), each way rounded to whole people.
            let sum = |share: i64| {
                let weighted = cells.iter().map(|(cell, office)| (*cell, if *office { 100 - share } else { -share }));
                Sum { cells: weighted.filter(|(_, weight)| *weight != 0).collect(), constant: 0 }
            };
            if let Some(min) = &self.min {
                let sum = sum(min.value.0);
                if sum.cells.iter().any(|(_, weight)| *weight < 0) {
                    rows.push((given.force.clone(), Shape::Count { sum, min: Some(-99), max: None, per: 100 }));
                }
            }
            if let Some(max) = &self.max {
                let sum = sum(max.value.0);
                if sum.cells.iter().any(|(_, weight)| *weight > 0) {
                    rows.push((given.force.clone(), Shape::Count { sum, min: None, max: Some(99), per: 100 }));
                }
            }
        }
        rows
    }

    /// The breaches of one unit in one slot of a day, where `office` of `working` people are at the office.
    fn judge(&self, given: &Given, members: &Members, day: DayIx, slot: usize, at: (i64, i64)) -> Vec<Breach> {
        let (office, working) = at;
        let facts = given.facts;
        let when = match self.per {
            Slot::Day => Text::same(facts.calendar.day(day).date.to_string()),
            Slot::Shift => shift_on(facts, day, slot as u16),
        };
        let unit = &facts.units.get(members.unit).name;
        let say = |units: i64, id: String, en: String| {
            let text = Text::new(
                format!("{unit}, {}: {office} dari {working} yang bekerja ada di kantor, {id}", when.id),
                format!("{unit}, {}: {office} of {working} at work are at the office, {en}", when.en),
            );
            given.breach(units, text).on(day).within(members.unit)
        };
        let mut breaches = Vec::new();
        if let Some(Share(min)) = self.min.as_ref().map(|min| min.value) {
            let least = min * working / 100;
            if office < least {
                let (id, en) = (format!("sedikitnya {least} ({min} %)"), format!("at least {least} ({min} %) asked"));
                breaches.push(say(least - office, id, en));
            }
        }
        if let Some(Share(max)) = self.max.as_ref().map(|max| max.value) {
            let most = (max * working + 99) / 100;
            if office > most {
                let (id, en) = (format!("paling banyak {most} ({max} %)"), format!("at most {most} ({max} %) allowed"));
                breaches.push(say(office - most, id, en));
            }
        }
        breaches
    }
}

impl Described for OfficeShare {
    const NAME: &'static str = "office_share";
    const GROUP: Group = Group::Together;
    const EXAMPLES: &'static [&'static str] = &[
        "office_share: {level: 2, min: 50, max: 50, prefer: [1, 3, 9]}",
        "office_share: {min: 60, must: true, when: {working: true}}",
        "office_share: {units: [kementerian, deputi-a], max: 40, per: shift, prefer: 4}",
        "office_share: {min: 100, prefer: [2, 5]}",
        "office_share: {max: 0, must: true}",
    ];

    fn about() -> Text {
        Text::new(
            "Bagian pegawai sebuah unit yang bekerja dari kantor; satu unit pelanggaran = satu orang yang harus pindah.",
            "The share of a unit's people at work who are at the office; one unit = one person to move.",
        )
    }
}

impl Rule for OfficeShare {
    fn says(&self, _given: &Given) -> Text {
        let whole = units::words(&self.units, self.level.as_ref());
        let (mut id, mut en) = (Vec::new(), Vec::new());
        if let Some(min) = &self.min {
            id.push(format!("sedikitnya {} %", min.value.0));
            en.push(format!("at least {} %", min.value.0));
        }
        if let Some(max) = &self.max {
            id.push(format!("paling banyak {} %", max.value.0));
            en.push(format!("at most {} %", max.value.0));
        }
        let per = match self.per {
            Slot::Day => Text::new("setiap hari", "every day"),
            Slot::Shift => Text::new("pada setiap sif", "in every shift"),
        };
        Text::new(
            format!("Dari yang bekerja {} {}, {} ada di kantor.", whole.id, per.id, id.join(" dan ")),
            format!("Of those at work {} {}, {} are at the office.", whole.en, per.en, en.join(" and ")),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        units::faults(given, &self.units, self.level.as_ref(), faults);
        let percent = |share: &Option<At<Share>>| share.as_ref().map(|share| share.value.0);
        let bounds = Bounds { min: percent(&self.min), max: percent(&self.max) };
        if bounds.min.is_none() && bounds.max.is_none() {
            let (id, en) = ("tulis `min` atau `max`, misalnya `min: 50`", "write `min` or `max`, such as `min: 50`");
            nothing_asked(given, id, en, faults);
        }
        crossed(given, bounds, faults);
    }

    fn office_bands(&self, given: &Given) -> Vec<Band> {
        if self.per == Slot::Shift {
            return Vec::new();
        }
        let share = |side: &Option<At<Share>>, other: i64| side.as_ref().map_or(other, |share| share.value.0);
        let (min, max) = (share(&self.min, 0), share(&self.max, 100));
        let members = units::members(given, &self.units, self.level.as_ref()).into_iter();
        members.map(|Members { unit, people }| Band { unit, people, min, max }).collect()
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let counts = self.counts(given.facts);
        let all = units::members(given, &self.units, self.level.as_ref());
        let rows = all.iter().flat_map(|members| given.scope().map(move |day| (members, day)));
        rows.flat_map(|(members, day)| self.rows(given, &counts, members, day)).collect()
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let counts = self.counts(given.facts);
        let slots = self.slots(given.facts);
        let mut breaches = Vec::new();
        for members in units::members(given, &self.units, self.level.as_ref()) {
            for day in given.scope() {
                let mut tally = vec![(0, 0); slots];
                for &person in &members.people {
                    if let Some((slot, office)) = counts[usize::from(roster.duty(person, day))] {
                        tally[slot].0 += i64::from(office);
                        tally[slot].1 += 1;
                    }
                }
                for (slot, at) in tally.into_iter().enumerate() {
                    breaches.extend(self.judge(given, &members, day, slot, at));
                }
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{faults_of, judge, judge_in, rule, world};

    const HALF: &str = "office_share: {min: 50, max: 50, prefer: 1}";

    #[test]
    fn half_of_two_is_one() {
        assert_eq!(judge(HALF, "ana O--- \n bob H---"), "");
        assert_eq!(
            judge(HALF, "ana O---\n bob o---"),
            "tim-1, 2020-01-10: 2 of 2 at work are at the office, at most 1 (50 %) allowed\n"
        );
        assert_eq!(
            judge(HALF, "ana H---\n bob h---"),
            "tim-1, 2020-01-10: 0 of 2 at work are at the office, at least 1 (50 %) asked\n"
        );
    }

    #[test]
    fn half_of_one_may_be_either() {
        assert_eq!(judge(HALF, "ana ---O\n bob H---"), "");
    }

    #[test]
    fn nobody_at_work_breaks_nothing() {
        assert_eq!(judge("office_share: {min: 100, must: true}", "ana ----\n bob ----"), "");
    }

    #[test]
    fn a_desk_is_office_work_and_bali_is_not() {
        let all = "office_share: {min: 100, must: true}";
        assert_eq!(judge(all, "ana DdN-\n bob d---"), "");
        assert_eq!(
            judge(all, "ana ---h\n bob ---B"),
            "2 x tim-1, 2020-01-13: 0 of 2 at work are at the office, at least 2 (100 %) asked\n"
        );
    }

    #[test]
    fn each_shift_keeps_the_share_by_itself() {
        let each = "office_share: {min: 100, per: shift, must: true}";
        assert_eq!(
            judge(each, "ana O---\n bob h---"),
            "tim-1, 2020-01-10 evening 14.00–22.00: 0 of 1 at work are at the office, at least 1 (100 %) asked\n"
        );
    }

    #[test]
    fn each_unit_of_the_level_keeps_the_share_by_itself() {
        let mut facts = world();
        facts.people[1].unit = 3;
        let level = "office_share: {level: 1, min: 60, must: true}";
        assert_eq!(judge_in(facts.clone(), level, "ana O---\n bob H---"), "");
        let whole = "office_share: {level: 0, min: 60, must: true}";
        assert_eq!(
            judge_in(facts, whole, "ana H---\n bob H---"),
            "kementerian, 2020-01-10: 0 of 2 at work are at the office, at least 1 (60 %) asked\n"
        );
    }

    #[test]
    fn a_band_upside_down_an_empty_one_and_unknown_units_are_faults() {
        assert_eq!(faults_of("office_share: {min: 60, max: 40, must: true}"), "E241 min 60 is above max 40\n");
        assert_eq!(faults_of("office_share: {must: true}"), "E240 this rule asks for nothing\n");
        assert_eq!(faults_of("office_share: {min: 5, units: [tim-2], must: true}"), "E301 there is no unit `tim-2`\n");
        assert_eq!(faults_of("office_share: {min: 5, level: 7, must: true}"), "E301 there is no unit at level 7\n");
        assert_eq!(
            faults_of("office_share: {min: 5, level: 1, units: [tim-1], must: true}"),
            "E230 `units` and `level` exclude each other\n"
        );
    }

    #[test]
    fn it_says_its_numbers() {
        let said = rule("office_share: {level: 2, min: 40, max: 60, must: true}").says(&world());
        assert_eq!(
            said.en,
            "Of those at work in every unit of level 2 every day, at least 40 % and at most 60 % are at the office."
        );
        assert_eq!(
            said.id,
            "Dari yang bekerja di setiap unit tingkat 2 setiap hari, sedikitnya 40 % dan paling banyak 60 % ada di kantor."
        );
    }
}
