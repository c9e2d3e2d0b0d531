//! One deal by hand.

use money::{
    Amount,
    waterfall::{Receipt, Waterfall, curve, explain, run, standing},
};

pub const DEAL: &str = r#"
name = "The Heiress, worldwide"
currency = "USD"
payees = ["house", "agent", "producer", "writer", "investor"]

[[source]]
id = "the-heiress"
[[source.tier]]
name = "Residuals"
kind = "commission"
rate = "3%"
to = "writer"

[[source]]
id = "second-season"

[[tier]]
name = "Sales commission"
kind = "commission"
rate = "15%"
cap = "1000.00"
to = { agent = "60%", house = "40%" }

[[tier]]
name = "Investment"
kind = "recoup"
to = { investor = "500.00", producer = "200.00" }
premium = "20%"

[[tier]]
name = "Writer's corridor"
kind = "corridor"
rate = "5%"
from = "100.00"
to = "writer"

[[tier]]
name = "Net profits"
kind = "split"
to = { producer = "50%", house = "40%", writer = "10%" }
caps = { writer = "25.00" }

[[guarantee]]
name = "Minimum guarantee"
payee = "producer"
amount = "300.00"
advanced_by = "house"
against = ["Net profits"]
"#;

fn receipt(id: &str, source: &str, amount: &str) -> Receipt {
    Receipt {
        id: id.into(),
        source: Some(source.into()),
        amount: amount.parse().unwrap(),
    }
}

#[test]
fn two_titles_run_down_together() {
    let deal = Waterfall::read(DEAL).unwrap();
    let receipts = [
        receipt("r1", "the-heiress", "1000.00 USD"),
        receipt("r2", "second-season", "1000.00 USD"),
    ];
    let run = run(&deal, &receipts).unwrap();
    // By hand: residuals 3 % of 1,000.00 = 30.00; 1,970.00 reach the commission: 295.50 (177.30 + 118.20).
    // 1,674.50 reach the investment of 840.00 (600.00 + 240.00); 834.50 reach the corridor: 5 % of
    // 734.50 = 36.725, to the nearest 36.73; 797.77 are net: the writer's 79.777 is capped at 25.00, and the
    // other two share 772.77 as 5 to 4.
    let tier = |name: &str| {
        run.standing
            .tiers
            .iter()
            .find(|tier| tier.tier == name)
            .unwrap()
    };
    let parts = |name: &str| {
        tier(name)
            .parts
            .iter()
            .map(|part| part.amount.number())
            .collect::<Vec<_>>()
    };
    assert_eq!(parts("Residuals"), ["30.00"]);
    assert_eq!(parts("Sales commission"), ["177.30", "118.20"]);
    assert_eq!(parts("Investment"), ["600.00", "240.00"]);
    assert!(tier("Investment").full);
    assert_eq!(parts("Writer's corridor"), ["36.73"]);
    assert_eq!(parts("Net profits"), ["429.32", "343.45", "25.00"]);
    let cash: Vec<String> = run
        .standing
        .payees
        .iter()
        .map(|payee| payee.cash.number())
        .collect();
    // The producer's 429.32 of net profits first pays the guarantee of 300.00 back to the house.
    assert_eq!(cash, ["761.65", "177.30", "369.32", "91.73", "600.00"]);
    let posted: i64 = run
        .postings
        .iter()
        .map(|posting| posting.amount.minor)
        .sum();
    assert_eq!(posted, 200_000);
}

#[test]
fn every_tier_is_explained_in_words_and_numbers() {
    let deal = Waterfall::read(DEAL).unwrap();
    let standing = standing(&deal, &[10_000, -500]).unwrap();
    assert_eq!(
        explain(&deal, &standing),
        [
            "the-heiress received 100.00 USD.",
            "second-season received -5.00 USD. That is below zero: 5.00 USD must come in before anybody is paid.",
            "the-heiress / Residuals: 100.00 USD reached it. It takes 3 % off the top: 3.00 USD (writer 3.00 USD). 97.00 USD flows on.",
            "Sales commission: 97.00 USD reached it. It takes 15 % off the top up to 1000.00 USD: 14.55 USD (agent 8.73 USD, house 5.82 USD). 985.45 USD to go. 82.45 USD flows on.",
            "Investment: 82.45 USD reached it. It takes everything until 840.00 USD is recouped, a premium of 20 % included: 82.45 USD (investor 58.89 USD, producer 23.56 USD). 757.55 USD to go. 0.00 USD flows on.",
            "Writer's corridor: 0.00 USD reached it. It takes 5 % beside the tiers below above 100.00 USD: 0.00 USD (writer 0.00 USD). 0.00 USD flows on.",
            "Net profits: 0.00 USD reached it. It shares everything out: 0.00 USD (producer 0.00 USD, house 0.00 USD, writer 0.00 USD). 0.00 USD flows on.",
            "Minimum guarantee: house advanced 300.00 USD to producer. 0.00 USD of what producer is owed was kept back for it. 300.00 USD is unrecouped, and producer never pays it back.",
            "house is owed 5.82 USD: 5.82 USD.",
            "agent is owed 8.73 USD: 8.73 USD.",
            "producer is owed 23.56 USD: 23.56 USD.",
            "writer is owed 3.00 USD: 3.00 USD.",
            "investor is owed 58.89 USD: 58.89 USD.",
        ]
    );
}

