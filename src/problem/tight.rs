//! The same problem in tighter words: for every plan that keeps the `must`s the same costs, and no other plan.
//!
//! 1. Duties that a `must` forbids are closed. Where hours are a `must`, few people can be free on a working day, though
//!    the day is open for it: duties with which a person's own sums cannot keep their limits are closed too.
//! 2. "At most 60 % of those who work are here" is `100 * here - 60 * work`, in blocks of 100. A linear program pays for
//!    parts of a block. Where it is certain who works, what is left is a number of people: whole blocks, rounded up.
//!
//! Two shares that ask for the same numbers of days become the same clause.

use std::ops::Range;
use std::sync::Arc;

use super::{Cell, Clause, DayIx, DutyIx, Force, PersonIx, Problem, Shape, Sum};

/// By person and day what duties weigh in a sum, in order; all others weigh nothing.
type Slots = Vec<(PersonIx, DayIx, Vec<(DutyIx, i64)>)>;

/// Rounds in which closed duties close others.
const ROUNDS: usize = 4;

impl Problem {
    /// The same plans at the same costs; clauses keep their numbers. As it is where somebody would have no duty left: that
    /// is for the engines to find and to say.
    pub fn tightened(&self) -> Problem {
        self.tight().unwrap_or_else(|| self.clone())
    }

    /// The same; `None` where somebody would have no duty left.
    pub fn tight(&self) -> Option<Problem> {
        self.tight_like(None)
    }

    /// The same; what is as in a problem that was tightened before is taken from there.
    pub(super) fn tight_like(&self, known: Option<(&Problem, &Problem)>) -> Option<Problem> {
        let known = known.filter(|(before, _)| before.open == self.open && before.days == self.days);
        let same = |at: usize| known.is_some_and(|(before, _)| before.clauses.get(at) == Some(&self.clauses[at]));
        let same: Vec<bool> = (0..self.clauses.len()).map(same).collect();
        // What closes duties is what single people must keep.
        let closes = |clause: &Clause| clause.force == Force::Must && is_of_one(&clause.shape);
        let closing = |clauses: &[Clause]| clauses.iter().filter(|clause| closes(clause)).count();
        let is_open_alike = |(before, _): &(&Problem, &Problem)| {
            let all_same = self.clauses.iter().zip(&same).all(|(clause, same)| *same || !closes(clause));
            all_same && closing(&self.clauses) == closing(&before.clauses)
        };
        let known = known.filter(is_open_alike);
        let open = match known {
            Some((_, tight)) => tight.open.clone(),
            None => self.closed()?,
        };
        let tight = |(at, clause): (usize, &Clause)| match known.filter(|_| same[at]) {
            Some((_, tight)) => tight.clauses[at].clone(),
            None => self.tight_clause(clause, &open),
        };
        let clauses = self.clauses.iter().enumerate().map(tight).collect();
        Some(Problem { open, clauses, tiers: self.tiers.clone(), losses: self.losses.clone(), ..*self })
    }

    /// The duties that are left to everybody; `None` where somebody has none.
    fn closed(&self) -> Option<Vec<Arc<[DutyIx]>>> {
        let mut open: Vec<Vec<DutyIx>> = self.allowed().iter().map(|open| open.to_vec()).collect();
        let own: Vec<(Slots, Range<i128>)> = self.clauses.iter().filter_map(own_limits).collect();
        for _ in 0..ROUNDS {
            let mut closed = false;
            for (slots, limits) in &own {
                closed |= self.close(slots, limits, &mut open);
            }
            if open.iter().any(Vec::is_empty) {
                return None;
            }
            if !closed {
                break;
            }
        }
        let kept = |(known, open): (&Arc<[DutyIx]>, Vec<DutyIx>)| {
            if known.len() == open.len() { known.clone() } else { Arc::from(open) }
        };
        Some(self.open.iter().zip(open).map(kept).collect())
    }

    fn tight_clause(&self, clause: &Clause, open: &[Arc<[DutyIx]>]) -> Clause {
        match &clause.shape {
            Shape::Count { sum, min, max, per } => {
                let is_must = clause.force == Force::Must;
                // What one person must keep is read exactly anyway.
                let is_exact = is_must && own_person(sum).is_some();
                let shape = if is_exact { None } else { self.counted(sum, [*min, *max], *per, is_must, open) };
                let shape = shape.unwrap_or_else(|| clause.shape.clone());
                Clause { rule: clause.rule, force: clause.force.clone(), shape }
            }
            Shape::Ban(_)
            | Shape::Clash { .. }
            | Shape::Run { .. }
            | Shape::Same { .. }
            | Shape::Pick { .. }
            | Shape::Groups { .. }
            | Shape::Peak { .. } => clause.clone(),
        }
    }

