//! The smaller pictures: office share by day, desk cover, seats, distributions, cost and bound over time. All
//! coordinates are whole pixels.

use std::fmt::Write;

use askama::Template;

use super::super::{Found, Report, cover, measures};
use super::{DayHead, Words};
use crate::engine::{Event, Outcome};
use crate::facts::{DAY_MIN, Facts, PersonIx, PlaceKind, UnitIx};
use crate::roster::Roster;
use crate::rules::Band;

/// Share of those at work who are at the office, day by day.
#[derive(Template)]
#[template(path = "lines.html")]
pub struct Lines {
    w: Words,
    name: String,
    mean: String,
    path: String,
    dots: Vec<(usize, i64, String)>,
    shaded: Vec<(usize, usize)>,
    /// Top and height of what the rules ask for.
    band: Option<(i64, i64)>,
    first: String,
    last: String,
}

/// Inner size of a line chart.
const LINE_WIDTH: usize = 280;
const LINE_HEIGHT: i64 = 80;

/// One small chart for each deputy: of the people whom a rule's band speaks of, else of all.
pub fn lines(report: &Report, found: &Found, words: Words) -> Vec<Lines> {
    let facts = report.facts;
    let bands: Vec<Band> =
        report.entries.iter().flat_map(|entry| entry.rule.office_bands(&entry.given(facts))).collect();
    let each = measures::deputies(facts).into_iter().map(|unit| {
        let everybody = measures::members(facts, unit);
        let Some(band) = band(facts, &bands, unit) else { return line(facts, found.roster, &everybody, unit, words) };
        let chart = line(facts, found.roster, &band.people, unit, words);
        let of = format!("{} {}", words.say("dari", "of"), words.people(band.people.len() as i64));
        let mean = if band.people.len() < everybody.len() { format!("{} {of}", chart.mean) } else { chart.mean };
        Lines { band: Some(band_box(band.min, band.max)), mean, ..chart }
    });
    each.collect()
}

/// The band that rules ask of a deputy: its own, else the one that all units below it share.
fn band(facts: &Facts, bands: &[Band], unit: UnitIx) -> Option<Band> {
    if let Some(own) = bands.iter().find(|band| band.unit == unit) {
        return Some(own.clone());
    }
    let below: Vec<&Band> = bands.iter().filter(|band| facts.units.inside(band.unit, unit)).collect();
    let first = below.first()?;
    let same = below.iter().all(|band| (band.min, band.max) == (first.min, first.max));
    let mut people: Vec<PersonIx> = below.iter().flat_map(|band| band.people.iter().copied()).collect();
    people.sort_unstable();
    people.dedup();
    same.then(|| Band { unit, people, ..(*first).clone() })
}

/// Top and height of a band, never so thin that it cannot be seen.
fn band_box(min: i64, max: i64) -> (i64, i64) {
    let (top, bottom) = (LINE_HEIGHT - max * LINE_HEIGHT / 100, LINE_HEIGHT - min * LINE_HEIGHT / 100);
    if bottom - top < 3 { (top - 1, 3) } else { (top, bottom - top) }
}

fn line(facts: &Facts, roster: &Roster, people: &[PersonIx], unit: u32, words: Words) -> Lines {
    let days = &facts.calendar.days;
    let step = LINE_WIDTH / days.len().max(1);
    let x = |day: usize| day * LINE_WIDTH / days.len().max(1) + step / 2;
    let (mut path, mut dots, mut open) = (String::new(), Vec::new(), false);
    let (mut office_sum, mut work_sum) = (0, 0);
    for (day, the) in days.iter().enumerate() {
        let (office, work) = at_work(facts, roster, people, day as u16);
        if work == 0 || !the.working {
            open = false;
            continue;
        }
        office_sum += office;
        work_sum += work;
        let y = LINE_HEIGHT - office * LINE_HEIGHT / work;
        let _ = write!(path, "{}{} {y}", if open { 'L' } else { 'M' }, x(day));
        open = true;
        let title = format!("{}: {}", words.date(the.date), words.tenths(measures::tenths(office, work)));
        dots.push((x(day), y, title));
    }
    let shaded = days.iter().enumerate().filter(|(_, day)| !day.working);
    Lines {
        w: words,
        name: facts.units.get(unit).name.clone(),
        mean: words.tenths(measures::tenths(office_sum, work_sum)),
        path,
        dots,
        band: None,
        shaded: shaded.map(|(day, _)| (day * LINE_WIDTH / days.len(), step.max(1))).collect(),
        first: days.first().map(|day| words.short_date(day.date)).unwrap_or_default(),
        last: days.last().map(|day| words.short_date(day.date)).unwrap_or_default(),
    }
}

