//! Every route of the house, listed once: route and OpenAPI document cannot drift apart.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower::util::option_layer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};
use tower_http::trace::TraceLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::catalog::studio;
use crate::errors::{AppError, ErrorBody};
use crate::extract::Json;
use crate::request_id::{self, RequestId};
use crate::studio::routes as productions;
use crate::{
    adverts, audience, campaigns, catalog, commissions, consents, delivery, desk, houses, ingest,
    localisation, market, payments, paywall, people, placements, regions, rights, security,
    sharing, wallet, watch, webcomic,
};

mod metrics;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Cliffhanger",
        description = "The HTTP interface of a microdrama house. Sessions travel in a cookie; unsafe methods are \
                       accepted from the house's own pages only. Every failure has the same body: a code, a sentence, what to do."
    ),
    components(schemas(
        ErrorBody,
        // Only in queries, where they are not found by themselves.
        crate::rights::ask::Wish,
        crate::rights::free::Wanted,
        crate::market::sheet::Paper
    ))
)]
struct Document;

/// The API's routes and their document.
fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(houses::routes::show))
        .routes(routes!(houses::routes::legal))
        .routes(routes!(
            people::me::show,
            people::me::change,
            people::me::erase
        ))
        .routes(routes!(people::accounts::register))
        .routes(routes!(people::accounts::login))
        .routes(routes!(people::accounts::change_password))
        .routes(routes!(people::accounts::logout))
        .routes(routes!(people::operator::claim))
        .routes(routes!(people::passkeys::register_start))
        .routes(routes!(people::passkeys::register_finish))
        .routes(routes!(people::passkeys::login_start))
        .routes(routes!(people::passkeys::login_finish))
        .routes(routes!(people::passkeys::remove))
        .routes(routes!(people::roles::list))
        .routes(routes!(people::roles::change))
        .routes(routes!(regions::routes::show, regions::routes::change))
        .routes(routes!(regions::routes::list_templates))
        .routes(routes!(regions::routes::open_another))
        .routes(routes!(desk::overview::show))
        .routes(routes!(desk::accounts::list))
        .routes(routes!(desk::accounts::show))
        .routes(routes!(desk::transfers::show))
        .routes(routes!(desk::checks::show))
        .routes(routes!(desk::income::add))
        .routes(routes!(desk::revenue::show))
        .routes(routes!(desk::log::list))
        .routes(routes!(wallet::routes::show, wallet::routes::change))
        .routes(routes!(wallet::set_limit::set))
        .routes(routes!(wallet::set_limit::remove_passcode))
        .routes(routes!(wallet::routes::history))
        .routes(routes!(wallet::routes::series))
        .routes(routes!(
            wallet::breakage::settings::show,
            wallet::breakage::settings::change
        ))
        .routes(routes!(paywall::sheet::show))
        .routes(routes!(paywall::sheet::open))
        .routes(routes!(paywall::redeem::redeem))
        .routes(routes!(
            paywall::desk::policies::list,
            paywall::desk::policies::set_house
        ))
        .routes(routes!(
            paywall::desk::policies::show_series,
            paywall::desk::policies::set_series,
            paywall::desk::policies::remove_series
        ))
        .routes(routes!(paywall::desk::preview::preview))
        .routes(routes!(desk::arms::of_house))
        .routes(routes!(desk::arms::of_series))
        .routes(routes!(
            paywall::desk::codes::list_codes,
            paywall::desk::codes::create_codes
        ))
        .routes(routes!(paywall::desk::grants::create_grant))
        .routes(routes!(adverts::routes::show, adverts::routes::ask))
        .routes(routes!(adverts::routes::done))
        .routes(routes!(adverts::settings::show, adverts::settings::change))
        .routes(routes!(payments::book::routes::shop))
        .routes(routes!(
            payments::orders::routes::order,
            payments::orders::routes::list
        ))
        .routes(routes!(payments::stores::app_store::order))
        .routes(routes!(payments::stores::google_play::order))
        .routes(routes!(payments::orders::routes::show))
        .routes(routes!(payments::orders::routes::test_payment))
        .routes(routes!(payments::orders::routes::withdraw))
        .routes(routes!(payments::subscription::show))
        .routes(routes!(payments::subscription::cancel))
        .routes(routes!(payments::subscription::pause))
        .routes(routes!(payments::subscription::resume))
        .routes(routes!(payments::card::ask))
        .routes(routes!(payments::card::given))
        .routes(routes!(
            payments::book::routes::show,
            payments::book::routes::change
        ))
        .routes(routes!(payments::book::routes::try_out))
        .routes(routes!(payments::orders::desk::list))
        .routes(routes!(payments::orders::desk::show))
        .routes(routes!(payments::orders::desk::refund))
        .routes(routes!(payments::disputes::list))
        .routes(routes!(payments::debts::list))
        .routes(routes!(payments::debts::write_off))
        .routes(routes!(payments::events::list))
        .routes(routes!(payments::events::retry))
        .routes(routes!(payments::reconciliation::compare::show))
        .routes(routes!(payments::reconciliation::compare::fetch_now))
        .routes(routes!(payments::reconciliation::report::take))
        .routes(routes!(payments::reconciliation::report::take_table))
        .routes(routes!(payments::tax::routes::show))
        .routes(routes!(
            payments::tax::routes::rates,
            payments::tax::routes::change_rates
        ))
        .routes(routes!(watch::routes::feed))
        .routes(routes!(watch::routes::episode))
        .routes(routes!(watch::lists::my_list))
        .routes(routes!(
            watch::lists::add_to_list,
            watch::lists::remove_from_list
        ))
        .routes(routes!(watch::lists::like, watch::lists::unlike))
        .routes(routes!(watch::lists::history, watch::lists::forget_all))
        .routes(routes!(watch::lists::forget, watch::lists::remember))
        .routes(routes!(watch::lists::report))
        .routes(routes!(catalog::routes::show))
        .routes(routes!(webcomic::routes::show))
        .routes(routes!(catalog::routes::shelves))
        .routes(routes!(catalog::routes::search))
        .routes(routes!(catalog::routes::genres))
        .routes(routes!(studio::routes::list, studio::routes::create))
        .routes(routes!(
            studio::routes::show,
            studio::routes::change,
            studio::routes::remove
        ))
        .routes(routes!(studio::routes::publish))
        .routes(routes!(studio::routes::withdraw))
        .routes(routes!(studio::routes::order))
        .routes(routes!(productions::board::list, productions::create))
        .routes(routes!(productions::engines))
        .routes(routes!(productions::models::list))
        .routes(routes!(productions::models::makers))
        .routes(routes!(productions::models::accounts::add))
        .routes(routes!(
            productions::models::accounts::change,
            productions::models::accounts::remove
        ))
        .routes(routes!(productions::models::accounts::test))
        .routes(routes!(productions::models::undo))
        .routes(routes!(productions::models::redo))
        .routes(routes!(
            productions::models::choices::choose,
            productions::models::choices::unchoose
        ))
        .routes(routes!(productions::show, productions::remove))
        .routes(routes!(productions::removed))
        .routes(routes!(productions::put_back))
        .routes(routes!(
            productions::scripts::file,
            productions::change_script
        ))
        .routes(routes!(productions::scripts::read))
        .routes(routes!(
            productions::bible::show,
            productions::bible::change,
            productions::bible::reset
        ))
        .routes(routes!(productions::drafts::writers))
        .routes(routes!(productions::drafts::create))
        .routes(routes!(
            productions::drafts::show,
            productions::drafts::change
        ))
        .routes(routes!(productions::drafts::undo))
        .routes(routes!(productions::drafts::redo))
        .routes(routes!(
            productions::drafts::write,
            productions::drafts::stop
        ))
        .routes(routes!(productions::drafts::produce))
        .routes(routes!(
            productions::drafts::rewriting,
            productions::drafts::rewrite,
            productions::drafts::stop_rewriting
        ))
        .routes(routes!(productions::undo_script))
        .routes(routes!(productions::change_settings))
        .routes(routes!(
            productions::runs::show,
            productions::runs::start,
            productions::runs::stop
        ))
        .routes(routes!(productions::gates::list))
        .routes(routes!(productions::gates::open, productions::gates::close))
        .routes(routes!(productions::money::show))
        .routes(routes!(productions::money::jobs))
        .routes(routes!(productions::money::decide))
        .routes(routes!(productions::bring::bring))
        .routes(routes!(productions::runs::release))
        .routes(routes!(productions::takes::show))
        .routes(routes!(productions::takes::list))
        .routes(routes!(productions::takes::select))
        .routes(routes!(productions::takes::lock))
        .routes(routes!(productions::takes::file))
        .routes(routes!(
            productions::episodes::show,
            productions::episodes::change,
            productions::episodes::reset
        ))
        .routes(routes!(productions::cast::show))
        .routes(routes!(productions::cast::change, productions::cast::reset))
        .routes(routes!(productions::cast::picture))
        .routes(routes!(productions::cast::preview))
        .routes(routes!(productions::cast::sample))
        .routes(routes!(productions::lanes::show))
        .routes(routes!(productions::log::show))
        .routes(routes!(productions::readiness::show))
        .routes(routes!(
            productions::undoing::show,
            productions::undoing::undo_last
        ))
        .routes(routes!(
            productions::undoing::show_redo,
            productions::undoing::redo_last
        ))
        .routes(routes!(productions::episodes::still))
        .routes(routes!(productions::episodes::preview))
        .routes(routes!(
            productions::exports::list,
            productions::exports::ask
        ))
        .routes(routes!(productions::exports::file))
        .routes(routes!(productions::languages::list))
        .routes(routes!(
            productions::languages::show,
            productions::languages::change,
            productions::languages::remove
        ))
        .routes(routes!(
            productions::machine::show,
            productions::machine::begin,
            productions::machine::stop
        ))
        .routes(routes!(
            productions::languages::csv,
            productions::languages::import
        ))
        .routes(routes!(productions::people::list))
        .routes(routes!(
            productions::people::set,
            productions::people::forget
        ))
        .routes(routes!(productions::people::releases))
        .routes(routes!(productions::people::record))
        .routes(routes!(consents::routes::list))
        .routes(routes!(consents::routes::enter))
        .routes(routes!(consents::routes::withdraw))
        .routes(routes!(studio::events::events))
        .routes(routes!(
            studio::episode_routes::change,
            studio::episode_routes::remove
        ))
        .routes(routes!(ingest::routes::retry))
        .routes(routes!(audience::events::take))
        .routes(routes!(campaigns::routes::list))
        .routes(routes!(campaigns::routes::show))
        .routes(routes!(campaigns::routes::back))
        .routes(routes!(campaigns::routes::own))
        .routes(routes!(campaigns::routes::card_given))
        .routes(routes!(campaigns::routes::withdraw))
        .routes(routes!(campaigns::desk::list, campaigns::desk::open))
        .routes(routes!(campaigns::desk::release))
        .routes(routes!(campaigns::desk::cancel))
        .routes(routes!(
            placements::desk::brands,
            placements::desk::add_brand
        ))
        .routes(routes!(placements::desk::brand_paid))
        .routes(routes!(placements::desk::deals, placements::desk::add_deal))
        .routes(routes!(placements::desk::exposures))
        .routes(routes!(placements::desk::table))
        .routes(routes!(placements::desk::placements))
        .routes(routes!(placements::desk::add_placement))
        .routes(routes!(placements::desk::remove_placement))
        .routes(routes!(
            sharing::payees::routes::list,
            sharing::payees::routes::add
        ))
        .routes(routes!(sharing::payees::routes::change))
        .routes(routes!(sharing::contracts::list, sharing::contracts::add))
        .routes(routes!(sharing::slates::list, sharing::slates::add))
        .routes(routes!(
            rights::coproductions::routes::list,
            rights::coproductions::routes::add
        ))
        .routes(routes!(rights::coproductions::routes::end))
        .routes(routes!(rights::coproductions::routes::try_out))
        .routes(routes!(rights::coproductions::routes::known_treaties))
        .routes(routes!(rights::coproductions::consents::give))
        .routes(routes!(rights::coproductions::consents::take_back))
        .routes(routes!(rights::parties::list, rights::parties::add))
        .routes(routes!(
            rights::contracts::routes::list,
            rights::contracts::routes::add
        ))
        .routes(routes!(rights::contracts::routes::show))
        .routes(routes!(rights::contracts::routes::amend))
        .routes(routes!(rights::contracts::routes::activate))
        .routes(routes!(rights::contracts::routes::end))
        .routes(routes!(rights::contracts::routes::withdraw))
        .routes(routes!(rights::contracts::routes::answer))
        .routes(routes!(rights::contracts::terms::move_payment))
        .routes(routes!(rights::contracts::terms::move_deliverable))
        .routes(routes!(rights::contracts::terms::share))
        .routes(routes!(rights::contracts::documents::add))
        .routes(routes!(rights::contracts::documents::fetch))
        .routes(routes!(rights::contracts::documents::remove))
        .routes(routes!(rights::conflicts::check))
        .routes(routes!(rights::chain::routes::list))
        .routes(routes!(rights::chain::routes::set_policy))
        .routes(routes!(rights::chain::routes::check_grants))
        .routes(routes!(
            rights::chain::routes::show,
            rights::chain::routes::say
        ))
        .routes(routes!(rights::chain::routes::except))
        .routes(routes!(rights::chain::routes::lift))
        .routes(routes!(rights::chain::routes::add_document))
        .routes(routes!(
            rights::chain::routes::keep_file,
            rights::chain::routes::fetch_file
        ))
        .routes(routes!(rights::chain::routes::check_document))
        .routes(routes!(rights::chain::routes::remove_document))
        .routes(routes!(rights::ask::may))
        .routes(routes!(rights::free::show))
        .routes(routes!(rights::free::horizon))
        .routes(routes!(
            rights::deals::routes::list,
            rights::deals::routes::add
        ))
        .routes(routes!(rights::deals::routes::show))
        .routes(routes!(rights::deals::routes::step))
        .routes(routes!(rights::deals::routes::start))
        .routes(routes!(
            rights::deals::routes::finish,
            rights::deals::routes::signatures
        ))
        .routes(routes!(rights::deals::routes::document))
        .routes(routes!(rights::deals::routes::move_deliverable))
        .routes(routes!(delivery::desk::list, delivery::desk::start))
        .routes(routes!(
            delivery::desk::list_of_contract,
            delivery::desk::start_of_contract
        ))
        .routes(routes!(delivery::desk::stop))
        .routes(routes!(delivery::desk::resume))
        .routes(routes!(delivery::desk::manifest))
        .routes(routes!(delivery::link::make))
        .routes(routes!(delivery::desk::received))
        .routes(routes!(delivery::desk::provenance))
        .routes(routes!(
            rights::slates::routes::list,
            rights::slates::routes::add
        ))
        .routes(routes!(
            rights::slates::routes::change,
            rights::slates::routes::remove
        ))
        .routes(routes!(rights::slates::routes::deal))
        .routes(routes!(rights::deals::routes::move_payment))
        .routes(routes!(rights::deals::papers::add))
        .routes(routes!(rights::deals::papers::fetch))
        .routes(routes!(rights::deals::routes::share))
        .routes(routes!(rights::identifiers::show, rights::identifiers::set))
        .routes(routes!(rights::changed::list))
        .routes(routes!(rights::changed::faults))
        .routes(routes!(commissions::routes::list, commissions::routes::add))
        .routes(routes!(commissions::routes::show))
        .routes(routes!(commissions::routes::step))
        .routes(routes!(commissions::routes::tie))
        .routes(routes!(commissions::routes::review))
        .routes(routes!(commissions::routes::meet))
        .routes(routes!(commissions::routes::pay))
        .routes(routes!(rights::avails::export::export))
        .routes(routes!(
            rights::avails::routes::list,
            rights::avails::routes::add
        ))
        .routes(routes!(rights::avails::routes::show))
        .routes(routes!(rights::avails::routes::apply))
        .routes(routes!(rights::avails::routes::tie))
        .routes(routes!(rights::avails::offers::show))
        .routes(routes!(rights::avails::offers::rows))
        .routes(routes!(rights::avails::status::report))
        .routes(routes!(rights::deals::party::invite))
        .routes(routes!(rights::deals::party::claim))
        .routes(routes!(rights::deals::party::list))
        .routes(routes!(localisation::table::list))
        .routes(routes!(localisation::table::show))
        .routes(routes!(localisation::texts::set))
        .routes(routes!(
            localisation::texts::cover,
            localisation::texts::uncover
        ))
        .routes(routes!(localisation::lines::check))
        .routes(routes!(localisation::track::show, localisation::save::save))
        .routes(routes!(localisation::save::upload))
        .routes(routes!(localisation::save::restore))
        .routes(routes!(localisation::review::step))
        .routes(routes!(localisation::review::reviewer))
        .routes(routes!(localisation::dubs::set))
        .routes(routes!(localisation::title::set))
        .routes(routes!(localisation::sound::add))
        .routes(routes!(
            localisation::machine::show,
            localisation::machine::begin
        ))
        .routes(routes!(market::settings::show, market::settings::change))
        .routes(routes!(market::producers::set, market::producers::remove))
        .routes(routes!(market::producers::show))
        .routes(routes!(market::slates::add))
        .routes(routes!(market::slates::change, market::slates::remove))
        .routes(routes!(
            market::slates::loglines,
            market::slates::set_loglines
        ))
        .routes(routes!(market::invitations::list, market::invitations::add))
        .routes(routes!(market::invitations::revoke))
        .routes(routes!(market::enquiries::list))
        .routes(routes!(
            market::screeners::desk::list,
            market::screeners::desk::add
        ))
        .routes(routes!(market::screeners::desk::revoke))
        .routes(routes!(market::shown::show))
        .routes(routes!(market::invitations::enter))
        .routes(routes!(market::free::show))
        .routes(routes!(market::sheet::show))
        .routes(routes!(market::shortlist::add, market::shortlist::remove))
        .routes(routes!(market::enquiries::add))
        .routes(routes!(market::screeners::visit::open))
        .routes(routes!(market::screeners::visit::show))
        .routes(routes!(market::screeners::visit::prepare))
        .routes(routes!(market::screeners::visit::report))
        .routes(routes!(sharing::dry_run::dry_run))
        .routes(routes!(sharing::fx::list, sharing::fx::add))
        .routes(routes!(sharing::accruals::show))
        .routes(routes!(sharing::accruals::run))
        .routes(routes!(sharing::statements::routes::all))
        .routes(routes!(sharing::statements::routes::close))
        .routes(routes!(sharing::statements::routes::show))
        .routes(routes!(sharing::statements::routes::recompute))
        .routes(routes!(sharing::statements::routes::own))
        .routes(routes!(sharing::payouts::routes::all))
        .routes(routes!(sharing::payouts::routes::plan))
        .routes(routes!(sharing::payouts::routes::file))
        .routes(routes!(sharing::payouts::routes::approve))
        .routes(routes!(sharing::payouts::routes::paid))
        .routes(routes!(sharing::payouts::routes::returned))
        .routes(routes!(sharing::payouts::routes::cancel))
        .routes(routes!(
            ingest::uploads::routes::options,
            ingest::uploads::routes::create
        ))
        .routes(routes!(
            ingest::uploads::routes::look,
            ingest::uploads::routes::add,
            ingest::uploads::routes::give_up
        ))
}

