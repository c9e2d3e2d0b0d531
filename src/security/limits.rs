//! How often somebody may ask: by the generic cell rate algorithm, in bounded memory.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use uuid::Uuid;

use crate::app::App;
use crate::clock::Clock;
use crate::errors::AppError;
use crate::people::MaybePerson;

/// Callers that are remembered per class; about 16 MB each class when full.
const CALLERS_MAX: usize = 200_000;
/// How often a full class looks for callers to forget.
const SWEEP_EVERY_NS: u64 = 1_000_000_000;

/// Who asks, for one class of routes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Caller {
    Person(Uuid),
    Address(IpAddr),
    /// No address is known, as in tests.
    Somebody,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Passwords, tokens and ceremonies: by address, since whoever guesses throws cookies away.
    Auth,
    /// Events of players.
    Events,
    General,
}

impl Class {
    fn of(path: &str) -> Option<Self> {
        let path = path.strip_prefix("/api/")?;
        Some(match path.strip_prefix("v1/") {
            Some(path) if path.starts_with("auth/") => Self::Auth,
            Some("events") => Self::Events,
            // A code or a link is worth guessing as a password is, and a passcode costs a hash; and an enquiry is work
            // for people.
            Some(
                "gifts/redeem" | "market/enter" | "market/enquiries" | "screeners/open"
                | "wallet/limit",
            ) => Self::Auth,
            _ => Self::General,
        })
    }

    /// At once, and then one each so many milliseconds.
    fn quota(self) -> Quota {
        let (burst, every_ms) = match self {
            Self::Auth => (20, 6_000),
            Self::Events => (60, 500),
            Self::General => (400, 20),
        };
        Quota::with_period(std::time::Duration::from_millis(every_ms))
            .expect("not zero")
            .allow_burst(NonZeroU32::new(burst).expect("not zero"))
    }
}

/// The house's clock, as the limiter reads it.
#[derive(Clone)]
struct Ticks(Clock);

impl governor::clock::Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let since = self.0.now().timestamp_nanos_opt().unwrap_or_default();
        Nanos::new(u64::try_from(since).unwrap_or_default())
    }
}

type Limiter = RateLimiter<Caller, HashMapStateStore<Caller>, Ticks, NoOpMiddleware<Nanos>>;

/// The limiters of one process.
pub struct Limits {
    clock: Ticks,
    auth: Limiter,
    events: Limiter,
    general: Limiter,
    swept_ns: AtomicU64,
}

impl Limits {
    pub fn new(clock: &Clock) -> Arc<Self> {
        let clock = Ticks(clock.clone());
        let limiter = |class: Class| RateLimiter::hashmap_with_clock(class.quota(), clock.clone());
        Arc::new(Self {
            auth: limiter(Class::Auth),
            events: limiter(Class::Events),
            general: limiter(Class::General),
            clock: clock.clone(),
            swept_ns: AtomicU64::new(0),
        })
    }

    /// Seconds to wait, when it is too much.
    fn check(&self, class: Class, caller: Caller) -> Result<(), u64> {
        let limiter = match class {
            Class::Auth => &self.auth,
            Class::Events => &self.events,
            Class::General => &self.general,
        };
        if limiter.len() >= CALLERS_MAX {
            self.forget_the_quiet(limiter);
        }
        if limiter.len() >= CALLERS_MAX {
            // A flood from everywhere: memory stays bounded. Nobody guesses passwords meanwhile;
            // watching goes on, unlimited.
            return if class == Class::Auth { Err(1) } else { Ok(()) };
        }
        limiter.check_key(&caller).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
        })
    }
}

