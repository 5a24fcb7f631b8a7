//! Random tiny problems over all shapes, and their optimum by trying every plan: what every engine is held against.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::problem::{Cell, Choice, Clause, DayIx, DutyIx, DutySet, Force, PersonIx, Problem, Shape, Sum};

/// Size of a problem to draw.
#[derive(Debug, Clone, Copy)]
struct Size {
    people: usize,
    days: usize,
    duties: usize,
}

/// So many cases, unless the environment says `PROPTEST_CASES`.
pub fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig::with_cases(asked.unwrap_or(usual))
}

/// One person alone, 4 to 6 days, 3 duties: every shape that speaks of one person.
pub fn problems_of_one() -> impl Strategy<Value = Problem> {
    (4..=6_usize).prop_flat_map(|days| problem(Size { people: 1, days, duties: 3 }, 729))
}

/// One person alone whose line must keep several sums, with prices on some cells and sets besides.
pub fn problems_of_sums() -> impl Strategy<Value = Problem> {
    (problems_of_one(), vec((vec(0..60_i64, 12), 0..200_i64, 0..120_i64), 2..=4)).prop_map(|(mut problem, sums)| {
        for (weights, min, width) in sums {
            let cell = |at: usize| Cell { person: 0, day: (at / 2) as DayIx, duty: (at % 2 + 1) as DutyIx };
            let cells = (0..2 * problem.days).map(|at| (cell(at), weights[at] - 10)).collect();
            let shape =
                Shape::Count { sum: Sum { cells, constant: 3 }, min: Some(min), max: Some(min + width), per: 1 };
            problem.clauses.push(Clause { rule: 0, force: Force::Must, shape });
        }
        problem
    })
}

/// 2 or 3 people, 3 to 5 days, 2 to 4 duties, 1 to 4 clauses; never more than `most_plans` plans.
pub fn problems(most_plans: usize) -> impl Strategy<Value = Problem> {
    let sizes =
        (2..=3_usize, 3..=5_usize, 2..=4_usize).prop_map(|(people, days, duties)| Size { people, days, duties });
    sizes.prop_flat_map(move |size| problem(size, most_plans))
}

fn problem(size: Size, most_plans: usize) -> impl Strategy<Value = Problem> {
    let all: Vec<DutyIx> = (0..size.duties as DutyIx).collect();
    let open = vec(subsequence(all, 1..=size.duties), size.people * size.days);
    let clauses = vec(clause(size), 1..=4);
    let tiers = vec(prop_oneof![4 => Just(1_u8), 1 => Just(2)], 4);
    (open, clauses, tiers).prop_map(move |(mut open, clauses, tiers)| {
        // From the last person backwards, the duties are thinned out until every plan can be tried.
        for duties in open.iter_mut().rev() {
            duties.sort_unstable();
        }
        for at in (0..open.len()).rev() {
            if open.iter().map(Vec::len).product::<usize>() > most_plans {
                open[at].truncate(1);
            }
        }
        let clauses = clauses.into_iter().enumerate().map(|(rule, clause)| Clause { rule: rule as u32, ..clause });
        Problem {
            people: size.people,
            days: size.days,
            duties: size.duties,
            open: open.into_iter().map(Into::into).collect(),
            clauses: clauses.collect(),
            tiers,
            losses: Vec::new(),
        }
    })
}

fn clause(size: Size) -> impl Strategy<Value = Clause> {
    (force(), shape(size)).prop_map(|(force, shape)| Clause { rule: 0, force, shape })
}

fn force() -> impl Strategy<Value = Force> {
    let steps = vec(0..=9_i64, 1..=3).prop_map(|mut steps| {
        steps.sort_unstable();
        Force::Prefer(steps.into())
    });
    prop_oneof![2 => Just(Force::Must), 3 => steps]
}

