//! Opening with coins: once, resumed after a crash, never above what was shown.

use chrono::Duration;
use futures_util::future::join_all;
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::{books_agree, buy_coins, give_coins, person_of, set_paywall, sight_of, unlock};
use crate::books;
use crate::paywall::access;
use crate::paywall::finish::finish;
use crate::paywall::sweep;
use crate::paywall::unlock::{OfferKind, Wanted, hold};
use crate::people::{Person, Role};
use crate::testing::{Device, PASSWORD, SeriesFixture, TestHouse};
use crate::wallet;
use crate::wallet::spend::{self, Part};

/// Lot, paid, bonus, currency, money, price, holder.
type PartRow = (Uuid, i64, i64, Option<String>, i64, i64, Option<Uuid>);

async fn story(db: PgPool) -> (TestHouse, SeriesFixture, Device, Person) {
    let house = TestHouse::new(db).await;
    let series = house.publish("story", 20, 1).await;
    set_paywall(
        &house,
        Some(series.id),
        json!({ "free": 4, "price": 10, "next_ten": 80, "series_price": 120 }),
    )
    .await;
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    (house, series, device, person)
}

fn again(device: &Device, house: &TestHouse) -> Device {
    let mut other = house.device();
    other.cookie.clone_from(&device.cookie);
    other
}

async fn debits(house: &TestHouse) -> i64 {
    sqlx::query_scalar(
        "select count(*) from ledger_transfers where reference_kind = 'unlock' and unit = 'COIN'",
    )
    .fetch_one(&house.app.db)
    .await
    .unwrap()
}

#[sqlx::test]
async fn c2_a_hundred_clicks_at_once_make_one_debit(db: PgPool) {
    let (house, series, device, person) = story(db).await;
    buy_coins(&house, &person, 500, 0, 499).await;
    let key = house.app.random.id();
    // Half send the same key, half each its own; half come from another device of the same viewer.
    let clicks = (0..100).map(|click| {
        let mut device = again(&device, &house);
        let key = if click % 2 == 0 {
            key
        } else {
            house.app.random.id()
        };
        async move {
            unlock(&mut device, key, series.id, "episode", 5, 10)
                .await
                .json(200)
        }
    });
    let answers = join_all(clicks).await;
    let first = &answers[0];
    assert_eq!((&first["coins"], &first["paid"]), (&json!(10), &json!(10)));
    assert!(answers.iter().all(|answer| answer["id"] == first["id"]));
    assert_eq!(debits(&house).await, 1);
    let left = wallet::balance(&house.app, person.house_id, person.id)
        .await
        .unwrap();
    assert_eq!((left.paid, left.bonus), (490, 0));
    books_agree(&house).await;
}

#[sqlx::test]
async fn c2_a_hundred_clicks_on_ten_at_once_open_ten(db: PgPool) {
    let (house, series, device, person) = story(db).await;
    buy_coins(&house, &person, 500, 0, 499).await;
    let clicks = (0..100).map(|_| {
        let (mut device, key) = (again(&device, &house), house.app.random.id());
        async move {
            unlock(&mut device, key, series.id, "next_ten", 5, 80)
                .await
                .json(200)
        }
    });
    let answers = join_all(clicks).await;
    assert!(answers.iter().all(|answer| answer["coins"] == 80));
    assert_eq!(answers[0]["episodes"].as_array().unwrap().len(), 10);
    assert_eq!(debits(&house).await, 1);
    books_agree(&house).await;
}

#[sqlx::test]
async fn c2_a_hundred_clicks_on_a_series_without_a_cap_make_one_debit_and_sell_nothing_twice(
    db: PgPool,
) {
    let (house, series, device, person) = story(db).await;
    set_paywall(&house, Some(series.id), json!({ "free": 4, "price": 10 })).await;
    buy_coins(&house, &person, 1_000, 0, 999).await;
    // A third want the whole series, a third the next ten, a third one of them.
    let wanted = [("series", 160), ("next_ten", 100), ("episode", 10)];
    let clicks = (0..99).map(|click| {
        let (mut device, key) = (again(&device, &house), house.app.random.id());
        let (kind, coins) = wanted[click % 3];
        async move {
            let answer = unlock(&mut device, key, series.id, kind, 5, coins).await;
            assert!([200, 409].contains(&answer.status.as_u16()));
        }
    });
    join_all(clicks).await;
    let spent: i64 = sqlx::query_scalar("select sum(coins)::bigint from unlocks")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(spent, 160, "each episode once");
    let twice: i64 = sqlx::query_scalar(
        "select count(*) from (select from unlock_items group by episode_id having count(*) > 1) twice",
    )
    .fetch_one(&house.app.db)
    .await
    .unwrap();
    assert_eq!(twice, 0);
    books_agree(&house).await;
}

