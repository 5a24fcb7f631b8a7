//! The house holds: modules use only modules above them, rules are named in one file and the list, every file says
//! what it is, files fit a head.

use std::fs;
use std::path::{Path, PathBuf};

/// Bottom to top: a module may use itself and everything before it.
const ORDER: &[&str] = &[
    "input",
    "facts",
    "roster",
    "problem",
    "rules",
    "scenario",
    "certificate",
    "engine",
    "verify",
    "solve",
    "explain",
    "study",
    "report",
    "store",
    "night",
    "service",
    "cli",
];

/// Modules that may use less than the order gives them.
const ONLY: &[(&str, &[&str])] = &[
    ("certificate", &["certificate", "problem", "input"]),
    ("engine", &["engine", "certificate", "problem", "roster"]),
    ("verify", &["verify", "input", "facts", "roster", "rules", "scenario"]),
    ("problem", &["problem", "facts", "roster"]),
];

/// Most lines of one file, tests included.
const LONGEST: usize = 600;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every file under `src`, with its path from there and its text.
fn sources() -> Vec<(String, String)> {
    let src = root().join("src");
    let mut paths = Vec::new();
    rust_files(&src, &mut paths);
    paths.sort();
    let name = |path: &Path| path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
    paths.iter().map(|path| (name(path), fs::read_to_string(path).expect("UTF-8"))).collect()
}

/// The top-level module of a file: `rules` for `rules/rest.rs` and `rules.rs`.
fn module(name: &str) -> &str {
    name.split('/').next().unwrap_or(name).trim_end_matches(".rs")
}

/// A line without its `//` comment.
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or(line)
}

/// Modules that a text uses as `crate::name`, with the line; also inside `use crate::{a, b}`.
fn uses(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for (at, _) in code(line).match_indices("crate::") {
            let rest = &code(line)[at + "crate::".len()..];
            let names = match rest.strip_prefix('{') {
                Some(group) => group.split('}').next().unwrap_or("").split(',').map(str::trim).collect(),
                None => vec![rest],
            };
            for name in names {
                let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                found.push((number + 1, name));
            }
        }
    }
    found
}

