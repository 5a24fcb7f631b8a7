//! Instances of the Second International Nurse Rostering Competition (INRC-II), all weeks known, as scenarios whose cost
//! is the competition's.
//!
//! An assignment there is a shift and a skill: here each pair of them is a desk that asks for the skill, held in that
//! shift alone. Minimum and optimum are `need` and `target` of its openings. Shifts have no hours in these files: here
//! all have the same, and only the forbidden successions of `rest` keep them apart. Week 1 begins on Monday 2024-01-01.
//!
//! What the history says of each nurse's last days becomes days before the period, with one day more that ends their
//! last stretch, so that its length is known. Days and weekends worked so far lower the limits of the contract.

mod check;
mod read;
mod text;

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Made, date, dates, quoted};
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use check::{Instance, gather, weekday};
use read::{Contract, Nurse, Past};

/// Prices of the soft constraints S1 to S7 of the competition; runs of one shift are a part of S2.
const OPTIMUM: i64 = 30;
const RUN: i64 = 30;
const RUN_OF_SHIFT: i64 = 15;
const REST: i64 = 30;
const REQUEST: i64 = 10;
const SPLIT_WEEKEND: i64 = 30;
const DAYS: i64 = 20;
const WEEKENDS: i64 = 30;

/// All shifts, which have no hours of their own.
const HOURS: &str = "\"00:00-08:00\"";

/// The scenario of these files (scenario, history, and every week in its order) and, in a file of this name beside it,
/// the days before.
pub fn inrc2(files: &[u32], history_file: &str, faults: &mut Faults) -> Option<Made> {
    let instance = gather(files, faults)?;
    lost(&instance, faults);
    let terms = terms(&instance);
    let scenario = scenario(&instance, &terms, history_file);
    Some(Made { scenario, history: Some(history(&instance)) })
}

/// Points that are lost before the first day: no roster can win them back, and no rule counts them.
fn lost(instance: &Instance, faults: &mut Faults) {
    let mut points = 0;
    for (nurse, past) in with_past(instance) {
        let Some(contract) = contract(instance, nurse) else { continue };
        points += (past.days.value - contract.most_days.value).max(0) * DAYS;
        points += (past.weekends.value - contract.weekends.value).max(0) * WEEKENDS;
    }
    if points > 0 {
        let what = Text::new(
            format!("{points} poin sudah hilang sebelum hari pertama, dan tidak dihitung di sini"),
            format!("{points} points are lost before the first day, and are not counted here"),
        );
        faults.warning("E417", Spot::whole(instance.history.scenario.spot.file), what).cause(Text::new(
            "ada perawat yang sudah melampaui jumlah hari atau akhir pekannya",
            "some nurses are past their number of days or weekends",
        ));
    }
}

fn with_past(instance: &Instance) -> impl Iterator<Item = (&Nurse, &Past)> {
    let pasts: BTreeMap<&str, &Past> = instance.history.nurses.iter().map(|past| (past.nurse.as_str(), past)).collect();
    instance.scenario.nurses.iter().filter_map(move |nurse| Some((nurse, *pasts.get(nurse.id.as_str())?)))
}

fn contract<'a>(instance: &'a Instance, nurse: &Nurse) -> Option<&'a Contract> {
    instance.scenario.contracts.iter().find(|contract| contract.id == nurse.contract)
}

/// A contract less what was worked before the period.
struct Terms<'a> {
    name: String,
    contract: &'a Contract,
    past: (i64, i64),
}

/// Every contract as it stands for some nurse; that of each nurse, in their order, is the number beside it.
fn terms(instance: &Instance) -> (Vec<Terms<'_>>, Vec<usize>) {
    let (mut all, mut of): (Vec<Terms>, Vec<usize>) = (Vec::new(), Vec::new());
    for (nurse, past) in with_past(instance) {
        let Some(contract) = contract(instance, nurse) else { continue };
        let past = (past.days.value, past.weekends.value);
        let known = all.iter().position(|one| one.contract.id == contract.id && one.past == past);
        of.push(known.unwrap_or(all.len()));
        if known.is_none() {
            let name = match past {
                (0, 0) => contract.id.value.clone(),
                (days, weekends) => format!("{} -{days}d -{weekends}w", contract.id),
            };
            all.push(Terms { name, contract, past });
        }
    }
    (all, of)
}

fn desk(shift: &str, skill: &str) -> String {
    quoted(&format!("{shift} {skill}"))
}

