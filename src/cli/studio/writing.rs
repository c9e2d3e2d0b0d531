//! What a model writes while somebody waits at the terminal: allowed first, told while it goes on, and what came of it.

use providers::model::Cost;
use uuid::Uuid;

use crate::app::App;
use crate::cli::produce::said;
use crate::studio::drafts::writing::{self, Of, Task, WritingView};
use crate::studio::paid::purse;

/// Says what writing would cost, and stops where nobody has allowed it.
pub fn may_spend(spend: Option<i64>, bound: &Cost) -> anyhow::Result<()> {
    anyhow::ensure!(
        spend.is_some() || bound.micros == 0,
        "Writing this would cost up to {}. Nothing is paid for without --spend.",
        purse::amount(bound.micros, &bound.currency)
    );
    Ok(())
}

/// Writes in this process, and waits for it.
pub async fn write(app: &App, house_id: Uuid, of: Of, task: &Task) -> anyhow::Result<()> {
    // A worker of another process would send the same questions.
    let id = writing::ask(app, house_id, of, task, false)
        .await
        .map_err(said)?;
    watched(app, id).await?;
    ended(writing::last(app, house_id, of).await.map_err(said)?)
}

/// Does a writing in this process, and tells how far it is.
pub async fn watched(app: &App, id: Uuid) -> anyhow::Result<()> {
    let last = std::sync::Mutex::new(String::new());
    writing::work(app, id, &|doing| {
        if let Ok(mut last) = last.lock()
            && *last != doing
            && !doing.is_empty()
        {
            eprintln!("Writing: {doing}");
            doing.clone_into(&mut last);
        }
    })
    .await
}

/// What came of a writing.
pub fn ended(writing: Option<WritingView>) -> anyhow::Result<()> {
    let ended = writing.ok_or_else(|| anyhow::anyhow!("the writing is gone"))?;
    if let Some(problem) = ended.problem {
        anyhow::bail!("{problem}");
    }
    eprintln!("{} questions, {} tokens", ended.calls, ended.tokens);
    Ok(())
}
