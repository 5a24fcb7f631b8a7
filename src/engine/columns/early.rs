//! Before the root: what a like problem has taught, a greedy plan, and neighbourhoods where that plan breaks a `must` or
//! the root will take long.

use super::Run;
use super::around::LONG;
use super::lp::LpError;
use super::master::{Line, Master};
use super::patience::IDLE;
use super::plan::Plan;
use super::relaxed;

/// Turns of the greedy start; of long problems, where neighbourhoods gain the same in a tenth of the time: measured on 150
/// people, 364 days and 32 shifts.
const TURNS: usize = 3;
const FEW_TURNS: usize = 1;

/// Cells from which on branch and bound over the root's lines is not worth its time.
const LARGE: usize = if cfg!(test) { 30 } else { 40_000 };
/// Days above which that root takes minutes.
const MANY_DAYS: usize = if cfg!(test) { 2 } else { LONG };
/// Shares of the budget that neighbourhoods get before the root: for a plan that keeps every `must`, so that whoever
/// stops early has one; in long problems for as long as they gain much; and while the root is not settled.
const VALID: f64 = 0.05;
const FIRST: f64 = 0.6;
pub const EARLY: f64 = 0.15;
/// Most chunks of them.
const EARLY_CHUNKS: usize = 400;
/// Before the root of a long problem neighbourhoods go on until [`IDLE`] chunks have each gained less than one in so
/// many parts of the cost.
const LITTLE: i64 = 300;

impl Run<'_> {
    /// A first plan, if greed and neighbourhoods find one, and its lines in the master.
    pub(super) fn start(&mut self, master: &mut Master) -> Result<(), LpError> {
        if let Some(lessons) = self.lessons {
            self.add_best(master)?;
            master.learn(lessons)?;
            self.hear_bound(master);
        }
        let long = self.is_long();
        // Who begins with a plan and with lines of a like problem needs no others to begin with.
        if self.lessons.is_none() || self.best.is_none() {
            let turns = if long { FEW_TURNS } else { TURNS };
            master.greedy(turns, self.budget, &mut |lines| self.offer(self.model.plan(lines)))?;
        }
        if self.best.as_ref().is_none_or(|plan| plan.must_units > 0) && self.lessons.is_none() {
            self.walk_first(master)?;
            self.add_best(master)?;
        }
        let early = long && self.lessons.is_none();
        if self.best.as_ref().is_some_and(|plan| plan.must_units > 0 || early) {
            let mut slow = 0;
            let mut enough = |plan: &Plan, before: i64| {
                let gained = plan.must_units > 0 || (before - plan.cost).saturating_mul(LITTLE) > plan.cost.abs();
                slow = if gained { 0 } else { slow + 1 };
                plan.must_units == 0 && (!early || slow == IDLE)
            };
            self.improve_early(master, if early { FIRST } else { VALID }, &mut enough)?;
        }
        Ok(())
    }

    /// Multipliers and a bound from the compact program's linear relaxation. Whether it leaves room for a plan.
    pub(super) fn relax(&mut self, master: &mut Master) -> Result<bool, LpError> {
        let prices = match relaxed::prices(self.model.problem, self.budget) {
            Err(LpError::Infeasible) => return Ok(false),
            Ok(Some(prices)) => prices,
            other => return other.map(|_| true),
        };
        master.learn(&prices)?;
        self.hear_bound(master);
        // This bound has no certificate.
        if self.limits.certificate {
            return Ok(true);
        }
        match relaxed::bound(self.model.problem, self.budget) {
            Err(LpError::Infeasible) => return Ok(false),
            bound => bound?.into_iter().for_each(|bound| self.raise(self.model.crowd.whole(bound))),
        }
        Ok(true)
    }

    /// Large, and of so many days that the root takes minutes.
    pub(super) fn is_long(&self) -> bool {
        self.is_large() && self.model.problem.days > MANY_DAYS
    }

    pub(super) fn is_large(&self) -> bool {
        self.model.persons.iter().map(|person| person.own.len()).sum::<usize>() >= LARGE
    }

    /// A passable plan before the root is settled: whoever stops early has one, and the master its lines.
    pub(super) fn improve_early(
        &mut self,
        master: &mut Master,
        share: f64,
        enough: &mut dyn FnMut(&Plan, i64) -> bool,
    ) -> Result<(), LpError> {
        let Some(mut improver) = self.improver() else { return Ok(()) };
        let early = self.budget.share(share);
        for _ in 0..EARLY_CHUNKS {
            if early.over() || self.done() {
                break;
            }
            let before = improver.plan.cost;
            if improver.chunk(self.budget)? {
                self.offer(improver.plan.clone());
            }
            if enough(&improver.plan, before) {
                break;
            }
        }
        self.add_best(master)
    }

    pub(super) fn add_best(&self, master: &mut Master) -> Result<(), LpError> {
        let Some(best) = &self.best else { return Ok(()) };
        let lines = best.lines.iter().enumerate().filter_map(|(person, line)| master.line(person, line));
        let lines: Vec<Line> = lines.filter(|line| !master.has(line)).collect();
        master.add(lines)
    }
}
