//! Rosters of the tiny world for the tests of reports.

use std::time::Duration;

use super::{Found, Report, Run};
use crate::engine::{Event, Outcome, Status};
use crate::facts::Facts;
use crate::rules::Entry;
use crate::rules::testing::picture;
use crate::verify::verify;

/// A drawn roster with its verdict by no rules; leaked, as a test ends soon.
pub fn found(facts: &Facts, drawn: &str) -> Found<'static> {
    let roster = Box::leak(Box::new(picture(facts, drawn)));
    let verdict = Box::leak(Box::new(verify(facts, &[], roster)));
    Found::new(facts, &[], roster, verdict)
}

/// An outcome of this status and bound.
pub fn outcome(status: Status, bound: i64) -> Outcome {
    let trace = vec![
        Event::Bound { seconds: 0.5, bound: bound - 3 },
        Event::Cost { seconds: 1.0, cost: bound + 9 },
        Event::Bound { seconds: 2.0, bound },
        Event::Cost { seconds: 2.5, cost: bound + 2 },
    ];
    Outcome {
        status,
        plan: None,
        cost: 0,
        bound,
        dead_end: None,
        stopped: false,
        work: 1500,
        canonical: None,
        engine: "compact (highs)".into(),
        trace,
        certificate: None,
        lessons: None,
    }
}

/// A report of a run of 1.5 seconds.
pub fn report<'a>(
    facts: &'a Facts,
    entries: &'a [Entry],
    found: Option<Found<'a>>,
    outcome: Option<&'a Outcome>,
) -> Report<'a> {
    let run = Run { outcome, wall: Duration::from_millis(1500), seed: 1, scenario_hash: "5ce7a210".into() };
    Report { facts, entries, found, run }
}

/// What is told of a drawn roster that a solve found, with this bound.
pub fn solved<T>(facts: &Facts, entries: &[Entry], drawn: &str, bound: i64, tell: impl FnOnce(&Report) -> T) -> T {
    let roster = picture(facts, drawn);
    let verdict = verify(facts, entries, &roster);
    let status = if verdict.cost == bound { Status::Optimal } else { Status::Feasible };
    let outcome = outcome(status, bound);
    let found = Found::new(facts, entries, &roster, &verdict);
    tell(&report(facts, entries, Some(found), Some(&outcome)))
}
