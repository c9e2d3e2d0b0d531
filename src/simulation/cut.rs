//! A future that is let go after so many polls, as a process is killed between two of its steps.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Polls `work` at most `polls` times; `None` when that was not enough, and `work` is dropped where it stood.
pub async fn after<'a, T>(polls: u32, work: impl Future<Output = T> + 'a) -> Option<T> {
    Cut {
        work: Box::pin(work),
        left: polls,
    }
    .await
}

struct Cut<'a, T> {
    work: Pin<Box<dyn Future<Output = T> + 'a>>,
    left: u32,
}

impl<T> Future for Cut<'_, T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        match self.work.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            // The poll that would come next may never be asked for; the last one is not waited for.
            Poll::Pending if self.left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}
