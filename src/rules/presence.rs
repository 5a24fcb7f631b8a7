//! `presence`: a fewest number of a unit's people at the office on every working day, and somebody who leads among them.
//! Unit of breach: one person missing, each unit, day and shift by itself, those who lead by themselves.
//!
//! Leave alone never breaks it: what is asked is lowered to the people who could come. Somebody can come who is not
//! absent, not on a remote block away from the office, and whose menu of the day has a fitting office duty. With
//! several `shifts`, one person can come to one of them only: who is left after leave is asked for in the first shifts
//! of the list. (The spec lowered each shift by itself, which one person left of a team could not keep.)
//!
//! Sources: "some civil servants always remain in the office" [S4]; coordination and proximity to a supervisor
//! (`domain.md` 6.2, 6.5).

use schemars::JsonSchema;
use serde::Deserialize;

use super::clock::shift_on;
use super::units::{self, Members};
use super::words::nothing_asked;
use super::{Breach, Described, Given, Group, Rule};
use crate::facts::select::{People, known};
use crate::facts::{DayIx, DutySet, Facts, PersonIx, PlaceKind, ShiftIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Cell, Force, Shape, Sum};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Presence {
    /// Units of which each keeps the number; without `units` and `level`: every lowest unit that has people.
    #[serde(default)]
    units: Vec<At<String>>,
    /// All units at this depth of the tree: 0 = ministry, 1 = deputy, 2 = directorate, …
    #[serde(default)]
    level: Option<At<u16>>,
    /// Fewest people of the unit at the office.
    #[serde(default)]
    min: Option<At<u32>>,
    /// Shifts that keep the number each; without them the day as a whole keeps it.
    #[serde(default)]
    shifts: Vec<At<String>>,
    /// Among those at the office is somebody who leads.
    #[serde(default)]
    lead: Option<Lead>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Lead {
    /// Those who lead.
    who: People,
    /// Fewest of them at the office.
    #[serde(default = "one")]
    min: At<u32>,
}

fn one() -> At<u32> {
    At::from(1)
}

/// Office duties that count together: of the whole day, or of one shift.
struct Slot {
    shift: Option<ShiftIx>,
    office: DutySet,
}

/// People of a unit of whom some number is asked for.
struct Pool {
    people: Vec<PersonIx>,
    least: i64,
    leads: bool,
}

impl Presence {
    /// Units that have fewer people than are asked for (`E434`); a warning where it need not hold.
    fn too_few(&self, given: &Given, faults: &mut Faults) {
        if faults.is_spoiled(&["people", "pools", "units"]) {
            return;
        }
        let leads = self.leads(given.facts);
        for members in units::members(given, &self.units, self.level.as_ref()) {
            for pool in self.pools(&members, &leads) {
                let (unit, had) = (&given.facts.units.get(members.unit).id, pool.people.len());
                if had as i64 >= pool.least {
                    continue;
                }
                let of =
                    if pool.leads { Text::new("penanggung jawab", "leads") } else { Text::new("pegawai", "people") };
                let what = Text::new(
                    format!("unit `{unit}` memerlukan {} {}, yang ada {had}", pool.least, of.id),
                    format!("unit `{unit}` needs {} {}, it has {had}", pool.least, of.en),
                );
                let lead = self.lead.as_ref().filter(|_| pool.leads).map(|lead| lead.min.spot);
                let spot = lead.or(self.min.as_ref().map(|min| min.spot)).filter(|spot| spot.line > 0);
                let spot = spot.unwrap_or(given.spot);
                match given.force {
                    Force::Must => faults.error("E434", spot, what),
                    Force::Prefer(_) => faults.warning("E434", spot, what),
                };
            }
        }
    }

    fn slots(&self, facts: &Facts) -> Vec<Slot> {
        let office = |shift: Option<ShiftIx>| {
            let all = facts.at(PlaceKind::Office);
            DutySet::new(all.iter().filter(|duty| shift.is_none() || facts.duty(*duty).shift == shift))
        };
        if self.shifts.is_empty() {
            return vec![Slot { shift: None, office: office(None) }];
        }
        let place = |name: &At<String>| facts.shifts.iter().position(|shift| shift.id == name.value);
        let shifts = self.shifts.iter().filter_map(place).map(|shift| Some(shift as ShiftIx));
        shifts.map(|shift| Slot { shift, office: office(shift) }).collect()
    }

    /// The unit's people, and those of them who lead, with what is asked of each.
    fn pools(&self, members: &Members, leads: &[bool]) -> Vec<Pool> {
        let mut pools = Vec::new();
        if let Some(min) = &self.min {
            pools.push(Pool { people: members.people.clone(), least: i64::from(min.value), leads: false });
        }
        if let Some(lead) = &self.lead {
            let people = members.people.iter().copied().filter(|person| leads[*person as usize]).collect();
            pools.push(Pool { people, least: i64::from(lead.min.value), leads: true });
        }
        pools
    }

    /// Who leads, by person.
    fn leads(&self, facts: &Facts) -> Vec<bool> {
        let leads = |person| self.lead.as_ref().is_some_and(|lead| lead.who.selects(facts, person));
        facts.everybody().map(leads).collect()
    }

    /// Every pool of every unit with every working day in scope.
    fn asks(&self, given: &Given) -> Vec<(Members, Pool)> {
        let leads = self.leads(given.facts);
        let all = units::members(given, &self.units, self.level.as_ref()).into_iter();
        all.flat_map(|members| self.pools(&members, &leads).into_iter().map(move |pool| (members.clone(), pool)))
            .collect()
    }
}

/// What can be asked of a pool in each slot of a day: see the head of this file.
fn asked(facts: &Facts, pool: &Pool, day: DayIx, slots: &[Slot]) -> Vec<i64> {
    let wanted = pool.least * slots.len() as i64;
    let mut left = 0;
    let mut could = vec![0; slots.len()];
    for &person in &pool.people {
        if left >= wanted && could.iter().all(|could| *could >= pool.least) {
            break;
        }
        if !can_come(facts, person, day) {
            continue;
        }
        let mut any = false;
        for (could, slot) in could.iter_mut().zip(slots) {
            if facts.menu(person, day).any(|duty| slot.office.contains(duty)) {
                *could += 1;
                any = true;
            }
        }
        left += i64::from(any);
    }
    let mut take = |could: i64| {
        let taken = pool.least.min(could).min(left);
        left -= taken;
        taken
    };
    could.into_iter().map(&mut take).collect()
}

/// Neither absent nor on a remote block away from the office.
fn can_come(facts: &Facts, person: PersonIx, day: DayIx) -> bool {
    let who = facts.person(person);
    let away = |place: u16| facts.places[usize::from(place)].kind != PlaceKind::Office;
    who.absence(day).is_none() && !who.blocks.iter().any(|block| block.days.contains(&day) && away(block.place))
}

impl Described for Presence {
    const NAME: &'static str = "presence";
    const GROUP: Group = Group::Together;
    const EXAMPLES: &'static [&'static str] = &[
        "presence: {min: 1, shifts: [pagi, sore], prefer: [2, 5]}",
        "presence: {level: 2, min: 2, prefer: [1, 4]}",
        "presence: {lead: {who: {skills: [ppid], predicate: very_good}}, must: true}",
        "presence: {units: [deputi-a], min: 1, lead: {who: {people: [bob]}, min: 1}, shifts: [sore], must: true}",
    ];

    fn about() -> Text {
        Text::new(
            "Jumlah terkecil pegawai sebuah unit yang hadir di kantor; satu unit pelanggaran = satu orang yang kurang.",
            "The fewest of a unit's people at the office; one unit = one person missing.",
        )
    }
}

