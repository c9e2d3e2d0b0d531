//! Jobs that are asked for until they are over: Ark, Kling, Veo, MiniMax, fal, Replicate.

use providers::{Call, Reason, State, want::Want};
use serde_json::{Value, json};

use crate::{
    MP4, PNG, account,
    fake::{Fake, Reply, Seen},
    model, png, run, run_from, runner, runner_of, video,
};

fn own(seen: &Seen, path: &str) -> String {
    format!("http://{}{path}", seen.header("host"))
}

const ALL: [&str; 4] = ["submitting", "submitted", "running", "done"];

#[tokio::test]
async fn ark_makes_a_clip_in_the_end() {
    let fake = Fake::new(|seen, before| match () {
        () if seen.header("authorization") != "Bearer key-that-nobody-sees" && !seen.is("GET", "/clip") => Reply::Json(401, json!({"error": {"code": "AuthenticationError"}})),
        () if seen.is("POST", "/contents/generations/tasks") => {
            let body = seen.json();
            assert_eq!(body["content"][1]["role"], "first_frame");
            assert!(body["content"][1]["image_url"]["url"].as_str().unwrap().starts_with("data:image/png;base64,"));
            assert_eq!((&body["duration"], &body["ratio"]), (&json!(5), &json!("9:16")));
            assert!(body.get("generate_audio").is_none(), "this model refuses the word");
            Reply::Json(200, json!({"id": "cgt-1"}))
        }
        () if seen.is("GET", "/contents/generations/tasks/cgt-1") => Reply::Json(200, match before {
            0 => json!({"id": "cgt-1", "status": "queued"}),
            // A word that is in no documentation.
            1 => json!({"id": "cgt-1", "status": "post_processing"}),
            _ => json!({"id": "cgt-1", "status": "succeeded", "content": {"video_url": own(seen, "/clip?sig=1")}}),
        }),
        () => Reply::Bytes("text/plain", MP4.to_vec()),
    })
    .await;
    let ran = run(
        &fake.base,
        &model("doubao-seedance-1-0-pro-250528"),
        &Want::Video(video()),
    )
    .await;
    assert_eq!(ran.end.as_ref().unwrap(), &State::Done);
    assert_eq!(ran.names(), ALL);
    assert_eq!(ran.book.made[0].bytes, MP4);
    assert_eq!(fake.count("POST", "/"), 1);
    let fetched = fake
        .all()
        .into_iter()
        .find(|seen| seen.path.starts_with("/clip"))
        .unwrap();
    assert_eq!(
        fetched.header("authorization"),
        "",
        "an address that is signed needs no key"
    );
}

#[tokio::test]
async fn ark_refuses_a_face() {
    let fake = Fake::new(|_, _| {
        Reply::Json(400, json!({"error": {"code": "InputImageSensitiveContentDetected.PrivacyInformation", "message": "The request failed because the input image may contain real person."}}))
    })
    .await;
    let ran = run(
        &fake.base,
        &model("doubao-seedance-1-0-pro-250528"),
        &Want::Video(video()),
    )
    .await;
    let State::Failed { failure } = ran.end.unwrap() else {
        panic!()
    };
    assert_eq!(failure.reason, Reason::Moderation);
    assert!(failure.code.starts_with("InputImageSensitive"));
    assert_eq!(fake.count("POST", "/"), 1);
}

#[tokio::test]
async fn an_address_that_expired_is_asked_for_once_more() {
    let fake = Fake::new(|seen, before| match () {
        () if seen.is("POST", "/") => Reply::Json(200, json!({"id": "cgt-1"})),
        () if seen.is("GET", "/contents") => Reply::Json(200, json!({"status": "succeeded", "content": {"video_url": own(seen, &format!("/clip{before}"))}})),
        () if seen.is("GET", "/clip0") => Reply::Json(403, json!("expired")),
        () => Reply::Bytes("video/mp4", MP4.to_vec()),
    })
    .await;
    let ran = run(
        &fake.base,
        &model("doubao-seedance-1-0-pro-250528"),
        &Want::Video(video()),
    )
    .await;
    assert_eq!(ran.end.unwrap(), State::Done);
    assert_eq!(
        (fake.count("GET", "/clip0"), fake.count("GET", "/clip1")),
        (1, 1)
    );

    let gone = Fake::new(|seen, _| match () {
        () if seen.is("POST", "/") => Reply::Json(200, json!({"id": "cgt-1"})),
        () if seen.is("GET", "/contents") => Reply::Json(
            200,
            json!({"status": "succeeded", "content": {"video_url": own(seen, "/clip")}}),
        ),
        () => Reply::Json(404, json!(null)),
    })
    .await;
    let ran = run(
        &gone.base,
        &model("doubao-seedance-1-0-pro-250528"),
        &Want::Video(video()),
    )
    .await;
    assert!(matches!(ran.end.unwrap(), State::Expired { ticket } if ticket.id == "cgt-1"));
}

