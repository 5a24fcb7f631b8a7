//! Two policies, change by change: what each change of the YAML costs, and which cells it moves.

mod changes;

use std::collections::HashMap;
use std::path::Path;

use chrono::NaiveDate;

use super::compare::still;
use crate::engine::{Limits, Status};
use crate::facts::{DayIx, DutyIx, Facts, PersonIx};
use crate::roster::Roster;
use crate::scenario::{Scenario, load_edited, written};
use crate::solve::{SolveError, solve};
pub use changes::Change;
use changes::changes;

/// Changes of the policy that are made at once, and what they do.
#[derive(Debug)]
pub struct Step {
    /// Several where no scenario can be read with the first ones alone: people leave before their wishes do.
    pub changes: Vec<Change>,
    pub before: Best,
    pub after: Best,
    /// Cells, of people and days on both sides, whose duty differs from the last roster there was.
    pub cells: Vec<(String, NaiveDate)>,
}

/// What is known of the best roster of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Best {
    /// One of this cost; none costs less than the bound.
    Cost { cost: i64, bound: i64 },
    /// Proved: no roster keeps every `must`.
    Impossible,
    /// Neither found nor excluded within the limits.
    Open,
    /// The changes make no scenario that can be read.
    Faulty,
}

/// The changes that lead from one scenario to another, one at a time, each solved from the roster before it.
pub fn policies(one: &Path, two: &Path, limits: &Limits) -> Result<Vec<Step>, SolveError> {
    let (Some(old), Some(new)) = (written(one, &[]), written(two, &[])) else { return Ok(Vec::new()) };
    let changes = changes(&old, &new);
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let limits = Limits { time: limits.time.map(|time| time / (changes.len() as u32 + 1)), ..limits.clone() };
    let mut last: Option<(Scenario, Roster)> = None;
    let mut before = match load_edited(one, &[]).0 {
        Some(scenario) => take(scenario, &mut last, &limits)?.0,
        None => Best::Faulty,
    };
    let (mut steps, mut edits, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
    for (at, change) in changes.iter().enumerate() {
        edits.push(change.0.clone());
        waiting.push(change.clone());
        let (after, cells) = match load_edited(one, &edits).0 {
            Some(scenario) => take(scenario, &mut last, &limits)?,
            None if at + 1 < changes.len() => continue,
            None => (Best::Faulty, Vec::new()),
        };
        steps.push(Step { changes: std::mem::take(&mut waiting), before, after, cells });
        before = after;
    }
    Ok(steps)
}

/// A cell by names.
type Named = (String, NaiveDate);

/// Solves a scenario from the last roster, which it replaces, and says which cells have changed.
fn take(
    scenario: Scenario,
    last: &mut Option<(Scenario, Roster)>,
    limits: &Limits,
) -> Result<(Best, Vec<Named>), SolveError> {
    let start = last.as_ref().and_then(|(old, roster)| carried(&old.facts, roster, &scenario.facts));
    let solved = solve(&scenario, limits, start.as_ref(), &|_| {})?;
    let bound = solved.outcome.bound;
    let Some((roster, verdict)) = solved.roster else {
        let infeasible = solved.outcome.status == Status::Infeasible;
        return Ok((if infeasible { Best::Impossible } else { Best::Open }, Vec::new()));
    };
    let (roster, verdict) = match &start {
        Some(start) => still(&scenario, roster, start),
        None => (roster, verdict),
    };
    let cells =
        last.as_ref().map_or(Vec::new(), |(old, before)| moved((&old.facts, before), (&scenario.facts, &roster)));
    *last = Some((scenario, roster));
    Ok((Best::Cost { cost: verdict.cost, bound }, cells))
}

/// Shift, place, desk and seat by their names.
type DutyName<'a> = [Option<&'a str>; 4];

fn duty_name(facts: &Facts, duty: DutyIx) -> DutyName<'_> {
    let duty = facts.duty(duty);
    [
        duty.shift.map(|shift| facts.shifts[usize::from(shift)].id.as_str()),
        duty.place.map(|place| facts.places[usize::from(place)].id.as_str()),
        duty.desk.map(|desk| facts.desks[usize::from(desk)].id.as_str()),
        duty.seat.map(|seat| facts.seats[usize::from(seat)].id.as_str()),
    ]
}

/// Where the people and days of some facts stand in others.
fn places(here: &Facts, there: &Facts) -> (Vec<Option<PersonIx>>, Vec<Option<DayIx>>) {
    let known: HashMap<&str, PersonIx> =
        there.everybody().map(|person| (there.person(person).id.as_str(), person)).collect();
    let people = here.everybody().map(|person| known.get(here.person(person).id.as_str()).copied());
    let days = here.days().map(|day| there.calendar.find(here.calendar.day(day).date));
    (people.collect(), days.collect())
}

/// A roster in the numbers of other facts; `None` unless it has a duty for everybody and every day there.
fn carried(old: &Facts, roster: &Roster, new: &Facts) -> Option<Roster> {
    let numbers: HashMap<DutyName, DutyIx> =
        (0..new.duties.len() as DutyIx).map(|duty| (duty_name(new, duty), duty)).collect();
    let (people, days) = places(new, old);
    let mut plan = Vec::with_capacity(people.len() * days.len());
    for person in &people {
        for day in &days {
            plan.push(*numbers.get(&duty_name(old, roster.duty((*person)?, (*day)?)))?);
        }
    }
    (!days.is_empty()).then(|| Roster::from_plan(days.len(), plan))
}

/// Cells that both rosters have with different duties.
fn moved((old, before): (&Facts, &Roster), (new, after): (&Facts, &Roster)) -> Vec<Named> {
    let (people, days) = places(new, old);
    let mut cells = Vec::new();
    for (person, there) in people.iter().enumerate().filter_map(|(at, there)| Some((at as PersonIx, (*there)?))) {
        for (day, then) in days.iter().enumerate().filter_map(|(at, then)| Some((at as DayIx, (*then)?))) {
            if duty_name(old, before.duty(there, then)) != duty_name(new, after.duty(person, day)) {
                cells.push((new.person(person).id.clone(), new.calendar.day(day).date));
            }
        }
    }
    cells
}
