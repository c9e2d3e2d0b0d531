//! `[one|another]` and `{slot}` inside a line.

/// What a line is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// A slot: `her`, `her.full`, `Her` (with a capital), `HER` (in capitals).
    Slot(String),
    Choice(Vec<Vec<Piece>>),
}

/// Reads a line; the error says what is wrong with it.
pub fn read(text: &str) -> Result<Vec<Piece>, String> {
    let mut letters = text.chars().peekable();
    let pieces = pieces(&mut letters, false, 0)?;
    match letters.next() {
        None => Ok(pieces),
        Some(letter) => Err(format!("`{letter}` closes nothing")),
    }
}

type Letters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn pieces(letters: &mut Letters<'_>, inside: bool, depth: usize) -> Result<Vec<Piece>, String> {
    if depth > 4 {
        return Err("choices inside choices, more than four deep".into());
    }
    let mut pieces = Vec::new();
    let mut text = String::new();
    while let Some(&letter) = letters.peek() {
        if letter == ']' || (inside && letter == '|') {
            break;
        }
        letters.next();
        match letter {
            '{' => {
                keep(&mut text, &mut pieces);
                let name: String =
                    std::iter::from_fn(|| letters.next_if(|letter| *letter != '}')).collect();
                if letters.next() != Some('}') {
                    return Err(format!("`{{{name}` has no end"));
                }
                pieces.push(Piece::Slot(name));
            }
            '[' => {
                keep(&mut text, &mut pieces);
                let mut ways = Vec::new();
                loop {
                    ways.push(self::pieces(letters, true, depth + 1)?);
                    match letters.next() {
                        Some('|') => {}
                        Some(']') => break,
                        _ => return Err("`[` has no end".into()),
                    }
                }
                if ways.len() < 2 {
                    return Err("a choice needs two ways at least: `[one|another]`".into());
                }
                pieces.push(Piece::Choice(ways));
            }
            '}' => return Err("`}` closes nothing".into()),
            _ => text.push(letter),
        }
    }
    keep(&mut text, &mut pieces);
    Ok(pieces)
}

fn keep(text: &mut String, pieces: &mut Vec<Piece>) {
    if !text.is_empty() {
        pieces.push(Piece::Text(std::mem::take(text)));
    }
}

/// The slots that a line asks for, in all of its ways.
pub fn slots(pieces: &[Piece]) -> Vec<&str> {
    pieces
        .iter()
        .flat_map(|piece| match piece {
            Piece::Text(_) => Vec::new(),
            Piece::Slot(name) => vec![&**name],
            Piece::Choice(ways) => ways.iter().flat_map(|way| slots(way)).collect(),
        })
        .collect()
}

/// The line with its slots filled and its choices made; `pick` gets the place of the choice in the line and how
/// many ways there are.
pub fn fill(
    pieces: &[Piece],
    slot: &impl Fn(&str) -> String,
    pick: &mut impl FnMut(usize) -> usize,
) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(plain) => text.push_str(plain),
            Piece::Slot(name) => text.push_str(&slot(name)),
            Piece::Choice(ways) => {
                let way = pick(ways.len()).min(ways.len() - 1);
                text.push_str(&fill(&ways[way], slot, pick));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, way: usize) -> String {
        fill(&read(text).unwrap(), &str::to_uppercase, &mut |_| way)
    }

    #[test]
    fn choices_and_slots_are_filled() {
        assert_eq!(told("a [b|c [d|e]] {f}.", 0), "a b F.");
        assert_eq!(told("a [b|c [d|e]] {f}.", 1), "a c e F.");
        assert_eq!(told("[|very ]late", 0), "late");
        assert_eq!(told("one | two", 0), "one | two");
    }

    #[test]
    fn what_does_not_close_is_refused() {
        for bad in ["[a|b", "a]", "{a", "a}", "[a]"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
