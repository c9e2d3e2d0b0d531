//! From TOML to a checked deal.

use super::{
    problem::Problem,
    terms::{Guarantee, Kind, Payee, Source, Tier, Waterfall},
    toml_table::{self, OneOrPairs, Pair, Placed, Table},
};
use crate::{Currency, Fraction, Rounding};

impl Waterfall {
    /// Reads a deal; see the words of the language at the head of this module.
    pub fn read(text: &str) -> Result<Self, Problem> {
        toml_table::parse(text, |root| Reader::new(&root)?.deal(&root))
    }
}

struct Reader {
    currency: Currency,
    payees: Vec<String>,
}

impl Reader {
    fn new(root: &Table<'_>) -> Result<Self, Problem> {
        root.only(&[
            "name",
            "currency",
            "payees",
            "series",
            "cross_collateral",
            "source",
            "tier",
            "guarantee",
        ])?;
        let code = root.need("currency", root.text("currency")?, "\"USD\"")?;
        let currency = Currency::of(code.value).map_err(|error| {
            code.wrong("waterfall.bad_currency", error.to_string(), error.remedy())
        })?;
        let mut payees = Vec::new();
        for payee in root.need("payees", root.texts("payees")?, "[\"house\", \"producer\"]")? {
            let id = payee.id()?;
            if payees.contains(&id) {
                return Err(payee.wrong(
                    "waterfall.twice",
                    format!("`{id}` is listed twice"),
                    "List it once.",
                ));
            }
            payees.push(id);
        }
        Ok(Self { currency, payees })
    }

    fn deal(self, root: &Table<'_>) -> Result<Waterfall, Problem> {
        let name = root
            .need("name", root.text("name")?, "\"The deal\"")?
            .name()?;
        let mut sources: Vec<Source> = Vec::new();
        for table in root.tables("source")? {
            table.only(&["id", "territories", "tier"])?;
            let placed = table.need("id", table.text("id")?, "\"the-title\"")?;
            let id = placed.id()?;
            if sources.iter().any(|source| source.id == id) {
                return Err(placed.wrong(
                    "waterfall.twice",
                    format!("the source `{id}` is there twice"),
                    "Rename one of them.",
                ));
            }
            let territories = territories(&table, &sources)?;
            sources.push(Source {
                id,
                territories,
                tiers: self.tiers(&table.tables("tier")?)?,
            });
        }
        one_elsewhere(root, &sources)?;
        let tables = root.tables("tier")?;
        let tiers = self.tiers(&tables)?;
        last_takes_all(root, tables.last(), tiers.last())?;
        let mut deal = Waterfall {
            name,
            currency: self.currency,
            payees: Vec::new(),
            series: slate(root)?,
            sources,
            tiers,
            guarantees: Vec::new(),
        };
        for table in root.tables("guarantee")? {
            deal.guarantees.push(self.guarantee(&table, &deal)?);
        }
        deal.payees = self.payees;
        Ok(deal)
    }

