//! A made-up instance: its costs against a scorer written from the challenge's rules, the best of all its plans, and
//! every fault at its place.

use std::collections::BTreeMap;

use super::asocio;
use crate::facts::Facts;
use crate::input::fault::Faults;
use crate::roster::Roster;
use crate::scenario::{Scenario, load};

/// Two groups of two, three seats in two zones, three days. Seat `C` may be taken by Cis and Dan only.
const TINY: &str = r#"{
    "Employees": ["Ann", "Bob", "Cis", "007"],
    "Desks": ["A", "B", "C"],
    "Days": ["L", "Ma", "Mi"],
    "Groups": ["G0", "G1"],
    "Zones": ["Z0", "Z1"],
    "Desks_Z": {"Z0": ["A", "B"], "Z1": ["C"]},
    "Desks_E": {"Ann": ["A"], "Bob": ["B", "A"], "Cis": ["B", "C"], "007": ["A", "C"]},
    "Employees_G": {"G0": ["Ann", "Bob"], "G1": ["Cis", "007"]},
    "Days_E": {"Ann": ["L", "Mi"], "Bob": ["L"], "Cis": ["Ma"], "007": ["Ma", "L"]}
}"#;
/// Group, seats and preferred days of each person.
const PEOPLE: [(usize, &str, &[usize]); 4] = [(0, "A", &[0, 2]), (0, "BA", &[0]), (1, "BC", &[1]), (1, "AC", &[1, 0])];
const ALL_PREFERRED: i64 = 600;
/// Ann and Bob on the days `L` (2 x 100 - 5) and `Mi` (100 - 10 - 5), which leaves Cis and 007 seats of one zone on `Ma`
/// only: 2 x 100 - 5 - 2 x 100.
const BEST: i64 = 275;

fn read(text: &str) -> Result<Scenario, String> {
    let mut faults = Faults::default();
    let file = faults.source("tiny.json", text);
    let list = |faults: &Faults| {
        let each =
            faults.list.iter().map(|fault| format!("{}:{} {}", fault.spot.line, fault.spot.column, fault.what.en));
        each.collect::<Vec<_>>().join("\n")
    };
    let Some(made) = asocio(file, "tiny", &mut faults) else { return Err(list(&faults)) };
    assert!(made.scenario.contains(&format!("{ALL_PREFERRED} less its cost")), "{}", made.scenario);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tiny.yaml");
    std::fs::write(&path, made.scenario).expect("written");
    let (scenario, faults) = load(&path);
    scenario.filter(|_| faults.list.is_empty()).ok_or_else(|| list(&faults))
}

/// The value of a plan in seats, `-` for none, a person a line; `None` where it breaks what must hold.
fn score(plan: &[Vec<char>]) -> Option<i64> {
    let (mut value, mut rooms) = (0, BTreeMap::new());
    for (line, (group, seats, days)) in plan.iter().zip(PEOPLE) {
        let used: Vec<(usize, char)> = line.iter().copied().enumerate().filter(|(_, seat)| *seat != '-').collect();
        if used.iter().any(|(_, seat)| *seat != used[0].1 || !seats.contains(*seat)) {
            return None;
        }
        for (day, seat) in &used {
            value += if days.contains(day) { 100 } else { -10 };
            *rooms.entry((group, *seat == 'C', *day)).or_insert(0) += 1;
        }
        value -= 100 * (2 - used.len() as i64).max(0);
    }
    let shared = |day: usize, seat: char| plan.iter().filter(|line| line[day] == seat).count() > 1;
    let clash = (0..3).any(|day| "ABC".chars().any(|seat| shared(day, seat)));
    let meets = |group: usize| {
        let members = || plan.iter().zip(PEOPLE).filter(move |(_, person)| person.0 == group);
        (0..3).any(|day| members().all(|(line, _)| line[day] != '-'))
    };
    let alone = rooms.values().any(|people| *people < 2);
    (!clash && meets(0) && meets(1) && !alone).then(|| value - 5 * rooms.len() as i64)
}

fn roster(facts: &Facts, plan: &[Vec<char>]) -> Roster {
    let duty = |seat: &char| {
        let name = |at: usize| facts.duties[at].seat.map(|seat| facts.seats[usize::from(seat)].id.clone());
        let home =
            |at: usize| facts.duties[at].place.is_some_and(|place| facts.places[usize::from(place)].id == "home");
        let found = |at: &usize| if *seat == '-' { home(*at) } else { name(*at) == Some(seat.to_string()) };
        (0..facts.duties.len()).find(found).expect("a duty") as u16
    };
    Roster::from_plan(3, plan.iter().flatten().map(duty).collect())
}

/// Every line of a person: on each day a seat of theirs, or none.
fn lines(seats: &str) -> Vec<Vec<char>> {
    let one: Vec<char> = seats.chars().chain(['-']).collect();
    let pairs = one.iter().flat_map(|a| one.iter().map(move |b| vec![*a, *b]));
    pairs.flat_map(|pair| one.iter().map(move |c| [pair.as_slice(), &[*c]].concat())).collect()
}

