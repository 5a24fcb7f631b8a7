//! The program end to end: every command, every exit code, files whole or not at all, the same roster for the same
//! seed, signals, limits and closed pipes.

use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::process::{Command as Process, Output, Stdio};
use std::time::{Duration, Instant};

mod common;

use assert_cmd::Command;
use common::Folder;

const SMALL: &str = "
scenario: Kantor kecil
period: {from: 2020-01-06, weeks: 1}
calendar: {holidays: none}
shifts:
  pagi: {hours: 06:00-14:00, break_minutes: 30}
  sore: {hours: 14:00-22:00, break_minutes: 30}
units: [{id: tim}]
desks: {loket: {open: [{days: mon-fri, hours: 06:00-22:00, need: 1}]}}
people:
  - {id: ana, unit: tim}
  - {id: bob, unit: tim}
  - {id: cici, unit: tim}
rules:
  - rest: {hours: 11, must: true}
  - desk_cover: {must: true}
  - home_days: {per: week, min: 3, prefer: 2}
  - fairness: {what: {shifts: [sore]}, prefer: 3}
";

/// The desk needs two at once, and one of its two people is on leave.
const INFEASIBLE: &str = "
period: {from: 2020-01-06, days: 2}
calendar: {holidays: none}
shifts: {pagi: {hours: 06:00-14:00}}
units: [{id: tim}]
desks: {loket: {open: [{hours: 06:00-14:00, need: 2}]}}
absence_kinds: {annual: {}}
people:
  - {id: ana, unit: tim}
  - {id: bob, unit: tim, absences: [{from: 2020-01-06, kind: annual}]}
rules:
  - absence: {must: true}
  - desk_cover: {must: true}
";

/// Large enough that no proof is found in a few seconds.
fn long() -> String {
    let people: String = (0..120).map(|n| format!("  - {{id: p{n}, unit: tim-{}}}\n", n % 7)).collect();
    let units: String = (0..7).map(|n| format!("{{id: tim-{n}}}, ")).collect();
    format!(
        "
period: {{from: 2020-01-06, weeks: 4}}
calendar: {{holidays: none}}
shifts:
  pagi: {{hours: 06:00-14:00}}
  sore: {{hours: 14:00-22:00}}
sites: {{gedung: {{seats: 50}}}}
units: [{{id: k, site: gedung, units: [{units}]}}]
desks: {{loket: {{open: [{{days: mon-fri, hours: 06:00-22:00, need: 9}}]}}}}
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
    )
}

struct Bench(Folder);

impl Deref for Bench {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Bench {
    fn new(text: &str) -> Bench {
        Bench(Folder::with(&[("a.yaml", text)]))
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let output = Command::cargo_bin("luwes")
            .expect("the program")
            .current_dir(self.path(""))
            .env_remove("LUWES_LANG")
            .args(args)
            .output()
            .expect("it ran");
        told(output)
    }
}

fn told(output: Output) -> (i32, String, String) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_solve_ends_with_0_and_its_roster_passes_the_judge() {
    let bench = Bench::new(SMALL);
    let (code, out, err) = bench.run(&["solve", "a.yaml", "--out", "out", "--time-limit", "60s", "--lang", "en"]);
    assert!(code == 0 && out.contains("This roster is valid"), "{code}\n{out}{err}");
    for name in ["report.html", "result.json", "roster.csv", "roster.xlsx"] {
        assert!(bench.path("out").join(name).is_file(), "{name} is missing");
    }
    let result = bench.json("out/result.json");
    assert_eq!(result["status"], "optimal");
    assert_eq!(result["cost"], result["bound"]);
    for roster in ["out/roster.csv", "out/roster.xlsx"] {
        let (code, out, err) = bench.run(&["verify", "a.yaml", roster, "--lang", "en"]);
        assert_eq!(code, 0, "{roster}\n{out}{err}");
    }
    let (code, out, _) = bench.run(&["verify", "a.yaml", "out/roster.csv", "--json"]);
    let verdict: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &verdict["cost"]), (0, &result["cost"]));
    let (code, ..) = bench.run(&["solve", "a.yaml", "--from", "out/roster.csv", "--out", "again", "--quiet"]);
    assert_eq!((code, &bench.json("again/result.json")["cost"]), (0, &result["cost"]));
}

