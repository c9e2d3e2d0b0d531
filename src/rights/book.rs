//! The book of a house: every contract that counts, ready for questions. Kept by version.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::{DateTime, Duration, Utc};
use rights::{
    Book, Claim, ContractId, Gate, Kind, LanguageSet, Moment, Reach, Runs, Territory, TerritorySet,
    TitleCover, Universe, Window,
};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::block::{Block, BlockKind, Direction, Frozen, moment};
use super::catalogue::Catalogue;
use super::coproductions;
use super::deals::reservation;
use super::frozen;
use super::gate::{Closed, Doors, Stand};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// How long a process goes on before it looks whether another one has changed a contract.
const BELIEVED_FOR: Duration = Duration::seconds(1);
/// The name of the house's own rights in its own titles.
pub const OWN: &str = "(own production)";

/// Everything that the contracts of a house say.
#[derive(Debug)]
pub struct HouseRights {
    pub version: i64,
    pub book: Book,
    pub gate: Gate,
    pub catalogue: Catalogue,
    /// Contracts by their numbers in the book; the house's own rights have no id.
    pub contracts: Vec<Option<Uuid>>,
    /// Every moment at which something begins or ends, sorted.
    edges: Vec<Moment>,
    closed: Mutex<HashMap<Option<Territory>, Until>>,
}

/// What is closed, and as long as what.
type Until = (Window, Arc<Closed>);

/// A house's book, and when it was read.
type Kept = (DateTime<Utc>, Option<Arc<HouseRights>>);

/// What counts of a contract.
pub(super) struct Counted {
    pub id: Uuid,
    pub reference: String,
    pub direction: Direction,
    pub ended_at: Option<DateTime<Utc>>,
    pub blocks: Vec<Frozen>,
}

/// The books of this process, by house. None: the house has no contract at all.
#[derive(Default)]
pub struct Books {
    kept: RwLock<HashMap<Uuid, Kept>>,
}

impl Books {
    /// The book of a house, none where everything is its own.
    pub async fn of(&self, app: &App, house_id: Uuid) -> AppResult<Option<Arc<HouseRights>>> {
        let now = app.clock.now();
        let kept = {
            let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
            kept.get(&house_id).cloned()
        };
        if let Some((until, book)) = &kept
            && now < *until
        {
            return Ok(book.clone());
        }
        let version = sqlx::query_scalar!(
            "select version from rights_books where house_id = $1",
            house_id
        )
        .fetch_optional(&app.db)
        .await?;
        let known = kept.and_then(|(_, book)| book);
        let book = match (version, known) {
            (None, _) => None,
            (Some(version), Some(book)) if book.version == version => Some(book),
            (Some(_), _) => {
                let mut transaction = app.db.begin().await?;
                let book = read(&mut transaction, house_id, &[], &[]).await?;
                transaction.commit().await?;
                Some(Arc::new(book))
            }
        };
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        kept.insert(house_id, (now + BELIEVED_FOR, book.clone()));
        Ok(book)
    }

    /// Looks again at the next question: something was changed here.
    pub fn forget(&self, house_id: Uuid) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((until, _)) = kept.get_mut(&house_id) {
            *until = DateTime::UNIX_EPOCH;
        }
    }
}

/// Counts a change, in the transaction that makes it.
pub(super) async fn changed(db: &mut PgConnection, house_id: Uuid) -> AppResult<()> {
    sqlx::query!(
        "insert into rights_books (house_id, version) values ($1, 1)
         on conflict (house_id) do update set version = rights_books.version + 1",
        house_id
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

/// Builds the book of a house as its rows are. Contracts of `but` are left out: they are to be compared
/// with the rest. Series of `coming` are taken for licensed: somebody is about to give them, so they are not the house's own.
pub(super) async fn read(
    db: &mut PgConnection,
    house_id: Uuid,
    but: &[Uuid],
    coming: &[Uuid],
) -> AppResult<HouseRights> {
    compared(db, house_id, but, None, coming).await
}

/// The same as it stands against a buyer: what is kept for them, and what others declined to buy before them, is not in their way.
pub(super) async fn compared(
    db: &mut PgConnection,
    house_id: Uuid,
    but: &[Uuid],
    buyer: Option<Uuid>,
    coming: &[Uuid],
) -> AppResult<HouseRights> {
    let version = sqlx::query_scalar!(
        r#"select coalesce((select version from rights_books where house_id = $1), 0) as "version!""#,
        house_id
    )
    .fetch_one(&mut *db)
    .await?;
    let mut contracts = counted(db, house_id, None).await?;
    contracts.extend(reserved(db, house_id).await?);
    contracts.retain(|contract| !but.contains(&contract.id));
    if let Some(buyer) = buyer {
        let lifted = lifted_for(db, house_id, buyer).await?;
        for contract in &mut contracts {
            let Some(own) = lifted.get(&contract.id) else {
                continue;
            };
            contract.blocks.retain(|frozen| match frozen.block.kind {
                BlockKind::FirstRefusal => false,
                BlockKind::Option => !own,
                BlockKind::Grant | BlockKind::Holdback => true,
            });
        }
    }
    let mut licensed = licensed_in(db, house_id, None).await?;
    licensed.extend_from_slice(coming);
    build(db, house_id, version, contracts, &licensed).await
}

/// Contracts of which the first refusals do not stand against a buyer: their own, of which the options do not either (true), and
/// those by which somebody declined to buy before them.
async fn lifted_for(
    db: &mut PgConnection,
    house_id: Uuid,
    buyer: Uuid,
) -> AppResult<HashMap<Uuid, bool>> {
    let rows = sqlx::query!(
        r#"select c.id, c.party_id = $2 as "own!" from rights_contracts c
           where c.house_id = $1 and (c.party_id = $2 or exists (
               select from rights_refusals r where r.contract_id = c.id and r.version = c.version and r.party_id = $2))"#,
        house_id,
        buyer
    )
    .fetch_all(&mut *db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.own)).collect())
}

