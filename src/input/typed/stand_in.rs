//! A stand-in for a value that is missing or wrong, so that the faults behind it come to light in the same run.
//!
//! It gives each type something harmless (0, "", an empty list). Types with rules of their own may refuse; the reader
//! then asks again with the next attempt. What a stand-in gave never leaves the reader.

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::error::Error;
use crate::input::lang::Text;

/// Texts that some type or other takes: a name, a number, a date, a time, weekdays, a span of hours.
const TEXTS: [&str; 8] = ["", "0", "2020-01-01", "06:00", "mon", "x", "1", "06:00-14:00"];
/// Attempts after which a stand-in gives up.
pub(super) const ATTEMPTS: u8 = TEXTS.len() as u8 + 3;
/// Levels of structs inside structs.
const DEEPEST: u8 = 16;

#[derive(Clone, Copy)]
pub(super) struct StandIn {
    attempt: u8,
    depth: u8,
}

impl StandIn {
    pub(super) fn new(attempt: u8) -> Self {
        StandIn { attempt, depth: 0 }
    }

    fn deeper(self) -> Result<Self, Error> {
        if self.depth == DEEPEST {
            return Err(Error::new("E204", Text::same("")));
        }
        Ok(StandIn { depth: self.depth + 1, ..self })
    }

    fn text(self) -> &'static str {
        TEXTS[self.attempt as usize % TEXTS.len()]
    }
}

macro_rules! same {
    ($($method:ident => $visit:ident($($value:expr)?),)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit($($value)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for StandIn {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match (self.attempt as usize).checked_sub(TEXTS.len()) {
            None => visitor.visit_str(self.text()),
            Some(0) => visitor.visit_i64(1),
            Some(1) => visitor.visit_seq(Parts { left: 0, stand_in: self }),
            Some(_) => visitor.visit_map(Fields { rest: [].iter(), stand_in: self }),
        }
    }

    same! {
        deserialize_bool => visit_bool(false),
        deserialize_char => visit_char('x'),
        deserialize_unit => visit_unit(),
        deserialize_ignored_any => visit_unit(),
        deserialize_option => visit_none(),
    }

    serde::forward_to_deserialize_any! { bytes byte_buf }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_u64(u64::from(self.attempt))
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_f64(f64::from(self.attempt))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.text())
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.text())
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(Parts { left: usize::from(self.attempt > 0), stand_in: self.deeper()? })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, left: usize, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(Parts { left, stand_in: self.deeper()? })
    }

    fn deserialize_tuple_struct<V>(self, _: &'static str, left: usize, visitor: V) -> Result<V::Value, Error>
    where
        V: Visitor<'de>,
    {
        self.deserialize_tuple(left, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Fields { rest: [].iter(), stand_in: self })
    }

    /// All fields at first; none of them at the second attempt, since two names may mean the same field.
    fn deserialize_struct<V>(self, _: &'static str, all: &'static [&'static str], visitor: V) -> Result<V::Value, Error>
    where
        V: Visitor<'de>,
    {
        let fields = if self.attempt == 1 { &[] } else { all };
        visitor.visit_map(Fields { rest: fields.iter(), stand_in: self.deeper()? })
    }

    fn deserialize_enum<V>(self, _: &'static str, all: &'static [&'static str], visitor: V) -> Result<V::Value, Error>
    where
        V: Visitor<'de>,
    {
        let word = all.get(self.attempt as usize).or(all.first()).copied().unwrap_or("");
        visitor.visit_enum(Choice { word, stand_in: self.deeper()? })
    }
}

struct Parts {
    left: usize,
    stand_in: StandIn,
}

impl<'de> SeqAccess<'de> for Parts {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(self.stand_in).map(Some)
    }
}

struct Fields {
    rest: std::slice::Iter<'static, &'static str>,
    stand_in: StandIn,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let key = |name: &&'static str| seed.deserialize(de::value::StrDeserializer::<Error>::new(name));
        self.rest.next().map(key).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.stand_in)
    }
}

struct Choice {
    word: &'static str,
    stand_in: StandIn,
}

impl<'de> EnumAccess<'de> for Choice {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        Ok((seed.deserialize(self.word.into_deserializer())?, self))
    }
}

impl<'de> VariantAccess<'de> for Choice {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.stand_in)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        self.stand_in.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error>
    where
        V: Visitor<'de>,
    {
        self.stand_in.deserialize_struct("", fields, visitor)
    }
}
