//! Where requests may go: to hosts on a list, and never to the house's own network unless that is on it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

/// Hosts of the usual providers.
pub const USUAL: [&str; 12] = [
    "api.openai.com",
    "*.volces.com",
    "*.bytepluses.com",
    "*.klingai.com",
    "generativelanguage.googleapis.com",
    "api.minimax.io",
    "api.minimaxi.com",
    "queue.fal.run",
    "api.replicate.com",
    "openrouter.ai",
    "api.deepseek.com",
    "dashscope.aliyuncs.com",
];

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Rule {
    /// `api.openai.com`: this host over https, at public addresses.
    Host(String),
    /// `*.klingai.com`: all below it, likewise.
    Below(String),
    /// `http://127.0.0.1:8188`: exactly this, be it private and without encryption.
    Exactly(String),
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    rules: Vec<Rule>,
}

/// An address that is not on the list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address} is not asked: {why}")]
pub struct Forbidden {
    pub address: String,
    pub why: String,
}

impl Guard {
    /// Reads the list. Lines are hosts, `*.` and a host, or a scheme, host and port for a machine of one's own.
    pub fn new<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Self, Forbidden> {
        let rules = lines.into_iter().map(|line| {
            let line = line.trim().to_lowercase();
            let forbidden = |why: &str| Forbidden {
                address: line.clone(),
                why: why.into(),
            };
            if line.contains("://") {
                let url = Url::parse(&line).map_err(|_| forbidden("it is no address"))?;
                return origin(&url)
                    .map(Rule::Exactly)
                    .ok_or_else(|| forbidden("it names no host"));
            }
            let host = line.strip_prefix("*.").unwrap_or(&line);
            if !host.contains('.') || host.contains(['*', '/', ':', '@']) {
                return Err(forbidden(
                    "write a host such as api.example.org, *.example.org, or http://127.0.0.1:8188",
                ));
            }
            Ok(if host.len() < line.len() {
                Rule::Below(host.to_owned())
            } else {
                Rule::Host(host.to_owned())
            })
        });
        Ok(Self {
            rules: rules.collect::<Result<_, _>>()?,
        })
    }

    /// Whether requests of an account may go there.
    pub fn allows(&self, address: &str) -> Result<Url, Forbidden> {
        let url = parsed(address)?;
        let listed = self.is_exact(&url) || (url.scheme() == "https" && self.is_listed(&url));
        if listed {
            return public(&url, self.is_exact(&url)).map(|()| url);
        }
        Err(forbidden(
            address,
            "its host is not on the list of providers; add it to the settings if you trust it",
        ))
    }

    /// Whether something that was made may be fetched from there: any public host over https, for providers keep
    /// files on hosts that they do not announce.
    pub fn allows_download(&self, address: &str) -> Result<Url, Forbidden> {
        let url = parsed(address)?;
        if self.is_exact(&url) {
            return Ok(url);
        }
        if url.scheme() != "https" {
            return Err(forbidden(address, "it is not encrypted"));
        }
        public(&url, false).map(|()| url)
    }

    /// Whether a server that speaks no HTTP may be asked, as `tcp://192.168.1.20:10200`: host and port to connect to.
    pub fn allows_tcp(&self, address: &str) -> Result<String, Forbidden> {
        let url = Url::parse(address).map_err(|_| forbidden(address, "it is no address"))?;
        let listed = url.scheme() == "tcp" && url.port().is_some() && self.is_exact(&url);
        match (url.host_str(), url.port()) {
            (Some(host), Some(port)) if listed => Ok(format!("{host}:{port}")),
            _ => Err(forbidden(
                address,
                "it is not on the list; add it to the settings as tcp://host:port",
            )),
        }
    }

    /// What a name was resolved to, without what it must not be.
    pub fn resolved(
        &self,
        host: &str,
        addresses: impl IntoIterator<Item = SocketAddr>,
    ) -> Vec<SocketAddr> {
        let own = self
            .rules
            .iter()
            .any(|rule| matches!(rule, Rule::Exactly(origin) if host_of(origin) == host));
        addresses
            .into_iter()
            .filter(|address| own || is_public(address.ip()))
            .collect()
    }

    fn is_exact(&self, url: &Url) -> bool {
        let Some(origin) = origin(url) else {
            return false;
        };
        self.rules.contains(&Rule::Exactly(origin))
    }

    fn is_listed(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default() == Some(443);
        port && self.rules.iter().any(|rule| match rule {
            Rule::Host(listed) => host == listed,
            Rule::Below(listed) => host
                .strip_suffix(&**listed)
                .is_some_and(|rest| rest.ends_with('.')),
            Rule::Exactly(_) => false,
        })
    }
}

fn forbidden(address: &str, why: &str) -> Forbidden {
    Forbidden {
        address: address.chars().take(200).collect(),
        why: why.into(),
    }
}

fn parsed(address: &str) -> Result<Url, Forbidden> {
    let url = Url::parse(address).map_err(|_| forbidden(address, "it is no address"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(forbidden(address, "only http and https are spoken"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(forbidden(
            url.host_str().unwrap_or_default(),
            "it has a user or password in it",
        ));
    }
    Ok(url)
}

fn origin(url: &Url) -> Option<String> {
    Some(format!(
        "{}://{}:{}",
        url.scheme(),
        url.host_str()?,
        url.port_or_known_default()?
    ))
}

fn host_of(origin: &str) -> &str {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    rest.rsplit_once(':').map_or(rest, |(host, _)| host)
}

/// A host that is written as a number is not resolved, so it is looked at here.
fn public(url: &Url, own: bool) -> Result<(), Forbidden> {
    let bad = match url.host() {
        Some(Host::Ipv4(ip)) => !is_public(ip.into()),
        Some(Host::Ipv6(ip)) => !is_public(ip.into()),
        Some(Host::Domain(name)) => {
            name == "localhost" || name.ends_with(".localhost") || !name.contains('.')
        }
        None => true,
    };
    if bad && !own {
        return Err(forbidden(
            url.as_str(),
            "it is inside the house's own network",
        ));
    }
    Ok(())
}

/// Whether an address is on the open internet.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        // Carriers' own, protocol assignments, benchmarks.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(inner) = ip.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [first, second, ..] = ip.segments();
    // 6to4 and NAT64 carry a v4 address inside, which may be any.
    let carries =
        first == 0x2002 || (first == 0x64 && second == 0xff9b) || (first == 0x2001 && second == 0);
    // Global unicast is 2000::/3.
    (0x2000..0x4000).contains(&first) && !carries && !(first == 0x2001 && second == 0xdb8)
}
