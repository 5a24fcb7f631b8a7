//! What every engine must do: the optimum of random tiny problems, stopping when told, and never a false claim.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::tiny::{best_costs, cases, problems, run_shapes, some_plan, tier_costs};
use super::{DeadEnd, Engine, Event, Limits, Outcome, Solver, Status, solve};
use crate::problem::{Cell, Clause, DutyIx, DutySet, Folder, Force, PersonIx, Problem, Shape, Sum};

fn quiet(_: &Event) {}

fn solved(problem: &Problem, solver: Solver, start: Option<&[DutyIx]>) -> Outcome {
    let limits = Limits { solver, threads: 1, ..Limits::default() };
    solve(problem, &limits, start, &quiet).expect("both solvers are in the test build")
}

fn by(problem: &Problem, engine: Engine) -> Outcome {
    let limits = Limits { engine, threads: 1, ..Limits::default() };
    solve(problem, &limits, None, &quiet).expect("every engine is in the test build")
}

/// An outcome says what trying every plan says.
fn agrees(problem: &Problem, outcome: &Outcome) {
    let Some(best) = best_costs(problem) else {
        assert_eq!(outcome.status, Status::Infeasible);
        assert_eq!(outcome.plan, None);
        return;
    };
    assert_eq!(outcome.status, Status::Optimal);
    let plan = outcome.plan.as_ref().expect("an optimal outcome has a plan");
    assert_eq!(problem.judge(plan).must_units, 0);
    assert_eq!(problem.judge(plan).cost, outcome.cost);
    assert_eq!(tier_costs(problem, plan), best);
    assert_eq!(outcome.bound, outcome.cost);
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn highs_finds_the_optimum_that_trying_every_plan_finds(problem in problems(1500)) {
        agrees(&problem, &by(&problem, Engine::Compact));
    }

    #[test]
    fn the_portfolio_finds_the_optimum_that_trying_every_plan_finds(problem in problems(1500)) {
        agrees(&problem, &by(&problem, Engine::Auto));
    }

    #[test]
    fn columns_alone_claim_nothing_that_trying_every_plan_refutes(problem in problems(1500)) {
        // One objective: columns know no tiers.
        let problem = Problem { tiers: Vec::new(), ..problem };
        let outcome = by(&problem, Engine::Columns);
        let Some((best, _)) = best_costs(&problem) else {
            prop_assert!(outcome.plan.is_none());
            return Ok(());
        };
        prop_assert!(outcome.status != Status::Infeasible);
        prop_assert!(outcome.bound <= best, "bound {} optimum {}", outcome.bound, best);
        if let Some(plan) = &outcome.plan {
            let judged = problem.judge(plan);
            prop_assert_eq!((judged.must_units, judged.cost), (0, outcome.cost));
            prop_assert!(outcome.cost >= best);
        }
    }

    #[test]
    fn minilp_finds_the_optimum_that_trying_every_plan_finds(problem in problems(1500)) {
        agrees(&problem, &solved(&problem, Solver::Minilp, None));
    }

    #[test]
    fn what_lists_of_open_duties_say_is_needed_as_no_clause(problem in problems(500)) {
        let mut folder = Folder::default();
        let mut lean = Problem { clauses: Vec::new(), ..problem.clone() };
        for clause in problem.clauses.clone() {
            folder.add(&mut lean, clause);
        }
        prop_assert_eq!(best_costs(&lean), best_costs(&problem));
        prop_assert!(lean.open.iter().all(|open| !open.is_empty()));
    }

    #[test]
    fn a_start_plan_changes_nothing_but_the_way(problem in problems(500), draw in any::<u64>()) {
        let start = some_plan(&problem, draw);
        agrees(&problem, &solved(&problem, Solver::Highs, Some(&start)));
    }

    #[test]
    fn runs_are_counted_at_both_edges_as_the_reference_counts_them(shape in run_shapes(6), wanted in 0..64_u32, price in 1..3_i64) {
        // The wish for each day costs enough that the plan is the wanted one, whatever the run costs.
        let wish = |day: u16| {
            let off = DutyIx::from(wanted >> day & 1 == 0);
            Clause { rule: 0, force: Force::prefer(1000), shape: Shape::Ban(Cell { person: 0, day, duty: off }) }
        };
        let mut clauses: Vec<Clause> = (0..6).map(wish).collect();
        clauses.push(Clause { rule: 0, force: Force::prefer(price), shape });
        let problem = Problem { people: 1, days: 6, duties: 2, open: vec![vec![0, 1].into(); 6], clauses, ..Problem::default() };
        agrees(&problem, &solved(&problem, Solver::Highs, None));
    }

    #[test]
    fn a_part_with_the_others_held_counts_what_the_whole_counts(problem in problems(1500), draw in any::<u64>()) {
        let plan = some_plan(&problem, draw);
        let duty = |person: PersonIx, day: u16| plan[person as usize * problem.days + usize::from(day)];
        let part = problem.part(&[0, 1], Some(&plan));
        let part_plan = part.read(&plan);
        let part_duty = |person: PersonIx, day: u16| part_plan[person as usize * problem.days + usize::from(day)];
        for (clause, whole) in part.problem.clauses.iter().zip(&part.clauses) {
            let whole = &problem.clauses[*whole as usize];
            prop_assert_eq!(clause.shape.excess(&part_duty), whole.shape.excess(&duty));
        }
        let touches = |clause: &&Clause| clause.shape.people().iter().any(|person| *person < 2);
        prop_assert_eq!(part.clauses.len(), problem.clauses.iter().filter(touches).count());
    }

    #[test]
    fn components_share_no_clause_that_costs(problem in problems(1500), draw in any::<u64>()) {
        let plan = some_plan(&problem, draw);
        let mut whole = vec![DutyIx::MAX; plan.len()];
        let (mut cost, mut must_units) = (0, 0);
        for part in problem.parts(&problem.components(), None) {
            let judged = part.problem.judge(&part.read(&plan));
            cost += judged.cost;
            must_units += judged.must_units;
            part.write_back(&part.read(&plan), &mut whole);
        }
        prop_assert_eq!(&whole, &plan);
        let nobody = Problem {
            clauses: problem.clauses.iter().filter(|clause| clause.shape.people().is_empty()).cloned().collect(),
            ..problem.clone()
        };
        let (all, rest) = (problem.judge(&plan), nobody.judge(&plan));
        prop_assert_eq!((cost + rest.cost, must_units + rest.must_units), (all.cost, all.must_units));
    }
}

