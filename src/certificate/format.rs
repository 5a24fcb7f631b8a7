//! The certificate as data and as a JSON file.

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::problem::{DayIx, DutyIx, PersonIx, Problem};

/// Number of the file format; files of another number are refused.
pub const FORMAT: u32 = 2;

/// What an engine hands out: a claim about one problem and its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Size of the problem: a first sign that it is the right one.
    pub people: usize,
    pub days: usize,
    pub duties: usize,
    pub clauses: usize,
    /// Multipliers are given in units of 1/`scale` points; from 1 to 2^32.
    pub scale: i64,
    /// The claim: no plan that keeps every `must` costs less, summed over all tiers.
    pub bound: i64,
    /// The tree: `nodes[0]` is the root, a child stands after its parent, every other node is the child of one split.
    pub nodes: Vec<Node>,
}

/// One case of the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    Leaf(Leaf),
    Split(Split),
    Amount(Amount),
}

/// Multipliers that prove the bound for the plans that reach this leaf.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// (clause, row, multiplier ≥ 0), rising by clause and row. A clause that stands here is priced: a linear sum of
    /// cells takes its place. A clause of several people that does not is left out.
    pub rows: Vec<(u32, u32, i64)>,
    /// Clauses of one person, rising, that are left out too, so that the person's problem stays small.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<u32>,
}

/// Two cases that cover every plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    pub person: PersonIx,
    pub day: DayIx,
    pub duties: Vec<DutyIx>,
    /// The node for plans in which the person holds one of the duties on that day.
    pub inside: u32,
    /// The node for all other plans.
    pub outside: u32,
}

/// Two cases by an amount that a plan gives a clause: every plan has one value of it, so they cover every plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    pub clause: u32,
    pub of: Of,
    /// Where the two cases part.
    pub most: i64,
    /// The node for plans in which the amount is at most `most`.
    pub within: u32,
    /// The node for all other plans.
    pub above: u32,
}

/// What is measured, by the numbers of the clause's rows and helpers in `models/README.md`, "The certificate".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// In how many started blocks the limit of this row is exceeded.
    Row(u32),
    /// The value of this helper: whether a choice is taken, the largest of some sums.
    Helper(u32),
}

/// The file: a certificate and the scenario that it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// [`FORMAT`].
    pub luwes_certificate: u32,
    /// Version of the program that wrote it.
    pub version: String,
    /// As in `result.json`.
    pub scenario_hash: String,
    /// The roster that was found with the proof, as in `result.json`; only for people, the claim is about all rosters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roster_hash: Option<String>,
    pub proof: Certificate,
}

impl Certificate {
    /// A proof by one leaf, without a split.
    pub fn of_leaf(problem: &Problem, scale: i64, bound: i64, leaf: Leaf) -> Certificate {
        Certificate::of_nodes(problem, scale, bound, vec![Node::Leaf(leaf)])
    }

    /// A proof by a tree.
    pub fn of_nodes(problem: &Problem, scale: i64, bound: i64, nodes: Vec<Node>) -> Certificate {
        Certificate {
            people: problem.people,
            days: problem.days,
            duties: problem.duties,
            clauses: problem.clauses.len(),
            scale,
            bound,
            nodes,
        }
    }
}

impl Sealed {
    pub fn new(proof: Certificate, scenario_hash: &str, roster_hash: Option<String>) -> Sealed {
        let version = env!("CARGO_PKG_VERSION").to_string();
        Sealed { luwes_certificate: FORMAT, version, scenario_hash: scenario_hash.to_string(), roster_hash, proof }
    }

    /// Compact JSON and a last line feed.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads a file; its format must be ours, everything else is for the checker to judge.
    pub fn from_json(bytes: &[u8]) -> Result<Sealed, Refusal> {
        #[derive(Deserialize)]
        struct Head {
            luwes_certificate: u32,
        }
        // The number first: a later format may differ in everything else.
        if let Ok(head) = serde_json::from_slice::<Head>(bytes)
            && head.luwes_certificate != FORMAT
        {
            return Err(Refusal::Format(head.luwes_certificate));
        }
        serde_json::from_slice(bytes).map_err(|error| Refusal::Unreadable {
            line: error.line() as u32,
            column: error.column() as u32,
            what: error.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> Sealed {
        let problem = Problem { people: 2, days: 3, duties: 4, ..Problem::default() };
        let leaf = Leaf { rows: vec![(0, 0, 5), (7, 1, 9)], left_out: vec![3] };
        Sealed::new(Certificate::of_leaf(&problem, 100, 42, leaf), "5ce7a210", None)
    }

    #[test]
    fn a_file_is_compact_and_reads_back_as_it_was() {
        let bytes = sealed().to_json().expect("JSON");
        insta::assert_snapshot!(String::from_utf8_lossy(&bytes), @r#"{"luwes_certificate":2,"version":"0.1.0","scenario_hash":"5ce7a210","proof":{"people":2,"days":3,"duties":4,"clauses":0,"scale":100,"bound":42,"nodes":[{"leaf":{"rows":[[0,0,5],[7,1,9]],"left_out":[3]}}]}}"#);
        assert_eq!(Sealed::from_json(&bytes), Ok(sealed()));
    }

    #[test]
    fn a_file_cut_off_anywhere_is_refused_with_its_place() {
        let bytes = sealed().to_json().expect("JSON");
        for end in 0..bytes.len() - 2 {
            let refusal = Sealed::from_json(&bytes[..end]).expect_err("cut off");
            assert!(matches!(refusal, Refusal::Unreadable { .. }), "{refusal}");
        }
    }

    #[test]
    fn another_format_is_named_before_anything_else_is_read() {
        let refusal = Sealed::from_json(b"{\"luwes_certificate\": 3, \"cases\": []}");
        assert_eq!(refusal, Err(Refusal::Format(3)));
    }

    #[test]
    fn numbers_that_do_not_fit_and_unknown_fields_are_refused() {
        let text = String::from_utf8(sealed().to_json().expect("JSON")).expect("UTF-8");
        for (old, new) in [("\"bound\":42", "\"bound\":42e30"), ("[0,0,5]", "[0,-1,5]"), ("\"days\"", "\"weeks\"")] {
            assert!(text.contains(old), "{text}");
            let refusal = Sealed::from_json(text.replace(old, new).as_bytes());
            assert!(matches!(refusal, Err(Refusal::Unreadable { .. })), "{new}: {refusal:?}");
        }
    }
}
