//! One house, several shelves: each territory sees, pays and gets back its own money.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Market, text};
use crate::books::{self, Kind, Spot};
use crate::config::Config;
use crate::people::Role;
use crate::testing::TestHouse;

/// A copy of the first shelf for a territory, with a pack, coins and no plans at prices of its own.
fn shelf(
    first: &Value,
    id: uuid::Uuid,
    territory: &str,
    currency: &str,
    pack: i64,
    ten: i64,
) -> Value {
    let mut shelf = first.clone();
    shelf["territory"] = json!(territory);
    shelf["currency"] = json!(currency);
    shelf["plans"] = json!([]);
    shelf["packs"] = json!([first["packs"][0]]);
    shelf["packs"][0]["id"] = json!(id);
    shelf["packs"][0]["price"] = json!(pack);
    shelf["exact"]["price"] = json!(ten);
    shelf
}

#[sqlx::test]
async fn each_territory_sees_buys_spends_and_gets_back_in_its_own_currency(db: PgPool) {
    let settings = "behind_proxy = true\nterritory_header = 'x-territory'";
    let config = Config::from_parts("test", settings, []).unwrap();
    let mut market = Market::of(TestHouse::with(db, config).await).await;
    let series = market.series(12).await;
    let kept = market.operator.get("/api/v1/desk/price-book").await;
    let kept = kept.json(200);
    let mut book = kept["book"].clone();
    let first = book["shelves"][0].clone();
    let shelves = book["shelves"].as_array_mut().unwrap();
    // No digits, and three.
    let random = &market.house.app.random;
    shelves.push(shelf(&first, random.id(), "JP", "JPY", 160, 16));
    shelves.push(shelf(&first, random.id(), "KW", "KWD", 320, 32));
    let change = json!({ "book": book, "version": kept["version"] });
    let answer = market.operator.put("/api/v1/desk/price-book", change).await;
    answer.json(200);

    for (number, (territory, currency, pack, ten, written)) in [
        ("US", "USD", 99, 10, "0.99 USD"),
        ("JP", "JPY", 160, 16, "160 JPY"),
        ("KW", "KWD", 320, 32, "0.320 KWD"),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("viewer-{territory}");
        market.viewer = market.house.account(&name, Role::Viewer).await;
        market.viewer.territory = Some(territory);
        let shop = market.shop().await;
        assert_eq!(
            (
                &shop["territory"],
                &shop["currency"],
                &shop["packs"][0]["price"]["minor"]
            ),
            (&json!(territory), &json!(currency), &json!(pack))
        );
        // The price of an episode says what so many coins cost here: thirty, in steps of ten.
        let sheet = "/api/v1/series/story/paywall?episode=6";
        let sheet = market.viewer.get(sheet).await.json(200);
        assert_eq!(
            (
                &sheet["offers"][0]["price"]["currency"],
                &sheet["offers"][0]["price"]["minor"]
            ),
            (&json!(currency), &json!(3 * ten))
        );
        // What another shelf shows is not sold here.
        let mut foreign = market.pack(0).await;
        foreign["expected"]["currency"] = json!(if currency == "USD" { "JPY" } else { "USD" });
        let answer = market.viewer.post("/api/v1/orders", foreign).await;
        assert_eq!(answer.refusal(400), "currency_not_sold");

        let wanted = market.pack(0).await;
        let order = market.buy(&wanted).await;
        let unit: money::Currency = currency.parse().unwrap();
        let float = Spot::house(Kind::CoinFloat, unit);
        let (app, id) = (market.house.app.clone(), market.id);
        let held = async |spot: &Spot| books::balance(&app, id, spot).await.unwrap().credit();
        assert_eq!(held(&float).await, pack);
        assert_eq!(market.unlock(series, 6).await, 30);
        // Thirty of a hundred coins: their money is earned, the rest is still owed.
        let earned = pack * 30 / 100;
        assert_eq!(held(&float).await, pack - earned);
        assert_eq!(held(&Spot::house(Kind::RevenueUnlocks, unit)).await, earned);
        let path = format!("/api/v1/orders/{}/withdraw", text(&order["id"]));
        let after = market.viewer.post(&path, json!({})).await.json(200);
        assert_eq!(
            (&after["refunded"]["currency"], &after["refunded"]["minor"]),
            (&json!(currency), &json!(pack - earned))
        );
        assert_eq!(held(&float).await, 0);
        let receipt = format!("/receipts/{}", 2_026_000_001 + 2 * number);
        let receipt = market.viewer.get(&receipt).await;
        let html = String::from_utf8(receipt.bytes).unwrap();
        assert!(html.contains(written), "{written}: {html}");
    }
    assert!(market.reconciled().await);
}
