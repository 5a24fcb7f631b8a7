//! The frontier as small charts of one measure each: values of the last axis from left to right, one line for each
//! place on the others. What is proved impossible stands as a cross on the ground. Variants have no order: they are bars.

use std::fmt::Write;

use super::bars;
use super::{Finished, SHOWN, Unit, Words, measure, written};
use crate::study::axis::Vary;
use crate::study::grid::Placed;
use crate::study::point::{Ended, Point};

const WIDTH: i64 = 520;
const HEIGHT: i64 = 200;
/// Room left of and below the field, for the marks.
const LEFT: i64 = 64;
const BELOW: i64 = 34;
/// Most marks below the field.
const MARKS: usize = 9;
/// Variants up to which every measure is drawn.
const MANY_BARS: usize = 8;

/// One chart, ready for the page.
pub struct Chart {
    pub title: String,
    pub svg: String,
    /// As wide as the page.
    pub whole: bool,
}

/// A line: its name and its points.
pub struct Row<'a> {
    pub name: String,
    pub points: Vec<&'a Placed>,
}

fn rows<'a>(finished: &'a Finished, words: Words) -> Vec<Row<'a>> {
    let axes = &finished.study.axes;
    let Some(last) = axes.last() else { return Vec::new() };
    let name = |at: &[usize]| {
        let named = axes.iter().zip(at).map(|(axis, at)| match axis.vary {
            Vary::Variants(_) => axis.label(*at).get(words.0).to_string(),
            _ => format!("{} {}", axis.name.get(words.0), axis.label(*at).get(words.0)),
        });
        named.collect::<Vec<_>>().join(" · ")
    };
    let row = |points: &'a [Placed]| Row {
        name: points.first().map_or(String::new(), |placed| name(&placed.at[..axes.len() - 1])),
        points: points.iter().collect(),
    };
    finished.points.chunks(last.values.len()).map(row).collect()
}

/// Names of the lines, with the class that colours them; empty where there is one line only.
pub fn legend(finished: &Finished, words: Words) -> Vec<(String, String)> {
    let rows = rows(finished, words);
    if rows.len() < 2 {
        return Vec::new();
    }
    rows.into_iter().enumerate().map(|(at, row)| (format!("r{}", at % 6), row.name)).collect()
}

/// The cost, then every measure that differs among the points. What each of many changes is worth is a chart by itself.
pub fn all(finished: &Finished, words: Words) -> Vec<Chart> {
    if finished.study.asks_one_more && finished.study.axes.len() == 1 {
        return Vec::new();
    }
    let rows = rows(finished, words);
    let points = || rows.iter().flat_map(|row| &row.points);
    let title = words.say("Biaya (makin rendah makin baik)", "Cost (lower is better)").to_string();
    let mut charts = vec![chart(finished, &rows, title, &|point| point.cost, Unit::Count, words)];
    for (key, id, en, unit) in SHOWN {
        let mut values: Vec<i64> = points().filter_map(|placed| measure(&placed.point, key)).collect();
        values.sort_unstable();
        values.dedup();
        // Bars of many variants would fill pages: their other measures stand in the table.
        if values.len() > 1 && !(is_unordered(finished) && rows.iter().any(|row| row.points.len() > MANY_BARS)) {
            let title = words.say(id, en).to_string();
            charts.push(chart(finished, &rows, title, &|point| measure(point, key), *unit, words));
        }
    }
    charts.retain(|chart| !chart.svg.is_empty());
    charts
}

/// The measures that are the same at every point with a roster, which no chart shows: `Desk hours short of staff 0`.
pub fn same(finished: &Finished, words: Words) -> Vec<String> {
    let possible: Vec<&Point> =
        finished.points.iter().map(|placed| &placed.point).filter(|one| one.is_possible()).collect();
    let told = |(key, id, en, unit): &(&str, &str, &str, Unit)| {
        let mut values = possible.iter().map(|point| measure(point, key));
        let first = values.next()??;
        let name = words.say(id, en);
        values.all(|value| value == Some(first)).then(|| format!("{name} {}", written(first, *unit, words)))
    };
    if possible.len() > 1 { SHOWN.iter().filter_map(told).collect() } else { Vec::new() }
}

/// Whether the values of the last axis are variants, in no order.
pub fn is_unordered(finished: &Finished) -> bool {
    finished.study.axes.last().is_some_and(|axis| matches!(axis.vary, Vary::Variants(_)))
}

fn chart(
    finished: &Finished,
    rows: &[Row],
    title: String,
    value: &dyn Fn(&Point) -> Option<i64>,
    unit: Unit,
    words: Words,
) -> Chart {
    let unordered = is_unordered(finished);
    let svg = match unordered {
        true => bars::draw(finished, rows, value, unit, words),
        false => draw(finished, rows, value, unit, words),
    };
    Chart { title, svg, whole: unordered }
}

/// Places of the last axis's values: true to scale if all are numbers, else at equal steps.
fn places(finished: &Finished) -> Vec<i64> {
    let Some(axis) = finished.study.axes.last() else { return Vec::new() };
    let numbers: Option<Vec<i64>> = axis.values.iter().map(|value| value.trim_end_matches('%').parse().ok()).collect();
    let mixed =
        axis.values.iter().any(|value| value.ends_with('%')) && !axis.values.iter().all(|value| value.ends_with('%'));
    let steps = (0..axis.values.len() as i64).collect();
    let at: Vec<i64> = numbers.filter(|_| !mixed).unwrap_or(steps);
    let (low, high) = (at.iter().min().copied().unwrap_or(0), at.iter().max().copied().unwrap_or(1));
    let span = i128::from(high - low).max(1);
    // A little room on both sides.
    let field = i128::from(WIDTH - 24);
    at.into_iter().map(|value| 12 + (i128::from(value - low) * field / span) as i64).collect()
}

