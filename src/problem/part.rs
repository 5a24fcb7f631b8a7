//! A problem cut down to some people, the others held where they are or left out; and the cut into components.

use super::{Cell, Choice, Clause, DutyIx, Force, PersonIx, Problem, Shape, Sum};

/// A smaller problem and who is in it: `people[i]` is the whole problem's number of the part's person `i`.
#[derive(Debug, Clone)]
pub struct Part {
    pub people: Vec<PersonIx>,
    pub problem: Problem,
    /// The whole problem's number of each clause of the part.
    pub clauses: Vec<u32>,
}

impl Part {
    /// Puts the part's plan into the plan of the whole problem.
    pub fn write_back(&self, part_plan: &[DutyIx], whole_plan: &mut [DutyIx]) {
        let days = self.problem.days;
        for (local, person) in self.people.iter().enumerate() {
            let whole = *person as usize * days;
            whole_plan[whole..whole + days].copy_from_slice(&part_plan[local * days..(local + 1) * days]);
        }
    }

    /// The part without its problem: enough to write plans back.
    pub fn only_people(&self) -> Part {
        let problem = Problem { days: self.problem.days, ..Problem::default() };
        Part { people: self.people.clone(), problem, clauses: Vec::new() }
    }

    pub(super) fn add(&mut self, at: u32, clause: &Clause, cut: &Cut) {
        let shape = cut.shape(&clause.shape);
        self.problem.clauses.push(Clause { rule: clause.rule, force: clause.force.clone(), shape });
        self.clauses.push(at);
    }

    /// The part's share of a plan of the whole problem.
    pub fn read(&self, whole_plan: &[DutyIx]) -> Vec<DutyIx> {
        let days = self.problem.days;
        let lines = self.people.iter().map(|person| &whole_plan[*person as usize * days..][..days]);
        lines.flatten().copied().collect()
    }
}

/// Nobody's component.
const NOBODY: u32 = u32::MAX;

impl Problem {
    /// Groups of people who share a clause that can bind; each sorted, in the order of their first person.
    pub fn components(&self) -> Vec<Vec<PersonIx>> {
        self.components_without(&|_| false)
    }

    /// The same with some clauses (by position) left out.
    pub fn components_without(&self, dropped: &dyn Fn(usize) -> bool) -> Vec<Vec<PersonIx>> {
        let mut parent: Vec<PersonIx> = (0..self.people as PersonIx).collect();
        for (at, clause) in self.clauses.iter().enumerate() {
            if clause.shape.person().is_some() || dropped(at) || !self.can_bind(clause) {
                continue;
            }
            let people = clause.shape.people();
            for pair in people.windows(2) {
                let (one, other) = (root(&mut parent, pair[0]), root(&mut parent, pair[1]));
                // The smaller number leads, so that the first person of a group is its root.
                parent[one.max(other) as usize] = one.min(other);
            }
        }
        let mut group = vec![NOBODY; self.people];
        let mut groups: Vec<Vec<PersonIx>> = Vec::new();
        for person in 0..self.people as PersonIx {
            let root = root(&mut parent, person) as usize;
            if group[root] == NOBODY {
                group[root] = groups.len() as u32;
                groups.push(Vec::new());
            }
            groups[group[root] as usize].push(person);
        }
        groups
    }

    /// Whether a clause can be broken at a price, judged by what is open to each person on each day.
    pub fn can_bind(&self, clause: &Clause) -> bool {
        if let Force::Prefer(steps) = &clause.force
            && steps.iter().all(|step| *step == 0)
        {
            return false;
        }
        let Shape::Count { sum, min, max, .. } = &clause.shape else { return true };
        let (least, most) = self.reach(sum);
        min.is_some_and(|min| least < min) || max.is_some_and(|max| most > max)
    }

