//! The parts of lists, maps and choices, one after the other, without those that were set aside.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor, value::U32Deserializer,
};

use super::de::{De, Label, id, part};
use super::error::{Error, Nature};
use super::stand_in::StandIn;
use crate::input::lang::Text;
use crate::input::node::{Key, Kind, Node};

pub(super) struct Elements<'a> {
    pub de: De<'a>,
    /// Key of the list, or empty.
    pub key: &'a str,
    pub rest: std::slice::Iter<'a, Node>,
    /// All elements are of one type, so that their number does not matter.
    pub alike: bool,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let mask = self.de.mask;
        let skip = |node: usize| mask.is_gone(node) || (self.alike && mask.is_clean(node));
        let Some(node) = self.rest.find(|node| !skip(id(node))) else { return Ok(None) };
        let de = De { node, mask, label: Label::Element(self.key) };
        let value = part(seed, de, self.de.node, true)?;
        mask.note_clean(id(node));
        Ok(Some(value))
    }
}

pub(super) struct Entries<'a> {
    de: De<'a>,
    rest: std::slice::Iter<'a, (Key, Node)>,
    /// Stand-ins for missing fields.
    missing: std::slice::Iter<'a, (&'static str, u8)>,
    now: Now<'a>,
}

/// The entry whose key was read last.
enum Now<'a> {
    None,
    Entry(&'a (Key, Node)),
    Missing(&'static str, u8),
}

impl<'a> Entries<'a> {
    pub(super) fn new(de: De<'a>, entries: &'a [(Key, Node)]) -> Self {
        let missing = de.mask.missing(id(de.node)).iter();
        Entries { de, rest: entries.iter(), missing, now: Now::None }
    }

    /// A field given twice (under two names) is the fault of the second.
    pub(super) fn blame(&self, error: Error) -> Error {
        match self.now {
            Now::Entry((key, node)) if error.0.nature == Nature::Extra => error.at(key.spot, id(node)),
            _ => error,
        }
    }
}

impl<'de> MapAccess<'de> for &mut Entries<'_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let mask = self.de.mask;
        if let Some(entry) = self.rest.find(|(_, node)| !mask.is_gone(id(node))) {
            self.now = Now::Entry(entry);
            let (key, node) = entry;
            let word = Node::scalar(key.text.clone(), false, key.spot);
            let de = De { node: &word, mask, label: Label::Key(&key.text) };
            return seed.deserialize(de).map(Some).map_err(|error| error.of_key(key.spot, id(node)));
        }
        let Some((field, attempt)) = self.missing.next() else {
            self.now = Now::None;
            return Ok(None);
        };
        self.now = Now::Missing(field, *attempt);
        let word = Node::scalar(*field, false, self.de.node.spot);
        seed.deserialize(De { node: &word, mask, label: Label::Top })
            .map(Some)
            .map_err(|error| error.stand_in(field, id(self.de.node)))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        match self.now {
            Now::Entry((key, node)) => {
                let de = De { node, mask: self.de.mask, label: Label::Key(&key.text) };
                part(seed, de, self.de.node, false)
            }
            Now::Missing(field, attempt) => {
                let result = seed.deserialize(StandIn::new(attempt));
                result.map_err(|error| error.stand_in(field, id(self.de.node)))
            }
            Now::None => seed.deserialize(StandIn::new(0)),
        }
    }
}

/// A choice: a word alone, or a map of one entry.
pub(super) struct Variant<'a> {
    pub de: De<'a>,
    pub entry: Option<&'a (Key, Node)>,
}

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        let value = match self.entry {
            None => seed.deserialize(self.de),
            Some((key, _)) => {
                let word = Node::scalar(key.text.clone(), false, key.spot);
                let de = De { node: &word, mask: self.de.mask, label: Label::Key(&key.text) };
                // The choice as a whole is bad: without its only entry nothing would be left of it.
                seed.deserialize(de).map_err(|error| {
                    let mut error = error.of_key(key.spot, id(self.de.node));
                    error.0.nature = Nature::Bad;
                    error
                })
            }
        };
        Ok((value?, self))
    }
}

impl<'a> Variant<'a> {
    /// Reads the content of a choice; a word alone has an empty content.
    fn content<'de, S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        match self.entry {
            Some((key, node)) => {
                part(seed, De { node, mask: self.de.mask, label: Label::Key(&key.text) }, self.de.node, false)
            }
            None => {
                let node = Node { spot: self.de.node.spot, kind: Kind::Null };
                let label = self.de.node.text().map_or(Label::Top, Label::Key);
                let mut result = seed.deserialize(De { node: &node, mask: self.de.mask, label });
                if let Err(error) = &mut result {
                    error.0.culprit = Some(id(self.de.node));
                    error.0.parent = None;
                    error.0.nature = Nature::Bad;
                }
                result
            }
        }
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.entry {
            None => Ok(()),
            Some((_, Node { kind: Kind::Null, .. })) => Ok(()),
            Some((key, node)) => {
                let word = crate::input::lang::quote(&key.text);
                let what = Text::new(format!("{word} tidak berisi apa-apa"), format!("{word} takes no content"));
                let remedy = Text::new(format!("tulis {word} saja"), format!("write just {word}"));
                Err(Error::new("E201", what).remedy(remedy).at(node.spot, id(self.de.node)))
            }
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        self.content(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        self.content(Tuple { length, visitor })
    }

    fn struct_variant<V>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error>
    where
        V: Visitor<'de>,
    {
        self.content(Struct { fields, visitor })
    }
}

struct Tuple<V> {
    length: usize,
    visitor: V,
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Tuple<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<V::Value, D::Error> {
        de.deserialize_tuple(self.length, self.visitor)
    }
}

struct Struct<V> {
    fields: &'static [&'static str],
    visitor: V,
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Struct<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, de: D) -> Result<V::Value, D::Error> {
        de.deserialize_struct("", self.fields, self.visitor)
    }
}

/// What [`super::at::At`] reads: file, line, column and width, then the value.
pub(super) struct Located<'a> {
    pub de: De<'a>,
    pub step: u8,
}

impl<'de> SeqAccess<'de> for Located<'_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let spot = self.de.node.spot;
        self.step += 1;
        let number = match self.step {
            1 => spot.file,
            2 => spot.line,
            3 => spot.column,
            4 => spot.width,
            5 => return seed.deserialize(self.de).map(Some),
            _ => return Ok(None),
        };
        seed.deserialize(U32Deserializer::<Error>::new(number)).map(Some)
    }
}
