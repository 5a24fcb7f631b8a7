//! Collects `models/**/*.yaml` so that the program carries its library wherever it runs.

use std::fmt::Write;
use std::path::Path;

fn collect(folder: &Path, root: &Path, found: &mut Vec<(String, String)>) {
    println!("cargo:rerun-if-changed={}", folder.display());
    let entries = std::fs::read_dir(folder).expect("models/ can be listed");
    for entry in entries {
        let path = entry.expect("models/ can be listed").path();
        if path.is_dir() {
            collect(&path, root, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.strip_prefix(root).expect("a path below models/").to_string_lossy().into_owned();
            found.push((name, path.to_string_lossy().into_owned()));
        }
    }
}

fn main() {
    let home = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let root = Path::new(&home).join("models");
    let mut found = Vec::new();
    if root.is_dir() {
        collect(&root, &root, &mut found);
    }
    found.sort();
    let mut code = String::from("[\n");
    for (name, path) in found {
        writeln!(code, "({name:?}, include_str!({path:?})),").expect("writing to a string");
    }
    code.push(']');
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&out).join("models.rs"), code).expect("OUT_DIR can be written");
}
