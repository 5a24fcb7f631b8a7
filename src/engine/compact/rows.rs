//! From clauses to the integer program: every clause becomes weighted rows "sum at most bound", and one way of pricing.
//!
//! A [`Limit`] is broken by `weight * ceil((sum - bound) / per)` units; the excess of a clause is the sum over its
//! limits ([`super::shapes`] writes them). Here a limit of a `must` becomes a hard row, one of a `prefer` a row with a
//! slack, and what a single person and day decides becomes a cost of its columns. Numbers: `models/README.md`.

use std::collections::HashSet;

use super::origin::CLOSING;
use super::program::{Column, Impossible, Meaning, NO_SLOT, Objective, Program, Term, gcd};
use crate::problem::{Cell, Clause, DutyIx, Force, Problem, Shape};

/// Columns with whole factors, and a constant.
#[derive(Debug, Clone, Default)]
pub struct Line {
    pub terms: Vec<(u32, i64)>,
    pub constant: i64,
}

impl Line {
    pub fn add(&mut self, program: &Program, cell: Cell, weight: i64) {
        match program.term(cell) {
            Term::Fixed(value) => self.constant += value * weight,
            Term::Column(column) => self.terms.push((column, weight)),
        }
    }

    pub fn add_line(&mut self, line: &Line, factor: i64) {
        self.terms.extend(line.terms.iter().map(|(column, weight)| (*column, weight * factor)));
        self.constant += line.constant * factor;
    }

    /// Columns rising, each once, none with factor 0.
    pub fn tidy(&mut self) {
        self.terms.sort_unstable_by_key(|(column, _)| *column);
        self.terms.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 += if same { later.1 } else { 0 };
            same
        });
        self.terms.retain(|(_, weight)| *weight != 0);
    }

    fn value(&self, values: &[i64]) -> i64 {
        self.constant + self.terms.iter().map(|(column, weight)| weight * values[*column as usize]).sum::<i64>()
    }
}

/// Broken by `weight * ceil((line - bound) / per)` units where the line is above the bound.
#[derive(Debug, Clone)]
pub struct Limit {
    pub line: Line,
    pub bound: i64,
    pub per: i64,
    pub weight: i64,
    /// Of a master: the certificate's rows that the limit stands for, each with so many times its multiplier.
    pub rows: Vec<(u32, i64)>,
}

pub struct Builder {
    pub program: Program,
    /// Number of the clause at work.
    pub clause: u32,
    /// Objective of the clause at work.
    tier: usize,
    /// Rows for the master of column generation: one for each choice of a `Pick`, not one for each person and day of it.
    /// Weaker as a linear program, but neither is worth a point of bound until a choice is taken.
    pub summed: bool,
    /// The certificate has helpers in the limits of the clause at work: it does not divide them.
    pub helped: bool,
}

/// The whole problem as an integer program; `start` is a plan that keeps every `must`, if one is known.
pub fn build(problem: &Problem, start: Option<&[DutyIx]>) -> Program {
    build_as(problem, start, false)
}

/// The rows of a master; see [`Builder::summed`].
#[cfg(feature = "highs")]
pub fn build_summed(problem: &Problem) -> Program {
    build_as(problem, None, true)
}

fn build_as(problem: &Problem, start: Option<&[DutyIx]>, summed: bool) -> Program {
    let banned: HashSet<Cell> = problem.clauses.iter().filter_map(must_ban).collect();
    let mut program = Program::of_cells(problem, &|cell| banned.contains(&cell));
    let priced = problem.clauses.iter().filter(|clause| clause.force != Force::Must);
    let mut tiers: Vec<u8> = priced.map(|clause| problem.tier(clause)).collect();
    tiers.sort_unstable();
    tiers.dedup();
    if tiers.is_empty() {
        tiers.push(1);
    }
    program.tiers = tiers.iter().map(|number| Objective { number: *number, ..Objective::default() }).collect();
    if program.impossible.is_some() {
        return program;
    }
    if let Some(plan) = start {
        program.start = program.columns.iter().map(|column| i64::from(holds(plan, problem.days, column))).collect();
    }
    let mut builder = Builder { program, clause: 0, tier: 0, summed, helped: false };
    for (at, clause) in problem.clauses.iter().enumerate() {
        if must_ban(clause).is_some() {
            continue;
        }
        builder.clause = at as u32;
        builder.tier = tiers.binary_search(&problem.tier(clause)).unwrap_or(0);
        builder.helped = matches!(clause.shape, Shape::Same { .. } | Shape::Groups { .. } | Shape::Pick { .. });
        let limits = builder.limits(&clause.shape);
        builder.post(&clause.force, limits);
    }
    let mut program = builder.program;
    for objective in &mut program.tiers {
        let mut line = Line { terms: std::mem::take(&mut objective.costs), constant: 0 };
        line.tidy();
        objective.costs = line.terms;
    }
    program
}

