//! The people of a generated scenario: posts, ranks, predicates and the other attributes that rules ask for, with the
//! shares of `domain.md` §5 and §8, and enough of them for every desk.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::dice::Dice;
use super::organisation::{Organisation, Post, Work};
use crate::facts::people::RankKind;

/// Contract of everybody who is not hired for a desk: all models of the library have it.
pub const USUAL: &str = "biasa";

/// One generated person.
#[derive(Debug, Clone)]
pub struct Hire {
    pub id: String,
    pub unit: String,
    pub post: &'static str,
    /// Post of people hired for a desk.
    pub desk_post: Option<String>,
    pub rank: RankKind,
    pub level: &'static str,
    pub predicate: &'static str,
    pub score: u32,
    pub woman: bool,
    pub discipline: bool,
    pub since: NaiveDate,
    /// New in post: less than six months.
    pub new: bool,
    pub remote_tasks: bool,
    pub consent: bool,
    pub contract: String,
    pub skills: Vec<(String, u8)>,
}

impl Hire {
    /// Would pass a list of criteria like the pilot's: functional rank, good predicate, no case, not new in post.
    pub fn flexible(&self) -> bool {
        let good = matches!(self.predicate, "good" | "very_good");
        self.rank == RankKind::Functional && good && !self.discipline && !self.new
    }
}

/// Post, rank, share.
type Posts = &'static [((&'static str, RankKind), u32)];

fn posts(work: Work) -> Posts {
    use RankKind::{Executing as E, Functional as F};
    match work {
        Work::Planning => &[
            (("perencana", F), 62),
            (("analis_kebijakan", F), 10),
            (("statistisi", F), 4),
            (("arsiparis", F), 3),
            (("pelaksana", E), 21),
        ],
        Work::Support => &[
            (("analis_sdm", F), 14),
            (("analis_anggaran", F), 10),
            (("arsiparis", F), 10),
            (("pranata_humas", F), 9),
            (("perancang_peraturan", F), 7),
            (("pengelola_pengadaan", F), 8),
            (("perencana", F), 6),
            (("pelaksana", E), 36),
        ],
        Work::Technical => &[(("pranata_komputer", F), 62), (("statistisi", F), 8), (("pelaksana", E), 30)],
        Work::Oversight => &[(("auditor", F), 76), (("pelaksana", E), 24)],
        Work::Training => &[(("widyaiswara", F), 42), (("perencana", F), 22), (("pelaksana", E), 36)],
        Work::Advice => &[(("analis_kebijakan", F), 70), (("pelaksana", E), 30)],
    }
}

/// Chances of a thousand that the tasks of a functional post can be done away from the office.
fn remote_mille(work: Work) -> u32 {
    match work {
        Work::Planning | Work::Advice => 860,
        Work::Support | Work::Oversight => 600,
        Work::Technical | Work::Training => 450,
    }
}

/// Levels of the expert ladder.
const LEVELS: &[(&str, u32)] = &[("ahli_pertama", 32), ("ahli_muda", 40), ("ahli_madya", 24), ("ahli_utama", 4)];
/// Predicate, with its lowest and highest score.
const PREDICATES: &[((&str, u32, u32), u32)] = &[
    (("very_good", 910, 1000), 20),
    (("good", 760, 909), 70),
    (("needs_improvement", 600, 759), 7),
    (("poor", 500, 599), 2),
    (("very_poor", 300, 499), 1),
];
/// Days of six months: new in post below this.
const NEW_DAYS: u32 = 182;

/// Everybody of an organisation, unit by unit, and for each desk who holds it.
pub struct Staff {
    pub people: Vec<Hire>,
    /// By desk id: positions of its holders.
    pub holders: Vec<(String, Vec<usize>)>,
}

/// Hires so many people for an organisation.
pub fn hire(organisation: &Organisation, people: u32, from: NaiveDate, dice: &mut Dice) -> Staff {
    let leaves = organisation.leaves();
    let weights: Vec<u32> = leaves.iter().map(|(_, _, weight)| *weight).collect();
    let sizes = shares(people.saturating_sub(organisation.desk_staff()), &weights);
    let inside = organisation.inside();
    let mut staff = Staff { people: Vec::new(), holders: Vec::new() };
    let mut at: HashMap<&str, Vec<usize>> = HashMap::new();
    for ((unit, work, _), size) in leaves.iter().zip(sizes) {
        let women = dice.between(400, 660);
        for number in 0..size {
            let hire = person(&unit.id, *work, number == 0 && size >= 5, women, from, dice);
            at.entry(&unit.id).or_default().push(staff.people.len());
            staff.people.push(hire);
        }
    }
    let mut busy = vec![false; staff.people.len()];
    for (id, post) in &organisation.desks {
        let holders = match &post.staff {
            Some(hired) => {
                let first = inside.get(post.units[0].as_str()).and_then(|leaves| leaves.first()).copied();
                let unit = first.unwrap_or_default();
                let new = staff.people.len()..staff.people.len() + post.people() as usize;
                for _ in new.clone() {
                    // People of guards' and technicians' posts: one woman in four.
                    let mut hire = person(unit, Work::Technical, false, 250, from, dice);
                    hire.desk_post = Some(hired.post.clone());
                    (hire.rank, hire.level, hire.remote_tasks) = (hired.rank, "", false);
                    hire.contract = hired.contract.clone();
                    staff.people.push(hire);
                    busy.push(true);
                }
                new.collect()
            }
            None => {
                let units = post.units.iter().flat_map(|unit| inside.get(unit.as_str()).into_iter().flatten());
                let all = units.flat_map(|leaf| at.get(leaf).into_iter().flatten()).copied().collect();
                volunteers(post, all, &mut staff.people, &mut busy, dice)
            }
        };
        teach(post, &holders, &mut staff.people);
        staff.holders.push((id.clone(), holders));
    }
    order(&mut staff, &leaves.iter().map(|(unit, _, _)| unit.id.as_str()).collect::<Vec<_>>());
    staff
}

