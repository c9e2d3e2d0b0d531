//! Nothing is paid for twice, and nothing is paid for that cannot be done.

use std::sync::{Arc, Mutex};

use providers::{
    Call, Reason, State, Ticket,
    model::{Cost, pixels},
    want::{Chat, Want},
};
use serde_json::json;

use crate::{
    MP4, account,
    fake::{Fake, Reply},
    image, model, png, run, run_from, runner, speech, video,
};

const ARK: &str = "doubao-seedance-1-0-pro-250528";

#[tokio::test]
async fn an_answer_that_never_comes_is_not_asked_for_again() {
    let fake = Fake::new(|_, _| Reply::Hang).await;
    let ran = run(&fake.base, &model(ARK), &Want::Video(video())).await;
    assert!(matches!(ran.end.unwrap(), State::Ambiguous { .. }));
    assert_eq!(fake.count("POST", "/"), 1);
}

#[tokio::test]
async fn what_says_nothing_is_ambiguous_and_what_says_no_is_not() {
    for (status, body, name) in [
        (500, json!({}), "ambiguous"),
        (502, json!("Bad gateway"), "ambiguous"),
        (200, json!({"hello": 1}), "ambiguous"),
        (200, json!({"id": "../../files"}), "ambiguous"),
        (
            400,
            json!({"error": {"code": "InvalidParameter", "message": "no"}}),
            "failed",
        ),
        (
            401,
            json!({"error": {"code": "AuthenticationError"}}),
            "failed",
        ),
        (404, json!({}), "failed"),
    ] {
        let fake = Fake::new(move |_, _| Reply::Json(status, body.clone())).await;
        let ran = run(&fake.base, &model(ARK), &Want::Video(video())).await;
        assert_eq!(ran.names(), ["submitting", name], "{status}");
        assert_eq!(fake.count("POST", "/"), 1, "{status}");
    }
}

#[tokio::test]
async fn too_many_requests_are_asked_again_for_nothing_was_taken() {
    let fake = Fake::new(|seen, before| match () {
        () if seen.is("POST", "/") && before < 2 => Reply::Header(429, "retry-after", "1".into()),
        () if seen.is("POST", "/") => Reply::Json(200, json!({"id": "t"})),
        () if seen.is("GET", "/contents") => Reply::Json(200, json!({"status": "succeeded", "content": {"video_url": format!("http://{}/c", seen.header("host"))}})),
        () => Reply::Bytes("video/mp4", MP4.to_vec()),
    })
    .await;
    assert_eq!(
        run(&fake.base, &model(ARK), &Want::Video(video()))
            .await
            .end
            .unwrap(),
        State::Done
    );
    assert_eq!(fake.count("POST", "/"), 3);

    let busy = Fake::new(|_, _| Reply::Json(429, json!({}))).await;
    let ran = run(&busy.base, &model(ARK), &Want::Video(video())).await;
    assert!(
        matches!(ran.end.unwrap(), State::Failed { failure } if failure.reason == Reason::Busy)
    );
    // Nobody is there: no byte left.
    let ran = run("http://127.0.0.1:9", &model(ARK), &Want::Video(video())).await;
    assert!(matches!(ran.end.unwrap(), State::Failed { failure } if failure.code == "unreachable"));
}

#[tokio::test]
async fn after_a_crash_it_is_asked_for_by_its_id_and_never_sent_again() {
    let fake = Fake::new(|seen, _| match () {
        () if seen.is("GET", "/contents/generations/tasks/t9") => Reply::Json(200, json!({"status": "succeeded", "content": {"video_url": format!("http://{}/c", seen.header("host"))}})),
        () => Reply::Bytes("video/mp4", MP4.to_vec()),
    })
    .await;
    let (account, model, want) = (account(&fake.base), model(ARK), Want::Video(video()));
    let call = Call {
        account: &account,
        model: &model,
        want: &want,
        relay: None,
        now: 0,
    };
    let ticket = Ticket {
        id: "t9".into(),
        poll: format!("{}/contents/generations/tasks/t9", fake.base),
        ..Ticket::default()
    };
    // As it lay in the database.
    let text = serde_json::to_string(&State::Submitted { ticket }).unwrap();
    let ran = run_from(
        &runner(&fake.base),
        &call,
        serde_json::from_str(&text).unwrap(),
    )
    .await;
    assert_eq!(ran.end.unwrap(), State::Done);

    let ran = run_from(&runner(&fake.base), &call, State::Submitting).await;
    assert_eq!(ran.names(), ["ambiguous"]);
    for over in [State::Done, State::Ambiguous { why: String::new() }] {
        let ran = run_from(&runner(&fake.base), &call, over.clone()).await;
        assert_eq!((ran.end.unwrap(), ran.book.states.len()), (over, 0));
    }
    assert_eq!(fake.count("POST", "/"), 0);
}

