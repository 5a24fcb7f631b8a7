//! The solves behind a cell's prices.
//!
//! Only the people matter who are bound to the cell's person by clauses. Where they are many, they fall into blocks
//! once the widest demands (a building's seats) are left out. What is proved of each block without those holds with
//! them too; so only the person's own block is solved anew for each duty, and the sum of the others' bounds is added.
//! Where the plans of all blocks keep the wide demands as well, cost and bound meet. (46)

use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::ask::Asked;
use super::beside::prices;
use super::part::{block, outside};
use super::reason::against;
use super::{Choice, End};
use crate::engine::{self, EngineError, Limits, Outcome, Status};
use crate::explain::conflict::Case;
use crate::explain::still::undo_needless;
use crate::facts::{DayIx, PersonIx};
use crate::problem::{Cell, DutyIx, Judged, Part, Problem};
use crate::roster::Roster;
use crate::verify::Verdict;

pub struct Question<'a> {
    pub(super) case: &'a Case<'a>,
    problem: Problem,
    /// The people bound to the cell's person by any clause; nobody else can matter.
    pub(super) part: Part,
    /// Of the part: the person's block, and all others without the clauses that join the blocks.
    pub(super) own: Part,
    others: Part,
    pub(super) roster: &'a Roster,
    pub(super) verdict: Verdict,
    pub(super) person: PersonIx,
    pub(super) day: DayIx,
    deadline: Option<Instant>,
    /// Cost of all that the part does not decide, as the roster has it.
    outside: i64,
}

/// Cost and bound of the best roster, if one is known, and all duties of the cell.
type Answer = (Option<(i64, i64)>, Vec<Choice>);

/// What is known of the best of all rosters, within the part.
pub(super) struct Best {
    /// The cheapest valid plan of the part.
    plan: Option<(Vec<DutyIx>, i64)>,
    /// Proved of the own block, and of all others.
    pub(super) own: i64,
    others: i64,
}

impl Best {
    fn bound(&self) -> i64 {
        self.own + self.others
    }

    fn is_proved(&self) -> bool {
        self.plan.as_ref().is_some_and(|(_, cost)| *cost == self.bound())
    }
}

