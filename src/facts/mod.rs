//! Facts: people, units, sites, desks, calendar. What is true before any decision.

pub mod calendar;
pub mod duty;
pub mod people;
pub mod rates;
pub mod select;
pub mod sites;
pub mod units;

pub use calendar::{Calendar, Day, Per};
pub use duty::{
    DAY_MIN, DayIx, DeskIx, Duty, DutyIx, DutySet, FREE, Hours, Pattern, PersonIx, Place, PlaceIx, PlaceKind, SeatIx,
    Shift, ShiftIx,
};
pub use people::{
    Absence, AbsenceKind, Ask, Bar, Contract, ContractIx, Flex, Person, Predicate, RankKind, RemoteBlock, Sex, SkillIx,
};
pub use rates::Rates;
pub use sites::{Desk, Opening, Room, Seat, Site, SiteIx, Zone};
pub use units::{Unit, UnitIx, Units};

use std::collections::BTreeMap;

/// Everything known about a case, checked once by `scenario` and read-only from then on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub title: String,
    pub calendar: Calendar,
    pub shifts: Vec<Shift>,
    pub places: Vec<Place>,
    /// The catalogue; `duties[0]` is free.
    pub duties: Vec<Duty>,
    pub units: Units,
    pub sites: Vec<Site>,
    /// Seats with names, in all rooms that list theirs.
    pub seats: Vec<Seat>,
    pub desks: Vec<Desk>,
    pub skills: Vec<String>,
    pub contracts: Vec<Contract>,
    pub absence_kinds: Vec<AbsenceKind>,
    pub people: Vec<Person>,
    pub wishes: Vec<Ask>,
    pub pins: Vec<Ask>,
    /// Selectors that rules use by name.
    pub groups: BTreeMap<String, select::People>,
    /// Absences that nobody plans.
    pub rates: Rates,
    /// The roster already published, person by day; empty if there is none, `None` where a cell was not published.
    pub published: Vec<Option<DutyIx>>,
}

/// The menus of everybody; see [`Facts::menus`].
#[derive(Debug)]
pub struct Menus<'a> {
    facts: &'a Facts,
    /// Duties held on a day by people who do not, and who do, work every day.
    open: [Vec<DutySet>; 2],
}

impl<'a> Menus<'a> {
    /// The duties open to a person on a day, rising, free first.
    pub fn of(&self, person: PersonIx, day: DayIx) -> impl Iterator<Item = DutyIx> + use<'a, '_> {
        let every_day = self.facts.contract(person).every_day;
        let open = &self.open[usize::from(every_day)][usize::from(day)];
        self.facts.person(person).duties.iter().copied().filter(|duty| open.contains(*duty))
    }
}

impl Facts {
    pub fn person(&self, person: PersonIx) -> &Person {
        &self.people[person as usize]
    }

    pub fn everybody(&self) -> impl Iterator<Item = PersonIx> + use<> {
        0..self.people.len() as PersonIx
    }

    pub fn days(&self) -> impl Iterator<Item = DayIx> + use<> {
        0..self.calendar.len()
    }

    pub fn duty(&self, duty: DutyIx) -> &Duty {
        &self.duties[usize::from(duty)]
    }

    /// Where a duty is held; `None` when free.
    pub fn place_kind(&self, duty: DutyIx) -> Option<PlaceKind> {
        self.duty(duty).place.map(|place| self.places[usize::from(place)].kind)
    }

    /// Hours of a duty on a day; `None` when free.
    pub fn hours(&self, duty: DutyIx, day: DayIx) -> Option<Hours> {
        let shift = &self.shifts[usize::from(self.duty(duty).shift?)];
        let fasting = self.calendar.day(day).ramadan;
        Some(shift.ramadan.filter(|_| fasting).unwrap_or(shift.hours))
    }

    /// Net working minutes of a duty on a day; 0 when free.
    pub fn net_min(&self, duty: DutyIx, day: DayIx) -> i64 {
        self.hours(duty, day).map_or(0, |hours| hours.net_min())
    }

    /// Net minutes that one working day of a person stands for.
    pub fn day_min(&self, person: PersonIx, day: DayIx) -> i64 {
        let contract = self.contract(person);
        if self.calendar.day(day).ramadan { contract.ramadan_day_min } else { contract.day_min }
    }

    pub fn contract(&self, person: PersonIx) -> &Contract {
        &self.contracts[usize::from(self.person(person).contract)]
    }

