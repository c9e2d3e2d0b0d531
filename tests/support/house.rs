//! A house by the real binary on its own private Postgres.

#![allow(dead_code, reason = "not every test needs all of it")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const FEED: &str = "/api/v1/feed?session=6f2c1c1e-3b0f-4c47-9a55-3f6f0a3f1a01";
const PATIENCE: Duration = Duration::from_mins(2);

/// A temporary folder that the private Postgres may enter.
pub fn place() -> tempfile::TempDir {
    let temporary = tempfile::tempdir().unwrap();
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(temporary.path(), open).unwrap();
    temporary
}

/// A folder that the private Postgres may enter: it never runs as root.
pub fn folder(parent: &Path, name: &str) -> PathBuf {
    let folder = parent.join(name);
    std::fs::create_dir(&folder).unwrap();
    folder
}

fn house(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cliffhanger"));
    command
        .current_dir(data)
        .env_remove("DATABASE_URL")
        .env("CLIFFHANGER_DATA", data)
        .env("CLIFFHANGER_MEDIA__AV1", "false")
        .env("CLIFFHANGER_DATABASE__CONNECTIONS_MAX", "6");
    command
}

pub fn run(data: &Path, arguments: &[&str]) -> Output {
    house(data).args(arguments).output().unwrap()
}

#[track_caller]
pub fn ran(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

/// Whose requests these are.
#[derive(Default)]
pub struct Session {
    cookie: String,
}

/// An open house; closed as a person would when dropped.
pub struct Open {
    process: Child,
    address: SocketAddr,
}

impl Open {
    pub fn at(data: &Path) -> Self {
        let address = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let process = house(data)
            .arg("serve")
            .env("CLIFFHANGER_LISTEN", address.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let open = Self { process, address };
        let begun = Instant::now();
        while TcpStream::connect(open.address).is_err() {
            assert!(begun.elapsed() < PATIENCE, "the house does not open");
            std::thread::sleep(Duration::from_millis(50));
        }
        open
    }

    /// The status and the body; HTTP 1.0, so that the body ends with the connection.
    pub fn get(&self, path: &str, range: Option<&str>) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let range = range.map_or(String::new(), |range| format!("Range: {range}\r\n"));
        let host = self.address;
        write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\n{range}\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = std::str::from_utf8(&answer[..end]).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer[end + 4..].to_vec())
    }

    /// The status and the answer to somebody who is known by their cookie.
    pub fn read(&self, path: &str, session: &mut Session) -> (u16, Value) {
        self.ask("GET", path, session, "")
    }

    /// The same with something sent, as a page of the house sends it.
    pub fn post(&self, path: &str, session: &mut Session, body: &Value) -> (u16, Value) {
        self.ask("POST", path, session, &body.to_string())
    }

    fn ask(&self, method: &str, path: &str, session: &mut Session, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (host, length, cookie) = (self.address, body.len(), &session.cookie);
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        for line in head.lines() {
            let (name, value) = line.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("set-cookie") {
                let cookie = value.split(';').next().unwrap();
                cookie.trim().clone_into(&mut session.cookie);
            }
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    pub fn feed(&self) -> Value {
        let (status, body) = self.get(FEED, None);
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    pub fn close(mut self) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").arg(pid).status().unwrap().success());
        assert!(self.process.wait().unwrap().success());
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
