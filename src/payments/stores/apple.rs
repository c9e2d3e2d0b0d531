//! What of the App Store stands in the settings.

use std::collections::HashMap;

use anyhow::{Context, bail, ensure};
use signed::app_store::{Environment, Root, Verifier};

use super::products::{self, Product};
use crate::config;

/// Apple, as this house knows it.
pub struct Apple {
    pub verifier: Verifier,
    pub products: HashMap<String, Product>,
}

impl Apple {
    pub fn of(settings: &config::AppStore) -> anyhow::Result<Option<Self>> {
        let Some(bundle_id) = settings.bundle_id.clone().filter(|id| !id.is_empty()) else {
            return Ok(None);
        };
        let environment = match settings.environment.as_str() {
            "Production" => Environment::Production,
            "Sandbox" => Environment::Sandbox,
            other => bail!("`environment` is Production or Sandbox, not `{other}`"),
        };
        ensure!(
            environment == Environment::Sandbox || settings.app_apple_id.is_some(),
            "`app_apple_id`, Apple's number of the app, is needed in Production"
        );
        let root = match &settings.root_certificate {
            None => Root::APPLE_G3,
            Some(file) => {
                let der = std::fs::read(file).with_context(|| {
                    format!("cannot read `root_certificate`, {}", file.display())
                })?;
                ensure!(
                    !der.starts_with(b"-----"),
                    "`root_certificate` is to be in DER form, not PEM"
                );
                Root::of(&der)
            }
        };
        Ok(Some(Self {
            verifier: Verifier {
                roots: vec![root],
                bundle_id,
                environment,
                app_apple_id: settings.app_apple_id,
            },
            products: products::read(&settings.products, 3)?,
        }))
    }
}
