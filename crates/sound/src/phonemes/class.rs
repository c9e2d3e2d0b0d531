//! What a mouth does for a sound, and how long it takes beside others.

use storyboard::timeline::Viseme;

/// The shape of the mouth; nothing for marks that sound on their neighbour (stress, length, tone).
pub fn viseme(sound: char) -> Option<Viseme> {
    Some(match sound {
        'm' | 'b' | 'p' | 'β' | 'ɸ' => Viseme::Closed,
        'f' | 'v' | 'ʋ' => Viseme::Lip,
        'a' | 'ɑ' | 'æ' | 'ʌ' | 'ɐ' | 'I' | 'W' | 'h' | 'ɒ' => Viseme::Open,
        'e' | 'ɛ' | 'A' | 'ə' | 'ɚ' | 'ᵊ' | 'ɜ' | 'ɤ' | 'k' | 'ɡ' | 'x' | 'χ' | 'ɣ' | 'ŋ' | 'ʔ'
        | 'ɰ' | 'q' => Viseme::Mid,
        'i' | 'ɪ' | 'ɨ' | 'ᵻ' | 'j' | 's' | 'z' | 'ʦ' | 'ʣ' | 'ɕ' | 'ʨ' | 'ʥ' | 'ç' | 'ʝ' | 'ɟ'
        | 'c' | 'S' => Viseme::Wide,
        'o' | 'ɔ' | 'O' | 'Q' | 'Y' | 'ø' | 'œ' => Viseme::Round,
        'u' | 'ʊ' | 'w' | 'y' | 'ɥ' | 'ɯ' | 'ʃ' | 'ʒ' | 'ʧ' | 'ʤ' | 'ʂ' | 'ꭧ' | 'ɹ' | 'ɻ' | 'ᵝ' => {
            Viseme::Pursed
        }
        'l' | 'n' | 't' | 'd' | 'θ' | 'ð' | 'ɾ' | 'r' | 'ɲ' | 'ɳ' | 'ʎ' | 'ʈ' | 'ɖ' | 'ɽ' | 'T'
        | 'ɴ' | 'ʁ' => Viseme::Tongue,
        ',' | ';' | ':' | '.' | '!' | '?' | '…' | '—' => Viseme::Rest,
        _ => return None,
    })
}

/// How long a sound takes beside others, in about 10 ms at an ordinary pace: Klatt's inherent lengths (J. Acoust. Soc.
/// Am. 59, 1976), rounded to classes. Only for voices that do not tell lengths of their own.
pub fn weight(sound: char) -> u32 {
    match sound {
        'A' | 'I' | 'O' | 'W' | 'Y' | 'Q' => 19,
        'a' | 'ɑ' | 'æ' | 'ɔ' | 'ɒ' | 'ɜ' => 16,
        'i' | 'u' | 'e' | 'o' | 'ɛ' | 'ʌ' | 'y' | 'ø' | 'œ' | 'ɤ' | 'ɯ' | 'ɨ' => 13,
        'ɪ' | 'ʊ' | 'ə' | 'ɐ' | 'ɚ' | 'ᵻ' => 8,
        'ᵊ' => 4,
        's' | 'ʃ' | 'ʂ' | 'ɕ' | 'f' | 'θ' | 'ʧ' | 'ʨ' | 'ꭧ' | 'ʦ' | 'x' | 'χ' | 'ç' => {
            11
        }
        'p' | 't' | 'k' | 'q' | 'c' | 'ʈ' => 9,
        'b' | 'd' | 'ɡ' | 'ɖ' | 'ʤ' | 'z' | 'ʒ' | 'v' | 'ð' | 'm' | 'n' | 'ŋ' | 'l' | 'ɲ' | 'ɳ'
        | 'ʎ' | 'β' | 'ɣ' => 7,
        'ɹ' | 'r' | 'j' | 'w' | 'h' | 'ɥ' | 'ɻ' | 'ʁ' | 'ʋ' => 6,
        'ɾ' | 'ʔ' | 'T' | 'ɽ' => 3,
        'ː' => 5,
        ',' | ':' | ';' => 18,
        '.' | '!' | '?' | '…' | '—' => 30,
        _ => 0,
    }
}
