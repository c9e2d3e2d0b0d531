//! A series delivered by one process to another, by the real binary: out of a house, into a house that has never heard of it.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use support::clip;
use support::house::{Open, folder, place, ran, run};

mod support;

#[test]
fn a_series_goes_from_one_house_to_another() {
    let temporary = place();
    let place = temporary.path();
    let (first, second) = (folder(place, "first"), folder(place, "second"));
    let (episodes, sent) = (place.join("story"), place.join("sent"));
    std::fs::create_dir(&episodes).unwrap();
    clip(&episodes.join("01.mp4"), "270x480", 2);
    clip(&episodes.join("02.mp4"), "270x480", 3);
    let words = "1\n00:00:00,100 --> 00:00:00,900\nHello.\n";
    std::fs::write(episodes.join("01.en.srt"), words).unwrap();
    let about = "title = 'Two Doors'\nlanguage = 'en'\nepisode_titles = ['First', '']\n[translations.zh]\ntitle = '两扇门'\n";
    std::fs::write(episodes.join("series.toml"), about).unwrap();
    ran(&first, &["ingest", episodes.to_str().unwrap(), "--publish"]);

    let to = sent.to_str().unwrap();
    let none = run(&first, &["deliver", "no-doors", to]);
    let told = String::from_utf8_lossy(&none.stderr).into_owned();
    assert!(told.contains("there is no series `no-doors`"), "{told}");
    let told = ran(&first, &["deliver", "two-doors", to]);
    assert!(told.contains("2 episodes"), "{told}");
    // A tool that we did not write finds every file as the list says.
    let checked = std::process::Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "checksums.sha256"])
        .current_dir(&sent)
        .status();
    assert!(checked.unwrap().success());
    // Again: everything is there already.
    let told = ran(&first, &["deliver", "two-doors", to]);
    assert!(told.contains("0 written"), "{told}");

    // A file that was altered on the way stops everything.
    let video = sent.join("002.mp4");
    let whole = std::fs::read(&video).unwrap();
    let mut altered = whole.clone();
    altered[1_000] ^= 1;
    std::fs::write(&video, &altered).unwrap();
    let refused = run(&second, &["receive", to]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        told.contains("002.mp4") && told.contains("nothing was taken in"),
        "{told}"
    );
    std::fs::write(&video, &whole).unwrap();

    let told = ran(&second, &["receive", to, "--dry-run"]);
    assert!(told.contains("all as they were sent"), "{told}");
    let told = ran(&second, &["receive", to, "--publish"]);
    assert!(told.contains("Watch it at"), "{told}");
    let open = Open::at(&second);
    let (status, page) = open.get("/api/v1/series/two-doors", None);
    let page: serde_json::Value = serde_json::from_slice(&page).unwrap();
    assert_eq!(status, 200);
    assert_eq!(page["episodes"][0]["title"], "First");
    assert_eq!(page["episodes"].as_array().unwrap().len(), 2);
    let item = &open.feed()["items"][0]["episode"];
    assert_eq!(item["text_tracks"][0]["language"], "en");
    let url = item["playback"]["video"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(open.get(&url, Some("bytes=0-99")).0, 206);
    open.close();
}
