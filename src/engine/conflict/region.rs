//! The part of a problem in which a conflict is looked for: a few people, what is said of them, and the question
//! whether some of it can hold together.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::{ONE_CHECK, Search, Statement, slots_of, sorted, stopped};
use crate::engine::budget::Budget;
use crate::engine::compact::{self, Found};
use crate::engine::run::Watch;
use crate::engine::{EngineError, Limits, Status};
use crate::problem::{Clause, DutyIx, Force, Part, PersonIx, Problem};

/// Cells up to which the compact program answers alone.
const SMALL: usize = 15_000;
/// Longest first attempt at a question.
const FIRST_LOOK: Duration = Duration::from_secs(2);
/// Rings of neighbours that are gathered before everybody is taken in.
const RINGS: usize = 3;

/// Duties of the days, by person.
pub type Lines = Vec<(PersonIx, Vec<DutyIx>)>;

/// Hears nothing.
struct Deaf;

impl Watch for Deaf {
    fn plan(&self, _plan: &[DutyIx], _cost: i64) {}
    fn bound(&self, _bound: i64) {}
}

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
    /// A question was left open.
    unsure: AtomicBool,
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
            unsure: AtomicBool::new(false),
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

    /// Whether these clauses are proved unable to hold together.
    pub fn holds_not(&self, clauses: &[usize]) -> Result<bool, EngineError> {
        match self.ask(clauses, &|_| false, FIRST_LOOK)?.status {
            Status::Infeasible => return Ok(true),
            Status::Optimal | Status::Feasible => return Ok(false),
            Status::Unknown => {}
        }
        // Too few people for too many shifts: the integer program counts in vain, prices on lines see it at once.
        let shared = |at: usize| self.problem().clauses[at].shape.people().len() != 1;
        let found = self.ask(clauses, &shared, ONE_CHECK)?;
        let known = found.status == Status::Infeasible || found.bound > 0;
        let holds = found.plan.is_some() && found.cost == 0;
        self.unsure.fetch_or(!known && !holds, Ordering::Relaxed);
        Ok(known)
    }

    /// Whether every question so far was answered.
    pub fn is_sure(&self) -> bool {
        !self.unsure.load(Ordering::Relaxed) && !self.out_of_time()
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

    /// Solves some of the clauses; any bound above 0 on what the `soft` ones cost will do.
    fn ask(&self, clauses: &[usize], soft: &dyn Fn(usize) -> bool, most: Duration) -> Result<Found, EngineError> {
        let (own, problem) = (self.problem(), self.posed(clauses, soft));
        let time = self.deadline.map_or(most, |end| end.saturating_duration_since(Instant::now()).min(most));
        let nobody = |_: PersonIx, _: u16| 0;
        let lost = |at: &&usize| {
            let shape = &own.clauses[**at].shape;
            !soft(**at) && shape.people().is_empty() && shape.excess(&nobody) > 0
        };
        if clauses.iter().any(|at| lost(&at)) {
            return Ok(Found::infeasible(None));
        }
        let priced = problem.clauses.iter().any(|clause| clause.force != Force::Must);
        if problem.cells() <= SMALL && !priced {
            return small(&problem, &self.limits, time);
        }
        let gap_ppm = if priced { 999_999 } else { 0 };
        let limits = Limits { time: Some(time), gap_ppm, ..self.limits.clone() };
        let outcome = crate::engine::solve(&problem, &limits, None, &|_| {})?;
        let (status, plan, cost, bound) = (outcome.status, outcome.plan, outcome.cost, outcome.bound);
        Ok(Found { status, plan, cost, bound, dead_end: outcome.dead_end })
    }

    /// A plan that keeps all statements but one, and breaks that one as little as can be.
    pub fn witness(&self, statements: &[Statement], at: usize) -> Result<Option<Lines>, EngineError> {
        let clauses = sorted(statements.iter().flat_map(|one| one.clauses.iter().copied()).collect());
        let soft = |clause: usize| statements[at].clauses.contains(&clause);
        let Some(plan) = small(&self.posed(&clauses, &soft), &self.limits, ONE_CHECK)?.plan else { return Ok(None) };
        let people = sorted(statements.iter().flat_map(|one| one.people.iter().copied()).collect());
        let days = self.problem().days;
        let line = |person: PersonIx| plan[person as usize * days..][..days].to_vec();
        Ok(Some(people.into_iter().map(|person| (self.part.people[person as usize], line(person))).collect()))
    }

    /// A statement of the region by the numbers of the whole problem.
    pub fn whole(&self, statement: Statement) -> Statement {
        let clauses = sorted(statement.clauses.iter().map(|at| self.numbers[*at]).collect());
        let people = statement.people.iter().map(|person| self.part.people[*person as usize]).collect();
        Statement { clauses, people, ..statement }
    }
}

/// Solves a small problem.
fn small(problem: &Problem, limits: &Limits, time: Duration) -> Result<Found, EngineError> {
    let limits = Limits { time: Some(time), ..limits.clone() };
    compact::solve(problem, &limits, (&Budget::new(&limits)).into(), None, &Deaf)
}

/// What is open to one person, and what is said of them alone.
type Own = (Vec<Arc<[DutyIx]>>, Vec<Clause>);

/// People whose own musts cannot hold, whatever the others do; people alike are asked once.
pub fn stuck_people(search: &Search) -> Result<Vec<PersonIx>, EngineError> {
    let living = |at: &usize| search.alive[*at] && search.people[*at].len() == 1;
    let clauses = (0..search.alive.len()).filter(living).map(|at| search.problem.clauses[at].clone()).collect();
    let own = Problem { clauses, losses: Vec::new(), tiers: Vec::new(), ..search.problem.clone() };
    let alone: Vec<Vec<PersonIx>> = (0..own.people as PersonIx).map(|person| vec![person]).collect();
    let mut classes: HashMap<Own, Vec<PersonIx>> = HashMap::new();
    for part in own.parts(&alone, None) {
        classes.entry((part.problem.open, part.problem.clauses)).or_default().push(part.people[0]);
    }
    let mut classes: Vec<_> = classes.into_iter().collect();
    classes.sort_unstable_by(|one, other| one.1.cmp(&other.1));
    let stuck = |((open, clauses), people): &(Own, Vec<PersonIx>)| {
        let (open, clauses) = (open.clone(), clauses.clone());
        let problem = Problem { people: 1, open, clauses, tiers: Vec::new(), losses: Vec::new(), ..own };
        let found = small(&problem, &search.limits, search.left(ONE_CHECK))?;
        Ok((found.status == Status::Infeasible).then(|| people.clone()))
    };
    let found: Result<Vec<Option<Vec<PersonIx>>>, EngineError> = classes.par_iter().map(stuck).collect();
    Ok(sorted(found?.into_iter().flatten().flatten().collect()))
}
