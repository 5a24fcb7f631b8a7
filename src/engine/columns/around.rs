//! Which people, days and slots a neighbourhood frees. (37)

use std::ops::Range;

use super::improve::{Improver, LARGEST};
use super::kinds::Kind;
use super::plan::{Model, Slot, Tried};

/// People of a slot that are free together when another choice is tried.
const MOST_OF_SLOT: usize = 40;
/// Most people besides. Measured on 773 people: with 100 and more, 45 s gave 5 points, with fewer 9 s gave 17.
const MOST_BESIDE: usize = 25;
/// Slots whose choices are free together, and people of them.
const SLOTS: usize = 4;
const MOST_OF_SLOTS: usize = 100;
/// Days before and after theirs that are free with them.
const BESIDE: usize = 2;
/// A window is one to four weeks.
const WEEK: usize = 7;
const WEEKS: usize = 4;
/// Days of a line that a neighbourhood makes up for: a year's would make four weeks of everybody the first one tried.
const MOST_DAYS: usize = 84;
/// Days up to which all of them may be free.
pub const LONG: usize = 42;

/// One neighbourhood: who is free on which days, and what is tried of the slots.
pub struct Around {
    pub kind: Kind,
    pub people: Vec<usize>,
    pub days: Range<usize>,
    pub tried: Tried,
}

/// The kinds of neighbourhoods that a problem has.
pub fn kinds(model: &Model) -> Vec<Kind> {
    let days = model.problem.days;
    let mut kinds: Vec<Kind> = (1..=WEEKS).filter(|weeks| weeks * WEEK < days).map(Kind::Weeks).collect();
    if days <= LONG {
        kinds.push(Kind::Whole);
    }
    if !model.slots.is_empty() {
        kinds.extend([Kind::Choice, Kind::Choices]);
    }
    kinds
}

impl<'a> Improver<'a> {
    /// A neighbourhood of a kind drawn by what the kinds gave so far.
    pub(super) fn around(&mut self) -> Around {
        let (kind, all) = (self.kinds.draw(&mut self.random), self.model.problem.days);
        match kind {
            Kind::Whole => self.around_people(kind, 0..all),
            Kind::Weeks(weeks) => {
                let length = (weeks * WEEK).min(all);
                let first = self.random.draw(all + length - 1);
                self.around_people(kind, (first + 1).saturating_sub(length)..(first + 1).min(all))
            }
            Kind::Choice => self.around_slot(),
            Kind::Choices => self.around_slots(),
        }
    }

    /// By turns people around a breach, or by chance.
    fn around_people(&mut self, kind: Kind, days: Range<usize>) -> Around {
        let all = self.model.persons.len();
        // What is gained in days is given to people.
        let size =
            (self.size * self.model.problem.days.min(MOST_DAYS).div_ceil(days.len().max(1))).min(all).min(LARGEST);
        let mut people: Vec<usize> = Vec::new();
        let broken = self.model.broken_rows(&self.plan);
        if !broken.is_empty() && self.random.draw(3) != 0 {
            let row = broken[self.random.draw(broken.len())];
            people = self.model.people_near_row(row);
            self.random.shuffle(&mut people);
            people.truncate(size.div_ceil(2));
        }
        let mut others: Vec<usize> = (0..all).filter(|person| !people.contains(person)).collect();
        self.random.shuffle(&mut others);
        people.extend(others.into_iter().take(size - people.len()));
        people.sort_unstable();
        Around { kind, people, days, tried: Tried::Nothing }
    }

    /// A slot, more often one of those that the plan breaks.
    fn some_slot(&mut self) -> &'a Slot {
        let model = self.model;
        let is_broken = |slot: &&Slot| slot.best(&model.crowd, |row| self.plan.sums[row] as f64).1 > 0.0;
        let mut slots: Vec<&Slot> = model.slots.iter().filter(is_broken).collect();
        if slots.is_empty() || self.random.draw(4) == 0 {
            slots = model.slots.iter().collect();
        }
        slots[self.random.draw(slots.len())]
    }

    /// Another choice for a slot: its people and some others.
    fn around_slot(&mut self) -> Around {
        let (model, slot) = (self.model, self.some_slot());
        let choice = self.random.draw(slot.helpers.len());
        let mut people = slot.people.clone();
        self.random.shuffle(&mut people);
        people.truncate(MOST_OF_SLOT);
        let mut others: Vec<usize> = (0..model.persons.len()).filter(|person| !people.contains(person)).collect();
        self.random.shuffle(&mut others);
        people.extend(others.into_iter().take(self.size.min(MOST_BESIDE)));
        people.sort_unstable();
        Around { kind: Kind::Choice, people, days: 0..model.problem.days, tried: Tried::Other(slot.number, choice) }
    }

    /// A slot and some that one of its rows binds to it, on their days and some before and after, or all slots of its
    /// people on all days; with all their people.
    fn around_slots(&mut self) -> Around {
        let (model, slot, all) = (self.model, self.some_slot(), self.model.problem.days);
        let of_people = slot.rows.is_empty() || self.random.draw(2) == 0;
        let row = if of_people { 0 } else { slot.rows[self.random.draw(slot.rows.len())] };
        let is_near = |other: &&Slot| if of_people { other.shares_people(slot) } else { other.meets(slot, row) };
        let mut near: Vec<&Slot> = model.slots.iter().filter(is_near).collect();
        if !of_people {
            self.random.shuffle(&mut near);
            near.truncate(self.random.draw(SLOTS));
            near.push(slot);
        }
        let mut people: Vec<usize> = near.iter().flat_map(|slot| slot.people.iter().copied()).collect();
        people.sort_unstable();
        people.dedup();
        self.random.shuffle(&mut people);
        people.truncate(MOST_OF_SLOTS);
        people.sort_unstable();
        let (first, last) =
            near.iter().fold((all, 0), |(first, last), slot| (first.min(slot.days.start), last.max(slot.days.end)));
        let days = match of_people || self.random.draw(3) == 0 {
            true => 0..all,
            false => first.saturating_sub(BESIDE)..(last + BESIDE).min(all),
        };
        Around { kind: Kind::Choices, people, days, tried: Tried::Any(near.iter().map(|slot| slot.number).collect()) }
    }
}
