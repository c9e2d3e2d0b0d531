//! A picture as the model was taught them (`preprocessing.py` of its package): squeezed to 256 × 256, its middle of
//! 224 × 224, blue before green before red, without the mean of what it saw. The package besides writes the middle as a JPEG
//! and reads it again, which moves a score by some hundredths; that is left out.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use models::Error;

use crate::Picture;

/// Pixels of a side that the model sees.
pub const SIDE: u32 = 224;
const SQUEEZED: u32 = 256;
/// Blue, green, red.
const MEAN: [f32; 3] = [104.0, 117.0, 123.0];

/// Numbers in rows of pixels.
pub fn prepared(picture: Picture<'_>) -> Result<Vec<f32>, Error> {
    let unusable = |why: &dyn std::fmt::Display| {
        Error::Model(format!("the picture cannot be looked at: {why}"))
    };
    let Picture { width, height, rgb } = picture;
    if width == 0 || height == 0 {
        return Err(unusable(&"it has no pixels"));
    }
    let from = ImageRef::new(width, height, rgb, PixelType::U8x3).map_err(|e| unusable(&e))?;
    let mut small = Image::new(SQUEEZED, SQUEEZED, PixelType::U8x3);
    let how = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new()
        .resize(&from, &mut small, &how)
        .map_err(|e| unusable(&e))?;
    let edge = ((SQUEEZED - SIDE) / 2) as usize;
    let rows = small.buffer().chunks_exact(SQUEEZED as usize * 3);
    let rows = rows.skip(edge).take(SIDE as usize);
    let pixels = rows.flat_map(|row| row.chunks_exact(3).skip(edge).take(SIDE as usize));
    Ok(pixels
        .flat_map(|pixel| [2, 1, 0].map(|at| f32::from(pixel[at])))
        .zip(MEAN.iter().cycle())
        .map(|(value, mean)| value - mean)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_turned_round_and_their_mean_is_taken_off() {
        let rgb = [200, 100, 50].repeat(300 * 500);
        let seen = prepared(Picture {
            width: 300,
            height: 500,
            rgb: &rgb,
        })
        .unwrap();
        assert_eq!(seen.len(), 224 * 224 * 3);
        assert!(
            seen.chunks_exact(3)
                .all(|pixel| pixel == [50.0 - 104.0, 100.0 - 117.0, 200.0 - 123.0])
        );
    }

    #[test]
    fn a_picture_that_is_none_is_refused() {
        for (width, height, bytes) in [(0, 4, 0), (4, 0, 0), (4, 4, 47)] {
            let rgb = vec![0; bytes];
            assert!(
                prepared(Picture {
                    width,
                    height,
                    rgb: &rgb
                })
                .is_err()
            );
        }
    }
}
