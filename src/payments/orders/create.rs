//! Making an order: what it costs here and now, and never more than was shown.

use chrono::Duration;
use money::Amount;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json as Column;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Kind, Order, State, change, find, may_pay, orders};
use crate::app::App;
use crate::books::money::{Money, refused};
use crate::errors::{AppError, AppResult};
use crate::payments::book::{self, Current, Shelf, Voucher};
use crate::payments::provider::ProviderKind;
use crate::payments::tax::{self, Decision, Policy, Rate};
use crate::people::Person;
use crate::vip::{self, Terms};

/// How soon the provider is asked about an order of which no webhook spoke.
const FIRST_ASK: Duration = Duration::minutes(1);
/// Orders that a person may leave unpaid at a time.
const UNPAID_MAX: i64 = 20;

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Item {
    Pack {
        pack_id: Uuid,
    },
    /// So many coins, exactly.
    Exact {
        coins: i64,
    },
    Vip {
        plan_id: Uuid,
    },
    /// Backing a campaign: shown among orders, and made by the campaign.
    Pledge {
        campaign_id: Uuid,
    },
}

/// An order to be written down.
pub struct New<'a> {
    pub id: Uuid,
    pub house_id: Uuid,
    pub person_id: Uuid,
    pub kind: Kind,
    pub item_id: Option<Uuid>,
    pub book_version: i32,
    pub coins: i64,
    pub bonus: i64,
    pub bonus_days: i32,
    /// All of what is paid, and the tax in it that is due now.
    pub price: Amount,
    pub tax: Amount,
    pub rate: Option<&'a Rate>,
    pub policy: Policy,
    pub territory: &'a str,
    pub provider: ProviderKind,
    pub provider_ref: Option<&'a str>,
    /// Of the first order of a subscription.
    pub plan: Option<Terms>,
    /// Of a renewal: the subscription and the number of the period.
    pub renews: Option<(Uuid, i32)>,
    /// Where the buyer says, or is seen, to be.
    pub evidence: serde_json::Value,
}

/// Writes an order, its tax decision and its first event down; false when there is one of its id already.
pub async fn insert(
    app: &App,
    db: &mut PgConnection,
    new: &New<'_>,
    cause: &str,
) -> AppResult<bool> {
    let now = app.clock.now();
    let net = new.price.checked_sub(new.tax).map_err(refused)?;
    let (subscription_id, period) = new.renews.unzip();
    let written = sqlx::query!(
        "insert into orders (id, house_id, person_id, state, kind, item_id, book_version, coins, bonus, bonus_days, currency,
             price, tax, net, territory, provider, provider_ref, subscription_id, period, created_at, ask_at, plan)
         values ($1, $2, $3, 'pending', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
         on conflict do nothing",
        new.id,
        new.house_id,
        new.person_id,
        new.kind as Kind,
        new.item_id,
        new.book_version,
        new.coins,
        new.bonus,
        new.bonus_days,
        new.price.currency.code(),
        new.price.minor,
        new.tax.minor,
        net.minor,
        new.territory,
        new.provider as ProviderKind,
        new.provider_ref,
        subscription_id,
        period,
        now,
        now + FIRST_ASK,
        new.plan.map(Column) as _
    )
    .execute(&mut *db)
    .await?;
    if written.rows_affected() == 0 {
        return Ok(false);
    }
    tax::decide(
        &mut *db,
        now,
        &Decision {
            house_id: new.house_id,
            subject_kind: "order",
            subject_id: new.id,
            policy: new.policy,
            territory: new.territory,
            rate: new.rate,
            net,
            tax: new.tax,
            evidence: new.evidence.clone(),
        },
    )
    .await?;
    let order = find(&mut *db, new.house_id, new.id).await?;
    change(app, db, &order, State::Pending, cause, json!({})).await?;
    Ok(true)
}

/// What an item costs, before tax is looked at.
struct Priced {
    kind: Kind,
    item_id: Option<Uuid>,
    coins: i64,
    bonus: i64,
    minor: i64,
    plan: Option<Terms>,
}

