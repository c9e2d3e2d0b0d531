//! The AV1 rendition for what is watched most: fewer bytes for many, at the price of CPU time once.

use std::time::Duration;

use chrono::TimeDelta;
use media::{Cancel, MediaError, PlanOptions, Source, stages};
use sqlx::types::Json;
use uuid::Uuid;

use super::claim::{Claim, Progress};
use super::problem::Stop;
use super::store::{SourceRow, commit_extra};
use super::vertical_framing;
use super::workshop::{Bench, Workshop};
use crate::app::App;

/// Series of a house that get AV1: those watched most, or the newest while nothing is watched.
const SERIES: i64 = 3;
/// Days of watching that count.
const WATCHED_FOR: TimeDelta = TimeDelta::days(28);
/// After a failure the same episode is left alone for so long.
const AGAIN_AFTER: TimeDelta = TimeDelta::days(7);
/// How often it looks whether something more urgent came.
const YIELD: Duration = Duration::from_secs(2);

/// The episode that should get an AV1 rendition next.
pub async fn wants_av1(app: &App, shop: &Workshop) -> sqlx::Result<Option<Uuid>> {
    if !app.config.media.av1 || !shop.tools.av1 {
        return Ok(None);
    }
    let now = app.clock.now();
    sqlx::query_scalar!(
        "with watched as (
             select s.id, s.house_id, s.publish_at, coalesce(sum(d.watched_ms), 0) as watched_ms
             from series s left join series_days d on d.series_id = s.id and d.day >= $2
             where s.publish_at <= $1 and s.withdrawn_at is null
             group by s.id
         ), ranked as (
             select id, row_number() over (partition by house_id order by watched_ms desc, publish_at desc, id) as place
             from watched
         )
         select e.id from ranked r
         join episodes e on e.series_id = r.id
         join packages p on p.episode_id = e.id
         where r.place <= $3 and p.state = 'complete' and p.worker is null
           and (p.av1_tried_at is null or p.av1_tried_at < $4)
           and not exists (select from renditions x where x.episode_id = e.id and x.codec = 'av1')
         order by r.place, e.number limit 1",
        now,
        (now - WATCHED_FOR).date_naive(),
        SERIES,
        now - AGAIN_AFTER
    )
    .fetch_optional(&app.db)
    .await
}

/// Makes the AV1 rendition of a complete episode; puts it down as soon as an episode waits to be packaged.
pub async fn make_av1(app: &App, shop: &Workshop, episode_id: Uuid) -> anyhow::Result<()> {
    let Some(bench) = shop.lock(episode_id)? else {
        return Ok(());
    };
    let Some(claim) = Claim::take_complete(app, shop.id, episode_id).await? else {
        return Ok(());
    };
    let cancel = app.stopping.child_token();
    let progress = Progress::default();
    let made = tokio::select! {
        made = make(app, shop, &claim, &bench, &cancel) => made,
        () = async {
            tokio::join!(claim.keep(app, progress.hear(), &cancel), give_way(app, shop, &cancel));
            std::future::pending::<()>().await;
        } => unreachable!("the keepers only watch"),
    };
    let put_down = matches!(
        made,
        Err(Stop::Media(MediaError::Cancelled) | Stop::TakenOver)
    );
    if let Err(error) = &made
        && !put_down
    {
        tracing::warn!(episode = %episode_id, "no AV1 rendition: {error:#}");
    }
    if !put_down {
        bench.clear()?;
    }
    claim.leave_complete(app, !put_down).await?;
    Ok(())
}

async fn give_way(app: &App, shop: &Workshop, cancel: &Cancel) {
    loop {
        tokio::time::sleep(YIELD).await;
        if let Ok(waiting) = super::unfinished(app, shop.id).await
            && !waiting.is_empty()
        {
            cancel.cancel();
        }
    }
}

async fn make(
    app: &App,
    shop: &Workshop,
    claim: &Claim,
    bench: &Bench,
    cancel: &Cancel,
) -> Result<(), Stop> {
    let row = SourceRow::read(app, claim.episode_id)
        .await?
        .ok_or(Stop::TakenOver)?;
    let probe = sqlx::query_scalar!(
        r#"select probe as "probe: Json<Source>" from sources where episode_id = $1"#,
        claim.episode_id
    );
    let source = probe.fetch_one(&app.db).await?.ok_or(Stop::TakenOver)?.0;
    let options = PlanOptions {
        framing: row.framing.as_deref().and_then(vertical_framing),
        language: Some(row.language.clone()),
    };
    let plan = media::plan(&source, &options)?;
    let folder = bench.outputs(&row.sha256);
    std::fs::create_dir_all(&folder).map_err(anyhow::Error::from)?;
    let input = app.storage.local_copy(&row.blob_key, bench.path()).await?;
    let job = stages::Job {
        tools: &shop.tools,
        limits: &shop.limits,
        input: &input,
        output: &folder,
        plan: &plan,
        cancel,
    };
    let rendition = stages::av1(&job, |_| {}).await?;
    commit_extra(app, claim, &row, &folder, &rendition).await
}
