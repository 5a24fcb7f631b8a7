//! Large neighbourhoods: some people free, all others held; their lines are priced against the duals of what is left,
//! and an integer program over the lines known picks the best of them. (37), (38)
//!
//! A neighbourhood whose linear program is no cheaper than the plan is left at the cost of its columns. For people whose
//! graphs hold all their sums that is a proof that it holds nothing better; for people with long sums, who are priced
//! with little effort here, it is a judgement. Four are solved against the same plan and taken over one by one, each only if the whole is then
//! better: the same plan on any number of threads, as long as time does not bind.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::around::{Around, LONG, kinds};
use super::generate::Until;
use super::kinds::Kinds;
use super::lp::{LpError, Values};
use super::master::{Line, Master};
use super::people::Person;
use super::plan::{Model, Plan, Slot, Tried};
use crate::engine::budget::{self, Budget};
use crate::engine::random::Random;

/// Neighbourhoods solved against the same plan. Not the number of threads: the plan must not depend on that.
const AT_ONCE: usize = 4;
/// People of the first neighbourhoods.
const FIRST_SIZE: usize = 6;
/// People of the largest.
pub const LARGEST: usize = 150;
/// Chunks of neighbourhoods without gain before they grow.
const PATIENCE: usize = 6;
/// Rounds of pricing a neighbourhood is worth.
const ROUNDS: usize = 30;
/// Nodes of branch and bound over the lines of a neighbourhood.
const NODES: i32 = 300;
/// Lines of a person that a neighbourhood begins with.
const LINES: usize = 40;
/// Above so many people a neighbourhood is dived, below an integer program picks its lines.
const MANY: usize = 12;
/// One in so many is fixed at a time.
const PARTS: usize = 10;
/// Work that one neighbourhood is worth, in units: a part of all so far, and no less and no more than this. Measured on 120
/// people, 28 days and 18 shifts, one core: one of the first neighbourhoods of a rounded plan took 13 s, nearly all
/// of it for its integer program; all but five others took less than a second.
const PART_OF_ALL: u64 = 16;
const WORK: std::ops::RangeInclusive<u64> = 1_000..=20_000;

pub struct Improver<'a> {
    pub model: &'a Model<'a>,
    pub plan: Plan,
    /// Lines that were good before, by person, best last.
    pool: Vec<Vec<Vec<u16>>>,
    pub(super) random: Random,
    pub(super) kinds: Kinds,
    pub(super) size: usize,
    idle: usize,
    /// Something was gained since the neighbourhoods were last as small as they get.
    fresh: bool,
    /// All sizes were tried in vain.
    pub exhausted: bool,
}

