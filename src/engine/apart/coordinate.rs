//! Neighbourhood after neighbourhood, everybody else held: first until no `must` is broken, then for the cost.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::{BLOCK, Deaf, blocks};
use crate::engine::budget::Budget;
use crate::engine::compact::{self, Until, proved};
use crate::engine::random::Random;
use crate::engine::run::Watch;
use crate::engine::{EngineError, Limits};
use crate::problem::{DutyIx, Force, Part, PersonIx, Problem};

/// A plan in work and the excess of each clause under it.
pub(super) struct Work {
    pub plan: Vec<DutyIx>,
    pub excess: Vec<i64>,
    pub must_units: i64,
    pub cost: i64,
}

impl Work {
    pub(super) fn new(problem: &Problem, plan: Vec<DutyIx>) -> Work {
        let all: Vec<u32> = (0..problem.clauses.len() as u32).collect();
        let mut work = Work { plan: Vec::new(), excess: vec![0; all.len()], must_units: 0, cost: 0 };
        work.change(problem, plan, &all);
        work
    }

    /// Takes over a plan that differs only where these clauses see it.
    pub(super) fn change(&mut self, problem: &Problem, plan: Vec<DutyIx>, clauses: &[u32]) {
        let duty = |person: PersonIx, day: u16| plan[person as usize * problem.days + usize::from(day)];
        for at in clauses {
            let (at, clause) = (*at as usize, &problem.clauses[*at as usize]);
            let (before, after) = (self.excess[at], clause.shape.excess(&duty));
            match clause.force {
                Force::Must => self.must_units += after - before,
                Force::Prefer(_) => self.cost += clause.force.cost(after) - clause.force.cost(before),
            }
            self.excess[at] = after;
        }
        self.plan = plan;
    }

    pub(super) fn rank(&self) -> (i64, i64) {
        (self.must_units, self.cost)
    }
}

pub struct Coordinator<'a> {
    problem: &'a Problem,
    limits: &'a Limits,
    watch: &'a dyn Watch,
    clauses_of: Vec<Vec<u32>>,
    /// Price of a unit of a broken `must`: well above what mending it could cost in wishes.
    penalty: i64,
    work: Work,
    random: Random,
    round: usize,
}

/// People of the first neighbourhoods, and of the largest.
const SMALLEST: usize = 8;
const LARGEST: usize = 300;
/// Rounds without gain before the neighbourhoods grow: one of each kind, twice.
const PATIENCE: usize = 4;
/// Nodes of branch and bound that a neighbourhood is worth.
const NODES: i32 = 500;
/// Neighbourhoods solved against the same plan. Not the number of threads: the plan must not depend on that.
const AT_ONCE: usize = 4;

impl<'a> Coordinator<'a> {
    pub fn new(problem: &'a Problem, limits: &'a Limits, watch: &'a dyn Watch, plan: Vec<DutyIx>) -> Self {
        let dearest = problem.clauses.iter().map(|clause| clause.force.cost(1)).max().unwrap_or(0);
        let work = Work::new(problem, plan);
        let random = Random::new(limits.seed);
        let clauses_of = problem.clauses_of_people();
        let penalty = (dearest * 50).max(1000);
        let coordinator = Coordinator { problem, limits, watch, clauses_of, penalty, work, random, round: 0 };
        coordinator.publish();
        coordinator
    }

    /// The plan, if it keeps every `must`.
    pub fn valid(&self) -> Option<&[DutyIx]> {
        (self.work.must_units == 0).then_some(&self.work.plan)
    }

    /// The plan as it is.
    pub fn plan(&self) -> &[DutyIx] {
        &self.work.plan
    }

    /// Takes over a plan from elsewhere if it is better.
    pub fn offer(&mut self, plan: Vec<DutyIx>) {
        let offered = Work::new(self.problem, plan);
        if offered.rank() < self.work.rank() {
            self.work = offered;
            self.publish();
        }
    }

    pub fn cost(&self) -> i64 {
        self.work.cost
    }

    /// Works until no `must` is broken.
    pub fn mend(&mut self, budget: &Budget) -> Result<(), EngineError> {
        self.rounds(budget, &|work| work.must_units == 0)
    }

    /// Works until the cost is proved against the bound.
    pub fn improve(&mut self, budget: &Budget, bound: i64) -> Result<(), EngineError> {
        let gap_ppm = self.limits.gap_ppm;
        self.rounds(budget, &|work| work.must_units > 0 || proved(work.cost, bound, gap_ppm))
    }

    /// Rounds of neighbourhoods that grow while nothing is gained, until done, out of time or at the largest.
    fn rounds(&mut self, budget: &Budget, done: &dyn Fn(&Work) -> bool) -> Result<(), EngineError> {
        let (mut size, mut idle) = (SMALLEST, 0);
        while !done(&self.work) && !budget.over() {
            let before = self.work.rank();
            for chunk in self.neighbourhoods(size).chunks(AT_ONCE) {
                if done(&self.work) || budget.over() {
                    break;
                }
                self.solve_again(chunk, size, budget)?;
            }
            idle = if self.work.rank() < before { 0 } else { idle + 1 };
            if idle == PATIENCE && size > LARGEST {
                break;
            }
            if idle == PATIENCE || self.work.rank().0 < before.0 / 10 {
                (size, idle) = (size * 2, 0);
            }
        }
        Ok(())
    }

