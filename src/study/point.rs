//! One point of a study: the scenario with some edits, solved with proof and measured.

use std::hash::Hasher;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::before::{begin, cheapest, is_within, mixed, places, proved};
use super::build::build;
use super::taught::{Marks, Taught};
use crate::engine::{Graphs, Lessons, Limits, Start, Status};
use crate::explain::conflict::{Case, explain};
use crate::facts::{DutyIx, Facts};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::problem::{Asked, Problem, Read};
use crate::roster::Roster;
use crate::scenario::{Edit, Parsed, Scenario, load_again};
use crate::solve::{SolveError, solve_from};
use crate::verify::Verdict;

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
    /// Digest of the edited scenario, of the limits and of what was known before: a kept point with the same key is the
    /// same solve.
    pub key: String,
    /// The edits that make it, for `luwes solve --set`.
    pub edits: Vec<String>,
    pub ended: Ended,
    pub cost: Option<i64>,
    /// No roster with these edits costs less.
    pub bound: i64,
    /// Wall time of the solve, in milliseconds.
    pub millis: u64,
    /// Units of work of the solve.
    pub work: u64,
    /// The point whose roster it began from, or that settles it.
    pub from: Option<String>,
    /// Settled by points before it alone: nothing had to be solved.
    pub carried: bool,
    pub measures: Vec<Measure>,
    /// Of an impossible point beside a possible one: the rules that cannot hold together.
    pub blocked: Vec<Block>,
    /// The days and duties that the plan counts, and its people.
    pub world: u64,
    pub people: Vec<String>,
    pub plan: Option<Vec<DutyIx>>,
    /// What its solve, or the one it is carried from, taught.
    pub taught: Option<Taught>,
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
    /// Made for the points so far: what most people are asked for is the same at most points.
    graphs: Graphs,
    /// The first problem: most clauses of the others are the same.
    first: OnceLock<Arc<Read>>,
    /// The texts of the scenario.
    parsed: Parsed,
}

/// A finished point with what it asks for.
#[derive(Debug, Clone)]
pub struct Known {
    pub point: Point,
    pub asked: Asked,
}

/// What is known before a point is solved.
#[derive(Clone, Copy, Default)]
pub struct Before<'a> {
    /// Their rosters may be valid here too, and their solves are begun from.
    pub near: &'a [&'a Known],
    /// All that are finished: what was proved of those that ask for less holds here, and rosters of those that ask for
    /// more are valid.
    pub all: &'a [&'a Known],
    /// The first solve of the study, made from nothing: what it took limits the others.
    pub cold: Option<&'a Known>,
}

/// Most work of a point, in times of that of the first solve, and in units: a point that takes far longer would hold up
/// all others, and its gap is told.
const PATIENCE: u64 = 20;
const LEAST_WORK: u64 = 3_000;

