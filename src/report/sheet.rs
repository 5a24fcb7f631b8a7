//! The cost sheet as files: CSV, JSON and a page of its own ([`page`]).

mod page;

use serde_json::{Value, json};

use super::csv::table;
use super::{Failed, File};
use crate::explain::sheet::{Sheet, Spread, Total};
use crate::facts::{DayIx, Facts, PersonIx};
use crate::input::lang::Lang;
use crate::rules::Entry;

fn totals(head: &str, rows: impl Iterator<Item = (String, Total)>) -> Vec<Vec<String>> {
    let mut all = vec![[head, "cost", "must_units", "breaches"].map(String::from).to_vec()];
    all.extend(rows.map(|(name, total)| {
        vec![name, total.cost.to_string(), total.must_units.to_string(), total.breaches.to_string()]
    }));
    all
}

/// Hundredths as `0.80`.
fn hundredths(number: i64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

fn spread_row(one: &Spread, lang: Lang) -> Vec<String> {
    let told = |text: &dyn Fn(&crate::explain::sheet::Told) -> String| one.told.as_ref().map(text).unwrap_or_default();
    vec![
        one.what.get(lang).to_string(),
        one.by.to_string(),
        one.group.get(lang).to_string(),
        told(&|told| told.people.to_string()),
        told(&|told| told.least.to_string()),
        told(&|told| told.most.to_string()),
        told(&|told| hundredths(told.mean_hundredths)),
        told(&|told| format!("{}.{:03}", told.gini_thousandths / 1000, told.gini_thousandths % 1000)),
    ]
}

/// All files of a cost sheet.
pub fn files(sheet: &Sheet, facts: &Facts, entries: &[Entry], lang: Lang) -> Result<Vec<File>, Failed> {
    let unit = |unit: &u32| facts.units.get(*unit).id.clone();
    let person = |person: &PersonIx| facts.person(*person).id.clone();
    let date = |day: &DayIx| facts.calendar.day(*day).date.to_string();
    let rules = sheet.rules.iter().map(|(finding, total)| (finding.id.clone(), total.clone()));
    let units = sheet.units.iter().map(|(one, total)| (unit(one), total.clone()));
    let people = sheet.people.iter().map(|(one, total)| (person(one), total.clone()));
    let days = sheet.days.iter().map(|(one, total)| (date(one), total.clone()));
    let mut breaches =
        vec![["rule", "must", "units", "cost", "date", "person", "unit", "desk", "says"].map(String::from).to_vec()];
    breaches.extend(sheet.lines.iter().map(|line| {
        let breach = line.breach;
        let desk = breach.desk.map(|desk| facts.desks[usize::from(desk)].id.clone());
        vec![
            line.finding.id.clone(),
            if breach.is_must() { "yes" } else { "no" }.to_string(),
            breach.units.to_string(),
            breach.cost().to_string(),
            breach.day.as_ref().map(date).unwrap_or_default(),
            breach.person.as_ref().map(person).unwrap_or_default(),
            line.unit.as_ref().map(unit).unwrap_or_default(),
            desk.unwrap_or_default(),
            breach.text.get(lang).to_string(),
        ]
    }));
    let head = ["what", "by", "group", "people", "least", "most", "mean", "gini"].map(String::from).to_vec();
    let spreads = std::iter::once(head).chain(sheet.spreads.iter().map(|one| spread_row(one, lang)));
    let mut files = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| files.push(File { name: name.into(), bytes });
    add("cost_by_rule.csv", table(totals("rule", rules))?);
    add("cost_by_unit.csv", table(totals("unit", units))?);
    add("cost_by_person.csv", table(totals("person", people))?);
    add("cost_by_day.csv", table(totals("date", days))?);
    add("breaches.csv", table(breaches)?);
    add("fairness.csv", table(spreads)?);
    add("costs.json", format!("{:#}\n", value(sheet, facts, lang)).into_bytes());
    add("costs.html", page::write(sheet, facts, entries, lang)?);
    Ok(files)
}

fn value(sheet: &Sheet, facts: &Facts, lang: Lang) -> Value {
    let total = |total: &Total| json!({"cost": total.cost, "must_units": total.must_units, "breaches": total.breaches});
    let object =
        |rows: Vec<(String, &Total)>| Value::Object(rows.into_iter().map(|(name, one)| (name, total(one))).collect());
    let spread = |one: &Spread| {
        json!({
            "what": one.what.get(lang),
            "by": one.by,
            "group": one.group.get(lang),
            "people": one.told.as_ref().map(|told| told.people),
            "least": one.told.as_ref().map(|told| told.least),
            "most": one.told.as_ref().map(|told| told.most),
            "mean": one.told.as_ref().map(|told| told.mean_hundredths as f64 / 100.0),
            "gini": one.told.as_ref().map(|told| told.gini_thousandths as f64 / 1000.0),
        })
    };
    let (units, people) = (&sheet.units, &sheet.people);
    json!({
        "total": total(&sheet.total),
        "rules": object(sheet.rules.iter().map(|(finding, one)| (finding.id.clone(), one)).collect()),
        "units": object(units.iter().map(|(unit, one)| (facts.units.get(*unit).id.clone(), one)).collect()),
        "people": object(people.iter().map(|(person, one)| (facts.person(*person).id.clone(), one)).collect()),
        "days": object(sheet.days.iter().map(|(day, one)| (facts.calendar.day(*day).date.to_string(), one)).collect()),
        "fairness": sheet.spreads.iter().map(spread).collect::<Vec<_>>(),
    })
}
