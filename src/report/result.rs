//! `result.json`: the outcome of a run for programs. The order of its keys never changes.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Found, Report};
use crate::engine::{Event, Outcome, Status};
use crate::facts::Facts;
use crate::roster::Roster;

/// The file.
pub fn write(report: &Report) -> Vec<u8> {
    format!("{:#}\n", value(report)).into_bytes()
}

/// The same as a value.
pub fn value(report: &Report) -> Value {
    let found = report.found.as_ref();
    let outcome = report.run.outcome;
    let cost = found.map(|found| found.verdict.cost);
    let bound = outcome.filter(|one| one.status != Status::Infeasible).map(|one| one.bound);
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.into(), value);
    put("status", json!(outcome.map(|outcome| status_word(outcome.status))));
    put("valid", json!(found.map(|found| found.verdict.is_valid())));
    put("cost", json!(cost));
    put("bound", json!(bound));
    put("gap", json!(gap_ppm(report).map(|ppm| ppm as f64 / 1e6)));
    put("wall_seconds", json!(report.run.wall.as_millis() as f64 / 1e3));
    put("work", json!(outcome.map(|outcome| outcome.work)));
    put("canonical", json!(outcome.and_then(|outcome| outcome.canonical)));
    put("engine", json!(outcome.map(|outcome| outcome.engine.as_str())));
    put("stopped", json!(outcome.is_some_and(|outcome| outcome.stopped)));
    put("costs", found.map_or(Value::Null, |found| per_rule(found, |finding| json!(finding.cost))));
    put("must_units", json!(found.map(|found| found.verdict.must_units)));
    put("breaches", found.map_or(Value::Null, |found| per_rule(found, |finding| json!(finding.breaches.len()))));
    put("impossible", json!(found.map(|found| found.verdict.impossible.len())));
    if let Some(tiers) = tiers(report) {
        put("tiers", tiers);
    }
    put("measures", json!(found.map(|found| &found.measures)));
    put("scenario_hash", json!(report.run.scenario_hash));
    put("roster_hash", json!(found.map(|found| roster_hash(report.facts, found.roster))));
    put("version", json!(env!("CARGO_PKG_VERSION")));
    put("seed", json!(report.run.seed));
    put("trace", json!(outcome.map(trace)));
    Value::Object(out)
}

/// Cost and bound over time, in seconds since the search began; times to the millisecond.
fn trace(outcome: &Outcome) -> Vec<Value> {
    let at = |seconds: f64| (seconds * 1e3).round() / 1e3;
    let news = outcome.trace.iter().filter_map(|event| match event {
        Event::Cost { seconds, cost } => Some(json!({"seconds": at(*seconds), "cost": cost})),
        Event::Bound { seconds, bound } => Some(json!({"seconds": at(*seconds), "bound": bound})),
        Event::Parts { .. } => None,
    });
    news.collect()
}

fn per_rule(found: &Found, value: impl Fn(&crate::verify::Finding) -> Value) -> Value {
    Value::Object(found.verdict.findings.iter().map(|finding| (finding.id.clone(), value(finding))).collect())
}

/// Cost of each tier, if the scenario has more than one.
fn tiers(report: &Report) -> Option<Value> {
    let found = report.found.as_ref()?;
    let mut costs: std::collections::BTreeMap<u8, i64> = std::collections::BTreeMap::new();
    for finding in &found.verdict.findings {
        *costs.entry(report.entries[finding.rule].tier).or_default() += finding.cost;
    }
    let tiers = costs.iter().map(|(tier, cost)| json!({"tier": tier, "cost": cost}));
    (costs.len() > 1).then(|| tiers.collect())
}

/// The contract's word for a status.
pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::Optimal => "optimal",
        Status::Feasible => "feasible",
        Status::Infeasible => "infeasible",
        Status::Unknown => "unknown",
    }
}

/// (cost − bound) / cost in millionths, rounded up; `None` without a roster or a bound.
pub fn gap_ppm(report: &Report) -> Option<i64> {
    let (cost, bound) = (report.found.as_ref()?.verdict.cost, report.run.outcome?.bound);
    if cost <= bound {
        return Some(0);
    }
    let (cost, missing) = (i128::from(cost), i128::from(cost) - i128::from(bound));
    i64::try_from((missing * 1_000_000 + cost - 1) / cost.max(1)).ok()
}