impl<'a> Bench<'a> {
    pub fn new(scenario: &'a Path, limits: &'a Limits, keep: &'a dyn Keep) -> Bench<'a> {
        Bench { scenario, limits, keep, graphs: Graphs::default(), first: OnceLock::new(), parsed: Parsed::default() }
    }

    /// The point with these edits: as it was kept, or solved now and kept.
    pub fn point(&self, edits: &[Edit], before: Before, threads: usize) -> Result<Known, Failed> {
        let (scenario, faults) = load_again(self.scenario, edits, &self.parsed);
        let Some(scenario) = scenario else { return Err(Failed::Input(Box::new(faults))) };
        let read = self.read(&scenario);
        let asked = read.asked();
        let work = before.cold.map(|cold| (cold.point.work * PATIENCE).max(LEAST_WORK));
        let limits = Limits { work: self.limits.work.or(work), threads, ..self.limits.clone() };
        let key = key(&scenario, edits, before, &limits);
        if let Some(point) = self.keep.known(&key) {
            return Ok(Known { point, asked });
        }
        let began = Instant::now();
        let mut point = Point {
            key,
            edits: edits.iter().map(ToString::to_string).collect(),
            ended: Ended::Unknown,
            cost: None,
            bound: 0,
            millis: 0,
            work: 0,
            from: None,
            carried: false,
            measures: Vec::new(),
            blocked: Vec::new(),
            world: world(&scenario.facts),
            people: scenario.facts.people.iter().map(|person| person.id.clone()).collect(),
            plan: None,
            taught: None,
        };
        let same = |near: &&&Known| near.point.world == point.world && near.point.people == point.people;
        let same: Vec<&Known> = before.all.iter().filter(same).copied().collect();
        let (proved, cheapest) = (proved(&same, &asked), cheapest(&same, &asked));
        if let Some(impossible) = proved.filter(|easier| easier.ended == Ended::Infeasible) {
            (point.ended, point.carried, point.from) = (Ended::Infeasible, true, Some(impossible.key.clone()));
        } else {
            point.bound = proved.map_or(0, |easier| easier.bound);
            let beside = before.near.iter().copied().chain(cheapest);
            let begin = begin(&scenario, beside, point.world);
            if begin.as_ref().is_none_or(|begin| !is_within(begin.verdict.cost, point.bound, limits.gap_ppm)) {
                let is_near = |one: &&Known| before.near.iter().any(|near| near.point.key == one.point.key);
                let near: Vec<&Known> = same.iter().copied().filter(is_near).collect();
                point.bound = point.bound.max(mixed(&near, &asked));
            }
            point.from = begin.as_ref().map(|begin| begin.from.key.clone());
            let teacher =
                begin.as_ref().map(|begin| begin.from).into_iter().chain(before.near.iter().map(|near| &near.point));
            let teacher = teacher.filter(|near| near.world == point.world).find(|near| near.taught.is_some());
            point.taught = teacher.and_then(|near| near.taught.clone());
            match begin {
                Some(begin) if is_within(begin.verdict.cost, point.bound, limits.gap_ppm) => {
                    self.take(&scenario, &begin.roster, &begin.verdict, &mut point);
                    (point.ended, point.carried) = (Ended::Optimal, true);
                }
                begin => {
                    let marks = Marks::of(read.problem());
                    let lessons = teacher.and_then(|near| {
                        let places = places(near, &scenario.facts);
                        Some(near.taught.as_ref()?.lessons(&places, &marks))
                    });
                    let plan = begin.as_ref().map(|begin| begin.roster.plan());
                    let from = Start {
                        plan,
                        lessons: lessons.as_ref(),
                        learn: true,
                        tight: read.tight(),
                        graphs: Some(&self.graphs),
                        ..Start::default()
                    };
                    let lessons = self.solved(&scenario, read.problem(), &limits, &from, &mut point)?;
                    point.taught = lessons.map(|lessons| Taught::new(lessons, &marks)).or(point.taught);
                }
            }
        }
        point.millis = began.elapsed().as_millis() as u64;
        self.keep.keep(&point).map_err(Failed::Keep)?;
        Ok(Known { point, asked })
    }

    /// What the scenario with these edits asks for.
    pub fn asked(&self, edits: &[Edit]) -> Result<Asked, Failed> {
        let (scenario, faults) = load_again(self.scenario, edits, &self.parsed);
        let scenario = scenario.ok_or_else(|| Failed::Input(Box::new(faults)))?;
        Ok(self.read(&scenario).asked())
    }

    fn read(&self, scenario: &Scenario) -> Arc<Read> {
        let read = Arc::new(Read::of(scenario.problem(), self.first.get().map(Arc::as_ref)));
        self.first.get_or_init(|| read.clone());
        read
    }

    /// An impossible point with the rules that cannot hold together; kept beside the point.
    pub fn why(&self, point: &Point, edits: &[Edit], threads: usize) -> Result<Point, Failed> {
        let key = format!("{}-why", point.key);
        if let Some(known) = self.keep.known(&key) {
            return Ok(Point { key: point.key.clone(), ..known });
        }
        let (scenario, faults) = load_again(self.scenario, edits, &self.parsed);
        let Some(scenario) = scenario else { return Err(Failed::Input(Box::new(faults))) };
        let blocked = self.blocked(&scenario, edits, &faults, threads);
        if self.limits.stop.load(Ordering::Relaxed) {
            return Err(Failed::Stopped);
        }
        let explained = Point { key, blocked, ..point.clone() };
        self.keep.keep(&explained).map_err(Failed::Keep)?;
        Ok(Point { key: point.key.clone(), ..explained })
    }

    fn take(&self, scenario: &Scenario, roster: &Roster, verdict: &Verdict, point: &mut Point) {
        point.cost = Some(verdict.cost);
        point.measures = self.keep.measure(scenario, roster, verdict);
        point.plan = Some(roster.plan().to_vec());
    }

    fn solved(
        &self,
        scenario: &Scenario,
        problem: &Problem,
        limits: &Limits,
        start: &Start,
        point: &mut Point,
    ) -> Result<Option<Lessons>, Failed> {
        let limits = Limits { floor: point.bound, ..limits.clone() };
        let mut solved = solve_from(scenario, problem, &limits, start, &|_| {})?;
        if solved.outcome.stopped {
            return Err(Failed::Stopped);
        }
        point.work = solved.outcome.work;
        point.bound = point.bound.max(solved.outcome.bound);
        point.ended = match solved.outcome.status {
            Status::Optimal => Ended::Optimal,
            Status::Feasible => Ended::Feasible,
            Status::Infeasible => Ended::Infeasible,
            Status::Unknown => Ended::Unknown,
        };
        if let Some((roster, verdict)) = &solved.roster {
            self.take(scenario, roster, verdict, point);
        }
        Ok(solved.outcome.lessons.take())
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

/// A digest of everything that gives the numbers of a plan their meaning.
fn world(facts: &Facts) -> u64 {
    let mut digest = std::hash::DefaultHasher::new();
    let mut add = |text: &str| {
        digest.write_usize(text.len());
        digest.write(text.as_bytes());
    };
    facts.calendar.days.iter().for_each(|day| add(&day.date.to_string()));
    facts.duties.iter().for_each(|duty| {
        add(duty.shift.map_or("", |shift| &facts.shifts[usize::from(shift)].id));
        add(duty.place.map_or("", |place| &facts.places[usize::from(place)].id));
        add(duty.desk.map_or("", |desk| &facts.desks[usize::from(desk)].id));
        // Only where seats have names: points kept from before stay good.
        duty.seat.iter().for_each(|seat| add(&facts.seats[usize::from(*seat)].id));
    });
    digest.finish()
}

fn key(scenario: &Scenario, edits: &[Edit], before: Before, limits: &Limits) -> String {
    let mut sha = Sha256::new();
    let mut add = |text: String| {
        sha.update((text.len() as u64).to_le_bytes());
        sha.update(text);
    };
    add(build().into());
    add(scenario.hash.clone());
    edits.iter().for_each(|edit| add(edit.to_string()));
    let engine = (limits.engine as u8, limits.solver as u8);
    add(format!("{:?} {:?} {} {} {engine:?}", limits.time, limits.work, limits.gap_ppm, limits.seed));
    before.near.iter().chain(before.all).for_each(|near| add(near.point.key.clone()));
    sha.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}
