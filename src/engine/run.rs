//! One solve from start to end: parts that share nothing apart and in parallel, time shared out, news joined.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::budget::{self, Budget, Shares};
use super::compact::{Found, proved};
use super::joined::{Proofs, certificate};
use super::{DeadEnd, EngineError, Event, Graphs, Lessons, Limits, Listener, Outcome, Start, Status, portfolio};
use crate::certificate::{Leaf, Node};
use crate::problem::{DutyIx, FREE, Force, PersonIx, Plots, Problem};

/// Hears of every better valid plan and every bound of one problem.
pub trait Watch: Sync {
    fn plan(&self, plan: &[DutyIx], cost: i64);
    fn bound(&self, bound: i64);
    /// Multipliers that prove this bound, in units of 1 / [`portfolio::SCALE`] points.
    #[cfg_attr(not(feature = "highs"), expect(dead_code, reason = "only columns prove anything"))]
    fn proof(&self, _bound: i128, _leaf: Leaf) {}
    /// Whether proofs by a tree are heard of too.
    #[cfg_attr(not(feature = "highs"), expect(dead_code, reason = "only columns prove anything"))]
    fn takes_trees(&self) -> bool {
        false
    }
    /// The same by a tree.
    #[cfg_attr(not(feature = "highs"), expect(dead_code, reason = "only columns prove anything"))]
    fn tree(&self, _bound: i128, _nodes: Vec<Node>) {}
    /// What a like problem may begin from.
    #[cfg_attr(not(feature = "highs"), expect(dead_code, reason = "only columns learn anything"))]
    fn learned(&self, _lessons: Lessons) {}
}

/// What is known of each part, and the news that follows for the whole.
struct Board<'a> {
    began: Instant,
    listener: Listener<'a>,
    /// A plan that costs no more ends the solve.
    floor: i64,
    whole: &'a Budget,
    state: Mutex<State>,
}

struct State {
    costs: Vec<Option<i64>>,
    bounds: Vec<i64>,
    /// Cost of what nobody can change.
    base: i64,
    done: usize,
    last: (Option<i64>, i64),
    /// The best proofs of each part.
    proofs: Vec<Proofs>,
    lessons: Vec<Option<Lessons>>,
    trace: Vec<Event>,
}

impl Board<'_> {
    fn tell(&self, change: impl FnOnce(&mut State)) {
        let Ok(mut state) = self.state.lock() else { return };
        let done = state.done;
        change(&mut state);
        let seconds = self.began.elapsed().as_secs_f64();
        let cost = state.costs.iter().copied().sum::<Option<i64>>().map(|cost| cost + state.base);
        let bound = state.bounds.iter().sum::<i64>() + state.base;
        if cost.is_some_and(|cost| self.floor > 0 && cost <= self.floor) {
            self.whole.end();
        }
        let mut news = Vec::new();
        if let Some(cost) = cost.filter(|cost| state.last.0 != Some(*cost)) {
            news.push(Event::Cost { seconds, cost });
        }
        if bound != state.last.1 {
            news.push(Event::Bound { seconds, bound });
        }
        if state.done != done {
            news.push(Event::Parts { seconds, done: state.done, of: state.costs.len() });
        }
        state.last = (cost, bound);
        news.iter().for_each(self.listener);
        state.trace.extend(news);
    }
}

/// The place of one part on the board.
struct Place<'a> {
    board: &'a Board<'a>,
    part: usize,
}

