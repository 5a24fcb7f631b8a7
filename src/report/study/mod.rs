//! A study told: the folder of its finished points, tables (CSV, JSON), and one self-contained page with the frontier.

mod bars;
mod charts;
mod groups;
mod page;
mod tornado;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::words::Words;
use super::write::write_file;
use super::{Failed, File, Measures, measures};
use crate::facts::Facts;
use crate::input::lang::{Lang, Text};
use crate::roster::Roster;
use crate::scenario::Scenario;
use crate::study::grid::Placed;
use crate::study::point::{Ended, Keep, Measure, Point};
use crate::study::read::{Goal, Study};
use crate::study::search::Answer;
use crate::verify::Verdict;

/// A finished study.
#[derive(Debug)]
pub struct Finished<'a> {
    pub study: &'a Study,
    /// Of the scenario before any axis.
    pub facts: &'a Facts,
    pub points: Vec<Placed>,
    pub answers: Vec<Answer>,
    pub seed: u32,
}

/// Finished points in files of a folder, one each.
#[derive(Debug)]
pub struct Folder(pub PathBuf);

impl Folder {
    fn path(&self, key: &str) -> PathBuf {
        self.0.join(format!("{key}.json"))
    }
}

impl Keep for Folder {
    fn known(&self, key: &str) -> Option<Point> {
        let bytes = std::fs::read(self.path(key)).ok()?;
        serde_json::from_slice(&bytes).ok().filter(|point: &Point| point.key == key)
    }

    fn keep(&self, point: &Point) -> Result<(), String> {
        let bytes = serde_json::to_vec(point).map_err(|error| error.to_string())?;
        let path = self.path(&point.key);
        write_file(&path, &bytes).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn measure(&self, scenario: &Scenario, roster: &Roster, verdict: &Verdict) -> Vec<Measure> {
        numbers(&measures(&scenario.facts, &scenario.entries, roster, verdict))
    }
}

/// How a measure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Count,
    /// Tenths of a per cent.
    Tenths,
    /// Minutes, shown as hours.
    Hours,
}

/// The measures of a point that tables and charts show.
const SHOWN: &[(&str, &str, &str, Unit)] = &[
    ("home_tenths", "Bagian WFH", "Share at home", Unit::Tenths),
    ("worst_desk_tenths", "Loket yang paling kurang terisi", "Worst desk, hours covered", Unit::Tenths),
    ("short_minutes", "Jam loket kekurangan petugas", "Desk hours short of staff", Unit::Hours),
    ("unmet_wishes", "Permintaan tidak terpenuhi", "Wishes not met", Unit::Count),
    ("seats_peak", "Kursi terpakai, puncak semua gedung", "Seats used, peaks of all sites", Unit::Count),
    ("eligible", "Pegawai yang boleh WFH", "People who may work from home", Unit::Count),
];

fn numbers(measures: &Measures) -> Vec<Measure> {
    let mut all: Vec<(&str, i64)> = vec![("home_tenths", measures.share.home_tenths)];
    // A desk that needs nobody is not covered at all, and not short either.
    let needed = measures.desks.iter().filter(|desk| desk.needed_hours > 0);
    if let Some(worst) = needed.map(|desk| desk.covered_tenths).min() {
        all.push(("worst_desk_tenths", worst));
        all.push(("short_minutes", measures.desks.iter().map(|desk| desk.short_minutes).sum()));
    }
    if measures.wishes.asked > 0 {
        all.push(("unmet_wishes", measures.wishes.unmet));
    }
    if !measures.seats.is_empty() {
        all.push(("seats_peak", measures.seats.iter().map(|site| site.peak).sum()));
    }
    all.push(("eligible", measures.eligible));
    all.into_iter().map(|(key, value)| Measure { key: key.into(), value }).collect()
}

fn measure(point: &Point, key: &str) -> Option<i64> {
    point.measures.iter().find(|measure| measure.key == key).map(|measure| measure.value)
}

fn written(value: i64, unit: Unit, words: Words) -> String {
    match unit {
        Unit::Count => words.count(value),
        Unit::Tenths => words.tenths(value),
        Unit::Hours => words.count((value + 59) / 60),
    }
}

