//! The pages and tables of `luwes explain --out` and `luwes compare --out`: whole, in both languages, and of nobody's
//! personal data.

#![cfg(feature = "highs")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

const CLASH: &str = "scenarios/tiny/infeasible.yaml";
const RULES: &str = "scenarios/tiny/all-rules.yaml";
const README: &str = "scenarios/tiny/readme.yaml";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn luwes(args: &[&str]) -> i32 {
    let output = Command::cargo_bin("luwes").expect("the program").args(args).current_dir(root()).output();
    output.expect("it runs").status.code().expect("a code")
}

/// What was written into a folder, after a look at every page: no network, and none of what must not be told.
fn written(args: &[&str], code: i32, lang: &str) -> Vec<(String, String)> {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().display().to_string();
    assert_eq!(luwes(&[args, &["--out", &out, "--lang", lang]].concat()), code);
    let mut files: Vec<(String, String)> = fs::read_dir(dir.path())
        .expect("a folder")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let text = fs::read_to_string(entry.path()).expect("a file");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    files.sort();
    for (name, text) in &files {
        for secret in ["very_good", "needs_improvement", "female", "perempuan"] {
            // The policy's own looser value may be the word of a scale.
            assert!(!text.replace("predicate=needs_improvement", "").contains(secret), "{name}: {secret}");
        }
        if name.ends_with(".html") {
            assert!(text.contains(&format!("<html lang=\"{lang}\">")), "{name}");
            for sign in ["http:", "https:", "src=", "url(", "<link", "<script", "{{", "{%"] {
                assert!(!text.contains(sign), "{name}: {sign}");
            }
        }
    }
    files
}

fn names(files: &[(String, String)]) -> Vec<&str> {
    files.iter().map(|(name, _)| name.as_str()).collect()
}

fn file<'a>(files: &'a [(String, String)], name: &str) -> &'a str {
    &files.iter().find(|(one, _)| one == name).expect("the file").1
}

/// The best roster of a scenario in a folder of its own.
fn solved(scenario: &str) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().display().to_string();
    assert_eq!(luwes(&["solve", scenario, "--out", &folder, "--quiet"]), 0);
    let roster = dir.path().join("roster.csv").display().to_string();
    (dir, roster)
}

#[test]
fn a_conflict_is_a_page_and_two_tables() {
    for (lang, said) in [("id", "jika yang lain dipenuhi"), ("en", "if the others hold")] {
        let files = written(&["explain", CLASH], 3, lang);
        assert_eq!(names(&files), ["conflict.csv", "conflict.html", "repairs.csv"]);
        let page = file(&files, "conflict.html");
        assert!(page.contains(said) && page.contains("infeasible.yaml:24:5"), "{page}");
        // Two statements; and each repair of the text with what makes it.
        assert_eq!(file(&files, "conflict.csv").lines().count(), 3);
        assert!(file(&files, "repairs.csv").contains("--set 'desks.ult.open.0.need=1'"));
        assert_eq!(page.matches("--set &#39;").count(), file(&files, "repairs.csv").matches("--set '").count());
    }
}

#[test]
fn a_cell_is_a_page_and_a_table_of_prices() {
    let (_dir, roster) = solved(RULES);
    let asked = ["explain", RULES, "--roster", &roster, "--person", "dedi", "--date", "2020-01-07"];
    for (lang, said) in [("id", "Sel ini tetap"), ("en", "This cell is forced")] {
        let files = written(&asked, 0, lang);
        assert_eq!(names(&files), ["cell.csv", "cell.html"]);
        assert!(file(&files, "cell.html").contains(said));
        let rows: Vec<&str> = file(&files, "cell.csv").lines().collect();
        assert_eq!(rows.len(), 7);
        // The one that is held costs nothing more, and no other is possible.
        assert!(rows[1].contains(",yes,yes,0,0,7,7,"), "{}", rows[1]);
        assert!(rows[2..].iter().all(|row| row.contains(",no,no,,,,,")), "{rows:?}");
    }
}

#[test]
fn a_refusal_is_a_page() {
    for (lang, said) in [("id", "predikat kinerja di bawah syarat"), ("en", "performance predicate is below")] {
        let files = written(&["explain", RULES, "--person", "dedi"], 0, lang);
        assert_eq!(names(&files), ["refusal.html"]);
        assert!(file(&files, "refusal.html").contains(said));
    }
}

#[test]
fn two_rosters_are_a_page_with_their_cells_and_rules() {
    let (_dir, roster) = solved(RULES);
    for (lang, said) in [("id", "Jadwal Anda berbiaya 7"), ("en", "Your roster costs 7")] {
        let files = written(&["compare", RULES, &roster], 0, lang);
        assert_eq!(names(&files), ["compare.html", "compare_cells.csv", "compare_rules.csv"]);
        assert!(file(&files, "compare.html").contains(said));
        assert_eq!(file(&files, "compare_cells.csv"), "person,date,before,after\n");
    }
    assert_eq!(names(&written(&["compare", RULES, &roster, &roster], 0, "id")).len(), 3);
}

#[test]
fn two_policies_are_a_page_that_points_at_the_item_of_a_list() {
    let dir = tempfile::tempdir().expect("a folder");
    let other = dir.path().join("other.yaml");
    let text = fs::read_to_string(root().join(README)).expect("a scenario");
    let changed = text.replace("{id: eka, unit: transport, skills: [service]}", "{id: eka, unit: transport}");
    assert_ne!(text, changed);
    fs::write(&other, changed).expect("written");
    let other = other.display().to_string();
    for (lang, said) in [("id", "Sebab dan akibat"), ("en", "Cause and effect")] {
        let files = written(&["compare", README, &other], 0, lang);
        assert_eq!(names(&files), ["cause_cells.csv", "causes.csv", "compare.html"]);
        assert!(file(&files, "compare.html").contains(said));
        let rows: Vec<&str> = file(&files, "causes.csv").lines().collect();
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows[1].starts_with("1,drop=people.eka.skills,") && rows[1].contains("readme.yaml:"), "{}", rows[1]);
    }
}
