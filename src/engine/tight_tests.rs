//! A tightened problem has the same plans at the same costs, in problems of which every plan is tried.

use proptest::prelude::*;

use super::tiny::{cases, problems};
use crate::problem::{Cell, DutyIx, Problem, Shape};

/// The same with larger weights in its counts, and more of them: every duty of a person and day weighs `lift` more.
fn shared(problem: &Problem, step: i64, lift: i64) -> Problem {
    let mut problem = problem.clone();
    for clause in &mut problem.clauses {
        let Shape::Count { sum, min, max, per } = &mut clause.shape else { continue };
        let mut slots: Vec<(u32, u16)> = sum.cells.iter().map(|(cell, _)| (cell.person, cell.day)).collect();
        slots.sort_unstable();
        slots.dedup();
        sum.cells.iter_mut().for_each(|(_, weight)| *weight *= step);
        for (person, day) in slots {
            let open = &problem.open[person as usize * problem.days + usize::from(day)];
            sum.cells.extend(open.iter().map(|duty| (Cell { person, day, duty: *duty }, lift)));
        }
        let moved = |limit: &i64| limit * step + lift;
        (*min, *max, *per) = (min.as_ref().map(moved), max.as_ref().map(moved), *per * step);
    }
    problem
}

fn plans(problem: &Problem) -> impl Iterator<Item = Vec<DutyIx>> {
    let all: usize = problem.open.iter().map(|open| open.len()).product();
    (0..all).map(|mut at| {
        let pick = |open: &std::sync::Arc<[DutyIx]>| {
            let duty = open[at % open.len()];
            at /= open.len();
            duty
        };
        problem.open.iter().map(pick).collect()
    })
}

proptest! {
    #![proptest_config(cases(400))]
    #[test]
    fn a_tightened_problem_has_the_same_plans_at_the_same_costs(
        problem in problems(300), step in 1i64..6, lift in -4i64..5,
    ) {
        let problem = shared(&problem, step, lift);
        let tight = problem.tightened();
        prop_assert_eq!(tight.clauses.len(), problem.clauses.len());
        for plan in plans(&problem) {
            let (known, own) = (problem.judge(&plan), tight.judge(&plan));
            let is_open = plan.iter().zip(&tight.open).all(|(duty, open)| open.contains(duty));
            if known.must_units > 0 {
                prop_assert!(!is_open || own.must_units > 0, "a broken must is forgotten");
            } else {
                prop_assert!(is_open, "a good plan is closed");
                prop_assert_eq!((own.must_units, own.cost), (0, known.cost));
            }
        }
    }
}
