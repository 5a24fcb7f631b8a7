//! The tree of a certificate: whether its cases cover every plan, and what is known of the plans of a leaf. (22), (22a)

use super::Refusal;
use super::format::{Certificate, Node, Of};
use super::ground::{Ground, slot};
use super::rows::rows;
use crate::problem::DutyIx;

/// Duties taken away on the way from the root to a leaf: person and day, the duties, and whether only they are left.
type Cut<'a> = (usize, &'a [DutyIx], bool);

/// Least and largest value; without plans if they cross.
pub type Range = (i128, i128);

/// What the splits above a leaf say.
#[derive(Debug, Default)]
pub struct Path<'a> {
    cuts: Vec<Cut<'a>>,
    /// Rising by clause and amount, each once.
    amounts: Vec<(u32, Of, Range)>,
}

/// The split above each node and whether the node is its first case (inside, within).
type Above = Vec<Option<(usize, bool)>>;

impl Certificate {
    /// The leaves and what is known there. The nodes must be a tree with its root in front.
    pub(super) fn paths(&self, ground: &Ground) -> Result<Vec<(usize, Path<'_>)>, Refusal> {
        let above = self.tree(ground)?;
        let leaves = (0..self.nodes.len()).filter(|number| matches!(self.nodes[*number], Node::Leaf(_)));
        Ok(leaves.map(|number| (number, self.path(&above, number))).collect())
    }

    fn tree(&self, ground: &Ground) -> Result<Above, Refusal> {
        let problem = ground.problem;
        let mut above = vec![None; self.nodes.len()];
        for (number, node) in self.nodes.iter().enumerate() {
            if number > 0 && above[number].is_none() {
                return Err(Refusal::Tree { node: number as u32 });
            }
            let (first, second) = match node {
                Node::Leaf(_) => continue,
                Node::Split(split) => {
                    if split.person as usize >= problem.people || usize::from(split.day) >= problem.days {
                        return Err(Refusal::Split { node: number as u32, person: split.person, day: split.day });
                    }
                    (split.inside, split.outside)
                }
                Node::Amount(amount) => {
                    if !is_amount(ground, amount.clause, amount.of) {
                        return Err(Refusal::Amount { node: number as u32, clause: amount.clause });
                    }
                    (amount.within, amount.above)
                }
            };
            for (child, is_first) in [(first, true), (second, false)] {
                let place = above.get_mut(child as usize).filter(|place| place.is_none() && child as usize > number);
                *place.ok_or(Refusal::Tree { node: child })? = Some((number, is_first));
            }
        }
        if self.nodes.is_empty() { Err(Refusal::Tree { node: 0 }) } else { Ok(above) }
    }

    fn path(&self, above: &Above, leaf: usize) -> Path<'_> {
        let mut path = Path::default();
        let mut at = leaf;
        while let Some((parent, first)) = above[at] {
            match &self.nodes[parent] {
                Node::Leaf(_) => {}
                Node::Split(split) => {
                    path.cuts.push((slot(self.days, split.person, split.day), &split.duties, first));
                }
                Node::Amount(amount) => {
                    let most = i128::from(amount.most);
                    let range = if first { (i128::MIN, most) } else { (most + 1, i128::MAX) };
                    path.amounts.push((amount.clause, amount.of, range));
                }
            }
            at = parent;
        }
        path.amounts.sort_unstable();
        path.amounts.dedup_by(|later, kept| {
            let same = (later.0, later.1) == (kept.0, kept.1);
            if same {
                kept.2 = both(kept.2, later.2);
            }
            same
        });
        path
    }
}

/// Whether the clause is measured so: a limit that may be broken, or a helper.
fn is_amount(ground: &Ground, clause: u32, of: Of) -> bool {
    let Some(clause) = ground.problem.clauses.get(clause as usize) else { return false };
    let rows = rows(ground, clause);
    match of {
        Of::Row(row) => rows.rows.get(row as usize).is_some_and(|row| row.slack.is_some()),
        Of::Helper(helper) => (helper as usize) < rows.helpers.len(),
    }
}

fn both(one: Range, other: Range) -> Range {
    (one.0.max(other.0), one.1.min(other.1))
}

impl Path<'_> {
    /// Whether a plan of the leaf may hold the duty on this person's day.
    pub fn allows(&self, at: usize, duty: DutyIx) -> bool {
        self.cuts.iter().all(|(cell, duties, inside)| *cell != at || duties.contains(&duty) == *inside)
    }

    /// Clauses of which an amount is limited, rising.
    pub fn clauses(&self) -> impl Iterator<Item = u32> {
        self.amounts.chunk_by(|a, b| a.0 == b.0).map(|same| same[0].0)
    }

    /// What is left of a range; `None`: nothing.
    pub fn within(&self, clause: u32, of: Of, range: Range) -> Option<Range> {
        let known = self.amounts.binary_search_by_key(&(clause, of), |(clause, of, _)| (*clause, *of));
        let left = known.map_or(range, |at| both(range, self.amounts[at].2));
        (left.0 <= left.1).then_some(left)
    }
}
