//! What a master takes over from the solve of a like problem, and what it hands on ([`Lessons`]). Most points of a study
//! differ in a few clauses: near the other's multipliers and with its lines, the root ends after a few rounds.

use std::collections::HashMap;

use super::Run;
use super::generate::QUICK;
use super::lp::LpError;
use super::master::{Line, Master, UNIT};
use super::price::CLOSED;
use super::search::FEW_LINES;
use crate::engine::compact::Origin;
use crate::engine::lessons::Lessons;

/// Lines a person that are handed on: those of least reduced cost.
const LINES: usize = 8;

impl Master<'_> {
    /// Adds the lines that are allowed here, and remembers what the multipliers prove here.
    pub fn learn(&mut self, lessons: &Lessons) -> Result<(), LpError> {
        let mut lines: Vec<Line> = Vec::new();
        for (person, known) in lessons.lines.iter().enumerate().take(self.persons.len()) {
            let open = &self.persons[person].open;
            for duties in known.iter().filter(|duties| duties.len() == open.len()) {
                let place = |(open, duty): (&Vec<u16>, &u16)| open.binary_search(duty).ok().map(|at| at as u16);
                let places: Option<Vec<u16>> = open.iter().zip(duties).map(place).collect();
                lines.extend(places.and_then(|places| self.line(person, &places)).filter(|line| !self.has(line)));
            }
        }
        self.add(lines)?;
        let rows = self.multipliers_of(lessons);
        let priced = self.price(&rows, &|_| CLOSED, QUICK);
        let bound = self.bound(&rows, &priced);
        self.better(rows, bound);
        let lines = self.lines_of(&priced).into_iter().filter(|line| !self.has(line)).collect();
        self.add(lines)
    }

    /// The multipliers of the rows of the clauses that the lessons know, no larger than can be worth it here.
    fn multipliers_of(&self, lessons: &Lessons) -> Vec<i64> {
        let known: HashMap<(u32, u32), i64> =
            lessons.prices.iter().map(|(clause, row, price)| ((*clause, *row), *price)).collect();
        let mut rows = vec![0; self.crowd.rows.len()];
        for origin in self.crowd.origins.rows.iter().filter(|origin| origin.times > 0) {
            let Some(price) = known.get(&(origin.clause, origin.number)) else { continue };
            let row = origin.row as usize;
            if !self.crowd.rows[row].exact {
                let price = i128::from(*price) * i128::from(origin.over) / i128::from(origin.times);
                rows[row] = i64::try_from(price).unwrap_or(i64::MAX).clamp(0, self.crowd.largest);
            }
        }
        if let Some(caps) = self.caps() {
            let cap = |(row, cap): (&mut i64, &f64)| *row = (*row).min((cap * UNIT as f64) as i64);
            rows.iter_mut().zip(&caps).for_each(cap);
        }
        rows
    }

    /// By person, the duties of the lines of least reduced cost at the best multipliers.
    fn best_lines(&self, rows: &[i64]) -> Vec<Vec<Vec<u16>>> {
        let of_person = |(person, known): (usize, &Vec<u32>)| {
            let mut lines: Vec<(i64, &Line)> =
                known.iter().map(|at| &self.lines[*at as usize]).map(|line| (line.reduced(rows), line)).collect();
            lines.sort_by(|(a, one), (b, two)| (a, &one.duties).cmp(&(b, &two.duties)));
            let open = &self.persons[person].open;
            let duties = |line: &Line| open.iter().zip(&line.duties).map(|(open, at)| open[usize::from(*at)]).collect();
            lines.into_iter().take(LINES).map(|(_, line)| duties(line)).collect()
        };
        self.of_person.iter().enumerate().map(of_person).collect()
    }

    /// What a like problem may begin from.
    pub fn lessons(&self) -> Option<Lessons> {
        let best = self.best.as_ref()?;
        let price = |origin: &Origin| {
            let price = i128::from(best.rows[origin.row as usize]) * i128::from(origin.times) / i128::from(origin.over);
            (origin.clause, origin.number, i64::try_from(price).unwrap_or(i64::MAX))
        };
        let mut prices: Vec<(u32, u32, i64)> = self.crowd.origins.rows.iter().map(price).collect();
        prices.retain(|(.., price)| *price > 0);
        prices.sort_unstable();
        Some(Lessons { lines: self.best_lines(&best.rows), prices })
    }
}

impl Run<'_> {
    /// The bound that proves the best plan, to the gap asked for.
    pub(super) fn goal(&self) -> i64 {
        let Some(plan) = self.best.as_ref().filter(|plan| plan.must_units == 0) else { return i64::MAX };
        let gap = i128::from(plan.cost) * i128::from(self.limits.gap_ppm) / 1_000_000;
        plan.cost - i64::try_from(gap).unwrap_or(0)
    }

    /// A plan of a like problem is often the best one here, or nearly so: all lines that a cheaper plan can use are often
    /// few. Whether nothing is left to do.
    pub(super) fn prove_at_once(&mut self, master: &Master) -> Result<bool, LpError> {
        while !self.done() && self.prove(master.best.clone(), false, FEW_LINES)? {}
        Ok(self.done())
    }
}