impl Watch for Place<'_> {
    fn plan(&self, _plan: &[DutyIx], cost: i64) {
        self.board.tell(|state| state.costs[self.part] = Some(cost));
    }

    fn bound(&self, bound: i64) {
        // A second solve of a part begins below what the first one proved.
        self.board.tell(|state| state.bounds[self.part] = state.bounds[self.part].max(bound));
    }

    fn proof(&self, bound: i128, leaf: Leaf) {
        self.board.tell(|state| {
            let known = &mut state.proofs[self.part].root;
            if known.as_ref().is_none_or(|(known, _)| bound > *known) {
                *known = Some((bound, leaf));
            }
        });
    }

    fn takes_trees(&self) -> bool {
        true
    }

    fn tree(&self, bound: i128, nodes: Vec<Node>) {
        self.board.tell(|state| {
            let known = &mut state.proofs[self.part].tree;
            if known.as_ref().is_none_or(|(known, _)| bound > *known) {
                *known = Some((bound, nodes));
            }
        });
    }

    fn learned(&self, lessons: Lessons) {
        self.board.tell(|state| state.lessons[self.part] = Some(lessons));
    }
}

/// Solves a problem within the limits. A `start` that breaks a `must`, or uses a duty that is not open, is not used.
pub fn solve(
    problem: &Problem,
    limits: &Limits,
    start: Option<&[DutyIx]>,
    listener: Listener,
) -> Result<Outcome, EngineError> {
    solve_from(problem, limits, &Start::plan(start), listener)
}

/// The same from what else is known.
pub fn solve_from(
    problem: &Problem,
    limits: &Limits,
    start: &Start,
    listener: Listener,
) -> Result<Outcome, EngineError> {
    let began = Instant::now();
    let whole = Budget::new(limits);
    let own = Graphs::default();
    let plan = start.plan.filter(|plan| is_valid(problem, plan));
    let start = Start { plan, graphs: start.graphs.or(Some(&own)), ..*start };
    let (base, lost) = without_people(problem);
    // A certificate speaks of the clauses as they are.
    let tight = start.tight.filter(|_| !portfolio::certifies(limits));
    let whole_problem = tight.unwrap_or(problem);
    let plots = Plots::new(whole_problem, groups(whole_problem));
    let parts = plots.groups.len();
    let (bounds, costs) = (vec![0; parts], vec![None; parts]);
    let (proofs, lessons) = (vec![Proofs::default(); parts], vec![None; parts]);
    let state = State { costs, bounds, base, done: 0, last: (None, 0), proofs, lessons, trace: Vec::new() };
    let board = Board { began, listener, floor: limits.floor, whole: &whole, state: Mutex::new(state) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(limits.threads.max(1)).build();
    let pool = pool.map_err(|error| EngineError::Failed(error.to_string()))?;
    let solves = Solves {
        plots: &plots,
        is_tight: tight.is_some(),
        start,
        limits,
        whole: &whole,
        board: &board,
        dead: AtomicBool::new(lost),
    };
    let mut found = pool.install(|| solves.all())?;
    // Parts that used up their share go on with what others left over.
    // Without any limit that ends when it gains nothing more.
    while !whole.over() && !solves.dead() && solves.left(&found) > 0 && !solves.near(&found, base) {
        let before = worth(&found);
        pool.install(|| solves.again(&mut found))?;
        if !whole.is_limited() && worth(&found) >= before {
            break;
        }
    }
    let state = board.state.into_inner().map(|state| (state.trace, state.proofs, state.lessons));
    let (trace, proofs, lessons) = state.unwrap_or_default();
    let outcome = outcome(problem, &plots, limits, found, base, lost, trace);
    let outcome = Outcome { work: budget::units(whole.used()), ..outcome };
    let certified = portfolio::certifies(limits) && outcome.status != Status::Infeasible;
    let certificate = certified.then(|| certificate(&plots, proofs, base));
    Ok(Outcome { certificate, lessons: Lessons::of_parts(&plots, lessons), ..outcome })
}

/// Parts without a plan, what the others cost, and how far that may still fall: less is better.
fn worth(found: &[Found]) -> (usize, i64, i64) {
    let lost = found.iter().filter(|found| found.plan.is_none()).count();
    let (cost, bound) = found.iter().fold((0, 0), |(cost, bound), one| (cost + one.cost, bound + one.bound));
    (lost, cost, -bound)
}

/// Whether a plan is whole, uses open duties only and keeps every `must`.
fn is_valid(problem: &Problem, plan: &[DutyIx]) -> bool {
    plan.len() == problem.open.len()
        && plan.iter().zip(&problem.open).all(|(duty, open)| open.contains(duty))
        && problem.judge(plan).must_units == 0
}

/// Cost of the clauses that speak of nobody, and whether they break a `must`.
fn without_people(problem: &Problem) -> (i64, bool) {
    let nobody = |_: PersonIx, _: u16| FREE;
    let (mut cost, mut lost) = (0, false);
    for clause in problem.clauses.iter().filter(|clause| clause.shape.people().is_empty()) {
        let excess = clause.shape.excess(&nobody);
        cost += clause.force.cost(excess);
        lost |= clause.force == Force::Must && excess > 0;
    }
    (cost, lost)
}

/// Components; all people together where a tier may lose points, since the loss is shared by all.
fn groups(problem: &Problem) -> Vec<Vec<PersonIx>> {
    if problem.losses.iter().any(|loss| *loss > 0) {
        return vec![(0..problem.people as PersonIx).collect()];
    }
    problem.components()
}

/// Above so many people a part is solved as it is written.
const MANY_PEOPLE: usize = 20_000;
/// Ticks of work that a second solve of a part counts for at least.
const LEAST: u64 = 1_000_000;

struct Solves<'a> {
    plots: &'a Plots<'a>,
    /// The parts are tightened already.
    is_tight: bool,
    start: Start<'a>,
    limits: &'a Limits,
    whole: &'a Budget,
    board: &'a Board<'a>,
    /// A part is infeasible: the others need not go on.
    dead: AtomicBool,
}

