//! Subtrees side by side, each a slice of work at a time. After every slice they share the best plan: what one has found is
//! what all have to beat from then on, on any number of threads the same.

use rayon::prelude::*;

use super::record::{Known, Record};
use super::{Ended, Node, Side, Tree};
use crate::engine::budget::Budget;
use crate::engine::columns::lp::LpError;
use crate::engine::columns::plan::Plan;

/// Work of a slice, in units; so eight of them share what they found about once a second on two threads.
const SLICE: u64 = 250;

/// A subtree, walked depth first.
pub struct Walk<'a> {
    tree: Tree<'a>,
    open: Vec<Open>,
    /// Least bound of the nodes that were given up.
    least: i128,
    /// Of its root in the record of the whole tree.
    pub number: usize,
}

/// A node still to be walked.
struct Open {
    sides: Vec<Side>,
    /// Lines of the list that a cheaper plan can use there.
    active: Vec<u32>,
    known: Known,
    /// In the record.
    at: usize,
}

impl<'a> Walk<'a> {
    pub fn new(tree: Tree<'a>, (sides, known, number): &Node) -> Walk<'a> {
        let root = Open { active: tree.allowed(sides), sides: sides.clone(), known: known.clone(), at: 0 };
        Walk { tree, open: vec![root], least: i128::MAX, number: *number }
    }

    /// Walks on until the slice is used up, by one node at least: else nothing would end where little work is left.
    fn go(&mut self, budget: Budget) -> Result<(), LpError> {
        let slice = budget.at_most(SLICE);
        self.tree.master.budget = budget.clone();
        self.tree.budget = budget;
        while let Some(Open { sides, active, known, at }) = self.open.pop() {
            self.tree.go_to(&sides)?;
            let (known, ended) = self.tree.node(&active, known)?;
            match ended {
                Ended::Closed => self.tree.record.leaf(at, &known),
                Ended::Open => {
                    self.tree.record.leaf(at, &known);
                    self.least = self.least.min(known.bound);
                }
                Ended::Split(active, split) => {
                    let below = self.tree.record.split(at, split);
                    for (side, at) in split.into_iter().zip(below).rev() {
                        let allowed = active.iter().copied();
                        let active = allowed.filter(|at| side.allows(&self.tree.lines[*at as usize])).collect();
                        self.open.push(Open {
                            sides: [&sides[..], &[side]].concat(),
                            active,
                            known: known.clone(),
                            at,
                        });
                    }
                }
            }
            if slice.over() {
                break;
            }
        }
        Ok(())
    }

    /// The best plan, the least bound of what was left open (or the largest number), and the record.
    pub fn ended(mut self) -> (Option<Plan>, i128, Record) {
        for Open { known, at, .. } in &self.open {
            self.tree.record.leaf(*at, known);
            self.least = self.least.min(known.bound);
        }
        (self.tree.best, self.least, self.tree.record)
    }
}

/// Walks all to the end, or until the budget is used up; `hear` is told of every better plan.
pub fn walk_all(walks: &mut [Walk], budget: &Budget, hear: &mut dyn FnMut(&Plan)) -> Result<(), LpError> {
    let mut told = i64::MAX;
    while !budget.over() {
        let mut busy: Vec<&mut Walk> = walks.iter_mut().filter(|walk| !walk.open.is_empty()).collect();
        if busy.is_empty() {
            break;
        }
        let own = budget.apart(busy.len() as u64);
        let go = |walk: &mut &mut Walk| {
            let own = own.afresh();
            let gone = walk.go(own.clone());
            budget.charge(own.used());
            gone
        };
        let gone: Vec<Result<(), LpError>> = busy.par_iter_mut().with_max_len(1).map(go).collect();
        gone.into_iter().collect::<Result<(), LpError>>()?;
        let plans = walks.iter().filter_map(|walk| walk.tree.best.as_ref());
        let Some(best) = plans.min_by_key(|plan| plan.cost).filter(|plan| plan.cost < told) else { continue };
        told = best.cost;
        hear(best);
        walks.iter_mut().for_each(|walk| walk.tree.upper = walk.tree.upper.min(told));
    }
    Ok(())
}
