//! A problem read for comparison, clause by clause: as it is written, and tightened. Most points of a study differ from
//! the first one in a few clauses; of all others the digests are taken over.

use std::hash::Hash;
use std::sync::Arc;

use super::ease::{Asked, Asking, Asks, Sha};
use super::outcomes::Outcomes;
use super::{Clause, DutyIx, Problem, Shape};

/// A problem, tightened, and what its clauses ask for, in the order of the clauses.
#[derive(Debug, Clone)]
pub struct Read {
    written: One,
    /// `None` where somebody would have no duty left: it stays as it is written.
    tight: Option<One>,
    /// What the clauses of the tightened problem come to.
    said: Arc<[Asking]>,
}

/// A problem and its digests.
#[derive(Debug, Clone)]
struct One {
    problem: Problem,
    opened: u128,
    clauses: Arc<[Asking]>,
}

impl Read {
    /// Reads a problem; what is the same in one that was read before is taken from there.
    pub fn of(problem: Problem, before: Option<&Read>) -> Read {
        let known = before.and_then(|before| Some((before.problem(), before.tight()?)));
        let tight = problem.tight_like(known);
        let written = One::of(problem, before.map(|before| &before.written));
        let tight = tight.map(|tight| One {
            opened: opened(&tight, before.map(Read::tightened)),
            clauses: Arc::default(),
            problem: tight,
        });
        let mut read = Read { written, tight, said: Arc::default() };
        read.said = read.said(before);
        read
    }

    pub fn problem(&self) -> &Problem {
        &self.written.problem
    }

    /// The problem in tighter words, if there are any.
    pub fn tight(&self) -> Option<&Problem> {
        self.tight.as_ref().map(|tight| &tight.problem)
    }

    pub fn asked(&self) -> Asked {
        let tight = self.tightened();
        Asked {
            written: Asks::of(&self.written.problem, self.written.opened, self.written.clauses.clone()),
            tight: Asks::of(&tight.problem, tight.opened, self.said.clone()),
        }
    }

    fn tightened(&self) -> &One {
        self.tight.as_ref().unwrap_or(&self.written)
    }

    /// By clause, what the tightened one comes to.
    fn said(&self, before: Option<&Read>) -> Arc<[Asking]> {
        let (mut sha, tight) = (Sha::default(), &self.tightened().problem);
        let before = before.map(|before| (before, &before.tightened().problem));
        // A count of one person comes to the same only where the person may do the same.
        let is_alike = |known: &Problem, person: usize| {
            let days = person * tight.days..(person + 1) * tight.days;
            known.days == tight.days && known.open.get(days.clone()) == tight.open.get(days)
        };
        let alike: Vec<bool> =
            (0..tight.people).map(|at| before.is_some_and(|(_, known)| is_alike(known, at))).collect();
        let own = |clause: &Clause| {
            let Shape::Count { sum, per: 2.., .. } = &clause.shape else { return true };
            sum.cells.first().is_none_or(|(cell, _)| alike[cell.person as usize])
        };
        let said = |(at, clause): (usize, &Clause)| {
            if let Some((known, problem)) = before
                && problem.clauses.get(at).is_some_and(|known| known == clause)
                && own(clause)
            {
                return known.said[at].clone();
            }
            match Outcomes::of(tight, &clause.shape) {
                Some(outcomes) => Asking::of_outcomes(&outcomes, &clause.force, &mut sha),
                None if self.written.problem.clauses[at].shape == clause.shape => self.written.clauses[at].clone(),
                None => Asking::of(&clause.shape, &clause.force, &mut sha),
            }
        };
        tight.clauses.iter().enumerate().map(said).collect()
    }
}

impl One {
    fn of(problem: Problem, before: Option<&One>) -> One {
        let mut sha = Sha::default();
        let asking = |(at, clause): (usize, &Clause)| {
            let known = before.filter(|known| known.problem.clauses.get(at) == Some(clause));
            match known {
                Some(known) => known.clauses[at].clone(),
                None => Asking::of(&clause.shape, &clause.force, &mut sha),
            }
        };
        let clauses = problem.clauses.iter().enumerate().map(asking).collect();
        One { opened: opened(&problem, before), clauses, problem }
    }
}

/// Digest of the open duties.
fn opened(problem: &Problem, before: Option<&One>) -> u128 {
    if let Some(known) = before.filter(|known| known.problem.open == problem.open) {
        return known.opened;
    }
    let mut sha = Sha::default();
    let open: &Vec<Arc<[DutyIx]>> = &problem.open;
    open.hash(&mut sha);
    sha.taken()
}
