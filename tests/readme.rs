//! The README says what is so: its scenario is the one in the repository, its commands are those of the program.

use std::fs;
use std::path::Path;
use std::process::Command;

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a text file")
}

#[test]
fn the_readmes_scenario_is_the_one_in_the_repository() {
    assert!(text("README.md").contains(&format!("```yaml\n{}```", text("scenarios/tiny/readme.yaml"))));
}

#[test]
fn the_readmes_commands_are_those_of_the_program() {
    let help = Command::new(env!("CARGO_BIN_EXE_luwes")).arg("--help").output().expect("the program runs");
    let help = String::from_utf8(help.stdout).expect("UTF-8");
    let commands = help.split("Commands:").nth(1).and_then(|rest| rest.split("Options:").next()).expect("a list");
    let readme = text("README.md");
    let names = commands.lines().filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    for name in names {
        assert!(readme.contains(&format!("`luwes {name}")), "the README does not tell of `{name}`");
    }
}

#[test]
fn the_readmes_exit_codes_are_those_of_the_help() {
    let readme = text("README.md");
    for code in 0..=5 {
        assert!(readme.contains(&format!("\n| {code} |")), "exit code {code}");
    }
}
