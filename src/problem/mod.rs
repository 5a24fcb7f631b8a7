//! The solver-neutral problem: dense indexes and clauses of a closed set of shapes; built once, then read only.

use std::sync::Arc;

mod canonical;
mod clause;
mod ease;
mod fold;
mod mixed;
mod outcomes;
mod part;
mod plots;
mod read;
mod tight;

pub use crate::facts::{DayIx, DutyIx, DutySet, FREE, PersonIx};
pub use canonical::Canonical;
pub use clause::{Cell, Choice, Clause, Force, Shape, Sum};
pub use ease::Asked;
pub use fold::Folder;
pub use part::Part;
pub use plots::Plots;
pub use read::Read;

/// What the engines see: who may hold what on which day, and the clauses.
#[derive(Debug, Clone, Default)]
pub struct Problem {
    pub people: usize,
    pub days: usize,
    /// Size of the duty catalogue (duty 0 is free).
    pub duties: usize,
    /// Duties open to a person on a day, rising, never empty: `open[person * days + day]`. Equal lists are shared where
    /// they are many.
    pub open: Vec<Arc<[DutyIx]>>,
    pub clauses: Vec<Clause>,
    /// Tier of each rule, from 1: lower tiers are made as cheap as possible first.
    pub tiers: Vec<u8>,
    /// Points that tier 1, 2, … may lose again so that later tiers get cheaper; 0 where the list ends.
    pub losses: Vec<i64>,
}

impl Problem {
    /// Duties open to a person on a day.
    pub fn open(&self, person: PersonIx, day: DayIx) -> &[DutyIx] {
        &self.open[person as usize * self.days + usize::from(day)]
    }

    /// Choices of all people on all days.
    pub fn cells(&self) -> usize {
        self.open.iter().map(|open| open.len()).sum()
    }

    /// Tier of a clause.
    pub fn tier(&self, clause: &Clause) -> u8 {
        self.tiers.get(clause.rule as usize).copied().unwrap_or(1)
    }

    /// Cost of a whole plan and the units by which it breaks `must` clauses: the slow reference.
    /// `plan[person * days + day]` is a duty.
    pub fn judge(&self, plan: &[DutyIx]) -> Judged {
        let duty = |person: PersonIx, day: DayIx| plan[person as usize * self.days + usize::from(day)];
        let mut judged = Judged { cost: 0, must_units: 0 };
        for clause in &self.clauses {
            let excess = clause.shape.excess(&duty);
            match clause.force {
                Force::Must => judged.must_units += excess,
                Force::Prefer(_) => judged.cost += clause.force.cost(excess),
            }
        }
        judged
    }
}

/// What [`Problem::judge`] says of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    pub cost: i64,
    /// Units by which `must` clauses are broken; 0 for a valid plan.
    pub must_units: i64,
}
