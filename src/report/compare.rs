//! Comparisons in words and as data: a planner's roster beside the best, two rosters, two policies.

use std::fmt::Write;

use serde_json::{Value, json};

use super::words::Words;
use crate::explain::compare::{Against, Difference};
use crate::explain::policy::{Best, Change, Step};
use crate::facts::{DayIx, Facts, PersonIx};
use crate::input::lang::Lang;
use crate::roster::Roster;
use crate::rules::{Entry, duty_words};

/// Cells named before "and so many more".
const NAMED: usize = 20;

/// Two rosters of one scenario and what differs between them.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    pub found: &'a Difference,
    pub one: &'a Roster,
    pub two: &'a Roster,
    pub facts: &'a Facts,
    pub entries: &'a [Entry],
}

impl Pair<'_> {
    /// Person, date, and what each roster has there.
    pub fn cell(&self, (person, day): (PersonIx, DayIx), lang: Lang) -> [String; 4] {
        let duty = |roster: &Roster| duty_words(self.facts, roster.duty(person, day)).get(lang).to_string();
        let date = self.facts.calendar.day(day).date.to_string();
        [self.facts.person(person).id.clone(), date, duty(self.one), duty(self.two)]
    }

    /// People with cells that differ.
    pub fn people(&self) -> i64 {
        let mut people: Vec<PersonIx> = self.found.cells.iter().map(|(person, _)| *person).collect();
        people.dedup();
        people.len() as i64
    }
}

/// A planner's roster beside the best: one sentence, and one more where it breaks what must hold.
pub fn against_words(found: &Against, words: Words) -> Vec<String> {
    let (cost, best) = found.difference.costs;
    let proved = found.bound == best;
    let (cost, best, bound) = (words.count(cost), words.count(best), words.count(found.bound));
    let mut said = vec![match (words.0, proved) {
        (Lang::Id, true) => format!("Jadwal Anda berbiaya {cost}, yang terbaik {best} (terbukti)."),
        (Lang::En, true) => format!("Your roster costs {cost}, the best possible is {best} (proved)."),
        (Lang::Id, false) => {
            format!("Jadwal Anda berbiaya {cost}; ditemukan {best}, terbukti tidak ada yang di bawah {bound}.")
        }
        (Lang::En, false) => {
            format!("Your roster costs {cost}; one of {best} was found, and none below {bound} exists (proved).")
        }
    }];
    if found.difference.must_units.0 > 0 {
        let broken = words.say("Jadwal Anda melanggar aturan wajib", "Your roster breaks rules that must hold");
        said.push(format!("{broken} ({}).", found.difference.must_units.0));
    }
    said
}

/// Rules and cells in which two rosters differ.
pub fn difference_text(pair: &Pair, lang: Lang) -> String {
    let words = Words(lang);
    let Pair { found, entries, .. } = *pair;
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
    let cells = words.count(found.cells.len() as i64);
    let differ = words.say("Sel yang berbeda", "Cells that differ");
    let _ = writeln!(out, "{differ}: {cells} ({})", words.people(pair.people()));
    for cell in found.cells.iter().take(NAMED) {
        let [who, date, before, after] = pair.cell(*cell, lang);
        let _ = writeln!(out, "  {who}, {date}: {before} → {after}");
    }
    if found.cells.len() > NAMED {
        let _ = writeln!(out, "  …");
    }
    out
}

pub fn difference_json(pair: &Pair, lang: Lang) -> Value {
    let Pair { found, entries, .. } = *pair;
    let cell = |at: &(PersonIx, DayIx)| {
        let [person, date, before, after] = pair.cell(*at, lang);
        json!({"person": person, "date": date, "before": before, "after": after})
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

/// Where two policies are one.
pub fn same(words: Words) -> &'static str {
    words.say("Tidak ada yang berbeda.", "Nothing differs.")
}

/// What is known of the best roster of a policy.
pub fn best_words(best: Best, words: Words) -> String {
    match best {
        Best::Cost { cost, bound } if cost == bound => words.count(cost),
        Best::Cost { cost, bound } => format!("{} (≥ {})", words.count(cost), words.count(bound)),
        Best::Impossible => words.say("terbukti tidak mungkin", "proved impossible").to_string(),
        Best::Open => words.say("belum terjawab dalam batas waktu", "open within the limit").to_string(),
        Best::Faulty => words.say("bukan skenario yang terbaca", "no scenario that can be read").to_string(),
    }
}

/// Two policies, change by change.
pub fn steps_text(steps: &[Step], lang: Lang) -> String {
    let words = Words(lang);
    if steps.is_empty() {
        return format!("{}\n", same(words));
    }
    let price = |best: Best| best_words(best, words);
    let mut out = String::new();
    for (number, step) in steps.iter().enumerate() {
        for (at, (edit, place)) in step.changes.iter().enumerate() {
            let head = if at == 0 { format!("{}.", number + 1) } else { "  ".into() };
            let _ = writeln!(out, "{head} {edit} ({place})");
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
        let change = |(edit, place): &Change| json!({"set": edit.to_string(), "place": place});
        json!({
            "changes": step.changes.iter().map(change).collect::<Vec<_>>(),
            "before": price(step.before),
            "after": price(step.after),
            "cells": step.cells.iter().map(cell).collect::<Vec<_>>(),
        })
    };
    Value::Array(steps.iter().map(step).collect())
}
