//! A deputy's sheet: people by directorate, days as columns, totals beside and below.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::super::codes::{Codes, look, shade};
use super::super::words::Words;
use super::super::{Found, measures};
use super::{A3, Styles};
use crate::facts::{DutyIx, FREE, Facts, PersonIx, PlaceKind, UnitIx};

/// Row of the days' heads; people come below.
const HEAD: u32 = 3;
/// Column of the first day.
const FIRST: u16 = 2;

/// What is counted beside and below the days.
const COUNTED: [(PlaceKind, &str); 2] = [(PlaceKind::Office, "WFO"), (PlaceKind::Home, "WFH")];

pub fn write(
    sheet: &mut Worksheet,
    facts: &Facts,
    found: &Found,
    unit: UnitIx,
    words: Words,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let people = measures::members(facts, unit);
    let days = facts.calendar.days.len() as u16;
    sheet.write_string_with_format(0, 0, &facts.units.get(unit).name, &styles.title)?;
    legend(sheet, facts, words, styles)?;
    // Rows go out as they are passed: their heights come first.
    sheet.set_row_height(HEAD, 30)?;
    heads(sheet, facts, words, styles)?;
    let mut groups: BTreeMap<UnitIx, Vec<PersonIx>> = BTreeMap::new();
    for person in &people {
        groups.entry(facts.units.at_depth(facts.person(*person).unit, 2)).or_default().push(*person);
    }
    let codes = Codes::new(facts);
    let mut row = HEAD + 1;
    for (directorate, people) in &groups {
        for column in 0..FIRST + days + COUNTED.len() as u16 {
            sheet.write_blank(row, column, &styles.group)?;
        }
        sheet.write_string_with_format(row, 0, &facts.units.get(*directorate).name, &styles.group)?;
        row += 1;
        for person in people {
            line(sheet, row, facts, found, &codes, *person, words, styles)?;
            row += 1;
        }
    }
    totals(sheet, row, facts, found, &people, styles)?;
    layout(sheet, days)
}

/// Weekday and date of each day, and the heads of the totals.
fn heads(sheet: &mut Worksheet, facts: &Facts, words: Words, styles: &Styles) -> Result<(), XlsxError> {
    sheet.write_string_with_format(HEAD, 0, words.say("Pegawai", "Person"), &styles.head)?;
    sheet.write_string_with_format(HEAD, 1, words.say("Jabatan", "Post"), &styles.head)?;
    let mut column = FIRST;
    for day in &facts.calendar.days {
        let head = format!("{}\n{}", words.short_weekday(day.date), words.short_date(day.date));
        sheet.write_string_with_format(HEAD, column, head, styles.day(day))?;
        column += 1;
    }
    for (_, name) in COUNTED {
        sheet.write_string_with_format(HEAD, column, name, &styles.head)?;
        column += 1;
    }
    Ok(())
}

/// The codes in colour, each with its meaning, in the second row.
fn legend(sheet: &mut Worksheet, facts: &Facts, words: Words, styles: &Styles) -> Result<(), XlsxError> {
    let codes = Codes::new(facts);
    let mut meanings = Vec::new();
    let mut shown: Vec<(String, &Format)> = Vec::new();
    for duty in 1..facts.duties.len() as DutyIx {
        let (Some(kind), Some(shift)) = (look(facts, duty), codes.shift(facts, duty)) else { continue };
        let held = facts.duty(duty);
        // One entry stands for all desks of a shift.
        let code = match held.desk {
            Some(_) => format!("{shift}:{}", words.say("loket", "desk")),
            None => codes.cell(facts, duty, words.0),
        };
        if shown.iter().any(|(other, _)| *other == code) {
            continue;
        }
        if let Some(shift) = held.shift.map(|shift| &facts.shifts[usize::from(shift)]) {
            let hours = format!("{}–{}", words.clock(shift.hours.start_min), words.clock(shift.hours.end_min));
            let meaning =
                format!("{} = {} {hours}", codes.shift(facts, duty).unwrap_or_default(), shift.name.get(words.0));
            if !meanings.contains(&meaning) {
                meanings.push(meaning);
            }
        }
        shown.push((code, styles.look(kind, shade(facts, duty))));
    }
    let places =
        words.say("·R rumah, ·L tempat lain, :id loket, x berhalangan", "·H home, ·E elsewhere, :id desk, x absent");
    sheet.write_string_with_format(1, 0, format!("{}; {places}", meanings.join(", ")), &styles.soft)?;
    for (at, (code, style)) in shown.iter().enumerate() {
        sheet.write_string_with_format(2, FIRST + at as u16, code, style)?;
    }
    Ok(())
}

#[allow(clippy::too_many_arguments, reason = "a row of a sheet needs its sheet, its place, its person and their words")]
fn line(
    sheet: &mut Worksheet,
    row: u32,
    facts: &Facts,
    found: &Found,
    codes: &Codes,
    person: PersonIx,
    words: Words,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let who = facts.person(person);
    sheet.write_string_with_format(row, 0, &who.id, &styles.text)?;
    sheet.write_string_with_format(row, 1, &who.post, &styles.soft)?;
    let mut column = FIRST;
    for day in facts.days() {
        let duty = found.roster.duty(person, day);
        let the = facts.calendar.day(day);
        match look(facts, duty) {
            Some(kind) => {
                let style = styles.look(kind, shade(facts, duty));
                sheet.write_string_with_format(row, column, codes.cell(facts, duty, words.0), style)?;
            }
            None => {
                let absent = duty == FREE && who.absence(day).is_some() && the.working;
                sheet.write_string_with_format(row, column, if absent { "x" } else { "" }, styles.free(the, absent))?;
            }
        }
        column += 1;
    }
    for (kind, _) in COUNTED {
        let count = found.roster.line(person).iter().filter(|duty| facts.place_kind(**duty) == Some(kind)).count();
        sheet.write_number_with_format(row, column, count as f64, &styles.number)?;
        column += 1;
    }
    Ok(())
}

/// People at the office and at home on each day.
fn totals(
    sheet: &mut Worksheet,
    first: u32,
    facts: &Facts,
    found: &Found,
    people: &[PersonIx],
    styles: &Styles,
) -> Result<(), XlsxError> {
    for (row, (kind, name)) in (first..).zip(COUNTED) {
        sheet.write_string_with_format(row, 0, name, &styles.total)?;
        for day in facts.days() {
            let at = |person: &&PersonIx| facts.place_kind(found.roster.duty(**person, day)) == Some(kind);
            let count = people.iter().filter(at).count();
            sheet.write_number_with_format(row, FIRST + day, count as f64, &styles.total)?;
        }
    }
    Ok(())
}

/// Widths, frozen heads, and A3 landscape for printing.
fn layout(sheet: &mut Worksheet, days: u16) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 22)?;
    sheet.set_column_width(1, 16)?;
    for column in FIRST..FIRST + days {
        sheet.set_column_width(column, 7.5)?;
    }
    sheet.set_freeze_panes(HEAD + 1, FIRST)?;
    sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0).set_footer("&L&A&R&P / &N");
    sheet.set_repeat_rows(HEAD, HEAD)?;
    sheet.set_repeat_columns(0, 0)?;
    Ok(())
}
