//! How far a job is, as the machine that makes it tells over a socket. Nothing hangs on it: where nobody can be listened to,
//! the job is asked for all the same.
//!
//! `tokio-tungstenite` speaks the protocol: axum brings the same one, and its handshake is all of it that is needed here.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::{net::TcpStream, sync::watch, task::JoinHandle};
use tokio_tungstenite::{
    client_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

use super::Runner;
use crate::{adapter::Call, guard::Guard};

/// Until it is connected.
const PATIENCE: Duration = Duration::from_secs(5);
/// Previews of pictures come over the same socket; they are not looked at.
const MESSAGE_MAX: usize = 32 << 20;
/// Of a message that may tell something.
const TEXT_MAX: usize = 64 << 10;

/// Somebody who listens, until it is dropped.
pub struct Ear {
    told: watch::Receiver<Option<String>>,
    listening: JoinHandle<()>,
    id: String,
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Ear {
    /// How many of how many steps are made.
    pub fn step(&self, call: &Call<'_>) -> Option<(u32, u32)> {
        call.told(self.told.borrow().as_deref()?, &self.id)
    }
}

impl Runner {
    /// Listens to what is told of a job, where something is and where its host is on the list.
    pub(super) fn listen(&self, call: &Call<'_>, id: &str) -> Option<Ear> {
        let address = call.listens()?;
        let url = self.guard.allows(&address).ok()?;
        // A machine of one's own, in one's own network: what is encrypted is asked, and not listened to.
        if url.scheme() != "http" {
            return None;
        }
        let (sender, told) = watch::channel(None);
        let guard = self.guard.clone();
        let listening = tokio::spawn(async move {
            // Why it ended is nobody's business: it is asked besides.
            let _ = heard(&guard, &url, &sender).await;
        });
        Some(Ear {
            told,
            listening,
            id: id.to_owned(),
        })
    }
}

async fn heard(
    guard: &Guard,
    url: &url::Url,
    sender: &watch::Sender<Option<String>>,
) -> Option<()> {
    let host = url.host_str()?;
    let port = url.port_or_known_default()?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let connecting = async {
        let found = tokio::net::lookup_host((bare, port)).await.ok()?;
        let allowed = guard.resolved(&host.to_lowercase(), found);
        let stream = TcpStream::connect(&*allowed).await.ok()?;
        let address = format!("ws{}", url.as_str().strip_prefix("http")?);
        let config = WebSocketConfig::default().max_message_size(Some(MESSAGE_MAX));
        let opened = client_async_with_config(address, stream, Some(config)).await;
        Some(opened.ok()?.0)
    };
    let mut socket = tokio::time::timeout(PATIENCE, connecting).await.ok()??;
    while let Some(message) = socket.next().await {
        if let Message::Text(text) = message.ok()?
            && text.len() <= TEXT_MAX
            && text.contains("\"progress\"")
        {
            sender.send_replace(Some(text.as_str().to_owned()));
        }
    }
    None
}
