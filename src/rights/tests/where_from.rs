//! Where a viewer is, and where that is not certain.

use std::net::SocketAddr;

use serde_json::json;
use sqlx::PgPool;

use super::{behind_proxy, block, contract, from};
use crate::config::Config;
use crate::houses::Doubt;
use crate::people::Role;
use crate::testing::TestHouse;

const SERIES: &str = "/api/v1/series/heiress";

/// A house where the series may be shown in its own territory, the U.S., alone.
async fn at_home(db: PgPool, config: Config) -> TestHouse {
    let house = TestHouse::with(db, config).await;
    let mut operator = house.account("Olga", Role::Operator).await;
    let series = house.publish("heiress", 2, 1).await;
    house.publish("own", 1, 1).await;
    let deal = block(series.id, "US", "2026-01-01", "2026-12-31");
    contract(&mut operator, "IN-1", "in", json!([deal])).await;
    house
}

#[sqlx::test]
async fn nobody_knows_where_so_it_is_where_the_house_is(db: PgPool) {
    let house = at_home(db, behind_proxy()).await;
    let mut device = house.device();
    for unknown in ["T1", "XX", "nonsense"] {
        from(&mut device, unknown, SERIES).await.json(200);
    }
    from(&mut device, "DE", SERIES).await.refusal(451);
}

#[sqlx::test]
async fn doubt_closes_what_may_not_be_shown_everywhere_where_the_settings_say_so(db: PgPool) {
    let config = Config {
        territory_doubt: Doubt::Closed,
        ..behind_proxy()
    };
    let house = at_home(db, config).await;
    let mut device = house.device();
    from(&mut device, "US", SERIES).await.json(200);
    let refused = from(&mut device, "T1", SERIES).await.json(451);
    let told = refused["error"]["message"].as_str().unwrap();
    assert!(told.starts_with("Where you are is not certain"), "{told}");
    from(&mut device, "T1", "/api/v1/series/own")
        .await
        .json(200);
}

#[sqlx::test]
async fn a_house_says_for_itself_what_is_done_in_doubt(db: PgPool) {
    let house = at_home(db, behind_proxy()).await;
    let mut operator = house.account("Olaf", Role::Operator).await;
    let mut device = house.device();
    from(&mut device, "T1", SERIES).await.json(200);
    let say = |doubt: serde_json::Value| json!({ "region": { "doubt": doubt } });
    operator
        .patch("/api/v1/desk/house", say(json!("closed")))
        .await
        .json(200);
    let refused = from(&mut device, "T1", SERIES).await.json(451);
    let told = refused["error"]["message"].as_str().unwrap();
    assert!(told.starts_with("Where you are is not certain"), "{told}");
    from(&mut device, "US", SERIES).await.json(200);
    // Nothing said: the settings again.
    operator
        .patch("/api/v1/desk/house", say(json!(null)))
        .await
        .json(200);
    from(&mut device, "T1", SERIES).await.json(200);
    operator
        .patch("/api/v1/desk/house", say(json!("maybe")))
        .await
        .refusal(400);
}

/// The file was made for tests: 81.2.69.0/24 is in GB, 10.0.0.0/8 and 216.160.83.0/24 are in US, 1.2.3.0/24 is a VPN's.
#[sqlx::test]
async fn a_file_of_addresses_says_where_where_no_header_does(db: PgPool) {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/rights/tests/territories.mmdb"
    );
    let config = Config {
        territory_file: Some(file.into()),
        territory_doubt: Doubt::Closed,
        ..Config::default()
    };
    let house = at_home(db, config).await;
    for (address, status) in [
        ([216, 160, 83, 9], 200),
        ([81, 2, 69, 160], 451),
        ([1, 2, 3, 4], 451),
        // Not in the file: where the house is.
        ([9, 9, 9, 9], 200),
    ] {
        let mut device = house.device();
        device.address = SocketAddr::from((address, 40_000));
        assert_eq!(device.get(SERIES).await.status, status, "{address:?}");
    }
}
