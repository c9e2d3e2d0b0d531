//! Episodes for TikTok, YouTube Shorts and Reels: each part a film of its own, with what is written under it and when it
//! goes out. Pictures are joined, not encoded again: parts are cut between shots.

use artwork::text::zones::{self, Zone};
use chrono::{Days, NaiveTime};
use futures_util::FutureExt as _;
use interchange::archive::Entry;
use interchange::captions;
use interchange::platform::{self, Burn, Network, Part, Piece, PlatformPlan, Rhythm};
use storyboard::Board;
use storyboard::timeline::Span;

use super::cuts::Source;
use super::{Files, Options, Progress, Told};
use crate::studio::make::join::{self, Joined, Programme};
use crate::studio::settings::Captions;
use crate::studio::{graph, label, make, release, run};

/// How long a card stands.
const CARD_MS: u32 = 2_500;
/// Evening of the day after, in UTC, where nobody says when.
const EVENING: u32 = 18;

/// Plans and renders the parts of episodes.
pub(super) async fn parts(
    source: &Source<'_>,
    network: Network,
    boards: &[&Board],
    options: &Options,
    files: &mut Files,
    told: Told<'_>,
) -> anyhow::Result<()> {
    let mut plans = Vec::new();
    for board in boards {
        plans.push(plan(source, network, board, options).boxed().await?);
    }
    let total = plans.iter().map(|plan| plan.parts.len()).sum();
    let mut done = 0;
    for (board, plan) in boards.iter().zip(&plans) {
        let clips = clips(source, board, options.captions, zone(network))
            .boxed()
            .await?;
        for part in &plan.parts {
            told(Progress {
                done,
                total,
                doing: part.file.clone(),
            });
            one(source, board, plan, part, &clips, files)
                .boxed()
                .await?;
            done += 1;
        }
    }
    let now = source.app.clock.now();
    let first = options.first.unwrap_or_else(|| {
        let evening = NaiveTime::from_hms_opt(EVENING, 0, 0).expect("an hour of the day");
        let day = now.date_naive().checked_add_days(Days::new(1));
        day.map_or(now, |day| day.and_time(evening).and_utc())
    });
    let slots = platform::slots(
        &plans,
        Rhythm {
            first,
            every_hours: options.every_hours,
        },
    );
    files.entries.extend([
        Entry::new("schedule.csv", platform::csv(&slots)),
        Entry::new("schedule.ics", platform::ics(&slots, now)),
    ]);
    Ok(())
}

async fn plan(
    source: &Source<'_>,
    network: Network,
    board: &Board,
    options: &Options,
) -> anyhow::Result<PlatformPlan> {
    let cut = source.cut(board, None)?;
    let makers = &source.standing.makers;
    let origin = label::source(board, makers);
    let settings = &source.production.settings;
    let wanted = platform::Options {
        part_ms: options.part_s.map(|seconds| seconds.saturating_mul(1000)),
        recap_ms: options.recap_s.saturating_mul(1000),
        card_ms: CARD_MS,
        burn: options.captions,
        summary: release::synopsis(source.production).unwrap_or_default(),
        tags: options.tags.clone(),
        link: link(source).await?,
        label: label::of(makers.label, board, settings, origin).map(|label| label.text),
    };
    let timeline = source.timeline(board)?;
    Ok(platform::plan(
        board,
        &timeline,
        &cut.captions,
        network,
        &wanted,
    )?)
}

/// The series in the house, else the house.
async fn link(source: &Source<'_>) -> anyhow::Result<String> {
    let house = source.app.config.public_url.to_string();
    let slug = sqlx::query_scalar!(
        "select slug from series where id = $1 and house_id = $2",
        source.production.series_id,
        source.production.house_id
    )
    .fetch_optional(&source.app.db)
    .await?;
    let house = house.trim_end_matches('/');
    Ok(slug.map_or_else(|| house.to_owned(), |slug| format!("{house}/s/{slug}")))
}

/// Where a network's own buttons and words are not.
fn zone(network: Network) -> Zone {
    match network {
        Network::TikTok => zones::TIKTOK,
        Network::YouTubeShorts => zones::SHORTS,
        Network::Reels => zones::REELS,
    }
}

