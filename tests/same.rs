//! The same roster: for the same seed and work on any number of threads; and, where it is asked for, the canonical one
//! for any seed and any order of the lists in the file.

use std::path::Path;

use luwes::engine::{Engine, Limits, Status};
use luwes::report::result::roster_hash;
use luwes::scenario::{Scenario, load};
use luwes::solve::solve;

/// A small linear generator: any order will do, as long as it is a different one.
fn shuffle(lines: &mut [String], seed: &mut u64) {
    for at in (1..lines.len()).rev() {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        lines.swap(at, (*seed >> 33) as usize % (at + 1));
    }
}

/// An office with many rosters as good as the best: everybody is like many others. Its lists stand in an order by chance,
/// unless the seed is 0.
fn office(people: usize, weeks: usize, extra: &[&str], mut seed: u64) -> String {
    let whole = |line: &&str| line.to_string();
    let mut shifts: Vec<String> =
        ["  pagi: {hours: 06:00-14:00}", "  sore: {hours: 14:00-22:00}"].iter().map(whole).collect();
    let mut units: Vec<String> = (0..2).map(|n| format!("  - {{id: tim-{n}}}")).collect();
    let mut desks: Vec<String> = (0..2)
        .map(|n| format!("  loket-{n}: {{open: [{{days: mon-fri, hours: 06:00-14:00, need: {}}}]}}", 1 + n))
        .collect();
    let mut staff: Vec<String> = (0..people).map(|n| format!("  - {{id: p{n}, unit: tim-{}}}", n % 2)).collect();
    let mut wishes: Vec<String> =
        (0..people).map(|n| format!("  - {{person: p{n}, date: 2020-01-{:02}, free: true}}", 6 + n % 4)).collect();
    let mut rules = vec![
        "  - rest: {hours: 11, must: true}".to_string(),
        "  - desk_cover: {must: true}".to_string(),
        "  - home_days: {per: week, min: 2, max: 3, prefer: 2}".to_string(),
        "  - wishes: {prefer: 3}".to_string(),
    ];
    rules.extend(extra.iter().map(|rule| format!("  - {rule}")));
    if seed > 0 {
        for list in [&mut shifts, &mut units, &mut desks, &mut staff, &mut wishes, &mut rules] {
            shuffle(list, &mut seed);
        }
    }
    let [shifts, units, desks, staff, wishes, rules] =
        [shifts, units, desks, staff, wishes, rules].map(|list| list.join("\n"));
    format!(
        "period: {{from: 2020-01-06, weeks: {weeks}}}\ncalendar: {{holidays: none}}\nshifts:\n{shifts}\nunits:\n{units}\n\
         desks:\n{desks}\npeople:\n{staff}\nwishes:\n{wishes}\nrules:\n{rules}\n"
    )
}

fn read(text: &str) -> Scenario {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("kantor.yaml");
    std::fs::write(&path, text).expect("a file");
    loaded(&path)
}

fn loaded(path: &Path) -> Scenario {
    let (scenario, faults) = load(path);
    scenario.unwrap_or_else(|| panic!("{}", faults.render(luwes::input::lang::Lang::En, false)))
}

/// Hash of the roster, its status, and the rest of what must be the same.
fn told(scenario: &Scenario, limits: &Limits) -> (String, Status, i64, i64, u64, Option<bool>) {
    let solved = solve(scenario, limits, None, &|_| {}).expect("a solver");
    let roster = solved.roster.map(|(roster, _)| roster_hash(&scenario.facts, &roster)).unwrap_or_default();
    let outcome = solved.outcome;
    (roster, outcome.status, outcome.cost, outcome.bound, outcome.work, outcome.canonical)
}

fn on_threads(scenario: &Scenario, limits: &Limits) {
    let on = |threads| told(scenario, &Limits { threads, ..limits.clone() });
    let one = on(1);
    assert!(!one.0.is_empty(), "no roster within {:?}", limits.work);
    assert_eq!(on(2), one);
    assert_eq!(on(4), one);
}

/// What is not proved soon: few seats, steady weeks, a common day and evenness pull against each other.
fn hard() -> Scenario {
    let people: String = (0..30).map(|n| format!("  - {{id: p{n}, unit: tim-{}}}\n", n % 3)).collect();
    read(&format!(
        "
period: {{from: 2020-01-06, weeks: 2}}
calendar: {{holidays: none}}
shifts:
  pagi: {{hours: 06:00-14:00}}
  sore: {{hours: 14:00-22:00}}
sites: {{gedung: {{seats: 9}}}}
units: [{{id: k, site: gedung, units: [{{id: tim-0}}, {{id: tim-1}}, {{id: tim-2}}]}}]
desks: {{loket: {{open: [{{days: mon-fri, hours: 06:00-22:00, need: 3}}]}}}}
people:
{people}rules:
  - rest: {{hours: 11, must: true}}
  - desk_cover: {{must: true}}
  - seats: {{must: true}}
  - steady_shift: {{per: week, prefer: 3}}
  - home_days: {{per: week, min: 2, max: 3, prefer: 7}}
  - anchor_day: {{level: 1, weekdays: mon-thu, prefer: 2}}
  - spread: {{share: 25, prefer: 1}}
  - fairness: {{what: {{shifts: [sore]}}, level: 1, allowed: 0, prefer: [1, 3, 9]}}
"
    ))
}

#[test]
fn the_same_work_and_seed_give_the_same_roster_on_any_number_of_threads() {
    let scenario = hard();
    for (engine, work) in [(Engine::Auto, 400), (Engine::Columns, 150), (Engine::Compact, 6000)] {
        on_threads(&scenario, &Limits { engine, work: Some(work), seed: 5, ..Limits::default() });
    }
}

#[test]
fn parts_that_share_nothing_divide_the_work_before_they_start() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/two-deputies.yaml");
    on_threads(&loaded(&path), &Limits { work: Some(600), ..Limits::default() });
}

#[test]
fn more_work_is_done_and_told_where_more_is_allowed() {
    let scenario = hard();
    let with = |work| told(&scenario, &Limits { work: Some(work), ..Limits::default() });
    let (few, many) = (with(60), with(600));
    assert!(many.1 == Status::Optimal || (many.4 >= 600 && few.4 < many.4), "{many:?} after {few:?}");
}

#[test]
fn the_canonical_roster_does_not_hang_on_threads_seed_or_the_order_of_lists() {
    let fair = ["fairness: {what: {shifts: [sore]}, allowed: 1, prefer: 3}"];
    let limits = |threads, seed| Limits { threads, seed, canonical: true, ..Limits::default() };
    let first = told(&read(&office(6, 1, &fair, 0)), &limits(1, 0));
    assert_eq!((first.1, first.5), (Status::Optimal, Some(true)));
    for (threads, seed) in [(1, 7), (2, 1), (4, 2)] {
        assert_eq!(told(&read(&office(6, 1, &fair, 31 + u64::from(seed))), &limits(threads, seed)), first);
    }
}

#[test]
fn what_was_stopped_before_its_proof_is_not_called_canonical() {
    let limits = Limits { work: Some(100), canonical: true, ..Limits::default() };
    let told = told(&hard(), &limits);
    assert_eq!((told.1, told.5), (Status::Feasible, Some(false)));
}
