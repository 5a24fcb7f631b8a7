//! What the master holds: the rows of the clauses that no line graph reads, and how each cell enters them.
//!
//! The rows are those of the compact program over these clauses alone (`models/README.md`, (1)–(13), (6a)): the master is
//! its Dantzig-Wolfe decomposition, with a person's cells replaced by the person's lines. (27)

use std::ops::Range;

use super::master::UNIT;
use super::people::Person;
use super::price::CLOSED;
use super::twins::twins;
use crate::engine::DeadEnd;
use crate::engine::compact::{Impossible, Meaning, NO_SLOT, Origins, Program, Term, build_summed, gcd};
use crate::problem::{Cell, Clause, Force, PersonIx, Problem, Shape};

/// A row: terms of cells and helpers sum to at most `bound`, or to exactly it.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub exact: bool,
    pub bound: i64,
    /// It speaks for a `must`: the master may break it at a penalty.
    pub must: bool,
}

/// A column of the compact program that is no cell.
#[derive(Debug, Clone)]
pub struct Helper {
    pub low: i64,
    pub high: i64,
    pub price: i64,
    pub entries: Vec<(u32, i64)>,
    pub integer: bool,
    /// Helpers of one slot sum to 1.
    pub slot: u32,
}

/// One person's cells in the master, numbered as in [`Person`].
#[derive(Debug, Clone)]
pub struct Share {
    /// Price of each cell, the person's own included; `CLOSED` where a row leaves no room for it.
    pub prices: Vec<i64>,
    /// `entries[first[cell]..first[cell + 1]]`.
    first: Vec<u32>,
    entries: Vec<(u32, i64)>,
}

impl Share {
    /// Whether one of the cells is in a row.
    pub fn has(&self, row: u32) -> bool {
        self.entries.iter().any(|(at, _)| *at == row)
    }

    /// Most that the factors of one line can sum to, signs left out.
    fn heaviest(&self, first_cell: &[u32]) -> i64 {
        let cell = |cell: u32| self.entries(cell as usize).iter().map(|(_, factor)| factor.abs()).sum::<i64>();
        first_cell.windows(2).map(|day| (day[0]..day[1]).map(cell).max().unwrap_or(0)).sum()
    }

    /// All cells of the person.
    pub fn cells(&self) -> Range<usize> {
        0..self.prices.len()
    }

    pub fn entries_of(&self, cells: &Range<usize>) -> &[(u32, i64)] {
        &self.entries[self.first[cells.start] as usize..self.first[cells.end] as usize]
    }

    pub fn entries(&self, cell: usize) -> &[(u32, i64)] {
        &self.entries[self.first[cell] as usize..self.first[cell + 1] as usize]
    }
}

#[derive(Debug, Clone)]
pub struct Crowd {
    pub rows: Vec<Row>,
    pub helpers: Vec<Helper>,
    pub shares: Vec<Share>,
    pub constant: i64,
    /// What the rows are in a certificate.
    pub origins: Origins,
    /// Every cost is a multiple of this.
    pub grain: i64,
    /// Largest multiplier of a row: beyond it the price of a line could overflow.
    pub largest: i64,
    /// By row, the earlier row that is its mirror image.
    pub twins: Vec<Option<u32>>,
}

impl Crowd {
    /// `Err`: no plan exists, and the person and day that show it, if one does.
    ///
    /// The crowd of a problem whose persons are these; `in_master` says by clause what no graph holds.
    pub fn new(
        problem: &Problem,
        persons: &[&Person],
        in_master: &dyn Fn(usize) -> bool,
    ) -> Result<Crowd, Option<DeadEnd>> {
        let must_ban = |clause: &Clause| clause.force == Force::Must && matches!(clause.shape, Shape::Ban(_));
        let kept = problem.clauses.iter().enumerate().filter(|(at, clause)| in_master(*at) || must_ban(clause));
        let (numbers, clauses): (Vec<u32>, Vec<Clause>) = kept.map(|(at, clause)| (at as u32, clause.clone())).unzip();
        let (people, days, duties) = (problem.people, problem.days, problem.duties);
        // One objective: the tiers together.
        let crowd = Problem {
            people,
            days,
            duties,
            open: problem.open.clone(),
            clauses,
            tiers: Vec::new(),
            losses: Vec::new(),
        };
        let program = build_summed(&crowd);
        match program.impossible {
            Some(Impossible::NoDuty(person, day)) => return Err(Some(DeadEnd { person, day })),
            Some(Impossible::Clause(_)) => return Err(None),
            None => {}
        }
        let mut crowd = Crowd::of_program(&crowd, &program, persons);
        crowd.origins.rows.iter_mut().for_each(|origin| origin.clause = numbers[origin.clause as usize]);
        crowd.origins.sure.iter_mut().for_each(|sure| sure.clause = numbers[sure.clause as usize]);
        crowd.origins.amounts.iter_mut().for_each(|amount| amount.clause = numbers[amount.clause as usize]);
        Ok(Crowd { grain: grain(problem), ..crowd })
    }

