//! Options that several commands share: changes of the scenario, rules that may not be touched, durations.

use std::time::Duration;

use super::{End, Shared, fail};
use crate::engine::Limits;
use crate::explain::conflict::names;
use crate::input::lang::Lang;
use crate::input::suggest::suggest;
use crate::scenario::{Edit, Scenario};

/// `90`, `90s`, `10m` or `1h`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let (number, seconds) = match text.trim().char_indices().next_back() {
        Some((at, 's')) => (&text[..at], 1),
        Some((at, 'm')) => (&text[..at], 60),
        Some((at, 'h')) => (&text[..at], 3600),
        _ => (text, 1),
    };
    let number: f64 = number.trim().parse().map_err(|_| "write it as 90s, 10m or 1h".to_string())?;
    Duration::try_from_secs_f64(number * f64::from(seconds))
        .ok()
        .filter(|time| !time.is_zero() && time.as_secs() < 30 * 24 * 3600)
        .ok_or_else(|| "a time between 0 and 30 days".to_string())
}

/// `path=value`, `drop=path` or `drop=file:line:column`.
pub fn edit(text: &str) -> Result<Edit, String> {
    Edit::read(text).ok_or_else(|| "write it as desks.ppid.open.0.need=2 or rules.rest.hours=10".to_string())
}

/// A share of the cost, in millionths.
pub fn gap(text: &str) -> Result<i64, String> {
    let share: f64 = text.trim().parse().map_err(|_| "write a share such as 0.001".to_string())?;
    if (0.0..1.0).contains(&share) { Ok((share * 1e6).round() as i64) } else { Err("a share from 0 to 1".to_string()) }
}

/// The usual limits with these.
pub fn limits(time: Duration, threads: Option<usize>) -> Limits {
    let usual = Limits::default();
    Limits { time: Some(time), threads: threads.unwrap_or(usual.threads).max(1), ..usual }
}

/// Bad input, if one of the rules, kinds or groups named does not exist.
pub fn unknown_rules(named: &[String], scenario: &Scenario, shared: &Shared) -> Option<End> {
    let ids = || scenario.entries.iter().flat_map(names);
    let unknown = named.iter().find(|name| !ids().any(|id| id == name.as_str()))?;
    let near = suggest(unknown, ids()).map(|near| match shared.lang() {
        Lang::Id => format!("; maksud Anda `{near}`?"),
        Lang::En => format!("; did you mean `{near}`?"),
    });
    let what = match shared.lang() {
        Lang::Id => format!("tidak ada aturan `{unknown}`"),
        Lang::En => format!("there is no rule `{unknown}`"),
    };
    fail(format!("{what}{}", near.unwrap_or_default()), shared);
    Some(End::BadInput)
}
