//! Studies end to end: every point agrees with a solve from scratch, both sides of a search are true, a study that was
//! killed goes on where it was and ends the same, and the studies of the library are whole.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};

mod common;

use common::Folder;
use luwes::engine::{Limits, Outcome, Status, solve};
use luwes::scenario::{Edit, load_edited};
use luwes::study::grid;
use luwes::study::read::load;
use serde_json::Value;

const WORLD: &str = "
scenario: Kantor kecil
period: {from: 2020-01-06, weeks: 1}
calendar: {holidays: none}
shifts:
  pagi: {hours: 06:00-14:00, break_minutes: 30}
  sore: {hours: 14:00-22:00, break_minutes: 30}
sites: {gedung: {seats: 6}}
units: [{id: k, site: gedung, units: [{id: tim-1}, {id: tim-2}]}]
desks: {loket: {open: [{days: mon-fri, hours: 06:00-22:00, need: 1, target: 2}]}}
people:
  - {id: ana, unit: tim-1, score: 70}
  - {id: bob, unit: tim-1, score: 90}
  - {id: cici, unit: tim-1, score: 80}
  - {id: dedi, unit: tim-2, score: 60}
  - {id: eka, unit: tim-2, score: 95}
  - {id: fajar, unit: tim-2, score: 65}
wishes: [{person: ana, date: 2020-01-07, place: office}, {person: dedi, date: 2020-01-08, place: home}]
rules:
  - rest: {hours: 11, must: true}
  - hours: {per: week, min: contract, max: contract, must: true}
  - desk_cover: {must: true}
  - desk_cover: {id: target, what: target, prefer: 2}
  - seats: {must: true}
  - presence: {level: 1, min: 1, must: true}
  - home_days: {per: week, max: 4, must: true}
  - wishes: {prefer: 3}
";

const STUDY: &str = "
study: {id: Berapa banyak, en: How many}
scenario: a.yaml
axes:
  - {vary: desks.loket.open.0.target, values: [2, 3]}
  - {vary: hybrid, from: 0, to: 6, days: 4, rest: as_is}
search:
  - {vary: hybrid, from: 0, to: 6, days: 4, rest: office, goal: most}
  - {vary: seats, values: [0, 1, 2, 3, 4, 5, 6], goal: fewest}
";

struct Bench(Folder);

impl Deref for Bench {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Bench {
    fn new(study: &str) -> Bench {
        Bench(Folder::with(&[("a.yaml", WORLD), ("s.yaml", study)]))
    }

    fn command(&self, out: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_luwes"));
        command.current_dir(self.path("")).args(["rollout", "s.yaml", "--out", out, "--lang", "en"]);
        command
    }

    fn run(&self, out: &str) -> Output {
        self.command(out).output().expect("it ran")
    }

    /// The finished points and when they were written.
    fn points(&self, out: &str) -> BTreeMap<String, SystemTime> {
        let Ok(entries) = fs::read_dir(self.path(out).join("points")) else { return BTreeMap::new() };
        let entry = |entry: fs::DirEntry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            Some((name, entry.metadata().ok()?.modified().ok()?))
        };
        entries.filter_map(|one| entry(one.ok()?)).filter(|(name, _)| name.ends_with(".json")).collect()
    }
}

/// The scenario with a point's edits, solved from nothing.
fn afresh(scenario: &Path, point: &Value) -> Outcome {
    let edits = point["set"].as_array().expect("edits").iter();
    let edits: Vec<Edit> = edits.map(|edit| Edit::read(edit.as_str().expect("text")).expect("an edit")).collect();
    let (scenario, faults) = load_edited(scenario, &edits);
    let scenario = scenario.unwrap_or_else(|| panic!("{:?}", faults.list));
    solve(&scenario.problem(), &Limits::default(), None, &|_| {}).expect("the engine answers")
}

#[test]
fn every_point_of_the_frontier_is_what_a_solve_from_scratch_says() {
    let bench = Bench::new(STUDY);
    let output = bench.run("out");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let value = bench.json("out/study.json");
    let points = value["points"].as_array().expect("points");
    assert_eq!(points.len(), 14);
    let mut seen = [0, 0];
    for point in points {
        let outcome = afresh(&bench.path("a.yaml"), point);
        match outcome.status {
            Status::Optimal => {
                seen[0] += 1;
                assert_eq!(
                    (&point["status"], &point["cost"], &point["bound"]),
                    (&"optimal".into(), &outcome.cost.into(), &outcome.cost.into()),
                    "{point}"
                );
            }
            Status::Infeasible => {
                seen[1] += 1;
                assert_eq!((&point["status"], &point["cost"]), (&"infeasible".into(), &Value::Null), "{point}");
            }
            Status::Feasible | Status::Unknown => panic!("a tiny world is always settled"),
        }
    }
    assert!(seen[0] > 3 && seen[1] > 0, "{seen:?}: the study shows both sides of the frontier");
    let html = bench.read("out/study.html");
    assert!(html.contains("<svg") && !html.contains("http://") && !html.contains("https://"));
}