/// Whole shares of a number by weight, largest remainders first.
pub fn shares(number: u32, weights: &[u32]) -> Vec<u32> {
    let all: u64 = weights.iter().map(|weight| u64::from(*weight)).sum::<u64>().max(1);
    let part = |weight: &u32| u64::from(number) * u64::from(*weight);
    let mut shares: Vec<u32> = weights.iter().map(|weight| (part(weight) / all) as u32).collect();
    let mut rest: Vec<usize> = (0..weights.len()).collect();
    rest.sort_by_key(|at| std::cmp::Reverse(part(&weights[*at]) % all));
    let missing = number - shares.iter().sum::<u32>().min(number);
    for at in rest.into_iter().take(missing as usize) {
        shares[at] += 1;
    }
    shares
}

fn person(unit: &str, work: Work, head: bool, women: u32, from: NaiveDate, dice: &mut Dice) -> Hire {
    let (post, rank) = if head { ("jpt_pratama", RankKind::Structural) } else { *dice.pick(posts(work)) };
    let functional = rank == RankKind::Functional;
    let level = if functional { *dice.pick(LEVELS) } else { "" };
    let &(predicate, low, high) = dice.pick(PREDICATES);
    let score = dice.between(low, high);
    let new = dice.mille(70);
    let in_post = if new { dice.between(10, NEW_DAYS - 10) } else { dice.between(NEW_DAYS + 20, 3000) };
    let remote = if functional { remote_mille(work) } else { remote_mille(work) / 3 };
    Hire {
        id: String::new(),
        unit: unit.to_string(),
        post,
        desk_post: None,
        rank,
        level,
        predicate,
        score,
        woman: dice.mille(women),
        discipline: dice.mille(20),
        since: from.checked_sub_days(Days::new(u64::from(in_post))).unwrap_or(from),
        new,
        remote_tasks: dice.mille(remote),
        consent: dice.mille(600),
        contract: USUAL.to_string(),
        skills: Vec::new(),
    }
}

/// People of the desk's units who hold it beside their other work, in office hours: executing staff, whom no model gives
/// other hours; where a unit has too few, others take such a post.
fn volunteers(post: &Post, mut all: Vec<usize>, people: &mut [Hire], busy: &mut [bool], dice: &mut Dice) -> Vec<usize> {
    dice.shuffle(&mut all);
    all.retain(|at| !busy[*at] && people[*at].rank != RankKind::Structural);
    all.sort_by_key(|at| people[*at].rank != RankKind::Executing);
    all.truncate(post.people() as usize);
    for at in &all {
        let who = &mut people[*at];
        busy[*at] = true;
        (who.post, who.rank, who.level, who.remote_tasks) = ("pelaksana", RankKind::Executing, "", false);
    }
    all.sort_unstable();
    all
}

/// Gives the holders the desk's skill; every second one at the experts' level.
fn teach(post: &Post, holders: &[usize], people: &mut [Hire]) {
    let Some(skill) = &post.skill else { return };
    let top = post.experts.map_or(1, |experts| experts.level);
    for (number, at) in holders.iter().enumerate() {
        let level = if number % 2 == 0 { top } else { 1 };
        people[*at].skills.push((skill.clone(), level));
    }
}

/// Puts people in order of their units, those hired for a desk last in theirs.
fn order(staff: &mut Staff, units: &[&str]) {
    let place: HashMap<&str, usize> = units.iter().enumerate().map(|(at, unit)| (*unit, at)).collect();
    let mut by_unit: Vec<usize> = (0..staff.people.len()).collect();
    by_unit.sort_by_key(|at| (place.get(staff.people[*at].unit.as_str()).copied(), *at));
    let mut now = vec![0; by_unit.len()];
    for (new, old) in by_unit.iter().enumerate() {
        now[*old] = new;
    }
    staff.people = by_unit.iter().map(|at| staff.people[*at].clone()).collect();
    for (_, holders) in &mut staff.holders {
        holders.iter_mut().for_each(|at| *at = now[*at]);
        holders.sort_unstable();
    }
}
