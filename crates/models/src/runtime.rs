//! ONNX Runtime (MIT): a pinned package, loaded when a model is first used.

use std::path::Path;
use std::sync::{Mutex, OnceLock};

use ort::environment::Environment;
use ort::session::Session;

use crate::packages::{Client, Package, Set, file};
use crate::{Error, Fetching, Source};

const LIBRARY: &str = "libonnxruntime.so";
const X86_64: &str = "fc44112fbe06d7d689c57e11d3862031f64711007e4ee020f8eed5185fd2c1d3";
const AARCH64: &str = "8aa3b76b28c778a2b1dd660d34161adb1d508c9ccd04ff9dc80e26eca5df8467";

/// The runtime for this machine, where it is built for one of its kind.
fn set() -> Result<Set, Error> {
    let (processor, system) = (std::env::consts::ARCH, std::env::consts::OS);
    let sum = match (processor, system) {
        ("x86_64", "linux") => X86_64,
        ("aarch64", "linux") => AARCH64,
        _ => return Err(Error::NoRuntimeFor(format!("{processor} {system}"))),
    };
    Ok(Set {
        folder: "onnxruntime-1.31.1",
        edition: sum,
        packages: vec![Package {
            client: Client::PipForMachine,
            name: "onnxruntime",
            version: "1.31.1",
            bytes: 23_760_988,
            files: vec![file(
                "onnxruntime/capi/libonnxruntime.so.1.31.1",
                LIBRARY,
                sum,
            )],
        }],
        whole: None,
        earlier: Some("kokoro-82m-v1.0"),
    })
}

/// Makes a model ready and gives what runs it: one runtime in a process, that of the first cache that was asked for. What
/// is missing of both is fetched.
pub fn with(
    cache: &Path,
    model: &Set,
    source: &Source,
    told: &mut dyn FnMut(Fetching),
) -> Result<Environment, Error> {
    static ONE: OnceLock<Mutex<Option<Environment>>> = OnceLock::new();
    let runtime = set()?;
    crate::ready(cache, &[&runtime, model], source, told)?;
    let mut one = ONE
        .get_or_init(Mutex::default)
        .lock()
        .expect("nothing panics while it loads");
    if let Some(environment) = &*one {
        return Ok(environment.clone());
    }
    let made = ort::init_from(runtime.at(cache).join(LIBRARY))
        .map_err(|error| Error::Model(error.to_string()))?
        .with_telemetry(false)
        .build()?;
    *one = Some(made.clone());
    Ok(made)
}

/// A model that runs on one core: whoever wants more has more sessions.
pub fn session(environment: &Environment, model: &[u8]) -> Result<Session, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::Model(error.to_string());
    Session::builder(environment)
        .map_err(|e| failed(&e))?
        .with_intra_threads(1)
        .map_err(|e| failed(&e))?
        .with_config_entry("session.intra_op.allow_spinning", "0")
        .map_err(|e| failed(&e))?
        .commit_from_memory(model)
        .map_err(|e| failed(&e))
}
