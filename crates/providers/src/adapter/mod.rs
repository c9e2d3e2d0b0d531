//! One file for each protocol: a wish becomes a request, an answer a step. Nothing here sends anything.
//!
//! Facts of the protocols are their vendors' documentation as noted in `data/models.toml`; the quirks that hurt:
//! status words that nobody listed count as running, HTTP 200 may hold an error, results expire, base64 comes with
//! or without its prefix, a length is a text here and a number there.

pub mod ark;
mod asking;
pub mod comfyui;
pub mod fal;
pub mod gemini;
pub mod kling;
pub mod minimax;
pub mod openai;
pub mod relay;
pub mod replicate;
pub mod wyoming;

use serde_json::Value;
use url::Url;

use crate::{
    http::{Answer, Request, Secret},
    job::{Failure, Reason, Step, Ticket},
    model::{Api, Model, Refusal},
    want::{Image, Speech, Video, Want},
};

/// Whose account, and where.
#[derive(Clone, Debug)]
pub struct Account {
    /// Without a slash at its end: `https://api.openai.com/v1`, `http://127.0.0.1:8188`.
    pub base: String,
    pub key: Option<Secret>,
    /// Where a provider wants two: Kling's secret key beside its access key.
    pub second: Option<Secret>,
}

impl Account {
    pub fn new(base: impl Into<String>, key: Option<Secret>) -> Self {
        let base: String = base.into();
        Self {
            base: base.trim_end_matches('/').to_owned(),
            key,
            second: None,
        }
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(crate) fn bearer(&self, request: Request) -> Request {
        request.key("authorization", "Bearer ", self.key.as_ref())
    }

    /// Whether an address is of the account's own host and port: only there its key is shown.
    pub fn owns(&self, address: &str) -> bool {
        let parts = |address: &str| {
            let url = Url::parse(address).ok()?;
            Some((
                url.scheme().to_owned(),
                url.host_str()?.to_owned(),
                url.port_or_known_default(),
            ))
        };
        parts(address).is_some_and(|there| parts(&self.base) == Some(there))
    }
}

/// What an answer to a question about a job means.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    Step(Step),
    /// Ask again, in so many seconds if the server says.
    Wait(Option<u64>),
    /// The key is not taken: the job is as it was.
    Key(Failure),
}

/// All that a request is built from.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    pub account: &'a Account,
    pub model: &'a Model,
    pub want: &'a Want,
    /// Of [`Api::Relay`].
    pub relay: Option<&'a relay::Relay>,
    /// Seconds since 1970, for keys that expire.
    pub now: u64,
}

