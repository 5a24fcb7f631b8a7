//! Shifts, places, sites, units, desks and contracts: from their sections to facts, and the catalogue of duties.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::raw::{ContractRaw, Document, OpeningRaw, SeatsRaw, ShiftRaw, UnitRaw};
use crate::facts::select::unknown;
use crate::facts::*;
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::rules::{MOST, too_large};

/// Position of a name in a list, or a fault that it does not exist.
pub fn look<'a>(
    name: &At<String>,
    kind: (&str, &str),
    all: impl Iterator<Item = &'a str> + Clone,
    faults: &mut Faults,
) -> Option<usize> {
    let found = all.clone().position(|one| one == name.value);
    if found.is_none() {
        unknown(&name.value, name.spot, kind.0, kind.1, all, faults);
    }
    found
}

/// Fills places, shifts, sites, units, skills, desks, contracts and the catalogue.
pub fn build(document: &Document, facts: &mut Facts, faults: &mut Faults) {
    places(document, facts);
    shifts(document, facts, faults);
    sites(document, facts);
    units(document, facts, faults);
    rooms(document, facts, faults);
    contracts(document, facts, faults);
    desks(document, facts, faults);
    duties(document, facts, faults);
    let kinds = document.absence_kinds.iter().map(|(id, raw)| AbsenceKind {
        id: id.clone(),
        name: raw.name.as_ref().map_or(Text::same(id), |name| name.0.clone()),
        works: raw.works,
    });
    facts.absence_kinds = kinds.collect();
    facts.groups = document.groups.clone();
}

fn places(document: &Document, facts: &mut Facts) {
    let usual = [
        ("office", Text::new("kantor (WFO)", "office"), PlaceKind::Office),
        ("home", Text::new("rumah (WFH)", "home"), PlaceKind::Home),
    ];
    for (id, name, kind) in usual {
        if !document.places.contains_key(id) {
            facts.places.push(Place { id: id.into(), name, kind });
        }
    }
    for (id, raw) in &document.places {
        let name = raw.name.as_ref().map_or(Text::same(id), |name| name.0.clone());
        facts.places.push(Place { id: id.clone(), name, kind: raw.kind.into() });
    }
    // Office before home before elsewhere, so that the catalogue's order does not hang on what a file spells out.
    facts.places.sort_by_key(|place| (place.kind as u8, place.id != "office", place.id.clone()));
}

fn place_index(name: &At<String>, facts: &Facts, faults: &mut Faults) -> Option<PlaceIx> {
    look(name, ("tempat", "place"), facts.places.iter().map(|one| one.id.as_str()), faults).map(|at| at as PlaceIx)
}

fn shifts(document: &Document, facts: &mut Facts, faults: &mut Faults) {
    let mut sorted: Vec<(&String, &At<ShiftRaw>)> = document.shifts.iter().collect();
    sorted.sort_by_key(|(_, raw)| (raw.hours.from_min, raw.hours.to_min));
    for (id, raw) in sorted {
        let places: Vec<PlaceIx> = match &raw.places {
            Some(names) => names.iter().filter_map(|name| place_index(name, facts, faults)).collect(),
            None => {
                let usual = |place: &Place| place.kind != PlaceKind::Away;
                (0..facts.places.len() as PlaceIx).filter(|at| usual(&facts.places[usize::from(*at)])).collect()
            }
        };
        let hours = Hours { start_min: raw.hours.from_min, end_min: raw.hours.to_min, break_min: raw.break_minutes };
        let ramadan = raw.ramadan.as_ref().map(|one| Hours {
            start_min: one.hours.from_min,
            end_min: one.hours.to_min,
            break_min: one.break_minutes,
        });
        for hours in std::iter::once(hours).chain(ramadan) {
            if hours.net_min() <= 0 || hours.break_min < 0 {
                let what = Text::new(
                    format!("istirahat {} menit tidak muat dalam sif ini", hours.break_min),
                    format!("a break of {} minutes does not fit into this shift", hours.break_min),
                );
                faults.error("E221", raw.hours.spot, what);
            }
        }
        let name = raw.name.as_ref().map_or(Text::same(id), |name| name.0.clone());
        facts.shifts.push(Shift { id: id.clone(), name, hours, ramadan, places, night: raw.night });
    }
}

