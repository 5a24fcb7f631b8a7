//! A sheet of an XLSX workbook into a table.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};

use super::{At, Faults, Row, Spot, Table, Text, empty, header, too_many};
use crate::input::lang::quote;
use crate::input::suggest::suggest;

/// Largest content of a workbook once unpacked, in bytes, as its own directory states it.
const LARGEST: u64 = 1 << 30;

/// Filled cells by row and column, from 1.
type Cells = BTreeMap<u32, BTreeMap<u32, String>>;

enum Trouble {
    Corrupt(String),
    TooMany,
    NoSheet(String, Vec<String>),
}

pub(super) fn read(file: u32, bytes: &[u8], most: usize, sheet: Option<&str>, faults: &mut Faults) -> Option<Table> {
    if unpacked(bytes) > LARGEST {
        too_many(file, most, faults);
        return None;
    }
    // A damaged workbook must end in a fault, whatever the libraries that unpack it take for granted.
    let result = catch_unwind(AssertUnwindSafe(|| cells(bytes, most, sheet)))
        .unwrap_or_else(|_| Err(Trouble::Corrupt(String::from("damaged content"))));
    match result {
        Ok(cells) => table(file, cells, most, faults),
        Err(Trouble::TooMany) => {
            too_many(file, most, faults);
            None
        }
        Err(Trouble::NoSheet(name, all)) => {
            let what =
                Text::new(format!("tidak ada lembar {}", quote(&name)), format!("there is no sheet {}", quote(&name)));
            let list = all.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ");
            let remedy = match suggest(&name, &all).map(|name| quote(&name)) {
                Some(name) => Text::new(
                    format!("mungkin maksudnya {name}? yang ada: {list}"),
                    format!("did you mean {name}? there are: {list}"),
                ),
                None => Text::new(format!("yang ada: {list}"), format!("there are: {list}")),
            };
            faults.error("E110", Spot::whole(file), what).remedy(remedy);
            None
        }
        Err(Trouble::Corrupt(cause)) => {
            faults
                .error(
                    "E101",
                    Spot::whole(file),
                    Text::new("berkas XLSX ini rusak atau bukan XLSX", "this XLSX file is damaged, or is none"),
                )
                .cause(Text::same(cause))
                .remedy(Text::new(
                    "buka di Excel dan simpan lagi sebagai .xlsx",
                    "open it in Excel and save it as .xlsx again",
                ));
            None
        }
    }
}

/// Sum of the unpacked sizes in the directory of a ZIP file (APPNOTE 4.3.12: signature, size at offset 24).
fn unpacked(bytes: &[u8]) -> u64 {
    let mut sum = 0;
    let mut rest = bytes;
    while let Some(at) = rest.windows(4).position(|window| window == b"PK\x01\x02") {
        if let Some(size) = rest.get(at + 24..at + 28) {
            sum += u64::from(u32::from_le_bytes([size[0], size[1], size[2], size[3]]));
        }
        rest = &rest[at + 4..];
    }
    sum
}

fn cells(bytes: &[u8], most: usize, sheet: Option<&str>) -> Result<Cells, Trouble> {
    let corrupt = |error: calamine::XlsxError| Trouble::Corrupt(error.to_string());
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(corrupt)?;
    let all = book.sheet_names();
    let name = match sheet {
        Some(name) if !all.iter().any(|other| other == name) => return Err(Trouble::NoSheet(name.to_string(), all)),
        Some(name) => name.to_string(),
        None => all.first().cloned().ok_or_else(|| Trouble::Corrupt(String::from("no sheet")))?,
    };
    let mut reader = book.worksheet_cells_reader(&name).map_err(corrupt)?;
    let mut cells = Cells::new();
    let mut count = 0;
    while let Some(cell) = reader.next_cell().map_err(corrupt)? {
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        count += 1;
        if count > most {
            return Err(Trouble::TooMany);
        }
        let (row, column) = cell.get_position();
        cells.entry(row.saturating_add(1)).or_default().insert(column.saturating_add(1), text);
    }
    Ok(cells)
}

/// A cell as a person would write it in CSV.
fn text(value: &DataRef) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.trim().to_string(),
        DataRef::SharedString(text) => text.trim().to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => self::moment(moment),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_string(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A date, a time, or both, in ISO form. Excel keeps a time as a part of a day and a date as a whole number.
fn moment(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    let minutes = (days * 1440.0).round();
    if (0.0..=1440.0).contains(&minutes) && days < 1.5 && (moment.is_duration() || days.fract() != 0.0 || days == 0.0) {
        return format!("{:02}:{:02}", (minutes / 60.0) as u32, (minutes % 60.0) as u32);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date} {hour:02}:{minute:02}") }
}

fn table(file: u32, mut cells: Cells, most: usize, faults: &mut Faults) -> Option<Table> {
    let spot = |line: u32, column: u32| Spot { file, line, column, width: 1 };
    let Some((top, first)) = cells.pop_first() else {
        empty(file, faults);
        return None;
    };
    let left = first.keys().next().copied().unwrap_or(1);
    let right = first.keys().last().copied().unwrap_or(left);
    // A lone cell far to the right of the others would make all rows that wide.
    let columns = (right - left) as usize + 1;
    if columns.saturating_mul(cells.len() + 1) > most {
        too_many(file, most, faults);
        return None;
    }
    let line = |line: u32, cells: &BTreeMap<u32, String>| -> Vec<At<String>> {
        (left..=right).map(|c| At::new(cells.get(&c).cloned().unwrap_or_default(), spot(line, c))).collect()
    };
    let header = header(line(top, &first), faults)?;
    let mut rows = Vec::new();
    for (number, row) in &cells {
        if let Some((column, text)) = row.iter().find(|(column, _)| **column < left || **column > right) {
            let text = quote(text);
            faults
                .error(
                    "E110",
                    spot(*number, *column),
                    Text::new(
                        format!("sel {text} ada di luar tabel"),
                        format!("the cell {text} is outside of the table"),
                    ),
                )
                .cause(Text::new(
                    "kolom ini tidak bernama di baris pertama",
                    "this column has no name in the first row",
                ))
                .remedy(Text::new("hapus sel ini, atau beri nama kolomnya", "remove the cell, or name its column"));
            continue;
        }
        rows.push(Row { spot: spot(*number, left), cells: line(*number, row) });
    }
    Some(Table { header, rows, spot: spot(top, left) })
}
