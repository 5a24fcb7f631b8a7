//! From facts and rules to the solver-neutral problem.

use std::collections::HashSet;
use std::sync::Arc;

use super::Entry;
use crate::facts::{DutyIx, Facts};
use crate::problem::{Clause, Problem};

/// Lets every rule refuse flexibilities; done once, before any other rule is asked.
pub fn settle(facts: &mut Facts, entries: &[Entry]) {
    for entry in entries {
        let refusals = entry.rule.settle(&entry.given(facts));
        for (person, bar) in refusals {
            facts.people[person as usize].bars.push(bar);
        }
    }
}

/// The problem that these rules make of these facts.
pub fn lower(facts: &Facts, entries: &[Entry]) -> Problem {
    // Most people have the duties of many others: a list is kept once.
    let mut known: HashSet<Arc<[DutyIx]>> = HashSet::new();
    let mut open = Vec::with_capacity(facts.people.len() * usize::from(facts.calendar.len()));
    let mut menu: Vec<DutyIx> = Vec::new();
    for person in facts.everybody() {
        for day in facts.days() {
            menu.clear();
            menu.extend(facts.menu(person, day));
            let shared = known.get(menu.as_slice()).cloned().unwrap_or_else(|| {
                let shared: Arc<[DutyIx]> = menu.as_slice().into();
                known.insert(shared.clone());
                shared
            });
            open.push(shared);
        }
    }
    let mut clauses = Vec::new();
    for (rule, entry) in entries.iter().enumerate() {
        let shapes = entry.rule.clauses(&entry.given(facts));
        clauses.extend(shapes.into_iter().map(|(force, shape)| Clause { rule: rule as u32, force, shape }));
    }
    Problem {
        people: facts.people.len(),
        days: usize::from(facts.calendar.len()),
        duties: facts.duties.len(),
        open,
        clauses,
        tiers: entries.iter().map(|entry| entry.tier).collect(),
        losses: Vec::new(),
    }
}
