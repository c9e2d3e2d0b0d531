//! The program that signs (C2PA). It lies beside this one: what it is built from would double the building time of
//! whoever links it. Without a certificate it signs as a test signer, by which every reader knows what that is worth.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::time::SystemTime;

use anyhow::Context;
use media::Signer;

use crate::app::App;

const PROGRAM: &str = "c2pa-sign";
/// The signer's own setting: whose name it signs in.
const CERTIFICATE: &str = "CLIFFHANGER_C2PA_CERTIFICATE";
const BUILD: &str = "cargo build --release -p provenance --features c2pa --bin c2pa-sign";

/// The signer: the one of the settings, the one beside this program, or one on the path. One that is there by chance, of
/// another build, is passed by.
///
/// # Errors
/// One is named in the settings, or a certificate is set, and there is none that can be used: what is to be signed in
/// somebody's name does not leave without.
pub fn signer(app: &App) -> anyhow::Result<Option<Signer>> {
    if let Some(named) = &app.config.studio.c2pa_sign {
        anyhow::ensure!(
            speaks(named),
            "the signer {} is not there or is of another build: {BUILD}, or take studio.c2pa_sign out of the settings",
            named.display()
        );
        return Ok(Some(Signer {
            program: named.clone(),
            must: true,
        }));
    }
    let must = std::env::var_os(CERTIFICATE).is_some_and(|value| !value.is_empty());
    let beside = std::env::current_exe()
        .ok()
        .and_then(|own| Some(own.parent()?.join(PROGRAM)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = beside
        .into_iter()
        .chain(std::env::split_paths(&path).map(|folder| folder.join(PROGRAM)))
        .find(|program| speaks(program));
    match found {
        Some(program) => Ok(Some(Signer { program, must })),
        None if must => Err(anyhow::anyhow!(BUILD))
            .context("a certificate for signing is set and there is no c2pa-sign of this build"),
        None => Ok(None),
    }
}

/// Whether a program is there that understands what it is asked; asked once of each build.
fn speaks(program: &Path) -> bool {
    type Asked = Mutex<HashMap<(PathBuf, SystemTime), bool>>;
    static ASKED: LazyLock<Asked> = LazyLock::new(Asked::default);
    let Ok(built) = std::fs::metadata(program).and_then(|file| file.modified()) else {
        return false;
    };
    let mut asked = ASKED
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    *asked.entry((program.to_owned(), built)).or_insert_with(|| {
        let answer = Command::new(program)
            .arg("protocol")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        let answer = answer.map(|answer| answer.stdout).unwrap_or_default();
        let speaks = String::from_utf8_lossy(&answer).trim() == provenance::PROTOCOL;
        if !speaks {
            tracing::warn!(
                "{} is of another build and is not used: {BUILD}",
                program.display()
            );
        }
        speaks
    })
}
