//! The house at the desk: what it is, what it asks, and further houses.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json as Jsonb;
use utoipa::ToSchema;
use uuid::Uuid;

use super::open::{colour_invalid, hosts, hosts_are_free, is_colour};
use super::{Opening, Template, check, open, templates};
use crate::app::App;
use crate::audit;
use crate::catalog::studio::{AgainstRegion, published_against};
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::houses::region::Disclosure;
use crate::houses::{Doubt, LANGUAGES, Region, host_name, is_territory};
use crate::people;
use crate::people::policy::Operator;
use crate::placements;

/// How many series are named that the region is against.
const AGAINST_SHOWN: usize = 100;

/// A house as its operator sees it.
#[derive(Serialize, ToSchema)]
pub struct DeskHouse {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub tagline: String,
    pub accent: String,
    /// Host names; none: every name that no other house answers to.
    pub hosts: Vec<String>,
    /// Of the interface.
    pub languages: Vec<String>,
    pub default_language: String,
    pub currency: String,
    pub territory: String,
    pub template: Option<String>,
    pub region: Region,
    /// Published series that the region is against by now.
    pub against: SeriesAgainst,
    /// What the machine's settings say where a region says nothing of doubtful territories.
    pub doubt_default: Doubt,
}

/// Series that were published before the region asked what it asks now. Nothing takes them down but somebody's decision.
#[derive(Serialize, ToSchema)]
pub struct SeriesAgainst {
    pub total: usize,
    /// The first hundred, by title.
    pub series: Vec<AgainstRegion>,
}

/// What an operator changes; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskHouseChange {
    pub name: Option<String>,
    pub tagline: Option<String>,
    pub accent: Option<String>,
    pub hosts: Option<Vec<String>>,
    pub languages: Option<Vec<String>>,
    pub default_language: Option<String>,
    pub territory: Option<String>,
    pub region: Option<Region>,
}

/// The ready-made regions.
#[derive(Serialize, ToSchema)]
pub struct RegionTemplates {
    pub templates: Vec<Template>,
}

/// A house that has been opened.
#[derive(Serialize, ToSchema)]
pub struct OpenedHouse {
    pub id: Uuid,
    /// Makes whoever opens it an operator of the new house, once.
    pub operator_link: String,
}

/// Show the house at the desk.
#[utoipa::path(get, operation_id = "show_desk_house", path = "/api/v1/desk/house", tag = "desk", responses((status = 200, body = DeskHouse)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<DeskHouse>> {
    read(&app, operator.house_id).await.map(Json)
}

async fn read(app: &App, house_id: Uuid) -> AppResult<DeskHouse> {
    let row = sqlx::query!(
        r#"select id, slug, name, tagline, accent, hosts, languages, default_language, currency, territory, template,
                  region as "region: Jsonb<Region>" from houses where id = $1"#,
        house_id
    )
    .fetch_one(&app.db)
    .await?;
    let mut series = published_against(&app.db, house_id).await?;
    let total = series.len();
    series.truncate(AGAINST_SHOWN);
    Ok(DeskHouse {
        against: SeriesAgainst { total, series },
        id: row.id,
        slug: row.slug,
        name: row.name,
        tagline: row.tagline,
        accent: row.accent,
        hosts: row.hosts,
        languages: row.languages,
        default_language: row.default_language,
        currency: row.currency,
        territory: row.territory,
        template: row.template,
        region: row.region.0,
        doubt_default: app.config.territory_doubt,
    })
}

/// Change the house: brand, host names, languages, region.
#[utoipa::path(patch, operation_id = "change_desk_house", path = "/api/v1/desk/house", tag = "desk", request_body = DeskHouseChange,
    responses((status = 200, body = DeskHouse), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Operator(operator): Operator,
    headers: HeaderMap,
    Json(change): Json<DeskHouseChange>,
) -> AppResult<Json<DeskHouse>> {
    change_checked(&change)?;
    let house_id = operator.house_id;
    let before = read(&app, house_id).await?;
    let hosts = change.hosts.as_deref().map(hosts).transpose()?;
    if let Some(hosts) = &hosts {
        still_reached(hosts, &headers)?;
    }
    serves_itself(
        change.region.as_ref().unwrap_or(&before.region),
        change.territory.as_ref().unwrap_or(&before.territory),
    )?;
    let mut transaction = app.db.begin().await?;
    if let Some(hosts) = &hosts {
        hosts_are_free(&mut transaction, house_id, hosts).await?;
    }
    if let Some(region) = &change.region
        && !region.says(Disclosure::Placement)
        && placements::lean_on_the_house(&mut *transaction, house_id).await?
    {
        return Err(AppError::conflict(
            "house_line_needed",
            "Deals with brands leave it to the house's line what viewers are told, and it would be gone.",
            "Write another line for brands in the picture instead.",
        ));
    }
    let languages = change.languages.as_ref().unwrap_or(&before.languages);
    let own = change
        .default_language
        .as_ref()
        .unwrap_or(&before.default_language);
    if !languages.contains(own) {
        return Err(AppError::bad_request(
            "language_invalid",
            format!("The house's own language `{own}` is not among those it speaks."),
            "Add it, or choose another.",
        ));
    }
    sqlx::query!(
        "update houses set name = coalesce($2, name), tagline = coalesce($3, tagline), accent = coalesce($4, accent),
                hosts = coalesce($5, hosts), languages = $6, default_language = $7, territory = coalesce($8, territory),
                region = coalesce($9, region)
         where id = $1",
        house_id,
        change.name.as_deref().map(str::trim),
        change.tagline.as_deref().map(str::trim),
        change.accent,
        hosts.as_deref(),
        languages,
        own,
        change.territory,
        change.region.as_ref().map(|region| json!(region))
    )
    .execute(&mut *transaction)
    .await?;
    let changed: Vec<&str> = [
        ("name", change.name.is_some()),
        ("tagline", change.tagline.is_some()),
        ("accent", change.accent.is_some()),
        ("hosts", change.hosts.is_some()),
        ("languages", change.languages.is_some()),
        ("default_language", change.default_language.is_some()),
        ("territory", change.territory.is_some()),
        ("region", change.region.is_some()),
    ]
    .into_iter()
    .filter_map(|(part, given)| given.then_some(part))
    .collect();
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "house.changed",
        "house",
        house_id,
        json!({ "changed": changed }),
    )
    .await?;
    transaction.commit().await?;
    app.houses.forget();
    read(&app, house_id).await.map(Json)
}