/// People who each work two of every three days, together evenly and at odd prices: easy to plan, hard to prove.
fn hard(people: u32, days: u16) -> Problem {
    let cell = |person: u32, day: u16| Cell { person, day, duty: 1 };
    let weight = |person: u32, day: u16| 10 + i64::from((person * 7 + u32::from(day) * 13) % 17);
    let mut clauses = Vec::new();
    for day in 0..days {
        let cells: Vec<(Cell, i64)> = (0..people).map(|person| (cell(person, day), weight(person, day))).collect();
        let half = cells.iter().map(|(_, weight)| weight).sum::<i64>() / 2;
        let sum = Sum { cells, constant: 0 };
        let shape = Shape::Count { sum, min: Some(half), max: Some(half), per: 1 };
        clauses.push(Clause { rule: 0, force: Force::prefer(3), shape });
    }
    for person in 0..people {
        let cells = (0..days).map(|day| (cell(person, day), weight(day.into(), person as u16))).collect();
        let shape = Shape::Count { sum: Sum { cells, constant: 3 }, min: Some(61), max: Some(61), per: 1 };
        clauses.push(Clause { rule: 0, force: Force::prefer(2), shape });
    }
    let open = vec![vec![0, 1]; people as usize * usize::from(days)];
    Problem {
        people: people as usize,
        days: days.into(),
        duties: 2,
        open: open.into_iter().map(Into::into).collect(),
        clauses,
        ..Problem::default()
    }
}

