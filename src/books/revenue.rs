//! What was earned, line by line: what shares, statements and charts are computed from.

use chrono::{DateTime, Utc};
use money::Amount;
use serde::{Deserialize, Serialize};
use sqlx::PgExecutor;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::errors::AppResult;

/// What earned it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum RevenueKind {
    Unlocks,
    Vip,
    Adverts,
    Sponsorship,
    Licence,
    Pledges,
    Breakage,
}

impl RevenueKind {
    pub const ALL: &[Self] = &[
        Self::Unlocks,
        Self::Vip,
        Self::Adverts,
        Self::Sponsorship,
        Self::Licence,
        Self::Pledges,
        Self::Breakage,
    ];

    /// As it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unlocks => "unlocks",
            Self::Vip => "vip",
            Self::Adverts => "adverts",
            Self::Sponsorship => "sponsorship",
            Self::Licence => "licence",
            Self::Pledges => "pledges",
            Self::Breakage => "breakage",
        }
    }

    /// The account that it is credited to.
    pub fn account(self) -> super::Kind {
        match self {
            Self::Unlocks => super::Kind::RevenueUnlocks,
            Self::Vip => super::Kind::RevenueVip,
            Self::Adverts => super::Kind::RevenueAdverts,
            Self::Sponsorship => super::Kind::RevenueSponsorship,
            Self::Licence => super::Kind::RevenueLicence,
            Self::Pledges => super::Kind::RevenuePledges,
            Self::Breakage => super::Kind::RevenueBreakage,
        }
    }
}

/// One line. The sum of a kind's lines is what its account in the ledger holds.
#[derive(Clone, Debug)]
pub struct Line {
    /// Derived from what earned it, so that a second writing is none.
    pub id: Uuid,
    pub house_id: Uuid,
    pub series_id: Option<Uuid>,
    pub episode_id: Option<Uuid>,
    pub kind: RevenueKind,
    /// Net of tax; below zero for a correction, never zero.
    pub amount: Amount,
    /// ISO 3166-1 alpha-2, of the viewer.
    pub territory: String,
    pub at: DateTime<Utc>,
    pub source_kind: &'static str,
    pub source_id: Uuid,
    /// Of coins, milliseconds, impressions: whatever the source counts.
    pub count: i64,
}

/// Writes lines, in the transaction that finishes what earned them.
pub async fn record(db: impl PgExecutor<'_>, lines: &[Line]) -> AppResult<()> {
    let lines: Vec<&Line> = lines.iter().filter(|line| line.amount.minor != 0).collect();
    if lines.is_empty() {
        return Ok(());
    }
    macro_rules! column {
        (|$line:ident| $value:expr) => {
            lines.iter().map(|$line| $value).collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "insert into revenue (id, house_id, series_id, episode_id, kind, amount, currency, territory, at, source_kind, source_id, count)
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::text[], $8::text[],
             $9::timestamptz[], $10::text[], $11::uuid[], $12::bigint[])
         on conflict (id) do nothing",
        &column!(|line| line.id),
        &column!(|line| line.house_id),
        &column!(|line| line.series_id) as &[Option<Uuid>],
        &column!(|line| line.episode_id) as &[Option<Uuid>],
        &column!(|line| line.kind.as_str().to_owned()),
        &column!(|line| line.amount.minor),
        &column!(|line| line.amount.currency.to_string()),
        &column!(|line| line.territory.clone()),
        &column!(|line| line.at),
        &column!(|line| line.source_kind.to_owned()),
        &column!(|line| line.source_id),
        &column!(|line| line.count),
    )
    .execute(db)
    .await?;
    Ok(())
}
