//! Choices of slots (such as a unit's common day), taken before the dive: those first that the solution breaks least. (35a)
//!
//! The linear program takes a little of every choice and so says little of any. But a choice that its lines do not break
//! costs nothing; when some are taken, pricing bends the lines of the others towards them.

use super::generate::Until;
use super::lp::{LpError, Values};
use super::master::Master;
use super::plan::Slot;

/// A choice that is broken by no more than this is taken for nothing.
const UNBROKEN: f64 = 1e-6;
/// Of the others, one in so many is taken at a time.
const PARTS: usize = 12;

impl Master<'_> {
    /// Takes a choice for each slot; the solution after the last one.
    pub fn take_choices(&mut self, slots: &[Slot], until: &Until, mut values: Values) -> Result<Values, LpError> {
        let mut left: Vec<&Slot> = slots.iter().collect();
        let few = left.len().div_ceil(PARTS);
        while !left.is_empty() {
            let sums = self.sums(&values);
            let mut order: Vec<(usize, f64, &Slot)> = left
                .iter()
                .map(|slot| {
                    let (taken, broken) = slot.best(self.crowd, |row| sums[row]);
                    (taken, broken, *slot)
                })
                .collect();
            order.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.2.number.cmp(&b.2.number)));
            let free = order.iter().filter(|(_, broken, _)| *broken <= UNBROKEN).count();
            let rest = order.split_off(if free > 0 { free } else { few.min(order.len()) });
            for (taken, _, slot) in order {
                for (at, helper) in slot.helpers.iter().enumerate() {
                    self.hold(*helper, i64::from(at == taken))?;
                }
            }
            left = rest.into_iter().map(|(.., slot)| slot).collect();
            values = self.generate(until)?.values;
        }
        Ok(values)
    }

    /// What the lines of a solution add to each row.
    fn sums(&self, values: &Values) -> Vec<f64> {
        let mut sums = vec![0.0; self.crowd.rows.len()];
        for (at, line) in self.lines.iter().enumerate() {
            let value = self.value(values, at as u32);
            if value > 1e-9 {
                line.entries.iter().for_each(|(row, factor)| sums[*row as usize] += value * *factor as f64);
            }
        }
        sums
    }
}
