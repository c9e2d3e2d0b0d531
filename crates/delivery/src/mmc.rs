//! Which file is which track of what, as MovieLabs Media Manifest Core 1.13 (profile MMC-1).
//!
//! What is written is held to `tests/mmc.xsd`, which says of the published schema what concerns these elements: their order,
//! and which of them must be there. Parts of common metadata are held to `md-v2.12.xsd` itself.

use crate::Manifest;
use crate::mec::{episode_id, series_id};
use crate::series::{Codec, Episode, Picture, Rendition, Series, Subtitles};
use crate::xml::Xml;

/// One presentation and experience for each episode; the series' experience has them as its children.
pub fn mmc(manifest: &Manifest) -> String {
    let series = &manifest.series;
    let mut xml = Xml::new();
    let root = [
        (
            "xmlns:manifest",
            "http://www.movielabs.com/schema/manifest/v1.13/manifest",
        ),
        ("xmlns:md", "http://www.movielabs.com/schema/md/v2.12/md"),
        (
            "ManifestID",
            &*format!("md:manifestid:org:cliffhanger:{}", manifest.id),
        ),
        ("updateNum", "1"),
    ];
    xml.open("manifest:MediaManifest", &root);
    xml.open("manifest:Compatibility", &[]);
    xml.text("manifest:SpecVersion", &[], "1.13");
    xml.text("manifest:Profile", &[], "MMC-1");
    xml.close("manifest:Compatibility");
    xml.open("manifest:Inventory", &[]);
    for episode in &series.episodes {
        audio(&mut xml, manifest, episode);
    }
    for episode in &series.episodes {
        video(&mut xml, manifest, episode);
    }
    for episode in &series.episodes {
        for one in &episode.subtitles {
            subtitle(&mut xml, manifest, episode, one);
        }
    }
    for (language, picture) in pictures(series) {
        image(&mut xml, manifest, language, picture);
    }
    xml.close("manifest:Inventory");
    presentations(&mut xml, series);
    picture_group(&mut xml, series);
    experiences(&mut xml, series);
    xml.open("manifest:ALIDExperienceMaps", &[]);
    xml.open("manifest:ALIDExperienceMap", &[]);
    xml.text(
        "manifest:ALID",
        &[],
        &format!("md:alid:org:cliffhanger:{}", series.id),
    );
    xml.text(
        "manifest:ExperienceID",
        &[],
        &id(series, "experienceid", "series"),
    );
    xml.close("manifest:ALIDExperienceMap");
    xml.close("manifest:ALIDExperienceMaps");
    xml.close("manifest:MediaManifest");
    xml.done()
}

/// The poster, and the covers with their languages.
fn pictures(series: &Series) -> impl Iterator<Item = (Option<&str>, &Picture)> {
    let poster = series.poster.iter().map(|picture| (None, picture));
    let covers = series.covers.iter();
    poster.chain(covers.map(|(language, picture)| (Some(language.as_str()), picture)))
}

fn picture_id(series: &Series, kind: &str, language: Option<&str>) -> String {
    let name = language.map_or_else(|| "poster".to_owned(), |tag| format!("cover.{tag}"));
    id(series, kind, &name)
}

fn image(xml: &mut Xml, manifest: &Manifest, language: Option<&str>, picture: &Picture) {
    let own = picture_id(&manifest.series, "imageid", language);
    xml.open("manifest:Image", &[("ImageID", &own)]);
    xml.text("md:Width", &[], &picture.width.to_string());
    xml.text("md:Height", &[], &picture.height.to_string());
    let ending = picture.file.rsplit('.').next().unwrap_or_default();
    xml.text("md:Encoding", &[], ending);
    if let Some(language) = language {
        xml.text("md:Language", &[], language);
    }
    container(xml, manifest, &picture.file);
    xml.close("manifest:Image");
}

fn picture_group(xml: &mut Xml, series: &Series) {
    if pictures(series).next().is_none() {
        return;
    }
    xml.open("manifest:PictureGroups", &[]);
    let group = id(series, "picturegroupid", "covers");
    xml.open("manifest:PictureGroup", &[("PictureGroupID", &group)]);
    for (language, _) in pictures(series) {
        xml.open("manifest:Picture", &[]);
        let picture = picture_id(series, "pictureid", language);
        xml.text("manifest:PictureID", &[], &picture);
        let image = picture_id(series, "imageid", language);
        xml.text("manifest:ImageID", &[], &image);
        if let Some(language) = language {
            xml.text("manifest:LanguageInImage", &[], language);
        }
        xml.close("manifest:Picture");
    }
    xml.close("manifest:PictureGroup");
    xml.close("manifest:PictureGroups");
}