    /// The duties of the catalogue for which `wanted` says yes.
    pub fn duty_set(&self, wanted: impl Fn(&Duty) -> bool) -> DutySet {
        DutySet::new((0..self.duties.len() as DutyIx).filter(|duty| wanted(self.duty(*duty))))
    }

    /// All duties that are work.
    pub fn work(&self) -> DutySet {
        self.duty_set(|duty| duty.shift.is_some())
    }

    /// All duties at a kind of place.
    pub fn at(&self, kind: PlaceKind) -> DutySet {
        self.duty_set(|duty| duty.place.is_some_and(|place| self.places[usize::from(place)].kind == kind))
    }

    /// Structure, not policy: whether a person could hold a duty on a day at all. Free always; a desk only with its
    /// skill and while it is open; other work on the days of the contract. Rules may still forbid it.
    pub fn open(&self, person: PersonIx, day: DayIx, duty: DutyIx) -> bool {
        self.person(person).duties.binary_search(&duty).is_ok() && self.open_on(person, day, duty)
    }

    /// The duties open to a person on a day, rising, free first.
    pub fn menu(&self, person: PersonIx, day: DayIx) -> impl Iterator<Item = DutyIx> + '_ {
        let duties = self.person(person).duties.iter().copied();
        duties.filter(move |duty| self.open_on(person, day, *duty))
    }

    /// The same for everybody, worked out once: for those who look at every cell.
    pub fn menus(&self) -> Menus<'_> {
        let sets = |every_day: bool| {
            let all = || 0..self.duties.len() as DutyIx;
            let set = |day| DutySet::new(all().filter(|duty| self.held_on(every_day, day, *duty)));
            self.days().map(set).collect()
        };
        Menus { facts: self, open: [sets(false), sets(true)] }
    }

    fn open_on(&self, person: PersonIx, day: DayIx, duty: DutyIx) -> bool {
        self.held_on(self.contract(person).every_day, day, duty)
    }

    /// Whether a duty is held at all on a day, by people who work every day or by the others.
    fn held_on(&self, every_day: bool, day: DayIx, duty: DutyIx) -> bool {
        if duty == FREE {
            return true;
        }
        match self.duty(duty).desk {
            Some(desk) => self.desk_open(desk, day, duty),
            None => every_day || self.calendar.day(day).working,
        }
    }

    /// Whether a desk duty overlaps an opening of its desk (the part after midnight belongs to the next day).
    fn desk_open(&self, desk: DeskIx, day: DayIx, duty: DutyIx) -> bool {
        let Some(hours) = self.hours(duty, day) else { return false };
        let desk = &self.desks[usize::from(desk)];
        desk.openings.iter().any(|opening| {
            let today =
                self.opens(opening, day) && hours.start_min < opening.to_min && opening.from_min < hours.end_min;
            let tomorrow = day + 1 < self.calendar.len()
                && self.opens(opening, day + 1)
                && opening.from_min + DAY_MIN < hours.end_min;
            today || tomorrow
        })
    }

    /// Whether an opening holds on a day.
    pub fn opens(&self, opening: &Opening, day: DayIx) -> bool {
        let day = self.calendar.day(day);
        let weekday = day.weekday().num_days_from_monday() as usize;
        opening.weekdays[weekday]
            && (opening.holidays || day.holiday.is_none())
            && opening.dates.as_ref().is_none_or(|dates| dates.binary_search(&day.date).is_ok())
    }

    /// The published duty of a cell, if that cell was published.
    pub fn published(&self, person: PersonIx, day: DayIx) -> Option<DutyIx> {
        let cell = person as usize * usize::from(self.calendar.len()) + usize::from(day);
        self.published.get(cell).copied().flatten()
    }

    /// The duty `back` days before the period (1 = the day before), if known.
    pub fn before(&self, person: PersonIx, back: u16) -> Option<DutyIx> {
        let history = &self.person(person).history;
        history.len().checked_sub(usize::from(back)).map(|at| history[at])
    }

    /// Length of the stretch of days in `set` that ends on the day before the period; `None` if not known.
    pub fn carried(&self, person: PersonIx, set: &DutySet) -> Option<u16> {
        let history = &self.person(person).history;
        if history.is_empty() {
            return None;
        }
        Some(history.iter().rev().take_while(|duty| set.contains(**duty)).count() as u16)
    }
}