/// Status in words.
fn ended(ended: Ended, words: Words) -> &'static str {
    let (id, en) = match ended {
        Ended::Optimal => ("terbukti termurah", "proved the cheapest"),
        Ended::Feasible => ("sah, belum terbukti termurah", "valid, not proved the cheapest"),
        Ended::Infeasible => ("terbukti tidak mungkin", "proved impossible"),
        Ended::Unknown => ("belum terjawab dalam batas", "open within the limits"),
    };
    match words.0 {
        Lang::Id => id,
        Lang::En => en,
    }
}

/// What a search found, in one sentence.
pub fn sentence(answer: &Answer) -> Text {
    let label = |at: usize| answer.axis.label(at);
    let (name, goal) = (&answer.axis.name, answer.goal);
    let Some((best, _)) = &answer.best else {
        let (id, en) = match &answer.next {
            Some(_) => ("terbukti tidak mungkin", "proved impossible"),
            None => ("belum terjawab dalam batas waktu", "open within the limits"),
        };
        let first = if goal == Goal::Most { 0 } else { answer.axis.values.len() - 1 };
        return Text::new(
            format!("{}: sudah nilai pertama, {}, {id}.", name.id, label(first).id),
            format!("{}: even the first value, {}, is {en}.", name.en, label(first).en),
        );
    };
    let best = label(*best);
    let (id, en) = match goal {
        Goal::Most => ("paling banyak", "at most"),
        Goal::Fewest => ("paling sedikit", "at least"),
    };
    let (mut id, mut en) = (format!("{}: {id} {}", name.id, best.id), format!("{}: {en} {}", name.en, best.en));
    match &answer.next {
        Some((next, _)) => {
            let next = label(*next);
            id += &format!("; {} terbukti tidak mungkin", next.id);
            en += &format!("; {} is proved impossible", next.en);
            match answer.all_beyond {
                true => (id += ", begitu pula semua nilai sesudahnya", en += ", and so is everything beyond"),
                false => (id += "; nilai sesudahnya tidak diperiksa", en += "; what lies beyond was not looked at"),
            };
        }
        None if answer.open => {
            id += "; nilai berikutnya belum terjawab dalam batas waktu";
            en += "; the next value stayed open within the limits";
        }
        None => {
            id += ", yaitu seluruh rentang yang ditanyakan";
            en += ", which is all that was asked";
        }
    }
    Text::new(format!("{id}."), format!("{en}."))
}

/// `study.csv`, `study.json` and `study.html`; `waves.csv` or `pilot.csv` where people join in waves or by lot.
pub fn files(finished: &Finished, lang: Lang) -> Result<Vec<File>, Failed> {
    let file = |name: &str, bytes| File { name: name.into(), bytes };
    let json = format!("{:#}\n", value(finished, lang)).into_bytes();
    let mut files = vec![
        file("study.csv", table(finished, lang)?),
        file("study.json", json),
        file("study.html", page::write(finished, lang)?),
    ];
    files.extend(groups::files(finished)?);
    Ok(files)
}

/// One row a point. No times: a study that was resumed gives the same table.
fn table(finished: &Finished, lang: Lang) -> Result<Vec<u8>, Failed> {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    let axes = finished.study.axes.iter().map(|axis| axis.name.get(lang));
    let fixed = ["status", "cost", "bound"];
    let measures = SHOWN.iter().map(|(key, ..)| *key);
    out.write_record(axes.chain(fixed).chain(measures).chain(["blocked_by"]))?;
    let text = |value: Option<i64>| value.map_or(String::new(), |value| value.to_string());
    for Placed { at, point } in &finished.points {
        let mut row: Vec<String> =
            finished.study.axes.iter().zip(at).map(|(axis, at)| axis.label(*at).get(lang).to_string()).collect();
        row.push(code(point.ended).into());
        row.push(text(point.cost));
        row.push(text(bound(point)));
        row.extend(SHOWN.iter().map(|(key, ..)| text(measure(point, key))));
        row.push(point.blocked.iter().map(|block| block.rule.as_str()).collect::<Vec<_>>().join(";"));
        out.write_record(row)?;
    }
    Ok(out.into_inner().map_err(|error| ::csv::Error::from(error.into_error()))?)
}