impl Limits {
    /// Drops callers whose allowance is whole again anyway.
    fn forget_the_quiet(&self, limiter: &Limiter) {
        let now = self.clock.now().as_u64();
        let last = self.swept_ns.load(Ordering::Relaxed);
        let due = now >= last.saturating_add(SWEEP_EVERY_NS);
        let mine = |ours| {
            self.swept_ns
                .compare_exchange(last, ours, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        };
        if due && mine(now) {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// Refuses who asks too often, with how long to wait.
pub async fn limit(
    State((app, limits)): State<(App, Arc<Limits>)>,
    request: Request,
    next: Next,
) -> Response {
    let class = Class::of(request.uri().path()).filter(|_| app.config.limits.rates);
    let Some(class) = class else {
        return next.run(request).await;
    };
    let (mut parts, body) = request.into_parts();
    let address = address(
        &parts.headers,
        parts.extensions.get(),
        app.config.behind_proxy,
    );
    let mut caller = address.map_or(Caller::Somebody, Caller::Address);
    if class != Class::Auth {
        // Handlers find the person where this leaves them: it is no query more.
        match MaybePerson::from_request_parts(&mut parts, &app).await {
            Ok(MaybePerson(Some(person))) => caller = Caller::Person(person.id),
            Ok(MaybePerson(None)) => {}
            Err(error) => return error.into_response(),
        }
    }
    if let Err(wait_s) = limits.check(class, caller) {
        return AppError {
            retry_after_s: Some(wait_s.max(1)),
            ..AppError::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_requests",
                "That was too often in too short a time.",
                format!("Wait {} s and try again.", wait_s.max(1)),
            )
        }
        .into_response();
    }
    next.run(Request::from_parts(parts, body)).await
}

/// The address to count by. Behind a proxy it is the last one in `X-Forwarded-For`: the one that our
/// own proxy saw; those before it are the caller's word. Of IPv6 the first 64 bits: one household.
fn address(
    headers: &HeaderMap,
    peer: Option<&ConnectInfo<SocketAddr>>,
    behind_proxy: bool,
) -> Option<IpAddr> {
    Some(match caller(headers, peer, behind_proxy)?.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    })
}

/// The address that a request comes from, as far as it can be known.
pub fn caller(
    headers: &HeaderMap,
    peer: Option<&ConnectInfo<SocketAddr>>,
    behind_proxy: bool,
) -> Option<IpAddr> {
    let forwarded = || {
        let last = headers.get_all("x-forwarded-for").iter().next_back()?;
        last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
    };
    behind_proxy
        .then(forwarded)
        .flatten()
        .or_else(|| peer.map(|peer| peer.0.ip()))
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, SocketAddr};

    use axum::extract::ConnectInfo;
    use axum::http::{HeaderMap, HeaderValue};
    use chrono::Duration;

    use super::{CALLERS_MAX, Caller, Class, Limits, address};
    use crate::clock::Clock;
    use crate::testing::morning;

    fn of(forwarded: &[&'static str], peer: &str, behind_proxy: bool) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        let peer = ConnectInfo(peer.parse::<SocketAddr>().unwrap());
        address(&headers, Some(&peer), behind_proxy)
            .unwrap()
            .to_string()
    }

    #[test]
    fn only_our_own_proxy_is_believed() {
        assert_eq!(of(&["9.9.9.9"], "1.2.3.4:5", false), "1.2.3.4");
        assert_eq!(of(&["9.9.9.9, 8.8.8.8"], "1.2.3.4:5", true), "8.8.8.8");
        assert_eq!(of(&["9.9.9.9", "7.7.7.7"], "1.2.3.4:5", true), "7.7.7.7");
        assert_eq!(of(&["nonsense"], "1.2.3.4:5", true), "1.2.3.4");
        assert_eq!(of(&[], "[2001:db8:1:2:3:4:5:6]:7", true), "2001:db8:1:2::");
        assert_eq!(of(&[], "[::ffff:1.2.3.4]:7", true), "1.2.3.4");
    }

    #[test]
    fn memory_is_bounded_and_the_quiet_are_forgotten() {
        let clock = Clock::fixed(morning());
        let limits = Limits::new(&clock);
        let ask =
            |class, n: u32| limits.check(class, Caller::Address(IpAddr::from(n.to_be_bytes())));
        for n in 0..u32::try_from(CALLERS_MAX).unwrap() {
            ask(Class::Auth, n).unwrap();
            ask(Class::General, n).unwrap();
        }
        assert_eq!(ask(Class::Auth, u32::MAX), Err(1), "a flood");
        assert_eq!(ask(Class::General, u32::MAX), Ok(()), "watching goes on");
        assert_eq!(limits.general.len(), CALLERS_MAX);
        clock.advance(Duration::hours(1));
        ask(Class::Auth, u32::MAX).unwrap();
        assert!(limits.auth.len() < 10);
    }
}
