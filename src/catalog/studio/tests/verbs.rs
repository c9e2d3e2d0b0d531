use chrono::Duration;
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::make_playable;
use crate::catalog::studio::*;
use crate::testing::TestHouse;

fn titled(title: &str) -> NewSeries {
    NewSeries {
        title: title.into(),
        language: "en".into(),
        synopsis: String::new(),
    }
}

fn change(change: serde_json::Value) -> SeriesChange {
    serde_json::from_value(change).unwrap()
}

async fn numbers(house: &TestHouse, series_id: Uuid) -> Vec<(i32, Uuid)> {
    sqlx::query_as("select number, id from episodes where series_id = $1 order by number")
        .bind(series_id)
        .fetch_all(&house.app.db)
        .await
        .unwrap()
}

#[sqlx::test]
async fn slugs_are_unique_and_follow_the_title_of_a_draft(db: PgPool) {
    let house = TestHouse::new(db).await;
    let id = house.id().await;
    let mut db = house.app.db.acquire().await.unwrap();
    let mut made = Vec::new();
    for _ in 0..3 {
        let series = create_series(&house.app, &mut db, id, None, &titled("Same Title")).await;
        made.push(series.unwrap());
    }
    let rename = change(json!({ "title": "Other" }));
    change_series(&house.app, &mut db, id, made[0], &rename)
        .await
        .unwrap();
    let slugs: Vec<String> = sqlx::query_scalar("select slug from series order by slug")
        .fetch_all(&mut *db)
        .await
        .unwrap();
    assert_eq!(slugs, ["other", "same-title-2", "same-title-3"]);
    publish_when_playable(&house.app, &mut db, id, made[0], &Release::default())
        .await
        .unwrap();
    let rename = change(json!({ "title": "Third" }));
    change_series(&house.app, &mut db, id, made[0], &rename)
        .await
        .unwrap();
    let slug: String = sqlx::query_scalar("select slug from series where id = $1")
        .bind(made[0])
        .fetch_one(&mut *db)
        .await
        .unwrap();
    assert_eq!(slug, "other", "an address that was published stays");
}

#[sqlx::test]
async fn a_change_is_whole_or_not_at_all(db: PgPool) {
    let house = TestHouse::new(db).await;
    let id = house.id().await;
    let mut transaction = house.app.db.begin().await.unwrap();
    let series = create_series(&house.app, &mut transaction, id, None, &titled("A"))
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    for (bad, code) in [
        (
            json!({ "title": "B", "genres": ["romantic"] }),
            "genre_unknown",
        ),
        (
            json!({ "title": "B", "language": "english!" }),
            "language_unknown",
        ),
        (json!({ "title": " \u{202e} " }), "text_missing"),
        (json!({ "title": "x".repeat(201) }), "text_too_long"),
        (
            json!({ "title": "B", "licence": { "text": "CC", "url": "javascript:alert(1)" } }),
            "address_invalid",
        ),
        (
            json!({ "title": "B", "credits": [{ "name": "", "role": "Writer" }] }),
            "text_missing",
        ),
        (
            json!({ "title": "B", "translations": [
            { "language": "es", "title": "B" }, { "language": "ES", "title": "C" }] }),
            "translation_twice",
        ),
    ] {
        let mut transaction = house.app.db.begin().await.unwrap();
        let error = change_series(
            &house.app,
            &mut transaction,
            id,
            series,
            &change(bad.clone()),
        )
        .await
        .unwrap_err();
        assert_eq!(error.code, code, "{bad}");
    }
    let title: String = sqlx::query_scalar("select title from series")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(title, "A");
}