impl Lines {
    pub fn has_band(&self) -> bool {
        self.band.is_some()
    }
}

/// People at the office and people at work on a day.
pub fn at_work(facts: &Facts, roster: &Roster, people: &[PersonIx], day: u16) -> (i64, i64) {
    let kinds = people.iter().filter_map(|person| facts.place_kind(roster.duty(*person, day)));
    kinds.fold((0, 0), |(office, work), kind| (office + i64::from(kind == PlaceKind::Office), work + 1))
}

/// A desk's hours by day: present against needed.
#[derive(Template)]
#[template(path = "desk.html")]
pub struct DeskStrip {
    w: Words,
    name: String,
    note: String,
    days: Vec<DayHead>,
    cell: usize,
    width: usize,
    blocks: Vec<Block>,
    /// Sentences for the hours in which somebody was missing.
    short: Vec<String>,
    more: usize,
    is_short: bool,
}

struct Block {
    x: usize,
    y: i32,
    height: i32,
    class: &'static str,
    label: String,
    title: String,
}

/// Gaps of a desk that are told in words.
const GAPS_TOLD: usize = 40;
/// Minutes of a day in one pixel of a desk's strip.
const MINUTES_A_PIXEL: i32 = 12;

pub fn desks(facts: &Facts, found: &Found, words: Words) -> Vec<DeskStrip> {
    (0..facts.desks.len()).map(|at| desk(facts, found, at, words)).collect()
}

fn desk(facts: &Facts, found: &Found, at: usize, words: Words) -> DeskStrip {
    let days = cover::desk(facts, found.roster, at as u16);
    let cell = if days.len() <= 31 { 26 } else { 16 };
    let (mut blocks, mut short) = (Vec::new(), Vec::new());
    for (day, segment) in days.iter().enumerate().flat_map(|(day, all)| all.iter().map(move |one| (day, one))) {
        let class = match segment {
            one if one.is_short() => "gap",
            one if one.present < one.target => "low",
            one if one.present > one.target => "full",
            _ => "met",
        };
        let (from, to) = (words.clock(segment.from_min), words.clock(segment.to_min));
        let date = words.date(facts.calendar.days[day].date);
        let of = words.say("dari", "of");
        let title = format!("{date}, {from}–{to}: {} {of} {}", segment.present, segment.need);
        if segment.is_short() {
            short.push(title.clone());
        }
        let y = segment.from_min / MINUTES_A_PIXEL;
        let height = segment.to_min / MINUTES_A_PIXEL - y;
        let fits = height >= 12 && cell >= 26;
        let label = if fits { format!("{}/{}", segment.present, segment.need) } else { String::new() };
        blocks.push(Block { x: day * cell, y, height, class, label, title });
    }
    let measured = &found.measures.desks[at];
    let more = short.len().saturating_sub(GAPS_TOLD);
    let is_short = !short.is_empty();
    short.truncate(GAPS_TOLD);
    DeskStrip {
        w: words,
        name: measured.name.get(words.0).to_string(),
        note: words.tenths(measured.covered_tenths),
        days: super::days(facts, words),
        cell,
        width: days.len() * cell,
        blocks,
        short,
        more,
        is_short,
    }
}

impl DeskStrip {
    /// Hours that are marked on the side, with their height.
    fn hours(&self) -> Vec<(i32, String)> {
        (0..=DAY_MIN / 360).map(|six| (six * 360 / MINUTES_A_PIXEL, self.w.clock(six * 360))).collect()
    }

    fn height(&self) -> i32 {
        DAY_MIN / MINUTES_A_PIXEL
    }
}

/// Most people seated at once, day by day, against the capacity.
#[derive(Template)]
#[template(path = "seats.html")]
pub struct SeatBars {
    w: Words,
    name: String,
    note: String,
    days: Vec<DayHead>,
    cell: usize,
    width: usize,
    bars: Vec<Bar>,
    capacity_y: Option<i64>,
    capacity: String,
}

