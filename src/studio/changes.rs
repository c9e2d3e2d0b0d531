//! What stood there before each change that a person made: one stack for scripts, boards,
//! cast, takes, settings, translations, the bible, approvals and marks of real people; and one of what was taken back, which the next change ends.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Production;
use crate::app::App;
use crate::errors::AppResult;

/// How many changes of a production can be taken back.
const KEPT: i64 = 300;

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProductionPart)]
pub enum What {
    Script,
    Board,
    Cast,
    Take,
    Settings,
    /// Lines of one language, and whether the production goes into it.
    Translation,
    Bible,
    /// That a gate was opened by somebody.
    Approval,
    /// That somebody of the cast is a real person.
    Person,
}

impl What {
    const ALL: [Self; 9] = [
        Self::Script,
        Self::Board,
        Self::Cast,
        Self::Take,
        Self::Settings,
        Self::Translation,
        Self::Bible,
        Self::Approval,
        Self::Person,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Board => "board",
            Self::Cast => "cast",
            Self::Take => "take",
            Self::Settings => "settings",
            Self::Translation => "translation",
            Self::Bible => "bible",
            Self::Approval => "approval",
            Self::Person => "person",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.name() == name)
    }
}

/// One change.
#[derive(Clone, Debug)]
pub struct Change {
    pub what: What,
    /// Number of the episode, id of the character, key of the artifact, tag of the language, name of the gate; of a script, of settings and
    /// of a bible nothing.
    pub which: String,
    /// `null`: there was nothing.
    pub was: Value,
}

/// The two ways that can be gone from where a production is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To what stood there before.
    Back,
    /// To what was taken back.
    Forth,
}

impl Way {
    fn undone(self) -> bool {
        self == Self::Forth
    }
}

/// Keeps what stands there, in the transaction that changes it. What was taken back before cannot be done again then.
pub async fn note(
    tx: &mut PgConnection,
    app: &App,
    production: &Production,
    change: &Change,
) -> AppResult<()> {
    note_of(tx, app, (production.house_id, production.id), change).await
}

/// The same of a production by its house and its id.
pub async fn note_of(
    tx: &mut PgConnection,
    app: &App,
    of: (Uuid, Uuid),
    change: &Change,
) -> AppResult<()> {
    sqlx::query!(
        "delete from production_changes where production_id = $1 and undone",
        of.1
    )
    .execute(&mut *tx)
    .await?;
    push(tx, app, of, change, Way::Back).await
}

/// Lays what stands there on one of the stacks.
pub async fn push(
    tx: &mut PgConnection,
    app: &App,
    (house_id, production_id): (Uuid, Uuid),
    change: &Change,
    way: Way,
) -> AppResult<()> {
    sqlx::query!(
        "insert into production_changes (house_id, production_id, what, which, was, at, undone) values ($1, $2, $3, $4, $5, $6, $7)",
        house_id,
        production_id,
        change.what.name(),
        change.which,
        change.was,
        app.clock.now(),
        way.undone()
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from production_changes where production_id = $1 and place <=
         (select place from production_changes where production_id = $1 order by place desc offset $2 limit 1)",
        production_id,
        KEPT
    )
    .execute(&mut *tx)
    .await?;
    Ok(())
}

/// Takes the last change off one of the stacks: of anything, of one kind, or of one thing.
pub async fn take_last(
    tx: &mut PgConnection,
    production_id: Uuid,
    way: Way,
    what: Option<What>,
    which: Option<&str>,
) -> AppResult<Option<Change>> {
    let row = sqlx::query!(
        "delete from production_changes where place =
         (select place from production_changes
          where production_id = $1 and ($2::text is null or what = $2) and ($3::text is null or which = $3) and undone = $4
          order by place desc limit 1 for update)
         returning what, which, was",
        production_id,
        what.map(What::name),
        which,
        way.undone()
    )
    .fetch_optional(&mut *tx)
    .await?;
    Ok(row.and_then(|row| {
        Some(Change {
            what: What::named(&row.what)?,
            which: row.which,
            was: row.was.unwrap_or(Value::Null),
        })
    }))
}

/// What would be taken back or done again next, without its content.
pub async fn last(
    app: &App,
    production_id: Uuid,
    way: Way,
    what: Option<What>,
) -> AppResult<Option<(What, String)>> {
    let row = sqlx::query!(
        "select what, which from production_changes
         where production_id = $1 and ($2::text is null or what = $2) and undone = $3
         order by place desc limit 1",
        production_id,
        what.map(What::name),
        way.undone()
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(row.and_then(|row| Some((What::named(&row.what)?, row.which))))
}
