//! What the solve of one point taught, in words that hold at others: lines by people, prices by what their clause is
//! about. The numbers of people and clauses differ from point to point.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::engine::Lessons;
use crate::problem::{Cell, DayIx, DutyIx, Problem, Shape};

/// The days and duties that a clause counts, as a digest, and how many clauses before it count the same. Whom it counts
/// is left out: one more person at a desk is no other desk. Prices of a wrong clause would cost time, not truth.
type Mark = (u64, u32);

/// Of one point; kept with it, so that a study that was stopped goes on as if it had not been.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Taught {
    /// By person of the point.
    lines: Vec<Vec<Vec<DutyIx>>>,
    /// Mark of a clause, its row, and the row's price.
    prices: Vec<(Mark, u32, i64)>,
}

impl Taught {
    pub fn new(lessons: Lessons, problem: &Problem) -> Taught {
        let marks: HashMap<u32, Mark> = marks(problem).map(|(mark, clause)| (clause, mark)).collect();
        let marked = |(clause, row, price): (u32, u32, i64)| Some((*marks.get(&clause)?, row, price));
        Taught { lines: lessons.lines, prices: lessons.prices.into_iter().filter_map(marked).collect() }
    }

    /// As another point numbers people and clauses; `places` are its people's numbers at the point that taught it.
    pub fn lessons(&self, places: &[Option<usize>], problem: &Problem) -> Lessons {
        let clauses: HashMap<Mark, u32> = marks(problem).collect();
        let lines = |place: &Option<usize>| place.and_then(|at| self.lines.get(at)).cloned().unwrap_or_default();
        let here = |(mark, row, price): &(Mark, u32, i64)| Some((*clauses.get(mark)?, *row, *price));
        let mut prices: Vec<(u32, u32, i64)> = self.prices.iter().filter_map(here).collect();
        prices.sort_unstable();
        Lessons { lines: places.iter().map(lines).collect(), prices }
    }
}

/// The clauses that bind people together, with their marks.
fn marks(problem: &Problem) -> impl Iterator<Item = (Mark, u32)> {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let together = problem.clauses.iter().zip(0..).filter(|(clause, _)| clause.shape.people().len() > 1);
    together.map(move |(clause, at)| {
        let counted = counted(&clause.shape);
        let before = seen.entry(counted).or_default();
        *before += 1;
        ((counted, *before), at)
    })
}

fn counted(shape: &Shape) -> u64 {
    let mut digest = DefaultHasher::new();
    std::mem::discriminant(shape).hash(&mut digest);
    let mut add = |cells: &mut dyn Iterator<Item = &Cell>| {
        let mut counted: Vec<(DayIx, DutyIx)> = cells.map(|cell| (cell.day, cell.duty)).collect();
        counted.sort_unstable();
        counted.dedup();
        counted.hash(&mut digest);
    };
    match shape {
        Shape::Count { sum, .. } => add(&mut sum.cells.iter().map(|(cell, _)| cell)),
        Shape::Groups { groups, .. } => add(&mut groups.iter().flatten()),
        Shape::Pick { choices } => choices.iter().for_each(|choice| add(&mut choice.bans.iter())),
        Shape::Peak { highs, lows, .. } => {
            highs.iter().chain(lows).for_each(|sum| add(&mut sum.cells.iter().map(|(cell, _)| cell)));
        }
        // These speak of one person.
        Shape::Ban(_) | Shape::Clash { .. } | Shape::Run { .. } | Shape::Same { .. } => {}
    }
    digest.finish()
}
