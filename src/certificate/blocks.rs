//! Blocks: people whom no priced clause joins are proved apart, and each block's bound is rounded up by itself.

use super::Refusal;
use super::check::{gcd, sum};
use crate::problem::{Force, PersonIx};

/// What is proved so far of each block of people.
pub struct Blocks {
    /// Towards the first of the block; last in the list stands nobody.
    parent: Vec<usize>,
    /// Of each first one: the bound in units of 1 / scale, and what divides all prices of the block.
    proved: Vec<(i128, i128)>,
}

impl Blocks {
    pub fn new(people: usize) -> Blocks {
        Blocks { parent: (0..=people).collect(), proved: vec![(0, 0); people + 1] }
    }

    fn first(&mut self, person: usize) -> usize {
        let mut at = person;
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    /// Joins the people of a clause and adds its share of the bound and its prices.
    pub fn join(&mut self, people: &[PersonIx], bound: i128, force: &Force) -> Result<(), Refusal> {
        let nobody = self.parent.len() - 1;
        let first = people.first().map_or(nobody, |person| self.first(*person as usize));
        for person in people {
            let other = self.first(*person as usize);
            if other != first {
                self.parent[other] = first;
                let (bound, grain) = self.proved[other];
                let known = &mut self.proved[first];
                *known = (sum(known.0, bound)?, gcd(known.1, grain));
            }
        }
        let known = &mut self.proved[first];
        known.0 = sum(known.0, bound)?;
        if let Force::Prefer(steps) = force {
            known.1 = steps.iter().fold(known.1, |grain, step| gcd(grain, i128::from(*step)));
        }
        Ok(())
    }

    /// (23): each block up to the next multiple of what divides its prices, and never below 0; all together.
    pub fn rounded(&self, scale: i128) -> Result<i128, Refusal> {
        let mut total = 0;
        let firsts = self.proved.iter().enumerate().filter(|(at, _)| self.parent[*at] == *at);
        for (_, (bound, grain)) in firsts {
            let unit = (*grain).max(1) * scale;
            let blocks = if *bound <= 0 { 0 } else { (bound + unit - 1) / unit };
            total = sum(total, blocks * unit)?;
        }
        Ok(total)
    }
}
