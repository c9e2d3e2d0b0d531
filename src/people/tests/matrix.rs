//! Every route with every role, against one table.

use axum::body::Body;
use axum::http::Method;
use sqlx::PgPool;
use utoipa::openapi::path::PathItem;

use crate::people::Role;
use crate::testing::{Device, TestHouse};

/// What a route asks for at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Least {
    Anybody,
    /// An account, whatever its role.
    Member,
    Producer,
    Operator,
}

/// Every route, by its path below `/api/v1`.
const TABLE: &[(&str, &str, Least)] = &[
    ("POST", "/auth/claim", Least::Anybody),
    ("POST", "/auth/login", Least::Anybody),
    ("POST", "/auth/logout", Least::Anybody),
    ("POST", "/auth/passkeys/login/finish", Least::Anybody),
    ("POST", "/auth/passkeys/login/start", Least::Anybody),
    ("POST", "/auth/passkeys/register/finish", Least::Anybody),
    ("POST", "/auth/passkeys/register/start", Least::Anybody),
    ("DELETE", "/auth/passkeys/{id}", Least::Anybody),
    ("POST", "/auth/password", Least::Member),
    ("POST", "/auth/register", Least::Anybody),
    ("GET", "/desk/adverts", Least::Operator),
    ("PUT", "/desk/adverts", Least::Operator),
    ("GET", "/desk/audit", Least::Operator),
    ("GET", "/desk/books/accounts", Least::Operator),
    ("GET", "/desk/books/accounts/{id}", Least::Operator),
    ("GET", "/desk/books/checks", Least::Operator),
    ("POST", "/desk/income", Least::Operator),
    ("GET", "/desk/books/transfers/{id}", Least::Operator),
    ("GET", "/desk/disputes", Least::Operator),
    ("GET", "/campaigns", Least::Anybody),
    ("GET", "/campaigns/{id}", Least::Anybody),
    ("POST", "/campaigns/{id}/pledges", Least::Anybody),
    ("GET", "/pledges", Least::Anybody),
    ("POST", "/pledges/{id}/card", Least::Anybody),
    ("DELETE", "/pledges/{id}", Least::Anybody),
    ("GET", "/desk/campaigns", Least::Operator),
    ("POST", "/desk/campaigns", Least::Operator),
    ("POST", "/desk/campaigns/{id}/release", Least::Operator),
    ("POST", "/desk/campaigns/{id}/cancel", Least::Operator),
    ("GET", "/desk/brands", Least::Operator),
    ("POST", "/desk/brands", Least::Operator),
    ("POST", "/desk/brands/{id}/payments", Least::Operator),
    ("GET", "/desk/brand-deals", Least::Operator),
    ("POST", "/desk/brand-deals", Least::Operator),
    ("GET", "/desk/brand-deals/{id}/exposures", Least::Operator),
    (
        "GET",
        "/desk/brand-deals/{id}/exposures.csv",
        Least::Operator,
    ),
    ("GET", "/desk/series/{id}/placements", Least::Operator),
    ("POST", "/desk/placements", Least::Operator),
    ("DELETE", "/desk/placements/{id}", Least::Operator),
    ("GET", "/desk/breakage", Least::Operator),
    ("PUT", "/desk/breakage", Least::Operator),
    (
        "DELETE",
        "/desk/people/{id}/limit-passcode",
        Least::Operator,
    ),
    ("GET", "/desk/provider-events", Least::Operator),
    ("POST", "/desk/provider-events/retry", Least::Operator),
    ("GET", "/desk/paywalls/arms", Least::Operator),
    ("GET", "/desk/series/{id}/paywall/arms", Least::Operator),
    ("GET", "/recompute-statement.py", Least::Anybody),
    ("GET", "/desk/receivables", Least::Operator),
    ("POST", "/desk/receivables/{id}/write-off", Least::Operator),
    ("GET", "/desk/slates", Least::Operator),
    ("POST", "/desk/slates", Least::Operator),
    ("GET", "/desk/series/{id}/coproductions", Least::Operator),
    ("POST", "/desk/series/{id}/coproductions", Least::Operator),
    (
        "POST",
        "/desk/series/{id}/coproductions/ending",
        Least::Operator,
    ),
    ("POST", "/desk/coproductions/try", Least::Operator),
    (
        "POST",
        "/desk/rights/contracts/{id}/consents",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/rights/consents/{id}/withdrawal",
        Least::Operator,
    ),
    ("GET", "/desk/treaties", Least::Operator),
    ("GET", "/desk/orders", Least::Operator),
    ("GET", "/desk/orders/{id}", Least::Operator),
    ("POST", "/desk/orders/{id}/refund", Least::Operator),
    ("GET", "/desk/house", Least::Operator),
    ("PATCH", "/desk/house", Least::Operator),
    ("POST", "/desk/houses", Least::Operator),
    ("GET", "/desk/region-templates", Least::Operator),
    ("GET", "/house/legal/{page}", Least::Anybody),
    ("GET", "/desk/overview", Least::Operator),
    ("GET", "/desk/price-book", Least::Operator),
    ("PUT", "/desk/price-book", Least::Operator),
    ("POST", "/desk/price-book/preview", Least::Operator),
    ("GET", "/desk/reconciliation", Least::Operator),
    ("POST", "/desk/reconciliation/fetch", Least::Operator),
    ("POST", "/desk/reconciliation/lines", Least::Operator),
    ("POST", "/desk/reconciliation/table", Least::Operator),
    ("GET", "/desk/tax", Least::Operator),
    ("GET", "/desk/tax-rates", Least::Operator),
    ("PUT", "/desk/tax-rates", Least::Operator),
    ("GET", "/desk/revenue", Least::Operator),
    ("GET", "/desk/accruals", Least::Operator),
    ("POST", "/desk/accruals/run", Least::Operator),
    ("POST", "/desk/contracts/dry-run", Least::Operator),
    ("GET", "/desk/fx-rates", Least::Operator),
    ("GET", "/desk/rights/parties", Least::Operator),
    ("POST", "/desk/rights/parties", Least::Operator),
    ("GET", "/desk/rights/contracts", Least::Operator),
    ("POST", "/desk/rights/contracts", Least::Operator),
    ("GET", "/desk/rights/contracts/{id}", Least::Operator),
    (
        "POST",
        "/desk/rights/contracts/{id}/versions",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/rights/contracts/{id}/activate",
        Least::Operator,
    ),
    ("POST", "/desk/rights/contracts/{id}/end", Least::Operator),
    (
        "POST",
        "/desk/rights/contracts/{id}/withdraw",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/rights/contracts/{id}/answers",
        Least::Operator,
    ),
    ("POST", "/desk/rights/deals/{id}/papers", Least::Operator),
    ("GET", "/desk/rights/papers/{id}", Least::Operator),
    (
        "POST",
        "/desk/rights/contracts/{id}/payments/{payment_id}/steps",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/rights/contracts/{id}/deliverables/{deliverable_id}/steps",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/rights/contracts/{id}/sharing",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/rights/contracts/{id}/documents",
        Least::Operator,
    ),
    (
        "GET",
        "/desk/rights/contract-documents/{id}/file",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/rights/contract-documents/{id}/removal",
        Least::Operator,
    ),
    ("POST", "/desk/rights/check", Least::Operator),
    ("GET", "/desk/rights/titles", Least::Operator),
    ("PUT", "/desk/rights/titles/policy", Least::Operator),
    ("POST", "/desk/rights/titles/check", Least::Operator),
    ("GET", "/desk/rights/titles/{id}", Least::Operator),
    ("PUT", "/desk/rights/titles/{id}", Least::Operator),
    (
        "POST",
        "/desk/rights/titles/{id}/exceptions",
        Least::Operator,
    ),
    (
        "DELETE",
        "/desk/rights/title-exceptions/{id}",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/rights/titles/{id}/documents",
        Least::Operator,
    ),
    (
        "PUT",
        "/desk/rights/title-documents/{id}/file",
        Least::Operator,
    ),
    (
        "GET",
        "/desk/rights/title-documents/{id}/file",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/rights/title-documents/{id}/check",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/rights/title-documents/{id}/removal",
        Least::Operator,
    ),
    ("GET", "/desk/rights/may", Least::Operator),
    ("GET", "/desk/rights/free", Least::Operator),
    ("GET", "/desk/rights/horizon", Least::Operator),
    ("GET", "/desk/localisation", Least::Operator),
    ("POST", "/desk/localisation/checks", Least::Operator),
    ("GET", "/desk/localisation/series/{id}", Least::Operator),
    (
        "PUT",
        "/desk/localisation/series/{id}/texts/{language}",
        Least::Operator,
    ),
    (
        "PUT",
        "/desk/localisation/series/{id}/covers/{language}",
        Least::Operator,
    ),
    (
        "DELETE",
        "/desk/localisation/series/{id}/covers/{language}",
        Least::Operator,
    ),
    (
        "GET",
        "/desk/localisation/episodes/{id}/{language}",
        Least::Operator,
    ),
    (
        "PUT",
        "/desk/localisation/episodes/{id}/{language}",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/localisation/episodes/{id}/{language}/file",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/localisation/episodes/{id}/{language}/restore",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/localisation/episodes/{id}/{language}/step",
        Least::Operator,
    ),
    (
        "PUT",
        "/desk/localisation/episodes/{id}/{language}/reviewer",
        Least::Operator,
    ),
    (
        "PUT",
        "/desk/localisation/episodes/{id}/{language}/title",
        Least::Operator,
    ),
    (
        "PUT",
        "/desk/localisation/episodes/{id}/{language}/dub",
        Least::Operator,
    ),
    (
        "PUT",
        "/desk/localisation/episodes/{id}/{language}/sound",
        Least::Operator,
    ),
    (
        "GET",
        "/desk/localisation/episodes/{id}/{language}/machine",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/localisation/episodes/{id}/{language}/machine",
        Least::Operator,
    ),
    ("GET", "/desk/market", Least::Operator),
    ("PUT", "/desk/market", Least::Operator),
    ("PUT", "/desk/market/producers/{party_id}", Least::Operator),
    (
        "DELETE",
        "/desk/market/producers/{party_id}",
        Least::Operator,
    ),
    ("GET", "/market/producers/{slug}", Least::Anybody),
    ("POST", "/desk/market/slates", Least::Operator),
    ("PUT", "/desk/market/slates/{id}", Least::Operator),
    ("DELETE", "/desk/market/slates/{id}", Least::Operator),
    ("GET", "/desk/market/series/{id}/loglines", Least::Operator),
    ("PUT", "/desk/market/series/{id}/loglines", Least::Operator),
    ("GET", "/desk/market/invitations", Least::Operator),
    ("POST", "/desk/market/invitations", Least::Operator),
    ("DELETE", "/desk/market/invitations/{id}", Least::Operator),
    ("GET", "/desk/market/enquiries", Least::Operator),
    ("GET", "/desk/market/screeners", Least::Operator),
    ("POST", "/desk/market/screeners", Least::Operator),
    ("DELETE", "/desk/market/screeners/{id}", Least::Operator),
    ("GET", "/market", Least::Anybody),
    ("POST", "/market/enter", Least::Anybody),
    ("GET", "/market/series/{slug}/avails", Least::Anybody),
    ("GET", "/market/series/{slug}/one-sheet.pdf", Least::Anybody),
    ("PUT", "/market/shortlist/{id}", Least::Anybody),
    ("DELETE", "/market/shortlist/{id}", Least::Anybody),
    ("POST", "/market/enquiries", Least::Anybody),
    ("POST", "/screeners/open", Least::Anybody),
    ("GET", "/screeners/{id}", Least::Anybody),
    (
        "POST",
        "/screeners/{id}/episodes/{episode_id}",
        Least::Anybody,
    ),
    ("POST", "/screeners/{id}/views", Least::Anybody),
    ("GET", "/desk/rights/deals", Least::Operator),
    ("POST", "/desk/rights/deals", Least::Operator),
    ("GET", "/desk/rights/deals/{id}", Least::Operator),
    ("POST", "/desk/rights/deals/{id}/steps", Least::Operator),
    ("POST", "/desk/rights/deals/{id}/signing", Least::Member),
    ("POST", "/desk/rights/deals/{id}/signatures", Least::Member),
    ("GET", "/desk/rights/deals/{id}/signatures", Least::Member),
    (
        "POST",
        "/desk/rights/deals/{id}/deliverables/{deliverable_id}/steps",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/rights/deals/{id}/payments/{payment_id}/steps",
        Least::Operator,
    ),
    ("POST", "/desk/rights/deals/{id}/sharing", Least::Operator),
    (
        "GET",
        "/desk/rights/contracts/{id}/deliveries",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/rights/contracts/{id}/deliveries",
        Least::Operator,
    ),
    ("GET", "/desk/rights/deals/{id}/deliveries", Least::Operator),
    (
        "POST",
        "/desk/rights/deals/{id}/deliveries",
        Least::Operator,
    ),
    ("POST", "/desk/rights/deliveries/{id}/stop", Least::Operator),
    (
        "POST",
        "/desk/rights/deliveries/{id}/resume",
        Least::Operator,
    ),
    (
        "GET",
        "/desk/rights/deliveries/{id}/manifest",
        Least::Operator,
    ),
    ("POST", "/desk/rights/deliveries/{id}/link", Least::Operator),
    ("GET", "/desk/rights/titles/{id}/received", Least::Operator),
    (
        "GET",
        "/desk/rights/received/{id}/provenance",
        Least::Operator,
    ),
    (
        "GET",
        "/desk/rights/titles/{id}/identifiers",
        Least::Operator,
    ),
    (
        "PUT",
        "/desk/rights/titles/{id}/identifiers",
        Least::Operator,
    ),
    ("GET", "/desk/rights/changes", Least::Operator),
    ("GET", "/desk/rights/faults", Least::Operator),
    ("GET", "/desk/rights/slates", Least::Operator),
    ("POST", "/desk/rights/slates", Least::Operator),
    ("PUT", "/desk/rights/slates/{id}", Least::Operator),
    ("DELETE", "/desk/rights/slates/{id}", Least::Operator),
    ("POST", "/desk/rights/slates/{id}/deals", Least::Operator),
    ("GET", "/desk/commissions", Least::Operator),
    ("POST", "/desk/commissions", Least::Operator),
    ("GET", "/desk/commissions/{id}", Least::Operator),
    ("POST", "/desk/commissions/{id}/steps", Least::Operator),
    ("PUT", "/desk/commissions/{id}/series", Least::Operator),
    (
        "POST",
        "/desk/commissions/{id}/episodes/{number}/reviews",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/commissions/{id}/milestones/{milestone_id}/met",
        Least::Operator,
    ),
    (
        "POST",
        "/desk/commissions/{id}/milestones/{milestone_id}/payment",
        Least::Operator,
    ),
    ("GET", "/desk/rights/deals/{id}/document", Least::Member),
    (
        "POST",
        "/desk/rights/deals/{id}/invitation",
        Least::Operator,
    ),
    ("GET", "/desk/rights/avails/{file}", Least::Operator),
    ("GET", "/desk/rights/avails/imports", Least::Operator),
    ("POST", "/desk/rights/avails/imports", Least::Operator),
    ("GET", "/desk/rights/avails/imports/{id}", Least::Operator),
    (
        "POST",
        "/desk/rights/avails/imports/{id}/apply",
        Least::Operator,
    ),
    ("GET", "/desk/rights/avails/offers", Least::Operator),
    ("GET", "/desk/rights/avails/rows", Least::Operator),
    ("GET", "/desk/rights/avails/status/{file}", Least::Operator),
    (
        "PUT",
        "/desk/rights/avails/titles/{id}/series",
        Least::Operator,
    ),
    ("GET", "/deals", Least::Member),
    ("POST", "/deals/claim", Least::Member),
    ("POST", "/desk/fx-rates", Least::Operator),
    ("GET", "/desk/payees", Least::Operator),
    ("POST", "/desk/payees", Least::Operator),
    ("PATCH", "/desk/payees/{id}", Least::Operator),
    ("GET", "/desk/payouts", Least::Operator),
    ("GET", "/desk/payouts/file", Least::Operator),
    ("POST", "/desk/payouts/plan", Least::Operator),
    ("POST", "/desk/payouts/{id}/approve", Least::Operator),
    ("POST", "/desk/payouts/{id}/cancel", Least::Operator),
    ("POST", "/desk/payouts/{id}/paid", Least::Operator),
    ("POST", "/desk/payouts/{id}/returned", Least::Operator),
    ("GET", "/desk/series/{id}/contracts", Least::Operator),
    ("POST", "/desk/series/{id}/contracts", Least::Operator),
    ("GET", "/desk/statements", Least::Operator),
    ("POST", "/desk/statements/close", Least::Operator),
    ("PUT", "/episodes/{id}/like", Least::Anybody),
    ("DELETE", "/episodes/{id}/like", Least::Anybody),
    ("POST", "/episodes/{id}/reports", Least::Anybody),
    ("POST", "/events", Least::Anybody),
    ("GET", "/feed", Least::Anybody),
    ("GET", "/genres", Least::Anybody),
    ("GET", "/history", Least::Anybody),
    ("DELETE", "/history", Least::Anybody),
    ("PUT", "/history/{series_id}", Least::Anybody),
    ("DELETE", "/history/{series_id}", Least::Anybody),
    ("GET", "/house", Least::Anybody),
    ("GET", "/me", Least::Anybody),
    ("DELETE", "/me", Least::Anybody),
    ("PATCH", "/me", Least::Anybody),
    ("GET", "/my-list", Least::Anybody),
    ("PUT", "/my-list/{series_id}", Least::Anybody),
    ("DELETE", "/my-list/{series_id}", Least::Anybody),
    ("POST", "/orders/app-store", Least::Anybody),
    ("POST", "/orders/google-play", Least::Anybody),
    ("GET", "/rewards", Least::Anybody),
    ("POST", "/rewards", Least::Anybody),
    ("POST", "/rewards/{id}/done", Least::Anybody),
    ("GET", "/payee", Least::Member),
    ("GET", "/orders", Least::Anybody),
    ("POST", "/orders", Least::Anybody),
    ("GET", "/orders/{id}", Least::Anybody),
    ("POST", "/orders/{id}/test-payment", Least::Anybody),
    ("POST", "/orders/{id}/withdraw", Least::Anybody),
    ("GET", "/search", Least::Anybody),
    ("GET", "/series/{slug}", Least::Anybody),
    ("GET", "/series/{slug}/episodes/{number}", Least::Anybody),
    ("GET", "/shelves", Least::Anybody),
    ("GET", "/shop", Least::Anybody),
    ("GET", "/vip", Least::Anybody),
    ("POST", "/vip/card", Least::Anybody),
    ("POST", "/vip/card/{id}", Least::Anybody),
    ("POST", "/vip/cancel", Least::Anybody),
    ("POST", "/vip/pause", Least::Anybody),
    ("POST", "/vip/resume", Least::Anybody),
    ("GET", "/wallet", Least::Anybody),
    ("PATCH", "/wallet", Least::Anybody),
    ("PUT", "/wallet/limit", Least::Anybody),
    ("GET", "/wallet/history", Least::Anybody),
    ("GET", "/wallet/series", Least::Anybody),
    ("GET", "/series/{slug}/paywall", Least::Anybody),
    ("POST", "/unlocks", Least::Anybody),
    ("POST", "/gifts/redeem", Least::Anybody),
    ("GET", "/desk/paywalls", Least::Operator),
    ("PUT", "/desk/paywalls", Least::Operator),
    ("POST", "/desk/paywalls/preview", Least::Operator),
    ("GET", "/desk/series/{id}/paywall", Least::Operator),
    ("PUT", "/desk/series/{id}/paywall", Least::Operator),
    ("DELETE", "/desk/series/{id}/paywall", Least::Operator),
    ("GET", "/desk/gift-codes", Least::Operator),
    ("POST", "/desk/gift-codes", Least::Operator),
    ("POST", "/desk/grants", Least::Operator),
    ("GET", "/statements/{id}", Least::Member),
    ("DELETE", "/studio/episodes/{id}", Least::Producer),
    ("PATCH", "/studio/episodes/{id}", Least::Producer),
    ("POST", "/studio/episodes/{id}/retry", Least::Producer),
    ("GET", "/studio/people", Least::Operator),
    ("PATCH", "/studio/people/{id}", Least::Operator),
    ("GET", "/studio/writers", Least::Producer),
    ("POST", "/studio/drafts", Least::Producer),
    ("GET", "/studio/drafts/{id}", Least::Producer),
    ("PUT", "/studio/drafts/{id}", Least::Producer),
    ("POST", "/studio/drafts/{id}/undo", Least::Producer),
    ("POST", "/studio/drafts/{id}/redo", Least::Producer),
    ("POST", "/studio/drafts/{id}/writing", Least::Producer),
    ("DELETE", "/studio/drafts/{id}/writing", Least::Producer),
    ("POST", "/studio/drafts/{id}/production", Least::Producer),
    ("GET", "/studio/productions/{id}/writing", Least::Producer),
    ("POST", "/studio/productions/{id}/writing", Least::Producer),
    (
        "DELETE",
        "/studio/productions/{id}/writing",
        Least::Producer,
    ),
    ("GET", "/studio/removed-productions", Least::Producer),
    (
        "POST",
        "/studio/removed-productions/{id}/restore",
        Least::Producer,
    ),
    ("GET", "/studio/productions", Least::Producer),
    ("POST", "/studio/productions", Least::Producer),
    ("GET", "/studio/engines", Least::Producer),
    ("GET", "/studio/models", Least::Operator),
    ("POST", "/studio/models/undo", Least::Operator),
    ("POST", "/studio/models/redo", Least::Operator),
    ("GET", "/studio/makers", Least::Producer),
    ("POST", "/studio/models/providers", Least::Operator),
    ("PUT", "/studio/models/providers/{id}", Least::Operator),
    ("DELETE", "/studio/models/providers/{id}", Least::Operator),
    (
        "POST",
        "/studio/models/providers/{id}/test",
        Least::Operator,
    ),
    ("PUT", "/studio/models/choices/{makes}", Least::Operator),
    ("DELETE", "/studio/models/choices/{makes}", Least::Operator),
    ("GET", "/studio/productions/{id}", Least::Producer),
    ("DELETE", "/studio/productions/{id}", Least::Producer),
    ("GET", "/studio/productions/{id}/script", Least::Producer),
    ("PUT", "/studio/productions/{id}/script", Least::Producer),
    ("POST", "/studio/scripts", Least::Producer),
    ("GET", "/studio/productions/{id}/bible", Least::Producer),
    ("PUT", "/studio/productions/{id}/bible", Least::Producer),
    ("DELETE", "/studio/productions/{id}/bible", Least::Producer),
    (
        "POST",
        "/studio/productions/{id}/script/undo",
        Least::Producer,
    ),
    ("PUT", "/studio/productions/{id}/settings", Least::Producer),
    ("GET", "/studio/productions/{id}/run", Least::Producer),
    ("POST", "/studio/productions/{id}/run", Least::Producer),
    ("DELETE", "/studio/productions/{id}/run", Least::Producer),
    ("GET", "/studio/productions/{id}/gates", Least::Producer),
    (
        "DELETE",
        "/studio/productions/{id}/gates/{gate}",
        Least::Producer,
    ),
    ("GET", "/studio/productions/{id}/money", Least::Producer),
    ("GET", "/studio/productions/{id}/jobs", Least::Producer),
    (
        "POST",
        "/studio/productions/{id}/jobs/{job_id}/decision",
        Least::Producer,
    ),
    ("POST", "/studio/productions/{id}/takes", Least::Producer),
    (
        "PUT",
        "/studio/productions/{id}/gates/{gate}",
        Least::Producer,
    ),
    ("POST", "/studio/productions/{id}/release", Least::Producer),
    ("GET", "/studio/productions/{id}/artifact", Least::Producer),
    ("GET", "/studio/productions/{id}/artifacts", Least::Producer),
    (
        "PUT",
        "/studio/productions/{id}/takes/{take_id}/selected",
        Least::Producer,
    ),
    ("PUT", "/studio/productions/{id}/lock", Least::Producer),
    (
        "GET",
        "/studio/productions/{id}/takes/{take_id}/file",
        Least::Producer,
    ),
    (
        "GET",
        "/studio/productions/{id}/episodes/{number}",
        Least::Producer,
    ),
    (
        "PUT",
        "/studio/productions/{id}/episodes/{number}",
        Least::Producer,
    ),
    (
        "DELETE",
        "/studio/productions/{id}/episodes/{number}",
        Least::Producer,
    ),
    (
        "GET",
        "/studio/productions/{id}/episodes/{number}/stills/{shot}",
        Least::Producer,
    ),
    ("POST", "/studio/productions/{id}/preview", Least::Producer),
    ("GET", "/studio/productions/{id}/cast", Least::Producer),
    (
        "PUT",
        "/studio/productions/{id}/cast/{character}",
        Least::Producer,
    ),
    (
        "DELETE",
        "/studio/productions/{id}/cast/{character}",
        Least::Producer,
    ),
    (
        "GET",
        "/studio/productions/{id}/cast/{character}/picture",
        Least::Producer,
    ),
    (
        "GET",
        "/studio/productions/{id}/cast/{character}/sample",
        Least::Producer,
    ),
    (
        "POST",
        "/studio/productions/{id}/character-preview",
        Least::Producer,
    ),
    (
        "GET",
        "/studio/productions/{id}/episodes/{number}/lanes",
        Least::Producer,
    ),
    ("GET", "/studio/productions/{id}/log", Least::Producer),
    ("GET", "/studio/productions/{id}/readiness", Least::Producer),
    ("GET", "/studio/productions/{id}/undo", Least::Producer),
    ("POST", "/studio/productions/{id}/undo", Least::Producer),
    ("GET", "/studio/productions/{id}/redo", Least::Producer),
    ("POST", "/studio/productions/{id}/redo", Least::Producer),
    ("GET", "/studio/series", Least::Producer),
    ("POST", "/studio/series", Least::Producer),
    ("GET", "/studio/series/{id}", Least::Producer),
    ("DELETE", "/studio/series/{id}", Least::Producer),
    ("PATCH", "/studio/series/{id}", Least::Producer),
    ("GET", "/studio/series/{id}/events", Least::Producer),
    ("PUT", "/studio/series/{id}/order", Least::Producer),
    ("POST", "/studio/series/{id}/publish", Least::Producer),
    ("POST", "/studio/series/{id}/withdraw", Least::Producer),
    ("OPTIONS", "/studio/uploads", Least::Anybody),
    ("POST", "/studio/uploads", Least::Producer),
    ("HEAD", "/studio/uploads/{id}", Least::Producer),
    ("PATCH", "/studio/uploads/{id}", Least::Producer),
    ("DELETE", "/studio/uploads/{id}", Least::Producer),
    ("GET", "/series/{slug}/strips/{number}", Least::Anybody),
    ("GET", "/studio/productions/{id}/exports", Least::Producer),
    ("POST", "/studio/productions/{id}/exports", Least::Producer),
    (
        "GET",
        "/studio/productions/{id}/exports/{export_id}/file",
        Least::Producer,
    ),
    ("GET", "/studio/productions/{id}/languages", Least::Producer),
    (
        "PUT",
        "/studio/productions/{id}/languages/{language}",
        Least::Producer,
    ),
    (
        "DELETE",
        "/studio/productions/{id}/languages/{language}",
        Least::Producer,
    ),
    (
        "GET",
        "/studio/productions/{id}/languages/{language}",
        Least::Producer,
    ),
    (
        "GET",
        "/studio/productions/{id}/languages/{language}/machine",
        Least::Producer,
    ),
    (
        "POST",
        "/studio/productions/{id}/languages/{language}/machine",
        Least::Producer,
    ),
    (
        "DELETE",
        "/studio/productions/{id}/languages/{language}/machine",
        Least::Producer,
    ),
    (
        "GET",
        "/studio/productions/{id}/languages/{language}/csv",
        Least::Producer,
    ),
    (
        "PUT",
        "/studio/productions/{id}/languages/{language}/csv",
        Least::Producer,
    ),
    ("GET", "/studio/productions/{id}/people", Least::Producer),
    (
        "PUT",
        "/studio/productions/{id}/people/{character}",
        Least::Producer,
    ),
    (
        "DELETE",
        "/studio/productions/{id}/people/{character}",
        Least::Producer,
    ),
    ("GET", "/studio/productions/{id}/releases", Least::Producer),
    (
        "GET",
        "/studio/productions/{id}/releases/{release_id}/provenance",
        Least::Producer,
    ),
    ("GET", "/studio/consents", Least::Producer),
    ("POST", "/desk/consents", Least::Operator),
    ("POST", "/desk/consents/{id}/withdraw", Least::Operator),
];