fn sites(document: &Document, facts: &mut Facts) {
    for (id, raw) in &document.sites {
        let name = raw.name.clone().unwrap_or_else(|| id.clone());
        let zone = raw.zone.or(document.zone).unwrap_or_default();
        facts.sites.push(Site { id: id.clone(), name, zone, seats: raw.seats, rooms: Vec::new() });
    }
}

fn site_index(name: &At<String>, facts: &Facts, faults: &mut Faults) -> Option<SiteIx> {
    look(name, ("gedung", "site"), facts.sites.iter().map(|one| one.id.as_str()), faults).map(|at| at as SiteIx)
}

/// The tree in depth-first order; every id once.
fn units(document: &Document, facts: &mut Facts, faults: &mut Faults) {
    let mut first: HashMap<String, Spot> = HashMap::new();
    for unit in &document.units {
        plant(unit, None, 0, facts, &mut first, faults);
    }
}

fn plant(
    raw: &UnitRaw,
    parent: Option<UnitIx>,
    depth: u16,
    facts: &mut Facts,
    first: &mut HashMap<String, Spot>,
    faults: &mut Faults,
) {
    let named = named("unit", "unit", &raw.id, faults);
    if named && let Some(before) = first.insert(raw.id.value.clone(), raw.id.spot) {
        twice("unit", "unit", &raw.id, before, faults);
    }
    let above = parent.and_then(|parent| facts.units.get(parent).site);
    let site = raw.site.as_ref().and_then(|name| site_index(name, facts, faults)).or(above);
    let own = facts.units.0.len() as UnitIx;
    let name = raw.name.clone().unwrap_or_else(|| raw.id.value.clone());
    facts.units.0.push(Unit { id: raw.id.value.clone(), name, parent, end: own + 1, depth, site });
    for below in &raw.units {
        plant(below, Some(own), depth + 1, facts, first, faults);
    }
    facts.units.0[own as usize].end = facts.units.0.len() as UnitIx;
}

/// Whether an id names something at all (`E232`).
pub fn named(kind_id: &str, kind_en: &str, name: &At<String>, faults: &mut Faults) -> bool {
    let empty = name.value.trim().is_empty();
    if empty {
        let what = Text::new(format!("`id` {kind_id} ini kosong"), format!("the `id` of this {kind_en} is empty"));
        faults.error("E232", name.spot, what).remedy(Text::new("beri nama yang unik", "give it a name of its own"));
    }
    !empty
}

/// The same id for two things (`E401`).
pub fn twice(kind_id: &str, kind_en: &str, name: &At<String>, before: Spot, faults: &mut Faults) {
    let what = Text::new(
        format!("{kind_id} `{}` ditulis dua kali", name.value),
        format!("the {kind_en} `{}` is written twice", name.value),
    );
    let place = faults.place(before);
    faults
        .error("E401", name.spot, what)
        .cause(Text::new(format!("pertama kali di {place}"), format!("the first is at {place}")));
}

fn rooms(document: &Document, facts: &mut Facts, faults: &mut Faults) {
    let mut first: HashMap<String, Spot> = HashMap::new();
    for (site, (_, raw)) in document.sites.iter().enumerate() {
        for (at, (id, room)) in raw.rooms.iter().enumerate() {
            let units = room.units.iter().filter_map(|name| unit_index(name, facts, faults)).collect();
            let name = room.name.clone().unwrap_or_else(|| id.clone());
            let (seats, named) = match &room.seats.value {
                SeatsRaw::Count(seats) => (*seats, false),
                SeatsRaw::Names(names) => {
                    if names.is_empty() {
                        let what = Text::new("daftar meja ini kosong", "this list of seats is empty");
                        faults.error("E202", room.seats.spot, what).remedy(Text::new(
                            "sebut nama mejanya, atau `0` untuk ruang tanpa meja",
                            "name its seats, or write `0` for a room without seats",
                        ));
                    }
                    for name in names {
                        seat(name, site as SiteIx, at, facts, &mut first, faults);
                    }
                    (names.len() as u32, true)
                }
            };
            facts.sites[site].rooms.push(Room { id: id.clone(), name, seats, named, units });
        }
    }
}

/// A seat with a name, which no other seat has: a roster names seats without their rooms.
fn seat(
    name: &At<String>,
    site: SiteIx,
    room: usize,
    facts: &mut Facts,
    first: &mut HashMap<String, Spot>,
    faults: &mut Faults,
) {
    if !named("meja", "seat", name, faults) {
        return;
    }
    match first.insert(name.value.clone(), name.spot) {
        Some(before) => twice("meja", "seat", name, before, faults),
        None => facts.seats.push(Seat { id: name.value.clone(), site, room }),
    }
}

