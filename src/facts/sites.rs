//! Sites with seats and rooms; service desks with opening hours.

use chrono::NaiveDate;

use super::Facts;
use super::duty::{DutyIx, PersonIx, PlaceIx, PlaceKind, SeatIx, ShiftIx};
use super::people::SkillIx;
use super::units::UnitIx;
use crate::input::lang::Text;

pub type SiteIx = u16;

/// Indonesian time zones; there is no daylight saving time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Zone {
    /// Western, UTC+7.
    #[default]
    Wib,
    /// Central, UTC+8.
    Wita,
    /// Eastern, UTC+9.
    Wit,
}

impl Zone {
    pub fn utc_offset_min(self) -> i32 {
        match self {
            Zone::Wib => 7 * 60,
            Zone::Wita => 8 * 60,
            Zone::Wit => 9 * 60,
        }
    }
}

/// A building.
#[derive(Debug, Clone)]
pub struct Site {
    pub id: String,
    pub name: String,
    pub zone: Zone,
    /// Hot desks in the whole building; `None`: not counted.
    pub seats: Option<u32>,
    pub rooms: Vec<Room>,
}

/// A part of a site with seats of its own, for some units.
#[derive(Debug, Clone)]
pub struct Room {
    pub id: String,
    pub name: String,
    pub seats: u32,
    /// Its seats have names ([`Facts::seats`]): which of them one sits at is a part of the duty.
    pub named: bool,
    pub units: Vec<UnitIx>,
}

/// A seat with a name of its own, in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    pub id: String,
    pub site: SiteIx,
    /// Position among the site's rooms.
    pub room: usize,
}

/// Hours in which a desk is open, on some days.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Monday first.
    pub weekdays: [bool; 7],
    /// Only on these dates, rising; any date if absent.
    pub dates: Option<Vec<NaiveDate>>,
    /// Open on holidays too (a 24-hour desk), else closed then whatever the weekday.
    pub holidays: bool,
    /// Minutes since midnight, `0 <= from < to <= 1440`.
    pub from_min: i32,
    pub to_min: i32,
    pub need: u32,
    /// Wished for, at least `need`.
    pub target: Option<u32>,
    pub max: Option<u32>,
}

/// A public-service post that must stay staffed.
#[derive(Debug, Clone)]
pub struct Desk {
    pub id: String,
    pub name: Text,
    pub site: Option<SiteIx>,
    /// Where it is held; a desk may be held from home (a hotline).
    pub place: PlaceIx,
    pub openings: Vec<Opening>,
    /// Skill and level that everybody at the desk has.
    pub skill: Option<(SkillIx, u8)>,
    /// This many of those present have at least this level.
    pub expert: Option<(u8, u32)>,
    /// Shifts in which it is held.
    pub shifts: Vec<ShiftIx>,
    /// Whoever holds it also takes a hot desk of the site.
    pub takes_seat: bool,
}

impl Facts {
    /// The site whose hot desk a person takes with a duty: their own (or their unit's), or that of a service desk that
    /// takes a seat. `None`: not at the office, or a post that needs no hot desk.
    pub fn seat_site(&self, person: PersonIx, duty: DutyIx) -> Option<SiteIx> {
        if let Some(seat) = self.duty(duty).seat {
            return Some(self.seats[usize::from(seat)].site);
        }
        if self.place_kind(duty) != Some(PlaceKind::Office) {
            return None;
        }
        let who = self.person(person);
        let of_unit = || self.units.upwards(who.unit).find_map(|unit| self.units.get(unit).site);
        let own = who.site.or_else(of_unit);
        match self.duty(duty).desk.map(|desk| &self.desks[usize::from(desk)]) {
            None => own,
            Some(desk) if desk.takes_seat => desk.site.or(own),
            Some(_) => None,
        }
    }

    /// The room of a person at a site: the first that names their unit, else the nearest unit above it. A room whose
    /// seats have names is nobody's: whoever sits there holds one of its seats.
    pub fn room(&self, person: PersonIx, site: SiteIx) -> Option<usize> {
        let room = self.unit_room(self.person(person).unit, site);
        room.filter(|room| !self.sites[usize::from(site)].rooms[*room].named)
    }

    /// The same for a unit, whether its seats have names or not.
    fn unit_room(&self, unit: UnitIx, site: SiteIx) -> Option<usize> {
        let rooms = &self.sites[usize::from(site)].rooms;
        self.units.upwards(unit).find_map(|unit| rooms.iter().position(|room| room.units.contains(&unit)))
    }

    /// The room in which a person sits with a duty: that of its seat, or their own at the site.
    pub fn seat_room(&self, person: PersonIx, duty: DutyIx) -> Option<(SiteIx, usize)> {
        if let Some(seat) = self.duty(duty).seat {
            let seat = &self.seats[usize::from(seat)];
            return Some((seat.site, seat.room));
        }
        let site = self.seat_site(person, duty)?;
        Some((site, self.room(person, site)?))
    }

    /// The seats with names that people of a unit take at a site where nothing else is said: those of their room, or,
    /// without one, those of all rooms that are no unit's.
    pub fn usual_seats(&self, unit: UnitIx, site: SiteIx) -> Vec<SeatIx> {
        let own = self.unit_room(unit, site);
        let theirs = |seat: &Seat| match own {
            Some(room) => seat.room == room,
            None => self.sites[usize::from(site)].rooms[seat.room].units.is_empty(),
        };
        let all = self.seats.iter().enumerate().filter(|(_, seat)| seat.site == site && theirs(seat));
        all.map(|(at, _)| at as SeatIx).collect()
    }
}
