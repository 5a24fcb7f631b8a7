//! Labels: the search for the cheapest line that keeps its sums, best first.
//!
//! A label is a node and the sums so far; its key is the price so far and the least that can follow, from the distances
//! of the relaxed graph. Only the sums that lines found so far have broken are carried: what a search without the
//! others finds is a bound, and the answer as soon as it keeps them all. (31)

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::Resource;
use super::price::{CLOSED, Priced, Pricing, Relaxed, back_at_start, one_back};

/// Most sums carried by a label.
const CARRIED: usize = 12;
/// Labels kept each day by the search for any line at all.
const BEAM: usize = 150;

/// Ticks of work for a label, and for a duty that is worth one.
const LABEL: u64 = 120;
const CHOICE: u64 = 40;

type Sums = [i64; CARRIED];

#[derive(Debug, Clone, Copy)]
struct Label {
    node: u32,
    from: u32,
    duty: u16,
    day: u16,
    /// Price of the way so far, the multipliers' part included.
    price: i64,
    sums: Sums,
}

const ROOT: u32 = u32::MAX;

/// A duty of a bundle: of those that add the same to all sums carried, the cheapest.
struct Choice {
    duty: u16,
    /// The multipliers' part included.
    price: i64,
    adds: Sums,
}

pub struct Labels<'a> {
    pricing: &'a Pricing<'a>,
    relaxed: &'a Relaxed,
    multipliers: &'a [i64],
    /// Resources whose sums are carried.
    carried: Vec<usize>,
    /// For each of them, by node, the least and the most that the ways to the end can add.
    reach: Vec<Vec<(i64, i64)>>,
    /// Of each bundle, one after the other.
    choices: Vec<Choice>,
    first_choice: Vec<u32>,
    labels: Vec<Label>,
}

