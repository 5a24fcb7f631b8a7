//! One chain of simulated annealing: a line is changed for another, two people exchange classes or patterns; what makes
//! the plan better is taken, what makes it worse now and then, the hotter the oftener. A broken `must` has a price, so
//! that the way may lead through plans that break some.

use std::sync::LazyLock;

use super::lines::{Kin, Lines};
use super::tally::{Said, Tally};
use crate::engine::budget::Budget;
use crate::engine::random::Random;

/// Steps at the same heat.
const BLOCK: u64 = 1_024;
/// Whole parts of a logarithm; its table.
const PARTS: f64 = 1_024.0;
const DRAWS: usize = 4_096;
/// Ticks of a step, and of an entry that it turns: measured on 40 people, 5 days and 20 seats.
const STEP: u64 = 150;
const ENTRY: u64 = 4;
/// Ticks of a step in the mean.
pub const TICKS: u64 = 250;

/// From which heat to which, in points, and the price of a unit by which a `must` is broken.
#[derive(Debug, Clone, Copy)]
pub struct Heat {
    pub from: f64,
    pub to: f64,
    pub penalty: i64,
}

/// A plan of listed lines: the number of each person's.
pub type Taken = Vec<u32>;

pub struct Chain<'a> {
    lines: &'a [Lines],
    tally: Tally<'a>,
    pub taken: Taken,
    own: i64,
    random: Random,
    /// The best plan so far and what it breaks and costs.
    pub best: (Said, Taken),
}

/// A change: other lines for one or two people.
type Move = [Option<(usize, u32)>; 2];

