//! All points of a study's axes, in rounds: first the middle of the grid, then its ends, then what lies halfway
//! between finished ones, and halfway again. Each point begins from those it lies between: their rosters may be valid
//! here too, and what was proved of those that ask for less holds here. Where both meet, nothing has to be solved.
//!
//! The points of a round are solved side by side and know only the rounds before. So what a point begins from does not
//! hang on which thread was quicker, and a study that was killed ends as if it had not been.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::axis::{Axis, Vary};
use super::point::{Before, Bench, Ended, Failed, Known, Point};
use super::read::Study;
use crate::facts::Facts;
use crate::scenario::Edit;

/// A point with its place on the axes.
#[derive(Debug, Clone)]
pub struct Placed {
    pub at: Vec<usize>,
    pub point: Point,
}

/// Positions on the axes.
type Place = Vec<usize>;

/// Edits of a place: the study's, then each axis's.
pub fn edits(study: &Study, at: &[usize], facts: &Facts, seed: u32) -> Vec<Edit> {
    let axes = study.axes.iter().zip(at);
    study.set.iter().cloned().chain(axes.flat_map(|(axis, at)| axis.edits(*at, facts, seed))).collect()
}

/// The places of the grid, the last axis fastest.
pub fn places(study: &Study) -> Vec<Place> {
    let mut places = if study.axes.is_empty() { Vec::new() } else { vec![Vec::new()] };
    for axis in &study.axes {
        let longer = |place: &Place| {
            let place = place.clone();
            (0..axis.values.len()).map(move |at| [place.as_slice(), &[at]].concat())
        };
        places = places.iter().flat_map(longer).collect();
    }
    places
}

/// When a value of an axis has its turn, and the values that come before it on both sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Turn {
    round: u32,
    between: Vec<usize>,
}

/// First the middle, which is most like all others, then both ends, then halves; of variants the first, then those that are part of no other, then the
/// parts.
fn turns(axis: &Axis) -> Vec<Turn> {
    let last = axis.values.len() - 1;
    let middle = if matches!(axis.vary, Vary::Variants(_)) { 0 } else { last / 2 };
    let after_first = Turn { round: 1, between: vec![middle] };
    let mut turns = vec![after_first; last + 1];
    turns[middle] = Turn::default();
    if let Vary::Variants(variants) = &axis.vary {
        for (turn, whole) in turns.iter_mut().zip(variants.iter().map(|variant| variant.part_of)) {
            if let Some(whole) = whole {
                *turn = Turn { round: 2, between: vec![0, whole] };
            }
        }
        return turns;
    }
    let mut gaps = vec![(0, middle), (middle, last)];
    let mut round = 2;
    while !gaps.is_empty() {
        let mut halves = Vec::new();
        for (low, high) in gaps.into_iter().filter(|(low, high)| low + 1 < *high) {
            let middle = low + (high - low) / 2;
            turns[middle] = Turn { round, between: vec![low, high] };
            halves.extend([(low, middle), (middle, high)]);
        }
        (gaps, round) = (halves, round + 1);
    }
    turns
}

/// Solves all points. `facts` are the scenario's with the study's own edits; `hear` is told of every finished point.
pub fn run(
    study: &Study,
    facts: &Facts,
    bench: &Bench,
    hear: &(dyn Fn(&Placed) + Sync),
) -> Result<Vec<Placed>, Failed> {
    let turns: Vec<Vec<Turn>> = study.axes.iter().map(turns).collect();
    let mut rounds: BTreeMap<Vec<u32>, Vec<Place>> = BTreeMap::new();
    for place in places(study) {
        let round = place.iter().zip(&turns).map(|(at, turns)| turns[*at].round).collect();
        rounds.entry(round).or_default().push(place);
    }
    let mut known: BTreeMap<Place, Known> = BTreeMap::new();
    let first = rounds.values().next().and_then(|places| places.first()).cloned();
    for places in rounds.values() {
        let all: Vec<&Known> = known.values().collect();
        let solve = |place: &Place, threads: usize| {
            let near: Vec<&Known> = beside(place, &turns).iter().filter_map(|near| known.get(near)).collect();
            let before = Before { near: &near, all: &all, cold: first.as_ref().and_then(|first| known.get(first)) };
            let found = bench.point(&edits(study, place, facts, bench.limits.seed), before, threads)?;
            hear(&Placed { at: place.clone(), point: found.point.clone() });
            Ok((place.clone(), found))
        };
        let found = side_by_side(places, bench.limits.threads, &solve)?;
        known.extend(found);
    }
    explained(study, facts, bench, &mut known)?;
    Ok(known.into_iter().map(|(at, known)| Placed { at, point: known.point }).collect())
}

