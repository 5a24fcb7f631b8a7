//! serde's view of a node: every type that derives `Deserialize` can be read, with plain words where it does not fit.

use serde::de::{DeserializeSeed, Deserializer, Visitor};

use super::access::{Elements, Entries, Located, Variant};
use super::at::MAGIC;
use super::error::Error;
use super::mask::Mask;
use super::number;
use crate::input::lang::Text;
use crate::input::node::{Key, Kind, Node};

/// How a value is called in a message.
#[derive(Debug, Clone, Copy)]
pub(super) enum Label<'a> {
    Top,
    Key(&'a str),
    /// An element of the list under this key.
    Element(&'a str),
}

#[derive(Clone, Copy)]
pub(super) struct De<'a> {
    pub node: &'a Node,
    pub mask: &'a Mask,
    pub label: Label<'a>,
}

/// Identity of a node while its tree is being read.
pub(super) fn id(node: &Node) -> usize {
    std::ptr::from_ref(node) as usize
}

impl<'a> De<'a> {
    /// "`hours` must be a whole number, found text `eleven`".
    pub(super) fn wrong(&self, wanted: Text) -> Error {
        let found = self.node.describe();
        let name = self.name();
        Error::new(
            "E201",
            Text::new(
                format!("{} harus berupa {}, ditemukan {}", name.id, wanted.id, found.id),
                format!("{} must be {}, found {}", name.en, wanted.en, found.en),
            ),
        )
        .at(self.node.spot, id(self.node))
    }

    pub(super) fn name(&self) -> Text {
        match self.label {
            Label::Top => Text::new("bagian ini", "this part"),
            Label::Key(key) => Text::same(crate::input::lang::quote(key)),
            Label::Element("") => Text::new("unsur daftar ini", "each entry of this list"),
            Label::Element(key) => {
                let key = crate::input::lang::quote(key);
                Text::new(format!("unsur {key}"), format!("each entry of {key}"))
            }
        }
    }

    /// Errors that do not know their place happened here.
    fn own<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| error.at(self.node.spot, id(self.node)))
    }

    fn list<'de, V: Visitor<'de>>(self, alike: bool, visitor: V) -> Result<V::Value, Error> {
        let Kind::Seq(items) = &self.node.kind else {
            let error = self.wrong(Text::new("daftar", "a list"));
            return Err(error.remedy(Text::new(
                "tulis `[a, b]`, atau satu baris `- a` untuk tiap unsur",
                "write `[a, b]`, or one line `- a` for each entry",
            )));
        };
        let key = if let Label::Key(key) = self.label { key } else { "" };
        let elements = Elements { de: self, key, rest: items.iter(), alike };
        self.own(visitor.visit_seq(elements))
    }

    /// Entries of a map. An empty value counts as an empty map where a struct is wanted: then its fields are missing.
    fn map<'de, V: Visitor<'de>>(self, empty: bool, visitor: V) -> Result<V::Value, Error> {
        let entries: &[(Key, Node)] = match &self.node.kind {
            Kind::Map(entries) => entries,
            Kind::Null if empty => &[],
            _ => {
                let error = self.wrong(Text::new("kelompok isian `kunci: nilai`", "a group of `key: value` entries"));
                return Err(error);
            }
        };
        let mut access = Entries::new(self, entries);
        let result = visitor.visit_map(&mut access);
        self.own(result.map_err(|error| access.blame(error)))
    }

    /// Text of a scalar without quotes, for numbers and booleans.
    pub(super) fn bare(&self) -> Option<&'a str> {
        match &self.node.kind {
            Kind::Scalar { text, quoted: false } => Some(text),
            _ => None,
        }
    }

    fn enumeration<'de, V: Visitor<'de>>(self, all: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        let choices = || {
            let all = all.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            Text::new(format!("pilih satu dari: {all}"), format!("choose one of: {all}"))
        };
        match &self.node.kind {
            Kind::Scalar { .. } => self.own(visitor.visit_enum(Variant { de: self, entry: None })),
            Kind::Map(entries) => {
                let mut left = entries.iter().filter(|(_, node)| !self.mask.is_gone(id(node)));
                match (left.next(), left.next()) {
                    (Some(entry), None) => self.own(visitor.visit_enum(Variant { de: self, entry: Some(entry) })),
                    (None, _) => Err(self.wrong(Text::new("satu kata", "one word")).remedy(choices())),
                    (Some(_), Some((key, _))) => {
                        let name = self.name();
                        let what = Text::new(
                            format!("{} hanya boleh berisi satu pilihan", name.id),
                            format!("{} may hold only one choice", name.en),
                        );
                        Err(Error::new("E201", what).at(key.spot, id(self.node)).remedy(choices()))
                    }
                }
            }
            _ => Err(self.wrong(Text::new("satu kata", "one word")).remedy(choices())),
        }
    }
}

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ty,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let value = number::whole(&self, <$type>::MIN as i128, <$type>::MAX as i128)?;
            self.own(visitor.$visit(value as $type))
        }
    )*};
}