/// Clicks that come while another's unlock becomes done: it is held no more, and open at the same moment.
#[sqlx::test]
async fn c2_clicks_while_a_series_opens_sell_none_of_it_twice(db: PgPool) {
    let (house, series, _, _) = story(db).await;
    set_paywall(&house, Some(series.id), json!({ "free": 4, "price": 10 })).await;
    for _ in 0..20 {
        let mut device = house.device();
        let person = person_of(&house, &mut device).await;
        buy_coins(&house, &person, 1_000, 0, 999).await;
        let clicks = (0..8).map(|click| {
            let (mut device, key) = (again(&device, &house), house.app.random.id());
            let (kind, coins) = [("series", 160), ("next_ten", 100)][click / 6];
            async move { unlock(&mut device, key, series.id, kind, 5, coins).await }
        });
        // Ten that were clicked first leave the rest of the series to be sold; clicks on the same thing are one unlock.
        let mut opened = [const { std::collections::BTreeSet::new() }; 2];
        for (click, answer) in join_all(clicks).await.into_iter().enumerate() {
            assert!([200, 409].contains(&answer.status.as_u16()));
            if answer.status == 200 {
                opened[click / 6].insert(answer.json(200)["id"].to_string());
            }
        }
        assert_eq!(opened[0].len(), 1, "the series: {opened:?}");
        assert!(opened[1].len() <= 1, "the next ten: {opened:?}");
    }
    let twice: i64 = sqlx::query_scalar(
        "select count(*) from (select from unlock_items i join unlocks u on u.id = i.unlock_id
         group by u.person_id, i.episode_id having count(*) > 1) twice",
    )
    .fetch_one(&house.app.db)
    .await
    .unwrap();
    assert_eq!(twice, 0);
    books_agree(&house).await;
}

#[sqlx::test]
async fn a_key_that_was_sent_with_something_else_is_refused(db: PgPool) {
    let (house, series, mut device, person) = story(db).await;
    buy_coins(&house, &person, 500, 0, 499).await;
    let key = Uuid::from_u128(5);
    unlock(&mut device, key, series.id, "episode", 5, 10)
        .await
        .json(200);
    let refusal = unlock(&mut device, key, series.id, "episode", 6, 10).await;
    assert_eq!(refusal.refusal(409), "key_reused");
    let without = device
        .post("/api/v1/unlocks", json!({ "series_id": series.id, "kind": "episode", "episode": 6, "expected_coins": 10 }))
        .await;
    assert_eq!(without.refusal(400), "key_missing");
    assert_eq!(debits(&house).await, 1);
}

#[sqlx::test]
async fn nobody_is_charged_more_than_was_shown_and_nobody_without_coins(db: PgPool) {
    let (house, series, mut device, person) = story(db).await;
    let key = || house.app.random.id();
    assert_eq!(
        unlock(&mut device, key(), series.id, "episode", 5, 10)
            .await
            .refusal(402),
        "coins_missing"
    );
    buy_coins(&house, &person, 100, 0, 99).await;
    assert_eq!(
        unlock(&mut device, key(), series.id, "episode", 5, 9)
            .await
            .refusal(409),
        "price_changed"
    );
    set_paywall(&house, Some(series.id), json!({ "free": 4, "price": 12 })).await;
    assert_eq!(
        unlock(&mut device, key(), series.id, "episode", 5, 10)
            .await
            .refusal(409),
        "price_changed"
    );
    set_paywall(&house, Some(series.id), json!({ "free": 4, "price": 8 })).await;
    assert_eq!(
        unlock(&mut device, key(), series.id, "episode", 5, 10)
            .await
            .json(200)["coins"],
        8
    );
    assert_eq!(
        unlock(&mut device, key(), series.id, "episode", 1, 10)
            .await
            .refusal(409),
        "already_open"
    );
    assert_eq!(
        unlock(&mut device, key(), series.id, "episode", 99, 10)
            .await
            .refusal(404),
        "episode_not_found"
    );
    assert_eq!(
        unlock(&mut device, key(), Uuid::nil(), "episode", 5, 10)
            .await
            .refusal(404),
        "episode_not_found"
    );
    assert_eq!(debits(&house).await, 1);
    books_agree(&house).await;
}

