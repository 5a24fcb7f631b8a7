//! `wishes`: what people asked for, and shifts that some people are to be given first. Unit of breach: one wish that is
//! not met, or one duty outside the shift that is given first; a weight of 3 costs three times as much.
//!
//! Without `lean` the rule speaks of the wishes that people entered; with it, of its leanings only, so that each has its
//! own price. A leaning picks people by any selector, also by a personal attribute (the pilot's morning shift for women
//! first); it then counts only for people who agreed that the attribute counts, unless `without_consent` is set for a
//! selector that names none. It is a priority, never a ban on anything; sentences name the shift, not the attribute. A
//! wish that nothing in the menu can meet counts as not met.
//!
//! Sources (`domain.md` §1, S0: morning diutamakan for women, evening for men; §6: contestable, hence consent).

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{bans, bans_against, duty, in_scope, nothing_asked, pattern, said, sentence};
use super::{Breach, Described, Given, Group, Number, Rule};
use crate::facts::select::{People, known};
use crate::facts::{DayIx, DutyIx, DutySet, Facts, PersonIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Force, Shape};
use crate::roster::Roster;

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Wishes {
    /// Shifts that some people are to be given first, instead of the wishes that people entered.
    lean: Vec<Lean>,
    /// The leanings hold for people who gave no consent too: only for selectors without a personal attribute.
    without_consent: bool,
}

/// `{who: {sex: female}, shift: pagi, weight: 1}`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Lean {
    who: People,
    shift: At<String>,
    /// Multiplies the rule's cost.
    #[serde(default = "one")]
    weight: At<i64>,
}

fn one() -> At<i64> {
    At::from(1)
}

impl Wishes {
    /// The breach of a leaning. Where a personal attribute picks its people, it names nobody: whoever is said to lean
    /// to one shift is said to have the attribute.
    fn left_out(&self, given: &Given, lean: &Lean, person: PersonIx, day: DayIx, duty: DutyIx) -> Breach {
        let facts = given.facts;
        let (has, first) = (super::words::shift(facts, facts.duty(duty)), lean.name(facts));
        if lean.who.asks_attribute(facts) {
            let date = facts.calendar.day(day).date;
            let text = Text::new(
                format!("{date}: seorang pegawai tidak mendapat sif yang diutamakan baginya"),
                format!("{date}: somebody does not get the shift that they are to be given first"),
            );
            return given.breach(1, text).on(day).times(lean.weight.value);
        }
        let text = said(
            facts,
            person,
            &[day],
            format!("sif {}, sedangkan sif {} diutamakan", has.id, first.id),
            format!("shift {}, where shift {} is to be given first", has.en, first.en),
        );
        given.breach(1, text).of(person).on(day).times(lean.weight.value)
    }

    /// The people in scope that a leaning speaks of.
    fn leaning<'a>(&'a self, given: &'a Given, lean: &'a Lean) -> impl Iterator<Item = PersonIx> + 'a {
        let facts = given.facts;
        let agreed = move |person: &PersonIx| self.without_consent || facts.person(*person).consent;
        let people = given.people.iter().copied().filter(agreed);
        people.filter(move |person| lean.who.selects(facts, *person))
    }
}

impl Lean {
    /// Work in any other shift.
    fn others(&self, facts: &Facts) -> DutySet {
        let shift = |duty: &crate::facts::Duty| duty.shift.map(|shift| facts.shifts[usize::from(shift)].id.as_str());
        facts.duty_set(|duty| shift(duty).is_some_and(|shift| shift != self.shift.value))
    }

    fn name(&self, facts: &Facts) -> Text {
        let shift = facts.shifts.iter().find(|shift| shift.id == self.shift.value);
        shift.map_or_else(|| Text::same(self.shift.value.as_str()), |shift| shift.name.clone())
    }
}

impl Described for Wishes {
    const NAME: &'static str = "wishes";
    const GROUP: Group = Group::OwnWork;
    const EXAMPLES: &'static [&'static str] = &[
        "wishes: {prefer: 2}",
        "wishes: {lean: [{who: {sex: female}, shift: pagi, weight: 3}, {who: {sex: male}, shift: sore}], prefer: 1}",
        "wishes: {who: {people: [bob]}, must: true}",
        "wishes: {lean: [{who: {units: [tim-1]}, shift: sore}], without_consent: true, when: {weekdays: fri}, \
         prefer: [2, 4]}",
    ];

    fn about() -> Text {
        Text::new(
            "Keinginan pegawai dan sif yang diutamakan bagi sebagian orang; satu unit = satu keinginan yang tidak \
             terpenuhi atau satu penugasan di luar sif yang diutamakan.",
            "What people wish for, and shifts that some are given first; one unit = one wish not met or one duty outside \
             the shift given first.",
        )
    }
}

