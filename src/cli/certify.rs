//! `luwes certify`: recomputes the bound of a certificate, so that nobody has to trust the engine that proved it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{End, Shared, fail, print, print_json, tell};
use crate::certificate::{NO_PLAN, Refusal, Sealed};
use crate::input::fault::{Faults, Spot};
use crate::input::file::read_bytes;
use crate::input::lang::{Lang, Text};
use crate::report::result::roster_hash;
use crate::report::words::Words;
use crate::scenario::{load, read_roster};
use crate::verify::{Verdict, verify};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The scenario, a YAML file
    scenario: PathBuf,
    /// The roster, CSV or XLSX with the columns person, date, shift, place, desk
    roster: PathBuf,
    /// The certificate, as `luwes solve --certificate` writes it
    certificate: PathBuf,
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let (scenario, mut faults) = load(&args.scenario);
    let roster = scenario.as_ref().and_then(|scenario| read_roster(&args.roster, &scenario.facts, &mut faults));
    let sealed = read(&args.certificate, &mut faults);
    let (Some(scenario), Some(roster), Some((file, sealed))) = (scenario, roster, sealed) else {
        tell(&faults, shared);
        return End::BadInput;
    };
    let proved = match sealed.scenario_hash == scenario.hash {
        true => sealed.proof.prove(&scenario.problem()),
        false => Err(Refusal::Scenario { made_for: sealed.scenario_hash.clone(), given: scenario.hash.clone() }),
    };
    let verdict = verify(&scenario.facts, &scenario.entries, &roster);
    let claimed = sealed.proof.bound;
    match proved {
        Err(refusal) if refusal.is_of_claim() => {
            refuse(&mut faults, Spot::whole(file), &refusal);
            if shared.json {
                let reason = json!({"code": refusal.code(), "reason": refusal.text().get(shared.lang())});
                let value = value(&verdict, claimed, None, reason);
                print_json(&value);
            } else {
                tell(&faults, shared);
            }
            End::Broken
        }
        Err(refusal) => {
            refuse(&mut faults, Spot::whole(file), &refusal);
            tell(&faults, shared);
            End::BadInput
        }
        // Our own mistake: judge and checker disagree.
        Ok(proved) if verdict.is_valid() && proved > verdict.cost => {
            fail(format!("the judge says {}, the checker at least {proved}", verdict.cost), shared)
        }
        Ok(proved) => {
            if shared.json {
                let mut value = value(&verdict, claimed, Some(proved), Value::Null);
                value["scenario_hash"] = json!(scenario.hash);
                value["roster_hash"] = json!(roster_hash(&scenario.facts, &roster));
                print_json(&value);
            } else {
                tell(&faults, shared);
                print(&format!("{}\n", sentence(&verdict, proved, shared.lang())));
            }
            if verdict.is_valid() { End::Done } else { End::Broken }
        }
    }
}

/// The certificate and its number among the files; `None` after a fault.
fn read(path: &Path, faults: &mut Faults) -> Option<(u32, Sealed)> {
    let (file, bytes) = read_bytes(path, faults)?;
    match Sealed::from_json(&bytes) {
        Ok(sealed) => Some((file, sealed)),
        Err(refusal) => {
            let spot = match &refusal {
                Refusal::Unreadable { line, column, .. } => {
                    Spot { file, line: (*line).max(1), column: (*column).max(1), width: 1 }
                }
                _ => Spot::whole(file),
            };
            refuse(faults, spot, &refusal);
            None
        }
    }
}

fn refuse(faults: &mut Faults, spot: Spot, refusal: &Refusal) {
    faults.error(refusal.code(), spot, refusal.text()).remedy(Text::new(
        "buat sertifikat baru dengan `luwes solve --certificate`; batas ini tidak boleh dipercaya",
        "make a new certificate with `luwes solve --certificate`; this bound is not to be trusted",
    ));
}

/// (cost − bound) / cost in millionths, rounded up.
fn gap(cost: i64, bound: i64) -> i64 {
    let missing = (i128::from(cost) - i128::from(bound)).max(0) * 1_000_000;
    let cost = i128::from(cost.max(1));
    i64::try_from((missing + cost - 1) / cost).unwrap_or(i64::MAX)
}

fn value(verdict: &Verdict, claimed: i64, proved: Option<i64>, refused: Value) -> Value {
    let gap = proved
        .filter(|bound| *bound != NO_PLAN && verdict.is_valid())
        .map(|bound| gap(verdict.cost, bound) as f64 / 1e6);
    json!({
        "valid": verdict.is_valid(),
        "must_units": verdict.must_units,
        "cost": verdict.cost,
        "claimed": claimed,
        "bound": proved.filter(|bound| *bound != NO_PLAN),
        "gap": gap,
        "refused": refused,
    })
}

/// `cost 4,692, proved at least 4,688: gap 0.09%`
fn sentence(verdict: &Verdict, bound: i64, lang: Lang) -> String {
    let words = Words(lang);
    let (cost, least) = (words.count(verdict.cost), words.count(bound));
    if bound == NO_PLAN {
        return words.say("terbukti: tidak ada jadwal yang sah", "proved: no roster is valid").to_string();
    }
    if !verdict.is_valid() {
        let units = words.count(verdict.must_units);
        return match lang {
            Lang::Id => format!(
                "jadwal ini melanggar aturan wajib ({units}); tiap jadwal yang sah terbukti berbiaya sedikitnya {least}"
            ),
            Lang::En => format!(
                "this roster breaks rules that must hold ({units}); every valid roster is proved to cost at least {least}"
            ),
        };
    }
    let gap = words.gap(gap(verdict.cost, bound));
    match lang {
        Lang::Id => format!("biaya {cost}, terbukti sedikitnya {least}: celah {gap}"),
        Lang::En => format!("cost {cost}, proved at least {least}: gap {gap}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(cost: i64, must_units: i64) -> Verdict {
        Verdict { impossible: Vec::new(), findings: Vec::new(), cost, must_units }
    }

    #[test]
    fn cost_bound_and_gap_stand_in_one_line_in_both_languages() {
        let verdict = verdict(4692, 0);
        assert_eq!(sentence(&verdict, 4688, Lang::En), "cost 4,692, proved at least 4,688: gap 0.09%");
        assert_eq!(sentence(&verdict, 4688, Lang::Id), "biaya 4.692, terbukti sedikitnya 4.688: celah 0,09\u{a0}%");
    }

    #[test]
    fn a_roster_that_breaks_a_must_has_no_gap() {
        let verdict = verdict(3, 2);
        assert!(sentence(&verdict, 5, Lang::En).starts_with("this roster breaks rules that must hold (2)"));
        assert_eq!(value(&verdict, 5, Some(5), Value::Null)["gap"], Value::Null);
    }
}