pub fn unit_index(name: &At<String>, facts: &Facts, faults: &mut Faults) -> Option<UnitIx> {
    look(name, ("unit", "unit"), facts.units.0.iter().map(|one| one.id.as_str()), faults).map(|at| at as UnitIx)
}

/// Minutes of a working day where a contract does not say it: 37.5 hours in five days (Perpres 21/2023).
const DAY_MINUTES: i64 = 450;

fn contracts(document: &Document, facts: &mut Facts, faults: &mut Faults) {
    let usual = [("biasa".to_string(), At::default())];
    let written = document.contracts.iter().map(|(id, raw)| (id.clone(), raw.clone()));
    let all: Vec<(String, At<ContractRaw>)> =
        if document.contracts.is_empty() { usual.to_vec() } else { written.collect() };
    for (id, raw) in all {
        let shifts = match &raw.shifts {
            Some(names) => names.iter().filter_map(|name| shift_index(name, facts, faults)).collect(),
            None => {
                let by_day = |at: &ShiftIx| !facts.shifts[usize::from(*at)].night;
                (0..facts.shifts.len() as ShiftIx).filter(by_day).collect()
            }
        };
        let day_min = raw.day_minutes.unwrap_or(DAY_MINUTES);
        let ramadan_day_min = raw.ramadan_day_minutes.unwrap_or(day_min);
        if !(1..=24 * 60).contains(&day_min) || !(1..=24 * 60).contains(&ramadan_day_min) {
            let what = Text::new("sehari kerja 1 sampai 1440 menit", "a working day has 1 to 1440 minutes");
            faults.error("E222", raw.spot, what);
        }
        for number in raw.limits.values() {
            if number.value < 0 {
                let what = Text::new("batas kontrak tidak negatif", "a contract's limit is not negative");
                faults.error("E202", number.spot, what);
            } else if number.value > MOST {
                too_large(number.value, number.spot, faults);
            }
        }
        facts.contracts.push(Contract {
            id,
            shifts,
            every_day: raw.every_day,
            desk_only: raw.desk_only,
            day_min,
            ramadan_day_min,
            limits: raw.limits.iter().map(|(name, number)| (name.clone(), number.value)).collect(),
        });
    }
}

pub fn shift_index(name: &At<String>, facts: &Facts, faults: &mut Faults) -> Option<ShiftIx> {
    look(name, ("sif", "shift"), facts.shifts.iter().map(|one| one.id.as_str()), faults).map(|at| at as ShiftIx)
}

fn desks(document: &Document, facts: &mut Facts, faults: &mut Faults) {
    for (id, raw) in &document.desks {
        let office = facts.places.iter().position(|place| place.kind == PlaceKind::Office).unwrap_or(0) as PlaceIx;
        let place = raw.place.as_ref().map_or(Some(office), |name| place_index(name, facts, faults));
        let site = raw.site.as_ref().and_then(|name| site_index(name, facts, faults));
        for name in &raw.units {
            unit_index(name, facts, faults);
        }
        let openings: Vec<Opening> = raw.open.iter().flat_map(|one| opening(one, faults)).collect();
        let shifts: Vec<ShiftIx> = match &raw.shifts {
            Some(names) => names.iter().filter_map(|name| shift_index(name, facts, faults)).collect(),
            None => {
                let touches = |hours: &Hours, open: &Opening| {
                    let overlap = |from: i32, to: i32| from < open.to_min && open.from_min < to;
                    overlap(hours.start_min, hours.end_min)
                        || overlap(hours.start_min - DAY_MIN, hours.end_min - DAY_MIN)
                };
                let serves =
                    |at: &ShiftIx| openings.iter().any(|open| touches(&facts.shifts[usize::from(*at)].hours, open));
                (0..facts.shifts.len() as ShiftIx).filter(serves).collect()
            }
        };
        let skill = raw.skill.as_ref().map(|name| (skill_index(&name.value, facts), raw.level.unwrap_or(1)));
        facts.desks.push(Desk {
            id: id.clone(),
            name: raw.name.as_ref().map_or(Text::same(id), |name| name.0.clone()),
            site,
            place: place.unwrap_or(office),
            openings,
            skill,
            expert: raw.experts.as_ref().map(|experts| (experts.level, experts.need)),
            shifts,
            takes_seat: raw.takes_seat,
        });
    }
}

