//! Pricing: the cheapest line of one person for given prices of the cells, in whole numbers and therefore exact.
//!
//! Without resources it is the shortest path of the line graph (29). With them (minutes over months), each gets a
//! multiplier (30): the shortest path for the prices so changed is a lower bound whatever the multipliers, and its
//! distances to the end are completion bounds so sharp that a best-first search over labels (node, sums) opens few of
//! them.

use std::cell::Cell;

use super::graph::{Graph, Resource, Step};
use super::labels::Labels;

/// Price of a cell that is closed, and of no way at all. Sums of a few of these do not overflow.
pub const CLOSED: i64 = i64::MAX / 16;

/// Ticks of work for a step of the graph.
const STEP: u64 = 3;

/// How much shorter steps become where one bettered nothing, and how far a step is bent from the one before where the two
/// point apart (Camerini, Fratta and Maffioli 1975).
const SLOWER: f64 = 0.7;
const TURNED: f64 = 1.5;

/// What pricing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// Position of the duty among those open, by day; `None`: none found within the effort.
    pub line: Option<Vec<u16>>,
    /// Price of the line.
    pub cost: i64,
    /// No line is cheaper; `CLOSED` if there is none.
    pub bound: i64,
}

/// How hard to try.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Stop at the first line that is cheaper than asked for; its bound is then that of the multipliers alone.
    pub any: bool,
    /// Times that the multipliers are bettered.
    pub rounds: usize,
    /// Most labels opened.
    pub labels: usize,
}

/// One person's prices.
pub struct Pricing<'a> {
    pub graph: &'a Graph,
    /// `first_cell[day]`: where the day's prices begin.
    pub first_cell: &'a [u32],
    pub cells: &'a [i64],
    /// What a point on the graph's steps is in the unit of these prices.
    pub unit: i64,
    /// Work done, as a budget counts it.
    pub ticks: Cell<u64>,
}

/// Shortest distances to the end, and the prices they hold for.
pub struct Relaxed {
    pub cells: Vec<i64>,
    pub to_end: Vec<i64>,
    /// Price and position of the cheapest duty of each bundle; `CLOSED` where all are.
    pub bundles: Vec<(i64, u16)>,
}

