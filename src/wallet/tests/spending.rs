//! Which coins go, and that each carries its money.

use chrono::Duration;
use proptest::prelude::*;
use uuid::Uuid;

use crate::testing::morning;
use crate::wallet::spend::{Lot, Order, plan};

fn lot(id: u128, coins: i64, bonus: i64, money: i64, ends_in: Option<i64>) -> Lot {
    Lot {
        id: Uuid::from_u128(id),
        coins,
        coins_used: 0,
        coins_left: coins,
        bonus_left: bonus,
        bonus_expires_at: ends_in.map(|hours| morning() + Duration::hours(hours)),
        currency: (coins > 0).then(|| "USD".to_owned()),
        money,
        money_used: 0,
        price: money,
        price_used: 0,
        created_at: morning() + Duration::seconds(id as i64),
    }
}

#[test]
fn bonus_that_ends_soonest_goes_first_then_the_oldest_paid_coins() {
    let lots = [
        lot(1, 10, 5, 100, None),
        lot(2, 10, 5, 200, Some(2)),
        lot(3, 0, 5, 0, Some(1)),
        lot(4, 0, 5, 0, Some(0)),
    ];
    let ids = |order, coins| {
        let parts = plan(&lots, order, coins, morning()).unwrap();
        parts
            .iter()
            .map(|part| (part.lot_id.as_u128(), part.paid, part.bonus))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids(Order::BonusFirst, 12),
        [(3, 0, 5), (2, 0, 5), (1, 0, 2)]
    );
    assert_eq!(
        ids(Order::BonusFirst, 18),
        [(3, 0, 5), (2, 0, 5), (1, 3, 5)]
    );
    assert_eq!(
        ids(Order::PaidFirst, 23),
        [(1, 10, 0), (2, 10, 0), (3, 0, 3)]
    );
    assert_eq!(
        plan(&lots, Order::BonusFirst, 36, morning()),
        None,
        "what has ended is not spent"
    );
    assert_eq!(
        plan(&lots, Order::BonusFirst, 0, morning()),
        Some(Vec::new())
    );
}

proptest! {
    #[test]
    fn c1_the_coins_of_a_lot_carry_exactly_its_money_however_they_are_spent(
        lots in prop::collection::vec((0_i64..50, 0_i64..20, 0_i64..1_000), 1..6),
        spendings in prop::collection::vec((1_i64..40, any::<bool>(), any::<bool>()), 0..60),
    ) {
        let mut lots: Vec<Lot> = lots.into_iter().enumerate()
            .map(|(id, (coins, bonus, money))| lot(id as u128, coins, bonus, if coins > 0 { money } else { 0 }, None))
            .collect();
        for (coins, paid_first, given_back) in spendings {
            let order = if paid_first { Order::PaidFirst } else { Order::BonusFirst };
            let there: i64 = lots.iter().map(|lot| lot.coins_left + lot.bonus_left).sum();
            let Some(parts) = plan(&lots, order, coins, morning()) else {
                prop_assert!(there < coins, "coins that are there are found");
                continue;
            };
            prop_assert_eq!(parts.iter().map(|part| part.paid + part.bonus).sum::<i64>(), coins);
            if given_back { continue; }
            for part in parts {
                let lot = lots.iter_mut().find(|lot| lot.id == part.lot_id).unwrap();
                prop_assert!(part.money >= 0 && part.paid >= 0 && part.bonus >= 0);
                lot.coins_used += part.paid;
                lot.coins_left -= part.paid;
                lot.bonus_left -= part.bonus;
                lot.money_used += part.money;
                lot.price_used += part.price;
                prop_assert!(lot.coins_left >= 0 && lot.bonus_left >= 0);
                // Within one minor unit of the exact share, and all of it with the last coin.
                let exact = lot.money * lot.coins_used;
                prop_assert!(lot.money_used * lot.coins <= exact && exact - lot.money_used * lot.coins < lot.coins.max(1));
                if lot.coins_left == 0 { prop_assert_eq!(lot.money_used, lot.money); }
            }
        }
    }
}
