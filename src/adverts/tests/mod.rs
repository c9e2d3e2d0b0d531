//! Adverts against a real server of ours that answers over the network, and a network that signs.

mod hook;
mod hostile;
mod house;
mod server;

use serde_json::{Value, json};
use signed::testing::AdNetwork;
use sqlx::PgPool;
use uuid::Uuid;

use crate::config::Config;
use crate::people::Role;
use crate::testing::web::Web;
use crate::testing::{Device, SeriesFixture, TestHouse};

/// An inline advert of so many seconds, whose video is at `base`.
fn inline(base: &str, seconds: u32) -> String {
    format!(
        r#"<VAST version="4.2"><Ad id="a"><InLine><AdSystem>A test</AdSystem><AdTitle>Tea</AdTitle>
        <AdServingId>s</AdServingId><Impression><![CDATA[{base}/impression]]></Impression>
        <Impression><![CDATA[https://elsewhere.example/spy]]></Impression>
        <Creatives><Creative><Linear><Duration>00:{:02}:{:02}</Duration>
        <TrackingEvents><Tracking event="complete"><![CDATA[{base}/complete]]></Tracking></TrackingEvents>
        <MediaFiles><MediaFile delivery="progressive" type="video/mp4" width="720" height="1280"><![CDATA[{base}/ad.mp4]]></MediaFile></MediaFiles>
        </Linear></Creative></Creatives></InLine></Ad></VAST>"#,
        seconds / 60,
        seconds % 60
    )
}

fn wrapper(base: &str, tag: &str) -> String {
    format!(
        r#"<VAST version="4.2"><Ad id="w"><Wrapper><AdSystem>A test</AdSystem><VASTAdTagURI><![CDATA[{tag}]]></VASTAdTagURI>
        <Impression><![CDATA[{base}/wrapped]]></Impression></Wrapper></Ad></VAST>"#
    )
}

/// A house whose series asks for coins from its second episode on.
struct Setup {
    house: TestHouse,
    series: SeriesFixture,
    operator: Device,
}

impl Setup {
    async fn new(db: PgPool, settings: &str) -> Self {
        let config = Config::from_parts("test", settings, []).unwrap();
        let house = TestHouse::with(db, config).await;
        let series = house.publish("story", 8, 3).await;
        let mut operator = house.account("op", Role::Operator).await;
        let policy = json!({ "policy": { "free": 1, "price": 30 } });
        operator
            .put("/api/v1/desk/paywalls", policy)
            .await
            .json(200);
        Self {
            house,
            series,
            operator,
        }
    }

    /// With an advert server, a network and a price.
    async fn with_network(db: PgPool, web: &Web, network: &AdNetwork) -> Self {
        web.set("/vast", 200, inline(&web.base, 20));
        web.set("/keys", 200, network.keys());
        let settings = format!(
            "[adverts]\nserver = '{0}/vast?r=[REWARD]&v=[VIEWER]&s=[MAXSECONDS]&c=[CACHEBUSTING]&t=[TIMESTAMP]'\n\
             keys_url = '{0}/keys'\nad_units = ['7001', '7002']\nprice_per_impression = '0.0125'",
            web.base
        );
        Self::new(db, &settings).await
    }

    async fn cap(&mut self, daily_cap: i32) {
        let settings = json!({ "daily_cap": daily_cap, "opens_hours": 48 });
        self.operator
            .put("/api/v1/desk/adverts", settings)
            .await
            .json(200);
    }

    fn wait(&self, seconds: i64) {
        self.house
            .app
            .clock
            .advance(chrono::Duration::seconds(seconds));
    }

    /// Asks for an advert for an episode, the first being 0.
    async fn ask(&self, device: &mut Device, episode: usize) -> crate::testing::Answer {
        let body = json!({ "episode_id": self.series.episodes[episode] });
        device.post("/api/v1/rewards", body).await
    }

    async fn access(&self, device: &mut Device, episode: usize) -> Value {
        let path = format!("/api/v1/series/story/episodes/{}", episode + 1);
        device.get(&path).await.json(200)["episode"]["access"].clone()
    }

    async fn viewer_key(&self, reward: &Value) -> Uuid {
        sqlx::query_scalar("select p.viewer_key from people p join rewards r on r.person_id = p.id where r.id = $1::uuid")
            .bind(reward["id"].as_str().unwrap())
            .fetch_one(&self.house.app.db)
            .await
            .unwrap()
    }
}

/// The query that the network signs for a watched advert.
fn call(reward: &str, viewer: &str, transaction: &str) -> String {
    format!(
        "ad_network=54&ad_unit=7001&custom_data={reward}&reward_amount=1&reward_item=episode&timestamp=1795669990000\
         &transaction_id={transaction}&user_id={viewer}"
    )
}
