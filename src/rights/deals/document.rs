//! The document that two sides sign: parties, rights, fee, schedule.

use ::documents::{Block as Part, Column, Document};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::shown::Deal;
use crate::app::App;
use crate::documents::{isolated, page_of, pdf};
use crate::errors::AppResult;
use crate::rights::block::{Block, BlockKind, Direction, Frozen};
use crate::rights::contracts::codes;
use crate::rights::terms::fee::{FeeKind, Payment, Waits};

/// Sets it, keeps it, and gives its blob's key and the SHA-256 of its bytes.
pub async fn make(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    deal: &Deal,
    blocks: &[Frozen],
) -> AppResult<(String, String)> {
    let house = sqlx::query!("select name, territory from houses where id = $1", house_id)
        .fetch_one(&mut *db)
        .await?;
    let titles = sqlx::query!("select id, title from series where house_id = $1", house_id)
        .fetch_all(&mut *db)
        .await?;
    let title = |id: &Uuid| {
        let found = titles.iter().find(|row| row.id == *id);
        found.map_or_else(String::new, |row| row.title.clone())
    };
    let wanted: Vec<Uuid> = blocks
        .iter()
        .flat_map(|frozen| frozen.block.episode_ids.iter().copied())
        .collect();
    let episodes = sqlx::query!(
        "select id, series_id, number from episodes where house_id = $1 and id = any ($2) order by series_id, number",
        house_id,
        &wanted
    )
    .fetch_all(&mut *db)
    .await?;
    // By their numbers; by their series too, where there are several.
    let numbered = |block: &Block| {
        let of = |series: &Uuid| {
            let own = episodes
                .iter()
                .filter(|row| row.series_id == *series && block.episode_ids.contains(&row.id));
            let numbers: Vec<String> = own.map(|row| row.number.to_string()).collect();
            (!numbers.is_empty()).then(|| match block.series_ids.len() {
                1 => numbers.join(", "),
                _ => format!("{}: {}", title(series), numbers.join(", ")),
            })
        };
        let parts: Vec<String> = block.series_ids.iter().filter_map(of).collect();
        parts.join("; ")
    };
    let (licensor, licensee) = match deal.direction {
        Direction::In => (&deal.party, &house.name),
        Direction::Out => (&house.name, &deal.party),
    };
    let mut parts = vec![
        Part::Heading(format!("Licence {}", deal.name)),
        Part::Facts(vec![
            ("Licensor".into(), licensor.clone()),
            ("Licensee".into(), licensee.clone()),
            (
                "Drawn up".into(),
                isolated(&app.clock.now().format("%Y-%m-%d %H:%M UTC").to_string()),
            ),
        ]),
        Part::Heading("Rights".into()),
    ];
    for frozen in blocks {
        let block = &frozen.block;
        let names: Vec<String> = block.series_ids.iter().map(title).collect();
        let side = |text: &Option<String>, open: &str| text.clone().unwrap_or_else(|| open.into());
        let kind = match block.kind {
            BlockKind::Grant if block.exclusive => "Exclusive licence",
            BlockKind::Grant => "Licence, not exclusive",
            BlockKind::Holdback => "Holdback",
            BlockKind::Option => "Option",
            BlockKind::FirstRefusal => "First refusal",
        };
        let whole = match (block.episode_ids.len(), block.later_episodes) {
            (0, true) => "all, those that come later included".to_owned(),
            (0, false) => "those that exist on the day of signing".to_owned(),
            _ => isolated(&numbered(block)),
        };
        let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        let lapses = block.expires_at.map(|at| {
            let at = at.format("%Y-%m-%d %H:%M UTC").to_string();
            ("Lapses".to_owned(), isolated(&at))
        });
        let mut facts = vec![
            ("Kind".into(), kind.into()),
            ("Series".into(), names.join(", ")),
            ("Episodes".into(), whole),
            ("Media".into(), block.media.join(", ")),
            (
                "Runs".into(),
                block
                    .runs
                    .clone()
                    .unwrap_or_else(|| "on demand, without number".into()),
            ),
            ("Territories".into(), block.territories.clone()),
            (
                format!("as of {} (table {})", frozen.on, frozen.table),
                isolated(&codes(frozen.territories).join(" ")),
            ),
            (
                "Languages".into(),
                block
                    .languages
                    .as_ref()
                    .map_or_else(|| "every language".into(), |tags| tags.join(", ")),
            ),
            (
                "From".into(),
                isolated(&side(&block.starts, "without beginning")),
            ),
            ("Until".into(), isolated(&side(&block.ends, "without end"))),
            ("May be licensed on".into(), yes_no(block.sublicence)),
            (
                "Purchases play on after the end".into(),
                yes_no(block.keeps),
            ),
        ];
        facts.extend(lapses);
        parts.push(Part::Facts(facts));
    }
    parts.push(Part::Note(
        "A day is a day of each territory's first time zone; the last day is inside.".into(),
    ));
    parts.extend(deliverables(deal));
    parts.extend(fee(deal)?);
    let document = Document {
        title: format!("Licence {}", deal.name),
        language: "en".into(),
        author: house.name.clone(),
        page: page_of(&house.territory),
        created: app.clock.now(),
        blocks: parts,
        footer: "{page} / {pages}".into(),
    };
    let bytes = pdf(&app.config, document).await?;
    let digest = crate::storage::hex(&Sha256::digest(&bytes));
    let key = app
        .storage
        .keep_bytes("documents", bytes.into(), "pdf")
        .await?;
    Ok((key, digest))
}

