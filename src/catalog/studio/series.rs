//! Making and changing series.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::cards::Artwork;
use super::super::routes::{Credit, Licence};
use super::super::vocabulary;
use super::text::{few_enough, language_of, line, paragraph};
use super::{region, slug};

use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::extract::given;

/// What a series begins with.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSeries {
    /// 1 to 200 characters.
    pub title: String,
    /// A BCP 47 tag.
    pub language: String,
    /// Up to 4,000 characters.
    #[serde(default)]
    pub synopsis: String,
}

/// What is to change of a series; what is absent stays. Also the shape of a `series.toml`.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesChange {
    pub title: Option<String>,
    pub synopsis: Option<String>,
    pub language: Option<String>,
    /// Keys of the vocabulary, up to 8.
    pub genres: Option<Vec<String>>,
    pub tropes: Option<Vec<String>>,
    pub age_rating: Option<AgeRating>,
    /// The number under which an authority has it on file; null takes it away.
    #[serde(default, deserialize_with = "given")]
    pub filing_number: Option<Option<String>>,
    /// The line that a licence asks to be shown; null takes it away.
    #[serde(default, deserialize_with = "given")]
    pub credit: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    pub licence: Option<Option<Licence>>,
    /// In the order of showing; replaces all.
    pub credits: Option<Vec<Credit>>,
    /// Replaces all.
    pub translations: Option<Vec<Translation>>,
}

/// From which age on it may be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::Type)]
#[sqlx(type_name = "text")]
pub enum AgeRating {
    #[serde(rename = "all")]
    #[sqlx(rename = "all")]
    All,
    #[serde(rename = "7")]
    #[sqlx(rename = "7")]
    Seven,
    #[serde(rename = "12")]
    #[sqlx(rename = "12")]
    Twelve,
    #[serde(rename = "16")]
    #[sqlx(rename = "16")]
    Sixteen,
    #[serde(rename = "18")]
    #[sqlx(rename = "18")]
    Eighteen,
}

impl<'de> Deserialize<'de> for AgeRating {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A settings file may say `age_rating = 12`.
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Years(u8),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Text(text) => text,
            Written::Years(0) => "all".into(),
            Written::Years(years) => years.to_string(),
        };
        match text.as_str() {
            "all" => Ok(Self::All),
            "7" => Ok(Self::Seven),
            "12" => Ok(Self::Twelve),
            "16" => Ok(Self::Sixteen),
            "18" => Ok(Self::Eighteen),
            _ => Err(serde::de::Error::custom(
                "an age rating is all, 7, 12, 16 or 18",
            )),
        }
    }
}

/// A series' words in one more language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    pub language: String,
    pub title: String,
    #[serde(default)]
    pub synopsis: String,
}

const CREDITS_MAX: usize = 200;
const TRANSLATIONS_MAX: usize = 60;

/// The refusal for a series that is not there.
pub(super) fn series_not_found() -> AppError {
    AppError::not_found(
        "series_not_found",
        "There is no such series.",
        "Look for it in the list of series.",
    )
}

