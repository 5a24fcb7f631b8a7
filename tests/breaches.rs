//! Planted breaches: for every rule of the catalogue a roster that somebody edited by hand and that breaks exactly
//! that rule. `luwes verify` ends with 1 and says the sentence; the roster before the edit passes. Cells that cannot
//! be, rows that are missing, written twice or full of unknown names are told with file, line and column.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// Three people in two teams, one week from Monday, a desk in the morning and the evening that only ana can hold.
const WORLD: &str = "
scenario: Pelanggaran
period: {from: 2020-01-06, weeks: 1}
calendar: {holidays: none, workdays: mon-sat}
shifts:
  pagi: {hours: 06:00-14:00, break_minutes: 30}
  sore: {hours: 14:00-22:00, break_minutes: 30}
  malam: {hours: 22:00-06:00, break_minutes: 30, night: true}
places: {bali: {kind: away}}
sites: {gedung: {seats: 2, rooms: {atas: {seats: [M1, M2], units: [tim-2]}}}}
units:
  - {id: kantor, site: gedung, units: [{id: tim-1}, {id: tim-2}]}
desks:
  loket: {skill: ppid, open: [{days: mon-fri, hours: 06:00-14:00, need: 0}, {days: sat, hours: 06:00-14:00, need: 1}]}
contracts:
  biasa: {shifts: [pagi, sore, malam], every_day: true, limits: {max_run: 5}}
absence_kinds: {annual: {name: {id: Cuti, en: Leave}}}
people:
  - {id: ana, unit: tim-1, skills: [ppid], predicate: very_good, absences: [{from: 2020-01-12, kind: annual}]}
  - {id: bob, unit: tim-1, predicate: good, blocks: [{place: bali, from: 2020-01-06, to: 2020-01-06}]}
  - {id: cici, unit: tim-2, predicate: good}
wishes: [{person: bob, date: 2020-01-07, place: office}]
pins: [{person: cici, date: 2020-01-08, place: home}]
files: {published: good.csv}
";

/// Letters: O H B morning at the office (cici at seat M1; P: at M2), at home, in Bali; S T evening at the office, at home; N night; D at the desk.
const GOOD: &str = "ana OHOOOD- bob BOHOH-- cici OOHOO--";

