//! The gauges of one plan, kept up to date cell by cell.

use super::gauges::{Gauges, MUST, Single};

/// What the gauges say: units by which `must` clauses are broken, and points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Said {
    pub must_units: i64,
    pub cost: i64,
}

/// The gauges of one plan. What those of several numbers say is read only by [`Tally::settle`]: a change of a line
/// touches most of them several times.
#[derive(Debug, Clone)]
pub struct Tally<'a> {
    gauges: &'a Gauges,
    singles: Vec<Single>,
    numbers: Vec<i32>,
    /// What each of the other gauges adds to `said`.
    shares: Vec<Said>,
    /// The other gauges whose numbers have changed since they were read last.
    stale: Vec<u32>,
    is_stale: Vec<bool>,
    /// Shares before the last change.
    before: Vec<(u32, Said)>,
    pub said: Said,
    /// Entries that were added or taken away: what the work is measured by.
    pub entries: u64,
}

impl<'a> Tally<'a> {
    /// Of a plan without any cells.
    pub fn new(gauges: &'a Gauges) -> Tally<'a> {
        let (singles, numbers) = (gauges.singles.clone(), gauges.numbers.clone());
        let shares: Vec<Said> = (0..gauges.others.len()).map(|at| share(gauges, at, &numbers)).collect();
        let mut said = Said::default();
        singles.iter().for_each(|single| said.hear((single.price, single.excess())));
        shares.iter().for_each(|share| said = said.plus(*share));
        let (stale, is_stale, before) = (Vec::new(), vec![false; shares.len()], Vec::new());
        Tally { gauges, singles, numbers, shares, stale, is_stale, before, said, entries: 0 }
    }

    /// Adds a cell (`sign` 1) or takes it away (-1).
    pub fn turn(&mut self, cell: u32, sign: i32) {
        let gauges = self.gauges;
        let (entries, feeds, others) = (gauges.entries.of(cell), gauges.feeds.of(cell), gauges.other_entries.of(cell));
        self.entries += (entries.len() + feeds.len() + others.len()) as u64;
        for entry in entries {
            self.said.hear(self.singles[entry.single as usize].turn(sign * entry.factor));
        }
        for feed in feeds {
            let step = step(&mut self.numbers[feed.number as usize], sign);
            if step != 0 {
                self.said.hear(self.singles[feed.single as usize].turn(step));
            }
        }
        for entry in others {
            self.numbers[entry.number as usize] += sign * entry.factor;
            if !std::mem::replace(&mut self.is_stale[entry.gauge as usize], true) {
                self.stale.push(entry.gauge);
            }
        }
    }

    /// Reads the gauges that have changed: `said` is right again.
    pub fn settle(&mut self) {
        self.before.clear();
        for gauge in self.stale.drain(..) {
            let at = gauge as usize;
            self.is_stale[at] = false;
            let (before, now) = (self.shares[at], share(self.gauges, at, &self.numbers));
            if now != before {
                self.before.push((gauge, before));
                self.shares[at] = now;
                self.said = self.said.plus(now).less(before);
            }
        }
    }

    /// As [`Tally::turn`], to undo what was settled last; [`Tally::unsettle`] comes after it.
    pub fn turn_back(&mut self, cell: u32, sign: i32) {
        for entry in self.gauges.entries.of(cell) {
            self.singles[entry.single as usize].number += sign * entry.factor;
        }
        for feed in self.gauges.feeds.of(cell) {
            self.singles[feed.single as usize].number += step(&mut self.numbers[feed.number as usize], sign);
        }
        for entry in self.gauges.other_entries.of(cell) {
            self.numbers[entry.number as usize] += sign * entry.factor;
        }
    }

    /// All cells are turned back; the gauges said this before.
    pub fn unsettle(&mut self, said: Said) {
        for (gauge, before) in self.before.drain(..) {
            self.shares[gauge as usize] = before;
        }
        self.said = said;
    }
}

impl Single {
    /// Its price, and by how much the excess grows.
    fn turn(&mut self, by: i32) -> (i32, i32) {
        let before = self.excess();
        self.number += by;
        (self.price, self.excess() - before)
    }
}

/// Changes a number by 1 or -1; by how much the count of those above 0 grows.
fn step(number: &mut i32, sign: i32) -> i32 {
    let before = i32::from(*number > 0);
    *number += sign;
    i32::from(*number > 0) - before
}

/// What a gauge of several numbers adds.
fn share(gauges: &Gauges, at: usize, numbers: &[i32]) -> Said {
    let excess = gauges.excess(at, numbers);
    let mut said = Said::default();
    match gauges.others[at].price {
        Some(price) => said.hear((price, excess)),
        None => said.cost = gauges.others[at].force.cost(excess.into()),
    }
    said
}

impl Said {
    /// A price and units of it. Without a branch: which of the two it is cannot be foretold.
    fn hear(&mut self, (price, more): (i32, i32)) {
        let must = i64::from(price == MUST);
        self.must_units += must * i64::from(more);
        self.cost += i64::from(price.max(0)) * i64::from(more);
    }

    fn plus(self, other: Said) -> Said {
        Said { must_units: self.must_units + other.must_units, cost: self.cost + other.cost }
    }

    fn less(self, other: Said) -> Said {
        Said { must_units: self.must_units - other.must_units, cost: self.cost - other.cost }
    }
}
