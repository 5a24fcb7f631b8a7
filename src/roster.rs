//! Lines and rosters: who holds which duty on which day; the difference of two rosters.

use crate::facts::{DayIx, DutyIx, FREE, PersonIx};

/// All lines: every person's duties over the whole period.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Roster {
    days: usize,
    plan: Vec<DutyIx>,
}

impl Roster {
    /// Everybody free on every day.
    pub fn free(people: usize, days: usize) -> Self {
        Roster { days, plan: vec![FREE; people * days] }
    }

    /// From a flat plan, `plan[person * days + day]`; its length is a multiple of `days`.
    pub fn from_plan(days: usize, plan: Vec<DutyIx>) -> Self {
        assert!(days > 0 && plan.len().is_multiple_of(days), "{} cells are no whole lines of {days} days", plan.len());
        Roster { days, plan }
    }

    pub fn plan(&self) -> &[DutyIx] {
        &self.plan
    }

    pub fn people(&self) -> usize {
        self.plan.len() / self.days.max(1)
    }

    pub fn days(&self) -> usize {
        self.days
    }

    pub fn duty(&self, person: PersonIx, day: DayIx) -> DutyIx {
        self.plan[person as usize * self.days + usize::from(day)]
    }

    pub fn set(&mut self, person: PersonIx, day: DayIx, duty: DutyIx) {
        self.plan[person as usize * self.days + usize::from(day)] = duty;
    }

    /// A person's duties, day by day.
    pub fn line(&self, person: PersonIx) -> &[DutyIx] {
        &self.plan[person as usize * self.days..][..self.days]
    }

    /// Cells in which two rosters of the same size differ.
    pub fn changes<'a>(&'a self, other: &'a Roster) -> impl Iterator<Item = (PersonIx, DayIx)> + 'a {
        let cells = self.plan.iter().zip(&other.plan).enumerate().filter(|(_, (one, two))| one != two);
        cells.map(|(at, _)| ((at / self.days) as PersonIx, (at % self.days) as DayIx))
    }
}
