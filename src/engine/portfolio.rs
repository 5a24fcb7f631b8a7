//! Which engine solves a part, and in which order: columns first, then the compact program from what they found.
//!
//! One after the other and not side by side, so that the answer does not depend on the number of threads.

use super::budget::Budget;
use super::compact::Found;
use super::run::Watch;
use super::{Engine, EngineError, Limits, Solver, Start, Status, apart, compact};
use crate::problem::{Clause, DutyIx, Force, Problem, Shape};

/// Cells up to which the compact program can be expected to close a gap that columns leave.
pub const SMALL: usize = 12_000;
/// People up to which choices and largest sums are left to the whole. Measured on 1,000 people: without any, the blocks
/// are proved in a quarter of the whole's time; with both, 60 s end before the blocks have a plan that goes together.
const WHOLE: usize = 2_000;

/// Whether columns can solve a problem: they know one objective only.
fn columns_can(problem: &Problem, limits: &Limits) -> bool {
    let priced = || problem.clauses.iter().filter(|clause| clause.force != Force::Must).map(|c| problem.tier(c));
    cfg!(feature = "highs") && limits.solver == Solver::default() && priced().min() == priced().max()
}

fn takes_columns(problem: &Problem, limits: &Limits) -> bool {
    limits.engine != Engine::Compact && columns_can(problem, limits)
}

/// Names of the engine and its solver, for people.
pub fn name(problem: &Problem, limits: &Limits) -> String {
    let solver = format!("{:?}", limits.solver).to_lowercase();
    match (takes_columns(problem, limits), limits.engine) {
        (true, Engine::Columns) => format!("columns/{solver}"),
        (true, _) => format!("columns+compact/{solver}"),
        (false, _) => format!("compact/{solver}"),
    }
}

/// Whether a choice is to be made for several people, or a largest sum to be kept low.
fn has_choices(problem: &Problem) -> bool {
    let has = |clause: &Clause| matches!(clause.shape, Shape::Pick { .. } | Shape::Peak { .. });
    problem.clauses.iter().any(has)
}

/// Solves one part.
pub fn solve(
    problem: &Problem,
    limits: &Limits,
    budget: &Budget,
    start: &Start,
    watch: &dyn Watch,
) -> Result<Found, EngineError> {
    if !takes_columns(problem, limits) {
        if certifies(limits) {
            // A certificate is of the sum over all tiers.
            let one = Problem { tiers: Vec::new(), losses: Vec::new(), ..problem.clone() };
            prove(&one, &budget.share(0.3), watch)?;
        }
        return alone(problem, limits, budget, start.plan, watch);
    }
    if (problem.people > WHOLE || !has_choices(problem))
        && let Some(found) = in_blocks(problem, limits, budget, start, watch)?
    {
        return Ok(found);
    }
    let small = problem.cells() <= SMALL;
    let first = match (limits.engine, small) {
        (Engine::Columns, _) | (_, false) => budget.clone(),
        _ => budget.share(0.8),
    };
    let found = match columns(problem, limits, &first, start, watch) {
        // HiGHS fails once in a while on a linear program: the compact program is another way to the answer.
        Err(EngineError::Failed(_)) if limits.engine == Engine::Auto => Found::unproved(problem, start.plan),
        found => found?,
    };
    let settled = matches!(found.status, Status::Optimal | Status::Infeasible);
    if settled || limits.engine == Engine::Columns || budget.over() {
        return Ok(found);
    }
    let plan = found.plan.as_deref().or(start.plan);
    let second = alone(problem, limits, budget, plan, watch)?;
    Ok(if second.status == Status::Infeasible { second } else { second.with_bound(found.bound).settled(limits) })
}

/// Whether a certificate is asked for, and columns may give it.
pub fn certifies(limits: &Limits) -> bool {
    let can = cfg!(feature = "highs") && limits.solver == Solver::default() && limits.engine != Engine::Compact;
    limits.certificate && can
}

#[cfg(feature = "highs")]
pub use super::columns::UNIT as SCALE;
#[cfg(feature = "highs")]
use super::columns::{prove, solve as columns};

/// Multipliers of a certificate are in units of 1 / `SCALE` points.
#[cfg(not(feature = "highs"))]
pub const SCALE: i64 = 1;

/// A problem of many people in blocks, where it falls into any.
#[cfg(feature = "highs")]
fn in_blocks(
    problem: &Problem,
    limits: &Limits,
    budget: &Budget,
    start: &Start,
    watch: &dyn Watch,
) -> Result<Option<Found>, EngineError> {
    use apart::shared;
    match problem.people > shared::MANY_PEOPLE {
        true => shared::solve(problem, limits, budget, start, shared::BLOCK, watch),
        false => Ok(None),
    }
}

#[cfg(not(feature = "highs"))]
fn in_blocks(
    _problem: &Problem,
    _limits: &Limits,
    _budget: &Budget,
    _start: &Start,
    _watch: &dyn Watch,
) -> Result<Option<Found>, EngineError> {
    Ok(None)
}

#[cfg(not(feature = "highs"))]
fn prove(_problem: &Problem, _budget: &Budget, _watch: &dyn Watch) -> Result<(), EngineError> {
    Err(EngineError::SolverMissing(super::Solver::Highs))
}

#[cfg(not(feature = "highs"))]
fn columns(
    _problem: &Problem,
    limits: &Limits,
    _budget: &Budget,
    _start: &Start,
    _watch: &dyn Watch,
) -> Result<Found, EngineError> {
    Err(EngineError::SolverMissing(limits.solver))
}

/// The compact program, whole or apart.
fn alone(
    problem: &Problem,
    limits: &Limits,
    budget: &Budget,
    start: Option<&[DutyIx]>,
    watch: &dyn Watch,
) -> Result<Found, EngineError> {
    match apart::is_for(problem) {
        true => apart::solve(problem, limits, budget, start, apart::BLOCK, watch),
        false => compact::solve(problem, limits, budget.into(), start, watch),
    }
}
