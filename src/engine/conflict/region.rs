//! The part of a problem in which a conflict is looked for: a few people, what is said of them, and the question
//! whether some of it can hold together.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::hold::{self, Asking, Hold};
use super::{ONE_CHECK, Search, Statement, slots_of, sorted, stopped};
use crate::engine::{EngineError, Limits};
use crate::problem::{Clause, DutyIx, Force, Part, PersonIx, Problem};

/// Rings of neighbours that are gathered before everybody is taken in.
const RINGS: usize = 3;

/// Duties of the days, by person.
pub type Lines = Vec<(PersonIx, Vec<DutyIx>)>;

/// Some people and the living musts that speak of nobody else; its clauses are known not to hold together.
pub struct Region {
    part: Part,
    /// The whole problem's number of each clause.
    numbers: Vec<usize>,
    /// By rule: may not be touched.
    pub kept: BTreeSet<u32>,
    /// The clause that it was gathered around, by the region's number.
    pub seed: usize,
    limits: Limits,
    deadline: Option<Instant>,
    asking: Asking,
}

impl Region {
    /// The smallest region around a clause that is proved not to hold; `None` if none is, in time.
    pub fn around(search: &Search, seed: usize) -> Result<Option<Region>, EngineError> {
        let living: Vec<usize> = (0..search.alive.len()).filter(|at| search.alive[*at]).collect();
        let mut people = search.people[seed].clone();
        let days: BTreeSet<u16> = slots_of(&search.problem.clauses[seed].shape).iter().map(|slot| slot.1).collect();
        // First what is said of single people on the same days, then all that is said of these people.
        let near = |at: &usize| {
            let slots = || slots_of(&search.problem.clauses[*at].shape);
            let one = search.people[*at].len() == 1 && people.binary_search(&search.people[*at][0]).is_ok();
            *at == seed || (one && slots().iter().any(|slot| days.contains(&slot.1)))
        };
        let region = Region::of(search, seed, living.iter().copied().filter(near).collect());
        if region.holds_not(&region.all())? {
            return Ok(Some(region));
        }
        let mut widest = (people.len() * 4).max(40);
        for _ in 0..RINGS {
            let inside = |at: &usize| search.people[*at].iter().all(|person| people.binary_search(person).is_ok());
            let region = Region::of(search, seed, living.iter().copied().filter(inside).collect());
            if region.holds_not(&region.all())? {
                return Ok(Some(region));
            }
            if search.out_of_time() {
                return Ok(None);
            }
            let touches = |at: &&usize| {
                let of = &search.people[**at];
                of.len() > 1 && of.len() <= widest && of.iter().any(|person| people.binary_search(person).is_ok())
            };
            let more = living.iter().filter(touches).flat_map(|at| search.people[*at].iter().copied());
            people = sorted(people.iter().copied().chain(more).collect());
            widest *= 4;
        }
        let region = Region::of(search, seed, living);
        Ok(region.holds_not(&region.all())?.then_some(region))
    }

    fn of(search: &Search, seed: usize, numbers: Vec<usize>) -> Region {
        let people = sorted(numbers.iter().flat_map(|at| search.people[*at].iter().copied()).collect());
        let clauses: Vec<Clause> = numbers.iter().map(|at| search.problem.clauses[*at].clone()).collect();
        let rules = sorted(clauses.iter().map(|clause| clause.rule).collect());
        let whole = Problem { clauses, losses: Vec::new(), tiers: Vec::new(), ..search.problem.clone() };
        let mut part = whole.part(&people, None);
        // Clauses that speak of nobody belong to no part.
        let known: BTreeSet<u32> = part.clauses.iter().copied().collect();
        for at in (0..numbers.len() as u32).filter(|at| !known.contains(at)) {
            part.clauses.push(at);
            part.problem.clauses.push(whole.clauses[at as usize].clone());
        }
        let numbers: Vec<usize> = part.clauses.iter().map(|at| numbers[*at as usize]).collect();
        let seed = numbers.iter().position(|at| *at == seed).unwrap_or(0);
        let kept = rules.into_iter().filter(|rule| (search.kept)(*rule)).collect();
        Region {
            part,
            numbers,
            kept,
            seed,
            limits: search.limits.clone(),
            deadline: search.share(),
            asking: Asking::default(),
        }
    }

