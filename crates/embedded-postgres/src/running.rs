//! One server process: launched, waited for, stopped.

use std::fs;
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

use crate::account::Account;
use crate::log::Log;
use crate::process::{Backoff, Launch};
use crate::socket::{PORT, SocketDir};
use crate::target::encode;
use crate::{Binaries, Error, Options, cluster, leftover};

/// One server process on one cluster.
#[derive(Debug)]
pub(crate) struct Running {
    pub pid: u32,
    socket: SocketDir,
    exit: Arc<Exit>,
}

/// How the server ended, once it has. While it is `None` the process is not reaped, so its id is
/// its own and may be signalled.
#[derive(Debug, Default)]
struct Exit {
    status: Mutex<Option<ExitStatus>>,
    changed: Condvar,
}

impl Running {
    pub fn launch(
        options: &Options,
        binaries: &Binaries,
        account: Option<Account>,
        cluster: &Path,
    ) -> Result<Self, Error> {
        cluster::own(cluster, account)?;
        leftover::clear(cluster)?;
        let log = Log::open(&options.data_dir)?;
        let socket = SocketDir::make(&options.data_dir, account)?;
        let mut launch = Launch::new(binaries, "postgres", account, cluster)?;
        let data = launch.data_arg.clone();
        launch.command.arg("-D").arg(data);
        for (name, value) in settings(options, &socket.path) {
            launch.command.arg("-c").arg(format!("{name}={value}"));
        }
        launch.command.stdout(log.writer()?).stderr(log.writer()?);

        let exit = Arc::new(Exit::default());
        let pid = spawn(launch, Arc::clone(&exit), &binaries.program("postgres"))?;
        let running = Self { pid, socket, exit };
        running.wait_ready(cluster, options.start_timeout, &log)?;
        Ok(running)
    }

    pub fn url(&self, database: &str) -> String {
        use std::os::unix::ffi::OsStrExt;
        format!(
            "postgres://{}@localhost:{PORT}/{}?host={}",
            cluster::SUPERUSER,
            encode(database.as_bytes()),
            encode(self.socket.path.as_os_str().as_bytes()),
        )
    }

    /// The server writes its state to line 8 of `postmaster.pid` (`pg_ctl --wait` reads the same).
    fn wait_ready(&self, cluster: &Path, limit: Duration, log: &Log) -> Result<(), Error> {
        let deadline = Instant::now() + limit;
        let pid_file = cluster.join("postmaster.pid");
        let mut backoff = Backoff::default();
        loop {
            if let Some(status) = self.exit_status() {
                return Err(Error::DiedAtStart {
                    status: status.to_string(),
                    log_tail: log.tail(),
                });
            }
            let text = fs::read_to_string(&pid_file).unwrap_or_default();
            let mut lines = text.lines().map(str::trim);
            if lines.next() == Some(&self.pid.to_string()) && lines.nth(6) == Some("ready") {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(Error::NotReady {
                    seconds: limit.as_secs(),
                    log_tail: log.tail(),
                });
            }
            backoff.wait();
        }
    }

    /// `None` while it runs.
    pub fn exit_status(&self) -> Option<ExitStatus> {
        *self
            .exit
            .status
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Fast shutdown, then immediate, then kill. Does nothing when it is gone.
    pub fn stop(&mut self) -> Result<(), Error> {
        let steps = [(Signal::INT, 60), (Signal::QUIT, 10), (Signal::KILL, 10)];
        let mut status = self
            .exit
            .status
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut last = None;
        for (signal, seconds) in steps {
            if status.is_some() {
                break;
            }
            if let Some(pid) = Pid::from_raw(self.pid as i32) {
                let _ = kill_process(pid, signal);
                last = Some(signal);
            }
            (status, _) = self
                .exit
                .changed
                .wait_timeout_while(status, Duration::from_secs(seconds), |status| {
                    status.is_none()
                })
                .unwrap_or_else(PoisonError::into_inner);
        }
        drop(status);
        self.socket.remove();
        if last.is_some_and(|signal| signal != Signal::INT) {
            return Err(Error::KilledAtStop);
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A caller who wants to know how it went calls `stop`.
        let _ = self.stop();
    }
}

/// Spawns from a thread that then waits for the server's end: the kernel's death signal is tied to
/// the thread, so it must not be one that a pool may end.
fn spawn(mut launch: Launch, exit: Arc<Exit>, program: &Path) -> Result<u32, Error> {
    let (sender, receiver) = mpsc::channel();
    std::thread::Builder::new()
        .name("postgres".into())
        .spawn(move || match launch.command.spawn() {
            Ok(child) => {
                let _ = sender.send(Ok(child.id()));
                drop(launch);
                reap(child, &exit);
            }
            Err(error) => {
                let _ = sender.send(Err(error));
            }
        })
        .map_err(Error::io("run", program))?;
    receiver
        .recv()
        .unwrap_or_else(|_| Err(std::io::ErrorKind::BrokenPipe.into()))
        .map_err(Error::io("run", program))
}

fn reap(mut child: Child, exit: &Exit) {
    if let Some(pid) = Pid::from_raw(child.id() as i32) {
        // Without reaping, so that the id stays taken until the status below is set.
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while waitid(WaitId::Pid(pid), options).is_err_and(|error| error == Errno::INTR) {}
    }
    let mut status = exit.status.lock().unwrap_or_else(PoisonError::into_inner);
    *status = child.wait().ok();
    exit.changed.notify_all();
}

/// Given on the command line, so that they hold at every start and `postgresql.conf` is the
/// operator's.
fn settings(options: &Options, socket: &Path) -> Vec<(String, String)> {
    let on_off = |on: bool| if on { "on" } else { "off" };
    let fixed = [
        ("listen_addresses", String::new()),
        ("port", PORT.to_string()),
        ("unix_socket_directories", socket_list(socket)),
        ("unix_socket_permissions", "0700".into()),
        (
            "shared_buffers",
            format!("{}MB", options.shared_buffers_mib),
        ),
        ("max_connections", options.max_connections.to_string()),
        ("fsync", on_off(options.fsync).into()),
        ("full_page_writes", on_off(options.fsync).into()),
        ("timezone", "UTC".into()),
        ("log_timezone", "UTC".into()),
        ("logging_collector", "off".into()),
    ];
    let fixed = fixed
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    fixed.chain(options.settings.iter().cloned()).collect()
}

/// The setting is a list of names: quoted, so that commas and spaces are part of the one name.
fn socket_list(socket: &Path) -> String {
    format!("\"{}\"", socket.display().to_string().replace('"', "\"\""))
}
