//! What cannot hold together, in words: the statements with their places, and the repairs.

use std::fmt::Write;

use serde_json::{Value, json};

use super::words::Words;
use crate::explain::conflict::{Conflict, Explained, Said, spans};
use crate::facts::{DayIx, Facts, PersonIx};
use crate::input::lang::Lang;
use crate::rules::Entry;

/// People, dates and places named before "and so many more".
const NAMED: usize = 8;
/// Statements of one rule that are written out, and how many if there are more than that.
const TOLD: usize = 8;
const FEW: usize = 4;
/// Repairs that are written out.
const OFFERED: usize = 8;

/// "a, b, c and 12 more".
fn some(names: &[String], words: Words) -> String {
    let shown = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} {} {more} {}", words.say("dan", "and"), words.say("lainnya", "more")),
    }
}

fn people(facts: &Facts, people: &[PersonIx]) -> Vec<String> {
    people.iter().map(|person| facts.person(*person).id.clone()).collect()
}

fn dates(facts: &Facts, days: &[DayIx]) -> Vec<String> {
    days.iter().map(|day| facts.calendar.day(*day).date.to_string()).collect()
}

/// All conflicts for the terminal.
pub fn text(explained: &Explained, facts: &Facts, entries: &[Entry], lang: Lang) -> String {
    let words = Words(lang);
    let mut out = String::new();
    if explained.conflicts.is_empty() {
        return format!("{}\n", none(explained, words));
    }
    for (number, conflict) in explained.conflicts.iter().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        one(conflict, number + 1, explained.conflicts.len(), facts, entries, words, &mut out);
    }
    for closing in closing(explained, words) {
        let _ = writeln!(out, "\n{closing}");
    }
    out
}

/// Where no conflict was found.
pub fn none(explained: &Explained, words: Words) -> &'static str {
    match explained.complete {
        true => words.say("Semua aturan wajib dapat berlaku bersama.", "All rules that must hold can hold together."),
        false => words.say(
            "Dalam batas waktu tidak ditemukan pertentangan, dan tidak terbukti bahwa tidak ada.",
            "Within the limit no conflict was found, nor shown that there is none.",
        ),
    }
}

/// What is known of all conflicts together.
pub fn closing(explained: &Explained, words: Words) -> Vec<&'static str> {
    let mut all = Vec::new();
    if explained.conflicts.len() > 1 && explained.together.is_some() {
        all.push(words.say(
            "Dengan perbaikan pertama dari setiap pertentangan sekaligus, semua aturan wajib terbukti dapat berlaku.",
            "With the first repair of each conflict together, all rules that must hold are shown to hold.",
        ));
    }
    if !explained.complete {
        all.push(
            words.say(
                "Waktu habis: mungkin ada pertentangan lain.",
                "The time was out: there may be further conflicts.",
            ),
        );
    }
    all.push(words.say(
        "Jadwal yang paling sedikit melanggar dibuat oleh `luwes solve --shortfall`.",
        "The roster that breaks least is made by `luwes solve --shortfall`.",
    ));
    all
}

fn one(
    conflict: &Conflict,
    number: usize,
    of: usize,
    facts: &Facts,
    entries: &[Entry],
    words: Words,
    out: &mut String,
) {
    let numbered = if of > 1 { format!("{} {number}. ", words.say("Pertentangan", "Conflict")) } else { String::new() };
    let _ = writeln!(out, "{numbered}{}:", head(conflict, words));
    for alike in conflict.statements.chunk_by(|one, other| one.rule == other.rule) {
        rule(alike, facts, entries, words, out);
    }
    if let Some(again) = again(conflict, facts, words) {
        let _ = writeln!(out, "  {again}");
    }
    if conflict.repairs.is_empty() {
        let none = words.say("Tidak ditemukan perbaikan yang terbukti.", "No repair was found that is shown to help.");
        let _ = writeln!(out, "  {none}");
        return;
    }
    let _ = writeln!(
        out,
        "  {}",
        words.say(
            "Perbaikan, yang termurah dahulu (masing-masing sudah dicoba):",
            "Repairs, the cheapest first (each was tried):"
        )
    );
    for repair in conflict.repairs.iter().take(OFFERED) {
        let _ = writeln!(out, "    - {}", repair.says.get(words.0));
        for edit in &repair.edits {
            let _ = writeln!(out, "        --set '{edit}'");
        }
    }
}

/// What is proved of a conflict's statements.
pub fn head(conflict: &Conflict, words: Words) -> &'static str {
    match conflict.irreducible {
        true => words.say(
            "Ini tidak dapat berlaku bersama (tanpa salah satunya, sisanya dapat)",
            "These cannot hold together (without any one of them, the others can)",
        ),
        false => words.say(
            "Di antara ini ada yang tidak dapat berlaku bersama",
            "Among these are some that cannot hold together",
        ),
    }
}

