//! The line graph: a layer of states before each day, arcs that hold a duty; its paths are exactly the lines that keep
//! the person's own `must`s, and the prices on its arcs what the person's own `prefer`s cost. (24)
//!
//! A state is what the person's machines remember. States with the same future are one node. A sum with too many
//! values (minutes over months) is left to the labels of [`super::price`] as a *resource* of the graph. (26)

use super::layers::{Layer, Outs, alike, merge};
use super::machine::{Counting, Machine};
use crate::problem::DutyIx;

/// Duties that all machines read alike from one node to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step {
    /// Number of the bundle of duties, rising over the days.
    pub bundle: u32,
    pub to: u32,
    pub cost: i64,
}

/// A `must` count over the person's cells that labels carry along.
#[derive(Debug, Clone)]
pub struct Resource {
    pub first: usize,
    pub last: usize,
    pub counting: Counting,
    /// `weights[day - first][position]`: by position among the duties open that day.
    pub weights: Vec<Vec<i64>>,
    /// Least and largest sum of `day` and the days after it, by `day`; one more for the end.
    reach: Vec<(i64, i64)>,
    /// Largest weight, at least 1: what a day means to this sum.
    pub scale: i64,
}

impl Resource {
    pub fn new(first: usize, last: usize, counting: Counting, open: &[Vec<DutyIx>]) -> Resource {
        let of_day = |day: usize| open[day].iter().map(|duty| counting.weight(day - first, *duty)).collect();
        let weights: Vec<Vec<i64>> = (first..=last).map(of_day).collect();
        let mut reach = vec![(0, 0); open.len() + 1];
        for day in (0..open.len()).rev() {
            let (least, most) = match day.checked_sub(first).and_then(|at| weights.get(at)) {
                Some(weights) => (weights.iter().min().copied(), weights.iter().max().copied()),
                None => (None, None),
            };
            let (low, high): (i64, i64) = reach[day + 1];
            reach[day] = (low + least.unwrap_or(0), high + most.unwrap_or(0));
        }
        let scale = weights.iter().flatten().map(|weight| weight.abs()).max().unwrap_or(1).max(1);
        Resource { first, last, counting, weights, reach, scale }
    }

    /// Least and largest sum of this day and all after it.
    pub fn reach(&self, day: usize) -> (i64, i64) {
        self.reach[day]
    }

    pub fn weight(&self, day: usize, position: u16) -> i64 {
        match day.checked_sub(self.first).and_then(|at| self.weights.get(at)) {
            Some(weights) => weights[usize::from(position)],
            None => 0,
        }
    }

    pub fn keeps(&self, sum: i64) -> bool {
        self.counting.min.is_none_or(|min| sum >= min) && self.counting.max.is_none_or(|max| sum <= max)
    }
}

#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// `layers[day]` is the first node before that day; the last layer is the one node at the end.
    pub layers: Vec<u32>,
    /// `first_arc[node]..first_arc[node + 1]`.
    pub first_arc: Vec<u32>,
    pub arcs: Vec<Step>,
    /// `first_bundle[day]`: bundles of a day are numbered on end.
    pub first_bundle: Vec<u32>,
    /// Positions in the list of duties open that day, rising.
    pub bundles: Vec<Vec<u16>>,
    pub resources: Vec<Resource>,
}

/// Too many states; the machines that have most of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooWide(pub Vec<usize>);

impl Graph {
    pub fn days(&self) -> usize {
        self.layers.len().saturating_sub(2)
    }

    pub fn nodes(&self) -> usize {
        self.first_arc.len().saturating_sub(1)
    }

    /// Whether there is any line at all.
    pub fn is_empty(&self) -> bool {
        self.arcs.is_empty() && self.days() > 0
    }

    pub fn arcs_of(&self, node: u32) -> &[Step] {
        &self.arcs[self.first_arc[node as usize] as usize..self.first_arc[node as usize + 1] as usize]
    }

    /// The graph of some machines over the duties open on each day. Where a layer is wider than `most` nodes, the widest
    /// of the machines that `may_go` is named and forgotten, and so on to the last day: all that are too many are named
    /// at once. Beyond `widest` nodes any machine is. (24)
    pub fn build(
        open: &[Vec<DutyIx>],
        machines: &[Machine],
        (most, widest): (usize, usize),
        may_go: &dyn Fn(&Machine) -> bool,
    ) -> Result<Graph, TooWide> {
        let mut symbols: Vec<Vec<Vec<u16>>> = Vec::with_capacity(open.len());
        let mut layers: Vec<Outs> = Vec::with_capacity(open.len());
        let mut layer = Layer::first();
        let mut gone: Vec<usize> = Vec::new();
        for (day, duties) in open.iter().enumerate() {
            let is_active = |at: &usize| reads(&machines[*at], day) && !gone.contains(at);
            let active: Vec<usize> = (0..machines.len()).filter(is_active).collect();
            let seen = alike(duties, &active, machines, day);
            let (mut outs, mut next) = layer.advance(&seen, &active, machines, day);
            while next.len() > most
                && let Some(at) = next.widest(&|at| may_go(&machines[at]))
            {
                gone.push(at);
                next = next.forget(at, &mut outs);
            }
            if next.len() > widest
                && let Some(at) = next.widest(&|_| true)
            {
                gone.push(at);
                return Err(TooWide(gone));
            }
            symbols.push(seen.into_iter().map(|(duties, _)| duties).collect());
            layers.push(outs);
            layer = next;
        }
        if gone.is_empty() { Ok(merge(&symbols, layers)) } else { Err(TooWide(gone)) }
    }
}

fn reads(machine: &Machine, day: usize) -> bool {
    machine.first <= day && day <= machine.last
}

impl Graph {
    /// What a line costs on the graph; `None` if it is no path. Positions of duties by day.
    pub fn cost(&self, line: &[u16]) -> Option<i64> {
        let (mut node, mut cost) = (0, 0);
        for position in line {
            let holds = |step: &&Step| self.bundles[step.bundle as usize].binary_search(position).is_ok();
            let step = self.arcs_of(node).iter().find(holds)?;
            cost += step.cost;
            node = step.to;
        }
        let sum = |resource: &Resource| {
            let weights = (resource.first..=resource.last).map(|day| resource.weight(day, line[day]));
            resource.counting.constant + weights.sum::<i64>()
        };
        self.resources.iter().all(|resource| resource.keeps(sum(resource))).then_some(cost)
    }
}
