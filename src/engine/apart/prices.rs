//! Prices of the rows that couple blocks: a bound of the whole at any prices, and steps to better ones. (40), (41), (43)

use std::collections::HashMap;

use super::coupling::{FINE, Opened, add_prices, penalty};
use super::shared::{Blocks, of_whole, touched};
use crate::certificate::Leaf;
use crate::engine::budget::{Budget, Shares};
use crate::engine::columns::{self, Root, UNIT};
use crate::engine::{EngineError, Start};
use crate::problem::Cell;

/// Steps of the prices.
const STEPS: usize = 6;

/// What one block says at some prices.
struct Priced {
    /// No plan of it costs less, prices included, in 1 / ([`FINE`] x [`UNIT`]) points.
    bound: i128,
    /// What its linear program uses of each row.
    used: Vec<f64>,
    proof: Option<(i128, Leaf)>,
}

/// What all blocks say at some prices.
struct Valued {
    /// In 1 / [`FINE`] points.
    bound: i64,
    /// What is used of each row beyond its bound, and beyond the excess that is worth its cost.
    slope: Vec<f64>,
    proofs: Vec<(usize, Option<(i128, Leaf)>)>,
}

impl Blocks<'_> {
    /// Moves the prices of rows from where shares left them, for a better bound of the whole.
    pub(super) fn prices(&mut self, rows: &[Opened], first: Vec<i64>) -> Result<(), EngineError> {
        let until = self.budget.share(0.4);
        let dearest: Vec<i64> = rows.iter().map(|row| row.row.dearest().min(penalty(self.problem) * FINE)).collect();
        let mut best: Option<(i64, Vec<i64>, Vec<f64>)> = None;
        let (mut trial, mut pace) = (first, 1.0);
        for _ in 0..STEPS {
            if self.done() || until.over() || trial.iter().all(|price| *price == 0) {
                break;
            }
            let valued = self.valued(rows, &trial, &until)?;
            if best.as_ref().is_none_or(|(bound, ..)| valued.bound > *bound) {
                self.hear(rows, &trial, &valued);
                best = Some((valued.bound, trial, valued.slope));
            } else {
                pace /= 2.0;
            }
            let Some((bound, centre, slope)) = &best else { break };
            // What a good plan may cost; while a `must` is broken, nobody knows.
            let goal = (self.work.cost * FINE).max(bound + bound / 50 + FINE);
            let moves = |at: &usize| slope[*at] > 0.0 || centre[*at] > 0;
            let norm: f64 = (0..rows.len()).filter(moves).map(|at| slope[at] * slope[at]).sum();
            if norm < 1e-6 {
                break;
            }
            let length = pace * (goal - bound).max(0) as f64 / norm;
            let step = |at: usize| (centre[at] + (length * slope[at]).round() as i64).clamp(0, dearest[at]);
            let next: Vec<i64> = (0..rows.len()).map(step).collect();
            if next == *centre {
                break;
            }
            trial = next;
        }
        Ok(())
    }

    /// Takes over a better bound and what proves it.
    fn hear(&mut self, rows: &[Opened], prices: &[i64], valued: &Valued) {
        let bound = valued.bound.div_euclid(FINE) + i64::from(valued.bound.rem_euclid(FINE) > 0);
        if bound <= self.bound {
            return;
        }
        self.bound = bound;
        self.watch.bound(bound);
        for (at, proof) in &valued.proofs {
            self.proofs[*at].clone_from(proof);
        }
        let price =
            |(row, price): (&Opened, &i64)| (row.row.clause(&self.plots), row.row.number, price * (UNIT / FINE));
        self.tell_proof(rows.iter().zip(prices).filter(|(_, price)| **price > 0).map(price).collect());
    }

    /// The bound of the whole at these prices. (41)
    fn valued(&self, rows: &[Opened], prices: &[i64], budget: &Budget) -> Result<Valued, EngineError> {
        let priced: Vec<(&Opened, i64)> =
            rows.iter().zip(prices.iter().copied()).filter(|(_, price)| *price > 0).collect();
        let mut concerned: Vec<usize> = touched(rows);
        concerned.retain(|group| priced.iter().any(|(row, _)| row.place(*group).is_some()));
        let sizes = concerned.iter().map(|at| self.plots.cells(*at)).collect();
        let value = |number: usize, own: &Budget| self.value(rows, &priced, concerned[number], own);
        let found = Shares::new(sizes, self.limits.threads, budget).each(value);
        let fine = i128::from(FINE) * i128::from(UNIT);
        let alone = (0..self.alone.len()).filter(|at| concerned.binary_search(at).is_err());
        let mut bound: i128 = alone.map(|at| i128::from(self.alone[at]) * fine).sum();
        let mut slope: Vec<f64> = vec![0.0; rows.len()];
        for (row, price) in rows.iter().zip(prices) {
            bound += (i128::from(row.row.excess_at(*price).1) - i128::from(*price) * i128::from(row.row.bound))
                * i128::from(UNIT);
        }
        for (at, row) in rows.iter().enumerate() {
            let used = row.row.used(&self.plots, &self.work.plan);
            let others =
                row.groups.iter().zip(used).filter(|(group, _)| concerned.binary_search(&(**group as usize)).is_err());
            slope[at] = others.map(|(_, used)| used as f64).sum::<f64>()
                - (row.row.bound + row.row.excess_at(prices[at]).0 * row.row.per) as f64;
        }
        let mut proofs = Vec::new();
        for (group, found) in concerned.into_iter().zip(found) {
            let found = found?;
            bound += found.bound;
            slope.iter_mut().zip(found.used).for_each(|(slope, used)| *slope += used);
            proofs.push((group, found.proof));
        }
        let bound = i64::try_from(bound.div_euclid(i128::from(UNIT))).unwrap_or(i64::MIN);
        Ok(Valued { bound, slope, proofs })
    }

    /// One block's linear program at these prices.
    fn value(
        &self,
        rows: &[Opened],
        priced: &[(&Opened, i64)],
        group: usize,
        budget: &Budget,
    ) -> Result<Priced, EngineError> {
        let mut part = self.plots.part(group);
        (part.problem.tiers, part.problem.losses) = (Vec::new(), Vec::new());
        let common = add_prices(&mut part, priced, group);
        let from = Start { graphs: self.start.graphs, ..Start::default() };
        let root = match columns::root(&part.problem, budget, &from, i64::MAX) {
            // Without a proof, a cost is not below 0.
            Err(EngineError::Failed(_)) => Root::default(),
            root => root?,
        };
        let mut used: HashMap<Cell, f64> = HashMap::new();
        root.used.into_iter().for_each(|(cell, value)| *used.entry(cell).or_default() += value);
        let of_row = |row: &Opened| {
            let cells = row.cells_of(group).iter();
            cells.filter_map(|(cell, weight)| Some(used.get(cell)? * *weight as f64)).sum::<f64>()
        };
        let bound = root.proof.as_ref().map_or(0, |(bound, _)| (*bound).max(0)) + i128::from(common) * i128::from(UNIT);
        let proof = root.proof.map(|(bound, leaf)| {
            let mut leaf = of_whole(&part, leaf);
            leaf.rows.iter_mut().for_each(|(.., price)| *price /= FINE);
            (bound / i128::from(FINE), leaf)
        });
        Ok(Priced { bound, used: rows.iter().map(of_row).collect(), proof })
    }
}
