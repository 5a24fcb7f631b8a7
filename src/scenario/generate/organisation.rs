//! The organisation that a generated scenario is of: a tree of units with head-count weights, buildings and desks,
//! read from YAML or made up.
//!
//! ```yaml
//! organisation: Kementerian PPN/Bappenas
//! sites:
//!   utama: {name: Gedung Utama, seats: 45}      # hot desks per 100 people of the site
//! units:                                        # as in a scenario, with `weight` (18 if absent) and `work`
//!   - {id: kementerian, site: utama, units: [{id: direktorat-a, weight: 20, work: planning}]}
//! desks:                                        # as in a scenario; with `staff`, people are hired for it
//!   ppid: {open: [{days: mon-fri, hours: "08:00-16:00", need: 1}], skill: ppid, units: [direktorat-a]}
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::facts::Zone;
use crate::facts::people::RankKind;
use crate::input::fault::Faults;
use crate::input::file::read_text;
use crate::input::node::parse;
use crate::input::typed::{At, read};
use crate::input::values::Weekdays;
use crate::scenario::raw::Named;
use crate::scenario::words::Span;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Organisation {
    /// Its name.
    pub organisation: String,
    /// Remarks that are written at the head of the scenario.
    pub about: Option<String>,
    pub zone: Option<Zone>,
    pub sites: BTreeMap<String, Building>,
    pub units: Vec<Node>,
    pub desks: BTreeMap<String, Post>,
}

/// A building.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Building {
    pub name: Option<String>,
    /// Hot desks per 100 of its people; not counted if absent.
    pub seats: Option<u32>,
}

/// A unit.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Node {
    pub id: String,
    pub name: Option<String>,
    pub site: Option<String>,
    /// What its people do; that of the unit above if absent.
    pub work: Option<Work>,
    /// Share of the people, relative to other lowest units; a unit with units below has none of its own.
    pub weight: Option<u32>,
    pub units: Vec<Node>,
}

/// What a unit's people do: it decides posts, ranks and how much can be done away from the office.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Planners and analysts of a headquarters.
    #[default]
    Planning,
    /// Personnel, law, finance, general affairs, public relations.
    Support,
    /// Data centre, buildings, laboratories.
    Technical,
    /// Auditors.
    Oversight,
    /// Trainers.
    Training,
    /// Advisers of the leadership.
    Advice,
}

/// A service desk with those who hold it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    pub name: Option<Named>,
    pub site: Option<String>,
    pub open: Vec<Opening>,
    pub skill: Option<String>,
    pub experts: Option<Experts>,
    /// Units whose people hold it; people hired for it stand in the first.
    pub units: Vec<At<String>>,
    #[serde(default)]
    pub takes_seat: bool,
    /// People hired for it alone; without it, people of its units hold it beside their other work, in office hours.
    pub staff: Option<Staff>,
    /// How many people can hold it; computed from its hours if absent.
    pub holders: Option<u32>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    pub days: Option<Weekdays>,
    pub hours: Span,
    pub need: u32,
    pub target: Option<u32>,
    pub max: Option<u32>,
    #[serde(default)]
    pub holidays: bool,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experts {
    pub level: u8,
    pub need: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    pub contract: String,
    pub post: String,
    pub rank: RankKind,
}

/// Net minutes that one person works in a week: 37.5 hours (Perpres 21/2023).
const WEEK_MIN: u64 = 2250;
/// Minutes of a shift, break included, by which opening hours are cut.
const SHIFT_MIN: u64 = 480;
/// People at hand per person needed, in per cent: leave, travel, rest between shifts and free weekends.
const RESERVE_PERCENT: u64 = 125;

