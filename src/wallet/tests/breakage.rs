//! Coins that nobody uses: their money counts as breakage, and they stay whole.

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::books::{self, Kind, Spot};
use crate::paywall::tests::{books_agree, buy_coins, person_of, set_paywall, unlock, usd};
use crate::people::{Person, Role};
use crate::testing::{Device, SeriesFixture, TestHouse};
use crate::wallet;

/// A house whose episodes cost seven coins, with a viewer who bought a hundred of them for 99 cents.
struct Shop {
    house: TestHouse,
    operator: Device,
    viewer: Device,
    person: Person,
    lot: uuid::Uuid,
    series: SeriesFixture,
}

impl Shop {
    async fn new(db: PgPool) -> Self {
        let house = TestHouse::new(db).await;
        let series = house.publish("story", 60, 1).await;
        set_paywall(&house, None, json!({ "free": 0, "price": 7 })).await;
        let operator = house.account("boss", Role::Operator).await;
        let mut viewer = house.device();
        let person = person_of(&house, &mut viewer).await;
        let lot = buy_coins(&house, &person, 100, 0, 99).await;
        Self {
            house,
            operator,
            viewer,
            person,
            lot,
            series,
        }
    }

    /// Logs the operator in, whose session does not outlast the months of these tests.
    async fn log_in(&mut self) {
        let name = format!("boss-{}", self.house.app.random.id().simple());
        self.operator = self.house.account(&name, Role::Operator).await;
    }

    async fn wish(&mut self, months: Value) -> Value {
        self.log_in().await;
        let wish = json!({ "months": months });
        let told = self.operator.put("/api/v1/desk/breakage", wish).await;
        told.json(200)
    }

    async fn pass(&self, days: i64) {
        self.house.app.clock.advance(Duration::days(days));
        wallet::sweep(&self.house.app).await.unwrap();
    }

    async fn open(&mut self, episode: u32) {
        let key = self.house.app.random.id();
        let device = &mut self.viewer;
        let answer = unlock(device, key, self.series.id, "episode", episode, 7).await;
        answer.json(200);
    }

    /// What is in the float, counts as breakage, and was earned by unlocks; in cents.
    async fn stands(&self) -> (i64, i64, i64) {
        books_agree(&self.house).await;
        let id = self.house.id().await;
        let checks = crate::desk::checks::all(&self.house.app, id).await.unwrap();
        // Coins of these tests are bought without an order.
        let failed: Vec<_> = checks
            .iter()
            .filter(|check| !check.passed && check.code != "orders_settled_once")
            .collect();
        assert!(failed.is_empty(), "{failed:#?}");
        let of = async |kind| {
            let spot = Spot::house(kind, usd(0).currency);
            let balance = books::balance(&self.house.app, id, &spot).await;
            balance.unwrap().credit()
        };
        (
            of(Kind::CoinFloat).await,
            of(Kind::RevenueBreakage).await,
            of(Kind::RevenueUnlocks).await,
        )
    }

    /// The process is killed, and another opens.
    async fn reopen(&mut self) {
        self.house.reopen().await;
        let router = self.house.router.clone();
        self.viewer.visit(router.clone());
        self.operator.visit(router);
    }

    async fn coins(&self) -> i64 {
        let (app, person) = (&self.house.app, &self.person);
        let balance = wallet::balance(app, person.house_id, person.id).await;
        balance.unwrap().paid
    }
}

#[sqlx::test]
async fn c1_unused_coins_count_as_breakage_and_earn_as_usual_when_they_are_used(db: PgPool) {
    let mut shop = Shop::new(db).await;
    shop.open(1).await;
    shop.pass(100).await;
    assert_eq!(shop.stands().await, (93, 0, 6), "no house begins with it");
    let told = shop.wish(json!(2)).await;
    assert_eq!(
        (&told["months"], &told["amounts"][0]["broken"]["minor"]),
        (&json!(2), &json!(0))
    );
    shop.pass(0).await;
    shop.pass(1).await;
    assert_eq!((shop.stands().await, shop.coins().await), ((0, 93, 6), 93));
    let told = shop.operator.get("/api/v1/desk/breakage").await.json(200);
    let amount = &told["amounts"][0];
    assert_eq!(
        (
            &amount["broken"]["minor"],
            &amount["float"]["minor"],
            &amount["coins"]
        ),
        (&json!(93), &json!(0), &json!(93))
    );
    // They are as good as ever; then the months are counted anew.
    shop.open(2).await;
    assert_eq!((shop.stands().await, shop.coins().await), ((86, 0, 13), 86));
    shop.pass(40).await;
    assert_eq!(shop.stands().await, (86, 0, 13));
    shop.pass(30).await;
    assert_eq!(shop.stands().await, (0, 86, 13));
    // Never again from now on: what counts already stays, and comes back when it is used.
    shop.wish(Value::Null).await;
    shop.pass(100).await;
    assert_eq!(shop.stands().await, (0, 86, 13));
    shop.open(3).await;
    shop.pass(100).await;
    assert_eq!((shop.stands().await, shop.coins().await), ((79, 0, 20), 79));
    let lines: Vec<i64> =
        sqlx::query_scalar("select amount from revenue where kind = 'breakage' order by at")
            .fetch_all(&shop.house.app.db)
            .await
            .unwrap();
    assert_eq!(lines, [93, -93, 86, -86]);
    let audited: i64 =
        sqlx::query_scalar("select count(*) from audit_log where action = 'breakage.changed'")
            .fetch_one(&shop.house.app.db)
            .await
            .unwrap();
    assert_eq!(audited, 2);
}

