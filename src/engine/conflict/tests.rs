//! Conflicts planted in tiny problems are found, alone and together, and nothing else with them.

use super::*;
use crate::engine::tiny::{best_costs, cases, problems};
use crate::problem::Sum;
use proptest::prelude::*;

/// Three people, two days, duties 0 (free), 1 and 2; each shape is a rule by itself.
fn world(shapes: Vec<Shape>) -> Problem {
    let clause = |(at, shape)| Clause { rule: at as u32, force: Force::Must, shape };
    Problem {
        people: 3,
        days: 2,
        duties: 3,
        open: vec![[0, 1, 2].into(); 6],
        clauses: shapes.into_iter().enumerate().map(clause).collect(),
        tiers: vec![],
        losses: vec![],
    }
}

fn held(people: &[PersonIx], day: DayIx, duty: DutyIx, least: i64) -> Shape {
    let cells = people.iter().map(|person| (Cell { person: *person, day, duty }, 1)).collect();
    Shape::Count { sum: Sum { cells, constant: 0 }, min: Some(least), max: None, per: 1 }
}

fn ban(person: PersonIx, day: DayIx, duty: DutyIx) -> Shape {
    Shape::Ban(Cell { person, day, duty })
}

/// Rules of each conflict; whether all of it was shown.
fn found(problem: &Problem, kept: &[u32]) -> (Vec<Vec<u32>>, bool) {
    let found = conflicts(problem, &|rule| kept.contains(&rule), &Limits::default()).expect("a solver");
    assert!(found.list.iter().all(|one| one.irreducible));
    (found.list.iter().map(Conflict::rules).collect(), found.complete)
}

#[test]
fn only_the_clauses_that_contradict_each_other_are_left() {
    let problem = world(vec![held(&[1], 0, 1, 1), held(&[0], 0, 1, 1), ban(0, 1, 2), held(&[0], 0, 2, 1)]);
    let all = conflicts(&problem, &|_| false, &Limits::default()).expect("a solver");
    assert_eq!(all.list.len(), 1);
    assert_eq!(all.list[0].rules(), [1, 3]);
    assert_eq!((all.list[0].people(), all.list[0].days(), all.list[0].irreducible), (vec![0], vec![0], true));
    let rest = all.rest.expect("the rest can hold");
    assert_eq!(rest[2], 1, "person 1 holds duty 1 on day 0");
}

#[test]
fn a_problem_that_can_hold_has_no_conflict() {
    let problem = world(vec![held(&[0], 0, 1, 1), held(&[1], 0, 1, 1)]);
    assert_eq!(found(&problem, &[]), (vec![], true));
}

#[test]
fn independent_conflicts_are_told_apart() {
    // Too few for duty 1 on day 0; nobody left for duty 2 on day 1.
    let problem = world(vec![
        held(&[0, 1, 2], 0, 1, 3),
        ban(2, 0, 1),
        held(&[0, 1], 1, 2, 1),
        ban(0, 1, 2),
        ban(1, 1, 2),
        held(&[2], 1, 1, 1),
    ]);
    assert_eq!(found(&problem, &[]), (vec![vec![0, 1], vec![2, 3, 4]], true));
}

#[test]
fn a_demand_that_nobody_can_meet_is_a_conflict_by_itself() {
    let problem = world(vec![held(&[0, 1], 0, 1, 3), held(&[2], 1, 1, 1)]);
    assert_eq!(found(&problem, &[]), (vec![vec![0]], true));
    let nobody = world(vec![held(&[], 0, 1, 1), held(&[2], 1, 1, 1)]);
    assert_eq!(found(&nobody, &[]), (vec![vec![0]], true));
}

#[test]
fn kept_rules_are_named_last_and_stay_in_force() {
    // Rule 0 contradicts 1, and it contradicts 2: kept, it is in both conflicts; else the second is not independent.
    let problem = world(vec![held(&[0], 0, 1, 1), ban(0, 0, 1), held(&[0, 1], 0, 2, 2)]);
    assert_eq!(found(&problem, &[0]), (vec![vec![0, 1], vec![0, 2]], true));
    assert_eq!(found(&problem, &[]).0.len(), 1);
}

#[test]
fn a_conflict_over_several_demands_names_them_all() {
    // Two people for three posts of one day, each of which would do alone.
    let two = [0, 1];
    let problem = world(vec![
        held(&two, 0, 0, 1),
        held(&two, 0, 1, 1),
        held(&two, 0, 2, 1),
        held(&[2], 0, 1, 1),
        held(&[2, 1], 1, 1, 1),
    ]);
    assert_eq!(found(&problem, &[]), (vec![vec![0, 1, 2]], true));
}

#[test]
fn a_witness_breaks_its_statement_as_little_as_can_be() {
    let problem = world(vec![held(&[0, 1, 2], 0, 1, 3), ban(2, 0, 1)]);
    let all = conflicts(&problem, &|_| false, &Limits::default()).expect("a solver");
    let lines = all.list[0].statements[0].witness.clone().expect("a witness");
    let held = lines.iter().filter(|(_, line)| line[0] == 1).count();
    assert_eq!((lines.len(), held), (3, 2));
}

proptest! {
    #![proptest_config(cases(60))]

    /// On random problems over all shapes: a conflict is found where no plan exists, and each is irreducible.
    #[test]
    fn conflicts_are_what_no_plan_can_keep(problem in problems(600)) {
        let all = conflicts(&problem, &|_| false, &Limits::default()).expect("a solver");
        let musts = |chosen: &dyn Fn(usize) -> bool| Problem {
            clauses: (0..problem.clauses.len())
                .filter(|at| problem.clauses[*at].force == Force::Must && chosen(*at))
                .map(|at| problem.clauses[at].clone())
                .collect(),
            ..problem.clone()
        };
        prop_assert!(all.complete);
        prop_assert_eq!(all.list.is_empty(), best_costs(&musts(&|_| true)).is_some());
        for conflict in &all.list {
            let inside = |at: usize| conflict.statements.iter().any(|one| one.clauses.contains(&at));
            prop_assert!(best_costs(&musts(&inside)).is_none());
            for one in &conflict.statements {
                prop_assert!(best_costs(&musts(&|at| inside(at) && !one.clauses.contains(&at))).is_some());
            }
        }
    }
}
