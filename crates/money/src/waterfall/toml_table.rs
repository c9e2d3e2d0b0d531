//! TOML with places: reads typed values and says where one is wrong.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::problem::Problem;
use crate::{Amount, Currency, Fraction};

/// The largest text of a deal, in bytes.
pub(super) const MAX_TEXT: usize = 256 * 1024;
/// The most tables or values in one list.
pub(super) const MAX_LIST: usize = 256;
const MAX_NAME: usize = 100;

/// One table of the text, its keys in written order.
pub(super) struct Table<'a> {
    text: &'a str,
    path: String,
    at: usize,
    entries: Vec<(&'a str, usize, &'a Spanned<DeValue<'a>>)>,
}

/// A value and where it stands.
pub(super) struct Placed<'a, T> {
    pub value: T,
    text: &'a str,
    path: String,
    at: usize,
}

fn problem(
    text: &str,
    at: usize,
    path: String,
    code: &'static str,
    message: String,
    remedy: &str,
) -> Problem {
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    let line = before
        .bytes()
        .filter(|byte| *byte == b'\n')
        .count()
        .saturating_add(1);
    Problem {
        code,
        line,
        key: path,
        message,
        remedy: remedy.to_owned(),
    }
}

/// Parses the text into a root table that `read` looks at.
pub(super) fn parse<T>(
    text: &str,
    read: impl FnOnce(Table<'_>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    if text.len() > MAX_TEXT {
        let message = format!("the text has {} bytes", text.len());
        return Err(problem(
            text,
            0,
            String::new(),
            "waterfall.too_long",
            message,
            "Keep it below 256 KiB.",
        ));
    }
    let root = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message().trim().replace('\n', ", ");
        problem(
            text,
            at,
            String::new(),
            "waterfall.not_toml",
            message,
            "Correct the TOML; see https://toml.io.",
        )
    })?;
    read(Table::new(text, String::new(), 0, root.get_ref()))
}

impl<T> Placed<'_, T> {
    pub fn wrong(&self, code: &'static str, message: String, remedy: &str) -> Problem {
        problem(self.text, self.at, self.path.clone(), code, message, remedy)
    }
}

impl<'a> Placed<'a, &'a str> {
    /// An amount of zero or more, in minor units.
    pub fn amount(&self, currency: Currency) -> Result<i64, Problem> {
        let code = "waterfall.bad_amount";
        let amount = Amount::parse(self.value, currency)
            .map_err(|error| self.wrong(code, error.to_string(), error.remedy()))?;
        if amount.minor < 0 {
            return Err(self.wrong(
                code,
                format!("{amount} is below zero"),
                "Write zero or more.",
            ));
        }
        Ok(amount.minor)
    }

    pub fn fraction(&self) -> Result<Fraction, Problem> {
        self.value.parse().map_err(|error: crate::Error| {
            self.wrong("waterfall.bad_fraction", error.to_string(), error.remedy())
        })
    }

    /// A share: at most the whole.
    pub fn share(&self) -> Result<Fraction, Problem> {
        let share = self.fraction()?;
        if share.at_most_one() {
            return Ok(share);
        }
        Err(self.wrong(
            "waterfall.bad_fraction",
            format!("{share} is more than the whole"),
            "Write 100 % or less.",
        ))
    }

    /// A name for people: not empty, no control characters, not too long.
    pub fn name(&self) -> Result<String, Problem> {
        let fits = self.value.chars().count() <= MAX_NAME && !self.value.trim().is_empty();
        if fits && !self.value.chars().any(char::is_control) {
            return Ok(self.value.to_owned());
        }
        let message = "this is not a name".to_owned();
        Err(self.wrong(
            "waterfall.bad_name",
            message,
            "Write 1 to 100 characters on one line.",
        ))
    }

    /// A name for programs.
    pub fn id(&self) -> Result<String, Problem> {
        let fits = (1..=80).contains(&self.value.len());
        let plain = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
        };
        if fits && self.value.bytes().all(plain) {
            return Ok(self.value.to_owned());
        }
        let message = "this is not an identifier".to_owned();
        Err(self.wrong(
            "waterfall.bad_id",
            message,
            "Use a-z, 0-9, - and _, at most 80 of them.",
        ))
    }
}