/// The OpenAPI document.
pub fn document() -> utoipa::openapi::OpenApi {
    api().split_for_parts().1
}

/// The whole house as one service.
pub fn router(app: App) -> Router {
    service(app, true)
}

/// The same, whose requests end where they are let go, as those of a process that is killed.
#[cfg(test)]
pub fn mortal(app: App) -> Router {
    service(app, false)
}

fn service(app: App, requests_run_whole: bool) -> Router {
    let (api, document) = api().split_for_parts();
    let swagger =
        utoipa_swagger_ui::SwaggerUi::new("/docs/api").url("/docs/api/openapi.json", document);
    api.route("/media/renditions/{file}", get(watch::media::rendition))
        .route("/media/hls/{episode}/{file}", get(watch::hls::playlist))
        .route("/media/art/{file}", get(watch::media::art))
        .route("/media/text/{file}", get(watch::media::text))
        .route("/media/strips/{file}", get(webcomic::media::picture))
        .route("/media/trailers/{file}", get(catalog::trailers::file))
        .route(
            "/media/localisation/{file}",
            get(localisation::picture::file),
        )
        .route("/media/market/{file}", get(market::shown::trailer))
        .route(
            "/media/screeners/{id}/{file}",
            get(market::screeners::visit::file),
        )
        .route("/deliveries/{token}/{*file}", get(delivery::link::file))
        .route(
            "/hooks/app-store",
            post(payments::stores::app_store::receive),
        )
        .route(
            "/hooks/google-play",
            post(payments::stores::google_play::receive),
        )
        .route("/hooks/rewarded", get(adverts::hook::rewarded))
        .route("/receipts/{number}", get(payments::receipts::routes::show))
        .route(
            "/receipts/receipt.css",
            get(payments::receipts::routes::style),
        )
        .route("/hooks/stripe", post(payments::stripe::hooks::receive))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics::text))
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(
            (app.clone(), security::Limits::new(&app.clock)),
            security::limit,
        ))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            security::own_origin_only,
        ))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            people::session::cookie_layer,
        ))
        .layer(DefaultBodyLimit::max(1 << 20))
        .layer(option_layer(
            requests_run_whole.then(|| middleware::from_fn(whole)),
        ))
        .merge(swagger)
        .fallback(crate::web::page)
        .layer(middleware::from_fn(count))
        .layer(
            CompressionLayer::new()
                .br(true)
                .gzip(true)
                .compress_when(worth_compressing()),
        )
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            security::headers,
        ))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            request_id::give,
        ))
        .with_state(app)
}

