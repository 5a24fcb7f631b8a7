//! JSON Schema of a scenario, so that editors complete and check the YAML.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

use super::raw::{AbsenceRaw, AskRaw, Document, PersonRaw, PoolRaw};
use crate::rules::rules_schema;

/// The schema, draft 2020-12.
pub fn schema() -> Value {
    let mut generator = SchemaGenerator::default();
    let mut root = Document::json_schema(&mut generator).to_value();
    let rules = rules_schema(&mut generator).to_value();
    let pool = pool(&mut generator);
    let lists = [
        ("people", list::<PersonRaw>(&mut generator)),
        ("pools", json!({"type": "array", "items": pool})),
        ("absences", list::<AbsenceRaw>(&mut generator)),
        ("wishes", list::<AskRaw>(&mut generator)),
        ("pins", list::<AskRaw>(&mut generator)),
        ("rules", rules),
        ("change", json!({"type": "object", "description": "Fields of the model's rules to replace, by rule id."})),
        (
            "without",
            json!({"type": "array", "items": {"type": "string"}, "description": "Rules of the model to drop."}),
        ),
    ];
    if let Some(fields) = root.get_mut("properties").and_then(Value::as_object_mut) {
        fields.extend(lists.map(|(name, schema)| (name.to_string(), schema)));
    }
    if let Some(root) = root.as_object_mut() {
        root.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        root.insert("title".into(), json!("Luwes scenario"));
        root.insert("$defs".into(), generator.take_definitions(true).into());
    }
    root
}

fn list<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    json!({"type": "array", "items": generator.subschema_for::<T>()})
}

/// A pool has its own fields and a person's.
fn pool(generator: &mut SchemaGenerator) -> Value {
    let mut pool = PoolRaw::json_schema(generator).to_value();
    let person = PersonRaw::json_schema(generator).to_value();
    let more = person.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    if let Some(fields) = pool.get_mut("properties").and_then(Value::as_object_mut) {
        fields.extend(more.into_iter().filter(|(name, _)| name != "id"));
    }
    pool
}
