//! A server that outlived the process that started it.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::Error;
use crate::process::Backoff;

/// How long a leftover server gets for a fast shutdown, and again for an immediate one.
const PATIENCE: Duration = Duration::from_secs(30);

/// Stops whatever `postgres` process still works in `cluster` and removes its stale pid file.
///
/// A server is known by its working directory, which is its cluster: unlike the number in
/// `postmaster.pid`, that cannot belong to an unrelated process after a reboot.
pub(crate) fn clear(cluster: &Path) -> Result<(), Error> {
    let pid_file = cluster.join("postmaster.pid");
    for signal in [Signal::INT, Signal::QUIT] {
        let Some(first) = working_in(cluster).first().copied() else {
            break;
        };
        // Only the postmaster is asked; its children follow, and without it they end by themselves.
        let postmaster = fs::read_to_string(&pid_file)
            .ok()
            .and_then(|text| {
                text.lines()
                    .next()
                    .and_then(|line| line.trim().parse().ok())
            })
            .unwrap_or(first);
        if let Some(pid) =
            Pid::from_raw(postmaster as i32).filter(|_| working_in(cluster).contains(&postmaster))
        {
            let _ = kill_process(pid, signal);
        }
        let deadline = Instant::now() + PATIENCE;
        let mut backoff = Backoff::default();
        while !working_in(cluster).is_empty() && Instant::now() < deadline {
            backoff.wait();
        }
    }
    if let Some(&pid) = working_in(cluster).first() {
        return Err(Error::LeftoverServer {
            cluster: cluster.to_owned(),
            pid,
        });
    }
    // Nothing works here, so the number in the file is stale, whoever bears it now.
    match fs::remove_file(&pid_file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove", &pid_file)(error))
        }
        _ => Ok(()),
    }
}

/// Process ids of live `postgres` processes whose working directory is `cluster`.
fn working_in(cluster: &Path) -> Vec<u32> {
    let Ok(cluster) = cluster.canonicalize() else {
        return Vec::new();
    };
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let mut found: Vec<u32> = processes
        .flatten()
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let process = entry.path();
            let named = fs::read_to_string(process.join("comm")).ok()?.trim() == "postgres";
            // The link of a zombie cannot be read, which is right: it works nowhere.
            let here = fs::read_link(process.join("cwd")).ok()? == cluster;
            (named && here).then_some(pid)
        })
        .collect();
    found.sort_unstable();
    found
}
