//! What brands owe: booked once for each day, and paid.

use ledger::Reference;
use money::Amount;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{brands, line};
use crate::app::App;
use crate::audit;
use crate::books::money::{MoneySent, currency};
use crate::books::revenue::{Line, RevenueKind, record};
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::errors::{AppError, AppResult};
use crate::people::Person;

/// Books what is counted and not booked yet.
pub(super) async fn sweep(app: &App) -> AppResult<()> {
    let open = sqlx::query!(
        "select house_id, deal_id, day from exposure_days where booked_at is null order by counted_at, deal_id, day limit 1000"
    )
    .fetch_all(&app.db)
    .await?;
    for one in open {
        book(app, one.house_id, one.deal_id, one.day).await?;
    }
    Ok(())
}

/// Tells the books of one day of one deal: ids are the lines' own, so that the same again is nothing new.
async fn book(app: &App, house_id: Uuid, deal_id: Uuid, day: chrono::NaiveDate) -> AppResult<()> {
    let rows = sqlx::query!(
        r#"select l.id, l.series_id, l.episode_id, l.territory, l.billable, l.flat + l.amount as "earned!", d.currency, d.brand_id,
               exists (select from series s where s.id = l.series_id) as "series_there!",
               exists (select from episodes e where e.id = l.episode_id) as "episode_there!"
           from exposure_lines l join brand_deals d on d.id = l.deal_id
           where l.house_id = $1 and l.deal_id = $2 and l.day = $3 and l.flat + l.amount > 0 order by l.id"#,
        house_id,
        deal_id,
        day
    )
    .fetch_all(&app.db)
    .await?;
    // The last moment of the day: it is shared by the contract that held then.
    let at = (day + chrono::Days::new(1))
        .and_time(chrono::NaiveTime::MIN)
        .and_utc()
        - chrono::Duration::milliseconds(1);
    let (mut entries, mut lines) = (Vec::new(), Vec::new());
    for row in rows {
        let amount = Amount::new(row.earned, currency(&row.currency)?);
        entries.push(Entry {
            id: derived(row.id, "earned"),
            debit: Spot::of(Kind::ReceivableBrand, row.brand_id, amount.currency),
            credit: Spot::house(RevenueKind::Sponsorship.account(), amount.currency),
            amount: amount.minor,
            reference: Reference::new("exposures", row.id),
        });
        lines.push(Line {
            id: derived(row.id, "line"),
            house_id,
            series_id: row.series_id.filter(|_| row.series_there),
            episode_id: row.episode_id.filter(|_| row.episode_there),
            kind: RevenueKind::Sponsorship,
            amount,
            territory: row.territory,
            at,
            source_kind: "exposures",
            source_id: row.id,
            count: row.billable,
        });
    }
    // A chain has its limits; each line stands alone.
    for some in entries.chunks(64) {
        books::post(app, house_id, some.to_vec()).await?;
    }
    let mut transaction = app.db.begin().await?;
    record(&mut *transaction, &lines).await?;
    sqlx::query!(
        "update exposure_days set booked_at = $4 where house_id = $1 and deal_id = $2 and day = $3 and booked_at is null",
        house_id,
        deal_id,
        day,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// What a brand paid.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandPayment {
    /// Made by the client: the same again is the same payment.
    pub id: Uuid,
    pub amount: MoneySent,
    /// What one would look for at the bank. Nothing personal.
    pub note: String,
}

/// Writes down that a brand paid what it owes, or some of it.
pub(super) async fn paid(
    app: &App,
    operator: &Person,
    brand_id: Uuid,
    payment: &BrandPayment,
) -> AppResult<brands::Brand> {
    let house_id = operator.house_id;
    let brand = brands::one(app, house_id, brand_id).await?;
    let amount = payment.amount.amount()?;
    let note = line(&payment.note, 200, "note")?;
    if amount.minor <= 0 {
        return Err(AppError::bad_request(
            "payment_invalid",
            "A payment is more than nothing.",
            "Write how much arrived, in minor units.",
        ));
    }
    // Two houses may be sent the same id.
    let id = derived(house_id, &format!("brand_payment:{}", payment.id));
    let entry = Entry {
        id,
        debit: Spot::house(Kind::Bank, amount.currency),
        credit: Spot::of(Kind::ReceivableBrand, brand.id, amount.currency),
        amount: amount.minor,
        reference: Reference::new("brand_payment", id),
    };
    books::post(app, house_id, vec![entry])
        .await
        .map_err(|error| match error {
            ledger::Error::Refused {
                refusal: ledger::Refusal::ExistsWithDifferent(_),
                ..
            } => AppError::conflict(
                "payment_differs",
                "Another payment was written down under this id.",
                "Use a new id for another payment.",
            ),
            ledger::Error::Refused { .. } => AppError::conflict(
                "more_than_owed",
                "The brand does not owe so much.",
                "Look at what it owes; days are billed two days later.",
            ),
            error => error.into(),
        })?;
    let mut transaction = app.db.begin().await?;
    let written = sqlx::query!(
        "insert into brand_payments (id, house_id, brand_id, amount, currency, note, at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict do nothing",
        id,
        house_id,
        brand.id,
        amount.minor,
        amount.currency.code(),
        note,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    if written.rows_affected() > 0 {
        let detail = json!({ "amount": amount.to_string(), "note": note });
        audit::note(
            &mut *transaction,
            app,
            operator,
            "brand.paid",
            "brand",
            brand.id,
            detail,
        )
        .await?;
    }
    transaction.commit().await?;
    brands::one(app, house_id, brand.id).await
}
