//! A receipt as a document to keep.

use ::documents::{Block, Column, Document};
use money::{Amount, Currency};

use super::page::{item, provider};
use super::words::words;
use super::{Paper, shown};
use crate::books::money::refused;
use crate::documents::{isolated, page_of};
use crate::errors::AppResult;

/// The document in a viewer's language. It says what the page says.
pub fn document(paper: &Paper, language: &str) -> AppResult<Document> {
    let (tag, words) = words(language);
    let currency = Currency::of(&paper.currency).map_err(refused)?;
    let sign = if paper.corrects.is_some() { -1 } else { 1 };
    let amount = |minor: i64| Amount::new(minor.saturating_mul(sign), currency).to_string();
    let title = if paper.corrects.is_some() {
        words.credit_note
    } else {
        words.receipt
    };
    let number = shown(paper.number);
    let mut facts = vec![(words.number, number.clone())];
    facts.extend(
        paper
            .corrects
            .map(|corrects| (words.corrects, shown(corrects))),
    );
    facts.extend([
        (
            words.date,
            paper.issued_at.format("%Y-%m-%d %H:%M UTC").to_string(),
        ),
        (words.order, paper.order_id.to_string()),
        (words.place, paper.territory.clone()),
        (words.paid_by, provider(paper.provider, words).to_owned()),
    ]);
    let mut rows = vec![vec![item(paper.item, words), amount(paper.price)]];
    if paper.tax != 0 {
        let tax = format!("{} {}", paper.tax_name, paper.tax_rate);
        rows.push(vec![words.net.to_owned(), amount(paper.net)]);
        rows.push(vec![tax, amount(paper.tax)]);
    }
    let mut blocks = vec![
        Block::Heading(title.to_owned()),
        Block::Facts(
            facts
                .into_iter()
                .map(|(label, value)| (label.to_owned(), value))
                .collect(),
        ),
        Block::Table {
            columns: vec![Column::start(words.item, 70), Column::end(words.amount, 30)],
            rows,
            total: Some(vec![words.total.to_owned(), amount(paper.price)]),
        },
    ];
    if paper.tax_deferred {
        blocks.push(Block::Note(words.tax_deferred.to_owned()));
    }
    if paper.test_money {
        blocks.push(Block::Note(words.test_money.to_owned()));
        blocks.push(Block::Stamp(words.test_provider.to_uppercase()));
    }
    Ok(Document {
        title: format!("{title} {number}"),
        language: tag.to_owned(),
        author: paper.house.clone(),
        page: page_of(&paper.territory),
        created: paper.issued_at,
        blocks,
        footer: format!(
            "{} · {title} {} · {{page}} / {{pages}}",
            paper.house,
            isolated(&number)
        ),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sqlx::PgPool;

    use super::*;
    use crate::people::Role;
    use crate::testing::TestHouse;
    use ::documents::Page;

    use crate::payments::receipts::page;

    #[test]
    fn the_document_says_what_the_page_says_in_each_language() {
        for corrects in [None, Some(2_026_000_011)] {
            for language in crate::houses::LANGUAGES {
                let paper = page::tests::paper(corrects);
                let page = page::html(&paper, language).unwrap();
                let document = document(&paper, language).unwrap();
                assert_eq!(document.language, *language);
                let mut said: Vec<String> = Vec::new();
                for block in &document.blocks {
                    match block {
                        Block::Facts(facts) => {
                            said.extend(facts.iter().flat_map(|(a, b)| [a.clone(), b.clone()]));
                        }
                        Block::Table { rows, total, .. } => {
                            said.extend(rows.iter().chain(total).flatten().cloned());
                        }
                        Block::Heading(text) | Block::Note(text) => said.push(text.clone()),
                        _ => {}
                    }
                }
                assert!(said.len() > 15);
                for text in said {
                    assert!(page.contains(&text), "{language}: {text} is not in\n{page}");
                }
                assert!(
                    document
                        .blocks
                        .iter()
                        .any(|block| matches!(block, Block::Stamp(_)))
                );
            }
        }
    }

    #[test]
    fn where_letter_paper_is_usual_it_is_letter_paper() {
        let mut paper = page::tests::paper(None);
        assert_eq!(document(&paper, "en").unwrap().page, Page::A4);
        paper.territory = "US".into();
        assert_eq!(document(&paper, "en").unwrap().page, Page::Letter);
    }

    #[sqlx::test]
    async fn the_buyer_and_operators_get_the_document_and_nobody_else(db: PgPool) {
        let house = TestHouse::new(db).await;
        let mut buyer = house.account("buyer", Role::Viewer).await;
        let shop = buyer.get("/api/v1/shop").await.json(200);
        let pack = &shop["packs"][0];
        let order = json!({
            "id": uuid::Uuid::from_u128(7),
            "item": {"kind": "pack", "pack_id": pack["id"]},
            "expected": {"minor": pack["price"]["minor"], "currency": pack["price"]["currency"]},
        });
        let order = buyer.post("/api/v1/orders", order).await.json(200);
        let pay = format!(
            "/api/v1/orders/{}/test-payment",
            order["id"].as_str().unwrap()
        );
        let paid = buyer
            .post(&pay, json!({"outcome": "succeed"}))
            .await
            .json(200);
        let path = format!("/receipts/{}.pdf", paid["receipt"]);

        let answer = buyer.get(&path).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers["content-type"], "application/pdf");
        assert!(answer.bytes.starts_with(b"%PDF-1.7"));
        assert!(
            answer.headers["content-disposition"]
                .to_str()
                .unwrap()
                .contains(".pdf")
        );
        let arabic = buyer.get(&format!("{path}?lang=ar")).await;
        assert_eq!(arabic.headers["content-language"], "ar");
        let mut operator = house.account("boss", Role::Operator).await;
        assert_eq!(operator.get(&path).await.status, 200);

        let mut stranger = house.account("stranger", Role::Viewer).await;
        assert_eq!(stranger.get(&path).await.refusal(404), "receipt_not_found");
        assert_eq!(
            house.device().get(&path).await.refusal(404),
            "receipt_not_found"
        );
        for wrong in [
            "/receipts/9.pdf",
            "/receipts/x.pdf",
            "/receipts/1.pdf.pdf",
            "/receipts/1.txt",
        ] {
            assert_eq!(
                buyer.get(wrong).await.refusal(404),
                "receipt_not_found",
                "{wrong}"
            );
        }
    }
}
