//! A plan as the columns engine keeps it: a line a person, what they add to the rows, and what they cost.

use std::ops::Range;

use super::crowd::Crowd;
use super::master::Line;
use super::people::Person;
use super::price::CLOSED;
use crate::engine::compact::NO_SLOT;
use crate::problem::{DutyIx, Problem};

/// A problem with its graphs and rows.
pub struct Model<'a> {
    pub problem: &'a Problem,
    pub persons: Vec<&'a Person>,
    pub crowd: Crowd,
    /// Price of a unit by which a `must` row is broken.
    pub penalty: i64,
    pub slots: Vec<Slot>,
}

/// What a neighbourhood tries of the slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// The choices that the plan has.
    Nothing,
    /// Of one slot another choice.
    Other(u32, usize),
    /// Of some slots whatever is best.
    Any(Vec<u32>),
}

/// A slot of helpers: one choice of several.
#[derive(Default)]
pub struct Slot {
    pub number: u32,
    /// Those that may be 1.
    pub helpers: Vec<usize>,
    /// People whose cells its choices forbid; empty for a slot of a part.
    pub people: Vec<usize>,
    /// From the first to the last day of these cells.
    pub days: Range<usize>,
    /// Rows with cells of these people on these days, rising.
    pub rows: Vec<u32>,
}

impl Slot {
    /// The slots of a crowd whose choice is open, with the choices that can be taken. A closed choice has no rows left
    /// and would look unbroken: held by it, neighbourhoods and dives would believe plans that break the clause.
    pub fn open(crowd: &Crowd) -> Vec<Slot> {
        let mut slots: Vec<Slot> = Vec::new();
        let is_open =
            |at: &usize| crowd.helpers[*at].slot != NO_SLOT && crowd.helpers[*at].low < crowd.helpers[*at].high;
        for at in (0..crowd.helpers.len()).filter(is_open) {
            let number = crowd.helpers[at].slot;
            match slots.last_mut() {
                Some(slot) if slot.number == number => slot.helpers.push(at),
                _ => slots.push(Slot { number, helpers: vec![at], ..Slot::default() }),
            }
        }
        slots
    }

    /// Whether most of the smaller slot's people are in both.
    pub fn shares_people(&self, other: &Slot) -> bool {
        let common = self.people.iter().filter(|person| other.people.binary_search(person).is_ok()).count();
        common * 2 > self.people.len().min(other.people.len())
    }

    /// Whether a row has cells of both slots' people on days that they have in common.
    pub fn meets(&self, other: &Slot, row: u32) -> bool {
        let together = self.days.start < other.days.end && other.days.start < self.days.end;
        together && other.number != self.number && other.rows.binary_search(&row).is_ok()
    }

    /// The choice that is least broken where the rows have these sums, and by how much.
    pub fn best(&self, crowd: &Crowd, sum: impl Fn(usize) -> f64 + Copy) -> (usize, f64) {
        let broken = self.helpers.iter().map(|helper| crowd.broken(*helper, sum)).enumerate();
        let least = broken.min_by(|(_, a), (_, b)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        least.map_or((0, 0.0), |(at, (broken, _))| (at, broken))
    }
}

/// A line for everybody.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Positions of the duties among those open, by person and day.
    pub lines: Vec<Vec<u16>>,
    /// What the lines add to each row.
    pub sums: Vec<i64>,
    pub must_units: i64,
    pub cost: i64,
}

impl Plan {
    pub fn rank(&self) -> (i64, i64) {
        (self.must_units, self.cost)
    }
}

