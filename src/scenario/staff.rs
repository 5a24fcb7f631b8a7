//! People, pools, absences, remote blocks, wishes and pins: from their rows to facts.

use std::collections::HashMap;

use super::catalogue::{look, named, shift_index, skill_index, twice, unit_index};
use super::raw::{AbsenceRaw, AskRaw, BlockRaw, Document, PersonRaw, PoolRaw};
use crate::facts::select::{outside, unknown};
use crate::facts::*;
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use crate::input::typed::At;

/// Most people in one scenario: keeps indexes and memory in bounds.
const MOST_PEOPLE: usize = 2_000_000;

/// The rows of one scenario, with the places they were read at.
#[derive(Debug, Default)]
pub struct Rows {
    pub people: Vec<PersonRaw>,
    pub pools: Vec<(PoolRaw, PersonRaw)>,
    pub absences: Vec<AbsenceRaw>,
    pub wishes: Vec<AskRaw>,
    pub pins: Vec<AskRaw>,
    /// Where to point when there is nobody at all.
    pub whole: Spot,
}

impl Rows {
    /// Leaves out the absence, wish or pin written at a place; a fault (`E306`) if there is none.
    pub fn drop(&mut self, place: &str, faults: &mut Faults) {
        let there = |spot: Spot| faults.place(spot) == place;
        let count = |rows: &Rows| {
            let own: usize = rows.people.iter().map(|person| person.absences.len()).sum();
            own + rows.absences.len() + rows.wishes.len() + rows.pins.len()
        };
        let before = count(self);
        self.absences.retain(|row| !there(row.from.spot));
        self.wishes.retain(|row| !there(row.person.spot));
        self.pins.retain(|row| !there(row.person.spot));
        self.people.iter_mut().for_each(|person| person.absences.retain(|row| !there(row.from.spot)));
        if count(self) == before {
            let what = Text::new(
                format!("tidak ada baris di {place}"),
                format!("no absence, wish or pin is written at {place}"),
            );
            faults.error("E306", self.whole, what);
        }
    }
}

/// Positions of people by id, and where each stands in the files.
pub struct Index {
    by_id: HashMap<String, PersonIx>,
    /// The first unit of each id.
    units: HashMap<String, UnitIx>,
    pub spots: Vec<Spot>,
}

impl Index {
    pub fn find(&self, id: &str) -> Option<PersonIx> {
        self.by_id.get(id).copied()
    }

    fn look(&self, name: &At<String>, facts: &Facts, faults: &mut Faults) -> Option<PersonIx> {
        let found = self.find(&name.value);
        if found.is_none() {
            unknown(
                &name.value,
                name.spot,
                "pegawai",
                "person",
                facts.people.iter().map(|one| one.id.as_str()),
                faults,
            );
        }
        found
    }
}