impl Call<'_> {
    /// What has to be sent before, at no cost and as often as one likes: files to a machine of one's own.
    pub fn prepare(&self) -> Result<Vec<Request>, Refusal> {
        self.model.check(self.want)?;
        match self.model.api {
            Api::ComfyUi => comfyui::uploads(self),
            _ => Ok(Vec::new()),
        }
    }

    /// The request that may cost money. A wish that the model cannot do is refused here.
    pub fn submit(&self) -> Result<Request, Refusal> {
        self.model.check(self.want)?;
        match self.model.api {
            Api::OpenAi => openai::submit(self),
            Api::ComfyUi => comfyui::submit(self),
            Api::Ark => ark::submit(self),
            Api::Kling => kling::submit(self),
            Api::Gemini => gemini::submit(self),
            Api::MiniMax => minimax::submit(self),
            Api::Fal => fal::submit(self),
            Api::Replicate => replicate::submit(self),
            Api::Relay => relay::submit(self),
            Api::Wyoming => Err(self.model.refuse(
                "provider.protocol",
                "it is not spoken to over HTTP",
                "Use `adapter::wyoming`.",
            )),
        }
    }

    /// What the answer to [`Self::submit`] means.
    pub fn taken(&self, answer: &Answer) -> Step {
        if !answer.is_ok() {
            return not_taken(answer);
        }
        match self.model.api {
            Api::OpenAi => openai::taken(self, answer),
            Api::ComfyUi => comfyui::taken(self, answer),
            Api::Ark => ark::taken(self, answer),
            Api::Kling => kling::taken(self, answer),
            Api::Gemini => gemini::taken(self, answer),
            Api::MiniMax => minimax::taken(self, answer),
            Api::Fal => fal::taken(self, answer),
            Api::Replicate => replicate::taken(self, answer),
            Api::Relay => relay::taken(self, answer),
            Api::Wyoming => Step::Unclear("no HTTP".into()),
        }
    }

    /// Asks how far it is.
    pub fn poll(&self, ticket: &Ticket) -> Request {
        let get = Request::get(&ticket.poll);
        match self.model.api {
            Api::Kling => kling::signed(self, get),
            Api::Gemini => get.key("x-goog-api-key", "", self.account.key.as_ref()),
            Api::Fal => get.key("authorization", "Key ", self.account.key.as_ref()),
            Api::Relay => relay::authorised(self, get),
            Api::ComfyUi | Api::Wyoming => get,
            Api::OpenAi | Api::Ark | Api::MiniMax | Api::Replicate => self.account.bearer(get),
        }
    }

    /// What the answer to [`Self::poll`] means; only answers of status 2xx are shown to it.
    pub fn seen(&self, ticket: &Ticket, answer: &Answer) -> Step {
        match self.model.api {
            Api::ComfyUi => comfyui::seen(self, ticket, answer),
            Api::Ark => ark::seen(ticket, answer),
            Api::Kling => kling::seen(ticket, answer),
            Api::Gemini => gemini::seen(self, ticket, answer),
            Api::MiniMax => minimax::seen(self, ticket, answer),
            Api::Fal => fal::seen(self, ticket, answer),
            Api::Replicate => replicate::seen(ticket, answer),
            Api::Relay => relay::seen(self, ticket, answer),
            Api::OpenAi | Api::Wyoming => Step::Unclear("it answers at once".into()),
        }
    }

    /// What an answer of any status to [`Self::poll`] means. Only what speaks of the job ends it; a key that is refused or
    /// a server that stumbles does not.
    pub fn heard(&self, ticket: &Ticket, answer: &Answer) -> Heard {
        match answer.status {
            200..=299 => match self.seen(ticket, answer) {
                Step::Failed(failure) if failure.reason == Reason::Key => Heard::Key(failure),
                Step::Failed(failure) if failure.reason == Reason::Busy => {
                    Heard::Wait(answer.retry_after())
                }
                step => Heard::Step(step),
            },
            401 | 403 => Heard::Key(failure(answer)),
            404 | 410 => Heard::Step(Step::Expired),
            400 | 422 => Heard::Step(Step::Failed(failure(answer))),
            _ => Heard::Wait(answer.retry_after()),
        }
    }

    /// Where the machine tells how far a job is while it is made, beside answering questions; nothing where it does not.
    pub fn listens(&self) -> Option<String> {
        match self.model.api {
            Api::ComfyUi => comfyui::listens(self),
            _ => None,
        }
    }

    /// How many of how many steps a message from there tells of a job.
    pub fn told(&self, message: &str, id: &str) -> Option<(u32, u32)> {
        match self.model.api {
            Api::ComfyUi => comfyui::told(message, id),
            _ => None,
        }
    }

    /// Fetches what was made. The key goes along only to the account's own host.
    pub fn fetch(&self, url: &str, keyed: bool) -> Request {
        let ticket = Ticket {
            poll: url.to_owned(),
            ..Ticket::default()
        };
        if keyed && self.account.owns(url) {
            self.poll(&ticket)
        } else {
            Request::get(url)
        }
    }

    fn image(&self) -> Option<&Image> {
        match self.want {
            Want::Image(image) => Some(image),
            _ => None,
        }
    }

    fn video(&self) -> Option<&Video> {
        match self.want {
            Want::Video(video) => Some(video),
            _ => None,
        }
    }

    fn speech(&self) -> Option<&Speech> {
        match self.want {
            Want::Speech(speech) => Some(speech),
            _ => None,
        }
    }

    fn not_spoken<T>(&self) -> Result<T, Refusal> {
        let what = format!(
            "{:?} is not made over {:?}",
            self.want.kind(),
            self.model.api
        );
        Err(self.model.refuse(
            "provider.protocol",
            what,
            "Correct the model's `api` or `kind`.",
        ))
    }

    fn ticket(&self, id: &str, path: &str) -> Step {
        if is_id(id) {
            Step::Going(Ticket {
                id: id.to_owned(),
                poll: self.account.at(path),
                ..Ticket::default()
            })
        } else {
            Step::Unclear(format!(
                "`{}` is no id",
                id.chars().take(40).collect::<String>()
            ))
        }
    }
}

