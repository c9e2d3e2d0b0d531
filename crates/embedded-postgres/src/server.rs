//! The running server.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

use crate::account::Account;
use crate::process::{Backoff, Launch, Sql, psql, tail};
use crate::socket::{PORT, SocketDir};
use crate::target::{Target, encode};
use crate::{Binaries, Error, cluster, leftover};

/// How to run a server.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that is this crate's alone; made when missing.
    pub data_dir: PathBuf,
    /// The programs to run.
    pub binaries: Binaries,
    /// Memory for the page cache, MiB.
    pub shared_buffers_mib: u32,
    /// Connections at most.
    pub max_connections: u32,
    /// `false` only for tests: a power cut then loses the database.
    pub fsync: bool,
    /// How long to wait for the server to be ready, crash recovery included.
    pub start_timeout: Duration,
    /// Further settings of `postgresql.conf`, name and value.
    pub settings: Vec<(String, String)>,
}

impl Options {
    /// 128 MiB, 100 connections, fsync on, two minutes to start.
    pub fn new(data_dir: impl Into<PathBuf>, binaries: Binaries) -> Self {
        Self {
            data_dir: data_dir.into(),
            binaries,
            shared_buffers_mib: 128,
            max_connections: 100,
            fsync: true,
            start_timeout: Duration::from_mins(2),
            settings: Vec::new(),
        }
    }
}

/// A private server; stops when dropped, and when this process dies in whatever way.
#[derive(Debug)]
pub struct EmbeddedPostgres {
    // Before the lock: fields drop in order, and the folder is free only when the server is gone.
    running: Running,
    binaries: Binaries,
    _folder: Folder,
}

impl EmbeddedPostgres {
    /// Makes the cluster when there is none, clears away what a crash left, starts the server and
    /// waits until it takes connections.
    ///
    /// # Errors
    /// Any [`Error`]; [`Error::OlderCluster`] is answered by [`upgrade`](crate::upgrade()).
    pub fn start(mut options: Options) -> Result<Self, Error> {
        let folder = Folder::claim(&mut options)?;
        let existing = cluster::existing(&options.data_dir, &options.binaries)?;
        let probe = existing.clone().unwrap_or_else(|| options.data_dir.clone());
        let account = Account::choose(&probe)?;
        let binaries = reachable(&options.binaries, account)?;
        let cluster = if let Some(cluster) = existing {
            cluster
        } else {
            let partial = cluster::make_partial(&options, &binaries, account)?;
            cluster::publish(&partial, &options.data_dir, binaries.major())?
        };
        let running = Running::launch(&options, &binaries, account, &cluster)?;
        Ok(Self {
            running,
            binaries: options.binaries,
            _folder: folder,
        })
    }

    /// The address of a database on this server, for sqlx, libpq and everything like them:
    /// `postgres://postgres@localhost:5432/NAME?host=FOLDER`.
    pub fn url(&self, database: &str) -> String {
        self.running.url(database)
    }

    /// Makes the database when it is not there.
    ///
    /// # Errors
    /// [`Error::Program`] when the server refuses the name.
    pub fn ensure_database(&self, name: &str) -> Result<(), Error> {
        let target = Target::parse(&self.url("postgres"))?;
        let literal = name.replace('\'', "''");
        let found = format!("select 1 from pg_database where datname = '{literal}'");
        if psql(&self.binaries, &target, Sql::Statement(&found))?.is_empty() {
            let identifier = name.replace('"', "\"\"");
            let create = format!("create database \"{identifier}\"");
            psql(&self.binaries, &target, Sql::Statement(&create))?;
        }
        Ok(())
    }

    /// Whether the server process lives.
    pub fn is_running(&self) -> bool {
        self.running.exit_status().is_none()
    }

    /// Process id of the server.
    pub fn process_id(&self) -> u32 {
        self.running.pid
    }

    /// Fast shutdown: open transactions are rolled back, everything committed is on disk.
    ///
    /// # Errors
    /// [`Error::KilledAtStop`] when it had to be killed.
    pub fn stop(mut self) -> Result<(), Error> {
        self.running.stop()
    }
}

