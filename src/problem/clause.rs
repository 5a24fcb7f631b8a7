//! Clauses: the closed set of shapes that rules lower to and engines match on.
//!
//! Every clause counts an *excess* (whole units, 0 when kept). [`Shape::excess`] is the slow reference that says,
//! for a whole roster, what every engine must say; it is written to be plainly right, not fast.
//! Equation numbers refer to `models/README.md`.

use std::sync::Arc;

use crate::facts::{DayIx, DutyIx, DutySet, PersonIx};

/// One decision: this person holds this duty on this day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    pub person: PersonIx,
    pub day: DayIx,
    pub duty: DutyIx,
}

/// Must hold, or costs points for every unit of excess.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Force {
    Must,
    /// Cost of the 1st, 2nd, … unit of excess, never falling; the last one holds for all further units.
    Prefer(Arc<[i64]>),
}

impl Force {
    pub fn prefer(cost: i64) -> Self {
        Force::Prefer(Arc::from([cost]))
    }

    /// Cost points of `units` of excess; 0 for a `Must`, which has no price.
    pub fn cost(&self, units: i64) -> i64 {
        let Force::Prefer(steps) = self else { return 0 };
        let priced = units.min(steps.len() as i64).max(0);
        let rising: i64 = steps.iter().take(priced as usize).sum();
        rising + (units - priced).max(0) * steps.last().copied().unwrap_or(0)
    }

    /// The same force with every step multiplied (a wish of weight 3 costs three times as much).
    pub fn times(&self, factor: i64) -> Self {
        match self {
            Force::Must => Force::Must,
            Force::Prefer(steps) => Force::Prefer(steps.iter().map(|step| step * factor).collect()),
        }
    }
}

/// A sum of weighted cells plus what is already fixed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sum {
    pub cells: Vec<(Cell, i64)>,
    pub constant: i64,
}

/// One way of a [`Shape::Pick`]: choosing it bans its cells; `constant` counts cells outside the problem that break it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Choice {
    pub bans: Vec<Cell>,
    pub constant: i64,
}

/// The closed set of shapes. *Personal*: `Ban Clash Run Same`, and `Count` and
/// `Groups` over one person. *Crowd*: the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// Excess 1 if the cell is used. (1)
    Ban(Cell),
    /// Excess 1 if `day` is in `first` and `day + 1` in `then`. (2)
    Clash { person: PersonIx, day: DayIx, first: DutySet, then: DutySet },
    /// Stretches of days in `set` inside `from..=to`: each stretch longer than `max` counts its extra days, each
    /// stretch shorter than `min` its missing days. A stretch that reaches the last day may go on after it and is never
    /// too short. `carried` is the length of the stretch that was under way before `from`; `None`: not known, so
    /// a stretch that begins on `from` is never too short. (3)
    Run { person: PersonIx, from: DayIx, to: DayIx, set: DutySet, min: u16, max: Option<u16>, carried: Option<u16> },
    /// Weighted cells summed lie in `min..=max`; excess is what is missing or too much, in started blocks of `per`. (4)
    Count { sum: Sum, min: Option<i64>, max: Option<i64>, per: i64 },
    /// The duties of a window come from one class; excess is the number of classes used beyond the first.
    /// Duties in no class do not matter. (5)
    Same { person: PersonIx, days: Vec<DayIx>, classes: Vec<DutySet> },
    /// Exactly one choice is taken and bans its cells; excess is the number of its banned cells that are used,
    /// for the choice where that is least. (6)
    Pick { choices: Vec<Choice> },
    /// How many of the groups have a used cell, beyond `max`. (8)
    Groups { groups: Vec<Vec<Cell>>, max: i64 },
    /// The largest of `highs` less the smallest of `lows` (0 if there are none) less `allowed`, not below 0,
    /// in started blocks of `per`. (7)
    Peak { highs: Vec<Sum>, lows: Vec<Sum>, allowed: i64, per: i64 },
}

/// A shape with its force and the rule it speaks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clause {
    /// Position in `Problem::rules`.
    pub rule: u32,
    pub force: Force,
    pub shape: Shape,
}

/// `units` in started blocks of `per`; 0 for nothing or less.
fn blocks(units: i64, per: i64) -> i64 {
    if units <= 0 { 0 } else { (units + per - 1) / per }
}

