//! Every route of the document with what nobody should send: never a failure of the house, always a
//! refusal in its own words, with the id of the request.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::config::Config;
use crate::people::Role;
use crate::testing::{Answer, Device, TestHouse};

/// What may stand in an address where an id, a number or a name is expected.
fn bad_places() -> Vec<String> {
    let mut places: Vec<String> = [
        "%00",
        "%ff%fe",
        "%",
        "a%00b",
        "..%2f..%2fetc%2fpasswd",
        "-1",
        "0",
        "2147483648",
        "99999999999999999999999999",
        "1e308",
        "NaN",
        "null",
        "00000000-0000-0000-0000-000000000000",
        "00000000-0000-0000-0000-00000000000g",
        "%F0%9F%92%94",
        "'%20or%201=1%20--",
        "%7B%22a%22:1%7D",
        "-262143-01-01T00:00:00Z",
        "+262142-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
    ]
    .map(str::to_owned)
    .into();
    places.push("x".repeat(20_000));
    places
}

/// Bodies that are not JSON, or not an object.
fn bad_bodies() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = [
        &b""[..],
        b"{",
        b"null",
        b"[]",
        b"7",
        b"\"x\"",
        b"\0\0",
        b"\xff\xfe{}",
        b"{\"a\":\"\xff\"}",
        b"{}{}",
        b"{\"\\u0000\":1}",
        b"a=1&b=2",
        b"\x89PNG\r\n\x1a\n",
    ]
    .map(<[u8]>::to_vec)
    .into();
    bodies.push("[".repeat(100_000).into());
    bodies.push(vec![b' '; (1 << 20) + 1]);
    bodies
}

/// Values for one key of a body.
fn bad_values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e308),
        json!(0.5),
        json!(""),
        json!("\0"),
        json!("a\0b"),
        json!("\u{202e}\u{feff}\u{1f494}"),
        json!("x".repeat(100_000)),
        json!("-262143-01-01T00:00:00Z"),
        json!("+262142-12-31T23:59:59Z"),
        json!("00000000-0000-0000-0000-000000000000"),
        json!([]),
        json!(["\0", 1, null, {}]),
        json!(vec!["00000000-0000-0000-0000-000000000000"; 2_000]),
        json!({}),
        json!({"\0": "\0"}),
        json!({"en": {"title": "\0"}}),
        json!([{"id": "00000000-0000-0000-0000-000000000000", "type": "heartbeat", "position_ms": u64::MAX,
                "at": "-262143-01-01T00:00:00Z", "intervals": [[0, u64::MAX], [-1, "\0"], null]}]),
        json!([{"name": "\0", "role": "x".repeat(10_000)}]),
    ]
}

/// One operation of the document.
struct Operation {
    method: Method,
    path: String,
    query: Vec<String>,
    /// The keys of its body.
    keys: Vec<String>,
}

fn operations() -> Vec<Operation> {
    let document: Value = serde_json::to_value(super::document()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else {
                continue;
            };
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let query = parameters
                .filter(|one| one["in"] == "query")
                .map(|one| one["name"].as_str().unwrap().to_owned());
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            found.push(Operation {
                method,
                path: path.clone(),
                query: query.collect(),
                keys: keys(&document, schema),
            });
        }
    }
    let with_body = found.iter().filter(|one| !one.keys.is_empty()).count();
    assert!(
        found.len() > 40 && with_body > 10,
        "{with_body} of {}",
        found.len()
    );
    found
}

/// The keys of a schema, which may be a reference or a sum of others.
fn keys(document: &Value, schema: &Value) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        return keys(document, document.pointer(&name[1..]).unwrap());
    }
    let parts = ["allOf", "oneOf", "anyOf"]
        .into_iter()
        .filter_map(|sum| schema[sum].as_array())
        .flatten();
    let mut all: Vec<String> = parts.flat_map(|part| keys(document, part)).collect();
    let own = schema["properties"].as_object();
    all.extend(own.into_iter().flat_map(|own| own.keys().cloned()));
    all
}

/// The address with every `{…}` replaced.
fn fill(path: &str, with: impl Fn(&str) -> String) -> String {
    let mut filled = String::new();
    for part in path.split('/').skip(1) {
        filled.push('/');
        match part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        {
            Some(name) => filled.push_str(&with(name)),
            None => filled.push_str(part),
        }
    }
    filled
}

struct Walk {
    house: TestHouse,
    operator: Device,
    accounts: u32,
    wrong: Vec<String>,
}

impl Walk {
    async fn new(db: PgPool) -> Self {
        let mut config = Config::default();
        config.limits.rates = false;
        let house = TestHouse::with(db, config).await;
        let operator = house.account("boss", Role::Operator).await;
        Self {
            house,
            operator,
            accounts: 0,
            wrong: Vec::new(),
        }
    }

