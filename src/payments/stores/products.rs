//! What is sold in a store, and for how much where.

use std::collections::HashMap;

use anyhow::{Context, ensure};
use money::{Amount, Currency};

use crate::config;
use crate::houses::is_territory;

/// A pack of coins under the store's own name of it.
#[derive(Clone, Debug)]
pub struct Product {
    pub coins: i64,
    pub bonus: i64,
    pub bonus_days: i32,
    /// By the store's name of a country; the first counts for countries that are not listed.
    prices: Vec<Price>,
}

#[derive(Clone, Debug)]
pub struct Price {
    /// As the store writes it: ISO 3166-1 alpha-3 at Apple, alpha-2 at Google.
    pub country: String,
    /// ISO 3166-1 alpha-2.
    pub territory: String,
    pub amount: Amount,
}

impl Product {
    /// The price in a country, and whether that country is listed.
    pub fn price(&self, country: Option<&str>) -> (&Price, bool) {
        let listed = self
            .prices
            .iter()
            .find(|price| Some(price.country.as_str()) == country);
        (listed.unwrap_or(&self.prices[0]), listed.is_some())
    }
}

/// Checks the products of a store; `letters` is how many letters its countries have.
pub fn read(
    products: &HashMap<String, config::StoreProduct>,
    letters: usize,
) -> anyhow::Result<HashMap<String, Product>> {
    products
        .iter()
        .map(|(name, product)| {
            let product =
                one(product, letters).with_context(|| format!("in the product `{name}`"))?;
            Ok((name.clone(), product))
        })
        .collect()
}

fn one(product: &config::StoreProduct, letters: usize) -> anyhow::Result<Product> {
    ensure!(
        (1..=1_000_000).contains(&product.coins),
        "`coins` is 1 to 1000000"
    );
    ensure!(
        (0..=1_000_000).contains(&product.bonus),
        "`bonus` is 0 to 1000000"
    );
    ensure!(
        (0..=3650).contains(&product.bonus_days),
        "`bonus_days` is 0 to 3650"
    );
    ensure!(!product.prices.is_empty(), "it has no prices");
    let prices = product
        .prices
        .iter()
        .map(|price| {
            let country = price.country.len() == letters
                && price.country.bytes().all(|byte| byte.is_ascii_uppercase());
            ensure!(
                country,
                "`{}` is not a country of {letters} capital letters",
                price.country
            );
            ensure!(
                is_territory(&price.territory),
                "`{}` is not a territory",
                price.territory
            );
            let amount = Currency::of(&price.currency)
                .and_then(|currency| Amount::parse(&price.amount, currency))
                .map_err(|error| anyhow::anyhow!("{error}. {}", error.remedy()))?;
            ensure!(amount.minor > 0, "a price is above zero");
            Ok(Price {
                country: price.country.clone(),
                territory: price.territory.clone(),
                amount,
            })
        })
        .collect::<anyhow::Result<_>>()?;
    Ok(Product {
        coins: product.coins,
        bonus: product.bonus,
        bonus_days: product.bonus_days,
        prices,
    })
}
