//! The advert server: asked by the house, never by the viewer's device, so that no wrapper leads it anywhere.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use signed::vast::{self, Ad, Kind, Linear, Offset};
use url::{Host, Url};
use utoipa::ToSchema;
use uuid::Uuid;

/// One answer, and all of a chain of wrappers, may take so long.
const TIMEOUT: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(4);
/// Wrappers that may stand between the tag and the advert.
const WRAPPERS_MAX: usize = 5;
/// Addresses of one sort that are passed on to the player.
const ADDRESSES_MAX: usize = 50;

/// The server of the settings.
pub struct Server {
    http: reqwest::Client,
    tag: String,
    /// Scheme, host and port of the tag.
    home: Url,
    hosts: Vec<String>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub reward_id: Uuid,
    pub viewer_key: Uuid,
    /// No advert may be longer.
    pub longest_ms: u64,
    pub now: DateTime<Utc>,
    pub cache_buster: u64,
}

/// A video advert, and whom the player is to tell what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VideoAdvert {
    pub title: String,
    pub advertiser: Option<String>,
    pub duration_ms: u64,
    /// The best first.
    pub media: Vec<AdvertMedia>,
    /// To be told once it is shown.
    pub impressions: Vec<String>,
    pub tracking: Vec<AdvertTracking>,
    /// Where a tap leads.
    pub click_through: Option<String>,
    pub click_tracking: Vec<String>,
    /// To be told when it was seen.
    pub viewable: Vec<String>,
    /// To be told when it cannot be shown.
    pub errors: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdvertMedia {
    pub url: String,
    pub mime: String,
    /// Pixels.
    pub width: u32,
    pub height: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdvertTracking {
    /// `start`, `firstQuartile`, `midpoint`, `thirdQuartile`, `complete`, `progress`, …
    pub event: String,
    /// Where in the advert, for `progress`.
    pub offset_ms: Option<u64>,
    pub url: String,
}

impl Server {
    pub fn new(tag: &str, hosts: &[String]) -> anyhow::Result<Self> {
        let nobody = Ask {
            reward_id: Uuid::nil(),
            viewer_key: Uuid::nil(),
            longest_ms: 0,
            now: DateTime::UNIX_EPOCH,
            cache_buster: 0,
        };
        let home = Url::parse(&filled(tag, &nobody)).context("`server` is not an address")?;
        ensure!(
            matches!(home.scheme(), "http" | "https") && home.host().is_some(),
            "`server` is not an address of the web"
        );
        for host in hosts {
            let name = host.strip_prefix("*.").unwrap_or(host);
            match Host::parse(name) {
                Ok(Host::Domain(domain)) if domain == name && plain(name) => {}
                _ => bail!("`hosts` holds `{host}`, which is not a host name in small letters"),
            }
        }
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .context("cannot make a client for the advert server")?;
        Ok(Self {
            http,
            tag: tag.to_owned(),
            home,
            hosts: hosts.to_vec(),
        })
    }

    /// What pages must be allowed to load from, as a content policy names it.
    pub fn origins(&self) -> Vec<String> {
        let mut origins = vec![self.home.origin().ascii_serialization()];
        origins.extend(self.hosts.iter().map(|host| format!("https://{host}")));
        origins
    }

    /// Asks for an advert that fits. None: there is none, or the server does not answer as it should; the log says why.
    pub async fn choose(&self, ask: &Ask) -> Option<VideoAdvert> {
        match tokio::time::timeout(PATIENCE, self.follow(ask)).await {
            Ok(Ok(found)) => found,
            Ok(Err(error)) => {
                tracing::warn!("the advert server gave nothing to show: {error:#}");
                None
            }
            Err(_) => {
                tracing::warn!("the advert server took too long");
                None
            }
        }
    }

    /// From the tag over wrappers to an advert.
    async fn follow(&self, ask: &Ask) -> anyhow::Result<Option<VideoAdvert>> {
        let mut address =
            Url::parse(&filled(&self.tag, ask)).context("the tag, filled in, is no address")?;
        let mut trail = Vec::new();
        for step in 0..=WRAPPERS_MAX {
            let answer = self.fetch(&address).await?;
            let fitting = answer
                .ads
                .iter()
                .find_map(|ad| self.fits(ad, ask.longest_ms).map(|linear| (ad, linear)));
            if let Some((ad, linear)) = fitting {
                return Ok(Some(self.advert(ad, linear, &trail)));
            }
            let may_follow = step < WRAPPERS_MAX
                && trail
                    .last()
                    .is_none_or(|ad: &Ad| matches!(ad.kind, Kind::Wrapper { follow: true, .. }));
            let next = answer.ads.into_iter().find_map(|ad| match &ad.kind {
                Kind::Wrapper { tag, .. } if may_follow => Some((self.allowed(tag)?, ad)),
                _ => None,
            });
            let Some((tag, wrapper)) = next else {
                return Ok(None);
            };
            address = tag;
            trail.push(wrapper);
        }
        Ok(None)
    }

    async fn fetch(&self, address: &Url) -> anyhow::Result<vast::Vast> {
        let mut response = self
            .http
            .get(address.clone())
            .send()
            .await
            .map_err(reqwest::Error::without_url)?;
        let status = response.status();
        if status.as_u16() == 204 {
            return Ok(vast::Vast::default());
        }
        ensure!(status.is_success(), "it answered {status}");
        let mut body = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(reqwest::Error::without_url)?
        {
            ensure!(
                body.len() + chunk.len() <= vast::MAX_BYTES,
                "its answer is too long"
            );
            body.extend_from_slice(&chunk);
        }
        vast::read(&body).map_err(|error| anyhow::anyhow!("{error}. {}", error.remedy()))
    }

    /// The video of an ad that can be shown: short enough, and a file that browsers play, from a host that is allowed.
    fn fits<'a>(&self, ad: &'a Ad, longest_ms: u64) -> Option<&'a Linear> {
        if !matches!(ad.kind, Kind::Inline { .. }) {
            return None;
        }
        ad.creatives.iter().find(|linear| {
            linear
                .duration_ms
                .is_some_and(|ms| (1000..=longest_ms).contains(&ms))
                && linear.media.iter().any(|media| self.playable(media))
        })
    }

    fn playable(&self, media: &vast::Media) -> bool {
        media.progressive
            && !media.program
            && matches!(media.mime.as_str(), "video/mp4" | "video/webm")
            && self.allowed(&media.url).is_some()
    }

    fn advert(&self, ad: &Ad, linear: &Linear, trail: &[Ad]) -> VideoAdvert {
        let ads = || trail.iter().chain([ad]);
        let linears = || trail.iter().flat_map(|ad| &ad.creatives).chain([linear]);
        let told = |urls: &mut dyn Iterator<Item = &String>| -> Vec<String> {
            urls.filter(|url| self.allowed(url).is_some())
                .take(ADDRESSES_MAX)
                .cloned()
                .collect()
        };
        let duration_ms = linear.duration_ms.unwrap_or_default();
        let mut media: Vec<_> = linear
            .media
            .iter()
            .filter(|media| self.playable(media))
            .collect();
        // Upright first, then the larger.
        media.sort_by_key(|media| {
            std::cmp::Reverse((
                media.height > media.width,
                u64::from(media.width) * u64::from(media.height),
            ))
        });
        let (title, advertiser) = match &ad.kind {
            Kind::Inline {
                title, advertiser, ..
            } => (title.clone(), advertiser.clone()),
            Kind::Wrapper { .. } => (String::new(), None),
        };
        VideoAdvert {
            title: title.chars().take(200).collect(),
            advertiser: advertiser.map(|name| name.chars().take(200).collect()),
            duration_ms,
            media: media
                .into_iter()
                .map(|media| AdvertMedia {
                    url: media.url.clone(),
                    mime: media.mime.clone(),
                    width: media.width,
                    height: media.height,
                })
                .collect(),
            impressions: told(&mut ads().flat_map(|ad| &ad.impressions)),
            tracking: linears()
                .flat_map(|linear| &linear.tracking)
                .filter(|tracking| self.allowed(&tracking.url).is_some())
                .take(ADDRESSES_MAX)
                .map(|tracking| AdvertTracking {
                    event: tracking.event.chars().take(40).collect(),
                    offset_ms: tracking.offset.map(|offset| match offset {
                        Offset::Milliseconds(ms) => ms,
                        Offset::Percent(percent) => duration_ms * u64::from(percent) / 100,
                    }),
                    url: tracking.url.clone(),
                })
                .collect(),
            click_through: linear.click_through.clone(),
            click_tracking: told(&mut linears().flat_map(|linear| &linear.click_tracking)),
            viewable: told(&mut ads().flat_map(|ad| &ad.viewable.viewable)),
            errors: told(&mut ads().flat_map(|ad| &ad.errors)),
        }
    }

    /// The address, if it is of the server itself or of an allowed host by its usual port and encrypted.
    fn allowed(&self, address: &str) -> Option<Url> {
        let address = Url::parse(address).ok()?;
        if !address.username().is_empty() || address.password().is_some() {
            return None;
        }
        if address.origin() == self.home.origin() {
            return Some(address);
        }
        let Some(Host::Domain(domain)) = address.host() else {
            return None;
        };
        let named = self.hosts.iter().any(|host| match host.strip_prefix("*.") {
            Some(parent) => domain
                .strip_suffix(parent)
                .is_some_and(|child| child.ends_with('.') && child.len() > 1),
            None => domain == host,
        });
        (named && address.scheme() == "https" && address.port().is_none()).then_some(address)
    }
}

