//! Why no plan keeps every `must`: small sets of statements that cannot hold together, independent of each other.
//!
//! A *statement* is what one rule says of one person and stretch of days, or of several people at once. The demands on
//! several people are priced instead of forced: a cheap plan shows which of them give way, and proves that some must.
//! Where there is no such plan, people are looked for whose own musts contradict each other (`alone`). Around each demand
//! that gives way the fewest neighbours are gathered that contradict it (`region`), and of these all are taken away that
//! need not be there (`shrink`, with what plans teach of those that have to stay: `needed`). What was found is then left
//! out, and the search goes on, until the rest can hold.

mod alone;
mod hold;
mod needed;
mod region;
mod shrink;

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::{EngineError, Limits, Outcome, Status};
use crate::problem::{Cell, Clause, DayIx, DutyIx, Force, PersonIx, Problem, Shape};

pub use hold::{Asking, Hold};
use region::Region;

/// What one rule says of one person and stretch of days, or of several people at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub rule: u32,
    /// Positions in `Problem::clauses`, rising.
    pub clauses: Vec<usize>,
    pub people: Vec<PersonIx>,
    pub days: Vec<DayIx>,
    /// Of a plan that keeps all other statements of the conflict and breaks this one as little as can be: the lines of
    /// the conflict's people.
    pub witness: Option<Vec<(PersonIx, Vec<DutyIx>)>>,
}

/// Statements that cannot hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub statements: Vec<Statement>,
    /// Taking any one statement out makes the rest possible; else the time was out before that was known.
    pub irreducible: bool,
    /// Clauses that contradict each other in the same way: of the same rule about the same people on other days, where a
    /// conflict has so many statements that those of each day are not looked for; of the same rules about single people,
    /// where they are so many that each is not told by itself.
    pub alike: Vec<usize>,
}

impl Conflict {
    /// Rules that it speaks for, rising, each once.
    pub fn rules(&self) -> Vec<u32> {
        sorted(self.statements.iter().map(|one| one.rule).collect())
    }

    #[cfg(test)]
    pub fn people(&self) -> Vec<PersonIx> {
        sorted(self.statements.iter().flat_map(|one| one.people.iter().copied()).collect())
    }

    pub fn days(&self) -> Vec<DayIx> {
        sorted(self.statements.iter().flat_map(|one| one.days.iter().copied()).collect())
    }
}

/// All that was found.
#[derive(Debug, Clone, Default)]
pub struct Conflicts {
    /// Independent: no two have a statement in common, but for rules that may not be touched.
    pub list: Vec<Conflict>,
    /// Without one statement of each, the rest is shown to hold.
    pub complete: bool,
    /// Keeps every `must` that is in none of the conflicts.
    pub rest: Option<Vec<DutyIx>>,
    /// Breaks few units of what is asked of several people, and nothing else that is in no conflict.
    pub least: Option<Vec<DutyIx>>,
}

/// Longest time for one question "can these hold?".
const ONE_CHECK: Duration = Duration::from_secs(10);
/// Share of the broken units, in millionths, that may be needless in a plan that shows what has to give way.
const ENOUGH: i64 = 50_000;
/// Most conflicts that are told apart.
const MOST: usize = 40;
/// Statements from which a conflict is not looked for again on other days.
const LARGE: usize = 30;
/// Statements of one rule in a conflict that get a witness; of more, none is told by itself.
const WITNESSED: usize = 8;

/// Finds the conflicts of a problem; none if it can hold. Statements of rules that are `kept` are taken away last and
/// stay in force for the search of the next conflict.
pub fn conflicts(
    problem: &Problem,
    kept: &(dyn Fn(u32) -> bool + Sync),
    limits: &Limits,
) -> Result<Conflicts, EngineError> {
    let deadline = limits.time.map(|time| Instant::now() + time);
    let limits = Limits { certificate: false, gap_ppm: 0, work: None, ..limits.clone() };
    let alive = problem.clauses.iter().map(|clause| clause.force == Force::Must).collect();
    let people: Vec<Vec<PersonIx>> = problem.clauses.iter().map(|clause| clause.shape.people()).collect();
    let mut search = Search { problem, kept, limits, deadline, alive, people };
    search.run()
}

