//! Edits that turn one scenario, with its model, into another: each a cause of its own, down to the field of an item.

use std::collections::BTreeSet;

use crate::input::node::{Kind, Node};
use crate::scenario::{Edit, Written, flow, item_name};

/// An edit, and where the value is written: before, or after where there was none.
pub type Change = (Edit, String);

/// Keys that say nothing about rosters.
const REMARKS: [&str; 9] =
    ["scenario", "policy", "about", "sources", "in_force", "model", "solve", "source", "unverified"];
/// Items of a list that change up to which each is a cause of its own: each cause costs a solve.
const MOST: usize = 12;

/// Edits that turn one scenario into another; titles and remarks are left alone.
pub fn changes(old: &Written, new: &Written) -> Vec<Change> {
    let mut all = Changes { old, new, list: Vec::new() };
    let (one, two) = (old.whole(), new.whole());
    for key in keys(&one, &two).into_iter().filter(|key| !REMARKS.contains(key)) {
        all.differ(one.get(key), two.get(key), key);
    }
    let (one, two) = (old.rules(), new.rules());
    for (id, item) in &one {
        match two.iter().find(|(other, _)| other == id) {
            Some((_, after)) => all.rule(id, item, after),
            None => all.add(Edit::remove(format!("rules.{id}")), old.place_of(item)),
        }
    }
    for (_, item) in two.iter().filter(|(id, _)| one.iter().all(|(other, _)| other != id)) {
        all.add(Edit::set("rules.+", flow(item)), new.place_of(item));
    }
    all.list
}

fn keys<'a>(one: &'a Node, two: &'a Node) -> BTreeSet<&'a str> {
    one.entries().iter().chain(two.entries()).map(|(key, _)| &*key.text).collect()
}

struct Changes<'a> {
    old: &'a Written,
    new: &'a Written,
    list: Vec<Change>,
}

impl Changes<'_> {
    fn add(&mut self, edit: Edit, place: String) {
        self.list.push((edit, place));
    }

    /// Two items of a rule of one id.
    fn rule(&mut self, id: &str, before: &Node, after: &Node) {
        let ([(name, body)], [(other, other_body)]) = (before.entries(), after.entries()) else { return };
        if name.text != other.text {
            self.add(Edit::remove(format!("rules.{id}")), self.old.place_of(before));
            self.add(Edit::set("rules.+", flow(after)), self.new.place_of(after));
            return;
        }
        let remarks = ["source", "unverified", "note"];
        for field in keys(body, other_body).into_iter().filter(|field| !remarks.contains(field)) {
            // Setting the one drops the other.
            let exclusive = matches!(field, "must" | "prefer") && other_body.get(field).is_none();
            if !exclusive {
                self.differ(body.get(field), other_body.get(field), &format!("rules.{id}.{field}"));
            }
        }
    }

    /// Edits at and below a path.
    fn differ(&mut self, one: Option<&Node>, two: Option<&Node>, path: &str) {
        let (before, after) = match (one, two) {
            (Some(before), Some(after)) => (before, after),
            (None, Some(after)) => return self.add(Edit::set(path, flow(after)), self.new.place_of(after)),
            (Some(before), None) => {
                // What the model says too cannot be left out; it is emptied.
                let edit = match before.kind {
                    _ if self.old.owns(path) => Edit::remove(path),
                    Kind::Seq(_) => Edit::set(path, "[]"),
                    Kind::Map(_) => Edit::set(path, "{}"),
                    Kind::Scalar { .. } | Kind::Null => Edit::set(path, "~"),
                };
                return self.add(edit, self.old.place_of(before));
            }
            (None, None) => return,
        };
        if flow(before) == flow(after) {
            return;
        }
        let whole = (Edit::set(path, flow(after)), self.old.place_of(before));
        let from = self.list.len();
        match (&before.kind, &after.kind) {
            (Kind::Map(_), Kind::Map(_)) => {
                for key in keys(before, after).into_iter().filter(|key| !REMARKS.contains(key)) {
                    self.differ(before.get(key), after.get(key), &format!("{path}.{key}"));
                }
                return;
            }
            (Kind::Seq(one), Kind::Seq(two)) => match (names(one), names(two)) {
                (Some(names), Some(others)) => self.named((one, &names), (two, &others), path),
                _ if one.iter().chain(two.iter()).all(|item| matches!(item.kind, Kind::Map(_))) => {
                    self.by_position(one, two, path);
                }
                _ => self.list.push(whole.clone()),
            },
            _ => self.list.push(whole.clone()),
        }
        if self.list.len() - from > MOST {
            self.list.truncate(from);
            self.list.push(whole);
        }
    }

    /// Lists whose items have names: each is held against the one of its name, wherever it stands.
    fn named(&mut self, (one, names): (&[Node], &[&str]), (two, others): (&[Node], &[&str]), path: &str) {
        let other = |name: &str| others.iter().position(|other| *other == name);
        for (item, name) in one.iter().zip(names) {
            match other(name) {
                Some(at) => self.differ(Some(item), Some(&two[at]), &format!("{path}.{name}")),
                None => self.add(Edit::remove(format!("{path}.{name}")), self.old.place_of(item)),
            }
        }
        for (item, _) in two.iter().zip(others).filter(|(_, name)| !names.contains(name)) {
            self.add(Edit::set(format!("{path}.+"), flow(item)), self.new.place_of(item));
        }
    }

    /// Lists whose items have none: equal items are the same, others are if they stand at the same position.
    fn by_position(&mut self, one: &[Node], two: &[Node], path: &str) {
        let mut new: Vec<usize> = (0..two.len()).collect();
        let mut gone = Vec::new();
        for (at, item) in one.iter().enumerate() {
            match new.iter().position(|other| flow(&two[*other]) == flow(item)) {
                Some(same) => {
                    new.remove(same);
                }
                None => gone.push(at),
            }
        }
        let changed: Vec<usize> = gone.iter().copied().filter(|at| new.contains(at)).collect();
        for at in &changed {
            self.differ(Some(&one[*at]), Some(&two[*at]), &format!("{path}.{at}"));
        }
        // From the back, so that the others keep their positions.
        for at in gone.iter().rev().filter(|at| !changed.contains(at)) {
            self.add(Edit::remove(format!("{path}.{at}")), self.old.place_of(&one[*at]));
        }
        for at in new.iter().filter(|at| !changed.contains(at)) {
            self.add(Edit::set(format!("{path}.+"), flow(&two[*at])), self.new.place_of(&two[*at]));
        }
    }
}

/// The names of all items, if each has one of its own.
fn names(items: &[Node]) -> Option<Vec<&str>> {
    let names: Vec<&str> = items.iter().map(item_name).collect::<Option<_>>()?;
    let distinct: BTreeSet<&str> = names.iter().copied().collect();
    (distinct.len() == names.len()).then_some(names)
}
