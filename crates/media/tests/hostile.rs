//! Files that are not what they say, and files that want more than they should get.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs::File;
use std::io::Write;
use std::path::Path;

use media::{Cancel, Job, Limits, MediaError, PlanOptions, Tools, stages};
use support::{X264, make, picture, probe, tone, tools};
use tempfile::TempDir;
use tokio::net::TcpListener;

fn written(name: &str, bytes: &[u8]) -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// Every error has a code, one sentence and a remedy, and does not show where the machine keeps its files.
fn presentable(error: &MediaError, path: &Path) {
    let text = error.to_string();
    assert!(
        text.ends_with('.') && !text.contains('\n') && text.len() < 300,
        "{text:?}"
    );
    assert!(
        !text.contains(path.parent().unwrap().to_str().unwrap()),
        "{text:?}"
    );
    assert!(error.remedy().ends_with('.'));
}

#[tokio::test]
async fn what_is_no_video_is_refused_with_a_code() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    for (name, bytes, code) in [
        ("empty.mp4", &b""[..], "empty_file"),
        ("text.mp4", b"Once upon a time\n", "not_a_video"),
        ("picture.mp4", png, "not_a_video"),
        ("heic.mp4", b"\0\0\0\x18ftypheic\0\0\0\0", "not_a_video"),
        (
            "noise.mp4",
            b"\x01\x02\x03\x04\x05\x06\x07\x08\x09",
            "not_a_video",
        ),
        ("short.mp4", b"\0\0", "not_a_video"),
        (
            "session.sdp",
            b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
            "not_a_video",
        ),
        ("head.mp4", b"\0\0\0\x14ftypisom\0\0\x02\0isom", "damaged"),
        (
            "lie.mkv",
            b"\x1A\x45\xDF\xA3 this is not Matroska at all",
            "damaged",
        ),
    ] {
        let (_folder, path) = written(name, bytes);
        let error = probe(&path).await.unwrap_err();
        assert_eq!(error.code(), code, "{name}: {error}");
        presentable(&error, &path);
    }
    assert_eq!(
        probe(Path::new("/nowhere/a.mp4")).await.unwrap_err().code(),
        "io"
    );
    assert_eq!(
        probe(Path::new("/tmp")).await.unwrap_err().code(),
        "not_a_video"
    );
}

#[tokio::test]
async fn a_list_of_other_files_or_addresses_reads_none_of_them() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/a.ts", listener.local_addr().unwrap());
    let playlists = [
        format!("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{address}\n#EXT-X-ENDLIST\n"),
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
            .to_owned(),
        format!("ffconcat version 1.0\nfile '{address}'\n"),
        "ffconcat version 1.0\nfile '/etc/passwd'\n".to_owned(),
        format!("<?xml version=\"1.0\"?><MPD><BaseURL>{address}</BaseURL></MPD>"),
    ];
    for playlist in &playlists {
        for name in ["a.mp4", "a.m3u8", "a.mkv"] {
            let (_folder, path) = written(name, playlist.as_bytes());
            let error = probe(&path).await.unwrap_err();
            assert_eq!(error.code(), "not_a_video", "{name} {playlist}");
            presentable(&error, &path);
        }
        // Dressed up with a video's first bytes.
        for head in [
            &b"\0\0\0\x14ftypisom\0\0\x02\0isom"[..],
            b"\x1A\x45\xDF\xA3",
        ] {
            let (_folder, path) = written("a.mp4", &[head, playlist.as_bytes()].concat());
            assert_eq!(
                probe(&path).await.unwrap_err().code(),
                "damaged",
                "{playlist}"
            );
        }
    }
    let visited = tokio::select! {
        biased;
        _ = listener.accept() => true,
        () = std::future::ready(()) => false,
    };
    assert!(!visited, "something connected to the address in the list");
}

#[tokio::test]
async fn children_have_no_network_even_where_the_protocol_is_open() {
    // The child is a script that tries to reach a listener: what the whitelist would stop must not be reachable either.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("ffprobe");
    let said = folder.path().join("said");
    let text = format!(
        "#!/bin/bash\nif (exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null; then echo reached > {said}; else echo alone > {said}; fi\n",
        said = said.display()
    );
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let tools = Tools {
        ffprobe: script,
        ..tools()
    };
    let clip = make("a.mp4", &format!("{} {X264}", picture("64x114", "10", 1)));
    let _ = media::probe(&tools, &Limits::default(), &clip.path).await;
    assert_eq!(std::fs::read_to_string(said).unwrap(), "alone\n");
}

#[tokio::test]
async fn a_truncated_file_is_damaged_wherever_it_breaks_off() {
    let clip = make(
        "a.mp4",
        &format!(
            "{} {} {X264} -g 12",
            picture("202x360", "24", 12),
            tone("stereo", 12)
        ),
    );
    let whole = std::fs::read(&clip.path).unwrap();
    let (_folder, path) = written("a.mp4", &whole[..whole.len() / 2]);
    assert_eq!(
        probe(&path).await.unwrap_err().code(),
        "damaged",
        "the index is at the end"
    );

    // With its index in front it can be probed, and breaks off in the encode.
    let front = clip.folder.path().join("front.mp4");
    support::ffmpeg(
        clip.folder.path(),
        &format!("-i {} -c copy -movflags faststart", clip.path.display()),
        &front,
    );
    let whole = std::fs::read(&front).unwrap();
    std::fs::write(&front, &whole[..whole.len() / 2]).unwrap();
    let clip = support::Clip {
        path: front,
        ..clip
    };
    let error = support::package(&clip, &PlanOptions::default())
        .await
        .err()
        .unwrap();
    assert_eq!(error.code(), "damaged", "{error}");
    presentable(&error, &clip.path);
}

