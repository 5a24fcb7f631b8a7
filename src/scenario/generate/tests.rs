//! Generated ministries are read again by the loader, and their shares and desks are counted.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::*;
use crate::facts::{Facts, Flex, RankKind};
use crate::scenario::{Scenario, load};

fn options(people: u32) -> Options {
    Options {
        people,
        seed: 7,
        organisation: None,
        model: "pilot-2019".into(),
        from: NaiveDate::from_ymd_opt(2020, 1, 6).expect("a date"),
        weeks: 4,
        seats: None,
        name: "scenario".into(),
        data: String::new(),
        head: "test".into(),
    }
}

fn files(options: &Options) -> Vec<GeneratedFile> {
    let mut faults = Faults::default();
    let files = generate(options, Path::new("."), &mut faults).map(Iterator::collect);
    files.unwrap_or_else(|| panic!("{}", faults.list.iter().map(|fault| fault.what.en.as_str()).collect::<String>()))
}

/// Generated, written and read again.
fn read_back(options: &Options) -> Scenario {
    let folder = tempfile::tempdir().expect("a folder");
    for file in files(options) {
        let path = folder.path().join(&file.path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, file.bytes).expect("written");
    }
    let (scenario, faults) = load(&folder.path().join(format!("{}.yaml", options.name)));
    let said: Vec<&str> = faults.list.iter().map(|fault| fault.what.en.as_str()).collect();
    assert_eq!(said, Vec::<&str>::new(), "{} people", options.people);
    scenario.expect("no faults, hence a scenario")
}

#[test]
fn every_size_gives_a_scenario_without_a_fault() {
    for people in [1, 9, 40, 150, 333, 400, 2000] {
        assert_eq!(read_back(&options(people)).facts.people.len(), people as usize);
    }
}

#[test]
fn every_seed_finds_people_for_its_desks() {
    for seed in 1..=20 {
        assert_eq!(read_back(&Options { seed, ..options(450) }).facts.desks.len(), 7);
    }
}

#[test]
fn one_seed_gives_the_same_bytes_and_another_others() {
    let one = options(120);
    assert_eq!(files(&one), files(&one));
    assert_ne!(files(&one), files(&Options { seed: 8, ..one.clone() }));
}

/// Per mille of people for whom it holds.
fn mille(facts: &Facts, holds: impl Fn(u32) -> bool) -> usize {
    facts.everybody().filter(|person| holds(*person)).count() * 1000 / facts.people.len()
}

#[test]
fn shares_are_those_of_a_ministry() {
    let scenario = read_back(&options(3000));
    let facts = &scenario.facts;
    let between = |what: &str, share: usize, low: usize, high: usize| {
        assert!((low..=high).contains(&share), "{what}: {share} of 1000");
    };
    between("functional", mille(facts, |one| facts.person(one).rank == Some(RankKind::Functional)), 500, 800);
    between("women", mille(facts, |one| facts.person(one).sex == Some(crate::facts::Sex::Female)), 450, 600);
    between("remote tasks", mille(facts, |one| facts.person(one).remote_tasks), 300, 700);
    between("discipline", mille(facts, |one| facts.person(one).discipline), 10, 30);
    between("may work from home", mille(facts, |one| facts.person(one).may(Flex::Home)), 350, 600);
    let days = facts.days().filter(|day| facts.calendar.day(*day).working);
    let away = days.map(|day| mille(facts, |one| facts.person(one).absence(day).is_some()));
    between("away on a working day", away.sum::<usize>() / 20, 40, 65);
    let wishing: HashSet<u32> = facts.wishes.iter().map(|wish| wish.person).collect();
    between("with wishes", wishing.len() * 1000 / facts.people.len(), 300, 800);
}

#[test]
fn desks_have_people_enough_on_every_day() {
    let scenario = read_back(&options(1200));
    let facts = &scenario.facts;
    assert_eq!(facts.desks.len(), 7);
    for (at, desk) in facts.desks.iter().enumerate() {
        let holds =
            |person: &u32| facts.person(*person).duties.iter().any(|duty| facts.duty(*duty).desk == Some(at as u16));
        let holders: Vec<u32> = facts.everybody().filter(holds).collect();
        for day in facts.days() {
            let there = holders.iter().filter(|person| facts.person(**person).absence(day).is_none()).count() as i32;
            // Whoever is there works five days of seven, eight hours each.
            let open = desk.openings.iter().filter(|opening| facts.opens(opening, day));
            let hours: i32 = open.map(|opening| (opening.to_min - opening.from_min) / 60 * opening.need as i32).sum();
            let week = if desk.openings[0].holidays { 7 } else { 5 };
            assert!(there * 8 * 5 >= hours * week, "{} on day {day}: {there} for {hours} hours", desk.id);
        }
    }
}

