//! `fairness`: evenings, Fridays, office days or unmet wishes are evened out within a group. Unit of breach: one by
//! which the most loaded and the least loaded of a group differ beyond what is allowed.
//!
//! `level` makes one group of each unit at that depth of the tree (0 is the root); without it everybody in scope is one
//! group. People who are there on too few of the working days in scope are left out, as are groups of one. `history`
//! adds what is known of the days before the period, so that a debt is paid back in the next one; unmet wishes are
//! counted in this period only. Who cannot hold such duties at all should be left out by `who`.
//!
//! Sources (`domain.md` §6): duties shared fairly between those at home and those in the office; published fairness.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{cells, in_scope, nothing_asked, sentence, span};
use super::{Breach, Described, Given, Group, Number, Rule, Share};
use crate::facts::select::Duties;
use crate::facts::{Ask, DutySet, PersonIx, UnitIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Cell, Force, Shape, Sum};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fairness {
    /// Duties that are evened out.
    #[serde(default)]
    what: Option<Duties>,
    /// Unmet wishes are evened out, instead of duties.
    #[serde(default)]
    unmet_wishes: bool,
    /// One group for each unit at this depth of the tree; everybody in scope if absent.
    #[serde(default)]
    level: Option<At<u16>>,
    /// Difference that is let off.
    #[serde(default = "one")]
    allowed: At<i64>,
    /// People present on fewer per cent of the working days are left out.
    #[serde(default = "half")]
    at_least_present: Share,
    /// Duties of the known days before the period count too.
    #[serde(default)]
    history: bool,
}

fn one() -> At<i64> {
    At::from(1)
}

fn half() -> Share {
    Share(50)
}

/// People who are compared with each other.
struct Team {
    unit: Option<UnitIx>,
    people: Vec<PersonIx>,
}

impl Fairness {
    fn teams(&self, given: &Given) -> Vec<Team> {
        let facts = given.facts;
        let working: Vec<_> = given.scope().filter(|day| facts.calendar.day(*day).working).collect();
        let Share(least) = self.at_least_present;
        let there = |person: &PersonIx| {
            let present = working.iter().filter(|day| facts.person(*person).absence(**day).is_none());
            present.count() as i64 * 100 >= least * working.len() as i64
        };
        let mut teams: Vec<Team> = Vec::new();
        let mut known: std::collections::BTreeMap<Option<UnitIx>, usize> = Default::default();
        for person in given.people.iter().copied().filter(there) {
            let unit = self.level.as_ref().map(|level| facts.units.at_depth(facts.person(person).unit, level.value));
            let at = *known.entry(unit).or_insert(teams.len());
            if at == teams.len() {
                teams.push(Team { unit, people: Vec::new() });
            }
            teams[at].people.push(person);
        }
        teams.retain(|team| team.people.len() > 1);
        teams
    }

    /// What a person brings along from before the period.
    fn brought(&self, given: &Given, set: &DutySet, person: PersonIx) -> i64 {
        let history = given.facts.person(person).history.iter().filter(|duty| set.contains(**duty));
        if self.history { history.count() as i64 } else { 0 }
    }

    fn set(&self, given: &Given) -> DutySet {
        self.what.as_ref().map_or_else(|| DutySet::new([]), |what| what.set(given.facts))
    }

    fn words(&self, given: &Given) -> Text {
        match (&self.what, self.unmet_wishes) {
            (_, true) => Text::new("keinginan tak terpenuhi", "unmet wishes"),
            (Some(what), false) if what.free => Text::new("hari libur", "free days"),
            (Some(what), false) => {
                let words = what.words(given.facts);
                Text::new(format!("hari {}", words.id), format!("days of {}", words.en))
            }
            (None, false) => Text::same(""),
        }
    }
}

/// The wishes in scope of each person.
fn wishes<'a>(given: &'a Given) -> Vec<Vec<&'a Ask>> {
    let mut wishes = vec![Vec::new(); given.facts.people.len()];
    for wish in in_scope(given, &given.facts.wishes) {
        wishes[wish.person as usize].push(wish);
    }
    wishes
}

