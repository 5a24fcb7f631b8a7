//! What the solve of one point taught, in words that hold at others: lines by people, prices by what their clause is
//! about. The numbers of people and clauses differ from point to point.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use crate::engine::Lessons;
use crate::problem::{Cell, Clause, DutyIx, Problem, Shape};

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

/// The clauses of a problem that bind people together, with their marks.
#[derive(Default)]
pub struct Marks(Vec<(Mark, u32)>);

impl Taught {
    pub fn new(lessons: Lessons, marks: &Marks) -> Taught {
        let marks: HashMap<u32, Mark> = marks.0.iter().map(|(mark, clause)| (*clause, *mark)).collect();
        let marked = |(clause, row, price): (u32, u32, i64)| Some((*marks.get(&clause)?, row, price));
        Taught { lines: lessons.lines, prices: lessons.prices.into_iter().filter_map(marked).collect() }
    }

    /// As another point numbers people and clauses; `places` are its people's numbers at the point that taught it.
    pub fn lessons(&self, places: &[Option<usize>], marks: &Marks) -> Lessons {
        let clauses: HashMap<Mark, u32> = marks.0.iter().copied().collect();
        let lines = |place: &Option<usize>| place.and_then(|at| self.lines.get(at)).cloned().unwrap_or_default();
        let here = |(mark, row, price): &(Mark, u32, i64)| Some((*clauses.get(mark)?, *row, *price));
        let mut prices: Vec<(u32, u32, i64)> = self.prices.iter().filter_map(here).collect();
        prices.sort_unstable();
        Lessons { lines: places.iter().map(lines).collect(), prices }
    }
}

impl Marks {
    pub fn of(problem: &Problem) -> Marks {
        let mut seen: HashMap<u64, u32> = HashMap::new();
        // By day and duty; all false between two clauses.
        let mut used = vec![false; problem.days * problem.duties];
        let together = problem.clauses.iter().zip(0..).filter(|(clause, _)| is_of_several(&clause.shape));
        let mark = |(clause, at): (&Clause, u32)| {
            let counted = counted(&clause.shape, problem.duties, &mut used);
            let before = seen.entry(counted).or_default();
            *before += 1;
            ((counted, *before), at)
        };
        Marks(together.map(mark).collect())
    }
}

fn cells(shape: &Shape) -> Box<dyn Iterator<Item = &Cell> + '_> {
    match shape {
        Shape::Count { sum, .. } => Box::new(sum.cells.iter().map(|(cell, _)| cell)),
        Shape::Groups { groups, .. } => Box::new(groups.iter().flatten()),
        Shape::Pick { choices } => Box::new(choices.iter().flat_map(|choice| &choice.bans)),
        Shape::Peak { highs, lows, .. } => {
            Box::new(highs.iter().chain(lows).flat_map(|sum| sum.cells.iter().map(|(cell, _)| cell)))
        }
        // These speak of one person.
        Shape::Ban(_) | Shape::Clash { .. } | Shape::Run { .. } | Shape::Same { .. } => Box::new(std::iter::empty()),
    }
}

fn is_of_several(shape: &Shape) -> bool {
    let mut cells = cells(shape);
    cells.next().is_some_and(|first| cells.any(|cell| cell.person != first.person))
}

/// The days and duties that a shape counts, whatever for and of whom.
fn counted(shape: &Shape, duties: usize, used: &mut [bool]) -> u64 {
    let mut digest = FxHasher::default();
    std::mem::discriminant(shape).hash(&mut digest);
    let place = |cell: &Cell| usize::from(cell.day) * duties + usize::from(cell.duty);
    let mut places: Vec<usize> = Vec::new();
    for place in cells(shape).map(place) {
        if !std::mem::replace(&mut used[place], true) {
            places.push(place);
        }
    }
    places.sort_unstable();
    places.iter().for_each(|place| used[*place] = false);
    places.hash(&mut digest);
    digest.finish()
}
