//! Small values that many files share: dates, times of day, weekdays, per cent.

mod clock;
mod date;
mod percent;
mod weekdays;

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

pub use self::clock::Clock;
pub use self::date::Date;
pub use self::percent::Percent;
pub use self::weekdays::Weekdays;

use super::lang::Text;
use super::typed;

/// A value that is written as one word. `Err` says what is wrong and what to do about it.
trait Word: Sized {
    /// "a date such as …".
    fn expected() -> Text;
    fn read(text: &str) -> Result<Self, (Text, Text)>;
}

struct WordVisitor<T>(PhantomData<T>);

impl<T: Word> Visitor<'_> for WordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&typed::expected(&T::expected()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::read(text.trim()).map_err(|(what, remedy)| E::custom(typed::invalid(what, remedy)))
    }
}

fn word<'de, T: Word, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_str(WordVisitor(PhantomData))
}
