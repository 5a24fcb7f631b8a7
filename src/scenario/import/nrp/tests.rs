//! Made-up instances: their costs, their musts, and every fault at its place.

use super::nrp;
use crate::facts::{DutyIx, FREE, Facts};
use crate::input::fault::Faults;
use crate::roster::Roster;
use crate::scenario::{Scenario, load};

/// Two shift types, prices that differ by day, comments, CRLF; made up for this test.
const TINY: &str = "# tiny\r
SECTION_HORIZON\r
7\r
SECTION_SHIFTS\r
# id, minutes, not next day\r
E,480,\r
N,600,E|\r
SECTION_STAFF\r
A,E=14|N=2,2520,0,5,2,2,1\r
007,E=7|N=0,2400,480,5,1,1,0\r
SECTION_DAYS_OFF\r
A,0\r
SECTION_SHIFT_ON_REQUESTS\r
007,1,E,3\r
SECTION_SHIFT_OFF_REQUESTS\r
A,2,N,2\r
SECTION_COVER\r
1,E,1,100,1\r
2,E,2,100,1\r
3,E,0,100,7\r
2,N,1,50,1\r
3,N,1,100,1\r
";

fn tiny(text: &str) -> Result<Scenario, String> {
    let mut faults = Faults::default();
    let file = faults.source("tiny.txt", text);
    let list = |faults: &Faults| {
        let each =
            faults.list.iter().map(|fault| format!("{}:{} {}", fault.spot.line, fault.spot.column, fault.what.en));
        each.collect::<Vec<_>>().join("; ")
    };
    let Some(made) = nrp(file, "tiny", &mut faults) else { return Err(list(&faults)) };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tiny.yaml");
    std::fs::write(&path, made.scenario).expect("written");
    let (scenario, faults) = load(&path);
    scenario.ok_or_else(|| list(&faults))
}

/// A roster drawn in shift ids, `-` for free, one line a person.
fn roster(facts: &Facts, lines: &[&str]) -> Roster {
    let duty = |letter: char| {
        let shift = |at: &usize| facts.duties[*at].shift.map(|shift| facts.shifts[usize::from(shift)].id.clone());
        let all = 0..facts.duties.len();
        all.into_iter().find(|at| shift(at) == Some(letter.to_string())).map_or(FREE, |at| at as DutyIx)
    };
    Roster::from_plan(7, lines.iter().flat_map(|line| line.chars().map(duty)).collect())
}

/// Breached rules with their units and costs.
fn judged(lines: &[&str]) -> String {
    let scenario = tiny(TINY).expect("a scenario");
    let facts = &scenario.facts;
    let roster = roster(facts, lines);
    let mut said = Vec::new();
    for entry in &scenario.entries {
        for breach in entry.rule.check(&entry.given(facts), &roster) {
            said.push(format!("{} {} {}", entry.id, breach.units, breach.cost()));
        }
    }
    said.join(", ")
}

#[test]
fn requests_and_cover_cost_what_the_instance_says() {
    // Tuesday: two at E for one; Wednesday: nobody of two at E; Thursday: one at E for nobody, nobody at N.
    let said = judged(&["-EN----", "-E-E---"]);
    assert_eq!(said, "wishes 1 2, under-2 2 200, under-3 1 100, over-1 1 1, over-3 1 7");
}

#[test]
fn everything_else_is_a_must() {
    assert_eq!(judged(&["E------", "-E-----"]).matches("absence 1 0").count(), 1);
    let said = judged(&["-NE-NNN", "E-----E"]);
    for (rule, units) in [("rest", 1), ("most-N", 2), ("shortest-rest", 1), ("weekends", 1), ("hours", 360)] {
        assert!(said.contains(&format!("{rule} {units} 0")), "{rule} {units}: {said}");
    }
}

#[test]
fn who_is_not_qualified_cannot_hold_the_shift() {
    let scenario = tiny(TINY).expect("a scenario");
    let facts = &scenario.facts;
    let open: Vec<usize> = facts.everybody().map(|person| facts.menu(person, 2).count()).collect();
    assert_eq!((facts.person(1).id.as_str(), open), ("007", vec![3, 2]));
}

