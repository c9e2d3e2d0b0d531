//! What is made while one waits: pictures and speech.

use base64::{Engine, prelude::BASE64_STANDARD};
use providers::{Reason, State, want::Want};
use serde_json::json;

use crate::{
    PNG, WAV,
    fake::{Fake, Reply},
    image, model, png, run, speech,
};

#[tokio::test]
async fn openai_sends_pictures_in_base64() {
    let fake = Fake::new(|seen, _| {
        if seen.path == "/images/edits" {
            let body = String::from_utf8_lossy(&seen.body).into_owned();
            assert!(body.contains("name=\"image[]\"; filename=\"reference-0.png\"\r\ncontent-type: image/png"), "{body}");
            assert!(body.contains("name=\"size\"\r\n\r\n1024x1536\r\n"));
        } else {
            assert_eq!(seen.json()["size"], "1024x1536");
        }
        Reply::Json(200, json!({"data": [{"b64_json": BASE64_STANDARD.encode(PNG)}], "usage": {"total_tokens": 1}}))
    })
    .await;
    let mut wanted = image();
    let ran = run(
        &fake.base,
        &model("gpt-image-1.5"),
        &Want::Image(wanted.clone()),
    )
    .await;
    assert_eq!(ran.end.as_ref().unwrap(), &State::Done);
    assert_eq!(ran.names(), ["submitting", "done"]);
    assert_eq!(ran.book.made[0].bytes, PNG);
    wanted.references.push(png());
    assert_eq!(
        run(&fake.base, &model("gpt-image-1.5"), &Want::Image(wanted))
            .await
            .end
            .unwrap(),
        State::Done
    );
    assert_eq!(fake.count("POST", "/images/edits"), 1);
}

#[tokio::test]
async fn a_relay_puts_its_error_into_a_200() {
    let fake = Fake::new(|_, _| Reply::Json(200, json!({"error": {"message": "Your request was rejected by our safety system", "code": "moderation_blocked"}}))).await;
    let ran = run(&fake.base, &model("gpt-image-1.5"), &Want::Image(image())).await;
    assert!(
        matches!(ran.end.unwrap(), State::Failed { failure } if failure.reason == Reason::Moderation)
    );
}

#[tokio::test]
async fn speech_is_looked_at_whatever_it_is_called() {
    let fake = Fake::new(|_, _| Reply::Bytes("application/octet-stream", WAV.to_vec())).await;
    let ran = run(
        &fake.base,
        &model("gpt-4o-mini-tts"),
        &Want::Speech(speech()),
    )
    .await;
    assert_eq!(ran.end.unwrap(), State::Done);
    // A picture where a voice was asked for, and a web page: paid for perhaps, and no use.
    for body in [PNG.to_vec(), b"<html>busy</html>".to_vec()] {
        let fake = Fake::new(move |_, _| Reply::Bytes("audio/wav", body.clone())).await;
        let ran = run(
            &fake.base,
            &model("gpt-4o-mini-tts"),
            &Want::Speech(speech()),
        )
        .await;
        assert!(matches!(ran.end.unwrap(), State::Ambiguous { .. }));
        assert!(ran.book.made.is_empty());
    }
}

#[tokio::test]
async fn minimax_speaks_in_hexadecimal() {
    let hex: String = WAV.iter().map(|byte| format!("{byte:02x}")).collect();
    let fake = Fake::new(move |_, _| Reply::Json(200, json!({"data": {"audio": hex, "status": 2}, "base_resp": {"status_code": 0, "status_msg": ""}}))).await;
    let ran = run(&fake.base, &model("speech-2.6-hd"), &Want::Speech(speech())).await;
    assert_eq!(ran.end.unwrap(), State::Done);
    assert_eq!(ran.book.made[0].bytes, WAV);
}

#[tokio::test]
async fn seedream_gives_an_address_and_gemini_the_picture() {
    let fake = Fake::new(|seen, _| match () {
        () if seen.is("POST", "/images/generations") => Reply::Json(200, json!({"data": [{"url": format!("http://{}/p.png", seen.header("host")), "size": "1024x1536"}]})),
        () if seen.is("POST", "/v1beta") => {
            assert_eq!(seen.json()["generationConfig"]["imageConfig"]["aspectRatio"], "2:3");
            Reply::Json(200, json!({"candidates": [{"content": {"parts": [{"text": "Here:"}, {"inlineData": {"mimeType": "image/png", "data": BASE64_STANDARD.encode(PNG)}}]}, "finishReason": "STOP"}]}))
        }
        () => Reply::Bytes("image/png", PNG.to_vec()),
    })
    .await;
    let ran = run(
        &fake.base,
        &model("doubao-seedream-4-0-250828"),
        &Want::Image(image()),
    )
    .await;
    assert_eq!(ran.names(), ["submitting", "submitted", "done"]);
    let ran = run(
        &fake.base,
        &model("gemini-2.5-flash-image"),
        &Want::Image(image()),
    )
    .await;
    assert_eq!(ran.names(), ["submitting", "done"]);

    let blocked = Fake::new(|_, _| {
        Reply::Json(
            200,
            json!({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}),
        )
    })
    .await;
    let ran = run(
        &blocked.base,
        &model("gemini-2.5-flash-image"),
        &Want::Image(image()),
    )
    .await;
    assert!(
        matches!(ran.end.unwrap(), State::Failed { failure } if failure.reason == Reason::Moderation)
    );
}
