//! What the solve of one point taught, in words that hold at others: lines by people's ids, prices by what their clause
//! counts. The numbers of people and clauses differ from point to point.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::engine::Lessons;
use crate::facts::DutyIx;
use crate::problem::Asked;

/// Of one point; kept with it, so that a study that was stopped goes on as if it had not been.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Taught {
    /// By person of the point.
    lines: Vec<Vec<Vec<DutyIx>>>,
    /// Mark of a clause, its row, and the row's price.
    prices: Vec<([u64; 2], u32, i64)>,
}

impl Taught {
    pub fn new(lessons: Lessons, asked: &Asked) -> Taught {
        let marked = |(clause, row, price): (u32, u32, i64)| (asked.marks[clause as usize], row, price);
        Taught { lines: lessons.lines, prices: lessons.prices.into_iter().map(marked).collect() }
    }

    /// As another point numbers people and clauses; `places` are its people's numbers at the point that taught it.
    pub fn lessons(&self, places: &[Option<usize>], asked: &Asked) -> Lessons {
        let clauses: HashMap<[u64; 2], u32> = asked.marks.iter().zip(0..).map(|(mark, at)| (*mark, at)).collect();
        let lines = |place: &Option<usize>| place.and_then(|at| self.lines.get(at)).cloned().unwrap_or_default();
        let here = |(mark, row, price): &([u64; 2], u32, i64)| Some((*clauses.get(mark)?, *row, *price));
        let mut prices: Vec<(u32, u32, i64)> = self.prices.iter().filter_map(here).collect();
        prices.sort_unstable();
        Lessons { lines: places.iter().map(lines).collect(), prices }
    }
}
