//! What a solve has learned that a solve of a like problem may begin from: lines of its people, and prices of rows.
//!
//! Nothing of it is believed: a line is priced anew by the other problem's graph, which may refuse it, and prices prove
//! only what everybody's cheapest line there says.

use crate::problem::{DutyIx, Plots};

/// Lines and prices, as one problem numbers its people and clauses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lessons {
    /// By person: duties over all days, the line worth most first.
    pub lines: Vec<Vec<Vec<DutyIx>>>,
    /// Clause, its row as a certificate counts them, and the row's multiplier in units of 1 / `portfolio::SCALE` points.
    pub prices: Vec<(u32, u32, i64)>,
}

/// What a solve begins from; nothing of it has to be valid.
#[derive(Debug, Clone, Copy, Default)]
pub struct Start<'a> {
    /// A plan that keeps every `must`, or it is not used.
    pub plan: Option<&'a [DutyIx]>,
    pub lessons: Option<&'a Lessons>,
    /// Lessons are to be handed out at the end.
    pub learn: bool,
}

impl<'a> Start<'a> {
    pub fn plan(plan: Option<&'a [DutyIx]>) -> Start<'a> {
        Start { plan, ..Start::default() }
    }
}

impl Lessons {
    /// The lessons of a group of people, as its part numbers them.
    pub fn of_part(&self, plots: &Plots, group: usize) -> Lessons {
        let line = |person: &u32| self.lines.get(*person as usize).cloned().unwrap_or_default();
        let clauses = plots.own(group);
        let local =
            |(clause, row, price): &(u32, u32, i64)| Some((clauses.binary_search(clause).ok()? as u32, *row, *price));
        Lessons {
            lines: plots.groups[group].iter().map(line).collect(),
            prices: self.prices.iter().filter_map(local).collect(),
        }
    }

    /// The lessons of all groups together, as the whole numbers them; `None` if nothing was learned of any.
    pub fn of_parts(plots: &Plots, parts: Vec<Option<Lessons>>) -> Option<Lessons> {
        let mut whole = Lessons { lines: vec![Vec::new(); plots.whole.people], prices: Vec::new() };
        let mut any = false;
        for (group, part) in parts.into_iter().enumerate().filter_map(|(group, part)| Some((group, part?))) {
            any = true;
            for (person, lines) in plots.groups[group].iter().zip(part.lines) {
                whole.lines[*person as usize] = lines;
            }
            let clauses = plots.own(group);
            whole
                .prices
                .extend(part.prices.iter().map(|(clause, row, price)| (clauses[*clause as usize], *row, *price)));
        }
        whole.prices.sort_unstable();
        any.then_some(whole)
    }
}
