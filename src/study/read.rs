//! The file of a study: a scenario, edits made at every point, axes of a grid, searches.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::axis::{Axis, Order, Rest, Vary};
use crate::input::fault::{Faults, Spot};
use crate::input::file::read_text;
use crate::input::lang::{Text, quote};
use crate::input::node::parse;
use crate::input::typed::{At, read};
use crate::scenario::Edit;
use crate::scenario::raw::Named;

/// Values of one axis, and points of a grid, at most: a slip should not run for a year.
const MOST: usize = 10_000;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StudyRaw {
    /// The question.
    study: Option<Named>,
    about: Option<String>,
    /// The scenario, relative to this file.
    scenario: Option<At<String>>,
    /// Edits made at every point: `rules.seats.must=true`.
    set: Vec<At<String>>,
    axes: Vec<At<AxisRaw>>,
    search: Vec<At<AxisRaw>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AxisRaw {
    /// `hybrid`, `deputies`, `seats`, `need`, or the path of any value of the scenario.
    vary: Option<At<String>>,
    /// Further paths that take the same value.
    also: Vec<At<String>>,
    /// Instead of `vary`: named groups of edits.
    variants: Vec<VariantRaw>,
    values: Vec<At<String>>,
    from: Option<At<i64>>,
    to: Option<At<i64>>,
    step: Option<At<i64>>,
    name: Option<Named>,
    /// Days a week at home that each hybrid person is promised (`hybrid`, `deputies`).
    days: Option<At<i64>>,
    /// What becomes of those who are not hybrid.
    rest: Rest,
    /// Who becomes hybrid first.
    order: Order,
    /// For a search: which end of the values is asked for.
    goal: Option<Goal>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct VariantRaw {
    name: Option<Named>,
    set: Vec<At<String>>,
}

/// Which end of an axis is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// The last listed value that is possible: the largest rollout.
    Most,
    /// The first listed value that is possible: the fewest seats.
    Fewest,
}

/// A search on one axis.
#[derive(Debug, Clone)]
pub struct Search {
    pub axis: Axis,
    pub goal: Goal,
}

/// A study as it was read.
#[derive(Debug, Clone)]
pub struct Study {
    pub title: Text,
    pub scenario: PathBuf,
    pub set: Vec<Edit>,
    pub axes: Vec<Axis>,
    pub searches: Vec<Search>,
}

impl Study {
    /// How many points the grid has; 0 without axes.
    pub fn points(&self) -> usize {
        if self.axes.is_empty() { 0 } else { self.axes.iter().map(|axis| axis.values.len()).product() }
    }
}

/// Reads a study; all its faults are in the second value.
pub fn load(path: &Path) -> (Option<Study>, Faults) {
    let mut faults = Faults::default();
    let study = build(path, &mut faults);
    let study = if faults.has_errors() { None } else { study };
    (study, faults)
}

fn build(path: &Path, faults: &mut Faults) -> Option<Study> {
    let file = read_text(path, faults)?;
    let text = faults.sources[file as usize].text.clone();
    let node = parse(file, &text, faults)?;
    let raw: StudyRaw = read(&node, faults)?;
    let Some(scenario) = &raw.scenario else {
        let what = Text::new("kajian tanpa `scenario:`", "a study without `scenario:`");
        faults.error("E104", node.spot, what);
        return None;
    };
    let axes: Vec<Axis> = raw.axes.iter().filter_map(|axis| read_axis(axis, faults)).collect();
    let searches = raw.search.iter().filter_map(|axis| read_search(axis, faults)).collect();
    if raw.axes.is_empty() && raw.search.is_empty() {
        let what = Text::new("kajian tanpa `axes:` dan tanpa `search:`", "a study with neither `axes:` nor `search:`");
        faults.error("E104", node.spot, what);
    }
    let study = Study {
        title: raw.study.map_or_else(|| Text::new("Kajian", "Study"), |name| name.0),
        scenario: path.parent().unwrap_or(Path::new(".")).join(&scenario.value),
        set: edits(&raw.set, faults),
        axes,
        searches,
    };
    if study.points() > MOST {
        let (points, what) = (study.points(), node.spot);
        let text = Text::new(
            format!("kisi ini {points} titik, paling banyak {MOST}"),
            format!("this grid has {points} points, at most {MOST}"),
        );
        faults.error("E202", what, text);
    }
    Some(study)
}

fn edits(list: &[At<String>], faults: &mut Faults) -> Vec<Edit> {
    let mut edits = Vec::new();
    for text in list {
        match Edit::read(&text.value) {
            Some(edit) => edits.push(edit),
            None => {
                let shown = quote(&text.value);
                let what = Text::new(format!("{shown} bukan `jalur=nilai`"), format!("{shown} is not `path=value`"));
                faults.error("E203", text.spot, what);
            }
        }
    }
    edits
}

fn read_search(raw: &At<AxisRaw>, faults: &mut Faults) -> Option<Search> {
    let axis = read_axis(raw, faults)?;
    let Some(goal) = raw.goal else {
        let what = Text::new("pencarian tanpa `goal:`", "a search without `goal:`");
        faults.error("E104", raw.spot, what).remedy(Text::new(
            "`most`: nilai terakhir yang masih mungkin; `fewest`: nilai pertama yang sudah mungkin",
            "`most`: the last listed value that is possible; `fewest`: the first one",
        ));
        return None;
    };
    Some(Search { axis, goal })
}

fn read_axis(raw: &At<AxisRaw>, faults: &mut Faults) -> Option<Axis> {
    let vary = vary(raw, faults)?;
    let values = match &vary {
        Vary::Variants(variants) => variants.iter().map(|(name, _)| name.en.clone()).collect(),
        _ => values(raw, faults)?,
    };
    let counts = matches!(vary, Vary::Hybrid { .. } | Vary::Deputies { .. } | Vary::Seats | Vary::Need);
    let wrong = raw.values.iter().find(|value| counts && !is_count(&value.value));
    if let Some(wrong) = wrong {
        let shown = quote(&wrong.value);
        let what = Text::new(
            format!("{shown} bukan bilangan bulat atau persen"),
            format!("{shown} is neither a whole number nor a percentage"),
        );
        faults.error("E201", wrong.spot, what);
        return None;
    }
    let name = raw.name.as_ref().map_or_else(|| vary.title(), |name| name.0.clone());
    Some(Axis { name, vary, values })
}

/// `12` or `12%`.
fn is_count(text: &str) -> bool {
    text.strip_suffix('%').unwrap_or(text).parse::<u32>().is_ok()
}

fn vary(raw: &At<AxisRaw>, faults: &mut Faults) -> Option<Vary> {
    if raw.vary.is_some() != raw.variants.is_empty() {
        let what =
            Text::new("sumbu berisi `vary:` atau `variants:`", "an axis has either `vary:` or `variants:`, not both");
        faults.error("E104", raw.spot, what);
        return None;
    }
    let Some(vary) = &raw.vary else {
        let named = |variant: &VariantRaw, at: usize| {
            variant.name.as_ref().map_or_else(|| Text::same(format!("{}", at + 1)), |name| name.0.clone())
        };
        let variants = raw.variants.iter().enumerate();
        return Some(Vary::Variants(
            variants.map(|(at, variant)| (named(variant, at), edits(&variant.set, faults))).collect(),
        ));
    };
    let days = raw.days.as_ref().map_or(1, |days| days.value);
    if !(1..=7).contains(&days) {
        let spot = raw.days.as_ref().map_or(raw.spot, |days| days.spot);
        faults.error("E202", spot, Text::new("`days` 1 sampai 7", "`days` are 1 to 7"));
        return None;
    }
    Some(match vary.value.as_str() {
        "hybrid" => Vary::Hybrid { days, rest: raw.rest, order: raw.order },
        "deputies" => Vary::Deputies { days, rest: raw.rest },
        "seats" => Vary::Seats,
        "need" => Vary::Need,
        path => {
            let also = raw.also.iter().map(|path| path.value.clone());
            Vary::Paths([path.to_string()].into_iter().chain(also).collect())
        }
    })
}

fn values(raw: &At<AxisRaw>, faults: &mut Faults) -> Option<Vec<String>> {
    let wrong = |spot: Spot, id: &str, en: &str, faults: &mut Faults| {
        faults.error("E202", spot, Text::new(id, en));
        None
    };
    match (&raw.from, &raw.to) {
        (Some(from), Some(to)) if raw.values.is_empty() => {
            let step = raw.step.as_ref().map_or(1, |step| step.value);
            let span = to.value.checked_sub(from.value).filter(|span| *span >= 0);
            match span {
                Some(span) if step > 0 && (span / step) < MOST as i64 => {
                    Some((0..=span / step).map(|at| (from.value + at * step).to_string()).collect())
                }
                _ => wrong(
                    to.spot,
                    "`from` sampai `to` menaik, `step` di atas 0, paling banyak 10000 nilai",
                    "`from` to `to` rises by a `step` above 0, at most 10000 values",
                    faults,
                ),
            }
        }
        (None, None) if !raw.values.is_empty() && raw.values.len() <= MOST => {
            Some(raw.values.iter().map(|value| value.value.clone()).collect())
        }
        _ => wrong(
            raw.spot,
            "sumbu berisi `values:` atau `from:` dan `to:`",
            "an axis has either `values:` or `from:` and `to:`",
            faults,
        ),
    }
}
