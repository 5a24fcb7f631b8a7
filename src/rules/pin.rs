//! `pin`: cells that somebody fixed by hand. Unit of breach: one pinned cell that is not as pinned; a pin of weight 3
//! costs three times as much.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{bans_against, duty, in_scope, pattern, said};
use super::{Breach, Described, Given, Group, Rule};
use crate::facts::{Ask, DayIx, PersonIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::problem::{Force, Shape};
use crate::roster::Roster;

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Pin {}

impl Described for Pin {
    const NAME: &'static str = "pin";
    const GROUP: Group = Group::WhoMay;
    const EXAMPLES: &'static [&'static str] =
        &["pin: {must: true}", "pin: {prefer: [10, 20], who: {units: [deputi-a]}, when: {weekdays: fri}}"];

    fn about() -> Text {
        Text::new(
            "Penugasan yang ditetapkan dengan tangan; satu unit = satu sel yang tidak sesuai ketetapan.",
            "Duties fixed by hand; one unit = one cell that is not as pinned.",
        )
    }
}

impl Rule for Pin {
    fn says(&self, given: &Given) -> Text {
        let pins = in_scope(given, &given.facts.pins).count();
        Text::new(
            format!("Penugasan yang ditetapkan dengan tangan tetap seperti ditetapkan ({pins} buah)."),
            format!("Duties fixed by hand stay as they are ({pins} of them)."),
        )
    }

    /// `E420`: a pin that nothing in the person's menu can keep.
    fn faults(&self, given: &Given, faults: &mut Faults) {
        let facts = given.facts;
        for pin in in_scope(given, &facts.pins) {
            if facts.menu(pin.person, pin.day).any(|duty| pin.met(facts.duty(duty))) {
                continue;
            }
            let what = pattern(facts, &pin.what);
            let text = said(
                facts,
                pin.person,
                &[pin.day],
                format!("tidak ada penugasan yang memenuhi ketetapan \"{}\"", what.id),
                format!("no duty open to them is as pinned, \"{}\"", what.en),
            );
            faults.error("E420", pin.spot, text).remedy(Text::new(
                "ubah atau hapus ketetapan itu, atau periksa kontrak, keahlian dan jam buka loket",
                "change or drop that pin, or check the contract, the skill and the desk's hours",
            ));
        }
        contradictions(given, faults);
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        in_scope(given, &given.facts.pins).flat_map(|pin| bans_against(given, pin)).collect()
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let mut breaches = Vec::new();
        for pin in in_scope(given, &facts.pins) {
            let held = roster.duty(pin.person, pin.day);
            if pin.met(facts.duty(held)) {
                continue;
            }
            let (asked, held) = (pattern(facts, &pin.what), duty(facts, held));
            let (id, en) = match pin.on {
                true => (
                    format!("ditetapkan {}, jadwalnya {}", asked.id, held.id),
                    format!("pinned to {}, has {}", asked.en, held.en),
                ),
                false => (
                    format!("ditetapkan bukan {}, jadwalnya {}", asked.id, held.id),
                    format!("pinned away from {}, has {}", asked.en, held.en),
                ),
            };
            let breach = given.breach(1, said(facts, pin.person, &[pin.day], id, en));
            breaches.push(breach.of(pin.person).on(pin.day).times(pin.weight));
        }
        breaches
    }
}

/// Pins of one cell that can each be kept, but not together (`E423`).
fn contradictions(given: &Given, faults: &mut Faults) {
    let facts = given.facts;
    let mut cells: BTreeMap<(PersonIx, DayIx), Vec<&Ask>> = BTreeMap::new();
    for pin in in_scope(given, &facts.pins) {
        cells.entry((pin.person, pin.day)).or_default().push(pin);
    }
    for ((person, day), pins) in cells {
        let keeps = |pin: &Ask| facts.menu(person, day).any(|duty| pin.met(facts.duty(duty)));
        let together = facts.menu(person, day).any(|duty| pins.iter().all(|pin| pin.met(facts.duty(duty))));
        if together || !pins.iter().all(|pin| keeps(pin)) {
            continue;
        }
        let (id, en) = ("ketetapan pada hari ini saling bertentangan", "the pins of this day contradict each other");
        let first = faults.place(pins[0].spot);
        faults
            .error("E423", pins[pins.len() - 1].spot, said(facts, person, &[day], id, en))
            .cause(Text::new(format!("yang pertama di {first}"), format!("the first is at {first}")))
            .remedy(Text::new("hapus salah satu", "drop one of them"));
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{Ask, Pattern};
    use crate::input::fault::Faults;
    use crate::rules::testing::{judge, judge_in, rule, world};

    #[test]
    fn a_pinned_cell_holds_what_was_pinned() {
        assert_eq!(judge("pin: {must: true}", "bob O---"), "");
        let said = judge("pin: {must: true}", "bob h---");
        assert_eq!(said, "bob, 2020-01-10: pinned to shift morning at office, has shift evening at home\n");
        // At the desk it is the morning at the office as well.
        assert_eq!(judge("pin: {must: true}", "bob D---"), "");
    }

    #[test]
    fn a_cell_can_be_pinned_away_from_something() {
        let mut facts = world();
        let what = Pattern { free: Some(true), ..Pattern::default() };
        facts.pins = vec![Ask { person: 0, day: 0, what, on: false, weight: 1, spot: Default::default() }];
        assert_eq!(judge_in(facts.clone(), "pin: {must: true}", "ana o---"), "");
        let said = judge_in(facts, "pin: {must: true}", "ana -O--");
        assert_eq!(said, "ana, 2020-01-10: pinned away from free, has free\n");
    }

    #[test]
    fn a_pin_that_nobody_could_keep_is_a_fault() {
        let mut facts = world();
        facts.pins[0].day = 2;
        let mut faults = Faults::default();
        rule("pin: {must: true}").faults(&facts, &mut faults);
        let said: Vec<&str> = faults.list.iter().map(|fault| fault.what.en.as_str()).collect();
        assert_eq!(said, ["bob, 2020-01-12: no duty open to them is as pinned, \"shift morning at office\""]);
    }
}
