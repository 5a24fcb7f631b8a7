//! The cost sheet: where every point of a roster's cost comes from, and how evenly duties are spread.
//!
//! Costs are summed by rule, unit, person and day, always with the breaches behind them; a breach that names no person
//! (a desk that is short) is nobody's. How evenly evenings, home days or unmet wishes are spread is told of groups, by
//! sex, kind of rank and deputy, and never of a group so small that it tells of its members.

use std::collections::BTreeMap;

use chrono::Weekday;

use crate::facts::{DayIx, Facts, Flex, PersonIx, PlaceKind, RankKind, Sex, UnitIx};
use crate::input::lang::Text;
use crate::roster::Roster;
use crate::rules::Breach;
use crate::verify::{Finding, Verdict};

/// Smallest group of which anything is told.
pub const FEWEST: usize = 5;
/// Work that ends after this is an evening, in minutes since midnight.
const EVENING_MIN: i32 = 18 * 60;

/// Cost and breaches of one rule, unit, person or day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Total {
    pub cost: i64,
    /// Units by which a `must` is broken.
    pub must_units: i64,
    pub breaches: usize,
}

impl Total {
    fn add(&mut self, breach: &Breach) {
        self.cost += breach.cost();
        self.must_units += if breach.is_must() { breach.units } else { 0 };
        self.breaches += 1;
    }
}

/// One breach and whose it is.
#[derive(Debug)]
pub struct Line<'a> {
    pub finding: &'a Finding,
    pub breach: &'a Breach,
    pub unit: Option<UnitIx>,
}

/// Everything that a roster's cost consists of.
#[derive(Debug)]
pub struct Sheet<'a> {
    pub total: Total,
    pub rules: Vec<(&'a Finding, Total)>,
    /// With everything below them; rising.
    pub units: BTreeMap<UnitIx, Total>,
    pub people: BTreeMap<PersonIx, Total>,
    pub days: BTreeMap<DayIx, Total>,
    /// The dearest first.
    pub lines: Vec<Line<'a>>,
    pub spreads: Vec<Spread>,
}

/// How something is spread over the people of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// What is counted.
    pub what: Text,
    /// `all`, `sex`, `rank` or `unit`.
    pub by: &'static str,
    pub group: Text,
    /// `None`: too few people to tell of, or their numbers could be told from the others'.
    pub told: Option<Told>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub people: usize,
    pub least: i64,
    pub most: i64,
    /// Mean, in hundredths.
    pub mean_hundredths: i64,
    /// 0: all have the same; towards 1000: one has everything.
    pub gini_thousandths: i64,
}

/// Sums up a verdict.
pub fn sheet<'a>(facts: &Facts, roster: &Roster, verdict: &'a Verdict) -> Sheet<'a> {
    let mut sheet = Sheet {
        total: Total::default(),
        rules: Vec::new(),
        units: BTreeMap::new(),
        people: BTreeMap::new(),
        days: BTreeMap::new(),
        lines: Vec::new(),
        spreads: spreads(facts, roster),
    };
    for finding in &verdict.findings {
        let mut of_rule = Total::default();
        for breach in &finding.breaches {
            let unit = breach.unit.or(breach.person.map(|person| facts.person(person).unit));
            of_rule.add(breach);
            sheet.total.add(breach);
            for unit in unit.into_iter().flat_map(|unit| facts.units.upwards(unit)) {
                sheet.units.entry(unit).or_default().add(breach);
            }
            if let Some(person) = breach.person {
                sheet.people.entry(person).or_default().add(breach);
            }
            if let Some(day) = breach.day {
                sheet.days.entry(day).or_default().add(breach);
            }
            sheet.lines.push(Line { finding, breach, unit });
        }
        sheet.rules.push((finding, of_rule));
    }
    sheet.lines.sort_by_key(|line| (!line.breach.is_must(), -line.breach.cost(), line.finding.rule));
    sheet
}

/// A kind of thing counted for each person it may happen to; `None`: it cannot.
type Count<'a> = (Text, Box<dyn Fn(PersonIx) -> Option<i64> + 'a>);

