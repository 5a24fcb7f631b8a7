//! Choices of slots (such as a unit's common day), taken before the dive. (35a)
//!
//! The linear program takes a little of every choice and so says little of any. Its prices say more: what the cheapest
//! lines of a slot's people cost more if they make way for a choice. The slots that lose most by another choice come
//! first; after each batch lines are priced anew and bend towards what was taken.

use std::cmp::{Ordering, Reverse};

use rayon::prelude::*;

use super::detour::Detours;
use super::generate::Until;
use super::lp::{LpError, Values};
use super::master::{Master, UNIT};
use super::plan::Slot;
use super::price::CLOSED;

/// One in so many slots is taken at a time; and so many where time is short.
const PARTS: usize = 12;
const FEW_PARTS: usize = 4;
/// Rounds of pricing up to which time is short.
const SHORT: usize = 12;
/// Rounds of pricing between batches.
const ROUNDS: usize = 6;
/// A choice that is broken by no more than this is taken for nothing.
const UNBROKEN: f64 = 1e-6;
/// Choices whose prices differ by no more than this are alike.
const ALIKE: i64 = UNIT / 50;

/// A slot with the choice that is best for it now.
struct Open<'a> {
    slot: &'a Slot,
    choice: usize,
    /// What the next best choice costs more.
    regret: i64,
    /// By how much the solution breaks the choice.
    broken: f64,
}

