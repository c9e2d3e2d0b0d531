//! What operators see and do: the price book, orders, reconciliation.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Market, text};
use crate::books::Kind;

#[sqlx::test]
async fn a_preview_says_what_a_pack_costs_a_coin_and_an_episode(db: PgPool) {
    let mut market = Market::new(db).await;
    let book = market
        .operator
        .get("/api/v1/desk/price-book")
        .await
        .json(200);
    assert_eq!(
        (&book["version"], &book["book"]["voucher"]),
        (&json!(1), &json!("single_purpose"))
    );
    let body = json!({"book": book["book"], "episode_coins": 30});
    let preview = market
        .operator
        .post("/api/v1/desk/price-book/preview", body)
        .await
        .json(200);
    let packs = preview[0]["packs"].as_array().unwrap();
    // 2.99 for 315 coins: 0.0095 each, 0.29 for an episode of 30.
    assert_eq!(
        (&packs[1]["coin_price"], &packs[1]["episode"]["minor"]),
        (&json!("0.0095"), &json!(29))
    );
    assert_eq!(preview[0]["episode_exact"]["minor"], 30);
    let best: Vec<bool> = packs
        .iter()
        .map(|pack| pack["best"].as_bool().unwrap())
        .collect();
    assert_eq!(best, [false, false, false, false, true]);
    let saves: Vec<i64> = packs
        .iter()
        .map(|pack| pack["saves_basis_points"].as_i64().unwrap())
        .collect();
    assert!(
        saves.is_sorted() && saves[0] == 100,
        "the bonus grows with the pack: {saves:?}"
    );
}

#[sqlx::test]
async fn a_book_that_cannot_be_sold_from_is_refused_with_the_place(db: PgPool) {
    let mut market = Market::new(db).await;
    let good = market
        .operator
        .get("/api/v1/desk/price-book")
        .await
        .json(200)["book"]
        .clone();
    for (at, value, place) in [
        ("/shelves/0/currency", json!("XXX"), "shelves[0]"),
        ("/shelves/0/territory", json!("usa"), "shelves[0]"),
        ("/shelves/0/packs/1/price", json!(0), "pack 2"),
        ("/shelves/0/packs/1/price", json!(i64::MAX), "pack 2"),
        ("/shelves/0/packs/0/coins", json!(-1), "pack 1"),
        ("/shelves/0/packs/0/bonus", json!(-1), "pack 1"),
        (
            "/shelves/0/packs/0/id",
            good["shelves"][0]["packs"][1]["id"].clone(),
            "pack 2",
        ),
        ("/shelves/0/exact/step", json!(15), "exact amounts"),
        ("/shelves/0/exact/min", json!(0), "exact amounts"),
        ("/shelves/0/exact/max", json!(20), "exact amounts"),
        (
            "/shelves/0/exact/price",
            json!(9_999_999_999_i64),
            "exact amounts",
        ),
        ("/shelves/0/plans/0/intro/price", json!(699), "plan 1"),
        ("/shelves/0/plans/0/intro/periods", json!(0), "plan 1"),
        ("/shelves", json!([]), "shelves"),
    ] {
        let mut book = good.clone();
        *book.pointer_mut(at).unwrap() = value;
        let answer = market
            .operator
            .put(
                "/api/v1/desk/price-book",
                json!({"version": 1, "book": book}),
            )
            .await;
        assert_eq!(answer.refusal(400), "price_book_invalid", "{at}");
        let message = answer.json(400)["error"]["message"].to_string();
        assert!(message.contains(place), "{at}: {message}");
        let answer = market
            .operator
            .post("/api/v1/desk/price-book/preview", json!({"book": book}))
            .await;
        assert_eq!(answer.refusal(400), "price_book_invalid");
    }
    let mut twice = good.clone();
    let shelf = twice["shelves"][0].clone();
    twice["shelves"].as_array_mut().unwrap().push(shelf);
    let answer = market
        .operator
        .put(
            "/api/v1/desk/price-book",
            json!({"version": 1, "book": twice}),
        )
        .await;
    assert_eq!(answer.refusal(400), "price_book_invalid");
}

