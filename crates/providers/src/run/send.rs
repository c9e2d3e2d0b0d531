//! One request over the network.

use std::{net::SocketAddr, time::Duration};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::Runner;
use crate::{
    guard::Guard,
    http::{Answer, Method, Request},
};

/// Answers to questions are small.
const ANSWER_MAX: usize = 96 << 20;

/// What became of a request.
pub enum Sent {
    Answered(Answer),
    /// No byte of it left.
    Not(String),
    /// It may have arrived.
    Unknown(String),
}

/// Names are resolved here, so that what was looked at is what is connected to.
pub struct Resolver(pub Guard);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0.clone();
        Box::pin(async move {
            let host = name.as_str().to_lowercase();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((&*host, 0)).await?.collect();
            let allowed = guard.resolved(&host, found);
            if allowed.is_empty() {
                return Err(format!("{host} is inside the house's own network, or nowhere").into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

impl Runner {
    pub(super) async fn send(&self, request: &Request, limit: Duration) -> Sent {
        match self.send_up_to(request, limit, ANSWER_MAX).await {
            Ok(answer) => Sent::Answered(answer),
            Err(sent) => sent,
        }
    }

    pub(super) async fn send_up_to(
        &self,
        request: &Request,
        limit: Duration,
        most: usize,
    ) -> Result<Answer, Sent> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut sending = self.client.request(method, &request.url).timeout(limit);
        for (name, value) in &request.headers {
            sending = sending.header(name, value);
        }
        for (name, secret) in &request.secrets {
            let Ok(mut value) = reqwest::header::HeaderValue::from_str(secret.reveal()) else {
                return Err(Sent::Not(
                    "the key has characters in it that no key has".into(),
                ));
            };
            value.set_sensitive(true);
            sending = sending.header(name, value);
        }
        if let Some((media, bytes)) = request.body.encoded() {
            sending = sending.header("content-type", media).body(bytes);
        }
        let mut response = sending.send().await.map_err(|error| {
            let why = told(&error);
            if error.is_connect() || error.is_builder() {
                Sent::Not(why)
            } else {
                Sent::Unknown(why)
            }
        })?;
        let headers = response.headers().iter().filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        });
        let mut answer = Answer {
            status: response.status().as_u16(),
            headers: headers.collect(),
            body: Vec::new(),
        };
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if answer.body.len() + chunk.len() > most => {
                    return Err(Sent::Unknown(format!(
                        "the answer is larger than {most} bytes"
                    )));
                }
                Ok(Some(chunk)) => answer.body.extend(&chunk),
                Ok(None) => return Ok(answer),
                Err(error) => return Err(Sent::Unknown(told(&error))),
            }
        }
    }
}

/// Without the address, which may have something in its query that is nobody's business.
fn told(error: &reqwest::Error) -> String {
    let what = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    };
    what.to_owned()
}
