//! Annealing over whole lines, where everybody's are few enough to be listed: problems of a few days whose people are
//! bound together by many `must` clauses (a seat for the week, a day on which all of a team are there, nobody alone in a
//! room). Greed, dives and neighbourhoods get stuck there, as no single line can be changed without breaking something;
//! a chain walks through plans that break a little. (37c)
//!
//! [`gauges`] say what a plan breaks, [`lines`] what it can be changed to, [`chain`] goes. Four chains go side by side and
//! have their numbers by chance from the seed: the same plan on any number of threads, as long as time does not bind.

mod chain;
mod company;
mod gauges;
mod lines;
mod tally;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use super::Run;
use super::lp::LpError;
use super::master::Master;
use super::plan::{Model, Plan};
use crate::engine::budget::Budget;
use crate::engine::random::Random;
use crate::problem::Clause;
use chain::{Chain, Heat, TICKS, Taken};
use gauges::Gauges;
use lines::Lines;
use tally::{Said, Tally};

/// Chains side by side.
const CHAINS: usize = 4;
/// Changes by which the scale of costs is measured.
const DRAWS: usize = 2_000;
/// Heats, as parts of that scale: of a plan by chance, of a plan known (the four differ), and at the end.
const HOT: f64 = 0.8;
const WARM: [f64; CHAINS] = [0.6, 0.45, 0.6, 0.75];
const COLD: f64 = 0.17;
/// Prices of a broken `must`, as multiples of the scale. With 1.5 half of the chains ended on plans that break one, with
/// 3 all ended on valid plans, a tenth dearer: one chain for a valid plan at once, three for cheap ones.
const PENALTY: [f64; CHAINS] = [3.0, 1.5, 1.7, 2.0];
/// Steps a person of the first chains, doubled until one of them ends on a valid plan, and of those after that.
const SHORT: u64 = if cfg!(test) { 100 } else { 2_000 };
const LONG: u64 = if cfg!(test) { 500 } else { 150_000 };
/// Chains so many times as long as the first are worth a linear program before them.
const FEW: u64 = 4;
/// Most steps of a chain, however many people there are.
const MOST: u64 = 12_000_000;
/// One in so many parts of [`LONG`]: the least, near the end of the time.
const LEAST: u64 = 8;
/// Rounds from plans known without a better one before chains begin anew.
const PATIENCE: usize = 3;
/// Share of the budget for the start.
const FIRST: f64 = 0.6;
/// Work of chains for each unit of work of neighbourhoods.
const TIMES: u64 = 4;

pub struct Walker {
    lines: Vec<Lines>,
    gauges: Gauges,
    random: Random,
    scale: f64,
    /// What each chain has found best since they last began anew; the best of all.
    plans: Vec<(Said, Taken)>,
    best: Option<(Said, Taken)>,
    /// Rounds from plans known since one of the chains found a better one than all of them before.
    idle: usize,
}

impl Walker {
    /// `in_master` says by clause what binds people together; `None` where lines cannot be listed.
    pub fn new(model: &Model, in_master: &[bool], seed: u32) -> Option<Walker> {
        let persons = &model.persons;
        let lines = lines::list(model.problem, persons)?;
        let clauses = model.problem.clauses.iter().zip(in_master).filter(|(_, in_master)| **in_master);
        let clauses: Vec<&Clause> = clauses.map(|(clause, _)| clause).collect();
        let gauges = Gauges::new(&clauses, persons)?;
        let (random, plans) = (Random::new(seed), Vec::new());
        let mut walker = Walker { lines, gauges, random, scale: 1.0, plans, best: None, idle: 0 };
        let (taken, random) = (walker.any(), walker.random.split());
        walker.scale = walker.chain(taken, random).scale(DRAWS) as f64;
        Some(walker)
    }

    /// A plan by chance.
    fn any(&mut self) -> Taken {
        let draw = |lines: &Lines| self.random.draw(lines.all.len()) as u32;
        self.lines.iter().map(draw).collect()
    }