#[test]
fn a_roster_that_breaks_a_must_ends_with_1() {
    let bench = Bench::new(SMALL);
    assert_eq!(bench.run(&["solve", "a.yaml", "--out", "out", "--quiet"]).0, 0);
    let edited: Vec<String> = bench.read("out/roster.csv").lines().map(|row| row.replace(",loket,", ",,")).collect();
    fs::write(bench.path("edited.csv"), edited.join("\n")).expect("written");
    let (code, out, err) = bench.run(&["verify", "a.yaml", "edited.csv", "--lang", "en"]);
    assert!(code == 1 && out.contains("desk loket"), "{code}\n{out}{err}");
    let (code, out, _) = bench.run(&["verify", "a.yaml", "edited.csv", "--json", "--lang", "en"]);
    assert!(code == 1 && serde_json::from_str::<serde_json::Value>(&out).is_ok(), "{out}");
}

#[test]
fn bad_input_ends_with_2_everywhere_and_leaves_files_alone() {
    let bench = Bench::new(SMALL);
    assert_eq!(bench.run(&["solve", "a.yaml", "--out", "out", "--quiet"]).0, 0);
    let before = bench.read("out/roster.csv");
    fs::write(bench.path("bad.yaml"), SMALL.replace("unit: tim}", "unit: tam}").replace("prefer: 2", "prefer: 0"))
        .expect("written");
    let commands: &[&[&str]] = &[
        &["solve", "bad.yaml", "--out", "out"],
        &["check", "bad.yaml"],
        &["verify", "bad.yaml", "out/roster.csv", "--out", "out"],
        &["export", "bad.yaml", "--mps", "-o", "out/new.mps"],
        &["rules", "bad.yaml"],
    ];
    for args in commands {
        let (code, out, err) = bench.run(&[args, &["--lang", "en"][..]].concat());
        assert!(code == 2 && out.is_empty(), "{args:?}: {code}\n{out}{err}");
        assert!(err.contains("4 errors found") && err.contains("bad.yaml:11:"), "{args:?}:\n{err}");
        let (code, out, err) = bench.run(&[args, &["--json"][..]].concat());
        let faults: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        assert!(code == 2 && err.is_empty() && faults.as_array().is_some_and(|list| list.len() == 4), "{out}{err}");
    }
    assert_eq!(bench.read("out/roster.csv"), before);
    assert_eq!(names(&bench.path("out")), ["report.html", "result.json", "roster.csv", "roster.xlsx"]);
    let (code, ..) = bench.run(&["solve", "a.yaml", "--from", "nowhere.csv", "--out", "new"]);
    assert!(code == 2 && !bench.path("new").exists());
}

#[test]
fn a_wrong_option_ends_with_2() {
    let bench = Bench::new(SMALL);
    let wrong: &[&[&str]] = &[
        &["solve", "a.yaml", "--time-limit", "soon"],
        &["solve", "a.yaml", "--time-limit", "-5s"],
        &["solve", "a.yaml", "--gap", "2"],
        &["solve", "a.yaml", "--threads", "many"],
        &["solve", "a.yaml", "--seed", "-1"],
        &["solve", "a.yaml", "--lang", "nl"],
        &["solve"],
        &["salve", "a.yaml"],
        &["export", "a.yaml"],
    ];
    for args in wrong {
        let (code, out, err) = bench.run(args);
        assert!(code == 2 && out.is_empty() && !err.is_empty(), "{args:?}: {code}\n{out}{err}");
    }
    assert_eq!(names(&bench.path("")), ["a.yaml"]);
}

