//! The script that ships with the house, which shares no code with it.

use std::path::Path;
use std::process::Command;

/// Runs it once over all files; gives what it says of each, in order.
pub fn recompute(files: &[std::path::PathBuf]) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/recompute-statement.py");
    let mut said = Vec::new();
    // A command line has an end.
    for files in files.chunks(2_000) {
        let output = Command::new("python3")
            .arg("-B")
            .arg(&script)
            .args(files)
            .output()
            .expect("Python 3.11 or newer is needed for this test: install python3");
        assert!(
            output.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8(output.stdout).unwrap();
        let told = text.lines().zip(files).map(|(line, file)| {
            let file = format!("{}: ", file.display());
            line.strip_prefix(&file)
                .unwrap_or_else(|| panic!("{line}"))
                .to_owned()
        });
        said.extend(told);
        assert_eq!(
            output.status.success(),
            text.lines().all(|line| line.ends_with(": OK"))
        );
    }
    said
}

/// Writes each text to a file of its own.
pub fn write(folder: &Path, texts: &[String]) -> Vec<std::path::PathBuf> {
    let write = |(at, text): (usize, &String)| {
        let file = folder.join(format!("{at:05}.json"));
        std::fs::write(&file, text).unwrap();
        file
    };
    texts.iter().enumerate().map(write).collect()
}

#[test]
fn the_script_is_short_and_needs_nothing() {
    let script = include_str!("../../../scripts/recompute-statement.py");
    assert!(script.lines().count() < 200, "{}", script.lines().count());
    let standard = ["hashlib", "json", "sys", "tomllib", "datetime", "fractions"];
    for line in script
        .lines()
        .filter(|line| line.starts_with("import ") || line.starts_with("from "))
    {
        let names = line
            .split(" import ")
            .next()
            .unwrap()
            .trim_start_matches("import ")
            .trim_start_matches("from ");
        assert!(
            names.split(", ").all(|name| standard.contains(&name)),
            "{line}"
        );
    }
}

#[sqlx::test]
async fn the_house_serves_the_script_that_is_shipped_to_anybody(db: sqlx::PgPool) {
    let house = crate::testing::TestHouse::new(db).await;
    let answer = house.device().get("/api/v1/recompute-statement.py").await;
    assert_eq!(answer.status.as_u16(), 200);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/recompute-statement.py");
    assert!(answer.bytes == std::fs::read(script).unwrap());
    let disposition = answer.headers["content-disposition"].to_str().unwrap();
    assert_eq!(
        disposition,
        "attachment; filename=\"recompute-statement.py\""
    );
}
