//! Why this cell: what every other duty of a person on a day would cost after the best re-arrangement of everybody else,
//! who else would move, and which rules stand against it. Each price is the difference of two exact solves.

use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::conflict::{Case, Said, say_all};
use super::still::undo_needless;
use crate::engine::{self, EngineError, Limits, Outcome, Status};
use crate::facts::{DayIx, PersonIx};
use crate::problem::{self, Clause, DutyIx, Force, Part, Problem, Shape};
use crate::roster::Roster;
use crate::verify::{Verdict, verify};

/// Everything about one cell of a roster.
#[derive(Debug)]
pub struct Cell {
    pub person: PersonIx,
    pub day: DayIx,
    pub held: DutyIx,
    /// Of the roster as it is.
    pub cost: i64,
    pub must_units: i64,
    /// Cheapest cost of any roster, if one was found, and what is proved of it.
    pub best: Option<(i64, i64)>,
    pub state: State,
    /// Every duty open to the person that day, the one held first.
    pub choices: Vec<Choice>,
}

/// What is proved of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The same in every optimal roster.
    Forced,
    /// Another duty costs nothing more.
    Free,
    /// Optimal rosters hold something else.
    Wrong,
    /// Not proved in time.
    Open,
}

/// One duty the person could hold.
#[derive(Debug)]
pub struct Choice {
    pub duty: DutyIx,
    pub end: End,
}

/// How the best roster with that duty fares.
#[derive(Debug)]
pub enum End {
    /// A roster of this cost exists; none of those costs less than `bound`.
    Cost {
        cost: i64,
        bound: i64,
        /// Cost of each rule less its cost in the roster as it is, where they differ.
        rules: Vec<(usize, i64)>,
        /// Others whose line differs from the roster as it is, and on how many days.
        moved: Vec<(PersonIx, usize)>,
    },
    /// Proved: no roster keeps every `must`. The statements that stand against it.
    Impossible(Vec<Said>),
    /// Nothing found and nothing proved in time.
    Unknown,
}

impl End {
    /// Proved cheapest cost.
    fn exact(&self) -> Option<i64> {
        match self {
            End::Cost { cost, bound, .. } if cost == bound => Some(*cost),
            End::Cost { .. } | End::Impossible(_) | End::Unknown => None,
        }
    }

    /// No such roster costs less.
    fn least(&self) -> Option<i64> {
        match self {
            End::Cost { bound, .. } => Some(*bound),
            End::Impossible(_) => Some(i64::MAX),
            End::Unknown => None,
        }
    }
}

/// People of the largest demand through which neighbours are freed for a first re-arrangement.
const NEIGHBOURS: usize = 60;

struct Question<'a> {
    case: &'a Case<'a>,
    problem: Problem,
    /// The people bound to the cell's person by any clause; nobody else can matter.
    part: Part,
    roster: &'a Roster,
    verdict: Verdict,
    person: PersonIx,
    day: DayIx,
    deadline: Option<Instant>,
}

/// Answers for one cell of a roster.
pub fn cell(case: &Case, roster: &Roster, person: PersonIx, day: DayIx) -> Result<Cell, EngineError> {
    let problem = case.scenario.problem();
    let verdict = verify(&case.scenario.facts, &case.scenario.entries, roster);
    let groups = problem.components();
    let tied = problem.losses.iter().any(|loss| *loss > 0);
    let everybody = || (0..problem.people as PersonIx).collect::<Vec<_>>();
    let group = groups.into_iter().find(|group| group.contains(&person)).filter(|_| !tied).unwrap_or_else(everybody);
    let part = problem.part(&group, None);
    let deadline = case.limits.time.map(|time| Instant::now() + time);
    let question = Question { case, problem, part, roster, verdict, person, day, deadline };
    question.answer()
}

