//! `seats`: no more people at a site, or in a room of it, than it has hot desks. Unit of breach: one person too many,
//! each site or room by itself, at each moment of a day when it is fullest.
//!
//! Where a room's seats have names, each of them is counted by itself instead of the room: one person a seat at a time.
//!
//! A seat is taken by office work at the person's own site, and by a service desk that `takes_seat`, from the start of
//! the shift to its end, nights past midnight included: two shifts that overlap need two seats. People of a room's
//! units (or units below) count in the room and in the site; where several rooms could be meant, the one that names the
//! nearest unit. On the first day the night before the period counts as far as it is known.
//!
//! Crowding is counted where it peaks: at the starts of shifts, leaving out a moment at which nobody can be there who
//! is not there at another one as well. (The spec counted every start; one crowd would then cost twice.) Only people in
//! scope are counted. Seat caps also stagger the common days of teams (`anchor_day`), which needs no rule of its own.
//!
//! Sources: seats per person 0.22 to 0.83, plan for the peak not the mean (`domain.md` 5 and 8); the co-working hall
//! without fixed seats of January 2020 (2.6).

use schemars::JsonSchema;
use serde::Deserialize;

use super::clock::{clock, people};
use super::{Breach, Described, Given, Group, Rule};
use crate::facts::select::known;
use crate::facts::{DAY_MIN, DayIx, DutyIx, Facts, Hours, PersonIx, SeatIx, ShiftIx, SiteIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Cell, Force, Shape, Sum};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    /// Sites that are counted; without it, every site that has a number of seats.
    #[serde(default)]
    sites: Vec<At<String>>,
    /// Whether the rooms of these sites are counted too.
    #[serde(default = "yes")]
    rooms: bool,
}

fn yes() -> bool {
    true
}

/// A site or a room with so many seats, and the people who may sit there.
struct Area {
    site: SiteIx,
    room: Option<usize>,
    /// The one seat with a name that it is.
    seat: Option<SeatIx>,
    seats: i64,
    /// Person and seated duty: all they may ever hold, and what they held on the day before the period.
    seated: Vec<(PersonIx, DutyIx)>,
    /// Shifts of these duties, rising.
    shifts: Vec<ShiftIx>,
}

/// A moment of a day, in minutes, and the shifts that are under way then: those of the day and of the day before.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Moment {
    min: i32,
    today: Vec<ShiftIx>,
    yesterday: Vec<ShiftIx>,
}

impl Moment {
    /// Everybody who is there now is also there at the other moment.
    fn inside(&self, other: &Moment) -> bool {
        self.today.iter().all(|shift| other.today.contains(shift))
            && self.yesterday.iter().all(|shift| other.yesterday.contains(shift))
    }
}

/// Hours of a shift on a day; on the day before the period they are those of its first day.
fn hours(facts: &Facts, shift: ShiftIx, day: DayIx) -> Hours {
    let shift = &facts.shifts[usize::from(shift)];
    shift.ramadan.filter(|_| facts.calendar.day(day).ramadan).unwrap_or(shift.hours)
}

/// The moments of a day at which a place used in these shifts can be fullest.
fn moments(facts: &Facts, day: DayIx, shifts: &[ShiftIx]) -> Vec<Moment> {
    let mut starts: Vec<i32> = shifts.iter().map(|shift| hours(facts, *shift, day).start_min).collect();
    starts.sort_unstable();
    starts.dedup();
    let before = day.saturating_sub(1);
    let under_way = |on: DayIx, min: i32| {
        let now = move |shift: &ShiftIx| {
            let hours = hours(facts, *shift, on);
            hours.start_min <= min && min < hours.end_min
        };
        shifts.iter().copied().filter(now).collect::<Vec<_>>()
    };
    let moment = |min| Moment { min, today: under_way(day, min), yesterday: under_way(before, min + DAY_MIN) };
    let all: Vec<Moment> = starts.into_iter().map(moment).collect();
    let fuller = |at: usize, other: usize| {
        all[at].inside(&all[other]) && (other < at || !all[other].inside(&all[at])) && other != at
    };
    let fullest = |at: &usize| !(0..all.len()).any(|other| fuller(*at, other));
    (0..all.len()).filter(fullest).map(|at| all[at].clone()).collect()
}