fn must_ban(clause: &Clause) -> Option<Cell> {
    match (&clause.force, &clause.shape) {
        (Force::Must, Shape::Ban(cell)) => Some(*cell),
        _ => None,
    }
}

fn holds(plan: &[DutyIx], days: usize, column: &Column) -> bool {
    let Meaning::Cell(cell) = column.meaning else { return false };
    plan[cell.person as usize * days + usize::from(cell.day)] == cell.duty
}

/// The price of a unit when all cheaper ones are used.
fn dearest(force: &Force) -> i64 {
    match force {
        Force::Must => CLOSING,
        Force::Prefer(steps) => steps.last().copied().unwrap_or(0),
    }
}

/// `units` in started blocks of `per`.
fn blocks(units: i64, per: i64) -> i64 {
    if units <= 0 { 0 } else { (units + per - 1) / per }
}

impl Builder {
    /// A column that is no cell; `value` is what it is for the start plan.
    pub fn helper(
        &mut self,
        meaning: Meaning,
        low: i64,
        high: i64,
        integer: bool,
        value: &dyn Fn(&[i64]) -> i64,
    ) -> u32 {
        let column = self.program.columns.len() as u32;
        self.program.columns.push(Column { meaning, low, high, integer, slot: NO_SLOT });
        if self.has_start() {
            let value = value(&self.program.start);
            self.program.start.push(value);
        }
        column
    }

    pub fn has_start(&self) -> bool {
        !self.program.start.is_empty()
    }

    pub fn value(&self, line: &Line) -> i64 {
        line.value(&self.program.start)
    }

    /// Least and largest value of a tidy line, each slot taken at its best and worst column.
    pub fn reach(&self, line: &Line) -> (i64, i64) {
        let (mut least, mut most) = (line.constant, line.constant);
        for group in line.terms.chunk_by(|(a, _), (b, _)| self.slot(*a) == self.slot(*b) && self.slot(*a) != NO_SLOT) {
            let slot = self.slot(group[0].0);
            if slot == NO_SLOT {
                let (column, weight) = (&self.program.columns[group[0].0 as usize], group[0].1);
                let ends = [column.low * weight, column.high * weight];
                least += ends[0].min(ends[1]);
                most += ends[0].max(ends[1]);
                continue;
            }
            let worths = self.slot_values(slot, group);
            least += worths.iter().map(|(_, worth)| *worth).min().unwrap_or(0);
            most += worths.iter().map(|(_, worth)| *worth).max().unwrap_or(0);
        }
        (least, most)
    }

    fn slot(&self, column: u32) -> u32 {
        self.program.columns[column as usize].slot
    }

    /// What each column of a slot that may still be 1 is worth in a group of terms of that slot.
    fn slot_values(&self, slot: u32, group: &[(u32, i64)]) -> Vec<(u32, i64)> {
        let slot = self.program.slots[slot as usize];
        let mut terms = group.iter().peekable();
        let mut values = Vec::with_capacity(slot.size as usize);
        for column in slot.first..slot.first + slot.size {
            let worth = terms.next_if(|(at, _)| *at == column).map_or(0, |(_, weight)| *weight);
            if self.program.columns[column as usize].high == 1 {
                values.push((column, worth));
            }
        }
        values
    }

