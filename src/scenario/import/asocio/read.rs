//! The JSON file of an ASOCIO instance, and every name in it that makes no sense.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::facts::select::unknown;
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use crate::input::node::{Node, parse};
use crate::input::typed::{At, read as read_node};

/// Most days of an instance: a year.
const LONGEST: usize = 366;

type Names = Vec<At<String>>;
type Lists = BTreeMap<String, At<Names>>;

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Raw {
    employees: At<Names>,
    desks: Names,
    days: At<Names>,
    groups: Names,
    zones: Names,
    #[serde(rename = "Desks_Z")]
    desks_of_zone: Lists,
    #[serde(rename = "Desks_E")]
    desks_of_employee: Lists,
    #[serde(rename = "Employees_G")]
    employees_of_group: Lists,
    #[serde(rename = "Days_E")]
    days_of_employee: Lists,
}

/// An instance without faults, in our words.
#[derive(Debug)]
pub struct Instance {
    pub days: u32,
    /// Rooms that have seats, with these.
    pub rooms: Vec<(String, Vec<String>)>,
    /// Groups that have people.
    pub groups: Vec<String>,
    pub people: Vec<Person>,
}

#[derive(Debug)]
pub struct Person {
    pub id: String,
    /// Position of their group.
    pub group: usize,
    /// Seats at which they may sit.
    pub seats: Vec<String>,
    /// Days on which they prefer the office, rising, from 0.
    pub days: Vec<u32>,
}

/// A name in a list, with its position among all of its kind.
type Member<'a> = (usize, &'a At<String>);

/// What a list holds, and how it is called.
struct Kind<'a> {
    id: &'static str,
    en: &'static str,
    at: HashMap<&'a str, usize>,
}

impl<'a> Kind<'a> {
    /// The names, each of which is given once.
    fn new(id: &'static str, en: &'static str, names: &'a [At<String>], faults: &mut Faults) -> Kind<'a> {
        let mut at = HashMap::new();
        for (position, name) in names.iter().enumerate() {
            if name.trim().is_empty() {
                bad(name.spot, "nama ini kosong", "this name is empty", faults);
            } else if let Some(first) = at.insert(name.as_str(), position) {
                twice(name, names[first].spot, faults);
                at.insert(name.as_str(), first);
            }
        }
        Kind { id, en, at }
    }

    fn find(&self, name: &str, spot: Spot, faults: &mut Faults) -> Option<usize> {
        let found = self.at.get(name).copied();
        if found.is_none() {
            unknown(name, spot, self.id, self.en, self.at.keys().copied(), faults);
        }
        found
    }

    /// The names of lists by the things they are of; every name that does not exist is a fault.
    fn lists<'b>(&self, of: &Kind, lists: &'b Lists, faults: &mut Faults) -> Vec<(usize, Vec<Member<'b>>)> {
        let mut all = Vec::new();
        for (name, list) in lists {
            let owner = of.find(name, list.spot, faults);
            let found = list.value.iter().filter_map(|one| Some((self.find(one, one.spot, faults)?, one))).collect();
            all.extend(owner.map(|owner| (owner, found)));
        }
        all.sort_by_key(|(owner, _)| *owner);
        all
    }
}

/// Reads a file; `None` after a fault.
pub fn read(file: u32, faults: &mut Faults) -> Option<Instance> {
    let before = faults.list.len();
    // JSON is YAML but for tabs, which YAML does not take as indentation.
    let text = faults.sources[file as usize].text.replace('\t', " ");
    let node: Node = parse(file, &text, faults)?;
    let raw: Option<Raw> = read_node(&node, faults);
    let instance = gather(&raw.filter(|_| faults.list.len() == before)?, faults);
    (faults.list.len() == before).then_some(instance)
}

