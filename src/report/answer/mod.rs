//! The answers of `luwes explain` and `luwes compare` as files: one self-contained page of sentences and tables, and CSV
//! where a table is natural.

pub mod compare;
pub mod conflict;
pub mod why;

use askama::Template;

use super::words::Words;
use super::{Failed, File, csv};
use crate::facts::Facts;

/// A page.
#[derive(Template)]
#[template(path = "answer.html")]
struct Page {
    lang: &'static str,
    /// What kind of answer it is.
    brand: &'static str,
    title: String,
    period: String,
    /// `good`, `bad` or `open`.
    tone: &'static str,
    badge: &'static str,
    headline: String,
    /// Said below the headline.
    notes: Vec<String>,
    sections: Vec<Section>,
}

struct Section {
    title: String,
    intro: String,
    blocks: Vec<Block>,
}

enum Block {
    Head(String),
    Text(String),
    Code(String),
    Rules(Vec<RuleBox>),
    Table(Table),
}

/// What a rule says, where it is written, and how it matters.
struct RuleBox {
    says: String,
    code: String,
    source: Option<String>,
    lines: Vec<String>,
    more: Option<String>,
}

#[derive(Default)]
struct Table {
    /// Names of the columns, and whether numbers stand in them.
    head: Vec<(&'static str, bool)>,
    rows: Vec<Vec<Cell>>,
}

enum Cell {
    Text(String),
    Number(String),
    /// Each on a line of its own.
    Codes(Vec<String>),
    Lines(Vec<String>),
    /// A word on a colour.
    Chip(&'static str, String),
    /// Length in per cent, and `better`, `worse` or nothing.
    Bar(i64, &'static str),
}

impl Page {
    fn file(&self, name: &str) -> Result<File, Failed> {
        Ok(File { name: name.into(), bytes: self.render()?.into_bytes() })
    }
}

/// A table for a spreadsheet; the first row names the columns.
fn table(name: &str, head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<File, Failed> {
    let head = head.iter().map(|name| name.to_string()).collect();
    Ok(File { name: name.into(), bytes: csv::table([head].into_iter().chain(rows))? })
}

/// Per cent of a largest value, at least a sliver of what is not nothing.
fn percent(value: i64, top: i64) -> i64 {
    if value == 0 { 0 } else { (value.abs() * 100 / top.abs().max(1)).max(1) }
}

fn title(facts: &Facts, words: Words) -> String {
    if facts.title.is_empty() { words.say("Jadwal kerja", "Roster").into() } else { facts.title.clone() }
}