/// Nothing that would mean something else in a content policy.
fn plain(name: &str) -> bool {
    name.bytes().all(|byte| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-')
    })
}

/// The tag with what it asks for filled in; none of it can hold a letter that means something in an address.
fn filled(tag: &str, ask: &Ask) -> String {
    tag.replace(
        "[CACHEBUSTING]",
        &format!("{:08}", ask.cache_buster % 100_000_000),
    )
    .replace(
        "[TIMESTAMP]",
        &ask.now.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
    )
    .replace("[MAXSECONDS]", &(ask.longest_ms / 1000).to_string())
    .replace("[REWARD]", &ask.reward_id.to_string())
    .replace("[VIEWER]", &ask.viewer_key.to_string())
}

#[cfg(test)]
mod tests {
    use super::Server;

    #[test]
    fn only_named_hosts_are_gone_to() {
        let hosts = ["cdn.example".to_owned(), "*.ads.example".to_owned()];
        let server = Server::new("http://127.0.0.1:9/vast?r=[REWARD]", &hosts).unwrap();
        for good in [
            "http://127.0.0.1:9/x",
            "https://cdn.example/a?b",
            "https://a.ads.example/",
            "https://a.b.ads.example/",
            "HTTPS://CDN.EXAMPLE/",
        ] {
            assert!(server.allowed(good).is_some(), "{good}");
        }
        for bad in [
            "http://127.0.0.1:10/x",
            "http://127.0.0.1/x",
            "https://127.0.0.1:9/x",
            "http://localhost:9/x",
            "http://[::1]:9/x",
            "http://169.254.169.254/latest",
            "http://cdn.example/",
            "https://cdn.example:8443/",
            "https://cdn.example@evil.example/",
            "https://x@cdn.example/",
            "https://cdn.example.evil.example/",
            "https://evilads.example/",
            "https://ads.example/",
            "https://.ads.example/",
            "ftp://cdn.example/",
            "javascript:1",
            "//cdn.example/",
            "",
        ] {
            assert!(server.allowed(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn settings_that_cannot_be_meant_are_refused() {
        for (tag, host) in [
            ("not an address", "cdn.example"),
            ("ftp://ads.example/", "cdn.example"),
            ("https://ads.example/", "https://cdn.example"),
            ("https://ads.example/", "*"),
            ("https://ads.example/", "CDN.example"),
            ("https://ads.example/", "cdn.example:8080"),
            ("https://ads.example/", "10.0.0.1"),
            ("https://ads.example/", "a;b"),
            ("https://ads.example/", ""),
        ] {
            assert!(
                Server::new(tag, &[host.to_owned()]).is_err(),
                "{tag} {host}"
            );
        }
    }
}