fn counts<'a>(facts: &'a Facts, roster: &'a Roster) -> Vec<Count<'a>> {
    let days = move |person: PersonIx, counts: &dyn Fn(DayIx, u16) -> bool| {
        facts.days().filter(|day| counts(*day, roster.duty(person, *day))).count() as i64
    };
    let evening = |duty: u16| {
        let shift = facts.duty(duty).shift.map(|shift| &facts.shifts[usize::from(shift)]);
        shift.is_some_and(|shift| shift.hours.end_min > EVENING_MIN)
    };
    let home = |duty: u16| facts.place_kind(duty) == Some(PlaceKind::Home);
    let friday = |day: DayIx| facts.calendar.day(day).weekday() == Weekday::Fri;
    let may = |person: PersonIx| facts.person(person).may(Flex::Home);
    let evenings = move |person: PersonIx| {
        let can = facts.person(person).duties.iter().any(|duty| evening(*duty));
        can.then(|| days(person, &|_, duty| evening(duty)))
    };
    let at_home = move |person: PersonIx| may(person).then(|| days(person, &|_, duty| home(duty)));
    let fridays = move |person: PersonIx| may(person).then(|| days(person, &|day, duty| home(duty) && friday(day)));
    let mut asked: BTreeMap<PersonIx, i64> = BTreeMap::new();
    for wish in &facts.wishes {
        let unmet = !wish.met(facts.duty(roster.duty(wish.person, wish.day)));
        *asked.entry(wish.person).or_default() += i64::from(unmet);
    }
    let unmet = move |person: PersonIx| asked.get(&person).copied();
    vec![
        (Text::new("sif sore dan malam", "evenings and nights"), Box::new(evenings)),
        (Text::new("hari di rumah", "days at home"), Box::new(at_home)),
        (Text::new("Jumat di rumah", "Fridays at home"), Box::new(fridays)),
        (Text::new("keinginan tak terpenuhi", "unmet wishes"), Box::new(unmet)),
    ]
}

fn spreads(facts: &Facts, roster: &Roster) -> Vec<Spread> {
    let mut spreads = Vec::new();
    for (what, count) in counts(facts, roster) {
        for (by, groups) in groups(facts) {
            let values: Vec<(Text, Vec<i64>)> = groups
                .into_iter()
                .map(|(group, people)| (group, people.into_iter().filter_map(&count).collect()))
                .filter(|(_, values): &(Text, Vec<i64>)| !values.is_empty())
                .collect();
            let hidden = hidden(&values.iter().map(|(_, values)| values.len()).collect::<Vec<_>>());
            for ((group, values), hidden) in values.into_iter().zip(hidden) {
                let told = (!hidden).then(|| told(values));
                spreads.push(Spread { what: what.clone(), by, group, told });
            }
        }
    }
    spreads
}

/// Which groups of one division are not told of: the small ones and, where only one is small, the next smallest too,
/// since the small one could be told from the sum and the others.
fn hidden(sizes: &[usize]) -> Vec<bool> {
    let mut hidden: Vec<bool> = sizes.iter().map(|size| *size < FEWEST).collect();
    if sizes.len() > 1 && hidden.iter().filter(|hidden| **hidden).count() == 1 {
        let next = (0..sizes.len()).filter(|at| !hidden[*at]).min_by_key(|at| sizes[*at]);
        next.into_iter().for_each(|at| hidden[at] = true);
    }
    hidden
}

type Groups = Vec<(Text, Vec<PersonIx>)>;

