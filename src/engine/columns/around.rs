//! Which people, days and slots a neighbourhood frees. (37)

use std::ops::Range;

use super::improve::{Improver, LARGEST};
use super::plan::{Slot, Tried};

/// People of a slot that are free together when another choice is tried.
const MOST_OF_SLOT: usize = 40;
/// Most people besides. Measured on 773 people: with 100 and more, 45 s gave 5 points, with fewer 9 s gave 17.
const MOST_BESIDE: usize = 25;
/// Slots whose choices are free together, and people of them.
const SLOTS: usize = 4;
const MOST_OF_SLOTS: usize = 100;
/// Days before and after theirs that are free with them.
const BESIDE: usize = 2;
/// A window is one to four of so many days.
const SHORT: usize = 7;
/// Days up to which most neighbourhoods leave all of them free.
const LONG: usize = 42;

/// One neighbourhood: who is free on which days, and what is tried of the slots.
pub struct Around {
    pub people: Vec<usize>,
    pub days: Range<usize>,
    pub tried: Tried,
}

impl Improver<'_> {
    /// People for a neighbourhood: by turns some around a breach, or by chance.
    pub(super) fn around(&mut self) -> Around {
        let all = self.model.persons.len();
        let days = self.days();
        // What is gained in days is given to people.
        let size = (self.size * self.model.problem.days.div_ceil(days.len().max(1))).min(all).min(LARGEST);
        if !self.model.slots.is_empty() && self.random.draw(3) == 0 {
            return self.around_slot(size);
        }
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
        Around { people, days, tried: Tried::Nothing }
    }

    /// Another choice for a slot, more often one of those that the plan breaks, or the best choices for it and some that
    /// share a row with it: its people and some others.
    fn around_slot(&mut self, size: usize) -> Around {
        let model = self.model;
        let is_broken = |slot: &&Slot| slot.best(&model.crowd, |row| self.plan.sums[row] as f64).1 > 0.0;
        let mut slots: Vec<&Slot> = model.slots.iter().filter(is_broken).collect();
        if slots.is_empty() || self.random.draw(4) == 0 {
            slots = model.slots.iter().collect();
        }
        let slot = slots[self.random.draw(slots.len())];
        if !slot.people.is_empty() && self.random.draw(2) == 0 {
            return self.around_slots(slot);
        }
        let choice = self.random.draw(slot.helpers.len());
        let mut people = slot.people.clone();
        self.random.shuffle(&mut people);
        people.truncate(size.max(MOST_OF_SLOT));
        let mut others: Vec<usize> = (0..model.persons.len()).filter(|person| !people.contains(person)).collect();
        self.random.shuffle(&mut others);
        people.extend(others.into_iter().take(size.min(MOST_BESIDE)));
        people.sort_unstable();
        Around { people, days: 0..model.problem.days, tried: Tried::Other(slot.number, choice) }
    }

    /// A slot and some that one of its rows binds to it, on their days and some before and after, or all slots of its
    /// people on all days; with all their people.
    fn around_slots(&mut self, slot: &Slot) -> Around {
        let (model, all) = (self.model, self.model.problem.days);
        let row = slot.rows[self.random.draw(slot.rows.len())];
        let of_people = self.random.draw(2) == 0;
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
        Around { people, days, tried: Tried::Any(near.iter().map(|slot| slot.number).collect()) }
    }

    /// All days or, by chance, and always where they are many, some of them.
    fn days(&mut self) -> Range<usize> {
        let all = self.model.problem.days;
        let whole = all <= SHORT || (all <= LONG && self.random.draw(3) == 0);
        if whole {
            return 0..all;
        }
        let length = SHORT * (1 + self.random.draw(4)).min(all.div_ceil(SHORT));
        let first = self.random.draw(all + length - 1);
        (first + 1).saturating_sub(length)..(first + 1).min(all)
    }
}
