//! Column generation: everybody's lines as columns of a master, from the root's bound to a proved plan.
//!
//! 1. [`people`]: each person's own clauses become a line graph ([`graph`], made by [`machine`]s) or stay with the master.
//! 2. [`crowd`]: the rows of the clauses that bind people together.
//! 3. [`early`]: a greedy plan, and neighbourhoods of it where the rest will take long. [`ascent`]: small steps to
//!    multipliers and lines to begin with; [`generate`]: the [`master`]'s linear program ([`lp`]) and [`price`] (with
//!    [`labels`] where sums are long) by turns; each pricing of everybody proves a bound in whole numbers.
//! 4. [`from_root`]: [`levels`] of fairness and [`choices`] of slots (what each would cost: [`detour`]) are taken, then
//!    [`dive`]: lines are fixed a batch at a time, the others priced anew; large problems are rounded instead.
//! 5. [`improve`]: neighbourhood after neighbourhood ([`around`] the best [`plan`], of [`kinds`] that pay), of some people
//!    on all days or in a [`window`], until [`patience`] ends.
//!    Where lines are short and few, chains of simulated annealing [`walk`] by turns with neighbourhoods.
//! 6. [`teach`]: what one problem's solve hands on to that of a like one, which then skips the first steps.
//! 7. [`aside`]: the compact program, where problems are small and nothing more is gained.
//! 8. [`enumerate`]: where the gap is small, all lines that a cheaper plan could use, and a tree over them ([`branch`]).
//!
//! [`search`] says in which order. The mathematics is in `models/README.md`, (24) and on.
mod around;
mod ascent;
mod aside;
mod branch;
mod choices;
mod choose;
mod crowd;
mod detour;
mod dive;
mod early;
mod enumerate;
mod from_root;
mod generate;
mod graph;
mod graphs;
mod improve;
mod kinds;
mod labels;
mod layers;
mod levels;
mod lp;
mod machine;
mod master;
mod narrow;
mod patience;
mod people;
mod plan;
mod price;
mod proof;
mod relaxed;
mod rows;
mod search;
mod teach;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tree_tests;
mod twins;
mod walk;
mod window;

use super::budget::Budget;
use super::compact::{Found, proved};
use super::run::Watch;
use super::{EngineError, Lessons, Limits, Start, Status};
use crate::certificate::Leaf;
use crate::problem::{Cell, Problem};
use branch::Case;
use crowd::Crowd;
use generate::Until;
use lp::LpError;
use master::Master;
use people::People;
use plan::{Model, Plan};
use walk::Walker;

pub use graphs::Graphs;
pub use master::UNIT;

impl From<LpError> for EngineError {
    fn from(error: LpError) -> EngineError {
        EngineError::Failed(format!("{error:?}"))
    }
}

/// One run of the engine.
struct Run<'a> {
    model: &'a Model<'a>,
    limits: &'a Limits,
    budget: &'a Budget,
    watch: &'a dyn Watch,
    best: Option<Plan>,
    /// Proved, in points.
    bound: i64,
    /// It began with a plan.
    warm: bool,
    /// A gap within which cheaper plans can use too many lines to be listed.
    too_wide: i64,
    /// The best proof by a tree, if one is to be kept, and the bound that it proves.
    cases: Option<(i64, Vec<Case>)>,
    /// Of a like problem.
    lessons: Option<&'a Lessons>,
    /// The compact program was asked.
    has_looked: bool,
    /// Lines were chosen late.
    has_chosen: bool,
    /// By clause: it binds people together.
    in_master: &'a [bool],
    walker: Option<Walker>,
}

/// Solves a problem of one tier from a valid plan, if one is known; ends when it is proved, stopped, or when no
/// neighbourhood gains anything more.
pub fn solve(
    problem: &Problem,
    limits: &Limits,
    budget: &Budget,
    start: &Start,
    watch: &dyn Watch,
) -> Result<Found, EngineError> {
    if budget.over() {
        return Ok(Found::unproved(problem, start.plan));
    }
    let own = Graphs::default();
    let graphs = start.graphs.unwrap_or(&own);
    let Some(people) = People::new(problem, budget, graphs) else {
        return Ok(Found::unproved(problem, start.plan));
    };
    let persons: Vec<_> = people.persons.iter().collect();
    let crowd = match Crowd::new(problem, &persons, &|at| people.in_master[at]) {
        Ok(crowd) => crowd,
        Err(dead_end) => return Ok(Found::infeasible(dead_end)),
    };
    let penalty = penalty(problem, crowd.grain);
    let model = Model::new(problem, persons.clone(), crowd, penalty);
    let mut run = Run {
        model: &model,
        limits,
        budget,
        watch,
        best: None,
        bound: start.proved,
        warm: false,
        too_wide: i64::MAX,
        cases: None,
        lessons: start.lessons,
        has_looked: false,
        has_chosen: false,
        in_master: &people.in_master,
        walker: None,
    };
    if let Some(lines) = start.plan.and_then(|start| model.lines(start)) {
        run.offer(model.plan(lines));
        run.warm = true;
    }
    let mut master = Master::new(&model.crowd, persons, penalty as f64, budget)?;
    let searched = run.search(&mut master);
    if let Some(best) = master.best.as_ref().filter(|_| limits.certificate) {
        watch.proof(best.bound, proof::leaf(problem, &people, &model.crowd, &best.rows));
    }
    if let Some((bound, cases)) = &run.cases
        && let Some(nodes) = proof::nodes(problem, &people, &model.crowd, cases)
    {
        watch.tree(i128::from(*bound) * i128::from(UNIT), nodes);
    }
    if let Some(lessons) = master.lessons().filter(|_| start.learn) {
        watch.learned(lessons);
    }
    match searched {
        Ok(true) => {}
        Ok(false) => return Ok(Found::infeasible(None)),
        Err(LpError::Time) => {}
        // What was found and proved before HiGHS failed stays true.
        Err(error) if run.best.as_ref().is_none_or(|plan| plan.must_units > 0) => return Err(error.into()),
        Err(_) => {}
    }
    run.hear_bound(&master);
    Ok(run.found())
}

