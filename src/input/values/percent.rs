//! A rate in per cent, with decimals if it has to be: `5`, `4.5`, `99.9%`. Kept as whole millionths.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::{Word, word};
use crate::input::lang::{Text, quote};

/// In millionths: 5 % is 50,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(pub i64);

impl Word for Percent {
    fn expected() -> Text {
        Text::new("persen seperti `5` atau `4.5`", "per cent such as `5` or `4.5`")
    }

    fn read(text: &str) -> Result<Self, (Text, Text)> {
        let percent: Option<f64> = text.trim_end_matches('%').trim().parse().ok();
        match percent.filter(|percent| (0.0..=100.0).contains(percent)) {
            Some(percent) => Ok(Percent((percent * 1e4).round() as i64)),
            None => Err((
                Text::new(
                    format!("{} bukan persen 0 sampai 100", quote(text)),
                    format!("{} is not a percentage from 0 to 100", quote(text)),
                ),
                Text::new("contoh: `5` atau `4.5`", "for example `5` or `4.5`"),
            )),
        }
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        word(deserializer)
    }
}

impl JsonSchema for Percent {
    fn schema_name() -> Cow<'static, str> {
        "Percent".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["number", "string"], "description": "per cent, 0 to 100"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_are_read_with_and_without_decimals() {
        let read = |text: &str| Percent::read(text).ok().map(|percent| percent.0);
        assert_eq!([read("101"), read("-1"), read("x"), read("NaN")], [None; 4]);
        assert_eq!(
            [read("5"), read("4.5"), read("99.9%"), read("100")],
            [Some(50_000), Some(45_000), Some(999_000), Some(1_000_000)]
        );
    }
}
