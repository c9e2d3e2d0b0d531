//! The limit of a month, against everything that a viewer pays.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Market, text};

impl Market {
    async fn limited_to(&mut self, minor: i64) {
        let wanted = json!({ "monthly_limit": minor });
        let set = self.viewer.put("/api/v1/wallet/limit", wanted).await;
        set.json(200);
    }

    /// What the wallet says was paid this month.
    async fn paid_this_month(&mut self) -> i64 {
        let wallet = self.viewer.get("/api/v1/wallet").await.json(200);
        wallet["spent_this_month"]["minor"].as_i64().unwrap()
    }

    /// Orders without paying.
    async fn order_of(&mut self, wanted: &Value) -> crate::testing::Answer {
        self.viewer.post("/api/v1/orders", wanted.clone()).await
    }
}

#[sqlx::test]
async fn vip_and_what_waits_for_its_payment_count_and_what_went_back_does_not(db: PgPool) {
    let mut market = Market::new(db).await;
    let (vip, pack) = (market.plan(0).await, market.pack(0).await);
    let (vip_costs, pack_costs) = (
        vip["expected"]["minor"].as_i64().unwrap(),
        pack["expected"]["minor"].as_i64().unwrap(),
    );
    // Enough for both, to the cent.
    market.limited_to(vip_costs + pack_costs).await;
    market.buy(&vip).await;
    let waiting = market.order_of(&pack).await.json(200);
    let more = market.pack(0).await;
    assert_eq!(market.order_of(&more).await.refusal(403), "limit_reached");
    market.pay(&waiting, "succeed").await.json(200);
    assert_eq!(market.order_of(&more).await.refusal(403), "limit_reached");
    // Its money goes back, and may be spent again.
    let path = format!("/api/v1/orders/{}/withdraw", text(&waiting["id"]));
    market.viewer.post(&path, json!({})).await.json(200);
    market.order_of(&more).await.json(200);
    let too_much = market.pack(0).await;
    let answer = market.order_of(&too_much).await;
    assert_eq!(answer.refusal(403), "limit_reached");
}

#[sqlx::test]
async fn a_payment_that_failed_does_not_count_and_another_month_is_another_limit(db: PgPool) {
    let mut market = Market::new(db).await;
    let pack = market.pack(0).await;
    market
        .limited_to(pack["expected"]["minor"].as_i64().unwrap())
        .await;
    let order = market.order_of(&pack).await.json(200);
    market.pay(&order, "decline").await;
    let again = market.pack(0).await;
    market.buy(&again).await;
    let more = market.pack(0).await;
    assert_eq!(market.order_of(&more).await.refusal(403), "limit_reached");
    market.advance(chrono::Duration::days(31));
    market.order_of(&more).await.json(200);
}

#[sqlx::test]
async fn of_orders_at_once_only_as_many_are_made_as_fit(db: PgPool) {
    let mut market = Market::new(db).await;
    let mut orders = Vec::new();
    for _ in 0..12 {
        orders.push(market.pack(0).await);
    }
    let price = orders[0]["expected"]["minor"].as_i64().unwrap();
    market.limited_to(3 * price + price / 2).await;
    let taps = orders.into_iter().map(|wanted| {
        let mut device = market.viewer.again();
        async move { device.post("/api/v1/orders", wanted).await.status.as_u16() }
    });
    let answers = futures_util::future::join_all(taps).await;
    let made = answers.iter().filter(|status| **status == 200).count();
    let refused = answers.iter().filter(|status| **status == 403).count();
    assert_eq!((made, refused), (3, 9), "{answers:?}");
}

#[sqlx::test]
async fn what_the_wallet_says_was_paid_is_what_the_limit_counts(db: PgPool) {
    let mut market = Market::new(db).await;
    let series = market.series(12).await;
    let (vip, pack) = (market.plan(0).await, market.pack(0).await);
    let price = |wanted: &Value| wanted["expected"]["minor"].as_i64().unwrap();
    let both = price(&vip) + price(&pack);
    market.limited_to(both + price(&pack) - 1).await;
    assert_eq!(market.paid_this_month().await, 0);
    let bought = market.buy(&pack).await;
    assert_eq!(market.paid_this_month().await, price(&pack));
    market.buy(&vip).await;
    assert_eq!(market.paid_this_month().await, both);
    // One cent is missing for another, and coins that are used are not counted a second time.
    let more = market.pack(0).await;
    assert_eq!(market.order_of(&more).await.refusal(403), "limit_reached");
    let path = format!("/api/v1/orders/{}/withdraw", text(&bought["id"]));
    market.viewer.post(&path, json!({})).await.json(200);
    assert_eq!(market.paid_this_month().await, price(&vip));
    let bought = market.order_of(&more).await.json(200);
    assert_eq!(market.paid_this_month().await, both, "what waits counts");
    market.pay(&bought, "succeed").await.json(200);
    market.advance(chrono::Duration::days(31));
    assert_eq!(market.paid_this_month().await, 0);
    market.unlock(series, 6).await;
    assert_eq!(market.paid_this_month().await, 0);
}

