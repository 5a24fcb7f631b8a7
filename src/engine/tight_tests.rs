//! A tightened problem has the same plans at the same costs, in problems of which every plan is tried.

use proptest::prelude::*;

use super::tiny::{cases, problems};
use crate::problem::{Asked, Cell, Clause, DutyIx, Problem, Read, Shape};

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

    #[test]
    fn what_is_taken_over_from_a_problem_read_before_is_what_reading_it_anew_says(
        one in problems(300), other in problems(300), keep in 0..4_usize, step in 1i64..6,
    ) {
        let one = shared(&one, step, 1);
        // Some clauses as they are, then another price, other ones, and fewer duties.
        let mut like = one.clone();
        like.clauses.truncate(keep);
        like.clauses.extend(shared(&other, step, 1).clauses.into_iter().filter(|clause| fits(clause, &one)));
        for changed in [&one, &like, &Problem { open: like.tightened().open, ..like.clone() }] {
            let read = Read::of(changed.clone(), Some(&Read::of(one.clone(), None)));
            let tight = read.tight().unwrap_or(changed);
            let anew = changed.tightened();
            prop_assert_eq!((&tight.open, &tight.clauses), (&anew.open, &anew.clauses));
            prop_assert_eq!(format!("{:?}", read.asked()), format!("{:?}", Asked::of(changed)));
        }
    }
}

/// Whether a clause of another problem speaks of people, days and duties of this one.
fn fits(clause: &Clause, problem: &Problem) -> bool {
    let known = |cell: &Cell| {
        (cell.person as usize) < problem.people
            && usize::from(cell.day) < problem.days
            && usize::from(cell.duty) < problem.duties
    };
    match &clause.shape {
        Shape::Ban(cell) => known(cell),
        Shape::Count { sum, .. } => sum.cells.iter().all(|(cell, _)| known(cell)),
        Shape::Groups { groups, .. } => groups.iter().flatten().all(known),
        Shape::Clash { .. } | Shape::Run { .. } | Shape::Same { .. } | Shape::Pick { .. } | Shape::Peak { .. } => false,
    }
}
