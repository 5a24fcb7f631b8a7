//! Sections that have faults of their own: what does not fit together because of them is no news.

use crate::input::fault::{Fault, Faults, Severity};
use crate::input::node::{Kind, Node};

/// A section, whether it is a list, and the kinds of names that it defines, as messages call them.
const SECTIONS: &[(&str, bool, &[&str])] = &[
    ("shifts", false, &["shift"]),
    ("places", false, &["place"]),
    ("sites", false, &["site"]),
    ("units", true, &["unit"]),
    ("desks", false, &["desk", "skill"]),
    ("contracts", false, &["contract", "contract limit"]),
    ("absence_kinds", false, &["kind of absence"]),
    ("groups", false, &["group"]),
    ("people", true, &["person", "post", "level", "tag", "skill"]),
    ("pools", true, &["person", "post", "level", "tag", "skill"]),
];

/// Marks the kinds of names of sections that have the wrong shape as a whole.
pub fn shapes(whole: &Node, faults: &mut Faults) {
    for (section, list, kinds) in SECTIONS {
        let Some(node) = whole.get(section) else { continue };
        let right = match node.kind {
            Kind::Map(_) => !list,
            Kind::Seq(_) => *list,
            Kind::Null => true,
            Kind::Scalar { .. } => false,
        };
        if !right {
            faults.absent.extend(kinds.iter());
        }
    }
}

/// Marks everything that a model brings: the model could not be read.
pub fn model(faults: &mut Faults) {
    let brings = ["shifts", "places", "sites", "desks", "contracts", "absence_kinds", "groups"];
    for (section, _, kinds) in SECTIONS.iter().filter(|(section, ..)| brings.contains(section)) {
        faults.spoiled.insert(section.to_string());
        faults.absent.extend(kinds.iter().filter(|kind| **kind != "skill"));
    }
}

/// Marks what a table of people would have brought.
pub fn people(faults: &mut Faults) {
    faults.spoiled.insert("people".into());
    faults.absent.extend(["person", "post", "level", "tag", "skill"]);
}

/// Marks the sections with errors inside them, in any of these documents or in tables beside them.
pub fn sections(documents: &[&Node], faults: &mut Faults) {
    let errors = || faults.list.iter().filter(|fault| fault.severity == Severity::Error);
    let mut spoiled = Vec::new();
    for document in documents {
        let starts: Vec<u32> = document.entries().iter().map(|(key, _)| key.spot.line).collect();
        for (key, _) in document.entries() {
            let from = key.spot.line;
            let end = starts.iter().copied().filter(|line| *line > from).min().unwrap_or(u32::MAX);
            let inside = |line: u32| from <= line && line < end;
            // An unknown name inside takes nothing away from these.
            let whole = ["units", "sites", "groups"].contains(&&*key.text);
            let spoils = |fault: &Fault| !(whole && fault.code.starts_with("E3"));
            let here = |fault: &Fault| fault.spot.file == key.spot.file && inside(fault.spot.line);
            if errors().any(|fault| here(fault) && spoils(fault)) {
                spoiled.push(key.text.to_string());
            }
        }
    }
    let own = |file: u32| documents.iter().any(|document| document.spot.file == file);
    if errors().any(|fault| !own(fault.spot.file)) {
        spoiled.push("people".into());
    }
    faults.spoiled.extend(spoiled);
}
