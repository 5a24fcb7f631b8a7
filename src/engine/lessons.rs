//! What a solve has learned that a solve of a like problem may begin from: lines of its people, and prices of rows.
//!
//! Nothing of it is believed: a line is priced anew by the other problem's graph, which may refuse it, and prices prove
//! only what everybody's cheapest line there says.

use super::Graphs;
use crate::problem::{DutyIx, PersonIx, Plots, Problem};

/// Lines and prices, as one problem numbers its people and clauses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lessons {
    /// By person: duties over all days, the line worth most first.
    pub lines: Vec<Vec<Vec<DutyIx>>>,
    /// Clause, its row as a certificate counts them, and the row's multiplier in units of 1 / `portfolio::SCALE` points.
    pub prices: Vec<(u32, u32, i64)>,
}

/// What a solve begins from; nothing of it has to be valid.
#[derive(Debug, Clone, Copy, Default)]
pub struct Start<'a> {
    /// A plan that keeps every `must`, or it is not used.
    pub plan: Option<&'a [DutyIx]>,
    pub lessons: Option<&'a Lessons>,
    /// Lessons are to be handed out at the end.
    pub learn: bool,
    /// The problem in tighter words, if that is made already.
    pub tight: Option<&'a Problem>,
    /// Line graphs that were made before.
    pub graphs: Option<&'a Graphs>,
    /// No plan costs less, as was proved elsewhere; 0 says nothing.
    pub proved: i64,
}

impl<'a> Start<'a> {
    pub fn plan(plan: Option<&'a [DutyIx]>) -> Start<'a> {
        Start { plan, ..Start::default() }
    }
}

impl Lessons {
    /// The lessons of a group of people, as its part numbers them.
    pub fn of_part(&self, plots: &Plots, group: usize) -> Lessons {
        self.among(&plots.groups[group], plots.own(group))
    }

    /// The lessons of these people and clauses, both as a part has them in order; the clauses' numbers rise.
    pub fn among(&self, people: &[PersonIx], clauses: &[u32]) -> Lessons {
        let line = |person: &PersonIx| self.lines.get(*person as usize).cloned().unwrap_or_default();
        let local =
            |(clause, row, price): &(u32, u32, i64)| Some((clauses.binary_search(clause).ok()? as u32, *row, *price));
        Lessons { lines: people.iter().map(line).collect(), prices: self.prices.iter().filter_map(local).collect() }
    }

    /// The lessons of all groups together, as the whole numbers them; `None` if nothing was learned of any.
    pub fn of_parts(plots: &Plots, parts: Vec<Option<Lessons>>) -> Option<Lessons> {
        let mut whole = Lessons { lines: vec![Vec::new(); plots.whole.people], prices: Vec::new() };
        let mut any = false;
        for (group, part) in parts.into_iter().enumerate().filter_map(|(group, part)| Some((group, part?))) {
            any = true;
            for (person, lines) in plots.groups[group].iter().zip(part.lines) {
                whole.lines[*person as usize] = lines;
            }
            let clauses = plots.own(group);
            whole
                .prices
                .extend(part.prices.iter().map(|(clause, row, price)| (clauses[*clause as usize], *row, *price)));
        }
        whole.prices.sort_unstable();
        any.then_some(whole)
    }
}

#[cfg(all(test, feature = "highs"))]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::{Lessons, Start};
    use crate::engine::tiny::{best_costs, cases, problems, some_plan};
    use crate::engine::{Engine, Limits, Status, solve_from};
    use crate::problem::{Cell, Clause, Force, Problem, Shape, Sum};

    fn limits() -> Limits {
        Limits { threads: 1, engine: Engine::Columns, ..Limits::default() }
    }

    /// What a solve of a problem teaches.
    fn taught(problem: &Problem) -> Lessons {
        let start = Start { learn: true, ..Start::default() };
        solve_from(problem, &limits(), &start, &|_| {}).unwrap().lessons.unwrap_or_default()
    }

    fn one_tier(problem: Problem) -> Problem {
        Problem { tiers: Vec::new(), losses: Vec::new(), ..problem }
    }

    proptest! {
        #![proptest_config(cases(64))]
        #[test]
        fn whatever_was_learned_elsewhere_the_same_is_proved(
            problem in problems(300), other in problems(300), draw in any::<u64>(), same in any::<bool>(),
        ) {
            let (problem, other) = (one_tier(problem), one_tier(other));
            // Of the same problem, or lines of chance and prices of another one.
            let mut lessons = taught(if same { &problem } else { &other });
            for at in 0..problem.people as u64 {
                let plan = some_plan(&problem, draw.wrapping_add(at));
                let lines = plan.chunks(problem.days).map(|line| vec![line.to_vec()]);
                lessons.lines = if same { lessons.lines } else { lines.collect() };
            }
            let plan = some_plan(&problem, draw);
            let start = Start { plan: Some(&plan), lessons: Some(&lessons), ..Start::default() };
            let outcome = solve_from(&problem, &limits(), &start, &|_| {}).unwrap();
            match best_costs(&problem) {
                None => prop_assert!(matches!(outcome.status, Status::Infeasible | Status::Unknown)),
                Some((best, _)) => {
                    prop_assert_eq!((outcome.status, outcome.cost, outcome.bound), (Status::Optimal, best, best));
                }
            }
        }
    }

    /// Two people who both want a duty that one of them may have.
    fn contested() -> Problem {
        let sum = |people: &[u32]| {
            let cells = people.iter().map(|person| (Cell { person: *person, day: 0, duty: 1 }, 1));
            Sum { cells: cells.collect(), constant: 0 }
        };
        let count = |people: &[u32], min, max| Shape::Count { sum: sum(people), min, max, per: 1 };
        let shapes =
            [(3, count(&[0], Some(1), None)), (4, count(&[1], Some(1), None)), (5, count(&[0, 1], None, Some(1)))];
        let clauses = shapes.map(|(price, shape)| Clause { rule: 0, force: Force::prefer(price), shape });
        let open = vec![Arc::from([0, 1]); 2];
        Problem { people: 2, days: 1, duties: 2, open, clauses: clauses.to_vec(), ..Problem::default() }
    }

    #[test]
    fn a_solve_hands_its_lines_and_prices_on_only_if_asked() {
        let lessons = taught(&contested());
        assert_eq!(lessons.lines.len(), 2);
        assert!(lessons.lines.iter().all(|lines| lines.contains(&vec![0]) || lines.contains(&vec![1])));
        assert!(lessons.prices.iter().any(|(clause, _, price)| *clause == 2 && *price > 0), "{:?}", lessons.prices);
        let outcome = solve_from(&contested(), &limits(), &Start::default(), &|_| {}).unwrap();
        assert!(outcome.lessons.is_none());
    }
}
