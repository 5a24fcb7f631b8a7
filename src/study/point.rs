//! One point of a study: the scenario with some edits, solved with proof and measured.

use std::hash::Hasher;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::engine::{Limits, Status};
use crate::explain::conflict::{Case, explain};
use crate::facts::{DutyIx, Facts};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::roster::Roster;
use crate::scenario::{Edit, Scenario, load_edited};
use crate::solve::{SolveError, solve};
use crate::verify::{Verdict, verify};

/// How the solve of a point ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    Optimal,
    Feasible,
    Infeasible,
    Unknown,
}

/// A rule that takes part in what cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub rule: String,
    /// Where it is written.
    pub place: String,
    pub id: String,
    pub en: String,
}

/// A number read off the roster of a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    pub key: String,
    pub value: i64,
}

/// A finished point, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Point {
    /// Digest of the edited scenario and of the limits: a kept point with the same key is the same solve.
    pub key: String,
    /// The edits that make it, for `luwes solve --set`.
    pub edits: Vec<String>,
    pub ended: Ended,
    pub cost: Option<i64>,
    /// No roster with these edits costs less.
    pub bound: i64,
    /// Wall time of the solve, in milliseconds.
    pub millis: u64,
    /// Began from, or was settled by, the point with this key.
    pub from: Option<String>,
    /// Settled by that point alone: nothing had to be solved.
    pub carried: bool,
    pub measures: Vec<Measure>,
    /// Of an impossible point whose easier neighbour is possible: the rules that cannot hold together.
    pub blocked: Vec<Block>,
    /// The people and duties that the plan counts.
    pub world: u64,
    pub plan: Option<Vec<DutyIx>>,
}

impl Point {
    /// Whether a roster was found: proof enough that all musts can be kept.
    pub fn is_possible(&self) -> bool {
        matches!(self.ended, Ended::Optimal | Ended::Feasible)
    }

    /// Stands for the proof in the report: nothing is open.
    pub fn is_proved(&self) -> bool {
        matches!(self.ended, Ended::Optimal | Ended::Infeasible)
    }
}

/// Where finished points are kept and what is measured of them.
pub trait Keep: Sync {
    fn known(&self, key: &str) -> Option<Point>;
    /// Writes it whole or not at all.
    fn keep(&self, point: &Point) -> Result<(), String>;
    fn measure(&self, scenario: &Scenario, roster: &Roster, verdict: &Verdict) -> Vec<Measure>;
}

/// Why a study ended early.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    #[error(transparent)]
    Solve(#[from] SolveError),
    #[error("{0}")]
    Keep(String),
    /// A point's scenario is faulty; the faults are told.
    #[error("a point of the study is no scenario")]
    Input(Box<Faults>),
    #[error("stopped; finished points are kept")]
    Stopped,
}

/// What all points of a study share.
pub struct Bench<'a> {
    pub scenario: &'a Path,
    pub limits: &'a Limits,
    pub keep: &'a dyn Keep,
}

/// What is known before a point is solved.
#[derive(Clone, Copy, Default)]
pub struct Before<'a> {
    /// Begin from this one's roster.
    pub near: Option<&'a Point>,
    /// `near` asks for less: its bound holds here too, and if it is impossible so is this one.
    pub easier: bool,
    /// Name the rules if it cannot be.
    pub why: bool,
}

