//! Why flexible work is refused, in words and as data.

use std::fmt::Write;

use serde_json::{Value, json};

use super::words::Words;
use crate::explain::refusal::{FEWEST, Refusal};
use crate::facts::{Facts, Flex};
use crate::input::lang::{Lang, Text};
use crate::rules::Entry;

pub fn flex_name(flex: Flex) -> Text {
    match flex {
        Flex::Home => Text::new("Bekerja dari rumah", "Work from home"),
        Flex::Time => Text::new("Jam kerja luwes", "Flexible hours"),
    }
}

/// Why somebody is refused, as a letter to them.
pub fn text(all: &[Refusal], facts: &Facts, entries: &[Entry], lang: Lang) -> String {
    let words = Words(lang);
    let mut out = String::new();
    for one in all {
        let who = &facts.person(one.person).id;
        let because = if one.bars.is_empty() { "." } else { words.say(", karena:", ", because:") };
        let _ = writeln!(out, "{who}: {} – {}{because}", flex_name(one.flex).get(lang), granted(one, words));
        for bar in &one.bars {
            let _ = writeln!(out, "  {}: {}", bar.place, entries[bar.rule].id);
            if let Some(source) = &bar.source {
                let _ = writeln!(out, "      {}: {source}", words.say("sumber", "source"));
            }
            for reason in &bar.reasons {
                let _ = writeln!(out, "      - {}", reason.get(lang));
            }
        }
        let (limits, changes) = lines(one, entries, words);
        for line in limits.iter().chain(&changes) {
            let _ = writeln!(out, "  {line}");
        }
    }
    out.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

pub fn granted(one: &Refusal, words: Words) -> &'static str {
    match one.bars.is_empty() {
        true => words.say("diberikan", "granted"),
        false => words.say("tidak diberikan", "refused"),
    }
}

/// What else closes home on some days; and what would have to change.
pub fn lines(one: &Refusal, entries: &[Entry], words: Words) -> (Vec<String>, Vec<String>) {
    let limit = |(rule, place, days): &(usize, String, usize)| {
        let (id, of) = (&entries[*rule].id, one.days);
        match words.0 {
            Lang::Id => format!("{place}: {id} – menutup rumah pada {days} dari {of} hari"),
            Lang::En => format!("{place}: {id} – closes home on {days} of {of} days"),
        }
    };
    let limits = one.limits.iter().map(limit).collect();
    if one.bars.is_empty() {
        return (limits, Vec::new());
    }
    let mut out = Vec::new();
    out.push(match &one.own {
        Some(own) => {
            let head = words.say("Akan diberikan dengan:", "It would be granted with:");
            let list: Vec<&str> = own.iter().map(|text| text.get(words.0)).collect();
            format!("{head} {}", list.join("; "))
        }
        None => words
            .say(
                "Tidak ada perubahan pada datanya yang cukup dengan kebijakan ini.",
                "Nothing about their data would be enough under this policy.",
            )
            .into(),
    });
    let Some(policy) = &one.policy else { return (limits, out) };
    out.push(words.say("Atau bila kebijakannya berubah:", "Or if the policy changed:").into());
    for (edit, place) in policy.edits.iter().zip(policy.places.iter().map(Some).chain(std::iter::repeat(None))) {
        let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
        out.push(format!("  --set '{edit}'{place}"));
    }
    out.push(match (policy.others, words.0) {
        (Some(others), Lang::Id) => format!("  yang juga memberikannya kepada {others} pegawai lain"),
        (Some(others), Lang::En) => format!("  which would grant it to {others} others too"),
        (None, Lang::Id) => format!("  yang memberikannya kepada kurang dari {FEWEST} pegawai lain"),
        (None, Lang::En) => format!("  which would grant it to fewer than {FEWEST} others"),
    });
    (limits, out)
}

/// The same as data.
pub fn value(all: &[Refusal], facts: &Facts, entries: &[Entry], lang: Lang) -> Value {
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
