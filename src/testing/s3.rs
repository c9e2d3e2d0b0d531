//! An S3 server that we did not write, for tests.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::config::{Config, S3};

/// An S3 server from the package `moto`, stopped when dropped.
pub struct S3Server {
    process: Child,
    address: url::Url,
}

impl S3Server {
    pub fn start() -> Self {
        let mut process = Command::new(program("moto_server"))
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("moto is installed by ./test: pip install 'moto[server]' into the cache folder's `py`");
        let mut words = BufReader::new(process.stderr.take().unwrap()).lines();
        let address = words
            .find_map(|line| {
                Some(
                    line.unwrap()
                        .split("Running on ")
                        .nth(1)?
                        .trim()
                        .parse()
                        .unwrap(),
                )
            })
            .expect("the server says where it runs");
        // Read on, so that it never waits for a reader.
        std::thread::spawn(move || words.for_each(drop));
        Self { process, address }
    }

    /// Settings of a house whose blobs are in this bucket.
    pub fn config(&self, bucket: &str) -> Config {
        Config {
            blobs: Some(format!("s3://{bucket}/a/house").parse().unwrap()),
            s3: S3 {
                endpoint: Some(self.address.clone()),
                region: Some("us-east-1".into()),
                access_key_id: Some("key".into()),
                secret_access_key: Some("secret".into()),
            },
            ..Config::default()
        }
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn program(name: &str) -> PathBuf {
    let cache = std::env::var_os("CLIFFHANGER_CACHE").map(PathBuf::from);
    let cache =
        cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/cliffhanger")));
    cache.map_or_else(|| name.into(), |cache| cache.join("py/bin").join(name))
}

/// Makes a bucket.
pub async fn make_bucket(server: &S3Server, bucket: &str) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let authority = server.address.socket_addrs(|| None).unwrap()[0];
    let mut stream = tokio::net::TcpStream::connect(authority).await.unwrap();
    let request = format!(
        "PUT /{bucket} HTTP/1.1\r\nHost: {authority}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