/// Not what is packed already.
fn worth_compressing() -> impl tower_http::compression::Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("video/"))
        .and(NotForContentType::const_new("audio/"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/epub+zip"))
        .and(NotForContentType::const_new(
            "application/vnd.comicbook+zip",
        ))
}

fn span(request: &Request) -> tracing::Span {
    let id = request.extensions().get::<RequestId>().map(|id| &*id.0);
    // The path only: a query may hold what is nobody's business.
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    AppError::internal(anyhow::anyhow!("a handler panicked")).into_response()
}

async fn wrong_method(method: Method) -> AppError {
    AppError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        format!("This address does not answer to {method}."),
        "See /docs/api for the methods that it answers to.",
    )
}

async fn count(path: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let method = request.method().to_string();
    let path = path.map_or_else(|| "page".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    ::metrics::histogram!("http_request_duration_seconds", "method" => method, "path" => path, "status" => status)
        .record(started.elapsed());
    response
}

/// Lets a request run to its end even when whoever sent it has gone away: a handler that is let go between two
/// statements would leave its connection in the middle of a transaction.
async fn whole(request: Request, next: Next) -> Response {
    let name = request.extensions().get::<RequestId>().cloned();
    let work = tokio::spawn(request_id::within(name, next.run(request)));
    match work.await {
        Ok(response) => response,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => AppError::internal(anyhow::anyhow!("the process is ending")).into_response(),
        },
    }
}

