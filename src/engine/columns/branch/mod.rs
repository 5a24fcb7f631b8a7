//! Branch and price: a tree of splits, each node with its own linear program over lines. (38a)
//!
//! Where all lines that a cheaper plan can use are few enough to be listed, those that are not yet in the linear program
//! are priced by reading the list, and the closer a node's bound comes to the plan to beat, the fewer of them its
//! children need. Else they are priced on the graphs. Either way the multipliers prove a bound in whole numbers. A node is split at a whole helper (how many are missing at a desk) or at a
//! cell (who holds which duty), whichever lifts the bounds of both sides most.

mod list;
mod record;
mod split;
mod subtree;

use super::generate::{EXACT, QUICK, TOLERANCE};
use super::lp::{LpError, Values};
use super::master::{Line, Master, UNIT};
use super::plan::{Model, Plan};
use super::price::{CLOSED, Effort};
use crate::engine::budget::Budget;
use record::{Counter, Record};

pub use record::{Case, Known};
pub use split::Side;
use subtree::{Subtree, walk_by_turns};

/// Nodes before the tree is walked on several threads.
const WIDE: usize = 8;
/// What is whole, but for rounding.
const WHOLE: f64 = 1e-6;

/// What the walk over a tree gave.
pub struct Settled {
    /// Cheaper than the plan to beat.
    pub plan: Option<Plan>,
    /// In points: no plan of these lines costs less, unless it costs as much as the plan to beat or more.
    pub bound: i64,
    /// What closed each node, the root first, if that was to be kept; of nodes over a list, over that list.
    pub cases: Option<Vec<Case>>,
}

/// A node that is still to be walked: its sides, what is known of its parent, and its number in the record.
type Node = (Vec<Side>, Known, usize);

/// Lines that a linear program would take; where they come from the list, their positions there.
struct More {
    lines: Vec<Line>,
    listed: Vec<u32>,
}

/// How a node's linear program ended.
enum Ended {
    /// Nothing below it is cheaper than the plan to beat.
    Closed,
    /// Out of time.
    Open,
    /// The lines that a cheaper plan below can use, and the two sides, the cheaper one first.
    Split(Vec<u32>, [Side; 2]),
}

/// Where lines come from.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// All that a cheaper plan can use.
    List(&'a [Line]),
    Graphs,
}

/// Looks for a plan that costs less than `upper`, or proves that there is none; `keep`: with the proof of every node.
/// `hear` is told of better plans on the way.
pub fn settle(
    model: &Model,
    source: Source,
    upper: i64,
    budget: &Budget,
    keep: bool,
    hear: &mut dyn FnMut(&Plan),
) -> Result<Settled, LpError> {
    let mut open: Vec<Node> = vec![(Vec::new(), Known::nothing(), 0)];
    let (mut least, mut at, kept) = (i128::MAX, 0, Counter::default());
    // The widest nodes first, one by one; then what is left, each by itself.
    let mut top = Tree::new(model, source, upper, budget, Record::new(keep, &kept))?;
    while at < open.len() && open.len() - at < WIDE {
        let (sides, inherited, number) = open[at].clone();
        top.go_to(&sides)?;
        let active = top.allowed(&sides);
        let (known, ended) = top.node(&active, inherited)?;
        match ended {
            Ended::Closed => top.record.leaf(number, &known),
            Ended::Open => {
                least = least.min(known.bound);
                top.record.leaf(number, &known);
            }
            Ended::Split(_, split) => {
                let below = top.record.split(number, split).into_iter().zip(split);
                open.extend(below.map(|(below, side)| ([sides.as_slice(), &[side]].concat(), known.clone(), below)));
            }
        }
        at += 1;
    }
    let upper = top.upper;
    let tree = |node| Ok(Subtree::new(Tree::new(model, source, upper, budget, Record::new(keep, &kept))?, node));
    let mut subtrees = open[at..].iter().map(tree).collect::<Result<Vec<Subtree>, LpError>>()?;
    walk_by_turns(&mut subtrees, budget, hear)?;
    let (mut best, mut record) = (top.best, top.record);
    for subtree in subtrees {
        let number = subtree.number;
        let (plan, bound, below) = subtree.ended();
        least = least.min(bound);
        best = [best, plan].into_iter().flatten().min_by_key(|plan: &Plan| plan.cost);
        record.graft(number, below);
    }
    let upper = best.as_ref().map_or(upper, |plan| plan.cost);
    let bound = if least == i128::MAX { upper } else { model.crowd.whole(least.max(0)).min(upper) };
    Ok(Settled { plan: best, bound, cases: record.cases })
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
    record: Record,
}

