//! The tiny world of the rules' tests, rosters drawn in letters, and the enumeration that holds `clauses` and `check`
//! of every rule in the list together.
//!
//! Ana and Bob work in team `tim-1` of `deputi-a`, from Friday 10 to Monday 13 January 2020. The desk `loket` (skill
//! ppid) is open round the clock except on Sunday. Letters: `-` free, `O` morning at the office, `H` morning at home,
//! `o` evening at the office, `h` evening at home, `D`/`d`/`N` morning/evening/night at the desk, `B` morning in Bali. In [`seated_world`] also `1` morning
//! at seat A1, `2` morning at seat B1 of another room, `3` evening at seat A1.

use chrono::NaiveDate;
use rayon::prelude::*;

use super::{Entry, LIST, lower, read_entry, settle};
use crate::facts::*;
use crate::input::fault::Faults;
use crate::input::lang::{Lang, Text};
use crate::input::node::parse;
use crate::roster::Roster;

/// Letters of the catalogue, in its order.
const LETTERS: &str = "-OHohDdNB123";

fn shift(id: &str, en: &str, start: i32, end: i32, night: bool) -> Shift {
    let hours = Hours { start_min: start * 60, end_min: end * 60, break_min: 30 };
    let places = if night { vec![] } else { vec![0, 1] };
    Shift { id: id.into(), name: Text::new(id, en), hours, ramadan: None, places, night }
}

fn unit(id: &str, parent: Option<UnitIx>, end: UnitIx, depth: u16) -> Unit {
    Unit { id: id.into(), name: id.into(), parent, end, depth, site: Some(0) }
}

fn person(id: &str, contract: ContractIx, duties: &[DutyIx], history: &[DutyIx]) -> Person {
    Person {
        id: id.into(),
        unit: 2,
        post: "perencana".into(),
        rank: Some(RankKind::Functional),
        level: Some("ahli_muda".into()),
        predicate: Some(Predicate::Good),
        score: Some(70),
        sex: Some(Sex::Male),
        discipline: false,
        since: NaiveDate::from_ymd_opt(2015, 1, 1),
        remote_tasks: true,
        consent: false,
        contract,
        site: Some(0),
        zone: Zone::Wib,
        skills: vec![(0, 1)],
        tags: vec![],
        absences: vec![],
        blocks: vec![],
        history: history.to_vec(),
        duties: duties.to_vec(),
        bars: vec![],
    }
}

/// The world described above.
pub fn world() -> Facts {
    let first = NaiveDate::from_ymd_opt(2020, 1, 10).expect("a date");
    let days = first.iter_days().take(4).map(|date| {
        let day = Day { date, working: true, holiday: None, ramadan: false };
        Day { working: !day.weekend(), ..day }
    });
    let place = |id: &str, kind| Place { id: id.into(), name: Text::same(id), kind };
    let duty = |shift, place, desk| Duty { shift: Some(shift), place: Some(place), desk, seat: None };
    let contract = |id: &str, shifts: &[ShiftIx]| Contract {
        id: id.into(),
        shifts: shifts.to_vec(),
        every_day: false,
        desk_only: false,
        day_min: 450,
        ramadan_day_min: 390,
        limits: [("max_run".to_string(), 2)].into(),
    };
    let mut ana = person("ana", 1, &[0, 1, 2, 3, 4, 5, 6, 7], &[1, 1]);
    ana.predicate = Some(Predicate::VeryGood);
    ana.score = Some(90);
    ana.sex = Some(Sex::Female);
    ana.consent = true;
    ana.skills = vec![(0, 2)];
    ana.absences = vec![Absence { days: 3..=3, kind: 0, spot: Default::default() }];
    let mut bob = person("bob", 0, &[0, 1, 2, 3, 4, 5, 6, 8], &[0, 3]);
    bob.blocks = vec![RemoteBlock { days: 1..=3, place: 2, zone: Zone::Wita }];
    let ask = |person, day, what, on, weight| Ask { person, day, what, on, weight, spot: Default::default() };
    let office = Pattern { place: Some(0), ..Pattern::default() };
    let evening = Pattern { shift: Some(1), ..Pattern::default() };
    let free = Pattern { free: Some(true), ..Pattern::default() };
    Facts {
        title: "hari-hari kecil".into(),
        calendar: Calendar { days: days.collect(), workweek: [true, true, true, true, true, false, false] },
        shifts: vec![
            shift("pagi", "morning", 6, 14, false),
            shift("sore", "evening", 14, 22, false),
            shift("malam", "night", 22, 30, true),
        ],
        places: vec![
            place("office", PlaceKind::Office),
            place("home", PlaceKind::Home),
            place("bali", PlaceKind::Away),
        ],
        rates: Rates::default(),
        duties: vec![
            Duty { shift: None, place: None, desk: None, seat: None },
            duty(0, 0, None),
            duty(0, 1, None),
            duty(1, 0, None),
            duty(1, 1, None),
            duty(0, 0, Some(0)),
            duty(1, 0, Some(0)),
            duty(2, 0, Some(0)),
            duty(0, 2, None),
        ],
        units: Units(vec![
            unit("kementerian", None, 4, 0),
            unit("deputi-a", Some(0), 3, 1),
            unit("tim-1", Some(1), 3, 2),
            unit("deputi-b", Some(0), 4, 1),
        ]),
        sites: vec![Site {
            id: "gedung".into(),
            name: "Gedung".into(),
            zone: Zone::Wib,
            seats: Some(1),
            rooms: vec![Room { id: "ruang".into(), name: "Ruang".into(), seats: 1, named: false, units: vec![2] }],
        }],
        seats: vec![],
        desks: vec![Desk {
            id: "loket".into(),
            name: Text::new("loket", "counter"),
            site: Some(0),
            place: 0,
            openings: vec![Opening {
                dates: None,
                weekdays: [true, true, true, true, true, true, false],
                holidays: true,
                from_min: 0,
                to_min: DAY_MIN,
                need: 1,
                target: Some(2),
                max: Some(2),
            }],
            skill: Some((0, 1)),
            expert: Some((2, 1)),
            shifts: vec![0, 1, 2],
            takes_seat: false,
        }],
        skills: vec!["ppid".into()],
        contracts: vec![contract("biasa", &[0, 1]), contract("jaga", &[0, 1, 2])],
        absence_kinds: vec![AbsenceKind {
            id: "annual".into(),
            name: Text::new("cuti tahunan", "leave"),
            works: false,
        }],
        people: vec![ana, bob],
        wishes: vec![ask(0, 0, office, false, 1), ask(1, 0, free, true, 2), ask(1, 3, evening, true, 1)],
        pins: vec![ask(1, 0, Pattern { place: Some(0), shift: Some(0), ..Pattern::default() }, true, 1)],
        groups: [("kita".to_string(), select::People::default())].into(),
        published: [[Some(1), Some(5), None, None], [Some(2), None, None, Some(1)]].concat(),
    }
}

