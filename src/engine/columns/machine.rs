//! One personal clause as a machine that reads a person's line day by day: a small state, a price for each step.
//!
//! Run side by side, the machines of a person are the states of the line graph ([`super::graph`]). Each says what
//! [`Shape::excess`] says of the whole line, held to it by tests that try every line. (24)

use crate::problem::{Cell, Clause, DayIx, DutyIx, DutySet, Force, Shape};

/// What a machine remembers between two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct State {
    /// Length, sum, mask or number of groups.
    pub value: i64,
    /// Units priced so far where prices rise, or the mask of groups under way.
    pub extra: i32,
}

/// The state in which nothing that is still to come can cost anything.
const SAFE: State = State { value: i64::MIN, extra: 0 };

/// What one clause reads and remembers. Days are those of the problem.
#[derive(Debug, Clone)]
pub struct Machine {
    force: Force,
    /// First and last day read.
    pub first: usize,
    pub last: usize,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Clash { first: DutySet, then: DutySet },
    Run { set: DutySet, min: i64, max: Option<i64>, carried: Option<i64> },
    Count(Counting),
    Same { days: Vec<bool>, classes: Vec<DutySet> },
    Groups(Grouping),
}

/// A sum over one person's cells with its limits.
#[derive(Debug, Clone)]
pub struct Counting {
    /// `weights[day - first]`: duties with a weight, rising.
    pub weights: Vec<Vec<(DutyIx, i64)>>,
    pub constant: i64,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub per: i64,
    /// Least and largest sum of the days after `day`, by `day - first`.
    pub rest: Vec<(i64, i64)>,
}

impl Counting {
    pub fn weight(&self, at: usize, duty: DutyIx) -> i64 {
        let weights = &self.weights[at];
        weights.binary_search_by_key(&duty, |(duty, _)| *duty).map_or(0, |at| weights[at].1)
    }

    fn excess(&self, value: i64) -> i64 {
        let blocks = |units: i64| if units <= 0 { 0 } else { (units + self.per - 1) / self.per };
        self.min.map_or(0, |min| blocks(min - value)) + self.max.map_or(0, |max| blocks(value - max))
    }
}

#[derive(Debug, Clone)]
struct Grouping {
    /// `touched[day - first]`: duties with the slots of the groups that they touch.
    touched: Vec<Vec<(DutyIx, i32)>>,
    /// Slots of groups whose last day this is.
    closing: Vec<i32>,
    /// Slots of groups that have begun and not ended after this day.
    under_way: Vec<i32>,
    /// How many groups begin after this day.
    later: Vec<i64>,
    max: i64,
}

/// Most groups of one clause that may be under way at once.
const MOST_SLOTS: usize = 16;

impl Machine {
    /// The machine of a clause over one person; `None` where the clause has no say (no price, nothing to read), and
    /// `Err` where a machine cannot read it and the master has to.
    pub fn new(clause: &Clause, open: &dyn Fn(usize) -> Vec<DutyIx>) -> Result<Option<Machine>, Unreadable> {
        if matches!(&clause.force, Force::Prefer(steps) if steps.iter().all(|step| *step == 0)) {
            return Ok(None);
        }
        let made = |first: usize, last: usize, kind: Kind| {
            Ok(Some(Machine { force: clause.force.clone(), first, last, kind }))
        };
        match &clause.shape {
            Shape::Clash { day, first, then, .. } => {
                let kind = Kind::Clash { first: first.clone(), then: then.clone() };
                made(usize::from(*day), usize::from(*day) + 1, kind)
            }
            Shape::Run { from, to, set, min, max, carried, .. } => {
                let (max, carried) = (max.map(i64::from), carried.map(i64::from));
                made((*from).into(), (*to).into(), Kind::Run { set: set.clone(), min: (*min).into(), max, carried })
            }
            Shape::Count { sum, min, max, per } => {
                let Some((first, last)) = span(sum.cells.iter().map(|(cell, _)| cell)) else { return Err(Unreadable) };
                let counting = counting(&sum.cells, sum.constant, (*min, *max, *per), first, last, open);
                made(first, last, Kind::Count(counting))
            }
            Shape::Same { days, classes, .. } => {
                let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else { return Ok(None) };
                if classes.len() > 30 {
                    return Err(Unreadable);
                }
                let (first, last) = (usize::from(*first), usize::from(*last));
                let read = (first..=last).map(|day| days.contains(&(day as DayIx))).collect();
                made(first, last, Kind::Same { days: read, classes: classes.clone() })
            }
            Shape::Groups { groups, max } => {
                let Some((first, last)) = span(groups.iter().flatten()) else { return Err(Unreadable) };
                made(first, last, Kind::Groups(grouping(groups, *max, first, last).ok_or(Unreadable)?))
            }
            Shape::Ban(_) | Shape::Pick { .. } | Shape::Peak { .. } => Err(Unreadable),
        }
    }

