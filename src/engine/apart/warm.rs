//! From the plan and the lessons of a like problem, as at most points of a study: what each block proves by itself from
//! the multipliers that are known, then the blocks that are dearer than that, each beside all others. No block gives up
//! its seats to be solved alone, so that nothing has to be shared out again. (43a)

use super::shared::{Blocks, of_whole};
use crate::certificate::Leaf;
use crate::engine::budget::{Budget, Shares};
use crate::engine::columns::{self, Root};
use crate::engine::{EngineError, Lessons, Start};

/// Shares of what is left, for the blocks' roots and for the blocks beside each other.
const ROOTS: f64 = 0.4;
const BESIDE: f64 = 0.4;

/// Blocks solved against the same plan. Nearly all find what they look for: two at once would want the same free seat.
const AT_ONCE: usize = 1;

/// What a block proves by itself.
struct Alone {
    bound: i64,
    proof: Option<(i128, Leaf)>,
    learned: Option<Lessons>,
}

impl Blocks<'_> {
    /// Whether nothing is left to do. If not, the plan and the bounds are where the usual steps begin.
    pub(super) fn warm(&mut self) -> Result<bool, EngineError> {
        self.publish();
        let sizes = (0..self.alone.len()).map(|at| self.plots.cells(at)).collect();
        let until = self.budget.share(ROOTS);
        let roots = Shares::new(sizes, self.limits.threads, &until).each(|at, own: &Budget| self.root_of(at, own));
        let mut learned = Vec::with_capacity(roots.len());
        for (at, root) in roots.into_iter().enumerate() {
            let root = root?;
            (self.alone[at], self.proofs[at]) = (root.bound, root.proof);
            learned.push(root.learned);
        }
        self.learned = Lessons::of_parts(&self.plots, learned);
        self.learned.iter().for_each(|lessons| self.watch.learned(lessons.clone()));
        self.bound = self.alone.iter().sum();
        self.watch.bound(self.bound);
        self.tell_proof(Vec::new());
        let until = self.budget.share(BESIDE);
        while !self.done() && !until.over() {
            let blocks = self.open_blocks();
            if !self.round(&self.plots.clone(), &blocks, AT_ONCE, &until)? {
                break;
            }
        }
        Ok(self.done())
    }

    /// A block's root from what is known of it, until that proves its part of the plan.
    fn root_of(&self, at: usize, budget: &Budget) -> Result<Alone, EngineError> {
        let part = self.plots.part(at);
        let own = part.read(&self.work.plan);
        let mut lessons = self.lessons_of(&part).unwrap_or_default();
        for (known, line) in lessons.lines.iter_mut().zip(own.chunks(part.problem.days)) {
            if !known.iter().any(|known| known == line) {
                known.push(line.to_vec());
            }
        }
        let from = Start { plan: None, lessons: Some(&lessons), ..self.start };
        let root = match columns::root(&part.problem, budget, &from, part.problem.judge(&own).cost) {
            // HiGHS fails once in a while. Without a proof, a cost is not below 0.
            Err(EngineError::Failed(_)) => Root::default(),
            root => root?,
        };
        let proof = root.proof.map(|(bound, leaf)| (bound, of_whole(&part, leaf)));
        Ok(Alone { bound: root.bound, proof, learned: root.lessons })
    }
}
