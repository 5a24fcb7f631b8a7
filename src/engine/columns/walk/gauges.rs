//! What the clauses that bind people together say of a plan, kept up to date while single lines change.
//!
//! A clause is a gauge: it reads a few numbers, each a sum over cells, and says its excess from them as
//! [`Shape::excess`] does (held to it by a property). A change of a line touches only the numbers of its cells. Nearly
//! all gauges read one number against two limits: these are kept apart, sixteen bytes each.

use super::super::people::Person;
use super::company::Company;
use crate::problem::{Cell, Clause, Force, Shape, Sum};

/// A gauge of one number.
#[derive(Debug, Clone, Copy)]
pub struct Single {
    pub number: i32,
    /// Excess is what lies below or above; [`ALONE`]: 1 if the number is 1.
    low: i32,
    high: i32,
    /// Points for each unit of excess, or [`MUST`].
    pub price: i32,
}

/// In place of a price: units are counted.
pub const MUST: i32 = -1;
/// In place of the low limit of a gauge that asks for company.
const ALONE: i32 = i32::MAX;

impl Single {
    pub fn excess(self) -> i32 {
        match self.low {
            ALONE => i32::from(self.number == 1),
            low => (low - self.number).max(0) + (self.number - self.high).max(0),
        }
    }
}

/// How the numbers of any other gauge make its excess.
#[derive(Debug, Clone, Copy)]
enum Reading {
    /// One number from `low` to `high`, in started blocks of `per`. (4)
    Between { low: i32, high: i32, per: i32 },
    /// The least number: one for each choice. (6)
    Least,
    /// How many numbers are above 0, beyond `max`. (8)
    Touched { max: i32 },
    /// The largest of the first `highs` numbers less the smallest of the others. (7)
    Spread { highs: u32, allowed: i32, per: i32 },
}

#[derive(Debug, Clone)]
pub struct Gauge {
    reading: Reading,
    /// Points for each unit of excess, or [`MUST`]; `None`: as the force says, step by step.
    pub price: Option<i32>,
    pub force: Force,
    /// Its numbers are `numbers[first..last]`.
    first: u32,
    last: u32,
}

/// A cell adds `factor` to the number of a single gauge.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub single: u32,
    pub factor: i32,
}

/// A cell adds 1 to a number; a single gauge counts the numbers that are above 0. (8)
#[derive(Debug, Clone, Copy)]
pub struct Feed {
    pub number: u32,
    pub single: u32,
}

/// A cell adds `factor` to a number of any other gauge.
#[derive(Debug, Clone, Copy)]
pub struct Other {
    pub gauge: u32,
    pub number: u32,
    pub factor: i32,
}

/// The entries of everybody's cells: those of a cell are `all[first[cell]..first[cell + 1]]`.
#[derive(Debug, Clone)]
pub struct Flat<T> {
    first: Vec<u32>,
    all: Vec<T>,
}

impl<T: Clone> Flat<T> {
    fn new(cells: &[Vec<T>]) -> Flat<T> {
        let mut first = vec![0];
        for cell in cells {
            first.push(first[first.len() - 1] + cell.len() as u32);
        }
        Flat { first, all: cells.concat() }
    }

    pub fn of(&self, cell: u32) -> &[T] {
        &self.all[self.first[cell as usize] as usize..self.first[cell as usize + 1] as usize]
    }
}

/// All gauges of a problem, without any cells. Numbers are of 32 bits: those of a few hundred people stay in the fastest
/// cache.
#[derive(Debug, Clone)]
pub struct Gauges {
    pub singles: Vec<Single>,
    pub others: Vec<Gauge>,
    pub numbers: Vec<i32>,
    pub entries: Flat<Entry>,
    pub feeds: Flat<Feed>,
    pub other_entries: Flat<Other>,
}

impl Gauges {
    /// Gauges of these clauses; `None` where one of them speaks of the order of one person's days, which no sum tells, or
    /// has numbers of more than 32 bits.
    pub fn new(clauses: &[&Clause], persons: &[&Person]) -> Option<Gauges> {
        let mut maker = Maker::new(persons);
        let (company, clauses) = Company::find(clauses);
        for Company { cells, force } in &company {
            maker.single(0, (ALONE, ALONE), force)?;
            cells.iter().for_each(|cell| maker.enter_single(cell, 1));
        }
        for clause in clauses {
            maker.clause(clause)?;
        }
        let Maker { singles, others, numbers, entries, feeds, other_entries, .. } = maker;
        let (entries, feeds, other_entries) = (Flat::new(&entries), Flat::new(&feeds), Flat::new(&other_entries));
        Some(Gauges { singles, others, numbers, entries, feeds, other_entries })
    }

    pub fn excess(&self, gauge: usize, numbers: &[i32]) -> i32 {
        let gauge = &self.others[gauge];
        let numbers = &numbers[gauge.first as usize..gauge.last as usize];
        match gauge.reading {
            Reading::Between { low, high, per } => blocks(low - numbers[0], per) + blocks(numbers[0] - high, per),
            Reading::Least => numbers.iter().copied().min().unwrap_or(0),
            Reading::Touched { max } => (numbers.iter().filter(|number| **number > 0).count() as i32 - max).max(0),
            Reading::Spread { highs, allowed, per } => {
                let (highs, lows) = numbers.split_at(highs as usize);
                let high = highs.iter().copied().max().unwrap_or(0);
                let low = lows.iter().copied().min().unwrap_or(0);
                blocks(high - low - allowed, per)
            }
        }
    }
}

fn blocks(units: i32, per: i32) -> i32 {
    if units <= 0 { 0 } else { (units - 1) / per + 1 }
}

