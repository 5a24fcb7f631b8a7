//! The layers of a line graph in the making: the states before each day and the arcs between them, then from the last day
//! backwards whatever has the same future made one. (24), (25)
//!
//! States of a layer stand side by side, for each machine the number of what it remembers: what a machine says of each of
//! its own states is asked once a day, however many states of all machines together hold it.

use rustc_hash::FxHashMap;

use super::graph::{Graph, Step};
use super::machine::{Machine, State};
use crate::problem::DutyIx;

/// The states before a day: of each the number of each kept machine's state.
pub struct Layer {
    /// Machines that remember something, rising.
    kept: Vec<usize>,
    /// By kept machine, its states by number.
    values: Vec<Vec<State>>,
    /// State after state, one number for each kept machine.
    numbers: Vec<u32>,
    len: usize,
}

/// Arcs as (symbol, price, node of the next layer): those of node n are `arcs[first[n]..first[n + 1]]`.
pub struct Outs {
    first: Vec<u32>,
    arcs: Vec<(u32, i64, u32)>,
}

/// Duties of a day that all machines see alike: positions, and one reading for each machine.
pub type Symbol = (Vec<u16>, Vec<i64>);

impl Layer {
    /// Before the first day nothing is remembered.
    pub fn first() -> Layer {
        Layer { kept: Vec::new(), values: Vec::new(), numbers: Vec::new(), len: 1 }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    fn state(&self, at: usize) -> &[u32] {
        &self.numbers[at * self.kept.len()..][..self.kept.len()]
    }

    /// The machine that `may_go` with the most different states.
    pub fn widest(&self, may_go: &dyn Fn(usize) -> bool) -> Option<usize> {
        let width = |place: &usize| {
            let mut seen = vec![false; self.values[*place].len()];
            (0..self.len).for_each(|at| seen[self.state(at)[*place] as usize] = true);
            seen.into_iter().filter(|seen| *seen).count()
        };
        let places = (0..self.kept.len()).filter(|place| may_go(self.kept[*place]));
        places.max_by_key(width).map(|place| self.kept[place])
    }

    /// States that differ only by this machine become one.
    pub fn forget(self, machine: usize, outs: &mut Outs) -> Layer {
        let Some(place) = self.kept.iter().position(|kept| *kept == machine) else { return self };
        let (mut kept, mut values) = (self.kept.clone(), self.values.clone());
        kept.remove(place);
        values.remove(place);
        let mut numbering = Numbering::new(&values);
        let mut numbers = Vec::new();
        let mut rest = Vec::with_capacity(kept.len());
        let number = |at: usize| {
            rest.clear();
            rest.extend(
                self.state(at).iter().enumerate().filter(|(other, _)| *other != place).map(|(_, state)| *state),
            );
            let (number, is_new) = numbering.number(&rest);
            if is_new {
                numbers.extend(&rest);
            }
            number
        };
        let renamed: Vec<u32> = (0..self.len).map(number).collect();
        outs.arcs.iter_mut().for_each(|(_, _, to)| *to = renamed[*to as usize]);
        let len = numbering.len();
        Layer { kept, values, numbers, len }
    }

    /// One day on from every state: the arcs, and the states after it. `active` are the machines that read the day.
    pub fn advance(&self, symbols: &[Symbol], active: &[usize], machines: &[Machine], day: usize) -> (Outs, Layer) {
        let reads: Vec<Reader> = active
            .iter()
            .enumerate()
            .map(|(place, at)| {
                let carried = self.kept.iter().position(|kept| kept == at);
                let initial = [machines[*at].initial()];
                let before = carried.map_or(initial.as_slice(), |carried| &self.values[carried]);
                let readings = symbols.iter().map(|(_, readings)| readings[place]).collect();
                Reader::new(&machines[*at], carried, before, readings, day)
            })
            .collect();
        let goes_on: Vec<&Reader> = reads.iter().filter(|read| read.goes_on).collect();
        let values: Vec<Vec<State>> = goes_on.iter().map(|read| read.after.clone()).collect();
        let kept = active.iter().zip(&reads).filter(|(_, read)| read.goes_on).map(|(at, _)| *at).collect();
        let (mut numbering, mut numbers) = (Numbering::new(&values), Vec::new());
        let mut outs = Outs { first: vec![0], arcs: Vec::with_capacity(self.len * symbols.len()) };
        let mut after = Vec::with_capacity(values.len());
        for at in 0..self.len {
            let state = self.state(at);
            'symbols: for symbol in 0..symbols.len() {
                let mut cost = 0;
                after.clear();
                for read in &reads {
                    let before = read.carried.map_or(0, |place| state[place] as usize);
                    let Some((price, next)) = read.steps[before * symbols.len() + symbol] else { continue 'symbols };
                    cost += price;
                    if read.goes_on {
                        after.push(next);
                    }
                }
                let (node, is_new) = numbering.number(&after);
                if is_new {
                    numbers.extend(&after);
                }
                outs.arcs.push((symbol as u32, cost, node));
            }
            outs.first.push(outs.arcs.len() as u32);
        }
        let len = numbering.len();
        (outs, Layer { kept, values, numbers, len })
    }
}

/// What a machine says on a day of each of its states and each symbol.
struct Reader {
    /// Its place among the machines kept before; `None` on its first day.
    carried: Option<usize>,
    goes_on: bool,
    /// State after state, symbol by symbol: the price and the number of the state after it.
    steps: Vec<Option<(i64, u32)>>,
    after: Vec<State>,
}

impl Reader {
    fn new(machine: &Machine, carried: Option<usize>, before: &[State], readings: Vec<i64>, day: usize) -> Reader {
        let (mut known, mut after) = (FxHashMap::default(), Vec::new());
        let mut steps = Vec::with_capacity(before.len() * readings.len());
        for state in before {
            for reading in &readings {
                let step = machine.step(*state, day, *reading).map(|(price, next)| {
                    let number = *known.entry(next).or_insert(after.len() as u32);
                    if number as usize == after.len() {
                        after.push(next);
                    }
                    (price, number)
                });
                steps.push(step);
            }
        }
        Reader { carried, goes_on: machine.last > day, steps, after }
    }
}

/// Numbers lists of small numbers in the order in which they come: packed in 128 bits, where there is room for all; else
/// what is packed so far is numbered and goes on as its number.
struct Numbering {
    /// Bits of each place, and whether what stands before it is numbered first.
    places: Vec<(u32, bool)>,
    begun: Vec<FxHashMap<u128, u32>>,
    known: FxHashMap<u128, u32>,
}

impl Numbering {
    fn new(values: &[Vec<State>]) -> Numbering {
        let (mut places, mut used, mut begun) = (Vec::with_capacity(values.len()), 0, Vec::new());
        for values in values {
            let bits = usize::BITS - values.len().leading_zeros();
            let is_full = used + bits > u128::BITS;
            if is_full {
                begun.push(FxHashMap::default());
                used = u32::BITS;
            }
            used += bits;
            places.push((bits, is_full));
        }
        Numbering { places, begun, known: FxHashMap::default() }
    }

