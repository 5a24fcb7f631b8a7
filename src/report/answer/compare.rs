//! `compare.html` with its tables: two rosters (`compare_rules.csv`, `compare_cells.csv`), or two policies, change by
//! change (`causes.csv`, `cause_cells.csv`).

use super::{Block, Cell, Page, Section, Table, Words, percent, table, title};
use crate::explain::compare::Against;
use crate::explain::policy::{Best, Change, Step};
use crate::input::lang::Lang;
use crate::report::compare::{Pair, against_words, best_words, same};
use crate::report::{Failed, File};

/// Cells shown on the page; the CSV has them all.
const SHOWN: usize = 300;
/// The same of one change of a policy.
const SHOWN_HERE: usize = 30;

/// Two rosters; with `against`, the second is the best that was found.
pub fn roster_files(pair: &Pair, against: Option<&Against>, lang: Lang) -> Result<Vec<File>, Failed> {
    let words = Words(lang);
    let rules = pair.found.rules.iter();
    let rules =
        rules.map(|(rule, before, after)| vec![pair.entries[*rule].id.clone(), before.to_string(), after.to_string()]);
    let cells = pair.found.cells.iter().map(|cell| pair.cell(*cell, lang).to_vec());
    Ok(vec![
        roster_page(pair, against, words).file("compare.html")?,
        table("compare_rules.csv", &["rule", "before", "after"], rules)?,
        table("compare_cells.csv", &["person", "date", "before", "after"], cells)?,
    ])
}

fn roster_page(pair: &Pair, against: Option<&Against>, words: Words) -> Page {
    let (before, after) = pair.found.costs;
    let proved = against.is_some_and(|found| found.bound == after);
    let (tone, badge) = match against {
        None => ("open", words.say("Dua jadwal", "Two rosters")),
        Some(_) if pair.found.must_units.0 > 0 => ("bad", words.say("Tidak sah", "Not valid")),
        Some(_) if proved && before == after => ("good", words.say("Terbaik, terbukti", "The best, proved")),
        Some(_) if proved => ("open", words.say("Ada yang lebih baik, terbukti", "A better one exists, proved")),
        Some(_) => ("open", words.say("Belum terbukti", "Not proved")),
    };
    let two = || {
        let (before, after, more) = (words.count(before), words.count(after), after - before);
        match words.0 {
            Lang::Id => format!("Jadwal pertama berbiaya {before}, yang kedua {after} ({more:+})."),
            Lang::En => format!("The first roster costs {before}, the second {after} ({more:+})."),
        }
    };
    let said = against.map_or_else(|| vec![two()], |found| against_words(found, words));
    let mut said = said.into_iter();
    Page {
        lang: words.say("id", "en"),
        brand: words.say("perbandingan jadwal", "comparison of rosters"),
        title: title(pair.facts, words),
        period: words.period(&pair.facts.calendar.days),
        tone,
        badge,
        headline: said.next().unwrap_or_default(),
        notes: said.collect(),
        sections: vec![rules(pair, words), cells(pair, words)],
    }
}

fn rules(pair: &Pair, words: Words) -> Section {
    let mut differ: Vec<_> = pair.found.rules.iter().collect();
    differ.sort_by_key(|(rule, before, after)| (-(after - before).abs(), *rule));
    let top = differ.first().map_or(0, |(_, before, after)| after - before);
    let row = |(rule, before, after): &&(usize, i64, i64)| {
        let (entry, more) = (&pair.entries[*rule], after - before);
        vec![
            Cell::Text(entry.says(pair.facts).get(words.0).to_string()),
            Cell::Codes(vec![entry.id.clone()]),
            Cell::Number(words.count(*before)),
            Cell::Number(words.count(*after)),
            Cell::Number(format!("{more:+}")),
            Cell::Bar(percent(more, top), if more > 0 { "worse" } else { "better" }),
        ]
    };
    let head = vec![
        (words.say("Aturan", "Rule"), false),
        ("", false),
        (words.say("Sebelum", "Before"), true),
        (words.say("Sesudah", "After"), true),
        (words.say("Selisih", "Difference"), true),
        ("", false),
    ];
    let rows: Vec<Vec<Cell>> = differ.iter().map(row).collect();
    Section {
        title: words.say("Biaya menurut aturan", "Cost by rule").into(),
        intro: match rows.is_empty() {
            true => words.say("Tidak ada aturan yang biayanya berbeda.", "No rule costs anything else.").into(),
            false => words
                .say("Aturan yang biayanya berbeda; hijau: lebih murah.", "Rules whose cost differs; green: cheaper.")
                .into(),
        },
        blocks: table_of(head, rows),
    }
}

