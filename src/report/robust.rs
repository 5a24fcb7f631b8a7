//! A roster against absences, told: tables (CSV, JSON), a summary, one page with the risk by desk, hour and date.

use std::fmt::Write;
use std::path::PathBuf;

use askama::Template;
use serde_json::{Value, json};

use super::words::Words;
use super::{Failed, File};
use crate::facts::rates::CERTAIN;
use crate::facts::{DayIx, DeskIx, Facts, PersonIx};
use crate::input::lang::Lang;
use crate::study::robust::{Ask, BadDay, Stood};

/// What was asked and what came of it.
#[derive(Debug)]
pub struct Tried<'a> {
    pub facts: &'a Facts,
    pub ask: &'a Ask,
    pub stood: &'a Stood,
}

/// Names listed before "and so many more".
const NAMED: usize = 12;

impl Tried<'_> {
    fn date(&self, day: DayIx) -> chrono::NaiveDate {
        self.facts.calendar.day(day).date
    }

    fn desk(&self, desk: DeskIx, words: Words) -> String {
        self.facts.desks[usize::from(desk)].name.get(words.0).to_string()
    }

    fn ids(&self, people: &[PersonIx]) -> Vec<&str> {
        people.iter().map(|person| self.facts.person(*person).id.as_str()).collect()
    }

    /// Desks with hours that need somebody.
    fn desks(&self) -> Vec<DeskIx> {
        let mut desks: Vec<DeskIx> = self.stood.stretches.iter().map(|stretch| stretch.desk).collect();
        desks.sort_unstable();
        desks.dedup();
        desks
    }

    /// Mean chance that a desk is short in an hour of the day, over the days on which it is open then.
    fn by_hour(&self, desk: DeskIx) -> Vec<Option<i64>> {
        let mean = |hour: i32| {
            let (from, to) = (hour * 60, hour * 60 + 60);
            let overlap = |start: i32, end: i32| i64::from((end.min(to) - start.max(from)).max(0));
            let here = self.stood.stretches.iter().filter(|stretch| stretch.desk == desk);
            let (mut open, mut risk) = (0, 0);
            for stretch in here {
                let minutes = overlap(stretch.from_min, stretch.to_min);
                open += minutes;
                risk += minutes * stretch.short;
            }
            (open > 0).then(|| risk / open)
        };
        (0..24).map(mean).collect()
    }

    /// Share of the samples, of [`CERTAIN`], in which a desk fell short at some hour of a day; `None`: not open.
    fn desk_day(&self, desk: DeskIx, day: DayIx) -> Option<i64> {
        self.stood.stretches.iter().find(|stretch| (stretch.desk, stretch.day) == (desk, day))?;
        let drawn = self.stood.desk_days.get(&(desk, day)).copied().unwrap_or(0);
        Some(i64::from(drawn) * CERTAIN / self.stood.samples.max(1) as i64)
    }

    fn simulated(&self) -> i64 {
        (self.stood.samples * self.stood.minutes.len()) as i64
    }
}

/// A chance in per cent with two decimals, rounded up: a risk looks no smaller than it is.
fn percent(chance: i64, words: Words) -> String {
    words.gap((chance + 999) / 1000)
}

fn survives(tried: &Tried, k: i64, words: Words) -> String {
    let of = match (k, words.0) {
        (0, Lang::Id) => "tanpa ketidakhadiran".to_string(),
        (0, Lang::En) => "with nobody absent".to_string(),
        (_, Lang::Id) => format!("bila {k} orang mana pun berhalangan"),
        (1, Lang::En) => "any one absence".to_string(),
        (_, Lang::En) => format!("any {k} absences"),
    };
    match (tried.stood.survives(k), words.0) {
        (true, Lang::Id) => format!("Setiap loket tetap cukup petugas {of}."),
        (false, Lang::Id) => format!("Tidak setiap loket tetap cukup petugas {of}."),
        (true, Lang::En) if k == 0 => format!("Every desk is staffed {of}."),
        (false, Lang::En) if k == 0 => format!("Not every desk is staffed {of}."),
        (true, Lang::En) => format!("Every desk survives {of}."),
        (false, Lang::En) => format!("Not every desk survives {of}."),
    }
}

