//! Two policies, change by change: what each change of the YAML costs, and which cells it moves.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use chrono::NaiveDate;

use super::compare::still;
use crate::engine::{Limits, Status};
use crate::facts::{DayIx, DutyIx, Facts, PersonIx};
use crate::input::node::{Kind, Node};
use crate::roster::Roster;
use crate::scenario::{Edit, Scenario, Written, flow, load_edited, written};
use crate::solve::{SolveError, solve};

/// Changes of the policy that are made at once, and what they do.
#[derive(Debug)]
pub struct Step {
    /// Each with the place where the value is written before, if it is written. Several where no scenario can be read
    /// with the first ones alone: people leave before their wishes do.
    pub changes: Vec<(Edit, Option<String>)>,
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
    for (at, edit) in changes.iter().enumerate() {
        edits.push(edit.clone());
        let place = match edit {
            Edit::Set { path, .. } => old.place(path),
            Edit::Drop { .. } => None,
        };
        waiting.push((edit.clone(), place));
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

/// Shift, place and desk by their names.
type DutyName<'a> = [Option<&'a str>; 3];

fn duty_name(facts: &Facts, duty: DutyIx) -> DutyName<'_> {
    let duty = facts.duty(duty);
    [
        duty.shift.map(|shift| facts.shifts[usize::from(shift)].id.as_str()),
        duty.place.map(|place| facts.places[usize::from(place)].id.as_str()),
        duty.desk.map(|desk| facts.desks[usize::from(desk)].id.as_str()),
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

/// Edits that turn one scenario, with its model, into another; titles and remarks are left alone.
pub fn changes(old: &Written, new: &Written) -> Vec<Edit> {
    const REMARKS: [&str; 9] =
        ["scenario", "policy", "about", "sources", "in_force", "model", "solve", "source", "unverified"];
    let mut edits = Vec::new();
    let (one, two) = (old.whole(), new.whole());
    let keys: BTreeSet<&str> = one
        .entries()
        .iter()
        .chain(two.entries())
        .map(|(key, _)| &*key.text)
        .filter(|key| !REMARKS.contains(key))
        .collect();
    for key in keys {
        differ(one.get(key), two.get(key), key, &REMARKS, &mut edits);
    }
    let (one, two) = (old.rules(), new.rules());
    for (id, item) in &one {
        match two.iter().find(|(other, _)| other == id) {
            Some((_, after)) => {
                let (name, body) = (&item.entries()[0].0.text, &item.entries()[0].1);
                let (other, other_body) = (&after.entries()[0].0.text, &after.entries()[0].1);
                if name != other {
                    edits.push(Edit::set("without.+", id));
                    edits.push(Edit::set("rules.+", flow(after)));
                    continue;
                }
                let fields: BTreeSet<&str> =
                    body.entries().iter().chain(other_body.entries()).map(|(key, _)| &*key.text).collect();
                let exclusive = |field: &str| matches!(field, "must" | "prefer") && other_body.get(field).is_none();
                for field in fields.into_iter().filter(|field| ![REMARKS[7], REMARKS[8], "note"].contains(field)) {
                    // Setting the one drops the other.
                    if !exclusive(field) {
                        let path = format!("rules.{id}.{field}");
                        differ(body.get(field), other_body.get(field), &path, &REMARKS, &mut edits);
                    }
                }
            }
            None => edits.push(Edit::set("without.+", id)),
        }
    }
    let added = two.iter().filter(|(id, _)| one.iter().all(|(other, _)| other != id));
    edits.extend(added.map(|(_, item)| Edit::set("rules.+", flow(item))));
    edits
}

/// Edits at and below a path.
fn differ(one: Option<&Node>, two: Option<&Node>, path: &str, remarks: &[&str], edits: &mut Vec<Edit>) {
    // What is written no more is emptied.
    let none = match one.map(|node| &node.kind) {
        Some(Kind::Seq(_)) => "[]",
        Some(Kind::Map(_)) => "{}",
        Some(Kind::Scalar { .. } | Kind::Null) | None => "~",
    };
    let text = |node: Option<&Node>| node.map_or_else(|| none.to_string(), flow);
    if text(one) == text(two) {
        return;
    }
    match (one.map(|node| &node.kind), two.map(|node| &node.kind)) {
        (Some(Kind::Map(_)), Some(Kind::Map(_))) => {
            let (one, two) = (one.map(Node::entries).unwrap_or_default(), two.map(Node::entries).unwrap_or_default());
            let keys: BTreeSet<&str> = one.iter().chain(two).map(|(key, _)| &*key.text).collect();
            let get = |entries: &[(crate::input::node::Key, Node)], key: &str| {
                entries.iter().find(|(one, _)| &*one.text == key).map(|(_, node)| node.clone())
            };
            for key in keys.into_iter().filter(|key| !remarks.contains(key)) {
                differ(get(one, key).as_ref(), get(two, key).as_ref(), &format!("{path}.{key}"), remarks, edits);
            }
        }
        _ => edits.push(Edit::set(path, text(two))),
    }
}
