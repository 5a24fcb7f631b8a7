//! The terminal's summary after `solve` and `verify`, and small rosters drawn in letters.

use std::fmt::Write;

use super::codes::Codes;
use super::result::gap_ppm;
use super::words::Words;
use super::{Found, Report};
use crate::engine::Status;
use crate::facts::{FREE, Facts};
use crate::input::lang::{Lang, Text};

/// Sentences shown for each rule before "and so many more".
const FIRST: usize = 3;
/// People of the largest roster that is drawn.
const DRAWN: usize = 12;

/// What happened, in one or two sentences: the first thing that everybody reads.
pub fn headline(report: &Report, lang: Lang) -> String {
    let words = Words(lang);
    let Some(found) = &report.found else { return without_roster(report, words).into() };
    if !found.verdict.is_valid() {
        let units = words.count(found.verdict.must_units);
        return match lang {
            Lang::Id => format!("Jadwal ini tidak sah: ada pelanggaran aturan wajib ({units})."),
            Lang::En => format!("This roster is not valid: rules that must hold are broken ({units})."),
        };
    }
    let valid = words.say(
        "Jadwal ini sah: semua aturan wajib terpenuhi.",
        "This roster is valid: every rule that must hold, holds.",
    );
    let cost = words.count(found.verdict.cost);
    let proof = match (report.run.outcome, gap_ppm(report)) {
        (Some(_), Some(0)) => match lang {
            Lang::Id => format!("Biaya {cost}, terbukti tidak ada yang lebih murah."),
            Lang::En => format!("Cost {cost}, proved: no roster is cheaper."),
        },
        (Some(outcome), Some(ppm)) => {
            let (bound, gap) = (words.count(outcome.bound), words.gap(ppm));
            match lang {
                Lang::Id => format!("Biaya {cost}, terbukti paling sedikit {bound} (celah {gap})."),
                Lang::En => format!("Cost {cost}, proved to be at least {bound} (gap {gap})."),
            }
        }
        _ => format!("{} {cost}.", words.say("Biaya", "Cost")),
    };
    format!("{valid} {proof}")
}

fn without_roster(report: &Report, words: Words) -> &'static str {
    let outcome = report.run.outcome;
    match outcome.map(|one| one.status) {
        Some(Status::Infeasible) => words.say(
            "Tidak ada jadwal yang memenuhi semua aturan wajib sekaligus; ini terbukti.",
            "No roster can keep all rules that must hold; this is proved.",
        ),
        _ if outcome.is_some_and(|one| one.stopped) => {
            words.say("Dihentikan sebelum ada jadwal yang sah.", "Stopped before a valid roster was found.")
        }
        _ => words.say(
            "Belum ditemukan jadwal yang sah dalam batas waktu; belum tentu tidak ada.",
            "No valid roster was found within the limit; none is ruled out.",
        ),
    }
}

/// The summary that `solve` and `verify` print. `files` are the paths written.
pub fn summary(report: &Report, files: &[String], lang: Lang) -> String {
    let words = Words(lang);
    let mut out = headline(report, lang) + "\n";
    if let Some(found) = &report.found {
        if !found.measures.ceiling_allows_half() && found.measures.ceiling.home_days > 0 {
            out += &ceiling(found, lang);
            out.push('\n');
        }
        breaches(report, found, words, &mut out);
        if found.roster.people() <= DRAWN {
            out.push('\n');
            out += &picture(report.facts, found, lang);
        }
    }
    if let Some(outcome) = report.run.outcome {
        let _ = write!(out, "\n{}, {}", outcome.engine, words.seconds(report.run.wall.as_secs_f64()));
        if outcome.stopped {
            out += words.say(", dihentikan", ", stopped");
        }
        out.push('\n');
    }
    if let Some(canonical) = report.run.outcome.and_then(|outcome| outcome.canonical) {
        out += match canonical {
            true => words.say("Jadwal kanonis.", "The canonical roster."),
            false => words.say(
                "Bukan jadwal kanonis: batas waktu atau kerja tercapai sebelum terbukti optimal.",
                "Not the canonical roster: the limit of time or work came before the proof.",
            ),
        };
        out.push('\n');
    }
    for file in files {
        let _ = writeln!(out, "  {file}");
    }
    out
}

