//! `luwes rollout`: a study of many what-ifs, each solved with proof.

use std::path::PathBuf;
use std::time::Duration;

use rayon::prelude::*;

use super::edits::gap;
use super::solve::stop_on_signal;
use super::{End, Shared, edits, fail, print, print_json, tell};
use crate::engine::Limits;
use crate::input::fault::Faults;
use crate::report::study::{Finished, Folder, files, text, value};
use crate::report::write_all;
use crate::scenario::load_edited;
use crate::study::grid::{self, Placed};
use crate::study::point::{Bench, Failed};
use crate::study::read::{Search, Study, load};
use crate::study::search;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The study, a YAML file: a scenario, axes, searches
    study: PathBuf,
    /// Folder for study.html, study.json, study.csv (waves.csv, pilot.csv) and points/, one file for each finished point: run again after a
    /// stop, and only what is missing is solved
    #[arg(long, default_value = "out")]
    out: PathBuf,
    /// Stop each point after this time: 90, 90s, 10m, 1h
    #[arg(long, default_value = "60s", value_parser = edits::duration)]
    time_limit: Duration,
    /// Stop each point after this much work, in units of about a millisecond of one core; unlike time the same on every
    /// machine
    #[arg(long, value_name = "UNITS", value_parser = clap::value_parser!(u64).range(1..))]
    work: Option<u64>,
    /// Processor cores to use; all if absent
    #[arg(long)]
    threads: Option<usize>,
    /// Stop a point when its proved gap is not above this share of the cost: 0.001 is 0.1 %
    #[arg(long, value_parser = gap)]
    gap: Option<i64>,
    /// Draws who is hybrid first; also the seed of every solve
    #[arg(long, default_value = "0")]
    seed: u32,
    /// No progress, no summary
    #[arg(long)]
    quiet: bool,
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let (study, faults) = load(&args.study);
    let Some(study) = study else {
        tell(&faults, shared);
        return End::BadInput;
    };
    let (scenario, faults) = load_edited(&study.scenario, &study.set);
    let Some(scenario) = scenario else {
        tell(&faults, shared);
        return End::BadInput;
    };
    if !args.quiet && !shared.json {
        tell(&faults, shared);
    }
    let study = study.expanded(&scenario, args.seed);
    let limits = Limits {
        work: args.work,
        gap_ppm: args.gap.unwrap_or(0),
        seed: args.seed,
        stop: stop_on_signal(),
        ..edits::limits(args.time_limit, args.threads)
    };
    // A slip in the last value is told before the first one is solved.
    let all = all_edits(&study, &scenario.facts, args.seed);
    let slip = all.par_iter().map(|edits| load_edited(&study.scenario, edits).1).find_first(Faults::has_errors);
    if let Some(faults) = slip {
        tell(&faults, shared);
        return End::BadInput;
    }
    let folder = Folder(args.out.join("points"));
    let bench = Bench::new(&study.scenario, &limits, &folder);
    let hear = |placed: &Placed| {
        if !args.quiet && !shared.json {
            let at = study.axes.iter().zip(&placed.at).map(|(axis, at)| axis.label(*at).get(shared.lang()).to_string());
            let cost = placed.point.cost.map_or("–".into(), |cost| cost.to_string());
            eprintln!("{}  {}  {cost}", at.collect::<Vec<_>>().join(" · "), placed.point.key);
        }
    };
    let answers = study.searches.iter().map(|one| search::run(&study, one, &scenario.facts, &bench));
    let answers: Result<Vec<_>, Failed> = answers.collect();
    let points = answers.and_then(|answers| Ok((answers, grid::run(&study, &scenario.facts, &bench, &hear)?)));
    let (answers, points) = match points {
        Ok(found) => found,
        Err(Failed::Input(faults)) => {
            tell(&faults, shared);
            return End::BadInput;
        }
        Err(error) => return fail(error, shared),
    };
    let finished = Finished { study: &study, facts: &scenario.facts, points, answers, seed: args.seed };
    let files = match files(&finished, shared.lang()) {
        Ok(files) => files,
        Err(error) => return fail(error, shared),
    };
    if let Err(error) = write_all(&args.out, &files) {
        return fail(format!("{}: {error}", args.out.display()), shared);
    }
    if shared.json {
        print_json(&value(&finished, shared.lang()));
    } else if !args.quiet {
        let paths: Vec<PathBuf> = files.iter().map(|file| args.out.join(&file.name)).collect();
        print(&text(&finished, &paths, shared.lang()));
    }
    End::Done
}

/// The edits of every point of the grid, and of both ends of the searches.
fn all_edits(study: &Study, facts: &crate::facts::Facts, seed: u32) -> Vec<Vec<crate::scenario::Edit>> {
    let grid = grid::places(study).into_iter().map(|at| grid::edits(study, &at, facts, seed));
    let each = |search: &Search| {
        let axis = search.axis.clone();
        let set = study.set.clone();
        let ends = [0, axis.values.len() - 1];
        ends.map(|at| [set.clone(), axis.edits(at, facts, seed)].concat())
    };
    grid.chain(study.searches.iter().flat_map(each)).collect()
}
