//! A house with content, by the real binary on its own private Postgres: looked at, backed up while it is open,
//! restored elsewhere, and watched there.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::clip;

mod support;

const FEED: &str = "/api/v1/feed?session=6f2c1c1e-3b0f-4c47-9a55-3f6f0a3f1a01";
const PATIENCE: Duration = Duration::from_mins(2);

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

fn run(data: &Path, arguments: &[&str]) -> Output {
    house(data).args(arguments).output().unwrap()
}

#[track_caller]
fn ran(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

/// An open house; closed as a person would when dropped.
struct Open {
    process: Child,
    address: SocketAddr,
}

impl Open {
    fn at(data: &Path) -> Self {
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
    fn get(&self, path: &str, range: Option<&str>) -> (u16, Vec<u8>) {
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

    fn feed(&self) -> Value {
        let (status, body) = self.get(FEED, None);
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    fn close(mut self) {
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

fn series(folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    for (number, seconds) in [(1, 2), (2, 3)] {
        clip(&folder.join(format!("{number:02}.mp4")), "270x480", seconds);
    }
}

/// A folder that the private Postgres may enter: it never runs as root.
fn folder(parent: &Path, name: &str) -> PathBuf {
    let folder = parent.join(name);
    std::fs::create_dir(&folder).unwrap();
    folder
}

#[test]
fn a_house_is_the_same_after_backup_and_restore() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path();
    std::fs::set_permissions(place, std::fs::Permissions::from_mode(0o755)).unwrap();
    let (first, second) = (folder(place, "first"), folder(place, "second"));
    let (episodes, kept) = (place.join("story"), place.join("kept"));
    let kept = kept.to_str().unwrap();
    series(&episodes);

    let found = run(&first, &["doctor"]);
    let found = String::from_utf8(found.stdout).unwrap();
    for name in ["✓ ffmpeg", "✓ postgres", "✓ blobs"] {
        assert!(found.contains(name), "{found}");
    }
    ran(&first, &["ingest", episodes.to_str().unwrap(), "--publish"]);

    let open = Open::at(&first);
    let before = open.feed();
    let item = &before["items"][0]["episode"];
    let url = item["playback"]["video"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    let poster = item["poster"]["webp"].as_str().unwrap().to_owned();
    let part = open.get(&url, Some("bytes=700-1699"));
    assert_eq!((part.0, part.1.len()), (206, 1000));
    let picture = open.get(&poster, None);
    assert_eq!(picture.0, 200);
    // While it is open, and once more into the same folder.
    ran(&first, &["backup", kept]);
    ran(&first, &["backup", kept]);
    open.close();

    ran(&second, &["restore", kept]);
    let open = Open::at(&second);
    assert_eq!(open.feed()["items"], before["items"]);
    assert_eq!(open.get(&url, Some("bytes=700-1699")), part);
    assert_eq!(open.get(&poster, None), picture);
    let again = run(&second, &["restore", kept]);
    assert!(
        !again.status.success(),
        "a house that is not empty is not written over"
    );
    assert_eq!(open.feed()["items"], before["items"]);
    open.close();

    let nothing = run(&first, &["restore", place.join("story").to_str().unwrap()]);
    let told = String::from_utf8_lossy(&nothing.stderr).into_owned();
    assert!(
        !nothing.status.success() && told.contains("holds no backup"),
        "{told}"
    );

    std::fs::write(second.join("layout"), "2\n").unwrap();
    let later = run(&second, &["serve"]);
    let told = String::from_utf8_lossy(&later.stderr).into_owned();
    assert!(
        !later.status.success() && told.contains("newer Cliffhanger"),
        "{told}"
    );
}
