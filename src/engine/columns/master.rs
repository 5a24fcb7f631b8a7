//! The master: one line a person, chosen so that the rows of the crowd hold as cheaply as may be. (27)

use std::cell::Cell;

use rayon::prelude::*;

use super::crowd::{Crowd, Row};
use super::lp::{Lp, LpError, NewColumn, Values};
use super::people::Person;
use super::price::{CLOSED, Effort, Priced, Pricing};
use super::rows::{bounds, breaches, placed, places};
use crate::engine::budget::Budget;
use crate::problem::{self, DayIx};

/// One cost point in the whole numbers of duals and reduced costs.
pub const UNIT: i64 = 1 << 20;

/// Penalties that a person without a line costs. (28)
const NOBODY: f64 = 10.0;

/// A line in the master.
#[derive(Debug, Clone)]
pub struct Line {
    pub person: u32,
    /// Position of the duty among those open, by day.
    pub duties: Vec<u16>,
    pub cost: i64,
    /// What it adds to the rows.
    pub entries: Vec<(u32, i64)>,
}

impl Line {
    /// Reduced cost but for the person's dual.
    pub fn reduced(&self, rows: &[i64]) -> i64 {
        self.cost * UNIT + self.entries.iter().map(|(row, factor)| rows[*row as usize] * factor).sum::<i64>()
    }
}

/// Multipliers of the rows (in units of 1 / [`UNIT`], never below 0) and the bound that they prove.
#[derive(Debug, Clone)]
pub struct Duals {
    pub rows: Vec<i64>,
    /// In units of 1 / [`UNIT`].
    pub bound: i128,
}

pub struct Master<'a> {
    pub crowd: &'a Crowd,
    pub persons: Vec<&'a Person>,
    pub(super) lp: Lp,
    pub lines: Vec<Line>,
    pub of_person: Vec<Vec<u32>>,
    /// The line that a dive has fixed.
    pub fixed: Vec<Option<u32>>,
    /// Helpers with one value.
    pub held: Vec<(usize, i64)>,
    /// By person, cells that no line to be priced may use.
    shut: Vec<Vec<u32>>,
    pub multipliers: Vec<Vec<i64>>,
    /// Best proved so far with nobody fixed.
    pub best: Option<Duals>,
    /// Price of a unit by which a must row is broken.
    pub penalty: f64,
    /// Whose account the pricing is charged to.
    pub budget: Budget,
    pub(super) first_line: usize,
    /// By row of the crowd: the row of the linear program, and false where it is the mirror image of that one.
    places: Vec<(u32, bool)>,
    /// Rows of the linear program before those of "one line a person".
    first_person: u32,
    /// A neighbourhood, or a master with choices taken: its bounds say nothing of the whole.
    pub part: bool,
    /// A bound as high as this is enough.
    pub goal: i64,
}

