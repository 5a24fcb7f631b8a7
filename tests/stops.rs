//! A solve of the pilot's size that is stopped, out of time or killed at some moment: the best roster and its bound are
//! there and pass the judge, or there is none and the exit code says so; no file is ever half-written.

#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use luwes::input::fault::Faults;
use luwes::scenario::{Scenario, load, read_roster};
use luwes::verify::verify;
use serde_json::Value;
use tempfile::TempDir;

/// Longest from being told to being gone, files written: a second in a release build on a quiet machine; more here,
/// where the build is for debugging and other tests run beside it.
const GONE: Duration = Duration::from_secs(8);

fn pilot() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/bappenas-pilot.yaml")
}

fn solving(out: &Path, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_luwes"))
        .arg("solve")
        .arg(pilot())
        .args(["--quiet", "--out"])
        .arg(out)
        .args(more)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill");
    assert!(sent.success(), "the program ended before {name}");
}

/// Files that have their names, those still under a temporary one left out.
fn named(out: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(out) else { return Vec::new() };
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}

fn result(out: &Path) -> Value {
    let text = std::fs::read_to_string(out.join("result.json")).expect("result.json");
    serde_json::from_str(&text).expect("a whole result.json")
}

/// What stands in the folder is a roster that the judge passes at the cost told, and a bound below it.
fn holds(scenario: &Scenario, out: &Path) {
    assert_eq!(named(out), ["report.html", "result.json", "roster.csv", "roster.xlsx"]);
    let mut faults = Faults::default();
    let roster = read_roster(&out.join("roster.csv"), &scenario.facts, &mut faults).expect("a roster for everybody");
    let verdict = verify(&scenario.facts, &scenario.entries, &roster);
    assert!(verdict.is_valid());
    let told = result(out);
    assert_eq!(told["cost"], verdict.cost);
    assert!(told["bound"].as_i64().is_some_and(|bound| bound <= verdict.cost), "{told}");
    let html = std::fs::read_to_string(out.join("report.html")).expect("report.html");
    assert!(html.trim_end().ends_with("</html>"));
}

/// Ended with a roster, or without one and said so.
fn ended(scenario: &Scenario, code: Option<i32>, out: &Path) {
    match code {
        Some(0) => holds(scenario, out),
        Some(4 | 5) => {
            assert_eq!(named(out), ["report.html", "result.json"]);
            assert_eq!((&result(out)["status"], &result(out)["cost"]), (&Value::from("unknown"), &Value::Null));
        }
        other => panic!("exit code {other:?}"),
    }
}

/// Moments by a small generator, each twice as late as the one before, in the mean.
fn moments(count: u32, seed: u64) -> Vec<Duration> {
    let mut state = seed;
    let moment = |at| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Duration::from_millis((150_u64 << at) + (state >> 33) % (150_u64 << at))
    };
    (0..count).map(moment).collect()
}

#[test]
fn a_solve_stopped_at_any_moment_is_gone_soon_with_its_best_roster() {
    let scenario = load(&pilot()).0.expect("the pilot");
    // The last one is late enough for a roster.
    for moment in moments(4, 20260322).into_iter().chain([Duration::from_secs(9)]) {
        let dir = TempDir::new().expect("a folder");
        let mut child = solving(dir.path(), &["--threads", "2"]);
        std::thread::sleep(moment);
        signal(&child, "-INT");
        let asked = Instant::now();
        let code = child.wait().expect("an end").code();
        println!("stopped after {moment:?}: gone after {:?}, exit code {code:?}", asked.elapsed());
        assert!(asked.elapsed() < GONE, "told after {moment:?}, gone after {:?}", asked.elapsed());
        // Told before it listens, it ends as any program does.
        if code.is_some_and(|code| code != 130) {
            ended(&scenario, code, dir.path());
        }
    }
}

#[test]
fn a_time_limit_holds_wherever_it_falls() {
    let scenario = load(&pilot()).0.expect("the pilot");
    for seconds in ["0.2", "1.3"] {
        let dir = TempDir::new().expect("a folder");
        let began = Instant::now();
        let code = solving(dir.path(), &["--time-limit", seconds]).wait().expect("an end").code();
        let over = began.elapsed().saturating_sub(Duration::from_secs_f64(seconds.parse().expect("a number")));
        println!("limit {seconds} s: {over:?} over, exit code {code:?}");
        assert!(over < GONE, "{seconds} s and {over:?} more");
        ended(&scenario, code, dir.path());
    }
}

#[test]
fn a_solve_killed_at_any_moment_leaves_the_roster_before_it_whole() {
    let scenario = load(&pilot()).0.expect("the pilot");
    let dir = TempDir::new().expect("a folder");
    // Long enough for a roster, and ended before where there is one.
    let code = solving(dir.path(), &["--time-limit", "12"]).wait().expect("an end").code();
    ended(&scenario, code, dir.path());
    let before = named(dir.path());
    let roster = || std::fs::read(dir.path().join("roster.csv")).ok();
    for moment in moments(4, 7) {
        let old = roster();
        let mut child = solving(dir.path(), &["--time-limit", "1"]);
        std::thread::sleep(moment);
        let _ = child.kill();
        child.wait().expect("an end");
        assert!(before.iter().all(|name| named(dir.path()).contains(name)), "{before:?}");
        // Whoever ends without a roster says so, and leaves the one before as it was.
        match result(dir.path())["status"].as_str() {
            Some("unknown") => assert!(roster() == old, "a roster was lost after {moment:?}"),
            _ => holds(&scenario, dir.path()),
        }
    }
}
