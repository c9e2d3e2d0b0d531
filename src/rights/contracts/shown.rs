//! Contracts as operators see them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json as Kept;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::block::{Block, Direction};
use super::super::coproductions::consents::{self, Consent};
use super::super::frozen;
use super::super::terms::deliverables::{Deliverable, Instalment, Promise};
use super::super::terms::fee::Fee;
use super::super::terms::{Of, Terms};
use super::terms::stage;
use crate::errors::AppResult;

/// How a contract stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[schema(as = RightsContractStatus)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ContractStatus {
    /// Counts for nothing yet.
    Draft,
    /// Until its end, where one is set.
    Active,
    /// Gives nothing more.
    Ended,
    /// As if it had never been.
    Withdrawn,
}

impl ContractStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Active => "in force",
            Self::Ended => "ended",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A contract with what it says now, and its versions.
#[derive(Serialize, ToSchema)]
#[schema(as = RightsContract)]
pub struct Contract {
    pub id: Uuid,
    pub reference: String,
    pub direction: Direction,
    pub party_id: Uuid,
    pub party: String,
    pub status: ContractStatus,
    /// Of a draft: the day that its words are read for meanwhile, where it was said.
    pub signed_on: Option<NaiveDate>,
    /// Of one in force: when it will end.
    pub ended_at: Option<DateTime<Utc>>,
    /// Of the deal that it came from.
    pub deal_id: Option<Uuid>,
    pub version: i32,
    pub blocks: Vec<Block>,
    pub fee: Fee,
    /// Payments of its schedule that are in the books: income of a contract out, owed by a contract in.
    pub written_down: Vec<Uuid>,
    /// Of a contract in: those that the house has paid.
    pub paid: Vec<Uuid>,
    /// What is handed over, in order.
    pub deliverables: Vec<Deliverable>,
    /// Which instalments of its fee are due.
    pub instalments: Vec<Instalment>,
    /// Its files, the newest first.
    pub documents: Vec<ContractDocument>,
    /// Newest first.
    pub versions: Vec<ContractVersion>,
    /// What whoever must be asked first has answered, newest first.
    pub answers: Vec<Answer>,
    /// Partners in a co-production who decide about it: as it stands while it is a draft, about its next amendment once it is in
    /// force.
    pub consents: Vec<Consent>,
}

/// A file of a contract.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RightsDocument)]
pub struct ContractDocument {
    pub id: Uuid,
    pub name: String,
    pub bytes: i64,
    /// SHA-256 of its bytes.
    pub digest: String,
    pub at: DateTime<Utc>,
    pub by: Option<String>,
}

/// When and why a contract was changed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RightsContractVersion)]
pub struct ContractVersion {
    pub version: i32,
    pub note: String,
    pub fee: Fee,
    /// What it promised to hand over.
    pub promised: Vec<Promise>,
    pub created_at: DateTime<Utc>,
    /// What both sides have signed for it, where the contract came from a deal.
    pub agreement_id: Option<Uuid>,
    /// SHA-256 of that file.
    pub agreement_digest: Option<String>,
}

/// That whoever must be asked first declined a sale to somebody else.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = FirstRefusalAnswer)]
pub struct Answer {
    /// Of the contract that was in force.
    pub version: i32,
    /// The buyer.
    pub party_id: Uuid,
    pub party: String,
    pub declined_on: NaiveDate,
    pub note: String,
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RightsContracts)]
pub struct Contracts {
    /// The newest first.
    pub items: Vec<Contract>,
}

/// The number of the version that a contract has now.
pub async fn version_of(db: &mut PgConnection, contract_id: Uuid) -> AppResult<i32> {
    let version = sqlx::query_scalar!(
        "select version from rights_contracts where id = $1",
        contract_id
    );
    Ok(version.fetch_one(&mut *db).await?)
}

