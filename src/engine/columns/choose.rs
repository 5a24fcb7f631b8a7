//! The best choice of a line for each person among the lines that a master knows, by HiGHS' branch and bound. (38)

use super::lp::{LpError, Values};
use super::master::{Master, UNIT};
use crate::engine::budget::Budget;
use crate::engine::compact::AGGREGATOR;

/// Lines above which HiGHS looks for dominated ones for longer than they are worth, and hears no time limit while it
/// does: 15 s over the limit on 20 people.
const MOST_PRESOLVED: usize = 5_000;

impl Master<'_> {
    /// Takes out lines whose reduced cost leaves no room below `upper` where the linear program is worth `lower`.
    pub fn narrow(&mut self, values: &Values, upper: f64) -> Result<(), LpError> {
        let duals = self.multipliers(values);
        let room = ((upper - values.objective) * UNIT as f64) as i64 + UNIT / 100;
        for (person, lines) in self.of_person.iter().enumerate() {
            let worth = self.worth(values, person);
            for line in lines.iter().filter(|line| self.lines[**line as usize].reduced(&duals) - worth > room) {
                self.lp.set_bounds(self.first_line + *line as usize, 0.0, 0.0)?;
            }
        }
        Ok(())
    }

    /// The cheapest choice of a line for each person among the lines known, by branch and bound over so many nodes.
    /// The master is no linear program afterwards.
    pub fn choose(&mut self, nodes: Option<i32>, budget: &Budget) -> Result<Chosen, LpError> {
        let first = self.first_line;
        self.lp.make_integer(first..first + self.lines.len())?;
        for (at, _) in self.crowd.helpers.iter().enumerate().filter(|(_, helper)| helper.integer) {
            self.lp.make_integer(at..at + 1)?;
        }
        self.lp.set_whole_option("mip_max_nodes", nodes.unwrap_or(i32::MAX))?;
        self.lp.set_whole_option("presolve_rule_off", AGGREGATOR)?;
        if self.lines.len() > MOST_PRESOLVED {
            self.lp.leave_presolve_out()?;
        }
        self.lp.set_option("mip_rel_gap", 0.0)?;
        self.lp.set_option("mip_abs_gap", 0.9)?;
        let values = match self.lp.solve(budget) {
            Err(LpError::Time) => return Ok(Chosen { lines: None, bound: self.lp.mip_bound() }),
            Err(LpError::Infeasible) => return Ok(Chosen { lines: None, bound: f64::INFINITY }),
            values => values?,
        };
        let value = |line: &u32| values.columns[first + *line as usize];
        let best = |lines: &Vec<u32>| {
            let line = lines.iter().max_by(|a, b| value(a).total_cmp(&value(b)))?;
            Some(self.lines[*line as usize].duties.clone())
        };
        Ok(Chosen { lines: self.of_person.iter().map(best).collect(), bound: self.lp.mip_bound() })
    }
}

/// What branch and bound over the lines known gave.
pub struct Chosen {
    /// A line for each person.
    pub lines: Option<Vec<Vec<u16>>>,
    /// No choice of these lines costs less, the crowd's constant left out.
    pub bound: f64,
}
