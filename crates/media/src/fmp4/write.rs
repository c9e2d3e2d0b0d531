//! Writing samples as one CMAF file with one fragment per segment.

use std::io::{Read, Seek, SeekFrom, Write};

use super::boxes::{BoxError, atoms};
use super::{Movie, Sample};
use crate::Segment;

/// Boxes of the header that say nothing a player needs: edit lists (time starts at zero), metadata.
const DROPPED: [&[u8; 4]; 3] = [b"udta", b"edts", b"meta"];
const SYNC: u32 = 0x0200_0000; // depends on no other sample
const NOT_SYNC: u32 = 0x0101_0000; // depends on others, not a sync sample

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Length of the initialisation segment, bytes.
    pub init_bytes: u64,
    /// The segments, to the end of the file.
    pub segments: Vec<Segment>,
    /// Size of the file, bytes.
    pub bytes: u64,
    /// Length, ms.
    pub duration_ms: u64,
}

/// Copies `samples` (a contiguous part of `movie.samples`) from `from` to `to`, a segment beginning at each index in
/// `starts` (ascending, the first 0).
///
/// The first presented frame gets time zero, whatever time it had. `aigc` is the only field of metadata that is written.
pub fn write(
    movie: &Movie,
    samples: &[Sample],
    starts: &[usize],
    aigc: Option<&str>,
    from: &mut (impl Read + Seek),
    to: &mut impl Write,
) -> Result<Layout, BoxError> {
    let (Some(first), Some(0)) = (samples.first(), starts.first()) else {
        return Err(BoxError::Invalid("there is nothing to write"));
    };
    let begin = first.decode_time;
    let delay = samples
        .iter()
        .map(|sample| {
            (sample.decode_time - begin)
                .cast_signed()
                .saturating_add(i64::from(sample.shift))
        })
        .min()
        .unwrap_or(0);
    let delay =
        i32::try_from(delay).map_err(|_| BoxError::Invalid("the first frame is too late"))?;

    let mut init = movie.ftyp.clone();
    let mut moov = stripped(&movie.moov)?;
    if let Some(value) = aigc {
        moov.extend(field("AIGC", value));
    }
    init.extend(wrap(*b"moov", &moov));
    to.write_all(&init)?;

    let ms = |ticks: u64| {
        (u128::from(ticks) * 1000 + u128::from(movie.timescale) / 2) / u128::from(movie.timescale)
    };
    let mut layout = Layout {
        init_bytes: init.len() as u64,
        segments: Vec::new(),
        bytes: init.len() as u64,
        duration_ms: 0,
    };
    for (number, &start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(samples.len());
        let part = samples.get(start..end).filter(|part| !part.is_empty());
        let part = part.ok_or(BoxError::Invalid("a segment is empty"))?;
        let data: u64 = part.iter().map(|sample| u64::from(sample.bytes)).sum();
        let fragment = fragment(number as u32 + 1, movie.track, begin, delay, part);
        let header = mdat_header(data)?;
        to.write_all(&fragment)?;
        to.write_all(&header)?;
        copy(part, from, to)?;
        let bytes = (fragment.len() + header.len()) as u64 + data;
        let last = part[part.len() - 1];
        let start_ms = ms(part[0].decode_time - begin) as u64;
        let end_ms = ms(last.decode_time - begin + u64::from(last.duration)) as u64;
        layout.segments.push(Segment {
            offset: layout.bytes,
            bytes,
            start_ms,
            duration_ms: end_ms - start_ms,
        });
        layout.bytes += bytes;
        layout.duration_ms = end_ms;
    }
    Ok(layout)
}

/// The header without the boxes in [`DROPPED`], at both levels where they occur.
fn stripped(moov: &[u8]) -> Result<Vec<u8>, BoxError> {
    let mut kept = Vec::with_capacity(moov.len());
    for atom in atoms(moov) {
        let atom = atom?;
        match &atom.name {
            b"trak" => kept.extend(wrap(*b"trak", &stripped(atom.body)?)),
            name if DROPPED.contains(&name) => {}
            name => kept.extend(wrap(*name, atom.body)),
        }
    }
    Ok(kept)
}

/// One field of metadata under a name of our own, as `QuickTime` keeps them and ffmpeg reads and writes them: a table of
/// names, and values that point into it.
fn field(name: &str, value: &str) -> Vec<u8> {
    let handler = [&[0; 8][..], b"mdta", &[0; 13]].concat();
    let key = wrap(*b"mdta", name.as_bytes());
    let keys = [&[0; 4][..], &1u32.to_be_bytes(), &key].concat();
    // Kind 1: UTF-8; no locale.
    let data = [&1u32.to_be_bytes()[..], &[0; 4], value.as_bytes()].concat();
    let item = wrap(1u32.to_be_bytes(), &wrap(*b"data", &data));
    let meta = [
        &[0; 4][..],
        &wrap(*b"hdlr", &handler),
        &wrap(*b"keys", &keys),
        &wrap(*b"ilst", &item),
    ]
    .concat();
    wrap(*b"udta", &wrap(*b"meta", &meta))
}

