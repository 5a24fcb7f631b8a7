//! A person with some days free and the line before and after them held: the part of the line graph that lies between,
//! as a graph of its own. What the days after cost lies on the arcs that leave the window. (37a)

use std::ops::Range;
use std::sync::Arc;

use super::graph::{Graph, Resource, Step};
use super::people::Person;
use super::price::CLOSED;

impl Person {
    /// The person of these days beside a line of all days; `None` if the line is no path.
    pub fn within(&self, line: &[u16], days: &Range<usize>) -> Option<Person> {
        let open: Vec<_> = self.open[days.clone()].to_vec();
        let start = self.graph.node_after(&line[..days.start])?;
        let mut graph = self.graph.between(start, &self.graph.costs_after(line, days.end), days);
        for resource in &self.graph.resources {
            let inside = resource.first.max(days.start)..(resource.last + 1).min(days.end);
            if inside.is_empty() {
                continue;
            }
            let outside = (resource.first..=resource.last).filter(|day| !inside.contains(day));
            let mut counting = resource.counting.clone();
            counting.constant += outside.map(|day| resource.weight(day, line[day])).sum::<i64>();
            counting.weights = counting.weights[inside.start - resource.first..inside.end - resource.first].to_vec();
            let (first, last) = (inside.start - days.start, inside.end - 1 - days.start);
            graph.resources.push(Resource::new(first, last, counting, &open));
        }
        let cells = self.first_cell[days.start] as usize..self.first_cell[days.end] as usize;
        let first_cell = self.first_cell[days.start..=days.end].iter().map(|cell| cell - cells.start as u32).collect();
        Some(Person { graph: Arc::new(graph), open: Arc::new(open), first_cell, own: self.own[cells].to_vec() })
    }
}

impl Graph {
    /// The step that holds a duty; there is at most one.
    fn step(&self, node: u32, position: u16) -> Option<&Step> {
        self.arcs_of(node).iter().find(|step| self.bundles[step.bundle as usize].binary_search(&position).is_ok())
    }

    /// Where the first days of a line lead.
    fn node_after(&self, line: &[u16]) -> Option<u32> {
        line.iter().try_fold(0, |node, position| self.step(node, *position).map(|step| step.to))
    }

    /// For each node before `day`, what the line costs from there to the end; `CLOSED` where it is no path.
    fn costs_after(&self, line: &[u16], day: usize) -> Vec<i64> {
        let mut after = vec![0];
        for day in (day..self.days()).rev() {
            let next = self.layers[day + 1];
            let cost = |node: u32| match self.step(node, line[day]) {
                Some(step) if after[(step.to - next) as usize] < CLOSED => step.cost + after[(step.to - next) as usize],
                _ => CLOSED,
            };
            after = (self.layers[day]..next).map(cost).collect();
        }
        after
    }

    /// The ways from a node through some days, ended by what follows them.
    fn between(&self, start: u32, after: &[i64], days: &Range<usize>) -> Graph {
        let first_bundle = self.first_bundle[days.start];
        let mut graph = Graph { layers: vec![0], first_arc: vec![0], first_bundle: vec![0], ..Graph::default() };
        for day in days.clone() {
            let (next, last) = (self.layers[day + 1], day + 1 == days.end);
            let nodes = if day == days.start { start..start + 1 } else { self.layers[day]..next };
            let base = graph.layers.last().copied().unwrap_or(0) + nodes.len() as u32;
            for node in nodes {
                for step in self.arcs_of(node) {
                    let at = (step.to - next) as usize;
                    let more = if last { after[at] } else { 0 };
                    if more < CLOSED {
                        let to = if last { base } else { base + at as u32 };
                        graph.arcs.push(Step { bundle: step.bundle - first_bundle, to, cost: step.cost + more });
                    }
                }
                graph.first_arc.push(graph.arcs.len() as u32);
            }
            graph.layers.push(base);
            graph.first_bundle.push(self.first_bundle[day + 1] - first_bundle);
        }
        graph.bundles = self.bundles[first_bundle as usize..self.first_bundle[days.end] as usize].to_vec();
        graph.first_arc.push(graph.arcs.len() as u32);
        let end = graph.layers.last().copied().unwrap_or(0) + 1;
        graph.layers.push(end);
        graph
    }
}
