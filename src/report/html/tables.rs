//! The tables of the page: overview by unit and day, breaches, costs, rules.

use super::super::{Found, Report, measures};
use super::{Words, charts};
use crate::facts::{Facts, PersonIx, UnitIx};
use crate::problem::Force;
use crate::rules::Entry;

/// Sentences shown for each rule.
const SENTENCES: usize = 50;

/// A deputy or a directorate with its people.
pub struct UnitPeople {
    unit: UnitIx,
    is_deputy: bool,
    people: Vec<PersonIx>,
}

/// Deputies, each followed by its directorates if it has more than one.
pub fn units(facts: &Facts) -> Vec<UnitPeople> {
    let mut units = Vec::new();
    for deputy in measures::deputies(facts) {
        let people = measures::members(facts, deputy);
        let of = |person: &PersonIx| facts.units.at_depth(facts.person(*person).unit, 2);
        let mut inner: Vec<UnitIx> = people.iter().map(of).filter(|unit| *unit != deputy).collect();
        inner.sort_unstable();
        inner.dedup();
        let directorates = inner.into_iter().map(|unit| UnitPeople {
            unit,
            is_deputy: false,
            people: people.iter().copied().filter(|person| of(person) == unit).collect(),
        });
        let directorates: Vec<UnitPeople> = directorates.collect();
        units.push(UnitPeople { unit: deputy, is_deputy: true, people });
        units.extend(directorates);
    }
    units
}

/// One unit's office share by day.
pub struct OverviewRow {
    pub name: String,
    pub is_deputy: bool,
    pub people: String,
    pub home: String,
    pub cells: Vec<OverviewCell>,
}

pub struct OverviewCell {
    /// `s0` to `s10` by office share; the class of the day where nobody works.
    pub class: String,
    pub text: String,
}

pub fn overview(facts: &Facts, found: &Found, units: &[UnitPeople], words: Words) -> Vec<OverviewRow> {
    let row = |one: &UnitPeople| OverviewRow {
        name: facts.units.get(one.unit).name.clone(),
        is_deputy: one.is_deputy,
        people: words.count(one.people.len() as i64),
        home: words.tenths(measures::share(facts, found.roster, &one.people).home_tenths),
        cells: facts.days().map(|day| overview_cell(facts, found, &one.people, day)).collect(),
    };
    units.iter().map(row).collect()
}

fn overview_cell(facts: &Facts, found: &Found, people: &[PersonIx], day: u16) -> OverviewCell {
    let (office, work) = charts::at_work(facts, found.roster, people, day);
    if work == 0 || !facts.calendar.day(day).working {
        return OverviewCell { class: super::day_class(facts.calendar.day(day)).into(), text: String::new() };
    }
    let percent = (office * 100 + work / 2) / work;
    OverviewCell { class: format!("s{}", (percent + 5) / 10), text: percent.to_string() }
}

/// One rule's breaches in sentences.
pub struct BreachGroup {
    pub id: String,
    pub price: String,
    pub is_must: bool,
    pub says: String,
    pub units: String,
    pub sentences: Vec<String>,
    pub more: Option<String>,
}

pub fn breaches(report: &Report, found: &Found, words: Words) -> Vec<BreachGroup> {
    let more = |count: usize| (count > SENTENCES).then(|| words.count((count - SENTENCES) as i64));
    let mut groups = Vec::new();
    let impossible = &found.verdict.impossible;
    if !impossible.is_empty() {
        groups.push(BreachGroup {
            id: words.say("tidak mungkin", "impossible").into(),
            price: words.say("wajib", "must").into(),
            is_must: true,
            says: words.say("Penugasan yang tidak dimungkinkan data.", "Duties that the data do not allow.").into(),
            units: words.count(impossible.len() as i64),
            sentences: impossible.iter().take(SENTENCES).map(|one| one.text.get(words.0).into()).collect(),
            more: more(impossible.len()),
        });
    }
    let mut findings: Vec<_> = found.verdict.findings.iter().filter(|finding| finding.units > 0).collect();
    findings.sort_by_key(|finding| (!finding.must, -finding.cost, finding.rule));
    groups.extend(findings.into_iter().map(|finding| BreachGroup {
        id: finding.id.clone(),
        price: if finding.must {
            words.say("wajib", "must").into()
        } else {
            format!("{} {}", words.say("biaya", "cost"), words.count(finding.cost))
        },
        is_must: finding.must,
        says: report.entries[finding.rule].says(report.facts).get(words.0).into(),
        units: words.count(finding.units),
        sentences: finding.breaches.iter().take(SENTENCES).map(|one| one.text.get(words.0).into()).collect(),
        more: more(finding.breaches.len()),
    }));
    groups
}

/// What a rule costs, as a bar.
pub struct CostRow {
    pub id: String,
    pub says: String,
    pub cost: String,
    pub units: String,
    /// 0 to 100.
    pub width: i64,
}

/// The dearest rule first; rules that cost nothing are left out.
pub fn costs(report: &Report, found: &Found, words: Words) -> Vec<CostRow> {
    let mut findings: Vec<_> = found.verdict.findings.iter().filter(|finding| finding.cost > 0).collect();
    findings.sort_by_key(|finding| (-finding.cost, finding.rule));
    let top = findings.first().map_or(1, |finding| finding.cost);
    let row = |finding: &&crate::verify::Finding| CostRow {
        id: finding.id.clone(),
        says: report.entries[finding.rule].says(report.facts).get(words.0).into(),
        cost: words.count(finding.cost),
        units: words.count(finding.units),
        width: (finding.cost * 100 / top).max(1),
    };
    findings.iter().map(row).collect()
}

/// A rule of the scenario.
pub struct RuleRow {
    pub id: String,
    pub force: String,
    pub is_must: bool,
    pub says: String,
    pub source: String,
    pub note: String,
    pub unverified: bool,
}

pub fn rules(report: &Report, words: Words) -> Vec<RuleRow> {
    let row = |entry: &Entry| RuleRow {
        id: entry.id.clone(),
        force: force(&entry.force, words),
        is_must: entry.is_must(),
        says: entry.says(report.facts).get(words.0).into(),
        source: entry.head.source.clone().unwrap_or_default(),
        note: entry.head.note.clone().unwrap_or_default(),
        unverified: entry.head.unverified,
    };
    report.entries.iter().map(row).collect()
}

/// `wajib`, or the price of its units: `biaya 1, 3, 9`.
pub fn force(force: &Force, words: Words) -> String {
    match force {
        Force::Must => words.say("wajib", "must").into(),
        Force::Prefer(steps) => {
            let steps: Vec<String> = steps.iter().map(|step| words.count(*step)).collect();
            format!("{} {}", words.say("biaya", "cost"), steps.join(", "))
        }
    }
}
