//! Clauses that a list of open duties says as well: a `must` that one person's duty of one day keeps or breaks by itself
//! takes duties off the day's list and is then not needed. Half the clauses of a large problem are of that kind.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Cell, Clause, DutyIx, Force, PersonIx, Problem, Shape};
use crate::facts::DayIx;

/// Takes in clauses, lists of duties shared.
#[derive(Default)]
pub struct Folder {
    known: HashSet<Arc<[DutyIx]>>,
}

impl Folder {
    /// Adds a clause to a problem, or takes the duties that it forbids off the list of its day. A list is never emptied:
    /// there the clause stays, and says why there is no plan.
    pub fn add(&mut self, problem: &mut Problem, clause: Clause) {
        if let Some((person, day)) = decided(&clause) {
            let at = person as usize * problem.days + usize::from(day);
            let keeps = |duty: &&DutyIx| clause.shape.excess(&|_, _| **duty) == 0;
            let left: Vec<DutyIx> = problem.open[at].iter().filter(keeps).copied().collect();
            if !left.is_empty() {
                if left.len() < problem.open[at].len() {
                    problem.open[at] = self.shared(&left);
                }
                return;
            }
        }
        problem.clauses.push(clause);
    }

    /// The one list of these duties.
    pub fn shared(&mut self, duties: &[DutyIx]) -> Arc<[DutyIx]> {
        if let Some(known) = self.known.get(duties) {
            return known.clone();
        }
        let shared: Arc<[DutyIx]> = duties.into();
        self.known.insert(shared.clone());
        shared
    }
}

impl Clause {
    /// The cell that it takes away altogether, if that is what it does.
    pub(super) fn forbidden(&self) -> Option<Cell> {
        match (&self.shape, &self.force) {
            (Shape::Ban(cell), Force::Must) => Some(*cell),
            _ => None,
        }
    }
}

impl Problem {
    /// The open duties that no `must` forbids, by person and day; equal lists are shared. Nothing is left of a day on
    /// which all are forbidden.
    pub fn allowed(&self) -> Vec<Arc<[DutyIx]>> {
        let mut allowed = self.open.clone();
        let mut forbidden: Vec<Cell> = self.clauses.iter().filter_map(Clause::forbidden).collect();
        forbidden.sort_unstable();
        let mut folder = Folder::default();
        for slot in forbidden.chunk_by(|one, next| (one.person, one.day) == (next.person, next.day)) {
            let at = slot[0].person as usize * self.days + usize::from(slot[0].day);
            let stays = |duty: &&DutyIx| slot.iter().all(|cell| cell.duty != **duty);
            let left: Vec<DutyIx> = allowed[at].iter().filter(stays).copied().collect();
            allowed[at] = folder.shared(&left);
        }
        allowed
    }
}

/// The person and day that alone decide a `must`.
fn decided(clause: &Clause) -> Option<(PersonIx, DayIx)> {
    if clause.force != Force::Must {
        return None;
    }
    match &clause.shape {
        Shape::Ban(cell) => Some((cell.person, cell.day)),
        Shape::Count { sum, .. } => {
            let (first, _) = sum.cells.first()?;
            let same = sum.cells.iter().all(|(cell, _)| (cell.person, cell.day) == (first.person, first.day));
            same.then_some((first.person, first.day))
        }
        Shape::Clash { .. }
        | Shape::Run { .. }
        | Shape::Same { .. }
        | Shape::Pick { .. }
        | Shape::Groups { .. }
        | Shape::Peak { .. } => None,
    }
}