fn scenario(instance: &Instance, (terms, of): &(Vec<Terms>, Vec<usize>), history_file: &str) -> String {
    let mut out = String::new();
    let the = &instance.scenario;
    line!(out, "# Made from an instance of INRC-II, all weeks known: the cost is that of the competition.");
    line!(out, "scenario: {}", quoted(&the.id));
    line!(out, "period: {{from: {}, weeks: {}}}", date(0), instance.weeks.len());
    line!(out, "calendar: {{holidays: none}}");
    line!(out, "units: [{{id: inrc2}}]");
    line!(out, "files: {{history: {}}}", quoted(history_file));
    line!(out, "shifts:");
    for shift in &the.shifts {
        line!(out, "  {}: {{hours: {HOURS}, places: []}}", quoted(&shift.id));
    }
    if let Some(shift) = unknown_shift(instance) {
        line!(out, "  # Nobody holds it: it stands for a day before the period of which nothing is known.");
        line!(out, "  {}: {{hours: {HOURS}, places: [office]}}", quoted(&shift));
    }
    desks(instance, &mut out);
    contracts(instance, terms, &mut out);
    line!(out, "people:");
    for (nurse, terms_of) in the.nurses.iter().zip(of) {
        let skills: Vec<String> = nurse.skills.iter().map(|skill| quoted(skill)).collect();
        let (id, contract) = (quoted(&nurse.id), quoted(&terms[*terms_of].name));
        line!(out, "  - {{id: {id}, contract: {contract}, skills: [{}]}}", skills.join(", "));
    }
    wishes(instance, &mut out);
    rules(instance, terms, &mut out);
    out
}

/// Each shift and skill as a desk, with an opening for each pair of numbers asked for.
fn desks(instance: &Instance, out: &mut String) {
    line!(out, "desks:");
    for shift in &instance.scenario.shifts {
        for skill in &instance.scenario.skills {
            let mut levels: BTreeMap<(i64, i64), Vec<u32>> = BTreeMap::new();
            for (at, week) in instance.weeks.iter().enumerate() {
                let monday = at as u32 * 7;
                let asked = week.requirements.iter().find(|one| one.shift == shift.id && one.skill == *skill);
                for day in 0..7 {
                    let level = asked.map(|asked| asked.days()[day as usize]);
                    let level = level.map_or((0, 0), |level| (level.minimum.value, level.optimal.value));
                    levels.entry(level).or_default().push(monday + day);
                }
            }
            line!(out, "  {}:", desk(&shift.id, skill));
            line!(out, "    shifts: [{}]\n    skill: {}\n    open:", quoted(&shift.id), quoted(skill));
            for ((need, target), days) in levels {
                let target = if target > 0 { format!("target: {target}, ") } else { String::new() };
                line!(out, "      - {{hours: {HOURS}, need: {need}, {target}dates: [{}]}}", dates(&days));
            }
        }
    }
}

fn contracts(instance: &Instance, terms: &[Terms], out: &mut String) {
    let shifts: Vec<String> = instance.scenario.shifts.iter().map(|shift| quoted(&shift.id)).collect();
    line!(out, "contracts:");
    for one in terms {
        let (of, (days, weekends)) = (one.contract, one.past);
        line!(out, "  {}:\n    every_day: true\n    desk_only: true", quoted(&one.name));
        line!(out, "    shifts: [{}]\n    limits:", shifts.join(", "));
        let (fewest, most) = ((of.fewest_days.value - days).max(0), (of.most_days.value - days).max(0));
        line!(out, "      fewest_days: {fewest}\n      most_days: {most}");
        line!(out, "      shortest_run: {}\n      longest_run: {}", of.shortest_run, of.longest_run);
        line!(out, "      shortest_rest: {}\n      longest_rest: {}", of.shortest_rest, of.longest_rest);
        line!(out, "      weekends: {}", (of.weekends.value - weekends).max(0));
    }
}

fn wishes(instance: &Instance, out: &mut String) {
    if instance.weeks.iter().any(|week| !week.requests.is_empty()) {
        line!(out, "wishes:");
    }
    for (at, week) in instance.weeks.iter().enumerate() {
        for one in &week.requests {
            let Some(day) = weekday(&one.day) else { continue };
            let (person, date) = (quoted(&one.nurse), date(at as u32 * 7 + day));
            let what = match one.shift.as_str() {
                "Any" => "free: true".to_string(),
                shift => format!("shift: {}, avoid: true", quoted(shift)),
            };
            line!(out, "  - {{person: {person}, date: {date}, {what}}}");
        }
    }
}

