//! What an episode sounds like.

use std::collections::BTreeMap;

use bytes::Bytes;
use storyboard::{Board, Timeline};

use crate::studio::shelves::Made;

pub async fn mix(
    _board: &Board,
    _timeline: &Timeline,
    _voices: BTreeMap<usize, Bytes>,
    _seed: u64,
) -> anyhow::Result<Result<Made, String>> {
    Ok(Err("not yet".into()))
}