impl Pricing<'_> {
    /// The cheapest line; `multipliers` (one for each resource) are bettered on the way, `known` is the price of a line
    /// that is known, or `CLOSED`.
    /// A line below `asked` is worth having.
    pub fn cheapest(&self, multipliers: &mut [i64], known: i64, asked: i64, effort: Effort) -> Priced {
        let nothing = Priced { line: None, cost: CLOSED, bound: CLOSED };
        if self.graph.is_empty() {
            return nothing;
        }
        if self.graph.resources.is_empty() {
            let relaxed = self.relax(&[]);
            let cost = relaxed.to_end[0];
            if cost >= CLOSED {
                return nothing;
            }
            return Priced { line: Some(self.walk(&relaxed)), cost, bound: cost };
        }
        match self.multiply(multipliers, known, asked, effort) {
            Multiplied::Done(priced) => priced,
            Multiplied::Open(relaxed) => Labels::new(self, &relaxed, multipliers).search(effort.labels),
        }
    }

    pub fn charge(&self, ticks: u64) {
        self.ticks.set(self.ticks.get() + ticks);
    }

    /// Distances to the end for the cells' prices changed by the multipliers.
    pub fn relax(&self, multipliers: &[i64]) -> Relaxed {
        let graph = self.graph;
        self.charge(STEP * graph.arcs.len() as u64);
        let cells = self.changed(multipliers);
        let mut to_end = vec![CLOSED; graph.nodes()];
        let mut bundles = vec![(CLOSED, 0); graph.bundles.len()];
        if let Some(end) = to_end.last_mut() {
            *end = 0;
        }
        for day in (0..graph.days()).rev() {
            let first = self.first_cell[day] as usize;
            for bundle in graph.first_bundle[day]..graph.first_bundle[day + 1] {
                for at in &graph.bundles[bundle as usize] {
                    let cell = cells[first + usize::from(*at)];
                    if cell < bundles[bundle as usize].0 {
                        bundles[bundle as usize] = (cell, *at);
                    }
                }
            }
            for node in graph.layers[day]..graph.layers[day + 1] {
                let mut least = CLOSED;
                for step in graph.arcs_of(node) {
                    let (cell, rest) = (bundles[step.bundle as usize].0, to_end[step.to as usize]);
                    // A way that is closed stays so, however cheap what leads to it.
                    if cell < CLOSED && rest < CLOSED {
                        least = least.min(step.cost * self.unit + cell + rest);
                    }
                }
                to_end[node as usize] = least;
            }
        }
        Relaxed { cells, to_end, bundles }
    }

    fn changed(&self, multipliers: &[i64]) -> Vec<i64> {
        let mut cells = self.cells.to_vec();
        for (resource, multiplier) in self.graph.resources.iter().zip(multipliers).filter(|(_, m)| **m != 0) {
            for day in resource.first..=resource.last {
                for (at, duty) in self.weighted(resource, day) {
                    let cell = &mut cells[self.first_cell[day] as usize + at];
                    if *cell < CLOSED {
                        *cell += multiplier * duty;
                    }
                }
            }
        }
        cells
    }

    /// Positions and weights of a resource on a day.
    fn weighted<'b>(&self, resource: &'b Resource, day: usize) -> impl Iterator<Item = (usize, i64)> + use<'b> {
        resource.weights[day - resource.first].iter().enumerate().map(|(at, weight)| (at, *weight))
    }

    /// The cheapest way from the first node.
    pub fn walk(&self, relaxed: &Relaxed) -> Vec<u16> {
        let graph = self.graph;
        let mut node = 0;
        let mut line = Vec::with_capacity(graph.days());
        for _ in 0..graph.days() {
            let price = |step: &&Step| {
                let (cell, rest) = (relaxed.bundles[step.bundle as usize].0, relaxed.to_end[step.to as usize]);
                (step.cost * self.unit + cell).saturating_add(rest)
            };
            let Some(best) = graph.arcs_of(node).iter().min_by_key(price) else { return line };
            line.push(relaxed.bundles[best.bundle as usize].1);
            node = best.to;
        }
        line
    }

    /// Sums of the resources on a line.
    pub fn sums(&self, line: &[u16]) -> Vec<i64> {
        let sum = |resource: &Resource| {
            let weights = resource.weights.iter().zip(&line[resource.first..]);
            resource.counting.constant + weights.map(|(weights, duty)| weights[usize::from(*duty)]).sum::<i64>()
        };
        self.graph.resources.iter().map(sum).collect()
    }

    /// What the multipliers give back at the end: the least over all sums that are allowed and in reach.
    pub fn given_back(&self, multipliers: &[i64]) -> i64 {
        let each = self.graph.resources.iter().zip(multipliers);
        let back: Vec<i64> = each.map(|(resource, multiplier)| back_at_start(resource, *multiplier)).collect();
        if back.contains(&CLOSED) { CLOSED } else { back.iter().sum() }
    }

    pub fn start_sums(&self) -> Vec<i64> {
        self.graph.resources.iter().map(|resource| resource.counting.constant).collect()
    }

    /// Betters the multipliers by subgradients until a line that keeps the limits is proved cheapest, or the rounds are
    /// over.
    fn multiply(&self, multipliers: &mut [i64], known: i64, asked: i64, effort: Effort) -> Multiplied {
        let start = self.start_sums();
        let mut best: Option<(i64, Vec<i64>, Relaxed)> = None;
        let mut trial = multipliers.to_vec();
        let scales: Vec<f64> = self.graph.resources.iter().map(|resource| resource.scale as f64).collect();
        let mut direction = vec![0.0; trial.len()];
        let mut pace = 1.0;
        let mut upper = (known < CLOSED).then_some(known);
        let mut found: Option<(i64, Vec<u16>)> = None;
        for _ in 0..effort.rounds.max(1) {
            let relaxed = self.relax(&trial);
            let back = self.given_back(&trial);
            if relaxed.to_end[0] >= CLOSED || back >= CLOSED {
                return Multiplied::Done(Priced { line: None, cost: CLOSED, bound: CLOSED });
            }
            let constants: i64 = trial.iter().zip(&start).map(|(multiplier, sum)| multiplier * sum).sum();
            let bound = relaxed.to_end[0] + constants + back;
            let line = self.walk(&relaxed);
            let sums = self.sums(&line);
            let kept = self.graph.resources.iter().zip(&sums).all(|(resource, sum)| resource.keeps(*sum));
            if kept {
                let cost = cost_of(&relaxed, &trial, &sums, constants);
                upper = Some(upper.map_or(cost, |upper: i64| upper.min(cost)));
                if cost <= bound {
                    multipliers.copy_from_slice(&trial);
                    return Multiplied::Done(Priced { line: Some(line), cost, bound });
                }
                if cost < asked && found.as_ref().is_none_or(|(least, _)| cost < *least) {
                    found = Some((cost, line));
                }
            }
            let slope = (0..trial.len()).map(|at| self.slope(at, trial[at], &start, sums[at]) as f64 / scales[at]);
            let slope: Vec<f64> = slope.collect();
            if best.as_ref().is_none_or(|(best, ..)| bound > *best) {
                best = Some((bound, trial.clone(), relaxed));
            } else {
                pace *= SLOWER;
            }
            let along = dot(&slope, &direction);
            let kept = if along < 0.0 { -TURNED * along / dot(&direction, &direction) } else { 0.0 };
            direction.iter_mut().zip(&slope).for_each(|(kept_to, slope)| *kept_to = *kept_to * kept + slope);
            let square = dot(&direction, &direction);
            if square == 0.0 {
                break;
            }
            let gap = upper.map_or(bound.abs() / 20 + 1000, |upper| (upper - bound).max(1));
            let length = pace * gap as f64 / square;
            let step = |at: usize| {
                let most = self.largest_multiplier(at);
                trial[at].saturating_add((length * direction[at] / scales[at]).round() as i64).clamp(-most, most)
            };
            let next: Vec<i64> = (0..trial.len()).map(step).collect();
            if next == trial {
                break;
            }
            trial = next;
        }
        match best {
            Some((bound, centre, relaxed)) => {
                multipliers.copy_from_slice(&centre);
                match found {
                    Some((cost, line)) if effort.any => Multiplied::Done(Priced { line: Some(line), cost, bound }),
                    _ => Multiplied::Open(relaxed),
                }
            }
            None => Multiplied::Done(Priced { line: None, cost: CLOSED, bound: -CLOSED }),
        }
    }

    /// A multiplier proves a bound whatever it is: beyond this its products could overflow.
    fn largest_multiplier(&self, at: usize) -> i64 {
        let resource = &self.graph.resources[at];
        let (least, most) = resource.reach(0);
        let largest = resource.counting.constant.abs() + least.abs().max(most.abs()) + 1;
        CLOSED / 16 / self.graph.resources.len() as i64 / largest
    }

    /// How much the bound rises with a multiplier: the line's sum less the sum given back.
    fn slope(&self, at: usize, multiplier: i64, start: &[i64], sum: i64) -> i64 {
        let resource = &self.graph.resources[at];
        let (least, most) = resource.reach(0);
        let low = resource.counting.min.map_or(start[at] + least, |min| min.max(start[at] + least));
        let high = resource.counting.max.map_or(start[at] + most, |max| max.min(start[at] + most));
        match multiplier {
            // Any sum between the limits is given back for nothing.
            0 => sum - sum.clamp(low, high),
            1.. => sum - high,
            _ => sum - low,
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Price of the cheapest way without the multipliers' part.
fn cost_of(relaxed: &Relaxed, multipliers: &[i64], sums: &[i64], constants: i64) -> i64 {
    let changed = relaxed.to_end[0] + constants;
    changed - multipliers.iter().zip(sums).map(|(multiplier, sum)| multiplier * sum).sum::<i64>()
}

/// Where the multipliers led.
enum Multiplied {
    Done(Priced),
    Open(Relaxed),
}

/// What one multiplier gives back before the first day.
pub fn back_at_start(resource: &Resource, multiplier: i64) -> i64 {
    one_back(resource, multiplier, resource.counting.constant, resource.reach(0))
}

/// What one multiplier gives back: the least over the sums that are allowed and in reach of this one by `least` to `most`
/// more; `CLOSED` if none is.
pub fn one_back(resource: &Resource, multiplier: i64, sum: i64, (least, most): (i64, i64)) -> i64 {
    if least > most {
        return CLOSED;
    }
    let low = resource.counting.min.map_or(sum + least, |min| min.max(sum + least));
    let high = resource.counting.max.map_or(sum + most, |max| max.min(sum + most));
    if low > high {
        return CLOSED;
    }
    -multiplier * if multiplier > 0 { high } else { low }
}
