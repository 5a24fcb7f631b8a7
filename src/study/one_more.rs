//! What one more of something is worth, deputy by deputy: the variants of `vary: one_more`, made from the scenario. A
//! qualified person at each desk for each deputy whose people hold it, a seat in each site, and each rule about work
//! that must hold softened to a wish, for everybody and for one deputy. The value of each is the difference of its exact
//! cost to the scenario's. Where a rule is worth nothing softened for everybody, that settles all deputies.

use std::collections::BTreeSet;

use super::axis::Variant;
use crate::facts::{DeskIx, Facts, PersonIx, UnitIx};
use crate::input::lang::Text;
use crate::rules::{Entry, Group};
use crate::scenario::{Edit, Scenario, Written, flow};

/// Cost of a unit of a rule that is softened.
const WISHED: i64 = 1;

/// The scenario as it is, then one variant after the other.
pub fn variants(scenario: &Scenario, written: Option<&Written>) -> Vec<Variant> {
    let facts = &scenario.facts;
    let mut all = vec![Variant::new(Text::new("apa adanya", "as it is"), Vec::new())];
    for (at, desk) in facts.desks.iter().enumerate() {
        for (unit, like) in holders(facts, at as DeskIx) {
            let deputy = &facts.units.get(unit).name;
            let name = Text::new(
                format!("satu petugas {} lagi, {deputy}", desk.name.id),
                format!("one more at {}, {deputy}", desk.name.en),
            );
            all.push(Variant::new(
                name,
                vec![Edit::set("pools.+", person(facts, like, &format!("tambahan-{}-{unit}", desk.id)))],
            ));
        }
    }
    for site in &facts.sites {
        if let Some(seats) = site.seats {
            let name = Text::new(format!("satu kursi lagi, {}", site.name), format!("one more seat, {}", site.name));
            all.push(Variant::new(name, vec![Edit::set(format!("sites.{}.seats", site.id), seats + 1)]));
        }
    }
    let softened = scenario.entries.iter().filter(|entry| {
        entry.is_must() && !entry.head.keep && matches!(entry.kind.group, Group::OwnWork | Group::Together)
    });
    for entry in softened {
        let name = Text::new(format!("{} sebagai keinginan saja", entry.id), format!("{} as a wish only", entry.id));
        let whole = all.len();
        all.push(Variant::new(name.clone(), vec![Edit::set(format!("rules.{}.prefer", entry.id), WISHED)]));
        let Some(written) = written else { continue };
        for unit in asked_apart(entry, facts) {
            let unit = facts.units.get(unit);
            if let Some(edits) = softened_in(entry, &unit.id, written) {
                let name = Text::new(format!("{}, {}", name.id, unit.name), format!("{}, {}", name.en, unit.name));
                all.push(Variant { name, edits, part_of: Some(whole) });
            }
        }
    }
    all
}

/// The deputies for whose people alone a rule can be softened: those it speaks of, if they are several. A rule about
/// people together says something else when it is split.
fn asked_apart(entry: &Entry, facts: &Facts) -> Vec<UnitIx> {
    if entry.kind.group != Group::OwnWork {
        return Vec::new();
    }
    let people = entry.given(facts).people;
    let deputies = people.iter().map(|person| facts.units.at_depth(facts.person(*person).unit, 1));
    let deputies: BTreeSet<UnitIx> = deputies.collect();
    if deputies.len() > 1 { deputies.into_iter().collect() } else { Vec::new() }
}

