//! A series delivered by one process to another, by the real binary: out of a house, into a house that has never heard of it.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use serde_json::{Value, json};
use support::clip;
use support::house::{Open, Session, folder, place, ran, run};

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
    let about = "title = 'Two Doors'\nlanguage = 'en'\nepisode_titles = ['First', '']\n[translations.zh]\ntitle = '两扇门'\n[episode_titles_in]\nzh = ['开始', '']\n";
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
    let (_, page) = open.get("/api/v1/series/two-doors?lang=zh", None);
    let page: Value = serde_json::from_slice(&page).unwrap();
    assert_eq!(page["episodes"][0]["title"], "开始");
    let item = &open.feed()["items"][0]["episode"];
    assert_eq!(item["text_tracks"][0]["language"], "en");
    let url = item["playback"]["video"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(open.get(&url, Some("bytes=0-99")).0, 206);
    open.close();
}

#[test]
fn renditions_go_alone_and_are_taken_as_they_are_or_made_anew() {
    let temporary = place();
    let place = temporary.path();
    let (first, second, third) = (
        folder(place, "first"),
        folder(place, "second"),
        folder(place, "third"),
    );
    let (episodes, sent) = (place.join("story"), place.join("sent"));
    std::fs::create_dir(&episodes).unwrap();
    clip(&episodes.join("01.mp4"), "480x854", 3);
    let about = "title = 'Two Doors'\nlanguage = 'en'\n";
    std::fs::write(episodes.join("series.toml"), about).unwrap();
    ran(&first, &["ingest", episodes.to_str().unwrap(), "--publish"]);
    let help = ran(&first, &["deliver", "--help"]);
    assert!(
        help.contains("--films") && help.contains("HLS playlists"),
        "{help}"
    );
    let to = sent.to_str().unwrap();
    let deliver = ["deliver", "two-doors", to, "--films", "renditions"];
    ran(&first, &deliver);
    // Stopped halfway, it goes on.
    std::fs::remove_file(sent.join("manifest.json")).unwrap();
    let larger = sent.join("renditions/001/h264-854.mp4");
    std::fs::remove_file(&larger).unwrap();
    let told = ran(&first, &deliver);
    assert!(told.contains("(1 written"), "{told}");
    assert!(!sent.join("001.mp4").exists());
    // A player that we did not write plays what lies there.
    let seconds = std::process::Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-show_entries",
            "format=duration",
            "-of",
            "csv=p=0",
        ])
        .arg(sent.join("renditions/001/h264.m3u8"))
        .output();
    let seconds = String::from_utf8(seconds.unwrap().stdout).unwrap();
    let seconds: f64 = seconds.trim().parse().unwrap();
    assert!((seconds - 3.0).abs() < 0.2, "{seconds}");

    let told = ran(&second, &["receive", to, "--publish"]);
    assert!(told.contains("taken as they came: episode 1."), "{told}");
    let open = Open::at(&second);
    let item = &open.feed()["items"][0]["episode"];
    let sizes = item["playback"]["video"].as_array().unwrap();
    assert_eq!(sizes.len(), 2);
    let url = sizes[0]["url"].as_str().unwrap();
    assert_eq!(open.get(url, Some("bytes=0-99")).0, 206);
    open.close();

    // A segment is cut short on the way: nothing is taken in. Cut at its sender's, the smaller one stands for it.
    let whole = std::fs::read(&larger).unwrap();
    std::fs::write(&larger, &whole[..whole.len() - 500]).unwrap();
    let refused = run(&third, &["receive", to]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        told.contains("h264-854.mp4") && told.contains("nothing was taken in"),
        "{told}"
    );
    let sum = std::process::Command::new("sha256sum")
        .arg(&larger)
        .output();
    let sum = String::from_utf8(sum.unwrap().stdout).unwrap();
    let manifest = std::fs::read(sent.join("manifest.json")).unwrap();
    let mut manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let files = manifest["files"].as_array_mut().unwrap();
    let file = files
        .iter_mut()
        .find(|file| file["path"] == "renditions/001/h264-854.mp4");
    let file = file.unwrap();
    file["bytes"] = json!(whole.len() - 500);
    file["sha256"] = json!(sum[..64]);
    std::fs::write(sent.join("manifest.json"), manifest.to_string()).unwrap();
    let told = ran(&third, &["receive", to, "--publish"]);
    assert!(
        told.contains("Episode 1 is encoded anew from renditions/001/h264-640.mp4"),
        "{told}"
    );
    // A kind that is not known yet is refused, and by its name.
    manifest["format"] = json!("cliffhanger-delivery-9");
    manifest["series"]["scent"] = json!("roses");
    std::fs::write(sent.join("manifest.json"), manifest.to_string()).unwrap();
    let refused = run(&third, &["receive", to]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        told.contains("cliffhanger-delivery-9") && told.contains("newer version"),
        "{told}"
    );
}

