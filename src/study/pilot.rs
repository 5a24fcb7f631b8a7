//! A pilot with a comparison group, for the evaluation after a year: the people eligible are drawn into two groups
//! that are alike, stratum by stratum, from a seed. What the strata are, and how alike the groups came out, is told.

use std::collections::BTreeMap;

use super::axis::{Order, queue};
use crate::engine::Random;
use crate::facts::{Facts, PersonIx, Sex};

/// What the two groups are to have in equal parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trait {
    Deputy,
    Unit,
    Sex,
    Rank,
    Predicate,
    Level,
}

/// Who takes part, and with whom they are compared.
#[derive(Debug, Clone)]
pub struct Pilot {
    pub by: Vec<Trait>,
    pub members: Vec<Member>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub person: PersonIx,
    /// Traits in the order of [`Pilot::by`].
    pub stratum: Vec<String>,
    /// Hybrid; else of the comparison group.
    pub hybrid: bool,
}

fn value(facts: &Facts, person: PersonIx, of: Trait) -> String {
    let who = facts.person(person);
    let word = |value: Option<serde_json::Value>| {
        value.and_then(|value| Some(value.as_str()?.to_string())).unwrap_or_else(|| "-".into())
    };
    match of {
        Trait::Deputy => facts.units.get(facts.units.at_depth(who.unit, 1)).id.clone(),
        Trait::Unit => facts.units.get(who.unit).id.clone(),
        Trait::Sex => match who.sex {
            Some(Sex::Female) => "female".into(),
            Some(Sex::Male) => "male".into(),
            None => "-".into(),
        },
        Trait::Rank => word(who.rank.and_then(|rank| serde_json::to_value(rank).ok())),
        Trait::Predicate => word(who.predicate.and_then(|good| serde_json::to_value(good).ok())),
        Trait::Level => who.level.clone().unwrap_or_else(|| "-".into()),
    }
}

/// Draws the groups: inside each stratum by lot, and over all strata together as near to the share as whole people allow.
pub fn draw(facts: &Facts, by: &[Trait], percent: i64, seed: u32) -> Pilot {
    let mut strata: BTreeMap<Vec<String>, Vec<PersonIx>> = BTreeMap::new();
    for person in queue(facts, Order::Listed, seed) {
        strata.entry(by.iter().map(|of| value(facts, person, *of)).collect()).or_default().push(person);
    }
    let mut random = Random::new(seed);
    let (mut members, mut seen, mut taken) = (Vec::new(), 0, 0);
    for (stratum, mut people) in strata {
        random.shuffle(&mut people);
        for person in people {
            // What one stratum rounds down the next makes good.
            seen += 1;
            let hybrid = seen * percent >= (taken + 1) * 100;
            taken += i64::from(hybrid);
            members.push(Member { person, stratum: stratum.clone(), hybrid });
        }
    }
    Pilot { by: by.to_vec(), members }
}

impl Pilot {
    /// The hybrid ones.
    pub fn hybrid(&self) -> Vec<PersonIx> {
        self.members.iter().filter(|member| member.hybrid).map(|member| member.person).collect()
    }

    /// By stratum: hybrid, compared.
    pub fn strata(&self) -> BTreeMap<&[String], [usize; 2]> {
        let mut strata: BTreeMap<&[String], [usize; 2]> = BTreeMap::new();
        for member in &self.members {
            strata.entry(&member.stratum).or_default()[usize::from(!member.hybrid)] += 1;
        }
        strata
    }

    /// By trait and value: hybrid, compared.
    pub fn balance(&self) -> BTreeMap<(usize, &str), [usize; 2]> {
        let mut balance: BTreeMap<(usize, &str), [usize; 2]> = BTreeMap::new();
        for member in &self.members {
            for (at, value) in member.stratum.iter().enumerate() {
                balance.entry((at, value)).or_default()[usize::from(!member.hybrid)] += 1;
            }
        }
        balance
    }
}
