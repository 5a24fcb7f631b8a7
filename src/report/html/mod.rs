//! `report.html`: one self-contained page; its pictures are SVG made here, its words stand in the templates.

mod charts;
mod heat;
mod tables;

use askama::Template;

use super::words::Words;
use super::{Failed, Found, Report, codes, measures, result, text};
use crate::engine::Status;
use crate::facts::Facts;
use crate::input::lang::Lang;
use charts::{DeskStrip, Histogram, Lines, SeatBars, Trace};
use heat::Heat;
pub use tables::force as force_words;
use tables::{BreachGroup, CostRow, OverviewRow, RuleRow};

/// People above which the page leaves out their lines: it must stay quick to open.
const MOST_LINES: usize = 4000;

/// A key figure.
struct Tile {
    label: String,
    value: String,
    note: String,
}

/// The deputy's part of the heat map.
struct Deputy {
    name: String,
    note: String,
    open: bool,
    heats: Vec<Heat>,
}

/// What is told of a roster.
struct Body {
    tiles: Vec<Tile>,
    ceiling: Option<String>,
    measures: Vec<(String, String)>,
    days: Vec<DayHead>,
    overview: Vec<OverviewRow>,
    deputies: Vec<Deputy>,
    legend: Vec<heat::LegendItem>,
    lines: Vec<Lines>,
    desks: Vec<DeskStrip>,
    seats: Vec<SeatBars>,
    histograms: Vec<Histogram>,
    breaches: Vec<BreachGroup>,
    costs: Vec<CostRow>,
}

impl Body {
    fn has_bands(&self) -> bool {
        self.lines.iter().any(Lines::has_band)
    }
}

/// Head of a day's column.
struct DayHead {
    weekday: &'static str,
    number: u32,
    full: String,
    /// `off` on days that are not worked, `hol` on holidays.
    class: &'static str,
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    w: Words,
    lang: &'static str,
    title: String,
    period: String,
    tone: &'static str,
    badge: &'static str,
    headline: String,
    body: Option<Body>,
    trace: Option<Trace>,
    rules: Vec<RuleRow>,
    facts: Vec<(String, String)>,
}

/// The page.
pub fn write(report: &Report, lang: Lang) -> Result<Vec<u8>, Failed> {
    let words = Words(lang);
    let facts = report.facts;
    let (tone, badge) = tone(report, words);
    let page = Page {
        w: words,
        lang: words.say("id", "en"),
        title: if facts.title.is_empty() { words.say("Jadwal kerja", "Roster").into() } else { facts.title.clone() },
        period: words.period(&facts.calendar.days),
        tone,
        badge,
        headline: text::headline(report, lang),
        body: report.found.as_ref().map(|found| body(report, found, words)),
        trace: report.run.outcome.and_then(|outcome| Trace::new(outcome, words)),
        rules: tables::rules(report, words),
        facts: provenance(report, words),
    };
    Ok(page.render()?.into_bytes())
}

/// Colour and word of the verdict.
fn tone(report: &Report, words: Words) -> (&'static str, &'static str) {
    let valid = report.found.as_ref().map(|found| found.verdict.is_valid());
    match (valid, report.run.outcome.map(|outcome| outcome.status)) {
        (Some(false), _) => ("bad", words.say("Tidak sah", "Not valid")),
        (Some(true), Some(Status::Optimal)) => ("good", words.say("Sah dan optimal", "Valid and optimal")),
        (Some(true), _) => ("good", words.say("Sah", "Valid")),
        (None, Some(Status::Infeasible)) => ("bad", words.say("Tidak mungkin", "Infeasible")),
        (None, _) => ("open", words.say("Belum ada jadwal", "No roster yet")),
    }
}

fn body(report: &Report, found: &Found, words: Words) -> Body {
    let facts = report.facts;
    let units = tables::units(facts);
    Body {
        tiles: tiles(report, found, words),
        ceiling: (!found.measures.ceiling_allows_half()).then(|| text::ceiling(found, words.0)),
        measures: found
            .measures
            .lines(words.0)
            .into_iter()
            .map(|(label, value)| (label.get(words.0).into(), value))
            .collect(),
        days: days(facts, words),
        overview: tables::overview(facts, found, &units, words),
        deputies: deputies(facts, found, words),
        legend: heat::legend(facts, found, words),
        lines: charts::lines(report, found, words),
        desks: charts::desks(facts, found, words),
        seats: charts::seats(facts, found, words),
        histograms: charts::histograms(found, words),
        breaches: tables::breaches(report, found, words),
        costs: tables::costs(report, found, words),
    }
}

