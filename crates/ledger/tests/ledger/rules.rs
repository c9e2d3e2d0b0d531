//! One command after the other.

use ledger::{
    Bound, Class, Command, Error, Field, Kind, Move, NewAccount, Reference, Refusal, Unit,
    accounts, exchange,
};
use sqlx::PgPool;
use uuid::Uuid;

use crate::books::{Books, id, micros, moment, unit};

#[sqlx::test(migrations = false)]
async fn a_transfer_moves_both_sides_and_is_found_again(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(100).await;
    let made = books
        .post(10, vec![books.transfer(wallet, spent, 30)])
        .await
        .unwrap();
    assert_eq!(
        (made[0].seq, made[0].kind, made[0].at),
        (2, Kind::Posted, moment(10))
    );
    assert_eq!(books.balance(wallet).await.spendable(), 70);
    assert_eq!(books.balance(spent).await.credit(), 30);
    let history = accounts::history(&books.pool, wallet, None, 10)
        .await
        .unwrap();
    assert_eq!(
        history.iter().map(|one| one.seq).collect::<Vec<_>>(),
        [2, 1]
    );
    assert_eq!(history[0], made[0]);
    for (seconds, spendable) in [(-1, 0), (0, 100), (9, 100), (10, 70)] {
        let then = accounts::balance_at(&books.pool, wallet, moment(seconds))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(then.spendable(), spendable, "at {seconds}");
    }
    assert_eq!(
        accounts::balance_at(&books.pool, id(5), moment(0))
            .await
            .unwrap(),
        None
    );
    books.verified().await;
}

#[sqlx::test(migrations = false)]
async fn l2_the_same_again_gives_the_same_and_another_body_names_its_field(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(100).await;
    let dollars = books.account("till", "USD", Bound::None).await;
    let hold = books.hold(wallet, spent, 30, Some(60));
    let first = books.post(1, vec![hold.clone()]).await.unwrap();
    let part = books.with(Move::PostPending {
        pending_id: hold.id,
        amount: Some(20),
    });
    let posted = books.post(2, vec![part.clone()]).await.unwrap();
    // Later, and after the hold is resolved.
    assert_eq!(books.post(500, vec![hold.clone()]).await.unwrap(), first);
    assert_eq!(books.post(500, vec![part.clone()]).await.unwrap(), posted);
    let pending = |debit, credit, amount, code: &str, timeout_s| Move::Pending {
        debit,
        credit,
        amount,
        unit: unit(code),
        timeout_s,
    };
    for (body, field) in [
        (pending(spent, wallet, 30, "COIN", Some(60)), Field::Debit),
        (
            pending(wallet, dollars, 30, "COIN", Some(60)),
            Field::Credit,
        ),
        (pending(wallet, spent, 31, "COIN", Some(60)), Field::Amount),
        (pending(wallet, spent, 30, "USD", Some(60)), Field::Unit),
        (pending(wallet, spent, 30, "COIN", Some(61)), Field::Timeout),
        (pending(wallet, spent, 30, "COIN", None), Field::Timeout),
        (
            Move::VoidPending {
                pending_id: hold.id,
            },
            Field::Kind,
        ),
    ] {
        let other = ledger::NewTransfer {
            body,
            ..hold.clone()
        };
        assert_eq!(
            books.refusal(3, vec![other]).await,
            Refusal::ExistsWithDifferent(field)
        );
    }
    let data = serde_json::json!({"price": 3});
    for (reference, field) in [
        (Reference::new("gift", id(7)), Field::ReferenceKind),
        (Reference::new("unlock", id(8)), Field::ReferenceId),
        (
            Reference::with("unlock", id(7), &data),
            Field::ReferenceData,
        ),
    ] {
        let other = ledger::NewTransfer {
            reference,
            ..hold.clone()
        };
        assert_eq!(
            books.refusal(3, vec![other]).await,
            Refusal::ExistsWithDifferent(field)
        );
    }
    for (amount, pending_id, field) in [
        (None, hold.id, Field::Amount),
        (Some(20), id(9), Field::PendingId),
    ] {
        let other = ledger::NewTransfer {
            body: Move::PostPending { pending_id, amount },
            ..part.clone()
        };
        assert_eq!(
            books.refusal(3, vec![other]).await,
            Refusal::ExistsWithDifferent(field)
        );
    }
    let linked = vec![hold.clone(), books.transfer(wallet, spent, 1)];
    assert!(matches!(
        books.refusal(3, linked).await,
        Refusal::ExistsWithDifferent(Field::Chain)
    ));
    // Spaces in the JSON say nothing else.
    let spaced = Reference {
        data: "{ }".into(),
        ..hold.reference.clone()
    };
    assert_eq!(
        books
            .post(
                3,
                vec![ledger::NewTransfer {
                    reference: spaced,
                    ..hold
                }]
            )
            .await
            .unwrap(),
        first
    );
    books.verified().await;
}

