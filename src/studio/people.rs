//! Which characters of a production are real people. Nobody real is seen or heard without a consent that holds.

use provenance::consent::{Use, Wanted};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Production;
use super::changes::{self, Change, What};
use crate::app::App;
use crate::consents;
use crate::errors::{AppError, AppResult};

/// A character who is somebody.
#[derive(Clone, Debug)]
pub struct Real {
    /// Id of the cast.
    pub character: String,
    /// As in the consent.
    pub person: String,
    pub uses: Vec<Use>,
    pub consent_id: Uuid,
}

/// Those of a production.
pub async fn all(app: &App, production_id: Uuid) -> AppResult<Vec<Real>> {
    let rows = sqlx::query!(
        "select character, person, uses, consent_id from production_people where production_id = $1 order by character",
        production_id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Real {
            character: row.character,
            person: row.person,
            uses: consents::uses(&row.uses),
            consent_id: row.consent_id,
        })
        .collect())
}

/// Says that a character is a real person. Refused without a consent that covers the use, here and now.
pub async fn set(app: &App, production: &Production, real: &Real) -> AppResult<()> {
    permitted(app, production, std::slice::from_ref(real)).await?;
    let mark = Mark {
        person: real.person.clone(),
        uses: consents::names(&real.uses),
        consent_id: real.consent_id,
    };
    replace(app, production, &real.character, Some(&mark)).await
}

/// Says that a character is nobody real.
pub async fn forget(app: &App, production: &Production, character: &str) -> AppResult<()> {
    replace(app, production, character, None).await
}

/// What is kept of a character who is somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    person: String,
    uses: Vec<String>,
    consent_id: Uuid,
}

/// Puts a mark there, or takes it away; what was there is kept, for undo.
async fn replace(
    app: &App,
    production: &Production,
    character: &str,
    mark: Option<&Mark>,
) -> AppResult<()> {
    let mut tx = app.db.begin().await?;
    let was = marked_now(&mut tx, production.id, character).await?;
    if was.as_ref() == mark {
        return Ok(());
    }
    let change = Change {
        what: What::Person,
        which: character.to_owned(),
        was: serde_json::to_value(was).map_err(AppError::internal)?,
    };
    changes::note(&mut tx, app, production, &change).await?;
    put(&mut tx, production, character, mark).await?;
    tx.commit().await?;
    Ok(())
}

/// Who a character is, held until the transaction ends.
pub async fn marked_now(
    tx: &mut PgConnection,
    production_id: Uuid,
    character: &str,
) -> AppResult<Option<Mark>> {
    Ok(sqlx::query_as!(
        Mark,
        "select person, uses, consent_id from production_people where production_id = $1 and character = $2 for update",
        production_id,
        character
    )
    .fetch_optional(&mut *tx)
    .await?)
}

/// Puts a mark there, or none. Whether its consent holds is asked by whoever makes something of it, [`check`].
pub async fn put(
    tx: &mut PgConnection,
    production: &Production,
    character: &str,
    mark: Option<&Mark>,
) -> AppResult<()> {
    let Some(mark) = mark else {
        sqlx::query!(
            "delete from production_people where production_id = $1 and character = $2",
            production.id,
            character
        )
        .execute(&mut *tx)
        .await?;
        return Ok(());
    };
    sqlx::query!(
        "insert into production_people (production_id, house_id, character, person, uses, consent_id)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (production_id, character) do update
         set person = excluded.person, uses = excluded.uses, consent_id = excluded.consent_id",
        production.id,
        production.house_id,
        character,
        mark.person,
        &mark.uses,
        mark.consent_id
    )
    .execute(&mut *tx)
    .await?;
    Ok(())
}

/// Whether everybody real in a production has agreed to it, for the house's territory, now: asked before anything is made
/// and before anything is released.
pub async fn check(app: &App, production: &Production) -> AppResult<()> {
    let people = all(app, production.id).await?;
    permitted(app, production, &people).await
}

async fn permitted(app: &App, production: &Production, people: &[Real]) -> AppResult<()> {
    if people.is_empty() {
        return Ok(());
    }
    let register = consents::register(app, production.house_id).await?;
    let territory = sqlx::query_scalar!(
        "select territory from houses where id = $1",
        production.house_id
    )
    .fetch_one(&app.db)
    .await?;
    for real in people {
        for using in &real.uses {
            let wanted = Wanted {
                person: &real.person,
                using: *using,
                series: &production.title,
                territory: &territory,
                at: app.clock.now(),
            };
            let consent = (!real.consent_id.is_nil()).then(|| real.consent_id.to_string());
            register
                .allows(consent.as_deref(), &wanted)
                .map_err(|refusal| {
                    AppError::conflict(
                        "consent_missing",
                        format!("{refusal}."),
                        "Look at the register of consents, or let the character be nobody real.",
                    )
                })?;
        }
    }
    Ok(())
}
