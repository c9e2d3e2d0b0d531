//! Terms, the contract that follows, and treaties.

use coproduction::{
    Checked, Collection, Commission, Expense, InKind, MemberTerms, Rule, Status, Terms, Treaty,
    Verdict, deal, judge, treaties, treaty,
};
use jiff::civil::{Date, date};
use money::waterfall::{Waterfall, standing};
use proptest::prelude::*;

const SIGNED: Date = date(2026, 3, 1);

fn member(payee: &str, territory: &str, cash: &str, profit: &str) -> MemberTerms {
    MemberTerms {
        payee: payee.into(),
        name: payee.to_uppercase(),
        territory: territory.into(),
        cash: cash.into(),
        in_kind: vec![],
        keeps: String::new(),
        approves: String::new(),
        profit: profit.into(),
        credits: vec!["Produced by".into()],
        decides: vec![],
    }
}

/// A producer in China keeps it with Hong Kong, and brings its studio; one in the United Kingdom keeps that.
fn terms() -> Terms {
    let mut east = member("east", "CN", "40000.00", "55%");
    east.keeps = "China and Hong Kong".into();
    east.in_kind = vec![InKind {
        what: "Studio and \"set\"".into(),
        value: "20000.00".into(),
    }];
    let mut west = member("west", "GB", "40000.00", "45%");
    west.keeps = "United Kingdom".into();
    Terms {
        name: "Two countries".into(),
        currency: "GBP".into(),
        members: vec![east, west],
        collection: Some(Collection {
            payee: "agent".into(),
            fee: "1%".into(),
            account: "Held by the agent".into(),
        }),
        sales: Some(Commission {
            payee: "seller".into(),
            rate: "10%".into(),
            cap: String::new(),
        }),
        expenses: vec![Expense {
            what: "Festival".into(),
            payee: "west".into(),
            amount: "1000.00".into(),
        }],
        premium: "10%".into(),
        treaty: Some("gb-cn-film".into()),
    }
}

fn checked(terms: &Terms) -> Checked {
    terms.check(SIGNED).expect("terms that hold together")
}

#[test]
fn the_contract_follows_from_the_terms() {
    let terms = terms();
    let checked = checked(&terms);
    let shares: Vec<u32> = checked
        .members
        .iter()
        .map(|one| one.share_bp(checked.total))
        .collect();
    assert_eq!(
        (checked.total.minor, shares),
        (10_000_000, vec![6_000, 4_000])
    );
    assert_eq!(checked.members[0].kept_codes(), ["CN", "HK"]);
    let deal = Waterfall::read(&deal(&terms, &checked).unwrap()).unwrap();
    let of = |place: &str| deal.source_in(place).unwrap().id.as_str();
    assert_eq!(
        (of("HK"), of("GB"), of("FR")),
        ("kept-by-east", "kept-by-west", "elsewhere")
    );
    // 500.00 in China, 300.00 in the United Kingdom, 200,000.00 elsewhere.
    let end = standing(&deal, &[50_000, 30_000, 20_000_000]).unwrap();
    let cash: Vec<(String, i64)> = end
        .payees
        .into_iter()
        .map(|one| (one.payee, one.cash.minor))
        .collect();
    // Elsewhere: 2,000.00 for the agent; 10 % of 198,000.00 for the seller; 1,000.00 of expenses; 110,000.00 recouped,
    // six parts to four; 67,200.00 of profits.
    let (east, west) = (
        50_000 + 6_600_000 + 3_696_000,
        30_000 + 100_000 + 4_400_000 + 3_024_000,
    );
    let wanted = [
        ("east", east),
        ("west", west),
        ("agent", 200_000),
        ("seller", 1_980_000),
    ];
    assert_eq!(cash, wanted.map(|(payee, cash)| (payee.to_owned(), cash)));
}

#[test]
fn without_territories_of_their_own_everything_is_shared() {
    let mut terms = terms();
    for member in &mut terms.members {
        member.keeps = String::new();
    }
    let deal = Waterfall::read(&deal(&terms, &checked(&terms)).unwrap()).unwrap();
    assert!(deal.sources.is_empty());
}

