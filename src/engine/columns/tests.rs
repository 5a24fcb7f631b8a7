//! The line graph, its prices, the master's bounds and its parts against every line of tiny problems.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::branch::{Source, settle};
use super::crowd::Crowd;
use super::detour::Detours;
use super::generate::{EXACT, QUICK, Until};
use super::graphs::Graphs;
use super::levels::narrowed;
use super::master::{Line, Master};
use super::people::{People, Person};
use super::plan::{Model, Tried};
use super::price::{CLOSED, Effort, Pricing};
use crate::engine::budget::Budget;
use crate::engine::tiny::{best_costs, cases, problems, problems_of_one, problems_of_sums, some_plan};
use crate::engine::{Engine, Lessons, Limits, Start, Status, solve, solve_from};
use crate::problem::{Cell, Choice, Clause, DutyIx, Force, Problem, Shape, Sum};

/// All lines of a person over the duties that the problem opens, as duties.
fn lines(problem: &Problem, person: usize) -> Vec<Vec<DutyIx>> {
    let mut lines: Vec<Vec<DutyIx>> = vec![Vec::new()];
    for day in 0..problem.days {
        let open = problem.open(person as u32, day as u16);
        lines = lines.iter().flat_map(|line| open.iter().map(|duty| [line.as_slice(), &[*duty]].concat())).collect();
    }
    lines
}

/// Cost of a line by the clauses that the graphs hold and that speak of this person alone; `None`: a `must` is broken.
fn cost(problem: &Problem, people: &People, person: usize, line: &[DutyIx]) -> Option<i64> {
    let duty = |_: u32, day: u16| line[usize::from(day)];
    let mut cost = 0;
    for (at, clause) in problem.clauses.iter().enumerate() {
        if people.in_master[at] || clause.shape.people() != [person as u32] {
            continue;
        }
        let excess = clause.shape.excess(&duty);
        if clause.force == Force::Must && excess > 0 {
            return None;
        }
        cost += clause.force.cost(excess);
    }
    Some(cost)
}

/// The line as positions among the open duties.
fn positions(person: &Person, line: &[DutyIx]) -> Option<Vec<u16>> {
    line.iter().zip(person.open.iter()).map(|(duty, open)| Some(open.binary_search(duty).ok()? as u16)).collect()
}

fn own(person: &Person, line: &[DutyIx]) -> i64 {
    line.iter().enumerate().filter_map(|(day, duty)| Some(person.own[person.cell(day, *duty)?])).sum()
}

/// The next of some numbers that look like chance.
fn draw(state: &mut u64) -> i64 {
    *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    (*state >> 33) as i64
}

/// The paths of the graphs are the lines that the clauses allow, at their price.
fn graphs_agree(problem: &Problem, people: &People) -> Result<(), TestCaseError> {
    for (at, person) in people.persons.iter().enumerate() {
        for line in lines(problem, at) {
            let on_graph = positions(person, &line)
                .and_then(|positions| person.graph.cost(&positions))
                .map(|cost| cost + own(person, &line));
            prop_assert_eq!(on_graph, cost(problem, people, at, &line), "person {} line {:?}", at, line);
        }
    }
    Ok(())
}

/// No limit at all.
fn budget() -> Budget {
    Budget::new(&Limits::default())
}

/// Pricing finds the cheapest of everybody's lines for some prices of the cells.
fn prices_agree(problem: &Problem, people: &People, mut seed: u64) -> Result<(), TestCaseError> {
    for (at, person) in people.persons.iter().enumerate() {
        let cells: Vec<i64> = person.own.iter().map(|own| own * 7 + draw(&mut seed) % 500 - 250).collect();
        // Now and then a cell is closed.
        let cells: Vec<i64> =
            cells.into_iter().map(|cell| if draw(&mut seed) % 12 == 0 { CLOSED } else { cell }).collect();
        let price = |line: &Vec<DutyIx>| {
            let positions = positions(person, line)?;
            let steps = person.graph.cost(&positions)?;
            let cells: Vec<i64> =
                line.iter().enumerate().map(|(day, duty)| cells[person.cell(day, *duty).unwrap()]).collect();
            (!cells.contains(&CLOSED)).then(|| steps * 7 + cells.iter().sum::<i64>())
        };
        let best = lines(problem, at).iter().filter_map(price).min();
        let mut multipliers = vec![0; person.graph.resources.len()];
        let pricing = Pricing {
            graph: &person.graph,
            first_cell: &person.first_cell,
            cells: &cells,
            unit: 7,
            ticks: Default::default(),
        };
        let effort = Effort { any: false, rounds: 6, labels: 100_000 };
        let priced = pricing.cheapest(&mut multipliers, CLOSED, CLOSED, effort);
        prop_assert_eq!(priced.bound, best.unwrap_or(CLOSED));
        prop_assert_eq!(priced.line.is_some(), best.is_some());
        if let Some(best) = best {
            prop_assert_eq!(priced.cost, best);
            let line = priced.line.unwrap();
            let line: Vec<DutyIx> =
                line.iter().zip(person.open.iter()).map(|(at, open)| open[usize::from(*at)]).collect();
            prop_assert_eq!(price(&line), Some(best));
        }
    }
    Ok(())
}

