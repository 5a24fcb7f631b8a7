//! The files of INRC-II, as JSON or as text: told apart by their content, and read into the same structs.

use serde::Deserialize;

use super::text;
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use crate::input::node::{Node, parse};
use crate::input::typed::{At, read as read_node};

/// A scenario: what holds in all weeks.
#[derive(Debug, Deserialize)]
pub struct Scenario {
    pub id: At<String>,
    #[serde(rename = "numberOfWeeks")]
    pub weeks: At<i64>,
    pub skills: Vec<At<String>>,
    #[serde(rename = "shiftTypes")]
    pub shifts: Vec<Shift>,
    #[serde(rename = "forbiddenShiftTypeSuccessions")]
    pub never: Vec<Never>,
    pub contracts: Vec<Contract>,
    pub nurses: Vec<Nurse>,
}

#[derive(Debug, Deserialize)]
pub struct Shift {
    pub id: At<String>,
    #[serde(rename = "minimumNumberOfConsecutiveAssignments")]
    pub shortest: At<i64>,
    #[serde(rename = "maximumNumberOfConsecutiveAssignments")]
    pub longest: At<i64>,
}

/// Shifts that must not be worked on the day after another.
#[derive(Debug, Deserialize)]
pub struct Never {
    #[serde(rename = "precedingShiftType")]
    pub after: At<String>,
    #[serde(rename = "succeedingShiftTypes")]
    pub not: Vec<At<String>>,
}

#[derive(Debug, Deserialize)]
pub struct Contract {
    pub id: At<String>,
    #[serde(rename = "minimumNumberOfAssignments")]
    pub fewest_days: At<i64>,
    #[serde(rename = "maximumNumberOfAssignments")]
    pub most_days: At<i64>,
    #[serde(rename = "minimumNumberOfConsecutiveWorkingDays")]
    pub shortest_run: At<i64>,
    #[serde(rename = "maximumNumberOfConsecutiveWorkingDays")]
    pub longest_run: At<i64>,
    #[serde(rename = "minimumNumberOfConsecutiveDaysOff")]
    pub shortest_rest: At<i64>,
    #[serde(rename = "maximumNumberOfConsecutiveDaysOff")]
    pub longest_rest: At<i64>,
    #[serde(rename = "maximumNumberOfWorkingWeekends")]
    pub weekends: At<i64>,
    /// 1: weekends are worked whole or not at all.
    #[serde(rename = "completeWeekends")]
    pub complete: At<i64>,
}

#[derive(Debug, Deserialize)]
pub struct Nurse {
    pub id: At<String>,
    pub contract: At<String>,
    pub skills: Vec<At<String>>,
}

/// What happened before the first week.
#[derive(Debug, Deserialize)]
pub struct History {
    pub scenario: At<String>,
    /// Weeks of the scenario that are over.
    pub week: At<i64>,
    #[serde(rename = "nurseHistory")]
    pub nurses: Vec<Past>,
}

#[derive(Debug, Deserialize)]
pub struct Past {
    pub nurse: At<String>,
    /// Days and weekends worked so far.
    #[serde(rename = "numberOfAssignments")]
    pub days: At<i64>,
    #[serde(rename = "numberOfWorkingWeekends")]
    pub weekends: At<i64>,
    /// The shift of the last day, or `None`.
    #[serde(rename = "lastAssignedShiftType")]
    pub last: At<String>,
    /// Last days in a row in that shift, at work, and off.
    #[serde(rename = "numberOfConsecutiveAssignments")]
    pub same: At<i64>,
    #[serde(rename = "numberOfConsecutiveWorkingDays")]
    pub work: At<i64>,
    #[serde(rename = "numberOfConsecutiveDaysOff")]
    pub off: At<i64>,
}

/// The demand and the requests of one week.
#[derive(Debug, Deserialize)]
pub struct Week {
    pub scenario: At<String>,
    pub requirements: Vec<Requirement>,
    #[serde(rename = "shiftOffRequests", default)]
    pub requests: Vec<Request>,
}

#[derive(Debug, Deserialize)]
pub struct Requirement {
    #[serde(rename = "shiftType")]
    pub shift: At<String>,
    pub skill: At<String>,
    #[serde(rename = "requirementOnMonday")]
    pub monday: Level,
    #[serde(rename = "requirementOnTuesday")]
    pub tuesday: Level,
    #[serde(rename = "requirementOnWednesday")]
    pub wednesday: Level,
    #[serde(rename = "requirementOnThursday")]
    pub thursday: Level,
    #[serde(rename = "requirementOnFriday")]
    pub friday: Level,
    #[serde(rename = "requirementOnSaturday")]
    pub saturday: Level,
    #[serde(rename = "requirementOnSunday")]
    pub sunday: Level,
}

impl Requirement {
    /// Monday first.
    pub fn days(&self) -> [&Level; 7] {
        [&self.monday, &self.tuesday, &self.wednesday, &self.thursday, &self.friday, &self.saturday, &self.sunday]
    }
}

/// People asked for on one day.
#[derive(Debug, Deserialize)]
pub struct Level {
    pub minimum: At<i64>,
    pub optimal: At<i64>,
}

/// A shift that a nurse does not want; `Any`: a day off.
#[derive(Debug, Deserialize)]
pub struct Request {
    pub nurse: At<String>,
    #[serde(rename = "shiftType")]
    pub shift: At<String>,
    pub day: At<String>,
}

/// One file, as what it is.
#[derive(Debug)]
pub enum Part {
    Scenario(Scenario),
    History(History),
    Week(Week),
}

/// Reads a file of any of the three kinds; `None` after a fault.
pub fn read(file: u32, whole: &str, faults: &mut Faults) -> Option<Part> {
    let before = faults.list.len();
    let part = match whole.trim_start().starts_with('{') {
        true => json(file, whole, faults),
        false => text::read(file, whole, faults),
    };
    part.filter(|_| faults.list.len() == before)
}

/// JSON is YAML but for tabs, which YAML does not take as indentation.
fn json(file: u32, whole: &str, faults: &mut Faults) -> Option<Part> {
    let node: Node = parse(file, &whole.replace('\t', " "), faults)?;
    let has = |key: &str| node.get(key).is_some();
    if has("nurseHistory") {
        read_node(&node, faults).map(Part::History)
    } else if has("requirements") {
        read_node(&node, faults).map(Part::Week)
    } else if has("nurses") {
        read_node(&node, faults).map(Part::Scenario)
    } else {
        unknown(node.spot, faults);
        None
    }
}

/// A file that is none of the three kinds (`E240`).
pub fn unknown(spot: Spot, faults: &mut Faults) {
    bad(spot, "ini bukan skenario, riwayat atau minggu", "this is no scenario, history or week", faults);
}

/// What these files do not hold (`E240`).
pub fn bad(spot: Spot, id: &str, en: &str, faults: &mut Faults) {
    faults.error("E240", spot, Text::new(id, en)).remedy(Text::new(
        "apakah ini berkas INRC-II: Sc-…, H0-… atau WD-…, JSON atau teks?",
        "is this a file of INRC-II: Sc-…, H0-… or WD-…, JSON or text?",
    ));
}
