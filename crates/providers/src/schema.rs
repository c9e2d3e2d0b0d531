//! Answers in a form: JSON schemas as far as models keep to them, and the tiers by which they are made to.
//!
//! Understood of JSON Schema: `type` (one or a list), `properties`, `required`, `additionalProperties: false`, `items`,
//! `enum`, `minItems`, `maxItems`, `minLength`, `maxLength`, `minimum`, `maximum`. Other words are not checked.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// How a model is made to answer in a form. Many relays drop `json_schema`; each next one asks for less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The server holds the model to the schema.
    JsonSchema,
    /// The server holds it to JSON; the schema is in the words.
    JsonObject,
    /// It is made to call a function with such arguments.
    Tool,
    /// It is asked in words, and what it writes is repaired.
    Repair,
}

impl Tier {
    pub const ALL: [Self; 4] = [Self::JsonSchema, Self::JsonObject, Self::Tool, Self::Repair];
}

/// The schema as strict servers want it: no other properties, and all of them required.
pub fn strict(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let mut object: serde_json::Map<String, Value> = object
                .iter()
                .map(|(key, value)| {
                    (
                        key.clone(),
                        if key == "enum" {
                            value.clone()
                        } else {
                            strict(value)
                        },
                    )
                })
                .collect();
            if let Some(properties) = object.get("properties").and_then(Value::as_object) {
                let all: Vec<String> = properties.keys().cloned().collect();
                object.insert("required".into(), json!(all));
                object.insert("additionalProperties".into(), json!(false));
            }
            Value::Object(object)
        }
        Value::Array(list) => list.iter().map(strict).collect(),
        other => other.clone(),
    }
}

/// The first place at which a value is not as the schema says: `/scenes/2/title: is missing`.
pub fn fault(schema: &Value, value: &Value) -> Option<String> {
    at(schema, value, "", 0)
}

fn at(schema: &Value, value: &Value, path: &str, depth: usize) -> Option<String> {
    let says = |what: String| {
        Some(format!(
            "{}: {what}",
            if path.is_empty() { "/" } else { path }
        ))
    };
    if depth > 64 {
        return says("lies too deep".into());
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|wanted| is(wanted, value)) {
        return says(format!("is no {}", types.join(" or ")));
    }
    if let Some(offered) = schema["enum"].as_array()
        && !offered.contains(value)
    {
        return says(format!("is none of {}", Value::from(offered.clone())));
    }
    let number = |key: &str| schema[key].as_f64();
    let outside = |what: &str, size: f64, least: &str, most: &str| {
        if number(least).is_some_and(|least| size < least) {
            return says(format!("{what} {size} is too little"));
        }
        number(most)
            .filter(|most| size > *most)
            .and_then(|_| says(format!("{what} {size} is too much")))
    };
    match value {
        Value::Object(object) => {
            let required = schema["required"].as_array().into_iter().flatten();
            for key in required.filter_map(Value::as_str) {
                if !object.contains_key(key) {
                    return says(format!("`{key}` is missing"));
                }
            }
            let properties = schema["properties"].as_object();
            for (key, inner) in object {
                match properties.and_then(|properties| properties.get(key)) {
                    Some(schema) => {
                        if let Some(fault) = at(schema, inner, &format!("{path}/{key}"), depth + 1)
                        {
                            return Some(fault);
                        }
                    }
                    None if schema["additionalProperties"] == false => {
                        return says(format!(
                            "`{}` is not asked for",
                            key.chars().take(60).collect::<String>()
                        ));
                    }
                    None => {}
                }
            }
            None
        }
        Value::Array(list) => {
            let size = outside("a list of", list.len() as f64, "minItems", "maxItems");
            size.or_else(|| {
                let items = schema.get("items")?;
                list.iter().enumerate().find_map(|(number, inner)| {
                    at(items, inner, &format!("{path}/{number}"), depth + 1)
                })
            })
        }
        Value::String(text) => outside(
            "a length of",
            text.chars().count() as f64,
            "minLength",
            "maxLength",
        ),
        Value::Number(number) => outside(
            "the number",
            number.as_f64().unwrap_or(f64::NAN),
            "minimum",
            "maximum",
        ),
        _ => None,
    }
}

fn is(wanted: &str, value: &Value) -> bool {
    match wanted {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => {
            value.is_i64()
                || value.is_u64()
                || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => true,
    }
}

/// The JSON in what a model wrote: fences, words around it, thoughts before it and commas before a bracket are
/// taken away. A text that was cut off in the middle is not completed: half a scene is no scene.
pub fn repaired(text: &str) -> Option<Value> {
    // What is JSON already may hold the mark of a thought in its words.
    if let Ok(value) = serde_json::from_str(text.trim()) {
        return Some(value);
    }
    let text = text
        .rsplit_once("</think>")
        .map_or(text, |(_, after)| after);
    if let Ok(value) = serde_json::from_str(text.trim()) {
        return Some(value);
    }
    // Not every bracket opens the answer; a few are tried.
    let openings = text
        .char_indices()
        .filter(|(_, letter)| matches!(letter, '{' | '['));
    openings.take(16).find_map(|(from, _)| {
        let balanced = balanced(&text[from..])?;
        serde_json::from_str(balanced)
            .ok()
            .or_else(|| serde_json::from_str(&without_commas(balanced)).ok())
    })
}

/// From an opening bracket to its closing one.
fn balanced(text: &str) -> Option<&str> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(&text[..=at]);
                }
            }
            _ => {}
        }
    }
    None
}

/// Without commas that stand before a closing bracket.
fn without_commas(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut quoted, mut escaped) = (false, false);
    for letter in text.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '}' | ']' if !quoted => {
                let end = kept.trim_end().len();
                if kept[..end].ends_with(',') {
                    kept.truncate(end - 1);
                }
            }
            _ => {}
        }
        kept.push(letter);
    }
    kept
}
