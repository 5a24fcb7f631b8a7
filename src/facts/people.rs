//! Civil servants, their contracts, absences, remote blocks and wishes. No rule logic.
//!
//! Sex, predicate, score, discipline and consent are personal data: only rules that need them read them, and no
//! report prints them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::duty::{DayIx, Duty, DutyIx, Pattern, PersonIx, PlaceIx, ShiftIx};
use super::sites::{SiteIx, Zone};
use super::units::UnitIx;
use crate::input::fault::Spot;
use crate::input::lang::Text;

pub type SkillIx = u16;
pub type ContractIx = u16;

/// Kind of rank of a civil servant's post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RankKind {
    /// Pejabat fungsional.
    Functional,
    /// Pejabat struktural.
    Structural,
    /// Pelaksana.
    Executing,
    /// Not a civil servant: outsourced guards, drivers.
    Other,
}

/// Yearly performance predicate, worst first so that `>=` reads "at least".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Predicate {
    VeryPoor,
    Poor,
    NeedsImprovement,
    Good,
    VeryGood,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    Female,
    Male,
}

/// Working conditions shared by many people.
#[derive(Debug, Clone, Default)]
pub struct Contract {
    pub id: String,
    /// Shifts open to its people.
    pub shifts: Vec<ShiftIx>,
    /// Open on every day of the week, not on working days only.
    pub every_day: bool,
    /// Works only at service desks; otherwise also without one.
    pub desk_only: bool,
    /// Net minutes that one working day stands for (450 of a 37.5-hour week), and in Ramadan.
    pub day_min: i64,
    pub ramadan_day_min: i64,
    /// Further numbers that rules ask for by name.
    pub limits: BTreeMap<String, i64>,
}

/// A stretch of days on which somebody cannot be rostered.
#[derive(Debug, Clone)]
pub struct Absence {
    pub days: RangeInclusive<DayIx>,
    /// Position in [`super::Facts::absence_kinds`].
    pub kind: u16,
    /// Where it is written.
    pub spot: Spot,
}

/// Why people are absent, and what it counts as.
#[derive(Debug, Clone)]
pub struct AbsenceKind {
    pub id: String,
    pub name: Text,
    /// The day counts as worked for hours (travel, training).
    pub works: bool,
}

/// Months of work from elsewhere.
#[derive(Debug, Clone)]
pub struct RemoteBlock {
    pub days: RangeInclusive<DayIx>,
    pub place: PlaceIx,
    pub zone: Zone,
}

/// What flexibility a rule may refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flex {
    /// Work from home.
    Home,
    /// Hours other than office hours.
    Time,
}

/// A refusal, with its reason; the reason names no personal value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    pub flex: Flex,
    /// Stable word for counting (`rank`, `predicate`, `discipline`, `new_in_post`, `task`, …).
    pub code: &'static str,
    pub reason: Text,
}

/// A wish or a pin: on this day this kind of duty, or anything but it.
#[derive(Debug, Clone)]
pub struct Ask {
    pub person: PersonIx,
    pub day: DayIx,
    pub what: Pattern,
    /// `true`: wants it; `false`: wants anything else.
    pub on: bool,
    /// Multiplies the rule's cost; at least 1.
    pub weight: i64,
    /// Where it is written.
    pub spot: Spot,
}

impl Ask {
    /// Whether holding this duty is what was asked.
    pub fn met(&self, duty: &Duty) -> bool {
        self.what.matches(duty) == self.on
    }
}

/// A civil servant.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: String,
    pub unit: UnitIx,
    /// Post, such as `perencana`.
    pub post: String,
    pub rank: Option<RankKind>,
    /// Level inside the post, such as `ahli_muda`.
    pub level: Option<String>,
    pub predicate: Option<Predicate>,
    /// Performance score for rankings (top 20 %); higher is better.
    pub score: Option<i64>,
    pub sex: Option<Sex>,
    /// Under, or being processed for, disciplinary punishment.
    pub discipline: bool,
    /// In the present post since.
    pub since: Option<NaiveDate>,
    /// The tasks can be done away from the office.
    pub remote_tasks: bool,
    /// Agrees that their sex counts for shift priority.
    pub consent: bool,
    pub contract: ContractIx,
    pub site: Option<SiteIx>,
    pub zone: Zone,
    /// Skill and level from 1.
    pub skills: Vec<(SkillIx, u8)>,
    pub tags: Vec<String>,
    pub absences: Vec<Absence>,
    pub blocks: Vec<RemoteBlock>,
    /// Duties of the days before the period, latest last; empty: not known.
    pub history: Vec<DutyIx>,
    /// Duties that the person may ever hold, rising, free first.
    pub duties: Vec<DutyIx>,
    /// Flexibilities refused by rules, settled before any other rule is read.
    pub bars: Vec<Bar>,
}

impl Person {
    /// Level of a skill, 0 if absent.
    pub fn level_of(&self, skill: SkillIx) -> u8 {
        self.skills.iter().find(|(had, _)| *had == skill).map_or(0, |(_, level)| *level)
    }

    pub fn may(&self, flex: Flex) -> bool {
        self.bars.iter().all(|bar| bar.flex != flex)
    }

    pub fn absence(&self, day: DayIx) -> Option<&Absence> {
        self.absences.iter().find(|absence| absence.days.contains(&day))
    }
}
