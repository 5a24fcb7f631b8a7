//! The library: every scenario and model of the repository is read without a fault, every tiny scenario's optimum is the
//! one in its header (`# optimum: 12`, or `# infeasible`), and every model says where its values come from.

use std::path::{Path, PathBuf};
use std::time::Duration;

use luwes::engine::{Limits, Outcome, Status, solve};
use luwes::input::fault::Faults;
use luwes::input::lang::Lang;
use luwes::roster::Roster;
use luwes::rules::LIST;
use luwes::scenario::{Scenario, load, model_names};
use luwes::verify::verify;

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All scenarios of a folder and below, sorted; organisations of which `luwes generate` makes them are none, nor are
/// studies.
fn scenarios(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of scenarios") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && path.ends_with("studies") {
            continue;
        }
        if path.is_dir() {
            found.extend(scenarios(&path));
        } else if path.extension().is_some_and(|extension| extension == "yaml") && !path.ends_with("organisation.yaml")
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A scenario read without any fault, warnings included.
fn clean(path: &Path) -> Scenario {
    let (scenario, faults) = load(path);
    assert!(faults.list.is_empty(), "{}:\n{}", path.display(), said(&faults));
    scenario.expect("a scenario without faults")
}

fn said(faults: &Faults) -> String {
    faults.render(Lang::En, false)
}

/// Solved, and judged by `verify`: the claimed cost is the verified one and no `must` is broken.
fn solved(name: &str, scenario: &Scenario, seconds: u64) -> Outcome {
    let limits = Limits { time: Some(Duration::from_secs(seconds)), ..Limits::default() };
    let outcome = solve(&scenario.problem(), &limits, None, &|_| {}).expect("the solver answers");
    if let Some(plan) = &outcome.plan {
        let days = scenario.facts.calendar.days.len();
        let verdict = verify(&scenario.facts, &scenario.entries, &Roster::from_plan(days, plan.clone()));
        assert!(verdict.is_valid(), "{name} breaks a must");
        assert_eq!(verdict.cost, outcome.cost, "{name}: claimed and verified cost");
    }
    outcome
}

/// What a header's comments say after a word: `# optimum: 12`.
fn header(text: &str, word: &str) -> Option<String> {
    let mut comments = text.lines().take_while(|line| line.starts_with('#'));
    comments.find_map(|line| Some(line.split_once(word)?.1.trim().to_string()))
}

#[test]
fn every_scenario_is_read_without_a_fault() {
    let all = scenarios(&home().join("scenarios"));
    assert!(all.len() >= 11, "only {} scenarios", all.len());
    for path in all {
        clean(&path);
    }
}

#[test]
fn every_tiny_optimum_is_the_one_in_the_header() {
    for path in scenarios(&home().join("scenarios/tiny")) {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let outcome = solved(&name, &clean(&path), 60);
        match header(&text, "optimum:") {
            Some(optimum) => {
                let proved = (outcome.status, outcome.cost, outcome.bound);
                let optimum: i64 = optimum.parse().expect("a number after `# optimum:`");
                assert_eq!(proved, (Status::Optimal, optimum, optimum), "{name}");
            }
            None => {
                assert!(header(&text, "# infeasible").is_some(), "{name} says neither `# optimum:` nor `# infeasible`");
                assert_eq!(outcome.status, Status::Infeasible, "{name}");
            }
        }
    }
}

#[test]
fn every_rule_of_the_list_is_in_all_rules() {
    let scenario = clean(&home().join("scenarios/tiny/all-rules.yaml"));
    for kind in LIST {
        let used = scenario.entries.iter().any(|entry| entry.kind.name == kind.name);
        assert!(used, "add `{}` to scenarios/tiny/all-rules.yaml", kind.name);
    }
}