impl<'a> Question<'a> {
    pub fn new(
        case: &'a Case<'a>,
        roster: &'a Roster,
        verdict: Verdict,
        cell: (PersonIx, DayIx),
        most: usize,
        deadline: Option<Instant>,
    ) -> Question<'a> {
        let (person, day) = cell;
        let problem = case.scenario.problem();
        let tied = problem.losses.iter().any(|loss| *loss > 0);
        let everybody = || (0..problem.people as PersonIx).collect::<Vec<_>>();
        let of = |groups: Vec<Vec<PersonIx>>, person: PersonIx| groups.into_iter().find(|one| one.contains(&person));
        let group = of(problem.components(), person).filter(|_| !tied).unwrap_or_else(everybody);
        let part = problem.part(&group, None);
        let outside = outside(&problem, &part, roster);
        let local = part.people.binary_search(&person).unwrap_or(0) as PersonIx;
        let block = block(&part.problem, local, most, tied);
        let rest: Vec<PersonIx> =
            (0..group.len() as PersonIx).filter(|one| block.binary_search(one).is_err()).collect();
        let (own, others) = (part.problem.part(&block, None), part.problem.part(&rest, None));
        Question { case, problem, part, own, others, roster, verdict, person, day, deadline, outside }
    }

    /// Cost and bound of the best roster, and all duties of the cell, the one held first.
    pub fn answer(&self) -> Result<Answer, EngineError> {
        let held = self.roster.duty(self.person, self.day);
        let mut duties: Vec<DutyIx> = self.problem.open(self.person, self.day).to_vec();
        duties.sort_by_key(|duty| (*duty != held, *duty));
        let mut best = self.best(self.left(30))?;
        let share = self.share(60, duties.len());
        let asked: Result<Vec<Asked>, EngineError> =
            duties.par_iter().map(|duty| self.ask(*duty, &best, share)).collect();
        let asked = asked?;
        let share = self.share(40, duties.len());
        let apart = !self.others.people.is_empty() && self.part.problem.judge(&self.now()).must_units == 0;
        let beside = |(duty, asked): (&DutyIx, &Asked)| if apart { self.beside(*duty, asked, share) } else { Ok(None) };
        let known: Result<Vec<_>, EngineError> = duties.par_iter().zip(&asked).map(beside).collect();
        self.all_others(&mut best)?;
        let open = asked.iter().filter(|one| matches!(one, Asked::Open { .. })).count();
        let share = self.share(100, open.max(1));
        let pairs: Vec<(&DutyIx, Asked)> = duties.iter().zip(asked).collect();
        let end = |(duty, asked): (&DutyIx, Asked)| match asked {
            Asked::Never => Ok(End::Impossible(against(&self.problem, self.case, &self.cell(*duty), self.deadline)?)),
            Asked::Open { alone, bound } => self.end(*duty, alone, bound, &best, share),
        };
        let ends: Result<Vec<End>, EngineError> = pairs.into_par_iter().map(end).collect();
        let known = duties.into_iter().zip(ends?).zip(prices(&known?));
        let choices = known.map(|((duty, end), beside)| Choice { duty, end, beside }).collect();
        let bound = best.bound() + self.outside;
        Ok((best.plan.map(|(_, cost)| (cost + self.outside, bound)), choices))
    }

    /// The part's plan as the roster has it.
    pub(super) fn now(&self) -> Vec<DutyIx> {
        self.part.read(self.roster.plan())
    }

    /// People of the own block, unless that is everybody.
    pub fn block(&self) -> Option<usize> {
        (!self.others.people.is_empty()).then_some(self.own.people.len())
    }

    fn cell(&self, duty: DutyIx) -> Cell {
        Cell { person: self.person, day: self.day, duty }
    }

    /// A share of the time that is left.
    fn left(&self, percent: u32) -> Option<Duration> {
        self.deadline.map(|end| end.saturating_duration_since(Instant::now()) * percent / 100)
    }

    /// The same for each of several solves on one thread.
    fn share(&self, percent: u32, solves: usize) -> Option<Duration> {
        let threads = self.case.limits.threads.clamp(1, solves) as u32;
        self.left(percent).map(|left| left * threads / solves as u32)
    }

    pub(super) fn solve(
        &self,
        problem: &Problem,
        start: Option<&[DutyIx]>,
        time: Option<Duration>,
        threads: usize,
    ) -> Result<Outcome, EngineError> {
        let limits = Limits { time, threads, work: None, certificate: false, gap_ppm: 0, ..self.case.limits.clone() };
        engine::solve(problem, &limits, start, &|_| {})
    }

    /// The best plan of the own block, beside the others as the roster has them.
    fn best(&self, time: Option<Duration>) -> Result<Best, EngineError> {
        let now = self.now();
        let start = self.own.read(&now);
        let own = self.solve(&self.own.problem, Some(&start), time, self.case.limits.threads)?;
        let mut best = Best { plan: None, own: own.bound, others: 0 };
        self.offer(&mut best, &now);
        self.offer(&mut best, &self.with(&now, own.plan.as_deref()));
        Ok(best)
    }

    /// The best plans of all others; what is proved of them counts for every duty.
    fn all_others(&self, best: &mut Best) -> Result<(), EngineError> {
        if self.others.people.is_empty() {
            return Ok(());
        }
        let now = best.plan.as_ref().map_or_else(|| self.now(), |(plan, _)| plan.clone());
        let start = self.others.read(&now);
        let time = self.left(60);
        let others = self.solve(&self.others.problem, Some(&start), time, self.case.limits.threads)?;
        best.others = others.bound;
        if let Some(plan) = others.plan {
            let mut whole = now;
            self.others.write_back(&plan, &mut whole);
            self.offer(best, &whole);
        }
        Ok(())
    }

    fn offer(&self, best: &mut Best, plan: &[DutyIx]) {
        let is_open = plan.iter().zip(&self.part.problem.open).all(|(duty, open)| open.contains(duty));
        let Judged { cost, must_units } = self.part.problem.judge(plan);
        if is_open && must_units == 0 && best.plan.as_ref().is_none_or(|(_, known)| cost < *known) {
            best.plan = Some((plan.to_vec(), cost));
        }
    }

    /// A plan of the part with other lines for the own block.
    fn with(&self, plan: &[DutyIx], own: Option<&[DutyIx]>) -> Vec<DutyIx> {
        let mut whole = plan.to_vec();
        own.into_iter().for_each(|own| self.own.write_back(own, &mut whole));
        whole
    }

    /// A problem of the own block, or of the part, with the cell fixed.
    pub(super) fn pinned(&self, problem: &Problem, people: &[PersonIx], duty: DutyIx) -> Problem {
        let mut problem = problem.clone();
        let in_part = self.part.people.binary_search(&self.person).unwrap_or(0) as PersonIx;
        let local = if people.is_empty() { in_part as usize } else { people.binary_search(&in_part).unwrap_or(0) };
        problem.open[local * problem.days + usize::from(self.day)] = [duty].into();
        problem
    }

    /// The best roster with a duty: the own block's plan beside the best of the others, where the wide demands allow it;
    /// else the best beside them; and where bound and cost do not meet, all people of the part together.
    fn end(
        &self,
        duty: DutyIx,
        alone: Option<Vec<DutyIx>>,
        bound: i64,
        best: &Best,
        time: Option<Duration>,
    ) -> Result<End, EngineError> {
        let now = self.now();
        let beside = best.plan.as_ref().map_or(&now, |(plan, _)| plan);
        let mut bound = (bound + best.others).max(best.bound());
        let mut found = Best { plan: None, own: bound, others: 0 };
        if let Some((plan, _)) = best.plan.as_ref().filter(|(plan, _)| self.holds(plan, duty)) {
            self.offer(&mut found, plan);
        }
        if let Some(own) = &alone {
            self.offer(&mut found, &self.with(beside, Some(own)));
            self.offer(&mut found, &self.with(&now, Some(own)));
        }
        let end = time.map(|time| Instant::now() + time);
        let left = |percent: u32| end.map(|end| end.saturating_duration_since(Instant::now()) * percent / 100);
        if !found.is_proved() && !self.others.people.is_empty() {
            let block = self.part.problem.part(&self.own.people, Some(beside));
            let pinned = self.pinned(&block.problem, &self.own.people, duty);
            let plan = self.solve(&pinned, alone.as_deref(), left(40), 1)?.plan;
            if let Some(plan) = plan {
                self.offer(&mut found, &self.with(beside, Some(&plan)));
            }
        }
        if !found.is_proved() && left(100).is_none_or(|left| !left.is_zero()) {
            let pinned = self.pinned(&self.part.problem, &[], duty);
            let start = found.plan.as_ref().map(|(plan, _)| plan.as_slice());
            let whole = self.solve(&pinned, start, left(100), 1)?;
            if whole.status == Status::Infeasible {
                return Ok(End::Impossible(against(&self.problem, self.case, &self.cell(duty), self.deadline)?));
            }
            bound = bound.max(whole.bound);
            if let Some(plan) = whole.plan {
                self.offer(&mut found, &plan);
            }
        }
        let Some((plan, _)) = found.plan else { return Ok(End::Unknown) };
        let pinned = self.pinned(&self.part.problem, &[], duty);
        let plan = undo_needless(&pinned, self.calmer(&pinned, plan, &now, left(100)), &now);
        let cost = pinned.judge(&plan).cost;
        let mut whole = self.roster.plan().to_vec();
        self.part.write_back(&plan, &mut whole);
        let changed = Roster::from_plan(self.problem.days, whole);
        let (own, moved) = self.moved(&changed);
        let (cost, bound) = (cost + self.outside, bound.min(cost) + self.outside);
        Ok(End::Cost { cost, bound, rules: self.rules(&changed), own, moved })
    }

    fn holds(&self, plan: &[DutyIx], duty: DutyIx) -> bool {
        let local = self.part.people.binary_search(&self.person).unwrap_or(0);
        plan[local * self.problem.days + usize::from(self.day)] == duty
    }
}
