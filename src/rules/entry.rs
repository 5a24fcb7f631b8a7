//! A rule as an item of a scenario's list: `- rest: {hours: 11, must: true, source: "…"}`.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Given, Kind, LIST, Rule, Steps};
use crate::facts::Facts;
use crate::facts::select::{Days, People};
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use crate::input::node::{Kind as NodeKind, Node};
use crate::input::suggest::suggest;
use crate::input::typed::{At, read};
use crate::input::values::Date;
use crate::problem::Force;

/// The fields that every rule has beside its own.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Head {
    /// Name by which a scenario replaces, changes or drops the rule; the rule's own name if absent.
    pub id: Option<At<String>>,
    /// People it speaks of; everybody if absent.
    pub who: People,
    /// Days it speaks of; the whole period if absent.
    pub when: Days,
    /// It must hold.
    pub must: Option<At<bool>>,
    /// It should hold: cost points of one unit of breach, or of the first, second, … unit.
    pub prefer: Option<At<Steps>>,
    /// Rules of tier 1 are made as cheap as possible first, then those of tier 2, and so on.
    #[serde(default)]
    pub tier: Option<At<u8>>,
    /// The clause of the regulation it comes from.
    pub source: Option<String>,
    /// In force from this date.
    pub from: Option<Date>,
    /// In force up to and including this date.
    pub until: Option<Date>,
    /// May not be touched: no repair of a conflict proposes to change it.
    pub keep: bool,
    /// The value comes from memory or an assumption, not from a text that was read.
    pub unverified: bool,
    /// Remark for readers.
    pub note: Option<String>,
}

/// The names of the head's fields.
const HEAD_FIELDS: &[&str] =
    &["id", "who", "when", "must", "prefer", "tier", "source", "from", "until", "keep", "unverified", "note"];

/// One rule of a scenario.
#[derive(Debug, Clone)]
pub struct Entry {
    pub kind: &'static Kind,
    pub id: String,
    pub head: Head,
    pub force: Force,
    pub tier: u8,
    pub rule: Arc<dyn Rule>,
    pub spot: Spot,
}

impl Entry {
    /// The rule's scope on these facts.
    pub fn given<'a>(&'a self, facts: &'a Facts) -> Given<'a> {
        let in_force = |day: u16| {
            let date = facts.calendar.day(day).date;
            self.head.from.is_none_or(|from| from.0 <= date) && self.head.until.is_none_or(|until| date <= until.0)
        };
        let days = facts.days().map(|day| in_force(day) && self.head.when.selects(facts, day)).collect();
        Given { facts, force: &self.force, people: self.head.who.select(facts), days, spot: self.spot }
    }

    pub fn is_must(&self) -> bool {
        self.force == Force::Must
    }

    /// The rule in one sentence.
    pub fn says(&self, facts: &Facts) -> Text {
        self.rule.says(&self.given(facts))
    }

    /// Names and numbers in it that make no sense with these facts.
    pub fn faults(&self, facts: &Facts, faults: &mut Faults) {
        self.head.who.faults(facts, faults);
        self.head.when.faults(facts, faults);
        if self.rule.refuses() && self.head.who.asks_flex(facts) {
            let what = Text::new(
                "aturan yang menolak suatu keluwesan tidak dapat memilih orang menurut keluwesan itu",
                "a rule that refuses a flexibility cannot select people by it",
            );
            faults
                .error("E440", self.spot, what)
                .remedy(Text::new("buang `may` dan `may_not` dari `who`", "take `may` and `may_not` out of its `who`"));
        }
        self.rule.faults(&self.given(facts), faults);
    }
}

/// Reads one item of a list of rules; all its faults are recorded.
pub fn read_entry(node: &Node, faults: &mut Faults) -> Option<Entry> {
    let NodeKind::Map(fields) = &node.kind else { return not_a_rule(node.spot, faults) };
    let [(key, body)] = fields.as_slice() else { return not_a_rule(node.spot, faults) };
    let Some(kind) = LIST.iter().find(|kind| kind.name == &*key.text) else {
        let what = Text::new(format!("aturan `{}` tidak ada", key.text), format!("there is no rule `{}`", key.text));
        let remedy = match suggest(&key.text, LIST.iter().map(|kind| kind.name)) {
            Some(near) => Text::new(format!("maksud Anda `{near}`?"), format!("did you mean `{near}`?")),
            None => Text::new("daftarnya: `luwes rules`", "see the list: `luwes rules`"),
        };
        faults.error("E302", key.spot, what).remedy(remedy);
        return None;
    };
    let (head_node, own) = split(body, faults)?;
    let before = faults.list.len();
    let head: Option<Head> = read(&head_node, faults);
    let rule = (kind.read)(&own, faults);
    let head = head?;
    // A `must` or `prefer` with a fault of its own is not missing.
    let told = |name: &str, read: bool| head_node.get(name).is_some() && !read;
    if told("must", head.must.is_some()) || told("prefer", head.prefer.is_some()) {
        return None;
    }
    let force = force(&head, key.spot, faults)?;
    let rule = rule?;
    name_and_dates(&head, key.spot, faults);
    if faults.list.len() > before && faults.has_errors() {
        return None;
    }
    let id = head.id.as_ref().map_or(kind.name.to_string(), |id| id.value.clone());
    let tier = head.tier.as_ref().map_or(1, |tier| tier.value);
    Some(Entry { kind, id, force, tier, head, rule: Arc::from(rule), spot: key.spot })
}

