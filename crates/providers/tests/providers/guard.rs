//! Where requests may go, and what never shows a key.

use providers::{
    Call, State,
    guard::{Guard, is_public},
    want::Want,
};
use serde_json::json;

use crate::{
    account,
    fake::{Fake, Reply},
    model, png, run_from, runner, video,
};

#[test]
fn only_listed_hosts_are_asked() {
    let guard = Guard::new(["api.openai.com", "*.klingai.com", "http://127.0.0.1:8188"]).unwrap();
    for fine in [
        "https://api.openai.com/v1/chat",
        "https://api-beijing.klingai.com/v1",
        "http://127.0.0.1:8188/prompt",
    ] {
        assert!(guard.allows(fine).is_ok(), "{fine}");
    }
    for wrong in [
        "http://api.openai.com/v1",
        "https://api.openai.com:8443/",
        "https://api.openai.com.evil.example/",
        "https://klingai.com/",
        "https://evilklingai.com/",
        "http://127.0.0.1:8189/",
        "https://127.0.0.1:8188/",
        "http://localhost:8188/",
        "https://user:pass@api.openai.com/",
        "file:///etc/passwd",
        "gopher://api.openai.com/",
        "",
    ] {
        assert!(guard.allows(wrong).is_err(), "{wrong}");
    }
    for wrong in ["localhost", "*", "*.*", "api.example.org/path", "http://"] {
        assert!(Guard::new([wrong]).is_err(), "{wrong}");
    }
}

#[test]
fn files_come_from_the_open_internet_only() {
    let guard = Guard::new(["http://127.0.0.1:8188"]).unwrap();
    assert!(
        guard
            .allows_download("https://cdn.example.com/clip.mp4?x=1")
            .is_ok()
    );
    assert!(guard.allows_download("http://127.0.0.1:8188/view").is_ok());
    for wrong in [
        "http://cdn.example.com/clip.mp4",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fd00::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://db/",
        "http://127.0.0.1:5432/",
    ] {
        assert!(guard.allows_download(wrong).is_err(), "{wrong}");
    }
    // Names are looked at after they are resolved.
    let found = ["10.1.2.3:443", "93.184.216.34:443", "[fe80::1]:443"]
        .map(|address| address.parse().unwrap());
    assert_eq!(guard.resolved("cdn.example.com", found), [found[1]]);
    for inside in [
        "0.0.0.0",
        "100.64.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "ff02::1",
        "2001:db8::1",
    ] {
        assert!(!is_public(inside.parse().unwrap()), "{inside}");
    }
    assert!(is_public("2606:4700::1111".parse().unwrap()));
}

#[tokio::test]
async fn an_address_inside_the_network_is_not_fetched() {
    let fake = Fake::new(|seen, _| match () {
        () if seen.is("POST", "/") => Reply::Json(200, json!({"id": "t"})),
        () => Reply::Json(200, json!({"status": "succeeded", "content": {"video_url": "http://169.254.169.254/latest/meta-data"}})),
    })
    .await;
    let ran = crate::run(
        &fake.base,
        &model("doubao-seedance-1-0-pro-250528"),
        &Want::Video(video()),
    )
    .await;
    let error = ran.end.as_ref().unwrap_err().to_string();
    assert!(error.contains("could not be fetched"), "{error}");
    // It is still there to be fetched, once somebody has looked.
    assert_eq!(ran.names().last().unwrap(), "submitted");

    let account = account("https://elsewhere.example");
    let (model, want) = (
        model("doubao-seedance-1-0-pro-250528"),
        Want::Video(video()),
    );
    let call = Call {
        account: &account,
        model: &model,
        want: &want,
        relay: None,
        now: 0,
    };
    let ran = run_from(&runner("http://127.0.0.1:1"), &call, State::Planned).await;
    assert!(
        ran.end
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("not on the list")
    );
    assert!(ran.book.states.is_empty());
}

#[tokio::test]
async fn a_file_without_end_is_not_read_to_its_end() {
    let fake = Fake::new(|seen, _| match () {
        () if seen.is("POST", "/") => Reply::Json(200, json!({"id": "t"})),
        () if seen.is("GET", "/contents") => Reply::Json(200, json!({"status": "succeeded", "content": {"video_url": format!("http://{}/c", seen.header("host"))}})),
        () => Reply::Bytes("video/mp4", vec![0; 2 << 20]),
    })
    .await;
    let ran = crate::run(
        &fake.base,
        &model("doubao-seedance-1-0-pro-250528"),
        &Want::Video(video()),
    )
    .await;
    assert!(
        ran.end
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("larger than")
    );
}

#[test]
fn keys_are_never_shown() {
    let account = account("https://ark.cn-beijing.volces.com/api/v3");
    let (model, want) = (
        model("doubao-seedance-1-0-pro-250528"),
        Want::Video(video()),
    );
    let call = Call {
        account: &account,
        model: &model,
        want: &want,
        relay: None,
        now: 0,
    };
    let request = call.submit().unwrap();
    let shown = format!(
        "{account:?} {call:?} {request:?} {:?} {}",
        request.secrets,
        request.shown()
    );
    assert!(
        shown.contains("***") && !shown.contains("key-that-nobody-sees"),
        "{shown}"
    );
    assert!(!format!("{:?}", png()).contains("PNG"));
}
