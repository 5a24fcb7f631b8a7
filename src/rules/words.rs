//! Words and sums that the rules about one person share: spans of days, hours, duties, lowest and highest values, and
//! the cells of a person's menu. Pure and small, so that `clauses` and `check` of a rule may both lean on them.

use std::fmt::Display;

use super::Given;
use crate::facts::{Ask, DayIx, Duty, DutyIx, DutySet, FREE, Facts, Menus, Pattern, PersonIx};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::problem::{Cell, Force, Shape, Sum};

/// "2020-01-10", or "2020-01-10 to 2020-01-12" for days from first to last.
pub fn span(facts: &Facts, days: &[DayIx]) -> Text {
    let date = |day: Option<&DayIx>| day.map_or(String::new(), |day| facts.calendar.day(*day).date.to_string());
    let (first, last) = (date(days.first()), date(days.last()));
    if first == last {
        return Text::same(first);
    }
    Text::new(format!("{first} s.d. {last}"), format!("{first} to {last}"))
}

/// A sentence about a person on some days: "ana, 2020-01-10 to 2020-01-12: …".
pub fn said(facts: &Facts, person: PersonIx, days: &[DayIx], id: impl Display, en: impl Display) -> Text {
    let (who, span) = (&facts.person(person).id, span(facts, days));
    Text::new(format!("{who}, {}: {id}", span.id), format!("{who}, {}: {en}", span.en))
}

/// "7 h 30 min".
pub fn hours(minutes: i64) -> Text {
    let sign = if minutes < 0 { "-" } else { "" };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    match (hours, rest) {
        (_, 0) => Text::new(format!("{sign}{hours} jam"), format!("{sign}{hours} h")),
        (0, _) => Text::new(format!("{sign}{rest} menit"), format!("{sign}{rest} min")),
        (_, _) => Text::new(format!("{sign}{hours} jam {rest} menit"), format!("{sign}{hours} h {rest} min")),
    }
}

/// Name of a duty's shift; empty when free.
pub fn shift(facts: &Facts, duty: &Duty) -> Text {
    duty.shift.map_or(Text::same(""), |shift| facts.shifts[usize::from(shift)].name.clone())
}

/// "free", "shift morning at home", "shift evening at desk counter".
pub fn duty(facts: &Facts, duty: DutyIx) -> Text {
    let duty = facts.duty(duty);
    let what = Pattern { shift: duty.shift, place: duty.place, desk: duty.desk, free: Some(duty.shift.is_none()) };
    let text = pattern(facts, &what);
    let Some(seat) = duty.seat.map(|seat| &facts.seats[usize::from(seat)].id) else { return text };
    Text::new(format!("{}, meja {seat}", text.id), format!("{}, seat {seat}", text.en))
}

/// A duty described in part, in words; "any duty" if nothing is said.
pub fn pattern(facts: &Facts, what: &Pattern) -> Text {
    if what.free == Some(true) {
        return Text::new("libur", "free");
    }
    let shift = what.shift.map(|shift| facts.shifts[usize::from(shift)].name.clone());
    let desk = what.desk.map(|desk| &facts.desks[usize::from(desk)].name);
    let place = what.place.filter(|_| desk.is_none()).map(|place| &facts.places[usize::from(place)].name);
    let any = if what.free == Some(false) { Text::new("kerja", "work") } else { Text::new("penugasan", "a duty") };
    let mut text = match shift {
        Some(shift) => Text::new(format!("sif {}", shift.id), format!("shift {}", shift.en)),
        None => any,
    };
    if let Some(desk) = desk {
        text = Text::new(format!("{} di loket {}", text.id, desk.id), format!("{} at desk {}", text.en, desk.en));
    }
    if let Some(place) = place {
        text = Text::new(format!("{} di {}", text.id, place.id), format!("{} at {}", text.en, place.en));
    }
    text
}

/// "at least 2 and at most 3"; empty if neither is given.
pub fn limits(min: Option<Text>, max: Option<Text>) -> Text {
    let min = min.map(|min| Text::new(format!("sedikitnya {}", min.id), format!("at least {}", min.en)));
    let max = max.map(|max| Text::new(format!("paling banyak {}", max.id), format!("at most {}", max.en)));
    match (min, max) {
        (Some(min), Some(max)) => Text::new(format!("{} dan {}", min.id, max.id), format!("{} and {}", min.en, max.en)),
        (one, other) => one.or(other).unwrap_or(Text::same("")),
    }
}

