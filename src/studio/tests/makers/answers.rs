//! What each maker answers, by its documentation and by what those who use it have met: words for how far it is that
//! nobody has listed, errors inside a 200, a length that is a text, bytes in hexadecimal.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::server::{Files, Reply, Seen};

/// What no maker would answer: a job that gets it has failed.
fn refused(why: &str) -> Reply {
    Reply::Json(400, json!({ "error": { "code": "bad", "message": why } }))
}

fn ok(value: Value) -> Reply {
    Reply::Json(200, value)
}

fn mp4(files: &Files) -> Reply {
    Reply::Bytes("video/mp4", files.clip.clone())
}

fn png(files: &Files) -> Reply {
    Reply::Bytes("image/png", files.still.clone())
}

fn bearer(seen: &Seen) -> bool {
    seen.header("authorization") == "Bearer k"
}

/// What follows the last slash or equals sign.
fn last(path: &str) -> &str {
    path.rsplit(['/', '=']).next().unwrap_or_default()
}

pub fn kling(seen: &Seen, files: &Files) -> Reply {
    let data = |data: Value| ok(json!({ "code": 0, "message": "SUCCEED", "data": data }));
    if seen.is("GET", "/clip") {
        return mp4(files);
    }
    // Two keys make a token of three parts.
    if seen.header("authorization").matches('.').count() != 2 {
        return ok(json!({ "code": 1000, "message": "Authentication failed" }));
    }
    if seen.is("POST", "/v1/videos/image2video") {
        let body = seen.json();
        let bare = body["image"]
            .as_str()
            .is_some_and(|image| !image.starts_with("data:"));
        if !bare || !body["duration"].is_string() {
            return ok(json!({ "code": 1201, "message": "Invalid request parameters" }));
        }
        return data(json!({ "task_id": format!("k{}", seen.number), "task_status": "submitted" }));
    }
    match seen.before {
        0 => data(json!({ "task_id": last(&seen.path), "task_status": "submitted" })),
        // The question is one too many; the job goes on.
        1 => ok(json!({ "code": 1303, "message": "parallel task over resource pack limit" })),
        // Without -ed.
        _ => data(
            json!({ "task_status": "succeed", "task_result": { "videos": [{ "url": seen.own("/clip") }] } }),
        ),
    }
}

pub fn veo(seen: &Seen, files: &Files) -> Reply {
    // The video needs the key too.
    if seen.header("x-goog-api-key") != "k" {
        return Reply::Json(
            403,
            json!({ "error": { "code": 403, "status": "PERMISSION_DENIED" } }),
        );
    }
    let models = "/v1beta/models/veo-3.1-generate-preview";
    let name = format!(
        "models/veo-3.1-generate-preview/operations/o{}",
        seen.number
    );
    if seen.is("POST", models) {
        let body = seen.json();
        let frame = &body["instances"][0]["image"]["bytesBase64Encoded"];
        return if frame.is_string() && body["parameters"]["durationSeconds"].is_u64() {
            ok(json!({ "name": name }))
        } else {
            refused("no frame")
        };
    }
    if seen.path.ends_with("alt=media") {
        return Reply::Moved(seen.own("/raw"));
    }
    if seen.is("GET", "/raw") {
        return mp4(files);
    }
    if seen.before == 0 {
        // As long as it works, there is no word of `done`.
        return ok(json!({ "name": name }));
    }
    ok(
        json!({ "name": name, "done": true, "response": { "generateVideoResponse": { "generatedSamples":
        [{ "video": { "uri": seen.own("/v1beta/files/f:download?alt=media") } }] } } }),
    )
}

pub fn gemini(seen: &Seen, files: &Files) -> Reply {
    let body = seen.json();
    if seen.header("x-goog-api-key") != "k" || !seen.path.ends_with(":generateContent") {
        return refused("no key");
    }
    if body["contents"][0]["parts"][1]["inlineData"]["data"].is_null() {
        return refused("no picture to keep to");
    }
    let data = BASE64_STANDARD.encode(&files.still);
    ok(
        json!({ "candidates": [{ "finishReason": "STOP", "content": { "parts":
        [{ "text": "Here it is." }, { "inlineData": { "mimeType": "image/png", "data": data } }] } }] }),
    )
}

pub fn hailuo(seen: &Seen, files: &Files) -> Reply {
    let fine = json!({ "status_code": 0, "status_msg": "success" });
    if seen.is("GET", "/clip") {
        return mp4(files);
    }
    if !bearer(seen) {
        return ok(json!({ "base_resp": { "status_code": 1004, "status_msg": "login fail" } }));
    }
    if seen.is("POST", "/v1/video_generation") {
        let body = seen.json();
        if body["first_frame_image"].is_null() || body["resolution"] != "768P" {
            return ok(
                json!({ "base_resp": { "status_code": 2013, "status_msg": "invalid params" } }),
            );
        }
        // A number, not a text.
        return ok(json!({ "task_id": 1_000_000 + seen.number, "base_resp": fine }));
    }
    if seen.is("GET", "/v1/files/retrieve?file_id=9") {
        return ok(json!({ "file": { "download_url": seen.own("/clip") }, "base_resp": fine }));
    }
    match seen.before {
        0 => ok(json!({ "status": "Preparing", "base_resp": fine })),
        1 => ok(json!({ "base_resp": { "status_code": 1002, "status_msg": "rate limit" } })),
        _ => ok(json!({ "status": "Success", "file_id": "9", "base_resp": fine })),
    }
}