#[test]
fn what_is_wrong_names_the_field() {
    type Change = fn(&mut Terms);
    let wrong: [(Change, &str, &str); 14] = [
        (|one| one.currency = "GBX".into(), "currency", "GBX"),
        (|one| drop(one.members.pop()), "members", "2 to 12 members"),
        (
            |one| one.members[1].payee = "east".into(),
            "members[1].payee",
            "a member twice",
        ),
        (
            |one| one.members[1].payee = "West Ltd".into(),
            "members[1].payee",
            "no payee's code",
        ),
        (
            |one| one.members[1].keeps = "Hong Kong".into(),
            "members[1].keeps",
            "Two members keep Hong Kong",
        ),
        (
            |one| one.members[1].keeps = "World excl. China and Hong Kong".into(),
            "members",
            "the whole world",
        ),
        (
            |one| one.members[1].keeps = "Atlantis".into(),
            "members[1].keeps",
            "tlantis",
        ),
        (
            |one| one.members[0].cash = "40000.001".into(),
            "members[0].cash",
            "40000.001",
        ),
        (
            |one| one.members[0].cash = "-1.00".into(),
            "members[0].cash",
            "below zero",
        ),
        (
            |one| one.members[0].profit = "56%".into(),
            "members",
            "do not add up to 100 %",
        ),
        (
            |one| one.members[0].profit = "156%".into(),
            "members[0].profit",
            "more than the whole",
        ),
        (
            |one| one.members[0].territory = "XX".into(),
            "members[0].territory",
            "not a territory",
        ),
        (
            |one| one.members[0].credits = vec!["two\nlines".into()],
            "members[0].credits[0]",
            "one line",
        ),
        (
            |one| one.expenses[0].what = " ".into(),
            "expenses[0].what",
            "empty",
        ),
    ];
    for (change, field, says) in wrong {
        let mut terms = terms();
        change(&mut terms);
        let problem = terms.check(SIGNED).unwrap_err();
        assert_eq!(problem.field, field, "{problem}");
        assert!(problem.message.contains(says), "{problem}");
    }
    let mut nothing = terms();
    for member in &mut nothing.members {
        (member.cash, member.in_kind) = (String::new(), vec![]);
    }
    assert!(
        nothing
            .check(SIGNED)
            .unwrap_err()
            .message
            .contains("Nobody brings")
    );
}

#[test]
fn what_is_not_verified_never_qualifies() {
    let (terms, known) = (terms(), treaties());
    assert!(known.len() >= 5);
    let checked = checked(&terms);
    for one in known {
        let judged = judge(one, &checked);
        let sure = one.rules.iter().all(|rule| rule.status == Status::Verified);
        assert!(sure || judged.verdict != Verdict::Qualifies, "{}", one.id);
    }
    let film = judge(treaty("gb-cn-film").unwrap(), &checked);
    assert_eq!(film.verdict, Verdict::Unknown);
    let met: Vec<Option<bool>> = film.findings.iter().map(|one| one.met).collect();
    assert_eq!(met, [Some(true), Some(true), None]);
}

#[test]
fn verified_rules_decide_and_compare_exactly() {
    let rule = Rule {
        id: "share".into(),
        says: "Each brings 40 %.".into(),
        least: Some(40),
        most: None,
        members: Some(2),
        one_of_each: false,
        source: "Article 6".into(),
        status: Status::Verified,
    };
    let treaty = Treaty {
        id: "one".into(),
        name: "One".into(),
        parties: vec![],
        about: "Series".into(),
        in_force: true,
        rules: vec![rule],
    };
    let mut terms = terms();
    assert_eq!(judge(&treaty, &checked(&terms)).verdict, Verdict::Qualifies);
    // One penny less.
    terms.members[1].cash = "39999.99".into();
    assert_eq!(judge(&treaty, &checked(&terms)).verdict, Verdict::Refused);
    let mut later = treaty.clone();
    later.in_force = false;
    terms.members[1].cash = "40000.00".into();
    assert_eq!(judge(&later, &checked(&terms)).verdict, Verdict::Unknown);
}

proptest! {
    /// Whatever the terms: what comes in is shared out to the last penny, and nobody has profits before all have recouped.
    #[test]
    fn everything_is_shared_out(
        brings in prop::collection::vec(1_u32..1_000_000, 2..6),
        kept in 0_i64..5_000_000,
        elsewhere in 0_i64..5_000_000,
    ) {
        let places = ["CN", "GB", "FR", "KR", "MX"];
        let mut profits = vec![10_u32; brings.len()];
        profits[0] = 100 - 10 * (u32::try_from(brings.len()).unwrap() - 1);
        let mut members: Vec<MemberTerms> = brings.iter().zip(places).zip(&profits)
            .map(|((minor, place), profit)| {
                let cash = format!("{}.{:02}", minor / 100, minor % 100);
                member(&format!("m-{}", place.to_lowercase()), place, &cash, &format!("{profit}%"))
            })
            .collect();
        members[0].keeps = "China".into();
        let terms = Terms { members, collection: None, sales: None, expenses: vec![], premium: String::new(), ..terms() };
        let deal = Waterfall::read(&deal(&terms, &checked(&terms)).unwrap()).unwrap();
        let end = standing(&deal, &[kept, elsewhere]).unwrap();
        let paid: i64 = end.payees.iter().map(|one| one.cash.minor).sum();
        prop_assert_eq!(paid, kept + elsewhere);
        let total: i64 = brings.iter().map(|one| i64::from(*one)).sum();
        let profits = end.tiers.iter().find(|one| one.tier == "Net profits").unwrap();
        prop_assert_eq!(profits.taken.minor, (elsewhere - total).max(0));
    }
}
