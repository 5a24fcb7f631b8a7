//! What an axis varies, as edits of the scenario. Built in: how many people are hybrid, how many deputies, seats of all
//! sites, need of all desks; else any path.
//!
//! A hybrid person is promised some days a week at home (a `must` of the study); who is hybrid with a smaller number
//! is so with every larger one. Only those are asked whom the scenario does not refuse work from home.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::engine::Random;
use crate::facts::{Facts, Flex, PersonIx};
use crate::input::lang::Text;
use crate::rules::{Asking, item};
use crate::scenario::Edit;

/// What becomes of those who are not hybrid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// Refused work from home.
    #[default]
    Office,
    /// As the scenario has it: may, but nothing is promised.
    AsIs,
}

/// Who becomes hybrid first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// In every unit in step, inside a unit by lot.
    #[default]
    Spread,
    /// The best performance score first.
    Score,
    /// As the scenario lists them.
    Listed,
}

#[derive(Debug, Clone)]
pub enum Vary {
    /// Number, or share of those eligible, of hybrid staff.
    Hybrid {
        days: i64,
        rest: Rest,
        order: Order,
    },
    /// Everybody eligible of the first so many units below the top.
    Deputies {
        days: i64,
        rest: Rest,
    },
    /// Seats of every site: per cent of what it has, or a number.
    Seats,
    /// Need of every opening of every desk: per cent of what it is, or a number.
    Need,
    /// One more person, seat or relaxed rule, taken from the scenario by [`Study::expanded`](super::read::Study).
    OneMore,
    Paths(Vec<String>),
    Variants(Vec<Variant>),
}

/// A named group of edits.
#[derive(Debug, Clone)]
pub struct Variant {
    pub name: Text,
    pub edits: Vec<Edit>,
    /// Position of a variant of which this one makes a part of the changes: it is solved before, and what is proved of
    /// it may settle this one.
    pub part_of: Option<usize>,
}

impl Variant {
    pub fn new(name: Text, edits: Vec<Edit>) -> Variant {
        Variant { name, edits, part_of: None }
    }
}

