//! The last value of an axis, from its easy end, at which all musts can be kept: by bisection, with a roster on the one
//! side and a proof of impossibility on the other.

use std::collections::BTreeMap;

use super::axis::Axis;
use super::point::{Before, Bench, Ended, Failed, Known, Point};
use super::read::{Goal, Search, Study};
use crate::facts::Facts;
use crate::scenario::Edit;

/// Values beyond an impossible one that are compared with it, at most.
const MOST_BEYOND: usize = 60;

/// What a search found. Values are positions on its axis.
#[derive(Debug, Clone)]
pub struct Answer {
    pub axis: Axis,
    pub goal: Goal,
    /// The last value with a roster, and the roster's point.
    pub best: Option<(usize, Point)>,
    /// The next value, proved impossible; `None` if `best` is the end of the axis, or nothing was proved.
    pub next: Option<(usize, Point)>,
    /// Everything beyond `next` is impossible too.
    pub all_beyond: bool,
    /// A point was left open by the limits: the truth may lie beyond `best`.
    pub open: bool,
    /// Every value tried, in order.
    pub tried: Vec<(usize, Ended)>,
}

struct Hunt<'a> {
    study: &'a Study,
    axis: &'a Axis,
    facts: &'a Facts,
    bench: &'a Bench<'a>,
    /// Positions from the easy end.
    line: Vec<usize>,
    known: BTreeMap<usize, Known>,
    tried: Vec<(usize, Ended)>,
}

/// Searches one axis.
pub fn run(study: &Study, search: &Search, facts: &Facts, bench: &Bench) -> Result<Answer, Failed> {
    let mut line: Vec<usize> = (0..search.axis.values.len()).collect();
    if search.goal == Goal::Fewest {
        line.reverse();
    }
    let (known, tried) = (BTreeMap::new(), Vec::new());
    let mut hunt = Hunt { study, axis: &search.axis, facts, bench, line, known, tried };
    let last = hunt.line.len() - 1;
    let (mut low, mut high) = (None, None);
    // The two ends first: most questions are about the middle.
    for at in [0, last] {
        match hunt.ask(at)? {
            Ended::Optimal | Ended::Feasible => low = Some(at),
            Ended::Infeasible | Ended::Unknown => high = Some(at),
        }
        if low.is_none() {
            break;
        }
    }
    while let (Some(below), Some(above)) = (low, high) {
        let middle = below + (above - below) / 2;
        if middle == below {
            break;
        }
        match hunt.ask(middle)? {
            Ended::Optimal | Ended::Feasible => low = Some(middle),
            Ended::Infeasible | Ended::Unknown => high = Some(middle),
        }
    }
    hunt.answer(search, low, high)
}

impl Hunt<'_> {
    fn edits(&self, axis: &Axis, at: usize) -> Vec<Edit> {
        let own = axis.edits(self.line[at], self.facts, self.bench.limits.seed);
        self.study.set.iter().cloned().chain(own).collect()
    }

    /// Solves a place of the line, from the nearest known ones on both sides.
    fn ask(&mut self, at: usize) -> Result<Ended, Failed> {
        let (below, above) = (self.known.range(..at).next_back(), self.known.range(at..).next());
        let near: Vec<&Known> = below.into_iter().chain(above).map(|(_, known)| known).collect();
        // The first one asked for is the easy end.
        let cold = self.known.get(&0);
        let all: Vec<&Known> = self.known.values().collect();
        let before = Before { near: &near, all: &all, cold };
        let known = self.bench.point(&self.edits(self.axis, at), before, self.threads())?;
        let ended = known.point.ended;
        self.tried.push((self.line[at], ended));
        self.known.insert(at, known);
        Ok(ended)
    }

    fn threads(&self) -> usize {
        self.bench.limits.threads
    }

    /// Whether every value beyond a place asks for at least as much as it does, with this axis.
    fn rises_beyond(&self, axis: &Axis, at: usize) -> Result<bool, Failed> {
        if self.line.len() - at > MOST_BEYOND {
            return Ok(false);
        }
        let here = self.bench.asked(&self.edits(axis, at))?;
        for beyond in at + 1..self.line.len() {
            if !here.asks_no_more_than(&self.bench.asked(&self.edits(axis, beyond))?) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn answer(mut self, search: &Search, low: Option<usize>, high: Option<usize>) -> Result<Answer, Failed> {
        let mut all_beyond = false;
        let proved = |high: &usize| self.known.get(high).is_some_and(|known| known.point.ended == Ended::Infeasible);
        // Only the step that blocks is explained.
        let next = high.filter(proved);
        let open = self.tried.iter().any(|(_, ended)| *ended == Ended::Unknown);
        let mut blocked = None;
        if let Some(at) = next {
            blocked = Some(self.bench.why(&self.known[&at].point, &self.edits(self.axis, at), self.threads())?);
            all_beyond = self.rises_beyond(self.axis, at)?;
            if let (false, Some(relaxed)) = (all_beyond, self.axis.relaxed()) {
                let known = self.bench.point(&self.edits(&relaxed, at), Before::default(), self.threads())?;
                all_beyond = known.point.ended == Ended::Infeasible && self.rises_beyond(&relaxed, at)?;
            }
        }
        let tried = std::mem::take(&mut self.tried);
        Ok(Answer {
            axis: search.axis.clone(),
            goal: search.goal,
            best: low.and_then(|low| Some((self.line[low], self.known.remove(&low)?.point))),
            next: next.zip(blocked).map(|(at, point)| (self.line[at], point)),
            all_beyond,
            open,
            tried,
        })
    }
}
