use sqlx::PgPool;

use super::clips::{SRT, folder, put};
use super::{Studio, problems};
use crate::ingest::Goal;
use crate::ingest::folder::{self, Change, Listing};

#[sqlx::test]
async fn a_folder_becomes_a_series_and_reading_it_again_changes_nothing(db: PgPool) {
    let studio = Studio::new(db).await;
    let manifest = "title = 'Two Doors'\nsynopsis = 'Pick one.'\nlanguage = 'en'\ngenres = ['Romance']\n\
                    publish = true\nepisode_titles = ['First', '']\n[translations.zh]\ntitle = '两扇门'";
    let folder = folder(
        &[
            ("01.mp4", "ladder.mp4"),
            ("02.mkv", "third.mkv"),
            ("poster.png", "poster.png"),
        ],
        &[
            ("series.toml", manifest.as_bytes()),
            ("01.zh-Hans.srt", SRT),
            ("03.en.srt", SRT),
        ],
    );
    let applied = studio.read(folder.path()).await;
    assert!(
        applied.new_series && applied.problems.is_empty(),
        "{:?}",
        applied.problems
    );
    assert_eq!(studio.states().await, "1 waiting, 2 waiting");
    studio.work().await;
    assert_eq!(studio.states().await, "1 complete, 2 complete");

    let page = studio
        .house
        .device()
        .get("/api/v1/series/two-doors")
        .await
        .json(200);
    assert_eq!(page["episodes"][0]["title"], "First");
    assert!(
        page["series"]["poster"]["webp"]
            .as_str()
            .unwrap()
            .starts_with("/media/art/")
    );
    let play = studio
        .house
        .device()
        .get("/api/v1/series/two-doors/episodes/1")
        .await
        .json(200);
    let playback = &play["episode"]["playback"];
    assert_eq!(playback["complete"], true);
    assert_eq!(playback["video"].as_array().unwrap().len(), 2);
    assert_eq!(playback["audio"][0]["language"], "en");
    assert_eq!(play["episode"]["text_tracks"][0]["language"], "zh-Hans");
    let url = playback["video"][0]["url"].as_str().unwrap();
    let bytes = studio.house.device().get(url).await.bytes;
    assert_eq!(
        bytes.len() as i64,
        playback["video"][0]["bytes"].as_i64().unwrap()
    );

    let before = studio.rows().await;
    let again = studio.read(folder.path()).await;
    assert!(!again.new_series && again.extras == 0 && again.problems.is_empty());
    assert!(
        again
            .episodes
            .iter()
            .all(|taken| matches!(taken.change, Change::Same(_)))
    );
    studio.work().await;
    assert_eq!(studio.rows().await, before);
    assert_eq!(before["sidecars"][0][0], 3);
}

#[sqlx::test]
async fn a_changed_file_is_made_anew_while_viewers_keep_the_old_one(db: PgPool) {
    let studio = Studio::new(db).await;
    let folder = folder(
        &[("01.mp4", "small.mp4"), ("02.mp4", "other.mp4")],
        &[("series.toml", b"title = 'Doors'\npublish = true")],
    );
    studio.read(folder.path()).await;
    studio.work().await;
    let before = studio.rows().await;
    let watch = "/api/v1/series/doors/episodes/1";
    let old = studio.house.device().get(watch).await.json(200);

    put(folder.path(), "01.mp4", "third.mkv");
    let applied = studio.read(folder.path()).await;
    assert!(matches!(applied.episodes[0].change, Change::Changed(_)));
    assert!(matches!(applied.episodes[1].change, Change::Same(_)));
    assert_eq!(studio.states().await, "1 waiting, 2 complete");
    let meanwhile = studio.house.device().get(watch).await.json(200);
    assert_eq!(
        meanwhile["episode"]["playback"]["video"],
        old["episode"]["playback"]["video"]
    );

    studio.work().await;
    let after = studio.rows().await;
    assert_eq!(after["packages"][1], before["packages"][1]);
    assert_ne!(after["renditions"][0], before["renditions"][0]);
    let new = studio.house.device().get(watch).await.json(200);
    let url = |of: &serde_json::Value| of["episode"]["playback"]["video"][0]["url"].clone();
    // Caches keep what is at an address for ever.
    assert_ne!(url(&new), url(&old));
    assert_eq!(studio.count("episodes").await, 2);
}

