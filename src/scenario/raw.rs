//! A scenario as it is written: the sections of the YAML file, before any name is looked up. A model is the same
//! document with fewer sections. These structs also make the JSON Schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{FileNames, Span, Words};
use crate::facts::people::{Predicate, RankKind, Sex};
use crate::facts::select::People;
use crate::facts::{PlaceKind, Zone};
use crate::input::typed::At;
use crate::input::values::{Date, Percent, Weekdays};

/// Everything but the long lists (`people`, `pools`, `absences`, `wishes`, `pins`) and `rules`, which are read item
/// by item.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Document {
    /// Title of a scenario.
    pub scenario: Option<String>,
    /// Title of a model.
    pub policy: Option<Named>,
    /// What it is for, for readers.
    pub about: Option<String>,
    /// Where it comes from.
    pub sources: Vec<String>,
    /// Dates between which a model is in force.
    pub in_force: Option<InForce>,
    /// The model (policy) that this scenario stands on: a name from the library, or a path.
    pub model: Option<At<String>>,
    pub period: Option<At<Period>>,
    pub calendar: CalendarRaw,
    /// Zone of sites and people that name none.
    pub zone: Option<Zone>,
    pub shifts: BTreeMap<String, At<ShiftRaw>>,
    pub places: BTreeMap<String, PlaceRaw>,
    pub sites: BTreeMap<String, At<SiteRaw>>,
    /// The tree of units.
    pub units: Vec<UnitRaw>,
    pub desks: BTreeMap<String, At<DeskRaw>>,
    pub contracts: BTreeMap<String, At<ContractRaw>>,
    /// The contract of people who name none.
    pub default_contract: Option<At<String>>,
    pub absence_kinds: BTreeMap<String, AbsenceKindRaw>,
    /// How often people are absent without anybody having planned it.
    pub absence_rates: Option<AbsenceRatesRaw>,
    /// Selectors by name.
    pub groups: BTreeMap<String, People>,
    /// Lists kept in CSV or XLSX files beside the scenario.
    pub files: Files,
    pub solve: Settings,
}

/// A name in one or two languages: `Sif pagi` or `{id: Sif pagi, en: Morning}`.
#[derive(Debug, Clone)]
pub struct Named(pub crate::input::lang::Text);

#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InForce {
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// `{from: 2020-01-06, weeks: 4}`; `to` or `days` instead of `weeks`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub from: At<Date>,
    pub to: Option<At<Date>>,
    pub weeks: Option<u16>,
    pub days: Option<u16>,
}

/// `{usual: 5, on: [{from: 2026-03-16, to: 2026-03-27, rate: 9}], source: ...}`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsenceRatesRaw {
    /// Per cent of the duties of a day that fall out.
    pub usual: At<Percent>,
    /// Other rates on some days.
    #[serde(default)]
    pub on: Vec<RateOn>,
    /// Where the numbers come from.
    pub source: Option<String>,
    /// At least one number is an assumption.
    #[serde(default)]
    pub unverified: bool,
}

