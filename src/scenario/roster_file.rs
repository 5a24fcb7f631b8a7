//! Rosters out of files in the form of roster.csv, as CSV or XLSX, also after a planner has edited them.

use std::collections::HashMap;
use std::path::Path;

use crate::facts::select::{outside, unknown};
use crate::facts::{Duty, DutyIx, FREE, Facts, PersonIx};
use crate::input::fault::{Faults, Spot};
use crate::input::file::{LARGEST, decode, read_bytes, read_bytes_up_to};
use crate::input::lang::Text;
use crate::input::node::Node;
use crate::input::table::{self, MOST_CELLS, Reader, Table, csv, each_csv_row, xlsx, xlsx_up_to};
use crate::input::typed::{At, read};
use crate::input::values::Date;
use crate::roster::Roster;

/// Columns that make a cell of a roster; of the others only [`SEAT`] is read.
const COLUMNS: &[&str] = &["person", "date", "shift", "place", "desk"];
/// The column with the seat: read where seats have names.
const SEAT: &str = "seat";

/// One row: who, when, what.
struct Row {
    person: PersonIx,
    date: At<Date>,
    duty: DutyIx,
    spot: Spot,
}

/// The sheet of a workbook that holds a roster, if there is one of that name.
const SHEET: &str = "Data";
/// Room for a roster's file: rows for each cell of the roster, columns, and bytes a row.
const ROOM: (usize, usize, usize) = (2, 20, 256);

/// Reads a CSV file, or the first sheet of an XLSX file.
pub fn read_table(path: &Path, faults: &mut Faults) -> Option<Table> {
    let (file, bytes) = read_bytes(path, faults)?;
    if is_workbook(path) {
        return xlsx(file, &bytes, None, faults);
    }
    let file = decode(file, bytes, faults)?;
    let text = faults.sources[file as usize].text.clone();
    csv(file, &text, faults)
}

fn is_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"))
}

/// Reads the rows of a roster's file one by one; a file may be as large as the scenario's roster makes it.
/// Gives the place of the header.
fn each_row(path: &Path, facts: &Facts, faults: &mut Faults, take: &mut dyn FnMut(Row, &mut Faults)) -> Option<Spot> {
    let rows = ROOM.0 * facts.people.len() * facts.calendar.days.len();
    let (cells, largest) = (MOST_CELLS.max(rows * ROOM.1), LARGEST.max((rows * ROOM.2) as u64));
    let (file, bytes) = read_bytes_up_to(largest, path, faults)?;
    let mut rows = Rows::new(facts, take);
    if !is_workbook(path) {
        let file = decode(file, bytes, faults)?;
        // Millions of rows are not copied: the text comes back to where faults are shown from.
        let text = std::mem::take(&mut faults.sources[file as usize].text);
        let header = each_csv_row(file, &text, cells, &mut rows, faults);
        faults.sources[file as usize].text = text;
        return header.map(|header| header[0].spot);
    }
    let table = xlsx_up_to(cells, file, &bytes, Some(SHEET), &mut faults.clone());
    let table = match table {
        Some(table) => table,
        None => xlsx_up_to(cells, file, &bytes, None, faults)?,
    };
    if !rows.head(&table.header, faults) {
        return None;
    }
    table.rows.into_iter().for_each(|row| rows.row(row, faults));
    Some(table.spot)
}

/// Reads a whole roster: every person on every day of the period, each once.
pub fn read_roster(path: &Path, facts: &Facts, faults: &mut Faults) -> Option<Roster> {
    let before = faults.list.len();
    let mut seen: Vec<Option<(DutyIx, Spot)>> = vec![None; facts.people.len() * facts.calendar.days.len()];
    let head = each_row(path, facts, faults, &mut |row, faults| {
        let Some(day) = facts.calendar.find(row.date.value.0) else {
            outside(row.date.value.0, row.date.spot, facts, faults);
            return;
        };
        let cell = &mut seen[row.person as usize * facts.calendar.days.len() + usize::from(day)];
        match cell {
            Some((_, first)) => {
                let (who, first) = (&facts.person(row.person).id, faults.place(*first));
                let what = Text::new(
                    format!("`{who}` pada {} ditulis dua kali", row.date.value.0),
                    format!("`{who}` on {} is written twice", row.date.value.0),
                );
                let cause = Text::new(format!("pertama kali di {first}"), format!("the first is at {first}"));
                faults.error("E401", row.spot, what).cause(cause);
            }
            None => *cell = Some((row.duty, row.spot)),
        }
    })?;
    // A row with a fault would be missed as well, and that is no news.
    if faults.list.len() == before {
        missing(&seen, facts, head, faults);
    }
    if faults.list.len() > before && faults.has_errors() {
        return None;
    }
    let plan = seen.into_iter().map(|cell| cell.map_or(FREE, |(duty, _)| duty)).collect();
    Some(Roster::from_plan(facts.calendar.days.len(), plan))
}

