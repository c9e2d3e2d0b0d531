//! The only part that sends. What may cost is kept before it is sent, is sent once, and is asked for by its id.
//!
//! | what happens while it is submitted | what is known | the job is |
//! |---|---|---|
//! | no connection | nothing was sent | tried again, then failed: busy |
//! | 429 | nothing was taken | tried again when the server says, then failed: busy |
//! | other 4xx, or an error inside a 2xx | it was refused | failed |
//! | time-out, a broken connection, 5xx, an answer that says nothing | nothing | ambiguous |
//! | an id | taken | submitted, and asked for until it is over |

mod chat;
mod files;
mod judge;
mod listen;
mod send;
mod test;
mod wyoming;

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use crate::{
    adapter::{self, Call, Heard},
    guard::{Forbidden, Guard},
    job::{Failure, Output, Reason, State, Step, Ticket},
    model::Refusal,
    sniff::Sort,
};

pub use chat::Written;
use send::Sent;
pub use test::Tested;

/// How long and how often.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// An answer to a request that may cost has to be whole by then.
    pub submit: Duration,
    /// An answer to a question.
    pub ask: Duration,
    /// The whole of a file.
    pub fetch: Duration,
    /// Before the second question; each next one waits half as long again.
    pub first_wait: Duration,
    pub longest_wait: Duration,
    /// Questions in one run. After that the job is still running, and is asked for in another run.
    pub questions: u32,
    /// Tries where it is known that nothing was taken.
    pub tries: u32,
    /// The largest file, in bytes.
    pub file_max: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            submit: Duration::from_mins(2),
            ask: Duration::from_secs(30),
            fetch: Duration::from_mins(10),
            first_wait: Duration::from_secs(2),
            longest_wait: Duration::from_secs(20),
            questions: 400,
            tries: 4,
            file_max: 512 << 20,
        }
    }
}

impl Pace {
    fn wait(&self, number: u32) -> Duration {
        let grown = self.first_wait.as_secs_f64() * 1.5_f64.powi(number.min(40) as i32);
        Duration::from_secs_f64(grown.min(self.longest_wait.as_secs_f64()))
    }
}

/// A file that was made, looked at.
#[derive(Clone, PartialEq, Eq)]
pub struct Asset {
    pub sort: Sort,
    pub bytes: Vec<u8>,
    /// What the provider itself says against it.
    pub flag: Option<String>,
}

/// Why a run ended before its job did. The job is as it was last kept.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the job could not be kept, so nothing more was done: {0}")]
    NotKept(String),
    #[error("the provider does not take the key: {}", .0.message)]
    Key(Failure),
    #[error("what has to be there first could not be sent: {0}")]
    Unprepared(String),
    #[error("it was not its turn to be asked: {0}")]
    Unmetered(String),
    #[error("it is still running; ask again later")]
    Patience,
    #[error("the provider answers, and no sense can be made of it: {0}")]
    Unclear(String),
    #[error("what was made could not be fetched: {0}")]
    NotFetched(String),
}

/// Waited for before each request to an account, questions about jobs among them: it takes only so many in a minute. A
/// sentence where it cannot be waited for.
pub type Toll =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> + Send + Sync>;

/// Sends, within a list of hosts.
pub struct Runner {
    client: reqwest::Client,
    guard: Guard,
    pace: Pace,
    toll: Option<Toll>,
}

