//! No more requests at once, and no more in a minute, than an account takes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use uuid::Uuid;

use super::Provider;

/// By account.
#[derive(Default)]
pub struct Lanes(Mutex<HashMap<(Uuid, i32, i32), Arc<Lane>>>);

struct Lane {
    at_once: Arc<Semaphore>,
    apart: Duration,
    next: tokio::sync::Mutex<Option<Instant>>,
}

/// A place among the requests that are under way.
pub struct Turn(#[expect(dead_code, reason = "it is held, not read")] OwnedSemaphorePermit);

impl Lanes {
    pub async fn turn(&self, provider: &Provider) -> Turn {
        let lane = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            // Other limits are another lane.
            .entry((provider.id, provider.at_once, provider.per_minute))
            .or_insert_with(|| {
                Arc::new(Lane {
                    at_once: Arc::new(Semaphore::new(provider.at_once.max(1) as usize)),
                    apart: Duration::from_mins(1) / provider.per_minute.max(1) as u32,
                    next: tokio::sync::Mutex::default(),
                })
            })
            .clone();
        let permit = lane
            .at_once
            .clone()
            .acquire_owned()
            .await
            .expect("a lane is never closed");
        let begin = slot(&mut *lane.next.lock().await, Instant::now(), lane.apart);
        tokio::time::sleep_until(begin).await;
        Turn(permit)
    }
}

/// When the next may begin; the one after it so much later.
fn slot(next: &mut Option<Instant>, now: Instant, apart: Duration) -> Instant {
    let begin = next.map_or(now, |next| next.max(now));
    *next = Some(begin + apart);
    begin
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn provider(at_once: i32, per_minute: i32) -> Provider {
        Provider {
            id: Uuid::nil(),
            name: "P".into(),
            api: providers::Api::Ark,
            base: "https://example.org".into(),
            at_once,
            per_minute,
        }
    }

    #[test]
    fn a_minute_takes_no_more_than_it_says() {
        let (now, apart) = (Instant::now(), Duration::from_secs(10));
        let mut next = None;
        let begins: Vec<u64> = (0..7)
            .map(|_| (slot(&mut next, now, apart) - now).as_secs())
            .collect();
        assert_eq!(begins, [0, 10, 20, 30, 40, 50, 60]);
        let later = now + Duration::from_mins(5);
        assert_eq!(slot(&mut next, later, apart), later, "nothing is saved up");
    }

    #[tokio::test]
    async fn no_more_than_so_many_at_once() {
        let lanes = Arc::new(Lanes::default());
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let all = (0..20).map(|_| {
            let (lanes, now, most) = (lanes.clone(), now.clone(), most.clone());
            tokio::spawn(async move {
                let _turn = lanes.turn(&provider(3, 6000)).await;
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // Until others could have begun.
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
                now.fetch_sub(1, Ordering::SeqCst);
            })
        });
        for one in all.collect::<Vec<_>>() {
            one.await.unwrap();
        }
        assert!((1..=3).contains(&most.load(Ordering::SeqCst)));
    }
}
