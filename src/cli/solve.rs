//! `luwes solve`: scenario in, files out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::progress::Progress;
use super::{End, Shared, edits, fail, print, print_json, tell};
use crate::certificate::{Refusal, Sealed};
use crate::engine::{Engine, Limits, Solver, Status};
use crate::explain::conflict::{Case, Explained, explain, kept};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::report::{Found, Report, Run, conflict, files, result, text, write::write_file, write_all};
use crate::scenario::{Edit, Scenario, load_edited, read_roster};
use crate::solve::{Solved, shortfall, solve};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The scenario, a YAML file
    scenario: PathBuf,
    /// Folder for roster.csv, roster.xlsx, result.json and report.html
    #[arg(long, default_value = "out")]
    out: PathBuf,
    /// Stop after this time with the best roster found: 90, 90s, 10m, 1h
    #[arg(long, value_parser = edits::duration)]
    time_limit: Option<Duration>,
    /// Stop after this much work, in units of about a millisecond of one core, with the best roster found. Unlike time,
    /// work is counted: same input, seed and work, same roster on any machine and any number of threads
    #[arg(long, value_name = "UNITS", value_parser = clap::value_parser!(u64).range(1..))]
    work: Option<u64>,
    /// Processor cores to use; all if absent
    #[arg(long)]
    threads: Option<usize>,
    /// Stop when the proved gap is not above this share of the cost: 0.001 is 0.1 %
    #[arg(long, value_parser = edits::gap)]
    gap: Option<i64>,
    /// How to search; the roster is checked alike whichever is taken
    #[arg(long, value_enum, default_value = "auto")]
    engine: EngineArg,
    /// Who solves the integer program
    #[arg(long, value_enum)]
    solver: Option<SolverArg>,
    /// Same seed, same input, same --work: same roster
    #[arg(long)]
    seed: Option<u32>,
    /// Of equally good rosters the one that does not depend on threads, seed or the order of people and other lists in
    /// the file. Only a proved optimum is canonical: result.json says whether it is
    #[arg(long, conflicts_with_all = ["from", "certificate", "shortfall"])]
    canonical: bool,
    /// Begin from this roster (CSV or XLSX)
    #[arg(long)]
    from: Option<PathBuf>,
    /// Also write a certificate of the bound, for `luwes certify`; fails (exit code 5) if the engine gives none
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Where the musts cannot all be kept: make the roster that breaks them least, breaches listed (exit code 1)
    #[arg(long, conflicts_with_all = ["from", "certificate"])]
    shortfall: bool,
    /// A rule that no repair and no shortfall touches (like `keep: true` in the rule), or all of a kind (desk_cover) or a
    /// group (who_may, own_work, together, over_time); may be given several times
    #[arg(long, value_name = "RULE")]
    keep: Vec<String>,
    /// Change a value first: desks.ppid.open.0.need=2, rules.rest.hours=10; may be given several times
    #[arg(long, value_name = "PATH=VALUE", value_parser = edits::edit)]
    set: Vec<Edit>,
    /// No progress, no summary
    #[arg(long)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum EngineArg {
    /// Columns first, then compact with what they found: right for nearly everything
    Auto,
    /// One integer program of the whole: proves small cases, and cases of several tiers
    Compact,
    /// Whole rosters of single people, combined (column generation): good rosters and bounds of large cases. Cases of
    /// several tiers go to compact all the same
    Columns,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum SolverArg {
    Highs,
    Minilp,
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let started = Instant::now();
    // Before the files are read: whoever asks it to stop that early is heard too.
    let stop = stop_on_signal();
    let (scenario, mut faults) = load_edited(&args.scenario, &args.set);
    let Some(scenario) = scenario else {
        tell(&faults, shared);
        return End::BadInput;
    };
    if let Some(end) = edits::unknown_rules(&args.keep, &scenario, shared) {
        return end;
    }
    let start = args.from.as_ref().map(|path| read_roster(path, &scenario.facts, &mut faults));
    if let Some(None) = start {
        tell(&faults, shared);
        return End::BadInput;
    }
    if !args.quiet && !shared.json {
        tell(&faults, shared);
    }
    let limits = limits(args, &scenario, stop);
    let progress = Progress::new(!args.quiet && !shared.json, limits.time, shared.lang());
    let hear = |event: &_| progress.hear(event);
    let solved = match args.shortfall {
        true => shortfall(&scenario, &kept(&scenario.entries, &args.keep), &limits, &hear),
        false => solve(&scenario, &limits, start.flatten().as_ref(), &hear),
    };
    progress.end();
    match solved {
        Ok(solved) => write(args, shared, &scenario, &solved, &limits, started, &faults),
        Err(error) => fail(error, shared),
    }
}

