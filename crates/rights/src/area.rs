//! Sets of points in territory × language × media × run, in one canonical form.
//!
//! A row is a box. An [`Area`] is boxes that are apart from each other, in the only way in which they can be written:
//! territories for which the same holds stand together, within them languages for which the same holds, within those
//! media. Two areas are equal when they hold the same points, whatever they were made from.

use crate::{Bits, LanguageSet, MediaSet, Runs, TerritorySet};

/// A box: every point that has one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    pub territories: TerritorySet,
    pub languages: LanguageSet,
    pub media: MediaSet,
    pub runs: Runs,
}

impl Row {
    pub fn is_empty(&self) -> bool {
        self.territories.is_empty()
            || self.languages.is_empty()
            || self.media.is_empty()
            || self.runs.is_none()
    }

    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            territories: self.territories.and(other.territories),
            languages: self.languages.and(other.languages),
            media: self.media.and(other.media),
            runs: self.runs.and(other.runs),
        }
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.territories.overlaps(&other.territories)
            && self.languages.overlaps(&other.languages)
            && self.media.overlaps(&other.media)
            && !self.runs.and(other.runs).is_none()
    }

    fn covers(&self, other: &Self) -> bool {
        self.territories.covers(&other.territories)
            && self.languages.covers(&other.languages)
            && self.media.covers(&other.media)
            && self.runs.covers(other.runs)
    }
}

/// Boxes that are apart, in canonical form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Area(Vec<Row>);

impl Area {
    /// All that is in one of `plus` and in none of `minus`.
    pub fn new(plus: &[Row], minus: &[Row]) -> Self {
        let plus: Vec<Row> = plus.iter().filter(|row| !row.is_empty()).copied().collect();
        let touches = |row: &&Row| plus.iter().any(|plus| plus.overlaps(row));
        let minus: Vec<Row> = minus.iter().filter(touches).copied().collect();
        match plus.as_slice() {
            [] => Self::default(),
            _ if plus
                .iter()
                .all(|plus| minus.iter().any(|row| row.covers(plus))) =>
            {
                Self::default()
            }
            [only] if minus.is_empty() => Self(vec![*only]),
            _ => Self(by_territory(&plus, &minus)),
        }
    }

    pub fn rows(&self) -> &[Row] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let rows: Vec<Row> = self.0.iter().chain(&other.0).copied().collect();
        Self::new(&rows, &[])
    }

    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        Self::new(&self.0, &other.0)
    }

    pub fn has(&self, territory: usize, language: usize, media: usize, runs: Runs) -> bool {
        self.0.iter().any(|row| {
            row.territories.has(territory)
                && row.languages.has(language)
                && row.media.has(media)
                && row.runs.covers(runs)
        })
    }
}

fn by_territory(plus: &[Row], minus: &[Row]) -> Vec<Row> {
    let set = |row: &Row| row.territories;
    let parts = parts(plus, minus, set, |plus, minus| {
        let set = |row: &Row| row.languages;
        parts(plus, minus, set, |plus, minus| {
            let set = |row: &Row| row.media;
            parts(plus, minus, set, |plus, minus| {
                let all =
                    |rows: &[Row]| rows.iter().fold(Runs::NONE, |runs, row| runs.or(row.runs));
                let runs = all(plus).without(all(minus));
                (!runs.is_none()).then_some(runs)
            })
        })
    });
    let mut rows = Vec::new();
    for (territories, parts) in parts.into_iter().flatten() {
        for (languages, parts) in parts {
            for (media, runs) in parts {
                rows.push(Row {
                    territories,
                    languages,
                    media,
                    runs,
                });
            }
        }
    }
    rows
}

/// Cuts one dimension where rows begin or end to cover it, asks `within` what holds in each piece, and puts pieces of
/// which the same holds together again. Nothing where nothing holds.
fn parts<const N: usize, T: PartialEq>(
    plus: &[Row],
    minus: &[Row],
    set: impl Fn(&Row) -> Bits<N>,
    within: impl Fn(&[Row], &[Row]) -> Option<T>,
) -> Option<Vec<(Bits<N>, T)>> {
    let mut pieces: Vec<Bits<N>> = Vec::with_capacity(plus.len() + minus.len());
    for row in plus {
        let rest = cut(&mut pieces, set(row));
        if !rest.is_empty() {
            pieces.push(rest);
        }
    }
    for row in minus {
        cut(&mut pieces, set(row));
    }
    let mut parts: Vec<(Bits<N>, T)> = Vec::with_capacity(pieces.len());
    let (mut gives, mut takes) = (
        Vec::with_capacity(plus.len()),
        Vec::with_capacity(minus.len()),
    );
    for piece in pieces {
        // A piece lies wholly inside a row or wholly outside it.
        gives.clear();
        gives.extend(plus.iter().filter(|row| set(row).overlaps(&piece)));
        takes.clear();
        takes.extend(minus.iter().filter(|row| set(row).overlaps(&piece)));
        let Some(holds) = within(&gives, &takes) else {
            continue;
        };
        match parts.iter_mut().find(|(_, known)| *known == holds) {
            Some((together, _)) => *together = together.or(piece),
            None => parts.push((piece, holds)),
        }
    }
    parts.sort_unstable_by_key(|(set, _)| *set);
    (!parts.is_empty()).then_some(parts)
}

/// Cuts every piece into what is inside `set` and what is not; gives back what of `set` is in no piece.
fn cut<const N: usize>(pieces: &mut Vec<Bits<N>>, set: Bits<N>) -> Bits<N> {
    let mut rest = set;
    for at in 0..pieces.len() {
        let piece = pieces[at];
        let inside = piece.and(set);
        if inside.is_empty() {
            continue;
        }
        rest = rest.without(piece);
        if inside != piece {
            pieces[at] = inside;
            pieces.push(piece.without(set));
        }
    }
    rest
}