    fn tiers(&self, tables: &[Table<'_>]) -> Result<Vec<Tier>, Problem> {
        let mut tiers: Vec<Tier> = Vec::new();
        for table in tables {
            let tier = self.tier(table)?;
            if tiers.iter().any(|other| other.name == tier.name) {
                let message = format!("there is a tier `{}` already", tier.name);
                return Err(table.wrong("name", "waterfall.twice", message, "Rename one of them."));
            }
            if tier.kind == Kind::Commission
                && tiers.iter().any(|other| other.kind != Kind::Commission)
            {
                let message =
                    "a commission comes off the top, so it stands above the other tiers".to_owned();
                let remedy =
                    "Move it up, or make it a corridor, which takes its rate where it stands.";
                return Err(table.wrong("kind", "waterfall.commission_below", message, remedy));
            }
            tiers.push(tier);
        }
        Ok(tiers)
    }

    fn tier(&self, table: &Table<'_>) -> Result<Tier, Problem> {
        let name = table
            .need("name", table.text("name")?, "\"Sales commission\"")?
            .name()?;
        let kind = kind(table)?;
        let rate = match (table.text("rate")?, kind) {
            (None, Kind::Recoup | Kind::Split) => Fraction::ONE,
            (rate, _) => table.need("rate", rate, "\"15%\"")?.share()?,
        };
        let amount = |key: &str| {
            table
                .text(key)?
                .map(|text| text.amount(self.currency))
                .transpose()
        };
        let from = amount("from")?.unwrap_or(0);
        let premium = table
            .text("premium")?
            .map_or(Ok(Fraction::ZERO), |premium| premium.fraction())?;
        let to = table.need(
            "to",
            table.one_or_pairs("to")?,
            "\"house\", or { house = \"60%\", producer = \"40%\" }",
        )?;
        let mut to = match kind {
            Kind::Recoup => self.amounts(table, to, premium)?,
            _ => self.shares(table, to)?,
        };
        self.caps(table, &mut to)?;
        Ok(Tier {
            name,
            kind,
            rate,
            from,
            cap: amount("cap")?,
            premium,
            to,
        })
    }

    fn payee(&self, placed: &Placed<'_, &str>) -> Result<usize, Problem> {
        self.payees
            .iter()
            .position(|payee| payee == placed.value)
            .ok_or_else(|| {
                let shown: String = placed.value.chars().take(64).collect();
                let remedy = format!(
                    "Add it to `payees` at the top, or use one of: {}.",
                    self.payees.join(", ")
                );
                placed.wrong(
                    "waterfall.unknown_payee",
                    format!("`{shown}` is not one of the payees"),
                    &remedy,
                )
            })
    }

    fn shares(&self, table: &Table<'_>, to: OneOrPairs<'_>) -> Result<Vec<Payee>, Problem> {
        let pairs = match to {
            OneOrPairs::One(one) => {
                return Ok(vec![Payee {
                    payee: self.payee(&one)?,
                    weight: 1,
                    cap: None,
                }]);
            }
            OneOrPairs::Pairs(pairs) => pairs,
        };
        let shares: Vec<Fraction> = pairs
            .iter()
            .map(|(_, share)| share.share())
            .collect::<Result<_, _>>()?;
        let bad = |error: crate::Error| {
            table.wrong(
                "to",
                "waterfall.bad_shares",
                error.to_string(),
                error.remedy(),
            )
        };
        Fraction::sum_is_one(shares.iter().copied()).map_err(bad)?;
        let weights = crate::split::weights(&shares).map_err(bad)?;
        pairs
            .iter()
            .zip(weights)
            .map(|((payee, _), weight)| {
                Ok(Payee {
                    payee: self.payee(payee)?,
                    weight,
                    cap: None,
                })
            })
            .collect()
    }

    /// Amounts to recoup, with their premium: each is a cap, and the weight of its payee.
    fn amounts(
        &self,
        table: &Table<'_>,
        to: OneOrPairs<'_>,
        premium: Fraction,
    ) -> Result<Vec<Payee>, Problem> {
        let OneOrPairs::Pairs(pairs) = to else {
            let message = "a recoupment states how much".to_owned();
            return Err(table.wrong(
                "to",
                "waterfall.no_amount",
                message,
                "Write to = { investor = \"50000.00\" }.",
            ));
        };
        let read = |(payee, amount): &Pair<'_>| {
            let stated = amount.amount(self.currency)?;
            let with_premium = premium
                .of(stated, Rounding::HalfUp)
                .and_then(|premium| stated.checked_add(premium));
            let too_large = || {
                amount.wrong(
                    "waterfall.bad_amount",
                    "with its premium it is too large".to_owned(),
                    "Use a smaller amount.",
                )
            };
            let cap = with_premium.ok_or_else(too_large)?;
            Ok(Payee {
                payee: self.payee(payee)?,
                weight: cap.unsigned_abs(),
                cap: Some(cap),
            })
        };
        let payees: Vec<Payee> = pairs.iter().map(read).collect::<Result<_, _>>()?;
        let together = payees
            .iter()
            .try_fold(0_i64, |sum, payee| sum.checked_add(payee.cap?));
        match together {
            Some(0) => Err(table.wrong(
                "to",
                "waterfall.no_amount",
                "there is nothing to recoup".to_owned(),
                "State an amount above zero.",
            )),
            None => Err(table.wrong(
                "to",
                "waterfall.bad_amount",
                "together this is too large".to_owned(),
                "Use smaller amounts.",
            )),
            Some(_) => Ok(payees),
        }
    }