fn id(series: &Series, kind: &str, what: &str) -> String {
    format!("md:{kind}:org:cliffhanger:{}:{what}", series.id)
}

fn of(series: &Series, kind: &str, episode: &Episode, what: &str) -> String {
    id(series, kind, &format!("e{}.{what}", episode.number))
}

/// What is spoken in an episode, the original first.
fn sounds<'a>(series: &'a Series, episode: &'a Episode) -> &'a [String] {
    match episode.sounds.as_slice() {
        [] => std::slice::from_ref(&series.language),
        known => known,
    }
}

/// The track of a sound that lies in the mezzanine.
fn audio_id(series: &Series, episode: &Episode, at: usize, language: &str) -> String {
    match at {
        0 => of(series, "audtrackid", episode, "audio"),
        _ => of(series, "audtrackid", episode, &format!("audio.{language}")),
    }
}

/// The track of a rendition.
fn rendition_id(series: &Series, episode: &Episode, one: &Rendition) -> String {
    let codec = one.codec.as_str();
    match one.codec {
        Codec::Aac => {
            let name = format!("rendition.{codec}.{}", one.language);
            of(series, "audtrackid", episode, &name)
        }
        Codec::H264 | Codec::Av1 => {
            let name = format!("rendition.{codec}.{}", one.height);
            of(series, "vidtrackid", episode, &name)
        }
    }
}

fn is_sound(one: &Rendition) -> bool {
    one.codec == Codec::Aac
}

fn audio(xml: &mut Xml, manifest: &Manifest, episode: &Episode) {
    let series = &manifest.series;
    let mut track = |id: &str, rendition: Option<&Rendition>, language: &str, file: &str| {
        xml.open("manifest:Audio", &[("AudioTrackID", id)]);
        xml.text("md:Type", &[], "primary");
        if let Some(one) = rendition {
            xml.open("md:Encoding", &[]);
            xml.text("md:Codec", &[], "AAC");
            xml.text("md:BitrateAverage", &[], &one.bitrate.to_string());
            xml.close("md:Encoding");
        }
        let dubbed: &[(&str, &str)] = if language == series.language {
            &[]
        } else {
            &[("dubbed", "true")]
        };
        xml.text("md:Language", dubbed, language);
        container(xml, manifest, file);
        xml.close("manifest:Audio");
    };
    if let Some(film) = &episode.video {
        for (at, language) in sounds(series, episode).iter().enumerate() {
            let own = audio_id(series, episode, at, language);
            track(&own, None, language, film);
        }
    }
    for one in episode.renditions.iter().filter(|one| is_sound(one)) {
        let own = rendition_id(series, episode, one);
        track(&own, Some(one), &one.language, &one.file);
    }
}

fn video(xml: &mut Xml, manifest: &Manifest, episode: &Episode) {
    let series = &manifest.series;
    let mut track = |id: &str, rendition: Option<&Rendition>, (width, height), file: &str| {
        xml.open("manifest:Video", &[("VideoTrackID", id)]);
        xml.text("md:Type", &[], "primary");
        if let Some(one) = rendition {
            let codec = if one.codec == Codec::Av1 {
                "AV1"
            } else {
                "H.264"
            };
            xml.open("md:Encoding", &[]);
            xml.text("md:Codec", &[], codec);
            xml.text("md:BitRateAverage", &[], &one.bitrate.to_string());
            xml.close("md:Encoding");
        }
        xml.open("md:Picture", &[]);
        xml.text("md:AspectRatio", &[], "9:16");
        if width > 0 && height > 0 {
            xml.text("md:WidthPixels", &[], &u32::to_string(&width));
            xml.text("md:HeightPixels", &[], &u32::to_string(&height));
        }
        xml.close("md:Picture");
        container(xml, manifest, file);
        xml.close("manifest:Video");
    };
    if let Some(film) = &episode.video {
        let own = of(series, "vidtrackid", episode, "video");
        track(&own, None, (episode.width, episode.height), film);
    }
    for one in episode.renditions.iter().filter(|one| !is_sound(one)) {
        let own = rendition_id(series, episode, one);
        track(&own, Some(one), (one.width, one.height), &one.file);
    }
}

fn subtitle(xml: &mut Xml, manifest: &Manifest, episode: &Episode, one: &Subtitles) {
    let track = format!("{}{}", one.language, if one.captions { ".sdh" } else { "" });
    let track = of(&manifest.series, "subtrackid", episode, &track);
    xml.open("manifest:Subtitle", &[("SubtitleTrackID", &track)]);
    xml.text("md:Format", &[], "WebVTT");
    xml.text("md:Type", &[], if one.captions { "SDH" } else { "normal" });
    xml.text("md:Language", &[], &one.language);
    container(xml, manifest, &one.file);
    xml.close("manifest:Subtitle");
}

