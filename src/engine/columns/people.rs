//! Who may do what at what own price: for each person the line graph, shared by all with the same one, and the own
//! prices of cells. The clauses that no graph reads are the master's. (24), (25)

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::graph::{Graph, Resource, TooWide};
use super::graphs::{Built, Graphs, Key};
use super::machine::Machine;
use crate::engine::budget::Budget;
use crate::problem::{Cell, Clause, DayIx, DutyIx, Force, PersonIx, Problem, Shape};

/// Most nodes before one day: beyond this the widest sum is left to the labels, or its clause to the master.
const WIDEST: usize = 2_000;
/// Steps of all graphs together that one pricing can take many times a second; beyond its share of them a graph leaves
/// sums over more than [`LONG`] days to the labels.
const STEPS: usize = 4_000_000;
/// Steps that leave a node, in the mean.
const STEPS_OF_A_NODE: usize = 4;
/// Ticks of work for a step of a graph that is built.
const BUILT: u64 = 500;
/// Days of a long sum.
const LONG: usize = if cfg!(test) { 2 } else { 14 };

/// A person's own problem.
#[derive(Debug, Clone)]
pub struct Person {
    pub graph: Arc<Graph>,
    /// Duties of each day that no `must` forbids, rising; with the own price of each in `own`, day after day.
    pub open: Arc<Vec<Vec<DutyIx>>>,
    /// `first_cell[day]` counts the cells of the days before.
    pub first_cell: Vec<u32>,
    pub own: Vec<i64>,
}

impl Person {
    /// Number of the person's cell, if the duty is open.
    pub fn cell(&self, day: usize, duty: DutyIx) -> Option<usize> {
        let at = self.open[day].binary_search(&duty).ok()?;
        Some(self.first_cell[day] as usize + at)
    }
}

pub struct People {
    pub persons: Vec<Person>,
    /// By clause: the graphs do not hold it.
    pub in_master: Vec<bool>,
}

impl People {
    /// Reads the personal clauses of a problem; `None`: stopped or out of time before that was done.
    pub fn new(problem: &Problem, budget: &Budget, graphs: &Graphs) -> Option<People> {
        let room = STEPS / (STEPS_OF_A_NODE * (problem.people * problem.days).max(1));
        People::with_room(problem, room.clamp(100, WIDEST), budget, graphs)
    }

    /// The same with so many nodes before a day while a graph holds long sums.
    pub fn with_room(problem: &Problem, room: usize, budget: &Budget, graphs: &Graphs) -> Option<People> {
        let mut in_master = vec![false; problem.clauses.len()];
        let mut mine: Vec<Vec<u32>> = vec![Vec::new(); problem.people];
        let mut bans: Vec<Vec<u32>> = vec![Vec::new(); problem.people];
        for (at, clause) in problem.clauses.iter().enumerate() {
            let people = clause.shape.people();
            match (&clause.shape, people.as_slice()) {
                (Shape::Ban(_), [person]) => bans[*person as usize].push(at as u32),
                (_, [person]) => mine[*person as usize].push(at as u32),
                (_, []) => {}
                _ => in_master[at] = true,
            }
        }
        let opens: Vec<Vec<Vec<DutyIx>>> =
            (0..problem.people).map(|person| open(problem, person as PersonIx, &bans[person])).collect();
        let keys = (0..problem.people).into_par_iter().map(|person| key(problem, &opens[person], &mine[person], room));
        let mut numbers: FxHashMap<Arc<Key>, usize> = FxHashMap::default();
        let mut first: Vec<(usize, Arc<Key>)> = Vec::new();
        let mut class = Vec::with_capacity(problem.people);
        for (person, key) in keys.collect::<Vec<Key>>().into_iter().enumerate() {
            let (next, key) = (first.len(), Arc::new(key));
            let number = *numbers.entry(key.clone()).or_insert(next);
            if number == next {
                first.push((person, key));
            }
            class.push(number);
        }
        let build = |(person, key): &(usize, Arc<Key>)| {
            let built = graphs.get(key, || build(problem, &opens[*person], &mine[*person], room, budget))?;
            budget.charge(BUILT * built.0.arcs.len() as u64);
            Some(built)
        };
        let built: Vec<Built> = first.par_iter().map(build).collect::<Option<Vec<Built>>>()?;
        let shared: Vec<Arc<Vec<Vec<DutyIx>>>> =
            first.iter().map(|(person, _)| Arc::new(opens[*person].clone())).collect();
        let mut persons = Vec::with_capacity(problem.people);
        for (person, class) in class.into_iter().enumerate() {
            let (graph, left) = &built[class];
            left.iter().for_each(|at| in_master[mine[person][*at] as usize] = true);
            persons.push(person_of(problem, graph.clone(), shared[class].clone(), &bans[person]));
        }
        Some(People { persons, in_master })
    }
}

