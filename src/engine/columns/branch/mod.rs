//! Branch and price: a tree of splits, each node with its own linear program over lines. (38a)
//!
//! Where all lines that a cheaper plan can use are few enough to be listed, those that are not yet in the linear program
//! are priced by reading the list, and the closer a node's bound comes to the plan to beat, the fewer of them its
//! children need. Else they are priced on the graphs. Either way the multipliers prove a bound in whole numbers. A node is split at a whole helper (how many are missing at a desk) or at a
//! cell (who holds which duty), whichever lifts the bounds of both sides most.

mod split;

use rayon::prelude::*;

use super::generate::{EXACT, QUICK, TOLERANCE};
use super::lp::{LpError, Values};
use super::master::{Line, Master, UNIT};
use super::plan::{Model, Plan};
use super::price::{CLOSED, Effort};
use crate::engine::budget::Budget;
use split::Side;

/// Lines of a person that one reading of the list adds.
const MORE: usize = 3;
/// Nodes before the tree is walked on several threads.
const WIDE: usize = 8;
/// What is whole, but for rounding.
const WHOLE: f64 = 1e-6;
/// Ticks of work for a line of the list that is read.
const READ: u64 = 60;

/// What the walk over a tree gave.
pub struct Settled {
    /// Cheaper than the plan to beat.
    pub plan: Option<Plan>,
    /// In points: no plan of these lines costs less, unless it costs as much as the plan to beat or more.
    pub bound: i64,
}

/// A node that is still to be walked: its sides, and the bound of its parent in units of 1 / `UNIT`.
type Node = (Vec<Side>, i128);

/// Lines that a linear program would take; where they come from the list, their positions there.
struct More {
    lines: Vec<Line>,
    listed: Vec<u32>,
}

/// How a node's linear program ended.
enum Ended {
    /// Nothing below it is cheaper than the plan to beat.
    Closed,
    /// Out of time; the bound so far.
    Open(i128),
    /// The bound, the lines that a cheaper plan below can use, and the two sides, the cheaper one first.
    Split(i128, Vec<u32>, [Side; 2]),
}

/// Where lines come from.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// All that a cheaper plan can use.
    List(&'a [Line]),
    Graphs,
}

/// Looks for a plan that costs less than `upper`, or proves that there is none.
pub fn settle(model: &Model, source: Source, upper: i64, budget: &Budget) -> Result<Settled, LpError> {
    let mut open: Vec<Node> = vec![(Vec::new(), i128::MIN)];
    let (mut least, mut at) = (i128::MAX, 0);
    // The widest nodes first, one by one; then what is left, each by itself.
    let mut top = Tree::new(model, source, upper, budget)?;
    while at < open.len() && open.len() - at < WIDE {
        let (sides, inherited) = open[at].clone();
        let active = top.enter(&sides)?;
        match top.node(&active, inherited)? {
            Ended::Closed => {}
            Ended::Open(bound) => least = least.min(bound),
            Ended::Split(bound, _, split) => {
                open.extend(split.map(|side| ([sides.as_slice(), &[side]].concat(), bound)));
            }
        }
        at += 1;
    }
    let (upper, own) = (top.upper, budget.apart((open.len() - at) as u64));
    let walk = |(sides, inherited): &Node| {
        let mut tree = Tree::new(model, source, upper, &own.afresh())?;
        let active = tree.enter(sides)?;
        let bound = tree.walk(&active, *inherited);
        budget.charge(tree.budget.used());
        Ok((tree.best, bound?))
    };
    let walked: Vec<Result<(Option<Plan>, i128), LpError>> = open[at..].par_iter().with_max_len(1).map(walk).collect();
    let mut best = top.best;
    for walked in walked {
        let (plan, bound) = walked?;
        least = least.min(bound);
        best = [best, plan].into_iter().flatten().min_by_key(|plan| plan.cost);
    }
    let upper = best.as_ref().map_or(upper, |plan| plan.cost);
    let bound = if least == i128::MAX { upper } else { model.crowd.whole(least.max(0)).min(upper) };
    Ok(Settled { plan: best, bound })
}

/// The tree at one of its nodes.
struct Tree<'a> {
    model: &'a Model<'a>,
    /// The list, if there is one.
    lines: &'a [Line],
    listed: bool,
    budget: Budget,
    master: Master<'a>,
    /// By line of the list: it is in the master.
    in_master: Vec<bool>,
    /// By line of the master, how many of the sides forbid it.
    forbidden: Vec<u32>,
    /// Present limits of the helpers.
    limits: Vec<(i64, i64)>,
    /// The sides of the node, each with the limits that it changed.
    sides: Vec<(Side, (i64, i64))>,
    /// Cost of the plan to beat.
    upper: i64,
    best: Option<Plan>,
}

