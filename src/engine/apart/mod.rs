//! Apart and coordinate, for problems too big for one program. [`shared`] is the way for columns; what stands here is the
//! way for compact programs:
//!
//! 1. *Start*: everybody alone, then small neighbourhoods with everybody else held, until no `must` is broken.
//! 2. *Bound*: the widest crowd clauses are dropped until what is left falls into blocks of at most [`BLOCK`] people.
//!    Dropping a clause only relaxes (a `prefer` never costs less than 0), so the blocks' bounds sum to a bound of the
//!    whole.
//! 3. *Better*: neighbourhoods again, growing when nothing more is found, for as long as there is time.
//!
//! Neighbourhoods are solved four at a time against the same plan and taken over one by one, each only if the whole is
//! then better: the same plan on any number of threads, as long as time does not bind.

#[cfg(feature = "highs")]
mod beside;
mod coordinate;
#[cfg(feature = "highs")]
mod coupling;
#[cfg(feature = "highs")]
mod cut;
#[cfg(feature = "highs")]
mod prices;
#[cfg(feature = "highs")]
pub mod shared;
#[cfg(all(test, feature = "highs"))]
mod shared_tests;
#[cfg(feature = "highs")]
mod warm;

use std::sync::Mutex;

use super::budget::{Budget, Shares};
use super::compact::{self, Found, Until, proved};
use super::run::Watch;
use super::{EngineError, Limits, Status};
use crate::problem::{Clause, DutyIx, FREE, Force, Part, PersonIx, Problem, Shape};
use coordinate::Coordinator;

/// Most people of a block.
pub const BLOCK: usize = 150;
/// A problem with more people than this and a shape that HiGHS finds hard is solved apart. Measured: 1,000 people x 20
/// days with `Same`, `Pick` and `Peak` gave HiGHS no plan in 60 s as one program, 40 people their first in 7 s.
const MANY_PEOPLE: usize = 12;
/// Nodes of branch and bound that a problem of one block is tried for at first.
const FIRST_NODES: i32 = 200;

/// Whether a problem should be solved apart. Problems with tiers are not: the blocks' proofs of a later tier would
/// hold only under the blocks' own earlier tiers.
pub fn is_for(problem: &Problem) -> bool {
    let hard = |clause: &Clause| matches!(clause.shape, Shape::Same { .. } | Shape::Pick { .. } | Shape::Peak { .. });
    let priced = || problem.clauses.iter().filter(|clause| clause.force != Force::Must).map(|c| problem.tier(c));
    priced().min() == priced().max() && problem.people > MANY_PEOPLE && problem.clauses.iter().any(hard)
}

/// Groups of at most `most` people, the widest clauses dropped: as few widths as are needed.
fn blocks(problem: &Problem, most: usize) -> Vec<Vec<PersonIx>> {
    let widths: Vec<usize> = problem.clauses.iter().map(|clause| clause.shape.people().len()).collect();
    let groups = |stays: usize| problem.components_without(&|at| widths[at] > stays);
    let mut steps: Vec<usize> = widths.iter().copied().filter(|width| *width > 1).collect();
    steps.sort_unstable();
    steps.dedup();
    // The wider the clauses that stay, the larger the groups.
    let fits = |stays: &usize| groups(*stays).iter().all(|group| group.len() <= most);
    groups(steps[..steps.partition_point(fits)].last().copied().unwrap_or(1))
}

/// Hears of the bounds of one block and of no plan: a block's plan is none of the whole.
struct Bounds<'a> {
    watch: &'a dyn Watch,
    bounds: Mutex<Vec<i64>>,
}

impl Bounds<'_> {
    fn set(&self, at: usize, bound: i64) {
        let Ok(mut bounds) = self.bounds.lock() else { return };
        bounds[at] = bound;
        self.watch.bound(bounds.iter().sum());
    }
}

struct Block<'a> {
    bounds: &'a Bounds<'a>,
    at: usize,
}

impl Watch for Block<'_> {
    fn plan(&self, _plan: &[DutyIx], _cost: i64) {}

    fn bound(&self, bound: i64) {
        self.bounds.set(self.at, bound);
    }
}

/// Hears nothing.
struct Deaf;

impl Watch for Deaf {
    fn plan(&self, _plan: &[DutyIx], _cost: i64) {}
    fn bound(&self, _bound: i64) {}
}

