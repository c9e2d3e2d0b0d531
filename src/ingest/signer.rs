//! The program that signs (C2PA), where there is one. It lies beside this one: what it is built from would double the
//! building time of whoever links it. Without a certificate its test signer signs, by which every reader knows it.

use std::path::PathBuf;

use crate::app::App;

const PROGRAM: &str = "c2pa-sign";
/// The signer's own setting: who signs.
const CERTIFICATE: &str = "CLIFFHANGER_C2PA_CERTIFICATE";

/// The signer: the one of the settings, the one beside this program, or one on the path.
///
/// # Errors
/// A certificate is set, or a signer named, and there is none: what should be signed is not released without.
pub fn signer(app: &App) -> anyhow::Result<Option<PathBuf>> {
    if let Some(named) = &app.config.studio.c2pa_sign {
        anyhow::ensure!(
            named.is_file(),
            "the signer {} is not there: build it, or take studio.c2pa_sign out of the settings",
            named.display()
        );
        return Ok(Some(named.clone()));
    }
    let beside = std::env::current_exe()
        .ok()
        .and_then(|own| Some(own.parent()?.join(PROGRAM)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = beside
        .into_iter()
        .chain(std::env::split_paths(&path).map(|folder| folder.join(PROGRAM)))
        .find(|program| program.is_file());
    let asked = std::env::var_os(CERTIFICATE).is_some_and(|value| !value.is_empty());
    anyhow::ensure!(
        found.is_some() || !asked,
        "a certificate for signing is set and {PROGRAM} is not there: \
         cargo build --release -p provenance --features c2pa --bin {PROGRAM}"
    );
    Ok(found)
}
