//! Terms that hold together.

use jiff::civil::Date;
use money::{Amount, Currency, Fraction};
use rights::{Territory, TerritorySet, freeze};

use crate::terms::{MemberTerms, Terms};

/// Members of one co-production; more is a company.
const MEMBERS_MAX: usize = 12;
const LISTED_MAX: usize = 50;
const LINE_MAX: usize = 200;

/// What is wrong with terms, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// The way to the field, such as `members[1].cash`.
    pub field: String,
    pub message: String,
    pub remedy: &'static str,
}

impl Problem {
    fn new(field: impl Into<String>, message: impl Into<String>, remedy: &'static str) -> Self {
        let (field, message) = (field.into(), message.into());
        Self {
            field,
            message,
            remedy,
        }
    }
}

/// Terms whose amounts, shares and territories were read, and fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub currency: Currency,
    pub members: Vec<Member>,
    /// All contributions.
    pub total: Amount,
    pub premium: Option<Fraction>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub payee: String,
    pub name: String,
    pub territory: Territory,
    pub cash: Amount,
    pub in_kind: Amount,
    /// Both together.
    pub brings: Amount,
    /// What the member keeps, as its words were meant on the day.
    pub keeps: TerritorySet,
    /// Where no licence is signed without the member's consent.
    pub approves: TerritorySet,
    pub profit: Fraction,
}

impl Member {
    /// Of all contributions, in ten-thousandths, rounded to the nearest: for eyes. Rules compare exactly.
    pub fn share_bp(&self, total: Amount) -> u32 {
        if total.minor <= 0 {
            return 0;
        }
        let (brings, total) = (i128::from(self.brings.minor), i128::from(total.minor));
        u32::try_from((brings * 20_000 + total) / (total * 2)).unwrap_or(10_000)
    }

    /// Codes of ISO 3166-1 of what the member keeps.
    pub fn kept_codes(&self) -> Vec<&'static str> {
        Territory::of_set(self.keeps)
            .map(Territory::code)
            .filter(|code| code.len() == 2)
            .collect()
    }
}

impl Terms {
    /// Reads everything; territories as they are meant on that day.
    pub fn check(&self, on: Date) -> Result<Checked, Problem> {
        line("name", &self.name, true)?;
        let currency = Currency::of(self.currency.trim())
            .map_err(|error| Problem::new("currency", format!("{error}."), error.remedy()))?;
        if !(2..=MEMBERS_MAX).contains(&self.members.len()) {
            return Err(Problem::new(
                "members",
                format!("A co-production has 2 to {MEMBERS_MAX} members."),
                "Add the members, or write a plain contract.",
            ));
        }
        let members: Vec<Member> = (self.members.iter().enumerate())
            .map(|(at, member)| read(&format!("members[{at}]"), member, currency, on))
            .collect::<Result<_, _>>()?;
        apart(&members, on)?;
        shares(&members)?;
        self.others(currency)?;
        let total = Amount::sum(members.iter().map(|one| one.brings), currency)
            .map_err(|error| Problem::new("members", format!("{error}."), error.remedy()))?;
        if total.minor <= 0 {
            return Err(Problem::new(
                "members",
                "Nobody brings anything.",
                "Write what each member brings, in money or in kind.",
            ));
        }
        let premium = optional(&self.premium)
            .map(|text| share("premium", text))
            .transpose()?;
        Ok(Checked {
            currency,
            members,
            total,
            premium,
        })
    }

    /// What is not the members'.
    fn others(&self, currency: Currency) -> Result<(), Problem> {
        if let Some(collection) = &self.collection {
            code("collection.payee", &collection.payee)?;
            share("collection.fee", &collection.fee)?;
            line("collection.account", &collection.account, false)?;
        }
        if let Some(sales) = &self.sales {
            code("sales.payee", &sales.payee)?;
            share("sales.rate", &sales.rate)?;
            optional(&sales.cap)
                .map(|text| amount("sales.cap", text, currency))
                .transpose()?;
        }
        few("expenses", self.expenses.len())?;
        for (at, expense) in self.expenses.iter().enumerate() {
            line(&format!("expenses[{at}].what"), &expense.what, true)?;
            code(&format!("expenses[{at}].payee"), &expense.payee)?;
            amount(&format!("expenses[{at}].amount"), &expense.amount, currency)?;
        }
        Ok(())
    }
}

fn read(
    field: &str,
    member: &MemberTerms,
    currency: Currency,
    on: Date,
) -> Result<Member, Problem> {
    let at = |name: &str| format!("{field}.{name}");
    code(&at("payee"), &member.payee)?;
    line(&at("name"), &member.name, true)?;
    let territory = Territory::of(member.territory.trim()).map_err(|_| {
        Problem::new(
            at("territory"),
            "That is not a territory.",
            "Write the two letters of ISO 3166-1, such as GB.",
        )
    })?;
    let zero = Amount::zero(currency);
    let cash =
        optional(&member.cash).map_or(Ok(zero), |text| amount(&at("cash"), text, currency))?;
    let mut in_kind = zero;
    few(&at("in_kind"), member.in_kind.len())?;
    for (number, one) in member.in_kind.iter().enumerate() {
        line(&at(&format!("in_kind[{number}].what")), &one.what, true)?;
        let value = amount(
            &at(&format!("in_kind[{number}].value")),
            &one.value,
            currency,
        )?;
        in_kind = sum(&at("in_kind"), in_kind, value)?;
    }
    for (name, lines) in [("credits", &member.credits), ("decides", &member.decides)] {
        few(&at(name), lines.len())?;
        for (number, one) in lines.iter().enumerate() {
            line(&at(&format!("{name}[{number}]")), one, true)?;
        }
    }
    let territories = |name: &str, words: &str| match optional(words) {
        None => Ok(TerritorySet::EMPTY),
        Some(words) => freeze(words, on)
            .map(|frozen| frozen.territories)
            .map_err(|error| {
                let remedy = "Write names or codes, such as `China, Hong Kong and Macao`.";
                Problem::new(at(name), format!("{error}."), remedy)
            }),
    };
    Ok(Member {
        payee: member.payee.clone(),
        name: member.name.trim().to_owned(),
        territory,
        cash,
        in_kind,
        brings: sum(field, cash, in_kind)?,
        keeps: territories("keeps", &member.keeps)?,
        approves: territories("approves", &member.approves)?,
        profit: share(&at("profit"), &member.profit)?,
    })
}

