//! Ratings: one of each territory in XML, where a workbook has one in each row.

use super::Node;
use crate::{Column, Row, Work};

const COLUMNS: [Column; 3] = [
    Column::RatingSystem,
    Column::RatingValue,
    Column::RatingReason,
];

/// Where the ratings of a work stand.
pub(super) fn path(work: Work) -> &'static str {
    match work {
        Work::Unit => "Metadata/Ratings",
        Work::Episode => "EpisodeMetadata/Ratings",
        Work::Season => "SeasonMetadata/Ratings",
        Work::Volume => "VolumeMetadata/Ratings",
        Work::Series => "SeriesMetadata/Ratings",
    }
}

/// Adds the rating of a row, unless its territory has one.
pub(super) fn write(row: &Row, asset: &mut Node) {
    let territory = row.get(Column::Territory);
    let [system, value, reason] = COLUMNS.map(|column| row.get(column));
    let ratings = path(Work::of(row));
    let known = asset
        .at(ratings)
        .is_some_and(|ratings| find(ratings, territory).is_some());
    let Some(region) = region(territory) else {
        return;
    };
    if system.is_empty() || value.is_empty() || known {
        return;
    }
    let rating = asset.make(ratings).add("md:Rating");
    rating.make("md:Region").children.push(region);
    rating
        .children
        .push(Node::new("md:System").with_text(system));
    rating.children.push(Node::new("md:Value").with_text(value));
    for reason in reason
        .split(',')
        .map(str::trim)
        .filter(|reason| !reason.is_empty())
    {
        rating
            .children
            .push(Node::new("md:Reason").with_text(reason));
    }
}

pub(super) fn read(asset: &Node, row: &mut Row) {
    let rating = asset
        .at(path(Work::of(row)))
        .and_then(|ratings| find(ratings, row.get(Column::Territory)));
    let Some(rating) = rating else { return };
    let reasons: Vec<&str> = rating
        .all("md:Reason")
        .map(|reason| reason.text.trim())
        .collect();
    let reasons = reasons.join(", ");
    row.set(
        Column::RatingSystem,
        rating.text_at("md:System").unwrap_or_default(),
    );
    row.set(
        Column::RatingValue,
        rating.text_at("md:Value").unwrap_or_default(),
    );
    row.set(Column::RatingReason, &reasons);
}

fn find<'a>(ratings: &'a Node, territory: &str) -> Option<&'a Node> {
    ratings.all("md:Rating").find(|rating| {
        let country = rating
            .text_at("md:Region/md:country")
            .or(rating.text_at("md:Region/md:countryRegion"));
        country == Some(territory)
    })
}

/// The element of a territory or of a region of one; none for what the schema takes for neither.
pub(super) fn region(code: &str) -> Option<Node> {
    let (country, part) = code
        .split_once('-')
        .map_or((code, None), |(country, part)| (country, Some(part)));
    let area = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    let fits = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    let fine = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let name = match part {
        None if fits => "md:country",
        None if area => "md:countryRegion",
        Some(part) if fits && fine(part) => "md:countryRegion",
        _ => return None,
    };
    Some(Node::new(name).with_text(code))
}