/// Makes somebody the owner of a series that has none, such as one that came in as a folder.
pub async fn give(db: impl sqlx::PgExecutor<'_>, series_id: Uuid, owner_id: Uuid) -> AppResult<()> {
    sqlx::query!(
        "update series set owner_id = $2 where id = $1 and owner_id is null",
        series_id,
        owner_id
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Says which episode should be the first that costs something: a suggestion to who sets prices. Nothing: none is known.
pub async fn suggest_paywall(
    db: impl sqlx::PgExecutor<'_>,
    series_id: Uuid,
    first_locked: Option<i32>,
) -> AppResult<()> {
    sqlx::query!(
        "update series set suggested_paywall = $2 where id = $1",
        series_id,
        first_locked
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Makes a draft. Its slug comes from the title, and stays once it has been published.
pub async fn create_series(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    owner_id: Option<Uuid>,
    new: &NewSeries,
) -> AppResult<Uuid> {
    let title = line(&new.title, "title", 200)?;
    let synopsis = paragraph(&new.synopsis, "synopsis", 4000)?;
    let language = language_of(&new.language)?;
    let (id, now) = (app.random.id(), app.clock.now());
    let base = slug::of_title(&title, &app.random);
    for attempt in 1.. {
        let made = sqlx::query!(
            "insert into series (id, house_id, owner_id, slug, language, title, synopsis, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $8) on conflict (house_id, slug) do nothing",
            id,
            house_id,
            owner_id,
            slug::numbered(&base, attempt),
            language,
            title,
            synopsis,
            now
        )
        .execute(&mut *db)
        .await?;
        if made.rows_affected() == 1 {
            break;
        }
    }
    Ok(id)
}

/// Changes what is given, all of it or nothing of it: whoever is refused rolls back. A published series is not changed into
/// what the region forbids.
pub async fn change_series(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
    change: &SeriesChange,
) -> AppResult<()> {
    let title = change
        .title
        .as_deref()
        .map(|text| line(text, "title", 200))
        .transpose()?;
    let synopsis = change
        .synopsis
        .as_deref()
        .map(|text| paragraph(text, "synopsis", 4000))
        .transpose()?;
    let language = change.language.as_deref().map(language_of).transpose()?;
    let genres = change
        .genres
        .as_deref()
        .map(vocabulary::genres)
        .transpose()?;
    let tropes = change
        .tropes
        .as_deref()
        .map(vocabulary::tropes)
        .transpose()?;
    let credit = match &change.credit {
        Some(Some(text)) if !text.trim().is_empty() => Some(line(text, "credit", 400)?),
        _ => None,
    };
    let filing_number = match &change.filing_number {
        Some(Some(text)) if !text.trim().is_empty() => Some(line(text, "filing number", 80)?),
        _ => None,
    };
    let licence = match &change.licence {
        Some(Some(licence)) => Some(checked_licence(licence)?),
        _ => None,
    };
    lock_series(db, house_id, series_id).await?;
    let before = region::standing(db, house_id, series_id).await?;
    let changed = sqlx::query!(
        r#"update series set
             title = coalesce($3, title), synopsis = coalesce($4, synopsis),
             language = coalesce($5, language), genres = coalesce($6, genres),
             tropes = coalesce($7, tropes), age_rating = coalesce($8, age_rating),
             credit = case when $9 then $10 else credit end,
             licence_text = case when $11 then $12 else licence_text end,
             licence_url = case when $11 then $13 else licence_url end,
             filing_number = case when $15 then $16 else filing_number end,
             updated_at = $14
           where id = $1 and house_id = $2
           returning slug, title, publish_at"#,
        series_id,
        house_id,
        title,
        synopsis,
        language,
        genres.as_deref(),
        tropes.as_deref(),
        change.age_rating as Option<AgeRating>,
        change.credit.is_some(),
        credit,
        change.licence.is_some(),
        licence.as_ref().map(|licence| licence.text.as_str()),
        licence.as_ref().and_then(|licence| licence.url.as_deref()),
        app.clock.now(),
        change.filing_number.is_some(),
        filing_number
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(series_not_found)?;
    if title.is_some() && changed.publish_at.is_none() {
        rename(app, db, house_id, series_id, &changed.slug, &changed.title).await?;
    }
    if let Some(credits) = &change.credits {
        replace_credits(db, house_id, series_id, credits).await?;
    }
    if let Some(translations) = &change.translations {
        replace_translations(db, house_id, series_id, translations).await?;
    }
    region::no_worse(db, house_id, series_id, &before).await
}

fn checked_licence(licence: &Licence) -> AppResult<Licence> {
    let url = licence
        .url
        .as_deref()
        .map(str::trim)
        .filter(|url| !url.is_empty());
    let lawful =
        |url: &str| url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
    if url.is_some_and(|url| !lawful(url) || url.chars().count() > 400) {
        return Err(AppError::bad_request(
            "address_invalid",
            "The licence's address is not a web address.",
            "Give one that starts with https://.",
        ));
    }
    Ok(Licence {
        text: line(&licence.text, "licence", 400)?,
        url: url.map(str::to_owned),
    })
}

/// Gives a draft the slug of its new title.
async fn rename(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
    current: &str,
    title: &str,
) -> AppResult<()> {
    let base = slug::of_title(title, &app.random);
    for attempt in 1.. {
        let wanted = slug::numbered(&base, attempt);
        if wanted == current {
            return Ok(());
        }
        // Two renames at once may still meet in the unique constraint: then one is told to try again.
        let renamed = sqlx::query!(
            "update series set slug = $3 where id = $1
             and not exists (select from series where house_id = $2 and slug = $3)",
            series_id,
            house_id,
            wanted
        )
        .execute(&mut *db)
        .await?;
        if renamed.rows_affected() == 1 {
            return Ok(());
        }
    }
    Ok(())
}

async fn replace_credits(
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
    credits: &[Credit],
) -> AppResult<()> {
    few_enough(credits.len(), "credits", CREDITS_MAX)?;
    let names: Vec<_> = credits
        .iter()
        .map(|credit| line(&credit.name, "name of a credit", 120))
        .collect::<AppResult<_>>()?;
    let roles: Vec<_> = credits
        .iter()
        .map(|credit| line(&credit.role, "role of a credit", 80))
        .collect::<AppResult<_>>()?;
    sqlx::query!("delete from credits where series_id = $1", series_id)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "insert into credits (series_id, house_id, position, name, role)
         select $1, $2, position, name, role
         from unnest($3::text[], $4::text[]) with ordinality as given (name, role, position)",
        series_id,
        house_id,
        &names,
        &roles
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

async fn replace_translations(
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
    translations: &[Translation],
) -> AppResult<()> {
    few_enough(translations.len(), "translations", TRANSLATIONS_MAX)?;
    let (mut languages, mut titles, mut synopses) = (Vec::new(), Vec::new(), Vec::new());
    for translation in translations {
        let language = language_of(&translation.language)?;
        if languages.contains(&language) {
            return Err(AppError::bad_request(
                "translation_twice",
                format!("There are two translations into {language}."),
                "Keep one of them.",
            ));
        }
        languages.push(language);
        titles.push(line(&translation.title, "title of a translation", 200)?);
        synopses.push(paragraph(
            &translation.synopsis,
            "synopsis of a translation",
            4000,
        )?);
    }
    sqlx::query!(
        "delete from series_translations where series_id = $1",
        series_id
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into series_translations (series_id, house_id, language, title, synopsis)
         select $1, $2, * from unnest($3::text[], $4::text[], $5::text[])",
        series_id,
        house_id,
        &languages,
        &titles,
        &synopses
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

/// Gives the series a poster of its own, or takes it away (then the first episode's serves).
pub async fn set_poster(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
    poster: Option<&Artwork>,
) -> AppResult<()> {
    let poster = poster
        .map(serde_json::to_value)
        .transpose()
        .map_err(AppError::internal)?;
    let set = sqlx::query!(
        "update series set poster = $3, updated_at = $4 where id = $1 and house_id = $2",
        series_id,
        house_id,
        poster,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    if set.rows_affected() == 0 {
        return Err(series_not_found());
    }
    Ok(())
}

/// Holds the series' row, so that changes of its episodes come one after another.
pub(super) async fn lock_series(
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
) -> AppResult<()> {
    sqlx::query_scalar!(
        "select id from series where id = $1 and house_id = $2 for update",
        series_id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .map(drop)
    .ok_or_else(series_not_found)
}

/// Notes that something of the series changed.
pub(super) async fn touch(
    db: &mut PgConnection,
    series_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update series set updated_at = $2 where id = $1",
        series_id,
        now
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
