//! Deals as operators see them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json as Kept;
use utoipa::ToSchema;
use uuid::Uuid;

use super::DealStatus;
use super::held::stage;
use super::standing::Standings;
use crate::errors::AppResult;
use crate::rights::block::{Block, Direction};
use crate::rights::contracts;
use crate::rights::coproductions::consents::{self, Consent};
use crate::rights::frozen;
use crate::rights::terms::deliverables::{Deliverable, Instalment};
use crate::rights::terms::fee::Fee;
use crate::rights::terms::{Of, Terms};

/// A deal with its history.
#[derive(Serialize, ToSchema)]
#[schema(as = RightsDeal)]
pub struct Deal {
    pub id: Uuid,
    pub name: String,
    pub direction: Direction,
    pub party_id: Uuid,
    pub party: String,
    pub status: DealStatus,
    pub blocks: Vec<Block>,
    pub fee: Fee,
    /// Payments of its schedule that are in the books: income of a deal out, owed by a deal in.
    pub written_down: Vec<Uuid>,
    /// Of a deal in: those that the house has paid.
    pub paid: Vec<Uuid>,
    pub locked_until: Option<DateTime<Utc>>,
    /// What is handed over, in order.
    pub deliverables: Vec<Deliverable>,
    /// Which instalments of its fee are due.
    pub instalments: Vec<Instalment>,
    /// Rows of the party's avails that it was made from.
    pub avail_rows: i64,
    pub contract_id: Option<Uuid>,
    /// SHA-256 of the document that is signed.
    pub document_digest: Option<String>,
    pub signatures: Vec<Signature>,
    /// Of one that waits for signatures: partners in a co-production without whose consent it is not signed.
    pub consents: Vec<Consent>,
    /// Oldest first.
    pub steps: Vec<Step>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = DealSignature)]
pub struct Signature {
    /// `house` or `party`
    pub side: String,
    pub name: String,
    /// `passkey`: over the document's digest; `session`: confirmed while logged in; `recorded`: an operator holds a signed copy.
    pub method: String,
    /// Of a recorded one: the copy, and the SHA-256 of its file.
    pub copy_id: Option<Uuid>,
    pub copy_digest: Option<String>,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = DealStep)]
pub struct Step {
    pub number: i32,
    pub status: String,
    pub note: String,
    /// Who, if they have given a name.
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RightsDeals)]
pub struct Deals {
    /// What moved last comes first.
    pub items: Vec<Deal>,
}

/// The deals of a house, or one of them.
pub async fn read(
    db: &mut PgConnection,
    house_id: Uuid,
    one: Option<Uuid>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Deal>> {
    let rows = sqlx::query!(
        r#"select d.id, d.name, d.direction as "direction: Direction", d.party_id, p.name as party,
                  d.status as "status: DealStatus", d.blocks as "blocks: Kept<Vec<Block>>", coalesce(rights_fee(d.contract_id), d.fee) as "fee!: Kept<Fee>",
                  d.locked_until, d.contract_id, d.document_digest, d.updated_at,
                  (select count(*) from rights_deal_avails a where a.deal_id = d.id) as "avail_rows!",
                  (select coalesce(json_agg(json_build_object('side', s.side, 'name', s.name, 'method', s.method, 'at', s.at,
                          'copy_id', s.copy_id, 'copy_digest', f.file_digest) order by s.at, s.side), '[]')
                   from rights_signatures s left join rights_papers f on f.id = s.copy_id where s.deal_id = d.id)
                      as "signatures!: Kept<Vec<Signature>>",
                  (select coalesce(json_agg(json_build_object('number', s.number, 'status', s.status, 'note', s.note, 'at', s.at,
                          'by', coalesce(w.display_name, w.email)) order by s.number), '[]')
                   from rights_deal_steps s left join people w on w.id = s.person_id where s.deal_id = d.id)
                      as "steps!: Kept<Vec<Step>>"
           from rights_deals d join rights_parties p on p.id = d.party_id
           where d.house_id = $1 and ($2::uuid is null or d.id = $2) order by d.updated_at desc, d.id limit 500"#,
        house_id,
        one
    )
    .fetch_all(&mut *db)
    .await?;
    let mut deals = Vec::with_capacity(rows.len());
    let mut standings = Standings::default();
    for row in rows {
        let signed = row.steps.0.iter().find(|one| one.status == "signed");
        let terms = Terms {
            of: Of::Deal(row.id),
            stage: stage(row.status),
            name: row.name,
            direction: row.direction,
            party_id: row.party_id,
            contract_id: row.contract_id,
            signed_at: signed.map(|one| one.at),
            fee: row.fee.0,
            blocks: row.blocks.0,
        };
        let stands = terms.shown(db, house_id, now).await?;
        let consents = match row.contract_id {
            Some(contract) if row.status == DealStatus::Agreed => {
                let version = contracts::version_of(db, contract).await?;
                let blocks = frozen::of(db, house_id, contract, version).await?;
                let about = (contract, version);
                consents::of(db, house_id, about, terms.direction, &blocks, now).await?
            }
            _ => Vec::new(),
        };
        deals.push(Deal {
            written_down: stands.written_down,
            paid: stands.paid,
            instalments: stands.instalments,
            deliverables: stands.deliverables,
            status: standings
                .of(db, house_id, (row.status, row.contract_id), now)
                .await?,
            id: row.id,
            name: terms.name,
            direction: terms.direction,
            party_id: terms.party_id,
            party: row.party,
            blocks: terms.blocks,
            fee: terms.fee,
            locked_until: row.locked_until.filter(|until| now < *until),
            avail_rows: row.avail_rows,
            contract_id: row.contract_id,
            document_digest: row.document_digest,
            signatures: row.signatures.0,
            consents,
            steps: row.steps.0,
            updated_at: row.updated_at,
        });
    }
    Ok(deals)
}
