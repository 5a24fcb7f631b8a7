//! The text form of INRC-II files: sections with a heading in capitals, one thing a line. Parentheses, commas and `=`
//! only part the words.

use super::read::{
    Contract, History, Level, Never, Nurse, Part, Past, Request, Requirement, Scenario, Shift, Week, bad, unknown,
};
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use crate::input::typed::At;

/// Headings of all three kinds of files.
const HEADINGS: [&str; 12] = [
    "SCENARIO",
    "WEEKS",
    "SKILLS",
    "SHIFT_TYPES",
    "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS",
    "CONTRACTS",
    "NURSES",
    "HISTORY",
    "NURSE_HISTORY",
    "WEEK_DATA",
    "REQUIREMENTS",
    "SHIFT_OFF_REQUESTS",
];

type Word = At<String>;

/// The words of a line that are still to be read.
struct Row {
    words: std::vec::IntoIter<Word>,
    /// Just behind the last word.
    end: Spot,
}

/// A heading with what stands beside it, and the lines below it.
struct Section {
    name: Word,
    head: Row,
    rows: Vec<Row>,
}

/// The sections of a file that are still to be read.
struct Sections {
    file: u32,
    list: Vec<Section>,
}

impl Row {
    fn text(&mut self, faults: &mut Faults) -> Word {
        self.words.next().unwrap_or_else(|| {
            bad(self.end, "baris ini terpotong", "this line breaks off", faults);
            At::new(String::new(), self.end)
        })
    }

    fn number(&mut self, faults: &mut Faults) -> At<i64> {
        let word = self.text(faults);
        let number = word.value.parse().unwrap_or_else(|_| {
            if !word.is_empty() {
                let (id, en) = (format!("`{word}` bukan bilangan"), format!("`{word}` is not a whole number"));
                bad(word.spot, &id, &en, faults);
            }
            0
        });
        At::new(number, word.spot)
    }

    /// A number and as many words.
    fn list(&mut self, faults: &mut Faults) -> Vec<Word> {
        let count = self.number(faults);
        (0..count.value.clamp(0, self.words.len() as i64 + 1)).map(|_| self.text(faults)).collect()
    }

    fn done(mut self, faults: &mut Faults) {
        if let Some(word) = self.words.next() {
            let (id, en) = (format!("`{word}` berlebih"), format!("`{word}` is one word too many"));
            bad(word.spot, &id, &en, faults);
        }
    }
}

fn words(file: u32, line: &str, number: u32) -> Row {
    let apart = |c: char| c.is_whitespace() || "(),=".contains(c);
    let (mut words, mut column) = (Vec::new(), 1);
    for word in line.split(apart) {
        let width = word.chars().count() as u32;
        if width > 0 {
            words.push(At::new(word.to_string(), Spot { file, line: number, column, width }));
        }
        column += width + 1;
    }
    let column = line.trim_end().chars().count() as u32 + 1;
    Row { words: words.into_iter(), end: Spot { file, line: number, column, width: 1 } }
}

fn sections(file: u32, text: &str, faults: &mut Faults) -> Option<Sections> {
    let mut sections: Vec<Section> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let mut row = words(file, line, at as u32 + 1);
        let Some(first) = row.words.as_slice().first().cloned() else { continue };
        if HEADINGS.contains(&first.value.as_str()) {
            row.words.next();
            sections.push(Section { name: first, head: row, rows: Vec::new() });
        } else if let Some(section) = sections.last_mut() {
            section.rows.push(row);
        } else {
            unknown(first.spot, faults);
            return None;
        }
    }
    Some(Sections { file, list: sections })
}

/// Takes out a section that the file needs.
fn take(sections: &mut Sections, name: &str, faults: &mut Faults) -> Option<Section> {
    let found = sections.list.iter().position(|section| section.name.value == name);
    if found.is_none() {
        let spot = Spot::whole(sections.file);
        bad(spot, &format!("bagian `{name}` tidak ada"), &format!("there is no section `{name}`"), faults);
    }
    found.map(|at| sections.list.remove(at))
}

/// The rows of a section whose heading says how many there are.
fn counted(sections: &mut Sections, name: &str, faults: &mut Faults) -> Vec<Row> {
    let Some(mut section) = take(sections, name, faults) else { return Vec::new() };
    let (count, found) = (section.head.number(faults), section.rows.len());
    if count.value != found as i64 {
        let what = Text::new(
            format!("`{name}`: {count} diumumkan, {found} ditulis"),
            format!("`{name}`: {count} announced, {found} written"),
        );
        faults
            .error("E240", count.spot, what)
            .remedy(Text::new("apakah berkas ini terpotong?", "is the file cut off?"));
    }
    section.head.done(faults);
    section.rows
}

