//! A voice on one's own network, over TCP.

use providers::adapter::wyoming::{Event, Hearing};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{model, runner, speech};

/// Speaks three chunks of silence, or what it is told to.
async fn voice(events: Vec<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut arrived = Vec::new();
        while Event::read(&arrived).unwrap().is_none() {
            stream.read_buf(&mut arrived).await.unwrap();
        }
        let (event, _) = Event::read(&arrived).unwrap().unwrap();
        assert_eq!(
            (&*event.kind, &event.data["text"]),
            ("synthesize", &json!("Put it down."))
        );
        for event in events {
            // In pieces, as networks do.
            for piece in event.chunks(7) {
                stream.write_all(piece).await.unwrap();
                stream.flush().await.unwrap();
            }
        }
    });
    address
}

fn chunk() -> Vec<u8> {
    let mut event = Event::new(
        "audio-chunk",
        json!({"rate": 22050, "width": 2, "channels": 1}),
    );
    event.payload = vec![0; 100];
    event.bytes()
}

#[tokio::test]
async fn a_line_is_spoken() {
    // Data in the line itself is the older way.
    let start =
        b"{\"type\":\"audio-start\",\"data\":{\"rate\":22050,\"width\":2,\"channels\":1}}\n"
            .to_vec();
    let address = voice(vec![
        start,
        chunk(),
        chunk(),
        Event::new("audio-stop", json!({})).bytes(),
    ])
    .await;
    let asset = runner(&address)
        .speak(&address, &model("piper"), &speech())
        .await
        .unwrap();
    assert_eq!(asset.bytes.len(), 44 + 200);
    assert_eq!(&asset.bytes[..4], b"RIFF");
    assert_eq!(
        u32::from_le_bytes(asset.bytes[24..28].try_into().unwrap()),
        22050
    );

    let hangs_up = voice(vec![chunk()]).await;
    let error = runner(&hangs_up)
        .speak(&hangs_up, &model("piper"), &speech())
        .await
        .err()
        .unwrap();
    assert!(error.to_string().contains("hung up"), "{error}");
    let error = runner("http://127.0.0.1:1")
        .speak(&hangs_up, &model("piper"), &speech())
        .await
        .err()
        .unwrap();
    assert!(error.to_string().contains("not on the list"), "{error}");
}

#[test]
fn what_is_not_wyoming_is_refused() {
    for wrong in [
        &b"hello\n"[..],
        b"{}\n",
        b"{\"type\":\"x\",\"payload_length\":99999999999}\n",
        b"{\"type\":\"x\",\"data_length\":3}\nabc",
    ] {
        assert!(Event::read(wrong).is_err());
    }
    assert_eq!(
        Event::read(b"{\"type\":\"x\",\"payload_length\":3}\nab").unwrap(),
        None
    );
    let mut hearing = Hearing::default();
    assert!(
        hearing
            .hear(Event::new(
                "audio-start",
                json!({"rate": 0, "width": 2, "channels": 1})
            ))
            .is_err()
    );
    assert!(hearing.hear(Event::new("audio-stop", json!({}))).is_err());
    assert!(
        hearing
            .hear(Event::new("error", json!({"text": "no such voice"})))
            .unwrap_err()
            .0
            .contains("no such voice")
    );
}
