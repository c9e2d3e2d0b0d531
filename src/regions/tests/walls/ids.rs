//! The ids in the rows of a house, by the names that they stand under; and what all those rows say.

use std::collections::HashSet;

use serde_json::Value;
use sqlx::Row as _;
use uuid::Uuid;

use crate::testing::TestHouse;

/// An id where it stands.
struct Found {
    table: String,
    column: String,
    row: usize,
    id: Uuid,
}

/// The ids in all rows of a house.
pub struct Ids {
    found: Vec<Found>,
    /// Columns by which a row can be found.
    keys: HashSet<(String, String)>,
}

impl Ids {
    pub async fn of(house: &TestHouse, house_id: Uuid) -> Self {
        let (mut found, mut number) = (Vec::new(), 0);
        for table in tables(house).await {
            for row in rows(house, &table, house_id).await {
                number += 1;
                let columns = row.as_object().unwrap().iter();
                for (column, value) in columns.filter(|(column, _)| *column != "house_id") {
                    let many = value.as_array().into_iter().flatten();
                    let texts = many.chain([value]).filter_map(Value::as_str);
                    found.extend(
                        texts
                            .filter_map(|text| Uuid::parse_str(text).ok())
                            .map(|id| {
                                let (table, column) = (table.clone(), column.clone());
                                Found {
                                    table,
                                    column,
                                    row: number,
                                    id,
                                }
                            }),
                    );
                }
            }
        }
        let keys = keys(house).await;
        Self { found, keys }
    }

    /// One more, which no column of its own holds: what it is called, and the row that it is a part of.
    pub fn put(&mut self, column: &str, parent: Uuid, id: Uuid) {
        let row = usize::MAX - self.found.len();
        for (column, id) in [("of", parent), (column, id)] {
            let (table, column) = (String::new(), column.to_owned());
            self.found.push(Found {
                table,
                column,
                row,
                id,
            });
        }
    }

    /// Leaves these out.
    pub fn without(&mut self, others: &HashSet<Uuid>) {
        self.found.retain(|found| !others.contains(&found.id));
    }

    /// Every one of them.
    pub fn all(&self) -> HashSet<Uuid> {
        self.found.iter().map(|found| found.id).collect()
    }

    /// One of each kind by which a row can be found: the second row of a kind is behind no other wall.
    pub fn some(&self) -> Vec<Uuid> {
        let mut kinds: HashSet<(&str, &str)> = HashSet::new();
        let (mut some, mut known) = (Vec::new(), HashSet::new());
        // What a row is called by before what it points at: most of the latter are then known.
        let (own, others): (Vec<&Found>, Vec<&Found>) =
            self.found.iter().partition(|found| found.column == "id");
        for found in own.into_iter().chain(others) {
            let kind = (found.table.clone(), found.column.clone());
            let fits = self.keys.contains(&kind) || found.table.is_empty();
            if fits && !known.contains(&found.id) && kinds.insert((&found.table, &found.column)) {
                known.insert(found.id);
                some.push(found.id);
            }
        }
        some
    }

    /// Those that a field of this name asks for: `party_id`, `series_ids`, `payouts`.
    pub fn named(&self, name: &str) -> Vec<Uuid> {
        let stem = stem(name);
        let mut named: Vec<Uuid> = Vec::new();
        let fits = |found: &&Found| fits(found, &stem);
        for found in self.found.iter().filter(fits) {
            if named.len() < 6 && !named.contains(&found.id) {
                named.push(found.id);
            }
        }
        named
    }

    /// Those under this name in the rows of another: the milestones of a commission.
    pub fn beside(&self, parent: Uuid, name: &str) -> Vec<Uuid> {
        let stem = stem(name);
        let rows: HashSet<usize> = self
            .found
            .iter()
            .filter(|found| found.id == parent)
            .map(|found| found.row)
            .collect();
        let beside = self
            .found
            .iter()
            .filter(|found| rows.contains(&found.row) && found.id != parent && fits(found, &stem));
        beside.map(|found| found.id).collect()
    }
}

