//! The queue in front of the ledger: commands that arrive while a transaction is under way are taken
//! together into the next one.

use std::time::Duration;

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Utc};
use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::{
    Command, Error, Field, MAX_AMOUNT, MAX_BATCH, MAX_CHAIN, MAX_KIND, MAX_REFERENCE,
    MAX_TIMEOUT_S, Move, NewTransfer, Refusal,
    batch::{self, Outcome},
};

/// How much is taken together, how much may wait, and how often the database is tried.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The most transfers in one database transaction, at most [`MAX_BATCH`].
    pub batch: usize,
    /// The most commands that wait; a caller beyond them waits to enter.
    pub waiting: usize,
    /// How often a transaction is tried while the database is away or refuses it for a moment. The
    /// waits between double from 20 ms to one second.
    pub attempts: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            batch: 4_096,
            waiting: 8_192,
            attempts: 8,
        }
    }
}

/// A handle to post with. Clones share one queue; several processes may each have their own.
#[derive(Clone, Debug)]
pub struct Ledger {
    queue: mpsc::Sender<Job>,
}

#[derive(Debug)]
struct Job {
    command: Command,
    reply: oneshot::Sender<Outcome>,
}

impl Ledger {
    /// Starts the queue on the current Tokio runtime. It ends when the last handle is dropped, after
    /// everything that waits was posted.
    pub fn start(pool: PgPool, options: Options) -> Self {
        let (queue, jobs) = mpsc::channel(options.waiting.max(1));
        let options = Options {
            batch: options.batch.clamp(1, MAX_BATCH),
            ..options
        };
        tokio::spawn(work(pool, options, jobs));
        Self { queue }
    }

    /// Posts a command, all or nothing, and gives what was recorded once it is durable. Sent again with
    /// the same ids and bodies it gives the same. A caller that stops waiting loses only the answer.
    pub async fn post(&self, mut command: Command) -> Outcome {
        validate(&command)?;
        command.at = to_micros(command.at);
        self.send(command).await
    }

    /// Releases what is due by `at`, without waiting for a command to pass by.
    pub async fn expire(&self, ledger_id: Uuid, at: DateTime<Utc>) -> Result<(), Error> {
        self.send(Command {
            ledger_id,
            at: to_micros(at),
            transfers: Vec::new(),
        })
        .await
        .map(|_| ())
    }

    async fn send(&self, command: Command) -> Outcome {
        let (reply, answer) = oneshot::channel();
        self.queue
            .send(Job { command, reply })
            .await
            .map_err(|_| Error::Stopped)?;
        answer.await.map_err(|_| Error::Stopped)?
    }
}

/// The database keeps microseconds.
fn to_micros(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(at)
}

fn validate(command: &Command) -> Result<(), Error> {
    let count = command.transfers.len();
    if count == 0 {
        return Err(Error::refused(0, Refusal::Empty));
    }
    // A time far ahead would hold the ledger's own time there.
    if !(2000..2200).contains(&command.at.year()) {
        return Err(Error::refused(0, Refusal::Malformed(Field::Time)));
    }
    if count > MAX_CHAIN {
        return Err(Error::refused(
            MAX_CHAIN,
            Refusal::Limit {
                what: "the chain",
                max: MAX_CHAIN as i64,
            },
        ));
    }
    for (at, transfer) in command.transfers.iter().enumerate() {
        validate_one(transfer).map_err(|refusal| Error::refused(at, refusal))?;
        if command.transfers[..at]
            .iter()
            .any(|other| other.id == transfer.id)
        {
            return Err(Error::refused(at, Refusal::SameIdTwice));
        }
    }
    Ok(())
}