impl Solves<'_> {
    fn dead(&self) -> bool {
        self.dead.load(Ordering::Relaxed)
    }

    /// Whether the parts together are within the gap asked for, even if one by itself is not.
    fn near(&self, found: &[Found], base: i64) -> bool {
        let (cost, bound) = found.iter().fold((base, base), |(cost, bound), one| (cost + one.cost, bound + one.bound));
        found.iter().all(|found| found.plan.is_some()) && proved(cost, bound, self.limits.gap_ppm)
    }

    /// How many parts are not settled.
    fn left(&self, found: &[Found]) -> usize {
        found.iter().filter(|found| matches!(found.status, Status::Feasible | Status::Unknown)).count()
    }

    fn all(&self) -> Result<Vec<Found>, EngineError> {
        let parts = self.plots.groups.len();
        let sizes = (0..parts).map(|at| 1 + self.plots.cells(at)).collect();
        let solve = |at: usize, own: &Budget| {
            let start = self.start.plan.map(|plan| self.plots.read(at, plan));
            self.one(at, own, start.as_deref())
        };
        Shares::new(sizes, self.limits.threads, self.whole).each(solve).into_iter().collect()
    }

    /// Solves the unsettled parts once more, from their best plans, with equal shares of what is left.
    fn again(&self, found: &mut [Found]) -> Result<(), EngineError> {
        let left = self.left(found);
        let rounds = left.div_ceil(self.limits.threads.max(1)) as u32;
        let time = self.whole.deadline().map(|deadline| deadline.saturating_duration_since(Instant::now()) / rounds);
        // Never so short that a restart eats it.
        let time = time.map(|time| time.max(Duration::from_secs(1)));
        let share = self.whole.apart(left as u64);
        let unsettled = found.par_iter_mut().with_max_len(1).enumerate();
        unsettled.filter(|(_, found)| matches!(found.status, Status::Feasible | Status::Unknown)).try_for_each(
            |(at, found)| {
                let own = share.afresh();
                let own = time.map_or(own.clone(), |time| own.until(Instant::now() + time));
                let newer = self.one(at, &own, found.plan.as_deref())?;
                // A restart is never for nothing, so that the rounds come to an end.
                self.whole.charge(own.used().max(LEAST));
                *found = newer.with_bound(found.bound);
                Ok(())
            },
        )
    }

    fn one(&self, at: usize, budget: &Budget, start: Option<&[DutyIx]>) -> Result<Found, EngineError> {
        // Made now and dropped at the end: one part a thread is in memory.
        let part = (!self.plots.is_whole()).then(|| self.plots.part(at).problem);
        let problem = part.as_ref().unwrap_or(self.plots.whole);
        // A certificate speaks of the clauses as they are; and of very many people one copy is enough.
        let can_be = !self.is_tight && !portfolio::certifies(self.limits) && problem.people <= MANY_PEOPLE;
        let tight = can_be.then(|| problem.tightened());
        let problem = tight.as_ref().unwrap_or(problem);
        let place = Place { board: self.board, part: at };
        let lessons = self.start.lessons.map(|lessons| lessons.of_part(self.plots, at));
        // What is proved of the whole says nothing of a part.
        let from = Start { plan: start, lessons: lessons.as_ref(), proved: 0, ..self.start };
        if self.dead() {
            return Ok(Found::unproved(problem, start));
        }
        let found = if problem.clauses.is_empty() {
            let plan = problem.open.iter().map(|open| open.first().copied().unwrap_or(FREE)).collect();
            Found { status: Status::Optimal, plan: Some(plan), cost: 0, bound: 0, dead_end: None }
        } else {
            // Parts run side by side: each can count on its share of the threads only.
            let (own, all) = (self.plots.cells(at), self.plots.whole.cells().max(1));
            let limits = Limits { threads: (self.limits.threads * own).div_ceil(all).max(1), ..self.limits.clone() };
            portfolio::solve(problem, &limits, budget, &from, &place)?
        };
        if found.status == Status::Infeasible {
            self.dead.store(true, Ordering::Relaxed);
        }
        self.board.tell(|state| {
            state.costs[at] = found.plan.as_ref().map(|_| found.cost).or(state.costs[at]);
            state.bounds[at] = found.clone().with_bound(state.bounds[at]).bound;
            state.done += usize::from(matches!(found.status, Status::Optimal | Status::Infeasible));
        });
        Ok(found)
    }
}