#[sqlx::test]
async fn the_cap_opens_the_whole_series_episodes_to_come_included(db: PgPool) {
    let (house, series, mut device, person) = story(db).await;
    buy_coins(&house, &person, 500, 0, 499).await;
    let key = || house.app.random.id();
    for number in 5..=9 {
        unlock(&mut device, key(), series.id, "episode", number, 10)
            .await
            .json(200);
    }
    // 50 of 120 are spent: what is left of the whole is 70, less than ten more at 80.
    let ten = unlock(&mut device, key(), series.id, "next_ten", 10, 80)
        .await
        .json(200);
    assert_eq!(ten["coins"], 70);
    let open = access(
        &house.app,
        &sight_of(&house.app, person.house_id),
        Some(&person),
        &series.episodes,
    )
    .await
    .unwrap();
    assert!(open.values().all(|access| !access.is_locked()));
    sqlx::query("update episodes set number = number + 100 where series_id = $1 and number = 20")
        .bind(series.id)
        .execute(&house.app.db)
        .await
        .unwrap();
    let open = access(
        &house.app,
        &sight_of(&house.app, person.house_id),
        Some(&person),
        &series.episodes,
    )
    .await
    .unwrap();
    assert!(
        open.values().all(|access| !access.is_locked()),
        "an episode that comes later is open too"
    );
    books_agree(&house).await;
}

#[sqlx::test]
async fn bonus_coins_go_first_unless_the_viewer_chooses_and_money_follows_its_coins(db: PgPool) {
    let (house, series, mut device, person) = story(db).await;
    // 7 coins for 3 cents, then 100 for 99: the cents of the first lot are 0, 0, 1, 1, 2, 2, 3.
    buy_coins(&house, &person, 7, 0, 3).await;
    house.app.clock.advance(Duration::seconds(1));
    buy_coins(&house, &person, 100, 15, 99).await;
    let key = || house.app.random.id();
    let first = unlock(&mut device, key(), series.id, "episode", 5, 10)
        .await
        .json(200);
    assert_eq!((&first["bonus"], &first["paid"]), (&json!(10), &json!(0)));
    let second = unlock(&mut device, key(), series.id, "episode", 6, 10)
        .await
        .json(200);
    assert_eq!((&second["bonus"], &second["paid"]), (&json!(5), &json!(5)));
    device
        .patch("/api/v1/wallet", json!({ "spend_order": "paid_first" }))
        .await
        .json(200);
    give_coins(&house, &person, key(), 50, None).await;
    let third = unlock(&mut device, key(), series.id, "episode", 7, 10)
        .await
        .json(200);
    assert_eq!((&third["bonus"], &third["paid"]), (&json!(0), &json!(10)));
    let parts: Vec<(i64, i64)> =
        sqlx::query_as("select paid, money from unlock_parts where paid > 0 order by paid")
            .fetch_all(&house.app.db)
            .await
            .unwrap();
    assert_eq!(parts, [(2, 1), (5, 2), (8, 7)]);
    books_agree(&house).await;
}

async fn held(house: &TestHouse, person: &Person, series: &SeriesFixture) -> Uuid {
    let wanted = Wanted {
        series_id: series.id,
        kind: OfferKind::Episode,
        number: 5,
        expected_coins: 10,
        key: house.app.random.id(),
    };
    hold(
        &house.app,
        person,
        &sight_of(&house.app, person.house_id),
        &wanted,
    )
    .await
    .unwrap()
}

async fn post_only(house: &TestHouse, id: Uuid) {
    let rows: Vec<PartRow> = sqlx::query_as(
        "select p.lot_id, p.paid, p.bonus, p.currency, p.money, p.price, l.holder
         from unlock_parts p join lots l on l.id = p.lot_id where unlock_id = $1",
    )
    .bind(id)
    .fetch_all(&house.app.db)
    .await
    .unwrap();
    let holders: Vec<_> = rows.iter().map(|row| (row.0, row.6)).collect();
    let parts: Vec<Part> = rows
        .into_iter()
        .map(|(lot_id, paid, bonus, currency, money, price, _)| Part {
            lot_id,
            paid,
            bonus,
            currency,
            money,
            price,
        })
        .collect();
    let entries = spend::entries(id, &parts, &holders).unwrap();
    books::post(&house.app, house.id().await, entries)
        .await
        .unwrap();
}

