//! A measure of variants: a bar for each, side by side where other axes give several; names on the left.

use std::fmt::Write;

use super::charts::{Row, escape};
use super::{Finished, Unit, Words, ended, written};
use crate::study::point::{Ended, Point};

/// Room for the bars and for the numbers behind them, with a word on what is not proved.
const FIELD: i64 = 390;
const AFTER: i64 = 290;
const BAR: i64 = 18;
/// Between the bars of two variants.
const BETWEEN: i64 = 10;

/// Room for names on the left, in letters of 14 pixels.
pub fn room<'a>(names: impl Iterator<Item = &'a str>) -> i64 {
    let longest = names.map(|name| name.chars().count() as i64).max().unwrap_or(0);
    (longest * 8 + 12).clamp(120, 600)
}

pub fn draw(
    finished: &Finished,
    rows: &[Row],
    value: &dyn Fn(&Point) -> Option<i64>,
    unit: Unit,
    words: Words,
) -> String {
    let Some(axis) = finished.study.axes.last() else { return String::new() };
    let values = rows.iter().flat_map(|row| &row.points).filter_map(|placed| value(&placed.point));
    let most = values.clone().max().unwrap_or(0).max(1);
    if values.count() == 0 {
        return String::new();
    }
    let labels: Vec<String> = (0..axis.values.len()).map(|at| axis.label(at).get(words.0).to_string()).collect();
    let names = room(labels.iter().map(String::as_str));
    let tall = rows.len() as i64 * BAR + BETWEEN;
    let height = axis.values.len() as i64 * tall;
    let mut svg = format!("<svg viewBox=\"0 0 {} {height}\" role=\"img\">", names + FIELD + AFTER);
    let _ = write!(svg, "<path class=\"axis\" d=\"M{names} 0V{height}\"/>");
    for (at, label) in labels.iter().enumerate() {
        let top = at as i64 * tall + BETWEEN / 2;
        let name = escape(label);
        let middle = top + rows.len() as i64 * BAR / 2 + 5;
        let _ = write!(svg, "<g class=\"tick name\"><text x=\"{}\" y=\"{middle}\">{name}</text></g>", names - 10);
        for (number, row) in rows.iter().enumerate() {
            let Some(placed) = row.points.get(at) else { continue };
            let (y, told) = (top + number as i64 * BAR, ended(placed.point.ended, words));
            let Some(value) = value(&placed.point) else {
                let _ = write!(svg, "<text x=\"{}\" y=\"{}\">{told}</text>", names + 8, y + 14);
                continue;
            };
            let long = (i128::from(value.max(0)) * i128::from(FIELD) / i128::from(most)) as i64;
            let open = if placed.point.ended == Ended::Optimal { "" } else { " open" };
            let text = written(value, unit, words);
            let note = if open.is_empty() { String::new() } else { format!(" ({told})") };
            let _ = write!(
                svg,
                "<rect class=\"bar dot r{}{open}\" x=\"{names}\" y=\"{y}\" width=\"{}\" height=\"{}\"><title>{}</title></rect><text x=\"{}\" y=\"{}\">{text}{note}</text>",
                number % 6,
                long.max(1),
                BAR - 3,
                escape(&row.name),
                names + long + 8,
                y + 13
            );
        }
    }
    svg + "</svg>"
}
