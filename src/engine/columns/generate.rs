//! Column generation: solve the master, price everybody against its duals, add what is cheaper, until nothing is.
//!
//! The duals that are priced lie between those of the master and the best ones so far (Wentges smoothing): the master's
//! alone jump about, and every jump is a round lost. Every pricing of everybody proves a bound, whatever the duals.
//! (32), (33)

use super::lp::{LpError, Values};
use super::master::{Duals, Line, Master, UNIT};
use super::price::{CLOSED, Effort, Priced};
use crate::engine::budget::Budget;

/// When to end, and whom to tell.
pub struct Until<'a> {
    pub budget: &'a Budget,
    /// Most rounds.
    pub rounds: usize,
    /// A value of the linear program that is low enough.
    pub enough: f64,
    /// Hears of every better bound (in units of 1 / `UNIT`).
    pub bound: &'a (dyn Fn(i128) + Sync),
}

/// How a generation ended.
pub struct Generated {
    pub values: Values,
    /// No line is missing: the master's value is the least of the linear program.
    pub converged: bool,
    pub rounds: usize,
}

/// Rounds that a generation from an ascent's multipliers can be expected to take; where not even its first linear program has
/// ended, how many times as long. Measured: 3.4 times on 50 people, 182 days and 6 shifts, 5.6 on 50, 364 and 10.
const EXPECTED: u64 = 20;
const EXPECTED_TIMES: u64 = 5;

impl Generated {
    /// Whether as many rounds as it takes can be expected to fit in some work, if those so far took so much.
    pub fn may_end(&self, took: u64, most: u64) -> bool {
        match self.rounds as u64 {
            0 => took * EXPECTED_TIMES <= most,
            rounds => took / rounds * EXPECTED <= most,
        }
    }
}

/// What is not worth a line: reduced costs above this, in units of 1 / `UNIT`, are rounding.
pub const TOLERANCE: i64 = UNIT / 10_000;
/// While lines come easily, for somebody's first line, and to be sure that there are none.
pub const QUICK: Effort = Effort { any: true, rounds: 8, labels: 1_500 };
const PATIENT: Effort = Effort { any: true, rounds: 60, labels: 1_500 };
pub const EXACT: Effort = Effort { any: false, rounds: 20, labels: 60_000 };

/// People above which the greedy start prices some of them side by side, and how many.
const MANY: usize = 40;
const AT_ONCE: usize = 4;

