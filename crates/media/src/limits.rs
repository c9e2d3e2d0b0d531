//! What one untrusted video may cost.

use serde::{Deserialize, Serialize};

/// Bounds on a source and on every child process that touches it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// CPU seconds (user and system, all threads) of one encode.
    pub cpu_s: u64,
    /// Wall seconds of one encode.
    pub wall_s: u64,
    /// CPU and wall seconds of one probe.
    pub probe_s: u64,
    /// Private memory of one child, bytes (`RLIMIT_DATA`).
    pub memory_bytes: u64,
    /// Largest file that a child may write, bytes (`RLIMIT_FSIZE`).
    pub output_bytes: u64,
    /// Largest source file, bytes.
    pub source_bytes: u64,
    /// Longest source, ms.
    pub duration_ms: u64,
    /// Most pixels in a source frame.
    pub pixels: u64,
    /// Most audio tracks, and most text tracks, that are taken over.
    pub tracks: usize,
    /// Niceness of the children, 0 to 19.
    pub nice: i32,
}

impl Default for Limits {
    /// Room for a 20-minute 4K master on a slow machine.
    fn default() -> Self {
        Self {
            cpu_s: 2 * 3600,
            wall_s: 2 * 3600,
            probe_s: 30,
            memory_bytes: 4 << 30,
            output_bytes: 4 << 30,
            source_bytes: 8 << 30,
            duration_ms: 20 * 60 * 1000,
            pixels: 8192 * 4320,
            tracks: 16,
            nice: 10,
        }
    }
}
