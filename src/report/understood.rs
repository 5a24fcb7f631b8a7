//! What `check` says it understood of a scenario: people by unit and rank, who may have which flexibility and why the
//! others may not, desks and their hours of need, and the ceiling on home work that follows.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::measures::{Ceiling, ceiling};
use super::words::Words;
use crate::facts::{Facts, Flex, Opening, RankKind, UnitIx};
use crate::input::lang::{Lang, Text};
use crate::rules::Entry;

/// Counts only; nobody's data can be read off it.
#[derive(Debug)]
pub struct Understood {
    title: String,
    policy: String,
    period: String,
    days: usize,
    working_days: usize,
    people: usize,
    ranks: Vec<(Text, usize)>,
    /// Unit name, people, allowed to work from home.
    units: Vec<(String, usize, usize)>,
    flexes: Vec<Flexibility>,
    desks: Vec<Desk>,
    ceiling: Ceiling,
    absences: usize,
    wishes: usize,
    rules: Vec<(String, bool, Text)>,
}

/// One flexibility: who may have it, and why others may not.
#[derive(Debug)]
struct Flexibility {
    flex: Flex,
    may: usize,
    /// Reasons of refusal by code, with how many people each holds for.
    refused: BTreeMap<&'static str, (Text, usize)>,
}

#[derive(Debug)]
struct Desk {
    id: String,
    name: Text,
    openings: Vec<Opening>,
    /// Hours of need in the period: people times hours.
    need_hours: i64,
    able: usize,
}

/// Counts what a scenario says.
pub fn understood(facts: &Facts, entries: &[Entry], policy: &str, title: Option<&Text>) -> Understood {
    let calendar = &facts.calendar;
    let ends = calendar.days.first().zip(calendar.days.last());
    Understood {
        title: facts.title.clone(),
        policy: title.map_or(policy.to_string(), |title| format!("{policy} – {}", title.id)),
        period: ends.map_or(String::new(), |(first, last)| format!("{} – {}", first.date, last.date)),
        days: calendar.days.len(),
        working_days: calendar.days.iter().filter(|day| day.working).count(),
        people: facts.people.len(),
        ranks: ranks(facts),
        units: units(facts),
        flexes: [Flex::Home, Flex::Time].into_iter().map(|flex| refusals(facts, flex)).collect(),
        desks: desks(facts),
        ceiling: ceiling(facts, entries),
        absences: facts.people.iter().map(|person| person.absences.len()).sum(),
        wishes: facts.wishes.len(),
        rules: entries.iter().map(|entry| (entry.id.clone(), entry.is_must(), entry.says(facts))).collect(),
    }
}

fn ranks(facts: &Facts) -> Vec<(Text, usize)> {
    let kinds = [
        (Some(RankKind::Functional), Text::new("fungsional", "functional")),
        (Some(RankKind::Structural), Text::new("struktural", "structural")),
        (Some(RankKind::Executing), Text::new("pelaksana", "executing")),
        (Some(RankKind::Other), Text::new("bukan ASN", "not civil servants")),
        (None, Text::new("tanpa keterangan", "not said")),
    ];
    let count = |rank| facts.people.iter().filter(|person| person.rank == rank).count();
    kinds.into_iter().map(|(rank, name)| (name, count(rank))).filter(|(_, count)| *count > 0).collect()
}

/// The units one below the root (or the roots, if there are several), with their people.
fn units(facts: &Facts) -> Vec<(String, usize, usize)> {
    let roots: Vec<UnitIx> = facts.units.all().filter(|unit| facts.units.get(*unit).depth == 0).collect();
    let depth = u16::from(roots.len() == 1);
    let mut counts: BTreeMap<UnitIx, (usize, usize)> = BTreeMap::new();
    for person in &facts.people {
        let entry = counts.entry(facts.units.at_depth(person.unit, depth)).or_default();
        entry.0 += 1;
        entry.1 += usize::from(person.may(Flex::Home));
    }
    counts.into_iter().map(|(unit, (all, home))| (facts.units.get(unit).name.clone(), all, home)).collect()
}

fn refusals(facts: &Facts, flex: Flex) -> Flexibility {
    let mut refused: BTreeMap<&'static str, (Text, usize)> = BTreeMap::new();
    for person in &facts.people {
        let mut codes: Vec<_> = person.bars.iter().filter(|bar| bar.flex == flex).collect();
        codes.dedup_by_key(|bar| bar.code);
        for bar in codes {
            refused.entry(bar.code).or_insert((bar.reason.clone(), 0)).1 += 1;
        }
    }
    let may = facts.people.iter().filter(|person| person.may(flex)).count();
    Flexibility { flex, may, refused }
}

fn desks(facts: &Facts) -> Vec<Desk> {
    let one = |(at, desk): (usize, &crate::facts::Desk)| {
        let mut need_min = 0;
        for day in facts.days() {
            let open = desk.openings.iter().filter(|opening| facts.opens(opening, day));
            need_min += open.map(|one| i64::from(one.to_min - one.from_min) * i64::from(one.need)).sum::<i64>();
        }
        let held = |duty: &u16| facts.duty(*duty).desk == Some(at as u16);
        Desk {
            id: desk.id.clone(),
            name: desk.name.clone(),
            openings: desk.openings.clone(),
            need_hours: (need_min + 59) / 60,
            able: facts.people.iter().filter(|person| person.duties.iter().any(held)).count(),
        }
    };
    facts.desks.iter().enumerate().map(one).collect()
}