fn priced(shelf: &Shelf, item: &Item) -> AppResult<Priced> {
    match *item {
        Item::Pack { pack_id } => {
            let pack = shelf.packs.iter().find(|pack| pack.id == pack_id);
            let pack = pack.ok_or_else(not_on_sale)?;
            Ok(Priced {
                kind: Kind::Pack,
                item_id: Some(pack.id),
                coins: pack.coins,
                bonus: pack.bonus,
                minor: pack.price,
                plan: None,
            })
        }
        Item::Exact { coins } => {
            let minor = shelf.exact.price_of(coins).ok_or_else(|| {
                let exact = &shelf.exact;
                AppError::bad_request(
                    "coins_not_sold",
                    format!(
                        "Coins are sold from {} to {}, in steps of {}.",
                        exact.min, exact.max, exact.step
                    ),
                    "Choose another number of coins.",
                )
            })?;
            Ok(Priced {
                kind: Kind::Exact,
                item_id: None,
                coins,
                bonus: 0,
                minor,
                plan: None,
            })
        }
        Item::Pledge { .. } => Err(not_on_sale()),
        Item::Vip { plan_id } => {
            let plan = shelf.plans.iter().find(|plan| plan.id == plan_id);
            let plan = plan.ok_or_else(not_on_sale)?;
            Ok(Priced {
                kind: Kind::Vip,
                item_id: Some(plan.id),
                coins: 0,
                bonus: 0,
                minor: plan.intro.as_ref().map_or(plan.price, |intro| intro.price),
                plan: Some(Terms {
                    period: plan.period,
                    price: plan.price,
                    intro: plan
                        .intro
                        .as_ref()
                        .map(|intro| (intro.price, intro.periods)),
                }),
            })
        }
    }
}

/// Whether a subscription would begin by an unpaid order though the house has stopped to offer any.
pub async fn no_longer_offered(app: &App, order: &Order) -> AppResult<bool> {
    let begins = order.kind == Kind::Vip && order.subscription_id.is_none();
    let waits = order.state == State::Pending && order.test_outcome.is_none();
    Ok(begins && waits && !book::offers_vip(app, order.house_id).await?)
}

/// Refuses to have such an order paid.
pub async fn refuse_withdrawn_offer(app: &App, order: &Order) -> AppResult<()> {
    if no_longer_offered(app, order).await? {
        return Err(not_on_sale());
    }
    Ok(())
}

fn not_on_sale() -> AppError {
    AppError::not_found(
        "not_on_sale",
        "This is not on sale here any more.",
        "Load the shop again and choose anew.",
    )
}

/// What the viewer's tap asks for.
pub struct Tap {
    pub id: Uuid,
    pub item: Item,
    /// The price that was shown.
    pub expected: Amount,
    pub territory: String,
    pub language: String,
}