#[sqlx::test]
async fn c1_coins_that_go_back_take_their_money_out_of_breakage_first(db: PgPool) {
    let mut shop = Shop::new(db).await;
    shop.open(1).await;
    shop.wish(json!(1)).await;
    shop.pass(40).await;
    assert_eq!(shop.stands().await, (0, 93, 6));
    for _ in 0..2 {
        let person = &shop.person;
        let back = wallet::take_back(
            &shop.house.app,
            person.house_id,
            person.id,
            shop.lot,
            "refund",
        )
        .await
        .unwrap();
        assert_eq!((back.coins_back, back.money_back), (93, usd(93)));
        let id = shop.house.id().await;
        for (kind, holds) in [(Kind::CoinFloat, 93), (Kind::RevenueBreakage, 0)] {
            let spot = Spot::house(kind, usd(0).currency);
            let balance = books::balance(&shop.house.app, id, &spot).await.unwrap();
            assert_eq!(balance.credit(), holds, "{kind:?}");
        }
        // What is on its way out is nobody's unused coins.
        shop.pass(400).await;
    }
}

#[sqlx::test]
async fn another_purchase_is_a_use_of_the_wallet_and_so_are_bonus_coins(db: PgPool) {
    let mut shop = Shop::new(db).await;
    shop.wish(json!(2)).await;
    shop.pass(50).await;
    buy_coins(&shop.house, &shop.person, 10, 30, 10).await;
    shop.pass(50).await;
    assert_eq!(shop.stands().await, (109, 0, 0));
    // An unlock that bonus coins pay for.
    shop.open(1).await;
    shop.pass(50).await;
    assert_eq!(shop.stands().await, (109, 0, 0));
    shop.pass(50).await;
    assert_eq!(shop.stands().await, (0, 109, 0));
    // Of two lots only the one that is used comes back.
    for episode in 2..=6 {
        shop.open(episode).await;
    }
    let (float, broken, _) = shop.stands().await;
    assert!(float > 0 && broken == 10, "{float} {broken}");
}

#[sqlx::test]
async fn c1_breakage_is_counted_once_by_any_number_of_sweeps_and_after_a_crash(db: PgPool) {
    let mut shop = Shop::new(db).await;
    shop.wish(json!(1)).await;
    shop.house.app.clock.advance(Duration::days(40));
    let app = &shop.house.app;
    for swept in futures_util::future::join_all((0..8).map(|_| wallet::sweep(app))).await {
        swept.unwrap();
    }
    assert_eq!(shop.stands().await, (0, 99, 0));
    // Killed after it was posted; and before, with coins that are used meanwhile.
    sqlx::query("update breakages set state = 'held'")
        .execute(&app.db)
        .await
        .unwrap();
    shop.pass(1).await;
    assert_eq!(shop.stands().await, (0, 99, 0));
    shop.reopen().await;
    for killed_after in 1..14 {
        shop.pass(40).await;
        let key = shop.house.app.random.id();
        let series = shop.series.id;
        let mut device = shop.viewer.again();
        let click = unlock(&mut device, key, series, "episode", killed_after, 7);
        let _ = crate::simulation::cut::after(killed_after, click).await;
        shop.reopen().await;
        shop.house.app.clock.advance(Duration::minutes(2));
        wallet::sweep(&shop.house.app).await.unwrap();
        crate::paywall::sweep(&shop.house.app).await.unwrap();
        wallet::sweep(&shop.house.app).await.unwrap();
        let (float, broken, earned) = shop.stands().await;
        assert_eq!(float + broken + earned, 99);
    }
}

#[sqlx::test]
async fn months_out_of_all_measure_are_refused(db: PgPool) {
    let mut shop = Shop::new(db).await;
    for months in [json!(0), json!(-1), json!(121)] {
        let body = json!({ "months": months });
        let answer = shop.operator.put("/api/v1/desk/breakage", body).await;
        assert_eq!(answer.refusal(400), "breakage_invalid");
    }
    let viewer = shop.viewer.get("/api/v1/desk/breakage").await;
    assert_eq!(viewer.refusal(401), "login_needed");
}
