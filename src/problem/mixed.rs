//! What is proved of two problems, of a third one with other prices. A plan's cost is a sum of units times prices: where
//! no price here is below `a` times that of the one problem plus `b` times that of the other, no plan costs less than
//! `a` times its cost there plus `b` times its cost in the other.

use std::collections::BTreeSet;

use super::Force;
use super::ease::{Asking, Asks, price};

/// Different prices that are compared, at most: the best mix is looked for at the crossings of any two.
const MOST: usize = 60;

/// Price of a unit in the one problem, in the other, and here.
type Prices = [i128; 3];

impl Asks {
    /// No plan costs less here, by what no plan costs less than in two others; 0 where nothing follows.
    pub(super) fn proved_by_both(&self, one: (&Asks, i64), two: (&Asks, i64)) -> i64 {
        let is_alike = [one.0, two.0].iter().all(|other| self.is_placed_like(other));
        let counterparts = |other| if is_alike { self.at_their_places(other) } else { self.counterparts(other) };
        let Some(first) = counterparts(one.0) else { return 0 };
        let Some(second) = counterparts(two.0) else { return 0 };
        let own = if is_alike { &self.clauses } else { self.sorted() };
        let mut prices: BTreeSet<Prices> = BTreeSet::new();
        for ((own, first), second) in own.iter().zip(first).zip(second) {
            // A `must` is kept: nothing of it is paid for.
            let Force::Prefer(steps) = &own.force else { continue };
            let others = [first, second].map(|other| other.map(|other| &other.force));
            let length = |force: &Option<&Force>| match force {
                Some(Force::Prefer(steps)) => steps.len(),
                Some(Force::Must) | None => 0,
            };
            for at in 0..others.iter().map(length).max().unwrap_or(0).max(steps.len()) {
                let [first, second] = others.map(|force| force.map_or(0, |force| price(force, at)));
                prices.insert([first, second, price(&own.force, at)].map(i128::from));
            }
            if prices.len() > MOST {
                return 0;
            }
        }
        best_mix(&prices.into_iter().collect::<Vec<_>>(), [one.1, two.1].map(|bound| i128::from(bound.max(0))))
    }

    fn is_placed_like(&self, other: &Asks) -> bool {
        self.clauses.len() == other.clauses.len() && self.stands_alike(other)
    }

    /// [`Self::counterparts`] of clauses as they are written, where both problems have the same at each place.
    fn at_their_places<'a>(&self, other: &'a Asks) -> Option<Vec<Option<&'a Asking>>> {
        let fits = |(own, one): (&Asking, &'a Asking)| one.is_no_stricter(own).then_some(Some(one));
        let found = || self.clauses.iter().zip(&*other.clauses).map(fits).collect();
        self.is_like(other).then(found).flatten()
    }

    /// By clause, in order: that of the other problem which counts the same, if there is one. `None` where a plan that keeps the
    /// `must`s here may break what the other asks for, or pay there for what is free here.
    fn counterparts<'a>(&self, other: &'a Asks) -> Option<Vec<Option<&'a Asking>>> {
        if !self.is_like(other) {
            return None;
        }
        let mut rest = other.sorted();
        let mut found = Vec::with_capacity(self.clauses.len());
        for alike in self.sorted().chunk_by(|own, next| own.counted == next.counted) {
            let theirs = rest.iter().take_while(|one| one.counted == alike[0].counted).count();
            // Clauses that stand there only are met before those that count more.
            let is_known = theirs > 0 || rest.first().is_none_or(|next| next.counted > alike[0].counted);
            if theirs > alike.len() || !is_known {
                return None;
            }
            for (at, own) in alike.iter().enumerate() {
                let one = rest[..theirs].get(at);
                if one.is_some_and(|one| !one.is_no_stricter(own)) {
                    return None;
                }
                found.push(one);
            }
            rest = &rest[theirs..];
        }
        rest.is_empty().then_some(found)
    }
}