/// The process is killed after each thing that was kept, in turn: however often it begins again, one request.
#[tokio::test]
async fn killed_anywhere_it_pays_once() {
    for dies_at in 0..4 {
        let fake = Fake::new(|seen, _| match () {
            () if seen.is("POST", "/") => Reply::Json(200, json!({"id": "t"})),
            () if seen.is("GET", "/contents") => Reply::Json(200, json!({"status": "succeeded", "content": {"video_url": format!("http://{}/c", seen.header("host"))}})),
            () => Reply::Bytes("video/mp4", MP4.to_vec()),
        })
        .await;
        let (account, model, want) = (account(&fake.base), model(ARK), Want::Video(video()));
        let call = Call {
            account: &account,
            model: &model,
            want: &want,
            relay: None,
            now: 0,
        };
        let runner = runner(&fake.base);
        let kept = Arc::new(Mutex::new((State::Planned, 0)));
        for life in 0..3 {
            let state = kept.lock().unwrap().0.clone();
            let _ = runner
                .run(&call, state, |state, _| {
                    let mut kept = kept.lock().unwrap();
                    kept.0 = state;
                    kept.1 += 1;
                    let dead = life == 0 && kept.1 > dies_at;
                    std::future::ready(if dead {
                        Err("killed".to_owned())
                    } else {
                        Ok(())
                    })
                })
                .await;
        }
        let end = kept.lock().unwrap().0.clone();
        // Killed between what was kept and the request: nothing was sent, and nobody knows it.
        let wanted = if dies_at == 0 { "Ambiguous" } else { "Done" };
        assert!(format!("{end:?}").starts_with(wanted), "{dies_at}: {end:?}");
        assert_eq!(
            fake.count("POST", "/"),
            usize::from(dies_at > 0),
            "{dies_at}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_kept_is_not_sent() {
    let fake = Fake::new(|_, _| Reply::Json(200, json!({"id": "t"}))).await;
    let (account, model, want) = (account(&fake.base), model(ARK), Want::Video(video()));
    let call = Call {
        account: &account,
        model: &model,
        want: &want,
        relay: None,
        now: 0,
    };
    let end = runner(&fake.base)
        .run(&call, State::Planned, |_, _| {
            std::future::ready(Err("disk full".to_owned()))
        })
        .await;
    assert!(end.unwrap_err().to_string().contains("disk full"));
    assert!(fake.all().is_empty());
}

#[tokio::test]
async fn a_key_that_is_refused_ends_the_run_and_not_the_job() {
    let fake = Fake::new(|seen, _| {
        if seen.is("POST", "/") {
            Reply::Json(200, json!({"id": "t"}))
        } else {
            Reply::Json(401, json!({"error": {"message": "expired key"}}))
        }
    })
    .await;
    let ran = run(&fake.base, &model(ARK), &Want::Video(video())).await;
    assert!(
        ran.end
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("expired key")
    );
    assert_eq!(ran.names(), ["submitting", "submitted"]);

    let slow = Fake::new(|seen, _| {
        if seen.is("POST", "/") {
            Reply::Json(200, json!({"id": "t"}))
        } else {
            Reply::Json(200, json!({"status": "running"}))
        }
    })
    .await;
    let ran = run(&slow.base, &model(ARK), &Want::Video(video())).await;
    assert!(
        ran.end
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("still running")
    );
    assert_eq!(ran.names().last().unwrap(), "running");
    assert_eq!(slow.count("GET", "/"), 40);
}

/// The code with which a wish is refused.
fn refused(id: &str, want: &Want) -> &'static str {
    let refusal = model(id).check(want).unwrap_err();
    assert!(
        refusal.remedy.ends_with('.') && refusal.to_string().contains(id),
        "{refusal}"
    );
    refusal.code
}

#[tokio::test]
async fn what_a_model_cannot_do_is_refused_before_anything_is_sent() {
    let change = |change: fn(&mut providers::want::Video)| {
        let mut video = video();
        change(&mut video);
        Want::Video(video)
    };
    assert_eq!(
        refused(ARK, &change(|video| video.seconds = 7)),
        "provider.seconds"
    );
    assert_eq!(
        refused(ARK, &change(|video| video.resolution = "4k".into())),
        "provider.resolution"
    );
    assert_eq!(
        refused(ARK, &change(|video| video.aspect = "2:1".into())),
        "provider.aspect"
    );
    assert_eq!(
        refused(ARK, &change(|video| video.sound = true)),
        "provider.sound"
    );
    assert_eq!(
        refused(ARK, &change(|video| video.references.push(png()))),
        "provider.references"
    );
    assert_eq!(
        refused(
            "doubao-seedance-2-0-260128",
            &change(|video| video.references.push(png()))
        ),
        "provider.frames"
    );
    assert_eq!(
        refused(
            ARK,
            &change(|video| (video.first_frame, video.last_frame) = (None, Some(png())))
        ),
        "provider.frames"
    );
    assert_eq!(
        refused(ARK, &change(|video| video.prompt.clear())),
        "provider.prompt"
    );
    assert_eq!(
        refused("kling-v2-1", &change(|video| video.seed = Some(1))),
        "provider.seed"
    );
    assert_eq!(
        refused(
            "kling-v2-1",
            &change(|video| video.prompt = "x".repeat(2501))
        ),
        "provider.prompt"
    );
    assert_eq!(refused(ARK, &Want::Image(image())), "provider.kind");
    let mut wide = image();
    wide.width = 999;
    assert_eq!(
        refused("gpt-image-1.5", &Want::Image(wide)),
        "provider.size"
    );
    let mut told = speech();
    told.manner = "angrily".into();
    assert_eq!(
        refused("piper", &Want::Speech(told.clone())),
        "provider.manner"
    );
    told.voice.clear();
    assert_eq!(
        refused("gpt-4o-mini-tts", &Want::Speech(told)),
        "provider.voice"
    );

    let fake = Fake::new(|_, _| Reply::Hang).await;
    let ran = run(&fake.base, &model(ARK), &change(|video| video.seconds = 7)).await;
    assert!(ran.end.is_err() && ran.book.states.is_empty() && fake.all().is_empty());
    // A wish for which the model's own input has no place.
    let fal = "fal-ai/kling-video/v2.1/standard/image-to-video";
    let mut rich = model(fal);
    rich.can.last_frame = true;
    let ran = run(
        &fake.base,
        &rich,
        &change(|video| video.last_frame = Some(png())),
    )
    .await;
    assert!(
        ran.end
            .unwrap_err()
            .to_string()
            .contains("no place for `last_frame`")
    );
    assert!(fake.all().is_empty());
}

#[test]
fn prices_are_told_before_or_told_to_be_unknown() {
    assert_eq!(pixels("9:16", "720p"), Some((720, 1280)));
    assert_eq!(pixels("16:9", "1080p"), Some((1920, 1080)));
    assert_eq!(pixels("9:16", "huge"), None);
    // 5 s × 720 × 1280 × 24 / 1024 tokens, at 15 yuan for a million.
    let cost = model(ARK).estimate(&Want::Video(video())).unwrap();
    assert_eq!(
        cost,
        Cost {
            micros: 1_620_000,
            currency: "CNY".into()
        }
    );
    let mut eight = video();
    eight.seconds = 8;
    assert_eq!(
        model("veo-3.1-generate-preview")
            .estimate(&Want::Video(eight))
            .unwrap()
            .micros,
        3_200_000
    );
    assert_eq!(
        model("speech-2.6-hd")
            .estimate(&Want::Speech(speech()))
            .unwrap()
            .micros,
        1_200
    );
    assert_eq!(
        model("doubao-seedance-2-0-260128").estimate(&Want::Video(video())),
        None
    );
    let chat = Want::Chat(Chat {
        user: "x".repeat(1000),
        tokens_max: 1000,
        ..Chat::default()
    });
    assert_eq!(
        model("gpt-5-mini").estimate(&chat).unwrap().micros,
        250 + 2000
    );
    assert_eq!(model("local").estimate(&chat).unwrap().micros, 0);
}