/// The command line's word counts before the scenario's.
fn limits(args: &Args, scenario: &Scenario, stop: Arc<AtomicBool>) -> Limits {
    let settings = &scenario.settings;
    let gap = settings.gap_percent.map(|percent| (percent * 1e4).round().clamp(0.0, 1e6) as i64);
    let usual = Limits::default();
    Limits {
        time: args.time_limit.or(settings.time_limit.map(Duration::from_secs)),
        work: args.work,
        gap_ppm: args.gap.or(gap).unwrap_or(0),
        floor: 0,
        threads: args.threads.unwrap_or(usual.threads).max(1),
        seed: args.seed.or(settings.seed).unwrap_or(0),
        engine: match args.engine {
            EngineArg::Auto => Engine::Auto,
            EngineArg::Compact => Engine::Compact,
            EngineArg::Columns => Engine::Columns,
        },
        solver: match args.solver {
            Some(SolverArg::Highs) => Solver::Highs,
            Some(SolverArg::Minilp) => Solver::Minilp,
            None => Solver::default(),
        },
        canonical: args.canonical,
        certificate: args.certificate.is_some(),
        stop,
    }
}

/// Ctrl-C or SIGTERM asks for the best roster; a second one ends the program at once.
pub fn stop_on_signal() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = stop.clone();
    // A handler that is already set (a second solve in one process) keeps its flag.
    let _ = ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::SeqCst) {
            std::process::exit(End::Failed as i32);
        }
    });
    stop
}

/// Verdict into files and words; the exit code says how it ended.
fn write(
    args: &Args,
    shared: &Shared,
    scenario: &Scenario,
    solved: &Solved,
    limits: &Limits,
    started: Instant,
    faults: &Faults,
) -> End {
    let lang = shared.lang();
    let found = solved.roster.as_ref();
    let report = Report {
        facts: &scenario.facts,
        entries: &scenario.entries,
        found: found.map(|(roster, verdict)| Found::new(&scenario.facts, &scenario.entries, roster, verdict)),
        run: Run {
            outcome: Some(&solved.outcome),
            wall: started.elapsed(),
            seed: limits.seed,
            scenario_hash: scenario.hash.clone(),
        },
    };
    let files = match files(&report, lang) {
        Ok(files) => files,
        Err(error) => return fail(error, shared),
    };
    if let Err(error) = write_all(&args.out, &files) {
        return fail(format!("{}: {error}", args.out.display()), shared);
    }
    let mut paths: Vec<String> = files.iter().map(|file| shown(&args.out, &file.name)).collect();
    let mut sealed = true;
    if let Some(path) = &args.certificate {
        match certify(path, scenario, solved, &report) {
            Ok(()) => paths.push(path.display().to_string()),
            Err(why) => {
                sealed = false;
                fail(why.get(lang), shared);
            }
        }
    }
    let why = match solved.outcome.status {
        Status::Infeasible => why(args, scenario, faults, limits),
        Status::Optimal | Status::Feasible | Status::Unknown => None,
    };
    if shared.json {
        let mut value = result::value(&report);
        let json = |why| conflict::json(why, &scenario.facts, &scenario.entries, lang);
        value["conflict"] = why.as_ref().map(json).unwrap_or_default();
        print_json(&value);
    } else {
        if let Some(why) = &why {
            print(&conflict::text(why, &scenario.facts, &scenario.entries, lang));
        }
        if !args.quiet {
            print(&text::summary(&report, &paths, lang));
        }
    }
    let valid = solved.roster.as_ref().is_none_or(|(_, verdict)| verdict.is_valid());
    match solved.outcome.status {
        Status::Optimal | Status::Feasible if !sealed => End::Failed,
        Status::Optimal | Status::Feasible if !valid => End::Broken,
        Status::Optimal | Status::Feasible => End::Done,
        Status::Infeasible => End::Infeasible,
        Status::Unknown if solved.outcome.stopped => End::Failed,
        Status::Unknown => End::NoRoster,
    }
}

/// Why no roster keeps every `must`; `None` where the engine fails at that.
fn why(args: &Args, scenario: &Scenario, faults: &Faults, limits: &Limits) -> Option<Explained> {
    /// Longest search for it, beside the time limit of the solve.
    const LONGEST: Duration = Duration::from_secs(30);
    let time = limits.time.map_or(LONGEST, |time| time.min(LONGEST));
    let limits = Limits { time: Some(time), work: None, certificate: false, ..limits.clone() };
    let (path, edits, keep) = (&args.scenario, &args.set, &args.keep);
    explain(&Case { path, edits, scenario, faults, keep, limits: &limits }).ok()
}

/// Writes the engine's certificate, if the checker passes it.
fn certify(path: &Path, scenario: &Scenario, solved: &Solved, report: &Report) -> Result<(), Text> {
    let Some(proof) = &solved.certificate else {
        let engine = &solved.outcome.engine;
        return Err(Text::new(
            format!("tidak ada sertifikat: mesin {engine} tidak membuatnya; berkas lain tetap ditulis"),
            format!("no certificate: the engine {engine} gives none; the other files are written"),
        ));
    };
    let proof = proof.as_ref().map_err(Refusal::text)?.clone();
    let found = report.found.as_ref();
    let roster = found.map(|found| result::roster_hash(&scenario.facts, found.roster));
    let bytes = Sealed::new(proof, &scenario.hash, roster).to_json().map_err(|error| Text::same(error.to_string()))?;
    write_file(path, &bytes).map_err(|error| Text::same(format!("{}: {error}", path.display())))
}

fn shown(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}
