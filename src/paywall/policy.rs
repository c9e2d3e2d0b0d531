//! What a series asks for: which episodes are free, and how many coins the others cost.
//!
//! Pure: a policy, a moment and what a viewer has give the price. Written as JSON at the desk, as a `[paywall]`
//! table in an ingested folder.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

/// The most coins that anything may cost.
pub const COINS_MAX: i64 = 1_000_000;
const EPISODES_MAX: u32 = 10_000;
const LIST_MAX: usize = 50;
const ARMS_MAX: usize = 8;
/// The arm of a policy that has none.
pub const NO_ARM: &str = "all";

/// A paywall. Without one, everything is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// How many episodes are free, from the first on; null: all.
    pub free: Option<u32>,
    /// Coins for one episode.
    #[serde(default)]
    pub price: Price,
    /// Coins for the next ten; fewer than ten cost their part of it. Never dearer than one by one.
    #[serde(default)]
    pub next_ten: Option<i64>,
    /// Coins for the whole series, and the most that anybody ever pays for it, however it was bought.
    #[serde(default)]
    pub series_price: Option<i64>,
    /// The next locked episode is free so many hours after its paywall was first seen.
    #[serde(default)]
    pub wait_hours: Option<u32>,
    /// Whether VIP opens it.
    #[serde(default = "yes")]
    pub vip: bool,
    /// Times at which locked episodes are free.
    #[serde(default)]
    pub windows: Vec<Window>,
    /// Times at which everything costs less.
    #[serde(default)]
    pub discounts: Vec<Discount>,
    /// Variants that are tried against each other; each viewer has one for good.
    #[serde(default)]
    pub arms: Vec<Arm>,
}

/// Coins for one episode: the same for all, or by its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(
    untagged,
    expecting = "`price` is a number of coins, or a list of { from = an episode, coins = a number }"
)]
pub enum Price {
    Flat(i64),
    Curve(Vec<Step>),
}

/// From this episode on, so many coins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PriceStep)]
pub struct Step {
    pub from: u32,
    pub coins: i64,
}

/// Half-open: from a moment until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// The episodes; all when left out.
    #[serde(default)]
    pub first: Option<u32>,
    #[serde(default)]
    pub last: Option<u32>,
}

/// So many percent less, rounded up to whole coins; of several at once the largest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Discount {
    pub percent: u32,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// What one variant says otherwise; what is left out is as in the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    pub name: String,
    /// Its part of the viewers, beside the weights of the others.
    pub weight: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_ten: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series_price: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_hours: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vip: Option<bool>,
}

fn yes() -> bool {
    true
}

impl Default for Price {
    fn default() -> Self {
        Self::Flat(0)
    }
}

impl Default for Policy {
    /// Everything is free.
    fn default() -> Self {
        Self {
            free: None,
            price: Price::default(),
            next_ten: None,
            series_price: None,
            wait_hours: None,
            vip: true,
            windows: Vec::new(),
            discounts: Vec::new(),
            arms: Vec::new(),
        }
    }
}

impl Price {
    /// Coins for the episode with this number, without discounts.
    pub fn of(&self, number: u32) -> i64 {
        match self {
            Self::Flat(coins) => *coins,
            Self::Curve(steps) => steps
                .iter()
                .rev()
                .find(|step| step.from <= number)
                .or_else(|| steps.first())
                .map_or(0, |step| step.coins),
        }
    }

    fn check(&self) -> Result<(), String> {
        match self {
            Self::Flat(coins) => in_range("price", *coins, 0),
            Self::Curve(steps) => {
                if steps.is_empty() || steps.len() > LIST_MAX {
                    return Err(format!("`price` has 1 to {LIST_MAX} steps"));
                }
                if !steps.is_sorted_by(|a, b| a.from < b.from) {
                    return Err("the steps of `price` are in order of their episodes".into());
                }
                steps
                    .iter()
                    .try_for_each(|step| in_range("price", step.coins, 0))
            }
        }
    }
}

fn in_range(what: &str, coins: i64, least: i64) -> Result<(), String> {
    if (least..=COINS_MAX).contains(&coins) {
        Ok(())
    } else {
        Err(format!("`{what}` is {least} to {COINS_MAX} coins"))
    }
}

impl Policy {
    /// Says what is wrong with it, if anything is.
    pub fn check(&self) -> Result<(), String> {
        if self.free.is_some_and(|free| free > EPISODES_MAX) {
            return Err(format!("`free` is at most {EPISODES_MAX} episodes"));
        }
        if self.windows.len() > LIST_MAX || self.discounts.len() > LIST_MAX {
            return Err(format!(
                "there are at most {LIST_MAX} windows and {LIST_MAX} discounts"
            ));
        }
        for window in &self.windows {
            if window.from >= window.until {
                return Err("a window ends after it begins".into());
            }
            if window.first.unwrap_or(1) > window.last.unwrap_or(EPISODES_MAX) {
                return Err("a window's first episode is not after its last".into());
            }
        }
        for discount in &self.discounts {
            if !(1..=99).contains(&discount.percent) || discount.from >= discount.until {
                return Err("a discount is 1 to 99 percent, and ends after it begins".into());
            }
        }
        if self.arms.len() > ARMS_MAX {
            return Err(format!("there are at most {ARMS_MAX} arms"));
        }
        let mut names = HashSet::new();
        for arm in &self.arms {
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            let sound = (1..=32).contains(&arm.name.len()) && arm.name.bytes().all(plain);
            if !sound || !names.insert(&arm.name) {
                return Err("an arm has a name of its own: a-z, 0-9 and -".into());
            }
            if !(1..=1_000).contains(&arm.weight) {
                return Err("an arm's `weight` is 1 to 1000".into());
            }
            if arm.free.is_some_and(|free| free > EPISODES_MAX) {
                return Err(format!("`free` is at most {EPISODES_MAX} episodes"));
            }
            self.terms(&arm.name).check()?;
        }
        self.terms(NO_ARM).check()
    }