fn groups(facts: &Facts) -> Vec<(&'static str, Groups)> {
    let of = |wanted: &dyn Fn(PersonIx) -> bool| facts.everybody().filter(|person| wanted(*person)).collect::<Vec<_>>();
    let sexes = [(Sex::Female, "perempuan", "women"), (Sex::Male, "laki-laki", "men")];
    let sexes = sexes.map(|(sex, id, en)| (Text::new(id, en), of(&|person| facts.person(person).sex == Some(sex))));
    let ranks = [
        (RankKind::Functional, "fungsional", "functional"),
        (RankKind::Structural, "struktural", "structural"),
        (RankKind::Executing, "pelaksana", "executing"),
        (RankKind::Other, "bukan ASN", "not civil servants"),
    ];
    let ranks = ranks.map(|(rank, id, en)| (Text::new(id, en), of(&|person| facts.person(person).rank == Some(rank))));
    let units = facts.units.all().filter(|unit| facts.units.get(*unit).depth == 1);
    let units = units.map(|unit| {
        let inside = of(&|person| facts.units.inside(facts.person(person).unit, unit));
        (Text::same(&facts.units.get(unit).name), inside)
    });
    vec![
        ("all", vec![(Text::new("semua", "everybody"), facts.everybody().collect())]),
        ("sex", sexes.into()),
        ("rank", ranks.into()),
        ("unit", units.collect()),
    ]
}

fn told(mut values: Vec<i64>) -> Told {
    values.sort_unstable();
    let (people, sum) = (values.len() as i64, values.iter().sum::<i64>());
    let ranked: i64 = values.iter().enumerate().map(|(at, value)| (at as i64 + 1) * value).sum();
    let gini = if sum == 0 { 0 } else { (2000 * ranked - 1000 * (people + 1) * sum) / (people * sum) };
    Told {
        people: values.len(),
        least: values.first().copied().unwrap_or(0),
        most: values.last().copied().unwrap_or(0),
        mean_hundredths: 100 * sum / people.max(1),
        gini_thousandths: gini,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{picture, rule, world};
    use crate::verify::verify;

    #[test]
    fn every_point_stands_under_its_rule_person_day_and_unit() {
        let facts = world();
        let entries = [rule("rest: {hours: 30, prefer: 7}"), rule("desk_cover: {shifts: [pagi], prefer: [1, 9]}")];
        let roster = picture(&facts, "ana OD--\n bob ---o");
        let verdict = verify(&facts, &entries, &roster);
        let sheet = sheet(&facts, &roster, &verdict);
        assert_eq!(sheet.total.cost, verdict.cost);
        assert_eq!(sheet.rules.iter().map(|(_, total)| total.cost).sum::<i64>(), verdict.cost);
        assert_eq!(sheet.people[&0], Total { cost: 14, must_units: 0, breaches: 2 });
        assert!(!sheet.people.contains_key(&1), "a short desk is nobody's");
        let tree: Vec<(&str, i64)> =
            sheet.units.iter().map(|(unit, one)| (facts.units.get(*unit).id.as_str(), one.cost)).collect();
        assert_eq!(tree, [("kementerian", 14), ("deputi-a", 14), ("tim-1", 14)]);
        assert_eq!(sheet.days.values().map(|one| one.cost).sum::<i64>(), verdict.cost);
        assert_eq!(sheet.lines[0].breach.cost(), 7);
    }

    #[test]
    fn a_spread_of_equal_shares_has_no_gini_and_one_who_has_all_has_nearly_one() {
        assert_eq!(told(vec![3, 3, 3]).gini_thousandths, 0);
        let one = told(vec![0, 0, 0, 0, 0, 0, 0, 0, 0, 8]);
        assert_eq!((one.gini_thousandths, one.mean_hundredths, one.least, one.most), (900, 80, 0, 8));
        assert_eq!(told(vec![1, 3]).gini_thousandths, 250);
        assert_eq!(told(vec![0, 0]).gini_thousandths, 0);
    }

    #[test]
    fn small_groups_are_not_told_of_nor_what_would_give_them_away() {
        assert_eq!(hidden(&[40, 3]), [true, true]);
        assert_eq!(hidden(&[40, 30, 3]), [false, true, true]);
        assert_eq!(hidden(&[40, 3, 2]), [false, true, true]);
        assert_eq!(hidden(&[40, 30]), [false, false]);
        let facts = world();
        let spreads = spreads(&facts, &picture(&facts, "ana OH--\n bob H--o"));
        assert!(!spreads.is_empty() && spreads.iter().all(|one| one.told.is_none()), "two people are too few");
    }
}
