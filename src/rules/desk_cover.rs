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
//! - Only people in scope are counted, so `who` can ask for one civil servant among outsourced guards.
//!
//! Sources: staff of public services work on as usual [S1], services open 24 hours must stay staffed [S4]; 4.5 people
//! per round-the-clock post (`domain.md` 8).

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::clock::hours;
use super::{Breach, Described, Given, Group, Rule};
use crate::facts::select::known;
use crate::facts::{DAY_MIN, DayIx, Desk, DeskIx, DutyIx, DutySet, Facts, Opening, PersonIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
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

    /// The number that is asked for in an opening; `None`: nothing is.
    fn wanted(&self, desk: &Desk, opening: &Opening) -> Option<i64> {
        let number = match self.what {
            What::Need => Some(opening.need),
            What::Target => opening.target,
            What::Max => return opening.max.map(i64::from),
            What::Experts => desk.skill.and(desk.expert).map(|(_, number)| number),
        };
        number.filter(|number| *number > 0).map(i64::from)
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
        for (at, desk) in self.desks(facts) {
            let duties = facts.duty_set(|duty| duty.desk == Some(at));
            // Whether anybody's day before the period is known.
            let known = given.people.iter().any(|person| facts.before(*person, 1).is_some());
            let mut seen: HashMap<Cover, usize> = HashMap::new();
            for day in given.scope() {
                for opening in desk.openings.iter().filter(|opening| facts.opens(opening, day)) {
                    let Some(wanted) = self.wanted(desk, opening) else { continue };
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
        Text::new(format!("{}, {}, {id}.", desks.id, hours.id), format!("{}, {}, {en}.", desks.en, hours.en))
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        let facts = given.facts;
        known(&self.desks, "loket", "desk", || facts.desks.iter().map(|desk| desk.id.as_str()), faults);
        known(&self.shifts, "sif", "shift", || facts.shifts.iter().map(|shift| shift.id.as_str()), faults);
        if self.what == What::Max {
            return;
        }
        for (at, desk) in self.desks(facts) {
            let duties = facts.duty_set(|duty| duty.desk == Some(at));
            let people = given.people.iter().filter(|person| self.counts(facts, **person, desk));
            let held = DutySet::new(people.flat_map(|person| facts.person(*person).duties.iter().copied()));
            // Each span of hours once, with the first day on which it stands.
            let mut bare: Vec<(i32, i32, bool, DayIx)> = Vec::new();
            for day in given.scope() {
                for opening in desk.openings.iter().filter(|opening| facts.opens(opening, day)) {
                    if self.wanted(desk, opening).is_none() {
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
    /// Hours that no shift covers (`E430`, a warning), or that nobody can cover (`E401`).
    fn nobody(&self, given: &Given, desk: &Desk, span: (i32, i32), covered: bool, day: DayIx, faults: &mut Faults) {
        let spot = self.desks.iter().find(|name| name.value == desk.id).map_or(given.spot, |name| name.spot);
        let (date, at) = (given.facts.calendar.day(day).date, hours(span.0, span.1));
        let what = Text::new(
            format!("tidak ada yang dapat mengisi loket {} pukul {at} ({date} dan hari serupa)", desk.name.id),
            format!("nobody can hold desk {} from {at} ({date} and days like it)", desk.name.en),
        );
        let fault = match (covered, given.force) {
            (false, _) => faults.warning("E430", spot, what),
            (true, Force::Must) => faults.error("E401", spot, what),
            (true, Force::Prefer(_)) => faults.warning("E401", spot, what),
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

#[cfg(test)]
mod tests {
    use crate::facts::{Facts, Opening};
    use crate::rules::testing::{agree_in, faults_of, judge, judge_in, rule, world};

    /// The desk with this one opening on all days: from, to (hours) and need.
    fn open(from: i32, to: i32, need: u32) -> Facts {
        let mut facts = world();
        let weekdays = [true; 7];
        let (from_min, to_min) = (from * 60, to * 60);
        facts.desks[0].openings =
            vec![Opening { weekdays, holidays: true, from_min, to_min, need, target: None, max: None }];
        facts
    }

    const FRIDAY: &str = "desk_cover: {when: {weekdays: fri}, must: true}";
    const SATURDAY: &str = "desk_cover: {when: {weekdays: sat}, must: true}";

    #[test]
    fn each_shift_of_an_open_desk_needs_somebody() {
        assert_eq!(
            judge(FRIDAY, "ana D---\n bob O---"),
            "desk counter, 2020-01-10 14.00–22.00: 0 of 1 present\ndesk counter, 2020-01-10 22.00–24.00: 0 of 1 present\n"
        );
    }

    #[test]
    fn a_night_past_midnight_is_missing_once() {
        let nights = "desk_cover: {shifts: [malam], when: {weekdays: fri-sat}, must: true}";
        assert_eq!(
            judge(nights, "ana ----\n bob ----"),
            "desk counter, 2020-01-10 22.00–06.00: 0 of 1 present\ndesk counter, 2020-01-11 22.00–24.00: 0 of 1 present\n"
        );
        assert_eq!(judge(nights, "ana NN--\n bob ----"), "");
    }

    #[test]
    fn the_morning_after_a_closed_day_hangs_on_the_night_of_that_day() {
        let nights = "desk_cover: {shifts: [malam], when: {weekdays: mon}, must: true}";
        assert_eq!(judge(nights, "ana ---N\n bob ----"), "desk counter, 2020-01-13 00.00–06.00: 0 of 1 present\n");
        assert_eq!(judge(nights, "ana --NN\n bob ----"), "");
    }

    #[test]
    fn hours_settled_before_the_period_do_not_count() {
        assert_eq!(judge_in(open(0, 6, 1), FRIDAY, "ana ----\n bob ----"), "");
        let said = judge_in(open(0, 6, 1), SATURDAY, "ana ----\n bob ----");
        assert_eq!(said, "desk counter, 2020-01-11 00.00–06.00: 0 of 1 present\n");
    }

    #[test]
    fn on_the_first_day_a_known_night_helps_and_an_unknown_one_leaves_the_hours_out() {
        // The night runs to 08.00, so that from 06.00 both it and the morning cover the desk.
        let mut facts = open(6, 8, 1);
        facts.shifts[2].hours.end_min = 32 * 60;
        assert_eq!(
            judge_in(facts.clone(), FRIDAY, "ana ----\n bob ----"),
            "desk counter, 2020-01-10 06.00–08.00: 0 of 1 present\n"
        );
        assert_eq!(judge_in(facts.clone(), FRIDAY, "ana D---\n bob ----"), "");
        facts.people[0].history = vec![7];
        assert_eq!(judge_in(facts.clone(), FRIDAY, "ana ----\n bob ----"), "");
        facts.people.iter_mut().for_each(|person| person.history.clear());
        assert_eq!(judge_in(facts, FRIDAY, "ana ----\n bob ----"), "");
    }

    #[test]
    fn a_closed_day_needs_nobody() {
        assert_eq!(judge("desk_cover: {when: {weekdays: sun}, must: true}", "ana ----\n bob ----"), "");
    }

    #[test]
    fn one_shift_that_covers_two_openings_is_missing_once_at_the_higher_need() {
        let mut facts = open(8, 10, 1);
        let later = Opening { from_min: 11 * 60, to_min: 13 * 60, need: 2, ..facts.desks[0].openings[0].clone() };
        facts.desks[0].openings.push(later);
        assert_eq!(
            judge_in(facts, FRIDAY, "ana ----\n bob ----"),
            "2 x desk counter, 2020-01-10 08.00–10.00, 11.00–13.00: 0 of 2 present\n"
        );
    }

    #[test]
    fn more_than_the_need_may_be_wished_for() {
        let target = "desk_cover: {what: target, shifts: [pagi], when: {weekdays: fri}, prefer: 1}";
        assert_eq!(judge(target, "ana D---\n bob D---"), "");
        assert_eq!(
            judge(target, "ana D---\n bob ----"),
            "desk counter, 2020-01-10 06.00–14.00: 1 of the 2 wished for present\n"
        );
    }

    #[test]
    fn no_more_than_the_maximum_are_there() {
        let mut facts = world();
        facts.desks[0].openings[0].max = Some(1);
        let most = "desk_cover: {what: max, prefer: [1, 2]}";
        let said = judge_in(facts.clone(), most, "ana D---\n bob D---");
        assert_eq!(said, "desk counter, 2020-01-10 06.00–14.00: 2 present, at most 1\n");
        assert!(agree_in(&facts, most).0 > 0);
    }

    #[test]
    fn experts_are_those_of_the_desks_level() {
        let experts = "desk_cover: {what: experts, shifts: [pagi], when: {weekdays: fri}, must: true}";
        assert_eq!(judge(experts, "ana D---\n bob ----"), "");
        assert_eq!(
            judge(experts, "ana ----\n bob D---"),
            "desk counter, 2020-01-10 06.00–14.00: 0 of 1 of level 2 present\n"
        );
    }

    #[test]
    fn only_people_in_scope_are_counted() {
        let bob = "desk_cover: {who: {people: [bob]}, shifts: [pagi], when: {weekdays: fri}, must: true}";
        assert_eq!(judge(bob, "ana D---\n bob ----"), "desk counter, 2020-01-10 06.00–14.00: 0 of 1 present\n");
    }

    #[test]
    fn clauses_and_check_agree_on_nights_that_overlap_the_morning() {
        let mut facts = open(4, 9, 1);
        facts.shifts[2].hours.end_min = 32 * 60;
        facts.people[1].history = vec![7];
        assert!(agree_in(&facts, "desk_cover: {prefer: [1, 2]}").0 > 0);
    }

    #[test]
    fn desks_that_nobody_can_hold_are_faults() {
        assert_eq!(faults_of("desk_cover: {desks: [lokt], must: true}"), "E301 there is no desk `lokt`\n");
        assert_eq!(
            faults_of("desk_cover: {who: {people: [bob]}, must: true}"),
            "E401 nobody can hold desk counter from 00.00–06.00 (2020-01-10 and days like it)\n\
             E401 nobody can hold desk counter from 22.00–24.00 (2020-01-10 and days like it)\n"
        );
        assert_eq!(faults_of("desk_cover: {must: true}"), "");
    }

    #[test]
    fn hours_without_a_shift_are_a_warning_and_no_breach() {
        let mut facts = open(6, 14, 1);
        facts.shifts[0].hours.start_min = 7 * 60;
        let said = judge_in(facts.clone(), FRIDAY, "ana D---\n bob ----");
        assert_eq!(said, "");
        let mut faults = crate::input::fault::Faults::default();
        rule(FRIDAY).faults(&facts, &mut faults);
        assert!(!faults.has_errors());
        assert_eq!(
            faults.list[0].what.en,
            "nobody can hold desk counter from 06.00–07.00 (2020-01-10 and days like it)"
        );
    }

    #[test]
    fn it_says_its_desks_and_hours() {
        let said = rule("desk_cover: {desks: [loket], shifts: [malam], must: true}").says(&world());
        assert_eq!(said.en, "At desk counter, in the hours of shift malam, as many people as needed are present.");
        assert_eq!(said.id, "Di loket loket, pada jam sif malam, hadir petugas sebanyak yang dibutuhkan.");
    }
}
