//! Statements as documents.

use sqlx::PgPool;

use super::{Desk, SIMPLE};
use crate::people::Role;

#[sqlx::test]
async fn a_statement_is_a_document_in_the_readers_language(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, _) = desk.participants().await;
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    desk.unlocks(series.id, "10.00 USD", "2026-02-15T00:00:00Z")
        .await;
    desk.close("2026-02").await;
    let path = format!("/api/v1/desk/statements?payee_id={producer}");
    let listed = desk.operator.get(&path).await.json(200);
    let id = listed["items"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/statements/{id}.pdf");

    let answer = desk.operator.get(&path).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "application/pdf");
    assert_eq!(
        answer.headers["content-disposition"],
        "inline; filename=\"2026-02-producer-v1.pdf\""
    );
    assert!(answer.bytes.starts_with(b"%PDF-1.7"));
    // A statement never changes, and so does its document not.
    assert_eq!(desk.operator.get(&path).await.bytes, answer.bytes);
    let arabic = desk.operator.get(&format!("{path}?lang=ar")).await;
    assert_eq!(arabic.headers["content-language"], "ar");

    let mut stranger = desk.house.account("stranger", Role::Viewer).await;
    assert_eq!(stranger.get(&path).await.refusal(404), "not_in_the_books");
    let wrong = format!("/api/v1/statements/{id}.pdf.exe");
    assert_eq!(
        desk.operator.get(&wrong).await.refusal(404),
        "format_unknown"
    );
}
