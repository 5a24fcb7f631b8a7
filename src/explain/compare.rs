//! Comparisons: two rosters of one scenario; a planner's roster and the best one.

use super::still::undo_needless;
use crate::engine::{Limits, Status};
use crate::facts::{DayIx, PersonIx};
use crate::roster::Roster;
use crate::scenario::Scenario;
use crate::solve::{SolveError, solve};
use crate::verify::{Verdict, verify};

/// What differs between two rosters of one scenario.
#[derive(Debug, Clone)]
pub struct Difference {
    pub costs: (i64, i64),
    pub must_units: (i64, i64),
    /// Rules whose cost or broken units differ: position, cost before and after.
    pub rules: Vec<(usize, i64, i64)>,
    pub cells: Vec<(PersonIx, DayIx)>,
}

/// Compares two rosters of one scenario.
pub fn rosters(scenario: &Scenario, one: &Roster, two: &Roster) -> Difference {
    let judge = |roster: &Roster| verify(&scenario.facts, &scenario.entries, roster);
    difference(&judge(one), &judge(two), one, two)
}

fn difference(before: &Verdict, after: &Verdict, one: &Roster, two: &Roster) -> Difference {
    let pairs = before.findings.iter().zip(&after.findings);
    let differ = pairs.filter(|(old, new)| (old.cost, old.units) != (new.cost, new.units));
    Difference {
        costs: (before.cost, after.cost),
        must_units: (before.must_units, after.must_units),
        rules: differ.map(|(old, new)| (old.rule, old.cost, new.cost)).collect(),
        cells: one.changes(two).collect(),
    }
}

/// A planner's roster beside the best.
#[derive(Debug)]
pub struct Against {
    pub difference: Difference,
    pub best: Roster,
    /// No roster costs less.
    pub bound: i64,
    pub status: Status,
}

/// Solves from the planner's roster and compares; `None` if no valid roster was found.
pub fn against_best(scenario: &Scenario, own: &Roster, limits: &Limits) -> Result<Option<Against>, SolveError> {
    let solved = solve(scenario, limits, Some(own), &|_| {})?;
    let Some((best, _)) = solved.roster else { return Ok(None) };
    let (best, verdict) = still(scenario, best, own);
    let judged = verify(&scenario.facts, &scenario.entries, own);
    let difference = difference(&judged, &verdict, own, &best);
    Ok(Some(Against { difference, best, bound: solved.outcome.bound, status: solved.outcome.status }))
}

/// The roster with all that need not differ from an older one as it was; never worse.
pub(super) fn still(scenario: &Scenario, roster: Roster, older: &Roster) -> (Roster, Verdict) {
    let problem = scenario.problem();
    let plan = undo_needless(&problem, roster.plan().to_vec(), older.plan());
    let calm = Roster::from_plan(problem.days, plan);
    let judge = |roster: &Roster| verify(&scenario.facts, &scenario.entries, roster);
    let (verdict, before) = (judge(&calm), judge(&roster));
    match verdict.is_valid() && verdict.cost <= before.cost {
        true => (calm, verdict),
        false => (roster, before),
    }
}
