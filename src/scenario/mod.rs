//! Scenarios: YAML, CSV and XLSX into facts, rules and settings; every fault with its place. The lowest module that
//! reads files.

mod catalogue;
mod cross;
mod days;
mod library;
mod merge;
pub mod raw;
mod roster_file;
mod schema;
mod staff;
mod words;

use std::path::Path;

use crate::facts::Facts;
use crate::input::fault::Faults;
use crate::input::file::read_text;
use crate::input::lang::Text;
use crate::input::node::{Kind, Node, parse};
use crate::input::typed::{At, read, read_list};
use crate::rules::{Entry, lower, read_entry, settle};
pub use library::names as model_names;
use raw::Document;
pub use raw::Settings;
pub use roster_file::read_roster;
pub use schema::schema;
use staff::Rows;

/// What a scenario says of the policy it stands on.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Name in the library, or path.
    pub name: String,
    pub title: Option<Text>,
    pub sources: Vec<String>,
}

/// A case, read and checked: facts, rules, settings.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub facts: Facts,
    pub entries: Vec<Entry>,
    pub settings: Settings,
    pub policy: Policy,
    /// Sha-256 of the text of every file that was read, in order, in hex.
    pub hash: String,
}

impl Scenario {
    /// The solver-neutral problem.
    pub fn problem(&self) -> crate::problem::Problem {
        lower(&self.facts, &self.entries)
    }
}

/// Long lists and rules: read item by item, so that one bad row does not hide the next.
const LISTS: &[&str] = &["people", "pools", "absences", "wishes", "pins", "rules", "change", "without"];

/// Reads a scenario. All its faults are in the second value; without errors there the first is a scenario.
pub fn load(path: &Path) -> (Option<Scenario>, Faults) {
    let mut faults = Faults::default();
    let scenario = read_text(path, &mut faults).and_then(|file| build(path, file, &mut faults));
    let scenario = if faults.has_errors() { None } else { scenario };
    (scenario, faults)
}

fn build(path: &Path, file: u32, faults: &mut Faults) -> Option<Scenario> {
    let text = faults.sources[file as usize].text.clone();
    let node = parse(file, &text, faults)?;
    if !matches!(node.kind, Kind::Map(_)) {
        let what =
            Text::new("skenario adalah kumpulan `kunci: nilai`", "a scenario is a group of `key: value` entries");
        faults.error("E201", node.spot, what);
        return None;
    }
    let model = model(&node, path, faults);
    let whole = match &model {
        Some((_, model)) => merge::merge(model, &node),
        None => merge::merge(&Node::map(vec![], node.spot), &node),
    };
    let document: Document = read(&whole.without(LISTS), faults).unwrap_or_default();
    let mut facts = Facts { title: document.scenario.clone().unwrap_or_default(), ..Facts::default() };
    if let Some(calendar) = days::calendar(document.period.as_ref(), &document.calendar, path, node.spot, faults) {
        facts.calendar = calendar;
    }
    catalogue::build(&document, &mut facts, faults);
    let rows = rows(&document, &whole, path, faults);
    let index = staff::build(&document, rows, &mut facts, faults);
    let items = merge::rules(model.as_ref().map(|(_, model)| model), &node, faults);
    let entries: Vec<Entry> = items.iter().filter_map(|item| read_entry(item, faults)).collect();
    unique_ids(&entries, faults);
    if facts.calendar.is_empty() || faults.list.iter().any(|fault| fault.code.starts_with("E1")) {
        return None;
    }
    rosters(&document, path, &mut facts, faults);
    cross::check(&document, &facts, &index, node.spot, faults);
    settle(&mut facts, &entries);
    for entry in &entries {
        entry.faults(&facts, faults);
    }
    let policy = policy(&document, model.as_ref().map(|(_, node)| node), faults);
    cross::in_force(model.as_ref().map(|(_, node)| node), &facts, document.model.as_ref(), faults);
    Some(Scenario { facts, entries, settings: document.solve, policy, hash: hash(faults) })
}

/// The model's document, if the scenario names one that exists.
fn model(scenario: &Node, path: &Path, faults: &mut Faults) -> Option<(u32, Node)> {
    let node = scenario.get("model")?;
    let name: At<String> = read(node, faults)?;
    let before = faults.list.len();
    let Some(file) = library::find(&name.value, name.spot, path, faults) else {
        if faults.list.len() == before {
            library::missing(&name.value, name.spot, faults);
        }
        return None;
    };
    let text = faults.sources[file as usize].text.clone();
    let model = parse(file, &text, faults)?;
    if model.get("model").is_some() {
        let what =
            Text::new("kebijakan tidak berdiri di atas kebijakan lain", "a model does not stand on another model");
        faults.error("E407", model.spot, what);
    }
    Some((file, model))
}