impl<'de> Deserializer<'de> for De<'_> {
    type Error = Error;

    whole_numbers! {
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
    }

    /// Where a type leaves it open: `true` and `false`, plain numbers, else text; text in quotes stays text.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            Kind::Null => self.own(visitor.visit_unit()),
            Kind::Seq(_) => self.list(false, visitor),
            Kind::Map(_) => self.map(false, visitor),
            Kind::Scalar { text, quoted: true } => self.own(visitor.visit_str(text)),
            Kind::Scalar { text, .. } => self.own(match number::guess(text) {
                number::Guess::Bool(value) => visitor.visit_bool(value),
                number::Guess::Signed(value) => visitor.visit_i64(value),
                number::Guess::Unsigned(value) => visitor.visit_u64(value),
                number::Guess::Float(value) => visitor.visit_f64(value),
                number::Guess::Text => visitor.visit_str(text),
            }),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let value = number::truth(&self)?;
        self.own(visitor.visit_bool(value))
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let value = number::fraction(&self)?;
        self.own(visitor.visit_f64(value))
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            Kind::Scalar { text, .. } => self.own(visitor.visit_str(text)),
            _ => Err(self.wrong(Text::new("teks", "text"))),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.list(false, visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.list(false, visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.node.kind {
            Kind::Null => self.own(visitor.visit_none()),
            _ => self.own(visitor.visit_some(self)),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.node.kind {
            Kind::Null => self.own(visitor.visit_unit()),
            _ => Err(self.wrong(Text::new("kosong", "empty"))),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        if name == MAGIC {
            return self.own(visitor.visit_seq(Located { de: self, step: 0 }));
        }
        self.own(visitor.visit_newtype_struct(self))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.list(true, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.list(false, visitor)
    }

    fn deserialize_tuple_struct<V>(self, _: &'static str, _: usize, visitor: V) -> Result<V::Value, Error>
    where
        V: Visitor<'de>,
    {
        self.list(false, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.map(false, visitor)
    }

    fn deserialize_struct<V>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Error>
    where
        V: Visitor<'de>,
    {
        self.map(true, visitor)
    }

    fn deserialize_enum<V>(self, _: &'static str, all: &'static [&'static str], visitor: V) -> Result<V::Value, Error>
    where
        V: Visitor<'de>,
    {
        self.enumeration(all, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}

/// Reads a part of `parent` with a seed: through the stand-in if the part is set aside.
pub(super) fn part<'de, S: DeserializeSeed<'de>>(
    seed: S,
    de: De,
    parent: &Node,
    in_list: bool,
) -> Result<S::Value, Error> {
    let result = match de.mask.stand_in(id(de.node)) {
        Some(attempt) => {
            seed.deserialize(super::stand_in::StandIn::new(attempt)).map_err(|e| e.stand_in("", id(de.node)))
        }
        None => seed.deserialize(de).map_err(|error| error.at(de.node.spot, id(de.node))),
    };
    result.map_err(|error| error.inside(id(parent), in_list))
}
