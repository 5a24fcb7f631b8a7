//! `luwes compare`: a roster against the best possible, two rosters, or two policies.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{End, Shared, edits, fail, say, say_json, tell};
use crate::explain::compare::{against_best, rosters};
use crate::explain::policy::policies;
use crate::report::compare;
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
        return match policies(&args.scenario, &args.other, &limits) {
            Ok(steps) if shared.json => say_json(&compare::steps_json(&steps)),
            Ok(steps) => say(&compare::steps_text(&steps, lang)),
            Err(error) => fail(error, shared),
        };
    }
    let own = read_roster(&args.other, facts, &mut faults);
    let second = args.second.as_ref().map(|path| read_roster(path, facts, &mut faults));
    let (Some(own), None | Some(Some(_))) = (own, &second) else {
        tell(&faults, shared);
        return End::BadInput;
    };
    if let Some(second) = second.flatten() {
        let found = rosters(&scenario, &own, &second);
        return match shared.json {
            true => say_json(&compare::difference_json(&found, &own, &second, facts, entries, lang)),
            false => say(&compare::difference_text(&found, &own, &second, facts, entries, lang)),
        };
    }
    match against_best(&scenario, &own, &limits) {
        Ok(Some(found)) if shared.json => {
            let mut value = compare::difference_json(&found.difference, &own, &found.best, facts, entries, lang);
            value["bound"] = found.bound.into();
            say_json(&value)
        }
        Ok(Some(found)) => say(&compare::against_text(&found, &own, facts, entries, lang)),
        Ok(None) => End::NoRoster,
        Err(error) => fail(error, shared),
    }
}
