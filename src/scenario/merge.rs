//! A scenario laid over its model: its sections replace the model's, entry by entry where a section is a map of names.

use std::sync::Arc;

use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::node::{Key, Kind, Node};
use crate::input::suggest::suggest;

/// Sections whose entries have names: a scenario's entry replaces the model's of the same name, the others stay.
pub const BY_NAME: &[&str] =
    &["shifts", "places", "sites", "desks", "contracts", "absence_kinds", "groups", "calendar"];
/// Sections that only the model's own document speaks with.
const OWN: &[&str] = &["policy", "sources", "in_force", "about", "rules", "change", "without"];

/// The scenario's document with everything that the model adds to it; rules are left out of both.
pub fn merge(model: &Node, scenario: &Node) -> Node {
    let mut entries: Vec<(Key, Node)> = Vec::new();
    let mut own: Vec<(Key, Node)> = scenario.entries().to_vec();
    own.retain(|(key, _)| !["rules", "change", "without"].contains(&&*key.text));
    for (key, node) in own {
        let by_name = BY_NAME.contains(&&*key.text);
        let node = match model.get(&key.text) {
            Some(below) if by_name => overlay(below, &node),
            _ => node,
        };
        entries.push((key, node));
    }
    for (key, node) in model.entries() {
        if !OWN.contains(&&*key.text) && scenario.get(&key.text).is_none() {
            entries.push((key.clone(), node.clone()));
        }
    }
    Node::map(entries, scenario.spot)
}

/// `above`'s entries, then those of `below` that it does not name.
fn overlay(below: &Node, above: &Node) -> Node {
    let (Kind::Map(low), Kind::Map(high)) = (&below.kind, &above.kind) else { return above.clone() };
    let mut entries: Vec<(Key, Node)> = high.to_vec();
    entries.extend(low.iter().filter(|(key, _)| above.get(&key.text).is_none()).cloned());
    Node::map(entries, above.spot)
}

/// The rule items of model and scenario: a scenario's rule replaces the model's of the same id, `change:` replaces
/// fields of the model's, `without:` drops.
pub fn rules(model: Option<&Node>, scenario: &Node, faults: &mut Faults) -> Vec<Node> {
    let own: Vec<Node> = scenario.get("rules").map(|rules| rules.items().to_vec()).unwrap_or_default();
    let replaced: Vec<Arc<str>> = own.iter().filter_map(id).collect();
    let mut items: Vec<Node> = model.and_then(|model| model.get("rules")).map(Node::items).unwrap_or_default().to_vec();
    let known: Vec<Arc<str>> = items.iter().filter_map(id).collect();
    shape(scenario, "without", |kind| matches!(kind, Kind::Seq(_)), faults);
    shape(scenario, "change", |kind| matches!(kind, Kind::Map(_)), faults);
    shape(scenario, "rules", |kind| matches!(kind, Kind::Seq(_)), faults);
    if let Some(without) = scenario.get("without") {
        for name in without.items() {
            match name.text() {
                Some(text) if known.iter().any(|id| &**id == text) => {
                    items.retain(|item| id(item).as_deref() != Some(text));
                }
                Some(text) => no_such_rule(text, name, &known, faults),
                None => no_such_rule("", name, &known, faults),
            }
        }
    }
    for (key, change) in scenario.get("change").map(Node::entries).unwrap_or_default() {
        match items.iter_mut().find(|item| id(item).as_deref() == Some(&*key.text)) {
            Some(item) => *item = changed(item, change),
            None => no_such_rule(&key.text, &Node::scalar(key.text.clone(), false, key.spot), &known, faults),
        }
    }
    items.retain(|item| id(item).is_none_or(|id| !replaced.contains(&id)));
    items.extend(own);
    items
}

