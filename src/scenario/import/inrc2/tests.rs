//! A made-up instance of two weeks: its cost against a scorer written from the competition's rules, in both forms of
//! the files, and every fault at its place.

use super::inrc2;
use crate::facts::{Duty, FREE, Facts};
use crate::input::fault::Faults;
use crate::roster::Roster;
use crate::scenario::{Scenario, load};

const SCENARIO: &str = "SCENARIO = n003w2

WEEKS = 2

SKILLS = 2
Head
Nurse

SHIFT_TYPES = 2
Early (2,3)
Night (2,2)

FORBIDDEN_SHIFT_TYPES_SUCCESSIONS
Early 0
Night 1 Early

CONTRACTS = 2
Full (6,9) (2,4) (2,3) 1 1
Part (3,5) (2,3) (2,4) 1 0

NURSES = 3
Ann Full 2 Head Nurse
Bo Part 1 Nurse
007 Full 1 Nurse
";

/// Of the last nurse nothing is known.
const HISTORY: &str = "HISTORY
0 n003w2

NURSE_HISTORY
Ann 0 0 Night 1 3 0
Bo 0 0 None 0 0 1
007 0 0 None 0 0 0
";

const WEEK: &str = "WEEK_DATA
n003w2

REQUIREMENTS
Early Head (0,0) (0,1) (1,1) (0,0) (0,0) (0,0) (0,1)
Early Nurse (1,1) (0,2) (0,0) (1,2) (0,1) (0,1) (0,0)
Night Nurse (0,1) (0,0) (1,1) (0,0) (0,1) (1,1) (0,1)

SHIFT_OFF_REQUESTS = 2
Bo Night Mon
Ann Any Sat
";

/// The scenario of these files, or the faults.
fn read(files: &[&str]) -> Result<Scenario, String> {
    let mut faults = Faults::default();
    let numbers: Vec<u32> = files.iter().enumerate().map(|(at, text)| faults.source(at.to_string(), *text)).collect();
    let list = |faults: &Faults| {
        let each = faults.list.iter().map(|fault| {
            let spot = fault.spot;
            format!("{}:{}:{} {}", spot.file, spot.line, spot.column, fault.what.en)
        });
        each.collect::<Vec<_>>().join("\n")
    };
    let Some(made) = inrc2(&numbers, "days.csv", &mut faults) else { return Err(list(&faults)) };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.yaml");
    std::fs::write(&path, made.scenario).expect("written");
    std::fs::write(folder.path().join("days.csv"), made.history.expect("a history")).expect("written");
    let (scenario, loaded) = load(&path);
    scenario.filter(|_| faults.list.is_empty()).ok_or_else(|| list(&faults) + &list(&loaded))
}

fn faults(scenario: &str, history: &str, weeks: &[&str]) -> String {
    let files: Vec<&str> = [scenario, history].into_iter().chain(weeks.iter().copied()).collect();
    read(&files).err().unwrap_or_default()
}

/// A roster in letters: `h` and `e` the early shift as head and nurse, `N` the night, `-` free; one line a nurse.
fn roster(facts: &Facts, lines: &[String]) -> Roster {
    let id = |duty: &Duty| duty.desk.map(|desk| facts.desks[usize::from(desk)].id.as_str());
    let duty = |letter: char| {
        let desk = match letter {
            'h' => "Early Head",
            'e' => "Early Nurse",
            'H' => "Night Head",
            'N' => "Night Nurse",
            _ => return FREE,
        };
        facts.duties.iter().position(|duty| id(duty) == Some(desk)).expect("a duty") as u16
    };
    Roster::from_plan(14, lines.iter().flat_map(|line| line.chars().map(duty)).collect())
}

/// Cost and broken units of musts, by the rules' own judgement.
fn judged(scenario: &Scenario, lines: &[String]) -> (i64, i64) {
    let facts = &scenario.facts;
    let roster = roster(facts, lines);
    let checks = scenario.entries.iter().flat_map(|entry| entry.rule.check(&entry.given(facts), &roster));
    let breaches: Vec<_> = checks.collect();
    let broken = breaches.iter().filter(|breach| breach.is_must()).map(|breach| breach.units).sum();
    (breaches.iter().map(|breach| breach.cost()).sum(), broken)
}

