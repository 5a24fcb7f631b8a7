//! The limits of each shape: one match, no arm left open. Numbers refer to `models/README.md` and `problem::clause`.

use super::program::{Meaning, Slot, Term};
use super::rows::{Builder, Limit, Line};
use crate::certificate::Of;
use crate::problem::{Cell, Choice, DayIx, DutySet, PersonIx, Shape, Sum};

/// A limit broken by 1 unit for each unit above the bound, `weight` times.
fn limit(line: Line, bound: i64, weight: i64) -> Limit {
    Limit { line, bound, per: 1, weight, rows: Vec::new() }
}

impl Builder {
    /// Limits whose broken units sum to the excess of the shape, for the cheapest values of the helper columns.
    pub fn limits(&mut self, shape: &Shape) -> Vec<Limit> {
        let mut limits = match shape {
            Shape::Ban(cell) => {
                let mut line = Line::default();
                line.add(&self.program, *cell, 1);
                vec![limit(line, 0, 1)]
            }
            Shape::Clash { person, day, first, then } => {
                let mut line = self.inside(*person, *day, first);
                line.add_line(&self.inside(*person, *day + 1, then), 1);
                vec![limit(line, 1, 1)]
            }
            Shape::Run { person, from, to, set, min, max, carried } => {
                let inside: Vec<Line> = (*from..=*to).map(|day| self.inside(*person, day, set)).collect();
                let mut limits = too_short(&inside, i64::from(*min), carried.map(i64::from));
                let long = |max: &u16| too_long(&inside, usize::from(*max), usize::from(carried.unwrap_or(0)));
                let mut long = max.as_ref().map(long).unwrap_or_default();
                self.number(&mut limits, long.len());
                self.number(&mut long, 0);
                limits.extend(long);
                limits
            }
            Shape::Count { sum, min, max, per } => {
                let line = self.sum(sum);
                let mut limits = Vec::new();
                if let Some(min) = min {
                    let mut missing = Line::default();
                    missing.add_line(&line, -1);
                    limits.push(Limit { per: *per, ..limit(missing, -min, 1) });
                }
                if let Some(max) = max {
                    limits.push(Limit { per: *per, ..limit(line, *max, 1) });
                }
                limits
            }
            Shape::Same { person, days, classes } => self.same(*person, days, classes),
            Shape::Pick { choices } => self.pick(choices),
            Shape::Groups { groups, max } => self.groups(groups, *max),
            Shape::Peak { highs, lows, allowed, per } => {
                let mut line = self.extreme(highs, 1, (0, 1));
                let (helpers, links) = if highs.len() < 2 { (0, 0) } else { (1, highs.len()) };
                line.add_line(&self.extreme(lows, -1, (helpers, 1 + links as u32)), -1);
                vec![Limit { per: *per, ..limit(line, *allowed, 1) }]
            }
        };
        self.number(&mut limits, 0);
        limits
    }

    /// The certificate's number of each limit, where it is not known yet.
    fn number(&self, limits: &mut [Limit], first: usize) {
        let unknown = limits.iter_mut().enumerate().filter(|(_, limit)| self.summed && limit.rows.is_empty());
        unknown.for_each(|(at, limit)| limit.rows = vec![((first + at) as u32, 1)]);
    }

    /// 1 if the person's duty of the day is in the set.
    fn inside(&self, person: PersonIx, day: DayIx, set: &DutySet) -> Line {
        let mut line = Line::default();
        let duties = self.program.duties(person, day);
        if duties.iter().all(|duty| set.contains(*duty)) {
            line.constant = 1;
            return line;
        }
        for duty in duties.iter().filter(|duty| set.contains(**duty)) {
            line.add(&self.program, Cell { person, day, duty: *duty }, 1);
        }
        line
    }

    fn sum(&self, sum: &Sum) -> Line {
        let mut line = Line { terms: Vec::with_capacity(sum.cells.len()), constant: sum.constant };
        for (cell, weight) in &sum.cells {
            line.add(&self.program, *cell, *weight);
        }
        line
    }

    /// (5): a column per class, at least the class's share of every day; all but one are excess.
    fn same(&mut self, person: PersonIx, days: &[DayIx], classes: &[DutySet]) -> Vec<Limit> {
        let (mut total, mut rows) = (Line::default(), vec![(0, 1)]);
        for (at, class) in classes.iter().enumerate() {
            let shares = days.iter().map(|day| self.inside(person, *day, class)).collect();
            total.add_line(&self.any(shares, (1 + at * days.len()) as u32, &mut rows), 1);
        }
        vec![Limit { rows, ..limit(total, 1, 1) }]
    }