/// The clips of an episode with words where the network leaves room for them, or without any. Shots in which nobody
/// speaks are those that are there; the others are drawn for this, because in the house words stand elsewhere.
async fn clips(
    source: &Source<'_>,
    board: &Board,
    burn: Burn,
    zone: Zone,
) -> anyhow::Result<Vec<bytes::Bytes>> {
    let settings = &source.production.settings;
    let burnt = settings.captions != Captions::None;
    let wanted = burn != Burn::Beside;
    let mut clips = Vec::new();
    for at in 0..board.shots.len() {
        clips.push(source.read(&graph::shot(board.number, at)).await?);
    }
    if !burnt && !wanted {
        return Ok(clips);
    }
    let other = crate::studio::settings::Settings {
        captions: match (wanted, settings.captions) {
            (false, _) => Captions::None,
            (true, Captions::None) => Captions::Karaoke,
            (true, own) => own,
        },
        ..settings.0.clone()
    };
    let makers = &source.standing.makers;
    let label = label::of(makers.label, board, &other, label::source(board, makers));
    let work = source.production.work_folder(source.app).join("export");
    let all: Vec<usize> = (0..board.shots.len())
        .filter(|at| !board.shots[*at].lines.is_empty())
        .collect();
    // What models made of a shot, where they did: the newest of a clip and a picture.
    let sources: Vec<_> = all
        .iter()
        .map(|at| {
            let number = board.number;
            let keys = [graph::clip(number, *at), graph::still(number, *at)];
            let mut keys = keys.iter();
            keys.find_map(|key| {
                source
                    .standing
                    .graph
                    .node(key)
                    .and(source.selected.get(key))
            })
            .cloned()
        })
        .collect();
    let drawn = make::pictures::shots_for(
        source.app,
        source.tools,
        board,
        &run::spoken(board, source.selected)?,
        &all,
        &sources,
        &other,
        label.as_ref(),
        zone,
        &work,
        &|_| {},
    )
    .await?;
    for (at, made) in all.into_iter().zip(drawn) {
        clips[at] = made.map_err(anyhow::Error::msg)?.bytes;
    }
    Ok(clips)
}

async fn one(
    source: &Source<'_>,
    board: &Board,
    plan: &PlatformPlan,
    part: &Part,
    clips: &[bytes::Bytes],
    files: &mut Files,
) -> anyhow::Result<()> {
    let app = source.app;
    let mix = source
        .selected
        .get(&graph::mix(board.number))
        .ok_or_else(|| {
            anyhow::anyhow!(
                "episode {} is not mixed yet: run the production first",
                board.number
            )
        })?;
    let mix = join::mix(app, &mix.blob_key).await?;
    let timeline = source.timeline(board)?;
    let makers = &source.standing.makers;
    let settings = &source.production.settings;
    let label = label::of(makers.label, board, settings, label::source(board, makers));
    let work = source.production.work_folder(app).join("export");
    tokio::fs::create_dir_all(&work).await?;
    let mut pictures = Vec::new();
    let mut programme = Programme::default();
    for piece in &part.pieces {
        match piece {
            Piece::Stretch { from, .. } => {
                let within =
                    |span: &Span| span.start_ms >= from.start_ms && span.end_ms <= from.end_ms;
                let shots = timeline.shots.iter().zip(clips);
                pictures.extend(
                    shots
                        .filter(|(span, _)| within(span))
                        .map(|(_, clip)| clip.clone()),
                );
                programme.stretch(&mix, *from);
            }
            Piece::Add { shot, length_ms } => {
                let shot = (**shot).clone();
                let text = label.as_ref().map(|label| label.text.clone());
                let card =
                    make::trailer::drawn(app, source.tools, board, shot, *length_ms, text, &work);
                pictures.push(card.boxed().await?);
                programme.silence(*length_ms);
            }
        }
    }
    let key = format!("{}/part{}", graph::film(board.number), part.number);
    let mut fields = label::fields(app, source.production, &key, label.as_ref());
    fields.push(("title", part.title.clone()));
    let folder = work.join("part");
    let Joined { bytes, seconds } = join::join(app, pictures, programme.wav(), fields, &folder)
        .boxed()
        .await?
        .map_err(anyhow::Error::msg)?;
    let limits = &plan.limits;
    if seconds * 1000.0 > f64::from(limits.longest_ms) || bytes.len() as u64 > limits.largest_bytes
    {
        files.left_out.push(format!(
            "{} takes {seconds:.0} s and {} MB, more than {} takes: allow shorter parts.",
            part.file,
            bytes.len() / 1_000_000,
            limits.name
        ));
    }
    let stem = part.file.trim_end_matches(".mp4");
    let key = graph::film(board.number);
    let bytes = source
        .signed((board.number, &key), &part.title, &part.file, bytes)
        .await?;
    files
        .entries
        .push(Entry::new(part.file.clone(), bytes.to_vec()));
    if plan.burn != Burn::In {
        files.entries.push(Entry::new(
            format!("{stem}.srt"),
            captions::srt(&part.captions),
        ));
    }
    let words = format!("{}\n\n{}\n", part.title, part.description);
    files.entries.push(Entry::new(format!("{stem}.txt"), words));
    Ok(())
}
