//! Why one cell is as it is, in words and as data.

use std::fmt::Write;

use serde_json::{Value, json};

use super::words::Words;
use crate::explain::cell::{Cell, Choice, End, State};
use crate::explain::conflict::Said;
use crate::facts::{Facts, PersonIx};
use crate::input::lang::Lang;
use crate::rules::{Entry, duty_words};

/// People named before "and so many more".
const NAMED: usize = 8;

/// Whose cell is asked about, and what it holds.
pub fn asked(cell: &Cell, facts: &Facts, words: Words) -> String {
    let (who, date) = (&facts.person(cell.person).id, words.date(facts.calendar.day(cell.day).date));
    format!("{who}, {date}: {}", duty_words(facts, cell.held).get(words.0))
}

pub fn state_words(state: State, words: Words) -> &'static str {
    match state {
        State::Forced => words.say(
            "Sel ini tetap: sama dalam setiap jadwal terbaik.",
            "This cell is forced: it is the same in every best roster.",
        ),
        State::Free => words.say(
            "Sel ini bebas: penugasan lain tidak menambah biaya.",
            "This cell is free: another duty costs nothing more.",
        ),
        State::Wrong => words.say(
            "Jadwal terbaik memuat penugasan lain di sel ini.",
            "The best rosters hold another duty in this cell.",
        ),
        State::Open => words.say(
            "Dalam batas waktu tidak terbukti apakah sel ini tetap atau bebas.",
            "Within the limit it is not proved whether this cell is forced or free.",
        ),
    }
}

/// What has to be known of the roster, and of the best one, to read the prices.
pub fn cell_notes(cell: &Cell, words: Words) -> Vec<String> {
    let mut notes = Vec::new();
    if cell.must_units > 0 {
        let broken = words.say("Jadwal ini melanggar aturan wajib", "This roster breaks rules that must hold");
        notes.push(format!("{broken} ({}).", cell.must_units));
    }
    let Some((best, bound)) = cell.best else { return notes };
    let proved = best == bound;
    if best != cell.cost || cell.must_units > 0 || !proved {
        let (cost, best, bound) = (words.count(cell.cost), words.count(best), words.count(bound));
        notes.push(match (words.0, proved) {
            (Lang::Id, true) => format!("Biaya jadwal ini {cost}, yang terbaik {best} (terbukti)."),
            (Lang::En, true) => format!("This roster costs {cost}, the best {best} (proved)."),
            (Lang::Id, false) => {
                format!("Biaya jadwal ini {cost}; ditemukan {best}, terbukti tidak ada yang di bawah {bound}.")
            }
            (Lang::En, false) => {
                format!("This roster costs {cost}; one of {best} was found, and none below {bound} exists (proved).")
            }
        });
    }
    if cell.choices.iter().filter_map(|choice| cell.price(choice)).any(|(least, most)| most != least) {
        notes.push(
            words
                .say(
                    "Di mana hanya rentang disebut, kedua ujungnya terbukti; angka tepatnya di antaranya.",
                    "Where a range is given, both ends are proved; the exact number lies between them.",
                )
                .into(),
        );
    }
    notes
}

/// What a duty costs more than the best, the colour of its proof and the proof in a word.
pub fn price_words(cell: &Cell, choice: &Choice, words: Words) -> (String, &'static str, String) {
    let unknown = words.say("tidak diketahui dalam batas waktu", "not known within the limit");
    match (&choice.end, cell.price(choice)) {
        (End::Impossible(_), _) => ("–".into(), "bad", words.say("tidak mungkin", "impossible").into()),
        (_, Some((least, most))) if least == most => {
            (format!("{least:+}"), "good", words.say("terbukti", "proved").into())
        }
        (_, Some((least, most))) => {
            let to = words.say("s.d.", "to");
            (format!("{least:+} {to} {most:+}"), "open", words.say("rentang terbukti", "proved range").into())
        }
        (_, None) => ("?".into(), "open", unknown.into()),
    }
}

