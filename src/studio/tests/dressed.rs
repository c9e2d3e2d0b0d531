//! What a released series is shown with: put on it once, signed, and left alone until something is new.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::json;
use sqlx::PgPool;

use super::making::{begin, id, made};
use crate::config::Config;
use crate::ingest::Workshop;
use crate::jobs::{Job, perform};
use crate::people::Role;
use crate::testing::TestHouse;

/// A signer that signs nothing and notes that it was asked.
fn signer(folder: &Path) -> Config {
    let (program, asked) = (folder.join("signer"), folder.join("asked"));
    let script = format!(
        "#!/bin/sh\ncase $1 in\nprotocol) echo '{}' ;;\nsign) cp \"$3\" \"$4\"; echo asked >> {}; echo '{{}}' ;;\nesac\n",
        provenance::PROTOCOL,
        asked.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut config = Config::default();
    config.studio.c2pa_sign = Some(program);
    config
}

#[sqlx::test]
async fn where_nothing_is_new_nobody_is_asked(db: PgPool) {
    let folder = tempfile::tempdir().unwrap();
    let asked = || {
        let asked = std::fs::read_to_string(folder.path().join("asked"));
        asked.unwrap_or_default().lines().count()
    };
    let mut house = TestHouse::with(db, signer(folder.path())).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    made(&house, &mut ann, &path).await;
    ann.post(&format!("{path}/release"), json!({ "publish": true }))
        .await
        .json(200);
    let dress = async |house: &TestHouse| {
        let shop = Workshop::open(&house.app).unwrap();
        let production_id = id(&path);
        perform(&house.app, &shop, &Job::Dress { production_id }).await
    };
    let before = asked();
    dress(&house).await.unwrap();
    // The trailer, and each picture of the strip.
    let pictures: i64 = sqlx::query_scalar("select count(*) from strip_pictures")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert!(pictures > 0);
    assert_eq!(asked() - before, 1 + usize::try_from(pictures).unwrap());

    // In a process that cannot open its studio.
    house.reopen().await;
    let voices = house.app.config.data.join("voices");
    let _ = std::fs::remove_dir_all(&voices);
    std::fs::write(&voices, "in the way").unwrap();
    let before = asked();
    dress(&house).await.unwrap();
    assert_eq!(asked(), before);
    sqlx::query("delete from series_trailers")
        .execute(&house.app.db)
        .await
        .unwrap();
    assert!(dress(&house).await.is_err());
    std::fs::remove_file(&voices).unwrap();
    dress(&house).await.unwrap();
    assert_eq!(asked() - before, 1);
}
