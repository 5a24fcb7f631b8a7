//! The compact integer program: built from the clauses, solved tier after tier, and nothing believed unchecked.

#[cfg_attr(not(feature = "highs"), allow(dead_code, reason = "minilp hears and says less than HiGHS"))]
mod attend;
#[cfg(feature = "highs")]
mod highs;
mod lean;
#[cfg(feature = "minilp")]
mod minilp;
mod mps;
mod origin;
mod program;
mod rows;
mod search;
mod shapes;

#[cfg(feature = "highs")]
pub use highs::AGGREGATOR;
pub use mps::write_mps;
#[cfg(feature = "highs")]
pub use origin::{Origin, Origins};
#[cfg(feature = "highs")]
pub use program::{Column, Meaning, NO_SLOT, Term, gcd};
pub use program::{Impossible, Program};
#[cfg(feature = "highs")]
pub use rows::{build, build_summed};
pub use search::proved;

use std::sync::Arc;

use super::budget::Budget;
use super::run::Watch;
use super::{DeadEnd, EngineError, Limits, Status};
use crate::problem::{DutyIx, Part, Problem};

use search::{Best, Search};

/// What was found for one problem.
#[derive(Debug, Clone)]
pub struct Found {
    pub status: Status,
    /// Keeps every `must`.
    pub plan: Option<Vec<DutyIx>>,
    /// Of the plan; 0 without one.
    pub cost: i64,
    pub bound: i64,
    pub dead_end: Option<DeadEnd>,
}

impl Found {
    pub fn infeasible(dead_end: Option<DeadEnd>) -> Found {
        Found { status: Status::Infeasible, plan: None, cost: 0, bound: 0, dead_end }
    }

    /// Nothing but a valid start plan, if there is one; no plan costs less than nothing.
    pub fn unproved(problem: &Problem, start: Option<&[DutyIx]>) -> Found {
        let plan = start.map(<[DutyIx]>::to_vec);
        let cost = start.map_or(0, |plan| problem.judge(plan).cost);
        let status = if plan.is_some() { Status::Feasible } else { Status::Unknown };
        Found { status, plan, cost, bound: 0, dead_end: None }
    }

    /// Joins what an earlier solve proved of the same problem, unless a plan shows it to be false.
    pub fn with_bound(mut self, earlier: i64) -> Found {
        if self.plan.is_none() || earlier <= self.cost {
            self.bound = self.bound.max(earlier);
        }
        self
    }

    /// Proved, if plan and bound meet within the gap asked for.
    pub fn settled(mut self, limits: &Limits) -> Found {
        if self.plan.is_some() && self.bound <= self.cost && proved(self.cost, self.bound, limits.gap_ppm) {
            self.status = Status::Optimal;
        }
        self
    }

    /// Found for a part: the person of a dead end by the whole problem's number.
    pub fn of_part(mut self, part: &Part) -> Found {
        if let Some(dead_end) = &mut self.dead_end {
            dead_end.person = part.people[dead_end.person as usize];
        }
        self
    }
}

/// When one solve should end.
#[derive(Debug, Clone)]
pub struct Until {
    pub budget: Budget,
    #[cfg_attr(not(feature = "highs"), expect(dead_code, reason = "minilp has no such limit"))]
    /// Nodes of branch and bound (of HiGHS; minilp has no such limit).
    pub nodes: Option<i32>,
}

impl From<&Budget> for Until {
    fn from(budget: &Budget) -> Until {
        Until { budget: budget.clone(), nodes: None }
    }
}

/// The program as solvers get it.
fn posed(problem: &Problem, start: Option<&[DutyIx]>) -> Program {
    let mut program = rows::build(problem, start);
    if program.impossible.is_none() {
        program.lean();
    }
    program
}

/// Solves a problem as one integer program from a valid plan, if one is known. `watch` hears of every better plan and
/// of every bound.
pub fn solve(
    problem: &Problem,
    limits: &Limits,
    until: Until,
    start: Option<&[DutyIx]>,
    watch: &dyn Watch,
) -> Result<Found, EngineError> {
    if until.budget.over() {
        return Ok(Found::unproved(problem, start));
    }
    let mut program = posed(problem, start);
    if let Some(impossible) = program.impossible {
        return Ok(Found::infeasible(match impossible {
            Impossible::NoDuty(person, day) => Some(DeadEnd { person, day }),
            Impossible::Clause(_) => None,
        }));
    }
    if program.slots.is_empty() {
        // Nobody has a choice.
        let plan = program.plan(&[]);
        let judged = problem.judge(&plan);
        if judged.must_units > 0 {
            return Ok(Found::infeasible(None));
        }
        watch.plan(&plan, judged.cost);
        let (plan, cost) = (Some(plan), judged.cost);
        return Ok(Found { status: Status::Optimal, plan, cost, bound: cost, dead_end: None });
    }
    let mut best = start.map(|plan| Best::of(problem, &program, plan.to_vec()));
    let mut bounds: Vec<i64> = (0..program.tiers.len()).map(|tier| program.floor(tier)).collect();
    let mut caps = Vec::new();
    let mut status = Status::Optimal;
    for tier in 0..program.tiers.len() {
        if tier > 0 {
            // The same program with the columns' values of the plan that the tier before found.
            program = posed(problem, best.as_ref().map(|best| best.plan.as_slice()));
        }
        let loss = problem.losses.get(usize::from(program.tiers[tier].number).saturating_sub(1)).copied().unwrap_or(0);
        let others = bounds.iter().sum::<i64>() - bounds[tier];
        let floor = bounds[tier];
        let mut search = Search { problem, program: Arc::new(program), tier, caps, best, bound: floor, others, watch };
        let ended = search.run(limits, &until)?;
        if ended == Status::Infeasible {
            return Ok(Found::infeasible(None));
        }
        bounds[tier] = search.bound;
        (caps, best) = (search.caps, search.best);
        let Some(found) = &best else { break };
        if ended != Status::Optimal {
            status = Status::Feasible;
        }
        caps.push(found.costs[tier] + loss);
        if tier + 1 == bounds.len() {
            break;
        }
        if until.budget.over() {
            status = Status::Feasible;
            break;
        }
        program = program::Program::default();
    }
    let bound = bounds.iter().sum();
    Ok(match best {
        Some(best) => Found { status, cost: best.costs.iter().sum(), plan: Some(best.plan), bound, dead_end: None },
        None => Found { status: Status::Unknown, plan: None, cost: 0, bound, dead_end: None },
    })
}