#[sqlx::test]
async fn a_new_file_becomes_the_next_episode(db: PgPool) {
    let studio = Studio::new(db).await;
    let folder = folder(&[("b.mp4", "small.mp4"), ("d.mp4", "other.mp4")], &[]);
    studio.read(folder.path()).await;
    put(folder.path(), "c.mkv", "third.mkv");
    let applied = studio.read(folder.path()).await;
    let mut numbers: Vec<_> = applied
        .episodes
        .iter()
        .map(|taken| (taken.number, taken.file.as_str()))
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [(1, "b.mp4"), (2, "d.mp4"), (3, "c.mkv")]);
}

#[sqlx::test]
async fn bad_files_are_told_and_the_good_ones_go_on(db: PgPool) {
    let studio = Studio::new(db).await;
    let secret = tempfile::NamedTempFile::new().unwrap();
    let playlist = format!("#EXTM3U\n#EXTINF:1,\n{}\n", secret.path().display());
    let concat = format!("ffconcat version 1.0\nfile {}\n", secret.path().display());
    let folder = folder(
        &[
            ("01.mp4", "small.mp4"),
            ("02.mp4", "sound.mp4"),
            ("05.mp4", "wide.mp4"),
            ("07.mp4", "other.mp4"),
        ],
        &[
            ("03.mp4", playlist.as_bytes()),
            ("04.mp4", concat.as_bytes()),
            ("06.mp4", b""),
            ("01.en.srt", b"\0\0\0"),
            ("poster.jpg", b"GIF89a"),
        ],
    );
    let applied = studio.read(folder.path()).await;
    let mut told = problems(&applied.problems);
    told.sort_unstable();
    let expected = [
        "01.en.srt subtitle_unreadable",
        "02.mp4 no_video_stream",
        "03.mp4 not_a_video",
        "04.mp4 not_a_video",
        "05.mp4 landscape_source",
        "06.mp4 empty_file",
        "poster.jpg not_a_picture",
    ];
    assert_eq!(told, expected);
    assert_eq!(studio.states().await, "1 waiting, 7 waiting");

    // Mended, a file takes its own number.
    put(folder.path(), "06.mp4", "third.mkv");
    studio.read(folder.path()).await;
    assert_eq!(studio.states().await, "1 waiting, 6 waiting, 7 waiting");
}

#[sqlx::test]
async fn a_folder_without_one_good_file_makes_no_series(db: PgPool) {
    let studio = Studio::new(db).await;
    let folder = folder(&[], &[("01.mp4", b"")]);
    let applied = studio.read(folder.path()).await;
    assert_eq!(problems(&applied.problems), ["01.mp4 empty_file"]);
    assert_eq!(studio.count("series").await, 0);
    assert_eq!(studio.count("folders").await, 0);
}

#[sqlx::test]
async fn a_plan_changes_nothing(db: PgPool) {
    let studio = Studio::new(db).await;
    let folder = folder(&[("01.mp4", "ladder.mp4")], &[("01.en.srt", SRT)]);
    let plan = studio.plan(folder.path()).await;
    let episode = &plan.episodes[0];
    let sizes: Vec<_> = episode
        .plan
        .as_ref()
        .unwrap()
        .rungs
        .iter()
        .map(media::Rung::short_side)
        .collect();
    assert_eq!(
        (episode.change, &sizes[..], &episode.subtitles[..]),
        (Change::New, &[480, 360][..], &["en".to_owned()][..])
    );
    for table in ["series", "episodes", "sources", "folders", "apalis.jobs"] {
        assert_eq!(studio.count(table).await, 0, "{table}");
    }
}

#[sqlx::test]
async fn a_folder_that_moved_is_the_same_series(db: PgPool) {
    let studio = Studio::new(db).await;
    let outer = tempfile::tempdir().unwrap();
    let (old, new) = (outer.path().join("one"), outer.path().join("two"));
    std::fs::create_dir(&old).unwrap();
    put(&old, "01.mp4", "small.mp4");
    let first = studio.read(&old).await;
    std::fs::rename(&old, &new).unwrap();
    let second = studio.read(&new).await;
    assert_eq!(first.series_id, second.series_id);
    assert_eq!(studio.count("episodes").await, 1);
}

