//! A picture as a panel of the webcomic: as wide as the strip, its words over it.

use std::sync::Arc;

use storyboard::Board;

use super::{By, still};
use crate::app::App;
use crate::studio::make::strip;
use crate::studio::shelves::Made;
use crate::studio::tools::Tools;

/// A panel of a shot.
pub async fn panel(
    app: &App,
    tools: &Arc<Tools>,
    (board, at): (&Board, usize),
    file: &[u8],
    by: &By<'_>,
) -> anyhow::Result<Result<Made, String>> {
    let picture = match still(app, Some((board, at)), file, by).await? {
        Ok(picture) => picture,
        Err(why) => return Ok(Err(why)),
    };
    let lettered = strip::lettered(tools, board, at, picture.bytes.clone()).await?;
    Ok(lettered.map(|(bytes, facts)| Made {
        bytes,
        facts,
        ..picture
    }))
}
