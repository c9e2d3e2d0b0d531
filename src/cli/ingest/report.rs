//! What `ingest` says.

use serde_json::{Value, json};

use super::wait::State;
use super::word;
use crate::app::App;
use crate::ingest::folder::{Applied, Change, FileProblem, FolderPlan};

/// The plan as a table, or as JSON.
pub fn plan(plan: &FolderPlan, as_json: bool) -> anyhow::Result<()> {
    let problems = plan.all_problems();
    if as_json {
        let episodes: Vec<Value> = (0..plan.episodes.len())
            .map(|at| episode(plan, at))
            .collect();
        let document = json!({
            "series": { "id": plan.series_id, "title": plan.title, "language": plan.language },
            "episodes": episodes,
            "ignored": plan.listing.ignored,
            "problems": of_files(&problems),
        });
        println!("{}", serde_json::to_string_pretty(&document)?);
        return Ok(());
    }
    let news = if plan.series_id.is_some() {
        "in the house"
    } else {
        "new"
    };
    println!("{} ({}), {news}\n", plan.title, plan.language);
    let mut rows = vec![
        [
            "Episode",
            "File",
            "Size",
            "Length",
            "Source",
            "Sizes",
            "Audio",
            "Subtitles",
            "",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    rows.extend((0..plan.episodes.len()).map(|at| row(plan, at)));
    print!("{}", table(&rows));
    if let Some(poster) = &plan.listing.poster {
        println!(
            "\nPoster: {}",
            poster.file_name().unwrap_or_default().to_string_lossy()
        );
    }
    if !plan.listing.ignored.is_empty() {
        println!("\nLeft alone: {}", plan.listing.ignored.join(", "));
    }
    self::problems(&problems);
    Ok(())
}

fn row(plan: &FolderPlan, at: usize) -> Vec<String> {
    let episode = &plan.episodes[at];
    let source = episode.source.as_ref();
    let made = episode.plan.as_ref();
    let sizes = made.map_or(String::new(), |made| {
        let sizes: Vec<_> = made
            .rungs
            .iter()
            .map(|rung| rung.short_side().to_string())
            .collect();
        sizes.join(" ")
    });
    let audio = made.map_or(String::new(), |made| {
        let tracks = made.audio.iter().map(|track| match track.stream {
            Some(_) => track.language.as_str(),
            None => "silence",
        });
        tracks.collect::<Vec<_>>().join(" ")
    });
    let own = |language: &String| {
        if language.is_empty() {
            plan.language.clone()
        } else {
            language.clone()
        }
    };
    let mut subtitles: Vec<_> = episode.subtitles.iter().map(own).collect();
    subtitles.extend(
        source
            .iter()
            .flat_map(|source| source.text.iter().map(|text| text.language.clone())),
    );
    vec![
        episode.number.to_string(),
        episode.video.name.clone(),
        megabytes(episode.video.bytes),
        source.map_or(String::new(), |source| length(source.duration_ms)),
        source.map_or(String::new(), |source| {
            format!("{}x{}", source.video.width, source.video.height)
        }),
        sizes,
        audio,
        subtitles.join(" "),
        word(plan, at).to_owned(),
    ]
}

fn episode(plan: &FolderPlan, at: usize) -> Value {
    let episode = &plan.episodes[at];
    json!({
        "number": episode.number,
        "title": episode.title,
        "file": episode.video.name,
        "bytes": episode.video.bytes,
        "change": word(plan, at),
        "source": episode.source,
        "framing": episode.plan.as_ref().map(|made| made.framing.as_str()),
        "rungs": episode.plan.as_ref().map(|made| &made.rungs),
        "audio": episode.plan.as_ref().map(|made| &made.audio),
        "subtitles": episode.subtitles,
        "problem": episode.problem,
    })
}

/// Columns as wide as their widest cell; the first to the right.
fn table(rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, &width))| {
                let space = " ".repeat(width - cell.chars().count());
                if column == 0 {
                    format!("{space}{cell}")
                } else {
                    format!("{cell}{space}")
                }
            })
            .collect();
        text += cells.join("  ").trim_end();
        text.push('\n');
    }
    text
}

