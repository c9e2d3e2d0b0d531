//! Passes: what the address of an open episode's media carries, so that it is worth nothing to anybody else.
//!
//! A pass is an expiry and an HMAC-SHA-256 (RFC 2104) over house, episode, viewer and expiry. It opens nothing by
//! itself: the request's session must be that viewer's, and the viewer must still have access.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;

/// Passes end at whole multiples of this, in seconds, so that an address stays the same for a while and what was
/// fetched ahead serves; a pass holds for one to two of them.
const SLOT_S: i64 = 2 * 3_600;
const MAC_BYTES: usize = 32;

/// Who a pass is for, and for what.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    pub house_id: Uuid,
    pub episode_id: Uuid,
    pub viewer_key: Uuid,
}

/// When a pass that is made now ends, in seconds since 1970.
pub fn end(now: DateTime<Utc>) -> i64 {
    (now.timestamp().div_euclid(SLOT_S) + 2) * SLOT_S
}

fn mac(key: &[u8], holder: &Holder, end: i64) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(b"cliffhanger media pass 1");
    mac.update(holder.house_id.as_bytes());
    mac.update(holder.episode_id.as_bytes());
    mac.update(holder.viewer_key.as_bytes());
    mac.update(&end.to_be_bytes());
    mac
}

/// A pass, as it stands in an address.
pub fn make(key: &[u8], holder: &Holder, end: i64) -> String {
    let mut bytes = end.to_be_bytes().to_vec();
    bytes.extend_from_slice(&mac(key, holder, end).finalize().into_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Whether a pass is this holder's and has not ended.
pub fn holds(key: &[u8], holder: &Holder, pass: &str, now: DateTime<Utc>) -> bool {
    // Longer ones are not even decoded.
    if pass.len() > 64 {
        return false;
    }
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(pass) else {
        return false;
    };
    let Some((end, tag)) = bytes.split_first_chunk::<8>() else {
        return false;
    };
    let end = i64::from_be_bytes(*end);
    tag.len() == MAC_BYTES
        && mac(key, holder, end).verify_slice(tag).is_ok()
        && end > now.timestamp()
}

/// Makes the house's key, or takes the one that another request made meanwhile.
pub async fn new_key(app: &App, db: &mut PgConnection, house_id: Uuid) -> AppResult<Vec<u8>> {
    let key = app.random.bytes::<32>();
    Ok(sqlx::query_scalar!(
        "insert into media_keys (house_id, key, created_at) values ($1, $2, $3)
         on conflict (house_id) do update set house_id = excluded.house_id returning key",
        house_id,
        key.as_slice(),
        app.clock.now()
    )
    .fetch_one(&mut *db)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    fn holder() -> Holder {
        Holder {
            house_id: Uuid::from_u128(1),
            episode_id: Uuid::from_u128(2),
            viewer_key: Uuid::from_u128(3),
        }
    }

    #[test]
    fn a_pass_is_worth_nothing_to_anybody_else_nor_later_nor_altered() {
        let now = crate::testing::morning();
        let (key, holder) = ([7; 32], holder());
        let pass = make(&key, &holder, end(now));
        assert!(holds(&key, &holder, &pass, now));
        assert!(!holds(&[8; 32], &holder, &pass, now));
        let other = Uuid::from_u128(9);
        for wrong in [
            Holder {
                house_id: other,
                ..holder
            },
            Holder {
                episode_id: other,
                ..holder
            },
            Holder {
                viewer_key: other,
                ..holder
            },
        ] {
            assert!(!holds(&key, &wrong, &pass, now));
        }
        let last = Duration::seconds(end(now) - now.timestamp());
        assert!(holds(
            &key,
            &holder,
            &pass,
            now + last - Duration::seconds(1)
        ));
        assert!(!holds(&key, &holder, &pass, now + last));
        for place in 0..pass.len() {
            for letter in "AZaz09-_=.%".chars() {
                let mut altered: Vec<char> = pass.chars().collect();
                if altered[place] != letter {
                    altered[place] = letter;
                    let altered: String = altered.into_iter().collect();
                    assert!(!holds(&key, &holder, &altered, now), "{altered}");
                }
            }
            assert!(!holds(&key, &holder, &pass[..place], now));
        }
        assert!(!holds(&key, &holder, &format!("{pass}A"), now));
    }

    #[test]
    fn a_pass_holds_for_two_to_four_hours_and_is_the_same_meanwhile() {
        let now = crate::testing::morning();
        for minutes in [0, 1, 59, 119, 121] {
            let at = now + Duration::minutes(minutes);
            let left = end(at) - at.timestamp();
            assert!((SLOT_S..=2 * SLOT_S).contains(&left), "{left}");
        }
        assert_eq!(end(now), end(now + Duration::minutes(1)));
    }
}
