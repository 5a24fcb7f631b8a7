//! What the generator must know of a model: its contracts with their shifts, and its kinds of absence.

use std::collections::BTreeMap;
use std::path::Path;

use super::staff::USUAL;
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use crate::input::node::{Node, parse};
use crate::scenario::library;

#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Shifts by contract.
    pub contracts: BTreeMap<String, Vec<String>>,
    pub absence_kinds: Vec<String>,
}

impl Policy {
    /// Whether people who are not at a desk work in the morning and in the evening.
    pub fn two_shifts(&self) -> bool {
        let has = |shift: &str| self.contracts.get(USUAL).is_some_and(|shifts| shifts.iter().any(|one| one == shift));
        has("pagi") && has("sore")
    }
}

/// Looks a model up as a scenario in this folder would.
pub fn policy(model: &str, folder: &Path, faults: &mut Faults) -> Option<Policy> {
    let Some(file) = library::find(model, Spot::default(), &folder.join("scenario.yaml"), faults) else {
        if !faults.has_errors() {
            library::missing(model, Spot::default(), faults);
        }
        return None;
    };
    let text = faults.sources[file as usize].text.clone();
    let node = parse(file, &text, faults)?;
    let shifts = |contract: &Node| {
        let names = contract.get("shifts").map(Node::items).unwrap_or_default();
        names.iter().filter_map(Node::text).map(str::to_string).collect()
    };
    let named = |key: &str| node.get(key).map(Node::entries).unwrap_or_default();
    let contracts: BTreeMap<String, Vec<String>> =
        named("contracts").iter().map(|(name, body)| (name.text.to_string(), shifts(body))).collect();
    if !contracts.contains_key(USUAL) {
        let what = Text::new(
            format!("kebijakan `{model}` tidak memuat kontrak `{USUAL}` untuk pegawai biasa"),
            format!("model `{model}` has no contract `{USUAL}` for people who are not at a desk"),
        );
        faults.error("E230", Spot::default(), what);
        return None;
    }
    Some(Policy {
        contracts,
        absence_kinds: named("absence_kinds").iter().map(|(key, _)| key.text.to_string()).collect(),
    })
}
