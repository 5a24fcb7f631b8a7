//! `absence`: nobody works on a day of leave, travel or training. Unit of breach: one day worked in spite of it.
//!
//! The sentence does not name the kind of absence: sick leave is nobody else's business. Source: PP 11/2017 on leave
//! (`domain.md` §2.5).

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{bans, said};
use super::{Breach, Described, Given, Group, Rule};
use crate::facts::select::known;
use crate::facts::{DayIx, PersonIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Force, Shape};
use crate::roster::Roster;

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Absence {
    /// Only these kinds of absence; all if absent.
    kinds: Vec<At<String>>,
}

impl Absence {
    /// For each kind of absence, whether the rule speaks of it.
    fn speaks_of(&self, given: &Given) -> Vec<bool> {
        let kinds = given.facts.absence_kinds.iter();
        kinds.map(|kind| self.kinds.is_empty() || self.kinds.iter().any(|name| name.value == kind.id)).collect()
    }

    /// Person and day of every absence in scope, each day once.
    fn days<'a>(&'a self, given: &'a Given) -> impl Iterator<Item = (PersonIx, DayIx)> + 'a {
        let speaks_of = self.speaks_of(given);
        given.people.iter().flat_map(move |&person| {
            let absences = given.facts.person(person).absences.iter();
            let absences = absences.filter(|absence| speaks_of[usize::from(absence.kind)]);
            let mut days: Vec<DayIx> = absences.flat_map(|absence| absence.days.clone()).collect();
            days.sort_unstable();
            days.dedup();
            days.into_iter().filter(|day| given.on(*day)).map(move |day| (person, day))
        })
    }
}

impl Described for Absence {
    const NAME: &'static str = "absence";
    const GROUP: Group = Group::WhoMay;
    const EXAMPLES: &'static [&'static str] =
        &["absence: {must: true}", "absence: {kinds: [annual], who: {people: [ana]}, prefer: [20]}"];

    fn about() -> Text {
        Text::new(
            "Tidak ada yang bekerja pada hari ia berhalangan; satu unit = satu hari yang tetap dikerjakan.",
            "Nobody works on a day of absence; one unit = one day worked in spite of it.",
        )
    }
}

impl Rule for Absence {
    fn says(&self, _given: &Given) -> Text {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.value.as_str()).collect();
        if kinds.is_empty() {
            return Text::new(
                "Tidak ada yang bekerja pada hari cuti, dinas luar atau pelatihan.",
                "Nobody works on a day of leave, travel or training.",
            );
        }
        Text::new(
            format!("Tidak ada yang bekerja pada hari berhalangan jenis {}.", kinds.join(", ")),
            format!("Nobody works on a day of absence of kind {}.", kinds.join(", ")),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        let kinds = || given.facts.absence_kinds.iter().map(|kind| kind.id.as_str());
        known(&self.kinds, "jenis berhalangan", "kind of absence", kinds, faults);
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let (work, menus) = (given.facts.work(), given.facts.menus());
        let mut clauses = Vec::new();
        for (person, day) in self.days(given) {
            clauses.extend(bans(given.force, &menus, person, day, &work));
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let works = |person, day| given.facts.duty(roster.duty(person, day)).shift.is_some();
        let broken = self.days(given).filter(|(person, day)| works(*person, *day));
        let breaches = broken.map(|(person, day)| {
            let text = said(given.facts, person, &[day], "bekerja pada hari berhalangan", "works on a day of absence");
            given.breach(1, text).of(person).on(day)
        });
        breaches.collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{Absence, AbsenceKind};
    use crate::input::lang::Text;
    use crate::rules::testing::{faults_of, judge, judge_in, world};

    #[test]
    fn work_on_a_day_of_leave_is_a_breach_and_names_no_kind() {
        assert_eq!(judge("absence: {must: true}", "ana ONN- \n bob O--O"), "");
        assert_eq!(judge("absence: {must: true}", "ana O--H"), "ana, 2020-01-13: works on a day of absence\n");
    }

    #[test]
    fn a_day_with_two_absences_counts_once_and_only_the_named_kinds_count() {
        let mut facts = world();
        let kind = AbsenceKind { id: "travel".into(), name: Text::new("dinas luar", "travel"), works: true };
        facts.absence_kinds.push(kind);
        facts.people[0].absences.push(Absence { days: 0..=3, kind: 1, spot: Default::default() });
        let both = judge_in(facts.clone(), "absence: {must: true}", "ana -D-O");
        assert_eq!(both, "ana, 2020-01-11: works on a day of absence\nana, 2020-01-13: works on a day of absence\n");
        let leave = judge_in(facts, "absence: {kinds: [annual], must: true}", "ana -D-O");
        assert_eq!(leave, "ana, 2020-01-13: works on a day of absence\n");
    }

    #[test]
    fn days_outside_the_scope_and_unknown_kinds() {
        assert_eq!(judge("absence: {must: true, when: {weekdays: fri}}", "ana O--O"), "");
        let said = faults_of("absence: {kinds: [anual], must: true}");
        assert_eq!(said, "E301 there is no kind of absence `anual`\n");
    }
}
