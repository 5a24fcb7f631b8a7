//! The pure-Rust solver (good_lp's `minilp`, today microlp) on the integer program.
//!
//! It has no callbacks: it stops at its time limit, and a stop from outside leaves it running until then, unheard.

use std::sync::mpsc::Sender;
use std::time::Instant;

use good_lp::solvers::{ResolutionError, WithTimeLimit};
use good_lp::{SolverModel, WithMipGap};

use super::attend::{Ask, End, News};

/// Solves on this thread and sends the end.
pub fn run(ask: Ask, news: Sender<News>) {
    let end = solve(&ask).unwrap_or_else(End::Failed);
    // Nobody listens any more if the caller gave this thread up.
    let _ = news.send(News::End(end));
}

fn solve(ask: &Ask) -> Result<End, String> {
    let mut model = ask.program.pose(ask.tier, &ask.caps, good_lp::microlp);
    if let Some(deadline) = ask.until.budget.deadline() {
        model = model.with_time_limit(deadline.saturating_duration_since(Instant::now()).as_secs_f64());
    }
    model = model.with_mip_gap(ask.gap as f32).map_err(|error| error.to_string())?;
    let solution = match model.solve() {
        Ok(solution) => solution.into_inner(),
        Err(ResolutionError::Infeasible) => return Ok(End::Done { values: None, bound: None, infeasible: true }),
        // Out of time without a plan.
        Err(ResolutionError::Other(_)) => return Ok(End::Done { values: None, bound: None, infeasible: false }),
        Err(error) => return Err(error.to_string()),
    };
    let bound = solution.stats().best_bound;
    let values = solution.iter().map(|(_, value)| value).collect();
    Ok(End::Done { values: Some(values), bound, infeasible: false })
}
