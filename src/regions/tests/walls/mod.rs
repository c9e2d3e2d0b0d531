//! One house never sees another's rows, and never touches them: every table, every route.
//!
//! Two houses of one process are furnished alike. Whoever runs the second asks every operation of the OpenAPI document, and
//! every address beside it, for what the first one has: with ids of it in the path, in the query and in bodies that are of
//! the right shape, also one of its own beside one that is not. Nothing of the first may be told, changed or pointed at.

mod bodies;
mod filled;
mod ids;
mod raw;
mod requests;
mod rooms;
mod walk;

use std::collections::{BTreeSet, HashSet};

use axum::http::Method;
use sqlx::PgPool;

use self::ids::{Ids, digests, pointers};
use self::requests::Operation;
use self::rooms::Side;
use self::walk::{Walk, first_words};
use crate::people::Role;
use crate::studio::paid::Wish;
use crate::testing::TestHouse;

/// Tables that belong to the machine, not to a house, and why.
const OF_THE_MACHINE: &[(&str, &str)] = &[
    ("_sqlx_migrations", "the schema's own history"),
    ("houses", "the houses themselves"),
    (
        "blob_sweeps",
        "when the machine's blobs were last looked through",
    ),
];

/// In every title and name of the first house.
const MARK: &str = "zebrawood";
/// In those of the second.
const OWN: &str = "ironwood";
const HOST: &str = "second.example";

/// Columns of the second house that hold what clients make up, and why an id of the first house there leads nowhere.
const MADE_UP: &[(&str, &str)] = &[
    (
        "feed_sessions.id",
        "a player names its session, which is looked for together with its viewer",
    ),
    ("events.id", TOLD),
    ("events.play_id", TOLD),
    ("events.feed_session", TOLD),
    ("events.series_id", TOLD),
    ("events.episode_id", TOLD),
];
const TOLD: &str = "what a player tells is kept as it tells it, in its own house";

/// Operations below whose parent the second house has nothing of its own: they are asked with what is the first one's alone.
const NOTHING_OWN: &[&str] = &[
    "POST /api/v1/campaigns/{id}/pledges",
    "POST /api/v1/desk/brands/{id}/payments",
    "POST /api/v1/desk/rights/contracts/{id}/answers",
    "POST /api/v1/desk/rights/contracts/{id}/consents",
    "POST /api/v1/desk/rights/contracts/{id}/deliverables/{deliverable_id}/steps",
    "POST /api/v1/desk/rights/contracts/{id}/deliveries",
    "POST /api/v1/desk/rights/contracts/{id}/payments/{payment_id}/steps",
    "POST /api/v1/desk/rights/contracts/{id}/sharing",
    "POST /api/v1/desk/rights/contracts/{id}/versions",
];

/// Operations that refuse what this test says by its shape, and why.
const NEVER_READ: &[(&str, &str)] = &[
    (
        "POST /api/v1/auth/passkeys/login/finish",
        "only a browser makes what it asks for, for a question that the house has just put",
    ),
    (
        "POST /api/v1/auth/passkeys/register/finish",
        "as the one before",
    ),
];

#[sqlx::test]
async fn every_table_says_whose_its_rows_are(db: PgPool) {
    let house = TestHouse::new(db).await;
    let without: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
           and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'house_id' and not a.attisdropped)
         order by 1",
    )
    .fetch_all(&house.app.db)
    .await
    .unwrap();
    // The ledger knows accounts, not houses: an account belongs to one by the chart of `books`.
    let strangers: Vec<&String> = without
        .iter()
        .filter(|table| !OF_THE_MACHINE.iter().any(|(known, _)| known == table))
        .filter(|table| !table.starts_with("ledger"))
        .collect();
    assert!(strangers.is_empty(), "without house_id: {strangers:?}");
}

/// Paid jobs are read whole when somebody decides on one: those that were filled say something that can be.
async fn readable(house: &TestHouse) {
    let wish = Wish::Clip {
        prompt: "A hall".into(),
        first_frame: None,
        resolution: "720p".into(),
        seconds: 6,
        wanted_ms: 1,
    };
    let model = ::providers::model::usual().remove(0);
    sqlx::query("update production_jobs set parts = '{}', wish = $1, model = $2, state = $3, stage = 'ambiguous'")
        .bind(serde_json::json!(wish))
        .bind(serde_json::json!(model))
        .bind(serde_json::json!(::providers::State::Submitting))
        .execute(&house.app.db)
        .await
        .unwrap();
}

