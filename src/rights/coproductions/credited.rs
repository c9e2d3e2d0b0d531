//! Whose production a series is, as viewers are told.

use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;

/// A member of a co-production, and how it is named on the screen.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CoproductionCredit {
    pub name: String,
    /// Lines such as `In association with Northlight`.
    #[serde(default)]
    pub credits: Vec<String>,
}

/// The members of a series' co-production in the terms that hold now, in their order; they stay named when the agreement has ended.
pub async fn members(
    app: &App,
    house_id: Uuid,
    series_id: Uuid,
) -> AppResult<Vec<CoproductionCredit>> {
    let found = sqlx::query_scalar!(
        r#"select terms->'members' as "members!: Json<Vec<CoproductionCredit>>" from coproductions
           where house_id = $1 and series_id = $2 and valid_from <= $3 order by valid_from desc, version desc limit 1"#,
        house_id,
        series_id,
        app.clock.now().date_naive()
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(found.map_or_else(Vec::new, |members| members.0))
}
