//! Placements: brands inside the story, what viewers saw of them, and what brands owe for it.
//!
//! A *deal* says what a brand pays, where it is lawful and what viewers are told; a *placement* is where the brand is in
//! an episode's picture. Once a day is over and its players have told what they had to tell, the day is *counted* by the
//! rules of [`::exposure`], once and for good; then *booked*: the brand owes it, and it is sponsorship like any other.

mod brands;
mod count;
mod deals;
pub mod desk;
mod pay;
mod picture;
mod report;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use sqlx::PgExecutor;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};

/// Counts the days that are over, and books what is counted; again and again.
pub async fn sweep(app: &App) -> AppResult<()> {
    count::sweep(app).await?;
    pay::sweep(app).await
}

/// What viewers in a territory are told about each of these episodes: what its deal says, else the house's `usual` line.
/// Episodes without a placement are left out.
pub async fn disclosures(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    episodes: &[Uuid],
    territory: &str,
    usual: Option<&str>,
) -> AppResult<HashMap<Uuid, Vec<String>>> {
    let rows = sqlx::query!(
        r#"select distinct p.episode_id, coalesce(d.disclosures ->> $3, d.disclosures ->> '*', $4) as text
           from placements p join brand_deals d on d.id = p.deal_id
           where p.house_id = $1 and p.episode_id = any ($2) and p.removed_at is null
           order by 1, 2"#,
        house_id,
        episodes,
        territory,
        usual
    )
    .fetch_all(db)
    .await?;
    let mut told: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in rows {
        // A house keeps its line while a deal stands on it: see `lean_on_the_house`.
        told.entry(row.episode_id).or_default().extend(row.text);
    }
    Ok(told)
}

/// Whether deals of a house leave it to the house's line what viewers are told.
pub async fn lean_on_the_house(db: impl PgExecutor<'_>, house_id: Uuid) -> AppResult<bool> {
    let leaning = sqlx::query_scalar!(
        r#"select exists (select from brand_deals where house_id = $1 and not disclosures ? '*') as "leaning!""#,
        house_id
    )
    .fetch_one(db)
    .await?;
    Ok(leaning)
}

/// An id that is not here, or belongs to another house.
fn not_found(what: &str) -> AppError {
    AppError::not_found(
        "not_agreed",
        format!("There is no such {what} in this house."),
        "Look for it on the desk's page of brands.",
    )
}

/// A line that somebody wrote, trimmed.
fn line(text: &str, most: usize, what: &str) -> AppResult<String> {
    let text = text.trim();
    let long = text.chars().count() > most;
    if !text.is_empty() && !long && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(AppError::bad_request(
        "text_invalid",
        format!("The {what} is not one line of 1 to {most} characters."),
        "Write it in one line, shorter.",
    ))
}