impl<'a> Tree<'a> {
    fn new(
        model: &'a Model<'a>,
        source: Source<'a>,
        upper: i64,
        budget: &Budget,
        record: Record,
    ) -> Result<Tree<'a>, LpError> {
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
            record,
        })
    }

    /// Goes to a node from wherever it is.
    fn go_to(&mut self, sides: &[Side]) -> Result<(), LpError> {
        let common = self.sides.iter().zip(sides).take_while(|((own, _), side)| own == *side).count();
        while self.sides.len() > common {
            self.leave()?;
        }
        sides[common..].iter().try_for_each(|side| self.take(*side))
    }

    /// Lines of the list that a node's sides allow.
    fn allowed(&self, sides: &[Side]) -> Vec<u32> {
        let allowed = |at: &u32| sides.iter().all(|side| side.allows(&self.lines[*at as usize]));
        (0..self.lines.len() as u32).filter(allowed).collect()
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

    /// Solves a node's linear program over its lines and looks for a split. What is known of the node by then.
    fn node(&mut self, active: &[u32], inherited: Known) -> Result<(Known, Ended), LpError> {
        let (mut known, mut effort) = (inherited, QUICK);
        let (values, rows) = loop {
            let values = match self.master.solve(&self.budget.clone()) {
                Err(LpError::Time) => return Ok((known, Ended::Open)),
                Err(LpError::Infeasible) => return Ok((known, Ended::Closed)),
                values => values?,
            };
            let rows = self.master.multipliers(&values);
            let more = match self.listed {
                true => self.read(active, &values, &rows),
                false => self.price(&values, &rows, effort),
            };
            let Some((proved, more)) = more else { return Ok((known, Ended::Closed)) };
            if self.budget.over() {
                return Ok((known, Ended::Open));
            }
            if proved > known.bound {
                known = self.record.known(proved, &rows);
            }
            if self.is_closed(known.bound) {
                return Ok((known, Ended::Closed));
            }
            match (more.lines.is_empty(), effort.any && !self.listed) {
                (true, true) => effort = EXACT,
                (true, false) => break (values, rows),
                (false, _) => self.add(more)?,
            }
        };
        let valid = self.hear(&values);
        if self.is_closed(known.bound) {
            return Ok((known, Ended::Closed));
        }
        let active = self.within_room(active, &rows);
        let ended = match self.split(&values)? {
            Some(sides) => Ended::Split(active, sides),
            // All is whole, and the bound says so too: nothing below is cheaper than the plan just heard.
            None if valid && self.is_reached(known.bound, &values) => Ended::Closed,
            None => Ended::Open,
        };
        Ok((known, ended))
    }

    /// Whether a bound is as high as the linear program.
    fn is_reached(&self, bound: i128, values: &Values) -> bool {
        let crowd = &self.model.crowd;
        bound as f64 / UNIT as f64 > values.objective + (crowd.constant as f64) - crowd.grain as f64 / 2.0
    }

    fn is_closed(&self, bound: i128) -> bool {
        bound > i128::MIN && self.model.crowd.whole(bound) >= self.upper
    }

    /// The bound that the multipliers prove over all lines, and lines that the linear program would take. `None`: somebody
    /// has no line.
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
