//! What finished points say of the next one: a roster to begin from, a bound, or that there is nothing to find.

use std::collections::HashMap;

use super::point::{Ended, Known, Point};
use crate::facts::{Facts, Person};
use crate::problem::Asked;
use crate::roster::Roster;
use crate::scenario::Scenario;
use crate::verify::{Verdict, verify};

/// Of the points that ask for no more, the one that proves most: that there is no roster, or the highest bound.
pub fn proved<'a>(known: &[&'a Known], asked: &Asked) -> Option<&'a Point> {
    let mut most: Vec<&Known> = known.to_vec();
    most.sort_by_key(|known| std::cmp::Reverse((known.point.ended == Ended::Infeasible, known.point.bound)));
    most.into_iter().find(|known| known.asked.asks_no_more_than(asked)).map(|known| &known.point)
}

/// Of the points with a roster that ask for no less, the one whose roster costs least.
pub fn cheapest<'a>(known: &[&'a Known], asked: &Asked) -> Option<&'a Known> {
    let mut most: Vec<&Known> = known.iter().copied().filter(|known| known.point.cost.is_some()).collect();
    most.sort_by_key(|known| known.point.cost);
    most.into_iter().find(|known| asked.asks_no_more_than(&known.asked))
}

/// What follows from each two points nearby where prices differ.
pub fn mixed(near: &[&Known], asked: &Asked) -> i64 {
    let pairs = near.iter().enumerate().flat_map(|(at, one)| near[..=at].iter().map(move |two| (one, two)));
    let bound = |(one, two): (&&Known, &&Known)| {
        asked.proved_by_both((&one.asked, one.point.bound), (&two.asked, two.point.bound))
    };
    pairs.map(bound).max().unwrap_or(0)
}

/// Whether a cost is proved by a bound, to the gap asked for.
pub fn is_within(cost: i64, bound: i64, gap_ppm: i64) -> bool {
    cost >= bound && i128::from(cost - bound) * 1_000_000 <= i128::from(gap_ppm) * i128::from(cost)
}

/// A roster to begin from, with the point it comes from.
pub struct Begin<'a> {
    pub from: &'a Point,
    pub roster: Roster,
    pub verdict: Verdict,
}

/// The cheapest of the rosters nearby that keep every `must` here. Many points have the same one: it is judged once.
pub fn begin<'a>(scenario: &Scenario, near: impl Iterator<Item = &'a Known>, world: u64) -> Option<Begin<'a>> {
    let mut seen: Vec<&Point> = Vec::new();
    let judged = near.filter_map(|near| {
        let point = &near.point;
        let known = |seen: &&Point| (seen.world, &seen.people, &seen.plan) == (point.world, &point.people, &point.plan);
        if seen.iter().any(known) {
            return None;
        }
        seen.push(point);
        let roster = roster(point, world, scenario)?;
        let verdict = verify(&scenario.facts, &scenario.entries, &roster);
        verdict.is_valid().then_some(Begin { from: point, roster, verdict })
    });
    judged.min_by_key(|begin| begin.verdict.cost)
}

/// The roster of a point for the people of this scenario, if it counts the same days and duties. Who is new takes the
/// line of somebody with the same contract in the same unit.
fn roster(near: &Point, world: u64, scenario: &Scenario) -> Option<Roster> {
    let (facts, plan) = (&scenario.facts, near.plan.as_ref().filter(|_| near.world == world)?);
    let days = facts.calendar.days.len();
    let whole = days > 0 && plan.len() == near.people.len() * days;
    if !whole || plan.iter().any(|duty| usize::from(*duty) >= facts.duties.len()) {
        return None;
    }
    let mut lines = Vec::with_capacity(facts.people.len() * days);
    for place in places(near, facts) {
        let at = place?;
        lines.extend_from_slice(&plan[at * days..(at + 1) * days]);
    }
    Some(Roster::from_plan(days, lines))
}

/// By person of a scenario, the number at another point; who is new stands where somebody alike does.
pub fn places(near: &Point, facts: &Facts) -> Vec<Option<usize>> {
    if near.people.iter().eq(facts.people.iter().map(|person| &person.id)) {
        return (0..near.people.len()).map(Some).collect();
    }
    let known: HashMap<&str, usize> = near.people.iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
    let place = |person: &Person| known.get(person.id.as_str()).copied();
    let alike = |new: &Person| {
        let like = |other: &&Person| (other.contract, other.unit) == (new.contract, new.unit);
        facts.people.iter().filter(like).find_map(place)
    };
    facts.people.iter().map(|person| place(person).or_else(|| alike(person))).collect()
}