#[sqlx::test]
async fn episodes_are_added_deleted_and_ordered(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (app, id) = (&house.app, house.id().await);
    let mut db = app.db.acquire().await.unwrap();
    let series = create_series(app, &mut db, id, None, &titled("A"))
        .await
        .unwrap();
    let mut made = Vec::new();
    for number in [None, Some(2), None] {
        made.push(
            add_episode(app, &mut db, id, series, number, None)
                .await
                .unwrap(),
        );
    }
    assert_eq!(
        made.iter()
            .map(|episode| episode.number)
            .collect::<Vec<_>>(),
        [1, 2, 3]
    );
    let error = add_episode(app, &mut db, id, series, Some(2), None)
        .await
        .unwrap_err();
    assert_eq!(error.code, "episode_number_taken");
    let error = add_episode(app, &mut db, id, series, Some(0), None)
        .await
        .unwrap_err();
    assert_eq!(error.code, "episode_number_invalid");

    let turned = [made[2].id, made[0].id, made[1].id];
    order_episodes(app, &mut db, id, series, &turned)
        .await
        .unwrap();
    let order: Vec<_> = numbers(&house, series).await;
    assert_eq!(order, [(1, turned[0]), (2, turned[1]), (3, turned[2])]);
    for wrong in [&turned[..2], &[turned[0], turned[0], turned[1]], &[]] {
        let error = order_episodes(app, &mut db, id, series, wrong)
            .await
            .unwrap_err();
        assert_eq!(error.code, "order_incomplete");
    }
    delete_episode(app, &mut db, id, turned[0]).await.unwrap();
    assert_eq!(
        numbers(&house, series).await,
        [(1, turned[1]), (2, turned[2])]
    );
    let error = delete_episode(app, &mut db, id, turned[0])
        .await
        .unwrap_err();
    assert_eq!(error.code, "episode_not_found");
}

#[sqlx::test]
async fn episodes_added_at_the_same_time_get_numbers_of_their_own(db: PgPool) {
    let house = TestHouse::new(db).await;
    let id = house.id().await;
    let series = {
        let mut db = house.app.db.acquire().await.unwrap();
        create_series(&house.app, &mut db, id, None, &titled("A"))
            .await
            .unwrap()
    };
    let adding = (0..8).map(|_| {
        let app = house.app.clone();
        async move {
            let mut transaction = app.db.begin().await.unwrap();
            add_episode(&app, &mut transaction, id, series, None, None)
                .await
                .unwrap();
            transaction.commit().await.unwrap();
        }
    });
    futures_util::future::join_all(adding).await;
    let found: Vec<_> = numbers(&house, series)
        .await
        .iter()
        .map(|(number, _)| *number)
        .collect();
    assert_eq!(found, (1..=8).collect::<Vec<_>>());
}

#[sqlx::test]
async fn publishing_says_everything_that_is_missing(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (app, id) = (&house.app, house.id().await);
    let mut db = app.db.acquire().await.unwrap();
    let series = create_series(app, &mut db, id, None, &titled("A"))
        .await
        .unwrap();
    let error = publish(app, &mut db, id, series, &Release::default())
        .await
        .unwrap_err();
    assert_eq!(
        (error.status.as_u16(), error.code),
        (409, "series_not_ready")
    );
    for part in ["episodes", "synopsis", "genre"] {
        assert!(error.message.contains(part), "{}", error.message);
    }
    let episode = add_episode(app, &mut db, id, series, None, None)
        .await
        .unwrap();
    let words = change(json!({ "synopsis": "Two meet.", "genres": ["romance"] }));
    change_series(app, &mut db, id, series, &words)
        .await
        .unwrap();
    let error = publish(app, &mut db, id, series, &Release::default())
        .await
        .unwrap_err();
    assert!(error.message.contains("can be played"), "{}", error.message);
    make_playable(&house, episode.id).await;
    publish(app, &mut db, id, series, &Release::default())
        .await
        .unwrap();
}

