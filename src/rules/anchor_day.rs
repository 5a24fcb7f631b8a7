//! `anchor_day`: a common office day of a unit in every week. In each window one allowed working day is chosen on which
//! nobody of the unit who works is away from the office. Unit of breach: one person away on the best such day.
//!
//! - Free people and absent ones are not away. Nor is work at the place of one's own remote block.
//! - With `shift`, whoever is at the office in another shift is away too.
//! - A day on which most of the unit is absent cannot be chosen; a window without any day to choose asks nothing. Units
//!   of one person are left out.
//! - The common day is the same for all of a unit, not from week to week. A fixed one is `weekdays: tue` (the spec's
//!   `fixed:` said the same a second time); a holiday on it leaves that week without one.
//! - Staggering units over the week is what `seats` does: there is no field for it.
//!
//! Source: 73 % would come more often if they knew that their team comes; badly chosen days crowd Tuesdays
//! (`domain.md` 6.5).

use chrono::Weekday;
use schemars::JsonSchema;
use serde::Deserialize;

use super::clock::people;
use super::units::{self, Members};
use super::{Breach, Described, Given, Group, Rule, Window};
use crate::facts::select::known;
use crate::facts::{DayIx, DutyIx, Facts, Per, PersonIx, PlaceKind};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::input::values::Weekdays;
use crate::problem::{Cell, Choice, Force, Shape};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnchorDay {
    /// Units of which each has its common day; without `units` and `level`: every lowest unit that has people.
    #[serde(default)]
    units: Vec<At<String>>,
    /// All units at this depth of the tree: 0 = ministry, 1 = deputy, 2 = directorate, …
    #[serde(default)]
    level: Option<At<u16>>,
    /// Weekdays of which one is chosen, such as `mon-thu`, or `tue` for a fixed day; all working days if absent.
    #[serde(default)]
    weekdays: Option<Weekdays>,
    /// One common day in each `week` (if absent), `month`, …
    #[serde(default = "week")]
    per: Window,
    /// The shift in which all are there; any shift if absent.
    #[serde(default)]
    shift: Option<At<String>>,
}

fn week() -> Window {
    Window(Per::Week)
}

impl AnchorDay {
    /// By duty: whether it keeps its holder away from the common day.
    fn away(&self, facts: &Facts) -> Vec<bool> {
        let away = |duty: DutyIx| {
            let Some(shift) = facts.duty(duty).shift else { return false };
            let right = self.shift.as_ref().is_none_or(|name| facts.shifts[usize::from(shift)].id == name.value);
            facts.place_kind(duty) != Some(PlaceKind::Office) || !right
        };
        (0..facts.duties.len() as DutyIx).map(away).collect()
    }

    /// Days of a window that the unit may choose.
    fn choices(&self, facts: &Facts, members: &Members, window: &[DayIx]) -> Vec<DayIx> {
        let allowed = |day: &DayIx| {
            let the = facts.calendar.day(*day);
            let absent = members.people.iter().filter(|person| facts.person(**person).absence(*day).is_some()).count();
            the.working
                && self.weekdays.is_none_or(|weekdays| weekdays.contains(the.weekday()))
                && 2 * absent <= members.people.len()
        };
        window.iter().copied().filter(allowed).collect()
    }

    fn teams(&self, given: &Given) -> Vec<Members> {
        let all = units::members(given, &self.units, self.level.as_ref()).into_iter();
        all.filter(|members| members.people.len() > 1).collect()
    }
}

/// Not absent, and the duty is not held at the place of their own remote block.
fn bound(facts: &Facts, person: PersonIx, day: DayIx, duty: DutyIx) -> bool {
    let who = facts.person(person);
    let block = who.blocks.iter().find(|block| block.days.contains(&day));
    who.absence(day).is_none() && block.is_none_or(|block| facts.duty(duty).place != Some(block.place))
}

impl Described for AnchorDay {
    const NAME: &'static str = "anchor_day";
    const GROUP: Group = Group::Together;
    const EXAMPLES: &'static [&'static str] = &[
        "anchor_day: {level: 2, weekdays: mon-thu, must: true}",
        "anchor_day: {prefer: [1, 4]}",
        "anchor_day: {per: period, shift: pagi, prefer: [2, 3]}",
        "anchor_day: {units: [tim-1], weekdays: fri, shift: sore, must: true}",
    ];

    fn about() -> Text {
        Text::new(
            "Hari kumpul: satu hari ketika seluruh unit ada di kantor; satu unit pelanggaran = satu orang di tempat lain.",
            "A common office day of a unit; one unit = one person away on the day that suits best.",
        )
    }
}