fn gather(raw: &Raw, faults: &mut Faults) -> Instance {
    let people = Kind::new("pegawai", "employee", &raw.employees.value, faults);
    let seats = Kind::new("meja", "desk", &raw.desks, faults);
    let days = Kind::new("hari", "day", &raw.days.value, faults);
    let groups = Kind::new("kelompok", "group", &raw.groups, faults);
    let zones = Kind::new("zona", "zone", &raw.zones, faults);
    if raw.days.value.is_empty() || raw.days.value.len() > LONGEST {
        let what = Text::new(format!("1 sampai {LONGEST} hari"), format!("there are 1 to {LONGEST} days"));
        faults.error("E202", raw.days.spot, what);
    }
    if raw.employees.value.is_empty() {
        bad(raw.employees.spot, "tidak ada pegawai", "there are no employees", faults);
    }
    let rooms = seats.lists(&zones, &raw.desks_of_zone, faults);
    parted(&rooms, &raw.desks, ("zona", "zone"), faults);
    let members = people.lists(&groups, &raw.employees_of_group, faults);
    let team_of = parted(&members, &raw.employees.value, ("kelompok", "group"), faults);
    for (team, members) in &members {
        if let ([(_, only)], name) = (members.as_slice(), &raw.groups[*team]) {
            let id = format!("kelompok `{name}` hanya `{only}`: tidak ada rekan yang dapat duduk bersamanya");
            bad(only.spot, &id, &format!("`{only}` is alone in group `{name}`: nobody can sit with them"), faults);
        }
    }
    let teams: Vec<usize> = members.iter().filter(|(_, all)| !all.is_empty()).map(|(team, _)| *team).collect();
    let may: HashMap<usize, _> = seats.lists(&people, &raw.desks_of_employee, faults).into_iter().collect();
    let wanted: HashMap<usize, _> = days.lists(&people, &raw.days_of_employee, faults).into_iter().collect();
    let person = |(at, name): (usize, &At<String>), faults: &mut Faults| {
        let own: Vec<String> = may.get(&at).into_iter().flatten().map(|(_, seat)| seat.value.clone()).collect();
        if own.is_empty() {
            bad(name.spot, &format!("`{name}` tanpa meja yang cocok"), &format!("no desk fits `{name}`"), faults);
        }
        let mut days: Vec<u32> = wanted.get(&at).into_iter().flatten().map(|(day, _)| *day as u32).collect();
        days.sort_unstable();
        days.dedup();
        let group = teams.iter().position(|team| Some(*team) == team_of[at]).unwrap_or(0);
        Person { id: name.value.clone(), group, seats: own, days }
    };
    let filled = rooms.iter().filter(|(_, seats)| !seats.is_empty());
    let names = |seats: &[(usize, &At<String>)]| seats.iter().map(|(_, seat)| seat.value.clone()).collect();
    Instance {
        days: raw.days.value.len() as u32,
        rooms: filled.map(|(zone, seats)| (raw.zones[*zone].value.clone(), names(seats))).collect(),
        groups: teams.iter().map(|team| raw.groups[*team].value.clone()).collect(),
        people: raw.employees.value.iter().enumerate().map(|one| person(one, faults)).collect(),
    }
}

/// By member: the one list that it is in.
fn parted(
    lists: &[(usize, Vec<Member>)],
    all: &[At<String>],
    of: (&str, &str),
    faults: &mut Faults,
) -> Vec<Option<usize>> {
    let mut first: Vec<Option<(usize, Spot)>> = vec![None; all.len()];
    for (owner, members) in lists {
        for (at, name) in members {
            match first[*at] {
                Some((_, before)) => twice(name, before, faults),
                None => first[*at] = Some((*owner, name.spot)),
            }
        }
    }
    for (name, _) in all.iter().zip(&first).filter(|(_, first)| first.is_none()) {
        bad(
            name.spot,
            &format!("`{name}` tidak ada dalam {} apa pun", of.0),
            &format!("`{name}` is in no {}", of.1),
            faults,
        );
    }
    first.iter().map(|first| first.map(|(owner, _)| owner)).collect()
}

/// The same name a second time (`E401`).
fn twice(name: &At<String>, first: Spot, faults: &mut Faults) {
    let what = Text::new(format!("`{name}` ditulis dua kali"), format!("`{name}` is written twice"));
    let first = faults.place(first);
    let cause = Text::new(format!("pertama kali di {first}"), format!("the first is at {first}"));
    faults.error("E401", name.spot, what).cause(cause);
}

/// What these files do not hold (`E240`).
fn bad(spot: Spot, id: &str, en: &str, faults: &mut Faults) {
    faults.error("E240", spot, Text::new(id, en)).remedy(Text::new(
        "apakah ini berkas ASOCIO 2025: instanceN.json?",
        "is this a file of ASOCIO 2025: instanceN.json?",
    ));
}