    fn of_program(problem: &Problem, program: &Program, persons: &[&Person]) -> Crowd {
        let is_cell = |column: u32| matches!(program.columns[column as usize].meaning, Meaning::Cell(_));
        let mut rows = Vec::new();
        let mut number = vec![0; program.rows.len()];
        let mut entries: Vec<Vec<(u32, i64)>> = vec![Vec::new(); program.columns.len()];
        for (at, row) in program.rows.iter().enumerate() {
            let terms = program.row_terms(at);
            // "One duty a day" is what a line is.
            if row.clause.is_none() && terms.first().is_none_or(|(column, _)| is_cell(*column)) {
                continue;
            }
            for (column, factor) in terms {
                entries[*column as usize].push((rows.len() as u32, *factor));
            }
            number[at] = rows.len() as u32;
            let must = row.clause.is_some_and(|clause| problem.clauses[clause as usize].force == Force::Must);
            rows.push(Row { exact: row.exact, bound: row.bound, must });
        }
        let mut prices = vec![0; program.columns.len()];
        for (column, cost) in &program.tiers[0].costs {
            prices[*column as usize] += cost;
        }
        let helpers =
            program.columns.iter().enumerate().filter(|(_, column)| !matches!(column.meaning, Meaning::Cell(_)));
        let helpers = helpers.map(|(at, column)| Helper {
            low: column.low,
            high: column.high,
            price: prices[at],
            integer: column.integer,
            entries: std::mem::take(&mut entries[at]),
            slot: column.slot,
        });
        let helpers: Vec<Helper> = helpers.collect();
        let share = |(at, person): (usize, &&Person)| share(program, at as PersonIx, person, &prices, &entries);
        let shares: Vec<Share> = persons.iter().enumerate().map(share).collect();
        let heaviest = |(share, person): (&Share, &&Person)| share.heaviest(&person.first_cell);
        let heaviest = shares.iter().zip(persons).map(heaviest).max().unwrap_or(0);
        let largest = CLOSED / 16 / (heaviest + 1);
        let mut origins = program.origins.clone();
        origins.rows.iter_mut().for_each(|origin| origin.row = number[origin.row as usize]);
        // Helpers are counted without the cells.
        let no_cells: Vec<u32> = (0..program.columns.len() as u32).filter(|column| !is_cell(*column)).collect();
        let helper = |column: u32| no_cells.partition_point(|other| *other < column) as u32;
        origins.amounts.iter_mut().for_each(|amount| amount.column = helper(amount.column));
        let twins = twins(&rows, &helpers, &shares);
        Crowd { rows, helpers, shares, constant: program.tiers[0].constant, origins, grain: 1, largest, twins }
    }

    /// A bound in units of 1 / `UNIT` in whole points, rounded up to the next cost that a plan can have. (32)
    pub fn whole(&self, bound: i128) -> i64 {
        let step = i128::from(UNIT) * i128::from(self.grain);
        let above = bound - i128::from(self.constant) * i128::from(UNIT);
        ((above + step - 1).div_euclid(step) * i128::from(self.grain)) as i64 + self.constant
    }