/// A rule's fields, the edited roster, and what the judge says of it.
const BREACHES: &[(&str, &str, &str, &str)] = &[
    (
        "eligibility",
        "flex: home, predicate: very_good, who: {people: [cici, ana]}, when: {not: [{weekdays: wed}]}",
        "ana OHOOOD- bob BOHOH-- cici OHHOO--",
        "cici, 2020-01-07: works from home, which is not granted to them",
    ),
    ("absence", "", "ana OHOOODO bob BOHOH-- cici OOHOO--", "ana, 2020-01-12: works on a day of absence"),
    (
        "remote_block",
        "",
        "ana OHOOOD- bob OOHOH-- cici OOHOO--",
        "bob, 2020-01-06: works at office during a remote block at bali",
    ),
    (
        "pin",
        "",
        "ana OHOOOD- bob BOHOH-- cici OOOOO--",
        "cici, 2020-01-08: pinned to a duty at home, has shift pagi at office",
    ),
    (
        "hours",
        "per: week, max: 2700",
        "ana OHOOOD- bob BOHOHOO cici OOHOO--",
        "bob, 2020-01-06 to 2020-01-12: 52 h 30 min of net work, at most 45 h asked",
    ),
    (
        "home_days",
        "per: week, max: 3",
        "ana OHOOOD- bob BOHHH-- cici OOHOO--",
        "bob, 2020-01-06 to 2020-01-12: 4 days at home, at most 3 asked",
    ),
    (
        "shift_count",
        "duties: {shifts: [sore]}, per: week, max: 0",
        "ana OHOOOD- bob BOHOT-- cici OOHOO--",
        "bob, 2020-01-06 to 2020-01-12: 1 day of shift sore, at most 0 asked",
    ),
    (
        "rest",
        "hours: 11",
        "ana OHOOOD- bob BOHSO-- cici OOHOO--",
        "bob, 2020-01-10: only 8 hours of rest before that shift",
    ),
    (
        "runs",
        "max: {contract: max_run}, who: {people: [bob]}",
        "ana OHOOOD- bob BOHOHH- cici OOHOO--",
        "bob, 2020-01-06 to 2020-01-12: 6 days of work in a row (2020-01-06 to 2020-01-11), at most 5 asked",
    ),
    (
        "weekends",
        "max: 0, who: {people: [bob]}",
        "ana OHOOOD- bob BOHOH-H cici OOHOO--",
        "bob, 2020-01-06 to 2020-01-12: 1 weekend worked, at most 0 asked",
    ),
    (
        "steady_shift",
        "per: week",
        "ana OHOOOD- bob BOHOT-- cici OOHOO--",
        "bob, 2020-01-06 to 2020-01-12: 2 kinds of shift (pagi, sore), one asked",
    ),
    (
        "spread",
        "max: 0, when: {weekdays: sat}",
        "ana OHOOOD- bob BOHOHH- cici OOHOO--",
        "bob: work at home on 1 Saturday, at most 0 asked",
    ),
    (
        "wishes",
        "",
        "ana OHOOOD- bob BHHOH-- cici OOHOO--",
        "bob, 2020-01-07: wished for a duty at office, has shift pagi at home",
    ),
    ("desk_cover", "", "ana OHOOOH- bob BOHOH-- cici OOHOO--", "desk loket, 2020-01-11 06.00–14.00: 0 of 1 present"),
    (
        "office_share",
        "units: [kantor], min: 50, when: {weekdays: tue}",
        "ana OHOOOD- bob BHHOH-- cici OHHOO--",
        "kantor, 2020-01-07: 0 of 3 at work are at the office, at least 1 (50 %) asked",
    ),
    (
        "presence",
        "units: [kantor], min: 1, when: {weekdays: mon-fri}",
        "ana OHHOOD- bob BOHOH-- cici OOHOO--",
        "kantor, 2020-01-08: 0 at the office, 1 asked",
    ),
    (
        "seats",
        "when: {weekdays: mon}",
        "ana OHOOOD- bob OOHOH-- cici OOHOO--",
        "gedung, 2020-01-06 06.00: 3 people for 2 seats",
    ),
    (
        "anchor_day",
        "units: [tim-1], weekdays: thu",
        "ana OHOHOD- bob BOHOH-- cici OOHOO--",
        "tim-1, 2020-01-06 to 2020-01-12: no common office day; 2020-01-09 is nearest, with 1 person away",
    ),
    (
        "own_seat",
        "",
        "ana OHOOOD- bob BOHOH-- cici OPHOO--",
        "cici, 2020-01-06 to 2020-01-12: 2 seats (M1, M2), one asked",
    ),
    (
        "team_rooms",
        "units: [kantor], max: 0, when: {weekdays: wed}",
        "ana OHOOOD- bob BOHOH-- cici OOOOO--",
        "kantor, 2020-01-08: 1 room (atas), at most 0 asked",
    ),
    (
        "not_alone",
        "units: [kantor], when: {weekdays: wed}",
        "ana OHOOOD- bob BOHOH-- cici OOOOO--",
        "cici, 2020-01-08: alone in room atas, with nobody of kantor",
    ),
    (
        "fairness",
        "what: {shifts: [malam]}, level: 0, allowed: 0, at_least_present: 0",
        "ana OHOOOD- bob BOHON-- cici OOHOO--",
        "kantor, 2020-01-06 to 2020-01-12: days of shift malam from 0 (ana) to 1 (bob), a difference of at most 0 asked",
    ),
    (
        "stability",
        "frozen_days: 7",
        "ana OHOOOD- bob BOHOO-- cici OOHOO--",
        "bob, 2020-01-10: published as shift pagi at home, now shift pagi at office",
    ),
];

fn csv(drawn: &str) -> String {
    let mut text = String::from("person,date,shift,place,desk,seat\n");
    let words: Vec<&str> = drawn.split_whitespace().collect();
    for pair in words.chunks(2) {
        for (day, letter) in pair[1].chars().enumerate() {
            let duty = match letter {
                'O' if pair[0] == "cici" => "pagi,office,,M1",
                'P' => "pagi,office,,M2",
                'O' => "pagi,office,,",
                'H' => "pagi,home,,",
                'B' => "pagi,bali,,",
                'S' => "sore,office,,",
                'T' => "sore,home,,",
                'N' => "malam,office,,",
                'D' => "pagi,office,loket,",
                '-' => ",,,",
                other => panic!("no duty is drawn as {other}"),
            };
            text += &format!("{},2020-01-{:02},{duty}\n", pair[0], day + 6);
        }
    }
    text
}