#[test]
fn musts_that_cannot_hold_together_end_with_3() {
    let bench = Bench::new(INFEASIBLE);
    let (code, out, err) = bench.run(&["solve", "a.yaml", "--out", "out", "--lang", "en"]);
    assert!(code == 3 && out.contains("No roster can keep all rules"), "{code}\n{out}{err}");
    assert!(out.contains("These cannot hold together") && out.contains("a.yaml:13:5: desk_cover"), "{out}");
    assert_eq!(bench.json("out/result.json")["status"], "infeasible");
    assert!(!bench.path("out/roster.csv").exists());
}

#[test]
fn an_infeasible_scenario_says_so_beside_the_last_good_roster_which_stays() {
    let bench = Bench::new(SMALL);
    assert_eq!(bench.run(&["solve", "a.yaml", "--out", "out", "--quiet"]).0, 0);
    let before = bench.read("out/roster.csv");
    fs::write(bench.path("a.yaml"), INFEASIBLE).expect("written");
    assert_eq!(bench.run(&["solve", "a.yaml", "--out", "out", "--quiet"]).0, 3);
    assert_eq!(bench.json("out/result.json")["status"], "infeasible");
    assert_eq!(bench.read("out/roster.csv"), before);
}

#[test]
fn a_limit_too_short_for_any_roster_ends_with_4() {
    let bench = Bench::new(&long());
    let (code, out, err) = bench.run(&["solve", "a.yaml", "--out", "out", "--time-limit", "0.000001s", "--lang", "en"]);
    assert!(code == 4 && out.contains("No valid roster was found within the limit"), "{code}\n{out}{err}");
    assert_eq!(bench.json("out/result.json")["status"], "unknown");
    assert!(!bench.path("out/roster.csv").exists());
}

/// The limit is on the engine; reading, judging and writing stand around it, without optimisation in tests.
#[test]
fn a_time_limit_is_kept() {
    let bench = Bench::new(&long());
    let started = Instant::now();
    let (code, out, err) = bench.run(&["solve", "a.yaml", "--out", "out", "--time-limit", "3s", "--lang", "en"]);
    assert!(code == 0 || code == 4, "{code}\n{out}{err}");
    assert!(started.elapsed() < Duration::from_secs(25), "took {:?}", started.elapsed());
    let seconds = bench.json("out/result.json")["wall_seconds"].as_f64().expect("seconds");
    assert!(seconds < 15.0, "{seconds} s");
}

#[test]
fn files_that_cannot_be_written_end_with_5_and_leave_nothing_behind() {
    let bench = Bench::new(SMALL);
    fs::write(bench.path("out"), "a file").expect("written");
    let (code, _, err) = bench.run(&["solve", "a.yaml", "--out", "out", "--lang", "en"]);
    assert!(code == 5 && err.contains("failed: out"), "{code} {err}");
    assert_eq!(bench.read("out"), "a file");
    fs::create_dir_all(bench.path("there/roster.xlsx")).expect("a folder in the way");
    let (code, _, err) = bench.run(&["solve", "a.yaml", "--out", "there"]);
    assert!(code == 5 && err.contains("gagal"), "{code} {err}");
    assert_eq!(names(&bench.path("there")), ["roster.xlsx"]);
    let (code, ..) = bench.run(&["export", "a.yaml", "--mps", "-o", "out/x.mps"]);
    assert_eq!(code, 5);
    let (code, ..) = bench.run(&["schema", "-o", "out/x.json"]);
    assert_eq!(code, 5);
}

#[test]
fn the_same_seed_gives_the_same_roster_on_any_number_of_threads() {
    let bench = Bench::new(SMALL);
    for (out, threads) in [("one", "1"), ("two", "2"), ("four", "4")] {
        let args = ["solve", "a.yaml", "--seed", "7", "--threads", threads, "--out", out, "--quiet"];
        assert_eq!(bench.run(&args).0, 0);
    }
    assert_eq!(bench.read("one/roster.csv"), bench.read("two/roster.csv"));
    assert_eq!(bench.read("one/roster.csv"), bench.read("four/roster.csv"));
    assert_eq!(bench.json("one/result.json")["seed"], 7);
}

