//! A house with something in many of its rooms, put there as its people put it.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::people::Role;
use crate::testing::{Device, TestHouse};

/// A house on one side of the wall.
pub struct Side {
    pub id: Uuid,
    /// In all its titles and names.
    pub mark: &'static str,
    pub operator: Device,
    /// Who has bought something, and has its receipt.
    pub buyer: Device,
    /// A series that is published and on the market, and its first episode.
    pub series: Uuid,
    pub episode: Uuid,
    pub screener: Uuid,
    /// A deal out, and the instalment that it pays.
    pub deal: (Uuid, Uuid),
    /// What links and codes of this house are made of.
    pub secrets: Vec<String>,
}

/// The rooms of a house are used once. All its words are `mark`.
pub async fn furnish(house: &TestHouse, id: Uuid, host: &'static str, mark: &'static str) -> Side {
    let mut operator = house.account_at(host, mark, Role::Operator).await;
    let offered = house.publish_in(id, mark, 2, 1).await;
    let (series, episode) = (offered.id, offered.episodes[0]);
    production(&mut operator, series, mark).await;
    let (screener, mut secrets) = market(&mut operator, series, mark).await;
    localised(&mut operator, episode, mark).await;
    let payee = json!({ "code": "p-1", "name": format!("Payee {mark}"), "kind": "cast", "currency": "USD", "threshold": 5000,
        "hold_days": 14, "withholding": "0%", "territory": "US" });
    operator.post("/api/v1/desk/payees", payee).await.json(201);
    coproduced(&mut operator, series, mark).await;
    let party = json!({ "name": format!("Licensor {mark}"), "territory": "GB", "email": null, "payee_id": null });
    let party = operator.post("/api/v1/desk/rights/parties", party).await;
    let party = text(&party.json(201)["id"]);
    let of = (series, party.as_str());
    titles(&mut operator, series, mark).await;
    slates_and_commissions(&mut operator, of, mark).await;
    let deal = deals(house, &mut operator, of, mark).await;
    avails(&mut operator, &party, mark).await;
    secrets.push(gift(&mut operator, series, mark).await);
    let mut buyer = house
        .account_at(host, &format!("buyer-{mark}"), Role::Viewer)
        .await;
    buy(house, &mut buyer).await;
    let shown = house.publish_in(id, &format!("{mark}-two"), 1, 1).await.id;
    let mut viewer = house
        .account_at(host, &format!("viewer-{mark}"), Role::Viewer)
        .await;
    viewer
        .put(&format!("/api/v1/my-list/{shown}"), json!({}))
        .await;
    Side {
        id,

        mark,
        operator,
        buyer,
        series,
        episode,
        screener,
        deal,
        secrets,
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A draft of a series, a paywall, a production.
async fn production(operator: &mut Device, offered: Uuid, mark: &str) {
    let series = json!({ "title": format!("Draft {mark}"), "language": "en" });
    let made = operator.post("/api/v1/studio/series", series).await;
    let paywall = json!({ "policy": { "free": 1, "price": 7 } });
    for id in [&text(&made.json(201)["id"]), &offered.to_string()] {
        let path = format!("/api/v1/desk/series/{id}/paywall");
        operator.put(&path, paywall.clone()).await.json(200);
    }
    let script =
        format!("# Episode 1\n\nINT. KITCHEN - NIGHT\n\nANNA\nIs it {mark}? Who sent it?\n");
    let new = json!({ "title": format!("Made {mark}"), "script": script, "language": "en" });
    operator
        .post("/api/v1/studio/productions", new)
        .await
        .json(201);
}

/// Terms that the house has agreed on with its payee.
async fn coproduced(operator: &mut Device, series: Uuid, mark: &str) {
    let member = |payee: &str| json!({ "payee": payee, "name": format!("{payee} {mark}"), "territory": "GB", "cash": "5.00", "profit": "50%" });
    let terms = json!({ "name": format!("Together {mark}"), "currency": "USD", "members": [member("p-1"), member("house")] });
    let agreed = json!({ "valid_from": "2026-01-01", "terms": terms });
    let path = format!("/api/v1/desk/series/{series}/coproductions");
    operator.post(&path, agreed).await.json(201);
}

/// Subtitles that somebody works on.
async fn localised(operator: &mut Device, episode: Uuid, mark: &str) {
    let text = json!({ "version": 0, "lines": [{ "start_ms": 0, "end_ms": 2000, "text": mark }] });
    let path = format!("/api/v1/desk/localisation/episodes/{episode}/es");
    operator.put(&path, text).await.json(200);
}

/// A deal out with something to hand over and an instalment to pay.
async fn deals(
    house: &TestHouse,
    operator: &mut Device,
    (series, party): (Uuid, &str),
    mark: &str,
) -> (Uuid, Uuid) {
    let block = json!({ "kind": "grant", "series_ids": [series], "media": ["VOD"], "territories": "AT", "languages": null,
        "starts": "2026-03-05", "ends": "2026-06-30" });
    let [posters, first] = [house.app.random.id(), house.app.random.id()];
    let paid = json!({ "kind": "flat", "currency": "USD", "amount": 5,
        "payments": [{ "id": first, "due_on": "2026-03-10", "minor": 5, "note": mark }] });
    let out = json!({ "name": format!("Out {mark}"), "direction": "out", "party_id": party, "blocks": [block],
        "deliverables": [{ "id": posters, "name": format!("Posters {mark}"), "due_on": "2026-03-20" }], "fee": paid });
    let path = "/api/v1/desk/rights/deals";
    let made = operator.post(path, out).await.json(201);
    (text(&made["id"]).parse().unwrap(), first)
}

/// A licensor's file of avails, taken in and applied.
async fn avails(operator: &mut Device, party: &str, mark: &str) {
    let imports = "/api/v1/desk/rights/avails/imports";
    let path = format!("{imports}?party_id={party}&name={mark}.xlsx");
    let file = ::avails::workbook::write(&[licensor_row(mark)]).unwrap();
    let kind = [("content-type", "application/octet-stream")];
    let sent = operator.send(Method::POST, &path, &kind, Body::from(file));
    let import = text(&sent.await.json(201)["import"]["id"]);
    let path = format!("{imports}/{import}/apply");
    operator.post(&path, json!({})).await.json(200);
}

/// Buys coins, and has a receipt.
pub async fn buy(house: &TestHouse, buyer: &mut Device) {
    let shop = buyer.get("/api/v1/shop").await.json(200);
    let (pack, id) = (&shop["packs"][0], house.app.random.id());
    let expected =
        json!({ "minor": pack["price"]["minor"], "currency": pack["price"]["currency"] });
    let order = json!({ "id": id, "item": { "kind": "pack", "pack_id": pack["id"] }, "expected": expected });
    buyer.post("/api/v1/orders", order).await.json(200);
    let path = format!("/api/v1/orders/{id}/test-payment");
    let paid = json!({ "outcome": "succeed" });
    buyer.post(&path, paid).await.json(200);
}

/// A code that gives something away.
async fn gift(operator: &mut Device, series: Uuid, mark: &str) -> String {
    let gift = json!({ "label": mark, "bonus": 20, "bonus_days": 7, "series_id": series, "series_days": 30, "uses_max": 2 });
    let made = operator.post("/api/v1/desk/gift-codes", gift).await;
    text(&made.json(201)["codes"][0]["code"])
}

/// A document of a chain of title with its file, and a waiver.
async fn titles(operator: &mut Device, series: Uuid, mark: &str) {
    let title = format!("/api/v1/desk/rights/titles/{series}");
    let said = json!({ "kind": "live_action", "adapted": true, "music": true });
    operator.put(&title, said).await.json(200);
    let document = json!({ "paper": "writer", "reference": format!("Folder {mark}") });
    let added = operator
        .post(&format!("{title}/documents"), document)
        .await
        .json(201);
    let id = added["id"].as_str().unwrap();
    let path = format!("/api/v1/desk/rights/title-documents/{id}/file?name={mark}.pdf");
    let kind = [("content-type", "application/octet-stream")];
    let kept = operator.send(Method::PUT, &path, &kind, Body::from(mark.to_owned()));
    kept.await.json(200);
    let waived = json!({ "paper": "underlying", "change": "waived", "reason": mark });
    operator
        .post(&format!("{title}/exceptions"), waived)
        .await
        .json(201);
}

/// A slate with a deal on its terms, and a commission with a milestone that is met.
async fn slates_and_commissions(operator: &mut Device, (series, party): (Uuid, &str), mark: &str) {
    let terms = json!({ "kind": "grant", "series_ids": [], "media": ["VOD"], "territories": "DE", "languages": null,
        "starts": "2026-03-01", "ends": "2027-03-01" });
    let slate = json!({ "name": format!("Slate {mark}"), "direction": "in", "party_id": party, "note": mark, "terms": [terms],
        "fee": { "kind": "none", "currency": "USD" }, "series_ids": [series] });
    let made = operator
        .post("/api/v1/desk/rights/slates", slate)
        .await
        .json(201);
    let deals = format!(
        "/api/v1/desk/rights/slates/{}/deals",
        made["id"].as_str().unwrap()
    );
    let deal = json!({ "name": format!("Deal {mark}"), "series_ids": [series], "note": mark });
    operator.post(&deals, deal).await.json(201);
    let commission = json!({ "name": format!("Commission {mark}"), "party_id": party, "series_id": series, "brief": mark,
        "episodes": 1, "currency": "USD", "budget": 100, "milestones": [{ "name": mark, "minor": 100, "episodes": 1 }] });
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
fn licensor_row(mark: &str) -> ::avails::Row {
    use ::avails::Column;
    let [alid, content] = ["alid", "cid"].map(|kind| format!("md:{kind}:org:example.com:{mark}"));
    let [licensor, offered] = ["Licensor", "Offered"].map(|word| format!("{word} {mark}"));
    let cells = [
        (Column::Alid, alid.as_str()),
        (Column::EntryType, "Full Extract"),
        (Column::DisplayName, &licensor),
        (Column::WorkType, "Series"),
        (Column::SeriesContentId, &content),
        (Column::SeriesTitleInternalAlias, &offered),
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
async fn market(operator: &mut Device, series: Uuid, mark: &str) -> (Uuid, Vec<String>) {
    let desk = "/api/v1/desk/market";
    let door = json!({ "door": "public", "intro": mark, "contact_name": mark, "contact_email": format!("m@{mark}.example") });
    operator.put(desk, door).await.json(200);
    let slate = json!({ "name": format!("Slate {mark}"), "series_ids": [series] });
    operator
        .post(&format!("{desk}/slates"), slate)
        .await
        .json(201);
    let lines = json!({ "lines": { "en": format!("A table of {mark}.") } });
    operator
        .put(&format!("{desk}/series/{series}/loglines"), lines)
        .await
        .json(200);
    let somebody = json!({ "name": format!("Buyer {mark}"), "email": format!("b@{mark}.example"), "days": 30 });
    let invited = operator
        .post(&format!("{desk}/invitations"), somebody.clone())
        .await
        .json(201);
    let mut screener = somebody;
    screener["series_id"] = json!(series);
    let made = operator
        .post(&format!("{desk}/screeners"), screener)
        .await
        .json(201);
    let secret = |made: &Value| {
        made["link"]
            .as_str()
            .unwrap()
            .split('#')
            .nth(1)
            .unwrap()
            .to_owned()
    };
    let (token, invitation) = (secret(&made), secret(&invited));
    let opened = json!({ "token": token });
    let opened = operator
        .post("/api/v1/screeners/open", opened)
        .await
        .json(200);
    operator
        .put(&format!("/api/v1/market/shortlist/{series}"), json!({}))
        .await;
    let enquiry = json!({ "name": "Bea", "company": format!("Buyers of {mark}"), "email": format!("b@{mark}.example"),
        "series_ids": [series], "media": ["SVOD"], "territories": "DE", "message": mark });
    operator
        .post("/api/v1/market/enquiries", enquiry)
        .await
        .json(201);
    (
        text(&opened["id"]).parse().unwrap(),
        vec![token, invitation],
    )
}
