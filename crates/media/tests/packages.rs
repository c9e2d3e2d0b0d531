//! What producers bring, packaged and checked.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use media::{Codec, Framing, PlanOptions, Rate, Transfer};
use support::{Clip, Package, X264, make, package, picture, probe, tone};

fn plain() -> PlanOptions {
    PlanOptions {
        framing: None,
        language: Some("ko".to_owned()),
    }
}

async fn packaged(clip: &Clip) -> Package {
    package(clip, &plain()).await.unwrap()
}

fn sizes(package: &Package) -> Vec<(u32, u32)> {
    package
        .renditions
        .iter()
        .filter(|one| one.codec == Codec::H264)
        .map(|one| (one.width, one.height))
        .collect()
}

#[tokio::test]
async fn a_vertical_episode_gets_every_rung_that_it_fills_cut_at_the_same_instants() {
    let clip = make(
        "a.mp4",
        &format!(
            "{} {} {X264}",
            picture("720x1280", "24", 4),
            tone("stereo", 4)
        ),
    );
    let made = packaged(&clip).await;
    assert_eq!(sizes(&made), [(360, 640), (720, 1280), (480, 854)]);
    for rendition in &made.renditions {
        let starts: Vec<u64> = rendition
            .segments
            .iter()
            .map(|segment| segment.start_ms)
            .collect();
        assert_eq!(starts.len(), 3, "{starts:?}");
        for (start, expected) in starts.iter().zip([0_u64, 1000, 3000]) {
            assert!(
                start.abs_diff(expected) <= 11,
                "{}: {starts:?}",
                rendition.file
            );
        }
        assert!(
            rendition.duration_ms.abs_diff(4000) <= 22,
            "{}",
            rendition.duration_ms
        );
        assert!(rendition.average_bandwidth <= rendition.bandwidth);
        assert!(
            rendition
                .arguments
                .iter()
                .all(|argument| !argument.contains("/tmp"))
        );
        assert!(rendition.ffmpeg_version.starts_with("ffmpeg version"));
    }
    assert_eq!(made.renditions[1].mime, "mp4a.40.2");
    assert_eq!(made.renditions[1].language, "ko");
    assert!(made.renditions[0].mime.starts_with("avc1.64"));
}

#[tokio::test]
async fn artwork_shows_the_first_frame_and_a_tile_for_every_two_seconds() {
    let clip = make("a.mp4", &format!("{} {X264}", picture("480x854", "25", 6)));
    let made = packaged(&clip).await;
    let art = made.artwork;
    assert_eq!(art.poster_ms, 0);
    assert_eq!((art.poster_webp.width, art.poster_small.width), (480, 360));
    assert!((5..=25).contains(&art.thumbhash.len()));
    let sprite = art.sprite.unwrap();
    assert_eq!(
        (
            sprite.count,
            sprite.columns,
            sprite.rows,
            sprite.interval_ms
        ),
        (3, 3, 1, 2000)
    );
    assert_eq!((sprite.tile_width, sprite.tile_height), (90, 160));
    let webp = std::fs::read(made.output.join(&art.poster_webp.file)).unwrap();
    assert_eq!((&webp[..4], &webp[8..12]), (&b"RIFF"[..], &b"WEBP"[..]));
    let avif = std::fs::read(made.output.join(&art.poster_avif.unwrap().file)).unwrap();
    assert_eq!(&avif[4..12], b"ftypavif");
}

#[tokio::test]
async fn an_episode_that_opens_on_black_has_a_poster_that_is_not() {
    let graph = "-f lavfi -i color=black:size=202x360:rate=24:duration=2[b];testsrc2=size=202x360:rate=24:duration=2[t];[b][t]concat=n=2";
    let made = packaged(&make("a.mp4", &format!("{graph} {X264}"))).await;
    assert!(
        (1900..=2300).contains(&made.artwork.poster_ms),
        "{}",
        made.artwork.poster_ms
    );
}

#[tokio::test]
async fn rotation_in_metadata_is_applied() {
    let clip = make(
        "still.mp4",
        &format!("{} {X264}", picture("360x202", "24", 3)),
    );
    let turned = clip.folder.path().join("turned.mp4");
    let arguments = format!("-i {} -c copy -metadata:s:v rotate=90", clip.path.display());
    support::ffmpeg(clip.folder.path(), &arguments, &turned);
    let clip = Clip {
        path: turned,
        ..clip
    };
    let made = packaged(&clip).await;
    assert_eq!(
        (made.source.video.width, made.source.video.height),
        (202, 360)
    );
    assert_eq!(made.source.video.rotation % 180, 90);
    assert_eq!(sizes(&made), [(202, 360)]);
}

