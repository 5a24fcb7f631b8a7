//! Conflicts of a scenario: which rules, people, days and desks cannot go together, each with its place in the files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use super::repair::{self, Repair};
use crate::engine::{self, EngineError, Limits, Statement};
use crate::facts::{DayIx, DeskIx, Facts, PersonIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::problem::{Problem, Shape};
use crate::roster::Roster;
use crate::rules::Entry;
use crate::scenario::{Edit, Scenario, Written, written};

/// What was found of a scenario whose musts cannot all be kept.
#[derive(Debug)]
pub struct Explained {
    /// The independent conflicts; empty if every `must` can be kept.
    pub conflicts: Vec<Conflict>,
    /// Without the conflicts' statements all others are shown to hold: nothing else is in the way.
    pub complete: bool,
    /// The best repair of each conflict, all made at once: every `must` was shown to hold.
    pub together: Option<Vec<Edit>>,
    pub wall: Duration,
}

/// Statements that cannot hold together.
#[derive(Debug)]
pub struct Conflict {
    pub statements: Vec<Said>,
    /// Taking any one out makes the rest possible.
    pub irreducible: bool,
    /// First days of further conflicts of the same rules and desks.
    pub again: Vec<DayIx>,
    /// How many people who are in none of the statements contradict the same rules in the same way.
    pub others: usize,
    /// Cheapest first; each was applied and solved.
    pub repairs: Vec<Repair>,
}

/// A statement in the scenario's words.
#[derive(Debug)]
pub struct Said {
    /// Position in the scenario's rules.
    pub rule: usize,
    /// Where the rule is written.
    pub place: String,
    /// Where the data it rests on is written: the desk's hours, a leave, a pin.
    pub data: Vec<String>,
    /// What would be broken if everything else in the conflict were kept.
    pub breach: Option<Text>,
    pub people: Vec<PersonIx>,
    pub days: Vec<DayIx>,
    pub desk: Option<DeskIx>,
    /// May not be touched.
    pub kept: bool,
}

/// Which rules may not be touched: those that say `keep: true`, and those named by their id, their kind or their group.
pub fn kept<'a>(entries: &'a [Entry], named: &'a [String]) -> impl Fn(u32) -> bool + Sync + use<'a> {
    move |rule: u32| {
        let entry = &entries[rule as usize];
        entry.head.keep || named.iter().any(|name| names(entry).contains(&name.as_str()))
    }
}

/// What a rule can be called when it is kept.
pub fn names(entry: &Entry) -> [&str; 3] {
    [&entry.id, entry.kind.name, entry.kind.group.key()]
}

/// Everything that the explanation of a scenario needs.
pub struct Case<'a> {
    pub path: &'a Path,
    pub edits: &'a [Edit],
    pub scenario: &'a Scenario,
    /// Knows the files that were read.
    pub faults: &'a Faults,
    /// Ids of rules that may not be touched.
    pub keep: &'a [String],
    pub limits: &'a Limits,
}

/// Finds the conflicts of a scenario and the repairs of each.
pub fn explain(case: &Case) -> Result<Explained, EngineError> {
    let began = Instant::now();
    let problem = case.scenario.problem();
    let kept = kept(&case.scenario.entries, case.keep);
    // Two thirds of the time for what is wrong, the rest for what to do about it.
    let time = case.limits.time.map(|time| time * 2 / 3);
    let found = engine::conflicts(&problem, &kept, &Limits { time, ..case.limits.clone() })?;
    let written = written(case.path, case.edits);
    type Key = (Vec<u32>, BTreeSet<DeskIx>);
    let mut groups: BTreeMap<Key, Vec<&engine::Conflict>> = BTreeMap::new();
    for one in &found.list {
        let desks = one.statements.iter().filter_map(|one| desk_of(&case.scenario.facts, &problem, one)).collect();
        groups.entry((one.rules(), desks)).or_default().push(one);
    }
    let mut groups: Vec<Vec<&engine::Conflict>> = groups.into_values().collect();
    // The first of a group is told: rather one of which all is known, and a small one.
    groups.iter_mut().for_each(|alike| alike.sort_by_key(|one| (!one.irreducible, one.statements.len(), one.days())));
    groups.sort_by_key(|alike| (alike[0].statements.len(), alike[0].days()));
    let mut conflicts: Vec<Conflict> = Vec::new();
    for alike in &groups {
        let said = |one: &Statement| say(case, written.as_ref(), &problem, &kept, one);
        let others = others(&problem, alike);
        conflicts.push(Conflict {
            statements: alike[0].statements.iter().map(said).collect(),
            irreducible: alike[0].irreducible,
            // Of others all days are meant.
            again: if others > 0 { Vec::new() } else { again(&problem, alike) },
            others,
            repairs: Vec::new(),
        });
    }
    let mut together = None;
    // Where the time was out before a plan kept everything else, one that breaks little is the ground: of several
    // conflicts, what it breaks beside one of them stays broken. Where there is no plan, a repair is tried on everybody.
    let any = || (conflicts.len() == 1).then(|| problem.open.iter().map(|open| open[0]).collect());
    let ground = found.rest.clone().or_else(|| found.least.clone()).or_else(any);
    if let (Some(written), Some(rest)) = (&written, &ground) {
        let deadline = case.limits.time.map(|time| began + time);
        let several = conflicts.len() > 1;
        let bench = repair::Bench { case, written, problem: &problem, rest, several, deadline };
        for (conflict, alike) in conflicts.iter_mut().zip(&groups) {
            conflict.repairs = bench.repairs(alike, &kept);
        }
        together = bench.together(&conflicts);
    }
    Ok(Explained { conflicts, complete: found.complete, together, wall: began.elapsed() })
}

