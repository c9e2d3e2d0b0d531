//! One house never sees another's rows, and never touches them: every table, every route.

mod filled;

use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use sqlx::PgPool;
use sqlx::Row as _;
use uuid::Uuid;

use crate::people::Role;
use crate::testing::{Device, TestHouse};

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

/// The first house with something in many of its rooms; the ids of all its rows.
async fn furnished(house: &TestHouse) -> Vec<Uuid> {
    let mut operator = house.account(MARK, Role::Operator).await;
    let offered = house.publish(MARK, 2, 1).await.id;
    let series = operator
        .post(
            "/api/v1/studio/series",
            json!({ "title": format!("Draft {MARK}"), "language": "en" }),
        )
        .await
        .json(201);
    let id = series["id"].as_str().unwrap();
    operator
        .put(
            &format!("/api/v1/desk/series/{id}/paywall"),
            json!({ "policy": { "free": 1, "price": 7 } }),
        )
        .await
        .json(200);
    let script = "# Episode 1\n\nINT. KITCHEN - NIGHT\n\nANNA\nZebrawood? Who sent it?\n";
    operator
        .post(
            "/api/v1/studio/productions",
            json!({ "title": format!("Made {MARK}"), "script": script, "language": "en" }),
        )
        .await
        .json(201);
    market(&mut operator, offered).await;
    let episode: Uuid =
        sqlx::query_scalar("select id from episodes where series_id = $1 order by number limit 1")
            .bind(offered)
            .fetch_one(&house.app.db)
            .await
            .unwrap();
    let text = json!({ "version": 0, "lines": [{ "start_ms": 0, "end_ms": 2000, "text": MARK }] });
    operator
        .put(
            &format!("/api/v1/desk/localisation/episodes/{episode}/es"),
            text,
        )
        .await
        .json(200);
    let payee = json!({ "code": "p-1", "name": format!("Payee {MARK}"), "kind": "cast", "currency": "USD", "threshold": 5000,
        "hold_days": 14, "withholding": "0%", "territory": "US" });
    operator.post("/api/v1/desk/payees", payee).await.json(201);
    let party = json!({ "name": format!("Licensor {MARK}"), "territory": "GB", "email": null, "payee_id": null });
    let party = operator.post("/api/v1/desk/rights/parties", party).await;
    let party = party.json(201)["id"].as_str().unwrap().to_owned();
    let of = (offered, party.as_str());
    titles_and_commissions(&mut operator, of).await;
    let path = format!("/api/v1/desk/rights/avails/imports?party_id={party}&name={MARK}.xlsx");
    let file = ::avails::workbook::write(&[licensor_row()]).unwrap();
    let kind = [("content-type", "application/octet-stream")];
    let import = operator
        .send(Method::POST, &path, &kind, Body::from(file))
        .await;
    let import = import.json(201)["import"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/desk/rights/avails/imports/{import}/apply");
    operator.post(&path, json!({})).await.json(200);
    let shown = house.publish(&format!("{MARK}-two"), 1, 1).await.id;
    let mut viewer = house.account(&format!("viewer-{MARK}"), Role::Viewer).await;
    viewer
        .put(&format!("/api/v1/my-list/{shown}"), json!({}))
        .await;
    let mut ids = Vec::new();
    for table in tables(house).await {
        let first = house.id().await;
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            "select row_to_json(t)::text as row from {table} t where house_id = $1"
        )))
        .bind(first)
        .fetch_all(&house.app.db)
        .await
        .unwrap();
        for row in rows {
            let row: serde_json::Value = serde_json::from_str(row.get("row")).unwrap();
            let found = row.as_object().unwrap().iter().filter_map(|(name, value)| {
                (name != "house_id").then(|| Uuid::parse_str(value.as_str()?).ok())?
            });
            ids.extend(found);
        }
    }
    ids.sort_unstable();
    ids.dedup();
    assert!(
        ids.len() > 12,
        "the first house is nearly empty: {}",
        ids.len()
    );
    ids
}

