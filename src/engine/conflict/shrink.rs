//! Takes away what a conflict does not need: days far off, whole rules, whole people, then statement by statement, as
//! long as the rest still cannot hold; several times in different orders, and the smallest result counts.

use std::collections::BTreeMap;

use super::hold::Hold;
use super::needed::Needed;
use super::region::{Lines, Region};
use super::{Statement, slots_of, sorted};
use crate::engine::EngineError;
use crate::problem::{DayIx, PersonIx};

/// People of the largest region that is shrunk more than once.
const FEW: usize = 150;

/// The smallest set found, and whether taking any one statement out of it makes the rest possible.
pub fn shrink(region: &Region) -> Result<(Vec<Statement>, bool), EngineError> {
    let all = statements(region);
    let near = match blamed(region, &all)? {
        Some(few) => {
            let days = few.iter().filter(|one| one.people.len() > 1).flat_map(|one| one.days.clone()).collect();
            near_days(region, few, days)?
        }
        None => {
            let seed = slots_of(&region.problem().clauses[region.seed].shape);
            near_days(region, all, seed.into_iter().map(|slot| slot.1).collect())?
        }
    };
    let mut best: Option<(Vec<Statement>, bool)> = None;
    for order in 0..4 {
        if order > 0 && (region.problem().people > FEW || region.out_of_time()) {
            break;
        }
        let found = Shrinking::new(region, order, &near).run()?;
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

/// Statements from which it pays to ask which of them are to blame, or needed, all at once.
const MANY: usize = 8;

/// Without the demands on several people that have no price where prices prove the contradiction; `None` where that
/// takes nothing away.
fn blamed(region: &Region, all: &[Statement]) -> Result<Option<Vec<Statement>>, EngineError> {
    if all.iter().filter(|one| one.people.len() > 1).count() < MANY {
        return Ok(None);
    }
    let Some(blamed) = region.blamed(&clauses(all))? else { return Ok(None) };
    let to_blame = |one: &&Statement| one.people.len() < 2 || one.clauses.iter().any(|at| blamed.contains(at));
    let few: Vec<Statement> = all.iter().filter(to_blame).cloned().collect();
    Ok(if few.len() < all.len() && region.holds_not(&clauses(&few))? { Some(few) } else { None })
}

/// Only what lies on, or near, some days, if that cannot hold either.
fn near_days(region: &Region, all: Vec<Statement>, days: Vec<DayIx>) -> Result<Vec<Statement>, EngineError> {
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
    all: &'a [Statement],
    needed: Needed<'a>,
}

impl<'a> Shrinking<'a> {
    fn new(region: &'a Region, order: usize, all: &'a [Statement]) -> Shrinking<'a> {
        Shrinking { region, order, all, needed: Needed::new(region.problem(), all) }
    }

    fn run(mut self) -> Result<(Vec<Statement>, bool), EngineError> {
        let all = self.all;
        let seed = self.region.problem().clauses[self.region.seed].rule;
        let mut rules = sorted(all.iter().map(|one| one.rule).collect::<Vec<_>>());
        if self.order % 2 == 1 {
            rules.reverse();
        }
        // The rule of the seed last, but for those that may not be touched.
        rules.sort_by_key(|rule| (self.region.kept.contains(rule), *rule == seed));
        let mut left: Vec<usize> = (0..all.len()).collect();
        if self.order < 2 {
            left = self.thin(left, &rules, &|at, rule| all[at].rule == *rule)?;
        }
        let kept = |at: usize| self.region.kept.contains(&all[at].rule);
        let kept: Vec<bool> = (0..all.len()).map(kept).collect();
        let mut people = sorted(left.iter().filter_map(|at| alone(&all[*at])).collect::<Vec<_>>());
        if self.order % 2 == 1 {
            people.reverse();
        }
        left = self.thin(left, &people, &|at, person| alone(&all[at]) == Some(*person) && !kept[at])?;
        self.learn_from_seed(&left)?;
        left.sort_by_key(|at| (kept[*at], all[*at].rule == seed));
        if self.order >= 2 {
            let free = left.iter().filter(|at| !kept[**at]).count();
            left[..free].reverse();
        }
        let numbers = left.clone();
        let left = self.thin(left, &numbers, &|at, number| at == *number)?;
        let irreducible = left.iter().all(|at| self.needed.is(*at));
        let told = |at: usize| Statement { witness: self.witness(at, &left), ..all[at].clone() };
        let mut left: Vec<Statement> = left.iter().map(|at| told(*at)).collect();
        left.sort_by_key(|one| (one.rule, one.days.clone(), one.people.clone()));
        Ok((left, irreducible))
    }

    /// A plan that breaks the seed's statement alone, and as little as can be, often shows of all others at once that they
    /// are needed: sixty people for fifty-nine seats need not be asked for one by one.
    fn learn_from_seed(&mut self, left: &[usize]) -> Result<(), EngineError> {
        let is_seed = |at: &&usize| self.all[**at].clauses.contains(&self.region.seed);
        let many = |at: &&usize| self.all[**at].people.len() > 1;
        let broken = left.iter().find(is_seed).or_else(|| left.iter().find(many));
        let Some(broken) = broken.filter(|_| left.len() > MANY) else { return Ok(()) };
        let asked = sorted(left.iter().flat_map(|one| self.all[*one].clauses.iter().copied()).collect::<Vec<_>>());
        if let Some(plan) = self.region.breaking(&asked, &self.all[*broken])? {
            self.needed.learn(left, plan);
        }
        Ok(())
    }

    /// The lines of these statements' people in a plan that breaks one of them.
    fn witness(&self, at: usize, left: &[usize]) -> Option<Lines> {
        let plan = self.needed.plan(at)?;
        let people = sorted(left.iter().flat_map(|at| self.all[*at].people.iter().copied()).collect());
        let days = self.region.problem().days;
        Some(people.into_iter().map(|person| (person, plan[person as usize * days..][..days].to_vec())).collect())
    }

    /// Takes away all that has a key, halves of the keys first, then key by key, as long as the rest cannot hold.
    fn thin<K>(
        &mut self,
        mut left: Vec<usize>,
        keys: &[K],
        has: &dyn Fn(usize, &K) -> bool,
    ) -> Result<Vec<usize>, EngineError> {
        let mut keys: Vec<&K> = keys.iter().collect();
        let mut piece = keys.len().div_ceil(2).max(1);
        loop {
            let mut at = 0;
            while at < keys.len() {
                if self.region.out_of_time() {
                    return Ok(left);
                }
                // What is known to be needed need not be asked for.
                let needed = |key: &K| left.iter().any(|one| self.needed.is(*one) && has(*one, key));
                if needed(keys[at]) {
                    keys.remove(at);
                    continue;
                }
                let end = (at + piece).min(keys.len());
                let gone = |one: &&usize| !keys[at..end].iter().any(|key| has(**one, key));
                let rest: Vec<usize> = left.iter().filter(gone).copied().collect();
                let asked = sorted(rest.iter().flat_map(|one| self.all[*one].clauses.iter().copied()).collect());
                // Nothing at all is kept by any plan.
                let any = || Hold::Yes(self.region.problem().open.iter().map(|open| open[0]).collect());
                match if rest.is_empty() { any() } else { self.region.hold(&asked)? } {
                    Hold::No => {
                        left = rest;
                        keys.drain(at..end);
                        continue;
                    }
                    Hold::Yes(plan) => self.needed.learn(&left, plan),
                    Hold::Open => {}
                }
                at = end;
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
