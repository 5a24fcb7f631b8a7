//! Column generation: everybody's lines as columns of a master, from the root's bound to a proved plan.
//!
//! 1. [`people`]: each person's own clauses become a line graph ([`graph`], made by [`machine`]s) or stay with the master.
//! 2. [`crowd`]: the rows of the clauses that bind people together.
//! 3. [`ascent`]: small steps to multipliers and lines to begin with; [`generate`]: the [`master`]'s linear program
//!    ([`lp`]) and [`price`] (with [`labels`] where sums are long) by turns; each pricing of everybody proves a bound in
//!    whole numbers.
//! 4. [`dive`]: lines are fixed a batch at a time, the others priced anew.
//! 5. [`improve`]: neighbourhood after neighbourhood around the best [`plan`].
//! 6. [`enumerate`]: where the gap is small, all lines that a cheaper plan could use, and branch and bound over them.
//!
//! The mathematics is in `models/README.md`, (24) and on.
mod ascent;
mod crowd;
mod dive;
mod enumerate;
mod generate;
mod graph;
mod improve;
mod labels;
mod lp;
mod machine;
mod master;
mod people;
mod plan;
mod price;
mod proof;
#[cfg(test)]
mod tests;
mod twins;
mod window;

use super::budget::Budget;
use super::compact::{Found, proved};
use super::run::Watch;
use super::{EngineError, Limits, Status};
use crate::certificate::Leaf;
use crate::problem::{Cell, DutyIx, Problem};
use crowd::Crowd;
use generate::{Generated, Until};
use improve::Improver;
use lp::LpError;
use master::{Duals, Line, Master};
use people::People;
use plan::{Model, Plan};

pub use master::UNIT;

/// Rounds of pricing after each batch of a dive.
const ROUNDS: usize = 40;
const FEW_ROUNDS: usize = 12;
/// Dives from the root: one in so many people is fixed at a time.
const PARTS: [usize; 2] = [10, 30];
const FEW_PARTS: [usize; 1] = [5];
/// Share of what is left that the root may take: without a plan its bound is worth little.
const ROOT: f64 = 0.4;
/// Lines up to which branch and bound chooses among them, and the nodes it is given.
const MOST_LINES: usize = 8_000;
const NODES: i32 = 200;
/// Chunks of neighbourhoods without gain before a plan is tried to be proved.
const IDLE: usize = 8;
/// In place of no limit at all, for steps that need one: an hour, in units of work.
const HOUR: u64 = 3_600_000;
/// Turns of the greedy start.
const TURNS: usize = 3;

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
}

