//! One run of a solver on its own thread, and the caller who waits for it, but not for ever.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::Until;
use super::program::Program;
use crate::engine::budget::Budget;
use crate::engine::{EngineError, Solver};

/// What a solver is asked.
#[derive(Clone)]
pub struct Ask {
    pub program: Arc<Program>,
    /// Objective to make cheap, counted from 0.
    pub tier: usize,
    /// What the objectives before it may cost.
    pub caps: Vec<i64>,
    pub until: Until,
    /// Relative gap that is good enough.
    pub gap: f64,
    pub seed: u32,
    pub presolve: bool,
    /// The caller has given this run up.
    pub given_up: Arc<AtomicBool>,
}

impl Ask {
    pub fn should_stop(&self) -> bool {
        self.given_up.load(Ordering::Relaxed) || self.until.budget.halted()
    }
}

/// What a solver says while it works.
pub enum News {
    /// Values of the columns of a better solution.
    Values(Vec<f64>),
    /// No solution costs less, says the solver, in units of the objective's grain and without its constant.
    Bound(f64),
    End(End),
}

pub enum End {
    Done { values: Option<Vec<f64>>, bound: Option<f64>, infeasible: bool },
    Failed(String),
}

/// How long a solver may go on after its limit before it is given up: with the 0.05 s between two looks this keeps
/// a limit within a second.
const GRACE: Duration = Duration::from_millis(700);

/// Runs the solver and hands on its news. `false` at the end: it was given up (HiGHS does not look at its limits
/// everywhere, least in presolve). Its thread then ends on its own, unheard, or with the program.
pub fn attend(ask: Ask, solver: Solver, hear: &mut dyn FnMut(News)) -> Result<bool, EngineError> {
    let (sender, news) = channel();
    let given_up = ask.given_up.clone();
    let budget = ask.until.budget.clone();
    spawn(ask, solver, sender)?;
    let heard = listen(&news, &budget, hear);
    given_up.store(true, Ordering::Relaxed);
    Ok(heard)
}

fn spawn(ask: Ask, solver: Solver, sender: Sender<News>) -> Result<(), EngineError> {
    let run = match solver {
        #[cfg(feature = "highs")]
        Solver::Highs => super::highs::run,
        #[cfg(feature = "minilp")]
        Solver::Minilp => super::minilp::run,
        #[allow(unreachable_patterns, reason = "reached when a solver's feature is off")]
        _ => return Err(EngineError::SolverMissing(solver)),
    };
    let thread = std::thread::Builder::new().name("luwes-solver".to_string());
    thread.spawn(move || run(ask, sender)).map_err(|error| EngineError::Failed(error.to_string()))?;
    Ok(())
}

fn listen(news: &Receiver<News>, budget: &Budget, hear: &mut dyn FnMut(News)) -> bool {
    let mut stopped: Option<Instant> = None;
    loop {
        match news.recv_timeout(Duration::from_millis(50)) {
            Ok(News::End(end)) => {
                hear(News::End(end));
                return true;
            }
            Ok(other) => hear(other),
            // The thread died without an end: nothing more will come.
            Err(RecvTimeoutError::Disconnected) => return false,
            Err(RecvTimeoutError::Timeout) => {}
        }
        let now = Instant::now();
        if stopped.is_none() && budget.is_stopped() {
            stopped = Some(now);
        }
        let over = |since: Option<Instant>| since.is_some_and(|since| now >= since + GRACE);
        if over(stopped) || over(budget.deadline()) {
            return false;
        }
    }
}
