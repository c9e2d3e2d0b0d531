//! Which account the server runs under. `initdb` and `postgres` refuse to run as root, so a root
//! process hands the cluster to an unprivileged account and starts them under it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::Error;

/// An unprivileged user that owns the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    pub uid: u32,
    pub gid: u32,
}

impl Account {
    /// `None` when this process is not root: then the server runs as this user.
    ///
    /// For root: the owner of the cluster when it has one that is not root, else the `postgres`
    /// account, else `nobody`.
    pub fn choose(cluster: &Path) -> Result<Option<Self>, Error> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        if let Ok(meta) = fs::metadata(cluster)
            && meta.uid() != 0
        {
            return Ok(Some(Self {
                uid: meta.uid(),
                gid: meta.gid(),
            }));
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| find_in_passwd(&passwd, name))
            .map(Some)
            .ok_or(Error::NoAccount)
    }

    /// Hands `path` and everything under it to the account. Symbolic links are not followed.
    pub fn take(self, path: &Path) -> Result<(), Error> {
        std::os::unix::fs::lchown(path, Some(self.uid), Some(self.gid))
            .map_err(Error::io("change the owner of", path))?;
        let meta = fs::symlink_metadata(path).map_err(Error::io("read", path))?;
        if meta.is_dir() {
            for entry in fs::read_dir(path).map_err(Error::io("read", path))? {
                self.take(&entry.map_err(Error::io("read", path))?.path())?;
            }
        }
        Ok(())
    }

    /// Whether the account may pass through every folder above `path` and read `path` itself.
    /// Judged by the mode bits; `path` must exist.
    pub fn can_reach(self, path: &Path) -> bool {
        let Ok(path) = path.canonicalize() else {
            return false;
        };
        path.ancestors().all(|part| {
            fs::metadata(part).is_ok_and(|meta| {
                let shift = match (meta.uid() == self.uid, meta.gid() == self.gid) {
                    (true, _) => 6,
                    (false, true) => 3,
                    (false, false) => 0,
                };
                let wanted = if part == path { 0o5 } else { 0o1 };
                (meta.mode() >> shift) & wanted == wanted
            })
        })
    }
}

/// `name:x:uid:gid:…`, see passwd(5).
fn find_in_passwd(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next() != Some(name) {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        (uid != 0).then_some(Account { uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwd_lines_are_matched_by_whole_name_and_never_give_root() {
        let passwd = "root:x:0:0::/root:/bin/sh\nnobodyelse:x:7:8::/:/x\nbroken\nnobody:x:65534:65533::/:/x\npostgres:x:0:0::/:/x\n";
        assert_eq!(
            find_in_passwd(passwd, "nobody"),
            Some(Account {
                uid: 65534,
                gid: 65533
            })
        );
        assert_eq!(find_in_passwd(passwd, "postgres"), None);
        assert_eq!(find_in_passwd(passwd, "broken"), None);
    }
}
