//! The checker: recomputes the bound that a certificate proves, in whole numbers, or says why it proves nothing.

use std::borrow::Cow;

use rayon::prelude::*;

use super::blocks::Blocks;
use super::fill::{Limit, filled, helpers};
use super::format::{Certificate, Leaf, Node, Of};
use super::ground::{Ground, Owner, slot};
use super::layers::{Layers, layers, price};
use super::lines::{self, cheapest};
use super::machine::Machine;
use super::rows::rows;
use super::tree::{Path, Range};
use super::{NO_PLAN, Refusal};
use crate::problem::{Clause, DutyIx, Force, PersonIx, Problem, Shape};

/// Largest scale: keeps every product of price, units and scale exact.
const LARGEST_SCALE: i64 = 1 << 32;
/// Largest size of a sum of multipliers that counts as exact.
const LARGEST: u128 = 1 << 100;

/// How many rows each clause has: what may be numbered.
pub fn row_counts(problem: &Problem) -> Vec<usize> {
    let ground = Ground::new(problem);
    problem.clauses.iter().map(|clause| rows(&ground, clause).rows.len()).collect()
}

impl Certificate {
    /// Recomputes the bound from the problem and the multipliers alone; [`NO_PLAN`] if no plan keeps every `must`.
    pub fn bound(&self, problem: &Problem) -> Result<i64, Refusal> {
        self.fits(problem)?;
        let ground = Ground::new(problem);
        let bound = |(number, path): (usize, Path)| match &self.nodes[number] {
            Node::Leaf(leaf) => {
                Case { ground: &ground, scale: self.scale, number: number as u32, leaf, path: &path }.bound()
            }
            Node::Split(_) | Node::Amount(_) => Ok(None),
        };
        let paths = self.paths(&ground)?;
        let bounds: Vec<Option<i128>> = paths.into_par_iter().with_max_len(1).map(bound).collect::<Result<_, _>>()?;
        let least = bounds.into_iter().flatten().min();
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
    path: &'a Path<'a>,
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
        let of_rows = self.leaf.rows.chunk_by(|a, b| a.0 == b.0).map(|rows| (rows[0].0, rows));
        // An amount that is limited costs at least what its least value does, also without a multiplier.
        let limited = self.path.clauses().filter(|clause| match roles[*clause as usize] {
            Role::Priced => false,
            Role::LeftOut => true,
            Role::Own => self.ground.owners[*clause as usize] == Owner::Many,
        });
        for (clause, multipliers) in of_rows.chain(limited.map(|clause| (clause, &[][..]))) {
            let Some((constant, people)) = self.priced(clause, multipliers, &mut prices)? else { return Ok(None) };
            blocks.join(&people, constant, &problem.clauses[clause as usize].force)?;
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

    /// (18): puts a clause's cells into the prices and gives its constant and whose cells they are; `None` if no plan
    /// has its amounts where they must be.
    fn priced(
        &self,
        number: u32,
        multipliers: &[(u32, u32, i64)],
        prices: &mut [Vec<i128>],
    ) -> Result<Option<(i128, Vec<PersonIx>)>, Refusal> {
        let clause = &self.ground.problem.clauses[number as usize];
        let rows = rows(self.ground, clause);
        let mut people = Vec::new();
        let mut factors = vec![0; rows.helpers.len()];
        let mut of_row = vec![0; rows.rows.len()];
        let mut constant = 0;
        for (_, at, multiplier) in multipliers {
            let count = rows.rows.len();
            let no_row = Refusal::NoRow { leaf: self.number, clause: number, row: *at, rows: count };
            let (row, y) = (rows.rows.get(*at as usize).ok_or(no_row)?, i128::from(*multiplier));
            of_row[*at as usize] = y;
            constant = sum(constant, -product(y, row.bound)?)?;
            for (helper, factor) in &row.helpers {
                factors[*helper] = sum(factors[*helper], product(y, *factor)?)?;
            }
            for (cell, factor) in &row.cells {
                let at = slot(self.ground.problem.days, cell.person, cell.day);
                if let Ok(option) = self.ground.open[at].binary_search(&cell.duty) {
                    people.push(cell.person);
                    prices[at][option] = sum(prices[at][option], product(y, *factor)?)?;
                }
            }
        }
        let range = |helper: usize| self.path.within(number, Of::Helper(helper as u32), rows.helpers[helper]);
        let Some(ranges) = (0..rows.helpers.len()).map(range).collect::<Option<Vec<Range>>>() else { return Ok(None) };
        let Some(least) = helpers(rows.one_of, &ranges, &factors)? else { return Ok(None) };
        constant = sum(constant, least)?;
        let mut limits = Vec::new();
        for (at, (row, y)) in rows.rows.iter().zip(of_row).enumerate() {
            let Some(slack) = row.slack else { continue };
            let Some((least, most)) = self.path.within(number, Of::Row(at as u32), (0, slack.most)) else {
                return Ok(None);
            };
            limits.push(Limit { gain: product(y, slack.per)?, weight: slack.weight, least, most });
        }
        people.sort_unstable();
        people.dedup();
        Ok(Some((sum(constant, -filled(&clause.force, i128::from(self.scale), limits)?)?, people)))
    }

    /// The cheapest line of a person, in units of 1/scale.
    fn person(&self, person: usize, own: &[Cow<Clause>], prices: &[Vec<i128>]) -> Result<Option<i128>, Refusal> {
        let days = self.ground.problem.days;
        let too_many = || Refusal::TooManyStates { leaf: self.number, person: person as PersonIx, states: lines::MOST };
        let (mut options, mut costs) = (Vec::with_capacity(days), Vec::with_capacity(days));
        for at in person * days..(person + 1) * days {
            let left = self.ground.open[at].iter().zip(&prices[at]).filter(|(duty, _)| self.path.allows(at, **duty));
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

pub fn product(a: i128, b: i128) -> Result<i128, Refusal> {
    a.checked_mul(b).filter(|product| product.unsigned_abs() < LARGEST).ok_or(Refusal::TooLarge)
}
