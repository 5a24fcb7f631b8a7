//! Models and holiday calendars by name: beside the scenario, above it, or built into the program.

use std::path::{Path, PathBuf};

use crate::input::fault::{Faults, Spot};
use crate::input::file::read_text;
use crate::input::lang::Text;
use crate::input::node::{Node, parse};
use crate::input::suggest::suggest;

/// The library that comes with the program: path under `models/` and text.
const BUILT_IN: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/models.rs"));

/// Reads a model or calendar into `faults.sources`. `name` is a path if it has a `/` or ends in `.yaml`; else it is
/// looked up in a folder `models` beside the scenario or above it, then among those built in.
pub fn find(name: &str, spot: Spot, scenario: &Path, faults: &mut Faults) -> Option<u32> {
    let folder = scenario.parent().unwrap_or(Path::new("."));
    if name.ends_with(".yaml") || name.ends_with(".yml") {
        let path = folder.join(name);
        if !path.exists() {
            let what = Text::new(format!("berkas `{name}` tidak ada"), format!("there is no file `{name}`"));
            faults
                .error("E303", spot, what)
                .remedy(Text::new("jalur dihitung dari berkas skenario", "the path is relative to the scenario file"));
            return None;
        }
        return read_text(&path, faults);
    }
    let file = format!("{name}.yaml");
    let beside: Option<PathBuf> =
        folder.ancestors().map(|above| above.join("models").join(&file)).find(|path| path.is_file());
    if let Some(path) = beside {
        return read_text(&path, faults);
    }
    if let Some((path, text)) = BUILT_IN.iter().find(|(path, _)| *path == file) {
        return Some(faults.source(format!("models/{path}"), *text));
    }
    None
}

/// Says that a name is not in the library (`E303`), with the nearest one.
pub fn missing(name: &str, spot: Spot, faults: &mut Faults) {
    let names = names();
    let what = Text::new(format!("kebijakan `{name}` tidak ada"), format!("there is no model `{name}`"));
    let remedy = match suggest(name, &names) {
        Some(near) => Text::new(format!("maksud Anda `{near}`?"), format!("did you mean `{near}`?")),
        None => Text::new(format!("yang ada: {}", names.join(", ")), format!("known: {}", names.join(", "))),
    };
    faults.error("E303", spot, what).remedy(remedy);
}

/// Names of the models built in, sorted.
pub fn names() -> Vec<String> {
    let tops = BUILT_IN.iter().filter(|(path, _)| !path.contains('/'));
    tops.map(|(path, _)| path.trim_end_matches(".yaml").to_string()).collect()
}

/// Where the models built in say that a rule comes from: model and source, each once.
pub fn sources_of(rule: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, text) in BUILT_IN.iter().filter(|(path, _)| !path.contains('/')) {
        let mut faults = Faults::default();
        let file = faults.source(*path, *text);
        let Some(model) = parse(file, text, &mut faults) else { continue };
        let rules = model.get("rules").map(Node::items).unwrap_or_default();
        for source in rules.iter().filter_map(|item| item.get(rule)?.get("source")?.text()) {
            let one = (path.trim_end_matches(".yaml").to_string(), source.to_string());
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found
}
