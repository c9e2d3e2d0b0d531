//! Gates: what is looked at before the next is made. A person opens one for what there is then; when that changes, it is
//! closed again. Some open by themselves, where the settings say so.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use production::graph::Graph;
use production::takes::Shelf;
use production::{Digest, State};
use screenplay::lint;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::boards::Episode;
use super::changes::{self, Change, What};
use super::settings::Gate;
use super::{Production, productions};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// How a gate stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is told by itself")]
pub struct GateView {
    pub gate: Gate,
    /// Whether the settings ask for it.
    pub asked: bool,
    /// Whether it opens by itself when the checks are passed.
    pub by_checks: bool,
    pub open: bool,
    /// When somebody opened it.
    pub at: Option<DateTime<Utc>>,
    /// What was approved has changed since.
    pub changed: bool,
}

/// Refuses where finished episodes wait for an approval; `closed`: names of the gates that are not open.
///
/// # Errors
/// `gate_closed`.
pub fn finished(closed: &BTreeSet<&str>) -> AppResult<()> {
    if closed.contains("episode") {
        return Err(AppError::conflict(
            "gate_closed",
            "Nobody has approved the finished episodes.",
            "Look at them, then approve them on the production's page.",
        ));
    }
    Ok(())
}

/// All gates, in their order.
pub async fn all(
    app: &App,
    production: &Production,
    episodes: &[Episode],
    graph: &Graph,
    shelves: &BTreeMap<String, Shelf>,
) -> AppResult<Vec<GateView>> {
    let approved = sqlx::query!(
        "select gate, basis, at from production_approvals where production_id = $1",
        production.id
    )
    .fetch_all(&app.db)
    .await?;
    let settings = &production.settings;
    let failed: Vec<String> = if settings.gates_by_checks.is_empty() {
        Vec::new()
    } else {
        sqlx::query_scalar!(
            r#"select key from production_takes where production_id = $1 and selected
             and jsonb_path_exists(checks, '$[*] ? (@.passed == false && !(@.weight == "warns"))')"#,
            production.id
        )
        .fetch_all(&app.db)
        .await?
    };
    let mut gates = Vec::new();
    for gate in Gate::ALL {
        let asked = settings.gates.contains(&gate);
        let by_checks = settings.gates_by_checks.contains(&gate);
        let row = approved.iter().find(|row| row.gate == gate.name());
        let now = basis(gate, production, episodes, graph, shelves);
        let stands =
            |basis: &Option<Vec<u8>>| basis.as_ref().is_none_or(|basis| basis[..] == now.0);
        let by_person = row.is_some_and(|row| stands(&row.basis));
        let open = !asked
            || by_person
            || (by_checks && passed(gate, production, episodes, graph, shelves, &failed));
        gates.push(GateView {
            gate,
            asked,
            by_checks,
            open,
            at: row.map(|row| row.at),
            changed: row.is_some() && !by_person,
        });
    }
    Ok(gates)
}

/// Names of the gates that are closed.
pub fn closed(gates: &[GateView]) -> BTreeSet<&'static str> {
    let closed = gates.iter().filter(|gate| !gate.open);
    closed.map(|gate| gate.gate.name()).collect()
}

/// Of what a gate is opened for.
fn basis(
    gate: Gate,
    production: &Production,
    episodes: &[Episode],
    graph: &Graph,
    shelves: &BTreeMap<String, Shelf>,
) -> Digest {
    let contents = |kind: &str| {
        let nodes = graph.nodes().iter().filter(|node| node.kind == kind);
        let mut parts: Vec<Vec<u8>> = nodes
            .map(|node| {
                let take = shelves.get(&node.key).and_then(Shelf::selected);
                let content = take.map_or(Digest([0; 32]), |take| take.content);
                [node.key.as_bytes(), &content.0].concat()
            })
            .collect();
        parts.sort();
        parts
    };
    let boards = || {
        let json = |episode: &Episode| serde_json::to_vec(&episode.board).unwrap_or_default();
        episodes.iter().map(json).collect::<Vec<_>>()
    };
    match gate {
        Gate::Script => Digest::of([&production.script]),
        Gate::Shots => Digest::of(boards()),
        // Where nothing is paid for, the stills are the boards as they are drawn.
        Gate::Stills => match contents("still") {
            none if none.is_empty() => Digest::of(boards()),
            stills => Digest::of(stills),
        },
        Gate::Clips => Digest::of(contents("shot")),
        Gate::Episode => Digest::of(contents("film")),
    }
}