impl<'a> Chain<'a> {
    pub fn new(lines: &'a [Lines], mut tally: Tally<'a>, taken: Taken, random: Random) -> Chain<'a> {
        let mut own = 0;
        for (lines, line) in lines.iter().zip(&taken) {
            own += lines.all[*line as usize].cost;
            lines.cells(*line).iter().for_each(|cell| tally.turn(*cell, 1));
        }
        tally.settle();
        let said = Said { must_units: tally.said.must_units, cost: tally.said.cost + own };
        Chain { lines, tally, best: (said, taken.clone()), taken, own, random }
    }

    pub fn said(&self) -> Said {
        Said { must_units: self.tally.said.must_units, cost: self.tally.said.cost + self.own }
    }

    /// Mean change of the cost by a change of one line; 1 where there is none.
    pub fn scale(&mut self, draws: usize) -> i64 {
        let (mut sum, mut many) = (0, 0);
        for _ in 0..draws {
            let person = self.random.quick(self.lines.len());
            let line = self.random.quick(self.lines[person].all.len()) as u32;
            let before = self.said();
            let (tallied, back) = (self.tally.said, self.apply([Some((person, line)), None]));
            let change = (self.said().cost - before.cost).abs();
            self.undo(back, tallied);
            sum += change;
            many += i64::from(change > 0);
        }
        (sum / many.max(1)).max(1)
    }

    /// Goes so many steps, from hot to cold.
    pub fn cool(&mut self, heat: Heat, steps: u64, budget: &Budget) {
        let blocks = steps.div_ceil(BLOCK).max(1);
        for block in 0..blocks {
            if budget.over() {
                return;
            }
            let before = self.tally.entries;
            let now = heat.from * (heat.to / heat.from).powf(block as f64 / blocks as f64);
            for _ in 0..BLOCK {
                self.step(now, heat.penalty);
            }
            budget.charge(BLOCK * STEP + (self.tally.entries - before) * ENTRY);
        }
    }

    fn step(&mut self, heat: f64, penalty: i64) {
        let change = self.draw();
        if change[0].is_none() {
            return;
        }
        let before = self.said();
        let (tallied, back) = (self.tally.said, self.apply(change));
        let now = self.said();
        let worse = (now.must_units - before.must_units) * penalty + now.cost - before.cost;
        if worse > 0 && worse as f64 * PARTS > heat * patience(self.random.quick(DRAWS)) {
            self.undo(back, tallied);
        } else if now < self.best.0 {
            self.best.0 = now;
            self.best.1.clone_from(&self.taken);
        }
    }

    /// Makes a change; what undoes it.
    fn apply(&mut self, change: Move) -> Move {
        let back = change.map(|one| one.map(|(person, _)| (person, self.taken[person])));
        self.swap(change, Tally::turn);
        self.tally.settle();
        back
    }

    /// Takes the last change back, that was made when the gauges said this.
    fn undo(&mut self, back: Move, tallied: Said) {
        self.swap(back, Tally::turn_back);
        self.tally.unsettle(tallied);
    }

    fn swap(&mut self, change: Move, turn: impl Fn(&mut Tally<'a>, u32, i32)) {
        for (person, line) in change.into_iter().flatten() {
            let lines = &self.lines[person];
            let before = std::mem::replace(&mut self.taken[person], line);
            for (old, new) in lines.cells(before).iter().zip(lines.cells(line)).filter(|(old, new)| old != new) {
                turn(&mut self.tally, *old, -1);
                turn(&mut self.tally, *new, 1);
            }
            self.own += lines.all[line as usize].cost - lines.all[before as usize].cost;
        }
    }

    /// How often each kind of change is tried was measured on 20 and 40 people with seats for a week.
    fn draw(&mut self) -> Move {
        let person = self.random.quick(self.lines.len());
        let lines = self.lines;
        let (mine, now) = (&lines[person], self.taken[person]);
        match self.random.quick(108) {
            0..38 => [self.one_of(person, mine.of_class(now)), None],
            38..60 => [self.one_of(person, mine.of_pattern(now)), None],
            60..66 => {
                let any = self.random.quick(mine.all.len()) as u32;
                [(any != now).then_some((person, any)), None]
            }
            66..74 => self.turn_out(person),
            kind => {
                let other = self.random.quick(lines.len());
                let (theirs, then) = (&lines[other], self.taken[other]);
                let (one, two) = (&mine.all[now as usize], &theirs.all[then as usize]);
                let (a, b) = match kind < 94 {
                    true => (mine.with_class(now, two.class), theirs.with_class(then, one.class)),
                    false => (mine.with_pattern(now, two.pattern), theirs.with_pattern(then, one.pattern)),
                };
                match (a, b) {
                    (Some(a), Some(b)) if a != now && other != person => [Some((person, a)), Some((other, b))],
                    _ => [None, None],
                }
            }
        }
    }

    fn one_of(&mut self, person: usize, lines: &[Kin]) -> Option<(usize, u32)> {
        let (_, line) = lines[self.random.quick(lines.len())];
        (line != self.taken[person]).then_some((person, line))
    }

    /// The person takes another class; whoever has it on one of these days takes the class that was left.
    fn turn_out(&mut self, person: usize) -> Move {
        let (lines, many) = (self.lines, self.lines.len());
        let now = self.taken[person];
        let line = &lines[person].all[now as usize];
        let Some((_, to)) = self.one_of(person, lines[person].of_pattern(now)) else { return [None, None] };
        let class = lines[person].all[to as usize].class;
        let from = self.random.quick(many);
        let out = (from..many).chain(0..from).filter(|other| *other != person).find_map(|other| {
            let then = self.taken[other];
            let theirs = &lines[other].all[then as usize];
            let is_in_the_way = theirs.class == class && theirs.days & line.days != 0;
            let out = is_in_the_way.then(|| lines[other].with_class(then, line.class))?;
            out.map(|out| (other, out))
        });
        [Some((person, to)), out]
    }
}

/// How much worse than nothing a change may be at heat 1, by a number drawn, in whole parts.
fn patience(draw: usize) -> f64 {
    static TABLE: LazyLock<Vec<f64>> = LazyLock::new(|| {
        let logarithm = |at: usize| -((at as f64 + 0.5) / DRAWS as f64).ln();
        (0..DRAWS).map(|at| (logarithm(at) * PARTS).round()).collect()
    });
    TABLE[draw]
}
