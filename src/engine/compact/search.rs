//! One tier's search: what a solver says, and what of it is believed.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::Until;
use super::attend::{Ask, End, News, attend};
use super::program::Program;
use crate::engine::run::Watch;
use crate::engine::{EngineError, Limits, Solver, Status};
use crate::problem::{DutyIx, Force, PersonIx, Problem};

/// A plan and its cost in each tier of the program, as the clauses themselves say.
pub struct Best {
    pub plan: Vec<DutyIx>,
    pub costs: Vec<i64>,
    pub must_units: i64,
}

impl Best {
    pub fn of(problem: &Problem, program: &Program, plan: Vec<DutyIx>) -> Best {
        let duty = |person: PersonIx, day: u16| plan[person as usize * problem.days + usize::from(day)];
        let (mut costs, mut must_units) = (vec![0; program.tiers.len()], 0);
        for clause in &problem.clauses {
            let excess = clause.shape.excess(&duty);
            match &clause.force {
                Force::Must => must_units += excess,
                Force::Prefer(_) => {
                    let number = problem.tier(clause);
                    let tier = program.tiers.binary_search_by_key(&number, |tier| tier.number).unwrap_or(0);
                    costs[tier] += clause.force.cost(excess);
                }
            }
        }
        Best { plan, costs, must_units }
    }

    fn cost(&self) -> i64 {
        self.costs.iter().sum()
    }
}

pub struct Search<'a> {
    pub problem: &'a Problem,
    pub program: Arc<Program>,
    /// Counted from 0 over the tiers of the program.
    pub tier: usize,
    /// What the tiers before may cost.
    pub caps: Vec<i64>,
    pub best: Option<Best>,
    /// Proved for this tier.
    pub bound: i64,
    /// Proved for the other tiers together.
    pub others: i64,
    pub watch: &'a dyn Watch,
}

impl Search<'_> {
    /// Searches until proved or out of time; never `Infeasible` once a plan is known.
    pub fn run(&mut self, limits: &Limits, until: &Until) -> Result<Status, EngineError> {
        for presolve in [true, false] {
            let ask = self.ask(limits, until, presolve);
            let mut end = None;
            let heard = attend(ask, limits.solver, &mut |news| match news {
                News::Values(values) => self.try_values(&values),
                News::Bound(claim) => self.try_bound(claim),
                News::End(last) => end = Some(last),
            })?;
            let mut again = false;
            match end {
                Some(End::Done { values, bound, infeasible }) => {
                    values.iter().for_each(|values| self.try_values(values));
                    bound.iter().for_each(|claim| self.try_bound(*claim));
                    if infeasible && self.best.is_none() {
                        // Solvers have called feasible programs infeasible, mostly in presolve: HiGHS must say it
                        // twice, the second time without presolve.
                        if !presolve || limits.solver != Solver::Highs {
                            return Ok(Status::Infeasible);
                        }
                        again = true;
                    }
                }
                // One solve in a thousand ends in an error of HiGHS: once more, another way.
                Some(End::Failed(_)) if presolve => again = true,
                Some(End::Failed(reason)) if self.best.is_none() => return Err(EngineError::Failed(reason)),
                Some(End::Failed(_)) => {}
                None if heard => return Err(EngineError::Failed("the solver's thread died".to_string())),
                // Given up.
                None => {}
            }
            if !again || until.budget.over() {
                break;
            }
        }
        Ok(self.status(limits))
    }

    fn ask(&self, limits: &Limits, until: &Until, presolve: bool) -> Ask {
        Ask {
            program: self.program.clone(),
            tier: self.tier,
            caps: self.caps.clone(),
            until: until.clone(),
            gap: limits.gap_ppm as f64 / 1e6,
            seed: limits.seed,
            presolve,
            given_up: Arc::new(AtomicBool::new(false)),
        }
    }

    /// A solver's plan counts only as the clauses themselves score it.
    fn try_values(&mut self, values: &[f64]) {
        let found = Best::of(self.problem, &self.program, self.program.plan(values));
        let rank = |best: &Best| (best.costs[self.tier], best.cost());
        let better = self.best.as_ref().is_none_or(|best| rank(&found) < rank(best));
        let caps_kept = self.caps.iter().zip(&found.costs).all(|(cap, cost)| cost <= cap);
        if found.must_units == 0 && caps_kept && better {
            self.watch.plan(&found.plan, found.cost());
            self.best = Some(found);
            self.set_bound(self.bound);
        }
    }

    fn try_bound(&mut self, claim: f64) {
        if let Some(bound) = self.safe_bound(claim) {
            self.set_bound(bound.max(self.bound));
        }
    }

    /// A bound above the cost of a valid plan is false, and then so may be all that this solver proved: the bound falls
    /// back to what the columns' costs alone say.
    fn set_bound(&mut self, bound: i64) {
        let false_claim = self.best.as_ref().is_some_and(|best| bound > best.costs[self.tier]);
        let bound = if false_claim { self.program.floor(self.tier) } else { bound };
        if bound != self.bound {
            self.bound = bound;
            self.watch.bound(bound + self.others);
        }
    }

    /// The whole-number bound that a float bound is good for. Costs are multiples of the grain (plus the constant), so
    /// the bound may be rounded up to the next multiple; before that it is lowered by more than the error that HiGHS
    /// allows itself (1e-7 on each dual, 1e-16 relative on each operation).
    fn safe_bound(&self, claim: f64) -> Option<i64> {
        // Beyond this a float no longer counts single units; infinite claims say "infeasible" and prove no cost.
        if claim.is_nan() || claim.abs() > 1e15 {
            return None;
        }
        let lowered = (claim - 1e-6 - 1e-8 * claim.abs()).ceil();
        Some(lowered as i64 * self.program.grain(self.tier) + self.program.tiers[self.tier].constant)
    }

    fn status(&self, limits: &Limits) -> Status {
        let Some(best) = &self.best else { return Status::Unknown };
        let cost = best.costs[self.tier];
        if proved(cost, self.bound, limits.gap_ppm) { Status::Optimal } else { Status::Feasible }
    }
}

/// Whether the gap between a cost and its bound is not above so many millionths of the cost.
pub fn proved(cost: i64, bound: i64, gap_ppm: i64) -> bool {
    i128::from(cost - bound) * 1_000_000 <= i128::from(gap_ppm) * i128::from(cost)
}
