//! Comparisons: two rosters of one scenario; a planner's roster and the best one; two policies, change by change.

use std::collections::BTreeSet;
use std::path::Path;

use super::still::undo_needless;
use crate::engine::{Limits, Status};
use crate::facts::{DayIx, PersonIx};
use crate::input::node::{Kind, Node};
use crate::roster::Roster;
use crate::scenario::{Edit, Scenario, Written, flow, load_edited, written};
use crate::solve::{SolveError, solve};
use crate::verify::{Verdict, verify};

/// What differs between two rosters of one scenario.
#[derive(Debug)]
pub struct Difference {
    pub costs: (i64, i64),
    pub must_units: (i64, i64),
    /// Rules whose cost or broken units differ: position, cost before and after.
    pub rules: Vec<(usize, i64, i64)>,
    pub cells: Vec<(PersonIx, DayIx)>,
}

/// Compares two rosters of one scenario.
pub fn rosters(scenario: &Scenario, one: &Roster, two: &Roster) -> Difference {
    let judge = |roster: &Roster| verify(&scenario.facts, &scenario.entries, roster);
    difference(&judge(one), &judge(two), one, two)
}

fn difference(before: &Verdict, after: &Verdict, one: &Roster, two: &Roster) -> Difference {
    let pairs = before.findings.iter().zip(&after.findings);
    let differ = pairs.filter(|(old, new)| (old.cost, old.units) != (new.cost, new.units));
    Difference {
        costs: (before.cost, after.cost),
        must_units: (before.must_units, after.must_units),
        rules: differ.map(|(old, new)| (old.rule, old.cost, new.cost)).collect(),
        cells: one.changes(two).collect(),
    }
}

/// A planner's roster beside the best.
#[derive(Debug)]
pub struct Against {
    pub difference: Difference,
    pub best: Roster,
    /// No roster costs less.
    pub bound: i64,
    pub status: Status,
}

/// Solves from the planner's roster and compares; `None` if no valid roster was found.
pub fn against_best(scenario: &Scenario, own: &Roster, limits: &Limits) -> Result<Option<Against>, SolveError> {
    let solved = solve(scenario, limits, Some(own), &|_| {})?;
    let Some((best, _)) = solved.roster else { return Ok(None) };
    let (best, verdict) = still(scenario, best, own);
    let judged = verify(&scenario.facts, &scenario.entries, own);
    let difference = difference(&judged, &verdict, own, &best);
    Ok(Some(Against { difference, best, bound: solved.outcome.bound, status: solved.outcome.status }))
}

/// The roster with all that need not differ from an older one as it was; never worse.
fn still(scenario: &Scenario, roster: Roster, older: &Roster) -> (Roster, Verdict) {
    let problem = scenario.problem();
    let plan = undo_needless(&problem, roster.plan().to_vec(), older.plan());
    let calm = Roster::from_plan(problem.days, plan);
    let judge = |roster: &Roster| verify(&scenario.facts, &scenario.entries, roster);
    let (verdict, before) = (judge(&calm), judge(&roster));
    match verdict.is_valid() && verdict.cost <= before.cost {
        true => (calm, verdict),
        false => (roster, before),
    }
}

/// One change of the policy and what it does.
#[derive(Debug)]
pub struct Step {
    pub edit: Edit,
    /// Where the value is written before the change, if it is written.
    pub place: Option<String>,
    /// Best cost found and bound before; and after, if there is a roster.
    pub before: Option<(i64, i64)>,
    pub after: Option<(i64, i64)>,
    /// Cells that differ from the roster before.
    pub cells: Vec<(PersonIx, DayIx)>,
}

/// The changes that lead from one scenario to another, one at a time, each solved from the roster before it.
pub fn policies(one: &Path, two: &Path, limits: &Limits) -> Result<Vec<Step>, SolveError> {
    let (Some(old), Some(new)) = (written(one, &[]), written(two, &[])) else { return Ok(Vec::new()) };
    let changes = changes(&old, &new);
    let mut steps: Vec<Step> = Vec::new();
    let mut edits: Vec<Edit> = Vec::new();
    let mut last: Option<(Roster, i64, i64)> = None;
    for number in 0..=changes.len() {
        if number > 0 {
            edits.push(changes[number - 1].clone());
        }
        let share = limits.time.map(|time| time / (changes.len() as u32 + 1));
        let limits = Limits { time: share, ..limits.clone() };
        let found = match load_edited(one, &edits).0 {
            None => None,
            Some(scenario) => {
                let start = last.as_ref().map(|(roster, _, _)| roster);
                let start = start.filter(|roster| roster.people() == scenario.facts.people.len());
                let solved = solve(&scenario, &limits, start, &|_| {})?;
                let found = solved.roster.map(|(roster, verdict)| match start {
                    Some(start) => still(&scenario, roster, start),
                    None => (roster, verdict),
                });
                found.map(|(roster, verdict)| (roster, verdict.cost, solved.outcome.bound))
            }
        };
        let price = |found: &Option<(Roster, i64, i64)>| found.as_ref().map(|(_, cost, bound)| (*cost, *bound));
        if number > 0 {
            let edit = changes[number - 1].clone();
            let place = match &edit {
                Edit::Set { path, .. } => old.place(path),
                Edit::Drop { .. } => None,
            };
            let cells = match (&last, &found) {
                (Some((before, _, _)), Some((after, _, _))) if before.people() == after.people() => {
                    before.changes(after).collect()
                }
                _ => Vec::new(),
            };
            steps.push(Step { edit, place, before: price(&last), after: price(&found), cells });
        }
        last = found.or(last);
    }
    Ok(steps)
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
    let text = |node: Option<&Node>| node.map(flow).unwrap_or_else(|| "~".into());
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
