//! Gift codes: bonus coins, a series, or both, for whoever has the code.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::grants::{Grant, grant};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::wallet;

/// Digits and letters that nobody takes for one another (Crockford's base 32); 16 of them are 80 random bits.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 16;

/// What a code gives.
#[derive(Clone, Debug)]
pub struct NewCodes {
    pub label: String,
    pub count: i64,
    pub bonus: i64,
    pub bonus_days: Option<i32>,
    pub series_id: Option<Uuid>,
    pub series_days: Option<i32>,
    pub uses_max: i32,
    pub expires_at: Option<DateTime<Utc>>,
}

/// A code as the desk lists it: its text is not kept.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GiftCode {
    pub id: Uuid,
    pub label: String,
    pub bonus: i64,
    pub bonus_days: Option<i32>,
    pub series_id: Option<Uuid>,
    pub series_days: Option<i32>,
    pub uses_max: i32,
    pub uses: i32,
    pub expires_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// What somebody was given.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GiftGiven {
    pub id: Uuid,
    pub bonus: i64,
    pub bonus_expires_at: Option<DateTime<Utc>>,
    pub series: Option<GiftSeries>,
    /// Until when the series is open; null: for good.
    pub series_until: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GiftSeries {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
}

/// A code as it is printed: four groups of four.
fn text(bytes: [u8; 10]) -> String {
    let bits = bytes
        .iter()
        .fold(0_u128, |sum, byte| (sum << 8) | u128::from(*byte));
    let mut text = String::with_capacity(LENGTH + 3);
    for place in 0..LENGTH {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        let five = (bits >> (5 * (LENGTH - 1 - place))) & 31;
        text.push(char::from(LETTERS[five as usize]));
    }
    text
}

/// The hash that a code is kept under, however it was typed; none for what cannot be a code.
fn hash(typed: &str) -> Option<[u8; 32]> {
    if typed.len() > 64 {
        return None;
    }
    let letters: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        })
        .collect();
    let sound = letters.len() == LENGTH && letters.bytes().all(|byte| LETTERS.contains(&byte));
    sound.then(|| Sha256::digest(format!("gift {letters}")).into())
}

/// Makes codes and tells them, for the only time.
pub async fn create(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    by: Uuid,
    new: &NewCodes,
) -> AppResult<Vec<(Uuid, String)>> {
    let mut codes = Vec::new();
    for _ in 0..new.count {
        let (id, code) = (app.random.id(), text(app.random.bytes()));
        let hash = hash(&code).expect("what was just printed is a code");
        sqlx::query!(
            "insert into gift_codes (id, house_id, code_hash, label, bonus, bonus_days, series_id, series_days, uses_max,
                 expires_at, created_at, created_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            id,
            house_id,
            hash.as_slice(),
            new.label,
            new.bonus,
            new.bonus_days,
            new.series_id,
            new.series_days,
            new.uses_max,
            new.expires_at,
            app.clock.now(),
            by
        )
        .execute(&mut *db)
        .await?;
        codes.push((id, code));
    }
    Ok(codes)
}

/// The house's codes, the newest first.
pub async fn list(app: &App, house_id: Uuid) -> AppResult<Vec<GiftCode>> {
    Ok(sqlx::query_as!(
        GiftCode,
        "select id, label, bonus, bonus_days, series_id, series_days, uses_max, uses, expires_at, created_at
         from gift_codes where house_id = $1 order by created_at desc, id limit 1000",
        house_id
    )
    .fetch_all(&app.db)
    .await?)
}

/// Gives what a code is for, once to a person; the same again tells the same.
pub async fn redeem(app: &App, person: &Person, typed: &str) -> AppResult<GiftGiven> {
    let (now, house_id) = (app.clock.now(), person.house_id);
    let hash = hash(typed).ok_or_else(unknown)?;
    let mut transaction = app.db.begin().await?;
    if wallet::lock(app, &mut transaction, house_id, person.id)
        .await?
        .is_none()
    {
        return Err(AppError::unauthorized());
    }
    let code = sqlx::query!(
        r#"select c.id, c.bonus, c.bonus_days, c.series_id, c.series_days, c.uses, c.uses_max, c.expires_at,
                  s.slug as "slug?", s.title as "title?"
           from gift_codes c left join series s on s.id = c.series_id
           where c.house_id = $1 and c.code_hash = $2 for update of c"#,
        house_id,
        hash.as_slice()
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(unknown)?;
    let before = sqlx::query!(
        "select id, at from gift_redemptions where code_id = $1 and person_id = $2",
        code.id,
        person.id
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let (id, at) = before
        .as_ref()
        .map_or_else(|| (app.random.id(), now), |before| (before.id, before.at));
    let after = |days: Option<i32>| days.map(|days| at + Duration::days(days.into()));
    let given = GiftGiven {
        id,
        bonus: code.bonus,
        bonus_expires_at: after(code.bonus_days).filter(|_| code.bonus > 0),
        series: code.series_id.zip(code.slug).map(|(id, slug)| GiftSeries {
            id,
            slug,
            title: code.title.unwrap_or_default(),
        }),
        series_until: after(code.series_days),
    };
    if before.is_none() {
        if code.uses >= code.uses_max {
            return Err(AppError::conflict(
                "gift_used",
                "This gift code has been used.",
                "Ask for another one where you got it.",
            ));
        }
        if code.expires_at.is_some_and(|end| end <= now) {
            return Err(AppError::conflict(
                "gift_expired",
                "The time of this gift code is over.",
                "Ask for another one where you got it.",
            ));
        }
        sqlx::query!(
            "with used as (update gift_codes set uses = uses + 1 where id = $1)
             insert into gift_redemptions (code_id, person_id, house_id, id, at) values ($1, $2, $3, $4, $5)",
            code.id,
            person.id,
            house_id,
            id,
            now
        )
        .execute(&mut *transaction)
        .await?;
        if code.bonus > 0 {
            let ends = given.bonus_expires_at;
            wallet::gift(
                app,
                &mut transaction,
                house_id,
                person.id,
                id,
                code.bonus,
                ends,
            )
            .await?;
        }
        if code.series_id.is_some() {
            let what = Grant {
                id,
                episode_id: None,
                series_id: code.series_id,
                reason: "gift".into(),
                until: given.series_until,
            };
            grant(app, &mut *transaction, house_id, person.id, &what).await?;
        }
    }
    transaction.commit().await?;
    if code.bonus > 0 {
        wallet::open(app, id).await?;
    }
    Ok(given)
}

fn unknown() -> AppError {
    AppError::not_found(
        "gift_unknown",
        "There is no such gift code.",
        "Check it letter by letter: it has 16 digits and letters.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let code = text([0xff, 0, 1, 2, 3, 4, 5, 6, 7, 0x10]);
        assert_eq!(code.len(), LENGTH + 3);
        let known = hash(&code).unwrap();
        let typed = code.to_lowercase().replace('-', " ").replace('0', "o");
        assert_eq!(hash(&typed), Some(known));
        assert_eq!(hash(&typed.replace('1', "l")), Some(known));
        for wrong in [
            "",
            "-",
            "ABCD",
            "UUUU-UUUU-UUUU-UUUU",
            "0000-0000-0000-00000",
            "\0",
        ] {
            assert_eq!(hash(wrong), None, "{wrong}");
        }
    }
}
