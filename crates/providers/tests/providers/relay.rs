//! Relays in TOML.

use providers::{Api, Call, Reason, State, adapter::relay::Relay, want::Want};
use serde_json::json;

use crate::{
    MP4, account,
    fake::{Fake, Reply},
    run_from, runner, video,
};

const NEWAPI: &str = r#"
name = "newapi"
auth = "x-token"

[submit]
path = "/v1/video/generations"
body = '{ "model": "{{model}}", "prompt": "{{prompt}}", "image": "{{first_frame?}}", "duration": "{{seconds|text}}", "size": "{{size}}", "metadata": { "seed": "{{seed?}}" } }'
id = ["/task_id", "/data/id"]
fine = { at = "/code", is = ["success"] }

[poll]
path = "/v1/video/generations/{id}"
status = ["/data/status"]
result = ["/data/url"]
error = ["/data/fail_reason"]
done = ["success"]
failed = ["FAILURE"]
expired = ["EXPIRED"]
"#;

async fn run(fake: &Fake) -> crate::Ran {
    let relay = Relay::read(NEWAPI).unwrap();
    let mut model = crate::model("doubao-seedance-1-0-pro-250528");
    (model.api, model.id) = (Api::Relay, "some-video".into());
    let account = account(&fake.base);
    let want = Want::Video(video());
    let call = Call {
        account: &account,
        model: &model,
        want: &want,
        relay: Some(&relay),
        now: 0,
    };
    run_from(&runner(&fake.base), &call, State::Planned).await
}

#[tokio::test]
async fn a_relay_is_spoken_to_as_described() {
    let fake = Fake::new(|seen, before| match () {
        () if seen.is("POST", "/v1/video/generations") => {
            let body = seen.json();
            assert_eq!(seen.header("x-token"), "key-that-nobody-sees");
            assert_eq!((&body["duration"], &body["size"], &body["metadata"]), (&json!("5"), &json!("720x1280"), &json!({})));
            Reply::Json(200, json!({"code": "success", "data": {"id": 77}}))
        }
        () if seen.is("GET", "/v1/video/generations/77") => Reply::Json(200, match before {
            0 => json!({"data": {"status": "NOT_START"}}),
            1 => json!({"data": {"status": "ALMOST"}}),
            _ => json!({"data": {"status": "SUCCESS", "url": format!("http://{}/clip", seen.header("host"))}}),
        }),
        () => Reply::Bytes("video/mp4", MP4.to_vec()),
    })
    .await;
    let ran = run(&fake).await;
    assert_eq!(ran.end.unwrap(), State::Done);
    assert_eq!(fake.count("POST", "/"), 1);
}

#[tokio::test]
async fn its_refusals_come_with_200() {
    let fake = Fake::new(|_, _| {
        Reply::Json(
            200,
            json!({"code": "fail_to_fetch_task", "message": "quota exceeded"}),
        )
    })
    .await;
    assert!(
        matches!(run(&fake).await.end.unwrap(), State::Failed { failure } if failure.reason == Reason::Request && failure.message == "quota exceeded")
    );
    let failing = Fake::new(|seen, _| {
        Reply::Json(
            200,
            if seen.method == "POST" {
                json!({"code": "success", "task_id": "t"})
            } else {
                json!({"data": {"status": "FAILURE", "fail_reason": "content policy violation"}})
            },
        )
    })
    .await;
    assert!(
        matches!(run(&failing).await.end.unwrap(), State::Failed { failure } if failure.reason == Reason::Moderation)
    );
}

#[test]
fn a_description_that_is_wrong_is_told_where() {
    for (from, to, says) in [
        (
            "path = \"/v1/video/generations\"",
            "path = \"v1\"",
            "begins with `/`",
        ),
        ("generations/{id}", "generations/", "{id}"),
        ("\"/data/status\"", "\"data.status\"", "JSON pointer"),
        ("'{ \"model\"", "'{ model", "no JSON"),
        ("done = [\"success\"]", "done = []", "need an entry"),
        ("auth =", "oauth =", "line 3"),
    ] {
        assert!(NEWAPI.contains(from));
        let error = Relay::read(&NEWAPI.replacen(from, to, 1)).unwrap_err();
        assert!(error.contains(says), "{error}");
    }
}
