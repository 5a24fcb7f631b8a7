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
pub struct Subtree<'a> {
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

impl<'a> Subtree<'a> {
    pub fn new(tree: Tree<'a>, (sides, known, number): &Node) -> Subtree<'a> {
        let root = Open { active: tree.allowed(sides), sides: sides.clone(), known: known.clone(), at: 0 };
        Subtree { tree, open: vec![root], least: i128::MAX, number: *number }
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
pub fn walk_by_turns(subtrees: &mut [Subtree], budget: &Budget, hear: &mut dyn FnMut(&Plan)) -> Result<(), LpError> {
    let mut told = i64::MAX;
    while !budget.over() {
        let mut busy: Vec<&mut Subtree> = subtrees.iter_mut().filter(|subtree| !subtree.open.is_empty()).collect();
        if busy.is_empty() {
            break;
        }
        let own = budget.apart(busy.len() as u64);
        let go = |subtree: &mut &mut Subtree| {
            let own = own.afresh();
            let gone = subtree.go(own.clone());
            budget.charge(own.used());
            gone
        };
        let gone: Vec<Result<(), LpError>> = busy.par_iter_mut().with_max_len(1).map(go).collect();
        gone.into_iter().collect::<Result<(), LpError>>()?;
        let plans = subtrees.iter().filter_map(|subtree| subtree.tree.best.as_ref());
        let Some(best) = plans.min_by_key(|plan| plan.cost).filter(|plan| plan.cost < told) else { continue };
        told = best.cost;
        hear(best);
        subtrees.iter_mut().for_each(|subtree| subtree.tree.upper = subtree.tree.upper.min(told));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::record::{Counter, Known, Record};
    use super::super::{Source, Tree};
    use super::*;
    use crate::engine::Limits;
    use crate::engine::columns::crowd::Crowd;
    use crate::engine::columns::graphs::Graphs;
    use crate::engine::columns::people::{People, Person};
    use crate::engine::columns::plan::Model;
    use crate::problem::{Cell, Clause, Force, Problem, Shape, Sum};

    /// Two people and a day: one of them has to work, and each would rather not.
    fn one_of_two() -> Problem {
        let cell = |person| Cell { person, day: 0, duty: 1 };
        let sum = Sum { cells: vec![(cell(0), 1), (cell(1), 1)], constant: 0 };
        let wish = |person| Clause { rule: 0, force: Force::Prefer([3].into()), shape: Shape::Ban(cell(person)) };
        let need = Shape::Count { sum, min: Some(1), max: None, per: 1 };
        Problem {
            people: 2,
            days: 1,
            duties: 2,
            open: vec![[0, 1].into(), [0, 1].into()],
            clauses: vec![wish(0), wish(1), Clause { rule: 1, force: Force::Must, shape: need }],
            tiers: Vec::new(),
            losses: Vec::new(),
        }
    }

    #[test]
    fn subtrees_end_where_less_than_a_tick_is_left_for_each() {
        let problem = one_of_two();
        let budget = Budget::new(&Limits { work: Some(1), ..Limits::default() });
        let people = People::new(&problem, &budget, &Graphs::default()).unwrap();
        let persons: Vec<&Person> = people.persons.iter().collect();
        let crowd = Crowd::new(&problem, &persons, &|at| people.in_master[at]).unwrap();
        let model = Model::new(&problem, persons, crowd, 200);
        let kept = Counter::default();
        let subtree = |_| {
            let tree = Tree::new(&model, Source::Graphs, 6, &budget, Record::new(false, &kept)).unwrap();
            Subtree::new(tree, &(Vec::new(), Known::nothing(), 0))
        };
        let mut subtrees: Vec<Subtree> = (0..2).map(subtree).collect();
        budget.charge(budget.left().unwrap() - 1);
        walk_by_turns(&mut subtrees, &budget, &mut |_| {}).unwrap();
        assert!(budget.over() || subtrees.iter().all(|subtree| subtree.open.is_empty()));
        for subtree in subtrees {
            let (plan, least, _) = subtree.ended();
            assert!(plan.is_none() && model.crowd.whole(least.max(0)) <= 3);
        }
    }
}
