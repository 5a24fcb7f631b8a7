//! The ground of a check: which duties are open once the `must` bans are taken off, and who each clause speaks of.

use std::borrow::Cow;

use crate::problem::{Cell, Choice, Clause, DayIx, DutyIx, DutySet, Force, PersonIx, Problem, Shape, Sum};

/// Whom a clause speaks of, once the cells that are decided are put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Nobody,
    One(PersonIx),
    Many,
}

/// The problem as the checker sees it.
pub struct Ground<'a> {
    pub problem: &'a Problem,
    /// Duties left to a person on a day, rising: `open[person * days + day]`. May be empty: then there is no plan.
    pub open: Vec<Vec<DutyIx>>,
    /// One for each clause.
    pub owners: Vec<Owner>,
}

/// Whole factors of cells that are undecided, of helpers, and a constant.
#[derive(Debug, Clone, Default)]
pub struct Line {
    pub cells: Vec<(Cell, i128)>,
    pub helpers: Vec<(usize, i128)>,
    pub constant: i128,
}

impl<'a> Ground<'a> {
    pub fn new(problem: &'a Problem) -> Ground<'a> {
        let mut open: Vec<Vec<DutyIx>> = problem.open.iter().map(|open| open.to_vec()).collect();
        for clause in problem.clauses.iter().filter(|clause| clause.force == Force::Must) {
            if let Shape::Ban(cell) = &clause.shape {
                open[slot(problem.days, cell.person, cell.day)].retain(|duty| *duty != cell.duty);
            }
        }
        let mut ground = Ground { problem, open, owners: Vec::new() };
        let owner = |clause: &Clause| match ground.people(&clause.shape).as_slice() {
            [] => Owner::Nobody,
            [person] => Owner::One(*person),
            _ => Owner::Many,
        };
        ground.owners = problem.clauses.iter().map(owner).collect();
        ground
    }

    pub fn open(&self, person: PersonIx, day: DayIx) -> &[DutyIx] {
        &self.open[slot(self.problem.days, person, day)]
    }

    /// The people of a shape who have a say in it, rising.
    pub fn people(&self, shape: &Shape) -> Vec<PersonIx> {
        match shape.people() {
            one if one.len() < 2 => one,
            _ => self.put_in(shape).people(),
        }
    }

    /// A clause as its owner sees it: what others' days decide is put in.
    pub fn own<'b>(&self, clause: &'b Clause) -> Cow<'b, Clause> {
        if clause.shape.people().len() < 2 {
            return Cow::Borrowed(clause);
        }
        Cow::Owned(Clause { shape: self.put_in(&clause.shape), ..clause.clone() })
    }

    /// 0 for a cell that is closed, 1 for the only one left of its day.
    fn decided(&self, cell: &Cell) -> Option<i64> {
        match self.open(cell.person, cell.day) {
            [only] => Some(i64::from(*only == cell.duty)),
            open => (!open.contains(&cell.duty)).then_some(0),
        }
    }

    fn put_in(&self, shape: &Shape) -> Shape {
        let undecided = |cell: &Cell| self.decided(cell).is_none();
        let sum = |sum: &Sum| {
            let decided = sum.cells.iter().filter_map(|(cell, weight)| Some(self.decided(cell)? * weight));
            let cells = sum.cells.iter().filter(|(cell, _)| undecided(cell));
            let mut line =
                Line { cells: cells.map(|(cell, weight)| (*cell, i128::from(*weight))).collect(), ..Line::default() };
            line.tidy();
            let cells = line.cells.into_iter().map(|(cell, weight)| (cell, weight as i64)).collect();
            Sum { cells, constant: sum.constant + decided.sum::<i64>() }
        };
        let choice = |choice: &Choice| {
            let constant = choice.bans.iter().filter_map(|cell| self.decided(cell)).sum::<i64>();
            let bans = choice.bans.iter().filter(|cell| undecided(cell)).copied().collect();
            Choice { bans, constant: choice.constant + constant }
        };
        match shape {
            Shape::Ban(_) | Shape::Clash { .. } | Shape::Run { .. } | Shape::Same { .. } => shape.clone(),
            Shape::Count { sum: one, min, max, per } => Shape::Count { sum: sum(one), min: *min, max: *max, per: *per },
            Shape::Pick { choices } => Shape::Pick { choices: choices.iter().map(choice).collect() },
            Shape::Peak { highs, lows, allowed, per } => Shape::Peak {
                highs: highs.iter().map(sum).collect(),
                lows: lows.iter().map(sum).collect(),
                allowed: *allowed,
                per: *per,
            },
            Shape::Groups { groups, max } => {
                let used = |group: &&Vec<Cell>| group.iter().any(|cell| self.decided(cell) == Some(1));
                let left = |group: &Vec<Cell>| group.iter().filter(|cell| undecided(cell)).copied().collect();
                Shape::Groups {
                    groups: groups.iter().filter(|group| !used(group)).map(left).collect(),
                    max: max - groups.iter().filter(used).count() as i64,
                }
            }
        }
    }

    /// Adds a cell: nothing if it is closed, a constant if nothing else is left on its day.
    pub fn add(&self, line: &mut Line, cell: Cell, weight: i64) {
        match self.open(cell.person, cell.day) {
            [only] if *only == cell.duty => line.constant += i128::from(weight),
            open if open.contains(&cell.duty) => line.cells.push((cell, i128::from(weight))),
            _ => {}
        }
    }

    /// Adds `weight` if the person's duty of the day is in the set.
    pub fn add_inside(&self, line: &mut Line, person: PersonIx, day: DayIx, set: &DutySet, weight: i64) {
        for duty in self.open(person, day).iter().filter(|duty| set.contains(**duty)) {
            self.add(line, Cell { person, day, duty: *duty }, weight);
        }
    }

    /// Least and largest value of a tidy line's cells and constant over all plans of open duties.
    pub fn reach(&self, line: &Line) -> (i128, i128) {
        let (mut least, mut most) = (line.constant, line.constant);
        for of_day in line.cells.chunk_by(|(a, _), (b, _)| (a.person, a.day) == (b.person, b.day)) {
            let open = self.open(of_day[0].0.person, of_day[0].0.day);
            // A duty that is not named is worth 0.
            let rest = (of_day.len() < open.len()).then_some(0);
            let worths = || of_day.iter().map(|(_, weight)| *weight).chain(rest);
            least += worths().min().unwrap_or(0);
            most += worths().max().unwrap_or(0);
        }
        (least, most)
    }
}

/// Position of a person's day in flat lists.
pub fn slot(days: usize, person: PersonIx, day: DayIx) -> usize {
    person as usize * days + usize::from(day)
}

impl Line {
    /// Cells rising, each once, none with factor 0.
    pub fn tidy(&mut self) {
        self.cells.sort_unstable_by_key(|(cell, _)| *cell);
        self.cells.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 += if same { later.1 } else { 0 };
            same
        });
        self.cells.retain(|(_, weight)| *weight != 0);
    }
}
