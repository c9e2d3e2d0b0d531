//! Titles, words and people, as MovieLabs Media Entertainment Core metadata 2.12 (`mdmec-v2.12.xsd`).

use std::collections::BTreeSet;

use crate::series::{Episode, Series};
use crate::xml::{Xml, duration, short};

const NAMES: [(&str, &str); 2] = [
    ("xmlns:mdmec", "http://www.movielabs.com/schema/mdmec/v2.12"),
    ("xmlns:md", "http://www.movielabs.com/schema/md/v2.12/md"),
];

/// Jobs of the list that MEC takes from the European Broadcasting Union and Amazon's, by words of credits; others are
/// named as they are and listed as `Other`.
const JOBS: [(&str, &str); 9] = [
    ("direct", "Director"),
    ("writ", "Writer"),
    ("screenplay", "Writer"),
    ("produc", "Producer"),
    ("act", "Actor"),
    ("cast", "Actor"),
    ("camera", "Cinematographer"),
    ("edit", "Editor"),
    ("music", "Composer"),
];

/// The id of the series: `md:cid:org:cliffhanger:…`, as everything else in the delivery names it.
pub fn series_id(series: &Series) -> String {
    format!("md:cid:org:cliffhanger:{}", series.id)
}

pub fn episode_id(series: &Series, episode: &Episode) -> String {
    format!("{}:e{}", series_id(series), episode.number)
}

/// One `CoreMetadata` for the series and one for each episode. `house` is named as who delivers.
pub fn mec(series: &Series, house: &str) -> String {
    let mut xml = Xml::new();
    xml.open("mdmec:CoreMetadataList", &NAMES);
    core(&mut xml, series, None, house);
    for episode in &series.episodes {
        core(&mut xml, series, Some(episode), house);
    }
    xml.close("mdmec:CoreMetadataList");
    xml.done()
}

fn core(xml: &mut Xml, series: &Series, episode: Option<&Episode>, house: &str) {
    let id = episode.map_or_else(|| series_id(series), |one| episode_id(series, one));
    xml.open("mdmec:CoreMetadata", &[]);
    xml.open("mdmec:Basic", &[("ContentID", &id)]);
    localized(xml, series, episode, &series.language);
    let mut others: BTreeSet<&String> = series.translations.keys().collect();
    others.extend(episode.iter().flat_map(|one| one.titles.keys()));
    for language in others.into_iter().filter(|one| **one != series.language) {
        localized(xml, series, episode, language);
    }
    if let Some(episode) = episode {
        xml.text("md:RunLength", &[], &duration(episode.duration_ms));
    }
    xml.text("md:ReleaseYear", &[], &format!("{:04}", series.year));
    let work = if episode.is_some() {
        "Episode"
    } else {
        "Series"
    };
    xml.text("md:WorkType", &[], work);
    xml.text("md:WorkTypeDetail", &[], "Mini-series");
    xml.text("md:AspectRatio", &[], "9:16");
    xml.open("md:RatingSet", &[]);
    // The house's own steps are no rating of a board.
    xml.text("md:NotRated", &[], "true");
    xml.close("md:RatingSet");
    for credit in &series.credits {
        person(xml, &credit.name, &credit.role, &series.language);
    }
    xml.text("md:PrimarySpokenLanguage", &[], &series.language);
    xml.text("md:OriginalLanguage", &[], &series.language);
    if let Some(episode) = episode {
        xml.open("md:SequenceInfo", &[]);
        xml.text("md:Number", &[], &episode.number.to_string());
        xml.close("md:SequenceInfo");
        xml.open("md:Parent", &[("relationshipType", "isepisodeof")]);
        xml.text("md:ParentContentID", &[], &series_id(series));
        xml.close("md:Parent");
    }
    xml.close("mdmec:Basic");
    xml.open("mdmec:CompanyDisplayCredit", &[]);
    xml.text("md:DisplayString", &[], house);
    xml.close("mdmec:CompanyDisplayCredit");
    xml.close("mdmec:CoreMetadata");
}

fn localized(xml: &mut Xml, series: &Series, episode: Option<&Episode>, language: &str) {
    let original = language == series.language;
    let translated = series.translations.get(language).filter(|_| !original);
    let (title, synopsis) = translated.map_or((&series.title, &series.synopsis), |one| {
        (&one.title, &one.synopsis)
    });
    let own = episode.and_then(|one| {
        if original {
            one.title.as_ref()
        } else {
            one.titles.get(language)
        }
    });
    let title = match episode {
        None => title.clone(),
        Some(one) => own.map_or_else(|| format!("{title} {}", one.number), String::clone),
    };
    let default = if original { "true" } else { "false" };
    xml.open(
        "md:LocalizedInfo",
        &[("language", language), ("default", default)],
    );
    xml.text("md:TitleDisplay60", &[], &short(&title, 60));
    xml.text("md:TitleDisplayUnlimited", &[], &title);
    let said = if synopsis.is_empty() {
        &title
    } else {
        synopsis
    };
    xml.text("md:Summary190", &[], &short(said, 190));
    xml.text("md:Summary400", &[], &short(said, 400));
    for genre in series.genres.iter().take(3) {
        xml.text("md:Genre", &[], genre);
    }
    for trope in &series.tropes {
        xml.text("md:Keyword", &[], trope);
    }
    if let Some(credit) = &series.credit {
        xml.text("md:CopyrightLine", &[], credit);
    }
    xml.close("md:LocalizedInfo");
}

fn person(xml: &mut Xml, name: &str, role: &str, language: &str) {
    let low = role.to_lowercase();
    let job = JOBS
        .iter()
        .find(|(word, _)| low.contains(word))
        .map_or("Other", |(_, job)| job);
    xml.open("md:People", &[]);
    xml.open("md:Job", &[]);
    xml.text("md:JobFunction", &[], job);
    xml.text("md:JobDisplay", &[("language", language)], role);
    xml.close("md:Job");
    xml.open("md:Name", &[]);
    xml.text("md:DisplayName", &[("language", language)], name);
    xml.close("md:Name");
    xml.close("md:People");
}
