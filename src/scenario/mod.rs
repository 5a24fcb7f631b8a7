//! Scenarios: YAML, CSV and XLSX into facts, rules and settings; every fault with its place. The lowest module that
//! reads files.

mod catalogue;
mod cross;
mod days;
pub mod generate;
mod groups;
pub mod import;
mod library;
mod merge;
mod patch;
pub mod raw;
mod roster_file;
mod schema;
mod spoiled;
mod staff;
mod words;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::facts::Facts;
use crate::input::fault::Faults;
use crate::input::file::read_text;
use crate::input::lang::Text;
use crate::input::node::{Kind, Node, parse};
use crate::input::typed::{At, read, read_field, read_list};
use crate::rules::{Entry, lower, lower_lean, read_entry, settle};
pub use library::{names as model_names, sources_of};
pub use patch::{Edit, Written, flow, item_name};
pub use raw::Settings;
use raw::{Document, PersonRaw, PoolRaw};
pub use roster_file::read_roster;
pub use schema::schema;
use staff::Rows;
use words::FileNames;

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

    /// The same problem with fewer clauses, for an engine that is to solve it and nothing else.
    pub fn lean_problem(&self) -> crate::problem::Problem {
        lower_lean(&self.facts, &self.entries)
    }
}

/// Long lists and rules: read item by item, so that one bad row does not hide the next.
const LISTS: &[&str] = &["people", "pools", "absences", "wishes", "pins", "rules", "change", "without"];

/// Reads a scenario. All its faults are in the second value; without errors there the first is a scenario.
pub fn load(path: &Path) -> (Option<Scenario>, Faults) {
    load_edited(path, &[])
}

/// The same with some values changed.
pub fn load_edited(path: &Path, edits: &[Edit]) -> (Option<Scenario>, Faults) {
    load_again(path, edits, &Parsed::default())
}

/// Texts that were parsed before, without a fault: by number of the file and text.
#[derive(Debug, Default)]
pub struct Parsed(Mutex<HashMap<(u32, String), Node>>);

impl Parsed {
    fn parse(&self, file: u32, text: &str, faults: &mut Faults) -> Option<Node> {
        let key = (file, text.to_string());
        let known = |parsed: &Parsed| parsed.0.lock().ok()?.get(&key).cloned();
        if let Some(node) = known(self) {
            return Some(node);
        }
        let before = faults.list.len();
        let node = parse(file, text, faults)?;
        if faults.list.len() == before
            && let Ok(mut parsed) = self.0.lock()
        {
            parsed.insert(key, node.clone());
        }
        Some(node)
    }
}

/// The same where the scenario is read many times: what was parsed before is not parsed again.
pub fn load_again(path: &Path, edits: &[Edit], parsed: &Parsed) -> (Option<Scenario>, Faults) {
    let mut faults = Faults::default();
    let scenario = read_text(path, &mut faults).and_then(|file| build(path, file, edits, parsed, &mut faults));
    let scenario = if faults.has_errors() { None } else { scenario };
    (scenario, faults)
}

/// A scenario and its model as they are written, edits made; `None` where they cannot be read.
pub fn written(path: &Path, edits: &[Edit]) -> Option<Written> {
    let mut faults = Faults::default();
    let file = read_text(path, &mut faults)?;
    let text = faults.sources[file as usize].text.clone();
    let node = parse(file, &text, &mut faults)?;
    let model = model(&node, path, &Parsed::default(), &mut faults).map(|(_, model)| model);
    let node = patch::apply(node, model.as_ref(), edits, &mut faults);
    Some(Written::new(node, model, faults))
}