fn validate_one(transfer: &NewTransfer) -> Result<(), Refusal> {
    if transfer.id.get_version_num() == 8 {
        return Err(Refusal::ReservedId);
    }
    let (amount, timeout) = match &transfer.body {
        Move::Post { amount, .. } => (Some(*amount), None),
        Move::Pending {
            amount, timeout_s, ..
        } => (Some(*amount), *timeout_s),
        Move::PostPending { amount, .. } => (*amount, None),
        Move::VoidPending { .. } => (None, None),
    };
    match amount {
        Some(..=0) => return Err(Refusal::AmountNotPositive),
        Some(amount) if amount > MAX_AMOUNT => {
            return Err(Refusal::Limit {
                what: "the amount",
                max: MAX_AMOUNT,
            });
        }
        _ => {}
    }
    match timeout {
        Some(0) => return Err(Refusal::Malformed(Field::Timeout)),
        Some(seconds) if seconds > MAX_TIMEOUT_S => {
            return Err(Refusal::Limit {
                what: "the timeout",
                max: i64::from(MAX_TIMEOUT_S),
            });
        }
        _ => {}
    }
    match &transfer.body {
        Move::Post { debit, credit, .. } | Move::Pending { debit, credit, .. }
            if debit == credit =>
        {
            return Err(Refusal::SameAccount);
        }
        _ => {}
    }
    if !is_kind(&transfer.reference.kind) {
        return Err(Refusal::Malformed(Field::ReferenceKind));
    }
    let data = &transfer.reference.data;
    if data.len() > MAX_REFERENCE {
        return Err(Refusal::Limit {
            what: "the reference",
            max: MAX_REFERENCE as i64,
        });
    }
    // One line, so that the text that is hashed has one meaning; and no NUL, which Postgres refuses.
    let plain = !data.contains(char::is_control)
        && serde_json::from_str::<serde::de::IgnoredAny>(data).is_ok();
    if plain {
        Ok(())
    } else {
        Err(Refusal::Malformed(Field::ReferenceData))
    }
}

/// `[a-z][a-z0-9_]*`, not too long.
pub(crate) fn is_kind(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    text.len() <= MAX_KIND
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(plain)
}

async fn work(pool: PgPool, options: Options, mut jobs: mpsc::Receiver<Job>) {
    let mut waiting = Vec::new();
    loop {
        if waiting.is_empty() && jobs.recv_many(&mut waiting, options.batch).await == 0 {
            return;
        }
        // The first always fits: a chain is shorter than what a batch may hold, or alone in it.
        let mut count = 0;
        let fits = |job: &&Job| {
            count += job.command.transfers.len();
            count <= options.batch
        };
        let taken = waiting.iter().take_while(fits).count().max(1);
        let rest = waiting.split_off(taken);
        let batch = std::mem::replace(&mut waiting, rest);
        let commands: Vec<&Command> = batch.iter().map(|job| &job.command).collect();
        let outcomes = post(&pool, options, &commands).await;
        for (job, outcome) in batch.into_iter().zip(outcomes) {
            // Whoever stopped waiting does not hear it; the record stands.
            let _ = job.reply.send(outcome);
        }
    }
}

/// Tries a batch until the database takes it; if something in it cannot be taken, each command alone.
async fn post(pool: &PgPool, options: Options, commands: &[&Command]) -> Vec<Outcome> {
    match tried(pool, options, commands).await {
        Ok(outcomes) => outcomes,
        Err(error) if commands.len() == 1 || passes(&error) => {
            let outcome = Err(Error::Unavailable(error.to_string()));
            vec![outcome; commands.len()]
        }
        Err(_) => {
            let mut outcomes = Vec::with_capacity(commands.len());
            for command in commands {
                let alone = tried(pool, options, std::slice::from_ref(command)).await;
                outcomes.push(alone.map_or_else(
                    |error| Err(Error::Unavailable(error.to_string())),
                    |mut outcomes| outcomes.remove(0),
                ));
            }
            outcomes
        }
    }
}

async fn tried(
    pool: &PgPool,
    options: Options,
    commands: &[&Command],
) -> Result<Vec<Outcome>, sqlx::Error> {
    let mut wait = Duration::from_millis(20);
    for _ in 1..options.attempts {
        match batch::commit(pool, commands).await {
            // Even a commit whose answer was lost: what it wrote is found by its ids.
            Err(error) if passes(&error) => {
                tracing::warn!(%error, "ledger: trying again");
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(Duration::from_secs(1));
            }
            done => return done,
        }
    }
    batch::commit(pool, commands).await
}

/// Whether an error may be gone when the same is tried again.
fn passes(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            // Serialization failure, deadlock, lost connections, shutting down or starting up, too many clients.
            matches!(
                &*code,
                "40001" | "40P01" | "57P01" | "57P02" | "57P03" | "53300"
            ) || code.starts_with("08")
        }),
        sqlx::Error::Io(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::WorkerCrashed => true,
        _ => false,
    }
}
