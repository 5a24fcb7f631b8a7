//! Prices beside everybody else as they are: only the person's own block is solved anew, so they are known exactly where
//! the best of all rosters is not.

use std::time::Duration;

use super::ask::Asked;
use super::price::Question;
use crate::engine::EngineError;
use crate::problem::{DutyIx, Judged};

/// Cost of the best plan of the own block with a duty, and a cost that none is below; both count all clauses of the part.
pub(super) type Beside = (i64, i64);

impl Question<'_> {
    /// The best plan of the own block with a duty while all others keep the roster's lines; `None` if none was found.
    pub(super) fn beside(
        &self,
        duty: DutyIx,
        asked: &Asked,
        time: Option<Duration>,
    ) -> Result<Option<Beside>, EngineError> {
        let Asked::Open { alone, bound } = asked else { return Ok(None) };
        let now = self.now();
        let block = self.part.problem.part(&self.own.people, Some(&now));
        // What no one in the block has a say in.
        let others = self.part.problem.judge(&now).cost - block.problem.judge(&block.read(&now)).cost;
        let mut bound = bound + others;
        let cost = |plan: &[DutyIx]| {
            let Judged { cost, must_units } = block.problem.judge(plan);
            (must_units == 0).then_some(cost + others)
        };
        let mut least = alone.as_deref().and_then(cost);
        if least != Some(bound) {
            let pinned = self.pinned(&block.problem, &self.own.people, duty);
            let start = alone.as_deref().filter(|plan| cost(plan).is_some());
            let found = self.solve(&pinned, start, time, 1)?;
            bound = bound.max(found.bound + others);
            least = found.plan.as_deref().and_then(cost).into_iter().chain(least).min();
        }
        Ok(least.map(|least| (least, bound.min(least))))
    }
}

/// Of what is known of each duty: how much more than the best of them each costs, at least and at most.
pub(super) fn prices(known: &[Option<Beside>]) -> Vec<Option<(i64, i64)>> {
    let best = known.iter().flatten().map(|(cost, _)| *cost).min().unwrap_or(0);
    let bound = known.iter().flatten().map(|(_, bound)| *bound).min().unwrap_or(0);
    known.iter().map(|one| one.map(|(cost, least)| ((least - best).max(0), cost - bound))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_lies_between_the_bounds_of_both_plans() {
        assert_eq!(prices(&[Some((10, 10)), None, Some((14, 14))]), [Some((0, 0)), None, Some((4, 4))]);
        // The best costs 8 to 10, the other one 9 to 14.
        assert_eq!(prices(&[Some((10, 8)), Some((14, 9))]), [Some((0, 2)), Some((0, 6))]);
    }
}