impl Rule for Presence {
    fn says(&self, given: &Given) -> Text {
        let whole = units::words(&self.units, self.level.as_ref());
        let (mut id, mut en) = (Vec::new(), Vec::new());
        if let Some(min) = &self.min {
            id.push(format!("sedikitnya {} pegawai", min.value));
            en.push(format!("at least {}", super::clock::people(i64::from(min.value)).en));
        }
        if let Some(lead) = &self.lead {
            id.push(format!("sedikitnya {} pimpinan", lead.min.value));
            en.push(format!("at least {} who lead", lead.min.value));
        }
        let name = |wanted: &At<String>| {
            let shift = given.facts.shifts.iter().find(|shift| shift.id == wanted.value);
            shift.map_or(Text::same(wanted.value.clone()), |shift| shift.name.clone())
        };
        let names: Vec<Text> = self.shifts.iter().map(name).collect();
        let join = |lang: fn(&Text) -> &str| names.iter().map(lang).collect::<Vec<_>>().join(", ");
        let when = match names.is_empty() {
            true => Text::new("pada hari kerja", "on a working day"),
            false => Text::new(
                format!("pada hari kerja di setiap sif ({})", join(|name| &name.id)),
                format!("on a working day in each of the shifts {}", join(|name| &name.en)),
            ),
        };
        Text::new(
            format!("Di kantor {} {} hadir {}.", when.id, whole.id, id.join(" dan ")),
            format!("At the office {} {} there are {}.", when.en, whole.en, en.join(" and ")),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        let before = faults.list.len();
        units::faults(given, &self.units, self.level.as_ref(), faults);
        known(&self.shifts, "sif", "shift", || given.facts.shifts.iter().map(|shift| shift.id.as_str()), faults);
        if let Some(lead) = &self.lead {
            lead.who.faults(given.facts, faults);
        }
        if self.min.is_none() && self.lead.is_none() {
            let (id, en) = ("tulis `min` atau `lead`, misalnya `min: 2`", "write `min` or `lead`, such as `min: 2`");
            nothing_asked(given, id, en, faults);
        }
        for min in self.min.iter().chain(self.lead.as_ref().map(|lead| &lead.min)) {
            if min.value == 0 {
                let what = Text::new("paling sedikit 1", "it must be at least 1");
                faults.error("E214", min.spot, what);
            }
        }
        // Names that do not exist select nobody, and that is no news.
        if faults.list.len() == before {
            self.too_few(given, faults);
        }
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let facts = given.facts;
        let slots = self.slots(facts);
        let mut clauses = Vec::new();
        for (_, pool) in self.asks(given) {
            for day in given.scope().filter(|day| facts.calendar.day(*day).working) {
                for (least, slot) in asked(facts, &pool, day, &slots).into_iter().zip(&slots) {
                    if least == 0 {
                        continue;
                    }
                    let fits = |person: PersonIx| {
                        let duties = facts.menu(person, day).filter(|duty| slot.office.contains(*duty));
                        duties.map(move |duty| (Cell { person, day, duty }, 1))
                    };
                    let cells = pool.people.iter().flat_map(|person| fits(*person)).collect();
                    let sum = Sum { cells, constant: 0 };
                    clauses.push((given.force.clone(), Shape::Count { sum, min: Some(least), max: None, per: 1 }));
                }
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let slots = self.slots(facts);
        let mut breaches = Vec::new();
        for (members, pool) in self.asks(given) {
            for day in given.scope().filter(|day| facts.calendar.day(*day).working) {
                for (least, slot) in asked(facts, &pool, day, &slots).into_iter().zip(&slots) {
                    let here = pool.people.iter().filter(|person| slot.office.contains(roster.duty(**person, day)));
                    let here = here.count() as i64;
                    if here >= least {
                        continue;
                    }
                    let date = || Text::same(facts.calendar.day(day).date.to_string());
                    let when = slot.shift.map_or_else(date, |shift| shift_on(facts, day, shift));
                    let unit = &facts.units.get(members.unit).name;
                    let (of_id, of_en) = if pool.leads { (" pimpinan", " of those who lead") } else { (" orang", "") };
                    let text = Text::new(
                        format!("{unit}, {}: {here}{of_id} ada di kantor, diminta {least}", when.id),
                        format!("{unit}, {}: {here}{of_en} at the office, {least} asked", when.en),
                    );
                    breaches.push(given.breach(least - here, text).on(day).within(members.unit));
                }
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{faults_of, judge, judge_in, rule, world};

    const ONE: &str = "presence: {min: 1, must: true}";
    const BOTH_SHIFTS: &str = "presence: {min: 1, shifts: [pagi, sore], must: true}";

    #[test]
    fn somebody_at_the_office_is_enough() {
        assert_eq!(judge(ONE, "ana O---\n bob H---"), "");
        assert_eq!(judge(ONE, "ana h---\n bob H---"), "tim-1, 2020-01-10: 0 at the office, 1 asked\n");
    }

    #[test]
    fn a_desk_at_the_office_counts_as_being_there() {
        assert_eq!(judge(ONE, "ana d---\n bob H---"), "");
    }

    #[test]
    fn nobody_is_asked_for_on_a_holiday_or_of_people_who_cannot_come() {
        // Saturday and Sunday are no working days; on Monday Ana is on leave and Bob in Bali.
        assert_eq!(judge(ONE, "ana O---\n bob O---"), "");
        let mut facts = world();
        facts.people[1].blocks.clear();
        assert_eq!(
            judge_in(facts, "presence: {min: 2, must: true}", "ana O---\n bob O---"),
            "tim-1, 2020-01-13: 0 at the office, 1 asked\n"
        );
    }

    #[test]
    fn each_shift_is_asked_by_itself_and_the_first_comes_first() {
        assert_eq!(
            judge(BOTH_SHIFTS, "ana O---\n bob O---"),
            "tim-1, 2020-01-10 evening 14.00–22.00: 0 at the office, 1 asked\n"
        );
        let mut facts = world();
        facts.people[1].blocks.clear();
        assert_eq!(
            judge_in(facts.clone(), BOTH_SHIFTS, "ana O---\n bob o--o"),
            "tim-1, 2020-01-13 morning 06.00–14.00: 0 at the office, 1 asked\n"
        );
        assert_eq!(judge_in(facts, BOTH_SHIFTS, "ana O---\n bob o--O"), "");
    }

    #[test]
    fn one_who_leads_is_asked_for_beside_the_number() {
        let lead = "presence: {min: 1, lead: {who: {people: [ana]}}, must: true}";
        assert_eq!(judge(lead, "ana o---\n bob H---"), "");
        assert_eq!(
            judge(lead, "ana H---\n bob O---"),
            "tim-1, 2020-01-10: 0 of those who lead at the office, 1 asked\n"
        );
    }

    #[test]
    fn an_empty_rule_unknown_shifts_and_zero_are_faults() {
        assert_eq!(faults_of("presence: {must: true}"), "E240 this rule asks for nothing\n");
        assert_eq!(faults_of("presence: {min: 0, must: true}"), "E214 it must be at least 1\n");
        assert_eq!(faults_of("presence: {min: 1, shifts: [siang], must: true}"), "E301 there is no shift `siang`\n");
        let lead = "presence: {lead: {who: {people: [cici]}}, must: true}";
        assert_eq!(faults_of(lead), "E301 there is no person `cici`\n");
    }

    #[test]
    fn it_says_its_numbers() {
        let yaml = "presence: {level: 1, min: 2, shifts: [pagi, sore], lead: {who: {people: [ana]}}, must: true}";
        let said = rule(yaml).says(&world());
        assert_eq!(
            said.en,
            "At the office on a working day in each of the shifts morning, evening in every unit of level 1 there are \
             at least 2 people and at least 1 who lead."
        );
        assert!(said.id.contains("sedikitnya 2 pegawai dan sedikitnya 1 pimpinan"), "{}", said.id);
    }
}
