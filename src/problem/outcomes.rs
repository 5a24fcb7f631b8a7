//! What a count of one person comes to, whatever its weights: 31 % and 39 % of ten days are the same numbers of days.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cell, FREE, Problem, Shape, Sum};

/// Sums that are looked at, at most.
const MOST: usize = 600;

/// The cells by weight, and the units of each sum that a line can have: of each weight so many cells.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Outcomes {
    alike: Vec<Vec<Cell>>,
    units: Vec<(Vec<u16>, i64)>,
}

impl Outcomes {
    /// Of counts in blocks of several, such as shares; of other counts their limits say as much, and more.
    pub(super) fn of(problem: &Problem, shape: &Shape) -> Option<Outcomes> {
        let Shape::Count { sum, min, max, per: per @ 2.. } = shape else { return None };
        let person = sum.cells.first()?.0.person;
        if sum.cells.iter().any(|(cell, _)| cell.person != person) {
            return None;
        }
        let cells: BTreeSet<Cell> = sum.cells.iter().map(|(cell, _)| *cell).collect();
        if cells.len() < sum.cells.len() {
            return None;
        }
        let mut alike: BTreeMap<i64, Vec<Cell>> = BTreeMap::new();
        sum.cells.iter().for_each(|(cell, weight)| alike.entry(*weight).or_default().push(*cell));
        alike.values_mut().for_each(|cells| cells.sort_unstable());
        let mut days: Vec<u16> = sum.cells.iter().map(|(cell, _)| cell.day).collect();
        days.sort_unstable();
        days.dedup();
        // Day after day, how many cells of each weight can have been used.
        let mut used = BTreeSet::from([vec![0_u16; alike.len()]]);
        for day in days {
            let place =
                |duty: u16| alike.values().position(|cells| cells.binary_search(&Cell { person, day, duty }).is_ok());
            let ways: BTreeSet<Option<usize>> = problem.open(person, day).iter().map(|duty| place(*duty)).collect();
            let with = |used: &Vec<u16>, way: &Option<usize>| {
                let mut used = used.clone();
                way.iter().for_each(|at| used[*at] += 1);
                used
            };
            used = used.iter().flat_map(|used| ways.iter().map(move |way| with(used, way))).collect();
            if used.len() > MOST {
                return None;
            }
        }
        let units = |used: Vec<u16>| {
            let total: i64 = used.iter().zip(alike.keys()).map(|(times, weight)| i64::from(*times) * weight).sum();
            let fixed = Sum { cells: Vec::new(), constant: sum.constant + total };
            let fixed = Shape::Count { sum: fixed, min: *min, max: *max, per: *per };
            (used, fixed.excess(&|_, _| FREE))
        };
        let units = used.into_iter().map(units).collect();
        Some(Outcomes { alike: alike.into_values().collect(), units })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::problem::{Asked, Clause, Force};

    /// Ten days of one person at work, here or at home, and a share of them at home to the next whole day.
    fn world(share: i64, free: bool) -> Problem {
        let day =
            |day: u16| [(1, 100 - share), (2, -share)].map(|(duty, weight)| (Cell { person: 0, day, duty }, weight));
        let sum = Sum { cells: (0..10).flat_map(day).collect(), constant: 0 };
        let shape = Shape::Count { sum, min: Some(-99), max: Some(99), per: 100 };
        let open: Arc<[u16]> = if free { Arc::from([0, 1, 2]) } else { Arc::from([1, 2]) };
        let clauses = vec![Clause { rule: 0, force: Force::prefer(1), shape }];
        Problem { people: 1, days: 10, duties: 3, open: vec![open; 10], clauses, ..Problem::default() }
    }

    fn are_equal(one: &Problem, two: &Problem) -> bool {
        let (one, two) = (Asked::of(one), Asked::of(two));
        one.asks_no_more_than(&two) && two.asks_no_more_than(&one)
    }

    #[test]
    fn shares_that_come_to_the_same_numbers_of_days_ask_for_the_same() {
        assert!(are_equal(&world(31, false), &world(39, false)));
        assert!(!are_equal(&world(31, false), &world(30, false)));
        assert!(!are_equal(&world(31, true), &world(39, true)), "of eight days they are not the same");
        assert!(are_equal(&world(31, true), &world(32, true)));
    }
}