fn build(path: &Path, file: u32, edits: &[Edit], parsed: &Parsed, faults: &mut Faults) -> Option<Scenario> {
    let text = faults.sources[file as usize].text.clone();
    let node = parsed.parse(file, &text, faults)?;
    if !matches!(node.kind, Kind::Map(_)) {
        let what =
            Text::new("skenario adalah kumpulan `kunci: nilai`", "a scenario is a group of `key: value` entries");
        faults.error("E201", node.spot, what);
        return None;
    }
    let model = model(&node, path, parsed, faults);
    faults.lacks_model = model.is_none() && node.get("model").is_some();
    faults.model = model.as_ref().map(|(file, _)| *file);
    let node = patch::apply(node, model.as_ref().map(|(_, model)| model), edits, faults);
    let whole = match &model {
        Some((_, model)) => merge::merge(model, &node),
        None => merge::merge(&Node::map(vec![], node.spot), &node),
    };
    spoiled::shapes(&whole, faults);
    if faults.lacks_model {
        spoiled::model(faults);
    }
    let document: Document = read(&whole.without(LISTS), faults).unwrap_or_default();
    let mut facts = Facts { title: document.scenario.clone().unwrap_or_default(), ..Facts::default() };
    // A period with faults of its own is not missing.
    let written = whole.get("period");
    if document.period.as_ref().map_or(written.is_none(), |period| days::is_whole(period, written)) {
        let calendar = days::calendar(document.period.as_ref(), &document.calendar, path, node.spot, faults);
        facts.calendar = calendar.unwrap_or_default();
    }
    facts.rates = days::rates(document.absence_rates.as_ref(), &facts.calendar, faults);
    catalogue::build(&document, &mut facts, faults);
    groups::check(&mut facts, faults);
    let rows = rows(&document, &whole, path, edits, faults);
    let index = staff::build(&document, rows, &mut facts, faults);
    let items = merge::rules(model.as_ref().map(|(_, model)| model), &node, faults);
    let entries: Vec<Entry> = items.iter().filter_map(|item| read_entry(item, faults)).collect();
    unique_ids(&entries, faults);
    rosters(&document, path, &mut facts, faults);
    let documents: Vec<&Node> = [&node].into_iter().chain(model.as_ref().map(|(_, model)| model)).collect();
    spoiled::sections(&documents, faults);
    cross::check(&document, &facts, &index, node.spot, faults);
    settle(&mut facts, &entries);
    for entry in &entries {
        entry.faults(&facts, faults);
    }
    limits(&document.solve, &whole, faults);
    let policy = policy(&document, model.as_ref().map(|(_, node)| node), faults);
    cross::in_force(model.as_ref().map(|(_, node)| node), &facts, document.model.as_ref(), faults);
    Some(Scenario { facts, entries, settings: document.solve, policy, hash: hash(faults) })
}

/// The model's document, if the scenario names one that exists.
fn model(scenario: &Node, path: &Path, parsed: &Parsed, faults: &mut Faults) -> Option<(u32, Node)> {
    let name: At<String> = read_field(scenario, "model", faults)?;
    let before = faults.list.len();
    let Some(file) = library::find(&name.value, name.spot, path, faults) else {
        if faults.list.len() == before {
            library::missing(&name.value, name.spot, faults);
        }
        return None;
    };
    let text = faults.sources[file as usize].text.clone();
    let model = parsed.parse(file, &text, faults)?;
    if model.get("model").is_some() {
        let what =
            Text::new("kebijakan tidak berdiri di atas kebijakan lain", "a model does not stand on another model");
        faults.error("E407", model.spot, what);
    }
    Some((file, model))
}

/// The long lists, from the scenario and the files that it names.
fn rows(document: &Document, whole: &Node, path: &Path, edits: &[Edit], faults: &mut Faults) -> Rows {
    let mut rows = Rows { whole: whole.spot, ..Rows::default() };
    // File by file: the nodes of one are dropped before the next one is read.
    let mut each =
        |key: &str, files: &Option<At<FileNames>>, columns: &[&str], take: &mut dyn FnMut(&Node, &mut Faults)| {
            for file in files.iter().flat_map(|files| files.value.each(files.spot)) {
                match table(&file, columns, path, faults) {
                    Some(table) => take(&table, faults),
                    None if key == "people" => spoiled::people(faults),
                    None => {}
                }
            }
            if let Some(node) = whole.get(key) {
                take(node, faults);
            }
        };
    let files = &document.files;
    each("people", &files.people, &["id"], &mut |node, faults| rows.people.extend(people(node, faults)));
    let columns = ["person", "from", "kind"];
    each("absences", &files.absences, &columns, &mut |node, faults| rows.absences.extend(read_list(node, faults)));
    each("wishes", &files.wishes, &["person"], &mut |node, faults| rows.wishes.extend(read_list(node, faults)));
    each("pins", &files.pins, &["person"], &mut |node, faults| rows.pins.extend(read_list(node, faults)));
    if let Some(pools) = whole.get("pools") {
        if !matches!(pools.kind, Kind::Seq(_) | Kind::Null) {
            read_field::<Vec<PoolRaw>>(whole, "pools", faults);
        }
        for item in pools.items() {
            if !matches!(item.kind, Kind::Map(_)) {
                read_list::<PersonRaw>(&Node::seq(vec![item.clone()], item.spot), faults);
                continue;
            }
            let own = ["count", "prefix"];
            for (key, _) in item.entries().iter().filter(|(key, _)| &*key.text == "id") {
                let what = Text::new("kelompok pegawai tidak memakai `id`", "a pool has no `id`");
                let remedy = Text::new("nomornya dibuat dari `prefix`", "its people are numbered from `prefix`");
                faults.error("E103", key.spot, what).remedy(remedy);
            }
            let head = item.entries().iter().filter(|(key, _)| own.contains(&&*key.text)).cloned().collect();
            let (pool, person) = (read(&Node::map(head, item.spot), faults), read(&item.without(&own), faults));
            rows.pools.extend(pool.zip(person));
        }
    }
    for edit in edits {
        if let Edit::Drop { place } = edit {
            rows.drop(place, faults);
        }
    }
    rows
}