/// The same world where the seats have names, in two rooms: office work is done at one of them.
pub fn seated_world() -> Facts {
    let mut facts = world();
    let room = |id: &str, name: &str, unit| Room {
        id: id.into(),
        name: name.into(),
        seats: 1,
        named: true,
        units: vec![unit],
    };
    facts.sites[0].rooms = vec![room("ruang", "Ruang", 2), room("lain", "Lain", 3)];
    facts.seats = vec![Seat { id: "A1".into(), site: 0, room: 0 }, Seat { id: "B1".into(), site: 0, room: 1 }];
    let duty = |shift, seat| Duty { shift: Some(shift), place: Some(0), desk: None, seat: Some(seat) };
    facts.duties.extend([duty(0, 0), duty(0, 1), duty(1, 0)]);
    for person in &mut facts.people {
        person.duties = vec![0, 2, 9, 10, 11];
        person.history.clear();
    }
    facts
}

/// A roster drawn in letters, a person a line: `ana O--H`. Spaces inside a line do not count; days not drawn are free.
pub fn picture(facts: &Facts, drawn: &str) -> Roster {
    let mut roster = Roster::free(facts.people.len(), facts.calendar.days.len());
    for line in drawn.lines() {
        let line = line.trim();
        let (id, letters) = line.split_once(' ').expect("a name and letters");
        let person = facts.people.iter().position(|one| one.id == id).expect("a person of the world");
        for (day, letter) in letters.chars().filter(|letter| !letter.is_whitespace()).enumerate() {
            let duty = LETTERS.find(letter).expect("a letter of the catalogue");
            roster.set(person as PersonIx, day as DayIx, duty as DutyIx);
        }
    }
    roster
}

/// One rule read from YAML; panics with the faults drawn if it has any.
pub fn rule(yaml: &str) -> Entry {
    let mut faults = Faults::default();
    let file = faults.source("rule.yaml", yaml);
    let entry = parse(file, yaml, &mut faults).and_then(|node| read_entry(&node, &mut faults));
    assert!(!faults.has_errors(), "{}", faults.render(Lang::En, false));
    entry.expect("a rule")
}

/// The faults of one rule on the world, in English, one a line: `E301 what`.
pub fn faults_of(yaml: &str) -> String {
    let mut faults = Faults::default();
    let file = faults.source("rule.yaml", yaml);
    if let Some(entry) = parse(file, yaml, &mut faults).and_then(|node| read_entry(&node, &mut faults)) {
        entry.faults(&world(), &mut faults);
    }
    faults.list.iter().map(|fault| format!("{} {}\n", fault.code, fault.what.en)).collect()
}

