//! Several of a kind at once, on threads of their own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::studio::shelves::Made;

/// How many are made at once.
pub const SIDE_BY_SIDE: usize = 2;

/// Makes something of each job; results are in the order of the jobs. `progress` is told how many are done.
pub async fn together<Job: Send + Sync + 'static>(
    jobs: Vec<Job>,
    make: impl Fn(&Job) -> Result<Made, String> + Send + Sync + 'static,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> anyhow::Result<Vec<Result<Made, String>>> {
    let done = Arc::new(AtomicUsize::new(0));
    let counted = done.clone();
    let mut making = tokio::task::spawn_blocking(move || {
        let next = AtomicUsize::new(0);
        let results: Vec<OnceLock<Result<Made, String>>> =
            jobs.iter().map(|_| OnceLock::new()).collect();
        std::thread::scope(|scope| {
            for _ in 0..SIDE_BY_SIDE.min(jobs.len()) {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(job) = jobs.get(at) else { break };
                        let _ = results[at].set(make(job));
                        counted.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        results
            .into_iter()
            .map(|result| {
                result
                    .into_inner()
                    .unwrap_or_else(|| Err("it was not made".into()))
            })
            .collect()
    });
    loop {
        tokio::select! {
            made = &mut making => return Ok(made?),
            // Only this task may tell.
            () = tokio::time::sleep(Duration::from_millis(300)) => progress(done.load(Ordering::Relaxed)),
        }
    }
}
