//! The line graph: a layer of states before each day, arcs that hold a duty; its paths are exactly the lines that keep
//! the person's own `must`s, and the prices on its arcs what the person's own `prefer`s cost. (24)
//!
//! A state is what the person's machines remember. States with the same future are one node. A sum with too many
//! values (minutes over months) is left to the labels of [`super::price`] as a *resource* of the graph. (26)

use std::collections::HashMap;

use super::machine::{Counting, Machine, State};
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

/// A node merged: arcs as (bundle of the day, price, node of the next layer).
type Merged = Vec<(u32, i64, u32)>;

/// A day's merged nodes and its bundles: positions of duties.
type Day = (Vec<Merged>, Vec<Vec<u16>>);

/// A node in the making: arcs as (symbol, price, node of the next layer).
type Out = Vec<(u32, i64, u32)>;

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
        let days = open.len();
        let mut symbols: Vec<Vec<Vec<u16>>> = Vec::with_capacity(days);
        let mut layers: Vec<Vec<Out>> = Vec::with_capacity(days);
        let mut states: Vec<Vec<State>> = vec![Vec::new()];
        let mut gone: Vec<usize> = Vec::new();
        for (day, duties) in open.iter().enumerate() {
            let is_active = |at: &usize| reads(&machines[*at], day) && !gone.contains(at);
            let active: Vec<usize> = (0..machines.len()).filter(is_active).collect();
            let seen = alike(duties, &active, machines, day);
            let mut kept: Vec<usize> = active.iter().copied().filter(|at| machines[*at].last > day).collect();
            let (mut outs, mut next) = advance(&states, &seen, &active, machines, day);
            while next.len() > most
                && let Some(at) = widest_of(&next, &kept, &|at| may_go(&machines[at]))
            {
                gone.push(kept.remove(at));
                next = forget(at, &mut outs, next);
            }
            if next.len() > widest
                && let Some(at) = widest_of(&next, &kept, &|_| true)
            {
                gone.push(kept[at]);
                return Err(TooWide(gone));
            }
            symbols.push(seen.into_iter().map(|(duties, _)| duties).collect());
            layers.push(outs);
            states = next;
        }
        if gone.is_empty() { Ok(merge(&symbols, layers)) } else { Err(TooWide(gone)) }
    }
}

/// States that differ only by the machine at this place become one.
fn forget(place: usize, outs: &mut [Out], states: Vec<Vec<State>>) -> Vec<Vec<State>> {
    let mut known: HashMap<Vec<State>, u32> = HashMap::new();
    let number = |mut state: Vec<State>| {
        state.remove(place);
        let next = known.len() as u32;
        *known.entry(state).or_insert(next)
    };
    let numbers: Vec<u32> = states.into_iter().map(number).collect();
    outs.iter_mut().flatten().for_each(|(_, _, to)| *to = numbers[*to as usize]);
    by_number(known)
}

fn by_number<T: Default + Clone>(known: HashMap<T, u32>) -> Vec<T> {
    let mut all = vec![T::default(); known.len()];
    known.into_iter().for_each(|(one, number)| all[number as usize] = one);
    all
}

fn reads(machine: &Machine, day: usize) -> bool {
    machine.first <= day && day <= machine.last
}

/// The duties of a day by what the machines see of them: positions, and one reading for each machine.
fn alike(duties: &[DutyIx], active: &[usize], machines: &[Machine], day: usize) -> Vec<(Vec<u16>, Vec<i64>)> {
    let mut groups: Vec<(Vec<u16>, Vec<i64>)> = Vec::new();
    let mut known: HashMap<Vec<i64>, usize> = HashMap::new();
    for (at, duty) in duties.iter().enumerate() {
        let seen: Vec<i64> = active.iter().map(|machine| machines[*machine].read(day, *duty)).collect();
        let group = *known.entry(seen.clone()).or_insert(groups.len());
        if group == groups.len() {
            groups.push((Vec::new(), seen));
        }
        groups[group].0.push(at as u16);
    }
    groups
}