#[sqlx::test(migrations = false)]
async fn l5_a_chain_is_all_or_nothing_wherever_it_fails(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(100).await;
    for failing in 0..4 {
        let mut chain: Vec<_> = (0..4).map(|_| books.transfer(wallet, spent, 5)).collect();
        chain[failing].body = Move::Post {
            debit: wallet,
            credit: spent,
            amount: 1000,
            unit: Unit::Coin,
        };
        let refused = books.post(1, chain.clone()).await.unwrap_err();
        let available = 100 - 5 * failing as i64;
        let refusal = Refusal::ExceedsBound {
            account: wallet,
            available,
            missing: 1000 - available,
        };
        assert_eq!(
            refused,
            Error::Refused {
                place: failing,
                refusal
            }
        );
        assert_eq!(books.balance(wallet).await.spendable(), 100);
        // Nothing was written, so the ids are free.
        chain[failing].body = Move::Post {
            debit: wallet,
            credit: spent,
            amount: 1,
            unit: Unit::Coin,
        };
        assert_eq!(books.post(1, chain.clone()).await.unwrap().len(), 4);
        let back = (0..1).map(|_| books.transfer(spent, wallet, 16)).collect();
        books.post(1, back).await.unwrap();
        // A part of a chain is not the chain.
        assert_eq!(
            books.refusal(1, chain[..2].to_vec()).await,
            Refusal::ExistsWithDifferent(Field::Chain)
        );
    }
    let own = books.fresh();
    let hold = ledger::NewTransfer {
        id: own,
        ..books.hold(wallet, spent, 9, None)
    };
    let post = books.with(Move::PostPending {
        pending_id: own,
        amount: None,
    });
    let too_much = books.transfer(wallet, spent, 10_000);
    books
        .post(1, vec![hold.clone(), post.clone(), too_much])
        .await
        .unwrap_err();
    let both = books.post(1, vec![hold, post]).await.unwrap();
    assert_eq!(
        both.iter().map(|one| one.kind).collect::<Vec<_>>(),
        [Kind::Pending, Kind::PostPending]
    );
    books.verified().await;
}

#[sqlx::test(migrations = false)]
async fn l3_what_is_pending_is_resolved_once(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(100).await;
    let post = |pending_id, amount| books.with(Move::PostPending { pending_id, amount });
    let void = |pending_id| books.with(Move::VoidPending { pending_id });
    let [a, b, c] = [40, 30, 30].map(|amount| books.hold(wallet, spent, amount, None));
    books
        .post(1, vec![a.clone(), b.clone(), c.clone()])
        .await
        .unwrap();
    // All is held: nothing is left, though nothing was posted.
    let more = books
        .refusal(1, vec![books.transfer(wallet, spent, 1)])
        .await;
    assert_eq!(
        more,
        Refusal::ExceedsBound {
            account: wallet,
            available: 0,
            missing: 1
        }
    );
    assert_eq!(
        books.refusal(1, vec![post(a.id, Some(41))]).await,
        Refusal::AboveHeld { held: 40 }
    );
    books.post(1, vec![post(a.id, Some(25))]).await.unwrap();
    books.post(1, vec![void(b.id)]).await.unwrap();
    books.post(1, vec![post(c.id, None)]).await.unwrap();
    let balance = books.balance(wallet).await;
    assert_eq!(
        (
            balance.debits_posted,
            balance.debits_pending,
            balance.spendable()
        ),
        (55, 0, 45)
    );
    for again in [post(a.id, Some(1)), void(a.id)] {
        assert_eq!(
            books.refusal(1, vec![again]).await,
            Refusal::AlreadyPosted(a.id)
        );
    }
    assert_eq!(
        books.refusal(1, vec![post(b.id, None)]).await,
        Refusal::AlreadyVoided(b.id)
    );
    let plain = books
        .post(1, vec![books.transfer(wallet, spent, 1)])
        .await
        .unwrap()[0]
        .id;
    assert_eq!(
        books.refusal(1, vec![void(plain)]).await,
        Refusal::NotPending(plain)
    );
    assert_eq!(
        books.refusal(1, vec![void(id(3))]).await,
        Refusal::UnknownPending(id(3))
    );
    books.verified().await;
}