/// The programs as the account can run them.
pub(crate) fn reachable(binaries: &Binaries, account: Option<Account>) -> Result<Binaries, Error> {
    account.map_or_else(
        || Ok(binaries.clone()),
        |account| binaries.reachable_by(account),
    )
}

/// The data folder, locked for as long as this lives.
#[derive(Debug)]
pub(crate) struct Folder {
    _lock: File,
}

impl Folder {
    /// Makes and locks the folder, makes its path absolute, and clears what a crash left.
    pub fn claim(options: &mut Options) -> Result<Self, Error> {
        let dir = &mut options.data_dir;
        fs::create_dir_all(&*dir).map_err(Error::io("make", dir))?;
        *dir = dir.canonicalize().map_err(Error::io("find", dir))?;
        let path = dir.join("lock");
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(Error::io("open", &path))?;
        if lock.try_lock().is_err() {
            let mut holder = String::new();
            let _ = lock.read_to_string(&mut holder);
            let holder = if holder.trim().is_empty() {
                "unknown"
            } else {
                holder.trim()
            }
            .into();
            return Err(Error::InUse {
                data_dir: dir.clone(),
                holder,
            });
        }
        lock.set_len(0)
            .and_then(|()| writeln!(lock, "{}", std::process::id()))
            .map_err(Error::io("write", &path))?;
        cluster::sweep_partial(dir)?;
        Ok(Self { _lock: lock })
    }
}

/// One server process on one cluster.
#[derive(Debug)]
pub(crate) struct Running {
    pid: u32,
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
        let log = options.data_dir.join("server.log");
        let log_start = rotate(&log)?;
        let socket = SocketDir::make(&options.data_dir, account)?;
        let mut launch = Launch::new(binaries, "postgres", account, cluster)?;
        let data = launch.data_arg.clone();
        launch.command.arg("-D").arg(data);
        for (name, value) in settings(options, &socket.path) {
            launch.command.arg("-c").arg(format!("{name}={value}"));
        }
        let log_file = || {
            OpenOptions::new()
                .append(true)
                .open(&log)
                .map_err(Error::io("open", &log))
        };
        launch.command.stdout(log_file()?).stderr(log_file()?);

        let exit = Arc::new(Exit::default());
        let pid = spawn(launch, Arc::clone(&exit), &binaries.program("postgres"))?;
        let running = Self { pid, socket, exit };
        running.wait_ready(cluster, options.start_timeout, || {
            tail(&read_from(&log, log_start))
        })?;
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
    fn wait_ready(
        &self,
        cluster: &Path,
        limit: Duration,
        log_tail: impl Fn() -> String,
    ) -> Result<(), Error> {
        let deadline = Instant::now() + limit;
        let pid_file = cluster.join("postmaster.pid");
        let mut backoff = Backoff::default();
        loop {
            if let Some(status) = self.exit_status() {
                return Err(Error::DiedAtStart {
                    status: status.to_string(),
                    log_tail: log_tail(),
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
                    log_tail: log_tail(),
                });
            }
            backoff.wait();
        }
    }

    fn exit_status(&self) -> Option<ExitStatus> {
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
        ("synchronous_commit", on_off(options.fsync).into()),
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

/// Keeps one older log of at most this size.
const LOG_BYTES_MAX: u64 = 8 << 20;

/// Moves a long log away; returns where this run's lines will begin.
fn rotate(log: &Path) -> Result<u64, Error> {
    if fs::metadata(log).is_ok_and(|meta| meta.len() > LOG_BYTES_MAX) {
        fs::rename(log, log.with_extension("log.1")).map_err(Error::io("move", log))?;
    }
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(log)
        .map_err(Error::io("open", log))?;
    file.metadata()
        .map(|meta| meta.len())
        .map_err(Error::io("read", log))
}

fn read_from(log: &Path, start: u64) -> String {
    let mut bytes = Vec::new();
    if let Ok(mut file) = File::open(log) {
        let _ = file
            .seek(SeekFrom::Start(start))
            .and_then(|_| file.read_to_end(&mut bytes));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
