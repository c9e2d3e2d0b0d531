//! Where the socket goes. A socket's path may have 107 bytes, and the server's account must be able
//! to reach it, so a folder of its own stands in where the data folder does not serve.

use std::env;
use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::account::Account;

/// The number in the socket's name. Nothing listens on a port of this number.
pub(crate) const PORT: u16 = 5432;

/// `sizeof(sun_path)` is 108 with the closing zero (unix(7)).
const PATH_BYTES_MAX: usize = 107;

/// A folder that only the server's account (and root) can enter.
#[derive(Debug)]
pub(crate) struct SocketDir {
    pub path: PathBuf,
    outside: bool,
}

impl SocketDir {
    /// `data_dir/socket`, else a short folder in `XDG_RUNTIME_DIR` or `/tmp`.
    pub fn make(data_dir: &Path, account: Option<Account>) -> Result<Self, Error> {
        let owner = account.map_or(rustix::process::geteuid().as_raw(), |account| account.uid);
        let inside = data_dir.join("socket");
        let reachable = account.is_none_or(|account| account.can_reach(data_dir));
        if reachable && fits(&inside) {
            make_private(&inside, account, owner)?;
            return Ok(Self {
                path: inside,
                outside: false,
            });
        }
        let meta = fs::metadata(data_dir).map_err(Error::io("read", data_dir))?;
        let name = format!("postgres-{:x}-{:x}", meta.dev(), meta.ino());
        let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let bases = runtime
            .filter(|_| account.is_none())
            .into_iter()
            .chain([PathBuf::from("/tmp")]);
        let mut refused = None;
        for base in bases {
            // Anybody may have taken a name in /tmp; then the next one does.
            for attempt in 0..16 {
                let path = base.join(format!("{name}-{attempt}"));
                if fits(&path) {
                    match make_private(&path, account, owner) {
                        Ok(()) => {
                            return Ok(Self {
                                path,
                                outside: true,
                            });
                        }
                        Err(error) => refused = Some(error),
                    }
                }
            }
        }
        Err(refused.expect("the path in /tmp always fits"))
    }

    /// Removes a folder outside the data folder; the server is gone.
    pub fn remove(&self) {
        if self.outside {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn fits(dir: &Path) -> bool {
    dir.as_os_str().len() + format!("/.s.PGSQL.{PORT}").len() <= PATH_BYTES_MAX
}

fn make_private(path: &Path, account: Option<Account>, owner: u32) -> Result<(), Error> {
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => {
            if let Some(account) = account {
                account.take(path)?;
            }
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            // Not followed when it is a link: somebody else may have put it there.
            let meta = fs::symlink_metadata(path).map_err(Error::io("read", path))?;
            let root_may_hand_over = account.is_some() && meta.uid() == 0;
            if !meta.is_dir() || !(meta.uid() == owner || root_may_hand_over) {
                return Err(Error::io("use", path)(error));
            }
            if let Some(account) = account {
                account.take(path)?;
            }
            fs::set_permissions(path, fs::Permissions::from_mode(0o700))
                .map_err(Error::io("close", path))
        }
        Err(error) => Err(Error::io("make", path)(error)),
    }
}