/// Fills people with their duties, absences, blocks, wishes and pins.
pub fn build(document: &Document, rows: Rows, facts: &mut Facts, faults: &mut Faults) -> Index {
    let mut index = Index { by_id: HashMap::new(), units: HashMap::new(), spots: Vec::new() };
    for unit in facts.units.all() {
        index.units.entry(facts.units.get(unit).id.clone()).or_insert(unit);
    }
    for raw in &rows.people {
        if let Some(id) = &raw.id {
            hire(document, raw, id.clone(), &mut index, facts, faults);
        }
    }
    for (pool, raw) in &rows.pools {
        if index.spots.len() + pool.count.value as usize > MOST_PEOPLE {
            let what =
                Text::new(format!("lebih dari {MOST_PEOPLE} pegawai"), format!("more than {MOST_PEOPLE} people"));
            faults.error("E224", pool.count.spot, what);
            continue;
        }
        if pool.count.value == 0 {
            let what = Text::new("kelompok pegawai ini kosong", "this pool has nobody in it");
            faults.error("E202", pool.count.spot, what).remedy(Text::new("tulis sedikitnya 1", "write at least 1"));
        }
        let prefix = pool.prefix.clone().or_else(|| raw.unit.clone());
        let prefix = prefix.unwrap_or_else(|| At::new("pegawai".into(), pool.count.spot));
        let width = pool.count.value.max(1).ilog10() as usize + 1;
        for number in 1..=pool.count.value {
            let id = format!("{}-{number:0width$}", prefix.value);
            if let Some(before) = index.find(&id) {
                twice("pegawai", "person", &At::new(id, prefix.spot), index.spots[before as usize], faults);
                break;
            }
            hire(document, raw, At::new(id, prefix.spot), &mut index, facts, faults);
        }
    }
    if facts.people.is_empty() && !faults.has_errors() {
        let what = Text::new("skenario tanpa pegawai", "the scenario has no people");
        faults.error("E405", rows.whole, what).remedy(Text::new(
            "isi `people:`, `pools:` atau `files: {people: pegawai.csv}`",
            "fill `people:`, `pools:` or `files: {people: staff.csv}`",
        ));
    }
    for raw in &rows.absences {
        let Some(name) = &raw.person else {
            let what = Text::new("ketidakhadiran tanpa `person`", "an absence without `person`");
            faults.error("E104", raw.from.spot, what);
            continue;
        };
        if let (Some(person), Some(absence)) = (index.look(name, facts, faults), absence(raw, facts, faults)) {
            add_absence(person, absence, raw.from.spot, facts, faults);
        }
    }
    facts.wishes = asks(&rows.wishes, &index, facts, faults);
    facts.pins = asks(&rows.pins, &index, facts, faults);
    index
}

fn hire(
    document: &Document,
    raw: &PersonRaw,
    id: At<String>,
    index: &mut Index,
    facts: &mut Facts,
    faults: &mut Faults,
) {
    if !named("pegawai", "person", &id, faults) {
        return;
    }
    if let Some(before) = index.find(&id.value) {
        twice("pegawai", "person", &id, index.spots[before as usize], faults);
        return;
    }
    let unit = match &raw.unit {
        Some(name) => index.units.get(&name.value).copied().or_else(|| unit_index(name, facts, faults)),
        None if facts.units.0.len() == 1 => Some(0),
        None => {
            let what = Text::new(format!("pegawai `{}` tanpa unit", id.value), format!("`{}` has no unit", id.value));
            faults.error("E104", id.spot, what).remedy(Text::new("tulis `unit:`", "write `unit:`"));
            None
        }
    };
    let contracts = || facts.contracts.iter().map(|one| one.id.as_str());
    let contract = match raw.contract.as_ref().or(document.default_contract.as_ref()) {
        Some(name) => look(name, ("kontrak", "contract"), contracts(), faults),
        None => Some(0),
    };
    let site = match &raw.site {
        Some(name) => {
            look(name, ("gedung", "site"), facts.sites.iter().map(|one| one.id.as_str()), faults).map(|at| at as SiteIx)
        }
        None => unit.and_then(|unit| facts.units.get(unit).site),
    };
    let (Some(unit), Some(contract)) = (unit, contract) else {
        let words = raw.tags.0.iter().chain(&raw.post).chain(&raw.level).map(String::as_str);
        let skills = raw.skills.0.iter().map(|skill| skill.split(':').next().unwrap_or(skill));
        words.chain(skills).chain([id.value.as_str()]).for_each(|name| faults.lose(name));
        faults.spoiled.insert("people".into());
        return;
    };
    let zone = raw.zone.or(site.map(|site| facts.sites[usize::from(site)].zone)).or(document.zone).unwrap_or_default();
    let skills = skills(&raw.skills, facts, faults);
    let blocks: Vec<RemoteBlock> = raw.blocks.iter().filter_map(|block| remote(block, zone, facts, faults)).collect();
    let person = facts.people.len() as PersonIx;
    index.by_id.insert(id.value.clone(), person);
    index.spots.push(id.spot);
    let mut hired = Person {
        id: id.value,
        unit,
        post: raw.post.clone().unwrap_or_default(),
        rank: raw.rank,
        level: raw.level.clone(),
        predicate: raw.predicate,
        score: raw.score,
        sex: raw.sex,
        discipline: raw.discipline,
        since: raw.since.map(|date| date.0),
        remote_tasks: raw.remote_tasks.unwrap_or(true),
        consent: raw.consent,
        contract: contract as ContractIx,
        site,
        zone,
        skills,
        tags: raw.tags.0.clone(),
        absences: Vec::new(),
        blocks,
        history: Vec::new(),
        duties: Vec::new(),
        bars: Vec::new(),
    };
    let seats = seats_of(&raw.seats, &hired, facts, faults);
    hired.duties = duties_of(document, &hired, &seats, facts);
    facts.people.push(hired);
    for raw in &raw.absences {
        if let Some(name) = &raw.person {
            let what =
                Text::new("`person` tidak ditulis di dalam seorang pegawai", "`person` has no place in a person");
            faults.error("E229", name.spot, what).remedy(Text::new(
                "hapus `person`, atau pindahkan baris ini ke `absences:`",
                "drop `person`, or move this entry to `absences:`",
            ));
        }
        if let Some(absence) = absence(raw, facts, faults) {
            add_absence(person, absence, raw.from.spot, facts, faults);
        }
    }
}

