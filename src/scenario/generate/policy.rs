//! What the generator must know of a model: its contracts and their shifts.

use std::collections::BTreeMap;
use std::path::Path;

use super::staff::USUAL;
use crate::input::fault::{Faults, Spot};
use crate::input::node::{Node, parse};
use crate::scenario::library;

/// Shifts by contract.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    pub contracts: BTreeMap<String, Vec<String>>,
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
    let contracts = node.get("contracts").map(Node::entries).unwrap_or_default();
    Some(Policy { contracts: contracts.iter().map(|(name, body)| (name.text.to_string(), shifts(body))).collect() })
}
