//! Shift-scheduling instances of Curtois and Qu (`InstanceN.txt`) as scenarios whose cost is the published objective.
//!
//! A shift type is a desk of the same name, held in that shift alone; a day's demand is an opening on that date. Under-
//! and over-cover are rules `desk_cover`, requests are `wishes`, everything else is a `must`. Shifts have lengths but no
//! hours in these files: here all begin at midnight, and only the forbidden successions of `rest` keep them apart. Day 0
//! is Monday 2024-01-01.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use super::nrp_read::{Demand, Instance, NUMBERS, Terms, read};
use super::{Made, date, dates, quoted};
use crate::input::fault::Faults;

/// The instance as a scenario; `file` is its source in `faults`, `name` its title.
pub fn nrp(file: u32, name: &str, faults: &mut Faults) -> Option<Made> {
    let before = faults.list.len();
    let text = faults.sources[file as usize].text.clone();
    let instance = read(file, &text, faults);
    (faults.list.len() == before).then(|| Made { scenario: scenario(name, &instance), history: None })
}

fn hours(minutes: i64) -> String {
    match minutes {
        1440 => "24h".to_string(),
        minutes => format!("\"00:00-{:02}:{:02}\"", minutes / 60, minutes % 60),
    }
}

fn scenario(name: &str, instance: &Instance) -> String {
    let mut out = String::new();
    line!(out, "# Made from a shift-scheduling instance of Curtois and Qu: the cost is the published objective.");
    line!(out, "scenario: {}", quoted(name));
    line!(out, "period: {{from: {}, days: {}}}", date(0), instance.days);
    line!(out, "calendar: {{holidays: none}}");
    line!(out, "units: [{{id: nrp}}]");
    line!(out, "absence_kinds: {{off: {{name: {{id: libur tetap, en: day off}}}}}}");
    line!(out, "shifts:");
    for shift in &instance.shifts {
        line!(out, "  {}: {{hours: {}, places: []}}", quoted(shift.id), hours(shift.minutes));
    }
    desks(instance, &mut out);
    contracts(instance, &mut out);
    line!(out, "people:");
    for person in &instance.people {
        let (id, contract) = (quoted(person.id), person.contract + 1);
        let off = |days: &[u32]| {
            let (first, last) = (date(days[0]), date(days[days.len() - 1]));
            if first == last {
                format!("{{from: {first}, kind: off}}")
            } else {
                format!("{{from: {first}, to: {last}, kind: off}}")
            }
        };
        let absences: Vec<String> = person.off.chunk_by(|one, two| one + 1 == *two).map(off).collect();
        line!(out, "  - {{id: {id}, contract: k{contract}, absences: [{}]}}", absences.join(", "));
    }
    if !instance.requests.is_empty() {
        line!(out, "wishes:");
    }
    for one in &instance.requests {
        let (person, shift, avoid) = (quoted(one.person), quoted(one.shift), !one.on);
        let (date, weight) = (date(one.day), one.weight);
        line!(out, "  - {{person: {person}, date: {date}, shift: {shift}, avoid: {avoid}, weight: {weight}}}");
    }
    rules(instance, &mut out);
    out
}

/// Each shift type as a desk, with an opening for each number of people asked for.
fn desks(instance: &Instance, out: &mut String) {
    line!(out, "desks:");
    for shift in &instance.shifts {
        let mut by_need: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
        for demand in instance.demands.iter().filter(|demand| demand.shift == shift.id) {
            by_need.entry(demand.need).or_default().push(demand.day);
        }
        // A day without a line asks for nobody, and costs nothing.
        let told: HashSet<u32> = by_need.values().flatten().copied().collect();
        let rest: Vec<u32> = (0..instance.days).filter(|day| !told.contains(day)).collect();
        let (id, hours) = (quoted(shift.id), hours(shift.minutes));
        line!(out, "  {id}:\n    shifts: [{id}]\n    open:");
        for (need, days) in &by_need {
            let days = dates(days);
            line!(out, "      - {{hours: {hours}, need: {need}, max: {need}, dates: [{days}]}}");
        }
        if !rest.is_empty() {
            line!(out, "      - {{hours: {hours}, need: 0, dates: [{}]}}", dates(&rest));
        }
    }
}

/// Whether a limit of a shift type can bind: more than the horizon is never held, and at 0 the shift is not open.
fn binds(instance: &Instance, most: i64) -> bool {
    (1..i64::from(instance.days)).contains(&most)
}

