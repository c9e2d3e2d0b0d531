//! What came of each arm of a paywall that is tried out: how many viewers have it, and what they opened and brought.

use std::collections::BTreeMap;

use axum::extract::State;
use money::Amount;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::books::money::{Money, currency};
use crate::catalog::routes::no_such_series;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::paywall;
use crate::people::policy::Operator;

/// What one arm did so far.
#[derive(Default, Serialize, ToSchema)]
pub struct ArmFigures {
    pub name: String,
    /// Whether the policy that holds still has it.
    pub current: bool,
    /// Viewers who have it: they saw a price under the policy.
    pub viewers: i64,
    /// How many opened something with coins; who was erased since is not among them.
    pub buyers: i64,
    pub unlocks: i64,
    /// Coins that the unlocks took.
    pub paid: i64,
    pub bonus: i64,
    /// What the unlocks earned, net of tax, one for each currency.
    pub revenue: Vec<Money>,
}

/// The arms of a paywall beside each other.
#[derive(Serialize, ToSchema)]
pub struct PaywallArms {
    /// The series follows the house's paywall: viewers are counted in the whole house, unlocks in this series.
    pub inherited: bool,
    /// Those of the policy that holds first, in its order, then those of before. Empty: nothing is tried out.
    pub arms: Vec<ArmFigures>,
}

/// Compare the arms of the house's paywall, over all series that follow it.
#[utoipa::path(get, operation_id = "house_arms", path = "/api/v1/desk/paywalls/arms", tag = "desk",
    responses((status = 200, body = PaywallArms), (status = 403, body = ErrorBody)))]
pub async fn of_house(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<PaywallArms>> {
    let arms = figures(&app, operator.house_id, None, None).await?;
    Ok(Json(PaywallArms {
        inherited: false,
        arms,
    }))
}

/// Compare the arms of the paywall that holds for a series.
#[utoipa::path(get, operation_id = "series_arms", path = "/api/v1/desk/series/{id}/paywall/arms", tag = "desk",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = PaywallArms), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn of_series(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<PaywallArms>> {
    let house_id = operator.house_id;
    let ours = sqlx::query_scalar!(
        "select id from series where id = $1 and house_id = $2",
        id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?;
    if ours.is_none() {
        return Err(no_such_series());
    }
    let own = paywall::current_policy(&app.db, house_id, Some(id)).await?;
    let inherited = own.policy.is_none();
    let whose = (!inherited).then_some(id);
    let arms = figures(&app, house_id, whose, Some(id)).await?;
    Ok(Json(PaywallArms { inherited, arms }))
}

/// The arms of a policy, the series' own or the house's, with what was opened under it, in one series or anywhere.
async fn figures(
    app: &App,
    house_id: Uuid,
    whose: Option<Uuid>,
    series_id: Option<Uuid>,
) -> AppResult<Vec<ArmFigures>> {
    let policy = paywall::current_policy(&app.db, house_id, whose)
        .await?
        .policy;
    let current: Vec<String> = policy.map_or_else(Vec::new, |policy| {
        policy.arms.into_iter().map(|arm| arm.name).collect()
    });
    let mut found: BTreeMap<String, ArmFigures> = BTreeMap::new();
    let viewers = sqlx::query!(
        r#"select arm, count(*) as "viewers!" from paywall_arms where house_id = $1 and scope = $2 group by arm"#,
        house_id,
        whose.unwrap_or(house_id)
    )
    .fetch_all(&app.db)
    .await?;
    for row in viewers {
        found.entry(row.arm).or_default().viewers = row.viewers;
    }
    // What was opened before anything was tried out has an arm that no policy names.
    let unlocks = sqlx::query!(
        r#"select u.arm, count(*) as "unlocks!", count(distinct u.person_id) as "buyers!", sum(u.paid)::bigint as "paid!",
               sum(u.bonus)::bigint as "bonus!"
           from unlocks u join paywall_policies p on p.id = u.policy_id
           where u.house_id = $1 and u.state = 'done' and p.series_id is not distinct from $2
             and ($3::uuid is null or u.series_id = $3) and u.arm <> $4
           group by u.arm"#,
        house_id,
        whose,
        series_id,
        paywall::policy::NO_ARM
    )
    .fetch_all(&app.db)
    .await?;
    for row in unlocks {
        let arm = found.entry(row.arm).or_default();
        (arm.unlocks, arm.buyers) = (row.unlocks, row.buyers);
        (arm.paid, arm.bonus) = (row.paid, row.bonus);
    }
    let revenue = sqlx::query!(
        r#"select u.arm, r.currency, sum(r.amount)::bigint as "amount!"
           from revenue r join unlocks u on u.id = r.source_id join paywall_policies p on p.id = u.policy_id
           where r.house_id = $1 and r.kind = 'unlocks' and r.source_kind = 'unlock' and u.house_id = $1
             and p.series_id is not distinct from $2 and ($3::uuid is null or u.series_id = $3) and u.arm <> $4
           group by u.arm, r.currency order by r.currency"#,
        house_id,
        whose,
        series_id,
        paywall::policy::NO_ARM
    )
    .fetch_all(&app.db)
    .await?;
    for row in revenue {
        let amount = Amount::new(row.amount, currency(&row.currency)?);
        let arm = found.entry(row.arm).or_default();
        arm.revenue.push(amount.into());
    }
    let mut arms: Vec<ArmFigures> = current
        .into_iter()
        .map(|name| ArmFigures {
            current: true,
            ..named(found.remove(&name).unwrap_or_default(), name)
        })
        .collect();
    arms.extend(found.into_iter().map(|(name, arm)| named(arm, name)));
    Ok(arms)
}

fn named(arm: ArmFigures, name: String) -> ArmFigures {
    ArmFigures { name, ..arm }
}
