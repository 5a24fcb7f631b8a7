//! Sets of weekdays, in both languages.

use std::borrow::Cow;
use std::fmt;

use chrono::Weekday;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Word;
use crate::input::lang::{Text, quote};
use crate::input::suggest::suggest;
use crate::input::typed;

/// Names of the days from Monday; the first is written back.
const NAMES: [[&str; 5]; 7] = [
    ["mon", "monday", "senin", "sen", "snn"],
    ["tue", "tuesday", "selasa", "sel", "tues"],
    ["wed", "wednesday", "rabu", "rab", "rbu"],
    ["thu", "thursday", "kamis", "kam", "kms"],
    ["fri", "friday", "jumat", "jum", "jum'at"],
    ["sat", "saturday", "sabtu", "sab", "sbt"],
    ["sun", "sunday", "minggu", "min", "ahad"],
];

/// A set of weekdays, flags from Monday: `fri`, `senin-jumat`, `mon, wed`, or a list of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Weekdays(pub [bool; 7]);

impl Weekdays {
    pub fn contains(&self, day: Weekday) -> bool {
        self.0[day.num_days_from_monday() as usize]
    }

    fn add(&mut self, other: Weekdays) {
        self.0.iter_mut().zip(other.0).for_each(|(flag, more)| *flag |= more);
    }
}

fn day(name: &str) -> Result<usize, (Text, Text)> {
    let low = name.trim().to_lowercase();
    NAMES.iter().position(|names| names.contains(&low.as_str())).ok_or_else(|| {
        let name = quote(name.trim());
        let remedy = match suggest(&low, NAMES.iter().flatten()) {
            Some(day) => Text::new(format!("mungkin maksudnya `{day}`?"), format!("did you mean `{day}`?")),
            None => {
                Text::new("tulis `senin` sampai `minggu`, atau `senin-jumat`", "write `mon` to `sun`, or `mon-fri`")
            }
        };
        (Text::new(format!("{name} bukan nama hari"), format!("{name} is not a weekday")), remedy)
    })
}

impl Word for Weekdays {
    fn expected() -> Text {
        Text::new("hari, misalnya `senin` atau `senin-jumat`", "weekdays, such as `mon` or `mon-fri`")
    }

    /// One day, a range (over the weekend too), or several of these with commas.
    fn read(text: &str) -> Result<Weekdays, (Text, Text)> {
        let mut set = Weekdays::default();
        for part in text.split(',') {
            let (from, to) = part.split_once(['-', '–']).unwrap_or((part, part));
            let (mut at, last) = (day(from)?, day(to)?);
            set.0[at] = true;
            while at != last {
                at = (at + 1) % 7;
                set.0[at] = true;
            }
        }
        Ok(set)
    }
}

struct Days;

impl<'de> Visitor<'de> for Days {
    type Value = Weekdays;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&typed::expected(&Weekdays::expected()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Weekdays, E> {
        Weekdays::read(text).map_err(|(what, remedy)| E::custom(typed::invalid(what, remedy)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Weekdays, A::Error> {
        let mut set = Weekdays::default();
        while let Some(part) = seq.next_element()? {
            set.add(part);
        }
        Ok(set)
    }
}

impl<'de> Deserialize<'de> for Weekdays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Days)
    }
}

impl Serialize for Weekdays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        for (names, _) in NAMES.iter().zip(self.0).filter(|(_, on)| *on) {
            seq.serialize_element(names[0])?;
        }
        seq.end()
    }
}

impl JsonSchema for Weekdays {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Weekdays".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
            "examples": ["mon", "senin-jumat", ["mon", "wed"]],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> String {
        Weekdays::read(text).unwrap().0.iter().map(|on| if *on { 'x' } else { '.' }).collect()
    }

    #[test]
    fn days_are_read_in_both_languages_singly_and_in_ranges() {
        assert_eq!(letters("Senin"), "x......");
        assert_eq!(letters("mon-fri"), "xxxxx..");
        assert_eq!(letters("senin-jumat"), "xxxxx..");
        assert_eq!(letters("sab-senin"), "x....xx");
        assert_eq!(letters("mon, wed, sat-sun"), "x.x..xx");
    }

    #[test]
    fn a_misspelt_day_finds_its_name() {
        assert_eq!(Weekdays::read("snein").unwrap_err().1.en, "did you mean `senin`?");
        assert!(Weekdays::read("").is_err());
    }
}
