//! Waveforms: how loud a take is, fifty times a second. Computed once for each take, then read.

use uuid::Uuid;

use super::Production;
use super::shelves::Kept;
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// Milliseconds of each peak.
pub const PEAK_MS: u32 = 20;

/// The loudest of each fiftieth of a second of a take that is a WAV file, 0 to 255.
pub async fn of(app: &App, production: &Production, take: &Kept) -> AppResult<Vec<u8>> {
    of_file(app, production, take.id, &take.blob_key).await
}

/// The same, of a take by its id and its file.
pub async fn of_file(
    app: &App,
    production: &Production,
    take_id: Uuid,
    blob_key: &str,
) -> AppResult<Vec<u8>> {
    if let Some(known) = known(app, production, take_id).await? {
        return Ok(known);
    }
    let file = app
        .storage
        .read(blob_key)
        .await
        .map_err(AppError::internal)?;
    let peaks = tokio::task::spawn_blocking(move || {
        sound::wav::read(&file).map(|sound| {
            let sound = sound.down_to_mono();
            peaks(&sound.samples, sound.rate)
        })
    })
    .await
    .map_err(AppError::internal)?
    .map_err(|error| AppError::internal(anyhow::anyhow!("{error}")))?;
    sqlx::query!(
        "insert into production_peaks (take_id, house_id, peaks) values ($1, $2, $3) on conflict do nothing",
        take_id,
        production.house_id,
        peaks
    )
    .execute(&app.db)
    .await?;
    Ok(peaks)
}

/// Fewer peaks of the same sound, the loudest of each part.
pub fn at_most(peaks: &[u8], most: usize) -> Vec<u8> {
    if most == 0 || peaks.is_empty() {
        return Vec::new();
    }
    let each = peaks.len().div_ceil(most);
    let loudest = |part: &[u8]| part.iter().copied().max().unwrap_or_default();
    peaks.chunks(each).map(loudest).collect()
}

async fn known(app: &App, production: &Production, take: Uuid) -> AppResult<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar!(
        "select peaks from production_peaks where take_id = $1 and house_id = $2",
        take,
        production.house_id
    )
    .fetch_optional(&app.db)
    .await?)
}

fn peaks(samples: &[f32], rate: u32) -> Vec<u8> {
    let window = ((rate * PEAK_MS / 1000) as usize).max(1);
    samples
        .chunks(window)
        .map(|part| {
            let loudest = part.iter().fold(0.0_f32, |most, one| most.max(one.abs()));
            (loudest.min(1.0) * 255.0).round() as u8
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::peaks;

    #[test]
    fn each_peak_is_the_loudest_of_its_fiftieth_of_a_second() {
        let mut samples = vec![0.0; 1000];
        samples[25] = -0.5;
        samples[999] = 2.0;
        let found = peaks(&samples, 1000);
        assert_eq!(found.len(), 50);
        assert_eq!((found[0], found[1], found[49]), (0, 128, 255));
    }
}
