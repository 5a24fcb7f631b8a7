//! Takes away what a conflict does not need: days far off, whole rules, whole people, then statement by statement, as
//! long as the rest still cannot hold; several times in different orders, and the smallest result counts.

use std::collections::BTreeMap;

use super::region::Region;
use super::{Statement, slots_of, sorted};
use crate::engine::EngineError;
use crate::problem::{DayIx, PersonIx};

/// People of the largest region that is shrunk more than once.
const FEW: usize = 150;

/// The smallest set found, and whether taking any one statement out of it makes the rest possible.
pub fn shrink(region: &Region) -> Result<(Vec<Statement>, bool), EngineError> {
    let all = statements(region);
    let near = near_days(region, all)?;
    let mut best: Option<(Vec<Statement>, bool)> = None;
    for order in 0..4 {
        if order > 0 && (region.problem().people > FEW || region.out_of_time()) {
            break;
        }
        let found = Shrinking { region, order }.run(near.clone())?;
        let size = |(found, sure): &(Vec<Statement>, bool)| {
            let rules = sorted(found.iter().map(|one| one.rule).collect::<Vec<_>>());
            (!sure, found.len(), rules.len())
        };
        if best.as_ref().is_none_or(|best| size(&found) < size(best)) {
            best = Some(found);
        }
        // Nothing is smaller than one.
        if best.as_ref().is_some_and(|(found, _)| found.len() == 1) {
            break;
        }
    }
    Ok(best.unwrap_or_default())
}

/// The region's clauses by what they say: of one person and the same days, or each by itself.
fn statements(region: &Region) -> Vec<Statement> {
    type Key = (u32, Vec<PersonIx>, Vec<DayIx>, usize);
    let mut all: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, clause) in region.problem().clauses.iter().enumerate() {
        let people = clause.shape.people();
        let days = sorted(slots_of(&clause.shape).into_iter().map(|(_, day)| day).collect());
        let alone = if people.len() == 1 { 0 } else { at + 1 };
        all.entry((clause.rule, people, days, alone)).or_default().push(at);
    }
    let statement = |((rule, people, days, _), clauses)| Statement { rule, clauses, people, days, witness: None };
    all.into_iter().map(statement).collect()
}

fn clauses(statements: &[Statement]) -> Vec<usize> {
    sorted(statements.iter().flat_map(|one| one.clauses.iter().copied()).collect())
}

/// Only what lies on, or near, the days of the seed, if that cannot hold either.
fn near_days(region: &Region, all: Vec<Statement>) -> Result<Vec<Statement>, EngineError> {
    let days: Vec<DayIx> = slots_of(&region.problem().clauses[region.seed].shape).iter().map(|slot| slot.1).collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else { return Ok(all) };
    for margin in [0, 1, 7] {
        let (from, to) = (first.saturating_sub(margin), last + margin);
        let inside = |one: &&Statement| one.days.iter().all(|day| (from..=to).contains(day));
        let few: Vec<Statement> = all.iter().filter(inside).cloned().collect();
        if few.len() < all.len() && region.holds_not(&clauses(&few))? {
            return Ok(few);
        }
    }
    Ok(all)
}

struct Shrinking<'a> {
    region: &'a Region,
    /// Which of the orders.
    order: usize,
}

impl Shrinking<'_> {
    fn run(self, all: Vec<Statement>) -> Result<(Vec<Statement>, bool), EngineError> {
        let seed = self.region.problem().clauses[self.region.seed].rule;
        let mut rules = sorted(all.iter().map(|one| one.rule).collect::<Vec<_>>());
        if self.order % 2 == 1 {
            rules.reverse();
        }
        // The rule of the seed last, but for those that may not be touched.
        rules.sort_by_key(|rule| (self.region.kept.contains(rule), *rule == seed));
        let mut left = all;
        if self.order < 2 {
            left = self.without(left, &rules, &|one, rule| one.rule == *rule)?;
        }
        let mut people = sorted(left.iter().filter_map(alone).collect::<Vec<_>>());
        if self.order % 2 == 1 {
            people.reverse();
        }
        left = self.without(left, &people, &|one, person| alone(one) == Some(*person) && !self.kept(one))?;
        left.sort_by_key(|one| (self.kept(one), one.rule == seed));
        if self.order >= 2 {
            let free = left.iter().filter(|one| !self.kept(one)).count();
            left[..free].reverse();
        }
        let numbers: Vec<usize> = (0..left.len()).collect();
        let numbered: Vec<(usize, Statement)> = left.into_iter().enumerate().collect();
        let left = self.thin(numbered, &numbers, &|one, number| one.0 == *number, &|one| &one.1)?;
        let mut left: Vec<Statement> = left.into_iter().map(|(_, one)| one).collect();
        left.sort_by_key(|one| (one.rule, one.days.clone(), one.people.clone()));
        Ok((left, self.region.is_sure()))
    }

    fn kept(&self, one: &Statement) -> bool {
        self.region.kept.contains(&one.rule)
    }

    fn without<K>(
        &self,
        left: Vec<Statement>,
        keys: &[K],
        has: &dyn Fn(&Statement, &K) -> bool,
    ) -> Result<Vec<Statement>, EngineError> {
        self.thin(left, keys, has, &|one| one)
    }

    /// Takes away all that has a key, halves of the keys first, then key by key, as long as the rest cannot hold.
    fn thin<K, T: Clone>(
        &self,
        mut left: Vec<T>,
        keys: &[K],
        has: &dyn Fn(&T, &K) -> bool,
        statement: &dyn Fn(&T) -> &Statement,
    ) -> Result<Vec<T>, EngineError> {
        let mut keys: Vec<&K> = keys.iter().collect();
        let mut piece = keys.len().div_ceil(2).max(1);
        loop {
            let mut at = 0;
            while at < keys.len() {
                if self.region.out_of_time() {
                    return Ok(left);
                }
                let end = (at + piece).min(keys.len());
                let gone = |one: &&T| !keys[at..end].iter().any(|key| has(one, key));
                let rest: Vec<T> = left.iter().filter(gone).cloned().collect();
                let asked = sorted(rest.iter().flat_map(|one| statement(one).clauses.iter().copied()).collect());
                if !rest.is_empty() && self.region.holds_not(&asked)? {
                    left = rest;
                    keys.drain(at..end);
                } else {
                    at = end;
                }
            }
            if piece == 1 {
                return Ok(left);
            }
            piece = piece.min(keys.len()).div_ceil(2).max(1);
        }
    }
}

/// The one person of a statement.
fn alone(one: &Statement) -> Option<PersonIx> {
    match one.people.as_slice() {
        [person] => Some(*person),
        _ => None,
    }
}
