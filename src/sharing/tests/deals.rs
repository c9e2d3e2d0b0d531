//! Deals and receipts drawn from a seed.

use std::fmt::Write;

use crate::clock::Random;

pub const PAYEES: [&str; 4] = ["producer", "writer", "investor", "house"];
pub const KINDS: [&str; 4] = ["unlocks", "vip", "adverts", "licence"];

/// Draws from a seeded generator.
pub struct Draw(pub Random);

impl Draw {
    pub fn seeded(seed: u64) -> Self {
        Self(Random::seeded(seed))
    }

    /// `from..to`
    pub fn between(&self, from: i64, to: i64) -> i64 {
        let drawn = u64::from_le_bytes(self.0.bytes());
        from + i64::try_from(drawn % u64::try_from(to - from).unwrap()).unwrap()
    }

    pub fn once_in(&self, times: i64) -> bool {
        self.between(0, times) == 0
    }

    pub fn one_of<'a, T>(&self, all: &'a [T]) -> &'a T {
        &all[self.between(0, all.len() as i64) as usize]
    }
}

/// Minor units with the decimals of a currency.
fn number(minor: i64, digits: u8) -> String {
    let scale = 10_i64.pow(u32::from(digits));
    if digits == 0 {
        return minor.to_string();
    }
    format!(
        "{}.{:0width$}",
        minor / scale,
        minor % scale,
        width = usize::from(digits)
    )
}

fn shares(draw: &Draw) -> String {
    let (count, first) = (draw.between(1, 5), draw.between(0, 4));
    let weights: Vec<i64> = (0..count).map(|_| draw.between(1, 30)).collect();
    let sum: i64 = weights.iter().sum();
    let parts = weights
        .iter()
        .enumerate()
        .map(|(at, weight)| format!("{} = \"{weight}/{sum}\"", PAYEES[(first as usize + at) % 4]));
    format!("{{ {} }}", parts.collect::<Vec<_>>().join(", "))
}

fn tier(draw: &Draw, name: usize, kind: &str, digits: u8) -> String {
    let amount = |draw: &Draw| number(draw.between(1, 40_000), digits);
    let mut text = format!("name = \"Tier {name}\"\nkind = \"{kind}\"\n");
    let to = shares(draw);
    match kind {
        "recoup" => {
            let parts: Vec<String> = PAYEES[..draw.between(1, 5) as usize]
                .iter()
                .map(|payee| format!("{payee} = \"{}\"", amount(draw)))
                .collect();
            writeln!(
                text,
                "to = {{ {} }}\npremium = \"{}%\"",
                parts.join(", "),
                draw.between(0, 50)
            )
            .unwrap();
            if draw.once_in(3) {
                writeln!(text, "rate = \"{}bp\"", draw.between(1, 10_001)).unwrap();
            }
        }
        "split" => writeln!(text, "to = {to}\ncap = \"{}\"", amount(draw)).unwrap(),
        _ => writeln!(text, "rate = \"{}bp\"\nto = {to}", draw.between(0, 6_000)).unwrap(),
    }
    if kind == "corridor" || (kind == "recoup" && draw.once_in(3)) {
        writeln!(text, "from = \"{}\"", amount(draw)).unwrap();
    }
    if matches!(kind, "commission" | "corridor") && draw.once_in(2) {
        writeln!(text, "cap = \"{}\"", amount(draw)).unwrap();
    }
    let first = to.trim_start_matches("{ ").split(' ').next().unwrap();
    if kind != "recoup" && draw.once_in(3) {
        writeln!(text, "caps = {{ {first} = \"{}\" }}", amount(draw)).unwrap();
    }
    text
}

fn tiers(draw: &Draw, header: &str, digits: u8) -> String {
    let mut text = String::new();
    let (above, below) = (draw.between(0, 3) as usize, draw.between(0, 4) as usize);
    for name in 0..above {
        write!(
            text,
            "[[{header}]]\n{}",
            tier(draw, name, "commission", digits)
        )
        .unwrap();
    }
    for name in above..above + below {
        let kind = draw.one_of(&["recoup", "corridor", "split"]);
        write!(text, "[[{header}]]\n{}", tier(draw, name, kind, digits)).unwrap();
    }
    text
}

/// The text of a deal, with every word of the language in some of them.
pub fn deal(draw: &Draw, currency: &str, digits: u8) -> String {
    let mut text = format!("name = \"Deal\"\ncurrency = \"{currency}\"\npayees = {PAYEES:?}\n");
    if draw.once_in(2) {
        for kind in KINDS {
            write!(
                text,
                "[[source]]\nid = \"{kind}\"\n{}",
                tiers(draw, "source.tier", digits)
            )
            .unwrap();
        }
    }
    text += &tiers(draw, "tier", digits);
    writeln!(
        text,
        "[[tier]]\nname = \"Rest\"\nkind = \"split\"\nto = {}",
        shares(draw)
    )
    .unwrap();
    for number_of in 0..draw.between(0, 3) {
        let (payee, other) = (draw.between(0, 4) as usize, draw.between(1, 4) as usize);
        writeln!(
            text,
            "[[guarantee]]\nname = \"Guarantee {number_of}\"\npayee = \"{}\"\nadvanced_by = \"{}\"\namount = \"{}\"\n{}",
            PAYEES[payee],
            PAYEES[(payee + other) % 4],
            number(draw.between(0, 60_000), digits),
            if draw.once_in(2) { "against = [\"Rest\"]" } else { "" }
        )
        .unwrap();
    }
    text
}

#[test]
fn drawn_deals_can_be_read() {
    for seed in 0..300 {
        let text = deal(&Draw::seeded(seed), "KWD", 3);
        money::waterfall::Waterfall::read(&text)
            .unwrap_or_else(|problem| panic!("{problem}\n{text}"));
    }
}
