//! wip
mod crowd;
mod dive;
mod generate;
mod graph;
mod improve;
mod labels;
mod lp;
mod machine;
mod master;
mod people;
mod plan;
mod price;
#[cfg(test)]
mod tests;

use std::time::Instant;

use super::compact::{Found, proved};
use super::run::{Watch, stopped};
use super::{EngineError, Limits, Status};
use crate::problem::{DutyIx, Problem};
use crowd::Crowd;
use generate::Until;
use improve::Improver;
use lp::LpError;
use master::{Master, UNIT};
use people::People;
use plan::{Model, Plan};

impl From<LpError> for EngineError {
    fn from(error: LpError) -> EngineError {
        EngineError::Failed(format!("{error:?}"))
    }
}

pub fn solve(
    problem: &Problem,
    limits: &Limits,
    deadline: Option<Instant>,
    start: Option<&[DutyIx]>,
    watch: &dyn Watch,
) -> Result<Found, EngineError> {
    let began = Instant::now();
    let trace = std::env::var("LUWES_TRACE").is_ok();
    let say = |what: String| {
        if trace {
            eprintln!("{:.2}s {what}", began.elapsed().as_secs_f64());
        }
    };
    let people = People::new(problem);
    let persons: Vec<_> = people.persons.iter().collect();
    let Ok(crowd) = Crowd::new(problem, &persons, &|at| people.in_master[at]) else { return Ok(Found::infeasible(None)) };
    let dearest = problem.clauses.iter().map(|clause| clause.force.cost(1)).max().unwrap_or(0);
    let penalty = (dearest * 20).max(200);
    say(format!("steps {} rows {} helpers {}", people.steps(), crowd.rows.len(), crowd.helpers.len()));
    let model = Model::new(problem, persons.clone(), crowd, penalty);
    let crowd = &model.crowd;
    let mut master = Master::new(crowd, persons, penalty as f64)?;
    let stop = || stopped(limits, deadline);
    let grain = i128::from(UNIT) * i128::from(crowd.grain);
    let base = i128::from(crowd.constant) * i128::from(UNIT);
    let whole = |bound: i128| {
        let steps = (bound - base + grain - 1).div_euclid(grain);
        (steps * i128::from(crowd.grain)) as i64 + crowd.constant
    };
    let until = Until { deadline, stop: &stop, rounds: usize::MAX, bound: &|bound| watch.bound(whole(bound)) };
    if !master.begin()? {
        return Ok(Found::infeasible(None));
    }
    let mut best: Option<Plan> = None;
    let mut offer = |plan: Plan, best: &mut Option<Plan>| {
        if best.as_ref().is_none_or(|best| plan.rank() < best.rank()) {
            if plan.must_units == 0 {
                watch.plan(&model.duties(&plan.lines), plan.cost);
            }
            *best = Some(plan);
        }
    };
    if let Some(lines) = start.and_then(|start| model.lines(start)) {
        offer(model.plan(lines), &mut best);
    }
    if let Some(lines) = master.greedy(3, &stop)? {
        let plan = model.plan(lines.iter().map(|line| master.lines[*line as usize].duties.clone()).collect());
        say(format!("greedy {:?}", plan.rank()));
        offer(plan, &mut best);
    }
    let generated = match master.generate(&until) {
        Err(LpError::Time) => None,
        generated => Some(generated?),
    };
    let bound = |master: &Master| master.best.as_ref().map_or(0, |best| whole(best.bound));
    let mut lower = bound(&master);
    if let Some(generated) = generated {
        let duals = master.multipliers(&generated.values);
        say(format!(
            "root lp {:.3} bound {lower} converged {} broken {:.3} lines {}",
            generated.values.objective + crowd.constant as f64,
            generated.converged,
            master.broken(&generated.values),
            master.lines.len()
        ));
        master.part = true;
        let short = Until { rounds: 4, ..until };
        let fixed = master.take_choices(&model, &generated.values)?;
        let values = if fixed { master.generate(&short)?.values } else { generated.values };
        match master.dive(&short, values) {
            Err(LpError::Time) | Ok(None) => {}
            Err(error) => return Err(error.into()),
            Ok(Some(lines)) => {
                let plan = model.plan(lines.iter().map(|line| master.lines[*line as usize].duties.clone()).collect());
                say(format!("dive {:?}", plan.rank()));
                offer(plan, &mut best);
            }
        }
        if let Some(plan) = best.take() {
            let mut improver = Improver::new(&model, plan.clone(), u64::from(limits.seed));
            improver.remember(&master, &duals);
            best = Some(plan);
            let done = |plan: &Plan| plan.must_units == 0 && proved(plan.cost, lower, limits.gap_ppm);
            while !stop() && !done(&improver.plan) {
                if improver.chunk(deadline, &stop)? {
                    say(format!("improved {:?}", improver.plan.rank()));
                    offer(improver.plan.clone(), &mut best);
                }
            }
        }
    }
    lower = lower.max(bound(&master));
    let valid = best.filter(|plan| plan.must_units == 0);
    Ok(match valid {
        None => Found { status: Status::Unknown, plan: None, cost: 0, bound: lower, dead_end: None },
        Some(plan) => Found {
            status: if proved(plan.cost, lower, limits.gap_ppm) { Status::Optimal } else { Status::Feasible },
            cost: plan.cost,
            plan: Some(model.duties(&plan.lines)),
            bound: lower,
            dead_end: None,
        },
    })
}
