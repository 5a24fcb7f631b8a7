//! All points of a study's axes. The points of the last axis follow each other, each begun from the one before; rows of
//! the other axes are solved side by side. So what a point begins from does not hang on which thread was quicker, and
//! a study that was killed ends as if it had not been.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::axis::Axis;
use super::point::{Before, Bench, Failed, Point};
use super::read::Study;
use crate::facts::Facts;
use crate::scenario::Edit;

/// A point with its place on the axes.
#[derive(Debug, Clone)]
pub struct Placed {
    pub at: Vec<usize>,
    pub point: Point,
}

/// Edits of a place: the study's, then each axis's.
pub fn edits(study: &Study, at: &[usize], facts: &Facts, seed: u32) -> Vec<Edit> {
    let axes = study.axes.iter().zip(at);
    study.set.iter().cloned().chain(axes.flat_map(|(axis, at)| axis.edits(*at, facts, seed))).collect()
}

/// The places of the grid, the last axis fastest.
pub fn places(study: &Study) -> Vec<Vec<usize>> {
    let mut places = if study.axes.is_empty() { Vec::new() } else { vec![Vec::new()] };
    for axis in &study.axes {
        let longer = |place: &Vec<usize>| {
            let place = place.clone();
            (0..axis.values.len()).map(move |at| [place.as_slice(), &[at]].concat())
        };
        places = places.iter().flat_map(longer).collect();
    }
    places
}

/// Solves all points. `facts` are the scenario's with the study's own edits; `hear` is told of every finished point.
pub fn run(
    study: &Study,
    facts: &Facts,
    bench: &Bench,
    hear: &(dyn Fn(&Placed) + Sync),
) -> Result<Vec<Placed>, Failed> {
    let Some(last) = study.axes.last() else { return Ok(Vec::new()) };
    let places = places(study);
    let rows: Vec<&[Vec<usize>]> = places.chunks(last.values.len()).collect();
    let workers = bench.limits.threads.clamp(1, rows.len().max(1));
    let threads = (bench.limits.threads / workers).max(1);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Result<Vec<Placed>, Failed>>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let solved = one_row(study, facts, bench, last, row, threads, hear);
                    if solved.is_err() {
                        next.store(rows.len(), Ordering::Relaxed);
                    }
                    if let Ok(mut done) = done.lock() {
                        done.push(solved);
                    }
                }
            });
        }
    });
    let done = done.into_inner().map_err(|_| Failed::Keep("a worker broke down".into()))?;
    let rows: Vec<Vec<Placed>> = done.into_iter().collect::<Result<_, _>>()?;
    let mut all: Vec<Placed> = rows.into_iter().flatten().collect();
    all.sort_by(|one, two| one.at.cmp(&two.at));
    Ok(all)
}

fn one_row(
    study: &Study,
    facts: &Facts,
    bench: &Bench,
    last: &Axis,
    row: &[Vec<usize>],
    threads: usize,
    hear: &(dyn Fn(&Placed) + Sync),
) -> Result<Vec<Placed>, Failed> {
    let mut solved: Vec<Placed> = Vec::new();
    for at in row {
        let own = at.last().copied().unwrap_or(0);
        let near = solved.last().map(|placed| &placed.point);
        // Begin from the last roster there is; what is impossible has none.
        let rostered = solved.iter().rev().map(|placed| &placed.point).find(|point| point.plan.is_some());
        let easier = own > 0 && last.harder(own - 1, own, facts).is_some_and(|order| order.is_le());
        let stays = near.is_some_and(|near| !near.is_possible());
        let before = match easier {
            true => Before { near, easier, why: !stays },
            false => Before { near: rostered, easier, why: !stays },
        };
        let point = bench.point(&edits(study, at, facts, bench.limits.seed), before, threads)?;
        let placed = Placed { at: at.clone(), point };
        hear(&placed);
        solved.push(placed);
    }
    Ok(solved)
}
