//! How long things take on this machine: what those of each kind took lately, and measured figures of another machine
//! where nothing of a kind was made here yet.

use std::collections::{BTreeMap, BTreeSet};

use production::graph::{Graph, Plan, Step};
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;

/// As many of each kind are looked at.
const LATEST: i64 = 200;
/// Of fewer nothing is concluded.
const LEAST: i64 = 3;

/// Seconds of one core that one of each kind took.
#[derive(Clone, Debug, Default)]
pub struct Pace(BTreeMap<String, f64>);

/// What the times of a plan come from, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Of what was made here.
    pub measured: BTreeSet<&'static str>,
    /// Of figures that were measured elsewhere.
    pub assumed: BTreeSet<&'static str>,
}

/// Reads what was made in a house. What came from elsewhere took this machine no time, and does not count.
pub async fn of(app: &App, house_id: Uuid) -> AppResult<Pace> {
    let rows = sqlx::query!(
        r#"with recursive kinds as (
               (select min(kind) as kind from production_takes where house_id = $1)
               union all
               select (select min(t.kind) from production_takes t where t.house_id = $1 and t.kind > k.kind)
               from kinds k where k.kind is not null)
           select k.kind as "kind!", taken.seconds as "seconds!"
           from kinds k cross join lateral (
               select avg(seconds)::float8 as seconds, count(*) as count from (
                   select seconds, facts, brought_by from production_takes
                   where house_id = $1 and kind = k.kind order by created_at desc limit $2) latest
               where seconds > 0 and not facts ?| array['brought', 'made_with'] and brought_by is null) taken
           where k.kind is not null and taken.count >= $3"#,
        house_id,
        LATEST,
        LEAST
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Pace(
        rows.into_iter()
            .map(|row| (row.kind, row.seconds))
            .collect(),
    ))
}

impl Pace {
    /// Puts what was measured here into a plan: one of a kind takes what they took, the longer ones longer, as `graph`
    /// has them beside each other.
    pub fn set(&self, graph: &Graph, plan: &mut Plan) -> Told {
        let mut told = Told::default();
        let mut factors: BTreeMap<&'static str, f64> = BTreeMap::new();
        let kinds: BTreeSet<&'static str> = plan
            .steps
            .iter()
            .chain(&plan.blocked)
            .map(|step| step.kind)
            .collect();
        for kind in kinds {
            let own = graph.nodes().iter().filter(|node| node.kind == kind);
            let (count, sum) = own.fold((0_u32, 0.0), |(count, sum), node| {
                (count + 1, sum + node.seconds)
            });
            match self.0.get(kind) {
                Some(took) if count > 0 && sum > 0.0 => {
                    factors.insert(kind, took * f64::from(count) / sum);
                    told.measured.insert(kind);
                }
                _ => {
                    told.assumed.insert(kind);
                }
            }
        }
        let set = |step: &mut Step| step.seconds *= factors.get(step.kind).copied().unwrap_or(1.0);
        plan.steps.iter_mut().for_each(set);
        plan.blocked.iter_mut().for_each(set);
        plan.seconds = plan.steps.iter().map(|step| step.seconds).sum();
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::graph::node;

    #[test]
    fn what_was_measured_here_stands_and_the_longer_take_longer() {
        let one = |key: &str, kind, seconds| node(key.into(), kind, [], Vec::new(), seconds, None);
        let graph = Graph::new(vec![
            one("a", "shot", 1.0),
            one("b", "shot", 3.0),
            one("c", "film", 1.8),
        ])
        .unwrap();
        let mut plan = graph.plan(&BTreeMap::new(), &BTreeSet::new(), &[]);
        assert!((plan.seconds - 5.8).abs() < 1e-9);
        let told = Pace(BTreeMap::from([("shot".into(), 8.0)])).set(&graph, &mut plan);
        let seconds = |key: &str| {
            plan.steps
                .iter()
                .find(|step| step.key == key)
                .unwrap()
                .seconds
        };
        assert_eq!((seconds("a"), seconds("b"), seconds("c")), (4.0, 12.0, 1.8));
        assert!((plan.seconds - 17.8).abs() < 1e-9);
        assert_eq!(
            (told.measured, told.assumed),
            (BTreeSet::from(["shot"]), BTreeSet::from(["film"]))
        );
    }
}
