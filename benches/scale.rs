//! `cargo bench --bench scale [-- PEOPLE …]`: time per person of made-up ministries of several sizes, in one run.
//!
//! Each is generated into a temporary folder and solved from YAML to a verified roster, to a gap of 1 %, within 120 ms of
//! wall time a person. The last column is what level time per person means: processor time a person, beside that of the
//! first size. Processor time and memory are those of the process (Linux); elsewhere they are left out.

use std::path::Path;
use std::time::{Duration, Instant};

use luwes::engine::Limits;
use luwes::input::fault::Faults;
use luwes::scenario::generate::{Options, generate};
use luwes::scenario::load;
use luwes::solve::solve;

const SIZES: &[u32] = &[1_000, 3_000, 10_000];

fn main() {
    let asked: Vec<u32> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    println!(
        "{:>9} {:>8} {:>9} {:>9} {:>10} {:>10} {:>7} {:>8} {:>13} {:>6}",
        "people", "read s", "solve s", "cpu s", "cost", "bound", "gap %", "peak MB", "cpu ms/person", "x"
    );
    let mut first = None;
    for people in sizes {
        if let Some(each) = line(people, first) {
            first = first.or(Some(each));
        }
    }
}

/// Prints one line; gives milliseconds of processor time a person.
fn line(people: u32, first: Option<f64>) -> Option<f64> {
    let folder = tempfile::tempdir().ok()?;
    make(people, folder.path())?;
    let (began, cpu) = (Instant::now(), cpu_seconds());
    let (scenario, faults) = load(&folder.path().join("scenario.yaml"));
    let read = began.elapsed();
    let Some(scenario) = scenario else {
        println!("{people:>9} does not load: {} fault(s)", faults.list.len());
        return None;
    };
    let time = Some(Duration::from_millis(120 * u64::from(people)));
    let limits = Limits { time, gap_ppm: 10_000, ..Limits::default() };
    let began = Instant::now();
    let solved = match solve(&scenario, &limits, None, &|_| {}) {
        Ok(solved) => solved,
        Err(error) => {
            println!("{people:>9} {error}");
            return None;
        }
    };
    let (wall, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds().zip(cpu).map(|(now, before)| now - before));
    let (cost, bound) = (solved.outcome.cost, solved.outcome.bound);
    let shown = solved.roster.as_ref().map_or("none".to_string(), |_| cost.to_string());
    let gap = if cost > 0 { 100.0 * (cost - bound) as f64 / cost as f64 } else { 0.0 };
    let each = cpu.map(|cpu| cpu * 1e3 / f64::from(people));
    let number = |value: Option<f64>| value.map_or("-".to_string(), |value| format!("{value:.2}"));
    println!(
        "{people:>9} {:>8.2} {wall:>9.2} {:>9} {shown:>10} {bound:>10} {gap:>7.2} {:>8} {:>13} {:>6}",
        read.as_secs_f64(),
        number(cpu),
        number(peak_megabytes()),
        number(each),
        number(each.zip(first.or(each)).map(|(each, first)| each / first)),
    );
    each
}

/// Writes a made-up ministry of so many people into a folder.
fn make(people: u32, folder: &Path) -> Option<()> {
    let options = Options {
        people,
        seed: 1,
        organisation: None,
        model: "pilot-2019".into(),
        from: chrono::NaiveDate::from_ymd_opt(2020, 1, 6)?,
        weeks: 4,
        seats: None,
        name: "scenario".into(),
        data: String::new(),
        head: "made by benches/scale".into(),
    };
    for file in generate(&options, folder, &mut Faults::default())? {
        let path = folder.join(file.path);
        std::fs::create_dir_all(path.parent()?).ok()?;
        std::fs::write(path, file.bytes).ok()?;
    }
    Some(())
}

/// Processor time of this process so far, from its clock ticks of a hundredth of a second.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let words: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = |at: usize| words.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// Most memory that this process has held so far: of the largest size up to here.
fn peak_megabytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}
