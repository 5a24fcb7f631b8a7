//! `roster.xlsx`: the roster as a planner wants to read it. A summary, a sheet for each deputy, desk cover, breaches, and
//! the rows of `roster.csv` on the sheet `Data`, which `verify` and `--from` read back.
//!
//! Text goes into string cells only: nothing that people wrote becomes a formula. The same roster gives the same bytes.

mod deputy;
mod sheets;
mod styles;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::words::Words;
use super::{Found, Report, measures};
use crate::input::lang::Lang;
use styles::Styles;

/// The sheet that is read back.
pub const DATA_SHEET: &str = "Data";
/// Rows of a sheet under its header, an Excel limit.
const MOST_ROWS: usize = 1_048_575;
/// Paper A3 in Excel's list of paper sizes.
const A3: u8 = 8;

/// The workbook.
pub fn write(report: &Report, found: &Found, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let (words, styles) = (Words(lang), Styles::new());
    let mut book = Workbook::new();
    // Without a fixed moment of creation two runs would never give the same bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title: String = report.facts.title.chars().take(200).collect();
    book.set_properties(&DocProperties::new().set_title(title).set_author("luwes").set_creation_datetime(&created));
    let fixed = Fixed::new(words);
    let mut names = Names::new(&fixed);
    sheets::summary(book.add_worksheet().set_name(fixed.summary)?, report, found, words, &styles)?;
    for unit in measures::deputies(report.facts) {
        let name = names.unique(&report.facts.units.get(unit).name);
        deputy::write(
            book.add_worksheet_with_low_memory()?.set_name(name)?,
            report.facts,
            found,
            unit,
            words,
            &styles,
        )?;
    }
    if !report.facts.desks.is_empty() {
        sheets::desks(book.add_worksheet().set_name(fixed.desks)?, report.facts, found, words, &styles)?;
    }
    sheets::breaches(book.add_worksheet_with_low_memory()?.set_name(fixed.breaches)?, report, found, words, &styles)?;
    if found.roster.plan().len() <= MOST_ROWS {
        sheets::data(book.add_worksheet_with_low_memory()?.set_name(DATA_SHEET)?, report.facts, found, lang, &styles)?;
    }
    book.save_to_buffer()
}

/// Names of the sheets that every workbook has.
struct Fixed {
    summary: &'static str,
    desks: &'static str,
    breaches: &'static str,
}

impl Fixed {
    fn new(words: Words) -> Fixed {
        Fixed {
            summary: words.say("Ringkasan", "Summary"),
            desks: words.say("Loket", "Desks"),
            breaches: words.say("Pelanggaran", "Breaches"),
        }
    }
}

/// Sheet names given so far, in small letters: Excel takes `A` and `a` for the same.
struct Names(Vec<String>);

impl Names {
    fn new(fixed: &Fixed) -> Names {
        // Excel keeps `History` for itself.
        let taken = [fixed.summary, fixed.desks, fixed.breaches, DATA_SHEET, "History"];
        Names(taken.map(str::to_lowercase).to_vec())
    }

