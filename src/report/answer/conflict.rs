//! `conflict.html`, `conflict.csv` and `repairs.csv`: what cannot hold together, and what would help.

use super::{Block, Cell, Page, RuleBox, Section, Table, Words, table, title};
use crate::explain::conflict::{Conflict, Explained, Said};
use crate::explain::repair::Repair;
use crate::facts::Facts;
use crate::input::lang::Lang;
use crate::report::conflict::{again, closing, head, kept, line, none, told};
use crate::report::{Failed, File};
use crate::rules::Entry;

pub fn files(explained: &Explained, facts: &Facts, entries: &[Entry], lang: Lang) -> Result<Vec<File>, Failed> {
    let words = Words(lang);
    Ok(vec![
        page(explained, facts, entries, words).file("conflict.html")?,
        table(
            "conflict.csv",
            &["conflict", "irreducible", "rule", "place", "people", "days", "desk", "breach", "data"],
            statements(explained, facts, entries, words).into_iter(),
        )?,
        table("repairs.csv", &["conflict", "rank", "price", "says", "set"], repairs(explained, words).into_iter())?,
    ])
}

fn statements(explained: &Explained, facts: &Facts, entries: &[Entry], words: Words) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (number, conflict) in explained.conflicts.iter().enumerate() {
        rows.extend(conflict.statements.iter().map(|said| {
            let people = said.people.iter().map(|person| facts.person(*person).id.as_str());
            let days = said.days.iter().map(|day| facts.calendar.day(*day).date.to_string());
            vec![
                (number + 1).to_string(),
                if conflict.irreducible { "yes" } else { "no" }.to_string(),
                entries[said.rule].id.clone(),
                said.place.clone(),
                people.collect::<Vec<_>>().join(" "),
                days.collect::<Vec<_>>().join(" "),
                said.desk.map(|desk| facts.desks[usize::from(desk)].id.clone()).unwrap_or_default(),
                said.breach.as_ref().map(|text| text.get(words.0).to_string()).unwrap_or_default(),
                said.data.join(" "),
            ]
        }));
    }
    rows
}

fn repairs(explained: &Explained, words: Words) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (number, conflict) in explained.conflicts.iter().enumerate() {
        rows.extend(conflict.repairs.iter().enumerate().map(|(rank, repair)| {
            vec![
                (number + 1).to_string(),
                (rank + 1).to_string(),
                repair.price.to_string(),
                repair.says.get(words.0).to_string(),
                sets(repair).join("\n"),
            ]
        }));
    }
    rows
}

fn sets(repair: &Repair) -> Vec<String> {
    repair.edits.iter().map(|edit| format!("--set '{edit}'")).collect()
}

fn page(explained: &Explained, facts: &Facts, entries: &[Entry], words: Words) -> Page {
    let found = explained.conflicts.len();
    let (tone, badge) = match (found, explained.complete) {
        (0, true) => ("good", words.say("Terbukti mungkin", "Shown to be possible")),
        (0, false) => ("open", words.say("Belum terbukti", "Not proved")),
        _ => ("bad", words.say("Tidak mungkin", "Infeasible")),
    };
    let headline = match (found, words.0) {
        (0, _) => none(explained, words).to_string(),
        (1, Lang::Id) => "Aturan wajib tidak dapat berlaku bersama: satu pertentangan.".into(),
        (1, Lang::En) => "The rules that must hold cannot hold together: one conflict.".into(),
        (_, Lang::Id) => format!("Aturan wajib tidak dapat berlaku bersama: {found} pertentangan yang saling lepas."),
        (_, Lang::En) => format!("The rules that must hold cannot hold together: {found} independent conflicts."),
    };
    let section = |(number, one): (usize, &Conflict)| section(one, (number + 1, found), facts, entries, words);
    Page {
        lang: words.say("id", "en"),
        brand: words.say("mengapa tidak dapat", "why it cannot be done"),
        title: title(facts, words),
        period: words.period(&facts.calendar.days),
        tone,
        badge,
        headline,
        notes: if found == 0 { Vec::new() } else { closing(explained, words).into_iter().map(plain).collect() },
        sections: explained.conflicts.iter().enumerate().map(section).collect(),
    }
}

/// Without the marks of code on a terminal.
fn plain(text: &str) -> String {
    text.replace('`', "")
}

fn section(one: &Conflict, (number, of): (usize, usize), facts: &Facts, entries: &[Entry], words: Words) -> Section {
    let rule = |alike: &[Said]| {
        let (first, entry) = (&alike[0], &entries[alike[0].rule]);
        let (written, more) = told(alike, facts, words);
        RuleBox {
            says: format!("{}{}", entry.says(facts).get(words.0), kept(first, words)),
            code: format!("{} · {}", entry.id, first.place),
            source: entry.head.source.clone(),
            lines: written.iter().map(|said| line(said, facts, words)).collect(),
            more,
        }
    };
    let rules = one.statements.chunk_by(|one, other| one.rule == other.rule).map(rule).collect();
    let mut blocks = vec![Block::Rules(rules)];
    blocks.extend(again(one, facts, words).map(Block::Text));
    blocks.push(Block::Head(words.say("Perbaikan", "Repairs").into()));
    if one.repairs.is_empty() {
        let none = words.say("Tidak ditemukan perbaikan yang terbukti.", "No repair was found that is shown to help.");
        blocks.push(Block::Text(none.into()));
    } else {
        let tried = words.say(
            "Yang termurah dahulu; masing-masing sudah dicoba dengan menghitung ulang.",
            "The cheapest first; each was tried by solving anew.",
        );
        blocks.push(Block::Text(tried.into()));
        let row = |(rank, repair): (usize, &Repair)| {
            vec![
                Cell::Number((rank + 1).to_string()),
                Cell::Text(plain(repair.says.get(words.0))),
                Cell::Codes(sets(repair)),
            ]
        };
        blocks.push(Block::Table(Table {
            head: vec![
                ("", true),
                (words.say("Perubahan", "Change"), false),
                (words.say("Pilihan untuk luwes", "Options for luwes"), false),
            ],
            rows: one.repairs.iter().enumerate().map(row).collect(),
        }));
    }
    let name = words.say("Pertentangan", "Conflict");
    Section {
        title: if of > 1 { format!("{name} {number}") } else { name.into() },
        intro: format!("{}.", head(one, words)),
        blocks,
    }
}
