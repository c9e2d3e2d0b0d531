//! Screenplays as files, through the routes: in, out, and in again.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::making::SCRIPT;
use crate::people::Role;
use crate::testing::{Answer, Device, TestHouse};

async fn sent(device: &mut Device, name: &str, bytes: impl Into<Body>) -> Answer {
    device
        .send(
            Method::POST,
            &format!("/api/v1/studio/scripts?name={name}"),
            &[("content-type", "application/octet-stream")],
            bytes.into(),
        )
        .await
}

/// What is played, without where it stands.
fn played(script: &str) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.remove("line");
                map.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let script = screenplay::Script::read(script);
    let mut value = serde_json::to_value(screenplay::scenes::scenes(&script)).unwrap();
    strip(&mut value);
    value
}

#[sqlx::test]
async fn a_screenplay_comes_from_final_draft_and_goes_back_there(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let more =
        format!("{SCRIPT}\n# Episode 2: Sun\n\nEXT. ROOF - DAY\n\nMARA\nYou came & stayed.\n");
    let whole = ann
        .post("/api/v1/studio/productions", json!({ "script": more }))
        .await
        .json(201);
    let path = format!(
        "/api/v1/studio/productions/{}",
        whole["id"].as_str().unwrap()
    );

    // As it is kept, byte for byte.
    let fountain = ann.get(&format!("{path}/script?as=fountain")).await;
    assert_eq!(fountain.status, 200);
    assert_eq!(
        String::from_utf8(fountain.bytes).unwrap(),
        whole["script"].as_str().unwrap()
    );
    let fdx = ann.get(&format!("{path}/script?as=fdx")).await;
    assert_eq!(fdx.status, 200);
    assert!(
        fdx.headers["content-disposition"]
            .to_str()
            .unwrap()
            .ends_with("The%20Umbrella.fdx")
    );

    // And back, by its name or by its first tag: the same scenes and words, in as many episodes.
    for name in ["umbrella.fdx", "umbrella"] {
        let again = sent(&mut ann, name, fdx.bytes.clone()).await.json(200);
        assert_eq!(again["title"], "The Umbrella");
        assert_eq!(again["episodes"], 2);
        let script = again["script"].as_str().unwrap();
        assert_eq!(played(script), played(&more), "{script}");
    }
    let again = sent(&mut ann, "a.fdx", fdx.bytes.clone()).await.json(200);
    let changed = ann
        .put(
            &format!("{path}/script"),
            json!({ "script": again["script"] }),
        )
        .await
        .json(200);
    assert_eq!(changed["episodes"].as_array().unwrap().len(), 2);

    // Final Draft on Windows, plain text, Fountain.
    let text = String::from_utf8(fdx.bytes).unwrap();
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(sent(&mut ann, "a.fdx", wide).await.json(200)["episodes"], 2);
    let typed = "Episode 1\nScene 1\nMei: It was me.\n";
    let read = sent(&mut ann, "typed.txt", typed).await.json(200);
    assert!(read["script"].as_str().unwrap().contains("@Mei"), "{read}");
    let own = sent(&mut ann, "a.fountain", more.clone()).await.json(200);
    assert_eq!(own["script"], more);
}

#[sqlx::test]
async fn what_is_no_screenplay_is_refused_in_one_sentence(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><FinalDraft><Content><Paragraph><Text>&b;</Text></Paragraph></Content></FinalDraft>";
    let outside = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY xxe SYSTEM \"file:///etc/passwd\">]><FinalDraft><Content><Paragraph><Text>&xxe;</Text></Paragraph></Content></FinalDraft>";
    let deep = format!("<FinalDraft>{}", "<a>".repeat(10_000));
    let empty = "<FinalDraft><Content></Content></FinalDraft>";
    let nul = "INT. BAR\n\nA\nB\u{0}";
    for (name, bytes, code, word) in [
        ("a.fdx", bomb.as_bytes(), "bad_fdx", "entities"),
        ("a.fdx", outside.as_bytes(), "bad_fdx", "entities"),
        ("a.fdx", deep.as_bytes(), "bad_fdx", "deeper"),
        ("a.fdx", b"INT. BAR", "bad_fdx", "not a Final Draft"),
        ("a.fdx", b"<FinalDraft><Content>", "bad_fdx", "never closed"),
        (
            "a.fdx",
            empty.as_bytes(),
            "empty_script",
            "nothing to be played",
        ),
        ("a.fdx", b"", "bad_fdx", "not a Final Draft"),
        ("a.txt", b"  \n ", "empty_script", "nothing to be played"),
        ("a.pdf", b"%PDF-1.7 ...", "not_a_script", "PDF"),
        ("a.docx", b"PK\x03\x04....", "not_a_script", "packed"),
        ("a.fountain", b"INT. BAR \xff", "not_a_script", "UTF-8"),
        ("a.fountain", nul.as_bytes(), "not_a_script", "UTF-8"),
        ("a.fdx", b"\xff\xfe<\x00\x00\xd8", "not_a_script", "UTF-8"),
        ("a.fdx", b"\xfe\xff\x00", "not_a_script", "UTF-8"),
    ] {
        let answer = sent(&mut ann, name, bytes.to_vec()).await;
        assert_eq!(answer.refusal(400), code, "{name}");
        let message = answer.json(400)["error"]["message"].to_string();
        assert!(message.contains(word), "{name}: {message}");
    }
    let large = vec![b'a'; (16 << 20) + 1];
    assert_eq!(
        sent(&mut ann, "a.fountain", large).await.refusal(400),
        "script_too_large"
    );
}