/// Why half at home cannot be reached, where that is so.
pub fn ceiling(found: &Found, lang: Lang) -> String {
    let words = Words(lang);
    let (most, share) = (&found.measures.ceiling, &found.measures.share);
    let (at_most, now) = (words.tenths(most.home_tenths), words.tenths(share.home_tenths));
    match lang {
        Lang::Id => format!(
            "Separuh di rumah tidak dapat dicapai: syarat dan batas WFH menyisakan paling banyak {at_most} hari kerja \
             di rumah; jadwal ini {now}."
        ),
        Lang::En => format!(
            "Half at home cannot be reached: eligibility and caps leave at most {at_most} of working days at home; \
             this roster has {now}."
        ),
    }
}

/// Breaches by rule with the first sentences, impossible cells first, then `must`, then the dearest.
fn breaches(report: &Report, found: &Found, words: Words, out: &mut String) {
    let sentences = |texts: &mut dyn Iterator<Item = &Text>, count: usize, out: &mut String| {
        for text in texts.take(FIRST) {
            let _ = writeln!(out, "    {}", text.get(words.0));
        }
        if count > FIRST {
            let more = words.count((count - FIRST) as i64);
            let _ = writeln!(out, "    {} {more} {}", words.say("dan", "and"), words.say("lagi", "more"));
        }
    };
    let impossible = &found.verdict.impossible;
    if !impossible.is_empty() {
        let title = words.say("Penugasan yang tidak mungkin", "Duties that cannot be");
        let _ = writeln!(out, "\n  {title}: {}", words.count(impossible.len() as i64));
        sentences(&mut impossible.iter().map(|one| &one.text), impossible.len(), out);
    }
    let mut findings: Vec<_> = found.verdict.findings.iter().filter(|finding| finding.units > 0).collect();
    findings.sort_by_key(|finding| (!finding.must, -finding.cost, finding.rule));
    for finding in findings {
        let price = match finding.must {
            true => words.say("wajib", "must").to_string(),
            false => format!("{} {}", words.say("biaya", "cost"), words.count(finding.cost)),
        };
        let (units, unit) = (words.count(finding.units), words.say("pelanggaran", "breach units"));
        let _ = writeln!(out, "\n  {} ({price}): {units} {unit}", finding.id);
        let _ = writeln!(out, "    {}", report.entries[finding.rule].says(report.facts).get(words.0));
        sentences(&mut finding.breaches.iter().map(|one| &one.text), finding.breaches.len(), out);
    }
}

/// A roster in letters with its legend.
pub fn picture(facts: &Facts, found: &Found, lang: Lang) -> String {
    let (words, codes) = (Words(lang), Codes::new(facts));
    let cell = |person, day| match found.roster.duty(person, day) {
        FREE if facts.person(person).absence(day).is_some() => "x".to_string(),
        FREE => "·".to_string(),
        duty => codes.cell(facts, duty, lang),
    };
    let length = |text: &str| text.chars().count();
    let cells = facts.everybody().flat_map(|person| facts.days().map(move |day| (person, day)));
    let width = cells.map(|(person, day)| length(&cell(person, day))).max().unwrap_or(1).max(3);
    let name_width = facts.people.iter().map(|one| length(&one.id)).max().unwrap_or(0);
    let dates = facts.calendar.days.iter().map(|day| day.date);
    let row = |name: &str, cells: &mut dyn Iterator<Item = String>| {
        let cells: String = cells.map(|cell| format!(" {cell:width$}")).collect();
        format!("{name:name_width$} {cells}").trim_end().to_string() + "\n"
    };
    let mut out = row("", &mut dates.clone().map(|date| words.short_weekday(date).to_string()));
    out += &row("", &mut dates.map(|date| chrono::Datelike::day(&date).to_string()));
    for person in facts.everybody() {
        out += &row(&facts.person(person).id, &mut facts.days().map(|day| cell(person, day)));
    }
    out += &legend(facts, &codes, lang);
    out
}