#[sqlx::test]
async fn a_change_of_the_book_is_in_the_audit_log(db: PgPool) {
    let mut market = Market::new(db).await;
    let book = market
        .operator
        .get("/api/v1/desk/price-book")
        .await
        .json(200);
    let mut new = book["book"].clone();
    let mut shelf = new["shelves"][0].clone();
    shelf["territory"] = json!("JP");
    shelf["currency"] = json!("JPY");
    for list in ["packs", "plans"] {
        for one in shelf[list].as_array_mut().unwrap() {
            one["id"] = json!(market.house.app.random.id());
        }
    }
    new["shelves"].as_array_mut().unwrap().push(shelf);
    market
        .operator
        .put(
            "/api/v1/desk/price-book",
            json!({"version": 1, "book": new}),
        )
        .await
        .json(200);
    let log: (String, Value) = sqlx::query_as("select action, detail from audit_log")
        .fetch_one(&market.house.app.db)
        .await
        .unwrap();
    assert_eq!(log.0, "price_book.changed");
    assert_eq!((&log.1["before"], &log.1["after"]), (&book["book"], &new));
}

#[sqlx::test]
async fn orders_are_listed_page_by_page_with_their_history(db: PgPool) {
    let mut market = Market::new(db).await;
    let mut made = Vec::new();
    for _ in 0..3 {
        let wanted = market.pack(0).await;
        made.push(market.buy(&wanted).await);
        market.advance(chrono::Duration::seconds(1));
    }
    let list = market
        .operator
        .get("/api/v1/desk/orders?state=settled")
        .await
        .json(200);
    assert_eq!(list["orders"].as_array().unwrap().len(), 3);
    assert_eq!(list["orders"][0]["id"], made[2]["id"]);
    let after = format!("/api/v1/desk/orders?after={}", text(&made[1]["id"]));
    let rest = market.operator.get(&after).await.json(200);
    assert_eq!(
        (rest["orders"].as_array().unwrap().len(), &rest["next"]),
        (1, &Value::Null)
    );
    let path = format!("/api/v1/desk/orders/{}", text(&made[0]["id"]));
    let one = market.operator.get(&path).await.json(200);
    let states: Vec<&str> = one["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| text(&event["state"]))
        .collect();
    assert_eq!(states, ["pending", "paid", "settled"]);
    assert_eq!(one["taxed"]["policy"], "sale");
    let refund = market
        .operator
        .post(&format!("{path}/refund"), json!({"reason": " "}))
        .await;
    assert_eq!(refund.refusal(400), "reason_invalid");
    assert_eq!(market.viewer.get(&path).await.refusal(403), "not_allowed");
}

/// P4: each line of the provider matches exactly one entry, or waits.
#[sqlx::test]
async fn p4_a_line_that_matches_nothing_waits_and_what_has_no_line_is_missed(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.pack(0).await;
    market.buy(&wanted).await;
    assert!(market.reconciled().await);
    let insert = "insert into provider_balance_lines (house_id, provider, ref, kind, currency, gross, fee, net, source, at, fetched_at)
                  select house_id, provider, $1, $2, currency, $3, 0, $3, source, at, fetched_at from provider_balance_lines limit 1";
    for (name, kind, gross) in [
        ("again", "charge", 99_i64),
        ("less", "charge", 98),
        ("strange", "gift", 5),
    ] {
        sqlx::query(insert)
            .bind(name)
            .bind(kind)
            .bind(gross)
            .execute(&market.house.app.db)
            .await
            .unwrap();
    }
    let answer = market
        .operator
        .post("/api/v1/desk/reconciliation/fetch", json!({}))
        .await
        .json(200);
    let mut waiting: Vec<(&str, &str)> = answer["suspense"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (text(&line["reference"]), text(&line["problem"])))
        .collect();
    waiting.sort_unstable();
    assert_eq!(
        waiting,
        [
            ("again", "Another line told of the same already."),
            ("less", "The sale that it paid is of another amount."),
            ("strange", "The house does not know lines of this kind."),
        ]
    );
    assert_eq!(
        answer["accounts"][0]["difference"]["minor"],
        99 - (99 + 99 + 98 + 5)
    );
    sqlx::query("delete from provider_balance_lines")
        .execute(&market.house.app.db)
        .await
        .unwrap();
    market.advance(chrono::Duration::days(4));
    let answer = market
        .operator
        .get("/api/v1/desk/reconciliation")
        .await
        .json(200);
    assert_eq!(
        (
            &answer["missing"][0]["kind"],
            &answer["missing"][0]["amount"]["minor"]
        ),
        (&json!("order"), &json!(99))
    );
    assert_eq!(market.books(Kind::ClearingTest).await, 99);
}