    /// What it asks of viewers of an arm.
    pub fn terms(&self, arm: &str) -> Terms<'_> {
        let arm = self.arms.iter().find(|own| own.name == arm);
        Terms {
            free: arm.and_then(|arm| arm.free).or(self.free),
            price: arm
                .and_then(|arm| arm.price.as_ref())
                .unwrap_or(&self.price),
            next_ten: arm.and_then(|arm| arm.next_ten).or(self.next_ten),
            series_price: arm.and_then(|arm| arm.series_price).or(self.series_price),
            wait_hours: arm.and_then(|arm| arm.wait_hours).or(self.wait_hours),
            vip: arm.and_then(|arm| arm.vip).unwrap_or(self.vip),
            windows: &self.windows,
            discounts: &self.discounts,
        }
    }

    /// The arm of a viewer: the one that was given if there still is such a one, else by weight, the same each
    /// time for the same viewer and scope. Without a viewer, the first.
    pub fn arm<'a>(
        &'a self,
        given: Option<&str>,
        viewer_key: Option<Uuid>,
        scope: Uuid,
    ) -> &'a str {
        let Some(first) = self.arms.first() else {
            return NO_ARM;
        };
        if let Some(arm) = self.arms.iter().find(|arm| Some(&*arm.name) == given) {
            return &arm.name;
        }
        let Some(viewer_key) = viewer_key else {
            return &first.name;
        };
        let all: u64 = self.arms.iter().map(|arm| u64::from(arm.weight)).sum();
        let digest = Sha256::new()
            .chain_update(viewer_key.as_bytes())
            .chain_update(scope.as_bytes())
            .finalize();
        let draw = digest[..8]
            .iter()
            .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let mut place = draw % all.max(1);
        for arm in &self.arms {
            let weight = u64::from(arm.weight);
            if place < weight {
                return &arm.name;
            }
            place -= weight;
        }
        &first.name
    }
}

/// What one arm of a policy asks for.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    pub free: Option<u32>,
    pub price: &'a Price,
    pub next_ten: Option<i64>,
    pub series_price: Option<i64>,
    pub wait_hours: Option<u32>,
    pub vip: bool,
    windows: &'a [Window],
    discounts: &'a [Discount],
}

/// That an episode is free, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Free {
    pub until: Option<DateTime<Utc>>,
}

impl Terms<'_> {
    fn check(&self) -> Result<(), String> {
        self.price.check()?;
        if let Some(coins) = self.next_ten {
            in_range("next_ten", coins, 1)?;
        }
        if let Some(coins) = self.series_price {
            in_range("series_price", coins, 1)?;
        }
        if self
            .wait_hours
            .is_some_and(|hours| !(1..=24 * 365).contains(&hours))
        {
            return Err("`wait_hours` is 1 to 8760".into());
        }
        Ok(())
    }

    /// Whether an episode is free for everybody at a moment.
    pub fn free(&self, number: u32, now: DateTime<Utc>) -> Option<Free> {
        let for_good = self.free.is_none_or(|free| number <= free) || self.price.of(number) == 0;
        if for_good {
            return Some(Free { until: None });
        }
        let open = self.windows.iter().filter(|window| {
            (window.from..window.until).contains(&now)
                && window.first.is_none_or(|first| number >= first)
                && window.last.is_none_or(|last| number <= last)
        });
        open.map(|window| Free {
            until: Some(window.until),
        })
        .max_by_key(|free| free.until)
    }

    /// Coins for one episode at a moment, by itself.
    pub fn price(&self, number: u32, now: DateTime<Utc>) -> i64 {
        self.discounted(self.price.of(number), now)
    }

    /// Coins for the whole series at a moment: what nobody pays more than.
    pub fn cap(&self, now: DateTime<Utc>) -> Option<i64> {
        self.series_price.map(|coins| self.discounted(coins, now))
    }

    /// Coins for `count` of the next ten, which cost `singles` one by one.
    pub fn next_ten(&self, count: usize, singles: i64, now: DateTime<Utc>) -> i64 {
        let part = |ten: i64| {
            let count = i64::try_from(count.min(10)).unwrap_or(10);
            (self.discounted(ten, now) * count + 9) / 10
        };
        self.next_ten.map_or(singles, |ten| part(ten).min(singles))
    }

    fn discounted(&self, coins: i64, now: DateTime<Utc>) -> i64 {
        let percent = self
            .discounts
            .iter()
            .filter(|discount| (discount.from..discount.until).contains(&now))
            .map(|discount| i64::from(discount.percent))
            .max();
        let left = 100 - percent.unwrap_or(0);
        (coins * left + 99) / 100
    }
}
