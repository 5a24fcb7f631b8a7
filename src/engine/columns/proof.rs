//! The master's multipliers as a leaf of a certificate, and the cases of a tree as its nodes (`models/README.md`, "The
//! certificate").

use super::branch::{Case, Side};
use super::crowd::Crowd;
use super::master::UNIT;
use super::people::People;
use crate::certificate::{Amount, Leaf, Node, Split};
use crate::problem::{Cell, DayIx, PersonIx, Problem, Shape, Sum};

/// The leaf that says of the certificate's rows what these multipliers say of the master's.
pub fn leaf(problem: &Problem, people: &People, crowd: &Crowd, multipliers: &[i64]) -> Leaf {
    let of_row = crowd.origins.rows.iter().map(|origin| {
        let multiplier = i128::from(multipliers[origin.row as usize]) * i128::from(origin.times);
        let multiplier = i64::try_from(multiplier / i128::from(origin.over)).unwrap_or(i64::MAX);
        (origin.clause, origin.number, multiplier)
    });
    let mut left_out: Vec<u32> = crowd.origins.rows.iter().map(|origin| origin.clause).collect();
    left_out.sort_unstable();
    left_out.dedup();
    // Without a row in the master, and with one person who has a say: the checker reads it exactly by itself.
    let exact = |clause: u32| left_out.binary_search(&clause).is_err() && !joins(problem, people, clause);
    let sure = crowd.origins.sure.iter().filter(|sure| !exact(sure.clause));
    let sure = sure.map(|sure| (sure.clause, sure.number, sure.points.saturating_mul(UNIT)));
    let mut rows: Vec<(u32, u32, i64)> = of_row.chain(sure).filter(|(.., multiplier)| *multiplier > 0).collect();
    rows.sort_unstable();
    // A clause that no graph reads would be part of a person's own problem again, and may be too much for it.
    let priced = |clause: u32| rows.binary_search_by_key(&clause, |(clause, ..)| *clause).is_ok();
    left_out.retain(|clause| !priced(*clause));
    Leaf { rows, left_out }
}

/// The nodes that say what the cases of a tree say; `None` if one was split at what is no amount of a clause.
pub fn nodes(problem: &Problem, people: &People, crowd: &Crowd, cases: &[Case]) -> Option<Vec<Node>> {
    let mut rows = vec![0; crowd.rows.len()];
    let node = |case: &Case| match case {
        Case::Leaf(known) => {
            known.rows.iter().for_each(|(row, multiplier)| rows[*row as usize] = *multiplier);
            let leaf = leaf(problem, people, crowd, &rows);
            known.rows.iter().for_each(|(row, _)| rows[*row as usize] = 0);
            Some(Node::Leaf(leaf))
        }
        Case::Split(sides, below) => split(people, crowd, sides, below.map(|below| below as u32)),
    };
    cases.iter().map(node).collect()
}

fn split(people: &People, crowd: &Crowd, sides: &[Side; 2], [first, second]: [u32; 2]) -> Option<Node> {
    match sides[0] {
        Side::Cell { person, day, duty, held } => {
            let duties = vec![people.persons[person].open[day][usize::from(duty)]];
            let (inside, outside) = if held { (first, second) } else { (second, first) };
            Some(Node::Split(Split { person: person as PersonIx, day: day as DayIx, duties, inside, outside }))
        }
        Side::Helper { helper, high, .. } => {
            let Side::Helper { high: other, .. } = sides[1] else { return None };
            let amount = crowd.origins.amounts.iter().find(|amount| amount.column as usize == helper)?;
            let lower_first = high < other;
            let most = high.min(other);
            // Mirrored, the side that is at most `most` is at least `-most`.
            let (most, lower_first) = if amount.mirrored { (-most - 1, !lower_first) } else { (most, lower_first) };
            let (within, above) = if lower_first { (first, second) } else { (second, first) };
            let most = amount.before + most;
            Some(Node::Amount(Amount { clause: amount.clause, of: amount.of, most, within, above }))
        }
    }
}

/// The cells of a sum that count.
fn weighted(sum: &Sum) -> impl Iterator<Item = Cell> + use<> {
    let mut cells = sum.cells.clone();
    cells.sort_unstable_by_key(|(cell, _)| *cell);
    let total = |same: &[(Cell, i64)]| same.iter().map(|(_, weight)| weight).sum::<i64>();
    let counting = cells.chunk_by(|a, b| a.0 == b.0).filter(|same| total(same) != 0);
    counting.map(|same| same[0].0).collect::<Vec<_>>().into_iter()
}

/// Whether several people have a say in a clause.
fn joins(problem: &Problem, people: &People, clause: u32) -> bool {
    let shape = &problem.clauses[clause as usize].shape;
    let cells: Vec<Cell> = match shape {
        Shape::Ban(_) | Shape::Clash { .. } | Shape::Run { .. } | Shape::Same { .. } => return false,
        Shape::Count { sum, .. } => weighted(sum).collect(),
        Shape::Pick { choices } => choices.iter().flat_map(|choice| &choice.bans).copied().collect(),
        Shape::Groups { groups, .. } => groups.iter().flatten().copied().collect(),
        Shape::Peak { highs, lows, .. } => highs.iter().chain(lows).flat_map(weighted).collect(),
    };
    let undecided = |cell: &&Cell| {
        let open = &people.persons[cell.person as usize].open[usize::from(cell.day)];
        open.len() > 1 && open.contains(&cell.duty)
    };
    let mut having = cells.iter().filter(undecided).map(|cell| cell.person);
    let first = having.next();
    having.any(|person| Some(person) != first)
}
