//! A statement on paper.

use documents::{Block, Column, Document, Page};
use money::Amount;
use serde_json::Value;

use super::view::StatementView;
use crate::books::money::{Money, currency};
use crate::errors::AppResult;

/// The document of a statement: balances, groups of lines, payouts, and how to compute it again.
pub fn document(view: &StatementView, proof: &Value) -> AppResult<Document> {
    let (summary, said) = (&view.summary, &proof["statement"]);
    let house = said["house"]["name"].as_str().unwrap_or_default();
    let title = format!("Statement {} for {}", summary.period, summary.payee_name);
    let mut facts = vec![
        (
            "Payee".to_owned(),
            format!("{} ({})", summary.payee_name, summary.payee_code),
        ),
        ("Month".to_owned(), format!("{} (UTC)", summary.period)),
        ("Version".to_owned(), summary.version.to_string()),
        (
            "Made".to_owned(),
            summary.made_at.format("%Y-%m-%d %H:%M UTC").to_string(),
        ),
    ];
    if summary.version > 1 {
        facts.push((
            "Difference to the version before".to_owned(),
            text(&summary.difference)?,
        ));
    }
    let row = |label: &str, money: &Money| {
        Ok::<_, crate::errors::AppError>(vec![label.to_owned(), text(money)?])
    };
    let balances = Block::Table {
        columns: vec![Column::start("Balance", 3), Column::end("", 2)],
        rows: vec![
            row("Owed at the beginning", &summary.opening)?,
            row("Earned", &summary.earned)?,
            row("Paid out and withheld", &summary.moved)?,
        ],
        total: Some(row("Owed at the end", &summary.closing)?),
    };
    let mut groups = Vec::with_capacity(view.groups.len());
    for group in &view.groups {
        let tier = match group.reason.as_str() {
            "kept_back" => format!("{} (kept back)", group.tier),
            "recovered" => format!("{} (recovered)", group.tier),
            _ => group.tier.clone(),
        };
        groups.push(vec![
            format!(
                "{}, contract version {}",
                group.series, group.contract_version
            ),
            group.kind.clone(),
            tier,
            group.lines.to_string(),
            text(&group.gross)?,
            text(&group.share)?,
        ]);
    }
    let mut blocks = vec![
        Block::Heading(title.clone()),
        Block::Facts(facts),
        balances,
        Block::Heading("Earned".to_owned()),
        Block::Table {
            columns: vec![
                Column::start("Series", 4),
                Column::start("Revenue", 2),
                Column::start("Tier", 3),
                Column::end("Lines", 1),
                Column::end("Came in", 3),
                Column::end("Share", 3),
            ],
            rows: groups,
            total: Some(vec![
                "Together".to_owned(),
                String::new(),
                String::new(),
                summary.lines.to_string(),
                String::new(),
                text(&summary.earned)?,
            ]),
        },
    ];
    if !view.moves.is_empty() {
        let mut rows = Vec::with_capacity(view.moves.len());
        for one in &view.moves {
            let what = if one.event == "returned" {
                "Came back"
            } else {
                "Paid out and withheld"
            };
            rows.push(vec![
                one.at.chars().take(10).collect(),
                what.to_owned(),
                text(&one.amount)?,
            ]);
        }
        blocks.push(Block::Heading("Payouts".to_owned()));
        blocks.push(Block::Table {
            columns: vec![
                Column::start("Day", 2),
                Column::start("", 4),
                Column::end("Amount", 3),
            ],
            rows,
            total: None,
        });
    }
    blocks.push(Block::Note(format!(
        "Every cent can be computed again from the JSON form of this statement, with recompute-statement.py and without the house. \
         SHA-256 of what it says: {}",
        summary.digest
    )));
    Ok(Document {
        title,
        language: "en".to_owned(),
        author: house.to_owned(),
        page: Page::A4,
        created: summary.made_at,
        blocks,
        footer: format!(
            "{} {}, version {}: page {{page}} of {{pages}}",
            summary.payee_code, summary.period, summary.version
        ),
    })
}

fn text(money: &Money) -> AppResult<String> {
    Ok(Amount::new(money.minor, currency(&money.currency)?).to_string())
}
