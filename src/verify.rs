//! The independent judge: every rule's `check` on a finished roster, from facts alone. It may not name `problem` or
//! `engine`, so nothing that built a roster can excuse it.

use crate::facts::{DutyIx, Facts};
use crate::input::lang::Text;
use crate::roster::Roster;
use crate::rules::{Breach, Entry};

/// One rule's part of a verdict.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Position in the scenario's list of rules.
    pub rule: usize,
    pub id: String,
    pub must: bool,
    pub units: i64,
    pub cost: i64,
    pub breaches: Vec<Breach>,
}

/// The independent judgement of a roster.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Cells that cannot be at all: an unqualified person at a desk, plain work on a holiday. Each counts as a broken
    /// `must`.
    pub impossible: Vec<Impossible>,
    /// One for each rule of the scenario, in its order.
    pub findings: Vec<Finding>,
    /// Cost points of all `prefer` rules.
    pub cost: i64,
    /// Units by which `must` rules are broken, impossible cells included; 0 for a valid roster.
    pub must_units: i64,
}

/// A cell that the facts do not allow, whatever the rules say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible {
    pub person: u32,
    pub day: u16,
    pub duty: DutyIx,
    pub text: Text,
}

impl Verdict {
    pub fn is_valid(&self) -> bool {
        self.must_units == 0
    }

    /// All breaches with the rule they belong to.
    pub fn breaches(&self) -> impl Iterator<Item = (&Finding, &Breach)> {
        self.findings.iter().flat_map(|finding| finding.breaches.iter().map(move |breach| (finding, breach)))
    }
}

/// Judges a roster of the right size (one line for each person, one duty for each day).
pub fn verify(facts: &Facts, entries: &[Entry], roster: &Roster) -> Verdict {
    assert_eq!((roster.people(), roster.days()), (facts.people.len(), facts.calendar.days.len()), "roster's size");
    let impossible = impossible(facts, roster);
    let findings: Vec<Finding> = entries
        .iter()
        .enumerate()
        .map(|(rule, entry)| {
            let breaches = entry.rule.check(&entry.given(facts), roster);
            Finding {
                rule,
                id: entry.id.clone(),
                must: entry.is_must(),
                units: breaches.iter().map(|breach| breach.units).sum(),
                cost: breaches.iter().map(Breach::cost).sum(),
                breaches,
            }
        })
        .collect();
    let broken: i64 = findings.iter().filter(|finding| finding.must).map(|finding| finding.units).sum();
    Verdict {
        cost: findings.iter().map(|finding| finding.cost).sum(),
        must_units: broken + impossible.len() as i64,
        impossible,
        findings,
    }
}

/// Cells that the facts do not allow.
fn impossible(facts: &Facts, roster: &Roster) -> Vec<Impossible> {
    let mut found = Vec::new();
    for person in facts.everybody() {
        for day in facts.days() {
            let duty = roster.duty(person, day);
            if !facts.open(person, day, duty) {
                found.push(Impossible { person, day, duty, text: why(facts, person, day, duty) });
            }
        }
    }
    found
}

/// Why a cell cannot be, in a sentence.
fn why(facts: &Facts, person: u32, day: u16, duty: DutyIx) -> Text {
    let (who, date) = (facts.person(person), facts.calendar.day(day).date);
    let held = facts.duty(duty);
    let contract = facts.contract(person);
    let start = format!("{}, {date}: ", who.id);
    let say = |id: String, en: String| Text::new(format!("{start}{id}"), format!("{start}{en}"));
    if let Some(desk) = held.desk.map(|desk| &facts.desks[usize::from(desk)]) {
        if let Some((skill, level)) = desk.skill
            && who.level_of(skill) < level
        {
            let skill = &facts.skills[usize::from(skill)];
            return say(
                format!("loket {} menuntut keahlian {skill} tingkat {level}", desk.name.id),
                format!("desk {} asks for skill {skill} at level {level}", desk.name.en),
            );
        }
        if who.duties.binary_search(&duty).is_ok() {
            return say(
                format!("loket {} tutup pada sif itu", desk.name.id),
                format!("desk {} is closed in that shift", desk.name.en),
            );
        }
    }
    if let Some(shift) = held.shift
        && !contract.shifts.contains(&shift)
    {
        let shift = &facts.shifts[usize::from(shift)].name;
        return say(
            format!("kontrak {} tidak mengenal sif {}", contract.id, shift.id),
            format!("contract {} has no shift {}", contract.id, shift.en),
        );
    }
    if who.duties.binary_search(&duty).is_ok() {
        return say("bukan hari kerja".into(), "not a working day".into());
    }
    if let Some(seat) = held.seat.map(|seat| &facts.seats[usize::from(seat)].id) {
        return say(format!("meja {seat} bukan untuknya"), format!("seat {seat} is not for them"));
    }
    let seated = |own: &DutyIx| facts.duty(*own).seat.is_some() && facts.duty(*own).place == held.place;
    if held.desk.is_none() && who.duties.iter().any(seated) {
        return say("meja yang dipakai tidak disebut".into(), "the seat is not named".into());
    }
    say("penugasan itu tidak ada baginya".into(), "that duty does not exist for them".into())
}
