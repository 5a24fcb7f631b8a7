//! A linear or mixed program in HiGHS that grows while it is solved. Beside `compact::highs` the only file that speaks
//! to C.

use std::ffi::{c_char, c_int, c_void};
use std::time::Instant;

use highs::{Model, RowProblem, Sense};

use crate::engine::budget::{Budget, Meter};

/// HiGHS' numbers for the simplex methods.
const DUAL_SIMPLEX: i32 = 1;
const PRIMAL_SIMPLEX: i32 = 4;

/// A column to add: price, bounds, and (row, factor) for each row it is in.
#[derive(Debug, Clone, Default)]
pub struct NewColumn {
    pub price: f64,
    pub low: f64,
    pub high: f64,
    pub entries: Vec<(u32, f64)>,
}

/// Why there is no solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LpError {
    /// Out of time.
    Time,
    Infeasible,
    /// HiGHS failed twice, the second time from scratch.
    Failed(String),
}

pub struct Lp {
    model: Model,
    pub columns: usize,
    pub rows: usize,
    integer: bool,
    /// Solved by an interior point, which counts its iterations apart.
    interior: bool,
    /// Bounds were changed since the last solve: its solution need not be feasible any more.
    moved: bool,
    /// Boxed: HiGHS holds its address for as long as the model lives.
    ear: Box<Ear>,
}

/// HiGHS allows every thread objects of its own and keeps nothing of an object with a thread: whoever owns it may hand it on.
// SAFETY: the model is reached through its `Lp` alone, one thread at a time (`Lp` is not `Sync`), and the ear, which lies on
// the heap beside it, is handed on with it.
unsafe impl Send for Lp {}

/// When HiGHS has to end: it asks between two steps.
struct Ear {
    budget: Budget,
    meter: Meter,
}

/// HiGHS asks whether to go on.
unsafe extern "C" fn ask(
    kind: c_int,
    _message: *const c_char,
    out: *const highs_sys::HighsCallbackDataOut,
    back: *mut highs_sys::HighsCallbackDataIn,
    ear: *mut c_void,
) {
    // SAFETY: `ear` is the `Ear` given in `Lp::new`, which lives as long as the model and is changed only between two
    // runs; `out` and `back` are HiGHS' own live records, or null.
    let (ear, out, back) = unsafe { (ear.cast::<Ear>().as_ref(), out.as_ref(), back.as_mut()) };
    if let (Some(ear), Some(back)) = (ear, back) {
        // Each count is set for its own kind of call only.
        let over = match out {
            Some(out) if kind == highs_sys::kHighsCallbackMipInterrupt => {
                ear.meter.is_over(out.mip_total_lp_iterations, out.mip_node_count)
            }
            Some(out) if kind == highs_sys::kHighsCallbackIpmInterrupt => {
                ear.meter.is_over(out.ipm_iteration_count.into(), 0)
            }
            Some(out) => ear.meter.is_over(out.simplex_iteration_count.into(), 0),
            None => false,
        };
        back.user_interrupt = c_int::from(over || ear.budget.halted());
    }
}

/// Values of a solution.
#[derive(Debug, Clone, Default)]
pub struct Values {
    pub objective: f64,
    pub columns: Vec<f64>,
    /// Duals of the rows; empty for a mixed program.
    pub rows: Vec<f64>,
}

impl Lp {
    /// A program with rows `low <= … <= high` and no columns yet.
    pub fn new(rows: &[(f64, f64)], budget: &Budget) -> Result<Lp, LpError> {
        let mut model = RowProblem::default().optimise(Sense::Minimise);
        model.make_quiet();
        let set = [
            model.try_set_option("threads", 1),
            model.try_set_option("parallel", "off"),
            model.try_set_option("solver", "simplex"),
        ];
        if set.iter().any(Result::is_err) {
            return Err(LpError::Failed("HiGHS refused an option".to_string()));
        }
        let mut ear = Box::new(Ear { budget: budget.clone(), meter: Meter::of(budget, 0, 0, false) });
        let pointer = model.as_mut_ptr();
        // SAFETY: `pointer` is the live model; `ear` is dropped after it (fields are dropped in their order) and HiGHS
        // calls back on the thread that runs it.
        unsafe {
            highs_sys::Highs_setCallback(pointer, Some(ask), (&raw mut *ear).cast());
            highs_sys::Highs_startCallback(pointer, highs_sys::kHighsCallbackSimplexInterrupt);
            highs_sys::Highs_startCallback(pointer, highs_sys::kHighsCallbackIpmInterrupt);
            highs_sys::Highs_startCallback(pointer, highs_sys::kHighsCallbackMipInterrupt);
        }
        let mut lp = Lp { model, columns: 0, rows: 0, integer: false, interior: false, moved: false, ear };
        lp.add_rows(rows)?;
        Ok(lp)
    }