/// The rule for everybody outside a unit, and as a wish for those in it.
fn softened_in(entry: &Entry, unit: &str, written: &Written) -> Option<Vec<Edit>> {
    let fields = written.at(&format!("rules.{}", entry.id))?;
    let who = fields.get("who").map_or(String::new(), |who| format!("any: [{}], ", flow(who)));
    let copied = |key: &str| !["id", "who", "must", "prefer"].contains(&key);
    let mut copy = vec![
        format!("id: {}", quoted(&format!("{}-{unit}", entry.id))),
        format!("who: {{{who}units: [{}]}}", quoted(unit)),
        format!("prefer: {WISHED}"),
    ];
    let rest = fields.entries().iter().filter(|(key, _)| copied(&key.text));
    copy.extend(rest.map(|(key, value)| format!("{}: {}", key.text, flow(value))));
    Some(vec![
        Edit::set(format!("rules.{}.who", entry.id), format!("{{{who}not: [{{units: [{}]}}]}}", quoted(unit))),
        Edit::set("rules.+", format!("{{{}: {{{}}}}}", entry.kind.name, copy.join(", "))),
    ])
}

/// The deputies whose people hold a desk, each with one of them, rather one who works at desks only.
fn holders(facts: &Facts, desk: DeskIx) -> Vec<(UnitIx, PersonIx)> {
    let mut found: Vec<(UnitIx, PersonIx)> = Vec::new();
    let holds =
        |person: &PersonIx| facts.person(*person).duties.iter().any(|duty| facts.duty(*duty).desk == Some(desk));
    for person in facts.everybody().filter(holds) {
        let deputy = facts.units.at_depth(facts.person(person).unit, 1);
        match found.iter_mut().find(|(unit, _)| *unit == deputy) {
            Some((_, like)) if facts.contract(person).desk_only && !facts.contract(*like).desk_only => *like = person,
            Some(_) => {}
            None => found.push((deputy, person)),
        }
    }
    found
}

/// A pool of one person like another, without leave and wishes.
fn person(facts: &Facts, like: PersonIx, prefix: &str) -> String {
    let who = facts.person(like);
    let skills: Vec<String> =
        who.skills.iter().map(|(skill, level)| format!("{}:{level}", facts.skills[usize::from(*skill)])).collect();
    let mut fields = vec![
        format!("unit: {}", quoted(&facts.units.get(who.unit).id)),
        format!("prefix: {}", quoted(prefix)),
        "count: 1".into(),
        format!("post: {}", quoted(&who.post)),
        format!("contract: {}", quoted(&facts.contract(like).id)),
        format!("remote_tasks: {}", who.remote_tasks),
        format!("skills: [{}]", skills.iter().map(|skill| quoted(skill)).collect::<Vec<_>>().join(", ")),
    ];
    fields.extend(who.rank.and_then(|rank| Some(format!("rank: {}", serde_json::to_value(rank).ok()?))));
    fields.extend(who.predicate.and_then(|good| Some(format!("predicate: {}", serde_json::to_value(good).ok()?))));
    fields.extend(who.since.map(|since| format!("since: {since}")));
    format!("{{{}}}", fields.join(", "))
}

/// A JSON string is a YAML string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::problem::Asked;
    use crate::scenario::{load_edited, written};

    #[test]
    fn a_rule_softened_for_one_deputy_lies_between_the_rule_and_its_softening_for_all() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/two-deputies.yaml");
        let scenario = load_edited(&path, &[]).0.expect("a good scenario");
        let all = variants(&scenario, written(&path, &[]).as_ref());
        let asked = |edits: &[Edit]| {
            let (changed, faults) = load_edited(&path, edits);
            let changed = changed.unwrap_or_else(|| panic!("{edits:?}: {:?}", faults.list));
            Asked::of(&changed.problem())
        };
        let base = asked(&[]);
        let parts: Vec<&Variant> = all.iter().filter(|variant| variant.part_of.is_some()).collect();
        assert!(parts.iter().any(|part| part.name.en.starts_with("rest as a wish only, ")), "{parts:?}");
        for part in parts {
            let whole = asked(&all[part.part_of.unwrap_or(0)].edits);
            let part = asked(&part.edits);
            assert!(whole.asks_no_more_than(&part) && part.asks_no_more_than(&base));
            assert!(!part.asks_no_more_than(&whole) && !base.asks_no_more_than(&part));
        }
    }
}
