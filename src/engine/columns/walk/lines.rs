//! All lines of everybody, where they are few enough to be listed, and their kin: the lines on the same days with other
//! duties, and those with the same duties on other days.
//!
//! What "the same duties" are is told by the classes of a person's [`Shape::Same`], as a seat for the week: a line's
//! *class* is the one that it uses, its *pattern* what it is on each day if the class is forgotten. Classes and patterns
//! have one number for everybody, so that two people can exchange theirs.

use std::collections::HashMap;
use std::ops::Range;

use super::super::graph::Graph;
use super::super::people::Person;
use crate::problem::{DutySet, FREE, Problem, Shape};

/// Most lines of one person, and of everybody.
const MOST_OF_ONE: u64 = 4_000;
const MOST: usize = 400_000;

/// A line of a person that keeps all of the person's own `must` clauses.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What the person's own clauses cost.
    pub cost: i64,
    pub pattern: u32,
    pub class: u32,
    /// Days on which the class is used, a bit each; of long lines the first 64.
    pub days: u64,
    /// Its kin in [`Lines::by_pattern`] and [`Lines::by_class`].
    same_pattern: (u32, u32),
    same_class: (u32, u32),
}

/// A line's number, after what it has instead of what its kin have in common: a class or a pattern.
pub type Kin = (u32, u32);

/// The lines of one person.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    pub all: Vec<Listed>,
    /// Positions of each line's duties among those open, rising.
    pub duties: Vec<Vec<u16>>,
    days: usize,
    /// The cells of one line after another, numbered among everybody's.
    cells: Vec<u32>,
    /// Lines of one pattern after another, each by class; and of one class after another, each by pattern.
    by_pattern: Vec<Kin>,
    by_class: Vec<Kin>,
}

impl Lines {
    /// A cell for each day.
    pub fn cells(&self, line: u32) -> &[u32] {
        &self.cells[line as usize * self.days..][..self.days]
    }

    /// Lines of the same pattern, itself too.
    pub fn of_pattern(&self, line: u32) -> &[Kin] {
        &self.by_pattern[range(self.all[line as usize].same_pattern)]
    }

    /// Lines of the same class, itself too.
    pub fn of_class(&self, line: u32) -> &[Kin] {
        &self.by_class[range(self.all[line as usize].same_class)]
    }

    /// The first line of the pattern of `line` with this class.
    pub fn with_class(&self, line: u32, class: u32) -> Option<u32> {
        first(self.of_pattern(line), class)
    }

    /// The first line of the class of `line` with this pattern.
    pub fn with_pattern(&self, line: u32, pattern: u32) -> Option<u32> {
        first(self.of_class(line), pattern)
    }

    pub fn find(&self, duties: &[u16]) -> Option<u32> {
        self.duties.binary_search_by(|line| line.as_slice().cmp(duties)).ok().map(|at| at as u32)
    }

    /// Finds everybody's kin.
    fn relate(&mut self) {
        self.by_pattern = groups(&mut self.all, |line| (line.pattern, line.class), |line| &mut line.same_pattern);
        self.by_class = groups(&mut self.all, |line| (line.class, line.pattern), |line| &mut line.same_class);
    }
}

fn range((from, to): (u32, u32)) -> Range<usize> {
    from as usize..to as usize
}

fn first(kin: &[Kin], with: u32) -> Option<u32> {
    let at = kin.partition_point(|(own, _)| *own < with);
    kin.get(at).filter(|(own, _)| *own == with).map(|(_, line)| *line)
}

/// Lines that have the first number in common one after another, each by the second; a line is told where its group is.
fn groups(
    all: &mut [Listed],
    numbers: impl Fn(&Listed) -> (u32, u32),
    place: impl Fn(&mut Listed) -> &mut (u32, u32),
) -> Vec<Kin> {
    let mut sorted: Vec<((u32, u32), u32)> = all.iter().zip(0..).map(|(line, at)| (numbers(line), at)).collect();
    sorted.sort_unstable();
    let mut from = 0;
    for group in sorted.chunk_by(|((one, _), _), ((other, _), _)| one == other) {
        let to = from + group.len() as u32;
        group.iter().for_each(|(_, line)| *place(&mut all[*line as usize]) = (from, to));
        from = to;
    }
    sorted.into_iter().map(|((_, own), line)| (own, line)).collect()
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
    let (mut listed, mut cells) = (0, 0);
    for (person, classes) in persons.iter().zip(classes) {
        let lines = names.lines(person, classes, cells);
        cells += person.own.len() as u32;
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
    /// A person's lines; `before` counts the cells of the people before.
    fn lines(&mut self, person: &Person, classes: &'a [DutySet], before: u32) -> Lines {
        let mut found: Vec<Vec<u16>> = Vec::new();
        walk(&person.graph, 0, &mut Vec::new(), &mut found);
        found.sort_unstable();
        let mut lines = Lines { days: person.graph.days(), ..Lines::default() };
        for duties in found {
            let Some(own) = person.graph.cost(&duties) else { continue };
            let cells: Vec<u32> =
                duties.iter().zip(&person.first_cell).map(|(duty, first)| first + u32::from(*duty)).collect();
            let cost = own + cells.iter().map(|cell| person.own[*cell as usize]).sum::<i64>();
            let (pattern, class, days) = self.name(person, &duties, classes);
            lines.cells.extend(cells.iter().map(|cell| before + cell));
            let (same_pattern, same_class) = ((0, 0), (0, 0));
            lines.duties.push(duties);
            lines.all.push(Listed { cost, pattern, class, days, same_pattern, same_class });
        }
        lines.relate();
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
