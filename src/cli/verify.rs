//! `luwes verify`: the independent judge on a roster, whoever made it.

use std::path::PathBuf;
use std::time::Instant;

use super::{End, Shared, print, print_json, tell, write_out};
use crate::explain::sheet::sheet;
use crate::report::{self, Found, Report, Run, files, result, text};
use crate::scenario::{load, read_roster};
use crate::verify::verify;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The scenario, a YAML file
    scenario: PathBuf,
    /// The roster, CSV or XLSX with the columns person, date, shift, place, desk
    roster: PathBuf,
    /// Also write the files of a report into this folder
    #[arg(long)]
    out: Option<PathBuf>,
    /// Also write the cost sheet into this folder: cost by rule, unit, person and day, all breaches, fairness, as CSV,
    /// JSON and one page
    #[arg(long, value_name = "FOLDER")]
    sheet: Option<PathBuf>,
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let started = Instant::now();
    let (scenario, mut faults) = load(&args.scenario);
    let roster = scenario.as_ref().and_then(|scenario| read_roster(&args.roster, &scenario.facts, &mut faults));
    let (Some(scenario), Some(roster)) = (scenario, roster) else {
        tell(&faults, shared);
        return End::BadInput;
    };
    let verdict = verify(&scenario.facts, &scenario.entries, &roster);
    let report = Report {
        facts: &scenario.facts,
        entries: &scenario.entries,
        found: Some(Found::new(&scenario.facts, &scenario.entries, &roster, &verdict)),
        run: Run { outcome: None, wall: started.elapsed(), seed: 0, scenario_hash: scenario.hash.clone() },
    };
    let of_report = write_out(args.out.as_deref(), shared, || files(&report, shared.lang()));
    let of_sheet = write_out(args.sheet.as_deref(), shared, || {
        let summed = sheet(&scenario.facts, &roster, &verdict);
        report::sheet::files(&summed, &scenario.facts, &scenario.entries, shared.lang())
    });
    let paths: Vec<String> = match (of_report, of_sheet) {
        (Ok(one), Ok(two)) => one.iter().chain(&two).map(|path| path.display().to_string()).collect(),
        (Err(end), _) | (_, Err(end)) => return end,
    };
    if shared.json {
        print_json(&result::value(&report));
    } else {
        tell(&faults, shared);
        print(&text::summary(&report, &paths, shared.lang()));
    }
    if verdict.is_valid() { End::Done } else { End::Broken }
}