/// Joins the parts; the cost is scored anew on the whole plan.
fn outcome(
    problem: &Problem,
    plots: &Plots,
    limits: &Limits,
    found: Vec<Found>,
    base: i64,
    lost: bool,
    trace: Vec<Event>,
) -> Outcome {
    let engine = portfolio::name(problem, limits);
    let infeasible = lost || found.iter().any(|found| found.status == Status::Infeasible);
    let settled = infeasible || found.iter().all(|found| found.status == Status::Optimal);
    let mut outcome = Outcome {
        status: Status::Unknown,
        plan: None,
        cost: 0,
        bound: base + found.iter().map(|found| found.bound).sum::<i64>(),
        dead_end: None,
        stopped: !settled && limits.stop.load(Ordering::Relaxed),
        work: 0,
        canonical: limits.canonical.then_some(false),
        engine,
        trace,
        certificate: None,
        lessons: None,
    };
    if infeasible {
        outcome.status = Status::Infeasible;
        outcome.dead_end = plots.groups.iter().zip(&found).find_map(|(people, found)| {
            let dead_end = found.dead_end?;
            Some(DeadEnd { person: people[dead_end.person as usize], ..dead_end })
        });
        return outcome;
    }
    let mut plan = vec![FREE; problem.open.len()];
    for (at, found) in found.iter().enumerate() {
        let Some(part_plan) = &found.plan else { return outcome };
        plots.write_back(at, part_plan, &mut plan);
    }
    let judged = problem.judge(&plan);
    if judged.must_units > 0 {
        return outcome;
    }
    outcome.plan = Some(plan);
    outcome.cost = judged.cost;
    // A plan below it shows that it is no bound of this problem.
    if judged.cost >= limits.floor {
        outcome.bound = outcome.bound.max(limits.floor);
    }
    outcome.canonical = limits.canonical.then_some(settled);
    outcome.status = match settled || proved(judged.cost, outcome.bound, limits.gap_ppm) {
        true => Status::Optimal,
        false => Status::Feasible,
    };
    outcome
}
