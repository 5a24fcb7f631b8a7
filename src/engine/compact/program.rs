//! The integer program: columns, rows and objectives in whole numbers, and its one translation to good_lp.
//!
//! Everything is an integer here; floats begin where good_lp begins. Equation numbers refer to `models/README.md`.

use good_lp::{Constraint, Expression, ProblemVariables, Solver, SolverModel, variable};

use super::origin::Origins;
use crate::problem::{Cell, DayIx, DutyIx, FREE, PersonIx, Problem};

/// What a column stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// This person holds this duty on this day.
    Cell(Cell),
    /// Excess of a row of this clause, or a priced step of it.
    Slack(u32),
    /// A class of a `Same` is used.
    Used(u32),
    /// A choice of a `Pick` is taken.
    Taken(u32),
    /// The largest of a `Peak`'s highs, the smallest of its lows.
    Largest(u32),
    Smallest(u32),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub meaning: Meaning,
    pub low: i64,
    pub high: i64,
    pub integer: bool,
    /// The columns of one slot are binary and exactly one of them is 1; `NO_SLOT` for all others.
    pub slot: u32,
}

pub const NO_SLOT: u32 = u32::MAX;

/// A run of columns of which exactly one is 1: the duties of a person and day, or the choices of a `Pick`.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    pub first: u32,
    pub size: u32,
}

/// Terms sum to at most `bound`, or to exactly `bound`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub exact: bool,
    pub bound: i64,
    /// The clause it speaks for; `None`: one duty a day, or one choice.
    pub clause: Option<u32>,
    /// End of its terms in `Program::terms`; they begin where the row before ends.
    pub end: usize,
}

/// Cost points of one tier as a function of the columns.
#[derive(Debug, Clone, Default)]
pub struct Objective {
    /// Number of the tier in `Problem::tiers`.
    pub number: u8,
    pub costs: Vec<(u32, i64)>,
    pub constant: i64,
}

/// Why no plan can exist, seen while the program was built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Impossible {
    /// No duty is left for this person on this day.
    NoDuty(PersonIx, DayIx),
    /// This `must` is broken by every plan.
    Clause(u32),
}

/// A person and day: where its columns begin and which duties are left.
#[derive(Debug, Clone)]
struct Choices {
    first: u32,
    duties: Vec<DutyIx>,
}

/// How a cell enters a sum.
pub enum Term {
    /// Never used, or always.
    Fixed(i64),
    Column(u32),
}

#[derive(Debug, Default)]
pub struct Program {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    pub terms: Vec<(u32, i64)>,
    pub slots: Vec<Slot>,
    /// One for each tier that has a `prefer` clause, lowest tier first; at least one.
    pub tiers: Vec<Objective>,
    /// Values of all columns for the start plan; empty without one.
    pub start: Vec<i64>,
    pub impossible: Option<Impossible>,
    /// What the rows are in a certificate; of a master only.
    pub origins: Origins,
    days: usize,
    choices: Vec<Choices>,
}

impl Program {
    /// The columns of the cells left open and the rows "one duty a day". (0)
    pub fn of_cells(problem: &Problem, banned: &dyn Fn(Cell) -> bool) -> Program {
        let mut program = Program { days: problem.days, ..Program::default() };
        for person in 0..problem.people as PersonIx {
            for day in 0..problem.days as DayIx {
                let open = problem.open(person, day).iter().copied();
                let duties: Vec<DutyIx> = open.filter(|duty| !banned(Cell { person, day, duty: *duty })).collect();
                let first = program.columns.len() as u32;
                match duties.len() {
                    0 => program.impossible = program.impossible.or(Some(Impossible::NoDuty(person, day))),
                    1 => {}
                    _ => {
                        let meanings = duties.iter().map(|duty| Meaning::Cell(Cell { person, day, duty: *duty }));
                        program.add_slot(meanings.collect());
                    }
                }
                program.choices.push(Choices { first, duties });
            }
        }
        program
    }

    /// Binary columns of which exactly one is 1.
    pub fn add_slot(&mut self, meanings: Vec<Meaning>) -> Slot {
        let slot = Slot { first: self.columns.len() as u32, size: meanings.len() as u32 };
        let number = self.slots.len() as u32;
        self.slots.push(slot);
        let ones: Vec<(u32, i64)> = (slot.first..slot.first + slot.size).map(|column| (column, 1)).collect();
        for meaning in meanings {
            self.columns.push(Column { meaning, low: 0, high: 1, integer: true, slot: number });
        }
        self.add_row(&ones, true, 1, None);
        slot
    }

