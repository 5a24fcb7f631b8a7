//! The dive: fix the lines that the master all but takes, price the others anew, until everybody has one. (35), (36)

use super::generate::Until;
use super::lp::{LpError, Values};
use super::master::Master;

/// Lines above this are as good as taken.
const TAKEN: f64 = 0.97;
/// A rise of this share of the value is no reason to look for more lines.
const LITTLE: f64 = 0.0003;
/// People up to which a dive stays in the master it began in.
const FEW: usize = 12;
/// Lines of a person that a smaller master begins with.
const KEPT: usize = 25;

impl Master<'_> {
    /// Fixes everybody, a batch of one in so many `parts` at a time; each is followed by pricing. Everybody's duties, or
    /// `None`: stopped.
    pub fn dive(&mut self, until: &Until, parts: usize, mut values: Values) -> Result<Option<Vec<Vec<u16>>>, LpError> {
        loop {
            // Who has no line yet (none was found within the effort) cannot be fixed.
            if until.budget.over() || self.of_person.iter().any(Vec::is_empty) {
                return Ok(None);
            }
            for (person, line) in self.batch(&values, parts) {
                self.fix(person, line)?;
            }
            let all = self.persons.len();
            let free: Vec<usize> = (0..all).filter(|person| self.fixed[*person].is_none()).collect();
            if free.is_empty() {
                return Ok(Some(self.duties_fixed()));
            }
            let enough = values.objective + self.little(values.objective);
            let until = Until { enough, ..*until };
            if all > FEW && free.len() * 4 <= all * 3 {
                return self.dive_rest(&free, &until, parts);
            }
            self.find_fitting(&until)?;
            values = self.generate(&until)?.values;
        }
    }

    /// Everybody's line of which a solution takes most; `None` if somebody has none.
    pub fn rounded(&self, values: &Values) -> Option<Vec<Vec<u16>>> {
        let largest = |lines: &Vec<u32>| {
            let value = |line: &u32| (self.value(values, *line), std::cmp::Reverse(*line));
            let largest =
                lines.iter().max_by(|a, b| value(a).0.total_cmp(&value(b).0).then(value(a).1.cmp(&value(b).1)));
            largest.map(|line| self.lines[*line as usize].duties.clone())
        };
        self.of_person.iter().map(largest).collect()
    }

    /// Goes on with those who are free in a master of their own, which is the smaller for what has been decided.
    fn dive_rest(&mut self, free: &[usize], until: &Until, parts: usize) -> Result<Option<Vec<Vec<u16>>>, LpError> {
        let values = self.solve(until.budget)?;
        let duals = self.multipliers(&values);
        let mut rest = vec![0; self.crowd.rows.len()];
        for line in self.fixed.iter().flatten().map(|line| &self.lines[*line as usize]) {
            line.entries.iter().for_each(|(row, factor)| rest[*row as usize] += factor);
        }
        let cells = |person: &usize| (*person, self.crowd.shares[*person].cells());
        let crowd = self.crowd.part(&free.iter().map(cells).collect::<Vec<_>>(), &rest, &self.held);
        let persons = free.iter().map(|person| self.persons[*person]).collect();
        let mut part = Master::new(&crowd, persons, self.penalty, until.budget)?;
        part.part = true;
        for (at, person) in free.iter().enumerate() {
            part.multipliers[at].clone_from(&self.multipliers[*person]);
            let mut known = self.of_person[*person].clone();
            let price = |line: &u32| (self.value(&values, *line) < 1e-9, self.lines[*line as usize].reduced(&duals));
            known.sort_by_key(|line| (price(line), *line));
            known.truncate(KEPT);
            let lines = known.iter().filter_map(|line| part.line(at, &self.lines[*line as usize].duties)).collect();
            part.add(lines)?;
        }
        // The part counts neither the cost of those who are fixed nor slacks that nobody free can change.
        let enough = until.enough - values.objective;
        let begun = part.solve(until.budget)?.objective;
        let until = Until { enough: begun + enough, ..*until };
        part.find_fitting(&until)?;
        let values = part.generate(&until)?.values;
        let Some(duties) = part.dive(&until, parts, values)? else { return Ok(None) };
        let mut all = self.duties_fixed();
        free.iter().zip(duties).for_each(|(person, duties)| all[*person] = duties);
        Ok(Some(all))
    }

    /// Lines that fit what was fixed last, unless those known are good enough.
    fn find_fitting(&mut self, until: &Until) -> Result<(), LpError> {
        let values = self.solve(until.budget)?;
        if values.objective > until.enough && self.persons.len() > FEW {
            self.ascend_from(&values, until.budget)?;
        }
        Ok(())
    }

    /// Duties of those who are fixed; empty for the others.
    fn duties_fixed(&self) -> Vec<Vec<u16>> {
        let duties = |line: &Option<u32>| line.map_or(Vec::new(), |line| self.lines[line as usize].duties.clone());
        self.fixed.iter().map(duties).collect()
    }

    /// By how much the linear program may rise with a batch without more lines being asked for.
    pub(super) fn little(&self, objective: f64) -> f64 {
        ((objective + self.crowd.constant as f64) * LITTLE).max(self.crowd.grain as f64 / 10.0)
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