impl Seats {
    fn counts(&self, id: &str) -> bool {
        self.sites.is_empty() || self.sites.iter().any(|name| name.value == id)
    }

    /// Sites and rooms that are counted, with who may sit there.
    fn areas(&self, given: &Given) -> Vec<Area> {
        let facts = given.facts;
        let mut areas: Vec<Area> = Vec::new();
        // By site: its own area, then those of its rooms; and that of each seat with a name.
        let mut area_of: Vec<(Option<usize>, Vec<Option<usize>>)> = vec![(None, Vec::new()); facts.sites.len()];
        let mut seat_area: Vec<Option<usize>> = vec![None; facts.seats.len()];
        let area = |site: usize, room, seats: u32| Area {
            site: site as SiteIx,
            room,
            seat: None,
            seats: i64::from(seats),
            seated: vec![],
            shifts: vec![],
        };
        for (at, site) in facts.sites.iter().enumerate().filter(|(_, site)| self.counts(&site.id)) {
            if let Some(seats) = site.seats {
                area_of[at].0 = Some(areas.len());
                areas.push(area(at, None, seats));
            }
            for (room, the) in site.rooms.iter().enumerate().filter(|_| self.rooms) {
                area_of[at].1.push((!the.named).then_some(areas.len()));
                if !the.named {
                    areas.push(area(at, Some(room), the.seats));
                }
            }
        }
        for (at, seat) in facts.seats.iter().enumerate() {
            let site = usize::from(seat.site);
            if self.rooms && self.counts(&facts.sites[site].id) {
                seat_area[at] = Some(areas.len());
                areas.push(Area { seat: Some(at as SeatIx), ..area(site, Some(seat.room), 1) });
            }
        }
        for &person in &given.people {
            let mut room_at: Option<(SiteIx, Option<usize>)> = None;
            let duties = &facts.person(person).duties;
            let before = facts.before(person, 1).filter(|duty| !duties.contains(duty));
            for duty in duties.iter().copied().chain(before) {
                let Some(site) = facts.seat_site(person, duty) else { continue };
                if room_at.is_none_or(|(known, _)| known != site) {
                    room_at = Some((site, facts.room(person, site)));
                }
                let (whole, rooms) = &area_of[usize::from(site)];
                let room = match facts.duty(duty).seat {
                    Some(seat) => seat_area[usize::from(seat)],
                    None => room_at.and_then(|(_, room)| rooms.get(room?).copied().flatten()),
                };
                for area in whole.iter().copied().chain(room) {
                    areas[area].seated.push((person, duty));
                }
            }
        }
        for area in &mut areas {
            area.shifts = area.seated.iter().filter_map(|(_, duty)| facts.duty(*duty).shift).collect();
            area.shifts.sort_unstable();
            area.shifts.dedup();
        }
        areas.retain(|area| !area.seated.is_empty());
        areas
    }