impl Described for Fairness {
    const NAME: &'static str = "fairness";
    const GROUP: Group = Group::OverTime;
    const EXAMPLES: &'static [&'static str] = &[
        "fairness: {what: {shifts: [sore]}, level: 1, prefer: [1, 3, 9]}",
        "fairness: {what: {places: [office]}, allowed: 0, at_least_present: 0, history: true, prefer: 2}",
        "fairness: {unmet_wishes: true, allowed: 0, prefer: [2, 3]}",
        "fairness: {what: {free: true}, must: true, when: {weekdays: fri-sun}}",
    ];

    fn about() -> Text {
        Text::new(
            "Sif sore, hari Jumat, hari kantor atau keinginan tak terpenuhi dibagi rata; satu unit = satu selisih di atas \
             yang dibolehkan antara yang terbanyak dan yang tersedikit.",
            "Evenings, Fridays, office days or unmet wishes are evened out; one unit = one beyond the allowed difference \
             between the most and the least.",
        )
    }
}

impl Rule for Fairness {
    fn says(&self, given: &Given) -> Text {
        let (what, allowed) = (self.words(given), self.allowed.value);
        let (id, en) = match &self.level {
            Some(level) => (
                format!("dalam setiap unit tingkat {}", level.value),
                format!("within each unit at level {}", level.value),
            ),
            None => ("di antara semuanya".to_string(), "among all".to_string()),
        };
        sentence(
            format!("{} dibagi rata {id}, selisih paling banyak {allowed}", what.id),
            format!("{} are evened out {en}, differing by at most {allowed}", what.en),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        if let Some(what) = &self.what {
            what.faults(given.facts, faults);
        }
        if self.what.is_some() == self.unmet_wishes {
            let (id, en) =
                ("sebut salah satu: `what` atau `unmet_wishes: true`", "name one of `what` and `unmet_wishes: true`");
            nothing_asked(given, id, en, faults);
        }
        Number::Fixed(self.allowed.value).faults(given, 0, self.allowed.spot, faults);
        let deepest = given.facts.units.0.iter().map(|unit| unit.depth).max().unwrap_or(0);
        if let Some(level) = self.level.as_ref().filter(|level| level.value > deepest) {
            let what = Text::new(
                format!("tidak ada unit pada tingkat {}", level.value),
                format!("there is no unit at level {}", level.value),
            );
            faults.error("E422", level.spot, what).remedy(Text::new(
                format!("tingkat terdalam {deepest}; 0 adalah akar"),
                format!("the deepest level is {deepest}; 0 is the root"),
            ));
        }
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let facts = given.facts;
        let (set, wishes, menus) = (self.set(given), wishes(given), facts.menus());
        let sum = |person: PersonIx| {
            if self.unmet_wishes {
                let against = wishes[person as usize].iter().flat_map(|wish| {
                    let menu = facts.menu(person, wish.day).filter(|duty| !wish.met(facts.duty(*duty)));
                    menu.map(|duty| (Cell { person, day: wish.day, duty }, 1))
                });
                return Sum { cells: against.collect(), constant: 0 };
            }
            let held = given.scope().flat_map(|day| cells(&menus, person, day, &set));
            Sum { cells: held.map(|cell| (cell, 1)).collect(), constant: self.brought(given, &set, person) }
        };
        let peak = |team: Team| {
            let highs: Vec<Sum> = team.people.into_iter().map(sum).collect();
            (given.force.clone(), Shape::Peak { lows: highs.clone(), highs, allowed: self.allowed.value, per: 1 })
        };
        self.teams(given).into_iter().map(peak).collect()
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let (set, wishes, what) = (self.set(given), wishes(given), self.words(given));
        let scope: Vec<_> = given.scope().collect();
        let load = |person: PersonIx| {
            if self.unmet_wishes {
                let unmet = wishes[person as usize].iter();
                return unmet.filter(|wish| !wish.met(facts.duty(roster.duty(person, wish.day)))).count() as i64;
            }
            let held = scope.iter().filter(|day| set.contains(roster.duty(person, **day))).count() as i64;
            held + self.brought(given, &set, person)
        };
        let mut breaches = Vec::new();
        for team in self.teams(given) {
            let loads: Vec<(i64, PersonIx)> = team.people.iter().map(|&person| (load(person), person)).collect();
            let most = loads.iter().max_by_key(|(load, person)| (*load, std::cmp::Reverse(*person)));
            let least = loads.iter().min_by_key(|(load, person)| (*load, *person));
            let (Some(&(most, high)), Some(&(least, low))) = (most, least) else { continue };
            let units = most - least - self.allowed.value;
            if units <= 0 {
                continue;
            }
            let whom = match team.unit {
                Some(unit) => Text::same(facts.units.get(unit).id.clone()),
                None => Text::new("semuanya", "all"),
            };
            let (days, id) = (span(facts, &scope), |person: PersonIx| &facts.person(person).id);
            let text = Text::new(
                format!(
                    "{}, {}: {} dari {least} ({}) sampai {most} ({}), diminta selisih paling banyak {}",
                    whom.id,
                    days.id,
                    what.id,
                    id(low),
                    id(high),
                    self.allowed.value
                ),
                format!(
                    "{}, {}: {} from {least} ({}) to {most} ({}), a difference of at most {} asked",
                    whom.en,
                    days.en,
                    what.en,
                    id(low),
                    id(high),
                    self.allowed.value
                ),
            );
            let breach = given.breach(units, text);
            breaches.push(match team.unit {
                Some(unit) => breach.within(unit),
                None => breach,
            });
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{faults_of, judge, judge_in, world};

    #[test]
    fn evenings_differ_by_more_than_is_allowed() {
        let yaml = "fairness: {what: {shifts: [sore]}, level: 1, must: true}";
        assert_eq!(judge(yaml, "ana oD-- \n bob O--O"), "");
        let said = judge(yaml, "ana OD-- \n bob od-o");
        assert_eq!(
            said,
            "2 x deputi-a, 2020-01-10 to 2020-01-13: days of shift evening from 0 (ana) to 3 (bob), \
             a difference of at most 1 asked\n"
        );
    }

    #[test]
    fn who_is_hardly_there_and_who_is_alone_is_left_out() {
        // Ana is there on half of the two working days.
        let yaml = "fairness: {what: {shifts: [sore]}, allowed: 0, at_least_present: 51, must: true}";
        assert_eq!(judge(yaml, "bob o---"), "");
        let mut facts = world();
        facts.people[1].unit = 3;
        assert_eq!(
            judge_in(facts, "fairness: {what: {shifts: [sore]}, level: 1, allowed: 0, must: true}", "bob o---"),
            ""
        );
    }

    #[test]
    fn what_is_known_of_the_days_before_counts_if_asked() {
        // Ana had two office days before the period, Bob one.
        let yaml = "fairness: {what: {places: [office]}, allowed: 0, history: true, must: true}";
        assert_eq!(judge(yaml, "bob O---"), "");
        let said = judge(yaml, "ana ---- \n bob ----");
        assert_eq!(
            said,
            "all, 2020-01-10 to 2020-01-13: days of work at office from 1 (bob) to 2 (ana), a difference of at most 0 \
             asked\n"
        );
    }

    #[test]
    fn unmet_wishes_are_counted_one_by_one() {
        let yaml = "fairness: {unmet_wishes: true, must: true}";
        assert_eq!(judge(yaml, "ana O--- \n bob O--O"), "");
        let said = judge(yaml, "ana H--- \n bob O--O");
        assert!(said.contains("unmet wishes from 0 (ana) to 2 (bob)"), "{said}");
    }

    #[test]
    fn nothing_to_even_out_and_a_level_too_deep_are_faults() {
        assert_eq!(faults_of("fairness: {must: true}"), "E240 this rule asks for nothing\n");
        let said = faults_of("fairness: {unmet_wishes: true, level: 3, must: true}");
        assert_eq!(said, "E422 there is no unit at level 3\n");
    }
}
