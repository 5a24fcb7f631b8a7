//! Blocks of people side by side, each solved by columns; what couples them is shared out and priced. (40)–(43)
//!
//! 1. *Alone*: every block by itself. The bounds add up to a bound of the whole. Where the blocks' plans go together,
//!    as they do where seats are plenty, that is all.
//! 2. *Shares*: a row that the plans break is shared out, each block keeping its share. What a block would pay for one
//!    unit more is a first price of the row.
//! 3. *[Prices](super::prices)*: each block's linear program at prices of the rows, which is a bound of the whole again.
//! 4. *[Beside](super::beside)*: block after block with all others held, so that nothing is left out: once before the
//!    prices, then until every `must` is kept and the cost is near the bound.
//!
//! Blocks are made one by one and dropped: memory holds as many as there are threads. Every step takes over what the
//! blocks found in their order, so that threads change nothing as long as time does not bind.

use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::Bounds;
use super::coordinate::Work;
use super::coupling::{FINE, Opened, Row, add_share, penalty, shares};
use super::cut::cut;
use crate::certificate::Leaf;
use crate::engine::budget::{Budget, Shares};
use crate::engine::columns::{self, UNIT};
use crate::engine::compact::{Found, proved};
use crate::engine::run::Watch;
use crate::engine::{Engine, EngineError, Lessons, Limits, Start, Status};
use crate::problem::{DutyIx, FREE, Part, Plots, Problem};

/// Most people of a block.
pub const BLOCK: usize = 200;
/// A problem of more people is solved in blocks.
pub const MANY_PEOPLE: usize = 400;
/// Times that shares are made anew where the plans made of them break other rows.
const TURNS: usize = 3;

/// The work on one problem.
pub(super) struct Blocks<'a> {
    pub problem: &'a Problem,
    pub limits: &'a Limits,
    pub budget: &'a Budget,
    pub watch: &'a dyn Watch,
    pub start: Start<'a>,
    /// What the blocks' roots have taught; until then what the start has.
    pub learned: Option<Lessons>,
    pub plots: Arc<Plots<'a>>,
    rows: Vec<Row>,
    pub work: Work,
    /// Proved of each block by itself, in points.
    pub alone: Vec<i64>,
    /// Proved of the whole, in points.
    pub bound: i64,
    pub proofs: Vec<Option<(i128, Leaf)>>,
}

/// Solves a problem of one tier in blocks of at most so many people; `None` if it is one block.
pub fn solve(
    problem: &Problem,
    limits: &Limits,
    budget: &Budget,
    start: &Start,
    most: usize,
    watch: &dyn Watch,
) -> Result<Option<Found>, EngineError> {
    let groups = cut(problem, most);
    if groups.len() < 2 {
        return Ok(None);
    }
    let plots = Arc::new(Plots::new(problem, groups));
    let (rows, blocks) = (Row::all(&plots), plots.groups.len());
    let first = |open: &Arc<[DutyIx]>| open.first().copied().unwrap_or(FREE);
    let plan = start.plan.map_or_else(|| problem.open.iter().map(first).collect(), <[DutyIx]>::to_vec);
    let work = Work::new(problem, plan);
    let (alone, proofs) = (vec![0; blocks], vec![None; blocks]);
    let start = *start;
    let learned = None;
    let mut blocks =
        Blocks { problem, limits, budget, watch, start, learned, plots, rows, work, alone, bound: 0, proofs };
    if start.plan.is_some() && start.lessons.is_some() && blocks.warm()? {
        return Ok(Some(blocks.found()));
    }
    if let Some(dead) = blocks.alone()? {
        return Ok(Some(dead));
    }
    blocks.share()?;
    if let Some(plan) = start.plan {
        blocks.offer(plan.to_vec());
    }
    blocks.beside()?;
    Ok(Some(blocks.found()))
}

/// What was found for one block.
pub(super) struct Solved {
    pub people: Part,
    pub found: Found,
    /// Its proof with the clauses' numbers of the whole.
    proof: Option<(i128, Leaf)>,
    /// Multipliers of the clauses that were added to it, in the order in which they were.
    added: Vec<(usize, i64)>,
    learned: Option<Lessons>,
}

