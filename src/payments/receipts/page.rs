//! A receipt written out.

use std::fmt::Write as _;

use money::{Amount, Currency};

use super::words::{Words, words};
use super::{Paper, PaperItem, shown};
use crate::books::money::refused;
use crate::errors::AppResult;
use crate::payments::provider::ProviderKind;
use crate::vip::Period;

/// The page in a viewer's language.
pub fn html(paper: &Paper, language: &str) -> AppResult<String> {
    let (tag, words) = words(language);
    let currency = Currency::of(&paper.currency).map_err(refused)?;
    let sign = if paper.corrects.is_some() { -1 } else { 1 };
    let amount = |minor: i64| Amount::new(minor.saturating_mul(sign), currency).to_string();
    let title = if paper.corrects.is_some() {
        words.credit_note
    } else {
        words.receipt
    };
    let direction = if tag == "ar" { "rtl" } else { "ltr" };
    let house = escape(&paper.house);
    let number = shown(paper.number);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{tag}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{title} {number} · {house}</title>\n<link rel=\"stylesheet\" href=\"/receipts/receipt.css\">\n</head>\n<body>\n<main>\n\
         <header><h1>{title}</h1><p class=\"house\">{house}</p></header>\n"
    );
    if paper.test_money {
        let _ = writeln!(
            page,
            "<p class=\"test\" role=\"note\">{}</p>",
            words.test_money
        );
    }
    page += "<dl>\n";
    let mut fact = |name: &str, value: &str| {
        let value = escape(value);
        // Numbers and codes read from left to right in every language.
        let _ = writeln!(page, "<dt>{name}</dt><dd><bdi>{value}</bdi></dd>");
    };
    fact(words.number, &number);
    if let Some(corrects) = paper.corrects {
        fact(words.corrects, &shown(corrects));
    }
    fact(
        words.date,
        &paper.issued_at.format("%Y-%m-%d %H:%M UTC").to_string(),
    );
    fact(words.order, &paper.order_id.to_string());
    fact(words.place, &paper.territory);
    fact(words.paid_by, provider(paper.provider, words));
    page += "</dl>\n";
    let _ = write!(
        page,
        "<table>\n<thead><tr><th>{}</th><th>{}</th></tr></thead>\n<tbody><tr><td>{}</td><td>{}</td></tr></tbody>\n<tfoot>\n",
        words.item,
        words.amount,
        item(paper.item, words),
        amount(paper.price)
    );
    if paper.tax != 0 {
        let name = escape(&format!("{} {}", paper.tax_name, paper.tax_rate));
        let _ = write!(
            page,
            "<tr><td>{}</td><td>{}</td></tr>\n<tr><td><bdi>{name}</bdi></td><td>{}</td></tr>\n",
            words.net,
            amount(paper.net),
            amount(paper.tax)
        );
    }
    let _ = write!(
        page,
        "<tr><td>{}</td><td>{}</td></tr>\n</tfoot>\n</table>\n",
        words.total,
        amount(paper.price)
    );
    if paper.tax_deferred {
        let _ = writeln!(page, "<p class=\"note\">{}</p>", words.tax_deferred);
    }
    let _ = writeln!(
        page,
        "<p class=\"file\"><a href=\"/receipts/{}.pdf?lang={tag}\">PDF</a></p>",
        paper.number
    );
    page += "</main>\n</body>\n</html>\n";
    Ok(page)
}

pub(super) fn provider(kind: ProviderKind, words: &'static Words) -> &'static str {
    match kind {
        ProviderKind::Test => words.test_provider,
        ProviderKind::Stripe => "Stripe",
        ProviderKind::Apple => "App Store",
        ProviderKind::Google => "Google Play",
    }
}

pub(super) fn item(item: PaperItem, words: &Words) -> String {
    match item {
        PaperItem::Coins { coins, bonus: 0 } => format!("{coins} {}", words.coins),
        PaperItem::Coins { coins, bonus } => {
            format!("{coins} {} + {bonus} {}", words.coins, words.bonus)
        }
        PaperItem::Pledge => words.pledge.to_owned(),
        PaperItem::Vip { period } => format!(
            "VIP · {}",
            match period {
                Period::Week => words.week,
                Period::Month => words.month,
                Period::Year => words.year,
            }
        ),
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A sale with test money, or its credit note.
    pub fn paper(corrects: Option<i64>) -> Paper {
        Paper {
            house: "<b>Night & Day</b>".into(),
            number: 2_026_000_012,
            issued_at: "2026-03-01T08:00:00Z".parse().unwrap(),
            order_id: uuid::Uuid::from_u128(7),
            item: PaperItem::Coins {
                coins: 300,
                bonus: 15,
            },
            currency: "GBP".into(),
            net: 249,
            tax: 50,
            price: 299,
            tax_name: "VAT".into(),
            tax_rate: "20 %".into(),
            tax_deferred: false,
            territory: "GB".into(),
            provider: ProviderKind::Test,
            test_money: true,
            corrects,
        }
    }

    #[test]
    fn it_says_everything_in_each_language_and_nothing_of_it_is_markup() {
        for language in crate::houses::LANGUAGES {
            let page = html(&paper(None), language).unwrap();
            for part in [
                "2026-000012",
                "2.99 GBP",
                "2.49 GBP",
                "0.50 GBP",
                "VAT 20 %",
                "300",
                "GB",
            ] {
                assert!(page.contains(part), "{language}: {part}");
            }
            assert!(page.contains("&lt;b&gt;Night &amp; Day") && !page.contains("<b>Night"));
            assert!(page.contains(&format!("lang=\"{language}\"")), "{language}");
            let file = format!("href=\"/receipts/2026000012.pdf?lang={language}\"");
            assert!(page.contains(&file), "{language}");
            assert_eq!(page.contains("dir=\"rtl\""), *language == "ar");
            assert!(page.contains("class=\"test\""));
        }
        assert!(html(&paper(None), "pt-BR").unwrap().contains("lang=\"pt\""));
        assert!(html(&paper(None), "nl").unwrap().contains("lang=\"en\""));
    }

    #[test]
    fn a_credit_note_is_negative_and_names_what_it_corrects() {
        let paper = Paper {
            corrects: Some(2_026_000_011),
            number: 2_026_000_013,
            test_money: false,
            ..paper(None)
        };
        let page = html(&paper, "en").unwrap();
        assert!(
            page.contains("-2.99 GBP") && page.contains("2026-000011"),
            "{page}"
        );
        assert!(!page.contains("class=\"test\""));
    }
}
