//! `cargo bench --bench rollout [-- NAME …] [--each] [--within SECONDS]`: what a study of many points costs beside one cold
//! solve of its scenario, and beside all of its points solved from nothing, in one run.
//!
//! `--each` tells every point of the study with what it took. `--within` ends the points from nothing after so many seconds
//! of wall time: `compared` says how many there were; 0 leaves them out.
//!
//! One line for each grid; all cores; gap 0, or what the grid says. Seconds are processor time of this process (Linux;
//! elsewhere wall time): other work on the machine does not count. A point is told to differ where the study's cost and
//! that of the solve from nothing cannot both be true: two proofs that disagree, or a cost below a bound.

use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use luwes::engine::{Limits, Outcome, Status};
use luwes::report::study::Folder;
use luwes::scenario::load_edited;
use luwes::solve::solve;
use luwes::study::grid::{self, Placed};
use luwes::study::point::{Bench, Ended, Point};
use luwes::study::read::{Study, load};

/// A grid: its name, scenario, axes as YAML, and the gap of every solve in millionths.
const GRIDS: &[(&str, &str, &str, i64)] = &[
    ("seats", "two-deputies", "{vary: sites.suropati.seats, from: 79, to: 118}", 0),
    ("hybrid", "two-deputies", "{vary: hybrid, from: 0, to: 117, step: 3, days: 1, rest: as_is}", 0),
    ("home-share", "two-deputies", "{vary: rules.separuh_di_rumah.share, from: 21, to: 60}", 0),
    (
        "prices",
        "two-deputies",
        "{vary: rules.wishes.prefer, from: 1, to: 8}, {vary: rules.tersebar.prefer, from: 1, to: 5}",
        0,
    ),
    (
        "shares",
        "two-deputies",
        "{vary: rules.separuh_di_rumah.share, from: 40, to: 54, step: 2}, {vary: rules.separuh_di_kantor.min, from: 30, to: 50, step: 5}",
        0,
    ),
    ("pilot-share", "bappenas-pilot", "{vary: rules.separuh_di_rumah.share, from: 42, to: 60, step: 2}", 1_000),
    ("pilot-40", "bappenas-pilot", "{vary: rules.separuh_di_rumah.share, from: 21, to: 60}", 1_000),
];

/// What else the line says.
struct Asking {
    each: bool,
    within: Option<Duration>,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let within = words.iter().position(|word| word == "--within").and_then(|at| words.get(at + 1)?.parse().ok());
    let asking = Asking { each: words.iter().any(|word| word == "--each"), within: within.map(Duration::from_secs) };
    // Cargo passes flags of its own (`--bench`); any other word picks grids.
    let asked = |name: &str| words.iter().any(|word| word == name);
    let all = !GRIDS.iter().any(|grid| asked(grid.0));
    println!(
        "{:<12} {:>6} {:>8} {:>9} {:>8} {:>7} {:>8} {:>9} {:>9} {:>7} {:>7}",
        "grid", "points", "cold s", "study s", "x cold", "solved", "proved", "all cold", "compared", "x", "differ"
    );
    for grid in GRIDS.iter().filter(|grid| all || asked(grid.0)) {
        if let Err(error) = line(grid, &asking) {
            println!("{:<12} {error}", grid.0);
        }
    }
}

fn line(
    (name, scenario, axes, gap_ppm): &(&str, &str, &str, i64),
    asking: &Asking,
) -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(format!("{scenario}.yaml"));
    let file = folder.path().join("study.yaml");
    std::fs::write(&file, format!("study: {name}\nscenario: {}\naxes: [{axes}]\n", path.display()))?;
    let (study, faults) = load(&file);
    let study = study.ok_or_else(|| format!("{:?}", faults.list))?;
    let facts = load_edited(&path, &[]).0.ok_or("the scenario does not load")?.facts;
    let limits = Limits { time: Some(Duration::from_secs(120)), gap_ppm: *gap_ppm, ..Limits::default() };
    let began = seconds();
    let first = cold(&study, &[], &limits)?;
    let one = seconds() - began;
    drop(first);
    let keep = Folder(folder.path().join("points"));
    let bench = Bench::new(&study.scenario, &limits, &keep);
    let began = seconds();
    let points = grid::run(&study, &facts, &bench, &|_| {})?;
    let took = seconds() - began;
    if asking.each {
        points.iter().for_each(|placed| println!("{}", told(placed)));
    }
    let (began, clock) = (seconds(), Instant::now());
    let (mut differ, mut compared) = (0, 0);
    for Placed { at, point } in &points {
        if asking.within.is_some_and(|within| clock.elapsed() >= within) {
            break;
        }
        compared += 1;
        let edits: Vec<_> = grid::edits(&study, at, &facts, limits.seed);
        let outcome = cold(&study, &edits, &limits)?;
        differ += usize::from(contradicts(point, &outcome));
    }
    let all = seconds() - began;
    let solved = points.iter().filter(|placed| !placed.point.carried).count();
    let proved = points.iter().filter(|placed| placed.point.is_proved()).count();
    println!(
        "{name:<12} {:>6} {one:>8.2} {took:>9.2} {:>8.1} {solved:>7} {proved:>8} {all:>9.2} {compared:>9} {:>7.1} {differ:>7}",
        points.len(),
        took / one,
        all / one,
    );
    Ok(())
}

/// A point on a line: its place, how it ended and what that took.
fn told(Placed { at, point }: &Placed) -> String {
    let how = if point.carried { "carried" } else { "solved" };
    let cost = point.cost.map_or("-".into(), |cost| cost.to_string());
    let (ended, bound, work, millis) = (point.ended, point.bound, point.work, point.millis);
    format!("  {at:?} {ended:?}, {how}: cost {cost}, bound {bound}, {work} units of work, {millis} ms")
}

/// A solve from nothing, from YAML to a verified roster.
fn cold(
    study: &Study,
    edits: &[luwes::scenario::Edit],
    limits: &Limits,
) -> Result<Outcome, Box<dyn std::error::Error>> {
    let scenario = load_edited(&study.scenario, edits).0.ok_or("a point does not load")?;
    Ok(solve(&scenario, limits, None, &|_| {})?.outcome)
}

/// Whether what the study says of a point and a solve from nothing cannot both be true.
fn contradicts(point: &Point, outcome: &Outcome) -> bool {
    let cost = outcome.plan.as_ref().map(|_| outcome.cost);
    let below = |cost: Option<i64>, bound: i64| cost.is_some_and(|cost| cost < bound);
    let impossible = |proved: bool, cost: Option<i64>| proved && cost.is_some();
    below(point.cost, outcome.bound)
        || below(cost, point.bound)
        || impossible(point.ended == Ended::Infeasible, cost)
        || impossible(outcome.status == Status::Infeasible, point.cost)
}

/// Processor time of this process so far, from its clock ticks of a hundredth of a second.
fn seconds() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let ticks = || {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        let words: Vec<f64> = stat.rsplit_once(") ")?.1.split(' ').filter_map(|word| word.parse().ok()).collect();
        Some(words.get(10)? + words.get(11)?)
    };
    ticks().map_or_else(|| START.get_or_init(Instant::now).elapsed().as_secs_f64(), |ticks| ticks / 100.0)
}
