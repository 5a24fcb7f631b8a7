//! `desk_cover`: enough people at a service desk in all its opening hours. Unit of breach: one person missing (or too
//! many), each stretch of hours by itself.
//!
//! The opening hours of a day are cut where shifts of the desk start or end. Stretches that the same shifts cover are
//! one, even over midnight: a night from 22.00 to 06.00 at a desk that never closes is missing once. Such a stretch asks
//! for the strictest number of its openings.
//!
//! - Hours that no shift of the desk covers are no breach, but a warning when the case is read; hours that nobody in
//!   scope can cover are a fault where the rule must hold.
//! - Before the period: hours that only a shift of the day before could cover are settled and not counted (the spec
//!   counted them by history; that could make a case infeasible before its first day). Where a shift of the first day
//!   covers them too, people's history counts; if nobody's is known, those hours are left out.
//! - `what: experts` stands for the spec's `experts: true`, so that it has a price of its own.
//! - `survives: 1` asks for one person more than the number, so that nobody's absence alone leaves the desk short;
//!   `safety: 99` for as many more as it takes for the desk to be short with a chance of 1 % at most, at the scenario's
//!   rates of absence (exact, everybody absent by themselves).
//! - Only people in scope are counted, so `who` can ask for one civil servant among outsourced guards.
//!
//! Sources: staff of public services work on as usual [S1], services open 24 hours must stay staffed [S4]; 4.5 people
//! per round-the-clock post (`domain.md` 8).

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::clock::hours;
use super::{Breach, Described, Given, Group, Rule};
use crate::facts::rates::{CERTAIN, rostered};
use crate::facts::select::known;
use crate::facts::{DAY_MIN, DayIx, Desk, DeskIx, DutyIx, DutySet, Facts, Opening, PersonIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::input::values::Percent;
use crate::problem::{Cell, Force, Shape, Sum};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskCover {
    /// Desks that are counted; all if absent.
    #[serde(default)]
    desks: Vec<At<String>>,
    /// Which number of the desk's opening is asked for.
    #[serde(default)]
    what: What,
    /// Only the hours that one of these shifts covers; all opening hours if absent.
    #[serde(default)]
    shifts: Vec<At<String>>,
    /// So many absences, whoever they are, leave the number asked for.
    #[serde(default)]
    survives: u16,
    /// Per cent of the days on which the number asked for comes, at the scenario's `absence_rates`.
    #[serde(default)]
    safety: Option<At<Percent>>,
}

/// A number of a desk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum What {
    /// At least the `need` of the opening.
    #[default]
    Need,
    /// At least its `target`, where it has one.
    Target,
    /// At most its `max`, where it has one.
    Max,
    /// Of those present, as many as the desk's `expert` asks for have that level of its skill.
    Experts,
}

/// Opening hours that the same shifts cover.
struct Stretch {
    desk: DeskIx,
    /// The day on which it begins.
    day: DayIx,
    /// Spans in minutes since midnight of `day`.
    spans: Vec<(i32, i32)>,
    cover: Cover,
    wanted: i64,
}

/// The duties that cover a stretch, each on its day; -1 is the day before the period.
type Cover = Vec<(i32, DutyIx)>;

/// Hours of one opening on one day that the same duties cover, in minutes since midnight.
struct Piece {
    from_min: i32,
    to_min: i32,
    cover: Cover,
}

