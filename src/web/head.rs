//! The `<head>` that crawlers and share cards read: made by the server, because they run no script.

use std::fmt::Write;

use uuid::Uuid;

use crate::app::App;
use crate::catalog::cards::cards;
use crate::errors::AppResult;
use crate::houses::House;
use crate::rights::Sight;

/// What a page says of itself.
#[derive(Debug, Default)]
struct Card {
    title: String,
    description: String,
    /// Absolute.
    url: String,
    image: Option<CardImage>,
    kind: &'static str,
}

#[derive(Debug)]
struct CardImage {
    url: String,
    width: u32,
    height: u32,
}

/// Completes a bundle's `index.html` for the page at `path` (without the query).
pub async fn complete(
    app: &App,
    house: &House,
    sight: &Sight,
    language: &str,
    path: &str,
    html: &str,
) -> AppResult<String> {
    // Of the house that is visited: each has an address of its own.
    let base = crate::houses::address(app, house.id).await?;
    let card = match series_path(path) {
        Some((slug, number)) if sight.served() => {
            series_card(app, (house, &base), sight, language, slug, number).await?
        }
        _ => None,
    };
    let card = card.unwrap_or_else(|| Card {
        title: house.name.clone(),
        description: house.tagline.clone(),
        url: format!("{base}{path}"),
        image: None,
        kind: "website",
    });
    Ok(insert(html, house, language, &card))
}

/// `/s/{slug}` and `/s/{slug}/{number}`
fn series_path(path: &str) -> Option<(&str, Option<i32>)> {
    let mut parts = path.strip_prefix("/s/")?.trim_end_matches('/').split('/');
    let slug = parts.next().filter(|slug| !slug.is_empty())?;
    let number = parts.next().and_then(|number| number.parse().ok());
    Some((slug, number))
}

async fn series_card(
    app: &App,
    (house, base): (&House, &str),
    sight: &Sight,
    language: &str,
    slug: &str,
    number: Option<i32>,
) -> AppResult<Option<Card>> {
    let id: Option<Uuid> = sqlx::query_scalar!(
        "select id from series where house_id = $1 and slug = $2",
        house.id,
        slug
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(id) = id else { return Ok(None) };
    let Some(series) = cards(app, house.id, sight.closed(), None, language, &[id])
        .await?
        .remove(&id)
    else {
        return Ok(None);
    };
    let path = match number {
        Some(number) => format!("/s/{}/{number}", series.slug),
        None => format!("/s/{}", series.slug),
    };
    let title = match number {
        Some(number) => format!("{} · {number} — {}", series.title, house.name),
        None => format!("{} — {}", series.title, house.name),
    };
    Ok(Some(Card {
        title,
        description: if series.synopsis.is_empty() {
            house.tagline.clone()
        } else {
            series.synopsis
        },
        url: format!("{base}{path}"),
        image: series.poster.map(|poster| CardImage {
            url: format!("{base}{}", poster.webp),
            width: poster.width,
            height: poster.height,
        }),
        kind: "video.tv_show",
    }))
}

fn insert(html: &str, house: &House, language: &str, card: &Card) -> String {
    let mut head = format!("<title>{}</title>\n", escape(&card.title));
    let mut tag = |attribute: &str, name: &str, content: &str| {
        let _ = writeln!(
            head,
            "    <meta {attribute}=\"{name}\" content=\"{}\" />",
            escape(content)
        );
    };
    tag("name", "description", &card.description);
    tag("name", "apple-mobile-web-app-title", &house.name);
    tag("property", "og:site_name", &house.name);
    tag("property", "og:type", card.kind);
    tag("property", "og:title", &card.title);
    tag("property", "og:description", &card.description);
    tag("property", "og:url", &card.url);
    if let Some(image) = &card.image {
        tag("property", "og:image", &image.url);
        tag("property", "og:image:width", &image.width.to_string());
        tag("property", "og:image:height", &image.height.to_string());
        tag("name", "twitter:card", "summary_large_image");
    }
    let _ = write!(
        head,
        "    <link rel=\"canonical\" href=\"{}\" />",
        escape(&card.url)
    );
    let direction = direction(language);
    let root = format!("<html lang=\"{}\" dir=\"{direction}\"", escape(language));
    let html = html.replacen("<html lang=\"en\"", &root, 1);
    match (html.find("<title>"), html.find("</title>")) {
        (Some(start), Some(end)) if start < end => {
            format!(
                "{}{head}{}",
                &html[..start],
                &html[end + "</title>".len()..]
            )
        }
        _ => html,
    }
}

/// Which way a language is written.
pub fn direction(language: &str) -> &'static str {
    match language.split('-').next() {
        Some("ar" | "he" | "fa" | "ur") => "rtl",
        _ => "ltr",
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_series_address_names_a_series() {
        assert_eq!(series_path("/s/story"), Some(("story", None)));
        assert_eq!(series_path("/s/story/12/"), Some(("story", Some(12))));
        assert_eq!(series_path("/s/story/twelve"), Some(("story", None)));
        assert_eq!(series_path("/s/"), None);
        assert_eq!(series_path("/search"), None);
    }

    #[test]
    fn what_a_producer_wrote_stays_text() {
        let house = House {
            id: Uuid::nil(),
            name: "A & B".into(),
            tagline: String::new(),
            accent: "#ffffff".into(),
            languages: vec!["ar".into()],
            default_language: "ar".into(),
            currency: "USD".into(),
            territory: "US".into(),
            region: sqlx::types::Json::default(),
        };
        let card = Card {
            title: "\"><script>alert(1)</script>".into(),
            kind: "website",
            ..Card::default()
        };
        let html = insert(
            "<html lang=\"en\"><head><title>x</title></head></html>",
            &house,
            "ar",
            &card,
        );
        assert!(!html.contains("<script>"), "{html}");
        assert!(
            html.contains("lang=\"ar\" dir=\"rtl\"") && html.contains("A &amp; B"),
            "{html}"
        );
    }
}