impl Rule for AnchorDay {
    fn says(&self, given: &Given) -> Text {
        let whole = units::words(&self.units, self.level.as_ref());
        let per = self.per.words();
        let days = self.weekdays.map_or_else(|| Text::new("hari kerja", "working day"), weekday_words);
        let shift = self.shift.as_ref().map(|name| {
            let shift = given.facts.shifts.iter().find(|shift| shift.id == name.value);
            shift.map_or(Text::same(name.value.clone()), |shift| shift.name.clone())
        });
        let (shift_id, shift_en) = shift.map_or_else(Default::default, |name| {
            (format!(" dalam sif {}", name.id), format!(" in shift {}", name.en))
        });
        Text::new(
            format!(
                "Satu hari kumpul {} {}: satu {} ketika semua yang bekerja ada di kantor{shift_id}.",
                per.id, whole.id, days.id
            ),
            format!(
                "One common office day {} {}: a {} on which all who work are at the office{shift_en}.",
                per.en, whole.en, days.en
            ),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        units::faults(given, &self.units, self.level.as_ref(), faults);
        let shifts = || given.facts.shifts.iter().map(|shift| shift.id.as_str());
        known(self.shift.as_slice(), "sif", "shift", shifts, faults);
        let workweek = given.facts.calendar.workweek;
        if self.weekdays.is_some_and(|weekdays| !weekdays.0.iter().zip(workweek).any(|(one, worked)| *one && worked)) {
            let what = Text::new("tidak satu pun hari itu hari kerja", "none of these weekdays is a working day");
            faults.error("E433", given.spot, what);
        }
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let facts = given.facts;
        let away = self.away(facts);
        let windows = given.windows(self.per.0);
        let mut clauses = Vec::new();
        for members in self.teams(given) {
            let bans = |day: DayIx| {
                let all = members.people.iter().flat_map(|person| {
                    let duties = facts.menu(*person, day).filter(|duty| away[usize::from(*duty)]);
                    duties.map(|duty| Cell { person: *person, day, duty })
                });
                all.filter(|cell| bound(facts, cell.person, day, cell.duty)).collect::<Vec<_>>()
            };
            for window in &windows {
                let days = self.choices(facts, &members, window);
                if let ([day], Force::Must) = (days.as_slice(), given.force) {
                    // The only day there is: engines drop banned cells at once.
                    clauses.extend(bans(*day).into_iter().map(|cell| (Force::Must, Shape::Ban(cell))));
                } else if !days.is_empty() {
                    let choices = days.into_iter().map(|day| Choice { bans: bans(day), constant: 0 }).collect();
                    clauses.push((given.force.clone(), Shape::Pick { choices }));
                }
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let away = self.away(facts);
        let windows = given.windows(self.per.0);
        let mut breaches = Vec::new();
        for members in self.teams(given) {
            // People away on each day.
            let elsewhere = |day: DayIx| {
                let all = members.people.iter().filter(|person| {
                    let duty = roster.duty(**person, day);
                    away[usize::from(duty)] && bound(facts, **person, day, duty)
                });
                all.count() as i64
            };
            for window in &windows {
                let days = self.choices(facts, &members, window).into_iter();
                let Some((number, day)) = days.map(|day| (elsewhere(day), day)).min() else { continue };
                if number == 0 {
                    continue;
                }
                let date = |day: DayIx| facts.calendar.day(day).date;
                let (first, last) = (date(window[0]), date(window[window.len() - 1]));
                let (unit, who, best) = (&facts.units.get(members.unit).name, people(number), date(day));
                let text = Text::new(
                    format!(
                        "{unit}, {first} s.d. {last}: tanpa hari kumpul; {best} paling dekat, {} di tempat lain",
                        who.id
                    ),
                    format!("{unit}, {first} to {last}: no common office day; {best} is nearest, with {} away", who.en),
                );
                breaches.push(given.breach(number, text).on(day).within(members.unit));
            }
        }
        breaches
    }
}

/// "Tuesday", "Monday/Thursday".
fn weekday_words(weekdays: Weekdays) -> Text {
    use Weekday::*;
    let all = [
        (Mon, "Senin", "Monday"),
        (Tue, "Selasa", "Tuesday"),
        (Wed, "Rabu", "Wednesday"),
        (Thu, "Kamis", "Thursday"),
        (Fri, "Jumat", "Friday"),
        (Sat, "Sabtu", "Saturday"),
        (Sun, "Minggu", "Sunday"),
    ];
    let on = || all.iter().filter(|(day, _, _)| weekdays.contains(*day));
    Text::new(
        on().map(|(_, id, _)| *id).collect::<Vec<_>>().join("/"),
        on().map(|(_, _, en)| *en).collect::<Vec<_>>().join("/"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{faults_of, judge, judge_in, rule, world};

    const WEEKLY: &str = "anchor_day: {must: true}";
    const ONCE: &str = "anchor_day: {per: period, must: true}";

    #[test]
    fn all_who_work_are_at_the_office_on_one_day_of_the_week() {
        assert_eq!(judge(WEEKLY, "ana O---\n bob o---"), "");
        assert_eq!(judge(WEEKLY, "ana O---\n bob ----"), "");
        assert_eq!(
            judge(WEEKLY, "ana O---\n bob H---"),
            "tim-1, 2020-01-10 to 2020-01-12: no common office day; 2020-01-10 is nearest, with 1 person away\n"
        );
    }

    #[test]
    fn the_day_that_suits_best_is_the_one_judged() {
        assert_eq!(judge(ONCE, "ana H---\n bob ---O"), "");
        assert_eq!(
            judge(ONCE, "ana H---\n bob H--H"),
            "tim-1, 2020-01-10 to 2020-01-13: no common office day; 2020-01-13 is nearest, with 1 person away\n"
        );
    }

    #[test]
    fn leave_and_a_block_elsewhere_keep_nobody_away() {
        assert_eq!(judge(WEEKLY, "ana O--H\n bob O--B"), "");
        let said = judge(WEEKLY, "ana O---\n bob O--H");
        assert!(said.contains("2020-01-13 is nearest, with 1 person away"), "{said}");
    }

    #[test]
    fn a_day_on_which_most_are_absent_cannot_be_chosen() {
        let mut facts = world();
        facts.people[1].absences = facts.people[0].absences.clone();
        let said = judge_in(facts, ONCE, "ana H---\n bob H---");
        assert!(said.starts_with("2 x tim-1") && said.contains("2020-01-10 is nearest"), "{said}");
    }

    #[test]
    fn in_a_named_shift_the_others_are_away() {
        let morning = "anchor_day: {weekdays: fri, shift: pagi, must: true}";
        assert_eq!(judge(morning, "ana O---\n bob D---"), "");
        assert_eq!(
            judge(morning, "ana o---\n bob H---"),
            "2 x tim-1, 2020-01-10 to 2020-01-12: no common office day; 2020-01-10 is nearest, with 2 people away\n"
        );
    }

    #[test]
    fn a_fixed_day_outside_a_cut_week_asks_nothing_of_it() {
        assert_eq!(judge("anchor_day: {weekdays: mon, must: true}", "ana H---\n bob H---"), "");
    }

    #[test]
    fn one_person_needs_no_common_day() {
        assert_eq!(judge("anchor_day: {who: {people: [ana]}, must: true}", "ana H---"), "");
    }

    #[test]
    fn unknown_shifts_and_free_weekdays_are_faults() {
        assert_eq!(faults_of("anchor_day: {shift: siang, must: true}"), "E301 there is no shift `siang`\n");
        assert_eq!(
            faults_of("anchor_day: {weekdays: sat-sun, must: true}"),
            "E433 none of these weekdays is a working day\n"
        );
    }

    #[test]
    fn it_says_its_days() {
        let said = rule("anchor_day: {level: 2, weekdays: tue, shift: pagi, must: true}").says(&world());
        assert_eq!(
            said.en,
            "One common office day a week in every unit of level 2: a Tuesday on which all who work are at the office \
             in shift morning."
        );
        assert_eq!(
            said.id,
            "Satu hari kumpul seminggu di setiap unit tingkat 2: satu Selasa ketika semua yang bekerja ada di kantor \
             dalam sif pagi."
        );
    }
}
