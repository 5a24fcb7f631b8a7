//! Apart and coordinate.
use std::time::Instant;

use super::compact::Found;
use super::run::Watch;
use super::{EngineError, Limits, compact};
use crate::problem::{DutyIx, Problem};

pub fn is_for(_problem: &Problem) -> bool {
    false
}

pub fn solve(
    problem: &Problem,
    limits: &Limits,
    deadline: Option<Instant>,
    start: Option<&[DutyIx]>,
    watch: &dyn Watch,
) -> Result<Found, EngineError> {
    compact::solve(problem, limits, deadline, start, watch)
}
