//! Signs files with C2PA manifests and verifies them. A program of its own, because what it is built from would double
//! the building time of whoever links it.
//!
//! ```text
//! c2pa-sign sign MANIFEST.json IN OUT
//! c2pa-sign fragments MANIFEST.json INIT PATTERN OUT_FOLDER
//! c2pa-sign rendition TITLE MASTER IN OUT
//! c2pa-sign verify FILE
//! c2pa-sign protocol
//! ```
//!
//! `CLIFFHANGER_C2PA_CERTIFICATE`, `CLIFFHANGER_C2PA_KEY` (files in PEM) and `CLIFFHANGER_C2PA_ALGORITHM` say who signs;
//! with none of them a test signer signs, whom nobody knows and which proves nothing. `CLIFFHANGER_C2PA_ANCHORS` (a file in
//! PEM): whom a reader trusts. What was found is printed as JSON; of a rendition whose master has no manifest, `null`, and
//! there is no OUT. `protocol` prints the number by which a house knows that it can talk to this program.

use std::path::Path;
use std::process::ExitCode;

use provenance::PROTOCOL;
use provenance::signing::{Identity, sign, sign_fragments, sign_rendition, verify};

const USAGE: &str = "c2pa-sign sign MANIFEST.json IN OUT | fragments MANIFEST.json INIT PATTERN OUT_FOLDER | \
                     rendition TITLE MASTER IN OUT | verify FILE | protocol";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<String, Box<dyn std::error::Error>> {
    match arguments {
        ["sign", manifest, from, to] => {
            sign(
                &identity()?,
                &json(manifest)?,
                Path::new(from),
                Path::new(to),
            )?;
            Ok(serde_json::to_string(&verify(
                Path::new(to),
                anchors()?.as_deref(),
            )?)?)
        }
        ["fragments", manifest, init, pattern, to] => {
            let folder = sign_fragments(
                &identity()?,
                &json(manifest)?,
                Path::new(init),
                pattern,
                Path::new(to),
            )?;
            Ok(serde_json::json!({"folder": folder}).to_string())
        }
        ["rendition", title, master, from, to] => {
            let (master, from, to) = (Path::new(master), Path::new(from), Path::new(to));
            match sign_rendition(&identity()?, title, master, from, to)? {
                Some(()) => Ok(serde_json::to_string(&verify(to, anchors()?.as_deref())?)?),
                None => Ok("null".into()),
            }
        }
        ["verify", file] => Ok(serde_json::to_string(&verify(
            Path::new(file),
            anchors()?.as_deref(),
        )?)?),
        ["protocol"] => Ok(PROTOCOL.into()),
        _ => Err(USAGE.into()),
    }
}

fn json(path: &str) -> Result<serde_json::Value, Box<dyn std::error::Error>> {
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("{path} cannot be read: {error}"))?;
    Ok(serde_json::from_str(&text).map_err(|error| format!("{path} is no JSON: {error}"))?)
}

fn setting(name: &str) -> Option<String> {
    std::env::var(format!("CLIFFHANGER_C2PA_{name}"))
        .ok()
        .filter(|value| !value.is_empty())
}

fn file(name: &str) -> Result<Option<Vec<u8>>, String> {
    let read = |path: String| {
        std::fs::read(&path).map_err(|error| format!("{path} cannot be read: {error}"))
    };
    setting(name).map(read).transpose()
}

fn anchors() -> Result<Option<String>, Box<dyn std::error::Error>> {
    Ok(file("ANCHORS")?.map(String::from_utf8).transpose()?)
}

fn identity() -> Result<Identity, Box<dyn std::error::Error>> {
    match (file("CERTIFICATE")?, file("KEY")?) {
        (Some(chain), Some(key)) => {
            let algorithm = setting("ALGORITHM")
                .unwrap_or_else(|| "es256".into())
                .parse()?;
            Ok(Identity::Certificate {
                chain,
                key,
                algorithm,
            })
        }
        (None, None) => Ok(Identity::Test),
        _ => Err("a certificate needs its key and a key its certificate: set both".into()),
    }
}
