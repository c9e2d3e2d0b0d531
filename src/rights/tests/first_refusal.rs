//! Who must be asked first is in nobody's way but others', and in theirs only until they have declined.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{block, both_sign, house, party};
use crate::testing::{Answer, Device};

const DEALS: &str = "/api/v1/desk/rights/deals";
const CONTRACTS: &str = "/api/v1/desk/rights/contracts";

/// Offers something to somebody, and has them agree; the deal's id, and the answer to the latter.
async fn agree(operator: &mut Device, name: &str, with: &Value, grant: Value) -> (String, Answer) {
    let new = json!({ "name": name, "direction": "out", "party_id": with, "blocks": [grant],
        "fee": { "kind": "none", "currency": "USD" } });
    let deal = operator.post(DEALS, new).await.json(201);
    let id = deal["id"].as_str().unwrap().to_owned();
    let steps = format!("{DEALS}/{id}/steps");
    let offer = json!({ "status": "offer" });
    operator.post(&steps, offer).await.json(200);
    let answer = operator.post(&steps, json!({ "status": "agreed" })).await;
    (id, answer)
}

#[sqlx::test]
async fn a_first_refusal_is_its_holders_and_is_declined_for_one_buyer(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    let grant = |place: &str| {
        let mut wanted = block(series, place, "2026-03-05", "2026-06-30");
        wanted["exclusive"] = json!(true);
        wanted
    };
    // A licence with a first refusal for elsewhere in it.
    let holder = party(&mut operator, "Holder").await;
    let mut first = grant("BR, PT");
    first["kind"] = json!("first_refusal");
    first["expires_at"] = json!("2026-12-31T00:00:00Z");
    let blocks = json!([grant("DE"), first]);
    let new =
        json!({ "reference": "OUT-1", "direction": "out", "party_id": holder, "blocks": blocks });
    let made = operator.post(CONTRACTS, new).await.json(201);
    let path = format!("{CONTRACTS}/{}", made["id"].as_str().unwrap());
    let signed = json!({ "signed_on": "2026-03-01" });
    operator
        .post(&format!("{path}/activate"), signed)
        .await
        .json(200);

    // The holder buys what they are asked first about; what they have already is theirs once.
    let (own, answer) = agree(&mut operator, "D-1", &holder, grant("PT")).await;
    answer.json(200);
    both_sign(&mut operator, &own).await;
    let (_, twice) = agree(&mut operator, "D-2", &holder, grant("DE")).await;
    assert_eq!(twice.refusal(409), "rights_conflict");

    let buyer = party(&mut operator, "Buyer").await;
    let (deal, asked) = agree(&mut operator, "D-3", &buyer, grant("BR")).await;
    let told = asked.json(409)["error"].clone();
    assert!(
        told["message"].as_str().unwrap().contains("OUT-1"),
        "{told}"
    );
    assert!(
        told["remedy"].as_str().unwrap().contains("declined"),
        "{told}"
    );
    let answers = format!("{path}/answers");
    let said = |party: &Value, day: &str, note: &str| json!({ "party_id": party, "declined_on": day, "note": note });
    let note = "Offered at 40,000 USD on 1 March; no by letter";
    for (wrong, status, code) in [
        (said(&holder, "2026-03-01", note), 409, "answer_unasked"),
        (said(&buyer, "2026-03-02", note), 400, "date_invalid"),
        (said(&buyer, "2026-03-01", " "), 400, "text_invalid"),
        (
            said(&json!(uuid::Uuid::nil()), "2026-03-01", note),
            404,
            "not_in_the_rights",
        ),
    ] {
        assert_eq!(operator.post(&answers, wrong).await.refusal(status), code);
    }
    let kept = operator
        .post(&answers, said(&buyer, "2026-03-01", note))
        .await
        .json(201);
    let answer = &kept["answers"][0];
    assert_eq!(
        (&answer["party"], &answer["note"]),
        (&json!("Buyer"), &json!(note))
    );
    let log = operator
        .get("/api/v1/desk/audit?action=rights.declined_first")
        .await
        .json(200);
    assert_eq!(
        log["items"][0]["detail"]["declined_on"], "2026-03-01",
        "{log}"
    );

    // An amendment asks anew; the answer to it holds for that buyer alone.
    // That the holder has bought a part of it alone is not in its way.
    let again = json!({ "note": "As it was", "blocks": blocks });
    let asked = json!({ "direction": "out", "blocks": blocks, "contract_id": made["id"] });
    let tried = operator
        .post("/api/v1/desk/rights/check", asked)
        .await
        .json(200);
    assert_eq!(tried["items"], json!([]));
    operator
        .post(&format!("{path}/versions"), again)
        .await
        .json(200);
    let steps = format!("{DEALS}/{deal}/steps");
    let agreed = json!({ "status": "agreed" });
    let refused = operator.post(&steps, agreed.clone()).await;
    assert_eq!(refused.refusal(409), "rights_conflict");
    operator
        .post(&answers, said(&buyer, "2026-03-01", note))
        .await
        .json(201);
    let other = party(&mut operator, "Other").await;
    let (_, asked) = agree(&mut operator, "D-4", &other, grant("BR")).await;
    assert_eq!(asked.refusal(409), "rights_conflict");
    operator.post(&steps, agreed).await.json(200);
    both_sign(&mut operator, &deal).await;
    // Nothing that was sold after an answer, or to the holder, is a fault.
    let faults = operator.get("/api/v1/desk/rights/faults").await.json(200);
    assert_eq!(faults["items"], json!([]));
}
