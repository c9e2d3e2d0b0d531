//! What was decided about an unlock, written down: the unlock, its coins, its episodes, the viewer's history.

use sqlx::PgConnection;
use uuid::Uuid;

use super::quote::Bundle;
use super::sheet::Stand;
use super::unlock::Wanted;
use crate::app::App;
use crate::books::derived;
use crate::errors::AppResult;
use crate::people::Person;
use crate::wallet::spend::{self, Part};
use crate::wallet::{self, EntryKind, NewEntry};

/// Writes down what was decided.
#[expect(clippy::too_many_arguments, reason = "one row and what hangs on it")]
pub(super) async fn write(
    app: &App,
    db: &mut PgConnection,
    id: Uuid,
    person: &Person,
    territory: &str,
    wanted: &Wanted,
    state: &Stand,
    bundle: &Bundle,
    parts: &[Part],
) -> AppResult<()> {
    let (now, house_id) = (app.clock.now(), person.house_id);
    let paid: i64 = parts.iter().map(|part| part.paid).sum();
    let bonus: i64 = parts.iter().map(|part| part.bonus).sum();
    let subject = state.subjects.first();
    sqlx::query!(
        "insert into unlocks (id, house_id, person_id, series_id, kind, number, key, coins, paid, bonus, whole, policy_id,
             arm, territory, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        id,
        house_id,
        person.id,
        wanted.series_id,
        wanted.kind.as_str(),
        wanted.number,
        wanted.key,
        bundle.coins,
        paid,
        bonus,
        bundle.whole,
        subject.and_then(|subject| subject.policy_id),
        subject.map_or(super::policy::NO_ARM, |subject| subject.arm(Some(person.into()))),
        territory,
        now
    )
    .execute(&mut *db)
    .await?;
    macro_rules! column {
        ($list:expr, $field:ident) => {
            &$list
                .iter()
                .map(|one| one.$field.clone())
                .collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "insert into unlock_parts (unlock_id, house_id, lot_id, paid, bonus, currency, money, price)
         select $1, $2, * from unnest($3::uuid[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[], $8::bigint[])",
        id,
        house_id,
        column!(parts, lot_id),
        column!(parts, paid),
        column!(parts, bonus),
        column!(parts, currency) as &[Option<String>],
        column!(parts, money),
        column!(parts, price)
    )
    .execute(&mut *db)
    .await?;
    let numbers: Vec<i32> = bundle
        .items
        .iter()
        .map(|item| i32::try_from(item.number).unwrap_or_default())
        .collect();
    sqlx::query!(
        "insert into unlock_items (unlock_id, house_id, episode_id, number, coins)
         select $1, $2, * from unnest($3::uuid[], $4::integer[], $5::bigint[])",
        id,
        house_id,
        column!(bundle.items, id),
        &numbers,
        &shares(bundle)
    )
    .execute(&mut *db)
    .await?;
    // Coins of several currencies make a line each; the first one tells the bonus coins and the episodes.
    let mut prices = spend::money_of(parts, |part| part.price)?.into_iter();
    let mut line = Some((prices.next(), bonus, numbers));
    let mut place = 0;
    while let Some((price, bonus, episodes)) = line.take() {
        let code = price.map(|price| price.currency.to_string());
        let paid: i64 = parts
            .iter()
            .filter(|part| part.currency == code)
            .map(|part| part.paid)
            .sum();
        let entry = NewEntry {
            id: derived(id, &format!("history:{place}")),
            house_id,
            person_id: person.id,
            at: now,
            kind: EntryKind::Unlocked,
            paid: -paid,
            bonus: -bonus,
            money: price,
            series_id: Some(wanted.series_id),
            episodes,
            source_id: id,
        };
        wallet::write(&mut *db, &entry).await?;
        place += 1;
        line = prices.next().map(|price| (Some(price), 0, Vec::new()));
    }
    Ok(())
}

/// The coins of a bundle on its episodes, by what each costs by itself: differences of sums rounded down, so that
/// they add up to the whole.
fn shares(bundle: &Bundle) -> Vec<i64> {
    let all = i128::from(bundle.singles.max(1));
    let (mut upto, mut given) = (0_i128, 0_i64);
    bundle
        .items
        .iter()
        .map(|item| {
            upto += i128::from(item.price);
            let sum = i64::try_from(i128::from(bundle.coins) * upto / all)
                .expect("at most the whole, which fits");
            let share = sum - given;
            given = sum;
            share
        })
        .collect()
}