#[tokio::test]
async fn a_variable_frame_rate_becomes_constant() {
    let graph = format!(
        "{} -vf select='not(between(n,20,34))' -fps_mode vfr {X264}",
        picture("202x360", "30", 4)
    );
    let made = packaged(&make("a.mp4", &graph)).await;
    assert!(made.source.video.variable_rate);
    let video = &made.renditions[0];
    assert!(
        video.duration_ms.abs_diff(4000) <= 50,
        "{}",
        video.duration_ms
    );
}

#[tokio::test]
async fn high_dynamic_range_is_mapped_to_standard() {
    let tags = "-color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc";
    let graph = format!(
        "{} -c:v libx265 -x265-params log-level=none -preset ultrafast -pix_fmt yuv420p10le {tags}",
        picture("202x360", "24", 2)
    );
    let clip = make("a.mp4", &graph);
    let made = packaged(&clip).await;
    assert_eq!(made.source.video.transfer, Transfer::Pq);
    let probed = probe(&made.output.join(&made.renditions[0].file))
        .await
        .unwrap();
    assert_eq!(probed.video.transfer, Transfer::Sdr);
    assert_eq!(
        (
            probed.video.pixel_format.as_str(),
            probed.video.matrix.as_str()
        ),
        ("yuv420p", "bt709")
    );
}

#[tokio::test]
async fn any_number_of_channels_becomes_stereo_and_none_becomes_silence() {
    for (name, audio) in [
        ("mono.mp4", tone("mono", 3)),
        ("six.mkv", tone("5.1", 3)),
        ("none.mp4", String::new()),
    ] {
        let clip = make(
            name,
            &format!("{} {audio} {X264}", picture("202x360", "24", 3)),
        );
        let made = packaged(&clip).await;
        let sound = made
            .renditions
            .iter()
            .find(|one| one.codec == Codec::Aac)
            .expect(name);
        assert_eq!(sound.channels, 2, "{name}");
        assert!(
            sound.duration_ms.abs_diff(3000) <= 22,
            "{name}: {}",
            sound.duration_ms
        );
    }
}

#[tokio::test]
async fn the_usual_codecs_and_containers_are_read() {
    for (name, codec, encoder) in [
        (
            "a.mkv",
            "hevc",
            "-c:v libx265 -x265-params log-level=none -preset ultrafast",
        ),
        (
            "a.webm",
            "vp9",
            "-c:v libvpx-vp9 -deadline realtime -cpu-used 8",
        ),
        ("b.mp4", "av1", "-c:v libsvtav1 -preset 12"),
        ("a.mov", "prores", "-c:v prores_ks -profile:v 1"),
    ] {
        let made = packaged(&make(
            name,
            &format!("{} {encoder}", picture("202x360", "24", 2)),
        ))
        .await;
        assert_eq!(made.source.video.codec, codec, "{name}");
    }
}

#[tokio::test]
async fn a_fast_source_keeps_its_rate_on_top_and_halves_it_below_720() {
    let clip = make(
        "a.mp4",
        &format!("{} {X264}", picture("720x1280", "60000/1001", 2)),
    );
    let made = packaged(&clip).await;
    let rate = |width| {
        made.renditions
            .iter()
            .find(|one| one.width == width)
            .unwrap()
            .rate
            .unwrap()
    };
    assert_eq!(rate(720), Rate::new(60_000, 1001));
    assert_eq!(rate(480), Rate::new(30_000, 1001));
}

#[tokio::test]
async fn odd_sizes_become_even_without_growing() {
    let clip = make(
        "a.mkv",
        &format!("{} -c:v ffv1 -pix_fmt yuv444p", picture("201x357", "24", 2)),
    );
    let made = packaged(&clip).await;
    assert_eq!(sizes(&made), [(200, 356)]);
}

#[tokio::test]
async fn a_landscape_source_is_made_vertical_only_as_chosen() {
    let clip = make("a.mp4", &format!("{} {X264}", picture("640x360", "24", 2)));
    let refused = package(&clip, &plain()).await.err().unwrap();
    assert_eq!(refused.code(), "landscape_source");
    for (framing, expected) in [
        (Framing::CropLeft, (202, 360)),
        (Framing::Blur, (360, 640)),
        (Framing::AsIs, (640, 360)),
    ] {
        let made = package(
            &clip,
            &PlanOptions {
                framing: Some(framing),
                language: None,
            },
        )
        .await
        .unwrap();
        assert_eq!(sizes(&made), [expected], "{framing:?}");
    }
}

