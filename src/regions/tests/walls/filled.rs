//! A row of a house in each of its tables, made from what the schema itself says: so that no table is compared empty.

use sqlx::Row as _;
use uuid::Uuid;

use crate::testing::TestHouse;

/// A column that a row cannot do without.
struct Needed {
    name: String,
    kind: String,
}

/// Puts one row of the house into each of these tables, all of whose words are `mark`. Gives those that took none, with why.
///
/// Foreign keys are not looked at: the rows are there to be seen or touched by what looks for no house, not to be joined.
pub async fn fill(house: &TestHouse, tables: &[String], mark: &str) -> Vec<(String, String)> {
    let house_id = house.id().await;
    let mut refused = Vec::new();
    for table in tables {
        let checks = checks(house, table).await;
        let needed = needed(house, table).await;
        let values: Vec<String> = needed
            .iter()
            .map(|column| value(column, &checks, house_id, mark))
            .collect();
        let names: Vec<String> = needed
            .iter()
            .map(|column| format!("\"{}\"", column.name))
            .collect();
        let statement = format!(
            "insert into {table} ({}) values ({})",
            names.join(", "),
            values.join(", ")
        );
        if insert(house, &statement).await.is_ok() {
            continue;
        }
        // Columns that must fit each other: whose row it is matters here, not what it says.
        for check in names_of_checks(house, table).await {
            let without = format!("alter table {table} drop constraint \"{check}\"");
            sqlx::query(sqlx::AssertSqlSafe(without))
                .execute(&house.app.db)
                .await
                .unwrap();
        }
        if let Err(error) = insert(house, &statement).await {
            refused.push((table.clone(), error.to_string()));
        }
    }
    refused
}

async fn insert(house: &TestHouse, statement: &str) -> sqlx::Result<()> {
    let mut transaction = house.app.db.begin().await?;
    sqlx::query("set local session_replication_role = replica")
        .execute(&mut *transaction)
        .await?;
    sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await
}

async fn names_of_checks(house: &TestHouse, table: &str) -> Vec<String> {
    sqlx::query_scalar(
        "select conname::text from pg_constraint where conrelid = $1::regclass and contype = 'c'",
    )
    .bind(table)
    .fetch_all(&house.app.db)
    .await
    .unwrap()
}

async fn needed(house: &TestHouse, table: &str) -> Vec<Needed> {
    let rows = sqlx::query(
        "select a.attname::text as name, format_type(a.atttypid, null) as kind from pg_attribute a
         where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
           and (a.attname = 'house_id' or a.attnotnull and not a.atthasdef) order by a.attnum",
    )
    .bind(table)
    .fetch_all(&house.app.db)
    .await
    .unwrap();
    rows.into_iter()
        .map(|row| Needed {
            name: row.get("name"),
            kind: row.get("kind"),
        })
        .collect()
}

async fn checks(house: &TestHouse, table: &str) -> Vec<String> {
    sqlx::query_scalar("select pg_get_constraintdef(oid) from pg_constraint where conrelid = $1::regclass and contype = 'c'")
        .bind(table)
        .fetch_all(&house.app.db)
        .await
        .unwrap()
}

/// A value that the checks of its column let in, as far as their words tell.
fn value(column: &Needed, checks: &[String], house_id: Uuid, mark: &str) -> String {
    if column.name == "house_id" {
        return format!("'{house_id}'");
    }
    let own = checks.iter().filter(|check| check.contains(&column.name));
    let about: String = own.map(String::as_str).collect::<Vec<_>>().join(" ");
    match column.kind.as_str() {
        "uuid" => "gen_random_uuid()".to_owned(),
        "uuid[]" => "array[gen_random_uuid()]".to_owned(),
        "text[]" => format!("array['{mark}']"),
        "text" | "character varying" => text(&about, mark),
        "smallint" | "integer" | "bigint" | "numeric" | "double precision" | "real" => {
            "1".to_owned()
        }
        "boolean" => "false".to_owned(),
        "date" => "date '2026-03-01'".to_owned(),
        "timestamp with time zone" => "timestamptz '2026-03-01 08:00:00+00'".to_owned(),
        "bytea" => "decode(repeat('00', 32), 'hex')".to_owned(),
        "inet" => "'127.0.0.1'".to_owned(),
        "jsonb" | "json" if about.contains("'array'") => format!("'[\"{mark}\"]'"),
        "jsonb" | "json" => format!("'{{\"{mark}\": \"{mark}\"}}'"),
        other => format!("null::{other}"),
    }
}

/// One of the words that a column takes, a code where it takes codes, else the mark.
fn text(about: &str, mark: &str) -> String {
    if about.contains("ANY (ARRAY[") {
        let word = about
            .split("ARRAY['")
            .nth(1)
            .and_then(|rest| rest.split('\'').next());
        if let Some(word) = word {
            return format!("'{word}'");
        }
    }
    for (pattern, word) in [
        ("^[A-Z]{3}$", "USD"),
        ("^[A-Z]{2}$", "US"),
        ("^[0-9a-f]{64}$", &"0".repeat(64)),
    ] {
        if about.contains(pattern) {
            return format!("'{word}'");
        }
    }
    format!("'{mark}'")
}