struct Bar {
    x: usize,
    y: i64,
    height: i64,
    class: &'static str,
    label: String,
    title: String,
}

/// Height of bar charts.
const BAR_HEIGHT: i64 = 90;

pub fn seats(facts: &Facts, found: &Found, words: Words) -> Vec<SeatBars> {
    (0..facts.sites.len()).map(|site| seat_bars(facts, found, site, words)).collect()
}

fn seat_bars(facts: &Facts, found: &Found, site: usize, words: Words) -> SeatBars {
    let seated = cover::seated(facts, found.roster, site as u16);
    let capacity = cover::capacity(facts, site as u16);
    let top = seated.iter().copied().chain(capacity).max().unwrap_or(0).max(1);
    let cell = if seated.len() <= 31 { 26 } else { 16 };
    let bar = |(day, seated): (usize, &i64)| {
        let height = seated * BAR_HEIGHT / top;
        Bar {
            x: day * cell,
            y: BAR_HEIGHT - height,
            height,
            class: if capacity.is_some_and(|capacity| *seated > capacity) { "gap" } else { "o1" },
            label: if *seated > 0 && cell >= 26 { words.count(*seated) } else { String::new() },
            title: format!("{}: {}", words.date(facts.calendar.days[day].date), words.count(*seated)),
        }
    };
    let peak = words.count(found.measures.seats[site].peak);
    let note = match capacity {
        Some(seats) => {
            format!("{} {peak} {} {}", words.say("puncak", "peak"), words.say("dari", "of"), words.count(seats))
        }
        None => format!("{} {peak}", words.say("puncak", "peak")),
    };
    SeatBars {
        w: words,
        name: facts.sites[site].name.clone(),
        note,
        days: super::days(facts, words),
        cell,
        width: seated.len() * cell,
        bars: seated.iter().enumerate().map(bar).collect(),
        capacity_y: capacity.map(|seats| BAR_HEIGHT - seats * BAR_HEIGHT / top),
        capacity: capacity.map(|seats| words.count(seats)).unwrap_or_default(),
    }
}

/// How many people have 0, 1, 2, … of something.
#[derive(Template)]
#[template(path = "histogram.html")]
pub struct Histogram {
    w: Words,
    name: &'static str,
    note: String,
    width: usize,
    cell: usize,
    bars: Vec<Bar>,
    values: Vec<String>,
}

pub fn histograms(found: &Found, words: Words) -> Vec<Histogram> {
    let all = [
        (words.say("Sif sore per orang", "Evenings a person"), &found.measures.evenings),
        (words.say("Hari WFH per orang", "Home days a person"), &found.measures.home_days_each),
        (words.say("Jumat WFH per orang", "Fridays at home a person"), &found.measures.fridays_home),
        (words.say("Permintaan tak terpenuhi per orang", "Unmet wishes a person"), &found.measures.unmet_wishes_each),
    ];
    let useful = all.into_iter().filter(|(_, spread)| spread.people > 0);
    useful.map(|(name, spread)| histogram(name, spread, words)).collect()
}

fn histogram(name: &'static str, spread: &measures::Spread, words: Words) -> Histogram {
    let top = spread.counts.iter().copied().max().unwrap_or(0).max(1);
    let cell = (260 / spread.counts.len().max(1)).clamp(9, 36);
    let bar = |(value, count): (usize, &i64)| {
        // A person is never invisible.
        let height = (count * BAR_HEIGHT / top).max(i64::from(*count > 0) * 2);
        Bar {
            x: value * cell,
            y: BAR_HEIGHT - height,
            height,
            class: "o1",
            label: if *count > 0 && cell >= 20 { words.count(*count) } else { String::new() },
            title: format!("{value}: {}", words.people(*count)),
        }
    };
    let every = if cell >= 16 { 1 } else { 5 };
    let value = |at: usize| if at.is_multiple_of(every) { at.to_string() } else { String::new() };
    let (from, to) = (spread.least, spread.most);
    Histogram {
        w: words,
        name,
        note: format!("{from}–{to}, {}", words.people(spread.people)),
        width: (spread.counts.len() * cell).max(120),
        cell,
        bars: spread.counts.iter().enumerate().map(bar).collect(),
        values: (0..spread.counts.len()).map(value).collect(),
    }
}