/// Days too many and missing in stretches of `on`, `before` of them carried in; the last stretch may go on.
fn stretches(line: &str, on: impl Fn(char) -> bool, before: i64, (min, max): (i64, i64)) -> i64 {
    let (mut length, mut off) = (before, 0);
    for letter in line.chars() {
        if on(letter) {
            length += 1;
            off += i64::from(length > max);
        } else {
            off += if length > 0 { (min - length).max(0) } else { 0 };
            length = 0;
        }
    }
    off
}

/// Cost and broken units of the hard constraints, from the competition's text alone.
fn official(lines: &[String]) -> (i64, i64) {
    let (mut cost, mut broken) = (0, 0);
    // Minimum and optimum by day, of the early head, the early nurse and the night's nurse.
    let asked = [
        ('h', [(0, 0), (0, 1), (1, 1), (0, 0), (0, 0), (0, 0), (0, 1)]),
        ('e', [(1, 1), (0, 2), (0, 0), (1, 2), (0, 1), (0, 1), (0, 0)]),
        ('N', [(0, 1), (0, 0), (1, 1), (0, 0), (0, 1), (1, 1), (0, 1)]),
    ];
    for day in 0..14 {
        for (letter, week) in asked {
            let here = lines.iter().filter(|line| line.chars().nth(day) == Some(letter)).count() as i64;
            let (minimum, optimum) = week[day % 7];
            broken += (minimum - here).max(0);
            cost += 30 * (optimum - here).max(0);
        }
    }
    // Limits of days, runs, days off and weekends; whole weekends; days carried in: at work, at night, off.
    let full = ((6, 9), (2, 4), (2, 3), 1, true);
    let nurses = [(full, (3, 1, 0)), (((3, 5), (2, 3), (2, 4), 1, false), (0, 0, 1)), (full, (0, 0, 0))];
    let (night, early) = (|letter| "HN".contains(letter), |letter| "he".contains(letter));
    let (free, works) = (|letter| letter == '-', |letter| letter != '-');
    for (line, ((days, run, rest, weekends, whole), (at_work, at_night, off))) in lines.iter().zip(nurses) {
        cost += 30 * stretches(line, works, at_work, run) + 30 * stretches(line, free, off, rest);
        cost += 15 * stretches(line, early, 0, (2, 3)) + 15 * stretches(line, night, at_night, (2, 2));
        let ends: Vec<(bool, bool)> =
            [5, 12].map(|sat| (works(line.as_bytes()[sat] as char), works(line.as_bytes()[sat + 1] as char))).to_vec();
        cost += 30 * (ends.iter().filter(|(sat, sun)| *sat || *sun).count() as i64 - weekends).max(0);
        cost += if whole { 30 * ends.iter().filter(|(sat, sun)| sat != sun).count() as i64 } else { 0 };
        let worked = line.chars().filter(|letter| works(*letter)).count() as i64;
        cost += 20 * ((days.0 - worked).max(0) + (worked - days.1).max(0));
        let before = if at_night > 0 { "N" } else { "-" };
        let line: Vec<char> = before.chars().chain(line.chars()).collect();
        broken += line.windows(2).filter(|pair| night(pair[0]) && early(pair[1])).count() as i64;
    }
    for monday in [0, 7] {
        cost += 10 * i64::from(works(lines[0].as_bytes()[monday + 5] as char));
        cost += 10 * i64::from(night(lines[1].as_bytes()[monday] as char));
    }
    (cost, broken)
}

/// Lines at random, in stretches, of duties that the nurses have the skill for.
fn some_lines(seed: u64) -> Vec<String> {
    let mut state = seed;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut line = |letters: &[char]| {
        let mut line = String::new();
        while line.len() < 14 {
            let letter = letters[next(letters.len() as u64) as usize];
            line.extend(std::iter::repeat_n(letter, 1 + next(5) as usize));
        }
        line.truncate(14);
        line
    };
    vec![line(&['h', 'e', 'H', 'N', '-', '-']), line(&['e', 'N', '-', '-']), line(&['e', 'N', '-'])]
}

#[test]
fn the_cost_of_any_roster_is_the_competitions() {
    let scenario = read(&[SCENARIO, HISTORY, WEEK, WEEK]).expect("a scenario");
    for seed in 0..2000 {
        let lines = some_lines(seed);
        assert_eq!(judged(&scenario, &lines), official(&lines), "{lines:?}");
    }
}