/// One day on from every state: the arcs, and the states after it.
fn advance(
    states: &[Vec<State>],
    seen: &[(Vec<u16>, Vec<i64>)],
    active: &[usize],
    machines: &[Machine],
    day: usize,
) -> (Vec<Out>, Vec<Vec<State>>) {
    let mut known: HashMap<Vec<State>, u32> = HashMap::new();
    let mut outs = Vec::with_capacity(states.len());
    let mut after = Vec::new();
    for state in states {
        let mut out = Vec::with_capacity(seen.len());
        'symbols: for (symbol, (_, readings)) in seen.iter().enumerate() {
            after.clear();
            let (mut cost, mut carried) = (0, state.iter());
            for (machine, reading) in active.iter().map(|at| &machines[*at]).zip(readings) {
                let before =
                    if machine.first == day { machine.initial() } else { *carried.next().unwrap_or(&State::default()) };
                let Some((price, state)) = machine.step(before, day, *reading) else { continue 'symbols };
                cost += price;
                if machine.last > day {
                    after.push(state);
                }
            }
            let node = match known.get(&after) {
                Some(node) => *node,
                None => {
                    let node = known.len() as u32;
                    known.insert(after.clone(), node);
                    node
                }
            };
            out.push((symbol as u32, cost, node));
        }
        outs.push(out);
    }
    (outs, by_number(known))
}

/// The place among the machines kept of the one with the most different states.
fn widest_of(states: &[Vec<State>], kept: &[usize], may_go: &dyn Fn(usize) -> bool) -> Option<usize> {
    let width = |at: usize| {
        let mut values: Vec<State> = states.iter().map(|state| state[at]).collect();
        values.sort_unstable();
        values.dedup();
        values.len()
    };
    (0..kept.len()).filter(|at| may_go(kept[*at])).max_by_key(|at| width(*at))
}

/// From the last day backwards: nodes without a way to the end go, nodes with the same arcs become one, arcs to the
/// same node at the same price become one bundle. (25)
fn merge(symbols: &[Vec<Vec<u16>>], layers: Vec<Vec<Out>>) -> Graph {
    let days = symbols.len();
    // Of each layer from the last: the merged arcs of its nodes, targets counted within the next layer.
    let mut merged: Vec<Day> = Vec::with_capacity(days);
    let mut targets: Vec<Option<u32>> = vec![Some(0); usize::from(days == 0)];
    for (day, outs) in layers.into_iter().enumerate().rev() {
        if day + 1 == days {
            let width = outs.iter().flatten().map(|(_, _, to)| to + 1).max().unwrap_or(0);
            targets = vec![Some(0); width as usize];
        }
        let mut known: HashMap<Merged, u32> = HashMap::new();
        let mut bundles: HashMap<Vec<u16>, u32> = HashMap::new();
        let number = |out: &Out| {
            let arcs = bundled(out, &targets, &symbols[day], &mut bundles);
            let next = known.len() as u32;
            (!arcs.is_empty()).then(|| *known.entry(arcs).or_insert(next))
        };
        targets = outs.iter().map(number).collect();
        merged.push((by_number(known), by_number(bundles)));
    }
    merged.reverse();
    number_all(merged)
}

/// The arcs of a node by (target, price), each with all its duties.
fn bundled(out: &Out, targets: &[Option<u32>], symbols: &[Vec<u16>], bundles: &mut HashMap<Vec<u16>, u32>) -> Merged {
    let mut arcs: Vec<(u32, i64, u32)> =
        out.iter().filter_map(|(symbol, cost, to)| Some((targets[*to as usize]?, *cost, *symbol))).collect();
    arcs.sort_unstable();
    let one = |same: &[(u32, i64, u32)]| {
        let mut duties: Vec<u16> = same.iter().flat_map(|(_, _, symbol)| &symbols[*symbol as usize]).copied().collect();
        duties.sort_unstable();
        let next = bundles.len() as u32;
        (*bundles.entry(duties).or_insert(next), same[0].1, same[0].0)
    };
    arcs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(one).collect()
}

fn number_all(days: Vec<Day>) -> Graph {
    let mut graph = Graph { layers: vec![0], first_arc: vec![0], first_bundle: vec![0], ..Graph::default() };
    for (nodes, bundles) in days {
        let next = graph.layers.last().copied().unwrap_or(0) + nodes.len() as u32;
        let first = graph.bundles.len() as u32;
        for node in nodes {
            let steps = node.into_iter().map(|(bundle, cost, to)| Step { bundle: first + bundle, to: next + to, cost });
            graph.arcs.extend(steps);
            graph.first_arc.push(graph.arcs.len() as u32);
        }
        graph.layers.push(next);
        graph.bundles.extend(bundles);
        graph.first_bundle.push(graph.bundles.len() as u32);
    }
    // The node at the end.
    graph.first_arc.push(graph.arcs.len() as u32);
    let end = graph.layers.last().copied().unwrap_or(0) + 1;
    graph.layers.push(end);
    graph
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