#[test]
fn both_languages_are_spoken_and_the_environment_chooses_too() {
    let bench = Bench::new(SMALL);
    let id = bench.run(&["check", "a.yaml"]).1;
    let en = bench.run(&["check", "a.yaml", "--lang", "en"]).1;
    assert!(id.contains("pegawai") && !id.contains(" people") && en.contains("people") && !en.contains("pegawai"));
    let output = Command::cargo_bin("luwes")
        .expect("the program")
        .current_dir(bench.path(""))
        .env("LUWES_LANG", "en")
        .args(["check", "a.yaml"])
        .output()
        .expect("it ran");
    assert_eq!(told(output).1, en);
}

#[test]
fn check_rules_schema_and_export_print_what_they_promise() {
    let bench = Bench::new(SMALL);
    for args in [&["check", "a.yaml", "--json"][..], &["rules", "--json"], &["rules", "a.yaml", "--json"], &["schema"]]
    {
        let (code, out, err) = bench.run(args);
        let json: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{args:?}: {error}"));
        assert!(code == 0 && err.is_empty() && !json.is_null(), "{args:?}: {code} {err}");
    }
    let (code, out, _) = bench.run(&["check", "a.yaml", "--quiet"]);
    assert!(code == 0 && out.is_empty(), "{out}");
    let (code, out, _) = bench.run(&["export", "a.yaml", "--mps"]);
    assert!(code == 0 && out.contains("ROWS") && out.trim_end().ends_with("ENDATA"));
    for key in ["* person 0 \"ana\"", "* day 6 \"2020-01-12\"", "* duty 0 [null,null,null]", "* duty 1 [\"pagi\","] {
        assert!(out.contains(key), "{key} is missing in\n{out}");
    }
    let (code, out, _) = bench.run(&["export", "a.yaml", "--mps", "-o", "a.mps"]);
    assert!(code == 0 && out.is_empty() && bench.read("a.mps").contains("COLUMNS"));
    for kind in luwes::rules::LIST {
        assert!(bench.run(&["rules"]).1.contains(kind.name), "{}", kind.name);
    }
}

#[test]
fn every_command_has_a_help_that_names_its_options() {
    let bench = Bench::new(SMALL);
    for command in ["solve", "check", "verify", "explain", "compare", "export", "schema", "rules"] {
        let (code, out, _) = bench.run(&[command, "--help"]);
        assert!(code == 0 && out.contains("--lang") && out.contains("--json"), "{command}:\n{out}");
        assert!(bench.run(&["--help"]).1.contains(command));
    }
    assert!(bench.run(&["--help"]).1.contains("Exit codes: 0 done"));
    assert!(bench.run(&["--version"]).1.starts_with("luwes "));
}

#[test]
fn json_is_all_that_stands_on_standard_output() {
    let bench = Bench::new(SMALL);
    let (code, out, err) = bench.run(&["solve", "a.yaml", "--out", "out", "--json"]);
    let printed: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert!(code == 0 && err.is_empty(), "{err}");
    let written = bench.json("out/result.json");
    for (field, value) in written.as_object().expect("fields") {
        assert_eq!(&printed[field], value, "{field}");
    }
}

