//! Who joins when: the waves of a rollout with what each must show before the next, and the two groups of a pilot.

use std::fmt::Write;

use super::{Ended, Failed, File, Finished, SHOWN, Unit, Words, ended, measure, written};
use crate::facts::{Facts, PersonIx};
use crate::input::lang::Lang;
use crate::study::grid::Placed;
use crate::study::pilot::{Pilot, Trait};
use crate::study::waves::{Gate, joining};

/// A wave as a row of the page.
pub struct Wave {
    pub name: String,
    pub begins: String,
    pub joins: String,
    pub all: String,
    pub tone: &'static str,
    pub verdict: String,
    pub reasons: Vec<String>,
}

/// Whether a wave may go on, and why not.
struct Judged {
    /// `None`: not settled within the limits.
    go: Option<bool>,
    reasons: Vec<String>,
}

fn judge(placed: &Placed, gates: &[Gate], words: Words) -> Judged {
    let point = &placed.point;
    if !point.is_possible() {
        let go = (point.ended == Ended::Infeasible).then_some(false);
        return Judged { go, reasons: vec![ended(point.ended, words).into()] };
    }
    let mut reasons = Vec::new();
    for gate in gates {
        let shown = SHOWN.iter().find(|(key, ..)| *key == gate.key);
        let unit = shown.map_or(Unit::Count, |(.., unit)| *unit);
        let name = shown.map_or(words.say("Biaya", "Cost"), |(_, id, en, _)| words.say(id, en));
        let value = if gate.key == "cost" { point.cost } else { measure(point, &gate.key) };
        let Some(value) = value.filter(|value| !gate.is_kept(*value)) else { continue };
        let limit = match (gate.min.filter(|min| value < *min), gate.max) {
            (Some(min), _) => format!("{} {}", words.say("paling sedikit", "at least"), written(min, unit, words)),
            (None, Some(max)) => format!("{} {}", words.say("paling banyak", "at most"), written(max, unit, words)),
            (None, None) => continue,
        };
        reasons.push(format!("{name}: {}; {} {limit}", written(value, unit, words), words.say("diminta", "asked for")));
    }
    Judged { go: Some(reasons.is_empty()), reasons }
}

/// The waves, each after the judgement of those before it; empty if the study has none.
pub fn waves(finished: &Finished, words: Words) -> Vec<Wave> {
    let (Some(waves), Some(axis)) = (&finished.study.waves, finished.study.axes.first()) else { return Vec::new() };
    let mut all = 0;
    let mut open = true;
    let joins = joining(axis, finished.facts, finished.seed);
    let row = |(at, (placed, joins)): (usize, (&Placed, &Vec<PersonIx>))| {
        all += joins.len() as i64;
        let judged = judge(placed, &waves.gates, words);
        let (tone, verdict) = match (open, judged.go) {
            (false, _) => ("open", words.say("Menunggu gelombang sebelumnya", "Waits for the wave before")),
            (true, Some(true)) => ("good", words.say("Lanjut", "Go")),
            (true, Some(false)) => ("bad", words.say("Berhenti", "Stop")),
            (true, None) => ("open", words.say("Belum terjawab", "Not settled")),
        };
        open &= judged.go == Some(true);
        Wave {
            name: words.count(at as i64 + 1),
            begins: waves.begins(at).map_or("–".into(), |date| words.date(date)),
            joins: words.count(joins.len() as i64),
            all: words.count(all),
            tone,
            verdict: verdict.into(),
            reasons: judged.reasons,
        }
    };
    finished.points.iter().zip(&joins).enumerate().map(row).collect()
}

fn trait_name(of: Trait, words: Words) -> &'static str {
    let (id, en) = match of {
        Trait::Deputy => ("Kedeputian", "Deputy"),
        Trait::Unit => ("Unit", "Unit"),
        Trait::Sex => ("Jenis kelamin", "Sex"),
        Trait::Rank => ("Jenis jabatan", "Kind of rank"),
        Trait::Predicate => ("Predikat", "Predicate"),
        Trait::Level => ("Jenjang", "Level"),
    };
    words.say(id, en)
}

