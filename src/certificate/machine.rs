//! A personal clause read day by day: a small machine that takes one duty after the other and says how many units of
//! excess are certain by then. Written to be plainly right; [`super::layers`] makes it small.

use crate::problem::{Cell, Choice, DayIx, DutyIx, DutySet, PersonIx, Shape, Sum};

/// What a machine remembers between two days.
pub type State = Vec<i64>;

/// The days on which a clause looks at its person, and how.
pub struct Machine {
    pub first: DayIx,
    pub last: DayIx,
    pub start: State,
    kind: Kind,
}

enum Kind {
    /// Sums over cells; at the end they give the units. State: the sums.
    Sums { cells: Vec<(DayIx, DutyIx, usize, i64)>, units: Units },
    /// State: length of the stretch under way, 1 if it began on the first day of the window.
    Run { set: DutySet, min: i64, max: Option<i64>, carried: Option<i64> },
    /// State: groups touched that are over, then the touched groups that may be touched again, rising.
    Groups { cells: Vec<(DayIx, DutyIx, i64)>, last: Vec<DayIx>, max: i64 },
}

/// Units that final sums stand for.
enum Units {
    Range {
        min: Option<i64>,
        max: Option<i64>,
        per: i64,
    },
    /// The least of the sums.
    Least,
    /// The first `highs` sums against the others.
    Peak {
        highs: usize,
        allowed: i64,
        per: i64,
    },
}

fn blocks(units: i64, per: i64) -> i64 {
    if units <= 0 { 0 } else { (units + per - 1) / per }
}

impl Machine {
    /// The machine of a clause that speaks of one person.
    pub fn new(shape: &Shape) -> Option<Machine> {
        let one = |max| Units::Range { min: None, max: Some(max), per: 1 };
        match shape {
            Shape::Ban(cell) => sums(&[(vec![(*cell, 1)], 0)], one(0)),
            Shape::Clash { person, day, first, then } => {
                let cells = cells(*person, *day, first).chain(cells(*person, *day + 1, then));
                sums(&[(cells.map(|cell| (cell, 1)).collect(), 0)], one(1))
            }
            Shape::Run { from, to, set, min, max, carried, .. } => Some(Machine {
                first: *from,
                last: *to,
                start: vec![0, 0],
                kind: Kind::Run {
                    set: set.clone(),
                    min: i64::from(*min),
                    max: max.map(i64::from),
                    carried: carried.map(i64::from),
                },
            }),
            Shape::Count { sum, min, max, per } => {
                sums(&[(sum.cells.clone(), sum.constant)], Units::Range { min: *min, max: *max, per: *per })
            }
            Shape::Same { person, days, classes } => {
                let of_class = |class| days.iter().flat_map(move |day| cells(*person, *day, class)).collect();
                groups(&classes.iter().map(of_class).collect::<Vec<_>>(), 1)
            }
            Shape::Pick { choices } => {
                let sum =
                    |choice: &Choice| (choice.bans.iter().map(|cell| (*cell, 1)).collect::<Vec<_>>(), choice.constant);
                sums(&choices.iter().map(sum).collect::<Vec<_>>(), Units::Least)
            }
            Shape::Groups { groups: cells, max } => groups(cells, *max),
            Shape::Peak { highs, lows, allowed, per } => {
                let sum = |sum: &Sum| (sum.cells.clone(), sum.constant);
                let all: Vec<_> = highs.iter().chain(lows).map(sum).collect();
                sums(&all, Units::Peak { highs: highs.len(), allowed: *allowed, per: *per })
            }
        }
    }

    /// Takes the duty of a day from `first` to `last`, in order; gives the units of excess that this adds.
    pub fn step(&self, state: &mut State, day: DayIx, duty: DutyIx) -> i64 {
        match &self.kind {
            Kind::Sums { cells, units } => {
                let from = cells.partition_point(|cell| (cell.0, cell.1) < (day, duty));
                for (_, _, sum, weight) in cells[from..].iter().take_while(|cell| (cell.0, cell.1) == (day, duty)) {
                    state[*sum] += weight;
                }
                if day == self.last { units.of(state) } else { 0 }
            }
            Kind::Run { set, min, max, carried } => {
                let before = if state[1] == 1 || day == self.first { carried.unwrap_or(0) } else { 0 };
                if set.contains(duty) {
                    state[0] += 1;
                    state[1] = i64::from(day == self.first || state[1] == 1);
                    return i64::from(max.is_some_and(|max| before + state[0] > max));
                }
                // A stretch ends; the one carried in may end on the first day without a day of this window.
                let length = before + state[0];
                let known = (state[1] == 0 && day != self.first) || carried.is_some();
                state.fill(0);
                if length > 0 && known { (min - length).max(0) } else { 0 }
            }
            Kind::Groups { cells, last, max } => {
                let from = cells.partition_point(|cell| (cell.0, cell.1) < (day, duty));
                for (_, _, group) in cells[from..].iter().take_while(|cell| (cell.0, cell.1) == (day, duty)) {
                    if let Err(at) = state[1..].binary_search(group) {
                        state.insert(at + 1, *group);
                    }
                }
                let touched = state.len();
                let mut alive = state.split_off(1);
                alive.retain(|group| last[*group as usize] > day);
                state.append(&mut alive);
                state[0] += (touched - state.len()) as i64;
                if day == self.last { (state[0] - max).max(0) } else { 0 }
            }
        }
    }
}

impl Units {
    fn of(&self, sums: &[i64]) -> i64 {
        match self {
            Units::Range { min, max, per } => {
                let missing = min.map_or(0, |min| blocks(min - sums[0], *per));
                missing + max.map_or(0, |max| blocks(sums[0] - max, *per))
            }
            Units::Least => sums.iter().copied().min().unwrap_or(0),
            Units::Peak { highs, allowed, per } => {
                let high = sums[..*highs].iter().copied().max().unwrap_or(0);
                let low = sums[*highs..].iter().copied().min().unwrap_or(0);
                blocks(high - low - allowed, *per)
            }
        }
    }
}

fn cells(person: PersonIx, day: DayIx, set: &DutySet) -> impl Iterator<Item = Cell> + '_ {
    set.iter().map(move |duty| Cell { person, day, duty })
}

fn sums(sums: &[(Vec<(Cell, i64)>, i64)], units: Units) -> Option<Machine> {
    let all = sums.iter().enumerate().flat_map(|(at, (cells, _))| cells.iter().map(move |cell| (at, cell)));
    let mut cells: Vec<_> = all.map(|(at, (cell, weight))| (cell.day, cell.duty, at, *weight)).collect();
    cells.sort_unstable();
    let (first, last) = (cells.first()?.0, cells.last()?.0);
    let start = sums.iter().map(|(_, constant)| *constant).collect();
    Some(Machine { first, last, start, kind: Kind::Sums { cells, units } })
}

fn groups(groups: &[Vec<Cell>], max: i64) -> Option<Machine> {
    let all = groups.iter().enumerate().flat_map(|(at, cells)| cells.iter().map(move |cell| (at, cell)));
    let mut cells: Vec<_> = all.map(|(at, cell)| (cell.day, cell.duty, at as i64)).collect();
    cells.sort_unstable();
    let (first, end) = (cells.first()?.0, cells.last()?.0);
    let last = groups.iter().map(|cells| cells.iter().map(|cell| cell.day).max().unwrap_or(0)).collect();
    Some(Machine { first, last: end, start: vec![0], kind: Kind::Groups { cells, last, max } })
}
