//! No more requests at once, and no more in a minute, than an account takes: over all processes of the house, and whatever
//! becomes of them. Each step is one statement on the account's row, which Postgres does one after the other.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use providers::run::Toll;
use sqlx::PgPool;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use uuid::Uuid;

use crate::app::App;
use crate::clock::Clock;
use crate::errors::AppResult;

/// So long a place is held without a word from whoever holds it: that of a process that was killed is free then.
const LEASE: TimeDelta = TimeDelta::minutes(1);
/// So often a word is given.
const RENEWED: Duration = Duration::from_secs(20);
/// Another process gives a place back without telling this one.
const LOOK: Duration = Duration::from_millis(250);

/// One per process: whoever waits is told as soon as a place is given back here.
#[derive(Default)]
pub struct Lanes(Arc<Notify>);

/// Requests of one account.
#[derive(Clone)]
struct Lane {
    db: PgPool,
    clock: Clock,
    provider: Uuid,
}

/// A place among the jobs that are under way; given back when it is dropped.
pub struct Turn {
    lane: Lane,
    id: Uuid,
    renewing: AbortHandle,
    freed: Arc<Notify>,
}

impl Lanes {
    /// Waits for a place.
    pub async fn turn(&self, app: &App, provider: Uuid) -> AppResult<Turn> {
        loop {
            let freed = self.0.notified();
            if let Some(turn) = self.try_turn(app, provider).await? {
                return Ok(turn);
            }
            tokio::select! {
                () = freed => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// A place, if there is one now.
    pub async fn try_turn(&self, app: &App, provider: Uuid) -> AppResult<Option<Turn>> {
        let lane = Lane {
            db: app.db.clone(),
            clock: app.clock.clone(),
            provider,
        };
        let id = app.random.id();
        if !lane.lease(id).await? {
            return Ok(None);
        }
        let renewed = lane.clone();
        let renewing = tokio::spawn(async move {
            loop {
                tokio::time::sleep(RENEWED).await;
                if let Err(error) = renewed.renew(id).await {
                    tracing::warn!("a place at an account could not be renewed: {error}");
                }
            }
        });
        Ok(Some(Turn {
            lane,
            id,
            renewing: renewing.abort_handle(),
            freed: self.0.clone(),
        }))
    }
}

impl Turn {
    /// Waits until one more request may begin.
    pub async fn begin(&self) -> AppResult<()> {
        self.lane.begin().await
    }

    /// The same for whoever sends several.
    pub fn toll(&self) -> Toll {
        let lane = self.lane.clone();
        Arc::new(move || {
            let lane = lane.clone();
            Box::pin(async move { lane.begin().await.map_err(|error| error.to_string()) })
        })
    }

    /// As a process that is killed leaves it.
    #[cfg(test)]
    pub fn killed(self) {
        self.renewing.abort();
        std::mem::forget(self);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.renewing.abort();
        let (lane, id, freed) = (self.lane.clone(), self.id, self.freed.clone());
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        runtime.spawn(async move {
            // Where it cannot be given back it comes free by itself.
            if let Err(error) = lane.free(id).await {
                tracing::debug!("a place at an account was not given back: {error}");
            }
            freed.notify_waiters();
        });
    }
}

impl Lane {
    fn until(&self) -> (i64, i64) {
        let now = self.clock.now();
        (now.timestamp_millis(), (now + LEASE).timestamp_millis())
    }

    /// Takes a place, where fewer are held than the account has; what has run out is no more. An account that is gone has
    /// no limits: whoever asks it is told so.
    async fn lease(&self, id: Uuid) -> AppResult<bool> {
        let (now, until) = self.until();
        let taken = sqlx::query!(
            "update studio_providers set lane_leases = (
                 select coalesce(jsonb_object_agg(key, value), '{}') || jsonb_build_object($2::text, $4::bigint)
                 from jsonb_each(lane_leases) where (value #>> '{}')::bigint > $3)
             where id = $1
               and (select count(*) from jsonb_each(lane_leases) where (value #>> '{}')::bigint > $3) < at_once",
            self.provider,
            id.to_string(),
            now,
            until
        )
        .execute(&self.db)
        .await?;
        if taken.rows_affected() == 1 {
            return Ok(true);
        }
        let there = sqlx::query_scalar!(
            r#"select exists (select from studio_providers where id = $1) as "there!""#,
            self.provider
        )
        .fetch_one(&self.db)
        .await?;
        Ok(!there)
    }

    async fn renew(&self, id: Uuid) -> AppResult<()> {
        let (_, until) = self.until();
        sqlx::query!(
            "update studio_providers set lane_leases = lane_leases || jsonb_build_object($2::text, $3::bigint)
             where id = $1 and lane_leases ? $2::text",
            self.provider,
            id.to_string(),
            until
        )
        .execute(&self.db)
        .await?;
        Ok(())
    }

    async fn free(&self, id: Uuid) -> AppResult<()> {
        sqlx::query!(
            "update studio_providers set lane_leases = lane_leases - $2::text where id = $1",
            self.provider,
            id.to_string()
        )
        .execute(&self.db)
        .await?;
        Ok(())
    }

    /// Takes the next moment at which a request may begin, and waits for it. Nothing is saved up.
    async fn begin(&self) -> AppResult<()> {
        let begin: Option<DateTime<Utc>> = sqlx::query_scalar!(
            r#"update studio_providers set lane_next_at = greatest(lane_next_at, $2) + interval '1 minute' / per_minute
               where id = $1 returning lane_next_at - interval '1 minute' / per_minute as "begin!""#,
            self.provider,
            self.clock.now()
        )
        .fetch_optional(&self.db)
        .await?;
        if let Some(begin) = begin {
            self.clock.until(begin).await;
        }
        Ok(())
    }
}