/// The seats with names at which a person may sit: those they name, else those of their room.
fn seats_of(raw: &At<super::words::Words>, person: &Person, facts: &Facts, faults: &mut Faults) -> Vec<SeatIx> {
    if raw.value.0.is_empty() {
        let site = person.site.or_else(|| facts.units.get(person.unit).site);
        return site.map_or(Vec::new(), |site| facts.usual_seats(person.unit, site));
    }
    let all = || facts.seats.iter().map(|seat| seat.id.as_str());
    let find = |name: &String| look(&At::new(name.clone(), raw.spot), ("meja", "seat"), all(), faults);
    raw.value.0.iter().filter_map(find).map(|at| at as SeatIx).collect()
}

/// The duties that a person may ever hold: shifts of the contract, places that need no block or that of a block, and
/// desks whose skill and units fit. Whoever has seats with names does office work at one of them only.
fn duties_of(document: &Document, person: &Person, seats: &[SeatIx], facts: &Facts) -> Vec<DutyIx> {
    let contract = &facts.contracts[usize::from(person.contract)];
    let desk_fits = |at: DeskIx| {
        let desk = &facts.desks[usize::from(at)];
        let skilled = desk.skill.is_none_or(|(skill, level)| person.level_of(skill) >= level);
        let units = document.desks.get(&desk.id).map(|raw| raw.units.as_slice()).unwrap_or_default();
        let mut own = facts.units.upwards(person.unit).map(|unit| facts.units.get(unit).id.as_str());
        skilled && (units.is_empty() || own.any(|id| units.iter().any(|unit| unit.value == id)))
    };
    let fitting: Vec<bool> = (0..facts.desks.len() as DeskIx).map(desk_fits).collect();
    let fits = |duty: &Duty| {
        let Some(shift) = duty.shift else { return true };
        if !contract.shifts.contains(&shift) {
            return false;
        }
        match (duty.desk, duty.place.map(|place| (place, facts.places[usize::from(place)].kind))) {
            (Some(desk), _) => fitting[usize::from(desk)],
            (None, Some((place, PlaceKind::Away))) => person.blocks.iter().any(|block| block.place == place),
            (None, Some((_, PlaceKind::Office))) => {
                let there = duty.seat.map_or(seats.is_empty(), |seat| seats.contains(&seat));
                there && !contract.desk_only
            }
            (None, _) => !contract.desk_only,
        }
    };
    (0..facts.duties.len() as DutyIx).filter(|duty| fits(facts.duty(*duty))).collect()
}

