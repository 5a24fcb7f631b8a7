//! A date, written as in ISO 8601.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Word, word};
use crate::input::lang::{Text, quote};

/// A date: `2020-01-06`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub NaiveDate);

impl Deref for Date {
    type Target = NaiveDate;

    fn deref(&self) -> &NaiveDate {
        &self.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl Word for Date {
    fn expected() -> Text {
        Text::new("tanggal, misalnya `2020-01-06`", "a date, such as `2020-01-06`")
    }

    fn read(text: &str) -> Result<Date, (Text, Text)> {
        let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
        let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        let name = quote(text);
        let no_date = || Text::new(format!("{name} bukan tanggal"), format!("{name} is not a date"));
        let example =
            || Text::new("tulis tahun-bulan-hari, misalnya `2020-01-06`", "write year-month-day, such as `2020-01-06`");
        let ([_, _, _], [a, b, c]) = (&parts[..], &numbers[..]) else { return Err((no_date(), example())) };
        let write = |date: NaiveDate| {
            let iso = date.format("%Y-%m-%d");
            Text::new(format!("tulis `{iso}`"), format!("write `{iso}`"))
        };
        let date = |year: u32, month, day| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
        let form: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        if form[0] == 4 {
            let found = date(*a, *b, *c);
            let strict =
                form == [4, 2, 2] && text.bytes().filter(|byte| *byte == b'-').count() == 2 && text.len() == 10;
            return match found {
                Some(date) if strict => Ok(Date(date)),
                Some(date) => Err((
                    Text::new(
                        format!("tanggal {name} tidak ditulis penuh"),
                        format!("the date {name} is not written in full"),
                    ),
                    write(date),
                )),
                None => Err((
                    Text::new(format!("tanggal {name} tidak ada"), format!("there is no date {name}")),
                    last_day(*a, *b),
                )),
            };
        }
        // Indonesians write the day first.
        match date(*c, *b, *a).filter(|_| form[2] == 4) {
            Some(date) => {
                let what = Text::new(
                    format!("tanggal {name} dapat dibaca dengan dua cara"),
                    format!("the date {name} can be read in two ways"),
                );
                let iso = date.format("%Y-%m-%d");
                Err((
                    what,
                    Text::new(
                        format!("tulis tahun-bulan-hari: `{iso}` bila hari ditulis lebih dahulu"),
                        format!("write year-month-day: `{iso}` if the day came first"),
                    ),
                ))
            }
            None => Err((no_date(), example())),
        }
    }
}

/// What to do about a day that its month does not have.
fn last_day(year: u32, month: u32) -> Text {
    let days = (28..=31)
        .rev()
        .find(|day| i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, *day)).is_some());
    match days {
        Some(days) => Text::new(
            format!("bulan {month} tahun {year} berakhir pada tanggal {days}"),
            format!("month {month} of {year} ends on day {days}"),
        ),
        None => Text::new("bulan ditulis `01` sampai `12`", "months are written `01` to `12`"),
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        word(deserializer)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Date {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remedy(text: &str) -> String {
        Date::read(text).unwrap_err().1.en
    }

    #[test]
    fn an_iso_date_is_read_and_written_back() {
        assert_eq!(Date::read("2020-01-06").unwrap().to_string(), "2020-01-06");
    }

    #[test]
    fn other_ways_to_write_a_date_are_told_the_right_one() {
        assert!(remedy("06/01/2020").contains("`2020-01-06`"));
        assert_eq!(remedy("2020-1-6"), "write `2020-01-06`");
        assert_eq!(remedy("2020/01/06"), "write `2020-01-06`");
        assert_eq!(remedy("2020-02-30"), "month 2 of 2020 ends on day 29");
        assert_eq!(remedy("2020-13-01"), "months are written `01` to `12`");
        assert!(remedy("tomorrow").contains("year-month-day"));
        assert!(remedy("99999999999-01-01").contains("year-month-day"));
    }
}