/// SHA-256 in hex.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hash of who holds what on which day: people by id, names only, so that the order in the scenario does not count.
pub fn roster_hash(facts: &Facts, roster: &Roster) -> String {
    let mut order: Vec<u32> = facts.everybody().collect();
    order.sort_by_key(|person| &facts.person(*person).id);
    let mut hash = Sha256::new();
    let name = |id: Option<&String>| id.map(String::as_str).unwrap_or_default().to_string();
    for person in order {
        for day in facts.days() {
            let duty = facts.duty(roster.duty(person, day));
            let cell = [
                facts.person(person).id.clone(),
                facts.calendar.day(day).date.to_string(),
                name(duty.shift.map(|shift| &facts.shifts[usize::from(shift)].id)),
                name(duty.place.map(|place| &facts.places[usize::from(place)].id)),
                name(duty.desk.map(|desk| &facts.desks[usize::from(desk)].id)),
            ];
            hash.update(cell.join("\t"));
            // Only where seats have names: hashes of all other rosters stay as they were.
            if let Some(seat) = duty.seat {
                hash.update(format!("\t{}", facts.seats[usize::from(seat)].id));
            }
            hash.update("\n");
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::{outcome, report, solved};
    use crate::rules::testing::{picture, rule, world};

    #[test]
    fn a_solved_roster_tells_cost_bound_gap_and_measures() {
        let facts = world();
        let entries = [rule("rest: {hours: 11, must: true}"), rule("rest: {id: panjang, hours: 30, prefer: 7}")];
        let text = solved(&facts, &entries, "ana OD--\n bob ---o", 5, |report| String::from_utf8(write(report)));
        insta::assert_snapshot!(text.expect("UTF-8"), @r#"
        {
          "status": "feasible",
          "valid": true,
          "cost": 14,
          "bound": 5,
          "gap": 0.642858,
          "wall_seconds": 1.5,
          "work": 1500,
          "canonical": null,
          "engine": "compact (highs)",
          "stopped": false,
          "costs": {
            "rest": 0,
            "panjang": 14
          },
          "must_units": 0,
          "breaches": {
            "rest": 0,
            "panjang": 2
          },
          "impossible": 0,
          "measures": {
            "people": 2,
            "days": 4,
            "working_days": 2,
            "work_days": 3,
            "home_days": 0,
            "home_tenths": 0,
            "office_days": 3,
            "away_days": 0,
            "eligible": 2,
            "eligible_tenths": 1000,
            "ceiling": {
              "home_days": 3,
              "working_days": 3,
              "home_tenths": 1000
            },
            "units": [
              {
                "unit": "deputi-a",
                "name": "deputi-a",
                "people": 2,
                "work_days": 3,
                "home_days": 0,
                "home_tenths": 0
              }
            ],
            "desk_cover_tenths": 121,
            "desks": [
              {
                "desk": "loket",
                "name": {
                  "id": "loket",
                  "en": "counter"
                },
                "needed_hours": 66,
                "covered_hours": 8,
                "covered_tenths": 121,
                "short_minutes": 3480
              }
            ],
            "wishes": {
              "asked": 3,
              "unmet": 1
            },
            "evenings": {
              "people": 2,
              "least": 0,
              "most": 1,
              "counts": [
                1,
                1
              ]
            },
            "fridays_home": {
              "people": 2,
              "least": 0,
              "most": 0,
              "counts": [
                2
              ]
            },
            "home_days_each": {
              "people": 2,
              "least": 0,
              "most": 0,
              "counts": [
                2
              ]
            },
            "unmet_wishes_each": {
              "people": 2,
              "least": 0,
              "most": 1,
              "counts": [
                1,
                1
              ]
            },
            "seats": [
              {
                "site": "gedung",
                "name": "Gedung",
                "capacity": 1,
                "peak": 1,
                "peak_date": "2020-01-10"
              }
            ],
            "published": 4,
            "changed": 2,
            "cost": 14,
            "must_units": 0
          },
          "scenario_hash": "5ce7a210",
          "roster_hash": "da99e00fbb547095d407923969d6fa2830e51128144a972a654da8dfcd364871",
          "version": "0.1.0",
          "seed": 1,
          "trace": [
            {
              "seconds": 0.5,
              "bound": 2
            },
            {
              "seconds": 1.0,
              "cost": 14
            },
            {
              "seconds": 2.0,
              "bound": 5
            },
            {
              "seconds": 2.5,
              "cost": 7
            }
          ]
        }
        "#);
    }

    #[test]
    fn without_a_roster_there_is_no_cost_and_no_gap() {
        let facts = world();
        let none = outcome(Status::Infeasible, 0);
        let value = value(&report(&facts, &[], None, Some(&none)));
        assert_eq!(
            (&value["status"], &value["cost"], &value["gap"]),
            (&json!("infeasible"), &Value::Null, &Value::Null)
        );
        assert_eq!((&value["bound"], &value["measures"]), (&Value::Null, &Value::Null));
    }

    #[test]
    fn the_gap_is_rounded_up() {
        let facts = world();
        let entries = [rule("rest: {hours: 30, prefer: 7}")];
        let gap = solved(&facts, &entries, "ana OD--\n bob O---", 13, gap_ppm);
        assert_eq!(gap, Some(380953), "8 of 21");
    }

    #[test]
    fn the_hash_of_a_roster_does_not_depend_on_the_order_of_people() {
        let facts = world();
        let mut turned = facts.clone();
        turned.people.reverse();
        let one = roster_hash(&facts, &picture(&facts, "ana OH--\n bob --oO"));
        assert_eq!(one, roster_hash(&turned, &picture(&turned, "bob --oO\n ana OH--")));
        assert_ne!(one, roster_hash(&facts, &picture(&facts, "ana OH--\n bob --oH")));
        assert_eq!(one.len(), 64);
    }
}