impl DeskCover {
    /// The desks that are counted.
    fn desks<'a>(&'a self, facts: &'a Facts) -> impl Iterator<Item = (DeskIx, &'a Desk)> {
        let named = |id: &str| self.desks.is_empty() || self.desks.iter().any(|name| name.value == id);
        let all = facts.desks.iter().enumerate().filter(move |(_, desk)| named(&desk.id));
        all.map(|(at, desk)| (at as DeskIx, desk))
    }

    /// The number that is asked for in an opening on a day, reserves included; `None`: nothing is.
    fn wanted(&self, facts: &Facts, desk: &Desk, opening: &Opening, day: DayIx) -> Option<i64> {
        let number = match self.what {
            What::Need => Some(opening.need),
            What::Target => opening.target,
            What::Max => return opening.max.map(i64::from),
            What::Experts => desk.skill.and(desk.expert).map(|(_, number)| number),
        };
        let number = number.filter(|number| *number > 0).map(i64::from)?;
        let safe = self.safety.as_ref().and_then(|level| {
            // Per cent in millionths; chances in thousand millionths.
            rostered(number, facts.rates.on(day)?, level.value.0 * (CERTAIN / 1_000_000))
        });
        Some(safe.unwrap_or(number).max(number + i64::from(self.survives)))
    }

    /// Whether a piece lies in the hours that the rule speaks of.
    fn in_hours(&self, facts: &Facts, cover: &Cover) -> bool {
        let shift = |duty: DutyIx| facts.duty(duty).shift.map(|shift| facts.shifts[usize::from(shift)].id.as_str());
        let named = |duty: DutyIx| self.shifts.iter().any(|name| shift(duty) == Some(&name.value));
        self.shifts.is_empty() || cover.iter().any(|(_, duty)| named(*duty))
    }

    /// Everything that is counted, in order of desk and day.
    fn stretches(&self, given: &Given) -> Vec<Stretch> {
        let facts = given.facts;
        let mut all: Vec<Stretch> = Vec::new();
        // Whether anybody's day before the period is known.
        let known = given.people.iter().any(|person| facts.before(*person, 1).is_some());
        for (at, desk) in self.desks(facts) {
            let duties = facts.duty_set(|duty| duty.desk == Some(at));
            let mut seen: HashMap<Cover, usize> = HashMap::new();
            for day in given.scope() {
                for opening in desk.openings.iter().filter(|opening| facts.opens(opening, day)) {
                    let Some(wanted) = self.wanted(facts, desk, opening, day) else { continue };
                    for piece in pieces(facts, &duties, day, opening) {
                        let past = piece.cover.iter().filter(|(on, _)| *on < 0).count();
                        if past == piece.cover.len() || (past > 0 && !known) || !self.in_hours(facts, &piece.cover) {
                            continue;
                        }
                        match seen.get(&piece.cover) {
                            Some(&stretch) => all[stretch].take(day, &piece, wanted, self.what),
                            None => {
                                seen.insert(piece.cover.clone(), all.len());
                                let spans = vec![(piece.from_min, piece.to_min)];
                                all.push(Stretch { desk: at, day, spans, cover: piece.cover, wanted });
                            }
                        }
                    }
                }
            }
        }
        all
    }

    /// Whether a person counts at a desk: everybody, or only those with the level of an expert.
    fn counts(&self, facts: &Facts, person: PersonIx, desk: &Desk) -> bool {
        match (self.what, desk.skill, desk.expert) {
            (What::Experts, Some((skill, _)), Some((level, _))) => facts.person(person).level_of(skill) >= level,
            _ => true,
        }
    }

    fn breach(&self, given: &Given, stretch: &Stretch, here: i64) -> Option<Breach> {
        let (facts, wanted) = (given.facts, stretch.wanted);
        let units = if self.what == What::Max { here - wanted } else { wanted - here };
        if units <= 0 {
            return None;
        }
        let desk = &facts.desks[usize::from(stretch.desk)];
        let level = desk.expert.map_or(0, |(level, _)| level);
        let (id, en) = match self.what {
            What::Need => (format!("hadir {here} dari {wanted}"), format!("{here} of {wanted} present")),
            What::Target => (
                format!("hadir {here} dari {wanted} yang diharapkan"),
                format!("{here} of the {wanted} wished for present"),
            ),
            What::Max => (format!("hadir {here}, paling banyak {wanted}"), format!("{here} present, at most {wanted}")),
            What::Experts => (
                format!("hadir {here} dari {wanted} yang bertingkat {level}"),
                format!("{here} of {wanted} of level {level} present"),
            ),
        };
        let spans: Vec<String> = stretch.spans.iter().map(|(from, to)| hours(*from, *to)).collect();
        let when = format!("{} {}", facts.calendar.day(stretch.day).date, spans.join(", "));
        let text =
            Text::new(format!("loket {}, {when}: {id}", desk.name.id), format!("desk {}, {when}: {en}", desk.name.en));
        Some(given.breach(units, text).on(stretch.day).at(stretch.desk))
    }
}

