//! The cut of a problem into blocks of people: clauses are taken in from the narrowest on as long as the people whom
//! they join are no more than a block holds. What is left out couples the blocks.

use crate::problem::{PersonIx, Problem, Shape};

/// Groups of at most `most` people, each sorted, in the order of their first person.
pub fn cut(problem: &Problem, most: usize) -> Vec<Vec<PersonIx>> {
    let joins = problem.clauses.iter().filter(|clause| clause.shape.person().is_none());
    let mut joins: Vec<(bool, bool, usize, PersonIx, Vec<PersonIx>)> = joins
        .map(|clause| {
            let people = clause.shape.people();
            let first = people.first().copied().unwrap_or(0);
            // A multiplier can stand for a sum, and for nothing else: the others stay inside a block where they can.
            let is_sum = matches!(clause.shape, Shape::Count { .. });
            // What cannot be broken joins last: its people need not be together, but alone they have little to give.
            (!problem.can_bind(clause), is_sum, people.len(), first, people)
        })
        .filter(|(_, _, width, ..)| (2..=most).contains(width))
        .collect();
    joins.sort_unstable();
    joins.dedup();
    let mut sets = Sets { parent: (0..problem.people as PersonIx).collect(), size: vec![1; problem.people] };
    for (.., people) in joins {
        sets.join(&people, most);
    }
    let mut group = vec![usize::MAX; problem.people];
    let mut groups: Vec<Vec<PersonIx>> = Vec::new();
    for person in 0..problem.people as PersonIx {
        let root = sets.root(person) as usize;
        if group[root] == usize::MAX {
            group[root] = groups.len();
            groups.push(Vec::new());
        }
        groups[group[root]].push(person);
    }
    groups
}

/// Sets of people that grow together.
struct Sets {
    parent: Vec<PersonIx>,
    size: Vec<usize>,
}

impl Sets {
    fn root(&mut self, person: PersonIx) -> PersonIx {
        let mut at = person;
        while self.parent[at as usize] != at {
            self.parent[at as usize] = self.parent[self.parent[at as usize] as usize];
            at = self.parent[at as usize];
        }
        at
    }

    /// Makes one set of these people's, if it is not larger than `most`.
    fn join(&mut self, people: &[PersonIx], most: usize) {
        let mut roots: Vec<PersonIx> = people.iter().map(|person| self.root(*person)).collect();
        roots.sort_unstable();
        roots.dedup();
        let together: usize = roots.iter().map(|root| self.size[*root as usize]).sum();
        if together > most {
            return;
        }
        for root in &roots {
            self.parent[*root as usize] = roots[0];
        }
        self.size[roots[0] as usize] = together;
    }
}
