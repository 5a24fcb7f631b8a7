//! The same problem whatever the order of its lists: people, duties, clauses and what a clause lists all in an order
//! that does not depend on where they stood.

use std::sync::Arc;

use super::{Cell, Choice, Clause, DutyIx, DutySet, PersonIx, Problem, Shape, Sum};

/// A problem in canonical order, and the way back.
#[derive(Debug)]
pub struct Canonical {
    pub problem: Problem,
    /// Number in the first problem of each person and each duty of this one.
    people: Vec<PersonIx>,
    duties: Vec<DutyIx>,
}

impl Canonical {
    /// `people` and `duties` list everybody and everything in an order of their names; duty 0 comes first in any case.
    pub fn new(problem: &Problem, people: Vec<PersonIx>, duties: Vec<DutyIx>) -> Canonical {
        let order = Order { person: places(&people), duty: places(&duties) };
        let days = problem.days;
        let lists = people.iter().flat_map(|person| &problem.open[*person as usize * days..][..days]);
        let open = lists.map(|list| {
            let mut list: Vec<DutyIx> = list.iter().map(|duty| order.duty(*duty)).collect();
            list.sort_unstable();
            Arc::from(list)
        });
        // A rule stands for its tier: nothing else of it is asked.
        let tiers: Vec<u8> = (0..=problem.tiers.iter().copied().max().unwrap_or(1)).collect();
        let mut clauses: Vec<Clause> = problem.clauses.iter().map(|clause| order.clause(clause, problem)).collect();
        clauses.sort_unstable();
        let open = open.collect();
        let (duties_there, losses) = (problem.duties, problem.losses.clone());
        let problem = Problem { people: people.len(), days, duties: duties_there, open, clauses, tiers, losses };
        Canonical { problem, people, duties }
    }

    /// A plan of this problem as one of the first.
    pub fn back(&self, plan: &[DutyIx]) -> Vec<DutyIx> {
        let days = self.problem.days;
        let mut back = vec![0; plan.len()];
        for (line, person) in plan.chunks(days.max(1)).zip(&self.people) {
            for (day, duty) in line.iter().enumerate() {
                back[*person as usize * days + day] = self.duties[usize::from(*duty)];
            }
        }
        back
    }

    /// A person of this problem by the number of the first.
    pub fn person_back(&self, person: PersonIx) -> PersonIx {
        self.people[person as usize]
    }
}

/// Where each number stands in a list of all.
fn places<T: Copy + Into<u32>>(list: &[T]) -> Vec<u32> {
    let mut places = vec![0; list.len()];
    for (place, number) in list.iter().enumerate() {
        places[(*number).into() as usize] = place as u32;
    }
    places
}

/// New numbers by old ones.
struct Order {
    person: Vec<u32>,
    duty: Vec<u32>,
}

impl Order {
    fn duty(&self, duty: DutyIx) -> DutyIx {
        self.duty[usize::from(duty)] as DutyIx
    }

    fn who(&self, person: PersonIx) -> PersonIx {
        self.person[person as usize]
    }

    fn cell(&self, cell: &Cell) -> Cell {
        Cell { person: self.who(cell.person), day: cell.day, duty: self.duty(cell.duty) }
    }

    fn cells(&self, cells: &[Cell]) -> Vec<Cell> {
        sorted(cells.iter().map(|cell| self.cell(cell)))
    }

    fn set(&self, set: &DutySet) -> DutySet {
        DutySet::new(set.iter().map(|duty| self.duty(duty)))
    }

    fn sum(&self, sum: &Sum) -> Sum {
        Sum { cells: sorted(sum.cells.iter().map(|(cell, weight)| (self.cell(cell), *weight))), ..*sum }
    }

    fn clause(&self, clause: &Clause, problem: &Problem) -> Clause {
        let (rule, force) = (problem.tier(clause).into(), clause.force.clone());
        Clause { rule, force, shape: self.shape(&clause.shape) }
    }

    fn shape(&self, shape: &Shape) -> Shape {
        match shape {
            Shape::Ban(cell) => Shape::Ban(self.cell(cell)),
            Shape::Clash { person, day, first, then } => {
                Shape::Clash { person: self.who(*person), day: *day, first: self.set(first), then: self.set(then) }
            }
            Shape::Run { person, from, to, set, min, max, carried } => Shape::Run {
                person: self.who(*person),
                from: *from,
                to: *to,
                set: self.set(set),
                min: *min,
                max: *max,
                carried: *carried,
            },
            Shape::Count { sum, min, max, per } => Shape::Count { sum: self.sum(sum), min: *min, max: *max, per: *per },
            Shape::Same { person, days, classes } => Shape::Same {
                person: self.who(*person),
                days: sorted(days.iter().copied()),
                classes: sorted(classes.iter().map(|class| self.set(class))),
            },
            Shape::Pick { choices } => {
                let choice = |choice: &Choice| Choice { bans: self.cells(&choice.bans), constant: choice.constant };
                Shape::Pick { choices: sorted(choices.iter().map(choice)) }
            }
            Shape::Groups { groups, max } => {
                Shape::Groups { groups: sorted(groups.iter().map(|group| self.cells(group))), max: *max }
            }
            Shape::Peak { highs, lows, allowed, per } => Shape::Peak {
                highs: sorted(highs.iter().map(|sum| self.sum(sum))),
                lows: sorted(lows.iter().map(|sum| self.sum(sum))),
                allowed: *allowed,
                per: *per,
            },
        }
    }
}

fn sorted<T: Ord>(things: impl Iterator<Item = T>) -> Vec<T> {
    let mut things: Vec<T> = things.collect();
    things.sort_unstable();
    things
}