/// Hears of one block: of its bound, if it counts for the whole, and of what proves it.
#[derive(Default)]
pub(super) struct Ear<'a> {
    pub bounds: Option<&'a Bounds<'a>>,
    pub at: usize,
    /// No plan of the block costs less.
    pub proved: i64,
    pub proof: Mutex<Option<(i128, Leaf)>>,
    pub learned: Mutex<Option<Lessons>>,
}

impl Watch for Ear<'_> {
    fn plan(&self, _plan: &[DutyIx], _cost: i64) {}

    fn bound(&self, bound: i64) {
        if let Some(bounds) = self.bounds {
            bounds.set(self.at, bound);
        }
    }

    fn proof(&self, bound: i128, leaf: Leaf) {
        if let Ok(mut proof) = self.proof.lock() {
            *proof = Some((bound, leaf));
        }
    }

    fn learned(&self, lessons: Lessons) {
        if let Ok(mut learned) = self.learned.lock() {
            *learned = Some(lessons);
        }
    }
}

impl Blocks<'_> {
    pub(super) fn done(&self) -> bool {
        self.budget.over() || self.work.must_units == 0 && proved(self.work.cost, self.bound, self.limits.gap_ppm)
    }

    /// What is known of a block's people and clauses; of clauses that were added to it nothing is.
    pub(super) fn lessons_of(&self, part: &Part) -> Option<Lessons> {
        let lessons = self.learned.as_ref().or(self.start.lessons)?;
        Some(lessons.among(&part.people, &part.clauses))
    }

    /// Solves a block by columns, from its part of the plan in work where that is valid.
    pub(super) fn solve(&self, part: Part, limits: &Limits, budget: &Budget, ear: &Ear) -> Result<Solved, EngineError> {
        let own = part.read(&self.work.plan);
        let start = Some(own.as_slice()).filter(|own| is_valid(&part.problem, own));
        // Nobody asks for the whole proof of a block.
        let limits = &Limits { engine: Engine::Columns, ..limits.clone() };
        let lessons = self.lessons_of(&part);
        // What is learned of a block is what it is by itself.
        let learn = self.start.learn && ear.bounds.is_some();
        let from = Start { plan: start, lessons: lessons.as_ref(), learn, proved: ear.proved, ..self.start };
        let found = match columns::solve(&part.problem, limits, budget, &from, ear) {
            // HiGHS fails once in a while on a linear program: the others go on.
            Err(EngineError::Failed(_)) => Found::unproved(&part.problem, start),
            found => found?,
        };
        let learned = ear.learned.lock().ok().and_then(|mut learned| learned.take());
        let mut solved = Solved { people: part.only_people(), found, proof: None, added: Vec::new(), learned };
        if let Some((bound, leaf)) = ear.proof.lock().ok().and_then(|mut proof| proof.take()) {
            let own = part.clauses.len();
            let added = leaf.rows.iter().filter(|(clause, ..)| *clause as usize >= own);
            solved.added = added.map(|(clause, _, price)| (*clause as usize - own, *price)).collect();
            solved.proof = Some((bound, of_whole(&part, leaf)));
        }
        Ok(solved)
    }

    /// Solves these blocks, each made by `make`, side by side, their time shared out.
    fn side_by_side(
        &self,
        blocks: &[usize],
        limits: &Limits,
        budget: &Budget,
        bounds: Option<&Bounds>,
        make: &(dyn Fn(usize) -> Part + Sync),
    ) -> Result<Vec<Solved>, EngineError> {
        let sizes = blocks.iter().map(|at| self.plots.cells(*at)).collect();
        let solve = |number: usize, own: &Budget| {
            let ear = Ear { bounds, at: blocks[number], ..Ear::default() };
            self.solve(make(blocks[number]), limits, own, &ear)
        };
        Shares::new(sizes, self.limits.threads, budget).each(solve).into_iter().collect()
    }

    pub(super) fn publish(&self) {
        if self.work.must_units == 0 {
            self.watch.plan(&self.work.plan, self.work.cost);
        }
    }

    /// Every block by itself. `Some`: the proof that there is no plan.
    fn alone(&mut self) -> Result<Option<Found>, EngineError> {
        self.publish();
        let all: Vec<usize> = (0..self.alone.len()).collect();
        let bounds = Bounds { watch: self.watch, bounds: Mutex::new(vec![0; all.len()]) };
        let solved =
            self.side_by_side(&all, self.limits, &self.budget.share(0.6), Some(&bounds), &|at| self.plots.part(at))?;
        let (mut together, mut learned) = (self.work.plan.clone(), Vec::new());
        for (at, solved) in solved.into_iter().enumerate() {
            learned.push(solved.learned);
            if solved.found.status == Status::Infeasible {
                return Ok(Some(solved.found.of_part(&solved.people)));
            }
            if let Some(plan) = &solved.found.plan {
                solved.people.write_back(plan, &mut together);
            }
            self.alone[at] = solved.found.bound.max(self.alone[at]);
            self.proofs[at] = solved.proof;
        }
        if let Some(lessons) = Lessons::of_parts(&self.plots, learned) {
            self.watch.learned(lessons);
        }
        self.bound = self.alone.iter().sum();
        self.watch.bound(self.bound);
        self.tell_proof(Vec::new());
        // Also where it breaks what couples the blocks: the next step begins there.
        self.work = Work::new(self.problem, together);
        self.publish();
        Ok(None)
    }

    /// Hands on what proves the bound: the blocks' multipliers, and the rows' prices.
    pub(super) fn tell_proof(&self, prices: Vec<(u32, u32, i64)>) {
        let mut leaf = Leaf { rows: prices, left_out: Vec::new() };
        let mut bound = 0;
        for (proved, of_block) in self.proofs.iter().flatten() {
            bound += proved;
            leaf.rows.extend(&of_block.rows);
            leaf.left_out.extend(&of_block.left_out);
        }
        leaf.rows.sort_unstable();
        leaf.left_out.sort_unstable();
        if self.limits.certificate {
            self.watch.proof(bound, leaf);
        }
    }

    /// Shares out the rows that the plan breaks, anew where the plans made of that break others, then prices them.
    fn share(&mut self) -> Result<(), EngineError> {
        let rows = std::mem::take(&mut self.rows);
        let mut tight = vec![false; rows.len()];
        let mut priced: Option<(Vec<Opened>, Vec<i64>)> = None;
        let mut free: Vec<Arc<[DutyIx]>> = Vec::new();
        for _ in 0..TURNS {
            let used: Vec<Vec<i64>> = rows.par_iter().map(|row| row.used(&self.plots, &self.work.plan)).collect();
            let over = |at: usize, tenths: i64| used[at].iter().sum::<i64>() * 10 > rows[at].bound * tenths;
            if self.budget.over() || !(0..rows.len()).any(|at| over(at, 10)) {
                break;
            }
            if free.is_empty() {
                free = self.problem.allowed();
            }
            (0..rows.len()).for_each(|at| tight[at] |= over(at, 9));
            let tight: Vec<usize> = (0..rows.len()).filter(|at| tight[*at]).collect();
            let opened: Vec<Opened> = tight.par_iter().map(|at| rows[*at].opened(&self.plots, &free)).collect();
            let share = |(at, row): (&usize, &Opened)| shares(row.row.bound, &used[*at], &row.reach);
            let given: Vec<Vec<i64>> = tight.iter().zip(&opened).map(share).collect();
            let solved = self.shared(&opened, &given)?;
            let prices = first_prices(&opened, &solved);
            priced = Some((opened, prices));
            if !self.take(solved) {
                break;
            }
        }
        let Some((rows, prices)) = priced.filter(|_| !self.done()) else { return Ok(()) };
        self.first_round()?;
        if !self.done() {
            self.prices(&rows, prices)?;
        }
        Ok(())
    }

    /// The blocks that these rows touch, each with its share of them.
    fn shared(&self, rows: &[Opened], given: &[Vec<i64>]) -> Result<Vec<Solved>, EngineError> {
        let penalty = penalty(self.problem);
        let make = |group: usize| {
            let mut part = self.plots.part(group);
            (part.problem.tiers, part.problem.losses) = (Vec::new(), Vec::new());
            for (row, given) in rows.iter().zip(given) {
                if let Some(place) = row.place(group) {
                    add_share(&mut part, row, group, given[place], penalty);
                }
            }
            part
        };
        let limits = Limits { certificate: true, ..self.limits.clone() };
        self.side_by_side(&touched(rows), &limits, &self.budget.share(0.4), None, &make)
    }

    /// Takes over the blocks' plans, all or none. Whether the whole got better.
    fn take(&mut self, solved: Vec<Solved>) -> bool {
        let mut together = self.work.plan.clone();
        for solved in &solved {
            if let Some(plan) = &solved.found.plan {
                solved.people.write_back(plan, &mut together);
            }
        }
        self.offer(together)
    }

    /// Takes over a plan of the whole if it is better.
    fn offer(&mut self, plan: Vec<DutyIx>) -> bool {
        let offered = Work::new(self.problem, plan);
        let better = offered.rank() < self.work.rank();
        if better {
            self.work = offered;
            self.publish();
        }
        better
    }

    fn found(self) -> Found {
        let valid = self.work.must_units == 0;
        // Whole numbers cannot say that a plan is cheaper than its bound: a mistake of ours, and nothing is believed.
        let bound = if valid && self.work.cost < self.bound { 0 } else { self.bound };
        if !valid {
            return Found { status: Status::Unknown, plan: None, cost: 0, bound, dead_end: None };
        }
        let cost = self.work.cost;
        let found = Found { status: Status::Feasible, plan: Some(self.work.plan), cost, bound, dead_end: None };
        found.settled(self.limits)
    }
}

