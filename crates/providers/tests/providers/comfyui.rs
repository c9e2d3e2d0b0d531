//! A workflow on one's own machine: pictures go in, a queue, a history, files come out.

use providers::{Kind, Model, Reason, State, want::Want};
use serde_json::json;

use crate::{
    MP4,
    fake::{Fake, Reply},
    run, video,
};

fn model() -> Model {
    let mut model = crate::model("fal-ai/kling-video/v2.1/standard/image-to-video");
    model.id = "wan-i2v".into();
    model.api = providers::Api::ComfyUi;
    model.kind = Kind::Video;
    model.can.seed = true;
    model.input = Some(
        json!({
            "3": {"class_type": "KSampler", "inputs": {"seed": "{{seed?}}", "steps": 20}},
            "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "cinematic, {{prompt}}"}},
            "7": {"class_type": "LoadImage", "inputs": {"image": "{{first_frame}}"}},
            "9": {"class_type": "Video", "inputs": {"width": "{{width}}", "height": "{{height}}", "seconds": "{{seconds}}"}},
        })
        .to_string(),
    );
    model
}

#[tokio::test]
async fn a_workflow_is_filled_queued_and_fetched() {
    let fake = Fake::new(|seen, before| match () {
        () if seen.is("POST", "/upload/image") => {
            let body = String::from_utf8_lossy(&seen.body).into_owned();
            assert!(
                body.contains("name=\"image\"; filename=")
                    && body.contains("name=\"overwrite\"\r\n\r\ntrue")
            );
            Reply::Json(
                200,
                json!({"name": "x.png", "subfolder": "", "type": "input"}),
            )
        }
        () if seen.is("POST", "/prompt") => {
            let nodes = &seen.json()["prompt"];
            assert_eq!(
                nodes["6"]["inputs"]["text"],
                "cinematic, A ring rolls over marble."
            );
            assert_eq!(nodes["3"]["inputs"], json!({"seed": 42, "steps": 20}));
            assert_eq!(
                nodes["9"]["inputs"],
                json!({"width": 720, "height": 1280, "seconds": 5})
            );
            assert!(
                nodes["7"]["inputs"]["image"]
                    .as_str()
                    .unwrap()
                    .ends_with(".png")
            );
            Reply::Json(
                200,
                json!({"prompt_id": "ab-1", "number": 1, "node_errors": {}}),
            )
        }
        // What waits is listed in any order: by their numbers one is before it, and one is being made.
        () if seen.is("GET", "/queue") && before == 0 => Reply::Json(
            200,
            json!({"queue_running": [[4, "zz-9", {}, {}, []]], "queue_pending": [[7, "cc-3", {}], [6, "ab-1", {}], [5, "bb-2", {}]]}),
        ),
        () if seen.is("GET", "/queue") => Reply::Json(
            200,
            json!({"queue_running": [[6, "ab-1", {}, {}, []]], "queue_pending": [[7, "cc-3", {}]]}),
        ),
        () if seen.is("GET", "/history/ab-1") && before < 3 => Reply::Json(200, json!({})),
        () if seen.is("GET", "/history/ab-1") => Reply::Json(
            200,
            json!({"ab-1": {"status": {"status_str": "success", "completed": true}, "outputs": {
                "8": {"images": [{"filename": "preview.png", "subfolder": "", "type": "temp"}]},
                "9": {"gifs": [{"filename": "clip 1.mp4", "subfolder": "a&b", "type": "output"}]},
            }}}),
        ),
        () if seen.path == "/view?filename=clip+1.mp4&subfolder=a%26b&type=output" => {
            Reply::Bytes("video/mp4", MP4.to_vec())
        }
        () => Reply::Json(404, json!(null)),
    })
    .await;
    let mut wanted = video();
    wanted.seed = Some(42);
    let ran = run(&fake.base, &model(), &Want::Video(wanted)).await;
    assert_eq!(ran.end.as_ref().unwrap(), &State::Done);
    let mut ahead = ran.ahead();
    ahead.dedup();
    assert_eq!(ahead, [None, Some(2), Some(0)], "each is kept, and so told");
    assert_eq!(ran.book.made[0].bytes, MP4);
    assert_eq!(
        (fake.count("POST", "/prompt"), fake.count("POST", "/upload")),
        (1, 1)
    );
}

#[tokio::test]
async fn errors_of_nodes_come_with_200_and_a_restart_forgets() {
    let upload = || Reply::Json(200, json!({"name": "x"}));
    let broken = Fake::new(move |seen, _| match () {
        () if seen.is("POST", "/upload") => upload(),
        () => Reply::Json(200, json!({"prompt_id": "ab-1", "node_errors": {"7": {"errors": [{"message": "Value not in list", "details": "ckpt_name"}]}}})),
    })
    .await;
    let ran = run(&broken.base, &model(), &Want::Video(video())).await;
    assert!(
        matches!(ran.end.unwrap(), State::Failed { failure } if failure.code == "node 7" && failure.message.contains("ckpt_name"))
    );

    let failing = Fake::new(move |seen, _| match () {
        () if seen.is("POST", "/upload") => upload(),
        () if seen.is("POST", "/prompt") => Reply::Json(200, json!({"prompt_id": "ab-1", "node_errors": {}})),
        () => Reply::Json(200, json!({"ab-1": {"outputs": {}, "status": {"status_str": "error", "completed": false, "messages": [
            ["execution_start", {}], ["execution_error", {"exception_type": "torch.OutOfMemoryError", "exception_message": "CUDA out of memory"}]]}}})),
    })
    .await;
    let ran = run(&failing.base, &model(), &Want::Video(video())).await;
    assert!(
        matches!(ran.end.unwrap(), State::Failed { failure } if failure.reason == Reason::Work && failure.message.contains("memory"))
    );

    let restarted = Fake::new(move |seen, _| match () {
        () if seen.is("POST", "/upload") => upload(),
        () if seen.is("POST", "/prompt") => {
            Reply::Json(200, json!({"prompt_id": "ab-1", "node_errors": {}}))
        }
        () if seen.is("GET", "/queue") => {
            Reply::Json(200, json!({"queue_running": [], "queue_pending": []}))
        }
        () => Reply::Json(200, json!({})),
    })
    .await;
    let ran = run(&restarted.base, &model(), &Want::Video(video())).await;
    assert!(matches!(ran.end.unwrap(), State::Expired { .. }));
    assert_eq!(restarted.count("POST", "/prompt"), 1);
}