#[sqlx::test]
async fn a_crash_before_or_after_the_ledger_is_made_good_by_the_sweep(db: PgPool) {
    let (house, series, mut device, person) = story(db).await;
    buy_coins(&house, &person, 100, 3, 99).await;
    for (number, posted) in [(5_usize, false), (5, true)] {
        let id = held(&house, &person, &series).await;
        if posted {
            post_only(&house, id).await;
        }
        let locked = || async {
            access(
                &house.app,
                &sight_of(&house.app, person.house_id),
                Some(&person),
                &[series.episodes[number - 1]],
            )
            .await
            .unwrap()[&series.episodes[number - 1]]
                .is_locked()
        };
        assert!(locked().await, "not before it is done");
        sweep(&house.app).await.unwrap();
        assert!(locked().await, "it may still be somebody's");
        house.app.clock.advance(Duration::minutes(1));
        for _ in 0..2 {
            sweep(&house.app).await.unwrap();
            books_agree(&house).await;
        }
        assert!(!locked().await);
        // Begin again with the same episode, as another viewer would.
        sqlx::query("delete from unlocked_episodes")
            .execute(&house.app.db)
            .await
            .unwrap();
    }
    // The same click, sent again after the crash, finishes it too.
    let id = held(&house, &person, &series).await;
    let done = unlock(&mut device, Uuid::from_u128(1), series.id, "episode", 5, 10)
        .await
        .json(200);
    assert_eq!(done["id"], json!(id));
    books_agree(&house).await;
}

#[sqlx::test]
async fn a_refusal_of_the_ledger_gives_the_coins_back(db: PgPool) {
    let (house, series, mut device, person) = story(db).await;
    // Coins whose money never came: the float has too little.
    let purchase = wallet::Purchase {
        id: house.app.random.id(),
        coins: 100,
        bonus: 0,
        bonus_expires_at: None,
        money: super::usd(99),
        price: super::usd(99),
    };
    wallet::credit(&house.app, person.house_id, person.id, purchase)
        .await
        .unwrap();
    let key = house.app.random.id();
    let refused = unlock(&mut device, key, series.id, "episode", 5, 10).await;
    assert_eq!(refused.refusal(409), "unlock_refused");
    let left = wallet::balance(&house.app, person.house_id, person.id)
        .await
        .unwrap();
    assert_eq!(left.paid, 100);
    assert_eq!(debits(&house).await, 0);
    // The same click works once the money is there.
    buy_coins(&house, &person, 100, 0, 500).await;
    unlock(&mut device, key, series.id, "episode", 5, 10)
        .await
        .json(200);
}

#[sqlx::test]
async fn coins_that_were_paid_for_are_used_whatever_the_limit_of_the_month(db: PgPool) {
    let (house, series, mut device, person) = story(db).await;
    buy_coins(&house, &person, 100, 0, 100).await;
    let wallet = device
        .put("/api/v1/wallet/limit", json!({ "monthly_limit": 0 }))
        .await
        .json(200);
    assert_eq!(wallet["monthly_limit"]["minor"], 0);
    unlock(
        &mut device,
        house.app.random.id(),
        series.id,
        "episode",
        5,
        10,
    )
    .await
    .json(200);
    let wallet = device.get("/api/v1/wallet").await.json(200);
    assert_eq!(wallet["spent_this_month"]["minor"], 0, "{wallet}");
    books_agree(&house).await;
}

