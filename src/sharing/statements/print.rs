//! A statement as a document to keep.

use ::documents::{Block, Column, Document};
use money::Amount;

use super::view::StatementView;
use super::words::{Words, words};
use crate::books::money::{Money, currency};
use crate::documents::{isolated, page_of};
use crate::errors::AppResult;

/// The document in a reader's language. `house` is the name and the territory of who issues it.
pub fn document(
    view: &StatementView,
    (house, territory): (&str, &str),
    language: &str,
) -> AppResult<Document> {
    let (tag, words) = words(language);
    let said = &view.summary;
    let title = format!("{} {}", words.statement, isolated(&said.period));
    let facts = [
        (
            words.payee,
            format!("{} ({})", said.payee_name, said.payee_code),
        ),
        (words.period, said.period.clone()),
        (words.version, said.version.to_string()),
        (
            words.made,
            said.made_at.format("%Y-%m-%d %H:%M UTC").to_string(),
        ),
    ];
    let mut balance = vec![
        vec![words.opening.to_owned(), written(&said.opening)?],
        vec![words.earned.to_owned(), written(&said.earned)?],
        vec![words.moved.to_owned(), written(&said.moved)?],
    ];
    if said.version > 1 {
        balance.push(vec![
            words.difference.to_owned(),
            written(&said.difference)?,
        ]);
    }
    let mut blocks = vec![
        Block::Heading(title.clone()),
        Block::Facts(
            facts
                .into_iter()
                .map(|(label, value)| (label.to_owned(), value))
                .collect(),
        ),
        Block::Table {
            columns: vec![Column::start("", 65), Column::end(words.amount, 35)],
            rows: balance,
            total: Some(vec![words.closing.to_owned(), written(&said.closing)?]),
        },
    ];
    if !said.latest {
        blocks.insert(1, Block::Note(words.replaced.to_owned()));
    }
    if !view.groups.is_empty() {
        blocks.push(Block::Heading(words.earned.to_owned()));
        blocks.push(earned(view, words)?);
    }
    if !view.moves.is_empty() {
        blocks.push(Block::Heading(words.moved.to_owned()));
        blocks.push(moved(view, words)?);
    }
    blocks.push(Block::Note(words.proof.to_owned()));
    blocks.push(Block::Note(format!("SHA-256 {}", said.digest)));
    Ok(Document {
        footer: format!(
            "{house} · {title} · {} · v{} · {{page}} / {{pages}}",
            said.payee_code, said.version
        ),
        title: format!("{title} · {}", said.payee_name),
        language: tag.to_owned(),
        author: house.to_owned(),
        page: page_of(territory),
        created: said.made_at,
        blocks,
    })
}

fn earned(view: &StatementView, words: &Words) -> AppResult<Block> {
    let rows = view
        .groups
        .iter()
        .map(|group| {
            Ok(vec![
                format!("{} (v{})", group.series, group.contract_version),
                words.kind(&group.kind).to_owned(),
                match words.reason(&group.reason) {
                    Some(reason) => format!("{}: {reason}", group.tier),
                    None => group.tier.clone(),
                },
                group.count.to_string(),
                written(&group.gross)?,
                written(&group.share)?,
            ])
        })
        .collect::<AppResult<_>>()?;
    let columns = vec![
        Column::start(words.series, 24),
        Column::start(words.revenue, 15),
        Column::start(words.tier, 19),
        Column::end(words.count, 11),
        Column::end(words.gross, 16),
        Column::end(words.share, 16),
    ];
    let mut total = vec![String::new(); columns.len()];
    words.earned.clone_into(&mut total[0]);
    total[columns.len() - 1] = written(&view.summary.earned)?;
    Ok(Block::Table {
        columns,
        rows,
        total: Some(total),
    })
}

fn moved(view: &StatementView, words: &Words) -> AppResult<Block> {
    let rows = view
        .moves
        .iter()
        .map(|one| {
            Ok(vec![
                one.at.get(..10).unwrap_or(&one.at).to_owned(),
                words.event(&one.event).to_owned(),
                one.payout_id.clone(),
                written(&one.amount)?,
            ])
        })
        .collect::<AppResult<_>>()?;
    Ok(Block::Table {
        columns: vec![
            Column::start(words.date, 16),
            Column::start("", 20),
            Column::start(words.payout, 44),
            Column::end(words.amount, 20),
        ],
        rows,
        total: Some(vec![
            words.moved.to_owned(),
            String::new(),
            String::new(),
            written(&view.summary.moved)?,
        ]),
    })
}

/// `-1234.50 USD`
fn written(money: &Money) -> AppResult<String> {
    Ok(Amount::new(money.minor, currency(&money.currency)?).to_string())
}

#[cfg(test)]
mod tests {
    use super::super::StatementSummary;
    use super::super::view::{StatementGroup, StatementMove};
    use super::*;

    fn usd(minor: i64) -> Money {
        Money {
            minor,
            currency: "USD".into(),
            digits: 2,
        }
    }

    fn view(groups: usize) -> StatementView {
        StatementView {
            summary: StatementSummary {
                id: uuid::Uuid::from_u128(1),
                payee_id: uuid::Uuid::from_u128(2),
                payee_code: "producer".into(),
                payee_name: "Studio \u{202e}North".into(),
                period: "2026-02".into(),
                version: 2,
                latest: false,
                opening: usd(-100),
                earned: usd(123_456),
                moved: usd(-50),
                closing: usd(123_306),
                difference: usd(7),
                lines: 3,
                digest: "ab".repeat(32),
                made_at: "2026-03-01T00:00:00Z".parse().unwrap(),
            },
            groups: (0..groups)
                .map(|number| StatementGroup {
                    series: format!("Story {number}"),
                    contract_version: 1,
                    kind: "unlocks".into(),
                    reason: "tier".into(),
                    tier: "Shares".into(),
                    lines: 2,
                    count: 7,
                    gross: usd(1_000),
                    share: usd(500),
                })
                .collect(),
            moves: vec![StatementMove {
                payout_id: uuid::Uuid::from_u128(3).to_string(),
                event: "approved".into(),
                at: "2026-02-03T04:05:06Z".into(),
                amount: usd(-50),
            }],
        }
    }

    #[test]
    fn it_has_every_figure_and_is_set_in_each_language() {
        let faces = crate::documents::faces(&crate::config::Config::default()).unwrap();
        for language in crate::houses::LANGUAGES {
            let document = document(&view(200), ("North", "US"), language).unwrap();
            let said = format!("{:?}", document.blocks);
            for part in [
                "-1.00 USD",
                "1234.56 USD",
                "-0.50 USD",
                "1233.06 USD",
                "0.07 USD",
                "Story 199",
            ] {
                assert!(said.contains(part), "{language}: {part}");
            }
            assert!(
                ::documents::missing(&document, &faces).is_empty(),
                "{language}"
            );
            assert!(
                ::documents::pdf(&document, &faces)
                    .unwrap()
                    .starts_with(b"%PDF")
            );
        }
    }
}