fn table_of(head: Vec<(&'static str, bool)>, rows: Vec<Vec<Cell>>) -> Vec<Block> {
    if rows.is_empty() { Vec::new() } else { vec![Block::Table(Table { head, rows })] }
}

fn cells(pair: &Pair, words: Words) -> Section {
    let count = words.count(pair.found.cells.len() as i64);
    let people = words.people(pair.people());
    let mut intro = match words.0 {
        Lang::Id => format!("{count} sel berbeda, pada {people}."),
        Lang::En if pair.found.cells.len() == 1 => "One cell differs.".into(),
        Lang::En => format!("{count} cells differ, of {people}."),
    };
    if pair.found.cells.len() > SHOWN {
        intro += &match words.0 {
            Lang::Id => format!(" Di sini {SHOWN} yang pertama; semuanya ada di compare_cells.csv."),
            Lang::En => format!(" The first {SHOWN} are here; compare_cells.csv has them all."),
        };
    }
    let row = |cell: &(u32, u16)| {
        let [who, _, before, after] = pair.cell(*cell, words.0);
        let date = words.date(pair.facts.calendar.day(cell.1).date);
        [who, date, before, after].into_iter().map(Cell::Text).collect()
    };
    let head = vec![
        (words.say("Pegawai", "Person"), false),
        (words.say("Hari", "Day"), false),
        (words.say("Sebelum", "Before"), false),
        (words.say("Sesudah", "After"), false),
    ];
    let rows = pair.found.cells.iter().take(SHOWN).map(row).collect();
    Section { title: words.say("Sel yang berbeda", "Cells that differ").into(), intro, blocks: table_of(head, rows) }
}

/// Two policies, change by change.
pub fn policy_files(steps: &[Step], lang: Lang) -> Result<Vec<File>, Failed> {
    let words = Words(lang);
    let numbered = || steps.iter().enumerate().map(|(at, step)| (at + 1, step));
    let causes = numbered().flat_map(|(number, step)| {
        step.changes.iter().map(move |(edit, place)| {
            let [cost, bound] = numbers(step.before);
            let [cost_after, bound_after] = numbers(step.after);
            let cells = step.cells.len().to_string();
            let (number, edit, place) = (number.to_string(), edit.to_string(), place.clone());
            vec![number, edit, place, cost, bound, cost_after, bound_after, cells]
        })
    });
    let head = ["step", "set", "place", "cost_before", "bound_before", "cost_after", "bound_after", "cells"];
    let cells = numbered().flat_map(|(number, step)| {
        step.cells.iter().map(move |(person, date)| vec![number.to_string(), person.clone(), date.to_string()])
    });
    Ok(vec![
        policy_page(steps, words).file("compare.html")?,
        table("causes.csv", &head, causes)?,
        table("cause_cells.csv", &["step", "person", "date"], cells)?,
    ])
}

/// Cost and bound, empty where there is none.
fn numbers(best: Best) -> [String; 2] {
    match best {
        Best::Cost { cost, bound } => [cost.to_string(), bound.to_string()],
        Best::Impossible | Best::Open | Best::Faulty => [String::new(), String::new()],
    }
}

fn policy_page(steps: &[Step], words: Words) -> Page {
    let cost = |best: Best| matches!(best, Best::Cost { cost, bound } if cost == bound);
    let settled = |best: Best| cost(best) || best == Best::Impossible;
    let proved = steps.iter().all(|step| settled(step.before) && settled(step.after));
    let headline = match (steps.first(), steps.last()) {
        (Some(first), Some(last)) => {
            let (before, after) = (best_words(first.before, words), best_words(last.after, words));
            let count = steps.iter().map(|step| step.changes.len() as i64).sum::<i64>();
            let changes = words.count(count);
            let are = if count == 1 { "change" } else { "changes" };
            match words.0 {
                Lang::Id => format!("{changes} perubahan; biaya jadwal terbaik: sebelum {before}, sesudah {after}."),
                Lang::En => format!("{changes} {are}; cost of the best roster: {before} before, {after} after."),
            }
        }
        _ => same(words).into(),
    };
    let intro = words.say(
        "Perubahan dibuat satu demi satu; setiap kali jadwal terbaik dicari lagi dari jadwal sebelumnya, dengan sel \
         yang berubah sesedikit mungkin.",
        "The changes are made one by one; each time the best roster is sought again from the one before, with as few \
         cells changed as can be.",
    );
    Page {
        lang: words.say("id", "en"),
        brand: words.say("perbandingan kebijakan", "comparison of policies"),
        title: words.say("Perubahan mana mengubah apa", "Which change did what").into(),
        period: String::new(),
        tone: if proved { "good" } else { "open" },
        badge: match proved {
            true => words.say("Semua terbukti", "All proved"),
            false => words.say("Sebagian belum terbukti", "Partly not proved"),
        },
        headline,
        notes: Vec::new(),
        sections: vec![Section {
            title: words.say("Sebab dan akibat", "Cause and effect").into(),
            intro: intro.into(),
            blocks: causes(steps, words),
        }],
    }
}

fn causes(steps: &[Step], words: Words) -> Vec<Block> {
    let more = |step: &Step| match (step.before, step.after) {
        (Best::Cost { cost: before, .. }, Best::Cost { cost: after, .. }) => Some(after - before),
        _ => None,
    };
    let top = steps.iter().filter_map(|step| more(step).map(i64::abs)).max().unwrap_or(0);
    let row = |(number, step): (usize, &Step)| {
        let change = |(edit, place): &Change| [edit.to_string(), place.clone()];
        let cells = step.cells.iter().take(SHOWN_HERE).map(|(person, date)| format!("{person} {date}"));
        let mut told = cells.collect::<Vec<_>>().join(", ");
        if step.cells.len() > SHOWN_HERE {
            told += ", …";
        }
        let difference = more(step);
        vec![
            Cell::Number((number + 1).to_string()),
            Cell::Codes(step.changes.iter().flat_map(change).collect()),
            Cell::Number(best_words(step.before, words)),
            Cell::Number(best_words(step.after, words)),
            Cell::Number(difference.map_or(String::new(), |more| format!("{more:+}"))),
            Cell::Bar(percent(difference.unwrap_or(0), top), if difference > Some(0) { "worse" } else { "better" }),
            Cell::Number(words.count(step.cells.len() as i64)),
            Cell::Lines(vec![told]),
        ]
    };
    let head = vec![
        ("", true),
        (words.say("Perubahan, dan tempatnya", "Change, and where"), false),
        (words.say("Sebelum", "Before"), true),
        (words.say("Sesudah", "After"), true),
        (words.say("Selisih", "Difference"), true),
        ("", false),
        (words.say("Sel", "Cells"), true),
        (words.say("Sel yang berubah", "Cells that change"), false),
    ];
    table_of(head, steps.iter().enumerate().map(row).collect())
}
