//! wip
mod crowd;
mod dive;
mod generate;
mod graph;
mod labels;
mod lp;
mod machine;
mod master;
mod people;
mod price;
#[cfg(test)]
mod tests;

use std::time::Instant;

use super::compact::Found;
use super::run::{Watch, stopped};
use super::{EngineError, Limits, Status};
use crate::problem::{DutyIx, Problem};
use crowd::Crowd;
use generate::Until;
use lp::LpError;
use master::{Master, UNIT};
use people::People;

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
    let people = People::new(problem);
    let width = people.persons.iter().map(|p| p.graph.nodes()).max();
    eprintln!(
        "people {:.2}s steps {} widest graph {width:?} resources {:?}",
        began.elapsed().as_secs_f64(),
        people.steps(),
        people.persons.iter().map(|p| p.graph.resources.len()).max(),
    );
    let persons: Vec<_> = people.persons.iter().collect();
    let Ok(crowd) = Crowd::new(problem, &persons, &|at| people.in_master[at]) else { return Ok(Found::infeasible(None)) };
    let dearest = problem.clauses.iter().map(|clause| clause.force.cost(1)).max().unwrap_or(0);
    let mut master = Master::new(&crowd, persons, (dearest * 50).max(1000) as f64)?;
    eprintln!("crowd {:.2}s rows {} helpers {}", began.elapsed().as_secs_f64(), crowd.rows.len(), crowd.helpers.len());
    let stop = || stopped(limits, deadline);
    let whole = |bound: i128| (bound + i128::from(UNIT) - 1).div_euclid(i128::from(UNIT)) as i64;
    let until = Until { deadline, stop: &stop, rounds: usize::MAX, bound: &|bound| watch.bound(whole(bound)) };
    if !master.begin()? {
        return Ok(Found::infeasible(None));
    }
    let generated = master.generate(&until)?;
    eprintln!(
        "root {:.2}s lp {:.3} bound {:.3} converged {} broken {:.3} lines {}",
        began.elapsed().as_secs_f64(),
        generated.values.objective + crowd.constant as f64,
        master.best.as_ref().map_or(0.0, |b| b.bound as f64 / UNIT as f64),
        generated.converged,
        master.broken(&generated.values),
        master.lines.len(),
    );
    let short = Until { rounds: 3, ..until };
    let mut found = Found::unproved(problem, start);
    found.bound = master.best.as_ref().map_or(0, |b| whole(b.bound));
    if let Some(lines) = master.dive(&short, generated.values)? {
        let mut plan = vec![0; problem.open.len()];
        for line in lines {
            let line = &master.lines[line as usize];
            for (day, at) in line.duties.iter().enumerate() {
                plan[line.person as usize * problem.days + day] = people.persons[line.person as usize].open[day][usize::from(*at)];
            }
        }
        let judged = problem.judge(&plan);
        eprintln!("dive {:.2}s {judged:?}", began.elapsed().as_secs_f64());
        if judged.must_units == 0 {
            watch.plan(&plan, judged.cost);
            found.plan = Some(plan);
            found.cost = judged.cost;
            found.status = Status::Feasible;
        }
    }
    Ok(found)
}