/// `ppid` or `ppid:2`.
fn skills(raw: &At<super::words::Words>, facts: &mut Facts, faults: &mut Faults) -> Vec<(SkillIx, u8)> {
    let mut skills = Vec::new();
    for word in &raw.value.0 {
        let (name, level) = word.split_once(':').unwrap_or((word, "1"));
        match level.trim().parse::<u8>() {
            Ok(level) if level > 0 && !name.trim().is_empty() => skills.push((skill_index(name.trim(), facts), level)),
            _ => {
                let what = Text::new(format!("`{word}` bukan keahlian"), format!("`{word}` is not a skill"));
                faults.error("E225", raw.spot, what).remedy(Text::new(
                    "tulis `nama` atau `nama:tingkat` dengan tingkat 1 sampai 255",
                    "write `name` or `name:level` with a level from 1 to 255",
                ));
            }
        }
    }
    skills
}

/// A stretch of dates cut to the period; `None` if it lies outside, a fault if it ends before it starts.
fn stretch(
    from: &At<crate::input::values::Date>,
    to: &At<crate::input::values::Date>,
    facts: &Facts,
    faults: &mut Faults,
) -> Option<std::ops::RangeInclusive<DayIx>> {
    if to.value < from.value {
        let what = Text::new("berakhir sebelum mulai", "it ends before it starts");
        faults.error("E226", to.spot, what);
        return None;
    }
    let (first, last) = (facts.calendar.days.first()?.date, facts.calendar.days.last()?.date);
    let start = facts.calendar.find(from.value.0.max(first))?;
    let end = facts.calendar.find(to.value.0.min(last))?;
    (start <= end).then_some(start..=end)
}

fn absence(raw: &AbsenceRaw, facts: &mut Facts, faults: &mut Faults) -> Option<Absence> {
    let kinds = || facts.absence_kinds.iter().map(|kind| kind.id.as_str());
    let kind = match kinds().position(|kind| kind == raw.kind.value) {
        Some(at) => at,
        None => {
            unknown(&raw.kind.value, raw.kind.spot, "jenis ketidakhadiran", "kind of absence", kinds(), faults);
            return None;
        }
    };
    let to = raw.to.as_ref().unwrap_or(&raw.from);
    stretch(&raw.from, to, facts, faults).map(|days| Absence { days, kind: kind as u16, spot: raw.from.spot })
}

/// Adds an absence; warns where it overlaps another of the same person.
fn add_absence(person: PersonIx, absence: Absence, spot: Spot, facts: &mut Facts, faults: &mut Faults) {
    let who = &mut facts.people[person as usize];
    let overlaps =
        |other: &&Absence| other.days.start() <= absence.days.end() && absence.days.start() <= other.days.end();
    if who.absences.iter().find(overlaps).is_some() {
        let what = Text::new(
            format!("`{}` sudah tidak hadir pada sebagian hari itu", who.id),
            format!("`{}` is already absent on some of these days", who.id),
        );
        faults.warning("E406", spot, what).remedy(Text::new("yang pertama berlaku", "the first one counts"));
    }
    who.absences.push(absence);
}

fn remote(raw: &BlockRaw, own: Zone, facts: &Facts, faults: &mut Faults) -> Option<RemoteBlock> {
    let place = look(&raw.place, ("tempat", "place"), facts.places.iter().map(|one| one.id.as_str()), faults)?;
    if facts.places[place].kind != PlaceKind::Away {
        let what = Text::new(
            format!("`{}` bukan tempat jauh (`kind: away`)", raw.place.value),
            format!("`{}` is not a place of `kind: away`", raw.place.value),
        );
        faults.error("E227", raw.place.spot, what);
        return None;
    }
    let days = stretch(&raw.from, &raw.to, facts, faults)?;
    Some(RemoteBlock { days, place: place as PlaceIx, zone: raw.zone.unwrap_or(own) })
}

