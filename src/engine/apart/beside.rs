//! Block after block with all others held: nothing is left out, so that what is better for the block is better for the
//! whole. First until no `must` is broken, then for the cost; and where that ends, two blocks at a time, for two can
//! swap what one cannot give up.

use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::coupling::penalty;
use super::shared::{Blocks, Ear, Solved};
use crate::engine::budget::Budget;
use crate::engine::compact::proved;
use crate::engine::random::Random;
use crate::engine::{EngineError, Limits};
use crate::problem::{Force, PersonIx, Plots};

/// Blocks solved against the same plan. Not the number of threads: the plan must not depend on that.
const AT_ONCE: usize = 4;
/// Ticks of work that a turn counts for at least, so that turns come to an end.
const LEAST: u64 = 1_000_000;
/// Least time of a turn.
const SHORTEST: Duration = Duration::from_millis(300);

/// Rounds of pairs without a gain before the end.
const PAIRINGS: usize = 8;

/// Share of what is left that a round may take before rows are priced.
const FIRST: f64 = 0.3;

impl Blocks<'_> {
    /// One round over the blocks that may get better, the smallest first: what a few people's shares have cost is mended
    /// sooner than priced.
    pub(super) fn first_round(&mut self) -> Result<(), EngineError> {
        let (plots, mut blocks) = (self.plots.clone(), self.open_blocks());
        blocks.sort_by_key(|at| plots.groups[*at].len());
        self.round(&plots, &blocks, AT_ONCE, &self.budget.share(FIRST)).map(|_| ())
    }

    /// Rounds over all blocks that may get better, until one round gains nothing; then over pairs of them.
    pub(super) fn beside(&mut self) -> Result<(), EngineError> {
        let mut random = Random::new(self.limits.seed);
        let mut gained = true;
        while gained && !self.done() {
            let mut blocks = self.open_blocks();
            random.shuffle(&mut blocks);
            gained = self.round(&self.plots.clone(), &blocks, AT_ONCE, self.budget)?;
        }
        self.in_pairs(&mut random)
    }

    /// Blocks two at a time, each round with other partners.
    fn in_pairs(&mut self, random: &mut Random) -> Result<(), EngineError> {
        let (own, mut blocks, mut without_gain) = (self.plots.clone(), self.with_partners(&self.open_blocks()), 0);
        random.shuffle(&mut blocks);
        // Nobody's people, for whom has no partner.
        let nobody = own.groups.len();
        if blocks.len() % 2 == 1 {
            blocks.push(nobody);
        }
        let people = |at: usize| own.groups.get(at).into_iter().flatten().copied();
        let held: Vec<PersonIx> = (0..nobody).filter(|at| !blocks.contains(at)).flat_map(people).collect();
        while without_gain < PAIRINGS.min(blocks.len().saturating_sub(1)) && !self.done() {
            let (first, second) = blocks.split_at(blocks.len() / 2);
            let pair = |(a, b): (&usize, &usize)| people(*a).chain(people(*b)).collect();
            let pairs = first.iter().zip(second.iter().rev()).map(pair);
            let plots = Plots::new(self.problem, pairs.chain([held.clone()]).collect());
            let all: Vec<usize> = (0..first.len()).collect();
            without_gain = if self.round(&plots, &all, AT_ONCE, self.budget)? { 0 } else { without_gain + 1 };
            // The first stays, all others move on by one: in time everybody meets everybody.
            blocks[1..].rotate_right(1);
        }
        Ok(())
    }

    /// These blocks and all that share a clause with one of them: a block that has all it wants may give some up.
    fn with_partners(&self, blocks: &[usize]) -> Vec<usize> {
        let mut asked = vec![false; self.alone.len()];
        blocks.iter().for_each(|at| asked[*at] = true);
        let mut with = asked.clone();
        let meets = |groups: &Vec<u32>| groups.iter().any(|group| asked[*group as usize]);
        for (_, groups) in self.plots.across.iter().filter(|(_, groups)| meets(groups)) {
            groups.iter().for_each(|group| with[*group as usize] = true);
        }
        (0..with.len()).filter(|at| with[*at]).collect()
    }

    /// These groups once, so many at once, each beside the plan as it is by then. Whether the whole got better.
    pub(super) fn round(
        &mut self,
        plots: &Plots,
        groups: &[usize],
        at_once: usize,
        within: &Budget,
    ) -> Result<bool, EngineError> {
        let mut gained = false;
        for (at, chunk) in groups.chunks(at_once).enumerate() {
            if self.done() || within.over() {
                break;
            }
            let own = self.turn(within, groups.len() - at * at_once, at_once);
            let solve = |group: &usize| {
                let own = own.afresh();
                let solved = self.one_beside(plots, *group, &own);
                within.charge(own.used().max(LEAST));
                solved
            };
            let solved: Vec<Result<Solved, EngineError>> = chunk.par_iter().with_max_len(1).map(solve).collect();
            for (group, solved) in chunk.iter().zip(solved) {
                gained |= self.take_one(plots, *group, &solved?);
            }
        }
        Ok(gained)
    }

    /// What a block may use up if so many are to have their turn.
    fn turn(&self, within: &Budget, blocks: usize, at_once: usize) -> Budget {
        let turn = within.apart(blocks as u64);
        let Some(deadline) = within.deadline().filter(|_| !within.is_counted()) else { return turn };
        let now = Instant::now();
        let rounds = blocks.div_ceil(self.limits.threads.clamp(1, at_once)) as u32;
        turn.until(now + (deadline.saturating_duration_since(now) / rounds.max(1)).max(SHORTEST))
    }

    /// Blocks with a clause across that is broken, and those whose part of the plan is not proved near their own bound.
    /// While a `must` across is broken, only those whom it touches.
    pub(super) fn open_blocks(&self) -> Vec<usize> {
        let cost = |at: &u32| self.problem.clauses[*at as usize].force.cost(self.work.excess[*at as usize]);
        let own = |at: usize| self.plots.own(at).iter().map(cost).sum::<i64>();
        let near = |at: usize| proved(own(at), self.alone[at].min(own(at)), self.limits.gap_ppm);
        let mut open: Vec<bool> = (0..self.alone.len()).map(|at| !near(at)).collect();
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

    /// One group with all others held. A `must` that is broken now has a price; all others stay hard, so that nothing
    /// mended breaks again.
    fn one_beside(&self, plots: &Plots, group: usize, budget: &Budget) -> Result<Solved, EngineError> {
        let mut part = plots.part_beside(group, &self.work.plan);
        (part.problem.tiers, part.problem.losses) = (Vec::new(), Vec::new());
        let penalty = penalty(self.problem);
        for (clause, at) in part.problem.clauses.iter_mut().zip(&part.clauses) {
            if clause.force == Force::Must && self.work.excess[*at as usize] > 0 {
                clause.force = Force::prefer(penalty);
            }
        }
        let limits = Limits { certificate: false, ..self.limits.clone() };
        // Whole blocks: each costs at least what it costs alone.
        let mut blocks: Vec<usize> = part.people.iter().map(|person| self.plots.group(*person)).collect();
        blocks.sort_unstable();
        blocks.dedup();
        let proved = blocks.into_iter().map(|at| self.alone[at]).sum();
        self.solve(part, &limits, budget, &Ear { at: group, proved, ..Ear::default() })
    }

    /// Takes over a group's plan if the whole is better for it.
    fn take_one(&mut self, plots: &Plots, group: usize, solved: &Solved) -> bool {
        let Some(own) = &solved.found.plan else { return false };
        let mut plan = self.work.plan.clone();
        solved.people.write_back(own, &mut plan);
        if plan == self.work.plan {
            return false;
        }
        let clauses = plots.clauses(group);
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