/// Rows of the balance: trait, value, hybrid, compared.
pub fn balance(pilot: &Pilot, words: Words) -> Vec<[String; 4]> {
    let row = |((at, value), [hybrid, compared]): ((usize, &str), [usize; 2])| {
        let trait_name = pilot.by.get(at).map_or("", |of| trait_name(*of, words));
        [trait_name.into(), value.into(), words.count(hybrid as i64), words.count(compared as i64)]
    };
    pilot.balance().into_iter().map(row).collect()
}

/// How the groups of a pilot were drawn, in one paragraph.
pub fn drawn(pilot: &Pilot, seed: u32, words: Words) -> String {
    let hybrid = pilot.members.iter().filter(|member| member.hybrid).count();
    let (compared, strata) = (pilot.members.len() - hybrid, pilot.strata());
    let worst = strata.values().map(|[one, two]| one.abs_diff(*two)).max().unwrap_or(0);
    let by: Vec<String> = pilot.by.iter().map(|of| trait_name(*of, words).to_lowercase()).collect();
    let by = by.join(", ");
    match words.0 {
        Lang::Id => format!(
            "{hybrid} orang hibrida, {compared} orang kelompok pembanding: semua yang memenuhi syarat, diundi dengan benih \
             {seed} dalam {} lapisan ({by}). Beda terbesar dalam satu lapisan {worst} orang. Karena diundi, beda hasil \
             setelah setahun di luar kebetulan berasal dari kerja hibrida; yang tidak diukur pun terbagi secara acak.",
            strata.len()
        ),
        Lang::En => format!(
            "{hybrid} people hybrid, {compared} compared with them: everybody eligible, drawn by lot with seed {seed} \
             inside {} strata ({by}). The largest difference inside a stratum is {worst}. Because of the lot, what \
             differs after a year beyond chance comes from hybrid work; what was not measured is spread by chance too.",
            strata.len()
        ),
    }
}

/// `waves.csv` or `pilot.csv`, where the study has such.
pub fn files(finished: &Finished) -> Result<Vec<File>, Failed> {
    let mut files = Vec::new();
    let facts = finished.facts;
    if let (Some(waves), Some(axis)) = (&finished.study.waves, finished.study.axes.first()) {
        let mut out = ::csv::Writer::from_writer(Vec::new());
        out.write_record(["person", "unit", "wave", "from"])?;
        for (at, joins) in joining(axis, facts, finished.seed).into_iter().enumerate() {
            let from = waves.begins(at).map_or(String::new(), |date| date.to_string());
            for person in joins {
                let [id, unit] = named(facts, person);
                out.write_record([id, unit, &(at + 1).to_string(), &from])?;
            }
        }
        files.push(File { name: "waves.csv".into(), bytes: bytes(out)? });
    }
    if let Some(pilot) = finished.study.group(facts, finished.seed) {
        let mut out = ::csv::Writer::from_writer(Vec::new());
        out.write_record(["person", "unit", "stratum", "group"])?;
        for member in &pilot.members {
            let [id, unit] = named(facts, member.person);
            let group = if member.hybrid { "hybrid" } else { "comparison" };
            out.write_record([id, unit, &member.stratum.join(" · "), group])?;
        }
        files.push(File { name: "pilot.csv".into(), bytes: bytes(out)? });
    }
    Ok(files)
}

fn named(facts: &Facts, person: PersonIx) -> [&str; 2] {
    let who = facts.person(person);
    [&who.id, &facts.units.get(who.unit).id]
}

fn bytes(out: ::csv::Writer<Vec<u8>>) -> Result<Vec<u8>, Failed> {
    Ok(out.into_inner().map_err(|error| ::csv::Error::from(error.into_error()))?)
}

/// For the terminal.
pub fn text(finished: &Finished, words: Words) -> String {
    let mut out = String::new();
    for wave in waves(finished, words) {
        let name = words.say("Gelombang", "Wave");
        let _ = writeln!(
            out,
            "{name} {} ({}): +{} = {}: {} {}",
            wave.name,
            wave.begins,
            wave.joins,
            wave.all,
            wave.verdict,
            wave.reasons.join("; ")
        );
    }
    if let Some(pilot) = finished.study.group(finished.facts, finished.seed) {
        let _ = writeln!(out, "{}", drawn(&pilot, finished.seed, words));
    }
    out
}