fn tiles(report: &Report, found: &Found, words: Words) -> Vec<Tile> {
    let measures = &found.measures;
    let tile = |label: &str, value: String, note: String| Tile { label: label.into(), value, note };
    let mut tiles = Vec::new();
    let gap = result::gap_ppm(report).map(|ppm| match ppm {
        0 => words.say("terbukti termurah", "proved the cheapest").to_string(),
        _ => format!("{} {}", words.say("celah", "gap"), words.gap(ppm)),
    });
    tiles.push(tile(words.say("Biaya", "Cost"), words.count(measures.cost), gap.unwrap_or_default()));
    let most = format!("{} {}", words.say("paling banyak", "at most"), words.tenths(measures.ceiling.home_tenths));
    tiles.push(tile(words.say("Bagian WFH", "Share at home"), words.tenths(measures.share.home_tenths), most));
    let eligible =
        format!("{} {}", words.count(measures.eligible), words.say("memenuhi syarat WFH", "eligible for home"));
    tiles.push(tile(words.say("Pegawai", "People"), words.count(measures.people), eligible));
    if let Some(cover) = measures.desk_cover_tenths {
        let short: i64 = measures.desks.iter().map(|desk| desk.short_minutes).sum();
        let note = match short {
            0 => words.say("tidak pernah kurang petugas", "never short of staff").to_string(),
            _ => format!(
                "{} {}",
                words.count((short + 59) / 60),
                words.say("jam kurang petugas", "hours short of staff")
            ),
        };
        tiles.push(tile(words.say("Jam loket terisi", "Desk hours covered"), words.tenths(cover), note));
    }
    if measures.wishes.asked > 0 {
        let met = measures.wishes.asked - measures.wishes.unmet;
        let note = format!("{} {}", words.say("dari", "of"), words.count(measures.wishes.asked));
        tiles.push(tile(words.say("Permintaan terpenuhi", "Wishes met"), words.count(met), note));
    }
    for site in measures.seats.iter().filter(|site| site.capacity.is_some()).take(1) {
        let note = format!("{} {} · {}", words.say("dari", "of"), words.count(site.capacity.unwrap_or(0)), site.name);
        tiles.push(tile(words.say("Kursi terpakai, puncak", "Seats used, peak"), words.count(site.peak), note));
    }
    if measures.published > 0 {
        let note = format!("{} {}", words.say("dari", "of"), words.count(measures.published));
        tiles.push(tile(
            words.say("Sel terbit yang berubah", "Published cells changed"),
            words.count(measures.changed),
            note,
        ));
    }
    tiles
}

fn days(facts: &Facts, words: Words) -> Vec<DayHead> {
    let head = |day: &crate::facts::Day| DayHead {
        weekday: words.short_weekday(day.date),
        number: chrono::Datelike::day(&day.date),
        full: match &day.holiday {
            Some(holiday) => format!("{}: {holiday}", words.date(day.date)),
            None => words.date(day.date),
        },
        class: day_class(day),
    };
    facts.calendar.days.iter().map(head).collect()
}

/// How a day's column is shaded.
pub fn day_class(day: &crate::facts::Day) -> &'static str {
    match (&day.holiday, day.working) {
        (Some(_), _) => "hol",
        (None, false) => "off",
        (None, true) => "",
    }
}

/// The lines of everybody, by deputy and directorate; none in a ministry too large for one page.
fn deputies(facts: &Facts, found: &Found, words: Words) -> Vec<Deputy> {
    if facts.people.len() > MOST_LINES {
        return Vec::new();
    }
    let codes = codes::Codes::new(facts);
    let units = measures::deputies(facts);
    let each = units.iter().enumerate().map(|(at, unit)| {
        let people = measures::members(facts, *unit);
        let share = measures::share(facts, found.roster, &people);
        let note = format!("{} · WFH {}", words.people(people.len() as i64), words.tenths(share.home_tenths));
        Deputy {
            name: facts.units.get(*unit).name.clone(),
            note,
            open: at == 0 || facts.people.len() <= 100,
            heats: heat::heats(facts, found, &codes, &people, words),
        }
    });
    each.collect()
}

