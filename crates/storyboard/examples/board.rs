//! Prints the shots of a screenplay: `cargo run -p storyboard --example board -- FILE.fountain [EPISODE]`

use storyboard::breakdown::{Options, series};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let text = std::fs::read_to_string(arguments.next().unwrap_or_default())?;
    let only: Option<u32> = arguments.next().and_then(|number| number.parse().ok());
    let script = screenplay::Script::read(&text);
    let options = Options {
        series: "A series".into(),
        language: "en".into(),
        seed: 1,
        cast: None,
    };
    for board in series(&script, &options) {
        if only.is_some_and(|only| only != board.number) {
            continue;
        }
        let spoken: Vec<_> = board
            .lines
            .iter()
            .map(|line| storyboard::timeline::Spoken::estimated(&line.text, line.manner))
            .collect();
        let timeline =
            storyboard::timeline::lay_out(&board, &spoken).expect("every line has a length");
        println!(
            "# {} {}: {} shots, {:.1} s",
            board.number,
            board.title,
            board.shots.len(),
            f64::from(timeline.length_ms) / 1000.0
        );
        for person in &board.cast {
            println!(
                "  {} {:?} {:?} {:?}",
                person.name,
                person.appearance.presenting,
                person.appearance.age,
                person.looks[0].outfit
            );
        }
        for (shot, span) in board.shots.iter().zip(&timeline.shots) {
            let place = &board.places[shot.place];
            let people: Vec<String> = shot
                .people
                .iter()
                .map(|figure| {
                    format!(
                        "{}@{:?}/{:?}/{:?}",
                        figure.character, figure.spot, figure.pose, figure.feeling
                    )
                })
                .collect();
            let said: Vec<&str> = shot
                .lines
                .iter()
                .map(|line| &*board.lines[*line].text)
                .collect();
            println!(
                "{} {:5.1}s {:?} {:?} {:?} {:?} {:?} [{}] {:?} {} | {}",
                shot.id,
                f64::from(span.end_ms - span.start_ms) / 1000.0,
                shot.framing,
                place.kind,
                place.hour,
                shot.camera,
                shot.mood,
                people.join(" "),
                shot.prop.as_ref().map(|prop| prop.kind),
                said.join(" / "),
                shot.action
            );
        }
    }
    Ok(())
}
