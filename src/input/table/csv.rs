//! CSV text into a table. The crate `csv` takes the fields apart; a second look at the text finds their places.

use ::csv::{ReaderBuilder, StringRecord};

use super::{At, Faults, Reader, Row, Spot, Text, empty, header, too_many};

pub(super) fn read(
    file: u32,
    text: &str,
    most: usize,
    reader: &mut dyn Reader,
    faults: &mut Faults,
) -> Option<Vec<At<String>>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let delimiter = delimiter(text);
    let mut records =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut places = Places { file, text, byte: 0, line: 1 };
    let mut names: Option<Vec<At<String>>> = None;
    let mut cells = 0;
    let mut record = StringRecord::new();
    // The text is UTF-8 and rows may have any length, so that the reader has nothing to complain about.
    while records.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let spots = places.of(start, record.len(), delimiter);
        let fields: Vec<At<String>> =
            record.iter().zip(spots).map(|(field, spot)| At::new(field.trim().to_string(), spot)).collect();
        cells += fields.len();
        if cells > most {
            too_many(file, most, faults);
            return None;
        }
        match &names {
            None => {
                let header = header(without_tail(fields, 0), faults)?;
                if !header.is_empty() && !reader.head(&header, faults) {
                    return None;
                }
                names = Some(header);
            }
            Some(names) => {
                if let Some(row) = row(fields, names.len(), faults) {
                    reader.row(row, faults);
                }
            }
        }
    }
    let header = names.filter(|names| !names.is_empty());
    if header.is_none() {
        empty(file, faults);
    }
    header
}

/// The sign that occurs most often in the header, outside quotes.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(sign, _)| *sign == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    // The first of equals: comma.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

/// Spreadsheets write empty cells behind the last column.
fn without_tail(mut fields: Vec<At<String>>, keep: usize) -> Vec<At<String>> {
    while fields.len() > keep && fields.last().is_some_and(|field| field.is_empty()) {
        fields.pop();
    }
    fields
}

/// A row of the right length; none if it is blank or a fault.
fn row(fields: Vec<At<String>>, columns: usize, faults: &mut Faults) -> Option<Row> {
    let fields = without_tail(fields, columns);
    let spot = fields.first()?.spot;
    if fields.iter().all(|field| field.is_empty()) {
        return None;
    }
    if fields.len() == columns {
        return Some(Row { spot, cells: fields });
    }
    let found = fields.len();
    let at = fields.get(columns).map_or(spot, |extra| extra.spot);
    faults
        .error(
            "E110",
            at,
            Text::new(
                format!("baris ini berisi {found} sel, padahal ada {columns} kolom"),
                format!("this row has {found} cells, but there are {columns} columns"),
            ),
        )
        .cause(Text::new(
            "ada pemisah yang kurang atau lebih, atau teks dengan pemisah yang tidak diapit tanda kutip",
            "a separator is missing or too many, or a text with a separator is not in quotes",
        ))
        .remedy(Text::new(
            "samakan jumlah selnya dengan baris pertama; apit teks yang memuat pemisah dengan `\"`",
            "give it as many cells as the first row; put text that holds a separator in `\"`",
        ));
    None
}

/// Finds the places of fields, record after record.
struct Places<'a> {
    file: u32,
    text: &'a str,
    byte: usize,
    line: u32,
}

impl Places<'_> {
    /// The spots of the fields of the record that starts at (or, after blank lines, behind) this byte.
    fn of(&mut self, start: usize, count: usize, delimiter: u8) -> Vec<Spot> {
        let bytes = self.text.as_bytes();
        // Only whole line ends lie between two records.
        self.skip_to(start.clamp(self.byte, bytes.len()));
        let blank = bytes[self.byte..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        self.skip_to(self.byte + blank);
        let mut column = 1;
        let mut spots = Vec::with_capacity(count);
        for _ in 0..count {
            let rest = &bytes[self.byte..];
            let end = field_end(rest, delimiter);
            let field = &self.text[self.byte..self.byte + end];
            let first_line = field.lines().next().unwrap_or("");
            let width = first_line.chars().count() as u32;
            spots.push(Spot { file: self.file, line: self.line, column, width: width.max(1) });
            column = match field.rfind('\n') {
                Some(newline) => field[newline + 1..].chars().count() as u32 + 1,
                None => column + field.chars().count() as u32,
            };
            column += 1;
            self.skip_to(self.byte + end);
            if bytes.get(self.byte) == Some(&delimiter) {
                self.byte += 1;
            }
        }
        spots
    }

    /// Counts the lines up to a byte: LF, CR LF or CR.
    fn skip_to(&mut self, byte: usize) {
        let bytes = self.text.as_bytes();
        for at in self.byte..byte {
            let ends = bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            self.line += u32::from(ends);
        }
        self.byte = byte;
    }
}

/// Bytes up to the next separator or line end outside quotes.
fn field_end(rest: &[u8], delimiter: u8) -> usize {
    let mut quoted = rest.first() == Some(&b'"');
    let mut at = usize::from(quoted);
    while let Some(byte) = rest.get(at) {
        match byte {
            b'"' if quoted && rest.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if quoted => quoted = false,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted && *byte == delimiter => break,
            _ => {}
        }
        at += 1;
    }
    at
}