#[sqlx::test(migrations = false)]
async fn l3_what_is_pending_expires_at_its_moment(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(100).await;
    let due = moment(1) + micros(60_000_000);
    let [a, b] = [60, 40].map(|amount| books.hold(wallet, spent, amount, Some(60)));
    books.post(1, vec![a.clone(), b.clone()]).await.unwrap();
    let just_before = books.with(Move::PostPending {
        pending_id: a.id,
        amount: None,
    });
    books
        .post_at(due - micros(1), vec![just_before])
        .await
        .unwrap();
    let too_late = books.with(Move::PostPending {
        pending_id: b.id,
        amount: None,
    });
    let refused = books.post_at(due, vec![too_late]).await.unwrap_err();
    assert_eq!(
        refused,
        Error::Refused {
            place: 0,
            refusal: Refusal::Expired(b.id)
        }
    );
    assert_eq!(books.balance(wallet).await.spendable(), 40);
    // As of just before, it was still held; at its moment it was not, whenever that was written down.
    let then = |at| accounts::balance_at(&books.pool, wallet, at);
    assert_eq!(
        then(due - micros(1)).await.unwrap().unwrap().debits_pending,
        40
    );
    assert_eq!(then(due).await.unwrap().unwrap().debits_pending, 0);
    // A clock that runs back does not bring it back, and records keep their order.
    let c = books.hold(wallet, spent, 40, Some(60));
    let made = books.post(-1000, vec![c]).await.unwrap();
    assert_eq!(
        (made[0].at, made[0].expires_at),
        (due, Some(due + micros(60_000_000)))
    );
    books.ledger.expire(books.id, moment(10_000)).await.unwrap();
    assert_eq!(books.balance(wallet).await.spendable(), 40);
    books.verified().await;
}

#[sqlx::test(migrations = false)]
async fn more_falls_due_than_one_transaction_releases(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(9_000).await;
    for _ in 0..100 {
        let many = (0..50)
            .map(|_| books.hold(wallet, spent, 1, Some(5)))
            .collect();
        books.post(1, many).await.unwrap();
    }
    assert_eq!(books.balance(wallet).await.spendable(), 4_000);
    books
        .post(6, vec![books.transfer(wallet, spent, 9_000)])
        .await
        .unwrap();
    assert_eq!(books.balance(wallet).await.spendable(), 0);
    books.verified().await;
}