#[sqlx::test]
async fn a_limit_that_a_passcode_guards_is_raised_only_with_it_and_a_day_later(db: PgPool) {
    let mut market = Market::new(db).await;
    let set = async |market: &mut Market, wanted: Value| {
        market.viewer.put("/api/v1/wallet/limit", wanted).await
    };
    let guards_nothing = json!({"monthly_limit": null, "new_passcode": "2468"});
    let refused = set(&mut market, guards_nothing).await;
    assert_eq!(refused.refusal(400), "passcode_guards_nothing");
    let short = json!({"monthly_limit": 500, "new_passcode": "246"});
    assert_eq!(
        set(&mut market, short).await.refusal(400),
        "passcode_length"
    );
    let first = json!({"monthly_limit": 500, "new_passcode": "2468"});
    let wallet = set(&mut market, first).await.json(200);
    assert_eq!(
        (&wallet["monthly_limit"]["minor"], &wallet["limit_guarded"]),
        (&json!(500), &json!(true))
    );
    // Without it nothing gets looser, and nobody sets another one.
    for wanted in [
        json!({"monthly_limit": 501}),
        json!({"monthly_limit": null}),
        json!({"monthly_limit": 400, "new_passcode": "1111"}),
    ] {
        assert_eq!(
            set(&mut market, wanted).await.refusal(403),
            "passcode_needed"
        );
    }
    let wrong = json!({"monthly_limit": 501, "passcode": "1357"});
    assert_eq!(set(&mut market, wrong).await.refusal(403), "passcode_wrong");
    let lower = set(&mut market, json!({"monthly_limit": 400})).await;
    assert_eq!(lower.json(200)["monthly_limit"]["minor"], 400);
    // With it a higher one holds a day later, as every higher one does.
    let higher = json!({"monthly_limit": 9_000, "passcode": "2468"});
    let wallet = set(&mut market, higher).await.json(200);
    assert_eq!(wallet["monthly_limit"]["minor"], 400);
    assert!(wallet["limit_locked_until"].is_string());
    market.advance(chrono::Duration::hours(24));
    let wallet = market.viewer.get("/api/v1/wallet").await.json(200);
    assert_eq!(
        (&wallet["monthly_limit"]["minor"], &wallet["limit_guarded"]),
        (&json!(9_000), &json!(true))
    );
    // Another one, then no limit: nothing is guarded any more, and the next limit needs no passcode.
    let other = json!({"monthly_limit": 9_000, "passcode": "2468", "new_passcode": "our dog"});
    set(&mut market, other).await.json(200);
    let none = json!({"monthly_limit": null, "passcode": "our dog"});
    set(&mut market, none).await.json(200);
    market.advance(chrono::Duration::hours(24));
    let wallet = market.viewer.get("/api/v1/wallet").await.json(200);
    assert_eq!(
        (&wallet["monthly_limit"], &wallet["limit_guarded"]),
        (&Value::Null, &json!(false))
    );
    set(&mut market, json!({"monthly_limit": 100}))
        .await
        .json(200);
    let wallet = set(&mut market, json!({"monthly_limit": 200}))
        .await
        .json(200);
    assert_eq!(wallet["limit_guarded"], false);
}

#[sqlx::test]
async fn after_five_wrong_passcodes_none_is_taken_for_a_day_and_an_operator_takes_it_away(
    db: PgPool,
) {
    let mut market = Market::new(db).await;
    let first = json!({"monthly_limit": 500, "new_passcode": "2468"});
    let set = market.viewer.put("/api/v1/wallet/limit", first).await;
    set.json(200);
    let right = json!({"monthly_limit": 900, "passcode": "2468"});
    let wrong = json!({"monthly_limit": 900, "passcode": "0000"});
    // Many at once are no more tries than five.
    let guesses = (0..8).map(|_| {
        let (mut device, wrong) = (market.viewer.again(), wrong.clone());
        async move {
            device
                .put("/api/v1/wallet/limit", wrong)
                .await
                .status
                .as_u16()
        }
    });
    let mut answers = futures_util::future::join_all(guesses).await;
    answers.sort_unstable();
    assert_eq!(answers, [403, 403, 403, 403, 403, 429, 429, 429]);
    let refused = market
        .viewer
        .put("/api/v1/wallet/limit", right.clone())
        .await;
    assert_eq!(refused.refusal(429), "passcode_rests");
    let wallet = market.viewer.get("/api/v1/wallet").await.json(200);
    assert!(wallet["passcode_rests_until"].is_string(), "{wallet}");
    market.advance(chrono::Duration::days(1));
    let refused = market.viewer.put("/api/v1/wallet/limit", wrong).await;
    assert_eq!(refused.refusal(403), "passcode_wrong");
    let taken = market.viewer.put("/api/v1/wallet/limit", right).await;
    taken.json(200);

    // Forgotten: the house takes it away, and the limit stays.
    let path = format!("/api/v1/desk/people/{}/limit-passcode", market.person);
    market.operator.delete(&path).await.json(204);
    assert_eq!(
        market.operator.delete(&path).await.refusal(404),
        "passcode_not_found"
    );
    let log = "/api/v1/desk/audit?action=limit.passcode_removed";
    let log = market.operator.get(log).await.json(200);
    assert_eq!(log["items"].as_array().unwrap().len(), 1);
    let wallet = market.viewer.get("/api/v1/wallet").await.json(200);
    assert_eq!(
        (&wallet["monthly_limit"]["minor"], &wallet["limit_guarded"]),
        (&json!(500), &json!(false))
    );
}

#[sqlx::test]
async fn a_guard_follows_the_limit_into_an_account_that_had_no_wallet(db: PgPool) {
    let mut market = Market::new(db).await;
    let mut device = market.house.device();
    let first = json!({"monthly_limit": 500, "new_passcode": "2468"});
    device.put("/api/v1/wallet/limit", first).await.json(200);
    let login = json!({"email": "boss@example.org", "password": crate::testing::PASSWORD});
    device.post("/api/v1/auth/login", login).await.json(200);
    let wallet = market.operator.get("/api/v1/wallet").await.json(200);
    assert_eq!(
        (&wallet["monthly_limit"]["minor"], &wallet["limit_guarded"]),
        (&json!(500), &json!(true))
    );
    let higher = device
        .put("/api/v1/wallet/limit", json!({"monthly_limit": 600}))
        .await;
    assert_eq!(higher.refusal(403), "passcode_needed");
}
