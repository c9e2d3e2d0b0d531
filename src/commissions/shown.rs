//! Commissions as operators see them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json as Kept;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Status;
use crate::books::money::{Money, currency};
use crate::errors::AppResult;

/// A commission with how far it is.
#[derive(Serialize, ToSchema)]
#[schema(as = Commission)]
pub struct Shown {
    pub id: Uuid,
    pub name: String,
    pub party_id: Uuid,
    pub party: String,
    pub series_id: Option<Uuid>,
    pub series: Option<String>,
    pub brief: String,
    pub status: Status,
    pub budget: Money,
    /// Owed by met milestones, and what of it is paid.
    pub owed: Money,
    pub paid: Money,
    pub milestones: Vec<Milestone>,
    pub episodes: Vec<Episode>,
    /// Oldest first.
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = CommissionMilestone)]
pub struct Milestone {
    pub id: Uuid,
    pub name: String,
    pub due_on: Option<NaiveDate>,
    /// Minor units of the budget's currency.
    pub minor: i64,
    /// Met once so many episodes are accepted; null: once an operator says so.
    pub episodes: Option<i32>,
    pub met_at: Option<DateTime<Utc>>,
    pub met_by: Option<String>,
    pub paid_at: Option<DateTime<Utc>>,
    pub paid_note: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CommissionEpisode)]
pub struct Episode {
    pub number: i32,
    /// `awaited`, `accepted`, `returned`
    pub state: String,
    /// What was said of it, oldest first.
    pub reviews: Vec<Review>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = CommissionReview)]
pub struct Review {
    #[serde(skip_serializing)]
    #[schema(ignore)]
    episode: i32,
    pub verdict: String,
    pub note: String,
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = CommissionStep)]
pub struct Step {
    pub status: String,
    pub note: String,
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Commissions)]
pub struct Commissions {
    /// What moved last comes first.
    pub items: Vec<Shown>,
}

/// The commissions of a house, or one of them.
pub async fn read(
    db: &mut PgConnection,
    house_id: Uuid,
    one: Option<Uuid>,
) -> AppResult<Vec<Shown>> {
    let rows = sqlx::query!(
        r#"select c.id, c.name, c.party_id, p.name as party, c.series_id, s.title as "series?", c.brief, c.status as "status: Status",
                  c.budget, c.currency, c.episodes,
                  (select coalesce(json_agg(json_build_object('id', m.id, 'name', m.name, 'due_on', m.due_on, 'minor', m.minor,
                          'episodes', m.episodes, 'met_at', m.met_at, 'met_by', coalesce(w.display_name, w.email), 'paid_at', m.paid_at,
                          'paid_note', m.paid_note) order by m.position), '[]')
                   from commission_milestones m left join people w on w.id = m.met_by where m.commission_id = c.id)
                      as "milestones!: Kept<Vec<Milestone>>",
                  (select coalesce(json_agg(json_build_object('episode', r.episode, 'verdict', r.verdict, 'note', r.note, 'at', r.at,
                          'by', coalesce(w.display_name, w.email)) order by r.episode, r.turn), '[]')
                   from commission_reviews r left join people w on w.id = r.person_id where r.commission_id = c.id)
                      as "reviews!: Kept<Vec<Review>>",
                  (select coalesce(json_agg(json_build_object('status', t.status, 'note', t.note, 'at', t.at,
                          'by', coalesce(w.display_name, w.email)) order by t.number), '[]')
                   from commission_steps t left join people w on w.id = t.person_id where t.commission_id = c.id)
                      as "steps!: Kept<Vec<Step>>"
           from commissions c join rights_parties p on p.id = c.party_id left join series s on s.id = c.series_id
           where c.house_id = $1 and ($2::uuid is null or c.id = $2) order by c.updated_at desc, c.id limit 500"#,
        house_id,
        one
    )
    .fetch_all(&mut *db)
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let unit = currency(&row.currency)?;
        let money = |minor| Money::from(money::Amount::new(minor, unit));
        let milestones = row.milestones.0;
        let sum = |paid: bool| {
            milestones
                .iter()
                .filter(|one| one.met_at.is_some() && one.paid_at.is_some() == paid)
                .map(|one| one.minor)
                .sum::<i64>()
        };
        let reviews = row.reviews.0;
        let episodes = (1..=row.episodes).map(|number| {
            let said: Vec<Review> = reviews
                .iter()
                .filter(|one| one.episode == number)
                .cloned()
                .collect();
            Episode {
                number,
                state: said
                    .last()
                    .map_or_else(|| "awaited".to_owned(), |one| one.verdict.clone()),
                reviews: said,
            }
        });
        found.push(Shown {
            budget: money(row.budget),
            owed: money(sum(false)),
            paid: money(sum(true)),
            episodes: episodes.collect(),
            id: row.id,
            name: row.name,
            party_id: row.party_id,
            party: row.party,
            series_id: row.series_id,
            series: row.series,
            brief: row.brief,
            status: row.status,
            milestones,
            steps: row.steps.0,
        });
    }
    Ok(found)
}
