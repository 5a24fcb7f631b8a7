//! What couples blocks: sums over the people of several, as rows that can be shared out among the blocks or priced.
//! (40)–(42)

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::problem::{Cell, Clause, DutyIx, Force, Part, PersonIx, Plots, Problem, Shape, Sum};

/// Prices of rows are whole numbers of this many to a point.
pub const FINE: i64 = 64;

/// `sign` times the sum of a clause's cells is at most `bound`, or costs what the clause says for each started `per`.
pub struct Row {
    /// Position among the clauses across.
    pub across: usize,
    /// Its number among the rows of its clause in a certificate.
    pub number: u32,
    pub sign: i64,
    pub bound: i64,
    pub per: i64,
    pub force: Force,
}

impl Row {
    /// The rows of all clauses across; a shape that is no sum has none and is left to those who hold the others.
    pub fn all(plots: &Plots) -> Vec<Row> {
        let mut rows = Vec::new();
        for (across, (at, _)) in plots.across.iter().enumerate() {
            let clause = &plots.whole.clauses[*at as usize];
            let Shape::Count { sum, min, max, per } = &clause.shape else { continue };
            let row = |number, sign, bound| Row { across, number, sign, bound, per: *per, force: clause.force.clone() };
            let below = min.map(|min| row(0, -1, sum.constant - min));
            let above = max.map(|max| row(u32::from(min.is_some()), 1, max - sum.constant));
            rows.extend(below.into_iter().chain(above));
        }
        rows
    }

    pub fn clause(&self, plots: &Plots) -> u32 {
        plots.across[self.across].0
    }

    pub fn groups<'a>(&self, plots: &'a Plots) -> &'a [u32] {
        &plots.across[self.across].1
    }

    fn cells<'a>(&self, plots: &'a Plots) -> &'a [(Cell, i64)] {
        let shape = &plots.whole.clauses[self.clause(plots) as usize].shape;
        if let Shape::Count { sum, .. } = shape { &sum.cells } else { &[] }
    }

    /// Dearest price of a unit that is of any use.
    pub fn dearest(&self) -> i64 {
        match &self.force {
            Force::Must => i64::MAX,
            Force::Prefer(steps) => steps.last().map_or(0, |last| last * FINE / self.per),
        }
    }

    /// At a price: the excess that is worth its cost, and what it saves. (41)
    pub fn excess_at(&self, price: i64) -> (i64, i64) {
        let Force::Prefer(steps) = &self.force else { return (0, 0) };
        let gains = steps.iter().map(|step| step * FINE - price * self.per).take_while(|gain| *gain < 0);
        gains.fold((0, 0), |(excess, saved), gain| (excess + 1, saved + gain))
    }

    /// What each group of the row adds to it in a plan.
    pub fn used(&self, plots: &Plots, plan: &[DutyIx]) -> Vec<i64> {
        let days = plots.whole.days;
        let mut used = vec![0; self.groups(plots).len()];
        for (cell, weight) in self.cells(plots) {
            if plan[cell.person as usize * days + usize::from(cell.day)] == cell.duty {
                used[self.place(plots, cell.person)] += weight * self.sign;
            }
        }
        used
    }

    /// Position of a person's group among the groups of the row.
    fn place(&self, plots: &Plots, person: PersonIx) -> usize {
        let group = plots.group(person) as u32;
        self.groups(plots).binary_search(&group).unwrap_or(0)
    }

    /// The row with its cells by group; `free` are the duties that no `must` forbids, by person and day.
    pub fn opened(&self, plots: &Plots, free: &[Arc<[DutyIx]>]) -> Opened<'_> {
        let own = |(cell, weight): &(Cell, i64)| {
            let cell_of_group = Cell { person: plots.local(cell.person), ..*cell };
            (self.place(plots, cell.person), cell_of_group, weight * self.sign)
        };
        let mut all: Vec<(usize, Cell, i64)> = self.cells(plots).iter().map(own).collect();
        all.sort_unstable();
        let places = 0..=self.groups(plots).len();
        let first = places.map(|place| all.partition_point(|(at, ..)| *at < place)).collect();
        let cells = all.into_iter().map(|(_, cell, weight)| (cell, weight)).collect();
        let mut opened = Opened { row: self, groups: self.groups(plots).to_vec(), cells, first, reach: Vec::new() };
        opened.reach = opened.groups.iter().map(|group| opened.reach(plots, free, *group as usize)).collect();
        opened
    }
}

/// A row that is shared out or priced: its cells by group, people numbered as in the group.
pub struct Opened<'a> {
    pub row: &'a Row,
    pub groups: Vec<u32>,
    cells: Vec<(Cell, i64)>,
    /// `cells[first[place]..first[place + 1]]` are those of `groups[place]`.
    first: Vec<usize>,
    /// Least and largest that each group can add.
    pub reach: Vec<(i64, i64)>,
}

