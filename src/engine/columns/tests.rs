//! The line graph and its prices against every line of tiny problems.

use proptest::prelude::*;

use super::people::{People, Person};
use super::price::{CLOSED, Effort, Pricing};
use crate::engine::tiny::problems;
use crate::problem::{DutyIx, Force, Problem};

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_paths_of_a_line_graph_are_the_lines_that_the_clauses_allow_at_their_price(problem in problems(2000)) {
        let people = People::new(&problem);
        for (at, person) in people.persons.iter().enumerate() {
            for line in lines(&problem, at) {
                let on_graph = positions(person, &line)
                    .and_then(|positions| person.graph.cost(&positions))
                    .map(|cost| cost + own(person, &line));
                prop_assert_eq!(on_graph, cost(&problem, &people, at, &line), "person {} line {:?}", at, line);
            }
        }
    }

    #[test]
    fn pricing_finds_the_cheapest_line(problem in problems(2000), seed in any::<u64>(), room in 1..40_usize) {
        let people = People::with_room(&problem, room);
        let mut draw = seed;
        for (at, person) in people.persons.iter().enumerate() {
            let cells: Vec<i64> = person.own.iter().map(|own| {
                draw = draw.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                own * 7 + (draw >> 40) as i64 % 500 - 250
            }).collect();
            let price = |line: &Vec<DutyIx>| {
                let positions = positions(person, line)?;
                let steps = person.graph.cost(&positions)?;
                let cells = line.iter().enumerate().map(|(day, duty)| cells[person.cell(day, *duty).unwrap()]);
                Some(steps * 7 + cells.sum::<i64>())
            };
            let best = lines(&problem, at).iter().filter_map(price).min();
            let mut multipliers = vec![0; person.graph.resources.len()];
            let pricing = Pricing { graph: &person.graph, first_cell: &person.first_cell, cells: &cells, unit: 7 };
            let effort = Effort { any: false, rounds: 6, labels: 100_000 };
            let priced = pricing.cheapest(&mut multipliers, CLOSED, CLOSED, effort);
            prop_assert_eq!(priced.bound, best.unwrap_or(CLOSED));
            prop_assert_eq!(priced.line.is_some(), best.is_some());
            if let Some(best) = best {
                prop_assert_eq!(priced.cost, best);
            }
        }
    }
}
