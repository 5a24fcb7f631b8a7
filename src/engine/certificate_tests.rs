//! The checker of certificates against trying every plan: never a false bound, exact where every clause is personal,
//! and every tampered certificate refused.

use proptest::prelude::*;

use super::tiny::{problems, run_shapes};
use crate::certificate::{Certificate, Leaf, NO_PLAN, Node, Split, row_count};
use crate::problem::{Cell, Choice, Clause, DutyIx, Force, Problem, Shape, Sum};

/// The least cost over all tiers by trying every plan.
fn least_cost(problem: &Problem) -> Option<i64> {
    let mut at = vec![0; problem.open.len()];
    let mut best: Option<i64> = None;
    loop {
        let plan: Vec<DutyIx> = at.iter().zip(&problem.open).map(|(at, open)| open[*at]).collect();
        let judged = problem.judge(&plan);
        if judged.must_units == 0 {
            best = Some(best.map_or(judged.cost, |best| best.min(judged.cost)));
        }
        let Some(next) = (0..at.len()).find(|slot| at[*slot] + 1 < problem.open[*slot].len()) else { return best };
        at[next] += 1;
        at[..next].fill(0);
    }
}

/// Numbers drawn from one seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % sides
    }
}

const SCALE: i64 = 7;

/// Random multipliers for a random share of the clauses, and some personal clauses left out.
fn random_leaf(problem: &Problem, dice: &mut Dice) -> Leaf {
    let mut leaf = Leaf::default();
    for clause in 0..problem.clauses.len() as u32 {
        match dice.roll(8) {
            0 => leaf.left_out.push(clause),
            1 => {}
            _ => {
                for row in 0..row_count(problem, clause) as u32 {
                    // Often what the first unit costs: the multipliers that matter most.
                    let first = match &problem.clauses[clause as usize].force {
                        Force::Must => 5,
                        Force::Prefer(steps) => steps[0],
                    };
                    let multiplier = if dice.roll(2) == 0 { first * SCALE } else { dice.roll(80) as i64 };
                    if dice.roll(3) > 0 {
                        leaf.rows.push((clause, row, multiplier));
                    }
                }
            }
        }
    }
    leaf
}

/// The problem of one person who takes everybody's part: all of its clauses are personal.
fn alone(problem: &Problem) -> Problem {
    let own = |cell: &Cell| Cell { person: 0, ..*cell };
    let sum = |sum: &Sum| Sum { cells: sum.cells.iter().map(|(cell, w)| (own(cell), *w)).collect(), ..*sum };
    let shape = |shape: &Shape| match shape.clone() {
        Shape::Ban(cell) => Shape::Ban(own(&cell)),
        Shape::Clash { day, first, then, .. } => Shape::Clash { person: 0, day, first, then },
        Shape::Run { from, to, set, min, max, carried, .. } => {
            Shape::Run { person: 0, from, to, set, min, max, carried }
        }
        Shape::Count { sum: one, min, max, per } => Shape::Count { sum: sum(&one), min, max, per },
        Shape::Same { days, classes, .. } => Shape::Same { person: 0, days, classes },
        Shape::Pick { choices } => {
            let choice = |one: &Choice| Choice { bans: one.bans.iter().map(own).collect(), ..*one };
            Shape::Pick { choices: choices.iter().map(choice).collect() }
        }
        Shape::Groups { groups, max } => {
            Shape::Groups { groups: groups.iter().map(|group| group.iter().map(own).collect()).collect(), max }
        }
        Shape::Peak { highs, lows, allowed, per } => {
            Shape::Peak { highs: highs.iter().map(sum).collect(), lows: lows.iter().map(sum).collect(), allowed, per }
        }
    };
    let clauses = problem.clauses.iter().map(|clause| Clause { shape: shape(&clause.shape), ..clause.clone() });
    Problem { people: 1, open: problem.open[..problem.days].to_vec(), clauses: clauses.collect(), ..problem.clone() }
}

fn exact(problem: &Problem, leaf: Leaf) -> i64 {
    Certificate::of_leaf(problem, SCALE, 0, leaf).bound(problem).expect("a sound certificate")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_multipliers_prove_more_than_the_cheapest_plan_costs(problem in problems(300), seed in any::<u64>()) {
        let leaf = random_leaf(&problem, &mut Dice(seed));
        let bound = exact(&problem, leaf);
        if let Some(best) = least_cost(&problem) {
            prop_assert!(bound <= best, "{bound} above {best}");
        }
    }

    #[test]
    fn a_problem_of_one_person_is_proved_to_the_point(problem in problems(1500)) {
        let problem = alone(&problem);
        let best = least_cost(&problem).unwrap_or(NO_PLAN);
        prop_assert_eq!(exact(&problem, Leaf::default()), best);
    }

    #[test]
    fn runs_are_counted_as_the_reference_counts_them(shape in run_shapes(7), steps in prop::collection::vec(0..5_i64, 1..4), seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let mut steps = steps;
        steps.sort_unstable();
        let wish = |day: u16| {
            let duty = dice.roll(2) as DutyIx;
            let price = dice.roll(6) as i64;
            Clause { rule: 0, force: Force::prefer(price), shape: Shape::Ban(Cell { person: 0, day, duty }) }
        };
        let mut clauses: Vec<Clause> = (0..7).map(wish).collect();
        clauses.push(Clause { rule: 0, force: Force::Prefer(steps.into()), shape });
        let problem = Problem { people: 1, days: 7, duties: 2, open: vec![vec![0, 1]; 7], clauses, ..Problem::default() };
        prop_assert_eq!(Some(exact(&problem, Leaf::default())), least_cost(&problem));
    }

    #[test]
    fn a_tree_proves_the_least_of_its_leaves(problem in problems(300), seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let (person, day) = (dice.roll(problem.people as u64) as u32, dice.roll(problem.days as u64) as u16);
        let duties: Vec<DutyIx> = (0..problem.duties as DutyIx).filter(|_| dice.roll(2) == 0).collect();
        let split = Split { person, day, duties, inside: 1, outside: 2 };
        let leaves = [random_leaf(&problem, &mut dice), random_leaf(&problem, &mut dice)];
        let mut nodes = vec![Node::Split(split)];
        nodes.extend(leaves.iter().cloned().map(Node::Leaf));
        let tree = Certificate { nodes, ..Certificate::of_leaf(&problem, SCALE, 0, Leaf::default()) };
        let bound = tree.bound(&problem).expect("a sound certificate");
        if let Some(best) = least_cost(&problem) {
            prop_assert!(bound <= best);
        }
        let both = leaves.map(|leaf| exact(&problem, leaf));
        prop_assert!(bound >= both[0].min(both[1]), "a case is never weaker than the whole");
    }
}
