//! Repairs of a conflict: small changes of the scenario, each applied and solved before it is offered.
//!
//! What can be changed is read off the scenario as it is written ([`changes`]). Of each kind of change the smallest that
//! helps is looked for.

mod changes;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::conflict::{Case, Conflict};
use crate::engine::{self, Asking, Hold, Limits, Statement};
use crate::facts::{DayIx, FREE, Facts, PersonIx};
use crate::input::lang::Text;
use crate::problem::{DutyIx, Force, Problem};
use crate::scenario::{Edit, Scenario, Written, load_edited};
use changes::Family;

/// A change that lets a conflict's statements hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What to do, in a sentence.
    pub says: Text,
    /// How much it disturbs: one demand of one day is 1; see [`changes`].
    pub price: i64,
    pub edits: Vec<Edit>,
}

/// People of the largest demand through which neighbours are freed when a repair is checked.
const NEIGHBOURS: usize = 60;
/// Longest check of one change, and what is added for each person concerned.
const ONE_CHECK: Duration = Duration::from_secs(5);
const A_PERSON: Duration = Duration::from_millis(10);

/// What repairs are tried on.
pub struct Bench<'a> {
    pub case: &'a Case<'a>,
    pub written: &'a Written,
    pub problem: &'a Problem,
    /// A plan that keeps everything outside the conflicts, or breaks little of it.
    pub rest: &'a [DutyIx],
    /// Other conflicts stay while one is repaired; if there are none, only a repair of everything counts.
    pub several: bool,
    pub deadline: Option<Instant>,
}