    /// The row of one area at one moment; `None` where there cannot be too many people.
    fn row(given: &Given, area: &Area, day: DayIx, moment: &Moment) -> Option<Shape> {
        let facts = given.facts;
        let in_shift = |duty: DutyIx, shifts: &[ShiftIx]| facts.duty(duty).shift.is_some_and(|on| shifts.contains(&on));
        let mut sum = Sum { cells: Vec::new(), constant: 0 };
        // Most people that the row can count: a person holds one duty a day.
        let mut most = 0;
        let mut last = None;
        let mut add = |person, day: DayIx, duty, sum: &mut Sum| {
            sum.cells.push((Cell { person, day, duty }, 1));
            most += i64::from(last != Some((person, day)));
            last = Some((person, day));
        };
        for &(person, duty) in area.seated.iter().filter(|(_, duty)| in_shift(*duty, &moment.today)) {
            if facts.open(person, day, duty) {
                add(person, day, duty, &mut sum);
            }
        }
        for &(person, duty) in area.seated.iter().filter(|(_, duty)| in_shift(*duty, &moment.yesterday)) {
            if day == 0 {
                sum.constant += i64::from(facts.before(person, 1) == Some(duty));
            } else if facts.open(person, day - 1, duty) {
                add(person, day - 1, duty, &mut sum);
            }
        }
        let breakable = most + sum.constant > area.seats;
        breakable.then_some(Shape::Count { sum, min: None, max: Some(area.seats), per: 1 })
    }
}

impl Described for Seats {
    const NAME: &'static str = "seats";
    const GROUP: Group = Group::Together;
    const EXAMPLES: &'static [&'static str] =
        &["seats: {must: true}", "seats: {sites: [gedung], rooms: false, prefer: [5, 20], when: {weekdays: fri}}"];

    fn about() -> Text {
        Text::new(
            "Meja bersama di gedung dan ruang; satu unit pelanggaran = satu orang tanpa meja pada saat terpadat.",
            "Hot desks of sites and rooms; one unit = one person without a seat when it is fullest.",
        )
    }
}

