//! Files of other programs made into scenarios.

/// Writing to a string cannot fail.
macro_rules! line {
    ($out:expr, $($text:tt)*) => {{ let _ = writeln!($out, $($text)*); }};
}

mod asocio;
mod inrc2;
mod nrp;
mod nrp_read;

use chrono::{Days, NaiveDate};

pub use asocio::asocio;
pub use inrc2::inrc2;
pub use nrp::nrp;

/// What an import makes.
pub struct Made {
    /// The text of the scenario.
    pub scenario: String,
    /// The text of the file with the days before the period, if the scenario names one.
    pub history: Option<String>,
}

/// The date of a day of an instance; day 0 is a Monday.
fn date(day: u32) -> NaiveDate {
    let monday = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default();
    monday.checked_add_days(Days::new(u64::from(day))).unwrap_or(monday)
}

fn dates(days: &[u32]) -> String {
    let all: Vec<String> = days.iter().map(|day| date(*day).to_string()).collect();
    all.join(", ")
}

/// In quotes that YAML and JSON share, so that `N` and `007` stay texts.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
