//! Tables with located cells: CSV text and XLSX sheets give the same nodes as YAML, so the same structs read them.

mod csv;
mod xlsx;

use super::fault::{Faults, Spot};
use super::lang::{Text, quote};
use super::node::{Key, Node};
use super::typed::At;

/// Cells of one table, all rows together, if nothing else is said.
pub const MOST_CELLS: usize = 4_000_000;

/// Who takes a table row by row, so that one of millions of rows need not be held as a whole.
pub trait Reader {
    /// The header, before any row; `false` ends the reading.
    fn head(&mut self, header: &[At<String>], faults: &mut Faults) -> bool;
    fn row(&mut self, row: Row, faults: &mut Faults);
}

/// Keeps every row.
#[derive(Default)]
struct Whole(Vec<Row>);

impl Reader for Whole {
    fn head(&mut self, _header: &[At<String>], _faults: &mut Faults) -> bool {
        true
    }

    fn row(&mut self, row: Row, _faults: &mut Faults) {
        self.0.push(row);
    }
}

/// A table: names of its columns, and rows of cells. An empty cell is an empty text.
#[derive(Debug, Clone)]
pub struct Table {
    pub header: Vec<At<String>>,
    pub rows: Vec<Row>,
    /// Place of the header.
    pub spot: Spot,
}

#[derive(Debug, Clone)]
pub struct Row {
    /// Place of its first cell.
    pub spot: Spot,
    /// As many as the header has.
    pub cells: Vec<At<String>>,
}

/// Reads CSV text: comma, semicolon (as an Indonesian Excel writes) or tab, found from the header.
pub fn csv(file: u32, text: &str, faults: &mut Faults) -> Option<Table> {
    let mut whole = Whole::default();
    let header = each_csv_row(file, text, MOST_CELLS, &mut whole, faults)?;
    let spot = header[0].spot;
    Some(Table { header, rows: whole.0, spot })
}

/// Hands the rows of CSV text to `reader`, at most so many cells of them; gives the header, which is not empty. `None`
/// after a fault of the whole table.
pub fn each_csv_row(
    file: u32,
    text: &str,
    most: usize,
    reader: &mut dyn Reader,
    faults: &mut Faults,
) -> Option<Vec<At<String>>> {
    self::csv::read(file, text, most, reader, faults)
}

/// Reads a sheet of a workbook, the first one if none is named. A place is row and column of the sheet.
pub fn xlsx(file: u32, bytes: &[u8], sheet: Option<&str>, faults: &mut Faults) -> Option<Table> {
    xlsx_up_to(MOST_CELLS, file, bytes, sheet, faults)
}

/// The same for a sheet of at most so many cells.
pub fn xlsx_up_to(most: usize, file: u32, bytes: &[u8], sheet: Option<&str>, faults: &mut Faults) -> Option<Table> {
    self::xlsx::read(file, bytes, most, sheet, faults)
}

impl Table {
    /// A list with a map for each row, empty cells left out: for `typed::read_list`.
    pub fn to_node(&self) -> Node {
        let row = |row: &Row| {
            let filled = self.header.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty());
            let entry = |(name, cell): (&At<String>, &At<String>)| {
                let key = Key { text: name.as_str().into(), spot: name.spot };
                (key, Node::scalar(cell.as_str(), false, cell.spot))
            };
            Node::map(filled.map(entry).collect(), row.spot)
        };
        Node::seq(self.rows.iter().map(row).collect(), self.spot)
    }
}

/// The header as column names; columns without a name at its end are dropped by the caller.
fn header(cells: Vec<At<String>>, faults: &mut Faults) -> Option<Vec<At<String>>> {
    let before = faults.list.len();
    for (at, cell) in cells.iter().enumerate() {
        if cell.is_empty() {
            faults.error("E110", cell.spot, Text::new("kolom ini tidak bernama", "this column has no name")).remedy(
                Text::new(
                    "tulis namanya di baris pertama, atau hapus kolom ini",
                    "write its name in the first row, or remove the column",
                ),
            );
        } else if let Some(first) = cells[..at].iter().find(|other| other.value == cell.value) {
            let name = quote(cell);
            let place = first.spot.column;
            faults
                .error(
                    "E105",
                    cell.spot,
                    Text::new(format!("kolom {name} ada dua kali"), format!("column {name} is there twice")),
                )
                .cause(Text::new(
                    format!("yang pertama ada di kolom {place}"),
                    format!("the first is at column {place}"),
                ))
                .remedy(Text::new("hapus atau ganti nama salah satu", "remove or rename one of them"));
        }
    }
    (faults.list.len() == before).then_some(cells)
}

fn empty(file: u32, faults: &mut Faults) {
    faults
        .error("E108", Spot::whole(file), Text::new("tabel ini kosong", "this table is empty"))
        .remedy(Text::new("tulis nama kolom di baris pertama", "write the names of the columns in the first row"));
}

fn too_many(file: u32, most: usize, faults: &mut Faults) {
    let what =
        Text::new(format!("tabel ini memuat lebih dari {most} sel"), format!("this table has more than {most} cells"));
    faults
        .error("E107", Spot::whole(file), what)
        .remedy(Text::new("bagi menjadi beberapa berkas", "split it into several files"));
}

#[cfg(test)]
mod tests;
