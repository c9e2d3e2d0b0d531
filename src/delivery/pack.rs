//! What of a series goes into a delivery.

use anyhow::Context;
use bytes::Bytes;
use chrono::Datelike;
use delivery::{Credit, Episode, FileKind, Rights, Series, Subtitles, Translation};
use sqlx::types::Json;
use uuid::Uuid;

use crate::app::App;
use crate::catalog::cards::Artwork;
use crate::rights::delivered;
use crate::storage::hex;

/// A series, ready to be written.
pub struct Package {
    pub house: String,
    pub series: Series,
    pub rights: Option<Rights>,
    pub parts: Vec<Part>,
}

/// A file of the delivery before it is written.
pub struct Part {
    pub path: String,
    pub kind: FileKind,
    pub content: Content,
}

pub enum Content {
    /// A blob of the house, its size and, where it is known, its SHA-256.
    Blob {
        key: String,
        sha256: Option<String>,
    },
    Bytes(Bytes),
}

/// Gathers a series by its slug; with the rights of a contract out, by its reference.
pub async fn pack(
    app: &App,
    house_id: Uuid,
    slug: &str,
    contract: Option<&str>,
) -> anyhow::Result<Package> {
    let row = sqlx::query!(
        r#"select s.id, s.title, s.synopsis, s.language, s.genres, s.tropes, s.age_rating, s.filing_number, s.credit,
                  s.licence_text, s.licence_url, coalesce(s.publish_at, s.created_at) as "first!", h.name as house,
                  coalesce(s.poster, (select p.poster from episodes e join packages p on p.episode_id = e.id
                      where e.series_id = s.id and p.poster is not null order by e.number limit 1))
                      as "poster: Json<Artwork>"
           from series s join houses h on h.id = s.house_id where s.house_id = $1 and s.slug = $2"#,
        house_id,
        slug
    )
    .fetch_optional(&app.db)
    .await?
    .with_context(|| format!("there is no series `{slug}` in this house; name it as in its address"))?;
    let mut parts = Vec::new();
    let episodes = episodes(app, row.id, &mut parts).await?;
    anyhow::ensure!(
        !episodes.is_empty(),
        "`{slug}` has no episode with a video yet"
    );
    if let Some(Json(poster)) = &row.poster {
        parts.push(Part {
            path: "poster.webp".into(),
            kind: FileKind::Art,
            content: Content::Blob {
                key: poster.webp.clone(),
                sha256: None,
            },
        });
    }
    let rights = match contract {
        None => {
            delivered::own(app, house_id, row.id).await?;
            None
        }
        Some(reference) => Some(delivered::of_contract(app, house_id, row.id, reference).await?),
    };
    let series = Series {
        id: row.id.to_string(),
        title: row.title,
        synopsis: row.synopsis,
        language: row.language,
        genres: row.genres,
        tropes: row.tropes,
        age_rating: row.age_rating,
        filing_number: row.filing_number,
        credit: row.credit,
        licence_text: row.licence_text,
        licence_url: row.licence_url,
        credits: credits(app, row.id).await?,
        translations: translations(app, row.id).await?.into_iter().collect(),
        year: row.first.year(),
        episodes,
    };
    let toml = delivery::series_toml(&series);
    let mec = delivery::mec(&series, &row.house);
    for (path, kind, text) in [
        ("series.toml", FileKind::Series, toml),
        ("metadata/mec.xml", FileKind::Metadata, mec),
    ] {
        parts.push(Part {
            path: path.into(),
            kind,
            content: Content::Bytes(text.into()),
        });
    }
    Ok(Package {
        house: row.house,
        series,
        rights,
        parts,
    })
}

async fn episodes(
    app: &App,
    series_id: Uuid,
    parts: &mut Vec<Part>,
) -> anyhow::Result<Vec<Episode>> {
    let rows = sqlx::query!(
        r#"select e.id, e.number, e.title, p.duration_ms, s.file_name, s.sha256, s.blob_key, s.probe as "probe: Json<media::Source>"
           from episodes e join sources s on s.episode_id = e.id left join packages p on p.episode_id = e.id
           where e.series_id = $1 and e.withdrawn_at is null order by e.number"#,
        series_id
    )
    .fetch_all(&app.db)
    .await?;
    let mut episodes = Vec::with_capacity(rows.len());
    for row in rows {
        let number = u32::try_from(row.number).context("the number of an episode")?;
        let ending: String = row
            .file_name
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase())
            .filter(|ending| ending.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            .unwrap_or_else(|| "mp4".into());
        let video = format!("{number:03}.{ending}");
        parts.push(Part {
            path: video.clone(),
            kind: FileKind::Video,
            content: Content::Blob {
                key: row.blob_key,
                sha256: Some(hex(&row.sha256)),
            },
        });
        let size = row
            .probe
            .as_ref()
            .map(|probe| (probe.video.width, probe.video.height));
        let (width, height) = size.unwrap_or_default();
        episodes.push(Episode {
            number,
            title: row.title,
            duration_ms: row.duration_ms.map_or(0, |ms| u64::from(ms.unsigned_abs())),
            width,
            height,
            video,
            subtitles: subtitles(app, row.id, number, parts).await?,
        });
    }
    Ok(episodes)
}

async fn subtitles(
    app: &App,
    episode_id: Uuid,
    number: u32,
    parts: &mut Vec<Part>,
) -> anyhow::Result<Vec<Subtitles>> {
    let rows = sqlx::query!(
        "select language, kind, blob_key from text_tracks
         where episode_id = $1 and kind in ('captions', 'subtitles') and language <> '' order by language, kind",
        episode_id
    )
    .fetch_all(&app.db)
    .await?;
    let tracks = rows.into_iter().map(|row| {
        let captions = row.kind == "captions";
        let mark = if captions { ".cc" } else { "" };
        let file = format!("{number:03}.{}{mark}.vtt", row.language);
        parts.push(Part {
            path: file.clone(),
            kind: FileKind::Subtitles,
            content: Content::Blob {
                key: row.blob_key,
                sha256: None,
            },
        });
        Subtitles {
            language: row.language,
            captions,
            file,
        }
    });
    Ok(tracks.collect())
}

async fn credits(app: &App, series_id: Uuid) -> anyhow::Result<Vec<Credit>> {
    let rows = sqlx::query!(
        "select name, role from credits where series_id = $1 order by position",
        series_id
    )
    .fetch_all(&app.db)
    .await?;
    let credit = rows.into_iter().map(|row| Credit {
        name: row.name,
        role: row.role,
    });
    Ok(credit.collect())
}

async fn translations(app: &App, series_id: Uuid) -> anyhow::Result<Vec<(String, Translation)>> {
    let rows = sqlx::query!(
        "select language, title, synopsis from series_translations where series_id = $1",
        series_id
    )
    .fetch_all(&app.db)
    .await?;
    let one = rows.into_iter().map(|row| {
        let translation = Translation {
            title: row.title,
            synopsis: row.synopsis,
        };
        (row.language, translation)
    });
    Ok(one.collect())
}
