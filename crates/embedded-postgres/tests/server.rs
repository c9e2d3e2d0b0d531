//! Real servers: start, stop, crash, two at once, awkward folders, backup, upgrade.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use embedded_postgres::{Binaries, EmbeddedPostgres, Error, Options, dump, restore, upgrade};
use tempfile::TempDir;

fn binaries() -> Binaries {
    Binaries::find(None).unwrap_or_else(|error| panic!("{error}\n{}", error.remedy()))
}

fn options(data_dir: &Path) -> Options {
    let mut options = Options::new(data_dir, binaries());
    options.fsync = false;
    options.shared_buffers_mib = 16;
    options.max_connections = 20;
    options
}

fn start(data_dir: &Path) -> EmbeddedPostgres {
    EmbeddedPostgres::start(options(data_dir)).unwrap_or_else(|error| panic!("{error}"))
}

/// Runs SQL with psql and returns its rows.
fn query(url: &str, sql: &str) -> String {
    let output = Command::new(binaries().dir().join("psql"))
        .args([
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            url,
            "-c",
            sql,
        ])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A process of its own that holds a server; returns it and the address it printed.
fn holder(data_dir: &Path) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_embedded-postgres"))
        .arg(data_dir)
        .env("EMBEDDED_POSTGRES_FSYNC", "off")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut url)
        .unwrap();
    assert!(url.starts_with("postgres://"), "{url:?}");
    (child, url.trim().to_owned())
}

fn postmaster_pid(data_dir: &Path) -> u32 {
    let cluster = data_dir.join(format!("pg{}", binaries().major()));
    let text = fs::read_to_string(cluster.join("postmaster.pid")).unwrap();
    text.lines().next().unwrap().trim().parse().unwrap()
}

