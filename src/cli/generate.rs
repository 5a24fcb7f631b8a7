//! `luwes generate`: a plausible ministry of any size as a scenario with its tables.

use std::path::PathBuf;

use super::{End, Shared, fail, print, tell};
use crate::input::fault::Faults;
use crate::report::write::write_file;
use crate::scenario::generate::{Options, generate, read_organisation};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many people; above 20,000 also an agency each in a folder of its own, and index.csv
    #[arg(long)]
    people: u32,
    /// Same seed, same bytes
    #[arg(long, default_value = "1")]
    seed: u64,
    /// Units, buildings and desks (YAML, as scenarios/bappenas/organisation.yaml); made up if absent
    #[arg(long)]
    organisation: Option<PathBuf>,
    /// The model that the scenario names
    #[arg(long, default_value = "pilot-2019")]
    model: String,
    /// First day
    #[arg(long, default_value = "2020-01-06")]
    from: chrono::NaiveDate,
    #[arg(long, default_value = "4")]
    weeks: u16,
    /// Hot desks per 100 people of a building, instead of the organisation's numbers
    #[arg(long)]
    seats: Option<u32>,
    /// Name of the scenario's file, without .yaml
    #[arg(long, default_value = "scenario")]
    name: String,
    /// Folder of the tables, beside the scenario's file
    #[arg(long, default_value = "")]
    data: String,
    /// Where to write
    #[arg(short, long)]
    out: PathBuf,
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let mut faults = Faults::default();
    let organisation = args.organisation.as_ref().map(|path| read_organisation(path, &mut faults));
    if let Some(None) = organisation {
        tell(&faults, shared);
        return End::BadInput;
    }
    let options = Options {
        people: args.people,
        seed: args.seed,
        organisation: organisation.flatten(),
        model: args.model.clone(),
        from: args.from,
        weeks: args.weeks,
        seats: args.seats,
        name: args.name.clone(),
        data: args.data.clone(),
        head: command(args),
    };
    let Some(files) = generate(&options, &args.out, &mut faults) else {
        tell(&faults, shared);
        return End::BadInput;
    };
    let mut written = 0;
    for file in files {
        let path = args.out.join(&file.path);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        if let Err(error) = made.and_then(|()| write_file(&path, &file.bytes)) {
            return fail(format!("{}: {error}", path.display()), shared);
        }
        written += 1;
    }
    if !shared.json {
        print(&format!("{}: {written}\n", args.out.display()));
    }
    End::Done
}

/// The command that makes the same again.
fn command(args: &Args) -> String {
    let mut words = format!("luwes generate --people {} --seed {}", args.people, args.seed);
    if let Some(path) = &args.organisation {
        words += &format!(" --organisation {}", path.display());
    }
    words += &format!(" --model {} --from {} --weeks {}", args.model, args.from, args.weeks);
    if let Some(seats) = args.seats {
        words += &format!(" --seats {seats}");
    }
    if args.name != "scenario" {
        words += &format!(" --name {}", args.name);
    }
    if !args.data.is_empty() {
        words += &format!(" --data {}", args.data);
    }
    format!("Made by `{words}`; ids are made up, shares are assumptions (see the documentation of generate).")
}