#[test]
fn a_name_that_looks_like_a_formula_never_becomes_one() {
    let text = SMALL
        .replace("{id: ana, unit: tim}", "{id: \"=cmd()\", unit: tim}")
        .replace("units: [{id: tim}]", "units: [{id: \"@atas\", units: [{id: tim}]}]");
    let bench = Bench::new(&text);
    assert_eq!(bench.run(&["solve", "a.yaml", "--out", "out", "--quiet"]).0, 0);
    for row in bench.read("out/roster.csv").lines() {
        assert!(!row.split(',').any(|cell| cell.starts_with(['=', '+', '@'])), "{row}");
    }
    assert_eq!(bench.run(&["verify", "a.yaml", "out/roster.csv"]).0, 0);
    assert_eq!(bench.run(&["verify", "a.yaml", "out/roster.xlsx"]).0, 0);
    let bytes = fs::read(bench.path("out/roster.xlsx")).expect("a workbook");
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(bytes)).expect("a workbook");
    for sheet in calamine::Reader::sheet_names(&book) {
        let formulas = calamine::Reader::worksheet_formula(&mut book, &sheet).expect("a sheet");
        let own = formulas.used_cells().find(|(_, _, formula)| formula.contains("cmd"));
        assert!(own.is_none(), "{sheet}: {own:?}");
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let bench = Bench::new(SMALL);
    let mut child = Process::new(assert_cmd::cargo::cargo_bin("luwes"))
        .current_dir(bench.path(""))
        .args(["schema"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    drop(child.stdout.take());
    let (code, _, err) = told(child.wait_with_output().expect("ended"));
    assert!(code == 0 && err.is_empty(), "{code} {err}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_long_solve_with_whole_files_or_none() {
    let bench = Bench::new(&long());
    let child = Process::new(assert_cmd::cargo::cargo_bin("luwes"))
        .current_dir(bench.path(""))
        .args(["solve", "a.yaml", "--out", "out", "--time-limit", "300s", "--lang", "en"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    std::thread::sleep(Duration::from_secs(4));
    let sent = Process::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    let asked = Instant::now();
    let (code, out, err) = told(child.wait_with_output().expect("ended"));
    assert!(asked.elapsed() < Duration::from_secs(30), "took {:?} to stop", asked.elapsed());
    assert!(code == 0 || code == 5, "{code}\n{out}{err}");
    let status = bench.json("out/result.json")["status"].clone();
    if code == 0 {
        assert!(status == "feasible" || status == "optimal", "{status}");
        assert_eq!(bench.run(&["verify", "a.yaml", "out/roster.csv"]).0, 0);
    } else {
        assert_eq!(status, "unknown");
        assert!(!bench.path("out/roster.csv").exists());
    }
    assert!(names(&bench.path("out")).iter().all(|name| !name.starts_with(".tmp")));
}

/// A roster of SMALL, a certificate without multipliers that claims this bound, and its text.
fn certified(bench: &Bench, bound: i64) -> String {
    assert_eq!(bench.run(&["solve", "a.yaml", "--out", "out", "--quiet"]).0, 0);
    let (scenario, _) = luwes::scenario::load(&bench.path("a.yaml"));
    let scenario = scenario.expect("a scenario");
    let leaf = luwes::certificate::Leaf::default();
    let proof = luwes::certificate::Certificate::of_leaf(&scenario.problem(), 1, bound, leaf);
    // The paths of the command line are relative, and so is what the hash was taken over.
    let hash = bench.json("out/result.json")["scenario_hash"].as_str().expect("a hash").to_string();
    let bytes = luwes::certificate::Sealed::new(proof, &hash, None).to_json().expect("JSON");
    fs::write(bench.path("proof.json"), &bytes).expect("written");
    String::from_utf8(bytes).expect("UTF-8")
}

const CERTIFY: [&str; 4] = ["certify", "a.yaml", "out/roster.csv", "proof.json"];

#[test]
fn a_certificate_proves_its_bound_in_one_line() {
    let bench = Bench::new(SMALL);
    certified(&bench, 0);
    let (code, out, err) = bench.run(&[&CERTIFY[..], &["--lang", "en"]].concat());
    assert!(code == 0 && out.starts_with("cost ") && out.contains("proved at least 0: gap"), "{code}\n{out}{err}");
    let (code, out, _) = bench.run(&[&CERTIFY[..], &["--json"]].concat());
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &value["bound"], &value["refused"]), (0, &serde_json::json!(0), &serde_json::Value::Null));
}

#[test]
fn a_tampered_certificate_is_refused_with_code_and_reason() {
    let bench = Bench::new(SMALL);
    let text = certified(&bench, 1);
    let refused = |text: &str| {
        fs::write(bench.path("proof.json"), text).expect("written");
        let (code, out, err) = bench.run(&[&CERTIFY[..], &["--lang", "en"]].concat());
        assert_eq!(out, "");
        (code, err)
    };
    let (code, err) = refused(&text);
    assert!(code == 1 && err.contains("E513") && err.contains("claims the bound 1, but proves only 0"), "{code} {err}");
    let (code, err) = refused(&text.replace("scenario_hash\":\"", "scenario_hash\":\"0"));
    assert!(code == 2 && err.contains("E503"), "{code} {err}");
    let (code, err) = refused(&text[..text.len() / 2]);
    assert!(code == 2 && err.contains("E501") && err.contains("proof.json:1:"), "{code} {err}");
    let (code, err) = refused(&text.replace("\"rows\":[]", "\"rows\":[[0,0,-4]]"));
    assert!(code == 2 && err.contains("E508"), "{code} {err}");
}

#[test]
fn a_solve_without_a_certificate_to_give_says_so_and_keeps_its_roster() {
    let bench = Bench::new(SMALL);
    let args =
        ["solve", "a.yaml", "--out", "out", "--engine", "compact", "--certificate", "proof.json", "--lang", "en"];
    let (code, _, err) = bench.run(&args);
    assert!(code == 5 && err.contains("no certificate: the engine compact"), "{code} {err}");
    assert!(bench.path("out/roster.csv").is_file() && !bench.path("proof.json").exists());
}

/// Solves a scenario with a certificate and checks it; gives what `certify --json` says.
fn proved(bench: &Bench, scenario: &str, more: &[&str]) -> serde_json::Value {
    let path = format!("{}/scenarios/{scenario}", env!("CARGO_MANIFEST_DIR"));
    let solve = ["solve", &path, "--out", "out", "--certificate", "proof.json", "--quiet", "--lang", "en"];
    let (code, out, err) = bench.run(&[&solve[..], more].concat());
    assert_eq!(code, 0, "{scenario}: {out}{err}");
    let (code, out, err) = bench.run(&["certify", &path, "out/roster.csv", "proof.json", "--json"]);
    assert_eq!(code, 0, "{scenario}: {out}{err}");
    serde_json::from_str(&out).expect("JSON")
}

#[test]
fn what_solve_certifies_certify_proves_and_not_a_point_more() {
    let bench = Bench::new(SMALL);
    let folder = format!("{}/scenarios/tiny", env!("CARGO_MANIFEST_DIR"));
    for name in
        names(Path::new(&folder)).iter().filter(|name| name.ends_with(".yaml") && !name.starts_with("infeasible"))
    {
        let value = proved(&bench, &format!("tiny/{name}"), &[]);
        let (bound, cost) = (value["bound"].as_i64().expect("a bound"), value["cost"].as_i64().expect("a cost"));
        assert!(bound <= cost, "{name}: {bound} above {cost}");
        assert_eq!(value["claimed"].as_i64(), Some(bound), "{name}");
        let path = format!("{folder}/{name}");
        let text = fs::read_to_string(bench.path("proof.json")).expect("a certificate");
        let raised = text.replace(&format!("\"bound\":{bound}"), &format!("\"bound\":{}", bound + 1));
        fs::write(bench.path("proof.json"), raised).expect("written");
        let (code, _, err) = bench.run(&["certify", &path, "out/roster.csv", "proof.json", "--lang", "en"]);
        assert!(code == 1 && err.contains("E513"), "{name}: {code} {err}");
    }
}

#[test]
fn the_certificate_of_two_deputies_proves_its_optimum() {
    let value = proved(&Bench::new(SMALL), "two-deputies.yaml", &["--time-limit", "60s"]);
    assert!(value["gap"].as_f64().is_some_and(|gap| gap < 0.01), "{value}");
}