/// Which rules pay for a duty and who else would move, or what stands against it.
pub fn details(cell: &Cell, choice: &Choice, facts: &Facts, entries: &[Entry], words: Words) -> Vec<String> {
    let mut lines = Vec::new();
    match &choice.end {
        End::Cost { rules, own, moved, .. } => {
            lines.extend(rules.iter().map(|(rule, more)| format!("{}: {more:+}", entries[*rule].id)));
            if !own.is_empty() {
                let days: Vec<String> = own.iter().map(|day| facts.calendar.day(*day).date.to_string()).collect();
                let head =
                    words.say("hari lain pegawai ini yang ikut berubah", "other days of this person that change");
                lines.push(format!("{head}: {}", days.join(", ")));
            }
            if !moved.is_empty() {
                let named = |(person, days): &(PersonIx, usize)| format!("{} ({days})", facts.person(*person).id);
                let some: Vec<String> = moved.iter().take(NAMED).map(named).collect();
                let more = if moved.len() > NAMED { ", …" } else { "" };
                let head = words.say("ikut berpindah (hari)", "others who move (days)");
                lines.push(format!("{head}: {} – {}{more}", words.people(moved.len() as i64), some.join(", ")));
            }
        }
        End::Impossible(against) => {
            for alike in against.chunk_by(|one, other| one.rule == other.rule) {
                let first = &alike[0];
                let breach = first.breach.as_ref().map(|text| format!(" – {}", text.get(words.0))).unwrap_or_default();
                let more = if alike.len() > 1 { format!(" (+{})", alike.len() - 1) } else { String::new() };
                lines.push(format!("{}: {}{breach}{more}", first.place, entries[first.rule].id));
            }
        }
        End::Unknown => {}
    }
    let exact = cell.price(choice).is_some_and(|(least, most)| least == most);
    lines.extend(beside(cell, choice, words).filter(|_| !exact));
    lines
}

/// The price while all others keep their lines, where there are others.
fn beside(cell: &Cell, choice: &Choice, words: Words) -> Option<String> {
    let ((least, most), people) = (choice.beside?, words.people(cell.block? as i64));
    let price = match least == most {
        true => format!("{least:+} ({})", words.say("terbukti", "proved")),
        false => format!("{least:+} {} {most:+}", words.say("s.d.", "to")),
    };
    Some(match words.0 {
        Lang::Id => format!("jika hanya {people} di kelompoknya yang boleh berpindah: {price}"),
        Lang::En => format!("if only the {people} of their group may move: {price}"),
    })
}

/// Why a cell is as it is.
pub fn cell_text(cell: &Cell, facts: &Facts, entries: &[Entry], lang: Lang) -> String {
    let words = Words(lang);
    let mut out = format!("{}\n{}\n", asked(cell, facts, words), state_words(cell.state, words));
    for note in cell_notes(cell, words) {
        let _ = writeln!(out, "{note}");
    }
    for choice in &cell.choices {
        let held = if choice.duty == cell.held { words.say(" (sekarang)", " (now)") } else { "" };
        let (price, _, proof) = price_words(cell, choice, words);
        let price = match &choice.end {
            End::Cost { .. } => format!("{price} ({proof})"),
            End::Impossible(_) | End::Unknown => proof,
        };
        let _ = writeln!(out, "  {}{held}: {price}", duty_words(facts, choice.duty).get(lang));
        for line in details(cell, choice, facts, entries, words) {
            let _ = writeln!(out, "      {line}");
        }
    }
    out
}

/// The same as data.
pub fn cell_json(cell: &Cell, facts: &Facts, entries: &[Entry], lang: Lang) -> Value {
    let id = |person: &PersonIx| facts.person(*person).id.clone();
    let against = |said: &Said| {
        json!({
            "rule": entries[said.rule].id,
            "place": said.place,
            "breach": said.breach.as_ref().map(|text| text.get(lang)),
        })
    };
    let choice = |choice: &Choice| {
        let mut value = json!({"duty": duty_words(facts, choice.duty).get(lang), "held": choice.duty == cell.held});
        match &choice.end {
            End::Cost { cost, bound, rules, own, moved } => {
                value["possible"] = json!(true);
                value["cost"] = json!(cost);
                value["bound"] = json!(bound);
                let price = cell.price(choice);
                value["more"] = json!(price.filter(|(least, most)| least == most).map(|(least, _)| least));
                value["more_beside"] = json!(choice.beside.map(|(least, most)| [least, most]));
                value["more_range"] = json!(price.map(|(least, most)| [least, most]));
                let rules = rules.iter().map(|(rule, more)| (entries[*rule].id.clone(), json!(more)));
                value["rules"] = Value::Object(rules.collect());
                let moved = moved.iter().map(|(person, days)| json!({"person": id(person), "days": days}));
                value["moved"] = moved.collect();
                let date = |day: &crate::facts::DayIx| facts.calendar.day(*day).date.to_string();
                value["own_days"] = own.iter().map(date).collect();
            }
            End::Impossible(statements) => {
                value["possible"] = json!(false);
                value["against"] = statements.iter().map(against).collect();
            }
            End::Unknown => value["possible"] = Value::Null,
        }
        value
    };
    json!({
        "person": id(&cell.person),
        "date": facts.calendar.day(cell.day).date.to_string(),
        "duty": duty_words(facts, cell.held).get(lang),
        "state": match cell.state {
            State::Forced => "forced",
            State::Free => "free",
            State::Wrong => "not_optimal",
            State::Open => "open",
        },
        "cost": cell.cost,
        "must_units": cell.must_units,
        "best": cell.best.map(|(cost, _)| cost),
        "bound": cell.best.map(|(_, bound)| bound),
        "block": cell.block,
        "choices": cell.choices.iter().map(choice).collect::<Vec<_>>(),
    })
}
