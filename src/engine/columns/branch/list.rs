//! Nodes over a list of lines: priced by reading it, and the lines that are left for their children.

use super::{More, Tree};
use crate::engine::columns::generate::TOLERANCE;
use crate::engine::columns::lp::Values;
use crate::engine::columns::master::UNIT;

/// Lines of a person that one reading of the list adds.
const MORE: usize = 3;
/// Ticks of work for a line of the list that is read.
const READ: u64 = 60;

impl Tree<'_> {
    /// Reads the list: the bound that the multipliers prove over it, and lines that the linear program would take.
    /// `None`: somebody has no line.
    pub(super) fn read(&mut self, active: &[u32], values: &Values, rows: &[i64]) -> Option<(i128, More)> {
        self.budget.charge(READ * active.len() as u64);
        let mut of_person: Vec<Vec<(i64, u32)>> = vec![Vec::new(); self.model.persons.len()];
        for at in active {
            let line = &self.lines[*at as usize];
            of_person[line.person as usize].push((line.reduced(rows), *at));
        }
        let (mut bound, mut listed) = (self.model.crowd.bound(rows, |helper| self.limits[helper]), Vec::new());
        for (person, lines) in of_person.iter_mut().enumerate() {
            bound += i128::from(lines.iter().map(|(reduced, _)| *reduced).min()?);
            let worth = self.master.worth(values, person) - TOLERANCE;
            lines.retain(|(reduced, at)| *reduced < worth && !self.in_master[*at as usize]);
            lines.sort_unstable();
            listed.extend(lines.iter().take(MORE).map(|(_, at)| *at));
        }
        let lines = listed.iter().map(|at| self.lines[*at as usize].clone()).collect();
        Some((bound, More { lines, listed }))
    }

    /// Lines that a plan cheaper than the one to beat can use below this node, by its multipliers.
    pub(super) fn within_room(&self, active: &[u32], rows: &[i64]) -> Vec<u32> {
        let mut least = vec![i64::MAX; self.model.persons.len()];
        let reduced: Vec<i64> = active.iter().map(|at| self.lines[*at as usize].reduced(rows)).collect();
        for (at, reduced) in active.iter().zip(&reduced) {
            let least = &mut least[self.lines[*at as usize].person as usize];
            *least = (*least).min(*reduced);
        }
        let bound = self.model.crowd.bound(rows, |helper| self.limits[helper]);
        let bound = bound + least.iter().map(|least| i128::from(*least)).sum::<i128>();
        let room = i128::from(self.upper - self.model.crowd.grain) * i128::from(UNIT) - bound;
        let near = |(at, reduced): &(&u32, &i64)| {
            i128::from(**reduced - least[self.lines[**at as usize].person as usize]) <= room
        };
        active.iter().zip(&reduced).filter(near).map(|(at, _)| *at).collect()
    }
}
