//! The titles of a house as the algebra numbers them: its series, and the episodes of those under contract.

use std::collections::HashMap;

use chrono::NaiveDate;
use rights::{LanguageId, MediaTree, Moment, Reach, TitleCover, TitleId, Universe};
use sqlx::PgConnection;
use uuid::Uuid;

use super::block::{Block, moment};
use crate::errors::{AppError, AppResult};

/// A series under contract.
#[derive(Clone, Debug)]
pub struct Series {
    pub title: TitleId,
    /// What is known of its episodes, by their ids.
    pub episodes: HashMap<Uuid, Episode>,
    /// Of an episode that has come since.
    pub original: Option<LanguageId>,
}

#[derive(Clone, Debug)]
pub struct Episode {
    pub title: TitleId,
    /// Those in which it can be heard or read.
    pub languages: Vec<LanguageId>,
}

/// Titles by the ids that the house knows them by.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// All series of the house.
    pub series: Vec<(Uuid, TitleId)>,
    /// Series and episodes.
    pub titles: HashMap<Uuid, TitleId>,
    /// Whose titles they are, by their numbers: series and episodes.
    pub ids: Vec<Uuid>,
    pub under_contract: HashMap<Uuid, Series>,
}

impl Catalogue {
    /// Reads the titles of a house. `under_contract` are the series about which blocks speak.
    pub async fn read(
        db: &mut PgConnection,
        house_id: Uuid,
        under_contract: &[Uuid],
    ) -> AppResult<(Universe, Self)> {
        let mut universe = Universe::new(MediaTree::standard());
        let mut catalogue = Self::default();
        let series = sqlx::query!(
            "select id, title, language, created_at from series where house_id = $1 order by created_at, id",
            house_id
        )
        .fetch_all(&mut *db)
        .await?;
        for row in series {
            let since = moment(row.created_at);
            let title = add(&mut universe, &row.title, None, since)?;
            catalogue.titles.insert(row.id, title);
            catalogue.series.push((row.id, title));
            catalogue.ids.push(row.id);
            if under_contract.contains(&row.id) {
                let series = Series {
                    title,
                    episodes: HashMap::new(),
                    // A tag that is no language is no reason to stop: nothing is licensed in it.
                    original: universe.languages.add(&row.language).ok(),
                };
                catalogue.under_contract.insert(row.id, series);
            }
        }
        let episodes = sqlx::query!(
            r#"select e.id, e.series_id, e.number, e.created_at, s.title,
                      array(select language from text_tracks t where t.episode_id = e.id and t.kind <> 'chapters'
                            union select language from renditions r
                            where r.episode_id = e.id and r.codec = 'aac' and r.language <> '') as "languages!"
               from episodes e join series s on s.id = e.series_id
               where e.house_id = $1 and e.series_id = any ($2) order by e.created_at, e.id"#,
            house_id,
            under_contract
        )
        .fetch_all(&mut *db)
        .await?;
        for row in episodes {
            let Some(series) = catalogue.under_contract.get_mut(&row.series_id) else {
                continue;
            };
            let name = format!("{} {}", row.title, row.number);
            let title = add(
                &mut universe,
                &name,
                Some(series.title),
                moment(row.created_at),
            )?;
            let known = row.languages.iter();
            let mut languages: Vec<LanguageId> = known
                .filter_map(|tag| universe.languages.add(tag).ok())
                .chain(series.original)
                .collect();
            languages.sort_unstable();
            languages.dedup();
            series.episodes.insert(row.id, Episode { title, languages });
            catalogue.titles.insert(row.id, title);
            catalogue.ids.push(row.id);
        }
        Ok((universe, catalogue))
    }

    /// What a block covers; titles that are not here are left out.
    pub fn covers(&self, block: &Block, signed_on: NaiveDate) -> Vec<TitleCover> {
        let cover = |id: &Uuid, reach| {
            let title = *self.titles.get(id)?;
            Some(TitleCover { title, reach })
        };
        if !block.episode_ids.is_empty() {
            let episodes = block.episode_ids.iter();
            return episodes.filter_map(|id| cover(id, Reach::Itself)).collect();
        }
        // Signed means: by the end of that day, wherever it was.
        let signed = signed_on.and_time(chrono::NaiveTime::MIN).and_utc() + chrono::Days::new(2);
        let reach = if block.later_episodes {
            Reach::AndLater
        } else {
            Reach::Known(moment(signed))
        };
        let series = block.series_ids.iter();
        series.filter_map(|id| cover(id, reach)).collect()
    }
}

fn add(
    universe: &mut Universe,
    name: &str,
    parent: Option<TitleId>,
    since: Moment,
) -> AppResult<TitleId> {
    universe
        .titles
        .add(name, parent, since)
        .map_err(AppError::internal)
}
