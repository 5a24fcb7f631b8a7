//! Engines: a problem in, an outcome out. They know shapes only, never rules, people's names or files.

mod apart;
mod budget;
#[cfg(all(test, feature = "highs"))]
mod canonical_tests;
#[cfg(all(test, feature = "highs"))]
mod certificate_tests;
#[cfg(feature = "highs")]
mod columns;
mod compact;
mod conflict;
mod joined;
mod lessons;
mod portfolio;
mod random;
mod run;
#[cfg(all(test, feature = "highs", feature = "minilp"))]
mod tests;
#[cfg(all(test, feature = "highs"))]
mod tight_tests;
#[cfg(all(test, feature = "highs"))]
pub(crate) mod tiny;
#[cfg(all(test, feature = "highs"))]
mod tree_tests;

#[cfg(feature = "highs")]
pub use columns::Graphs;
pub use compact::write_mps;
pub use conflict::{Asking, Conflict, Conflicts, Hold, Statement, conflicts, relaxed, slots_of};
pub use lessons::{Lessons, Start};
pub use random::Random;
pub use run::{solve, solve_from};

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::certificate::Certificate;
use crate::problem::{DayIx, DutyIx, PersonIx};

/// Line graphs that were made before: columns alone use them.
#[cfg(not(feature = "highs"))]
#[derive(Debug, Default)]
pub struct Graphs(());

/// Which engine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// Whatever fits the problem.
    #[default]
    Auto,
    /// The compact integer program.
    Compact,
    /// Column generation on the people's line graphs.
    Columns,
}

/// Who solves the compact integer program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Solver {
    #[cfg_attr(feature = "highs", default)]
    Highs,
    #[cfg_attr(not(feature = "highs"), default)]
    Minilp,
}

/// When to stop, and how to search.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Wall time; kept within a second.
    pub time: Option<Duration>,
    /// Work, in units of about a millisecond of one core. Unlike time it is the same on every run: with it, and no time limit
    /// that binds, the plan does not depend on the clock or the threads.
    pub work: Option<u64>,
    /// Stop when (cost - bound) / cost is not above this; 0 proves optimality. In millionths.
    pub gap_ppm: i64,
    /// No plan costs less, as was proved elsewhere: one that costs no more ends the solve. 0 says nothing.
    pub floor: i64,
    pub threads: usize,
    pub seed: u32,
    pub engine: Engine,
    pub solver: Solver,
    /// Of equal optima the one that hangs on the problem alone: seed and time then decide nothing but the end.
    pub canonical: bool,
    /// Also hand out a certificate of the bound, where the engine can.
    pub certificate: bool,
    /// Set from outside (Ctrl-C): return at once with the best plan.
    pub stop: Arc<AtomicBool>,
}

impl Default for Limits {
    /// No time limit, proved to the end, on all cores.
    fn default() -> Self {
        Limits {
            time: None,
            work: None,
            gap_ppm: 0,
            floor: 0,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            seed: 0,
            engine: Engine::Auto,
            solver: Solver::default(),
            canonical: false,
            certificate: false,
            stop: Arc::default(),
        }
    }
}

/// The machine failed, or was built without what was asked for. What is true of the problem is an [`Outcome`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    #[error("this build of luwes is without the solver {0:?}")]
    SolverMissing(Solver),
    #[error("the solver failed: {0}")]
    Failed(String),
}

/// A person and day to whom the `must` bans leave no duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeadEnd {
    pub person: PersonIx,
    pub day: DayIx,
}

/// What was proved or found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The plan is the cheapest, within the gap asked for.
    Optimal,
    /// A valid plan; not proved to be the cheapest.
    Feasible,
    /// Proved: no plan keeps every `must`.
    Infeasible,
    /// No plan found within the limits, none excluded.
    Unknown,
}

/// A piece of news while solving; `seconds` since the start.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Best valid cost known so far.
    Cost { seconds: f64, cost: i64 },
    /// Best proved bound so far.
    Bound { seconds: f64, bound: i64 },
    /// Parts of the problem done.
    Parts { seconds: f64, done: usize, of: usize },
}

/// The end of a solve. Costs and bounds are points over all tiers.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub status: Status,
    /// `plan[person * days + day]`, re-scored: keeps every `must` and costs exactly `cost`.
    pub plan: Option<Vec<DutyIx>>,
    pub cost: i64,
    /// No valid plan costs less: rounded down where a float spoke. With tiers: the sum of what each tier proved.
    pub bound: i64,
    /// Of an infeasible problem, if one person and day show it.
    pub dead_end: Option<DeadEnd>,
    /// Stopped from outside before it was done.
    pub stopped: bool,
    /// Units of work used.
    pub work: u64,
    /// Where [`Limits::canonical`] asked for it: whether the plan is the canonical one.
    pub canonical: Option<bool>,
    /// Engine and solver that answered, for people.
    pub engine: String,
    /// Cost and bound over time.
    pub trace: Vec<Event>,
    /// If asked for and given: what column generation proved of the sum over all tiers, for the independent checker. Its
    /// claim is the engine's own; [`bound`](Self::bound) may be above it where branch and bound proved more.
    pub certificate: Option<Certificate>,
    /// If asked for and given: what a solve of a like problem may begin from.
    pub lessons: Option<Lessons>,
}

/// Receives the events as they happen, from any thread.
pub type Listener<'a> = &'a (dyn Fn(&Event) + Sync);
