//! The order of the steps: what comes [`super::early`], the root, dives from it, neighbourhoods, and by turns with
//! them branch and bound over the root's lines and proofs. Where the root takes long, neighbourhoods come before its end.

use super::Run;
use super::branch::{Source, settle};
use super::enumerate::MOST;
use super::improve::Improver;
use super::lp::LpError;
use super::master::{Duals, Master};
use super::patience::{IDLE, IDLE_TAUGHT, Patience};
use super::plan::Plan;
use crate::engine::budget::{self, Budget};

/// Lines up to which branch and bound chooses among them, and the nodes it is given.
const MOST_LINES: usize = 8_000;
const NODES: i32 = 200;
/// Lines up to which HiGHS' branch and bound settles them sooner than the tree; share of what is left for either, while
/// neighbourhoods may still gain and when they no longer do.
pub const FEW_LINES: usize = if cfg!(test) { 10 } else { 5_000 };
const PROOF: [f64; 2] = [0.3, 0.75];
/// A plan whose gap is one in so many parts of its cost is worth a tree over the graphs while neighbourhoods still gain.
const NEAR: i64 = 500;
/// Where a gap was too wide for a list of lines, the part of it that is tried next.
const NARROWER: [i64; 2] = [3, 4];
/// Work of a chunk of neighbourhoods beside chains of lines, which gain more.
const CHUNK: u64 = SECOND;
/// Share of what is left for branch and bound over the lines that are known.
const CHOOSING: f64 = 0.2;
/// Units of work that are about a second.
const SECOND: u64 = 1_000;
/// In place of no limit at all, for steps that need one: an hour, in units of work.
const HOUR: u64 = 3_600_000;

impl<'a> Run<'a> {
    /// Everything, one after the other. `false`: somebody has no line at all, so there is no plan.
    pub(super) fn search(&mut self, master: &mut Master) -> Result<bool, LpError> {
        // Whoever has a plan and lines to begin with needs no others, and has a line for everybody.
        let is_taught = self.lessons.is_some() && self.best.as_ref().is_some_and(|plan| plan.must_units == 0);
        if !is_taught && !master.begin()? {
            return Ok(false);
        }
        self.start(master)?;
        if self.done() {
            return Ok(true);
        }
        let (duals, rounded) = self.dive_from_root(master)?;
        let Some(mut improver) = self.improver() else { return Ok(true) };
        improver.remember(master, &duals);
        if let Some(rounded) = rounded {
            self.improve_rounded(&mut improver, rounded)?;
        }
        let mut patience = Patience::new(self.budget.used());
        while !self.done() && !improver.exhausted {
            let before = self.budget.used();
            let own = if self.walker.is_some() { self.budget.at_most(CHUNK) } else { self.budget.clone() };
            let mut gained = improver.chunk(&own)?;
            if gained {
                self.offer(improver.plan.clone());
            }
            if self.walk_on(self.budget.used() - before) {
                (gained, improver.plan) = (true, self.best.clone().unwrap_or(improver.plan));
            }
            patience.tell(gained, self.budget.used());
            let (waits, cost) = (self.lessons.is_none(), improver.plan.cost);
            let chunks = if waits || self.is_wide() { IDLE } else { IDLE_TAUGHT };
            if patience.is_over(chunks, waits, cost, self.budget.used()) {
                if self.settle_late(master)? {
                    improver.plan = self.best.clone().unwrap_or(improver.plan);
                }
                patience.settled(cost, self.budget.used());
            }
        }
        if improver.exhausted && !self.done() {
            self.look_aside();
            if !self.done() {
                self.prove(master.best.clone(), true, MOST)?;
            }
        }
        Ok(true)
    }

    /// What neighbourhoods no longer better: proved, or bettered in another way; the latter is told. Near the end all lines
    /// that a cheaper plan can use are few; where a like problem's lessons end far from it, they never were.
    fn settle_late(&mut self, master: &mut Master) -> Result<bool, LpError> {
        if self.choose_late(master)? || self.lessons.is_some() && self.is_wide() && self.look_aside() {
            return Ok(true);
        }
        Ok(!self.done() && (self.prove(master.best.clone(), false, MOST)? || self.look_aside()))
    }

