//! The integer program as a free-format MPS file, for anybody's solver.

use std::fmt::Write;

use super::program::{Meaning, Program};
use super::rows;
use crate::problem::{DayIx, FREE, PersonIx, Problem};

/// The compact program of a problem. The objective is the cost over all tiers; the constant is the negative right-hand
/// side of its row, as MPS has it. An empty row that cannot hold stands for a problem without any plan.
pub fn write_mps(problem: &Problem) -> String {
    let program = rows::build(problem, None);
    let names: Vec<String> = (0..program.columns.len()).map(|column| name(&program, column)).collect();
    let mut text = String::new();
    for person in 0..problem.people as PersonIx {
        for day in 0..problem.days as DayIx {
            if let [duty] = program.duties(person, day)
                && *duty != FREE
            {
                line(&mut text, format_args!("* x_p{person}_d{day}_k{duty} is always 1"));
            }
        }
    }
    text.push_str("NAME luwes\nOBJSENSE\n    MIN\nROWS\n N cost\n");
    for (at, row) in program.rows.iter().enumerate() {
        let kind = if row.exact { 'E' } else { 'L' };
        line(&mut text, format_args!(" {kind} {}", row_name(at, row.clause)));
    }
    if program.impossible.is_some() {
        text.push_str(" G impossible\n");
    }
    text.push_str("COLUMNS\n");
    write_columns(&mut text, &program, &names);
    text.push_str("RHS\n");
    let constant: i64 = program.tiers.iter().map(|tier| tier.constant).sum();
    if constant != 0 {
        line(&mut text, format_args!(" rhs cost {}", -constant));
    }
    for (at, row) in program.rows.iter().enumerate().filter(|(_, row)| row.bound != 0) {
        line(&mut text, format_args!(" rhs {} {}", row_name(at, row.clause), row.bound));
    }
    if program.impossible.is_some() {
        text.push_str(" rhs impossible 1\n");
    }
    text.push_str("BOUNDS\n");
    for (column, name) in program.columns.iter().zip(&names) {
        line(&mut text, format_args!(" LO bnd {name} {}", column.low));
        line(&mut text, format_args!(" UP bnd {name} {}", column.high));
    }
    text.push_str("ENDATA\n");
    text
}

fn line(text: &mut String, line: std::fmt::Arguments) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

fn write_columns(text: &mut String, program: &Program, names: &[String]) {
    // MPS goes by columns.
    let mut entries: Vec<Vec<(usize, i64)>> = vec![Vec::new(); names.len()];
    for row in 0..program.rows.len() {
        for (column, factor) in program.row_terms(row) {
            entries[*column as usize].push((row, *factor));
        }
    }
    let mut costs = vec![0; names.len()];
    for (column, cost) in program.tiers.iter().flat_map(|tier| &tier.costs) {
        costs[*column as usize] += cost;
    }
    let mut integer = false;
    for (at, column) in program.columns.iter().enumerate() {
        if column.integer != integer {
            integer = column.integer;
            let kind = if integer { "INTORG" } else { "INTEND" };
            line(text, format_args!(" M{at} 'MARKER' '{kind}'"));
        }
        // A column without entries would be unknown to a reader.
        if costs[at] != 0 || entries[at].is_empty() {
            line(text, format_args!(" {} cost {}", names[at], costs[at]));
        }
        for (row, factor) in &entries[at] {
            line(text, format_args!(" {} {} {factor}", names[at], row_name(*row, program.rows[*row].clause)));
        }
    }
    if integer {
        text.push_str(" MEND 'MARKER' 'INTEND'\n");
    }
}

fn name(program: &Program, at: usize) -> String {
    match program.columns[at].meaning {
        Meaning::Cell(cell) => format!("x_p{}_d{}_k{}", cell.person, cell.day, cell.duty),
        Meaning::Slack(clause) => format!("s_c{clause}_{at}"),
        Meaning::Used(clause) => format!("u_c{clause}_{at}"),
        Meaning::Taken(clause) => format!("z_c{clause}_{at}"),
        Meaning::Largest(clause) => format!("high_c{clause}"),
        Meaning::Smallest(clause) => format!("low_c{clause}"),
    }
}

fn row_name(at: usize, clause: Option<u32>) -> String {
    match clause {
        Some(clause) => format!("r{at}_c{clause}"),
        None => format!("one{at}"),
    }
}

#[cfg(test)]
mod tests {
    use super::write_mps;
    use crate::problem::{Cell, Clause, Force, Problem, Shape, Sum};

    #[test]
    fn a_program_is_written_row_by_row_and_column_by_column() {
        let cell = |day| Cell { person: 0, day, duty: 1 };
        let sum = Sum { cells: vec![(cell(0), 1), (cell(1), 1)], constant: 0 };
        let clauses = vec![
            Clause { rule: 0, force: Force::prefer(7), shape: Shape::Count { sum, min: Some(2), max: None, per: 1 } },
            Clause { rule: 0, force: Force::prefer(4), shape: Shape::Ban(cell(1)) },
        ];
        let open = [vec![0, 1], vec![0, 1], vec![1], vec![0]].map(Into::into).to_vec();
        let problem = Problem { people: 2, days: 2, duties: 2, open, clauses, ..Problem::default() };
        let expected = "\
* x_p1_d0_k1 is always 1
NAME luwes
OBJSENSE
    MIN
ROWS
 N cost
 E one0
 E one1
 L r2_c0
COLUMNS
 M0 'MARKER' 'INTORG'
 x_p0_d0_k0 one0 1
 x_p0_d0_k1 one0 1
 x_p0_d0_k1 r2_c0 -1
 x_p0_d1_k0 one1 1
 x_p0_d1_k1 cost 4
 x_p0_d1_k1 one1 1
 x_p0_d1_k1 r2_c0 -1
 M4 'MARKER' 'INTEND'
 s_c0_4 cost 7
 s_c0_4 r2_c0 -1
RHS
 rhs one0 1
 rhs one1 1
 rhs r2_c0 -2
BOUNDS
 LO bnd x_p0_d0_k0 0
 UP bnd x_p0_d0_k0 1
 LO bnd x_p0_d0_k1 0
 UP bnd x_p0_d0_k1 1
 LO bnd x_p0_d1_k0 0
 UP bnd x_p0_d1_k0 1
 LO bnd x_p0_d1_k1 0
 UP bnd x_p0_d1_k1 1
 LO bnd s_c0_4 0
 UP bnd s_c0_4 2
ENDATA
";
        assert_eq!(write_mps(&problem), expected);
    }
}