/// A rate between two dates.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateOn {
    pub from: At<Date>,
    pub to: Option<Date>,
    pub rate: At<Percent>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CalendarRaw {
    /// Which holidays: `indonesia` (the data in `models/calendars`), or `none`.
    pub holidays: Option<At<String>>,
    /// Whether collective leave (cuti bersama) is free; it is if absent.
    pub collective_leave: Option<bool>,
    /// Days of the week that are worked; `mon-fri` if absent.
    pub workdays: Option<Weekdays>,
    /// Further holidays: `2020-01-07: Banjir Jakarta`.
    pub extra: BTreeMap<Date, String>,
    /// Holidays that are worked after all, and weekends made working days.
    pub worked: Vec<Date>,
    /// Ramadan, if not that of the holidays' data.
    pub ramadan: Option<RamadanRaw>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RamadanRaw {
    pub from: Date,
    pub to: Date,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftRaw {
    pub name: Option<Named>,
    /// `06:00-14:00`; an end before the start is on the next day.
    pub hours: At<Span>,
    /// Minutes of break inside the hours.
    #[serde(default)]
    pub break_minutes: i32,
    /// Hours in Ramadan, where they differ.
    pub ramadan: Option<ShiftRamadan>,
    /// Places where it is worked without a desk; office and home if absent.
    pub places: Option<Vec<At<String>>>,
    /// Counts as night work.
    #[serde(default)]
    pub night: bool,
    pub source: Option<String>,
    #[serde(default)]
    pub unverified: bool,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftRamadan {
    pub hours: At<Span>,
    #[serde(default)]
    pub break_minutes: i32,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceRaw {
    pub name: Option<Named>,
    /// `office`, `home` or `away`.
    pub kind: PlaceWord,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PlaceWord {
    Office,
    Home,
    Away,
}

impl From<PlaceWord> for PlaceKind {
    fn from(word: PlaceWord) -> Self {
        match word {
            PlaceWord::Office => PlaceKind::Office,
            PlaceWord::Home => PlaceKind::Home,
            PlaceWord::Away => PlaceKind::Away,
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SiteRaw {
    pub name: Option<String>,
    pub zone: Option<Zone>,
    /// Hot desks in the whole building; not counted if absent.
    pub seats: Option<u32>,
    pub rooms: BTreeMap<String, RoomRaw>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomRaw {
    pub name: Option<String>,
    /// Hot desks: how many, or their names where it matters who sits at which.
    pub seats: At<SeatsRaw>,
    /// Units that sit there; an empty list, where seats have names, for everybody without a room.
    pub units: Vec<At<String>>,
}

/// `12`, or `[A1, A2, A3]`.
#[derive(Debug, Clone)]
pub enum SeatsRaw {
    Count(u32),
    Names(Vec<At<String>>),
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitRaw {
    pub id: At<String>,
    pub name: Option<String>,
    /// Site of its people; that of the unit above if absent.
    pub site: Option<At<String>>,
    #[serde(default)]
    pub units: Vec<UnitRaw>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskRaw {
    pub name: Option<Named>,
    pub site: Option<At<String>>,
    /// Where it is held; the office if absent.
    pub place: Option<At<String>>,
    pub open: Vec<At<OpeningRaw>>,
    /// Skill that everybody at the desk has.
    pub skill: Option<At<String>>,
    /// Level of the skill, 1 if absent.
    pub level: Option<u8>,
    /// This many of those present have at least this level.
    pub experts: Option<ExpertsRaw>,
    /// Units whose people may hold it; all if absent.
    #[serde(default)]
    pub units: Vec<At<String>>,
    /// Shifts in which it is held; every shift that overlaps its hours if absent.
    pub shifts: Option<Vec<At<String>>>,
    /// Whoever holds it also takes a hot desk.
    #[serde(default)]
    pub takes_seat: bool,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningRaw {
    /// Such as `mon-fri`; every day if absent.
    pub days: Option<Weekdays>,
    /// Only on these dates.
    pub dates: Option<Vec<Date>>,
    /// `06:00-22:00`, or `24h`.
    pub hours: At<Span>,
    pub need: u32,
    pub target: Option<u32>,
    pub max: Option<u32>,
    /// Open on holidays too.
    #[serde(default)]
    pub holidays: bool,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpertsRaw {
    pub level: u8,
    pub need: u32,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ContractRaw {
    /// Shifts open to its people; all that are not night shifts if absent.
    pub shifts: Option<Vec<At<String>>>,
    /// Works on every day of the week.
    pub every_day: bool,
    /// Works only at service desks.
    pub desk_only: bool,
    /// Net minutes of a working day; 450 if absent (37.5 hours in five days).
    pub day_minutes: Option<i64>,
    /// The same in Ramadan; as on other days if absent.
    pub ramadan_day_minutes: Option<i64>,
    /// Further numbers that rules ask for as `{contract: name}`.
    pub limits: BTreeMap<String, At<i64>>,
    pub source: Option<String>,
    pub unverified: bool,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AbsenceKindRaw {
    pub name: Option<Named>,
    /// The day counts as worked (travel, training).
    pub works: bool,
    pub source: Option<String>,
    pub unverified: bool,
}

/// Paths are relative to the scenario file.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Files {
    /// One file, or a list of files that are read one after the other: one of each agency.
    pub people: Option<At<FileNames>>,
    pub absences: Option<At<FileNames>>,
    pub wishes: Option<At<FileNames>>,
    pub pins: Option<At<FileNames>>,
    /// The roster already published, in the form of roster.csv.
    pub published: Option<At<String>>,
    /// The roster of the days before the period, in the form of roster.csv.
    pub history: Option<At<String>>,
}

/// How to solve, where the command line does not say it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Seconds.
    pub time_limit: Option<u64>,
    /// Stop at this gap, in per cent: `0.1`.
    pub gap_percent: Option<f64>,
    pub seed: Option<u32>,
}

/// A person: an item of `people:`, a row of the people file, or what all people of a pool have in common.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonRaw {
    /// Not in a pool, whose people are numbered.
    pub id: Option<At<String>>,
    pub unit: Option<At<String>>,
    /// Post, such as `perencana`.
    pub post: Option<String>,
    pub rank: Option<RankKind>,
    /// Level inside the post, such as `ahli_muda`.
    pub level: Option<String>,
    pub predicate: Option<Predicate>,
    /// Performance score for rankings; higher is better.
    pub score: Option<i64>,
    pub sex: Option<Sex>,
    /// Under, or being processed for, disciplinary punishment.
    #[serde(default)]
    pub discipline: bool,
    /// In the present post since.
    pub since: Option<Date>,
    /// The tasks can be done away from the office; true if absent.
    pub remote_tasks: Option<bool>,
    /// Agrees that their sex counts for shift priority.
    #[serde(default)]
    pub consent: bool,
    pub contract: Option<At<String>>,
    pub site: Option<At<String>>,
    /// Seats with names at which they may sit; those of their room if absent.
    #[serde(default)]
    pub seats: At<Words>,
    pub zone: Option<Zone>,
    /// Such as `[ppid, kearsipan:2]`.
    #[serde(default)]
    pub skills: At<Words>,
    #[serde(default)]
    pub tags: Words,
    #[serde(default)]
    pub absences: Vec<AbsenceRaw>,
    /// Months of work from elsewhere.
    #[serde(default)]
    pub blocks: Vec<BlockRaw>,
}

/// `{place: bali, from: …, to: …, zone: WITA}`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockRaw {
    pub place: At<String>,
    pub from: At<Date>,
    pub to: At<Date>,
    pub zone: Option<Zone>,
}

/// A pool's own fields; the others are a person's.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PoolRaw {
    /// People in the pool.
    pub count: At<u32>,
    /// Their ids are this and a number; the unit's id if absent.
    pub prefix: Option<At<String>>,
}

/// `{person: p001, from: 2020-01-06, to: 2020-01-10, kind: annual}`; inside a person without `person`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsenceRaw {
    pub person: Option<At<String>>,
    pub from: At<Date>,
    /// The same day if absent.
    pub to: Option<At<Date>>,
    pub kind: At<String>,
}

/// A wish or a pin: `{person: p001, date: 2020-01-06, shift: pagi}`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskRaw {
    pub person: At<String>,
    /// One day; or `from` and `to`, with `weekdays` to pick among them.
    pub date: Option<At<Date>>,
    pub from: Option<At<Date>>,
    pub to: Option<At<Date>>,
    pub weekdays: Option<Weekdays>,
    pub shift: Option<At<String>>,
    pub place: Option<At<String>>,
    pub desk: Option<At<String>>,
    /// A free day, or (false) any work.
    pub free: Option<bool>,
    /// Anything but this.
    #[serde(default)]
    pub avoid: bool,
    /// How strongly, from 1; multiplies the rule's cost.
    pub weight: Option<At<i64>>,
}