/// The same files as JSON, indented by tabs.
fn as_json() -> [String; 3] {
    let named = |names: &[&str], words: &[&str]| {
        let pair = |(name, word): (&&str, &&str)| match word.parse::<i64>() {
            Ok(number) if !word.starts_with("00") => format!("\t\t\"{name}\": {number}"),
            _ => format!("\t\t\"{name}\": \"{word}\""),
        };
        format!("\t{{\n{}\n\t}}", names.iter().zip(words).map(pair).collect::<Vec<_>>().join(",\n"))
    };
    let runs = |what: &str| [format!("minimumNumberOf{what}"), format!("maximumNumberOf{what}")];
    let mut contract = vec!["id".to_string()];
    contract.extend(["Assignments", "ConsecutiveWorkingDays", "ConsecutiveDaysOff"].iter().flat_map(|what| runs(what)));
    contract.extend(["maximumNumberOfWorkingWeekends".to_string(), "completeWeekends".to_string()]);
    let contract: Vec<&str> = contract.iter().map(String::as_str).collect();
    let shift = ["id", "minimumNumberOfConsecutiveAssignments", "maximumNumberOfConsecutiveAssignments"];
    let past = [
        "nurse",
        "numberOfAssignments",
        "numberOfWorkingWeekends",
        "lastAssignedShiftType",
        "numberOfConsecutiveAssignments",
        "numberOfConsecutiveWorkingDays",
        "numberOfConsecutiveDaysOff",
    ];
    let scenario = format!(
        "{{\"id\": \"n003w2\", \"numberOfWeeks\": 2, \"skills\": [\"Head\", \"Nurse\"],\n\"shiftTypes\": [\n{},\n{}],\n\
         \"forbiddenShiftTypeSuccessions\": [{{\"precedingShiftType\": \"Night\", \"succeedingShiftTypes\": [\"Early\"]}}],\n\
         \"contracts\": [\n{},\n{}],\n\"nurses\": [\n\
         {{\"id\": \"Ann\", \"contract\": \"Full\", \"skills\": [\"Head\", \"Nurse\"]}},\n\
         {{\"id\":\"Bo\",\"contract\":\"Part\",\"skills\":[\"Nurse\"]}},\n\
         {{\"id\": \"007\", \"contract\": \"Full\", \"skills\": [\"Nurse\"]}}]}}",
        named(&shift, &["Early", "2", "3"]),
        named(&shift, &["Night", "2", "2"]),
        named(&contract, &["Full", "6", "9", "2", "4", "2", "3", "1", "1"]),
        named(&contract, &["Part", "3", "5", "2", "3", "2", "4", "1", "0"]),
    );
    let history = format!(
        "{{\"week\": 0, \"scenario\": \"n003w2\", \"nurseHistory\": [{},{},{}]}}",
        named(&past, &["Ann", "0", "0", "Night", "1", "3", "0"]),
        named(&past, &["Bo", "0", "0", "None", "0", "0", "1"]),
        named(&past, &["007", "0", "0", "None", "0", "0", "0"]),
    );
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let rows = WEEK.lines().filter(|line| line.contains('('));
    let rows = rows.map(|line| {
        let words: Vec<&str> = line.split([' ', '(', ')', ',']).filter(|word| !word.is_empty()).collect();
        let level = |(day, pair): (&&str, &[&str])| {
            format!("\"requirementOn{day}\": {{\"minimum\": {}, \"optimal\": {}}}", pair[0], pair[1])
        };
        let levels: Vec<String> = days.iter().zip(words[2..].chunks(2)).map(level).collect();
        format!("{{\"shiftType\": \"{}\", \"skill\": \"{}\", {}}}", words[0], words[1], levels.join(", "))
    });
    let week = format!(
        "{{\"scenario\": \"n003w2\", \"requirements\": [\n\t{}],\n\"shiftOffRequests\": [\n\
         {{\"nurse\": \"Bo\", \"shiftType\": \"Night\", \"day\": \"Monday\"}},\n\
         {{\"nurse\": \"Ann\", \"shiftType\": \"Any\", \"day\": \"Saturday\"}}]}}",
        rows.collect::<Vec<_>>().join(",\n\t")
    );
    [scenario, history, week]
}