/// The largest `a * bounds[0] + b * bounds[1]`, rounded up, with `a` and `b` of at least 0 and no mix of prices above
/// what is paid here. It lies where two prices cross, or one is met and the other problem has no part.
fn best_mix(prices: &[Prices], bounds: [i128; 2]) -> i64 {
    let alone = |at: usize| {
        let mut own = [0; 3];
        own[at] = -1;
        own
    };
    // `a >= 0` and `b >= 0`, written as prices.
    let lines: Vec<Prices> = prices.iter().copied().chain([alone(0), alone(1)]).collect();
    let mut best = 0;
    for (at, one) in lines.iter().enumerate() {
        for two in &lines[..at] {
            let over = one[0] * two[1] - two[0] * one[1];
            let (sign, over) = (over.signum(), over.abs());
            let a = sign * (one[2] * two[1] - two[2] * one[1]);
            let b = sign * (one[0] * two[2] - two[0] * one[2]);
            // Every price here, times `over`, against the mix.
            if over > 0 && lines.iter().all(|line| a * line[0] + b * line[1] <= over * line[2]) {
                let total = a * bounds[0] + b * bounds[1];
                // Costs are whole numbers.
                best = best.max((total + over - 1).div_euclid(over));
            }
        }
    }
    i64::try_from(best).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::problem::{Asked, Cell, Clause, Problem, Shape};

    fn mix(prices: &[[i128; 3]], bounds: [i128; 2]) -> i64 {
        best_mix(prices, bounds)
    }

    #[test]
    fn halfway_between_two_prices_the_bound_lies_halfway_and_is_rounded_up() {
        assert_eq!(mix(&[[1, 3, 2], [5, 5, 5]], [10, 20]), 15);
        assert_eq!(mix(&[[1, 3, 2], [5, 5, 5]], [10, 21]), 16);
    }

    #[test]
    fn prices_that_all_double_double_the_bound_and_a_price_that_is_free_proves_nothing() {
        assert_eq!(mix(&[[2, 0, 4], [3, 0, 6]], [7, 0]), 14);
        assert_eq!(mix(&[[2, 2, 4], [3, 3, 0]], [7, 9]), 0);
    }

    /// One person, one day, and prices of two duties.
    fn world(prices: [i64; 2], open: &[u16]) -> Problem {
        let clauses = (1..).zip(prices).map(|(duty, price)| Clause {
            rule: 0,
            force: Force::prefer(price),
            shape: Shape::Ban(Cell { person: 0, day: 0, duty }),
        });
        let open = vec![Arc::from(open)];
        Problem { people: 1, days: 1, duties: 3, open, clauses: clauses.collect(), ..Problem::default() }
    }

    #[test]
    fn what_another_problem_asks_for_besides_or_forbids_proves_nothing_here() {
        let [here, there] = [world([2, 2], &[1, 2]), world([2, 2], &[1, 2])].map(|world| Asked::of(&world));
        assert_eq!(here.proved_by_both((&there, 2), (&there, 2)), 2);
        let mut more = world([2, 2], &[1, 2]);
        more.clauses.push(more.clauses[0].clone());
        assert_eq!(here.proved_by_both((&Asked::of(&more), 4), (&there, 0)), 0);
        let mut must = world([2, 2], &[1, 2]);
        must.clauses[0].force = Force::Must;
        assert_eq!(here.proved_by_both((&Asked::of(&must), 2), (&there, 0)), 0);
        assert_eq!(Asked::of(&must).proved_by_both((&there, 2), (&there, 2)), 2, "a must is never paid for");
        let closed = Asked::of(&world([2, 2], &[1]));
        assert_eq!(here.proved_by_both((&closed, 2), (&closed, 2)), 0, "what is open here only may cost less");
    }

    /// Prices of three clauses over plans that break them so often.
    fn least(plans: &[[i64; 3]], prices: [i64; 3]) -> i64 {
        plans.iter().map(|units| (0..3).map(|at| units[at] * prices[at]).sum()).min().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn a_mix_never_proves_more_than_is_true(
            plans in prop::collection::vec(prop::array::uniform3(0i64..6), 1..6),
            one in prop::array::uniform3(0i64..9),
            two in prop::array::uniform3(0i64..9),
            here in prop::array::uniform3(0i64..9),
        ) {
            let prices: Vec<Prices> = (0..3).map(|at| [one[at], two[at], here[at]].map(i128::from)).collect();
            let bounds = [least(&plans, one), least(&plans, two)].map(i128::from);
            let proved = best_mix(&prices, bounds);
            prop_assert!(proved <= least(&plans, here));
            if here == one {
                prop_assert_eq!(proved, least(&plans, here));
            }
        }
    }
}
