//! The root: its linear program within a share of what is left, then dives from it, or a rounding of it that
//! neighbourhoods better. (33), (36)

use super::Run;
use super::early::EARLY;
use super::generate::{Generated, Until};
use super::improve::Improver;
use super::lp::LpError;
use super::master::Master;
use super::patience::IDLE;
use super::plan::Plan;

/// Rounds of pricing after each batch of a dive.
const ROUNDS: usize = 40;
const FEW_ROUNDS: usize = 12;
/// Dives from the root: one in so many people is fixed at a time.
const PARTS: [usize; 2] = [10, 30];
const FEW_PARTS: [usize; 1] = [5];
/// Shares of what is left that the root may take: at first, and after neighbourhoods have made a passable plan.
const ROOT: [f64; 2] = [0.1, 0.4];
/// The same where a rounded plan needs neighbourhoods only, which take a few seconds.
const ROUNDED_ROOT: f64 = 0.6;
/// Then a root is as good as ended. Measured on 120 people, 28 days and 18 shifts: it was so after a tenth of 60 s, and
/// neighbourhoods of the greedy plan before its last rounds took as long as all before.
const SETTLED: f64 = 20.0;

impl<'a> Run<'a> {
    /// The root, and dives from it or a rounding of it. Its multipliers, and the rounded plan.
    pub(super) fn dive_from_root(&mut self, master: &mut Master) -> Result<(Vec<i64>, Option<Plan>), LpError> {
        let all = self.expected();
        let (root, took) = self.settle_root(master)?;
        let duals = master.multipliers(&root.values);
        if self.done() || self.lessons.is_some() && self.prove_at_once(master)? {
            return Ok((duals, None));
        }
        if self.solve_narrowed(master, &duals, &root.values)? {
            return Ok((duals, None));
        }
        // Where lines can be listed, what chains find is better than what dives do.
        let is_valid = self.best.as_ref().is_some_and(|plan| plan.must_units == 0);
        if is_valid && self.walker.is_some() {
            return Ok((duals, None));
        }
        if is_valid && self.rounds() {
            let lines = master.rounded(&root.values);
            return Ok((duals, lines.map(|lines| self.model.plan(lines))));
        }
        let (rounds, parts) = pace(took, all);
        let until = Until { budget: self.budget, rounds, enough: f64::NEG_INFINITY, bound: &|_| {} };
        self.dives(master, root, parts, &until)?;
        Ok((duals, None))
    }

    /// The root, or as much of it as its share allows, and the work that it took.
    fn settle_root(&mut self, master: &mut Master) -> Result<(Generated, u64), LpError> {
        let (budget, began) = (self.budget, self.budget.used());
        if self.lessons.is_none() {
            master.ascend(&if self.is_long() { budget.share(ROOT[0]) } else { budget.clone() })?;
        }
        let before = budget.used();
        let root = self.root(master, ROOT[0])?;
        let took = budget.used() - before;
        if root.converged || self.done() {
            return Ok((root, budget.used() - began));
        }
        let share = if self.rounds() { ROUNDED_ROOT } else { ROOT[1] };
        let may_end = |left: Option<u64>| left.is_none_or(|left| root.may_end(took, (left as f64 * share) as u64));
        let before = budget.used();
        // Neighbourhoods of a greedy plan gain little beside those of the root's, if it can be ended.
        if !self.is_nearly_settled(&root) && !may_end(self.expected()) {
            self.improve_early(master, EARLY, &mut |_, _| false)?;
        }
        let beside = budget.used() - before;
        let root = match !self.is_long() || may_end(self.expected()) {
            true => self.root(master, share)?,
            false => root,
        };
        Ok((root, budget.used() - began - beside))
    }

    /// Whether neighbourhoods of the root's rounded plan take the place of dives: in large problems, but where choices
    /// bind many people.
    fn rounds(&self) -> bool {
        self.is_large() && self.model.slots.is_empty()
    }

    /// Neighbourhoods of a plan that is near the linear program, though it may be dearer than the best one: what was made
    /// without the linear program is hard to better. Ends on the best plan.
    pub(super) fn improve_rounded(&mut self, improver: &mut Improver<'a>, rounded: Plan) -> Result<(), LpError> {
        let known = std::mem::replace(&mut improver.plan, rounded);
        let mut idle = 0;
        while !self.done() && idle < IDLE && improver.plan.rank() >= known.rank() {
            idle = if improver.chunk(self.budget)? { 0 } else { idle + 1 };
        }
        self.offer(improver.plan.clone());
        if known.rank() < improver.plan.rank() {
            improver.plan = known;
        }
        Ok(())
    }

    /// Whether the root's bound is within one part in [`SETTLED`] of its value: a few rounds more, and it has ended.
    fn is_nearly_settled(&self, root: &Generated) -> bool {
        let value = root.values.objective + self.model.crowd.constant as f64;
        (value - self.bound as f64) * SETTLED <= value
    }

    /// Generates lines within a share of what is left, if that is limited.
    fn root(&mut self, master: &mut Master, share: f64) -> Result<Generated, LpError> {
        let (watch, model) = (self.watch, self.model);
        let tell = |bound: i128| watch.bound(model.crowd.whole(bound));
        master.goal = self.goal();
        let most = if self.budget.is_limited() { self.budget.share(share) } else { self.budget.clone() };
        let root =
            master.generate(&Until { budget: &most, rounds: usize::MAX, enough: f64::NEG_INFINITY, bound: &tell });
        self.hear_bound(master);
        root
    }

    /// Dives from the root, the choices of its slots taken first.
    fn dives(&mut self, master: &mut Master, root: Generated, parts: &[usize], until: &Until) -> Result<(), LpError> {
        master.part = true;
        let mut values = master.take_choices(&self.model.slots, until, root.values)?;
        for (at, parts) in parts.iter().enumerate() {
            if at > 0 {
                master.release()?;
                values = master.generate(until)?.values;
            }
            if let Some(lines) = master.dive(until, *parts, values.clone())? {
                self.offer(self.model.plan(lines));
                self.add_best(master)?;
            }
            if self.done() {
                break;
            }
        }
        Ok(())
    }
}

/// Rounds after each batch of a dive, and the parts of the people that its dives fix at a time. Where every step is priced to
/// the end, it takes some ten times as long as the root.
fn pace(root_took: u64, all: Option<u64>) -> (usize, &'static [usize]) {
    let fits = |times: u64| all.is_none_or(|all| root_took.saturating_mul(times) < all);
    match (fits(60), fits(20)) {
        (true, _) => (ROUNDS, &PARTS),
        (false, true) => (ROUNDS, &PARTS[..1]),
        (false, false) => (FEW_ROUNDS, &FEW_PARTS),
    }
}