    fn slot(&self, person: PersonIx, day: DayIx) -> usize {
        person as usize * self.days + usize::from(day)
    }

    /// Closes the duties with which a sum cannot lie within its limits. Whether there were any.
    fn close(&self, slots: &Slots, limits: &Range<i128>, open: &mut [Vec<DutyIx>]) -> bool {
        let weight = |slot: &[(DutyIx, i64)], duty: DutyIx| i128::from(weight(slot, duty));
        let ends = |open: &[DutyIx], slot: &[(DutyIx, i64)]| {
            let weights = || open.iter().map(|duty| weight(slot, *duty));
            (weights().min().unwrap_or(0), weights().max().unwrap_or(0))
        };
        let each = slots.iter().map(|(person, day, slot)| ends(&open[self.slot(*person, *day)], slot));
        let (least, most) = each.fold((0, 0), |(least, most), (low, high)| (least + low, most + high));
        let mut closed = false;
        for (person, day, slot) in slots {
            let open = &mut open[self.slot(*person, *day)];
            let (low, high) = ends(open, slot);
            let before = open.len();
            open.retain(|duty| {
                let own = weight(slot, *duty);
                most - high + own >= limits.start && least - low + own < limits.end
            });
            closed |= open.len() < before;
        }
        closed
    }

    /// A count in larger units, if its sum only takes steps of several; each day's duties weigh less by the same number,
    /// for exactly one is held.
    fn counted(
        &self,
        sum: &Sum,
        [min, max]: [Option<i64>; 2],
        per: i64,
        is_must: bool,
        open: &[Arc<[DutyIx]>],
    ) -> Option<Shape> {
        // Of units of one, or of cells that weigh alike, nothing is larger.
        let alike = sum.cells.windows(2).all(|two| two[0].1 == two[1].1);
        if alike || !is_must && per == 1 {
            return None;
        }
        let (mut step, mut constant) = (0, sum.constant);
        let mut cells = Vec::new();
        for (person, day, slot) in slots(sum) {
            let weights: Vec<(DutyIx, i64)> =
                open[self.slot(person, day)].iter().map(|duty| (*duty, weight(&slot, *duty))).collect();
            let base = usual(&weights);
            constant += base;
            for (duty, weight) in weights.into_iter().filter(|(_, weight)| *weight != base) {
                step = gcd(step, weight - base);
                cells.push((Cell { person, day, duty }, weight - base));
            }
        }
        let step = if is_must { step } else { gcd(step, per) };
        let known = sum.cells.iter().fold(0, |known, (_, weight)| gcd(known, *weight));
        if step <= 1 || step == known || cells.is_empty() {
            return None;
        }
        cells.iter_mut().for_each(|(_, weight)| *weight /= step);
        Some(Shape::Count {
            sum: Sum { cells, constant: 0 },
            min: min.map(|min| -(constant - min).div_euclid(step)),
            max: max.map(|max| (max - constant).div_euclid(step)),
            per: if per % step == 0 { per / step } else { 1 },
        })
    }
}

/// Whether a shape speaks of one person, and may close duties if it is a `must`.
fn is_of_one(shape: &Shape) -> bool {
    match shape {
        Shape::Ban(_) => true,
        Shape::Count { sum, .. } => own_person(sum).is_some(),
        Shape::Clash { .. }
        | Shape::Run { .. }
        | Shape::Same { .. }
        | Shape::Pick { .. }
        | Shape::Groups { .. }
        | Shape::Peak { .. } => false,
    }
}

/// The slots of a sum that one person must keep within limits, and the limits less its constant.
fn own_limits(clause: &Clause) -> Option<(Slots, Range<i128>)> {
    /// Beyond any sum.
    const FAR: i128 = 1 << 100;
    let (Shape::Count { sum, min, max, .. }, Force::Must) = (&clause.shape, &clause.force) else { return None };
    own_person(sum)?;
    let constant = i128::from(sum.constant);
    let from = min.map_or(-FAR, |min| i128::from(min) - constant);
    let to = max.map_or(FAR, |max| i128::from(max) - constant + 1);
    Some((slots(sum), from..to))
}

/// The person whom a sum speaks of, if it is one.
fn own_person(sum: &Sum) -> Option<PersonIx> {
    let person = sum.cells.first()?.0.person;
    sum.cells.iter().all(|(cell, _)| cell.person == person).then_some(person)
}

