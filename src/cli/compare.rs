//! `luwes compare`: a roster against the best possible, two rosters, or two policies.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{End, Shared, edits, fail, say, say_json, tell, write_out};
use crate::explain::compare::{against_best, rosters};
use crate::explain::policy::policies;
use crate::report::compare::Pair;
use crate::report::words::Words;
use crate::report::{answer, compare};
use crate::scenario::{load, read_roster};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The scenario, a YAML file
    scenario: PathBuf,
    /// A roster (CSV or XLSX) to hold against the best possible; or another scenario (YAML)
    other: PathBuf,
    /// A second roster: the two are compared, nothing is solved
    second: Option<PathBuf>,
    /// Stop after this time: 90, 90s, 10m, 1h
    #[arg(long, default_value = "60s", value_parser = edits::duration)]
    time_limit: Duration,
    /// Processor cores to use; all if absent
    #[arg(long)]
    threads: Option<usize>,
    /// Also write a page (compare.html) and tables (CSV) into this folder
    #[arg(long)]
    out: Option<PathBuf>,
}

fn is_scenario(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "yaml" || end == "yml")
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let lang = shared.lang();
    let (scenario, mut faults) = load(&args.scenario);
    let Some(scenario) = scenario else {
        tell(&faults, shared);
        return End::BadInput;
    };
    let limits = edits::limits(args.time_limit, args.threads);
    let (facts, entries) = (&scenario.facts, &scenario.entries);
    if is_scenario(&args.other) {
        let (other, faults) = load(&args.other);
        if other.is_none() {
            tell(&faults, shared);
            return End::BadInput;
        }
        let steps = match policies(&args.scenario, &args.other, &limits) {
            Ok(steps) => steps,
            Err(error) => return fail(error, shared),
        };
        if let Err(end) = write_out(args.out.as_deref(), shared, || answer::compare::policy_files(&steps, lang)) {
            return end;
        }
        return match shared.json {
            true => say_json(&compare::steps_json(&steps)),
            false => say(&compare::steps_text(&steps, lang)),
        };
    }
    let own = read_roster(&args.other, facts, &mut faults);
    let second = args.second.as_ref().map(|path| read_roster(path, facts, &mut faults));
    let (Some(own), None | Some(Some(_))) = (own, &second) else {
        tell(&faults, shared);
        return End::BadInput;
    };
    let (difference, against) = match &second {
        Some(Some(second)) => (rosters(&scenario, &own, second), None),
        _ => match against_best(&scenario, &own, &limits) {
            Ok(Some(found)) => (found.difference.clone(), Some(found)),
            Ok(None) => return End::NoRoster,
            Err(error) => return fail(error, shared),
        },
    };
    let two = against.as_ref().map_or_else(|| second.as_ref().and_then(Option::as_ref), |found| Some(&found.best));
    let pair = Pair { found: &difference, one: &own, two: two.unwrap_or(&own), facts, entries };
    let files = || answer::compare::roster_files(&pair, against.as_ref(), lang);
    if let Err(end) = write_out(args.out.as_deref(), shared, files) {
        return end;
    }
    if shared.json {
        let mut value = compare::difference_json(&pair, lang);
        if let Some(found) = &against {
            value["bound"] = found.bound.into();
        }
        return say_json(&value);
    }
    let said = against.iter().flat_map(|found| compare::against_words(found, Words(lang)));
    let head: String = said.map(|line| line + "\n").collect();
    say(&(head + &compare::difference_text(&pair, lang)))
}
