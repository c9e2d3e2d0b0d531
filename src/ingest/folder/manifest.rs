//! `series.toml`: what a folder of files cannot say by itself. `src/ingest/series.example.toml` shows every key.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use media::Framing;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::catalog::studio::{self, AgeRating, SeriesChange};
use crate::catalog::{routes, vocabulary};
use crate::errors::AppError;
use crate::paywall::policy::{Policy, Price};

/// The file's name beside the videos.
pub const FILE_NAME: &str = "series.toml";
/// A `series.toml` with every key, explained.
pub const EXAMPLE: &str = include_str!("../series.example.toml");
/// Largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 256 << 10;

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Manifest {
    #[serde(deserialize_with = "some_text::<1, 200, _>")]
    pub title: Option<String>,
    #[serde(deserialize_with = "some_text::<0, 4000, _>")]
    pub synopsis: Option<String>,
    #[serde(deserialize_with = "some_language")]
    pub language: Option<String>,
    #[serde(deserialize_with = "genres")]
    pub genres: Option<Vec<String>>,
    #[serde(deserialize_with = "tropes")]
    pub tropes: Option<Vec<String>>,
    pub age_rating: Option<AgeRating>,
    /// Where the region asks for one.
    #[serde(deserialize_with = "some_text::<1, 80, _>")]
    pub filing_number: Option<String>,
    #[serde(deserialize_with = "some_text::<1, 400, _>")]
    pub credit: Option<String>,
    pub licence: Option<Licence>,
    pub credits: Option<Vec<Credit>>,
    #[serde(deserialize_with = "translations")]
    pub translations: Option<BTreeMap<String, Translation>>,
    pub publish: Publish,
    /// Without it, the house's own paywall holds, or what the desk has set for the series.
    #[serde(deserialize_with = "some_paywall")]
    pub paywall: Option<Policy>,
    #[serde(deserialize_with = "framing")]
    pub framing: Option<Framing>,
    /// From episode 1 on; an empty one is none.
    #[serde(deserialize_with = "titles")]
    pub episode_titles: Vec<String>,
    /// The same in other languages.
    #[serde(deserialize_with = "titles_in")]
    pub episode_titles_in: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    #[serde(deserialize_with = "text::<1, 400, _>")]
    pub text: String,
    #[serde(default, deserialize_with = "some_url")]
    pub url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    #[serde(deserialize_with = "text::<1, 120, _>")]
    pub name: String,
    #[serde(deserialize_with = "text::<1, 80, _>")]
    pub role: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    #[serde(deserialize_with = "text::<1, 200, _>")]
    pub title: String,
    #[serde(default, deserialize_with = "text::<0, 4000, _>")]
    pub synopsis: String,
}

/// What the series costs; dates and variants are set at the desk.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paywall {
    free: u32,
    price: Price,
    series_price: Option<i64>,
    next_ten: Option<i64>,
    wait_hours: Option<u32>,
    #[serde(default = "yes")]
    vip: bool,
}

fn yes() -> bool {
    true
}

fn some_paywall<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Policy>, D::Error> {
    let Paywall {
        free,
        price,
        series_price,
        next_ten,
        wait_hours,
        vip,
    } = Paywall::deserialize(from)?;
    let policy = Policy {
        free: Some(free),
        price,
        series_price,
        next_ten,
        wait_hours,
        vip,
        ..Policy::default()
    };
    policy.check().map_err(D::Error::custom)?;
    Ok(Some(policy))
}

/// When viewers see the series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawPublish")]
pub enum Publish {
    #[default]
    Draft,
    Now,
    At(DateTime<Utc>),
    /// So many episodes a week, the first ones at `from`.
    Weekly {
        per_week: u16,
        from: DateTime<Utc>,
    },
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "`publish` is true, false, a date, or { weekly = 2, from = a date }"
)]
enum RawPublish {
    Flag(bool),
    Date(toml::value::Datetime),
    Drop(Drop),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Drop {
    weekly: u16,
    from: toml::value::Datetime,
}

impl TryFrom<RawPublish> for Publish {
    type Error = String;

    fn try_from(raw: RawPublish) -> Result<Self, String> {
        Ok(match raw {
            RawPublish::Flag(false) => Self::Draft,
            RawPublish::Flag(true) => Self::Now,
            RawPublish::Date(at) => Self::At(moment(at)?),
            RawPublish::Drop(Drop { weekly, from }) => {
                if !(1..=100).contains(&weekly) {
                    return Err("`weekly` is 1 to 100 episodes a week".to_owned());
                }
                Self::Weekly {
                    per_week: weekly,
                    from: moment(from)?,
                }
            }
        })
    }
}

/// A TOML date or time; without an offset it is UTC, without a time it is midnight.
fn moment(at: toml::value::Datetime) -> Result<DateTime<Utc>, String> {
    let date = at.date.ok_or("the date is missing")?;
    let text = match (at.time, at.offset) {
        (Some(_), Some(_)) => at.to_string(),
        (Some(_), None) => format!("{at}Z"),
        (None, _) => {
            return NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
                .map(|date| date.and_time(NaiveTime::MIN).and_utc())
                .ok_or_else(|| "there is no such day".to_owned());
        }
    };
    DateTime::parse_from_rfc3339(&text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|_| "there is no such time".to_owned())
}

impl Manifest {
    /// The title of an episode, where one is given.
    pub fn episode_title(&self, number: i32) -> Option<&str> {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        let title = self.episode_titles.get(place)?.trim();
        (!title.is_empty()).then_some(title)
    }

