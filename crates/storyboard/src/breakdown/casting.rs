//! Who is in a script, and what can be told of how they look. What the script does not say, the seed chooses.

use std::collections::BTreeMap;

use screenplay::bible::{self, Bible};
use screenplay::scenes::{Beat, Episode, Scene};
use screenplay::{Kind, Script};
use screenplay::{fit, marks};

use super::words::{self, CHILD, GROWN, HE, OLD, SHE, folded};
use super::{scene, wardrobe};
use crate::cast::{Age, Appearance, Character, Presenting};

/// Every speaker of the series, in the order of how much they say.
pub fn cast(
    episodes: &[Episode],
    notes: &[(String, String)],
    bible: Option<&Bible>,
    seed: u64,
) -> Vec<Character> {
    let mut said: BTreeMap<&str, usize> = BTreeMap::new();
    for utterance in episodes
        .iter()
        .flat_map(|episode| &episode.scenes)
        .flat_map(Scene::utterances)
    {
        *said.entry(&utterance.speaker).or_default() += utterance.text.chars().count();
    }
    let actions: Vec<&str> = episodes
        .iter()
        .flat_map(|episode| &episode.scenes)
        .flat_map(|scene| &scene.beats)
        .filter_map(|beat| match beat {
            Beat::Action { text, .. } => Some(&**text),
            _ => None,
        })
        .collect();
    let mut order: Vec<(&str, usize)> = said.into_iter().collect();
    order.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
    // Neighbours in the cast never wear the same colours, so that they are told apart at a glance.
    let mut cast: Vec<Character> = order
        .iter()
        .enumerate()
        .map(|(place, (cue, _))| {
            let known = bible.and_then(|bible| bible.character(cue));
            character(cue, place, &actions, notes, known, seed)
        })
        .collect();
    let planned = |id: &str| {
        bible.is_some_and(|bible| {
            order
                .iter()
                .filter(|(cue, _)| self::id(cue) == id)
                .filter_map(|(cue, _)| bible.character(cue))
                .any(|known| !known.looks.is_empty())
        })
    };
    wardrobe::tell_apart(&mut cast);
    dress(&mut cast, &actions, planned);
    cast
}

/// At most so many looks that scenes name, beside what somebody usually wears.
const CHANGES: usize = 5;

/// Adds the looks that are only named where they are worn: `Ivy in a white gown.` Whose looks are planned in the bible wears
/// those.
fn dress(cast: &mut [Character], actions: &[&str], planned: impl Fn(&str) -> bool) {
    for action in actions {
        let mut doing: Vec<String> = Vec::new();
        for sentence in action.split_inclusive(ends) {
            let these = scene::named(sentence, cast);
            if !these.is_empty() {
                doing = these;
            }
            let (Some(worn), [one]) = (wardrobe::worn(sentence), doing.as_slice()) else {
                continue;
            };
            let Some(person) = cast.iter_mut().find(|person| person.id == *one) else {
                continue;
            };
            let usual = person.looks[0].clone();
            let look = worn.look(&usual);
            let same = (look.outfit, &look.colours) == (usual.outfit, &usual.colours);
            if !same
                && !planned(one)
                && person.looks.len() <= CHANGES
                && person.looks.iter().all(|known| known.id != look.id)
            {
                person.looks.push(look);
            }
        }
    }
}

/// What the writer notes of the cast: `[[cast: MARA, woman, 26, apron]]`, as id and words.
pub fn notes(script: &Script) -> Vec<(String, String)> {
    let noted = |element: &screenplay::Element| -> Vec<String> {
        if element.kind == Kind::Note {
            return vec![element.text.clone()];
        }
        element
            .text
            .split("[[")
            .skip(1)
            .map(str::to_owned)
            .collect()
    };
    script
        .elements
        .iter()
        .flat_map(noted)
        .filter_map(|note| {
            let note = note.trim_start_matches('[').split("]]").next()?.trim();
            let rest = note
                .get(..5)
                .filter(|start| start.eq_ignore_ascii_case("cast:"))
                .map(|_| &note[5..])?;
            let (who, words) = rest.split_once([',', '，'])?;
            Some((id(who), folded(words)))
        })
        .collect()
}

