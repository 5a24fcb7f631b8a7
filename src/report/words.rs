//! Numbers, dates and hours as people write them in each language: `4.692`, `43,5 %`, `Kamis, 2 Januari 2020`, `06.00`.

use chrono::{Datelike, NaiveDate};

use crate::facts::Day;
use crate::input::lang::Lang;

const WEEKDAYS_ID: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
const WEEKDAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS_ID: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// One language's way of writing; templates and sheets hold one.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Lang);

impl Words {
    /// One of two sentences.
    pub fn say<'a>(&self, id: &'a str, en: &'a str) -> &'a str {
        match self.0 {
            Lang::Id => id,
            Lang::En => en,
        }
    }

    /// A whole number with its thousands apart: `4.692`.
    pub fn count(&self, number: impl Into<i64>) -> String {
        let number = number.into();
        let digits = number.unsigned_abs().to_string();
        let mut out = String::from(if number < 0 { "−" } else { "" });
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(match self.0 {
                    Lang::Id => '.',
                    Lang::En => ',',
                });
            }
            out.push(digit);
        }
        out
    }

    /// `1.000 pegawai`, `1 person`.
    pub fn people(&self, number: i64) -> String {
        let word = if number == 1 { self.say("pegawai", "person") } else { self.say("pegawai", "people") };
        format!("{} {word}", self.count(number))
    }

    /// Tenths of a per cent: `43,5 %`, `43.5%`.
    pub fn tenths(&self, tenths: i64) -> String {
        self.percent(tenths, 10)
    }

    /// Millionths as a per cent with two decimals, never rounded down: a gap looks no smaller than it is.
    pub fn gap(&self, millionths: i64) -> String {
        self.percent((millionths + 99) / 100, 100)
    }

    fn percent(&self, parts: i64, per: i64) -> String {
        let (whole, rest) = (self.count(parts / per), (parts % per).abs());
        let width = if per == 10 { 1 } else { 2 };
        match self.0 {
            Lang::Id => format!("{whole},{rest:0width$}\u{a0}%"),
            Lang::En => format!("{whole}.{rest:0width$}%"),
        }
    }

    /// Minutes since midnight: `06.00`, `06:00`; later than midnight counts on into the next day.
    pub fn clock(&self, minutes: i32) -> String {
        let minutes = if minutes > 24 * 60 { minutes - 24 * 60 } else { minutes };
        format!("{:02}{}{:02}", minutes / 60, self.say(".", ":"), minutes % 60)
    }

    /// `Kamis, 2 Januari 2020`.
    pub fn date(&self, date: NaiveDate) -> String {
        let (day, year) = (date.day(), date.year());
        format!("{}, {day} {} {year}", self.weekday(date), self.month(date))
    }

    /// The first and last day of a period; nothing of an empty one.
    pub fn period(&self, days: &[Day]) -> String {
        match (days.first(), days.last()) {
            (Some(first), Some(last)) => format!("{} – {}", self.date(first.date), self.date(last.date)),
            _ => String::new(),
        }
    }

    /// `2 Jan`.
    pub fn short_date(&self, date: NaiveDate) -> String {
        format!("{} {}", date.day(), self.month(date).chars().take(3).collect::<String>())
    }

    pub fn weekday(&self, date: NaiveDate) -> &'static str {
        let at = date.weekday().num_days_from_monday() as usize;
        match self.0 {
            Lang::Id => WEEKDAYS_ID[at],
            Lang::En => WEEKDAYS_EN[at],
        }
    }

    /// `Kam`, `Thu`.
    pub fn short_weekday(&self, date: NaiveDate) -> &'static str {
        &self.weekday(date)[..3]
    }

    fn month(&self, date: NaiveDate) -> &'static str {
        match self.0 {
            Lang::Id => MONTHS_ID[date.month0() as usize],
            Lang::En => MONTHS_EN[date.month0() as usize],
        }
    }

    /// Seconds with one decimal: `9,8 dtk`.
    pub fn seconds(&self, seconds: f64) -> String {
        let tenths = (seconds.max(0.0) * 10.0).round() as i64;
        let (whole, rest) = (self.count(tenths / 10), tenths % 10);
        match self.0 {
            Lang::Id => format!("{whole},{rest}\u{a0}dtk"),
            Lang::En => format!("{whole}.{rest}\u{a0}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        let (id, en) = (Words(Lang::Id), Words(Lang::En));
        assert_eq!((id.count(1_234_567), en.count(1_234_567)), ("1.234.567".into(), "1,234,567".into()));
        assert_eq!((id.tenths(435), en.tenths(435)), ("43,5\u{a0}%".into(), "43.5%".into()));
        assert_eq!(
            (id.count(-999), id.clock(30 * 60), en.clock(6 * 60)),
            ("−999".into(), "06.00".into(), "06:00".into())
        );
        assert_eq!((id.clock(24 * 60), id.seconds(9.84)), ("24.00".into(), "9,8\u{a0}dtk".into()));
    }

    #[test]
    fn a_gap_never_looks_smaller_than_it_is() {
        assert_eq!(Words(Lang::En).gap(852), "0.09%");
        assert_eq!(Words(Lang::En).gap(1), "0.01%");
        assert_eq!(Words(Lang::En).gap(0), "0.00%");
    }

    #[test]
    fn dates_have_their_weekday() {
        let date = NaiveDate::from_ymd_opt(2020, 1, 2).expect("a date");
        assert_eq!(Words(Lang::Id).date(date), "Kamis, 2 Januari 2020");
        assert_eq!(Words(Lang::En).short_weekday(date), "Thu");
        assert_eq!(Words(Lang::Id).short_date(date), "2 Jan");
    }
}
