//! The zoo of broken scenarios: every fault is found, on its own line, all of a file at once, and nothing else is
//! complained about. Nothing that a stranger writes makes the reader panic, overflow or run away.
//!
//! `tests/faults/*.zoo` hold the cases: `=== name`, the text, `--- file` for further files. A line that ends in
//! `#! E301 E402` has exactly these faults; `| p.csv:E301@3 E104@1` lists faults of lines that can carry no comment
//! (`@0` is the file as a whole). Every case stands on the model `base.yaml` unless it says `# whole`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use luwes::input::fault::Faults;
use luwes::input::lang::Lang;
use luwes::scenario::load;

/// File, line and code of a fault.
type Mark = (String, u32, String);

struct Case {
    name: String,
    files: Vec<(String, String)>,
    expected: Vec<Mark>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults")
}

fn cases(zoo: &str) -> Vec<Case> {
    zoo.split("=== ").skip(1).map(case).collect()
}

fn case(block: &str) -> Case {
    let (name, body) = block.split_once('\n').expect("a name");
    let whole = body.starts_with("# whole\n");
    let mut files = vec![("case.yaml".to_string(), if whole { String::new() } else { "model: base.yaml\n".into() })];
    let mut expected = Vec::new();
    for line in body.trim_end().lines() {
        if let Some(name) = line.strip_prefix("--- ") {
            files.push((name.to_string(), String::new()));
        } else if let Some(marks) = line.strip_prefix("| ") {
            expected.extend(marks.split_whitespace().map(mark));
        } else {
            let (file, text) = files.last_mut().expect("a file");
            text.push_str(line);
            text.push('\n');
            let number = text.lines().count() as u32;
            let codes = line.split_once("#! ").map_or("", |(_, codes)| codes).split_whitespace();
            expected.extend(codes.map(|code| (file.clone(), number, code.to_string())));
        }
    }
    expected.sort();
    Case { name: name.to_string(), files, expected }
}

fn mark(word: &str) -> Mark {
    let (at, line) = word.split_once('@').expect("code@line");
    let (file, code) = at.split_once(':').unwrap_or(("case.yaml", at));
    (file.to_string(), line.parse().expect("a line"), code.to_string())
}

fn found(faults: &Faults) -> Vec<Mark> {
    let name = |file: u32| {
        let path = Path::new(&faults.sources[file as usize].name);
        path.file_name().expect("a name").to_string_lossy().into_owned()
    };
    let mut found: Vec<Mark> =
        faults.list.iter().map(|fault| (name(fault.spot.file), fault.spot.line, fault.code.to_string())).collect();
    found.sort();
    found
}

fn run(case: &Case) -> (Vec<Mark>, Faults) {
    let dir = tempfile::tempdir().expect("a folder");
    fs::copy(folder().join("base.yaml"), dir.path().join("base.yaml")).expect("the base");
    for (name, text) in &case.files {
        fs::write(dir.path().join(name), text).expect("written");
    }
    let (scenario, faults) = load(&dir.path().join("case.yaml"));
    assert_eq!(scenario.is_none(), faults.has_errors(), "{}: a scenario exactly if it has no errors", case.name);
    (found(&faults), faults)
}

#[test]
fn every_fault_of_the_zoo_is_found_on_its_own_line_and_no_other() {
    let mut wrong = Vec::new();
    let mut count = BTreeMap::new();
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).expect("the zoo").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "zoo")) {
        for case in cases(&fs::read_to_string(path).expect("text")) {
            let (found, faults) = run(&case);
            *count.entry(case.expected.len()).or_insert(0) += 1;
            if std::env::var("LUWES_ZOO").is_ok_and(|word| case.name.contains(&word)) {
                println!("=== {}\n{}\n{}", case.name, faults.render(Lang::En, false), faults.render(Lang::Id, false));
            }
            if found != case.expected {
                let missing: Vec<&Mark> = case.expected.iter().filter(|one| !found.contains(one)).collect();
                let extra: Vec<&Mark> = found.iter().filter(|one| !case.expected.contains(one)).collect();
                let text = faults.render(Lang::En, false);
                wrong.push(format!("=== {}\nmissing {missing:?}\nextra {extra:?}\n{text}", case.name));
            }
            for fault in &faults.list {
                assert!(!fault.what.id.is_empty() && !fault.what.en.is_empty(), "{}: {fault:?}", case.name);
            }
        }
    }
    let total: usize = count.values().sum();
    assert!(wrong.is_empty(), "{} of {total} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(total >= 60, "only {total} cases");
}