    pub(super) fn improver(&self) -> Option<Improver<'a>> {
        Some(Improver::new(self.model, self.best.clone()?, self.limits.seed))
    }

    /// Neighbourhoods are asked first: branch and bound takes several times as long as all before, and mostly finds what
    /// they find. Only once: the master is no linear program afterwards. Whether it found a cheaper plan.
    fn choose_late(&mut self, master: &mut Master) -> Result<bool, LpError> {
        let before = self.best.as_ref().map(Plan::rank);
        if !self.is_large() && self.walker.is_none() && !std::mem::replace(&mut self.has_chosen, true) {
            self.choose_among(master)?;
        }
        Ok(self.best.as_ref().map(Plan::rank) < before)
    }

    /// Branch and bound over the lines that the root and its dives have made.
    fn choose_among(&mut self, master: &mut Master) -> Result<(), LpError> {
        let Some(plan) = self.best.clone().filter(|plan| plan.must_units == 0 && !self.done()) else { return Ok(()) };
        if master.lines.len() > MOST_LINES {
            return Ok(());
        }
        master.release()?;
        let until = self.budget.share(CHOOSING).at_most(self.as_before());
        let values = master.solve(&until)?;
        master.narrow(&values, (plan.cost - self.model.crowd.constant) as f64)?;
        if let Some(lines) = master.choose(Some(NODES), &until)?.lines {
            let plan = self.model.plan(lines);
            self.offer(plan);
        }
        Ok(())
    }

    /// Tries to prove the best plan, or to find a cheaper one, over all lines that a cheaper plan can use. True if it
    /// found one. With fewer than [`MOST`] lines it is a quick try, that gives up where they are more.
    pub(super) fn prove(&mut self, duals: Option<Duals>, at_last: bool, most: usize) -> Result<bool, LpError> {
        let (Some(plan), Some(duals)) = (self.best.clone(), duals) else { return Ok(false) };
        if plan.must_units > 0 {
            return Ok(false);
        }
        let below = plan.cost - self.model.crowd.grain;
        let (gap, near) = (below - self.bound, below - self.bound <= below.abs() / NEAR);
        if !at_last && !near && gap.saturating_mul(NARROWER[1]) > self.too_wide.saturating_mul(NARROWER[0]) {
            return Ok(false);
        }
        let crowd = &self.model.crowd;
        let penalty = self.model.penalty as f64;
        let mut master = Master::new(crowd, self.model.persons.clone(), penalty, self.budget)?;
        let units = if at_last { HOUR } else { self.as_before() };
        let until = self.budget.share(PROOF[usize::from(at_last)]).at_most(units);
        let lines = master.enumerate(&duals, below, most);
        let (bound, found) = match lines {
            None if most < MOST => return Ok(false),
            None if !near && !at_last => {
                self.too_wide = gap;
                return Ok(false);
            }
            None => self.settled(Source::Graphs, &until)?,
            // A certificate speaks of all lines.
            Some(_) if self.keeps_cases() => self.settled(Source::Graphs, &until)?,
            Some(lines) if lines.len() > FEW_LINES => self.settled(Source::List(&lines), &until)?,
            Some(lines) => {
                master.add(lines)?;
                let chosen = master.choose(None, &until)?;
                let claimed = chosen.bound + crowd.constant as f64;
                // Lowered by more than the solver's own error, then up to the next cost that a plan can have.
                let bound = ((claimed - 1e-6 - 1e-8 * claimed.abs()) / crowd.grain as f64).ceil() * crowd.grain as f64;
                let bound = if bound >= plan.cost as f64 { plan.cost } else { bound.max(-1e15) as i64 };
                (bound, chosen.lines.map(|lines| self.model.plan(lines)))
            }
        };
        self.raise(bound);
        let before = plan.rank();
        if let Some(plan) = found {
            self.offer(plan);
        }
        Ok(self.best.as_ref().is_some_and(|best| best.rank() < before))
    }

    /// As much work as all so far, in units, and a second at least: what is tried in vain does no more than double it.
    fn as_before(&self) -> u64 {
        budget::units(self.budget.used()).clamp(SECOND, HOUR)
    }

    fn keeps_cases(&self) -> bool {
        self.limits.certificate && self.watch.takes_trees()
    }

    fn settled(&mut self, source: Source, budget: &Budget) -> Result<(i64, Option<Plan>), LpError> {
        let upper = self.best.as_ref().map_or(i64::MAX, |plan| plan.cost);
        let (model, keep) = (self.model, self.keeps_cases());
        let settled = settle(model, source, upper, budget, keep, &mut |plan| self.offer(plan.clone()))?;
        if let Some(cases) = settled.cases
            && settled.bound > self.cases.as_ref().map_or(self.bound, |(bound, _)| *bound)
        {
            self.cases = Some((settled.bound, cases));
        }
        Ok((settled.bound, settled.plan))
    }
}
