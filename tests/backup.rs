//! A house with content, by the real binary on its own private Postgres: looked at, backed up while it is open,
//! restored elsewhere, and watched there.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::path::Path;

use support::clip;
use support::house::{Open, folder, place, ran, run};

mod support;

fn series(folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    for (number, seconds) in [(1, 2), (2, 3)] {
        clip(&folder.join(format!("{number:02}.mp4")), "270x480", seconds);
    }
}

#[test]
fn a_house_is_the_same_after_backup_and_restore() {
    let temporary = place();
    let place = temporary.path();
    let (first, second) = (folder(place, "first"), folder(place, "second"));
    let (episodes, kept) = (place.join("story"), place.join("kept"));
    let kept = kept.to_str().unwrap();
    series(&episodes);

    let found = run(&first, &["doctor"]);
    let found = String::from_utf8(found.stdout).unwrap();
    for name in ["✓ ffmpeg", "✓ postgres", "✓ blobs"] {
        assert!(found.contains(name), "{found}");
    }
    ran(&first, &["ingest", episodes.to_str().unwrap(), "--publish"]);

    let open = Open::at(&first);
    let before = open.feed();
    let item = &before["items"][0]["episode"];
    let url = item["playback"]["video"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    let poster = item["poster"]["webp"].as_str().unwrap().to_owned();
    let part = open.get(&url, Some("bytes=700-1699"));
    assert_eq!((part.0, part.1.len()), (206, 1000));
    let picture = open.get(&poster, None);
    assert_eq!(picture.0, 200);
    // While it is open, and once more into the same folder.
    ran(&first, &["backup", kept]);
    ran(&first, &["backup", kept]);
    open.close();

    ran(&second, &["restore", kept]);
    let open = Open::at(&second);
    assert_eq!(open.feed()["items"], before["items"]);
    assert_eq!(open.get(&url, Some("bytes=700-1699")), part);
    assert_eq!(open.get(&poster, None), picture);
    let again = run(&second, &["restore", kept]);
    assert!(
        !again.status.success(),
        "a house that is not empty is not written over"
    );
    assert_eq!(open.feed()["items"], before["items"]);
    open.close();

    let nothing = run(&first, &["restore", place.join("story").to_str().unwrap()]);
    let told = String::from_utf8_lossy(&nothing.stderr).into_owned();
    assert!(
        !nothing.status.success() && told.contains("holds no backup"),
        "{told}"
    );

    std::fs::write(second.join("layout"), "2\n").unwrap();
    let later = run(&second, &["serve"]);
    let told = String::from_utf8_lossy(&later.stderr).into_owned();
    assert!(
        !later.status.success() && told.contains("newer Cliffhanger"),
        "{told}"
    );
}
