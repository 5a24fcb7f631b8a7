//! `costs.html`: the cost sheet on one page, with the breaches behind every sum, and how evenly duties are spread.

use askama::Template;

use crate::explain::sheet::{Line, Sheet, Spread, Total};
use crate::facts::Facts;
use crate::input::lang::Lang;
use crate::report::Failed;
use crate::report::words::Words;
use crate::rules::Entry;

/// Sentences behind one sum.
const SENTENCES: usize = 15;
/// People that are listed, the dearest first; `cost_by_person.csv` has them all.
const PEOPLE: usize = 40;

/// One sum and what is behind it.
struct Row {
    name: String,
    code: String,
    /// Steps to the right, for units of units.
    indent: usize,
    cost: String,
    breaches: String,
    broken: bool,
    /// 0 to 100.
    width: i64,
    sentences: Vec<String>,
    more: Option<String>,
}

/// How one thing is spread.
struct Fairness {
    what: String,
    /// The division's name, and its groups.
    divisions: Vec<(&'static str, Vec<Group>)>,
}

struct Group {
    name: String,
    people: String,
    range: String,
    mean: String,
    gini: String,
    /// Where least, most and mean lie, 0 to 100; `None`: nothing is told of the group.
    bar: Option<(i64, i64, i64)>,
}

#[derive(Template)]
#[template(path = "sheet.html")]
struct Page {
    w: Words,
    lang: &'static str,
    title: String,
    period: String,
    tone: &'static str,
    headline: String,
    tables: Vec<(&'static str, &'static str, &'static str, Vec<Row>)>,
    fairness: Vec<Fairness>,
}

pub fn write(sheet: &Sheet, facts: &Facts, entries: &[Entry], lang: Lang) -> Result<Vec<u8>, Failed> {
    let words = Words(lang);
    let total = &sheet.total;
    let (cost, breaches) = (words.count(total.cost), words.count(total.breaches as i64));
    let mut headline = match lang {
        Lang::Id => format!("Jadwal ini berbiaya {cost}, dari {breaches} pelanggaran."),
        Lang::En => format!("This roster costs {cost}, from {breaches} breaches."),
    };
    if total.must_units > 0 {
        let units = words.count(total.must_units);
        headline += &match lang {
            Lang::Id => format!(" Aturan wajib dilanggar {units} satuan."),
            Lang::En => format!(" Rules that must hold are broken by {units} units."),
        };
    }
    let page = Page {
        w: words,
        lang: words.say("id", "en"),
        title: if facts.title.is_empty() {
            words.say("Lembar biaya", "Cost sheet").into()
        } else {
            facts.title.clone()
        },
        period: words.period(&facts.calendar.days),
        tone: if total.must_units > 0 { "bad" } else { "good" },
        headline,
        tables: tables(sheet, facts, entries, words),
        fairness: fairness(&sheet.spreads, words),
    };
    Ok(page.render()?.into_bytes())
}

fn tables(
    sheet: &Sheet,
    facts: &Facts,
    entries: &[Entry],
    words: Words,
) -> Vec<(&'static str, &'static str, &'static str, Vec<Row>)> {
    let row = |name: String, code: String, indent: usize, total: &Total, top: i64, has: &dyn Fn(&&Line) -> bool| {
        let behind = sheet.lines.iter().filter(has);
        let more = total.breaches.saturating_sub(SENTENCES);
        Row {
            name,
            code,
            indent,
            cost: words.count(total.cost),
            breaches: words.count(total.breaches as i64),
            broken: total.must_units > 0,
            width: total.cost * 100 / top.max(1),
            sentences: behind.take(SENTENCES).map(|line| line.breach.text.get(words.0).to_string()).collect(),
            more: (more > 0).then(|| words.count(more as i64)),
        }
    };
    let mut rules: Vec<_> = sheet.rules.iter().filter(|(_, total)| total.breaches > 0).collect();
    rules.sort_by_key(|(finding, total)| (total.must_units == 0, -total.cost, finding.rule));
    let top = rules.iter().map(|(_, total)| total.cost).max().unwrap_or(0);
    let rules = rules.into_iter().map(|(finding, total)| {
        let says = entries[finding.rule].says(facts).get(words.0).to_string();
        row(says, finding.id.clone(), 0, total, top, &|line| line.finding.rule == finding.rule)
    });
    let units = sheet.units.iter().map(|(unit, total)| {
        let the = facts.units.get(*unit);
        let inside = |line: &&Line| line.unit.is_some_and(|inner| facts.units.inside(inner, *unit));
        row(the.name.clone(), the.id.clone(), usize::from(the.depth), total, sheet.total.cost, &inside)
    });
    let mut people: Vec<_> = sheet.people.iter().collect();
    people.sort_by_key(|(person, total)| (total.must_units == 0, -total.cost, **person));
    let top = people.iter().map(|(_, total)| total.cost).max().unwrap_or(0);
    let people = people.into_iter().take(PEOPLE).map(|(person, total)| {
        let the = facts.person(*person);
        let unit = facts.units.get(the.unit).name.clone();
        row(unit, the.id.clone(), 0, total, top, &|line| line.breach.person == Some(*person))
    });
    let top = sheet.days.values().map(|total| total.cost).max().unwrap_or(0);
    let days = sheet.days.iter().map(|(day, total)| {
        let date = words.date(facts.calendar.day(*day).date);
        row(date, String::new(), 0, total, top, &|line| line.breach.day == Some(*day))
    });
    vec![
        ("rules", "Menurut aturan", "By rule", rules.collect()),
        ("units", "Menurut unit, dengan semua di bawahnya", "By unit, with all below it", units.collect()),
        ("days", "Menurut hari", "By day", days.collect()),
        ("people", "Menurut pegawai", "By person", people.collect()),
    ]
}

/// Tenths, hundredths, … as people write them.
fn decimal(number: i64, digits: usize, words: Words) -> String {
    let one = 10_i64.pow(digits as u32);
    format!("{}{}{:0digits$}", number / one, words.say(",", "."), number % one)
}

/// What is counted, division by division.
fn fairness(spreads: &[Spread], words: Words) -> Vec<Fairness> {
    let division = |by: &str| match by {
        "sex" => words.say("menurut jenis kelamin", "by sex"),
        "rank" => words.say("menurut jenis jabatan", "by kind of rank"),
        "unit" => words.say("menurut unit", "by unit"),
        _ => "",
    };
    let one = |alike: &[Spread]| {
        let top = alike.iter().filter_map(|one| one.told.as_ref()).map(|told| told.most).max().unwrap_or(0).max(1);
        let group = |one: &Spread| {
            let told = one.told.as_ref();
            let or_none = |text: Option<String>| text.unwrap_or_else(|| "–".into());
            Group {
                name: one.group.get(words.0).to_string(),
                people: or_none(told.map(|told| words.count(told.people as i64))),
                range: or_none(told.map(|told| format!("{}–{}", told.least, told.most))),
                mean: or_none(told.map(|told| decimal(told.mean_hundredths, 2, words))),
                gini: or_none(told.map(|told| decimal(told.gini_thousandths, 3, words))),
                bar: told.map(|told| (told.least * 100 / top, told.most * 100 / top, told.mean_hundredths / top)),
            }
        };
        let divisions = alike.chunk_by(|one, other| one.by == other.by);
        Fairness {
            what: alike[0].what.get(words.0).to_string(),
            divisions: divisions.map(|of| (division(of[0].by), of.iter().map(group).collect())).collect(),
        }
    };
    spreads.chunk_by(|one, other| one.what == other.what).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::sheet::sheet;
    use crate::rules::testing::{picture, rule, world};
    use crate::verify::verify;

    #[test]
    fn the_page_has_every_sum_with_its_sentences_in_each_language() {
        let mut facts = world();
        facts.people[0].id = "<i>ana</i>".into();
        let entries = [rule("rest: {hours: 30, prefer: 7}"), rule("desk_cover: {shifts: [pagi], prefer: [1, 9]}")];
        let roster = picture(&world(), "ana OD--\n bob ---o");
        let verdict = verify(&facts, &entries, &roster);
        let summed = sheet(&facts, &roster, &verdict);
        for (lang, said) in [(Lang::Id, "Menurut pegawai"), (Lang::En, "By person")] {
            let page = write(&summed, &facts, &entries, lang).expect("a page");
            let page = String::from_utf8(page).expect("UTF-8");
            assert!(page.contains(said) && !page.contains("<i>ana"), "{page}");
            let total = Words(lang).count(verdict.cost);
            assert!(page.contains(&format!(" {total}, ")), "{page}");
            for line in &summed.lines {
                let text = line.breach.text.get(lang).replace('<', "&#60;").replace('>', "&#62;");
                assert!(page.contains(&text), "{text} in {page}");
            }
            for sign in ["http:", "https:", "src=", "url(", "<link", "<script"] {
                assert!(!page.contains(sign), "{sign}");
            }
        }
    }
}