fn contracts(instance: &Instance, out: &mut String) {
    line!(out, "contracts:");
    for (at, terms) in instance.terms.iter().enumerate() {
        let open = terms.shifts.iter().filter(|(_, most)| **most > 0);
        let open: Vec<String> = open.map(|(shift, _)| quoted(shift)).collect();
        let named = NUMBERS.iter().zip(&terms.numbers);
        let mut limits: Vec<String> = named.map(|(name, number)| format!("{name}: {number}")).collect();
        let bounded = terms.shifts.iter().filter(|(_, most)| binds(instance, **most));
        limits.extend(bounded.map(|(shift, most)| format!("{}: {most}", quoted(&format!("days_{shift}")))));
        line!(out, "  k{}:\n    every_day: true\n    desk_only: true", at + 1);
        line!(out, "    shifts: [{}]\n    limits: {{{}}}", open.join(", "), limits.join(", "));
    }
}

fn rules(instance: &Instance, out: &mut String) {
    out.push_str(
        "rules:
  - absence: {must: true}
  - hours:
      per: period
      min: {contract: fewest_minutes}
      max: {contract: most_minutes}
      leave_counts: false
      must: true
  - runs: {id: longest-run, max: {contract: longest_run}, must: true}
  - runs: {id: shortest-run, min: {contract: shortest_run}, must: true}
  - runs: {id: shortest-rest, duties: {free: true}, min: {contract: shortest_rest}, must: true}
  - weekends: {max: {contract: weekends}, must: true}
",
    );
    let follows = instance.shifts.iter().filter(|shift| !shift.never_before.is_empty());
    let never: Vec<String> = follows
        .map(|shift| {
            let not: Vec<String> = shift.never_before.iter().map(|id| quoted(id)).collect();
            format!("{{after: {}, not: [{}]}}", quoted(shift.id), not.join(", "))
        })
        .collect();
    if !never.is_empty() {
        line!(out, "  - rest: {{never: [{}], must: true}}", never.join(", "));
    }
    for shift in instance.shifts.iter().map(|shift| shift.id) {
        let bounded = |terms: &Terms| terms.shifts.get(shift).is_some_and(|most| binds(instance, *most));
        if instance.terms.iter().any(bounded) {
            let (id, limit) = (quoted(&format!("most-{shift}")), quoted(&format!("days_{shift}")));
            let duties = format!("{{shifts: [{}]}}", quoted(shift));
            line!(out, "  - shift_count:");
            line!(out, "      {{id: {id}, duties: {duties}, per: period, max: {{contract: {limit}}}, must: true}}");
        }
    }
    if !instance.requests.is_empty() {
        line!(out, "  - wishes: {{prefer: 1}}");
    }
    cover(instance, "under", "need", |demand| if demand.need > 0 { demand.under } else { 0 }, out);
    cover(instance, "over", "max", |demand| demand.over, out);
}

/// One rule for each price and each set of days on which desks have it.
fn cover(instance: &Instance, id: &str, what: &str, price: impl Fn(&Demand) -> i64, out: &mut String) {
    let mut by_price: BTreeMap<(i64, &str), Vec<u32>> = BTreeMap::new();
    for demand in instance.demands.iter().filter(|demand| price(demand) > 0) {
        by_price.entry((price(demand), demand.shift)).or_default().push(demand.day);
    }
    let mut together: BTreeMap<i64, Vec<(&str, Vec<u32>)>> = BTreeMap::new();
    for ((price, shift), days) in by_price {
        together.entry(price).or_default().push((shift, days));
    }
    // One price on all days needs no dates; a day that asks for nobody has nothing that could be missing.
    let free = |demand: &Demand| price(demand) == 0 && (what == "max" || demand.need > 0);
    let single = together.len() == 1 && !instance.demands.iter().any(free);
    let mut number = 0;
    for (price, desks) in &together {
        let mut by_days: BTreeMap<&[u32], Vec<String>> = BTreeMap::new();
        for (shift, days) in desks {
            by_days.entry(if single { &[] } else { days }).or_default().push(quoted(shift));
        }
        for (days, desks) in by_days {
            number += 1;
            let when = if days.is_empty() { String::new() } else { format!("when: {{dates: [{}]}}, ", dates(days)) };
            line!(out, "  - desk_cover:");
            line!(
                out,
                "      {{id: {id}-{number}, what: {what}, desks: [{}], {when}prefer: {price}}}",
                desks.join(", ")
            );
        }
    }
}

#[cfg(test)]
mod tests;