#[test]
fn the_base_of_the_zoo_is_good() {
    let (scenario, faults) = load(&folder().join("base.yaml"));
    assert!(scenario.is_some() && faults.list.is_empty(), "{}", faults.render(Lang::En, false));
}

/// Files that are no scenario at all, and the code that each must give.
fn strange_files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let utf16: Vec<u8> = "\u{feff}scenario: x".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bomb: String = (1..40).fold("a0: &a0 [x, x]\n".into(), |text, n| {
        let below = n - 1;
        format!("{text}a{n}: &a{n} [*a{below}, *a{below}, *a{below}, *a{below}]\n")
    });
    let units = |depth: usize| {
        let open: String = (0..depth).map(|n| format!("{{id: u{n}, units: [")).collect();
        format!("units: [{open}{}]\n", "]}".repeat(depth))
    };
    vec![
        ("empty", Vec::new(), "E108"),
        ("utf-16", utf16, "E101"),
        ("latin-1", b"scenario: caf\xe9\n".to_vec(), "E101"),
        ("nul", b"scenario: a\0b\n".to_vec(), "E101"),
        ("zip", b"PK\x03\x04rest".to_vec(), "E101"),
        ("random", (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect(), "E101"),
        ("alias bomb", bomb.into_bytes(), "E107"),
        ("deep flow", format!("a: {}{}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes(), "E107"),
        ("deep blocks", (0..3000).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>().into_bytes(), "E107"),
        ("a thousand units deep", units(1000).into_bytes(), "E107"),
        ("too large", vec![b' '; (64 << 20) + 1], "E101"),
        ("one long line", [b"about: ".to_vec(), vec![b'x'; 50 << 20]].concat(), "E104"),
        ("a long line of brackets", vec![b'['; 5 << 20], "E107"),
        ("a long line of commas", [b"a: [".to_vec(), vec![b','; 5 << 20]].concat(), "E102"),
    ]
}

#[test]
fn a_file_that_is_no_scenario_is_one_fault_and_no_flood() {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, bytes, code) in strange_files() {
        let path = dir.path().join("strange.yaml");
        fs::write(&path, bytes).expect("written");
        let started = std::time::Instant::now();
        let (scenario, faults) = load(&path);
        assert!(scenario.is_none(), "{name}");
        let codes: Vec<&str> = faults.list.iter().map(|fault| fault.code).collect();
        assert!(codes.contains(&code) && codes.len() <= 202, "{name}: {codes:?}");
        let text = faults.render(Lang::En, false);
        assert!(text.len() < 100_000, "{name}: {} characters of message", text.len());
        assert!(started.elapsed().as_secs() < 20, "{name} took {:?}", started.elapsed());
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine() {
    let dir = tempfile::tempdir().expect("a folder");
    let text = fs::read_to_string(folder().join("base.yaml")).expect("text");
    let path = dir.path().join("bom.yaml");
    fs::write(&path, format!("\u{feff}{}", text.replace('\n', "\r\n"))).expect("written");
    let (scenario, faults) = load(&path);
    assert!(scenario.is_some(), "{}", faults.render(Lang::En, false));
}

#[test]
fn a_folder_a_missing_file_and_a_device_are_faults() {
    let dir = tempfile::tempdir().expect("a folder");
    for path in [dir.path().to_path_buf(), dir.path().join("none.yaml"), PathBuf::from("/dev/zero")] {
        let (scenario, faults) = load(&path);
        assert!(scenario.is_none() && faults.list.len() == 1, "{}", path.display());
        assert_eq!(faults.list[0].code, "E101");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_writes_to_is_refused_and_not_waited_for() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("pipe.yaml");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
    assert_eq!(load(&path).1.list[0].code, "E101");
}

/// Words that a slip or a stranger may put in the place of any value.
const WORDS: &[&str] = &[
    "-1",
    "0",
    "99999999999999999999",
    "1e30",
    ".nan",
    "null",
    "",
    "[]",
    "{}",
    "[[]]",
    "{a: b}",
    "\"",
    "'",
    "*x",
    "&x",
    "true",
    "2020-02-30",
    "2020-01-06",
    "24h",
    "25:00-26:00",
    "06:00-06:00",
    "tim-1",
    "ana",
    "pagi",
    "must: true",
    "\t",
    "- x",
    ": :",
    "!x",
    "|",
    ">",
    "%",
    "@",
    "\u{0}",
    "é",
    "4294967295",
    "9223372036854775807",
    "65535",
];

mod mutations {
    use super::*;
    use proptest::prelude::*;

    /// What happens to a line.
    #[derive(Debug, Clone)]
    enum Slip {
        Delete(usize),
        Double(usize),
        Swap(usize, usize),
        Indent(usize),
        /// The line, which of its words, and what stands there instead.
        Word(usize, usize, usize),
        /// The line is cut after so many characters.
        Cut(usize, usize),
    }

    fn slip() -> impl Strategy<Value = Slip> {
        let line = 0..60usize;
        prop_oneof![
            1 => line.clone().prop_map(Slip::Delete),
            1 => line.clone().prop_map(Slip::Double),
            1 => (line.clone(), line.clone()).prop_map(|(a, b)| Slip::Swap(a, b)),
            1 => line.clone().prop_map(Slip::Indent),
            6 => (line.clone(), 0..20usize, 0..WORDS.len()).prop_map(|(line, word, with)| Slip::Word(line, word, with)),
            1 => (line, 0..80usize).prop_map(|(line, at)| Slip::Cut(line, at)),
        ]
    }

    /// The scalars of a line: what stands between separators.
    fn words(line: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut start = None;
        for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
            let inside = !matches!(c, ' ' | ',' | '[' | ']' | '{' | '}');
            match (inside, start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    found.push((from, at));
                    start = None;
                }
                _ => {}
            }
        }
        found
    }

    fn apply(lines: &mut Vec<String>, slip: &Slip) {
        let count = lines.len();
        if count == 0 {
            return;
        }
        match *slip {
            Slip::Delete(line) => drop(lines.remove(line % count)),
            Slip::Double(line) => lines.insert(line % count, lines[line % count].clone()),
            Slip::Swap(a, b) => lines.swap(a % count, b % count),
            Slip::Indent(line) => lines[line % count].insert(0, ' '),
            Slip::Word(line, word, with) => {
                let line = &mut lines[line % count];
                let ends = words(line);
                if let Some((from, to)) = ends.get(word % ends.len().max(1)) {
                    line.replace_range(*from..*to, WORDS[with]);
                }
            }
            Slip::Cut(line, at) => {
                let line = &mut lines[line % count];
                let at = line.char_indices().nth(at).map_or(line.len(), |(at, _)| at);
                line.truncate(at);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_slip_of_the_pen_makes_it_panic(slips in prop::collection::vec(slip(), 1..4)) {
            let good = [include_str!("faults/base.yaml"), include_str!("faults/more_rules.yaml")].concat();
            let mut lines: Vec<String> = good.lines().map(str::to_string).collect();
            for slip in &slips {
                apply(&mut lines, slip);
            }
            let dir = tempfile::tempdir().expect("a folder");
            let path = dir.path().join("slip.yaml");
            fs::write(&path, lines.join("\n")).expect("written");
            let (scenario, faults) = load(&path);
            prop_assert_eq!(scenario.is_none(), faults.has_errors());
            for lang in [Lang::Id, Lang::En] {
                prop_assert_eq!(faults.render(lang, false).is_empty(), faults.list.is_empty());
            }
            // What is called good can be stated, judged and lowered without a panic too.
            if let Some(scenario) = scenario.filter(|scenario| scenario.facts.people.len() < 100) {
                let facts = &scenario.facts;
                let free = luwes::roster::Roster::free(facts.people.len(), facts.calendar.days.len());
                luwes::verify::verify(facts, &scenario.entries, &free);
                scenario.entries.iter().for_each(|entry| drop(entry.says(facts)));
                scenario.problem();
            }
        }
    }
}