impl<'a> Master<'a> {
    pub fn new(
        crowd: &'a Crowd,
        persons: Vec<&'a Person>,
        penalty: f64,
        budget: &Budget,
    ) -> Result<Master<'a>, LpError> {
        let places = places(crowd);
        let mut rows = bounds(crowd, &places);
        let first_person = rows.len() as u32;
        rows.extend(persons.iter().map(|_| (1.0, 1.0)));
        let mut lp = Lp::new(&rows, budget)?;
        let mut columns: Vec<NewColumn> = crowd
            .helpers
            .iter()
            .map(|helper| NewColumn {
                price: helper.price as f64,
                low: helper.low as f64,
                high: helper.high as f64,
                entries: placed(&places, &helper.entries),
            })
            .collect();
        columns.extend(breaches(crowd, &places, penalty, true));
        // Who has no line yet has this one.
        for person in 0..persons.len() {
            let entries = vec![(first_person + person as u32, 1.0)];
            columns.push(NewColumn { price: penalty * NOBODY, low: 0.0, high: f64::INFINITY, entries });
        }
        lp.add_columns(&columns)?;
        let people = persons.len();
        let multipliers = persons.iter().map(|person| vec![0; person.graph.resources.len()]).collect();
        Ok(Master {
            crowd,
            persons,
            lp,
            lines: Vec::new(),
            of_person: vec![Vec::new(); people],
            fixed: vec![None; people],
            held: Vec::new(),
            shut: vec![Vec::new(); people],
            multipliers,
            best: None,
            penalty,
            budget: budget.clone(),
            first_line: columns.len(),
            places,
            first_person,
            part: false,
            goal: i64::MAX,
        })
    }

    /// Lets rows that are no `must` be broken at the penalty too: between narrower limits of the helpers the lines so
    /// far may keep no row, and others that are still to be priced all. Only before lines are added.
    pub fn loosen(&mut self) -> Result<(), LpError> {
        let columns: Vec<NewColumn> = breaches(self.crowd, &self.places, self.penalty, false).collect();
        self.first_line += columns.len();
        self.lp.add_columns(&columns)
    }

    /// The line of these duties; `None` if one of its cells is closed. Prices of arcs are walked along the graph.
    pub fn line(&self, person: usize, duties: &[u16]) -> Option<Line> {
        let (own, share) = (self.persons[person], &self.crowd.shares[person]);
        let mut cost = own.graph.cost(duties)?;
        let mut entries: Vec<(u32, i64)> = Vec::new();
        for (day, duty) in duties.iter().enumerate() {
            let cell = own.first_cell[day] as usize + usize::from(*duty);
            if share.prices[cell] >= CLOSED {
                return None;
            }
            cost += share.prices[cell];
            entries.extend(share.entries(cell));
        }
        entries.sort_unstable();
        entries.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 += if same { later.1 } else { 0 };
            same
        });
        entries.retain(|(_, factor)| *factor != 0);
        Some(Line { person: person as u32, duties: duties.to_vec(), cost, entries })
    }

    pub fn add(&mut self, lines: Vec<Line>) -> Result<(), LpError> {
        let column = |line: &Line| {
            let kept = line.entries.iter().filter(|(row, _)| self.places[*row as usize].1);
            let mut entries: Vec<(u32, f64)> =
                kept.map(|(row, factor)| (self.places[*row as usize].0, *factor as f64)).collect();
            entries.push((self.first_person + line.person, 1.0));
            NewColumn { price: line.cost as f64, low: 0.0, high: f64::INFINITY, entries }
        };
        let columns: Vec<NewColumn> = lines.iter().map(column).collect();
        self.lp.add_columns(&columns)?;
        for line in lines {
            self.of_person[line.person as usize].push(self.lines.len() as u32);
            self.lines.push(line);
        }
        Ok(())
    }

    /// Whether the master has this line. Duals are rounded: where factors are large, a line that it has can look cheaper
    /// than nothing, and must not be added for ever.
    pub fn has(&self, line: &Line) -> bool {
        self.of_person[line.person as usize].iter().any(|known| self.lines[*known as usize].duties == line.duties)
    }

    /// Fixes a person's line; the person is no longer priced.
    pub fn fix(&mut self, person: usize, line: u32) -> Result<(), LpError> {
        for other in &self.of_person[person] {
            let high = if *other == line { 1.0 } else { 0.0 };
            self.lp.set_bounds(self.first_line + *other as usize, high, high)?;
        }
        self.fixed[person] = Some(line);
        Ok(())
    }

    /// Holds a helper at one value.
    pub fn hold(&mut self, helper: usize, value: i64) -> Result<(), LpError> {
        self.held.push((helper, value));
        self.lp.set_bounds(helper, value as f64, value as f64)
    }

    /// Keeps a helper between limits.
    pub fn limit(&mut self, helper: usize, (low, high): (i64, i64)) -> Result<(), LpError> {
        self.lp.set_bounds(helper, low as f64, high as f64)
    }

    /// Shuts a cell, or where its duty is to be held all others of the day; or opens again what was shut last.
    pub fn shut(&mut self, person: usize, day: usize, duty: u16, held: bool, shut: bool) {
        let first = &self.persons[person].first_cell;
        let cell = first[day] + u32::from(duty);
        let cells = (first[day]..first[day + 1]).filter(|other| (*other == cell) != held);
        match shut {
            true => self.shut[person].extend(cells),
            false => {
                let left = self.shut[person].len().saturating_sub(cells.count());
                self.shut[person].truncate(left);
            }
        }
    }

    /// Lets a line be used, or not.
    pub fn allow(&mut self, line: u32, allowed: bool) -> Result<(), LpError> {
        self.lp.set_bounds(self.first_line + line as usize, 0.0, if allowed { f64::INFINITY } else { 0.0 })
    }

    pub fn unfix(&mut self, person: usize) -> Result<(), LpError> {
        for other in &self.of_person[person] {
            self.lp.set_bounds(self.first_line + *other as usize, 0.0, f64::INFINITY)?;
        }
        self.fixed[person] = None;
        Ok(())
    }

    pub fn solve(&mut self, budget: &Budget) -> Result<Values, LpError> {
        self.lp.solve(budget)
    }

    /// Value of a line in a solution.
    pub fn value(&self, values: &Values, line: u32) -> f64 {
        values.columns.get(self.first_line + line as usize).copied().unwrap_or(0.0)
    }

    /// How much of each cell a solution uses.
    pub fn used(&self, values: &Values) -> Vec<(problem::Cell, f64)> {
        let mut used = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let value = self.value(values, at as u32);
            if value > 1e-9 {
                let open = &self.persons[line.person as usize].open;
                let cell = |(day, duty): (usize, &u16)| {
                    let duty = open[day][usize::from(*duty)];
                    (problem::Cell { person: line.person, day: day as DayIx, duty }, value)
                };
                used.extend(line.duties.iter().enumerate().map(cell));
            }
        }
        used
    }

    /// The rows' multipliers of a solution, never below 0, in whole numbers.
    pub fn multipliers(&self, values: &Values) -> Vec<i64> {
        let whole = |(row, (place, upright)): (&Row, &(u32, bool))| {
            let dual = values.rows[*place as usize] * if *upright { -1.0 } else { 1.0 };
            if row.exact { 0 } else { ((dual * UNIT as f64).round() as i64).clamp(0, self.crowd.largest) }
        };
        self.crowd.rows.iter().zip(&self.places).map(whole).collect()
    }

    /// The dual of a person's "one line" in a solution, in whole numbers.
    pub fn worth(&self, values: &Values, person: usize) -> i64 {
        (values.rows[self.first_person as usize + person] * UNIT as f64).round() as i64
    }

    /// Prices everybody who is not fixed; `asked` says below which price a person's line is worth having.
    pub fn price(
        &mut self,
        rows: &[i64],
        asked: &(dyn Fn(usize) -> i64 + Sync),
        effort: Effort,
    ) -> Vec<Option<Priced>> {
        let mut multipliers = std::mem::take(&mut self.multipliers);
        let (market, fixed) = (self.market(), &self.fixed);
        let price = |(person, multipliers): (usize, &mut Vec<i64>)| {
            let free = fixed[person].is_none();
            free.then(|| market.price(person, multipliers, rows, asked(person), effort))
        };
        let priced = multipliers.par_iter_mut().enumerate().map(price).collect();
        self.multipliers = multipliers;
        priced
    }

    /// Prices one person.
    pub fn price_one(&mut self, person: usize, rows: &[i64], asked: i64, effort: Effort) -> Priced {
        let mut multipliers = std::mem::take(&mut self.multipliers[person]);
        let priced = self.market().price(person, &mut multipliers, rows, asked, effort);
        self.multipliers[person] = multipliers;
        priced
    }

    pub fn market(&self) -> Market<'_> {
        let Master { crowd, persons, lines, of_person, shut, budget, .. } = self;
        Market { crowd, persons, lines, of_person, shut, budget }
    }
}

