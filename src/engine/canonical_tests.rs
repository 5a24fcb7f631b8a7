//! A problem in canonical order is the same whatever order it came in, and its plans cost what they did.

use proptest::prelude::*;

use super::random::Random;
use super::tiny::{problems, some_plan};
use crate::problem::{Canonical, DutyIx, PersonIx, Problem, Shape};

/// The problem with people, duties but the first, clauses and choices renumbered by chance; and how.
fn shuffled(problem: &Problem, seed: u32) -> (Problem, Vec<PersonIx>, Vec<DutyIx>) {
    let mut random = Random::new(seed);
    let mut people: Vec<PersonIx> = (0..problem.people as PersonIx).collect();
    let mut duties: Vec<DutyIx> = (1..problem.duties as DutyIx).collect();
    random.shuffle(&mut people);
    random.shuffle(&mut duties);
    duties.insert(0, 0);
    let mut turned = Canonical::new(problem, people.clone(), duties.clone()).problem;
    random.shuffle(&mut turned.clauses);
    for clause in &mut turned.clauses {
        match &mut clause.shape {
            Shape::Count { sum, .. } => random.shuffle(&mut sum.cells),
            Shape::Pick { choices } => random.shuffle(choices),
            _ => {}
        }
    }
    (turned, people, duties)
}

proptest! {
    #[test]
    fn a_shuffled_problem_has_the_same_canonical_order_and_plans_cost_what_they_did(
        problem in problems(500), seed in any::<u32>(),
    ) {
        let same = |all: usize| 0..all as u32;
        let people = same(problem.people).collect();
        let first = Canonical::new(&problem, people, same(problem.duties).map(|duty| duty as DutyIx).collect());
        let (turned, people, duties) = shuffled(&problem, seed);
        // In the shuffled problem person `at` is who was `people[at]`: the same names in the same order.
        let place = |at: u32| people.iter().position(|person| *person == at).unwrap() as PersonIx;
        let duty_place = |at: u32| duties.iter().position(|duty| u32::from(*duty) == at).unwrap() as DutyIx;
        let (people, duties) = (same(people.len()).map(place), same(duties.len()).map(duty_place));
        let second = Canonical::new(&turned, people.collect(), duties.collect());
        prop_assert_eq!(&first.problem.clauses, &second.problem.clauses);
        prop_assert_eq!(&first.problem.open, &second.problem.open);
        let plan = some_plan(&first.problem, u64::from(seed));
        let judged = first.problem.judge(&plan);
        prop_assert_eq!(problem.judge(&first.back(&plan)), judged);
        prop_assert_eq!(turned.judge(&second.back(&plan)), judged);
    }
}