#[sqlx::test]
async fn another_framing_makes_a_landscape_episode_again(db: PgPool) {
    let studio = Studio::new(db).await;
    let folder = folder(
        &[("01.mp4", "wide.mp4")],
        &[("series.toml", b"framing = 'crop-left'")],
    );
    let applied = studio.read(folder.path()).await;
    studio
        .package(applied.episodes[0].episode_id, Goal::Complete)
        .await;
    let before = studio.rows().await;
    let listing = Listing::read(folder.path()).unwrap();
    let (app, shop) = (&studio.house.app, &studio.shop);
    let plan = folder::plan(
        app,
        shop,
        studio.house_id,
        listing,
        Some(media::Framing::Blur),
    )
    .await
    .unwrap();
    let applied = folder::apply(app, shop, &plan, false).await.unwrap();
    assert!(matches!(applied.episodes[0].change, Change::Again(_)));
    studio.work().await;
    let after = studio.rows().await;
    assert_eq!(after["sources"][0][3], "blur");
    assert_ne!(after["renditions"], before["renditions"]);
}

#[sqlx::test]
async fn what_the_studio_changed_stays_until_the_manifest_changes(db: PgPool) {
    let studio = Studio::new(db).await;
    let folder = folder(
        &[("01.mp4", "small.mp4")],
        &[("series.toml", b"title = 'A'\npublish = true")],
    );
    let applied = studio.read(folder.path()).await;
    let db = &studio.house.app.db;
    sqlx::query("update series set synopsis = 'By hand', publish_at = null")
        .execute(db)
        .await
        .unwrap();
    studio.read(folder.path()).await;
    let row: (String, bool) = sqlx::query_as("select synopsis, publish_at is null from series")
        .fetch_one(db)
        .await
        .unwrap();
    assert_eq!(row, ("By hand".into(), true));
    std::fs::write(
        folder.path().join("series.toml"),
        "title = 'A'\nsynopsis = 'By file'",
    )
    .unwrap();
    assert_eq!(
        studio.read(folder.path()).await.series_id,
        applied.series_id
    );
    let synopsis: String = sqlx::query_scalar("select synopsis from series")
        .fetch_one(db)
        .await
        .unwrap();
    assert_eq!(synopsis, "By file");
}

#[sqlx::test]
async fn weekly_drops_date_the_episodes(db: PgPool) {
    let studio = Studio::new(db).await;
    let manifest = b"publish = { weekly = 1, from = 2026-04-01 }";
    let folder = folder(
        &[("01.mp4", "small.mp4"), ("02.mp4", "other.mp4")],
        &[("series.toml", manifest)],
    );
    studio.read(folder.path()).await;
    let dates: Vec<String> = sqlx::query_scalar(
        "select to_char(publish_at at time zone 'utc', 'YYYY-MM-DD') from episodes order by number",
    )
    .fetch_all(&studio.house.app.db)
    .await
    .unwrap();
    assert_eq!(dates, ["2026-04-01", "2026-04-08"]);
}

#[sqlx::test]
async fn a_paywall_in_series_toml_is_set_once_and_the_desks_own_stays(db: PgPool) {
    let studio = Studio::new(db).await;
    let manifest =
        "title = 'Doors'\npublish = true\n[paywall]\nfree = 1\nprice = 10\nseries_price = 15\n";
    let folder = folder(
        &[("01.mp4", "small.mp4"), ("02.mp4", "other.mp4")],
        &[("series.toml", manifest.as_bytes())],
    );
    studio.read(folder.path()).await;
    studio.work().await;
    let (house, mut device) = (&studio.house, studio.house.device());
    let watch = "/api/v1/series/doors/episodes/2";
    let play = device.get(watch).await.json(200);
    assert_eq!(play["episode"]["access"]["coins"], 10);
    let mut desk = house.account("boss", crate::people::Role::Operator).await;
    let path = format!(
        "/api/v1/desk/series/{}/paywall",
        play["series"]["id"].as_str().unwrap()
    );
    let change = serde_json::json!({ "policy": { "free": 1, "price": 7 } });
    desk.put(&path, change).await.json(200);
    // The same file says nothing new.
    studio.read(folder.path()).await;
    let play = device.get(watch).await.json(200);
    assert_eq!(play["episode"]["access"]["coins"], 7);
}