/// A value on the only line of a section, or beside its heading.
fn single<T: Default>(
    sections: &mut Sections,
    name: &str,
    faults: &mut Faults,
    read: impl Fn(&mut Row, &mut Faults) -> T,
) -> T {
    let Some(section) = take(sections, name, faults) else { return T::default() };
    let mut row = match section.head.words.len() {
        0 => section.rows.into_iter().next().unwrap_or(section.head),
        _ => section.head,
    };
    let value = read(&mut row, faults);
    row.done(faults);
    value
}

/// Reads a file by its first heading.
pub fn read(file: u32, text: &str, faults: &mut Faults) -> Option<Part> {
    let mut sections = sections(file, text, faults)?;
    let first = sections.list.first().map(|section| section.name.clone());
    match first.as_ref().map(|name| name.value.as_str()) {
        Some("SCENARIO") => Some(Part::Scenario(scenario(&mut sections, faults))),
        Some("HISTORY") => Some(Part::History(history(&mut sections, faults))),
        Some("WEEK_DATA") => Some(Part::Week(week(&mut sections, faults))),
        _ => {
            unknown(first.map_or(Spot::whole(file), |name| name.spot), faults);
            None
        }
    }
}

/// Every row of a section by a function that reads its words, which are then all used up.
fn each<T>(rows: Vec<Row>, faults: &mut Faults, read: impl Fn(&mut Row, &mut Faults) -> T) -> Vec<T> {
    let mut all = Vec::new();
    for mut row in rows {
        all.push(read(&mut row, faults));
        row.done(faults);
    }
    all
}

fn scenario(sections: &mut Sections, faults: &mut Faults) -> Scenario {
    let id = single(sections, "SCENARIO", faults, Row::text);
    let weeks = single(sections, "WEEKS", faults, Row::number);
    let skills = each(counted(sections, "SKILLS", faults), faults, Row::text);
    let shifts = each(counted(sections, "SHIFT_TYPES", faults), faults, |row, faults| Shift {
        id: row.text(faults),
        shortest: row.number(faults),
        longest: row.number(faults),
    });
    let never = take(sections, "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS", faults).map_or(Vec::new(), |section| section.rows);
    let never = each(never, faults, |row, faults| Never { after: row.text(faults), not: row.list(faults) });
    let contracts = each(counted(sections, "CONTRACTS", faults), faults, |row, faults| Contract {
        id: row.text(faults),
        fewest_days: row.number(faults),
        most_days: row.number(faults),
        shortest_run: row.number(faults),
        longest_run: row.number(faults),
        shortest_rest: row.number(faults),
        longest_rest: row.number(faults),
        weekends: row.number(faults),
        complete: row.number(faults),
    });
    let nurses = each(counted(sections, "NURSES", faults), faults, |row, faults| Nurse {
        id: row.text(faults),
        contract: row.text(faults),
        skills: row.list(faults),
    });
    Scenario { id, weeks, skills, shifts, never, contracts, nurses }
}

fn history(sections: &mut Sections, faults: &mut Faults) -> History {
    let (week, scenario) = single(sections, "HISTORY", faults, |row, faults| (row.number(faults), row.text(faults)));
    let rows = take(sections, "NURSE_HISTORY", faults).map_or(Vec::new(), |section| section.rows);
    let nurses = each(rows, faults, |row, faults| Past {
        nurse: row.text(faults),
        days: row.number(faults),
        weekends: row.number(faults),
        last: row.text(faults),
        same: row.number(faults),
        work: row.number(faults),
        off: row.number(faults),
    });
    History { scenario, week, nurses }
}

fn week(sections: &mut Sections, faults: &mut Faults) -> Week {
    let scenario = single(sections, "WEEK_DATA", faults, Row::text);
    let rows = take(sections, "REQUIREMENTS", faults).map_or(Vec::new(), |section| section.rows);
    let level = |row: &mut Row, faults: &mut Faults| Level { minimum: row.number(faults), optimal: row.number(faults) };
    let requirements = each(rows, faults, |row, faults| Requirement {
        shift: row.text(faults),
        skill: row.text(faults),
        monday: level(row, faults),
        tuesday: level(row, faults),
        wednesday: level(row, faults),
        thursday: level(row, faults),
        friday: level(row, faults),
        saturday: level(row, faults),
        sunday: level(row, faults),
    });
    let requests = each(counted(sections, "SHIFT_OFF_REQUESTS", faults), faults, |row, faults| Request {
        nurse: row.text(faults),
        shift: row.text(faults),
        day: row.text(faults),
    });
    Week { scenario, requirements, requests }
}