    /// What an episode is called in other languages.
    pub fn titles_of(&self, number: i32) -> impl Iterator<Item = (&str, &str)> {
        let place = usize::try_from(number - 1).ok();
        self.episode_titles_in
            .iter()
            .filter_map(move |(language, titles)| {
                let title = titles.get(place?)?.trim();
                (!title.is_empty()).then_some((language.as_str(), title))
            })
    }

    /// What it says about the series, for the catalogue.
    pub fn series_change(&self) -> SeriesChange {
        let credit = |credit: &Credit| routes::Credit {
            name: credit.name.clone(),
            role: credit.role.clone(),
        };
        let translation = |(language, words): (&String, &Translation)| studio::Translation {
            language: language.clone(),
            title: words.title.clone(),
            synopsis: words.synopsis.clone(),
        };
        SeriesChange {
            title: self.title.clone(),
            synopsis: self.synopsis.clone(),
            language: self.language.clone(),
            genres: self.genres.clone(),
            tropes: self.tropes.clone(),
            age_rating: self.age_rating,
            filing_number: self.filing_number.clone().map(Some),
            credit: self.credit.clone().map(Some),
            licence: self.licence.as_ref().map(|licence| {
                let (text, url) = (licence.text.clone(), licence.url.clone());
                Some(routes::Licence { text, url })
            }),
            credits: self
                .credits
                .as_ref()
                .map(|all| all.iter().map(credit).collect()),
            translations: self
                .translations
                .as_ref()
                .map(|all| all.iter().map(translation).collect()),
        }
    }
}

/// Reads a manifest. The error is for people: it names the line and the key.
pub fn parse(text: &str) -> Result<Manifest, String> {
    toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())
}

fn text<'de, const MIN: usize, const MAX: usize, D: Deserializer<'de>>(
    from: D,
) -> Result<String, D::Error> {
    let text = String::deserialize(from)?.trim().to_owned();
    let length = text.chars().count();
    if length < MIN {
        return Err(D::Error::custom("there is no text"));
    }
    if length > MAX {
        return Err(D::Error::custom(format!(
            "{length} characters are too many; {MAX} fit"
        )));
    }
    if text.contains('\0') {
        return Err(D::Error::custom("it holds a null character"));
    }
    Ok(text)
}

fn some_text<'de, const MIN: usize, const MAX: usize, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<String>, D::Error> {
    text::<MIN, MAX, D>(from).map(Some)
}

fn some_url<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = text::<1, 400, D>(from)?;
    match url::Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Some(text)),
        _ => Err(D::Error::custom("this is not a web address")),
    }
}

fn language_tag(tag: &str) -> Result<String, String> {
    match media::language::normalise(tag).as_str() {
        "und" => Err(format!(
            "`{tag}` is not a language; use a code such as en, zh-Hans or pt-BR"
        )),
        tag => Ok(tag.to_owned()),
    }
}

fn some_language<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let tag = String::deserialize(from)?;
    language_tag(&tag).map(Some).map_err(D::Error::custom)
}

fn genres<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    let words = Vec::deserialize(from)?;
    vocabulary::genres(&words)
        .map(Some)
        .map_err(|refusal| D::Error::custom(told(&refusal)))
}

fn tropes<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    let words = Vec::deserialize(from)?;
    vocabulary::tropes(&words)
        .map(Some)
        .map_err(|refusal| D::Error::custom(told(&refusal)))
}

fn told(refusal: &AppError) -> String {
    format!("{} {}", refusal.message, refusal.remedy)
}

fn framing<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Framing>, D::Error> {
    let text = String::deserialize(from)?;
    crate::ingest::vertical_framing(&text)
        .map(Some)
        .ok_or_else(|| D::Error::custom("`framing` is crop-left, crop-center, crop-right or blur"))
}

fn translations<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<BTreeMap<String, Translation>>, D::Error> {
    BTreeMap::<String, Translation>::deserialize(from)?
        .into_iter()
        .map(|(tag, translation)| Ok((language_tag(&tag)?, translation)))
        .collect::<Result<_, String>>()
        .map(Some)
        .map_err(D::Error::custom)
}

fn titles<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Vec::deserialize(from).and_then(|titles| fitting(titles).map_err(D::Error::custom))
}