/// Whoever runs a house: the link of the command line makes them its operator.
fn operator(data: &std::path::Path, open: &Open) -> Session {
    let told = ran(data, &["operator-link"]);
    let token = told.split('#').nth(1).unwrap();
    let token = token.split_whitespace().next().unwrap();
    let mut session = Session::default();
    let (status, _) = open.post(
        "/api/v1/auth/claim",
        &mut session,
        &json!({ "token": token }),
    );
    assert_eq!(status, 200);
    session
}

#[test]
fn a_contract_goes_with_it_and_is_in_force_at_the_other_house() {
    let temporary = place();
    let place = temporary.path();
    let (first, second) = (folder(place, "first"), folder(place, "second"));
    let (episodes, sent) = (place.join("story"), place.join("sent"));
    std::fs::create_dir(&episodes).unwrap();
    clip(&episodes.join("01.mp4"), "270x480", 2);
    std::fs::write(
        episodes.join("series.toml"),
        "title = 'Two Doors'\nlanguage = 'en'\n",
    )
    .unwrap();
    ran(&first, &["ingest", episodes.to_str().unwrap(), "--publish"]);

    // The sender licenses it for the U.S., where a house is when nobody says otherwise, and for Germany.
    let open = Open::at(&first);
    let mut session = operator(&first, &open);
    let (status, page) = open.get("/api/v1/series/two-doors", None);
    assert_eq!(status, 200);
    let page: Value = serde_json::from_slice(&page).unwrap();
    // With the documents that a licence stands on.
    let title = format!(
        "/api/v1/desk/rights/titles/{}",
        page["series"]["id"].as_str().unwrap()
    );
    let (status, needs) = open.read(&title, &mut session);
    assert_eq!(status, 200);
    let needs = needs["needs"].as_array().unwrap().iter();
    for need in needs.filter(|need| need["state"] == "missing") {
        let paper =
            json!({ "paper": need["paper"], "subject": need["subject"], "reference": "Folder 7" });
        let (status, told) = open.post(&format!("{title}/documents"), &mut session, &paper);
        assert_eq!(status, 201, "{told}");
    }
    let party = json!({ "name": "Second", "territory": "US", "email": null, "payee_id": null });
    let (status, party) = open.post("/api/v1/desk/rights/parties", &mut session, &party);
    assert_eq!(status, 201, "{party}");
    // So that it is true whenever the test is run.
    let (starts, ends) = ("2020-01-01", "2099-12-31");
    let contract = json!({ "reference": "OUT-7", "direction": "out", "party_id": party["id"], "blocks": [
        { "kind": "grant", "series_ids": [page["series"]["id"]], "media": ["VOD"], "territories": "US, DE", "languages": null,
            "starts": starts, "ends": ends }] });
    let (status, made) = open.post("/api/v1/desk/rights/contracts", &mut session, &contract);
    assert_eq!(status, 201, "{made}");
    let path = format!(
        "/api/v1/desk/rights/contracts/{}/activate",
        made["id"].as_str().unwrap()
    );
    let (status, told) = open.post(&path, &mut session, &json!({ "signed_on": starts }));
    assert_eq!(status, 200, "{told}");
    open.close();
    let to = sent.to_str().unwrap();
    let told = ran(&first, &["deliver", "two-doors", to, "--contract", "OUT-7"]);
    assert!(
        told.contains("The rights of contract OUT-7 go with it."),
        "{told}"
    );

    // Nobody runs the second house yet: whoever answers for a contract is asked for first.
    let refused = run(&second, &["receive", to, "--publish"]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("nobody runs this house yet"), "{told}");
    let open = Open::at(&second);
    let mut session = operator(&second, &open);
    open.close();
    let told = ran(&second, &["receive", to, "--publish"]);
    assert!(
        told.contains("Its rights are kept as a contract in"),
        "{told}"
    );
    let open = Open::at(&second);
    let (status, contracts) = open.read("/api/v1/desk/rights/contracts", &mut session);
    assert_eq!(status, 200);
    let one = &contracts["items"][0];
    assert_eq!(
        (&one["direction"], &one["status"]),
        (&json!("in"), &json!("active"))
    );
    assert!(
        one["reference"].as_str().unwrap().ends_with("OUT-7"),
        "{one}"
    );
    // The gate lets it be shown where it was licensed, and nowhere else.
    let (status, page) = open.get("/api/v1/series/two-doors", None);
    assert_eq!(status, 200);
    let page: Value = serde_json::from_slice(&page).unwrap();
    for (territory, may) in [("US", true), ("DE", true), ("FR", false)] {
        let asked = format!(
            "/api/v1/desk/rights/may?purpose=play&series_id={}&territory={territory}&language=en&media=Coins",
            page["series"]["id"].as_str().unwrap()
        );
        let (status, answer) = open.read(&asked, &mut session);
        assert_eq!(
            (status, &answer["may"]),
            (200, &json!(may)),
            "{territory}: {answer}"
        );
    }
    open.close();
}
