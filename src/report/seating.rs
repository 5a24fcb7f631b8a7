//! A hot desk for every office duty of a finished roster: the `seat` column.
//!
//! People sit in their unit's room first, then in the hall (the site's seats that are in no room), then wherever the
//! site has a seat left. The shifts of a site are gone through by their starts; a seat is free again when the shift that
//! held it has ended, so nobody is left standing while a seat that they may take is free. People keep their last seat
//! where they can, then one they had before, else they get the one that fewest others had; a new seat is opened only
//! when all opened ones are taken, so no room or hall ever opens more seats than people sat in it at the same time.
//!
//! No seat: duties away from the office, desks without `takes_seat`, sites that do not count seats, and the surplus
//! where more people come than there are seats. A duty at a seat with a name has that seat. Whoever worked through the night before the period holds a seat, too.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::facts::{DAY_MIN, DayIx, DutyIx, Facts, PersonIx, Room, SiteIx};
use crate::roster::Roster;

/// One hot desk: by its own name, or `ruang-2-07`, `gedung-143`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeatId {
    Named(Arc<str>),
    Numbered {
        /// Id of the room, or of the site for a seat in its hall; a room's id follows its site's where it is not unique.
        place: Arc<str>,
        /// From 1.
        number: u32,
        /// Digits that are written at least.
        digits: u8,
    },
}

impl fmt::Display for SeatId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SeatId::Named(name) => out.write_str(name),
            SeatId::Numbered { place, number, digits } => {
                write!(out, "{place}-{number:0digits$}", digits = usize::from(*digits))
            }
        }
    }
}

/// A shift of somebody who needs a seat, in minutes since midnight of the period's first day.
struct Stay {
    start_min: i32,
    end_min: i32,
    person: PersonIx,
    /// `None`: the day before the period.
    day: Option<DayIx>,
    /// The person's room at the site.
    room: Option<usize>,
}

/// The seats of a room or a hall.
struct Row {
    place: Arc<str>,
    capacity: u32,
    /// Seats opened so far.
    opened: u32,
    /// How many different people had each opened seat.
    had_by: Vec<u32>,
    /// Opened seats that nobody holds, by how many people had them.
    free: BTreeSet<(u32, u32)>,
}

/// The seats of a site: its rooms, then its hall if it counts seats as a whole.
struct Site {
    rows: Vec<Row>,
    hall: Option<usize>,
    /// Seats of the whole site; `None`: only those of rooms are counted.
    seats: Option<u32>,
    /// Held seats by the end of their shift: row and seat.
    held: BTreeMap<i32, Vec<(usize, u32)>>,
    taken: u32,
    /// Seats that a person had so far, the last one last.
    had: BTreeMap<PersonIx, Vec<(usize, u32)>>,
}

impl Row {
    fn new(place: Arc<str>, capacity: u32) -> Row {
        Row { place, capacity, opened: 0, had_by: Vec::new(), free: BTreeSet::new() }
    }

    fn is_free(&self, seat: u32) -> bool {
        self.free.contains(&(self.had_by[seat as usize], seat))
    }

    /// A free seat: the one that fewest people had, else a new one; `None` when the row is full.
    fn any(&mut self) -> Option<u32> {
        if let Some((_, seat)) = self.free.first() {
            return Some(*seat);
        }
        if self.opened == self.capacity {
            return None;
        }
        let seat = self.opened;
        self.opened += 1;
        self.had_by.push(0);
        self.free.insert((0, seat));
        Some(seat)
    }
}

