//! The error of our deserializer: it knows its place and both languages, and which node to set aside.

use std::fmt::{self, Display};

use serde::de;

use crate::input::fault::Spot;
use crate::input::lang::{Text, quote};
use crate::input::suggest::suggest;

/// Separates the parts of a bilingual message inside serde's one string (ASCII "unit separator", in no one's file).
const UNIT: char = '\u{1f}';

/// What kind of step a reader takes after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// A value cannot be used: a stand-in takes its place while the rest is looked through.
    Bad,
    /// An entry that should not be there: it is left out.
    Extra,
    /// A field is missing: a stand-in takes its place.
    Missing(&'static str),
    /// A stand-in did not please its type: no fault of the file. The name is that of a missing field, or empty.
    StandIn(&'static str),
}

#[derive(Debug)]
pub struct Error(pub(super) Box<Problem>);

#[derive(Debug)]
pub(super) struct Problem {
    pub code: &'static str,
    pub what: Text,
    pub cause: Option<Text>,
    pub remedy: Option<Text>,
    pub nature: Nature,
    /// Place and identity (address) of the node that is at fault, as soon as they are known.
    pub spot: Option<Spot>,
    pub culprit: Option<usize>,
    /// Identity of the list or map around it.
    pub parent: Option<usize>,
    /// Whether that is a list, which can do without the culprit.
    pub in_list: bool,
}

impl Error {
    pub(super) fn new(code: &'static str, what: Text) -> Error {
        Error(Box::new(Problem {
            code,
            what,
            cause: None,
            remedy: None,
            nature: Nature::Bad,
            spot: None,
            culprit: None,
            parent: None,
            in_list: false,
        }))
    }

    pub(super) fn remedy(mut self, remedy: Text) -> Error {
        self.0.remedy = Some(remedy);
        self
    }

    pub(super) fn extra(mut self) -> Error {
        self.0.nature = Nature::Extra;
        self
    }

    /// The error belongs to this node, unless a deeper one took it.
    pub(super) fn at(mut self, spot: Spot, node: usize) -> Error {
        if self.0.culprit.is_none() {
            self.0.spot = Some(spot);
            self.0.culprit = Some(node);
        }
        self
    }

    /// The error is one of the key of this entry.
    pub(super) fn of_key(self, spot: Spot, entry: usize) -> Error {
        let mut error = self.extra();
        error.0.spot = Some(spot);
        error.0.culprit = Some(entry);
        error
    }

    /// The node around it, unless a deeper one was noted.
    pub(super) fn inside(mut self, parent: usize, in_list: bool) -> Error {
        if self.0.culprit != Some(parent) && self.0.parent.is_none() {
            self.0.parent = Some(parent);
            self.0.in_list = in_list;
        }
        self
    }

    /// An error of a stand-in for `node`.
    pub(super) fn stand_in(mut self, field: &'static str, node: usize) -> Error {
        self.0.nature = Nature::StandIn(field);
        self.0.culprit = Some(node);
        self
    }
}

/// A bilingual message and remedy as the one string that `serde::de::Error::custom` takes.
///
/// ```
/// use luwes::input::{lang::Text, typed};
/// use serde::de::{Deserialize, Deserializer, Error};
/// struct Even(u32);
/// impl<'de> Deserialize<'de> for Even {
///     fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
///         let n = u32::deserialize(d)?;
///         let what = Text::new(format!("{n} bukan bilangan genap"), format!("{n} is not even"));
///         if n % 2 == 0 { Ok(Even(n)) } else { Err(D::Error::custom(typed::invalid(what, Text::same("0, 2, 4…")))) }
///     }
/// }
/// ```
pub fn invalid(what: Text, remedy: Text) -> String {
    let clean = |part: &str| part.replace(UNIT, " ");
    let parts = [clean(&what.id), clean(&what.en), clean(&remedy.id), clean(&remedy.en)];
    format!("{UNIT}{}", parts.join(&UNIT.to_string()))
}

/// A bilingual "a so-and-so" for `Visitor::expecting`.
pub fn expected(thing: &Text) -> String {
    invalid(thing.clone(), Text::same(""))
}

/// Takes apart what [`invalid`] put together; other messages are the same in both languages.
fn decode(message: &str) -> (Text, Option<Text>) {
    let parts: Vec<&str> = message.split(UNIT).collect();
    match parts[..] {
        [before, id, en, remedy_id, remedy_en] => {
            let what = Text::new(format!("{before}{id}"), format!("{before}{en}"));
            (what, (!remedy_en.is_empty()).then(|| Text::new(remedy_id, remedy_en)))
        }
        _ => (Text::same(message), None),
    }
}

/// "did you mean", then all that is known.
pub(super) fn known(word: &str, all: &[&str]) -> Text {
    let list = all.iter().take(40).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let list = if all.len() > 40 { format!("{list}, …") } else { list };
    match (suggest(word, all), all.is_empty()) {
        (_, true) => Text::new("hapus isian ini: di sini tidak ada isian", "remove it: nothing is known here"),
        (Some(name), _) => Text::new(
            format!("mungkin maksudnya `{name}`? yang dikenal di sini: {list}"),
            format!("did you mean `{name}`? known here: {list}"),
        ),
        (None, _) => Text::new(format!("yang dikenal di sini: {list}"), format!("known here: {list}")),
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0.what.en)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: Display>(message: T) -> Self {
        let (what, remedy) = decode(&message.to_string());
        let mut error = Error::new("E204", what);
        error.0.remedy = remedy;
        error
    }

    fn invalid_type(found: de::Unexpected, wanted: &dyn de::Expected) -> Self {
        let (wanted, _) = decode(&wanted.to_string());
        let found = describe(found);
        Error::new(
            "E201",
            Text::new(
                format!("di sini diharapkan {}, ditemukan {}", wanted.id, found.id),
                format!("expected {}, found {}", wanted.en, found.en),
            ),
        )
    }

    fn invalid_value(found: de::Unexpected, wanted: &dyn de::Expected) -> Self {
        let mut error = Self::invalid_type(found, wanted);
        error.0.code = "E202";
        error
    }

    fn invalid_length(length: usize, wanted: &dyn de::Expected) -> Self {
        let (wanted, _) = decode(&wanted.to_string());
        Error::new(
            "E201",
            Text::new(
                format!("daftar ini berisi {length}; diharapkan {}", wanted.id),
                format!("this list has {length} entries; expected {}", wanted.en),
            ),
        )
    }

    fn unknown_variant(word: &str, all: &'static [&'static str]) -> Self {
        let name = quote(word);
        Error::new("E203", Text::new(format!("kata {name} tidak dikenal di sini"), format!("unknown word {name}")))
            .remedy(known(word, all))
    }

    fn unknown_field(word: &str, all: &'static [&'static str]) -> Self {
        let name = quote(word);
        Error::new("E103", Text::new(format!("isian {name} tidak dikenal"), format!("unknown field {name}")))
            .remedy(known(word, all))
            .extra()
    }

    fn missing_field(field: &'static str) -> Self {
        let mut error = Error::new(
            "E104",
            Text::new(format!("isian wajib `{field}` belum ada"), format!("required field `{field}` is missing")),
        )
        .remedy(Text::new(format!("tambahkan `{field}: …`"), format!("add `{field}: …`")));
        error.0.nature = Nature::Missing(field);
        error
    }

    fn duplicate_field(field: &'static str) -> Self {
        Error::new(
            "E105",
            Text::new(format!("isian `{field}` ada dua kali"), format!("field `{field}` is given twice")),
        )
        .remedy(Text::new(
            "hapus salah satu; nama lain dari isian yang sama juga dihitung",
            "remove one; another name of the same field counts too",
        ))
        .extra()
    }
}

fn describe(found: de::Unexpected) -> Text {
    use de::Unexpected as U;
    match found {
        U::Bool(value) => Text::same(format!("`{value}`")),
        U::Unsigned(value) => Text::same(format!("`{value}`")),
        U::Signed(value) => Text::same(format!("`{value}`")),
        U::Float(value) => Text::same(format!("`{value}`")),
        U::Str(text) => Text::new(format!("teks {}", quote(text)), format!("text {}", quote(text))),
        U::Unit | U::Option => Text::new("kosong", "nothing"),
        U::Seq => Text::new("sebuah daftar", "a list"),
        U::Map => Text::new("sekelompok isian `kunci: nilai`", "a group of `key: value` entries"),
        other => Text::same(other.to_string()),
    }
}