    /// Solves some neighbourhoods against the plan in work and takes over what makes the whole better.
    fn solve_again(&mut self, chunk: &[Vec<PersonIx>], size: usize, budget: &Budget) -> Result<(), EngineError> {
        let own = slice(size, budget).apart(AT_ONCE as u64);
        let solve = |people: &Vec<PersonIx>| {
            let own = own.afresh();
            let solved = self.neighbourhood(people, Until { budget: own.clone(), nodes: Some(NODES) });
            budget.charge(own.used());
            solved
        };
        let solved: Vec<_> = chunk.par_iter().with_max_len(1).map(solve).collect();
        for solved in solved {
            let Some((part, part_plan)) = solved? else { continue };
            let mut plan = self.work.plan.clone();
            part.write_back(&part_plan, &mut plan);
            if plan == self.work.plan {
                continue;
            }
            let (old, rank) = (std::mem::take(&mut self.work.plan), self.work.rank());
            self.work.change(self.problem, plan, &part.clauses);
            if self.work.rank() < rank {
                self.publish();
            } else {
                self.work.change(self.problem, old, &part.clauses);
            }
        }
        Ok(())
    }

    fn publish(&self) {
        if self.work.must_units == 0 {
            self.watch.plan(&self.work.plan, self.work.cost);
        }
    }

    /// The part of these people with everybody else held. `must`s that are broken now have a price; all others stay
    /// hard, so that the plan in work is a valid start and nothing mended breaks again.
    fn neighbourhood(&self, people: &[PersonIx], until: Until) -> Result<Option<(Part, Vec<DutyIx>)>, EngineError> {
        let mut clauses: Vec<u32> = people.iter().flat_map(|p| &self.clauses_of[*p as usize]).copied().collect();
        clauses.sort_unstable();
        clauses.dedup();
        let mut part = self.problem.part_of_clauses(people, &self.work.plan, &clauses);
        let own = part.read(&self.work.plan);
        for (clause, at) in part.problem.clauses.iter_mut().zip(&part.clauses) {
            if clause.force == Force::Must && self.work.excess[*at as usize] > 0 {
                clause.force = Force::prefer(self.penalty);
            }
        }
        // While musts are broken, a plan that mends them soon is worth more than the last point.
        let gap_ppm = if self.work.must_units > 0 { self.limits.gap_ppm.max(10_000) } else { self.limits.gap_ppm };
        let limits = Limits { gap_ppm, ..self.limits.clone() };
        let found = compact::solve(&part.problem, &limits, until, Some(&own), &Deaf)?;
        Ok(found.plan.map(|plan| (part, plan)))
    }

    /// Everybody once: in even rounds small groups who share most, in odd rounds random people of one block. While a
    /// `must` is broken, only neighbourhoods with someone whom it touches.
    fn neighbourhoods(&mut self, size: usize) -> Vec<Vec<PersonIx>> {
        self.round += 1;
        let mut groups = if self.round % 2 == 1 { blocks(self.problem, size) } else { self.scattered(size) };
        self.random.shuffle(&mut groups);
        let mut neighbourhoods: Vec<Vec<PersonIx>> = Vec::new();
        for group in groups {
            match neighbourhoods.last_mut() {
                Some(last) if last.len() + group.len() <= size => last.extend(group),
                _ => neighbourhoods.push(group),
            }
        }
        neighbourhoods.iter_mut().for_each(|people| people.sort_unstable());
        if self.work.must_units > 0 {
            let touched = self.touched_by_breaches();
            neighbourhoods.retain(|people| people.iter().any(|person| touched.contains(person)));
        }
        neighbourhoods
    }

    fn scattered(&mut self, size: usize) -> Vec<Vec<PersonIx>> {
        let mut groups = Vec::new();
        for mut block in blocks(self.problem, BLOCK.max(size)) {
            self.random.shuffle(&mut block);
            groups.extend(block.chunks(size).map(<[PersonIx]>::to_vec));
        }
        groups
    }

    /// People in a `must` that is broken now.
    fn touched_by_breaches(&self) -> HashSet<PersonIx> {
        let clauses = self.problem.clauses.iter().zip(&self.work.excess);
        let broken = clauses.filter(|(clause, excess)| clause.force == Force::Must && **excess > 0);
        broken.flat_map(|(clause, _)| clause.shape.people()).collect()
    }
}

/// What some neighbourhoods that start now may use up together: 0.1 s a person of each, within a share of what is left
/// that lets many have their turn.
fn slice(size: usize, budget: &Budget) -> Budget {
    if !budget.is_limited() {
        return budget.clone();
    }
    let most = (AT_ONCE * 100 * size) as u64;
    let Some(deadline) = budget.deadline().filter(|_| !budget.is_counted()) else {
        return budget.share(0.1).at_most(most);
    };
    let now = Instant::now();
    let left = deadline.saturating_duration_since(now);
    let slice = Duration::from_millis(100 * size as u64).min(left / 10).max(Duration::from_millis(300));
    budget.until(now + slice)
}
