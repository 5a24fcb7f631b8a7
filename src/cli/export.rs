//! `luwes export`: the compact integer program as MPS, for anybody's solver.

use std::path::PathBuf;

use super::{End, Shared, fail, print, tell};
use crate::engine::write_mps;
use crate::report::write::write_file;
use crate::scenario::load;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The scenario, a YAML file
    scenario: PathBuf,
    /// Write free-format MPS (the only form there is)
    #[arg(long, required = true)]
    mps: bool,
    /// File to write; standard output if absent
    #[arg(short, long)]
    output: Option<PathBuf>,
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let (scenario, faults) = load(&args.scenario);
    let Some(scenario) = scenario else {
        tell(&faults, shared);
        return End::BadInput;
    };
    let mps = write_mps(&scenario.problem());
    match &args.output {
        None => print(&mps),
        Some(path) => {
            if let Err(error) = write_file(path, mps.as_bytes()) {
                return fail(format!("{}: {error}", path.display()), shared);
            }
        }
    }
    End::Done
}