#[test]
fn a_solve_told_to_stop_returns_its_best_plan_within_a_second() {
    let problem = hard(40, 20);
    let stop = Arc::new(AtomicBool::new(false));
    let limits = Limits { stop: stop.clone(), ..Limits::default() };
    let told = std::sync::Mutex::new(None);
    let listener = |event: &Event| {
        let mut told = told.lock().unwrap();
        if matches!(event, Event::Cost { .. }) && told.is_none() {
            stop.store(true, Ordering::Relaxed);
            *told = Some(Instant::now());
        }
    };
    let outcome = solve(&problem, &limits, None, &listener).unwrap();
    let waited = told.lock().unwrap().expect("a first plan was found").elapsed();
    assert!(waited < Duration::from_secs(3), "{waited:?}");
    assert_eq!((outcome.status, outcome.stopped), (Status::Feasible, true));
    assert_eq!(problem.judge(&outcome.plan.unwrap()).cost, outcome.cost);
    assert!(outcome.bound < outcome.cost);
}

#[test]
fn a_solve_keeps_its_time_limit_and_says_what_it_proved() {
    let problem = hard(40, 20);
    let began = Instant::now();
    let limits = Limits { time: Some(Duration::from_secs(1)), ..Limits::default() };
    let outcome = solve(&problem, &limits, None, &quiet).unwrap();
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    assert_eq!((outcome.status, outcome.stopped), (Status::Feasible, false));
    assert!(outcome.bound <= outcome.cost);
}

#[test]
fn a_solver_without_callbacks_is_given_up_at_the_limit() {
    let problem = hard(60, 30);
    let began = Instant::now();
    let limits = Limits { time: Some(Duration::from_millis(500)), solver: Solver::Minilp, ..Limits::default() };
    let outcome = solve(&problem, &limits, None, &quiet).unwrap();
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    assert!(outcome.status == Status::Feasible || outcome.status == Status::Unknown);
}

#[test]
fn parts_are_solved_apart_and_reported_as_they_end() {
    let line = |person: u32| {
        let cells = (0..5).map(|day| (Cell { person, day, duty: 1 }, 1)).collect();
        let shape = Shape::Count { sum: Sum { cells, constant: 0 }, min: Some(7), max: None, per: 1 };
        Clause { rule: 0, force: Force::prefer(10), shape }
    };
    let clauses = (0..6).map(line).collect();
    let problem =
        Problem { people: 6, days: 5, duties: 2, open: vec![vec![0, 1].into(); 30], clauses, ..Problem::default() };
    let outcome = solve(&problem, &Limits::default(), None, &quiet).unwrap();
    assert_eq!((outcome.status, outcome.cost, outcome.bound), (Status::Optimal, 120, 120));
    let done = |event: &Event| if let Event::Parts { done, of, .. } = event { Some((*done, *of)) } else { None };
    assert_eq!(outcome.trace.iter().filter_map(done).next_back(), Some((6, 6)));
}

#[test]
fn the_person_and_day_without_any_duty_left_are_named() {
    let ban = |duty| Clause { rule: 0, force: Force::Must, shape: Shape::Ban(Cell { person: 1, day: 2, duty }) };
    let clauses = vec![ban(0), ban(1)];
    let problem =
        Problem { people: 2, days: 3, duties: 2, open: vec![vec![0, 1].into(); 6], clauses, ..Problem::default() };
    let outcome = solve(&problem, &Limits::default(), None, &quiet).unwrap();
    assert_eq!(outcome.status, Status::Infeasible);
    assert_eq!(outcome.dead_end, Some(DeadEnd { person: 1, day: 2 }));
}

#[test]
fn a_later_tier_gets_cheaper_by_what_an_earlier_tier_may_lose() {
    // Every day worked costs 1 in tier 1, every day free costs 5 in tier 2.
    let price = |rule, duty, cost| {
        move |day| {
            let shape = Shape::Ban(Cell { person: 0, day, duty });
            Clause { rule, force: Force::prefer(cost), shape }
        }
    };
    let clauses: Vec<Clause> = (0..4).map(price(0, 1, 1)).chain((0..4).map(price(1, 0, 5))).collect();
    let open = vec![vec![0, 1]; 4];
    let problem = Problem {
        people: 1,
        days: 4,
        duties: 2,
        open: open.into_iter().map(Into::into).collect(),
        clauses,
        tiers: vec![1, 2],
        losses: vec![3],
    };
    let outcome = solve(&problem, &Limits::default(), None, &quiet).unwrap();
    assert_eq!(tier_costs(&problem, &outcome.plan.unwrap()), (3, 5));
}

