//! A request and its answer as data, so that both can be looked at without a network.

use std::fmt;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Something that must not be shown: a key. It prints as stars, and is neither serialised nor compared.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

#[derive(Clone)]
pub enum Body {
    Empty,
    Json(Value),
    /// Parts of a form: name, file name, media type, bytes.
    Form(Vec<Part>),
}

#[derive(Clone)]
pub struct Part {
    pub name: String,
    /// With one it is a file.
    pub file: Option<(String, String)>,
    pub bytes: Vec<u8>,
}

/// What is to be sent. Its `Debug` shows no key and no body.
#[derive(Clone)]
pub struct Request {
    pub method: Method,
    pub url: String,
    pub headers: Vec<(String, String)>,
    /// Headers that carry a key.
    pub secrets: Vec<(String, Secret)>,
    pub body: Body,
}

impl Request {
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::Get, url, Body::Empty)
    }

    pub fn post(url: impl Into<String>, body: Value) -> Self {
        Self::new(Method::Post, url, Body::Json(body))
    }

    pub fn new(method: Method, url: impl Into<String>, body: Body) -> Self {
        Self {
            method,
            url: url.into(),
            headers: Vec::new(),
            secrets: Vec::new(),
            body,
        }
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// `scheme` stands before the key: `Bearer `, `Key `, or nothing.
    #[must_use]
    pub fn key(mut self, name: &str, scheme: &str, key: Option<&Secret>) -> Self {
        if let Some(key) = key {
            self.secrets.push((
                name.to_owned(),
                Secret::new(format!("{scheme}{}", key.reveal())),
            ));
        }
        self
    }

    /// As JSON for a person to read: keys as stars, files as their sizes.
    pub fn shown(&self) -> Value {
        let plain = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)));
        let secret = self
            .secrets
            .iter()
            .map(|(name, _)| (name.clone(), json!("***")));
        let headers: serde_json::Map<String, Value> = plain.chain(secret).collect();
        let body = match &self.body {
            Body::Empty => Value::Null,
            Body::Json(body) => body.clone(),
            Body::Form(parts) => parts
                .iter()
                .map(|part| match &part.file {
                    Some((file, media)) => json!({ "name": part.name, "file": file, "media": media, "bytes": part.bytes.len() }),
                    None => json!({ "name": part.name, "text": String::from_utf8_lossy(&part.bytes) }),
                })
                .collect(),
        };
        json!({ "method": self.method.name(), "url": self.url, "headers": headers, "body": body })
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.name(), self.url)
    }
}

/// What came back. Untrusted: everything in it is looked at before it is used.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.to_string().into_bytes(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| &**value)
    }

    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON, or null.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Seconds that the server asks us to wait.
    pub fn retry_after(&self) -> Option<u64> {
        self.header("retry-after")?.trim().parse().ok()
    }
}

impl Body {
    /// As it goes over the wire, with its media type.
    pub(crate) fn encoded(&self) -> Option<(String, Vec<u8>)> {
        match self {
            Self::Empty => None,
            Self::Json(value) => Some(("application/json".into(), value.to_string().into_bytes())),
            Self::Form(parts) => {
                // Made of what is in the form, so that nothing in it is the boundary by chance.
                let mut digest = Sha256::new();
                for part in parts {
                    digest.update(&part.bytes);
                }
                let boundary = hex(&digest.finalize()[..16]);
                let mut bytes = Vec::new();
                for part in parts {
                    let quoted = |text: &str| text.replace(['"', '\r', '\n'], "_");
                    bytes.extend(
                        format!(
                            "--{boundary}\r\ncontent-disposition: form-data; name=\"{}\"",
                            quoted(&part.name)
                        )
                        .bytes(),
                    );
                    if let Some((file, media)) = &part.file {
                        bytes.extend(
                            format!(
                                "; filename=\"{}\"\r\ncontent-type: {}",
                                quoted(file),
                                quoted(media)
                            )
                            .bytes(),
                        );
                    }
                    bytes.extend(b"\r\n\r\n");
                    bytes.extend(&part.bytes);
                    bytes.extend(b"\r\n");
                }
                bytes.extend(format!("--{boundary}--\r\n").bytes());
                Some((format!("multipart/form-data; boundary={boundary}"), bytes))
            }
        }
    }
}

/// Bytes as hexadecimal figures.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