fn kling(seen: &Seen, before: usize) -> Reply {
    let ok = |data: Value| {
        Reply::Json(
            200,
            json!({"code": 0, "message": "SUCCEED", "request_id": "r", "data": data}),
        )
    };
    if seen.is("GET", "/clip") {
        return Reply::Bytes("video/mp4", MP4.to_vec());
    }
    // Three parts, signed.
    if seen.header("authorization").matches('.').count() != 2 {
        return Reply::Json(
            200,
            json!({"code": 1000, "message": "Authentication failed"}),
        );
    }
    match () {
        () if seen.is("POST", "/v1/videos/image2video") => {
            let body = seen.json();
            assert_eq!(body["duration"], "5", "a text");
            assert!(
                !body["image"].as_str().unwrap().starts_with("data:"),
                "bare"
            );
            ok(json!({"task_id": "k1", "task_status": "submitted"}))
        }
        () if before == 0 => ok(json!({"task_id": "k1", "task_status": "submitted"})),
        () if before == 1 => Reply::Json(
            200,
            json!({"code": 1303, "message": "parallel task over resource pack limit"}),
        ),
        () if before == 2 => ok(json!({"task_id": "k1", "task_status": "processing"})),
        // Without -ed.
        () => ok(
            json!({"task_id": "k1", "task_status": "succeed", "task_result": {"videos": [{"id": "v", "url": own(seen, "/clip"), "duration": "5.1"}]}}),
        ),
    }
}

#[tokio::test]
async fn kling_succeeds_without_ed() {
    let fake = Fake::new(kling).await;
    let mut account = account(&fake.base);
    account.second = Some(providers::Secret::new("secret"));
    let (model, want) = (model("kling-v2-1"), Want::Video(video()));
    let call = Call {
        account: &account,
        model: &model,
        want: &want,
        relay: None,
        now: 1_800_000_000,
    };
    let ran = run_from(&runner(&fake.base), &call, State::Planned).await;
    assert_eq!(ran.end.as_ref().unwrap(), &State::Done);
    assert_eq!(ran.names(), ALL);
    assert_eq!(fake.count("POST", "/"), 1);
}

#[tokio::test]
async fn kling_says_no_with_status_200() {
    let fake = Fake::new(|_, _| {
        Reply::Json(
            200,
            json!({"code": 1102, "message": "Account balance not enough", "request_id": "r"}),
        )
    })
    .await;
    let ran = run(&fake.base, &model("kling-v2-1"), &Want::Video(video())).await;
    assert!(
        matches!(ran.end.unwrap(), State::Failed { failure } if failure.reason == Reason::Balance && failure.code == "1102")
    );
}

