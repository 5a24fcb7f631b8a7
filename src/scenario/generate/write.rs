//! A generated scenario as text: YAML for its structure, CSV for its people, absences and wishes.

use std::fmt::Write;

use chrono::Datelike;

use super::Options;
use super::organisation::{Building, Node, Opening, Organisation};
use super::staff::{Hire, Staff};
use super::time::{Away, Wish, date};
use crate::facts::people::RankKind;

/// A text in YAML's double quotes.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .flat_map(|one| match one {
            '"' | '\\' => vec!['\\', one],
            '\n' => vec!['\\', 'n'],
            one => vec![one],
        })
        .collect();
    format!("\"{escaped}\"")
}

/// Writing to a string cannot fail.
macro_rules! line {
    ($out:expr, $($text:tt)*) => {{ let _ = writeln!($out, $($text)*); }};
}

/// Years whose holidays are in `models/calendars`.
const YEARS: &[i32] = &[2020, 2026, 2027];

/// The scenario's own file. `folders` are those of the tables, relative to it, each with its `/`.
pub fn scenario(organisation: &Organisation, sites: &[Site], options: &Options, folders: &[String]) -> String {
    let mut out = String::new();
    for text in options.head.lines().chain(organisation.about.as_deref().unwrap_or_default().lines()) {
        line!(out, "{}", format!("# {text}").trim_end());
    }
    line!(out, "scenario: {}", quoted(&organisation.organisation));
    line!(out, "model: {}", options.model);
    line!(out, "period: {{from: {}, weeks: {}}}", options.from, options.weeks);
    let last = date(options.from, u32::from(options.weeks) * 7 - 1);
    let known = YEARS.contains(&options.from.year()) && YEARS.contains(&last.year());
    line!(out, "calendar: {{holidays: {}}}", if known { "indonesia" } else { "none" });
    if let Some(zone) = organisation.zone {
        line!(out, "zone: {}", format!("{zone:?}").to_uppercase());
    }
    match folders {
        [data] => {
            line!(out, "files: {{people: {data}people.csv, absences: {data}absences.csv, wishes: {data}wishes.csv}}");
        }
        _ => {
            line!(out, "files:");
            for table in ["people", "absences", "wishes"] {
                let names: Vec<String> = folders.iter().map(|folder| format!("{folder}{table}.csv")).collect();
                line!(out, "  {table}: [{}]", names.join(", "));
            }
        }
    }
    if !sites.is_empty() {
        line!(out, "sites:");
    }
    for Site { id, name, seats, .. } in sites {
        match seats {
            Some(seats) => line!(out, "  {id}: {{name: {}, seats: {seats}}}", quoted(name)),
            None => line!(out, "  {id}: {{name: {}}}", quoted(name)),
        }
    }
    line!(out, "units:");
    organisation.units.iter().for_each(|unit| node(unit, 1, &mut out));
    desks(organisation, &mut out);
    out
}

/// A building with its number of hot desks and of people who have none of their own.
#[derive(Debug, Clone)]
pub struct Site {
    pub id: String,
    pub name: String,
    pub seats: Option<u32>,
    pub people: u32,
}

/// Counted for a made-up ministry: who keeps office hours is in, half of the others are at home, and either shift has at
/// most two thirds of the rest beside those of office hours.
pub fn seats(fixed: u32, flexible: u32) -> u32 {
    fixed + (flexible * 35).div_ceil(100)
}

pub fn sites(organisation: &Organisation, staff: &Staff, options: &Options) -> Vec<Site> {
    // Site of each lowest unit.
    let mut site_of: Vec<(&str, &str)> = Vec::new();
    fn walk<'a>(node: &'a Node, above: &'a str, found: &mut Vec<(&'a str, &'a str)>) {
        let site = node.site.as_deref().unwrap_or(above);
        found.push((&node.id, site));
        node.units.iter().for_each(|below| walk(below, site, found));
    }
    organisation.units.iter().for_each(|unit| walk(unit, "", &mut site_of));
    let site_of: std::collections::HashMap<&str, &str> = site_of.into_iter().collect();
    let counted = |(id, site): (&String, &Building)| {
        let own = |who: &&Hire| site_of.get(who.unit.as_str()) == Some(&id.as_str()) && who.desk_post.is_none();
        let people = staff.people.iter().filter(own).count() as u32;
        let flexible = staff.people.iter().filter(own).filter(|who| who.flexible()).count() as u32;
        let seats = match options.seats.or(site.seats) {
            Some(share) => Some((people * share).div_ceil(100)),
            None if options.organisation.is_none() => Some(seats(people - flexible, flexible)),
            None => None,
        };
        Site { id: id.clone(), name: site.name.clone().unwrap_or_else(|| id.clone()), seats, people }
    };
    organisation.sites.iter().map(counted).collect()
}

