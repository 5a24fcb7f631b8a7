//! What each variant is worth against the first one: bars of the difference of their costs, the longest first. Of many
//! variants, those that are proved to change nothing are counted, not drawn; all stand in the table.

use std::fmt::Write;

use super::bars::{named, room};
use super::charts::Chart;
use super::{Ended, Finished, Words};
use crate::input::lang::Lang;
use crate::study::axis::Vary;

/// Half the field of the bars, room for a number beside one, height of a row.
const HALF: i64 = 220;
const BESIDE: i64 = 60;
const ROW: i64 = 36;
/// Variants up to which also those without a bar have a row.
const FEW: usize = 8;

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
    let name = |at: &[usize]| axis.label(at.first().copied().unwrap_or(0)).get(words.0).to_string();
    let mut rows: Vec<(String, Option<i64>, bool)> = Vec::new();
    for placed in others {
        let proved = first.point.ended == Ended::Optimal && placed.point.is_proved();
        rows.push((name(&placed.at), placed.point.cost.map(|cost| cost - base), proved));
    }
    rows.sort_by_key(|(_, worth, _)| std::cmp::Reverse(worth.map_or(i64::MAX, i64::abs)));
    let all = rows.len();
    if all > FEW {
        rows.retain(|(_, worth, proved)| *worth != Some(0) || !proved);
    }
    let same = all - rows.len();
    let longest = rows.iter().filter_map(|(_, worth, _)| *worth).map(i64::abs).max().unwrap_or(0).max(1);
    let names = room(rows.iter().map(|(name, ..)| name.as_str()));
    let (middle, height) = (names + HALF + BESIDE, (rows.len() + usize::from(same > 0)) as i64 * ROW);
    let mut svg = format!("<svg viewBox=\"0 0 {} {}\" role=\"img\">", middle + HALF + 150, height + 8);
    let bars = rows.len() as i64 * ROW;
    let _ = write!(svg, "<path class=\"axis\" d=\"M{middle} 0V{bars}\"/>");
    for (at, (name, worth, proved)) in rows.iter().enumerate() {
        let y = at as i64 * ROW;
        svg += &named(name, names, y + ROW / 2);
        let open = if *proved { "" } else { words.say(" (belum terbukti)", " (not proved)") };
        let Some(worth) = worth else {
            let none = words.say("tidak ada jadwal", "no roster");
            let _ = write!(svg, "<text x=\"{}\" y=\"{}\">{none}{open}</text>", middle + 6, y + 22);
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
            y + 8,
            ROW - 16,
            y + 22
        );
    }
    if same > 0 {
        let (count, y) = (words.count(same as i64), bars + 19);
        let text = match words.0 {
            Lang::Id => format!("{count} perubahan lain terbukti tidak mengubah biaya (lihat tabel)"),
            Lang::En => format!("{count} other changes are proved to leave the cost as it is (see the table)"),
        };
        let _ = write!(svg, "<text x=\"0\" y=\"{y}\">{text}</text>");
    }
    let against = words.say("Nilai terhadap", "Worth against");
    let less = words.say("kiri: biaya turun", "left: the cost falls");
    Some(Chart {
        title: format!("{against} “{}” ({less})", axis.label(0).get(words.0)),
        svg: svg + "</svg>",
        whole: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::lang::Text;
    use crate::rules::testing::world;
    use crate::study::axis::{Axis, Variant};
    use crate::study::grid::Placed;
    use crate::study::point::Point;
    use crate::study::read::Study;

    fn placed(at: usize, cost: i64, ended: Ended) -> Placed {
        let point = Point {
            key: at.to_string(),
            edits: Vec::new(),
            ended,
            cost: Some(cost),
            bound: cost,
            millis: 0,
            work: 0,
            from: None,
            carried: false,
            measures: Vec::new(),
            blocked: Vec::new(),
            world: 0,
            people: Vec::new(),
            plan: None,
            taught: None,
        };
        Placed { at: vec![at], point }
    }

    #[test]
    fn of_many_changes_those_that_change_nothing_are_counted_once_it_is_proved() {
        let names: Vec<String> = (0..12).map(|at| format!("variant-{at}.")).collect();
        let variants = names.iter().map(|name| Variant::new(Text::same(name), Vec::new())).collect();
        let axis = Axis { name: Text::same("x"), vary: Vary::Variants(variants), values: names.clone() };
        let study = Study {
            title: Text::same("x"),
            scenario: "x.yaml".into(),
            set: Vec::new(),
            axes: vec![axis],
            searches: Vec::new(),
            waves: None,
            pilot: None,
            asks_one_more: true,
        };
        let facts = world();
        let mut points: Vec<Placed> = (0..12).map(|at| placed(at, 40, Ended::Optimal)).collect();
        points[4] = placed(4, 33, Ended::Optimal);
        points[7] = placed(7, 40, Ended::Feasible);
        let mut finished = Finished { study: &study, facts: &facts, points, answers: Vec::new(), seed: 0 };
        let svg = chart(&finished, Words(Lang::En)).expect("a chart").svg;
        let drawn: Vec<&String> = names.iter().filter(|name| svg.contains(name.as_str())).collect();
        assert_eq!(drawn, ["variant-4.", "variant-7."]);
        assert!(svg.contains("9 other changes are proved to leave the cost as it is"), "{svg}");
        assert!(svg.contains(">-7<") || svg.contains(">−7<"), "{svg}");
        finished.points.truncate(5);
        let few = chart(&finished, Words(Lang::En)).expect("a chart").svg;
        assert!(few.contains("variant-1.") && !few.contains("other changes"), "{few}");
    }
}