impl<'a> Model<'a> {
    pub fn new(problem: &'a Problem, persons: Vec<&'a Person>, crowd: Crowd, penalty: i64) -> Model<'a> {
        let mut model = Model { problem, persons, crowd, penalty, slots: Vec::new() };
        let mut slots = Slot::open(&model.crowd);
        model.surround(&mut slots);
        model.slots = slots;
        model
    }

    /// Whose cells the slots' choices forbid, on which days, and what else those cells are in.
    fn surround(&self, slots: &mut [Slot]) {
        let mut slot_of_row = vec![usize::MAX; self.crowd.rows.len()];
        for (at, slot) in slots.iter_mut().enumerate() {
            slot.days = self.problem.days..0;
            for (row, _) in slot.helpers.iter().flat_map(|helper| &self.crowd.helpers[*helper].entries) {
                slot_of_row[*row as usize] = at;
            }
        }
        for person in 0..self.persons.len() {
            for day in 0..self.problem.days {
                for (row, _) in self.entries(person, &(day..day + 1)) {
                    let Some(slot) = slots.get_mut(slot_of_row[*row as usize]) else { continue };
                    slot.days = slot.days.start.min(day)..slot.days.end.max(day + 1);
                    if slot.people.last() != Some(&person) {
                        slot.people.push(person);
                    }
                }
            }
        }
        for slot in slots {
            let entries = slot.people.iter().flat_map(|person| self.entries(*person, &slot.days));
            slot.rows = entries.map(|(row, _)| *row).collect();
            slot.rows.sort_unstable();
            slot.rows.dedup();
        }
    }

    /// What a person's cells of these days are in.
    fn entries(&self, person: usize, days: &Range<usize>) -> &[(u32, i64)] {
        let first = &self.persons[person].first_cell;
        self.crowd.shares[person].entries_of(&(first[days.start] as usize..first[days.end] as usize))
    }

    /// The line of these duties, whatever the rows say.
    pub fn line(&self, person: usize, duties: &[u16]) -> Line {
        let (own, share) = (self.persons[person], &self.crowd.shares[person]);
        let mut entries: Vec<(u32, i64)> = Vec::new();
        let mut cost = own.graph.cost(duties).unwrap_or(0);
        for (day, duty) in duties.iter().enumerate() {
            let cell = own.first_cell[day] as usize + usize::from(*duty);
            cost += if share.prices[cell] >= CLOSED { self.penalty } else { share.prices[cell] };
            entries.extend(share.entries(cell));
        }
        Line { person: person as u32, duties: duties.to_vec(), cost, entries }
    }

    /// Everybody's duties, as the problem numbers them.
    pub fn duties(&self, lines: &[Vec<u16>]) -> Vec<DutyIx> {
        let of_person = |(person, line): (usize, &Vec<u16>)| {
            let open = &self.persons[person].open;
            line.iter().enumerate().map(|(day, at)| open[day][usize::from(*at)]).collect::<Vec<DutyIx>>()
        };
        lines.iter().enumerate().flat_map(of_person).collect()
    }

    /// The lines of a plan of duties; `None` if one of them is forbidden to its person.
    pub fn lines(&self, duties: &[DutyIx]) -> Option<Vec<Vec<u16>>> {
        let days = self.problem.days;
        let line = |person: usize| {
            let own = &duties[person * days..(person + 1) * days];
            let at = |(day, duty): (usize, &DutyIx)| {
                self.persons[person].open[day].binary_search(duty).ok().map(|at| at as u16)
            };
            own.iter().enumerate().map(at).collect::<Option<Vec<u16>>>()
        };
        (0..self.persons.len()).map(line).collect()
    }

    /// Scores lines by the clauses themselves.
    pub fn plan(&self, lines: Vec<Vec<u16>>) -> Plan {
        let judged = self.problem.judge(&self.duties(&lines));
        let mut sums = vec![0; self.crowd.rows.len()];
        for (person, line) in lines.iter().enumerate() {
            self.line(person, line).entries.iter().for_each(|(row, factor)| sums[*row as usize] += factor);
        }
        Plan { lines, sums, must_units: judged.must_units, cost: judged.cost }
    }

    /// Rows that only a slack holds.
    pub fn broken_rows(&self, plan: &Plan) -> Vec<usize> {
        (0..plan.sums.len()).filter(|at| plan.sums[*at] > self.crowd.rows[*at].bound).collect()
    }

    /// People with a cell in a row, or, where it holds helpers only, in a row with one of these.
    pub fn people_near_row(&self, row: usize) -> Vec<usize> {
        let people = self.people_of_row(row);
        if !people.is_empty() {
            return people;
        }
        let helpers =
            self.crowd.helpers.iter().filter(|helper| helper.entries.iter().any(|(at, _)| *at as usize == row));
        let rows = helpers.flat_map(|helper| helper.entries.iter().map(|(at, _)| *at as usize));
        let mut people: Vec<usize> = rows.flat_map(|row| self.people_of_row(row)).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// People with a cell in a row.
    pub fn people_of_row(&self, row: usize) -> Vec<usize> {
        let has = |person: &usize| self.crowd.shares[*person].has(row as u32);
        (0..self.persons.len()).filter(has).collect()
    }

    /// Values of the slots' helpers where each slot takes the choice that a plan breaks least; some slots another, or
    /// any.
    pub fn choices(&self, plan: &Plan, tried: &Tried) -> Vec<(usize, i64)> {
        let values = |slot: &Slot| {
            let taken = match tried {
                Tried::Other(number, choice) if *number == slot.number => *choice,
                Tried::Any(numbers) if numbers.contains(&slot.number) => return Vec::new(),
                _ => slot.best(&self.crowd, |row| plan.sums[row] as f64).0,
            };
            slot.helpers.iter().enumerate().map(|(at, helper)| (*helper, i64::from(at == taken))).collect()
        };
        self.slots.iter().flat_map(values).collect()
    }
}
