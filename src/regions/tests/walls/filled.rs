//! A row of a house in each of its tables, made from what the schema itself says: so that no table is compared empty.

use sqlx::Row as _;
use uuid::Uuid;

use crate::testing::TestHouse;

/// A column that a row cannot do without, or that points at another row.
struct Column {
    name: String,
    kind: String,
    needed: bool,
    /// The table and the column that it points at.
    of: Option<(String, String)>,
}

/// Puts one row of the house into each of these tables, all of whose words are `mark`. Gives those that took none, with why.
///
/// Rows hang together: what points at another table points at the first row that the house has there, so that a filled take
/// is a take of one of its productions. Where it has none, the id is anybody's: foreign keys are not looked at.
pub async fn fill(
    house: &TestHouse,
    house_id: Uuid,
    tables: &[String],
    mark: &str,
) -> Vec<(String, String)> {
    let mut refused = Vec::new();
    let mut left = Vec::new();
    for table in tables {
        left.push((table.clone(), columns(house, table).await));
    }
    while !left.is_empty() {
        let waits = |columns: &[Column], own: &str| {
            let others = columns.iter().filter_map(|column| column.of.as_ref());
            others
                .filter(|(table, _)| table != own)
                .any(|(table, _)| left.iter().any(|(other, _)| other == table))
        };
        // Those that point at each other begin somewhere.
        let next = left
            .iter()
            .position(|(table, columns)| !waits(columns, table));
        let (table, columns) = left.remove(next.unwrap_or(0));
        if let Err(error) = fill_one(house, house_id, &table, &columns, mark).await {
            refused.push((table, error.to_string()));
        }
    }
    refused
}

async fn fill_one(
    house: &TestHouse,
    house_id: Uuid,
    table: &str,
    columns: &[Column],
    mark: &str,
) -> sqlx::Result<()> {
    let checks = checks(house, table).await;
    let statement = |with: &dyn Fn(&Column) -> bool| {
        let used: Vec<&Column> = columns.iter().filter(|column| with(column)).collect();
        let names: Vec<String> = used
            .iter()
            .map(|column| format!("\"{}\"", column.name))
            .collect();
        let values: Vec<String> = used
            .iter()
            .map(|column| value(column, &checks, house_id, mark))
            .collect();
        format!(
            "insert into {table} ({}) values ({})",
            names.join(", "),
            values.join(", ")
        )
    };
    let (whole, least) = (statement(&|_| true), statement(&|column| column.needed));
    if insert(house, &whole).await.is_ok() || insert(house, &least).await.is_ok() {
        return Ok(());
    }
    // Columns that must fit each other: whose row it is matters here, not what it says.
    for check in names_of_checks(house, table).await {
        let without = format!("alter table {table} drop constraint \"{check}\"");
        sqlx::query(sqlx::AssertSqlSafe(without))
            .execute(&house.app.db)
            .await
            .unwrap();
    }
    insert(house, &least).await
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

async fn columns(house: &TestHouse, table: &str) -> Vec<Column> {
    let rows = sqlx::query(
        "select a.attname::text as name, format_type(a.atttypid, null) as kind, of.into_table, of.into_column,
                a.attname = 'house_id' or a.attnotnull and not a.atthasdef as needed
         from pg_attribute a
         left join lateral (
             select c.confrelid::regclass::text as into_table, p.attname::text as into_column
             from pg_constraint c
             join lateral unnest(c.conkey, c.confkey) as k (own, into_number) on k.own = a.attnum
             join pg_attribute p on p.attrelid = c.confrelid and p.attnum = k.into_number
             join pg_attribute h on h.attrelid = c.confrelid and h.attname = 'house_id' and not h.attisdropped
             where c.conrelid = a.attrelid and c.contype = 'f' limit 1
         ) of on true
         where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
           and (a.attname = 'house_id' or a.attnotnull and not a.atthasdef or of.into_table is not null)
         order by a.attnum",
    )
    .bind(table)
    .fetch_all(&house.app.db)
    .await
    .unwrap();
    rows.into_iter()
        .map(|row| {
            let (table, column): (Option<String>, Option<String>) =
                (row.get("into_table"), row.get("into_column"));
            Column {
                name: row.get("name"),
                kind: row.get("kind"),
                needed: row.get("needed"),
                of: table.zip(column),
            }
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
fn value(column: &Column, checks: &[String], house_id: Uuid, mark: &str) -> String {
    if column.name == "house_id" {
        return format!("'{house_id}'");
    }
    if let Some((table, into)) = &column.of {
        let first = format!(
            "select \"{into}\" from {table} where house_id = '{house_id}' order by ctid limit 1"
        );
        return if column.needed {
            format!("coalesce(({first}), {})", plain(column, checks, mark))
        } else {
            format!("({first})")
        };
    }
    plain(column, checks, mark)
}

fn plain(column: &Column, checks: &[String], mark: &str) -> String {
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