impl Bench<'_> {
    fn out_of_time(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    fn facts(&self) -> &Facts {
        &self.case.scenario.facts
    }

    /// Repairs of conflicts that are alike, cheapest first.
    pub fn repairs(&self, alike: &[&engine::Conflict], kept: &dyn Fn(u32) -> bool) -> Vec<Repair> {
        let statements: Vec<&Statement> = alike.iter().flat_map(|one| &one.statements).collect();
        let duty = |person: PersonIx, day: DayIx| self.rest[person as usize * self.problem.days + usize::from(day)];
        let alike_clauses = alike.iter().flat_map(|one| one.alike.iter().copied());
        let own = statements.iter().flat_map(|one| one.clauses.iter().copied()).chain(alike_clauses);
        let own: BTreeSet<usize> = own.collect();
        // What other conflicts break stays broken.
        let musts = self.problem.clauses.iter().enumerate().filter(|(_, clause)| clause.force == Force::Must);
        let broken: i64 = musts.filter(|(at, _)| !own.contains(at)).map(|(_, clause)| clause.shape.excess(&duty)).sum();
        let others = if self.several { broken } else { 0 };
        let speaks_of = |at: &usize| self.problem.clauses[*at].shape.people();
        let people: BTreeSet<PersonIx> = own.iter().flat_map(speaks_of).collect();
        let people: Vec<PersonIx> = people.into_iter().collect();
        let families = self.families(&statements, kept);
        let smallest = |family: &Family| self.smallest(family, &people, others);
        let mut repairs: Vec<Repair> = families.par_iter().filter_map(smallest).collect();
        repairs.sort_by(|one, other| (one.price, &one.says).cmp(&(other.price, &other.says)));
        repairs
    }

    /// The smallest change of a family that helps: steps double until one does, then the gap is halved.
    fn smallest(&self, family: &Family, people: &[PersonIx], others: i64) -> Option<Repair> {
        let (mut fails, mut step) = (0, 1);
        let mut best = loop {
            if self.out_of_time() {
                return None;
            }
            match (family.make)(step) {
                Some(repair) if self.helps(&repair, people, others) => break repair,
                Some(_) => (fails, step) = (step, step * 2),
                // The largest may lie between.
                None if step - fails <= 1 => return None,
                None => step = fails + (step - fails) / 2,
            }
        };
        while step - fails > 1 && !self.out_of_time() {
            let middle = fails + (step - fails) / 2;
            match (family.make)(middle).filter(|repair| self.helps(repair, people, others)) {
                Some(repair) => (best, step) = (repair, middle),
                None => fails = middle,
            }
        }
        Some(best)
    }

    /// Whether, once the change is made, a roster breaks no more musts than the other conflicts do.
    fn helps(&self, repair: &Repair, people: &[PersonIx], others: i64) -> bool {
        let Some(changed) = self.changed(&repair.edits) else { return false };
        let problem = musts(&changed.problem());
        if problem.days != self.problem.days {
            return false;
        }
        let mut plan = self.rest.to_vec();
        plan.resize(problem.open.len(), FREE);
        let hired = self.problem.people as PersonIx..problem.people as PersonIx;
        let mut free: Vec<PersonIx> = people.iter().copied().chain(hired).collect();
        let left = self.deadline.map(|end| end.saturating_duration_since(Instant::now()));
        let time = (ONE_CHECK + A_PERSON * free.len() as u32).min(left.unwrap_or(Duration::MAX));
        let limits = Limits { time: Some(time), certificate: false, ..self.case.limits.clone() };
        let asking = Asking::default();
        let ask = |problem: &Problem| asking.ask(problem, &limits).unwrap_or(Hold::Open);
        // What the conflict's people need among themselves; without it nothing else can help.
        let among = ask(&problem.part(&free, None).problem);
        if !matches!(among, Hold::Yes(_)) || free.len() == problem.people {
            return others == 0 && matches!(among, Hold::Yes(_));
        }
        for wide in [false, true] {
            if wide {
                free = neighbours(&problem, &free);
            }
            let part = problem.part(&free, Some(&plan));
            if let Hold::Yes(found) = ask(&part.problem) {
                let mut whole = plan.clone();
                part.write_back(&found, &mut whole);
                if problem.judge(&whole).must_units <= others {
                    return true;
                }
            }
        }
        match others {
            0 => matches!(ask(&problem), Hold::Yes(_)),
            _ => {
                let given = engine::relaxed(&problem, &|_| false, true, 1);
                let found = engine::solve(&given, &limits, None, &|_| {});
                found.is_ok_and(|outcome| outcome.plan.is_some() && outcome.cost <= others)
            }
        }
    }

    fn changed(&self, edits: &[Edit]) -> Option<Scenario> {
        let edits: Vec<Edit> = self.case.edits.iter().chain(edits).cloned().collect();
        load_edited(self.case.path, &edits).0
    }

    /// The first repair of every conflict at once, if a roster was found that keeps every `must` then.
    pub fn together(&self, conflicts: &[Conflict]) -> Option<Vec<Edit>> {
        let first: Option<Vec<&Repair>> = conflicts.iter().map(|one| one.repairs.first()).collect();
        let mut edits: Vec<Edit> = first?.into_iter().flat_map(|repair| repair.edits.clone()).collect();
        edits.dedup();
        if edits.is_empty() {
            return None;
        }
        if !self.several {
            // Tried already.
            return Some(edits);
        }
        let problem = musts(&self.changed(&edits)?.problem());
        let left = self.deadline.map_or(ONE_CHECK * 4, |end| end.saturating_duration_since(Instant::now()));
        let limits = Limits { time: Some(left.max(ONE_CHECK)), certificate: false, ..self.case.limits.clone() };
        matches!(Asking::default().ask(&problem, &limits).ok()?, Hold::Yes(_)).then_some(edits)
    }
}

/// The problem without its wishes.
fn musts(problem: &Problem) -> Problem {
    let clauses = problem.clauses.iter().filter(|clause| clause.force == Force::Must).cloned().collect();
    Problem { clauses, tiers: Vec::new(), losses: Vec::new(), ..problem.clone() }
}

/// These people and all who share a demand with them that is not too wide.
fn neighbours(problem: &Problem, people: &[PersonIx]) -> Vec<PersonIx> {
    let mut all: BTreeSet<PersonIx> = people.iter().copied().collect();
    for clause in &problem.clauses {
        let of = clause.shape.people();
        if (2..=NEIGHBOURS).contains(&of.len()) && of.iter().any(|person| people.contains(person)) {
            all.extend(of);
        }
    }
    all.into_iter().collect()
}
