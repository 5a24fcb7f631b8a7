//! Comparisons in words and as data: a planner's roster beside the best, two rosters, two policies.

use std::fmt::Write;

use serde_json::{Value, json};

use super::words::Words;
use crate::explain::compare::{Against, Difference};
use crate::explain::policy::{Best, Step};
use crate::facts::{DayIx, Facts, PersonIx};
use crate::input::lang::Lang;
use crate::roster::Roster;
use crate::rules::{Entry, duty_words};
use crate::scenario::Edit;

/// Cells named before "and so many more".
const NAMED: usize = 20;

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
pub fn steps_text(steps: &[Step], lang: Lang) -> String {
    let words = Words(lang);
    if steps.is_empty() {
        return format!("{}\n", words.say("Tidak ada yang berbeda.", "Nothing differs."));
    }
    let price = |best: Best| match best {
        Best::Cost { cost, bound } if cost == bound => words.count(cost),
        Best::Cost { cost, bound } => format!("{} (≥ {})", words.count(cost), words.count(bound)),
        Best::Impossible => words.say("terbukti tidak mungkin", "proved impossible").to_string(),
        Best::Open => words.say("belum terjawab dalam batas waktu", "open within the limit").to_string(),
        Best::Faulty => words.say("bukan skenario yang terbaca", "no scenario that can be read").to_string(),
    };
    let mut out = String::new();
    for (number, step) in steps.iter().enumerate() {
        for (at, (edit, place)) in step.changes.iter().enumerate() {
            let place = place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
            let head = if at == 0 { format!("{}.", number + 1) } else { "  ".into() };
            let _ = writeln!(out, "{head} {edit}{place}");
        }
        let cells = words.count(step.cells.len() as i64);
        let (cost, changed) = (words.say("biaya", "cost"), words.say("sel berubah", "cells change"));
        let _ = writeln!(out, "   {cost} {} → {}, {cells} {changed}", price(step.before), price(step.after));
        let some = step.cells.iter().take(NAMED / 2);
        let some: Vec<String> = some.map(|(person, date)| format!("{person} {date}")).collect();
        if !some.is_empty() {
            let more = if step.cells.len() > some.len() { ", …" } else { "" };
            let _ = writeln!(out, "   {}{more}", some.join(", "));
        }
    }
    out
}

pub fn steps_json(steps: &[Step]) -> Value {
    let price = |best: Best| match best {
        Best::Cost { cost, bound } => json!({"cost": cost, "bound": bound}),
        Best::Impossible => json!({"status": "infeasible"}),
        Best::Open => json!({"status": "unknown"}),
        Best::Faulty => json!({"status": "faulty"}),
    };
    let step = |step: &Step| {
        let cell = |(person, date): &(String, chrono::NaiveDate)| json!({"person": person, "date": date.to_string()});
        let change = |(edit, place): &(Edit, Option<String>)| json!({"set": edit.to_string(), "place": place});
        json!({
            "changes": step.changes.iter().map(change).collect::<Vec<_>>(),
            "before": price(step.before),
            "after": price(step.after),
            "cells": step.cells.iter().map(cell).collect::<Vec<_>>(),
        })
    };
    Value::Array(steps.iter().map(step).collect())
}
