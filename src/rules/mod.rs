//! Rules: one file per rule, with its YAML fields, `says`, `clauses`, `check` and picture tests. [`LIST`] is the only
//! list; nothing else in the program names a rule.
//!
//! `clauses` speaks to engines, `check` judges a finished roster from facts alone; the enumeration test in
//! [`testing`] holds the two together: on every roster of a tiny world, sum of excess = sum of breach units.

mod clock;
mod entry;
mod lower;
mod units;
mod values;
mod words;

#[cfg(test)]
pub mod testing;

pub mod absence;
pub mod anchor_day;
pub mod desk_cover;
pub mod eligibility;
pub mod fairness;
pub mod home_days;
pub mod hours;
pub mod not_alone;
pub mod office_share;
pub mod own_seat;
pub mod pin;
pub mod presence;
pub mod remote_block;
pub mod rest;
pub mod runs;
pub mod seats;
pub mod shift_count;
pub mod spread;
pub mod stability;
pub mod steady_shift;
pub mod team_rooms;
pub mod weekends;
pub mod wishes;

pub use entry::{Entry, Head, read_entry, rules_schema};
pub use lower::{lower, lower_lean, settle};
pub use values::{MOST, Number, Share, Steps, Window, too_large};
pub use words::duty as duty_words;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::facts::{Bar, DayIx, DeskIx, Facts, PersonIx, UnitIx};
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use crate::input::node::Node;
use crate::problem::{Force, Shape};
use crate::roster::Roster;

/// Every rule, in the order of the catalogue.
pub const LIST: &[Kind] = &[
    Kind::of::<eligibility::Eligibility>(),
    Kind::of::<absence::Absence>(),
    Kind::of::<remote_block::RemoteBlock>(),
    Kind::of::<pin::Pin>(),
    Kind::of::<hours::Hours>(),
    Kind::of::<home_days::HomeDays>(),
    Kind::of::<shift_count::ShiftCount>(),
    Kind::of::<rest::Rest>(),
    Kind::of::<runs::Runs>(),
    Kind::of::<weekends::Weekends>(),
    Kind::of::<steady_shift::SteadyShift>(),
    Kind::of::<own_seat::OwnSeat>(),
    Kind::of::<spread::Spread>(),
    Kind::of::<wishes::Wishes>(),
    Kind::of::<desk_cover::DeskCover>(),
    Kind::of::<office_share::OfficeShare>(),
    Kind::of::<presence::Presence>(),
    Kind::of::<seats::Seats>(),
    Kind::of::<anchor_day::AnchorDay>(),
    Kind::of::<team_rooms::TeamRooms>(),
    Kind::of::<not_alone::NotAlone>(),
    Kind::of::<fairness::Fairness>(),
    Kind::of::<stability::Stability>(),
];

/// Part of the catalogue that a rule stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Who may have which flexibility, and when nobody can be rostered.
    WhoMay,
    /// One person's own work.
    OwnWork,
    /// Many people at once.
    Together,
    /// Across periods.
    OverTime,
}

impl Group {
    /// Its name on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Group::WhoMay => "who_may",
            Group::OwnWork => "own_work",
            Group::Together => "together",
            Group::OverTime => "over_time",
        }
    }
}

/// A rule as it stands in a scenario, without its common head.
pub trait Rule: std::fmt::Debug + Send + Sync {
    /// The rule in one plain sentence, with its own numbers in it.
    fn says(&self, given: &Given) -> Text;

    /// Names and numbers in it that make no sense with these facts.
    fn faults(&self, _given: &Given, _faults: &mut Faults) {}

    /// Whether it refuses flexibilities; such a rule may not select its people by them.
    fn refuses(&self) -> bool {
        false
    }

    /// Flexibilities that it refuses, settled before any clause or check is asked for.
    fn settle(&self, _given: &Given) -> Vec<(PersonIx, Bar)> {
        Vec::new()
    }

    /// Most home days over the period that it allows a person when it must hold; `None`: no limit.
    fn home_limit(&self, _given: &Given, _person: PersonIx) -> Option<i64> {
        None
    }

    /// Where it wants a share of those at work a day to be at the office: for pictures.
    fn office_bands(&self, _given: &Given) -> Vec<Band> {
        Vec::new()
    }

    /// The rule in the engines' vocabulary.
    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)>;

    /// The rule judged on a finished roster, from facts alone.
    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach>;
}

/// The share, in per cent, of some people of a unit whom a rule wants at the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    pub unit: UnitIx,
    pub people: Vec<PersonIx>,
    pub min: i64,
    pub max: i64,
}

/// Something that a study asks of a scenario as one more rule, whichever rule it is that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// So many days a week at home for the people selected; less in short weeks.
    HomePromise { days: i64 },
    /// No work from home for the people selected.
    NoHome,
}

