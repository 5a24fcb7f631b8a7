//! Dual ascent before the first linear program: everybody's line is priced by turns, and after each few people the rows'
//! multipliers move by what their sums are over or under. (33a)
//!
//! The master's own duals jump from one extreme to the other until it has some ten lines a person. A few rounds of these
//! small steps lead near the best multipliers and leave lines that fit them: measured on 120 people, 28 days and 18
//! shifts, the root ends in a third of the time.

use rayon::prelude::*;

use super::generate::QUICK;
use super::lp::{LpError, Values};
use super::master::{Line, Master, UNIT};
use super::price::CLOSED;
use crate::engine::budget::Budget;

/// Turns over everybody.
const TURNS: usize = 16;
const FEW_TURNS: usize = 5;
/// Everybody in so many batches; people of one batch do not see each other's change.
const BATCHES: usize = 16;
/// First and last step for a unit of a row, as a share of the price of a typical cell.
const FIRST: f64 = 0.5;
const LAST: f64 = 0.025;

/// The rows' prices in points at the end, and their running mean.
type Prices = (Vec<f64>, Vec<f64>);

impl Master<'_> {
    /// Moves from no prices (or a plan's lines) to good multipliers; their bound is remembered, lines are added. Does
    /// nothing where a row is relaxed by more than its own slacks: a helper of several rows would jump.
    pub fn ascend(&mut self, budget: &Budget) -> Result<(), LpError> {
        let Some(caps) = self.caps() else { return Ok(()) };
        let taken = self.of_person.iter().map(|lines| lines.last().copied()).collect();
        let prices = vec![0.0; caps.len()];
        let (prices, mean) = self.turns(TURNS, FIRST, taken, prices, &caps, budget)?;
        for prices in [&mean, &prices] {
            let rows = whole(prices);
            let priced = self.price(&rows, &|_| CLOSED, QUICK);
            let bound = self.bound(&rows, &priced);
            self.better(rows, bound);
        }
        Ok(())
    }

    /// A few turns from a solution's multipliers, for lines that fit what a dive has fixed.
    pub fn ascend_from(&mut self, values: &Values, budget: &Budget) -> Result<(), LpError> {
        let Some(caps) = self.caps() else { return Ok(()) };
        let prices = self.multipliers(values).iter().map(|price| *price as f64 / UNIT as f64).collect();
        let largest = |lines: &Vec<u32>| {
            lines.iter().copied().max_by(|a, b| self.value(values, *a).total_cmp(&self.value(values, *b)))
        };
        let taken = (0..self.persons.len()).map(|person| self.fixed[person].or(largest(&self.of_person[person])));
        let taken = taken.collect();
        self.turns(FEW_TURNS, FIRST / 4.0, taken, prices, &caps, budget)?;
        Ok(())
    }

    /// Lines are added, also those of a turn that the budget has cut off.
    fn turns(
        &mut self,
        turns: usize,
        first: f64,
        taken: Vec<Option<u32>>,
        mut prices: Vec<f64>,
        caps: &[f64],
        budget: &Budget,
    ) -> Result<Prices, LpError> {
        let typical = self.typical(caps);
        let free: Vec<usize> = (0..self.persons.len()).filter(|person| self.fixed[*person].is_none()).collect();
        let mut taken: Vec<Option<Line>> =
            taken.into_iter().map(|line| line.map(|line| self.lines[line as usize].clone())).collect();
        let mut over: Vec<i64> = self.crowd.rows.iter().map(|row| -row.bound).collect();
        taken.iter().flatten().for_each(|line| change(&mut over, line, 1));
        let mut mean = prices.clone();
        let mut found: Vec<Line> = Vec::new();
        for turn in (0..turns).take_while(|_| !budget.over()) {
            let step = typical * first * (LAST / first).powf(turn as f64 / (turns - 1) as f64);
            for batch in batches(&free, turn) {
                if budget.over() {
                    break;
                }
                let rows = whole(&prices);
                for line in self.price_batch(&batch, &rows) {
                    let person = line.person as usize;
                    if let Some(old) = taken[person].take() {
                        change(&mut over, &old, -1);
                    }
                    change(&mut over, &line, 1);
                    taken[person] = Some(line);
                }
                for (row, price) in prices.iter_mut().enumerate() {
                    *price = (*price + step * over[row] as f64 / BATCHES as f64).clamp(0.0, caps[row]);
                }
            }
            mean.iter_mut().zip(&prices).for_each(|(mean, price)| *mean += 0.3 * (price - *mean));
            found.extend(free.iter().filter_map(|person| taken[*person].clone()));
        }
        found.sort_by(|a, b| (a.person, &a.duties).cmp(&(b.person, &b.duties)));
        found.dedup_by(|a, b| a.person == b.person && a.duties == b.duties);
        found.retain(|line| !self.has(line));
        self.add(found)?;
        Ok((prices, mean))
    }

    /// Everybody's cheapest line, side by side; with little effort, so that some may have none.
    pub fn price_batch(&mut self, batch: &[usize], rows: &[i64]) -> Vec<Line> {
        let mut multipliers = std::mem::take(&mut self.multipliers);
        let mut own: Vec<(usize, Vec<i64>)> =
            batch.iter().map(|person| (*person, std::mem::take(&mut multipliers[*person]))).collect();
        let market = self.market();
        let price = |(person, multipliers): &mut (usize, Vec<i64>)| {
            market.price(*person, multipliers, rows, CLOSED, QUICK).line.map(|line| (*person, line))
        };
        let priced: Vec<Option<(usize, Vec<u16>)>> = own.par_iter_mut().map(price).collect();
        own.into_iter().for_each(|(person, own)| multipliers[person] = own);
        self.multipliers = multipliers;
        priced.into_iter().flatten().filter_map(|(person, line)| self.line(person, &line)).collect()
    }

    /// What a cell with a price costs in the middle; where none has one, what a unit of a row does.
    fn typical(&self, caps: &[f64]) -> f64 {
        let cells = self.crowd.shares.iter().flat_map(|share| &share.prices);
        let mut prices: Vec<i64> =
            cells.copied().filter(|price| *price != 0 && *price < CLOSED).map(i64::abs).collect();
        if prices.is_empty() {
            prices = caps.iter().filter(|cap| **cap > 0.0).map(|cap| cap.ceil() as i64).collect();
        }
        prices.sort_unstable();
        prices.get(prices.len() / 2).copied().unwrap_or(1) as f64
    }

    /// The largest multiplier of each row that can be worth it: the price of its dearest slack.
    pub fn caps(&self) -> Option<Vec<f64>> {
        let rows = &self.crowd.rows;
        let mut caps: Vec<f64> = rows.iter().map(|row| if row.must { self.penalty } else { 0.0 }).collect();
        for helper in &self.crowd.helpers {
            let [(row, factor)] = helper.entries.as_slice() else { return None };
            if *factor >= 0 || helper.low != 0 {
                return None;
            }
            let cap = &mut caps[*row as usize];
            *cap = cap.max(helper.price as f64 / -*factor as f64);
        }
        // Whole, so that no product of it is above what the crowd allows.
        let largest = (self.crowd.largest / UNIT) as f64;
        caps.iter_mut().for_each(|cap| *cap = cap.min(largest));
        rows.iter().all(|row| !row.exact).then_some(caps)
    }
}

/// Everybody once, in batches that change from turn to turn.
fn batches(people: &[usize], turn: usize) -> Vec<Vec<usize>> {
    let count = BATCHES.min(people.len()).max(1);
    let mut batches = vec![Vec::new(); count];
    people.iter().enumerate().for_each(|(at, person)| batches[(at + at / count * turn) % count].push(*person));
    batches
}

fn whole(prices: &[f64]) -> Vec<i64> {
    prices.iter().map(|price| (price * UNIT as f64).round() as i64).collect()
}

fn change(over: &mut [i64], line: &Line, times: i64) {
    line.entries.iter().for_each(|(row, factor)| over[*row as usize] += factor * times);
}
