//! Secrets at rest: keys of providers are sealed with AES-256-GCM under a key that is not in the database.
//!
//! The key is the setting `seal_key` (64 hexadecimal figures), or the file `seal.key` in the data folder, made on first
//! use and readable by its owner only. A copy of the database alone opens nothing.

use std::io::Write;
use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use anyhow::Context;

use crate::app::App;

const NONCE: usize = 12;
const FILE: &str = "seal.key";

pub struct Sealer(Aes256Gcm);

impl Sealer {
    /// Reads the key, or makes it.
    pub fn open(app: &App) -> anyhow::Result<Self> {
        let hex = match &app.config.seal_key {
            Some(secret) => secret.0.clone(),
            None => file(app, &app.config.data.join(FILE))?,
        };
        let bytes = bytes(hex.trim()).with_context(|| {
            format!("the key that secrets are sealed with is not 64 hexadecimal figures: correct `seal_key` or {FILE} in the data folder")
        })?;
        Ok(Self(
            Aes256Gcm::new_from_slice(&bytes).expect("32 bytes are a key"),
        ))
    }

    /// Seals a text for one place: what is sealed for one cannot be opened for another.
    pub fn seal(&self, app: &App, place: &str, text: &str) -> Vec<u8> {
        let nonce: [u8; NONCE] = app.random.bytes();
        let payload = Payload {
            msg: text.as_bytes(),
            aad: place.as_bytes(),
        };
        let sealed = self
            .0
            .encrypt(&Nonce::from(nonce), payload)
            .expect("a text in memory is not too long");
        [&nonce[..], &sealed].concat()
    }

    /// Opens what was sealed for this place; nothing where the key or the place is another.
    pub fn unseal(&self, place: &str, sealed: &[u8]) -> Option<String> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload {
            msg: sealed,
            aad: place.as_bytes(),
        };
        let text = self.0.decrypt(&Nonce::from(*nonce), payload).ok()?;
        String::from_utf8(text).ok()
    }
}

fn file(app: &App, path: &Path) -> anyhow::Result<String> {
    use std::fmt::Write as _;
    use std::os::unix::fs::OpenOptionsExt;
    let read = || std::fs::read_to_string(path);
    match read() {
        Ok(text) => return Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
    let hex = app
        .random
        .bytes::<32>()
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
    // Whole or not at all, and never over one that another process has just made.
    let beside = path.with_extension(format!("{}.part", app.random.id()));
    let made = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&beside)?;
        file.write_all(hex.as_bytes())?;
        file.sync_all()?;
        let linked = std::fs::hard_link(&beside, path);
        std::fs::remove_file(&beside)?;
        match linked {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            other => other,
        }
    };
    made().with_context(|| format!("cannot keep a key in {}", path.display()))?;
    read().with_context(|| format!("cannot read {}", path.display()))
}

fn bytes(hex: &str) -> Option<[u8; 32]> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use sqlx::PgPool;

    use super::Sealer;
    use crate::testing::TestHouse;

    #[sqlx::test]
    async fn what_is_sealed_opens_in_its_place_only(db: PgPool) {
        let house = TestHouse::new(db).await;
        let sealer = Sealer::open(&house.app).unwrap();
        let sealed = sealer.seal(&house.app, "a", "sk-hush");
        assert!(!sealed.windows(4).any(|part| part == b"hush"));
        // Another process finds the same key.
        let again = Sealer::open(&house.app).unwrap();
        assert_eq!(again.unseal("a", &sealed).as_deref(), Some("sk-hush"));
        assert_eq!(again.unseal("b", &sealed), None);
        let mut broken = sealed.clone();
        *broken.last_mut().unwrap() ^= 1;
        assert_eq!(again.unseal("a", &broken), None);
        assert_eq!(again.unseal("a", b"short"), None);
        assert_ne!(sealer.seal(&house.app, "a", "sk-hush"), sealed);
        let file = std::fs::metadata(house.app.config.data.join("seal.key")).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
    }
}
