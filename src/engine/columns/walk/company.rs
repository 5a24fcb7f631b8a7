//! Clauses that together ask for company: of some cells of one day, either none is used or two at least.
//!
//! Often this is said of each person apart ("whoever is here has others here"): as many counts as people, over the
//! same cells. Read as one number they are one gauge: of eight people's clauses an eighth of the work. (37c)

use std::collections::HashMap;

use crate::problem::{Cell, Clause, Force, PersonIx, Shape};

/// Excess 1 if exactly one of the cells is used.
#[derive(Debug, PartialEq, Eq)]
pub struct Company {
    pub cells: Vec<Cell>,
    pub force: Force,
}

impl Company {
    /// The companies among the clauses, and the clauses that are part of none.
    pub fn find<'a>(clauses: &[&'a Clause]) -> (Vec<Company>, Vec<&'a Clause>) {
        let mut alike: HashMap<(Vec<Cell>, &Force), Vec<&'a Clause>> = HashMap::new();
        let mut rest = Vec::new();
        for clause in clauses {
            match cells(clause) {
                Some(cells) => alike.entry((cells, &clause.force)).or_default().push(clause),
                None => rest.push(*clause),
            }
        }
        let mut found = Vec::new();
        for ((cells, force), clauses) in alike {
            let mut people: Vec<PersonIx> = cells.iter().map(|cell| cell.person).collect();
            people.dedup();
            let mut lonely: Vec<PersonIx> = clauses.iter().filter_map(|clause| lonely(clause)).collect();
            lonely.sort_unstable();
            if people == lonely && people.len() > 1 {
                found.push(Company { cells, force: force.clone() });
            } else {
                rest.extend(clauses);
            }
        }
        // Not in the order of a hash.
        found.sort_by(|one, other| (&one.cells, &one.force).cmp(&(&other.cells, &other.force)));
        rest.sort_unstable();
        (found, rest)
    }
}

/// The cells of a count that asks for nothing but a sum of 0 or more, of one day, rising.
fn cells(clause: &Clause) -> Option<Vec<Cell>> {
    let Shape::Count { sum, min: Some(0), max: None, per: 1 } = &clause.shape else { return None };
    let mut cells: Vec<Cell> = sum.cells.iter().map(|(cell, _)| *cell).collect();
    cells.sort_unstable();
    let is_of_one_day = cells.windows(2).all(|two| two[0] < two[1] && two[0].day == two[1].day);
    (sum.constant == 0 && is_of_one_day).then_some(cells)
}

/// Whose cells, all of them, count -1, where everybody else's count 1.
fn lonely(clause: &Clause) -> Option<PersonIx> {
    let Shape::Count { sum, .. } = &clause.shape else { return None };
    let person = sum.cells.iter().find(|(_, weight)| *weight == -1)?.0.person;
    let fits = |(cell, weight): &(Cell, i64)| *weight == if cell.person == person { -1 } else { 1 };
    sum.cells.iter().all(fits).then_some(person)
}
