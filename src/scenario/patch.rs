//! Edits of a scenario: one value set at a path, or one row left out. What a repair offers, `--set` applies, and a study
//! varies.
//!
//! A path names keys down from the top of the file, parted by dots: `desks.ppid.open.0.need` (lists count from 0),
//! `sites.madiun.seats`, `rules.rest.hours` (a rule by its id, wherever it is written), `pools.+` (one more item of a
//! list; `rules.+` is a rule beside those of the model). What the model says and the scenario does not is copied from
//! the model before it is changed.

use std::sync::Arc;

use crate::input::fault::{Faults, Spot};
use crate::input::lang::{Text, quote};
use crate::input::node::{Key, Kind, Node, parse};

use super::merge;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edit {
    /// The value, as YAML, takes its place at the path.
    Set { path: String, value: String },
    /// The absence, wish or pin that is written at this `file:line:column` is left out.
    Drop { place: String },
}

impl Edit {
    pub fn set(path: impl Into<String>, value: impl std::fmt::Display) -> Edit {
        Edit::Set { path: path.into(), value: value.to_string() }
    }

    /// `path=value`, or `drop=file:line:column`.
    pub fn read(text: &str) -> Option<Edit> {
        let (path, value) = text.split_once('=')?;
        let (path, value) = (path.trim(), value.trim());
        if path.is_empty() || value.is_empty() {
            return None;
        }
        Some(match path {
            "drop" => Edit::Drop { place: value.into() },
            _ => Edit::set(path, value),
        })
    }
}

impl std::fmt::Display for Edit {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Edit::Set { path, value } => write!(out, "{path}={value}"),
            Edit::Drop { place } => write!(out, "drop={place}"),
        }
    }
}

/// The scenario's document with all edits made; a path that leads nowhere is a fault (`E306`).
pub fn apply(scenario: Node, model: Option<&Node>, edits: &[Edit], faults: &mut Faults) -> Node {
    let mut node = scenario;
    for (number, edit) in edits.iter().enumerate() {
        let Edit::Set { path, value } = edit else { continue };
        let file = faults.source(format!("--set#{} {path}", number + 1), value.clone());
        let Some(value) = parse(file, value, faults) else { continue };
        let steps: Vec<&str> = path.split('.').collect();
        let changed = match steps.as_slice() {
            ["rules", id, field @ ..] if !field.is_empty() => set_rule(&node, model, id, field, value),
            // The model's rules hold beside the scenario's own: none is copied.
            ["rules", "+"] => put(&node, &steps, value),
            _ => put(&inherited(&node, model, &steps), &steps, value),
        };
        match changed {
            Some(changed) => node = changed,
            None => {
                let what = Text::new(
                    format!("jalur {} tidak ada dalam skenario", quote(path)),
                    format!("the scenario has no place {}", quote(path)),
                );
                faults.error("E306", Spot { file, line: 1, column: 1, width: 1 }, what).remedy(Text::new(
                    "contoh: `desks.ppid.open.0.need=2` atau `rules.rest.hours=10`",
                    "for example `desks.ppid.open.0.need=2` or `rules.rest.hours=10`",
                ));
            }
        }
    }
    node
}

/// A scenario and its model as they are written: to look up the value, and the place, of a path.
#[derive(Debug, Clone)]
pub struct Written {
    scenario: Node,
    model: Option<Node>,
    faults: Faults,
}

impl Written {
    pub(super) fn new(scenario: Node, model: Option<Node>, faults: Faults) -> Written {
        Written { scenario, model, faults }
    }

    /// The value at a path; `rules.ID` is a rule's fields.
    pub fn at(&self, path: &str) -> Option<Node> {
        let (scenario, model) = (&self.scenario, self.model.as_ref());
        let steps: Vec<&str> = path.split('.').collect();
        match steps.as_slice() {
            ["rules", id, field @ ..] => {
                let items = merge::rules(model, scenario, &mut Faults::default());
                let item = items.iter().find(|item| merge::id(item).as_deref() == Some(id))?;
                below(&item.entries().first()?.1, field)
            }
            _ => below(&inherited(scenario, model, &steps), &steps),
        }
    }

    /// The scenario laid over its model, rules left out.
    pub fn whole(&self) -> Node {
        let nothing = Node::map(vec![], self.scenario.spot);
        merge::merge(self.model.as_ref().unwrap_or(&nothing), &self.scenario)
    }

    /// The items of all rules by id.
    pub fn rules(&self) -> Vec<(String, Node)> {
        let items = merge::rules(self.model.as_ref(), &self.scenario, &mut Faults::default());
        items.into_iter().filter_map(|item| Some((merge::id(&item)?.to_string(), item))).collect()
    }

    /// The whole number at a path.
    pub fn number(&self, path: &str) -> Option<i64> {
        self.at(path)?.text()?.parse().ok()
    }

    /// Where the value of a path is written.
    pub fn place(&self, path: &str) -> Option<String> {
        self.at(path).map(|node| self.faults.place(node.spot))
    }
}

