//! Starting programs so that they run under the right account and end with this process.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::{Signal, getppid, set_parent_process_death_signal};

use crate::account::Account;
use crate::target::Target;
use crate::{Binaries, Error};

/// A server-side program (`initdb`, `postgres`) about to work on one cluster folder.
pub(crate) struct Launch {
    pub command: Command,
    /// What to pass after `-D`.
    pub data_arg: OsString,
}

impl Launch {
    /// Must be spawned from a thread that lives as long as the program: the kernel sends the
    /// death signal (SIGINT, a fast shutdown) when the *thread* ends.
    pub fn new(
        binaries: &Binaries,
        program: &str,
        account: Option<Account>,
        cluster: &Path,
    ) -> Result<Self, Error> {
        let mut command = Command::new(binaries.program(program));
        // The caller's PG* variables must not reach the server, nor its locale the log.
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LC_ALL", "C");
        // Its own process group: Ctrl-C in a terminal is for the caller, who stops the server last.
        command
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::null());
        let mut data_arg = cluster.as_os_str().to_owned();
        let mut folder = None;
        if let Some(account) = account {
            command.uid(account.uid).gid(account.gid);
            // The folders above may be closed to the account (root's home is). An open folder
            // stays reachable through /proc without passing them.
            let open = File::open(cluster).map_err(Error::io("open", cluster))?;
            data_arg = format!("/proc/self/fd/{}", open.as_raw_fd()).into();
            folder = Some(open);
        }
        let parent = std::process::id();
        let before_exec = move || {
            if let Some(folder) = &folder {
                rustix::io::fcntl_setfd(folder, rustix::io::FdFlags::empty())?;
            }
            // After the change of account, which would clear it.
            set_parent_process_death_signal(Some(Signal::INT))?;
            // The parent may have died before the line above took effect.
            if getppid().map(|pid| pid.as_raw_nonzero().get() as u32) != Some(parent) {
                return Err(std::io::ErrorKind::BrokenPipe.into());
            }
            Ok(())
        };
        // SAFETY: between fork and exec only async-signal-safe calls are allowed; the closure makes
        // three plain system calls and neither allocates nor locks.
        #[expect(
            unsafe_code,
            reason = "no safe way to ask for a death signal in the child"
        )]
        unsafe {
            command.pre_exec(before_exec);
        }
        Ok(Self { command, data_arg })
    }
}

/// A client program (`pg_dump`, `psql`, …); the password travels in the environment, because
/// arguments can be read by every user of the machine.
pub(crate) fn client(binaries: &Binaries, program: &str, target: &Target) -> Command {
    let mut command = Command::new(binaries.program(program));
    command
        .env("LC_ALL", "C")
        .env_remove("PGOPTIONS")
        .env_remove("PGSERVICE")
        .stdin(Stdio::null());
    if let Some(password) = &target.password {
        command.env("PGPASSWORD", password);
    }
    command
}

/// Runs a client program to its end, handing each line of its standard error to `progress`.
pub(crate) fn run_with_progress(
    mut command: Command,
    program: &'static str,
    progress: &mut dyn FnMut(&str),
) -> Result<(), Error> {
    let path = command.get_program().to_owned();
    let path = Path::new(&path);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Error::io("run", path))?;
    let mut lines = Vec::new();
    let stderr = child.stderr.take().expect("stderr was asked to be a pipe");
    for line in BufReader::new(stderr).split(b'\n') {
        let line = line.map_err(Error::io("read from", path))?;
        let line = String::from_utf8_lossy(&line).into_owned();
        progress(
            line.strip_prefix(program)
                .and_then(|rest| rest.strip_prefix(": "))
                .unwrap_or(&line),
        );
        lines.push(line);
        if lines.len() > 2 * TAIL_LINES {
            lines.drain(..TAIL_LINES);
        }
    }
    let status = child.wait().map_err(Error::io("wait for", path))?;
    if status.success() {
        return Ok(());
    }
    Err(Error::Program {
        program,
        status: status.to_string(),
        tail: tail(&lines.join("\n")),
    })
}

/// Runs one statement, or a script when `sql` is a file, and returns unaligned rows.
pub(crate) fn psql(binaries: &Binaries, target: &Target, sql: Sql<'_>) -> Result<String, Error> {
    let mut command = client(binaries, "psql", target);
    command.args([
        "-X",
        "-q",
        "-A",
        "-t",
        "-w",
        "-v",
        "ON_ERROR_STOP=1",
        "-d",
        &target.url,
    ]);
    match sql {
        Sql::Statement(text) => command.arg("-c").arg(text),
        Sql::File(path) => command.arg("-f").arg(path),
    };
    let output = command
        .output()
        .map_err(Error::io("run", &binaries.program("psql")))?;
    if !output.status.success() {
        return Err(Error::Program {
            program: "psql",
            status: output.status.to_string(),
            tail: tail(&String::from_utf8_lossy(&output.stderr)),
        });
    }
    Ok(String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned())
}

/// What [`psql`] runs.
#[derive(Clone, Copy)]
pub(crate) enum Sql<'a> {
    Statement(&'a str),
    File(&'a Path),
}

const TAIL_LINES: usize = 20;

/// The last lines of a text.
pub(crate) fn tail(text: &str) -> String {
    let lines: Vec<_> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}

/// Waits between looks at something that another process will do: 1 ms first, 50 ms at most.
#[derive(Default)]
pub(crate) struct Backoff(u32);

impl Backoff {
    pub fn wait(&mut self) {
        std::thread::sleep(Duration::from_millis((1_u64 << self.0.min(6)).min(50)));
        self.0 += 1;
    }
}