    /// Least and largest value of a sum over all plans of open duties.
    fn reach(&self, sum: &Sum) -> (i64, i64) {
        let mut cells: Vec<&(Cell, i64)> = sum.cells.iter().collect();
        cells.sort_unstable_by_key(|(cell, _)| *cell);
        let (mut least, mut most) = (sum.constant, sum.constant);
        for slot in cells.chunk_by(|(a, _), (b, _)| (a.person, a.day) == (b.person, b.day)) {
            let (person, day) = (slot[0].0.person, slot[0].0.day);
            let worth = |duty: DutyIx| slot.iter().filter(|(cell, _)| cell.duty == duty).map(|(_, w)| w).sum::<i64>();
            let worths = || self.open(person, day).iter().map(|duty| worth(*duty));
            least += worths().min().unwrap_or(0);
            most += worths().max().unwrap_or(0);
        }
        (least, most)
    }

    /// The problem of these people only. Clauses that reach outside count the others where `fixed` (a plan of all)
    /// has them; without it they are left out, and what is left is a relaxation.
    pub fn part(&self, people: &[PersonIx], fixed: Option<&[DutyIx]>) -> Part {
        self.parts(std::slice::from_ref(&people.to_vec()), fixed).swap_remove(0)
    }

    /// The same where the clauses that touch these people are known (see [`Problem::clauses_of_people`]).
    pub fn part_of_clauses(&self, people: &[PersonIx], fixed: &[DutyIx], clauses: &[u32]) -> Part {
        let mut home = vec![(NOBODY, 0); self.people];
        let mut part = self.settled_part(0, people, &mut home);
        let cut = Cut { home: &home, part: 0, days: self.days, fixed: Some(fixed) };
        for at in clauses {
            part.add(*at, &self.clauses[*at as usize], &cut);
        }
        part
    }

    /// The clauses, by position and rising, that speak of each person.
    pub fn clauses_of_people(&self) -> Vec<Vec<u32>> {
        let mut clauses = vec![Vec::new(); self.people];
        for (at, clause) in self.clauses.iter().enumerate() {
            clause.shape.people().iter().for_each(|person| clauses[*person as usize].push(at as u32));
        }
        clauses
    }

    /// All these parts in one pass over the clauses; nobody may be in two of them.
    pub fn parts(&self, groups: &[Vec<PersonIx>], fixed: Option<&[DutyIx]>) -> Vec<Part> {
        let mut home = vec![(NOBODY, 0); self.people];
        let number = |(at, people): (usize, &Vec<PersonIx>)| self.settled_part(at as u32, people, &mut home);
        let mut parts: Vec<Part> = groups.iter().enumerate().map(number).collect();
        for (at, clause) in self.clauses.iter().enumerate() {
            let mut touched: Vec<u32> = match clause.shape.person() {
                Some(person) => vec![home[person as usize].0],
                None => clause.shape.people().iter().map(|person| home[*person as usize].0).collect(),
            };
            touched.sort_unstable();
            touched.dedup();
            if touched.len() > 1 && fixed.is_none() {
                continue;
            }
            for part in touched.into_iter().filter(|part| *part != NOBODY) {
                let cut = Cut { home: &home, part, days: self.days, fixed };
                parts[part as usize].add(at as u32, clause, &cut);
            }
        }
        parts
    }

    /// The part with these people and no clause yet; notes in `home` where each of them lives.
    fn settled_part(&self, number: u32, people: &[PersonIx], home: &mut [(u32, PersonIx)]) -> Part {
        for (local, person) in people.iter().enumerate() {
            home[*person as usize] = (number, local as PersonIx);
        }
        self.empty_part(people)
    }

    /// The part with these people and no clause yet.
    pub(super) fn empty_part(&self, people: &[PersonIx]) -> Part {
        let lines = people.iter().map(|person| &self.open[*person as usize * self.days..][..self.days]);
        let problem = Problem {
            people: people.len(),
            open: lines.flatten().cloned().collect(),
            clauses: Vec::new(),
            tiers: self.tiers.clone(),
            losses: self.losses.clone(),
            ..*self
        };
        Part { people: people.to_vec(), problem, clauses: Vec::new() }
    }
}

fn root(parent: &mut [PersonIx], person: PersonIx) -> PersonIx {
    let mut at = person;
    while parent[at as usize] != at {
        parent[at as usize] = parent[parent[at as usize] as usize];
        at = parent[at as usize];
    }
    at
}

