//! Still: of several rosters that are equally good, one that changes little. A solver gives any of them.

use crate::engine;
use crate::problem::{DayIx, DutyIx, Force, PersonIx, Problem, Shape};

/// The plan with old cells wherever they are open, keep every `must` and cost nothing.
pub fn undo_needless(problem: &Problem, mut plan: Vec<DutyIx>, old: &[DutyIx]) -> Vec<DutyIx> {
    let days = problem.days;
    let clauses = problem.clauses_of_people();
    let tiers = usize::from(problem.tiers.iter().copied().max().unwrap_or(1));
    // First and last day that each clause speaks of.
    let ends = |shape: &Shape| {
        let days = || engine::slots_of(shape).into_iter().map(|(_, day)| usize::from(day));
        (days().min().unwrap_or(0), days().max().unwrap_or(0))
    };
    let ends: Vec<(usize, usize)> = problem.clauses.iter().map(|clause| ends(&clause.shape)).collect();
    let worth = |plan: &[DutyIx], person: usize, from: usize, to: usize| {
        let duty = |person: PersonIx, day: DayIx| plan[person as usize * days + usize::from(day)];
        let near = |at: &&u32| ends[**at as usize].0 < to && from <= ends[**at as usize].1;
        let of = clauses[person].iter().filter(near).map(|at| &problem.clauses[*at as usize]);
        // Broken musts, then the cost of each tier.
        let mut worth = vec![0; tiers + 1];
        for clause in of {
            let excess = clause.shape.excess(&duty);
            match clause.force {
                Force::Must => worth[0] += excess,
                Force::Prefer(_) => worth[usize::from(problem.tier(clause)).min(tiers)] += clause.force.cost(excess),
            }
        }
        worth
    };
    // The whole line, then its weeks, then single days.
    for length in [days, 7, 1] {
        for person in 0..problem.people {
            for from in (0..days).step_by(length) {
                let cells = person * days + from..person * days + (from + length).min(days);
                let closed = |slot: usize| !problem.open[slot].contains(&old[slot]);
                if plan[cells.clone()] == old[cells.clone()] || cells.clone().any(closed) {
                    continue;
                }
                let to = (from + length).min(days);
                let before = worth(&plan, person, from, to);
                let new = plan[cells.clone()].to_vec();
                plan[cells.clone()].copy_from_slice(&old[cells.clone()]);
                if worth(&plan, person, from, to) > before {
                    plan[cells].copy_from_slice(&new);
                }
            }
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Cell, Clause};

    #[test]
    fn only_what_has_to_move_has_moved() {
        let ban = |person, day, duty, force| Clause { rule: 0, force, shape: Shape::Ban(Cell { person, day, duty }) };
        let problem = Problem {
            people: 2,
            days: 2,
            duties: 3,
            open: vec![[0, 1, 2].into(), [0, 1].into(), [0, 1, 2].into(), [0, 1, 2].into()],
            clauses: vec![ban(0, 0, 2, Force::prefer(3)), ban(1, 0, 2, Force::Must)],
            tiers: vec![],
            losses: vec![],
        };
        // The old duty 2 costs, is closed, is forbidden, and is as good as any other.
        assert_eq!(undo_needless(&problem, vec![1, 1, 1, 1], &[2, 2, 2, 2]), [1, 1, 1, 2]);
    }
}