/// Cost and broken units of musts, by the rules' own judgement.
fn judged(scenario: &Scenario, plan: &[Vec<char>]) -> (i64, i64) {
    let (facts, roster) = (&scenario.facts, roster(&scenario.facts, plan));
    let checks = scenario.entries.iter().flat_map(|entry| entry.rule.check(&entry.given(facts), &roster));
    let breaches: Vec<_> = checks.collect();
    let broken = breaches.iter().filter(|breach| breach.is_must()).map(|breach| breach.units).sum();
    (breaches.iter().map(|breach| breach.cost()).sum(), broken)
}

fn plan(lines: [&str; 4]) -> Vec<Vec<char>> {
    lines.iter().map(|line| line.chars().collect()).collect()
}

#[test]
fn a_plan_by_hand_costs_what_it_falls_short_of_all_preferred_days() {
    let scenario = read(TINY).expect("an instance without faults");
    // Ann and Bob come on the first day, which both prefer, and on the second: 2 x 100 - 2 x 10 - 2 x 5.
    assert_eq!(judged(&scenario, &plan(["AA-", "BB-", "---", "---"])).1, 2, "two people miss the day of their group");
    assert_eq!(score(&plan(["AA-", "BB-", "---", "---"])), None);
    // Cis and 007 come on the third day only, which neither prefers: - 2 x 10 - 2 x 100 - 5.
    let kept = plan(["AA-", "BB-", "--B", "--A"]);
    assert_eq!(score(&kept), Some(-55));
    assert_eq!(judged(&scenario, &kept), (ALL_PREFERRED + 55, 0));
    // Ann alone on the third day, at another seat on the second, which 007 has as well.
    let broken = judged(&scenario, &plan(["ABA", "BA-", "--B", "-AA"])).1;
    assert_eq!(broken, 1 + 1 + 1 + 1 + 1 + 1, "Ann's seats and Bob's, A twice, A a third time, 007 alone, Ann alone");
}

#[test]
fn every_plan_costs_what_the_scorer_says_by_the_rules_and_by_their_clauses() {
    let scenario = read(TINY).expect("an instance without faults");
    let all: Vec<Vec<Vec<char>>> = PEOPLE.iter().map(|(_, seats, _)| lines(seats)).collect();
    let (problem, mut best, mut kept) = (scenario.problem(), i64::MIN, 0);
    for (at, ann) in all[0].iter().enumerate() {
        for (bob_at, bob) in all[1].iter().enumerate() {
            for (cis_at, cis) in all[2].iter().enumerate() {
                for (dan_at, dan) in all[3].iter().enumerate() {
                    let plan = [ann, bob, cis, dan].map(Clone::clone);
                    let value = score(&plan);
                    kept += usize::from(value.is_some());
                    best = best.max(value.unwrap_or(i64::MIN));
                    // All that are kept, and a sample of the others.
                    if value.is_some() || (at + 5 * bob_at + 7 * cis_at + 11 * dan_at) % 97 == 0 {
                        let (cost, broken) = judged(&scenario, &plan);
                        assert_eq!(value, (broken == 0).then_some(ALL_PREFERRED - cost), "{plan:?}");
                        let clauses = problem.judge(roster(&scenario.facts, &plan).plan());
                        assert_eq!((clauses.cost, clauses.must_units), (cost, broken), "{plan:?}");
                    }
                }
            }
        }
    }
    assert_eq!((kept, best), (12, BEST));
}

#[test]
fn every_fault_is_told_at_its_place() {
    let text = TINY
        .replace(r#""Z1": ["C"]}"#, r#""Z1": ["A"]}"#)
        .replace(r#""Bob": ["B", "A"]"#, r#""Bob": [], "Eve": ["X"]"#)
        .replace(r#""G1": ["Cis", "007"]"#, r#""G1": ["007"]"#)
        .replace(r#""Cis": ["Ma"]"#, r#""Cis": ["Ju"]"#);
    assert_eq!(
        read(&text).err().unwrap_or_default(),
        "7:42 `A` is written twice\n\
         3:25 `C` is in no zone\n\
         2:33 `Cis` is in no group\n\
         9:50 `007` is alone in group `G1`: nobody can sit with them\n\
         8:49 there is no employee `Eve`\n\
         8:50 there is no desk `X`\n\
         10:58 there is no day `Ju`\n\
         2:26 no desk fits `Bob`"
    );
    let twice = TINY.replace(r#"["Ann", "Bob", "Cis", "007"]"#, r#"["Ann", "Ann", "Bob", "Cis", "007", " "]"#);
    let said = read(&twice).err().unwrap_or_default();
    assert!(said.contains("2:26 `Ann` is written twice") && said.contains("2:54 this name is empty"), "{said}");
    let none = TINY.replace(r#"["L", "Ma", "Mi"]"#, "[]");
    assert!(read(&none).err().unwrap_or_default().contains("4:13 there are 1 to 366 days"));
}

#[test]
fn a_file_that_is_no_instance_is_told_so_without_a_panic() {
    assert!(read("{}").err().unwrap_or_default().contains("Desks"));
    for (at, _) in TINY.char_indices() {
        assert!(read(&TINY[..at]).is_err(), "cut at {at}");
    }
    for text in ["", "[]", "7", "{\"Employees\": 3}", "{\"Employees\": {\"a\": [[]]}, \"Desks\": null", "\u{feff}{"] {
        assert!(read(text).is_err(), "{text}");
    }
}