    fn chain(&self, taken: Taken, random: Random) -> Chain<'_> {
        Chain::new(&self.lines, Tally::new(&self.gauges), taken, random)
    }

    /// So many steps a person, or as many as there is time for.
    fn steps(&self, most: u64, left: Option<u64>) -> u64 {
        let people = self.lines.len() as u64;
        let fit = left.map_or(u64::MAX, |left| left / (CHAINS as u64 * TICKS));
        (most * people).min(MOST).min(fit.max(LONG / LEAST * people))
    }

    /// Chains from plans by chance.
    fn begin(&mut self, steps: u64, budget: &Budget) {
        self.plans.clear();
        self.idle = 0;
        let starts = (0..CHAINS).map(|_| (self.any(), HOT)).collect();
        self.go(starts, steps, budget);
    }

    /// Chains from the best plans known; after some rounds in vain from others by chance.
    fn again(&mut self, steps: u64, budget: &Budget) {
        if self.idle >= PATIENCE {
            return self.begin(steps, budget);
        }
        // Whoever is last goes on from where the first stands.
        if let Some(best) = self.at(Iterator::min)
            && let Some(last) = self.at(Iterator::max)
        {
            self.plans[last] = self.plans[best].clone();
        }
        let starts = self.plans.iter().zip(WARM).map(|((_, taken), heat)| (taken.clone(), heat)).collect();
        self.go(starts, steps, budget);
    }

    fn go(&mut self, starts: Vec<(Taken, f64)>, steps: u64, budget: &Budget) {
        let own = budget.apart(CHAINS as u64);
        let begun = |((taken, heat), penalty): ((Taken, f64), f64)| {
            let penalty = (penalty * self.scale).ceil() as i64;
            (taken, Heat { from: heat * self.scale, to: COLD * self.scale, penalty }, self.random.split())
        };
        let starts: Vec<(Taken, Heat, Random)> = starts.into_iter().zip(PENALTY).map(begun).collect();
        let go = |(taken, heat, random): (Taken, Heat, Random)| {
            let own = own.afresh();
            let mut chain = self.chain(taken, random);
            chain.cool(heat, steps, &own);
            budget.charge(own.used());
            chain.best
        };
        let found: Vec<(Said, Taken)> = starts.into_par_iter().with_max_len(1).map(go).collect();
        let before = self.plans.iter().map(|(said, _)| *said).min();
        for (at, found) in found.into_iter().enumerate() {
            match self.plans.get_mut(at) {
                None => self.plans.push(found),
                Some(known) if found.0 < known.0 => *known = found,
                Some(_) => {}
            }
        }
        let now = self.plans.iter().min_by_key(|(said, _)| *said);
        self.idle = if now.map(|(said, _)| *said) < before { 0 } else { self.idle + 1 };
        if let Some(now) = now
            && self.best.as_ref().is_none_or(|best| now.0 < best.0)
        {
            self.best = Some(now.clone());
        }
    }

    /// The first or the last of the plans by rank.
    fn at(&self, which: impl Fn(std::vec::IntoIter<(Said, usize)>) -> Option<(Said, usize)>) -> Option<usize> {
        let ranks: Vec<(Said, usize)> = self.plans.iter().enumerate().map(|(at, (said, _))| (*said, at)).collect();
        which(ranks.into_iter()).map(|(_, at)| at)
    }

    /// The best plan so far, as lines.
    fn best(&self) -> Option<Vec<Vec<u16>>> {
        let (_, taken) = self.best.as_ref()?;
        let line = |(lines, at): (&Lines, &u32)| lines.duties[*at as usize].clone();
        Some(self.lines.iter().zip(taken).map(line).collect())
    }

    /// Takes over a plan that is better than the best known.
    fn hear(&mut self, plan: &Plan) {
        let find = |(lines, line): (&Lines, &Vec<u16>)| lines.find(line);
        let taken: Option<Taken> = self.lines.iter().zip(&plan.lines).map(find).collect();
        if let (Some(taken), Some(last)) = (taken, self.at(Iterator::max)) {
            // As chains say it: without what costs the same in every plan.
            let found = self.chain(taken, self.random.clone()).best;
            if self.best.as_ref().is_none_or(|best| found.0 < best.0) {
                self.plans[last] = found.clone();
                self.best = Some(found);
            }
        }
    }
}

impl Run<'_> {
    /// Chains from plans by chance, where greed has broken a `must`: short ones, doubled until one of them ends on a valid
    /// plan, then long ones. Between the two what the linear relaxation says: where nothing can be, nothing is sought.
    pub(super) fn walk_first(&mut self, master: &mut Master) -> Result<(), LpError> {
        let budget = self.budget.share(FIRST);
        let Some(mut walker) = Walker::new(self.model, self.in_master, self.limits.seed) else { return Ok(()) };
        let (mut steps, mut relaxed) = (SHORT, false);
        loop {
            let left = self.expected().map(|left| (left as f64 * FIRST) as u64);
            walker.begin(walker.steps(steps, left), &budget);
            self.offer_walked(&walker);
            let is_valid = self.best.as_ref().is_some_and(|plan| plan.must_units == 0);
            if budget.over() || self.done() || steps >= LONG {
                break;
            }
            steps = if is_valid { LONG } else { (steps * 2).min(LONG) };
            if steps >= FEW * SHORT && !std::mem::replace(&mut relaxed, true) && !self.relax(master)? {
                return Ok(());
            }
        }
        self.walker = Some(walker);
        Ok(())
    }

    /// Chains from the best plans, for [`TIMES`] the work of the neighbourhoods before. Whether they found a better one.
    pub(super) fn walk_on(&mut self, work: u64) -> bool {
        let (Some(mut walker), before) = (self.walker.take(), self.best.as_ref().map(Plan::rank)) else { return false };
        if let Some(best) = &self.best {
            walker.hear(best);
        }
        let end = self.budget.used().saturating_add(work.saturating_mul(TIMES));
        while !self.done() && self.budget.used() < end {
            walker.again(walker.steps(LONG, self.expected()), self.budget);
            self.offer_walked(&walker);
        }
        self.walker = Some(walker);
        self.best.as_ref().map(Plan::rank) < before
    }

    fn offer_walked(&mut self, walker: &Walker) {
        if let Some(lines) = walker.best() {
            self.offer(self.model.plan(lines));
        }
    }
}
