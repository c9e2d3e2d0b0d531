//! Whether the books hold. Each check compares what two parts of the house say about the same money, in one look at the
//! database, and tells what does not agree. A house where nothing is under way passes them all.

mod books;
mod coins;
mod orders;
mod sharing;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;

/// The most findings that are told one by one.
const TOLD: usize = 20;

/// What was compared, and what came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Check {
    /// Stable, for programs and translations.
    #[schema(example = "debits_equal_credits")]
    pub code: &'static str,
    /// What holds when it passes, in one sentence.
    pub name: &'static str,
    /// What to do when it does not.
    pub remedy: &'static str,
    pub passed: bool,
    /// How many things were compared.
    pub compared: i64,
    /// How many are under way and can be compared when they are done.
    pub waiting: i64,
    /// What does not agree, at most twenty.
    pub findings: Vec<String>,
    /// All that does not agree.
    pub wrong: i64,
}

impl Check {
    fn new(
        code: &'static str,
        name: &'static str,
        remedy: &'static str,
        compared: usize,
        mut findings: Vec<String>,
    ) -> Self {
        let wrong = i64::try_from(findings.len()).unwrap_or(i64::MAX);
        findings.truncate(TOLD);
        Self {
            code,
            name,
            remedy,
            passed: wrong == 0,
            compared: i64::try_from(compared).unwrap_or(i64::MAX),
            waiting: 0,
            findings,
            wrong,
        }
    }

    fn waiting(self, waiting: i64) -> Self {
        Self { waiting, ..self }
    }
}

/// A transaction in which all queries see the same moment.
async fn one_look(app: &App) -> AppResult<sqlx::Transaction<'static, sqlx::Postgres>> {
    let mut transaction = app.db.begin().await?;
    sqlx::query("set transaction isolation level repeatable read, read only")
        .execute(&mut *transaction)
        .await?;
    Ok(transaction)
}

/// Every check of a house.
pub async fn all(app: &App, house_id: Uuid) -> AppResult<Vec<Check>> {
    Ok(vec![
        books::debits_equal_credits(app, house_id).await?,
        books::chain_verified(app, house_id).await?,
        books::revenue_matches(app, house_id).await?,
        books::nothing_held_too_long(app, house_id).await?,
        coins::wallets_match_lots(app, house_id).await?,
        coins::float_matches_lots(app, house_id).await?,
        coins::breakage_matches_lots(app, house_id).await?,
        coins::unlocks_match_books(app, house_id).await?,
        orders::orders_settled_once(app, house_id).await?,
        orders::receipts_without_gaps(app, house_id).await?,
        orders::nothing_in_suspense(app, house_id).await?,
        orders::events_handled(app, house_id).await?,
        orders::vip_matches_periods(app, house_id).await?,
        sharing::payees_match(app, house_id).await?,
        sharing::payouts_in_transit(app, house_id).await?,
    ])
}

#[derive(Serialize, ToSchema)]
pub struct Checks {
    pub at: chrono::DateTime<chrono::Utc>,
    pub passed: bool,
    pub checks: Vec<Check>,
}

/// Check the books now.
#[utoipa::path(
    get, operation_id = "check_books", path = "/api/v1/desk/books/checks", tag = "desk",
    responses((status = 200, body = Checks), (status = 403, body = ErrorBody))
)]
pub async fn show(State(app): State<App>, Operator(operator): Operator) -> AppResult<Json<Checks>> {
    let checks = all(&app, operator.house_id).await?;
    Ok(Json(Checks {
        at: app.clock.now(),
        passed: checks.iter().all(|check| check.passed),
        checks,
    }))
}
