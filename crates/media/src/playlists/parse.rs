//! Reading playlists strictly, for the validator.

/// A line that is a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub name: &'a str,
    pub value: &'a str,
}

/// A tag or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line<'a> {
    Tag(Tag<'a>),
    Uri(&'a str),
}

/// Tags and addresses, without blank lines and comments.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    text.lines()
        .filter(|line| !line.is_empty())
        .filter_map(|line| match line.strip_prefix('#') {
            Some(tag) if tag.starts_with("EXT") => {
                let (name, value) = tag.split_once(':').unwrap_or((tag, ""));
                Some(Line::Tag(Tag { name, value }))
            }
            Some(_) => None,
            None => Some(Line::Uri(line)),
        })
        .collect()
}

/// An attribute list: names in order, values with their quotes. `None` where it is malformed or a name comes twice.
pub(super) fn attributes(list: &str) -> Option<Vec<(&str, &str)>> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut rest = list;
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let end = if let Some(inner) = after.strip_prefix('"') {
            inner.find('"')? + 2
        } else {
            after.find(',').unwrap_or(after.len())
        };
        let (value, tail) = after.split_at(end);
        let named = !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
        if !named || value.is_empty() || found.iter().any(|(other, _)| *other == name) {
            return None;
        }
        found.push((name, value));
        rest = match tail.strip_prefix(',') {
            Some("") => return None,
            Some(tail) => tail,
            None if tail.is_empty() => "",
            None => return None,
        };
    }
    Some(found)
}

/// The content of a quoted string.
pub(super) fn unquoted(value: &str) -> Option<&str> {
    value.strip_prefix('"')?.strip_suffix('"')
}

/// `length@offset`; the offset may be missing.
pub(super) fn byte_range(value: &str) -> Option<(u64, Option<u64>)> {
    match value.split_once('@') {
        Some((length, offset)) => Some((length.parse().ok()?, Some(offset.parse().ok()?))),
        None => Some((value.parse().ok()?, None)),
    }
}