/// Weeks on one shift, a common day for teams, and evenness: the shapes that are solved apart.
fn steady(people: u32) -> Problem {
    let cell = |person, day, duty| Cell { person, day, duty };
    let mut clauses = Vec::new();
    for person in 0..people {
        let classes = vec![DutySet::new([1]), DutySet::new([2])];
        let shape = Shape::Same { person, days: (0..5).collect(), classes };
        clauses.push(Clause { rule: 0, force: Force::Must, shape });
        let shape = Shape::Ban(cell(person, (person % 5) as u16, (person % 3) as u16));
        clauses.push(Clause { rule: 0, force: Force::prefer(2), shape });
    }
    for day in 0..5 {
        for duty in [1, 2] {
            let cells = (0..people).map(|person| (cell(person, day, duty), 1)).collect();
            let share = i64::from(people / 3);
            let shape =
                Shape::Count { sum: Sum { cells, constant: 0 }, min: Some(share), max: Some(share + 1), per: 1 };
            clauses.push(Clause { rule: 0, force: Force::Must, shape });
        }
    }
    let open = vec![vec![0, 1, 2]; people as usize * 5];
    Problem {
        people: people as usize,
        days: 5,
        duties: 3,
        open: open.into_iter().map(Into::into).collect(),
        clauses,
        ..Problem::default()
    }
}

#[test]
fn a_problem_solved_apart_gives_the_same_plan_on_any_number_of_threads() {
    let problem = steady(18);
    assert!(super::apart::is_for(&problem));
    let on = |threads| solve(&problem, &Limits { threads, ..Limits::default() }, None, &quiet).unwrap();
    let (one, three) = (on(1), on(3));
    assert_eq!(one.status, Status::Optimal);
    assert_eq!(problem.judge(one.plan.as_ref().unwrap()).must_units, 0);
    assert_eq!(one.plan, three.plan);
}

#[test]
fn bounds_only_rise_and_costs_only_fall() {
    let mut problem = hard(20, 10);
    // A second part, so that the time left over by one is given to the other.
    problem.people += 1;
    problem.open.extend(vec![vec![0, 1].into(); 10]);
    let limits = Limits { time: Some(Duration::from_secs(3)), threads: 1, ..Limits::default() };
    let outcome = solve(&problem, &limits, None, &quiet).unwrap();
    let costs: Vec<i64> = outcome
        .trace
        .iter()
        .filter_map(|e| if let Event::Cost { cost, .. } = e { Some(*cost) } else { None })
        .collect();
    let bounds: Vec<i64> = outcome
        .trace
        .iter()
        .filter_map(|e| if let Event::Bound { bound, .. } = e { Some(*bound) } else { None })
        .collect();
    assert!(costs.is_sorted_by(|a, b| a > b), "{costs:?}");
    assert!(bounds.is_sorted_by(|a, b| a < b), "{bounds:?}");
    assert_eq!(costs.last(), Some(&outcome.cost));
}

#[test]
fn the_smallest_of_two_sums_is_priced_in_blocks_of_two() {
    // HiGHS 1.15.0 called 1 the optimum of this with its presolve on.
    let cell = |person, duty| Cell { person, day: 0, duty };
    let fixed = Sum { cells: Vec::new(), constant: 1 };
    let moving = Sum { cells: vec![(cell(1, 0), 2), (cell(0, 1), -1)], constant: -1 };
    let shape = Shape::Peak { highs: vec![fixed.clone()], lows: vec![fixed, moving], allowed: 1, per: 2 };
    let clauses = vec![Clause { rule: 0, force: Force::prefer(1), shape }];
    let open = vec![vec![1, 2], vec![1, 2], vec![2], vec![0, 1, 2], vec![1], vec![0]];
    let problem = Problem {
        people: 2,
        days: 3,
        duties: 3,
        open: open.into_iter().map(Into::into).collect(),
        clauses,
        ..Problem::default()
    };
    agrees(&problem, &solved(&problem, Solver::Highs, None));
}
