//! The checker: recomputes the bound that a certificate proves, in whole numbers, or says why it proves nothing.

use std::borrow::Cow;

use rayon::prelude::*;

use super::blocks::Blocks;
use super::format::{Certificate, Leaf, Node};
use super::ground::{Ground, Owner, slot};
use super::layers::{Layers, layers, price};
use super::lines::{self, cheapest};
use super::machine::Machine;
use super::rows::{Rows, rows};
use super::{NO_PLAN, Refusal};
use crate::problem::{Clause, DutyIx, Force, PersonIx, Problem, Shape};

/// Largest scale: keeps every product of price, units and scale exact.
const LARGEST_SCALE: i64 = 1 << 32;
/// Largest size of a sum of multipliers that counts as exact.
const LARGEST: u128 = 1 << 100;

/// Duties taken away on the way from the root to a leaf: person and day, the duties, and whether only they are left.
type Cut<'a> = (usize, &'a [DutyIx], bool);

/// How many rows each clause has: what may be numbered.
pub fn row_counts(problem: &Problem) -> Vec<usize> {
    let ground = Ground::new(problem);
    problem.clauses.iter().map(|clause| rows(&ground, clause).rows.len()).collect()
}

impl Certificate {
    /// Recomputes the bound from the problem and the multipliers alone; [`NO_PLAN`] if no plan keeps every `must`.
    pub fn bound(&self, problem: &Problem) -> Result<i64, Refusal> {
        self.fits(problem)?;
        let above = self.tree(problem)?;
        let ground = Ground::new(problem);
        let mut least: Option<i128> = None;
        for (number, node) in self.nodes.iter().enumerate() {
            if let Node::Leaf(leaf) = node {
                let cuts = self.cuts(&above, number);
                let case = Case { ground: &ground, scale: self.scale, number: number as u32, leaf, cuts: &cuts };
                let bound = case.bound()?;
                least = least.into_iter().chain(bound).min();
            }
        }
        Ok(least.map_or(NO_PLAN, |least| round(problem, least, self.scale)))
    }

    /// The recomputed bound, if it is not below the claim.
    pub fn prove(&self, problem: &Problem) -> Result<i64, Refusal> {
        let proved = self.bound(problem)?;
        if proved < self.bound {
            return Err(Refusal::NotProved { claimed: self.bound, proved });
        }
        Ok(proved)
    }

    fn fits(&self, problem: &Problem) -> Result<(), Refusal> {
        let sizes = [
            ("people", self.people, problem.people),
            ("days", self.days, problem.days),
            ("duties", self.duties, problem.duties),
            ("clauses", self.clauses, problem.clauses.len()),
        ];
        for (what, claimed, given) in sizes {
            if claimed != given {
                return Err(Refusal::Size { what, claimed, given });
            }
        }
        if self.scale < 1 || self.scale > LARGEST_SCALE {
            return Err(Refusal::Scale(self.scale));
        }
        Ok(())
    }

    /// The split above each node and whether the node is its inside; the nodes must be a tree with its root in front.
    fn tree(&self, problem: &Problem) -> Result<Vec<Option<(usize, bool)>>, Refusal> {
        let mut above = vec![None; self.nodes.len()];
        for (number, node) in self.nodes.iter().enumerate() {
            if number > 0 && above[number].is_none() {
                return Err(Refusal::Tree { node: number as u32 });
            }
            let Node::Split(split) = node else { continue };
            if split.person as usize >= problem.people || usize::from(split.day) >= problem.days {
                return Err(Refusal::Split { node: number as u32, person: split.person, day: split.day });
            }
            for (child, inside) in [(split.inside, true), (split.outside, false)] {
                let place = above.get_mut(child as usize).filter(|place| place.is_none() && child as usize > number);
                *place.ok_or(Refusal::Tree { node: child })? = Some((number, inside));
            }
        }
        if self.nodes.is_empty() { Err(Refusal::Tree { node: 0 }) } else { Ok(above) }
    }

    /// What is cut on the way from the root to a leaf.
    fn cuts(&self, above: &[Option<(usize, bool)>], leaf: usize) -> Vec<Cut<'_>> {
        let mut cuts = Vec::new();
        let mut at = leaf;
        while let Some((parent, inside)) = above[at] {
            if let Node::Split(split) = &self.nodes[parent] {
                cuts.push((slot(self.days, split.person, split.day), split.duties.as_slice(), inside));
            }
            at = parent;
        }
        cuts
    }
}

/// (23): up to the next multiple of what divides every price, and never below 0.
fn round(problem: &Problem, bound: i128, scale: i64) -> i64 {
    let steps = problem.clauses.iter().flat_map(|clause| match &clause.force {
        Force::Must => &[][..],
        Force::Prefer(steps) => steps,
    });
    let grain = steps.fold(0, |grain, step| gcd(grain, i128::from(*step).abs())).max(1);
    let unit = grain * i128::from(scale);
    let blocks = if bound <= 0 { 0 } else { (bound + unit - 1) / unit };
    i64::try_from(blocks * grain).unwrap_or(NO_PLAN - 1)
}

