//! The days of the period: weekdays, holidays, Ramadan, weeks of 0 to 5 working days.

use std::ops::Range;

use chrono::{Datelike, NaiveDate, Weekday};

use super::duty::DayIx;

/// One day of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub date: NaiveDate,
    /// A working day of people who keep office days.
    pub working: bool,
    /// Name of the holiday or collective leave, as in the calendar's data.
    pub holiday: Option<String>,
    pub ramadan: bool,
}

impl Day {
    pub fn weekday(&self) -> Weekday {
        self.date.weekday()
    }

    /// Saturday or Sunday.
    pub fn weekend(&self) -> bool {
        matches!(self.weekday(), Weekday::Sat | Weekday::Sun)
    }
}

/// A window that a limit speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    Day,
    /// Calendar week, Monday to Sunday, cut at the period's ends.
    Week,
    Month,
    Period,
    /// Every run of so many days in a row.
    Rolling(u16),
}

/// The period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    pub days: Vec<Day>,
    /// Days of the week that are worked, Monday first: the pattern behind `working`.
    pub workweek: [bool; 7],
}

impl Calendar {
    pub fn len(&self) -> DayIx {
        self.days.len() as DayIx
    }

    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    pub fn day(&self, day: DayIx) -> &Day {
        &self.days[usize::from(day)]
    }

    /// Position of a date, if it is inside the period.
    pub fn find(&self, date: NaiveDate) -> Option<DayIx> {
        let first = self.days.first()?.date;
        let offset = (date - first).num_days();
        (0..self.days.len() as i64).contains(&offset).then_some(offset as DayIx)
    }

    /// All windows of a kind, in order; every window has at least one day.
    pub fn windows(&self, per: Per) -> Vec<Range<DayIx>> {
        let all = 0..self.len();
        match per {
            Per::Day => all.map(|day| day..day + 1).collect(),
            Per::Period => std::iter::once(all).filter(|window| !window.is_empty()).collect(),
            Per::Week => self.split(|before, after| before.date.iso_week() != after.date.iso_week()),
            Per::Month => self.split(|before, after| before.date.month() != after.date.month()),
            Per::Rolling(length) => {
                let length = length.max(1).min(self.len());
                (0..(self.len() + 1).saturating_sub(length)).map(|from| from..from + length).collect()
            }
        }
    }

    fn split(&self, breaks: impl Fn(&Day, &Day) -> bool) -> Vec<Range<DayIx>> {
        let mut windows = Vec::new();
        let mut from = 0;
        for day in 1..=self.len() {
            if day == self.len() || breaks(self.day(day - 1), self.day(day)) {
                windows.push(from..day);
                from = day;
            }
        }
        windows
    }

    /// Weekdays of the pattern in a full week (5 for Monday to Friday).
    pub fn full_week(&self) -> i64 {
        self.workweek.iter().filter(|worked| **worked).count() as i64
    }

    /// Working days inside a window.
    pub fn working_days(&self, window: Range<DayIx>) -> i64 {
        window.filter(|day| self.day(*day).working).count() as i64
    }
}
