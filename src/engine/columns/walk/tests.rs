//! Gauges, lists and chains against the clauses themselves.

use proptest::prelude::*;

use super::company::Company;
use super::tally::Said;
use super::*;
use crate::engine::Limits;
use crate::engine::columns::crowd::Crowd;
use crate::engine::columns::graphs::Graphs;
use crate::engine::columns::people::{People, Person};
use crate::engine::tiny::{cases, problems};
use crate::problem::{Cell, Choice, DutyIx, DutySet, Force, Problem, Shape, Sum};

fn budget() -> Budget {
    Budget::new(&Limits::default())
}

/// What all clauses that speak of anybody say of a plan.
fn judged(problem: &Problem, plan: &[DutyIx]) -> Said {
    let spoken = problem.clauses.iter().filter(|clause| !clause.shape.people().is_empty()).cloned().collect();
    let judged = Problem { clauses: spoken, ..problem.clone() }.judge(plan);
    Said { must_units: judged.must_units, cost: judged.cost }
}

/// Does something with the walker of a problem, if it has one.
fn with_walker<T>(problem: &Problem, seed: u32, act: impl FnOnce(&Model, &mut Walker) -> T) -> Option<T> {
    let people = People::new(problem, &budget(), &Graphs::default())?;
    let persons: Vec<&Person> = people.persons.iter().collect();
    let crowd = Crowd::new(problem, &persons, &|at| people.in_master[at]).ok()?;
    let model = Model::new(problem, persons, crowd, 1_000);
    let mut walker = Walker::new(&model, &people.in_master, seed)?;
    Some(act(&model, &mut walker))
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn what_a_chain_says_of_its_plan_is_what_the_clauses_say(
        problem in problems(2000), seed in any::<u32>(), steps in 0..200_u64,
    ) {
        with_walker(&problem, seed, |model, walker| {
            let (taken, random) = (walker.any(), walker.random.split());
            let mut chain = walker.chain(taken, random);
            let heat = Heat { from: 20.0, to: 1.0, penalty: 15 };
            for _ in 0..3 {
                chain.cool(heat, steps, &budget());
                let duties = |taken: &Taken| {
                    let line = |(lines, at): (&Lines, &u32)| lines.duties[*at as usize].clone();
                    model.duties(&walker.lines.iter().zip(taken).map(line).collect::<Vec<_>>())
                };
                prop_assert_eq!(chain.said(), judged(&problem, &duties(&chain.taken)));
                prop_assert_eq!(chain.best.0, judged(&problem, &duties(&chain.best.1)));
                prop_assert!(chain.best.0 <= chain.said());
            }
            Ok(())
        }).unwrap_or(Ok(()))?;
    }

    #[test]
    fn listed_are_just_the_lines_that_a_graph_allows(problem in problems(2000)) {
        with_walker(&problem, 1, |model, walker| {
            for (person, lines) in model.persons.iter().zip(&walker.lines) {
                let mut ways: Vec<Vec<u16>> = vec![Vec::new()];
                for open in person.open.iter() {
                    let open = 0..open.len() as u16;
                    ways = ways.iter().flat_map(|way| open.clone().map(|at| [way.as_slice(), &[at]].concat())).collect();
                }
                ways.retain(|way| person.graph.cost(way).is_some());
                prop_assert_eq!(&ways, &lines.duties);
                for (at, way) in ways.iter().enumerate() {
                    prop_assert_eq!(lines.find(way), Some(at as u32));
                }
            }
            Ok(())
        }).unwrap_or(Ok(()))?;
    }
}

