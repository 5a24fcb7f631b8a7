//! Why no plan keeps every `must`: a small set of `must` clauses that cannot hold together.
//!
//! The set shrinks by halves, then piece by piece, as long as what is left still cannot hold. When the time allows it
//! to end, no clause can be taken out any more without the rest becoming possible (an irreducible infeasible set).

use std::time::{Duration, Instant};

use super::budget::Budget;
use super::{EngineError, Limits, Status};
use crate::problem::{Cell, Clause, DayIx, Force, PersonIx, Problem, Shape};

/// `must` clauses that cannot hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Positions in `Problem::clauses`, rising.
    pub clauses: Vec<usize>,
    /// Rules that these clauses speak for, rising, each once.
    pub rules: Vec<u32>,
    pub people: Vec<PersonIx>,
    pub days: Vec<DayIx>,
    /// Taking any one clause out makes the rest possible; else the time was out before that was known.
    pub irreducible: bool,
}

/// Longest time for one question "can these hold?".
const ONE_CHECK: Duration = Duration::from_secs(10);

/// Finds a conflict of a problem that was proved infeasible; `None` if the time is out before any is confirmed.
pub fn conflict(problem: &Problem, limits: &Limits) -> Result<Option<Conflict>, EngineError> {
    let budget = Budget::new(limits);
    let search = Search { problem, limits, budget };
    let musts: Vec<usize> = (0..problem.clauses.len()).filter(|at| problem.clauses[*at].force == Force::Must).collect();
    let Some(part) = search.infeasible_part(&musts)? else { return Ok(None) };
    let (clauses, irreducible) = search.shrink(part)?;
    Ok(Some(describe(problem, clauses, irreducible)))
}

struct Search<'a> {
    problem: &'a Problem,
    limits: &'a Limits,
    budget: Budget,
}

impl Search<'_> {
    fn out_of_time(&self) -> bool {
        self.budget.halted()
    }

    /// Whether these clauses are proved unable to hold together.
    fn cannot_hold(&self, clauses: &[usize]) -> Result<bool, EngineError> {
        let left = self.budget.deadline().map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let time = left.unwrap_or(ONE_CHECK).min(ONE_CHECK);
        let work = self.limits.work.map(|_| ONE_CHECK.as_millis() as u64);
        let limits = Limits { time: Some(time), work, ..self.limits.clone() };
        let clauses: Vec<Clause> = clauses.iter().map(|at| self.problem.clauses[*at].clone()).collect();
        let problem = Problem { clauses, losses: Vec::new(), ..self.problem.clone() };
        Ok(super::solve(&problem, &limits, None, &|_| {})?.status == Status::Infeasible)
    }

    /// The `must` clauses of one group of people that cannot be planned, the smallest such group first.
    fn infeasible_part(&self, musts: &[usize]) -> Result<Option<Vec<usize>>, EngineError> {
        let dropped = |at: usize| self.problem.clauses[at].force != Force::Must;
        let mut groups = self.problem.components_without(&dropped);
        groups.sort_by_key(Vec::len);
        for group in groups {
            let inside: Vec<usize> = musts
                .iter()
                .copied()
                .filter(|at| {
                    self.problem.clauses[*at].shape.people().iter().any(|who| group.binary_search(who).is_ok())
                })
                .collect();
            if self.out_of_time() {
                return Ok(None);
            }
            if self.cannot_hold(&inside)? {
                return Ok(Some(inside));
            }
        }
        // Clauses that speak of nobody: a desk that nobody can hold.
        let nobody = musts.iter().copied().filter(|at| self.problem.clauses[*at].shape.people().is_empty()).collect();
        Ok(Some(nobody).filter(|clauses: &Vec<usize>| !clauses.is_empty()))
    }

    /// Takes pieces out, halves first, as long as the rest cannot hold; says whether it came to an end.
    fn shrink(&self, mut clauses: Vec<usize>) -> Result<(Vec<usize>, bool), EngineError> {
        let mut piece = clauses.len().div_ceil(2).max(1);
        loop {
            let mut at = 0;
            while at < clauses.len() && clauses.len() > 1 {
                if self.out_of_time() {
                    return Ok((clauses, false));
                }
                let end = (at + piece).min(clauses.len());
                let without: Vec<usize> = clauses[..at].iter().chain(&clauses[end..]).copied().collect();
                if !without.is_empty() && self.cannot_hold(&without)? {
                    clauses = without;
                } else {
                    at = end;
                }
            }
            if piece == 1 {
                return Ok((clauses, true));
            }
            piece = piece.min(clauses.len()).div_ceil(2).max(1);
        }
    }
}