    /// Posts the limits of one clause under its force. (9)–(13)
    fn post(&mut self, force: &Force, mut limits: Vec<Limit>) {
        for limit in &mut limits {
            limit.line.tidy();
        }
        limits.retain(|limit| self.reach(&limit.line).1 > limit.bound);
        match force {
            Force::Must => limits.into_iter().for_each(|limit| self.forbid(limit)),
            Force::Prefer(steps) if steps.iter().all(|step| *step == 0) => {}
            Force::Prefer(steps) => {
                let flat = steps.first() == steps.last();
                let alone = limits.len() == 1;
                if flat || alone {
                    limits.retain(|limit| !self.price_columns(force, limit));
                }
                match limits.as_slice() {
                    [] => {}
                    _ if flat => limits.into_iter().for_each(|limit| self.price_flat(steps[0], limit)),
                    [limit] if limit.weight == 1 => self.price_steps(steps, limit.clone()),
                    _ => self.price_together(steps, limits),
                }
            }
        }
    }

    /// The slot that alone decides a line, if there is one.
    fn one_slot(&self, line: &Line) -> Option<u32> {
        let slot = self.slot(line.terms.first()?.0);
        let alone = slot != NO_SLOT && line.terms.iter().all(|(column, _)| self.slot(*column) == slot);
        alone.then_some(slot)
    }

    /// A hard row, or columns closed where one slot decides. (9)
    fn forbid(&mut self, mut limit: Limit) {
        if let Some(slot) = self.one_slot(&limit.line) {
            let values = self.slot_values(slot, &limit.line.terms);
            let room = limit.bound - limit.line.constant;
            for (column, _) in values.iter().filter(|(_, worth)| *worth > room) {
                self.program.columns[*column as usize].high = 0;
            }
            if values.iter().all(|(_, worth)| *worth >= room) {
                self.sure(&limit, CLOSING);
            }
            if values.iter().all(|(_, worth)| *worth > room) {
                self.program.impossible = self.program.impossible.or(Some(Impossible::Clause(self.clause)));
            }
            return;
        }
        if self.reach(&limit.line).0 > limit.bound {
            self.program.impossible = self.program.impossible.or(Some(Impossible::Clause(self.clause)));
            return;
        }
        let shared = self.divide(&mut limit, 0);
        self.note(&limit.rows, shared);
        self.program.add_row(&limit.line.terms, false, limit.bound - limit.line.constant, Some(self.clause));
    }

    /// Divides a limit by what divides all its factors (and `per`): a whole-number sum above the rounded bound is
    /// above the bound, and needs as many blocks. Gives the divisor.
    fn divide(&self, limit: &mut Limit, per: i64) -> i64 {
        if limit.line.terms.iter().any(|(column, _)| !self.program.columns[*column as usize].integer) {
            return 1;
        }
        let shared = limit.line.terms.iter().fold(per, |shared, (_, weight)| gcd(shared, *weight));
        if shared > 1 {
            limit.line.terms.iter_mut().for_each(|(_, weight)| *weight /= shared);
            limit.bound = (limit.bound - limit.line.constant).div_euclid(shared);
            limit.line.constant = 0;
            limit.per /= if per > 0 { shared } else { 1 };
        }
        shared.max(1)
    }

    /// Where one slot decides a limit, each of its columns has its price; true if that was so. (10)
    fn price_columns(&mut self, force: &Force, limit: &Limit) -> bool {
        let units = |worth: i64| limit.weight * blocks(limit.line.constant + worth - limit.bound, limit.per);
        let tier = self.tier;
        if limit.line.terms.is_empty() {
            self.program.tiers[tier].constant += force.cost(units(0));
            self.sure(limit, dearest(force) * limit.weight);
            return true;
        }
        let Some(slot) = self.one_slot(&limit.line) else { return false };
        let values = self.slot_values(slot, &limit.line.terms);
        let room = limit.bound - limit.line.constant;
        // Where no column is below the bound, the row at its full price says what they cost.
        if limit.per == 1 && force.cost(1) == dearest(force) && values.iter().all(|(_, worth)| *worth >= room) {
            self.sure(limit, dearest(force) * limit.weight);
        }
        for (column, worth) in values {
            let cost = force.cost(units(worth));
            if cost != 0 {
                self.program.tiers[tier].costs.push((column, cost));
            }
        }
        true
    }

