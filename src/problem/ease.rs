//! Which of two problems asks for less: what is proved of it, a bound or that there is no plan, holds for the other.
//!
//! Compared are digests of the clauses, so that the problems of many points of a study need not be kept.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{DutyIx, Force, Problem, Shape};

/// What a problem asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    days: usize,
    duties: usize,
    open: Vec<Arc<[DutyIx]>>,
    /// In order.
    clauses: Vec<Asking>,
    /// Several tiers: a cheaper first tier may make the sum dearer, so nothing is said of it.
    tiered: bool,
}

/// A clause: what it counts as a digest, and its limits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Asking {
    counted: [u8; 16],
    low: i64,
    high: i64,
    force: Force,
}

impl Asked {
    pub fn of(problem: &Problem) -> Asked {
        let mut clauses: Vec<Asking> = problem.clauses.iter().map(|one| Asking::of(&one.shape, &one.force)).collect();
        clauses.sort_unstable();
        let mut tiers = problem.clauses.iter().filter(|one| one.force != Force::Must).map(|one| problem.tier(one));
        let first = tiers.next();
        let tiered = tiers.any(|tier| Some(tier) != first);
        Asked { days: problem.days, duties: problem.duties, open: problem.open.clone(), clauses, tiered }
    }

    /// Whether every plan that keeps the `must`s of the other keeps these too, at no higher cost: each clause of this
    /// problem stands in the other one, at least as strict and as dear, and no duty is open there only. `false` says
    /// nothing.
    pub fn asks_no_more_than(&self, other: &Asked) -> bool {
        let same = (self.days, self.duties, self.open.len()) == (other.days, other.duties, other.open.len());
        let inside = |(own, theirs): (&Arc<[DutyIx]>, &Arc<[DutyIx]>)| {
            own == theirs || theirs.iter().all(|duty| own.binary_search(duty).is_ok())
        };
        same && !self.tiered
            && !other.tiered
            && self.open.iter().zip(&other.open).all(inside)
            && self.clauses_are_in(other)
    }

    fn clauses_are_in(&self, other: &Asked) -> bool {
        let mut rest = other.clauses.as_slice();
        for alike in self.clauses.chunk_by(|one, two| one.counted == two.counted) {
            let from = rest.partition_point(|one| one.counted < alike[0].counted);
            let to = rest.partition_point(|one| one.counted <= alike[0].counted);
            let mut theirs: Vec<&Asking> = rest[from..to].iter().collect();
            for own in alike {
                let same = theirs.iter().position(|one| own == *one);
                let Some(at) = same.or_else(|| theirs.iter().position(|one| own.is_weaker(one))) else { return false };
                theirs.remove(at);
            }
            rest = &rest[to..];
        }
        true
    }
}

impl Asking {
    fn of(shape: &Shape, force: &Force) -> Asking {
        let mut sha = Sha(Sha256::new());
        let (mut low, mut high) = (i64::MIN, i64::MAX);
        std::mem::discriminant(shape).hash(&mut sha);
        match shape {
            Shape::Ban(_) | Shape::Clash { .. } | Shape::Same { .. } | Shape::Pick { .. } => shape.hash(&mut sha),
            Shape::Run { person, from, to, set, min, max, carried } => {
                (low, high) = (i64::from(*min), max.map_or(i64::MAX, i64::from));
                (person, from, to, set, carried).hash(&mut sha);
            }
            Shape::Count { sum, min, max, per } => {
                (low, high) = (min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX));
                (sum, per).hash(&mut sha);
            }
            Shape::Groups { groups, max } => {
                high = *max;
                groups.hash(&mut sha);
            }
            Shape::Peak { highs, lows, allowed, per } => {
                high = *allowed;
                (highs, lows, per).hash(&mut sha);
            }
        }
        let mut counted = [0; 16];
        counted.copy_from_slice(&sha.0.finalize()[..16]);
        Asking { counted, low, high, force: force.clone() }
    }

    /// Of the same sums: wider limits, and no unit dearer.
    fn is_weaker(&self, other: &Asking) -> bool {
        self.low <= other.low && self.high >= other.high && is_cheaper(&self.force, &other.force)
    }
}

