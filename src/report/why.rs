//! One cell, and one refusal, in words and as data.

use std::fmt::Write;

use serde_json::{Value, json};

use super::words::Words;
use crate::explain::cell::{Cell, Choice, End, State};
use crate::explain::conflict::Said;
use crate::explain::refusal::{FEWEST, Refusal};
use crate::facts::{Facts, Flex, PersonIx};
use crate::input::lang::{Lang, Text};
use crate::rules::{Entry, duty_words};

/// People named before "and so many more".
const NAMED: usize = 8;

/// Why a cell is as it is.
pub fn cell_text(cell: &Cell, facts: &Facts, entries: &[Entry], lang: Lang) -> String {
    let words = Words(lang);
    let who = &facts.person(cell.person).id;
    let date = words.date(facts.calendar.day(cell.day).date);
    let mut out = format!("{who}, {date}: {}\n", duty_words(facts, cell.held).get(lang));
    let state = match cell.state {
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
    };
    let _ = writeln!(out, "{state}");
    if cell.must_units > 0 {
        let broken = words.say("Jadwal ini melanggar aturan wajib", "This roster breaks rules that must hold");
        let _ = writeln!(out, "{broken} ({}).", cell.must_units);
    }
    if let Some((best, bound)) = cell.best.filter(|(best, _)| *best != cell.cost || cell.must_units > 0) {
        let _ = match lang {
            Lang::Id => {
                writeln!(out, "Biaya jadwal ini {}, yang terbaik {best} (terbukti sedikitnya {bound}).", cell.cost)
            }
            Lang::En => writeln!(out, "This roster costs {}, the best {best} (proved: at least {bound}).", cell.cost),
        };
    }
    let base = cell.best.map_or(cell.cost, |(best, _)| best);
    for choice in &cell.choices {
        one_choice(choice, cell, base, facts, entries, words, &mut out);
    }
    out
}

fn one_choice(
    choice: &Choice,
    cell: &Cell,
    base: i64,
    facts: &Facts,
    entries: &[Entry],
    words: Words,
    out: &mut String,
) {
    let held = if choice.duty == cell.held { words.say(" (sekarang)", " (now)") } else { "" };
    let name = duty_words(facts, choice.duty);
    let _ = write!(out, "  {}{held}: ", name.get(words.0));
    match &choice.end {
        End::Cost { cost, bound, rules, own, moved } => {
            let more = cost - base;
            let proved = match cost == bound {
                true => words.say("terbukti", "proved").to_string(),
                false => format!("{} {:+}", words.say("terbukti sedikitnya", "proved: at least"), bound - base),
            };
            let _ = writeln!(out, "{more:+} ({proved})");
            for (rule, more) in rules {
                let _ = writeln!(out, "      {}: {more:+}", entries[*rule].id);
            }
            if !own.is_empty() {
                let days: Vec<String> = own.iter().map(|day| facts.calendar.day(*day).date.to_string()).collect();
                let head =
                    words.say("hari lain pegawai ini yang ikut berubah", "other days of this person that change");
                let _ = writeln!(out, "      {head}: {}", days.join(", "));
            }
            if !moved.is_empty() {
                let all: i64 = moved.len() as i64;
                let some: Vec<String> = moved
                    .iter()
                    .take(NAMED)
                    .map(|(person, days)| format!("{} ({days})", facts.person(*person).id))
                    .collect();
                let more = if moved.len() > NAMED { ", …" } else { "" };
                let head = words.say("ikut berpindah (hari)", "others who move (days)");
                let _ = writeln!(out, "      {head}: {} – {}{more}", words.people(all), some.join(", "));
            }
        }
        End::Impossible(against) => {
            let _ = writeln!(out, "{}", words.say("tidak mungkin", "impossible"));
            for alike in against.chunk_by(|one, other| one.rule == other.rule) {
                let first = &alike[0];
                let breach = first.breach.as_ref().map(|text| format!(" – {}", text.get(words.0))).unwrap_or_default();
                let more = if alike.len() > 1 { format!(" (+{})", alike.len() - 1) } else { String::new() };
                let _ = writeln!(out, "      {}: {}{breach}{more}", first.place, entries[first.rule].id);
            }
        }
        End::Unknown => {
            let _ = writeln!(out, "{}", words.say("tidak diketahui dalam batas waktu", "not known within the limit"));
        }
    }
}

/// The same as data.
pub fn cell_json(cell: &Cell, facts: &Facts, entries: &[Entry], lang: Lang) -> Value {
    let id = |person: &PersonIx| facts.person(*person).id.clone();
    let base = cell.best.map_or(cell.cost, |(best, _)| best);
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
                value["more"] = json!(cost - base);
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
        "choices": cell.choices.iter().map(choice).collect::<Vec<_>>(),
    })
}