impl Rule for Wishes {
    fn says(&self, given: &Given) -> Text {
        if self.lean.is_empty() {
            let wishes = in_scope(given, &given.facts.wishes).count();
            return Text::new(
                format!("Keinginan pegawai dipenuhi ({wishes} buah)."),
                format!("The wishes of people are met ({wishes} of them)."),
            );
        }
        let leaning = self.lean.iter().map(|lean| (lean.name(given.facts), self.leaning(given, lean).count()));
        let parts: Vec<Text> = leaning
            .map(|(shift, count)| {
                Text::new(
                    format!("sif {} diutamakan bagi {count} orang", shift.id),
                    format!("shift {} is given first to {count} people", shift.en),
                )
            })
            .collect();
        let join = |lang: fn(&Text) -> &str| parts.iter().map(lang).collect::<Vec<_>>().join("; ");
        sentence(join(|text| &text.id), join(|text| &text.en))
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        let facts = given.facts;
        for lean in &self.lean {
            lean.who.faults(facts, faults);
            let shifts = || facts.shifts.iter().map(|shift| shift.id.as_str());
            known(std::slice::from_ref(&lean.shift), "sif", "shift", shifts, faults);
            Number::Fixed(lean.weight.value).faults(given, 1, lean.weight.spot, faults);
            if self.without_consent && lean.who.asks_attribute(facts) {
                let what = Text::new(
                    "memilih orang menurut sifat pribadi menuntut persetujuan mereka",
                    "to select people by a personal attribute needs their consent",
                );
                faults.error("E421", lean.shift.spot, what).remedy(Text::new(
                    "buang `without_consent`: hanya yang setuju yang terpilih",
                    "drop `without_consent`: only those who agreed are selected",
                ));
            }
        }
        if self.lean.is_empty() && self.without_consent {
            let (id, en) = ("`without_consent` hanya untuk `lean`", "`without_consent` is for `lean` only");
            nothing_asked(given, id, en, faults);
        }
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let facts = given.facts;
        if self.lean.is_empty() {
            return in_scope(given, &facts.wishes).flat_map(|wish| bans_against(given, wish)).collect();
        }
        let menus = facts.menus();
        let mut clauses = Vec::new();
        for lean in &self.lean {
            let others = lean.others(facts);
            for person in self.leaning(given, lean) {
                for day in given.scope() {
                    let weighted = bans(given.force, &menus, person, day, &others);
                    clauses.extend(weighted.map(|(force, shape)| (force.times(lean.weight.value), shape)));
                }
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let mut breaches = Vec::new();
        for wish in in_scope(given, &facts.wishes).filter(|_| self.lean.is_empty()) {
            let held = roster.duty(wish.person, wish.day);
            if wish.met(facts.duty(held)) {
                continue;
            }
            let (asked, held) = (pattern(facts, &wish.what), duty(facts, held));
            let (id, en) = match wish.on {
                true => (
                    format!("ingin {}, jadwalnya {}", asked.id, held.id),
                    format!("wished for {}, has {}", asked.en, held.en),
                ),
                false => (
                    format!("ingin selain {}, jadwalnya {}", asked.id, held.id),
                    format!("wished for anything but {}, has {}", asked.en, held.en),
                ),
            };
            let breach = given.breach(1, said(facts, wish.person, &[wish.day], id, en));
            breaches.push(breach.of(wish.person).on(wish.day).times(wish.weight));
        }
        for lean in &self.lean {
            let others = lean.others(facts);
            for person in self.leaning(given, lean) {
                for day in given.scope().filter(|day| others.contains(roster.duty(person, *day))) {
                    breaches.push(self.left_out(given, lean, person, day, roster.duty(person, day)));
                }
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{faults_of, judge, judge_in, picture, rule, world};

    #[test]
    fn a_wish_for_something_and_a_wish_against_something() {
        // Ana wants anything but the office on Friday; Bob wants Friday free and the evening on Monday.
        assert_eq!(judge("wishes: {prefer: 2}", "ana H--- \n bob ---h"), "");
        let said = judge("wishes: {prefer: 2}", "ana O--- \n bob O--O");
        assert_eq!(
            said,
            "ana, 2020-01-10: wished for anything but a duty at office, has shift morning at office\n\
             bob, 2020-01-10: wished for free, has shift morning at office\n\
             bob, 2020-01-13: wished for shift evening, has shift morning at office\n"
        );
    }

    #[test]
    fn a_weight_multiplies_the_cost() {
        let (facts, entry) = (world(), rule("wishes: {prefer: 2}"));
        let breaches = entry.rule.check(&entry.given(&facts), &picture(&facts, "ana O--- \n bob O--o"));
        assert_eq!(breaches.iter().map(|breach| breach.cost()).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn a_leaning_needs_consent_and_its_sentence_names_no_attribute() {
        let yaml = "wishes: {lean: [{who: {sex: female}, shift: pagi}, {who: {sex: male}, shift: sore}], prefer: 1}";
        // Bob gave no consent: his mornings are nobody's breach.
        let said = judge(yaml, "ana O-N- \n bob O--O");
        assert_eq!(said, "2020-01-12: somebody does not get the shift that they are to be given first\n");
        let mut facts = world();
        facts.people[0].consent = false;
        assert_eq!(judge_in(facts, yaml, "ana o---"), "");
    }

    #[test]
    fn without_consent_is_for_selectors_that_name_no_attribute() {
        let yaml = "wishes: {lean: [{who: {units: [tim-1]}, shift: pagi}], without_consent: true, prefer: 1}";
        assert_eq!(
            judge(yaml, "bob o---"),
            "bob, 2020-01-10: shift evening, where shift morning is to be given first\n"
        );
        let said =
            faults_of("wishes: {lean: [{who: {not: [{sex: male}]}, shift: pagi}], without_consent: true, prefer: 1}");
        assert_eq!(said, "E421 to select people by a personal attribute needs their consent\n");
    }
}