/// Says which cells a whole roster lacks (`E414`).
fn missing(seen: &[Option<(DutyIx, Spot)>], facts: &Facts, spot: Spot, faults: &mut Faults) {
    let days = facts.calendar.days.len();
    let lacking: Vec<usize> = (0..seen.len()).filter(|at| seen[*at].is_none()).collect();
    if lacking.is_empty() {
        return;
    }
    let name = |at: &usize| format!("{} {}", facts.people[at / days].id, facts.calendar.days[at % days].date);
    let some: Vec<String> = lacking.iter().take(5).map(name).collect();
    let more = if lacking.len() > 5 { ", …" } else { "" };
    let what = Text::new(
        format!("{} sel jadwal tidak ada", lacking.len()),
        format!("{} cells of the roster are missing", lacking.len()),
    );
    let list = format!("{}{more}", some.join(", "));
    faults.error("E414", spot, what).cause(Text::same(list)).remedy(Text::new(
        "setiap pegawai memerlukan satu baris untuk setiap hari; `shift` kosong berarti libur",
        "every person needs a row for every day; an empty `shift` is a free day",
    ));
}

/// Reads the roster already published: any part of the period; dates outside it do not count.
pub fn read_published(path: &Path, facts: &Facts, faults: &mut Faults) -> Vec<Option<DutyIx>> {
    let days = facts.calendar.days.len();
    let mut published = vec![None; facts.people.len() * days];
    let read = each_row(path, facts, faults, &mut |row, _| {
        if let Some(day) = facts.calendar.find(row.date.value.0) {
            published[row.person as usize * days + usize::from(day)] = Some(row.duty);
        }
    });
    read.map_or(Vec::new(), |_| published)
}

/// Reads the days before the period into the people's histories: as far back as everybody's rows reach without a gap.
pub fn read_history(path: &Path, facts: &mut Facts, faults: &mut Faults) {
    let Some(first) = facts.calendar.days.first().map(|day| day.date) else { return };
    let mut before: Vec<Vec<Option<DutyIx>>> = vec![Vec::new(); facts.people.len()];
    let read = each_row(path, facts, faults, &mut |row, _| {
        let back = (first - row.date.value.0).num_days();
        if !(1..=366).contains(&back) {
            return;
        }
        let line = &mut before[row.person as usize];
        let at = back as usize - 1;
        if line.len() <= at {
            line.resize(at + 1, None);
        }
        line[at] = Some(row.duty);
    });
    if read.is_none() {
        return;
    }
    for (person, line) in facts.people.iter_mut().zip(before) {
        person.history = line.into_iter().map_while(|duty| duty).collect();
        person.history.reverse();
    }
}

/// Makes cells of a table's rows; faults for every name that does not exist.
struct Rows<'a> {
    facts: &'a Facts,
    take: &'a mut dyn FnMut(Row, &mut Faults),
    people: HashMap<String, PersonIx>,
    /// Position of each of [`COLUMNS`].
    at: [usize; COLUMNS.len()],
    seat: Option<usize>,
    /// Dates, and duties by shift, place, desk and seat, as they were written before: a roster repeats few of them often.
    dates: HashMap<String, Date>,
    duties: HashMap<String, DutyIx>,
}

impl<'a> Rows<'a> {
    fn new(facts: &'a Facts, take: &'a mut dyn FnMut(Row, &mut Faults)) -> Rows<'a> {
        // The id as it is written counts before one that differs in capitals.
        let mut people: HashMap<String, PersonIx> =
            facts.everybody().map(|person| (facts.person(person).id.to_lowercase(), person)).collect();
        people.extend(facts.everybody().map(|person| (facts.person(person).id.clone(), person)));
        Rows { facts, take, people, at: [0; COLUMNS.len()], seat: None, dates: HashMap::new(), duties: HashMap::new() }
    }

    fn date(&mut self, date: &At<String>, faults: &mut Faults) -> Option<Date> {
        let text = tidy(date);
        if let Some(date) = self.dates.get(text) {
            return Some(*date);
        }
        let date: Date = read(&Node::scalar(text, false, date.spot), faults)?;
        self.dates.insert(text.to_string(), date);
        Some(date)
    }

    fn duty(&mut self, cells: [&At<String>; 4], faults: &mut Faults) -> Option<DutyIx> {
        let key = cells.map(tidy).join("\u{1f}");
        if let Some(duty) = self.duties.get(&key) {
            return Some(*duty);
        }
        let cells = cells.map(|cell| At::new(tidy(cell).to_string(), cell.spot));
        let duty = duty(&cells, self.facts, faults)?;
        self.duties.insert(key, duty);
        Some(duty)
    }
}

