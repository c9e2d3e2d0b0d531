//! Whether a viewer may play an episode, and why.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::pass;
use super::policy::{Policy, Terms};
use crate::app::App;
use crate::errors::AppResult;
use crate::people::Person;
use crate::rights::{Doors, Sight};

/// Why a viewer may play an episode, or what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Access {
    /// Free for everybody, until a moment when one is given.
    Free { until: Option<DateTime<Utc>> },
    /// Opened with coins, for good.
    Unlocked,
    /// Open while VIP lasts.
    Vip { until: DateTime<Utc> },
    /// Opened without coins: for an `advert`, a `gift`, a `promotion`, by waiting (`wait`).
    Granted {
        reason: String,
        until: Option<DateTime<Utc>>,
    },
    /// Opens for so many coins, and by itself at `free_at` when one is given.
    Locked {
        coins: i64,
        free_at: Option<DateTime<Utc>>,
    },
}

impl Access {
    pub fn is_locked(&self) -> bool {
        matches!(self, Self::Locked { .. })
    }

    pub fn is_free(&self) -> bool {
        matches!(self, Self::Free { .. })
    }

    /// Whether there is still something to buy: what is open for a while only can be opened for good.
    pub fn for_sale(&self) -> bool {
        matches!(
            self,
            Self::Locked { .. } | Self::Vip { .. } | Self::Granted { until: Some(_), .. }
        )
    }
}

/// An episode's access, and for one that is open to this viewer only, the pass that its media ask for.
#[derive(Clone, Debug)]
pub struct Playable {
    pub access: Access,
    pub pass: Option<String>,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Viewer {
    pub id: Uuid,
    pub key: Uuid,
}

impl From<&Person> for Viewer {
    fn from(person: &Person) -> Self {
        Self {
            id: person.id,
            key: person.viewer_key,
        }
    }
}

/// What is known of one episode for one viewer.
pub(super) struct Subject {
    pub episode_id: Uuid,
    pub number: u32,
    policy: Option<Json<Policy>>,
    pub policy_id: Option<Uuid>,
    pub scope: Uuid,
    given_arm: Option<String>,
    unlocked: bool,
    grant_reason: Option<String>,
    grant_until: Option<DateTime<Utc>>,
    free_at: Option<DateTime<Utc>>,
    /// Coins spent on its series so far.
    pub spent: i64,
    /// By which ways contracts let this viewer see it.
    pub doors: Doors,
    key: Option<Vec<u8>>,
}

impl Subject {
    pub fn policy(&self) -> Option<&Policy> {
        self.policy.as_ref().map(|policy| &policy.0)
    }

    /// The viewer's arm of the policy.
    pub fn arm(&self, viewer: Option<Viewer>) -> &str {
        let key = viewer.map(|viewer| viewer.key);
        self.policy().map_or(super::policy::NO_ARM, |policy| {
            policy.arm(self.given_arm.as_deref(), key, self.scope)
        })
    }

    /// What it asks of this viewer; none where everything is free.
    pub fn terms(&self, viewer: Option<Viewer>) -> Option<Terms<'_>> {
        Some(self.policy()?.terms(self.arm(viewer)))
    }

    /// VIP is looked up only where it would make a difference.
    fn asks_for_vip(&self, viewer: Viewer, now: DateTime<Utc>) -> bool {
        let vip = self.terms(Some(viewer)).is_some_and(|terms| terms.vip);
        vip && self.decide(Some(viewer), None, now).is_locked()
    }