impl Stretch {
    /// Takes in further hours that the same duties cover.
    fn take(&mut self, day: DayIx, piece: &Piece, wanted: i64, what: What) {
        let offset = i32::from(day - self.day) * DAY_MIN;
        let (from, to) = (piece.from_min + offset, piece.to_min + offset);
        match self.spans.last_mut() {
            Some(last) if last.1 >= from => last.1 = last.1.max(to),
            _ => self.spans.push((from, to)),
        }
        self.wanted = if what == What::Max { self.wanted.min(wanted) } else { self.wanted.max(wanted) };
    }
}

/// Cuts an opening of a day where duties of the desk start or end.
fn pieces(facts: &Facts, duties: &DutySet, day: DayIx, opening: &Opening) -> Vec<Piece> {
    let mut on_duty: Vec<(i32, i32, (i32, DutyIx))> = Vec::new();
    for duty in duties.iter() {
        // Night work of the day before the period has the hours of the first day.
        for (on, back) in [(i32::from(day) - 1, DAY_MIN), (i32::from(day), 0)] {
            let Some(held) = facts.hours(duty, on.max(0) as DayIx) else { continue };
            on_duty.push((held.start_min - back, held.end_min - back, (on, duty)));
        }
    }
    let mut cuts = vec![opening.from_min, opening.to_min];
    cuts.extend(on_duty.iter().flat_map(|(start, end, _)| [*start, *end]));
    cuts.retain(|cut| (opening.from_min..=opening.to_min).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |span: &[i32]| {
        let (from_min, to_min) = (span[0], span[1]);
        let covers = on_duty.iter().filter(|(start, end, _)| *start <= from_min && to_min <= *end);
        let mut cover: Cover = covers.map(|(_, _, duty)| *duty).collect();
        cover.sort_unstable();
        Piece { from_min, to_min, cover }
    };
    cuts.windows(2).map(piece).collect()
}

impl Described for DeskCover {
    const NAME: &'static str = "desk_cover";
    const GROUP: Group = Group::Together;
    const EXAMPLES: &'static [&'static str] = &[
        "desk_cover: {shifts: [pagi], must: true}",
        "desk_cover: {desks: [loket], what: target, shifts: [sore], prefer: [2, 6]}",
        "desk_cover: {what: experts, shifts: [malam], prefer: 4}",
        "desk_cover: {survives: 1, shifts: [pagi], when: {weekdays: fri}, prefer: [1, 4]}",
        "desk_cover: {shifts: [pagi, malam], who: {people: [ana, bob]}, when: {weekdays: sat-mon}, prefer: [3, 9]}",
    ];

    fn about() -> Text {
        Text::new(
            "Loket layanan selalu cukup petugas; satu unit pelanggaran = satu orang yang kurang (atau lebih) pada satu \
             rentang jam.",
            "Service desks are always staffed; one unit = one person missing (or too many) in one stretch of hours.",
        )
    }
}