/// What the page was made from.
fn provenance(report: &Report, words: Words) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let mut row = |label: &str, value: String| rows.push((label.to_string(), value));
    row(words.say("Skenario (SHA-256)", "Scenario (SHA-256)"), report.run.scenario_hash.clone());
    if let Some(found) = &report.found {
        row(words.say("Jadwal (SHA-256)", "Roster (SHA-256)"), result::roster_hash(report.facts, found.roster));
    }
    if let Some(outcome) = report.run.outcome {
        row(words.say("Mesin", "Engine"), outcome.engine.clone());
        row(words.say("Waktu", "Time"), words.seconds(report.run.wall.as_secs_f64()));
        row(words.say("Benih acak", "Seed"), report.run.seed.to_string());
    }
    row(words.say("Versi", "Version"), format!("luwes {}", env!("CARGO_PKG_VERSION")));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Predicate, Sex};
    use crate::input::lang::Text;
    use crate::report::files;
    use crate::report::testing::{found, outcome, report, solved};
    use crate::rules::testing::{rule, world};

    const DRAWN: &str = "ana OD--\n bob ---o";

    fn page(facts: &Facts, lang: Lang) -> String {
        let entries = [
            rule("rest: {hours: 30, prefer: 7, source: \"Perpres <21>\"}"),
            rule("office_share: {min: 50, prefer: 2}"),
        ];
        let bytes = solved(facts, &entries, DRAWN, 13, |report| write(report, lang));
        String::from_utf8(bytes.expect("a page")).expect("UTF-8")
    }

    #[test]
    fn the_page_needs_no_network() {
        let page = page(&world(), Lang::Id);
        for sign in ["http:", "https:", "src=", "url(", "@import", "<link"] {
            assert!(!page.contains(sign), "{sign}");
        }
    }

    #[test]
    fn what_people_wrote_cannot_become_markup() {
        let mut facts = world();
        facts.title = "<script>alert(1)</script>".into();
        facts.people[0].id = "\"><img onerror=x>".into();
        facts.desks[0].name = Text::same("<b>loket</b>");
        facts.units.0[1].name = "</style>".into();
        let bytes = solved(&facts, &[], "bob ---o", 0, |report| write(report, Lang::En)).expect("a page");
        let page = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(page.matches("<script>").count(), 1);
        assert_eq!(page.matches("</style>").count(), 1);
        assert!(!page.contains("<img") && !page.contains("<b>loket"));
    }

    #[test]
    fn the_page_tells_verdict_cover_breaches_and_rules_in_each_language() {
        let (id, en) = (page(&world(), Lang::Id), page(&world(), Lang::En));
        for part in ["<html lang=\"id\">", "Jadwal ini sah", "Loket layanan", "0/1", "Perpres", "Sebagai tabel"] {
            assert!(id.contains(part), "{part}");
        }
        for part in ["<html lang=\"en\">", "This roster is valid", "Service desks", "rest before that shift"] {
            assert!(en.contains(part), "{part}");
        }
    }

    #[test]
    fn personal_data_changes_no_byte_of_any_file() {
        let told =
            |facts: &Facts| files(&report(facts, &[], Some(found(facts, DRAWN)), None), Lang::Id).expect("files");
        let facts = world();
        let mut other = facts.clone();
        for person in &mut other.people {
            (person.sex, person.predicate, person.score) = (Some(Sex::Female), Some(Predicate::Poor), Some(1));
            (person.discipline, person.consent, person.since) = (true, true, None);
        }
        assert!(told(&facts) == told(&other));
    }

    #[test]
    fn without_a_roster_the_page_still_tells_why_and_by_which_rules() {
        let (facts, entries) = (world(), [rule("rest: {hours: 11, must: true}")]);
        let none = outcome(Status::Infeasible, 0);
        let page = write(&report(&facts, &entries, None, Some(&none)), Lang::En).expect("a page");
        let page = String::from_utf8(page).expect("UTF-8");
        assert!(page.contains("No roster can keep all rules") && page.contains("at least 11 hours of rest"));
    }
}