fn wrap(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len() + 8);
    bytes.extend((body.len() as u32 + 8).to_be_bytes());
    bytes.extend(name);
    bytes.extend(body);
    bytes
}

fn mdat_header(data: u64) -> Result<[u8; 8], BoxError> {
    let size = u32::try_from(data + 8).map_err(|_| BoxError::Invalid("a segment is too large"))?;
    let mut header = *b"\0\0\0\0mdat";
    header[..4].copy_from_slice(&size.to_be_bytes());
    Ok(header)
}

/// A `moof` whose data follows it directly in an `mdat`.
fn fragment(number: u32, track: u32, begin: u64, delay: i32, part: &[Sample]) -> Vec<u8> {
    let first = part[0];
    let same_duration = part.iter().all(|sample| sample.duration == first.duration);
    let all_sync = part.iter().all(|sample| sample.sync);
    let shifted = part.iter().any(|sample| sample.shift != delay);

    let word = |version: u8, flags: u32| (u32::from(version) << 24 | flags).to_be_bytes();
    let mut tfhd = Vec::new();
    // Data counts from this moof; default duration and flags are given here.
    tfhd.extend(word(
        0,
        0x02_0000 | 0x20 | if same_duration { 0x08 } else { 0 },
    ));
    tfhd.extend(track.to_be_bytes());
    if same_duration {
        tfhd.extend(first.duration.to_be_bytes());
    }
    tfhd.extend(if all_sync { SYNC } else { NOT_SYNC }.to_be_bytes());

    let mut tfdt = word(1, 0).to_vec();
    tfdt.extend((first.decode_time - begin).to_be_bytes());

    // Data offset and sizes always; the first sample's flags where it alone is a sync sample.
    let lone_sync = !all_sync && first.sync && part[1..].iter().all(|sample| !sample.sync);
    let each_flag = !all_sync && !lone_sync;
    let flags = 0x201
        | if lone_sync { 0x04 } else { 0 }
        | if same_duration { 0 } else { 0x100 }
        | if each_flag { 0x400 } else { 0 }
        | if shifted { 0x800 } else { 0 };
    let mut trun = word(1, flags).to_vec();
    trun.extend((part.len() as u32).to_be_bytes());
    let data_offset_at = trun.len();
    trun.extend(0_u32.to_be_bytes());
    if lone_sync {
        trun.extend(SYNC.to_be_bytes());
    }
    for sample in part {
        if !same_duration {
            trun.extend(sample.duration.to_be_bytes());
        }
        trun.extend(sample.bytes.to_be_bytes());
        if each_flag {
            trun.extend(if sample.sync { SYNC } else { NOT_SYNC }.to_be_bytes());
        }
        if shifted {
            trun.extend(sample.shift.saturating_sub(delay).to_be_bytes());
        }
    }

    let mut mfhd = word(0, 0).to_vec();
    mfhd.extend(number.to_be_bytes());
    let (mfhd, tfhd, tfdt) = (
        wrap(*b"mfhd", &mfhd),
        wrap(*b"tfhd", &tfhd),
        wrap(*b"tfdt", &tfdt),
    );
    // moof and traf headers, the boxes before trun, trun, and the header of mdat.
    let data_offset = 8 + mfhd.len() + 8 + tfhd.len() + tfdt.len() + 8 + trun.len() + 8;
    trun[data_offset_at..data_offset_at + 4].copy_from_slice(&(data_offset as u32).to_be_bytes());
    let traf = wrap(*b"traf", &[tfhd, tfdt, wrap(*b"trun", &trun)].concat());
    wrap(*b"moof", &[mfhd, traf].concat())
}

/// Copies sample data, neighbouring samples in one go.
fn copy(
    part: &[Sample],
    from: &mut (impl Read + Seek),
    to: &mut impl Write,
) -> Result<(), BoxError> {
    for run in part.chunk_by(|a, b| a.offset + u64::from(a.bytes) == b.offset) {
        let bytes = run.iter().map(|sample| u64::from(sample.bytes)).sum();
        from.seek(SeekFrom::Start(run[0].offset))?;
        if std::io::copy(&mut from.take(bytes), to)? != bytes {
            return Err(BoxError::Truncated);
        }
    }
    Ok(())
}