impl Master<'_> {
    /// Takes a choice for each slot; the solution after the last one.
    pub fn take_choices(&mut self, slots: &[Slot], until: &Until, values: Values) -> Result<Values, LpError> {
        let all: Vec<&Slot> = slots.iter().collect();
        match slots.iter().any(|slot| self.is_must(slot)) {
            true => self.take_by_solution(all, until, values),
            false => self.take_by_price(all, until, values),
        }
    }

    /// A `must` shows in the solution: first all choices that it does not break, then those that it breaks least.
    fn take_by_solution(&mut self, mut left: Vec<&Slot>, until: &Until, mut values: Values) -> Result<Values, LpError> {
        let few = left.len().div_ceil(PARTS);
        while !left.is_empty() {
            let sums = self.sums(&values);
            let best = |slot: &&Slot| (slot.best(self.crowd, |row| sums[row]), slot.number);
            let mut order: Vec<_> = left.iter().map(|slot| (best(slot), *slot)).collect();
            order.sort_by(|(((_, a), first), _), (((_, b), second), _)| a.total_cmp(b).then(first.cmp(second)));
            let free = order.iter().filter(|(((_, broken), _), _)| *broken <= UNBROKEN).count();
            let rest = order.split_off(if free > 0 { free } else { few.min(order.len()) });
            for (((choice, _), _), slot) in order {
                self.take(slot, choice)?;
            }
            left = rest.into_iter().map(|(_, slot)| slot).collect();
            values = self.generate(until)?.values;
        }
        Ok(values)
    }

    fn take_by_price(&mut self, mut left: Vec<&Slot>, until: &Until, mut values: Values) -> Result<Values, LpError> {
        let few = left.len().div_ceil(if until.rounds > SHORT { PARTS } else { FEW_PARTS });
        while !left.is_empty() {
            let mut open = self.best_choices(&left, &values);
            let order = |open: &Open| (Reverse(open.regret), open.broken, open.slot.number);
            open.sort_by(|a, b| order(a).partial_cmp(&order(b)).unwrap_or(Ordering::Equal));
            let rest = open.split_off(few.min(open.len()));
            for Open { slot, choice, .. } in open {
                self.take(slot, choice)?;
            }
            left = rest.into_iter().map(|open| open.slot).collect();
            // Only the last solution is dived from; the others need to be no better than their prices.
            let enough = values.objective + self.little(values.objective);
            let on_the_way = Until { rounds: until.rounds.min(ROUNDS), enough, ..*until };
            values = self.generate(if left.is_empty() { until } else { &on_the_way })?.values;
        }
        Ok(values)
    }

    fn take(&mut self, slot: &Slot, choice: usize) -> Result<(), LpError> {
        slot.helpers.iter().enumerate().try_for_each(|(at, helper)| self.hold(*helper, i64::from(at == choice)))
    }

    fn is_must(&self, slot: &Slot) -> bool {
        let mut rows = slot.helpers.iter().flat_map(|helper| &self.crowd.helpers[*helper].entries);
        rows.any(|(row, _)| self.crowd.rows[*row as usize].must)
    }

    /// The cheapest choice of each slot; of those that are alike the one that the solution breaks least.
    fn best_choices<'a>(&self, slots: &[&'a Slot], values: &Values) -> Vec<Open<'a>> {
        let (sums, prices) = (self.sums(values), self.prices_of_choices(slots, &self.multipliers(values)));
        let best = |(slot, prices): (&&'a Slot, Vec<i64>)| {
            let broken = |at: usize| self.crowd.broken(slot.helpers[at], |row| sums[row]).0;
            let least = prices.iter().copied().min().unwrap_or(0);
            let alike = (0..prices.len()).filter(|at| prices[*at] <= least + ALIKE).map(|at| (broken(at), at));
            let (broken, choice) = alike.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, 0));
            let others = (0..prices.len()).filter(|at| *at != choice).map(|at| prices[at]);
            Open { slot, choice, regret: others.min().map_or(0, |next| next - least), broken }
        };
        slots.iter().zip(prices).map(best).collect()
    }

    /// By slot and choice, how much more the cheapest lines of the slot's people cost if they pay for every breach of the
    /// choice, and what the choice itself costs; in units of 1 / [`UNIT`]. No other choice of these slots is asked of them.
    fn prices_of_choices(&self, slots: &[&Slot], duals: &[i64]) -> Vec<Vec<i64>> {
        let crowd = self.crowd;
        let (mut rows, mut choice_of_row) = (duals.to_vec(), vec![None; crowd.rows.len()]);
        for (at, slot) in slots.iter().enumerate() {
            for (choice, helper) in slot.helpers.iter().enumerate() {
                for (row, _) in
                    crowd.helpers[*helper].entries.iter().filter(|(row, _)| !crowd.rows[*row as usize].exact)
                {
                    rows[*row as usize] = 0;
                    choice_of_row[*row as usize] = Some((at, choice));
                }
            }
        }
        let breach = crowd.prices_of_breaches(self.penalty.round() as i64);
        let (market, multipliers, budget) = (self.market(), &self.multipliers, &self.budget);
        let of_person = |person: usize| {
            let own = market.persons[person];
            let mut dearer: Vec<(usize, usize, usize, i64)> = Vec::new();
            for cell in crowd.shares[person].cells() {
                for (row, factor) in crowd.shares[person].entries(cell) {
                    if let Some((slot, choice)) = choice_of_row[*row as usize] {
                        dearer.push((slot, choice, cell, breach[*row as usize].saturating_mul(UNIT * factor)));
                    }
                }
            }
            if dearer.is_empty() || own.graph.is_empty() {
                return Vec::new();
            }
            let cells = market.cells(person, &rows);
            let pricing = market.pricing(person, &cells);
            let detours = Detours::new(&pricing, &multipliers[person]);
            let least = detours.least();
            dearer.sort_unstable();
            let each = dearer.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(|cells| {
                let (slot, choice) = (cells[0].0, cells[0].1);
                let cells: Vec<(usize, i64)> = cells.iter().map(|(_, _, cell, price)| (*cell, *price)).collect();
                (slot, choice, detours.with(&cells).min(CLOSED) - least)
            });
            let found: Vec<(usize, usize, i64)> = each.collect();
            budget.charge(pricing.ticks.get());
            found
        };
        let found: Vec<Vec<(usize, usize, i64)>> = (0..multipliers.len()).into_par_iter().map(of_person).collect();
        let own = |helper: &usize| crowd.helpers[*helper].price.saturating_mul(UNIT);
        let mut prices: Vec<Vec<i64>> = slots.iter().map(|slot| slot.helpers.iter().map(own).collect()).collect();
        for (slot, choice, price) in found.into_iter().flatten() {
            prices[slot][choice] = prices[slot][choice].saturating_add(price);
        }
        prices
    }

    /// What the lines of a solution add to each row.
    fn sums(&self, values: &Values) -> Vec<f64> {
        let mut sums = vec![0.0; self.crowd.rows.len()];
        for (at, line) in self.lines.iter().enumerate() {
            let value = self.value(values, at as u32);
            if value > 1e-9 {
                line.entries.iter().for_each(|(row, factor)| sums[*row as usize] += value * *factor as f64);
            }
        }
        sums
    }
}
