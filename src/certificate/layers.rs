//! A personal clause as layers of states, made as small as can be.
//!
//! Forward, every state that the machine can reach is listed day by day. Backward, each state gets its *rest*: the
//! least that the clause alone can still cost from there. Costs are shifted by the rests, so that only what is lost
//! against the best way remains, and states with the same losses and successors for every duty are one state. So
//! counts that no longer matter, limits that are certainly kept or certainly broken and windows that are over vanish
//! by themselves, whatever the shape.

use std::collections::HashMap;

use super::machine::{Machine, State};
use crate::problem::{Clause, Force};

/// Most states of one clause on one day.
const MOST: usize = 200_000;

/// No way: a `must` is broken for certain.
pub const DEAD: u32 = u32::MAX;

/// From a state by each option of the day: the next state and what is lost.
pub type Step = Vec<(u32, i128)>;

/// One clause over its days.
#[derive(Debug)]
pub struct Layers {
    pub first: usize,
    /// For each day from `first` on: the steps of each state.
    pub days: Vec<Vec<Step>>,
    /// The least that the clause costs its person in any case; `None` if a `must` cannot be kept.
    pub least: Option<i128>,
}

/// Cost of the first `units` units.
pub fn price(force: &Force, units: i64) -> i128 {
    let Force::Prefer(steps) = force else { return 0 };
    let units = units.max(0) as usize;
    let rising: i128 = steps.iter().take(units).map(|step| i128::from(*step)).sum();
    rising + units.saturating_sub(steps.len()) as i128 * i128::from(steps.last().copied().unwrap_or(0))
}

/// Layers of a clause for the duties that each day offers; `None` if there are too many states.
pub fn layers(clause: &Clause, machine: &Machine, options: &[Vec<u16>], scale: i64) -> Option<Layers> {
    let (first, last) = (usize::from(machine.first), usize::from(machine.last));
    let mut days: Vec<Vec<Step>> = Vec::with_capacity(last - first + 1);
    let mut states: Vec<(State, i64)> = vec![(machine.start.clone(), 0)];
    for (day, duties) in options.iter().enumerate().take(last + 1).skip(first) {
        let mut next: HashMap<(State, i64), u32> = HashMap::new();
        let mut order = Vec::new();
        let mut steps = Vec::with_capacity(states.len());
        for (state, units) in &states {
            let mut step = Vec::with_capacity(duties.len());
            for duty in duties {
                let mut after = state.clone();
                let added = machine.step(&mut after, day as u16, *duty);
                let Some((cost, units)) = charge(&clause.force, *units, added) else {
                    step.push((DEAD, 0));
                    continue;
                };
                // After the last day nothing is remembered.
                let key = if day == last { (State::new(), 0) } else { (after, units) };
                let id = *next.entry(key).or_insert_with_key(|key| {
                    order.push(key.clone());
                    order.len() as u32 - 1
                });
                step.push((id, cost * i128::from(scale)));
            }
            steps.push(step);
        }
        if order.len() > MOST {
            return None;
        }
        days.push(steps);
        states = order;
    }
    Some(shrink(first, days))
}

/// What `added` units cost after `units`, and the units to remember; `None` if a `must` is broken.
fn charge(force: &Force, units: i64, added: i64) -> Option<(i128, i64)> {
    match force {
        Force::Must => (added == 0).then_some((0, 0)),
        Force::Prefer(steps) if steps.first() == steps.last() => Some((price(force, added), 0)),
        Force::Prefer(steps) => {
            let cost = price(force, units + added) - price(force, units);
            // From the last step on each unit costs the same.
            Some((cost, (units + added).min(steps.len() as i64)))
        }
    }
}

/// Shifts costs by the rests and joins equal states, from the last day to the first.
fn shrink(first: usize, mut days: Vec<Vec<Step>>) -> Layers {
    // Rest and new number of each state of the layer behind.
    let mut behind: Vec<Option<(i128, u32)>> = vec![Some((0, 0))];
    for day in days.iter_mut().rev() {
        let mut numbers: HashMap<Step, u32> = HashMap::new();
        let mut joined = Vec::new();
        let mut here = Vec::with_capacity(day.len());
        for step in day.iter() {
            let ways = || step.iter().map(|(next, cost)| Some((behind.get(*next as usize).copied()??, *cost)));
            let Some(rest) = ways().flatten().map(|((rest, _), cost)| rest + cost).min() else {
                here.push(None);
                continue;
            };
            let lost = |way: Option<((i128, u32), i128)>| {
                way.map_or((DEAD, 0), |((behind, number), cost)| (number, cost + behind - rest))
            };
            let step: Step = ways().map(lost).collect();
            let number = *numbers.entry(step).or_insert_with_key(|step| {
                joined.push(step.clone());
                joined.len() as u32 - 1
            });
            here.push(Some((rest, number)));
        }
        *day = joined;
        behind = here;
    }
    Layers { first, days, least: behind[0].map(|(rest, _)| rest) }
}