/// Says how a section is written that has the wrong shape (`E201`).
fn shape(scenario: &Node, key: &str, right: fn(&Kind) -> bool, faults: &mut Faults) {
    let Some(node) = scenario.get(key) else { return };
    if right(&node.kind) || matches!(node.kind, Kind::Null) {
        return;
    }
    let (id, en, example) = match key {
        "change" => ("kumpulan `aturan: {isian}`", "a group of `rule: {fields}`", "change: {rest: {hours: 10}}"),
        "without" => ("daftar `id` aturan", "a list of rule ids", "without: [rest]"),
        _ => ("daftar aturan", "a list of rules", "- rest: {hours: 11, must: true}"),
    };
    let what = Text::new(format!("`{key}` harus berupa {id}"), format!("`{key}` must be {en}"));
    let remedy = Text::new(format!("contoh: `{example}`"), format!("for example `{example}`"));
    faults.error("E201", node.spot, what).remedy(remedy);
}

/// The id of a rule item: its field `id`, else the rule's name.
pub fn id(item: &Node) -> Option<Arc<str>> {
    let [(name, body)] = item.entries() else { return None };
    match body.get("id").map(|node| &node.kind) {
        Some(Kind::Scalar { text, .. }) => Some(text.clone()),
        _ => Some(name.text.clone()),
    }
}

/// A rule item with some fields replaced; `must` drops `prefer` and the other way round.
fn changed(item: &Node, change: &Node) -> Node {
    let [(name, body)] = item.entries() else { return item.clone() };
    let mut below = body.clone();
    for (one, other) in [("must", "prefer"), ("prefer", "must")] {
        if change.get(one).is_some() {
            below = below.without(&[other]);
        }
    }
    let below = if matches!(below.kind, Kind::Null) { Node::map(vec![], below.spot) } else { below };
    Node::map(vec![(name.clone(), overlay(&below, change))], item.spot)
}

fn no_such_rule(name: &str, at: &Node, known: &[Arc<str>], faults: &mut Faults) {
    if faults.lacks_model {
        return;
    }
    let what = Text::new(
        format!("kebijakan tidak memuat aturan `{name}`"),
        format!("the model has no rule with the id `{name}`"),
    );
    let names: Vec<&str> = known.iter().map(|id| &**id).collect();
    let remedy = match suggest(name, &names) {
        Some(near) => Text::new(format!("maksud Anda `{near}`?"), format!("did you mean `{near}`?")),
        None => Text::new(format!("yang ada: {}", names.join(", ")), format!("known: {}", names.join(", "))),
    };
    faults.error("E302", at.spot, what).remedy(remedy);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::node::parse;

    fn node(text: &str) -> Node {
        let mut faults = Faults::default();
        let file = faults.source("test.yaml", text);
        parse(file, text, &mut faults).expect("good YAML")
    }

    fn ids(model: &str, scenario: &str) -> String {
        let mut faults = Faults::default();
        let items = rules(Some(&node(model)), &node(scenario), &mut faults);
        let ids: Vec<String> = items.iter().filter_map(id).map(|id| id.to_string()).collect();
        let faults: Vec<&str> = faults.list.iter().map(|fault| fault.what.en.as_str()).collect();
        [ids, faults.iter().map(|text| text.to_string()).collect()].concat().join(" ")
    }

    #[test]
    fn a_scenarios_rule_replaces_the_models_of_the_same_id() {
        let model = "rules: [{rest: {hours: 11}}, {seats: {}}]";
        assert_eq!(ids(model, "rules: [{rest: {hours: 8}}]"), "seats rest");
        assert_eq!(ids(model, "rules: [{rest: {id: other, hours: 8}}]"), "rest seats other");
        assert_eq!(ids(model, "without: [rest]"), "seats");
        assert_eq!(ids(model, "without: [rst]"), "rest seats the model has no rule with the id `rst`");
    }

    #[test]
    fn a_change_keeps_the_fields_that_it_does_not_name_and_turns_must_into_prefer() {
        let mut faults = Faults::default();
        let model = node("rules: [{rest: {hours: 11, must: true}}]");
        let items = rules(Some(&model), &node("change: {rest: {prefer: 3}}"), &mut faults);
        let body = items[0].get("rest").expect("the rule");
        assert_eq!(body.get("hours").and_then(Node::text), Some("11"));
        assert_eq!(body.get("prefer").and_then(Node::text), Some("3"));
        assert!(body.get("must").is_none());
    }
}
