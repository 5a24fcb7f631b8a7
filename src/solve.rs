//! From a scenario to a verified roster. Nothing leaves here that the independent judge has not passed: the claimed
//! cost is the verified cost and no `must` is broken.

use std::time::Duration;

use crate::certificate::{Certificate, Refusal};
use crate::engine::{self, Conflict, EngineError, Limits, Listener, Outcome, Status};
use crate::problem::Problem;
use crate::roster::Roster;
use crate::scenario::Scenario;
use crate::verify::{Verdict, verify};

/// The end of a solve: what the engine says and, where there is a roster, what the judge says.
#[derive(Debug)]
pub struct Solved {
    pub outcome: Outcome,
    pub roster: Option<(Roster, Verdict)>,
    /// Of a scenario proved infeasible: rules, people and days that cannot go together.
    pub conflict: Option<Conflict>,
    /// What the checker says of the engine's certificate, if there is one: the claim is what it proves.
    pub certificate: Option<Result<Certificate, Refusal>>,
}

/// Longest search for the smallest conflict, beside the time limit of the solve.
const CONFLICT_TIME: Duration = Duration::from_secs(30);

/// Why there is no answer at all.
#[derive(Debug, thiserror::Error)]
pub enum SolveError {
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Our own mistake: engine and judge disagree. The roster is thrown away.
    #[error("the roster was refused: the engine says {claimed}, the judge {judged} with {must_units} unit(s) of must")]
    Refused { claimed: i64, judged: i64, must_units: i64 },
}

/// Solves and verifies; `start` is a roster to begin from.
pub fn solve(
    scenario: &Scenario,
    limits: &Limits,
    start: Option<&Roster>,
    listener: Listener,
) -> Result<Solved, SolveError> {
    let problem = scenario.problem();
    let mut outcome = engine::solve(&problem, limits, start.map(Roster::plan), listener)?;
    let certificate = outcome.certificate.take().map(|proof| claimed(&problem, proof));
    let Some(plan) = outcome.plan.clone() else {
        let conflict = match outcome.status {
            Status::Infeasible => {
                let time = limits.time.map_or(CONFLICT_TIME, |time| time.min(CONFLICT_TIME));
                engine::conflict(&problem, &Limits { time: Some(time), ..limits.clone() })?
            }
            Status::Optimal | Status::Feasible | Status::Unknown => None,
        };
        return Ok(Solved { outcome, roster: None, conflict, certificate });
    };
    let roster = Roster::from_plan(problem.days, plan);
    let verdict = verify(&scenario.facts, &scenario.entries, &roster);
    if verdict.cost != outcome.cost || !verdict.is_valid() {
        return Err(SolveError::Refused {
            claimed: outcome.cost,
            judged: verdict.cost,
            must_units: verdict.must_units,
        });
    }
    Ok(Solved { outcome, roster: Some((roster, verdict)), conflict: None, certificate })
}

/// The certificate with the claim that the checker says it proves.
fn claimed(problem: &Problem, proof: Certificate) -> Result<Certificate, Refusal> {
    let bound = proof.bound(problem)?;
    Ok(Certificate { bound, ..proof })
}
