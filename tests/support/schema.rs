//! The part of JSON Schema that the fact sheets in `tests/schemas` are written in. An unknown word in one is an error:
//! a check that does nothing would pass.

use regex::Regex;
use serde_json::{Map, Value};
use std::path::Path;

/// What `value` breaks of the fact sheet `tests/schemas/NAME.json`, with the place of each.
pub fn problems(name: &str, value: &Value) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/schemas/{name}.json"));
    let text = std::fs::read_to_string(path).expect("a fact sheet");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    let mut found = Vec::new();
    check(&schema, value, "", &mut found);
    found
}

fn check(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let Value::Object(schema) = schema else { panic!("a schema is an object, at {at}") };
    for (word, wanted) in schema {
        let holds = match word.as_str() {
            "title" | "additionalProperties" => true,
            "type" => is_of(wanted, value),
            "enum" => wanted.as_array().expect("a list").contains(value),
            "pattern" => value.as_str().is_none_or(|text| pattern(wanted).is_match(text)),
            "minLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 >= number(wanted)),
            "maxLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 <= number(wanted)),
            "minimum" => value.as_f64().is_none_or(|n| n >= number(wanted) as f64),
            "maximum" => value.as_f64().is_none_or(|n| n <= number(wanted) as f64),
            "minItems" => value.as_array().is_none_or(|list| list.len() as u64 >= number(wanted)),
            "maxItems" => value.as_array().is_none_or(|list| list.len() as u64 <= number(wanted)),
            "required" => value.as_object().is_none_or(|object| {
                wanted
                    .as_array()
                    .expect("a list")
                    .iter()
                    .all(|key| object.contains_key(key.as_str().expect("a key")))
            }),
            "properties" => {
                if let Some(object) = value.as_object() {
                    members(wanted, schema.get("additionalProperties"), object, at, found);
                }
                true
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(wanted, item, &format!("{at}/{number}"), found);
                }
                true
            }
            other => panic!("the checker does not know {other}, at {at}"),
        };
        if !holds {
            found.push(format!("{at}: {word} {wanted} does not hold for {value:.200}"));
        }
    }
    if !schema.contains_key("properties")
        && let (Some(rest), Some(object)) = (schema.get("additionalProperties"), value.as_object())
    {
        members(&Value::Object(Map::new()), Some(rest), object, at, found);
    }
}

fn members(
    known: &Value,
    rest: Option<&Value>,
    object: &Map<String, Value>,
    at: &str,
    found: &mut Vec<String>,
) {
    for (key, value) in object {
        let at = format!("{at}/{key}");
        match (known.get(key), rest) {
            (Some(schema), _) => check(schema, value, &at, found),
            (None, Some(Value::Bool(false))) => found.push(format!("{at}: is not known")),
            (None, Some(schema @ Value::Object(_))) => check(schema, value, &at, found),
            (None, _) => {}
        }
    }
}

fn is_of(wanted: &Value, value: &Value) -> bool {
    match wanted {
        Value::Array(any) => any.iter().any(|one| is_of(one, value)),
        _ => match wanted.as_str().expect("a type") {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            other => panic!("no type: {other}"),
        },
    }
}

fn pattern(wanted: &Value) -> Regex {
    // Only ASCII digits count, and this build of the crate knows no others.
    let text = wanted.as_str().expect("a pattern").replace("\\d", "[0-9]");
    Regex::new(&text).expect("a pattern")
}

fn number(wanted: &Value) -> u64 {
    wanted.as_u64().expect("a number")
}