fn fitting(titles: Vec<String>) -> Result<Vec<String>, &'static str> {
    let fits = |title: &String| title.chars().count() <= 200 && !title.contains('\0');
    if titles.iter().all(fits) {
        Ok(titles)
    } else {
        Err("an episode's title has at most 200 characters")
    }
}

fn titles_in<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    BTreeMap::<String, Vec<String>>::deserialize(from)?
        .into_iter()
        .map(|(tag, titles)| Ok((language_tag(&tag)?, fitting(titles)?)))
        .collect::<Result<_, String>>()
        .map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_shows_every_key() {
        let manifest = parse(EXAMPLE).unwrap();
        assert_eq!(manifest.title.as_deref(), Some("The Contract Bride"));
        assert_eq!(manifest.episode_title(2), Some("The ring"));
        assert_eq!(manifest.episode_title(0), None);
        assert_eq!(manifest.episode_title(9), None);
        let zh: Vec<_> = manifest.titles_of(2).collect();
        assert_eq!(zh, [("zh", "戒指")]);
        assert_eq!(
            manifest.titles_of(1).count() + manifest.titles_of(0).count(),
            1
        );
        assert_eq!(manifest.framing, Some(Framing::CropCenter));
        let Publish::Weekly { per_week: 2, from } = manifest.publish else {
            panic!("{:?}", manifest.publish)
        };
        assert_eq!(from.to_rfc3339(), "2026-04-01T18:00:00+00:00");
        let paywall = manifest.paywall.as_ref().unwrap();
        assert_eq!((paywall.free, paywall.next_ten), (Some(8), Some(90)));
        assert_eq!((paywall.price.of(9), paywall.price.of(40)), (10, 12));
        assert_eq!(
            (paywall.series_price, paywall.wait_hours),
            (Some(400), Some(24))
        );
        assert!(paywall.vip);
        let Manifest {
            synopsis,
            language,
            genres,
            tropes,
            age_rating,
            credit,
            licence,
            credits,
            translations,
            ..
        } = manifest;
        assert!(synopsis.is_some() && language.is_some() && age_rating.is_some());
        assert!(credit.is_some() && licence.unwrap().url.is_some());
        assert!(genres.is_some() && tropes.is_some() && credits.is_some());
        assert_eq!(translations.unwrap()["zh"].title, "契约新娘");
    }

    #[test]
    fn nothing_said_is_nothing_set() {
        assert_eq!(parse("").unwrap(), Manifest::default());
    }

    #[test]
    fn publishing_takes_several_forms() {
        let publish = |text: &str| parse(&format!("publish = {text}")).unwrap().publish;
        assert_eq!(publish("true"), Publish::Now);
        assert_eq!(publish("false"), Publish::Draft);
        let midnight: DateTime<Utc> = "2026-05-01T00:00:00Z".parse().unwrap();
        assert_eq!(publish("2026-05-01"), Publish::At(midnight));
        assert_eq!(publish("2026-05-01T02:00:00+02:00"), Publish::At(midnight));
        assert_eq!(publish("2026-05-01T00:00:00"), Publish::At(midnight));
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (text, expected) in [
            ("title = 'A'\ngenre = ['romance']", "genre"),
            ("title = 'A'\ngenres = ['romanse']", "romanse"),
            ("title = 'A'\ntitel = 'B'", "titel"),
            ("title = 'A'\nsynopsis = 3", "string"),
            ("title = 'A'\npublish = 'soon'", "`publish` is true"),
            (
                "title = 'A'\npublish = { weekly = 900, from = 2026-01-01 }",
                "1 to 100",
            ),
            ("title = 'A'\nframing = 'zoom'", "crop-left"),
            (
                "title = 'A'\nlanguage = 'english'",
                "`english` is not a language",
            ),
            ("title = 'A'\nepisode_titles = 'x'", "sequence"),
            (
                "title = 'A'\nepisode_titles_in = { english = ['x'] }",
                "`english` is not a language",
            ),
            ("title = 'A'\nage_rating = '13'", "an age rating is"),
            (
                "title = 'A'\nlicence = { text = 'x', url = 'javascript:1' }",
                "web address",
            ),
            ("title = 'A'\ncredit = ''", "no text"),
            ("title = 'A'\npaywall = { free = 4 }", "price"),
            (
                "title = 'A'\npaywall = { free = 4, price = -1 }",
                "`price` is 0",
            ),
            (
                "title = 'A'\npaywall = { free = 4, price = 'ten' }",
                "`price` is a number",
            ),
            (
                "title = 'A'\npaywall = { free = 4, price = 10, seriesprice = 3 }",
                "seriesprice",
            ),
        ] {
            let message = parse(text).unwrap_err();
            assert!(
                message.contains("line 2") && message.contains(expected),
                "{text}: {message}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,200}") {
            let _ = parse(&text);
        }
    }
}