/// Gauges under way.
struct Maker<'a> {
    persons: &'a [&'a Person],
    /// Cells of the people before each.
    before: Vec<usize>,
    singles: Vec<Single>,
    others: Vec<Gauge>,
    numbers: Vec<i32>,
    /// By cell.
    entries: Vec<Vec<Entry>>,
    feeds: Vec<Vec<Feed>>,
    other_entries: Vec<Vec<Other>>,
}

impl<'a> Maker<'a> {
    fn new(persons: &'a [&'a Person]) -> Maker<'a> {
        let (mut before, mut cells) = (Vec::with_capacity(persons.len()), 0);
        for person in persons {
            before.push(cells);
            cells += person.own.len();
        }
        let (entries, feeds, other_entries) =
            (vec![Vec::new(); cells], vec![Vec::new(); cells], vec![Vec::new(); cells]);
        let (singles, others, numbers) = (Vec::new(), Vec::new(), Vec::new());
        Maker { persons, before, singles, others, numbers, entries, feeds, other_entries }
    }

    fn clause(&mut self, clause: &Clause) -> Option<()> {
        let first = self.numbers.len() as u32;
        let reading = match &clause.shape {
            Shape::Count { sum, min, max, per } => {
                let (low, high) = (min.map_or(Some(-FAR), narrow)?, max.map_or(Some(FAR), narrow)?);
                if *per == 1 && self.single(sum.constant, (low, high), &clause.force).is_some() {
                    most(sum)?;
                    sum.cells.iter().for_each(|(cell, weight)| self.enter_single(cell, *weight as i32));
                    return Some(());
                }
                self.sum(sum)?;
                Reading::Between { low, high, per: narrow(*per)? }
            }
            Shape::Pick { choices } => {
                choices.iter().try_for_each(|choice| self.count(choice.constant, &choice.bans))?;
                Reading::Least
            }
            Shape::Groups { groups, max } => {
                if self.single(0, (-FAR, narrow(*max)?), &clause.force).is_some() {
                    groups.iter().for_each(|group| self.feed(group));
                    return Some(());
                }
                groups.iter().try_for_each(|group| self.count(0, group))?;
                Reading::Touched { max: narrow(*max)? }
            }
            Shape::Peak { highs, lows, allowed, per } => {
                highs.iter().chain(lows).try_for_each(|sum| self.sum(sum))?;
                Reading::Spread { highs: highs.len() as u32, allowed: narrow(*allowed)?, per: narrow(*per)? }
            }
            Shape::Ban(cell) => {
                self.count(0, &[*cell])?;
                Reading::Least
            }
            Shape::Clash { .. } | Shape::Run { .. } | Shape::Same { .. } => return None,
        };
        let price = price(&clause.force);
        self.others.push(Gauge { reading, price, force: clause.force.clone(), first, last: self.numbers.len() as u32 });
        Some(())
    }

    /// A gauge of one number; `None` where its price rises with the units.
    fn single(&mut self, constant: i64, (low, high): (i32, i32), force: &Force) -> Option<()> {
        self.singles.push(Single { number: narrow(constant)?, low, high, price: price(force)? });
        Some(())
    }

    /// A number that the last single gauge counts if it is above 0.
    fn feed(&mut self, cells: &[Cell]) {
        let (number, single) = (self.numbers.len() as u32, self.singles.len() as u32 - 1);
        self.numbers.push(0);
        for at in cells.iter().filter_map(|cell| self.place(cell)).collect::<Vec<_>>() {
            self.feeds[at].push(Feed { number, single });
        }
    }

    fn sum(&mut self, sum: &Sum) -> Option<()> {
        most(sum)?;
        self.numbers.push(sum.constant as i32);
        sum.cells.iter().for_each(|(cell, weight)| self.enter(cell, *weight as i32));
        Some(())
    }

    fn count(&mut self, constant: i64, cells: &[Cell]) -> Option<()> {
        self.numbers.push(narrow(constant)?);
        cells.iter().for_each(|cell| self.enter(cell, 1));
        Some(())
    }

    /// A cell of the last single gauge. One that is not open is never used.
    fn enter_single(&mut self, cell: &Cell, factor: i32) {
        let single = self.singles.len() as u32 - 1;
        if let Some(at) = self.place(cell) {
            self.entries[at].push(Entry { single, factor });
        }
    }

    /// A cell of the last number, of the gauge that is under way.
    fn enter(&mut self, cell: &Cell, factor: i32) {
        let (gauge, number) = (self.others.len() as u32, self.numbers.len() as u32 - 1);
        if let Some(at) = self.place(cell) {
            self.other_entries[at].push(Other { gauge, number, factor });
        }
    }

    /// A cell's number among everybody's, if it is open.
    fn place(&self, cell: &Cell) -> Option<usize> {
        let person = cell.person as usize;
        self.persons[person].cell(cell.day.into(), cell.duty).map(|at| self.before[person] + at)
    }
}

/// `None` where the price of a unit rises.
fn price(force: &Force) -> Option<i32> {
    match force {
        Force::Must => Some(MUST),
        Force::Prefer(steps) if steps.len() == 1 => narrow(steps[0]),
        Force::Prefer(_) => None,
    }
}

/// Numbers and limits are smaller than this, so that their differences fit 32 bits.
const FAR: i32 = 1 << 29;

fn narrow(number: i64) -> Option<i32> {
    (number.abs() < i64::from(FAR)).then_some(number as i32)
}

/// The largest that a sum can get.
fn most(sum: &Sum) -> Option<i32> {
    let weights = sum.cells.iter().map(|(_, weight)| weight.saturating_abs());
    narrow(weights.fold(sum.constant.saturating_abs(), i64::saturating_add))
}