fn flex(flex: Flex) -> Text {
    match flex {
        Flex::Home => Text::new("Bekerja dari rumah", "Work from home"),
        Flex::Time => Text::new("Jam kerja luwes", "Flexible hours"),
    }
}

/// Why somebody is refused, as a letter to them.
pub fn refusal_text(all: &[Refusal], facts: &Facts, entries: &[Entry], lang: Lang) -> String {
    let words = Words(lang);
    let mut out = String::new();
    for one in all {
        let who = &facts.person(one.person).id;
        let granted = match one.bars.is_empty() {
            true => words.say("diberikan.", "granted."),
            false => words.say("tidak diberikan, karena:", "refused, because:"),
        };
        let _ = writeln!(out, "{who}: {} – {granted}", flex(one.flex).get(lang));
        for bar in &one.bars {
            let _ = writeln!(out, "  {}: {}", bar.place, entries[bar.rule].id);
            if let Some(source) = &bar.source {
                let _ = writeln!(out, "      {}: {source}", words.say("sumber", "source"));
            }
            for reason in &bar.reasons {
                let _ = writeln!(out, "      - {}", reason.get(lang));
            }
        }
        for (rule, place, days) in &one.limits {
            let (id, of) = (&entries[*rule].id, one.days);
            let _ = match lang {
                Lang::Id => writeln!(out, "  {place}: {id} – menutup rumah pada {days} dari {of} hari"),
                Lang::En => writeln!(out, "  {place}: {id} – closes home on {days} of {of} days"),
            };
        }
        if !one.bars.is_empty() {
            changes(one, words, &mut out);
        }
    }
    out.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn changes(one: &Refusal, words: Words, out: &mut String) {
    match &one.own {
        Some(own) => {
            let head = words.say("Akan diberikan dengan:", "It would be granted with:");
            let list: Vec<&str> = own.iter().map(|text| text.get(words.0)).collect();
            let _ = writeln!(out, "  {head} {}", list.join("; "));
        }
        None => {
            let none = words.say(
                "Tidak ada perubahan pada datanya yang cukup dengan kebijakan ini.",
                "Nothing about their data would be enough under this policy.",
            );
            let _ = writeln!(out, "  {none}");
        }
    }
    let Some(policy) = &one.policy else { return };
    let _ = writeln!(out, "  {}", words.say("Atau bila kebijakannya berubah:", "Or if the policy changed:"));
    for (edit, place) in policy.edits.iter().zip(policy.places.iter().map(Some).chain(std::iter::repeat(None))) {
        let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
        let _ = writeln!(out, "    --set '{edit}'{place}");
    }
    let _ = match (policy.others, words.0) {
        (Some(others), Lang::Id) => writeln!(out, "    yang juga memberikannya kepada {others} pegawai lain"),
        (Some(others), Lang::En) => writeln!(out, "    which would grant it to {others} others too"),
        (None, Lang::Id) => writeln!(out, "    yang memberikannya kepada kurang dari {FEWEST} pegawai lain"),
        (None, Lang::En) => writeln!(out, "    which would grant it to fewer than {FEWEST} others"),
    };
}

/// The same as data.
pub fn refusal_json(all: &[Refusal], facts: &Facts, entries: &[Entry], lang: Lang) -> Value {
    let one = |one: &Refusal| {
        let bar = |bar: &crate::explain::refusal::Barred| {
            json!({
                "rule": entries[bar.rule].id,
                "place": bar.place,
                "source": bar.source,
                "reasons": bar.reasons.iter().map(|text| text.get(lang)).collect::<Vec<_>>(),
            })
        };
        let limit = |(rule, place, days): &(usize, String, usize)| json!({"rule": entries[*rule].id, "place": place, "days": days});
        json!({
            "person": facts.person(one.person).id,
            "flex": one.flex,
            "granted": one.bars.is_empty(),
            "refused_by": one.bars.iter().map(bar).collect::<Vec<_>>(),
            "limits": one.limits.iter().map(limit).collect::<Vec<_>>(),
            "own_change": one.own.as_ref().map(|own| own.iter().map(|text| text.get(lang)).collect::<Vec<_>>()),
            "policy_change": one.policy.as_ref().map(|policy| json!({
                "set": policy.edits.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "places": policy.places,
                "others": policy.others,
            })),
        })
    };
    Value::Array(all.iter().map(one).collect())
}