impl Opened<'_> {
    pub fn place(&self, group: usize) -> Option<usize> {
        self.groups.binary_search(&(group as u32)).ok()
    }

    pub fn cells_of(&self, group: usize) -> &[(Cell, i64)] {
        self.place(group).map_or(&[], |place| &self.cells[self.first[place]..self.first[place + 1]])
    }

    fn reach(&self, plots: &Plots, free: &[Arc<[DutyIx]>], group: usize) -> (i64, i64) {
        let mut reach = (0, 0);
        for slot in self.cells_of(group).chunk_by(|(a, _), (b, _)| (a.person, a.day) == (b.person, b.day)) {
            let (local, day) = (slot[0].0.person, slot[0].0.day);
            let worth = |duty: &DutyIx| {
                slot.iter().filter(|(cell, _)| cell.duty == *duty).map(|(_, weight)| weight).sum::<i64>()
            };
            let person = plots.groups[group][local as usize] as usize;
            let worths = || free[person * plots.whole.days + usize::from(day)].iter().map(worth);
            reach.0 += worths().min().unwrap_or(0);
            reach.1 += worths().max().unwrap_or(0);
        }
        reach
    }
}

/// Shares out a bound among groups that use so much, each between its reach: what is too much is taken, and what is
/// left is given, in proportion to what each could yield or take. The shares sum to the bound where that is in reach.
pub fn shares(bound: i64, used: &[i64], reach: &[(i64, i64)]) -> Vec<i64> {
    let room = i128::from(bound - used.iter().sum::<i64>());
    let can = |(used, (least, most)): (&i64, &(i64, i64))| {
        i128::from(if room < 0 { used - least } else { most - used }).max(0)
    };
    let can: Vec<i128> = used.iter().zip(reach).map(can).collect();
    let all: i128 = can.iter().sum();
    if all == 0 {
        return used.to_vec();
    }
    let given: Vec<i128> = can.iter().map(|can| (room.clamp(-all, all) * can).div_euclid(all)).collect();
    let mut left = room.clamp(-all, all) - given.iter().sum::<i128>();
    let mut shares = Vec::with_capacity(used.len());
    for ((used, given), can) in used.iter().zip(given).zip(can) {
        let one = i128::from(left > 0 && can > 0 && given < can);
        left -= one;
        shares.push(used + (given + one) as i64);
    }
    shares
}

/// Limits a group to its share of a row, at a price for each unit more: a plan is worth having even if it takes too
/// much.
pub fn add_share(part: &mut Part, row: &Opened, group: usize, share: i64, penalty: i64) {
    let price = match &row.row.force {
        Force::Must => penalty,
        Force::Prefer(_) => (row.row.dearest() / FINE).max(1),
    };
    let sum = Sum { cells: row.cells_of(group).to_vec(), constant: 0 };
    let shape = Shape::Count { sum, min: None, max: Some(share), per: 1 };
    part.problem.clauses.push(Clause { rule: 0, force: Force::prefer(price), shape });
}

/// Puts prices of rows on the cells of a group: its costs are counted in 1 / [`FINE`] points from now on. Each person
/// and day has a duty, so that what all duties of a day have in common is taken off: that sum is given back. (40)
pub fn add_prices(part: &mut Part, priced: &[(&Opened, i64)], group: usize) -> i64 {
    let mut prices: BTreeMap<Cell, i64> = BTreeMap::new();
    for (row, price) in priced {
        for (cell, weight) in row.cells_of(group) {
            *prices.entry(*cell).or_default() += weight * price;
        }
    }
    let problem = &mut part.problem;
    problem.clauses.iter_mut().for_each(|clause| clause.force = clause.force.times(FINE));
    let cells: Vec<(Cell, i64)> = prices.into_iter().collect();
    let mut common = 0;
    for slot in cells.chunk_by(|(a, _), (b, _)| (a.person, a.day) == (b.person, b.day)) {
        let (person, day) = (slot[0].0.person, slot[0].0.day);
        let price = |duty: DutyIx| slot.iter().find(|(cell, _)| cell.duty == duty).map_or(0, |(_, price)| *price);
        let least = problem.open(person, day).iter().map(|duty| price(*duty)).min().unwrap_or(0);
        common += least;
        for duty in problem.open(person, day).to_vec() {
            let above = price(duty) - least;
            if above > 0 {
                let shape = Shape::Ban(Cell { person, day, duty });
                problem.clauses.push(Clause { rule: 0, force: Force::prefer(above), shape });
            }
        }
    }
    common
}

/// The dearest price of a unit that a block's search believes in: what breaking a `must` costs there.
pub fn penalty(problem: &Problem) -> i64 {
    let dearest = problem.clauses.iter().map(|clause| clause.force.cost(1)).max().unwrap_or(0);
    (dearest * 20).max(200)
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn what_is_too_much_is_taken_where_it_can_be_yielded() {
        assert_eq!(shares(10, &[8, 6], &[(0, 9), (6, 9)]), vec![4, 6]);
        assert_eq!(shares(11, &[6, 6, 6], &[(0, 9), (0, 9), (0, 9)]), vec![4, 4, 3]);
    }

    #[test]
    fn what_is_left_is_given_where_it_can_be_used() {
        assert_eq!(shares(10, &[2, 2], &[(0, 2), (0, 9)]), vec![2, 8]);
        assert_eq!(shares(50, &[2, 2], &[(0, 3), (0, 4)]), vec![3, 4]);
    }

    #[test]
    fn what_nobody_can_yield_stays() {
        assert_eq!(shares(3, &[2, 2], &[(2, 2), (2, 2)]), vec![2, 2]);
        // A least number to be reached, with the signs turned.
        assert_eq!(shares(-4, &[-1, -1], &[(-3, 0), (-3, 0)]), vec![-2, -2]);
    }
}