#[test]
fn a_module_uses_only_modules_above_it_in_the_list() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let own = module(&name);
        if own == "lib" || own == "main" {
            continue;
        }
        let rank = ORDER.iter().position(|one| *one == own).unwrap_or_else(|| panic!("`{own}` is not in the order"));
        let only = ONLY.iter().find(|(one, _)| *one == own).map(|(_, allowed)| *allowed);
        for (line, used) in uses(&text) {
            let Some(at) = ORDER.iter().position(|one| *one == used) else { continue };
            let allowed = at <= rank && only.is_none_or(|allowed| allowed.contains(&used.as_str()));
            if !allowed {
                wrong.push(format!("src/{name}:{line} uses `{used}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "edges that the house forbids:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_of_the_crate_is_in_the_order() {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    for line in text.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let name = line.trim_end_matches(';');
        assert!(ORDER.contains(&name), "`{name}` is not in the order of tests/tidy.rs");
    }
}

/// Rule names that are also ordinary words elsewhere (sites have seats) are looked for only as `rules::name`.
#[test]
fn a_rule_is_named_in_its_own_file_and_in_the_list_only() {
    let names: Vec<&str> = luwes::rules::LIST.iter().map(|kind| kind.name).collect();
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let inside = text.split("#[cfg(test)]").next().unwrap_or("");
        for rule in &names {
            let own = name == format!("rules/{rule}.rs") || name.starts_with(&format!("rules/{rule}/"));
            if own || name == "rules/mod.rs" {
                continue;
            }
            for (number, line) in inside.lines().enumerate() {
                let line = code(line);
                let path = line.contains(&format!("rules::{rule}::")) || line.contains(&format!("super::{rule}::"));
                let quoted = name.starts_with("engine/") && line.contains(&format!("\"{rule}\""));
                if (path && name != "rules/testing.rs") || quoted {
                    wrong.push(format!("src/{name}:{} names the rule `{rule}`", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Texts of the matches that name shapes, from `match` to its closing brace.
fn shape_matches(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("Shape::Ban") {
        let Some(open) = text[..at].rfind("match ") else { continue };
        let line = text[..open].rfind('\n').map_or(0, |end| end + 1);
        let indent: String = text[line..].chars().take_while(|c| *c == ' ').collect();
        let end = text[open..].find(&format!("\n{indent}}}")).map_or(text.len(), |end| open + end);
        if at < end {
            found.push(&text[open..end]);
        }
    }
    found
}

fn leaves_shapes_open(body: &str) -> bool {
    body.lines().any(|line| line.trim_start().starts_with("_ =>") || line.trim_start().starts_with("_ if"))
}

#[test]
fn engines_and_parts_leave_no_shape_unsaid() {
    assert!(leaves_shapes_open(shape_matches("  match shape {\n    Shape::Ban(c) => 1,\n    _ => 0,\n  }\n")[0]));
    let mut matches = 0;
    for (name, text) in sources() {
        let treats = ["engine/", "problem/", "certificate/"].iter().any(|start| name.starts_with(start));
        if !treats || name.ends_with("tests.rs") {
            continue;
        }
        for body in shape_matches(&text) {
            // `(force, shape)` pairs that pick one shape out, and leave the rest alone, are no treatment of shapes.
            if body.contains("Shape::Peak") {
                matches += 1;
                assert!(!leaves_shapes_open(body), "src/{name}: a `_` arm in a match on shapes:\n{body}");
            }
        }
    }
    assert!(matches >= 3, "only {matches} matches on shapes found: does this test still look at the right text?");
}

/// Engines fill a certificate; how it is checked is not theirs to know, nor theirs to be known.
#[test]
fn the_checker_shares_no_code_with_the_engines() {
    let data = ["Amount", "Certificate", "Leaf", "Node", "Of", "Split"];
    for (name, text) in sources() {
        if name.starts_with("certificate/") {
            let named = text.lines().position(|line| code(line).contains("engine"));
            assert!(named.is_none(), "src/{name}:{} names engines", named.unwrap_or(0) + 1);
        }
        // Tests of engines may check what they hand out.
        if !name.starts_with("engine/") || name.ends_with("tests.rs") {
            continue;
        }
        for line in text.lines().filter(|line| code(line).contains("certificate::")) {
            let used = code(line).split("certificate::").nth(1).unwrap_or("");
            let words = used.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let other: Vec<&str> = words.filter(|word| !data.contains(word)).collect();
            assert!(other.is_empty(), "src/{name} uses more of certificates than their data: {line}");
        }
    }
}

#[test]
fn check_never_sees_a_clause() {
    for (name, text) in sources().iter().filter(|(name, _)| name.starts_with("rules/")) {
        for part in text.split("fn check(").skip(1) {
            let body = part.split("\n    }\n").next().unwrap_or(part);
            for word in ["Shape::", "Clause", "Problem", ".clauses("] {
                assert!(!body.contains(word), "src/{name}: `check` names {word}");
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_and_fits_a_head() {
    for (name, text) in sources() {
        assert!(text.starts_with("//!"), "src/{name} does not start with `//!`");
        let lines = text.lines().count();
        assert!(lines <= LONGEST, "src/{name} has {lines} lines: is there a second room inside?");
    }
}

#[test]
fn no_unfinished_work_and_no_silenced_warning_without_a_reason() {
    for (name, text) in sources() {
        for word in ["todo!(", "unimplemented!(", "dbg!(", "FIXME", "TODO"] {
            assert!(!text.contains(word), "src/{name} contains {word}");
        }
        for line in text.lines().filter(|line| line.trim_start().starts_with("#[allow(")) {
            assert!(line.contains("reason"), "src/{name}: {line}");
        }
    }
}

#[test]
fn floats_stay_where_an_lp_is_spoken_to_or_something_is_shown() {
    for (name, text) in sources() {
        let free = ["engine/", "cli/", "report/", "input/", "scenario/"];
        if free.iter().any(|start| name.starts_with(start)) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            assert!(!code(line).contains("f64"), "src/{name}:{} speaks in floats", number + 1);
        }
    }
}
