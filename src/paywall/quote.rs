//! What a viewer would pay now. Pure.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::policy::Terms;

/// An episode of the series as the viewer has it.
#[derive(Clone, Debug)]
pub struct Standing {
    pub id: Uuid,
    pub number: u32,
    pub duration_ms: i64,
    /// Whether it still has to be paid for: not free, not opened before.
    pub locked: bool,
}

/// Some episodes for some coins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// With the price of each by itself.
    pub items: Vec<Item>,
    pub coins: i64,
    /// What they would cost one by one, without the cap.
    pub singles: i64,
    /// Whether the price of the whole series is reached with it.
    pub whole: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    pub id: Uuid,
    pub number: u32,
    pub duration_ms: i64,
    pub price: i64,
}

/// What can be bought from an episode on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quote {
    /// The episode itself, when it is locked.
    pub episode: Option<Bundle>,
    /// Up to ten locked ones from there on, when it is locked.
    pub next_ten: Option<Bundle>,
    /// All that are locked.
    pub series: Option<Bundle>,
    pub cap: Option<Cap>,
}

/// The most that is ever paid for the series, and how much of it is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cap {
    pub coins: i64,
    pub spent: i64,
    pub left: i64,
}

/// The offers at episode `at` for a viewer who has spent `spent` coins on the series so far.
pub fn quote(
    terms: &Terms<'_>,
    now: DateTime<Utc>,
    episodes: &[Standing],
    spent: i64,
    at: u32,
) -> Quote {
    let cap = terms.cap(now).map(|coins| Cap {
        coins,
        spent,
        left: (coins - spent).max(0),
    });
    let locked: Vec<Item> = episodes
        .iter()
        .filter(|episode| episode.locked)
        .map(|episode| Item {
            id: episode.id,
            number: episode.number,
            duration_ms: episode.duration_ms,
            price: terms.price(episode.number, now),
        })
        .collect();
    let bundle = |items: Vec<Item>, price: &dyn Fn(usize, i64) -> i64| {
        let singles = items.iter().map(|item| item.price).sum();
        let asked = price(items.len(), singles);
        let coins = cap.map_or(asked, |cap| asked.min(cap.left));
        Bundle {
            whole: cap.is_some_and(|cap| spent + coins >= cap.coins),
            items,
            coins,
            singles,
        }
    };
    let from_here: Vec<Item> = locked
        .iter()
        .filter(|item| item.number >= at)
        .take(10)
        .copied()
        .collect();
    let here = from_here.first().filter(|item| item.number == at).copied();
    let whole = |_: usize, singles: i64| cap.map_or(singles, |cap| cap.left.min(singles));
    Quote {
        episode: here.map(|item| bundle(vec![item], &|_, singles| singles)),
        next_ten: here.map(|_| {
            bundle(from_here, &|count, singles| {
                terms.next_ten(count, singles, now)
            })
        }),
        series: (!locked.is_empty()).then(|| bundle(locked.clone(), &whole)),
        cap,
    }
}