#[test]
fn a_search_ends_between_a_roster_and_a_proof_and_names_the_rule_that_blocks() {
    let bench = Bench::new(STUDY);
    let output = bench.run("out");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let value = bench.json("out/study.json");
    let hybrid = &value["search"][0];
    assert_eq!(afresh(&bench.path("a.yaml"), &hybrid["best"]).status, Status::Optimal);
    assert_eq!(afresh(&bench.path("a.yaml"), &hybrid["next"]).status, Status::Infeasible);
    let number =
        |side: &str| hybrid[side]["value"].as_str().and_then(|text| text.parse::<i64>().ok()).expect("a number");
    assert_eq!(number("next"), number("best") + 1);
    let blocked: Vec<&str> =
        hybrid["next"]["blocked_by"].as_array().expect("rules").iter().filter_map(|one| one["rule"].as_str()).collect();
    assert!(blocked.contains(&"presence") && blocked.contains(&"kajian_janji"), "{blocked:?}");
    assert_eq!(hybrid["all_beyond"], true, "{hybrid:#}");
    let seats = &value["search"][1];
    for side in ["best", "next"] {
        let wanted = if side == "best" { Status::Optimal } else { Status::Infeasible };
        if !seats[side].is_null() {
            assert_eq!(afresh(&bench.path("a.yaml"), &seats[side]).status, wanted, "{side}");
        }
    }
    assert!(!seats["best"].is_null());
}

#[test]
fn a_study_killed_in_the_middle_keeps_its_points_and_ends_as_if_it_had_not_been() {
    let study = STUDY.replace("from: 0, to: 6, days: 4, rest: as_is", "from: 0, to: 6, days: 3, order: score");
    let bench = Bench::new(&study);
    assert!(bench.run("whole").status.success());
    let mut child = bench.command("killed").stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let began = Instant::now();
    while bench.points("killed").len() < 4 && began.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
    let kept = bench.points("killed");
    assert!(kept.len() >= 4 && !bench.path("killed/study.csv").exists(), "{} points", kept.len());
    assert!(bench.run("killed").status.success());
    let after = bench.points("killed");
    for (name, written) in &kept {
        assert_eq!(after.get(name), Some(written), "{name} was solved again");
    }
    assert_eq!(after.keys().collect::<Vec<_>>(), bench.points("whole").keys().collect::<Vec<_>>());
    assert_eq!(bench.read("killed/study.csv"), bench.read("whole/study.csv"));
}

#[test]
fn a_slip_in_a_study_is_told_with_its_place_before_anything_is_solved() {
    let cases = [
        ("vary: hybrid, from: 0", "vary: hybrid, from: 9", "E202"),
        ("scenario: a.yaml", "scenarios: a.yaml", "E10"),
        ("desks.loket.open.0.target", "desks.loket.open.7.target", "E306"),
        ("goal: fewest", "name: x", "E104"),
        ("values: [0, 1,", "values: [0, many,", "E201"),
    ];
    for (good, bad, code) in cases {
        let bench = Bench::new(&STUDY.replace(good, bad));
        let output = bench.run("out");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && told.contains(code), "{bad}: {told}");
        assert!(!bench.path("out").exists(), "{bad}");
    }
}

#[test]
fn the_studies_of_the_library_are_read_and_their_last_points_are_scenarios() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/studies");
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
    assert!(files.len() >= 7, "{files:?}");
    for path in files {
        let (study, faults) = load(&path);
        let study = study.unwrap_or_else(|| panic!("{}: {:?}", path.display(), faults.list));
        let (scenario, faults) = load_edited(&study.scenario, &study.set);
        let scenario = scenario.unwrap_or_else(|| panic!("{}: {:?}", path.display(), faults.list));
        let study = study.expanded(&scenario, 0);
        for at in [grid::places(&study).first(), grid::places(&study).last()].into_iter().flatten() {
            let (edited, faults) = load_edited(&study.scenario, &grid::edits(&study, at, &scenario.facts, 0));
            assert!(edited.is_some(), "{} at {at:?}: {:?}", path.display(), faults.list);
        }
    }
}

