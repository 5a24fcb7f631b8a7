//! What cannot hold together, in words: the rules with their places, the people and the days.

use serde_json::{Value, json};

use crate::engine::Conflict;
use crate::facts::Facts;
use crate::input::fault::Faults;
use crate::input::lang::{Lang, Text};
use crate::rules::Entry;

/// People and dates named before "and so many more".
const NAMED: usize = 8;

fn names(facts: &Facts, conflict: &Conflict) -> (Vec<String>, Vec<String>) {
    let people = conflict.people.iter().map(|person| facts.person(*person).id.clone());
    let days = conflict.days.iter().map(|day| facts.calendar.day(*day).date.to_string());
    (people.collect(), days.collect())
}

/// "a, b, c and 12 more".
fn some(names: &[String], lang: Lang) -> String {
    let shown = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match (names.len().saturating_sub(NAMED), lang) {
        (0, _) => shown,
        (more, Lang::Id) => format!("{shown} dan {more} lainnya"),
        (more, Lang::En) => format!("{shown} and {more} more"),
    }
}

/// The conflict for the terminal; `faults` knows the files that the rules stand in.
pub fn text(conflict: &Conflict, facts: &Facts, entries: &[Entry], faults: &Faults, lang: Lang) -> String {
    let head = match conflict.irreducible {
        true => Text::new(
            "Aturan wajib ini tidak dapat berlaku bersama (tanpa salah satunya, sisanya dapat):",
            "These rules cannot hold together (without any one of them, the others can):",
        ),
        false => Text::new(
            "Di antara aturan wajib ini ada yang tidak dapat berlaku bersama:",
            "Among these rules are some that cannot hold together:",
        ),
    };
    let mut out = format!("{}\n", head.get(lang));
    for rule in &conflict.rules {
        let entry = &entries[*rule as usize];
        let says = entry.says(facts);
        out += &format!("  {}: {}\n      {}\n", faults.place(entry.spot), entry.id, says.get(lang));
    }
    let (people, days) = names(facts, conflict);
    for (id, en, list) in [("Pegawai", "People", people), ("Hari", "Days", days)] {
        if !list.is_empty() {
            out += &format!("  {}: {}\n", if lang == Lang::Id { id } else { en }, some(&list, lang));
        }
    }
    out
}

/// The conflict as data.
pub fn json(conflict: &Conflict, facts: &Facts, entries: &[Entry], faults: &Faults, lang: Lang) -> Value {
    let (people, days) = names(facts, conflict);
    let rule = |rule: &u32| {
        let entry = &entries[*rule as usize];
        json!({"id": entry.id, "place": faults.place(entry.spot), "says": entry.says(facts).get(lang)})
    };
    json!({
        "irreducible": conflict.irreducible,
        "rules": conflict.rules.iter().map(rule).collect::<Vec<_>>(),
        "people": people,
        "days": days,
    })
}