/// With a capital and a full stop.
pub fn sentence(id: impl Display, en: impl Display) -> Text {
    let whole = |text: String| {
        let mut letters = text.trim().chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
        format!("{first}{}.", letters.as_str())
    };
    Text::new(whole(id.to_string()), whole(en.to_string()))
}

/// Units in started blocks of `per`; 0 for nothing or less.
pub fn blocks(units: i64, per: i64) -> i64 {
    if units <= 0 { 0 } else { (units - 1) / per + 1 }
}

/// Lowest and highest value that a rule asks of a sum; `None`: not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub min: Option<i64>,
    pub max: Option<i64>,
}

impl Bounds {
    /// What is missing plus what is too much.
    pub fn off(self, value: i64) -> (i64, i64) {
        (self.min.map_or(0, |min| (min - value).max(0)), self.max.map_or(0, |max| (value - max).max(0)))
    }

    /// The side of the bounds that a value breaks, in words: "at least 2 asked".
    pub fn asked(self, value: i64, words: impl Fn(i64) -> Text) -> Text {
        let missed = self.min.filter(|min| value < *min);
        let max = if missed.is_some() { None } else { self.max };
        let text = limits(missed.map(&words), max.map(&words));
        Text::new(format!("diminta {}", text.id), format!("{} asked", text.en))
    }

    /// The clause of a sum, without the sides that no roster can break; `None` if none is left.
    pub fn clause(self, sum: Sum, per: i64) -> Option<Shape> {
        let (mut low, mut high) = (sum.constant, sum.constant);
        for day in sum.cells.chunk_by(|one, two| (one.0.person, one.0.day) == (two.0.person, two.0.day)) {
            low += day.iter().map(|(_, weight)| *weight).min().unwrap_or(0).min(0);
            high += day.iter().map(|(_, weight)| *weight).max().unwrap_or(0).max(0);
        }
        let (min, max) = (self.min.filter(|min| low < *min), self.max.filter(|max| *max < high));
        (min.is_some() || max.is_some()).then_some(Shape::Count { sum, min, max, per })
    }
}

/// The cells of a set that are open to a person on a day.
pub fn cells<'a>(menus: &'a Menus, person: PersonIx, day: DayIx, set: &'a DutySet) -> impl Iterator<Item = Cell> + 'a {
    let duties = menus.of(person, day).filter(|duty| set.contains(*duty));
    duties.map(move |duty| Cell { person, day, duty })
}

/// Bans of such cells.
pub fn bans<'a>(
    force: &'a Force,
    menus: &'a Menus,
    person: PersonIx,
    day: DayIx,
    set: &'a DutySet,
) -> impl Iterator<Item = (Force, Shape)> + 'a {
    cells(menus, person, day, set).map(|cell| (force.clone(), Shape::Ban(cell)))
}

/// Wishes or pins that are in a rule's scope.
pub fn in_scope<'a>(given: &'a Given, asks: &'a [Ask]) -> impl Iterator<Item = &'a Ask> + 'a {
    asks.iter().filter(|ask| given.on(ask.day) && given.people.binary_search(&ask.person).is_ok())
}

/// Bans of everything in the menu that goes against a wish or pin, at its weight. One duty is held a day, so at most
/// one of them is broken.
pub fn bans_against<'a>(given: &'a Given, ask: &'a Ask) -> impl Iterator<Item = (Force, Shape)> + 'a {
    let facts = given.facts;
    let against = facts.menu(ask.person, ask.day).filter(|duty| !ask.met(facts.duty(*duty)));
    against.map(|duty| {
        let cell = Cell { person: ask.person, day: ask.day, duty };
        (given.force.times(ask.weight), Shape::Ban(cell))
    })
}

/// Every duty of the catalogue but `kept`.
pub fn all_but(facts: &Facts, kept: DutyIx) -> DutySet {
    DutySet::new((FREE..facts.duties.len() as DutyIx).filter(|duty| *duty != kept))
}

/// `E240`: the rule has no field that asks for anything.
pub fn nothing_asked(given: &Given, remedy_id: &str, remedy_en: &str, faults: &mut Faults) {
    let what = Text::new("aturan ini tidak meminta apa pun", "this rule asks for nothing");
    faults.error("E240", given.spot, what).remedy(Text::new(remedy_id, remedy_en));
}

/// `E241`: a lowest value above the highest.
pub fn crossed(given: &Given, bounds: Bounds, faults: &mut Faults) {
    if let (Some(min), Some(max)) = (bounds.min, bounds.max)
        && max < min
    {
        let what =
            Text::new(format!("min {min} lebih besar daripada max {max}"), format!("min {min} is above max {max}"));
        faults.error("E241", given.spot, what);
    }
}