/// The contracts of which the rows count: those in force, and those that have ended, for what was bought meanwhile; and what
/// partners in a co-production keep. `then`: as it was at that time, in the versions of then, those that were taken back since
/// among them.
pub(super) async fn counted(
    db: &mut PgConnection,
    house_id: Uuid,
    then: Option<DateTime<Utc>>,
) -> AppResult<Vec<Counted>> {
    let rows = sqlx::query!(
        r#"select c.id, c.reference, c.direction as "direction: Direction",
                  case when c.ended_at <= coalesce($2, c.ended_at) then c.ended_at end as ended_at,
                  case when $2::timestamptz is null then c.version
                      else (select max(v.version) from rights_versions v where v.contract_id = c.id and v.created_at <= $2) end
                      as version
           from rights_contracts c
           where c.house_id = $1 and c.activated_at <= coalesce($2, c.activated_at)
             and (c.status in ('active', 'ended') or c.status = 'withdrawn' and c.withdrawn_at > $2)
           order by c.created_at, c.id"#,
        house_id,
        then
    )
    .fetch_all(&mut *db)
    .await?;
    let versions: Vec<(Uuid, i32)> = rows
        .iter()
        .filter_map(|row| Some((row.id, row.version?)))
        .collect();
    let mut said = frozen::of_each(db, house_id, &versions).await?;
    let mut contracts: Vec<Counted> = rows
        .into_iter()
        .filter_map(|row| {
            Some(Counted {
                blocks: said.remove(&row.id)?,
                id: row.id,
                reference: row.reference,
                direction: row.direction,
                ended_at: row.ended_at,
            })
        })
        .collect();
    contracts.extend(coproductions::counted(db, house_id, then).await?);
    Ok(contracts)
}

/// What is kept for somebody while a deal is talked about.
async fn reserved(db: &mut PgConnection, house_id: Uuid) -> AppResult<Vec<Counted>> {
    let rows = sqlx::query!(
        r#"select id, name, blocks as "blocks: Json<Vec<Block>>", locked_until as "locked_until!", updated_at
           from rights_deals where house_id = $1 and direction = 'out' and locked_until is not null
             and status in ('enquiry', 'offer', 'counter', 'agreed') order by created_at, id"#,
        house_id
    )
    .fetch_all(&mut *db)
    .await?;
    let mut deals = Vec::with_capacity(rows.len());
    for row in rows {
        let mut blocks = Vec::new();
        for block in row.blocks.0 {
            let frozen = block.freeze(row.updated_at.date_naive())?;
            blocks.extend(reservation(&frozen, row.locked_until));
        }
        deals.push(Counted {
            id: row.id,
            reference: format!("deal {}", row.name),
            direction: Direction::Out,
            ended_at: None,
            blocks,
        });
    }
    Ok(deals)
}

/// Series that a contract in has ever been in force for, and those that came into the catalogue because somebody offers them: they
/// are not the house's own, whatever became of it.
pub(super) async fn licensed_in(
    db: &mut PgConnection,
    house_id: Uuid,
    then: Option<DateTime<Utc>>,
) -> AppResult<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        r#"select s as "series_id!" from rights_contracts c
           join rights_blocks b on b.contract_id = c.id, unnest(b.series_ids) s
           where c.house_id = $1 and c.direction = 'in' and c.activated_at <= coalesce($2, c.activated_at) and b.kind = 'grant'
           union select series_id from avail_titles where house_id = $1 and brought and series_id is not null"#,
        house_id,
        then
    )
    .fetch_all(&mut *db)
    .await?)
}

