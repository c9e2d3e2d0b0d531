//! Which file is which track of what, as MovieLabs Media Manifest Core 1.10 (profile MMC-1).
//!
//! Its schema is not shipped with the project; the order of elements is that of the published specification.

use crate::mec::{episode_id, series_id};
use crate::series::{Episode, FileKind, Series, Subtitles};
use crate::xml::{Xml, duration};
use crate::{File, Manifest};

/// One presentation and experience for each episode; the series' experience has them as its children.
pub fn mmc(manifest: &Manifest) -> String {
    let series = &manifest.series;
    let mut xml = Xml::new();
    let root = [
        (
            "xmlns:manifest",
            "http://www.movielabs.com/schema/manifest/v1.10/manifest",
        ),
        ("xmlns:md", "http://www.movielabs.com/schema/md/v2.9/md"),
        (
            "ManifestID",
            &*format!("md:manifestid:org:cliffhanger:{}", manifest.id),
        ),
        ("updateNum", "1"),
    ];
    xml.open("manifest:MediaManifest", &root);
    xml.open("manifest:Compatibility", &[]);
    xml.text("manifest:SpecVersion", &[], "1.10");
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
    for file in art(manifest) {
        xml.open(
            "manifest:Image",
            &[("ImageID", &id(series, "imageid", "poster"))],
        );
        xml.text("md:Width", &[], "0");
        xml.text("md:Height", &[], "0");
        xml.text(
            "md:Encoding",
            &[],
            file.path.rsplit('.').next().unwrap_or(""),
        );
        container(&mut xml, manifest, &file.path);
        xml.close("manifest:Image");
    }
    xml.close("manifest:Inventory");
    presentations(&mut xml, series);
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

fn art(manifest: &Manifest) -> impl Iterator<Item = &File> {
    manifest
        .files
        .iter()
        .filter(|file| file.kind == FileKind::Art)
        .take(1)
}

fn id(series: &Series, kind: &str, what: &str) -> String {
    format!("md:{kind}:org:cliffhanger:{}:{what}", series.id)
}

fn of(series: &Series, kind: &str, episode: &Episode, what: &str) -> String {
    id(series, kind, &format!("e{}.{what}", episode.number))
}

fn audio(xml: &mut Xml, manifest: &Manifest, episode: &Episode) {
    let series = &manifest.series;
    xml.open(
        "manifest:Audio",
        &[("AudioTrackID", &of(series, "audtrackid", episode, "audio"))],
    );
    xml.text("md:Type", &[], "primary");
    xml.text("md:Language", &[], &series.language);
    container(xml, manifest, &episode.video);
    xml.close("manifest:Audio");
}

fn video(xml: &mut Xml, manifest: &Manifest, episode: &Episode) {
    let series = &manifest.series;
    xml.open(
        "manifest:Video",
        &[("VideoTrackID", &of(series, "vidtrackid", episode, "video"))],
    );
    xml.text("md:Type", &[], "primary");
    xml.open("md:Picture", &[]);
    xml.text("md:AspectRatio", &[], "9:16");
    if episode.width > 0 && episode.height > 0 {
        xml.text("md:WidthPixels", &[], &episode.width.to_string());
        xml.text("md:HeightPixels", &[], &episode.height.to_string());
    }
    xml.close("md:Picture");
    container(xml, manifest, &episode.video);
    xml.close("manifest:Video");
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
        xml.open(
            "manifest:Presentation",
            &[(
                "PresentationID",
                &of(series, "presentationid", episode, "main"),
            )],
        );
        xml.open("manifest:TrackMetadata", &[]);
        xml.text("manifest:TrackSelectionNumber", &[], "0");
        let mut track = |kind: &str, name: &str, id: &str| {
            xml.open(&format!("manifest:{kind}TrackReference"), &[]);
            xml.text(&format!("manifest:{name}"), &[], id);
            xml.close(&format!("manifest:{kind}TrackReference"));
        };
        track(
            "Video",
            "VideoTrackID",
            &of(series, "vidtrackid", episode, "video"),
        );
        track(
            "Audio",
            "AudioTrackID",
            &of(series, "audtrackid", episode, "audio"),
        );
        for one in &episode.subtitles {
            let name = format!("{}{}", one.language, if one.captions { ".sdh" } else { "" });
            track(
                "Subtitle",
                "SubtitleTrackID",
                &of(series, "subtrackid", episode, &name),
            );
        }
        xml.close("manifest:TrackMetadata");
        xml.text("manifest:RunLength", &[], &duration(episode.duration_ms));
        xml.close("manifest:Presentation");
    }
    xml.close("manifest:Presentations");
}

fn experiences(xml: &mut Xml, series: &Series) {
    xml.open("manifest:Experiences", &[]);
    let whole = id(series, "experienceid", "series");
    xml.open(
        "manifest:Experience",
        &[("ExperienceID", &whole), ("version", "1.0")],
    );
    xml.text("manifest:ContentID", &[], &series_id(series));
    for episode in &series.episodes {
        xml.open("manifest:ExperienceChild", &[]);
        xml.text("manifest:Relationship", &[], "isepisodeof");
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