impl Question<'_> {
    fn answer(&self) -> Result<Cell, EngineError> {
        let held = self.roster.duty(self.person, self.day);
        let outside = self.outside();
        let half = self.deadline.map(|end| end.saturating_duration_since(Instant::now()) / 2);
        let own = self.part.read(self.roster.plan());
        let best = self.solve(&self.part.problem, Some(own), half, self.case.limits.threads)?;
        let known = best.plan.is_some().then_some((best.cost + outside, best.bound + outside));
        let mut duties: Vec<DutyIx> = self.problem.open(self.person, self.day).to_vec();
        duties.sort_by_key(|duty| (*duty != held, *duty));
        // The time left in equal shares, each solve on one thread.
        let threads = self.case.limits.threads.clamp(1, duties.len()) as u32;
        let left = self.deadline.map(|end| end.saturating_duration_since(Instant::now()));
        let share = left.map(|left| left * threads / duties.len() as u32);
        let one = |duty: &DutyIx| Ok(Choice { duty: *duty, end: self.price(*duty, &best, outside, share)? });
        let choices: Result<Vec<Choice>, EngineError> = duties.par_iter().map(one).collect();
        let choices = choices?;
        Ok(Cell {
            person: self.person,
            day: self.day,
            held,
            cost: self.verdict.cost,
            must_units: self.verdict.must_units,
            best: known,
            state: state(&choices, held, known),
            choices,
        })
    }

    /// Cost of all that the cell's component does not decide, as the roster has it.
    fn outside(&self) -> i64 {
        let inside: std::collections::BTreeSet<u32> = self.part.clauses.iter().copied().collect();
        let days = self.problem.days;
        let duty = |person: PersonIx, day: DayIx| self.roster.plan()[person as usize * days + usize::from(day)];
        let others = self.problem.clauses.iter().enumerate().filter(|(at, _)| !inside.contains(&(*at as u32)));
        others.map(|(_, clause)| clause.force.cost(clause.shape.excess(&duty))).sum()
    }

    fn solve(
        &self,
        problem: &Problem,
        start: Option<Vec<DutyIx>>,
        time: Option<Duration>,
        threads: usize,
    ) -> Result<Outcome, EngineError> {
        let limits = Limits { time, threads, work: None, certificate: false, gap_ppm: 0, ..self.case.limits.clone() };
        engine::solve(problem, &limits, start.as_deref(), &|_| {})
    }

    /// The component with the cell fixed.
    fn pinned(&self, duty: DutyIx) -> Problem {
        let mut problem = self.part.problem.clone();
        let local = self.part.people.binary_search(&self.person).unwrap_or(0);
        problem.open[local * problem.days + usize::from(self.day)] = [duty].into();
        problem
    }

    /// A first re-arrangement: only people near move, as little as can be, and everybody else stays.
    fn near(&self, pinned: &Problem, time: Option<Duration>) -> Option<Vec<DutyIx>> {
        let plan = self.part.read(self.roster.plan());
        let local = self.part.people.binary_search(&self.person).ok()? as PersonIx;
        let mut near = vec![local];
        for clause in &pinned.clauses {
            let people = clause.shape.people();
            if (2..=NEIGHBOURS).contains(&people.len()) && people.contains(&local) {
                near.extend(people);
            }
        }
        near.sort_unstable();
        near.dedup();
        let mut part = pinned.part(&near, Some(&plan));
        // A point of cost counts for more than all the cells that could move.
        let point = 1 + part.problem.open.len() as i64;
        part.problem.clauses.iter_mut().for_each(|clause| clause.force = clause.force.times(point));
        let old = part.read(&plan);
        for (slot, open) in part.problem.open.clone().iter().enumerate() {
            let (person, day) = ((slot / part.problem.days) as PersonIx, (slot % part.problem.days) as DayIx);
            let moves = open.iter().filter(|duty| **duty != old[slot]);
            let ban = |duty: &DutyIx| Shape::Ban(problem::Cell { person, day, duty: *duty });
            part.problem.clauses.extend(moves.map(|duty| Clause {
                rule: 0,
                force: Force::prefer(1),
                shape: ban(duty),
            }));
        }
        (part.problem.tiers, part.problem.losses) = (Vec::new(), Vec::new());
        let found = self.solve(&part.problem, None, time, 1).ok()?.plan?;
        let mut whole = plan;
        part.write_back(&found, &mut whole);
        (pinned.judge(&whole).must_units == 0).then_some(whole)
    }

    fn price(&self, duty: DutyIx, best: &Outcome, outside: i64, time: Option<Duration>) -> Result<End, EngineError> {
        let pinned = self.pinned(duty);
        let end = time.map(|time| Instant::now() + time);
        let left = || end.map(|end| end.saturating_duration_since(Instant::now()));
        // Whether it can be at all is soon known.
        let musts = pinned.clauses.iter().filter(|clause| clause.force == Force::Must).cloned().collect();
        let bare = Problem { clauses: musts, tiers: Vec::new(), losses: Vec::new(), ..pinned.clone() };
        if self.solve(&bare, None, left().map(|left| left / 3), 1)?.status == Status::Infeasible {
            return Ok(End::Impossible(self.against(duty)?));
        }
        let own = self.part.read(self.roster.plan());
        let start = match duty == self.roster.duty(self.person, self.day) {
            true => Some(own.clone()).filter(|plan| pinned.judge(plan).must_units == 0),
            false => self.near(&pinned, left().map(|left| left / 3)),
        };
        let start_cost = start.as_ref().map(|plan| pinned.judge(plan).cost);
        // What the best of all rosters costs is a bound for every choice.
        let (plan, bound) = match (start, start_cost) {
            (Some(plan), Some(cost)) if cost <= best.bound => (plan, best.bound),
            (start, _) => {
                let outcome = self.solve(&pinned, start, left(), 1)?;
                if outcome.status == Status::Infeasible {
                    return Ok(End::Impossible(self.against(duty)?));
                }
                let Some(plan) = outcome.plan else { return Ok(End::Unknown) };
                (plan, outcome.bound.max(best.bound.min(outcome.cost)))
            }
        };
        let plan = undo_needless(&pinned, plan, &own);
        let cost = pinned.judge(&plan).cost;
        let mut whole = self.roster.plan().to_vec();
        self.part.write_back(&plan, &mut whole);
        let changed = Roster::from_plan(self.problem.days, whole);
        Ok(End::Cost {
            cost: cost + outside,
            bound: bound.min(cost) + outside,
            rules: self.rules(&changed),
            moved: self.moved(&changed),
        })
    }

    fn rules(&self, changed: &Roster) -> Vec<(usize, i64)> {
        let verdict = verify(&self.case.scenario.facts, &self.case.scenario.entries, changed);
        let pairs = verdict.findings.iter().zip(&self.verdict.findings);
        let differ = pairs.map(|(new, old)| (new.rule, new.cost - old.cost));
        differ.filter(|(_, more)| *more != 0).collect()
    }

    fn moved(&self, changed: &Roster) -> Vec<(PersonIx, usize)> {
        let mut moved: Vec<(PersonIx, usize)> = Vec::new();
        for (person, _) in self.roster.changes(changed).filter(|(person, _)| *person != self.person) {
            match moved.last_mut() {
                Some((last, days)) if *last == person => *days += 1,
                _ => moved.push((person, 1)),
            }
        }
        moved
    }

    /// The statements that forbid a duty.
    fn against(&self, duty: DutyIx) -> Result<Vec<Said>, EngineError> {
        let mut problem = self.problem.clone();
        problem.open[self.person as usize * problem.days + usize::from(self.day)] = [duty].into();
        let left = self.deadline.map(|end| end.saturating_duration_since(Instant::now()));
        // The proof is there; a reason should not fail for want of a second.
        let time = left.map(|left| left.max(Duration::from_secs(5)));
        let found = engine::conflicts(&problem, &|_| false, &Limits { time, ..self.case.limits.clone() })?;
        let concerns = |one: &&engine::Conflict| one.statements.iter().any(|said| said.people.contains(&self.person));
        let first = found.list.iter().find(concerns).or(found.list.first());
        Ok(first.map(|one| say_all(self.case, &problem, &one.statements)).unwrap_or_default())
    }
}

/// What the choices together prove of the cell.
fn state(choices: &[Choice], held: DutyIx, best: Option<(i64, i64)>) -> State {
    let Some((cost, bound)) = best else { return State::Open };
    if cost != bound {
        return State::Open;
    }
    let own = choices.iter().find(|choice| choice.duty == held);
    let own_least = own.and_then(|choice| choice.end.least());
    if own_least.is_some_and(|least| least > cost) {
        return State::Wrong;
    }
    let others = || choices.iter().filter(|choice| choice.duty != held);
    if own.and_then(|choice| choice.end.exact()) != Some(cost) {
        return State::Open;
    }
    if others().any(|choice| choice.end.exact() == Some(cost)) {
        return State::Free;
    }
    match others().all(|choice| choice.end.least().is_some_and(|least| least > cost)) {
        true => State::Forced,
        false => State::Open,
    }
}
