//! The other sheets: summary, desk cover, breaches, data.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::cover::{self, Segment};
use super::super::html::force_words;
use super::super::words::Words;
use super::super::{Found, Report, csv, text};
use super::{A3, MOST_ROWS, Styles};
use crate::facts::Facts;
use crate::input::lang::Lang;

/// The verdict, the measures, and what each rule costs.
pub fn summary(
    sheet: &mut Worksheet,
    report: &Report,
    found: &Found,
    words: Words,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, &report.facts.title, &styles.title)?;
    sheet.write_string_with_format(1, 0, text::headline(report, words.0), &styles.text)?;
    if !found.measures.ceiling_allows_half() {
        sheet.write_string_with_format(2, 0, text::ceiling(found, words.0), &styles.text)?;
    }
    let mut row = 4;
    for (label, value) in found.measures.lines(words.0) {
        sheet.write_string_with_format(row, 0, label.get(words.0), &styles.soft)?;
        sheet.write_string_with_format(row, 1, value, &styles.text)?;
        row += 1;
    }
    row += 1;
    let heads = [
        words.say("Aturan", "Rule"),
        words.say("Bunyi", "Sentence"),
        words.say("Kekuatan", "Force"),
        words.say("Pelanggaran", "Breaches"),
        words.say("Biaya", "Cost"),
        words.say("Sumber", "Source"),
    ];
    for (column, head) in (0..).zip(heads) {
        sheet.write_string_with_format(row, column, head, &styles.head)?;
    }
    for finding in &found.verdict.findings {
        row += 1;
        let entry = &report.entries[finding.rule];
        sheet.write_string_with_format(row, 0, &finding.id, &styles.wrapped)?;
        sheet.write_string_with_format(row, 1, entry.says(report.facts).get(words.0), &styles.wrapped)?;
        let style = if finding.must { &styles.must } else { &styles.wrapped };
        sheet.write_string_with_format(row, 2, force_words(&entry.force, words), style)?;
        sheet.write_number_with_format(row, 3, finding.units as f64, &styles.number)?;
        sheet.write_number_with_format(row, 4, finding.cost as f64, &styles.number)?;
        let unverified = if entry.head.unverified { words.say("belum diverifikasi", "unverified") } else { "" };
        let source = [entry.head.source.as_deref().unwrap_or_default(), unverified];
        let source: Vec<&str> = source.into_iter().filter(|part| !part.is_empty()).collect();
        sheet.write_string_with_format(row, 5, source.join("; "), &styles.wrapped)?;
    }
    if found.roster.plan().len() > MOST_ROWS {
        let note = words.say(
            "Lembar Data tidak muat di Excel; isinya ada di roster.csv.",
            "The sheet Data is too long for Excel; see roster.csv.",
        );
        sheet.write_string_with_format(row + 2, 0, note, &styles.soft)?;
    }
    sheet.set_column_width(0, 40)?.set_column_width(1, 80)?.set_column_width(2, 14)?.set_column_width(5, 40)?;
    sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Each desk's hours by day: present of needed, red where somebody is missing.
