//! Shift-scheduling instances of Curtois and Qu (`InstanceN.txt`) as scenarios whose cost is the published objective.
//!
//! A shift type is a desk of the same name, held in that shift alone; a day's demand is an opening on that date. Under-
//! and over-cover are rules `desk_cover`, requests are `wishes`, everything else is a `must`. Shifts have lengths but no
//! hours in these files: here all begin at midnight, and only the forbidden successions of `rest` keep them apart. Day 0
//! is Monday 2024-01-01.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use chrono::{Days, NaiveDate};

use super::nrp_read::{Demand, Instance, NUMBERS, Terms, read};
use crate::input::fault::Faults;

/// Writing to a string cannot fail.
macro_rules! line {
    ($out:expr, $($text:tt)*) => {{ let _ = writeln!($out, $($text)*); }};
}

/// The instance as the text of a scenario; `file` is its source in `faults`, `name` its title.
pub fn nrp(file: u32, name: &str, text: &str, faults: &mut Faults) -> Option<String> {
    let before = faults.list.len();
    let instance = read(file, text, faults);
    (faults.list.len() == before).then(|| scenario(name, &instance))
}

fn date(day: u32) -> NaiveDate {
    let monday = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default();
    monday.checked_add_days(Days::new(u64::from(day))).unwrap_or(monday)
}

fn dates(days: &[u32]) -> String {
    let all: Vec<String> = days.iter().map(|day| date(*day).to_string()).collect();
    all.join(", ")
}

/// In YAML's double quotes, so that `N` and `007` stay texts.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
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
        let off = |day: &u32| format!("{{from: {}, kind: off}}", date(*day));
        let absences: Vec<String> = person.off.iter().map(off).collect();
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
        limits.extend(bounded.map(|(shift, most)| format!("{}: {most}", quoted(&format!("most_{shift}")))));
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
            let (id, limit) = (quoted(&format!("most-{shift}")), quoted(&format!("most_{shift}")));
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
mod tests {
    use super::nrp;
    use crate::facts::{DutyIx, FREE, Facts};
    use crate::input::fault::Faults;
    use crate::roster::Roster;
    use crate::scenario::{Scenario, load};

    /// Two shift types, prices that differ by day, comments, CRLF; made up for this test.
    const TINY: &str = "# tiny\r
SECTION_HORIZON\r
7\r
SECTION_SHIFTS\r
# id, minutes, not next day\r
E,480,\r
N,600,E|\r
SECTION_STAFF\r
A,E=14|N=2,2520,0,5,2,2,1\r
007,E=7|N=0,2400,480,5,1,1,0\r
SECTION_DAYS_OFF\r
A,0\r
SECTION_SHIFT_ON_REQUESTS\r
007,1,E,3\r
SECTION_SHIFT_OFF_REQUESTS\r
A,2,N,2\r
SECTION_COVER\r
1,E,1,100,1\r
2,E,2,100,1\r
3,E,0,100,7\r
2,N,1,50,1\r
3,N,1,100,1\r
";

    fn tiny(text: &str) -> Result<Scenario, String> {
        let mut faults = Faults::default();
        let file = faults.source("tiny.txt", text);
        let list = |faults: &Faults| {
            let each = faults.list.iter().map(|fault| format!("{} {}", fault.spot.line, fault.what.en));
            each.collect::<Vec<_>>().join("; ")
        };
        let Some(yaml) = nrp(file, "tiny", text, &mut faults) else { return Err(list(&faults)) };
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("tiny.yaml");
        std::fs::write(&path, yaml).expect("written");
        let (scenario, faults) = load(&path);
        scenario.ok_or_else(|| list(&faults))
    }

    /// A roster drawn in shift ids, `-` for free, one line a person.
    fn roster(facts: &Facts, lines: &[&str]) -> Roster {
        let duty = |letter: char| {
            let shift = |at: &usize| facts.duties[*at].shift.map(|shift| facts.shifts[usize::from(shift)].id.clone());
            let all = 0..facts.duties.len();
            all.into_iter().find(|at| shift(at) == Some(letter.to_string())).map_or(FREE, |at| at as DutyIx)
        };
        Roster::from_plan(7, lines.iter().flat_map(|line| line.chars().map(duty)).collect())
    }

    /// Breached rules with their units and costs.
    fn judged(lines: &[&str]) -> String {
        let scenario = tiny(TINY).expect("a scenario");
        let facts = &scenario.facts;
        let roster = roster(facts, lines);
        let mut said = Vec::new();
        for entry in &scenario.entries {
            for breach in entry.rule.check(&entry.given(facts), &roster) {
                said.push(format!("{} {} {}", entry.id, breach.units, breach.cost()));
            }
        }
        said.join(", ")
    }

    #[test]
    fn requests_and_cover_cost_what_the_instance_says() {
        // Tuesday: two at E for one; Wednesday: nobody of two at E; Thursday: one at E for nobody, nobody at N.
        let said = judged(&["-EN----", "-E-E---"]);
        assert_eq!(said, "wishes 1 2, under-2 2 200, under-3 1 100, over-1 1 1, over-3 1 7");
    }

    #[test]
    fn everything_else_is_a_must() {
        assert_eq!(judged(&["E------", "-E-----"]).matches("absence 1 0").count(), 1);
        let said = judged(&["-NE-NNN", "E-----E"]);
        for (rule, units) in [("rest", 1), ("most-N", 2), ("shortest-rest", 1), ("weekends", 1), ("hours", 360)] {
            assert!(said.contains(&format!("{rule} {units} 0")), "{rule} {units}: {said}");
        }
    }

    #[test]
    fn who_is_not_qualified_cannot_hold_the_shift() {
        let scenario = tiny(TINY).expect("a scenario");
        let facts = &scenario.facts;
        let open: Vec<usize> = facts.everybody().map(|person| facts.menu(person, 2).count()).collect();
        assert_eq!((facts.person(1).id.as_str(), open), ("007", vec![3, 2]));
    }

    #[test]
    fn faults_name_their_line() {
        let said = tiny(&TINY.replace("007,1,E,3", "008,9,E,x")).expect_err("faults");
        assert_eq!(said, "14 there is no `008`; 14 day 9 is outside the horizon; 14 `x` is not a whole number");
        assert!(tiny("a: 1").expect_err("a fault").contains("outside any `SECTION_…`"));
    }
}
