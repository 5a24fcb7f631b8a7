//! Levels of fairness, taken before the dive. (35)
//!
//! A `Peak` asks that the sums of many people lie close together. The linear program mixes lines of one person until
//! they do, at no cost; whole lines then lie far apart, and a dive is lost. So for each such clause a window is taken in
//! which everybody's cheapest lines, at the root's prices, cost least together: within it each sum is a `must` of its own
//! person, which the line graph holds. At these prices many windows cost the same; of them that one is taken which keeps
//! the total of all clauses so far nearest to that of the root. What is found so is a plan of the whole problem;
//! neighbourhoods may leave the windows later.

use rayon::prelude::*;

use super::master::{Market, UNIT};
use super::people::Person;
use super::price::{CLOSED, Pricing};
use crate::problem::{Cell, Clause, Force, Problem, Shape, Sum};

/// Wider sums are left as they are.
const WIDEST: i64 = 400;
/// Units above what is allowed that a window is tried with.
const WIDER: i64 = 3;

/// A sum of one person that a window speaks of.
struct Load<'a> {
    person: usize,
    sum: &'a Sum,
    /// It must not be above the window; it must not be below it.
    ends: (bool, bool),
}

impl Load<'_> {
    /// What the sum comes to in the root's solution, whose cells are sorted.
    fn in_root(&self, used: &[(Cell, f64)]) -> f64 {
        let share = |cell: &Cell| {
            let from = used.partition_point(|(other, _)| other < cell);
            used[from..].iter().take_while(|(other, _)| other == cell).map(|(_, value)| value).sum::<f64>()
        };
        self.sum.constant as f64 + self.sum.cells.iter().map(|(cell, weight)| share(cell) * *weight as f64).sum::<f64>()
    }
}

/// What a person's cheapest line costs for each value of a sum, from `low` on.
pub struct Profile {
    pub low: i64,
    pub costs: Vec<i64>,
}

impl Profile {
    /// The cheapest of the values allowed: its price and the value.
    fn least(&self, (low, high): (i64, i64), ends: (bool, bool)) -> (i64, i64) {
        let allowed = |value: i64| (!ends.0 || value <= high) && (!ends.1 || value >= low);
        let values = (self.low..).zip(&self.costs).filter(|(value, _)| allowed(*value));
        values.map(|(value, cost)| (*cost, value)).min().unwrap_or((CLOSED, 0))
    }
}

/// A window, what everybody's cheapest lines within it cost, and what their sums come to.
#[derive(Clone, Copy)]
struct Window {
    low: i64,
    high: i64,
    cost: i64,
    total: i64,
}

/// A clause whose window is to be taken: those that cost least, and what its sums come to in the root.
struct Open<'a> {
    at: usize,
    loads: Vec<Load<'a>>,
    windows: Vec<Window>,
    total: f64,
}

/// The problem with a window for each `Peak` over sums of one person each; `None` if it has none of these. `used` says
/// how much of each line the root's solution takes.
pub fn narrowed(problem: &Problem, market: &Market, rows: &[i64], used: &[(Cell, f64)]) -> Option<Problem> {
    let clauses = problem.clauses.par_iter().enumerate();
    let open: Vec<Open> = clauses.filter_map(|(at, clause)| open(at, clause, market, rows, used)).collect();
    if open.is_empty() {
        return None;
    }
    let (mut over, mut windows) = (0.0, Vec::new());
    for one in &open {
        let far = |window: &&Window| (over + window.total as f64 - one.total).abs();
        let taken = one.windows.iter().min_by(|a, b| far(a).total_cmp(&far(b)))?;
        over += taken.total as f64 - one.total;
        let rule = problem.clauses[one.at].rule;
        windows.extend(one.loads.iter().map(|load| within(rule, load, taken)));
    }
    let mut narrowed = problem.clone();
    let mut at = 0;
    narrowed.clauses.retain(|_| {
        at += 1;
        open.binary_search_by_key(&(at - 1), |one| one.at).is_err()
    });
    narrowed.clauses.extend(windows);
    Some(narrowed)
}

/// The best windows of a clause; `None` where it is no `Peak`, a sum speaks of several or is too wide, or no window is
/// open to all.
fn open<'a>(at: usize, clause: &'a Clause, market: &Market, rows: &[i64], used: &[(Cell, f64)]) -> Option<Open<'a>> {
    let Shape::Peak { highs, lows, allowed, per } = &clause.shape else { return None };
    let loads = loads(highs, lows)?;
    let profiles: Vec<Profile> = loads.iter().map(|load| profile(market, load, rows)).collect::<Option<_>>()?;
    let from = profiles.iter().map(|profile| profile.low).min()?;
    let to = profiles.iter().map(|profile| profile.low + profile.costs.len() as i64 - 1).max()?;
    let wider = if clause.force == Force::Must { 0 } else { WIDER };
    let window = |high: i64, units: i64| {
        let low = high - allowed - units * per;
        let least = loads.iter().zip(&profiles).map(|(load, profile)| profile.least((low, high), load.ends));
        let (cost, total) = least.fold((0_i64, 0), |all, one| (all.0.saturating_add(one.0), all.1 + one.1));
        Window { low, high, cost: cost.saturating_add(clause.force.cost(units) * UNIT), total }
    };
    let windows = (from..=to).flat_map(|high| (0..=wider).map(move |units| window(high, units)));
    let windows: Vec<Window> = windows.filter(|window| window.cost < CLOSED).collect();
    let least = windows.iter().map(|window| window.cost).min()?;
    let windows = windows.into_iter().filter(|window| window.cost < least + UNIT / 2).collect();
    let total = loads.iter().map(|load| load.in_root(used)).sum();
    Some(Open { at, loads, windows, total })
}

