//! A rollout in waves: who joins when, and what a wave must show before the next one begins. Each wave holds everybody
//! of the wave before it, so nobody loses what they were given.

use chrono::NaiveDate;

use super::axis::{Axis, Vary, count, queue};
use crate::facts::{Facts, PersonIx};
use crate::input::values::Date;

/// When the waves begin, and the measures that stop them.
#[derive(Debug, Clone)]
pub struct Waves {
    pub from: Option<Date>,
    pub every_weeks: i64,
    pub gates: Vec<Gate>,
}

/// A measure that must not pass a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// A measure of a point, or `cost`.
    pub key: String,
    pub min: Option<i64>,
    pub max: Option<i64>,
}

impl Gate {
    pub fn is_kept(&self, value: i64) -> bool {
        self.min.is_none_or(|min| value >= min) && self.max.is_none_or(|max| value <= max)
    }
}

impl Waves {
    /// The first day of a wave.
    pub fn begins(&self, wave: usize) -> Option<NaiveDate> {
        let weeks = u64::try_from(self.every_weeks).ok()? * wave as u64;
        self.from?.0.checked_add_days(chrono::Days::new(weeks * 7))
    }
}

/// Those who join in each wave of an axis of hybrid staff; the first of a person's waves is the only one they are in.
pub fn joining(axis: &Axis, facts: &Facts, seed: u32) -> Vec<Vec<PersonIx>> {
    let Vary::Hybrid { order, .. } = &axis.vary else { return Vec::new() };
    let line = queue(facts, *order, seed);
    let mut before = 0;
    let wave = |size: &String| {
        let size = count(size, line.len()).min(line.len()).max(before);
        let joins = line[before..size].to_vec();
        before = size;
        joins
    };
    axis.values.iter().map(wave).collect()
}