impl Vary {
    pub fn title(&self) -> Text {
        match self {
            Vary::Hybrid { .. } => Text::new("Pegawai hibrida", "Hybrid staff"),
            Vary::Deputies { .. } => Text::new("Kedeputian", "Deputies"),
            Vary::Seats => Text::new("Kursi", "Seats"),
            Vary::Need => Text::new("Kebutuhan loket", "Need at desks"),
            Vary::OneMore => Text::new("Satu lagi", "One more"),
            Vary::Paths(paths) => Text::same(paths.first().cloned().unwrap_or_default()),
            Vary::Variants(_) => Text::new("Varian", "Variant"),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Axis {
    pub name: Text,
    pub vary: Vary,
    /// As written: `20`, `40%`, `true`; the names of variants.
    pub values: Vec<String>,
}

/// A whole number or a share of a whole, rounded up.
pub fn count(text: &str, of: usize) -> usize {
    match text.strip_suffix('%') {
        Some(percent) => (of * percent.parse::<usize>().unwrap_or(0)).div_ceil(100),
        None => text.parse().unwrap_or(0),
    }
}

impl Axis {
    /// A value in people's words.
    pub fn label(&self, at: usize) -> Text {
        match &self.vary {
            Vary::Variants(variants) => variants[at].name.clone(),
            _ => Text::same(&self.values[at]),
        }
    }

    /// Edits for a value; `facts` are the scenario's before any axis.
    pub fn edits(&self, at: usize, facts: &Facts, seed: u32) -> Vec<Edit> {
        let value = &self.values[at];
        match &self.vary {
            Vary::Hybrid { days, rest, order } => {
                let line = queue(facts, *order, seed);
                let asked = count(value, line.len()).min(line.len());
                promise(facts, &line[..asked], *days, *rest)
            }
            Vary::Deputies { days, rest } => {
                let deputies: Vec<_> = facts.units.all().filter(|unit| facts.units.get(*unit).depth == 1).collect();
                let first = &deputies[..count(value, deputies.len()).min(deputies.len())];
                let inside =
                    |person: &PersonIx| first.iter().any(|unit| facts.units.inside(facts.person(*person).unit, *unit));
                let people: Vec<PersonIx> = eligible(facts).filter(inside).collect();
                promise(facts, &people, *days, *rest)
            }
            Vary::Seats => facts
                .sites
                .iter()
                .filter_map(|site| {
                    Some(Edit::set(format!("sites.{}.seats", site.id), count(value, site.seats? as usize)))
                })
                .collect(),
            Vary::Need => facts.desks.iter().flat_map(|desk| needs(desk, value)).collect(),
            Vary::Paths(paths) => paths.iter().map(|path| Edit::set(path.as_str(), value)).collect(),
            Vary::OneMore => Vec::new(),
            Vary::Variants(variants) => variants[at].edits.clone(),
        }
    }

    /// The same axis where nobody is kept from home: what is impossible there is impossible for every larger number,
    /// whatever becomes of the rest.
    pub fn relaxed(&self) -> Option<Axis> {
        let vary = match &self.vary {
            Vary::Hybrid { days, rest: Rest::Office, order } => {
                Vary::Hybrid { days: *days, rest: Rest::AsIs, order: *order }
            }
            Vary::Deputies { days, rest: Rest::Office } => Vary::Deputies { days: *days, rest: Rest::AsIs },
            _ => return None,
        };
        Some(Axis { vary, ..self.clone() })
    }
}

fn needs(desk: &crate::facts::Desk, value: &str) -> Vec<Edit> {
    let path = |at: usize, field: &str| format!("desks.{}.open.{at}.{field}", desk.id);
    let mut edits = Vec::new();
    for (at, opening) in desk.openings.iter().enumerate() {
        let need = count(value, opening.need as usize);
        edits.push(Edit::set(path(at, "need"), need));
        // A target, or a maximum, is never below the need.
        if opening.target.is_some_and(|target| (target as usize) < need) {
            edits.push(Edit::set(path(at, "target"), need));
        }
        if opening.max.is_some_and(|max| (max as usize) < need) {
            edits.push(Edit::set(path(at, "max"), need));
        }
    }
    edits
}

fn eligible(facts: &Facts) -> impl Iterator<Item = PersonIx> {
    facts.everybody().filter(|person| facts.person(*person).may(Flex::Home))
}

/// Everybody eligible, in the order in which they become hybrid.
pub fn queue(facts: &Facts, order: Order, seed: u32) -> Vec<PersonIx> {
    let mut line: Vec<PersonIx> = eligible(facts).collect();
    match order {
        Order::Listed => {}
        Order::Score => line.sort_by_key(|person| std::cmp::Reverse(facts.person(*person).score)),
        Order::Spread => {
            let mut units: BTreeMap<u32, Vec<PersonIx>> = BTreeMap::new();
            for person in line.drain(..) {
                units.entry(facts.person(person).unit).or_default().push(person);
            }
            let mut random = Random::new(seed);
            // Each stands in the middle of their share of the unit's way, in millionths.
            let mut places: Vec<(usize, u32, PersonIx)> = Vec::new();
            for (unit, mut people) in units {
                random.shuffle(&mut people);
                let size = people.len();
                let place = |(at, person): (usize, PersonIx)| ((2 * at + 1) * 1_000_000 / (2 * size), unit, person);
                places.extend(people.into_iter().enumerate().map(place));
            }
            places.sort_unstable();
            line = places.into_iter().map(|(_, _, person)| person).collect();
        }
    }
    line
}

/// The rules that make these people, and nobody else, hybrid.
pub fn promise(facts: &Facts, people: &[PersonIx], days: i64, rest: Rest) -> Vec<Edit> {
    let mut ids: Vec<String> =
        people.iter().map(|person| serde_json::Value::from(facts.person(*person).id.as_str()).to_string()).collect();
    ids.sort_unstable();
    let ids = ids.join(", ");
    let mut edits = Vec::new();
    if rest == Rest::Office {
        let who = if people.is_empty() { String::new() } else { format!(", who: {{not: [{{people: [{ids}]}}]}}") };
        edits.push(Edit::set("rules.+", item(Asking::NoHome, &format!("id: kajian_lainnya{who}"))));
    }
    if !people.is_empty() {
        let head = format!("id: kajian_janji, who: {{people: [{ids}]}}");
        edits.push(Edit::set("rules.+", item(Asking::HomePromise { days }, &head)));
    }
    edits
}