    fn most_blocks(&self, limit: &Limit) -> i64 {
        blocks(self.reach(&limit.line).1 - limit.bound, limit.per)
    }

    /// One slack at one price: line - per * slack <= bound. (11)
    fn price_flat(&mut self, price: i64, limit: Limit) {
        let cost = price * limit.weight;
        let slack = self.slack_row(limit);
        self.program.tiers[self.tier].costs.push((slack, cost));
    }

    /// A row with one slack; the slack is its number of blocks. Where `per` is 1 a whole-number line needs a
    /// whole-number slack, so only larger blocks are declared integer.
    fn slack_row(&mut self, mut limit: Limit) -> u32 {
        let most = self.most_blocks(&limit);
        let per = limit.per;
        let shared = self.divide(&mut limit, per);
        let rows = std::mem::take(&mut limit.rows);
        let (line, bound, per) = (limit.line, limit.bound, limit.per);
        let value = |values: &[i64]| blocks(line.value(values) - bound, per);
        let slack = self.helper(Meaning::Slack(self.clause), 0, most, per > 1, &value);
        self.note_slack(slack, &rows, 0);
        let mut terms = line.terms;
        terms.push((slack, -per));
        self.note(&rows, shared);
        self.program.add_row(&terms, false, bound - line.constant, Some(self.clause));
        slack
    }

    /// Slacks that fill one after the other at rising prices. (12)
    fn price_steps(&mut self, steps: &[i64], mut limit: Limit) {
        let most = self.most_blocks(&limit);
        let per = limit.per;
        let shared = self.divide(&mut limit, per);
        let excess = if self.has_start() { blocks(self.value(&limit.line) - limit.bound, limit.per) } else { 0 };
        let mut terms = limit.line.terms.clone();
        for (slack, before) in self.step_columns(steps, most, limit.per > 1, excess) {
            self.note_slack(slack, &limit.rows, before);
            terms.push((slack, -limit.per));
        }
        self.note(&limit.rows, shared);
        self.program.add_row(&terms, false, limit.bound - limit.line.constant, Some(self.clause));
    }

    /// One priced column for each run of equal steps, as wide as the run, together `most` wide; each with the width of
    /// those before it.
    fn step_columns(&mut self, steps: &[i64], most: i64, integer: bool, excess: i64) -> Vec<(u32, i64)> {
        let mut columns = Vec::new();
        let mut before = 0;
        for run in steps.chunk_by(|a, b| a == b) {
            let last = run.as_ptr_range().end == steps.as_ptr_range().end;
            let width = if last { most - before } else { (run.len() as i64).min(most - before) };
            if width <= 0 {
                break;
            }
            let filled = (excess - before).clamp(0, width);
            let column = self.helper(Meaning::Slack(self.clause), 0, width, integer, &|_| filled);
            if run[0] != 0 {
                self.program.tiers[self.tier].costs.push((column, run[0]));
            }
            columns.push((column, before));
            before += width;
        }
        columns
    }

    /// Several limits under one rising price: a slack each, and steps that cover their weighted sum. (13)
    fn price_together(&mut self, steps: &[i64], limits: Vec<Limit>) {
        let mut cover = Line::default();
        let mut most = 0;
        for limit in limits {
            most += limit.weight * self.most_blocks(&limit);
            let weight = limit.weight;
            if limit.line.terms.is_empty() {
                cover.constant += weight * blocks(limit.line.constant - limit.bound, limit.per);
                self.sure(&limit, steps.last().copied().unwrap_or(0) * weight);
                continue;
            }
            let slack = self.slack_row(limit);
            cover.terms.push((slack, weight));
        }
        let excess = if self.has_start() { self.value(&cover) } else { 0 };
        for (column, _) in self.step_columns(steps, most, false, excess) {
            cover.terms.push((column, -1));
        }
        self.program.add_row(&cover.terms, false, -cover.constant, Some(self.clause));
    }
}
