//! The problem with its levels taken ([`super::levels`]), solved in place of the whole.

use std::sync::Mutex;

use super::Run;
use super::levels::narrowed;
use super::lp::{LpError, Values};
use super::master::Master;
use crate::engine::run::Watch;
use crate::engine::{Engine, Limits, Start};
use crate::problem::{DutyIx, Problem};

/// Share of what is left for it.
const NARROWED: f64 = 0.6;

/// Tells plans of a narrowed problem at what they cost in the whole one.
struct Narrow<'a> {
    whole: &'a Problem,
    outer: &'a dyn Watch,
    /// The cheapest plan told.
    known: Mutex<i64>,
}

impl Watch for Narrow<'_> {
    fn plan(&self, plan: &[DutyIx], _cost: i64) {
        let cost = self.whole.judge(plan).cost;
        let Ok(mut known) = self.known.lock() else { return };
        if cost < *known {
            *known = cost;
            self.outer.plan(plan, cost);
        }
    }

    /// What is proved of the narrowed problem says nothing of the whole.
    fn bound(&self, _bound: i64) {}
}

impl Run<'_> {
    /// Solves the problem with its levels taken. False: there are none, or no plan within them.
    pub(super) fn solve_narrowed(&mut self, master: &Master, duals: &[i64], values: &Values) -> Result<bool, LpError> {
        let whole = self.model.problem;
        if self.warm || self.done() {
            return Ok(false);
        }
        let mut used = master.used(values);
        used.sort_unstable_by_key(|(cell, _)| *cell);
        let Some(narrowed) = narrowed(whole, &master.market(), duals, &used) else { return Ok(false) };
        let known = self.best.as_ref().filter(|plan| plan.must_units == 0).map_or(i64::MAX, |plan| plan.cost);
        let watch = Narrow { whole, outer: self.watch, known: Mutex::new(known) };
        // What is proved of the narrowed problem is of no use.
        let limits = Limits { certificate: false, engine: Engine::Columns, ..self.limits.clone() };
        let found = super::solve(&narrowed, &limits, &self.budget.share(NARROWED), &Start::default(), &watch);
        let found = found.map_err(|error| LpError::Failed(error.to_string()))?;
        let Some(lines) = found.plan.and_then(|plan| self.model.lines(&plan)) else { return Ok(false) };
        self.offer(self.model.plan(lines));
        Ok(true)
    }
}