/// How the cells of the whole problem look from one part.
pub(super) struct Cut<'a> {
    pub home: &'a [(u32, PersonIx)],
    pub part: u32,
    pub days: usize,
    pub fixed: Option<&'a [DutyIx]>,
}

impl Cut<'_> {
    fn person(&self, person: PersonIx) -> Option<PersonIx> {
        let (part, local) = self.home[person as usize];
        (part == self.part).then_some(local)
    }

    fn shape(&self, shape: &Shape) -> Shape {
        let own = |person: PersonIx| self.person(person).unwrap_or(person);
        match shape {
            Shape::Ban(cell) => Shape::Ban(Cell { person: own(cell.person), ..*cell }),
            Shape::Clash { person, day, first, then } => {
                Shape::Clash { person: own(*person), day: *day, first: first.clone(), then: then.clone() }
            }
            Shape::Run { person, from, to, set, min, max, carried } => Shape::Run {
                person: own(*person),
                from: *from,
                to: *to,
                set: set.clone(),
                min: *min,
                max: *max,
                carried: *carried,
            },
            Shape::Count { sum, min, max, per } => Shape::Count { sum: self.sum(sum), min: *min, max: *max, per: *per },
            Shape::Same { person, days, classes } => {
                Shape::Same { person: own(*person), days: days.clone(), classes: classes.clone() }
            }
            Shape::Pick { choices } => {
                Shape::Pick { choices: choices.iter().map(|choice| self.choice(choice)).collect() }
            }
            Shape::Groups { groups, max } => self.groups(groups, *max),
            Shape::Peak { highs, lows, allowed, per } => Shape::Peak {
                highs: highs.iter().map(|sum| self.sum(sum)).collect(),
                lows: lows.iter().map(|sum| self.sum(sum)).collect(),
                allowed: *allowed,
                per: *per,
            },
        }
    }

    /// A group that somebody outside uses already counts, whatever the people inside do.
    fn groups(&self, groups: &[Vec<Cell>], max: i64) -> Shape {
        let outside = |cell: &Cell| self.person(cell.person).is_none();
        let used = |group: &&Vec<Cell>| group.iter().any(|cell| outside(cell) && self.used_outside(cell));
        let own = |group: &Vec<Cell>| {
            let inside = group.iter().filter_map(|cell| Some(Cell { person: self.person(cell.person)?, ..*cell }));
            inside.collect::<Vec<_>>()
        };
        let open = groups.iter().filter(|group| !used(group)).map(own).filter(|group| !group.is_empty());
        Shape::Groups { groups: open.collect(), max: max - groups.iter().filter(used).count() as i64 }
    }

    fn sum(&self, sum: &Sum) -> Sum {
        let mut cut = Sum { cells: Vec::new(), constant: sum.constant };
        for (cell, weight) in &sum.cells {
            match self.person(cell.person) {
                Some(person) => cut.cells.push((Cell { person, ..*cell }, *weight)),
                None => cut.constant += weight * i64::from(self.used_outside(cell)),
            }
        }
        cut
    }

    fn choice(&self, choice: &Choice) -> Choice {
        let mut cut = Choice { bans: Vec::new(), constant: choice.constant };
        for cell in &choice.bans {
            match self.person(cell.person) {
                Some(person) => cut.bans.push(Cell { person, ..*cell }),
                None => cut.constant += i64::from(self.used_outside(cell)),
            }
        }
        cut
    }

    fn used_outside(&self, cell: &Cell) -> bool {
        self.fixed.is_some_and(|plan| plan[cell.person as usize * self.days + usize::from(cell.day)] == cell.duty)
    }
}

impl Shape {
    /// The one person of a shape that can only ever speak of one.
    pub fn person(&self) -> Option<PersonIx> {
        match self {
            Shape::Ban(cell) => Some(cell.person),
            Shape::Clash { person, .. } | Shape::Run { person, .. } | Shape::Same { person, .. } => Some(*person),
            Shape::Count { .. } | Shape::Pick { .. } | Shape::Groups { .. } | Shape::Peak { .. } => None,
        }
    }
}
