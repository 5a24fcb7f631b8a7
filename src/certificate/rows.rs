//! The rows of a clause in the order of `models/README.md`, "The certificate": one match, no arm left open.

use super::check::gcd;
use super::ground::{Ground, Line};
use crate::problem::{Cell, Choice, Clause, DayIx, DutySet, Force, PersonIx, Shape, Sum};

/// Cells and helpers sum to at most `bound`, plus what a slack allows at a price.
#[derive(Debug, Clone)]
pub struct Row {
    pub cells: Vec<(Cell, i128)>,
    pub helpers: Vec<(usize, i128)>,
    pub bound: i128,
    /// `None` for a link and for every row of a `must`.
    pub slack: Option<Slack>,
}

/// From 0 to `most` units, each allowing `per` and counting `weight` in the price.
#[derive(Debug, Clone, Copy)]
pub struct Slack {
    pub per: i128,
    pub weight: i128,
    pub most: i128,
}

/// All rows of one clause.
#[derive(Debug, Default)]
pub struct Rows {
    pub rows: Vec<Row>,
    /// Least and largest value of each helper.
    pub helpers: Vec<(i128, i128)>,
    /// Exactly one helper is 1, the others 0.
    pub one_of: bool,
}

/// Writes the rows of one clause.
struct Writer<'a> {
    ground: &'a Ground<'a>,
    must: bool,
    rows: Rows,
}

pub fn rows(ground: &Ground, clause: &Clause) -> Rows {
    let mut writer = Writer { ground, must: clause.force == Force::Must, rows: Rows::default() };
    writer.shape(&clause.shape);
    writer.rows
}

/// Units in started blocks; 0 for nothing or less.
pub fn blocks(units: i128, per: i128) -> i128 {
    if units <= 0 { 0 } else { (units + per - 1) / per }
}

