//! Why this cell: what every other duty of a person on a day would cost after the best re-arrangement of everybody else,
//! who else would move, and which rules stand against it. Each price is the difference of two exact solves ([`price`]).

mod ask;
mod beside;
mod moved;
mod part;
mod price;
mod reason;

use std::time::Instant;

use super::conflict::{Case, Said};
use crate::engine::EngineError;
use crate::facts::{DayIx, PersonIx};
use crate::problem::DutyIx;
use crate::roster::Roster;
use crate::verify::verify;
use price::Question;

/// Everything about one cell of a roster.
#[derive(Debug)]
pub struct Cell {
    pub person: PersonIx,
    pub day: DayIx,
    pub held: DutyIx,
    /// Of the roster as it is.
    pub cost: i64,
    pub must_units: i64,
    /// Cheapest cost of any roster that was found, and a cost that none is below.
    pub best: Option<(i64, i64)>,
    pub state: State,
    /// Every duty open to the person that day, the one held first.
    pub choices: Vec<Choice>,
    /// People of the person's block, of which [`Choice::beside`] speaks; `None` if that is everybody.
    pub block: Option<usize>,
}

impl Cell {
    /// How much more than the best roster the best one with a duty costs, at least and at most; the same number twice
    /// where it is known exactly. `None` where nothing is known, or there is no such roster.
    pub fn price(&self, choice: &Choice) -> Option<(i64, i64)> {
        let (best, bound) = self.best?;
        match &choice.end {
            End::Cost { cost, bound: least, .. } => Some(((least - best).max(0), cost - bound)),
            End::Impossible(_) | End::Unknown => None,
        }
    }
}

/// What is proved of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The same in every optimal roster.
    Forced,
    /// Another duty costs nothing more.
    Free,
    /// Optimal rosters hold something else.
    Wrong,
    /// Not proved in time.
    Open,
}

/// One duty the person could hold.
#[derive(Debug)]
pub struct Choice {
    pub duty: DutyIx,
    pub end: End,
    /// How much more it costs, at least and at most, while everybody outside the person's block keeps their line.
    pub beside: Option<(i64, i64)>,
}

/// How the best roster with that duty fares.
#[derive(Debug)]
pub enum End {
    /// A roster of this cost exists; none of those costs less than `bound`.
    Cost {
        cost: i64,
        bound: i64,
        /// Cost of each rule less its cost in the roster as it is, where they differ.
        rules: Vec<(usize, i64)>,
        /// Other days on which the person's own duty differs from the roster as it is.
        own: Vec<DayIx>,
        /// Others whose line differs from it, and on how many days.
        moved: Vec<(PersonIx, usize)>,
    },
    /// Proved: no roster keeps every `must`. The statements that stand against it.
    Impossible(Vec<Said>),
    /// Nothing found and nothing proved in time.
    Unknown,
}

impl End {
    /// No such roster costs less.
    fn least(&self) -> Option<i64> {
        match self {
            End::Cost { bound, .. } => Some(*bound),
            End::Impossible(_) => Some(i64::MAX),
            End::Unknown => None,
        }
    }
}

/// Answers for one cell of a roster.
pub fn cell(case: &Case, roster: &Roster, person: PersonIx, day: DayIx) -> Result<Cell, EngineError> {
    in_blocks(case, roster, (person, day), part::BLOCK)
}

/// The same with blocks of at most so many people.
fn in_blocks(case: &Case, roster: &Roster, at: (PersonIx, DayIx), most: usize) -> Result<Cell, EngineError> {
    let verdict = verify(&case.scenario.facts, &case.scenario.entries, roster);
    let deadline = case.limits.time.map(|time| Instant::now() + time);
    let (cost, must_units) = (verdict.cost, verdict.must_units);
    let question = Question::new(case, roster, verdict, at, most, deadline);
    let (best, choices) = question.answer()?;
    let best = best.map(|best| sharpened(best, &choices));
    let (person, day) = at;
    let held = roster.duty(person, day);
    Ok(Cell {
        person,
        day,
        held,
        cost,
        must_units,
        best,
        state: state(&choices, held, best),
        choices,
        block: question.block(),
    })
}

/// What is known of the best roster, with what was found of those that hold each of the duties: it is one of them.
fn sharpened((cost, bound): (i64, i64), choices: &[Choice]) -> (i64, i64) {
    let found = |choice: &Choice| match &choice.end {
        End::Cost { cost, .. } => Some(*cost),
        End::Impossible(_) | End::Unknown => None,
    };
    let cost = choices.iter().filter_map(found).min().map_or(cost, |least| least.min(cost));
    let least = choices.iter().map(|choice| choice.end.least().unwrap_or(bound)).min().unwrap_or(bound);
    (cost, bound.max(least).min(cost))
}

/// What the choices together prove of the cell, whether or not the best roster's cost is known exactly.
fn state(choices: &[Choice], held: DutyIx, best: Option<(i64, i64)>) -> State {
    let Some((cost, bound)) = best else { return State::Open };
    let dearer = |choice: &Choice| choice.end.least().is_some_and(|least| least > cost);
    let equal = |choice: &Choice| matches!(&choice.end, End::Cost { cost, .. } if *cost == bound);
    let own = || choices.iter().filter(|choice| choice.duty == held);
    let others = || choices.iter().filter(|choice| choice.duty != held);
    if own().all(dearer) {
        return State::Wrong;
    }
    if others().all(dearer) {
        return State::Forced;
    }
    if own().any(equal) && others().any(equal) { State::Free } else { State::Open }
}

#[cfg(all(test, feature = "highs"))]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::engine::Limits;
    use crate::scenario::load_edited;
    use crate::solve::solve;

    #[test]
    fn prices_do_not_depend_on_how_people_fall_into_blocks() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tiny/all-rules.yaml");
        let (scenario, faults) = load_edited(&path, &[]);
        let scenario = scenario.expect("a good scenario");
        let limits = Limits::default();
        let case = Case { path: &path, edits: &[], scenario: &scenario, faults: &faults, keep: &[], limits: &limits };
        let best = solve(&scenario, &limits, None, &|_| {}).expect("a solver").roster.expect("a roster").0;
        for at in [(0, 7), (1, 4), (2, 2)] {
            let told = [1, 2, 200].map(|most| in_blocks(&case, &best, at, most).expect("a solver"));
            for other_cell in &told[1..] {
                assert_eq!((told[0].state, told[0].best), (other_cell.state, other_cell.best));
                for (one, other) in told[0].choices.iter().zip(&other_cell.choices) {
                    assert_eq!((one.duty, one.end.least()), (other.duty, other.end.least()));
                    assert_eq!(told[0].price(one), other_cell.price(other));
                    assert!(!matches!(one.end, End::Unknown));
                }
            }
        }
    }
}