/// The process answers.
async fn healthz() -> &'static str {
    "ok\n"
}

/// The process can do its work: the database and the blob store answer.
async fn readyz(State(app): State<App>) -> Response {
    let database = tokio::time::timeout(
        Duration::from_secs(2),
        sqlx::query("select 1").execute(&app.db),
    );
    let storage = tokio::time::timeout(Duration::from_secs(2), app.storage.check());
    let (database, storage) = tokio::join!(database, storage);
    let stopping = app.stopping.is_cancelled();
    let parts = [
        ("database", matches!(database, Ok(Ok(_)))),
        ("storage", matches!(storage, Ok(Ok(())))),
        ("accepting", !stopping),
    ];
    let ready = parts.iter().all(|(_, ok)| *ok);
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let parts: serde_json::Map<_, _> = parts
        .iter()
        .map(|(name, ok)| ((*name).to_owned(), (*ok).into()))
        .collect();
    (status, Json(parts)).into_response()
}

#[cfg(test)]
mod hostile;

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let document = serde_json::to_value(document()).unwrap();
        let paths = document["paths"].as_object().unwrap().values();
        let mut names: Vec<&str> = paths
            .flat_map(|item| item.as_object().unwrap().values())
            .filter_map(|operation| operation["operationId"].as_str())
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert!(all > 40 && names.len() == all, "{names:?}");
    }

    #[test]
    fn the_committed_openapi_document_is_this_one() {
        let committed = include_str!("../web/ui/src/api/openapi.json");
        let now = document().to_pretty_json().unwrap();
        assert!(
            committed.trim_end() == now,
            "the routes changed; write the document and its types anew:\n  \
             cargo run -- openapi > web/ui/src/api/openapi.json && npm --prefix web run generate"
        );
    }
}
