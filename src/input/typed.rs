//! Typed values out of located nodes, with all faults of a tree in one run.
//!
//! Structs derive `Deserialize` (with `deny_unknown_fields`) as for any format. Write [`At<T>`] where a later check
//! needs the place of a value. Ids and other text that looks like a number keep their text in a `String`.
//! Avoid `flatten`, `untagged` and internally tagged enums: serde buffers their content, and places and text are lost.
//! A type with a syntax of its own reads through `deserialize_str` and refuses with [`invalid`].

mod access;
mod at;
mod de;
mod error;
mod mask;
mod number;
mod stand_in;

use serde::de::DeserializeOwned;

use self::de::{De, Label, id};
use self::error::{Error, Nature};
use self::mask::Mask;
use super::fault::Faults;
use super::node::{Kind, Node};

pub use self::at::At;
pub use self::error::{expected, invalid};

/// Reads a value. Entries with faults are left out of it; `None` if it cannot do without them.
///
/// All faults are recorded, also those behind the first: a faulty or missing part is played by a stand-in until the
/// whole tree was looked through.
pub fn read<T: DeserializeOwned>(node: &Node, faults: &mut Faults) -> Option<T> {
    read_as(node, Label::Top, faults)
}

/// Reads the value of one key of a map, if it is there.
pub fn read_field<T: DeserializeOwned>(map: &Node, key: &str, faults: &mut Faults) -> Option<T> {
    read_as(map.get(key)?, Label::Key(key), faults)
}

/// Reads each element of a list by itself; those that cannot be read are left out.
pub fn read_list<T: DeserializeOwned>(node: &Node, faults: &mut Faults) -> Vec<T> {
    let Kind::Seq(items) = &node.kind else {
        // Fails with the words for "must be a list".
        read::<Vec<T>>(node, faults);
        return Vec::new();
    };
    items.iter().filter_map(|item| read_as(item, Label::Element(""), faults)).collect()
}

/// Reads each entry of a map by itself, in the order of the file; those that cannot be read are left out.
pub fn read_map<T: DeserializeOwned>(node: &Node, faults: &mut Faults) -> Vec<(At<String>, T)> {
    let Kind::Map(entries) = &node.kind else {
        read::<std::collections::BTreeMap<String, T>>(node, faults);
        return Vec::new();
    };
    let mut out = Vec::new();
    for (key, value) in entries.iter() {
        match read_as(value, Label::Key(&key.text), faults) {
            Some(value) => out.push((At::new(key.text.to_string(), key.spot), value)),
            None => faults.lose(&key.text),
        }
    }
    out
}

/// Entries that one value may lose to their own faults. Beyond that it is not worth having.
const MOST_DROPS: usize = 2_000;

fn read_as<T: DeserializeOwned>(node: &Node, label: Label, faults: &mut Faults) -> Option<T> {
    let mut mask = Mask::default();
    let attempt = |mask: &Mask| {
        let result = T::deserialize(De { node, mask, label });
        result.map_err(|error| error.at(node.spot, id(node)))
    };
    let error = match attempt(&mask) {
        Ok(value) => return Some(value),
        Err(error) => error,
    };
    let mut next = Some(error);
    mask.look();
    while let Some(error) = next {
        if faults.full(node.spot.file) || !set_aside(error, node, &mut mask, faults) {
            break;
        }
        next = attempt(&mask).err();
    }
    mask.unmask(id(node));
    // What cannot be read without its faulty parts goes too: first looking only, then for use.
    mask.look();
    let prune = |mask: &mut Mask| -> Option<T> {
        for _ in 0..MOST_DROPS {
            match attempt(mask) {
                Ok(value) if !mask.is_gone(id(node)) => return Some(value),
                Ok(_) => break,
                Err(error) => {
                    let culprit = error.0.culprit.unwrap_or(id(node));
                    if culprit == id(node) || !mask.drop(culprit) {
                        break;
                    }
                }
            }
        }
        mask.drop(id(node));
        None
    };
    let looked = prune(&mut mask);
    mask.stop_looking();
    let value = looked.and_then(|_| prune(&mut mask));
    note_lost(node, &mask, faults);
    value
}

/// Records an error and sets its culprit aside; false if there is no going on.
fn set_aside(error: Error, root: &Node, mask: &mut Mask, faults: &mut Faults) -> bool {
    let problem = *error.0;
    let culprit = problem.culprit.unwrap_or(id(root));
    if let Nature::StandIn(field) = problem.nature {
        if mask.play(culprit, field) < stand_in::ATTEMPTS {
            return true;
        }
        // No stand-in will do. A list can do without the element; else the whole around it needs a stand-in.
        let whole = if field.is_empty() { problem.parent } else { Some(culprit) };
        return match whole {
            _ if field.is_empty() && problem.in_list => mask.drop(culprit),
            Some(whole) if whole != id(root) => mask.play(whole, "") == 0,
            _ => false,
        };
    }
    // A missing field is no fault of a file that broke off, and what a type says about a whole that holds a stand-in
    // may be about the stand-in.
    let doubtful = match problem.nature {
        Nature::Missing(_) => faults.is_broken(root.spot.file),
        Nature::Bad => find(root, culprit).is_some_and(|node| holds_stand_in(node, mask)),
        _ => false,
    };
    if !doubtful {
        let fault = faults.error(problem.code, problem.spot.unwrap_or(root.spot), problem.what);
        fault.cause = problem.cause;
        fault.remedy = problem.remedy;
    }
    match problem.nature {
        Nature::Missing(field) => mask.play(culprit, field) == 0,
        Nature::Extra => culprit != id(root) && mask.drop(culprit),
        _ => culprit != id(root) && mask.play(culprit, "") == 0,
    }
}

/// The node of this identity.
fn find(node: &Node, wanted: usize) -> Option<&Node> {
    if id(node) == wanted {
        return Some(node);
    }
    let in_map = node.entries().iter().find_map(|(_, value)| find(value, wanted));
    in_map.or_else(|| node.items().iter().find_map(|item| find(item, wanted)))
}

fn holds_stand_in(node: &Node, mask: &Mask) -> bool {
    let plays = |node: &Node| mask.stand_in(id(node)).is_some();
    !mask.missing(id(node)).is_empty() || node.entries().iter().any(|(_, v)| plays(v)) || node.items().iter().any(plays)
}

/// Notes the names in what was left out, so that nobody complains that they are unknown.
fn note_lost(node: &Node, mask: &Mask, faults: &mut Faults) {
    if mask.is_gone(id(node)) {
        return lose_all(node, faults);
    }
    for (key, value) in node.entries() {
        if mask.is_gone(id(value)) && value.text().is_none() {
            faults.lose(&key.text);
        }
        note_lost(value, mask, faults);
    }
    node.items().iter().for_each(|item| note_lost(item, mask, faults));
}

/// Loses the names in a part; of `ppid:2` also the name before the level.
fn lose_all(node: &Node, faults: &mut Faults) {
    if let Some(text) = node.text() {
        faults.lose(text);
        faults.lose(text.split(':').next().unwrap_or(text));
    }
    // These name what is defined elsewhere, and are as wrong there as here.
    let refers = ["unit", "units", "contract", "site", "shift", "shifts", "place", "places", "person", "kind", "desk"];
    let own = node.entries().iter().filter(|(key, _)| !refers.contains(&&*key.text)).map(|(_, value)| value);
    own.chain(node.items()).for_each(|part| lose_all(part, faults));
}

#[cfg(test)]
mod tests;
