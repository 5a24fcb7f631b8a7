//! `spread`: home days (or other duties) do not always fall on the same weekday. Unit of breach: one day too many on a
//! weekday, each weekday counted by itself.
//!
//! `max` is a number of days for each weekday over the period; `share` is per cent of that weekday's working days in
//! scope, rounded up, so that it follows holidays. With both, the lower counts.
//!
//! Source (`domain.md` §6): Fridays at home as long weekends, thin counters and lower satisfaction.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{Bounds, cells, limits, nothing_asked, sentence};
use super::{Breach, Described, Given, Group, Number, Rule, Share};
use crate::facts::select::Duties;
use crate::facts::{DayIx, DutySet, PersonIx, PlaceKind};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Force, Shape, Sum};
use crate::roster::Roster;

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Spread {
    /// Duties that count; all duties at home if absent.
    duties: Option<Duties>,
    /// Most of them on one weekday over the period.
    max: Option<At<Number>>,
    /// Most of them on one weekday, per cent of its working days, rounded up.
    share: Option<Share>,
}

/// Names of the weekdays from Monday.
const WEEKDAYS: [(&str, &str); 7] = [
    ("Senin", "Monday"),
    ("Selasa", "Tuesday"),
    ("Rabu", "Wednesday"),
    ("Kamis", "Thursday"),
    ("Jumat", "Friday"),
    ("Sabtu", "Saturday"),
    ("Minggu", "Sunday"),
];

impl Spread {
    fn set(&self, given: &Given) -> DutySet {
        self.duties.as_ref().map_or_else(|| given.facts.at(PlaceKind::Home), |duties| duties.set(given.facts))
    }

    fn what(&self, given: &Given) -> Text {
        match &self.duties {
            Some(duties) => duties.words(given.facts),
            None => Text::new("kerja di rumah", "work at home"),
        }
    }

    fn most(&self, given: &Given, person: PersonIx, days: &[DayIx]) -> Option<i64> {
        let working = days.iter().filter(|day| given.facts.calendar.day(**day).working).count() as i64;
        let share = self.share.map(|Share(share)| (working * share + 99) / 100);
        let max = self.max.as_ref().and_then(|max| max.value.of(given, person));
        share.into_iter().chain(max).min()
    }
}

/// The days in scope of each weekday, Monday first.
fn weekdays(given: &Given) -> [Vec<DayIx>; 7] {
    let mut days: [Vec<DayIx>; 7] = Default::default();
    for day in given.scope() {
        days[given.facts.calendar.day(day).weekday().num_days_from_monday() as usize].push(day);
    }
    days
}

impl Described for Spread {
    const NAME: &'static str = "spread";
    const GROUP: Group = Group::OwnWork;
    const EXAMPLES: &'static [&'static str] = &[
        "spread: {share: 0, must: true}",
        "spread: {max: 0, when: {weekdays: fri}, prefer: [1, 3]}",
        "spread: {duties: {shifts: [sore]}, max: {contract: max_run}, share: 0, who: {people: [bob]}, prefer: 2}",
    ];

    fn about() -> Text {
        Text::new(
            "Hari di rumah tersebar atas hari-hari dalam pekan; satu unit = satu hari yang lebih pada suatu hari pekan.",
            "Home days are spread over the weekdays; one unit = one day too many on a weekday.",
        )
    }
}

