//! Whether clauses can hold together. Two ways to ask: the integer program, which sees most contradictions at once but
//! counts in vain where people are too few for the shifts of weeks; and whole lines at prices, which see that at once. (44)

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::relaxed;
use crate::certificate::Node;
use crate::engine::budget::Budget;
use crate::engine::compact;
use crate::engine::run::Watch;
use crate::engine::{EngineError, Limits, Status};
use crate::problem::{DutyIx, FREE, Force, PersonIx, Problem};

/// Cells up to which the integer program is asked.
const SMALL: usize = 15_000;
/// Longest first look of the integer program, before the lines are asked.
const FIRST_LOOK: Duration = Duration::from_millis(500);

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// This plan keeps them all.
    Yes(Vec<DutyIx>),
    /// Proved: none does.
    No,
    /// Not known in time.
    Open,
}

/// Hears nothing.
struct Deaf;

impl Watch for Deaf {
    fn plan(&self, _plan: &[DutyIx], _cost: i64) {}
    fn bound(&self, _bound: i64) {}
}

/// Asks until it is known, in turns, but no longer than the limits say.
#[derive(Debug, Default)]
pub struct Asking {
    /// The integer program has failed before where the lines knew: they are asked first from now on.
    lines_first: AtomicBool,
}

impl Asking {
    /// Whether all clauses of a problem, each a `must`, can be kept.
    pub fn ask(&self, problem: &Problem, limits: &Limits) -> Result<Hold, EngineError> {
        let nobody = |_: PersonIx, _: u16| FREE;
        let lost = |shape: &crate::problem::Shape| shape.people().is_empty() && shape.excess(&nobody) > 0;
        if problem.clauses.iter().any(|clause| lost(&clause.shape)) {
            return Ok(Hold::No);
        }
        let end = limits.time.map(|time| Instant::now() + time);
        let left = |most: Option<Duration>| {
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            Limits { time: left.into_iter().chain(most).min(), ..limits.clone() }
        };
        let small = problem.cells() <= SMALL;
        if small && !self.lines_first.load(Ordering::Relaxed) {
            let found = program(problem, &left(Some(FIRST_LOOK)))?;
            if found != Hold::Open {
                return Ok(found);
            }
        }
        let found = lines(problem, &left(None))?;
        match (&found, small) {
            (Hold::Open, true) => program(problem, &left(None)),
            _ => {
                self.lines_first.fetch_or(small, Ordering::Relaxed);
                Ok(found)
            }
        }
    }
}

/// The integer program of the whole.
fn program(problem: &Problem, limits: &Limits) -> Result<Hold, EngineError> {
    let found = compact::solve(problem, limits, (&Budget::new(limits)).into(), None, &Deaf)?;
    Ok(match (found.status, found.plan) {
        (Status::Infeasible, _) => Hold::No,
        (_, Some(plan)) => Hold::Yes(plan),
        (_, None) => Hold::Open,
    })
}

/// The lines of people at prices of what is asked of several: any bound above 0 will do.
fn lines(problem: &Problem, limits: &Limits) -> Result<Hold, EngineError> {
    let limits = Limits { gap_ppm: 999_999, ..limits.clone() };
    let found = crate::engine::solve(&relaxed(problem, &|_| false, false, 1), &limits, None, &|_| {})?;
    Ok(match found.plan {
        _ if found.status == Status::Infeasible || found.bound > 0 => Hold::No,
        Some(plan) if found.cost == 0 => Hold::Yes(plan),
        _ => Hold::Open,
    })
}

/// Of a problem that is proved not to hold by prices of what is asked of several: the clauses that have a price there.
/// Without the other clauses on several people it cannot hold either, unless the proof was rounded too far.
pub fn priced(problem: &Problem, limits: &Limits) -> Result<Option<BTreeSet<usize>>, EngineError> {
    let limits = Limits { gap_ppm: 999_999, certificate: true, ..limits.clone() };
    let found = crate::engine::solve(&relaxed(problem, &|_| false, false, 1), &limits, None, &|_| {})?;
    let Some(proof) = found.certificate.filter(|proof| proof.bound > 0) else { return Ok(None) };
    let priced = proof.nodes.iter().flat_map(|node| match node {
        Node::Leaf(leaf) => leaf.rows.iter().filter(|(.., price)| *price > 0).map(|(clause, ..)| *clause).collect(),
        Node::Split(_) => Vec::new(),
        // A least amount costs something without a price.
        Node::Amount(amount) => vec![amount.clause],
    });
    let priced = priced.map(|clause| clause as usize);
    let crowd = |at: &usize| problem.clauses[*at].force == Force::Must && problem.clauses[*at].shape.people().len() > 1;
    Ok(Some(priced.filter(crowd).collect()))
}
