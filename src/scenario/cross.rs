//! Cross-checks: parts of a scenario that are each well written but contradict each other (`E4xx`).

use super::raw::{Document, InForce};
use super::staff::Index;
use crate::facts::*;
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use crate::input::node::Node;
use crate::input::typed::{At, read};

/// All of them, in the order of the file.
pub fn check(document: &Document, facts: &Facts, index: &Index, whole: Spot, faults: &mut Faults) {
    for group in facts.groups.values() {
        group.faults(facts, faults);
    }
    if facts.shifts.is_empty() && !faults.is_spoiled(&["shifts"]) {
        let what = Text::new("skenario tanpa sif", "the scenario has no shifts");
        faults.error("E405", whole, what).remedy(Text::new(
            "sebut `model:` yang memuat sif, atau isi `shifts:`",
            "name a `model:` that has shifts, or fill `shifts:`",
        ));
    }
    desks(document, facts, faults);
    rooms(document, facts, faults);
    pins(facts, faults);
    idle(facts, index, faults);
}

/// Desks that nobody, or too few, can hold.
fn desks(document: &Document, facts: &Facts, faults: &mut Faults) {
    let holders = holders(facts);
    for (at, desk) in facts.desks.iter().enumerate() {
        let Some(raw) = document.desks.get(&desk.id) else { continue };
        let able = holders[at].len() as u32;
        let need = desk.openings.iter().map(|opening| opening.need).max().unwrap_or(0);
        let spot = raw.skill.as_ref().map_or(raw.spot, |skill| skill.spot);
        let fewer = faults.is_spoiled(&["people", "pools", "contracts", "shifts", "units"]);
        if raw.open.is_empty() {
            if faults.is_spoiled(&["desks"]) {
                continue;
            }
            let what = Text::new(
                format!("loket `{}` tidak pernah buka", desk.id),
                format!("desk `{}` is never open", desk.id),
            );
            faults.warning("E408", raw.spot, what);
        } else if desk.shifts.is_empty() {
            if faults.is_spoiled(&["shifts"]) || raw.shifts.as_ref().is_some_and(|shifts| !shifts.is_empty()) {
                continue;
            }
            let what = Text::new(
                format!("tidak ada sif pada jam buka loket `{}`", desk.id),
                format!("no shift falls into the opening hours of desk `{}`", desk.id),
            );
            faults.error("E409", raw.open[0].hours.spot, what);
        } else if able == 0 && need > 0 && (!fewer || lacks_skill(desk, facts, faults)) {
            let what = Text::new(
                format!("tidak seorang pun dapat bertugas di loket `{}`", desk.id),
                format!("nobody can hold desk `{}`", desk.id),
            );
            let cause = match desk.skill {
                Some((skill, level)) => Text::new(
                    format!("tidak ada pegawai dengan keahlian `{}` tingkat {level}", facts.skills[usize::from(skill)]),
                    format!("no person has the skill `{}` at level {level}", facts.skills[usize::from(skill)]),
                ),
                None => Text::new("tidak ada kontrak atau unit yang cocok", "no contract or unit fits"),
            };
            faults.error("E404", spot, what).cause(cause).remedy(Text::new(
                "beri keahlian itu kepada pegawai (`skills:`), atau ubah loketnya",
                "give the skill to people (`skills:`), or change the desk",
            ));
        } else if let Some((level, need)) = desk.expert.filter(|_| !fewer)
            && experts(facts, desk, &holders[at], level) < need
        {
            let what = Text::new(
                format!("loket `{}` memerlukan {need} orang bertingkat {level}, yang ada kurang", desk.id),
                format!("desk `{}` needs {need} people of level {level}, there are fewer", desk.id),
            );
            faults.error("E404", spot, what);
        } else if able < need && !fewer {
            let what = Text::new(
                format!("loket `{}` memerlukan {need} orang sekaligus, yang dapat hanya {able}", desk.id),
                format!("desk `{}` needs {need} people at once, only {able} can hold it", desk.id),
            );
            faults.error("E404", spot, what);
        }
    }
}

/// By desk: the people who can hold it.
fn holders(facts: &Facts) -> Vec<Vec<PersonIx>> {
    let mut holders: Vec<Vec<PersonIx>> = vec![Vec::new(); facts.desks.len()];
    for person in facts.everybody() {
        for desk in facts.person(person).duties.iter().filter_map(|duty| facts.duty(*duty).desk) {
            let known = &mut holders[usize::from(desk)];
            if known.last() != Some(&person) {
                known.push(person);
            }
        }
    }
    holders
}

