//! Passwords: what is a good enough one, and its Argon2id hash, computed aside.

use std::sync::LazyLock;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use axum::http::StatusCode;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::errors::{AppError, AppResult};

/// Characters.
const LENGTH: std::ops::RangeInclusive<usize> = 10..=256;
/// Hashes computed at once: each takes a core and 19 MiB.
static SEATS: Semaphore = Semaphore::const_new(2);
/// How long a request waits for a seat.
const PATIENCE: Duration = Duration::from_secs(8);
/// Stands in for the hash of somebody who has none, so that the answer takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    hash_with_salt(b"nobody has this password", b"a constant salt.").unwrap_or_default()
});

/// Argon2id with 19 MiB, two passes, one lane: OWASP's password storage recommendation.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn hash_with_salt(password: &[u8], salt: &[u8]) -> anyhow::Result<String> {
    let hash = argon2()
        .hash_password_with_salt(password, salt)
        .map_err(|error| anyhow::anyhow!("cannot hash a password: {error}"))?;
    Ok(hash.to_string())
}

/// Refuses what is too short to be safe or too long to be typed.
pub fn check(password: &str) -> AppResult<()> {
    let length = password.chars().count();
    if length < *LENGTH.start() {
        return Err(AppError::bad_request(
            "password_short",
            format!(
                "The password has {length} characters; it needs {}.",
                LENGTH.start()
            ),
            "Choose a longer one; a few words in a row do well.",
        ));
    }
    if length > *LENGTH.end() {
        return Err(AppError::bad_request(
            "password_long",
            format!(
                "The password has {length} characters; {} fit.",
                LENGTH.end()
            ),
            "Choose a shorter one.",
        ));
    }
    Ok(())
}

/// The hash to keep, as a PHC string.
pub async fn hash(app: &App, password: String) -> AppResult<String> {
    let salt = app.random.bytes::<16>();
    aside(move || hash_with_salt(password.as_bytes(), &salt)).await?
}

/// Whether the password belongs to the hash; without a hash no, after as long a time.
pub async fn verify(password: String, hash: Option<String>) -> AppResult<bool> {
    if password.chars().count() > *LENGTH.end() {
        return Ok(false);
    }
    aside(move || {
        // Made in every call, so that the first unknown address takes no longer either.
        let nobody: &str = &NOBODY;
        let kept = PasswordHash::new(hash.as_deref().unwrap_or(nobody));
        let fits =
            kept.is_ok_and(|kept| argon2().verify_password(password.as_bytes(), &kept).is_ok());
        Ok(fits && hash.is_some())
    })
    .await?
}

/// Runs the work off the threads that answer requests, a few at a time.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> AppResult<AppResult<T>> {
    let Ok(Ok(seat)) = tokio::time::timeout(PATIENCE, SEATS.acquire()).await else {
        return Err(AppError {
            retry_after_s: Some(5),
            ..AppError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Too many people are logging in right now.",
                "Wait a few seconds and try again.",
            )
        });
    };
    let done = tokio::task::spawn_blocking(move || {
        let _seat = seat;
        work()
    })
    .await
    .map_err(AppError::internal)?;
    Ok(done.map_err(AppError::from))
}

#[cfg(test)]
mod tests {
    use super::{check, hash_with_salt, verify};

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check("short").unwrap_err().code, "password_short");
        check("ключключкл").unwrap();
        check(&"x".repeat(256)).unwrap();
        assert_eq!(check(&"x".repeat(257)).unwrap_err().code, "password_long");
    }

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let hash = hash_with_salt(b"correct horse", b"0123456789abcdef").unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(
            verify("correct horse".into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(!verify("correct horsf".into(), Some(hash)).await.unwrap());
        assert!(
            !verify("nobody has this password".into(), None)
                .await
                .unwrap()
        );
        assert!(!verify("x".into(), Some("not a hash".into())).await.unwrap());
    }
}