/// What was taken in, in one line.
pub fn taken(plan: &FolderPlan, applied: &Applied) {
    let count = |wanted: fn(&Change) -> bool| {
        applied
            .episodes
            .iter()
            .filter(|taken| wanted(&taken.change))
            .count()
    };
    let parts = [
        (count(|change| matches!(change, Change::New)), "new"),
        (
            count(|change| matches!(change, Change::Changed(_) | Change::Again(_))),
            "changed",
        ),
        (
            count(|change| matches!(change, Change::Same(_))),
            "unchanged",
        ),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if parts.is_empty() {
        println!("{}: nothing that can be used.", plan.title);
    } else {
        println!(
            "{}: {} of {} episodes.",
            plan.title,
            parts.join(", "),
            applied.episodes.len()
        );
    }
}

/// One sentence a file, and what to do about it.
pub fn problems(problems: &[FileProblem]) {
    if problems.is_empty() {
        return;
    }
    eprintln!();
    for FileProblem { file, problem } in problems {
        eprintln!("{file}: {} {}", problem.message, problem.remedy);
    }
}

fn of_files(problems: &[FileProblem]) -> Vec<Value> {
    let one = |problem: &FileProblem| json!({ "file": problem.file, "problem": problem.problem });
    problems.iter().map(one).collect()
}

/// The end, as JSON.
pub fn done(
    plan: &FolderPlan,
    applied: &Applied,
    states: &[State],
    problems: &[FileProblem],
) -> anyhow::Result<()> {
    let episodes = applied.episodes.iter().zip(states).map(|(taken, state)| {
        json!({
            "id": taken.episode_id,
            "number": taken.number,
            "file": taken.file,
            "change": match taken.change {
                Change::New => "new",
                Change::Same(_) => "unchanged",
                Change::Changed(_) => "changed",
                Change::Again(_) => "made again",
            },
            "state": state.state,
        })
    });
    let series_id = (!applied.series_id.is_nil()).then_some(applied.series_id);
    let document = json!({
        "series": { "id": series_id, "title": plan.title, "new": applied.new_series },
        "episodes": episodes.collect::<Vec<_>>(),
        "problems": of_files(problems),
    });
    println!("{}", serde_json::to_string_pretty(&document)?);
    Ok(())
}

/// Where viewers find the series, or why they do not.
pub async fn where_to_watch(app: &App, applied: &Applied) -> anyhow::Result<()> {
    let series = sqlx::query!(
        "select slug, publish_at, withdrawn_at from series where id = $1",
        applied.series_id
    );
    let Some(series) = series.fetch_optional(&app.db).await? else {
        return Ok(());
    };
    let url = format!(
        "{}/s/{}",
        app.config.public_url.as_str().trim_end_matches('/'),
        series.slug
    );
    let now = app.clock.now();
    match series.publish_at {
        _ if series.withdrawn_at.is_some() => println!("The series is withdrawn: nobody sees it."),
        None => println!("The series is a draft. Publish it with --publish, or in the studio."),
        Some(at) if at > now => println!(
            "It comes out on {} at {url}",
            at.format("%Y-%m-%d %H:%M UTC")
        ),
        Some(_) => println!("Watch it at {url}"),
    }
    Ok(())
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn length(ms: u64) -> String {
    let seconds = (ms + 500) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [
            vec!["Ep".to_owned(), "File".to_owned()],
            vec!["10".to_owned(), "契约.mp4".to_owned()],
            vec!["2".to_owned(), String::new()],
        ];
        assert_eq!(table(&rows), "Ep  File\n10  契约.mp4\n 2\n");
    }

    #[test]
    fn lengths_are_minutes_and_seconds() {
        assert_eq!(length(75_400), "1:15");
        assert_eq!(length(59_600), "1:00");
    }
}