#[test]
fn the_curve_starts_at_nothing_and_ends_at_the_gross() {
    let deal = Waterfall::read(DEAL).unwrap();
    let gross: Amount = "10000.00 USD".parse().unwrap();
    let points = curve(&deal, &[3, 1], gross, 40).unwrap();
    assert_eq!(points.len(), 41);
    let paid = |at: usize| {
        points[at]
            .standing
            .payees
            .iter()
            .map(|payee| payee.cash.minor)
            .sum::<i64>()
    };
    assert_eq!((paid(0), paid(20), paid(40)), (0, 500_000, 1_000_000));
    assert!(curve(&deal, &[1], gross, 40).is_err());
}

#[test]
fn receipts_of_other_currencies_and_unknown_sources_are_refused() {
    let deal = Waterfall::read(DEAL).unwrap();
    let euros = run(&deal, &[receipt("r", "the-heiress", "1.00 EUR")]).unwrap_err();
    assert_eq!(euros.code(), "money.mixed_currencies");
    let lost = run(&deal, &[receipt("r", "third-season", "1.00 USD")]).unwrap_err();
    assert_eq!(lost.code(), "waterfall.unknown_source");
    let nameless = Receipt {
        source: None,
        ..receipt("r", "", "1.00 USD")
    };
    assert_eq!(
        run(&deal, &[nameless]).unwrap_err().code(),
        "waterfall.unknown_source"
    );
}

#[test]
fn a_repayable_guarantee_is_owed_back_at_the_end() {
    let text = DEAL.replace(
        "advanced_by = \"house\"",
        "advanced_by = \"house\"\nrepayable = true",
    );
    let deal = Waterfall::read(&text).unwrap();
    let run = run(&deal, &[]).unwrap();
    assert_eq!(
        run.standing.guarantees[0].owed_back_at_end.number(),
        "300.00"
    );
    // Owed back is not paid back: nobody's cash falls below zero.
    assert!(run.standing.payees.iter().all(|payee| payee.cash.is_zero()));
}

/// A co-producer keeps a territory; the rest of the world is recouped together.
pub const CARVED: &str = r#"
name = "Two countries"
currency = "GBP"
payees = ["east", "west"]

[[source]]
id = "kept-by-east"
territories = ["CN", "HK"]
[[source.tier]]
name = "Own territory"
kind = "split"
to = "east"

[[source]]
id = "elsewhere"

[[tier]]
name = "Contributions"
kind = "recoup"
to = { east = "60.00", west = "40.00" }

[[tier]]
name = "Net profits"
kind = "split"
to = { east = "50%", west = "50%" }
"#;

#[test]
fn what_is_earned_in_a_kept_territory_stays_there() {
    let deal = Waterfall::read(CARVED).unwrap();
    let of = |territory| deal.source_in(territory).map(|source| source.id.as_str());
    assert_eq!(
        (of("CN"), of("HK")),
        (Some("kept-by-east"), Some("kept-by-east"))
    );
    assert_eq!((of("GB"), of("")), (Some("elsewhere"), Some("elsewhere")));
    let receipts = [
        receipt("1", "kept-by-east", "500.00 GBP"),
        receipt("2", "elsewhere", "120.00 GBP"),
    ];
    let end = run(&deal, &receipts).unwrap().standing;
    let cash: Vec<i64> = end.payees.iter().map(|payee| payee.cash.minor).collect();
    // 500.00 are the one's own; of 120.00 each has the contribution back, and half of 20.00.
    assert_eq!(cash, [50_000 + 6_000 + 1_000, 4_000 + 1_000]);
    let told = explain(&deal, &end);
    assert!(
        told[0].ends_with("received 500.00 GBP, from CN, HK."),
        "{}",
        told[0]
    );
    assert!(
        told[1].ends_with("received 120.00 GBP, from everywhere else."),
        "{}",
        told[1]
    );
    // The deal above parts its sources by title.
    assert!(Waterfall::read(DEAL).unwrap().source_in("CN").is_none());
}