impl Bench<'_> {
    /// The point with these edits: as it was kept, or solved now and kept.
    pub fn point(&self, edits: &[Edit], before: Before, threads: usize) -> Result<Point, Failed> {
        let (scenario, faults) = load_edited(self.scenario, edits);
        let Some(scenario) = scenario else { return Err(Failed::Input(Box::new(faults))) };
        let key = key(&scenario, edits, before, self.limits);
        if let Some(point) = self.keep.known(&key) {
            return Ok(point);
        }
        let began = Instant::now();
        let mut point = Point {
            key,
            edits: edits.iter().map(ToString::to_string).collect(),
            ended: Ended::Unknown,
            cost: None,
            bound: 0,
            millis: 0,
            from: before.near.map(|near| near.key.clone()),
            carried: false,
            measures: Vec::new(),
            blocked: Vec::new(),
            world: world(&scenario.facts),
            plan: None,
        };
        if !carried(&scenario, before, &mut point, self.keep) {
            self.solved(&scenario, before, threads, &mut point)?;
        }
        point.millis = began.elapsed().as_millis() as u64;
        if point.ended == Ended::Infeasible && before.why {
            point.blocked = self.blocked(&scenario, edits, &faults, threads);
        }
        self.keep.keep(&point).map_err(Failed::Keep)?;
        Ok(point)
    }

    fn solved(&self, scenario: &Scenario, before: Before, threads: usize, point: &mut Point) -> Result<(), Failed> {
        let limits = Limits { threads, ..self.limits.clone() };
        let start = before.near.and_then(|near| roster(near, point.world, scenario));
        let solved = solve(scenario, &limits, start.as_ref(), &|_| {})?;
        if solved.outcome.stopped {
            return Err(Failed::Stopped);
        }
        point.bound = solved.outcome.bound;
        point.ended = match solved.outcome.status {
            Status::Optimal => Ended::Optimal,
            Status::Feasible => Ended::Feasible,
            Status::Infeasible => Ended::Infeasible,
            Status::Unknown => Ended::Unknown,
        };
        if let Some((roster, verdict)) = &solved.roster {
            point.cost = Some(verdict.cost);
            point.measures = self.keep.measure(scenario, roster, verdict);
            point.plan = Some(roster.plan().to_vec());
            let known = before.near.filter(|_| before.easier).map_or(0, |near| near.bound);
            point.bound = point.bound.max(known);
            if point.bound >= verdict.cost {
                point.ended = Ended::Optimal;
            }
        }
        Ok(())
    }

    /// The rules of the first conflict; empty where none was found in time.
    fn blocked(&self, scenario: &Scenario, edits: &[Edit], faults: &Faults, threads: usize) -> Vec<Block> {
        /// Longest search for it.
        const LONGEST: Duration = Duration::from_secs(30);
        let time = self.limits.time.map_or(LONGEST, |time| time.min(LONGEST));
        let limits = Limits { time: Some(time), work: None, threads, ..self.limits.clone() };
        let case = Case { path: self.scenario, edits, scenario, faults, keep: &[], limits: &limits };
        let Ok(explained) = explain(&case) else { return Vec::new() };
        let Some(conflict) = explained.conflicts.first() else { return Vec::new() };
        let mut blocks: Vec<Block> = Vec::new();
        for said in &conflict.statements {
            let entry = &scenario.entries[said.rule];
            if blocks.iter().any(|block| block.rule == entry.id) {
                continue;
            }
            let text: Text = said.breach.clone().unwrap_or_else(|| entry.says(&scenario.facts));
            blocks.push(Block { rule: entry.id.clone(), place: said.place.clone(), id: text.id, en: text.en });
        }
        blocks
    }
}

/// What the point before settles alone: an impossible easier point, or its optimum that is still valid at no more cost.
fn carried(scenario: &Scenario, before: Before, point: &mut Point, keep: &dyn Keep) -> bool {
    let Some(near) = before.near.filter(|_| before.easier) else { return false };
    if near.ended == Ended::Infeasible {
        (point.ended, point.carried) = (Ended::Infeasible, true);
        return true;
    }
    let Some(roster) = roster(near, point.world, scenario) else { return false };
    let verdict = verify(&scenario.facts, &scenario.entries, &roster);
    if !verdict.is_valid() || verdict.cost > near.bound {
        return false;
    }
    point.measures = keep.measure(scenario, &roster, &verdict);
    (point.ended, point.cost, point.bound) = (Ended::Optimal, Some(verdict.cost), near.bound);
    (point.carried, point.plan) = (true, near.plan.clone());
    true
}

/// The roster of a point, if it counts the same people and duties as this scenario.
fn roster(near: &Point, world: u64, scenario: &Scenario) -> Option<Roster> {
    let (facts, plan) = (&scenario.facts, near.plan.as_ref().filter(|_| near.world == world)?);
    let days = facts.calendar.days.len();
    let fits =
        plan.len() == facts.people.len() * days && plan.iter().all(|duty| usize::from(*duty) < facts.duties.len());
    (fits && days > 0).then(|| Roster::from_plan(days, plan.clone()))
}

/// A digest of everything that gives the numbers of a plan their meaning.
fn world(facts: &Facts) -> u64 {
    let mut digest = std::hash::DefaultHasher::new();
    let mut add = |text: &str| {
        digest.write_usize(text.len());
        digest.write(text.as_bytes());
    };
    facts.people.iter().for_each(|person| add(&person.id));
    facts.calendar.days.iter().for_each(|day| add(&day.date.to_string()));
    facts.duties.iter().for_each(|duty| {
        add(duty.shift.map_or("", |shift| &facts.shifts[usize::from(shift)].id));
        add(duty.place.map_or("", |place| &facts.places[usize::from(place)].id));
        add(duty.desk.map_or("", |desk| &facts.desks[usize::from(desk)].id));
    });
    digest.finish()
}

fn key(scenario: &Scenario, edits: &[Edit], before: Before, limits: &Limits) -> String {
    let mut sha = Sha256::new();
    let mut add = |text: String| {
        sha.update((text.len() as u64).to_le_bytes());
        sha.update(text);
    };
    add(env!("CARGO_PKG_VERSION").into());
    add(scenario.hash.clone());
    edits.iter().for_each(|edit| add(edit.to_string()));
    let engine = (limits.engine as u8, limits.solver as u8);
    add(format!("{:?} {:?} {} {} {engine:?}", limits.time, limits.work, limits.gap_ppm, limits.seed));
    add(format!("{:?} {} {}", before.near.map(|near| &near.key), before.easier, before.why));
    sha.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}