    fn len(&self) -> usize {
        self.known.len()
    }

    /// The number of a list, and whether it is new.
    fn number(&mut self, list: &[u32]) -> (u32, bool) {
        let (mut packed, mut begun) = (0_u128, self.begun.iter_mut());
        for (one, (bits, is_full)) in list.iter().zip(&self.places) {
            if *is_full && let Some(known) = begun.next() {
                let next = known.len() as u32;
                packed = u128::from(*known.entry(packed).or_insert(next));
            }
            packed = packed << bits | u128::from(*one);
        }
        let next = self.known.len() as u32;
        let number = *self.known.entry(packed).or_insert(next);
        (number, number == next)
    }
}

/// A node merged: arcs as (bundle of the day, price, node of the next layer).
type Merged = Vec<(u32, i64, u32)>;

/// A day's merged nodes and its bundles: positions of duties.
type Day = (Vec<Merged>, Vec<Vec<u16>>);

/// From the last day backwards: nodes without a way to the end go, nodes with the same arcs become one, arcs to the
/// same node at the same price become one bundle. (25)
pub fn merge(symbols: &[Vec<Vec<u16>>], layers: Vec<Outs>) -> Graph {
    let days = symbols.len();
    // Of each layer from the last: the merged arcs of its nodes, targets counted within the next layer.
    let mut merged: Vec<Day> = Vec::with_capacity(days);
    let mut targets: Vec<Option<u32>> = vec![Some(0); usize::from(days == 0)];
    for (day, outs) in layers.into_iter().enumerate().rev() {
        if day + 1 == days {
            let width = outs.arcs.iter().map(|(_, _, to)| to + 1).max().unwrap_or(0);
            targets = vec![Some(0); width as usize];
        }
        let mut bundler = Bundler::default();
        let mut known: FxHashMap<Merged, u32> = FxHashMap::default();
        let number = |ends: &[u32]| {
            let arcs = bundler.bundled(&outs.arcs[ends[0] as usize..ends[1] as usize], &targets);
            if arcs.is_empty() {
                return None;
            }
            Some(known.get(arcs).copied().unwrap_or_else(|| {
                let next = known.len() as u32;
                known.insert(arcs.clone(), next);
                next
            }))
        };
        targets = outs.first.windows(2).map(number).collect();
        let mut nodes: Vec<Merged> = vec![Merged::new(); known.len()];
        known.into_iter().for_each(|(arcs, number)| nodes[number as usize] = arcs);
        merged.push((nodes, bundler.duties(&symbols[day])));
    }
    merged.reverse();
    number_all(merged)
}

/// The bundles of a day: sets of symbols, rising.
#[derive(Default)]
struct Bundler {
    known: FxHashMap<Vec<u32>, u32>,
    sets: Vec<Vec<u32>>,
    arcs: Vec<(u32, i64, u32)>,
    set: Vec<u32>,
    bundled: Merged,
}

impl Bundler {
    /// The arcs of a node by (target, price), each with all its symbols.
    fn bundled(&mut self, arcs: &[(u32, i64, u32)], targets: &[Option<u32>]) -> &Merged {
        self.arcs.clear();
        self.arcs.extend(arcs.iter().filter_map(|(symbol, cost, to)| Some((targets[*to as usize]?, *cost, *symbol))));
        self.arcs.sort_unstable();
        self.bundled.clear();
        for same in self.arcs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            self.set.clear();
            self.set.extend(same.iter().map(|(_, _, symbol)| *symbol));
            let bundle = match self.known.get(&self.set) {
                Some(bundle) => *bundle,
                None => {
                    let next = self.sets.len() as u32;
                    self.known.insert(self.set.clone(), next);
                    self.sets.push(self.set.clone());
                    next
                }
            };
            self.bundled.push((bundle, same[0].1, same[0].0));
        }
        &self.bundled
    }

