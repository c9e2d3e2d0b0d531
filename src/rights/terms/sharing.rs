//! From the fee for rights that come in to the contract about money that computes it: the partner's part of what the series earn, and the
//! guarantee that was paid in advance and is kept back from it.

use chrono::NaiveDate;
use money::Amount;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::fee::{Fee, FeeKind};
use super::paid::series_of;
use super::{Of, Stage, Terms, hold};
use crate::app::App;
use crate::books::money::currency;
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::rights::block::Direction;
use crate::rights::not_found;
use crate::sharing::contracts::{NewShareContract, first};

/// Who is paid, and from when on what is earned is shared.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewDealSharing)]
#[serde(deny_unknown_fields)]
pub struct NewSharing {
    pub valid_from: NaiveDate,
    /// The party as a payee.
    pub payee_id: Uuid,
}

/// Has the partner's share computed: a contract about money for the series, on these terms.
pub async fn share(app: &App, operator: &Person, asked: Of, new: NewSharing) -> AppResult<()> {
    let house_id = operator.house_id;
    let payee = sqlx::query_scalar!(
        "select code from payees where id = $1 and house_id = $2 and kind <> 'house'",
        new.payee_id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| not_found("payee"))?;
    let mut look = app.db.begin().await?;
    let terms = hold(&mut look, house_id, asked, app.clock.now()).await?;
    look.rollback().await?;
    shareable(&terms)?;
    let series = series_of(&terms.blocks);
    let slugs = sqlx::query_scalar!(
        "select slug from series where house_id = $1 and id = any ($2) order by slug",
        house_id,
        &series
    )
    .fetch_all(&app.db)
    .await?;
    let contract = NewShareContract {
        valid_from: new.valid_from,
        text: text(&terms.name, &terms.fee, &payee, &slugs)?,
    };
    let (mut writing, share_id) = first(app, operator, &series, contract).await?;
    // Once more, now that nobody else can write one.
    shareable(&hold(&mut writing.transaction, house_id, asked, app.clock.now()).await?)?;
    sqlx::query!(
        "update rights_contracts set share_contract_id = $2 where id = $1 and house_id = $3",
        terms.contract_id,
        share_id,
        house_id
    )
    .execute(&mut *writing.transaction)
    .await?;
    sqlx::query!(
        "update rights_parties set payee_id = $2 where id = $1 and payee_id is null",
        terms.party_id,
        new.payee_id
    )
    .execute(&mut *writing.transaction)
    .await?;
    writing.commit().await
}

fn shareable(terms: &Terms) -> AppResult<()> {
    let part = matches!(
        terms.fee.kind,
        FeeKind::Share | FeeKind::Guarantee | FeeKind::Commission
    );
    if terms.direction != Direction::In || !part || terms.stage != Stage::Runs {
        return Err(AppError::conflict(
            "deal_not_shared",
            format!(
                "{} gives its partner no part of what the house earns, or is not signed.",
                terms.name
            ),
            "Have what is signed computed, by which the house takes rights in for a share, a guarantee or a commission.",
        ));
    }
    if terms.fee.share_contract_id.is_some() {
        return Err(AppError::conflict(
            "deal_shared",
            format!("The share of {} is computed already.", terms.name),
            "Look at its contract about money; a new version of it changes the terms.",
        ));
    }
    Ok(())
}

/// The deal in the waterfall language (`crates/money`).
fn text(name: &str, fee: &Fee, payee: &str, slugs: &[String]) -> AppResult<String> {
    let code = currency(&fee.currency)?;
    let quoted = |text: &str| format!("{:?}", text.replace(['"', '\\'], "'"));
    let part = fee.share_bp.unwrap_or_default();
    let percent = |bp: i32| match bp % 100 {
        0 => format!("{}%", bp / 100),
        rest => format!("{}.{rest:02}%", bp / 100),
    };
    let mut parts = vec![format!(
        "name = {}\ncurrency = \"{}\"\npayees = [\"house\", {}]\n",
        quoted(name),
        fee.currency,
        quoted(payee)
    )];
    if slugs.len() > 1 {
        let all: Vec<String> = slugs.iter().map(|slug| quoted(slug)).collect();
        parts.push(format!(
            "series = [{}]\ncross_collateral = true\n",
            all.join(", ")
        ));
    }
    match fee.kind {
        FeeKind::Commission => parts.push(format!(
            "\n[[tier]]\nname = \"Commission\"\nkind = \"commission\"\nrate = \"{}\"\nto = {}\n\n\
             [[tier]]\nname = \"House\"\nkind = \"split\"\nto = \"house\"\n",
            percent(part),
            quoted(payee)
        )),
        _ if part == 10_000 => parts.push(format!(
            "\n[[tier]]\nname = \"Shares\"\nkind = \"split\"\nto = {}\n",
            quoted(payee)
        )),
        _ => parts.push(format!(
            "\n[[tier]]\nname = \"Shares\"\nkind = \"split\"\nto = {{ {} = \"{}\", house = \"{}\" }}\n",
            quoted(payee),
            percent(part),
            percent(10_000 - part)
        )),
    }
    if let (FeeKind::Guarantee, Some(minor)) = (fee.kind, fee.amount) {
        let amount = Amount::new(minor, code).to_string();
        let digits = amount.split(' ').next().unwrap_or(&amount);
        parts.push(format!(
            "\n[[guarantee]]\nname = \"Minimum guarantee\"\npayee = {}\namount = \"{digits}\"\nadvanced_by = \"house\"\n",
            quoted(payee)
        ));
    }
    Ok(parts.concat())
}