impl Sum {
    /// The sum on a roster.
    pub fn value(&self, duty: &impl Fn(PersonIx, DayIx) -> DutyIx) -> i64 {
        let used = self.cells.iter().filter(|(cell, _)| duty(cell.person, cell.day) == cell.duty);
        self.constant + used.map(|(_, weight)| weight).sum::<i64>()
    }
}

impl Shape {
    /// Units by which a roster breaks the shape; `duty` gives what a person holds on a day.
    pub fn excess(&self, duty: &impl Fn(PersonIx, DayIx) -> DutyIx) -> i64 {
        match self {
            Shape::Ban(cell) => i64::from(duty(cell.person, cell.day) == cell.duty),
            Shape::Clash { person, day, first, then } => {
                i64::from(first.contains(duty(*person, *day)) && then.contains(duty(*person, *day + 1)))
            }
            Shape::Run { person, from, to, set, min, max, carried } => {
                let inside: Vec<bool> = (*from..=*to).map(|day| set.contains(duty(*person, day))).collect();
                run_excess(&inside, *min, *max, *carried)
            }
            Shape::Count { sum, min, max, per } => {
                let value = sum.value(duty);
                let missing = min.map_or(0, |min| blocks(min - value, *per));
                let surplus = max.map_or(0, |max| blocks(value - max, *per));
                missing + surplus
            }
            Shape::Same { person, days, classes } => {
                let used = classes.iter().filter(|class| days.iter().any(|day| class.contains(duty(*person, *day))));
                (used.count() as i64 - 1).max(0)
            }
            Shape::Pick { choices } => choices
                .iter()
                .map(|choice| {
                    let used = choice.bans.iter().filter(|cell| duty(cell.person, cell.day) == cell.duty).count();
                    used as i64 + choice.constant
                })
                .min()
                .unwrap_or(0),
            Shape::Groups { groups, max } => {
                let touched = |group: &&Vec<Cell>| group.iter().any(|cell| duty(cell.person, cell.day) == cell.duty);
                (groups.iter().filter(touched).count() as i64 - max).max(0)
            }
            Shape::Peak { highs, lows, allowed, per } => {
                let high = highs.iter().map(|sum| sum.value(duty)).max().unwrap_or(0);
                let low = lows.iter().map(|sum| sum.value(duty)).min().unwrap_or(0);
                blocks(high - low - allowed, *per)
            }
        }
    }

    /// The persons the shape speaks of, sorted, each once.
    pub fn people(&self) -> Vec<PersonIx> {
        let mut people: Vec<PersonIx> = match self {
            Shape::Ban(cell) => vec![cell.person],
            Shape::Clash { person, .. } | Shape::Run { person, .. } | Shape::Same { person, .. } => vec![*person],
            Shape::Count { sum, .. } => sum.cells.iter().map(|(cell, _)| cell.person).collect(),
            Shape::Pick { choices } => {
                choices.iter().flat_map(|choice| choice.bans.iter().map(|cell| cell.person)).collect()
            }
            Shape::Groups { groups, .. } => groups.iter().flatten().map(|cell| cell.person).collect(),
            Shape::Peak { highs, lows, .. } => {
                highs.iter().chain(lows).flat_map(|sum| sum.cells.iter().map(|(cell, _)| cell.person)).collect()
            }
        };
        // Mostly they come in order, some cells of each.
        people.dedup();
        people.sort_unstable();
        people.dedup();
        people
    }
}

/// Extra and missing days of all stretches; see [`Shape::Run`].
fn run_excess(inside: &[bool], min: u16, max: Option<u16>, carried: Option<u16>) -> i64 {
    let mut excess = 0;
    let mut day = 0;
    // A stretch under way that simply ended before the first day.
    if let (Some(carried), Some(false)) = (carried, inside.first())
        && carried > 0
    {
        excess += i64::from(min.saturating_sub(carried));
    }
    while day < inside.len() {
        if !inside[day] {
            day += 1;
            continue;
        }
        let start = day;
        while day < inside.len() && inside[day] {
            day += 1;
        }
        let before = if start == 0 { carried.unwrap_or(0) } else { 0 };
        let length = i64::from(before) + (day - start) as i64;
        if let Some(max) = max {
            // Days already too many before `from` are nobody's to change: only days of this period count.
            excess += (length - i64::from(max)).max(0).min((day - start) as i64);
        }
        let open = day == inside.len() || (start == 0 && carried.is_none());
        if !open {
            excess += (i64::from(min) - length).max(0);
        }
    }
    excess
}