async fn build(
    db: &mut PgConnection,
    house_id: Uuid,
    version: i64,
    counted: Vec<Counted>,
    licensed: &[Uuid],
) -> AppResult<HouseRights> {
    let about = under_contract(&counted, licensed);
    let (mut universe, catalogue) = Catalogue::read(db, house_id, &about).await?;
    let claims = claims(&mut universe, &catalogue, &counted, licensed)?;
    let contracts = std::iter::once(None).chain(counted.iter().map(|contract| Some(contract.id)));
    let mut edges: Vec<Moment> = claims
        .iter()
        .flat_map(|claim| [claim.window.start(), claim.window.end()])
        .collect();
    edges.sort_unstable();
    edges.dedup();
    let book = Book::new(universe, claims).map_err(AppError::internal)?;
    Ok(HouseRights {
        version,
        gate: Gate::new(&book),
        book,
        catalogue,
        contracts: contracts.collect(),
        edges,
        closed: Mutex::default(),
    })
}

/// The series that contracts are about.
pub(super) fn under_contract(counted: &[Counted], licensed: &[Uuid]) -> Vec<Uuid> {
    let blocks = counted.iter().flat_map(|contract| &contract.blocks);
    let mut series: Vec<Uuid> = blocks
        .flat_map(|frozen| frozen.block.series_ids.clone())
        .chain(licensed.iter().copied())
        .collect();
    series.sort_unstable();
    series.dedup();
    series
}

/// The claims of contracts, after those that the house makes to what is its own.
pub(super) fn claims(
    universe: &mut Universe,
    catalogue: &Catalogue,
    counted: &[Counted],
    licensed: &[Uuid],
) -> AppResult<Vec<Claim>> {
    let own = universe.contract(OWN);
    let mut claims: Vec<Claim> = own_claim(own, catalogue, licensed).into_iter().collect();
    for contract in counted {
        let number = universe.contract(&contract.reference);
        let until = contract.ended_at.map(moment);
        for block in &contract.blocks {
            let direction = contract.direction;
            claims.extend(block.claims(universe, catalogue, number, direction, until)?);
        }
    }
    Ok(claims)
}

/// A series that no contract in was ever about is the house's own: world, all media, for ever.
fn own_claim(own: ContractId, catalogue: &Catalogue, licensed: &[Uuid]) -> Option<Claim> {
    let ours = catalogue
        .series
        .iter()
        .filter(|(id, _)| !licensed.contains(id));
    let titles: Vec<TitleCover> = ours
        .map(|(_, title)| TitleCover {
            title: *title,
            reach: Reach::AndLater,
        })
        .collect();
    (!titles.is_empty()).then(|| Claim {
        contract: own,
        kind: Kind::In {
            exclusive: true,
            sublicence: true,
            keeps: true,
        },
        titles,
        media: Universe::new(rights::MediaTree::standard()).media.all(),
        territories: TerritorySet::ALL,
        languages: LanguageSet::ALL,
        window: Window::OPEN,
        runs: Runs::ANY,
    })
}

impl HouseRights {
    /// What is closed in a territory now. The answer is kept until the next moment at which anything begins or ends.
    pub fn closed(&self, territory: Option<Territory>, now: Moment) -> Arc<Closed> {
        let mut kept = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((window, closed)) = kept.get(&territory)
            && window.has(now)
        {
            return closed.clone();
        }
        let after = self.edges.partition_point(|edge| *edge <= now);
        let start = after
            .checked_sub(1)
            .map_or(Moment::ALWAYS, |at| self.edges[at]);
        let end = self.edges.get(after).copied().unwrap_or(Moment::FOREVER);
        let closed = Arc::new(self.look(Stand {
            territory,
            at: now,
            bought: None,
        }));
        if let Ok(window) = Window::new(start, end) {
            kept.insert(territory, (window, closed.clone()));
        }
        closed
    }

    /// By which ways an episode may be seen; every way where its series is under no contract.
    pub fn doors(
        &self,
        series_id: Uuid,
        episode_id: Uuid,
        territory: Option<Territory>,
        at: Moment,
        bought: Option<Moment>,
    ) -> Doors {
        let stand = Stand {
            territory,
            at,
            bought,
        };
        let series = self.catalogue.under_contract.get(&series_id);
        series.map_or(Doors::ALL, |series| {
            self.doors_of(series, episode_id, stand)
        })
    }

    /// Whether a track of an episode may be given in its language.
    pub fn track(
        &self,
        series_id: Uuid,
        episode_id: Uuid,
        language: &str,
        territory: Option<Territory>,
        at: Moment,
        bought: Option<Moment>,
    ) -> bool {
        let stand = Stand {
            territory,
            at,
            bought,
        };
        let series = self.catalogue.under_contract.get(&series_id);
        series.is_none_or(|series| self.speaks(series, episode_id, language, stand))
    }
}
