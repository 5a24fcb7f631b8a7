//! `cargo bench --bench solve [-- NAME …]`: time, cost, bound and gap of whole solves, from YAML to a verified roster.
//!
//! One line for each scenario; all cores. The gap asked for is 0.1 %, the time limit 120 s; both are printed by what
//! was reached. Peers and other instances are compared by `benches/peers`.

use std::path::Path;
use std::time::{Duration, Instant};

use luwes::engine::Limits;
use luwes::scenario::load;
use luwes::solve::solve;

const SCENARIOS: &[&str] =
    &["tiny/two-shifts", "tiny/round-the-clock", "two-deputies", "permen-2025", "bappenas-pilot"];

fn main() {
    // Cargo passes flags of its own (`--bench`); anything else picks scenarios.
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    println!(
        "{:<22} {:>7} {:>9} {:>9} {:>10} {:>10} {:>8} {:>9}  status",
        "scenario", "people", "read ms", "solve s", "cost", "bound", "gap %", "verify ms"
    );
    for name in
        SCENARIOS.iter().filter(|name| asked.is_empty() || asked.iter().any(|word| name.contains(word.as_str())))
    {
        line(name);
    }
}

fn line(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(format!("{name}.yaml"));
    let began = Instant::now();
    let (scenario, faults) = load(&path);
    let read = began.elapsed();
    let Some(scenario) = scenario else {
        println!("{name:<22} does not load: {} fault(s)", faults.list.len());
        return;
    };
    let limits = Limits { time: Some(Duration::from_secs(120)), gap_ppm: 1000, ..Limits::default() };
    let began = Instant::now();
    let solved = match solve(&scenario, &limits, None, &|_| {}) {
        Ok(solved) => solved,
        Err(error) => {
            println!("{name:<22} {error}");
            return;
        }
    };
    let took = began.elapsed();
    let began = Instant::now();
    if let Some((roster, _)) = &solved.roster {
        std::hint::black_box(luwes::verify::verify(&scenario.facts, &scenario.entries, roster));
    }
    let verify = began.elapsed();
    let (cost, bound) = (solved.outcome.cost, solved.outcome.bound);
    let gap = if cost > 0 { 100.0 * (cost - bound) as f64 / cost as f64 } else { 0.0 };
    println!(
        "{name:<22} {:>7} {:>9.1} {:>9.2} {cost:>10} {bound:>10} {gap:>8.3} {:>9.1}  {:?}",
        scenario.facts.people.len(),
        read.as_secs_f64() * 1e3,
        took.as_secs_f64(),
        verify.as_secs_f64() * 1e3,
        solved.outcome.status
    );
}
