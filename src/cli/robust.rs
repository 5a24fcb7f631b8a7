//! `luwes robust`: a roster against absences that nobody planned.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::{End, Shared, print, print_json, tell, write_out};
use crate::report::robust::{Tried, files, text, value};
use crate::scenario::{load, read_roster};
use crate::study::robust::{Ask, stand};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The scenario, a YAML file
    scenario: PathBuf,
    /// The roster, CSV or XLSX
    roster: PathBuf,
    /// Folder for robust.html, robust.json and robust.csv; nothing is written if absent
    #[arg(long)]
    out: Option<PathBuf>,
    /// Absences in per cent of the duties of a day; the scenario's absence_rates if absent, else 5
    #[arg(long, value_parser = rate)]
    rate: Option<i64>,
    /// Another rate on some days: 2026-03-16=9 or 2026-03-16..2026-03-27=9; may be given several times
    #[arg(long, value_name = "DATES=RATE", value_parser = dates)]
    on: Vec<(NaiveDate, NaiveDate, i64)>,
    /// Days to simulate
    #[arg(long, default_value = "50000", value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    days: u32,
    /// Ends with exit code 1 unless every desk survives any so many absences
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(i64).range(0..))]
    survive: Option<i64>,
    #[arg(long, default_value = "0")]
    seed: u32,
    /// No summary
    #[arg(long)]
    quiet: bool,
}

/// Rate of absence where nobody says one, in millionths: 4 to 6 per cent is usual.
const USUAL: i64 = 50_000;

/// Per cent, in millionths.
fn rate(text: &str) -> Result<i64, String> {
    let percent: f64 = text.trim().trim_end_matches('%').parse().map_err(|_| "write per cent such as 5".to_string())?;
    if (0.0..=100.0).contains(&percent) { Ok((percent * 1e4).round() as i64) } else { Err("0 to 100 per cent".into()) }
}

fn dates(text: &str) -> Result<(NaiveDate, NaiveDate, i64), String> {
    let wrong = || "write it as 2026-03-16=9 or 2026-03-16..2026-03-27=9".to_string();
    let (dates, percent) = text.split_once('=').ok_or_else(wrong)?;
    let (from, to) = dates.split_once("..").unwrap_or((dates, dates));
    let date = |text: &str| text.trim().parse::<NaiveDate>().map_err(|_| wrong());
    Ok((date(from)?, date(to)?, rate(percent)?))
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let (scenario, mut faults) = load(&args.scenario);
    let Some(scenario) = scenario else {
        tell(&faults, shared);
        return End::BadInput;
    };
    let Some(roster) = read_roster(&args.roster, &scenario.facts, &mut faults) else {
        tell(&faults, shared);
        return End::BadInput;
    };
    let facts = &scenario.facts;
    let on = |date: NaiveDate| args.on.iter().rev().find(|(from, to, _)| (*from..=*to).contains(&date));
    let usual = |day| args.rate.or(facts.rates.on(day)).unwrap_or(USUAL);
    let rates =
        facts.days().map(|day| on(facts.calendar.day(day).date).map_or(usual(day), |(.., rate)| *rate)).collect();
    let ask = Ask { rates, days: args.days as usize, seed: args.seed };
    let stood = stand(facts, &roster, &ask);
    let tried = Tried { facts, ask: &ask, stood: &stood };
    let paths = match write_out(args.out.as_deref(), shared, || files(&tried, shared.lang())) {
        Ok(paths) => paths,
        Err(end) => return end,
    };
    if shared.json {
        print_json(&value(&tried, shared.lang()));
    } else if !args.quiet {
        print(&text(&tried, &paths, shared.lang()));
    }
    match args.survive {
        Some(k) if !stood.survives(k) => End::Broken,
        _ => End::Done,
    }
}