fn legend(facts: &Facts, codes: &Codes, lang: Lang) -> String {
    let words = Words(lang);
    let mut shifts: Vec<String> = Vec::new();
    for (duty, held) in facts.duties.iter().enumerate() {
        let Some(shift) = held.shift.map(|shift| &facts.shifts[usize::from(shift)]) else { continue };
        let code = codes.shift(facts, duty as u16).unwrap_or_default();
        let hours = format!("{}–{}", words.clock(shift.hours.start_min), words.clock(shift.hours.end_min));
        let entry = format!("{code} {} {hours}", shift.name.get(lang));
        if !shifts.contains(&entry) {
            shifts.push(entry);
        }
    }
    let places =
        words.say("·R rumah, ·L tempat lain, :x loket x, x berhalangan", "·H home, ·E elsewhere, :x desk x, x absent");
    format!("{}; {places}\n", shifts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::{found, outcome, report, solved};
    use crate::rules::testing::{rule, world};

    #[test]
    fn the_summary_says_what_was_proved_what_is_broken_and_where_the_files_are() {
        let facts = world();
        let entries = [rule("rest: {hours: 11, must: true}"), rule("rest: {id: panjang, hours: 30, prefer: 7}")];
        let files = ["out/roster.csv".to_string()];
        let text = solved(&facts, &entries, "ana OD--\n bob ---o", 5, |report| summary(report, &files, Lang::Id));
        insta::assert_snapshot!(text, @r#"
        Jadwal ini sah: semua aturan wajib terpenuhi. Biaya 14, terbukti paling sedikit 5 (celah 64,29 %).

          panjang (biaya 14): 2 pelanggaran
            Antara dua sif ada istirahat sedikitnya 30 jam.
            ana, 2020-01-10: hanya 16 jam istirahat sebelum sif itu
            ana, 2020-01-11: hanya 16 jam istirahat sebelum sif itu

             Jum     Sab     Min     Sen
             10      11      12      13
        ana  P       P:loket ·       x
        bob  ·       ·       ·       S
        P pagi 06.00–14.00, S sore 14.00–22.00, M malam 22.00–06.00; ·R rumah, ·L tempat lain, :x loket x, x berhalangan

        compact (highs), 1,5 dtk
          out/roster.csv
        "#);
    }

    #[test]
    fn a_broken_must_makes_a_roster_not_valid() {
        let facts = world();
        let entries = [rule("rest: {hours: 11, must: true}")];
        let said = solved(&facts, &entries, "ana oO--\n bob O---", 0, |report| summary(report, &[], Lang::En));
        insta::assert_snapshot!(said, @r#"
        This roster is not valid: rules that must hold are broken (3).

          Duties that cannot be: 1
            ana, 2020-01-11: not a working day

          rest (must): 2 breach units
            Between two shifts there are at least 11 hours of rest.
            bob, 2020-01-10: only 8 hours of rest before that shift
            ana, 2020-01-11: only 8 hours of rest before that shift

             Fri Sat Sun Mon
             10  11  12  13
        ana  S   P   ·   x
        bob  P   ·   ·   ·
        P morning 06:00–14:00, S evening 14:00–22:00, M night 22:00–06:00; ·H home, ·E elsewhere, :x desk x, x absent

        compact (highs), 1.5 s
        "#);
    }

    #[test]
    fn a_roster_is_drawn_with_days_codes_and_a_legend() {
        let facts = world();
        let found = found(&facts, "ana OHo-\n bob BDDN");
        insta::assert_snapshot!(picture(&facts, &found, Lang::Id), @r#"
             Jum     Sab     Min     Sen
             10      11      12      13
        ana  P       P·R     S       x
        bob  P·L     P:loket P:loket M:loket
        P pagi 06.00–14.00, S sore 14.00–22.00, M malam 22.00–06.00; ·R rumah, ·L tempat lain, :x loket x, x berhalangan
        "#);
    }

    #[test]
    fn without_a_roster_the_reason_is_told() {
        let facts = world();
        let said = |status| headline(&report(&facts, &[], None, Some(&outcome(status, 0))), Lang::En);
        assert_eq!(said(Status::Infeasible), "No roster can keep all rules that must hold; this is proved.");
        assert_eq!(said(Status::Unknown), "No valid roster was found within the limit; none is ruled out.");
    }

    #[test]
    fn the_headline_tells_cost_bound_and_gap() {
        let facts = world();
        let entries = [rule("rest: {hours: 30, prefer: 7}")];
        let said = solved(&facts, &entries, "ana O---\n bob ----", 6, |report| headline(report, Lang::Id));
        assert_eq!(
            said,
            "Jadwal ini sah: semua aturan wajib terpenuhi. Biaya 7, terbukti paling sedikit 6 (celah 14,29\u{a0}%)."
        );
        let said = solved(&facts, &entries, "ana O---\n bob ----", 7, |report| headline(report, Lang::En));
        assert!(said.ends_with("Cost 7, proved: no roster is cheaper."), "{said}");
    }
}
