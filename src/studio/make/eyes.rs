//! Whether pictures of others show nudity, by a model on this machine (`sight`).

use sight::{EXPLICIT, Picture};

use super::{Check, Weight};
use crate::app::App;
use crate::config::Filter;

/// Looks at pictures (PNG files); what is told is the worst of them.
///
/// # Errors
/// Why nobody looked, in a sentence.
pub async fn nudity(app: &App, seen: &[Vec<u8>], own: Filter) -> Result<Check, String> {
    let eyes = app.studio.eyes(app).await?;
    let seen = seen.to_vec();
    let looked = tokio::task::spawn_blocking(move || {
        let mut worst: f32 = 0.0;
        for png in &seen {
            let (width, height, rgb) = pixels(png)?;
            let rgb = &rgb;
            let found = eyes.nudity(Picture { width, height, rgb });
            worst = worst.max(found.map_err(|error| error.to_string())?);
        }
        Ok::<f32, String>(worst)
    });
    let worst = looked.await.map_err(|error| error.to_string())?;
    Ok(found(worst?, own))
}

fn found(score: f32, own: Filter) -> Check {
    Check {
        name: "nudity".into(),
        value: f64::from(score),
        wanted: f64::from(EXPLICIT),
        passed: score <= EXPLICIT,
        message: format!(
            "OpenNSFW calls it explicit with {score:.2} of 1, where {EXPLICIT:.2} is the most"
        ),
        weight: match own {
            Filter::Blocks => Weight::Blocks,
            _ => Weight::Warns,
        },
    }
}

/// Width, height, and three bytes a pixel.
fn pixels(png: &[u8]) -> Result<(u32, u32, Vec<u8>), String> {
    let picture = artwork::Pixmap::decode_png(png).map_err(|error| error.to_string())?;
    let pixels = picture.data().chunks_exact(4);
    let rgb = pixels.flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
    Ok((picture.width(), picture.height(), rgb.collect()))
}