impl Post {
    /// How many people must be able to hold it: of people hired for it, their hours carry its hours, with a reserve (at
    /// a round-the-clock post 5.6 each); of others, twice as many as are at it in a day. One more where someone can be
    /// alone.
    pub fn people(&self) -> u32 {
        if let Some(holders) = self.holders {
            return holders;
        }
        let span = |open: &Opening| (open.hours.to_min - open.hours.from_min) as u64;
        let days = |open: &Opening| open.days.map_or(7, |days| days.0.iter().filter(|on| **on).count() as u64);
        let shifts = |open: &Opening| span(open).div_ceil(SHIFT_MIN + 60);
        let wanted = |open: &Opening| u64::from(open.target.unwrap_or(open.need).max(open.need));
        let number = match self.staff {
            Some(_) => {
                let minutes: u64 = self.open.iter().map(|open| span(open) * days(open) * wanted(open)).sum();
                (minutes * RESERVE_PERCENT).div_ceil(WEEK_MIN * 100)
            }
            None => 2 * self.open.iter().map(|open| shifts(open) * wanted(open)).max().unwrap_or(0),
        };
        // Every second one is an expert: three for two shifts a day, seven for three.
        let busy = self.open.iter().map(shifts).max().unwrap_or(0) > 2;
        let experts = self.experts.map_or(0, |experts| u64::from(experts.need) * if busy { 14 } else { 6 });
        (number + 1).max(experts) as u32
    }
}

impl Node {
    /// Its own id and site, and those of all units in it, with something put before them.
    fn prefix(&mut self, prefix: &str) {
        self.id.insert_str(0, prefix);
        self.site.iter_mut().for_each(|site| site.insert_str(0, prefix));
        self.units.iter_mut().for_each(|unit| unit.prefix(prefix));
    }

    /// Moves everybody of one building to another.
    pub fn moves(&mut self, from: &str, to: &str) {
        if self.site.as_deref() == Some(from) {
            self.site = Some(to.to_string());
        }
        self.units.iter_mut().for_each(|unit| unit.moves(from, to));
    }
}

impl Organisation {
    /// All its ids with something put before them, so that it can stand beside others.
    pub fn prefixed(mut self, prefix: &str) -> Organisation {
        let named = |id: String| format!("{prefix}{id}");
        self.units.iter_mut().for_each(|unit| unit.prefix(prefix));
        self.sites = self.sites.into_iter().map(|(id, site)| (named(id), site)).collect();
        let desk = |(id, mut desk): (String, Post)| {
            desk.units = desk.units.into_iter().map(|unit| unit.map(named)).collect();
            desk.site = desk.site.map(named);
            (named(id), desk)
        };
        self.desks = self.desks.into_iter().map(desk).collect();
        self
    }

    /// The lowest units, in order, each with its kind of work and its weight.
    pub fn leaves(&self) -> Vec<(&Node, Work, u32)> {
        fn walk<'a>(node: &'a Node, above: Work, found: &mut Vec<(&'a Node, Work, u32)>) {
            let work = node.work.unwrap_or(above);
            if node.units.is_empty() {
                found.push((node, work, node.weight.unwrap_or(super::USUAL_UNIT)));
            }
            node.units.iter().for_each(|below| walk(below, work, found));
        }
        let mut found = Vec::new();
        self.units.iter().for_each(|unit| walk(unit, Work::default(), &mut found));
        found
    }

    /// Every unit's id, with the ids of the lowest units in it.
    pub fn inside(&self) -> BTreeMap<&str, Vec<&str>> {
        fn walk<'a>(node: &'a Node, found: &mut BTreeMap<&'a str, Vec<&'a str>>) -> Vec<&'a str> {
            let mut leaves: Vec<&str> = node.units.iter().flat_map(|below| walk(below, found)).collect();
            if node.units.is_empty() {
                leaves.push(&node.id);
            }
            found.insert(&node.id, leaves.clone());
            leaves
        }
        let mut found = BTreeMap::new();
        for unit in &self.units {
            walk(unit, &mut found);
        }
        found
    }

    /// People hired for desks alone.
    pub fn desk_staff(&self) -> u32 {
        self.desks.values().filter(|post| post.staff.is_some()).map(Post::people).sum()
    }
}

/// Reads an organisation; its units and desks must fit each other.
pub fn read_organisation(path: &Path, faults: &mut Faults) -> Option<Organisation> {
    let file = read_text(path, faults)?;
    let text = faults.sources[file as usize].text.clone();
    let node = parse(file, &text, faults)?;
    let organisation: Organisation = read(&node, faults)?;
    let units = organisation.inside();
    for post in organisation.desks.values() {
        crate::facts::select::known(&post.units, "unit", "unit", || units.keys().copied(), faults);
    }
    (!faults.has_errors()).then_some(organisation)
}
