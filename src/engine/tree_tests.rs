//! Certificates with a tree against trying every plan: no splits whatever prove too much, and those of the engine prove
//! the optimum.

use proptest::prelude::*;

use super::certificate_tests::{Dice, SCALE, desk, exact, least_cost, proof, random_leaf};
use super::tiny::{cases, problems};
use super::{Engine, Limits, Status, solve};
use crate::certificate::{Amount, Certificate, Leaf, Node, Of, Refusal, Split, row_counts};
use crate::problem::{Clause, DutyIx, Force, Problem, Shape};

/// What random splits split at.
const CELLS: u64 = 1;
const CELLS_AND_AMOUNTS: u64 = 3;

/// A tree of random splits below a leaf, and random leaves.
fn grow(problem: &Problem, dice: &mut Dice, nodes: &mut Vec<Node>, at: usize, (deep, kinds): (usize, u64)) {
    if deep == 0 || dice.roll(4) == 0 {
        nodes[at] = Node::Leaf(random_leaf(problem, dice));
        return;
    }
    let (first, second) = (nodes.len() as u32, nodes.len() as u32 + 1);
    nodes.extend([Node::Leaf(Leaf::default()), Node::Leaf(Leaf::default())]);
    nodes[at] = match dice.roll(kinds) {
        0 => {
            let (person, day) = (dice.roll(problem.people as u64) as u32, dice.roll(problem.days as u64) as u16);
            let duties = (0..problem.duties as DutyIx).filter(|_| dice.roll(2) == 0).collect();
            Node::Split(Split { person, day, duties, inside: first, outside: second })
        }
        _ => {
            let clause = dice.roll(problem.clauses.len() as u64) as usize;
            let rows = row_counts(problem)[clause].max(1) as u64;
            let of = if dice.roll(2) == 0 { Of::Row(dice.roll(rows) as u32) } else { Of::Helper(dice.roll(3) as u32) };
            let most = dice.roll(7) as i64 - 2;
            Node::Amount(Amount { clause: clause as u32, of, most, within: first, above: second })
        }
    };
    grow(problem, dice, nodes, first as usize, (deep - 1, kinds));
    grow(problem, dice, nodes, second as usize, (deep - 1, kinds));
}

/// One change somewhere.
fn tampered(nodes: &mut [Node], dice: &mut Dice) {
    let at = dice.roll(nodes.len() as u64) as usize;
    match &mut nodes[at] {
        Node::Leaf(leaf) => {
            let rows = leaf.rows.len() as u64;
            if rows > 0 {
                let row = &mut leaf.rows[dice.roll(rows) as usize];
                row.2 = if dice.roll(2) == 0 { row.2 / 2 } else { row.2 * 2 };
            }
        }
        Node::Split(split) => match dice.roll(2) {
            0 => std::mem::swap(&mut split.inside, &mut split.outside),
            _ => split.duties.clear(),
        },
        Node::Amount(amount) => match dice.roll(3) {
            0 => std::mem::swap(&mut amount.within, &mut amount.above),
            1 => amount.most += 1,
            _ => amount.most -= 1,
        },
    }
}