fn loads<'a>(highs: &'a [Sum], lows: &'a [Sum]) -> Option<Vec<Load<'a>>> {
    let mut loads: Vec<Load> = Vec::new();
    for (sums, ends) in [(highs, (true, false)), (lows, (false, true))] {
        for sum in sums {
            let person = sum.cells.first()?.0.person;
            if sum.cells.iter().any(|(cell, _)| cell.person != person) {
                return None;
            }
            match loads.iter_mut().find(|load| load.sum == sum) {
                Some(load) => load.ends = (load.ends.0 || ends.0, load.ends.1 || ends.1),
                None => loads.push(Load { person: person as usize, sum, ends }),
            }
        }
    }
    Some(loads)
}

fn within(rule: u32, load: &Load, window: &Window) -> Clause {
    let (max, min) = (load.ends.0.then_some(window.high), load.ends.1.then_some(window.low));
    Clause { rule, force: Force::Must, shape: Shape::Count { sum: load.sum.clone(), min, max, per: 1 } }
}

fn profile(market: &Market, load: &Load, rows: &[i64]) -> Option<Profile> {
    let cells = market.cells(load.person, rows);
    let weights = weights(market.persons[load.person], load);
    market.pricing(load.person, &cells).profile(&weights, load.sum.constant)
}

/// By cell of the person, what it adds to the sum.
fn weights(person: &Person, load: &Load) -> Vec<i64> {
    let mut weights = vec![0; person.own.len()];
    for (Cell { day, duty, .. }, weight) in &load.sum.cells {
        if let Some(cell) = person.cell(usize::from(*day), *duty) {
            weights[cell] += weight;
        }
    }
    weights
}

impl Pricing<'_> {
    /// The cheapest line for each value of a sum with these weights of cells; the graph's resources are left out.
    pub fn profile(&self, weights: &[i64], constant: i64) -> Option<Profile> {
        let graph = self.graph;
        let of_day = |day: usize| &weights[self.first_cell[day] as usize..self.first_cell[day + 1] as usize];
        let ends = (0..graph.days()).fold((0, 0), |(low, high), day| {
            let (least, most) = (of_day(day).iter().min(), of_day(day).iter().max());
            (low + least.copied().unwrap_or(0), high + most.copied().unwrap_or(0))
        });
        let values = usize::try_from(ends.1 - ends.0).ok().filter(|values| *values as i64 <= WIDEST)? + 1;
        let mut before = vec![CLOSED; values];
        // The sum so far is counted from the least that the days so far can add.
        before[0] = 0;
        let mut layer = 0..1_u32;
        for day in 0..graph.days() {
            let (first, least) = (self.first_cell[day] as usize, of_day(day).iter().min().copied().unwrap_or(0));
            let next = graph.layers[day + 1]..graph.layers[day + 2];
            let mut after = vec![CLOSED; next.len() * values];
            for node in layer.clone() {
                let from = &before[(node - layer.start) as usize * values..][..values];
                for step in graph.arcs_of(node) {
                    let to = &mut after[(step.to - next.start) as usize * values..][..values];
                    for (more, price) in self.cheapest_by_weight(step.bundle, first, of_day(day), least) {
                        let price = price + step.cost * self.unit;
                        for (to, from) in to[more..].iter_mut().zip(from) {
                            *to = (*to).min(from.saturating_add(price).min(CLOSED));
                        }
                    }
                    self.charge(values as u64);
                }
            }
            (before, layer) = (after, next);
        }
        let costs = before.iter().map(|cost| if *cost >= CLOSED / 2 { CLOSED } else { *cost }).collect();
        Some(Profile { low: constant + ends.0, costs })
    }

    /// The cheapest duty of a bundle for each weight above the day's least.
    fn cheapest_by_weight(&self, bundle: u32, first: usize, weights: &[i64], least: i64) -> Vec<(usize, i64)> {
        let mut cheapest: Vec<(usize, i64)> = Vec::new();
        for at in &self.graph.bundles[bundle as usize] {
            let price = self.cells[first + usize::from(*at)];
            let more = (weights[usize::from(*at)] - least) as usize;
            match cheapest.iter_mut().find(|(known, _)| *known == more) {
                _ if price >= CLOSED => {}
                Some((_, known)) => *known = (*known).min(price),
                None => cheapest.push((more, price)),
            }
        }
        cheapest
    }
}
