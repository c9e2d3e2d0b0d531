//! What holds for every deal and every order of receipts.

use std::fmt::Write;

use money::{
    Amount,
    waterfall::{Receipt, Run, Waterfall, run, standing},
};
use num_rational::BigRational;
use proptest::prelude::*;

use crate::oracle::{self, whole};

const PAYEES: [&str; 5] = ["house", "agent", "producer", "writer", "investor"];

fn dollars(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// `to` of so many payees with shares that add up.
fn shares() -> impl Strategy<Value = (String, usize)> {
    (prop::collection::vec(1_u32..30, 1..5), 0_usize..5).prop_map(|(weights, first)| {
        let sum: u32 = weights.iter().sum();
        let parts: Vec<String> = weights
            .iter()
            .enumerate()
            .map(|(at, weight)| format!("{} = \"{weight}/{sum}\"", PAYEES[(first + at) % 5]))
            .collect();
        (format!("{{ {} }}", parts.join(", ")), first)
    })
}

fn cap() -> impl Strategy<Value = String> {
    prop::option::of(0_i64..30_000)
        .prop_map(|cap| cap.map_or(String::new(), |cap| format!("cap = \"{}\"\n", dollars(cap))))
}

fn commission() -> impl Strategy<Value = String> {
    (0_u32..4_000, shares(), cap()).prop_map(|(rate, (to, _), cap)| {
        format!("kind = \"commission\"\nrate = \"{rate}bp\"\nto = {to}\n{cap}")
    })
}

fn lower() -> impl Strategy<Value = String> {
    let amounts = (
        prop::collection::vec(1_i64..20_000, 1..5),
        0_usize..5,
        0_u32..50,
        prop::bool::ANY,
    );
    let recoup = amounts.prop_map(|(amounts, first, premium, half)| {
        let parts: Vec<String> = amounts
            .iter()
            .enumerate()
            .map(|(at, amount)| format!("{} = \"{}\"", PAYEES[(first + at) % 5], dollars(*amount)))
            .collect();
        let rate = if half { "rate = \"50%\"\n" } else { "" };
        format!(
            "kind = \"recoup\"\npremium = \"{premium}%\"\n{rate}to = {{ {} }}\n",
            parts.join(", ")
        )
    });
    let corridor =
        (0_u32..9_999, 0_i64..20_000, shares(), cap()).prop_map(|(rate, from, (to, _), cap)| {
            format!(
                "kind = \"corridor\"\nrate = \"{rate}bp\"\nfrom = \"{}\"\nto = {to}\n{cap}",
                dollars(from)
            )
        });
    let split = (shares(), prop::option::of(0_i64..9_000), 1_i64..50_000).prop_map(
        |((to, first), own, cap)| {
            let caps = own.map_or(String::new(), |own| {
                format!("caps = {{ {} = \"{}\" }}\n", PAYEES[first], dollars(own))
            });
            format!(
                "kind = \"split\"\nto = {to}\n{caps}cap = \"{}\"\n",
                dollars(cap)
            )
        },
    );
    prop_oneof![recoup, corridor, split]
}

fn tiers() -> impl Strategy<Value = Vec<String>> {
    (
        prop::collection::vec(commission(), 0..3),
        prop::collection::vec(lower(), 0..4),
    )
        .prop_map(|(mut upper, lower)| {
            upper.extend(lower);
            upper
        })
}

fn deals() -> impl Strategy<Value = Waterfall> {
    let guarantees = prop::collection::vec((0_usize..5, 1_usize..5, 0_i64..40_000), 0..3);
    (prop::collection::vec(tiers(), 0..3), tiers(), shares(), guarantees).prop_map(|(sources, tiers, (last, _), guarantees)| {
        let mut text = format!("name = \"deal\"\ncurrency = \"USD\"\npayees = {PAYEES:?}\n");
        for (at, own) in sources.iter().enumerate() {
            writeln!(text, "[[source]]\nid = \"s{at}\"").unwrap();
            for (number, tier) in own.iter().enumerate() {
                writeln!(text, "[[source.tier]]\nname = \"{number}\"\n{tier}").unwrap();
            }
        }
        for (number, tier) in tiers.iter().enumerate() {
            writeln!(text, "[[tier]]\nname = \"{number}\"\n{tier}").unwrap();
        }
        writeln!(text, "[[tier]]\nname = \"last\"\nkind = \"split\"\nto = {last}").unwrap();
        for (payee, other, amount) in guarantees {
            let (payee, by) = (PAYEES[payee], PAYEES[(payee + other) % 5]);
            writeln!(text, "[[guarantee]]\nname = \"mg\"\npayee = \"{payee}\"\nadvanced_by = \"{by}\"\namount = \"{}\"", dollars(amount)).unwrap();
        }
        Waterfall::read(&text).unwrap_or_else(|problem| panic!("{problem}\n{text}"))
    })
}

fn receipts(deal: &Waterfall, raw: &[(usize, i64)]) -> Vec<Receipt> {
    raw.iter()
        .enumerate()
        .map(|(at, (source, minor))| Receipt {
            id: at.to_string(),
            source: (!deal.sources.is_empty())
                .then(|| deal.sources[source % deal.sources.len()].id.clone()),
            amount: Amount::new(*minor, deal.currency),
        })
        .collect()
}

fn received(deal: &Waterfall, raw: &[(usize, i64)]) -> Vec<i64> {
    let mut sums = vec![0; deal.sources.len().max(1)];
    for (source, minor) in raw {
        let at = source % sums.len();
        sums[at] += minor;
    }
    sums
}

fn cash(run: &Run) -> Vec<i64> {
    run.standing
        .payees
        .iter()
        .map(|payee| payee.cash.minor)
        .collect()
}

fn income() -> impl Strategy<Value = Vec<(usize, i64)>> {
    prop::collection::vec((0_usize..3, prop_oneof![0_i64..500, 0_i64..60_000]), 0..8)
}

fn income_and_refunds() -> impl Strategy<Value = Vec<(usize, i64)>> {
    prop::collection::vec(
        (0_usize..3, prop_oneof![-9_000_i64..500, 0_i64..60_000]),
        0..8,
    )
}

proptest! {
    /// Every receipt is shared out whole, and the postings lead to the standing.
    #[test]
    fn conservation((deal, raw) in (deals(), income_and_refunds())) {
        let run = run(&deal, &receipts(&deal, &raw)).unwrap();
        let shareable: i64 = received(&deal, &raw).iter().map(|sum| (*sum).max(0)).sum();
        prop_assert_eq!(cash(&run).iter().sum::<i64>(), shareable);
        for (at, payee) in run.standing.payees.iter().enumerate() {
            let posted: i64 = run.postings.iter().filter(|one| one.payee == payee.payee).map(|one| one.amount.minor).sum();
            prop_assert_eq!(posted, cash(&run)[at]);
        }
        if raw.iter().all(|(_, minor)| *minor >= 0) {
            for (at, (_, minor)) in raw.iter().enumerate() {
                let own: i64 = run.postings.iter().filter(|one| one.receipt == at.to_string()).map(|one| one.amount.minor).sum();
                prop_assert_eq!(own, *minor);
            }
        }
    }

    /// More money never lowers anybody: not a tier, not a part, not what a payee takes home.
    #[test]
    fn l8_monotone((deal, raw) in (deals(), income()), source in 0_usize..3, more in 1_i64..9_000) {
        let mut sums = received(&deal, &raw);
        let before = standing(&deal, &sums).unwrap();
        let at = source % sums.len();
        sums[at] += more;
        let after = standing(&deal, &sums).unwrap();
        for (before, after) in before.tiers.iter().zip(&after.tiers) {
            prop_assert!(before.taken.minor <= after.taken.minor && before.flows_on.minor <= after.flows_on.minor);
            for (before, after) in before.parts.iter().zip(&after.parts) {
                prop_assert!(before.amount.minor <= after.amount.minor);
            }
        }
        for (before, after) in before.guarantees.iter().zip(&after.guarantees) {
            prop_assert!(before.applied.minor <= after.applied.minor);
        }
        for (before, after) in before.payees.iter().zip(&after.payees) {
            prop_assert!(before.cash.minor <= after.cash.minor);
        }
    }

    /// A tier that takes everything lets nothing through before it is full; nobody is paid beyond a cap.
    #[test]
    fn l8_order_and_caps((deal, raw) in (deals(), income())) {
        let standing = standing(&deal, &received(&deal, &raw)).unwrap();
        let terms: Vec<_> = deal.sources.iter().flat_map(|source| &source.tiers).chain(&deal.tiers).collect();
        for (terms, tier) in terms.iter().zip(&standing.tiers) {
            let takes_all = terms.rate.numerator() == terms.rate.denominator() && terms.from == 0;
            if takes_all && !tier.full {
                prop_assert_eq!(tier.flows_on.minor, 0);
            }
            prop_assert!(tier.limit.is_none_or(|limit| tier.taken.minor <= limit.minor));
            for part in &tier.parts {
                prop_assert!(part.cap.is_none_or(|cap| part.amount.minor <= cap.minor));
            }
        }
    }

    /// One receipt or two halves of it, in any place: the same totals. And a re-run gives the same postings.
    #[test]
    fn l8_halves_and_order_do_not_matter((deal, raw) in (deals(), income_and_refunds()), cut in 0_i64..9_000, turn in 0_usize..8) {
        let whole = run(&deal, &receipts(&deal, &raw)).unwrap();
        let mut halves: Vec<(usize, i64)> = raw.iter().flat_map(|(source, minor)| [(*source, minor - cut), (*source, cut)]).collect();
        if !halves.is_empty() {
            let by = turn % halves.len();
            halves.rotate_left(by);
        }
        prop_assert_eq!(&run(&deal, &receipts(&deal, &halves)).unwrap().standing, &whole.standing);
        prop_assert_eq!(run(&deal, &receipts(&deal, &raw)).unwrap(), whole);
    }

    /// advanced = applied + unrecouped after every receipt and refund; nobody pays an advance back.
    #[test]
    fn l9_guarantees_are_never_paid_back((deal, raw) in (deals(), income_and_refunds())) {
        for count in 0..=raw.len() {
            let run = run(&deal, &receipts(&deal, &raw[..count])).unwrap();
            for (terms, at) in deal.guarantees.iter().zip(&run.standing.guarantees) {
                prop_assert_eq!(at.applied.minor + at.unrecouped.minor, terms.amount);
                prop_assert!(at.applied.minor >= 0 && at.unrecouped.minor >= 0);
                prop_assert_eq!(at.owed_back_at_end.minor, 0);
            }
            for payee in &run.standing.payees {
                prop_assert!(payee.cash.minor >= 0 && payee.kept_back.minor <= payee.owed.minor);
            }
        }
    }

    /// Each payee is within a few units of what exact rationals say.
    #[test]
    fn l8_near_the_exact_oracle((deal, raw) in (deals(), income())) {
        let sums = received(&deal, &raw);
        let exact = oracle::owed(&deal, &sums);
        let got = standing(&deal, &sums).unwrap();
        // A rounding of one unit or two in each tier, handed down to the tiers below.
        let near: BigRational = whole(2 * got.tiers.len());
        prop_assert_eq!(exact.iter().sum::<BigRational>(), whole(sums.iter().sum::<i64>()));
        for (exact, got) in exact.iter().zip(&got.payees) {
            let off = exact - whole(got.owed.minor);
            prop_assert!(off <= near && -off <= near.clone(), "{}: {} for {}", got.payee, got.owed, exact);
        }
    }
}