fn slots(sum: &Sum) -> Slots {
    let mut cells = sum.cells.clone();
    cells.sort_unstable();
    let slot = |alike: &[(Cell, i64)]| {
        let total = |same: &[(Cell, i64)]| (same[0].0.duty, same.iter().map(|(_, weight)| weight).sum());
        (alike[0].0.person, alike[0].0.day, alike.chunk_by(|one, next| one.0 == next.0).map(total).collect())
    };
    cells.chunk_by(|(one, _), (next, _)| (one.person, one.day) == (next.person, next.day)).map(slot).collect()
}

fn weight(slot: &[(DutyIx, i64)], duty: DutyIx) -> i64 {
    slot.binary_search_by_key(&duty, |(own, _)| *own).map_or(0, |at| slot[at].1)
}

/// The weight that most duties have; of several the least.
fn usual(weights: &[(DutyIx, i64)]) -> i64 {
    let often = |weight: i64| weights.iter().filter(|(_, other)| *other == weight).count();
    let best = weights.iter().map(|(_, weight)| *weight).max_by_key(|weight| (often(*weight), -weight));
    best.unwrap_or(0)
}

fn gcd(one: i64, other: i64) -> i64 {
    let (mut one, mut other) = (one.abs(), other.abs());
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two people on a day: free, here, at home. At most half of those who work are here; each unit costs 1.
    fn world(work: bool) -> Problem {
        let person = |person: u32| [(1, 50), (2, -50)].map(|(duty, weight)| (Cell { person, day: 0, duty }, weight));
        let cells = (0..2).flat_map(person).collect();
        let half = Shape::Count { sum: Sum { cells, constant: 0 }, min: None, max: Some(99), per: 100 };
        let mut clauses = vec![Clause { rule: 0, force: Force::prefer(1), shape: half }];
        for person in (0..2).filter(|_| work) {
            let cells = [1, 2].map(|duty| (Cell { person, day: 0, duty }, 450)).to_vec();
            let hours = Shape::Count { sum: Sum { cells, constant: 0 }, min: Some(450), max: None, per: 30 };
            clauses.push(Clause { rule: 1, force: Force::Must, shape: hours });
        }
        Problem { people: 2, days: 1, duties: 3, open: vec![Arc::from([0, 1, 2]); 2], clauses, ..Problem::default() }
    }

    #[test]
    fn where_all_must_work_nobody_can_be_free_and_a_share_is_a_number_of_people() {
        let tight = world(true).tightened();
        assert!(tight.open.iter().all(|open| **open == [1, 2]));
        let cells = (0..2).map(|person| (Cell { person, day: 0, duty: 1 }, 1)).collect();
        let wanted = Shape::Count { sum: Sum { cells, constant: 0 }, min: None, max: Some(1), per: 1 };
        assert_eq!(tight.clauses[0].shape, wanted);
        assert_eq!(tight.clauses[1..], world(true).clauses[1..], "what one person must keep stays as it is");
    }

    #[test]
    fn whoever_is_banned_from_work_is_free_for_certain_and_the_others_are_whole_people() {
        let mut world = world(true);
        world.clauses.retain(|clause| clause.shape.people() != [1] || clause.force != Force::Must);
        for duty in [1, 2] {
            let ban = Shape::Ban(Cell { person: 1, day: 0, duty });
            world.clauses.push(Clause { rule: 2, force: Force::Must, shape: ban });
        }
        let tight = world.tightened();
        assert_eq!(tight.open, [Arc::from([1, 2]), Arc::from([0])]);
        // Of one who works, half is one person: 50 or less in hundredths.
        let wanted = Shape::Count {
            sum: Sum { cells: vec![(Cell { person: 0, day: 0, duty: 1 }, 1)], constant: 0 },
            min: None,
            max: Some(1),
            per: 1,
        };
        assert_eq!(tight.clauses[0].shape, wanted);
        assert_eq!(tight.clauses[1..], world.clauses[1..]);
    }

    #[test]
    fn where_it_is_not_certain_who_works_the_share_goes_by_what_all_weights_have_in_common() {
        let tight = world(false).tightened();
        assert_eq!(tight.open, world(false).open);
        assert_eq!(tight.clauses, world(false).clauses, "50 is in all of them already");
    }

    #[test]
    fn hours_that_nobody_can_work_are_left_for_the_engines_to_tell() {
        let mut world = world(true);
        let Shape::Count { min, .. } = &mut world.clauses[1].shape else { panic!("hours") };
        *min = Some(1_000);
        let tight = world.tightened();
        assert_eq!((tight.open, tight.clauses), (world.open, world.clauses));
    }
}