fn not_a_rule(spot: Spot, faults: &mut Faults) -> Option<Entry> {
    let what = Text::new("ini bukan aturan", "this is not a rule");
    faults.error("E210", spot, what).remedy(Text::new(
        "tulis satu nama aturan dengan isinya, misalnya `- rest: {hours: 11, must: true}`",
        "write one rule's name with its fields, such as `- rest: {hours: 11, must: true}`",
    ));
    None
}

/// Parts a rule's body into its head and its own fields.
fn split(body: &Node, faults: &mut Faults) -> Option<(Node, Node)> {
    let fields = match &body.kind {
        NodeKind::Map(fields) => fields.as_slice(),
        NodeKind::Null => &[],
        NodeKind::Scalar { .. } | NodeKind::Seq(_) => {
            not_a_rule(body.spot, faults);
            return None;
        }
    };
    let (head, own): (Vec<_>, Vec<_>) = fields.iter().cloned().partition(|(key, _)| HEAD_FIELDS.contains(&&*key.text));
    Some((Node::map(head, body.spot), Node::map(own, body.spot)))
}

/// An id that is no name (`E232`), dates in force the wrong way round (`E226`).
fn name_and_dates(head: &Head, spot: Spot, faults: &mut Faults) {
    if let Some(id) = head.id.as_ref().filter(|id| id.value.trim().is_empty()) {
        let what = Text::new("`id` aturan ini kosong", "the `id` of this rule is empty");
        faults.error("E232", id.spot, what);
    }
    let reversed = |from: Option<Date>, to: Option<Date>| from.zip(to).is_some_and(|(from, to)| to < from);
    if reversed(head.from, head.until) || reversed(head.when.from, head.when.to) {
        faults.error("E226", spot, Text::new("berakhir sebelum mulai", "it ends before it starts"));
    }
}

/// `must` or `prefer`, exactly one of them.
fn force(head: &Head, spot: Spot, faults: &mut Faults) -> Option<Force> {
    if let Some(tier) = &head.tier
        && tier.value == 0
    {
        let what = Text::new("`tier` dimulai dari 1", "`tier` starts at 1");
        faults.error("E211", tier.spot, what);
        return None;
    }
    match (&head.must, &head.prefer) {
        (Some(must), None) if must.value => Some(Force::Must),
        (None, Some(steps)) => steps.value.force(steps.spot, faults),
        (must, prefer) => {
            let at = must.as_ref().map(|at| at.spot).or(prefer.as_ref().map(|at| at.spot)).unwrap_or(spot);
            let what = Text::new(
                "aturan harus menyebut `must: true` atau `prefer: biaya`, salah satu",
                "a rule says either `must: true` or `prefer: cost`, one of the two",
            );
            faults.error("E212", at, what).remedy(Text::new(
                "contoh: `must: true`, `prefer: 3`, atau bertingkat `prefer: [1, 3, 9]`",
                "for example `must: true`, `prefer: 3`, or rising `prefer: [1, 3, 9]`",
            ));
            None
        }
    }
}

/// JSON Schema of a list of rules: one alternative per rule, each with its own fields and the head's.
pub fn rules_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let head = Head::json_schema(generator);
    let head_fields = head.get("properties").cloned().unwrap_or_default();
    let items: Vec<serde_json::Value> = LIST
        .iter()
        .map(|kind| {
            let mut own = (kind.schema)(generator).to_value();
            if let (Some(own), Some(head)) = (
                own.as_object_mut().map(|own| own.entry("properties").or_insert_with(|| serde_json::json!({}))),
                head_fields.as_object(),
            ) && let Some(own) = own.as_object_mut()
            {
                own.extend(head.iter().map(|(name, schema)| (name.clone(), schema.clone())));
            }
            serde_json::json!({
                "type": "object",
                "description": (kind.about)().en,
                "properties": { kind.name: own },
                "required": [kind.name],
                "additionalProperties": false,
            })
        })
        .collect();
    schemars::json_schema!({ "type": "array", "items": { "oneOf": items } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_head_fields_is_the_heads_schema() {
        let schema = schemars::schema_for!(Head);
        let fields = schema.get("properties").and_then(|fields| fields.as_object()).expect("an object");
        let mut named: Vec<&str> = fields.keys().map(String::as_str).collect();
        let mut listed = HEAD_FIELDS.to_vec();
        named.sort_unstable();
        listed.sort_unstable();
        assert_eq!(named, listed);
    }

    #[test]
    fn no_rule_has_a_field_of_the_heads_name() {
        for kind in LIST {
            let schema = (kind.schema)(&mut schemars::SchemaGenerator::default());
            let Some(fields) = schema.get("properties").and_then(|fields| fields.as_object()) else { continue };
            for field in fields.keys() {
                assert!(!HEAD_FIELDS.contains(&field.as_str()), "{}: `{field}` is the head's", kind.name);
            }
        }
    }
}