fn node(unit: &Node, depth: usize, out: &mut String) {
    let indent = "  ".repeat(2 * depth - 1);
    let mut head = format!("{indent}- {{id: {}", unit.id);
    if let Some(name) = &unit.name {
        let _ = write!(head, ", name: {}", quoted(name));
    }
    if let Some(site) = &unit.site {
        let _ = write!(head, ", site: {site}");
    }
    if unit.units.is_empty() {
        line!(out, "{head}}}");
        return;
    }
    line!(
        out,
        "{}",
        head.replacen("- {", "- ", 1).replacen(", name:", &format!("\n{indent}  name:"), 1).replacen(
            ", site:",
            &format!("\n{indent}  site:"),
            1
        )
    );
    line!(out, "{indent}  units:");
    unit.units.iter().for_each(|below| node(below, depth + 1, out));
}

fn desks(organisation: &Organisation, out: &mut String) {
    if organisation.desks.is_empty() {
        return;
    }
    line!(out, "desks:");
    for (id, desk) in &organisation.desks {
        line!(out, "  {id}:");
        if let Some(name) = &desk.name {
            line!(out, "    name: {{id: {}, en: {}}}", quoted(&name.0.id), quoted(&name.0.en));
        }
        if let Some(site) = &desk.site {
            line!(out, "    site: {site}");
        }
        line!(out, "    open:");
        desk.open.iter().for_each(|open| line!(out, "      - {{{}}}", opening(open)));
        if let Some(skill) = &desk.skill {
            line!(out, "    skill: {skill}");
        }
        if let Some(experts) = desk.experts {
            line!(out, "    experts: {{level: {}, need: {}}}", experts.level, experts.need);
        }
        let units: Vec<&str> = desk.units.iter().map(|unit| unit.as_str()).collect();
        line!(out, "    units: [{}]", units.join(", "));
        if desk.takes_seat {
            line!(out, "    takes_seat: true");
        }
    }
}

fn opening(open: &Opening) -> String {
    let clock = |min: i32| format!("{:02}:{:02}", min / 60, min % 60);
    let mut out = String::new();
    if let Some(days) = open.days {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let on: Vec<&str> = names.into_iter().zip(days.0).filter(|(_, on)| *on).map(|(name, _)| name).collect();
        let _ = write!(out, "days: [{}], ", on.join(", "));
    }
    match (open.hours.from_min, open.hours.to_min) {
        (0, 1440) => out.push_str("hours: 24h"),
        (from, to) => {
            let to = if to > 1440 { to - 1440 } else { to };
            let _ = write!(out, "hours: \"{}-{}\"", clock(from), clock(to));
        }
    }
    let _ = write!(out, ", need: {}", open.need);
    for (name, number) in [("target", open.target), ("max", open.max)] {
        if let Some(number) = number {
            let _ = write!(out, ", {name}: {number}");
        }
    }
    if open.holidays {
        out.push_str(", holidays: true");
    }
    out
}

fn rank(rank: RankKind) -> &'static str {
    match rank {
        RankKind::Functional => "functional",
        RankKind::Structural => "structural",
        RankKind::Executing => "executing",
        RankKind::Other => "other",
    }
}

pub fn people(staff: &Staff) -> String {
    let mut out = String::from(
        "id,unit,post,rank,level,predicate,score,sex,discipline,since,remote_tasks,consent,contract,skills\n",
    );
    for who in &staff.people {
        let skills: Vec<String> = who
            .skills
            .iter()
            .map(|(skill, level)| if *level == 1 { skill.clone() } else { format!("{skill}:{level}") })
            .collect();
        let yes = |flag: bool| if flag { "true" } else { "" };
        line!(
            out,
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{}",
            who.id,
            who.unit,
            who.desk_post.as_deref().unwrap_or(who.post),
            rank(who.rank),
            who.level,
            who.predicate,
            who.score,
            if who.woman { "female" } else { "male" },
            yes(who.discipline),
            who.since,
            who.remote_tasks,
            yes(who.consent),
            who.contract,
            skills.join(";")
        );
    }
    out
}

pub fn absences(staff: &Staff, all: &[Away], options: &Options) -> String {
    let mut out = String::from("person,from,to,kind\n");
    for one in all {
        let (from, to) = (date(options.from, one.from), date(options.from, one.to));
        line!(out, "{},{from},{to},{}", staff.people[one.person].id, one.kind);
    }
    out
}

pub fn wishes(staff: &Staff, all: &[Wish], options: &Options) -> String {
    let mut out = String::from("person,date,shift,place,free,avoid,weight\n");
    for one in all {
        let yes = |flag: bool| if flag { "true" } else { "" };
        let (who, on) = (&staff.people[one.person].id, date(options.from, one.day));
        line!(out, "{who},{on},{},{},{},{},{}", one.shift, one.place, yes(one.free), yes(one.avoid), one.weight);
    }
    out
}
