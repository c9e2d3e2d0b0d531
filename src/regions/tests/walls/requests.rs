//! The operations of the OpenAPI document, and requests to them with ids of one's choice in all places.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::bodies::{self, Maker};

/// Where a request holds an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// In the path, the first one or a later one; elsewhere in the query, in a header or in the body.
    pub place: Place,
    /// What it is called; in a path an `id` is called by what stands before it.
    pub name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Parent,
    Child,
    Elsewhere,
}

/// A request that has been filled in.
pub struct Request {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The ids in it: an answer may say them again.
    pub sent: Vec<Uuid>,
}

/// One operation of the document.
pub struct Operation {
    pub method: Method,
    pub path: String,
    parameters: Vec<Value>,
    /// Its content type and its schema.
    body: Option<(String, Value)>,
}

/// What requests are filled in with, beside ids.
pub struct Words<'a> {
    pub document: &'a Value,
    pub slug: &'a str,
    pub secrets: &'a [String],
}

/// Every operation.
pub fn operations(document: &Value) -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else {
                continue;
            };
            let parameters = operation["parameters"].as_array();
            let content = operation["requestBody"]["content"].as_object();
            let body = content.and_then(|content| content.iter().next());
            all.push(Operation {
                method,
                path: path.clone(),
                parameters: parameters.cloned().unwrap_or_default(),
                body: body.map(|(kind, body)| (kind.clone(), body["schema"].clone())),
            });
        }
    }
    all
}

impl Operation {
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether there is more than one way to ask it for the same.
    pub fn varies(&self) -> bool {
        let query = |one: &Value| one["in"] == "query";
        self.body.is_some() || self.parameters.iter().any(query)
    }

    /// Every place where it takes an id.
    pub fn slots(&self, words: &Words) -> Vec<Slot> {
        let mut slots = Vec::new();
        // Some choices of a body have other places than others.
        for turn in 0..16 {
            self.request(words, turn, &mut |slot| {
                if !slots.contains(slot) {
                    slots.push(slot.clone());
                }
                Uuid::nil()
            });
        }
        slots
    }

    /// A request with the ids that `pick` gives.
    pub fn request(
        &self,
        words: &Words,
        turn: usize,
        pick: &mut dyn FnMut(&Slot) -> Uuid,
    ) -> Request {
        let mut sent = Vec::new();
        let mut parent_is_there = false;
        let mut path = self.place(words, turn, &mut |name| {
            let place = if parent_is_there {
                Place::Child
            } else {
                Place::Parent
            };
            parent_is_there = true;
            let id = pick(&Slot {
                place,
                name: name.to_owned(),
            });
            sent.push(id);
            id
        });
        let mut elsewhere = |name: &str| {
            let (place, name) = (Place::Elsewhere, name.to_owned());
            let id = pick(&Slot { place, name });
            sent.push(id);
            id
        };
        let mut maker = Maker {
            document: words.document,
            turn,
            secrets: words.secrets,
            id: &mut elsewhere,
        };
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let mut headers = Vec::new();
        for parameter in &self.parameters {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let wanted = parameter["required"] == true || turn % 2 == 1;
            match parameter["in"].as_str() {
                Some("query") if wanted => {
                    query.append_pair(name, &plain(&maker.value(schema, name)));
                }
                Some("header") => {
                    headers.push((name.to_lowercase(), header(&mut maker, schema, name)));
                }
                _ => {}
            }
        }
        let query = query.finish();
        if !query.is_empty() {
            path = format!("{path}?{query}");
        }
        let body = match &self.body {
            None => Vec::new(),
            Some(_) if self.path.ends_with("/api/v1/events") => events(&mut maker),
            Some((kind, schema)) if kind == "application/json" => {
                let mut body = maker.value(schema, "");
                bodies::by_hand(&self.path, &mut body);
                if self.path.ends_with("/auth/login") {
                    // Who has an account in the other house knows its password too.
                    body["email"] = json!(format!("{}@example.org", words.slug));
                }
                body.to_string().into_bytes()
            }
            Some(_) => b"Ironwood".to_vec(),
        };
        let spoken = ("tus-resumable".to_owned(), "1.0.0".to_owned());
        if self.path.contains("/uploads") && !headers.contains(&spoken) {
            headers.push(spoken);
        }
        // Without a body too: some operations read one that the document leaves out.
        let kind = self
            .body
            .as_ref()
            .map_or("application/json", |(kind, _)| kind);
        headers.push(("content-type".to_owned(), kind.to_owned()));
        Request {
            path,
            headers,
            body,
            sent,
        }
    }

    /// The path with all its places filled.
    fn place(&self, words: &Words, turn: usize, id: &mut dyn FnMut(&str) -> Uuid) -> String {
        let (mut filled, mut rest) = (String::new(), self.path.as_str());
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap();
            let called = match name {
                "id" => before.trim_end_matches('/').rsplit('/').next().unwrap(),
                name => name,
            };
            filled.push_str(before);
            let of_path = |one: &&Value| one["in"] == "path" && one["name"] == name;
            let parameter = self.parameters.iter().find(of_path);
            let value = match name {
                "slug" => words.slug.to_owned(),
                "file" if before.ends_with("/status/") => "status.csv".to_owned(),
                _ if name == "id" || name.ends_with("_id") => id(called).to_string(),
                _ => {
                    let mut maker = Maker {
                        document: words.document,
                        turn,
                        secrets: words.secrets,
                        id: &mut |name| id(name),
                    };
                    plain(&maker.value(&parameter.unwrap()["schema"], name))
                }
            };
            filled.push_str(&value);
            rest = after;
        }
        filled + rest
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// What a player tells of an episode.
fn events(maker: &mut Maker) -> Vec<u8> {
    let mut id = |name: &str| (maker.id)(name);
    let event = json!({ "id": id("event_id"), "type": "play", "at": "2026-03-01T07:59:00Z", "play_id": id("play_id"),
        "feed_session": id("feed_session"), "series_id": id("series_id"), "episode_id": id("episode_id") });
    json!({ "schema": 1, "events": [event] })
        .to_string()
        .into_bytes()
}

/// Headers of uploads say more than their schema.
fn header(maker: &mut Maker, schema: &Value, name: &str) -> String {
    match name {
        "Tus-Resumable" => "1.0.0".to_owned(),
        "Upload-Offset" => "0".to_owned(),
        "Upload-Metadata" => {
            let mut pairs = vec![("filename", "01.mp4".to_owned())];
            pairs.push(("series_id", (maker.id)("series_id").to_string()));
            if maker.turn % 2 == 1 {
                pairs.push(("episode_id", (maker.id)("episode_id").to_string()));
            }
            let pairs = pairs
                .iter()
                .map(|(key, value)| format!("{key} {}", STANDARD.encode(value)));
            pairs.collect::<Vec<_>>().join(",")
        }
        _ => plain(&maker.value(schema, name)),
    }
}
