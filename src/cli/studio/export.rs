//! `studio export`: episodes for other programs, platforms and readers.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;
use interchange::platform::Burn;
use uuid::Uuid;

use super::by_title;
use crate::app::App;
use crate::cli::produce;
use crate::studio::exports;

#[derive(Args)]
pub struct Arguments {
    title: String,
    /// 3, 1-5; by default all that are finished.
    #[arg(long, value_parser = produce::episodes)]
    episode: Option<(u32, u32)>,
    #[arg(long = "as", value_enum)]
    kind: exports::Kind,
    /// For platforms: captions in the picture, in a file beside it, or both.
    #[arg(long, value_enum, default_value = "in")]
    captions: Words,
    /// For platforms: longest part in seconds.
    #[arg(long, value_parser = clap::value_parser!(u32).range(10..=600))]
    part: Option<u32>,
    /// For platforms: seconds of the part before that are shown again.
    #[arg(long, default_value_t = 4)]
    recap: u32,
    /// For platforms, several times: a hashtag.
    #[arg(long = "tag")]
    tags: Vec<String>,
    /// For platforms: when the first part goes out, such as 2026-12-01T18:00Z; by default tomorrow at six in the
    /// evening, UTC.
    #[arg(long, value_parser = moment)]
    first: Option<DateTime<Utc>>,
    /// For platforms: hours between two parts.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(..=24 * 365))]
    every: u32,
    /// Where to put it; by default here.
    #[arg(long, default_value = ".")]
    folder: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Words {
    In,
    Beside,
    Both,
}

/// Makes the file, and says where it lies and what it could not hold.
pub async fn run(app: &App, house_id: Uuid, arguments: &Arguments) -> anyhow::Result<()> {
    let production = by_title(app, house_id, &arguments.title).await?;
    let wanted = exports::Wanted {
        kind: arguments.kind,
        episodes: arguments.episode,
        options: exports::Options {
            captions: match arguments.captions {
                Words::In => Burn::In,
                Words::Beside => Burn::Beside,
                Words::Both => Burn::Both,
            },
            part_s: arguments.part,
            recap_s: arguments.recap,
            first: arguments.first,
            every_hours: arguments.every,
            tags: arguments.tags.clone(),
        },
    };
    let exported = exports::make(app, &production, &wanted, &|progress| {
        eprintln!("{}/{} {}", progress.done, progress.total, progress.doing);
    })
    .await?;
    std::fs::create_dir_all(&arguments.folder)?;
    let file = arguments.folder.join(&exported.name);
    std::fs::write(&file, &exported.bytes)?;
    println!("{}", file.display());
    for sentence in exported.left_out {
        println!("left out: {sentence}");
    }
    Ok(())
}

/// `2026-12-01T18:00Z`, with or without seconds, in any zone.
fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%#z"))
        .map(|moment| moment.with_timezone(&Utc))
        .map_err(|_| "write a moment with its zone, such as 2026-12-01T18:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_with_its_zone() {
        let evening = "2026-12-01T18:00:00Z".parse::<DateTime<Utc>>().unwrap();
        for text in [
            "2026-12-01T18:00Z",
            "2026-12-01T18:00:00Z",
            " 2026-12-01T20:00+02:00 ",
        ] {
            assert_eq!(moment(text).unwrap(), evening, "{text}");
        }
        for text in ["2026-12-01", "2026-12-01T18:00", "tomorrow", ""] {
            assert!(moment(text).is_err(), "{text}");
        }
    }
}
