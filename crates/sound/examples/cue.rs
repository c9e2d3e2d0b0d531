//! Plays a cue or an effect into a file: `cargo run -p sound --example cue -- MOOD|EFFECT SECONDS OUT.wav [SEED] [ENDING]`,
//! as in `cue romantic 30 out.wav 7 sting` or `cue rain 5 out.wav`.

use sound::effects::{self, Effect};
use sound::music::{self, Ending, Mood};
use sound::wav;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, seconds, out, rest @ ..] = &arguments[..] else {
        return Err("cue MOOD|EFFECT SECONDS OUT.wav [SEED] [ENDING]".into());
    };
    let seconds: f64 = seconds.parse()?;
    let seed = rest.first().map_or(Ok(1), |seed| seed.parse())?;
    let ending: Ending = rest.get(1).map_or(Ok(Ending::Rest), |ending| {
        serde_json::from_value(ending.as_str().into())
    })?;
    let start = std::time::Instant::now();
    let sound = match serde_json::from_value::<Mood>(name.as_str().into()) {
        Ok(mood) => music::cue(mood, seconds, seed, ending),
        Err(_) => effects::make(
            serde_json::from_value::<Effect>(name.as_str().into())?,
            seconds,
            seed,
        ),
    };
    println!(
        "{:.2} s of sound in {:.2} s: {:?}",
        sound.seconds(),
        start.elapsed().as_secs_f64(),
        sound::mix::measure(&sound)
    );
    std::fs::write(out, wav::stereo(&sound))?;
    Ok(())
}