impl Rule for DeskCover {
    fn says(&self, given: &Given) -> Text {
        let names = |lang: fn(&Text) -> &str| {
            let all: Vec<&str> = self.desks(given.facts).map(|(_, desk)| lang(&desk.name)).collect();
            all.join(", ")
        };
        let desks = match self.desks.is_empty() {
            true => Text::new("Di setiap loket", "At every desk"),
            false => {
                Text::new(format!("Di loket {}", names(|name| &name.id)), format!("At desk {}", names(|name| &name.en)))
            }
        };
        let hours = match self.shifts.is_empty() {
            true => Text::new("sepanjang jam buka", "in all opening hours"),
            false => {
                let shifts: Vec<&str> = self.shifts.iter().map(|name| name.value.as_str()).collect();
                let shifts = shifts.join(", ");
                Text::new(format!("pada jam sif {shifts}"), format!("in the hours of shift {shifts}"))
            }
        };
        let (id, en) = match self.what {
            What::Need => ("hadir petugas sebanyak yang dibutuhkan", "as many people as needed are present"),
            What::Target => ("hadir petugas sebanyak sasarannya", "as many people as its target are present"),
            What::Max => ("petugas tidak melebihi batasnya", "no more people than its maximum are present"),
            What::Experts => ("hadir cukup petugas yang mahir", "enough experts are present"),
        };
        let spare = self.spare();
        Text::new(
            format!("{}, {}, {id}{}.", desks.id, hours.id, spare.id),
            format!("{}, {}, {en}{}.", desks.en, hours.en, spare.en),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        let facts = given.facts;
        known(&self.desks, "loket", "desk", || facts.desks.iter().map(|desk| desk.id.as_str()), faults);
        known(&self.shifts, "sif", "shift", || facts.shifts.iter().map(|shift| shift.id.as_str()), faults);
        if self.what == What::Max {
            return;
        }
        if let Some(level) =
            self.safety.as_ref().filter(|level| facts.rates.by_day.is_empty() || level.value.0 == 1_000_000)
        {
            let what = Text::new("`safety` tanpa tingkat ketidakhadiran", "`safety` without rates of absence");
            let never = Text::new("`safety: 100` tidak pernah tercapai", "`safety: 100` is never reached");
            faults.error("E435", level.spot, if facts.rates.by_day.is_empty() { what } else { never }).remedy(
                Text::new(
                    "tulis `absence_rates: {usual: 5}` dalam skenario, dan tingkat seperti `safety: 99`",
                    "write `absence_rates: {usual: 5}` in the scenario, and a level such as `safety: 99`",
                ),
            );
        }
        let held_at_all = DutySet::new(facts.people.iter().flat_map(|person| person.duties.iter().copied()));
        // Desk duties that somebody who counts may hold.
        let held = DutySet::new(given.people.iter().flat_map(|&person| {
            let counts = move |duty: &DutyIx| {
                let desk = facts.duty(*duty).desk.map(|desk| &facts.desks[usize::from(desk)]);
                desk.is_some_and(|desk| self.counts(facts, person, desk))
            };
            facts.person(person).duties.iter().copied().filter(counts)
        }));
        for (at, desk) in self.desks(facts) {
            let duties = facts.duty_set(|duty| duty.desk == Some(at));
            if !duties.iter().any(|duty| held_at_all.contains(duty)) {
                // Nobody at all: the scenario's own checks have said so.
                continue;
            }
            // Each span of hours once, with the first day on which it stands.
            let mut bare: Vec<(i32, i32, bool, DayIx)> = Vec::new();
            for day in given.scope() {
                for opening in desk.openings.iter().filter(|opening| facts.opens(opening, day)) {
                    if self.wanted(facts, desk, opening, day).is_none() {
                        continue;
                    }
                    for piece in pieces(facts, &duties, day, opening) {
                        let covered = !piece.cover.is_empty();
                        let told =
                            bare.iter().any(|one| (one.0, one.1, one.2) == (piece.from_min, piece.to_min, covered));
                        let can = piece.cover.iter().any(|(_, duty)| held.contains(*duty));
                        if !can && !told && (!covered || self.in_hours(facts, &piece.cover)) {
                            bare.push((piece.from_min, piece.to_min, covered, day));
                        }
                    }
                }
            }
            for (from, to, covered, day) in bare {
                self.nobody(given, desk, (from, to), covered, day, faults);
            }
        }
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let facts = given.facts;
        // By duty: the people who count there and may ever hold it; how many held it on the day before the period.
        let mut holders: Vec<Vec<PersonIx>> = vec![Vec::new(); facts.duties.len()];
        let mut before = vec![0; facts.duties.len()];
        for &person in &given.people {
            let counts = |duty: DutyIx| {
                let desk = facts.duty(duty).desk.map(|desk| &facts.desks[usize::from(desk)]);
                desk.is_some_and(|desk| self.counts(facts, person, desk))
            };
            for &duty in facts.person(person).duties.iter().filter(|duty| counts(**duty)) {
                holders[usize::from(duty)].push(person);
            }
            if let Some(duty) = facts.before(person, 1).filter(|duty| counts(*duty)) {
                before[usize::from(duty)] += 1;
            }
        }
        let row = |stretch: Stretch| {
            let mut sum = Sum { cells: Vec::new(), constant: 0 };
            for &(on, duty) in &stretch.cover {
                if on < 0 {
                    sum.constant += before[usize::from(duty)];
                    continue;
                }
                let day = on as DayIx;
                let all = holders[usize::from(duty)].iter().copied();
                let open = all.filter(|person| facts.open(*person, day, duty));
                sum.cells.extend(open.map(|person| (Cell { person, day, duty }, 1)));
            }
            let (min, max) =
                if self.what == What::Max { (None, Some(stretch.wanted)) } else { (Some(stretch.wanted), None) };
            (given.force.clone(), Shape::Count { sum, min, max, per: 1 })
        };
        self.stretches(given).into_iter().map(row).collect()
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        // People who count, by day and duty; row 0 is the day before the period.
        let duties = facts.duties.len();
        let mut held = vec![0i64; (roster.days() + 1) * duties];
        for &person in &given.people {
            let before = facts.before(person, 1).map(|duty| (0, duty));
            let line = roster.line(person).iter().enumerate().map(|(day, duty)| (day + 1, *duty));
            for (row, duty) in before.into_iter().chain(line) {
                let desk = facts.duty(duty).desk.map(|desk| &facts.desks[usize::from(desk)]);
                if desk.is_some_and(|desk| self.counts(facts, person, desk)) {
                    held[row * duties + usize::from(duty)] += 1;
                }
            }
        }
        let here = |stretch: &Stretch| {
            let on_duty = stretch.cover.iter().map(|(on, duty)| held[(on + 1) as usize * duties + usize::from(*duty)]);
            on_duty.sum()
        };
        self.stretches(given).iter().filter_map(|stretch| self.breach(given, stretch, here(stretch))).collect()
    }
}

impl DeskCover {
    /// What is asked beyond the number, in words.
    fn spare(&self) -> Text {
        let (mut id, mut en) = match self.survives {
            0 => (String::new(), String::new()),
            1 => (", siapa pun seorang yang berhalangan".into(), ", whoever one of them is absent".into()),
            more => {
                (format!(", siapa pun {more} orang yang berhalangan"), format!(", whichever {more} of them are absent"))
            }
        };
        if let Some(level) = &self.safety {
            let percent = decimal(level.value.0);
            id += &format!(", pada {} % hari menurut tingkat ketidakhadiran", percent.replace('.', ","));
            en += &format!(", on {percent} % of the days at the rates of absence");
        }
        Text::new(id, en)
    }

