//! Selectors: which people, which days, which duties a rule speaks of.
//!
//! All conditions of one selector hold together; the values of one list are alternatives. `any`, `not` and named
//! groups nest to any depth.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Facts;
use super::duty::{DayIx, Duty, DutySet, PersonIx, PlaceKind};
use super::people::{Flex, Person, Predicate, RankKind, Sex};
use crate::input::fault::Faults;
use crate::input::fault::Spot;
use crate::input::lang::Text;
use crate::input::suggest::suggest;
use crate::input::typed::At;
use crate::input::values::Date;
use crate::input::values::Weekdays;

/// Which people. An empty selector is everybody.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct People {
    /// Units; everybody in them or below them.
    pub units: Vec<At<String>>,
    /// Person ids.
    pub people: Vec<At<String>>,
    /// Posts, such as `perencana`.
    pub posts: Vec<At<String>>,
    pub levels: Vec<At<String>>,
    pub ranks: Vec<RankKind>,
    pub contracts: Vec<At<String>>,
    pub skills: Vec<At<String>>,
    pub tags: Vec<At<String>>,
    pub sites: Vec<At<String>>,
    pub sex: Option<Sex>,
    /// Performance predicate at least this good.
    pub predicate: Option<Predicate>,
    /// Agreed that a personal attribute counts.
    pub consent: Option<bool>,
    /// Not refused this flexibility by any `eligibility` rule.
    pub may: Option<Flex>,
    /// Refused it.
    pub may_not: Option<Flex>,
    /// A selector of `groups:`.
    pub group: Option<At<String>>,
    /// At least one of these.
    pub any: Vec<People>,
    /// None of these.
    pub not: Vec<People>,
}

fn among<'a>(asked: &[At<String>], had: impl IntoIterator<Item = &'a str>) -> bool {
    if asked.is_empty() {
        return true;
    }
    had.into_iter().any(|had| asked.iter().any(|name| name.value == had))
}

impl People {
    /// Everybody it selects, rising.
    pub fn select(&self, facts: &Facts) -> Vec<PersonIx> {
        facts.everybody().filter(|person| self.selects(facts, *person)).collect()
    }

    pub fn selects(&self, facts: &Facts, person: PersonIx) -> bool {
        let who = facts.person(person);
        self.selects_place_in_house(facts, who)
            && among(&self.people, [who.id.as_str()])
            && among(&self.posts, [who.post.as_str()])
            && among(&self.levels, who.level.as_deref())
            && (self.ranks.is_empty() || who.rank.is_some_and(|rank| self.ranks.contains(&rank)))
            && among(&self.skills, who.skills.iter().map(|(skill, _)| facts.skills[usize::from(*skill)].as_str()))
            && among(&self.tags, who.tags.iter().map(String::as_str))
            && self.sex.is_none_or(|sex| who.sex == Some(sex))
            && self.predicate.is_none_or(|least| who.predicate.is_some_and(|had| had >= least))
            && self.consent.is_none_or(|consent| who.consent == consent)
            && self.may.is_none_or(|flex| who.may(flex))
            && self.may_not.is_none_or(|flex| !who.may(flex))
            && self
                .group
                .as_ref()
                .is_none_or(|name| facts.groups.get(&name.value).is_some_and(|group| group.selects(facts, person)))
            && (self.any.is_empty() || self.any.iter().any(|one| one.selects(facts, person)))
            && !self.not.iter().any(|one| one.selects(facts, person))
    }

    fn selects_place_in_house(&self, facts: &Facts, who: &Person) -> bool {
        let units = || facts.units.upwards(who.unit).map(|unit| facts.units.get(unit).id.as_str());
        let contract = facts.contracts[usize::from(who.contract)].id.as_str();
        among(&self.units, units())
            && among(&self.contracts, [contract])
            && among(&self.sites, who.site.map(|site| facts.sites[usize::from(site)].id.as_str()))
    }

    /// Whether it selects by a personal attribute: sex or performance.
    pub fn asks_attribute(&self, facts: &Facts) -> bool {
        let group = self.group.as_ref().and_then(|name| facts.groups.get(&name.value));
        self.sex.is_some()
            || self.predicate.is_some()
            || self.any.iter().chain(&self.not).chain(group).any(|inner| inner.asks_attribute(facts))
    }

    /// Whether it selects by what `eligibility` rules refuse.
    pub fn asks_flex(&self, facts: &Facts) -> bool {
        let group = self.group.as_ref().and_then(|name| facts.groups.get(&name.value));
        self.may.is_some()
            || self.may_not.is_some()
            || self.any.iter().chain(&self.not).chain(group).any(|inner| inner.asks_flex(facts))
    }

    /// The groups that it names, at any depth.
    pub fn groups(&self) -> Vec<&At<String>> {
        let inner = self.any.iter().chain(&self.not).flat_map(People::groups);
        self.group.iter().chain(inner).collect()
    }