impl<'a> Tree<'a> {
    fn new(model: &'a Model<'a>, source: Source<'a>, upper: i64, budget: &Budget) -> Result<Tree<'a>, LpError> {
        // Whoever breaks a row by a whole unit is dearer than the plan to beat.
        let penalty = model.penalty.max(upper) as f64;
        let mut master = Master::new(&model.crowd, model.persons.clone(), penalty, budget)?;
        // What its nodes prove says nothing of the whole.
        master.part = true;
        master.loosen()?;
        let (listed, lines): (_, &[Line]) = match source {
            Source::List(lines) => (true, lines),
            Source::Graphs => (false, &[]),
        };
        Ok(Tree {
            model,
            lines,
            listed,
            budget: budget.clone(),
            master,
            in_master: vec![false; lines.len()],
            forbidden: Vec::new(),
            limits: model.crowd.helpers.iter().map(|helper| (helper.low, helper.high)).collect(),
            sides: Vec::new(),
            upper,
            best: None,
        })
    }

    /// Goes to a node from wherever it is; the lines that its sides allow.
    fn enter(&mut self, sides: &[Side]) -> Result<Vec<u32>, LpError> {
        while !self.sides.is_empty() {
            self.leave()?;
        }
        for side in sides {
            self.take(*side)?;
        }
        let allowed = |at: &u32| sides.iter().all(|side| side.allows(&self.lines[*at as usize]));
        Ok((0..self.lines.len() as u32).filter(allowed).collect())
    }

    fn take(&mut self, side: Side) -> Result<(), LpError> {
        let mut before = (0, 0);
        if let Side::Helper { helper, low, high } = side {
            before = self.limits[helper];
            self.limit(helper, (low, high))?;
        }
        if let Side::Cell { person, day, duty, held } = side {
            self.master.shut(person, day, duty, held, true);
        }
        for line in 0..self.forbidden.len() {
            if !side.allows(&self.master.lines[line]) {
                self.forbidden[line] += 1;
                self.master.allow(line as u32, false)?;
            }
        }
        self.sides.push((side, before));
        Ok(())
    }

    fn leave(&mut self) -> Result<(), LpError> {
        let Some((side, before)) = self.sides.pop() else { return Ok(()) };
        match side {
            Side::Helper { helper, .. } => self.limit(helper, before)?,
            Side::Cell { person, day, duty, held } => self.master.shut(person, day, duty, held, false),
        }
        for line in 0..self.forbidden.len() {
            if !side.allows(&self.master.lines[line]) {
                self.forbidden[line] -= 1;
                self.master.allow(line as u32, self.forbidden[line] == 0)?;
            }
        }
        Ok(())
    }

    fn limit(&mut self, helper: usize, limits: (i64, i64)) -> Result<(), LpError> {
        self.limits[helper] = limits;
        self.master.limit(helper, limits)
    }

    /// Everything below a node; the least bound of what was left open, or the largest number.
    fn walk(&mut self, active: &[u32], inherited: i128) -> Result<i128, LpError> {
        let (bound, active, sides) = match self.node(active, inherited)? {
            Ended::Closed => return Ok(i128::MAX),
            Ended::Open(bound) => return Ok(bound),
            Ended::Split(bound, active, sides) => (bound, active, sides),
        };
        let mut least = i128::MAX;
        for side in sides {
            self.take(side)?;
            let allowed = active.iter().copied().filter(|at| side.allows(&self.lines[*at as usize]));
            let below = self.walk(&allowed.collect::<Vec<u32>>(), bound);
            self.leave()?;
            least = least.min(below?);
        }
        Ok(least)
    }

    /// Solves a node's linear program over its lines and looks for a split.
    fn node(&mut self, active: &[u32], inherited: i128) -> Result<Ended, LpError> {
        let (mut bound, mut effort) = (inherited, QUICK);
        let (values, rows) = loop {
            let values = match self.master.solve(&self.budget.clone()) {
                Err(LpError::Time) => return Ok(Ended::Open(bound)),
                Err(LpError::Infeasible) => return Ok(Ended::Closed),
                values => values?,
            };
            let rows = self.master.multipliers(&values);
            let more = match self.listed {
                true => self.read(active, &values, &rows),
                false => self.price(&values, &rows, effort),
            };
            let Some((proved, more)) = more else { return Ok(Ended::Closed) };
            if self.budget.over() {
                return Ok(Ended::Open(bound));
            }
            bound = bound.max(proved);
            if self.is_closed(bound) {
                return Ok(Ended::Closed);
            }
            match (more.lines.is_empty(), effort.any && !self.listed) {
                (true, true) => effort = EXACT,
                (true, false) => break (values, rows),
                (false, _) => self.add(more)?,
            }
        };
        let valid = self.hear(&values);
        if self.is_closed(bound) {
            return Ok(Ended::Closed);
        }
        let active = self.within_room(active, &rows);
        Ok(match self.split(&values)? {
            Some(sides) => Ended::Split(bound, active, sides),
            // All is whole, and the bound says so too: nothing below is cheaper than the plan just heard.
            None if valid && self.is_reached(bound, &values) => Ended::Closed,
            None => Ended::Open(bound),
        })
    }

    /// Whether a bound is as high as the linear program.
    fn is_reached(&self, bound: i128, values: &Values) -> bool {
        let crowd = &self.model.crowd;
        bound as f64 / UNIT as f64 > values.objective + (crowd.constant as f64) - crowd.grain as f64 / 2.0
    }

    fn is_closed(&self, bound: i128) -> bool {
        bound > i128::MIN && self.model.crowd.whole(bound) >= self.upper
    }

    /// Reads the list: the bound that the multipliers prove over it, and lines that the linear program would take.
    /// `None`: somebody has no line.
    fn read(&mut self, active: &[u32], values: &Values, rows: &[i64]) -> Option<(i128, More)> {
        self.budget.charge(READ * active.len() as u64);
        let mut of_person: Vec<Vec<(i64, u32)>> = vec![Vec::new(); self.model.persons.len()];
        for at in active {
            let line = &self.lines[*at as usize];
            of_person[line.person as usize].push((line.reduced(rows), *at));
        }
        let (mut bound, mut listed) = (self.model.crowd.bound(rows, |helper| self.limits[helper]), Vec::new());
        for (person, lines) in of_person.iter_mut().enumerate() {
            bound += i128::from(lines.iter().map(|(reduced, _)| *reduced).min()?);
            let worth = self.master.worth(values, person) - TOLERANCE;
            lines.retain(|(reduced, at)| *reduced < worth && !self.in_master[*at as usize]);
            lines.sort_unstable();
            listed.extend(lines.iter().take(MORE).map(|(_, at)| *at));
        }
        let lines = listed.iter().map(|at| self.lines[*at as usize].clone()).collect();
        Some((bound, More { lines, listed }))
    }

    /// The same by pricing everybody on the graphs.
    fn price(&mut self, values: &Values, rows: &[i64], effort: Effort) -> Option<(i128, More)> {
        let worths: Vec<i64> =
            (0..self.model.persons.len()).map(|person| self.master.worth(values, person) - TOLERANCE).collect();
        let priced = self.master.price(rows, &|person| worths[person], effort);
        if priced.iter().flatten().any(|priced| priced.bound >= CLOSED) {
            return None;
        }
        let each = priced.iter().flatten().map(|priced| i128::from(priced.bound)).sum::<i128>();
        let bound = self.model.crowd.bound(rows, |helper| self.limits[helper]) + each;
        Some((bound, More { lines: self.master.cheaper(&priced, rows, values), listed: Vec::new() }))
    }

    fn add(&mut self, more: More) -> Result<(), LpError> {
        more.listed.iter().for_each(|at| self.in_master[*at as usize] = true);
        self.forbidden.resize(self.forbidden.len() + more.lines.len(), 0);
        self.master.add(more.lines)
    }

    /// Lines that a plan cheaper than the one to beat can use below this node, by its multipliers.
    fn within_room(&self, active: &[u32], rows: &[i64]) -> Vec<u32> {
        let mut least = vec![i64::MAX; self.model.persons.len()];
        let reduced: Vec<i64> = active.iter().map(|at| self.lines[*at as usize].reduced(rows)).collect();
        for (at, reduced) in active.iter().zip(&reduced) {
            let least = &mut least[self.lines[*at as usize].person as usize];
            *least = (*least).min(*reduced);
        }
        let bound = self.model.crowd.bound(rows, |helper| self.limits[helper]);
        let bound = bound + least.iter().map(|least| i128::from(*least)).sum::<i128>();
        let room = i128::from(self.upper - self.model.crowd.grain) * i128::from(UNIT) - bound;
        let near = |(at, reduced): &(&u32, &i64)| {
            i128::from(**reduced - least[self.lines[**at as usize].person as usize]) <= room
        };
        active.iter().zip(&reduced).filter(near).map(|(at, _)| *at).collect()
    }

    /// Takes over the plan of a solution that gives everybody one line, if it is cheaper. Whether there is a valid one.
    fn hear(&mut self, values: &Values) -> bool {
        let whole =
            |lines: &Vec<u32>| lines.iter().copied().find(|line| self.master.value(values, *line) > 1.0 - WHOLE);
        let lines: Option<Vec<u32>> = self.master.of_person.iter().map(whole).collect();
        let Some(lines) = lines else { return false };
        let duties = lines.iter().map(|line| self.master.lines[*line as usize].duties.clone()).collect();
        let plan = self.model.plan(duties);
        let valid = plan.must_units == 0;
        if valid && plan.cost < self.upper {
            self.upper = plan.cost;
            self.best = Some(plan);
        }
        valid
    }
}