/// The places between which a place lies, axis by axis.
fn beside(place: &Place, turns: &[Vec<Turn>]) -> Vec<Place> {
    let moved = |axis: usize, to: usize| {
        let mut near = place.clone();
        near[axis] = to;
        near
    };
    let axes = place.iter().zip(turns).enumerate();
    axes.flat_map(|(axis, (at, turns))| turns[*at].between.iter().map(move |to| moved(axis, *to))).collect()
}

/// Says of each first impossible point beside a possible one on the last axis which rules block it.
fn explained(study: &Study, facts: &Facts, bench: &Bench, known: &mut BTreeMap<Place, Known>) -> Result<(), Failed> {
    let possible = |place: &Place| known.get(place).is_some_and(|known| known.point.is_possible());
    let near = |place: &Place| {
        let (own, row) = place.split_last()?;
        let beside = |at: usize| possible(&[row, &[at]].concat());
        Some(own.checked_sub(1).is_some_and(beside) || beside(own + 1))
    };
    let impossible =
        |(place, known): &(&Place, &Known)| known.point.ended == Ended::Infeasible && near(place) == Some(true);
    let blocked: Vec<Place> = known.iter().filter(impossible).map(|(place, _)| place.clone()).collect();
    let solve = |place: &Place, threads: usize| {
        let edits = edits(study, place, facts, bench.limits.seed);
        Ok((place.clone(), bench.why(&known[place].point, &edits, threads)?))
    };
    for (place, point) in side_by_side(&blocked, bench.limits.threads, &solve)? {
        if let Some(known) = known.get_mut(&place) {
            known.point = point;
        }
    }
    Ok(())
}

/// Something for each place, as many at once as there are threads; the threads that are too many are shared out.
fn side_by_side<T: Send>(
    places: &[Place],
    threads: usize,
    solve: &(dyn Fn(&Place, usize) -> Result<T, Failed> + Sync),
) -> Result<Vec<T>, Failed> {
    let workers = threads.clamp(1, places.len().max(1));
    let own = (threads / workers).max(1);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<T, Failed>)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(place) = places.get(at) else { break };
                    let solved = solve(place, own);
                    if solved.is_err() {
                        next.store(places.len(), Ordering::Relaxed);
                    }
                    if let Ok(mut done) = done.lock() {
                        done.push((at, solved));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().map_err(|_| Failed::Keep("a worker broke down".into()))?;
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, solved)| solved).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::lang::Text;
    use crate::study::axis::Variant;

    fn axis(values: usize, vary: Vary) -> Axis {
        Axis { name: Text::same("x"), vary, values: (0..values).map(|at| at.to_string()).collect() }
    }

    #[test]
    fn each_value_lies_between_two_that_come_before_it() {
        let turns = turns(&axis(6, Vary::Seats));
        let told: Vec<(u32, &[usize])> = turns.iter().map(|turn| (turn.round, turn.between.as_slice())).collect();
        let wanted: [(u32, &[usize]); 6] = [(1, &[2]), (2, &[0, 2]), (0, &[]), (2, &[2, 5]), (3, &[3, 5]), (1, &[2])];
        assert_eq!(told, wanted);
    }

    #[test]
    fn variants_follow_the_first_of_them_and_parts_their_whole() {
        let mut variants = vec![Variant::new(Text::same("x"), Vec::new()); 3];
        variants[1].part_of = Some(2);
        let turns = turns(&axis(3, Vary::Variants(variants)));
        assert_eq!(turns.iter().map(|turn| turn.round).collect::<Vec<_>>(), [0, 2, 1]);
        assert_eq!(turns[1].between, [0, 2], "a part lies between what is as it was and the whole");
    }
}