fn methods(item: &PathItem) -> Vec<Method> {
    let all = [
        (Method::GET, item.get.is_some()),
        (Method::PUT, item.put.is_some()),
        (Method::POST, item.post.is_some()),
        (Method::DELETE, item.delete.is_some()),
        (Method::PATCH, item.patch.is_some()),
        (Method::HEAD, item.head.is_some()),
        (Method::OPTIONS, item.options.is_some()),
    ];
    all.into_iter()
        .filter_map(|(method, there)| there.then_some(method))
        .collect()
}

/// Whether the answer refuses the role, and how.
async fn ask(device: &mut Device, method: &Method, path: &str) -> Option<String> {
    let mut filled = String::new();
    for part in path.split_inclusive(['{', '}']) {
        match part {
            "{" => {}
            name if name.ends_with('}') => filled.push_str(match name {
                "number}" => "1",
                "slug}" => "nothing",
                _ => "00000000-0000-0000-0000-000000000000",
            }),
            text => filled.push_str(text.trim_end_matches('{')),
        }
    }
    let answer = device
        .send(
            method.clone(),
            &filled,
            &[("content-type", "application/json")],
            Body::from("{}"),
        )
        .await;
    assert!(
        answer.status.as_u16() < 500,
        "{method} {path}: {}",
        String::from_utf8_lossy(&answer.bytes)
    );
    assert_ne!(answer.status.as_u16(), 429, "{method} {path}");
    if *method == Method::HEAD {
        // An answer without a body.
        return match answer.status.as_u16() {
            401 => Some("401 login_needed".into()),
            403 => Some("403 not_allowed".into()),
            _ => None,
        };
    }
    let body: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    // An answer to HEAD has no body: its status alone says it.
    let code = match answer.status.as_u16() {
        401 if method == Method::HEAD => "login_needed",
        403 if method == Method::HEAD => "not_allowed",
        _ => body["error"]["code"].as_str().unwrap_or_default(),
    };
    matches!(code, "login_needed" | "not_allowed")
        .then(|| format!("{} {code}", answer.status.as_u16()))
}

