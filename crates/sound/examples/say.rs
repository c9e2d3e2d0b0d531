//! Says a text: `cargo run -p sound --example say -- [-v VOICE] [-l LANGUAGE] [-f FEELING] TEXT OUT.wav`.
//! The voices' cache is `CLIFFHANGER_CACHE`, else a folder of that name in the temporary folder.

use std::time::Instant;

use sound::voices::{self, Options, Progress};
use sound::{Line, Voices, wav};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut line = Line {
        text: String::new(),
        language: String::new(),
        voice: "af_heart".into(),
        feeling: storyboard::shot::Feeling::Calm,
        speed: 1.0,
    };
    let mut rest = Vec::new();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or("a value is missing");
        match argument.as_str() {
            "-v" => line.voice = value()?,
            "-l" => line.language = value()?,
            "-f" => line.feeling = serde_json::from_value(value()?.into())?,
            _ => rest.push(argument),
        }
    }
    let [text, out] = rest
        .try_into()
        .map_err(|_| "say [-v VOICE] [-l LANGUAGE] [-f FEELING] TEXT OUT.wav")?;
    line.text = text;
    if line.language.is_empty() {
        line.language = voices::find(&line.voice)
            .map_or("en", |voice| voice.language)
            .into();
    }
    let cache = std::env::var_os("CLIFFHANGER_CACHE")
        .map_or_else(|| std::env::temp_dir().join("cliffhanger"), Into::into);
    let start = Instant::now();
    let voices = Voices::open(
        &cache.join("voices"),
        &Options::default(),
        &mut |progress| {
            if let Progress::Fetching(far) = progress {
                eprintln!(
                    "{} ({} of {} MB)",
                    far.package,
                    far.done >> 20,
                    far.total >> 20
                );
            }
        },
    )?;
    let opened = start.elapsed();
    let asked = Instant::now();
    let take = voices.speak(&line)?;
    std::fs::write(&out, wav::mono(&take.sound))?;
    println!(
        "{} · {:.2} s of sound in {:.2} s, {:.2} s to open",
        take.by,
        take.sound.seconds(),
        asked.elapsed().as_secs_f64(),
        opened.as_secs_f64()
    );
    if let Some(reason) = &take.instead {
        println!("instead of Kokoro: {reason}");
    }
    let phones: String = take.phones.iter().map(|phone| phone.sound).collect();
    println!("{phones}");
    for word in &take.spoken.words {
        println!(
            "{:5} {:5} {}",
            word.start_ms,
            word.end_ms,
            &line.text[word.start..word.end]
        );
    }
    println!("{:?}", take.spoken.mouth);
    Ok(())
}