    /// The clause as a count that must lie between its limits, if it is one.
    pub fn counting(&self) -> Option<&Counting> {
        match &self.kind {
            Kind::Count(counting) if self.force == Force::Must => Some(counting),
            _ => None,
        }
    }

    /// The state before the first day read.
    pub fn initial(&self) -> State {
        match &self.kind {
            Kind::Run { carried, .. } => State { value: carried.unwrap_or(UNKNOWN), extra: 0 },
            Kind::Count(counting) => State { value: counting.constant, extra: 0 },
            Kind::Clash { .. } | Kind::Same { .. } | Kind::Groups(_) => State::default(),
        }
    }

    /// What the machine sees of a duty: duties that all machines see alike are one arc of the graph.
    pub fn read(&self, day: usize, duty: DutyIx) -> i64 {
        match &self.kind {
            Kind::Clash { first, then } => i64::from(if day == self.first { first } else { then }.contains(duty)),
            Kind::Run { set, .. } => i64::from(set.contains(duty)),
            Kind::Count(counting) => counting.weight(day - self.first, duty),
            Kind::Same { days, .. } if !days[day - self.first] => 0,
            Kind::Same { classes, .. } => {
                let inside = classes.iter().enumerate().filter(|(_, class)| class.contains(duty));
                inside.map(|(at, _)| 1 << at).sum()
            }
            Kind::Groups(grouping) => {
                let touched = &grouping.touched[day - self.first];
                touched.binary_search_by_key(&duty, |(duty, _)| *duty).map_or(0, |at| i64::from(touched[at].1))
            }
        }
    }

    /// Reads one day: the price of it and the state after it; `None` if the `must` is broken. After the last day the
    /// state means nothing.
    pub fn step(&self, state: State, day: usize, seen: i64) -> Option<(i64, State)> {
        if state == SAFE {
            return Some((0, SAFE));
        }
        match &self.kind {
            Kind::Clash { .. } => {
                let broken = day == self.last && state.value == 1 && seen == 1;
                Some((self.charge(0, i64::from(broken))?, State { value: seen, extra: 0 }))
            }
            Kind::Run { min, max, .. } => self.step_run(state, seen == 1, *min, *max),
            Kind::Count(counting) => self.step_count(state, day, seen, counting),
            Kind::Same { .. } => {
                let (before, mask) = (excess_of_mask(state.value), state.value | seen);
                Some((self.charge(before, excess_of_mask(mask) - before)?, State { value: mask, extra: 0 }))
            }
            Kind::Groups(grouping) => self.step_groups(state, day, seen as i32, grouping),
        }
    }

    /// Price of `more` units after `before`; `None` if there is one and it is a `must`.
    fn charge(&self, before: i64, more: i64) -> Option<i64> {
        match &self.force {
            _ if more == 0 => Some(0),
            Force::Must => None,
            Force::Prefer(_) => Some(self.force.cost(before + more) - self.force.cost(before)),
        }
    }

    /// Units that later prices have to remember.
    fn remember(&self, units: i64) -> i32 {
        match &self.force {
            Force::Prefer(steps) if steps.first() != steps.last() => units.min(steps.len() as i64 - 1) as i32,
            _ => 0,
        }
    }

    /// The value is the length of the stretch under way, 0 outside; below 0 for a stretch whose beginning is not known,
    /// which is never too short. (3)
    fn step_run(&self, state: State, inside: bool, min: i64, max: Option<i64>) -> Option<(i64, State)> {
        let known = state.value >= 0;
        let length = if state.value == UNKNOWN { 0 } else { state.value.abs() };
        let units = i64::from(state.extra);
        if !inside {
            let missing = if known && length > 0 { (min - length).max(0) } else { 0 };
            return Some((self.charge(units, missing)?, State { value: 0, extra: self.remember(units + missing) }));
        }
        let now = length + 1;
        let extra = i64::from(max.is_some_and(|max| now > max));
        let cost = self.charge(units, extra)?;
        // Beyond this a longer stretch is no different.
        let cap = min.max(max.map_or(0, |max| max + 1)).max(1);
        let now = now.min(cap);
        let value = if known || now >= min { now } else { -now };
        Some((cost, State { value, extra: self.remember(units + extra) }))
    }

    fn step_count(&self, state: State, day: usize, seen: i64, counting: &Counting) -> Option<(i64, State)> {
        let value = state.value + seen;
        if day == self.last {
            return Some((self.charge(0, counting.excess(value))?, State::default()));
        }
        let (least, most) = counting.rest[day - self.first];
        let (low, high) = (value + least, value + most);
        let too_low = counting.min.is_some_and(|min| low < min);
        let too_high = counting.max.is_some_and(|max| high > max);
        if !too_low && !too_high {
            return Some((0, SAFE));
        }
        let lost = counting.min.is_some_and(|min| high < min) || counting.max.is_some_and(|max| low > max);
        if lost && self.force == Force::Must {
            return None;
        }
        Some((0, State { value, extra: 0 }))
    }