impl<'a> Labels<'a> {
    pub fn new(pricing: &'a Pricing<'a>, relaxed: &'a Relaxed, multipliers: &'a [i64]) -> Labels<'a> {
        Labels {
            pricing,
            relaxed,
            multipliers,
            carried: Vec::new(),
            reach: Vec::new(),
            choices: Vec::new(),
            first_choice: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// The cheapest line, opening at most so many labels; beyond that some line, and the bound reached.
    pub fn search(mut self, most: usize) -> Priced {
        let mut line = self.pricing.walk(self.relaxed);
        let mut bound = i64::MIN;
        loop {
            let mut missing = self.broken(&line);
            if missing.is_empty() {
                let (cost, least) = (self.price_of(&line), bound.max(self.least()));
                missing = self.priced();
                if cost <= least || missing.is_empty() {
                    return Priced { line: Some(line), cost, bound: least.min(cost) };
                }
            }
            if self.carried.len() + missing.len() > CARRIED {
                break;
            }
            missing.into_iter().for_each(|at| self.carry(at));
            match self.best_first(most, &mut bound) {
                Some(found) => line = found,
                None if bound >= CLOSED => return Priced { line: None, cost: CLOSED, bound: CLOSED },
                None => break,
            }
        }
        let bound = bound.max(self.least());
        match self.beam() {
            Some(line) => Priced { cost: self.price_of(&line), line: Some(line), bound },
            None => Priced { line: None, cost: CLOSED, bound },
        }
    }

    fn carry(&mut self, at: usize) {
        self.reach.push(self.reach_of(&self.pricing.graph.resources[at]));
        self.carried.push(at);
    }

    /// By node, the least and the most that the ways to the end can add to a sum: what runs and rests leave possible, not
    /// what every day allows by itself. The least above the most where there is no way.
    fn reach_of(&self, resource: &Resource) -> Vec<(i64, i64)> {
        const NONE: (i64, i64) = (i64::MAX, i64::MIN);
        let graph = self.pricing.graph;
        self.pricing.charge(graph.arcs.len() as u64);
        let mut reach = vec![NONE; graph.nodes()];
        if let Some(end) = reach.last_mut() {
            *end = (0, 0);
        }
        let wider = |(least, most): (i64, i64), (low, high): (i64, i64)| (least.min(low), most.max(high));
        let mut bundles = vec![NONE; graph.bundles.len()];
        for day in (0..graph.days()).rev() {
            let first = self.pricing.first_cell[day] as usize;
            let today = graph.first_bundle[day] as usize..graph.first_bundle[day + 1] as usize;
            for (duties, ends) in graph.bundles[today.clone()].iter().zip(&mut bundles[today]) {
                let open = duties.iter().filter(|at| self.relaxed.cells[first + usize::from(**at)] < CLOSED);
                let weights = open.map(|at| resource.weight(day, *at));
                *ends = weights.fold(NONE, |known, weight| wider(known, (weight, weight)));
            }
            for node in graph.layers[day]..graph.layers[day + 1] {
                let mut known = NONE;
                for step in graph.arcs_of(node) {
                    let (now, rest) = (bundles[step.bundle as usize], reach[step.to as usize]);
                    if now.0 <= now.1 && rest.0 <= rest.1 {
                        known = wider(known, (now.0 + rest.0, now.1 + rest.1));
                    }
                }
                reach[node as usize] = known;
            }
        }
        reach
    }

    /// Resources that a line breaks and that are not carried yet.
    fn broken(&self, line: &[u16]) -> Vec<usize> {
        let sums = self.pricing.sums(line);
        let resources = &self.pricing.graph.resources;
        (0..sums.len()).filter(|at| !resources[*at].keeps(sums[*at]) && !self.carried.contains(at)).collect()
    }

    /// Resources whose multiplier leaves a gap and that are not carried yet.
    fn priced(&self) -> Vec<usize> {
        (0..self.multipliers.len()).filter(|at| self.multipliers[*at] != 0 && !self.carried.contains(at)).collect()
    }

    /// Price of a line without the multipliers' part.
    fn price_of(&self, line: &[u16]) -> i64 {
        let steps = self.pricing.graph.cost(line).map_or(CLOSED, |points| points * self.pricing.unit);
        let cells = line.iter().zip(self.pricing.first_cell);
        steps + cells.map(|(duty, first)| self.pricing.cells[*first as usize + usize::from(*duty)]).sum::<i64>()
    }

    /// What the relaxed graph proves.
    fn least(&self) -> i64 {
        self.start_price() + self.relaxed.to_end[0] + self.constant_back() + self.back(&self.start_sums(), 0)
    }

    fn start_price(&self) -> i64 {
        self.multipliers.iter().zip(self.pricing.start_sums()).map(|(multiplier, sum)| multiplier * sum).sum()
    }

    fn start_sums(&self) -> Sums {
        let mut sums = [0; CARRIED];
        let start = self.pricing.start_sums();
        for (sum, at) in sums.iter_mut().zip(&self.carried) {
            *sum = start[*at];
        }
        sums
    }

    /// What the resources that are not carried give back.
    fn constant_back(&self) -> i64 {
        let resources = self.pricing.graph.resources.iter().enumerate();
        let rest = resources.filter(|(at, _)| !self.carried.contains(at));
        rest.map(|(at, resource)| back_at_start(resource, self.multipliers[at])).sum()
    }

    /// What the carried ones can still give back on the ways from a node; `CLOSED` if a limit is out of reach.
    fn back(&self, sums: &Sums, node: u32) -> i64 {
        let mut back = 0;
        for ((at, sum), reach) in self.carried.iter().zip(sums).zip(&self.reach) {
            match one_back(&self.pricing.graph.resources[*at], self.multipliers[*at], *sum, reach[node as usize]) {
                CLOSED => return CLOSED,
                one => back += one,
            }
        }
        back
    }

    /// What is worth a label, by bundle, for the sums that are carried now. Of 18 shifts of three lengths most add the same.
    fn choose(&mut self) {
        let graph = self.pricing.graph;
        self.choices.clear();
        self.first_choice.clear();
        for day in 0..graph.days() {
            let first = self.pricing.first_cell[day] as usize;
            for bundle in graph.first_bundle[day]..graph.first_bundle[day + 1] {
                let own = self.choices.len();
                self.first_choice.push(own as u32);
                for duty in &graph.bundles[bundle as usize] {
                    let price = self.relaxed.cells[first + usize::from(*duty)];
                    if price >= CLOSED {
                        continue;
                    }
                    let mut adds = [0; CARRIED];
                    for (add, at) in adds.iter_mut().zip(&self.carried) {
                        *add = graph.resources[*at].weight(day, *duty);
                    }
                    match self.choices[own..].iter_mut().find(|choice| choice.adds == adds) {
                        Some(choice) if choice.price <= price => {}
                        Some(choice) => (choice.duty, choice.price) = (*duty, price),
                        None => self.choices.push(Choice { duty: *duty, price, adds }),
                    }
                }
            }
        }
        self.first_choice.push(self.choices.len() as u32);
        self.pricing.charge(CHOICE * self.choices.len() as u64);
    }

    /// Best first; `None` when the labels are used up or no line is left (then the bound says `CLOSED`).
    fn best_first(&mut self, most: usize, bound: &mut i64) -> Option<Vec<u16>> {
        let days = self.pricing.graph.days() as u16;
        let constant = self.constant_back();
        let mut seen: FxHashMap<(u32, Sums), i64> = FxHashMap::default();
        let mut heap: BinaryHeap<(Reverse<i64>, u16, u32)> = BinaryHeap::new();
        let (sums, price) = (self.start_sums(), self.start_price());
        self.choose();
        self.labels.clear();
        self.labels.push(Label { node: 0, from: ROOT, duty: 0, day: 0, price, sums });
        heap.push((Reverse(price + self.relaxed.to_end[0] + self.back(&sums, 0)), 0, 0));
        let mut next = Vec::new();
        while let Some((Reverse(key), _, at)) = heap.pop() {
            *bound = (*bound).max(key + constant);
            let label = self.labels[at as usize];
            if label.day == days {
                return Some(self.way(at));
            }
            if self.labels.len() > most {
                return None;
            }
            self.successors(&label, at, &mut next);
            for (next, key) in next.drain(..) {
                let known = seen.entry((next.node, next.sums)).or_insert(i64::MAX);
                if next.price < *known {
                    *known = next.price;
                    heap.push((Reverse(key), next.day, self.labels.len() as u32));
                    self.labels.push(next);
                }
            }
        }
        *bound = CLOSED;
        None
    }

    /// Adds the labels one day on, with their keys.
    fn successors(&self, label: &Label, from: u32, next: &mut Vec<(Label, i64)>) {
        let graph = self.pricing.graph;
        let before = next.len();
        for step in graph.arcs_of(label.node) {
            let rest = self.relaxed.to_end[step.to as usize];
            if rest >= CLOSED {
                continue;
            }
            let own =
                self.first_choice[step.bundle as usize] as usize..self.first_choice[step.bundle as usize + 1] as usize;
            for choice in &self.choices[own] {
                let mut sums = label.sums;
                sums.iter_mut().zip(&choice.adds).for_each(|(sum, add)| *sum += add);
                let back = self.back(&sums, step.to);
                if back < CLOSED {
                    let price = label.price + step.cost * self.pricing.unit + choice.price;
                    let label = Label { node: step.to, from, duty: choice.duty, day: label.day + 1, price, sums };
                    next.push((label, price + rest + back));
                }
            }
        }
        self.pricing.charge(LABEL + CHOICE * (next.len() - before) as u64);
    }

    fn way(&self, end: u32) -> Vec<u16> {
        let mut line = vec![0; self.pricing.graph.days()];
        let mut at = end;
        while self.labels[at as usize].from != ROOT {
            let label = &self.labels[at as usize];
            line[usize::from(label.day) - 1] = label.duty;
            at = label.from;
        }
        line
    }

    /// Some good line: day by day, the best labels only, all sums watched as far as they can be carried.
    fn beam(&mut self) -> Option<Vec<u16>> {
        let resources = self.pricing.graph.resources.len();
        for at in 0..resources {
            if self.carried.len() < CARRIED && !self.carried.contains(&at) {
                self.carry(at);
            }
        }
        self.carried.truncate(CARRIED);
        self.reach.truncate(CARRIED);
        let (sums, price) = (self.start_sums(), self.start_price());
        self.labels.clear();
        self.labels.push(Label { node: 0, from: ROOT, duty: 0, day: 0, price, sums });
        self.choose();
        let mut layer = vec![0_u32];
        let (mut next, mut seen) = (Vec::new(), FxHashSet::default());
        for _ in 0..self.pricing.graph.days() {
            for at in &layer {
                self.successors(&self.labels[*at as usize], *at, &mut next);
            }
            let mut keys: Vec<(i64, u32)> = next.iter().zip(0..).map(|((_, key), at)| (*key, at)).collect();
            keys.sort_unstable();
            layer.clear();
            for label in keys.into_iter().map(|(_, at)| next[at as usize].0) {
                if layer.len() < BEAM && seen.insert((label.node, label.sums)) {
                    layer.push(self.labels.len() as u32);
                    self.labels.push(label);
                }
            }
            next.clear();
            seen.clear();
        }
        let line = self.way(*layer.first()?);
        self.broken(&line).is_empty().then_some(line)
    }
}
