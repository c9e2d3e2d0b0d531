//! A delivery that the desk asked for: done by a job, told in its row, stopped and begun again there.

use std::time::Duration;

use futures_util::FutureExt as _;
use serde_json::json;
use uuid::Uuid;

use super::desk::FilmChoice;
use super::send::Sent;
use super::{met, pack, send};
use crate::app::App;
use crate::storage::Storage;

/// How often it is looked whether somebody has stopped it.
const LOOK: Duration = Duration::from_secs(1);

/// Deliveries that were asked for and are not done, whatever became of their jobs.
pub async fn unfinished(app: &App) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select id from deliveries where state in ('waiting', 'running') order by place limit 100"
    )
    .fetch_all(&app.db)
    .await
}

/// What the row of a delivery asks for.
struct Wanted {
    house_id: Uuid,
    slug: String,
    contract: String,
    destination: String,
    films: FilmChoice,
}

/// Sends what a row asks for, as far as nobody stops it. What was written stays, and is not written again.
pub async fn work(app: &App, delivery_id: Uuid) -> anyhow::Result<()> {
    let wanted = sqlx::query_as!(
        Wanted,
        r#"update deliveries d set state = 'running', problem = null from series s
           where d.id = $1 and d.state in ('waiting', 'running') and s.id = d.series_id
           returning d.house_id, s.slug, d.contract, d.destination, d.films as "films: FilmChoice""#,
        delivery_id
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(wanted) = wanted else { return Ok(()) };
    let (sender, mut progress) = tokio::sync::watch::channel((0, 0));
    let mut going = deliver(app, &wanted, |done, all| {
        sender.send_replace((done, all));
    })
    .boxed();
    let mut looks = tokio::time::interval(LOOK);
    let ended = loop {
        tokio::select! {
            ended = &mut going => break ended,
            _ = progress.changed() => {}
            _ = looks.tick() => {}
        }
        let (done, all) = *progress.borrow_and_update();
        if !told(app, delivery_id, done, all).await? {
            return Ok(());
        }
    };
    if app.stopping.is_cancelled() {
        anyhow::bail!("the house closes; the delivery goes on when it opens");
    }
    match ended {
        Ok(sent) => done(app, delivery_id, &wanted, &sent).await,
        Err(error) => failed(app, delivery_id, &format!("{error:#}")).await,
    }
}

/// Writes down how far it is. False: somebody has stopped it.
async fn told(app: &App, id: Uuid, done: usize, all: usize) -> sqlx::Result<bool> {
    let told = sqlx::query!(
        "update deliveries set done = $2, total = $3 where id = $1 and state = 'running'",
        id,
        done as i32,
        all as i32
    )
    .execute(&app.db)
    .await?;
    Ok(told.rows_affected() == 1)
}

async fn deliver(
    app: &App,
    wanted: &Wanted,
    progress: impl FnMut(usize, usize),
) -> anyhow::Result<Sent> {
    let contract = Some(wanted.contract.as_str());
    let films = wanted.films.into();
    let package = pack(app, wanted.house_id, &wanted.slug, contract, films).await?;
    let to = Storage::at(&wanted.destination, &app.config)?;
    send(app, package, &to, progress).await
}

async fn done(app: &App, id: Uuid, wanted: &Wanted, sent: &Sent) -> anyhow::Result<()> {
    let manifest = &sent.manifest;
    // Twice is as good as once: what the deal was promised is marked before the row says that it is done.
    met(
        app,
        wanted.house_id,
        &wanted.slug,
        &wanted.contract,
        &manifest.id,
    )
    .await?;
    sqlx::query!(
        "update deliveries set state = 'done', done = $2, total = $2, bytes = $3, manifest = $4, ended_at = $5
         where id = $1 and state = 'running'",
        id,
        manifest.files.len() as i32,
        manifest.bytes() as i64,
        json!(manifest),
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    app.rights.forget(wanted.house_id);
    Ok(())
}

async fn failed(app: &App, id: Uuid, problem: &str) -> anyhow::Result<()> {
    let problem: String = problem.chars().take(2_000).collect();
    sqlx::query!(
        "update deliveries set state = 'failed', problem = $2, ended_at = $3 where id = $1 and state = 'running'",
        id,
        problem,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}
