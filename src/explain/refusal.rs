//! Why not me: which rules refuse somebody work from home or hours of their own, and the smallest change, of the person
//! or of the policy, that would grant it. It speaks of nobody else, and of the person only what a condition asks, never
//! the value on record.

use chrono::Months;

use super::conflict::Case;
use crate::facts::{Facts, Flex, Person, PersonIx, PlaceKind, Predicate, RankKind};
use crate::input::lang::Text;
use crate::input::node::{Kind, Node};
use crate::problem::{Force, Shape};
use crate::rules::Entry;
use crate::scenario::{Edit, Written, load_edited, written};

/// All about one person and one flexibility.
#[derive(Debug)]
pub struct Refusal {
    pub person: PersonIx,
    pub flex: Flex,
    /// Rules that refuse it; empty if it is granted.
    pub bars: Vec<Barred>,
    /// Rules that forbid home duties one by one, on so many of the days that have any: a pin, a cap, leave.
    pub limits: Vec<(usize, String, usize)>,
    /// Days on which the person's contract, skills and desks leave a home duty at all.
    pub days: usize,
    /// What would have to be different about the person; `None` if nothing about them would help.
    pub own: Option<Vec<Text>>,
    /// What would have to be different about the policy; `None` if nothing was found.
    pub policy: Option<Change>,
}

/// A rule that refuses, with its reasons.
#[derive(Debug)]
pub struct Barred {
    pub rule: usize,
    pub place: String,
    pub source: Option<String>,
    pub reasons: Vec<Text>,
}

/// Edits of the policy that grant it.
#[derive(Debug)]
pub struct Change {
    pub edits: Vec<Edit>,
    /// Where each of them is written today.
    pub places: Vec<String>,
    /// How many others it would be granted to as well; `None`: fewer than [`FEWEST`], too few to tell.
    pub others: Option<usize>,
}

/// Smallest number of people that is told as a number.
pub const FEWEST: usize = 5;
/// Longest time in a post that is asked about, in months.
const LONGEST: u32 = 600;

const FLEXES: [Flex; 2] = [Flex::Home, Flex::Time];

/// Answers for one person: both flexibilities, or the one asked for.
pub fn refusals(case: &Case, person: PersonIx, asked: Option<Flex>) -> Vec<Refusal> {
    let written = written(case.path, case.edits);
    let wanted = FLEXES.into_iter().filter(|flex| asked.is_none_or(|asked| asked == *flex));
    wanted.map(|flex| refusal(case, written.as_ref(), person, flex)).collect()
}

fn refusal(case: &Case, written: Option<&Written>, person: PersonIx, flex: Flex) -> Refusal {
    let (facts, entries) = (&case.scenario.facts, &case.scenario.entries);
    let mut bars = Vec::new();
    for (rule, entry) in entries.iter().enumerate() {
        let reasons: Vec<Text> = bars_of(entry, facts, person, flex);
        if !reasons.is_empty() {
            let (place, source) = (case.faults.place(entry.spot), entry.head.source.clone());
            bars.push(Barred { rule, place, source, reasons });
        }
    }
    let (own, policy) = match bars.is_empty() {
        true => (None, None),
        false => {
            (own_change(facts, entries, person, flex), written.and_then(|all| policy(case, all, &bars, person, flex)))
        }
    };
    let (limits, days) = if flex == Flex::Home { limits(case, person) } else { (Vec::new(), 0) };
    Refusal { person, flex, bars, limits, days, own, policy }
}

/// Why a rule refuses a person a flexibility.
fn bars_of(entry: &Entry, facts: &Facts, person: PersonIx, flex: Flex) -> Vec<Text> {
    if !entry.rule.refuses() {
        return Vec::new();
    }
    let all = entry.rule.settle(&entry.given(facts)).into_iter();
    all.filter(|(who, bar)| *who == person && bar.flex == flex).map(|(_, bar)| bar.reason).collect()
}

fn barred(entries: &[Entry], facts: &Facts, person: PersonIx, flex: Flex) -> usize {
    entries.iter().map(|entry| bars_of(entry, facts, person, flex).len()).sum()
}