/// Clauses of which the checker's rows may be weaker than the engine's: see `what_the_columns_prove`.
fn is_weak(clause: &Clause) -> bool {
    matches!(clause.shape, Shape::Pick { .. } | Shape::Peak { .. })
        || matches!(&clause.force, Force::Prefer(steps) if steps.first() != steps.last())
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn no_tree_proves_more_than_the_cheapest_plan_costs(problem in problems(300), seed in any::<u64>()) {
        let (mut dice, mut nodes) = (Dice(seed), vec![Node::Leaf(Leaf::default())]);
        grow(&problem, &mut dice, &mut nodes, 0, (4, CELLS_AND_AMOUNTS));
        let proved = Certificate::of_nodes(&problem, SCALE, 0, nodes).bound(&problem);
        // Not every clause has every amount.
        let is_sound = matches!(proved, Ok(_) | Err(Refusal::Amount { .. }));
        prop_assert!(is_sound, "{:?}", proved);
        if let (Ok(bound), Some(best)) = (proved, least_cost(&problem)) {
            prop_assert!(bound <= best, "{bound} above {best}");
        }
    }

    #[test]
    fn a_case_of_a_persons_day_is_never_weaker_than_the_whole(problem in problems(300), seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let (mut nodes, leaf) = (vec![Node::Leaf(Leaf::default())], random_leaf(&problem, &mut dice));
        grow(&problem, &mut dice, &mut nodes, 0, (2, CELLS));
        nodes.iter_mut().filter(|node| matches!(node, Node::Leaf(_))).for_each(|node| *node = Node::Leaf(leaf.clone()));
        if let Ok(bound) = Certificate::of_nodes(&problem, SCALE, 0, nodes).bound(&problem) {
            prop_assert!(bound >= exact(&problem, leaf));
        }
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_certificate_of_columns_proves_the_optimum_and_tampered_with_never_more(
        problem in problems(600), seed in any::<u64>(),
    ) {
        let problem = Problem { tiers: Vec::new(), ..problem };
        let limits = Limits { engine: Engine::Columns, certificate: true, threads: 1, ..Limits::default() };
        let outcome = solve(&problem, &limits, None, &|_| {}).expect("columns");
        let (Some(mut proof), Some(best)) = (outcome.certificate, least_cost(&problem)) else { return Ok(()) };
        let bound = proof.bound(&problem).expect("a sound certificate");
        prop_assert!(bound <= best, "{bound} above {best}");
        if outcome.status == Status::Optimal && !problem.clauses.iter().any(is_weak) {
            prop_assert_eq!(bound, best);
        }
        tampered(&mut proof.nodes, &mut Dice(seed));
        if let Ok(bound) = proof.bound(&problem) {
            prop_assert!(bound <= best, "{bound} above {best}");
        }
    }
}

/// The desk of the first day is held, or it is not and costs its price without any multiplier.
fn parted(most: i64, of: Of) -> Certificate {
    let mut all = proof();
    let held = all.nodes.remove(0);
    let empty = Node::Leaf(Leaf { rows: vec![(1, 0, 40)], left_out: Vec::new() });
    all.nodes = vec![Node::Amount(Amount { clause: 0, of, most, within: 1, above: 2 }), held, empty];
    all
}

#[test]
fn a_limit_that_must_be_exceeded_costs_its_price() {
    assert_eq!(parted(0, Of::Row(0)).prove(&desk()), Ok(8));
    let mut above = parted(0, Of::Row(0));
    // Without the held case's prices only the empty desk's case proves anything.
    above.nodes[1] = Node::Leaf(Leaf::default());
    assert_eq!(above.bound(&desk()), Ok(0));
    let mut never = parted(1, Of::Row(0));
    // One desk day can lack one person: two are no case.
    never.nodes[2] = Node::Leaf(Leaf::default());
    assert_eq!(never.prove(&desk()), Ok(8));
}

#[test]
fn a_split_moved_or_turned_proves_less() {
    assert_eq!(parted(-1, Of::Row(0)).prove(&desk()), Err(Refusal::NotProved { claimed: 8, proved: 4 }));
    let mut turned = parted(0, Of::Row(0));
    turned.nodes.swap(1, 2);
    assert_eq!(turned.prove(&desk()), Err(Refusal::NotProved { claimed: 8, proved: 4 }));
}

#[test]
fn amounts_that_no_clause_has_are_refused() {
    for of in [Of::Row(1), Of::Helper(0)] {
        assert_eq!(parted(0, of).prove(&desk()), Err(Refusal::Amount { node: 0, clause: 0 }));
    }
    let mut strange = parted(0, Of::Row(0));
    strange.nodes[0] = Node::Amount(Amount { clause: 99, of: Of::Row(0), most: 0, within: 1, above: 2 });
    assert_eq!(strange.prove(&desk()), Err(Refusal::Amount { node: 0, clause: 99 }));
}