    fn caps(&self, table: &Table<'_>, to: &mut [Payee]) -> Result<(), Problem> {
        let pairs = match table.one_or_pairs("caps")? {
            None => return Ok(()),
            Some(OneOrPairs::Pairs(pairs)) => pairs,
            Some(OneOrPairs::One(one)) => {
                let message = "this does not say whose cap it is".to_owned();
                return Err(one.wrong(
                    "waterfall.wrong_kind",
                    message,
                    "Write caps = { writer = \"25000.00\" }.",
                ));
            }
        };
        for (name, cap) in pairs {
            let payee = self.payee(&name)?;
            let Some(found) = to.iter_mut().find(|to| to.payee == payee) else {
                let message = format!("`{}` gets nothing from this tier", name.value);
                return Err(name.wrong(
                    "waterfall.unknown_payee",
                    message,
                    "Add it to `to`, or remove its cap.",
                ));
            };
            found.cap = Some(cap.amount(self.currency)?);
        }
        Ok(())
    }

    fn guarantee(&self, table: &Table<'_>, deal: &Waterfall) -> Result<Guarantee, Problem> {
        table.only(&[
            "name",
            "payee",
            "amount",
            "advanced_by",
            "against",
            "repayable",
        ])?;
        let name = table
            .need("name", table.text("name")?, "\"Minimum guarantee\"")?
            .name()?;
        let payee = self.payee(&table.need("payee", table.text("payee")?, "\"producer\"")?)?;
        let advanced_by = table.need("advanced_by", table.text("advanced_by")?, "\"house\"")?;
        if self.payee(&advanced_by)? == payee {
            let message = "nobody advances money to themselves".to_owned();
            return Err(advanced_by.wrong(
                "waterfall.same_payee",
                message,
                "Name whoever paid the advance.",
            ));
        }
        let amount = table
            .need("amount", table.text("amount")?, "\"30000.00\"")?
            .amount(self.currency)?;
        let mut against = match table.texts("against")? {
            None => everything(deal),
            Some(names) => names
                .iter()
                .map(|name| tier_named(deal, name))
                .collect::<Result<_, _>>()?,
        };
        // In the order of the flow: sources first.
        against.sort_by_key(|(source, tier)| (source.unwrap_or(usize::MAX), *tier));
        against.dedup();
        Ok(Guarantee {
            name,
            payee,
            advanced_by: self.payee(&advanced_by)?,
            amount,
            against,
            repayable: table.flag("repayable")?,
        })
    }
}

/// The kind, and no key that does not belong to it.
/// The series of a slate. That each recoups for all of them is said in so many words: it is what such a deal is about.
fn slate(root: &Table<'_>) -> Result<Vec<String>, Problem> {
    let crossed = root.flag("cross_collateral")?;
    let Some(listed) = root.texts("series")? else {
        if crossed {
            let message = "a deal about one series has nothing to recoup from another".to_owned();
            let remedy = "List the series of the slate, such as series = [\"heiress\", \"haunted\"], or leave it out.";
            return Err(root.wrong("cross_collateral", "waterfall.no_slate", message, remedy));
        }
        return Ok(Vec::new());
    };
    let mut series = Vec::new();
    for one in &listed {
        let id = one.id()?;
        if series.contains(&id) {
            let message = format!("`{id}` is listed twice");
            return Err(one.wrong("waterfall.twice", message, "List it once."));
        }
        series.push(id);
    }
    if series.len() < 2 {
        let message = "a slate has two series or more".to_owned();
        let remedy = "List them all, or write the deal as one about a single series.";
        return Err(root.wrong("series", "waterfall.no_slate", message, remedy));
    }
    if !crossed {
        let message = "several series share one deal only where each recoups for all".to_owned();
        let remedy =
            "Say so: cross_collateral = true. Otherwise write a deal for each series by itself.";
        return Err(root.wrong("series", "waterfall.not_crossed", message, remedy));
    }
    Ok(series)
}

/// The codes of a source's territories, which no source before it has.
fn territories(table: &Table<'_>, before: &[Source]) -> Result<Vec<String>, Problem> {
    let Some(listed) = table.texts("territories")? else {
        return Ok(Vec::new());
    };
    let mut codes: Vec<String> = Vec::new();
    for one in &listed {
        let code = one.value;
        if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let message = "a territory is a code of two capital letters".to_owned();
            return Err(one.wrong("waterfall.bad_territory", message, "Write such as \"CN\"."));
        }
        let named = |codes: &[String]| codes.iter().any(|other| other == code);
        if named(&codes) || before.iter().any(|source| named(&source.territories)) {
            let message = format!("`{code}` is listed twice");
            return Err(one.wrong("waterfall.twice", message, "List it once."));
        }
        codes.push(code.to_owned());
    }
    if codes.is_empty() {
        let message = "the list of territories is empty".to_owned();
        let remedy = "List one or more, or leave it out: that is everywhere else.";
        return Err(table.wrong("territories", "waterfall.bad_territory", message, remedy));
    }
    Ok(codes)
}