pub fn fal(seen: &Seen, files: &Files) -> Reply {
    if seen.is("GET", "/clip") {
        return mp4(files);
    }
    if seen.header("authorization") != "Key k" {
        return Reply::Json(
            401,
            json!({ "detail": "No user found for Key ID and Secret" }),
        );
    }
    if seen.method == "POST" {
        let body = seen.json();
        let uri = body["image_url"].as_str().unwrap_or_default();
        if !uri.starts_with("data:image/png;base64,") || !body["duration"].is_string() {
            return Reply::Json(422, json!({ "detail": [{ "msg": "bad input" }] }));
        }
        // Its queue is of the family, not of the model.
        let at = format!("/fal-ai/kling-video/requests/r{}", seen.number);
        return ok(
            json!({ "request_id": format!("r{}", seen.number), "queue_position": 2,
            "status_url": seen.own(&format!("{at}/status")), "response_url": seen.own(&at) }),
        );
    }
    if seen.path.ends_with("/status") {
        return ok(match seen.before {
            0 => json!({ "status": "IN_QUEUE", "queue_position": 1 }),
            1 => json!({ "status": "IN_PROGRESS" }),
            // It says nothing about success.
            _ => json!({ "status": "COMPLETED" }),
        });
    }
    ok(json!({ "video": { "url": seen.own("/clip"), "content_type": "application/octet-stream" } }))
}

pub fn replicate(seen: &Seen, files: &Files) -> Reply {
    if seen.is("GET", "/out") {
        return png(files);
    }
    if !bearer(seen) {
        return Reply::Json(401, json!({ "title": "Unauthenticated" }));
    }
    let id = if seen.method == "POST" {
        format!("p{}", seen.number)
    } else {
        last(&seen.path).to_owned()
    };
    let urls = json!({ "get": seen.own(&format!("/v1/predictions/{id}")) });
    match (&*seen.method, seen.before) {
        ("POST", _) => Reply::Json(
            201,
            json!({ "id": id, "status": "starting", "output": null, "urls": urls }),
        ),
        (_, 0) => ok(json!({ "id": id, "status": "processing", "urls": urls })),
        _ => ok(
            json!({ "id": id, "status": "succeeded", "output": [seen.own("/out.png")], "urls": urls }),
        ),
    }
}

pub fn pictures(seen: &Seen, files: &Files) -> Reply {
    // A picture that is to be kept to goes along as a file of a form.
    let form = String::from_utf8_lossy(&seen.body);
    if !bearer(seen) || seen.path != "/images/edits" || !form.contains("name=\"image[]\"") {
        return refused("no picture");
    }
    // Never an address, and never as upright as 9:16.
    ok(json!({ "data": [{ "b64_json": BASE64_STANDARD.encode(&files.wider) }] }))
}

pub fn speech(seen: &Seen, files: &Files) -> Reply {
    if !bearer(seen) || seen.path != "/audio/speech" || seen.json()["voice"] == "" {
        return refused("no voice");
    }
    Reply::Bytes("audio/wav", files.sound.clone())
}

pub fn hexadecimal(seen: &Seen, files: &Files) -> Reply {
    if !bearer(seen) || seen.json()["output_format"] != "hex" {
        return ok(json!({ "base_resp": { "status_code": 1004, "status_msg": "login fail" } }));
    }
    let mut hex = String::with_capacity(files.sound.len() * 2);
    for byte in &files.sound {
        let _ = write!(hex, "{byte:02x}");
    }
    ok(json!({ "data": { "audio": hex, "status": 2 }, "base_resp": { "status_code": 0 } }))
}

pub const RELAY: &str = r#"
name = "newapi"
auth = "x-token"

[submit]
path = "/v1/video/generations"
body = '{ "model": "{{model}}", "prompt": "{{prompt}}", "image": "{{first_frame?}}", "duration": "{{seconds|text}}" }'
id = ["/data/id"]
fine = { at = "/code", is = ["success"] }

[poll]
path = "/v1/video/generations/{id}"
status = ["/data/status"]
result = ["/data/url"]
done = ["success"]
failed = ["FAILURE"]
"#;

pub fn relay(seen: &Seen, files: &Files) -> Reply {
    if seen.is("GET", "/clip") {
        return mp4(files);
    }
    if seen.header("x-token") != "k" {
        return ok(json!({ "code": "unauthorized", "message": "no token" }));
    }
    match (&*seen.method, seen.before) {
        ("POST", _) => ok(json!({ "code": "success", "data": { "id": seen.number } })),
        (_, 0) => ok(json!({ "data": { "status": "NOT_START" } })),
        (_, 1) => ok(json!({ "data": { "status": "ALMOST" } })),
        _ => ok(json!({ "data": { "status": "SUCCESS", "url": seen.own("/clip") } })),
    }
}

pub fn comfy(seen: &Seen, files: &Files) -> Reply {
    let id = format!("w-{}", seen.number);
    match () {
        () if seen.is("POST", "/upload/image") => ok(json!({ "name": "x.png", "type": "input" })),
        () if seen.is("POST", "/prompt") => {
            ok(json!({ "prompt_id": id, "number": 1, "node_errors": {} }))
        }
        () if seen.is("GET", "/queue") && seen.before.is_multiple_of(2) => ok(
            json!({ "queue_running": [[3, "zz", {}]], "queue_pending": [[5, id, {}], [4, "yy", {}]] }),
        ),
        () if seen.is("GET", "/queue") => {
            ok(json!({ "queue_running": [[5, id, {}]], "queue_pending": [] }))
        }
        () if seen.is("GET", "/history") && seen.before < 2 => ok(json!({})),
        () if seen.is("GET", "/history") => {
            let file = json!({ "filename": "a.mp4", "subfolder": "", "type": "output" });
            ok(
                json!({ last(&seen.path): { "status": { "status_str": "success", "completed": true }, "outputs": { "9": { "gifs": [file] } } } }),
            )
        }
        () if seen.is("GET", "/view") => mp4(files),
        () => refused("no such"),
    }
}