/// The English sentences of one rule's breaches on a drawn roster of the world, one a line; units above 1 in front.
pub fn judge(yaml: &str, drawn: &str) -> String {
    judge_in(world(), yaml, drawn)
}

/// The same in a world that the test has changed.
pub fn judge_in(mut facts: Facts, yaml: &str, drawn: &str) -> String {
    let entry = rule(yaml);
    settle(&mut facts, std::slice::from_ref(&entry));
    let breaches = entry.rule.check(&entry.given(&facts), &picture(&facts, drawn));
    let said = breaches.iter().map(|breach| match breach.units {
        1 => format!("{}\n", breach.text.en),
        units => format!("{units} x {}\n", breach.text.en),
    });
    said.collect()
}

/// All lines of one person that the menu allows.
fn lines(facts: &Facts, person: PersonIx) -> Vec<Vec<DutyIx>> {
    facts.days().fold(vec![vec![]], |lines, day| {
        let menu: Vec<DutyIx> = facts.menu(person, day).collect();
        lines.iter().flat_map(|line| menu.iter().map(move |duty| [line.as_slice(), &[*duty]].concat())).collect()
    })
}

/// On every roster of the world: sum of excess = sum of breach units, and cost of excess = cost of breaches.
/// Returns how many rosters break and how many keep the rule.
fn enumerate(facts: &Facts, entry: &Entry) -> (usize, usize) {
    let problem = lower(facts, std::slice::from_ref(entry));
    let given = entry.given(facts);
    let (anas, bobs) = (lines(facts, 0), lines(facts, 1));
    let broken: usize = anas
        .par_iter()
        .map(|ana| {
            let mut broken = 0;
            for bob in &bobs {
                let plan = [ana.as_slice(), bob.as_slice()].concat();
                let judged = problem.judge(&plan);
                let roster = Roster::from_plan(problem.days, plan);
                let duty = |person, day| roster.duty(person, day);
                let excess: i64 = problem.clauses.iter().map(|clause| clause.shape.excess(&duty)).sum();
                let breaches = entry.rule.check(&given, &roster);
                let units: i64 = breaches.iter().map(|breach| breach.units).sum();
                let cost: i64 = breaches.iter().map(|breach| breach.cost()).sum();
                assert!(
                    (excess, judged.cost) == (units, cost),
                    "{}: clauses say {excess} unit(s) at {}, check says {units} at {cost} on\n{}\n{breaches:#?}",
                    entry.id,
                    judged.cost,
                    draw(&roster)
                );
                broken += usize::from(units > 0);
            }
            broken
        })
        .sum();
    (broken, anas.len() * bobs.len() - broken)
}

/// The same in a world that the test has changed; panics where clauses and check differ.
pub fn agree_in(facts: &Facts, yaml: &str) -> (usize, usize) {
    enumerate(facts, &rule(yaml))
}

fn draw(roster: &Roster) -> String {
    let letters: Vec<char> = LETTERS.chars().collect();
    let line = |person| roster.line(person).iter().map(|duty| letters[usize::from(*duty)]).collect::<String>();
    format!("ana {}\nbob {}", line(0), line(1))
}

#[test]
fn on_every_roster_of_the_world_clauses_and_check_say_the_same() {
    for kind in LIST {
        for yaml in kind.examples {
            let entry = rule(yaml);
            assert_eq!(entry.kind.name, kind.name);
            let counts = |mut facts: Facts| {
                settle(&mut facts, std::slice::from_ref(&entry));
                enumerate(&facts, &entry)
            };
            let (mut broken, mut kept) = counts(world());
            if broken == 0 {
                (broken, kept) = counts(seated_world());
            }
            assert!(broken > 0, "nothing breaks {yaml}");
            assert!(kept > 0, "nothing keeps {yaml}");
        }
    }
}

#[test]
fn every_rule_has_an_example_at_must_and_one_at_a_cost() {
    for kind in LIST {
        let musts = kind.examples.iter().filter(|yaml| rule(yaml).force == crate::problem::Force::Must).count();
        assert!(0 < musts && musts < kind.examples.len(), "{}: {musts} of {}", kind.name, kind.examples.len());
    }
}

#[test]
fn every_rule_speaks_in_both_languages() {
    let facts = world();
    for kind in LIST {
        for yaml in kind.examples {
            let said = rule(yaml).says(&facts);
            for sentence in [&said.id, &said.en] {
                assert!(sentence.len() > 10 && sentence.ends_with('.'), "{}: {sentence:?}", kind.name);
            }
            assert_ne!(said.id, said.en, "{}", kind.name);
        }
    }
}