/// Two houses of one process.
struct Street {
    house: TestHouse,
    first: Side,
    second: Side,
    /// What only the router knows of the first.
    raw: Vec<raw::Raw>,
    theirs: Ids,
    own: Ids,
    before: Vec<(String, Option<String>)>,
}

impl Street {
    async fn new(db: PgPool) -> Self {
        let mut config = crate::config::Config::default();
        config.limits.rates = false;
        let house = TestHouse::with(db, config).await;
        let (id, other) = (house.id().await, house.second_house(HOST).await);
        let mut first = rooms::furnish(&house, id, "localhost:8080", MARK).await;
        let second = rooms::furnish(&house, other, HOST, OWN).await;
        let raw = raw::keep(&house, &mut first).await;
        // What no room was walked through for has a row too; in the second house only what has a place below something.
        let bare: Vec<String> = digests(&house, id)
            .await
            .into_iter()
            .filter_map(|(table, digest)| digest.is_none().then_some(table))
            .collect();
        let refused = filled::fill(&house, id, &bare, MARK).await;
        let below = ["takes", "exports", "jobs", "releases"];
        let below = below.map(|what| format!("production_{what}"));
        let here = filled::fill(&house, other, &below, OWN).await;
        assert!(here.is_empty(), "{here:?}");
        readable(&house).await;
        let before = digests(&house, id).await;
        let empty: Vec<&String> = before
            .iter()
            .filter_map(|(table, digest)| digest.is_none().then_some(table))
            .collect();
        assert!(
            empty.is_empty(),
            "without a row of the first house: {empty:?}; {refused:#?}"
        );
        let (mut theirs, mut own) = (Ids::of(&house, id).await, Ids::of(&house, other).await);
        theirs.put("payment_id", first.deal.0, first.deal.1);
        own.put("payment_id", second.deal.0, second.deal.1);
        // What both have is nobody's: plans and packs that every house begins with.
        theirs.without(&own.all());
        Self {
            house,
            first,
            second,
            raw,
            theirs,
            own,
            before,
        }
    }

    /// What of the first house is other than it was, and what of the second points into it.
    async fn damage(&self) -> Vec<String> {
        let after = digests(&self.house, self.first.id).await;
        let both = self.before.iter().zip(&after);
        let changed = both.filter(|(before, after)| before != after);
        let mut damage: Vec<String> = changed
            .map(|(before, _)| format!("changed by a stranger: {}", before.0))
            .collect();
        let pointers = pointers(&self.house, self.second.id, &self.theirs.all()).await;
        let columns: BTreeSet<String> = pointers.into_iter().map(|(column, _)| column).collect();
        let own = |column: &&String| !MADE_UP.iter().any(|(known, _)| known == column);
        let columns = columns.iter().filter(own);
        damage.extend(columns.map(|column| format!("points at the first house: {column}")));
        damage
    }
}

#[sqlx::test]
async fn the_operator_of_one_house_reads_nothing_of_another(db: PgPool) {
    let street = Street::new(db).await;
    let document = serde_json::to_value(crate::router::document()).unwrap();
    let mut walk = Walk::new(&street, &document).await;
    for operation in requests::operations(&document) {
        if reads(&operation) {
            walk.past(&operation).await;
        }
    }
    let (operations, seen) = (walk.operations(), walk.seen_by_their_own().await);
    println!("{seen} shown to their own");
    let mut problems = walk.problems(NEVER_READ);
    problems.extend(street.damage().await);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    // A wall before nothing proves nothing: so many show the first house something where they told the second of nothing.
    assert!(operations >= 150 && seen >= 25, "{operations} {seen}");
}