/// The problem with the `must` clauses that may give way priced at `price` a unit: those on several people, and with
/// `personal` all others too. Rules that are `kept` never give way.
pub fn relaxed(problem: &Problem, kept: &dyn Fn(u32) -> bool, personal: bool, price: i64) -> Problem {
    let gives = |clause: &Clause| {
        clause.force == Force::Must && !kept(clause.rule) && (personal || clause.shape.people().len() != 1)
    };
    let clause = |clause: &Clause| match gives(clause) {
        true => Clause { force: Force::prefer(price), ..clause.clone() },
        false => clause.clone(),
    };
    Problem { clauses: problem.clauses.iter().map(clause).collect(), ..problem.clone() }
}

struct Search<'a> {
    problem: &'a Problem,
    kept: &'a (dyn Fn(u32) -> bool + Sync),
    limits: Limits,
    deadline: Option<Instant>,
    /// `must` clauses that are in no conflict yet.
    alive: Vec<bool>,
    people: Vec<Vec<PersonIx>>,
}

/// How the musts fare when some of them may give way at a price.
enum Give {
    /// All hold.
    Kept(Vec<DutyIx>),
    /// These give way in this plan.
    Broken(Vec<usize>, Vec<DutyIx>),
    /// Those that may not give way cannot hold.
    Stuck,
    Unknown,
}

impl Search<'_> {
    fn out_of_time(&self) -> bool {
        stopped(&self.limits, self.deadline)
    }

    fn left(&self, most: Duration) -> Duration {
        let left = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        left.unwrap_or(most).min(most)
    }

    fn limits_of(&self, time: Duration) -> Limits {
        Limits { time: Some(time), ..self.limits.clone() }
    }

    /// When one conflict should be done: the others need time too.
    fn share(&self) -> Option<Instant> {
        let now = Instant::now();
        self.deadline.map(|deadline| now + deadline.saturating_duration_since(now).mul_f64(0.6))
    }

    fn run(&mut self) -> Result<Conflicts, EngineError> {
        let mut found = Conflicts::default();
        let mut asked_alone = false;
        while found.list.len() < MOST && !self.out_of_time() {
            let seeds = match self.give(false, found.least.as_deref(), asked_alone)? {
                Give::Kept(plan) => {
                    (found.complete, found.rest) = (true, Some(plan));
                    break;
                }
                Give::Broken(seeds, plan) => {
                    found.least = Some(plan);
                    seeds
                }
                // Most often some people's own musts: found person by person.
                Give::Stuck | Give::Unknown if !asked_alone => {
                    asked_alone = true;
                    alone::alone(self, &mut found.list)?;
                    continue;
                }
                Give::Unknown => break,
                Give::Stuck => self.stuck()?,
            };
            let before = found.list.len();
            for seed in seeds.iter().copied() {
                if !self.alive[seed] || found.list.len() >= MOST || self.out_of_time() {
                    continue;
                }
                if let Some(mut conflict) = self.around(seed)? {
                    self.leave_out(&conflict);
                    if conflict.statements.len() > LARGE {
                        let rule = |at: usize| self.problem.clauses[at].rule;
                        let like = |at: &usize| {
                            self.alive[*at]
                                && rule(*at) == rule(seed)
                                && self.people[*at].len() == self.people[seed].len()
                        };
                        conflict.alike = seeds.iter().copied().filter(like).collect();
                        conflict.alike.iter().for_each(|at| self.alive[*at] = false);
                    }
                    found.list.push(conflict);
                }
            }
            if found.list.len() == before {
                break;
            }
        }
        Ok(found)
    }

    /// Leaves the statements of a conflict out of all that follows; those of kept rules only if it has no others.
    fn leave_out(&mut self, conflict: &Conflict) {
        let free = conflict.statements.iter().any(|one| !(self.kept)(one.rule));
        for one in conflict.statements.iter().filter(|one| !free || !(self.kept)(one.rule)) {
            one.clauses.iter().for_each(|at| self.alive[*at] = false);
        }
    }

    /// The living musts, demands on several people priced and not forced; with `personal` all that are not kept. A plan
    /// known before is a start, and may be the answer. Unless it is `patient`, it is not asked for long.
    fn give(&self, personal: bool, known: Option<&[DutyIx]>, patient: bool) -> Result<Give, EngineError> {
        let living = |at: &usize| self.alive[*at];
        let chosen: Vec<usize> = (0..self.alive.len()).filter(living).collect();
        let broken = |plan: &[DutyIx]| {
            let duty = |person: PersonIx, day: DayIx| plan[person as usize * self.problem.days + usize::from(day)];
            let excess = |at: &usize| self.problem.clauses[*at].shape.excess(&duty);
            chosen.iter().copied().filter(|at| excess(at) > 0).collect::<Vec<usize>>()
        };
        if let Some(plan) = known.filter(|plan| broken(plan).is_empty()) {
            return Ok(Give::Kept(plan.to_vec()));
        }
        let musts = Problem {
            clauses: chosen.iter().map(|at| self.problem.clauses[*at].clone()).collect(),
            losses: Vec::new(),
            tiers: Vec::new(),
            ..self.problem.clone()
        };
        let elastic = relaxed(&musts, self.kept, personal, 1);
        // A plan that breaks little is enough, and the conflict itself needs most of the time.
        let limits = Limits { gap_ppm: ENOUGH, ..self.limits_of(self.left(ONE_CHECK * 3) / 3) };
        let mut outcome = super::solve(&elastic, &limits, known, &|_| {})?;
        // As long as nothing has to give way for certain, what does is chance.
        let unsure = |outcome: &Outcome| outcome.bound == 0 && (outcome.plan.is_none() || outcome.cost > 0);
        if outcome.status != Status::Infeasible && unsure(&outcome) && (patient || outcome.plan.is_some()) {
            let limits = Limits { gap_ppm: ENOUGH, ..self.limits_of(self.left(ONE_CHECK * 3)) };
            outcome = super::solve(&elastic, &limits, outcome.plan.as_deref(), &|_| {})?;
        }
        Ok(match (outcome.status, outcome.plan) {
            (Status::Infeasible, _) => Give::Stuck,
            (_, Some(plan)) => {
                let broken = broken(&plan);
                if broken.is_empty() { Give::Kept(plan) } else { Give::Broken(broken, plan) }
            }
            (_, None) => Give::Unknown,
        })
    }

    /// Seeds where kept rules, or what is asked of single people and several at once, cannot hold by themselves.
    fn stuck(&self) -> Result<Vec<usize>, EngineError> {
        Ok(match self.give(true, None, true)? {
            Give::Broken(seeds, _) => seeds,
            Give::Kept(_) | Give::Unknown => Vec::new(),
            // Kept rules contradict each other.
            Give::Stuck => (0..self.alive.len()).filter(|at| self.alive[*at]).take(1).collect(),
        })
    }

    /// The conflict around a clause; `None` if none is proved in time.
    fn around(&self, seed: usize) -> Result<Option<Conflict>, EngineError> {
        let Some(region) = Region::around(self, seed)? else { return Ok(None) };
        let (mut statements, irreducible) = shrink::shrink(&region)?;
        for at in 0..statements.len() {
            let before = statements[..at].iter().filter(|one| one.rule == statements[at].rule).count();
            if before < WITNESSED && statements[at].witness.is_none() && !region.out_of_time() {
                statements[at].witness = region.witness(&statements, at)?;
            }
        }
        let whole = |one: Statement| region.whole(one);
        let statements = statements.into_iter().map(whole).collect();
        Ok(Some(Conflict { statements, irreducible, alike: Vec::new() }))
    }
}

