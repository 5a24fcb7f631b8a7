//! Why a duty is impossible: the statements that forbid it, looked for among few people first.

use std::time::{Duration, Instant};

use crate::engine::{self, EngineError, Limits, Statement};
use crate::explain::conflict::{Case, Said, say_all};
use crate::facts::PersonIx;
use crate::problem::{Cell, Part, Problem};

/// A reason should not fail for want of a second: the proof is there.
const AT_LEAST: Duration = Duration::from_secs(5);
/// People of the largest demand through which others are taken in.
const NEIGHBOURS: usize = 60;

/// The statements that forbid a cell; empty if none were found in time.
pub fn against(
    problem: &Problem,
    case: &Case,
    cell: &Cell,
    deadline: Option<Instant>,
) -> Result<Vec<Said>, EngineError> {
    let mut problem = problem.clone();
    problem.open[cell.person as usize * problem.days + usize::from(cell.day)] = [cell.duty].into();
    let everybody: Vec<PersonIx> = (0..problem.people as PersonIx).collect();
    // Clauses that reach outside are left out: what forbids it in a part forbids it in the whole.
    for people in [vec![cell.person], near(&problem, cell.person), everybody] {
        let part = problem.part(&people, None);
        let left = deadline.map(|end| end.saturating_duration_since(Instant::now()).max(AT_LEAST));
        let found = engine::conflicts(&part.problem, &|_| false, &Limits { time: left, ..case.limits.clone() })?;
        let concerns = |one: &&engine::Conflict| {
            one.statements.iter().any(|said| said.people.iter().any(|who| people[*who as usize] == cell.person))
        };
        if let Some(one) = found.list.iter().find(concerns).or(found.list.first()) {
            let statements: Vec<Statement> = one.statements.iter().map(|one| of_whole(&part, one)).collect();
            return Ok(say_all(case, &problem, &statements));
        }
    }
    Ok(Vec::new())
}

/// The person and all who share a demand with them that is not too wide.
fn near(problem: &Problem, person: PersonIx) -> Vec<PersonIx> {
    let of = problem.clauses.iter().map(|clause| clause.shape.people());
    let mut near: Vec<PersonIx> =
        of.filter(|of| of.len() <= NEIGHBOURS && of.contains(&person)).flatten().chain([person]).collect();
    near.sort_unstable();
    near.dedup();
    near
}

/// A statement of a part by the numbers of the whole.
fn of_whole(part: &Part, one: &Statement) -> Statement {
    let person = |local: &PersonIx| part.people[*local as usize];
    Statement {
        rule: one.rule,
        clauses: one.clauses.iter().map(|at| part.clauses[*at] as usize).collect(),
        people: one.people.iter().map(person).collect(),
        days: one.days.clone(),
        witness: one
            .witness
            .as_ref()
            .map(|lines| lines.iter().map(|(who, line)| (person(who), line.clone())).collect()),
    }
}
