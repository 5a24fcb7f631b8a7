//! A measure of variants: a bar for each, side by side where other axes give several; names on the left.

use std::fmt::Write;

use super::charts::{Row, escape};
use super::{Finished, Unit, Words, ended, written};
use crate::study::point::{Ended, Point};

/// Room for the names, for the bars and for the numbers behind them.
const NAMES: i64 = 320;
const FIELD: i64 = 480;
const AFTER: i64 = 200;
const BAR: i64 = 18;
/// Between the bars of two variants.
const BETWEEN: i64 = 10;

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
    let tall = rows.len() as i64 * BAR + BETWEEN;
    let height = axis.values.len() as i64 * tall;
    let mut svg = format!("<svg viewBox=\"0 0 {} {height}\" role=\"img\">", NAMES + FIELD + AFTER);
    let _ = write!(svg, "<path class=\"axis\" d=\"M{NAMES} 0V{height}\"/>");
    for at in 0..axis.values.len() {
        let top = at as i64 * tall + BETWEEN / 2;
        let name = escape(axis.label(at).get(words.0));
        let middle = top + rows.len() as i64 * BAR / 2 + 5;
        let _ = write!(svg, "<g class=\"tick name\"><text x=\"{}\" y=\"{middle}\">{name}</text></g>", NAMES - 10);
        for (number, row) in rows.iter().enumerate() {
            let Some(placed) = row.points.get(at) else { continue };
            let (y, told) = (top + number as i64 * BAR, ended(placed.point.ended, words));
            let Some(value) = value(&placed.point) else {
                let _ = write!(svg, "<text x=\"{}\" y=\"{}\">{told}</text>", NAMES + 8, y + 14);
                continue;
            };
            let long = (i128::from(value.max(0)) * i128::from(FIELD) / i128::from(most)) as i64;
            let open = if placed.point.ended == Ended::Optimal { "" } else { " open" };
            let text = written(value, unit, words);
            let note = if open.is_empty() { String::new() } else { format!(" ({told})") };
            let _ = write!(
                svg,
                "<rect class=\"bar dot r{}{open}\" x=\"{NAMES}\" y=\"{y}\" width=\"{}\" height=\"{}\"><title>{}</title></rect><text x=\"{}\" y=\"{}\">{text}{note}</text>",
                number % 6,
                long.max(1),
                BAR - 3,
                escape(&row.name),
                NAMES + long + 8,
                y + 13
            );
        }
    }
    svg + "</svg>"
}