/// The cue of a speaker as the id of a character.
pub fn id(cue: &str) -> String {
    let letters = cue.trim().to_lowercase();
    let id = letters
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    if id.is_empty() {
        "somebody".to_owned()
    } else {
        id
    }
}

fn character(
    cue: &str,
    place: usize,
    actions: &[&str],
    notes: &[(String, String)],
    known: Option<&bible::Character>,
    seed: u64,
) -> Character {
    let own = super::hash(&[&seed.to_le_bytes(), cue.as_bytes()]);
    let told = told_of(cue, actions);
    let count = |words: &[&str]| {
        words
            .iter()
            .map(|word| fit::count(&told, word))
            .sum::<usize>()
    };
    let noted = notes
        .iter()
        .filter(|(who, _)| *who == id(cue))
        .map(|(_, words)| &**words)
        .collect::<Vec<_>>()
        .join(" ");
    let certain = |words: &[&str]| words.iter().any(|word| words::find(&noted, word).is_some());
    let given = |names: &[&str]| {
        cue.to_lowercase()
            .split_whitespace()
            .any(|name| names.contains(&name))
    };
    let of_name = (given(words::HER_NAMES), given(words::HIS_NAMES));
    let (she, he) = match () {
        () if certain(SHE) != certain(HE) => (usize::from(certain(SHE)), usize::from(certain(HE))),
        () if of_name.0 != of_name.1 => (usize::from(of_name.0), usize::from(of_name.1)),
        () => (count(SHE), count(HE)),
    };
    let presenting = match she.cmp(&he) {
        std::cmp::Ordering::Greater => Presenting::Feminine,
        std::cmp::Ordering::Less => Presenting::Masculine,
        std::cmp::Ordering::Equal => by_name(cue),
    };
    let presenting = match known.and_then(|known| known.presenting) {
        Some(bible::Presenting::Feminine) => Presenting::Feminine,
        Some(bible::Presenting::Masculine) => Presenting::Masculine,
        Some(bible::Presenting::Neutral) => Presenting::Neutral,
        None => presenting,
    };
    // Words of the bible come first: of two garments the one named first is worn.
    let dressed = known.map_or_else(String::new, |known| {
        known
            .looks
            .iter()
            .map(|look| folded(&look.about))
            .collect::<Vec<_>>()
            .join(" ")
    });
    let introduction = format!("{dressed} {noted} {}", introduction(cue, actions));
    let named = |words: &[&str]| {
        words
            .iter()
            .any(|word| words::find(&introduction, word).is_some())
    };
    let years = known
        .and_then(|known| known.age)
        .map(u32::from)
        .or_else(|| years(&introduction));
    let age = match years {
        Some(0..13) => Age::Child,
        Some(13..32) => Age::Young,
        Some(32..56) => Age::Adult,
        Some(_) => Age::Old,
        None if named(OLD) => Age::Old,
        None if named(CHILD) && !named(GROWN) => Age::Child,
        None if named(GROWN) => Age::Adult,
        None => Age::Young,
    };
    Character {
        id: id(cue),
        name: titled(cue),
        appearance: Appearance {
            seed: own,
            presenting,
            age,
            skin: skin(&introduction).unwrap_or((own >> 8) as u8 % 4),
            hair: wardrobe::hair(&introduction),
            hair_colour: wardrobe::hair_colour(&introduction),
            glasses: words::find(&introduction, "glasses").is_some() || own.is_multiple_of(11),
            beard: presenting == Presenting::Masculine
                && (words::find(&introduction, "beard").is_some()
                    || age != Age::Young && own.is_multiple_of(3)),
        },
        looks: wardrobe::looks(
            presenting,
            place,
            own,
            &introduction,
            known.map_or(&[], |known| &known.looks),
        ),
        voice: None,
    }
}

