//! Which of two problems asks for less: what is proved of it, a bound or that there is no plan, holds for the other.
//!
//! Compared are digests of the clauses, so that the problems of many points of a study need not be kept.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};

use super::outcomes::Outcomes;
use super::read::Read;
use super::{DutyIx, Force, Problem, Shape};

/// What a problem asks for: as it is written, and tightened. Each compares what the other cannot: a rule that gives way
/// may leave much of the rest as it was written, two shares may be the same numbers of days.
#[derive(Debug, Clone)]
pub struct Asked {
    pub(super) written: Asks,
    pub(super) tight: Asks,
}

#[derive(Debug, Clone)]
pub(super) struct Asks {
    days: usize,
    duties: usize,
    open: Vec<Arc<[DutyIx]>>,
    /// All of them as a digest: mostly they are the same.
    opened: u128,
    /// As they are written.
    pub(super) clauses: Arc<[Asking]>,
    /// In order, once they are asked for.
    sorted: OnceLock<Vec<Asking>>,
    /// What they count, once it is asked for.
    counts: OnceLock<FxHashSet<u128>>,
    /// Several tiers: a cheaper first tier may make the sum dearer, so nothing is said of it.
    tiered: bool,
}

/// A clause: what it counts as a digest, and its limits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asking {
    pub(super) counted: u128,
    low: i64,
    high: i64,
    pub(super) force: Force,
}

impl Asked {
    pub fn of(problem: &Problem) -> Asked {
        Read::of(problem.clone(), None).asked()
    }

    /// Whether every plan that keeps the `must`s of the other keeps these too, at no higher cost. `false` says nothing.
    pub fn asks_no_more_than(&self, other: &Asked) -> bool {
        self.written.asks_no_more_than(&other.written) || self.tight.asks_no_more_than(&other.tight)
    }

    /// No plan costs less here, by what no plan costs less than in two others whose prices differ; 0 where nothing
    /// follows.
    pub fn proved_by_both(&self, one: (&Asked, i64), two: (&Asked, i64)) -> i64 {
        let written = self.written.proved_by_both((&one.0.written, one.1), (&two.0.written, two.1));
        written.max(self.tight.proved_by_both((&one.0.tight, one.1), (&two.0.tight, two.1)))
    }
}

impl Asks {
    pub(super) fn of(problem: &Problem, opened: u128, clauses: Arc<[Asking]>) -> Asks {
        let mut tiers = problem.clauses.iter().filter(|one| one.force != Force::Must).map(|one| problem.tier(one));
        let first = tiers.next();
        let tiered = tiers.any(|tier| Some(tier) != first);
        let open = problem.open.clone();
        Asks {
            days: problem.days,
            duties: problem.duties,
            open,
            opened,
            clauses,
            sorted: OnceLock::new(),
            counts: OnceLock::new(),
            tiered,
        }
    }

    /// Each clause of this problem stands in the other one, at least as strict and as dear, and no duty is open there
    /// only.
    fn asks_no_more_than(&self, other: &Asks) -> bool {
        other.is_like(self) && self.clauses_are_in(other)
    }

    /// Whether all plans here are plans of the other problem too, clauses apart.
    pub(super) fn is_like(&self, other: &Asks) -> bool {
        let same = (self.days, self.duties, self.open.len()) == (other.days, other.duties, other.open.len());
        let inside = |(own, theirs): (&Arc<[DutyIx]>, &Arc<[DutyIx]>)| {
            own == theirs || own.iter().all(|duty| theirs.binary_search(duty).is_ok())
        };
        let opens_no_more = || self.opened == other.opened || self.open.iter().zip(&other.open).all(inside);
        same && !self.tiered && !other.tiered && opens_no_more()
    }

    pub(super) fn sorted(&self) -> &[Asking] {
        self.sorted.get_or_init(|| {
            let mut clauses = self.clauses.to_vec();
            clauses.sort_unstable();
            clauses
        })
    }

    fn counts(&self) -> &FxHashSet<u128> {
        self.counts.get_or_init(|| self.clauses.iter().map(|clause| clause.counted).collect())
    }

    /// Whether each clause counts the same as the other's at its place; the other may have more.
    pub(super) fn stands_alike(&self, other: &Asks) -> bool {
        let same = |(own, theirs): (&Asking, &Asking)| own.counted == theirs.counted;
        self.clauses.len() <= other.clauses.len() && self.clauses.iter().zip(&*other.clauses).all(same)
    }

    fn clauses_are_in(&self, other: &Asks) -> bool {
        if self.stands_alike(other) {
            return self.clauses.iter().zip(&*other.clauses).all(|(own, one)| own.is_weaker(one));
        }
        // What a point adds to the scenario stands last.
        if self.clauses.iter().rev().any(|own| !other.counts().contains(&own.counted)) {
            return false;
        }
        let mut rest = other.sorted();
        for alike in self.sorted().chunk_by(|one, two| one.counted == two.counted) {
            // Mostly the next ones, and the same.
            let from = rest.iter().take_while(|one| one.counted < alike[0].counted).count();
            let to = from + rest[from..].iter().take_while(|one| one.counted == alike[0].counted).count();
            if rest[from..to] == *alike {
                rest = &rest[to..];
                continue;
            }
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
    /// A count by what it comes to.
    pub(super) fn of_outcomes(outcomes: &Outcomes, force: &Force, mut sha: &mut Sha) -> Asking {
        outcomes.hash(&mut sha);
        Asking { counted: sha.taken(), low: i64::MIN, high: i64::MAX, force: force.clone() }
    }

    pub(super) fn of(shape: &Shape, force: &Force, mut sha: &mut Sha) -> Asking {
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
        Asking { counted: sha.taken(), low, high, force: force.clone() }
    }

    /// Of the same sums: wider limits, and no unit dearer.
    fn is_weaker(&self, other: &Asking) -> bool {
        self.low <= other.low && self.high >= other.high && is_cheaper(&self.force, &other.force)
    }

    /// The same whatever the prices; a `must` is stricter than any.
    pub(super) fn is_no_stricter(&self, other: &Asking) -> bool {
        let is_kept = self.force != Force::Must || other.force == Force::Must;
        self.low <= other.low && self.high >= other.high && is_kept
    }
}

/// Whether no unit costs more; a `must` has no units to pay for.
fn is_cheaper(one: &Force, other: &Force) -> bool {
    match (one, other) {
        (_, Force::Must) => true,
        (Force::Must, Force::Prefer(_)) => false,
        (Force::Prefer(own), Force::Prefer(others)) => {
            (0..own.len().max(others.len())).all(|at| price(one, at) <= price(other, at))
        }
    }
}

/// Price of a unit, the first is 0; 0 of a `must`.
pub(super) fn price(force: &Force, at: usize) -> i64 {
    match force {
        Force::Must => 0,
        Force::Prefer(steps) => steps.get(at).or(steps.last()).copied().unwrap_or(0),
    }
}

/// Takes what `Hash` gives it, for a digest that nothing collides with by chance. The bytes are kept until it is taken:
/// they come two and four at a time.
#[derive(Default)]
pub(super) struct Sha(Vec<u8>);

impl Sha {
    /// The digest; then it begins anew.
    pub(super) fn taken(&mut self) -> u128 {
        let digest = Sha256::digest(&self.0);
        self.0.clear();
        digest[..16].iter().fold(0, |digest, byte| digest << 8 | u128::from(*byte))
    }
}

impl Hasher for Sha {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
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