impl Writer<'_> {
    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Ban(cell) => {
                let mut line = Line::default();
                self.ground.add(&mut line, *cell, 1);
                self.limit(line, 0, 1, 1);
            }
            Shape::Clash { person, day, first, then } => {
                let mut line = self.inside(*person, *day, first);
                self.ground.add_inside(&mut line, *person, *day + 1, then, 1);
                self.limit(line, 1, 1, 1);
            }
            Shape::Run { person, from, to, set, min, max, carried } => {
                let run = Run { person: *person, from: *from, days: usize::from(to - from) + 1, set };
                if let Some(max) = max {
                    self.too_long(&run, usize::from(*max), usize::from(carried.unwrap_or(0)));
                }
                self.too_short(&run, i64::from(*min), carried.map(i64::from));
            }
            Shape::Count { sum, min, max, per } => {
                if let Some(min) = min {
                    let line = self.sum(sum, -1);
                    self.limit(line, -i128::from(*min), *per, 1);
                }
                if let Some(max) = max {
                    let line = self.sum(sum, 1);
                    self.limit(line, i128::from(*max), *per, 1);
                }
            }
            Shape::Same { person, days, classes } => self.same(*person, days, classes),
            Shape::Pick { choices } => self.pick(choices),
            Shape::Groups { groups, max } => self.groups(groups, *max),
            Shape::Peak { highs, lows, allowed, per } => self.peak(highs, lows, *allowed, *per),
        }
    }

    /// A row that may be broken: by `weight` units for each started `per` above the bound.
    fn limit(&mut self, line: Line, bound: i128, per: i64, weight: i64) {
        self.row(line, bound, Some((i128::from(per), i128::from(weight))));
    }

    fn link(&mut self, line: Line) {
        self.row(line, 0, None);
    }

    fn row(&mut self, mut line: Line, bound: i128, priced: Option<(i128, i128)>) {
        line.tidy();
        let most = self.most(&line) - bound;
        let mut bound = bound - line.constant;
        let mut slack =
            priced.filter(|_| !self.must).map(|(per, weight)| Slack { per, weight, most: blocks(most, per) });
        let per = slack.map_or(0, |slack| slack.per);
        let shared = line.cells.iter().fold(per, |shared, (_, weight)| gcd(shared, *weight));
        if line.helpers.is_empty() && shared > 1 {
            line.cells.iter_mut().for_each(|(_, weight)| *weight /= shared);
            bound = bound.div_euclid(shared);
            slack.iter_mut().for_each(|slack| slack.per /= shared);
        }
        self.rows.rows.push(Row { cells: line.cells, helpers: line.helpers, bound, slack });
    }

    /// Largest value of a tidy line.
    fn most(&self, line: &Line) -> i128 {
        let helper = |(helper, factor): &(usize, i128)| {
            let (low, high) = self.rows.helpers[*helper];
            (low * factor).max(high * factor)
        };
        self.ground.reach(line).1 + line.helpers.iter().map(helper).sum::<i128>()
    }

    fn helper(&mut self, low: i128, high: i128) -> usize {
        self.rows.helpers.push((low, high));
        self.rows.helpers.len() - 1
    }

    fn inside(&self, person: PersonIx, day: DayIx, set: &DutySet) -> Line {
        let mut line = Line::default();
        self.ground.add_inside(&mut line, person, day, set, 1);
        line
    }

    fn sum(&self, sum: &Sum, sign: i64) -> Line {
        let mut line = Line { constant: i128::from(sum.constant) * i128::from(sign), ..Line::default() };
        sum.cells.iter().for_each(|(cell, weight)| self.ground.add(&mut line, *cell, weight * sign));
        line
    }

    /// (3a)
    fn too_long(&mut self, run: &Run, max: usize, carried: usize) {
        for last in 0..run.days {
            let first = last.saturating_sub(max);
            if last < max && carried + last < max {
                continue;
            }
            let mut line = Line::default();
            (first..=last).for_each(|at| run.add(self.ground, &mut line, at, 1));
            self.limit(line, (last - first) as i128, 1, 1);
        }
    }

    /// (3b)
    fn too_short(&mut self, run: &Run, min: i64, carried: Option<i64>) {
        if let Some(carried) = carried {
            if 0 < carried && carried < min {
                let mut line = Line { constant: 1, ..Line::default() };
                run.add(self.ground, &mut line, 0, -1);
                self.limit(line, 0, 1, min - carried);
            }
            for length in (1..run.days).take_while(|length| carried + (*length as i64) < min) {
                self.stretch(run, 0, length, min - carried - length as i64);
            }
        }
        for start in 1..run.days {
            for length in (1..run.days - start).take_while(|length| (*length as i64) < min) {
                self.stretch(run, start, length, min - length as i64);
            }
        }
    }

    /// In for exactly `length` days from `start` on, out before (unless it is the first day) and after.
    fn stretch(&mut self, run: &Run, start: usize, length: usize, weight: i64) {
        let mut line = Line::default();
        (start..start + length).for_each(|at| run.add(self.ground, &mut line, at, 1));
        run.add(self.ground, &mut line, start + length, -1);
        if start > 0 {
            run.add(self.ground, &mut line, start - 1, -1);
        }
        self.limit(line, length as i128 - 1, 1, weight);
    }

    /// (5)
    fn same(&mut self, person: PersonIx, days: &[DayIx], classes: &[DutySet]) {
        let used: Vec<usize> = classes.iter().map(|_| self.helper(0, 1)).collect();
        self.limit(all_of(&used), 1, 1, 1);
        for (class, used) in classes.iter().zip(used) {
            for day in days {
                let mut line = self.inside(person, *day, class);
                line.helpers.push((used, -1));
                self.link(line);
            }
        }
    }

    /// (6)
    fn pick(&mut self, choices: &[Choice]) {
        self.rows.one_of = true;
        for choice in choices {
            let taken = self.helper(0, 1);
            let with_taken = || Line { helpers: vec![(taken, 1)], ..Line::default() };
            if choice.constant > 0 {
                self.limit(with_taken(), 0, 1, choice.constant);
            }
            let mut bans = choice.bans.clone();
            bans.sort_unstable();
            let mut listed: Vec<(PersonIx, DayIx, i64, Cell)> = bans
                .chunk_by(|a, b| a == b)
                .map(|same| (same[0].person, same[0].day, same.len() as i64, same[0]))
                .collect();
            listed.sort_unstable();
            for group in listed.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)) {
                let mut line = with_taken();
                group.iter().for_each(|(_, _, _, cell)| self.ground.add(&mut line, *cell, 1));
                self.limit(line, 1, 1, group[0].2);
            }
        }
    }

    /// (8)
    fn groups(&mut self, groups: &[Vec<Cell>], max: i64) {
        let touched: Vec<usize> = groups.iter().map(|_| self.helper(0, 1)).collect();
        self.limit(all_of(&touched), i128::from(max), 1, 1);
        for (group, touched) in groups.iter().zip(touched) {
            let mut cells = group.clone();
            cells.sort_unstable();
            cells.dedup();
            for of_day in cells.chunk_by(|a, b| (a.person, a.day) == (b.person, b.day)) {
                let mut line = Line { helpers: vec![(touched, -1)], ..Line::default() };
                of_day.iter().for_each(|cell| self.ground.add(&mut line, *cell, 1));
                self.link(line);
            }
        }
    }

    /// (7)
    fn peak(&mut self, highs: &[Sum], lows: &[Sum], allowed: i64, per: i64) {
        let mut line = Line::default();
        let mut links = Vec::new();
        for (sums, sign) in [(highs, 1), (lows, -1)] {
            // Signed so that the extreme is the largest on both sides.
            let mut signed: Vec<Line> = sums.iter().map(|sum| self.sum(sum, sign)).collect();
            signed.iter_mut().for_each(Line::tidy);
            if signed.len() < 2 {
                for only in signed {
                    line.cells.extend(only.cells);
                    line.constant += only.constant;
                }
                continue;
            }
            let reach = || signed.iter().map(|one| self.ground.reach(one));
            let low = reach().map(|(least, _)| least).max().unwrap_or(0);
            let high = reach().map(|(_, most)| most).max().unwrap_or(0);
            let extreme = self.helper(low, high);
            line.helpers.push((extreme, 1));
            links.extend(signed.into_iter().map(|one| Line { helpers: vec![(extreme, -1)], ..one }));
        }
        self.limit(line, i128::from(allowed), per, 1);
        links.into_iter().for_each(|link| self.link(link));
    }
}

/// The window of a `Run`.
struct Run<'a> {
    person: PersonIx,
    from: DayIx,
    days: usize,
    set: &'a DutySet,
}

impl Run<'_> {
    fn add(&self, ground: &Ground, line: &mut Line, at: usize, weight: i64) {
        ground.add_inside(line, self.person, self.from + at as DayIx, self.set, weight);
    }
}

fn all_of(helpers: &[usize]) -> Line {
    Line { helpers: helpers.iter().map(|helper| (*helper, 1)).collect(), ..Line::default() }
}