    fn add_rows(&mut self, rows: &[(f64, f64)]) -> Result<(), LpError> {
        let (low, high): (Vec<f64>, Vec<f64>) = rows.iter().copied().unzip();
        let starts = vec![0; rows.len()];
        // SAFETY: the arrays live during the call and have the lengths given; no entries are passed.
        let status = unsafe {
            highs_sys::Highs_addRows(
                self.model.as_mut_ptr(),
                rows.len() as c_int,
                low.as_ptr(),
                high.as_ptr(),
                0,
                starts.as_ptr(),
                std::ptr::null(),
                std::ptr::null(),
            )
        };
        self.rows += rows.len();
        checked(status, "addRows")
    }

    pub fn add_columns(&mut self, columns: &[NewColumn]) -> Result<(), LpError> {
        if columns.is_empty() {
            return Ok(());
        }
        let prices: Vec<f64> = columns.iter().map(|column| column.price).collect();
        let low: Vec<f64> = columns.iter().map(|column| column.low).collect();
        let high: Vec<f64> = columns.iter().map(|column| column.high).collect();
        let mut starts: Vec<c_int> = Vec::with_capacity(columns.len());
        let (mut index, mut factors): (Vec<c_int>, Vec<f64>) = (Vec::new(), Vec::new());
        for column in columns {
            starts.push(index.len() as c_int);
            for (row, factor) in &column.entries {
                index.push(*row as c_int);
                factors.push(*factor);
            }
        }
        // SAFETY: the arrays live during the call; `starts` has one place for each column, `index` and `factors` the
        // number of entries given.
        let status = unsafe {
            highs_sys::Highs_addCols(
                self.model.as_mut_ptr(),
                columns.len() as c_int,
                prices.as_ptr(),
                low.as_ptr(),
                high.as_ptr(),
                index.len() as c_int,
                starts.as_ptr(),
                index.as_ptr(),
                factors.as_ptr(),
            )
        };
        self.columns += columns.len();
        checked(status, "addCols")
    }

    pub fn set_bounds(&mut self, column: usize, low: f64, high: f64) -> Result<(), LpError> {
        self.moved = true;
        // SAFETY: a plain call on a live model; HiGHS checks the column.
        let status = unsafe { highs_sys::Highs_changeColBounds(self.model.as_mut_ptr(), column as c_int, low, high) };
        checked(status, "changeColBounds")
    }

    /// Makes these columns integer: from now on `solve` is a branch and bound.
    pub fn make_integer(&mut self, columns: std::ops::Range<usize>) -> Result<(), LpError> {
        let kinds = vec![highs_sys::kHighsVarTypeInteger; columns.len()];
        if columns.is_empty() {
            return Ok(());
        }
        self.integer = true;
        // SAFETY: `kinds` has one place for each column of the range.
        let status = unsafe {
            highs_sys::Highs_changeColsIntegralityByRange(
                self.model.as_mut_ptr(),
                columns.start as c_int,
                columns.end as c_int - 1,
                kinds.as_ptr(),
            )
        };
        checked(status, "changeColsIntegralityByRange")
    }

    /// From now on `solve` is an interior point's, without a basis: near the middle of the best solutions.
    pub fn go_inside(&mut self) -> Result<(), LpError> {
        self.interior = true;
        let set = [self.model.try_set_option("solver", "ipm"), self.model.try_set_option("run_crossover", "off")];
        if set.iter().any(Result::is_err) {
            return Err(LpError::Failed("HiGHS refused an interior point".to_string()));
        }
        Ok(())
    }

    pub fn leave_presolve_out(&mut self) -> Result<(), LpError> {
        self.model.try_set_option("presolve", "off").map_err(|_| LpError::Failed("option presolve".to_string()))
    }

    pub fn set_option(&mut self, name: &str, value: f64) -> Result<(), LpError> {
        self.model.try_set_option(name, value).map_err(|_| LpError::Failed(format!("option {name}")))
    }

    pub fn set_whole_option(&mut self, name: &str, value: i32) -> Result<(), LpError> {
        self.model.try_set_option(name, value).map_err(|_| LpError::Failed(format!("option {name}")))
    }

    /// Solves from where the last solve ended. A failure is tried once more from scratch.
    pub fn solve(&mut self, budget: &Budget) -> Result<Values, LpError> {
        match self.run(budget) {
            Err(LpError::Failed(_)) => {
                // SAFETY: a plain call on a live model.
                unsafe { highs_sys::Highs_clearSolver(self.model.as_mut_ptr()) };
                self.run(budget)
            }
            other => other,
        }
    }

