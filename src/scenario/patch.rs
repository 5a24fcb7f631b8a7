//! Edits of a scenario: one value set at a path, or one item or row left out. What a repair offers, `--set` applies, and
//! a study varies.
//!
//! A path names keys down from the top of the file, parted by dots: `desks.ppid.open.0.need` (lists count from 0),
//! `people.eka.skills` (an item of a list by its `id` or `name`), `sites.madiun.seats`, `rules.rest.hours` (a rule by its
//! id, wherever it is written), `pools.+` (one more item of a list; `rules.+` is a rule beside those of the model). What
//! the model says and the scenario does not is copied from the model before it is changed.

mod paths;

use crate::input::fault::{Faults, Spot};
use crate::input::lang::{Text, quote};
use crate::input::node::{Key, Kind, Node, parse};

use super::merge;
pub use paths::item_name;
use paths::{at, below, own_rule, removed, set};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edit {
    /// The value, as YAML, takes its place at the path.
    Set { path: String, value: String },
    /// The item, rule or entry at the path is left out.
    Remove { path: String },
    /// The absence, wish or pin that is written at this `file:line:column` is left out.
    Drop { place: String },
}

impl Edit {
    pub fn set(path: impl Into<String>, value: impl std::fmt::Display) -> Edit {
        Edit::Set { path: path.into(), value: value.to_string() }
    }

    pub fn remove(path: impl Into<String>) -> Edit {
        Edit::Remove { path: path.into() }
    }

    /// `path=value`, `drop=path` or `drop=file:line:column`.
    pub fn read(text: &str) -> Option<Edit> {
        let (path, value) = text.split_once('=')?;
        let (path, value) = (path.trim(), value.trim());
        if path.is_empty() || value.is_empty() {
            return None;
        }
        Some(match path {
            "drop" if value.contains(':') => Edit::Drop { place: value.into() },
            "drop" => Edit::remove(value),
            _ => Edit::set(path, value),
        })
    }
}

impl std::fmt::Display for Edit {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Edit::Set { path, value } => write!(out, "{path}={value}"),
            Edit::Remove { path } => write!(out, "drop={path}"),
            Edit::Drop { place } => write!(out, "drop={place}"),
        }
    }
}

/// The scenario's document with all edits made; a path that leads nowhere is a fault (`E306`).
pub fn apply(scenario: Node, model: Option<&Node>, edits: &[Edit], faults: &mut Faults) -> Node {
    let mut node = scenario;
    for (number, edit) in edits.iter().enumerate() {
        let (path, text) = match edit {
            Edit::Set { path, value } => (path, value.as_str()),
            Edit::Remove { path } => (path, ""),
            Edit::Drop { .. } => continue,
        };
        let file = faults.source(format!("--set#{} {path}", number + 1), text.to_string());
        let steps: Vec<&str> = path.split('.').collect();
        let changed = match edit {
            Edit::Set { .. } => {
                let Some(value) = parse(file, text, faults) else { continue };
                set(&node, model, &steps, value)
            }
            Edit::Remove { .. } | Edit::Drop { .. } => removed(&node, model, &steps, Spot::whole(file)),
        };
        match changed {
            Some(changed) => node = changed,
            None => {
                let what = Text::new(
                    format!("jalur {} tidak ada dalam skenario", quote(path)),
                    format!("the scenario has no place {}", quote(path)),
                );
                faults.error("E306", Spot { file, line: 1, column: 1, width: 1 }, what).remedy(Text::new(
                    "contoh: `desks.ppid.open.0.need=2` atau `rules.rest.hours=10`",
                    "for example `desks.ppid.open.0.need=2` or `rules.rest.hours=10`",
                ));
            }
        }
    }
    node
}

/// A scenario and its model as they are written: to look up the value, and the place, of a path.
#[derive(Debug, Clone)]
pub struct Written {
    scenario: Node,
    model: Option<Node>,
    faults: Faults,
}

impl Written {
    pub(super) fn new(scenario: Node, model: Option<Node>, faults: Faults) -> Written {
        Written { scenario, model, faults }
    }

    /// The value at a path; `rules.ID` is a rule's fields.
    pub fn at(&self, path: &str) -> Option<Node> {
        at(&self.scenario, self.model.as_ref(), &path.split('.').collect::<Vec<_>>())
    }

    /// Whether the scenario alone says what stands at a path: left out there, nothing takes its place.
    pub fn owns(&self, path: &str) -> bool {
        let steps: Vec<&str> = path.split('.').collect();
        match steps.as_slice() {
            ["rules", id, ..] => own_rule(&self.scenario, id).is_some(),
            _ => {
                let in_model = self.model.as_ref().is_some_and(|model| below(model, &steps).is_some());
                !in_model && below(&self.scenario, &steps).is_some()
            }
        }
    }

    /// The scenario laid over its model, rules left out.
    pub fn whole(&self) -> Node {
        let nothing = Node::map(vec![], self.scenario.spot);
        merge::merge(self.model.as_ref().unwrap_or(&nothing), &self.scenario)
    }

    /// The items of all rules by id.
    pub fn rules(&self) -> Vec<(String, Node)> {
        let items = merge::rules(self.model.as_ref(), &self.scenario, &mut Faults::default());
        items.into_iter().filter_map(|item| Some((merge::id(&item)?.to_string(), item))).collect()
    }

    /// The whole number at a path.
    pub fn number(&self, path: &str) -> Option<i64> {
        self.at(path)?.text()?.parse().ok()
    }

    /// Where the value of a path is written.
    pub fn place(&self, path: &str) -> Option<String> {
        self.at(path).map(|node| self.place_of(&node))
    }

    /// Where a node of it is written.
    pub fn place_of(&self, node: &Node) -> String {
        self.faults.place(node.spot)
    }
}

/// A node as YAML on one line.
pub fn flow(node: &Node) -> String {
    match &node.kind {
        Kind::Null => "~".into(),
        // What stands by itself outside of brackets may end inside of them.
        Kind::Scalar { text, quoted: false } if !text.contains([',', '[', ']', '{', '}', '\n']) => text.to_string(),
        // A JSON string is a YAML string.
        Kind::Scalar { text, .. } => serde_json::Value::from(&**text).to_string(),
        Kind::Seq(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Kind::Map(entries) => {
            let entry = |(key, node): &(Key, Node)| format!("{}: {}", key.text, flow(node));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

#[cfg(test)]
mod tests;
