//! `doctor`: what this machine has of what the house needs, and how to get the rest.

use std::process::ExitCode;

use crate::config::{self, Config};
use crate::storage::Storage;
use crate::{adverts, documents};

/// One thing that was looked at.
struct Finding {
    name: &'static str,
    result: Result<String, String>,
}

/// Prints every finding; fails when one is missing.
pub async fn run(config: anyhow::Result<Config>) -> ExitCode {
    let mut findings = vec![ffmpeg(config.as_ref().ok()), postgres(config.as_ref().ok())];
    match &config {
        Ok(config) => {
            findings.push(storage(config).await);
            findings.push(fonts(config));
            findings.push(room(config));
            findings.push(adverts(&config.adverts));
            findings.push(address(config).await);
        }
        Err(error) => findings.push(Finding {
            name: "settings",
            result: Err(format!("{error:#}")),
        }),
    }
    let mut code = ExitCode::SUCCESS;
    for Finding { name, result } in findings {
        match result {
            Ok(found) => println!("✓ {name:<9} {found}"),
            Err(missing) => {
                println!("✗ {name:<9} {missing}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

fn ffmpeg(config: Option<&Config>) -> Finding {
    let media = config
        .map(|config| config.media.clone())
        .unwrap_or_default();
    let result = media::Tools::find(media.ffmpeg.as_deref(), media.ffprobe.as_deref())
        .map(|tools| tools.version)
        .map_err(|error| format!("{error} {}", error.remedy()));
    Finding {
        name: "ffmpeg",
        result,
    }
}

fn postgres(config: Option<&Config>) -> Finding {
    let result = match config.and_then(|config| config.database_url.as_ref()) {
        Some(_) => Ok("the one that DATABASE_URL names".to_owned()),
        None => embedded_postgres::Binaries::find(None)
            .map(|binaries| {
                format!(
                    "PostgreSQL {} in {}",
                    binaries.major(),
                    binaries.dir().display()
                )
            })
            .map_err(|error| format!("{error}. {}", error.remedy())),
    };
    Finding {
        name: "postgres",
        result,
    }
}

async fn storage(config: &Config) -> Finding {
    let place = config.blobs.as_ref().map_or_else(
        || config.data.join("blobs").display().to_string(),
        ToString::to_string,
    );
    let result = match Storage::open(config) {
        Ok(storage) => storage
            .check()
            .await
            .map(|()| place.clone())
            .map_err(|error| {
                format!("{place} does not answer: {error}. Check the address and the keys in [s3].")
            }),
        Err(error) => Err(format!("{error:#}")),
    };
    Finding {
        name: "blobs",
        result,
    }
}

/// A house without any font works; only its receipts and statements come as pages of the web alone.
fn fonts(config: &Config) -> Finding {
    let result = documents::faces(config)
        .map(|faces| {
            let missing = documents::missing_scripts(&faces);
            let families = faces.families().len();
            if missing.is_empty() {
                format!("{families} families for documents, every script that the apps speak")
            } else {
                format!(
                    "{families} families for documents, none of them with {}. {}",
                    missing.join(", "),
                    documents::REMEDY
                )
            }
        })
        .map_err(|error| format!("{} {}", error.message, error.remedy));
    Finding {
        name: "fonts",
        result,
    }
}

/// A house works with every answer; the doubtful one is said.
fn adverts(settings: &config::Adverts) -> Finding {
    let found = match &settings.server {
        None => "no advert server, so the house shows its own".to_owned(),
        Some(_) if adverts::trusts_the_clock(settings) => {
            format!("take care: {}", adverts::TRUSTS_THE_CLOCK)
        }
        Some(_) => "a network signs for what was watched".to_owned(),
    };
    Finding {
        name: "adverts",
        result: Ok(found),
    }
}

/// Least room on the data disk that a house can work with, in bytes.
const ROOM_BYTES_MIN: u64 = 2 << 30;

fn room(config: &Config) -> Finding {
    let folder = config
        .data
        .ancestors()
        .find(|folder| folder.exists())
        .unwrap_or(std::path::Path::new("."));
    let result = match rustix::fs::statvfs(folder) {
        Ok(disk) => {
            let free = disk.f_bavail * disk.f_frsize;
            let found = format!(
                "{:.1} GB free for {}",
                free as f64 / 1e9,
                config.data.display()
            );
            if free >= ROOM_BYTES_MIN {
                Ok(found)
            } else {
                Err(format!("only {found}; make room or move `data`."))
            }
        }
        Err(error) => Err(format!(
            "{} cannot be looked at: {error}.",
            folder.display()
        )),
    };
    Finding {
        name: "disk",
        result,
    }
}

async fn address(config: &Config) -> Finding {
    let result = match tokio::net::TcpListener::bind(config.listen).await {
        Ok(_) => Ok(format!(
            "{} is free; people come to {}",
            config.listen, config.public_url
        )),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Ok(format!(
            "{} is in use, by a running house perhaps",
            config.listen
        )),
        Err(error) => Err(format!(
            "cannot listen on {}: {error}. Set `listen` to another address.",
            config.listen
        )),
    };
    Finding {
        name: "address",
        result,
    }
}

#[cfg(test)]
mod tests {
    use super::{Finding, adverts};
    use crate::config;

    fn said(server: bool, keys: bool) -> String {
        let settings = config::Adverts {
            server: server.then(|| "https://ads.example/vast".to_owned()),
            keys_url: keys.then(|| "https://keys.example/".parse().unwrap()),
            ..config::Adverts::default()
        };
        let Finding { result, .. } = adverts(&settings);
        result.unwrap()
    }

    #[test]
    fn only_a_server_without_a_network_is_warned_of() {
        let warned = said(true, false);
        assert!(
            warned.starts_with("take care") && warned.contains("adverts.keys_url"),
            "{warned}"
        );
        for fine in [said(false, false), said(false, true), said(true, true)] {
            assert!(!fine.contains("take care"), "{fine}");
        }
    }
}