/// Wherever something is earned, exactly one source has it.
fn one_elsewhere(root: &Table<'_>, sources: &[Source]) -> Result<(), Problem> {
    let elsewhere = sources
        .iter()
        .filter(|one| one.territories.is_empty())
        .count();
    if elsewhere == 1 || elsewhere == sources.len() {
        return Ok(());
    }
    let message = if elsewhere == 0 {
        "no source takes what is earned elsewhere".to_owned()
    } else {
        "some sources name territories, and several do not".to_owned()
    };
    let remedy =
        "Leave `territories` out of exactly one source: it takes what is earned everywhere else.";
    Err(root.wrong("source", "waterfall.not_everywhere", message, remedy))
}

fn kind(table: &Table<'_>) -> Result<Kind, Problem> {
    let placed = table.need(
        "kind",
        table.text("kind")?,
        "\"commission\", \"recoup\", \"corridor\" or \"split\"",
    )?;
    let (kind, known): (_, &[&str]) = match placed.value {
        "commission" => (
            Kind::Commission,
            &["name", "kind", "rate", "to", "cap", "caps"],
        ),
        "corridor" => (
            Kind::Corridor,
            &["name", "kind", "rate", "to", "cap", "caps", "from"],
        ),
        "recoup" => (
            Kind::Recoup,
            &["name", "kind", "rate", "to", "premium", "cap", "from"],
        ),
        "split" => (Kind::Split, &["name", "kind", "to", "cap", "caps"]),
        other => {
            let shown: String = other.chars().take(40).collect();
            let remedy = "Use commission, recoup, corridor or split.";
            return Err(placed.wrong(
                "waterfall.unknown_kind",
                format!("`{shown}` is no kind of tier"),
                remedy,
            ));
        }
    };
    table.only(known)?;
    Ok(kind)
}

fn everything(deal: &Waterfall) -> Vec<(Option<usize>, usize)> {
    let own = deal
        .sources
        .iter()
        .enumerate()
        .flat_map(|(source, one)| (0..one.tiers.len()).map(move |tier| (Some(source), tier)));
    own.chain((0..deal.tiers.len()).map(|tier| (None, tier)))
        .collect()
}

/// `Net profits`, or `the-title/Residuals`.
fn tier_named(
    deal: &Waterfall,
    name: &Placed<'_, &str>,
) -> Result<(Option<usize>, usize), Problem> {
    let among = |tiers: &[Tier], wanted: &str| tiers.iter().position(|tier| tier.name == wanted);
    if let Some(tier) = among(&deal.tiers, name.value) {
        return Ok((None, tier));
    }
    let of_source = name.value.split_once('/').and_then(|(source, tier)| {
        let at = deal.sources.iter().position(|one| one.id == source)?;
        Some((Some(at), among(&deal.sources.get(at)?.tiers, tier)?))
    });
    let shown: String = name.value.chars().take(100).collect();
    let unknown = || {
        name.wrong(
            "waterfall.unknown_tier",
            format!("there is no tier `{shown}`"),
            "Write a tier's name, or source/tier.",
        )
    };
    of_source.ok_or_else(unknown)
}

/// Nothing may be left below the last tier.
fn last_takes_all(
    root: &Table<'_>,
    table: Option<&Table<'_>>,
    tier: Option<&Tier>,
) -> Result<(), Problem> {
    let code = "waterfall.something_left";
    let (Some(table), Some(tier)) = (table, tier) else {
        let message = "there is no tier".to_owned();
        return Err(root.wrong(
            "tier",
            code,
            message,
            "Add [[tier]] with kind = \"split\" at the end.",
        ));
    };
    let open = tier
        .to
        .iter()
        .any(|payee| payee.cap.is_none() && payee.weight > 0);
    if tier.kind == Kind::Split && tier.cap.is_none() && open {
        return Ok(());
    }
    let message = format!(
        "`{}` is the last tier and may leave something over",
        tier.name
    );
    let remedy = "End with a tier of kind = \"split\" without `cap`, in which at least one payee has no cap.";
    Err(table.wrong("", code, message, remedy))
}
