//! Small values that many rules' fields share.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::Given;
use crate::facts::{Per, PersonIx};
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use crate::input::typed::{At, expected, invalid};
use crate::problem::Force;

/// Cost of the first, second, … unit of breach: `3` or `[1, 3, 9]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps(pub Vec<i64>);

/// Highest cost of one unit: keeps sums of millions of units far inside 64 bits and exact in a float.
const MAX_COST: i64 = 1_000_000;

impl Steps {
    /// As a force; faults unless the steps are positive and never fall.
    pub fn force(&self, spot: Spot, faults: &mut Faults) -> Option<Force> {
        let in_range = self.0.iter().all(|step| (1..=MAX_COST).contains(step));
        let rising = self.0.windows(2).all(|pair| pair[0] <= pair[1]);
        if self.0.is_empty() || !in_range || !rising {
            let what = Text::new(
                format!("biaya harus bilangan bulat 1 sampai {MAX_COST} yang tidak menurun"),
                format!("costs must be whole numbers from 1 to {MAX_COST} that never fall"),
            );
            faults.error("E213", spot, what).remedy(Text::new(
                "untuk mengabaikan aturan, buang dari daftar (`without:`)",
                "to ignore the rule, drop it from the list (`without:`)",
            ));
            return None;
        }
        Some(Force::Prefer(Arc::from(self.0.as_slice())))
    }
}