/// Nobody is a member twice, and no territory is kept by two, nor all of the world.
fn apart(members: &[Member], on: Date) -> Result<(), Problem> {
    let mut kept = TerritorySet::EMPTY;
    for (at, member) in members.iter().enumerate() {
        let before = members.get(..at).unwrap_or_default();
        if before.iter().any(|other| other.payee == member.payee) {
            return Err(Problem::new(
                format!("members[{at}].payee"),
                format!("`{}` is a member twice.", member.payee),
                "Write all that one member brings in one place.",
            ));
        }
        let both = kept.and(member.keeps);
        if let Some(one) = Territory::of_set(both).next() {
            return Err(Problem::new(
                format!("members[{at}].keeps"),
                format!("Two members keep {}.", one.name()),
                "Let one of them keep it, or share it with the rest of the world.",
            ));
        }
        kept = kept.or(member.keeps);
    }
    if kept.covers(&rights::world(on)) {
        return Err(Problem::new(
            "members",
            "The members keep the whole world, and nothing is left to share.",
            "Leave territories that all share.",
        ));
    }
    Ok(())
}

/// Shares of net profits are all of them.
fn shares(members: &[Member]) -> Result<(), Problem> {
    let (mut above, mut below) = (0_u128, 1_u128);
    let unreadable = || {
        Problem::new(
            "members",
            "The shares of net profits are not of one kind.",
            "Write them in percent.",
        )
    };
    for member in members {
        let (numerator, denominator) = (
            u128::from(member.profit.numerator()),
            u128::from(member.profit.denominator()),
        );
        let first = above.checked_mul(denominator).ok_or_else(unreadable)?;
        let second = numerator.checked_mul(below).ok_or_else(unreadable)?;
        above = first.checked_add(second).ok_or_else(unreadable)?;
        below = below.checked_mul(denominator).ok_or_else(unreadable)?;
        let common = gcd(above, below).max(1);
        (above, below) = (above / common, below / common);
    }
    if above == below {
        return Ok(());
    }
    Err(Problem::new(
        "members",
        "The shares of net profits do not add up to 100 %.",
        "Change them so that they do; a member without profits has 0 %.",
    ))
}

fn gcd(left: u128, right: u128) -> u128 {
    if right == 0 {
        left
    } else {
        gcd(right, left % right)
    }
}

fn optional(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn sum(field: &str, left: Amount, right: Amount) -> Result<Amount, Problem> {
    left.checked_add(right)
        .map_err(|error| Problem::new(field, format!("{error}."), error.remedy()))
}

fn amount(field: &str, text: &str, currency: Currency) -> Result<Amount, Problem> {
    let read = Amount::parse(text.trim(), currency)
        .map_err(|error| Problem::new(field, format!("{error}."), error.remedy()))?;
    if read.minor < 0 {
        return Err(Problem::new(
            field,
            "That is below zero.",
            "Write an amount of zero or more.",
        ));
    }
    Ok(read)
}

fn share(field: &str, text: &str) -> Result<Fraction, Problem> {
    let read: Fraction = text
        .trim()
        .parse()
        .map_err(|error: money::Error| Problem::new(field, format!("{error}."), error.remedy()))?;
    if read.at_most_one() {
        return Ok(read);
    }
    Err(Problem::new(
        field,
        "That is more than the whole.",
        "Write 100 % or less.",
    ))
}

/// As payees are called in contracts.
fn code(field: &str, text: &str) -> Result<(), Problem> {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    if (1..=60).contains(&text.len()) && text.bytes().all(plain) {
        return Ok(());
    }
    Err(Problem::new(
        field,
        "That is no payee's code.",
        "Choose one of the house's payees.",
    ))
}

fn line(field: &str, text: &str, needed: bool) -> Result<(), Problem> {
    let text = text.trim();
    if text.chars().count() > LINE_MAX || text.chars().any(char::is_control) {
        return Err(Problem::new(
            field,
            format!("That is not one line of at most {LINE_MAX} characters."),
            "Shorten it and take out characters that cannot be seen.",
        ));
    }
    if needed && text.is_empty() {
        return Err(Problem::new(
            field,
            "That is empty.",
            "Write it, or take the line out.",
        ));
    }
    Ok(())
}

fn few(field: &str, count: usize) -> Result<(), Problem> {
    if count <= LISTED_MAX {
        return Ok(());
    }
    Err(Problem::new(
        field,
        format!("There are more than {LISTED_MAX} of them."),
        "Bring some of them together.",
    ))
}
