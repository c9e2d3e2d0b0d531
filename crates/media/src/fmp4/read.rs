//! Reading a fragmented MP4 with one track as a list of samples.

use std::io::{Read, Seek, SeekFrom};

use super::boxes::{BoxError, Fields, atoms, descend, find};
use super::codecs;

/// Largest `moov` or `moof` that is read into memory, bytes.
const MAX_HEADER: u64 = 16 << 20;
/// Most samples in a file: 30 hours of AAC frames.
const MAX_SAMPLES: usize = 5_000_000;

/// One coded frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// First byte in the file.
    pub offset: u64,
    /// Number of bytes.
    pub bytes: u32,
    /// Decoding time, in the track's timescale.
    pub decode_time: u64,
    /// Duration, in the track's timescale.
    pub duration: u32,
    /// Presentation time minus decoding time.
    pub shift: i32,
    /// Whether decoding can start here.
    pub sync: bool,
}

/// A file's header and samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movie {
    /// The `ftyp` box, whole.
    pub ftyp: Vec<u8>,
    /// Content of the `moov` box.
    pub moov: Vec<u8>,
    /// Ticks per second.
    pub timescale: u32,
    /// RFC 6381 codecs string.
    pub codecs: String,
    /// Pixels; 0 for audio.
    pub width: u32,
    /// Pixels; 0 for audio.
    pub height: u32,
    /// Channels; 0 for video.
    pub channels: u32,
    /// The track's number.
    pub track: u32,
    /// In decoding order.
    pub samples: Vec<Sample>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Defaults {
    duration: u32,
    bytes: u32,
    flags: u32,
}

/// Reads the whole index of a fragmented MP4 that holds one track.
///
/// Never reads sample data. Any broken, endless or contradictory box gives an error.
pub fn read(file: &mut (impl Read + Seek)) -> Result<Movie, BoxError> {
    let end = file.seek(SeekFrom::End(0))?;
    let (mut ftyp, mut movie, mut defaults) = (Vec::new(), None::<Movie>, Defaults::default());
    let mut position = 0;
    while position < end {
        let (name, header, size) = header(file, position, end)?;
        match &name {
            b"ftyp" => ftyp = body(file, position, 0, size)?,
            b"moov" => {
                let moov = body(file, position, header, size)?;
                defaults = track_defaults(&moov)?;
                movie = Some(describe(std::mem::take(&mut ftyp), moov)?);
            }
            b"moof" => {
                let movie = movie.as_mut().ok_or(BoxError::Missing("moov"))?;
                let moof = body(file, position, header, size)?;
                fragment(&moof, position, end, defaults, movie)?;
            }
            _ => {}
        }
        position += size;
    }
    movie.ok_or(BoxError::Missing("moov"))
}

/// Length of the initialisation segment, and offset and length of each fragment with what follows it up to the next.
pub fn fragments(file: &mut (impl Read + Seek)) -> Result<(u64, Vec<(u64, u64)>), BoxError> {
    let end = file.seek(SeekFrom::End(0))?;
    let (mut starts, mut position) = (Vec::new(), 0);
    while position < end {
        let (name, _, size) = header(file, position, end)?;
        if &name == b"moof" {
            starts.push(position);
        }
        position += size;
    }
    let first = *starts.first().ok_or(BoxError::Missing("moof"))?;
    let ends = starts.iter().skip(1).copied().chain([end]);
    let fragments = starts.iter().zip(ends).map(|(&at, next)| (at, next - at));
    Ok((first, fragments.collect()))
}

/// Name, header length and whole length of the box at `position`.
pub(super) fn header(
    file: &mut (impl Read + Seek),
    position: u64,
    end: u64,
) -> Result<([u8; 4], u64, u64), BoxError> {
    let available = end - position;
    let mut bytes = [0; 16];
    let count = available.min(16) as usize;
    file.seek(SeekFrom::Start(position))?;
    file.read_exact(&mut bytes[..count])?;
    let mut fields = Fields(&bytes[..count]);
    let short = fields.u32()?;
    let name = fields.array()?;
    let (header, size) = match short {
        0 => (8, available),
        1 => (16, fields.u64()?),
        size => (8, u64::from(size)),
    };
    if size < header || size > available {
        return Err(BoxError::Truncated);
    }
    Ok((name, header, size))
}

