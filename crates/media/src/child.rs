//! Running ffmpeg and ffprobe on untrusted files: no network, no other file, bounded time, memory and output.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

use crate::{Cancel, Limits, MediaError};

/// Most bytes that are kept of a child's error output.
const STDERR_KEPT: usize = 8 * 1024;

/// One call of a tool.
pub(crate) struct Call<'a> {
    pub program: &'a Path,
    pub arguments: &'a [String],
    /// Working and temporary folder; the only place where the child is meant to write.
    pub folder: &'a Path,
    pub limits: &'a Limits,
    /// CPU and wall seconds, where they differ from the limits for an encode.
    pub seconds: Option<u64>,
    pub cancel: &'a Cancel,
    /// Most bytes of standard output that are accepted.
    pub stdout_bytes: usize,
}

/// A file as the tools are told of it: by its whole path, and as nothing but a file.
pub(crate) fn address(input: &Path) -> Result<String, MediaError> {
    let path = input
        .canonicalize()
        .map_err(|error| MediaError::io(input, error))?;
    Ok(format!("file:{}", path.display()))
}

/// Runs a tool in the folder of `beside` and gives all that it says, at most 16 MB. What it cannot read is damaged.
pub(crate) async fn run_beside(
    limits: &Limits,
    program: &Path,
    arguments: &[String],
    beside: &Path,
    cancel: &Cancel,
) -> Result<Vec<u8>, MediaError> {
    let folder = beside.parent().unwrap_or(Path::new("."));
    let folder = folder
        .canonicalize()
        .map_err(|error| MediaError::io(folder, error))?;
    let call = Call {
        program,
        arguments,
        folder: &folder,
        limits,
        seconds: None,
        cancel,
        stdout_bytes: 16 << 20,
    };
    run(call, |_| {}).await.map_err(|error| match error {
        MediaError::ToolFailed(why) => MediaError::Damaged(why),
        other => other,
    })
}

/// Runs the call to its end; `on_output` sees standard output as it comes. Returns all of standard output.
///
/// The child's whole process group is killed when the future is dropped, cancelled or late.
pub(crate) async fn run(
    call: Call<'_>,
    mut on_output: impl FnMut(&[u8]) + Send,
) -> Result<Vec<u8>, MediaError> {
    if call.cancel.is_cancelled() {
        return Err(MediaError::Cancelled);
    }
    let cpu_s = call.seconds.unwrap_or(call.limits.cpu_s);
    let wall = Duration::from_secs(call.seconds.unwrap_or(call.limits.wall_s));
    let name = call
        .program
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();

    let mut command = Command::new(call.program);
    command
        .args(call.arguments)
        .current_dir(call.folder)
        .env_clear()
        .envs(
            ["PATH", "LD_LIBRARY_PATH"]
                .into_iter()
                .filter_map(|key| Some((key, std::env::var_os(key)?))),
        )
        .env("TMPDIR", call.folder)
        .env("HOME", call.folder)
        .env("LC_ALL", "C")
        .env("AV_LOG_FORCE_NOCOLOR", "1")
        // SVT-AV1 writes its settings to standard error unless told to keep to errors.
        .env("SVT_LOG", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    confine(&mut command, cpu_s, call.limits);

    let mut child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied => {
            MediaError::ToolMissing(call.program.display().to_string())
        }
        _ => MediaError::io(call.program, error),
    })?;
    let _group = Group(child.id());
    let mut stdout = child.stdout.take().expect("standard output is piped");
    let stderr = child.stderr.take().expect("standard error is piped");

    let work = async {
        let mut kept = Vec::new();
        let read_output = async {
            let mut buffer = vec![0; 16 * 1024];
            loop {
                let read = stdout.read(&mut buffer).await.unwrap_or(0);
                if read == 0 {
                    break Ok(());
                }
                if kept.len() + read > call.stdout_bytes {
                    break Err(MediaError::TooLarge(format!(
                        "{name} has too much to say about it"
                    )));
                }
                kept.extend_from_slice(&buffer[..read]);
                on_output(&buffer[..read]);
            }
        };
        let (read, complaint) = tokio::join!(read_output, tail(stderr));
        read?;
        let status = child
            .wait()
            .await
            .map_err(|error| MediaError::io(call.program, error))?;
        Ok((status, kept, complaint))
    };
    let (status, kept, complaint) = tokio::select! {
        biased;
        () = call.cancel.cancelled() => return Err(MediaError::Cancelled),
        done = tokio::time::timeout(wall, work) => {
            done.map_err(|_| MediaError::TimedOut(format!("{} s", wall.as_secs())))??
        }
    };
    if status.success() {
        Ok(kept)
    } else {
        Err(explain(status, &complaint, cpu_s))
    }
}

