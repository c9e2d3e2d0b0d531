//! Other people's tools read the books and come to the same balances.

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Output},
};

use ledger::{
    Bound, Class, Move, NewAccount, accounts,
    export::{self, Format},
};
use sqlx::PgPool;

use crate::books::{Books, moment, unit};

/// A program of the cache's Python environment or of PATH. When it is not there: nothing and a loud word,
/// or a failure where `LEDGER_TOOLS=required` says so.
fn tool(name: &str) -> Option<PathBuf> {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let cache = std::env::var_os("CLIFFHANGER_CACHE")
        .map_or_else(|| home.join(".cache/cliffhanger"), PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::iter::once(cache.join("py/bin"))
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(name))
        .find(|file| file.exists());
    if found.is_none() {
        let required = std::env::var_os("LEDGER_TOOLS").is_some_and(|value| value == "required");
        assert!(!required, "{name} is not installed");
        eprintln!("*** SKIPPED: {name} is not installed, so this export was NOT checked by it ***");
    }
    found
}

fn run(tool: &PathBuf, before: &[&str], text: &[u8], suffix: &str, after: &[&str]) -> Output {
    let mut file = tempfile::Builder::new().suffix(suffix).tempfile().unwrap();
    file.write_all(text).unwrap();
    Command::new(tool)
        .args(before)
        .arg(file.path())
        .args(after)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap()
}

/// The verifier in Python's standard library says the same as ours.
pub fn python_agrees(export: &[u8]) {
    let Some(python) = tool("python3") else {
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/verify.py");
    let done = run(&python, &[script], export, ".jsonl", &[]);
    assert!(done.status.success(), "{done:?}");
    // And finds a changed amount.
    let changed = String::from_utf8_lossy(export).replacen("\"amount\":", "\"amount\":1", 1);
    assert!(
        !run(&python, &[script], changed.as_bytes(), ".jsonl", &[])
            .status
            .success()
    );
}

/// Something in every kind of unit, with what is pending, voided and exchanged among it.
async fn books(pool: PgPool) -> Books {
    let books = Books::new(pool).await;
    for (at, code) in ["COIN", "BONUS", "JPY", "USD", "KWD", "CLF"]
        .into_iter()
        .enumerate()
    {
        let open = |class, kind: &str| NewAccount {
            id: books.fresh(),
            ledger_id: books.id,
            class,
            kind: kind.into(),
            unit: unit(code),
            bound: Bound::None,
        };
        let both = [
            open(Class::Asset, "psp_balance"),
            open(Class::Income, "sales"),
        ];
        let both = accounts::open(&books.pool, &both, moment(0)).await.unwrap();
        let (debit, credit) = (both[0].id, both[1].id);
        let days = 86_400 * at as i64;
        let post = |debit, credit, amount| {
            books.with(Move::Post {
                debit,
                credit,
                amount,
                unit: unit(code),
            })
        };
        let pending = |amount| {
            books.with(Move::Pending {
                debit,
                credit,
                amount,
                unit: unit(code),
                timeout_s: None,
            })
        };
        books
            .post(
                days,
                vec![post(debit, credit, 12_345), post(credit, debit, 45)],
            )
            .await
            .unwrap();
        let holds = [pending(1_000), pending(500), pending(7)];
        books.post(days, holds.to_vec()).await.unwrap();
        let part = Move::PostPending {
            pending_id: holds[0].id,
            amount: Some(901),
        };
        books
            .post(
                days + 1,
                vec![
                    books.with(part),
                    books.with(Move::VoidPending {
                        pending_id: holds[1].id,
                    }),
                ],
            )
            .await
            .unwrap();
    }
    books.verified().await;
    books
}

async fn exported(books: &Books, format: Format) -> String {
    let mut text = Vec::new();
    export::write(&books.pool, Some(books.id), format, &mut text)
        .await
        .unwrap();
    String::from_utf8(text).unwrap()
}

#[sqlx::test(migrations = false)]
async fn l12_beancount_accepts_the_books_and_refuses_them_when_one_unit_is_off(pool: PgPool) {
    let books = books(pool).await;
    let text = exported(&books, Format::Beancount).await;
    assert_eq!(text.matches(" balance ").count(), 12);
    let Some(check) = tool("bean-check") else {
        return;
    };
    let done = run(&check, &[], text.as_bytes(), ".beancount", &[]);
    assert!(
        done.status.success(),
        "{}\n{text}",
        String::from_utf8_lossy(&done.stderr)
    );
    for (from, to) in [
        ("  123.45 USD", "  123.44 USD"),
        ("132.01 ~ 0 USD", "132.02 ~ 0 USD"),
        ("13201 ~ 0 JPY", "13202 ~ 0 JPY"),
        ("  12345 COIN", "  12346 COIN"),
    ] {
        assert!(text.contains(from), "{from}\n{text}");
        let off = text.replacen(from, to, 1);
        assert!(
            !run(&check, &[], off.as_bytes(), ".beancount", &[])
                .status
                .success(),
            "{from}"
        );
    }
}

#[sqlx::test(migrations = false)]
async fn l12_hledger_accepts_the_books_and_comes_to_our_balances(pool: PgPool) {
    let books = books(pool).await;
    let text = exported(&books, Format::Hledger).await;
    let Some(hledger) = tool("hledger") else {
        return;
    };
    let done = run(
        &hledger,
        &["-f"],
        text.as_bytes(),
        ".journal",
        &["check", "--strict"],
    );
    assert!(
        done.status.success(),
        "{}\n{text}",
        String::from_utf8_lossy(&done.stderr)
    );
    let balances = run(
        &hledger,
        &["-f"],
        text.as_bytes(),
        ".journal",
        &["balance", "--flat", "--no-total", "Assets"],
    );
    let balances = String::from_utf8(balances.stdout).unwrap();
    for balance in [
        "13201 COIN",
        "13201 BONUS",
        "13201 JPY",
        "132.01 USD",
        "13.201 KWD",
        "1.3201 CLF",
    ] {
        assert!(balances.contains(balance), "{balance} in\n{balances}");
    }
    for (from, to) in [
        ("  123.45 USD", "  123.44 USD"),
        ("= 132.01 USD", "= 132.02 USD"),
        ("= 13.201 KWD", "= 13.202 KWD"),
    ] {
        assert!(text.contains(from), "{from}\n{text}");
        let off = text.replacen(from, to, 1);
        assert!(
            !run(
                &hledger,
                &["-f"],
                off.as_bytes(),
                ".journal",
                &["check", "--strict"]
            )
            .status
            .success(),
            "{from}"
        );
    }
}