#[test]
fn text_and_json_in_any_order_make_the_same_scenario() {
    let made = |files: &[&str]| {
        let mut faults = Faults::default();
        let numbers: Vec<u32> = files.iter().map(|text| faults.source("a", *text)).collect();
        let made = inrc2(&numbers, "days.csv", &mut faults);
        assert_eq!(faults.list, []);
        let made = made.expect("a scenario");
        (made.scenario, made.history)
    };
    let [scenario, history, week] = as_json();
    let windows = [WEEK, SCENARIO, WEEK, HISTORY].map(|text| text.replace('\n', "\r\n"));
    let windows: Vec<&str> = windows.iter().map(String::as_str).collect();
    let first = made(&[SCENARIO, HISTORY, WEEK, WEEK]);
    assert_eq!(made(&[&week, &scenario, &history, &week]), first);
    assert_eq!(made(&windows), first);
}

#[test]
fn days_worked_before_lower_the_limits_and_points_already_lost_are_told() {
    let history = HISTORY.replace("0 n003w2", "1 n003w2").replace("Bo 0 0", "Bo 4 1");
    let scenario = read(&[SCENARIO, &history, WEEK]).expect("a scenario");
    let contract = scenario.facts.contract(1);
    let limit = |name: &str| contract.limits[name];
    assert_eq!((limit("fewest_days"), limit("most_days"), limit("weekends")), (0, 1, 0));
    let said = faults(SCENARIO, &history.replace("Bo 4 1", "Bo 7 3"), &[WEEK]);
    assert_eq!(said, "1:0:0 100 points are lost before the first day, and are not counted here");
}

#[test]
fn every_fault_of_all_files_is_told_at_its_place() {
    let scenario = SCENARIO.replace("Bo Part 1 Nurse", "Bo Partt 2 Nurse Hed").replace("Night (2,2)", "Night (3,2)");
    let history = HISTORY.replace("Ann 0 0 Night 1 3 0", "Ann 0 0 Night 1 3 2").replace("007", "006");
    let week =
        WEEK.replace("Bo Night Mon", "Boo Night Mo").replace("Night Nurse", "Early Nurse").replace("(0,2)", "(3,2)");
    assert_eq!(
        faults(&scenario, &history, &[&week, WEEK, WEEK]),
        "0:11:8 3 is above 2\n\
         0:23:4 there is no contract `Partt`\n\
         0:23:18 there is no skill `Hed`\n\
         1:5:9 these last days contradict each other\n\
         1:7:1 there is no nurse `006`\n\
         1:0:0 there is no `007`\n\
         2:6:20 3 is above 2\n\
         2:7:1 `Early Nurse` is written twice\n\
         2:10:1 there is no nurse `Boo`\n\
         2:10:11 `Mo` is no day\n\
         4:0:0 3 weeks are named, but this scenario has 2 to go"
    );
}

#[test]
fn what_is_cut_off_or_no_number_is_told_at_its_place() {
    let scenario = SCENARIO.replace("(6,9) (2,4) (2,3) 1 1", "(6,9) (2,x)").replace("007 Full 1 Nurse\n", "");
    let scenario = scenario.replace("WEEKS = 2", "");
    let said = faults(&scenario, &HISTORY.replace("NURSE_HISTORY", ""), &["SKILLS = 1\nHead", "hello"]);
    assert_eq!(
        said,
        "0:0:0 there is no section `WEEKS`\n\
         0:18:15 `x` is not a whole number\n\
         0:18:17 this line breaks off\n\
         0:21:10 `NURSES`: 3 announced, 2 written\n\
         1:0:0 there is no section `NURSE_HISTORY`\n\
         2:1:1 this is no scenario, history or week\n\
         3:1:1 this is no scenario, history or week"
    );
    let [scenario, history, week] = as_json();
    let said =
        faults(&scenario.replace("\"numberOfWeeks\": 2", "\"numberOfWeeks\": \"two\""), &history[..40], &[&week]);
    assert!(said.starts_with("0:1:35 "), "{said}");
    assert!(said.contains("\n1:1:"), "{said}");
}

#[test]
fn one_scenario_and_one_history_are_needed_and_of_the_same_instance() {
    assert_eq!(read(&[SCENARIO, WEEK]).err().as_deref(), Some("1:0:0 the history (H0-…) is missing"));
    assert_eq!(read(&[SCENARIO, HISTORY, SCENARIO]).err().as_deref(), Some("2:0:0 a second scenario (Sc-…)"));
    let other = WEEK.replace("n003w2", "n005w4");
    let said = faults(SCENARIO, HISTORY, &[WEEK, &other]);
    assert_eq!(said, "3:2:1 this file is of scenario `n005w4`, not `n003w2`");
}
