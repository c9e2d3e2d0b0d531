//! Which shape the data folder has: a number in its file `layout`, so that a program never works in a
//! folder that it does not understand.
//!
//! | layout | what is where |
//! |---|---|
//! | 1 | `postgres/pgMAJOR`, `blobs/`, `uploads/`, `work/` |
//!
//! A folder without the file is of before the number was written and has layout 1. The database inside is
//! upgraded by its own rules (`postgres.rs`, `db.rs`).

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, bail};

const FILE: &str = "layout";
/// What this program writes.
const NOW: u32 = 1;

/// Refuses a folder of a later layout, and writes the number into one that has none.
pub fn check(data: &Path) -> anyhow::Result<()> {
    let file = data.join(FILE);
    let text = match fs::read(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return write(data),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    };
    let number = std::str::from_utf8(&text)
        .ok()
        .and_then(|text| text.trim().parse::<u32>().ok());
    match number {
        Some(NOW) => Ok(()),
        Some(later) if later > NOW => bail!(
            "the data folder {} was written by a newer Cliffhanger (layout {later}; this one knows {NOW}); \
             run that version again, or name another folder by `data`",
            data.display()
        ),
        _ => bail!(
            "{} does not hold a layout number, so this may be no data folder; \
             name another folder by `data`, or write {NOW} into the file if you are sure",
            file.display()
        ),
    }
}

/// Written aside and renamed: a number that is there is whole.
fn write(data: &Path) -> anyhow::Result<()> {
    let made = || -> std::io::Result<()> {
        fs::create_dir_all(data)?;
        let aside = data.join(format!(".{FILE}-{}", std::process::id()));
        let mut file = fs::File::create(&aside)?;
        writeln!(file, "{NOW}")?;
        file.sync_all()?;
        fs::rename(&aside, data.join(FILE))
    };
    made().with_context(|| format!("cannot write into the data folder {}", data.display()))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_folder_without_a_number_gets_one_and_keeps_what_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir_all(data.join("blobs")).unwrap();
        std::fs::write(data.join("blobs/one"), "kept").unwrap();
        check(&data).unwrap();
        check(&data).unwrap();
        assert_eq!(std::fs::read_to_string(data.join("layout")).unwrap(), "1\n");
        assert_eq!(
            std::fs::read_to_string(data.join("blobs/one")).unwrap(),
            "kept"
        );
        assert_eq!(std::fs::read_dir(&data).unwrap().count(), 2);
        check(&folder.path().join("new/deep")).unwrap();
    }

    #[test]
    fn a_later_folder_and_nonsense_are_refused_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        for (text, told) in [
            (&b"2\n"[..], "newer Cliffhanger (layout 2"),
            (b"4294967295", "newer Cliffhanger"),
            (b"", "layout number"),
            (b"0", "layout number"),
            (b"-1", "layout number"),
            (b"99999999999", "layout number"),
            (b"\xff\0", "layout number"),
        ] {
            std::fs::write(folder.path().join("layout"), text).unwrap();
            let refusal = check(folder.path()).unwrap_err().to_string();
            assert!(
                refusal.contains(told) && refusal.contains("`data`"),
                "{refusal}"
            );
            assert_eq!(std::fs::read(folder.path().join("layout")).unwrap(), text);
        }
    }
}