pub fn desks(
    sheet: &mut Worksheet,
    facts: &Facts,
    found: &Found,
    words: Words,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let mut row = 0;
    for (at, desk) in facts.desks.iter().enumerate() {
        sheet.write_string_with_format(row, 0, desk.name.get(words.0), &styles.title)?;
        row += 1;
        for (column, day) in (1..).zip(&facts.calendar.days) {
            let head = format!("{}\n{}", words.short_weekday(day.date), words.short_date(day.date));
            sheet.write_string_with_format(row, column, head, styles.day(day))?;
        }
        sheet.set_row_height(row, 30)?;
        row += 1;
        let days = cover::desk(facts, found.roster, at as u16);
        for (from, to) in bands(&days) {
            let hours = format!("{}–{}", words.clock(from), words.clock(to));
            sheet.write_string_with_format(row, 0, hours, &styles.text)?;
            for (column, (day, segments)) in (1..).zip(facts.calendar.days.iter().zip(&days)) {
                let now = segments.iter().find(|one| one.from_min <= from && to <= one.to_min);
                let Some(now) = now else {
                    sheet.write_blank(row, column, styles.free(day, false))?;
                    continue;
                };
                let style = if now.is_short() { &styles.short } else { &styles.covered };
                sheet.write_string_with_format(row, column, format!("{}/{}", now.present, now.need), style)?;
            }
            row += 1;
        }
        row += 1;
    }
    sheet.set_column_width(0, 22)?;
    sheet.set_freeze_panes(0, 1)?;
    sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The hours between all moments at which need or presence changes on any day.
fn bands(days: &[Vec<Segment>]) -> Vec<(i32, i32)> {
    let mut cuts: Vec<i32> = days.iter().flatten().flat_map(|one| [one.from_min, one.to_min]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let open = |from: i32, to: i32| days.iter().flatten().any(|one| one.from_min <= from && to <= one.to_min);
    cuts.windows(2).map(|pair| (pair[0], pair[1])).filter(|(from, to)| open(*from, *to)).collect()
}

/// Every breach, with its rule's sentence; impossible cells first.
pub fn breaches(
    sheet: &mut Worksheet,
    report: &Report,
    found: &Found,
    words: Words,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let facts = report.facts;
    let heads = [
        (words.say("Aturan", "Rule"), 18),
        (words.say("Kekuatan", "Force"), 12),
        (words.say("Pelanggaran", "Breach"), 80),
        (words.say("Pegawai", "Person"), 20),
        (words.say("Tanggal", "Date"), 12),
        (words.say("Unit", "Units"), 8),
        (words.say("Biaya", "Cost"), 10),
        (words.say("Bunyi aturan", "The rule"), 90),
    ];
    for (column, (head, width)) in (0..).zip(heads) {
        sheet.write_string_with_format(0, column, head, &styles.head)?;
        sheet.set_column_width(column, width)?;
    }
    let who = |person: Option<u32>| person.map_or("", |person| facts.person(person).id.as_str());
    let when = |day: Option<u16>| day.map(|day| facts.calendar.day(day).date.to_string()).unwrap_or_default();
    let mut row = 0;
    for one in found.verdict.impossible.iter().take(MOST_ROWS) {
        row += 1;
        sheet.write_string_with_format(row, 0, words.say("tidak mungkin", "impossible"), &styles.text)?;
        sheet.write_string_with_format(row, 1, words.say("wajib", "must"), &styles.must)?;
        sheet.write_string_with_format(row, 2, one.text.get(words.0), &styles.text)?;
        sheet.write_string_with_format(row, 3, who(Some(one.person)), &styles.text)?;
        sheet.write_string_with_format(row, 4, when(Some(one.day)), &styles.text)?;
        sheet.write_number_with_format(row, 5, 1.0, &styles.number)?;
    }
    let room = MOST_ROWS - row as usize;
    let said: Vec<String> = report.entries.iter().map(|entry| entry.says(facts).get(words.0).to_string()).collect();
    for (finding, breach) in found.verdict.breaches().take(room) {
        row += 1;
        sheet.write_string_with_format(row, 0, &finding.id, &styles.text)?;
        let style = if breach.is_must() { &styles.must } else { &styles.text };
        sheet.write_string_with_format(row, 1, force_words(&breach.force, words), style)?;
        sheet.write_string_with_format(row, 2, breach.text.get(words.0), &styles.text)?;
        sheet.write_string_with_format(row, 3, who(breach.person), &styles.text)?;
        sheet.write_string_with_format(row, 4, when(breach.day), &styles.text)?;
        sheet.write_number_with_format(row, 5, breach.units as f64, &styles.number)?;
        sheet.write_number_with_format(row, 6, breach.cost() as f64, &styles.number)?;
        sheet.write_string_with_format(row, 7, &said[finding.rule], &styles.soft)?;
    }
    sheet.autofilter(0, 0, row.max(1), 7)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// The rows of `roster.csv`, for machines and for editing.
pub fn data(sheet: &mut Worksheet, facts: &Facts, found: &Found, lang: Lang, styles: &Styles) -> Result<(), XlsxError> {
    for (column, head) in (0..).zip(csv::HEADER) {
        sheet.write_string_with_format(0, column, head, &styles.head)?;
        sheet.set_column_width(column, 16)?;
    }
    let mut row = 0;
    for cells in csv::rows(facts, found, lang) {
        row += 1;
        for (column, cell) in (0..).zip(&cells) {
            if !cell.is_empty() {
                sheet.write_string(row, column, cell)?;
            }
        }
    }
    sheet.autofilter(0, 0, row.max(1), csv::HEADER.len() as u16 - 1)?;
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}