impl<'a> Table<'a> {
    fn new(text: &'a str, path: String, at: usize, table: &'a DeTable<'a>) -> Self {
        let mut entries: Vec<_> = table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value))
            .collect();
        entries.sort_by_key(|(_, at, _)| *at);
        Self {
            text,
            path,
            at,
            entries,
        }
    }

    fn path(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// A problem with the table as a whole, or with a key that is not there.
    pub fn wrong(&self, key: &str, code: &'static str, message: String, remedy: &str) -> Problem {
        let path = if key.is_empty() {
            self.path.clone()
        } else {
            self.path(key)
        };
        problem(self.text, self.place(key), path, code, message, remedy)
    }

    fn place(&self, key: &str) -> usize {
        self.entries
            .iter()
            .find(|(name, ..)| *name == key)
            .map_or(self.at, |(_, at, _)| *at)
    }

    fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entries
            .iter()
            .find(|(name, ..)| *name == key)
            .map(|(_, _, value)| *value)
    }

    fn kind(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str, remedy: &str) -> Problem {
        let message = format!("this is {}, not {wanted}", article(value.get_ref()));
        problem(
            self.text,
            value.span().start,
            self.path(key),
            "waterfall.wrong_kind",
            message,
            remedy,
        )
    }

    /// Refuses keys that mean nothing here.
    pub fn only(&self, known: &[&str]) -> Result<(), Problem> {
        match self.entries.iter().find(|(key, ..)| !known.contains(key)) {
            None => Ok(()),
            Some((key, ..)) => {
                let shown: String = key.chars().take(40).collect();
                let remedy = format!("Remove it, or use one of: {}.", known.join(", "));
                Err(self.wrong(
                    key,
                    "waterfall.unknown_key",
                    format!("`{shown}` means nothing here"),
                    &remedy,
                ))
            }
        }
    }

    pub fn need<T>(&self, key: &str, found: Option<T>, example: &str) -> Result<T, Problem> {
        let missing = || {
            self.wrong(
                key,
                "waterfall.missing_key",
                format!("`{key}` is missing"),
                &format!("Add {key} = {example}."),
            )
        };
        found.ok_or_else(missing)
    }

    pub fn text(&self, key: &str) -> Result<Option<Placed<'a, &'a str>>, Problem> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        match value.get_ref() {
            DeValue::String(text) => Ok(Some(self.placed(key, value, text.as_ref()))),
            _ => Err(self.kind(
                key,
                value,
                "text",
                "Put it in quotes: amounts and shares are text, so that nothing is rounded.",
            )),
        }
    }

    pub fn flag(&self, key: &str) -> Result<bool, Problem> {
        match self.get(key).map(|value| (value, value.get_ref())) {
            None => Ok(false),
            Some((_, DeValue::Boolean(flag))) => Ok(*flag),
            Some((value, _)) => Err(self.kind(
                key,
                value,
                "true or false",
                "Write true or false, without quotes.",
            )),
        }
    }

    /// A list of texts.
    pub fn texts(&self, key: &str) -> Result<Option<Vec<Placed<'a, &'a str>>>, Problem> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        let DeValue::Array(list) = value.get_ref() else {
            return Err(self.kind(key, value, "a list", "Write [\"one\", \"two\"]."));
        };
        self.bounded(key, list.len())?;
        let text = |item: &'a Spanned<DeValue<'a>>| match item.get_ref() {
            DeValue::String(text) => Ok(self.placed(key, item, text.as_ref())),
            _ => Err(self.kind(key, item, "text", "Put it in quotes.")),
        };
        list.iter().map(text).collect::<Result<_, _>>().map(Some)
    }

    /// A list of tables, written `[[key]]`.
    pub fn tables(&self, key: &str) -> Result<Vec<Table<'a>>, Problem> {
        let Some(value) = self.get(key) else {
            return Ok(Vec::new());
        };
        let list = || {
            self.kind(
                key,
                value,
                "a list of tables",
                &format!("Write each as [[{}]].", self.header(key)),
            )
        };
        let DeValue::Array(items) = value.get_ref() else {
            return Err(list());
        };
        self.bounded(key, items.len())?;
        let mut tables = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let DeValue::Table(table) = item.get_ref() else {
                return Err(list());
            };
            let path = format!("{}.{}", self.path(key), at.saturating_add(1));
            tables.push(Table::new(self.text, path, item.span().start, table));
        }
        Ok(tables)
    }

    fn header(&self, key: &str) -> String {
        if self.path.starts_with("source.") {
            format!("source.{key}")
        } else {
            key.to_owned()
        }
    }

    /// One text, or a table of texts in written order: `to = "a"` or `to = { a = "60%", b = "40%" }`.
    pub fn one_or_pairs(&self, key: &str) -> Result<Option<OneOrPairs<'a>>, Problem> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        let DeValue::Table(table) = value.get_ref() else {
            return Ok(self.text(key)?.map(OneOrPairs::One));
        };
        self.bounded(key, table.len())?;
        let inner = Table::new(self.text, self.path(key), value.span().start, table);
        let pair = |(name, at, _): &(&'a str, usize, &'a Spanned<DeValue<'a>>)| {
            let value = inner.text(name)?;
            let value = inner.need(name, value, "\"…\"")?;
            Ok((
                Placed {
                    value: *name,
                    text: self.text,
                    path: inner.path(name),
                    at: *at,
                },
                value,
            ))
        };
        inner
            .entries
            .iter()
            .map(pair)
            .collect::<Result<_, _>>()
            .map(|pairs| Some(OneOrPairs::Pairs(pairs)))
    }

    fn bounded(&self, key: &str, count: usize) -> Result<(), Problem> {
        if count <= MAX_LIST {
            return Ok(());
        }
        let remedy = format!("Keep to {MAX_LIST} or fewer.");
        Err(self.wrong(
            key,
            "waterfall.too_many",
            format!("there are {count} of them"),
            &remedy,
        ))
    }

    fn placed<T>(&self, key: &str, value: &Spanned<DeValue<'_>>, inner: T) -> Placed<'a, T> {
        Placed {
            value: inner,
            text: self.text,
            path: self.path(key),
            at: value.span().start,
        }
    }
}

pub(super) enum OneOrPairs<'a> {
    One(Placed<'a, &'a str>),
    Pairs(Vec<Pair<'a>>),
}

pub(super) type Pair<'a> = (Placed<'a, &'a str>, Placed<'a, &'a str>);

fn article(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a bare number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
