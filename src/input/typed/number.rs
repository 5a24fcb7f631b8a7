//! Numbers and booleans as people write them, and what to say when they write them otherwise.

use super::de::{De, id};
use super::error::Error;
use crate::input::lang::{Text, quote};
use crate::input::node::{Kind, Node};

pub(super) enum Guess {
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text,
}

/// What a plain scalar looks like. Numbers with leading zeros (`007`, `06.00`) are names or times, so they stay text.
pub(super) fn guess(text: &str) -> Guess {
    match text {
        "true" => return Guess::Bool(true),
        "false" => return Guess::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if padded || !is_fraction(text) {
        return Guess::Text;
    }
    if let Ok(value) = text.parse() {
        return Guess::Signed(value);
    }
    if let Ok(value) = text.parse() {
        return Guess::Unsigned(value);
    }
    text.parse().map_or(Guess::Text, Guess::Float)
}

/// Digits with an optional sign, decimal point and exponent: no `inf`, `nan`, `.5` or `1_000`.
fn is_fraction(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (text, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    digits(whole) && digits(rest) && digits(power.strip_prefix(['-', '+']).unwrap_or(power))
}

pub(super) fn whole(de: &De, least: i128, most: i128) -> Result<i128, Error> {
    let wanted = || de.wrong(Text::new("bilangan bulat", "a whole number"));
    let Some(text) = de.bare() else {
        return Err(unquote(de.node, wanted()).unwrap_or_else(|error| error));
    };
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let plain: String = text.chars().filter(|c| !matches!(c, '_' | ' ' | '\'')).collect();
        let remedy = match plain.split_once(['.', ',']) {
            None if plain != text && is_fraction(&plain) => only(&plain),
            Some((before, after)) if is_fraction(before) && after.bytes().all(|b| b == b'0') && after.len() != 3 => {
                only(before)
            }
            _ => Text::new("tulis angka saja, misalnya `8`", "write digits only, such as `8`"),
        };
        return Err(wanted().remedy(remedy));
    }
    match text.parse::<i128>() {
        Ok(value) if (least..=most).contains(&value) => Ok(value),
        _ => {
            let (name, found) = (de.name(), quote(text));
            let what = Text::new(
                format!("{} harus antara {least} dan {most}, ditemukan {found}", name.id),
                format!("{} must be between {least} and {most}, found {found}", name.en),
            );
            Err(Error::new("E202", what).at(de.node.spot, id(de.node)))
        }
    }
}

fn only(number: &str) -> Text {
    let number = quote(number);
    Text::new(format!("tulis {number}"), format!("write {number}"))
}

/// A number in quotes is text: say so.
fn unquote(node: &Node, error: Error) -> Result<Error, Error> {
    match &node.kind {
        Kind::Scalar { text, quoted: true } if is_fraction(text) || matches!(&**text, "true" | "false") => {
            Ok(error.remedy(Text::new("hapus tanda kutipnya", "remove the quotes")))
        }
        _ => Err(error),
    }
}

pub(super) fn fraction(de: &De) -> Result<f64, Error> {
    let wanted = || de.wrong(Text::new("bilangan", "a number"));
    let Some(text) = de.bare() else {
        return Err(unquote(de.node, wanted()).unwrap_or_else(|error| error));
    };
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && is_fraction(text) => Ok(value),
        _ => {
            let point = text.replacen(',', ".", 1);
            let remedy = if is_fraction(&point) {
                only(&point)
            } else {
                Text::new("tulis angka, misalnya `0.5`", "write digits, such as `0.5`")
            };
            Err(wanted().remedy(remedy))
        }
    }
}

pub(super) fn truth(de: &De) -> Result<bool, Error> {
    let wanted = || de.wrong(Text::new("`true` atau `false`", "`true` or `false`"));
    let Some(text) = de.bare() else {
        return Err(unquote(de.node, wanted()).unwrap_or_else(|error| error));
    };
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(match text.to_lowercase().as_str() {
            "yes" | "y" | "ya" | "on" | "benar" | "1" | "true" => wanted().remedy(only("true")),
            "no" | "n" | "tidak" | "off" | "salah" | "0" | "false" => wanted().remedy(only("false")),
            _ => wanted(),
        }),
    }
}
