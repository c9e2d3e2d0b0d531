//! What the tests of the real binary share.

pub mod house;

use std::path::Path;
use std::process::Command;

/// Makes an upright episode with a moving picture and no sound: `size` such as `270x480`, 12 frames a second.
#[allow(dead_code, reason = "not every test needs it")]
pub fn clip(file: &Path, size: &str, seconds: u32) {
    let made = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-f", "lavfi", "-i"])
        .arg(format!("testsrc2=s={size}:r=12:d={seconds}"))
        .args([
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
        ])
        .arg(file)
        .status();
    assert!(made.unwrap().success());
}

/// The address of a test's database, for another process.
#[allow(dead_code, reason = "not every test needs it")]
pub fn address(db: &sqlx::PgPool) -> String {
    let name = db.connect_options().get_database().unwrap().to_owned();
    let mut url: url::Url = std::env::var("DATABASE_URL").unwrap().parse().unwrap();
    url.set_path(&name);
    url.to_string()
}
