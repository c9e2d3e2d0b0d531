//! `operator-link`: a one-time link that makes its visitor an operator.

use crate::app::App;
use crate::config::Config;
use crate::errors::AppResult;
use crate::people;
use crate::postgres::Postgres;

/// Prints a link for the house with this short name; the house may be running meanwhile.
pub async fn run(config: Config, house: &str) -> anyhow::Result<()> {
    let postgres = Postgres::open(&config).await?;
    let app = super::serve::open(config, &postgres.url).await?;
    let id = sqlx::query_scalar!("select id from houses where slug = $1", house)
        .fetch_optional(&app.db)
        .await?;
    let made: anyhow::Result<()> = match id {
        Some(id) => people::operator_link(&app, id)
            .await
            .map(|link| print(&link))
            .map_err(Into::into),
        None => Err(anyhow::anyhow!("there is no house called `{house}`")),
    };
    app.db.close().await;
    postgres.close().await?;
    made
}

/// For the start of a house that has no operator yet: to standard output, never to the log.
pub async fn announce_first(app: &App) -> AppResult<()> {
    let houses = sqlx::query_scalar!("select id from houses order by created_at")
        .fetch_all(&app.db)
        .await?;
    for house in houses {
        if let Some(link) = people::first_operator_link(app, house).await? {
            print(&link);
        }
    }
    Ok(())
}

fn print(link: &str) {
    println!(
        "To become an operator of this house, open this link within {} hours; it works once:\n\n  {link}\n",
        people::operator::LINK_LIFETIME.num_hours()
    );
}