fn describe(problem: &Problem, clauses: Vec<usize>, irreducible: bool) -> Conflict {
    let mut rules: Vec<u32> = clauses.iter().map(|at| problem.clauses[*at].rule).collect();
    let shapes = || clauses.iter().map(|at| &problem.clauses[*at].shape);
    let mut people: Vec<PersonIx> = shapes().flat_map(Shape::people).collect();
    let mut days: Vec<DayIx> = shapes().flat_map(days_of).collect();
    for list in [&mut rules, &mut people] {
        list.sort_unstable();
        list.dedup();
    }
    days.sort_unstable();
    days.dedup();
    Conflict { clauses, rules, people, days, irreducible }
}

/// The days a shape speaks of.
fn days_of(shape: &Shape) -> Vec<DayIx> {
    let day = |cell: &Cell| cell.day;
    match shape {
        Shape::Ban(cell) => vec![cell.day],
        Shape::Clash { day, .. } => vec![*day, *day + 1],
        Shape::Run { from, to, .. } => (*from..=*to).collect(),
        Shape::Count { sum, .. } => sum.cells.iter().map(|(cell, _)| cell.day).collect(),
        Shape::Same { days, .. } => days.clone(),
        Shape::Pick { choices } => choices.iter().flat_map(|choice| choice.bans.iter().map(day)).collect(),
        Shape::Groups { groups, .. } => groups.iter().flatten().map(day).collect(),
        Shape::Peak { highs, lows, .. } => {
            highs.iter().chain(lows).flat_map(|sum| sum.cells.iter().map(|(cell, _)| cell.day)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Sum;

    /// Two people, two days, duties 0 (free), 1 and 2.
    fn world(shapes: Vec<Shape>) -> Problem {
        let clause = |(at, shape)| Clause { rule: at as u32, force: Force::Must, shape };
        Problem {
            people: 2,
            days: 2,
            duties: 3,
            open: vec![vec![0, 1, 2].into(); 4],
            clauses: shapes.into_iter().enumerate().map(clause).collect(),
            tiers: vec![1; 9],
            losses: vec![],
        }
    }

    fn held(person: PersonIx, day: DayIx, duty: u16, least: i64) -> Shape {
        let sum = Sum { cells: vec![(Cell { person, day, duty }, 1)], constant: 0 };
        Shape::Count { sum, min: Some(least), max: None, per: 1 }
    }

    #[test]
    fn only_the_clauses_that_contradict_each_other_are_left() {
        let problem = world(vec![
            held(1, 0, 1, 1),
            held(0, 0, 1, 1),
            Shape::Ban(Cell { person: 0, day: 1, duty: 2 }),
            held(0, 0, 2, 1),
        ]);
        let found = conflict(&problem, &Limits::default()).expect("a solver").expect("a conflict");
        assert_eq!(found.clauses, [1, 3]);
        assert_eq!(found.rules, [1, 3]);
        assert_eq!((found.people, found.days, found.irreducible), (vec![0], vec![0], true));
    }

    #[test]
    fn a_problem_that_can_hold_has_no_conflict() {
        let problem = world(vec![held(0, 0, 1, 1), held(1, 0, 1, 1)]);
        assert_eq!(conflict(&problem, &Limits::default()).expect("a solver"), None);
    }
}
