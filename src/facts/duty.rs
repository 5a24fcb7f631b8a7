//! Shifts, places and duties: the catalogue of what one person can do on one day.

use std::sync::Arc;

use crate::input::lang::Text;

/// Position of a person in [`super::Facts::people`].
pub type PersonIx = u32;
/// Position of a day in the period, 0-based.
pub type DayIx = u16;
/// Position of a duty in [`super::Facts::duties`]; 0 is always "free".
pub type DutyIx = u16;
pub type ShiftIx = u16;
pub type PlaceIx = u16;
pub type DeskIx = u16;
/// Position of a seat with a name in [`super::Facts::seats`].
pub type SeatIx = u16;

/// The duty "free": no shift, no place.
pub const FREE: DutyIx = 0;
/// Minutes in a day.
pub const DAY_MIN: i32 = 24 * 60;

/// A span of hours, in minutes since midnight of the day it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    pub start_min: i32,
    /// After `start_min`; above 1440 when the shift ends on the next day.
    pub end_min: i32,
    pub break_min: i32,
}

impl Hours {
    /// Working minutes without the break.
    pub fn net_min(&self) -> i64 {
        i64::from(self.end_min - self.start_min - self.break_min)
    }
}

/// A named span of hours.
#[derive(Debug, Clone)]
pub struct Shift {
    pub id: String,
    pub name: Text,
    pub hours: Hours,
    /// The hours on days of Ramadan, where they differ.
    pub ramadan: Option<Hours>,
    /// Places where it is worked (without desks).
    pub places: Vec<PlaceIx>,
    /// Counts as night work.
    pub night: bool,
}

/// What kind of place it is: rules and pictures treat all homes alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    Office,
    Home,
    /// Elsewhere: only open to people with a remote block there.
    Away,
}

#[derive(Debug, Clone)]
pub struct Place {
    pub id: String,
    pub name: Text,
    pub kind: PlaceKind,
}

/// What one person does on one day. Free has neither shift nor place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Duty {
    pub shift: Option<ShiftIx>,
    pub place: Option<PlaceIx>,
    pub desk: Option<DeskIx>,
    /// The seat with a name at which it is done; `None`: any hot desk, found after the fact, or none.
    pub seat: Option<SeatIx>,
}

/// A set of duties, cheap to copy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DutySet(Arc<[u64]>);

impl DutySet {
    /// The set of the given duties.
    pub fn new(duties: impl IntoIterator<Item = DutyIx>) -> Self {
        let mut words: Vec<u64> = Vec::new();
        for duty in duties {
            let word = usize::from(duty) / 64;
            if words.len() <= word {
                words.resize(word + 1, 0);
            }
            words[word] |= 1 << (duty % 64);
        }
        DutySet(words.into())
    }

    pub fn contains(&self, duty: DutyIx) -> bool {
        self.0.get(usize::from(duty) / 64).is_some_and(|word| word >> (duty % 64) & 1 == 1)
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The duties in rising order.
    pub fn iter(&self) -> impl Iterator<Item = DutyIx> + '_ {
        let duties = self.0.len() * 64;
        (0..duties as DutyIx).filter(|duty| self.contains(*duty))
    }
}

/// A duty described in part: whatever is not said may be anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pattern {
    pub shift: Option<ShiftIx>,
    pub place: Option<PlaceIx>,
    pub desk: Option<DeskIx>,
    /// `Some(true)`: free; `Some(false)`: any work.
    pub free: Option<bool>,
}

impl Pattern {
    pub fn matches(&self, duty: &Duty) -> bool {
        let agrees = |asked: Option<u16>, held: Option<u16>| asked.is_none() || asked == held;
        agrees(self.shift, duty.shift)
            && agrees(self.place, duty.place)
            && agrees(self.desk, duty.desk)
            && self.free.is_none_or(|free| free == duty.shift.is_none())
    }
}
