//! Captions: what is read, when, and that text is never taken for an order.

use interchange::captions::{Karaoke, ass, cues, one_at_a_time, srt, vtt};
use interchange::{Cut, Rate};

use crate::editors::same_as_golden;
use crate::story::{HOSTILE, PLAIN, cut};

fn plain() -> Cut {
    cut(&PLAIN, Rate::FILM)
}

#[test]
fn captions_of_a_small_episode() {
    let cut = plain();
    same_as_golden(
        &srt(&cut.captions),
        include_str!("golden/episode.srt"),
        "episode.srt",
    );
    same_as_golden(
        &vtt(&cut.captions),
        include_str!("golden/episode.vtt"),
        "episode.vtt",
    );
    same_as_golden(
        &ass(&cut, Karaoke::Words),
        include_str!("golden/karaoke.ass"),
        "karaoke.ass",
    );
}

#[test]
fn no_caption_has_more_than_two_lines_or_loses_a_letter() {
    for names in [&PLAIN, &HOSTILE] {
        let cut = cut(names, Rate::FILM);
        for caption in &cut.captions {
            let cues = cues(std::slice::from_ref(caption));
            let said: String = cues
                .iter()
                .flat_map(|cue| &cue.lines)
                .flat_map(|line| line.chars())
                .filter(|c| *c != ' ')
                .collect();
            let whole: String = caption.text.chars().filter(|c| *c != ' ').collect();
            assert_eq!(said, whole);
            assert!(
                cues.iter()
                    .all(|cue| cue.lines.len() <= 2 && cue.start_ms < cue.end_ms)
            );
            assert!(
                cues.windows(2)
                    .all(|pair| pair[0].end_ms <= pair[1].start_ms)
            );
            assert_eq!(
                (cues[0].start_ms, cues.last().unwrap().end_ms),
                (caption.start_ms, caption.end_ms)
            );
        }
    }
}

#[test]
fn words_of_a_line_light_up_for_as_long_as_the_line_lasts() {
    let cut = plain();
    let ass = ass(&cut, Karaoke::Words);
    for line in ass.lines().filter(|line| line.starts_with("Dialogue:")) {
        let fields: Vec<&str> = line.splitn(10, ',').collect();
        let clock = |text: &str| -> i64 {
            let parts: Vec<f64> = text.split(':').map(|part| part.parse().unwrap()).collect();
            ((parts[0] * 3600.0 + parts[1] * 60.0 + parts[2]) * 100.0).round() as i64
        };
        let lit: i64 = fields[9]
            .split("{\\k")
            .skip(1)
            .map(|part| part.split('}').next().unwrap().parse::<i64>().unwrap())
            .sum();
        let length = clock(fields[2]) - clock(fields[1]);
        assert!(
            lit <= length && lit >= length - 10,
            "{lit} of {length}: {line}"
        );
    }
}

#[test]
fn what_is_said_at_once_is_read_at_once() {
    let cut = plain();
    let cues = one_at_a_time(&cut.captions);
    assert!(
        cues.windows(2)
            .all(|pair| pair[0].end_ms <= pair[1].start_ms)
    );
    assert!(
        cues.iter()
            .any(|cue| cue.lines == ["- No!", "- Then you know."])
    );
}

#[test]
fn text_is_never_an_order() {
    let cut = cut(&HOSTILE, Rate::FILM);
    let srt = srt(&cut.captions);
    assert_eq!(
        srt.matches("-->").count(),
        srt.split("\n\n")
            .filter(|cue| !cue.trim().is_empty())
            .count()
    );
    let vtt = vtt(&cut.captions);
    assert!(!vtt.contains("<script>") && !vtt.contains("<v a{\\k99}, <v"));
    assert_eq!(vtt.matches("-->").count(), cues(&cut.captions).len());
    for karaoke in [Karaoke::Plain, Karaoke::Words] {
        for line in ass(&cut, karaoke)
            .lines()
            .filter(|line| line.starts_with("Dialogue:"))
        {
            let text = line.splitn(10, ',').nth(9).unwrap();
            let orders = text.split('{').skip(1).all(|part| part.starts_with("\\k"));
            assert!(orders && !text.contains("\\an8"), "{text}");
        }
    }
    assert!(
        ass(&cut, Karaoke::Plain)
            .lines()
            .filter(|line| line.starts_with("Title:"))
            .count()
            == 1
    );
}