/// The same problem with nothing but what a linear program prices exactly: no blocks, no choices.
fn linear(mut problem: Problem) -> Problem {
    problem.clauses.retain(|clause| !matches!(clause.shape, Shape::Pick { .. }));
    for clause in &mut problem.clauses {
        if let Shape::Count { per, .. } | Shape::Peak { per, .. } = &mut clause.shape {
            *per = 1;
        }
    }
    problem
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn the_paths_of_a_line_graph_are_the_lines_that_the_clauses_allow_at_their_price(problem in problems(2000)) {
        graphs_agree(&problem, &People::new(&problem, &budget(), &Graphs::default()).unwrap())?;
    }

    #[test]
    fn machines_side_by_side_price_every_line_of_one_person(problem in problems_of_one(), room in 1..40_usize) {
        graphs_agree(&problem, &People::with_room(&problem, room, &budget(), &Graphs::default()).unwrap())?;
    }

    #[test]
    fn pricing_finds_the_cheapest_line(problem in problems(2000), seed in any::<u64>(), room in 1..40_usize) {
        prices_agree(&problem, &People::with_room(&problem, room, &budget(), &Graphs::default()).unwrap(), seed)?;
    }

    #[test]
    fn pricing_finds_the_cheapest_line_that_keeps_several_sums(
        problem in problems_of_sums(), seed in any::<u64>(), room in 1..10_usize,
    ) {
        prices_agree(&problem, &People::with_room(&problem, room, &budget(), &Graphs::default()).unwrap(), seed)?;
    }

    #[test]
    fn no_multipliers_prove_more_than_the_optimum(problem in problems(1500), seed in any::<u64>(), quick in any::<bool>()) {
        let people = People::with_room(&problem, 10, &budget(), &Graphs::default()).unwrap();
        let persons: Vec<&Person> = people.persons.iter().collect();
        let Ok(crowd) = Crowd::new(&problem, &persons, &|at| people.in_master[at]) else {
            prop_assert_eq!(best_costs(&problem), None);
            return Ok(());
        };
        let best = best_costs(&Problem { tiers: Vec::new(), ..problem.clone() });
        let mut master = Master::new(&crowd, persons, 200.0, &budget()).unwrap();
        if !master.begin().unwrap() {
            prop_assert_eq!(best, None);
            return Ok(());
        }
        let mut seed = seed;
        for _ in 0..4 {
            let rows: Vec<i64> = crowd.rows.iter().map(|row| {
                let multiplier = (draw(&mut seed) % (30 << 20)).max(draw(&mut seed) % 100 - 50);
                if row.exact { 0 } else { multiplier }
            }).collect();
            let priced = master.price(&rows, &|_| CLOSED, if quick { QUICK } else { EXACT });
            let bound = crowd.whole(master.bound(&rows, &priced));
            if let Some((best, _)) = best {
                prop_assert!(bound <= best, "bound {} optimum {}", bound, best);
            }
        }
    }

    #[test]
    fn a_window_allows_and_prices_what_the_whole_graph_does_beside_the_days_held(
        problem in problems_of_one(), room in 1..40_usize, seed in any::<u64>(),
    ) {
        let people = People::with_room(&problem, room, &budget(), &Graphs::default()).unwrap();
        let (person, mut seed) = (&people.persons[0], seed);
        let whole: Vec<Vec<u16>> = lines(&problem, 0).iter().filter_map(|line| positions(person, line)).collect();
        let kept: Vec<&Vec<u16>> = whole.iter().filter(|line| person.graph.cost(line).is_some()).collect();
        if kept.is_empty() {
            return Ok(());
        }
        let base = kept[draw(&mut seed) as usize % kept.len()];
        let first = draw(&mut seed) as usize % problem.days;
        let days = first..first + 1 + draw(&mut seed) as usize % (problem.days - first);
        let window = person.within(base, &days).expect("the line is a path");
        let price = |line: &Vec<u16>| Some(person.graph.cost(line)? - person.graph.cost(base)?);
        let inside = |line: &Vec<u16>| Some(window.graph.cost(&line[days.clone()])? - window.graph.cost(&base[days.clone()])?);
        for line in whole.iter().filter(|line| (0..problem.days).all(|day| days.contains(&day) || line[day] == base[day])) {
            prop_assert_eq!(inside(line), price(line), "days {:?} of {:?} beside {:?}", &days, line, base);
        }
    }

    #[test]
    fn a_profile_says_what_the_cheapest_line_of_each_sum_costs(problem in problems_of_one(), seed in any::<u64>()) {
        let people = People::new(&problem, &budget(), &Graphs::default()).unwrap();
        let (person, mut seed) = (&people.persons[0], seed);
        if !person.graph.resources.is_empty() {
            return Ok(());
        }
        let cells: Vec<i64> = person.own.iter().map(|_| draw(&mut seed) % 500 - 250).collect();
        let weights: Vec<i64> = person.own.iter().map(|_| draw(&mut seed) % 4 - 1).collect();
        let pricing =
            Pricing { graph: &person.graph, first_cell: &person.first_cell, cells: &cells, unit: 7, ticks: Default::default() };
        let mut least: BTreeMap<i64, i64> = BTreeMap::new();
        for line in lines(&problem, 0).iter().filter_map(|line| positions(person, line)) {
            let Some(steps) = person.graph.cost(&line) else { continue };
            let own: Vec<usize> =
                line.iter().zip(&person.first_cell).map(|(at, first)| *first as usize + usize::from(*at)).collect();
            let price = steps * 7 + own.iter().map(|cell| cells[*cell]).sum::<i64>();
            let sum = 3 + own.iter().map(|cell| weights[*cell]).sum::<i64>();
            least.entry(sum).and_modify(|known| *known = price.min(*known)).or_insert(price);
        }
        let profile = if person.graph.is_empty() { None } else { pricing.profile(&weights, 3) };
        let known = profile.map_or(BTreeMap::new(), |profile| {
            (profile.low..).zip(profile.costs).filter(|(_, cost)| *cost < CLOSED).collect()
        });
        prop_assert_eq!(known, least);
    }

    #[test]
    fn a_narrowed_problem_has_no_plan_that_the_whole_forbids_or_finds_cheaper_than_its_best(problem in problems(1500)) {
        let people = People::new(&problem, &budget(), &Graphs::default()).unwrap();
        let persons: Vec<&Person> = people.persons.iter().collect();
        let Ok(crowd) = Crowd::new(&problem, &persons, &|at| people.in_master[at]) else { return Ok(()) };
        let mut master = Master::new(&crowd, persons, 200.0, &budget()).unwrap();
        if !master.begin().unwrap() {
            return Ok(());
        }
        let values = master.solve(&budget()).unwrap();
        let rows = master.multipliers(&values);
        let Some(narrow) = narrowed(&problem, &master.market(), &rows, &master.used(&values)) else { return Ok(()) };
        let outcome = solve(&Problem { tiers: Vec::new(), ..narrow }, &Limits::default(), None, &|_| {}).unwrap();
        if let Some(plan) = outcome.plan {
            let judged = problem.judge(&plan);
            prop_assert_eq!(judged.must_units, 0);
            let best = best_costs(&Problem { tiers: Vec::new(), ..problem }).map(|best| best.0);
            prop_assert!(Some(judged.cost) >= best, "{} below {:?}", judged.cost, best);
        }
    }

    #[test]
    fn a_tree_finds_the_best_plan_or_proves_that_none_is_cheaper(
        problem in problems(1500), room in 1..40_usize, worse in 0..3_i64,
    ) {
        let people = People::with_room(&problem, room, &budget(), &Graphs::default()).unwrap();
        let persons: Vec<&Person> = people.persons.iter().collect();
        let Ok(crowd) = Crowd::new(&problem, &persons, &|at| people.in_master[at]) else { return Ok(()) };
        let model = Model::new(&problem, persons.clone(), crowd, 2000);
        let Some((best, _)) = best_costs(&Problem { tiers: Vec::new(), ..problem.clone() }) else { return Ok(()) };
        let master = Master::new(&model.crowd, persons.clone(), 2000.0, &budget()).unwrap();
        let of_person = |at: usize| {
            let all: Vec<Vec<DutyIx>> = lines(&problem, at);
            all.iter().filter_map(|line| master.line(at, &positions(persons[at], line)?)).collect::<Vec<Line>>()
        };
        let all: Vec<Line> = (0..persons.len()).flat_map(of_person).collect();
        for source in [Source::Graphs, Source::List(&all)] {
            let settled = settle(&model, source, best + worse * model.crowd.grain, &budget(), false, &mut |_| {}).unwrap();
            prop_assert_eq!(settled.plan.map(|plan| plan.cost), (worse > 0).then_some(best));
            prop_assert_eq!(settled.bound, best);
        }
    }

    /// Where there are no sums a detour is the cheapest of all lines.
    #[test]
    fn a_detour_costs_what_the_cheapest_line_does_with_some_cells_dearer(
        problem in problems(1500), mut seed in any::<u64>(),
    ) {
        let people = People::new(&problem, &budget(), &Graphs::default()).unwrap();
        for person in people.persons.iter().filter(|person| person.graph.resources.is_empty() && !person.graph.is_empty()) {
            let price = |cell: i64, draw: i64| if draw % 12 == 0 { CLOSED } else { cell + draw % 500 - 250 };
            let cells: Vec<i64> = person.own.iter().map(|own| price(own * 7, draw(&mut seed))).collect();
            let some: Vec<usize> = (0..cells.len()).filter(|_| draw(&mut seed) % 3 == 0).collect();
            let dearer: Vec<(usize, i64)> = some.into_iter().map(|cell| (cell, draw(&mut seed) % 300)).collect();
            let mut changed = cells.clone();
            for (cell, more) in dearer.iter().filter(|(cell, _)| cells[*cell] < CLOSED) {
                changed[*cell] += more;
            }
            let (graph, first_cell) = (&*person.graph, &person.first_cell[..]);
            let pricing = |cells| Pricing { graph, first_cell, cells, unit: 7, ticks: Default::default() };
            let (plain, other) = (pricing(&cells), pricing(&changed));
            let detours = Detours::new(&plain, &[]);
            prop_assert_eq!(detours.least(), plain.cheapest(&mut [], CLOSED, CLOSED, EXACT).bound);
            prop_assert_eq!(detours.with(&dearer), other.cheapest(&mut [], CLOSED, CLOSED, EXACT).bound);
        }
    }

    #[test]
    fn each_slot_takes_one_choice(problem in problems(1500)) {
        let people = People::new(&problem, &budget(), &Graphs::default()).unwrap();
        let persons: Vec<&Person> = people.persons.iter().collect();
        let Ok(crowd) = Crowd::new(&problem, &persons, &|at| people.in_master[at]) else { return Ok(()) };
        let model = Model::new(&problem, persons.clone(), crowd, 200);
        let mut master = Master::new(&model.crowd, persons, 200.0, &budget()).unwrap();
        if !master.begin().unwrap() {
            return Ok(());
        }
        let (values, budget) = (master.solve(&budget()).unwrap(), budget());
        let until = Until { budget: &budget, rounds: 20, enough: f64::NEG_INFINITY, bound: &|_| {} };
        let values = master.take_choices(&model.slots, &until, values).unwrap();
        for slot in &model.slots {
            let taken: Vec<f64> = slot.helpers.iter().map(|helper| values.columns[*helper]).collect();
            let is = |value: f64, whole: f64| (value - whole).abs() < 1e-6;
            prop_assert!(taken.iter().all(|value| is(*value, 0.0) || is(*value, 1.0)), "{:?}", taken);
            prop_assert!(is(taken.iter().sum::<f64>(), 1.0), "{:?}", taken);
            let closed = |helper: &&usize| model.crowd.helpers[**helper].high == 0;
            prop_assert!(slot.helpers.iter().filter(closed).all(|helper| is(values.columns[*helper], 0.0)));
        }
    }

    #[test]
    fn a_part_prices_the_lines_of_those_who_move_as_the_clauses_do(
        problem in problems(1500).prop_map(linear), seed in any::<u64>(),
    ) {
        let people = People::new(&problem, &budget(), &Graphs::default()).unwrap();
        let persons: Vec<&Person> = people.persons.iter().collect();
        let Ok(crowd) = Crowd::new(&problem, &persons, &|at| people.in_master[at]) else { return Ok(()) };
        let model = Model::new(&problem, persons.clone(), crowd, 200);
        let Some(held) = model.lines(&some_plan(&problem, seed)) else { return Ok(()) };
        let plan = model.plan(held.clone());
        let mut rest = plan.sums.clone();
        model.line(0, &held[0]).entries.iter().for_each(|(row, factor)| rest[*row as usize] -= factor);
        let part = model.crowd.part(&[(0, model.crowd.shares[0].cells())], &rest, &[]);
        // What the part says of a line and what the whole plan costs differ by the same for all lines.
        let mut held_cost = None;
        for line in lines(&problem, 0).iter().filter_map(|line| positions(persons[0], line)).take(30) {
            let mut all = held.clone();
            all[0] = line.clone();
            let judged = problem.judge(&model.duties(&all));
            if judged.must_units > 0 {
                continue;
            }
            let mut master = Master::new(&part, vec![persons[0]], 1e5, &budget()).unwrap();
            let line = master.line(0, &line).expect("a valid plan has open cells only");
            master.add(vec![line]).unwrap();
            let priced = master.solve(&budget()).unwrap().objective;
            let rest = judged.cost as f64 - priced;
            let first = *held_cost.get_or_insert(rest);
            prop_assert!((rest - first).abs() < 1e-6, "{} and {}", rest, first);
        }
    }
}