    fn step_groups(&self, state: State, day: usize, touched: i32, grouping: &Grouping) -> Option<(i64, State)> {
        let new = i64::from((touched & !state.extra).count_ones());
        let (before, count) = ((state.value - grouping.max).max(0), state.value + new);
        let cost = self.charge(before, (count - grouping.max).max(0) - before)?;
        let at = day - self.first;
        let mask = (state.extra | touched) & !grouping.closing[at];
        // Groups under way and not yet touched: these, and those that begin later, can still be touched first.
        let open = i64::from((grouping.under_way[at] & !mask).count_ones());
        if count + open + grouping.later[at] <= grouping.max {
            return Some((cost, SAFE));
        }
        let steps = if let Force::Prefer(steps) = &self.force { steps.len() as i64 } else { 0 };
        Some((cost, State { value: count.min(grouping.max.max(0) + steps), extra: mask }))
    }
}

/// Before the first day of a [`Shape::Run`] whose past is not known.
const UNKNOWN: i64 = i64::MIN + 1;

/// A machine cannot read this clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

fn excess_of_mask(mask: i64) -> i64 {
    (i64::from(mask.count_ones()) - 1).max(0)
}

fn span<'a>(cells: impl Iterator<Item = &'a Cell>) -> Option<(usize, usize)> {
    cells.map(|cell| usize::from(cell.day)).fold(None, |span, day| match span {
        None => Some((day, day)),
        Some((first, last)) => Some((first.min(day), last.max(day))),
    })
}

fn counting(
    cells: &[(Cell, i64)],
    constant: i64,
    (min, max, per): (Option<i64>, Option<i64>, i64),
    first: usize,
    last: usize,
    open: &dyn Fn(usize) -> Vec<DutyIx>,
) -> Counting {
    let mut weights = vec![Vec::new(); last - first + 1];
    for (cell, weight) in cells {
        weights[usize::from(cell.day) - first].push((cell.duty, *weight));
    }
    for weights in &mut weights {
        weights.sort_unstable();
        weights.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 += if same { later.1 } else { 0 };
            same
        });
    }
    let mut counting = Counting { weights, constant, min, max, per, rest: Vec::new() };
    let mut rest = vec![(0, 0); last - first + 1];
    for at in (0..last - first).rev() {
        let worths = open(first + at + 1).into_iter().map(|duty| counting.weight(at + 1, duty));
        let (least, most) = worths.fold((i64::MAX, i64::MIN), |(least, most), w| (least.min(w), most.max(w)));
        let (least, most) = if least > most { (0, 0) } else { (least, most) };
        rest[at] = (rest[at + 1].0 + least, rest[at + 1].1 + most);
    }
    counting.rest = rest;
    counting
}

/// Slots are given so that two groups with a day in common never share one. `None`: too many at once, or a `max` below
/// nothing.
fn grouping(groups: &[Vec<Cell>], max: i64, first: usize, last: usize) -> Option<Grouping> {
    if max < 0 {
        return None;
    }
    let spans: Vec<Option<(usize, usize)>> = groups.iter().map(|group| span(group.iter())).collect();
    let mut order: Vec<usize> = (0..groups.len()).filter(|at| spans[*at].is_some()).collect();
    order.sort_by_key(|at| spans[*at]);
    let days = last - first + 1;
    let mut ends: Vec<usize> = Vec::new();
    let (mut closing, mut under_way) = (vec![0; days], vec![0; days]);
    let mut later = vec![0; days];
    let mut touched: Vec<Vec<(DutyIx, i32)>> = vec![Vec::new(); days];
    for at in order {
        let Some((begin, end)) = spans[at] else { continue };
        let slot = ends.iter().position(|end| *end < begin).unwrap_or(ends.len());
        if slot == ends.len() {
            ends.push(end);
        }
        ends[slot] = end;
        if slot >= MOST_SLOTS {
            return None;
        }
        closing[end - first] |= 1 << slot;
        under_way[begin - first..end - first].iter_mut().for_each(|mask| *mask |= 1 << slot);
        later[..begin - first].iter_mut().for_each(|later| *later += 1);
        for cell in &groups[at] {
            touched[usize::from(cell.day) - first].push((cell.duty, 1 << slot));
        }
    }
    for touched in &mut touched {
        touched.sort_unstable();
        touched.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 |= if same { later.1 } else { 0 };
            same
        });
    }
    Some(Grouping { touched, closing, under_way, later, max })
}
