//! The last value of an axis, from its easy end, at which all musts can be kept: by bisection, with a roster on the one
//! side and a proof of impossibility on the other.

use std::collections::BTreeMap;

use super::axis::Axis;
use super::point::{Before, Bench, Ended, Failed, Point};
use super::read::{Goal, Search, Study};
use crate::facts::Facts;
use crate::scenario::Edit;

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
    known: BTreeMap<usize, Point>,
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

    /// Solves a place of the line, from the nearest known roster on its easy side.
    fn ask(&mut self, at: usize) -> Result<Ended, Failed> {
        let near = self.known.range(..at).rev().find(|(_, point)| point.is_possible());
        let easier = near.is_some_and(|(place, _)| self.easier(*place, at));
        let before = Before { near: near.map(|(_, point)| point), easier, why: false };
        let point = self.bench.point(&self.edits(self.axis, at), before, self.threads())?;
        let ended = point.ended;
        self.tried.push((self.line[at], ended));
        self.known.insert(at, point);
        Ok(ended)
    }

    fn threads(&self) -> usize {
        self.bench.limits.threads
    }

    fn easier(&self, one: usize, two: usize) -> bool {
        self.axis.harder(self.line[one], self.line[two], self.facts).is_some_and(|order| order.is_le())
    }

    fn answer(mut self, search: &Search, low: Option<usize>, high: Option<usize>) -> Result<Answer, Failed> {
        let mut all_beyond = false;
        let proved = |high: &usize| self.known.get(high).is_some_and(|point| point.ended == Ended::Infeasible);
        // Only the step that blocks is explained.
        let next = high.filter(proved);
        let open = self.tried.iter().any(|(_, ended)| *ended == Ended::Unknown);
        let mut blocked = None;
        if let Some(at) = next {
            let near = low.and_then(|low| self.known.get(&low));
            let easier = low.is_some_and(|low| self.easier(low, at));
            let before = Before { near, easier, why: true };
            blocked = Some(self.bench.point(&self.edits(self.axis, at), before, self.threads())?);
            all_beyond = at + 1 == self.line.len() || (at + 1..self.line.len()).all(|beyond| self.easier(at, beyond));
            if let (false, Some(relaxed)) = (all_beyond, self.axis.relaxed()) {
                let point = self.bench.point(&self.edits(&relaxed, at), Before::default(), self.threads())?;
                let rising = |beyond: usize| {
                    relaxed.harder(self.line[at], self.line[beyond], self.facts).is_some_and(|order| order.is_le())
                };
                all_beyond = point.ended == Ended::Infeasible && (at + 1..self.line.len()).all(rising);
            }
        }
        let tried = std::mem::take(&mut self.tried);
        Ok(Answer {
            axis: search.axis.clone(),
            goal: search.goal,
            best: low.and_then(|low| Some((self.line[low], self.known.remove(&low)?))),
            next: next.zip(blocked).map(|(at, point)| (self.line[at], point)),
            all_beyond,
            open,
            tried,
        })
    }
}