impl<'de> Deserialize<'de> for Steps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Steps;
            fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
                out.write_str(&expected(&Text::new(
                    "biaya, atau daftar biaya yang naik",
                    "a cost, or a list of rising costs",
                )))
            }
            fn visit_i64<E: Error>(self, cost: i64) -> Result<Steps, E> {
                Ok(Steps(vec![cost]))
            }
            fn visit_u64<E: Error>(self, cost: u64) -> Result<Steps, E> {
                Ok(Steps(vec![i64::try_from(cost).unwrap_or(i64::MAX)]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Steps, A::Error> {
                let mut steps = Vec::new();
                while let Some(step) = seq.next_element::<i64>()? {
                    steps.push(step);
                }
                Ok(Steps(steps))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for Steps {
    fn schema_name() -> Cow<'static, str> {
        "Steps".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let cost = serde_json::json!({"type": "integer", "minimum": 1, "maximum": MAX_COST});
        json_schema!({"oneOf": [cost.clone(), {"type": "array", "items": cost, "minItems": 1}]})
    }
}

/// A number, or the person's contract's number of that name: `5` or `{contract: max_run}`.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    Fixed(i64),
    Contract(At<String>),
}

/// Most that any number of a rule or a contract may be: more than the minutes of a year, and its sums stay small.
pub const MOST: i64 = 1_000_000;

/// A number beyond all sense (`E202`).
pub fn too_large(number: i64, spot: Spot, faults: &mut Faults) {
    let what = Text::new(format!("{number} terlalu besar"), format!("{number} is too large"));
    faults.error("E202", spot, what).remedy(Text::new(format!("paling banyak {MOST}"), format!("at most {MOST}")));
}

impl Number {
    /// Its value for a person; `None` if the person's contract has no such number (the rule does not bind them).
    pub fn of(&self, given: &Given, person: PersonIx) -> Option<i64> {
        match self {
            Number::Fixed(number) => Some(*number),
            Number::Contract(name) => given.facts.contract(person).limits.get(&name.value).copied(),
        }
    }

    /// In words.
    pub fn words(&self) -> Text {
        match self {
            Number::Fixed(number) => Text::same(number.to_string()),
            Number::Contract(name) => Text::new(
                format!("sebanyak `{}` dalam kontraknya", name.value),
                format!("their contract's `{}`", name.value),
            ),
        }
    }

    /// A name that no contract has, or a number below `least`.
    pub fn faults(&self, given: &Given, least: i64, spot: Spot, faults: &mut Faults) {
        match self {
            Number::Fixed(number) if *number < least => {
                let what = Text::new(format!("paling sedikit {least}"), format!("it must be at least {least}"));
                faults.error("E214", spot, what);
            }
            Number::Fixed(number) if *number > MOST => too_large(*number, spot, faults),
            Number::Fixed(_) => {}
            Number::Contract(name) => {
                let names = || given.facts.contracts.iter().flat_map(|one| one.limits.keys().map(String::as_str));
                let asked = std::slice::from_ref(name);
                crate::facts::select::known(asked, "batas kontrak", "contract limit", names, faults);
            }
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Number;
            fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
                out.write_str(&expected(&Text::new(
                    "bilangan bulat, atau {contract: nama}",
                    "a whole number, or {contract: name}",
                )))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Number, E> {
                Ok(Number::Fixed(number))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Number, E> {
                Ok(Number::Fixed(i64::try_from(number).unwrap_or(i64::MAX)))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Number, A::Error> {
                let wrong = || {
                    A::Error::custom(invalid(
                        Text::new("tulis bilangan atau `{contract: nama}`", "write a number or `{contract: name}`"),
                        Text::new("contoh: `max: {contract: max_run}`", "for example `max: {contract: max_run}`"),
                    ))
                };
                let Some(key) = map.next_key::<String>()? else { return Err(wrong()) };
                if key != "contract" {
                    return Err(wrong());
                }
                let name = map.next_value()?;
                if map.next_key::<String>()?.is_some() {
                    return Err(wrong());
                }
                Ok(Number::Contract(name))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"oneOf": [
            {"type": "integer"},
            {"type": "object", "properties": {"contract": {"type": "string"}}, "required": ["contract"],
             "additionalProperties": false}
        ]})
    }
}

/// The window of a limit: `day`, `week`, `month`, `period`, or `{rolling: 14}` for every 14 days in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window(pub Per);

impl Window {
    /// In words: "a week".
    pub fn words(self) -> Text {
        match self.0 {
            Per::Day => Text::new("sehari", "a day"),
            Per::Week => Text::new("seminggu", "a week"),
            Per::Month => Text::new("sebulan", "a month"),
            Per::Period => Text::new("selama periode", "over the period"),
            Per::Rolling(days) => {
                Text::new(format!("dalam setiap {days} hari berturut-turut"), format!("in any {days} days in a row"))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Window {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        fn wrong<E: Error>() -> E {
            E::custom(invalid(
                Text::new("jendela waktu tidak dikenal", "this is not a window of time"),
                Text::new(
                    "pilih `day`, `week`, `month`, `period` atau `{rolling: 14}`",
                    "choose `day`, `week`, `month`, `period` or `{rolling: 14}`",
                ),
            ))
        }
        impl<'de> Visitor<'de> for Reader {
            type Value = Window;
            fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
                out.write_str(&expected(&Text::new(
                    "day, week, month, period atau {rolling: hari}",
                    "day, week, month, period or {rolling: days}",
                )))
            }
            fn visit_str<E: Error>(self, word: &str) -> Result<Window, E> {
                match word {
                    "day" => Ok(Window(Per::Day)),
                    "week" => Ok(Window(Per::Week)),
                    "month" => Ok(Window(Per::Month)),
                    "period" => Ok(Window(Per::Period)),
                    _ => Err(wrong()),
                }
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Window, A::Error> {
                if map.next_key::<String>()?.as_deref() != Some("rolling") {
                    return Err(wrong());
                }
                let days: u16 = map.next_value()?;
                if days == 0 || map.next_key::<String>()?.is_some() {
                    return Err(wrong());
                }
                Ok(Window(Per::Rolling(days)))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for Window {
    fn schema_name() -> Cow<'static, str> {
        "Window".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"oneOf": [
            {"enum": ["day", "week", "month", "period"]},
            {"type": "object", "properties": {"rolling": {"type": "integer", "minimum": 1}},
             "required": ["rolling"], "additionalProperties": false}
        ]})
    }
}

/// A share in per cent, 0 to 100: `50`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(pub i64);

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let percent = i64::deserialize(deserializer)?;
        if (0..=100).contains(&percent) {
            return Ok(Share(percent));
        }
        Err(D::Error::custom(invalid(
            Text::new(
                format!("{percent} bukan persentase 0 sampai 100"),
                format!("{percent} is not a percentage from 0 to 100"),
            ),
            Text::new("contoh: `50` untuk separuh", "for example `50` for half"),
        )))
    }
}

impl JsonSchema for Share {
    fn schema_name() -> Cow<'static, str> {
        "Share".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "minimum": 0, "maximum": 100})
    }
}

impl Number {
    /// The number, if it is the same for everybody.
    pub fn fixed(&self) -> Option<i64> {
        match self {
            Number::Fixed(number) => Some(*number),
            Number::Contract(_) => None,
        }
    }
}