/// Cost and bound while the engine worked.
#[derive(Template)]
#[template(path = "trace.html")]
pub struct Trace {
    w: Words,
    cost: String,
    bound: String,
    ticks: Vec<(i64, String)>,
    times: Vec<(i64, String)>,
    rows: Vec<(String, String, String)>,
    /// Some values are outside the picture.
    is_cut: bool,
}

/// Inner size of the picture of cost and bound.
const TRACE_WIDTH: i64 = 640;
const TRACE_HEIGHT: i64 = 180;
/// Values further off than this many pixels are drawn there: well outside.
const TRACE_FAR: i128 = 5000;
/// News in the table beside the picture.
const TRACE_ROWS: usize = 60;

impl Trace {
    /// `None` if there was no news of cost.
    pub fn new(outcome: &Outcome, words: Words) -> Option<Trace> {
        let news = |event: &Event| match event {
            Event::Cost { seconds, cost } => Some((millis(*seconds), *cost, true)),
            Event::Bound { seconds, bound } => Some((millis(*seconds), *bound, false)),
            Event::Parts { .. } => None,
        };
        let all: Vec<(i64, i64, bool)> = outcome.trace.iter().filter_map(news).collect();
        let costs = || all.iter().filter(|(_, _, is_cost)| *is_cost).map(|(_, value, _)| *value);
        let (last_cost, high) = (costs().next_back()?, costs().max()?);
        let last_bound = all.iter().rev().find(|(_, _, is_cost)| !is_cost).map_or(0, |(_, bound, _)| *bound);
        // A first roster far off would flatten all that follows: the picture shows a quarter around the end, and is
        // cut off there.
        let low = last_bound.max(0) * 3 / 4;
        let top = high.min(last_cost.saturating_add(last_cost / 4)).max(low + 4);
        let end = all.iter().map(|(at, _, _)| *at).max().unwrap_or(0).max(1);
        let x = |at: i64| at * TRACE_WIDTH / end;
        let y = |value: i64| {
            let above = (i128::from(value) - i128::from(low)) * i128::from(TRACE_HEIGHT) / i128::from(top - low);
            TRACE_HEIGHT - above.clamp(-TRACE_FAR, TRACE_FAR) as i64
        };
        let path = |is_cost: bool| {
            let mut path = String::new();
            for (at, value, _) in all.iter().filter(|(_, _, kind)| *kind == is_cost) {
                let (x, y) = (x(*at), y(*value));
                let _ = if path.is_empty() { write!(path, "M{x} {y}") } else { write!(path, "H{x}V{y}") };
            }
            if !path.is_empty() {
                let _ = write!(path, "H{TRACE_WIDTH}");
            }
            path
        };
        let row = |(at, value, is_cost): &(i64, i64, bool)| {
            let kind = if *is_cost { words.say("biaya", "cost") } else { words.say("batas bawah", "bound") };
            (words.seconds(*at as f64 / 1e3), kind.to_string(), words.count(*value))
        };
        let skip = all.len().saturating_sub(TRACE_ROWS);
        Some(Trace {
            w: words,
            cost: path(true),
            bound: path(false),
            ticks: marks(low, top).map(|value| (y(value), words.count(value))).collect(),
            times: marks(0, end).map(|at| (x(at), words.seconds(at as f64 / 1e3))).collect(),
            rows: all.iter().skip(skip).map(row).collect(),
            is_cut: all.iter().any(|(_, value, _)| !(low..=top).contains(value)),
        })
    }
}

/// Round numbers between two values, about four of them.
fn marks(from: i64, to: i64) -> impl Iterator<Item = i64> {
    let rough = ((to - from) / 4).max(1);
    let power = 10_i64.pow(rough.ilog10());
    let step = [1, 2, 5, 10].into_iter().map(|times| times * power).find(|step| *step >= rough).unwrap_or(rough);
    let first = (from + step - 1) / step;
    (first..=to / step).map(move |times| times * step)
}

fn millis(seconds: f64) -> i64 {
    (seconds.max(0.0) * 1e3) as i64
}