fn critical(tried: &Tried, words: Words) -> String {
    let critical = &tried.stood.critical;
    let shown: Vec<String> = critical
        .iter()
        .take(NAMED)
        .map(|(person, day)| format!("{} {}", tried.facts.person(*person).id, tried.date(*day)))
        .collect();
    let more = critical.len().saturating_sub(NAMED);
    let rest = if more > 0 {
        format!(" {} {more} {}", words.say("dan", "and"), words.say("lainnya", "more"))
    } else {
        String::new()
    };
    format!(
        "{} {}{}{}{rest}",
        words.count(critical.len() as i64),
        words.say("tugas loket tanpa cadangan", "desk duties without anybody to spare"),
        if shown.is_empty() { "." } else { ": " },
        shown.join(", ")
    )
}

fn bad(tried: &Tried, bad: &BadDay, words: Words) -> String {
    let desks: Vec<String> = bad.desks.iter().map(|desk| tried.desk(*desk, words)).collect();
    format!(
        "{}: {} {} {}; {}: {}",
        words.date(tried.date(bad.day)),
        words.count((bad.minutes + 59) / 60),
        words.say("jam kurang petugas di", "hours short at"),
        desks.join(", "),
        words.say("berhalangan", "absent"),
        tried.ids(&bad.absent).join(", ")
    )
}

/// `robust.csv`, `robust.json` and `robust.html`.
pub fn files(tried: &Tried, lang: Lang) -> Result<Vec<File>, Failed> {
    let file = |name: &str, bytes| File { name: name.into(), bytes };
    Ok(vec![
        file("robust.csv", table(tried)?),
        file("robust.json", format!("{:#}\n", value(tried, lang)).into_bytes()),
        file("robust.html", page(tried, Words(lang))?),
    ])
}

/// A chance as a number from 0 to 1.
fn decimal(chance: i64) -> f64 {
    chance as f64 / CERTAIN as f64
}

fn table(tried: &Tried) -> Result<Vec<u8>, Failed> {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    out.write_record(["desk", "date", "from", "to", "need", "present", "short_exact", "short_simulated", "samples"])?;
    let words = Words(Lang::En);
    for stretch in &tried.stood.stretches {
        let desk = tried.facts.desks[usize::from(stretch.desk)].id.clone();
        let drawn = i64::from(stretch.drawn) * CERTAIN / tried.stood.samples.max(1) as i64;
        out.write_record([
            desk,
            tried.date(stretch.day).to_string(),
            words.clock(stretch.from_min),
            words.clock(stretch.to_min),
            stretch.need.to_string(),
            stretch.present.to_string(),
            decimal(stretch.short).to_string(),
            decimal(drawn).to_string(),
            tried.stood.samples.to_string(),
        ])?;
    }
    Ok(out.into_inner().map_err(|error| ::csv::Error::from(error.into_error()))?)
}

/// Everything, for programs.
pub fn value(tried: &Tried, lang: Lang) -> Value {
    let words = Words(lang);
    let desk = |desk: DeskIx| {
        let days: Vec<Value> = tried
            .facts
            .days()
            .filter_map(|day| {
                Some(json!({"date": tried.date(day).to_string(), "short": decimal(tried.desk_day(desk, day)?)}))
            })
            .collect();
        let hours: Vec<Value> = tried.by_hour(desk).into_iter().map(|risk| risk.map(decimal).into()).collect();
        json!({"desk": tried.facts.desks[usize::from(desk)].id, "short_by_hour": hours, "short_by_day": days})
    };
    let worst = |bad: &BadDay| {
        let desks: Vec<&str> = bad.desks.iter().map(|desk| tried.facts.desks[usize::from(*desk)].id.as_str()).collect();
        json!({"date": tried.date(bad.day).to_string(), "minutes_short": bad.minutes, "desks": desks, "absent": tried.ids(&bad.absent)})
    };
    let fan = |day: DayIx| json!({"date": tried.date(day).to_string(), "p50": tried.stood.quantile(day, 50), "p90": tried.stood.quantile(day, 90), "p99": tried.stood.quantile(day, 99)});
    let critical = |(person, day): &(PersonIx, DayIx)| json!({"person": tried.facts.person(*person).id, "date": tried.date(*day).to_string()});
    json!({
        "simulated_days": tried.simulated(),
        "samples": tried.stood.samples,
        "seed": tried.ask.seed,
        "version": env!("CARGO_PKG_VERSION"),
        "survives": (0..=2).map(|k| json!({"absences": k, "survives": tried.stood.survives(k), "says": survives(tried, k, words)})).collect::<Vec<_>>(),
        "desks": tried.desks().into_iter().map(desk).collect::<Vec<_>>(),
        "minutes_short": tried.facts.days().map(fan).collect::<Vec<_>>(),
        "worst": tried.stood.worst.iter().map(worst).collect::<Vec<_>>(),
        "critical": tried.stood.critical.iter().map(critical).collect::<Vec<_>>(),
    })
}