#[test]
fn duals_beyond_all_measure_prove_nothing_false() {
    let cell = |person, day| Cell { person, day, duty: 1 };
    let cells = (0..2).flat_map(|person| (0..40).map(move |day| (cell(person, day), 1_000_000))).collect();
    let sum = Sum { cells, constant: 0 };
    let shape = Shape::Count { sum, min: Some(3_000_000), max: None, per: 1 };
    let clauses = vec![Clause { rule: 0, force: Force::prefer(1_000_000), shape }];
    let problem =
        Problem { people: 2, days: 40, duties: 2, open: vec![vec![0, 1].into(); 80], clauses, ..Problem::default() };
    let limits = Limits { engine: Engine::Columns, ..Limits::default() };
    let outcome = solve(&problem, &limits, None, &|_| {}).unwrap();
    assert_eq!((outcome.status, outcome.cost, outcome.bound), (Status::Optimal, 0, 0));
}

/// The second of two people has to make way for a choice; the other choice is shut, as the first has no other duty.
fn one_choice_shut() -> Problem {
    let bans = |person, duty| Choice { bans: vec![Cell { person, day: 0, duty }], constant: 0 };
    let shape = Shape::Pick { choices: vec![bans(1, 0), bans(0, 1)] };
    let clauses = vec![Clause { rule: 0, force: Force::Must, shape }];
    let open: Vec<Arc<[DutyIx]>> = [&[1][..], &[1], &[1], &[0, 1], &[1], &[1]].map(Arc::from).to_vec();
    Problem { people: 2, days: 3, duties: 2, open, clauses, ..Problem::default() }
}