    /// What these multipliers prove of the rows and of helpers between limits, in units of 1 / [`UNIT`]: with everybody's
    /// cheapest line it is a bound. (32)
    pub fn bound(&self, rows: &[i64], limits: impl Fn(usize) -> (i64, i64)) -> i128 {
        let mut bound = i128::from(self.constant) * i128::from(UNIT);
        for (row, multiplier) in self.rows.iter().zip(rows).filter(|(row, _)| !row.exact) {
            bound -= i128::from(*multiplier) * i128::from(row.bound);
        }
        // Of the slot that is read: its number, the cheapest choice so far, and whether that one has to be taken.
        let mut least: Option<(u32, i128, bool)> = None;
        for (at, helper) in self.helpers.iter().enumerate() {
            let entries = helper.entries.iter().filter(|(row, _)| !self.rows[*row as usize].exact);
            let crowd: i128 = entries.map(|(row, factor)| i128::from(rows[*row as usize]) * i128::from(*factor)).sum();
            let reduced = i128::from(helper.price) * i128::from(UNIT) + crowd;
            let (low, high) = limits(at);
            if self.is_in_slot(at) {
                let open = if high == 1 { reduced } else { i128::MAX };
                least = match least {
                    Some((slot, best, true)) if slot == helper.slot => Some((slot, best, true)),
                    Some((slot, _, _)) if slot == helper.slot && low == 1 => Some((slot, open, true)),
                    Some((slot, best, _)) if slot == helper.slot => Some((slot, best.min(open), false)),
                    other => {
                        bound += other.map_or(0, |(_, best, _)| best);
                        Some((helper.slot, open, low == 1))
                    }
                };
            } else {
                bound += reduced * i128::from(if reduced >= 0 { low } else { high });
            }
        }
        bound + least.map_or(0, |(_, best, _)| best)
    }

    /// What the row's cheapest slack costs for a unit of the row; for a `must` the penalty, for a link nothing. (34)
    pub fn prices_of_rows(&self, penalty: i64) -> Vec<i64> {
        let mut prices: Vec<Option<i64>> = vec![None; self.rows.len()];
        for helper in &self.helpers {
            for (row, factor) in helper.entries.iter().filter(|(_, factor)| *factor < 0) {
                let price = helper.price / -factor;
                let known = &mut prices[*row as usize];
                *known = Some(known.map_or(price, |known| known.min(price)));
            }
        }
        let of_row = |(row, price): (&Row, Option<i64>)| if row.must { penalty } else { price.unwrap_or(0) };
        self.rows.iter().zip(prices).map(of_row).collect()
    }

    /// The same, but where the slack of a row is priced in another row (as what any choice of a slot is broken by is),
    /// that price.
    pub fn prices_of_breaches(&self, penalty: i64) -> Vec<i64> {
        let direct = self.prices_of_rows(penalty);
        let mut prices: Vec<Option<i64>> = vec![None; self.rows.len()];
        for helper in &self.helpers {
            let onward = helper.entries.iter().filter(|(_, factor)| *factor > 0);
            let onward: i64 = onward.map(|(row, factor)| direct[*row as usize].saturating_mul(*factor)).sum();
            for (row, factor) in helper.entries.iter().filter(|(_, factor)| *factor < 0) {
                let price = helper.price.saturating_add(onward) / -factor;
                let known = &mut prices[*row as usize];
                *known = Some(known.map_or(price, |known| known.min(price)));
            }
        }
        direct.iter().zip(prices).map(|(direct, price)| price.map_or(*direct, |price| price.max(*direct))).collect()
    }

