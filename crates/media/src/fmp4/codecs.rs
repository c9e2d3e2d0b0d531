//! RFC 6381 codecs strings from decoder configurations.

use super::boxes::{Atom, BoxError, Fields, atoms, find};

/// What a sample description says.
pub(super) struct Described {
    pub codecs: String,
    pub width: u32,
    pub height: u32,
    pub channels: u32,
}

/// Reads the first entry of an `stsd` body.
pub(super) fn describe(stsd: &[u8]) -> Result<Described, BoxError> {
    let mut fields = Fields(stsd);
    fields.take(8)?; // version, flags, entry count
    let entry = atoms(fields.0)
        .next()
        .ok_or(BoxError::Missing("sample entry"))??;
    match &entry.name {
        b"avc1" | b"avc3" => video(&entry, |inner| avc(entry.name, find(inner, "avcC")?)),
        b"av01" => video(&entry, |inner| av1(find(inner, "av1C")?)),
        b"mp4a" => audio(&entry),
        _ => Err(BoxError::Invalid("the codec is neither H.264, AV1 nor AAC")),
    }
}

fn video(
    entry: &Atom<'_>,
    codecs: impl Fn(&[u8]) -> Result<String, BoxError>,
) -> Result<Described, BoxError> {
    let mut fields = Fields(entry.body);
    fields.take(24)?;
    let (width, height) = (u32::from(fields.u16()?), u32::from(fields.u16()?));
    fields.take(50)?;
    Ok(Described {
        codecs: codecs(fields.0)?,
        width,
        height,
        channels: 0,
    })
}

/// `avc1.` and the three bytes of profile, constraints and level.
fn avc(name: [u8; 4], config: &[u8]) -> Result<String, BoxError> {
    let [_, profile, constraints, level] = Fields(config).array()?;
    Ok(format!(
        "{}.{profile:02x}{constraints:02x}{level:02x}",
        String::from_utf8_lossy(&name)
    ))
}

/// `av01.P.LLT.DD`, the short form of AV1-ISOBMFF section 5.
fn av1(config: &[u8]) -> Result<String, BoxError> {
    let [_, profile_level, flags, _] = Fields(config).array()?;
    let (profile, level) = (profile_level >> 5, profile_level & 31);
    let tier = if flags & 0x80 == 0 { 'M' } else { 'H' };
    let depth = match (flags & 0x40 != 0, flags & 0x20 != 0) {
        (false, _) => 8,
        (true, false) => 10,
        (true, true) => 12,
    };
    Ok(format!("av01.{profile}.{level:02}{tier}.{depth:02}"))
}

fn audio(entry: &Atom<'_>) -> Result<Described, BoxError> {
    let mut fields = Fields(entry.body);
    fields.take(16)?;
    let channels = u32::from(fields.u16()?);
    fields.take(10)?;
    let esds = find(fields.0, "esds")?;
    Ok(Described {
        codecs: aac(esds)?,
        width: 0,
        height: 0,
        channels,
    })
}

/// `mp4a.OO.A`: the object type of the decoder configuration and AAC's audio object type.
fn aac(esds: &[u8]) -> Result<String, BoxError> {
    const ES: u8 = 3;
    const DECODER_CONFIG: u8 = 4;
    const DECODER_SPECIFIC: u8 = 5;
    let mut fields = Fields(esds.get(4..).ok_or(BoxError::Truncated)?);
    let mut es = Fields(descriptor(&mut fields, ES)?);
    es.take(2)?;
    let flags = es.u8()?;
    if flags & 0x80 != 0 {
        es.take(2)?;
    }
    if flags & 0x40 != 0 {
        let length = es.u8()?;
        es.take(usize::from(length))?;
    }
    if flags & 0x20 != 0 {
        es.take(2)?;
    }
    let mut config = Fields(descriptor(&mut es, DECODER_CONFIG)?);
    let object_type = config.u8()?;
    config.take(12)?;
    let specific = descriptor(&mut config, DECODER_SPECIFIC)?;
    let first = *specific.first().ok_or(BoxError::Truncated)?;
    Ok(format!("mp4a.{object_type:02x}.{}", first >> 3))
}

/// The content of a descriptor of this tag (ISO/IEC 14496-1 section 8.3.3: length in up to four 7-bit groups).
fn descriptor<'a>(fields: &mut Fields<'a>, tag: u8) -> Result<&'a [u8], BoxError> {
    if fields.u8()? != tag {
        return Err(BoxError::Invalid("an audio descriptor is out of order"));
    }
    let mut length = 0_usize;
    for _ in 0..4 {
        let byte = fields.u8()?;
        length = length << 7 | usize::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            break;
        }
    }
    fields.take(length)
}
