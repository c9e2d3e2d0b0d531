//! Every route with every role, against one table.

use axum::body::Body;
use axum::http::Method;
use sqlx::PgPool;
use utoipa::openapi::path::PathItem;

use crate::people::Role;
use crate::testing::{Device, TestHouse};

/// The least role that a route asks for, by its path below `/api/v1`.
fn needed(method: &str, path: &str) -> Option<Role> {
    let role = match (method, path) {
        (
            "GET",
            "/house"
            | "/me"
            | "/feed"
            | "/series/{slug}"
            | "/series/{slug}/episodes/{number}"
            | "/shelves"
            | "/search"
            | "/genres"
            | "/my-list"
            | "/history",
        )
        | ("PATCH", "/me")
        | ("DELETE", "/me" | "/history" | "/auth/passkeys/{id}")
        | (
            "POST",
            "/auth/register"
            | "/auth/login"
            | "/auth/logout"
            | "/auth/claim"
            | "/auth/passkeys/register/start"
            | "/auth/passkeys/register/finish"
            | "/auth/passkeys/login/start"
            | "/auth/passkeys/login/finish"
            | "/events"
            | "/episodes/{id}/reports",
        )
        | (
            "PUT" | "DELETE",
            "/my-list/{series_id}" | "/history/{series_id}" | "/episodes/{id}/like",
        ) => Role::Viewer,
        // Asks for an account itself, whatever its role.
        ("POST", "/auth/password") => Role::Viewer,
        (
            "GET" | "POST" | "PATCH" | "DELETE" | "PUT",
            "/studio/series"
            | "/studio/series/{id}"
            | "/studio/series/{id}/publish"
            | "/studio/series/{id}/withdraw"
            | "/studio/series/{id}/order"
            | "/studio/series/{id}/events"
            | "/studio/episodes/{id}"
            | "/studio/episodes/{id}/retry",
        ) => Role::Producer,
        ("GET", "/studio/people") | ("PATCH", "/studio/people/{id}") => Role::Operator,
        _ => return None,
    };
    Some(role)
}

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
    let body: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    let code = body["error"]["code"].as_str().unwrap_or_default();
    matches!(code, "login_needed" | "not_allowed")
        .then(|| format!("{} {code}", answer.status.as_u16()))
}

#[sqlx::test]
async fn each_role_may_do_what_the_table_says_and_no_more(db: PgPool) {
    let house = TestHouse::new(db).await;
    let document = crate::router::document();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (path, item) in &document.paths.paths {
        for method in methods(item) {
            let name = format!("{method} {path}");
            let Some(needed) = path
                .strip_prefix("/api/v1")
                .and_then(|path| needed(method.as_str(), path))
            else {
                wrong.push(format!("{name} is not in the table"));
                continue;
            };
            count += 1;
            // A new account each time: some routes log out or erase.
            for role in [
                None,
                Some(Role::Viewer),
                Some(Role::Producer),
                Some(Role::Operator),
            ] {
                let mut device = match role {
                    None => house.device(),
                    Some(role) => house.account(&format!("a{count}-{role:?}"), role).await,
                };
                let expected = match role {
                    None if path.ends_with("/auth/password") => Some("401 login_needed"),
                    None if needed > Role::Viewer => Some("401 login_needed"),
                    Some(role) if role < needed => Some("403 not_allowed"),
                    _ => None,
                };
                let found = ask(&mut device, &method, path).await;
                if found.as_deref() != expected {
                    wrong.push(format!("{name} as {role:?}: {found:?}, not {expected:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 30, "the document was walked");
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
