//! The operations as a list: names, what they do, what they take. A door shows it as its own kind of schema.

mod boards;
mod drafts;
mod making;
mod productions;
mod words;

use serde_json::{Map, Value, json};

/// What an operation does to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Looks,
    /// It changes something; `undo` or the same operation takes it back.
    Changes,
    /// It may cost money, or shows something to viewers: it is asked about.
    Asks,
}

/// An operation.
pub struct Listed {
    pub name: &'static str,
    pub about: &'static str,
    pub effect: Effect,
    pub takes: &'static [Argument],
}

/// One of its arguments.
pub struct Argument {
    pub name: &'static str,
    pub kind: Kind,
    pub needed: bool,
    pub about: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Texts,
    Object,
    Objects,
    Flag,
    OneOf(&'static [&'static str]),
}

const fn needed(name: &'static str, kind: Kind, about: &'static str) -> Argument {
    Argument {
        name,
        kind,
        needed: true,
        about,
    }
}

const fn may(name: &'static str, kind: Kind, about: &'static str) -> Argument {
    Argument {
        name,
        kind,
        needed: false,
        about,
    }
}

const PRODUCTION: Argument = needed("production", Kind::Text, "Title or id of the production.");
const WRITER: Argument = needed(
    "writer",
    Kind::OneOf(&["engine", "model"]),
    "The house's own, or the language model.",
);
const CODE: Argument = may(
    "confirm",
    Kind::Text,
    "The code that the same call without it was answered with, once a person has agreed.",
);

const fn looks(name: &'static str, about: &'static str, takes: &'static [Argument]) -> Listed {
    Listed {
        name,
        about,
        effect: Effect::Looks,
        takes,
    }
}

const fn changes(name: &'static str, about: &'static str, takes: &'static [Argument]) -> Listed {
    Listed {
        name,
        about,
        effect: Effect::Changes,
        takes,
    }
}

const fn asks(name: &'static str, about: &'static str, takes: &'static [Argument]) -> Listed {
    Listed {
        name,
        about,
        effect: Effect::Asks,
        takes,
    }
}

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Listed> {
    let parts = [
        productions::ALL,
        drafts::ALL,
        words::ALL,
        boards::ALL,
        making::ALL,
    ];
    parts.into_iter().flatten()
}

/// The operation of that name.
pub fn find(name: &str) -> Option<&'static Listed> {
    all().find(|one| one.name == name)
}

impl Listed {
    /// What it takes, as JSON Schema.
    pub fn schema(&self) -> Map<String, Value> {
        let fields: Map<String, Value> = self
            .takes
            .iter()
            .map(|one| {
                let mut field = match one.kind {
                    Kind::Text => json!({ "type": "string" }),
                    Kind::Number => json!({ "type": "integer", "minimum": 1 }),
                    Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
                    Kind::Object => json!({ "type": "object" }),
                    Kind::Objects => json!({ "type": "array", "items": { "type": "object" } }),
                    Kind::Flag => json!({ "type": "boolean" }),
                    Kind::OneOf(values) => json!({ "type": "string", "enum": values }),
                };
                field["description"] = json!(one.about);
                (one.name.to_owned(), field)
            })
            .collect();
        let needed: Vec<&str> = self
            .takes
            .iter()
            .filter(|one| one.needed)
            .map(|one| one.name)
            .collect();
        let schema = json!({
            "type": "object",
            "properties": fields,
            "required": needed,
            "additionalProperties": false,
        });
        match schema {
            Value::Object(schema) => schema,
            _ => Map::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::operations::Operation;

    fn example(kind: Kind) -> Value {
        match kind {
            Kind::Text => json!("00000000-0000-0000-0000-000000000001"),
            Kind::Number => json!(1),
            Kind::Texts => json!(["poster"]),
            Kind::Object => json!({}),
            Kind::Objects => json!([{ "speaker": "mara", "source": "No.", "text": "Nein." }]),
            Kind::Flag => json!(true),
            Kind::OneOf(values) => json!(values[0]),
        }
    }

    #[test]
    fn what_is_listed_is_what_is_read() {
        for one in all() {
            let own = |all: bool| -> Value {
                let takes = one
                    .takes
                    .iter()
                    .filter(|own| own.name != "confirm" && (all || own.needed));
                takes
                    .map(|own| (own.name.to_owned(), example(own.kind)))
                    .collect::<Map<_, _>>()
                    .into()
            };
            for all in [false, true] {
                Operation::read(one.name, own(all))
                    .unwrap_or_else(|error| panic!("{}: {error}", one.name));
            }
            let mut more = own(true);
            more["more"] = json!(1);
            assert_eq!(
                Operation::read(one.name, more).unwrap_err().code,
                "bad_arguments",
                "{}",
                one.name
            );
            for own_field in one.takes.iter().filter(|own| own.needed) {
                let mut less = own(true);
                less.as_object_mut().unwrap().remove(own_field.name);
                assert_eq!(
                    Operation::read(one.name, less).unwrap_err().code,
                    "bad_arguments",
                    "{}",
                    one.name
                );
            }
        }
    }
}
