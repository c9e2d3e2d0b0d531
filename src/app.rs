//! Everything a request or a job may touch, in one struct.

use std::sync::Arc;

use anyhow::Context;
use metrics_exporter_prometheus::PrometheusHandle;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::adverts::Adverts;
use crate::books::Books;
use crate::clock::{Clock, Random};
use crate::config::Config;
use crate::houses::{Houses, Places};
use crate::ingest::uploads::Uploads;
use crate::payments::provider::Provider;
use crate::payments::stores::Stores;
use crate::rights::Books as Rights;
use crate::storage::Storage;
use crate::studio::providers::Models;
use crate::studio::tools::Studio;

/// The state of the process; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub config: Config,
    pub db: PgPool,
    pub storage: Storage,
    pub clock: Clock,
    pub random: Random,
    pub houses: Houses,
    /// Which address is where.
    pub places: Places,
    /// What contracts say, by house.
    pub rights: Rights,
    pub uploads: Uploads,
    pub books: Books,
    pub adverts: Adverts,
    /// Who takes the money.
    pub payments: Provider,
    /// App stores that coins are bought in.
    pub stores: Stores,
    /// Who speaks and draws.
    pub studio: Studio,
    /// Who makes things by machines of others.
    pub models: Models,
    pub metrics: PrometheusHandle,
    /// Cancelled when the process is asked to stop: finish or hand back what is being done.
    pub stopping: CancellationToken,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Opens what the settings name. The database must already be migrated.
    pub async fn open(
        config: Config,
        database_url: &str,
        metrics: PrometheusHandle,
    ) -> anyhow::Result<Self> {
        let db = crate::db::connect(&config, database_url).await?;
        let storage = Storage::open(&config).context("cannot open the blob store")?;
        Ok(Self::new(Parts {
            books: Books::start(db.clone()),
            adverts: Adverts::of(&config.adverts)?,
            payments: Provider::of(&config)?,
            stores: Stores::of(&config)?,
            places: Places::open(config.territory_file.as_deref())?,
            clock: Clock::of(config.clock_ahead.as_deref())?,
            rights: Rights::default(),
            config,
            db,
            storage,
            random: Random::from_system(),
            houses: Houses::default(),
            uploads: Uploads::default(),
            studio: Studio::default(),
            models: Models::default(),
            metrics,
            stopping: CancellationToken::new(),
        }))
    }
}