/// Round numbers between two values, about four of them.
fn marks(from: i64, to: i64) -> Vec<i64> {
    let rough = ((to - from) / 4).max(1);
    let power = 10_i64.pow(rough.ilog10());
    let step = [1, 2, 5, 10].into_iter().map(|times| times * power).find(|step| *step >= rough).unwrap_or(rough);
    let first = from.div_euclid(step) + i64::from(from.rem_euclid(step) > 0);
    (first..=to.div_euclid(step)).map(|times| times * step).collect()
}

fn draw(finished: &Finished, rows: &[Row], value: &dyn Fn(&Point) -> Option<i64>, unit: Unit, words: Words) -> String {
    let Some(axis) = finished.study.axes.last() else { return String::new() };
    let values: Vec<i64> = rows.iter().flat_map(|row| &row.points).filter_map(|placed| value(&placed.point)).collect();
    let (Some(least), Some(most)) = (values.iter().min(), values.iter().max()) else { return String::new() };
    // From zero, unless all values lie far above it.
    let low = if *least > (most - least) * 2 { least - (most - least).max(2) / 4 } else { 0.min(*least) };
    let high = (*most + (most - low) / 12).max(low + 4);
    let places = places(finished);
    let y = |value: i64| HEIGHT - (i128::from(value - low) * i128::from(HEIGHT) / i128::from(high - low)) as i64;
    let mut svg = String::new();
    let name = axis.name.get(words.0);
    let _ = write!(svg, "<svg viewBox=\"{} -8 {} {}\" role=\"img\">", -LEFT, LEFT + WIDTH + 12, HEIGHT + BELOW + 26);
    for mark in marks(low, high) {
        let at = y(mark);
        let _ = write!(svg, "<path class=\"axis\" d=\"M0 {at}H{WIDTH}\"/>");
        let text = written(mark, unit, words);
        let _ = write!(svg, "<g class=\"tick\"><text x=\"-8\" y=\"{}\">{text}</text></g>", at + 4);
    }
    let every = axis.values.len().div_ceil(MARKS);
    // Values to scale may stand close together: a name that would touch the one before is left out.
    let mut free = i64::MIN;
    for (at, x) in places.iter().enumerate().filter(|(at, _)| at % every == 0) {
        let label = escape(&short(axis.label(at).get(words.0)));
        let half = 4 * label.chars().count() as i64;
        if x - half < free {
            continue;
        }
        free = x + half + 6;
        let _ = write!(svg, "<g class=\"head\"><text x=\"{x}\" y=\"{}\">{label}</text></g>", HEIGHT + 20);
    }
    let _ =
        write!(svg, "<g class=\"head\"><text x=\"{}\" y=\"{}\">{}</text></g>", WIDTH / 2, HEIGHT + 40, escape(name));
    for (at, row) in rows.iter().enumerate() {
        line(&mut svg, row, at, &places, &y, value, unit, axis, words);
    }
    svg + "</svg>"
}

#[expect(clippy::too_many_arguments, reason = "one line's share of the chart's own values")]
fn line(
    svg: &mut String,
    row: &Row,
    number: usize,
    places: &[i64],
    y: &dyn Fn(i64) -> i64,
    value: &dyn Fn(&Point) -> Option<i64>,
    unit: Unit,
    axis: &crate::study::axis::Axis,
    words: Words,
) {
    let class = format!("r{}", number % 6);
    let at = |placed: &Placed| placed.at.last().copied().unwrap_or(0);
    let mut path = String::new();
    for placed in &row.points {
        match value(&placed.point) {
            Some(value) => {
                let step = if path.is_empty() || path.ends_with(' ') { 'M' } else { 'L' };
                let _ = write!(path, "{step}{} {}", places[at(placed)], y(value));
            }
            // What has no roster cuts the line.
            None if !path.is_empty() && !path.ends_with(' ') => path.push(' '),
            None => {}
        }
    }
    let _ = write!(svg, "<path class=\"line {class}\" d=\"{}\"/>", path.trim_end());
    for placed in &row.points {
        let x = places[at(placed)];
        let label = [row.name.as_str(), axis.label(at(placed)).get(words.0)]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        let told = super::ended(placed.point.ended, words);
        match value(&placed.point) {
            Some(value) => {
                let proved = if placed.point.ended == Ended::Optimal { "" } else { " open" };
                let title = escape(&format!("{label}: {} ({told})", written(value, unit, words)));
                let _ = write!(
                    svg,
                    "<circle class=\"dot {class}{proved}\" cx=\"{x}\" cy=\"{}\" r=\"4\"><title>{title}</title></circle>",
                    y(value)
                );
            }
            None => {
                // Crosses of several lines stand above each other.
                let ground = HEIGHT - 6 - 9 * (number as i64 % 6);
                let kind = if placed.point.ended == Ended::Infeasible { "cross" } else { "cross open" };
                let title = escape(&format!("{label}: {told}"));
                let _ = write!(
                    svg,
                    "<path class=\"{kind}\" d=\"M{} {}l8 8m0 -8l-8 8\"><title>{title}</title></path>",
                    x - 4,
                    ground - 4
                );
            }
        }
    }
}

fn short(text: &str) -> String {
    const LONGEST: usize = 14;
    match text.chars().count() > LONGEST {
        true => text.chars().take(LONGEST - 1).chain(['…']).collect(),
        false => text.to_string(),
    }
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