#[test]
fn the_small_studies_of_the_library_end_with_a_report() {
    let bench = Bench::new(STUDY);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/studies");
    for name in [
        "eligible-ranks",
        "shift-times",
        "permen-two-days",
        "hybrid-two-deputies",
        "one-more",
        "desk-safety",
        "comparison",
    ] {
        let study = folder.join(format!("{name}.yaml"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_luwes"));
        command.arg("rollout").arg(study).arg("--out").arg(bench.path(name)).args(["--time-limit", "2s", "--quiet"]);
        let output = command.output().expect("it ran");
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let value = bench.json(&format!("{name}/study.json"));
        for point in value["points"].as_array().expect("points") {
            assert!(point["cost"].as_i64().is_none_or(|cost| point["bound"].as_i64() <= Some(cost)), "{name}: {point}");
        }
        let html = bench.read(&format!("{name}/study.html"));
        assert!(html.contains("id=\"points\""), "{name}");
        let variants = ["eligible-ranks", "shift-times", "one-more", "desk-safety", "comparison"].contains(&name);
        assert!(variants || !html.contains("(kiri: biaya turun)"), "{name}");
    }
}

const WAVES: &str = "
study: {id: Gelombang, en: Waves}
scenario: a.yaml
waves: {sizes: [0, 2, 4, 6], from: 2020-01-06, every_weeks: 2, days: 4, rest: as_is, go: {unmet_wishes: {max: 9}}}
";

#[test]
fn a_wave_keeps_everybody_of_the_one_before_and_the_first_that_cannot_be_stops_the_rest() {
    let bench = Bench::new(WAVES);
    let output = bench.run("out");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let table = bench.read("out/waves.csv");
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let mut people: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    people.sort_unstable();
    people.dedup();
    assert_eq!((rows.len(), people.len()), (6, 6), "each joins once: {table}");
    assert!(rows.iter().any(|row| row[2] == "2" && row[3] == "2020-01-20"), "{table}");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let verdicts: Vec<&str> = said.lines().filter(|line| line.starts_with("Wave ")).collect();
    assert_eq!(verdicts.len(), 4, "{said}");
    let value = bench.json("out/study.json");
    let possible = |at: usize| value["points"][at]["status"] == "optimal";
    let stop = (0..4).find(|at| !possible(*at)).expect("four days for all six cannot be");
    for (at, line) in verdicts.iter().enumerate() {
        let wanted = match at.cmp(&stop) {
            std::cmp::Ordering::Less => "Go",
            std::cmp::Ordering::Equal => "Stop",
            std::cmp::Ordering::Greater => "Waits",
        };
        assert!(line.contains(wanted), "{said}");
    }
}

#[test]
fn a_pilot_is_drawn_evenly_in_every_stratum_and_the_same_from_the_same_seed() {
    let study = "
study: {id: Uji coba, en: A pilot}
scenario: a.yaml
pilot: {share: 50, days: 1, rest: as_is, by: [unit]}
";
    let bench = Bench::new(study);
    assert!(bench.run("one").status.success() && bench.run("two").status.success());
    let table = bench.read("one/pilot.csv");
    assert_eq!(table, bench.read("two/pilot.csv"));
    for unit in ["tim-1", "tim-2"] {
        let group = |name: &str| table.lines().filter(|line| line.contains(unit) && line.ends_with(name)).count();
        assert!(group("hybrid").abs_diff(group("comparison")) <= 1, "{table}");
    }
    assert_eq!(table.lines().filter(|line| line.ends_with("hybrid")).count(), 3, "{table}");
}

#[test]
fn a_promise_to_survive_an_absence_is_kept_or_proved_impossible() {
    let study = "
study: {id: Tahan, en: Survives}
scenario: a.yaml
axes:
  - variants:
      - {name: as it is}
      - {name: one, set: ['rules.+={desk_cover: {id: tahan, survives: 1, must: true}}']}
      - {name: nine, set: ['rules.+={desk_cover: {id: tahan, survives: 9, must: true}}']}
";
    let bench = Bench::new(study);
    assert!(bench.run("out").status.success());
    let value = bench.json("out/study.json");
    let status = |at: usize| value["points"][at]["status"].as_str().expect("a status").to_string();
    assert_eq!([status(0), status(1), status(2)], ["optimal", "optimal", "infeasible"]);
    let blocked = value["points"][2]["blocked_by"].to_string();
    assert!(blocked.contains("tahan"), "{blocked}");
}

#[test]
fn points_that_lie_between_equal_ones_are_settled_without_a_solve() {
    let study = "
study: {id: Kursi, en: Seats}
scenario: a.yaml
axes: [{vary: seats, values: [6, 7, 8, 9, 10, 11, 12, 13]}]
";
    let bench = Bench::new(study);
    assert!(bench.run("out").status.success());
    let value = bench.json("out/study.json");
    let points = value["points"].as_array().expect("points");
    assert!(points.iter().filter(|point| point["carried"] == true).count() >= 6, "{value:#}");
    for point in points {
        let outcome = afresh(&bench.path("a.yaml"), point);
        assert_eq!((&point["status"], &point["cost"]), (&"optimal".into(), &outcome.cost.into()), "{point}");
    }
}
