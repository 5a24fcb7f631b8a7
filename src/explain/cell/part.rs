//! Whom a cell's price is asked of, and what is left outside.

use crate::facts::{DayIx, PersonIx};
use crate::problem::{Cell, Clause, DutyIx, Force, Part, Problem, Shape};
use crate::roster::Roster;

/// Most people of a block: with more, its bound alone takes longer than a planner waits.
pub const BLOCK: usize = 200;

/// Cost of the clauses that no one in the part has a say in, as the roster has it.
pub fn outside(problem: &Problem, part: &Part, roster: &Roster) -> i64 {
    let inside: std::collections::BTreeSet<u32> = part.clauses.iter().copied().collect();
    let duty = |person: PersonIx, day: DayIx| roster.duty(person, day);
    let others = problem.clauses.iter().enumerate().filter(|(at, _)| !inside.contains(&(*at as u32)));
    others.map(|(_, clause)| clause.force.cost(clause.shape.excess(&duty))).sum()
}

/// Who is solved together with a person: everybody, or, where they are many, those who are still bound to the person
/// when the widest demands are left out, as few of these as can be.
pub fn block(problem: &Problem, person: PersonIx, most: usize, tied: bool) -> Vec<PersonIx> {
    let everybody = || (0..problem.people as PersonIx).collect::<Vec<_>>();
    if problem.people <= most || tied || problem.tiers.iter().any(|tier| *tier > 1) {
        return everybody();
    }
    let widths: Vec<usize> = problem.clauses.iter().map(|clause| clause.shape.people().len()).collect();
    let mut wide: Vec<usize> = widths.iter().copied().filter(|width| *width > 1).collect();
    wide.sort_unstable();
    wide.dedup();
    let group = |width: usize| {
        let groups = problem.components_without(&|at| widths[at] >= width);
        groups.into_iter().find(|one| one.contains(&person)).unwrap_or_else(everybody)
    };
    let groups = wide.iter().rev().map(|width| group(*width));
    groups.into_iter().find(|group| group.len() <= most).unwrap_or_else(everybody)
}

/// The part with a point of cost worth more than all the cells that could move, and each cell that does a point.
pub fn still(mut part: Part, now: &[DutyIx]) -> Part {
    let point = 1 + part.problem.open.len() as i64;
    part.problem.clauses.iter_mut().for_each(|clause| clause.force = clause.force.times(point));
    let old = part.read(now);
    for (slot, open) in part.problem.open.clone().iter().enumerate() {
        let (person, day) = ((slot / part.problem.days) as PersonIx, (slot % part.problem.days) as DayIx);
        let moves = open.iter().filter(|duty| **duty != old[slot]);
        let ban = |duty: &DutyIx| Shape::Ban(Cell { person, day, duty: *duty });
        let clause = |duty: &DutyIx| Clause { rule: 0, force: Force::prefer(1), shape: ban(duty) };
        part.problem.clauses.extend(moves.map(clause));
    }
    (part.problem.tiers, part.problem.losses) = (Vec::new(), Vec::new());
    part
}
