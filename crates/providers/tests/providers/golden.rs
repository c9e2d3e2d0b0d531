//! Each request as it would be sent, beside what it was when somebody looked at it against the documentation. After a
//! change that is meant: `UPDATE_GOLDEN=1`, and look at the difference.

use std::{fmt::Write, path::Path};

use providers::{
    Account, Call, Model, Secret, chat,
    schema::Tier,
    want::{Chat, Media, Want},
};
use serde_json::json;

use crate::{image, model, speech, video};

fn call(base: &str, model: &Model, want: &Want) -> serde_json::Value {
    let mut account = Account::new(base, Some(Secret::new("k")));
    account.second = Some(Secret::new("s"));
    let call = Call {
        account: &account,
        model,
        want,
        relay: None,
        now: 1_800_000_000,
    };
    call.submit().unwrap().shown()
}

fn requests() -> Vec<(&'static str, serde_json::Value)> {
    let link = || Media::Link("https://house.example/frame.png".into());
    let clip = || {
        let mut video = video();
        video.first_frame = Some(link());
        video
    };
    let with_last = || {
        let mut video = clip();
        (video.last_frame, video.resolution) = (Some(link()), "1080p".into());
        Want::Video(video)
    };
    let with_references = || {
        let mut video = clip();
        (video.first_frame, video.references, video.sound) = (None, vec![link(), link()], true);
        Want::Video(video)
    };
    let with_frame = || Want::Video(clip());
    let two = |references: usize| {
        let mut image = image();
        image.references = (0..references).map(|_| link()).collect();
        Want::Image(image)
    };
    let small = |id: &str| {
        let mut image = image();
        (image.width, image.height) = (768, 1344);
        (model(id), Want::Image(image))
    };
    let hailuo = || {
        let mut video = clip();
        (video.seconds, video.resolution) = (6, "768p".into());
        Want::Video(video)
    };
    let veo = || {
        let mut video = video();
        (video.seconds, video.last_frame) = (8, video.first_frame.clone());
        Want::Video(video)
    };
    let mut kling_many = clip();
    (kling_many.first_frame, kling_many.references) = (None, vec![link(), link()]);
    let ark = "https://ark.cn-beijing.volces.com/api/v3";
    let google = "https://generativelanguage.googleapis.com";
    let kling = "https://api-singapore.klingai.com";
    let minimax = "https://api.minimax.io";
    let openai = "https://api.openai.com/v1";
    let (flux, flux_want) = small("black-forest-labs/flux-schnell");
    let form = json!({"type": "object", "properties": {"title": {"type": "string"}}});
    let outline = Chat {
        system: "You write serials.".into(),
        user: "Outline episode 1.".into(),
        form: Some(("outline".into(), form)),
        tokens_max: 900,
        temperature: Some(0.7),
    };
    let written = |tier: Tier| {
        chat::request(
            &Account::new(openai, Some(Secret::new("k"))),
            &model("gpt-5-mini"),
            &outline,
            tier,
            Some("/: `title` is missing"),
        )
        .unwrap()
        .shown()
    };
    vec![
        (
            "ark seedance, first and last frame",
            call(ark, &model("doubao-seedance-1-0-pro-250528"), &with_last()),
        ),
        (
            "ark seedance 2, references and sound",
            call(
                ark,
                &model("doubao-seedance-2-0-260128"),
                &with_references(),
            ),
        ),
        (
            "ark seedream, two references",
            call(ark, &model("doubao-seedream-4-0-250828"), &two(2)),
        ),
        (
            "kling, a first frame",
            call(kling, &model("kling-v2-1"), &with_frame()),
        ),
        (
            "kling, references",
            call(kling, &model("kling-v1-6"), &Want::Video(kling_many)),
        ),
        (
            "veo, first and last frame",
            call(google, &model("veo-3.1-generate-preview"), &veo()),
        ),
        (
            "gemini, a picture",
            call(google, &model("gemini-2.5-flash-image"), &two(0)),
        ),
        (
            "minimax hailuo, a first frame",
            call(minimax, &model("MiniMax-Hailuo-02"), &hailuo()),
        ),
        (
            "minimax speech",
            call(minimax, &model("speech-2.6-hd"), &Want::Speech(speech())),
        ),
        (
            "fal, a first frame",
            call(
                "https://queue.fal.run",
                &model("fal-ai/kling-video/v2.1/standard/image-to-video"),
                &with_frame(),
            ),
        ),
        (
            "replicate, a picture",
            call("https://api.replicate.com", &flux, &flux_want),
        ),
        (
            "openai, a picture",
            call(openai, &model("gpt-image-1.5"), &two(0)),
        ),
        (
            "openai speech",
            call(openai, &model("gpt-4o-mini-tts"), &Want::Speech(speech())),
        ),
        ("chat, json_schema", written(Tier::JsonSchema)),
        ("chat, json_object", written(Tier::JsonObject)),
        ("chat, tool", written(Tier::Tool)),
        ("chat, repair", written(Tier::Repair)),
    ]
}

#[test]
fn requests_are_as_the_documentation_has_them() {
    let mut text = String::new();
    for (name, request) in requests() {
        writeln!(
            text,
            "## {name}\n\n{}\n",
            serde_json::to_string_pretty(&request).unwrap()
        )
        .unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/providers/golden/requests.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    for (at, (ours, known)) in text.lines().zip(golden.lines()).enumerate() {
        assert_eq!(ours, known, "line {}", at + 1);
    }
    assert_eq!(text.lines().count(), golden.lines().count());
}
