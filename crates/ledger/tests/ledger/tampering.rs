//! Nothing recorded can be changed; and if it is, it is found.

use ledger::{
    Move,
    export::{self, Format},
    verify,
};
use sqlx::{AssertSqlSafe, PgPool};

use crate::books::Books;

/// Whatever refers to another comes after it.
const TABLES: [&str; 3] = ["ledger_heads", "ledger_accounts", "ledger_transfers"];

async fn busy(pool: PgPool) -> Books {
    let books = Books::new(pool).await;
    let (wallet, spent) = books.wallet(100).await;
    let hold = books.hold(wallet, spent, 30, Some(60));
    books
        .post(1, vec![hold.clone(), books.transfer(wallet, spent, 5)])
        .await
        .unwrap();
    books
        .post(
            2,
            vec![books.with(Move::PostPending {
                pending_id: hold.id,
                amount: Some(20),
            })],
        )
        .await
        .unwrap();
    books
        .post(3, vec![books.hold(wallet, spent, 2, Some(1))])
        .await
        .unwrap();
    books
        .post(9, vec![books.transfer(wallet, spent, 1)])
        .await
        .unwrap();
    books.verified().await;
    books
}

#[sqlx::test(migrations = false)]
async fn l11_the_database_itself_refuses(pool: PgPool) {
    let books = busy(pool).await;
    for sql in [
        "update ledger_transfers set amount = amount + 1",
        "update ledger_transfers set reference_data = '{}' where false",
        "delete from ledger_transfers",
        "truncate ledger_transfers",
        "delete from ledger_accounts",
        "truncate ledger_accounts",
        "update ledger_accounts set unit = 'USD'",
        "update ledger_accounts set bound = 'none'",
        "update ledger_accounts set debits_posted = 1000 where bound = 'debits_must_not_exceed_credits'",
        "update ledger_accounts set credits_pending = -1",
        "insert into ledger_transfers select ledger_id, seq + 100, gen_random_uuid(), kind, debit_account, credit_account, amount, unit,
            pending_id, timeout_s, expires_at, chain_id, chain_at, chain_len, reference_kind, reference_id, reference_data, at, hash
         from ledger_transfers where kind = 'post_pending'",
    ] {
        assert!(sqlx::raw_sql(sql).execute(&books.pool).await.is_err(), "{sql}");
    }
    books.verified().await;
}

/// Whoever owns the database can switch the triggers off; the chain tells.
#[sqlx::test(migrations = false)]
async fn l11_what_was_changed_behind_its_back_is_found(pool: PgPool) {
    let books = busy(pool).await;
    // The tables would refuse some of it as well; here it is to be found.
    let bounds = "alter table ledger_accounts drop constraint ledger_accounts_debit_bound, drop constraint ledger_accounts_credit_bound";
    sqlx::raw_sql(bounds).execute(&books.pool).await.unwrap();
    for table in TABLES {
        let sql = format!(
            "alter table {table} disable trigger all; create table kept_{table} as table {table}"
        );
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&books.pool)
            .await
            .unwrap();
    }
    for sql in [
        "update ledger_transfers set amount = amount + 1 where seq = 3",
        "update ledger_transfers set at = at - interval '1 us' where seq = 1",
        "update ledger_transfers set reference_id = id where seq = 2",
        "update ledger_transfers set hash = sha256('') where seq = 7",
        "update ledger_transfers set debit_account = credit_account, credit_account = debit_account where seq = 7",
        "delete from ledger_transfers where seq = 7",
        "delete from ledger_transfers where seq = 3",
        "update ledger_accounts set credits_posted = credits_posted + 1 where kind = 'wallet'",
        "update ledger_accounts set bound = 'credits_must_not_exceed_debits', unit = 'COIN' where kind = 'spent_coins'",
        "update ledger_heads set seq = seq + 1",
    ] {
        let done = sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&books.pool)
            .await
            .unwrap();
        assert!(done.rows_affected() > 0, "{sql}");
        let report = verify::database(&books.pool, None).await.unwrap();
        assert!(report.wrong > 0 && !report.findings.is_empty(), "{sql}");
        restore(&books).await;
    }
}

/// Puts the books back as they were kept before.
async fn restore(books: &Books) {
    for table in TABLES {
        let sql = format!("truncate {table} cascade; insert into {table} table kept_{table}");
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&books.pool)
            .await
            .unwrap();
    }
    books.verified().await;
}

/// L11: every byte of the exported transfers, changed one at a time.
#[sqlx::test(migrations = false)]
async fn l11_any_changed_byte_of_an_export_is_found(pool: PgPool) {
    let books = busy(pool).await;
    let mut file = Vec::new();
    export::write(&books.pool, None, Format::Json, &mut file)
        .await
        .unwrap();
    assert_eq!(verify::file(&file[..]).unwrap().findings, []);
    let first = file
        .windows(11)
        .position(|window| window == b"{\"transfer\"")
        .unwrap();
    for at in first..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 1;
        let found = verify::file(&changed[..]).map_or(1, |report| report.wrong);
        assert!(
            found > 0,
            "byte {at}: {}",
            String::from_utf8_lossy(&file[at.saturating_sub(30)..at + 10.min(file.len() - at)])
        );
    }
    // Cut short at any line.
    let lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
    for count in 4..lines.len() {
        assert!(verify::file(&lines[..count].concat()[..]).unwrap().wrong > 0);
    }
}
