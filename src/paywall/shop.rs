//! What the sheet tells of money and of VIP.

use chrono::{DateTime, Utc};
use money::{Amount, Fraction, Rounding};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::adverts;
use crate::app::App;
use crate::books::money::{currency, refused};
use crate::errors::AppResult;
use crate::houses::House;
use crate::{payments, vip};

/// What coins cost in a shop: so many for an amount.
#[derive(Clone, Copy, Debug)]
pub struct CoinPrice {
    pub coins: i64,
    pub price: Amount,
}

impl CoinPrice {
    /// What so many coins cost, rounded up.
    pub fn of(&self, coins: i64) -> AppResult<Amount> {
        let (coins, each) = (
            coins.max(0).unsigned_abs(),
            self.coins.max(1).unsigned_abs(),
        );
        let times = Fraction::new(coins, each).map_err(refused)?;
        self.price.times(times, Rounding::Up).map_err(refused)
    }
}

/// The plain price of coins, bought in an exact amount, where a viewer is; where nothing is sold, a guess that tells
/// of no offer.
pub async fn coin_price(app: &App, house: &House, territory: &str) -> AppResult<CoinPrice> {
    if let Some((coins, price)) = payments::book::plain_coins(app, house.id, territory).await? {
        return Ok(CoinPrice { coins, price });
    }
    let unit = currency(&house.currency)?;
    Ok(CoinPrice {
        coins: 100,
        price: Amount::new(unit.scale(), unit),
    })
}

/// The lowest price of VIP where a viewer is, if any is sold.
pub async fn vip_from(app: &App, house: &House, territory: &str) -> AppResult<Option<Amount>> {
    payments::book::vip_from(app, house.id, territory).await
}

/// Until when a viewer is VIP, if they are.
pub async fn vip_until(
    db: &mut PgConnection,
    house_id: Uuid,
    person_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Option<DateTime<Utc>>> {
    vip::until(db, house_id, person_id, now).await
}

/// Whether an advert may open an episode for a viewer today, and how many still may.
pub async fn adverts(app: &App, house_id: Uuid, person_id: Uuid) -> AppResult<Option<i64>> {
    Ok(Some(adverts::left_today(app, house_id, person_id).await?))
}
