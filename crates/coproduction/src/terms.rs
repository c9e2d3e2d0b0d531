//! What the parties agreed, as written down.

use serde::{Deserialize, Serialize};

/// The terms of a co-production. Amounts are texts in its currency, such as `120000.00`; shares are texts such as `12.5%`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = CoproductionTerms))]
#[serde(deny_unknown_fields)]
pub struct Terms {
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    /// Two or more.
    pub members: Vec<MemberTerms>,
    /// Whoever receives the money for all, so that it passes through no member's hands.
    #[serde(default)]
    pub collection: Option<Collection>,
    /// Whoever sells the series for all.
    #[serde(default)]
    pub sales: Option<Commission>,
    /// Recouped before the contributions.
    #[serde(default)]
    pub expenses: Vec<Expense>,
    /// What contributions recoup on top, such as `20%`; empty for nothing.
    #[serde(default)]
    pub premium: String,
    /// The id of a treaty whose rules it is to be held against.
    #[serde(default)]
    pub treaty: Option<String>,
}

/// One of the parties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = CoproductionMember))]
#[serde(deny_unknown_fields)]
pub struct MemberTerms {
    /// The code by which the house pays them.
    pub payee: String,
    pub name: String,
    /// ISO 3166-1: whose producer this is, as treaties ask.
    pub territory: String,
    /// In money; empty for none.
    #[serde(default)]
    pub cash: String,
    /// Studios, cast, crew, equipment, each at the value that all agreed on.
    #[serde(default)]
    pub in_kind: Vec<InKind>,
    /// Territories that this member keeps for itself, in the words of contracts (`China and Hong Kong`); empty for none.
    #[serde(default)]
    pub keeps: String,
    /// Territories in which no licence is signed without this member's consent, in the words of contracts (`World`); empty for
    /// none.
    #[serde(default)]
    pub approves: String,
    /// Of net profits.
    pub profit: String,
    /// How they are named on the screen.
    #[serde(default)]
    pub credits: Vec<String>,
    /// What they alone decide.
    #[serde(default)]
    pub decides: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = CoproductionInKind))]
#[serde(deny_unknown_fields)]
pub struct InKind {
    pub what: String,
    pub value: String,
}

/// The collection account and its agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = CoproductionCollection))]
#[serde(deny_unknown_fields)]
pub struct Collection {
    /// The agent's code as a payee.
    pub payee: String,
    /// Of everything that comes in, such as `1%`.
    pub fee: String,
    /// Holder, bank and number, as the parties wrote them.
    #[serde(default)]
    pub account: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = CoproductionCommission))]
#[serde(deny_unknown_fields)]
pub struct Commission {
    pub payee: String,
    /// Such as `15%`.
    pub rate: String,
    /// The most that it takes; empty for no limit.
    #[serde(default)]
    pub cap: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = CoproductionExpense))]
#[serde(deny_unknown_fields)]
pub struct Expense {
    pub what: String,
    /// Who laid it out.
    pub payee: String,
    pub amount: String,
}