/// Only the root, for its multipliers: the proof of a bound of the sum over all tiers.
pub fn prove(problem: &Problem, budget: &Budget, watch: &dyn Watch) -> Result<(), EngineError> {
    if let Some((bound, leaf)) = root(problem, budget, &Start::default(), i64::MAX)?.proof {
        watch.proof(bound, leaf);
    }
    Ok(())
}

/// What the linear program of a problem says.
#[derive(Debug, Default)]
pub struct Root {
    /// No plan costs less, in points.
    pub bound: i64,
    /// The same in units of 1 / [`UNIT`], not rounded; and the multipliers that prove it.
    pub proof: Option<(i128, Leaf)>,
    /// How much of each cell its solution uses; empty where there was no time for one.
    pub used: Vec<(Cell, f64)>,
    pub lessons: Option<Lessons>,
}

/// Only the root, until it proves `goal` points. Lessons, if there are any, are those of a problem that has plans.
pub fn root(problem: &Problem, budget: &Budget, start: &Start, goal: i64) -> Result<Root, EngineError> {
    let own = Graphs::default();
    let graphs = start.graphs.unwrap_or(&own);
    let Some(people) = People::new(problem, budget, graphs) else { return Ok(Root::default()) };
    let persons: Vec<_> = people.persons.iter().collect();
    let Ok(crowd) = Crowd::new(problem, &persons, &|at| people.in_master[at]) else { return Ok(Root::default()) };
    let mut master = Master::new(&crowd, persons, penalty(problem, crowd.grain) as f64, budget)?;
    let mut used = Vec::new();
    let has_lines = match start.lessons {
        Some(lessons) => master.learn(lessons).map(|_| true)?,
        None => master.begin()?,
    };
    master.goal = goal;
    if has_lines && !master.is_proved() {
        match master.generate(&Until { budget, rounds: usize::MAX, enough: f64::NEG_INFINITY, bound: &|_| {} }) {
            Ok(generated) => used = master.used(&generated.values),
            Err(LpError::Time) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let proof = master.best.as_ref().map(|best| (best.bound, proof::leaf(problem, &people, &crowd, &best.rows)));
    let bound = master.best.as_ref().map_or(0, |best| crowd.whole(best.bound).max(0));
    Ok(Root { bound, proof, used, lessons: master.lessons().filter(|_| start.learn) })
}

/// Well above what mending a `must` could cost in wishes, and not so far that the duals lose their sense. A multiple of
/// the grain, as every cost is.
fn penalty(problem: &Problem, grain: i64) -> i64 {
    let dearest = problem.clauses.iter().map(|clause| clause.force.cost(1)).max().unwrap_or(0);
    ((dearest * 20).max(200) + grain - 1) / grain * grain
}

impl Run<'_> {
    fn done(&self) -> bool {
        let proved = |plan: &Plan| plan.must_units == 0 && proved(plan.cost, self.bound, self.limits.gap_ppm);
        self.budget.over() || self.best.as_ref().is_some_and(proved)
    }

    /// Work that may be done before the end, in ticks. Time is taken at its nominal worth: what follows from it must not
    /// depend on how fast this run happens to be.
    fn expected(&self) -> Option<u64> {
        let time = self.limits.time.filter(|_| !self.budget.is_counted());
        let time = time.map(|time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
        let (work, time) = (self.budget.left(), time.map(|time| time.saturating_sub(self.budget.used())));
        work.into_iter().chain(time).min()
    }

    /// Takes over a better plan.
    fn offer(&mut self, plan: Plan) {
        if self.best.as_ref().is_none_or(|best| plan.rank() < best.rank()) {
            if plan.must_units == 0 {
                self.watch.plan(&self.model.duties(&plan.lines), plan.cost);
            }
            self.best = Some(plan);
        }
    }

    /// Takes over what a master has proved.
    fn hear_bound(&mut self, master: &Master) {
        if let Some(best) = &master.best {
            self.bound = self.bound.max(self.model.crowd.whole(best.bound));
        }
    }

    /// Takes over a better bound, in points.
    fn raise(&mut self, bound: i64) {
        if bound > self.bound {
            self.bound = bound;
            self.watch.bound(bound);
        }
    }

    fn found(mut self) -> Found {
        if self.best.as_ref().is_some_and(|plan| plan.must_units == 0 && plan.cost < self.bound) {
            // Whole numbers cannot say this: a mistake of ours. Then nothing that was proved is believed.
            self.bound = 0;
        }
        match self.best.filter(|plan| plan.must_units == 0) {
            None => Found { status: Status::Unknown, plan: None, cost: 0, bound: self.bound, dead_end: None },
            Some(plan) => Found {
                status: match proved(plan.cost, self.bound, self.limits.gap_ppm) {
                    true => Status::Optimal,
                    false => Status::Feasible,
                },
                cost: plan.cost,
                plan: Some(self.model.duties(&plan.lines)),
                bound: self.bound,
                dead_end: None,
            },
        }
    }
}
