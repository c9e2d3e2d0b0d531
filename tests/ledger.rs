//! The books of a house by the real binary: verified, exported to tools that are not ours, read as balances and history.

#![allow(clippy::disallowed_types, reason = "a browser that is not the house's")]
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::PgPool;
use support::address;

mod support;

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The binary on the test's database.
struct House<'a> {
    data: &'a Path,
    database: String,
}

impl House<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cliffhanger"));
        command
            .current_dir(self.data)
            .args(arguments)
            .env("DATABASE_URL", &self.database)
            .env("CLIFFHANGER_DATA", self.data)
            .env("CLIFFHANGER_STUDIO__FETCH", "false");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    #[track_caller]
    fn ran(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Opens the house, and buys a pack of coins with test money as a viewer does.
    async fn sell(&self) {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
        let address = address.unwrap().to_string();
        let serving = self
            .command(&["serve"])
            .env("CLIFFHANGER_LISTEN", &address)
            .env("CLIFFHANGER_PUBLIC_URL", format!("http://{address}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let _serving = Killed(serving.unwrap());
        let begun = Instant::now();
        while std::net::TcpStream::connect(&address).is_err() {
            assert!(begun.elapsed() < Duration::from_mins(2), "it does not open");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let browser = reqwest::Client::new();
        let at = |path: &str| format!("http://{address}/api/v1/{path}");
        let shop = browser.get(at("shop")).send().await.unwrap();
        // The viewer of a device is the cookie that it was given.
        let me = browser.get(at("me")).send().await.unwrap();
        let cookie = me.headers()["set-cookie"].to_str().unwrap().to_owned();
        let cookie = cookie.split(';').next().unwrap();
        let shop: Value = serde_json::from_slice(&shop.bytes().await.unwrap()).unwrap();
        let pack = &shop["packs"][0];
        let id = "0197f3c0-0000-7000-8000-000000000001";
        let price = &pack["price"];
        for (path, body) in [
            (
                "orders".to_owned(),
                json!({"id": id, "item": {"kind": "pack", "pack_id": pack["id"]},
                    "expected": {"minor": price["minor"], "currency": price["currency"]}}),
            ),
            (
                format!("orders/{id}/test-payment"),
                json!({"outcome": "succeed"}),
            ),
        ] {
            let answer = browser
                .post(at(&path))
                .header("content-type", "application/json")
                .header("origin", format!("http://{address}"))
                .header("cookie", cookie)
                .body(body.to_string())
                .send()
                .await
                .unwrap();
            let status = answer.status();
            assert_eq!(status, 200, "{path}: {}", answer.text().await.unwrap());
        }
    }
}

/// A program that reads plain-text accounts, where it is installed.
fn tool(name: &str) -> Option<PathBuf> {
    let cache = std::env::var_os("CLIFFHANGER_CACHE").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = cache
        .map(|cache| cache.join("py/bin"))
        .into_iter()
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(name))
        .find(|file| file.exists());
    let required = std::env::var_os("LEDGER_TOOLS").is_some_and(|value| value == "required");
    assert!(found.is_some() || !required, "{name} is not installed");
    found
}

#[sqlx::test(migrations = false)]
async fn a_houses_books_are_verified_exported_and_read_from_the_command_line(db: PgPool) {
    let data = tempfile::tempdir().unwrap();
    let house = House {
        data: data.path(),
        database: address(&db),
    };
    let empty = house.ran(&["ledger", "balance"]);
    assert!(empty.contains("No accounts yet"), "{empty}");
    house.sell().await;

    let balance = house.ran(&["ledger", "balance"]);
    let line = |kind: &str| {
        let found = balance.lines().find(|line| line.starts_with(kind));
        found
            .unwrap_or_else(|| panic!("{kind} in {balance}"))
            .split_whitespace()
            .map(ToOwned::to_owned)
            .collect::<Vec<_>>()
    };
    let float = line("coin_float");
    assert_eq!(float[1..3], ["0.99", "USD"]);
    assert_eq!(line("wallet_coins")[1..3], ["100", "COIN"]);
    let before = house.ran(&["ledger", "balance", "--at", "2020-01-01T00:00:00Z"]);
    assert!(!before.contains("0.99"), "{before}");
    let history = house.ran(&["ledger", "history", &float[3]]);
    assert_eq!(history.matches("0.99").count(), 1, "{history}");
    let nobody = house.run(&["ledger", "history", "0197f3c0-0000-7000-8000-00000000ffff"]);
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("ledger balance"));

    assert!(
        house
            .ran(&["ledger", "verify"])
            .contains("Everything holds.")
    );
    house.ran(&["ledger", "export", "books.json"]);
    assert!(
        house
            .ran(&["ledger", "verify", "books.json"])
            .contains("Everything holds.")
    );
    // A cent more in one transfer is found, and told by the code that the program ends with.
    let file = data.path().join("books.json");
    let whole = std::fs::read_to_string(&file).unwrap();
    assert!(whole.contains("\"amount\":99"), "{whole}");
    std::fs::write(&file, whole.replacen("\"amount\":99", "\"amount\":98", 1)).unwrap();
    let found = house.run(&["ledger", "verify", "books.json"]);
    assert_eq!(found.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&found.stdout).contains("✗"));

    for (format, file, program, arguments) in [
        ("beancount", "books.beancount", "bean-check", &[][..]),
        (
            "hledger",
            "books.journal",
            "hledger",
            &["check", "--strict", "-f"][..],
        ),
    ] {
        house.ran(&["ledger", "export", "--format", format, file]);
        let Some(program) = tool(program) else {
            continue;
        };
        let file = data.path().join(file);
        let read = Command::new(&program).args(arguments).arg(&file).output();
        let read = read.unwrap();
        assert!(
            read.status.success(),
            "{program:?}: {}",
            String::from_utf8_lossy(&read.stderr)
        );
    }
}