pub(super) fn body(
    file: &mut (impl Read + Seek),
    position: u64,
    header: u64,
    size: u64,
) -> Result<Vec<u8>, BoxError> {
    if size > MAX_HEADER {
        return Err(BoxError::Invalid("a header box is too large"));
    }
    let mut bytes = vec![0; (size - header) as usize];
    file.seek(SeekFrom::Start(position + header))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn track_defaults(moov: &[u8]) -> Result<Defaults, BoxError> {
    let mut trex = Fields(descend(moov, &["mvex", "trex"])?);
    trex.take(12)?; // version and flags, track, sample description
    Ok(Defaults {
        duration: trex.u32()?,
        bytes: trex.u32()?,
        flags: trex.u32()?,
    })
}

fn describe(ftyp: Vec<u8>, moov: Vec<u8>) -> Result<Movie, BoxError> {
    let mut tracks = 0;
    for atom in atoms(&moov) {
        tracks += u32::from(atom?.name == *b"trak");
    }
    if tracks != 1 {
        return Err(BoxError::Invalid("the file must hold exactly one track"));
    }
    let box_of_track = find(&moov, "trak")?;
    let mdia = find(box_of_track, "mdia")?;
    let mut mdhd = Fields(find(mdia, "mdhd")?);
    let (version, _) = mdhd.version_flags()?;
    mdhd.take(if version == 1 { 16 } else { 8 })?;
    let timescale = mdhd.u32()?;
    if timescale == 0 {
        return Err(BoxError::Invalid("the timescale is zero"));
    }
    let mut tkhd = Fields(find(box_of_track, "tkhd")?);
    let (version, _) = tkhd.version_flags()?;
    tkhd.take(if version == 1 { 16 } else { 8 })?;
    let track = tkhd.u32()?;
    let described = codecs::describe(descend(mdia, &["minf", "stbl", "stsd"])?)?;
    Ok(Movie {
        ftyp,
        timescale,
        codecs: described.codecs,
        width: described.width,
        height: described.height,
        channels: described.channels,
        track,
        samples: Vec::new(),
        moov,
    })
}

/// Adds the samples of one `moof` that starts at `position`.
fn fragment(
    moof: &[u8],
    position: u64,
    end: u64,
    defaults: Defaults,
    movie: &mut Movie,
) -> Result<(), BoxError> {
    for atom in atoms(moof) {
        let atom = atom?;
        if atom.name != *b"traf" {
            continue;
        }
        let (base, defaults) = track_fragment_header(find(atom.body, "tfhd")?, position, defaults)?;
        let mut tfdt = Fields(find(atom.body, "tfdt")?);
        let (version, _) = tfdt.version_flags()?;
        let mut time = if version == 1 {
            tfdt.u64()?
        } else {
            u64::from(tfdt.u32()?)
        };
        let previous = movie.samples.last();
        if previous.is_some_and(|last| time < last.decode_time) {
            return Err(BoxError::Invalid("the time runs backwards"));
        }
        let mut offset = base;
        for inner in atoms(atom.body) {
            let inner = inner?;
            if inner.name == *b"trun" {
                (time, offset) = run(inner.body, base, offset, time, end, defaults, movie)?;
            }
        }
    }
    Ok(())
}

/// Where data offsets count from, and the fragment's defaults.
fn track_fragment_header(
    tfhd: &[u8],
    moof: u64,
    mut defaults: Defaults,
) -> Result<(u64, Defaults), BoxError> {
    let mut fields = Fields(tfhd);
    let (_, flags) = fields.version_flags()?;
    fields.u32()?; // track
    let base = if flags & 0x01 != 0 {
        fields.u64()?
    } else {
        moof
    };
    if flags & 0x02 != 0 {
        fields.u32()?; // sample description
    }
    if flags & 0x08 != 0 {
        defaults.duration = fields.u32()?;
    }
    if flags & 0x10 != 0 {
        defaults.bytes = fields.u32()?;
    }
    if flags & 0x20 != 0 {
        defaults.flags = fields.u32()?;
    }
    Ok((base, defaults))
}

/// Adds the samples of one `trun`; gives the time and offset after the last.
fn run(
    trun: &[u8],
    base: u64,
    offset: u64,
    mut time: u64,
    end: u64,
    defaults: Defaults,
    movie: &mut Movie,
) -> Result<(u64, u64), BoxError> {
    let mut fields = Fields(trun);
    let (_, flags) = fields.version_flags()?;
    let count = fields.u32()? as usize;
    if movie.samples.len().saturating_add(count) > MAX_SAMPLES {
        return Err(BoxError::Invalid("there are too many samples"));
    }
    let mut offset = if flags & 0x01 == 0 {
        offset
    } else {
        base.checked_add_signed(i64::from(fields.u32()?.cast_signed()))
            .ok_or(BoxError::Truncated)?
    };
    let first_flags = if flags & 0x04 == 0 {
        None
    } else {
        Some(fields.u32()?)
    };
    for index in 0..count {
        let duration = if flags & 0x100 == 0 {
            defaults.duration
        } else {
            fields.u32()?
        };
        let bytes = if flags & 0x200 == 0 {
            defaults.bytes
        } else {
            fields.u32()?
        };
        let mut sample_flags = if flags & 0x400 == 0 {
            defaults.flags
        } else {
            fields.u32()?
        };
        if let (0, Some(first)) = (index, first_flags) {
            sample_flags = first;
        }
        let shift = if flags & 0x800 == 0 {
            0
        } else {
            fields.u32()?.cast_signed()
        };
        let after = offset
            .checked_add(u64::from(bytes))
            .filter(|&after| after <= end)
            .ok_or(BoxError::Truncated)?;
        let sync = sample_flags & 0x0001_0000 == 0;
        movie.samples.push(Sample {
            offset,
            bytes,
            decode_time: time,
            duration,
            shift,
            sync,
        });
        offset = after;
        time = time
            .checked_add(u64::from(duration))
            .ok_or(BoxError::Invalid("the time overflows"))?;
    }
    Ok((time, offset))
}