/// Solves a problem apart, its bound from blocks of at most `block` people; see the top of this file.
pub fn solve(
    problem: &Problem,
    limits: &Limits,
    budget: &Budget,
    start: Option<&[DutyIx]>,
    block: usize,
    watch: &dyn Watch,
) -> Result<Found, EngineError> {
    let parts = problem.parts(&blocks(problem, block), None);
    let whole = parts.len() == 1;
    let (mut first, mut proved_first) = (None, 0);
    if whole {
        // Perhaps it is not as hard as its shapes look.
        let short = Until { budget: budget.share(0.1), nodes: Some(FIRST_NODES) };
        let found = compact::solve(problem, limits, short, start, watch)?;
        if matches!(found.status, Status::Optimal | Status::Infeasible) {
            return Ok(found);
        }
        (first, proved_first) = (found.plan, found.bound);
    }
    let plan = match first.or_else(|| start.map(<[DutyIx]>::to_vec)) {
        Some(plan) => plan,
        None => match everybody_alone(problem, limits, &budget.share(0.3))? {
            Ok(plan) => plan,
            Err(found) => return Ok(found),
        },
    };
    let mut coordinator = Coordinator::new(problem, limits, watch, plan);
    coordinator.mend(&budget.share(0.6))?;
    coordinator.improve(&budget.share(0.3), 0)?;
    let until = budget.share(if whole { 0.6 } else { 0.4 });
    let bound = match bound_apart(&parts, limits, &until, &mut coordinator, watch)? {
        Ok(bound) => bound,
        Err(found) => return Ok(found),
    };
    coordinator.mend(budget)?;
    coordinator.improve(budget, bound)?;
    Ok(match coordinator.valid() {
        None => Found { status: Status::Unknown, plan: None, cost: 0, bound, dead_end: None }.with_bound(proved_first),
        Some(plan) => {
            let (plan, cost) = (Some(plan.to_vec()), coordinator.cost());
            let found = Found { status: Status::Feasible, plan, cost, bound, dead_end: None }.with_bound(proved_first);
            let optimal = proved(cost, found.bound, limits.gap_ppm) && found.bound <= cost;
            if optimal { Found { status: Status::Optimal, ..found } } else { found }
        }
    })
}

/// Each person's cheapest line as if there were nobody else; who cannot be planned alone (or in time) begins with the
/// first duty of each day. `Err`: the proof that there is no plan.
fn everybody_alone(
    problem: &Problem,
    limits: &Limits,
    budget: &Budget,
) -> Result<Result<Vec<DutyIx>, Found>, EngineError> {
    let people: Vec<Vec<PersonIx>> = (0..problem.people as PersonIx).map(|person| vec![person]).collect();
    let parts = problem.parts(&people, None);
    let near = Limits { gap_ppm: limits.gap_ppm.max(20_000), ..limits.clone() };
    let solve = |at: usize, own: &Budget| compact::solve(&parts[at].problem, &near, own.into(), None, &Deaf);
    let found = Shares::new(vec![1; parts.len()], limits.threads, budget).each(solve);
    let mut plan: Vec<DutyIx> = problem.open.iter().map(|open| open.first().copied().unwrap_or(FREE)).collect();
    for (part, found) in parts.iter().zip(found) {
        let found = found?;
        if found.status == Status::Infeasible {
            return Ok(Err(found.of_part(part)));
        }
        if let Some(line) = found.plan {
            part.write_back(&line, &mut plan);
        }
    }
    Ok(Ok(plan))
}

/// The sum of the blocks' bounds; their plans, put together, are offered to the coordinator. `Err`: the proof that there is no plan.
fn bound_apart(
    parts: &[Part],
    limits: &Limits,
    budget: &Budget,
    coordinator: &mut Coordinator,
    watch: &dyn Watch,
) -> Result<Result<i64, Found>, EngineError> {
    let sizes = parts.iter().map(|part| part.problem.cells()).collect();
    let bounds = Bounds { watch, bounds: Mutex::new(vec![0; parts.len()]) };
    let solve = |at: usize, share: &Budget| {
        let own = coordinator.valid().map(|plan| parts[at].read(plan));
        compact::solve(&parts[at].problem, limits, share.into(), own.as_deref(), &Block { bounds: &bounds, at })
    };
    let found = Shares::new(sizes, limits.threads, budget).each(solve);
    let mut together = coordinator.plan().to_vec();
    let mut sum = 0;
    for (at, found) in found.into_iter().enumerate() {
        let found = found?;
        if found.status == Status::Infeasible {
            return Ok(Err(found.of_part(&parts[at])));
        }
        if let Some(plan) = &found.plan {
            parts[at].write_back(plan, &mut together);
        }
        bounds.set(at, found.bound);
        sum += found.bound;
    }
    coordinator.offer(together);
    Ok(Ok(sum))
}

#[cfg(all(test, feature = "highs"))]
mod tests {
    use proptest::prelude::*;

    use super::{Budget, Deaf, solve};
    use crate::engine::tiny::{best_costs, problems};
    use crate::engine::{Limits, Status};

    proptest! {
        #[test]
        fn blocks_of_one_prove_no_more_than_is_true(problem in problems(500)) {
            let problem = crate::problem::Problem { tiers: Vec::new(), ..problem };
            let limits = Limits { threads: 1, ..Limits::default() };
            let found = solve(&problem, &limits, &Budget::new(&limits), None, 1, &Deaf).unwrap();
            let Some((best, _)) = best_costs(&problem) else {
                prop_assert!(matches!(found.status, Status::Infeasible | Status::Unknown));
                return Ok(());
            };
            // A neighbourhood holds all people of so small a problem.
            prop_assert_eq!(found.cost, best);
            prop_assert!(found.bound <= best);
            prop_assert_eq!(problem.judge(&found.plan.unwrap()).must_units, 0);
        }
    }
}