/// Opening hours past midnight become two openings, the second on the days after.
fn opening(raw: &At<OpeningRaw>, faults: &mut Faults) -> Vec<Opening> {
    let weekdays = raw.days.map_or([true; 7], |days| days.0);
    let too_low = |more: Option<u32>| more.is_some_and(|more| more < raw.need);
    if too_low(raw.target) || too_low(raw.max) {
        let what = Text::new("`target` dan `max` tidak di bawah `need`", "`target` and `max` are not below `need`");
        faults.error("E223", raw.spot, what);
    }
    let mut dates: Option<Vec<NaiveDate>> = raw.dates.as_ref().map(|dates| dates.iter().map(|date| date.0).collect());
    dates.iter_mut().for_each(|dates| dates.sort_unstable());
    let one = |weekdays: [bool; 7], dates: Option<Vec<NaiveDate>>, from_min: i32, to_min: i32| Opening {
        weekdays,
        dates,
        holidays: raw.holidays,
        from_min,
        to_min,
        need: raw.need,
        target: raw.target,
        max: raw.max,
    };
    let span = raw.hours.value;
    if span.to_min <= DAY_MIN {
        return vec![one(weekdays, dates, span.from_min, span.to_min)];
    }
    let mut after = weekdays;
    after.rotate_right(1);
    let next = dates.as_ref().map(|dates| dates.iter().filter_map(|date| date.succ_opt()).collect());
    vec![one(weekdays, dates, span.from_min, DAY_MIN), one(after, next, 0, span.to_min - DAY_MIN)]
}

/// Position of a skill, added if new.
pub fn skill_index(name: &str, facts: &mut Facts) -> SkillIx {
    let known = facts.skills.iter().position(|one| one == name);
    known.unwrap_or_else(|| {
        facts.skills.push(name.to_string());
        facts.skills.len() - 1
    }) as SkillIx
}

/// Most duties of one catalogue: their positions are 16 bits wide.
const MOST_DUTIES: usize = 60_000;

/// Free; every shift at its places; every shift that is not a night shift elsewhere; every desk in its shifts; every
/// shift that is worked at the office at every seat with a name.
fn duties(document: &Document, facts: &mut Facts, faults: &mut Faults) {
    facts.duties.push(Duty { shift: None, place: None, desk: None, seat: None });
    for (at, shift) in facts.shifts.iter().enumerate() {
        let duty = |place: PlaceIx| Duty { shift: Some(at as ShiftIx), place: Some(place), desk: None, seat: None };
        let away = |place: &PlaceIx| facts.places[usize::from(*place)].kind == PlaceKind::Away;
        let elsewhere = (0..facts.places.len() as PlaceIx).filter(|at| away(at) && !shift.night);
        let mut places: Vec<PlaceIx> = shift.places.iter().copied().chain(elsewhere).collect();
        places.sort_unstable();
        places.dedup();
        facts.duties.extend(places.into_iter().map(duty));
    }
    for (at, desk) in facts.desks.iter().enumerate() {
        let duty = |shift: &ShiftIx| Duty {
            shift: Some(*shift),
            place: Some(desk.place),
            desk: Some(at as DeskIx),
            seat: None,
        };
        facts.duties.extend(desk.shifts.iter().map(duty));
    }
    let office =
        |place: Option<PlaceIx>| place.is_some_and(|place| facts.places[usize::from(place)].kind == PlaceKind::Office);
    let seated: Vec<Duty> =
        facts.duties.iter().filter(|duty| duty.desk.is_none() && office(duty.place)).copied().collect();
    let all = facts.duties.len() + seated.len() * facts.seats.len();
    if let Some((_, site)) = document.sites.iter().next().filter(|_| all > MOST_DUTIES && !facts.seats.is_empty()) {
        let what = Text::new(
            format!("meja bernama dikali sif terlalu banyak: {all}"),
            format!("too many seats with names times shifts: {all}"),
        );
        faults.error("E224", site.spot, what).remedy(Text::new(
            format!("paling banyak {MOST_DUTIES}; tulis jumlah meja saja di ruang tempat namanya tidak penting"),
            format!("at most {MOST_DUTIES}; write the number of seats in rooms where names do not matter"),
        ));
        return;
    }
    for seat in 0..facts.seats.len() as SeatIx {
        facts.duties.extend(seated.iter().map(|duty| Duty { seat: Some(seat), ..*duty }));
    }
}