    /// Names in it that do not exist.
    pub fn faults(&self, facts: &Facts, faults: &mut Faults) {
        let units = || facts.units.0.iter().map(|unit| unit.id.as_str());
        known(&self.units, "unit", "unit", units, faults);
        known(&self.people, "pegawai", "person", || facts.people.iter().map(|one| one.id.as_str()), faults);
        had(&self.posts, "jabatan", "post", || facts.people.iter().map(|one| one.post.as_str()), faults);
        let levels = || facts.people.iter().filter_map(|one| one.level.as_deref());
        had(&self.levels, "jenjang", "level", levels, faults);
        known(&self.contracts, "kontrak", "contract", || facts.contracts.iter().map(|one| one.id.as_str()), faults);
        had(&self.skills, "keahlian", "skill", || facts.skills.iter().map(String::as_str), faults);
        let tags = || facts.people.iter().flat_map(|one| one.tags.iter().map(String::as_str));
        had(&self.tags, "tanda", "tag", tags, faults);
        known(&self.sites, "gedung", "site", || facts.sites.iter().map(|one| one.id.as_str()), faults);
        known(self.group.as_slice(), "kelompok", "group", || facts.groups.keys().map(String::as_str), faults);
        for inner in self.any.iter().chain(&self.not) {
            inner.faults(facts, faults);
        }
    }
}

/// Reports the names that are not among the known ones, each at its place, with the nearest known name.
pub fn known<'a, I: Iterator<Item = &'a str>>(
    names: &[At<String>],
    kind_id: &str,
    kind_en: &str,
    all: impl Fn() -> I,
    faults: &mut Faults,
) {
    for name in names {
        if !all().any(|one| one == name.value) {
            unknown(&name.value, name.spot, kind_id, kind_en, all(), faults);
        }
    }
}

/// The same for what people have (posts, levels, skills, tags): that nobody here has it is no fault of a model.
pub fn had<'a, I: Iterator<Item = &'a str>>(
    names: &[At<String>],
    kind_id: &str,
    kind_en: &str,
    all: impl Fn() -> I,
    faults: &mut Faults,
) {
    let own = |name: &&At<String>| faults.model != Some(name.spot.file);
    let names: Vec<At<String>> = names.iter().filter(own).cloned().collect();
    known(&names, kind_id, kind_en, all, faults);
}

/// One name that does not exist (`E301`); no news where it stood in an entry dropped for its own faults, or in a
/// section that could not be read.
pub fn unknown<'a>(
    name: &str,
    spot: Spot,
    kind_id: &str,
    kind_en: &str,
    all: impl Iterator<Item = &'a str>,
    faults: &mut Faults,
) {
    if faults.was_lost(name) || faults.absent.contains(kind_en) {
        return;
    }
    let mut all: Vec<&str> = all.collect();
    all.sort_unstable();
    all.dedup();
    let what = Text::new(format!("{kind_id} `{name}` tidak ada"), format!("there is no {kind_en} `{name}`"));
    let remedy = match suggest(name, all.iter().copied()) {
        Some(near) => Text::new(format!("maksud Anda `{near}`?"), format!("did you mean `{near}`?")),
        None if all.is_empty() => Text::new(
            format!("skenario ini tidak memuat {kind_id} apa pun"),
            format!("this scenario has no {kind_en} at all"),
        ),
        None => {
            let some = all.iter().take(12).map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ");
            let more = if all.len() > 12 { ", …" } else { "" };
            Text::new(format!("yang ada: {some}{more}"), format!("known: {some}{more}"))
        }
    };
    faults.error("E301", spot, what).remedy(remedy);
}

/// Which days. An empty selector is every day of the period.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Days {
    /// Such as `fri` or `mon-thu`.
    pub weekdays: Option<Weekdays>,
    pub dates: Vec<At<Date>>,
    /// First and last date.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Only working days, or only the others.
    pub working: Option<bool>,
    pub ramadan: Option<bool>,
    /// None of these.
    pub not: Vec<Days>,
}

impl Days {
    pub fn selects(&self, facts: &Facts, day: DayIx) -> bool {
        let the = facts.calendar.day(day);
        let weekday = the.weekday().num_days_from_monday() as usize;
        self.weekdays.is_none_or(|weekdays| weekdays.0[weekday])
            && (self.dates.is_empty() || self.dates.iter().any(|date| date.value.0 == the.date))
            && self.from.is_none_or(|from| from.0 <= the.date)
            && self.to.is_none_or(|to| the.date <= to.0)
            && self.working.is_none_or(|working| working == the.working)
            && self.ramadan.is_none_or(|ramadan| ramadan == the.ramadan)
            && !self.not.iter().any(|one| one.selects(facts, day))
    }