impl<'a> Improver<'a> {
    pub fn new(model: &'a Model<'a>, plan: Plan, seed: u32) -> Improver<'a> {
        let pool = vec![Vec::new(); model.persons.len()];
        Improver {
            model,
            plan,
            pool,
            random: Random::new(seed),
            kinds: Kinds::new(kinds(model)),
            size: FIRST_SIZE.min(model.persons.len()),
            idle: 0,
            fresh: true,
            exhausted: false,
        }
    }

    /// Remembers lines of a master over everybody, the best by the duals last.
    pub fn remember(&mut self, master: &Master, duals: &[i64]) {
        for (person, lines) in master.of_person.iter().enumerate() {
            let mut lines: Vec<&Line> = lines.iter().map(|line| &master.lines[*line as usize]).collect();
            lines.sort_by_key(|line| -line.reduced(duals));
            let from = lines.len().saturating_sub(LINES);
            self.pool[person] = lines[from..].iter().map(|line| line.duties.clone()).collect();
        }
    }

    /// One chunk of neighbourhoods; true if the plan got better.
    pub fn chunk(&mut self, budget: &Budget) -> Result<bool, LpError> {
        let arounds: Vec<Around> = (0..AT_ONCE).map(|_| self.around()).collect();
        let most = budget::units(budget.used() / PART_OF_ALL).clamp(*WORK.start(), *WORK.end());
        let own = budget.apart(AT_ONCE as u64).at_most(most);
        let solve = |around: &Around| {
            let own = own.afresh();
            let found = self.solve(around, &own);
            budget.charge(own.used());
            (found, own.used())
        };
        let found: Vec<(Result<Found, LpError>, u64)> = arounds.par_iter().with_max_len(1).map(solve).collect();
        let mut solved = Vec::new();
        for (around, (found, work)) in arounds.iter().zip(found) {
            match found {
                Err(LpError::Time) => self.kinds.tell(around.kind, work, 0),
                found => solved.push((self.with_all(around, &mut found?), around, work)),
            }
        }
        // The best first: two that are good alone may be too much together, as where both fill up somebody's hours.
        // Only in long problems: on 773 people with seats to the last the plan after 60 s was 5 % dearer with it.
        if self.model.problem.days > LONG {
            solved.sort_by_key(|(next, ..)| next.as_ref().map_or((i64::MAX, 0), Plan::rank));
        }
        let (mut gained, known) = (false, self.plan.rank());
        for (next, around, work) in solved {
            let before = self.plan.rank();
            if let Some(next) = next.filter(|next| next.rank() < known) {
                let next = if before == known { next } else { self.joined(around, &next) };
                if next.rank() < before {
                    (self.plan, gained) = (next, true);
                }
            }
            self.kinds.tell(around.kind, work, self.worth(before));
        }
        self.grow(gained);
        Ok(gained)
    }

    /// What the plan has gained since it had this rank, in points.
    fn worth(&self, before: (i64, i64)) -> u64 {
        let (must, cost) = (before.0 - self.plan.must_units, before.1 - self.plan.cost);
        u64::try_from(must * self.model.penalty + cost).unwrap_or(0)
    }

    /// Keeps the lines found; the plan with those chosen.
    fn with_all(&mut self, around: &Around, found: &mut Found) -> Option<Plan> {
        for (person, lines) in around.people.iter().zip(std::mem::take(&mut found.lines)) {
            let lines = lines.iter().map(|line| self.with(*person, &around.days, line)).collect();
            self.keep(*person, lines);
        }
        let chosen = found.chosen.take()?;
        let mut lines = self.plan.lines.clone();
        for (person, line) in around.people.iter().zip(chosen) {
            lines[*person] = self.with(*person, &around.days, &line);
        }
        Some(self.model.plan(lines))
    }

    /// The plan with what another has around here.
    fn joined(&self, around: &Around, other: &Plan) -> Plan {
        let mut lines = self.plan.lines.clone();
        for person in &around.people {
            lines[*person] = self.with(*person, &around.days, &other.lines[*person][around.days.clone()]);
        }
        self.model.plan(lines)
    }

    /// Larger neighbourhoods where nothing more is gained; after the largest, the smallest again.
    fn grow(&mut self, gained: bool) {
        self.idle = if gained { 0 } else { self.idle + 1 };
        self.fresh |= gained;
        let most = self.model.persons.len().min(LARGEST);
        if self.idle <= PATIENCE {
            return;
        }
        self.idle = 0;
        if self.size < most {
            self.size = (self.size + self.size / 3 + 1).min(most);
        } else {
            self.exhausted = !self.fresh;
            (self.size, self.fresh) = (FIRST_SIZE.min(most), false);
        }
    }

    /// The person's line in the plan with other duties on some days.
    fn with(&self, person: usize, days: &Range<usize>, duties: &[u16]) -> Vec<u16> {
        let mut line = self.plan.lines[person].clone();
        line[days.clone()].copy_from_slice(duties);
        line
    }

    fn keep(&mut self, person: usize, lines: Vec<Vec<u16>>) {
        let pool = &mut self.pool[person];
        pool.retain(|line| !lines.contains(line));
        pool.extend(lines);
        let over = pool.len().saturating_sub(LINES);
        pool.drain(..over);
    }

    /// What is free of everybody around: the cells, and the person of these days; `None` where a line is no path.
    fn free(&self, around: &Around) -> Option<Vec<(Range<usize>, Cow<'a, Person>)>> {
        let free = |person: &usize| {
            let own = self.model.persons[*person];
            if around.days.len() == self.model.problem.days {
                return Some((self.model.crowd.shares[*person].cells(), Cow::Borrowed(own)));
            }
            let cells = own.first_cell[around.days.start] as usize..own.first_cell[around.days.end] as usize;
            Some((cells, Cow::Owned(own.within(&self.plan.lines[*person], &around.days)?)))
        };
        around.people.iter().map(free).collect()
    }

    /// What everything that is not free adds to the rows.
    fn rest(&self, around: &Around) -> Vec<i64> {
        let mut rest = self.plan.sums.clone();
        for person in &around.people {
            let (own, share) = (self.model.persons[*person], &self.model.crowd.shares[*person]);
            for day in around.days.clone() {
                let cell = own.first_cell[day] as usize + usize::from(self.plan.lines[*person][day]);
                share.entries(cell).iter().for_each(|(row, factor)| rest[*row as usize] -= factor);
            }
        }
        rest
    }

    fn solve(&self, around: &Around, budget: &Budget) -> Result<Found, LpError> {
        let (model, days) = (self.model, &around.days);
        let Some(free) = self.free(around) else { return Ok(Found::default()) };
        let cells: Vec<_> =
            around.people.iter().zip(&free).map(|(person, (cells, _))| (*person, cells.clone())).collect();
        let crowd = model.crowd.part(&cells, &self.rest(around), &model.choices(&self.plan, &around.tried));
        let persons = free.iter().map(|(_, person)| person.as_ref()).collect();
        let mut master = Master::new(&crowd, persons, model.penalty as f64, budget)?;
        let own = self.own(around, &master);
        let complete = own.len() == around.people.len();
        master.add(own)?;
        let now = match (complete, &around.tried) {
            (false, _) => f64::INFINITY,
            (true, Tried::Nothing) => master.solve(budget)?.objective,
            (true, _) => self.as_chosen(around, &cells, &master.persons, budget)?,
        };
        for (at, person) in around.people.iter().enumerate() {
            let mut others: Vec<&[u16]> = self.pool[*person].iter().map(|line| &line[days.clone()]).collect();
            others.sort_unstable();
            others.dedup();
            let lines = others.iter().filter_map(|line| master.line(at, line));
            let lines = lines.filter(|line| !master.has(line)).collect();
            master.add(lines)?;
        }
        master.part = true;
        let until = Until { budget, rounds: ROUNDS, enough: f64::NEG_INFINITY, bound: &|_| {} };
        let generated = master.generate(&until)?;
        let hopeless = |values: &Values| values.objective > now - crowd.grain as f64 + 1e-3;
        let mut over = generated.converged && hopeless(&generated.values);
        let mut values = generated.values;
        if matches!(around.tried, Tried::Any(_)) && !over {
            values = master.take_choices(&Slot::open(&crowd), &until, values)?;
            over = hopeless(&values);
        }
        let good = best_lines(&master, &master.multipliers(&values));
        if over || budget.over() {
            return Ok(Found { lines: good, chosen: None });
        }
        if around.people.len() > MANY {
            return Ok(Found { lines: good, chosen: master.dive(&until, PARTS, values)? });
        }
        if now.is_finite() {
            master.narrow(&values, now)?;
        }
        Ok(Found { lines: good, chosen: master.choose(Some(NODES), budget)?.lines })
    }

    /// The lines of the plan.
    fn own(&self, around: &Around, master: &Master) -> Vec<Line> {
        let own = |(at, person): (usize, &usize)| master.line(at, &self.plan.lines[*person][around.days.clone()]);
        around.people.iter().enumerate().filter_map(own).collect()
    }

    /// What the plan costs around here with the choices that it has.
    fn as_chosen(
        &self,
        around: &Around,
        cells: &[(usize, Range<usize>)],
        persons: &[&Person],
        budget: &Budget,
    ) -> Result<f64, LpError> {
        let crowd = self.model.crowd.part(cells, &self.rest(around), &self.model.choices(&self.plan, &Tried::Nothing));
        let mut master = Master::new(&crowd, persons.to_vec(), self.model.penalty as f64, budget)?;
        master.add(self.own(around, &master))?;
        Ok(master.solve(budget)?.objective)
    }
}

/// What a neighbourhood gave, of its days: its best lines by person, and the lines chosen where they may be better.
#[derive(Default)]
struct Found {
    lines: Vec<Vec<Vec<u16>>>,
    chosen: Option<Vec<Vec<u16>>>,
}

fn best_lines(master: &Master, duals: &[i64]) -> Vec<Vec<Vec<u16>>> {
    let of_person = |lines: &Vec<u32>| {
        let mut lines: Vec<&Line> = lines.iter().map(|line| &master.lines[*line as usize]).collect();
        lines.sort_by_key(|line| line.reduced(duals));
        lines.truncate(8);
        lines.into_iter().rev().map(|line| line.duties.clone()).collect()
    };
    master.of_person.iter().map(of_person).collect()
}
