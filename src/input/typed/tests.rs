//! What the reader says, and that it says all of it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::input::lang::Lang;
use crate::input::node::parse;
use crate::input::values::{Clock, Date, Weekdays};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Person {
    id: At<String>,
    hours: u8,
    #[serde(default)]
    days: Weekdays,
    born: Option<Date>,
    start: Option<Clock>,
    #[serde(default)]
    skills: Vec<String>,
    kind: Option<Kind>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Kind {
    Head,
    Staff(u32),
    Guest { until: Date },
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct World {
    people: Vec<Person>,
    #[serde(default)]
    weights: BTreeMap<String, i64>,
    on: Option<bool>,
    share: Option<f64>,
}

/// The value, and each fault as `line:column code what | remedy`.
fn read_text<T: DeserializeOwned>(text: &str) -> (Option<T>, Vec<String>) {
    let mut faults = Faults::default();
    let file = faults.source("x.yaml", text);
    let value = parse(file, text, &mut faults).and_then(|node| read(&node, &mut faults));
    let say = |f: &&crate::input::fault::Fault| {
        let remedy = f.remedy.as_ref().map_or(String::new(), |text| format!(" | {}", text.en));
        format!("{}:{} {} {}{remedy}", f.spot.line, f.spot.column, f.code, f.what.en)
    };
    (value, faults.sorted().iter().map(say).collect())
}

fn faults_of(text: &str) -> Vec<String> {
    read_text::<World>(text).1
}

#[test]
fn a_good_file_is_read_with_its_places() {
    let text = "people:\n- id: 007\n  hours: 40\n  days: senin-jumat\n  born: 2020-01-06\n  start: 06.00\n  kind: head\n- {id: no, hours: 8, kind: {staff: 3}, skills: [a, 1.50]}\nweights: {a: -1}\non: true\nshare: 0.5\n";
    let (world, faults) = read_text::<World>(text);
    assert_eq!(faults, Vec::<String>::new());
    let world = world.unwrap();
    assert_eq!(world.people[0].id.value, "007");
    assert_eq!(
        (world.people[0].id.spot.line, world.people[0].id.spot.column, world.people[0].id.spot.width),
        (2, 7, 3)
    );
    assert_eq!(world.people[0].start, Some(Clock(360)));
    assert_eq!(world.people[1].id.value, "no");
    assert_eq!(world.people[1].skills, ["a", "1.50"]);
    assert_eq!(world.people[1].kind, Some(Kind::Staff(3)));
}

#[test]
fn all_faults_of_a_file_are_found_in_one_run() {
    let text = "people:\n- {id: a, hours: eleven, dayz: mon}\n- {hours: 300, born: 2020-02-30}\n- {id: [x], hours: 8, kind: {guest: {until: 2020-1-6}}}\n- {}\non: yes\nshare: 0,5\nwight: 3\n";
    let (world, faults) = read_text::<World>(text);
    assert_eq!(
        faults,
        [
            "2:18 E201 `hours` must be a whole number, found text `eleven` | write digits only, such as `8`",
            "2:26 E103 unknown field `dayz` | did you mean `days`? known here: `id`, `hours`, `days`, `born`, `start`, `skills`, `kind`",
            "3:3 E104 required field `id` is missing | add `id: …`",
            "3:11 E202 `hours` must be between 0 and 255, found `300`",
            "3:22 E204 there is no date `2020-02-30` | month 2 of 2020 ends on day 29",
            "4:8 E201 `id` must be text, found a list",
            "4:45 E204 the date `2020-1-6` is not written in full | write `2020-01-06`",
            "5:3 E104 required field `id` is missing | add `id: …`",
            "5:3 E104 required field `hours` is missing | add `hours: …`",
            "6:5 E201 `on` must be `true` or `false`, found text `yes` | write `true`",
            "7:8 E201 `share` must be a number, found text `0,5` | write `0.5`",
            "8:1 E103 unknown field `wight` | did you mean `weights`? known here: `people`, `weights`, `on`, `share`",
        ]
    );
    // What cannot do without its faulty parts is left out; the rest stays.
    assert_eq!(world.unwrap().people, []);
}

#[test]
fn a_faulty_optional_part_leaves_the_rest_standing() {
    let (world, faults) = read_text::<World>("people:\n- {id: a, hours: 8, born: tomorrow}\nweights: {a: 1, b: x}\n");
    assert_eq!(faults.len(), 2);
    let world = world.unwrap();
    assert_eq!(world.people[0].born, None);
    assert_eq!(world.weights, BTreeMap::from([("a".to_string(), 1)]));
}

#[test]
fn a_choice_says_what_there_is_to_choose() {
    let faults = faults_of(
        "people:\n- {id: a, hours: 8, kind: haed}\n- {id: b, hours: 8, kind: {stuff: 3}}\n- {id: c, hours: 8, kind: {head: 3}}\n- {id: d, hours: 8, kind: {head: , staff: 1}}\n- {id: e, hours: 8, kind: guest}\n",
    );
    assert_eq!(
        faults,
        [
            "2:27 E203 unknown word `haed` | did you mean `head`? known here: `head`, `staff`, `guest`",
            "3:28 E203 unknown word `stuff` | did you mean `staff`? known here: `head`, `staff`, `guest`",
            "4:34 E201 `head` takes no content | write just `head`",
            "5:36 E201 `kind` may hold only one choice | choose one of: `head`, `staff`, `guest`",
            "6:27 E104 required field `until` is missing | add `until: …`",
        ]
    );
}

#[test]
fn whole_numbers_are_plain_digits() {
    for (number, words) in [
        ("1_000", "write `1000`"),
        ("1e3", "write digits only"),
        ("12.0", "write `12`"),
        ("\"12\"", "remove the quotes"),
        ("-1", "must be between 0 and 255"),
        ("99999999999999999999999999999999999999999999", "must be between"),
    ] {
        let faults = faults_of(&format!("people: [{{id: a, hours: {number}}}]"));
        assert!(faults.len() == 1 && faults[0].contains(words), "{number}: {faults:?}");
    }
}

#[test]
fn a_missing_part_at_the_top_hides_nothing_else() {
    assert_eq!(
        faults_of("on: 3"),
        [
            "1:1 E104 required field `people` is missing | add `people: …`",
            "1:5 E201 `on` must be `true` or `false`, found `3`"
        ]
    );
}

#[test]
fn an_empty_value_is_not_an_empty_list() {
    let faults = faults_of("people:\n");
    assert_eq!(
        faults[0],
        "1:1 E201 `people` must be a list, found nothing | write `[a, b]`, or one line `- a` for each entry"
    );
}

#[test]
fn what_a_file_lost_at_a_syntax_error_is_not_missing() {
    let faults = faults_of("people:\n- {id: a, hours: x}\n- {id: b,\non: yes: no");
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].contains("found text `x`") && faults[1].contains("E102"), "{faults:?}");
}