#[tokio::test]
async fn several_audio_tracks_and_embedded_text_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let srt = "1\n00:00:00,500 --> 00:00:01,500\nHello <b>there</b> & you\n\n2\n00:00:02,000 --> 00:00:02,900\nBye\n";
    std::fs::write(folder.path().join("s.srt"), srt).unwrap();
    std::fs::write(
        folder.path().join("c.txt"),
        ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=The <slap>\n",
    )
    .unwrap();
    let path = folder.path().join("a.mkv");
    let arguments = format!(
        "{} {} {} -i s.srt -i c.txt -map 0 -map 1 -map 2 -map 3 -map_chapters 4 {X264} -c:s srt \
         -metadata:s:a:0 language=eng -metadata:s:a:1 language=eng -metadata:s:s:0 language=spa",
        picture("202x360", "24", 3),
        tone("stereo", 3),
        tone("mono", 3)
    );
    support::ffmpeg(folder.path(), &arguments, &path);
    let clip = Clip { folder, path };
    let made = packaged(&clip).await;
    let languages: Vec<&str> = made
        .renditions
        .iter()
        .filter(|one| one.codec == Codec::Aac)
        .map(|one| one.language.as_str())
        .collect();
    assert_eq!(languages, ["en", "en-x-2"]);
    let kinds: Vec<(&str, &str)> = made
        .text
        .tracks
        .iter()
        .map(|track| (track.kind.as_str(), track.language.as_str()))
        .collect();
    assert_eq!(kinds, [("subtitles", "es"), ("chapters", "en")]);
    let read =
        |n: usize| std::fs::read_to_string(made.output.join(&made.text.tracks[n].file)).unwrap();
    let (cues, _) = media::subtitles::parse(read(0).as_bytes(), "").unwrap();
    let texts: Vec<&str> = cues.iter().map(|cue| cue.text.as_str()).collect();
    assert_eq!(texts, ["Hello <b>there</b> &amp; you", "Bye"]);
    // The container's clock may begin a little before zero, with the audio codec's run-in.
    assert!((500..525).contains(&cues[0].start_ms) && (2000..2025).contains(&cues[1].start_ms));
    assert!(read(1).contains("The &lt;slap&gt;"), "{}", read(1));
}

#[tokio::test]
async fn a_recording_without_a_length_in_its_header_is_measured() {
    let clip = make(
        "a.webm",
        &format!(
            "{} -c:v libvpx -deadline realtime -cpu-used 8 -live 1",
            picture("202x360", "24", 2)
        ),
    );
    let source = probe(&clip.path).await.unwrap();
    assert!(
        source.duration_ms.abs_diff(2000) <= 100,
        "{}",
        source.duration_ms
    );
}

#[tokio::test]
async fn av1_is_cut_like_the_ladder_and_listed_apart() {
    use media::{Cancel, Job, Limits, stages};
    let clip = make(
        "a.mp4",
        &format!(
            "{} {} {X264}",
            picture("202x360", "24", 4),
            tone("stereo", 4)
        ),
    );
    let made = packaged(&clip).await;
    let (tools, limits, cancel) = (support::tools(), Limits::default(), Cancel::new());
    let job = Job {
        tools: &tools,
        limits: &limits,
        input: &clip.path,
        output: &made.output,
        plan: &made.plan,
        cancel: &cancel,
    };
    let av1 = stages::av1(&job, |_| {}).await.unwrap();
    assert!(av1.mime.starts_with("av01.0."), "{}", av1.mime);
    let starts: Vec<u64> = av1
        .segments
        .iter()
        .map(|segment| segment.start_ms)
        .collect();
    assert_eq!(starts, [0, 1000, 3000]);
    let mut renditions = made.renditions;
    renditions.push(av1);
    support::check(
        &made.output,
        &renditions,
        &made.text,
        made.plan.duration_ms,
        Codec::Av1,
    );
    support::check(
        &made.output,
        &renditions,
        &made.text,
        made.plan.duration_ms,
        Codec::H264,
    );
}