/// The bound of a point that is not proved impossible.
fn bound(point: &Point) -> Option<i64> {
    (point.ended != Ended::Infeasible).then_some(point.bound)
}

fn code(ended: Ended) -> &'static str {
    match ended {
        Ended::Optimal => "optimal",
        Ended::Feasible => "feasible",
        Ended::Infeasible => "infeasible",
        Ended::Unknown => "unknown",
    }
}

fn point_json(point: &Point, lang: Lang) -> Value {
    let measures: serde_json::Map<String, Value> =
        point.measures.iter().map(|measure| (measure.key.clone(), measure.value.into())).collect();
    let blocked = |block: &crate::study::point::Block| {
        let text = Text::new(&block.id, &block.en);
        json!({"rule": block.rule, "place": block.place, "text": text.get(lang)})
    };
    json!({
        "status": code(point.ended),
        "cost": point.cost,
        "bound": bound(point),
        "measures": measures,
        "blocked_by": point.blocked.iter().map(blocked).collect::<Vec<_>>(),
        "seconds": point.millis as f64 / 1e3,
        "carried": point.carried,
        "point": point.key,
        "set": point.edits,
    })
}

/// Everything, for programs.
pub fn value(finished: &Finished, lang: Lang) -> Value {
    let study = finished.study;
    let placed = |placed: &Placed| {
        let at = study.axes.iter().zip(&placed.at);
        let at: Vec<&str> = at.map(|(axis, at)| axis.values[*at].as_str()).collect();
        let mut value = point_json(&placed.point, lang);
        value["at"] = json!(at);
        value
    };
    let answer = |answer: &Answer| {
        let side = |side: &Option<(usize, Point)>| match side {
            Some((at, point)) => {
                let mut value = point_json(point, lang);
                value["value"] = answer.axis.values[*at].as_str().into();
                value
            }
            None => Value::Null,
        };
        let tried = |(at, ended): &(usize, Ended)| json!({"value": answer.axis.values[*at], "status": code(*ended)});
        json!({
            "axis": answer.axis.name.get(lang),
            "says": sentence(answer).get(lang),
            "best": side(&answer.best),
            "next": side(&answer.next),
            "all_beyond": answer.all_beyond,
            "open": answer.open,
            "tried": answer.tried.iter().map(tried).collect::<Vec<_>>(),
        })
    };
    json!({
        "study": study.title.get(lang),
        "scenario": finished.facts.title,
        "seed": finished.seed,
        "version": env!("CARGO_PKG_VERSION"),
        "axes": study.axes.iter().map(|axis| json!({"name": axis.name.get(lang), "values": axis.values})).collect::<Vec<_>>(),
        "points": finished.points.iter().map(placed).collect::<Vec<_>>(),
        "search": finished.answers.iter().map(answer).collect::<Vec<_>>(),
    })
}

/// For the terminal.
pub fn text(finished: &Finished, paths: &[PathBuf], lang: Lang) -> String {
    let words = Words(lang);
    let mut out = String::new();
    for answer in &finished.answers {
        out += &format!("{}\n", sentence(answer).get(lang));
        for block in answer.next.iter().flat_map(|(_, point)| &point.blocked) {
            out += &format!("  {}: {} ({})\n", block.rule, words.say(&block.id, &block.en), block.place);
        }
    }
    if !finished.points.is_empty() {
        let count = |wanted: fn(&Point) -> bool| {
            words.count(finished.points.iter().filter(|placed| wanted(&placed.point)).count() as i64)
        };
        out += &format!(
            "{} {}: {} {}, {} {}, {} {}\n",
            count(|_| true),
            words.say("titik", "points"),
            count(|point| point.ended == Ended::Optimal),
            words.say("terbukti termurah", "proved the cheapest"),
            count(|point| point.ended == Ended::Infeasible),
            words.say("terbukti tidak mungkin", "proved impossible"),
            count(|point| !point.is_proved()),
            words.say("belum terbukti", "not proved"),
        );
    }
    out += &groups::text(finished, words);
    for path in paths {
        out += &format!("{}\n", shown(path));
    }
    out
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