impl Site {
    fn new(facts: &Facts, site: SiteIx) -> Site {
        let the = &facts.sites[usize::from(site)];
        let named = |id: &str| {
            let rooms = facts.sites.iter().flat_map(|site| site.rooms.iter().map(|room| &room.id));
            rooms.chain(facts.sites.iter().map(|site| &site.id)).filter(|one| *one == id).count()
        };
        let place = |id: &str| if named(id) > 1 { format!("{}-{id}", the.id) } else { id.to_string() };
        // Whoever sits in a room whose seats have names holds one of them already.
        let numbered = |room: &Room| if room.named { 0 } else { room.seats };
        let mut rows: Vec<Row> =
            the.rooms.iter().map(|room| Row::new(place(&room.id).into(), numbered(room))).collect();
        let in_rooms: u32 = the.rooms.iter().map(|room| room.seats).sum();
        let hall = the.seats.map(|seats| {
            rows.push(Row::new(the.id.as_str().into(), seats.saturating_sub(in_rooms)));
            rows.len() - 1
        });
        Site { rows, hall, seats: the.seats, held: BTreeMap::new(), taken: 0, had: BTreeMap::new() }
    }

    /// The rows that a person may sit in, best first, in three ranks: their room (people without one: the hall), the
    /// hall, all others. Other people's rooms are open only where the site counts its seats as a whole.
    fn order(&self, room: Option<usize>, rank: usize) -> Vec<usize> {
        let first = room.or(self.hall);
        match rank {
            0 => first.into_iter().collect(),
            1 => self.hall.into_iter().filter(|hall| Some(*hall) != first).collect(),
            _ if self.hall.is_none() => Vec::new(),
            _ => (0..self.rows.len()).filter(|row| Some(*row) != first && Some(*row) != self.hall).collect(),
        }
    }

    /// Frees the seats of shifts that have ended.
    fn leave(&mut self, now_min: i32) {
        let later = self.held.split_off(&(now_min + 1));
        for (row, seat) in std::mem::replace(&mut self.held, later).into_values().flatten() {
            let row = &mut self.rows[row];
            row.free.insert((row.had_by[seat as usize], seat));
            self.taken -= 1;
        }
    }

    /// The last seat of a person, if it is in their best row and free.
    fn last(&self, stay: &Stay) -> Option<(usize, u32)> {
        let &(row, seat) = self.had.get(&stay.person)?.last()?;
        let best = self.order(stay.room, 0).contains(&row);
        (best && self.rows[row].is_free(seat)).then_some((row, seat))
    }

    /// A free seat in the rows of a rank: one that the person had, the latest first, else any.
    fn find(&mut self, stay: &Stay, rank: usize) -> Option<(usize, u32)> {
        for row in self.order(stay.room, rank) {
            let had = self.had.get(&stay.person).into_iter().flatten().rev();
            let again = had.copied().find(|(at, seat)| *at == row && self.rows[row].is_free(*seat));
            if let Some(seat) = again.or_else(|| self.rows[row].any().map(|seat| (row, seat))) {
                return Some(seat);
            }
        }
        None
    }

    /// Gives a person a free seat.
    fn take(&mut self, stay: &Stay, (row, seat): (usize, u32)) -> SeatId {
        let had = self.had.entry(stay.person).or_default();
        let known = had.iter().position(|one| *one == (row, seat));
        if let Some(at) = known {
            had.remove(at);
        }
        had.push((row, seat));
        self.held.entry(stay.end_min).or_default().push((row, seat));
        self.taken += 1;
        let row = &mut self.rows[row];
        row.free.remove(&(row.had_by[seat as usize], seat));
        row.had_by[seat as usize] += u32::from(known.is_none());
        let digits = (row.capacity.max(1).ilog10() as u8 + 1).max(2);
        SeatId::Numbered { place: row.place.clone(), number: seat + 1, digits }
    }

    fn is_full(&self) -> bool {
        self.seats.is_some_and(|seats| self.taken >= seats)
    }

