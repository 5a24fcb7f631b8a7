//! Engines: a problem in, an outcome out. They know shapes only, never rules, people's names or files.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::problem::{DutyIx, Problem};

/// Which engine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// Whatever fits the problem.
    #[default]
    Auto,
    /// The compact integer program.
    Compact,
}

/// Who solves the compact integer program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Solver {
    #[default]
    Highs,
    Minilp,
}

/// When to stop, and how to search.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Wall time; kept within a second.
    pub time: Option<Duration>,
    /// Stop when (cost - bound) / cost is not above this; 0 proves optimality. In millionths.
    pub gap_ppm: i64,
    pub threads: usize,
    pub seed: u32,
    pub engine: Engine,
    pub solver: Solver,
    /// Set from outside (Ctrl-C): return at once with the best plan.
    pub stop: Arc<AtomicBool>,
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
    /// Stopped from outside before it was done.
    pub stopped: bool,
    /// Engine and solver that answered, for people.
    pub engine: String,
    /// Cost and bound over time.
    pub trace: Vec<Event>,
}

/// Receives the events as they happen, from any thread.
pub type Listener<'a> = &'a (dyn Fn(&Event) + Sync);