/// Groups that one of these rows touches.
pub(super) fn touched(rows: &[Opened]) -> Vec<usize> {
    let mut groups: Vec<usize> = rows.iter().flat_map(|row| &row.groups).map(|group| *group as usize).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// What the blocks would pay for one more unit of each row, in the mean of those that it touches, each counted by how
/// much of the row it could use or leave. (42)
fn first_prices(rows: &[Opened], solved: &[Solved]) -> Vec<i64> {
    let mut sums = vec![(0, 0); rows.len()];
    for (group, solved) in touched(rows).into_iter().zip(solved) {
        let own: Vec<(usize, usize)> = (0..rows.len()).filter_map(|at| Some((at, rows[at].place(group)?))).collect();
        for (at, place) in &own {
            let (least, most) = rows[*at].reach[*place];
            sums[*at].1 += i128::from(most - least);
        }
        for (added, price) in &solved.added {
            let (at, place) = own[*added];
            let (least, most) = rows[at].reach[place];
            sums[at].0 += i128::from(*price) * i128::from(most - least);
        }
    }
    let price = |(row, (sum, weight)): (&Opened, (i128, i128))| {
        let mean = sum * i128::from(FINE) / (i128::from(UNIT) * weight.max(1));
        i64::try_from(mean).unwrap_or(i64::MAX).min(row.row.dearest())
    };
    rows.iter().zip(sums).map(price).collect()
}

/// A block's proof with the clauses' numbers of the whole; what was added to the block is left out.
pub(super) fn of_whole(part: &Part, leaf: Leaf) -> Leaf {
    let whole = |clause: u32| part.clauses.get(clause as usize).copied();
    let rows = leaf.rows.into_iter().filter_map(|(clause, row, price)| Some((whole(clause)?, row, price)));
    Leaf { rows: rows.collect(), left_out: leaf.left_out.into_iter().filter_map(whole).collect() }
}

/// Whether a plan uses open duties only and keeps every `must`.
fn is_valid(problem: &Problem, plan: &[DutyIx]) -> bool {
    plan.iter().zip(&problem.open).all(|(duty, open)| open.contains(duty)) && problem.judge(plan).must_units == 0
}