/// An id becomes part of an address: nothing that could lead it elsewhere.
fn is_id(id: &str) -> bool {
    let plain = |letter: char| {
        letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | ':' | '/')
    };
    !id.is_empty()
        && id.len() <= 256
        && !id.contains("..")
        && !id.starts_with('/')
        && id.chars().all(plain)
}

/// An answer that is not 2xx to a request that would have cost: what is known not to have been taken has failed, of
/// the rest nobody knows.
fn not_taken(answer: &Answer) -> Step {
    match answer.status {
        408 | 500.. => Step::Unclear(format!("the server answered {}", answer.status)),
        _ => Step::Failed(failure(answer)),
    }
}

/// Why, by the status and by the provider's own words.
pub fn failure(answer: &Answer) -> Failure {
    let (code, message) = words(&answer.value());
    let message = if message.is_empty() {
        String::from_utf8_lossy(&answer.body[..answer.body.len().min(400)]).into_owned()
    } else {
        message
    };
    let reason = match answer.status {
        _ if offends(&code) || offends(&message) => Reason::Moderation,
        429 => Reason::Busy,
        401 | 403 => Reason::Key,
        402 => Reason::Balance,
        _ => Reason::Request,
    };
    let code = if code.is_empty() {
        answer.status.to_string()
    } else {
        code
    };
    Failure::new(reason, code, message)
}

/// The provider's code and sentence, wherever it puts them.
fn words(value: &Value) -> (String, String) {
    let text = |paths: &[&str]| {
        paths
            .iter()
            .find_map(|path| match value.pointer(path)? {
                Value::String(text) if !text.is_empty() => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
            .unwrap_or_default()
    };
    let code = text(&[
        "/error/code",
        "/error/type",
        "/error/status",
        "/base_resp/status_code",
        "/code",
        // fal says by which of its rules.
        "/detail/0/type",
        "/status",
        "/title",
    ]);
    let message = text(&[
        "/error/message",
        "/error",
        "/base_resp/status_msg",
        "/message",
        "/msg",
        "/detail",
        "/detail/0/msg",
        "/fail_reason",
    ]);
    (code, message)
}

/// Words by which providers say that a rule of theirs is offended.
fn offends(text: &str) -> bool {
    let text = text.to_lowercase();
    [
        "sensitive",
        "moderation",
        "content_policy",
        "content policy",
        "safety",
        "nsfw",
        "risk control",
        "prohibited_content",
        "content_filter",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// A failure that came with HTTP 200, or of a job that ran.
fn told(reason: Reason, value: &Value) -> Failure {
    let (code, message) = words(value);
    let reason = if offends(&code) || offends(&message) {
        Reason::Moderation
    } else {
        reason
    };
    Failure::new(reason, code, message)
}

/// `https://…` in a text.
fn link(value: Option<&Value>) -> Option<String> {
    let link = value?.as_str()?;
    (link.len() <= 8192 && (link.starts_with("https://") || link.starts_with("http://")))
        .then(|| link.to_owned())
}
