//! `luwes export`: the compact integer program as MPS, for anybody's solver, with the key to its columns.

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{End, Shared, fail, print, tell};
use crate::engine::write_mps;
use crate::facts::Facts;
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
    let mps = key(&scenario.facts) + &write_mps(&scenario.problem());
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

/// Who, when and what the numbers in the columns' names are, as comments with JSON: a roster can be read from a solution.
fn key(facts: &Facts) -> String {
    let mut out = String::from(
        "* x_p0_d0_k1 is 1 if person 0 holds duty 1 on day 0. Duties: shift, place, desk (and seat with a name).\n",
    );
    for (at, person) in facts.people.iter().enumerate() {
        line(&mut out, "person", at, &json!(person.id));
    }
    for (at, day) in facts.calendar.days.iter().enumerate() {
        line(&mut out, "day", at, &json!(day.date.to_string()));
    }
    for (at, duty) in facts.duties.iter().enumerate() {
        let shift = duty.shift.map(|shift| &facts.shifts[usize::from(shift)].id);
        let place = duty.place.map(|place| &facts.places[usize::from(place)].id);
        let desk = duty.desk.map(|desk| &facts.desks[usize::from(desk)].id);
        let seat = duty.seat.map(|seat| &facts.seats[usize::from(seat)].id);
        match seat {
            Some(seat) => line(&mut out, "duty", at, &json!([shift, place, desk, seat])),
            None => line(&mut out, "duty", at, &json!([shift, place, desk])),
        }
    }
    out
}

fn line(out: &mut String, what: &str, at: usize, names: &Value) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "* {what} {at} {names}");
}