#[test]
fn a_choice_that_cannot_be_taken_is_never_held() {
    let problem = one_choice_shut();
    let people = People::new(&problem, &budget(), &Graphs::default()).unwrap();
    let persons: Vec<&Person> = people.persons.iter().collect();
    let crowd = Crowd::new(&problem, &persons, &|at| people.in_master[at]).unwrap();
    let model = Model::new(&problem, persons, crowd, 200);
    let broken = model.plan(model.lines(&[1, 1, 1, 0, 1, 1]).unwrap());
    assert_eq!(broken.must_units, 1);
    let held = model.choices(&broken, &Tried::Nothing);
    assert!(held.iter().all(|(helper, value)| *value <= model.crowd.helpers[*helper].high), "{held:?}");
}

#[test]
fn the_one_choice_left_is_taken_with_lessons_and_without() {
    let problem = one_choice_shut();
    let limits = Limits { engine: Engine::Columns, threads: 1, ..Limits::default() };
    for lessons in [None, Some(Lessons::default())] {
        let start = Start { lessons: lessons.as_ref(), ..Start::default() };
        let outcome = solve_from(&problem, &limits, &start, &|_| {}).unwrap();
        assert_eq!((outcome.status, outcome.plan), (Status::Optimal, Some(vec![1; 6])), "{lessons:?}");
    }
}
