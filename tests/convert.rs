//! `luwes convert` end to end: files of other programs made into scenarios that can be checked, solved and verified.

use std::fs;

use assert_cmd::Command;
use tempfile::TempDir;

const NRP: &str = "SECTION_HORIZON
7
SECTION_SHIFTS
D,480,
SECTION_STAFF
ann,D=7,2400,1440,5,2,2,0
bob,D=7,2400,1440,5,2,2,1
SECTION_DAYS_OFF
ann,0
SECTION_SHIFT_ON_REQUESTS
ann,0,D,7
SECTION_SHIFT_OFF_REQUESTS
bob,6,D,3
SECTION_COVER
0,D,1,100,1
1,D,1,100,1
2,D,1,100,1
5,D,1,100,1
6,D,1,100,1
";

const SCENARIO: &str = r#"{"id": "n002w1", "numberOfWeeks": 1, "skills": ["Nurse"],
"shiftTypes": [{"id": "Day", "minimumNumberOfConsecutiveAssignments": 2, "maximumNumberOfConsecutiveAssignments": 4}],
"forbiddenShiftTypeSuccessions": [],
"contracts": [{"id": "Full", "minimumNumberOfAssignments": 3, "maximumNumberOfAssignments": 5,
  "minimumNumberOfConsecutiveWorkingDays": 2, "maximumNumberOfConsecutiveWorkingDays": 4,
  "minimumNumberOfConsecutiveDaysOff": 2, "maximumNumberOfConsecutiveDaysOff": 4,
  "maximumNumberOfWorkingWeekends": 1, "completeWeekends": 1}],
"nurses": [{"id": "Ann", "contract": "Full", "skills": ["Nurse"]}, {"id": "Bo", "contract": "Full", "skills": ["Nurse"]}]}"#;

const HISTORY: &str = "HISTORY\n0 n002w1\nNURSE_HISTORY\nAnn 0 0 Day 1 1 0\nBo 0 0 None 0 0 2\n";

/// Two nurses are best on Friday, one on every other day; Ann does not want to work on Sunday.
const WEEK: &str = "WEEK_DATA\nn002w1\nREQUIREMENTS\nDay Nurse (1,1) (1,1) (1,1) (1,1) (1,2) (1,1) (1,1)\n\
                    SHIFT_OFF_REQUESTS = 1\nAnn Any Sun\n";

/// Two groups of two; three seats in two zones; three days.
const ASOCIO: &str = r#"{"Employees": ["Ann", "Bob", "Cis", "Dan"], "Desks": ["A", "B", "C"], "Days": ["L", "Ma", "Mi"],
"Groups": ["G0", "G1"], "Zones": ["Z0", "Z1"], "Desks_Z": {"Z0": ["A", "B"], "Z1": ["C"]},
"Desks_E": {"Ann": ["A"], "Bob": ["B"], "Cis": ["A", "B"], "Dan": ["B", "A"]},
"Employees_G": {"G0": ["Ann", "Bob"], "G1": ["Cis", "Dan"]},
"Days_E": {"Ann": ["L"], "Bob": ["L", "Ma"], "Cis": [], "Dan": []}}"#;

struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().expect("a folder"));
        for (name, text) in files {
            fs::write(folder.0.path().join(name), text).expect("written");
        }
        folder
    }

    /// Runs the program; what it says on standard error, if it ends with this code.
    fn run(&self, code: i32, args: &[&str]) -> String {
        let output = Command::cargo_bin("luwes").expect("the program").current_dir(self.0.path()).args(args).output();
        let output = output.expect("it ran");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        said
    }

    /// Cost and status of a proved roster, which `verify` finds as well.
    fn solved(&self, scenario: &str) -> (i64, String) {
        self.run(0, &["solve", scenario, "--out", "out", "--time-limit", "60s", "--quiet"]);
        let text = fs::read_to_string(self.0.path().join("out/result.json")).expect("a result");
        let result: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        self.run(0, &["verify", scenario, "out/roster.csv"]);
        (result["cost"].as_i64().expect("a cost"), result["status"].as_str().unwrap_or_default().to_string())
    }
}