#[sqlx::test]
async fn weekly_drops_date_each_episode_and_keep_what_is_out(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (app, id) = (&house.app, house.id().await);
    let mut db = app.db.acquire().await.unwrap();
    let series = create_series(app, &mut db, id, None, &titled("A"))
        .await
        .unwrap();
    for _ in 0..5 {
        let episode = add_episode(app, &mut db, id, series, None, None)
            .await
            .unwrap();
        make_playable(&house, episode.id).await;
    }
    let start = app.clock.now() + Duration::days(1);
    let weekly = Release {
        at: None,
        weekly: Some(Weekly {
            per_week: 2,
            from: start,
        }),
    };
    publish_when_playable(app, &mut db, id, series, &weekly)
        .await
        .unwrap();
    let dates = || async {
        let dates: Vec<Option<chrono::DateTime<chrono::Utc>>> =
            sqlx::query_scalar("select publish_at from episodes order by number")
                .fetch_all(&app.db)
                .await
                .unwrap();
        dates
            .into_iter()
            .map(|date| date.map(|date| (date - start).num_days()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        dates().await,
        [Some(0), Some(0), Some(7), Some(7), Some(14)]
    );
    let late = add_episode(app, &mut db, id, series, None, None)
        .await
        .unwrap();
    assert_eq!(late.number, 6);
    assert_eq!(
        dates().await[5],
        Some(14),
        "no earlier than the one before it"
    );

    app.clock.advance(Duration::days(2));
    let slower = Release {
        at: None,
        weekly: Some(Weekly {
            per_week: 1,
            from: start + Duration::days(10),
        }),
    };
    publish_when_playable(app, &mut db, id, series, &slower)
        .await
        .unwrap();
    assert_eq!(
        dates().await,
        [Some(0), Some(0), Some(10), Some(17), Some(24), Some(31)],
        "the first two are out already"
    );
    publish_when_playable(app, &mut db, id, series, &Release::default())
        .await
        .unwrap();
    assert_eq!(dates().await, [Some(0), Some(0), None, None, None, None]);
}

#[sqlx::test]
async fn a_series_goes_and_comes_back_with_its_date(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (app, id) = (&house.app, house.id().await);
    let mut db = app.db.acquire().await.unwrap();
    let series = create_series(app, &mut db, id, None, &titled("A"))
        .await
        .unwrap();
    let error = withdraw(app, &mut db, id, series).await.unwrap_err();
    assert_eq!(error.code, "series_is_draft");
    let at = |at| Release {
        at: Some(at),
        weekly: None,
    };
    let now = app.clock.now();
    let error = publish_when_playable(app, &mut db, id, series, &at(now - Duration::days(1)))
        .await
        .unwrap_err();
    assert_eq!(error.code, "date_past");
    publish_when_playable(app, &mut db, id, series, &at(now + Duration::days(1)))
        .await
        .unwrap();
    let status = || async {
        let (publish_at, withdrawn_at) =
            sqlx::query_as("select publish_at, withdrawn_at from series")
                .fetch_one(&app.db)
                .await
                .unwrap();
        (
            Status::of(publish_at, withdrawn_at, app.clock.now()),
            publish_at,
        )
    };
    assert_eq!(status().await.0, Status::Scheduled);
    app.clock.advance(Duration::days(3));
    assert_eq!(status().await.0, Status::Published);
    let error = publish_when_playable(app, &mut db, id, series, &at(now + Duration::days(9)))
        .await
        .unwrap_err();
    assert_eq!(error.code, "already_published");
    withdraw(app, &mut db, id, series).await.unwrap();
    assert_eq!(status().await.0, Status::Withdrawn);
    publish_when_playable(app, &mut db, id, series, &Release::default())
        .await
        .unwrap();
    assert_eq!(
        status().await,
        (Status::Published, Some(now + Duration::days(1)))
    );
}

#[sqlx::test]
async fn verbs_of_one_house_do_not_reach_into_another(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (app, id) = (&house.app, house.id().await);
    let mut db = app.db.acquire().await.unwrap();
    let series = create_series(app, &mut db, id, None, &titled("A"))
        .await
        .unwrap();
    let episode = add_episode(app, &mut db, id, series, None, None)
        .await
        .unwrap();
    let other = Uuid::nil();
    let none = SeriesChange::default();
    let release = Release::default();
    for error in [
        change_series(app, &mut db, other, series, &none)
            .await
            .unwrap_err(),
        add_episode(app, &mut db, other, series, None, None)
            .await
            .unwrap_err(),
        order_episodes(app, &mut db, other, series, &[episode.id])
            .await
            .unwrap_err(),
        publish_when_playable(app, &mut db, other, series, &release)
            .await
            .unwrap_err(),
        publish(app, &mut db, other, series, &release)
            .await
            .unwrap_err(),
        withdraw(app, &mut db, other, series).await.unwrap_err(),
        set_poster(app, &mut db, other, series, None)
            .await
            .unwrap_err(),
    ] {
        assert_eq!(error.code, "series_not_found");
    }
    for error in [
        change_episode_title(app, &mut db, other, episode.id, None)
            .await
            .unwrap_err(),
        delete_episode(app, &mut db, other, episode.id)
            .await
            .unwrap_err(),
    ] {
        assert_eq!(error.code, "episode_not_found");
    }
}
