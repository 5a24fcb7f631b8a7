//! Tables as Excel and people write them.

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde::Deserialize;

use super::*;
use crate::input::typed::read_list;
use crate::input::values::{Clock, Date};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Person {
    id: At<String>,
    hours: Option<u8>,
    born: Option<Date>,
    start: Option<Clock>,
}

fn people(text: &str) -> (Vec<Person>, Vec<String>) {
    let mut faults = Faults::default();
    let file = faults.source("staff.csv", text);
    let people = csv(file, text, &mut faults).map_or(Vec::new(), |table| read_list(&table.to_node(), &mut faults));
    let say = |f: &&crate::input::fault::Fault| format!("{}:{} {} {}", f.spot.line, f.spot.column, f.code, f.what.en);
    let list = faults.sorted().iter().map(say).collect();
    (people, list)
}

#[test]
fn comma_semicolon_and_tab_make_the_same_table() {
    let text = "\u{feff}id,hours,start\r\n007,40,06.00\r\n\r\n\"a, b\",,\r\n";
    let (rows, faults) = people(text);
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(
        rows[0],
        Person { id: At::from("007".to_string()), hours: Some(40), born: None, start: Some(Clock(360)) }
    );
    assert_eq!((rows[1].id.spot.line, rows[1].id.spot.column), (4, 1));
    for sign in [";", "\t"] {
        let other = text.replace("a, b", "a- b").replace(',', sign);
        assert_eq!(people(&other).0[0], rows[0]);
    }
}

#[test]
fn a_fault_in_a_cell_is_told_at_its_place() {
    let (rows, faults) = people("id;hours;born\n\"x\"\"\nÿ\";eleven;2020-01-01\ny;3\nz;4;;;5\n;;\nw;5;06/01/2020;\n");
    assert_eq!(
        faults,
        [
            "3:4 E201 `hours` must be a whole number, found text `eleven`",
            "4:1 E110 this row has 2 cells, but there are 3 columns",
            "5:6 E110 this row has 5 cells, but there are 3 columns",
            "7:5 E204 the date `06/01/2020` can be read in two ways",
        ]
    );
    assert_eq!(rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["x\"\nÿ", "w"]);
}

#[test]
fn a_header_names_each_column_once() {
    assert_eq!(people("id,hours,id\n").1, ["1:10 E105 column `id` is there twice"]);
    assert_eq!(people("id,,hours\n").1, ["1:4 E110 this column has no name"]);
    assert_eq!(people("").1, ["0:0 E108 this table is empty"]);
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let (day, time) = (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("hh:mm"));
    for (column, name) in ["id", "hours", "born", "start"].into_iter().enumerate() {
        sheet.write_string(1, 1 + column as u16, name).unwrap();
    }
    sheet.write_number(2, 1, 7.0).unwrap();
    sheet.write_number(2, 2, 40.0).unwrap();
    sheet.write_datetime_with_format(2, 3, ExcelDateTime::from_ymd(2020, 1, 6).unwrap(), &day).unwrap();
    sheet.write_datetime_with_format(2, 4, ExcelDateTime::from_hms(6, 0, 0.0).unwrap(), &time).unwrap();
    sheet.write_string(4, 1, "b").unwrap();
    sheet.write_string(4, 2, "many").unwrap();
    book.add_worksheet().set_name("Loket").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_sheet_reads_like_csv() {
    let mut faults = Faults::default();
    let file = faults.source("staff.xlsx", "");
    let table = xlsx(file, &workbook(), None, &mut faults).unwrap();
    let rows: Vec<Person> = read_list(&table.to_node(), &mut faults);
    let born = chrono::NaiveDate::from_ymd_opt(2020, 1, 6).map(Date);
    assert_eq!(rows[0], Person { id: At::from("7".to_string()), hours: Some(40), born, start: Some(Clock(360)) });
    assert_eq!(rows[1].hours, None);
    let fault = &faults.list[0];
    assert_eq!((faults.list.len(), fault.spot.line, fault.spot.column), (1, 5, 3));
}

#[test]
fn a_missing_sheet_lists_those_there_are() {
    let mut faults = Faults::default();
    let file = faults.source("staff.xlsx", "");
    assert!(xlsx(file, &workbook(), Some("loket"), &mut faults).is_none());
    let remedy = faults.list[0].remedy.as_ref().unwrap();
    assert_eq!(remedy.en, "did you mean `Loket`? there are: `Sheet1`, `Loket`");
    assert!(xlsx(file, b"PK\x03\x04 nonsense", None, &mut faults).is_none());
    assert_eq!(faults.list[1].code, "E101");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_can_make_the_table_reader_panic(text in "[a-c,;\"\\r\\n\\té ]{0,60}") {
        let (rows, _) = people(&format!("id,hours\n{text}"));
        prop_assert!(rows.len() <= 60);
        people(&text);
    }

    #[test]
    fn a_damaged_workbook_is_a_fault_or_a_table(at in 0usize..8000, byte: u8) {
        let mut bytes = workbook();
        let at = at % bytes.len();
        bytes[at] = byte;
        let mut faults = Faults::default();
        let file = faults.source("staff.xlsx", "");
        let table = xlsx(file, &bytes, None, &mut faults);
        prop_assert!(table.is_some() || faults.has_errors());
    }
}