/// Kills the process group when dropped, so that nothing outlives the call.
struct Group(Option<u32>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(id) = self.0.and_then(|id| i32::try_from(id).ok()) {
            // SAFETY: a plain system call; a group that is gone gives ESRCH.
            unsafe { libc::killpg(id, libc::SIGKILL) };
        }
    }
}

/// The last words of a stream; the rest is read and dropped so that the child never blocks.
async fn tail(mut stream: impl AsyncRead + Unpin) -> String {
    let mut kept = Vec::new();
    let mut buffer = vec![0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        kept.extend_from_slice(&buffer[..read]);
        if kept.len() > STDERR_KEPT {
            kept.drain(..kept.len() - STDERR_KEPT);
        }
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// Applies the limits between fork and exec.
fn confine(command: &mut Command, cpu_s: u64, limits: &Limits) {
    let (memory, output, nice) = (limits.memory_bytes, limits.output_bytes, limits.nice);
    let confine = move || {
        let limit = |resource, soft: u64, hard: u64| {
            let value = libc::rlimit {
                rlim_cur: soft,
                rlim_max: hard,
            };
            // SAFETY: `value` outlives the call.
            if unsafe { libc::setrlimit(resource, &raw const value) } == 0 {
                Ok(())
            } else {
                Err(std::io::Error::last_os_error())
            }
        };
        limit(libc::RLIMIT_CPU, cpu_s, cpu_s + 5)?;
        limit(libc::RLIMIT_DATA, memory, memory)?;
        limit(libc::RLIMIT_FSIZE, output, output)?;
        limit(libc::RLIMIT_CORE, 0, 0)?;
        // SAFETY: plain system calls that are allowed between fork and exec.
        unsafe {
            libc::setpriority(libc::PRIO_PROCESS, 0, nice);
            #[cfg(target_os = "linux")]
            {
                libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
                libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL, 0, 0, 0);
                // An empty network: as root directly, else in a user namespace of its own. Where neither is
                // permitted, the protocol whitelist and the forced demuxer still stand.
                if libc::unshare(libc::CLONE_NEWNET) != 0 {
                    libc::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWNET);
                }
            }
        }
        Ok(())
    };
    // SAFETY: the closure only makes async-signal-safe system calls and allocates nothing.
    unsafe { command.pre_exec(confine) };
}

/// Turns an exit into the sentence a producer can act on.
fn explain(status: std::process::ExitStatus, complaint: &str, cpu_s: u64) -> MediaError {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(libc::SIGXCPU) => return MediaError::TimedOut(format!("{cpu_s} s of CPU time")),
        Some(libc::SIGXFSZ) => {
            return MediaError::TooLarge("the result is over the limit".to_owned());
        }
        _ => {}
    }
    let has = |needle: &str| complaint.contains(needle);
    let last = last_line(complaint);
    if has("No space left on device") || has("Disk quota exceeded") {
        MediaError::DiskFull
    } else if has("File too large") {
        MediaError::TooLarge("the result is over the limit".to_owned())
    } else if has("Cannot allocate memory") || has("failed to map segment") {
        MediaError::TooLarge("decoding it needs more memory than allowed".to_owned())
    } else if has("Decoder (codec")
        || has("Unknown decoder")
        || has("Could not find codec parameters")
    {
        MediaError::UnsupportedCodec(last)
    } else if has("Invalid data found") || has("moov atom not found") || has("End of file") {
        MediaError::Damaged(last)
    } else if let Some(signal) = status.signal() {
        MediaError::ToolFailed(format!("stopped by signal {signal}"))
    } else {
        MediaError::ToolFailed(last)
    }
}

/// ffmpeg's last line without its `[mov @ 0x…]` prefix, paths and final full stop.
fn last_line(complaint: &str) -> String {
    let line = complaint
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("no message");
    let line = line.rsplit_once("] ").map_or(line, |(_, text)| text);
    let line = line
        .split_once(": ")
        .filter(|(head, _)| head.contains('/'))
        .map_or(line, |(_, text)| text);
    line.trim()
        .trim_end_matches('.')
        .chars()
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tools;

    #[tokio::test]
    async fn a_full_disk_is_told_apart_from_other_failures() {
        let tools = Tools::find(None, None).unwrap();
        let limits = Limits::default();
        let cancel = Cancel::new();
        let run_to = async |output: &str| {
            let arguments: Vec<String> = format!(
                "-v error -y -f lavfi -i testsrc=duration=1 -c:v rawvideo -f rawvideo {output}"
            )
            .split(' ')
            .map(str::to_owned)
            .collect();
            let call = Call {
                program: &tools.ffmpeg,
                arguments: &arguments,
                folder: &std::env::temp_dir(),
                limits: &limits,
                seconds: None,
                cancel: &cancel,
                stdout_bytes: 1 << 20,
            };
            run(call, |_| {}).await.unwrap_err().code()
        };
        assert_eq!(run_to("/dev/full").await, "disk_full");
        assert_eq!(run_to("/nowhere/at/all").await, "tool_failed");
    }
}
