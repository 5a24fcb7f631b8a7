//! `luwes check`: every fault of a scenario, or what was understood of it.

use std::path::PathBuf;

use super::{End, Shared, print, print_json, tell};
use crate::report::understood::understood;
use crate::scenario::load;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The scenario, a YAML file
    scenario: PathBuf,
    /// Only the faults
    #[arg(long)]
    quiet: bool,
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let (scenario, faults) = load(&args.scenario);
    let Some(scenario) = scenario else {
        tell(&faults, shared);
        return End::BadInput;
    };
    let understood =
        understood(&scenario.facts, &scenario.entries, &scenario.policy.name, scenario.policy.title.as_ref());
    if shared.json {
        let mut value = understood.json(shared.lang());
        value["faults"] = faults.to_json(shared.lang());
        print_json(&value);
        return End::Done;
    }
    tell(&faults, shared);
    if !args.quiet {
        print(&understood.text(shared.lang()));
    }
    End::Done
}