/// One leaf.
struct Case<'a> {
    ground: &'a Ground<'a>,
    scale: i64,
    number: u32,
    leaf: &'a Leaf,
    cuts: &'a [Cut<'a>],
}

/// What a clause is in a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Own,
    Priced,
    LeftOut,
}

impl Case<'_> {
    /// (21): `None` if no plan reaches this leaf.
    fn bound(&self) -> Result<Option<i128>, Refusal> {
        let problem = self.ground.problem;
        let roles = self.roles()?;
        let mut prices: Vec<Vec<i128>> = self.ground.open.iter().map(|open| vec![0; open.len()]).collect();
        let (mut fixed, mut blocks) = (0, Blocks::new(problem.people));
        for of_clause in self.leaf.rows.chunk_by(|a, b| a.0 == b.0) {
            let (constant, people) = self.priced(of_clause, &mut prices)?;
            blocks.join(&people, constant, &problem.clauses[of_clause[0].0 as usize].force)?;
        }
        let mut own: Vec<Vec<Cow<Clause>>> = vec![Vec::new(); problem.people];
        for (at, clause) in problem.clauses.iter().enumerate() {
            match self.ground.owners[at] {
                Owner::Nobody if roles[at] == Role::Own => {
                    let units = self.ground.own(clause).shape.excess(&|_, _| 0);
                    if clause.force == Force::Must && units > 0 {
                        return Ok(None);
                    }
                    fixed = sum(fixed, price(&clause.force, units) * i128::from(self.scale))?;
                }
                Owner::One(person) if roles[at] == Role::Own && matters(clause) => {
                    blocks.join(&[person], 0, &clause.force)?;
                    own[person as usize].push(self.ground.own(clause));
                }
                Owner::Nobody | Owner::One(_) | Owner::Many => {}
            }
        }
        let least = |person: usize| self.person(person, &own[person], &prices);
        let lines: Vec<Option<i128>> = (0..problem.people).into_par_iter().map(least).collect::<Result<_, _>>()?;
        for (person, line) in lines.into_iter().enumerate() {
            let Some(line) = line else { return Ok(None) };
            blocks.join(&[person as PersonIx], line, &Force::Must)?;
        }
        Ok(Some(sum(fixed, blocks.rounded(i128::from(self.scale))?)?))
    }

    /// Checks the lists of the leaf and says what each clause is.
    fn roles(&self) -> Result<Vec<Role>, Refusal> {
        let leaf = self.number;
        let mut roles = vec![Role::Own; self.ground.problem.clauses.len()];
        for (at, (clause, row, multiplier)) in self.leaf.rows.iter().copied().enumerate() {
            let role = roles.get_mut(clause as usize).ok_or(Refusal::NoClause { leaf, clause })?;
            *role = Role::Priced;
            if at > 0 && (self.leaf.rows[at - 1].0, self.leaf.rows[at - 1].1) >= (clause, row) {
                return Err(Refusal::Order { leaf, clause, row: Some(row) });
            }
            if multiplier < 0 {
                return Err(Refusal::Negative { leaf, clause, row, multiplier });
            }
        }
        for (at, clause) in self.leaf.left_out.iter().copied().enumerate() {
            let role = roles.get_mut(clause as usize).ok_or(Refusal::NoClause { leaf, clause })?;
            if at > 0 && self.leaf.left_out[at - 1] >= clause {
                return Err(Refusal::Order { leaf, clause, row: None });
            }
            if *role == Role::Priced {
                return Err(Refusal::Twice { leaf, clause });
            }
            *role = Role::LeftOut;
        }
        Ok(roles)
    }

    /// (18): puts a clause's cells into the prices and gives its constant and whose cells they are.
    fn priced(
        &self,
        multipliers: &[(u32, u32, i64)],
        prices: &mut [Vec<i128>],
    ) -> Result<(i128, Vec<PersonIx>), Refusal> {
        let number = multipliers[0].0;
        let clause = &self.ground.problem.clauses[number as usize];
        let rows = rows(self.ground, clause);
        let mut used = Vec::with_capacity(multipliers.len());
        for (_, row, multiplier) in multipliers {
            let known = rows.rows.get(*row as usize);
            let count = rows.rows.len();
            let no_row = Refusal::NoRow { leaf: self.number, clause: number, row: *row, rows: count };
            used.push((known.ok_or(no_row)?, i128::from(*multiplier)));
        }
        let mut people = Vec::new();
        let mut factors = vec![0; rows.helpers.len()];
        let mut constant = 0;
        for (row, y) in &used {
            constant = sum(constant, -product(*y, row.bound)?)?;
            for (helper, factor) in &row.helpers {
                factors[*helper] = sum(factors[*helper], product(*y, *factor)?)?;
            }
            for (cell, factor) in &row.cells {
                let at = slot(self.ground.problem.days, cell.person, cell.day);
                if let Ok(option) = self.ground.open[at].binary_search(&cell.duty) {
                    people.push(cell.person);
                    prices[at][option] = sum(prices[at][option], product(*y, *factor)?)?;
                }
            }
        }
        constant = sum(constant, helpers(&rows, &factors)?)?;
        let slacks = used.iter().filter_map(|(row, y)| row.slack.map(|slack| (slack, *y)));
        let mut limits = Vec::new();
        for (slack, y) in slacks {
            limits.push(Limit { gain: product(y, slack.per)?, weight: slack.weight, most: slack.most });
        }
        people.sort_unstable();
        people.dedup();
        Ok((sum(constant, -filled(&clause.force, i128::from(self.scale), limits)?)?, people))
    }

    /// The cheapest line of a person, in units of 1/scale.
    fn person(&self, person: usize, own: &[Cow<Clause>], prices: &[Vec<i128>]) -> Result<Option<i128>, Refusal> {
        let days = self.ground.problem.days;
        let too_many = || Refusal::TooManyStates { leaf: self.number, person: person as PersonIx, states: lines::MOST };
        let (mut options, mut costs) = (Vec::with_capacity(days), Vec::with_capacity(days));
        for at in person * days..(person + 1) * days {
            let reached = |duty: &DutyIx| {
                self.cuts.iter().all(|(cell, duties, inside)| *cell != at || duties.contains(duty) == *inside)
            };
            let left = self.ground.open[at].iter().zip(&prices[at]).filter(|(duty, _)| reached(duty));
            let (duties, prices): (Vec<DutyIx>, Vec<i128>) = left.unzip();
            options.push(duties);
            costs.push(prices);
        }
        if options.iter().any(Vec::is_empty) {
            return Ok(None);
        }
        let mut all: Vec<Layers> = Vec::with_capacity(own.len());
        for clause in own {
            if let Shape::Ban(cell) = &clause.shape {
                let day = usize::from(cell.day);
                if let Ok(option) = options[day].binary_search(&cell.duty) {
                    costs[day][option] = sum(costs[day][option], price(&clause.force, 1) * i128::from(self.scale))?;
                }
                continue;
            }
            if let Some(machine) = Machine::new(&clause.shape) {
                all.push(layers(clause, &machine, &options, self.scale).ok_or_else(too_many)?);
            }
        }
        cheapest(costs, &all).map_err(|_| too_many())
    }
}

