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

/// Letters of a name on one line; a longer name takes two.
const LINE: usize = 46;

/// Room for names on the left, in letters of 14 pixels.
pub fn room<'a>(names: impl Iterator<Item = &'a str>) -> i64 {
    let longest = names.flat_map(lines).map(|line| line.chars().count() as i64).max().unwrap_or(0);
    (longest * 8 + 12).clamp(120, 600)
}

/// A name on one line, or on two of like length, rather after a comma; no word is broken.
fn lines(name: &str) -> Vec<&str> {
    let letters = name.chars().count();
    let middle = name.char_indices().nth(letters / 2).map_or(0, |(at, _)| at);
    let worse = |at: usize| at.abs_diff(middle) + if name[..at].ends_with(',') { 0 } else { 12 };
    let space = name.match_indices(' ').map(|(at, _)| at).min_by_key(|at| worse(*at));
    match space.filter(|_| letters > LINE) {
        Some(at) => vec![&name[..at], &name[at + 1..]],
        None => vec![name],
    }
}

/// A name that ends at `x`, around the height `y`.
pub fn named(name: &str, x: i64, y: i64) -> String {
    /// From one line to the next, and from a line's middle to its foot.
    const DOWN: i64 = 14;
    const FOOT: i64 = 5;
    let lines = lines(name);
    let first = y + FOOT - (lines.len() as i64 - 1) * DOWN / 2;
    let text = |(y, line): (i64, &str)| format!("<text x=\"{x}\" y=\"{y}\">{}</text>", escape(line));
    let heights = (0..).map(|at| first + at * DOWN);
    format!("<g class=\"tick name\">{}</g>", heights.zip(lines).map(text).collect::<String>())
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
        svg += &named(label, names - 10, top + rows.len() as i64 * BAR / 2);
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

#[cfg(test)]
mod tests {
    use super::{lines, named, room};

    const LONG: &str = "rest as a wish only, Deputy for Human Development, Society and Culture";

    #[test]
    fn a_long_name_takes_two_lines_and_its_room_is_that_of_the_longer_one() {
        assert_eq!(lines("any day"), ["any day"]);
        let two = lines(LONG);
        assert_eq!(two, ["rest as a wish only, Deputy for Human", "Development, Society and Culture"]);
        assert_eq!(room([LONG].into_iter()), two[0].len() as i64 * 8 + 12);
        assert_eq!(named(LONG, 100, 20).matches("<text").count(), 2);
    }
}
