//! `luwes explain`: why it cannot be done and what would help; why somebody holds a duty on a day; why somebody is
//! refused work from home or hours of their own.

use std::path::PathBuf;
use std::time::Duration;

use super::{End, Shared, edits, fail, print, print_json, say, say_json, tell, write_out};
use crate::explain::cell::cell;
use crate::explain::conflict::{Case, explain};
use crate::explain::refusal::refusals;
use crate::facts::select::{outside, unknown};
use crate::facts::{Flex, PersonIx};
use crate::input::fault::{Faults, Spot};
use crate::report::{answer, conflict, refusal, why};
use crate::scenario::{Scenario, load_edited, read_roster};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The scenario, a YAML file
    scenario: PathBuf,
    /// With --person and --date: the roster (CSV or XLSX) whose cell is asked about
    #[arg(long, requires = "date")]
    roster: Option<PathBuf>,
    /// Ask about this person: a cell (with --roster and --date), or why flexible work is refused
    #[arg(long)]
    person: Option<String>,
    /// Ask about this day
    #[arg(long, requires_all = ["person", "roster"])]
    date: Option<chrono::NaiveDate>,
    /// Which flexibility is asked about; both if absent
    #[arg(long, requires = "person", value_enum)]
    flex: Option<FlexArg>,
    /// This rule may not be touched (like `keep: true` in the rule): its id, or all rules of a kind (desk_cover) or of a
    /// group (who_may, own_work, together, over_time); may be given several times
    #[arg(long, value_name = "RULE")]
    keep: Vec<String>,
    /// Change a value first: desks.ppid.open.0.need=2, rules.rest.hours=10; may be given several times
    #[arg(long, value_name = "PATH=VALUE", value_parser = edits::edit)]
    set: Vec<crate::scenario::Edit>,
    /// Stop after this time with what was found: 90, 90s, 10m, 1h
    #[arg(long, default_value = "30s", value_parser = edits::duration)]
    time_limit: Duration,
    /// Processor cores to use; all if absent
    #[arg(long)]
    threads: Option<usize>,
    /// Also write the answer as a page, with tables (CSV), into this folder
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum FlexArg {
    /// Work from home
    Home,
    /// Hours of one's own
    Time,
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let (scenario, mut faults) = load_edited(&args.scenario, &args.set);
    let Some(scenario) = scenario else {
        tell(&faults, shared);
        return End::BadInput;
    };
    if let Some(end) = edits::unknown_rules(&args.keep, &scenario, shared) {
        return end;
    }
    let limits = edits::limits(args.time_limit, args.threads);
    let before = faults.list.len();
    let person = args.person.as_ref().map(|id| find(id, &scenario, &mut faults));
    let roster = args.roster.as_ref().map(|path| read_roster(path, &scenario.facts, &mut faults));
    let day = args.date.map(|date| {
        let day = scenario.facts.calendar.find(date);
        if day.is_none() {
            outside(date, Spot::whole(0), &scenario.facts, &mut faults);
        }
        day
    });
    if faults.list.len() > before && faults.has_errors() {
        tell(&faults, shared);
        return End::BadInput;
    }
    let (path, edits, keep) = (&args.scenario, &args.set, &args.keep);
    let case = Case { path, edits, scenario: &scenario, faults: &faults, keep, limits: &limits };
    let (facts, entries, lang) = (&scenario.facts, &scenario.entries, shared.lang());
    if let (Some(person), Some(day), Some(roster)) = (person.flatten(), day.flatten(), roster.flatten()) {
        let cell = match cell(&case, &roster, person, day) {
            Ok(cell) => cell,
            Err(error) => return fail(error, shared),
        };
        let files = || answer::why::cell_files(&cell, facts, entries, lang);
        if let Err(end) = write_out(args.out.as_deref(), shared, files) {
            return end;
        }
        return match shared.json {
            true => say_json(&why::cell_json(&cell, facts, entries, lang)),
            false => say(&why::cell_text(&cell, facts, entries, lang)),
        };
    }
    if let Some(person) = person.flatten() {
        let flex = args.flex.map(|flex| match flex {
            FlexArg::Home => Flex::Home,
            FlexArg::Time => Flex::Time,
        });
        let all = refusals(&case, person, flex);
        let files = || answer::why::refusal_files(&all, facts, entries, lang);
        if let Err(end) = write_out(args.out.as_deref(), shared, files) {
            return end;
        }
        return match shared.json {
            true => say_json(&refusal::value(&all, facts, entries, lang)),
            false => say(&refusal::text(&all, facts, entries, lang)),
        };
    }
    let explained = match explain(&case) {
        Ok(explained) => explained,
        Err(error) => return fail(error, shared),
    };
    let files = || answer::conflict::files(&explained, facts, entries, lang);
    if let Err(end) = write_out(args.out.as_deref(), shared, files) {
        return end;
    }
    match shared.json {
        true => print_json(&conflict::json(&explained, facts, entries, lang)),
        false => print(&conflict::text(&explained, facts, entries, lang)),
    }
    match (explained.conflicts.is_empty(), explained.complete) {
        (false, _) => End::Infeasible,
        (true, true) => End::Done,
        (true, false) => End::NoRoster,
    }
}

fn find(id: &str, scenario: &Scenario, faults: &mut Faults) -> Option<PersonIx> {
    let ids = || scenario.facts.people.iter().map(|person| person.id.as_str());
    let found = ids().position(|one| one == id);
    if found.is_none() {
        unknown(id, Spot::whole(0), "pegawai", "person", ids(), faults);
    }
    found.map(|at| at as PersonIx)
}