/// A node as YAML on one line.
pub fn flow(node: &Node) -> String {
    match &node.kind {
        Kind::Null => "~".into(),
        // What stands by itself outside of brackets may end inside of them.
        Kind::Scalar { text, quoted: false } if !text.contains([',', '[', ']', '{', '}', '\n']) => text.to_string(),
        // A JSON string is a YAML string.
        Kind::Scalar { text, .. } => serde_json::Value::from(&**text).to_string(),
        Kind::Seq(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Kind::Map(entries) => {
            let entry = |(key, node): &(Key, Node)| format!("{}: {}", key.text, flow(node));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

fn below(node: &Node, steps: &[&str]) -> Option<Node> {
    let Some((first, rest)) = steps.split_first() else { return Some(node.clone()) };
    let next = match &node.kind {
        Kind::Seq(items) => items.get(first.parse::<usize>().ok()?)?,
        _ => node.get(first)?,
    };
    below(next, rest)
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
                let at: usize = first.parse().ok()?;
                items[..].get(at)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn node(text: &str) -> Node {
        let mut faults = Faults::default();
        let file = faults.source("test.yaml", text);
        parse(file, text, &mut faults).expect("good YAML")
    }

    #[test]
    fn a_text_that_would_end_inside_of_brackets_is_quoted_on_one_line() {
        let written = "source: art. 1(2), practice\nhours: 06:00-14:00\nlist: [\"7\", 8]";
        let line = flow(&node(written));
        assert_eq!(line, "{source: \"art. 1(2), practice\", hours: 06:00-14:00, list: [\"7\", 8]}");
        assert_eq!(flow(&node(&line)), line);
    }

    fn edited(scenario: &str, model: &str, edits: &[&str]) -> String {
        let mut faults = Faults::default();
        let edits: Vec<Edit> = edits.iter().filter_map(|edit| Edit::read(edit)).collect();
        let node = apply(node(scenario), Some(&node(model)), &edits, &mut faults);
        let told: Vec<String> = faults.list.iter().map(|fault| format!("{} {}", fault.code, fault.what.en)).collect();
        [vec![flow(&node)], told].concat().join(" ")
    }

    #[test]
    fn a_value_of_the_scenario_is_set_in_its_place() {
        let scenario = "desks: {ppid: {open: [{need: 2}, {need: 3}]}}";
        assert_eq!(
            edited(scenario, "{}", &["desks.ppid.open.1.need=1"]),
            "{desks: {ppid: {open: [{need: 2}, {need: 1}]}}}"
        );
        assert_eq!(edited("pools: [{count: 1}]", "{}", &["pools.+={count: 2}"]), "{pools: [{count: 1}, {count: 2}]}");
        assert_eq!(edited("a: 1", "{}", &["pools.+={count: 2}"]), "{a: 1, pools: [{count: 2}]}");
    }

    #[test]
    fn what_the_model_says_is_copied_before_it_is_changed() {
        let model = "{contracts: {biasa: {day_minutes: 450, shifts: [pagi]}, jaga: {day_minutes: 1}}}";
        assert_eq!(
            edited("a: 1", model, &["contracts.biasa.day_minutes=420"]),
            "{a: 1, contracts: {biasa: {day_minutes: 420, shifts: [pagi]}}}"
        );
    }

    #[test]
    fn a_rule_is_changed_where_it_is_written() {
        let model = "rules: [{rest: {hours: 11, must: true}}, {presence: {lead: {count: 1, who: {}}}}]";
        assert_eq!(edited("a: 1", model, &["rules.rest.hours=10"]), "{a: 1, change: {rest: {hours: 10}}}");
        let nested = edited("a: 1", model, &["rules.presence.lead.count=0"]);
        assert_eq!(nested, "{a: 1, change: {presence: {lead: {count: 0, who: {}}}}}");
        let own = "rules: [{rest: {id: tidur, hours: 8, must: true}}]";
        assert_eq!(
            edited(own, model, &["rules.tidur.hours=7", "rules.tidur.prefer=5"]),
            "{rules: [{rest: {id: tidur, hours: 7, prefer: 5}}]}"
        );
    }

    #[test]
    fn a_rule_is_added_beside_those_of_the_model() {
        let model = "{rules: [{rest: {hours: 11, must: true}}]}";
        assert_eq!(edited("a: 1", model, &["rules.+={pin: {must: true}}"]), "{a: 1, rules: [{pin: {must: true}}]}");
        assert_eq!(edited("rules: [{pin: {}}]", model, &["rules.+={seats: {}}"]), "{rules: [{pin: {}}, {seats: {}}]}");
    }

    #[test]
    fn a_path_that_leads_nowhere_is_a_fault() {
        let said = edited("desks: {ppid: {open: []}}", "{}", &["desks.ppid.open.3.need=1", "rules.rest.hours=1"]);
        assert_eq!(
            said,
            "{desks: {ppid: {open: []}}} E306 the scenario has no place `desks.ppid.open.3.need` \
             E306 the scenario has no place `rules.rest.hours`"
        );
    }

    #[test]
    fn an_edit_reads_back_as_it_is_written() {
        for text in ["desks.ppid.open.0.need=2", "drop=a.csv:17:1", "pools.+={count: 2, prefix: baru}"] {
            assert_eq!(Edit::read(text).map(|edit| edit.to_string()), Some(text.to_string()));
        }
        assert_eq!((Edit::read("x"), Edit::read("=3")), (None, None));
    }
}
