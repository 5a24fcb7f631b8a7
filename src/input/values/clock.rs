//! A time of day.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Word, word};
use crate::input::lang::{Text, quote};

/// A time of day in minutes since midnight, 0 to 1440: `06:00`, `06.00`, `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock(pub u16);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Word for Clock {
    fn expected() -> Text {
        Text::new("jam, misalnya `06.00`", "a time of day, such as `06:00`")
    }

    fn read(text: &str) -> Result<Clock, (Text, Text)> {
        let name = quote(text);
        let no_time = Text::new(format!("{name} bukan jam"), format!("{name} is not a time of day"));
        let digits = |part: &str| -> Option<u16> {
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) { None } else { part.parse().ok() }
        };
        // Excel and databases add seconds.
        let body = text.strip_suffix(":00").filter(|body| body.contains(':')).unwrap_or(text);
        let parts: Vec<&str> = body.split([':', '.']).collect();
        let example = Text::new("tulis jam dan menit, misalnya `06.00`", "write hours and minutes, such as `06:00`");
        match (&parts[..], parts.first().and_then(|hour| digits(hour)), parts.get(1).and_then(|minute| digits(minute)))
        {
            ([hour, minute], Some(h), Some(m)) if hour.len() <= 2 && minute.len() == 2 => {
                if m < 60 && h * 60 + m <= 1440 {
                    return Ok(Clock(h * 60 + m));
                }
                Err((
                    no_time,
                    Text::new("jam berjalan dari `00.00` sampai `24.00`", "times run from `00:00` to `24:00`"),
                ))
            }
            ([_], Some(h), None) if h <= 24 => {
                Err((no_time, Text::new(format!("tulis `{h:02}.00`"), format!("write `{h:02}:00`"))))
            }
            _ => Err((no_time, example)),
        }
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        word(deserializer)
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Clock {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Clock".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number"], "pattern": "^([01]?[0-9]|2[0-4])[:.][0-5][0-9]$", "examples": ["06:00", "24:00"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colon_and_point_mean_the_same_time() {
        for (text, minutes) in
            [("06:00", 360), ("06.00", 360), ("7:30", 450), ("24:00", 1440), ("00.00", 0), ("06:00:00", 360)]
        {
            assert_eq!(Clock::read(text).unwrap().0, minutes, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_told_how_to_write_one() {
        assert_eq!(Clock::read("6").unwrap_err().1.en, "write `06:00`");
        assert!(Clock::read("24:01").unwrap_err().1.en.contains("`24:00`"));
        for text in ["pagi", "6:5", "06:60", "99999:00", "", "1:2:3", "+6:00"] {
            assert!(Clock::read(text).is_err(), "{text}");
        }
    }
}