/// Refuses names without the one by which the house is asked: its operator would stand before a closed door.
fn still_reached(hosts: &[String], headers: &HeaderMap) -> AppResult<()> {
    let asked = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let asked = host_name(asked.unwrap_or_default()).to_ascii_lowercase();
    if hosts.is_empty() || hosts.contains(&asked) {
        return Ok(());
    }
    Err(AppError::conflict(
        "host_lost",
        format!("The house would no longer answer at `{asked}`, where you are now."),
        "Keep this name among the others, or open the desk under one of them first.",
    ))
}

/// Refuses territories without the house's own: a viewer is taken to be there when nobody says where they are.
pub(super) fn serves_itself(region: &Region, own: &String) -> AppResult<()> {
    if region.territories.is_empty() || region.territories.contains(own) {
        return Ok(());
    }
    Err(AppError::bad_request(
        "territory_not_served",
        format!("The house is in {own}, and does not serve there."),
        "Add it to the territories, or name another as the house's own.",
    ))
}

fn change_checked(change: &DeskHouseChange) -> AppResult<()> {
    let refuse = |code: &'static str, what: String, remedy: &str| {
        Err(AppError::bad_request(code, what, remedy))
    };
    if let Some(name) = &change.name
        && !(1..=80).contains(&name.trim().chars().count())
    {
        return refuse(
            "name_invalid",
            "A house has a name of 1 to 80 letters.".into(),
            "Give it one.",
        );
    }
    if change
        .tagline
        .as_ref()
        .is_some_and(|line| line.chars().count() > 200)
    {
        return refuse(
            "tagline_invalid",
            "The line below the name has more than 200 letters.".into(),
            "Shorten it.",
        );
    }
    if let Some(accent) = &change.accent
        && !is_colour(accent)
    {
        return Err(colour_invalid(accent));
    }
    if let Some(languages) = &change.languages
        && (languages.is_empty() || languages.iter().any(|tag| !LANGUAGES.contains(&&**tag)))
    {
        return refuse(
            "language_invalid",
            "The interface does not speak one of these languages, or none is left.".into(),
            &format!("Choose among {}.", LANGUAGES.join(", ")),
        );
    }
    if let Some(territory) = &change.territory
        && !is_territory(territory)
    {
        return refuse(
            "territory_invalid",
            format!("`{territory}` is no territory."),
            "Write two capital letters of ISO 3166-1, such as MX.",
        );
    }
    change.region.as_ref().map_or(Ok(()), check)
}

/// List the ready-made regions.
#[utoipa::path(get, operation_id = "list_region_templates", path = "/api/v1/desk/region-templates", tag = "desk", responses((status = 200, body = RegionTemplates)))]
pub async fn list_templates(Operator(_operator): Operator) -> Json<RegionTemplates> {
    Json(RegionTemplates {
        templates: templates().to_vec(),
    })
}

/// Open a further house on this machine, from a ready-made region.
#[utoipa::path(post, operation_id = "open_house", path = "/api/v1/desk/houses", tag = "desk", request_body = Opening,
    responses((status = 201, body = OpenedHouse), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn open_another(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(opening): Json<Opening>,
) -> AppResult<(StatusCode, Json<OpenedHouse>)> {
    // Houses are told apart: only those who run the first one run the machine.
    let first = sqlx::query_scalar!("select id from houses order by created_at limit 1")
        .fetch_one(&app.db)
        .await?;
    if first != operator.house_id {
        return Err(AppError::new(
            StatusCode::FORBIDDEN,
            "not_the_first_house",
            "Only operators of the first house of this machine open others.",
            "Ask them, or use `cliffhanger house new` on the machine.",
        ));
    }
    let id = open(&app, &opening, None).await?;
    audit::note(
        &app.db,
        &app,
        &operator,
        "house.opened",
        "house",
        id,
        json!({ "slug": opening.slug, "template": opening.template }),
    )
    .await?;
    let operator_link = people::operator_link(&app, id).await?;
    Ok((StatusCode::CREATED, Json(OpenedHouse { id, operator_link })))
}
