//! What was posted together: both sides of every transfer, and what it was for.

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::BookAccountRef;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;

/// Transfers that were posted as one: all or none.
#[derive(Serialize, ToSchema)]
pub struct BookChain {
    pub transfers: Vec<BookTransfer>,
}

#[derive(Serialize, ToSchema)]
pub struct BookTransfer {
    pub id: Uuid,
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub kind: String,
    pub debit: BookAccountRef,
    pub credit: BookAccountRef,
    pub amount: i64,
    pub unit: String,
    pub digits: u8,
    pub reference_kind: String,
    pub reference_id: Uuid,
    /// JSON text.
    pub reference_data: String,
    /// Of this transfer and all before it, hexadecimal.
    pub hash: String,
}

/// Show a transfer and those that were posted together with it.
#[utoipa::path(
    get, operation_id = "show_book_transfer", path = "/api/v1/desk/books/transfers/{id}", tag = "desk", params(("id" = Uuid, Path)),
    responses((status = 200, body = BookChain), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<BookChain>> {
    let rows = sqlx::query!(
        r#"select t.id, t.seq, t.at, t.kind, t.amount, t.unit, t.reference_kind, t.reference_id,
               t.reference_data::text as "reference_data!", encode(t.hash, 'hex') as "hash!",
               d.id as debit_id, d.kind as debit_kind, coalesce(db.person_id, db.payee_id) as debit_owner,
               coalesce(dy.name, dp.display_name, dp.email) as debit_name,
               c.id as credit_id, c.kind as credit_kind, coalesce(cb.person_id, cb.payee_id) as credit_owner,
               coalesce(cy.name, cp.display_name, cp.email) as credit_name
           from ledger_transfers wanted
           join ledger_transfers t on t.ledger_id = wanted.ledger_id
               and t.seq between wanted.seq - wanted.chain_at and wanted.seq - wanted.chain_at + wanted.chain_len - 1
           join ledger_accounts d on d.id = t.debit_account
           join ledger_accounts c on c.id = t.credit_account
           left join book_accounts db on db.account_id = d.id and db.house_id = t.ledger_id
           left join people dp on dp.id = db.person_id and dp.house_id = t.ledger_id
           left join payees dy on dy.id = db.payee_id and dy.house_id = t.ledger_id
           left join book_accounts cb on cb.account_id = c.id and cb.house_id = t.ledger_id
           left join people cp on cp.id = cb.person_id and cp.house_id = t.ledger_id
           left join payees cy on cy.id = cb.payee_id and cy.house_id = t.ledger_id
           where wanted.ledger_id = $1 and wanted.id = $2 order by t.seq"#,
        operator.house_id,
        id
    )
    .fetch_all(&app.db)
    .await?;
    if rows.is_empty() {
        return Err(AppError::not_found(
            "transfer_not_found",
            "There is no such transfer in the books of this house.",
            "Open it from the history of an account.",
        ));
    }
    let transfers = rows
        .into_iter()
        .map(|row| BookTransfer {
            id: row.id,
            seq: row.seq,
            at: row.at,
            kind: row.kind,
            debit: BookAccountRef {
                id: row.debit_id,
                kind: row.debit_kind,
                owner_id: row.debit_owner,
                owner_name: row.debit_name,
            },
            credit: BookAccountRef {
                id: row.credit_id,
                kind: row.credit_kind,
                owner_id: row.credit_owner,
                owner_name: row.credit_name,
            },
            amount: row.amount,
            digits: row.unit.parse().map_or(0, ledger::Unit::digits),
            unit: row.unit,
            reference_kind: row.reference_kind,
            reference_id: row.reference_id,
            reference_data: row.reference_data,
            hash: row.hash,
        })
        .collect();
    Ok(Json(BookChain { transfers }))
}