    /// Dates outside the period.
    pub fn faults(&self, facts: &Facts, faults: &mut Faults) {
        for date in &self.dates {
            if facts.calendar.find(date.value.0).is_none() {
                outside(date.value.0, date.spot, facts, faults);
            }
        }
        for inner in &self.not {
            inner.faults(facts, faults);
        }
    }
}

/// One date outside the period (`E402`).
pub fn outside(date: chrono::NaiveDate, spot: Spot, facts: &Facts, faults: &mut Faults) {
    let (Some(first), Some(last)) = (facts.calendar.days.first(), facts.calendar.days.last()) else { return };
    let what = Text::new(format!("tanggal {date} di luar periode"), format!("the date {date} is outside the period"));
    faults.error("E402", spot, what).remedy(Text::new(
        format!("periode: {} sampai {}", first.date, last.date),
        format!("the period is {} to {}", first.date, last.date),
    ));
}

/// Which duties. An empty selector is all work (everything but free).
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Duties {
    pub shifts: Vec<At<String>>,
    pub places: Vec<At<String>>,
    pub desks: Vec<At<String>>,
    /// Only duties at desks, or only the others.
    pub at_desk: Option<bool>,
    /// Only night shifts, or only the others.
    pub night: Option<bool>,
    /// Only being free.
    pub free: bool,
}

impl Duties {
    pub fn set(&self, facts: &Facts) -> DutySet {
        facts.duty_set(|duty| self.selects(facts, duty))
    }

    fn selects(&self, facts: &Facts, duty: &Duty) -> bool {
        let Some(shift) = duty.shift.map(|shift| &facts.shifts[usize::from(shift)]) else { return self.free };
        !self.free
            && among(&self.shifts, [shift.id.as_str()])
            && among(&self.places, duty.place.map(|place| facts.places[usize::from(place)].id.as_str()))
            && among(&self.desks, duty.desk.map(|desk| facts.desks[usize::from(desk)].id.as_str()))
            && self.at_desk.is_none_or(|at_desk| at_desk == duty.desk.is_some())
            && self.night.is_none_or(|night| night == shift.night)
    }

    /// Names in it that do not exist.
    pub fn faults(&self, facts: &Facts, faults: &mut Faults) {
        known(&self.shifts, "sif", "shift", || facts.shifts.iter().map(|one| one.id.as_str()), faults);
        known(&self.places, "tempat", "place", || facts.places.iter().map(|one| one.id.as_str()), faults);
        known(&self.desks, "loket", "desk", || facts.desks.iter().map(|one| one.id.as_str()), faults);
    }

    /// In words, for `says`: "shift evening at home"; "work" if nothing is said.
    pub fn words(&self, facts: &Facts) -> Text {
        let names = |list: &[At<String>], name: &dyn Fn(&str) -> Text| {
            let texts: Vec<Text> = list.iter().map(|one| name(&one.value)).collect();
            let join = |lang: fn(&Text) -> &str| texts.iter().map(lang).collect::<Vec<_>>().join("/");
            Text::new(join(|text| &text.id), join(|text| &text.en))
        };
        let shift =
            |id: &str| facts.shifts.iter().find(|one| one.id == id).map_or(Text::same(id), |one| one.name.clone());
        let place =
            |id: &str| facts.places.iter().find(|one| one.id == id).map_or(Text::same(id), |one| one.name.clone());
        let desk =
            |id: &str| facts.desks.iter().find(|one| one.id == id).map_or(Text::same(id), |one| one.name.clone());
        if self.free {
            return Text::new("libur", "free");
        }
        let mut id = Vec::new();
        let mut en = Vec::new();
        let parts = [
            ("sif", "shift", names(&self.shifts, &shift)),
            ("di", "at", names(&self.places, &place)),
            ("di loket", "at desk", names(&self.desks, &desk)),
        ];
        if self.shifts.is_empty() {
            id.push("kerja".into());
            en.push("work".into());
        }
        for (before_id, before_en, text) in parts {
            if !text.en.is_empty() {
                id.push(format!("{before_id} {}", text.id));
                en.push(format!("{before_en} {}", text.en));
            }
        }
        if self.night == Some(true) {
            id.push("malam".into());
            en.push("at night".into());
        }
        if self.at_desk == Some(true) && self.desks.is_empty() {
            id.push("di loket".into());
            en.push("at a desk".into());
        }
        Text::new(id.join(" "), en.join(" "))
    }
}

/// The duties at a kind of place, as a word in both languages.
pub fn place_words(kind: PlaceKind) -> Text {
    match kind {
        PlaceKind::Office => Text::new("kantor", "the office"),
        PlaceKind::Home => Text::new("rumah", "home"),
        PlaceKind::Away => Text::new("tempat lain", "elsewhere"),
    }
}
