//! A workflow on one's own machine: pictures go in, a queue, a history, files come out.

use providers::{Kind, Model, Reason, State, want::Want};
use serde_json::json;

use crate::{
    MP4,
    fake::{Fake, Reply},
    run, run_patiently, video,
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

/// A server that tells over its socket how far it is, as ComfyUI does: to whoever has the name that the workflow was sent
/// under, previews between what it tells, and what other jobs do.
#[tokio::test]
#[expect(
    clippy::disallowed_types,
    reason = "a server of others has axum's own answers"
)]
async fn steps_are_told_while_it_is_made_and_nothing_hangs_on_it() {
    use std::sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    };

    use axum::{
        Json, Router,
        extract::{self, Query, WebSocketUpgrade, ws::Message},
        routing::{any, get, post},
    };

    #[derive(Default)]
    struct Seen {
        client: Mutex<String>,
        listened: Mutex<Vec<String>>,
        told: AtomicBool,
    }
    type Shared = extract::State<Arc<Seen>>;

    for open in [true, false] {
        let seen = Arc::new(Seen::default());
        let socket = |extract::State(seen): Shared,
                      Query(query): Query<std::collections::HashMap<String, String>>,
                      upgrade: WebSocketUpgrade| async move {
            seen.listened
                .lock()
                .unwrap()
                .push(query["clientId"].clone());
            upgrade.on_upgrade(async move |mut socket| {
                let progress = |value: u64, id: &str| json!({"type": "progress", "data": {"value": value, "max": 20, "prompt_id": id, "node": "3"}}).to_string();
                for message in [
                    Message::Text(json!({"type": "status", "data": {"status": {"exec_info": {"queue_remaining": 1}}}}).to_string().into()),
                    Message::Text(progress(3, "ab-1").into()),
                    Message::Binary(vec![0; 70_000].into()),
                    Message::Text(progress(12, "ab-1").into()),
                ] {
                    socket.send(message).await.unwrap();
                }
                seen.told.store(true, Ordering::SeqCst);
                // Until the other side goes.
                while let Some(Ok(_)) = socket.recv().await {}
            })
        };
        let mut router = Router::new()
            .route("/upload/image", post(async || Json(json!({"name": "x"}))))
            .route("/prompt", post(async |extract::State(seen): Shared, Json(body): Json<serde_json::Value>| {
                body["client_id"].as_str().unwrap().clone_into(&mut seen.client.lock().unwrap());
                Json(json!({"prompt_id": "ab-1", "number": 1, "node_errors": {}}))
            }))
            .route("/queue", get(async || Json(json!({"queue_running": [[1, "ab-1", {}, {}, []]], "queue_pending": []}))))
            .route("/history/ab-1", get(async move |extract::State(seen): Shared| {
                // It is made until somebody has been told, or cannot be.
                if open && !seen.told.swap(false, Ordering::SeqCst) {
                    return Json(json!({}));
                }
                if open && !seen.client.lock().unwrap().is_empty() {
                    seen.client.lock().unwrap().clear();
                    seen.told.store(true, Ordering::SeqCst);
                    return Json(json!({}));
                }
                Json(json!({"ab-1": {"status": {"status_str": "success", "completed": true}, "outputs": {"9": {"gifs": [{"filename": "a.mp4", "subfolder": "", "type": "output"}]}}}}))
            }))
            .route("/view", get(async || MP4.to_vec()));
        if open {
            router = router.route("/ws", any(socket));
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = router.with_state(seen.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let ran = run_patiently(&base, &model(), &Want::Video(video())).await;
        assert_eq!(ran.end.as_ref().unwrap(), &State::Done);
        let told = ran.steps();
        if open {
            assert!(told.contains(&Some((12, 20))), "{told:?}");
            let listened = seen.listened.lock().unwrap();
            assert!(
                listened.len() == 1 && listened[0].starts_with("cliffhanger-"),
                "{listened:?}"
            );
        } else {
            assert!(told.iter().all(Option::is_none), "{told:?}");
        }
    }
}

#[test]
fn only_the_steps_of_the_job_itself_are_told() {
    let account = crate::account("http://127.0.0.1:8188");
    let (model, want) = (model(), Want::Video(video()));
    let call = providers::Call {
        account: &account,
        model: &model,
        want: &want,
        relay: None,
        now: 0,
    };
    let of =
        |kind: &str, value: serde_json::Value, max: serde_json::Value, id: serde_json::Value| {
            call.told(
                &json!({"type": kind, "data": {"value": value, "max": max, "prompt_id": id}})
                    .to_string(),
                "ab-1",
            )
        };
    assert_eq!(
        of("progress", json!(12), json!(20), json!("ab-1")),
        Some((12, 20))
    );
    assert_eq!(
        of("progress", json!(12), json!(20), json!(null)),
        Some((12, 20)),
        "an older server"
    );
    for (kind, value, max, id) in [
        ("progress", json!(12), json!(20), json!("zz-9")),
        ("executing", json!(12), json!(20), json!("ab-1")),
        ("progress", json!(21), json!(20), json!("ab-1")),
        ("progress", json!(0), json!(0), json!("ab-1")),
        ("progress", json!(-1), json!(20), json!("ab-1")),
        ("progress", json!(1), json!(u64::MAX), json!("ab-1")),
        ("progress", json!("1"), json!(20), json!("ab-1")),
    ] {
        assert_eq!(of(kind, value, max, id), None);
    }
    assert_eq!(call.told("{", "ab-1"), None);
    // The same workflow has the same name, another has another; nobody else tells anything.
    let address = call.listens().unwrap();
    assert!(
        address.starts_with("http://127.0.0.1:8188/ws?clientId=cliffhanger-"),
        "{address}"
    );
    assert_eq!(call.listens().unwrap(), address);
    let mut other = video();
    other.prompt = "A door.".into();
    let other = Want::Video(other);
    assert_ne!(
        providers::Call {
            want: &other,
            ..call
        }
        .listens()
        .unwrap(),
        address
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
