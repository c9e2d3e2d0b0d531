//! From what went wrong to what is done about it.

use axum::http::StatusCode;
use chrono::Duration;
use media::MediaError;

use crate::errors::{AppError, Problem};

/// Why work on an episode stopped.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    #[error(transparent)]
    Media(#[from] MediaError),
    /// The row says that the work is no longer ours, or the source is another one.
    #[error("the work was taken over")]
    TakenOver,
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        Self::Other(error.into())
    }
}

/// What happens to an episode whose work stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is wrong: the work goes on later, here or elsewhere.
    HandBack,
    /// Waits for room on the disk.
    Pause(Problem),
    /// Tried again after a while.
    Retry(Problem),
    /// Not tried again until somebody changes something.
    Fail(Problem),
}

/// Failures in a row, after which a passing error counts as a lasting one.
const ATTEMPTS_MAX: i32 = 4;

/// Decides by the error and by how many attempts there were, this one included.
pub fn judge(stop: &Stop, attempts: i32) -> Verdict {
    let problem = problem(stop);
    if is_disk_full(stop) {
        return Verdict::Pause(problem);
    }
    let again = match stop {
        Stop::TakenOver | Stop::Media(MediaError::Cancelled) => return Verdict::HandBack,
        // A tool that was killed (by the system, short of memory) leaves no more than this.
        Stop::Media(error) => error.is_temporary() || matches!(error, MediaError::ToolFailed(_)),
        Stop::Other(_) => true,
    };
    if again && attempts < ATTEMPTS_MAX {
        Verdict::Retry(problem)
    } else {
        Verdict::Fail(problem)
    }
}

/// How long to wait after the `attempts`-th failure; `fraction` in 0..1 spreads episodes that failed together.
pub fn back_off(attempts: i32, fraction: f64) -> Duration {
    let seconds = 15 * 4_i64.pow(attempts.clamp(1, 5) as u32 - 1);
    Duration::milliseconds((seconds as f64 * 1000.0 * (0.75 + fraction / 2.0)) as i64)
}

/// The words for people.
pub fn problem(stop: &Stop) -> Problem {
    if is_disk_full(stop) {
        return of_media(&MediaError::DiskFull);
    }
    match stop {
        Stop::Media(error) => of_media(error),
        Stop::TakenOver | Stop::Other(_) => Problem {
            code: "internal".into(),
            message: "Something went wrong in the house while the episode was made.".into(),
            remedy: "It is tried again by itself; if it stays so, tell the operator.".into(),
        },
    }
}

/// A media error as it is kept beside an episode.
pub fn of_media(error: &MediaError) -> Problem {
    Problem {
        code: error.code().into(),
        message: error.to_string(),
        remedy: error.remedy().into(),
    }
}

/// A refusal as it is kept beside an upload.
pub fn of_app(error: &AppError) -> Problem {
    Problem {
        code: error.code.into(),
        message: error.message.clone(),
        remedy: error.remedy.clone(),
    }
}

/// A file that somebody sent and that cannot be used, as the answer to them; what passes is the house's own fault.
pub fn unusable(error: &MediaError) -> AppError {
    if error.is_temporary() {
        return AppError::internal(anyhow::anyhow!("{error}"));
    }
    let problem = of_media(error);
    AppError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        error.code(),
        problem.message,
        problem.remedy,
    )
}

fn is_disk_full(stop: &Stop) -> bool {
    match stop {
        Stop::Media(MediaError::DiskFull) => true,
        Stop::Media(MediaError::Io { source, .. }) => no_room(source),
        Stop::Other(error) => error.chain().any(|cause| {
            let full = |code: Option<std::borrow::Cow<'_, str>>| code.as_deref() == Some("53100");
            cause.downcast_ref::<std::io::Error>().is_some_and(no_room)
                || cause
                    .downcast_ref::<sqlx::Error>()
                    .and_then(sqlx::Error::as_database_error)
                    .is_some_and(|error| full(error.code()))
        }),
        _ => false,
    }
}

fn no_room(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_waits_and_a_bad_file_does_not() {
        let full = Stop::Other(
            anyhow::Error::new(std::io::Error::from(std::io::ErrorKind::StorageFull))
                .context("keeping"),
        );
        assert!(matches!(judge(&full, 9), Verdict::Pause(problem) if problem.code == "disk_full"));
        let bad = Stop::Media(MediaError::NoVideoStream);
        assert!(
            matches!(judge(&bad, 1), Verdict::Fail(problem) if problem.code == "no_video_stream")
        );
    }

    #[test]
    fn a_passing_error_is_tried_again_a_few_times() {
        let slow = Stop::Media(MediaError::TimedOut("9 s".into()));
        assert!(matches!(judge(&slow, 1), Verdict::Retry(_)));
        assert!(matches!(judge(&slow, ATTEMPTS_MAX), Verdict::Fail(_)));
        assert_eq!(
            judge(&Stop::Media(MediaError::Cancelled), 1),
            Verdict::HandBack
        );
    }

    #[test]
    fn waits_grow() {
        let waits: Vec<_> = (1..5)
            .map(|attempt| back_off(attempt, 0.5).num_seconds())
            .collect();
        assert_eq!(waits, [15, 60, 240, 960]);
    }
}
