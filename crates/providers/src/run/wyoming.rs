//! A line from a voice on one's own network. It costs nothing, so it may be asked again.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{Asset, Runner, Stopped};
use crate::{
    adapter::wyoming::{Event, Hearing, synthesize},
    model::Model,
    sniff::Sort,
    want::Speech,
};

impl Runner {
    /// `address` as `tcp://192.168.1.20:10200`; it has to be on the list in these words.
    pub async fn speak(
        &self,
        address: &str,
        model: &Model,
        speech: &Speech,
    ) -> Result<Asset, Stopped> {
        let event = synthesize(model, speech)?;
        let host = self.guard.allows_tcp(address)?;
        let spoken = async {
            let mut stream = TcpStream::connect(&*host)
                .await
                .map_err(|error| error.to_string())?;
            stream
                .write_all(&event.bytes())
                .await
                .map_err(|error| error.to_string())?;
            let (mut arrived, mut hearing) = (Vec::new(), Hearing::default());
            loop {
                while let Some((event, length)) =
                    Event::read(&arrived).map_err(|error| error.to_string())?
                {
                    arrived.drain(..length);
                    if let Some(bytes) = hearing.hear(event).map_err(|error| error.to_string())? {
                        return Ok(Asset {
                            sort: Sort::Wav,
                            bytes,
                            flag: None,
                        });
                    }
                }
                if stream
                    .read_buf(&mut arrived)
                    .await
                    .map_err(|error| error.to_string())?
                    == 0
                {
                    return Err("the voice server hung up in the middle of a line".to_owned());
                }
            }
        };
        match timeout(self.pace.submit, spoken).await {
            Ok(Ok(asset)) => Ok(asset),
            Ok(Err(why)) => Err(Stopped::NotFetched(why)),
            Err(_) => Err(Stopped::NotFetched(
                "the voice server does not answer".into(),
            )),
        }
    }
}
