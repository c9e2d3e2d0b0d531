//! Putting one fragmented MP4 behind another of the same coding.

use std::io::{Read, Seek, SeekFrom, Write};

use super::boxes::{BoxError, Fields, descend};
use super::read::{body, header, read};

/// Appends the fragments of `tail` to `to`, their time moved behind its last sample.
///
/// Both must hold one track with the same timescale and the same sample description, and fragments whose data counts
/// from their own `moof`.
pub fn append(
    to: &mut (impl Read + Write + Seek),
    tail: &mut (impl Read + Seek),
) -> Result<(), BoxError> {
    let (first, second) = (read(to)?, read(tail)?);
    let description =
        |moov| descend(moov, &["trak", "mdia", "minf", "stbl", "stsd"]).map(<[u8]>::to_vec);
    if first.timescale != second.timescale
        || description(&first.moov)? != description(&second.moov)?
    {
        return Err(BoxError::Invalid("the parts are coded differently"));
    }
    let shift = first.samples.last().map_or(0, |last| {
        last.decode_time.saturating_add(u64::from(last.duration))
    });
    to.seek(SeekFrom::End(0))?;
    let end = tail.seek(SeekFrom::End(0))?;
    let mut position = 0;
    while position < end {
        let (name, start, size) = header(tail, position, end)?;
        if name == *b"moof" {
            let mut moof = body(tail, position, 0, size)?;
            let at = start as usize + time_offset(&moof[start as usize..])?;
            let time = Fields(&moof[at..]).u64()?;
            let time = time
                .checked_add(shift)
                .ok_or(BoxError::Invalid("the time overflows"))?;
            moof[at..at + 8].copy_from_slice(&time.to_be_bytes());
            to.write_all(&moof)?;
        } else if name == *b"mdat" {
            tail.seek(SeekFrom::Start(position))?;
            std::io::copy(&mut tail.by_ref().take(size), to)?;
        }
        position += size;
    }
    to.flush()?;
    Ok(())
}

/// Where in the content of a `moof` its 64-bit decode time stands.
fn time_offset(moof: &[u8]) -> Result<usize, BoxError> {
    let tfdt = descend(moof, &["traf", "tfdt"])?;
    let mut fields = Fields(tfdt);
    let (version, _) = fields.version_flags()?;
    if version != 1 || tfdt.len() < 12 {
        return Err(BoxError::Invalid("the decode time has 32 bits"));
    }
    // `tfdt` is a part of `moof`, so the distance is an offset into it.
    Ok(tfdt.as_ptr() as usize - moof.as_ptr() as usize + 4)
}
