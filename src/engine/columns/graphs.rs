//! Line graphs that were made before, for whoever needs the same again: blocks are solved more than once, and most points
//! of a study ask the same of most people.
//!
//! A graph follows from its [`Key`] alone, so that it does not matter who made it and when; the work that it took is
//! charged whoever made it, so that a limit of work ends every solve where it would without them.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::graph::Graph;
use crate::problem::{DutyIx, Force, Shape};

/// What graphs are shared by: equal duties and equal clauses, and as much room.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub open: Vec<Vec<DutyIx>>,
    pub clauses: Vec<(Force, Shape)>,
    pub room: usize,
}

/// A graph and which of the person's clauses, counted within the list it was made of, it does not hold.
pub type Built = (Arc<Graph>, Vec<usize>);

/// Arcs that are kept, at most: some 100 MB with what they are known by.
const MOST: usize = 4_000_000;

/// What is kept: what was asked for lately, and what was before that.
#[derive(Debug, Default)]
struct Kept {
    lately: FxHashMap<Arc<Key>, Built>,
    before: FxHashMap<Arc<Key>, Built>,
    /// Arcs of those asked for lately.
    arcs: usize,
}

#[derive(Debug, Default)]
pub struct Graphs(Mutex<Kept>);

impl Graphs {
    /// The graph with this key, made by `make` if it is not known.
    pub fn get(&self, key: &Arc<Key>, make: impl FnOnce() -> Option<Built>) -> Option<Built> {
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).find(key) {
            return Some(known);
        }
        let built = make()?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keep(key.clone(), built.clone());
        Some(built)
    }
}

impl Kept {
    fn find(&mut self, key: &Arc<Key>) -> Option<Built> {
        if let Some(known) = self.lately.get(key) {
            return Some(known.clone());
        }
        let (key, known) = self.before.remove_entry(key)?;
        self.keep(key, known.clone());
        Some(known)
    }

    /// Where they become too many, those that nobody asked for lately go.
    fn keep(&mut self, key: Arc<Key>, built: Built) {
        self.arcs += built.0.arcs.len();
        self.lately.insert(key, built);
        if self.arcs > MOST / 2 {
            self.before = std::mem::take(&mut self.lately);
            self.arcs = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::graph::Step;
    use super::*;

    fn key(room: usize) -> Arc<Key> {
        Arc::new(Key { open: Vec::new(), clauses: Vec::new(), room })
    }

    fn large() -> Built {
        let arcs = vec![Step { bundle: 0, to: 0, cost: 0 }; MOST / 4];
        (Arc::new(Graph { arcs, ..Graph::default() }), Vec::new())
    }

    #[test]
    fn a_graph_is_made_once_and_forgotten_when_others_are_asked_for() {
        let graphs = Graphs::default();
        let made = |room: usize| {
            let mut made = false;
            graphs.get(&key(room), || {
                made = true;
                Some(large())
            });
            made
        };
        assert_eq!([1, 1, 2, 1, 3].map(made), [true, false, true, false, true]);
        // The first was asked for more lately than the second, which has to be made again.
        assert_eq!([1, 4, 5, 2].map(made), [false, true, true, true]);
    }

    #[test]
    fn what_could_not_be_made_is_not_kept() {
        let graphs = Graphs::default();
        assert!(graphs.get(&key(1), || None).is_none());
        assert!(graphs.get(&key(1), || Some((Arc::default(), Vec::new()))).is_some());
    }
}
