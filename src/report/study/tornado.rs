//! What each variant is worth against the first one: bars of the difference of their costs, the longest first.

use std::fmt::Write;

use super::bars::room;
use super::charts::{Chart, escape};
use super::{Ended, Finished, Words};
use crate::study::axis::Vary;

/// Half the field of the bars, room for a number beside one, height of a row.
const HALF: i64 = 220;
const BESIDE: i64 = 60;
const ROW: i64 = 30;

/// The variant that lowers the cost most, or least raises it, and by how much; only of studies that ask what each of many
/// changes is worth.
pub fn best(finished: &Finished, words: Words) -> Option<(String, i64)> {
    let [axis] = finished.study.axes.as_slice() else { return None };
    if !finished.study.asks_one_more {
        return None;
    }
    let (first, others) = finished.points.split_first()?;
    let worth = others.iter().filter_map(|placed| Some((placed, placed.point.cost? - first.point.cost?)));
    let (placed, worth) = worth.min_by_key(|(_, worth)| *worth)?;
    Some((axis.label(placed.at.first().copied().unwrap_or(0)).get(words.0).to_string(), worth))
}

/// The chart of a study with one axis of variants, the first of which has a roster.
pub fn chart(finished: &Finished, words: Words) -> Option<Chart> {
    let [axis] = finished.study.axes.as_slice() else { return None };
    if !matches!(axis.vary, Vary::Variants(_)) || finished.points.len() < 2 {
        return None;
    }
    let (first, others) = finished.points.split_first()?;
    let base = first.point.cost?;
    let name = |at: &[usize]| escape(axis.label(at.first().copied().unwrap_or(0)).get(words.0));
    let mut rows: Vec<(String, Option<i64>, bool)> = Vec::new();
    for placed in others {
        let proved = first.point.ended == Ended::Optimal && placed.point.is_proved();
        rows.push((name(&placed.at), placed.point.cost.map(|cost| cost - base), proved));
    }
    rows.sort_by_key(|(_, worth, _)| std::cmp::Reverse(worth.map_or(i64::MAX, i64::abs)));
    let longest = rows.iter().filter_map(|(_, worth, _)| *worth).map(i64::abs).max().unwrap_or(0).max(1);
    let names = room(rows.iter().map(|(name, ..)| name.as_str()));
    let (middle, height) = (names + HALF + BESIDE, rows.len() as i64 * ROW);
    let mut svg = format!("<svg viewBox=\"0 0 {} {}\" role=\"img\">", middle + HALF + 150, height + 8);
    let _ = write!(svg, "<path class=\"axis\" d=\"M{middle} 0V{height}\"/>");
    for (at, (name, worth, proved)) in rows.iter().enumerate() {
        let y = at as i64 * ROW;
        let _ = write!(svg, "<g class=\"tick name\"><text x=\"{names}\" y=\"{}\">{name}</text></g>", y + 19);
        let open = if *proved { "" } else { words.say(" (belum terbukti)", " (not proved)") };
        let Some(worth) = worth else {
            let none = words.say("tidak ada jadwal", "no roster");
            let _ = write!(svg, "<text x=\"{}\" y=\"{}\">{none}{open}</text>", middle + 6, y + 19);
            continue;
        };
        let long = (worth.abs() * HALF / longest).max(i64::from(*worth != 0));
        let (x, class) = if *worth < 0 { (middle - long, "better") } else { (middle, "worse") };
        let sign = if *worth > 0 { "+" } else { "" };
        let text = format!("{sign}{}{open}", words.count(*worth));
        let (place, anchor) = if *worth < 0 { (x - 6, "end") } else { (x + long + 6, "start") };
        let _ = write!(
            svg,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"{long}\" height=\"{}\"/><text x=\"{place}\" y=\"{}\" text-anchor=\"{anchor}\">{text}</text>",
            y + 5,
            ROW - 10,
            y + 19
        );
    }
    let against = words.say("Nilai terhadap", "Worth against");
    let less = words.say("kiri: biaya turun", "left: the cost falls");
    Some(Chart {
        title: format!("{against} “{}” ({less})", axis.label(0).get(words.0)),
        svg: svg + "</svg>",
        whole: true,
    })
}