    /// (8): a column per group, at least what each person and day uses of it; those beyond `max` are excess.
    fn groups(&mut self, groups: &[Vec<Cell>], max: i64) -> Vec<Limit> {
        let (mut total, mut rows) = (Line::default(), vec![(0, 1)]);
        let mut link = 1;
        for group in groups {
            let mut cells = group.clone();
            cells.sort_unstable();
            cells.dedup();
            let share = |cells: &[Cell]| {
                let mut line = Line::default();
                cells.iter().for_each(|cell| line.add(&self.program, *cell, 1));
                line
            };
            let shares: Vec<Line> = cells.chunk_by(|a, b| (a.person, a.day) == (b.person, b.day)).map(share).collect();
            let links = shares.len() as u32;
            total.add_line(&self.any(shares, link, &mut rows), 1);
            link += links;
        }
        vec![Limit { rows, ..limit(total, max, 1) }]
    }

    /// 1 if one of the shares, each 0 or 1, is 1: a column not below any of them. In the certificate each share has a
    /// link to a helper, from number `link` on; the link of a share that needs no column here has the multiplier of the
    /// limit and stands in its `rows`.
    fn any(&mut self, shares: Vec<Line>, link: u32, rows: &mut Vec<(u32, i64)>) -> Line {
        if let Some(sure) = shares.iter().position(|share| share.terms.is_empty() && share.constant > 0) {
            rows.push((link + sure as u32, 1));
            return Line { terms: Vec::new(), constant: 1 };
        }
        let mut shares: Vec<(u32, Line)> = (link..).zip(shares).filter(|(_, share)| !share.terms.is_empty()).collect();
        if shares.len() < 2 {
            let Some((link, share)) = shares.pop() else { return Line::default() };
            rows.push((link, 1));
            return share;
        }
        let value = if self.has_start() { shares.iter().map(|(_, share)| self.value(share)).max() } else { None };
        let used = self.helper(Meaning::Used(self.clause), 0, 1, false, &|_| value.unwrap_or(0));
        for (link, share) in shares {
            self.below(share, used, link);
        }
        Line { terms: vec![(used, 1)], constant: 0 }
    }

    /// Row: line at most the column; a link of the certificate.
    fn below(&mut self, mut line: Line, column: u32, link: u32) {
        line.terms.push((column, -1));
        self.note(&[(link, 1)], 1);
        self.program.add_row(&line.terms, false, -line.constant, Some(self.clause));
    }

    /// (6): a binary column per choice, exactly one taken; a taken choice is broken by each banned cell used.
    fn pick(&mut self, choices: &[Choice]) -> Vec<Limit> {
        if choices.is_empty() {
            return Vec::new();
        }
        let slot = match choices.len() {
            1 => None,
            count => Some(self.taken_columns(choices, count)),
        };
        if let (true, Some(slot)) = (self.summed, slot) {
            let mut first = 0;
            let summed = |(at, choice)| self.summed_choice(choice, slot.first + at as u32, &mut first);
            return choices.iter().enumerate().map(summed).collect();
        }
        let mut limits = Vec::new();
        for (at, choice) in choices.iter().enumerate() {
            // 1 if the choice is taken; a lone choice always is.
            let taken = match slot {
                None => Line { terms: Vec::new(), constant: 1 },
                Some(slot) => Line { terms: vec![(slot.first + at as u32, 1)], constant: 0 },
            };
            if choice.constant > 0 {
                limits.push(limit(taken.clone(), 0, choice.constant));
            }
            // Cells of one person and day with the same count exclude each other.
            for group in counted(choice).chunk_by(alike) {
                let mut line = taken.clone();
                for (cell, _) in group {
                    line.add(&self.program, *cell, 1);
                }
                limits.push(limit(line, 1, group[0].1));
            }
        }
        limits
    }

    /// (6a): `sum of x + N·z ≤ N` over all banned cells of a choice, N the most of them that can be used at once. It is
    /// the sum of the certificate's rows of the choice, from number `next` on, each as often as it weighs.
    fn summed_choice(&self, choice: &Choice, taken: u32, next: &mut u32) -> Limit {
        let mut rows = Vec::new();
        let mut row = |weight: i64, counts: bool| {
            rows.extend(counts.then_some((*next, weight)));
            *next += 1;
        };
        if choice.constant > 0 {
            row(choice.constant, true);
        }
        for group in counted(choice).chunk_by(alike) {
            row(group[0].1, group.iter().any(|(cell, _)| !matches!(self.program.term(*cell), Term::Fixed(0))));
        }
        let mut line = Line::default();
        choice.bans.iter().for_each(|cell| line.add(&self.program, *cell, 1));
        line.tidy();
        let (_, most) = self.reach(&line);
        line.terms.push((taken, most + choice.constant));
        Limit { rows, ..limit(line, most, 1) }
    }

