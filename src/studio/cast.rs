//! The cast of a production: as the bible and the script tell of it, or as somebody has changed it by hand.

use std::collections::{BTreeMap, BTreeSet};

use artwork::figures::head;
use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;
use storyboard::breakdown;
use storyboard::cast::{Character, Look};
use uuid::Uuid;

use super::Production;
use super::changes::{self, Change, What};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// Somebody of the cast.
#[derive(Clone, Debug)]
pub struct Member {
    pub person: Character,
    /// Somebody has changed them.
    pub by_hand: bool,
}

/// Everybody who speaks, those who say most first.
pub async fn all(app: &App, production: &Production) -> AppResult<Vec<Member>> {
    let mut changed = by_hand(app, production).await?;
    Ok(told(production)
        .into_iter()
        .map(|person| match changed.remove(&person.id) {
            Some(person) => Member {
                person,
                by_hand: true,
            },
            None => Member {
                person,
                by_hand: false,
            },
        })
        .collect())
}

/// As the bible and the script tell of them, untouched.
fn told(production: &Production) -> Vec<Character> {
    let bible = production.bible.as_ref().map(|bible| &bible.0);
    breakdown::drawn_up(&production.script(), bible, production.seed as u64)
}

async fn by_hand(app: &App, production: &Production) -> AppResult<BTreeMap<String, Character>> {
    let rows = sqlx::query!(
        r#"select character, person as "person: Json<Character>" from production_cast where production_id = $1"#,
        production.id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.character, row.person.0))
        .collect())
}

/// One of them.
pub async fn find(app: &App, production: &Production, id: &str) -> AppResult<Member> {
    let all = all(app, production).await?;
    all.into_iter()
        .find(|member| member.person.id == id)
        .ok_or_else(|| {
            AppError::not_found(
                "character_not_found",
                "Nobody of that name speaks in this script.",
                "Look at the cast.",
            )
        })
}

/// Keeps somebody as a person wants them.
pub async fn change(app: &App, production: &Production, person: &Character) -> AppResult<()> {
    check(person)?;
    find(app, production, &person.id).await?;
    replace(app, production, &person.id, Some(person)).await
}

/// Back to what the bible and the script tell.
pub async fn forget(app: &App, production: &Production, id: &str) -> AppResult<()> {
    replace(app, production, id, None).await
}

async fn replace(
    app: &App,
    production: &Production,
    id: &str,
    person: Option<&Character>,
) -> AppResult<()> {
    let mut tx = app.db.begin().await?;
    let before = now(&mut tx, production.id, id).await?;
    if before.is_none() && person.is_none() {
        return Ok(());
    }
    let change = Change {
        what: What::Cast,
        which: id.to_owned(),
        was: before.unwrap_or(Value::Null),
    };
    changes::note(&mut tx, app, production, &change).await?;
    put(&mut tx, app, production, id, person).await?;
    tx.commit().await?;
    Ok(())
}

/// Somebody as they were changed by hand, held until the transaction ends.
pub async fn now(tx: &mut PgConnection, production_id: Uuid, id: &str) -> AppResult<Option<Value>> {
    Ok(sqlx::query_scalar!(
        "select person from production_cast where production_id = $1 and character = $2 for update",
        production_id,
        id
    )
    .fetch_optional(&mut *tx)
    .await?)
}

/// Puts somebody there, or nobody; nothing is kept of what was there.
pub async fn put(
    tx: &mut PgConnection,
    app: &App,
    production: &Production,
    id: &str,
    person: Option<&Character>,
) -> AppResult<()> {
    match person {
        Some(person) => {
            sqlx::query!(
                "insert into production_cast (production_id, house_id, character, person, updated_at) values ($1, $2, $3, $4, $5)
                 on conflict (production_id, character) do update set person = excluded.person, updated_at = excluded.updated_at",
                production.id,
                production.house_id,
                id,
                Json(person) as _,
                app.clock.now()
            )
            .execute(&mut *tx)
            .await?;
        }
        None => {
            sqlx::query!(
                "delete from production_cast where production_id = $1 and character = $2",
                production.id,
                id
            )
            .execute(&mut *tx)
            .await?;
        }
    }
    Ok(())
}

/// Somebody who can be drawn and spoken.
pub fn check(person: &Character) -> AppResult<()> {
    let broken = |what: String| {
        Err(AppError::bad_request(
            "bad_character",
            format!("{what}."),
            "Change it, or load the cast anew.",
        ))
    };
    if person.name.trim().is_empty() || person.name.chars().count() > 80 {
        return broken("A name has 1 to 80 characters".into());
    }
    let face = &person.appearance;
    if face.skin > 7 {
        return broken("Skin is a tone from 0 to 7".into());
    }
    if let Some(cut) = face
        .hair
        .as_deref()
        .filter(|cut| head::Style::named(cut).is_none())
    {
        return broken(format!(
            "Nobody here cuts hair as {cut}; there are: {}",
            head::Style::names().collect::<Vec<_>>().join(", ")
        ));
    }
    if let Some(voice) = person
        .voice
        .as_deref()
        .filter(|voice| sound::voices::find(voice).is_none())
    {
        return broken(format!("There is no voice {voice}"));
    }
    let colours = face
        .hair_colour
        .iter()
        .chain(person.looks.iter().flat_map(|look| &look.colours));
    if let Some(colour) = colours.into_iter().find(|colour| !is_colour(colour)) {
        return broken(format!("{colour} is no colour such as #b3423a"));
    }
    if person.looks.is_empty() || person.looks.len() > 24 {
        return broken("Somebody has 1 to 24 looks".into());
    }
    let mut seen = BTreeSet::new();
    for Look { id, from, to, .. } in &person.looks {
        let word = !id.is_empty()
            && id.chars().count() <= 40
            && !id.contains(|letter: char| letter.is_whitespace() || letter.is_control());
        if !word || !seen.insert(id) {
            return broken(format!("{id:?} is not one word that only one look has"));
        }
        if *from == 0 || to.is_some_and(|to| to < *from) {
            return broken(format!("The look {id} is worn in no episode"));
        }
    }
    Ok(())
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