/// For the terminal.
pub fn text(tried: &Tried, paths: &[PathBuf], lang: Lang) -> String {
    let words = Words(lang);
    let mut out = String::new();
    for k in 0..=2 {
        let _ = writeln!(out, "{}", survives(tried, k, words));
    }
    for desk in tried.desks() {
        let risk = tried.by_hour(desk);
        let worst = (0..24).filter_map(|hour| Some((risk[hour]?, hour))).max_by_key(|(risk, hour)| (*risk, 24 - hour));
        let Some((risk, hour)) = worst else { continue };
        let _ = writeln!(
            out,
            "{}: {} {} {}",
            tried.desk(desk, words),
            words.say("peluang kurang petugas paling tinggi", "highest chance to fall short"),
            percent(risk, words),
            format_args!("({})", words.clock(hour as i32 * 60))
        );
    }
    let _ = writeln!(out, "{}", critical(tried, words));
    if let Some(worst) = tried.stood.worst.first() {
        let of = words.say("Terburuk dari", "Worst of");
        let _ = writeln!(
            out,
            "{of} {} {}: {}",
            words.count(tried.simulated()),
            words.say("hari simulasi", "simulated days"),
            bad(tried, worst, words)
        );
    }
    for path in paths {
        let _ = writeln!(out, "{}", path.display());
    }
    out
}

struct Hours {
    name: String,
    svg: String,
}

