//! A file as a tree of located nodes: what YAML, CSV and XLSX have in common.

use std::sync::Arc;

use super::fault::{Faults, Spot};
use super::lang::{Text, quote};

/// Deepest nesting of lists and maps, aliases followed.
pub const DEEPEST: usize = 64;

/// A value with its place. Children are shared: a clone costs nothing, and an alias is a clone.
#[derive(Debug, Clone)]
pub struct Node {
    pub spot: Spot,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub enum Kind {
    Null,
    /// The text as written (`007` stays `007`), quotes and escapes undone.
    Scalar {
        text: Arc<str>,
        quoted: bool,
    },
    Seq(Arc<Vec<Node>>),
    Map(Arc<Vec<(Key, Node)>>),
}

/// A key of a map with its place.
#[derive(Debug, Clone)]
pub struct Key {
    pub text: Arc<str>,
    pub spot: Spot,
}

/// Reads one YAML document.
///
/// After a syntax error the part before it is given, and the file counts as broken off (see [`Faults::break_off`]).
pub fn parse(file: u32, text: &str, faults: &mut Faults) -> Option<Node> {
    super::yaml::parse(file, text, faults)
}

impl Node {
    pub fn scalar(text: impl Into<Arc<str>>, quoted: bool, spot: Spot) -> Node {
        Node { spot, kind: Kind::Scalar { text: text.into(), quoted } }
    }

    pub fn seq(items: Vec<Node>, spot: Spot) -> Node {
        Node { spot, kind: Kind::Seq(Arc::new(items)) }
    }

    pub fn map(entries: Vec<(Key, Node)>, spot: Spot) -> Node {
        Node { spot, kind: Kind::Map(Arc::new(entries)) }
    }

    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(k, _)| &*k.text == key).map(|(_, node)| node)
    }

    /// The entries of a map; none of anything else.
    pub fn entries(&self) -> &[(Key, Node)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The elements of a list; none of anything else.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::Seq(items) => items,
            _ => &[],
        }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// This map without some of its keys: for a reader that takes a few keys itself and leaves the rest to a struct.
    pub fn without(&self, keys: &[&str]) -> Node {
        match &self.kind {
            Kind::Map(entries) => {
                let rest = entries.iter().filter(|(key, _)| !keys.contains(&&*key.text)).cloned().collect();
                Node::map(rest, self.spot)
            }
            _ => self.clone(),
        }
    }

    /// What this is, to finish the sentence "found …".
    pub fn describe(&self) -> Text {
        match &self.kind {
            Kind::Null => Text::new("kosong", "nothing"),
            Kind::Scalar { text, .. } if text.is_empty() => Text::new("teks kosong", "empty text"),
            Kind::Scalar { text, quoted } => {
                let text = quote(text);
                let number = !quoted && text.trim_matches('`').parse::<f64>().is_ok();
                if number { Text::same(text) } else { Text::new(format!("teks {text}"), format!("text {text}")) }
            }
            Kind::Seq(_) => Text::new("sebuah daftar", "a list"),
            Kind::Map(_) => Text::new("sekelompok isian `kunci: nilai`", "a group of `key: value` entries"),
        }
    }
}
