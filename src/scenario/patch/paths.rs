//! Paths into a scenario and its model: what stands there, and the scenario with something else there.

use std::sync::Arc;

use crate::input::fault::{Faults, Spot};
use crate::input::node::{Key, Kind, Node};
use crate::scenario::merge;

/// What an item of a list is called in a path: its `id`, else its `name`, unless that would read as something else.
pub fn item_name(item: &Node) -> Option<&str> {
    let name = item.get("id").or_else(|| item.get("name"))?.text()?;
    let plain = name != "+" && !name.is_empty() && !name.contains(['.', '=', ':']) && name.parse::<usize>().is_err();
    plain.then_some(name)
}

/// Position of the item that a step of a path means.
fn position(items: &[Node], step: &str) -> Option<usize> {
    match step.parse::<usize>() {
        Ok(at) => (at < items.len()).then_some(at),
        Err(_) => items.iter().position(|item| item_name(item) == Some(step)),
    }
}

pub fn below(node: &Node, steps: &[&str]) -> Option<Node> {
    let Some((first, rest)) = steps.split_first() else { return Some(node.clone()) };
    let next = match &node.kind {
        Kind::Seq(items) => &items[position(items, first)?],
        _ => node.get(first)?,
    };
    below(next, rest)
}

/// The value at a path, of the scenario or else of its model.
pub fn at(scenario: &Node, model: Option<&Node>, steps: &[&str]) -> Option<Node> {
    match steps {
        ["rules", id, field @ ..] => {
            let items = merge::rules(model, scenario, &mut Faults::default());
            let item = items.iter().find(|item| merge::id(item).as_deref() == Some(id))?;
            below(&item.entries().first()?.1, field)
        }
        _ => below(&inherited(scenario, model, steps), steps),
    }
}

pub fn set(scenario: &Node, model: Option<&Node>, steps: &[&str], value: Node) -> Option<Node> {
    match steps {
        ["rules", id, field @ ..] if !field.is_empty() => set_rule(scenario, model, id, field, value),
        // The model's rules hold beside the scenario's own: none is copied.
        ["rules", "+"] => put(scenario, steps, value),
        _ => put(&inherited(scenario, model, steps), steps, value),
    }
}

/// Position of the scenario's own rule of an id.
pub fn own_rule(scenario: &Node, id: &str) -> Option<usize> {
    scenario.get("rules")?.items().iter().position(|item| merge::id(item).as_deref() == Some(id))
}

/// The scenario without what stands at a path.
pub fn removed(scenario: &Node, model: Option<&Node>, steps: &[&str], spot: Spot) -> Option<Node> {
    let less = |list: &Node, at: usize| {
        let mut items = list.items().to_vec();
        items.remove(at);
        Node::seq(items, list.spot)
    };
    match steps {
        ["rules", id] => match own_rule(scenario, id) {
            Some(at) => put(scenario, &["rules"], less(scenario.get("rules")?, at)),
            None => put(scenario, &["without", "+"], Node::scalar(*id, false, spot)),
        },
        [] => None,
        [key] => scenario.get(key).is_some().then(|| scenario.without(&[key])),
        [parents @ .., last] => {
            let parent = at(scenario, model, parents)?;
            let rest = match &parent.kind {
                Kind::Seq(items) => less(&parent, position(items, last)?),
                _ => parent.get(last).is_some().then(|| parent.without(&[last]))?,
            };
            match parents {
                // A rule's own field.
                ["rules", id] => {
                    let at = own_rule(scenario, id)?;
                    let rules = scenario.get("rules")?;
                    let mut items = rules.items().to_vec();
                    items[at] = Node::map(vec![(items[at].entries().first()?.0.clone(), rest)], items[at].spot);
                    put(scenario, &["rules"], Node::seq(items, rules.spot))
                }
                _ => set(scenario, model, parents, rest),
            }
        }
    }
}

/// The scenario with the model's entry that the path leads into, where the scenario has none of its own.
fn inherited(scenario: &Node, model: Option<&Node>, steps: &[&str]) -> Node {
    let Some(model) = model else { return scenario.clone() };
    for depth in 1..=steps.len().min(2) {
        let path = &steps[..depth];
        if below(scenario, path).is_some() {
            continue;
        }
        // An entry by entry section: only the entry asked for; else the section as a whole.
        let wanted = if merge::BY_NAME.contains(&steps[0]) { &steps[..steps.len().min(2)] } else { path };
        return match below(model, wanted) {
            Some(found) => put(scenario, wanted, found).unwrap_or_else(|| scenario.clone()),
            None => scenario.clone(),
        };
    }
    scenario.clone()
}

/// A field of a rule: in the scenario's own rule of that id, else as a `change:` of the model's.
fn set_rule(scenario: &Node, model: Option<&Node>, id: &str, field: &[&str], value: Node) -> Option<Node> {
    let own = scenario.get("rules").map(|rules| rules.items().to_vec()).unwrap_or_default();
    if let Some(at) = own.iter().position(|item| merge::id(item).as_deref() == Some(id)) {
        let item = &own[at];
        let (name, body) = item.entries().first()?;
        let body = without_other_force(body, field);
        let body = if matches!(body.kind, Kind::Null) { Node::map(vec![], body.spot) } else { body };
        let changed = Node::map(vec![(name.clone(), put(&body, field, value)?)], item.spot);
        let mut items = own.clone();
        items[at] = changed;
        return put(scenario, &["rules"], Node::seq(items, item.spot));
    }
    let models = model.and_then(|model| model.get("rules")).map(Node::items).unwrap_or_default();
    let item = models.iter().find(|item| merge::id(item).as_deref() == Some(id))?;
    let change = scenario.get("change").and_then(|change| change.get(id)).cloned();
    let change = change.unwrap_or_else(|| Node::map(vec![], item.spot));
    // A field with an inside is replaced as a whole: begin from the model's.
    let mut change = without_other_force(&change, field);
    if field.len() > 1 && change.get(field[0]).is_none() {
        change = put(&change, &field[..1], item.entries().first()?.1.get(field[0])?.clone())?;
    }
    put(scenario, &["change", id], put(&change, field, value)?)
}

/// `must` and `prefer` exclude each other.
fn without_other_force(body: &Node, field: &[&str]) -> Node {
    match field {
        ["prefer"] => body.without(&["must"]),
        ["must"] => body.without(&["prefer"]),
        _ => body.clone(),
    }
}

/// The node with a value at the path; keys that are missing are made, items of lists are not, but for `+`.
fn put(node: &Node, steps: &[&str], value: Node) -> Option<Node> {
    let Some((first, rest)) = steps.split_first() else { return Some(value) };
    let spot = value.spot;
    match &node.kind {
        Kind::Seq(items) => {
            let mut items = items.to_vec();
            if *first == "+" && rest.is_empty() {
                items.push(value);
            } else {
                let at = position(&items, first)?;
                items[at] = put(&items[at], rest, value)?;
            }
            Some(Node::seq(items, node.spot))
        }
        Kind::Null if *first == "+" => rest.is_empty().then(|| Node::seq(vec![value], spot)),
        Kind::Map(_) | Kind::Null => {
            let mut entries = node.entries().to_vec();
            let key = || Key { text: Arc::from(*first), spot };
            match entries.iter().position(|(key, _)| &*key.text == *first) {
                Some(at) => entries[at].1 = put(&entries[at].1, rest, value)?,
                None => entries.push((key(), put(&Node { spot, kind: Kind::Null }, rest, value)?)),
            }
            Some(Node::map(entries, node.spot))
        }
        Kind::Scalar { .. } => None,
    }
}
