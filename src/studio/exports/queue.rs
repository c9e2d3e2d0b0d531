//! Exports that were asked for over HTTP: a row each, which says how far it is and where its bytes lie.

use futures_util::FutureExt as _;
use sqlx::types::Json;
use uuid::Uuid;

use super::{Kind, Options, Progress, Wanted};
use crate::app::App;
use crate::errors::AppResult;
use crate::ingest::blobs;
use crate::jobs::{self, Job};
use crate::studio::{Production, productions};

/// Area of the blob store.
const EXPORTS: &str = "exports";
/// How many of a production are kept; the oldest go.
const KEPT: i64 = 30;

/// Writes down what is asked for and puts it on the queue.
pub async fn ask(app: &App, production: &Production, wanted: &Wanted) -> AppResult<Uuid> {
    let id = app.random.id();
    let mut tx = app.db.begin().await?;
    sqlx::query!(
        "insert into production_exports (id, house_id, production_id, kind, first, last, options, state, asked_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8)",
        id,
        production.house_id,
        production.id,
        wanted.kind.name(),
        wanted.episodes.map(|(first, _)| first as i32),
        wanted.episodes.map(|(_, last)| last as i32),
        Json(&wanted.options) as _,
        app.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from production_exports where production_id = $1 and state in ('done', 'failed') and id not in (
             select id from production_exports where production_id = $1 order by place desc limit $2)",
        production.id,
        KEPT
    )
    .execute(&mut *tx)
    .await?;
    jobs::enqueue(&mut *tx, &app.random, &Job::Export { export_id: id }).await?;
    tx.commit().await?;
    Ok(id)
}

/// Makes what a row asks for.
pub async fn work(app: &App, export_id: Uuid) -> anyhow::Result<()> {
    let row = sqlx::query!(
        r#"update production_exports set state = 'running' where id = $1 and state in ('waiting', 'running')
           returning house_id, production_id, kind, first, last, options as "options: Json<Options>""#,
        export_id
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(()) };
    let production = productions::find(app, row.house_id, row.production_id).await?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == row.kind);
    let wanted = Wanted {
        kind: kind.unwrap_or(Kind::Edit),
        episodes: row
            .first
            .zip(row.last)
            .map(|(first, last)| (first as u32, last as u32)),
        options: row.options.0,
    };
    let (sender, mut progress) = tokio::sync::watch::channel(Progress::default());
    let told = |progress: Progress| {
        sender.send_replace(progress);
    };
    let mut going = super::make(app, &production, &wanted, &told).boxed();
    let made = loop {
        tokio::select! {
            made = &mut going => break made,
            _ = progress.changed() => {
                let now = progress.borrow_and_update().clone();
                sqlx::query!(
                    "update production_exports set done = $2, total = $3, doing = $4 where id = $1",
                    export_id,
                    now.done as i32,
                    now.total as i32,
                    now.doing
                )
                .execute(&app.db)
                .await?;
            }
        }
    };
    if app.stopping.is_cancelled() {
        anyhow::bail!("the house closes; the export is made when it opens");
    }
    match made {
        Err(error) => {
            sqlx::query!(
                "update production_exports set state = 'failed', problem = $2, doing = '', ended_at = $3 where id = $1",
                export_id,
                format!("{error:#}"),
                app.clock.now()
            )
            .execute(&app.db)
            .await?;
        }
        Ok(made) => {
            let size = made.bytes.len() as i64;
            let extension = made
                .name
                .rsplit_once('.')
                .map_or("bin", |(_, ending)| ending)
                .to_owned();
            let key = app
                .storage
                .keep_bytes(EXPORTS, made.bytes.into(), &extension)
                .await?;
            let mut tx = app.db.begin().await?;
            blobs::hold(app, &mut tx, [key.as_str()].into_iter()).await?;
            sqlx::query!(
                "update production_exports set state = 'done', doing = '', done = total, name = $2, blob_key = $3, bytes = $4,
                        left_out = $5, ended_at = $6
                 where id = $1",
                export_id,
                made.name,
                key,
                size,
                &made.left_out,
                app.clock.now()
            )
            .execute(&mut *tx)
            .await?;
            tx.commit().await?;
        }
    }
    Ok(())
}