/// Whether a personal clause can change anything: `must` bans are in the ground, and what costs nothing is nothing.
fn matters(clause: &Clause) -> bool {
    match &clause.force {
        Force::Must => !matches!(clause.shape, Shape::Ban(_)),
        Force::Prefer(steps) => steps.iter().any(|step| *step != 0),
    }
}

/// The common divisor, not below 0.
pub fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

pub fn sum(a: i128, b: i128) -> Result<i128, Refusal> {
    a.checked_add(b).filter(|sum| sum.unsigned_abs() < LARGEST).ok_or(Refusal::TooLarge)
}

fn product(a: i128, b: i128) -> Result<i128, Refusal> {
    a.checked_mul(b).filter(|product| product.unsigned_abs() < LARGEST).ok_or(Refusal::TooLarge)
}

/// (19): the helpers at their least.
fn helpers(rows: &Rows, factors: &[i128]) -> Result<i128, Refusal> {
    if rows.one_of {
        return Ok(factors.iter().copied().min().unwrap_or(0));
    }
    let mut total = 0;
    for ((low, high), factor) in rows.helpers.iter().zip(factors) {
        total = sum(total, product(*low, *factor)?.min(product(*high, *factor)?))?;
    }
    Ok(total)
}

/// A limit with a slack: what each unit gains, what it weighs in the price, how many there are at most.
struct Limit {
    gain: i128,
    weight: i128,
    most: i128,
}

/// (20): the most that filling slacks can gain against the rising price steps, rounded up.
fn filled(force: &Force, scale: i128, mut limits: Vec<Limit>) -> Result<i128, Refusal> {
    let Force::Prefer(steps) = force else { return Ok(0) };
    // A limit without weight costs nothing.
    let mut total = 0;
    for free in limits.iter().filter(|limit| limit.weight == 0) {
        total = sum(total, product(free.gain, free.most)?)?;
    }
    limits.retain(|limit| limit.weight > 0 && limit.gain > 0);
    let heaviest = limits.iter().map(|limit| limit.weight).max().unwrap_or(0);
    limits.iter().try_for_each(|limit| product(limit.gain, heaviest).map(drop))?;
    limits.sort_by(|a, b| (b.gain * a.weight).cmp(&(a.gain * b.weight)));
    let (mut step, mut left) = (0, 1);
    for limit in limits {
        let mut width = product(limit.most, limit.weight)?;
        while width > 0 {
            let cost = i128::from(steps.get(step).or(steps.last()).copied().unwrap_or(0));
            let better = limit.gain - product(product(cost, scale)?, limit.weight)?;
            if better <= 0 {
                return Ok(total);
            }
            let endless = step + 1 >= steps.len();
            let taken = if endless { width } else { width.min(left) };
            let won = product(taken, better)?;
            total = sum(total, (won + limit.weight - 1) / limit.weight)?;
            width -= taken;
            if !endless {
                left -= taken;
                if left == 0 {
                    (step, left) = (step + 1, 1);
                }
            }
        }
    }
    Ok(total)
}
