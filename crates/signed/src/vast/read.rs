//! The tree into ads.

use super::{
    Ad, Error, Kind, Linear, MAX_ADS, MAX_URL, Media, Tracking, Vast, Viewable, duration, offset,
    tree::{Element, parse},
};

/// Reads an answer. No ad in it is no error: that is how a server says that it has none.
pub fn read(xml: &[u8]) -> Result<Vast, Error> {
    let root = parse(xml)?;
    if root.name == "VideoAdServingTemplate" {
        return Err(Error::Version("1".to_owned()));
    }
    if root.name != "VAST" {
        return Err(Error::NotVast);
    }
    let version = root.attribute("version").unwrap_or("2.0");
    if !matches!(version.split('.').next(), Some("2" | "3" | "4")) {
        return Err(Error::Version(version.chars().take(20).collect()));
    }
    if root.all("Ad").count() > MAX_ADS {
        return Err(Error::TooMany);
    }
    Ok(Vast {
        version: version.chars().take(20).collect(),
        ads: root.all("Ad").filter_map(ad).collect(),
        errors: urls(root.all("Error")),
    })
}

/// An ad that is neither inline nor a wrapper with an address is passed over.
fn ad(element: &Element) -> Option<Ad> {
    let (body, kind) = if let Some(body) = element.one("InLine") {
        let kind = Kind::Inline {
            title: body.text_of("AdTitle").unwrap_or_default().to_owned(),
            advertiser: body.text_of("Advertiser").map(str::to_owned),
            ad_serving_id: body.text_of("AdServingId").map(str::to_owned),
        };
        (body, kind)
    } else {
        let body = element.one("Wrapper")?;
        let yes = |name| !matches!(body.attribute(name), Some("false" | "0"));
        let kind = Kind::Wrapper {
            tag: body.one("VASTAdTagURI").and_then(url)?,
            follow: yes("followAdditionalWrappers"),
            several: yes("allowMultipleAds"),
        };
        (body, kind)
    };
    let seen = |name| urls(body.within("ViewableImpression", name));
    Some(Ad {
        id: element.attribute("id").map(str::to_owned),
        sequence: element
            .attribute("sequence")
            .and_then(|text| text.parse().ok()),
        impressions: urls(body.all("Impression")),
        errors: urls(body.all("Error")),
        viewable: Viewable {
            viewable: seen("Viewable"),
            not_viewable: seen("NotViewable"),
            undetermined: seen("ViewUndetermined"),
        },
        creatives: body
            .within("Creatives", "Creative")
            .flat_map(|creative| creative.all("Linear").map(|linear| line(creative, linear)))
            .collect(),
        kind,
    })
}

fn line(creative: &Element, linear: &Element) -> Linear {
    Linear {
        id: creative.attribute("id").map(str::to_owned),
        duration_ms: linear.text_of("Duration").and_then(duration),
        skip: linear.attribute("skipoffset").and_then(offset),
        media: linear
            .within("MediaFiles", "MediaFile")
            .filter_map(media)
            .collect(),
        tracking: linear
            .within("TrackingEvents", "Tracking")
            .filter_map(tracking)
            .collect(),
        click_through: linear.within("VideoClicks", "ClickThrough").find_map(url),
        click_tracking: urls(linear.within("VideoClicks", "ClickTracking")),
    }
}

fn media(element: &Element) -> Option<Media> {
    let number = |name| element.attribute(name).and_then(|text| text.parse().ok());
    Some(Media {
        url: url(element)?,
        mime: element
            .attribute("type")
            .unwrap_or_default()
            .to_ascii_lowercase(),
        progressive: element.attribute("delivery") != Some("streaming"),
        width: number("width").unwrap_or(0),
        height: number("height").unwrap_or(0),
        bitrate: number("bitrate").or_else(|| number("maxBitrate")),
        program: element.attribute("apiFramework").is_some(),
    })
}

fn tracking(element: &Element) -> Option<Tracking> {
    Some(Tracking {
        event: element.attribute("event")?.to_owned(),
        offset: element.attribute("offset").and_then(offset),
        url: url(element)?,
    })
}

fn urls<'a>(elements: impl Iterator<Item = &'a Element>) -> Vec<String> {
    elements.filter_map(url).collect()
}

/// An address of http or https without spaces and control characters; macros in brackets stay as they are.
fn url(element: &Element) -> Option<String> {
    let text = element.text.trim();
    let http = ["http://", "https://"].iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && text.len() > scheme.len()
    });
    let clean = text.len() <= MAX_URL
        && !text
            .chars()
            .any(|letter| letter.is_control() || letter.is_whitespace());
    (http && clean).then(|| text.to_owned())
}