/// A team of four for five days: a duty is home (1), a desk in the east (2, 3) or one in the west (4, 5). Everybody keeps
/// one desk and comes twice to three times, a desk has one person a day, nobody is alone in the east or in the west, and
/// on one day all are there.
fn team() -> Problem {
    let (people, days) = (4_u32, 5_u16);
    let everybody = |day: u16, duties: &[DutyIx]| -> Vec<Cell> {
        let of = |person: u32| duties.iter().map(move |duty| Cell { person, day, duty: *duty });
        (0..people).flat_map(of).collect()
    };
    let count = |cells: Vec<(Cell, i64)>, min, max| Shape::Count { sum: Sum { cells, constant: 0 }, min, max, per: 1 };
    let mut shapes = Vec::new();
    for person in 0..people {
        let at_desk = (0..days).flat_map(|day| everybody(day, &[2, 3, 4, 5])).filter(|cell| cell.person == person);
        shapes.push(count(at_desk.map(|cell| (cell, 1)).collect(), Some(2), Some(3)));
        let classes = (2..=5).map(|desk| DutySet::new([desk])).collect();
        shapes.push(Shape::Same { person, days: (0..days).collect(), classes });
    }
    for day in 0..days {
        for desk in 2..=5 {
            shapes.push(count(everybody(day, &[desk]).into_iter().map(|cell| (cell, 1)).collect(), None, Some(1)));
        }
        for room in [[2, 3], [4, 5]] {
            shapes.extend((0..people).map(|person| alone(&everybody(day, &room), person)));
        }
    }
    let together = |day: u16| Choice { bans: everybody(day, &[1]), constant: 0 };
    shapes.push(Shape::Pick { choices: (0..days).map(together).collect() });
    let clauses = shapes.into_iter().map(|shape| Clause { rule: 0, force: Force::Must, shape }).collect();
    Problem { people: 4, days: 5, duties: 6, open: vec![[1, 2, 3, 4, 5].into(); 20], clauses, ..Problem::default() }
}

/// A person among these cells has somebody else among them.
fn alone(cells: &[Cell], person: u32) -> Shape {
    let weight = |cell: &Cell| (*cell, if cell.person == person { -1 } else { 1 });
    let sum = Sum { cells: cells.iter().map(weight).collect(), constant: 0 };
    Shape::Count { sum, min: Some(0), max: None, per: 1 }
}

#[test]
fn chains_seat_a_team_that_no_single_line_can_begin() {
    let problem = team();
    let best = with_walker(&problem, 1, |model, walker| {
        walker.begin(50_000, &budget());
        walker.best().map(|lines| problem.judge(&model.duties(&lines)).must_units)
    });
    assert_eq!(best, Some(Some(0)));
}

#[test]
fn chains_end_on_the_same_plan_on_one_thread_and_on_four() {
    let problem = team();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            with_walker(&problem, 7, |_, walker| {
                walker.begin(3_000, &budget());
                walker.again(3_000, &budget());
                walker.plans.clone()
            })
        })
    };
    assert!(on(1).is_some());
    assert_eq!(on(1), on(4));
}

#[test]
fn a_change_that_is_undone_leaves_what_was_said() {
    let problem = team();
    with_walker(&problem, 3, |_, walker| {
        let (taken, random) = (walker.any(), walker.random.split());
        let mut chain = walker.chain(taken.clone(), random);
        let before = chain.said();
        assert!(chain.scale(500) >= 1);
        assert_eq!((chain.said(), &chain.taken), (before, &taken));
    })
    .unwrap();
}

/// Ani, Budi and Citra, one of two desks of a room each, on one day.
fn room() -> Vec<Cell> {
    (0..3).flat_map(|person| [2, 3].map(|duty| Cell { person, day: 0, duty })).collect()
}

fn clauses(shapes: Vec<Shape>) -> Vec<Clause> {
    shapes.into_iter().map(|shape| Clause { rule: 0, force: Force::Must, shape }).collect()
}

#[test]
fn everybodys_wish_for_company_in_a_room_is_one_gauge() {
    let clauses = clauses((0..3).map(|person| alone(&room(), person)).collect());
    let (found, rest) = Company::find(&clauses.iter().collect::<Vec<_>>());
    assert_eq!(found, [Company { cells: room(), force: Force::Must }]);
    assert!(rest.is_empty());
}

#[test]
fn a_room_where_one_may_be_alone_is_read_clause_by_clause() {
    let clauses = clauses((0..2).map(|person| alone(&room(), person)).collect());
    let (found, rest) = Company::find(&clauses.iter().collect::<Vec<_>>());
    assert!(found.is_empty());
    assert_eq!(rest.len(), 2);
}

#[test]
fn a_wish_said_twice_is_counted_twice() {
    let clauses = clauses([0, 1, 2, 2].map(|person| alone(&room(), person)).to_vec());
    let (found, rest) = Company::find(&clauses.iter().collect::<Vec<_>>());
    assert!(found.is_empty());
    assert_eq!(rest.len(), 4);
}
