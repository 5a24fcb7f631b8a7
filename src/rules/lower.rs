//! From facts and rules to the solver-neutral problem.

use super::Entry;
use crate::facts::{DutyIx, Facts};
use crate::problem::{Clause, Folder, Problem};

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
    let mut problem = without_rules(facts, entries, &mut Folder::default());
    for (rule, entry) in entries.iter().enumerate() {
        let shapes = entry.rule.clauses(&entry.given(facts));
        problem.clauses.extend(shapes.into_iter().map(|(force, shape)| Clause { rule: rule as u32, force, shape }));
    }
    problem
}

/// The same problem in less memory, for very many people: what a list of open duties can say is no clause ([`Folder`]).
/// Plans and costs are the same; who asks why a duty is forbidden, or counts clauses, takes [`lower`].
pub fn lower_lean(facts: &Facts, entries: &[Entry]) -> Problem {
    let mut folder = Folder::default();
    let mut problem = without_rules(facts, entries, &mut folder);
    for (rule, entry) in entries.iter().enumerate() {
        for (force, shape) in entry.rule.clauses(&entry.given(facts)) {
            folder.add(&mut problem, Clause { rule: rule as u32, force, shape });
        }
        // Rule by rule no more room than is needed: a vector that doubles would hold millions of empty places.
        problem.clauses.shrink_to_fit();
    }
    problem
}

fn without_rules(facts: &Facts, entries: &[Entry], folder: &mut Folder) -> Problem {
    // Most people have the duties of many others: a list is kept once.
    let mut open = Vec::with_capacity(facts.people.len() * usize::from(facts.calendar.len()));
    let mut menu: Vec<DutyIx> = Vec::new();
    for person in facts.everybody() {
        for day in facts.days() {
            menu.clear();
            menu.extend(facts.menu(person, day));
            open.push(folder.shared(&menu));
        }
    }
    Problem {
        people: facts.people.len(),
        days: usize::from(facts.calendar.len()),
        duties: facts.duties.len(),
        open,
        clauses: Vec::new(),
        tiers: entries.iter().map(|entry| entry.tier).collect(),
        losses: Vec::new(),
    }
}