/// A document of a chain of title with its file, a waiver, and a commission with a milestone that is met.
async fn titles_and_commissions(operator: &mut Device, (series, party): (Uuid, &str)) {
    let title = format!("/api/v1/desk/rights/titles/{series}");
    let said = json!({ "kind": "live_action", "adapted": true, "music": true });
    operator.put(&title, said).await.json(200);
    let document = json!({ "paper": "writer", "reference": format!("Folder {MARK}") });
    let added = operator
        .post(&format!("{title}/documents"), document)
        .await
        .json(201);
    let id = added["id"].as_str().unwrap();
    let path = format!("/api/v1/desk/rights/title-documents/{id}/file?name={MARK}.pdf");
    let kind = [("content-type", "application/octet-stream")];
    let kept = operator.send(Method::PUT, &path, &kind, Body::from(MARK));
    kept.await.json(200);
    let waived = json!({ "paper": "underlying", "change": "waived", "reason": MARK });
    operator
        .post(&format!("{title}/exceptions"), waived)
        .await
        .json(201);
    let terms = json!({ "kind": "grant", "series_ids": [], "media": ["VOD"], "territories": "DE", "languages": null,
        "starts": "2026-03-01", "ends": "2027-03-01" });
    let slate = json!({ "name": format!("Slate {MARK}"), "direction": "in", "party_id": party, "note": MARK, "terms": [terms],
        "fee": { "kind": "none", "currency": "USD" }, "series_ids": [series] });
    let made = operator
        .post("/api/v1/desk/rights/slates", slate)
        .await
        .json(201);
    let deals = format!(
        "/api/v1/desk/rights/slates/{}/deals",
        made["id"].as_str().unwrap()
    );
    let deal = json!({ "name": format!("Deal {MARK}"), "series_ids": [series], "note": MARK });
    operator.post(&deals, deal).await.json(201);
    let commission = json!({ "name": format!("Commission {MARK}"), "party_id": party, "series_id": series, "brief": MARK,
        "episodes": 1, "currency": "USD", "budget": 100, "milestones": [{ "name": MARK, "minor": 100, "episodes": 1 }] });
    let desk = "/api/v1/desk/commissions";
    let made = operator.post(desk, commission).await.json(201);
    let path = format!("{desk}/{}", made["id"].as_str().unwrap());
    let agreed = json!({ "status": "agreed" });
    operator
        .post(&format!("{path}/steps"), agreed)
        .await
        .json(200);
    let good = json!({ "verdict": "accepted" });
    operator
        .post(&format!("{path}/episodes/1/reviews"), good)
        .await
        .json(200);
}

/// A row of a licensor's avails.
fn licensor_row() -> ::avails::Row {
    use ::avails::Column;
    let cells = [
        (Column::Alid, "md:alid:org:example.com:zebrawood"),
        (Column::EntryType, "Full Extract"),
        (Column::DisplayName, "Licensor zebrawood"),
        (Column::WorkType, "Series"),
        (Column::SeriesContentId, "md:cid:org:example.com:zebrawood"),
        (Column::SeriesTitleInternalAlias, "Offered zebrawood"),
        (Column::Territory, "DE"),
        (Column::LicenseType, "SVOD"),
        (Column::FormatProfile, "HD"),
        (Column::Start, "2026-03-01"),
        (Column::End, "Open"),
    ];
    cells
        .iter()
        .fold(::avails::Row::default(), |row, (column, text)| {
            row.with(*column, text)
        })
}

/// A market with something in every corner.
async fn market(operator: &mut Device, series: Uuid) {
    let desk = "/api/v1/desk/market";
    let door = json!({ "door": "public", "intro": MARK, "contact_name": MARK, "contact_email": "m@zebrawood.example" });
    operator.put(desk, door).await.json(200);
    let slate = json!({ "name": format!("Slate {MARK}"), "series_ids": [series] });
    operator
        .post(&format!("{desk}/slates"), slate)
        .await
        .json(201);
    let lines = json!({ "lines": { "en": format!("A table of {MARK}.") } });
    operator
        .put(&format!("{desk}/series/{series}/loglines"), lines)
        .await
        .json(200);
    let somebody =
        json!({ "name": format!("Buyer {MARK}"), "email": "b@zebrawood.example", "days": 30 });
    operator
        .post(&format!("{desk}/invitations"), somebody.clone())
        .await
        .json(201);
    let mut screener = somebody;
    screener["series_id"] = json!(series);
    let made = operator
        .post(&format!("{desk}/screeners"), screener)
        .await
        .json(201);
    let token = made["link"]
        .as_str()
        .unwrap()
        .split('#')
        .nth(1)
        .unwrap()
        .to_owned();
    operator
        .post("/api/v1/screeners/open", json!({ "token": token }))
        .await
        .json(200);
    operator
        .put(&format!("/api/v1/market/shortlist/{series}"), json!({}))
        .await;
    let enquiry = json!({ "name": "Bea", "company": format!("Buyers of {MARK}"), "email": "b@zebrawood.example",
        "series_ids": [series], "media": ["SVOD"], "territories": "DE", "message": MARK });
    operator
        .post("/api/v1/market/enquiries", enquiry)
        .await
        .json(201);
}