#[sqlx::test(migrations = false)]
async fn bounds_units_ledgers_and_closed_accounts(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(10).await;
    let till = books
        .account("till", "COIN", Bound::CreditsMustNotExceedDebits)
        .await;
    let dollars = books.account("cash", "USD", Bound::None).await;
    books
        .post(1, vec![books.transfer(till, spent, 5)])
        .await
        .unwrap();
    let below = books.refusal(1, vec![books.transfer(spent, till, 6)]).await;
    assert_eq!(
        below,
        Refusal::ExceedsBound {
            account: till,
            available: 5,
            missing: 1
        }
    );
    assert_eq!(
        books
            .refusal(1, vec![books.transfer(wallet, dollars, 1)])
            .await,
        Refusal::OtherUnit(dollars)
    );
    let elsewhere = NewAccount {
        id: id(50),
        ledger_id: id(2),
        class: Class::Asset,
        kind: "till".into(),
        unit: Unit::Coin,
        bound: Bound::None,
    };
    accounts::open(&books.pool, std::slice::from_ref(&elsewhere), moment(0))
        .await
        .unwrap();
    assert_eq!(
        books
            .refusal(1, vec![books.transfer(wallet, id(50), 1)])
            .await,
        Refusal::UnknownAccount(id(50))
    );
    let hold = books.hold(wallet, spent, 4, None);
    books.post(1, vec![hold.clone()]).await.unwrap();
    assert!(accounts::close(&books.pool, wallet).await.unwrap());
    assert_eq!(
        books
            .refusal(1, vec![books.transfer(wallet, spent, 1)])
            .await,
        Refusal::Closed(wallet)
    );
    books
        .post(
            1,
            vec![books.with(Move::PostPending {
                pending_id: hold.id,
                amount: None,
            })],
        )
        .await
        .unwrap();
    assert!(!accounts::close(&books.pool, id(51)).await.unwrap());

    // Opening again gives the same; anything else is refused by its field.
    let again = accounts::open(&books.pool, std::slice::from_ref(&elsewhere), moment(9))
        .await
        .unwrap();
    assert_eq!(again[0].created_at, moment(0));
    let other = NewAccount {
        unit: Unit::Bonus,
        ..elsewhere
    };
    let refused = accounts::open(&books.pool, &[other], moment(9))
        .await
        .unwrap_err();
    assert_eq!(
        refused,
        Error::Refused {
            place: 0,
            refusal: Refusal::ExistsWithDifferent(Field::Unit)
        }
    );
    books.verified().await;
}

#[sqlx::test(migrations = false)]
async fn l10_an_exchange_is_two_linked_legs(pool: PgPool) {
    let books = Books::new(pool).await;
    let payer = books.account("cash", "USD", Bound::None).await;
    let taken_by = books.account("exchange", "USD", Bound::None).await;
    let given_by = books.account("exchange", "JPY", Bound::None).await;
    let payee = books
        .account("payable", "JPY", Bound::DebitsMustNotExceedCredits)
        .await;
    let rate = "149.605".parse().unwrap();
    let conversion = money::exchange::convert(
        "10.01 USD".parse().unwrap(),
        "JPY".parse().unwrap(),
        rate,
        money::Rounding::Down,
    )
    .unwrap();
    let legs = exchange::legs(&exchange::Exchange {
        ids: [books.fresh(), books.fresh()],
        from: payer,
        taken_by,
        given_by,
        to: payee,
        conversion: &conversion,
        source: "central bank",
        rate_at: moment(-60),
        kind: "payout",
        reference_id: id(9),
    });
    let made = books.post(1, legs.to_vec()).await.unwrap();
    assert_eq!(
        made.iter()
            .map(|one| (one.amount, one.chain_id))
            .collect::<Vec<_>>(),
        [(1001, made[0].id), (1497, made[0].id)]
    );
    let data: serde_json::Value = serde_json::from_str(&made[1].reference.data).unwrap();
    // 10.01 x 149.605 = 1497.54605: the rest is the exchange's.
    assert_eq!(data["residual"], "10921/20000");
    assert_eq!(data["rate"], "29921/200");
    books.verified().await;
}

#[sqlx::test(migrations = false)]
async fn an_unknown_ledger_is_an_unknown_account(pool: PgPool) {
    let books = Books::new(pool).await;
    let transfer = books.transfer(id(3), id(4), 1);
    let command = Command {
        ledger_id: Uuid::nil(),
        at: moment(0),
        transfers: vec![transfer],
    };
    let refused = books.ledger.post(command).await.unwrap_err();
    assert_eq!(
        (refused.code(), refused.remedy()),
        ("ledger.unknown_account", "Open the account first.")
    );
}