/// Wishes or pins, one for each of their days.
fn asks(rows: &[AskRaw], index: &Index, facts: &Facts, faults: &mut Faults) -> Vec<Ask> {
    let mut asks = Vec::new();
    for raw in rows {
        let person = index.look(&raw.person, facts, faults);
        let (days, what) = (ask_days(raw, facts, faults), ask_pattern(raw, facts, faults));
        let weight = raw.weight.as_ref().map_or(1, |weight| weight.value);
        if !(1..=10_000).contains(&weight) {
            let spot = raw.weight.as_ref().map_or(raw.person.spot, |weight| weight.spot);
            faults.error("E228", spot, Text::new("bobot 1 sampai 10000", "a weight is 1 to 10000"));
            continue;
        }
        let (Some(person), Some(what)) = (person, what) else { continue };
        asks.extend(days.into_iter().map(|day| Ask {
            person,
            day,
            what,
            on: !raw.avoid,
            weight,
            spot: raw.person.spot,
        }));
    }
    asks
}

fn ask_days(raw: &AskRaw, facts: &Facts, faults: &mut Faults) -> Vec<DayIx> {
    let picked = |day: &DayIx| raw.weekdays.is_none_or(|days| days.contains(facts.calendar.day(*day).weekday()));
    match (&raw.date, &raw.from, &raw.to) {
        (Some(date), None, None) => {
            let day = facts.calendar.find(date.value.0);
            if day.is_none() {
                outside(date.value.0, date.spot, facts, faults);
            }
            day.into_iter().collect()
        }
        (None, from, to) => {
            for date in from.iter().chain(to) {
                if facts.calendar.find(date.value.0).is_none() {
                    outside(date.value.0, date.spot, facts, faults);
                    return Vec::new();
                }
            }
            let first = from.as_ref().and_then(|date| facts.calendar.find(date.value.0)).unwrap_or(0);
            let last = to.as_ref().and_then(|date| facts.calendar.find(date.value.0));
            let last = last.unwrap_or(facts.calendar.len().saturating_sub(1));
            if facts.calendar.is_empty() {
                return Vec::new();
            }
            if let Some(to) = to.as_ref().filter(|_| last < first) {
                faults.error("E226", to.spot, Text::new("berakhir sebelum mulai", "it ends before it starts"));
            }
            (first..=last).filter(picked).collect()
        }
        (Some(date), _, _) => {
            let what = Text::new("`date` dan `from`/`to` tidak bersama", "`date` does not go with `from`/`to`");
            faults.error("E229", date.spot, what);
            Vec::new()
        }
    }
}

fn ask_pattern(raw: &AskRaw, facts: &Facts, faults: &mut Faults) -> Option<Pattern> {
    let shift = raw.shift.as_ref().map(|name| shift_index(name, facts, faults));
    let places = facts.places.iter().map(|one| one.id.as_str());
    let place = raw.place.as_ref().map(|name| look(name, ("tempat", "place"), places, faults));
    let desks = facts.desks.iter().map(|one| one.id.as_str());
    let desk = raw.desk.as_ref().map(|name| look(name, ("loket", "desk"), desks, faults));
    if shift.is_none() && place.is_none() && desk.is_none() && raw.free.is_none() {
        let what = Text::new("tidak disebut apa yang diminta", "it does not say what is asked for");
        faults.error("E229", raw.person.spot, what).remedy(Text::new(
            "tulis `shift`, `place`, `desk` atau `free: true`",
            "write `shift`, `place`, `desk` or `free: true`",
        ));
        return None;
    }
    if raw.free == Some(true) && (shift.is_some() || place.is_some() || desk.is_some()) {
        let what =
            Text::new("libur tidak bersama sif, tempat atau loket", "free does not go with a shift, place or desk");
        faults.error("E229", raw.person.spot, what);
        return None;
    }
    if [shift.is_some_and(|found| found.is_none()), place.is_some_and(|found| found.is_none())].contains(&true)
        || desk.is_some_and(|found| found.is_none())
    {
        return None;
    }
    Some(Pattern {
        shift: shift.flatten(),
        place: place.flatten().map(|at| at as PlaceIx),
        desk: desk.flatten().map(|at| at as DeskIx),
        free: raw.free,
    })
}
