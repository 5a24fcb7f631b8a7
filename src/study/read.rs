//! The file of a study: a scenario, edits made at every point, axes of a grid, searches.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::axis::{Axis, Order, Rest, Variant, Vary, promise, queue};
use super::one_more;
use super::pilot::{Pilot, Trait, draw};
use super::waves::{Gate, Waves};
use crate::facts::{Facts, PersonIx};
use crate::input::fault::{Faults, Spot};
use crate::input::file::read_text;
use crate::input::lang::{Text, quote};
use crate::input::node::parse;
use crate::input::typed::{At, read};
use crate::input::values::Date;
use crate::scenario::raw::Named;
use crate::scenario::{Edit, Scenario, written};

/// Values of one axis, and points of a grid, at most: a slip should not run for a year.
const MOST: usize = 10_000;
/// What the gates of waves may name: the measures of a point.
pub const MEASURES: [&str; 7] =
    ["cost", "home_tenths", "worst_desk_tenths", "short_minutes", "unmet_wishes", "seats_peak", "eligible"];

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
    /// Instead of axes: growing numbers of hybrid staff, with who joins when.
    waves: Option<At<WavesRaw>>,
    /// Instead of axes: nobody, a drawn group, everybody eligible is hybrid; the rest of the eligible are compared.
    pilot: Option<At<PilotRaw>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WavesRaw {
    /// Hybrid staff from each wave on: numbers or shares of those eligible, rising.
    sizes: Vec<At<String>>,
    from: Option<Date>,
    every_weeks: Option<i64>,
    days: Option<At<i64>>,
    rest: Rest,
    order: Order,
    /// Limits of measures: a wave that keeps them all lets the next one begin.
    go: BTreeMap<String, At<GateRaw>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct GateRaw {
    min: Option<i64>,
    max: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PilotRaw {
    /// Per cent of those eligible who are drawn.
    share: Option<At<i64>>,
    days: Option<At<i64>>,
    rest: Rest,
    /// What both groups have in equal parts.
    by: Vec<Trait>,
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
    pub waves: Option<Waves>,
    pub pilot: Option<Drawing>,
    /// Its variants are one more of each thing.
    pub asks_one_more: bool,
}

/// How a pilot's group is drawn.
#[derive(Debug, Clone)]
pub struct Drawing {
    pub share: i64,
    pub days: i64,
    pub rest: Rest,
    pub by: Vec<Trait>,
}

impl Study {
    /// The study with the variants that the scenario itself gives: one more of each thing, the groups of a pilot.
    pub fn expanded(mut self, scenario: &Scenario, seed: u32) -> Study {
        for axis in self.axes.iter_mut().filter(|axis| matches!(axis.vary, Vary::OneMore)) {
            axis.vary = Vary::Variants(one_more::variants(scenario, written(&self.scenario, &self.set).as_ref()));
            self.asks_one_more = true;
        }
        if let Some(drawing) = &self.pilot {
            let facts = &scenario.facts;
            let drawn = self.group(facts, seed).map_or(Vec::new(), |pilot| pilot.hybrid());
            let all = queue(facts, Order::Listed, seed);
            let hybrid = |people: &[PersonIx]| promise(facts, people, drawing.days, drawing.rest);
            let variants = vec![
                Variant::new(Text::new("belum ada yang hibrida", "nobody hybrid"), hybrid(&[])),
                Variant::new(Text::new("kelompok uji coba", "the pilot's group"), hybrid(&drawn)),
                Variant::new(Text::new("semua yang memenuhi syarat", "everybody eligible"), hybrid(&all)),
            ];
            let name = Text::new("Kelompok", "Group");
            self.axes.push(Axis { name, vary: Vary::Variants(variants), values: Vec::new() });
        }
        for axis in &mut self.axes {
            if let Vary::Variants(variants) = &axis.vary {
                axis.values = variants.iter().map(|variant| variant.name.en.clone()).collect();
            }
        }
        self
    }

    /// The groups of a pilot, if the study is one.
    pub fn group(&self, facts: &Facts, seed: u32) -> Option<Pilot> {
        self.pilot.as_ref().map(|drawing| draw(facts, &drawing.by, drawing.share, seed))
    }

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
    let waves = raw.waves.as_ref().and_then(|waves| read_waves(waves, faults));
    let pilot = raw.pilot.as_ref().and_then(|pilot| read_pilot(pilot, faults));
    let searches = raw.search.iter().filter_map(|axis| read_search(axis, faults)).collect();
    let asked = [raw.axes.is_empty(), raw.waves.is_none(), raw.pilot.is_none()].iter().filter(|none| !**none).count();
    if asked == 0 && raw.search.is_empty() {
        let what = Text::new(
            "kajian tanpa `axes:`, `waves:`, `pilot:` maupun `search:`",
            "a study with neither `axes:`, `waves:`, `pilot:` nor `search:`",
        );
        faults.error("E104", node.spot, what);
    }
    if asked > 1 {
        let what = Text::new(
            "kajian berisi salah satu dari `axes:`, `waves:`, `pilot:`",
            "a study has one of `axes:`, `waves:`, `pilot:`",
        );
        faults.error("E104", node.spot, what);
    }
    let mut axes = axes;
    let waves = waves.map(|(axis, waves)| {
        axes.push(axis);
        waves
    });
    let study = Study {
        title: raw.study.map_or_else(|| Text::new("Kajian", "Study"), |name| name.0),
        scenario: path.parent().unwrap_or(Path::new(".")).join(&scenario.value),
        set: edits(&raw.set, faults),
        axes,
        searches,
        waves,
        pilot,
        asks_one_more: false,
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
        Vary::Variants(variants) => variants.iter().map(|variant| variant.name.en.clone()).collect(),
        Vary::OneMore => vec!["one more".into()],
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

/// Days a week at home that are promised.
fn promised(days: Option<&At<i64>>, faults: &mut Faults) -> Option<i64> {
    let Some(days) = days else { return Some(1) };
    if (1..=7).contains(&days.value) {
        return Some(days.value);
    }
    faults.error("E202", days.spot, Text::new("`days` 1 sampai 7", "`days` are 1 to 7"));
    None
}

fn read_waves(raw: &At<WavesRaw>, faults: &mut Faults) -> Option<(Axis, Waves)> {
    let days = promised(raw.days.as_ref(), faults)?;
    let number = |size: &At<String>| size.value.trim_end_matches('%').parse::<u32>().ok();
    let rising = raw.sizes.windows(2).all(|pair| number(&pair[0]) <= number(&pair[1]));
    let shares = raw.sizes.iter().filter(|size| size.value.ends_with('%')).count();
    let wrong = raw.sizes.iter().find(|size| !is_count(&size.value)).map(|size| size.spot);
    if wrong.is_some() || raw.sizes.is_empty() || !rising || (shares > 0 && shares < raw.sizes.len()) {
        let what = Text::new(
            "`sizes` adalah bilangan atau persen yang menaik",
            "`sizes` are rising numbers, or rising percentages",
        );
        faults.error("E202", wrong.unwrap_or(raw.spot), what);
        return None;
    }
    for (key, gate) in raw.go.iter().filter(|(key, _)| !MEASURES.contains(&key.as_str())) {
        let (shown, known) = (quote(key), MEASURES.join(", "));
        let what = Text::new(format!("{shown} bukan ukuran"), format!("{shown} is not a measure"));
        faults
            .error("E201", gate.spot, what)
            .remedy(Text::new(format!("ukuran: {known}"), format!("measures: {known}")));
    }
    let gate = |(key, gate): (&String, &At<GateRaw>)| Gate { key: key.clone(), min: gate.min, max: gate.max };
    let waves = Waves {
        from: raw.from,
        every_weeks: raw.every_weeks.unwrap_or(4).max(1),
        gates: raw.go.iter().map(gate).collect(),
    };
    let vary = Vary::Hybrid { days, rest: raw.rest, order: raw.order };
    let values = raw.sizes.iter().map(|size| size.value.clone()).collect();
    Some((Axis { name: Text::new("Gelombang, sampai dengan", "Wave, up to"), vary, values }, waves))
}

fn read_pilot(raw: &At<PilotRaw>, faults: &mut Faults) -> Option<Drawing> {
    let days = promised(raw.days.as_ref(), faults)?;
    let share = raw.share.as_ref().map_or(50, |share| share.value);
    if !(1..=99).contains(&share) {
        let spot = raw.share.as_ref().map_or(raw.spot, |share| share.spot);
        faults.error("E202", spot, Text::new("`share` 1 sampai 99 persen", "`share` is 1 to 99 per cent"));
        return None;
    }
    let by = if raw.by.is_empty() { vec![Trait::Deputy, Trait::Rank, Trait::Sex] } else { raw.by.clone() };
    Some(Drawing { share, days, rest: raw.rest, by })
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
            variants.map(|(at, variant)| Variant::new(named(variant, at), edits(&variant.set, faults))).collect(),
        ));
    };
    let days = promised(raw.days.as_ref(), faults)?;
    Some(match vary.value.as_str() {
        "hybrid" => Vary::Hybrid { days, rest: raw.rest, order: raw.order },
        "deputies" => Vary::Deputies { days, rest: raw.rest },
        "seats" => Vary::Seats,
        "need" => Vary::Need,
        "one_more" => Vary::OneMore,
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
