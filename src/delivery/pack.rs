//! What of a series goes into a delivery.

use std::collections::BTreeMap;

use anyhow::Context;
use bytes::Bytes;
use chrono::Datelike;
use delivery::{
    Credit, Episode, FileKind, Films, PROVENANCE, Picture, Rights, Series, Subtitles, Translation,
};
use sqlx::types::Json;
use uuid::Uuid;

use super::{provenance, renditions};
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
    /// A film of the house without dubs that nobody has approved: made where it is written.
    Film {
        key: String,
        probe: Box<media::Source>,
        without: Vec<String>,
    },
    Bytes(Bytes),
}

/// Gathers a series by its slug; with the rights of a contract out, by its reference.
pub async fn pack(
    app: &App,
    house_id: Uuid,
    slug: &str,
    contract: Option<&str>,
    films: Films,
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
    let episodes = episodes(app, (row.id, &row.language), films, &mut parts).await?;
    anyhow::ensure!(
        !episodes.is_empty(),
        "`{slug}` has no episode with a video yet"
    );
    let poster = row
        .poster
        .map(|Json(poster)| picture(&mut parts, poster, "poster.webp".into()));
    let covers = sqlx::query!(
        r#"select language, picture as "picture!: Json<Artwork>" from series_covers where series_id = $1 order by language"#,
        row.id
    )
    .fetch_all(&app.db)
    .await?
    .into_iter()
    .map(|cover| {
        let file = format!("art/cover.{}.webp", cover.language);
        (cover.language, picture(&mut parts, cover.picture.0, file))
    })
    .collect();
    if let Some(made) = provenance::of(app, house_id, row.id).await? {
        parts.push(Part {
            path: PROVENANCE.into(),
            kind: FileKind::Provenance,
            content: Content::Bytes(serde_json::to_vec_pretty(&made)?.into()),
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
        poster,
        covers,
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

fn picture(parts: &mut Vec<Part>, artwork: Artwork, file: String) -> Picture {
    parts.push(Part {
        path: file.clone(),
        kind: FileKind::Art,
        content: Content::Blob {
            key: artwork.webp,
            sha256: None,
        },
    });
    Picture {
        file,
        width: artwork.width,
        height: artwork.height,
    }
}

async fn episodes(
    app: &App,
    (series_id, spoken): (Uuid, &str),
    films: Films,
    parts: &mut Vec<Part>,
) -> anyhow::Result<Vec<Episode>> {
    let rows = sqlx::query!(
        r#"select e.id, e.number, e.title, p.duration_ms,
                  coalesce((select jsonb_object_agg(t.language, t.title) from episode_translations t where t.episode_id = e.id), '{}')
                      as "titles!: Json<BTreeMap<String, String>>",
                  p.state is not distinct from 'complete' as "complete!", s.file_name, s.sha256, s.blob_key, s.probe as "probe: Json<media::Source>",
                  array(select h.language from heard_renditions h where h.episode_id = e.id and h.codec = 'aac'
                        order by (h.language = $2) desc, h.language) as "sounds!",
                  array(select t.language from localisation_tracks t
                        where t.episode_id = e.id and t.medium = 'sound' and t.state <> 'approved' order by t.language) as "unheard!"
           from episodes e join sources s on s.episode_id = e.id left join packages p on p.episode_id = e.id
           where e.series_id = $1 and e.withdrawn_at is null order by e.number"#,
        series_id,
        spoken
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
        let size = row
            .probe
            .as_ref()
            .map(|probe| (probe.video.width, probe.video.height));
        let mut size = size.unwrap_or_default();
        let video = if films == Films::Renditions {
            None
        } else {
            let (ending, content) = film(
                row.probe.as_deref(),
                &row.unheard,
                row.blob_key,
                (&row.sha256, ending),
            );
            let path = format!("{number:03}.{ending}");
            parts.push(Part {
                path: path.clone(),
                kind: FileKind::Video,
                content,
            });
            Some(path)
        };
        let subtitles = subtitles(app, row.id, number, parts).await?;
        let renditions = if films == Films::Mezzanine {
            Vec::new()
        } else {
            anyhow::ensure!(
                row.complete,
                "episode {number} is not encoded to the end yet; wait for it, or deliver the mezzanine alone"
            );
            renditions::of(app, row.id, number, (&row.sounds, &subtitles), parts).await?
        };
        if let (None, Some(largest)) = (&video, renditions.first()) {
            size = (largest.width, largest.height);
        }
        episodes.push(Episode {
            number,
            title: row.title,
            titles: row.titles.0,
            duration_ms: row.duration_ms.map_or(0, |ms| u64::from(ms.unsigned_abs())),
            width: size.0,
            height: size.1,
            video,
            sounds: row.sounds,
            subtitles,
            renditions,
        });
    }
    Ok(episodes)
}

/// The film as it came, or, where there are dubs in it that viewers do not hear, what is made of it; with the ending of its name.
fn film(
    probe: Option<&media::Source>,
    unheard: &[String],
    key: String,
    (sha256, ending): (&[u8], String),
) -> (String, Content) {
    let in_it = |language: &&String| {
        probe.is_some_and(|probe| probe.audio.iter().any(|track| track.language == **language))
    };
    let without: Vec<String> = unheard.iter().filter(in_it).cloned().collect();
    match probe {
        Some(probe) if !without.is_empty() => {
            let probe = Box::new(probe.clone());
            (
                "mkv".to_owned(),
                Content::Film {
                    key,
                    probe,
                    without,
                },
            )
        }
        _ => {
            let sha256 = Some(hex(sha256));
            (ending, Content::Blob { key, sha256 })
        }
    }
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
