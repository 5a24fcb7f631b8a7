//! `own_seat`: the same seat all week. Unit of breach: one seat beyond the first that a person uses in a window.
//!
//! Only seats with names count (`rooms: {utara: {seats: [A1, A2]}}`): which of the others somebody sits at is found after
//! the fact, and kept where it can be. A window at the period's start does not know the days before the period.
//!
//! Source: a seat of one's own for the week is what the university office of the hybrid-seats benchmark asks for
//! (ASOCIO student challenge 2025); people leave their things there, and colleagues find them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{cells, said, sentence};
use super::{Breach, Described, Given, Group, Rule, Window};
use crate::facts::{DayIx, DutySet, Facts, SeatIx};
use crate::input::lang::Text;
use crate::problem::{Force, Shape};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnSeat {
    /// The window of one seat: `week` if absent.
    #[serde(default = "week")]
    per: Window,
}

fn week() -> Window {
    Window(crate::facts::Per::Week)
}

/// The duties at each seat with a name.
fn seats(facts: &Facts) -> Vec<DutySet> {
    (0..facts.seats.len() as SeatIx).map(|seat| facts.duty_set(|duty| duty.seat == Some(seat))).collect()
}

impl Described for OwnSeat {
    const NAME: &'static str = "own_seat";
    const GROUP: Group = Group::OwnWork;
    const EXAMPLES: &'static [&'static str] =
        &["own_seat: {per: month, must: true}", "own_seat: {per: period, prefer: [2, 3]}"];

    fn about() -> Text {
        Text::new(
            "Meja yang sama sepanjang minggu, di antara meja yang bernama; satu unit pelanggaran = satu meja lain.",
            "The same seat all week, among seats with names; one unit = one further seat.",
        )
    }
}

impl Rule for OwnSeat {
    fn says(&self, _given: &Given) -> Text {
        let per = self.per.words();
        sentence(
            format!("setiap orang duduk di satu meja yang sama {}", per.id),
            format!("everybody sits at one and the same seat {}", per.en),
        )
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let (seats, menus) = (seats(given.facts), given.facts.menus());
        let windows = given.windows(self.per.0);
        let mut clauses = Vec::new();
        for &person in &given.people {
            for window in windows.iter().filter(|window| window.len() > 1) {
                let open = |seat: &DutySet, day: &DayIx| cells(&menus, person, *day, seat).next().is_some();
                let meets = |seat: &&DutySet| window.iter().any(|day| open(seat, day));
                let classes: Vec<DutySet> = seats.iter().filter(meets).cloned().collect();
                if classes.len() > 1 {
                    clauses.push((given.force.clone(), Shape::Same { person, days: window.clone(), classes }));
                }
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let windows = given.windows(self.per.0);
        let mut breaches = Vec::new();
        for &person in &given.people {
            for window in &windows {
                let held = window.iter().filter_map(|day| facts.duty(roster.duty(person, *day)).seat);
                let mut used: Vec<SeatIx> = held.collect();
                used.sort_unstable();
                used.dedup();
                if used.len() < 2 {
                    continue;
                }
                let names: Vec<&str> = used.iter().map(|seat| facts.seats[usize::from(*seat)].id.as_str()).collect();
                let (count, names) = (used.len(), names.join(", "));
                let id = format!("{count} meja ({names}), diminta satu");
                let text = said(facts, person, window, id, format!("{count} seats ({names}), one asked"));
                breaches.push(given.breach(count as i64 - 1, text).of(person).on(window[0]));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{judge, judge_in, rule, seated_world, world};

    #[test]
    fn a_week_is_spent_at_one_seat_whatever_the_shift() {
        let weekly = "own_seat: {must: true}";
        // Friday to Sunday are one week, Monday is the next.
        assert_eq!(judge_in(seated_world(), weekly, "ana 13-2\n bob 2--2"), "");
        let said = judge_in(seated_world(), weekly, "ana 12--\n bob 132-");
        assert_eq!(
            said,
            "ana, 2020-01-10 to 2020-01-12: 2 seats (A1, B1), one asked\n\
             bob, 2020-01-10 to 2020-01-12: 2 seats (A1, B1), one asked\n"
        );
        let whole = judge_in(seated_world(), "own_seat: {per: period, must: true}", "bob 1--2");
        assert_eq!(whole, "bob, 2020-01-10 to 2020-01-13: 2 seats (A1, B1), one asked\n");
    }

    #[test]
    fn seats_without_names_are_all_alike() {
        assert_eq!(judge("own_seat: {per: period, must: true}", "ana OooO"), "");
    }

    #[test]
    fn it_says_its_window() {
        let said = rule("own_seat: {per: month, prefer: 1}").says(&world());
        assert_eq!(said.en, "Everybody sits at one and the same seat a month.");
        assert_eq!(said.id, "Setiap orang duduk di satu meja yang sama sebulan.");
    }

    #[test]
    fn people_take_the_seats_of_their_room_or_those_of_rooms_for_all() {
        let mut facts = seated_world();
        // The team's own room, that of the other deputy, and for the ministry, which has none, the room for all.
        assert_eq!((facts.usual_seats(2, 0), facts.usual_seats(3, 0)), (vec![0], vec![1]));
        assert!(facts.usual_seats(0, 0).is_empty());
        facts.sites[0].rooms[1].units.clear();
        assert_eq!((facts.usual_seats(2, 0), facts.usual_seats(0, 0)), (vec![0], vec![1]));
        facts.sites[0].rooms[0].named = false;
        facts.seats.remove(0);
        facts.seats[0].id = "B1".into();
        assert!(facts.usual_seats(2, 0).is_empty(), "a room whose seats have no names comes first");
    }

    #[test]
    fn the_room_of_a_duty_is_that_of_its_seat() {
        let facts = seated_world();
        assert_eq!((facts.seat_room(0, 9), facts.seat_room(0, 10)), (Some((0, 0)), Some((0, 1))));
        assert_eq!((facts.seat_room(0, 2), facts.seat_room(0, 1)), (None, None), "at home, and in the hall");
        assert_eq!(world().seat_room(0, 1), Some((0, 0)));
    }
}
