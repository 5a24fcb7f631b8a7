//! One certificate of the proofs of all parts. (22b)
//!
//! Parts share no clause that can bind, so that their leaves are joined by putting their multipliers side by side. The
//! cases of a part that was proved by a tree stand below every case of the parts before it.

use super::portfolio::SCALE;
use crate::certificate::{Amount, Certificate, Leaf, Node, Split};
use crate::problem::Plots;

/// Nodes and multipliers of the largest certificate; where trees would make a larger one, those that gain least are left
/// out for the leaf of their root.
const MOST_NODES: usize = 20_000;
const MOST_MULTIPLIERS: usize = 4_000_000;

/// What is proved of a part: bounds in units of 1 / [`SCALE`] points.
#[derive(Debug, Clone, Default)]
pub struct Proofs {
    pub root: Option<(i128, Leaf)>,
    pub tree: Option<(i128, Vec<Node>)>,
}

impl Proofs {
    /// What the tree proves beyond the root.
    fn gain(&self) -> i128 {
        let root = self.root.as_ref().map_or(0, |(bound, _)| (*bound).max(0));
        self.tree.as_ref().map_or(0, |(bound, _)| bound - root)
    }
}

/// Joins the proofs of the parts. Nothing is said of a part without one: its crowd clauses are left out.
pub fn certificate(plots: &Plots, proofs: Vec<Proofs>, base: i64) -> Certificate {
    let taken = trees(&proofs);
    let (mut bound, mut common) = (0, Leaf::default());
    let mut trees = Vec::new();
    for (at, proofs) in proofs.into_iter().enumerate() {
        let number = |clause: u32| plots.own(at)[clause as usize];
        match (proofs.tree.filter(|_| taken.contains(&at)), proofs.root) {
            (Some((proved, nodes)), _) => {
                bound += proved;
                let person = |person: u32| plots.groups[at][person as usize];
                trees.push(nodes.into_iter().map(|node| of_whole(node, &number, &person)).collect::<Vec<Node>>());
            }
            (None, Some((proved, leaf))) => {
                bound += proved.max(0);
                common = beside(&common, leaf_of_whole(leaf, &number));
            }
            (None, None) => {}
        }
    }
    let bound = i64::try_from(bound / i128::from(SCALE)).unwrap_or(0) + base;
    let nodes = trees.into_iter().fold(vec![Node::Leaf(common)], below);
    Certificate::of_nodes(plots.whole, SCALE, bound, nodes)
}

/// The parts whose trees fit into one certificate, those that gain most first.
fn trees(proofs: &[Proofs]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..proofs.len()).filter(|at| proofs[*at].gain() > 0).collect();
    order.sort_by_key(|at| -proofs[*at].gain());
    let of_root: usize = proofs.iter().filter_map(|part| part.root.as_ref()).map(|(_, leaf)| leaf.rows.len()).sum();
    let mut leaves = 1_usize;
    order.retain(|at| {
        let own = proofs[*at].tree.as_ref().map_or(1, |(_, nodes)| nodes.len().div_ceil(2));
        let all = leaves.saturating_mul(own);
        let fits = all.saturating_mul(2) <= MOST_NODES && all.saturating_mul(of_root) <= MOST_MULTIPLIERS;
        leaves = if fits { all } else { leaves };
        fits
    });
    order
}

/// Puts a tree in the place of every leaf of another one.
fn below(nodes: Vec<Node>, tree: Vec<Node>) -> Vec<Node> {
    let mut all = nodes;
    for at in 0..all.len() {
        let Node::Leaf(leaf) = &all[at] else { continue };
        let (leaf, offset) = (leaf.clone(), all.len() as u32 - 1);
        let mut moved = tree.iter().map(|node| match node.clone() {
            Node::Leaf(own) => Node::Leaf(beside(&leaf, own)),
            Node::Split(split) => {
                Node::Split(Split { inside: split.inside + offset, outside: split.outside + offset, ..split })
            }
            Node::Amount(amount) => {
                Node::Amount(Amount { within: amount.within + offset, above: amount.above + offset, ..amount })
            }
        });
        if let Some(root) = moved.next() {
            all[at] = root;
        }
        let rest: Vec<Node> = moved.collect();
        all.extend(rest);
    }
    all
}

/// Two leaves that share no clause.
fn beside(one: &Leaf, mut other: Leaf) -> Leaf {
    other.rows.extend(&one.rows);
    other.left_out.extend(&one.left_out);
    other.rows.sort_unstable();
    other.left_out.sort_unstable();
    other
}

fn leaf_of_whole(leaf: Leaf, number: &dyn Fn(u32) -> u32) -> Leaf {
    let rows = leaf.rows.into_iter().map(|(clause, row, multiplier)| (number(clause), row, multiplier));
    Leaf { rows: rows.collect(), left_out: leaf.left_out.into_iter().map(number).collect() }
}

fn of_whole(node: Node, number: &dyn Fn(u32) -> u32, person: &dyn Fn(u32) -> u32) -> Node {
    match node {
        Node::Leaf(leaf) => Node::Leaf(leaf_of_whole(leaf, number)),
        Node::Split(split) => Node::Split(Split { person: person(split.person), ..split }),
        Node::Amount(amount) => Node::Amount(Amount { clause: number(amount.clause), ..amount }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_of_one_part_meets_every_case_of_the_other_once() {
        let leaf = |clause: u32| Node::Leaf(Leaf { rows: vec![(clause, 0, 1)], left_out: vec![clause + 1] });
        let split = |person: u32| Node::Split(Split { person, day: 0, duties: vec![0], inside: 1, outside: 2 });
        let (one, other) = (vec![split(0), leaf(0), leaf(2)], vec![split(1), leaf(4), leaf(6)]);
        let all = below(one, other);
        let mut parents = vec![0; all.len()];
        let mut met = Vec::new();
        for (at, node) in all.iter().enumerate() {
            match node {
                Node::Leaf(leaf) => met.push(leaf.rows.iter().map(|(clause, ..)| *clause).collect::<Vec<u32>>()),
                Node::Split(Split { inside, outside, .. })
                | Node::Amount(Amount { within: inside, above: outside, .. }) => {
                    assert!(*inside as usize > at && *outside as usize > at);
                    parents[*inside as usize] += 1;
                    parents[*outside as usize] += 1;
                }
            }
        }
        met.sort_unstable();
        assert_eq!(met, [[0, 4], [0, 6], [2, 4], [2, 6]]);
        assert_eq!(parents, [0, 1, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn trees_that_would_grow_too_large_together_are_taken_in_the_order_of_what_they_gain() {
        let part = |gain: i128, leaves: usize| Proofs {
            root: Some((10, Leaf::default())),
            tree: Some((10 + gain, vec![Node::Leaf(Leaf::default()); 2 * leaves - 1])),
        };
        let proofs = [part(5, 100), part(9, 90), part(7, 100), part(1, 100), part(0, 2)];
        assert_eq!(trees(&proofs), [1, 2]);
    }
}