/// Exit code, standard output and standard error of `luwes verify` in English.
fn verify(dir: &Path, rules: &str, roster: &str) -> (i32, String, String) {
    fs::write(dir.join("good.csv"), csv(GOOD)).expect("written");
    fs::write(dir.join("world.yaml"), format!("{WORLD}rules:\n{rules}\n")).expect("written");
    fs::write(dir.join("roster.csv"), roster).expect("written");
    let output = Command::cargo_bin("luwes")
        .expect("the program")
        .current_dir(dir)
        .args(["verify", "world.yaml", "roster.csv", "--lang", "en"])
        .output()
        .expect("it ran");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

fn item(name: &str, fields: &str) -> String {
    let fields = if fields.is_empty() { String::new() } else { format!("{fields}, ") };
    format!("  - {name}: {{{fields}must: true}}")
}

#[test]
fn every_rule_is_broken_by_an_edit_that_breaks_it_and_by_nothing_else() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut wrong = Vec::new();
    for (name, fields, edited, sentence) in BREACHES {
        let (code, out, err) = verify(dir.path(), &item(name, fields), &csv(GOOD));
        if code != 0 {
            wrong.push(format!("=== {name}: the good roster ends with {code}\n{out}{err}"));
        }
        let (code, out, err) = verify(dir.path(), &item(name, fields), &csv(edited));
        if code != 1 || !out.contains(sentence) {
            wrong.push(format!("=== {name}: ends with {code}\n{out}{err}"));
        } else if std::env::var("LUWES_ZOO").is_ok() {
            println!("=== {name}\n{out}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_rule_of_the_catalogue_lacks_a_planted_breach() {
    let planted: BTreeSet<&str> = BREACHES.iter().map(|(name, ..)| *name).collect();
    let listed: BTreeSet<&str> = luwes::rules::LIST.iter().map(|kind| kind.name).collect();
    assert_eq!(planted, listed);
}

#[test]
fn a_cell_that_cannot_be_is_a_breach_whatever_the_rules_say() {
    let dir = tempfile::tempdir().expect("a folder");
    let cases = [
        ("ana OHOOOD- bob DOHOH-- cici OOHOO--", "bob, 2020-01-06: desk loket asks for skill ppid at level 1"),
        ("ana OHOOO-D bob BOHOH-- cici OOHOO--", "ana, 2020-01-12: desk loket is closed in that shift"),
        ("ana OHOOOD- bob BOHOH-- cici BOHOO--", "cici, 2020-01-06"),
        ("ana OHOOOD- bob BPHOH-- cici OOHOO--", "bob, 2020-01-07: seat M2 is not for them"),
    ];
    for (drawn, sentence) in cases {
        let (code, out, err) = verify(dir.path(), "  - rest: {hours: 1, must: true}", &csv(drawn));
        assert!(code == 1 && out.contains(sentence), "ends with {code}\n{out}{err}");
    }
}

#[test]
fn every_fault_of_a_roster_file_is_told_with_its_line_and_column() {
    let dir = tempfile::tempdir().expect("a folder");
    let good = csv(GOOD);
    let line = |number: usize, new: &str| {
        let mut lines: Vec<&str> = good.lines().collect();
        lines[number - 1] = new;
        lines.join("\n")
    };
    let cases = [
        (line(3, "anna,2020-01-07,pagi,home,,"), "E301", "roster.csv:3:1"),
        (line(3, "ana,2020-02-07,pagi,home,,"), "E402", "roster.csv:3:5"),
        (line(3, "ana,2020-02-31,pagi,home,,"), "E204", "roster.csv:3:5"),
        (line(3, "ana,2020-01-07,siang,home,,"), "E301", "roster.csv:3:16"),
        (line(3, "ana,2020-01-07,pagi,rumah,,"), "E301", "roster.csv:3:21"),
        (line(3, "ana,2020-01-07,pagi,office,lokett,"), "E301", "roster.csv:3:28"),
        (line(3, "ana,2020-01-07,pagi,,,"), "E104", "roster.csv:3:16"),
        (line(3, "ana,2020-01-07,sore,office,loket,"), "E305", "roster.csv:3:16"),
        (line(3, "ana,2020-01-07"), "E110", "roster.csv:3:1"),
        (line(3, "ana,2020-01-06,pagi,home,,"), "E401", "roster.csv:3:1"),
        (line(17, "cici,2020-01-07,pagi,office,,M3"), "E301", "roster.csv:17:30"),
        (line(17, "cici,2020-01-07,pagi,home,,M1"), "E305", "roster.csv:17:17"),
        (line(1, "person,date,shift,place"), "E415", "roster.csv:1:1"),
        (good.lines().take(20).collect::<Vec<_>>().join("\n"), "E414", "roster.csv:1:1"),
        (String::new(), "E108", "roster.csv"),
    ];
    for (text, code, place) in cases {
        let (end, out, err) = verify(dir.path(), "  - rest: {hours: 1, must: true}", &text);
        assert!(end == 2 && out.is_empty(), "{code} ends with {end}\n{out}{err}");
        assert!(err.contains(code) && err.contains(place), "{code} at {place}:\n{err}");
    }
}

#[test]
fn the_solvers_own_roster_breaks_none_of_the_musts() {
    let dir = tempfile::tempdir().expect("a folder");
    let alone = ["seats", "stability", "fairness", "weekends", "spread"];
    let rules: Vec<String> = BREACHES
        .iter()
        .filter(|(name, ..)| !alone.contains(name))
        .map(|(name, fields, ..)| item(name, fields))
        .collect();
    fs::write(dir.path().join("good.csv"), csv(GOOD)).expect("written");
    fs::write(dir.path().join("world.yaml"), format!("{WORLD}rules:\n{}\n", rules.join("\n"))).expect("written");
    let luwes = |args: &[&str]| {
        let mut command = Command::cargo_bin("luwes").expect("the program");
        command.current_dir(dir.path()).args(args).assert()
    };
    luwes(&["solve", "world.yaml", "--out", "out", "--time-limit", "60s", "--lang", "en"]).code(0);
    luwes(&["verify", "world.yaml", "out/roster.csv", "--lang", "en"]).code(0);
    luwes(&["verify", "world.yaml", "out/roster.xlsx", "--lang", "en"]).code(0);
}
