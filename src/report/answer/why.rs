//! `cell.html` and `cell.csv`: why somebody holds a duty, and what every other one would cost; `refusal.html`: why
//! flexible work is refused.

use super::{Block, Cell, Page, RuleBox, Section, Table, Words, percent, table, title};
use crate::explain::cell::{self, Choice, End, State};
use crate::explain::refusal::Refusal;
use crate::facts::Facts;
use crate::input::lang::Lang;
use crate::report::refusal::{flex_name, granted, lines};
use crate::report::why::{asked, cell_notes, details, price_words, state_words};
use crate::report::{Failed, File};
use crate::rules::{Entry, duty_words};

pub fn cell_files(cell: &cell::Cell, facts: &Facts, entries: &[Entry], lang: Lang) -> Result<Vec<File>, Failed> {
    let words = Words(lang);
    let head = ["person", "date", "duty", "held", "possible", "least_more", "most_more", "cost", "bound", "moved"];
    let rows = cell.choices.iter().map(|choice| {
        let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
        let (cost, bound, moved) = match &choice.end {
            End::Cost { cost, bound, moved, .. } => (Some(*cost), Some(*bound), Some(moved.len() as i64)),
            End::Impossible(_) | End::Unknown => (None, None, None),
        };
        let price = cell.price(choice);
        vec![
            facts.person(cell.person).id.clone(),
            facts.calendar.day(cell.day).date.to_string(),
            duty_words(facts, choice.duty).get(lang).to_string(),
            if choice.duty == cell.held { "yes" } else { "no" }.to_string(),
            match choice.end {
                End::Cost { .. } => "yes",
                End::Impossible(_) => "no",
                End::Unknown => "",
            }
            .to_string(),
            number(price.map(|(least, _)| least)),
            number(price.map(|(_, most)| most)),
            number(cost),
            number(bound),
            number(moved),
        ]
    });
    Ok(vec![cell_page(cell, facts, entries, words).file("cell.html")?, table("cell.csv", &head, rows)?])
}

fn cell_page(cell: &cell::Cell, facts: &Facts, entries: &[Entry], words: Words) -> Page {
    let (tone, badge) = match cell.state {
        State::Forced => ("good", words.say("Tetap", "Forced")),
        State::Free => ("good", words.say("Bebas", "Free")),
        State::Wrong => ("bad", words.say("Bukan yang terbaik", "Not the best")),
        State::Open => ("open", words.say("Belum terbukti", "Not proved")),
    };
    let top = cell.choices.iter().filter_map(|choice| cell.price(choice)).map(|(_, most)| most);
    let top = top.max().unwrap_or(0);
    let row = |choice: &Choice| {
        let held = if choice.duty == cell.held { words.say(" (sekarang)", " (now)") } else { "" };
        let name = format!("{}{held}", duty_words(facts, choice.duty).get(words.0));
        let (number, tone, word) = price_words(cell, choice, words);
        let price = cell.price(choice);
        let length = price.map_or(0, |(_, most)| percent(most, top));
        let exact = price.is_some_and(|(least, most)| least == most);
        vec![
            Cell::Text(name),
            Cell::Number(number),
            Cell::Bar(length, if exact { "" } else { "open" }),
            Cell::Chip(tone, word),
            Cell::Lines(details(cell, choice, facts, entries, words)),
        ]
    };
    let head = vec![
        (words.say("Penugasan", "Duty"), false),
        (words.say("Lebih mahal", "Costs more"), true),
        ("", false),
        (words.say("Bukti", "Proof"), false),
        (words.say("Sebabnya, dan siapa lagi yang berpindah", "Why, and who else moves"), false),
    ];
    Page {
        lang: words.say("id", "en"),
        brand: words.say("mengapa sel ini", "why this cell"),
        title: asked(cell, facts, words),
        period: title(facts, words),
        tone,
        badge,
        headline: state_words(cell.state, words).into(),
        notes: cell_notes(cell, words),
        sections: vec![Section {
            title: words.say("Setiap penugasan yang terbuka", "Every duty that is open").into(),
            intro: words
                .say(
                    "Selisih biaya dua jadwal terbaik: yang memuat penugasan itu di sel ini, dan yang bebas memilih. \
                     Semua orang lain boleh disusun ulang.",
                    "The difference of two best rosters: with that duty in this cell, and free to choose. Everybody \
                     else may be arranged anew.",
                )
                .into(),
            blocks: vec![Block::Table(Table { head, rows: cell.choices.iter().map(row).collect() })],
        }],
    }
}

pub fn refusal_files(all: &[Refusal], facts: &Facts, entries: &[Entry], lang: Lang) -> Result<Vec<File>, Failed> {
    let words = Words(lang);
    let refused = all.iter().filter(|one| !one.bars.is_empty()).count();
    let who = all.first().map(|one| facts.person(one.person).id.clone()).unwrap_or_default();
    let says = |one: &Refusal| format!("{}: {}.", flex_name(one.flex).get(lang), granted(one, words));
    let page = Page {
        lang: words.say("id", "en"),
        brand: words.say("mengapa saya tidak", "why not me"),
        title: who,
        period: title(facts, words),
        tone: if refused == 0 { "good" } else { "open" },
        badge: match refused {
            0 => words.say("Diberikan", "Granted"),
            _ => words.say("Tidak diberikan", "Refused"),
        },
        headline: all.iter().map(says).collect::<Vec<_>>().join(" "),
        notes: Vec::new(),
        sections: all.iter().map(|one| refusal(one, facts, entries, words)).collect(),
    };
    Ok(vec![page.file("refusal.html")?])
}

fn refusal(one: &Refusal, facts: &Facts, entries: &[Entry], words: Words) -> Section {
    let bar = |bar: &crate::explain::refusal::Barred| RuleBox {
        says: entries[bar.rule].says(facts).get(words.0).to_string(),
        code: format!("{} · {}", entries[bar.rule].id, bar.place),
        source: bar.source.clone(),
        lines: bar.reasons.iter().map(|text| text.get(words.0).to_string()).collect(),
        more: None,
    };
    let (limits, changes) = lines(one, entries, words);
    let mut blocks = Vec::new();
    if !one.bars.is_empty() {
        blocks.push(Block::Rules(one.bars.iter().map(bar).collect()));
    }
    blocks.extend(limits.into_iter().map(Block::Text));
    if !changes.is_empty() {
        blocks.push(Block::Head(words.say("Perubahan terkecil", "The smallest change").into()));
        let block = |line: String| if line.trim().starts_with("--set") { Block::Code(line) } else { Block::Text(line) };
        blocks.extend(changes.into_iter().map(block));
    }
    let title = format!("{}: {}", flex_name(one.flex).get(words.0), granted(one, words));
    Section { title, intro: String::new(), blocks }
}
