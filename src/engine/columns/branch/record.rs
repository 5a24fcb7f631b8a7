//! What closed each node of a tree: the cases of a certificate. Kept only where one is asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::split::Side;

/// Multipliers of all nodes together above which nothing is kept: some 100 MB.
const MOST: usize = 4_000_000;

/// The best bound of a node, in units of 1 / `UNIT`, and, where a record is kept, the multipliers above 0 that prove it.
#[derive(Debug, Clone)]
pub struct Known {
    pub bound: i128,
    pub rows: Arc<[(u32, i64)]>,
}

#[derive(Debug)]
pub enum Case {
    Leaf(Known),
    /// The sides, and the cases behind them.
    Split([Side; 2], [usize; 2]),
}

/// Multipliers kept so far by all records of one tree.
#[derive(Debug, Clone, Default)]
pub struct Counter(Arc<AtomicUsize>);

#[derive(Debug)]
pub struct Record {
    /// The root first; `None` if they are not kept, or too many.
    pub cases: Option<Vec<Case>>,
    kept: Counter,
}

impl Known {
    pub fn nothing() -> Known {
        Known { bound: i128::MIN, rows: Arc::from([]) }
    }
}

impl Record {
    pub fn new(keep: bool, kept: &Counter) -> Record {
        let root = || vec![Case::Leaf(Known::nothing())];
        Record { cases: keep.then(root), kept: kept.clone() }
    }

    /// The multipliers that prove a bound, if they are to be kept.
    pub fn known(&self, bound: i128, rows: &[i64]) -> Known {
        let rows = if self.cases.is_some() { rows } else { &[] };
        let above = rows.iter().enumerate().filter(|(_, multiplier)| **multiplier > 0);
        Known { bound, rows: above.map(|(row, multiplier)| (row as u32, *multiplier)).collect() }
    }

    pub fn leaf(&mut self, at: usize, known: &Known) {
        let Some(cases) = &mut self.cases else { return };
        if self.kept.0.fetch_add(1 + known.rows.len(), Ordering::Relaxed) > MOST {
            self.cases = None;
            return;
        }
        cases[at] = Case::Leaf(known.clone());
    }

    /// The numbers of the two cases behind a split.
    pub fn split(&mut self, at: usize, sides: [Side; 2]) -> [usize; 2] {
        let Some(cases) = &mut self.cases else { return [0; 2] };
        let below = [cases.len(), cases.len() + 1];
        cases[at] = Case::Split(sides, below);
        cases.extend(below.map(|_| Case::Leaf(Known::nothing())));
        below
    }

    /// Puts the record of a tree in the place of one case.
    pub fn graft(&mut self, at: usize, other: Record) {
        let (Some(cases), Some(others)) = (&mut self.cases, other.cases) else {
            self.cases = None;
            return;
        };
        let offset = cases.len() - 1;
        let moved = others.into_iter().map(|case| match case {
            Case::Leaf(known) => Case::Leaf(known),
            Case::Split(sides, below) => Case::Split(sides, below.map(|below| below + offset)),
        });
        let mut moved = moved.collect::<Vec<Case>>().into_iter();
        if let Some(root) = moved.next() {
            cases[at] = root;
        }
        cases.extend(moved);
    }
}