/// The duties that no `must` ban forbids.
fn open(problem: &Problem, person: PersonIx, bans: &[u32]) -> Vec<Vec<DutyIx>> {
    let mut open: Vec<Vec<DutyIx>> = (0..problem.days as DayIx).map(|day| problem.open(person, day).to_vec()).collect();
    for clause in bans.iter().map(|at| &problem.clauses[*at as usize]) {
        if let (Force::Must, Shape::Ban(cell)) = (&clause.force, &clause.shape) {
            open[usize::from(cell.day)].retain(|duty| *duty != cell.duty);
        }
    }
    open
}

fn person_of(problem: &Problem, graph: Arc<Graph>, open: Arc<Vec<Vec<DutyIx>>>, bans: &[u32]) -> Person {
    let mut first_cell = vec![0];
    for duties in open.iter() {
        first_cell.push(first_cell[first_cell.len() - 1] + duties.len() as u32);
    }
    let cells = first_cell[open.len()] as usize;
    let mut person = Person { graph, open, first_cell, own: vec![0; cells] };
    for clause in bans.iter().map(|at| &problem.clauses[*at as usize]) {
        if let Shape::Ban(cell) = &clause.shape
            && let Some(at) = person.cell(cell.day.into(), cell.duty)
        {
            person.own[at] += clause.force.cost(1);
        }
    }
    person
}

fn key(problem: &Problem, open: &[Vec<DutyIx>], mine: &[u32], room: usize) -> Key {
    let anybody = |at: &u32| {
        let clause = &problem.clauses[*at as usize];
        (clause.force.clone(), anonymous(&clause.shape))
    };
    Key { open: open.to_vec(), clauses: mine.iter().map(anybody).collect(), room }
}

/// The shape as if it spoke of person 0.
fn anonymous(shape: &Shape) -> Shape {
    let cell = |cell: &Cell| Cell { person: 0, ..*cell };
    match shape.clone() {
        Shape::Ban(at) => Shape::Ban(cell(&at)),
        Shape::Clash { day, first, then, .. } => Shape::Clash { person: 0, day, first, then },
        Shape::Run { from, to, set, min, max, carried, .. } => {
            Shape::Run { person: 0, from, to, set, min, max, carried }
        }
        Shape::Count { mut sum, min, max, per } => {
            sum.cells.iter_mut().for_each(|(at, _)| *at = cell(at));
            Shape::Count { sum, min, max, per }
        }
        Shape::Same { days, classes, .. } => Shape::Same { person: 0, days, classes },
        Shape::Groups { mut groups, max } => {
            groups.iter_mut().flatten().for_each(|at| *at = cell(at));
            Shape::Groups { groups, max }
        }
        // These are read by no graph: nothing is gained by making them alike.
        shape @ (Shape::Pick { .. } | Shape::Peak { .. }) => shape,
    }
}

/// `None`: stopped or out of time.
fn build(problem: &Problem, open: &[Vec<DutyIx>], mine: &[u32], room: usize, budget: &Budget) -> Option<Built> {
    let mut left = Vec::new();
    let mut machines: Vec<(usize, Machine)> = Vec::new();
    for (at, clause) in mine.iter().map(|at| -> &Clause { &problem.clauses[*at as usize] }).enumerate() {
        match Machine::new(clause, &|day| open[day].clone()) {
            Ok(Some(machine)) => machines.push((at, machine)),
            Ok(None) => {}
            Err(_) => left.push(at),
        }
    }
    let mut resources = Vec::new();
    loop {
        if budget.halted() {
            return None;
        }
        let only: Vec<Machine> = machines.iter().map(|(_, machine)| machine.clone()).collect();
        let long = |machine: &Machine| machine.counting().is_some() && machine.last - machine.first >= LONG;
        match Graph::build(open, &only, (room, WIDEST), &long) {
            Ok(graph) => return Some((Arc::new(Graph { resources, ..graph }), left)),
            Err(TooWide(widest)) => {
                for (at, machine) in widest.iter().map(|at| &machines[*at]) {
                    match machine.counting() {
                        Some(counting) => {
                            resources.push(Resource::new(machine.first, machine.last, counting.clone(), open));
                        }
                        None => left.push(*at),
                    }
                }
                let mut at = 0..;
                machines.retain(|_| at.next().is_some_and(|at| !widest.contains(&at)));
            }
        }
    }
}