    fn run(&mut self, budget: &Budget) -> Result<Values, LpError> {
        if budget.over() {
            return Err(LpError::Time);
        }
        let meter = match self.interior {
            true => Meter::inside(budget, self.rows, self.columns),
            false => Meter::of(budget, self.rows, self.columns, self.integer),
        };
        *self.ear = Ear { budget: budget.clone(), meter };
        let left = budget.deadline().map(|deadline| deadline.saturating_duration_since(Instant::now()));
        // New columns leave the last solution feasible, new bounds its duals. Measured on 120 people x 18 shifts: the
        // primal method takes a third of the dual's time after new columns.
        let strategy = if std::mem::take(&mut self.moved) { DUAL_SIMPLEX } else { PRIMAL_SIMPLEX };
        self.set_whole_option("simplex_strategy", strategy)?;
        self.set_option("time_limit", left.map_or(f64::INFINITY, |left| left.as_secs_f64()))?;
        let pointer = self.model.as_mut_ptr();
        // SAFETY: plain calls on a live model. Its clock is set back, for it would go on from the solve before.
        let (ran, status) = unsafe {
            highs_sys::Highs_zeroAllClocks(pointer);
            (highs_sys::Highs_run(pointer), highs_sys::Highs_getModelStatus(pointer))
        };
        let (iterations, nodes) = self.counts();
        budget.charge(meter.ticks(iterations, nodes));
        if status == highs_sys::kHighsModelStatusInfeasible {
            return Err(LpError::Infeasible);
        }
        // A program without rows or columns is "empty", and solved.
        let optimal = status == highs_sys::kHighsModelStatusOptimal || status == highs_sys::kHighsModelStatusModelEmpty;
        if !optimal && !self.integer {
            let over = [highs_sys::kHighsModelStatusTimeLimit, highs_sys::kHighsModelStatusInterrupt];
            return Err(match over.contains(&status) {
                true => LpError::Time,
                false => LpError::Failed(format!("HiGHS ended with {ran}, model status {status}")),
            });
        }
        self.values(optimal)
    }

    fn values(&mut self, optimal: bool) -> Result<Values, LpError> {
        let mut columns = vec![0.0; self.columns];
        let mut rows = vec![0.0; self.rows];
        let (mut column_duals, mut row_values) = (vec![0.0; self.columns], vec![0.0; self.rows]);
        let pointer = self.model.as_mut_ptr();
        let mut feasible: c_int = 0;
        // SAFETY: the arrays have a place for each column and row of the model; the name is a C string.
        let objective = unsafe {
            highs_sys::Highs_getIntInfoValue(pointer, c"primal_solution_status".as_ptr(), &raw mut feasible);
            highs_sys::Highs_getSolution(
                pointer,
                columns.as_mut_ptr(),
                column_duals.as_mut_ptr(),
                row_values.as_mut_ptr(),
                rows.as_mut_ptr(),
            );
            highs_sys::Highs_getObjectiveValue(pointer)
        };
        if !optimal && feasible != 2 {
            return Err(LpError::Time);
        }
        if self.integer {
            rows.clear();
        }
        Ok(Values { objective, columns, rows })
    }
}

impl Lp {
    /// Iterations of the method and nodes of branch and bound in the last run.
    fn counts(&mut self) -> (i64, i64) {
        let (mut iterations, mut nodes): (c_int, i64) = (0, 0);
        let name = if self.interior { c"ipm_iteration_count" } else { c"simplex_iteration_count" };
        let pointer = self.model.as_mut_ptr();
        // SAFETY: the names are C strings, the places live during the calls.
        unsafe {
            highs_sys::Highs_getIntInfoValue(pointer, name.as_ptr(), &raw mut iterations);
            highs_sys::Highs_getInt64InfoValue(pointer, c"mip_node_count".as_ptr(), &raw mut nodes);
        }
        (iterations.into(), nodes)
    }

    /// Proved bound of a mixed program.
    pub fn mip_bound(&mut self) -> f64 {
        let mut bound = f64::NEG_INFINITY;
        // SAFETY: the name is a C string, the place lives during the call.
        unsafe {
            highs_sys::Highs_getDoubleInfoValue(self.model.as_mut_ptr(), c"mip_dual_bound".as_ptr(), &raw mut bound);
        }
        bound
    }
}

fn checked(status: c_int, what: &str) -> Result<(), LpError> {
    // 0 is right, 1 a warning.
    if status < 0 { Err(LpError::Failed(format!("HiGHS: {what}"))) } else { Ok(()) }
}