fn fits(found: &Found, stem: &str) -> bool {
    let many = match stem.strip_suffix('y') {
        Some(most) => format!("{most}ie"),
        None => stem.to_owned(),
    };
    let column = found.column.strip_suffix("_ids");
    column.or_else(|| found.column.strip_suffix("_id")) == Some(stem)
        || found.column == "id" && (found.table.contains(&many) || found.table.contains(stem))
}

/// `series_ids` → `series`, `payouts` → `payout`, `parties` → `party`.
fn stem(name: &str) -> String {
    let name = name
        .strip_suffix("_ids")
        .or_else(|| name.strip_suffix("_id"))
        .unwrap_or(name);
    match name {
        "series" | "my-list" | "titles" => "series".to_owned(),
        "person" | "people" | "receivables" | "reviewer" | "account" => "person".to_owned(),
        "producers" | "producer" => "party".to_owned(),
        _ => match name.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => name.strip_suffix('s').unwrap_or(name).to_owned(),
        },
    }
}

/// The tables whose rows say whose they are.
pub async fn tables(house: &TestHouse) -> Vec<String> {
    sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'house_id'
         where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1",
    )
    .fetch_all(&house.app.db)
    .await
    .unwrap()
}

/// The columns of ids that no two rows of a table have alike, alone or with others.
async fn keys(house: &TestHouse) -> HashSet<(String, String)> {
    let rows = sqlx::query(
        "select c.relname::text as table_name, a.attname::text as column_name
         from pg_index i join pg_class c on c.oid = i.indrelid
         join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
         where i.indisunique and a.atttypid = 'uuid'::regtype and a.attname <> 'house_id'",
    )
    .fetch_all(&house.app.db)
    .await
    .unwrap();
    rows.iter()
        .map(|row| (row.get("table_name"), row.get("column_name")))
        .collect()
}

/// The rows of a house in a table.
pub async fn rows(house: &TestHouse, table: &str, house_id: Uuid) -> Vec<Value> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "select row_to_json(t)::text as row from {table} t where house_id = $1"
    )))
    .bind(house_id)
    .fetch_all(&house.app.db)
    .await
    .unwrap();
    rows.iter()
        .map(|row| serde_json::from_str(row.get("row")).unwrap())
        .collect()
}

/// A digest of all rows of a house by table; none where it has no row. What the ledger and the machine keep of it too.
pub async fn digests(house: &TestHouse, house_id: Uuid) -> Vec<(String, Option<String>)> {
    let mut parts: Vec<(String, &str)> = tables(house)
        .await
        .into_iter()
        .map(|table| (table, "house_id = $1"))
        .collect();
    parts.push(("houses".to_owned(), "id = $1"));
    // The ledger knows accounts, not houses; each house has one of its own in it.
    for table in ["ledger_accounts", "ledger_heads", "ledger_transfers"] {
        parts.push((table.to_owned(), "ledger_id = $1"));
    }
    let mut all = Vec::new();
    for (table, whose) in parts {
        let digest: Option<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select md5(string_agg(t::text, ' ' order by t::text)) from {table} t where {whose}"
        )))
        .bind(house_id)
        .fetch_one(&house.app.db)
        .await
        .unwrap();
        all.push((table, digest));
    }
    all
}

/// Where the rows of one house hold an id of another: `table.column`, with the id.
pub async fn pointers(house: &TestHouse, from: Uuid, into: &HashSet<Uuid>) -> Vec<(String, Uuid)> {
    let mut pointers = Vec::new();
    for table in tables(house).await {
        for row in rows(house, &table, from).await {
            for (column, value) in row.as_object().unwrap() {
                let ids = told(value.to_string().as_bytes());
                let foreign = ids.into_iter().filter(|id| into.contains(id));
                pointers.extend(foreign.map(|id| (format!("{table}.{column}"), id)));
            }
        }
    }
    pointers
}

/// Every id that a text holds.
pub fn told(text: &[u8]) -> HashSet<Uuid> {
    text.windows(36)
        .filter(|window| [8, 13, 18, 23].iter().all(|at| window[*at] == b'-'))
        .filter_map(|window| Uuid::parse_str(std::str::from_utf8(window).ok()?).ok())
        .collect()
}