    /// The crowd of some cells of some persons only, all else held: `rest` is what that adds to each row, `held` the
    /// helpers with one value. (37)
    pub fn part(&self, people: &[(usize, Range<usize>)], rest: &[i64], held: &[(usize, i64)]) -> Crowd {
        let mut touched = vec![false; self.rows.len()];
        for (person, cells) in people {
            self.shares[*person].entries_of(cells).iter().for_each(|(row, _)| touched[*row as usize] = true);
        }
        // Rows that share a helper with such a row belong to it.
        let mut helpers = vec![false; self.helpers.len()];
        let mut grown = true;
        while grown {
            grown = false;
            for (at, helper) in self.helpers.iter().enumerate() {
                if helpers[at] || !helper.entries.iter().any(|(row, _)| touched[*row as usize]) {
                    continue;
                }
                (helpers[at], grown) = (true, true);
                helper.entries.iter().for_each(|(row, _)| touched[*row as usize] = true);
            }
        }
        let mut number = vec![u32::MAX; self.rows.len()];
        let mut rows = Vec::new();
        for (at, row) in self.rows.iter().enumerate().filter(|(at, _)| touched[*at]) {
            number[at] = rows.len() as u32;
            rows.push(Row { bound: row.bound - rest[at], ..*row });
        }
        let renumber =
            |entries: &[(u32, i64)]| entries.iter().map(|(row, factor)| (number[*row as usize], *factor)).collect();
        let kept = self.helpers.iter().zip(&helpers).filter(|(_, kept)| **kept);
        let mut parts: Vec<Helper> =
            kept.map(|(helper, _)| Helper { entries: renumber(&helper.entries), ..*helper }).collect();
        let places =
            helpers.iter().scan(0, |next, kept| Some((*kept, std::mem::replace(next, *next + usize::from(*kept)))));
        let places: Vec<(bool, usize)> = places.collect();
        for (helper, value) in held.iter().filter(|(helper, _)| places[*helper].0) {
            let part = &mut parts[places[*helper].1];
            (part.low, part.high) = (*value, *value);
        }
        let share = |(person, cells): &(usize, Range<usize>)| {
            let share = &self.shares[*person];
            let first = &share.first[cells.start..=cells.end];
            Share {
                prices: share.prices[cells.clone()].to_vec(),
                first: first.iter().map(|entry| entry - first[0]).collect(),
                entries: renumber(share.entries_of(cells)),
            }
        };
        let shares = people.iter().map(share).collect();
        let kept = self.twins.iter().zip(&touched).filter(|(_, touched)| **touched);
        let twins = kept.map(|(twin, _)| twin.map(|twin| number[twin as usize])).collect();
        let (origins, grain, largest) = (Origins::default(), self.grain, self.largest);
        Crowd { rows, helpers: parts, shares, constant: 0, origins, grain, largest, twins }
    }

    /// By how much the rows of a choice are broken if it is taken where the lines have these sums, and its own price.
    pub fn broken(&self, helper: usize, sum: impl Fn(usize) -> f64) -> (f64, i64) {
        let rows = self.helpers[helper].entries.iter().filter(|(row, _)| !self.rows[*row as usize].exact);
        let over = |(row, factor): &(u32, i64)| {
            (sum(*row as usize) + (factor - self.rows[*row as usize].bound) as f64).max(0.0)
        };
        (rows.map(over).sum(), self.helpers[helper].price)
    }

    /// The slots of the helpers: runs of helpers of which exactly one is 1.
    pub fn is_in_slot(&self, helper: usize) -> bool {
        self.helpers[helper].slot != NO_SLOT
    }
}

/// What divides every price, and so every cost.
fn grain(problem: &Problem) -> i64 {
    let prices = problem.clauses.iter().flat_map(|clause| match &clause.force {
        Force::Must => &[],
        Force::Prefer(steps) => &steps[..],
    });
    prices.fold(0, |grain, price| gcd(grain, *price)).max(1)
}

fn share(program: &Program, at: PersonIx, person: &Person, prices: &[i64], entries: &[Vec<(u32, i64)>]) -> Share {
    let mut share = Share { prices: person.own.clone(), first: vec![0], entries: Vec::new() };
    for (day, duties) in person.open.iter().enumerate() {
        for (position, duty) in duties.iter().enumerate() {
            let cell = person.first_cell[day] as usize + position;
            match program.term(Cell { person: at, day: day as u16, duty: *duty }) {
                Term::Fixed(1) => {}
                Term::Fixed(_) => share.prices[cell] = CLOSED,
                Term::Column(column) => {
                    let closed = program.columns[column as usize].high == 0;
                    share.prices[cell] = if closed { CLOSED } else { share.prices[cell] + prices[column as usize] };
                    share.entries.extend(&entries[column as usize]);
                }
            }
            share.first.push(share.entries.len() as u32);
        }
    }
    share
}
