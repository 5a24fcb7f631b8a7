//! The cost sheet as CSV and JSON files, and comparisons in words and as data.

use std::fmt::Write;

use serde_json::{Value, json};

use super::words::Words;
use super::{Failed, File};
use crate::explain::compare::{Against, Difference, Step};
use crate::explain::sheet::{Sheet, Spread, Total};
use crate::facts::{DayIx, Facts, PersonIx};
use crate::input::lang::Lang;
use crate::roster::Roster;
use crate::rules::{Entry, duty_words};

/// Cells named before "and so many more".
const NAMED: usize = 20;

fn csv(rows: Vec<Vec<String>>) -> Result<Vec<u8>, Failed> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| plain(cell)))?;
    }
    writer.into_inner().map_err(|error| Failed::Csv(error.into_error().into()))
}

/// A text that a spreadsheet would take for a formula gets an apostrophe in front.
fn plain(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@']) && cell.parse::<i64>().is_err();
    if formula { format!("'{cell}") } else { cell.to_string() }
}

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
pub fn files(sheet: &Sheet, facts: &Facts, lang: Lang) -> Result<Vec<File>, Failed> {
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
    let spreads = std::iter::once(head).chain(sheet.spreads.iter().map(|one| spread_row(one, lang))).collect();
    let mut files = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| files.push(File { name: name.into(), bytes });
    add("cost_by_rule.csv", csv(totals("rule", rules))?);
    add("cost_by_unit.csv", csv(totals("unit", units))?);
    add("cost_by_person.csv", csv(totals("person", people))?);
    add("cost_by_day.csv", csv(totals("date", days))?);
    add("breaches.csv", csv(breaches)?);
    add("fairness.csv", csv(spreads)?);
    add("costs.json", format!("{:#}\n", value(sheet, facts, lang)).into_bytes());
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

/// A planner's roster beside the best: one headline, then what differs.
pub fn against_text(found: &Against, own: &Roster, facts: &Facts, entries: &[Entry], lang: Lang) -> String {
    let words = Words(lang);
    let (cost, best) = found.difference.costs;
    let (cost, best, bound) = (words.count(cost), words.count(best), words.count(found.bound));
    let proved = found.bound == found.difference.costs.1;
    let mut out = match (lang, proved) {
        (Lang::Id, true) => format!("Jadwal Anda berbiaya {cost}, yang terbaik {best} (terbukti).\n"),
        (Lang::En, true) => format!("Your roster costs {cost}, the best possible is {best} (proved).\n"),
        (Lang::Id, false) => {
            format!("Jadwal Anda berbiaya {cost}; ditemukan {best}, terbukti tidak ada yang di bawah {bound}.\n")
        }
        (Lang::En, false) => {
            format!("Your roster costs {cost}; one of {best} was found, and none below {bound} exists (proved).\n")
        }
    };
    if found.difference.must_units.0 > 0 {
        let broken = words.say("Jadwal Anda melanggar aturan wajib", "Your roster breaks rules that must hold");
        let _ = writeln!(out, "{broken} ({}).", found.difference.must_units.0);
    }
    out + &difference_text(&found.difference, own, &found.best, facts, entries, lang)
}

/// Rules and cells in which two rosters differ.
pub fn difference_text(
    found: &Difference,
    one: &Roster,
    two: &Roster,
    facts: &Facts,
    entries: &[Entry],
    lang: Lang,
) -> String {
    let words = Words(lang);
    let mut out = String::new();
    let (before, after) = found.costs;
    let _ = writeln!(
        out,
        "{}: {} → {} ({:+})",
        words.say("Biaya", "Cost"),
        words.count(before),
        words.count(after),
        after - before
    );
    for (rule, before, after) in &found.rules {
        let _ = writeln!(out, "  {}: {before} → {after} ({:+})", entries[*rule].id, after - before);
    }
    let people: std::collections::BTreeSet<PersonIx> = found.cells.iter().map(|(person, _)| *person).collect();
    let cells = words.count(found.cells.len() as i64);
    let _ = writeln!(
        out,
        "{}: {cells} ({})",
        words.say("Sel yang berbeda", "Cells that differ"),
        words.people(people.len() as i64)
    );
    for (person, day) in found.cells.iter().take(NAMED) {
        let duty = |roster: &Roster| duty_words(facts, roster.duty(*person, *day)).get(lang).to_string();
        let date = facts.calendar.day(*day).date;
        let _ = writeln!(out, "  {}, {date}: {} → {}", facts.person(*person).id, duty(one), duty(two));
    }
    if found.cells.len() > NAMED {
        let _ = writeln!(out, "  …");
    }
    out
}

pub fn difference_json(
    found: &Difference,
    one: &Roster,
    two: &Roster,
    facts: &Facts,
    entries: &[Entry],
    lang: Lang,
) -> Value {
    let cell = |(person, day): &(PersonIx, DayIx)| {
        json!({
            "person": facts.person(*person).id,
            "date": facts.calendar.day(*day).date.to_string(),
            "before": duty_words(facts, one.duty(*person, *day)).get(lang),
            "after": duty_words(facts, two.duty(*person, *day)).get(lang),
        })
    };
    let rule = |(rule, before, after): &(usize, i64, i64)| {
        (entries[*rule].id.clone(), json!({"before": before, "after": after}))
    };
    json!({
        "cost": {"before": found.costs.0, "after": found.costs.1},
        "must_units": {"before": found.must_units.0, "after": found.must_units.1},
        "rules": Value::Object(found.rules.iter().map(rule).collect()),
        "cells": found.cells.iter().map(cell).collect::<Vec<_>>(),
    })
}

/// Two policies, change by change.
pub fn steps_text(steps: &[Step], facts: &Facts, lang: Lang) -> String {
    let words = Words(lang);
    if steps.is_empty() {
        return format!("{}\n", words.say("Tidak ada yang berbeda.", "Nothing differs."));
    }
    let price = |price: Option<(i64, i64)>| match price {
        Some((cost, bound)) if cost == bound => words.count(cost),
        Some((cost, bound)) => format!("{} (≥ {})", words.count(cost), words.count(bound)),
        None => words.say("tanpa jadwal", "no roster").to_string(),
    };
    let mut out = String::new();
    for (number, step) in steps.iter().enumerate() {
        let place = step.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
        let _ = writeln!(out, "{}. {}{place}", number + 1, step.edit);
        let cells = words.count(step.cells.len() as i64);
        let (cost, changed) = (words.say("biaya", "cost"), words.say("sel berubah", "cells change"));
        let _ = writeln!(out, "   {cost} {} → {}, {cells} {changed}", price(step.before), price(step.after));
        let some = step.cells.iter().take(NAMED / 2);
        let some: Vec<String> = some
            .map(|(person, day)| format!("{} {}", facts.person(*person).id, facts.calendar.day(*day).date))
            .collect();
        if !some.is_empty() {
            let more = if step.cells.len() > some.len() { ", …" } else { "" };
            let _ = writeln!(out, "   {}{more}", some.join(", "));
        }
    }
    out
}

pub fn steps_json(steps: &[Step], facts: &Facts) -> Value {
    let price = |price: Option<(i64, i64)>| price.map(|(cost, bound)| json!({"cost": cost, "bound": bound}));
    let step = |step: &Step| {
        let cell = |(person, day): &(PersonIx, DayIx)| json!({"person": facts.person(*person).id, "date": facts.calendar.day(*day).date.to_string()});
        json!({
            "set": step.edit.to_string(),
            "place": step.place,
            "before": price(step.before),
            "after": price(step.after),
            "cells": step.cells.iter().map(cell).collect::<Vec<_>>(),
        })
    };
    Value::Array(steps.iter().map(step).collect())
}
