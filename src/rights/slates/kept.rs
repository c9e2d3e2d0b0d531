//! Slates in the database.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json as Kept;
use uuid::Uuid;

use super::{Member, NewSlate, SERIES_MAX, Slate, about};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::rights::block::{Block, Direction};
use crate::rights::deals::{DealStatus, Standings};
use crate::rights::terms::fee::{self, Fee};
use crate::rights::{contracts, line, not_found};

/// The slates of a house, or one of them.
pub async fn read(
    db: &mut PgConnection,
    house_id: Uuid,
    one: Option<Uuid>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Slate>> {
    let rows = sqlx::query!(
        r#"select s.id, s.name, s.direction as "direction: Direction", s.party_id, p.name as party, s.note,
                  s.terms as "terms: Kept<Vec<Block>>", s.fee as "fee: Kept<Fee>"
           from partner_slates s join rights_parties p on p.id = s.party_id
           where s.house_id = $1 and ($2::uuid is null or s.id = $2) order by p.name, s.name limit 500"#,
        house_id,
        one
    )
    .fetch_all(&mut *db)
    .await?;
    let members = sqlx::query!(
        r#"select m.slate_id, m.series_id, t.title, d.id as "deal_id?", d.name as "deal?", d.status as "status?: DealStatus",
                  d.contract_id as "contract_id?"
           from partner_slate_series m
           join series t on t.id = m.series_id
           left join lateral (
               select d.id, d.name, d.status, d.contract_id from rights_deals d
               where d.slate_id = m.slate_id and d.status <> 'declined'
                 and jsonb_path_exists(d.blocks, '$[*].series_ids[*] ? (@ == $of)', jsonb_build_object('of', m.series_id))
               order by d.created_at desc, d.id limit 1) d on true
           where m.house_id = $1 and ($2::uuid is null or m.slate_id = $2) order by m.slate_id, m.position"#,
        house_id,
        one
    )
    .fetch_all(&mut *db)
    .await?;
    let mut slates: Vec<Slate> = rows
        .into_iter()
        .map(|row| Slate {
            id: row.id,
            name: row.name,
            direction: row.direction,
            party_id: row.party_id,
            party: row.party,
            note: row.note,
            terms: row.terms.0,
            fee: row.fee.0,
            series: Vec::new(),
        })
        .collect();
    let mut standings = Standings::default();
    for row in members {
        let Some(slate) = slates.iter_mut().find(|slate| slate.id == row.slate_id) else {
            continue;
        };
        let status = match row.status {
            Some(kept) => {
                let of = (kept, row.contract_id);
                Some(standings.of(db, house_id, of, now).await?)
            }
            None => None,
        };
        slate.series.push(Member {
            series_id: row.series_id,
            title: row.title,
            deal_id: row.deal_id,
            deal: row.deal,
            status,
        });
    }
    Ok(slates)
}

/// A slate of the house, held while it changes or a deal is made from it.
pub async fn hold(
    db: &mut PgConnection,
    house_id: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Slate> {
    sqlx::query_scalar!(
        "select id from partner_slates where id = $1 and house_id = $2 for update",
        id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| not_found("slate"))?;
    let found = read(db, house_id, Some(id), now).await?;
    found.into_iter().next().ok_or_else(|| not_found("slate"))
}

/// Sees that a slate is one that deals can be made from, and gives its terms as they are kept.
async fn checked(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    new: &NewSlate,
) -> AppResult<Vec<Block>> {
    contracts::party(db, house_id, new.party_id).await?;
    if !(1..=SERIES_MAX).contains(&new.series_ids.len()) {
        return Err(AppError::bad_request(
            "slate_series",
            format!("A slate has 1 to {SERIES_MAX} series."),
            "Choose its series, or make two slates of it.",
        ));
    }
    if let Some(named) = new
        .terms
        .iter()
        .position(|block| !block.series_ids.is_empty() || !block.episode_ids.is_empty())
    {
        return Err(AppError::bad_request(
            "slate_terms_name_series",
            format!("Block {} of the terms names series or episodes.", named + 1),
            "Leave them out of the terms: they are those of the slate.",
        ));
    }
    if !new.fee.payments.is_empty() {
        return Err(AppError::bad_request(
            "slate_instalments",
            "The fee of a slate has instalments.",
            "Leave them out, and write them into the deals that are made from it.",
        ));
    }
    fee::check(db, house_id, &new.fee).await?;
    // As the first of its deals would be read, with every series.
    let today = app.clock.now().date_naive();
    let whole = about(&new.terms, &new.series_ids);
    let frozen = contracts::read_blocks(db, house_id, new.direction, whole, today).await?;
    let bare = |block: Block| Block {
        series_ids: Vec::new(),
        ..block
    };
    Ok(frozen.into_iter().map(|one| bare(one.block)).collect())
}

fn known(name: &str) -> AppError {
    AppError::conflict(
        "slate_known",
        format!("There is a slate {name} already."),
        "Give it another name, or change that one.",
    )
}

/// Writes a slate down in place of what was kept under this id, or anew.
pub async fn write(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    (id, there): (Uuid, bool),
    new: &NewSlate,
) -> AppResult<()> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    let name = line(&new.name, 80, "name")?;
    let note = match new.note.trim() {
        "" => String::new(),
        note => line(note, 400, "note")?,
    };
    let terms = checked(app, db, house_id, new).await?;
    let taken = sqlx::query_scalar!(
        r#"select exists (select from partner_slates where house_id = $1 and name = $2 and id <> $3) as "taken!""#,
        house_id,
        name,
        id
    )
    .fetch_one(&mut *db)
    .await?;
    if taken {
        return Err(known(&name));
    }
    let made = sqlx::query!(
        "insert into partner_slates (id, house_id, name, direction, party_id, note, terms, fee, created_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
         on conflict (id) do update set name = excluded.name, direction = excluded.direction, party_id = excluded.party_id,
             note = excluded.note, terms = excluded.terms, fee = excluded.fee, updated_at = excluded.updated_at
         where partner_slates.house_id = $2 and $11",
        id,
        house_id,
        name,
        new.direction as _,
        new.party_id,
        note,
        json!(terms),
        json!(new.fee),
        operator.id,
        now,
        there
    )
    .execute(&mut *db)
    .await;
    // Of two that write one name down at once, the second.
    let made = made.map_err(|error| match error.as_database_error() {
        Some(refused) if refused.is_unique_violation() => known(&name),
        _ => error.into(),
    })?;
    if made.rows_affected() == 0 {
        return Err(not_found("slate"));
    }
    sqlx::query!("delete from partner_slate_series where slate_id = $1", id)
        .execute(&mut *db)
        .await?;
    let put = sqlx::query!(
        "insert into partner_slate_series (slate_id, series_id, house_id, position)
         select $1, s.id, $2, w.position::int from unnest($3::uuid[]) with ordinality w (id, position)
         join series s on s.id = w.id and s.house_id = $2 on conflict do nothing",
        id,
        house_id,
        &new.series_ids
    )
    .execute(&mut *db)
    .await?;
    if put.rows_affected() as usize != new.series_ids.len() {
        return Err(AppError::bad_request(
            "series_unknown",
            "A series of the slate is not of this house, or is named twice.",
            "Reload the page and choose again.",
        ));
    }
    Ok(())
}
