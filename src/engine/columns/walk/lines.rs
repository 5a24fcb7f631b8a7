//! All lines of everybody, where they are few enough to be listed, and their kin: the lines on the same days with other
//! duties, and those with the same duties on other days.
//!
//! What "the same duties" are is told by the classes of a person's [`Shape::Same`], as a seat for the week: a line's
//! *class* is the one that it uses, its *pattern* what it is on each day if the class is forgotten. Classes and patterns
//! have one number for everybody, so that two people can exchange theirs.

use std::collections::HashMap;

use super::super::graph::Graph;
use super::super::people::Person;
use crate::problem::{DutySet, FREE, Problem, Shape};

/// Most lines of one person, and of everybody.
const MOST_OF_ONE: u64 = 4_000;
const MOST: usize = 400_000;

/// A line of a person that keeps all of the person's own `must` clauses.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Positions of the duties among those open.
    pub duties: Vec<u16>,
    /// What the person's own clauses cost.
    pub cost: i64,
    pub pattern: u32,
    pub class: u32,
    /// Days on which the class is used, a bit each; of long lines the first 64.
    pub days: u64,
}

/// The lines of one person.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    pub all: Vec<Listed>,
    pub of_pattern: HashMap<u32, Vec<u32>>,
    pub of_class: HashMap<u32, Vec<u32>>,
    of_both: HashMap<(u32, u32), u32>,
}

impl Lines {
    /// The first line with this pattern and class.
    pub fn with(&self, pattern: u32, class: u32) -> Option<u32> {
        self.of_both.get(&(pattern, class)).copied()
    }

    pub fn find(&self, duties: &[u16]) -> Option<u32> {
        self.all.binary_search_by(|line| line.duties.as_slice().cmp(duties)).ok().map(|at| at as u32)
    }
}

/// The lines of everybody; `None` where they are too many, or somebody has none.
pub fn list(problem: &Problem, persons: &[&Person]) -> Option<Vec<Lines>> {
    let few = |person: &&Person| (1..=MOST_OF_ONE).contains(&number_of(&person.graph));
    if !persons.iter().all(few) {
        return None;
    }
    let mut classes: Vec<&[DutySet]> = vec![&[]; persons.len()];
    for clause in &problem.clauses {
        if let Shape::Same { person, classes: own, .. } = &clause.shape {
            classes[*person as usize] = own;
        }
    }
    let mut names = Names::default();
    let mut everybody = Vec::with_capacity(persons.len());
    let mut listed = 0;
    for (person, classes) in persons.iter().zip(classes) {
        let lines = names.lines(person, classes);
        listed += lines.all.len();
        if lines.all.is_empty() || listed > MOST {
            return None;
        }
        everybody.push(lines);
    }
    Some(everybody)
}

/// Ways through a graph, long sums not looked at.
fn number_of(graph: &Graph) -> u64 {
    let mut ways = vec![0u64; graph.nodes()];
    let days = graph.days();
    let last = graph.layers[days] as usize;
    ways[last..].fill(1);
    for node in (0..last).rev() {
        let arcs = graph.arcs_of(node as u32).iter();
        let of_arc = |step: &super::super::graph::Step| {
            ways[step.to as usize].saturating_mul(graph.bundles[step.bundle as usize].len() as u64)
        };
        ways[node] = arcs.map(of_arc).fold(0, u64::saturating_add);
    }
    ways.first().copied().unwrap_or(0)
}

/// Numbers of patterns and classes.
#[derive(Default)]
struct Names<'a> {
    patterns: HashMap<Vec<u32>, u32>,
    classes: HashMap<Option<&'a DutySet>, u32>,
}

impl<'a> Names<'a> {
    fn lines(&mut self, person: &Person, classes: &'a [DutySet]) -> Lines {
        let mut found: Vec<Vec<u16>> = Vec::new();
        walk(&person.graph, 0, &mut Vec::new(), &mut found);
        found.sort_unstable();
        let mut lines = Lines::default();
        for duties in found {
            let Some(own) = person.graph.cost(&duties) else { continue };
            let cells = duties.iter().zip(&person.first_cell).map(|(duty, first)| *first as usize + usize::from(*duty));
            let cost = own + cells.map(|cell| person.own[cell]).sum::<i64>();
            let (pattern, class, days) = self.name(person, &duties, classes);
            let at = lines.all.len() as u32;
            lines.of_pattern.entry(pattern).or_default().push(at);
            lines.of_class.entry(class).or_default().push(at);
            lines.of_both.entry((pattern, class)).or_insert(at);
            lines.all.push(Listed { duties, cost, pattern, class, days });
        }
        lines
    }

    /// Where a person has no classes, a duty is one or the other only by being free or not.
    fn name(&mut self, person: &Person, duties: &[u16], classes: &'a [DutySet]) -> (u32, u32, u64) {
        let mut pattern = Vec::with_capacity(duties.len());
        let mut class = None;
        for (day, at) in duties.iter().enumerate() {
            let duty = person.open[day][usize::from(*at)];
            let of_duty = classes.iter().find(|class| class.contains(duty));
            let is_plain = if classes.is_empty() { duty == FREE } else { of_duty.is_none() };
            pattern.push(if is_plain { u32::from(duty) + 1 } else { 0 });
            class = class.or(of_duty);
        }
        let used = pattern.iter().enumerate().filter(|(day, named)| **named == 0 && *day < 64);
        let days = used.fold(0, |days, (day, _)| days | 1 << day);
        let (patterns, classes) = (self.patterns.len() as u32, self.classes.len() as u32);
        let pattern = *self.patterns.entry(pattern).or_insert(patterns);
        (pattern, *self.classes.entry(class).or_insert(classes), days)
    }
}

/// All ways on from a node.
fn walk(graph: &Graph, node: u32, line: &mut Vec<u16>, found: &mut Vec<Vec<u16>>) {
    if line.len() == graph.days() {
        found.push(line.clone());
        return;
    }
    for step in graph.arcs_of(node) {
        for duty in &graph.bundles[step.bundle as usize] {
            line.push(*duty);
            walk(graph, step.to, line, found);
            line.pop();
        }
    }
}
