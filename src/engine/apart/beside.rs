//! Block after block with all others held: nothing is left out, so that what is better for the block is better for the
//! whole. First until no `must` is broken, then for the cost.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::coupling::penalty;
use super::shared::{Blocks, Ear, Solved};
use crate::engine::budget::Budget;
use crate::engine::random::Random;
use crate::engine::{EngineError, Limits};
use crate::problem::Force;

/// Blocks solved against the same plan. Not the number of threads: the plan must not depend on that.
const AT_ONCE: usize = 4;
/// Ticks of work that a turn counts for at least, so that turns come to an end.
const LEAST: u64 = 1_000_000;
/// Least time of a turn.
const SHORTEST: Duration = Duration::from_millis(300);

impl Blocks<'_> {
    /// Rounds over all blocks that may get better, until one round gains nothing.
    pub(super) fn beside(&mut self) -> Result<(), EngineError> {
        let mut random = Random::new(self.limits.seed);
        let mut gained = true;
        while gained && !self.done() {
            let mut blocks = self.open_blocks();
            random.shuffle(&mut blocks);
            gained = false;
            for (at, chunk) in blocks.chunks(AT_ONCE).enumerate() {
                if self.done() {
                    break;
                }
                let own = self.turn(blocks.len() - at * AT_ONCE);
                let solve = |group: &usize| {
                    let own = own.afresh();
                    let solved = self.one_beside(*group, &own);
                    self.budget.charge(own.used().max(LEAST));
                    solved
                };
                let solved: Vec<Result<Solved, EngineError>> = chunk.par_iter().with_max_len(1).map(solve).collect();
                for (group, solved) in chunk.iter().zip(solved) {
                    gained |= self.take_one(*group, &solved?);
                }
            }
        }
        Ok(())
    }

    /// What a block may use up if so many are to have their turn.
    fn turn(&self, blocks: usize) -> Budget {
        let turn = self.budget.apart(blocks as u64);
        let Some(deadline) = self.budget.deadline().filter(|_| !self.budget.is_counted()) else { return turn };
        let now = Instant::now();
        let rounds = blocks.div_ceil(self.limits.threads.clamp(1, AT_ONCE)) as u32;
        turn.until(now + (deadline.saturating_duration_since(now) / rounds.max(1)).max(SHORTEST))
    }

    /// Blocks with a clause across that is broken, and those whose own plan is not proved near its bound. While a
    /// `must` across is broken, only those whom it touches.
    fn open_blocks(&self) -> Vec<usize> {
        let mut open: Vec<bool> = self.settled.iter().map(|settled| !settled).collect();
        let broken = |at: u32| self.work.excess[at as usize] > 0;
        let must = |at: u32| self.problem.clauses[at as usize].force == Force::Must;
        let mending = self.plots.across.iter().any(|(at, _)| broken(*at) && must(*at));
        if mending {
            open.fill(false);
        }
        for (_, groups) in self.plots.across.iter().filter(|(at, _)| broken(*at) && (!mending || must(*at))) {
            groups.iter().for_each(|group| open[*group as usize] = true);
        }
        (0..open.len()).filter(|at| open[*at]).collect()
    }

    /// One block with all others held. A `must` that is broken now has a price; all others stay hard, so that nothing
    /// mended breaks again.
    fn one_beside(&self, group: usize, budget: &Budget) -> Result<Solved, EngineError> {
        let mut part = self.plots.part_beside(group, &self.work.plan);
        (part.problem.tiers, part.problem.losses) = (Vec::new(), Vec::new());
        let penalty = penalty(self.problem);
        for (clause, at) in part.problem.clauses.iter_mut().zip(&part.clauses) {
            if clause.force == Force::Must && self.work.excess[*at as usize] > 0 {
                clause.force = Force::prefer(penalty);
            }
        }
        let limits = Limits { certificate: false, ..self.limits.clone() };
        self.solve(part, &limits, budget, &Ear { bounds: None, at: group, proof: Mutex::new(None) })
    }

    /// Takes over a block's plan if the whole is better for it.
    fn take_one(&mut self, group: usize, solved: &Solved) -> bool {
        let Some(own) = &solved.found.plan else { return false };
        let mut plan = self.work.plan.clone();
        solved.people.write_back(own, &mut plan);
        if plan == self.work.plan {
            return false;
        }
        let clauses = self.plots.clauses(group);
        let (old, before) = (std::mem::take(&mut self.work.plan), self.work.rank());
        self.work.change(self.problem, plan, &clauses);
        if self.work.rank() < before {
            self.publish();
            return true;
        }
        self.work.change(self.problem, old, &clauses);
        false
    }
}