/// The long lists, from the scenario and the files that it names.
fn rows(document: &Document, whole: &Node, path: &Path, faults: &mut Faults) -> Rows {
    let mut rows = Rows { whole: whole.spot, ..Rows::default() };
    let list = |key: &str, file: Option<&At<String>>, faults: &mut Faults| {
        let mut nodes: Vec<Node> = Vec::new();
        if let Some(file) = file {
            nodes.extend(table(file, path, faults));
        }
        nodes.extend(whole.get(key).cloned());
        nodes
    };
    let files = &document.files;
    for node in list("people", files.people.as_ref(), faults) {
        rows.people.extend(read_list(&node, faults));
    }
    for node in list("absences", files.absences.as_ref(), faults) {
        rows.absences.extend(read_list(&node, faults));
    }
    for node in list("wishes", files.wishes.as_ref(), faults) {
        rows.wishes.extend(read_list(&node, faults));
    }
    for node in list("pins", files.pins.as_ref(), faults) {
        rows.pins.extend(read_list(&node, faults));
    }
    if let Some(pools) = whole.get("pools") {
        for item in pools.items() {
            let own = ["count", "prefix"];
            let head = item.entries().iter().filter(|(key, _)| own.contains(&&*key.text)).cloned().collect();
            let (pool, person) = (read(&Node::map(head, item.spot), faults), read(&item.without(&own), faults));
            rows.pools.extend(pool.zip(person));
        }
    }
    rows
}

/// The rows of a CSV or XLSX file beside the scenario, as a list.
fn table(file: &At<String>, scenario: &Path, faults: &mut Faults) -> Option<Node> {
    let path = scenario.parent().unwrap_or(Path::new(".")).join(&file.value);
    if !path.exists() {
        let what =
            Text::new(format!("berkas `{}` tidak ada", file.value), format!("there is no file `{}`", file.value));
        faults
            .error("E303", file.spot, what)
            .remedy(Text::new("jalur dihitung dari berkas skenario", "the path is relative to the scenario file"));
        return None;
    }
    Some(roster_file::read_table(&path, &[], faults)?.to_node())
}

/// The published roster and the history, from files in the form of roster.csv.
fn rosters(document: &Document, path: &Path, facts: &mut Facts, faults: &mut Faults) {
    let beside = |file: &At<String>| path.parent().unwrap_or(Path::new(".")).join(&file.value);
    if let Some(file) = &document.files.published {
        facts.published = roster_file::read_published(&beside(file), facts, faults);
    }
    if let Some(file) = &document.files.history {
        roster_file::read_history(&beside(file), facts, faults);
    }
}

/// Two rules of the same id would replace each other by accident (`E403`).
fn unique_ids(entries: &[Entry], faults: &mut Faults) {
    for (at, entry) in entries.iter().enumerate() {
        let Some(first) = entries[..at].iter().find(|other| other.id == entry.id) else { continue };
        let spot = entry.head.id.as_ref().map_or(entry.spot, |id| id.spot);
        let what =
            Text::new(format!("dua aturan bernama `{}`", entry.id), format!("two rules have the id `{}`", entry.id));
        let place = faults.place(first.spot);
        faults
            .error("E403", spot, what)
            .cause(Text::new(format!("yang pertama di {place}"), format!("the first is at {place}")))
            .remedy(Text::new("beri salah satunya `id:` sendiri", "give one of them an `id:` of its own"));
    }
}

fn policy(document: &Document, model: Option<&Node>, faults: &mut Faults) -> Policy {
    let name = document.model.as_ref().map(|name| name.value.clone()).unwrap_or_default();
    let title = model.and_then(|node| node.get("policy")).and_then(|node| read::<raw::Named>(node, faults));
    let sources = model.and_then(|node| node.get("sources")).and_then(|node| read::<Vec<String>>(node, faults));
    Policy { name, title: title.map(|title| title.0), sources: sources.unwrap_or_default() }
}

/// Sha-256 over every text read.
fn hash(faults: &Faults) -> String {
    use sha2::{Digest, Sha256};
    let mut sha = Sha256::new();
    for source in &faults.sources {
        sha.update((source.text.len() as u64).to_le_bytes());
        sha.update(source.text.as_bytes());
    }
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