impl Master<'_> {
    /// Gives everybody a first line, the cheapest by its own price. `false`: somebody has none, so there is no plan.
    pub fn begin(&mut self) -> Result<bool, LpError> {
        let rows = vec![0; self.crowd.rows.len()];
        let priced = self.price(&rows, &|_| CLOSED, QUICK);
        if priced.iter().flatten().any(|priced| priced.bound >= CLOSED) {
            return Ok(false);
        }
        let bound = self.bound(&rows, &priced);
        self.better(rows, bound);
        let lines = self.lines_of(&priced);
        self.add(lines)?;
        Ok(true)
    }

    /// One after the other (where they are many, a few at a time), everybody takes the line that is cheapest beside the
    /// lines of those before; in later turns, beside everybody else's. A start for the master's duals; each turn's lines
    /// are told. Ends early where somebody gets no line.
    pub fn greedy(
        &mut self,
        turns: usize,
        budget: &Budget,
        tell: &mut dyn FnMut(Vec<Vec<u16>>),
    ) -> Result<(), LpError> {
        let prices = self.crowd.prices_of_rows(self.penalty as i64);
        let mut sums = vec![0; self.crowd.rows.len()];
        let mut taken: Vec<Option<Line>> = vec![None; self.persons.len()];
        let people: Vec<usize> = (0..self.persons.len()).collect();
        let at_once = if people.len() > MANY { AT_ONCE } else { 1 };
        for _ in 0..turns {
            let mut changed = false;
            for batch in people.chunks(at_once).take_while(|_| !budget.over()) {
                for line in batch.iter().filter_map(|person| taken[*person].as_ref()) {
                    line.entries.iter().for_each(|(row, factor)| sums[*row as usize] -= factor);
                }
                let broken = |at: usize| {
                    if sums[at] > self.crowd.rows[at].bound { (prices[at] * UNIT).min(self.crowd.largest) } else { 0 }
                };
                let rows: Vec<i64> = (0..sums.len()).map(broken).collect();
                let found = self.price_batch(batch, &rows);
                for person in batch.iter().copied() {
                    let line = found.iter().find(|line| line.person as usize == person).cloned();
                    let line = line.or_else(|| taken[person].clone());
                    let line = line.or_else(|| self.some_line(person, &rows));
                    changed |=
                        line.as_ref().map(|line| &line.duties) != taken[person].as_ref().map(|line| &line.duties);
                    if let Some(line) = &line {
                        line.entries.iter().for_each(|(row, factor)| sums[*row as usize] += factor);
                    }
                    taken[person] = line;
                }
            }
            let lines: Option<Vec<Vec<u16>>> =
                taken.iter().map(|line| line.as_ref().map(|line| line.duties.clone())).collect();
            let Some(lines) = lines.filter(|_| changed) else { break };
            tell(lines);
        }
        let lines = taken.into_iter().flatten().filter(|line| !self.has(line)).collect();
        self.add(lines)
    }

    /// With more effort, and if that is in vain with all.
    fn some_line(&mut self, person: usize, rows: &[i64]) -> Option<Line> {
        let found = [PATIENT, EXACT].iter().find_map(|effort| self.price_one(person, rows, CLOSED, *effort).line)?;
        self.line(person, &found)
    }

    pub fn lines_of(&self, priced: &[Option<Priced>]) -> Vec<Line> {
        let line = |(person, priced): (usize, &Option<Priced>)| self.line(person, priced.as_ref()?.line.as_ref()?);
        priced.iter().enumerate().filter_map(line).collect()
    }

    /// Remembers a better bound; only while nobody is fixed is it one of the whole.
    pub fn better(&mut self, rows: Vec<i64>, bound: i128) -> bool {
        let better = self.best.as_ref().is_none_or(|best| bound > best.bound);
        if better {
            self.best = Some(Duals { rows, bound });
        }
        better
    }

    /// Generates lines for those who are not fixed.
    pub fn generate(&mut self, until: &Until) -> Result<Generated, LpError> {
        let anybody_fixed = self.part || self.fixed.iter().any(Option::is_some);
        let mut centre = if anybody_fixed { None } else { self.best.clone() };
        let mut share = if anybody_fixed { 0.0 } else { 0.6 };
        let mut round = 0;
        let mut effort = QUICK;
        loop {
            let values = self.solve(&self.budget.clone())?;
            if round == until.rounds || values.objective <= until.enough || until.budget.over() {
                return Ok(Generated { values, converged: false, rounds: round });
            }
            round += 1;
            if self.is_proved() {
                return Ok(Generated { values, converged: false, rounds: round });
            }
            let duals = self.multipliers(&values);
            loop {
                let trial = match &centre {
                    Some(centre) if share > 0.0 => between(&centre.rows, &duals, share),
                    _ => duals.clone(),
                };
                let worths: Vec<i64> =
                    (0..self.persons.len()).map(|person| self.worth(&values, person) - TOLERANCE).collect();
                let priced = self.price(&trial, &|person| worths[person], effort);
                if !anybody_fixed {
                    let bound = self.bound(&trial, &priced);
                    if self.better(trial.clone(), bound) {
                        (until.bound)(bound);
                        centre = self.best.clone();
                    }
                }
                let lines = self.cheaper(&priced, &duals, &values);
                let found = !lines.is_empty();
                self.add(lines)?;
                let exact = share == 0.0 || centre.is_none();
                if !found && exact && effort.any && !anybody_fixed {
                    effort = EXACT;
                    continue;
                }
                if found {
                    share = if exact { 0.0 } else { (share + 0.05_f64).min(0.8) };
                    break;
                }
                if exact || self.closed(&values) {
                    return Ok(Generated { values, converged: true, rounds: round });
                }
                // Nothing found between: nearer to the master's own duals.
                share = if share < 0.2 { 0.0 } else { share - 0.2 };
                if until.budget.over() {
                    return Ok(Generated { values, converged: false, rounds: round });
                }
            }
        }
    }

    /// The bound has reached the cost of a plan that is known.
    pub fn is_proved(&self) -> bool {
        !self.part && self.best.as_ref().is_some_and(|best| self.crowd.whole(best.bound) >= self.goal)
    }

    /// The best bound has reached the master's value.
    fn closed(&self, values: &Values) -> bool {
        let value = values.objective + self.crowd.constant as f64;
        self.best.as_ref().is_some_and(|best| best.bound as f64 / UNIT as f64 > value - 1e-4)
    }

    /// The priced lines that the master would take at its own duals.
    pub fn cheaper(&self, priced: &[Option<Priced>], duals: &[i64], values: &Values) -> Vec<Line> {
        let mut lines = self.lines_of(priced);
        lines.retain(|line| line.reduced(duals) < self.worth(values, line.person as usize) - TOLERANCE);
        lines.retain(|line| !self.has(line));
        lines
    }
}

/// `share` of the centre, the rest of the duals.
fn between(centre: &[i64], duals: &[i64], share: f64) -> Vec<i64> {
    let mix = |(centre, dual): (&i64, &i64)| (*centre as f64 * share + *dual as f64 * (1.0 - share)).round() as i64;
    centre.iter().zip(duals).map(mix).collect()
}