/// Makes the order, or finds the one that the same tap made before.
pub async fn create(app: &App, person: &Person, tap: &Tap) -> AppResult<Order> {
    if let Some(order) = made_before(app, person, tap).await? {
        refuse_withdrawn_offer(app, &order).await?;
        return Ok(order);
    }
    let house_id = person.house_id;
    let Current { version, book, .. } = book::on_sale(app, house_id).await?;
    let shelf = book.shelf(&tap.territory)?;
    let currency = shelf.currency()?;
    if tap.expected.currency != currency {
        return Err(AppError::bad_request(
            "currency_not_sold",
            format!(
                "This house does not sell in {} here.",
                tap.expected.currency
            ),
            format!("Pay in {currency}; the shop shows the prices."),
        ));
    }
    let item = priced(shelf, &tap.item)?;
    let rate = tax::rate(&app.db, house_id, &tap.territory, app.clock.now()).await?;
    let taxed = tax::taxed(rate.as_ref(), Amount::new(item.minor, currency))?;
    if taxed.gross != tap.expected {
        let now: Money = taxed.gross.into();
        return Err(AppError::conflict(
            "price_changed",
            format!(
                "The price is {} now, not {}. Nothing was charged.",
                taxed.gross, tap.expected
            ),
            format!(
                "Load the shop again and decide anew ({} minor units).",
                now.minor
            ),
        ));
    }
    let charged = |minor| {
        AppResult::Ok(
            tax::taxed(rate.as_ref(), Amount::new(minor, currency))?
                .gross
                .minor,
        )
    };
    let plan = match item.plan {
        None => None,
        Some(plan) => Some(Terms {
            price: charged(plan.price)?,
            intro: match plan.intro {
                None => None,
                Some((price, periods)) => Some((charged(price)?, periods)),
            },
            ..plan
        }),
    };
    let deferred = item.kind != Kind::Vip && book.voucher == Voucher::MultiPurpose;
    if item.kind == Kind::Vip {
        refuse_second_subscription(app, person).await?;
    }
    let mut transaction = app.db.begin().await?;
    may_pay(app, &mut transaction, house_id, person.id, taxed.gross, 0).await?;
    let unpaid = sqlx::query_scalar!(
        r#"select count(*) as "count!" from orders where house_id = $1 and person_id = $2 and state = 'pending'"#,
        house_id,
        person.id
    )
    .fetch_one(&mut *transaction)
    .await?;
    if unpaid >= UNPAID_MAX {
        return Err(AppError {
            retry_after_s: Some(3600),
            ..AppError::new(
                axum::http::StatusCode::TOO_MANY_REQUESTS,
                "orders_unpaid",
                "Too many orders wait for their payment.",
                "Pay one of them, or come back tomorrow: unpaid orders end after a day.",
            )
        });
    }
    let new = New {
        id: tap.id,
        house_id,
        person_id: person.id,
        kind: item.kind,
        item_id: item.item_id,
        book_version: version,
        coins: item.coins,
        bonus: item.bonus,
        bonus_days: i32::from(book.bonus_days),
        price: taxed.gross,
        tax: if deferred {
            Amount::zero(currency)
        } else {
            taxed.tax
        },
        rate: rate.as_ref(),
        policy: if deferred {
            Policy::Deferred
        } else {
            Policy::Sale
        },
        territory: &tap.territory,
        provider: app.payments.kind(),
        provider_ref: None,
        plan,
        renews: None,
        evidence: json!({"territory": tap.territory, "language": tap.language}),
    };
    if !insert(app, &mut transaction, &new, "buyer").await? {
        // The same id at the same moment, or somebody else's.
        drop(transaction);
        return made_before(app, person, tap).await?.ok_or_else(taken);
    }
    transaction.commit().await?;
    find(&app.db, house_id, tap.id).await
}

/// The order that this tap, or another with its id, made before.
async fn made_before(app: &App, person: &Person, tap: &Tap) -> AppResult<Option<Order>> {
    let found = orders!("id = $1", tap.id).fetch_optional(&app.db).await?;
    let Some(order) = found else { return Ok(None) };
    let same = order.house_id == person.house_id
        && order.person_id == Some(person.id)
        && order.amount(order.price)? == tap.expected
        && match tap.item {
            Item::Pack { pack_id } => order.kind == Kind::Pack && order.item_id == Some(pack_id),
            Item::Exact { coins } => order.kind == Kind::Exact && order.coins == coins,
            Item::Vip { plan_id } => order.kind == Kind::Vip && order.item_id == Some(plan_id),
            Item::Pledge { .. } => false,
        };
    if same { Ok(Some(order)) } else { Err(taken()) }
}

fn taken() -> AppError {
    AppError::conflict(
        "order_id_taken",
        "There is another order with this id.",
        "Make a new id for a new order.",
    )
}

async fn refuse_second_subscription(app: &App, person: &Person) -> AppResult<()> {
    let found = vip::of_person(&app.db, person.house_id, person.id).await?;
    if found.is_some_and(|one| one.state != vip::State::Ended) {
        return Err(AppError::conflict(
            "vip_already",
            "There is a subscription already.",
            "Resume it, or wait until it has ended.",
        ));
    }
    Ok(())
}
