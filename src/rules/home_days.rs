//! `home_days`: how many days, or which share of the days worked, are at home in a window. Unit of breach: one day too
//! few or too many; for a share, one whole day away from it beyond the tolerance (a fraction of a day is let off).
//!
//! Work from elsewhere counts as home unless `away_counts` says otherwise. A working day of absence may count as home
//! or office (`leave_counts`; `travel_counts` for absences that are work) and then replaces whatever is held on it.
//! The rule never asks for what absences, closed days or a refused flexibility make impossible: `min` is lowered to the
//! home days that the person could have, `max` raised to what absence alone counts, a share's sides moved to the
//! nearest that can be reached; to whom home is refused, neither `min` nor a share's lower side applies.
//! `scale: true` lowers both numbers of a week by its working days in scope against a full week, `min` rounded down and
//! `max` up. Days before the period are not counted.
//!
//! Sources (`domain.md` §1, §2): the pilot's half at home, half in the office; Permen PANRB 4/2025 art. 13, at most two
//! days a week; BKN's three days in the office and two anywhere.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{Bounds, blocks, cells, crossed, limits, nothing_asked, said, sentence};
use super::{Asking, Breach, Described, Given, Group, Number, Rule, Share, Window};
use crate::facts::{DayIx, DutySet, Facts, Flex, Menus, Per, PersonIx, PlaceKind};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Force, Shape, Sum};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HomeDays {
    /// The window: `day`, `week`, `month`, `period` or `{rolling: days}`.
    per: Window,
    /// Fewest home days.
    #[serde(default)]
    min: Option<At<Number>>,
    /// Most home days.
    #[serde(default)]
    max: Option<At<Number>>,
    /// Home days as per cent of the days worked, instead of `min` and `max`.
    #[serde(default)]
    share: Option<Share>,
    /// With `share`: whole days by which it may be missed either way.
    #[serde(default)]
    tolerance_days: u16,
    /// What a working day of leave counts as.
    #[serde(default = "none")]
    leave_counts: Counted,
    /// What a working day of an absence that is work (travel, training) counts as.
    #[serde(default = "office")]
    travel_counts: Counted,
    /// What a day worked elsewhere counts as.
    #[serde(default = "home")]
    away_counts: Counted,
    /// With `per: week`: `min` and `max` are of a full week and shrink with short ones.
    #[serde(default)]
    scale: bool,
}

fn none() -> Counted {
    Counted::None
}

fn office() -> Counted {
    Counted::Office
}

fn home() -> Counted {
    Counted::Home
}

/// What a day counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Counted {
    Office,
    Home,
    None,
}

/// Duties by what they count as, and the menus.
struct Sets<'a> {
    home: DutySet,
    office: DutySet,
    menus: Menus<'a>,
}

/// What a window holds for a person whatever is rostered.
struct Fixed {
    /// Days of absence that count as home or office.
    home: i64,
    office: i64,
    /// Other days, not absent, on which a duty that counts as home, or as office, is open.
    could_home: i64,
    could_office: i64,
}

