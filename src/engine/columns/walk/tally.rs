//! The gauges of one plan, kept up to date cell by cell.

use super::gauges::{Gauges, MUST, Single};
use crate::problem::Force;

/// What the gauges say: units by which `must` clauses are broken, and points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Said {
    pub must_units: i64,
    pub cost: i64,
}

/// The gauges of one plan.
#[derive(Debug, Clone)]
pub struct Tally<'a> {
    gauges: &'a Gauges,
    singles: Vec<Single>,
    numbers: Vec<i32>,
    pub said: Said,
    /// Entries that were added or taken away: what the work is measured by.
    pub entries: u64,
}

impl<'a> Tally<'a> {
    /// Of a plan without any cells.
    pub fn new(gauges: &'a Gauges) -> Tally<'a> {
        let (singles, numbers) = (gauges.singles.clone(), gauges.numbers.clone());
        let mut tally = Tally { gauges, singles, numbers, said: Said::default(), entries: 0 };
        for single in &gauges.singles {
            tally.said.hear(single.price, single.excess());
        }
        for (at, gauge) in gauges.others.iter().enumerate() {
            tally.said.hear_steps(&gauge.force, 0, gauges.excess(at, &tally.numbers));
        }
        tally
    }

    /// Adds a person's cell (`sign` 1) or takes it away (-1).
    pub fn turn(&mut self, person: usize, cell: usize, sign: i32) {
        let gauges = self.gauges;
        let (entries, others) = (gauges.entries[person].of(cell), gauges.other_entries[person].of(cell));
        self.entries += (entries.len() + others.len()) as u64;
        for entry in entries {
            let single = &mut self.singles[entry.single as usize];
            let before = single.excess();
            single.number += sign * entry.factor;
            let more = single.excess() - before;
            if more != 0 {
                self.said.hear(single.price, more);
            }
        }
        for entry in others {
            let at = entry.gauge as usize;
            let before = gauges.excess(at, &self.numbers);
            self.numbers[entry.number as usize] += sign * entry.factor;
            let after = gauges.excess(at, &self.numbers);
            if after != before {
                self.said.hear_steps(&gauges.others[at].force, before, after);
            }
        }
    }

    /// The same, and [`Tally::said`] stays as it is: to undo a change where the caller knows what was said before.
    pub fn turn_back(&mut self, person: usize, cell: usize, sign: i32) {
        for entry in self.gauges.entries[person].of(cell) {
            self.singles[entry.single as usize].number += sign * entry.factor;
        }
        for entry in self.gauges.other_entries[person].of(cell) {
            self.numbers[entry.number as usize] += sign * entry.factor;
        }
    }
}

impl Said {
    fn hear(&mut self, price: i32, more: i32) {
        match price {
            MUST => self.must_units += i64::from(more),
            price => self.cost += i64::from(price) * i64::from(more),
        }
    }

    fn hear_steps(&mut self, force: &Force, before: i32, after: i32) {
        match force {
            Force::Must => self.must_units += i64::from(after - before),
            Force::Prefer(_) => self.cost += force.cost(after.into()) - force.cost(before.into()),
        }
    }
}