/// Whether all that a gate looks at is made and nothing stands against it.
fn passed(
    gate: Gate,
    production: &Production,
    episodes: &[Episode],
    graph: &Graph,
    shelves: &BTreeMap<String, Shelf>,
    failed: &[String],
) -> bool {
    let kind = match gate {
        Gate::Script => {
            let reports = production.reports();
            let mut findings = reports.iter().flat_map(|report| &report.findings);
            let mut clashes = production.clashes().into_iter();
            return findings.all(|finding| finding.weight != lint::Weight::Fault)
                && clashes.all(|clash| clash.weight != lint::Weight::Fault);
        }
        Gate::Shots => return episodes.iter().all(|episode| !episode.behind),
        Gate::Stills => "still",
        Gate::Clips => "shot",
        Gate::Episode => "film",
    };
    let states = graph.states(shelves, &BTreeSet::new());
    let mut nodes = graph.nodes().iter().filter(|node| node.kind == kind);
    nodes.all(|node| states[&node.key] == State::Current && !failed.contains(&node.key))
}

/// Opens a gate for what there is now.
pub async fn open(
    app: &App,
    production: &Production,
    // Nothing: at the command line, where nobody is signed in.
    person_id: Option<Uuid>,
    gate: Gate,
    standing: &super::run::Standing,
) -> AppResult<()> {
    let basis = basis(
        gate,
        production,
        &standing.episodes,
        &standing.graph,
        &standing.shelves,
    );
    let approval = Approval {
        person_id,
        at: app.clock.now(),
        basis: Some(basis.0.to_vec()),
    };
    replace(app, production, gate, Some(&approval)).await?;
    Ok(())
}

/// Closes a gate again.
pub async fn withdraw(app: &App, production: &Production, gate: Gate) -> AppResult<()> {
    if replace(app, production, gate, None).await? {
        Ok(())
    } else {
        Err(productions::not_approved())
    }
}

/// Puts an approval there, or takes it away; what was there is kept, for undo. False: nothing was there, and is.
async fn replace(
    app: &App,
    production: &Production,
    gate: Gate,
    approval: Option<&Approval>,
) -> AppResult<bool> {
    let mut tx = app.db.begin().await?;
    let was = approved_now(&mut tx, production.id, gate.name()).await?;
    if was.is_none() && approval.is_none() {
        return Ok(false);
    }
    let change = Change {
        what: What::Approval,
        which: gate.name().to_owned(),
        was: serde_json::to_value(was).map_err(AppError::internal)?,
    };
    changes::note(&mut tx, app, production, &change).await?;
    put(&mut tx, production, gate.name(), approval).await?;
    tx.commit().await?;
    Ok(true)
}

/// What somebody has approved, and for what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Nothing: at the command line.
    person_id: Option<Uuid>,
    at: DateTime<Utc>,
    /// Nothing: whatever comes.
    basis: Option<Vec<u8>>,
}

/// The approval of a gate, held until the transaction ends.
pub async fn approved_now(
    tx: &mut PgConnection,
    production_id: Uuid,
    gate: &str,
) -> AppResult<Option<Approval>> {
    Ok(sqlx::query_as!(
        Approval,
        "select person_id, at, basis from production_approvals where production_id = $1 and gate = $2 for update",
        production_id,
        gate
    )
    .fetch_optional(&mut *tx)
    .await?)
}

/// Puts an approval there, or none. It stands for what it was given for: where that has changed, the gate stays closed.
pub async fn put(
    tx: &mut PgConnection,
    production: &Production,
    gate: &str,
    approval: Option<&Approval>,
) -> AppResult<()> {
    let Some(approval) = approval else {
        sqlx::query!(
            "delete from production_approvals where production_id = $1 and gate = $2",
            production.id,
            gate
        )
        .execute(&mut *tx)
        .await?;
        return Ok(());
    };
    // Whoever approved it may be gone from the house since.
    sqlx::query!(
        "insert into production_approvals (production_id, house_id, gate, person_id, at, basis)
         values ($1, $2, $3, (select id from people where id = $4), $5, $6)
         on conflict (production_id, gate) do update
         set person_id = excluded.person_id, at = excluded.at, basis = excluded.basis",
        production.id,
        production.house_id,
        gate,
        approval.person_id,
        approval.at,
        approval.basis
    )
    .execute(&mut *tx)
    .await?;
    Ok(())
}