#[test]
fn a_shift_scheduling_file_keeps_its_cost_from_conversion_to_proof() {
    let folder = Folder::new(&[("Instance.txt", NRP)]);
    folder.run(0, &["convert", "--from", "nrp", "Instance.txt", "-o", "a.yaml"]);
    folder.run(0, &["check", "a.yaml"]);
    // Ann's request falls on her day off: 7. At the weekend only Bob may work, against his wish: 3.
    let (cost, status) = folder.solved("a.yaml");
    assert_eq!((cost, status.as_str()), (10, "optimal"));
}

#[test]
fn a_competition_instance_of_mixed_forms_is_solved_with_its_history_beside_it() {
    let folder = Folder::new(&[("Sc.json", SCENARIO), ("H0.txt", HISTORY), ("WD.txt", WEEK)]);
    folder.run(0, &["convert", "--from", "inrc2", "Sc.json", "H0.txt", "WD.txt", "-o", "b.yaml"]);
    let days = fs::read_to_string(folder.0.path().join("b.history.csv")).expect("a history");
    assert_eq!(days.lines().count(), 1 + 2 + 3);
    // The least of all 2^14 rosters by a scorer of the competition's rules: all but the request can be kept.
    let (cost, status) = folder.solved("b.yaml");
    assert_eq!((cost, status.as_str()), (10, "optimal"));
}

#[test]
fn an_office_of_seats_with_names_is_converted_solved_and_read_back() {
    let folder = Folder::new(&[("instance1.json", ASOCIO)]);
    folder.run(0, &["convert", "--from", "asocio", "instance1.json", "-o", "c.yaml"]);
    let text = fs::read_to_string(folder.0.path().join("c.yaml")).expect("a scenario");
    assert!(text.contains("is 300 less its cost"), "{text}");
    // Both groups need A and B. Two days for Ann and Bob, L and Ma: 300 - 10 - 10 of rooms; one for Cis and Dan, Mi:
    // - 20 - 200 of days that are missing - 5.
    let (cost, status) = folder.solved("c.yaml");
    assert_eq!((300 - cost, status.as_str()), (300 - 10 - 10 - 20 - 200 - 5, "optimal"));
    let roster = fs::read_to_string(folder.0.path().join("out/roster.csv")).expect("a roster");
    let row = |row: &str| roster.lines().any(|line| line.starts_with(row));
    assert!(row("Ann,2024-01-01,hari,office,,A,G0,") && row("Bob,2024-01-02,hari,office,,B,G0,"), "{roster}");
    assert!(row("Ann,2024-01-03,hari,home,,,G0,"), "{roster}");
    // A planner names no seat, or a wrong one: told, and no plan.
    for (wrong, code) in [("", 1), ("A", 1), ("Z", 2)] {
        let edited = roster.replace("Bob,2024-01-02,hari,office,,B,", &format!("Bob,2024-01-02,hari,office,,{wrong},"));
        fs::write(folder.0.path().join("edited.csv"), edited).expect("written");
        folder.run(code, &["verify", "c.yaml", "edited.csv"]);
    }
    folder.run(0, &["solve", "c.yaml", "--from", "out/roster.csv", "--out", "again", "--time-limit", "60s", "--quiet"]);
}

#[test]
fn faulty_files_are_told_together_and_nothing_is_written() {
    let (week, history) = (WEEK.replace("(1,2)", "(1,z)"), HISTORY.replace("Bo ", "Boo "));
    let folder = Folder::new(&[("Sc.json", SCENARIO), ("H0.txt", &history), ("WD.txt", &week), ("a.txt", NRP)]);
    let files = ["Sc.json", "H0.txt", "WD.txt"];
    let args = [&["convert", "--lang", "en", "--from", "inrc2", "-o", "b.yaml"][..], &files[..]].concat();
    let said = folder.run(2, &args);
    assert!(said.contains("H0.txt:5:1") && said.contains("there is no nurse `Boo`"), "{said}");
    assert!(said.contains("WD.txt:4:38") && said.contains("`z` is not a whole number"), "{said}");
    let said = folder.run(2, &["convert", "--lang", "en", "--from", "nrp", "a.txt", "a.txt", "-o", "b.yaml"]);
    assert!(said.contains("only one file at a time"), "{said}");
    let said = folder.run(2, &["convert", "--lang", "en", "--from", "nrp", "Sc.json", "-o", "b.yaml"]);
    assert!(said.contains("Sc.json:1:1") && said.contains("outside any `SECTION_…`"), "{said}");
    let left = fs::read_dir(folder.0.path()).expect("a folder").count();
    assert_eq!(left, 4, "only what was there before");
}