/// Rows of people; one without an id, or with one that is no name, is left out.
fn people(list: &Node, faults: &mut Faults) -> Vec<PersonRaw> {
    if !matches!(list.kind, Kind::Seq(_) | Kind::Null) {
        return read_list(list, faults);
    }
    let mut people = Vec::new();
    for item in list.items() {
        if !matches!(item.kind, Kind::Map(_)) {
            faults.absent.insert("skill");
        }
        let told = faults.list.iter().any(|fault| fault.spot == item.spot);
        if matches!(item.kind, Kind::Map(_) | Kind::Null) && item.get("id").is_none() && !told {
            let what = Text::new("pegawai tanpa `id`", "a person without `id`");
            faults.error("E104", item.spot, what);
        }
        let read = read_list::<PersonRaw>(&Node::seq(vec![item.clone()], item.spot), faults);
        people.extend(read.into_iter().filter(|person| person.id.is_some()));
    }
    people
}

/// The path of a file named in the scenario; `E303` if there is none.
fn beside(file: &At<String>, scenario: &Path, faults: &mut Faults) -> Option<PathBuf> {
    let path = scenario.parent().unwrap_or(Path::new(".")).join(&file.value);
    if !path.exists() {
        let what =
            Text::new(format!("berkas `{}` tidak ada", file.value), format!("there is no file `{}`", file.value));
        faults
            .error("E303", file.spot, what)
            .remedy(Text::new("jalur dihitung dari berkas skenario", "the path is relative to the scenario file"));
        return None;
    }
    Some(path)
}

/// The rows of a CSV or XLSX file beside the scenario, as a list; it has at least these columns.
fn table(file: &At<String>, columns: &[&str], scenario: &Path, faults: &mut Faults) -> Option<Node> {
    let table = roster_file::read_table(&beside(file, scenario, faults)?, faults)?;
    let lacking: Vec<&str> =
        columns.iter().copied().filter(|name| !table.header.iter().any(|cell| cell.value == *name)).collect();
    for name in &lacking {
        let what = Text::new(format!("kolom `{name}` tidak ada"), format!("there is no column `{name}`"));
        faults.error("E415", table.spot, what).remedy(Text::new(
            "tulis nama kolom itu di baris pertama, dengan huruf yang sama",
            "write the column's name in the first row, in the same letters",
        ));
    }
    if faults.list.iter().any(|fault| fault.spot.file == table.spot.file) {
        faults.absent.insert("skill");
    }
    lacking.is_empty().then(|| table.to_node())
}

/// The published roster and the history, from files in the form of roster.csv.
fn rosters(document: &Document, path: &Path, facts: &mut Facts, faults: &mut Faults) {
    if let Some(path) = document.files.published.as_ref().and_then(|file| beside(file, path, faults)) {
        facts.published = roster_file::read_published(&path, facts, faults);
    }
    if let Some(path) = document.files.history.as_ref().and_then(|file| beside(file, path, faults)) {
        roster_file::read_history(&path, facts, faults);
    }
}

/// Limits of solving that are none (`E202`).
fn limits(settings: &Settings, whole: &Node, faults: &mut Faults) {
    /// Seconds: 30 days.
    const LONGEST: u64 = 30 * 24 * 3600;
    let spot = |key: &str| whole.get("solve").and_then(|solve| solve.get(key)).map_or(whole.spot, |node| node.spot);
    if settings.time_limit.is_some_and(|seconds| !(1..=LONGEST).contains(&seconds)) {
        let what = Text::new("`time_limit` 1 detik sampai 30 hari", "a `time_limit` is 1 second to 30 days");
        faults.error("E202", spot("time_limit"), what);
    }
    if settings.gap_percent.is_some_and(|percent| !(0.0..100.0).contains(&percent)) {
        let what = Text::new("`gap_percent` 0 sampai di bawah 100", "a `gap_percent` is 0 to below 100");
        faults.error("E202", spot("gap_percent"), what);
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
