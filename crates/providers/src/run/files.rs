//! Fetching what was made: at once, for addresses expire; with limits, for it is anybody's bytes.

use super::{Asset, Runner, Stopped, send::Sent};
use crate::{
    adapter::Call,
    http::{Answer, Request},
    job::{Output, State, Ticket},
    sniff::Sort,
};

/// The phase of a ticket whose address is the file itself.
pub const FETCH: &str = "fetch";
/// Hosts of files lead on to others.
const REDIRECTS: usize = 3;

/// Why a file is not there.
pub enum Missing {
    /// The address has expired.
    Gone,
    Not(String),
}

impl Runner {
    pub(super) async fn fetch_all(
        &self,
        call: &Call<'_>,
        mut made: Vec<Output>,
    ) -> Result<Vec<Asset>, Missing> {
        let flag = flag(&mut made);
        // A workflow may save stills beside its clip: what was not asked for is left, as long as the rest is there.
        let (mut assets, mut other) = (Vec::new(), None);
        for output in made {
            let output = match output {
                Output::Link { url, keyed } => {
                    let bytes = self.fetch(call.fetch(&url, keyed)).await?;
                    let Some(sort) = Sort::of(&bytes) else {
                        other = Some("it is neither a picture nor a video nor a sound".to_owned());
                        continue;
                    };
                    Output::Bytes { sort, bytes }
                }
                output => output,
            };
            match self.looked_at(call, output) {
                Ok(asset) => assets.push(asset),
                Err(why) => other = Some(why),
            }
        }
        match other {
            Some(why) if assets.is_empty() => Err(Missing::Not(why)),
            _ => Ok(flagged(assets, flag.as_ref())),
        }
    }

    /// A file whose address is all that is known of the job.
    pub(super) async fn fetch_kept(
        &self,
        call: &Call<'_>,
        ticket: Ticket,
    ) -> Result<(State, Vec<Asset>), Stopped> {
        let link = Output::Link {
            url: ticket.poll.clone(),
            keyed: false,
        };
        match self.fetch_all(call, vec![link]).await {
            Ok(assets) => Ok((State::Done, assets)),
            Err(Missing::Gone) => Ok((State::Expired { ticket }, Vec::new())),
            Err(Missing::Not(why)) => Err(Stopped::NotFetched(why)),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Vec<u8>, Missing> {
        let mut number = 0;
        let mut led = 0;
        loop {
            self.guard
                .allows_download(&request.url)
                .map_err(|error| Missing::Not(error.to_string()))?;
            let why = match self
                .send_up_to(&request, self.pace.fetch, self.pace.file_max)
                .await
            {
                Ok(answer) => match answer.status {
                    200..=299 => return Ok(answer.body),
                    301 | 302 | 303 | 307 | 308 if led < REDIRECTS => {
                        led += 1;
                        request = onward(&request, &answer)
                            .ok_or_else(|| Missing::Not("it leads nowhere".into()))?;
                        continue;
                    }
                    401 | 403 | 404 | 410 => return Err(Missing::Gone),
                    status => format!("the server of the file answered {status}"),
                },
                Err(Sent::Not(why) | Sent::Unknown(why)) => why,
                Err(Sent::Answered(_)) => "it answered".into(),
            };
            number += 1;
            if number >= self.pace.tries {
                return Err(Missing::Not(why));
            }
            self.rest(number, None).await;
        }
    }

    /// Whether it is what was asked for.
    pub(super) fn looked_at(&self, call: &Call, output: Output) -> Result<Asset, String> {
        match output {
            Output::Bytes { sort, bytes } if bytes.len() > self.pace.file_max => Err(format!(
                "the {} is larger than {} bytes",
                sort.media(),
                self.pace.file_max
            )),
            Output::Bytes { sort, bytes } if sort.fits(call.want.kind()) => Ok(Asset {
                sort,
                bytes,
                flag: None,
            }),
            Output::Bytes { sort, .. } => Err(format!(
                "{:?} was asked for, and {} came",
                call.want.kind(),
                sort.media()
            )),
            Output::Link { .. } | Output::Text { .. } | Output::Flag(_) => {
                Err("it is no file".into())
            }
        }
    }
}

/// What a provider says against what it made, taken out of it.
pub(super) fn flag(made: &mut Vec<Output>) -> Option<String> {
    let mut words = Vec::new();
    made.retain(|output| match output {
        Output::Flag(word) => {
            let plain = word.chars().filter(|letter| !letter.is_control());
            words.push(plain.take(120).collect::<String>());
            false
        }
        _ => true,
    });
    (!words.is_empty()).then(|| words.join(", "))
}

pub(super) fn flagged(mut assets: Vec<Asset>, flag: Option<&String>) -> Vec<Asset> {
    for asset in &mut assets {
        asset.flag = flag.cloned();
    }
    assets
}

/// To where it leads; the key goes along only while that is the same host.
fn onward(request: &Request, answer: &Answer) -> Option<Request> {
    let from = url::Url::parse(&request.url).ok()?;
    let to = from.join(answer.header("location")?).ok()?;
    let mut onward = Request::get(to.clone());
    if to.origin() == from.origin() {
        onward.secrets.clone_from(&request.secrets);
    }
    Some(onward)
}
