//! `luwes convert`: files of other programs made into scenarios.

use std::path::PathBuf;

use super::{End, Shared, fail, tell};
use crate::input::fault::Faults;
use crate::input::file::read_text;
use crate::report::write::write_file;
use crate::scenario::import::nrp;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to convert
    file: PathBuf,
    /// What it is
    #[arg(long, value_enum)]
    from: From,
    /// The scenario to write
    #[arg(short, long)]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum From {
    /// Shift-scheduling instance of Curtois and Qu (InstanceN.txt)
    Nrp,
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let mut faults = Faults::default();
    let name = args.file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let scenario = read_text(&args.file, &mut faults).and_then(|file| {
        let text = faults.sources[file as usize].text.clone();
        match args.from {
            From::Nrp => nrp(file, &name, &text, &mut faults),
        }
    });
    let Some(scenario) = scenario else {
        tell(&faults, shared);
        return End::BadInput;
    };
    match write_file(&args.out, scenario.as_bytes()) {
        Ok(()) => End::Done,
        Err(error) => fail(format!("{}: {error}", args.out.display()), shared),
    }
}
