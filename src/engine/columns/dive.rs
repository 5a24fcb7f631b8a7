//! The dive: fix the lines that the master all but takes, price the others anew, until everybody has one. (35), (36)

use super::generate::Until;
use super::lp::{LpError, Values};
use super::master::Master;
use super::plan::Model;

/// Lines above this are as good as taken.
const TAKEN: f64 = 0.97;

impl Master<'_> {
    /// Fixes everybody, a batch of one in so many `parts` at a time; each is followed by pricing. `None`: stopped.
    pub fn dive(&mut self, until: &Until, parts: usize, mut values: Values) -> Result<Option<Vec<u32>>, LpError> {
        loop {
            // Who has no line yet (none was found within the effort) cannot be fixed.
            if until.budget.over() || self.of_person.iter().any(Vec::is_empty) {
                return Ok(None);
            }
            let batch = self.batch(&values, parts);
            for (person, line) in batch {
                self.fix(person, line)?;
            }
            if self.fixed.iter().all(Option::is_some) {
                return Ok(Some(self.fixed.iter().flatten().copied().collect()));
            }
            values = self.generate(until)?.values;
        }
    }

    /// Takes the choice of each slot that the solution breaks least. False if there is no slot.
    pub fn take_choices(&mut self, model: &Model, values: &Values) -> Result<bool, LpError> {
        let mut sums = vec![0.0; self.crowd.rows.len()];
        for (at, line) in self.lines.iter().enumerate() {
            let value = self.value(values, at as u32);
            if value > 1e-9 {
                line.entries.iter().for_each(|(row, factor)| sums[*row as usize] += value * *factor as f64);
            }
        }
        let sums: Vec<i64> = sums.into_iter().map(|sum| (sum * 16.0).round() as i64 / 16).collect();
        for slot in &model.slots {
            let taken = slot.best(self.crowd, &sums);
            for (at, helper) in slot.helpers.iter().enumerate() {
                let value = if at == taken { 1.0 } else { 0.0 };
                self.set_helper(*helper, value)?;
            }
        }
        Ok(!model.slots.is_empty())
    }

    /// Who is to be fixed next: all that are as good as taken, or else the surest of so many parts.
    fn batch(&self, values: &Values, parts: usize) -> Vec<(usize, u32)> {
        let mut sure: Vec<(f64, usize, u32)> = Vec::new();
        for person in (0..self.persons.len()).filter(|person| self.fixed[*person].is_none()) {
            let best = self.of_person[person].iter().map(|line| (self.value(values, *line), *line));
            let best = best.fold((-1.0, 0), |best, next| if next.0 > best.0 { next } else { best });
            sure.push((best.0, person, best.1));
        }
        sure.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let taken = sure.iter().filter(|(value, ..)| *value > TAKEN).count();
        let few = sure.len().div_ceil(parts);
        sure.truncate(taken.max(few));
        sure.into_iter().map(|(_, person, line)| (person, line)).collect()
    }

    pub fn release(&mut self) -> Result<(), LpError> {
        for person in 0..self.persons.len() {
            if self.fixed[person].is_some() {
                self.unfix(person)?;
            }
        }
        Ok(())
    }
}