#[sqlx::test]
async fn the_operator_of_one_house_changes_nothing_of_another(db: PgPool) {
    let street = Street::new(db).await;
    let document = serde_json::to_value(crate::router::document()).unwrap();
    let mut walk = Walk::new(&street, &document).await;
    let (readers, mut writers): (Vec<_>, Vec<_>) =
        requests::operations(&document).into_iter().partition(reads);
    // What names nothing changes the settings of the house that asks: last, for what comes after would meet them.
    writers.sort_by_key(|one| !one.path.contains('{'));
    for operation in &writers {
        walk.past(operation).await;
    }
    // Whatever was taken in above would be told now.
    for operation in readers.iter().filter(|one| !one.path.contains('{')) {
        walk.past(operation).await;
    }
    let operations = walk.operations();
    let mut problems = walk.problems(NEVER_READ);
    problems.extend(street.damage().await);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(operations >= 250, "{operations}");
}

/// Whether an operation only asks.
fn reads(operation: &Operation) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(&operation.method)
}

#[sqlx::test]
async fn what_lies_beside_the_document_is_kept_apart_too(db: PgPool) {
    let mut street = Street::new(db).await;
    let walked: HashSet<&str> = street.raw.iter().map(|raw| raw.route).collect();
    for route in raw::routes() {
        let open = raw::OF_NO_HOUSE.iter().any(|(known, _)| *known == route);
        assert!(open || walked.contains(route), "nobody asks for {route}");
    }
    for raw in &street.raw {
        let (status, said) = raw::ask(&mut street.first.operator, &raw.address).await;
        let said = String::from_utf8_lossy(&said);
        assert_eq!(status, 200, "{}: {said}", raw.address);
        let (status, said) = raw::ask(&mut street.second.operator, &raw.address).await;
        let said = String::from_utf8_lossy(&said);
        assert!(
            matches!(status, 404 | 410),
            "{}: {status} {said}",
            raw.address
        );
        assert!(!said.contains(MARK), "{}: {said}", raw.address);
    }
    // Each id in each place, and their own screener with an episode of the other house, and the other way round.
    let (theirs, own) = (&street.first, &street.second);
    let mut addresses = vec![
        format!("/media/screeners/{}/{}.mp4", own.screener, theirs.episode),
        format!("/media/screeners/{}/{}.mp4", theirs.screener, own.episode),
        format!("/s/{MARK}"),
        format!("/s/{MARK}/1"),
    ];
    for id in street.theirs.some() {
        let ends = [
            "renditions/{}.mp4",
            "text/{}.vtt",
            "strips/{}.webp",
            "trailers/{}.mp4",
            "market/{}.mp4",
            "localisation/{}.mp4",
            "hls/{}/h264.m3u8",
        ];
        addresses.extend(ends.map(|end| format!("/media/{}", end.replace("{}", &id.to_string()))));
        addresses.push(format!("/media/hls/{}/{id}.m3u8", own.episode));
        addresses.push(format!("/media/hls/{}/text-{id}.m3u8", own.episode));
    }
    for address in &addresses {
        let (status, said) = raw::ask(&mut street.second.operator, address).await;
        let said = String::from_utf8_lossy(&said).replace(&address[1..], "");
        let refused = status >= 400 || address.starts_with("/s/");
        assert!(refused && status < 500, "{address}: {status} {said}");
        assert!(!said.contains(MARK), "{address}: {said}");
    }
    assert!(addresses.len() > 900, "{}", addresses.len());
    assert_eq!(street.damage().await, Vec::<String>::new());
}

#[sqlx::test]
async fn nobody_follows_the_series_of_another_house(db: PgPool) {
    let mut street = Street::new(db).await;
    let path = format!("/api/v1/studio/series/{}/events", street.first.series);
    let (status, said) = first_words(&mut street.first.operator, &path).await;
    assert!(
        status == 200 && said.to_lowercase().contains(MARK),
        "{status} {said}"
    );
    let mut producer = street
        .house
        .account_at(HOST, "producer", Role::Producer)
        .await;
    for device in [&mut street.second.operator, &mut producer] {
        for id in street.theirs.some() {
            let path = format!("/api/v1/studio/series/{id}/events");
            let (status, said) = first_words(device, &path).await;
            assert_eq!(status, 404, "{id}: {said}");
        }
    }
    assert_eq!(street.damage().await, Vec::<String>::new());
}