/// Rules whose musts ban home duties of the person, with the number of days; and the days that have a home duty.
fn limits(case: &Case, person: PersonIx) -> (Vec<(usize, String, usize)>, usize) {
    let (facts, entries) = (&case.scenario.facts, &case.scenario.entries);
    let home = facts.at(PlaceKind::Home);
    let open: Vec<u16> = facts.days().filter(|day| facts.menu(person, *day).any(|duty| home.contains(duty))).collect();
    let mut limits = Vec::new();
    for (rule, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.is_must() && !entry.rule.refuses()) {
        let banned = |(force, shape): (Force, Shape)| match shape {
            Shape::Ban(cell) if force == Force::Must && cell.person == person && home.contains(cell.duty) => {
                Some(cell.day)
            }
            _ => None,
        };
        let mut days: Vec<u16> = entry.rule.clauses(&entry.given(facts)).into_iter().filter_map(banned).collect();
        days.sort_unstable();
        days.dedup();
        if !days.is_empty() {
            limits.push((rule, case.faults.place(entry.spot), days.len()));
        }
    }
    (limits, open.len())
}

/// One thing that could be different about a person.
type Wish = (Text, Box<dyn Fn(&mut Person)>);

/// The fewest things about the person that would have to be different.
fn own_change(facts: &Facts, entries: &[Entry], person: PersonIx, flex: Flex) -> Option<Vec<Text>> {
    // Only this person is changed; the others stay for rules that rank.
    let mut tried = facts.clone();
    let original = facts.person(person).clone();
    let mut left = |wishes: &[&Wish]| {
        let mut who = original.clone();
        wishes.iter().for_each(|(_, change)| change(&mut who));
        tried.people[person as usize] = who;
        barred(entries, &tried, person, flex)
    };
    let before = left(&[]);
    // Of each kind of change the smallest that takes a refusal away.
    let mut useful: Vec<Wish> = Vec::new();
    for kind in wishes(facts, &original) {
        // Long kinds rise: where the largest does not help, none does.
        if kind.len() > 20 && kind.last().is_some_and(|largest| left(&[largest]) >= before) {
            continue;
        }
        if let Some(smallest) = kind.into_iter().find(|wish| left(&[wish]) < before) {
            useful.push(smallest);
        }
    }
    let mut chosen: Vec<&Wish> = useful.iter().collect();
    if left(&chosen) > 0 {
        return None;
    }
    let mut at = 0;
    while at < chosen.len() {
        let mut fewer = chosen.clone();
        fewer.remove(at);
        if left(&fewer) == 0 { chosen = fewer } else { at += 1 }
    }
    Some(chosen.into_iter().map(|(text, _)| text.clone()).collect())
}

/// What could be different about a person, kind by kind, the smallest first.
fn wishes(facts: &Facts, who: &Person) -> Vec<Vec<Wish>> {
    let wish = |id: String, en: String, change: Box<dyn Fn(&mut Person)>| -> Wish { (Text::new(id, en), change) };
    let predicates = [
        (Predicate::NeedsImprovement, "butuh perbaikan", "needs improvement"),
        (Predicate::Good, "baik", "good"),
        (Predicate::VeryGood, "sangat baik", "very good"),
    ];
    let better = predicates.into_iter().map(|(new, id, en)| {
        wish(
            format!("predikat kinerja sedikitnya \"{id}\""),
            format!("a performance predicate of at least \"{en}\""),
            Box::new(move |who: &mut Person| who.predicate = who.predicate.max(Some(new))),
        )
    });
    let first = facts.calendar.days.first().map(|day| day.date);
    let since = (1..=LONGEST).map(|months| {
        let from = first.and_then(|first| first.checked_sub_months(Months::new(months)));
        wish(
            format!("sedikitnya {months} bulan di jabatannya sekarang pada awal periode"),
            format!("at least {months} months in the present post when the period begins"),
            Box::new(move |who: &mut Person| who.since = from),
        )
    });
    let ranks = [
        (RankKind::Functional, "fungsional", "functional"),
        (RankKind::Executing, "pelaksana", "executing"),
        (RankKind::Structural, "struktural", "structural"),
    ];
    let ranks = ranks.into_iter().map(|(rank, id, en)| {
        wish(
            format!("jabatan berjenis {id}"),
            format!("a post of {en} rank"),
            Box::new(move |who: &mut Person| who.rank = Some(rank)),
        )
    });
    let discipline = wish(
        "syarat disiplin terpenuhi".into(),
        "the condition on discipline met".into(),
        Box::new(|who: &mut Person| who.discipline = false),
    );
    let tasks = wish(
        "tugas yang dapat dikerjakan di luar kantor".into(),
        "tasks that can be done away from the office".into(),
        Box::new(|who: &mut Person| who.remote_tasks = true),
    );
    let ranking = wish(
        "peringkat kinerja di atas batas".into(),
        "a performance ranking above the cut".into(),
        Box::new(|who: &mut Person| who.score = Some(i64::MAX / 4)),
    );
    let contracts = facts.contracts.iter().enumerate().filter(|(_, contract)| !contract.desk_only);
    let contracts = contracts.map(|(at, contract)| {
        wish(
            format!("kontrak \"{}\", yang tidak terikat loket", contract.id),
            format!("contract \"{}\", which is not bound to a desk", contract.id),
            Box::new(move |who: &mut Person| who.contract = at as u16),
        )
    });
    let mut posts: Vec<&str> =
        facts.people.iter().map(|one| one.post.as_str()).filter(|post| *post != who.post).collect();
    posts.sort_unstable();
    posts.dedup();
    let posts = posts.into_iter().map(|post| {
        let new = post.to_string();
        wish(
            format!("jabatan \"{post}\""),
            format!("the post \"{post}\""),
            Box::new(move |who: &mut Person| who.post.clone_from(&new)),
        )
    });
    vec![
        better.collect(),
        ranks.collect(),
        vec![tasks],
        vec![discipline],
        since.collect(),
        contracts.collect(),
        vec![ranking],
        posts.collect(),
    ]
}

