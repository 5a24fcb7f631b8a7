//! From facts and rules to the solver-neutral problem.

use super::Entry;
use crate::facts::Facts;
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
    let mut open = Vec::with_capacity(facts.people.len() * usize::from(facts.calendar.len()));
    for person in facts.everybody() {
        open.extend(facts.days().map(|day| facts.menu(person, day).collect::<Vec<_>>()));
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
