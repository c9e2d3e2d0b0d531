//! Time, chance and identity, passed in rather than reached for.
//!
//! This is the only file that asks the machine for the time or for randomness; clippy refuses it
//! everywhere else. A test holds a [`Clock::Fixed`] and a seeded [`Random`], and so never flakes.

use std::sync::{Arc, Mutex, PoisonError};

#[cfg(test)]
use chrono::Duration;
use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use uuid::Uuid;

/// Where the time comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// The machine's clock and so many seconds more as a file says, which is read at each look: windows are seen to open
    /// and to end. Builds for release have no such clock: what a house owes hangs on the day.
    Ahead(Arc<std::path::PathBuf>),
    /// A clock that stands still until a test moves it.
    #[cfg(test)]
    Fixed(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// The time now, in whole microseconds: what Postgres keeps, so that a value reads back equal.
    pub fn now(&self) -> DateTime<Utc> {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is where the clock is injected from"
        )]
        let now = match self {
            Self::System => Utc::now(),
            Self::Ahead(file) => {
                let seconds = std::fs::read_to_string(file.as_path()).ok();
                let seconds = seconds.and_then(|text| text.trim().parse().ok());
                let ahead = chrono::TimeDelta::try_seconds(seconds.unwrap_or(0));
                Utc::now() + ahead.unwrap_or_default()
            }
            #[cfg(test)]
            Self::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        chrono::SubsecRound::trunc_subsecs(now, 6)
    }

    /// Waits until then. A fixed clock goes on to it by itself: a test waits for nothing.
    pub async fn until(&self, at: DateTime<Utc>) {
        match self {
            Self::System | Self::Ahead(_) => {
                if let Ok(left) = (at - self.now()).to_std() {
                    tokio::time::sleep(left).await;
                }
            }
            #[cfg(test)]
            Self::Fixed(now) => {
                let mut now = now.lock().unwrap_or_else(PoisonError::into_inner);
                *now = at.max(*now);
            }
        }
    }

    /// The clock that the settings name.
    ///
    /// # Errors
    /// A clock that runs ahead is asked of a build for release.
    pub fn of(ahead: Option<&std::path::Path>) -> anyhow::Result<Self> {
        let Some(file) = ahead else {
            return Ok(Self::System);
        };
        anyhow::ensure!(
            cfg!(debug_assertions),
            "clock_ahead is for rehearsals with a debug build: take it out of the settings"
        );
        tracing::warn!("the clock runs ahead by what {} says", file.display());
        Ok(Self::Ahead(Arc::new(file.to_owned())))
    }

    /// A clock that stands at `at`.
    #[cfg(test)]
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self::Fixed(Arc::new(Mutex::new(at)))
    }

    /// Moves a fixed clock forward; by less than nothing, back.
    #[cfg(test)]
    pub fn advance(&self, by: Duration) {
        match self {
            Self::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner) += by,
            _ => panic!("only a fixed clock can be moved"),
        }
    }
}

/// Where ids, tokens and draws come from: a cryptographic generator, seeded by the machine in
/// production and by a number in tests.
#[derive(Clone, Debug)]
pub struct Random(Arc<Mutex<StdRng>>);

impl Random {
    /// Seeded by the operating system.
    pub fn from_system() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is where randomness is injected from"
        )]
        let generator = StdRng::from_rng(&mut rand::rng());
        Self(Arc::new(Mutex::new(generator)))
    }

    /// The same draws for the same seed.
    #[cfg(test)]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// A random (version 4) id.
    pub fn id(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.with(|generator| generator.fill_bytes(&mut bytes));
        bytes
    }

    /// A number in `0.0..1.0`.
    pub fn fraction(&self) -> f64 {
        self.with(RngExt::random)
    }

    fn with<T>(&self, draw: impl FnOnce(&mut StdRng) -> T) -> T {
        draw(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
