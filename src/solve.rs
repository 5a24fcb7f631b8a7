//! From a scenario to a verified roster. Nothing leaves here that the independent judge has not passed: the claimed
//! cost is the verified cost and no `must` is broken.

use crate::certificate::{Certificate, Refusal};
use crate::engine::{self, DeadEnd, EngineError, Limits, Listener, Outcome, Start};
use crate::problem::{Canonical, DutyIx, PersonIx, Problem};
use crate::roster::Roster;
use crate::scenario::Scenario;
use crate::verify::{Verdict, verify};

/// The end of a solve: what the engine says and, where there is a roster, what the judge says.
#[derive(Debug)]
pub struct Solved {
    pub outcome: Outcome,
    pub roster: Option<(Roster, Verdict)>,
    /// What the checker says of the engine's certificate, if there is one: the claim is what it proves.
    pub certificate: Option<Result<Certificate, Refusal>>,
}

/// Why there is no answer at all.
#[derive(Debug, thiserror::Error)]
pub enum SolveError {
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Our own mistake: engine and judge disagree. The roster is thrown away.
    #[error("the roster was refused: the engine says {claimed}, the judge {judged} with {must_units} unit(s) of must")]
    Refused { claimed: i64, judged: i64, must_units: i64 },
}

/// Above so many people the problem is lowered without the clauses that lists of open duties say as well.
const MANY_PEOPLE: usize = 20_000;

/// Solves and verifies; `start` is a roster to begin from.
pub fn solve(
    scenario: &Scenario,
    limits: &Limits,
    start: Option<&Roster>,
    listener: Listener,
) -> Result<Solved, SolveError> {
    // A certificate counts the clauses of the usual problem, and a canonical order is of all of them.
    let lean = scenario.facts.people.len() > MANY_PEOPLE && !limits.certificate && !limits.canonical;
    let problem = if lean { scenario.lean_problem() } else { scenario.problem() };
    solve_from(scenario, &problem, limits, &Start::plan(start.map(Roster::plan)), listener)
}

/// The same from all that is known; `problem` is the scenario's.
pub fn solve_from(
    scenario: &Scenario,
    problem: &Problem,
    limits: &Limits,
    start: &Start,
    listener: Listener,
) -> Result<Solved, SolveError> {
    let mut outcome = match limits.canonical {
        true => canonical(scenario, problem, limits, listener)?,
        false => engine::solve_from(problem, limits, start, listener)?,
    };
    let certificate = outcome.certificate.take().map(|proof| claimed(problem, proof));
    let Some(plan) = outcome.plan.clone() else {
        return Ok(Solved { outcome, roster: None, certificate });
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
    Ok(Solved { outcome, roster: Some((roster, verdict)), certificate })
}

/// Solves the problem in an order that does not depend on the order of any list of the scenario: people and duties by
/// their names. Neither a start nor the seed has a say.
fn canonical(
    scenario: &Scenario,
    problem: &Problem,
    limits: &Limits,
    listener: Listener,
) -> Result<Outcome, EngineError> {
    let facts = &scenario.facts;
    let mut people: Vec<PersonIx> = facts.everybody().collect();
    people.sort_by_key(|person| &facts.person(*person).id);
    let mut duties: Vec<DutyIx> = (0..facts.duties.len() as DutyIx).collect();
    duties.sort_by_key(|duty| {
        let duty = facts.duty(*duty);
        let shift = duty.shift.map(|shift| &facts.shifts[usize::from(shift)].id);
        let place = duty.place.map(|place| &facts.places[usize::from(place)].id);
        let seat = duty.seat.map(|seat| &facts.seats[usize::from(seat)].id);
        (shift, place, duty.desk.map(|desk| &facts.desks[usize::from(desk)].id), seat)
    });
    let ordered = Canonical::new(problem, people, duties);
    let limits = Limits { seed: 0, certificate: false, ..limits.clone() };
    let outcome = engine::solve(&ordered.problem, &limits, None, listener)?;
    let dead_end = outcome.dead_end.map(|end| DeadEnd { person: ordered.person_back(end.person), ..end });
    Ok(Outcome { plan: outcome.plan.as_deref().map(|plan| ordered.back(plan)), dead_end, ..outcome })
}

/// The certificate with the claim that the checker says it proves.
fn claimed(problem: &Problem, proof: Certificate) -> Result<Certificate, Refusal> {
    let bound = proof.bound(problem)?;
    Ok(Certificate { bound, ..proof })
}

/// Price of one unit of a broken `must` in a shortfall roster: above what keeping it may cost of wishes.
const SHORTFALL: i64 = 10_000;

/// The least broken roster of a scenario whose musts cannot all be kept. What is asked of several people gives way
/// first; what is asked of single people (leave, rest, hours) only if nothing else helps, and rules that are `kept`
/// never. `None`: those cannot be kept either, or there was no time.
pub fn shortfall(
    scenario: &Scenario,
    kept: &dyn Fn(u32) -> bool,
    limits: &Limits,
    listener: Listener,
) -> Result<Solved, SolveError> {
    let problem = scenario.problem();
    let mut last = None;
    for personal in [false, true] {
        let relaxed = engine::relaxed(&problem, kept, personal, SHORTFALL);
        let one_tier = Problem { tiers: Vec::new(), losses: Vec::new(), ..relaxed };
        let limits = Limits { certificate: false, canonical: false, ..limits.clone() };
        let outcome = engine::solve(&one_tier, &limits, None, listener)?;
        let Some(plan) = outcome.plan.clone() else {
            last = Some(outcome);
            continue;
        };
        let roster = Roster::from_plan(problem.days, plan);
        let verdict = verify(&scenario.facts, &scenario.entries, &roster);
        let judged = verdict.cost + SHORTFALL * verdict.must_units;
        if judged != outcome.cost {
            return Err(SolveError::Refused { claimed: outcome.cost, judged, must_units: verdict.must_units });
        }
        // What is proved of rosters that break as few units as this one.
        let bound = (outcome.bound - SHORTFALL * verdict.must_units).max(0);
        let outcome = Outcome { cost: verdict.cost, bound, ..outcome };
        return Ok(Solved { outcome, roster: Some((roster, verdict)), certificate: None });
    }
    match last {
        Some(outcome) => Ok(Solved { outcome, roster: None, certificate: None }),
        None => Err(SolveError::Engine(EngineError::Failed("no attempt was made".into()))),
    }
}