fn rules(instance: &Instance, terms: &[Terms], out: &mut String) {
    let the = &instance.scenario;
    line!(out, "rules:");
    let never = the.never.iter().filter(|never| !never.not.is_empty());
    let never: Vec<String> = never
        .map(|never| {
            let not: Vec<String> = never.not.iter().map(|shift| quoted(shift)).collect();
            format!("{{after: {}, not: [{}]}}", quoted(&never.after), not.join(", "))
        })
        .collect();
    if !never.is_empty() {
        line!(out, "  - rest: {{never: [{}], must: true, source: INRC-II H3}}", never.join(", "));
    }
    line!(out, "  - desk_cover: {{id: minimum, must: true, source: INRC-II H2}}");
    line!(out, "  - desk_cover: {{id: optimum, what: target, prefer: {OPTIMUM}, source: INRC-II S1}}");
    // Work in the shift of which nothing is known is not counted.
    let shifts: Vec<String> = the.shifts.iter().map(|shift| quoted(&shift.id)).collect();
    let work =
        unknown_shift(instance).map_or(String::new(), |_| format!("duties: {{shifts: [{}]}}, ", shifts.join(", ")));
    let limits = |what: &str| format!("min: {{contract: shortest_{what}}}, max: {{contract: longest_{what}}}");
    line!(out, "  - runs: {{id: days-at-work, {work}{}, prefer: {RUN}, source: INRC-II S2}}", limits("run"));
    for shift in &the.shifts {
        let (id, name) = (quoted(&format!("shift {}", shift.id)), quoted(&shift.id));
        let min = if shift.shortest.value > 0 { format!("min: {}, ", shift.shortest) } else { String::new() };
        let asked = format!("duties: {{shifts: [{name}]}}, {min}max: {}", shift.longest);
        line!(out, "  - runs: {{id: {id}, {asked}, prefer: {RUN_OF_SHIFT}, source: INRC-II S2}}");
    }
    let rest = limits("rest");
    line!(out, "  - runs: {{id: days-off, duties: {{free: true}}, {rest}, prefer: {REST}, source: INRC-II S3}}");
    if instance.weeks.iter().any(|week| !week.requests.is_empty()) {
        line!(out, "  - wishes: {{prefer: {REQUEST}, source: INRC-II S4}}");
    }
    let complete = terms.iter().filter(|one| one.contract.complete.value == 1);
    let complete: Vec<String> = complete.map(|one| quoted(&one.name)).collect();
    if !complete.is_empty() {
        let who = format!("who: {{contracts: [{}]}}", complete.join(", "));
        line!(
            out,
            "  - weekends: {{id: whole-weekends, complete: true, {who}, prefer: {SPLIT_WEEKEND}, source: INRC-II S5}}"
        );
    }
    let days = "per: period, min: {contract: fewest_days}, max: {contract: most_days}";
    line!(out, "  - shift_count: {{id: assignments, {days}, prefer: {DAYS}, source: INRC-II S6}}");
    line!(out, "  - weekends: {{max: {{contract: weekends}}, prefer: {WEEKENDS}, source: INRC-II S7}}");
}

/// A shift for the last day of nurses of whom neither work nor days off are told; no other has its name.
fn unknown_shift(instance: &Instance) -> Option<String> {
    let blank = |past: &Past| past.work.value == 0 && past.off.value == 0;
    let taken = |name: &str| instance.scenario.shifts.iter().any(|shift| shift.id.eq_ignore_ascii_case(name));
    let mut names = std::iter::successors(Some("unknown".to_string()), |name| Some(format!("{name}_")));
    let name = names.find(|name| !taken(name));
    name.filter(|_| instance.history.nurses.iter().any(blank))
}

/// The last days before the period in the form of roster.csv.
fn history(instance: &Instance) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    let _ = out.write_record(["person", "date", "shift", "place", "desk"]);
    let unknown = unknown_shift(instance).unwrap_or_default();
    let shifts = || instance.scenario.shifts.iter().map(|shift| shift.id.as_str());
    for (nurse, past) in with_past(instance) {
        let (same, work, off) = (past.same.value, past.work.value, past.off.value);
        let last = past.last.as_str();
        let other = shifts().find(|shift| *shift != last).unwrap_or(last);
        let repeat = |shift, days: i64| std::iter::repeat_n(shift, days.max(0) as usize);
        // The latest day first.
        let days: Vec<&str> = match (last, off) {
            ("None", 0) => vec![unknown.as_str()],
            ("None", off) => repeat("", off).chain(shifts().take(1)).collect(),
            _ => repeat(last, same).chain(repeat(other, work - same)).chain([""]).collect(),
        };
        for (back, shift) in days.iter().enumerate() {
            let date = date(0) - chrono::Days::new(back as u64 + 1);
            let skill = nurse.skills.first().map_or("", |skill| skill.as_str());
            let (place, desk) = match *shift {
                "" => ("", String::new()),
                shift if shift == unknown => ("office", String::new()),
                shift => ("office", format!("{shift} {skill}")),
            };
            let _ = out.write_record([nurse.id.as_str(), &date.to_string(), shift, place, &desk]);
        }
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