fn container(xml: &mut Xml, manifest: &Manifest, path: &str) {
    xml.open("manifest:ContainerReference", &[]);
    xml.text("manifest:ContainerLocation", &[], path);
    if let Some(file) = manifest.files.iter().find(|file| file.path == path) {
        xml.text("manifest:Length", &[], &file.bytes.to_string());
        xml.text("manifest:Hash", &[("method", "SHA-256")], &file.sha256);
    }
    xml.close("manifest:ContainerReference");
}

fn presentations(xml: &mut Xml, series: &Series) {
    xml.open("manifest:Presentations", &[]);
    for episode in &series.episodes {
        let own = of(series, "presentationid", episode, "main");
        xml.open("manifest:Presentation", &[("PresentationID", &own)]);
        // The mezzanine before the renditions: each is the whole episode.
        let mut number = 0;
        if episode.video.is_some() {
            let audio = sounds(series, episode).iter().enumerate();
            let audio = audio.map(|(at, language)| audio_id(series, episode, at, language));
            let video = of(series, "vidtrackid", episode, "video");
            tracks(
                xml,
                series,
                episode,
                number,
                ([video].into(), audio.collect()),
            );
            number += 1;
        }
        if !episode.renditions.is_empty() {
            let (audio, video): (Vec<_>, Vec<_>) =
                episode.renditions.iter().partition(|one| is_sound(one));
            let ids = |all: Vec<&Rendition>| {
                let ids = all
                    .into_iter()
                    .map(|one| rendition_id(series, episode, one));
                ids.collect()
            };
            tracks(xml, series, episode, number, (ids(video), ids(audio)));
        }
        xml.close("manifest:Presentation");
    }
    xml.close("manifest:Presentations");
}

/// A choice of tracks that belong together, with every subtitle.
fn tracks(
    xml: &mut Xml,
    series: &Series,
    episode: &Episode,
    number: u32,
    (video, audio): (Vec<String>, Vec<String>),
) {
    xml.open("manifest:TrackMetadata", &[]);
    xml.text("manifest:TrackSelectionNumber", &[], &number.to_string());
    let mut track = |kind: &str, name: &str, id: &str| {
        xml.open(&format!("manifest:{kind}TrackReference"), &[]);
        xml.text(&format!("manifest:{name}"), &[], id);
        xml.close(&format!("manifest:{kind}TrackReference"));
    };
    for id in &video {
        track("Video", "VideoTrackID", id);
    }
    for id in &audio {
        track("Audio", "AudioTrackID", id);
    }
    for one in &episode.subtitles {
        let name = format!("{}{}", one.language, if one.captions { ".sdh" } else { "" });
        let own = of(series, "subtrackid", episode, &name);
        track("Subtitle", "SubtitleTrackID", &own);
    }
    xml.close("manifest:TrackMetadata");
}

fn experiences(xml: &mut Xml, series: &Series) {
    xml.open("manifest:Experiences", &[]);
    let whole = id(series, "experienceid", "series");
    xml.open(
        "manifest:Experience",
        &[("ExperienceID", &whole), ("version", "1.0")],
    );
    xml.text("manifest:ContentID", &[], &series_id(series));
    if pictures(series).next().is_some() {
        let group = id(series, "picturegroupid", "covers");
        xml.text("manifest:PictureGroupID", &[], &group);
    }
    for episode in &series.episodes {
        xml.open("manifest:ExperienceChild", &[]);
        xml.text("manifest:Relationship", &[], "isepisodeof");
        xml.open("manifest:SequenceInfo", &[]);
        xml.text("md:Number", &[], &episode.number.to_string());
        xml.close("manifest:SequenceInfo");
        xml.text(
            "manifest:ExperienceID",
            &[],
            &of(series, "experienceid", episode, "main"),
        );
        xml.close("manifest:ExperienceChild");
    }
    xml.close("manifest:Experience");
    for episode in &series.episodes {
        let own = of(series, "experienceid", episode, "main");
        let content = episode_id(series, episode);
        xml.open(
            "manifest:Experience",
            &[("ExperienceID", &own), ("version", "1.0")],
        );
        xml.text("manifest:ContentID", &[], &content);
        xml.open("manifest:Audiovisual", &[("ContentID", &content)]);
        xml.text("manifest:Type", &[], "Main");
        xml.text("manifest:SubType", &[], "Episode");
        xml.text(
            "manifest:PresentationID",
            &[],
            &of(series, "presentationid", episode, "main"),
        );
        xml.close("manifest:Audiovisual");
        xml.close("manifest:Experience");
    }
    xml.close("manifest:Experiences");
}
