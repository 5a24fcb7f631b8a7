//! What is set aside while the faults of a tree are looked through.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// Nodes by identity (address): an alias shares its nodes, so a fault in them is set aside everywhere at once.
#[derive(Debug, Default)]
pub(super) struct Mask {
    gone: HashSet<usize>,
    /// A node, or (by its name) a missing field of a map node, that a stand-in plays; with the number of its attempt.
    stand_ins: HashMap<usize, u8>,
    missing: HashMap<usize, Vec<(&'static str, u8)>>,
    /// While only faults are looked for: elements of lists that have none left, which need not be read again.
    clean: Option<RefCell<HashSet<usize>>>,
}

impl Mask {
    pub fn is_gone(&self, node: usize) -> bool {
        self.gone.contains(&node)
    }

    /// Starts looking for faults: what is read is not used, so that lists may skip their clean elements.
    pub fn look(&mut self) {
        self.clean = Some(RefCell::default());
    }

    /// Reads for use again.
    pub fn stop_looking(&mut self) {
        self.clean = None;
    }

    pub fn is_clean(&self, node: usize) -> bool {
        self.clean.as_ref().is_some_and(|clean| clean.borrow().contains(&node))
    }

    pub fn note_clean(&self, node: usize) {
        if let Some(clean) = &self.clean {
            clean.borrow_mut().insert(node);
        }
    }

    pub fn stand_in(&self, node: usize) -> Option<u8> {
        self.stand_ins.get(&node).copied()
    }

    /// Stand-ins for missing fields of this map.
    pub fn missing(&self, map: usize) -> &[(&'static str, u8)] {
        self.missing.get(&map).map_or(&[], |fields| fields)
    }

    /// Leaves a node out; false if it was left out before.
    pub fn drop(&mut self, node: usize) -> bool {
        self.gone.insert(node)
    }

    /// Lets a stand-in play a node (or a missing field of it), or try again.
    pub fn play(&mut self, node: usize, field: &'static str) -> u8 {
        if field.is_empty() {
            let attempt = self.stand_ins.entry(node).and_modify(|attempt| *attempt += 1).or_insert(0);
            return *attempt;
        }
        let fields = self.missing.entry(node).or_default();
        match fields.iter_mut().find(|(name, _)| *name == field) {
            Some((_, attempt)) => {
                *attempt += 1;
                *attempt
            }
            None => {
                fields.push((field, 0));
                0
            }
        }
    }

    /// The play is over: what a stand-in played is left out, and so is a map that lacks a field.
    pub fn unmask(&mut self, root: usize) {
        self.gone.extend(self.stand_ins.drain().map(|(node, _)| node));
        self.gone.extend(self.missing.drain().map(|(map, _)| map).filter(|map| *map != root));
    }
}