    /// By bundle, the positions of its duties, rising.
    fn duties(self, symbols: &[Vec<u16>]) -> Vec<Vec<u16>> {
        let duties = |set: Vec<u32>| {
            let mut duties: Vec<u16> = set.iter().flat_map(|symbol| &symbols[*symbol as usize]).copied().collect();
            duties.sort_unstable();
            duties
        };
        self.sets.into_iter().map(duties).collect()
    }
}

/// The duties of a day by what the machines see of them.
pub fn alike(duties: &[DutyIx], active: &[usize], machines: &[Machine], day: usize) -> Vec<Symbol> {
    let mut groups: Vec<Symbol> = Vec::new();
    let mut known: FxHashMap<Vec<i64>, usize> = FxHashMap::default();
    for (at, duty) in duties.iter().enumerate() {
        let seen: Vec<i64> = active.iter().map(|machine| machines[*machine].read(day, *duty)).collect();
        let group = *known.entry(seen.clone()).or_insert(groups.len());
        if group == groups.len() {
            groups.push((Vec::new(), seen));
        }
        groups[group].0.push(at as u16);
    }
    groups
}

fn number_all(days: Vec<Day>) -> Graph {
    let mut graph = Graph { layers: vec![0], first_arc: vec![0], first_bundle: vec![0], ..Graph::default() };
    for (nodes, bundles) in days {
        let next = graph.layers.last().copied().unwrap_or(0) + nodes.len() as u32;
        let first = graph.bundles.len() as u32;
        for node in nodes {
            let steps = node.into_iter().map(|(bundle, cost, to)| Step { bundle: first + bundle, to: next + to, cost });
            graph.arcs.extend(steps);
            graph.first_arc.push(graph.arcs.len() as u32);
        }
        graph.layers.push(next);
        graph.bundles.extend(bundles);
        graph.first_bundle.push(graph.bundles.len() as u32);
    }
    // The node at the end.
    graph.first_arc.push(graph.arcs.len() as u32);
    let end = graph.layers.last().copied().unwrap_or(0) + 1;
    graph.layers.push(end);
    graph
}