#[tokio::test]
async fn veo_needs_its_key_for_the_video_too() {
    // A host of files, which has no business with the key.
    let files = Fake::new(|_, _| Reply::Bytes("video/mp4", MP4.to_vec())).await;
    let elsewhere = format!("{}/raw", files.base);
    let fake = Fake::new(move |seen, before| match () {
        () if seen.header("x-goog-api-key") != "key-that-nobody-sees" => Reply::Json(403, json!({"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "no key"}})),
        () if seen.is("POST", "/v1beta/models/veo-3.1-generate-preview:predictLongRunning") => {
            let body = seen.json();
            assert!(body["instances"][0]["image"]["bytesBase64Encoded"].is_string());
            assert_eq!(body["parameters"]["durationSeconds"], 6);
            Reply::Json(200, json!({"name": "models/veo-3.1-generate-preview/operations/abc"}))
        }
        () if seen.is("GET", "/v1beta/models/veo-3.1-generate-preview/operations/abc") && before == 0 => Reply::Json(200, json!({"name": "models/veo-3.1-generate-preview/operations/abc"})),
        () if seen.is("GET", "/v1beta/models") => Reply::Json(200, json!({"name": "models/veo-3.1-generate-preview/operations/abc", "done": true,
            "response": {"generateVideoResponse": {"generatedSamples": [{"video": {"uri": own(seen, "/v1beta/files/f:download?alt=media")}}]}}})),
        () if seen.path.ends_with("alt=media") => Reply::Header(302, "location", "/v1beta/moved".into()),
        () => Reply::Header(302, "location", elsewhere.clone()),
    })
    .await;
    let mut wanted = video();
    wanted.seconds = 6;
    let (account, model, want) = (
        account(&fake.base),
        model("veo-3.1-generate-preview"),
        Want::Video(wanted),
    );
    let call = Call {
        account: &account,
        model: &model,
        want: &want,
        relay: None,
        now: 0,
    };
    let ran = run_from(
        &runner_of(&[&fake.base, &files.base]),
        &call,
        State::Planned,
    )
    .await;
    assert_eq!(ran.end.unwrap(), State::Done);
    assert_eq!(
        (
            files.count("GET", "/raw"),
            files.all()[0].header("x-goog-api-key")
        ),
        (1, "")
    );
}

#[tokio::test]
async fn veo_filters_in_silence() {
    let fake = Fake::new(|seen, _| match () {
        () if seen.is("POST", "/") => Reply::Json(200, json!({"name": "operations/abc"})),
        () => Reply::Json(200, json!({"name": "operations/abc", "done": true, "response": {"generateVideoResponse": {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["celebrity"]}}})),
    })
    .await;
    let mut wanted = video();
    wanted.seconds = 8;
    let ran = run(
        &fake.base,
        &model("veo-3.1-generate-preview"),
        &Want::Video(wanted),
    )
    .await;
    assert!(
        matches!(ran.end.unwrap(), State::Failed { failure } if failure.reason == Reason::Moderation && failure.message == "celebrity")
    );
}

#[tokio::test]
async fn minimax_names_a_file_first() {
    let fine = || json!({"status_code": 0, "status_msg": "success"});
    let fake = Fake::new(move |seen, before| match () {
        () if seen.is("POST", "/v1/video_generation") => Reply::Json(
            200,
            json!({"task_id": 106_916_112_212_032_u64, "base_resp": fine()}),
        ),
        () if seen.is("GET", "/v1/query/video_generation?task_id=106916112212032") => Reply::Json(
            200,
            match before {
                0 => json!({"status": "Preparing", "base_resp": fine()}),
                1 => json!({"status": "Processing", "base_resp": fine()}),
                _ => {
                    json!({"status": "Success", "file_id": "205258526306433", "base_resp": fine()})
                }
            },
        ),
        () if seen.is("GET", "/v1/files/retrieve?file_id=205258526306433") => Reply::Json(
            200,
            json!({"file": {"download_url": own(seen, "/clip")}, "base_resp": fine()}),
        ),
        () => Reply::Bytes("video/mp4", MP4.to_vec()),
    })
    .await;
    let mut wanted = video();
    (wanted.seconds, wanted.resolution) = (6, "768p".into());
    let ran = run(
        &fake.base,
        &model("MiniMax-Hailuo-02"),
        &Want::Video(wanted.clone()),
    )
    .await;
    assert_eq!(ran.end.unwrap(), State::Done);
    assert_eq!(fake.count("POST", "/"), 1);

    let poor = Fake::new(|_, _| Reply::Json(200, json!({"task_id": "", "base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}))).await;
    let ran = run(
        &poor.base,
        &model("MiniMax-Hailuo-02"),
        &Want::Video(wanted.clone()),
    )
    .await;
    assert!(
        matches!(ran.end.unwrap(), State::Failed { failure } if failure.reason == Reason::Balance && failure.message == "insufficient balance")
    );

    wanted.first_frame = None;
    let ran = run(
        &poor.base,
        &model("MiniMax-Hailuo-02"),
        &Want::Video(wanted),
    )
    .await;
    assert!(
        ran.end
            .unwrap_err()
            .to_string()
            .contains("without a first frame it makes 16:9")
    );
    assert_eq!(poor.count("POST", "/"), 1);
}

#[tokio::test]
async fn fal_completes_and_then_tells() {
    let model = model("fal-ai/kling-video/v2.1/standard/image-to-video");
    let queue = |seen: &Seen| json!({"request_id": "r-1", "status_url": own(seen, "/fal-ai/kling-video/requests/r-1/status"), "response_url": own(seen, "/fal-ai/kling-video/requests/r-1")});
    let fake = Fake::new(move |seen, before| match () {
        () if seen.is("GET", "/clip") => Reply::Bytes("video/mp4", MP4.to_vec()),
        () if seen.header("authorization") != "Key key-that-nobody-sees" => {
            Reply::Json(401, json!({"detail": "no key"}))
        }
        () if seen.is("POST", "/fal-ai/kling-video/v2.1/standard/image-to-video") => {
            assert_eq!(seen.json()["duration"], "5");
            Reply::Json(200, queue(seen))
        }
        () if seen.path.ends_with("/status") => Reply::Json(
            200,
            match before {
                0 => json!({"status": "IN_QUEUE", "queue_position": 2}),
                1 => json!({"status": "IN_PROGRESS"}),
                _ => json!({"status": "COMPLETED"}),
            },
        ),
        () => Reply::Json(
            200,
            json!({"video": {"url": own(seen, "/clip"), "content_type": "video/mp4"}}),
        ),
    })
    .await;
    assert_eq!(
        run(&fake.base, &model, &Want::Video(video()))
            .await
            .end
            .unwrap(),
        State::Done
    );

    // It delivers what its own checker flags, and says so.
    let flagging = Fake::new(move |seen, _| match () {
        () if seen.is("GET", "/clip") => Reply::Bytes("video/mp4", MP4.to_vec()),
        () if seen.is("POST", "/") => Reply::Json(200, queue(seen)),
        () if seen.path.ends_with("/status") => Reply::Json(200, json!({"status": "COMPLETED"})),
        () => Reply::Json(
            200,
            json!({"video": {"url": own(seen, "/clip")}, "has_nsfw_concepts": [true]}),
        ),
    })
    .await;
    let ran = run(&flagging.base, &model, &Want::Video(video())).await;
    assert_eq!(ran.book.made[0].flag.as_deref(), Some("has_nsfw_concepts"));

    // Completed says nothing about success.
    let failing = Fake::new(move |seen, _| match () {
        () if seen.is("POST", "/") => Reply::Json(200, queue(seen)),
        () if seen.path.ends_with("/status") => Reply::Json(200, json!({"status": "COMPLETED"})),
        () => Reply::Json(
            422,
            json!({"detail": [{"msg": "image is too small", "type": "image_too_small"}]}),
        ),
    })
    .await;
    let ran = run(&failing.base, &model, &Want::Video(video())).await;
    assert!(
        matches!(ran.end.unwrap(), State::Failed { failure } if failure.message == "image is too small")
    );

    // Addresses that are not its own would get the key.
    let leading = Fake::new(|_, _| Reply::Json(200, json!({"request_id": "r-1", "status_url": "https://elsewhere.example/s", "response_url": "https://elsewhere.example/r"}))).await;
    let ran = run(&leading.base, &model, &Want::Video(video())).await;
    assert!(matches!(ran.end.unwrap(), State::Ambiguous { .. }));
}

#[tokio::test]
async fn replicate_may_be_over_at_once() {
    let wanted = || {
        let mut image = crate::image();
        (image.width, image.height, image.seed) = (768, 1344, Some(7));
        Want::Image(image)
    };
    let fake = Fake::new(|seen, _| match () {
        () if seen.is("POST", "/v1/models/black-forest-labs/flux-schnell/predictions") => {
            assert_eq!(seen.json()["input"]["seed"], 7);
            Reply::Json(201, json!({"id": "p1", "status": "succeeded", "output": [own(seen, "/out.png")], "urls": {"get": own(seen, "/v1/predictions/p1")}}))
        }
        () => Reply::Bytes("image/png", PNG.to_vec()),
    })
    .await;
    let ran = run(
        &fake.base,
        &model("black-forest-labs/flux-schnell"),
        &wanted(),
    )
    .await;
    assert_eq!(ran.end.as_ref().unwrap(), &State::Done);
    // The address of what is paid for is kept before it is fetched.
    assert_eq!(ran.names(), ["submitting", "submitted", "done"]);

    let late = Fake::new(|_, _| {
        Reply::Json(
            200,
            json!({"id": "p1", "status": "succeeded", "output": null}),
        )
    })
    .await;
    let account = account(&late.base);
    let (model, want) = (model("black-forest-labs/flux-schnell"), wanted());
    let call = Call {
        account: &account,
        model: &model,
        want: &want,
        relay: None,
        now: 0,
    };
    let ticket = providers::Ticket {
        id: "p1".into(),
        poll: format!("{}/v1/predictions/p1", late.base),
        ..Default::default()
    };
    let ran = run_from(&runner(&late.base), &call, State::Running { ticket }).await;
    assert!(matches!(ran.end.unwrap(), State::Expired { .. }));
    assert_eq!(late.count("POST", "/"), 0);
    assert_eq!(png().uri().len(), 22 + PNG.len().div_ceil(3) * 4);
}
