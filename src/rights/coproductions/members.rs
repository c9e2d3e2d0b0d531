//! What members keep and decide, as their words were meant on the day from which the terms hold.

use chrono::{DateTime, NaiveDate, Utc};
use rights::MediaTree;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::errors::AppResult;
use crate::rights::block::{Block, BlockKind, Frozen};
use crate::rights::contracts::codes;
use crate::rights::frozen::frozen;

/// A partner of the house in a version, and as long as it holds.
pub(super) struct Partner {
    /// Of the version.
    pub id: Uuid,
    pub series_id: Uuid,
    /// The name of the agreement.
    pub agreement: String,
    pub payee: String,
    pub name: String,
    pub keeps: Vec<String>,
    pub approves: Vec<String>,
    pub valid_from: NaiveDate,
    /// The first day on which it does not hold any more.
    pub until: Option<NaiveDate>,
}

/// Writes the members of a version down.
pub(super) async fn write(
    db: &mut PgConnection,
    house_id: Uuid,
    id: Uuid,
    members: &[coproduction::Member],
) -> AppResult<()> {
    for (position, member) in members.iter().enumerate() {
        sqlx::query!(
            "insert into coproduction_members (coproduction_id, position, house_id, payee, name, own, keeps, approves)
             select $1, $2, $3, $4, $5, exists (select from payees where house_id = $3 and code = $4 and kind = 'house'), $6, $7",
            id,
            position as i32,
            house_id,
            member.payee,
            member.name,
            &codes(member.keeps),
            &codes(member.approves)
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// The house's partners in every version; `then`: as it was known at that time.
pub(super) async fn partners(
    db: &mut PgConnection,
    house_id: Uuid,
    then: Option<DateTime<Utc>>,
) -> AppResult<Vec<Partner>> {
    Ok(sqlx::query_as!(
        Partner,
        r#"select c.id, c.series_id, c.terms->>'name' as "agreement!", m.payee, m.name, m.keeps, m.approves, c.valid_from, u.until
           from coproductions c join coproduction_windows($1, coalesce($2::timestamptz, 'infinity')) u on u.id = c.id
           join coproduction_members m on m.coproduction_id = c.id
           where c.house_id = $1 and not m.own order by c.created_at, c.id, m.position"#,
        house_id,
        then
    )
    .fetch_all(&mut *db)
    .await?)
}

impl Partner {
    /// All of the series in these territories, as long as the version holds; none where that is nothing.
    pub fn all_in(&self, territories: &[String]) -> AppResult<Option<Frozen>> {
        let last = self.until.and_then(|until| until.pred_opt());
        if territories.is_empty() || last.is_some_and(|last| last < self.valid_from) {
            return Ok(None);
        }
        let tree = MediaTree::standard();
        let block = Block {
            kind: BlockKind::Grant,
            series_ids: vec![self.series_id],
            episode_ids: Vec::new(),
            later_episodes: true,
            media: tree
                .names(tree.all())
                .into_iter()
                .map(str::to_owned)
                .collect(),
            territories: territories.join(", "),
            languages: None,
            starts: Some(self.valid_from.to_string()),
            ends: last.map(|last| last.to_string()),
            exclusive: true,
            sublicence: true,
            keeps: false,
            expires_at: None,
            runs: None,
        };
        frozen(block, territories, self.valid_from, String::new()).map(Some)
    }
}