    /// Seats for everybody who starts at the same moment, in the order of `stays`.
    fn seat(&mut self, stays: &[Stay]) -> Vec<Option<SeatId>> {
        self.leave(stays[0].start_min);
        let mut given = vec![None; stays.len()];
        for (given, stay) in given.iter_mut().zip(stays) {
            if let Some(seat) = self.last(stay).filter(|_| !self.is_full()) {
                *given = Some(self.take(stay, seat));
            }
        }
        for rank in 0..3 {
            for (given, stay) in given.iter_mut().zip(stays) {
                if given.is_some() || self.is_full() {
                    continue;
                }
                if let Some(seat) = self.find(stay, rank) {
                    *given = Some(self.take(stay, seat));
                }
            }
        }
        given
    }
}

/// The seat of every cell, `person * days + day`; `None`: takes no seat, or none was left.
pub fn seats(facts: &Facts, roster: &Roster) -> Vec<Option<SeatId>> {
    let mut seats = vec![None; roster.plan().len()];
    for (at, mut stays) in stays(facts, roster).into_iter().enumerate() {
        let mut site = Site::new(facts, at as SiteIx);
        stays.sort_unstable_by_key(|stay| (stay.start_min, stay.person));
        for together in stays.chunk_by(|one, two| one.start_min == two.start_min) {
            for (stay, seat) in together.iter().zip(site.seat(together)) {
                if let Some(day) = stay.day {
                    seats[stay.person as usize * roster.days() + usize::from(day)] = seat;
                }
            }
        }
    }
    for (seat, duty) in seats.iter_mut().zip(roster.plan()) {
        if let Some(named) = facts.duty(*duty).seat {
            *seat = Some(SeatId::Named(facts.seats[usize::from(named)].id.as_str().into()));
        }
    }
    seats
}

