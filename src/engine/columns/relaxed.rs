//! What the compact program's linear relaxation says, solved by an interior point: multipliers for the master to begin
//! from, and a bound of its own. (33b)
//!
//! Where the rows of the crowd are many and tie everybody to everybody, the master's own duals jump about for hundreds
//! of rounds. The relaxation knows all cells at once: priced at its multipliers, everybody's cheapest lines prove at least
//! what it does, and are the lines that a root begins with. Measured on 40 people, 5 days and 20 seats each: the root
//! ends after 16 rounds, where it had not after 20 s.

use super::lp::{Lp, LpError, NewColumn};
use super::master::UNIT;
use crate::engine::budget::Budget;
use crate::engine::compact::{Column, NO_SLOT, Origin, Program, build, build_summed};
use crate::engine::lessons::Lessons;
use crate::problem::{Problem, Shape};

/// Rows and columns up to which this takes a second or so.
const MOST: usize = 20_000;

/// Prices of rows for a master; `None` where the program is too large or there was no time for it.
///
/// # Errors
///
/// `LpError::Infeasible` where HiGHS says that there is no plan.
pub fn prices(problem: &Problem, budget: &Budget) -> Result<Option<Lessons>, LpError> {
    let program = build_summed(&one_tier(problem));
    let Some(multipliers) = multipliers(&program, budget)? else { return Ok(None) };
    let price = |origin: &Origin| {
        let price = i128::from(multipliers[origin.row as usize]) * i128::from(origin.times) / i128::from(origin.over);
        (origin.clause, origin.number, i64::try_from(price).unwrap_or(i64::MAX))
    };
    let mut prices: Vec<(u32, u32, i64)> = program.origins.rows.iter().map(price).collect();
    prices.retain(|(.., price)| *price > 0);
    prices.sort_unstable();
    Ok(Some(Lessons { lines: Vec::new(), prices }))
}

/// A bound in units of 1 / [`UNIT`] where choices are made for several people: the program has a row for each person of
/// a choice, the master only one for all of them. `None` as above, or without such choices.
///
/// # Errors
///
/// As above.
pub fn bound(problem: &Problem, budget: &Budget) -> Result<Option<i128>, LpError> {
    if !problem.clauses.iter().any(|clause| matches!(clause.shape, Shape::Pick { .. })) {
        return Ok(None);
    }
    let program = build(&one_tier(problem), None);
    Ok(multipliers(&program, budget)?.map(|multipliers| proved(&program, &multipliers)))
}

/// One objective: the tiers together.
fn one_tier(problem: &Problem) -> Problem {
    Problem { tiers: Vec::new(), losses: Vec::new(), ..problem.clone() }
}

/// By row, in units of 1 / [`UNIT`].
fn multipliers(program: &Program, budget: &Budget) -> Result<Option<Vec<i64>>, LpError> {
    if program.impossible.is_some() || program.rows.len() + program.columns.len() > MOST {
        return Ok(None);
    }
    let values = match posed(program, budget)?.solve(budget) {
        // Another way to begin is at hand, whatever went wrong.
        Err(LpError::Time | LpError::Failed(_)) => return Ok(None),
        other => other?,
    };
    // A row "at most" has a dual of 0 or less.
    let multiplier = |(row, dual): (usize, &f64)| {
        let multiplier = (-dual * UNIT as f64).round() as i64;
        if program.rows[row].exact { multiplier } else { multiplier.max(0) }
    };
    Ok(Some(values.rows.iter().enumerate().map(multiplier).collect()))
}

/// What any multipliers prove: of each slot the cheapest column is taken, all others stand where they cost least. The
/// rows "one of each slot" are kept by that and have no say.
fn proved(program: &Program, multipliers: &[i64]) -> i128 {
    let mut bound = i128::from(program.tiers[0].constant) * i128::from(UNIT);
    let mut reduced = vec![0_i128; program.columns.len()];
    for (column, cost) in &program.tiers[0].costs {
        reduced[*column as usize] += i128::from(*cost) * i128::from(UNIT);
    }
    for (at, row) in program.rows.iter().enumerate().filter(|(_, row)| row.clause.is_some()) {
        let multiplier = i128::from(multipliers[at]);
        bound -= multiplier * i128::from(row.bound);
        for (column, factor) in program.row_terms(at) {
            reduced[*column as usize] += multiplier * i128::from(*factor);
        }
    }
    for slot in &program.slots {
        let columns = slot.first as usize..(slot.first + slot.size) as usize;
        let forced = columns.clone().find(|column| program.columns[*column].low == 1);
        let open = columns.filter(|column| program.columns[*column].high == 1).map(|column| reduced[column]);
        // A slot that is shut has no plan, and everything is true of it.
        bound += forced.map(|column| reduced[column]).or(open.min()).unwrap_or(0);
    }
    let others = program.columns.iter().zip(reduced).filter(|(column, _)| column.slot == NO_SLOT);
    let least =
        |(column, reduced): (&Column, i128)| reduced * i128::from(if reduced >= 0 { column.low } else { column.high });
    bound + others.map(least).sum::<i128>()
}

fn posed(program: &Program, budget: &Budget) -> Result<Lp, LpError> {
    let bounds = program.rows.iter().map(|row| {
        let bound = row.bound as f64;
        (if row.exact { bound } else { f64::NEG_INFINITY }, bound)
    });
    let mut columns: Vec<NewColumn> = program
        .columns
        .iter()
        .map(|column| NewColumn { low: column.low as f64, high: column.high as f64, ..NewColumn::default() })
        .collect();
    for (column, cost) in &program.tiers[0].costs {
        columns[*column as usize].price += *cost as f64;
    }
    for row in 0..program.rows.len() {
        for (column, factor) in program.row_terms(row) {
            columns[*column as usize].entries.push((row as u32, *factor as f64));
        }
    }
    let mut lp = Lp::new(&bounds.collect::<Vec<_>>(), budget)?;
    lp.go_inside()?;
    lp.add_columns(&columns)?;
    Ok(lp)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::Limits;
    use crate::engine::random::Random;
    use crate::engine::tiny::{best_costs, cases, problems};

    proptest! {
        #![proptest_config(cases(256))]
        #[test]
        fn no_plan_costs_less_than_multipliers_by_chance_prove(problem in problems(300), seed in any::<u32>()) {
            let program = build(&one_tier(&problem), None);
            if let (None, Some((best, _))) = (program.impossible, best_costs(&one_tier(&problem))) {
                let mut random = Random::new(seed);
                let mut draw = |exact| random.draw(5 << 20) as i64 - if exact { 2 << 20 } else { 0 };
                let multipliers: Vec<i64> = program.rows.iter().map(|row| draw(row.exact)).collect();
                prop_assert!(proved(&program, &multipliers) <= i128::from(best) * i128::from(UNIT));
            }
        }

        #[test]
        fn the_relaxation_proves_no_more_than_the_best_plan_costs(problem in problems(300)) {
            let budget = Budget::new(&Limits::default());
            if let (Some((best, _)), Some(bound)) = (best_costs(&one_tier(&problem)), bound(&problem, &budget).unwrap_or(None)) {
                prop_assert!(bound <= i128::from(best) * i128::from(UNIT));
            }
        }
    }
}
