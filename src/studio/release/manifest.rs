//! `series.toml` of a production: titles, what it is about, from where on it costs.

use std::fmt::Write as _;

use crate::studio::Production;

/// Coins of an episode, where the production says from where on it costs.
const COINS: u32 = 10;

/// `titles`: of the episodes that are finished.
pub(super) fn manifest(production: &Production, titles: &[String]) -> String {
    let text = |value: &str| toml::Value::String(value.to_owned()).to_string();
    let titled: Vec<String> = titles.iter().map(|title| text(title)).collect();
    let mut manifest = format!(
        "title = {}\nlanguage = {}\nepisode_titles = [{}]\n",
        text(&production.title),
        text(&production.language),
        titled.join(", ")
    );
    if let Some(synopsis) = synopsis(production) {
        let _ = writeln!(manifest, "synopsis = {}", text(&synopsis));
    }
    if let Some(first_locked) = production.settings.paywall {
        let _ = write!(
            manifest,
            "\n[paywall]\nfree = {}\nprice = [{{ from = 1, coins = {COINS} }}]\n",
            first_locked.saturating_sub(1)
        );
    }
    manifest
}

/// The first synopsis of the script, which a writer puts under the first episode's title.
pub fn synopsis(production: &Production) -> Option<String> {
    production
        .script()
        .elements
        .iter()
        .find_map(|element| match element.kind {
            screenplay::Kind::Synopsis => {
                Some(screenplay::inline::plain(&element.text).trim().to_owned())
            }
            _ => None,
        })
}
