//! What a duty costs within the person's own block, the demands that join the blocks left out.

use std::time::{Duration, Instant};

use super::part::still;
use super::price::{Best, Question};
use crate::engine::{EngineError, Status};
use crate::problem::{DutyIx, Force, PersonIx, Problem};

/// People of the largest demand through which neighbours are freed for a first re-arrangement.
pub(super) const NEIGHBOURS: usize = 60;

/// A duty as far as the own block was asked.
pub(super) enum Asked {
    /// No plan keeps every `must`.
    Never,
    Open {
        /// The best plan of the own block without the wide demands.
        alone: Option<Vec<DutyIx>>,
        bound: i64,
    },
}

impl Question<'_> {
    /// The own block with the cell fixed.
    pub(super) fn ask(&self, duty: DutyIx, best: &Best, time: Option<Duration>) -> Result<Asked, EngineError> {
        let pinned = self.pinned(&self.own.problem, &self.own.people, duty);
        let end = time.map(|time| Instant::now() + time);
        let left = || end.map(|end| end.saturating_duration_since(Instant::now()));
        // Whether it can be at all is soon known.
        let musts = pinned.clauses.iter().filter(|clause| clause.force == Force::Must).cloned().collect();
        let bare = Problem { clauses: musts, tiers: Vec::new(), losses: Vec::new(), ..pinned.clone() };
        if self.solve(&bare, None, left().map(|left| left / 3), 1)?.status == Status::Infeasible {
            return Ok(Asked::Never);
        }
        let now = self.own.read(&self.now());
        let start = match duty == self.roster.duty(self.person, self.day) {
            true => Some(now.clone()).filter(|plan| pinned.judge(plan).must_units == 0),
            false => self.near(&pinned, &now, left().map(|left| left / 3)),
        };
        // What the best of all rosters costs is a bound for every duty.
        if let Some(plan) = start.as_ref().filter(|plan| pinned.judge(plan).cost <= best.own) {
            return Ok(Asked::Open { alone: Some(plan.clone()), bound: best.own });
        }
        let found = self.solve(&pinned, start.as_deref(), left(), 1)?;
        Ok(match found.status {
            Status::Infeasible => Asked::Never,
            _ => Asked::Open { bound: found.bound.max(best.own), alone: found.plan },
        })
    }

    /// A first re-arrangement of a pinned problem: only people near move, as little as can be, and everybody else stays.
    fn near(&self, pinned: &Problem, now: &[DutyIx], time: Option<Duration>) -> Option<Vec<DutyIx>> {
        let fixed = |slot: &usize| !pinned.open[*slot].contains(&now[*slot]);
        let local = ((0..now.len()).find(fixed)? / pinned.days) as PersonIx;
        let mut near = vec![local];
        for clause in &pinned.clauses {
            let people = clause.shape.people();
            if (2..=NEIGHBOURS).contains(&people.len()) && people.contains(&local) {
                near.extend(people);
            }
        }
        near.sort_unstable();
        near.dedup();
        let part = still(pinned.part(&near, Some(now)), now);
        let found = self.solve(&part.problem, None, time, 1).ok()?.plan?;
        let mut whole = now.to_vec();
        part.write_back(&found, &mut whole);
        (pinned.judge(&whole).must_units == 0).then_some(whole)
    }
}