/// How many of a desk's holders have this level of its skill.
fn experts(facts: &Facts, desk: &Desk, holders: &[PersonIx], level: u8) -> u32 {
    let skilled =
        |person: &&PersonIx| desk.skill.is_some_and(|(skill, _)| facts.person(**person).level_of(skill) >= level);
    holders.iter().filter(skilled).count() as u32
}

/// Whether nobody has a desk's skill, also nobody who was dropped for faults of their own.
fn lacks_skill(desk: &Desk, facts: &Facts, faults: &Faults) -> bool {
    desk.skill.is_some_and(|(skill, level)| {
        let known = facts.people.iter().any(|person| person.level_of(skill) >= level);
        !known && !faults.was_lost(&facts.skills[usize::from(skill)]) && !faults.absent.contains("skill")
    })
}

/// Rooms that together hold more seats than their site.
fn rooms(document: &Document, facts: &Facts, faults: &mut Faults) {
    for site in &facts.sites {
        let (Some(seats), Some(raw)) = (site.seats, document.sites.get(&site.id)) else { continue };
        let inside: u64 = site.rooms.iter().map(|room| u64::from(room.seats)).sum();
        if inside > u64::from(seats) {
            let what = Text::new(
                format!("ruang-ruang `{}` memuat {inside} kursi, gedungnya {seats}", site.id),
                format!("the rooms of `{}` have {inside} seats, the site {seats}", site.id),
            );
            faults.warning("E410", raw.spot, what);
        }
    }
}

/// Pins on a day of absence.
fn pins(facts: &Facts, faults: &mut Faults) {
    for pin in &facts.pins {
        let who = facts.person(pin.person);
        let works = pin.on && pin.what.free != Some(true);
        if works && who.absence(pin.day).is_some() {
            let date = facts.calendar.day(pin.day).date;
            let what = Text::new(
                format!("`{}` dipasang bertugas pada {date}, padahal tidak hadir", who.id),
                format!("`{}` is pinned to work on {date}, but is absent", who.id),
            );
            faults.warning("E411", pin.spot, what);
        }
    }
}

/// People whose contract leaves them nothing to do.
fn idle(facts: &Facts, index: &Index, faults: &mut Faults) {
    if facts.shifts.is_empty() || faults.is_spoiled(&["shifts", "places", "contracts", "desks"]) {
        return;
    }
    for (person, spot) in facts.people.iter().zip(&index.spots) {
        if person.duties.len() < 2 {
            let what = Text::new(
                format!("tidak ada penugasan yang terbuka bagi `{}`", person.id),
                format!("no duty is open to `{}`", person.id),
            );
            let contract = &facts.contracts[usize::from(person.contract)].id;
            faults.error("E412", *spot, what).cause(Text::new(
                format!("kontrak `{contract}` dan keahliannya tidak mencakup sif atau loket mana pun"),
                format!("contract `{contract}` and the skills cover no shift and no desk"),
            ));
        }
    }
}

/// A period outside the dates in which the model is in force: allowed for studies, but worth a word.
pub fn in_force(model: Option<&Node>, facts: &Facts, name: Option<&At<String>>, faults: &mut Faults) {
    let (Some(node), Some(name)) = (model.and_then(|model| model.get("in_force")), name) else { return };
    let Some(dates) = read::<InForce>(node, faults) else { return };
    let (Some(first), Some(last)) = (facts.calendar.days.first(), facts.calendar.days.last()) else { return };
    let early = dates.from.is_some_and(|from| first.date < from.0);
    let late = dates.until.is_some_and(|until| until.0 < last.date);
    if early || late {
        let date = |date: Option<crate::input::values::Date>| date.map_or("…".to_string(), |date| date.0.to_string());
        let what = Text::new(
            format!("kebijakan `{}` berlaku {} sampai {}", name.value, date(dates.from), date(dates.until)),
            format!("model `{}` is in force from {} to {}", name.value, date(dates.from), date(dates.until)),
        );
        faults.warning("E413", name.spot, what).cause(Text::new(
            format!("periode {} sampai {} tidak seluruhnya di dalamnya", first.date, last.date),
            format!("the period {} to {} is not all inside", first.date, last.date),
        ));
    }
}