/// Whether no unit costs more; a `must` has no units to pay for.
fn is_cheaper(one: &Force, other: &Force) -> bool {
    match (one, other) {
        (_, Force::Must) => true,
        (Force::Must, Force::Prefer(_)) => false,
        (Force::Prefer(one), Force::Prefer(other)) => {
            let step = |steps: &[i64], at: usize| steps.get(at).or(steps.last()).copied().unwrap_or(0);
            (0..one.len().max(other.len())).all(|at| step(one, at) <= step(other, at))
        }
    }
}

/// Takes what `Hash` gives it, for a digest that nothing collides with by chance.
struct Sha(Sha256);

impl Hasher for Sha {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Cell, Clause, Sum};

    /// One person, two days, at least so many days of duty 1, and further clauses.
    fn world(min: i64, force: Force, more: Vec<Shape>) -> Problem {
        let cells = (0..2).map(|day| (Cell { person: 0, day, duty: 1 }, 1)).collect();
        let count = Shape::Count { sum: Sum { cells, constant: 0 }, min: Some(min), max: None, per: 1 };
        let clauses = [(force, count)].into_iter().chain(more.into_iter().map(|shape| (Force::prefer(1), shape)));
        Problem {
            people: 1,
            days: 2,
            duties: 2,
            open: vec![Arc::from([0, 1]); 2],
            clauses: clauses.map(|(force, shape)| Clause { rule: 0, force, shape }).collect(),
            ..Problem::default()
        }
    }

    fn easier(one: &Problem, two: &Problem) -> [bool; 2] {
        let (one, two) = (Asked::of(one), Asked::of(two));
        [one.asks_no_more_than(&two), two.asks_no_more_than(&one)]
    }

    #[test]
    fn a_lower_number_a_lower_price_or_a_clause_less_asks_for_less() {
        let base = world(1, Force::prefer(2), Vec::new());
        let ban = || Shape::Ban(Cell { person: 0, day: 0, duty: 1 });
        assert_eq!(easier(&base, &base), [true, true]);
        assert_eq!(easier(&base, &world(2, Force::prefer(2), Vec::new())), [true, false]);
        assert_eq!(easier(&base, &world(1, Force::prefer(3), Vec::new())), [true, false]);
        assert_eq!(easier(&base, &world(1, Force::Must, Vec::new())), [true, false]);
        assert_eq!(easier(&base, &world(1, Force::prefer(2), vec![ban()])), [true, false]);
        let twice = world(1, Force::prefer(2), vec![ban(), ban()]);
        assert_eq!(easier(&world(1, Force::prefer(2), vec![ban()]), &twice), [true, false]);
    }

    #[test]
    fn clauses_that_count_the_same_find_each_their_own() {
        let mut base = world(1, Force::prefer(1), Vec::new());
        for price in [2, 3] {
            base.clauses.push(world(1, Force::prefer(price), Vec::new()).clauses[0].clone());
        }
        assert_eq!(easier(&base, &base), [true, true]);
    }

    #[test]
    fn what_asks_for_more_here_and_less_there_cannot_be_compared() {
        assert_eq!(
            easier(&world(1, Force::prefer(3), Vec::new()), &world(2, Force::prefer(2), Vec::new())),
            [false; 2]
        );
    }

    #[test]
    fn fewer_open_duties_ask_for_more_and_tiers_are_not_compared() {
        let base = world(1, Force::prefer(2), Vec::new());
        let mut closed = base.clone();
        closed.open[0] = Arc::from([0]);
        assert_eq!(easier(&base, &closed), [true, false]);
        let mut tiered = world(1, Force::prefer(2), vec![Shape::Ban(Cell { person: 0, day: 0, duty: 1 })]);
        tiered.clauses[1].rule = 1;
        tiered.tiers = vec![1, 2];
        assert_eq!(easier(&tiered, &tiered), [false; 2]);
    }

    #[test]
    fn steps_are_compared_one_by_one_and_the_last_holds_on() {
        let steps = |steps: &[i64]| Force::Prefer(Arc::from(steps));
        assert!(is_cheaper(&steps(&[1, 2]), &steps(&[2])));
        assert!(!is_cheaper(&steps(&[1, 3]), &steps(&[2])));
    }
}