/// The days of further conflicts of the same kind.
fn again(problem: &Problem, alike: &[&engine::Conflict]) -> Vec<DayIx> {
    let others = alike[1..].iter().filter_map(|one| one.days().first().copied());
    let large = alike.iter().flat_map(|one| &one.alike);
    let first = large.filter_map(|at| engine::slots_of(&problem.clauses[*at].shape).first().map(|(_, day)| *day));
    let told: BTreeSet<DayIx> =
        alike[0].statements.iter().filter(|one| one.people.len() > 1).flat_map(|one| one.days.clone()).collect();
    others.chain(first).filter(|day| !told.contains(day)).collect::<BTreeSet<DayIx>>().into_iter().collect()
}

/// People of whom only clauses that are alike speak.
fn others(problem: &Problem, alike: &[&engine::Conflict]) -> usize {
    let told: BTreeSet<PersonIx> =
        alike.iter().flat_map(|one| &one.statements).flat_map(|one| one.people.iter().copied()).collect();
    let all = alike.iter().flat_map(|one| &one.alike).flat_map(|at| problem.clauses[*at].shape.people());
    all.filter(|person| !told.contains(person)).collect::<BTreeSet<PersonIx>>().len()
}

/// The one desk whose duties a statement of several people counts.
pub fn desk_of(facts: &Facts, problem: &Problem, statement: &Statement) -> Option<DeskIx> {
    let mut desks = statement.clauses.iter().flat_map(|at| match &problem.clauses[*at].shape {
        Shape::Count { sum, .. } => sum.cells.iter().map(|(cell, _)| facts.duty(cell.duty).desk).collect(),
        Shape::Ban(_) | Shape::Clash { .. } | Shape::Run { .. } | Shape::Same { .. } => Vec::new(),
        Shape::Pick { .. } | Shape::Groups { .. } | Shape::Peak { .. } => Vec::new(),
    });
    let first = desks.next()??;
    desks.all(|desk| desk == Some(first)).then_some(first)
}

fn say(
    case: &Case,
    written: Option<&Written>,
    problem: &Problem,
    kept: &dyn Fn(u32) -> bool,
    statement: &Statement,
) -> Said {
    let facts = &case.scenario.facts;
    let entry = &case.scenario.entries[statement.rule as usize];
    let desk = desk_of(facts, problem, statement);
    let mut data = rows(case, statement);
    if let (Some(desk), Some(written)) = (desk, written) {
        let openings = openings(facts, desk, &statement.days);
        data.extend(openings.iter().filter_map(|path| written.place(path)));
    }
    Said {
        rule: statement.rule as usize,
        place: case.faults.place(entry.spot),
        data,
        breach: breach(facts, entry, statement, desk),
        people: statement.people.clone(),
        days: statement.days.clone(),
        desk,
        kept: kept(statement.rule),
    }
}

/// Statements in the scenario's words.
pub fn say_all(case: &Case, problem: &Problem, statements: &[Statement]) -> Vec<Said> {
    let kept = kept(&case.scenario.entries, case.keep);
    let written = written(case.path, case.edits);
    statements.iter().map(|one| say(case, written.as_ref(), problem, &kept, one)).collect()
}

/// Days as people say them: `2020-01-12 to 2020-01-18, 2020-01-22`.
pub fn spans(facts: &Facts, days: &[DayIx]) -> Text {
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    let date = |day: DayIx| facts.calendar.day(day).date;
    let say = |to: &str| {
        let spans = days.chunk_by(|one, next| one + 1 == *next).flat_map(|span| match span {
            [first, .., last] if span.len() > 2 => vec![format!("{}{to}{}", date(*first), date(*last))],
            few => few.iter().map(|day| date(*day).to_string()).collect(),
        });
        spans.collect::<Vec<_>>().join(", ")
    };
    Text::new(say(" s.d. "), say(" to "))
}

/// Paths of a desk's openings that hold on one of these days.
pub fn openings(facts: &Facts, desk: DeskIx, days: &[DayIx]) -> Vec<String> {
    let desk = &facts.desks[usize::from(desk)];
    let open = |at: &usize| days.iter().any(|day| facts.opens(&desk.openings[*at], *day));
    (0..desk.openings.len()).filter(open).map(|at| format!("desks.{}.open.{at}", desk.id)).collect()
}

/// Where the leave and the pins are written that fall on the one day of a statement about one person.
pub fn rows(case: &Case, statement: &Statement) -> Vec<String> {
    let facts = &case.scenario.facts;
    let ([person], [day]) = (statement.people.as_slice(), statement.days.as_slice()) else { return Vec::new() };
    let absences = facts.person(*person).absence(*day).map(|absence| absence.spot).into_iter();
    let pins = facts.pins.iter().filter(|pin| (pin.person, pin.day) == (*person, *day)).map(|pin| pin.spot);
    absences.chain(pins).map(|spot| case.faults.place(spot)).collect()
}

/// The judge's sentence on the roster that keeps everything else in the conflict.
fn breach(facts: &Facts, entry: &Entry, statement: &Statement, desk: Option<DeskIx>) -> Option<Text> {
    let mut roster = Roster::free(facts.people.len(), facts.calendar.days.len());
    for (person, line) in statement.witness.as_ref()? {
        for (day, duty) in line.iter().enumerate() {
            roster.set(*person, day as DayIx, *duty);
        }
    }
    let breaches = entry.rule.check(&entry.given(facts), &roster);
    let here = |breach: &&crate::rules::Breach| {
        breach.person.is_none_or(|person| statement.people.contains(&person))
            && breach.day.is_none_or(|day| statement.days.contains(&day))
            && (breach.desk.is_none() || desk.is_none() || breach.desk == desk)
    };
    breaches.iter().find(here).map(|breach| breach.text.clone())
}
