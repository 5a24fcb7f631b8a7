//! Units that a rule speaks of one by one, each with its people in scope: the fields `units` and `level` of several
//! rules.
//!
//! - `units: [dit-a, dit-b]`: each of these, with everybody in it or below it.
//! - `level: 2`: every unit at that depth of the tree (0 = ministry, 1 = deputy, 2 = directorate, …), with everybody in
//!   it or below it. People who sit higher are in none.
//! - neither: every lowest unit, that is one with people and no people below it. A head who sits above it is in none.

use crate::facts::select::known;
use crate::facts::{Facts, PersonIx, UnitIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;

use super::Given;

/// A unit and the people in scope who belong to it or to a unit below it, rising; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    pub unit: UnitIx,
    pub people: Vec<PersonIx>,
}

/// The units that the two fields mean; those without people in scope are dropped.
pub fn members(given: &Given, units: &[At<String>], level: Option<&At<u16>>) -> Vec<Members> {
    let tree = &given.facts.units;
    let mut own: Vec<Vec<PersonIx>> = vec![Vec::new(); tree.0.len()];
    for &person in &given.people {
        own[given.facts.person(person).unit as usize].push(person);
    }
    let all = chosen(given.facts, units, level).into_iter().map(|unit| {
        let mut people = own[unit as usize..tree.get(unit).end as usize].concat();
        people.sort_unstable();
        Members { unit, people }
    });
    all.filter(|members| !members.people.is_empty()).collect()
}

fn chosen(facts: &Facts, units: &[At<String>], level: Option<&At<u16>>) -> Vec<UnitIx> {
    if !units.is_empty() {
        return units.iter().filter_map(|name| facts.units.find(&name.value)).collect();
    }
    match level {
        Some(level) => facts.units.all().filter(|unit| facts.units.get(*unit).depth == level.value).collect(),
        None => lowest(facts),
    }
}

/// Units with people and nobody below them.
fn lowest(facts: &Facts) -> Vec<UnitIx> {
    let mut own = vec![0; facts.units.0.len()];
    for person in &facts.people {
        own[person.unit as usize] += 1;
    }
    let mut lowest: Vec<UnitIx> = Vec::new();
    for unit in facts.units.all().filter(|unit| own[*unit as usize] > 0) {
        // Depth first: whoever stands above this unit was pushed just before it.
        while lowest.last().is_some_and(|above| facts.units.inside(unit, *above)) {
            lowest.pop();
        }
        lowest.push(unit);
    }
    lowest
}

/// Names and levels that do not exist; both fields at once.
pub fn faults(given: &Given, units: &[At<String>], level: Option<&At<u16>>, faults: &mut Faults) {
    let tree = &given.facts.units;
    known(units, "unit", "unit", || tree.0.iter().map(|unit| unit.id.as_str()), faults);
    let Some(level) = level else { return };
    if !units.is_empty() {
        let what = Text::new("`units` dan `level` tidak bisa bersama", "`units` and `level` exclude each other");
        faults.error("E230", level.spot, what).remedy(Text::new(
            "buang salah satu; `units` menyebut unit, `level` berarti semua unit pada satu tingkat",
            "drop one; `units` names units, `level` means all units of one level",
        ));
    }
    let deepest = tree.0.iter().map(|unit| unit.depth).max().unwrap_or(0);
    if level.value > deepest {
        let what = Text::new(
            format!("tidak ada unit pada tingkat {}", level.value),
            format!("there is no unit at level {}", level.value),
        );
        faults.error("E301", level.spot, what).remedy(Text::new(
            format!("tingkat 0 (puncak) sampai {deepest}"),
            format!("levels go from 0 (the top) to {deepest}"),
        ));
    }
}

/// In words: "in every lowest unit".
pub fn words(units: &[At<String>], level: Option<&At<u16>>) -> Text {
    if !units.is_empty() {
        let names: Vec<&str> = units.iter().map(|name| name.value.as_str()).collect();
        return Text::new(format!("di {}", names.join(", ")), format!("in {}", names.join(", ")));
    }
    match level {
        Some(level) => Text::new(
            format!("di setiap unit tingkat {}", level.value),
            format!("in every unit of level {}", level.value),
        ),
        None => Text::new("di setiap unit terbawah", "in every lowest unit"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::world;

    fn named(facts: &Facts, units: &[&str], level: Option<u16>) -> Vec<(String, Vec<PersonIx>)> {
        let force = crate::problem::Force::Must;
        let people = facts.everybody().collect();
        let days = facts.days().map(|_| true).collect();
        let given = Given { facts, force: &force, people, days, spot: Default::default() };
        let units: Vec<At<String>> = units.iter().map(|unit| unit.to_string().into()).collect();
        let found = members(&given, &units, level.map(At::from).as_ref());
        found.into_iter().map(|one| (facts.units.get(one.unit).id.clone(), one.people)).collect()
    }

    #[test]
    fn without_fields_the_lowest_units_with_people_are_meant() {
        let mut facts = world();
        assert_eq!(named(&facts, &[], None), [("tim-1".to_string(), vec![0, 1])]);
        facts.people[0].unit = 1;
        assert_eq!(named(&facts, &[], None), [("tim-1".to_string(), vec![1])]);
        facts.people[0].unit = 3;
        assert_eq!(named(&facts, &[], None), [("tim-1".to_string(), vec![1]), ("deputi-b".to_string(), vec![0])]);
    }

    #[test]
    fn a_level_holds_everybody_below_it_and_nobody_above() {
        let mut facts = world();
        assert_eq!(named(&facts, &[], Some(1)), [("deputi-a".to_string(), vec![0, 1])]);
        facts.people[0].unit = 0;
        assert_eq!(named(&facts, &[], Some(1)), [("deputi-a".to_string(), vec![1])]);
    }

    #[test]
    fn named_units_may_lie_inside_each_other() {
        let facts = world();
        let both = named(&facts, &["kementerian", "tim-1"], None);
        assert_eq!(both, [("kementerian".to_string(), vec![0, 1]), ("tim-1".to_string(), vec![0, 1])]);
    }
}
