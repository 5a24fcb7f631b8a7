//! Where a node of the tree is split: the sides, and the candidates that are tried for them.

use std::collections::BTreeMap;

use super::{Tree, WHOLE};
use crate::engine::columns::lp::{LpError, Values};
use crate::engine::columns::master::Line;

/// Cells and helpers that are tried before a node is split at one of them: near the root, and below.
const TRIED: [usize; 2] = [10, 4];
/// Splits above which a node is near the root.
const NEAR: usize = 6;

/// One side of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The person holds the cell's duty, or does not.
    Cell { person: usize, day: usize, duty: u16, held: bool },
    /// A helper's value lies between these.
    Helper { helper: usize, low: i64, high: i64 },
}

impl Side {
    pub fn allows(&self, line: &Line) -> bool {
        match *self {
            Side::Cell { person, day, duty, held } => {
                line.person as usize != person || (line.duties[day] == duty) == held
            }
            Side::Helper { .. } => true,
        }
    }
}

impl Tree<'_> {
    /// The split that lifts both sides most; `None` if everything is whole.
    pub fn split(&mut self, values: &Values) -> Result<Option<[Side; 2]>, LpError> {
        let splits = self.candidates(values);
        let mut best: Option<(f64, [Side; 2])> = None;
        for split in splits {
            if self.budget.over() {
                return Ok(None);
            }
            let (first, second) = (self.tried(split[0])?, self.tried(split[1])?);
            let lift = |objective: f64| (objective - values.objective).clamp(1e-3, self.upper as f64);
            let score = lift(first) * lift(second);
            let split = if first <= second { split } else { [split[1], split[0]] };
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, split));
            }
        }
        Ok(best.map(|(_, split)| split))
    }

    /// Value of the linear program on one side, over the lines that it has.
    fn tried(&mut self, side: Side) -> Result<f64, LpError> {
        self.take(side)?;
        let solved = self.master.solve(&self.budget.clone());
        self.leave()?;
        match solved {
            Ok(values) => Ok(values.objective),
            Err(LpError::Infeasible) => Ok(f64::INFINITY),
            Err(LpError::Time) => Ok(0.0),
            Err(error) => Err(error),
        }
    }

    /// Helpers and cells that are farthest from whole.
    fn candidates(&self, values: &Values) -> Vec<[Side; 2]> {
        let most = TRIED[usize::from(self.sides.len() > NEAR)];
        let halfway = |value: f64| (value - value.floor() - 0.5).abs();
        let crowd = &self.model.crowd;
        let mut helpers: Vec<(f64, usize, i64)> = Vec::new();
        for (at, helper) in crowd.helpers.iter().enumerate().filter(|(_, helper)| helper.integer) {
            let value = values.columns[at];
            if halfway(value) < 0.5 - WHOLE {
                // What costs much decides more.
                helpers.push((halfway(value) - helper.price.abs().min(1_000) as f64, at, value.floor() as i64));
            }
        }
        helpers.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut cells = self.fractions(values);
        cells.sort_by(|a, b| halfway(a.0).total_cmp(&halfway(b.0)));
        let helpers = helpers.into_iter().map(|(_, helper, floor)| {
            let (low, high) = self.limits[helper];
            [Side::Helper { helper, low, high: floor }, Side::Helper { helper, low: floor + 1, high }]
        });
        let cells = cells
            .into_iter()
            .map(|(_, person, day, duty)| [true, false].map(|held| Side::Cell { person, day, duty, held }));
        let (helpers, cells): (Vec<_>, Vec<_>) = (helpers.collect(), cells.collect());
        let of_helpers = helpers.len().min((most / 2).max(most.saturating_sub(cells.len())));
        helpers.into_iter().take(of_helpers).chain(cells.into_iter().take(most - of_helpers)).collect()
    }

    /// Cells that a solution uses in part: how much, the person, the day and the position of the duty.
    fn fractions(&self, values: &Values) -> Vec<(f64, usize, usize, u16)> {
        let mut used: BTreeMap<(usize, usize, u16), f64> = BTreeMap::new();
        for (at, line) in self.master.lines.iter().enumerate() {
            let value = self.master.value(values, at as u32);
            if value > WHOLE && value < 1.0 - WHOLE {
                for (day, duty) in line.duties.iter().enumerate() {
                    *used.entry((line.person as usize, day, *duty)).or_default() += value;
                }
            }
        }
        let part = used.into_iter().filter(|(_, value)| *value > WHOLE && *value < 1.0 - WHOLE);
        part.map(|((person, day, duty), value)| (value, person, day, duty)).collect()
    }
}
