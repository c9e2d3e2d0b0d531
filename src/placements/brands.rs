//! Brands, and what they owe.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{line, not_found};
use crate::app::App;
use crate::audit;
use crate::books::money::{Money, currency};
use crate::errors::{AppError, AppResult};
use crate::people::Person;

/// Brands of one house.
const BRANDS_MAX: i64 = 10_000;

/// A brand as it is entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBrand {
    pub name: String,
    /// What it sells, in one word such as `drinks`: brands of one category compete.
    pub category: String,
}

/// A brand.
#[derive(Serialize, ToSchema)]
pub struct Brand {
    pub id: Uuid,
    pub name: String,
    pub category: String,
    /// What it owes now, in each currency.
    pub owes: Vec<Money>,
}

/// Every brand of a house, by name; or one.
pub(super) async fn list(app: &App, house_id: Uuid, only: Option<Uuid>) -> AppResult<Vec<Brand>> {
    let rows = sqlx::query!(
        "select id, name, category from brands where house_id = $1 and ($2::uuid is null or id = $2) order by lower(name), id",
        house_id,
        only
    )
    .fetch_all(&app.db)
    .await?;
    let owed = sqlx::query!(
        r#"select b.brand_id as "brand_id!", b.unit, (a.debits_posted - a.credits_posted)::bigint as "owed!"
           from book_accounts b join ledger_accounts a on a.id = b.account_id and a.ledger_id = b.house_id
           where b.house_id = $1 and b.brand_id is not null and a.debits_posted <> a.credits_posted order by b.unit"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let mut brands = Vec::with_capacity(rows.len());
    for row in rows {
        let own = owed.iter().filter(|one| one.brand_id == row.id);
        let owes = own.map(|one| {
            let amount = money::Amount::new(one.owed, currency(&one.unit)?);
            AppResult::Ok(Money::from(amount))
        });
        brands.push(Brand {
            id: row.id,
            name: row.name,
            category: row.category,
            owes: owes.collect::<AppResult<_>>()?,
        });
    }
    Ok(brands)
}

pub(super) async fn one(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Brand> {
    let found = list(app, house_id, Some(id)).await?.pop();
    found.ok_or_else(|| not_found("brand"))
}

pub(super) async fn add(app: &App, operator: &Person, new: &NewBrand) -> AppResult<Brand> {
    let name = line(&new.name, 120, "name")?;
    let category = new.category.trim();
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    if !(1..=64).contains(&category.len()) || !category.bytes().all(plain) {
        return Err(AppError::bad_request(
            "category_invalid",
            "A category is one word of small letters, digits, - and _.",
            "Write it such as `drinks` or `phones`.",
        ));
    }
    let id = app.random.id();
    let mut transaction = app.db.begin().await?;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from brands where house_id = $1"#,
        operator.house_id
    )
    .fetch_one(&mut *transaction)
    .await?;
    let written = sqlx::query!(
        "insert into brands (id, house_id, name, category, created_at) select $1, $2, $3, $4, $5 where $6 on conflict do nothing",
        id,
        operator.house_id,
        name,
        category,
        app.clock.now(),
        count < BRANDS_MAX
    )
    .execute(&mut *transaction)
    .await?;
    if written.rows_affected() == 0 {
        return Err(AppError::conflict(
            "brand_known",
            "There is a brand of this name already, or there are too many brands.",
            "Look for it in the list.",
        ));
    }
    let detail = json!({ "name": name, "category": category });
    audit::note(
        &mut *transaction,
        app,
        operator,
        "brand.added",
        "brand",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    one(app, operator.house_id, id).await
}