impl Runner {
    pub fn new(guard: Guard, pace: Pace) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            // A connection that lay about may be dead, and then nobody knows whether the request arrived.
            .pool_max_idle_per_host(0)
            .connect_timeout(Duration::from_secs(10))
            .dns_resolver(std::sync::Arc::new(send::Resolver(guard.clone())))
            .build()?;
        Ok(Self {
            client,
            guard,
            pace,
            toll: None,
        })
    }

    /// The same, but it asks once and does not wait.
    #[must_use]
    pub fn hasty(&self) -> Self {
        Self {
            client: self.client.clone(),
            guard: self.guard.clone(),
            pace: Pace {
                questions: 1,
                ..self.pace
            },
            toll: self.toll.clone(),
        }
    }

    /// The same, but it waits before each request to the account.
    #[must_use]
    pub fn metered(&self, toll: Toll) -> Self {
        Self {
            client: self.client.clone(),
            guard: self.guard.clone(),
            pace: self.pace,
            toll: Some(toll),
        }
    }

    async fn pay(&self) -> Result<(), Stopped> {
        match &self.toll {
            Some(toll) => toll().await.map_err(Stopped::Unmetered),
            None => Ok(()),
        }
    }

    /// Brings a job to its end, or as far as it gets. `keep` stores each state before anything follows from it; with
    /// `Done` it gets what was made, to be stored together with it.
    pub async fn run<Keep, Kept>(
        &self,
        call: &Call<'_>,
        mut state: State,
        mut keep: Keep,
    ) -> Result<State, Stopped>
    where
        Keep: FnMut(State, Vec<Asset>) -> Kept,
        Kept: Future<Output = Result<(), String>>,
    {
        loop {
            let (next, made) = match state {
                State::Planned => {
                    self.prepare(call).await?;
                    let request = call.submit()?;
                    self.guard.allows(&request.url)?;
                    // Before it counts as being sent: who is killed while waiting has sent nothing.
                    self.pay().await?;
                    keep(State::Submitting, Vec::new())
                        .await
                        .map_err(Stopped::NotKept)?;
                    self.submit(call, &request).await
                }
                State::Submitting => {
                    let why = "the process ended while it was being submitted".to_owned();
                    (State::Ambiguous { why }, Vec::new())
                }
                State::Submitted { ticket } | State::Running { ticket } => {
                    self.follow(call, ticket, &mut keep).await?
                }
                over => return Ok(over),
            };
            keep(next.clone(), made).await.map_err(Stopped::NotKept)?;
            state = next;
        }
    }

    /// Files to a machine of one's own, as often as needed.
    async fn prepare(&self, call: &Call<'_>) -> Result<(), Stopped> {
        for request in call.prepare()? {
            self.guard.allows(&request.url)?;
            self.pay().await?;
            match self.send(&request, self.pace.ask).await {
                Sent::Answered(answer) if answer.is_ok() => {}
                Sent::Answered(answer) => {
                    return Err(Stopped::Unprepared(adapter::failure(&answer).message));
                }
                Sent::Not(why) | Sent::Unknown(why) => return Err(Stopped::Unprepared(why)),
            }
        }
        Ok(())
    }

    /// Once; again only while it is known that nothing was taken.
    async fn submit(&self, call: &Call<'_>, request: &crate::http::Request) -> (State, Vec<Asset>) {
        let mut number = 0;
        let step = loop {
            let (failure, asked) = match self.send(request, self.pace.submit).await {
                Sent::Unknown(why) => return (State::Ambiguous { why }, Vec::new()),
                Sent::Not(why) => (Failure::new(Reason::Busy, "unreachable", why), None),
                Sent::Answered(answer) => match call.taken(&answer) {
                    Step::Failed(failure) if failure.reason == Reason::Busy => {
                        (failure, answer.retry_after())
                    }
                    step => break step,
                },
            };
            number += 1;
            if number >= self.pace.tries {
                return (State::Failed { failure }, Vec::new());
            }
            self.rest(number, asked).await;
            if self.pay().await.is_err() {
                return (State::Failed { failure }, Vec::new());
            }
        };
        match step {
            Step::Going(ticket) => (State::Submitted { ticket }, Vec::new()),
            Step::Failed(failure) => (State::Failed { failure }, Vec::new()),
            Step::Unclear(why) => (State::Ambiguous { why }, Vec::new()),
            Step::Expired => (
                State::Ambiguous {
                    why: "it was taken, and what it made is gone".into(),
                },
                Vec::new(),
            ),
            Step::Done(made) => self.at_once(call, made),
        }
    }

    /// What was made while one waited. Bytes are there; an address is kept before it is fetched, for it is paid for.
    fn at_once(&self, call: &Call, mut made: Vec<Output>) -> (State, Vec<Asset>) {
        let flag = files::flag(&mut made);
        let link = made.iter().find_map(|output| match output {
            Output::Link { url, .. } => Some(url.clone()),
            _ => None,
        });
        if let Some(poll) = link {
            let ticket = Ticket {
                id: "file".into(),
                poll,
                phase: files::FETCH.into(),
                ..Ticket::default()
            };
            return (State::Submitted { ticket }, Vec::new());
        }
        let assets: Result<Vec<Asset>, String> = made
            .into_iter()
            .map(|output| self.looked_at(call, output))
            .collect();
        match assets {
            Ok(assets) => (State::Done, files::flagged(assets, flag.as_ref())),
            Err(why) => (State::Ambiguous { why }, Vec::new()),
        }
    }

    /// Asks until it is over.
    async fn follow<Keep, Kept>(
        &self,
        call: &Call<'_>,
        mut ticket: Ticket,
        keep: &mut Keep,
    ) -> Result<(State, Vec<Asset>), Stopped>
    where
        Keep: FnMut(State, Vec<Asset>) -> Kept,
        Kept: Future<Output = Result<(), String>>,
    {
        if ticket.phase == files::FETCH {
            return self.fetch_kept(call, ticket).await;
        }
        let ear = self.listen(call, &ticket.id);
        let mut kept = false;
        let mut unclear = 0;
        let mut gone = false;
        for number in 0..self.pace.questions {
            if number > 0 {
                self.rest(number, None).await;
            }
            let request = call.poll(&ticket);
            self.guard.allows(&request.url)?;
            self.pay().await?;
            let answer = match self.send(&request, self.pace.ask).await {
                Sent::Answered(answer) => answer,
                Sent::Not(_) | Sent::Unknown(_) => continue,
            };
            match call.heard(&ticket, &answer) {
                Heard::Key(failure) => return Err(Stopped::Key(failure)),
                Heard::Wait(seconds) => {
                    if seconds.is_some() {
                        self.rest(number, seconds).await;
                    }
                }
                Heard::Step(Step::Going(mut next)) => {
                    unclear = 0;
                    next.step = ear.as_ref().and_then(|ear| ear.step(call)).or(next.step);
                    let moved = next != ticket;
                    ticket = next;
                    if moved || !kept {
                        let state = State::Running {
                            ticket: ticket.clone(),
                        };
                        keep(state, Vec::new()).await.map_err(Stopped::NotKept)?;
                        kept = true;
                    }
                }
                Heard::Step(Step::Done(made)) => match self.fetch_all(call, made).await {
                    Ok(assets) => return Ok((State::Done, assets)),
                    // A fresh question gives a fresh address, once.
                    Err(files::Missing::Gone) if gone => {
                        return Ok((State::Expired { ticket }, Vec::new()));
                    }
                    Err(files::Missing::Gone) => gone = true,
                    Err(files::Missing::Not(why)) => return Err(Stopped::NotFetched(why)),
                },
                Heard::Step(Step::Failed(failure)) => {
                    return Ok((State::Failed { failure }, Vec::new()));
                }
                Heard::Step(Step::Expired) => return Ok((State::Expired { ticket }, Vec::new())),
                Heard::Step(Step::Unclear(why)) => {
                    unclear += 1;
                    if unclear >= 5 {
                        return Err(Stopped::Unclear(why));
                    }
                }
            }
        }
        Err(Stopped::Patience)
    }

    async fn rest(&self, number: u32, asked: Option<u64>) {
        let wait = match asked {
            Some(seconds) => Duration::from_secs(seconds).min(self.pace.longest_wait),
            None => self.pace.wait(number.saturating_sub(1)),
        };
        tokio::time::sleep(wait).await;
    }
}