    /// Hours that no shift covers (`E430`, a warning), or that nobody can cover (`E431`).
    fn nobody(&self, given: &Given, desk: &Desk, span: (i32, i32), covered: bool, day: DayIx, faults: &mut Faults) {
        let spot = self.desks.iter().find(|name| name.value == desk.id).map_or(given.spot, |name| name.spot);
        let (date, at) = (given.facts.calendar.day(day).date, hours(span.0, span.1));
        let what = Text::new(
            format!("tidak ada yang dapat mengisi loket {} pukul {at} ({date} dan hari serupa)", desk.name.id),
            format!("nobody can hold desk {} from {at} ({date} and days like it)", desk.name.en),
        );
        let people = ["people", "pools", "contracts", "units"];
        if faults.is_spoiled(&["shifts", "desks"]) || (covered && faults.is_spoiled(&people)) {
            return;
        }
        let fault = match (covered, given.force) {
            (false, _) => faults.warning("E430", spot, what),
            (true, Force::Must) => faults.error("E431", spot, what),
            (true, Force::Prefer(_)) => faults.warning("E431", spot, what),
        };
        if covered {
            fault.cause(Text::new(
                "tidak seorang pun yang dipilih aturan ini memiliki keahlian dan kontrak untuk itu",
                "none of the people that the rule selects has the skill and the contract for it",
            ));
            fault.remedy(Text::new("beri keahlian atau sif itu kepada pegawai", "give somebody that skill or shift"));
        } else {
            fault.cause(Text::new(
                "tidak ada sif loket itu pada jam tersebut",
                "no shift of the desk covers these hours",
            ));
            fault.remedy(Text::new(
                "tambah sif pada `shifts:` loket itu, atau ubah jam bukanya",
                "add a shift to the desk's `shifts:`, or change its opening hours",
            ));
        }
    }
}

/// Millionths in per cent, without idle digits.
fn decimal(millionths: i64) -> String {
    let text = format!("{}.{:04}", millionths / 10_000, millionths % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests;