#[sqlx::test]
async fn what_was_opened_and_what_is_left_follow_the_viewer_into_their_account(db: PgPool) {
    let (house, series, mut device, person) = story(db).await;
    let mut account = house.account("ann", Role::Viewer).await;
    let owner = person_of(&house, &mut account).await;
    buy_coins(&house, &owner, 10, 0, 10).await;
    // The account's coins are the older ones.
    house.app.clock.advance(Duration::seconds(1));
    account
        .put("/api/v1/wallet/limit", json!({ "monthly_limit": 9_000 }))
        .await
        .json(200);
    let lot = buy_coins(&house, &person, 100, 5, 99).await;
    unlock(
        &mut device,
        house.app.random.id(),
        series.id,
        "episode",
        5,
        10,
    )
    .await
    .json(200);
    device
        .put("/api/v1/wallet/limit", json!({ "monthly_limit": 5_000 }))
        .await
        .json(200);
    let pending = held_of(&house, &person, &series, 6).await;
    let login = json!({ "email": "ann@example.org", "password": PASSWORD });
    device.post("/api/v1/auth/login", login).await.json(200);

    house.app.clock.advance(Duration::minutes(1));
    sweep(&house.app).await.unwrap();
    wallet::sweep(&house.app).await.unwrap();
    let left = wallet::balance(&house.app, owner.house_id, owner.id)
        .await
        .unwrap();
    assert_eq!((left.paid, left.bonus), (95, 0));
    let wallet = device.get("/api/v1/wallet").await.json(200);
    assert_eq!(
        (&wallet["paid"], &wallet["monthly_limit"]["minor"]),
        (&json!(95), &json!(9_000)),
        "the account's own wishes stand"
    );
    let open = access(
        &house.app,
        &sight_of(&house.app, owner.house_id),
        Some(&owner),
        &series.episodes[4..6],
    )
    .await
    .unwrap();
    assert!(
        open.values().all(|access| !access.is_locked()),
        "{open:?}, {pending}"
    );
    // All of it can be spent and taken back as before.
    let rest = unlock(
        &mut device,
        house.app.random.id(),
        series.id,
        "episode",
        7,
        10,
    )
    .await
    .json(200);
    assert_eq!(rest["wallet"]["paid"], 85);
    let back = wallet::take_back(&house.app, owner.house_id, owner.id, lot, "refund")
        .await
        .unwrap();
    assert_eq!((back.coins_back, back.coins_spent), (85, 15));
    let accounts = books::accounts_of(
        &house.app,
        owner.house_id,
        owner.id,
        books::Kind::WalletCoins,
    )
    .await
    .unwrap();
    assert_eq!(accounts.len(), 2, "the account's own, and the device's");
    assert_eq!(
        accounts
            .iter()
            .map(|one| one.balance.spendable())
            .sum::<i64>(),
        0
    );
    // History and "what this series cost me" come along.
    let costs = device.get("/api/v1/wallet/series").await.json(200);
    assert_eq!(
        (
            &costs[0]["coins_paid"],
            &costs[0]["coins_bonus"],
            &costs[0]["episodes"]
        ),
        (&json!(25), &json!(5), &json!(3))
    );
}

async fn held_of(house: &TestHouse, person: &Person, series: &SeriesFixture, number: i32) -> Uuid {
    let wanted = Wanted {
        series_id: series.id,
        kind: OfferKind::Episode,
        number,
        expected_coins: 10,
        key: house.app.random.id(),
    };
    hold(
        &house.app,
        person,
        &sight_of(&house.app, person.house_id),
        &wanted,
    )
    .await
    .unwrap()
}

#[sqlx::test]
async fn erasing_a_viewer_keeps_the_books_and_nothing_that_names_them(db: PgPool) {
    let (house, series, mut device, person) = story(db).await;
    buy_coins(&house, &person, 100, 0, 99).await;
    unlock(
        &mut device,
        house.app.random.id(),
        series.id,
        "episode",
        5,
        10,
    )
    .await
    .json(200);
    let (posted, not) = (
        held_of(&house, &person, &series, 6).await,
        held_of(&house, &person, &series, 7).await,
    );
    post_only(&house, posted).await;
    device.delete("/api/v1/me").await.json(204);
    house.app.clock.advance(Duration::minutes(1));
    sweep(&house.app).await.unwrap();
    let states: Vec<(Uuid, String)> =
        sqlx::query_as("select id, state from unlocks where id in ($1, $2)")
            .bind(posted)
            .bind(not)
            .fetch_all(&house.app.db)
            .await
            .unwrap();
    let state = |id| states.iter().find(|one| one.0 == id).unwrap().1.as_str();
    assert_eq!((state(posted), state(not)), ("done", "refused"));
    let spot = books::Spot::house(books::Kind::CoinsSpent, ledger::Unit::Coin);
    assert_eq!(
        books::balance(&house.app, person.house_id, &spot)
            .await
            .unwrap()
            .credit(),
        20
    );
    for table in [
        "lots",
        "unlocks",
        "wallet_entries",
        "wallets",
        "unlocked_episodes",
        "book_accounts",
    ] {
        let text =
            format!("select count(*) from {table} t where to_jsonb(t)::text like '%' || $1 || '%'");
        let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(text))
            .bind(person.id.to_string())
            .fetch_one(&house.app.db)
            .await
            .unwrap();
        assert_eq!(rows, 0, "{table}");
    }
    assert!(finish(&house.app, posted).await.is_ok());
}

#[sqlx::test]
async fn who_owns_coins_is_not_swept_away(db: PgPool) {
    let (house, _, _, person) = story(db).await;
    buy_coins(&house, &person, 100, 0, 99).await;
    house.app.clock.advance(Duration::days(800));
    crate::people::sweep(&house.app).await.unwrap();
    let left: i64 = sqlx::query_scalar("select count(*) from people where id = $1")
        .bind(person.id)
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(left, 1);
}