impl HomeDays {
    fn sets<'a>(&self, facts: &'a Facts) -> Sets<'a> {
        let counted = |kind: PlaceKind| match kind {
            PlaceKind::Home => Counted::Home,
            PlaceKind::Office => Counted::Office,
            PlaceKind::Away => self.away_counts,
        };
        let set = |what: Counted| {
            let kind = |place: u16| facts.places[usize::from(place)].kind;
            facts.duty_set(|duty| duty.place.is_some_and(|place| counted(kind(place)) == what))
        };
        Sets { home: set(Counted::Home), office: set(Counted::Office), menus: facts.menus() }
    }

    /// What absence makes of a day; `None`: the day counts as what is held on it.
    fn replaced(&self, facts: &Facts, person: PersonIx, day: DayIx) -> Option<Counted> {
        let absence = facts.person(person).absence(day)?;
        let works = facts.absence_kinds[usize::from(absence.kind)].works;
        let counts = if works { self.travel_counts } else { self.leave_counts };
        (counts != Counted::None && facts.calendar.day(day).working).then_some(counts)
    }

    fn fixed(&self, facts: &Facts, sets: &Sets, person: PersonIx, window: &[DayIx]) -> Fixed {
        let mut fixed = Fixed { home: 0, office: 0, could_home: 0, could_office: 0 };
        for &day in window {
            match self.replaced(facts, person, day) {
                Some(Counted::Home) => fixed.home += 1,
                Some(Counted::Office) => fixed.office += 1,
                Some(Counted::None) | None if facts.person(person).absence(day).is_none() => {
                    let open = |set| i64::from(cells(&sets.menus, person, day, set).next().is_some());
                    fixed.could_home += open(&sets.home);
                    fixed.could_office += open(&sets.office);
                }
                Some(Counted::None) | None => {}
            }
        }
        fixed
    }

    /// `min` or `max` of a window for a person, scaled; not yet moved to what is possible.
    fn number(
        &self,
        number: &Option<At<Number>>,
        given: &Given,
        person: PersonIx,
        window: &[DayIx],
        up: bool,
    ) -> Option<i64> {
        let number = number.as_ref()?.value.of(given, person)?;
        let full = given.facts.calendar.full_week();
        if !self.scale || full == 0 {
            return Some(number);
        }
        let working = window.iter().filter(|day| given.facts.calendar.day(**day).working).count() as i64;
        let rounding = if up { full - 1 } else { 0 };
        Some((number * working.min(full) + rounding) / full)
    }

    /// What is asked of `weight(home) * home days + weight(office) * office days`, possible or not.
    fn asked(&self, given: &Given, person: PersonIx, window: &[DayIx]) -> Bounds {
        if self.share.is_some() {
            let within = 99 + 100 * i64::from(self.tolerance_days);
            return Bounds { min: Some(-within), max: Some(within) };
        }
        let min = self.number(&self.min, given, person, window, false);
        Bounds { min, max: self.number(&self.max, given, person, window, true) }
    }

    /// The same, moved to what is possible.
    fn bounds(&self, given: &Given, sets: &Sets, person: PersonIx, window: &[DayIx]) -> Bounds {
        let Bounds { min, max } = self.asked(given, person, window);
        let fixed = self.fixed(given.facts, sets, person, window);
        let granted = given.facts.person(person).may(Flex::Home);
        let Some(Share(share)) = self.share else {
            let could = fixed.home + if granted { fixed.could_home } else { 0 };
            return Bounds { min: min.map(|min| min.min(could)), max: max.map(|max| max.max(fixed.home)) };
        };
        let constant = (100 - share) * fixed.home - share * fixed.office;
        let most = constant + (100 - share) * fixed.could_home;
        let least = constant - share * fixed.could_office;
        Bounds { min: min.filter(|_| granted).map(|min| min.min(most)), max: max.map(|max| max.max(least)) }
    }

    /// Weights of a home day and of an office day, and how much of the sum is one unit.
    fn weights(&self) -> (i64, i64, i64) {
        match self.share {
            Some(Share(share)) => (100 - share, -share, 100),
            None => (1, 0, 1),
        }
    }
}

impl Described for HomeDays {
    const NAME: &'static str = "home_days";
    const GROUP: Group = Group::OwnWork;
    const EXAMPLES: &'static [&'static str] = &[
        "home_days: {per: week, max: 0, must: true}",
        "home_days: {per: period, min: 2, max: 1000, who: {people: [bob]}, prefer: [1, 3, 9]}",
        "home_days: {per: week, min: 5, max: 5, scale: true, leave_counts: home, prefer: 2}",
        "home_days: {per: period, share: 50, must: true}",
        "home_days: {per: period, share: 100, leave_counts: office, away_counts: none, prefer: [2, 5]}",
        "home_days: {per: {rolling: 4}, share: 0, tolerance_days: 1, away_counts: office, prefer: 2}",
    ];

    fn about() -> Text {
        Text::new(
            "Hari kerja dari rumah dalam seminggu atau seperiode, sebagai jumlah atau bagian; satu unit = satu hari yang \
             kurang atau lebih.",
            "Home days in a week or period, as a number or a share; one unit = one day too few or too many.",
        )
    }

    fn fields_of(asking: Asking) -> Option<String> {
        match asking {
            Asking::HomePromise { days } => Some(format!("per: week, min: {days}, scale: true")),
            Asking::NoHome => None,
        }
    }
}