impl Reader for Rows<'_> {
    fn head(&mut self, header: &[At<String>], faults: &mut Faults) -> bool {
        for (slot, name) in self.at.iter_mut().zip(COLUMNS) {
            let Some(found) = header.iter().position(|cell| cell.value.trim().eq_ignore_ascii_case(name)) else {
                let what = Text::new(format!("kolom `{name}` tidak ada"), format!("there is no column `{name}`"));
                faults.error("E415", header[0].spot, what).remedy(Text::new(
                    format!("kolom jadwal: {}", COLUMNS.join(", ")),
                    format!("a roster has the columns {}", COLUMNS.join(", ")),
                ));
                return false;
            };
            *slot = found;
        }
        let seat = header.iter().position(|cell| cell.value.trim().eq_ignore_ascii_case(SEAT));
        self.seat = seat.filter(|_| !self.facts.seats.is_empty());
        true
    }

    fn row(&mut self, row: table::Row, faults: &mut Faults) {
        if row.cells.iter().all(|cell| cell.value.trim().is_empty()) {
            return;
        }
        let [who, date, shift, place, desk] = self.at.map(|column| &row.cells[column]);
        let name = tidy(who);
        let person = self.people.get(name).or_else(|| self.people.get(&name.to_lowercase())).copied();
        if person.is_none() {
            let all = self.facts.people.iter().map(|one| one.id.as_str());
            unknown(name, who.spot, "pegawai", "person", all, faults);
        }
        let none = At::new(String::new(), desk.spot);
        let seat = self.seat.map_or(&none, |column| &row.cells[column]);
        let (day, duty) = (self.date(date, faults), self.duty([shift, place, desk, seat], faults));
        if let (Some(person), Some(day), Some(duty)) = (person, day, duty) {
            (self.take)(Row { person, date: At::new(day, date.spot), duty, spot: row.spot }, faults);
        }
    }
}

/// A cell without spaces around it and without the apostrophe that guards against formulas.
fn tidy(cell: &At<String>) -> &str {
    let text = cell.value.trim();
    text.strip_prefix('\'').unwrap_or(text)
}

/// The duty of a row; free when the shift is empty.
fn duty([shift, place, desk, seat]: &[At<String>; 4], facts: &Facts, faults: &mut Faults) -> Option<DutyIx> {
    if shift.value.is_empty() {
        return Some(FREE);
    }
    let find = |name: &At<String>, kind: (&str, &str), all: &[String], faults: &mut Faults| {
        // As with people: the id as it is written counts before one that differs in capitals.
        let exact = all.iter().position(|one| *one == name.value);
        let found = exact.or_else(|| all.iter().position(|one| one.eq_ignore_ascii_case(&name.value)));
        if found.is_none() {
            unknown(&name.value, name.spot, kind.0, kind.1, all.iter().map(String::as_str), faults);
        }
        found.map(|at| at as u16)
    };
    let shifts: Vec<String> = facts.shifts.iter().map(|one| one.id.clone()).collect();
    let places: Vec<String> = facts.places.iter().map(|one| one.id.clone()).collect();
    let desks: Vec<String> = facts.desks.iter().map(|one| one.id.clone()).collect();
    let held_shift = find(shift, ("sif", "shift"), &shifts, faults)?;
    let held_desk = if desk.value.is_empty() { None } else { Some(find(desk, ("loket", "desk"), &desks, faults)?) };
    let seats: Vec<String> = facts.seats.iter().map(|one| one.id.clone()).collect();
    let held_seat = if seat.value.is_empty() || numbered(seat, facts) {
        None
    } else {
        Some(find(seat, ("meja", "seat"), &seats, faults)?)
    };
    let held_place = match (place.value.is_empty(), held_desk) {
        (false, _) => find(place, ("tempat", "place"), &places, faults)?,
        (true, Some(desk)) => facts.desks[usize::from(desk)].place,
        (true, None) => {
            faults.error("E104", shift.spot, Text::new("sif tanpa tempat", "a shift without a place"));
            return None;
        }
    };
    let wanted = Duty { shift: Some(held_shift), place: Some(held_place), desk: held_desk, seat: held_seat };
    let found = facts.duties.iter().position(|duty| *duty == wanted);
    if found.is_none() {
        let parts = [desk, seat].into_iter().filter(|part| !part.value.is_empty());
        let at: String = parts.map(|part| format!(" {}", part.value)).collect();
        let what = Text::new(
            format!("tidak ada penugasan `{} {}{at}`", shift.value, places[usize::from(held_place)]),
            format!("there is no duty `{} {}{at}`", shift.value, places[usize::from(held_place)]),
        );
        faults.error("E305", shift.spot, what).cause(Text::new(
            "sif itu tidak dikerjakan di tempat, loket atau meja itu",
            "that shift is not worked at that place, desk or seat",
        ));
    }
    found.map(|at| at as DutyIx)
}

