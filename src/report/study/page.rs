//! `study.html`: answers, charts and the table of all points on one page.

use askama::Template;

use super::charts::{self, Chart};
use super::groups;
use super::tornado;
use super::{Ended, Finished, SHOWN, Words, bound, ended, measure, sentence, written};
use crate::input::lang::{Lang, Text};
use crate::report::Failed;
use crate::study::point::{Block, Point};
use crate::study::search::Answer;

/// A rule that blocks: id, sentence, place.
type Told = (String, String, String);

struct AnswerCard {
    tone: &'static str,
    badge: &'static str,
    says: String,
    blocked: Vec<Told>,
    steps: Vec<(String, &'static str, &'static str)>,
}

struct Line {
    at: Vec<String>,
    tone: &'static str,
    ended: String,
    cost: String,
    bound: String,
    measures: Vec<String>,
    blocked: String,
    seconds: String,
}

#[derive(Template)]
#[template(path = "study.html")]
struct Page {
    w: Words,
    lang: &'static str,
    title: String,
    scenario: String,
    tone: &'static str,
    badge: &'static str,
    headline: String,
    answers: Vec<AnswerCard>,
    unordered: bool,
    charts: Vec<Chart>,
    /// Measures that no chart shows, as they are the same everywhere.
    same: String,
    legend: Vec<(String, String)>,
    axes: Vec<String>,
    columns: Vec<&'static str>,
    lines: Vec<Line>,
    blocks: Vec<(String, Vec<Told>)>,
    waves: Vec<groups::Wave>,
    drawn: String,
    balance: Vec<[String; 4]>,
    facts: Vec<(String, String)>,
}

pub fn write(finished: &Finished, lang: Lang) -> Result<Vec<u8>, Failed> {
    let words = Words(lang);
    let shown: Vec<_> = SHOWN
        .iter()
        .filter(|(key, ..)| finished.points.iter().any(|placed| measure(&placed.point, key).is_some()))
        .collect();
    let lines = finished.points.iter().map(|placed| Line {
        at: labels(finished, &placed.at, words),
        tone: tone(placed.point.ended),
        ended: match placed.point.carried {
            true => format!(
                "{}, {}",
                ended(placed.point.ended, words),
                words.say("oleh titik-titik sebelumnya", "by the points before")
            ),
            false => [Some(ended(placed.point.ended, words).to_string()), gap(&placed.point, words)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("; "),
        },
        cost: number(placed.point.cost, words),
        bound: number(bound(&placed.point), words),
        measures: shown
            .iter()
            .map(|(key, _, _, unit)| {
                measure(&placed.point, key).map_or("–".into(), |value| written(value, *unit, words))
            })
            .collect(),
        blocked: placed.point.blocked.iter().map(|block| block.rule.as_str()).collect::<Vec<_>>().join(", "),
        seconds: words.seconds(placed.point.millis as f64 / 1e3),
    });
    let lines: Vec<Line> = lines.collect();
    let blocks = finished.points.iter().filter(|placed| !placed.point.blocked.is_empty());
    let blocks = blocks.map(|placed| (labels(finished, &placed.at, words).join(" · "), told(&placed.point, words)));
    let (tone, badge) = verdict(finished, words);
    let pilot = finished.study.group(finished.facts, finished.seed);
    let page = Page {
        w: words,
        lang: words.say("id", "en"),
        title: finished.study.title.get(lang).into(),
        scenario: finished.facts.title.clone(),
        tone,
        badge,
        headline: headline(finished, words),
        answers: finished.answers.iter().map(|answer| card(answer, words)).collect(),
        unordered: charts::is_unordered(finished),
        charts: tornado::chart(finished, words).into_iter().chain(charts::all(finished, words)).collect(),
        same: charts::same(finished, words).join("; "),
        legend: charts::legend(finished, words),
        axes: finished.study.axes.iter().map(|axis| axis.name.get(lang).to_string()).collect(),
        columns: shown.iter().map(|(_, id, en, _)| words.say(id, en)).collect(),
        lines,
        blocks: blocks.collect(),
        waves: groups::waves(finished, words),
        drawn: pilot.as_ref().map_or(String::new(), |pilot| groups::drawn(pilot, finished.seed, words)),
        balance: pilot.as_ref().map_or(Vec::new(), |pilot| groups::balance(pilot, words)),
        facts: facts(finished, words),
    };
    Ok(page.render()?.into_bytes())
}

fn labels(finished: &Finished, at: &[usize], words: Words) -> Vec<String> {
    finished.study.axes.iter().zip(at).map(|(axis, at)| axis.label(*at).get(words.0).to_string()).collect()
}

/// How far a roster that is not proved may be from the cheapest.
fn gap(point: &Point, words: Words) -> Option<String> {
    let cost = point.cost.filter(|cost| point.ended == Ended::Feasible && *cost > 0)?;
    let gap = (i128::from(cost - point.bound) * 1_000_000 / i128::from(cost)) as i64;
    Some(format!("{} {}", words.say("celah paling besar", "gap at most"), words.gap(gap)))
}

fn number(value: Option<i64>, words: Words) -> String {
    value.map_or("–".into(), |value| words.count(value))
}

fn tone(ended: Ended) -> &'static str {
    match ended {
        Ended::Optimal => "good",
        Ended::Infeasible => "bad",
        Ended::Feasible | Ended::Unknown => "open",
    }
}