    async fn ask(&mut self, operation: &Operation, path: &str, body: Vec<u8>) {
        // Some routes log out, erase or change the password.
        let ends = ["/auth/", "/me", "/people/"];
        if ends.iter().any(|part| operation.path.contains(part)) && operation.method != Method::GET
        {
            self.accounts += 1;
            let name = format!("boss{}", self.accounts);
            self.operator = self.house.account(&name, Role::Operator).await;
        }
        let shown = String::from_utf8_lossy(&body[..body.len().min(120)]).into_owned();
        let answer = self
            .operator
            .send(
                operation.method.clone(),
                path,
                &[
                    ("content-type", "application/json"),
                    ("tus-resumable", "1.0.0"),
                    ("idempotency-key", "00000000-0000-4000-8000-000000000001"),
                ],
                Body::from(body),
            )
            .await;
        let told = || {
            let (status, bytes) = (answer.status, &answer.bytes);
            let text = String::from_utf8_lossy(&bytes[..bytes.len().min(300)]).into_owned();
            format!(
                "{} {path:.200} {shown:?}: {status} {text}",
                operation.method
            )
        };
        if let Some(fault) = fault(&operation.method, &answer) {
            self.wrong.push(format!("{fault}: {}", told()));
        }
    }

    fn end(self) {
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
    }
}

/// What is wrong with an answer to bad input.
fn fault(method: &Method, answer: &Answer) -> Option<&'static str> {
    if answer.status.is_server_error() {
        return Some("the house failed");
    }
    if !answer.status.is_client_error() || *method == Method::HEAD {
        return None;
    }
    let Ok(body) = serde_json::from_slice::<Value>(&answer.bytes) else {
        return Some("not JSON");
    };
    for key in ["code", "message", "remedy", "request_id"] {
        if body["error"][key].as_str().is_none_or(str::is_empty) {
            return Some(key);
        }
    }
    let header = answer.headers["x-request-id"].to_str().unwrap();
    (body["error"]["request_id"] != header).then_some("another request's id")
}

#[sqlx::test]
async fn addresses_that_make_no_sense_are_refused_in_words(db: PgPool) {
    let mut walk = Walk::new(db).await;
    for operation in operations() {
        for bad in bad_places() {
            if operation.path.contains('{') {
                let path = fill(&operation.path, |_| bad.clone());
                walk.ask(&operation, &path, b"{}".to_vec()).await;
            }
            for key in &operation.query {
                let path = fill(&operation.path, |_| "x".into());
                walk.ask(&operation, &format!("{path}?{key}={bad}"), Vec::new())
                    .await;
            }
        }
    }
    walk.end();
}

#[sqlx::test]
async fn bodies_that_make_no_sense_are_refused_in_words(db: PgPool) {
    let mut walk = Walk::new(db).await;
    for operation in operations() {
        if operation.method == Method::GET {
            continue;
        }
        for (number, body) in bad_bodies().into_iter().enumerate() {
            let series = walk
                .house
                .publish(&format!("s{number}{}", walk.house.app.random.id()), 1, 1)
                .await;
            let path = fill(&operation.path, |name| match (name, &*operation.path) {
                ("id", path) if path.contains("/episodes/") => series.episodes[0].to_string(),
                _ => series.id.to_string(),
            });
            walk.ask(&operation, &path, body).await;
        }
    }
    walk.end();
}

#[sqlx::test]
async fn values_that_make_no_sense_are_refused_in_words(db: PgPool) {
    let mut walk = Walk::new(db).await;
    let series = walk.house.publish("story", 2, 1).await;
    let good = json!({
        "title": "Story", "language": "en", "email": "a@example.org", "password": "correct horse battery",
        "reason": "other", "role": "viewer", "schema": 1, "events": [],
    });
    for operation in operations() {
        let path = fill(&operation.path, |name| match (name, &*operation.path) {
            ("id", path) if path.contains("/episodes/") => series.episodes[0].to_string(),
            _ => series.id.to_string(),
        });
        for key in &operation.keys {
            for bad in bad_values() {
                let mut body = serde_json::Map::new();
                for other in &operation.keys {
                    if let Some(value) = good.get(other) {
                        body.insert(other.clone(), value.clone());
                    }
                }
                body.insert(key.clone(), bad);
                let body = serde_json::to_vec(&body).unwrap();
                walk.ask(&operation, &path, body).await;
            }
        }
    }
    walk.end();
}

#[sqlx::test]
async fn no_route_and_no_method_are_refused_in_words(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    for (method, path, status, code) in [
        (Method::GET, "/api/v1/nothing", 404, "route_not_found"),
        (Method::DELETE, "/api/v1/feed", 405, "method_not_allowed"),
        (
            Method::POST,
            "/media/renditions/x.mp4",
            405,
            "method_not_allowed",
        ),
        (Method::GET, "/media/renditions/%ff", 404, "address_unknown"),
        (Method::GET, "/media/hls/x/%00", 404, "address_unknown"),
        (Method::GET, "/nothing.png", 404, "page_not_found"),
    ] {
        let answer = device.send(method, path, &[], Body::empty()).await;
        assert_eq!(answer.refusal(status), code, "{path}");
    }
}