/// Whether a seat is one of those that a report numbers after the fact, in a room or hall whose seats have no names.
fn numbered(seat: &str, facts: &Facts) -> bool {
    let Some((place, number)) = seat.rsplit_once('-') else { return false };
    let rooms = facts.sites.iter().flat_map(|site| site.rooms.iter().filter(|room| !room.named).map(|room| &room.id));
    let ends = |id: &String| place == id || place.ends_with(&format!("-{id}"));
    number.parse::<u32>().is_ok()
        && !facts.seats.iter().any(|one| one.id == seat)
        && rooms.chain(facts.sites.iter().map(|site| &site.id)).any(ends)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::rules::testing::world;

    /// So many copies of the first person, on so many days from the first on.
    fn large(people: usize, days: u64) -> Facts {
        let mut facts = world();
        let (one, day) = (facts.people[0].clone(), facts.calendar.days[0].clone());
        let named = |at| crate::facts::Person { id: format!("p{at}"), ..one.clone() };
        facts.people = (0..people).map(named).collect();
        let dated = |at| crate::facts::Day { date: day.date + chrono::Days::new(at), ..day.clone() };
        facts.calendar.days = (0..days).map(dated).collect();
        facts
    }

    fn written(facts: &Facts) -> String {
        let mut text = String::from("person,date,shift,place,desk,seat,unit,start,end,reason\n");
        for person in &facts.people {
            for day in &facts.calendar.days {
                let _ = writeln!(text, "{},{},pagi,home,,,tim-1,,,", person.id, day.date);
            }
        }
        text
    }

    fn read_back(text: &str, facts: &Facts) -> (Option<Roster>, Vec<&'static str>) {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("roster.csv");
        std::fs::write(&path, text).expect("written");
        let mut faults = Faults::default();
        let roster = read_roster(&path, facts, &mut faults);
        (roster, faults.list.iter().map(|fault| fault.code).collect())
    }

    #[test]
    fn a_roster_of_15_000_people_and_28_days_is_read_back() {
        let facts = large(15_000, 28);
        let (roster, faults) = read_back(&written(&facts), &facts);
        assert_eq!(faults, Vec::<&str>::new());
        let roster = roster.expect("a roster");
        assert_eq!((roster.people(), roster.days()), (15_000, 28));
        assert!(roster.plan().iter().all(|duty| *duty == roster.duty(14_999, 27) && *duty != FREE));
    }

    #[test]
    fn a_table_far_larger_than_the_roster_is_refused() {
        let facts = large(2, 2);
        let wide = ["x,"; MOST_CELLS / 10].concat();
        let text = format!("{}{wide}\n", written(&facts));
        let (roster, faults) = read_back(&text.repeat(11), &facts);
        assert!(roster.is_none());
        assert!(faults.contains(&"E107"), "{faults:?}");
    }

    #[test]
    fn a_date_and_a_duty_are_told_wherever_they_are_wrong() {
        let facts = large(1, 4);
        let text = written(&facts).replace("2020-01-11,pagi", "2020-01-11,pag").replace("-13,pagi", "-13,pag");
        let (roster, faults) = read_back(&text.replace("2020-01-12", "12 January"), &facts);
        assert!(roster.is_none());
        assert_eq!(faults, ["E301", "E204", "E301"]);
    }
}
