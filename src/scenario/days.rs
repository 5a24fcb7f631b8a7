//! The period's calendar: days, holidays from the library's data, Ramadan.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::library;
use super::raw::{AbsenceRatesRaw, CalendarRaw, Period, RamadanRaw, RateOn};
use crate::facts::{Calendar, Day, Rates};
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use crate::input::node::{Node, parse};
use crate::input::typed::{At, read};
use crate::input::values::Date;

/// Longest period, in days: a year and a day.
const LONGEST: i64 = 366;

/// One year of holidays, as in `models/calendars/*.yaml`.
#[derive(Debug, Deserialize)]
struct Year {
    #[serde(default)]
    holidays: BTreeMap<Date, String>,
    #[serde(default)]
    collective_leave: BTreeMap<Date, String>,
    ramadan: Option<RamadanYear>,
}

#[derive(Debug, Deserialize)]
struct RamadanYear {
    from: Date,
    to: Date,
}

/// The days of the period; faults if it is missing, empty, too long or has no holiday data.
pub fn calendar(
    period: Option<&At<Period>>,
    raw: &CalendarRaw,
    scenario: &Path,
    whole: Spot,
    faults: &mut Faults,
) -> Option<Calendar> {
    let Some(period) = period else {
        let what = Text::new("periode tidak ditulis", "the period is missing");
        faults.error("E104", whole, what).remedy(Text::new(
            "tambahkan `period: {from: 2020-01-06, weeks: 4}`",
            "add `period: {from: 2020-01-06, weeks: 4}`",
        ));
        return None;
    };
    let (first, last) = ends(period, faults)?;
    let years: Vec<Year> = match &raw.holidays {
        Some(name) if name.value == "none" => Vec::new(),
        Some(name) => load(&name.value, name.spot, first, last, scenario, faults)?,
        None => load("indonesia", period.spot, first, last, scenario, faults)?,
    };
    let workweek = raw.workdays.map_or([true, true, true, true, true, false, false], |days| days.0);
    let collective = raw.collective_leave.unwrap_or(true);
    let holiday = |date: NaiveDate| -> Option<String> {
        let date = Date(date);
        if raw.worked.contains(&date) {
            return None;
        }
        let year = |year: &Year| {
            let leave = year.collective_leave.get(&date).filter(|_| collective);
            year.holidays.get(&date).or(leave).cloned()
        };
        raw.extra.get(&date).cloned().or_else(|| years.iter().find_map(year))
    };
    let ramadan = |date: NaiveDate| match &raw.ramadan {
        Some(RamadanRaw { from, to }) => from.0 <= date && date <= to.0,
        None => years.iter().filter_map(|year| year.ramadan.as_ref()).any(|one| one.from.0 <= date && date <= one.to.0),
    };
    let days = first.iter_days().take_while(|date| *date <= last).map(|date| {
        let holiday = holiday(date);
        let weekday = workweek[date.weekday().num_days_from_monday() as usize];
        let working = (weekday && holiday.is_none()) || raw.worked.contains(&Date(date));
        Day { date, working, holiday, ramadan: ramadan(date) }
    });
    Some(Calendar { days: days.collect(), workweek })
}

/// Whether nothing of the period as it is written was lost to faults of its own.
pub fn is_whole(period: &At<Period>, written: Option<&Node>) -> bool {
    let has = |key: &str| written.is_some_and(|node| node.get(key).is_some());
    has("to") == period.to.is_some() && has("weeks") == period.weeks.is_some() && has("days") == period.days.is_some()
}

/// Rates of absence by day.
pub fn rates(raw: Option<&AbsenceRatesRaw>, calendar: &Calendar, faults: &mut Faults) -> Rates {
    let Some(raw) = raw else { return Rates::default() };
    for on in &raw.on {
        if on.to.is_some_and(|to| to < on.from.value) {
            let what = Text::new("`to` mendahului `from`", "`to` is before `from`");
            faults.error("E202", on.from.spot, what);
        }
    }
    let rate = |date: NaiveDate| {
        let covers = |on: &&RateOn| (on.from.value..=on.to.unwrap_or(on.from.value)).contains(&Date(date));
        raw.on.iter().rev().find(covers).map_or(raw.usual.value.0, |on| on.rate.value.0)
    };
    Rates {
        by_day: calendar.days.iter().map(|day| rate(day.date)).collect(),
        source: raw.source.clone().unwrap_or_default(),
    }
}

/// First and last date.
fn ends(period: &At<Period>, faults: &mut Faults) -> Option<(NaiveDate, NaiveDate)> {
    let first = period.from.value.0;
    let length = match (&period.to, period.weeks, period.days) {
        (Some(to), None, None) => (to.value.0 - first).num_days() + 1,
        (None, Some(weeks), None) => i64::from(weeks) * 7,
        (None, None, Some(days)) => i64::from(days),
        _ => {
            let what = Text::new(
                "periode memerlukan tepat satu dari `to`, `weeks`, `days`",
                "a period has exactly one of `to`, `weeks`, `days`",
            );
            faults.error("E220", period.spot, what);
            return None;
        }
    };
    if !(1..=LONGEST).contains(&length) {
        let spot = period.to.as_ref().map_or(period.spot, |to| to.spot);
        let what = Text::new(
            format!("periode {length} hari; harus 1 sampai {LONGEST}"),
            format!("a period of {length} days; it has 1 to {LONGEST}"),
        );
        faults.error("E220", spot, what).remedy(Text::new(
            "periksa urutan `from` dan `to`; bagi periode yang panjang",
            "check the order of `from` and `to`; split a long period",
        ));
        return None;
    }
    let last = first.checked_add_days(chrono::Days::new(length as u64 - 1));
    if last.is_none() {
        faults.error("E220", period.spot, Text::new("tanggal di luar kalender", "the date is beyond the calendar"));
    }
    last.map(|last| (first, last))
}

/// The data of every year of the period.
fn load(
    name: &str,
    spot: Spot,
    first: NaiveDate,
    last: NaiveDate,
    scenario: &Path,
    faults: &mut Faults,
) -> Option<Vec<Year>> {
    let mut years = Vec::new();
    for year in first.year()..=last.year() {
        let Some(file) = library::find(&format!("calendars/{name}-{year}"), spot, scenario, faults) else {
            let what = Text::new(
                format!("data hari libur `{name}` tahun {year} tidak ada"),
                format!("there is no holiday data `{name}` for {year}"),
            );
            faults.error("E304", spot, what).remedy(Text::new(
                format!(
                    "tulis models/calendars/{name}-{year}.yaml, atau `calendar: {{holidays: none}}` dengan `extra:`"
                ),
                format!("write models/calendars/{name}-{year}.yaml, or `calendar: {{holidays: none}}` with `extra:`"),
            ));
            return None;
        };
        let text = faults.sources[file as usize].text.clone();
        let node = parse(file, &text, faults)?;
        years.push(read(&node, faults)?);
    }
    Some(years)
}
