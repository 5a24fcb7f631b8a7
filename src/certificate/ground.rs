//! The ground of a check: which duties are open once the `must` bans are taken off, and who each clause speaks of.

use crate::problem::{Cell, DayIx, DutyIx, DutySet, Force, PersonIx, Problem, Shape};

/// Whom a clause speaks of.
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
        let mut open = problem.open.clone();
        for clause in problem.clauses.iter().filter(|clause| clause.force == Force::Must) {
            if let Shape::Ban(cell) = &clause.shape {
                open[slot(problem.days, cell.person, cell.day)].retain(|duty| *duty != cell.duty);
            }
        }
        let owner = |shape: &Shape| match shape.people().as_slice() {
            [] => Owner::Nobody,
            [person] => Owner::One(*person),
            _ => Owner::Many,
        };
        let owners = problem.clauses.iter().map(|clause| owner(&clause.shape)).collect();
        Ground { problem, open, owners }
    }

    pub fn open(&self, person: PersonIx, day: DayIx) -> &[DutyIx] {
        &self.open[slot(self.problem.days, person, day)]
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