#[tokio::test]
async fn limits_are_named() {
    let clip = make("a.mp4", &format!("{} {X264}", picture("202x360", "24", 3)));
    for (limits, code) in [
        (
            Limits {
                source_bytes: 100,
                ..Limits::default()
            },
            "too_large",
        ),
        (
            Limits {
                duration_ms: 1000,
                ..Limits::default()
            },
            "too_long",
        ),
        (
            Limits {
                pixels: 1000,
                ..Limits::default()
            },
            "too_large",
        ),
    ] {
        let error = media::probe(&tools(), &limits, &clip.path)
            .await
            .unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        presentable(&error, &clip.path);
    }
}

#[tokio::test]
async fn ten_sparse_gigabytes_are_refused_unread() {
    let (_folder, path) = written("a.mp4", b"\0\0\0\x14ftypisom\0\0\x02\0isom");
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(10 << 30)
        .unwrap();
    assert_eq!(probe(&path).await.unwrap_err().code(), "too_large");
    // And with a limit that lets them in, they are read under the other limits.
    let limits = Limits {
        source_bytes: 20 << 30,
        ..Limits::default()
    };
    assert_eq!(
        media::probe(&tools(), &limits, &path)
            .await
            .unwrap_err()
            .code(),
        "damaged"
    );
}

#[tokio::test]
async fn a_header_that_claims_a_huge_picture_is_refused() {
    // Raw video has only the header's word for its size.
    let raw = format!(
        "{} -c:v rawvideo -pix_fmt rgb24",
        picture("64x114", "10", 1)
    );
    let clip = make("a.mov", &raw);
    let mut bytes = std::fs::read(&clip.path).unwrap();
    let tables = bytes.windows(4).position(|name| name == b"stsd").unwrap();
    let entry = tables
        + bytes[tables..]
            .windows(4)
            .position(|name| name == b"raw ")
            .unwrap();
    assert_eq!(bytes[entry + 28..entry + 32], [0, 64, 0, 114]);
    bytes[entry + 28..entry + 32].copy_from_slice(&[0x2F, 0xFF, 0x2F, 0xFF]);
    let (_folder, path) = written("huge.mov", &bytes);
    let error = probe(&path).await.unwrap_err();
    assert_eq!(error.code(), "too_large", "{error}");
}

#[tokio::test]
async fn an_encode_that_wants_too_much_is_stopped() {
    let clip = make(
        "a.mp4",
        &format!(
            "{} {} {X264}",
            picture("202x360", "24", 3),
            tone("stereo", 3)
        ),
    );
    let (tools, cancel) = (tools(), Cancel::new());
    let source = probe(&clip.path).await.unwrap();
    let plan = media::plan(&source, &PlanOptions::default()).unwrap();
    let output = clip.folder.path().join("out");
    for (limits, code) in [
        (
            Limits {
                output_bytes: 4096,
                ..Limits::default()
            },
            "too_large",
        ),
        (
            Limits {
                wall_s: 0,
                ..Limits::default()
            },
            "timed_out",
        ),
        (
            Limits {
                memory_bytes: 8 << 20,
                ..Limits::default()
            },
            "too_large",
        ),
    ] {
        let job = Job {
            tools: &tools,
            limits: &limits,
            input: &clip.path,
            output: &output,
            plan: &plan,
            cancel: &cancel,
        };
        let measured = media::Measurements {
            loudness: vec![None],
        };
        let error = stages::first_rung(&job, &measured, |_| {})
            .await
            .unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        presentable(&error, &clip.path);
        assert!(
            std::fs::read_dir(&output).unwrap().next().is_none(),
            "{code}: nothing half-done stays"
        );
    }
    // Cancelled before, and while it runs.
    let limits = Limits::default();
    let cancel = Cancel::new();
    let job = Job {
        tools: &tools,
        limits: &limits,
        input: &clip.path,
        output: &output,
        plan: &plan,
        cancel: &cancel,
    };
    let measured = media::Measurements {
        loudness: vec![None],
    };
    let error = stages::first_rung(&job, &measured, |_| cancel.cancel())
        .await
        .unwrap_err();
    assert_eq!(error.code(), "cancelled");
    assert!(std::fs::read_dir(&output).unwrap().next().is_none());
}

#[tokio::test]
async fn a_file_name_is_never_an_option_or_a_protocol() {
    let clip = make("a.mp4", &format!("{} {X264}", picture("202x360", "24", 1)));
    for name in [
        "-y.mp4",
        "concat:a.mp4",
        "http:x.mp4",
        "a'b %d \"c\".mp4",
        "日本\n.mp4",
    ] {
        let path = clip.folder.path().join(name);
        std::fs::copy(&clip.path, &path).unwrap();
        assert_eq!(probe(&path).await.unwrap().video.width, 202, "{name:?}");
    }
}

#[tokio::test]
async fn missing_tools_are_named() {
    let error = Tools::find(Some(Path::new("/nowhere/ffmpeg")), None).unwrap_err();
    assert_eq!(error.code(), "tool_missing");
    let (_folder, path) = written("ffmpeg", b"");
    File::options()
        .append(true)
        .open(&path)
        .unwrap()
        .write_all(b"#!/bin/sh\nexit 1\n")
        .unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    assert_eq!(
        Tools::find(Some(&path), None).unwrap_err().code(),
        "tool_missing"
    );
}