/// Told to stop, or out of time.
fn stopped(limits: &Limits, deadline: Option<Instant>) -> bool {
    limits.stop.load(Ordering::Relaxed) || deadline.is_some_and(|deadline| Instant::now() >= deadline)
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list.dedup();
    list
}

/// Person and day of every cell that a shape speaks of.
pub fn slots_of(shape: &Shape) -> Vec<(PersonIx, DayIx)> {
    let slot = |cell: &Cell| (cell.person, cell.day);
    let slots = match shape {
        Shape::Ban(cell) => vec![slot(cell)],
        Shape::Clash { person, day, .. } => vec![(*person, *day), (*person, *day + 1)],
        Shape::Run { person, from, to, .. } => (*from..=*to).map(|day| (*person, day)).collect(),
        Shape::Count { sum, .. } => sum.cells.iter().map(|(cell, _)| slot(cell)).collect(),
        Shape::Same { person, days, .. } => days.iter().map(|day| (*person, *day)).collect(),
        Shape::Pick { choices } => choices.iter().flat_map(|choice| choice.bans.iter().map(slot)).collect(),
        Shape::Groups { groups, .. } => groups.iter().flatten().map(slot).collect(),
        Shape::Peak { highs, lows, .. } => {
            highs.iter().chain(lows).flat_map(|sum| sum.cells.iter().map(|(cell, _)| slot(cell))).collect()
        }
    };
    sorted(slots)
}

#[cfg(test)]
mod tests;
