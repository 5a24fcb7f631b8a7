//! Edits of small documents.

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
fn an_item_of_a_list_goes_by_its_name_or_its_position() {
    let people = "people: [{id: ana, unit: a}, {id: bob, unit: b}, {unit: c}]";
    assert_eq!(
        edited(people, "{}", &["people.bob.unit=x", "people.2.unit=y"]),
        "{people: [{id: ana, unit: a}, {id: bob, unit: x}, {unit: y}]}"
    );
    assert_eq!(edited(people, "{}", &["drop=people.2", "drop=people.ana"]), "{people: [{id: bob, unit: b}]}");
    // A name that reads as a number is none.
    let numbered = "people: [{id: 1, unit: a}, {id: 0, unit: b}]";
    assert_eq!(edited(numbered, "{}", &["drop=people.0"]), "{people: [{id: 0, unit: b}]}");
}

#[test]
fn what_is_removed_is_gone_whether_scenario_or_model_wrote_it() {
    let model = "rules: [{rest: {hours: 11, must: true}}, {lean: {of: [{who: a}, {who: b}]}}]";
    assert_eq!(edited("a: 1", model, &["drop=rules.rest"]), "{a: 1, without: [rest]}");
    assert_eq!(edited("a: 1", model, &["drop=rules.lean.of.0"]), "{a: 1, change: {lean: {of: [{who: b}]}}}");
    let own = "{a: 1, rules: [{rest: {hours: 8, all: true}}, {pin: {}}]}";
    assert_eq!(
        edited(own, model, &["drop=rules.pin", "drop=rules.rest.all", "drop=a"]),
        "{rules: [{rest: {hours: 8}}]}"
    );
    let said = edited("a: 1", "{}", &["drop=people.ana", "drop=b"]);
    assert_eq!(said, "{a: 1} E306 the scenario has no place `people.ana` E306 the scenario has no place `b`");
}

#[test]
fn an_edit_reads_back_as_it_is_written() {
    for text in ["desks.ppid.open.0.need=2", "drop=a.csv:17:1", "drop=people.ana", "pools.+={count: 2, prefix: baru}"] {
        assert_eq!(Edit::read(text).map(|edit| edit.to_string()), Some(text.to_string()));
    }
    assert_eq!((Edit::read("x"), Edit::read("=3")), (None, None));
}
