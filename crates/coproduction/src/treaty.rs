//! Treaties on co-production: their rules as data, with where each was read and how sure it is.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::checked::Checked;

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = TreatyStatus))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Read in the treaty's own text.
    Verified,
    /// Read in somebody's report of it.
    Reported,
    /// From memory, or from nowhere that can be named. Never decides anything.
    Unverified,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Treaty {
    pub id: String,
    pub name: String,
    /// ISO 3166-1 of its parties; empty where there are too many to list here.
    pub parties: Vec<String>,
    /// What it is about, such as films for the cinema.
    pub about: String,
    /// In force, as far as is known.
    pub in_force: bool,
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// For programs, unique in its treaty.
    pub id: String,
    /// In a sentence.
    pub says: String,
    /// The least that each member brings, in percent of all contributions.
    pub least: Option<u32>,
    /// The most that each member brings.
    pub most: Option<u32>,
    /// Of how many members the rule speaks; any number without.
    pub members: Option<usize>,
    /// That there is a member from each party.
    #[serde(default)]
    pub one_of_each: bool,
    pub source: String,
    pub status: Status,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = TreatyVerdict))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All that decides is verified, and met.
    Qualifies,
    /// A verified rule is not met.
    Refused,
    /// What is not verified decides nothing: somebody has to ask the authority.
    Unknown,
}

/// What a rule says of the terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = TreatyFinding))]
pub struct Finding {
    pub rule: String,
    pub says: String,
    pub source: String,
    pub status: Status,
    /// None where the terms do not say it.
    pub met: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = TreatyJudgement))]
pub struct Judgement {
    pub verdict: Verdict,
    pub findings: Vec<Finding>,
}

/// All that are known.
pub fn treaties() -> &'static [Treaty] {
    #[derive(Deserialize)]
    struct Listed {
        treaty: Vec<Treaty>,
    }
    static ALL: LazyLock<Vec<Treaty>> = LazyLock::new(|| {
        let listed: Listed =
            toml::from_str(include_str!("treaties.toml")).expect("the table is read by a test");
        listed.treaty
    });
    &ALL
}

/// The one with this id.
pub fn treaty(id: &str) -> Option<&'static Treaty> {
    treaties().iter().find(|one| one.id == id)
}

/// Holds terms against a treaty.
pub fn judge(treaty: &Treaty, checked: &Checked) -> Judgement {
    let findings: Vec<Finding> = (treaty.rules.iter())
        .filter(|rule| {
            rule.members
                .is_none_or(|count| count == checked.members.len())
        })
        .map(|rule| Finding {
            rule: rule.id.clone(),
            says: rule.says.clone(),
            source: rule.source.clone(),
            status: rule.status,
            met: met(treaty, rule, checked),
        })
        .collect();
    let sure = |one: &&Finding| one.status == Status::Verified;
    let verdict = if findings
        .iter()
        .filter(sure)
        .any(|one| one.met == Some(false))
    {
        Verdict::Refused
    } else if treaty.in_force
        && !findings.is_empty()
        && findings
            .iter()
            .all(|one| one.status == Status::Verified && one.met == Some(true))
    {
        Verdict::Qualifies
    } else {
        Verdict::Unknown
    };
    Judgement { verdict, findings }
}

fn met(treaty: &Treaty, rule: &Rule, checked: &Checked) -> Option<bool> {
    if rule.one_of_each {
        let is_there = |party: &String| {
            checked
                .members
                .iter()
                .any(|one| one.territory.code() == party)
        };
        return (!treaty.parties.is_empty()).then(|| treaty.parties.iter().all(is_there));
    }
    if rule.least.is_none() && rule.most.is_none() {
        return None;
    }
    let total = i128::from(checked.total.minor);
    Some(checked.members.iter().all(|one| {
        let brings = i128::from(one.brings.minor) * 100;
        rule.least
            .is_none_or(|least| brings >= total * i128::from(least))
            && rule
                .most
                .is_none_or(|most| brings <= total * i128::from(most))
    }))
}
