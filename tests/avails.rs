//! The real binary reads partners' offers of rights: the official samples, good and bad.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("crates/avails/tests/fixtures")
        .join(name)
}

fn run(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cliffhanger"))
        .arg("avails")
        .args(arguments)
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_workbook_is_checked_and_written_as_xml_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let (xml, again) = (folder.path().join("a.xml"), folder.path().join("b.xlsx"));
    let workbook = sample("Movies_v1.9.xlsx");
    let checked = run(&[Path::new("check"), &workbook]);
    assert!(out(&checked).contains("26 rows"), "{}", out(&checked));
    for (from, to) in [(&workbook, &xml), (&xml, &again)] {
        let made = run(&[Path::new("convert"), from, to]);
        assert!(
            made.status.code().is_some_and(|code| code != 1),
            "{}",
            out(&made)
        );
    }
    let same = run(&[Path::new("check"), &again]);
    assert!(out(&same).contains("26 rows"), "{}", out(&same));
}

#[test]
fn what_is_wrong_is_told_with_the_place_of_it_and_by_the_exit_code() {
    let bad = run(&[Path::new("check"), &sample("Avails_withErrors.xml")]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(out(&bad).contains("✗ line "), "{}", out(&bad));
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none.xlsx");
    std::fs::write(&none, b"no workbook").unwrap();
    for (arguments, words) in [
        (vec![Path::new("check"), none.as_path()], "none.xlsx"),
        (
            vec![Path::new("check"), Path::new("/nowhere.xlsx")],
            "cannot read",
        ),
    ] {
        let failed = run(&arguments);
        assert_eq!(failed.status.code(), Some(1));
        let said = String::from_utf8_lossy(&failed.stderr).into_owned();
        assert!(said.contains(words), "{said}");
    }
    let pdf = folder.path().join("offers.pdf");
    let failed = run(&[Path::new("convert"), &sample("Movies_v1.9.xlsx"), &pdf]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(!pdf.exists());
}