#[test]
fn lists_and_maps_are_read_entry_by_entry() {
    let text = "- {id: a, hours: 1}\n- {id: b}\n- {id: c, hours: 3}\n";
    let mut faults = Faults::default();
    let file = faults.source("x.yaml", text);
    let node = parse(file, text, &mut faults).unwrap();
    let people: Vec<Person> = read_list(&node, &mut faults);
    assert_eq!(people.iter().map(|p| p.hours).collect::<Vec<_>>(), [1, 3]);
    assert!(faults.was_lost("b") && !faults.was_lost("a"));

    let text = "z: 1\na: x\nb: 2\n";
    let file = faults.source("y.yaml", text);
    let node = parse(file, text, &mut faults).unwrap();
    let numbers: Vec<(At<String>, u32)> = read_map(&node, &mut faults);
    assert_eq!(numbers.iter().map(|(k, v)| (k.as_str(), *v)).collect::<Vec<_>>(), [("z", 1), ("b", 2)]);
    assert!(faults.was_lost("a"));
    assert!(read_list::<u32>(&node, &mut faults).is_empty());
    assert_eq!(faults.list.last().unwrap().what.en, "this part must be a list, found a group of `key: value` entries");
}

#[test]
fn a_place_is_optional_for_other_formats() {
    let person: Person = serde_json::from_str(r#"{"id": "a", "hours": 3, "days": ["mon"]}"#).unwrap();
    assert_eq!((person.id.as_str(), person.id.spot.line), ("a", 0));
}

#[test]
fn a_fault_in_an_alias_is_told_once() {
    let faults = faults_of("people:\n- &p {id: a, hours: x}\n- *p\n- *p\n");
    assert_eq!(faults.len(), 1, "{faults:?}");
}

#[test]
fn thousands_of_faults_end_soon() {
    let text = format!("people:\n{}", "- {id: a, hours: x}\n".repeat(5000));
    assert_eq!(faults_of(&text).len(), 201);
}

#[test]
fn a_long_list_with_many_faults_is_not_read_from_its_start_for_each() {
    let good = "- {id: a, hours: 1}\n".repeat(300);
    let text = format!("people:\n{}", format!("{good}- {{id: b, hours: x}}\n").repeat(60));
    let start = std::time::Instant::now();
    let (world, faults) = read_text::<World>(&text);
    assert_eq!((world.unwrap().people.len(), faults.len()), (18_000, 60));
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn a_fault_is_drawn_in_both_languages() {
    let text = "people:\n- id: a\n  hom_days: 2\n";
    let mut faults = Faults::default();
    let file = faults.source("kasus.yaml", text);
    let node = parse(file, text, &mut faults).unwrap();
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "the fields are only read by serde")]
    struct One {
        id: String,
        home_days: Option<u8>,
    }
    read_list::<One>(node.get("people").unwrap(), &mut faults);
    insta::assert_snapshot!(faults.render(Lang::Id, false), @r"
    kesalahan[E103]: isian `hom_days` tidak dikenal
     --> kasus.yaml:3:3
      |
    3 |   hom_days: 2
      |   ^^^^^^^^
      |
      = saran: mungkin maksudnya `home_days`? yang dikenal di sini: `id`, `home_days`

    1 kesalahan ditemukan.
    ");
    insta::assert_snapshot!(faults.render(Lang::En, false), @r"
    error[E103]: unknown field `hom_days`
     --> kasus.yaml:3:3
      |
    3 |   hom_days: 2
      |   ^^^^^^^^
      |
      = remedy: did you mean `home_days`? known here: `id`, `home_days`

    1 error found.
    ");
}

proptest! {
    #[test]
    fn no_text_can_make_the_reader_panic(text in "\\PC*|[-:\\[\\]{}&*<>'\"#|!? \\na-c0-9\\t]{0,200}") {
        let (_, faults) = read_text::<World>(&text);
        prop_assert!(faults.len() <= 202);
    }

    #[test]
    fn no_bytes_can_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut faults = Faults::default();
        let file = faults.source("x.yaml", "");
        if crate::input::file::decode(file, bytes, &mut faults).is_some() {
            let text = faults.sources[0].text.clone();
            if let Some(node) = parse(file, &text, &mut faults) {
                read::<World>(&node, &mut faults);
            }
        }
        faults.render(Lang::Id, true);
        faults.to_json(Lang::En);
    }

    /// Real structure with random damage reaches deeper than random text.
    #[test]
    fn a_damaged_file_gives_a_value_or_a_fault(cut in 0usize..220, insert in "[-:\\[\\]{}&*'\" \\n]{0,3}") {
        let good = "people:\n- &p {id: a, hours: 40, kind: {guest: {until: 2020-01-06}}}\n- id: b\n  hours: 8\n  days: [mon, tue-thu]\n- <<: *p\n  id: c\nweights: {a: 1, b: -2}\non: true\nshare: 0.5\n";
        let cut = cut.min(good.len());
        let text = format!("{}{insert}{}", &good[..cut], good[cut..].strip_prefix(|_: char| true).unwrap_or(""));
        let (world, faults) = read_text::<World>(&text);
        prop_assert!(world.is_some() || !faults.is_empty());
    }
}