/// Times of the keyframes as ffprobe sees them, ms.
fn keyframes(file: &std::path::Path) -> Vec<u64> {
    let told = std::process::Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v", "-of", "csv=p=0"])
        .args(["-show_entries", "packet=pts_time,flags"])
        .arg(file)
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    told.lines()
        .filter(|line| {
            line.split(',')
                .nth(1)
                .is_some_and(|flags| flags.starts_with('K'))
        })
        .map(|line| {
            (line.split(',').next().unwrap().parse::<f64>().unwrap() * 1000.0).round() as u64
        })
        .collect()
}

/// How many frames a segment has, decoded with nothing before it.
fn decoded_alone(
    file: &std::path::Path,
    rendition: &media::Rendition,
    segment: &media::Segment,
) -> usize {
    let whole = std::fs::read(file).unwrap();
    let (from, to) = (
        segment.offset as usize,
        (segment.offset + segment.bytes) as usize,
    );
    let mut alone = whole[..rendition.init_bytes as usize].to_vec();
    alone.extend(&whole[from..to]);
    let piece = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(piece.path(), alone).unwrap();
    let told = std::process::Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-err_detect", "explode", "-i"])
        .arg(piece.path())
        .args(["-fps_mode", "passthrough", "-f", "framemd5", "-"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&told.stderr), "");
    let told = String::from_utf8(told.stdout).unwrap();
    told.lines().filter(|line| !line.starts_with('#')).count()
}

#[tokio::test]
async fn every_av1_segment_begins_with_a_keyframe() {
    use media::{Cancel, Job, Limits, stages};
    for (rate, fps) in [("24", 24.0), ("30000/1001", 30_000.0 / 1001.0)] {
        // A hard cut every 1.3 s, where an encoder would like to put a keyframe of its own.
        let clip = make(
            "a.mp4",
            &format!(
                "{} -vf hue=h='120*floor(t/1.3)',negate=enable='mod(floor(t/1.3)\\,2)' {X264}",
                picture("202x360", rate, 8)
            ),
        );
        let made = packaged(&clip).await;
        let (tools, limits, cancel) = (support::tools(), Limits::default(), Cancel::new());
        let job = Job {
            tools: &tools,
            limits: &limits,
            input: &clip.path,
            output: &made.output,
            plan: &made.plan,
            cancel: &cancel,
        };
        let av1 = stages::av1(&job, |_| {}).await.unwrap();
        let file = made.output.join(&av1.file);
        let starts: Vec<u64> = av1
            .segments
            .iter()
            .map(|segment| segment.start_ms)
            .collect();
        let keys = keyframes(&file);
        assert_eq!(starts.len(), 5, "{starts:?}");
        let frame = (1000.0 / fps) as u64;
        for (start, expected) in starts.iter().zip([0, 1000, 3000, 5000, 7000]) {
            assert!(start.abs_diff(expected) <= frame, "{starts:?}");
            assert!(
                keys.iter().any(|key| key.abs_diff(*start) <= 1),
                "{starts:?} {keys:?}"
            );
        }
        for segment in &av1.segments {
            let frames = (segment.duration_ms as f64 * fps / 1000.0).round() as usize;
            assert_eq!(decoded_alone(&file, &av1, segment), frames, "{segment:?}");
        }
    }
}

#[tokio::test]
async fn what_a_file_says_of_machines_is_in_everything_that_is_served_of_it() {
    let made_by = r#"{"Label":"1","ContentProducer":"House","ProduceID":"e01"}"#;
    let clip = make(
        "a.mp4",
        &format!(
            "{} {} {X264} -movflags +use_metadata_tags -metadata AIGC={made_by} -metadata comment=private",
            picture("360x640", "24", 2),
            tone("mono", 2)
        ),
    );
    let made = packaged(&clip).await;
    for rendition in &made.renditions {
        let bytes = std::fs::read(made.output.join(&rendition.file)).unwrap();
        let init = usize::try_from(rendition.init_bytes).unwrap();
        let begins = String::from_utf8_lossy(&bytes[..init]).into_owned();
        assert!(
            begins.contains("ContentProducer") && !begins.contains("private"),
            "{}",
            rendition.file
        );
        let read = std::process::Command::new("ffprobe")
            .args(["-v", "error", "-of", "json", "-show_entries", "format_tags"])
            .arg(made.output.join(&rendition.file))
            .output()
            .unwrap();
        let report: serde_json::Value = serde_json::from_slice(&read.stdout).unwrap();
        let field = report["format"]["tags"]["AIGC"].as_str().unwrap();
        let field: serde_json::Value = serde_json::from_str(field).unwrap();
        assert_eq!(field["ProduceID"], "e01");
    }
}
