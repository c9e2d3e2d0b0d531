//! The program that signs (C2PA), where signing is asked for. It lies beside this one: what it is built from would double
//! the building time of whoever links it.

use std::path::PathBuf;

use anyhow::Context;

use crate::app::App;

const PROGRAM: &str = "c2pa-sign";
/// Settings of the signer, any of which asks for a signature.
const ASKED_BY: [&str; 2] = ["CLIFFHANGER_C2PA_CERTIFICATE", "CLIFFHANGER_C2PA_TEST"];

/// The signer, where signing is asked for: named in the settings, or a certificate is set in the environment.
pub fn signer(app: &App) -> anyhow::Result<Option<PathBuf>> {
    if let Some(named) = &app.config.studio.c2pa_sign {
        anyhow::ensure!(
            named.is_file(),
            "the signer {} is not there: build it, or take studio.c2pa_sign out of the settings",
            named.display()
        );
        return Ok(Some(named.clone()));
    }
    let asked = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !ASKED_BY.iter().any(asked) {
        return Ok(None);
    }
    let beside = std::env::current_exe()
        .ok()
        .and_then(|own| Some(own.parent()?.join(PROGRAM)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = beside
        .into_iter()
        .chain(std::env::split_paths(&path).map(|folder| folder.join(PROGRAM)))
        .find(|program| program.is_file());
    found.map(Some).context(
        "a certificate for signing is set and c2pa-sign is not there: \
         cargo build --release -p provenance --features c2pa --bin c2pa-sign",
    )
}
