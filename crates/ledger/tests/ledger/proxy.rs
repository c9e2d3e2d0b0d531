//! Stands between the ledger and its database, and cuts the line at the worst moment.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixListener, UnixStream},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Cut {
    Never = 0,
    /// The next commit never arrives.
    BeforeCommit = 1,
    /// The next commit is done, and the answer never arrives.
    AfterCommit = 2,
}

pub struct Proxy {
    folder: tempfile::TempDir,
    cut: Arc<AtomicU8>,
    options: PgConnectOptions,
}

impl Proxy {
    pub fn before(pool: &PgPool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = (*pool.connect_options()).clone();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let cut = Arc::new(AtomicU8::new(0));
        let (armed, upstream) = (cut.clone(), options.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, upstream.clone(), armed.clone()));
            }
        });
        Self {
            folder,
            cut,
            options,
        }
    }

    /// A pool whose connections go through here.
    pub fn pool(&self) -> PgPool {
        let options = self.options.clone().socket(self.folder.path()).port(5432);
        PgPoolOptions::new()
            .max_connections(2)
            .connect_lazy_with(options)
    }

    pub fn arm(&self, cut: Cut) {
        self.cut.store(cut as u8, Ordering::SeqCst);
    }

    /// Whether the line was cut since it was armed.
    pub fn has_cut(&self) -> bool {
        self.cut.load(Ordering::SeqCst) == 0
    }
}

async fn serve(client: UnixStream, upstream: PgConnectOptions, armed: Arc<AtomicU8>) {
    let socket: Option<PathBuf> = upstream.get_socket().cloned().or_else(|| {
        upstream
            .get_host()
            .starts_with('/')
            .then(|| upstream.get_host().into())
    });
    if let Some(folder) = socket {
        let path = folder.join(format!(".s.PGSQL.{}", upstream.get_port()));
        between(client, UnixStream::connect(path).await.unwrap(), &armed).await;
    } else {
        let address = (upstream.get_host().to_owned(), upstream.get_port());
        between(client, TcpStream::connect(address).await.unwrap(), &armed).await;
    }
}

async fn between(client: UnixStream, server: impl AsyncRead + AsyncWrite, armed: &AtomicU8) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let out = pass(
        &mut from_client,
        &mut to_server,
        armed,
        Cut::BeforeCommit,
        b"COMMIT",
    );
    let back = pass(
        &mut from_server,
        &mut to_client,
        armed,
        Cut::AfterCommit,
        b"COMMIT\0",
    );
    // When either ends, both are dropped, and so are both lines.
    tokio::select! { () = out => {}, () = back => {} }
}

async fn pass(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    armed: &AtomicU8,
    cut: Cut,
    sign: &[u8],
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let told = buffer[..count]
            .windows(sign.len())
            .any(|window| window == sign);
        if told
            && armed
                .compare_exchange(cut as u8, 0, Ordering::SeqCst, Ordering::SeqCst)
                .is_ok()
        {
            return;
        }
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
