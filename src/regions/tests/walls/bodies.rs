//! Values as the OpenAPI document asks for them: of the right shape, and as far as their names tell, such that a handler
//! believes them.

use serde_json::{Map, Value, json};
use uuid::Uuid;

/// Bodies do not nest deeper.
const DEPTH: usize = 8;

/// A screenplay that can be read.
const SCRIPT: &str = "# Episode 1\n\nINT. HALL - DAY\n\nBEN\nWho let you in?\n";

/// Makes values. Of each turn others: with and without what may be left out, and one choice of several after the other.
pub struct Maker<'a> {
    pub document: &'a Value,
    pub turn: usize,
    /// What tokens and codes say.
    pub secrets: &'a [String],
    /// Which id a field of this name holds.
    pub id: &'a mut dyn FnMut(&str) -> Uuid,
}

impl Maker<'_> {
    /// A value of a schema, under a name.
    pub fn value(&mut self, schema: &Value, name: &str) -> Value {
        self.below(schema, name, 0)
    }

    fn below(&mut self, schema: &Value, name: &str, depth: usize) -> Value {
        let document = self.document;
        let schema = resolved(document, schema);
        if depth > DEPTH {
            return Value::Null;
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            for part in parts {
                if let Value::Object(part) = self.below(part, name, depth + 1) {
                    whole.extend(part);
                }
            }
            return Value::Object(whole);
        }
        if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            let some: Vec<&Value> = choices
                .iter()
                .filter(|choice| choice["type"] != "null")
                .collect();
            let choice = some[self.choice() % some.len()];
            return self.below(choice, name, depth + 1);
        }
        if let Some(words) = schema["enum"].as_array() {
            return words[self.choice() % words.len()].clone();
        }
        match kind(schema) {
            "object" => self.object(schema, name, depth),
            "array" => Value::Array(vec![self.below(&schema["items"], name, depth + 1)]),
            "boolean" => json!(self.choice().is_multiple_of(2)),
            "integer" => json!(self.integer(schema, name)),
            "number" => json!(1.0),
            "string" => self.string(schema, name),
            _ => json!({}),
        }
    }

    fn choice(&self) -> usize {
        self.turn / 2
    }

    fn object(&mut self, schema: &Value, name: &str, depth: usize) -> Value {
        let needed = |key: &str| {
            let required = schema["required"].as_array();
            required.is_some_and(|required| required.iter().any(|one| one == key))
        };
        let mut object = Map::new();
        for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
            if needed(key) || self.turn % 2 == 1 {
                object.insert(key.clone(), self.below(schema, key, depth + 1));
            }
        }
        // A table of languages, in every body that has one.
        if schema["additionalProperties"].is_object() {
            let value = self.below(&schema["additionalProperties"], name, depth + 1);
            object.insert("en".to_owned(), value);
        }
        Value::Object(object)
    }

    fn integer(&self, schema: &Value, name: &str) -> i64 {
        let wished = match name {
            "start_ms" | "from_ms" | "position_ms" => 0,
            "end_ms" | "to_ms" | "watched_ms" => 2_000,
            "percent" => 10,
            "days" | "hold_days" | "months" => 12,
            "version" => self.choice() as i64 % 2,
            _ => 1,
        };
        wished.max(schema["minimum"].as_i64().unwrap_or(i64::MIN))
    }

    fn string(&mut self, schema: &Value, name: &str) -> Value {
        let late = [
            "to",
            "until",
            "ends",
            "ends_on",
            "ends_at",
            "closes_at",
            "expires_at",
            "due_on",
        ]
        .contains(&name);
        let text = match schema["format"].as_str() {
            Some("uuid") => (self.id)(name).to_string(),
            Some("date") if late => "2026-06-30".to_owned(),
            Some("date") if matches!(name, "from" | "since") => "2026-02-01".to_owned(),
            Some("date") => "2026-03-02".to_owned(),
            Some("date-time") if late => "2026-06-30T00:00:00Z".to_owned(),
            Some("date-time") => "2026-03-02T00:00:00Z".to_owned(),
            _ => match (name, schema["example"].as_str()) {
                ("token" | "code" | "purchase_token", _) => self.secret(),
                (_, Some(example)) => example.to_owned(),
                _ => word(name).to_owned(),
            },
        };
        Value::String(text)
    }

    fn secret(&self) -> String {
        self.secrets[self.turn % self.secrets.len()].clone()
    }
}

/// What the document only calls an object: people and boards of a story, entries of the catalogue of models.
pub fn by_hand(path: &str, body: &mut Value) {
    let board = || {
        let options = storyboard::breakdown::Options {
            series: "Ironwood".into(),
            language: "en".into(),
            seed: 1,
            cast: None,
        };
        let script = screenplay::Script::read(SCRIPT);
        storyboard::breakdown::series(&script, &options).remove(0)
    };
    if path.ends_with("/productions/{id}/preview") || path.ends_with("/episodes/{number}") {
        *body = json!(board());
    } else if path.ends_with("/character-preview") || path.ends_with("/cast/{character}") {
        *body = json!(board().cast[0]);
    } else if path.ends_with("/models/choices/{makes}") {
        body["model"] = json!(::providers::model::usual()[0]);
    }
}

/// What a reference stands for.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(name) => resolved(document, document.pointer(&name[1..]).unwrap()),
        None => schema,
    }
}

/// The type of a schema, of two the one that is not null.
fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or("null"),
        kind => kind.as_str().unwrap_or("any"),
    }
}

/// What a text of this name is believed to be.
fn word(name: &str) -> &'static str {
    match name {
        "email" | "contact_email" => "ironwood@second.example",
        "password" | "current_password" | "new_password" => crate::testing::PASSWORD,
        "currency" | "to" => "USD",
        "from" => "EUR",
        "territory" | "territories" => "DE",
        "media" => "SVOD",
        "starts" => "2026-03-02",
        "ends" => "2026-06-30",
        "kind" => "live_action",
        "paper" => "writer",
        "change" => "waived",
        "uses" => "voice",
        "withholding" | "fee" | "premium" => "10%",
        "profit" => "100%",
        "runs" => "1",
        "genres" => "romance",
        "accent" => "#336699",
        "hosts" => "second.example",
        "template" => "europe",
        "slug" => "ironwood-two",
        "premise" => "A maid is found to be an heiress.",
        "script" => SCRIPT,
        "file" => "avails.xml",
        "as" => "fountain",
        "character" => "ANNA",
        "url" | "base" => "https://second.example/",
        "api" => "chat",
        "csv" => "reference,gross\nx,1\n",
        _ if name.ends_with("language") || name.ends_with("languages") => "en",
        _ => "Ironwood",
    }
}
