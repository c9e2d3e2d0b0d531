//! What a region asks of a house: how it looks, where it serves, what is rated how, what is not shown, and what law
//! wants said.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ratings::Scheme;
use super::{Doubt, is_territory};
use crate::language::primary;

/// Letters of a legal page.
const PAGE_CHARS: usize = 60_000;
/// Bytes of a logo.
const LOGO_BYTES: usize = 24_000;
const LIST_MAX: usize = 60;

/// What an operator sets for a house's region. Everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Region {
    /// ISO 3166-1 alpha-2: where the house serves; none: everywhere.
    pub territories: Vec<String>,
    /// BCP 47: the languages that its series are told in.
    pub content_languages: Vec<String>,
    /// A picture for the name: `data:image/png;base64,…` or WebP.
    pub logo: Option<String>,
    pub typeface: Typeface,
    /// What is done where it is not certain where a viewer is, as behind Tor or a VPN; none: what the machine's settings say.
    pub doubt: Option<Doubt>,
    /// By which names ages are told.
    pub ratings: Scheme,
    /// From which age on a viewer is asked whether they are old enough; none: nobody is asked.
    pub age_gate: Option<u8>,
    /// Genres, in the order of their shelves; the others follow.
    pub shelves: Vec<String>,
    /// Genres and tropes that may not be published here.
    pub blocked: Vec<Blocked>,
    /// Whether a series needs the number under which an authority has it on file.
    pub filing_number: bool,
    /// Whether both sides of a deal sign by passkey alone: neither being logged in nor a copy from elsewhere is a signature.
    pub passkey_signatures: bool,
    /// Legal pages by language.
    pub legal: BTreeMap<Page, BTreeMap<String, String>>,
    /// What is said to viewers where a brand is in the picture, and where pictures are made by machines, by language.
    pub disclosures: BTreeMap<Disclosure, BTreeMap<String, String>>,
    pub features: Features,
}

/// The face that names and titles are set in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Typeface {
    #[default]
    Plain,
    Serif,
    Rounded,
}

/// Something that is not shown, and why: operators read it when they are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BlockedTheme)]
pub struct Blocked {
    /// A genre or a trope.
    pub theme: String,
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = LegalPage)]
pub enum Page {
    Terms,
    Privacy,
    /// Who runs the house.
    Imprint,
    /// The right to withdraw from a purchase.
    Withdrawal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Disclosure {
    Placement,
    Machine,
}

/// What the house offers; all of it, unless it is switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own at the desk"
)]
pub struct Features {
    pub vip: bool,
    pub gift_codes: bool,
    /// Viewers may back what is not made yet.
    pub campaigns: bool,
    /// Episodes may be read as strips.
    pub webcomic: bool,
}

impl Default for Features {
    fn default() -> Self {
        Self {
            vip: true,
            gift_codes: true,
            campaigns: true,
            webcomic: true,
        }
    }
}

impl Region {
    /// What is wrong with it, in a few words; `genres` and `tropes` are the words that series are filed under.
    pub fn check(&self, genres: &[&str], tropes: &[&str]) -> Result<(), String> {
        let lists = [
            self.territories.len(),
            self.content_languages.len(),
            self.shelves.len(),
            self.blocked.len(),
        ];
        // There are 249 territories.
        if lists[0] > 260 || lists[1..].iter().any(|length| *length > LIST_MAX) {
            return Err("a list is too long".into());
        }
        if let Some(bad) = self.territories.iter().find(|code| !is_territory(code)) {
            return Err(format!(
                "`{bad}` is not a territory of two capital letters, such as MX"
            ));
        }
        let told = self.legal.values().chain(self.disclosures.values());
        let languages = told.flat_map(BTreeMap::keys);
        if let Some(bad) = languages
            .chain(&self.content_languages)
            .find(|tag| !is_language(tag))
        {
            return Err(format!("`{bad}` is not a language such as `es` or `pt-BR`"));
        }
        if let Some(bad) = self
            .shelves
            .iter()
            .find(|genre| !genres.contains(&&***genre))
        {
            return Err(format!("there is no genre `{bad}` to make a shelf of"));
        }
        for blocked in &self.blocked {
            let theme = &*blocked.theme;
            if !genres.contains(&theme) && !tropes.contains(&theme) {
                return Err(format!("there is no genre or trope `{theme}` to keep out"));
            }
            if blocked.why.trim().is_empty() || blocked.why.chars().count() > 300 {
                return Err(format!("say in a sentence why `{theme}` is kept out"));
            }
        }
        if self.age_gate.is_some_and(|age| age > 21) {
            return Err("nobody is asked for an age above 21".into());
        }
        if let Some(logo) = &self.logo {
            Self::check_logo(logo)?;
        }
        let mut texts = self.legal.values().flat_map(BTreeMap::values);
        if texts.any(|text| text.chars().count() > PAGE_CHARS) {
            return Err(format!("a legal page has more than {PAGE_CHARS} letters"));
        }
        let mut lines = self.disclosures.values().flat_map(BTreeMap::values);
        if lines.any(|text| text.chars().count() > 200) {
            return Err("a disclosure has more than 200 letters".into());
        }
        Ok(())
    }

    /// Only pictures that hold no script: SVG may.
    fn check_logo(logo: &str) -> Result<(), String> {
        let data = ["data:image/png;base64,", "data:image/webp;base64,"]
            .iter()
            .find_map(|kind| logo.strip_prefix(kind))
            .ok_or("a logo is a PNG or WebP picture as a data address")?;
        if logo.len() > LOGO_BYTES * 4 / 3 + 40 {
            return Err(format!("the logo has more than {} kB", LOGO_BYTES / 1000));
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
        if data.is_empty() || !data.bytes().all(plain) {
            return Err("the logo cannot be read".into());
        }
        Ok(())
    }

    /// What it says to viewers, in the wanted language, else the house's own, else any that there is.
    pub fn said(&self, what: Disclosure, wanted: &str, own: &str) -> Option<&str> {
        let texts = self.disclosures.get(&what)?;
        text_for(texts, wanted, own).map(|(_, text)| text)
    }

    /// Whether it says it in any language.
    pub fn says(&self, what: Disclosure) -> bool {
        self.said(what, "", "").is_some()
    }

    /// The genres and tropes among these that are not shown here.
    pub fn refuses<'a>(&'a self, themes: &[String]) -> Vec<&'a Blocked> {
        let blocked = self.blocked.iter();
        blocked
            .filter(|blocked| themes.contains(&blocked.theme))
            .collect()
    }
}

/// The text of the wanted language, else of the house's own, else any; a text that says nothing is none.
pub(super) fn text_for<'a>(
    texts: &'a BTreeMap<String, String>,
    wanted: &str,
    own: &str,
) -> Option<(&'a str, &'a str)> {
    let written = || {
        texts
            .iter()
            .map(|(tag, text)| (&**tag, &**text))
            .filter(|(_, text)| !text.trim().is_empty())
    };
    let in_language = |tag: &str| written().find(|(other, _)| primary(other) == primary(tag));
    written()
        .find(|(tag, _)| *tag == wanted)
        .or_else(|| in_language(wanted))
        .or_else(|| in_language(own))
        .or_else(|| written().next())
}

/// Whether it is a tag as BCP 47 writes it, cases included.
pub fn is_language(tag: &str) -> bool {
    crate::language::canonical(tag).as_deref() == Some(tag)
}