fn kill_9(pid: u32) {
    let status = Command::new("kill")
        .args(["-9", &pid.to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Waits for an event, not for time: panics when it does not come within a minute.
fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    for _ in 0..6000 {
        if done() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("never happened: {what}");
}

#[test]
fn data_survive_a_stop_and_nothing_listens_on_the_network() {
    let dir = TempDir::new().unwrap();
    let server = start(dir.path());
    assert!(server.is_running());
    server.ensure_database("it's a \"house\"").unwrap();
    server.ensure_database("it's a \"house\"").unwrap();
    let url = server.url("it's a \"house\"");
    assert_eq!(query(&url, "show listen_addresses"), "");
    assert_eq!(
        query(&url, "select current_database(), getdatabaseencoding()"),
        "it's a \"house\"|UTF8"
    );
    query(&url, "create table t as select 42 as answer");
    let pid = server.process_id();
    server.stop().unwrap();
    assert!(!Path::new(&format!("/proc/{pid}")).exists());

    let server = start(dir.path());
    assert_eq!(
        query(&server.url("it's a \"house\""), "select answer from t"),
        "42"
    );
}

#[test]
fn letters_beyond_latin_are_words_to_trigram_search() {
    let dir = TempDir::new().unwrap();
    let server = start(dir.path());
    query(&server.url("postgres"), "create extension pg_trgm");
    let hit = query(
        &server.url("postgres"),
        "select '霸道总裁爱上我' like '%总裁%', cardinality(show_trgm('霸道总裁')) > 0, lower('ÉÑ')",
    );
    assert_eq!(hit, "t|t|éñ");
}

#[test]
fn dropping_stops_the_server() {
    let dir = TempDir::new().unwrap();
    let server = start(dir.path());
    let process = PathBuf::from(format!("/proc/{}", server.process_id()));
    drop(server);
    assert!(!process.exists());
}

#[test]
fn a_killed_parent_takes_its_server_along_and_loses_no_commit() {
    let dir = TempDir::new().unwrap();
    let (mut parent, url) = holder(dir.path());
    query(&url, "create table t as select 7 as a");
    let server = postmaster_pid(dir.path());
    parent.kill().unwrap();
    parent.wait().unwrap();
    // Started at once, while the old server may still be shutting down.
    let again = start(dir.path());
    assert_ne!(again.process_id(), server);
    assert_eq!(query(&again.url("postgres"), "select a from t"), "7");
}

#[test]
fn a_killed_server_is_noticed_and_recovers() {
    let dir = TempDir::new().unwrap();
    let server = start(dir.path());
    query(&server.url("postgres"), "create table t as select 7 as a");
    kill_9(server.process_id());
    eventually("the end of the server is noticed", || !server.is_running());
    server.stop().unwrap();
    let again = start(dir.path());
    assert_eq!(query(&again.url("postgres"), "select a from t"), "7");
}

#[test]
fn a_server_left_running_is_stopped_first() {
    let dir = TempDir::new().unwrap();
    let (mut parent, url) = holder(dir.path());
    query(&url, "create table t as select 7 as a");
    let server = postmaster_pid(dir.path());
    // A stopped process cannot act on the death signal: it outlives its parent.
    assert!(
        Command::new("kill")
            .args(["-STOP", &server.to_string()])
            .status()
            .unwrap()
            .success()
    );
    parent.kill().unwrap();
    parent.wait().unwrap();
    let resume = std::thread::spawn(move || {
        assert!(
            Command::new("kill")
                .args(["-CONT", &server.to_string()])
                .status()
                .unwrap()
                .success()
        );
    });
    let again = start(dir.path());
    resume.join().unwrap();
    assert_eq!(query(&again.url("postgres"), "select a from t"), "7");
}

#[test]
fn a_stale_pid_file_that_names_a_live_stranger_is_no_obstacle() {
    let dir = TempDir::new().unwrap();
    let server = start(dir.path());
    let cluster = dir.path().join(format!("pg{}", binaries().major()));
    let text = fs::read_to_string(cluster.join("postmaster.pid")).unwrap();
    server.stop().unwrap();
    // After a reboot the number belongs to anybody, here to this very test.
    let tail: Vec<&str> = text.lines().skip(1).collect();
    let stale = format!("{}\n{}\n", std::process::id(), tail.join("\n"));
    fs::write(cluster.join("postmaster.pid"), stale).unwrap();
    assert!(start(dir.path()).is_running());
}

#[test]
fn the_same_folder_twice_is_refused_by_name() {
    let dir = TempDir::new().unwrap();
    let (parent, url) = holder(dir.path());
    let error = EmbeddedPostgres::start(options(dir.path())).unwrap_err();
    assert_eq!(error.code(), "postgres_in_use");
    assert!(
        error
            .to_string()
            .contains(&format!("in use by process {}", parent.id())),
        "{error}"
    );
    assert_eq!(query(&url, "select 1"), "1");
    let mut parent = parent;
    drop(parent.stdin.take());
    assert!(parent.wait().unwrap().success());
    assert!(start(dir.path()).is_running());
}

#[test]
fn half_made_clusters_are_thrown_away_and_real_ones_never() {
    let dir = TempDir::new().unwrap();
    let major = binaries().major();
    let half = dir.path().join(format!("pg{major}.partial-1"));
    fs::create_dir_all(half.join("base")).unwrap();
    drop(start(dir.path()));
    assert!(!half.exists());

    let version = dir.path().join(format!("pg{major}/PG_VERSION"));
    fs::remove_file(&version).unwrap();
    let error = EmbeddedPostgres::start(options(dir.path())).unwrap_err();
    assert_eq!(error.code(), "postgres_damaged_cluster");
    fs::write(&version, format!("{major}\n")).unwrap();
    assert!(start(dir.path()).is_running());
}

#[test]
fn a_long_path_and_a_closed_folder_above_are_served() {
    let dir = TempDir::new().unwrap();
    // TempDir is 0700: a server under another account cannot pass it.
    let deep = dir
        .path()
        .join("a folder, with \"quotes\" & commas".repeat(5));
    let server = start(&deep);
    let url = server.url("postgres");
    assert_eq!(query(&url, "select 1"), "1");
    server.stop().unwrap();
    let socket = url.split("host=").nth(1).unwrap().replace("%2F", "/");
    assert!(!Path::new(&socket).exists(), "{socket} stayed behind");
}

#[test]
fn a_refused_setting_shows_the_servers_own_words() {
    let dir = TempDir::new().unwrap();
    let mut options = options(dir.path());
    options
        .settings
        .push(("shared_buffers".into(), "lots".into()));
    let error = EmbeddedPostgres::start(options).unwrap_err();
    assert_eq!(error.code(), "postgres_died_at_start");
    assert!(error.to_string().contains("shared_buffers"), "{error}");
}

#[test]
fn missing_programs_are_named_with_a_remedy() {
    let dir = TempDir::new().unwrap();
    let error = Binaries::find(Some(dir.path())).unwrap_err();
    assert_eq!(error.code(), "postgres_unusable");
    assert!(
        error.to_string().contains("there is no `postgres`"),
        "{error}"
    );
    assert!(error.remedy().contains("CLIFFHANGER_POSTGRES_BIN"));
}

#[test]
fn backup_and_restore_round_trip() {
    let dir = TempDir::new().unwrap();
    let server = start(&dir.path().join("data"));
    server.ensure_database("a").unwrap();
    server.ensure_database("b").unwrap();
    query(
        &server.url("a"),
        "create extension pg_trgm; create schema s; create table s.t (id int primary key, v jsonb); \
         insert into s.t select n, jsonb_build_object('n', n) from generate_series(1, 500) n",
    );
    let file = dir.path().join("backup");
    let mut lines = Vec::new();
    dump(&binaries(), &server.url("a"), &file, &mut |line| {
        lines.push(line.to_owned());
    })
    .unwrap();
    assert!(lines.iter().any(|line| line.contains("s.t")), "{lines:?}");
    restore(&binaries(), &server.url("b"), &file, &mut |_| {}).unwrap();
    let sum = "select count(*), sum((v->>'n')::int) from s.t";
    assert_eq!(query(&server.url("b"), sum), query(&server.url("a"), sum));

    let again = restore(&binaries(), &server.url("b"), &file, &mut |_| {}).unwrap_err();
    assert_eq!(again.code(), "postgres_not_empty");
    assert_eq!(query(&server.url("b"), "select count(*) from s.t"), "500");
}

#[test]
fn damaged_backups_and_wrong_addresses_change_nothing() {
    let dir = TempDir::new().unwrap();
    let server = start(&dir.path().join("data"));
    server.ensure_database("a").unwrap();
    server.ensure_database("b").unwrap();
    query(
        &server.url("a"),
        "create table t as select generate_series(1, 20000) a; create table u as select 1 a",
    );
    let file = dir.path().join("backup");
    dump(&binaries(), &server.url("a"), &file, &mut |_| {}).unwrap();
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let error = restore(&binaries(), &server.url("b"), &file, &mut |_| {}).unwrap_err();
    assert_eq!(error.code(), "postgres_program_failed");
    assert_eq!(
        query(
            &server.url("b"),
            "select count(*) from pg_tables where schemaname = 'public'"
        ),
        "0"
    );

    fs::write(&file, "-- plain sql").unwrap();
    let error = restore(&binaries(), &server.url("b"), &file, &mut |_| {}).unwrap_err();
    assert_eq!(error.code(), "postgres_not_a_backup");

    let kept = fs::read(&file).unwrap();
    let error = dump(&binaries(), &server.url("no such"), &file, &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("no such"), "{error}");
    assert_eq!(fs::read(&file).unwrap(), kept);
    assert!(!dir.path().join("backup.partial").exists());
    let error = dump(&binaries(), "host=x password=secret", &file, &mut |_| {}).unwrap_err();
    assert!(matches!(error, Error::BadUrl));
    assert!(!error.to_string().contains("secret"));
}

#[test]
fn an_older_cluster_is_refused_then_upgraded_and_kept() {
    let old_dir = Path::new("/usr/lib/postgresql/15/bin");
    let Ok(old_binaries) = Binaries::open(old_dir) else {
        eprintln!("skipped: no PostgreSQL 15 in {}", old_dir.display());
        return;
    };
    let dir = TempDir::new().unwrap();
    let mut old_options = options(dir.path());
    old_options.binaries = old_binaries;
    let old = EmbeddedPostgres::start(old_options.clone()).unwrap();
    old.ensure_database("house").unwrap();
    query(
        &old.url("house"),
        "create table t as select generate_series(1, 1000) a; create role reader; grant select on t to reader",
    );
    query(&old.url("postgres"), "create table p as select 5 as a");
    old.stop().unwrap();

    let error = EmbeddedPostgres::start(options(dir.path())).unwrap_err();
    assert_eq!(error.code(), "postgres_older_cluster");
    assert!(
        error.remedy().contains("postgresql-15"),
        "{}",
        error.remedy()
    );
    let wrong = upgrade(options(dir.path()), Some(binaries().dir()), &mut |_| {}).unwrap_err();
    assert_eq!(wrong.code(), "postgres_older_cluster");

    let mut lines = Vec::new();
    upgrade(options(dir.path()), None, &mut |line| {
        lines.push(line.to_owned());
    })
    .unwrap();
    assert!(
        lines.contains(&"database house: 1 tables".to_owned()),
        "{lines:?}"
    );
    upgrade(options(dir.path()), None, &mut |_| {}).unwrap();
    let new = start(dir.path());
    assert_eq!(
        query(
            &new.url("house"),
            "select count(*), has_table_privilege('reader', 't', 'select') from t"
        ),
        "1000|t"
    );
    assert_eq!(query(&new.url("postgres"), "select a from p"), "5");
    new.stop().unwrap();
    assert_eq!(
        fs::read_to_string(dir.path().join("pg15/PG_VERSION"))
            .unwrap()
            .trim(),
        "15"
    );

    let error = EmbeddedPostgres::start(old_options).unwrap_err();
    assert_eq!(error.code(), "postgres_newer_cluster");
}