/// Such as `MTWTF·· 06.00–22.00 ×2`.
fn hours(one: &Opening, lang: Lang) -> String {
    let (letters, point) = if lang == Lang::Id { ("SSRKJSM", '.') } else { ("MTWTFSS", ':') };
    let clock = |min: i32| format!("{:02}{point}{:02}", min / 60, min % 60);
    let days: String = one.weekdays.iter().zip(letters.chars()).map(|(on, day)| if *on { day } else { '·' }).collect();
    format!("{days} {}–{} ×{}", clock(one.from_min), clock(one.to_min), one.need)
}

impl Understood {
    pub fn text(&self, lang: Lang) -> String {
        let words = Words(lang);
        let say = |id: &'static str, en: &'static str| if lang == Lang::Id { id } else { en };
        let mut out = String::new();
        let _ = writeln!(out, "{}", self.title);
        if !self.policy.is_empty() {
            let _ = writeln!(out, "{} {}", say("Kebijakan", "Model"), self.policy);
        }
        let _ = writeln!(
            out,
            "{} {}: {} {}, {} {}\n",
            say("Periode", "Period"),
            self.period,
            self.days,
            say("hari", "days"),
            self.working_days,
            say("hari kerja", "working days")
        );
        let ranks: Vec<String> = self
            .ranks
            .iter()
            .map(|(name, count)| format!("{} {}", words.count(*count as i64), name.get(lang)))
            .collect();
        let _ = writeln!(out, "{} {}: {}", words.count(self.people as i64), say("pegawai", "people"), ranks.join(", "));
        let home = say("boleh dari rumah", "may work from home");
        for (name, all, may) in &self.units {
            let _ = writeln!(out, "  {all:>6}  {name} ({may} {home})");
        }
        let _ = writeln!(
            out,
            "{} {}, {} {}\n",
            words.count(self.absences as i64),
            say("masa tidak hadir", "absences"),
            words.count(self.wishes as i64),
            say("hari permintaan", "days wished for")
        );
        for Flexibility { flex, may, refused } in &self.flexes {
            let name = match flex {
                Flex::Home => say("Fleksibel tempat (dari rumah)", "Flexible place (home)"),
                Flex::Time => say("Fleksibel waktu (sif)", "Flexible time (shifts)"),
            };
            let of = say("dari", "of");
            let _ = writeln!(out, "{name}: {may} {of} {}", self.people);
            for (reason, count) in refused.values() {
                let _ = writeln!(out, "  {count:>6}  {}", reason.get(lang));
            }
        }
        let _ = writeln!(out, "{}\n", self.ceiling_line(lang));
        if !self.desks.is_empty() {
            let _ = writeln!(out, "{}", say("Loket layanan", "Service desks"));
        }
        for desk in &self.desks {
            let _ = writeln!(
                out,
                "  {} ({}): {}; {} {}, {} {}",
                desk.name.get(lang),
                desk.id,
                desk.openings.iter().map(|one| hours(one, lang)).collect::<Vec<_>>().join(", "),
                words.count(desk.need_hours),
                say("jam orang", "person-hours"),
                desk.able,
                say("orang dapat bertugas", "people can hold it")
            );
        }
        let _ = writeln!(out, "\n{}", say("Aturan", "Rules"));
        for (id, must, says) in &self.rules {
            let force = if *must { say("wajib", "must") } else { say("diutamakan", "prefer") };
            let _ = writeln!(out, "  {id} [{force}] {}", says.get(lang));
        }
        out
    }

    fn ceiling_line(&self, lang: Lang) -> String {
        let (most, of) = (self.ceiling.home_days, self.ceiling.working_days);
        let share = Words(lang).tenths(self.ceiling.home_tenths);
        match lang {
            Lang::Id => format!("Batas atas kerja dari rumah: {share} ({most} dari {of} hari kerja orang)."),
            Lang::En => format!("Ceiling on work from home: {share} ({most} of {of} person-days)."),
        }
    }

    pub fn json(&self, lang: Lang) -> Value {
        let flex = |one: &Flexibility| {
            let refused = one.refused.iter();
            let reasons: Vec<Value> = refused
                .map(|(code, (text, people))| json!({"code": code, "reason": text.get(lang), "people": people}))
                .collect();
            json!({"flex": one.flex, "may": one.may, "refused": reasons})
        };
        json!({
            "scenario": self.title,
            "model": self.policy,
            "period": self.period,
            "days": self.days,
            "working_days": self.working_days,
            "people": self.people,
            "ranks": self.ranks.iter().map(|(name, n)| json!({"rank": name.en, "people": n})).collect::<Vec<_>>(),
            "units": self.units.iter().map(|(name, n, may)| json!({"unit": name, "people": n, "may_home": may})).collect::<Vec<_>>(),
            "flexibility": self.flexes.iter().map(flex).collect::<Vec<_>>(),
            "home_ceiling": {"home_days": self.ceiling.home_days, "person_days": self.ceiling.working_days,
                             "percent_tenths": self.ceiling.home_tenths},
            "desks": self.desks.iter().map(|desk| json!({"id": desk.id, "name": desk.name.get(lang), "hours": desk.openings.iter().map(|one| hours(one, lang)).collect::<Vec<_>>(),
                "need_hours": desk.need_hours, "able": desk.able})).collect::<Vec<_>>(),
            "rules": self.rules.iter().map(|(id, must, says)| json!({"id": id, "must": must, "says": says.get(lang)})).collect::<Vec<_>>(),
        })
    }
}