/// The contracts of a house, or one of them.
pub async fn read(
    db: &mut PgConnection,
    house_id: Uuid,
    one: Option<Uuid>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Contract>> {
    let rows = sqlx::query!(
        r#"select c.id, c.reference, c.direction as "direction: Direction", c.party_id, p.name as party,
                  case when c.status = 'ended' and c.ended_at > $3 then 'active' else c.status end as "status!: ContractStatus",
                  c.signed_on, c.ended_at, c.deal_id, c.version, c.activated_at, rights_fee(c.id) as "fee!: Kept<Fee>",
                  (select json_agg(json_build_object('version', v.version, 'note', v.note, 'fee', v.fee, 'promised', v.promised,
                          'created_at', v.created_at, 'agreement_id', v.agreement_id, 'agreement_digest', f.file_digest)
                          order by v.version desc)
                   from rights_versions v left join rights_papers f on f.id = v.agreement_id where v.contract_id = c.id)
                      as "versions!: Kept<Vec<ContractVersion>>",
                  (select coalesce(json_agg(json_build_object('version', r.version, 'party_id', r.party_id, 'party', b.name,
                          'declined_on', r.declined_on, 'note', r.note, 'by', coalesce(w.display_name, w.email), 'at', r.at)
                          order by r.at desc), '[]')
                   from rights_refusals r join rights_parties b on b.id = r.party_id left join people w on w.id = r.person_id
                   where r.contract_id = c.id) as "answers!: Kept<Vec<Answer>>",
                  (select coalesce(json_agg(json_build_object('id', f.id, 'name', f.file_name, 'bytes', f.bytes,
                          'digest', f.file_digest, 'at', f.at, 'by', coalesce(w.display_name, w.email)) order by f.at desc, f.id), '[]')
                   from rights_documents f left join people w on w.id = f.person_id
                   where f.contract_id = c.id and f.removed_at is null) as "documents!: Kept<Vec<ContractDocument>>"
           from rights_contracts c join rights_parties p on p.id = c.party_id
           where c.house_id = $1 and ($2::uuid is null or c.id = $2) order by c.created_at desc, c.id limit 1000"#,
        house_id,
        one,
        now
    )
    .fetch_all(&mut *db)
    .await?;
    let decided = consents::any(db, house_id).await?;
    let versions: Vec<(Uuid, i32)> = rows.iter().map(|row| (row.id, row.version)).collect();
    let mut said = frozen::of_each(db, house_id, &versions).await?;
    let mut contracts = Vec::with_capacity(rows.len());
    for row in rows {
        let blocks = said.remove(&row.id).unwrap_or_default();
        let terms = Terms {
            of: row.deal_id.map_or(Of::Contract(row.id), Of::Deal),
            stage: stage(row.status),
            name: row.reference,
            direction: row.direction,
            party_id: row.party_id,
            contract_id: Some(row.id),
            signed_at: row.activated_at,
            fee: row.fee.0,
            blocks: frozen::words(blocks.iter().cloned()),
        };
        let stands = terms.shown(db, house_id, now).await?;
        let open = matches!(row.status, ContractStatus::Draft | ContractStatus::Active);
        let consents = if decided && open {
            let about = (row.id, row.version);
            if row.status == ContractStatus::Draft {
                consents::of(db, house_id, about, terms.direction, &blocks, now).await?
            } else {
                consents::of_next(db, house_id, about, terms.direction, &blocks, now).await?
            }
        } else {
            Vec::new()
        };
        contracts.push(Contract {
            consents,
            id: row.id,
            reference: terms.name,
            direction: terms.direction,
            party_id: terms.party_id,
            blocks: terms.blocks,
            fee: terms.fee,
            written_down: stands.written_down,
            paid: stands.paid,
            deliverables: stands.deliverables,
            instalments: stands.instalments,
            documents: row.documents.0,
            party: row.party,
            status: row.status,
            signed_on: row.signed_on,
            ended_at: row.ended_at,
            deal_id: row.deal_id,
            version: row.version,
            versions: row.versions.0,
            answers: row.answers.0,
        });
    }
    Ok(contracts)
}