/// A small ministry with a model laid under it: two directorates and a desk.
fn under(model: &str) -> Scenario {
    let text = std::fs::read_to_string(home().join(format!("models/{model}.yaml"))).expect("a model");
    let from = text.lines().find_map(|line| line.strip_prefix("in_force: {from: ")).unwrap_or("2026-01-05");
    let world = format!(
        "model: {model}
period: {{from: {}, weeks: 2}}
calendar: {{holidays: none}}
units:
  - id: kementerian
    units: [{{id: deputi, units: [{{id: dit-1}}, {{id: dit-2}}]}}]
pools:
  - {{unit: dit-1, count: 4, rank: functional, predicate: good, since: 2015-01-01, score: 80}}
  - {{unit: dit-2, count: 4, rank: structural, predicate: good, since: 2015-01-01, score: 70, tags: [esensial]}}
  - {{unit: dit-2, prefix: jaga, count: 6, skills: [jaga], contract: CONTRACT}}
desks:
  pos: {{skill: jaga, open: [{{days: mon-fri, hours: \"HOURS\", need: 1}}]}}
",
        &from[..10]
    );
    let (contract, hours) = if model == "desk-24h" { ("jaga", "24h") } else { ("loket", "06:00-22:00") };
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join(format!("{model}.yaml"));
    let world = world.replace("CONTRACT", contract).replace("HOURS", hours);
    // A model of desks only has no contract without one.
    let world = if model == "desk-24h" { world.replace("good,", "good, skills: [jaga],") } else { world };
    std::fs::write(&path, world).expect("a file for the test");
    clean(&path)
}

#[test]
fn every_model_makes_a_roster_for_a_small_ministry() {
    let models = model_names();
    assert!(models.len() >= 9, "only {models:?}");
    for model in models.iter().filter(|model| *model != "pilot-2019-full") {
        let scenario = under(model);
        let outcome = solved(model, &scenario, 5);
        assert!(outcome.plan.is_some(), "{model}: {:?}", outcome.status);
    }
}

#[test]
fn every_rule_of_a_model_names_its_source_and_says_so_if_it_is_not_verified() {
    for model in model_names() {
        let scenario = under(&model);
        assert!(!scenario.policy.sources.is_empty() && scenario.policy.title.is_some(), "{model}");
        for entry in &scenario.entries {
            let head = &entry.head;
            let source = head.source.as_deref().unwrap_or_else(|| panic!("{model}: `{}` has no source", entry.id));
            let words = format!("{source} {}", head.note.as_deref().unwrap_or(""));
            let admits = ["memory", "assumption", "domain.md", "practice"].iter().any(|word| words.contains(word));
            assert!(!admits || head.unverified, "{model}: `{}` is not marked `unverified: true`", entry.id);
        }
    }
}

#[test]
fn the_full_pilot_is_the_pilot_and_four_more_rules() {
    let text = |model: &str| std::fs::read_to_string(home().join(format!("models/{model}.yaml"))).expect("a model");
    let (short, full) = (text("pilot-2019"), text("pilot-2019-full"));
    let body = &short[short.find("sources:").expect("sources")..];
    assert!(full.contains(body), "pilot-2019-full.yaml does not repeat pilot-2019.yaml word for word");
    let ids = |model: &str| under(model).entries.iter().map(|entry| entry.kind.name).collect::<Vec<_>>();
    let more = ids("pilot-2019-full").split_off(ids("pilot-2019").len());
    assert_eq!(more, ["steady_shift", "anchor_day", "fairness", "presence"]);
}

#[test]
fn the_page_on_models_lists_every_model_and_every_rule() {
    let page = std::fs::read_to_string(home().join("models/README.md")).expect("a page");
    for model in model_names().iter().filter(|model| !["covid-level-2", "covid-level-3"].contains(&model.as_str())) {
        assert!(page.contains(&format!("`{model}`")), "models/README.md does not list the model `{model}`");
    }
    for kind in LIST {
        assert!(page.contains(&format!("\n| `{}` |", kind.name)), "models/README.md has no shapes of `{}`", kind.name);
    }
}

#[test]
fn a_model_may_name_a_tag_that_nobody_has_but_a_scenario_may_not() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let world = "period: {from: 2026-01-05, days: 1}\ncalendar: {holidays: none}\nunits: [{id: dit}]\npeople: [{id: ana}]\n\
                 shifts: {pagi: {hours: \"06:00-14:00\"}}\n";
    let rule = "rules: [{rest: {hours: 11, must: true, who: {tags: [kritikal]}}}]\n";
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file for the test");
        path
    };
    write("m.yaml", rule.to_string());
    clean(&write("above.yaml", format!("model: m.yaml\n{world}")));
    let (_, faults) = load(&write("alone.yaml", format!("{world}{rule}")));
    assert_eq!(faults.list.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["E301"]);
}
