//! What one person's cheapest line costs where some cells of a few days become dearer: the distances before and after
//! these days are known, only the days themselves are walked again. (35b)

use super::price::{CLOSED, Pricing, Relaxed};

pub struct Detours<'a> {
    pricing: &'a Pricing<'a>,
    relaxed: Relaxed,
    from_start: Vec<i64>,
}

impl<'a> Detours<'a> {
    /// `multipliers`: one for each resource; the sums themselves are not held to their limits.
    pub fn new(pricing: &'a Pricing<'a>, multipliers: &[i64]) -> Detours<'a> {
        let relaxed = pricing.relax(multipliers);
        let from_start = pricing.distances_from_start(&relaxed);
        Detours { pricing, relaxed, from_start }
    }

    /// Price of the cheapest line; `CLOSED` if there is none.
    pub fn least(&self) -> i64 {
        self.relaxed.to_end.first().copied().unwrap_or(CLOSED)
    }

    /// The same where the prices of `dearer` are added to those of its cells, which rise.
    pub fn with(&self, dearer: &[(usize, i64)]) -> i64 {
        let (Some((first, _)), Some((last, _))) = (dearer.first(), dearer.last()) else { return self.least() };
        let (graph, day_of) = (self.pricing.graph, |cell: usize| {
            self.pricing.first_cell.partition_point(|first| *first as usize <= cell) - 1
        });
        let days = day_of(*first)..day_of(*last) + 1;
        let mut next =
            self.relaxed.to_end[graph.layers[days.end] as usize..graph.layers[days.end + 1] as usize].to_vec();
        for day in days.clone().rev() {
            let (first, begin) = (self.pricing.first_cell[day] as usize, graph.layers[day + 1]);
            let from = graph.first_bundle[day];
            let price = |bundle: u32| {
                let cells = graph.bundles[bundle as usize].iter().map(|at| {
                    let cell = first + usize::from(*at);
                    let more = dearer.binary_search_by_key(&cell, |(cell, _)| *cell).map_or(0, |at| dearer[at].1);
                    self.relaxed.cells[cell].saturating_add(more)
                });
                cells.min().unwrap_or(CLOSED)
            };
            let bundles: Vec<i64> = (from..graph.first_bundle[day + 1]).map(price).collect();
            let cheapest = |node: u32| {
                let mut least = CLOSED;
                for step in graph.arcs_of(node) {
                    let (cell, rest) = (bundles[(step.bundle - from) as usize], next[(step.to - begin) as usize]);
                    if cell < CLOSED && rest < CLOSED {
                        least = least.min(step.cost * self.pricing.unit + cell + rest);
                    }
                }
                least
            };
            next = (graph.layers[day]..begin).map(cheapest).collect();
        }
        let before = &self.from_start[graph.layers[days.start] as usize..];
        let whole = before.iter().zip(&next).filter(|(before, after)| **before < CLOSED && **after < CLOSED);
        whole.map(|(before, after)| before + after).min().unwrap_or(CLOSED)
    }
}

impl Pricing<'_> {
    /// Shortest distances from the first node.
    fn distances_from_start(&self, relaxed: &Relaxed) -> Vec<i64> {
        let graph = self.graph;
        let mut from_start = vec![CLOSED; graph.nodes()];
        if let Some(start) = from_start.first_mut() {
            *start = 0;
        }
        for node in 0..graph.nodes().saturating_sub(1) {
            let so_far = from_start[node];
            if so_far >= CLOSED {
                continue;
            }
            for step in graph.arcs_of(node as u32) {
                let cell = relaxed.bundles[step.bundle as usize].0;
                if cell < CLOSED {
                    let to = &mut from_start[step.to as usize];
                    *to = (*to).min(so_far + step.cost * self.unit + cell);
                }
            }
        }
        from_start
    }
}