impl Rule for Seats {
    fn says(&self, given: &Given) -> Text {
        let sites = given.facts.sites.iter().filter(|site| self.counts(&site.id));
        let names: Vec<String> =
            sites.filter_map(|site| site.seats.map(|seats| format!("{} ({seats})", site.name))).collect();
        let rooms = if self.rooms { (" dan ruangnya", " and its rooms") } else { ("", "") };
        let sites =
            if names.is_empty() { Text::new("setiap gedung", "each site") } else { Text::same(names.join(", ")) };
        Text::new(
            format!("Tidak pernah ada lebih banyak orang daripada meja bersama di {}{}.", sites.id, rooms.0),
            format!("There are never more people than hot desks at {}{}.", sites.en, rooms.1),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        let sites = &given.facts.sites;
        known(&self.sites, "gedung", "site", || sites.iter().map(|site| site.id.as_str()), faults);
        for name in &self.sites {
            let site = sites.iter().find(|site| site.id == name.value);
            if site.is_some_and(|site| site.seats.is_none() && (site.rooms.is_empty() || !self.rooms)) {
                let what = Text::new(
                    format!("gedung `{}` tidak menyebut jumlah meja", name.value),
                    format!("site `{}` has no number of seats", name.value),
                );
                faults.error("E432", name.spot, what).remedy(Text::new(
                    "tulis `seats:` pada gedung itu, atau buang dari daftar",
                    "write `seats:` at that site, or drop it from the list",
                ));
            }
        }
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let mut clauses = Vec::new();
        for area in self.areas(given) {
            for day in given.scope() {
                let rows = moments(given.facts, day, &area.shifts);
                let rows = rows.iter().filter_map(|moment| Seats::row(given, &area, day, moment));
                clauses.extend(rows.map(|shape| (given.force.clone(), shape)));
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let shifts = facts.shifts.len();
        let mut breaches = Vec::new();
        for area in self.areas(given) {
            // People seated by day and shift, the day before the period first.
            let mut seated = vec![0; (roster.days() + 1) * shifts];
            for &(person, duty) in &area.seated {
                let Some(shift) = facts.duty(duty).shift.map(usize::from) else { continue };
                seated[shift] += i64::from(facts.before(person, 1) == Some(duty));
                for (day, held) in roster.line(person).iter().enumerate() {
                    seated[(day + 1) * shifts + shift] += i64::from(*held == duty);
                }
            }
            for day in given.scope() {
                let (before, today) = seated[usize::from(day) * shifts..].split_at(shifts);
                for moment in moments(facts, day, &area.shifts) {
                    let count = |on: &[ShiftIx], seated: &[i64]| {
                        on.iter().map(|shift| seated[usize::from(*shift)]).sum::<i64>()
                    };
                    let here = count(&moment.today, today) + count(&moment.yesterday, before);
                    if here > area.seats {
                        breaches
                            .push(given.breach(here - area.seats, crowd(facts, &area, day, moment.min, here)).on(day));
                    }
                }
            }
        }
        breaches
    }
}

/// "Gedung, ruang Ruang, 2020-01-10 06.00: 2 people for 1 seat".
fn crowd(facts: &Facts, area: &Area, day: DayIx, min: i32, here: i64) -> Text {
    let site = &facts.sites[usize::from(area.site)];
    let room = area.room.map(|room| site.rooms[room].name.as_str());
    let (mut room_id, mut room_en) =
        room.map_or_else(Default::default, |room| (format!(", ruang {room}"), format!(", room {room}")));
    if let Some(seat) = area.seat.map(|seat| &facts.seats[usize::from(seat)].id) {
        (room_id, room_en) = (format!("{room_id}, meja {seat}"), format!("{room_en}, seat {seat}"));
    }
    let (date, at, who) = (facts.calendar.day(day).date, clock(min), people(here));
    let (name, seats) = (&site.name, area.seats);
    Text::new(
        format!("{name}{room_id}, {date} {at}: {} untuk {seats} meja", who.id),
        format!("{name}{room_en}, {date} {at}: {} for {seats} {}", who.en, if seats == 1 { "seat" } else { "seats" }),
    )
}

#[cfg(test)]
mod tests {
    use crate::facts::{Facts, Room};
    use crate::rules::testing::{agree_in, faults_of, judge, judge_in, rule, seated_world, world};

    const SITE: &str = "seats: {rooms: false, must: true}";

    /// The evening starts at 12, two hours before the morning ends; the night runs to 08.
    fn overlapping() -> Facts {
        let mut facts = world();
        facts.shifts[1].hours.start_min = 12 * 60;
        facts.shifts[2].hours.end_min = 32 * 60;
        facts.desks[0].takes_seat = true;
        facts
    }

    #[test]
    fn two_people_need_two_seats_in_the_same_shift_only() {
        assert_eq!(judge(SITE, "ana O---\n bob O---"), "Gedung, 2020-01-10 06.00: 2 people for 1 seat\n");
        assert_eq!(judge(SITE, "ana O---\n bob o---"), "");
        assert_eq!(judge(SITE, "ana O---\n bob H---"), "");
    }

    #[test]
    fn a_desk_takes_a_seat_only_if_it_says_so() {
        assert_eq!(judge(SITE, "ana D---\n bob O---"), "");
        let mut facts = world();
        facts.desks[0].takes_seat = true;
        assert_eq!(judge_in(facts, SITE, "ana D---\n bob O---"), "Gedung, 2020-01-10 06.00: 2 people for 1 seat\n");
    }

    #[test]
    fn a_room_is_counted_beside_its_site() {
        let both = "seats: {must: true}";
        assert_eq!(
            judge(both, "ana ---o\n bob ---o"),
            "Gedung, 2020-01-13 14.00: 2 people for 1 seat\nGedung, room Ruang, 2020-01-13 14.00: 2 people for 1 seat\n"
        );
    }

    #[test]
    fn a_seat_with_a_name_is_for_one_person_at_a_time() {
        let mut facts = seated_world();
        facts.sites[0].seats = None;
        let said = judge_in(facts.clone(), "seats: {must: true}", "ana 1--2\n bob 1--1");
        assert_eq!(said, "Gedung, room Ruang, seat A1, 2020-01-10 06.00: 2 people for 1 seat\n");
        assert_eq!(judge_in(facts.clone(), "seats: {must: true}", "ana 1---\n bob 3---"), "");
        let overlap = "ana, in the morning, and bob share the seat from 13 to 14";
        facts.shifts[1].hours.start_min = 13 * 60;
        let said = judge_in(facts.clone(), "seats: {must: true}", "ana 1---\n bob 3---");
        assert!(said.contains("seat A1, 2020-01-10 13.00: 2 people for 1 seat"), "{overlap}: {said}");
        let (broken, kept) = agree_in(&facts, "seats: {must: true}");
        assert!(broken > 0 && kept > 0);
        assert_eq!(judge_in(facts, SITE, "ana 1---\n bob 1---"), "");
    }

    #[test]
    fn people_sit_in_the_room_of_their_nearest_unit() {
        let mut facts = world();
        facts.sites[0].seats = None;
        facts.sites[0].rooms[0].units = vec![0];
        facts.sites[0].rooms.push(Room {
            id: "kecil".into(),
            name: "Kecil".into(),
            seats: 0,
            named: false,
            units: vec![2],
        });
        let said = judge_in(facts, "seats: {must: true}", "ana O---\n bob ----");
        assert_eq!(said, "Gedung, room Kecil, 2020-01-10 06.00: 1 person for 0 seats\n");
    }

    #[test]
    fn overlapping_shifts_meet_at_the_later_start() {
        assert_eq!(
            judge_in(overlapping(), SITE, "ana O---\n bob o---"),
            "Gedung, 2020-01-10 12.00: 2 people for 1 seat\n"
        );
    }

    #[test]
    fn a_night_past_midnight_meets_the_morning_after() {
        assert_eq!(
            judge_in(overlapping(), SITE, "ana --N-\n bob ---O"),
            "Gedung, 2020-01-13 06.00: 2 people for 1 seat\n"
        );
        assert_eq!(judge_in(world(), SITE, "ana --N-\n bob ---O"), "");
    }

    #[test]
    fn on_the_first_day_the_night_before_is_known_or_not() {
        let mut facts = overlapping();
        facts.people[0].history = vec![0, 7];
        let said = judge_in(facts, SITE, "ana ----\n bob O---");
        assert_eq!(said, "Gedung, 2020-01-10 06.00: 2 people for 1 seat\n");
        assert_eq!(judge_in(overlapping(), SITE, "ana ----\n bob O---"), "");
    }

    #[test]
    fn one_crowd_counts_once_however_many_shifts_start_in_it() {
        let mut facts = world();
        // Starts at 12 while everybody of the morning is still there, and nobody is at the office in it.
        facts.shifts[1].hours.start_min = 12 * 60;
        let said = judge_in(facts, SITE, "ana O---\n bob O---");
        assert_eq!(said, "Gedung, 2020-01-10 12.00: 2 people for 1 seat\n");
    }

    #[test]
    fn clauses_and_check_agree_where_shifts_overlap() {
        let mut facts = overlapping();
        facts.people[0].history = vec![7];
        assert!(agree_in(&facts, "seats: {prefer: [2, 3]}").0 > 0);
    }

    #[test]
    fn an_unknown_site_and_one_without_seats_are_faults() {
        assert_eq!(faults_of("seats: {sites: [gudang], must: true}"), "E301 there is no site `gudang`\n");
        let mut facts = world();
        facts.sites[0].seats = None;
        let mut faults = crate::input::fault::Faults::default();
        rule("seats: {sites: [gedung], must: true}").faults(&facts, &mut faults);
        assert!(faults.list.is_empty(), "its room is counted");
        rule("seats: {sites: [gedung], rooms: false, must: true}").faults(&facts, &mut faults);
        assert_eq!(faults.list[0].what.en, "site `gedung` has no number of seats");
    }

    #[test]
    fn it_says_its_sites_with_their_seats() {
        let said = rule("seats: {must: true}").says(&world());
        assert_eq!(said.en, "There are never more people than hot desks at Gedung (1) and its rooms.");
        assert_eq!(said.id, "Tidak pernah ada lebih banyak orang daripada meja bersama di Gedung (1) dan ruangnya.");
    }
}