/// All that is told of somebody: each sentence of an action that names them, and the next when it begins with a pronoun.
fn told_of(cue: &str, actions: &[&str]) -> String {
    let name = folded(cue);
    let mut told = name.clone();
    for action in actions {
        let mut naming = false;
        for sentence in action.split_inclusive(ends) {
            let lower = folded(sentence.trim());
            naming = words::find(&lower, &name).is_some()
                || naming
                    && [
                        "she ", "he ", "her ", "his ", "她", "他", "ella ", "él ", "ela ", "ele ",
                        "그녀", "그는 ", "그가 ", "هي ", "هو ",
                    ]
                    .iter()
                    .any(|word| lower.starts_with(word));
            if naming {
                told.push(' ');
                told.push_str(&lower);
            }
        }
    }
    told
}

/// The sentence in which somebody is first named in capitals (Latin scripts), else first named.
fn introduction(cue: &str, actions: &[&str]) -> String {
    let sentence = |text: &str, name: &str| {
        text.split_inclusive(ends)
            .find(|part| part.contains(name))
            .map(folded)
    };
    let upper = cue.to_uppercase();
    let name = folded(cue);
    actions
        .iter()
        .find_map(|action| sentence(action, &upper))
        .or_else(|| {
            actions.iter().find_map(|action| {
                action
                    .split_inclusive(ends)
                    .map(folded)
                    .find(|part| words::find(part, &name).is_some())
            })
        })
        .map_or(name.clone(), |told| format!("{name} {told}"))
}

/// Where a sentence may end.
pub(super) fn ends(mark: char) -> bool {
    mark == '.' || mark != '…' && marks::ends_sentence(mark)
}

/// A tone where a note names one.
fn skin(text: &str) -> Option<u8> {
    const TONES: [(&str, u8); 6] = [
        ("pale skin", 0),
        ("fair skin", 1),
        ("olive skin", 3),
        ("tan skin", 4),
        ("brown skin", 5),
        ("dark skin", 6),
    ];
    TONES
        .iter()
        .find(|(words, _)| words::find(text, words).is_some())
        .map(|(_, tone)| *tone)
}

/// An age in figures or English words: `(28)`, `twenty-six`.
fn years(text: &str) -> Option<u32> {
    const TENS: [(&str, u32); 8] = [
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("sixty", 60),
        ("seventy", 70),
        ("eighty", 80),
        ("ninety", 90),
    ];
    const ONES: [&str; 9] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    let figure = text
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|part| (1..=2).contains(&part.len()))
        .find_map(|part| part.parse().ok());
    figure.or_else(|| {
        TENS.iter().find_map(|(word, tens)| {
            let at = words::find(text, word)?;
            let rest = &text[at + word.len()..];
            let one = rest
                .strip_prefix('-')
                .and_then(|rest| ONES.iter().position(|one| rest.starts_with(one)));
            Some(tens + one.map_or(0, |one| one as u32 + 1))
        })
    })
}

/// Where nothing else tells: whether a name ends as names of women more often do.
fn by_name(cue: &str) -> Presenting {
    let lower = cue.to_lowercase();
    let first = lower.split_whitespace().next().unwrap_or_default();
    let feminine = first.ends_with(['a', 'e', 'y', 'í'])
        || first.ends_with("is")
        || first.contains(['丽', '美', '婷', '雪', '娜', '晚', '月', '薇']);
    if feminine {
        Presenting::Feminine
    } else {
        Presenting::Masculine
    }
}

/// `OLD MRS. GU` → `Old Mrs. Gu`
fn titled(cue: &str) -> String {
    cue.split_whitespace()
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| {
                    first
                        .to_uppercase()
                        .chain(letters.flat_map(char::to_lowercase))
                        .collect::<String>()
                })
                .unwrap_or_default()
        })
        .collect::<Vec<_>>()
        .join(" ")
}