/// What pricing reads of the master; shared by threads.
pub struct Market<'a> {
    crowd: &'a Crowd,
    pub persons: &'a [&'a Person],
    lines: &'a [Line],
    of_person: &'a [Vec<u32>],
    shut: &'a [Vec<u32>],
    budget: &'a Budget,
}

impl Market<'_> {
    /// Prices of a person's cells under these multipliers of the rows.
    pub fn cells(&self, person: usize, rows: &[i64]) -> Vec<i64> {
        let share = &self.crowd.shares[person];
        let cell = |cell: usize| match share.prices[cell] {
            CLOSED => CLOSED,
            price => {
                let crowd = share.entries(cell).iter().map(|(row, factor)| rows[*row as usize] * factor);
                price * UNIT + crowd.sum::<i64>()
            }
        };
        let mut cells: Vec<i64> = (0..share.prices.len()).map(cell).collect();
        self.shut[person].iter().for_each(|cell| cells[*cell as usize] = CLOSED);
        cells
    }

    pub fn pricing<'b>(&'b self, person: usize, cells: &'b [i64]) -> Pricing<'b> {
        let own = self.persons[person];
        Pricing { graph: &own.graph, first_cell: &own.first_cell, cells, unit: UNIT, ticks: Cell::new(0) }
    }

    pub fn price(&self, person: usize, multipliers: &mut [i64], rows: &[i64], asked: i64, effort: Effort) -> Priced {
        if self.budget.halted() {
            // Nothing is known of this person.
            return Priced { line: None, cost: CLOSED, bound: -CLOSED };
        }
        let cells = self.cells(person, rows);
        let known = match multipliers.is_empty() {
            true => CLOSED,
            false => {
                // Lines that use what is shut would promise too much.
                let known = if self.shut[person].is_empty() { self.of_person[person].as_slice() } else { &[] };
                known.iter().map(|line| self.lines[*line as usize].reduced(rows)).min().unwrap_or(CLOSED)
            }
        };
        let pricing = self.pricing(person, &cells);
        let priced = pricing.cheapest(multipliers, known, asked, effort);
        self.budget.charge(pricing.ticks.get());
        priced
    }
}

impl Master<'_> {
    /// The bound that these multipliers prove with everybody priced, in units of 1 / [`UNIT`]. (32)
    pub fn bound(&self, rows: &[i64], priced: &[Option<Priced>]) -> i128 {
        let helpers = &self.crowd.helpers;
        let own = self.crowd.bound(rows, |helper| (helpers[helper].low, helpers[helper].high));
        own + priced.iter().flatten().map(|priced| i128::from(priced.bound)).sum::<i128>()
    }
}