/// The item of `rules:` that asks for it, as YAML. `head` are the common fields but for the force, such as
/// `id: x, who: {…}`.
pub fn item(asking: Asking, head: &str) -> String {
    let written = LIST.iter().find_map(|kind| Some((kind.name, (kind.fields_of)(asking)?)));
    written.map_or(String::new(), |(name, fields)| format!("{{{name}: {{{head}, {fields}, must: true}}}}"))
}

/// What a rule's file says about the rule itself.
pub trait Described: Rule + DeserializeOwned + JsonSchema + 'static {
    /// Its key in YAML.
    const NAME: &'static str;
    const GROUP: Group;
    /// YAML items as a scenario would write them; the first is shown in the catalogue, all are enumerated in tests.
    const EXAMPLES: &'static [&'static str];
    /// What it is for and what one unit of breach is.
    fn about() -> Text;

    /// Its own fields, as YAML, if it is the rule that asks for this.
    fn fields_of(_asking: Asking) -> Option<String> {
        None
    }
}

/// A rule's entry in [`LIST`].
pub struct Kind {
    pub name: &'static str,
    pub group: Group,
    pub examples: &'static [&'static str],
    pub about: fn() -> Text,
    fields_of: fn(Asking) -> Option<String>,
    read: fn(&Node, &mut Faults) -> Option<Box<dyn Rule>>,
    schema: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
}

impl Kind {
    const fn of<R: Described>() -> Kind {
        Kind {
            name: R::NAME,
            group: R::GROUP,
            examples: R::EXAMPLES,
            about: R::about,
            fields_of: R::fields_of,
            read: |node, faults| {
                let rule: R = crate::input::typed::read(node, faults)?;
                Some(Box::new(rule))
            },
            schema: R::json_schema,
        }
    }
}

impl Kind {
    /// Its own fields with what they mean, as the schema says it.
    pub fn fields(&self) -> Vec<(String, String)> {
        let schema = (self.schema)(&mut schemars::SchemaGenerator::default());
        let Some(fields) = schema.get("properties").and_then(|fields| fields.as_object()) else { return Vec::new() };
        let meaning =
            |field: &serde_json::Value| field.get("description").and_then(|text| text.as_str()).map(str::to_string);
        fields.iter().map(|(name, field)| (name.clone(), meaning(field).unwrap_or_default())).collect()
    }
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name)
    }
}

/// What a rule is given beside its own fields: the facts and its scope.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    pub facts: &'a Facts,
    /// `must`, or the cost of its units.
    pub force: &'a Force,
    /// People in scope, rising.
    pub people: Vec<PersonIx>,
    /// Days in scope, by day of the period.
    pub days: Vec<bool>,
    /// Where the rule stands, for faults of the rule as a whole.
    pub spot: Spot,
}

impl Given<'_> {
    pub fn on(&self, day: DayIx) -> bool {
        self.days[usize::from(day)]
    }

    /// The days in scope, rising.
    pub fn scope(&self) -> impl Iterator<Item = DayIx> + '_ {
        self.facts.days().filter(|day| self.on(*day))
    }

    /// Windows of the period cut down to the days in scope; those left empty are dropped.
    pub fn windows(&self, per: crate::facts::Per) -> Vec<Vec<DayIx>> {
        let windows = self.facts.calendar.windows(per).into_iter();
        let scoped = windows.map(|window| window.filter(|day| self.on(*day)).collect::<Vec<_>>());
        scoped.filter(|window| !window.is_empty()).collect()
    }

    /// A breach of so many units at this rule's force; `units` is at least 1.
    pub fn breach(&self, units: i64, text: Text) -> Breach {
        assert!(units > 0, "a breach counts at least one unit: {}", text.en);
        Breach { units, force: self.force.clone(), text, person: None, day: None, desk: None, unit: None }
    }
}

/// One counted violation of a rule by a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// At least 1.
    pub units: i64,
    pub force: Force,
    /// The sentence, with the person, day and numbers in it.
    pub text: Text,
    pub person: Option<PersonIx>,
    pub day: Option<DayIx>,
    pub desk: Option<DeskIx>,
    pub unit: Option<UnitIx>,
}

impl Breach {
    pub fn of(mut self, person: PersonIx) -> Self {
        self.person = Some(person);
        self
    }

    pub fn on(mut self, day: DayIx) -> Self {
        self.day = Some(day);
        self
    }

    pub fn at(mut self, desk: DeskIx) -> Self {
        self.desk = Some(desk);
        self
    }

    pub fn within(mut self, unit: UnitIx) -> Self {
        self.unit = Some(unit);
        self
    }

    /// The same breach at another price (a wish of weight 3).
    pub fn times(mut self, factor: i64) -> Self {
        self.force = self.force.times(factor);
        self
    }

    /// Cost points; 0 for a `must`.
    pub fn cost(&self) -> i64 {
        self.force.cost(self.units)
    }

    pub fn is_must(&self) -> bool {
        self.force == Force::Must
    }
}
