//! Bad input is refused before it comes near the database, and loses nothing.

use ledger::{Error, Field, MAX_AMOUNT, MAX_CHAIN, Move, NewTransfer, Reference, Refusal, Unit};
use sqlx::PgPool;
use uuid::Uuid;

use crate::books::{Books, id, moment};

#[sqlx::test(migrations = false)]
async fn limits_and_forms(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(100).await;
    let amount = |amount| Move::Post {
        debit: wallet,
        credit: spent,
        amount,
        unit: Unit::Coin,
    };
    let timeout = |seconds| Move::Pending {
        debit: wallet,
        credit: spent,
        amount: 1,
        unit: Unit::Coin,
        timeout_s: Some(seconds),
    };
    for (body, code) in [
        (amount(0), "ledger.amount_not_positive"),
        (amount(-1), "ledger.amount_not_positive"),
        (amount(i64::MIN), "ledger.amount_not_positive"),
        (amount(MAX_AMOUNT + 1), "ledger.limit"),
        (amount(i64::MAX), "ledger.limit"),
        (timeout(0), "ledger.malformed"),
        (timeout(u32::MAX), "ledger.limit"),
        (
            Move::Post {
                debit: wallet,
                credit: wallet,
                amount: 1,
                unit: Unit::Coin,
            },
            "ledger.same_account",
        ),
        (
            Move::PostPending {
                pending_id: id(3),
                amount: Some(0),
            },
            "ledger.amount_not_positive",
        ),
    ] {
        assert_eq!(books.refusal(1, vec![books.with(body)]).await.code(), code);
    }
    for (kind, data, refusal) in [
        ("", "{}", Refusal::Malformed(Field::ReferenceKind)),
        ("Ü", "{}", Refusal::Malformed(Field::ReferenceKind)),
        ("a\nb", "{}", Refusal::Malformed(Field::ReferenceKind)),
        ("unlock", "{", Refusal::Malformed(Field::ReferenceData)),
        ("unlock", "", Refusal::Malformed(Field::ReferenceData)),
        ("unlock", "{}\n", Refusal::Malformed(Field::ReferenceData)),
        ("unlock", "\"\0\"", Refusal::Malformed(Field::ReferenceData)),
    ] {
        let reference = Reference {
            kind: kind.into(),
            id: id(1),
            data: data.into(),
        };
        let transfer = NewTransfer {
            reference,
            ..books.transfer(wallet, spent, 1)
        };
        assert_eq!(
            books.refusal(1, vec![transfer]).await,
            refusal,
            "{kind:?} {data:?}"
        );
    }
    let long = Reference {
        data: format!("\"{}\"", "x".repeat(2_000)),
        ..Reference::new("unlock", id(1))
    };
    let transfer = NewTransfer {
        reference: long,
        ..books.transfer(wallet, spent, 1)
    };
    assert_eq!(
        books.refusal(1, vec![transfer]).await.code(),
        "ledger.limit"
    );

    assert_eq!(books.refusal(1, Vec::new()).await, Refusal::Empty);
    let many = (0..=MAX_CHAIN)
        .map(|_| books.transfer(wallet, spent, 1))
        .collect();
    assert_eq!(books.refusal(1, many).await.code(), "ledger.limit");
    let one = books.transfer(wallet, spent, 1);
    assert_eq!(
        books.refusal(1, vec![one.clone(), one]).await,
        Refusal::SameIdTwice
    );
    // The ledger's own ids cannot be taken away from it.
    let own = uuid::Builder::from_custom_bytes([7; 16]).into_uuid();
    let transfer = NewTransfer {
        id: own,
        ..books.transfer(wallet, spent, 1)
    };
    assert_eq!(books.refusal(1, vec![transfer]).await, Refusal::ReservedId);

    assert_eq!(books.balance(wallet).await.spendable(), 100);
    books.verified().await;
}

#[sqlx::test(migrations = false)]
async fn odd_times_and_texts_that_the_database_could_choke_on(pool: PgPool) {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(100).await;
    // JSON that Postgres' jsonb refuses, and text that ends strings elsewhere.
    for data in [
        r#""\u0000""#,
        r#"{"a":1,"a":2}"#,
        r#"{"q":"'; drop table ledger_transfers; --"}"#,
        "1e400",
        r#""\ud800""#,
    ] {
        let reference = Reference {
            kind: "unlock".into(),
            id: Uuid::nil(),
            data: data.into(),
        };
        let transfer = NewTransfer {
            reference,
            ..books.transfer(wallet, spent, 1)
        };
        match books.post(1, vec![transfer.clone()]).await {
            Ok(made) => {
                assert_eq!(made[0].reference.data, data);
                assert_eq!(books.post(1, vec![transfer]).await.unwrap(), made);
            }
            Err(error) => assert_eq!(error.code(), "ledger.malformed", "{data}"),
        }
    }
    for at in [
        chrono::DateTime::<chrono::Utc>::MIN_UTC,
        chrono::DateTime::<chrono::Utc>::MAX_UTC,
    ] {
        let error = books
            .post_at(at, vec![books.transfer(wallet, spent, 1)])
            .await
            .unwrap_err();
        assert!(
            matches!(
                error,
                Error::Refused {
                    refusal: Refusal::Malformed(Field::Time),
                    ..
                }
            ),
            "{error:?}"
        );
    }
    books
        .post_at(moment(5), vec![books.transfer(wallet, spent, 1)])
        .await
        .unwrap();
    books.verified().await;
}