/// On which other days, or for how many others, the same is found.
pub fn again(conflict: &Conflict, facts: &Facts, words: Words) -> Option<String> {
    if conflict.others > 0 {
        let people = words.people(conflict.others as i64);
        return Some(match words.0 {
            Lang::Id => format!("Begitu pula untuk {people} lain"),
            Lang::En => format!("The same for {people} more"),
        });
    }
    let days = spans(facts, &conflict.again);
    let head = words.say("Begitu pula pada:", "The same again on:");
    (!conflict.again.is_empty()).then(|| format!("{head} {}", days.get(words.0)))
}

/// What one statement would break, or of whom and when it speaks, and where its data is written.
pub fn line(said: &Said, facts: &Facts, words: Words) -> String {
    let line = match &said.breach {
        Some(breach) => {
            format!("{} {}", words.say("jika yang lain dipenuhi:", "if the others hold:"), breach.get(words.0))
        }
        None => format!("{}; {}", some(&people(facts, &said.people), words), spans(facts, &said.days).get(words.0)),
    };
    let data = if said.data.is_empty() { String::new() } else { format!(" ({})", some(&said.data, words)) };
    line + &data
}

/// The statements of one rule that are written out, and the sentence on the others.
pub fn told<'a>(alike: &'a [Said], facts: &Facts, words: Words) -> (&'a [Said], Option<String>) {
    let told = if alike.len() > TOLD { FEW } else { alike.len() };
    let more = (told < alike.len()).then(|| rest(&alike[told..], facts, words));
    (&alike[..told], more)
}

/// Not to be touched, in brackets.
pub fn kept(said: &Said, words: Words) -> &'static str {
    if said.kept { words.say(" (tidak boleh diubah)", " (may not be touched)") } else { "" }
}

/// What one rule says in a conflict.
fn rule(alike: &[Said], facts: &Facts, entries: &[Entry], words: Words, out: &mut String) {
    let first = &alike[0];
    let entry = &entries[first.rule];
    let _ = writeln!(out, "  {}: {}{}", first.place, entry.id, kept(first, words));
    let _ = writeln!(out, "      {}", entry.says(facts).get(words.0));
    if let Some(source) = &entry.head.source {
        let _ = writeln!(out, "      {}: {source}", words.say("sumber", "source"));
    }
    let (written, more) = told(alike, facts, words);
    for said in written {
        let _ = writeln!(out, "      - {}", line(said, facts, words));
    }
    if let Some(more) = more {
        let _ = writeln!(out, "      … {more}");
    }
}

/// "and 17 more, 2020-01-12 to 2020-01-18".
fn rest(rest: &[Said], facts: &Facts, words: Words) -> String {
    let count = words.count(rest.len() as i64);
    let all: Vec<DayIx> = rest.iter().flat_map(|said| said.days.iter().copied()).collect();
    let (Some(first), Some(last)) = (all.iter().min(), all.iter().max()) else {
        return format!("{} {count} {}", words.say("dan", "and"), words.say("lainnya", "more"));
    };
    let (from, to) = (facts.calendar.day(*first).date, facts.calendar.day(*last).date);
    match words.0 {
        Lang::Id if from == to => format!("dan {count} lainnya, {from}"),
        Lang::En if from == to => format!("and {count} more, {from}"),
        Lang::Id => format!("dan {count} lainnya, {from} s.d. {to}"),
        Lang::En => format!("and {count} more, {from} to {to}"),
    }
}

/// The same as data.
pub fn json(explained: &Explained, facts: &Facts, entries: &[Entry], lang: Lang) -> Value {
    let said = |said: &Said| {
        let entry = &entries[said.rule];
        json!({
            "rule": entry.id,
            "place": said.place,
            "says": entry.says(facts).get(lang),
            "source": entry.head.source,
            "breach": said.breach.as_ref().map(|text| text.get(lang)),
            "data": said.data,
            "people": people(facts, &said.people),
            "days": dates(facts, &said.days),
            "desk": said.desk.map(|desk| &facts.desks[usize::from(desk)].id),
            "kept": said.kept,
        })
    };
    let conflict = |one: &Conflict| {
        let mut rules: Vec<&str> = one.statements.iter().map(|said| entries[said.rule].id.as_str()).collect();
        rules.dedup();
        json!({
            "irreducible": one.irreducible,
            "rules": rules,
            "statements": one.statements.iter().map(said).collect::<Vec<_>>(),
            "again": dates(facts, &one.again),
            "other_people": one.others,
            "repairs": one.repairs.iter().map(|repair| json!({
                "says": repair.says.get(lang),
                "price": repair.price,
                "set": repair.edits.iter().map(ToString::to_string).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })
    };
    json!({
        "conflicts": explained.conflicts.iter().map(conflict).collect::<Vec<_>>(),
        "complete": explained.complete,
        "together": explained.together.as_ref().map(|edits| edits.iter().map(ToString::to_string).collect::<Vec<_>>()),
        "wall_seconds": explained.wall.as_millis() as f64 / 1e3,
    })
}
