//! Absences end to end: the simulation agrees with the exact chances of a tiny world, the same seed gives the same
//! days, and what is said to survive does.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// Two of three hold the counter every morning; one is needed, on Friday two.
const WORLD: &str = "
scenario: Dunia kecil
period: {from: 2020-01-06, weeks: 1}
calendar: {holidays: none}
shifts: {pagi: {hours: 08:00-12:00}}
units: [{id: tim}]
desks:
  loket: {open: [{days: mon-thu, hours: 08:00-12:00, need: 1}, {days: fri, hours: 08:00-12:00, need: 2}]}
people: [{id: ana, unit: tim}, {id: bob, unit: tim}, {id: cici, unit: tim}]
rules: [{desk_cover: {must: true}}]
";

struct Bench(TempDir);

impl Bench {
    /// On the days of `alone` only ana is at the desk.
    fn new(alone: &[u32]) -> Bench {
        let bench = Bench(tempfile::tempdir().expect("a folder"));
        fs::write(bench.path("a.yaml"), WORLD).expect("written");
        let mut text = String::from("person,date,shift,place,desk\n");
        for person in ["ana", "bob", "cici"] {
            for day in 6..13 {
                let at_desk = person == "ana" || (person == "bob" && !alone.contains(&day));
                let duty = match (day < 11, at_desk) {
                    (true, true) => "pagi,office,loket",
                    (true, false) => "pagi,office,",
                    (false, _) => ",,",
                };
                text += &format!("{person},2020-01-{day:02},{duty}\n");
            }
        }
        fs::write(bench.path("r.csv"), text).expect("written");
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_luwes"));
        command.current_dir(self.0.path()).args(["robust", "a.yaml", "r.csv", "--lang", "en"]).args(more);
        command.output().expect("it ran")
    }

    fn json(&self, more: &[&str]) -> Value {
        let output = self.run(&[&["--json"], more].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    }
}

#[test]
fn the_simulated_days_agree_with_the_exact_chances() {
    let bench = Bench::new(&[7]);
    let output = bench.run(&["--rate", "10", "--on", "2020-01-08..2020-01-09=20", "--days", "140000", "--out", "out"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let table = fs::read_to_string(bench.path("out/robust.csv")).expect("a table");
    // Monday and Wednesday, Thursday: both absent; Tuesday: ana alone; Friday: not both there.
    let exact = [0.1 * 0.1, 0.1, 0.2 * 0.2, 0.2 * 0.2, 1.0 - 0.9 * 0.9];
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), exact.len(), "{table}");
    for (row, chance) in rows.iter().zip(exact) {
        let number = |at: usize| row[at].parse::<f64>().expect("a number");
        assert!((number(6) - chance).abs() < 1e-9, "{row:?}: {chance}");
        // Five standard deviations of 20,000 draws.
        let far = 5.0 * (chance * (1.0 - chance) / number(8)).sqrt();
        assert!((number(7) - chance).abs() < far, "{row:?}: {chance} ± {far}");
    }
    let html = fs::read_to_string(bench.path("out/robust.html")).expect("a page");
    assert!(html.contains("<svg") && !html.contains("http://") && !html.contains("https://"));
}

#[test]
fn the_same_seed_gives_the_same_days_and_another_one_others() {
    let bench = Bench::new(&[]);
    let drawn = |seed: &str| bench.json(&["--seed", seed, "--days", "20000"])["desks"].to_string();
    assert_eq!(drawn("1"), drawn("1"));
    assert_ne!(drawn("1"), drawn("2"));
}

#[test]
fn what_survives_any_absence_has_one_to_spare_everywhere() {
    let survives = |bench: &Bench, k: usize| bench.json(&[])["survives"][k]["survives"].as_bool();
    // Friday needs both.
    let bench = Bench::new(&[]);
    assert_eq!([0, 1].map(|k| survives(&bench, k)), [Some(true), Some(false)]);
    assert_eq!([["--survive", "0"], ["--survive", "1"]].map(|more| bench.run(&more).status.code()), [Some(0), Some(1)]);
    let critical = bench.json(&[])["critical"].to_string();
    assert_eq!(critical, r#"[{"person":"ana","date":"2020-01-10"},{"person":"bob","date":"2020-01-10"}]"#);
    // With Friday's need lowered, any one absence is survived, two are not.
    fs::write(bench.path("a.yaml"), WORLD.replace("need: 2", "need: 1")).expect("written");
    assert_eq!([0, 1, 2].map(|k| survives(&bench, k)), [Some(true), Some(true), Some(false)]);
}

#[test]
fn the_worst_days_are_those_with_the_desk_short_all_morning() {
    let bench = Bench::new(&[]);
    let worst = &bench.json(&["--rate", "30", "--days", "7000"])["worst"][0];
    assert_eq!((worst["minutes_short"].as_i64(), worst["desks"].to_string()), (Some(240), r#"["loket"]"#.to_string()));
}