/// The fewest fields of the refusing rules that would have to be different, each changed as little as it can be.
fn policy(case: &Case, written: &Written, bars: &[Barred], person: PersonIx, flex: Flex) -> Option<Change> {
    let entries = &case.scenario.entries;
    let left = |edits: &[Edit]| {
        let all: Vec<Edit> = case.edits.iter().chain(edits).cloned().collect();
        let changed = load_edited(case.path, &all).0?;
        let at = changed.facts.people.iter().position(|one| one.id == case.scenario.facts.person(person).id)?;
        Some(barred(&changed.entries, &changed.facts, at as PersonIx, flex))
    };
    let before = left(&[])?;
    let mut chosen: Vec<Edit> = Vec::new();
    for bar in bars {
        let entry = &entries[bar.rule];
        let node = written.at(&format!("rules.{}", entry.id))?;
        let own: Vec<String> = entry.kind.fields().into_iter().map(|(name, _)| name).collect();
        for (key, value) in node.entries().iter().filter(|(key, _)| own.iter().any(|name| **name == *key.text)) {
            let path = format!("rules.{}.{}", entry.id, key.text);
            let smallest = looser(value).into_iter().map(|value| Edit::set(path.clone(), value));
            let mut smallest =
                smallest.filter(|edit| left(std::slice::from_ref(edit)).is_some_and(|left| left < before));
            chosen.extend(smallest.next());
        }
    }
    if chosen.is_empty() || left(&chosen) != Some(0) {
        return None;
    }
    let mut at = 0;
    while at < chosen.len() {
        let mut fewer = chosen.clone();
        fewer.remove(at);
        if !fewer.is_empty() && left(&fewer) == Some(0) { chosen = fewer } else { at += 1 }
    }
    let all: Vec<Edit> = case.edits.iter().chain(&chosen).cloned().collect();
    let granted = |facts: &Facts| facts.people.iter().filter(|one| one.may(flex)).count();
    let after = granted(&load_edited(case.path, &all).0?.facts);
    let others = after.saturating_sub(granted(&case.scenario.facts)).saturating_sub(1);
    let place = |edit: &Edit| match edit {
        Edit::Set { path, .. } | Edit::Remove { path } => written.place(path),
        Edit::Drop { .. } => None,
    };
    let places = chosen.iter().filter_map(place).collect();
    Some(Change { edits: chosen, places, others: (others >= FEWEST).then_some(others) })
}

/// Looser values of a condition, the nearest first: numbers step by step, words of a scale, then none at all.
fn looser(value: &Node) -> Vec<String> {
    const SCALE: [&str; 5] = ["very_good", "good", "needs_improvement", "poor", "very_poor"];
    match &value.kind {
        Kind::Scalar { text, .. } => {
            if let Ok(number) = text.parse::<i64>() {
                let mut steps = vec![1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 60, 100, 200, 600];
                steps.retain(|step| *step <= number.abs().max(100));
                let lower = steps.iter().map(|step| number - step).filter(|new| *new >= 0);
                return lower.chain(steps.iter().map(|step| number + step)).map(|new| new.to_string()).collect();
            }
            if let Some(at) = SCALE.iter().position(|word| *word == &**text) {
                return SCALE[at + 1..].iter().map(|word| word.to_string()).collect();
            }
            if &**text == "true" { vec!["false".into()] } else { vec!["~".into()] }
        }
        Kind::Seq(_) => vec!["[]".into()],
        Kind::Map(_) | Kind::Null => Vec::new(),
    }
}