    pub fn add_row(&mut self, terms: &[(u32, i64)], exact: bool, bound: i64, clause: Option<u32>) {
        self.terms.extend_from_slice(terms);
        self.rows.push(Row { exact, bound, clause, end: self.terms.len() });
    }

    pub fn row_terms(&self, row: usize) -> &[(u32, i64)] {
        let start = if row == 0 { 0 } else { self.rows[row - 1].end };
        &self.terms[start..self.rows[row].end]
    }

    /// How a cell enters a sum.
    pub fn term(&self, cell: Cell) -> Term {
        let choices = &self.choices[cell.person as usize * self.days + usize::from(cell.day)];
        match choices.duties.binary_search(&cell.duty) {
            Err(_) => Term::Fixed(0),
            Ok(_) if choices.duties.len() == 1 => Term::Fixed(1),
            Ok(at) => Term::Column(choices.first + at as u32),
        }
    }

    /// Duties left for a person and day.
    pub fn duties(&self, person: PersonIx, day: DayIx) -> &[DutyIx] {
        &self.choices[person as usize * self.days + usize::from(day)].duties
    }

    /// The plan that the values of the columns speak of: on each day the duty with the largest value.
    pub fn plan(&self, values: &[f64]) -> Vec<DutyIx> {
        let pick = |choices: &Choices| {
            let mut best = 0;
            for at in 1..choices.duties.len() {
                let value = |at: usize| {
                    let column = choices.first as usize + at;
                    // A free column that was left out is what remains, unless another is mostly taken.
                    let left_out =
                        choices.duties[at] == FREE && self.columns.get(column).is_some_and(|column| column.high == 0);
                    if left_out { 0.5 } else { values.get(column).copied().unwrap_or(0.0) }
                };
                if value(at) > value(best) {
                    best = at;
                }
            }
            choices.duties.get(best).copied().unwrap_or(0)
        };
        self.choices.iter().map(pick).collect()
    }

    /// No plan costs less in this tier, whatever the rows say.
    pub fn floor(&self, tier: usize) -> i64 {
        let objective = &self.tiers[tier];
        let mut floor = objective.constant;
        let mut least_of_slot: Vec<(u32, i64, u32)> = Vec::new();
        for (column, cost) in &objective.costs {
            let slot = self.columns[*column as usize].slot;
            match least_of_slot.last_mut() {
                Some((last, least, seen)) if *last == slot && slot != NO_SLOT => {
                    *least = (*least).min(*cost);
                    *seen += 1;
                }
                _ if slot == NO_SLOT => floor += (cost * self.columns[*column as usize].low).min(0),
                _ => least_of_slot.push((slot, *cost, 1)),
            }
        }
        for (slot, least, seen) in least_of_slot {
            floor += if seen == self.slots[slot as usize].size { least } else { least.min(0) };
        }
        floor
    }

    /// Largest whole number that divides every cost of a tier.
    pub fn grain(&self, tier: usize) -> i64 {
        self.tiers[tier].costs.iter().fold(0, |grain, (_, cost)| gcd(grain, *cost)).max(1)
    }

    /// The program in good_lp's words, for any of its solvers: the objective is that of `tier` less its constant, in
    /// units of its grain; tiers before it may not cost more than `caps`.
    pub fn pose<S: Solver>(&self, tier: usize, caps: &[i64], solver: S) -> S::Model {
        let mut variables = ProblemVariables::new();
        let define = |column: &Column| {
            let variable = variable().min(column.low as f64).max(column.high as f64);
            if column.integer { variable.integer() } else { variable }
        };
        let handles: Vec<good_lp::Variable> = self.columns.iter().map(|column| variables.add(define(column))).collect();
        let sum = |terms: &[(u32, i64)], grain: i64| {
            let mut sum = Expression::with_capacity(terms.len());
            for (column, factor) in terms {
                sum.add_mul((factor / grain) as f64, handles[*column as usize]);
            }
            sum
        };
        let mut model = variables.minimise(sum(&self.tiers[tier].costs, self.grain(tier))).using(solver);
        for at in 0..self.rows.len() {
            let row = self.rows[at];
            let terms = sum(self.row_terms(at), 1);
            let row: Constraint = if row.exact { terms.eq(row.bound as f64) } else { terms.leq(row.bound as f64) };
            model.add_constraint(row);
        }
        for (earlier, cap) in caps.iter().enumerate() {
            let (objective, grain) = (&self.tiers[earlier], self.grain(earlier));
            let room = (cap - objective.constant).div_euclid(grain);
            model.add_constraint(sum(&objective.costs, grain).leq(room as f64));
        }
        model
    }
}

pub fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
