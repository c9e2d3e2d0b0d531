//! What impressions earn: exact, though the price of one is a fraction of a minor unit.

use ::ledger::Reference;
use anyhow::Context;
use money::{Amount, Currency, Fraction, Rounding};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::app::App;
use crate::books::money::{currency, refused};
use crate::books::revenue::{self, Line, RevenueKind};
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::errors::AppResult;

/// What one impression earns, in units of the house's currency.
#[derive(Clone, Debug)]
pub struct Price {
    /// As it stands in the settings: each price has its own count.
    text: String,
    each: Fraction,
}

impl Price {
    pub fn read(text: &str) -> anyhow::Result<Self> {
        let each: Fraction = text
            .parse()
            .with_context(|| format!("the setting `adverts.price_per_impression`, `{text}`"))?;
        Ok(Self {
            text: text.to_owned(),
            each,
        })
    }

    /// All that so many impressions earned, rounded down.
    fn of(&self, impressions: i64, currency: Currency) -> AppResult<Amount> {
        Amount::new(currency.scale(), currency)
            .checked_mul(impressions)
            .and_then(|whole| whole.times(self.each, Rounding::Down))
            .map_err(refused)
    }
}

/// Counts one more impression and gives what it adds: the sums of the first k are the rounded price of k.
pub async fn count(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    currency: Currency,
) -> AppResult<Amount> {
    let Some(price) = &app.adverts.price else {
        return Ok(Amount::zero(currency));
    };
    let impressions = sqlx::query_scalar!(
        "insert into advert_counts (house_id, price, currency, impressions) values ($1, $2, $3, 1)
         on conflict (house_id, price, currency) do update set impressions = advert_counts.impressions + 1
         returning impressions",
        house_id,
        price.text,
        currency.code()
    )
    .fetch_one(db)
    .await?;
    price
        .of(impressions, currency)?
        .checked_sub(price.of(impressions - 1, currency)?)
        .map_err(refused)
}

/// Tells the books what an impression earned. The same again tells nothing new.
pub async fn book(app: &App, house_id: Uuid, id: Uuid) -> AppResult<()> {
    let found = sqlx::query!(
        "select series_id, episode_id, territory, at, amount, currency from advert_impressions
         where house_id = $1 and id = $2 and booked_at is null and amount > 0",
        house_id,
        id
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = found else { return Ok(()) };
    let amount = Amount::new(row.amount, currency(&row.currency)?);
    let entry = Entry {
        id: derived(id, "earned"),
        debit: Spot::house(Kind::ClearingAdverts, amount.currency),
        credit: Spot::house(RevenueKind::Adverts.account(), amount.currency),
        amount: amount.minor,
        reference: Reference::new("advert", id),
    };
    books::post(app, house_id, vec![entry]).await?;
    let line = Line {
        id: derived(id, "line"),
        house_id,
        series_id: row.series_id,
        episode_id: row.episode_id,
        kind: RevenueKind::Adverts,
        amount,
        territory: row.territory,
        at: row.at,
        source_kind: "advert",
        source_id: id,
        count: 1,
    };
    let mut transaction = app.db.begin().await?;
    revenue::record(&mut *transaction, &[line]).await?;
    sqlx::query!(
        "update advert_impressions set booked_at = $3 where house_id = $1 and id = $2",
        house_id,
        id,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Books what a crash left between an impression and the books, and forgets offers of the past.
pub async fn sweep(app: &App) -> AppResult<()> {
    let now = app.clock.now();
    let waiting = sqlx::query!(
        "select house_id, id from advert_impressions where booked_at is null and amount > 0 and at < $1
         order by at limit 1000",
        now - chrono::Duration::seconds(30)
    )
    .fetch_all(&app.db)
    .await?;
    for one in waiting {
        book(app, one.house_id, one.id).await?;
    }
    sqlx::query!(
        "delete from rewards where state <> 'granted' and offered_at < $1",
        now - chrono::Duration::days(2)
    )
    .execute(&app.db)
    .await?;
    sqlx::query!(
        "delete from reward_days where day < $1",
        super::day(now) - chrono::Days::new(2)
    )
    .execute(&app.db)
    .await?;
    Ok(())
}