impl Rule for HomeDays {
    fn says(&self, _given: &Given) -> Text {
        let per = self.per.words();
        if let Some(Share(share)) = self.share {
            let (id, en) = match self.tolerance_days {
                0 => (String::new(), String::new()),
                days => (format!(", selisih {days} hari dibiarkan"), format!(", give or take {days} days")),
            };
            return sentence(
                format!("{share}% hari kerja di rumah {}{id}", per.id),
                format!("{share}% of the days worked are at home {}{en}", per.en),
            );
        }
        let words = |number: &Option<At<Number>>| number.as_ref().map(|one| one.value.words());
        let limits = limits(words(&self.min), words(&self.max));
        let scale = match self.scale {
            true => Text::new(", menyusut bersama pekan pendek", ", less in short weeks"),
            false => Text::same(""),
        };
        sentence(
            format!("{} hari di rumah {}{}", limits.id, per.id, scale.id),
            format!("{} days at home {}{}", limits.en, per.en, scale.en),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        let numbers = self.min.is_some() || self.max.is_some();
        if !numbers && self.share.is_none() {
            nothing_asked(given, "sebut `min`, `max` atau `share`", "name `min`, `max` or `share`", faults);
        }
        if numbers && self.share.is_some() {
            let what = Text::new("`share` tidak dapat bersama `min` atau `max`", "`share` excludes `min` and `max`");
            faults
                .error("E242", given.spot, what)
                .remedy(Text::new("tulis dua aturan, masing-masing dengan `id`", "write two rules, each with an `id`"));
        }
        if self.scale && (self.per.0 != Per::Week || !numbers) {
            let what =
                Text::new("`scale` hanya untuk `min`/`max` seminggu", "`scale` is for `min`/`max` of a week only");
            faults.error("E243", given.spot, what).remedy(Text::new("tulis `per: week`", "write `per: week`"));
        }
        for number in self.min.iter().chain(&self.max) {
            number.value.faults(given, 0, number.spot, faults);
        }
        let fixed = |number: &Option<At<Number>>| number.as_ref().and_then(|one| one.value.fixed());
        crossed(given, Bounds { min: fixed(&self.min), max: fixed(&self.max) }, faults);
    }

    /// A safe upper bound: what each window allows, and every day that no window limits.
    fn home_limit(&self, given: &Given, person: PersonIx) -> Option<i64> {
        let limited = self.max.as_ref().is_some_and(|max| max.value.of(given, person).is_some());
        if *given.force != Force::Must || !(limited || self.share.is_some()) {
            return None;
        }
        let facts = given.facts;
        let sets = self.sets(facts);
        let mut left: Vec<bool> = vec![true; facts.calendar.days.len()];
        let mut limit = 0;
        for window in given.windows(self.per.0) {
            // Windows in a row may share days: only those without a common day add up.
            if window.iter().any(|day| !left[usize::from(*day)]) {
                continue;
            }
            window.iter().for_each(|day| left[usize::from(*day)] = false);
            let fixed = self.fixed(facts, &sets, person, &window);
            let most = self.bounds(given, &sets, person, &window).max.unwrap_or(i64::MAX);
            let days = window.len() as i64;
            // With h days at home and the rest in the office, (100 - share) h - share (days - h) may reach `most`.
            limit += match self.share {
                None => (most - fixed.home).min(days),
                Some(Share(share)) => {
                    let worked = (days - fixed.home - fixed.office).max(0);
                    let constant = (100 - share) * fixed.home - share * fixed.office;
                    ((most - constant + share * worked) / 100).clamp(0, worked)
                }
            };
        }
        Some(limit + left.iter().filter(|free| **free).count() as i64)
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let facts = given.facts;
        let sets = self.sets(facts);
        let windows = given.windows(self.per.0);
        let (home, office, per) = self.weights();
        let mut clauses = Vec::new();
        for &person in &given.people {
            for window in &windows {
                let mut sum = Sum { cells: Vec::new(), constant: 0 };
                for &day in window {
                    match self.replaced(facts, person, day) {
                        Some(Counted::Home) => sum.constant += home,
                        Some(Counted::Office) => sum.constant += office,
                        Some(Counted::None) | None => {
                            sum.cells.extend(cells(&sets.menus, person, day, &sets.home).map(|cell| (cell, home)));
                            if office != 0 {
                                sum.cells
                                    .extend(cells(&sets.menus, person, day, &sets.office).map(|cell| (cell, office)));
                            }
                        }
                    }
                }
                let shape = self.bounds(given, &sets, person, window).clause(sum, per);
                clauses.extend(shape.map(|shape| (given.force.clone(), shape)));
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let sets = self.sets(facts);
        let windows = given.windows(self.per.0);
        let (home_weight, office_weight, per) = self.weights();
        let mut breaches = Vec::new();
        for &person in &given.people {
            let days: Vec<Counted> = facts
                .days()
                .map(|day| {
                    let duty = roster.duty(person, day);
                    self.replaced(facts, person, day).unwrap_or(match () {
                        () if sets.home.contains(duty) => Counted::Home,
                        () if sets.office.contains(duty) => Counted::Office,
                        () => Counted::None,
                    })
                })
                .collect();
            for window in &windows {
                let count = |what| window.iter().filter(|day| days[usize::from(**day)] == what).count() as i64;
                let (home, office) = (count(Counted::Home), count(Counted::Office));
                let value = home * home_weight + office * office_weight;
                if self.asked(given, person, window).off(value) == (0, 0) {
                    continue;
                }
                let bounds = self.bounds(given, &sets, person, window);
                let (missing, surplus) = bounds.off(value);
                let units = blocks(missing, per) + blocks(surplus, per);
                if units == 0 {
                    continue;
                }
                let (id, en) = match self.share {
                    Some(Share(share)) => (
                        format!("{home} dari {} hari kerja di rumah, diminta {share}%", home + office),
                        format!("{home} of {} days worked at home, {share}% asked", home + office),
                    ),
                    None => {
                        let asked = bounds.asked(value, |number| Text::same(number.to_string()));
                        let days = if home == 1 { "day" } else { "days" };
                        (format!("{home} hari di rumah, {}", asked.id), format!("{home} {days} at home, {}", asked.en))
                    }
                };
                breaches.push(given.breach(units, said(facts, person, window, id, en)).of(person).on(window[0]));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{Bar, Flex};
    use crate::input::lang::Text;
    use crate::rules::testing::{faults_of, judge, judge_in, rule, world};

    #[test]
    fn a_week_with_too_few_or_too_many_home_days() {
        let yaml = "home_days: {per: period, min: 1, max: 1, must: true}";
        assert_eq!(judge(yaml, "ana H--- \n bob O--h"), "");
        let said = judge(yaml, "ana O--- \n bob H--H");
        assert_eq!(
            said,
            "ana, 2020-01-10 to 2020-01-13: 0 days at home, at least 1 asked\n\
             bob, 2020-01-10 to 2020-01-13: 2 days at home, at most 1 asked\n"
        );
    }

    #[test]
    fn nobody_is_asked_for_home_days_that_leave_or_a_refusal_makes_impossible() {
        // Ana could be at home on Friday only, Bob on Friday and Monday.
        let said = judge("home_days: {per: period, min: 3, must: true}", "ana H--- \n bob O--H");
        assert_eq!(said, "bob, 2020-01-10 to 2020-01-13: 1 day at home, at least 2 asked\n");
        let mut facts = world();
        facts.people[1].bars = vec![Bar { flex: Flex::Home, code: "rank", reason: Text::same("x") }];
        assert_eq!(judge_in(facts, "home_days: {per: period, min: 3, must: true}", "ana H--- \n bob O--O"), "");
    }

    #[test]
    fn elsewhere_counts_as_home_unless_said_otherwise() {
        let said = judge("home_days: {per: week, max: 0, must: true}", "bob O--B");
        assert_eq!(said, "bob, 2020-01-13: 1 day at home, at most 0 asked\n");
        assert_eq!(judge("home_days: {per: week, max: 0, away_counts: none, must: true}", "bob O--B"), "");
    }

    #[test]
    fn leave_counts_as_told_and_never_breaks_the_most_by_itself() {
        let yaml = "home_days: {per: period, max: 0, leave_counts: home, must: true}";
        assert_eq!(judge(yaml, "ana O---"), "");
        assert_eq!(judge(yaml, "ana H---"), "ana, 2020-01-10 to 2020-01-13: 2 days at home, at most 1 asked\n");
    }

    #[test]
    fn numbers_of_a_full_week_shrink_with_short_weeks() {
        // Both weeks have one working day of five: at least 3/5, rounded down; at most 4/5, rounded up.
        let yaml = "home_days: {per: week, min: 3, max: 4, scale: true, must: true}";
        assert_eq!(judge(yaml, "ana O--- \n bob H--H"), "");
        let most = "home_days: {per: week, max: 0, scale: true, must: true}";
        assert_eq!(judge(most, "ana H---"), "ana, 2020-01-10 to 2020-01-12: 1 day at home, at most 0 asked\n");
    }

    #[test]
    fn a_share_lets_off_fractions_of_a_day() {
        let half = "home_days: {per: period, share: 50, must: true}";
        assert_eq!(judge(half, "ana H--- \n bob O--H"), "");
        assert_eq!(judge(half, "bob H--H"), "bob, 2020-01-10 to 2020-01-13: 2 of 2 days worked at home, 50% asked\n");
        let tolerant = "home_days: {per: period, share: 50, tolerance_days: 1, must: true}";
        assert_eq!(judge(tolerant, "bob H--H"), "");
        // Two days off at a share of nothing.
        let never = "home_days: {per: period, share: 0, must: true}";
        assert!(judge(never, "bob H--H").starts_with("2 x bob"));
    }

    #[test]
    fn travel_counts_as_office_and_asks_no_more_than_can_be() {
        let mut facts = world();
        facts.absence_kinds[0].works = true;
        let all = "home_days: {per: period, share: 100, must: true}";
        assert_eq!(judge_in(facts.clone(), all, "ana H---"), "");
        let said = judge_in(facts, all, "ana O---");
        assert_eq!(said, "ana, 2020-01-10 to 2020-01-13: 0 of 2 days worked at home, 100% asked\n");
    }

    #[test]
    fn the_most_home_days_of_a_period_add_up_over_its_weeks() {
        let facts = world();
        let limit = |yaml| {
            let entry = rule(yaml);
            entry.rule.home_limit(&entry.given(&facts), 1)
        };
        assert_eq!(limit("home_days: {per: week, max: 1, must: true}"), Some(2));
        assert_eq!(limit("home_days: {per: week, max: 1, prefer: 1}"), None);
        assert_eq!(limit("home_days: {per: week, min: 1, must: true}"), None);
        assert_eq!(limit("home_days: {per: {rolling: 2}, max: 1, must: true}"), Some(2));
        assert_eq!(limit("home_days: {per: period, share: 50, must: true}"), Some(2));
        // Friday to Sunday are out of scope.
        assert_eq!(limit("home_days: {per: week, max: 0, when: {weekdays: mon}, must: true}"), Some(3));
    }

    #[test]
    fn a_share_beside_numbers_and_a_scale_without_weeks_are_faults() {
        let said = faults_of("home_days: {per: week, share: 50, max: 2, must: true}");
        assert_eq!(said, "E242 `share` excludes `min` and `max`\n");
        let said = faults_of("home_days: {per: month, max: 2, scale: true, must: true}");
        assert_eq!(said, "E243 `scale` is for `min`/`max` of a week only\n");
        assert_eq!(faults_of("home_days: {per: month, must: true}"), "E240 this rule asks for nothing\n");
    }
}
