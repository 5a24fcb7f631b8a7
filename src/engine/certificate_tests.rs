//! The checker of certificates against trying every plan: never a false bound, exact where every clause is personal,
//! and every tampered certificate refused.

use proptest::prelude::*;

use super::tiny::{cases, problems, run_shapes};
use super::{Engine, Limits, solve};
use crate::certificate::{Certificate, Leaf, NO_PLAN, Node, Refusal, Split, row_counts};
use crate::problem::{Cell, Choice, Clause, DutyIx, Force, Problem, Shape, Sum};

/// The least cost over all tiers by trying every plan.
pub fn least_cost(problem: &Problem) -> Option<i64> {
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
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % sides
    }
}

pub const SCALE: i64 = 7;

/// Random multipliers for a random share of the clauses, and some personal clauses left out.
pub fn random_leaf(problem: &Problem, dice: &mut Dice) -> Leaf {
    let mut leaf = Leaf::default();
    let counts = row_counts(problem);
    for clause in 0..problem.clauses.len() as u32 {
        match dice.roll(8) {
            0 => leaf.left_out.push(clause),
            1 => {}
            _ => {
                for row in 0..counts[clause as usize] as u32 {
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

pub fn exact(problem: &Problem, leaf: Leaf) -> i64 {
    Certificate::of_leaf(problem, SCALE, 0, leaf).bound(problem).expect("a sound certificate")
}

proptest! {
    #![proptest_config(cases(1500))]

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
        let problem = Problem { people: 1, days: 7, duties: 2, open: vec![vec![0, 1].into(); 7], clauses, ..Problem::default() };
        prop_assert_eq!(Some(exact(&problem, Leaf::default())), least_cost(&problem));
    }

    #[test]
    fn what_the_columns_prove_the_checker_recomputes(problem in problems(600)) {
        let problem = Problem { tiers: Vec::new(), ..problem };
        let limits = Limits { engine: Engine::Columns, certificate: true, threads: 1, ..Limits::default() };
        let outcome = solve(&problem, &limits, None, &|_| {}).expect("columns");
        if let (Some(proof), Some(best)) = (&outcome.certificate, least_cost(&problem)) {
            let bound = proof.bound(&problem).expect("a sound certificate");
            prop_assert!(bound <= best, "{bound} above {best}");
            // A `Pick` or `Peak` of a few decided cells may lose points: the checker's rows are then the weaker ones.
            let odd = |clause: &Clause| matches!(clause.shape, Shape::Pick { .. } | Shape::Peak { .. });
            // So may prices that rise over a limit that one person's day decides.
            let rising = |clause: &Clause| matches!(&clause.force, Force::Prefer(steps) if steps.first() != steps.last());
            if !problem.clauses.iter().any(|clause| odd(clause) || rising(clause)) {
                prop_assert!(bound + 1 >= proof.bound, "{bound} below {}", proof.bound);
            }
        }
    }
}

/// Two people, one desk a day that costs 10 when nobody holds it and 4 for whoever does: the cheapest plan costs 4 a
/// day, and working both days costs a person 3 more.
pub fn desk() -> Problem {
    let cell = |person, day| Cell { person, day, duty: 1 };
    let mut clauses = Vec::new();
    for day in 0..2 {
        let sum = Sum { cells: vec![(cell(0, day), 1), (cell(1, day), 1)], constant: 0 };
        let shape = Shape::Count { sum, min: Some(1), max: None, per: 1 };
        clauses.push(Clause { rule: 0, force: Force::prefer(10), shape });
    }
    for person in 0..2 {
        let ban = |day| Clause { rule: 1, force: Force::prefer(4), shape: Shape::Ban(cell(person, day)) };
        clauses.extend((0..2).map(ban));
        let sum = Sum { cells: vec![(cell(person, 0), 1), (cell(person, 1), 1)], constant: 0 };
        let shape = Shape::Count { sum, min: None, max: Some(1), per: 1 };
        clauses.push(Clause { rule: 2, force: Force::prefer(3), shape });
    }
    Problem { people: 2, days: 2, duties: 2, open: vec![vec![0, 1].into(); 4], clauses, ..Problem::default() }
}

/// Each desk day is worth 4 points: nobody gains, and 8 is proved.
pub fn proof() -> Certificate {
    Certificate::of_leaf(&desk(), 10, 8, Leaf { rows: vec![(0, 0, 40), (1, 0, 40)], left_out: Vec::new() })
}

fn leaf(certificate: &mut Certificate) -> &mut Leaf {
    let Node::Leaf(leaf) = &mut certificate.nodes[0] else { panic!("the proof is one leaf") };
    leaf
}

/// Why the proof is refused once it was changed.
fn refused(change: impl FnOnce(&mut Certificate)) -> Refusal {
    let mut changed = proof();
    change(&mut changed);
    changed.prove(&desk()).expect_err("a tampered certificate must be refused")
}

#[test]
fn a_sound_proof_reaches_the_cheapest_plan() {
    assert_eq!(least_cost(&desk()), Some(8));
    assert_eq!(proof().prove(&desk()), Ok(8));
}

#[test]
fn a_claim_raised_by_one_is_refused() {
    assert_eq!(refused(|proof| proof.bound = 9), Refusal::NotProved { claimed: 9, proved: 8 });
}

#[test]
fn a_changed_multiplier_proves_less() {
    let dearer = refused(|proof| leaf(proof).rows[0].2 = 50);
    assert!(matches!(dearer, Refusal::NotProved { proved: ..8, .. }), "{dearer}");
    let cheaper = refused(|proof| leaf(proof).rows[0].2 = 0);
    assert!(matches!(cheaper, Refusal::NotProved { proved: ..8, .. }), "{cheaper}");
}

#[test]
fn rows_that_do_not_exist_repeat_or_are_negative_are_refused() {
    assert_eq!(refused(|proof| leaf(proof).rows[1].1 = 7), Refusal::NoRow { leaf: 0, clause: 1, row: 7, rows: 1 });
    assert_eq!(refused(|proof| leaf(proof).rows[1].0 = 99), Refusal::NoClause { leaf: 0, clause: 99 });
    let twice = refused(|proof| leaf(proof).rows.insert(0, (0, 0, 40)));
    assert_eq!(twice, Refusal::Order { leaf: 0, clause: 0, row: Some(0) });
    let negative = refused(|proof| leaf(proof).rows[0].2 = -1);
    assert_eq!(negative, Refusal::Negative { leaf: 0, clause: 0, row: 0, multiplier: -1 });
    assert_eq!(refused(|proof| leaf(proof).left_out.push(99)), Refusal::NoClause { leaf: 0, clause: 99 });
    assert_eq!(refused(|proof| leaf(proof).left_out.push(0)), Refusal::Twice { leaf: 0, clause: 0 });
    let order = refused(|proof| leaf(proof).left_out.extend([5, 5]));
    assert_eq!(order, Refusal::Order { leaf: 0, clause: 5, row: None });
}

#[test]
fn a_head_that_does_not_fit_the_problem_is_refused() {
    assert!(matches!(refused(|proof| proof.people = 3), Refusal::Size { what: "people", claimed: 3, given: 2 }));
    assert!(matches!(refused(|proof| proof.clauses = 7), Refusal::Size { what: "clauses", .. }));
    for scale in [0, -1, i64::MAX] {
        assert_eq!(refused(|proof| proof.scale = scale), Refusal::Scale(scale));
    }
}

#[test]
fn a_tree_that_leaves_plans_out_is_refused() {
    let split = |inside, outside| Node::Split(Split { person: 0, day: 0, duties: vec![1], inside, outside });
    assert_eq!(refused(|proof| proof.nodes.clear()), Refusal::Tree { node: 0 });
    // One case is missing, stands for both, is its own parent, or belongs to nobody.
    assert_eq!(refused(|proof| proof.nodes.insert(0, split(1, 2))), Refusal::Tree { node: 2 });
    assert_eq!(refused(|proof| proof.nodes.insert(0, split(1, 1))), Refusal::Tree { node: 1 });
    assert_eq!(refused(|proof| proof.nodes.insert(0, split(0, 1))), Refusal::Tree { node: 0 });
    assert_eq!(refused(|proof| proof.nodes.push(Node::Leaf(Leaf::default()))), Refusal::Tree { node: 1 });
    let nobody = Split { person: 2, day: 0, duties: vec![1], inside: 1, outside: 2 };
    let strange = refused(|proof| proof.nodes.insert(0, Node::Split(nobody)));
    assert_eq!(strange, Refusal::Split { node: 0, person: 2, day: 0 });
    // An empty case is true of no plan, but the other one then has to prove the claim.
    let weak = refused(|proof| {
        let leaves = [proof.nodes[0].clone(), Node::Leaf(Leaf::default())];
        let nothing = Split { person: 0, day: 0, duties: Vec::new(), inside: 1, outside: 2 };
        proof.nodes = vec![Node::Split(nothing)];
        proof.nodes.extend(leaves);
    });
    assert_eq!(weak, Refusal::NotProved { claimed: 8, proved: 0 });
}

#[test]
fn numbers_of_any_size_are_refused_or_added_up_exactly() {
    let huge = refused(|proof| leaf(proof).rows[0].2 = i64::MAX);
    assert!(matches!(huge, Refusal::NotProved { proved: 0, .. }), "{huge}");
    assert!(matches!(refused(|proof| proof.bound = i64::MAX), Refusal::NotProved { .. }));
    let mut problem = desk();
    let Shape::Count { sum, .. } = &mut problem.clauses[0].shape else { panic!("a count") };
    sum.cells[0].1 = i64::MAX;
    let mut proof = proof();
    leaf(&mut proof).rows[0].2 = i64::MAX;
    assert_eq!(proof.prove(&problem), Err(Refusal::TooLarge));
}

#[test]
fn costs_that_are_multiples_of_a_grain_round_the_bound_up() {
    let mut problem = desk();
    for clause in &mut problem.clauses {
        clause.force = clause.force.times(5);
    }
    // 39.2 points are proved by the multipliers; only multiples of 5 can be costs.
    let leaf = Leaf { rows: vec![(0, 0, 196), (1, 0, 196)], left_out: Vec::new() };
    assert_eq!(Certificate::of_leaf(&problem, 10, 40, leaf).prove(&problem), Ok(40));
}

#[test]
fn people_whose_own_musts_cannot_hold_together_have_no_plan() {
    let mut problem = desk();
    let sum = Sum { cells: vec![(Cell { person: 0, day: 0, duty: 1 }, 1)], constant: 0 };
    let never = Shape::Count { sum, min: Some(2), max: None, per: 1 };
    problem.clauses.push(Clause { rule: 3, force: Force::Must, shape: never });
    assert_eq!(exact(&problem, Leaf::default()), NO_PLAN);
}
