//! Stores that are not set up, and settings that nobody can mean.

use serde_json::json;
use sqlx::PgPool;

use crate::config::Config;
use crate::payments::stores::Stores;

#[sqlx::test]
async fn a_house_without_stores_says_so(db: PgPool) {
    let house = super::house(db, "").await;
    let mut device = house.device();
    for (path, body) in [
        (
            "/api/v1/orders/app-store",
            json!({ "signed_transaction": "x" }),
        ),
        (
            "/api/v1/orders/google-play",
            json!({ "product_id": "x", "purchase_token": "y" }),
        ),
        ("/hooks/app-store", json!({ "signedPayload": "x" })),
        ("/hooks/google-play", json!({})),
    ] {
        assert_eq!(
            device.post(path, body).await.refusal(404),
            "store_unknown",
            "{path}"
        );
    }
}

#[test]
fn settings_that_cannot_be_meant_stop_the_house() {
    let apple = "[app_store]\nbundle_id = 'a'\nenvironment = 'Sandbox'\n";
    let google = "[google_play]\npackage = 'a'\npush_token = '0123456789abcdef'\n";
    let price = "country = 'USA', territory = 'US', amount = '2.99', currency = 'USD'";
    let product = |line: &str| format!("{apple}[app_store.products.p]\n{line}");
    for good in [
        apple.to_owned(),
        google.to_owned(),
        product(&format!("coins = 1\nprices = [{{ {price} }}]")),
    ] {
        let config = Config::from_parts("test", &good, []).unwrap();
        Stores::of(&config).unwrap();
    }
    for bad in [
        "[app_store]\nbundle_id = 'a'".to_owned(),
        "[app_store]\nbundle_id = 'a'\nenvironment = 'sandbox'".to_owned(),
        "[app_store]\nbundle_id = 'a'\nenvironment = 'Production'".to_owned(),
        format!("{apple}root_certificate = '/nowhere.der'"),
        "[google_play]\npackage = 'a'".to_owned(),
        "[google_play]\npackage = 'a'\npush_token = 'short'".to_owned(),
        format!("{google}api_base = 'ftp://x.example'"),
        product("coins = 1\nprices = []"),
        product(&format!("coins = 0\nprices = [{{ {price} }}]")),
        product(&format!("coins = 1\nbonus = -1\nprices = [{{ {price} }}]")),
        product(&format!(
            "coins = 1\nprices = [{{ {} }}]",
            price.replace("USA", "US")
        )),
        product(&format!(
            "coins = 1\nprices = [{{ {} }}]",
            price.replace("'US'", "'us'")
        )),
        product(&format!(
            "coins = 1\nprices = [{{ {} }}]",
            price.replace("2.99", "2.999")
        )),
        product(&format!(
            "coins = 1\nprices = [{{ {} }}]",
            price.replace("2.99", "0")
        )),
        product(&format!(
            "coins = 1\nprices = [{{ {} }}]",
            price.replace("USD", "XYZ")
        )),
    ] {
        let config = Config::from_parts("test", &bad, []).unwrap();
        assert!(Stores::of(&config).is_err(), "{bad}");
    }
}