impl Rule for Spread {
    fn says(&self, given: &Given) -> Text {
        let what = self.what(given);
        let share = self.share.map(|Share(share)| {
            Text::new(format!("{share}% dari tiap hari pekan"), format!("{share}% of each weekday"))
        });
        let max = self.max.as_ref().map(|max| {
            let words = max.value.words();
            Text::new(format!("{} kali tiap hari pekan", words.id), format!("{} times on each weekday", words.en))
        });
        let parts: Vec<Text> = share.into_iter().chain(max).map(|one| limits(None, Some(one))).collect();
        let join = |lang: fn(&Text) -> &str| parts.iter().map(lang).collect::<Vec<_>>().join(", ");
        sentence(format!("{} {}", what.id, join(|text| &text.id)), format!("{} {}", what.en, join(|text| &text.en)))
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        if let Some(duties) = &self.duties {
            duties.faults(given.facts, faults);
        }
        if self.max.is_none() && self.share.is_none() {
            nothing_asked(given, "sebut `max` atau `share`", "name `max` or `share`", faults);
        }
        if let Some(max) = &self.max {
            max.value.faults(given, 0, max.spot, faults);
        }
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let (set, menus) = (self.set(given), given.facts.menus());
        let weekdays = weekdays(given);
        let mut clauses = Vec::new();
        for &person in &given.people {
            for days in &weekdays {
                let counted = days.iter().flat_map(|day| cells(&menus, person, *day, &set));
                let sum = Sum { cells: counted.map(|cell| (cell, 1)).collect(), constant: 0 };
                let bounds = Bounds { min: None, max: self.most(given, person, days) };
                clauses.extend(bounds.clause(sum, 1).map(|shape| (given.force.clone(), shape)));
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let set = self.set(given);
        let weekdays = weekdays(given);
        let what = self.what(given);
        let mut breaches = Vec::new();
        for &person in &given.people {
            for (days, (id, en)) in weekdays.iter().zip(WEEKDAYS) {
                let held: Vec<DayIx> =
                    days.iter().copied().filter(|day| set.contains(roster.duty(person, *day))).collect();
                let (count, most) = (held.len() as i64, self.most(given, person, days).unwrap_or(i64::MAX));
                if count <= most {
                    continue;
                }
                let (who, s) = (&facts.person(person).id, if count == 1 { "" } else { "s" });
                let text = Text::new(
                    format!("{who}: {} pada {count} hari {id}, diminta paling banyak {most}", what.id),
                    format!("{who}: {} on {count} {en}{s}, at most {most} asked", what.en),
                );
                let first = held[most.max(0) as usize];
                breaches.push(given.breach(count - most, text).of(person).on(first));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use crate::facts::{Day, Facts};
    use crate::rules::testing::{faults_of, judge, judge_in, world};

    /// The world on four Fridays.
    fn fridays() -> Facts {
        let mut facts = world();
        let first = NaiveDate::from_ymd_opt(2020, 1, 10).expect("a date");
        let friday = |at: u64| Day { date: first + chrono::Days::new(7 * at), ..facts.calendar.days[0].clone() };
        facts.calendar.days = (0..4).map(friday).collect();
        facts
    }

    #[test]
    fn three_fridays_at_home_where_two_are_the_most() {
        let said = judge_in(fridays(), "spread: {max: 2, must: true}", "ana HHHO \n bob HOOh");
        assert_eq!(said, "ana: work at home on 3 Fridays, at most 2 asked\n");
        assert!(judge_in(fridays(), "spread: {max: 2, must: true}", "ana HHhh").starts_with("2 x ana"));
    }

    #[test]
    fn a_share_follows_the_working_days_and_is_rounded_up() {
        let yaml = "spread: {share: 40, must: true}";
        assert_eq!(judge_in(fridays(), yaml, "ana HHOO"), "");
        let mut facts = fridays();
        facts.calendar.days[2].working = false;
        facts.calendar.days[3].working = false;
        assert_eq!(judge_in(facts, yaml, "ana HHOO"), "ana: work at home on 2 Fridays, at most 1 asked\n");
    }

    #[test]
    fn each_weekday_counts_by_itself_and_other_duties_can_be_named() {
        assert_eq!(judge("spread: {max: 1, must: true}", "bob H--H"), "");
        let said = judge("spread: {duties: {shifts: [sore]}, max: 0, must: true}", "bob o--H");
        assert_eq!(said, "bob: shift evening on 1 Friday, at most 0 asked\n");
        assert_eq!(faults_of("spread: {must: true}"), "E240 this rule asks for nothing\n");
    }
}
