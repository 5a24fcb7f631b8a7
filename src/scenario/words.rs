//! Values of scenarios that are written as short text: spans of hours, lists of words, names in two languages.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::raw::{Named, SeatsRaw};
use crate::input::fault::Spot;
use crate::input::lang::Text;
use crate::input::typed::{At, expected, invalid};
use crate::input::values::Clock;

/// `06:00-14:00`, `22:00-06:00` (to the next day) or `24h`; minutes since midnight, the end after the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from_min: i32,
    pub to_min: i32,
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_span(&text).ok_or_else(|| {
            D::Error::custom(invalid(
                Text::new(format!("`{text}` bukan rentang jam"), format!("`{text}` is not a span of hours")),
                Text::new(
                    "tulis seperti `06:00-14:00`, atau `24h` untuk sehari penuh",
                    "write it as `06:00-14:00`, or `24h` for the whole day",
                ),
            ))
        })
    }
}

fn parse_span(text: &str) -> Option<Span> {
    let text = text.trim();
    if text == "24h" {
        return Some(Span { from_min: 0, to_min: 24 * 60 });
    }
    let (from, to) = text.split_once(['-', '–'])?;
    let clock = |text: &str| {
        let text: StrDeserializer<'_, ValueError> = text.trim().into_deserializer();
        Clock::deserialize(text).ok().map(|clock| i32::from(clock.0))
    };
    let (from_min, to_min) = (clock(from)?, clock(to)?);
    match (from_min, to_min) {
        (1440, _) => None,
        (from, to) if from < to => Some(Span { from_min, to_min }),
        _ => Some(Span { from_min, to_min: to_min + 24 * 60 }),
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "description": "06:00-14:00, 22:00-06:00 or 24h"})
    }
}

/// A list of words: `[a, b:2]`, or `a; b:2` in one cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(pub Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Words;
            fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
                out.write_str(&expected(&Text::new("daftar kata", "a list of words")))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Words, E> {
                let words = text.split([';', ',', ' ']).map(str::trim).filter(|word| !word.is_empty());
                Ok(Words(words.map(str::to_string).collect()))
            }
            fn visit_unit<E: Error>(self) -> Result<Words, E> {
                Ok(Words::default())
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Words, E> {
                Ok(Words(vec![number.to_string()]))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Words, E> {
                Ok(Words(vec![number.to_string()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Words, A::Error> {
                let mut words = Vec::new();
                while let Some(word) = seq.next_element::<String>()? {
                    words.push(word);
                }
                Ok(Words(words))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for Words {
    fn schema_name() -> Cow<'static, str> {
        "Words".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
    }
}

/// One file, or several that are read one after the other: `staff.csv`, or `[a/staff.csv, b/staff.csv]`.
#[derive(Debug, Clone)]
pub enum FileNames {
    One(String),
    Many(Vec<At<String>>),
}

impl FileNames {
    /// Each with its place; `spot` is that of a single one.
    pub fn each(&self, spot: Spot) -> Vec<At<String>> {
        match self {
            FileNames::One(name) => vec![At::new(name.clone(), spot)],
            FileNames::Many(names) => names.clone(),
        }
    }
}

impl<'de> Deserialize<'de> for FileNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = FileNames;
            fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
                out.write_str(&expected(&Text::new("nama berkas, atau daftarnya", "a file's name, or a list of them")))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<FileNames, E> {
                Ok(FileNames::One(text.to_string()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<FileNames, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = seq.next_element::<At<String>>()? {
                    names.push(name);
                }
                Ok(FileNames::Many(names))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for FileNames {
    fn schema_name() -> Cow<'static, str> {
        "FileNames".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
    }
}

impl<'de> Deserialize<'de> for SeatsRaw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        fn count<E: Error>(count: impl TryInto<u32>) -> Result<SeatsRaw, E> {
            count.try_into().map(SeatsRaw::Count).map_err(|_| {
                E::custom(invalid(
                    Text::new("jumlah meja di luar batas", "this number of seats is out of range"),
                    Text::new(format!("0 sampai {}", u32::MAX), format!("0 to {}", u32::MAX)),
                ))
            })
        }
        impl<'de> Visitor<'de> for Reader {
            type Value = SeatsRaw;
            fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
                let wanted = Text::new("bilangan bulat, atau daftar nama meja", "a whole number, or a list of seats");
                out.write_str(&expected(&wanted))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<SeatsRaw, E> {
                count(number)
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<SeatsRaw, E> {
                count(number)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<SeatsRaw, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = seq.next_element::<At<String>>()? {
                    names.push(name);
                }
                Ok(SeatsRaw::Names(names))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for SeatsRaw {
    fn schema_name() -> Cow<'static, str> {
        "Seats".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"oneOf": [
            {"type": "integer", "minimum": 0},
            {"type": "array", "items": {"type": "string"}, "minItems": 1}
        ]})
    }
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Named;
            fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
                out.write_str(&expected(&Text::new("nama, atau {id: …, en: …}", "a name, or {id: …, en: …}")))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Named, E> {
                Ok(Named(Text::same(text)))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Named, E> {
                Ok(Named(Text::same(number.to_string())))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Named, E> {
                Ok(Named(Text::same(number.to_string())))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named, A::Error> {
                let (mut id, mut en) = (None, None);
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "id" => id = Some(map.next_value::<String>()?),
                        "en" => en = Some(map.next_value::<String>()?),
                        _ => {
                            return Err(A::Error::custom(invalid(
                                Text::new("bahasa nama hanya `id` dan `en`", "a name's languages are `id` and `en`"),
                                Text::new(
                                    "contoh: `{id: Sif pagi, en: Morning}`",
                                    "such as `{id: Sif pagi, en: Morning}`",
                                ),
                            )));
                        }
                    }
                }
                let either = id.clone().or(en.clone()).unwrap_or_default();
                Ok(Named(Text::new(id.unwrap_or(either.clone()), en.unwrap_or(either))))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for Named {
    fn schema_name() -> Cow<'static, str> {
        "Named".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"oneOf": [
            {"type": "string"},
            {"type": "object", "properties": {"id": {"type": "string"}, "en": {"type": "string"}},
             "additionalProperties": false}
        ]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_that_ends_before_it_starts_ends_on_the_next_day() {
        assert_eq!(parse_span("22:00-06:00"), Some(Span { from_min: 22 * 60, to_min: 30 * 60 }));
        assert_eq!(parse_span("06.00–14.00"), Some(Span { from_min: 6 * 60, to_min: 14 * 60 }));
        assert_eq!(parse_span("24h"), Some(Span { from_min: 0, to_min: 24 * 60 }));
        assert_eq!(parse_span("6 to 14"), None);
    }
}