async fn tables(house: &TestHouse) -> Vec<String> {
    sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'house_id'
         where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1",
    )
    .fetch_all(&house.app.db)
    .await
    .unwrap()
}

/// A digest of all rows of the first house.
async fn digests(house: &TestHouse) -> Vec<(String, Option<String>)> {
    let first = house.id().await;
    let mut all = Vec::new();
    for table in tables(house).await {
        let digest: Option<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select md5(string_agg(t::text, ' ' order by t::text)) from {table} t where house_id = $1"
        )))
        .bind(first)
        .fetch_one(&house.app.db)
        .await
        .unwrap();
        all.push((table, digest));
    }
    all
}

/// Every route with its methods, and with each of these ids wherever it takes one.
fn addresses(ids: &[Uuid]) -> Vec<(Method, String)> {
    let document = crate::router::document();
    let mut all = Vec::new();
    for (path, item) in &document.paths.paths {
        let methods = [
            (Method::GET, item.get.is_some()),
            (Method::POST, item.post.is_some()),
            (Method::PUT, item.put.is_some()),
            (Method::PATCH, item.patch.is_some()),
            (Method::DELETE, item.delete.is_some()),
        ];
        let fillings: Vec<String> = if path.contains('{') {
            ids.iter().map(|id| fill(path, id)).collect()
        } else {
            vec![path.clone()]
        };
        for (method, there) in methods {
            if there {
                all.extend(fillings.iter().map(|path| (method.clone(), path.clone())));
            }
        }
    }
    all
}

fn fill(path: &str, id: &Uuid) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap();
        filled.push_str(before);
        match name {
            "number" | "version" => filled.push('1'),
            "slug" => filled.push_str(MARK),
            _ => filled.push_str(&id.to_string()),
        }
        rest = after;
    }
    filled + rest
}

async fn ask(device: &mut Device, method: &Method, path: &str) -> (u16, String) {
    let answer = device
        .send(
            method.clone(),
            path,
            &[("content-type", "application/json")],
            Body::from("{}"),
        )
        .await;
    (
        answer.status.as_u16(),
        String::from_utf8_lossy(&answer.bytes).into_owned(),
    )
}

#[sqlx::test]
async fn the_operator_of_one_house_reads_and_changes_nothing_of_another(db: PgPool) {
    let mut config = crate::config::Config::default();
    config.limits.rates = false;
    let house = TestHouse::with(db, config).await;
    let ids = furnished(&house).await;
    house.second_house("second.example").await;
    let mut stranger = house
        .account_at("second.example", "stranger", Role::Operator)
        .await;
    // What no room was walked through for has a row of the first house too.
    let bare: Vec<String> = digests(&house)
        .await
        .into_iter()
        .filter_map(|(table, digest)| digest.is_none().then_some(table))
        .collect();
    let refused = filled::fill(&house, &bare, MARK).await;
    let before = digests(&house).await;
    let empty: Vec<&String> = before
        .iter()
        .filter_map(|(table, digest)| digest.is_none().then_some(table))
        .collect();
    assert!(
        empty.is_empty(),
        "without a row of the first house: {empty:?}; {refused:#?}"
    );
    let mut leaks = Vec::new();
    let mut asked = 0;
    for (method, path) in addresses(&ids) {
        // Leaving, and streams that never end, are for other tests.
        if path.ends_with("/events")
            || path.contains("/auth/")
            || (path.ends_with("/me") && method == Method::DELETE)
        {
            continue;
        }
        asked += 1;
        let (status, body) = ask(&mut stranger, &method, &path).await;
        assert!(status < 500, "{method} {path}: {status} {body}");
        let asked_for = ids
            .iter()
            .filter(|id| path.contains(&id.to_string()))
            .collect::<Vec<_>>();
        let tells = body.to_lowercase().contains(MARK)
            || ids
                .iter()
                .filter(|id| !asked_for.contains(id))
                .any(|id| body.contains(&id.to_string()));
        if tells {
            leaks.push(format!("{method} {path}: {}", &body[..body.len().min(200)]));
        }
    }
    assert!(leaks.is_empty(), "{} of {asked}: {leaks:#?}", leaks.len());
    assert!(asked > 1_000, "{asked}");
    let after = digests(&house).await;
    let changed: Vec<&String> = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before != after)
        .map(|(before, _)| &before.0)
        .collect();
    assert!(changed.is_empty(), "changed by a stranger: {changed:?}");
}