/// Solves a problem of one tier from a valid plan, if one is known; ends when it is proved, stopped, or when no
/// neighbourhood gains anything more.
pub fn solve(
    problem: &Problem,
    limits: &Limits,
    budget: &Budget,
    start: Option<&[DutyIx]>,
    watch: &dyn Watch,
) -> Result<Found, EngineError> {
    if budget.over() {
        return Ok(Found::unproved(problem, start));
    }
    let Some(people) = People::new(problem, budget) else { return Ok(Found::unproved(problem, start)) };
    let persons: Vec<_> = people.persons.iter().collect();
    let crowd = match Crowd::new(problem, &persons, &|at| people.in_master[at]) {
        Ok(crowd) => crowd,
        Err(dead_end) => return Ok(Found::infeasible(dead_end)),
    };
    let penalty = penalty(problem, crowd.grain);
    let model = Model::new(problem, persons.clone(), crowd, penalty);
    let mut run = Run { model: &model, limits, budget, watch, best: None, bound: 0 };
    if let Some(lines) = start.and_then(|start| model.lines(start)) {
        run.offer(model.plan(lines));
    }
    let mut master = Master::new(&model.crowd, persons, penalty as f64, budget)?;
    let searched = run.search(&mut master);
    if let Some(best) = master.best.as_ref().filter(|_| limits.certificate) {
        watch.proof(best.bound, proof::leaf(problem, &people, &model.crowd, &best.rows));
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
    if let Some((bound, leaf)) = root(problem, budget)?.proof {
        watch.proof(bound, leaf);
    }
    Ok(())
}

/// What the linear program of a problem says.
#[derive(Debug, Default)]
pub struct Root {
    /// No plan costs less, in units of 1 / [`UNIT`]; and the multipliers that prove it.
    pub proof: Option<(i128, Leaf)>,
    /// How much of each cell its solution uses; empty where there was no time for one.
    pub used: Vec<(Cell, f64)>,
}

pub fn root(problem: &Problem, budget: &Budget) -> Result<Root, EngineError> {
    let Some(people) = People::new(problem, budget) else { return Ok(Root::default()) };
    let persons: Vec<_> = people.persons.iter().collect();
    let Ok(crowd) = Crowd::new(problem, &persons, &|at| people.in_master[at]) else { return Ok(Root::default()) };
    let mut master = Master::new(&crowd, persons, penalty(problem, crowd.grain) as f64, budget)?;
    let mut used = Vec::new();
    if master.begin()? {
        match master.generate(&Until { budget, rounds: usize::MAX, enough: f64::NEG_INFINITY, bound: &|_| {} }) {
            Ok(generated) => used = master.used(&generated.values),
            Err(LpError::Time) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let proof = master.best.as_ref().map(|best| (best.bound, proof::leaf(problem, &people, &crowd, &best.rows)));
    Ok(Root { proof, used })
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

    fn plan_of(&self, master: &Master, lines: &[u32]) -> Plan {
        self.model.plan(lines.iter().map(|line| master.lines[*line as usize].duties.clone()).collect())
    }

    /// Everything, one after the other. `false`: somebody has no line at all, so there is no plan.
    fn search(&mut self, master: &mut Master) -> Result<bool, LpError> {
        let (limits, budget, watch, model) = (self.limits, self.budget, self.watch, self.model);
        let tell = |bound: i128| watch.bound(model.crowd.whole(bound));
        if !master.begin()? {
            return Ok(false);
        }
        if let Some(lines) = master.greedy(TURNS, budget)? {
            let plan = self.plan_of(master, &lines);
            self.offer(plan);
        }
        let (began, at_all) = (budget.used(), self.expected());
        master.ascend(budget)?;
        let enough = if budget.is_limited() { budget.share(ROOT) } else { budget.clone() };
        let root =
            master.generate(&Until { budget: &enough, rounds: usize::MAX, enough: f64::NEG_INFINITY, bound: &tell });
        self.hear_bound(master);
        let root = root?;
        let root_took = budget.used() - began;
        // A dive that is priced to the end at every step takes some ten times as long as the root.
        let fits = |times: u64| at_all.is_none_or(|all| root_took.saturating_mul(times) < all);
        let (rounds, parts): (_, &[usize]) = match (fits(60), fits(20)) {
            (true, _) => (ROUNDS, &PARTS),
            (false, true) => (ROUNDS, &PARTS[..1]),
            (false, false) => (FEW_ROUNDS, &FEW_PARTS),
        };
        let duals = master.multipliers(&root.values);
        let until = Until { budget, rounds, enough: f64::NEG_INFINITY, bound: &|_| {} };
        self.dives(master, root, parts, &until)?;
        self.choose_among(master)?;
        let Some(plan) = self.best.clone() else { return Ok(true) };
        let mut improver = Improver::new(model, plan, limits.seed);
        improver.remember(master, &duals);
        let (mut idle, mut tried) = (0, i64::MAX);
        while !self.done() && !improver.exhausted {
            match improver.chunk(budget)? {
                true => (idle, _) = (0, self.offer(improver.plan.clone())),
                false => idle += 1,
            }
            // A plan that nothing betters for a while may be the best one: once for each, that is tried to be proved.
            if idle >= IDLE && improver.plan.cost < tried {
                tried = improver.plan.cost;
                if self.prove(master.best.clone())? {
                    improver.plan = self.best.clone().unwrap_or(improver.plan);
                }
            }
        }
        Ok(true)
    }

    /// Branch and bound over the lines that the root and its dives have made.
    fn choose_among(&mut self, master: &mut Master) -> Result<(), LpError> {
        let Some(plan) = self.best.clone().filter(|plan| plan.must_units == 0 && !self.done()) else { return Ok(()) };
        if master.lines.len() > MOST_LINES {
            return Ok(());
        }
        master.release()?;
        let until = self.budget.share(0.2).at_most(HOUR);
        let values = master.solve(&until)?;
        master.narrow(&values, (plan.cost - self.model.crowd.constant) as f64)?;
        if let Some(lines) = master.choose(Some(NODES), &until)?.lines {
            let plan = self.model.plan(lines);
            self.offer(plan);
        }
        Ok(())
    }

    /// Tries to prove the best plan, or to find a cheaper one, over all lines that a cheaper plan can use. True if it
    /// found one.
    fn prove(&mut self, duals: Option<Duals>) -> Result<bool, LpError> {
        let (Some(plan), Some(duals)) = (self.best.clone(), duals) else { return Ok(false) };
        if plan.must_units > 0 {
            return Ok(false);
        }
        let below = plan.cost - self.model.crowd.grain;
        let crowd = &self.model.crowd;
        let mut master = Master::new(crowd, self.model.persons.clone(), self.model.penalty as f64, self.budget)?;
        let Some(lines) = master.enumerate(&duals, below) else { return Ok(false) };
        master.add(lines)?;
        let chosen = master.choose(None, &self.budget.share(0.75).at_most(HOUR))?;
        let claimed = chosen.bound + crowd.constant as f64;
        // Lowered by more than the solver's own error, then up to the next cost that a plan can have.
        let bound = ((claimed - 1e-6 - 1e-8 * claimed.abs()) / crowd.grain as f64).ceil() * crowd.grain as f64;
        let bound = if bound >= plan.cost as f64 { plan.cost } else { bound.max(-1e15) as i64 };
        if bound > self.bound {
            self.bound = bound;
            self.watch.bound(bound);
        }
        let before = plan.rank();
        if let Some(lines) = chosen.lines {
            let plan = self.model.plan(lines);
            self.offer(plan);
        }
        Ok(self.best.as_ref().is_some_and(|best| best.rank() < before))
    }

    /// Dives from the root, the choices of its slots taken first.
    fn dives(&mut self, master: &mut Master, root: Generated, parts: &[usize], until: &Until) -> Result<(), LpError> {
        master.part = true;
        let chosen = master.take_choices(self.model, &root.values)?;
        let mut values = if chosen { master.generate(until)?.values } else { root.values };
        for (at, parts) in parts.iter().enumerate() {
            if at > 0 {
                master.release()?;
                values = master.generate(until)?.values;
            }
            if let Some(lines) = master.dive(until, *parts, values.clone())? {
                let own = lines.iter().enumerate().filter_map(|(person, line)| master.line(person, line));
                let own: Vec<Line> = own.filter(|line| !master.has(line)).collect();
                master.add(own)?;
                self.offer(self.model.plan(lines));
            }
            if self.done() {
                break;
            }
        }
        Ok(())
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