/// The sheet of the signatures under a document: who, when, and by what. It names the document by its digest and is a paper of
/// its own, because the signatures are over the document's bytes as they are.
pub async fn sheet(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    deal: &Deal,
) -> AppResult<Vec<u8>> {
    let house = sqlx::query!("select name, territory from houses where id = $1", house_id)
        .fetch_one(&mut *db)
        .await?;
    let digest = deal.document_digest.clone().unwrap_or_default();
    let mut parts = vec![
        Part::Heading(format!("Signatures under licence {}", deal.name)),
        Part::Facts(vec![("SHA-256 of the document".into(), isolated(&digest))]),
    ];
    for one in &deal.signatures {
        let side = match one.side.as_str() {
            "house" => &house.name,
            _ => &deal.party,
        };
        let method = match one.method.as_str() {
            "passkey" => "Passkey, over the digest of the document",
            "session" => "Confirmed while logged in",
            _ => "Recorded by the house, which holds a signed copy",
        };
        let mut facts = vec![
            ("For".into(), side.clone()),
            ("Signed by".into(), one.name.clone()),
            ("How".into(), method.into()),
            (
                "When".into(),
                isolated(&one.at.format("%Y-%m-%d %H:%M:%S UTC").to_string()),
            ),
        ];
        let copy = one.copy_digest.as_deref();
        facts.extend(copy.map(|digest| ("SHA-256 of the copy".into(), isolated(digest))));
        parts.push(Part::Facts(facts));
    }
    let document = Document {
        title: format!("Signatures under licence {}", deal.name),
        language: "en".into(),
        author: house.name.clone(),
        page: page_of(&house.territory),
        created: deal
            .signatures
            .iter()
            .map(|one| one.at)
            .max()
            .unwrap_or_else(|| app.clock.now()),
        blocks: parts,
        footer: "{page} / {pages}".into(),
    };
    pdf(&app.config, document).await
}

fn deliverables(deal: &Deal) -> Vec<Part> {
    if deal.deliverables.is_empty() {
        return Vec::new();
    }
    let rows = deal.deliverables.iter().map(|one| {
        let due = one.due_on.map(|day| day.to_string()).unwrap_or_default();
        vec![one.name.clone(), due]
    });
    vec![
        Part::Heading("Deliverables".into()),
        Part::Table {
            columns: vec![Column::start("What", 5), Column::start("Due", 2)],
            rows: rows.collect(),
            total: None,
        },
    ]
}

/// What an instalment waits for, beside its day.
fn waits(deal: &Deal, payment: &Payment) -> String {
    let named = |id: &Uuid| {
        let found = deal.deliverables.iter().find(|one| one.id == *id);
        found.map_or("", |one| one.name.as_str())
    };
    match &payment.waits {
        None => payment.due_on.to_string(),
        Some(Waits::Signing) => "at signing".into(),
        Some(Waits::Acceptance { deliverable_id }) => {
            format!("when accepted: {}", named(deliverable_id))
        }
    }
}

fn fee(deal: &Deal) -> AppResult<Vec<Part>> {
    let fee = &deal.fee;
    let kind = match fee.kind {
        FeeKind::None => "None",
        FeeKind::Flat => "Flat fee",
        FeeKind::Share => "Share of what it earns",
        FeeKind::Guarantee => "Minimum guarantee, kept back from a share of what it earns",
        FeeKind::Commission => "Commission",
    };
    let mut facts = vec![("Kind".to_owned(), kind.to_owned())];
    if let Some(amount) = fee.amount {
        facts.push(("Sum".into(), isolated(&fee.words(amount)?)));
    }
    if let Some(share) = fee.share_bp {
        let percent = format!("{}.{:02} %", share / 100, share % 100);
        facts.push(("Share".into(), isolated(&percent)));
    }
    let mut parts = vec![Part::Heading("Fee".into()), Part::Facts(facts)];
    if !fee.payments.is_empty() {
        let mut rows = Vec::new();
        for payment in &fee.payments {
            rows.push(vec![
                waits(deal, payment),
                payment.note.clone(),
                isolated(&fee.words(payment.minor)?),
            ]);
        }
        parts.push(Part::Table {
            columns: vec![
                Column::start("Due", 2),
                Column::start("For", 4),
                Column::end("Sum", 2),
            ],
            rows,
            total: None,
        });
    }
    Ok(parts)
}