struct HeatRow {
    name: String,
    cells: Vec<(&'static str, String, String)>,
}

#[derive(Template)]
#[template(path = "robust.html")]
struct Page {
    w: Words,
    lang: &'static str,
    title: String,
    period: String,
    tone: &'static str,
    badge: String,
    survives: Vec<String>,
    critical: String,
    hours: Vec<Hours>,
    fan: String,
    heads: Vec<(&'static str, u32)>,
    heat: Vec<HeatRow>,
    worst: Vec<String>,
    facts: Vec<(String, String)>,
}

fn page(tried: &Tried, words: Words) -> Result<Vec<u8>, Failed> {
    let days = &tried.facts.calendar.days;
    let row = |desk: DeskIx| HeatRow {
        name: tried.desk(desk, words),
        cells: tried.facts.days().map(|day| heat(tried, desk, day, words)).collect(),
    };
    let (tone, badge) = match (tried.stood.survives(0), tried.stood.survives(1)) {
        (_, true) => ("good", words.say("Tahan satu ketidakhadiran", "Survives any one absence")),
        (true, false) => ("open", words.say("Tanpa cadangan di sebagian jam", "Nobody to spare at some hours")),
        (false, false) => ("bad", words.say("Sudah kurang petugas", "Short even so")),
    };
    let mut rates: Vec<i64> = tried.ask.rates.clone();
    rates.sort_unstable();
    rates.dedup();
    let rates = rates.into_iter().map(|rate| words.gap(rate)).collect::<Vec<_>>().join(", ");
    let page = Page {
        w: words,
        lang: words.say("id", "en"),
        title: tried.facts.title.clone(),
        period: match (days.first(), days.last()) {
            (Some(first), Some(last)) => format!("{} – {}", words.date(first.date), words.date(last.date)),
            _ => String::new(),
        },
        tone,
        badge: badge.into(),
        survives: (0..=2).map(|k| survives(tried, k, words)).collect(),
        critical: critical(tried, words),
        hours: tried.desks().into_iter().map(|desk| hours(tried, desk, words)).collect(),
        fan: fan(tried, words),
        heads: days.iter().map(|day| (words.short_weekday(day.date), chrono::Datelike::day(&day.date))).collect(),
        heat: tried.desks().into_iter().map(row).collect(),
        worst: tried.stood.worst.iter().map(|one| bad(tried, one, words)).collect(),
        facts: vec![
            (words.say("Tingkat ketidakhadiran", "Rate of absence").into(), rates),
            (words.say("Hari simulasi", "Simulated days").into(), words.count(tried.simulated())),
            (words.say("Benih acak", "Seed").into(), tried.ask.seed.to_string()),
            (words.say("Versi", "Version").into(), format!("luwes {}", env!("CARGO_PKG_VERSION"))),
        ],
    };
    Ok(page.render()?.into_bytes())
}

/// Colour, text and title of a desk's day.
fn heat(tried: &Tried, desk: DeskIx, day: DayIx, words: Words) -> (&'static str, String, String) {
    let Some(risk) = tried.desk_day(desk, day) else { return ("off", String::new(), String::new()) };
    let hundredths = (risk * 100 + CERTAIN / 2) / CERTAIN;
    let class = match hundredths {
        0 => "k0",
        1..=4 => "k1",
        5..=9 => "k2",
        10..=19 => "k3",
        20..=49 => "k4",
        _ => "k5",
    };
    (class, hundredths.to_string(), format!("{}: {}", words.date(tried.date(day)), percent(risk, words)))
}

const WIDTH: i64 = 480;
const HEIGHT: i64 = 130;

/// Bars of the chance to fall short by hour of the day.
fn hours(tried: &Tried, desk: DeskIx, words: Words) -> Hours {
    let risk = tried.by_hour(desk);
    let top = risk.iter().flatten().copied().max().unwrap_or(0).max(CERTAIN / 100);
    let step = WIDTH / 24;
    let mut svg = format!("<svg viewBox=\"-56 -10 {} {}\" role=\"img\">", WIDTH + 64, HEIGHT + 36);
    for part in 0..=2 {
        let (y, value) = (HEIGHT - HEIGHT * part / 2, top * part / 2);
        let _ = write!(
            svg,
            "<path class=\"axis\" d=\"M0 {y}H{WIDTH}\"/><g class=\"tick\"><text x=\"-6\" y=\"{}\">{}</text></g>",
            y + 4,
            percent(value, words)
        );
    }
    for (hour, risk) in risk.iter().enumerate() {
        let x = hour as i64 * step;
        if hour % 3 == 0 {
            let _ = write!(
                svg,
                "<g class=\"head\"><text x=\"{x}\" y=\"{}\">{}</text></g>",
                HEIGHT + 18,
                words.clock(hour as i32 * 60)
            );
        }
        let Some(risk) = risk else { continue };
        let tall = (risk * HEIGHT / top).max(1);
        let _ = write!(
            svg,
            "<rect class=\"risk\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{tall}\"><title>{}: {}</title></rect>",
            x + 1,
            HEIGHT - tall,
            step - 2,
            words.clock(hour as i32 * 60),
            percent(*risk, words)
        );
    }
    Hours { name: tried.desk(desk, words), svg: svg + "</svg>" }
}

/// Hours short in half, nine tenths and 99 of 100 of the simulated days, by date.
fn fan(tried: &Tried, words: Words) -> String {
    let days = tried.stood.minutes.len() as i64;
    let quantile = |day: i64, percent| tried.stood.quantile(day as DayIx, percent);
    let top = (0..days).map(|day| quantile(day, 99)).max().unwrap_or(0).max(60);
    let width = 2 * WIDTH;
    let step = (width / days.max(1)).max(8);
    let y = |minutes: i64| HEIGHT - minutes * HEIGHT / top;
    let mut svg = format!("<svg viewBox=\"-56 -10 {} {}\" role=\"img\">", step * days + 64, HEIGHT + 36);
    for part in 0..=2 {
        let value = top * part / 2;
        let hours = words.tenths(value * 10 / 60).replace(['%', '\u{a0}'], "");
        let _ = write!(
            svg,
            "<path class=\"axis\" d=\"M0 {0}H{1}\"/><g class=\"tick\"><text x=\"-6\" y=\"{2}\">{hours}</text></g>",
            y(value),
            step * days,
            y(value) + 4
        );
    }
    for day in 0..days {
        let x = day * step;
        for (percent, class) in [(99, "f99"), (90, "f90"), (50, "f50")] {
            let minutes = quantile(day, percent);
            if minutes > 0 {
                let title = format!(
                    "{}, {percent} %: {} {}",
                    words.date(tried.date(day as DayIx)),
                    words.count(minutes),
                    words.say("menit", "minutes")
                );
                let _ = write!(
                    svg,
                    "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{title}</title></rect>",
                    x + 2,
                    y(minutes),
                    step - 4,
                    HEIGHT - y(minutes)
                );
            }
        }
        if days <= 14 || day % 7 == 0 {
            let _ = write!(
                svg,
                "<g class=\"head\"><text x=\"{}\" y=\"{}\">{}</text></g>",
                x + step / 2,
                HEIGHT + 18,
                words.short_date(tried.date(day as DayIx))
            );
        }
    }
    svg + "</svg>"
}