    /// A name that Excel allows and no other sheet has: at most 31 characters, none of `[]:*?/\`, no quote at its ends.
    fn unique(&mut self, wanted: &str) -> String {
        const LONGEST: usize = 31;
        let plain: String =
            wanted.chars().map(|one| if "[]:*?/\\".contains(one) || one.is_control() { ' ' } else { one }).collect();
        let plain = plain.trim_matches(|one: char| one == '\'' || one.is_whitespace());
        let plain = if plain.is_empty() { "unit" } else { plain };
        for number in 1.. {
            let tail = if number == 1 { String::new() } else { format!(" {number}") };
            let mut length = 0;
            // Excel counts UTF-16 units.
            let fits = |one: &char| {
                length += one.len_utf16();
                length <= LONGEST - tail.len()
            };
            let cut: String = plain.chars().take_while(fits).collect();
            let name = format!("{}{tail}", cut.trim_end_matches(|one: char| one == '\'' || one.is_whitespace()));
            if !self.0.contains(&name.to_lowercase()) {
                self.0.push(name.to_lowercase());
                return name;
            }
        }
        unreachable!("some number is free")
    }
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx};

    use super::*;
    use crate::report::testing::{found, report};
    use crate::rules::testing::world;

    fn book(bytes: Vec<u8>) -> Xlsx<std::io::Cursor<Vec<u8>>> {
        Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook")
    }

    fn rows(book: &mut Xlsx<std::io::Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<String>> {
        let range = book.worksheet_range(sheet).expect("a sheet");
        range.rows().map(|row| row.iter().map(|cell| cell.to_string()).collect()).collect()
    }

    #[test]
    fn a_planner_finds_a_sheet_for_each_deputy_with_days_people_and_totals() {
        let facts = world();
        let found = found(&facts, "ana OHN-\n bob h--O");
        let report = report(&facts, &[], None, None);
        let mut book = book(write(&report, &found, Lang::Id).expect("written"));
        assert_eq!(book.sheet_names(), ["Ringkasan", "deputi-a", "Loket", "Pelanggaran", "Data"]);
        let text: Vec<String> =
            rows(&mut book, "deputi-a").iter().map(|row| row.join("|").replace('\n', "/")).collect();
        insta::assert_snapshot!(text.join("\n"), @r#"
        deputi-a|||||||||
        P = pagi 06.00–14.00, S = sore 14.00–22.00, M = malam 22.00–06.00; ·R rumah, ·L tempat lain, :id loket, x berhalangan|||||||||
        ||P|P·R|S|S·R|P:loket|S:loket|M:loket|P·L
        Pegawai|Jabatan|Jum/10 Jan|Sab/11 Jan|Min/12 Jan|Sen/13 Jan|WFO|WFH||
        tim-1|||||||||
        ana|perencana|P|P·R|M:loket|x|2|1||
        bob|perencana|S·R|||P|1|1||
        WFO||1|0|1|1||||
        WFH||1|1|0|0||||
        "#);
    }

    #[test]
    fn a_desk_shows_who_is_present_of_those_needed() {
        let facts = world();
        let found = found(&facts, "ana D---\n bob ----");
        let mut book = book(write(&report(&facts, &[], None, None), &found, Lang::En).expect("written"));
        let text: Vec<String> = rows(&mut book, "Desks").iter().map(|row| row.join("|")).collect();
        insta::assert_snapshot!(text.join("\n"), @r#"
        counter||||
        |Fri
        10 Jan|Sat
        11 Jan|Sun
        12 Jan|Mon
        13 Jan
        00:00–06:00||0/1||0/1
        06:00–14:00|1/1|0/1||0/1
        14:00–24:00|0/1|0/1||0/1
        "#);
    }

    #[test]
    fn nothing_that_people_wrote_becomes_a_formula() {
        let mut facts = world();
        facts.title = "=cmd()".into();
        facts.people[0].id = "=1+1".into();
        facts.units.0[1].name = "=x".into();
        let found = found(&facts, "bob ----");
        let mut book = book(write(&report(&facts, &[], None, None), &found, Lang::Id).expect("written"));
        for sheet in book.sheet_names() {
            let formulas = book.worksheet_formula(&sheet).expect("a sheet");
            assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{sheet}");
        }
        let data = book.worksheet_range("Data").expect("a sheet");
        assert_eq!(data.get_value((1, 0)), Some(&Data::String("=1+1".into())));
    }

    #[test]
    fn the_same_roster_gives_the_same_bytes() {
        let facts = world();
        let found = found(&facts, "ana OHN-\n bob h--O");
        let once = || write(&report(&facts, &[], None, None), &found, Lang::Id).expect("written");
        assert_eq!(once(), once());
    }

    #[test]
    fn sheet_names_are_short_clean_and_different() {
        let mut names = Names::new(&Fixed::new(Words(Lang::Id)));
        let long = "Deputi Bidang Kemaritiman dan Sumber Daya Alam";
        assert_eq!(names.unique(long), "Deputi Bidang Kemaritiman dan S");
        assert_eq!(names.unique(long), "Deputi Bidang Kemaritiman dan 2");
        assert_eq!(names.unique("a/b: [c]?"), "a b   c");
        assert_eq!(names.unique("data"), "data 2");
        assert_eq!(names.unique("''"), "unit");
        assert_eq!(names.unique("😀".repeat(20).as_str()).encode_utf16().count(), 30);
    }
}
