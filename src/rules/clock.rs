//! Hours, counts and lists in the sentences of rules.

use crate::facts::{DAY_MIN, DayIx, Facts, ShiftIx};
use crate::input::lang::Text;

/// A time of day, minutes from any midnight: `06.00`, and `24.00` at a day's end.
pub fn clock(min: i32) -> String {
    let of_day = if min > 0 && min % DAY_MIN == 0 { DAY_MIN } else { min.rem_euclid(DAY_MIN) };
    format!("{:02}.{:02}", of_day / 60, of_day % 60)
}

/// A span of time: `22.00–06.00`.
pub fn hours(from_min: i32, to_min: i32) -> String {
    format!("{}–{}", clock(from_min.rem_euclid(DAY_MIN)), clock(to_min))
}

/// A shift on a day, with the hours it has there: `2020-01-10 morning 06.00–14.00`.
pub fn shift_on(facts: &Facts, day: DayIx, shift: ShiftIx) -> Text {
    let (the, held) = (facts.calendar.day(day), &facts.shifts[usize::from(shift)]);
    let at = held.ramadan.filter(|_| the.ramadan).unwrap_or(held.hours);
    let at = hours(at.start_min, at.end_min);
    Text::new(format!("{} {} {at}", the.date, held.name.id), format!("{} {} {at}", the.date, held.name.en))
}

/// "1 orang", "1 person", "2 people".
pub fn people(number: i64) -> Text {
    Text::new(format!("{number} orang"), format!("{number} {}", if number == 1 { "person" } else { "people" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_ends_on_the_clock_of_the_next_day() {
        assert_eq!(hours(22 * 60, 30 * 60), "22.00–06.00");
        assert_eq!(hours(22 * 60, 24 * 60), "22.00–24.00");
        assert_eq!(hours(24 * 60, 30 * 60), "00.00–06.00");
        assert_eq!(hours(-120, 0), "22.00–00.00");
    }
}