#[test]
fn a_nation_is_split_into_agencies_that_add_up() {
    let options = options(120_000);
    let mut faults = Faults::default();
    let files = generate(&options, Path::new("."), &mut faults).expect("no faults");
    let mut people = 0;
    let mut ids = HashSet::new();
    let mut expected = 0;
    for file in files {
        let text = String::from_utf8(file.bytes).expect("UTF-8");
        match file.path.file_name().and_then(|name| name.to_str()) {
            Some("index.csv") => expected = text.lines().count() - 1,
            Some("people.csv") => {
                expected -= 1;
                let rows = text.lines().skip(1).map(|line| line.split(',').next().unwrap_or_default().to_string());
                let before = people;
                rows.for_each(|id| {
                    assert!(ids.insert(id));
                    people += 1;
                });
                assert!(people - before <= AGENCY as usize);
            }
            _ => {}
        }
    }
    assert_eq!((people, expected), (120_000, 0));
}

#[test]
fn agencies_joined_are_one_scenario_in_which_neighbours_share_a_building() {
    let options = options(21_000);
    let scenario = read_back(&options);
    let facts = &scenario.facts;
    assert_eq!(facts.people.len(), 21_000);
    let agencies: Vec<u32> = facts.units.all().filter(|unit| facts.units.get(*unit).parent.is_none()).collect();
    assert!(agencies.len() > 1);
    let agency = |person: u32| facts.units.at_depth(facts.person(person).unit, 0);
    let mut tenants: Vec<HashSet<u32>> = vec![HashSet::new(); facts.sites.len()];
    for person in facts.everybody() {
        tenants[usize::from(facts.person(person).site.expect("a building"))].insert(agency(person));
    }
    assert!(tenants.iter().any(|agencies| agencies.len() > 1), "nobody shares a building");
    assert!(facts.sites.iter().all(|site| site.seats.is_some()));
}

#[test]
fn no_part_of_a_made_up_ministry_is_larger_than_a_ministry_would_have_it() {
    let scenario = read_back(&options(10_000));
    let facts = &scenario.facts;
    let of_level = |depth: u16| {
        let mut sizes = std::collections::BTreeMap::new();
        let unit = |person: u32| facts.units.at_depth(facts.person(person).unit, depth);
        facts.everybody().for_each(|person| *sizes.entry(unit(person)).or_insert(0) += 1);
        sizes.into_values().max().unwrap_or(0)
    };
    // The desks' own people stand in the first unit of the secretariat.
    assert!(of_level(1) <= 500 && of_level(2) <= 350, "{} {}", of_level(1), of_level(2));
}

#[test]
fn a_model_without_a_contract_gets_no_desk_that_needs_it() {
    let scenario = read_back(&Options { model: "permen-2025".into(), from: monday_2026(), ..options(500) });
    assert!(scenario.facts.desks.iter().all(|desk| desk.id != "noc"));
    assert!(!scenario.facts.wishes.is_empty());
}

fn monday_2026() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 8).expect("a date")
}

/// A file's text without its head of comments, which names the command line.
fn body(bytes: &[u8]) -> String {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_pilots_files_are_what_their_seed_makes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut faults = Faults::default();
    let organisation = read_organisation(&root.join("bappenas/organisation.yaml"), &mut faults);
    let pilot = Options {
        seed: 2020,
        organisation: Some(organisation.expect("an organisation")),
        name: "bappenas-pilot".into(),
        data: "bappenas".into(),
        ..options(1000)
    };
    let full = Options {
        name: "bappenas-pilot-full".into(),
        model: "pilot-2019-full".into(),
        seats: Some(54),
        ..pilot.clone()
    };
    for file in [files(&pilot), files(&full)].concat() {
        let there = std::fs::read(root.join(&file.path)).expect("committed");
        let same = body(&there) == body(&file.bytes);
        assert!(same, "{}: make it again with the command at its scenario's head", file.path.display());
    }
}

#[test]
fn a_model_for_desks_alone_is_refused() {
    let mut faults = Faults::default();
    assert!(generate(&Options { model: "desk-24h".into(), ..options(50) }, Path::new("."), &mut faults).is_none());
    assert!(faults.list[0].what.en.contains("has no contract `biasa`"));
}

#[test]
fn too_few_people_for_an_organisation_are_refused() {
    let mut faults = Faults::default();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/bappenas/organisation.yaml");
    let organisation = read_organisation(&path, &mut faults);
    let few = Options { organisation, ..options(50) };
    assert!(generate(&few, Path::new("."), &mut faults).is_none());
    assert!(faults.list[0].what.en.starts_with("this organisation needs at least"));
}
