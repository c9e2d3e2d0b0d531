//! The provider's account beside the books, as operators see it.

use axum::extract::State;
use chrono::{DateTime, Duration, Utc};
use money::Amount;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::lines::fetch;
use crate::app::App;
use crate::audit;
use crate::books::money::{Money, currency};
use crate::books::{self, Spot, money as book_money};
use crate::errors::{AppResult, ErrorBody};
use crate::extract::Json;
use crate::payments::provider::ProviderKind;
use crate::people::policy::Operator;

/// How long a provider may take to tell of a sale.
const LATE: Duration = Duration::days(3);
/// The same of a store: its report comes after the end of its month, and is brought by hand.
const LATE_STORE: Duration = Duration::days(75);

/// The provider's account beside the books. Reconciled: nothing in suspense, nothing missing, no difference.
#[derive(Serialize, ToSchema)]
pub struct Reconciliation {
    pub accounts: Vec<ClearingAccount>,
    pub suspense: Vec<SuspenseLine>,
    pub missing: Vec<MissingLine>,
    pub fetched_at: Option<DateTime<Utc>>,
}

/// What lies with one provider, in one currency.
#[derive(Serialize, ToSchema)]
pub struct ClearingAccount {
    pub provider: ProviderKind,
    pub currency: String,
    pub lines: i64,
    pub matched: i64,
    /// What the books say lies there, and what the provider's lines come to.
    pub books: Money,
    pub provider_says: Money,
    /// What the books know and the provider may still tell of: it is no difference yet.
    pub awaited: Money,
    pub difference: Money,
}

/// A line that matches nothing.
#[derive(Serialize, ToSchema)]
pub struct SuspenseLine {
    pub provider: ProviderKind,
    pub reference: String,
    pub kind: String,
    pub gross: Money,
    pub fee: Money,
    pub net: Money,
    pub source: Option<String>,
    pub at: DateTime<Utc>,
    pub problem: String,
}

/// Something in the books of which no line tells.
#[derive(Serialize, ToSchema)]
pub struct MissingLine {
    /// `order`, `refund`, `dispute` or `dispute_won`.
    pub kind: String,
    pub id: Uuid,
    pub provider: ProviderKind,
    pub amount: Money,
    pub at: DateTime<Utc>,
}

/// Compare the provider's account with the books.
#[utoipa::path(get, operation_id = "desk_reconciliation", path = "/api/v1/desk/reconciliation", tag = "desk", responses((status = 200, body = Reconciliation), (status = 403, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Reconciliation>> {
    Ok(Json(compare(&app, operator.house_id).await?))
}

/// Read the provider's account anew, then compare.
#[utoipa::path(post, operation_id = "desk_fetch_reconciliation", path = "/api/v1/desk/reconciliation/fetch", tag = "desk", responses((status = 200, body = Reconciliation), (status = 403, body = ErrorBody), (status = 503, body = ErrorBody)))]
pub async fn fetch_now(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Reconciliation>> {
    fetch(&app, operator.house_id).await?;
    audit::note(
        &app.db,
        &app,
        &operator,
        "reconciliation.fetched",
        "house",
        operator.house_id,
        serde_json::json!({}),
    )
    .await?;
    Ok(Json(compare(&app, operator.house_id).await?))
}

/// The comparison.
pub async fn compare(app: &App, house_id: Uuid) -> AppResult<Reconciliation> {
    let now = app.clock.now();
    let sums = sqlx::query!(
        r#"select coalesce(l.provider, o.provider) as "provider!: ProviderKind", coalesce(l.currency, o.currency) as "currency!",
                  coalesce(l.lines, 0) as "lines!", coalesce(l.matched, 0) as "matched!", coalesce(l.net, 0)::bigint as "net!",
                  coalesce(w.amount, 0)::bigint as "awaited!"
           from (select provider, currency, count(*) as lines, count(matched_id) as matched, sum(net) as net
                 from provider_balance_lines where house_id = $1 group by provider, currency) l
           full join (select distinct provider, currency from orders where house_id = $1 and settled_at is not null) o
             using (provider, currency)
           left join (select provider, currency, sum(amount) as amount from entries_without_line
                 where house_id = $1 and at >= case when provider in ('apple', 'google') then $3::timestamptz else $2::timestamptz end
                 group by provider, currency) w
             using (provider, currency)
           order by 1, 2"#,
        house_id,
        now - LATE,
        now - LATE_STORE
    )
    .fetch_all(&app.db)
    .await?;
    let mut accounts = Vec::new();
    for sum in sums {
        let unit = currency(&sum.currency)?;
        let spot = Spot::house(sum.provider.clearing(), unit);
        let books = books::balance(app, house_id, &spot).await?.debit();
        let amount = |minor| Amount::new(minor, unit).into();
        accounts.push(ClearingAccount {
            provider: sum.provider,
            currency: sum.currency,
            lines: sum.lines,
            matched: sum.matched,
            books: amount(books),
            provider_says: amount(sum.net),
            awaited: amount(sum.awaited),
            difference: amount(books - sum.net - sum.awaited),
        });
    }
    let suspense = sqlx::query!(
        r#"select provider as "provider: ProviderKind", ref as reference, kind, currency, gross, fee, net, source, at, problem
           from provider_balance_lines where house_id = $1 and matched_id is null order by at desc, ref limit 500"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let suspense = suspense.into_iter().map(|line| {
        let unit = book_money::currency(&line.currency)?;
        let amount = |minor| Amount::new(minor, unit).into();
        Ok(SuspenseLine {
            provider: line.provider,
            reference: line.reference,
            kind: line.kind,
            gross: amount(line.gross),
            fee: amount(line.fee),
            net: amount(line.net),
            source: line.source,
            at: line.at,
            problem: line
                .problem
                .unwrap_or_else(|| "It was not looked at yet.".into()),
        })
    });
    let fetched_at = sqlx::query_scalar!(
        "select max(fetched_at) from provider_balance_lines where house_id = $1",
        house_id
    )
    .fetch_one(&app.db)
    .await?;
    Ok(Reconciliation {
        accounts,
        suspense: suspense.collect::<AppResult<_>>()?,
        missing: missing(app, house_id).await?,
        fetched_at,
    })
}

async fn missing(app: &App, house_id: Uuid) -> AppResult<Vec<MissingLine>> {
    let now = app.clock.now();
    let rows = sqlx::query!(
        r#"select kind as "kind!", id as "id!", provider as "provider!: ProviderKind", currency as "currency!",
                  amount as "amount!", at as "at!"
           from entries_without_line
           where house_id = $1 and at < case when provider in ('apple', 'google') then $3::timestamptz else $2::timestamptz end
           order by at desc, kind, id limit 500"#,
        house_id,
        now - LATE,
        now - LATE_STORE
    )
    .fetch_all(&app.db)
    .await?;
    let missing = rows.into_iter().map(|row| {
        Ok(MissingLine {
            kind: row.kind,
            id: row.id,
            provider: row.provider,
            amount: Amount::new(row.amount, currency(&row.currency)?).into(),
            at: row.at,
        })
    });
    missing.collect()
}