    pub fn decide(
        &self,
        viewer: Option<Viewer>,
        vip: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Access {
        // What is closed here, and kept by who has bought it.
        if !self.doors.any {
            return Access::Unlocked;
        }
        let Some(terms) = self.terms(viewer) else {
            return Access::Free { until: None };
        };
        let free = terms.free(self.number, now);
        if let Some(free) = free
            && free.until.is_none()
        {
            return Access::Free { until: None };
        }
        let left = terms.cap(now).map(|cap| cap - self.spent);
        let bought = self.unlocked && self.doors.owned;
        if bought || left.is_some_and(|left| left <= 0) {
            return Access::Unlocked;
        }
        if let Some(free) = free {
            return Access::Free { until: free.until };
        }
        if let Some(until) = vip.filter(|until| terms.vip && self.doors.vip && *until > now) {
            return Access::Vip { until };
        }
        let by_advert = |reason: &&String| reason.as_str() == "advert";
        let grant = self.grant_reason.as_ref();
        if let Some(reason) = grant.filter(|reason| self.doors.advert || !by_advert(reason)) {
            return Access::Granted {
                reason: reason.clone(),
                until: self.grant_until,
            };
        }
        let price = terms.price(self.number, now);
        Access::Locked {
            coins: left.map_or(price, |left| price.min(left)),
            free_at: self.free_at,
        }
    }
}

/// Reads what is known of episodes, in one query. Those that are not of this house are not told of.
pub(super) async fn look(
    db: &mut PgConnection,
    sight: &Sight,
    viewer: Option<Viewer>,
    now: DateTime<Utc>,
    episodes: &[Uuid],
) -> AppResult<Vec<Subject>> {
    let rows = sqlx::query!(
        r#"with wanted as (
               select id, series_id, number from episodes where house_id = $1 and id = any ($2)),
           about as (
               select s.series_id, coalesce(own.id, house.id) as policy_id, coalesce(own.policy, house.policy) as policy,
                      case when own.id is null then $1 else s.series_id end as scope,
                      exists (select from unlocked_series u where u.person_id = $3 and u.series_id = s.series_id) as whole,
                      (select coalesce(sum(u.coins), 0) from unlocks u
                       where u.person_id = $3 and u.series_id = s.series_id and u.state <> 'refused')::bigint as spent
               from (select distinct series_id from wanted) s
               left join lateral (select id, policy from (
                   select id, policy from paywall_policies p where p.house_id = $1 and p.series_id = s.series_id
                   order by version desc limit 1) newest where policy is not null) own on true
               left join lateral (
                   select id, policy from paywall_policies p where p.house_id = $1 and p.series_id is null
                   order by version desc limit 1) house on true)
           select w.id, w.series_id, w.number, a.policy_id, a.policy as "policy: Json<Policy>", a.scope as "scope!", arms.arm as "arm?",
                  a.whole or exists (select from unlocked_episodes u where u.person_id = $3 and u.episode_id = w.id)
                      as "unlocked!",
                  g.reason as "reason?", g.until as "until?",
                  (select min(starts_at) from grants where person_id = $3 and episode_id = w.id and starts_at > $4)
                      as free_at,
                  a.spent as "spent!",
                  (select key from media_keys where house_id = $1) as key
           from wanted w join about a on a.series_id = w.series_id
           left join paywall_arms arms on arms.person_id = $3 and arms.scope = a.scope
           left join lateral (
               select reason, until from grants
               where person_id = $3 and (episode_id = w.id or series_id = w.series_id)
                 and starts_at <= $4 and (until is null or until > $4)
               order by until desc nulls first, id limit 1) g on true"#,
        sight.house_id,
        episodes,
        viewer.map(|viewer| viewer.id),
        now
    )
    .fetch_all(&mut *db)
    .await?;
    let subjects = rows.into_iter().map(|row| Subject {
        doors: sight.doors(row.series_id, row.id),
        episode_id: row.id,
        number: u32::try_from(row.number).unwrap_or_default(),
        policy: row.policy,
        policy_id: row.policy_id,
        scope: row.scope,
        given_arm: row.arm,
        unlocked: row.unlocked,
        grant_reason: row.reason,
        grant_until: row.until,
        free_at: row.free_at,
        spent: row.spent,
        key: row.key,
    });
    // What is closed is not told of.
    Ok(subjects.filter(|subject| !subject.doors.shut()).collect())
}

/// Until when the viewer is VIP, where that matters to one of the episodes.
pub(super) async fn vip(
    db: &mut PgConnection,
    house_id: Uuid,
    viewer: Option<Viewer>,
    now: DateTime<Utc>,
    subjects: &[Subject],
) -> AppResult<Option<DateTime<Utc>>> {
    match viewer {
        Some(viewer) if subjects.iter().any(|one| one.asks_for_vip(viewer, now)) => {
            super::shop::vip_until(db, house_id, viewer.id, now).await
        }
        _ => Ok(None),
    }
}

/// Whether a viewer, or somebody without a session, may play episodes, and why. Episodes that are not of this house, or
/// closed by its contracts where the viewer is, are not in the answer; whether one is published is another question.
pub async fn access(
    app: &App,
    sight: &Sight,
    person: Option<&Person>,
    episode_ids: &[Uuid],
) -> AppResult<HashMap<Uuid, Access>> {
    let (mut db, house_id) = (app.db.acquire().await?, sight.house_id);
    let (viewer, now) = (person.map(Viewer::from), app.clock.now());
    let subjects = look(&mut db, sight, viewer, now, episode_ids).await?;
    let vip = vip(&mut db, house_id, viewer, now, &subjects).await?;
    let accesses = subjects
        .iter()
        .map(|subject| (subject.episode_id, subject.decide(viewer, vip, now)));
    Ok(accesses.collect())
}

/// The same with the passes that the media of open episodes ask for.
pub async fn playable(
    app: &App,
    sight: &Sight,
    person: &Person,
    episode_ids: &[Uuid],
) -> AppResult<HashMap<Uuid, Playable>> {
    let (mut db, house_id) = (app.db.acquire().await?, sight.house_id);
    let (viewer, now) = (Viewer::from(person), app.clock.now());
    let subjects = look(&mut db, sight, Some(viewer), now, episode_ids).await?;
    let vip = vip(&mut db, house_id, Some(viewer), now, &subjects).await?;
    let mut key = subjects.first().and_then(|subject| subject.key.clone());
    let mut playables = HashMap::new();
    for subject in &subjects {
        let access = subject.decide(Some(viewer), vip, now);
        let pass = if access.is_locked() || access.is_free() {
            None
        } else {
            let key = match &key {
                Some(key) => key,
                None => &*key.insert(pass::new_key(app, &mut db, house_id).await?),
            };
            let holder = pass::Holder {
                house_id,
                episode_id: subject.episode_id,
                viewer_key: viewer.key,
            };
            Some(pass::make(key, &holder, pass::end(now)))
        };
        playables.insert(subject.episode_id, Playable { access, pass });
    }
    Ok(playables)
}

/// The same question for one request for media, with the key that its pass was signed with.
pub(super) async fn with_key(
    app: &App,
    sight: &Sight,
    person: Option<&Person>,
    episode_id: Uuid,
) -> AppResult<Option<(Access, Option<Vec<u8>>)>> {
    let (mut db, house_id) = (app.db.acquire().await?, sight.house_id);
    let (viewer, now) = (person.map(Viewer::from), app.clock.now());
    let subjects = look(&mut db, sight, viewer, now, &[episode_id]).await?;
    let vip = vip(&mut db, house_id, viewer, now, &subjects).await?;
    let Some(subject) = subjects.into_iter().next() else {
        return Ok(None);
    };
    Ok(Some((subject.decide(viewer, vip, now), subject.key)))
}