/// Who asks, from who may least to who may most; an account is made for each.
const ASKERS: &[Option<Role>] = &[
    None,
    Some(Role::Viewer),
    Some(Role::Producer),
    Some(Role::Operator),
];

fn refusal(asker: Option<Role>, least: Least) -> Option<&'static str> {
    let rank = match asker {
        None => Least::Anybody,
        Some(Role::Viewer) => Least::Member,
        Some(Role::Producer) => Least::Producer,
        Some(Role::Operator) => Least::Operator,
    };
    match asker {
        _ if rank >= least => None,
        None => Some("401 login_needed"),
        Some(_) => Some("403 not_allowed"),
    }
}

#[sqlx::test]
async fn each_role_may_do_what_the_table_says_and_no_more(db: PgPool) {
    let house = TestHouse::new(db).await;
    let document = crate::router::document();
    let mut wrong = Vec::new();
    let mut unseen: Vec<_> = TABLE
        .iter()
        .map(|(method, path, _)| (*method, *path))
        .collect();
    for (path, item) in &document.paths.paths {
        for method in methods(item) {
            let short = path.strip_prefix("/api/v1").unwrap_or(path);
            let row = TABLE
                .iter()
                .find(|row| (row.0, row.1) == (method.as_str(), short));
            let Some((_, _, least)) = row else {
                wrong.push(format!("{method} {path} is not in the table"));
                continue;
            };
            unseen.retain(|row| *row != (method.as_str(), short));
            // A new account each time: some routes log out or erase.
            for (number, asker) in ASKERS.iter().enumerate() {
                let mut device = match asker {
                    None => house.device(),
                    Some(role) => {
                        house
                            .account(&format!("a{}-{number}", unseen.len()), *role)
                            .await
                    }
                };
                let found = ask(&mut device, &method, path).await;
                let expected = refusal(*asker, *least);
                if found.as_deref() != expected {
                    wrong.push(format!(
                        "{method} {path} as {asker:?}: {found:?}, not {expected:?}"
                    ));
                }
            }
        }
    }
    wrong.extend(
        unseen
            .iter()
            .map(|(method, path)| format!("{method} {path} is no route any more")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[sqlx::test]
async fn somebody_without_an_account_is_told_to_log_in(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    device.get("/api/v1/me").await.json(200);
    assert_eq!(
        device.get("/api/v1/studio/people").await.refusal(401),
        "login_needed"
    );
}