fn shape(size: Size) -> impl Strategy<Value = Shape> {
    let person = 0..size.people as PersonIx;
    let last = size.days as DayIx - 1;
    let set = set(size);
    prop_oneof![
        cell(size).prop_map(Shape::Ban),
        (person.clone(), 0..last, set.clone(), set.clone()).prop_map(|(person, day, first, then)| Shape::Clash {
            person,
            day,
            first,
            then
        }),
        run(size),
        (sum(size), proptest::option::of(-2..=6_i64), proptest::option::of(-2..=6_i64), 1..=3_i64)
            .prop_map(|(sum, min, max, per)| Shape::Count { sum, min, max, per }),
        (person, subsequence((0..=last).collect::<Vec<_>>(), 1..=size.days), vec(set, 1..=3))
            .prop_map(|(person, days, classes)| Shape::Same { person, days, classes }),
        vec(choice(size), 1..=3).prop_map(|choices| Shape::Pick { choices }),
        (vec(vec(cell(size), 0..=4), 0..=3), -1..=3_i64).prop_map(|(groups, max)| Shape::Groups { groups, max }),
        (vec(sum(size), 0..=3), vec(sum(size), 0..=3), -1..=3_i64, 1..=3_i64)
            .prop_map(|(highs, lows, allowed, per)| Shape::Peak { highs, lows, allowed, per }),
    ]
}

pub fn run_shapes(days: usize) -> impl Strategy<Value = Shape> {
    run(Size { people: 1, days, duties: 2 })
}

fn run(size: Size) -> impl Strategy<Value = Shape> {
    let last = size.days as DayIx - 1;
    let ends = (0..=last, 0..=last).prop_map(|(a, b)| (a.min(b), a.max(b)));
    let bounds = (0..=4_u16, proptest::option::of(0..=4_u16), proptest::option::of(0..=5_u16));
    (0..size.people as PersonIx, ends, set(size), bounds).prop_map(|(person, (from, to), set, (min, max, carried))| {
        Shape::Run { person, from, to, set, min, max, carried }
    })
}

fn set(size: Size) -> impl Strategy<Value = DutySet> + Clone {
    vec(any::<bool>(), size.duties).prop_map(|inside| {
        DutySet::new(inside.iter().enumerate().filter(|(_, inside)| **inside).map(|(duty, _)| duty as DutyIx))
    })
}

fn cell(size: Size) -> impl Strategy<Value = Cell> + Clone {
    (0..size.people as PersonIx, 0..size.days as DayIx, 0..size.duties as DutyIx).prop_map(|(person, day, duty)| Cell {
        person,
        day,
        duty,
    })
}

fn sum(size: Size) -> impl Strategy<Value = Sum> {
    (vec((cell(size), -2..=3_i64), 0..=8), -2..=2_i64).prop_map(|(cells, constant)| Sum { cells, constant })
}

fn choice(size: Size) -> impl Strategy<Value = Choice> {
    (vec(cell(size), 0..=4), prop_oneof![3 => Just(0_i64), 1 => Just(1)])
        .prop_map(|(bans, constant)| Choice { bans, constant })
}

/// A plan of open duties drawn by a number.
pub fn some_plan(problem: &Problem, draw: u64) -> Vec<DutyIx> {
    let mut draw = draw;
    let pick = |open: &Arc<[DutyIx]>| {
        draw = draw.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        open[(draw >> 33) as usize % open.len()]
    };
    problem.open.iter().map(pick).collect()
}

/// Costs of the tiers 1 and 2 of the best plan by tier order; `None` if every plan breaks a `must`.
pub fn best_costs(problem: &Problem) -> Option<(i64, i64)> {
    let mut at = vec![0; problem.open.len()];
    let mut best = None;
    loop {
        let plan: Vec<DutyIx> = at.iter().zip(&problem.open).map(|(at, open)| open[*at]).collect();
        if problem.judge(&plan).must_units == 0 {
            let costs = tier_costs(problem, &plan);
            best = Some(best.map_or(costs, |best: (i64, i64)| best.min(costs)));
        }
        let Some(next) = (0..at.len()).find(|slot| at[*slot] + 1 < problem.open[*slot].len()) else { return best };
        at[next] += 1;
        at[..next].fill(0);
    }
}

pub fn tier_costs(problem: &Problem, plan: &[DutyIx]) -> (i64, i64) {
    let duty = |person: PersonIx, day: DayIx| plan[person as usize * problem.days + usize::from(day)];
    let of = |tier: u8| {
        let clauses = problem.clauses.iter().filter(|clause| problem.tier(clause) == tier);
        clauses.map(|clause| clause.force.cost(clause.shape.excess(&duty))).sum::<i64>()
    };
    (of(1), of(2))
}