#[test]
fn every_fault_is_told_with_its_line_and_column() {
    let said = tiny(&TINY.replace("007,1,E,3", "008, 9,E,x")).expect_err("faults");
    assert_eq!(said, "14:1 there is no `008`; 14:6 day 9 is outside the horizon; 14:10 `x` is not a whole number");
    let said = tiny(&TINY.replace("N,600,E|", "N,6000,E|F").replace("A,0", "A,0\r\nSECTION_LEAVE"));
    assert_eq!(
        said.expect_err("faults"),
        "13:1 there is no section `LEAVE`; 7:3 a shift has 1 to 1440 minutes; 7:8 there is no shift `F`"
    );
    assert!(tiny("a: 1").expect_err("a fault").contains("outside any `SECTION_…`"));
    assert_eq!(tiny("SECTION_HORIZON\n7").expect_err("faults").matches("there is no `SECTION_").count(), 3);
}

#[test]
fn a_horizon_of_broken_weeks_is_the_only_fault() {
    let said = tiny(&TINY.replace("HORIZON\r\n7", "HORIZON\r\n 10 # ten")).expect_err("a fault");
    assert_eq!(said, "3:2 the horizon has 7 to 364 days in whole weeks");
}

#[test]
fn what_is_written_twice_or_too_much_is_a_fault() {
    let twice = TINY.replace("007,E=7|N=0,2400", "A,E=7|E=0,2400").replace("2,N,1,50,1", "2,E,1,50,1,9");
    assert_eq!(
        tiny(&twice.replace("N,600", "E,600")).expect_err("faults"),
        "7:1 `E` is written twice; 9:3 there is no shift `N`; 10:3 `E` is written twice; 10:1 `A` is written twice; \
         14:1 there is no `007`; 16:5 there is no `N`; 21:1 `2,E` is written twice; \
         21:12 `9` is one column too many; 22:3 there is no `N`"
    );
}

#[test]
fn sections_may_be_empty_or_absent_and_comments_stand_anywhere() {
    let text = "  # nothing but what is needed\n\nSECTION_COVER # none\n\nSECTION_STAFF\n ann , D = 14 ,9999,0,7,1,1,2\n\n\
                SECTION_SHIFTS\n# c\nD,480\nSECTION_SHIFT_ON_REQUESTS\nSECTION_HORIZON\n\n14 # two weeks\n";
    let scenario = tiny(text).expect("a scenario");
    let facts = &scenario.facts;
    assert_eq!((facts.calendar.len(), facts.person(0).id.as_str(), facts.menu(0, 13).count()), (14, "ann", 2));
}

#[test]
fn names_that_differ_in_capitals_or_look_like_our_own_words_stay_apart() {
    let text = "SECTION_HORIZON\n7\nSECTION_SHIFTS\na1,480,\nA1,1440,a1\nminutes,60,\nSECTION_STAFF\n\
                off,a1=1|A1=2|minutes=3,9999,0,7,1,1,1\nSECTION_COVER\n0,A1,1,5,5\n";
    let scenario = tiny(text).expect("a scenario");
    let limits = &scenario.facts.contracts[0].limits;
    assert_eq!((limits["days_a1"], limits["days_A1"], limits["days_minutes"]), (1, 2, 3));
    assert_eq!(limits["most_minutes"], 9999);
}

#[test]
fn the_largest_shape_of_the_set_is_a_scenario() {
    let shifts: Vec<String> = (0..32).map(|at| format!("{}{}", ["a", "d", "p", "n"][at / 8], at % 8)).collect();
    let mut text = "SECTION_HORIZON\n364\nSECTION_SHIFTS\n".to_string();
    for (at, id) in shifts.iter().enumerate() {
        text += &format!("{id},{},{}\n", 480 + 120 * (at % 3), shifts[..at / 8 * 8].join("|"));
    }
    text += "SECTION_STAFF\n";
    for person in 0..150 {
        let most = |(at, id): (usize, &String)| format!("{id}={}", [0, 364, 91][(person + at) % 3]);
        let most: Vec<String> = shifts.iter().enumerate().map(most).collect();
        text += &format!("P{person},{},113000,111000,5,2,2,26\n", most.join("|"));
    }
    text += "SECTION_SHIFT_ON_REQUESTS\n";
    text.extend((0..10_000).map(|n| format!("P{},{},{},{}\n", n % 150, n % 364, shifts[n % 32], 1 + n % 3)));
    text += "SECTION_COVER\n";
    text.extend((0..364 * 32).map(|n| format!("{},{},{},100,1\n", n / 32, shifts[n % 32], n % 5)));
    let scenario = tiny(&text).expect("a scenario");
    let facts = &scenario.facts;
    assert_eq!((facts.people.len(), facts.calendar.len(), facts.duties.len()), (150, 364, 33));
    assert_eq!(facts.wishes.len(), 10_000);
}
