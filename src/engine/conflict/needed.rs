//! Statements without which the others can hold, learnt from plans instead of asked for one by one: a plan that breaks
//! one statement only shows that it is needed, and a neighbour of the plan that breaks another one only shows that of
//! the other ("model rotation" in the literature on minimal unsatisfiable sets). (45)

use std::collections::HashMap;

use super::{Statement, slots_of};
use crate::problem::{DayIx, DutyIx, PersonIx, Problem};

/// Judgements of single statements after which a plan's neighbours are left alone.
const MOST: usize = 400_000;

pub struct Needed<'a> {
    problem: &'a Problem,
    all: &'a [Statement],
    /// Statements that speak of a person and day.
    of_slot: HashMap<(PersonIx, DayIx), Vec<usize>>,
    /// A plan that breaks it by one unit and keeps all others, where one is known. What was needed stays so when others
    /// are taken away.
    needed: Vec<Option<Option<Vec<DutyIx>>>>,
}

impl<'a> Needed<'a> {
    pub fn new(problem: &'a Problem, all: &'a [Statement]) -> Needed<'a> {
        let mut of_slot: HashMap<(PersonIx, DayIx), Vec<usize>> = HashMap::new();
        for (at, one) in all.iter().enumerate() {
            for slot in slots(problem, one) {
                of_slot.entry(slot).or_default().push(at);
            }
        }
        Needed { problem, all, of_slot, needed: vec![None; all.len()] }
    }

    pub fn is(&self, at: usize) -> bool {
        self.needed[at].is_some()
    }

    /// A plan that breaks a statement by one unit and keeps all others.
    pub fn plan(&self, at: usize) -> Option<&[DutyIx]> {
        self.needed[at].as_ref()?.as_deref()
    }

    fn know(&mut self, at: usize, plan: &[DutyIx]) {
        let least = self.units(plan, at) == 1;
        self.needed[at] = Some(least.then(|| plan.to_vec()));
    }

    /// Units by which a plan breaks a statement.
    fn units(&self, plan: &[DutyIx], at: usize) -> i64 {
        let duty = |person: PersonIx, day: DayIx| plan[person as usize * self.problem.days + usize::from(day)];
        self.all[at].clauses.iter().map(|clause| self.problem.clauses[*clause].shape.excess(&duty)).sum()
    }

    fn breaks(&self, plan: &[DutyIx], at: usize) -> bool {
        self.units(plan, at) > 0
    }

    /// What a plan says of statements that cannot all hold, and what its neighbours say.
    pub fn learn(&mut self, left: &[usize], plan: Vec<DutyIx>) {
        let mut broken = left.iter().copied().filter(|at| self.breaks(&plan, *at));
        let (Some(first), None) = (broken.next(), broken.next()) else { return };
        drop(broken);
        let mut is_left = vec![false; self.all.len()];
        left.iter().for_each(|at| is_left[*at] = true);
        self.know(first, &plan);
        let mut work = vec![(plan, first)];
        let mut judged = 0;
        while let Some((mut plan, broken)) = work.pop() {
            for (person, day) in slots(self.problem, &self.all[broken]) {
                let slot = person as usize * self.problem.days + usize::from(day);
                let held = plan[slot];
                for duty in self.problem.open[slot].iter().copied().filter(|duty| *duty != held) {
                    plan[slot] = duty;
                    // All others are as they were, and they were kept.
                    let near = self.of_slot[&(person, day)].iter().copied().filter(|at| is_left[*at]);
                    let near: Vec<usize> = near.collect();
                    judged += near.len();
                    let mut now = near.into_iter().filter(|at| self.breaks(&plan, *at));
                    let only = now.next().filter(|_| now.next().is_none());
                    if let Some(only) = only.filter(|only| !self.is(*only)) {
                        self.know(only, &plan);
                        work.push((plan.clone(), only));
                    }
                }
                plan[slot] = held;
                if judged > MOST {
                    return;
                }
            }
        }
    }
}

fn slots(problem: &Problem, one: &Statement) -> Vec<(PersonIx, DayIx)> {
    let mut slots: Vec<(PersonIx, DayIx)> =
        one.clauses.iter().flat_map(|at| slots_of(&problem.clauses[*at].shape)).collect();
    slots.sort_unstable();
    slots.dedup();
    slots
}