fn told(point: &Point, words: Words) -> Vec<Told> {
    let block = |block: &Block| {
        (block.rule.clone(), Text::new(&block.id, &block.en).get(words.0).to_string(), block.place.clone())
    };
    point.blocked.iter().map(block).collect()
}

fn every<'a>(finished: &'a Finished<'a>) -> impl Iterator<Item = &'a Point> {
    let sides = finished.answers.iter().flat_map(|answer| answer.best.iter().chain(&answer.next));
    finished.points.iter().map(|placed| &placed.point).chain(sides.map(|(_, point)| point))
}

fn verdict(finished: &Finished, words: Words) -> (&'static str, &'static str) {
    let open = finished.answers.iter().any(|answer| answer.open) || every(finished).any(|point| !point.is_proved());
    match open {
        false => ("good", words.say("Semua terbukti", "All proved")),
        true => ("open", words.say("Sebagian belum terbukti", "Partly not proved")),
    }
}

fn headline(finished: &Finished, words: Words) -> String {
    if let Some(answer) = finished.answers.first() {
        return sentence(answer).get(words.0).into();
    }
    if let Some((name, worth)) = tornado::best(finished, words) {
        let (tried, gain) = (words.count(finished.points.len() as i64 - 1), words.count(-worth));
        return match (words.0, worth < 0) {
            (Lang::Id, true) => format!("Dari {tried} perubahan, yang paling menghemat: {name} ({gain} poin)."),
            (Lang::En, true) => format!("Of {tried} changes the most is gained by: {name} ({gain} points)."),
            (Lang::Id, false) => format!("Dari {tried} perubahan, tidak satu pun menurunkan biaya."),
            (Lang::En, false) => format!("Of {tried} changes none lowers the cost."),
        };
    }
    let of = finished.points.len() as i64;
    let possible = finished.points.iter().filter(|placed| placed.point.is_possible()).count() as i64;
    match words.0 {
        Lang::Id => format!("{} dari {} titik dapat dijadwalkan.", words.count(possible), words.count(of)),
        Lang::En => format!("{} of {} points can be rostered.", words.count(possible), words.count(of)),
    }
}

fn card(answer: &Answer, words: Words) -> AnswerCard {
    let settled = !answer.open && (answer.next.is_some() || answer.best.is_some());
    let step =
        |(at, how): &(usize, Ended)| (answer.axis.label(*at).get(words.0).to_string(), tone(*how), ended(*how, words));
    AnswerCard {
        tone: if settled { "good" } else { "open" },
        badge: match settled {
            true => words.say("Terbukti", "Proved"),
            false => words.say("Belum terbukti", "Not proved"),
        },
        says: sentence(answer).get(words.0).into(),
        blocked: answer.next.iter().flat_map(|(_, point)| told(point, words)).collect(),
        steps: answer.tried.iter().map(step).collect(),
    }
}

fn facts(finished: &Finished, words: Words) -> Vec<(String, String)> {
    let seconds: u64 = finished.points.iter().map(|placed| placed.point.millis).sum();
    let set = finished.study.set.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let mut facts = vec![
        (words.say("Skenario", "Scenario").to_string(), finished.facts.title.clone()),
        (words.say("Benih acak", "Seed").to_string(), finished.seed.to_string()),
        (words.say("Waktu hitung titik-titik", "Time of all points").to_string(), words.seconds(seconds as f64 / 1e3)),
        (words.say("Versi", "Version").to_string(), format!("luwes {}", env!("CARGO_PKG_VERSION"))),
    ];
    if !set.is_empty() {
        facts.insert(1, (words.say("Diubah di semua titik", "Changed at every point").to_string(), set));
    }
    facts
}
