//! Stems: what is said, what is played, what is done, each as it is in the mix.

use interchange::archive::Entry;
use sound::{Stereo, wav};
use storyboard::Board;

use super::Files;
use super::cuts::Source;
use crate::studio::{batch, extras, graph, make};

/// Mixes an episode again and keeps its parts. Added up they are the programme.
pub(super) async fn stems(
    source: &Source<'_>,
    board: &Board,
    files: &mut Files,
) -> anyhow::Result<()> {
    let cut = source.cut(board, None)?;
    let stem = cut.stem();
    let own = mixed(source, board, |at| graph::voice(board.number, at)).await?;
    for (name, sound) in [
        ("dialogue", &own.dialogue),
        ("music", &own.music),
        ("effects", &own.effects),
    ] {
        files.entries.push(entry(&stem, name, sound));
    }
    for other in source
        .production
        .settings
        .languages
        .iter()
        .filter(|other| other.dub)
    {
        let language = other.language.as_str();
        let key = |at| extras::dub(board.number, language, at);
        if source
            .selected
            .contains_key(&extras::dub_mix(board.number, language))
        {
            let dubbed = mixed(source, board, key).await?;
            files.entries.push(entry(
                &stem,
                &format!("dialogue.{language}"),
                &dubbed.dialogue,
            ));
        } else {
            files.left_out.push(format!(
                "No dialogue of episode {} in {language}: it is not dubbed yet.",
                board.number
            ));
        }
    }
    files
        .entries
        .push(Entry::new("stems.csv", interchange::stems::csv(&cut)));
    Ok(())
}

fn entry(stem: &str, name: &str, sound: &Stereo) -> Entry {
    Entry::new(format!("{stem} {name}.wav"), wav::stereo(sound))
}

/// An episode's sound, mixed again, in its parts.
pub(super) async fn mixed(
    source: &Source<'_>,
    board: &Board,
    key: impl Fn(usize) -> String,
) -> anyhow::Result<sound::mix::Stems> {
    let voices = batch::voices(source.app, board, source.selected, key).await?;
    let (board, timeline) = (board.clone(), source.timeline(board)?);
    // The music of the mix that is in use.
    let mix = source.selected.get(&graph::mix(board.number));
    let seed = mix.and_then(|kept| kept.facts["seed"].as_u64());
    let seed = seed.unwrap_or(source.production.seed as u64);
    let mixed =
        tokio::task::spawn_blocking(move || make::mix::programme(&board, &timeline, &voices, seed))
            .await?
            .map_err(anyhow::Error::msg)?;
    Ok(mixed.stems)
}