/// Everybody who needs a seat, by site; those at seats with names need no other.
fn stays(facts: &Facts, roster: &Roster) -> Vec<Vec<Stay>> {
    let mut stays: Vec<Vec<Stay>> = facts.sites.iter().map(|_| Vec::new()).collect();
    let mut add = |person: PersonIx, day: Option<DayIx>, duty: DutyIx| {
        let free = facts.duty(duty).seat.is_none();
        let Some(site) = facts.seat_site(person, duty).filter(|_| free) else { return };
        // The day before the period has the hours of its first day.
        let Some(hours) = facts.hours(duty, day.unwrap_or(0)) else { return };
        let midnight = day.map_or(-DAY_MIN, |day| i32::from(day) * DAY_MIN);
        let (start_min, end_min) = (midnight + hours.start_min, midnight + hours.end_min);
        stays[usize::from(site)].push(Stay { start_min, end_min, person, day, room: facts.room(person, site) });
    };
    for person in facts.everybody() {
        if let Some(duty) = facts.before(person, 1) {
            add(person, None, duty);
        }
        for (day, duty) in roster.line(person).iter().enumerate() {
            add(person, Some(day as DayIx), *duty);
        }
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{picture, world};
    use proptest::prelude::*;

    /// A hall of so many seats and no room.
    fn hall(seats: u32) -> Facts {
        let mut facts = world();
        facts.sites[0].seats = Some(seats);
        facts.sites[0].rooms.clear();
        facts
    }

    /// Seats of a drawn roster, a person a line, `-` for none.
    fn seated(facts: &Facts, drawn: &str) -> String {
        let roster = picture(facts, drawn);
        let word = |seat: &Option<SeatId>| seat.as_ref().map_or("-".into(), |seat| seat.to_string());
        let seats = seats(facts, &roster);
        let lines = seats.chunks(roster.days()).map(|line| line.iter().map(word).collect::<Vec<_>>().join(" "));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn two_people_at_the_same_time_get_two_seats_and_in_turn_the_same() {
        assert_eq!(seated(&hall(2), "ana O---\n bob O---"), "gedung-01 - - -\ngedung-02 - - -");
        assert_eq!(seated(&hall(2), "ana O---\n bob o---"), "gedung-01 - - -\ngedung-01 - - -");
    }

    #[test]
    fn people_keep_the_seat_of_the_day_before() {
        assert_eq!(seated(&hall(2), "ana OH-O\n bob OO-O"), "gedung-01 - - gedung-01\ngedung-02 gedung-02 - gedung-02");
    }

    #[test]
    fn who_comes_back_sits_where_they_sat_though_others_used_it_since() {
        // Nobody else is there on Saturday, so Bob gets the seat that is open; on Monday Ana finds it free again.
        let facts = hall(5);
        let drawn = seated(&facts, "ana O--O\n bob -O--");
        assert_eq!(drawn, "gedung-01 - - gedung-01\n- gedung-01 - -");
    }

    #[test]
    fn a_night_past_midnight_keeps_its_seat_until_it_ends() {
        let mut facts = hall(2);
        facts.desks[0].takes_seat = true;
        facts.shifts[2].hours.end_min = 32 * 60;
        assert_eq!(seated(&facts, "ana -N--\n bob --O-"), "- gedung-01 - -\n- - gedung-02 -");
        facts.shifts[2].hours.end_min = 30 * 60;
        assert_eq!(seated(&facts, "ana -N--\n bob --O-"), "- gedung-01 - -\n- - gedung-01 -");
    }

    #[test]
    fn the_night_before_the_period_holds_a_seat_on_its_first_morning() {
        let mut facts = hall(2);
        facts.desks[0].takes_seat = true;
        facts.shifts[2].hours.end_min = 32 * 60;
        facts.people[0].history = vec![7];
        facts.people[1].history.clear();
        assert_eq!(seated(&facts, "ana ----\n bob O---"), "- - - -\ngedung-02 - - -");
    }

    #[test]
    fn home_bali_and_posts_without_a_hot_desk_take_none() {
        assert_eq!(seated(&hall(2), "ana HDdN\n bob h--B"), "- - - -\n- - - -");
    }

    #[test]
    fn the_surplus_stands() {
        assert_eq!(seated(&hall(1), "ana O---\n bob O--o"), "gedung-01 - - -\n- - - gedung-01");
    }

    #[test]
    fn a_site_that_counts_no_seats_gives_none() {
        let mut facts = hall(0);
        facts.sites[0].seats = None;
        assert_eq!(seated(&facts, "ana O---\n bob O---"), "- - - -\n- - - -");
    }

    #[test]
    fn the_units_room_comes_first_then_the_hall_then_other_rooms() {
        let mut facts = hall(143);
        let room = |id: &str, unit| Room { id: id.into(), name: id.into(), seats: 1, named: false, units: vec![unit] };
        facts.sites[0].rooms = vec![room("ruang-2", 2), room("ruang-3", 3)];
        assert_eq!(seated(&facts, "ana O---\n bob O---"), "ruang-2-01 - - -\ngedung-001 - - -");
        facts.sites[0].seats = Some(2);
        assert_eq!(seated(&facts, "ana O---\n bob O---"), "ruang-2-01 - - -\nruang-3-01 - - -");
        facts.sites[0].seats = None;
        assert_eq!(seated(&facts, "ana O---\n bob O---"), "ruang-2-01 - - -\n- - - -");
    }

    #[test]
    fn a_seat_with_a_name_is_kept_and_nobody_is_given_one_by_number() {
        let mut facts = crate::rules::testing::seated_world();
        facts.sites[0].seats = Some(3);
        facts.desks[0].takes_seat = true;
        facts.people[0].duties = vec![0, 1, 5];
        // Two of the three seats have names, so one is left in the hall.
        assert_eq!(seated(&facts, "ana D--O\n bob 1--2"), "gedung-01 - - gedung-01\nA1 - - B1");
        facts.people.push(facts.people[0].clone());
        facts.people[2].id = "cici".into();
        assert_eq!(seated(&facts, "ana D---\n cici O---"), "gedung-01 - - -\n- - - -\n- - - -");
    }

    #[test]
    fn a_site_smaller_than_its_rooms_seats_no_more_than_it_says() {
        let mut facts = hall(1);
        facts.sites[0].rooms =
            vec![Room { id: "aula".into(), name: "Aula".into(), seats: 9, named: false, units: vec![2] }];
        assert_eq!(seated(&facts, "ana O---\n bob O---"), "aula-01 - - -\n- - - -");
    }

    #[test]
    fn rooms_of_one_name_are_told_apart_by_their_sites() {
        let mut facts = world();
        let other = crate::facts::Site { id: "menara".into(), ..facts.sites[0].clone() };
        facts.sites.push(other);
        facts.people[1].site = Some(1);
        assert_eq!(seated(&facts, "ana O---\n bob O---"), "gedung-ruang-01 - - -\nmenara-ruang-01 - - -");
    }

    /// Twelve people of two teams in a site with a room, whose three shifts overlap.
    fn crowd(hall: u32, room: u32) -> Facts {
        let mut facts = world();
        facts.desks[0].takes_seat = true;
        facts.shifts[1].hours.start_min = 11 * 60;
        facts.shifts[2].hours.end_min = 31 * 60;
        facts.sites[0].seats = Some(hall + room);
        facts.sites[0].rooms[0].seats = room;
        let member = |at: usize| {
            let mut person = facts.people[0].clone();
            (person.id, person.unit) = (format!("p{at}"), if at.is_multiple_of(3) { 3 } else { 2 });
            person.history = vec![if at.is_multiple_of(2) { 7 } else { 1 }];
            person
        };
        facts.people = (0..12).map(member).collect();
        facts
    }

    proptest! {
        #[test]
        fn nobody_shares_a_seat_and_nobody_stands_beside_a_free_one(
            plan in prop::collection::vec(0u16..8, 48), hall in 0u32..9, room in 0u32..9,
        ) {
            let facts = crowd(hall, room);
            let roster = Roster::from_plan(4, plan);
            let seats = seats(&facts, &roster);
            // Who is seated or should be, with hours since the first midnight. History holds seats that are not told.
            let all = stays(&facts, &roster);
            let told: Vec<(&Stay, Option<&SeatId>)> = all[0]
                .iter()
                .filter_map(|stay| Some((stay, seats[stay.person as usize * 4 + usize::from(stay.day?)].as_ref())))
                .collect();
            for (at, (one, seat)) in told.iter().enumerate() {
                let meets = |two: &Stay| one.start_min < two.end_min && two.start_min < one.end_min;
                let clash = told[..at].iter().any(|(two, other)| seat.is_some() && seat == other && meets(two));
                prop_assert!(!clash, "{seat:?} is used twice");
                // At the start of the shift: everybody who is there, the night before the period included.
                let there = |two: &&Stay| two.start_min <= one.start_min && one.start_min < two.end_min;
                let present = all[0].iter().filter(there).count();
                prop_assert!(seat.is_some() || present > (hall + room) as usize, "somebody stands beside a free seat");
            }
            let opened: BTreeSet<&SeatId> = seats.iter().flatten().collect();
            prop_assert!(opened.len() <= (hall + room) as usize);
        }

        #[test]
        fn no_more_seats_are_opened_than_people_meet(plan in prop::collection::vec(0u16..8, 48)) {
            let facts = crowd(12, 0);
            let roster = Roster::from_plan(4, plan);
            let all = stays(&facts, &roster);
            let there = |min: i32| all[0].iter().filter(|stay| stay.start_min <= min && min < stay.end_min).count();
            let peak = all[0].iter().map(|stay| there(stay.start_min)).max().unwrap_or(0);
            let number = |seat: &SeatId| if let SeatId::Numbered { number, .. } = seat { *number } else { u32::MAX };
            let highest = seats(&facts, &roster).iter().flatten().map(number).max().unwrap_or(0);
            prop_assert!(highest as usize <= peak, "seat {highest} with {peak} people at most");
        }
    }
}
