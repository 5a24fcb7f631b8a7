//! All lines that a cheaper plan could use, and the integer program over them: a proof where the gap is small.
//!
//! With multipliers that prove a bound L, a plan of cost at most U takes of each person a line whose reduced cost is
//! above that person's least by no more than U - L: every other line would push the sum above U. If few lines are left,
//! branch and bound over them finds a cheaper plan or proves that there is none.

use rayon::prelude::*;

use super::generate::EXACT;
use super::master::{Duals, Line, Master, UNIT};
use super::price::{CLOSED, Priced, Pricing, Relaxed};

/// Ticks of work for a step of the walk.
const WALKED: u64 = 10;
/// People whose lines are listed side by side. Not the number of threads: the work must not depend on that.
const AT_ONCE: usize = 8;
/// Most lines of all people together.
pub const MOST: usize = 60_000;

impl Master<'_> {
    /// All lines that a plan of cost `upper` or less can use; `None` if they are more than `most`, or somebody's pricing was not
    /// exact enough to tell.
    pub fn enumerate(&mut self, duals: &Duals, upper: i64, most: usize) -> Option<Vec<Line>> {
        let priced: Vec<Priced> =
            self.price(&duals.rows, &|_| CLOSED, EXACT).into_iter().collect::<Option<Vec<Priced>>>()?;
        if self.budget.halted() {
            return None;
        }
        let bound = self.bound(&duals.rows, &priced.iter().cloned().map(Some).collect::<Vec<_>>());
        let room = i64::try_from(i128::from(upper) * i128::from(UNIT) - bound).ok()?.max(0);
        let (market, multipliers, budget) = (self.market(), &self.multipliers, &self.budget);
        let all = |person: usize| {
            let cells = market.cells(person, &duals.rows);
            let pricing = market.pricing(person, &cells);
            let found = pricing.within(&multipliers[person], priced[person].bound + room, most);
            budget.charge(pricing.ticks.get());
            found
        };
        let people: Vec<usize> = (0..multipliers.len()).collect();
        let mut found: Vec<Vec<Vec<u16>>> = Vec::new();
        // Where the lines of a few are too many, those of the others are not looked at.
        for people in people.chunks(AT_ONCE) {
            let own: Vec<Option<Vec<Vec<u16>>>> = people.par_iter().map(|person| all(*person)).collect();
            found.extend(own.into_iter().collect::<Option<Vec<_>>>()?);
            if found.iter().map(Vec::len).sum::<usize>() > most {
                return None;
            }
        }
        let lines = found.iter().enumerate().flat_map(|(person, lines)| lines.iter().map(move |line| (person, line)));
        Some(lines.filter_map(|(person, line)| self.line(person, line)).collect())
    }
}

impl Pricing<'_> {
    /// All lines whose price is at most `limit`; `None` if they are more than `most`.
    fn within(&self, multipliers: &[i64], limit: i64, most: usize) -> Option<Vec<Vec<u16>>> {
        let relaxed = self.relax(multipliers);
        let start: i64 = self.start_sums().iter().zip(multipliers).map(|(sum, multiplier)| sum * multiplier).sum();
        let back = self.given_back(multipliers);
        if relaxed.to_end[0] >= CLOSED || back >= CLOSED {
            return Some(Vec::new());
        }
        let mut walk = Walk {
            pricing: self,
            relaxed: &relaxed,
            limit: limit - start - back,
            most,
            line: Vec::new(),
            found: Vec::new(),
        };
        walk.on(0, 0)?;
        let mut found = walk.found;
        found.retain(|line| self.graph.cost(line).is_some());
        Some(found)
    }
}

/// A walk along all ways that stay within a price.
struct Walk<'a> {
    pricing: &'a Pricing<'a>,
    relaxed: &'a Relaxed,
    limit: i64,
    most: usize,
    line: Vec<u16>,
    found: Vec<Vec<u16>>,
}

impl Walk<'_> {
    /// From a node at a price; `None`: too many.
    fn on(&mut self, node: u32, price: i64) -> Option<()> {
        let (graph, day) = (self.pricing.graph, self.line.len());
        if day == graph.days() {
            self.found.push(self.line.clone());
            return (self.found.len() <= self.most).then_some(());
        }
        let first = self.pricing.first_cell[day] as usize;
        self.pricing.charge(WALKED * graph.arcs_of(node).len() as u64);
        for step in graph.arcs_of(node) {
            let so_far = price + step.cost * self.pricing.unit;
            let rest = self.relaxed.to_end[step.to as usize];
            for duty in &graph.bundles[step.bundle as usize] {
                let cell = self.relaxed.cells[first + usize::from(*duty)];
                if rest >= CLOSED || cell >= CLOSED || so_far + cell + rest > self.limit {
                    continue;
                }
                self.line.push(*duty);
                self.on(step.to, so_far + cell)?;
                self.line.pop();
            }
        }
        Some(())
    }
}