    pub fn problem(&self) -> &Problem {
        &self.part.problem
    }

    fn all(&self) -> Vec<usize> {
        (0..self.numbers.len()).collect()
    }

    pub fn out_of_time(&self) -> bool {
        stopped(&self.limits, self.deadline)
    }

    /// Whether these clauses can hold together.
    pub fn hold(&self, clauses: &[usize]) -> Result<Hold, EngineError> {
        self.asking.ask(&self.posed(clauses, &|_| false), &self.limits_of(ONE_CHECK))
    }

    /// Whether they are proved unable to.
    pub fn holds_not(&self, clauses: &[usize]) -> Result<bool, EngineError> {
        Ok(self.hold(clauses)? == Hold::No)
    }

    /// Of clauses that cannot hold together: those on several people that prices say are to blame, if prices say it.
    pub fn blamed(&self, clauses: &[usize]) -> Result<Option<BTreeSet<usize>>, EngineError> {
        let blamed = hold::priced(&self.posed(clauses, &|_| false), &self.limits_of(ONE_CHECK))?;
        Ok(blamed.map(|some| some.into_iter().map(|at| clauses[at]).collect()))
    }

    fn limits_of(&self, most: Duration) -> Limits {
        let left = self.deadline.map(|end| end.saturating_duration_since(Instant::now()));
        Limits { time: Some(left.map_or(most, |left| left.min(most))), ..self.limits.clone() }
    }

    /// Some of the clauses as a problem; those that are `soft` cost a point a unit.
    fn posed(&self, clauses: &[usize], soft: &dyn Fn(usize) -> bool) -> Problem {
        let own = self.problem();
        let mut open: Vec<Arc<[DutyIx]>> = own.open.iter().map(|duties| Arc::from(&duties[..1])).collect();
        for at in clauses {
            for (person, day) in slots_of(&own.clauses[*at].shape) {
                let slot = person as usize * own.days + usize::from(day);
                open[slot].clone_from(&own.open[slot]);
            }
        }
        let clause = |at: &usize| match soft(*at) {
            true => Clause { force: Force::prefer(1), ..own.clauses[*at].clone() },
            false => own.clauses[*at].clone(),
        };
        Problem {
            open,
            clauses: clauses.iter().map(clause).collect(),
            tiers: Vec::new(),
            losses: Vec::new(),
            people: own.people,
            days: own.days,
            duties: own.duties,
        }
    }

    /// A plan that keeps these clauses but for one statement's, and breaks that one as little as can be.
    pub fn breaking(&self, clauses: &[usize], broken: &Statement) -> Result<Option<Vec<DutyIx>>, EngineError> {
        let posed = self.posed(clauses, &|clause| broken.clauses.contains(&clause));
        Ok(crate::engine::solve(&posed, &self.limits_of(ONE_CHECK), None, &|_| {})?.plan)
    }

    /// The lines of these statements' people in a plan that keeps all but one.
    pub fn witness(&self, statements: &[Statement], at: usize) -> Result<Option<Lines>, EngineError> {
        let clauses = sorted(statements.iter().flat_map(|one| one.clauses.iter().copied()).collect::<Vec<_>>());
        let Some(plan) = self.breaking(&clauses, &statements[at])? else { return Ok(None) };
        let people = sorted(statements.iter().flat_map(|one| one.people.iter().copied()).collect());
        let days = self.problem().days;
        let line = |person: PersonIx| plan[person as usize * days..][..days].to_vec();
        Ok(Some(people.into_iter().map(|person| (person, line(person))).collect()))
    }

    /// A statement of the region by the numbers of the whole problem.
    pub fn whole(&self, statement: Statement) -> Statement {
        let clauses = sorted(statement.clauses.iter().map(|at| self.numbers[*at]).collect());
        let person = |local: PersonIx| self.part.people[local as usize];
        let people = statement.people.iter().map(|local| person(*local)).collect();
        let lines = |lines: Lines| lines.into_iter().map(|(local, line)| (person(local), line)).collect();
        Statement { clauses, people, witness: statement.witness.map(lines), ..statement }
    }
}
