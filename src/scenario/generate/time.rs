//! Absences and wishes of a generated scenario: 4 to 6 % of people away on a day (`domain.md` §5), never so many of a
//! desk's people that it cannot be covered; one or two wishes for everybody who may have one granted.

use std::collections::HashSet;

use chrono::{Datelike, Days, NaiveDate};

use super::dice::Dice;
use super::staff::{Hire, Staff};

/// One stretch of absence; days of the period, both included.
#[derive(Debug, Clone, Copy)]
pub struct Away {
    pub person: usize,
    pub from: u32,
    pub to: u32,
    pub kind: &'static str,
}

/// Kind, shortest and longest stretch in days.
const KINDS: &[((&str, u32, u32), u32)] = &[
    (("annual", 1, 5), 40),
    (("sick", 1, 3), 30),
    (("travel", 2, 4), 20),
    (("training", 3, 5), 6),
    (("important", 1, 3), 4),
];
/// Chances of a thousand that a stretch begins on a working day; with the mean length above 5 % are away.
const BEGINS: u32 = 19;

/// People of whom only so many may be away on one day.
struct Team {
    members: HashSet<usize>,
    most: u32,
    away: Vec<u32>,
}

fn teams(staff: &Staff, days: u32) -> Vec<Team> {
    let mut teams = Vec::new();
    for (_, holders) in &staff.holders {
        // A fifth of those who can hold a desk; a fourth of its experts.
        let top = holders.iter().flat_map(|at| &staff.people[*at].skills).map(|(_, level)| *level).max().unwrap_or(1);
        let expert = |at: &&usize| staff.people[**at].skills.iter().any(|(_, level)| *level == top);
        let experts: HashSet<usize> = holders.iter().filter(expert).copied().collect();
        let team = |members: HashSet<usize>, part: u32| Team {
            most: (members.len() as u32).div_ceil(part),
            members,
            away: vec![0; days as usize],
        };
        teams.push(team(holders.iter().copied().collect(), 5));
        if top > 1 {
            teams.push(team(experts, 4));
        }
    }
    teams
}

/// Whether a day of the period is Monday to Friday.
pub fn weekday(from: NaiveDate, day: u32) -> bool {
    date(from, day).weekday().num_days_from_monday() < 5
}

pub fn date(from: NaiveDate, day: u32) -> NaiveDate {
    from.checked_add_days(Days::new(u64::from(day))).unwrap_or(from)
}

/// Who is away when, and why: of the kinds that the model knows.
pub fn absences(staff: &Staff, (from, days): (NaiveDate, u32), known: &[String], dice: &mut Dice) -> Vec<Away> {
    let known = |kind: &str| known.iter().any(|one| one == kind);
    let kinds: Vec<((&str, u32, u32), u32)> = KINDS.iter().copied().filter(|((kind, _, _), _)| known(kind)).collect();
    let mut teams = teams(staff, days);
    let mut all = Vec::new();
    for (person, who) in staff.people.iter().enumerate() {
        if who.woman && known("maternity") && dice.mille(8) && book(&mut teams, person, 0, days - 1) {
            all.push(Away { person, from: 0, to: days - 1, kind: "maternity" });
            continue;
        }
        let mut day = 0;
        while day < days && !kinds.is_empty() {
            if !weekday(from, day) || !dice.mille(BEGINS) {
                day += 1;
                continue;
            }
            let &(kind, short, long) = dice.pick(&kinds);
            let to = (day + dice.between(short, long) - 1).min(days - 1);
            if book(&mut teams, person, day, to) {
                all.push(Away { person, from: day, to, kind });
            }
            // Two stretches do not touch.
            day = to + 2;
        }
    }
    all
}

/// Books an absence if every desk of the person can do without them on all its days.
fn book(teams: &mut [Team], person: usize, from: u32, to: u32) -> bool {
    let span = from as usize..=to as usize;
    let full =
        |team: &Team| team.members.contains(&person) && team.away[span.clone()].iter().any(|away| *away >= team.most);
    if teams.iter().any(full) {
        return false;
    }
    for team in teams.iter_mut().filter(|team| team.members.contains(&person)) {
        team.away[span.clone()].iter_mut().for_each(|away| *away += 1);
    }
    true
}

/// One wish, as its columns in `wishes.csv`.
#[derive(Debug, Clone)]
pub struct Wish {
    pub person: usize,
    pub day: u32,
    pub shift: &'static str,
    pub place: &'static str,
    pub free: bool,
    pub avoid: bool,
    pub weight: u32,
}

/// What somebody with flexible hours and place asks for: shift, place, avoid.
const ASKED: &[((&str, &str, bool), u32)] = &[
    (("", "home", false), 48),
    (("pagi", "", false), 20),
    (("sore", "", false), 12),
    (("sore", "", true), 10),
    (("", "office", false), 10),
];

/// What people ask for on days when they are there: home or, where `two_shifts`, a shift who may be flexible; free days
/// who work at desks alone; nobody else has anything that could be granted.
pub fn wishes(
    staff: &Staff,
    absences: &[Away],
    (from, days): (NaiveDate, u32),
    two_shifts: bool,
    dice: &mut Dice,
) -> Vec<Wish> {
    let mut away: Vec<Vec<(u32, u32)>> = vec![Vec::new(); staff.people.len()];
    absences.iter().for_each(|one| away[one.person].push((one.from, one.to)));
    let mut all = Vec::new();
    for (person, who) in staff.people.iter().enumerate() {
        let hired = who.desk_post.is_some();
        if !hired && !who.flexible() {
            continue;
        }
        let mut asked: Vec<u32> = Vec::new();
        for _ in 0..*dice.pick(&[(1, 30), (2, 40), (3, 30)]) {
            let day = dice.below(days);
            let there = away[person].iter().all(|(first, last)| !(*first..=*last).contains(&day));
            if there && (hired || weekday(from, day)) && !asked.contains(&day) {
                asked.push(day);
                all.extend(wish(who, person, day, two_shifts, dice));
            }
        }
    }
    all
}

fn wish(who: &Hire, person: usize, day: u32, two_shifts: bool, dice: &mut Dice) -> Option<Wish> {
    let weight = *dice.pick(&[(1, 60), (2, 30), (3, 10)]);
    let plain = Wish { person, day, shift: "", place: "", free: false, avoid: false, weight };
    if who.desk_post.is_some() {
        return Some(Wish { free: true, ..plain });
    }
    let &(shift, place, avoid) = dice.pick(ASKED);
    let possible = (shift.is_empty() || two_shifts) && (place != "home" || who.remote_tasks);
    possible.then_some(Wish { shift, place, avoid, ..plain })
}
