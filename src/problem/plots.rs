//! A problem shared out among groups of people without a copy of it: which clauses are a group's own and which join
//! several. The parts are made one by one, when they are worked on.

use super::part::Cut;
use super::{Clause, DutyIx, Part, PersonIx, Problem};

pub struct Plots<'a> {
    pub whole: &'a Problem,
    pub groups: Vec<Vec<PersonIx>>,
    /// Group of each person, and the person's number in it.
    home: Vec<(u32, PersonIx)>,
    /// Clauses that speak of one group only, by group, rising.
    own: Vec<Vec<u32>>,
    /// Clauses that speak of several groups and can bind, with these groups, both rising.
    pub across: Vec<(u32, Vec<u32>)>,
}

impl<'a> Plots<'a> {
    /// Everybody is in exactly one group.
    pub fn new(whole: &'a Problem, groups: Vec<Vec<PersonIx>>) -> Plots<'a> {
        let mut home = vec![(0, 0); whole.people];
        for (at, people) in groups.iter().enumerate() {
            for (local, person) in people.iter().enumerate() {
                home[*person as usize] = (at as u32, local as PersonIx);
            }
        }
        let mut own = vec![Vec::new(); groups.len()];
        let mut across = Vec::new();
        for (at, clause) in whole.clauses.iter().enumerate() {
            if let Some(person) = clause.shape.person() {
                own[home[person as usize].0 as usize].push(at as u32);
                continue;
            }
            let mut touched: Vec<u32> = clause.shape.people().iter().map(|person| home[*person as usize].0).collect();
            touched.sort_unstable();
            touched.dedup();
            match touched.as_slice() {
                [] => {}
                [group] => own[*group as usize].push(at as u32),
                _ if whole.can_bind(clause) => across.push((at as u32, touched)),
                _ => {}
            }
        }
        Plots { whole, groups, home, own, across }
    }

    pub fn group(&self, person: PersonIx) -> usize {
        self.home[person as usize].0 as usize
    }

    /// Number of a person in their group.
    pub fn local(&self, person: PersonIx) -> PersonIx {
        self.home[person as usize].1
    }

    /// The clauses of a group's part, by position there.
    pub fn own(&self, group: usize) -> &[u32] {
        &self.own[group]
    }

    /// A group's share of a plan of all.
    pub fn read(&self, group: usize, plan: &[DutyIx]) -> Vec<DutyIx> {
        let line = |person: &PersonIx| &plan[*person as usize * self.whole.days..][..self.whole.days];
        self.groups[group].iter().flat_map(line).copied().collect()
    }

    /// Puts a group's plan into the plan of all.
    pub fn write_back(&self, group: usize, own: &[DutyIx], plan: &mut [DutyIx]) {
        let days = self.whole.days;
        for (local, person) in self.groups[group].iter().enumerate() {
            plan[*person as usize * days..][..days].copy_from_slice(&own[local * days..][..days]);
        }
    }

    /// The problem of one group by itself.
    pub fn part(&self, group: usize) -> Part {
        self.part_of(group, &self.own[group], None)
    }

    /// The problem of one group where all others hold what they have in a plan.
    pub fn part_beside(&self, group: usize, plan: &[DutyIx]) -> Part {
        self.part_of(group, &self.clauses(group), Some(plan))
    }

    /// All clauses that speak of people of a group, rising.
    pub fn clauses(&self, group: usize) -> Vec<u32> {
        let across = self.across.iter().filter(|(_, groups)| groups.binary_search(&(group as u32)).is_ok());
        let mut clauses: Vec<u32> = across.map(|(at, _)| *at).chain(self.own[group].iter().copied()).collect();
        clauses.sort_unstable();
        clauses
    }

    fn part_of(&self, group: usize, clauses: &[u32], fixed: Option<&[DutyIx]>) -> Part {
        let mut part = self.whole.empty_part(&self.groups[group]);
        let cut = Cut { home: &self.home, part: group as u32, days: self.whole.days, fixed };
        for at in clauses {
            part.add(*at, &self.whole.clauses[*at as usize], &cut);
        }
        part
    }

    /// Choices that the people of a group have, summed over their days: how much work it may be.
    pub fn cells(&self, group: usize) -> usize {
        let days = self.whole.days;
        let of = |person: &PersonIx| &self.whole.open[*person as usize * days..][..days];
        self.groups[group].iter().flat_map(of).map(|open| open.len()).sum()
    }

    /// Whether the only group is everybody, so that the whole problem is its part.
    pub fn is_whole(&self) -> bool {
        let speaks = |clause: &Clause| clause.shape.person().is_some() || !clause.shape.people().is_empty();
        self.groups.len() == 1 && self.whole.clauses.iter().all(speaks)
    }
}
