//! When the queue is looked at: again and again, whatever happened in between.

use std::task::{Context, Poll};
use std::time::Duration;

use apalis::prelude::{PollSnapshot, PollStrategy};
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Wakes the worker at an interval. The library's own arms its next delay without asking to be woken by it; where an
/// answer of the database takes longer than the interval and the heartbeat, nothing wakes the worker ever after, and the
/// queue stands still until the process ends.
pub struct Often(Interval);

impl Often {
    pub fn new(every: Duration) -> Self {
        let mut interval = interval(every);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self(interval)
    }
}

impl PollStrategy for Often {
    fn poll_drive(&mut self, cx: &mut Context<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
        let mut due = Poll::Pending;
        // Until it is not due: only then it has kept the waker.
        while self.0.poll_tick(cx).is_ready() {
            due = Poll::Ready(Some(()));
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    #[tokio::test]
    async fn whoever_is_due_and_finds_nothing_is_woken_once_more() {
        let mut often = Often::new(Duration::from_millis(1));
        let mut asked = 0;
        let several = poll_fn(|cx| {
            let _ = often.poll_drive(cx, &PollSnapshot::new());
            asked += 1;
            if asked == 5 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        });
        tokio::time::timeout(Duration::from_secs(20), several)
            .await
            .expect("it is woken again and again");
    }
}