    fn taken_columns(&mut self, choices: &[Choice], count: usize) -> Slot {
        let slot = self.program.add_slot(vec![Meaning::Taken(self.clause); count]);
        (0..count as u32).for_each(|at| self.note_amount(slot.first + at, Of::Helper(at), 0, false));
        if self.has_start() {
            let used = |choice: &Choice| {
                let mut line = Line { terms: Vec::new(), constant: choice.constant };
                choice.bans.iter().for_each(|cell| line.add(&self.program, *cell, 1));
                self.value(&line)
            };
            let best = (0..count).min_by_key(|at| used(&choices[*at])).unwrap_or(0);
            self.program.start.extend((0..count).map(|at| i64::from(at == best)));
        }
        slot
    }

    /// (7): the largest of the sums (`sign` 1) or the smallest (-1); 0 if there are none. The certificate's helper is the
    /// largest of the sums with this sign, its links have numbers from `link` on.
    fn extreme(&mut self, sums: &[Sum], sign: i64, (helper, link): (u32, u32)) -> Line {
        let mut lines: Vec<Line> = sums.iter().map(|sum| self.sum(sum)).collect();
        lines.iter_mut().for_each(Line::tidy);
        if lines.len() < 2 {
            return lines.pop().unwrap_or_default();
        }
        let reach: Vec<(i64, i64)> = lines.iter().map(|line| self.reach(line)).collect();
        let least = reach.iter().map(|(least, most)| if sign > 0 { *least } else { -most });
        let most = reach.iter().map(|(least, most)| if sign > 0 { *most } else { -least });
        let (low, high) = (least.max().unwrap_or(0), most.max().unwrap_or(0));
        let meaning = if sign > 0 { Meaning::Largest(self.clause) } else { Meaning::Smallest(self.clause) };
        let ends = [low * sign, high * sign];
        let value = if self.has_start() { lines.iter().map(|line| self.value(line) * sign).max() } else { None };
        let value = value.unwrap_or(0) * sign;
        let column = self.helper(meaning, ends[0].min(ends[1]), ends[0].max(ends[1]), true, &|_| value);
        self.note_amount(column, Of::Helper(helper), 0, sign < 0);
        // The column's bounds say what a fixed sum would.
        for (link, line) in (link..).zip(lines).filter(|(_, line)| !line.terms.is_empty()) {
            let mut row = Line::default();
            row.add_line(&line, sign);
            row.terms.push((column, -sign));
            self.note(&[(link, 1)], 1);
            self.program.add_row(&row.terms, false, -row.constant, Some(self.clause));
        }
        Line { terms: vec![(column, 1)], constant: 0 }
    }
}

/// How often each cell is banned, by person, day and how often.
fn counted(choice: &Choice) -> Vec<(Cell, i64)> {
    let mut bans = choice.bans.clone();
    bans.sort_unstable();
    let mut counted: Vec<(Cell, i64)> = bans.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as i64)).collect();
    counted.sort_unstable_by_key(|(cell, count)| (cell.person, cell.day, *count));
    counted
}

/// Of one person and day, and as often.
fn alike(one: &(Cell, i64), other: &(Cell, i64)) -> bool {
    (one.0.person, one.0.day, one.1) == (other.0.person, other.0.day, other.1)
}

/// (3b): out, `n` days in, out again lacks `min - n` days.
fn too_short(inside: &[Line], min: i64, carried: Option<i64>) -> Vec<Limit> {
    let mut limits = Vec::new();
    let days = inside.len();
    let pattern = |start: usize, length: usize| {
        let mut line = Line::default();
        inside[start..start + length].iter().for_each(|day| line.add_line(day, 1));
        line.add_line(&inside[start + length], -1);
        line
    };
    if let Some(carried) = carried {
        if carried > 0 && carried < min && days > 0 {
            // The stretch under way simply ends: out on the first day.
            let mut line = Line { terms: Vec::new(), constant: 1 };
            line.add_line(&inside[0], -1);
            limits.push(limit(line, 0, min - carried));
        }
        for length in 1..days.min((min - carried).max(1) as usize) {
            limits.push(limit(pattern(0, length), length as i64 - 1, min - carried - length as i64));
        }
    }
    for start in 1..days {
        for length in 1..(days - start).min(min.max(1) as usize) {
            let mut line = pattern(start, length);
            line.add_line(&inside[start - 1], -1);
            limits.push(limit(line, length as i64 - 1, min - length as i64));
        }
    }
    limits
}

/// (3a): each window of `max + 1` days inside is one day too many; on the first days the carried stretch counts too.
fn too_long(inside: &[Line], max: usize, carried: usize) -> Vec<Limit> {
    let mut limits = Vec::new();
    for last in 0..inside.len() {
        let first = match last.checked_sub(max) {
            Some(first) => first,
            None if carried + last + 1 > max => 0,
            None => continue,
        };
        let mut line = Line::default();
        inside[first..=last].iter().for_each(|day| line.add_line(day, 1));
        limits.push(limit(line, (last - first) as i64, 1));
    }
    limits
}
